# 表单问题周围的文字。

form-description = 向 { $name } 提问：由真人通过电子邮件回复。
form-topic = 您想咨询什么？
form-choose-topic = 选择主题
form-show-questions = 显示相关问题
form-question = 您的问题
form-name = 您的姓名
form-email = 接收回复的电子邮箱
form-files = 文件
form-choose = 请选择
form-optional = （选填）
form-send = 发送问题
form-sending = 正在发送
form-confirmed-by-mail = 我们会立即向您的邮箱发送确认邮件，回复该邮件即可补充内容。

form-files-bounds = 最多 { $n } 个文件，共 { $size }。
form-files-here = 或拖放到此处
form-file-kept = { $size }，已添加
form-file-remove = 移除 { $name }
form-remove = 移除
form-file-loading = 正在上传
form-file-failed = 此文件未能上传，请重试。
form-octets = { $n } 字节
form-kilobytes = { $n } kB
form-megabytes = { $n } MB

form-problems = { $n ->
   *[other] 有 { $n } 处需要再看一下，其余内容保持原样。
}
form-missing = 请填写此项。
form-too-long = 内容过长。
form-not-an-address = 请填写电子邮箱，例如 name@example.org。
form-not-a-topic = 请选择一个主题。
form-not-a-choice = 请选择其中一项。
form-not-a-number = 请填写数字。
form-not-a-date = 请填写日期，例如 2026-12-31。
form-too-many-files = { $n ->
    [0] 此表单不接收文件。
   *[other] 最多 { $n } 个文件，超出部分未被添加。
}
form-files-too-large = 文件总大小不得超过 { $size }，超出部分未被添加。

form-again-old = 此页面打开时间过长。您填写的内容都还在，请再发送一次。
form-again-foreign = 我们无法确认内容来自我们的页面。您填写的内容都还在，请再发送一次。
form-later = 您所在的网络目前发送量很大。您填写的内容都还在，请稍等一分钟后再发送一次。
form-failed = 我们这边出了问题。您填写的内容都还在，请稍后再发送一次。
form-cut = 发送的内容超出了可接收的范围。请检查现有内容后再发送一次。

form-draft = 此表单正在设置中。您发送的内容会被阅读，但暂不作承诺。
form-elsewhere = 此表单目前未启用。您发送的内容会被保留，由其他同事处理并通过邮件回复您。
form-shut = 此表单目前未启用，请选择其他联系方式。
form-gone = 此表单已关闭。您可以通过以下方式联系我们：
form-announced = 我们的联系方式即将变更。您在此发送的内容仍会照常得到答复。
form-others-first = 以下方式可能更快
form-next-time = 下次提问请使用

form-sent-title = 谢谢，我们已收到您的问题
form-sent-number = 编号为 #{ $number }。
form-sent-mail = 确认邮件正在发往您的邮箱。如需补充，请回复该邮件。
form-sent-elsewhere = 此表单目前未启用，因此由其他同事处理您的问题并通过邮件回复您。
form-sent-again = 提出其他问题

form-look = 看看是否已有答案
form-look-nothing = 没有找到相关文章
form-look-nothing-text = 请发送您的问题，由真人回复。
form-suggested = 这可能就是您要的答案
form-suggested-note = 您随时可以发送问题。回复您的人能看到您读过哪些文章。
form-solves = 这回答了您的问题吗？
form-solves-yes = 是的，谢谢
form-solves-no = 没有，继续填写
form-solved-title = 很高兴对您有帮助
form-solved-text = 您无需发送任何内容。如果还有疑问，继续填写即可。
