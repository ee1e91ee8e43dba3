# Words of the console. Whole sentences with placeholders; sentence case.

## Common
add-copies = Add Cc or Bcc
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
back-to-sign-in = Back to sign-in
bcc = Bcc
block = Block
blocked = Blocked
unblock = Unblock
cancel = Cancel
cc = Cc
change-taken-back = The change was taken back.
changes = { $n } changes
channel = Channel
channel-email = Email
channel-name = Name of the channel
clear-selection = Clear selection
close-dialog = Close
close-drawer = Close details
close-menu = Close menu
contact = Contact
context = Details
continue = Continue
conversation = Conversation
conversations = Conversations
copy = Copy
copied = Copied.
copy-text = Copy text
customers-time = Customer’s time: { $time } ({ $zone })
date = Date
dismiss = Dismiss
domain = Domain
download = Download
draft = Draft
email = Email
from = From
from-channel = From
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
organization = Organization
password = Password
password-help = At least 10 characters. A few unrelated words make a good one.
password-new = New password
reply = Reply
note = Note
forward = Forward
save = Save
saved = Saved.
show-more = Show more
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
unknown = Unknown
unknown-sender = Unknown sender
unread = Unread
urgency = Urgency
yesterday = Yesterday
today = Today
you = you
zone = Time zone
demo-strip = This is a demo of { $company }: invented people, its own clock, nothing is sent to anybody outside.
offline = No connection. You can go on reading and writing; what you send goes out when it is back.
offline-queued = { $n ->
    [one] No connection. One message waits and goes out when it is back.
   *[other] No connection. { $n } messages wait and go out when it is back.
  }
unreachable-title = The desk cannot be reached
unreachable-text = The server did not answer. Nothing is lost; it may just be restarting.

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
view-waiting = Waiting for customer
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
keys-title = Keys
keys-off = Letter keys are switched off in your profile.
keys-change = Change or switch off letter keys in

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
done-snoozed-until = Snoozed until { $when }.
done-assigned = Assigned to { $agent }.
done-unassigned = Assigned to nobody.
done-moved = Moved to { $team }.
done-urgency = Urgency: { $urgency }.
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
raw-title = Raw mail
raw-cut = Only the beginning is shown; the download has everything.
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
event-other = { $who } changed something

## Details pane
assignee = Assignee
nobody-yet = Nobody yet
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
new-placeholder = Write… “/” for macros
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
forward-head = ---------- Forwarded message ----------
assign-to-me = Assign to me
subject-help = The customer keeps seeing the subject that they wrote until you answer.
delete-title = Delete { $number } for good
delete-text = The conversation with its messages and files is removed. This cannot be undone, and reports lose it.
delete-type = Type { $number } to confirm
delete-go = Delete for good
deleted = { $number } was deleted.

## Search, contacts, quarantine
search-label = Search messages
search-placeholder = Words, names, addresses, #number
search-hint = Finds words in messages, subjects, names and addresses, in any language.
search-none = Nothing found for “{ $text }”.
search-none-hint = Try fewer or other words; parts of words at their beginning are found too.
search-found = { $more ->
    [yes] { $n } results, more follow
   *[other] { $n } results
  }
contacts-search = Name or address
contacts-none = No contact matches “{ $text }”.
contacts-empty = Contacts appear here when somebody writes.
contacts-choose = Choose a contact.
contact-note = Note
contact-note-help = Shown beside every conversation; customers never see it.
contact-no-conversations = No conversations.
contact-is-blocked = Blocked: new mail from them goes to spam.
contact-is-unblocked = No longer blocked.
write-to = Write
quarantine-what = Mail that could not be read is kept here byte for byte. Release it to try again, or discard it: it stays stored but out of sight.
quarantine-empty = Nothing is in quarantine.
quarantine-release = Release
quarantine-discard = Discard
quarantine-released = Released: it is read again now.
quarantine-discarded = Discarded.

## Sign-in and set-up
sign-in = Sign in
forgot-link = Forgot your password?
forgot-title = New password
forgot-text = We send a link to your address.
forgot-send = Send link
forgot-done = If { $email } belongs to an agent, a link is on its way. It works for a short time only.
reset-title = Choose a new password
reset-go = Set password
reset-done = Your password is set. Please sign in.
invitation-title = Join { $organization }
invitation-go = Join
invitation-dead = The link may be used already or too old. Ask for a new invitation.
setup-steps = Steps
setup-organization = Organization
setup-administrator = You
setup-channel = Email
setup-test = Test
setup-organization-title = Welcome
setup-administrator-title = The first administrator
setup-channel-title = The first email channel
setup-test-title = A test mail to yourself
setup-welcome = Three short steps, then customers can write to you. Everything can be changed later.
setup-zone-help = For business hours and reports.
setup-locale-help = For you and for automatic texts to customers.
setup-administrator-text = With this address you sign in.
setup-channel-text = Customers write to this address. You connect its mailbox, or let mail be forwarded to the desk, right after.
setup-address = Address of your support
setup-address-help = The public address that customers know.
setup-channel-default = Email
setup-team-default = Support
setup-team-help = New conversations join this team’s queue.
setup-create = Create the desk
setup-test-text = See whether mail leaves the desk from { $address }.
setup-test-to = Send to
setup-test-go = Send test mail
setup-test-sent = On its way to { $to }. If it does not arrive within a few minutes, look at Settings, Sending.
setup-test-later = You can skip this and connect a mailbox or a relay in the settings first.
setup-finish = Go to the inbox

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

## Settings
settings-profile = Own profile
settings-organization = Organization
settings-agents = Agents
settings-teams = Teams
settings-channels = Channels and doors
settings-sending = Sending
settings-macros = Macros
settings-texts = Texts
settings-blocked = Blocked senders
settings-audit = Audit
