# The queue: what rings, the live queue, its rules, skills, reports.

percent = { $n } %
offer-accept = Take it
offer-decline = Decline
offer-mute = Ring without a sound
offer-left = Rings for { $n } more seconds
offer-said = { $name } waits for you: { $text }
offer-notice = Somebody waits for you
offer-declined = Declined. It goes to somebody else.
offer-taken-by = { $agent } has it already.
offer-earliest-due = Due first, at { $time }
offer-out-of-slack = Hardly any time left, due at { $time }
offer-whom-sticky = you know this customer
offer-whom-longest-idle = you have been free the longest
offer-whom-least-loaded = you hold the least
offer-whom-asked = you asked for it
own-work = Your work
own-load = { $live } of { $cap } chats · { $percent } %
own-load-short = { $live } of { $cap } · { $percent } %
own-waiting = { $n } waiting
work-given-back = { $number } is back in the queue.
at-online = Online
at-away = Away
at-offline = Offline
at-wrap-up = Wrapping up
at-wrap-up-left = Wrapping up, { $time }
at-until = { $what } until { $time }
work-kind-chat = Chat
work-kind-call = Call
work-kind-phone = Phone
work-kind-email = Email
work-kind-mail = Email
work-kind-form = Form
away-unanswered = You let it ring in vain and count as away now: nothing rings here until you are back.
away-for-unanswered = Away after missed offers
chats-none = You hold no chats.
chats-none-what = When a visitor waits for you, it rings in the corner of every page.
chats-none-away = You are away: nothing rings here.
chats-waits = Waits { $time }
chat-typing-now = { $name } is typing…
chat-has-left = { $name } has left the chat; answers go by mail if an address is known.
queue-minutes-seconds = { $m } min { $s } s
queue-all = All
queue-as-of = Live, { $time } · { $zone }
queue-none = Nobody is waiting.
queue-none-what =
    { $n ->
        [0] No agent is online.
        [one] One agent is online and free for what comes.
       *[other] { $n } agents are online and free for what comes.
    }
queue-none-filtered = Nothing that waits fits these filters.
queue-show-all = Show everything
queue-not-loaded = The queue could not be loaded.
queue-side = Alarms and agents
queue-said = { $n } waiting, { $late } late
queue-waiting-now = Waiting now
queue-late-soon = { $late } late, { $soon } due soon
queue-ahead =
    { $late ->
        [0] Nobody late by { $time } if nothing changes
       *[other] { $late } late by { $time } if nothing changes
    }
queue-longest = Longest live wait
queue-of-limit = of { $time }
queue-no-live = Nobody is on the line
queue-kept-today = Promise kept today
queue-kept-of = of { $n } that ended
queue-kept-few = of { $n }: too few to say
queue-kept-none = None ended yet today
queue-overtaking = Overtaking, 28 days
queue-overtaking-harm = per 100 agent hours; { $harmful } min made somebody late
queue-overtaking-none = Not measured yet
queue-line = One line, next first
queue-waited = Waited, of limit
queue-waited-of = Waited { $waited } of { $limit }
queue-due = Due
queue-who = Who can, and why
queue-in = in { $time }
queue-late = { $time } late
queue-day = { DATETIME($day, weekday: "short") } { $time }
queue-rings-at = Rings at { $agent }
queue-held-by = { $agent } has it
queue-nobody-can = Nobody who is here can
queue-two-can = { $a } or { $b }
queue-any-of = Any of { $n }
queue-goes-first = goes first: { $urgency }, { $time } left
queue-overflown = another team helps
queue-lowered = wishes lowered by { $n }
queue-assign-to = Assign { $name }
queue-more = { $n } more
queue-more-than = More than { $n }
queue-due-from = due from { $from } to { $to }
queue-show-n = Show all { $n }
queue-alarms = Alarms
queue-alarms-n = { $n } open
queue-alarms-none = None
queue-alarm = Warning
queue-alarm-grave = Urgent alarm
queue-all-channels = All channels
queue-look = Show
alarm-nobody-can = { $who }: nobody who is here can take it before the limit. They are offered to leave a message.
alarm-late =
    { $channel }: { $n } late{ $timed ->
        [yes] {" "}since { $since }
       *[no] {""}
    }. { $who }
alarm-spike = { $channel }: { $n } came, { $expected } are usual at this time.
alarm-nobody-here = { $channel }: { $n } waiting, and nobody is online.
help-call = Call in helpers
help-call-for = Call in helpers for { $team }
help-what = For that long the teams that the rules name for this one help at once, not only when something has waited for long.
help-team = Who is helped
help-for = For how long
help-who =
    { $n ->
        [one] { $to } helps at once.
       *[other] { $to } help at once.
    }
help-nobody = The rules name no team that helps this one.
help-list = Helpers who were called in
help-on =
    { $n ->
        [one] { $to } helps { $team } until { $time }
       *[other] { $to } help { $team } until { $time }
    }
help-end = End
help-end-of = End the help for { $team }
queue-on-duty = { $n } of { $all } on duty, load { $percent } %
queue-ringing = rings, { $time }
queue-holds = holds { $n }
queue-nobody-here = No agents yet.
overtaking-title = Who overtook whom
overtaking-unit-short = min per 100 agent h, 28 days
overtaking-head = Served ↓ before
overtaking-none = Nothing was overtaken.
overtaking-cell = { $served } over { $over }: { $n } min, { $harmful } of them made somebody late
overtaking-said = Less urgent work done while more urgent waited: { $n } min per 100 agent hours, { $harmful } of them made somebody late.
overtaking-what = Minutes of work on something less urgent while something more urgent waited that the same agent could have done, for each 100 hours of agents. Rows were served, columns waited.
reports-waits = Waits
reports-promises = Promises
waits-median = Half waited at most
waits-p90 = Nine in ten at most
waits-n = Waits
waits-hour = Hour
waits-of = of { $n }
waits-few = of { $n }: too few to say
waits-channels = By channel
waits-what = From when somebody began to wait until an agent answered or took them; those who left are not among them.
waits-hours = By hour of the day
waits-hours-what = The hour in which somebody began to wait, in { $zone }.
waits-no-hours = Too little for a picture by hours.
waits-teams = By team
waits-teams-what = The team that had it when the wait ended; longest waits first.
waits-empty = Nobody waited in this period.
waits-empty-what = Choose a longer period, or another channel or team.
alternatives = Another way than waiting
alternatives-what = Chats whose wait would have made other work late were offered to leave a message: { $n } in this period. What their visitors chose.
alternatives-none = Nobody was offered another way.
alternatives-message = Left a message
alternatives-wait = Went on waiting
alternatives-unanswered = Chose nothing
alternatives-share = { $n } ({ $percent } %)
promises-said = { $percent } of { $n } promises were kept.
promises-said-few = { $n } promises ended: too few to say more.
promises-open = No promise of this period has ended yet.
promises-empty = No promises were made in this period.
promises-empty-what = Customers are told when to expect an answer on the widget, on forms and in acknowledgements. What they were told is scored here.
promises-coverage = How honest “almost always” is
promises-coverage-what = Share of customers who were answered within what was told as “almost always”, with its 95 % interval. Nine in ten is honest; more is too careful, less is too bold.
promises-days = Day by day
promises-days-what = Share within what was told, by the day on which the promise was made.
promises-one-day = One day makes no line: the table has its numbers.
promises-aim = Nine in ten
promises-within = Within “almost always”
promises-table = By channel and urgency
promises-table-what = Kept: answered by the later of the two times. Width: how far “usually” and “almost always” lay apart; the smaller, the more it says.
promises-of = Promises on
promises-n = Ended
promises-kept = Kept
promises-between = 95 % interval
promises-width = Width
promises-verdict = Verdict
promises-few = Too few to say
promises-honest = Honest
promises-bold = Too bold
promises-careful = Too careful
queue-rules-what = How the queue hands out what waits. The targets are on a page of their own. A change holds at once, for everything that waits.
rules-group-order = What goes first
rules-group-live = How it rings
rules-group-fit = Who it goes to
rules-group-watch = When to raise the alarm
rules-unit-seconds = s
rules-unit-minutes = min
rules-unit-percent = %
rules-unit-count = times
rules-unread = A number, please.
rules-guard = More urgent goes first with less left than
rules-guard-what = Something more urgent with less time than this goes before anything less urgent, on every channel.
rules-keep = Deferred work of who vanishes stays for
rules-keep-what = Then it goes back to the queue. Live contacts go back at once.
rules-offer = Rings for
rules-offer-what = Then it rings at somebody else.
rules-again = Who declined is spared for
rules-again-what = The same contact does not ring there again before.
rules-missed-max = Away after missed offers
rules-missed-max-what = Who lets it ring in vain so often in a row counts as away.
rules-grace = Time to pull before it rings
rules-grace-what = Who has just ended something may pull what is due before a waiting contact rings.
rules-wrap-up = Wrap-up after a live contact
rules-wrap-up-what = Nothing rings meanwhile, unless the agent says “ready”.
rules-sticky-percent = Kept for who knows the customer
rules-sticky-percent-what = Of its limit or target, and only while that agent is here. 50 at most.
rules-overflow-percent = Other teams help after
rules-overflow-percent-what = Of its limit or target, where it is set up below.
rules-overflow = Who helps whom
rules-overflow-what = What waits for the team on the left goes to the ticked teams as well.
rules-hand-over = Who takes over at the end of the day
rules-hand-over-what = Open work that the team on the left has taken up and not answered passes on when its hours end, with a note, to the first ticked team that is open.
rules-nth = { $n }.
rules-admission = Offer another way when the wait would make more urgent work late
rules-admission-what = Message, callback or booking instead of waiting on the line. While somebody is free nobody is sent away.
rules-admission-percent = How much more work to reckon with
rules-admission-percent-what = The work ahead is taken to be so much more than it is; the more, the sooner another way is offered.
rules-spike-percent = Alarm when so much of what is usual comes
rules-spike-percent-what = Of what came at the same time in the four weeks before. 200: twice as much.
rules-saved = The rules hold from now on.
rules-behind = Somebody else has changed the rules meanwhile. Nothing of yours was kept.
rules-load = Show theirs
rules-drop = Discard changes
preview-title = What it would have done last week
preview-what = Runs last week’s arrivals through the queue twice: as it is, and as it stands in the fields. Nothing is changed.
preview-go = Try on last week
preview-running = Running…
preview-nothing = Nothing came last week: there is nothing to try it on.
preview-of = { $n } arrivals, { $from } to { $to }.
preview-calibrated = Who was there is known from their consoles.
preview-not-calibrated = Who was there is not known: everybody is taken to have been there always. Read the difference, not the numbers.
preview-basis =
  { $channel }: { $turn } a turn ({ $how ->
    *[false] assumed
    [true] measured
  }).
preview-basis-live =
  { $channel }: { $turn } a turn ({ $how ->
    *[false] assumed
    [true] measured
  }), visitors leave after { $leave } on average ({ $known ->
    *[false] assumed
    [true] measured
  }).
preview-stale = The fields have changed since: try again.
preview-table = As it is and as wanted
preview-figure = Figure
preview-now = As it is
preview-wanted = As wanted
preview-change = Change
preview-urgent = Urgent answered on time
preview-late = Late
preview-left = Live contacts who left
preview-minute = Live contacts answered in a minute
preview-moved = Live contacts offered another way
preview-median = Half waited at most
preview-p90 = Nine in ten waited at most
preview-on-time = On time: { $urgency }
preview-better = Better
preview-worse = Worse
preview-same = The same
preview-unknown = Not known
skills-what = What a conversation can ask of whoever takes it, besides its language and its topic. Languages and topics need no entry here.
skills-none = No skills yet. Add one if some work can be done by some agents only.
skills-agents = Who has which is set with each agent:
skill-new = New skill
skill-name-help = As people say it: “Refunds over 500 €”.
work = Work
work-of = Work of { $name }
work-capacity = Capacity
work-capacity-what = 60 is one whole agent: a call weighs 60, a chat, mail or form 20.
work-cap = Chats at once, at most
work-cap-what = More at once is not more in an hour: see below.
work-skills-what = Level 1 to 5. A conversation that asks for a level goes to somebody who has it; wishes are lowered step by step while it waits.
work-skills-none = No skills recorded: fits everything that asks for none.
skill = Skill
skill-kind = Kind
skill-kind-language = Language
skill-kind-topic = Topic
skill-kind-named = Skill
skill-level = Level
skill-level-n = Level { $level }
skill-topics = Needed for topics
skill-topics-what = Conversations of these topics ask for the skill.
skill-level-what = So much of it is asked for.
skill-firmness = How firmly
skill-wish = A wish
skill-wish-what = Lowered step by step while somebody waits, and dropped when the limit is over.
skill-must = A must
skill-must-what = Never lowered: it waits until somebody who has it is here.
skill-add = Add a skill
skill-double = One of them is there twice.
cap-harmful = With { $cap } at once fewer are helped: { $rate } chats an hour were ended, and { $better } with { $best } at once.
cap-unknown = Nothing is known about { $cap } at once yet: the most were ended with { $best } at once, { $better } an hour. Try it for a week first.
levels-title = Chats ended in an hour, by chats at once
levels-what = Measured of this agent, with a 95 % interval. Fewer than 30 ended chats at a level say nothing and are hollow.
levels-none = Nothing measured yet: what this agent ends with one, two and three chats at once appears here.
levels-axis = Chats at once →
levels-cap = Cap: { $cap }
levels-said = { $level } at once: { $rate } an hour ({ $low } to { $high }), of { $n }
levels-few = Too few to say
levels-harm = Harms: fewer at once bring more
levels-fine = Pays
levels-at-once = At once
levels-rate = Ended an hour
levels-between = 95 % interval
levels-n = Chats
levels-verdict = Verdict
trial-go = Try { $cap } for a week
trial-what = The cap is { $cap } for seven days, is measured, and falls back by itself.
trial-on = A trial with { $cap } at once runs until { $until }.
trial-begun = { $name } has { $cap } at once for a week.
