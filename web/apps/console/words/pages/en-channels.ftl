# The life of a channel: its stages, what it has of what it should have, and its diary.

life = Life of the channel
life-line = Where it is
life-paused = Paused
life-paused-what = What comes is kept; nobody new gets in until it continues.
life-owner = Owner
life-owner-help = Who answers for this channel.
life-owner-none = Nobody
life-purpose = What it is for
life-purpose-help = One sentence, such as: urgent faults that cannot wait for a mail.
life-purpose-none = Not said yet
life-successor-help = Where customers go on if this channel is closed. Only channels that are live.
life-successor-none = None
life-more = Whole diary
life-edit = Owner, purpose, successor
life-no-history = Nothing has happened yet.
reason-why = Reason
reason-why-help = Stands in the diary of the channel and in the audit trail.
reason-why-needed = Needed here. Stands in the diary of the channel and in the audit trail.
stage-here = It is here now.

# What a channel should have to go live
ready-all = Everything that is needed to go live is there.
ready-not = Before it goes live, this is missing:
ready-anyway = You can take it live all the same, if you say why. The diary keeps what was missing.
ready-set = Set it
ready-advised = Also good to have
ready-owner = An owner
ready-purpose = A sentence about what it is for
ready-team = A team that answers
ready-staff = Agents in that team
ready-hours = Business hours
ready-target = A target for the first answer
ready-door = A door through which customers come
ready-successor = A successor, for the day it is closed
lacked-owner = an owner
lacked-purpose = a purpose
lacked-team = a team
lacked-staff = agents
lacked-hours = business hours
lacked-target = a target
lacked-door = a door
lacked-successor = a successor

# The diary
diary = Diary
diary-of = Diary of { $name }
diary-what = What became of this channel, by whom and why, with what was measured at that moment.
diary-empty = The diary is empty.
diary-empty-what = Each change of the stage, each pause, and who owns the channel will stand here, with the reason and the figures of that day.
diary-created = { $who } created this channel.
diary-stage-draft = { $who } made it a draft again.
diary-stage-pilot = { $who } opened it to a chosen few.
diary-stage-live = { $who } took it live.
diary-stage-winding-down = { $who } began to wind it down.
diary-stage-closed = { $who } closed it.
diary-paused = { $who } paused it.
diary-continued = { $who } let it continue.
diary-owner = { $who } made { $to } the owner.
diary-owner-none = { $who } left it without an owner. Before, it was { $from }.
diary-successor = { $who } named { $to } as the successor.
diary-successor-none = { $who } took back the successor { $from }.
diary-door-added = { $who } added the door { $to }.
diary-door-removed = { $who } removed the door { $from }.
diary-reply-form = { $who } changed how answers to { $about } come back.
diary-settings = { $who } changed its settings.
diary-other = { $who } changed { $what }.
diary-undid = { $who } undid the change of { $when }.
diary-undid-earlier = { $who } undid an earlier change.
diary-became-paused = It is paused again.
diary-became-open = It continues again.
diary-became-owner = The owner is { $to } again.
diary-became-owner-none = It has no owner again.
diary-became-successor = The successor is { $to } again.
diary-became-successor-none = It has no successor again.
diary-quoted = “{ $reason }”
diary-gone = somebody or something that is not there any more
diary-lacked = Without { $what }.
diary-measured = Measured then
diary-undone = Undone
diary-undone-show = Show what undid it
diary-undoes-show = Show what it undid
diary-undo = Undo…
diary-undo-named = Undo: { $what }
diary-undo-title = Undo this change
diary-undo-what = The opposite is done now and stands in the diary as an entry of its own. Nothing is deleted.
diary-undo-go = Undo the change
diary-undo-done = Undone. It stands in the diary.
diary-end = Here the diary begins.
figure-new =
    { $n ->
        [one] new conversation in { $days } days
       *[other] new conversations in { $days } days
    }
figure-up = { $n } more than before
figure-down = { $n } fewer than before
figure-same = as many as before
figure-of = { $part } of { $all }
figure-kept = promises kept
figure-few = too few to say
figure-contacts =
    { $n ->
        [one] customer wrote
       *[other] customers wrote
    }
figure-only-here = of them wrote nowhere else in a year
figure-open = open
figure-waiting = waiting for the customer
