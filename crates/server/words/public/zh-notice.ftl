# 用于退订变更通知信的页面。

notice-title = 关于变更的信件
notice-stop-title = 不再向您发送变更信件？
notice-stop-text = 您将不再收到关于联系方式变更的信件。对您来信的答复仍会照常送达。
notice-stop = 不再接收此类信件
notice-done-title = 已完成：您不会再收到此类信件
notice-done-text = 对您来信的答复仍会照常送达。您发给我们的内容都已保留。
notice-none-title = 此链接无效（或已失效）
notice-none-text = 地址可能有误。请再次打开信中的链接，或直接回复信件告诉我们。
