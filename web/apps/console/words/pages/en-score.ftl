# The scorecard of a channel, and the meter of those who moved after it closed.

score-of = Scorecard of { $name }
score-what = Five tests, each with what was measured. What is not known is said, and what is uncertain is not called bad.
score-open-it = Scorecard
score-days = Period
score-days-n = Last { $n } days
score-days-after = After { $n } days
score-span = { $from } to { $to }, against the { $n } days before. Intervals are 95 %.
score-recommendation = Recommendation:
score-what-invest = Invest
score-what-keep = Keep
score-what-adjust = Adjust
score-what-wind-down = Wind down
score-what-close = Close
score-what-not-enough-data = Not enough data
score-to-plan = Look at the plan for it
score-test-keep-up = Can we keep up?
score-test-afford = Can we afford it?
score-test-used = Is it used?
score-test-harm = Does it harm the rest?
score-test-satisfied = Are people satisfied?
score-verdict-good = Good
score-verdict-watch = Watch it
score-verdict-bad = Bad
score-verdict-unknown = Not known
score-n = n { $n }
score-between = { $low } to { $high }
score-before = before: { $value }
score-at-least = at least { $value }
score-at-most = at most { $value }
score-passes-yes = met
score-passes-no = missed
score-passes-open = uncertain
score-passes-few = too few to say
score-figure-open = Open
score-figure-burn-down = Time until the backlog is gone
score-figure-resolved = Resolved
score-figure-first-response-p50 = First answer, half within
score-figure-first-response-p90 = First answer, nine in ten within
score-figure-promises-kept = Promises kept
score-figure-cost-per-resolution = Cost per resolution
score-figure-new = New conversations
score-figure-new-per-day = New a day
score-figure-share-of-all = Share of all new conversations
score-figure-users = Customers who wrote
score-figure-only-door-users = Of them, wrote nowhere else in a year
score-figure-only-door-share = Share of those with no other way
score-figure-outside-purpose = Outside of what it is for
score-figure-overtaking = Time spent before more urgent work
score-figure-overtaking-share = Of all agents’ time
score-figure-repeated = Asked again within 7 days
score-figure-csat = Satisfied
score-figure-ces = Ease
score-missing-not-measured = Not measured
score-missing-never = Never at this pace
score-missing-too-few = Too few to say
score-missing-no-purpose-topics = No topics are set for its purpose
score-missing-nobody = Nobody yet
score-missing-no-agent-time = Too little agents’ time was measured
score-why-draft = Customers do not meet this channel yet.
score-why-closed = This channel is closed. What became of its customers stands above.
score-why-known-is-bad = Not all is known, but something is bad.
score-why-only-way-in = No other channel takes customers: open one before you take this one away.
score-why-nothing-left = It is being wound down, hardly anybody uses it, and nothing is open.
score-why-used-but-late = People use it: give it more hands, or shorter hours until there are.
score-why-other-ways-first = Before a channel is taken away, other ways are tried: hours, audience, topics, prominence.
score-why-pilot-works = The pilot keeps up and is used.
score-why-nothing-bad = None of the tests is bad.
score-why-keep-up-bad = More comes than is resolved, week after week, or promises are broken.
score-why-keep-up-watch = The backlog grew lately, or promises are just about kept.
score-why-keep-up-unknown = It is too young to say whether you can keep up.
score-why-afford-unknown = Costs are not measured.
score-why-used-bad = Few customers come this way, and nearly all of them know another.
score-why-used-watch = Few customers come this way, but that is not certain, or some of them know no other.
score-why-used-unknown = Too few customers wrote at all.
score-why-harm-bad = Its work goes before more urgent work of others, or who wrote asks again within days.
score-why-harm-watch = Many of those who wrote may have to ask again within days.
score-why-harm-unknown = Too little agents’ time and too few resolved conversations were measured to say whether it hurts the rest.
score-why-satisfied-bad = Customers are less satisfied than elsewhere, or than before.
score-why-satisfied-watch = Customers may be less satisfied than elsewhere, or than before.
score-why-satisfied-unknown = Too few customers said how satisfied they are.
score-trend = By week
score-trend-what = New conversations, how many were resolved, and how many were open at the end of each week.
score-no-trend = Less than two whole weeks: there is nothing to draw yet.
score-week = Week from
score-new = New
score-resolved = Resolved
score-open = Open

# The meter
score-meter = What became of its customers
score-meter-closing = It began to wind down on { $date }.
score-meter-closed = It is closed. Counted from { $date } on, when it began to close.
score-meter-no-plan = No plan said what to expect.
score-meter-nobody = Nobody used it before.
score-not-complete = not complete yet, until { $date }
score-part-moved = Went on by another channel
score-part-both = Both
score-part-back = By the old door again
score-part-vanished = Not heard of again
score-all-moved = Went on by another channel
score-all-back = By the old door again
score-all-vanished = Not heard of again
score-meter-honest = Who was not heard of is not lost: not everybody who wrote before would have written again.
score-people = { $n } of { $all } people
score-expected-more = More than expected ({ $share })
score-expected-fewer = Fewer than expected ({ $share })
score-expected-as = As expected ({ $share })
score-expected-mark = Expected: gone on before it, not heard of after it
score-finding-moved = { $days } days after, { $value } of those who were heard of had moved (95%: { $low } to { $high }, n = { $n }); the plan expected { $expected }.
score-finding-vanished = { $days } days after, { $value } were not heard of again (95%: { $low } to { $high }, n = { $n }); the plan expected { $expected }.
score-finding-ask = Ask whether the channel should reopen.
score-finding-plan = Plan a reopening
score-moved-to = Went on by: { $what }
score-meter-repeated =
    { $n ->
        [one] 1 wrote by two ways within 7 days
       *[other] { $n } wrote by two ways within 7 days
    }
score-meter-complaints =
    { $n ->
        [0] nobody said they were dissatisfied
        [one] 1 said they were dissatisfied
       *[other] { $n } said they were dissatisfied
    }
score-meter-csat = satisfied before { $before }, after { $after }
