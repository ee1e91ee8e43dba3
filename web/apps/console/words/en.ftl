# Words of the console. Whole sentences with placeholders; sentence case.

## Common

add-note = Add note
add-tag = Add tag
address-check = Check the address “{ $address }”.
address-doubtful = This does not look like an address
after = after { $time }
agents = Agents
apply-anyway = Apply anyway
attach = Attach files
attachments = Attachments
back = Back
back-to-list = Back to the list
bcc = Bcc
block = Block
cancel = Cancel
cc = Cc
change-taken-back = The change was taken back.
changes = { $n } changes
channel = Channel
channel-email = Email
clear-selection = Clear selection
close-dialog = Close
close-drawer = Close details
close-menu = Close menu
context = Details
conversation = Conversation
copy = Copy
copy-text = Copy text
customers-time = Customer’s time: { $time } ({ $zone })
date = Date
dismiss = Dismiss
domain = Domain
download = Download
draft = Draft
email = Email
from = From
internal-note = Internal note
is-selected = Selected
language = Language
later = Keep for later
loading = Loading
load-failed = This could not be loaded.
macros = Macros
message = Message
messages = Messages
more = More
name = Name
navigation = Main
no-subject = (no subject)
no-team = No team
no-topic = No topic
nobody = Nobody
not-found = There is nothing here.
nothing-found = Nothing found
notices = Notices
open-menu = Open menu
password = Password
reply = Reply
note = Note
forward = Forward
save = Save
saved = Saved.
skip = Skip to content
somebody = Somebody
the-desk = The desk
status = Status
subject = Subject
team = Team
teams = Teams
to = To
to-inbox = To the inbox
tools = Tools
topic = Topic
try-again = Try again
undo = Undo
unread = Unread
urgency = Urgency
yesterday = Yesterday
today = Today
you = you
demo-strip = Demo of { $company }: customers are simulated, nothing leaves this machine, everything is thrown away on exit.
offline = No connection. You can go on reading and writing; what you send goes out when it is back.
offline-queued = { $n ->
    [one] No connection. One message waits and goes out when it is back.
   *[other] No connection. { $n } messages wait and go out when it is back.
  }
unreachable-title = The desk cannot be reached
unreachable-text = The server did not answer. Nothing is lost; it may just be restarting.
remove = Remove

## Time

time-now = now
time-minutes = { $n }m
time-hours = { $n }h
duration-seconds = { $n } s
duration-minutes = { $n } min
duration-hours = { $h } h { $m } min
duration-hours-only = { $h } h
duration-days = { $n } d
due-left = { $time } left
due-late = { $time } late
snooze-hour = In an hour
snooze-later = In three hours
snooze-evening = This evening
snooze-tomorrow = Tomorrow morning
snooze-monday = Monday morning
snooze-week = In a week
snooze-month = In a month

## Views

view-mine = My inbox
view-mentions = Mentions
view-unassigned = Unassigned
view-all = All open
view-waiting = Waiting
view-snoozed = Snoozed
view-resolved = Resolved
view-spam = Spam
page-inbox = Inbox
page-search = Search
page-contacts = Contacts
page-quarantine = Quarantine
page-settings = Settings
list-label = Conversations
list-failed = The list could not be loaded.
resize-list = Width of the list
sort-by = Order
sort-oldest = Oldest waiting
sort-newest = Newest first
sort-best = Best match
selected = { $n ->
    [one] One selected
   *[other] { $n } selected
  }
selected-hint = Assign, move, snooze, tag or resolve them together.
search-or-jump = Search or jump
empty-mine = Nothing is waiting for you.
empty-mentions = Nobody has mentioned you.
empty-unassigned = Everything has somebody who looks after it.
empty-all = Nothing is waiting.
empty-waiting = No customer owes us an answer.
empty-snoozed = Nothing is snoozed.
empty-resolved = Nothing has been resolved yet.
empty-spam = No spam.
empty-team = This team has nothing waiting.
empty-unassigned-fact = { $n ->
    [one] One conversation has nobody yet.
   *[other] { $n } conversations have nobody yet.
  }
empty-unassigned-go = Show unassigned
empty-all-fact = { $n ->
    [one] One conversation is open in all.
   *[other] { $n } conversations are open in all.
  }
empty-all-go = Show all open
empty-no-channel = There is no channel yet through which customers could write.
empty-no-channel-go = Set up a channel
quiet-none = Nothing is waiting for you.
quiet-some = { $n ->
    [one] One conversation waits for you.
   *[other] { $n } conversations wait for you.
  }
quiet-hint = Choose a conversation, or use the keyboard.
we-answered-last = We answered last
other-team = Another team’s
assigned-to = Assigned to { $agent }
presence-live = Available
presence-connecting = Connecting…
presence-offline = No connection
own-menu = Menu of { $name }
notify-quiet = New message

## Status, urgency

status-open = Open
status-waiting = Waiting for customer
status-snoozed = Snoozed
status-resolved = Resolved
status-spam = Spam
urgency-low = Low
urgency-normal = Normal
urgency-high = High
urgency-urgent = Urgent

## Commands

group-conversation = Conversation
group-list = List
group-compose = Write
group-go = Go to
group-desk = Desk
group-jump = Find
command-resolve = Resolve
command-reopen = Reopen
command-assign = Assign to…
command-assign-short = Assign
command-take-next = Work on whatever is next
command-assign-me = Assign to me
command-move = Move to team…
command-snooze = Snooze until…
command-snooze-short = Snooze
command-tags = Tags…
command-urgency = Urgency…
command-topic = Topic…
command-follow = Follow
command-unfollow = Stop following
command-unread = Mark as unread
command-subject = Change subject…
command-spam = Mark as spam
command-not-spam = Not spam
command-block = Block sender
command-delete = Delete for good…
command-reply = Reply
command-note = Internal note
command-forward = Forward
command-suggest = Suggestions for this answer
command-summarize = Summarize…
command-translate = Translate the answer…
command-macro = Insert macro
command-send = Send
command-send-resolve = Send and resolve
command-new = New conversation
command-next = Next
command-previous = Previous
command-open = Open
command-back = Back, clear selection
command-select = Select
command-extend-down = Extend selection down
command-extend-up = Extend selection up
command-select-all = Select all in the list
command-sort = Change order
command-go-inbox = My inbox
command-go-unassigned = Unassigned
command-go-mentions = Mentions
command-go-all = All open
command-go-waiting = Waiting for customer
command-go-snoozed = Snoozed
command-go-resolved = Resolved
command-go-spam = Spam
command-go-contacts = Contacts
command-go-quarantine = Quarantine
command-go-settings = Settings
command-bar = Command bar
command-search = Search
command-undo = Undo
command-help = Keys
command-toggle-list = Show or hide the list
command-toggle-context = Show or hide details
command-theme = Switch light and dark
command-density = Switch density
command-sign-out = Sign out
go-team = Team { $team }
jump-number = Open { $number }
search-for = Search for “{ $text }”
palette-commands = Type a command or search…
palette-assign = Assign to…
palette-team = Move to team…
palette-tags = Tags
palette-urgency = Urgency
palette-snooze = Snooze until… (also “2h”, “3d”, “14:30”, “24.12.”)
palette-topic = Topic
palette-macros = Macro
me-named = { $name } (me)
tag-create = Create tag “{ $name }”

## Acts

done-open = { $number } Reopened.
done-waiting = { $number } Waits for the customer.
done-resolved = { $number } Resolved.
done-snoozed = { $number } Snoozed.
done-spam = { $number } Marked as spam.
done-open-many = { $n } conversations reopened.
done-waiting-many = { $n } conversations wait for the customer.
done-resolved-many = { $n } conversations resolved.
done-snoozed-many = { $n } conversations snoozed.
done-spam-many = { $n } conversations marked as spam.
done-snoozed-until = { $n ->
    [one] Snoozed until { $when }.
   *[other] { $n } conversations snoozed until { $when }.
}
done-assigned = { $n ->
    [one] Assigned to { $agent }.
   *[other] { $n } conversations assigned to { $agent }.
}
done-unassigned = { $n ->
    [one] Assigned to nobody.
   *[other] { $n } conversations assigned to nobody.
}
done-moved = { $n ->
    [one] Moved to { $team }.
   *[other] { $n } conversations moved to { $team }.
}
done-urgency = { $n ->
    [one] Urgency: { $urgency }.
   *[other] Urgency of { $n } conversations: { $urgency }.
}
done-tagged = { $n ->
    [one] Tagged “{ $tag }”.
   *[other] { $n } conversations tagged “{ $tag }”.
}
done-untagged = { $n ->
    [one] Tag “{ $tag }” removed.
   *[other] Tag “{ $tag }” removed from { $n } conversations.
}
many-busy = { $done } of { $n } conversations changed…
many-changed = { $n ->
    [one] { $which } was changed meanwhile and has been left as it is.
   *[other] { $n } were changed meanwhile and have been left as they are: { $which }.
}
many-failed = { $n ->
    [one] { $which } could not be changed.
   *[other] { $n } could not be changed: { $which }.
}
done-followed = You follow this conversation.
done-unfollowed = You no longer follow this conversation.
done-blocked = Sender blocked; the conversation is in spam.
conflict = { $who } { $what } meanwhile.
what-status = set it to “{ $status }”
what-assigned = assigned it to { $agent }
what-unassigned = assigned it to nobody
what-team = moved it to { $team }
what-urgency = changed the urgency to { $urgency }
what-subject = changed the subject
what-other = changed it

## Thread

said = { $name }: { $text }
earlier = Earlier messages
new-below = { $n ->
    [one] New message
   *[other] { $n } new messages
  }
also-viewing = { $names } also looking
is-writing = { $n ->
    [one] { $names } is writing
   *[other] { $names } are writing
  }
hint-belongs = May belong to { $number }.
hint-look = Look there
spam-strip = Held as spam. The customer was told nothing.
spam-because = Held as spam: { $reason }. The customer was told nothing.
snoozed-until = Snoozed until { $when }.
wake = Wake now
limited-title = This conversation belongs to another team.
limited-text = You can see that it exists and its status, so that you can tell the customer. Ask the team or a lead if you need to read it.
conversation-missing = This conversation cannot be shown.
message-of = Message of { $name }
message-menu = Message menu
show-details = Show details
hide-details = Hide details
raw-show = Show raw mail
show-message = Show message
show-quoted = Show quoted text
hide-quoted = Hide quoted text
show-signature = Show signature
hide-signature = Hide signature
show-disclaimer = Show disclaimer
hide-disclaimer = Hide disclaimer
images-blocked = { $n ->
    [one] One picture from outside was not loaded: it would tell the sender that you are reading.
   *[other] { $n } pictures from outside were not loaded: they would tell the sender that you are reading.
  }
images-show = Show images
images-hide = Hide images
image-blocked = Picture not loaded
original-of = Original message of { $name }
automatic-auto-reply = Automatic reply
automatic-bounce = Delivery report
automatic-list = Mailing list
automatic-loop = Mail loop
auto-acknowledgement = Acknowledgement
auto-channel-paused = Automatic: channel paused
auto-channel-closed = Automatic: channel closed
auto-announcement = Automatic: change announced
auto-signpost = Automatic: other ways shown
auto-outage = Automatic: something does not work
outage = Outage
outage-is-over = over
outage-unlink = Not about it
outage-link = It is about it
outage-unlink-named = Not about { $name }
outage-link-named = It is about { $name }
outage-strip = { $name }: { $n ->
    [one] one conversation is about it
   *[other] { $n } conversations are about it
 }
auto-other = Automatic
why = Why?
origin-pass = The sender is confirmed by { $domain }
origin-part = The sender is only partly confirmed
origin-none = The sender is not confirmed
origin-fail = The sender could be forged
origin-check-spf = May this server send for the domain?
origin-check-dkim = Is the signature of the domain intact?
origin-check-dmarc = Does the visible sender match, by the domain’s own rule?
origin-check-arc = Did forwarding servers vouch for it?
warning-link-mismatch = A link shows another address than it opens.
warning-reply-to = Answers would go to another address than the sender’s.
warning-reply-to-differs = Answers would go to another address than the sender’s.
warning-undeliverable = Mail to this address came back before.
warning-auth-failed = The sender could be forged.
warning-new-participant = Somebody new takes part.
warning-do-not-reply = The sender’s address does not take answers.
delivery-held = Goes out in { $n } s.
delivery-queued = Waits to go out
delivery-sending = Going out…
delivery-sent = Sent
delivery-cancelled = Taken back
delivery-retrying = not accepted yet, try { $attempt }; next at { $when }
delivery-uncertain = the connection broke at the end; it may or may not have arrived
delivery-failed = could not be delivered
delivery-bounced = came back
delivery-retry = Send again
recipients = { $n ->
    [one] One recipient
   *[other] { $n } recipients
  }
event-opened = Conversation opened
event-received = Message received
event-replied = { $who } replied
event-acknowledged = Acknowledgement sent
event-noted = { $who } wrote a note
event-forwarded = { $who } forwarded it
event-status = { $by ->
    [agent] { $who } set it to “{ $status }”
   *[other] Status: { $status }
  }
event-snoozed = { $who } snoozed it until { $when }
event-woken = Snooze ended
event-reopened = Reopened by the customer’s reply
event-assigned = { $self ->
    [yes] { $who } took it
   *[other] { $who } assigned it to { $agent }
  }
event-taken-next = { $rule ->
    [out_of_slack] { $agent } took it as the next one: { $urgency }, hardly any time left (due { $when })
   *[other] { $agent } took it as the next one: { $urgency }, due first ({ $when })
  }
event-unassigned = { $who } assigned it to nobody
event-moved = { $by ->
    [agent] { $who } moved it to { $team }
   *[other] Routed to { $team }
  }
event-urgency = { $by ->
    [agent] { $who } changed the urgency to { $urgency }
   *[other] Urgency: { $urgency }
  }
event-topic = { $who } set the topic to { $topic }
event-subject = { $who } changed the subject
event-tagged = { $who } added the tag { $tag }
event-untagged = { $who } removed the tag { $tag }
event-followed = { $who } follows it
event-unfollowed = { $who } no longer follows it
event-linked = Linked with another conversation
event-delivery-report = A report came: { $recipients } was not reached
event-also-arrived = Also arrived through { $channel }
event-kept-without-successor = { $channel } takes no new mail and nothing follows it; kept here
event-other = { $who } changed something

## Details pane

assignee = Assignee
customer-since = Customer since { $when }
contact-blocked = Blocked
identity-email = Email
identity-phone = Phone
identity-handle = Handle
identity-visitor = Visitor
undeliverable = Came back
verified = Confirmed
unverified = Not confirmed
local-time = Local time
first-reply = First reply
waits = Waits
promise = Promised
promise-kept = Kept
promise-by = usually { $usually }, almost always { $almost }
tags = Tags
remove-tag = Remove tag { $tag }
followers = Followers
others-involved = Also in it
new-here = New
role-customer = customer
role-cc = copy
role-third-party = third party
linked = Linked
earlier-conversations = Earlier

## Composer

kind-of-message = Kind of message
to-line = To { $names }
via = via { $channel }
reply-placeholder = Write a reply… “/” for macros
note-placeholder = Only your colleagues see this. “@” to mention
macro-hint = Macros (“/”)
formatting = Formatting
format-bold = Bold
format-italic = Italic
format-list = List
format-ordered = Numbered list
format-quote = Quote
format-link = Link
link-address = Address of the link
link-set = Set link
draft-saving = Saving…
draft-saved = Draft saved { $time }
draft-kept = Kept here, not saved yet
draft-drop = Discard
draft-dropped = Draft discarded.
send-send = Send
send-resolve = Send and resolve
send-snooze = Send and snooze
send-other = Other ways to send
send-anyway = Send anyway
look-first = Look first
newer-elsewhere = Your answer to { $number } was not sent: the customer has written meanwhile.
newer-look = Look
newer = { $n ->
    [one] 1 new message. Send anyway?
   *[other] { $n } new messages. Send anyway?
  }
just-sent = { $who } has just answered. Have a look before you send.
just-sent-seen = I have seen it
new-participants = { $n ->
    [one] { $names } was not in this conversation before.
   *[other] { $names } were not in this conversation before.
  }
sent-wait = Sent.
sent-keep = Sent.
sent-resolve = Sent and resolved.
sent-snooze = Sent and snoozed.
sent-waiting = No connection: the message waits here and goes out when it is back.
send-undone = Taken back; the text is in the composer.
not-sent = Not sent; your text is kept.
nothing-written = Nothing is written yet.
no-recipient = There is no recipient.
still-uploading = A file is still on its way.
remove-file = Remove { $name }
remove-recipient = Remove { $address }
uploading = Uploading { $name }
upload-failed = Could not be uploaded
forward-file-lost = “{ $name }” could not be taken along.
forward-head = ---------- Forwarded message ----------

## Sign-in and set-up

sign-in = Sign in
send-again = Send again

## Errors by code

error-offline = The server did not answer. Nothing was changed; try again in a moment.
error-unknown = Something went wrong.
error-wrong-credentials = Address or password is wrong.
error-too-many-attempts = Too many tries. Wait a little and try again.
error-already-set-up = This desk is set up already. Please sign in.
error-signed-out = You are signed out.
error-forbidden = You may not do this.
error-not-found = It does not exist, or not for you.
error-too-large = This is too large.
error-already-sent = Too late: it has gone out already.
error-newer-message = There is a newer message.
error-invalid-token = This link is not valid any more.
error-token-expired = This link is too old.
error-changed-since = It was changed again since then. Look at the newer entries: undo those first, or change it by hand.
error-already-undone = This was undone already. The entry that undid it stands further up.
error-not-undoable = This cannot be undone: it has no opposite. Nothing was changed.
error-bad-stage-change = Customers know this channel: it cannot become a draft again. Make it a pilot, wind it down or close it.
error-reason-needed = Say why: others will ask later. Nothing was changed yet.
error-bad-owner = Choose somebody who is active here. Nothing was changed.

## Settings

settings-profile = Own profile

## Profile

theme = Theme
density = Density of the list
send-button = Main button of a reply

## Settings pages

change = Change
reason = Reason
text = Text
signature = Signature
position = Order
dkim = Signatures (DKIM)

# Views, rules, webhooks, custom fields

views = Views
view = View
view-new = New view
view-shared = Shared
view-share = Share with others
view-shows = It shows
view-empty = Nothing meets these conditions now.
view-more = … and more
stop = Stop
filter-me = me
field-status = Status
field-urgency = Urgency
field-urgency-source = Urgency set by
field-topic = Topic
field-topic-source = Topic set by
field-team = Team
field-assignee = Assignee
field-follower = Follower
field-tag = Tag
field-channel = Channel
field-contact = Contact
field-door = Door
field-language = Language (code)
field-subject = Subject
field-body = Text just written
field-address = Address
field-address-domain = Domain of the address
field-number = Number
field-created-at = Began
field-last-at = Last message
field-last-customer-at = Customer’s last message
field-last-agent-at = Our last message
field-waiting-since = Customer has waited
field-due = Due
field-first-reply-at = First reply
field-resolved-at = Resolved
field-message-count = Messages
field-has-attachment = Has files
source-default = nobody
source-rule = a rule
source-customer = the customer
source-agent = an agent
source-model = a model
op-is = is
op-is-not = is not
op-any-of = is one of
op-none-of = is none of
op-empty = is empty
op-present = is set
op-contains = contains
op-contains-not = does not contain
op-at-least = at least
op-at-most = at most
op-before = before
op-after = from
op-older-than = longer ago than
op-newer-than = within the last
op-due-older-than = late by more than
op-due-newer-than = not late, or late by less than
action-kind = Act
action-add = Add act
action-remove = Remove act
action-urgency = Set urgency
action-topic = Set topic
action-team = Move to team
action-assign = Assign to
action-status = Set status
action-tag = Add tag
action-untag = Remove tag
action-snooze = Snooze, minutes
action-note = Write a note
action-notify = Notify
action-webhook = Send to webhook
action-field = Set field
rule-trace = Rules ({ $n })
rule-gone = A rule that is gone
rule-because = Because
rule-not-done = Not done: { $act } ({ $why })
rule-when-was = When { $when }
action-field-to = Set { $field }: { $value }
action-snooze-for = Snooze for { $time }
error-no-macro = the macro is not there any more
error-nobody-to-answer = no customer has written
error-silent = nothing was to be sent
rule-quoted = “{ $rule }”
event-rules-fired = { $n ->
    [one] The rule { $rules } fired
   *[other] The rules { $rules } fired
  }
when-conversation-created = a conversation begins
when-customer-replied = the customer writes
when-agent-replied = an agent replies
when-note-added = a note is written
when-status-changed = the status changes
when-assigned = it is assigned
when-team-changed = it changes team
when-urgency-changed = the urgency changes
when-topic-changed = the topic changes
when-tag-added = a tag is added
when-tag-removed = a tag is removed
when-reopened = it is reopened
when-snoozed = it is snoozed
when-woken = a snooze ends
when-field-changed = a custom field changes
when-time = a time has passed
field-new = New field
field-of = Belongs to
field-of-conversation = Conversation
field-of-contact = Contact
field-of-organization = Organization
field-kind = Kind
field-choices = Choices
field-choices-help = One on each line.
custom-fields = Fields
yes = yes
no = no
macro-hole = “{ $name }” has no value here. Write the words yourself, or take it out.

## Business hours, holidays, SLA policies

sort-due = Due first
due-at = Due
sla-what = What you promise, by channel and urgency. The first policy that fits holds; without one, the channel’s own target.
sla-new = New policy
sla-none = No policies: each channel promises its own target for every answer.
sla-all-channels = All channels
sla-every-urgency = Every urgency
sla-in-hours = in business hours
sla-round-the-clock = round the clock
sla-in-hours-only = Only business hours count
sla-first-response = First answer
sla-next-response = Every later answer
sla-resolution = Resolution
sla-warn = Warn so long before
sla-no-promise = No promise
sla-time-help = Minutes, or 1:30, 4h, 2d (a day has 24 hours).
sla-unread = Write minutes, or 1:30, 4h, 2d.
sla-try = What it would mean
sla-arrives = A mail arrives
sla-try-go = Try
sla-never = Never: there are not enough open hours
event-sla-warned = A promised time comes near
event-sla-breached = A promised time has passed

# Safety: second factor, passkeys, tokens, permission sets, ways to sign in

delete = Delete
scope = Which conversations
error-wrong-code = This code is not right, or was used. Wait for the next one.
error-expired-link = This took too long or was used already. Begin again.
error-passkey-refused = This passkey could not be verified. Try again, or sign in another way.
error-passkey-taken = This passkey is registered already.
error-passwords-off = This desk does not take passwords. Sign in another way.
error-not-let-in = Your account at the provider belongs to no agent here. Ask an administrator to invite that address.
error-provider-refused = The provider's answer could not be verified. Try again, or tell an administrator.
error-provider-away = The provider cannot be reached or is set up wrongly.
error-no-provider = No provider is set up.
error-denied = The provider did not let you in.
error-last-administrator = After this no administrator could sign in any more.
error-needs-session = This needs a person who is signed in.
when-sla-warned = an SLA clock comes near its time
when-sla-breached = an SLA clock runs out

# Reports

page-reports = Reports
command-go-reports = Reports

# People: organizations, merged contacts, look-up, privacy

segment = Segment
plan = Plan
verified-by-mail-round-trip = Answered our mail
verified-by-dmarc = Domain confirmed (DMARC)
verified-by-signed-token = Answered with our key
verified-by-code = By code
identity-add = Add address or number
identity-kind = Kind
identity-value = Address or number
identity-help = What is typed in here counts as not confirmed.
identity-phone-help = With country code, such as +372 612 3456. It counts as not confirmed.
merge = Merge
page-organizations = Organizations
life-cycle = Life-cycle
life-cycle-prospect = Prospect
life-cycle-trial = Trial
life-cycle-paying = Paying
life-cycle-former = Former
field-life-cycle = Life-cycle of the organization
field-plan = Plan of the organization
field-segment = Segment of the organization
field-organization = Organization
on-hold = On legal hold
error-identity-taken = Another contact has this. Merge the two if they are one person.
lookup = From your systems
lookup-failed = It could not be asked:
lookup-busy = Too many questions at once; try again.
lookup-nothing = Nothing is known there.
lookup-cut = The answer was longer than what is shown.
words-erased = The words of this conversation were erased on { $when }.
contact-forgotten = This person was forgotten on { $when }. Nothing can be sent to them any more; a note can be kept.
hold-title = Legal hold: { $name }
hold-what = Nothing of it is erased or deleted until the hold ends: by no rule and by no request.
hold-reason = Reason
hold-reason-help = Such as the number of a court case. Shown to whoever opens it.
hold-put = Put on legal hold

## Merging, splitting, linking

status-merged = Merged
status-side = Side conversation
command-merge = Merge with another…
command-split = Split off messages…
command-link = Link with another…
merged-here = Merged into this
unmerge = Take out again
unmerge-of = Take { $number } out again
done-merged = { $n ->
    [one] Merged into { $number }.
   *[other] { $n } conversations merged into { $number }.
  }
done-unmerged = { $number } is a conversation of its own again.
led-from = { $from } was merged into { $number }.
done-split = Split off as { $number }.
link-add = Link…
unlink = Remove the link to { $number }
event-unlinked = A link was removed
event-merged = { $number } was merged into this
event-unmerged = { $number } was taken out again
event-split-away = Messages were split off as { $number }
event-split-off = Split off from { $number }
error-conversation-is-merged = It was merged into another conversation.
error-different-customers = These recipients are different customers of a merged conversation. Write to each of them alone.
error-nothing-to-split = Choose messages, and leave at least one of the customer’s or ours.
error-too-many-messages = Too many messages for one merge. Link the two instead.

## Side conversations

sides = Side conversations
sides-waiting = A third party was asked
sides-answered = A third party has answered
side-ask = Ask somebody else…
side-help = They get a mail of its own. Nothing of the customer’s goes along, and the answer comes back here, never to the customer.
side-text = Your question
side-quote = Let them read the customer’s last message
side-answer = Write more to them
side-waiting = Waiting
side-answered = Answered
side-done = Done
side-finish = Done
side-reopen = Open again
side-sent = Sent to the third party.
side-undelivered = It could not be delivered.
error-side-conversation = This is done with the conversation itself.
error-too-many-sides = There are too many side conversations here.
error-bad-quote = This message is not in the conversation.

## Pinned summary, print, hand over

pinned = Pinned summary
pinned-known = What we know
pinned-agreed = Agreed
pinned-open = Open
pinned-change = Change
pinned-help = Three short parts above the thread, for colleagues alone. Empty all three to take it away; earlier versions are kept.
pinned-conflict = { $who } has changed it meanwhile ({ $when }). This is there now; your words are still below.
pinned-anyway = Save mine
command-pin = Pin a summary…
command-print = Print…
command-hand-over = Move to team with a note…
error-too-long = It is too long.
error-erased = This person was forgotten; nothing can be sent to them any more.
event-pinned = { $who } changed the pinned summary

## Rules that answer

action-reply = Answer with a macro
action-reply-help = Sent at once, marked as automatic; once a day in a conversation, never to what a program wrote. An empty variable stops it.
auto-rule-reply = Automatic: answer of a rule

## Notifications

page-notifications = Notifications
command-go-notifications = Notifications
told-mentioned = { $name } mentioned you
told-mentioned-plain = You were mentioned
told-mentioned-short = I am mentioned
told-assigned = { $name } gave it to you
told-assigned-plain = It was given to you
told-assigned-short = Given to me
told-replied = { $name } wrote
told-replied-plain = Somebody wrote
told-replied-short = Messages in mine and in what I follow
told-rule-plain = A rule asks you to look
told-rule-short = A rule asks me to look
told-sla-warned-plain = It is due soon
told-sla-warned-short = Due soon
told-sla-breached-plain = It is late
told-sla-breached-short = Late

## Away

away = Away
away-until = Away until { $time }
command-away = Go away
command-back-here = I am back

## Triage

view-triage = Triage
page-triage = Guesses of topic and urgency
command-go-triage = Triage
command-confirm = Confirm the guess
empty-triage = No guess waits to be confirmed.
done-confirmed = { $n ->
    [one] Confirmed
   *[other] { $n } confirmed
  }
guess = Guess
guess-topic = Topic, guessed
guess-urgency = Urgency, guessed
set-by = set by { $source }
triage-rates = How good they are

# Sections of the settings
settings-notifications = Notifications
settings-security = Security
settings-my-time = My time
settings-organization = Organization
settings-agents = Agents
settings-permission-sets = Permission sets
settings-sign-in = Signing in
settings-teams = Teams
settings-channels = Channels and doors
settings-outages = Outages
settings-dead-ends = Dead-end audit
settings-hours = Business hours
settings-holidays = Holidays
settings-sla = SLA policies
settings-targets = Queue
settings-sending = Sending
settings-macros = Macros
settings-views = Views
settings-rules = Rules
settings-fields = Custom fields
settings-lookup = Contact look-up
settings-webhooks = Webhooks
settings-model = Language model
settings-texts = Texts
settings-privacy = Privacy
settings-blocked = Blocked senders
settings-suppressed = Who gets no notices
settings-import = Import
settings-export = Export
settings-nodes = Machines
settings-audit = Audit
settings-group-you = You
settings-group-company = Company
settings-group-channels = Channels and time
settings-group-work = Daily work
settings-group-programs = Other programs
settings-group-data = Data and running
removed-named = “{ $name }” removed.

## Help center

page-articles = Help center
command-go-articles = Help center
command-article = Make an article of the answer
article-no-answer = There is no answer of yours yet to make an article of.
article-made = A draft of an article was made.
article-open = Open it
event-survey-answered = { $changed ->
    [yes] The customer changed their answer to { $score } of { $most }
   *[other] The customer answered the survey: { $score } of { $most }
}
settings-surveys = Surveys
settings-topics = Topics and causes
when-survey-answered = a customer answers a survey
field-last-score = Score of the last survey
field-cause = Cause
survey-asked = Survey
survey-waiting = { $name }: asked { $when }, no answer yet
survey-score-of = { $score } of { $most }
cause = Cause
cause-none = not found out
# What came by a form
warning-address-unproven = The address was typed into a form: nobody has proved yet that it is theirs.
form-sent-by = { $title } ({ $language })
form-suspect = Suspect:
form-kind-question = Question
form-kind-name = Name
form-kind-email = Email
form-kind-topic = Topic
form-kind-files = Files
form-kind-field = Custom field
suspicion-trap = filled in what people do not see
suspicion-instant = sent within a second
suspicion-quick = sent within three seconds
suspicion-address = many from one address
suspicion-network = many from one network
suspicion-no-work = without proof of work
suspicion-false-work = with false proof of work
suspicion-links = many links

## Queue and chats side by side

page-queue = Live queue
page-chats = Chats
command-go-queue = Go to the live queue
command-go-chats = Go to your chats
command-accept-offer = Take what rings
command-decline-offer = Decline what rings
command-next-chat = Next chat beside it
command-previous-chat = Previous chat beside it
command-give-back = Give back to the queue
command-ready = Ready for the next
settings-queue-rules = Queue rules
settings-skills = Skills
chat-seen = Seen by the customer up to here
error-offer-over = This offer is over: somebody else has it, or it rings elsewhere. Nothing is lost.
event-work-offered =
    Offered to { $agent }: { $rule ->
        [out_of_slack] hardly any time left
       *[other] due first
    } ({ $when }), { $whom ->
        [sticky] knows the customer
        [least_loaded] least loaded
        [asked] asked for it
       *[other] free the longest
    }{ $lowered ->
        [0] {""}
       *[other] , wishes lowered by { $lowered }
    }
event-work-declined = { $agent } declined
event-work-timed-out = { $agent } did not answer in time
event-work-accepted = { $agent } took it
event-work-handed-back = { $agent } gave it back to the queue
event-work-overflowed = Another team helps: { $team }
event-work-alternative = Another way was offered to the customer, for the wait would have been long
event-alternative-message = The customer left a message instead of waiting
event-alternative-wait = The customer chose to wait in the line
