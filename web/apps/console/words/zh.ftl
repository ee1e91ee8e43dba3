# 控制台用语。整句，带占位符。

## Common

add-note = 添加备注
add-tag = 添加标签
address-check = 请检查地址“{ $address }”。
address-doubtful = 这看起来不像地址
after = { $time }后
agents = 客服人员
apply-anyway = 仍然应用
attach = 添加附件
attachments = 附件
back = 返回
back-to-list = 返回列表
bcc = 密送
block = 屏蔽
cancel = 取消
cc = 抄送
change-taken-back = 更改已撤回。
changes = { $n } 项更改
channel = 渠道
channel-email = 电子邮件
clear-selection = 清除选择
close-dialog = 关闭
close-drawer = 关闭详情
close-menu = 关闭菜单
context = 详情
conversation = 会话
copy = 复制
copy-text = 复制文本
customers-time = 客户时间：{ $time }（{ $zone }）
date = 日期
dismiss = 关闭提示
domain = 域名
download = 下载
draft = 草稿
email = 电子邮件
from = 发件人
internal-note = 内部备注
is-selected = 已选中
language = 语言
later = 留待以后
loading = 正在加载
load-failed = 无法加载。
macros = 宏
message = 消息
messages = 消息
more = 更多
name = 名称
navigation = 主导航
no-subject = （无主题）
no-team = 无团队
no-topic = 无话题
nobody = 无人
not-found = 这里什么也没有。
nothing-found = 未找到
notices = 通知
open-menu = 打开菜单
password = 密码
reply = 回复
note = 备注
forward = 转发
save = 保存
saved = 已保存。
skip = 跳到内容
somebody = 某人
the-desk = 服务台
status = 状态
subject = 主题
team = 团队
teams = 团队
to = 收件人
to-inbox = 前往收件箱
tools = 工具
topic = 话题
try-again = 重试
undo = 撤销
unread = 未读
urgency = 紧急程度
yesterday = 昨天
today = 今天
you = 你
demo-strip = { $company } 的演示：客户是模拟的，任何内容都不会离开这台机器，退出后全部丢弃。
offline = 没有连接。你可以继续阅读和书写；发送的内容会在恢复后发出。
offline-queued = 没有连接。{ $n } 条消息正在等待，恢复后发出。
unreachable-title = 无法连接服务台
unreachable-text = 服务器没有响应。没有丢失任何内容；它可能正在重启。
remove = 移除

## Time

time-now = 刚刚
time-minutes = { $n } 分
time-hours = { $n } 时
duration-seconds = { $n } 秒
duration-minutes = { $n } 分钟
duration-hours = { $h } 小时 { $m } 分
duration-hours-only = { $h } 小时
duration-days = { $n } 天
due-left = 剩 { $time }
due-late = 迟 { $time }
snooze-hour = 一小时后
snooze-later = 三小时后
snooze-evening = 今晚
snooze-tomorrow = 明天早上
snooze-monday = 周一早上
snooze-week = 一周后
snooze-month = 一个月后

## Views

view-mine = 我的收件箱
view-mentions = 提到我的
view-unassigned = 未分配
view-all = 全部未解决
view-waiting = 等待客户
view-snoozed = 已延后
view-resolved = 已解决
view-spam = 垃圾邮件
page-inbox = 收件箱
page-search = 搜索
page-contacts = 联系人
page-quarantine = 隔离区
page-settings = 设置
list-label = 会话列表
list-failed = 无法加载列表。
resize-list = 列表宽度
sort-by = 排序
sort-oldest = 等待最久
sort-newest = 最新在前
sort-best = 最相关
selected = 已选 { $n } 个
selected-hint = 可一起分配、移动、延后、加标签或解决。
search-or-jump = 搜索或跳转
empty-mine = 没有等待你处理的。
empty-mentions = 没有人提到你。
empty-unassigned = 每个会话都有人负责。
empty-all = 没有等待处理的。
empty-waiting = 没有客户欠我们答复。
empty-snoozed = 没有延后的会话。
empty-resolved = 还没有已解决的会话。
empty-spam = 没有垃圾邮件。
empty-team = 该团队没有等待处理的。
empty-unassigned-fact = 有 { $n } 个会话还没有人负责。
empty-unassigned-go = 查看未分配
empty-all-fact = 共有 { $n } 个未解决的会话。
empty-all-go = 查看全部未解决
empty-no-channel = 还没有客户可以写信的渠道。
empty-no-channel-go = 设置渠道
quiet-none = 没有等待你处理的。
quiet-some = 有 { $n } 个会话在等你。
quiet-hint = 选择一个会话，或使用键盘。
we-answered-last = 我们最后回复
other-team = 属于其他团队
assigned-to = 已分配给 { $agent }
presence-live = 在线
presence-connecting = 正在连接…
presence-offline = 没有连接
own-menu = { $name } 的菜单
notify-quiet = 新消息

## Status, urgency

status-open = 未解决
status-waiting = 等待客户
status-snoozed = 已延后
status-resolved = 已解决
status-spam = 垃圾邮件
urgency-low = 低
urgency-normal = 普通
urgency-high = 高
urgency-urgent = 紧急

## Commands

group-conversation = 会话
group-list = 列表
group-compose = 书写
group-go = 前往
group-desk = 服务台
group-jump = 查找
command-resolve = 解决
command-reopen = 重新打开
command-assign = 分配给…
command-assign-short = 分配
command-take-next = 处理下一个
command-assign-me = 分配给我
command-move = 移至团队…
command-snooze = 延后至…
command-snooze-short = 延后
command-tags = 标签…
command-urgency = 紧急程度…
command-topic = 话题…
command-follow = 关注
command-unfollow = 取消关注
command-unread = 标为未读
command-subject = 修改主题…
command-spam = 标为垃圾邮件
command-not-spam = 不是垃圾邮件
command-block = 屏蔽发件人
command-delete = 永久删除…
command-reply = 回复
command-note = 内部备注
command-forward = 转发
command-suggest = 此回复的建议
command-summarize = 总结…
command-translate = 翻译回复…
command-macro = 插入宏
command-send = 发送
command-send-resolve = 发送并解决
command-new = 新会话
command-next = 下一个
command-previous = 上一个
command-open = 打开
command-back = 返回，清除选择
command-select = 选择
command-extend-down = 向下扩展选择
command-extend-up = 向上扩展选择
command-select-all = 选择列表全部
command-sort = 更改排序
command-go-inbox = 我的收件箱
command-go-unassigned = 未分配
command-go-mentions = 提到我的
command-go-all = 全部未解决
command-go-waiting = 等待客户
command-go-snoozed = 已延后
command-go-resolved = 已解决
command-go-spam = 垃圾邮件
command-go-contacts = 联系人
command-go-quarantine = 隔离区
command-go-settings = 设置
command-bar = 命令栏
command-search = 搜索
command-undo = 撤销
command-help = 按键
command-toggle-list = 显示或隐藏列表
command-toggle-context = 显示或隐藏详情
command-theme = 切换浅色和深色
command-density = 切换密度
command-sign-out = 退出登录
go-team = 团队 { $team }
jump-number = 打开 { $number }
search-for = 搜索“{ $text }”
palette-commands = 输入命令或搜索…
palette-assign = 分配给…
palette-team = 移至团队…
palette-tags = 标签
palette-urgency = 紧急程度
palette-snooze = 延后至…（也可输入“2h”“3d”“14:30”“24.12.”）
palette-topic = 话题
palette-macros = 宏
me-named = { $name }（我）
tag-create = 创建标签“{ $name }”

## Acts

done-open = { $number } 已重新打开。
done-waiting = { $number } 等待客户。
done-resolved = { $number } 已解决。
done-snoozed = { $number } 已延后。
done-spam = { $number } 已标为垃圾邮件。
done-open-many = 已重新打开 { $n } 个会话。
done-waiting-many = { $n } 个会话等待客户。
done-resolved-many = 已解决 { $n } 个会话。
done-snoozed-many = 已延后 { $n } 个会话。
done-spam-many = 已将 { $n } 个会话标为垃圾邮件。
done-snoozed-until = { $n ->
    [1] 已推迟到 { $when }。
   *[other] 已将 { $n } 个对话推迟到 { $when }。
}
done-assigned = { $n ->
    [1] 已分配给 { $agent }。
   *[other] 已将 { $n } 个对话分配给 { $agent }。
}
done-unassigned = { $n ->
    [1] 已取消分配。
   *[other] 已取消 { $n } 个对话的分配。
}
done-moved = { $n ->
    [1] 已移至 { $team }。
   *[other] 已将 { $n } 个对话移至 { $team }。
}
done-urgency = { $n ->
    [1] 紧急程度：{ $urgency }。
   *[other] { $n } 个对话的紧急程度：{ $urgency }。
}
done-tagged = { $n ->
    [1] 已添加标签“{ $tag }”。
   *[other] 已为 { $n } 个对话添加标签“{ $tag }”。
}
done-untagged = { $n ->
    [1] 已移除标签“{ $tag }”。
   *[other] 已从 { $n } 个对话移除标签“{ $tag }”。
}
many-busy = 已更改 { $done } / { $n } 个对话…
many-changed = { $n } 个对话已被他人更改，保持原样：{ $which }。
many-failed = { $n } 个对话无法更改：{ $which }。
done-followed = 你已关注此会话。
done-unfollowed = 你不再关注此会话。
done-blocked = 已屏蔽发件人，会话在垃圾邮件中。
conflict = { $who } 此间{ $what }。
what-status = 将其设为“{ $status }”
what-assigned = 将其分配给 { $agent }
what-unassigned = 取消了分配
what-team = 将其移至 { $team }
what-urgency = 将紧急程度改为{ $urgency }
what-subject = 修改了主题
what-other = 做了更改

## Thread

said = { $name }：{ $text }
earlier = 更早的消息
new-below = { $n } 条新消息
also-viewing = { $names } 也在查看
is-writing = { $names } 正在书写
hint-belongs = 可能属于 { $number }。
hint-look = 去看看
spam-strip = 作为垃圾邮件保留。没有告知客户。
spam-because = 作为垃圾邮件保留：{ $reason }。没有告知客户。
snoozed-until = 已延后至 { $when }。
wake = 立即唤醒
limited-title = 此会话属于其他团队。
limited-text = 你能看到它的存在和状态，以便告知客户。如需阅读，请询问该团队或主管。
conversation-missing = 无法显示此会话。
message-of = { $name } 的消息
message-menu = 消息菜单
show-details = 显示详情
hide-details = 隐藏详情
raw-show = 显示原始邮件
show-message = 显示消息
show-quoted = 显示引用文本
hide-quoted = 隐藏引用文本
show-signature = 显示签名
hide-signature = 隐藏签名
show-disclaimer = 显示声明
hide-disclaimer = 隐藏声明
images-blocked = 未加载 { $n } 张外部图片：加载会让发件人知道你在阅读。
images-show = 显示图片
images-hide = 隐藏图片
image-blocked = 图片未加载
original-of = { $name } 的原始消息
automatic-auto-reply = 自动回复
automatic-bounce = 投递报告
automatic-list = 邮件列表
automatic-loop = 邮件循环
auto-acknowledgement = 收件确认
auto-channel-paused = 自动：渠道已暂停
auto-channel-closed = 自动：渠道已关闭
auto-announcement = 自动：变更通知
auto-signpost = 自动：已指引其他方式
auto-outage = 自动：故障通知
outage = 故障
outage-is-over = 已结束
outage-unlink = 与此无关
outage-link = 与此有关
outage-unlink-named = 与{ $name }无关
outage-link-named = 与{ $name }有关
outage-strip = { $name }：{ $n } 个会话与此有关
auto-other = 自动
why = 为什么？
origin-pass = 发件人已由 { $domain } 确认
origin-part = 发件人仅部分确认
origin-none = 发件人未确认
origin-fail = 发件人可能是伪造的
origin-check-spf = 该服务器可以代表此域名发信吗？
origin-check-dkim = 域名的签名完整吗？
origin-check-dmarc = 显示的发件人符合域名自己的规则吗？
origin-check-arc = 转发服务器为它担保了吗？
warning-link-mismatch = 有链接显示的地址与打开的不同。
warning-reply-to = 回复会发往与发件人不同的地址。
warning-reply-to-differs = 回复会发往与发件人不同的地址。
warning-undeliverable = 发往此地址的邮件曾被退回。
warning-auth-failed = 发件人可能是伪造的。
warning-new-participant = 有新的参与者。
warning-do-not-reply = 发件人的地址不接受回复。
delivery-held = { $n } 秒后发出。
delivery-queued = 等待发出
delivery-sending = 正在发出…
delivery-sent = 已发送
delivery-cancelled = 已撤回
delivery-retrying = 暂未被接收，第 { $attempt } 次；下次 { $when }
delivery-uncertain = 连接在最后中断；可能送达，也可能没有
delivery-failed = 无法投递
delivery-bounced = 被退回
delivery-retry = 重新发送
recipients = { $n } 位收件人
event-opened = 会话开始
event-received = 收到消息
event-replied = { $who } 已回复
event-acknowledged = 已发送收件确认
event-noted = { $who } 写了备注
event-forwarded = { $who } 已转发
event-status = { $by ->
    [agent] { $who } 将其设为“{ $status }”
   *[other] 状态：{ $status }
  }
event-snoozed = { $who } 延后至 { $when }
event-woken = 延后结束
event-reopened = 客户回复后重新打开
event-assigned = { $self ->
    [yes] { $who } 接手
   *[other] { $who } 分配给 { $agent }
  }
event-taken-next = { $rule ->
    [out_of_slack] { $agent } 领取了下一个：{ $urgency }，几乎没有时间了（{ $when } 到期）
   *[other] { $agent } 领取了下一个：{ $urgency }，最早到期（{ $when }）
  }
event-unassigned = { $who } 取消了分配
event-moved = { $by ->
    [agent] { $who } 移至 { $team }
   *[other] 转至 { $team }
  }
event-urgency = { $by ->
    [agent] { $who } 将紧急程度改为{ $urgency }
   *[other] 紧急程度：{ $urgency }
  }
event-topic = { $who } 将话题设为 { $topic }
event-subject = { $who } 修改了主题
event-tagged = { $who } 添加了标签 { $tag }
event-untagged = { $who } 移除了标签 { $tag }
event-followed = { $who } 关注了
event-unfollowed = { $who } 取消关注
event-linked = 与另一会话关联
event-delivery-report = 收到退信报告：{ $recipients } 未能送达
event-also-arrived = 也经由 { $channel } 收到
event-kept-without-successor = { $channel } 不再接收新邮件且没有后续渠道；邮件保留在此
event-other = { $who } 做了更改

## Details pane

assignee = 负责人
customer-since = 自 { $when } 起为客户
contact-blocked = 已屏蔽
identity-email = 电子邮件
identity-phone = 电话
identity-handle = 账号
identity-visitor = 访客
undeliverable = 曾被退回
verified = 已确认
unverified = 未确认
local-time = 当地时间
first-reply = 首次回复
waits = 已等待
promise = 承诺
promise-kept = 已兑现
promise-by = 通常 { $usually }，几乎总在 { $almost } 前
tags = 标签
remove-tag = 移除标签 { $tag }
followers = 关注者
others-involved = 其他参与者
new-here = 新
role-customer = 客户
role-cc = 抄送
role-third-party = 第三方
linked = 关联
earlier-conversations = 以往会话

## Composer

kind-of-message = 消息类型
to-line = 发给 { $names }
via = 经由 { $channel }
reply-placeholder = 写回复…“/”插入宏
note-placeholder = 仅同事可见。“@”提到某人
macro-hint = 宏（“/”）
formatting = 格式
format-bold = 粗体
format-italic = 斜体
format-list = 列表
format-ordered = 编号列表
format-quote = 引用
format-link = 链接
link-address = 链接地址
link-set = 设置链接
draft-saving = 正在保存…
draft-saved = 草稿已保存 { $time }
draft-kept = 保留在此，尚未保存
draft-drop = 丢弃
draft-dropped = 草稿已丢弃。
send-send = 发送
send-resolve = 发送并解决
send-snooze = 发送并延后
send-other = 其他发送方式
send-anyway = 仍然发送
look-first = 先看看
newer-elsewhere = 对 { $number } 的答复未发送：客户刚刚又来信了。
newer-look = 查看
newer = 有 { $n } 条新消息。仍然发送吗？
just-sent = { $who } 刚刚回复了。发送前请先看看。
just-sent-seen = 我看过了
new-participants = { $names } 之前不在此会话中。
sent-wait = 已发送。
sent-keep = 已发送。
sent-resolve = 已发送并解决。
sent-snooze = 已发送并延后。
sent-waiting = 没有连接：消息在此等待，恢复后发出。
send-undone = 已撤回；文本在编辑框中。
not-sent = 未发送；你的文本已保留。
nothing-written = 还没有写任何内容。
no-recipient = 没有收件人。
still-uploading = 还有文件正在上传。
remove-file = 移除 { $name }
remove-recipient = 移除 { $address }
uploading = 正在上传 { $name }
upload-failed = 无法上传
forward-file-lost = 无法带上“{ $name }”。
forward-head = ---------- 转发的邮件 ----------

## Sign-in and set-up

sign-in = 登录
send-again = 重新发送

## Errors by code

error-offline = 服务器没有响应。没有更改任何内容；请稍后重试。
error-unknown = 出了点问题。
error-wrong-credentials = 地址或密码错误。
error-too-many-attempts = 尝试次数过多。请稍后再试。
error-already-set-up = 此服务台已设置。请登录。
error-signed-out = 你已退出登录。
error-forbidden = 你没有此权限。
error-not-found = 它不存在，或你无权查看。
error-too-large = 内容过大。
error-already-sent = 太晚了：已经发出。
error-newer-message = 有更新的消息。
error-invalid-token = 此链接已失效。
error-token-expired = 此链接已过期。
error-changed-since = 此后又有更改。请查看更新的记录：先撤销那些，或手动更改。
error-already-undone = 已经撤销过了。撤销它的记录在上方。
error-not-undoable = 此项无法撤销：没有相反的操作。未做任何更改。
error-bad-stage-change = 客户已经知道此渠道，不能再变回草稿。请改为试点、收尾或关闭。
error-reason-needed = 请说明原因：以后会有人问。尚未做任何更改。
error-bad-owner = 请选择在职的客服。未做任何更改。

## Settings

settings-profile = 个人资料

## Profile

theme = 主题
density = 列表密度
send-button = 回复的主按钮

## Settings pages

change = 更改
reason = 原因
text = 文本
signature = 签名
position = 顺序
dkim = 签名（DKIM）

# Views, rules, webhooks, custom fields

views = 视图
view = 视图
view-new = 新建视图
view-shared = 已共享
view-share = 与他人共享
view-shows = 显示内容
view-empty = 目前没有符合条件的会话。
view-more = …… 还有更多
stop = 停止
filter-me = 我
field-status = 状态
field-urgency = 紧急程度
field-urgency-source = 紧急程度来源
field-topic = 主题
field-topic-source = 主题来源
field-team = 团队
field-assignee = 负责人
field-follower = 关注者
field-tag = 标签
field-channel = 渠道
field-contact = 联系人
field-door = 入口
field-language = 语言（代码）
field-subject = 标题
field-body = 刚写的内容
field-address = 地址
field-address-domain = 地址的域名
field-number = 编号
field-created-at = 开始时间
field-last-at = 最后一条消息
field-last-customer-at = 客户最后一条消息
field-last-agent-at = 我们最后一条消息
field-waiting-since = 客户已等待
field-due = 到期
field-first-reply-at = 首次回复
field-resolved-at = 解决时间
field-message-count = 消息数
field-has-attachment = 有文件
source-default = 无
source-rule = 规则
source-customer = 客户
source-agent = 客服
source-model = 模型
op-is = 是
op-is-not = 不是
op-any-of = 是其中之一
op-none-of = 都不是
op-empty = 为空
op-present = 已设置
op-contains = 包含
op-contains-not = 不包含
op-at-least = 至少
op-at-most = 至多
op-before = 早于
op-after = 从
op-older-than = 早于多久之前
op-newer-than = 在最近
op-due-older-than = 已逾期超过
op-due-newer-than = 未逾期，或逾期少于
action-kind = 动作
action-add = 添加动作
action-remove = 移除动作
action-urgency = 设置紧急程度
action-topic = 设置主题
action-team = 移到团队
action-assign = 分配给
action-status = 设置状态
action-tag = 添加标签
action-untag = 移除标签
action-snooze = 暂缓（分钟）
action-note = 写备注
action-notify = 通知
action-webhook = 发送到 webhook
action-field = 设置字段
rule-trace = 规则（{ $n }）
rule-gone = 已删除的规则
rule-because = 原因
rule-not-done = 未执行：{ $act }（{ $why }）
rule-when-was = 当{ $when }
action-field-to = 设置 { $field }：{ $value }
action-snooze-for = 暂缓 { $time }
error-no-macro = 该宏已不存在
error-nobody-to-answer = 没有客户来信
error-silent = 没有要发送的内容
rule-quoted = “{ $rule }”
event-rules-fired = 规则{ $rules }已触发
when-conversation-created = 会话开始
when-customer-replied = 客户来信
when-agent-replied = 客服回复
when-note-added = 写了备注
when-status-changed = 状态改变
when-assigned = 被分配
when-team-changed = 团队改变
when-urgency-changed = 紧急程度改变
when-topic-changed = 主题改变
when-tag-added = 添加了标签
when-tag-removed = 移除了标签
when-reopened = 重新打开
when-snoozed = 被暂缓
when-woken = 暂缓结束
when-field-changed = 自定义字段改变
when-time = 时间已到
field-new = 新建字段
field-of = 属于
field-of-conversation = 会话
field-of-contact = 联系人
field-of-organization = 组织
field-kind = 类型
field-choices = 选项
field-choices-help = 每行一个。
custom-fields = 字段
yes = 是
no = 否
macro-hole = “{ $name }”在此没有值。请自行填写或删除。

## 营业时间、节假日、SLA 政策

sort-due = 先到期的在前
due-at = 到期
sla-what = 按渠道和紧急程度作出的承诺。第一条符合的政策生效；没有则按渠道自己的目标。
sla-new = 新建政策
sla-none = 没有政策：每个渠道对每次回复承诺自己的目标。
sla-all-channels = 所有渠道
sla-every-urgency = 所有紧急程度
sla-in-hours = 仅营业时间
sla-round-the-clock = 全天候
sla-in-hours-only = 只计算营业时间
sla-first-response = 首次回复
sla-next-response = 之后的每次回复
sla-resolution = 解决
sla-warn = 提前多久提醒
sla-no-promise = 不承诺
sla-time-help = 分钟，或 1:30、4h、2d（一天为 24 小时）。
sla-unread = 请写分钟，或 1:30、4h、2d。
sla-try = 这意味着什么
sla-arrives = 邮件到达
sla-try-go = 试算
sla-never = 永远不会：营业时间不够
event-sla-warned = 承诺的时间快到了
event-sla-breached = 承诺的时间已过

# 安全：第二因素、通行密钥、令牌、权限集、登录方式

delete = 删除
scope = 哪些对话
error-wrong-code = 验证码不正确或已使用，请等待下一个。
error-expired-link = 操作超时或已使用，请重新开始。
error-passkey-refused = 无法验证此通行密钥。请重试或使用其他方式登录。
error-passkey-taken = 此通行密钥已注册。
error-passwords-off = 此服务台不接受密码，请使用其他方式登录。
error-not-let-in = 您的提供商账户不属于此处的任何客服。请让管理员邀请该地址。
error-provider-refused = 无法验证提供商的响应。请重试或告知管理员。
error-provider-away = 无法连接提供商，或其设置有误。
error-no-provider = 未设置提供商。
error-denied = 提供商未允许您登录。
error-last-administrator = 此操作后将没有管理员能够登录。
error-needs-session = 此操作需要登录的人员。
when-sla-warned = SLA 时限临近
when-sla-breached = SLA 时限已过

# Reports

page-reports = 报告
command-go-reports = 报告

# People: organizations, merged contacts, look-up, privacy

segment = 细分
plan = 套餐
verified-by-mail-round-trip = 回复了我们的邮件
verified-by-dmarc = 域名已确认（DMARC）
verified-by-signed-token = 用我们的密钥回复
verified-by-code = 通过验证码
identity-add = 添加地址或号码
identity-kind = 类型
identity-value = 地址或号码
identity-help = 此处输入的内容视为未确认。
identity-phone-help = 带国家代码，例如 +372 612 3456。视为未确认。
merge = 合并
page-organizations = 组织
life-cycle = 生命周期
life-cycle-prospect = 潜在客户
life-cycle-trial = 试用
life-cycle-paying = 付费
life-cycle-former = 前客户
field-life-cycle = 组织的生命周期
field-plan = 组织的套餐
field-segment = 组织的细分
field-organization = 组织
on-hold = 法律保留中
error-identity-taken = 另一个联系人已有此项。若为同一人，请合并。
lookup = 来自您的系统
lookup-failed = 无法查询：
lookup-busy = 同时查询过多；请重试。
lookup-nothing = 那里没有相关信息。
lookup-cut = 应答比所显示的更长。
words-erased = 此对话的文字已于 { $when } 删除。
contact-forgotten = 此人已于 { $when } 被删除。无法再向其发送任何内容；仍可留下备注。
hold-title = 法律保留：{ $name }
hold-what = 在保留结束前，任何规则或请求都不会删除其内容。
hold-reason = 原因
hold-reason-help = 例如案件编号。打开者均可见。
hold-put = 设置法律保留

## Merging, splitting, linking

status-merged = 已合并
status-side = 旁支会话
command-merge = 与另一会话合并…
command-split = 拆分消息…
command-link = 与另一会话关联…
merged-here = 已合并到此处
unmerge = 取出
unmerge-of = 取出 { $number }
done-merged = { $n ->
   *[other] 已将 { $n } 个会话合并到 { $number }。
  }
done-unmerged = { $number } 又成为独立的会话。
led-from = { $from } 已合并到 { $number }。
done-split = 已拆分为 { $number }。
link-add = 关联…
unlink = 移除与 { $number } 的关联
event-unlinked = 已移除一个关联
event-merged = { $number } 已合并到此处
event-unmerged = { $number } 已被取出
event-split-away = 消息已拆分为 { $number }
event-split-off = 拆分自 { $number }
error-conversation-is-merged = 它已合并到另一会话。
error-different-customers = 这些收件人是合并会话中的不同客户。请分别写给他们。
error-nothing-to-split = 请选择消息，并至少保留一条客户或我们的消息。
error-too-many-messages = 一次合并的消息太多。请改为关联。

## Side conversations

sides = 旁支会话
sides-waiting = 已询问第三方
sides-answered = 第三方已回复
side-ask = 询问其他人…
side-help = 对方会收到一封独立的邮件。客户的内容不会一并发送，回复只会到达这里，绝不会发给客户。
side-text = 您的问题
side-quote = 让对方阅读客户的最后一条消息
side-answer = 继续写给对方
side-waiting = 等待中
side-answered = 已回复
side-done = 已完成
side-finish = 完成
side-reopen = 重新打开
side-sent = 已发送给第三方。
side-undelivered = 无法送达。
error-side-conversation = 请在会话本身进行此操作。
error-too-many-sides = 这里的旁支会话太多。
error-bad-quote = 该消息不在此会话中。

## Pinned summary, print, hand over

pinned = 置顶摘要
pinned-known = 已知情况
pinned-agreed = 已达成一致
pinned-open = 待解决
pinned-change = 修改
pinned-help = 会话上方的三个简短部分，仅同事可见。三项都清空即可移除；早期版本会保留。
pinned-conflict = { $who } 在此期间修改了它（{ $when }）。下面是现在的内容；您写的文字仍在下方。
pinned-anyway = 保存我的
command-pin = 置顶摘要…
command-print = 打印…
command-hand-over = 附备注移交团队…
error-too-long = 内容太长。
error-erased = 此人已被删除；无法再向其发送任何内容。
event-pinned = { $who } 修改了置顶摘要

## Rules that answer

action-reply = 用宏回复
action-reply-help = 立即发送并标记为自动；每个会话每天一次，绝不回复程序发出的邮件。变量为空时不发送。
auto-rule-reply = 自动：规则的回复

## 通知

page-notifications = 通知
command-go-notifications = 通知
told-mentioned = { $name } 提到了您
told-mentioned-plain = 有人提到了您
told-mentioned-short = 提到我
told-assigned = { $name } 把它交给了您
told-assigned-plain = 它已交给您
told-assigned-short = 交给我
told-replied = { $name } 写了消息
told-replied-plain = 有人写了消息
told-replied-short = 我负责或关注的对话中的消息
told-rule-plain = 规则请您查看
told-rule-short = 规则请我查看
told-sla-warned-plain = 即将到期
told-sla-warned-short = 即将到期
told-sla-breached-plain = 已逾期
told-sla-breached-short = 已逾期

## 离开

away = 离开
away-until = 离开至 { $time }
command-away = 离开
command-back-here = 我回来了

## 分拣

view-triage = 分拣
page-triage = 主题与紧急程度的猜测
command-go-triage = 分拣
command-confirm = 确认猜测
empty-triage = 没有等待确认的猜测。
done-confirmed = { $n ->
   *[other] 已确认 { $n } 个
  }
guess = 猜测
guess-topic = 猜测的主题
guess-urgency = 猜测的紧急程度
set-by = 由{ $source }设置
triage-rates = 猜测的质量

# Sections of the settings
settings-notifications = 通知
settings-security = 安全
settings-my-time = 我的时间
settings-organization = 组织
settings-agents = 客服人员
settings-permission-sets = 权限集
settings-sign-in = 登录方式
settings-teams = 团队
settings-channels = 渠道和入口
settings-outages = 故障
settings-dead-ends = 死路检查
settings-hours = 营业时间
settings-holidays = 节假日
settings-sla = SLA 政策
settings-targets = 队列
settings-sending = 发信
settings-macros = 宏
settings-views = 视图
settings-rules = 规则
settings-fields = 自定义字段
settings-lookup = 联系人查询
settings-webhooks = Webhook
settings-model = 语言模型
settings-texts = 文本
settings-privacy = 隐私
settings-blocked = 屏蔽的发件人
settings-suppressed = 不接收通知的人
settings-import = 导入
settings-export = 导出
settings-nodes = 机器
settings-audit = 审计
settings-group-you = 个人
settings-group-company = 公司
settings-group-channels = 渠道与时间
settings-group-work = 日常工作
settings-group-programs = 其他程序
settings-group-data = 数据与运行
removed-named = 已移除“{ $name }”。

## Help center

page-articles = 帮助中心
command-go-articles = 帮助中心
command-article = 把答复写成文章
article-no-answer = 还没有可以写成文章的答复。
article-made = 已生成文章草稿。
article-open = 打开
event-survey-answered = { $changed ->
    [yes] 客户将评分改为 { $score } / { $most }
   *[other] 客户回答了问卷：{ $score } / { $most }
}
settings-surveys = 问卷
settings-topics = 主题与原因
when-survey-answered = 客户回答问卷
field-last-score = 最近一次问卷评分
field-cause = 原因
survey-asked = 问卷
survey-waiting = { $name }：{ $when } 已询问，尚无回答
survey-score-of = { $score } / { $most }
cause = 原因
cause-none = 尚未查明
# 通过表单发送的内容
warning-address-unproven = 该地址是在表单中填写的，尚未证明属于本人。
form-sent-by = { $title }（{ $language }）
form-suspect = 可疑：
form-kind-question = 问题
form-kind-name = 姓名
form-kind-email = 电子邮箱
form-kind-topic = 主题
form-kind-files = 文件
form-kind-field = 自定义字段
suspicion-trap = 填写了人看不到的字段
suspicion-instant = 一秒内发送
suspicion-quick = 三秒内发送
suspicion-address = 同一地址大量发送
suspicion-network = 同一网络大量发送
suspicion-no-work = 没有工作量证明
suspicion-false-work = 工作量证明无效
suspicion-links = 链接过多

## Queue and chats side by side

page-queue = 实时队列
page-chats = 聊天
command-go-queue = 转到实时队列
command-go-chats = 转到我的聊天
command-accept-offer = 接受来电提示
command-decline-offer = 拒绝来电提示
command-next-chat = 下一个并排聊天
command-previous-chat = 上一个并排聊天
command-give-back = 退回队列
command-ready = 准备好接下一个
settings-queue-rules = 队列规则
settings-skills = 技能
chat-seen = 客户已看到这里
error-offer-over = 此邀约已结束：已由他人接手或正在别处响铃。没有丢失任何内容。
event-work-offered =
    已提供给 { $agent }：{ $rule ->
        [out_of_slack] 所剩时间不多
       *[other] 最早到期
    }（{ $when }），{ $whom ->
        [sticky] 认识该客户
        [least_loaded] 负载最低
        [asked] 主动要求
       *[other] 空闲最久
    }{ $lowered ->
        [0] {""}
       *[other] ，要求降低 { $lowered } 级
    }
event-work-declined = { $agent } 已拒绝
event-work-timed-out = { $agent } 未及时响应
event-work-accepted = { $agent } 已接手
event-work-handed-back = { $agent } 已退回队列
event-work-overflowed = 由其他团队协助：{ $team }
event-work-alternative = 等待时间过长，已向客户提供其他方式
event-alternative-message = 客户选择留言，不再等待
event-alternative-wait = 客户选择继续排队
