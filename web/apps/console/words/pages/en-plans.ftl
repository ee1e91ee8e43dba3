# Plans of a channel: how it is launched, changed or wound down, step by step.

plans = Plans
plans-of = Plans of { $name }
plans-what = A plan launches, changes or winds down a channel in steps that are watched and can be undone.
plans-none = No plan yet.
plans-none-what = A step says who is let in, what changes for customers, how long it lasts, and which figures must be good before the next one. Nothing changes before you start it, and each step can be undone.
plan-suggested = Suggested here: { $template }.
plan-begin-so = Begin with it…
plan-new = New plan
plan-create = Create the draft
plan-unnamed = Plan without a name
plan-removed = The draft was deleted.
plan-remove = Delete the draft
plan-where = Plan: step { $step } of { $steps }
plan-where-left = Plan: step { $step } of { $steps }, { $time } left
plan-where-over = Plan: step { $step } of { $steps }, its time is over
plan-where-paused = Plan: step { $step } of { $steps }, paused
plan-at = Step { $step } of { $steps }
plan-n-steps =
    { $n ->
        [one] { $n } step
       *[other] { $n } steps
    }
plan-days =
    { $n ->
        [one] { $n } day
       *[other] { $n } days
    }
plan-hours =
    { $n ->
        [one] { $n } hour
       *[other] { $n } hours
    }
plan-state-draft = Draft
plan-state-running = Running
plan-state-paused = Paused
plan-state-finished = Finished
plan-state-undone = Undone
plan-state-abandoned = Given up

# What for
plan-kind = What for
plan-kind-launch = Launch
plan-kind-launch-what = From a chosen few to everybody.
plan-kind-adjust = Adjust
plan-kind-adjust-what = Who, when or how visibly; the stage stays.
plan-kind-wind-down = Wind down
plan-kind-wind-down-what = So that nobody is stranded.
plan-template = Begin with
plan-template-none = One empty step
plan-template-suggested = suggested
plan-template-first = Live at once
plan-template-hand-picked = Hand-picked customers first
plan-template-light = A few customers for a week
plan-template-ramp = A growing share of the customers
plan-template-wind-down = Unlist, write, announce, close
plan-template-light-wind-down = Short, for a small team
plan-template-full-wind-down = With two rehearsals of closing
plan-name = Name
plan-reason = Why
plan-reason-help = Stands at the head of the plan and in the diary of the channel.
plan-owner = Owner
plan-owner-help = Who is told, does what nobody else does, and decides.
plan-successor-help = Where the customers go. It becomes the successor of the channel.
plan-step-first = First step

# The draft
plan-why-whose = Why, and whose it is
plan-close-plan = How it would be closed again
plan-close-plan-help = Said before the channel goes live, while nobody depends on it.
plan-steps = Steps
plan-step = Step
plan-step-n = Step { $n }
plan-step-name = Name of the step
plan-step-add = Add a step
plan-step-fold = Fold { $name }
plan-fold = Fold
plan-no-steps = No step yet.
plan-shortest = Lasts at least
plan-goes-on = Goes on
plan-by-hand = When somebody says so
plan-by-itself = By itself when nothing holds it
plan-stage = The channel becomes
plan-stage-stays = As it is
plan-unit-of = Unit: { $name }
plan-unit-days = Days
plan-unit-hours = Hours
plan-unsaved = Not saved yet.
plan-saved-draft = Saved. Nothing changes for customers before you start it.
plan-conflict = Somebody else has saved this draft meanwhile. What you wrote is still here.
plan-conflict-theirs = Take theirs and lose mine
plan-lacks = Before it can start: { $what }.
plan-lack-name = a name
plan-lack-reason = why
plan-lack-owner = an owner
plan-lack-steps = a step
plan-lack-close-plan = how it would be closed again
plan-lack-step-name = a name for each step
plan-lack-audience = somebody in each list of invited people

# Whom it is about
plan-audience = Who
plan-audience-everyone = Everyone
plan-audience-contacts = Invited people
plan-audience-matching = Who has something in common
plan-audience-used = Who used the channel lately
plan-audience-share = A share, by chance
plan-everyone = Everyone
plan-invited =
    { $n ->
        [one] { $n } invited person
       *[other] { $n } invited people
    }
plan-used =
    { $n ->
        [one] Who used the channel in the last day
       *[other] Who used the channel in the last { $n } days
    }
plan-share = { $share } of the customers, by chance, always the same ones
plan-matching-any = Who has something in common: nothing chosen yet
plan-matching = Who matches { $what }
plan-matching-plans = plan ({ $n })
plan-matching-life-cycles = life-cycle ({ $n })
plan-matching-tags = tag ({ $n })
plan-matching-countries = country ({ $n })
plan-matching-languages = language ({ $n })
plan-matching-organizations = organization ({ $n })
plan-matching-topics = topic ({ $n })
plan-match-what = One value of each list that is not empty must fit. Tags and topics are those of the conversations that somebody has had.
plan-match-plans = Plans they pay for
plan-match-plans-help = With commas between them.
plan-match-countries = Countries
plan-match-countries-help = Two letters each, such as EE, CN.
plan-match-languages = Languages
plan-match-languages-help = Such as en, et, zh.
plan-match-tags = Tags
plan-match-topics = Topics
plan-match-organizations = Find an organization
plan-invite = Find a contact to invite
plan-found = Found
plan-found-none = Nobody found.
plan-more-of = and { $n } more
plan-used-days = In the last days
plan-share-percent = Per cent of the customers
plan-share-help = Only where somebody is known again: signed in, or a visitor who was there before.

# What changes at the doors
plan-changes = What changes for customers
plan-changes-none = Nothing.
plan-effect-unlist = Unlisted
plan-effect-unlist-what = Named on no page; whoever knows it is served in full.
plan-effect-offer-alternatives = Offers the other ways
plan-effect-offer-alternatives-what = Each answer ends with how they can still reach you.
plan-effect-announce = Announced
plan-effect-announce-what = Pages and answers say what is to change, and when.
plan-effect-limited-to = Only for those whom the step is about
plan-effect-limited-to-what = Everybody else is shown the other ways.
plan-effect-take-message = Takes messages
plan-effect-take-message-what = Nobody talks at once; what is written is kept and answered.
plan-effect-outbound-only = Outgoing only
plan-effect-outbound-only-what = Your team can begin; what comes in goes to the successor.
plan-effect-redirect = Redirected
plan-effect-redirect-what = What comes in becomes a conversation of another channel.
plan-effect-signpost = Sign-posted
plan-effect-signpost-what = What is sent is kept; the answer shows the ways that are open.
plan-redirect-to = Redirected to
plan-overlay-unlist = Unlisted everywhere, served in full.
plan-overlay-offer-alternatives = Pages and the widget show the other ways first.
plan-overlay-announce = The change is announced.
plan-overlay-limited-to = Only they are let in.
plan-overlay-take-message = Messages only, nobody talks at once.
plan-overlay-outbound-only = Outgoing only.
plan-overlay-redirect = Redirected to { $to }.
plan-overlay-signpost = Sign-posted to the ways that are open.
plan-n-overlays = ({ $n })
plan-keeps = Stays afterwards
plan-keeps-what = These changes hold in the steps that follow as well, and after the end.
plan-clears = Ends what was before
plan-clears-what = What earlier steps and earlier plans left at the doors ends with this step.
plan-windows = Only at these times
plan-windows-what = For a rehearsal of closing. None means all the time.
plan-window-from = After the start of the step
plan-window-lasts = Lasts
plan-window-add = Add a time
plan-window-said = For { $length }, { $from } after the start.

# Gates and guard rails
plan-gates = Gates
plan-gates-what = All must pass before the next step. A figure that is unclear never opens one.
plan-gates-key = The tick is the threshold, grey is the side that passes.
plan-gate-add = Add a gate
plan-gate-said = { $metric }: { $threshold }, { $basis }
plan-gate-sample = of { $n } or more, in { $time }
plan-gate-full = counted in full, in { $time }
plan-n-gates =
    { $n ->
        [one] { $n } gate
       *[other] { $n } gates
    }
plan-n-guards =
    { $n ->
        [one] { $n } guard rail
       *[other] { $n } guard rails
    }
plan-n-tasks =
    { $n ->
        [one] { $n } task
       *[other] { $n } tasks
    }
plan-n-outside =
    { $n ->
        [one] { $n } thing elsewhere
       *[other] { $n } things elsewhere
    }
plan-n-work = ({ $n })
plan-metric = Figure
plan-metric-choose = Choose a figure
plan-not-measured = not measured yet
plan-not-measured-help = The desk has no such figure yet: the gate stays unclear, and a person decides in writing.
plan-bound = Must be
plan-bound-at-least = At least
plan-bound-at-most = At most
plan-at-least = at least { $value }
plan-at-most = at most { $value }
plan-threshold-share = Per cent
plan-threshold-change = Change in per cent
plan-threshold-amount = Value
plan-smallest = Of at least so many
plan-smallest-help = Fewer say nothing.
plan-of-time = Of how much time
plan-in-full = Everybody was counted
plan-in-full-help = The value alone decides, without an interval.
plan-counted-full = counted in full
plan-between = { $low } to { $high }
plan-guards = Guard rails
plan-guards-what = Watched all the time while the step runs.
plan-guards-read = read { $time }
plan-guard-add = Add a guard rail
plan-guard-breaches = Past it in so many checks
plan-guard-of = of the last
plan-guard-then = Then
plan-guard-missing = Checks in a row without data
plan-guard-then-missing = Without data
plan-answer-pause = Pause the plan
plan-answer-roll-back = One step back
plan-then-pause = the plan pauses
plan-then-roll-back = it goes one step back
plan-rail-does = Past it in { $breaches } of { $of } checks: { $then }. { $missing } checks without data: { $blind }.
plan-rail-reads =
    { $past ->
        [0] { $value }, { $threshold } wanted, n { $n }
        [one] { $value }, { $threshold } wanted, n { $n }; past it in { $past } check
       *[other] { $value }, { $threshold } wanted, n { $n }; past it in { $past } checks
    }
plan-rail-blind = no data yet, { $threshold } wanted
plan-verdict-pass = Pass
plan-verdict-fail = Fail
plan-verdict-inconclusive = Inconclusive
plan-verdict-none = Not read yet
metric-answered-in-target = Answered in time
metric-backlog-days = Days to answer what is open
metric-abandoned = Gave up waiting
metric-satisfaction-loss = Less satisfied than before
metric-urgent-elsewhere-p90-change = Urgent ones elsewhere wait longer
metric-contacts-per-customer-change = Contacts per customer
metric-overtaking-change = Overtaking in the queue
metric-volume-of-before = What still comes, of before
metric-unsolved-change = Had to be opened again
metric-told-reached = People reached
metric-captive-left = People without another way
metric-captive-reached = Told, of those who use nothing else
metric-frequent-reached = Told, of those who write most
metric-complaints-of-told = Dissatisfied since the step began
metric-wrote-again-elsewhere = Wrote again elsewhere
metric-dead-ends-seen = Dead ends that were seen
metric-cost = Cost
metric-csat = Satisfied
metric-new-contacts-change = New conversations
metric-open-backlog = Open conversations
metric-promises-kept = Promises kept
metric-dead-ends = Dead ends on open doors

# What people do
plan-work = Tasks, and things elsewhere
plan-tasks = Tasks for people
plan-task-add = Add a task
plan-task-what = What is to be done
plan-task-due = Due after the start of the step
plan-who = By
plan-who-owner = The owner of the plan
plan-outside = Things elsewhere
plan-outside-what = Pages, listings, records, signatures: what must be changed where this desk cannot.
plan-outside-add = Add something elsewhere
plan-outside-item = What must be changed
plan-probe = The desk can see it
plan-probe-none = No: somebody says so
plan-probe-kind-page-names = A page names it
plan-probe-kind-page-names-not = A page does not name it any more
plan-probe-kind-dns-has = A DNS record is there
plan-probe-kind-mail-is-taken = Mail is taken
plan-probe-field-url = Address of the page
plan-probe-field-text = The words
plan-probe-field-name = Name of the record
plan-probe-field-value = Its value
plan-probe-field-address = Mail address
plan-probe-page-names = Looks whether { $where } names “{ $what }”.
plan-probe-page-names-not = Looks whether { $where } still names “{ $what }”.
plan-probe-dns-has = Looks whether { $where } has “{ $what }”.
plan-probe-mail-is-taken = Looks whether mail to { $where } is taken.

# A step in words
plan-lasts-hand = At least { $time }, then somebody decides.
plan-lasts-itself = At least { $time }, then goes on by itself.
plan-becomes = The channel becomes: { $stage }.
plan-for = For: { $audience }.
plan-has = With { $what }.

# The plan that runs
plan-decided = Decided
plan-owned = owner { $name }
plan-since = since { $date }
plan-from = from { $date }
plan-step-past = Behind
plan-day = Now, day { $n }
plan-shortest-left = shortest time { $time }: { $left } left
plan-shortest-passed = shortest time { $time }: passed
plan-free = Nothing holds it
plan-held = Held: { $what }
plan-held-time = { $time } left
plan-held-fails =
    { $n ->
        [one] { $n } gate fails
       *[other] { $n } gates fail
    }
plan-held-unclear =
    { $n ->
        [one] { $n } gate is inconclusive
       *[other] { $n } gates are inconclusive
    }
plan-held-tasks =
    { $n ->
        [one] { $n } task is open
       *[other] { $n } tasks are open
    }
plan-held-outside =
    { $n ->
        [one] { $n } thing elsewhere is not confirmed
       *[other] { $n } things elsewhere are not confirmed
    }
plan-frozen = { $threshold }, { $basis }
plan-read-of = { $interval }, n { $n }
plan-read-none = not read yet
plan-extends = An inconclusive gate extends the step by { $time } and never moves it on: { $n } of { $most } extensions used, then a person decides in writing.
plan-done-on = done { $date }
plan-due-on = due { $date }
plan-late = { $time } late
plan-by-probe = seen by the desk
plan-not-confirmed = not confirmed
plan-seen-yes = Seen as it should be
plan-seen-no = Not as it should be yet
plan-seen-not-yet = The desk has not looked yet.
plan-tasks-done = { $n } of { $of } tasks done.
plan-looks = Looking for dead ends: { $done } of { $of } steps done
plan-dead-ends =
    { $n ->
        [one] Refused: { $n } dead end
       *[other] Refused: { $n } dead ends
    }
plan-witness = Somebody would be stranded:
plan-witness-show = Show the witness
plan-witness-audit = See where everybody lands
plan-fact-where = Where it is
plan-fact-end = Over at the earliest
plan-fact-ended = Ended
plan-paused-on = Paused on { $date }.
plan-paused-rail = Paused on { $date } by the guard rail “{ $metric }”.
plan-paused-what = What is in force stays in force; no time counts.
plan-seen = What customers see now
plan-seen-any = Any day
plan-seen-via = Kept as a conversation of { $name }.
plan-seen-told = Told: { $what }
plan-seen-none = The channel has no door.
plan-landing-queue = Answered here
plan-landing-continue = Goes on
plan-landing-redirected = Answered elsewhere
plan-landing-kept-without-successor = Kept, nobody told where
plan-landing-signpost = Shown the ways
plan-landing-dead-end = Dead end
plan-text-acknowledgement = acknowledgement
plan-text-channel-paused = paused
plan-text-channel-closed = closed
plan-text-announcement = announcement
plan-text-signpost = the ways that are open
plan-text-message-instead = a message instead
plan-rehearsal = Rehearsal
plan-rehearsal-what = Each door on each day, for somebody who comes new, if every step lasts its shortest time and every gate opens.
plan-doors-days = Doors by day
plan-day-choose = Day
plan-afterwards = Afterwards
plan-for-good = for good
plan-no-events = Nothing has happened yet.
plan-more = More
plan-roll-back = Undo step { $step }

# Commands
plan-note = Note
plan-note-help = Stands in the diary of the plan. Can stay empty.
plan-why-help = Stands in the diary of the plan and in the audit trail.
plan-written = Your decision
plan-written-help = A gate is still unclear after the last extension. Say why it goes on all the same.
plan-into = Step: { $name }
plan-do-start = Start the plan
plan-do-start-go = Start it
plan-do-start-what = The first step begins now. Before, the desk looks whether anybody would be stranded.
plan-did-start = The plan runs.
plan-do-go-on = Go on to step { $step }
plan-do-go-on-go = Go on
plan-do-go-on-what = The next step begins now. It can be undone.
plan-did-go-on = The next step runs.
plan-do-extend = Extend this step
plan-do-extend-go = Extend it
plan-do-extend-what = The step lasts seven days longer. Twice at most.
plan-did-extend = Extended.
plan-do-pause = Pause plan
plan-do-pause-go = Pause it
plan-do-pause-what = What is in force stays in force; no time counts and no step begins until it goes on.
plan-did-pause = The plan is paused.
plan-do-resume = Let it go on
plan-do-resume-go = Let it go on
plan-do-resume-what = It goes on where it stood; guard rails forget what they saw.
plan-did-resume = The plan goes on.
plan-do-roll-back = Undo this step
plan-do-roll-back-go = Go one step back
plan-do-roll-back-what = The step before begins anew. What was done stays done.
plan-did-roll-back = One step back.
plan-do-undo = Undo the whole plan
plan-do-undo-go = Undo the plan
plan-do-undo-what = The channel is again as it was before the plan. Nothing is deleted.
plan-did-undo = Undone. The channel is as it was before.
plan-do-finish = Finish the plan
plan-do-finish-go = Finish it
plan-do-finish-what = What its steps keep stays in force. It can still be undone.
plan-did-finish = The plan is finished.
plan-do-abandon = Give the plan up
plan-do-abandon-go = Give it up
plan-do-abandon-what = The channel is again as it was before the plan.
plan-did-abandon = Given up.
plan-do-change-gates = Change gates
plan-do-change-gates-go = Change the gates
plan-do-change-gates-what = Thresholds are frozen when a step begins. With other gates the step that runs begins anew; its tasks stay done.
plan-did-change-gates = The gates are changed.
plan-do-do-task = Done
plan-do-do-task-go = It is done
plan-do-do-task-what = Stands in the diary with your name and cannot be taken back.
plan-did-do-task = Done.
plan-do-confirm = Confirm
plan-do-confirm-go = It is so
plan-do-confirm-what = You have seen it yourself. Stands in the diary with your name.
plan-did-confirm = Confirmed.

# The diary of the plan
plan-event-revised = { $who } wrote the plan.
plan-event-started = { $who } started the plan.
plan-event-went-on = Step { $n } began: { $step }.
plan-event-rolled-back = { $who } went back to step { $n }: { $step }.
plan-event-ready = Nothing holds the step any more; the owner was told.
plan-event-extended = { $who } extended the step.
plan-event-asked = The owner was asked to decide.
plan-event-decided = { $who } decided to go on although a gate is inconclusive.
plan-event-gates-changed = { $who } changed the gates of step { $n }: { $step }.
plan-event-task-done = { $who } did: { $what }.
plan-event-confirmed = { $who } confirmed: { $what }.
plan-event-seen = The desk saw: { $what }.
plan-event-paused = { $who } paused the plan.
plan-event-paused-rail = The plan paused by itself: { $metric }.
plan-event-resumed = { $who } let the plan go on.
plan-event-undone = { $who } undid the plan.
plan-event-undone-rail = The plan was undone by itself: { $metric }.
plan-event-finished = { $who } finished the plan.
plan-event-abandoned = { $who } gave the plan up.
