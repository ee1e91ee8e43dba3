# 问卷页面的文字。问题与致谢由组织撰写。

survey-title = 想请教您一个问题
survey-csat-low = 非常不满意
survey-csat-high = 非常满意
survey-ces-low = 一点也不
survey-ces-high = 非常轻松
survey-nps-low = 完全不可能
survey-nps-high = 非常可能
survey-comment = 您还想补充什么吗？（选填）
survey-send = 提交
survey-choose = 请选择一个数字。
survey-too-long = 文字过长，请不要超过 2000 个字符。
survey-yours = 您的回答：{ $score } / { $most }。
survey-change = 修改回答
survey-again = 您已经回答过了，可以修改您的回答。
survey-late-title = 现在已无法提交或修改此回答
survey-late-text = 感谢您的到来。如有话想对我们说，请直接回复我们的邮件。
survey-test = 这是测试：您的回答不会被计入。
survey-none-title = 没有这个问题（或已失效）
survey-none-text = 地址可能有误，请再次打开邮件中的链接。
survey-stop = 不要再问我
survey-stop-title = 是否不再向您提问？
survey-stop-text = 您将不再收到关于服务质量的问题。对您来信的回复仍会照常送达。
survey-stopped = 已设置：我们不会再向您提问。
