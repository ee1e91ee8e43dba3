# 公开页面的用语。

## 每个页面

skip = 跳到正文
search = 搜索
search-placeholder = 搜索帮助中心
search-label = 搜索帮助中心
language = 语言
help-center = 帮助中心
contact = 联系我们
menu = 菜单
all-help = 全部帮助
print = 打印
copy-link = 复制链接
copied = 已复制
leave-empty = 请将此处留空
feed = 订阅新文章
day = { $year }年{ $month ->
    [1] 1
    [2] 2
    [3] 3
    [4] 4
    [5] 5
    [6] 6
    [7] 7
    [8] 8
    [9] 9
    [10] 10
    [11] 11
   *[12] 12
}月{ $day }日

## 首页与分类

home-title = 您需要什么帮助？
home-description = 关于 { $name } 的常见问题解答，以及联系我们的方式。
articles = { $n } 篇文章
collection-empty = 这里还没有内容。
home-empty = 这里还没有内容。请写信给我们，会有人回复您。
more-articles = 更多文章

## 文章

contents = 本文内容
updated = { $date }更新。
updated-by = { $date }更新，{ $team }负责。
translated = 译自{ $language }。
translated-behind = 译自{ $language }，原文更新。
breadcrumb = 当前位置
helped-question = 这篇文章有帮助吗？
helped-yes = 有帮助
helped-no = 没有帮助
helped-count = { $n } 人中有 { $yes } 人说有帮助
related = 相关文章
unsolved = 还没解决？
write-to-us = 写信给我们
write-to-us-promise = 写信给我们：
other-ways = 其他方式
thanks-title = 谢谢
thanks-yes = 很高兴这篇文章帮到了您。
thanks-no = 很抱歉没能帮到您。缺了什么内容？
thanks-yes-word = 愿意告诉我们什么最有帮助吗？一个词就够了。
word-label = 您的意见
word-help = 最多 { $n } 个字符。请不要在这里填写姓名、号码或密码：这里的内容不会得到回复。
word-send = 发送
thanks-word = 谢谢。负责这篇文章的同事会看到您的意见。
back-to-article = 返回文章

## 搜索

search-title = 搜索
results-for = “{ $query }”的搜索结果
results = { $n } 篇文章
nothing-found = 没有找到“{ $query }”
nothing-found-tips = 试试更少或别的词。大家搜索却没找到的内容，就是我们接下来要写的。
search-near = 以下内容可能相关
nothing-found-ask = 不如直接问我们：会有人回复您。
search-empty = 请用您自己的话输入想了解的内容。
search-too-long = 输入太长，我们按开头部分搜索。
in-other-language = { $language }内容
look-into = 或按分类查看

## 联系

contact-title = 如何联系我们
contact-lead = 现在可用的方式，以及您何时会得到答复。
way-email = 电子邮件
way-form = 表单
way-chat = 在线聊天
start-chat = 开始聊天
way-best = 最快
send-email = 发送邮件
contact-topics-lead = 请选择您要咨询的内容。您会看到现在有哪些联系方式，以及何时得到答复。
contact-answered = 多数人在这里找到答案
contact-reach = 联系我们
contact-about = 就“{ $topic }”联系我们
way-suits = 最适合此问题
contact-all = 所有主题
contact-ahead = 根据当前等待人数于{ $time }计算。
contact-kept = 最近{ $n }次承诺中，{ $percent }%已兑现。
contact-basis = 根据我们最近的回复时间。
contact-aim = 目前回复还太少，无法说明需要多久：这是我们的目标。
contact-none = 目前没有可用的方式。请稍后再来。
times-in = 时间以 { $zone } 为准。

## 找不到的页面

not-found-title = 这里没有这个页面
not-found-text = 地址可能有误，或内容已经移走。请搜索，或按分类查看。
gone-title = 这篇文章已经撤下
gone-text = 它曾经有效，现已撤回。以下内容也许能帮到您。
error-title = 我们这边出了点问题
error-text = 请稍后再试。
wrong-origin-title = 这不是从我们的页面发来的
wrong-origin-text = 请返回页面，重新加载后再试一次。
too-fast-title = 操作有点快
too-fast-text = 请稍等片刻再试。
no-center-title = 这里没有帮助中心
no-center-text = 地址可能有误。

## 语言

language-ar = 阿拉伯文
language-cs = 捷克文
language-da = 丹麦文
language-de = 德文
language-en = 英文
language-es = 西班牙文
language-et = 爱沙尼亚文
language-fi = 芬兰文
language-fr = 法文
language-he = 希伯来文
language-it = 意大利文
language-ja = 日文
language-ko = 韩文
language-lt = 立陶宛文
language-lv = 拉脱维亚文
language-nb = 挪威文
language-nl = 荷兰文
language-pl = 波兰文
language-pt = 葡萄牙文
language-ru = 俄文
language-sv = 瑞典文
language-tr = 土耳其文
language-uk = 乌克兰文
language-zh = 中文
