# 每位客户的去向：死路检查。

lands = 每位客户的去向
lands-what = 对每个入口、每类客户、一周中的每个时段和每种故障：他们最终会到哪里？判断规则与真实来访相同。
lands-run = 立即检查
lands-running = 正在检查…
lands-ran = 检查已完成。
lands-empty = 还没有入口。
lands-empty-what = 一旦某个渠道有了地址、表单或聊天，本页就会显示它通向哪里。
lands-n-dead =
    { $n ->
        [0] 没有死路
       *[other] { $n } 条死路
    }
lands-n-mend = { $n } 处待修
lands-n-unmeasured = { $n } 处未测量
lands-looked = { $n } 种情形，用时 { $took }，{ $at }
lands-left-off = 省略了 { $n } 项发现和去路：显示的是最严重的。
lands-stale = 此后渠道、入口、营业时间或人员已有变动。下一次检查已在进行，也可以立即检查。
lands-kind = 客户类别
lands-kinds-all = 全部 { $n } 类
lands-slot = 一周中的时段
lands-slots-all = 整周
lands-failure = 若发生故障
lands-failure-none = 无：平常的一天
lands-failure-no-agent = 没有客服在线
lands-failure-mail-host-away = 邮件服务器不可用
lands-failure-carrier-away = 电话运营商不可用
lands-failure-model-away = 语言模型不可用
lands-map = 从每个入口到终点
lands-table = 每个入口通向何处（表格）
lands-map-label =
    { $n ->
        [0] 地图：{ $doors } 个入口，{ $kinds } 类客户，没有死路。下方表格内容相同。
       *[other] 地图：{ $doors } 个入口，{ $kinds } 类客户，{ $n } 条死路。下方表格内容相同。
    }
lands-key-all = 全部 { $n } 类，按类数
lands-key-witness = 见证
lands-doors-head = 入口
lands-says-head = 由什么回应
lands-on-head = 队列或去路
lands-end-head = 到达何处
lands-kinds-head = 客户类别
lands-of = { $part } / { $all }
lands-of-kinds = { $all } 类中的 { $n } 类
lands-of-slots = { $all } 个时段中的 { $n } 个
lands-doors = { $n } 个入口
lands-others = 另外 { $n } 个
lands-queue-of = { $name } 的队列
lands-no-rows = 此时没有人从这里来。
lands-end-human = 立刻有人接待
lands-end-promise = 得到承诺
lands-end-self-service = 自助，并有去路
lands-end-dead-end-nothing = 死路：无人回应
lands-end-dead-end-circle = 死路：绕圈
lands-end-dead-end-too-many-choices = 死路：选择过多
lands-end-dead-end-nothing-promised = 死路：已保存但无承诺
lands-end-dead-end-away = 通路本身不可用
lands-text-none = 没有任何说明
lands-text-acknowledgement = 回执
lands-text-channel-paused = 暂停说明
lands-text-channel-closed = 关闭说明
lands-text-announcement = 公告
lands-text-signpost = 指引
lands-text-message-instead = 无人在线，请留言
lands-text-page = 页面本身
lands-landing-human = 立刻有人接待
lands-landing-promise = 已保存并有承诺
lands-landing-self-service = 在那里找到，并有去路
lands-landing-dead-end = 死路
lands-witness-what = 客户一步步遇到的情形。
lands-findings = 发现
lands-no-findings = 这里查看的每个人都能顺利到达。
lands-verdict-dead-end = 死路
lands-verdict-mend = 待修
lands-verdict-not-measured = 未测量
lands-witness-show = 显示见证
lands-witness-hide = 隐藏见证
lands-to-channel = 前往渠道
lands-cause-dead-end-nothing = 无人回应，也没有指出其他去路
lands-cause-dead-end-circle = 各处文字让人绕圈
lands-cause-dead-end-too-many-choices = 要选三次以上才有人回应
lands-cause-dead-end-nothing-promised = 来信已保存，但没有说何时会看
lands-cause-dead-end-away = 通路本身不可用
lands-cause-successor-closes = 接替的渠道也要关闭
lands-cause-circling = 虽有回应，但文字让人绕圈
lands-cause-only-ways-they-cannot-use = 只指出了他们用不了的途径
lands-cause-no-text-in = 缺少该语言的文字：{ $what }
lands-cause-nobody-works-there = 负责回应的团队里没有人
lands-cause-more-promised-than-can-be-done = 承诺超过了能完成的量
lands-cause-context-is-lost = 客户是谁、为何事而来在途中丢失
lands-cause-too-late-for = 对紧急事项来说太晚：{ $what }
lands-cause-no-way = 必须开放的途径没有开放：{ $what }
lands-cause-no-owner = 没有负责人
lands-cause-ends = 即将到期：{ $what }
lands-cause-named-in = 仍有文字提到即将取消的入口：{ $what }
lands-cause-shows-what-is-gone = 有文字指向已不存在的入口
lands-cause-not-ours = 已公布，但不是本系统的入口：{ $what }
lands-cause-probe-failed = 上次试走这个入口失败
lands-cause-probe-is-old = 这个入口已有一天没人试走
lands-cause-not-measured = 缺少所需的测量数据
lands-week = 一周的小时
lands-week-human = 有人回答
lands-week-dead = 对所选客户是死路，168 小时中的 { $n } 小时
lands-steps = 计划的步骤
lands-now = 现在
lands-step = 第 { $n } 步
lands-n-new =
    { $n ->
        [0] 没有新的死路
       *[other] { $n } 条新的死路
    }
lands-ahead = “{ $plan }”的第 { $n } 步
lands-ahead-what = 这一步完全生效时，每位客户会到哪里。
lands-ahead-looks = 正在查看这一步…
lands-back = 回到现在
lands-to-look = 查看这个入口的试走记录
lands-to-plan = 打开计划
lands-plan = 计划
