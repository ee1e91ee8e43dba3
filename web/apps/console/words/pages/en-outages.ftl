# Outage mode.
outages-what = Something does not work and many write about it: say so at every door, link what comes in, and answer everybody at once.
outages-none = Nothing is broken. When something is, start here: customers read about it before they write, and you answer once.
outage-new = Something does not work
outage-start = Tell it at every door
outage-name = What does not work
outage-name-help = For the team; customers read what stands below.
outage-words = What customers read
outage-words-help = On every page, in the chat, and as the first answer to whoever writes. Without a language, the nearest is read.
outage-words-in = In { $language }
outage-channels = Only at these channels
outage-channels-help = None chosen: at every door.
outage-since = Unanswered conversations are about it too
outage-since-0 = None: only what comes from now on
outage-since-h = Of the last { $n ->
    [one] hour
   *[other] { $n } hours
 }
outage-lasts = It lasts
outage-ended = Over
outage-since-then = Since { $time }, { $n ->
    [one] one conversation
   *[other] { $n } conversations
 }
outage-was = { $from } to { $to }, { $n ->
    [one] one conversation
   *[other] { $n } conversations
 }
outage-change = Change the words
outage-end = It is over
outage-end-what = Doors are as they were. To tell everybody first, write an update.
outage-resume = It is not over
outage-over = It is over: the doors are as they were.
outage-update = Tell everybody
outage-update-what = One answer from you into each conversation that is about it, from ten seconds on. What was left out, spam, and whoever cannot be reached is passed over.
outage-update-text = What they read
outage-update-text-help = You can name people: { "{{contact.first_name|there}}" }.
outage-then = Afterwards
outage-then-keep-open = They stay open: there is more to say
outage-then-resolve = They are resolved
outage-ends = This is the last word: the outage is over
outage-send = Send to { $n ->
    [one] one conversation
   *[other] { $n } conversations
 }
outage-updates = What everybody was told
outage-updates-none = Nobody was told anything yet, but for the first answer at the door.
outage-told = { $told } told, { $waiting } to come, { $passed } passed over
outage-passed-over = { $n } passed over: { $why }
outage-why-left-out = { $n } about something else
outage-why-not-theirs = { $n } spam or with somebody else
outage-why-nobody = { $n } with nobody to answer
outage-why-told-there = { $n } merged into another
outage-why-refused = { $n } that could not be written
outage-why-other = { $n } for another reason
outage-state-going = On its way
outage-state-done = Done
outage-state-stopped = Stopped
outage-stop = Stop
outage-stopped = Stopped. Whoever was not told yet is not told.
outage-started = Told at every door from now on.
outage-back = All outages
act-outage-changed = Words of an outage changed
act-outage-ended = Outage ended
act-outage-resumed = Outage taken up again
act-outage-started = Outage started
act-outage-update = Update of an outage written
act-outage-update-stopped = Update of an outage stopped
