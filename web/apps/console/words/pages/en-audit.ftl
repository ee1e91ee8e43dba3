# Where everybody lands: the dead-end audit.

lands = Where everybody lands
lands-what = For each door, kind of customer, time of the week and failure: where do they end up? The same rules as for live traffic decide.
lands-run = Run now
lands-running = Running…
lands-ran = The audit ran.
lands-empty = There is no door yet.
lands-empty-what = As soon as a channel has an address, a form or a chat, this page shows where it leads.
lands-n-dead =
    { $n ->
        [0] No dead ends
        [one] 1 dead end
       *[other] { $n } dead ends
    }
lands-n-mend = { $n } to mend
lands-n-unmeasured = { $n } not measured
lands-looked =
    { $n ->
        [one] { $n } situation in { $took }, { $at }
       *[other] { $n } situations in { $took }, { $at }
    }
lands-left-off = { $n } findings and ways are left off: the worst are shown.
lands-stale = Channels, doors, hours or people have changed since. The next look is under way; you need not wait for it.
lands-kind = Kind of customer
lands-kinds-all =
    { $n ->
        [one] The only kind
       *[other] All { $n } kinds
    }
lands-slot = Time of the week
lands-slots-all = The whole week
lands-failure = If this fails
lands-failure-none = Nothing: an ordinary day
lands-failure-no-agent = No agent is there
lands-failure-mail-host-away = The mail host is away
lands-failure-carrier-away = The phone carrier is away
lands-failure-model-away = The language model is away
lands-map = From each door to where it ends
lands-table = Where each door leads, as a table
lands-map-label =
    { $n ->
        [0] Map of { $doors } doors and { $kinds } kinds of customer, without dead ends. The same stands in the table below.
        [one] Map of { $doors } doors and { $kinds } kinds of customer, with 1 dead end. The same stands in the table below.
       *[other] Map of { $doors } doors and { $kinds } kinds of customer, with { $n } dead ends. The same stands in the table below.
    }
lands-key-all = all { $n } kinds, by number
lands-key-witness = witness
lands-doors-head = Doors
lands-says-head = What answers
lands-on-head = Queue or way on
lands-end-head = Where they land
lands-kinds-head = Kinds of customer
lands-of = { $part } of { $all }
lands-of-kinds = { $n } of { $all } kinds
lands-of-slots = { $n } of { $all } times
lands-doors =
    { $n ->
        [one] 1 door
       *[other] { $n } doors
    }
lands-others = { $n } others
lands-queue-of = Queue of { $name }
lands-no-rows = Nobody comes in this way then.
lands-end-human = A person, now
lands-end-promise = A promise
lands-end-self-service = Self-service, with a way on
lands-end-dead-end-nothing = Dead end: nothing answers
lands-end-dead-end-circle = Dead end: a circle
lands-end-dead-end-too-many-choices = Dead end: too many choices
lands-end-dead-end-nothing-promised = Dead end: kept, nothing promised
lands-end-dead-end-away = The way itself is away
lands-text-none = Nothing is said
lands-text-acknowledgement = Receipt
lands-text-channel-paused = Paused text
lands-text-channel-closed = Closed text
lands-text-announcement = Announcement
lands-text-signpost = Signpost
lands-text-message-instead = Nobody here, leave a message
lands-text-page = The page itself
lands-landing-human = A person, now
lands-landing-promise = Kept, with a promise
lands-landing-self-service = Found there, with a way on
lands-landing-dead-end = Dead end
lands-witness-what = What the customer meets, step by step.
lands-findings = Findings
lands-no-findings = Everybody who is looked at here lands well.
lands-verdict-dead-end = Dead end
lands-verdict-mend = To mend
lands-verdict-not-measured = Not measured
lands-witness-show = Show the witness
lands-witness-hide = Hide the witness
lands-to-channel = To the channel
lands-cause-dead-end-nothing = Nothing answers, and no other way is shown
lands-cause-dead-end-circle = The texts lead in a circle
lands-cause-dead-end-too-many-choices = More than three choices before anybody answers
lands-cause-dead-end-nothing-promised = What is sent is kept, and nobody says when it is read
lands-cause-dead-end-away = The way itself is away
lands-cause-successor-closes = The successor closes too
lands-cause-circling = It is answered, but the texts lead in a circle
lands-cause-only-ways-they-cannot-use = Only ways are shown that they cannot use
lands-cause-no-text-in = No text in { $what }
lands-cause-nobody-works-there = Nobody works in the team that answers
lands-cause-more-promised-than-can-be-done = More is promised than can be done
lands-cause-context-is-lost = Who they are and what it is about gets lost on the way
lands-cause-too-late-for = Too late for what is urgent: { $what }
lands-cause-no-way = A way that has to be open is not: { $what }
lands-cause-no-owner = Nobody owns it
lands-cause-ends = Ends soon: { $what }
lands-cause-named-in = A text still names a door that goes: { $what }
lands-cause-shows-what-is-gone = A text shows a door that is gone
lands-cause-not-ours = Published, but no door of this desk: { $what }
lands-cause-probe-failed = The last try through this door failed
lands-cause-probe-is-old = Nobody tried this door for a day
lands-cause-not-measured = A fact that would be needed is not measured
lands-week = Hours of the week
lands-week-human = a person answers
lands-week-dead = dead end for whom is asked for, { $n } of 168 h
lands-steps = Steps of the plan
lands-now = Now
lands-step = Step { $n }
lands-n-new =
    { $n ->
        [0] No new dead ends
        [one] 1 new dead end
       *[other] { $n } new dead ends
    }
lands-ahead = Step { $n } of “{ $plan }”
lands-ahead-what = Where everybody would land with this step in force, at its fullest.
lands-ahead-looks = Looking at this step…
lands-back = Back to now
lands-to-look = To the looks at this door
lands-to-plan = Open the plan
lands-plan = Plan
