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
demo-strip = Demo of { $company }: customers are simulated, nothing leaves this machine, everything is thrown away on exit.
demo-who = Choose who you are; everybody has this password:
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
event-delivery-report = A report came: { $recipients } was not reached
event-also-arrived = Also arrived through { $channel }
event-kept-without-successor = { $channel } takes no new mail and nothing follows it; kept here
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
forward-file-lost = “{ $name }” could not be taken along.
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
setup-test-later = You can skip this and connect a mailbox or a relay in the settings first.
setup-test-again = Send another one
setup-sending-now = Set up sending now
setup-skip = Skip for now, go to the inbox
send-again = Send again
house-mail-waiting = On its way to { $to }…
house-mail-sent = Handed over for { $to }. Look into that mailbox.
house-mail-retrying = Not delivered to { $to } yet; tried again at { $when }.
house-mail-failed = The mail to { $to } could not be delivered.
house-mail-reason = The reason given:
house-mail-hint-no-smarthost = There is no relay to send mail through yet: answers to customers would wait as well. Add the mail server of your provider or company.
house-mail-hint-direct-failed = The desk tried to deliver it by itself. Many networks do not allow that; a relay, the mail server of your provider or company, is the usual way.
house-mail-hint-smarthost-failed = The relay did not take it. Check the address, and the relay’s sign-in, in Settings, Sending.
agent-mail-invitation = { $state ->
    [sent] Invitation sent.
    [failed] The invitation could not be delivered.
    [retrying] The invitation is not delivered yet; it is tried again.
   *[waiting] The invitation is waiting to be sent.
}
agent-mail-password = { $state ->
    [sent] Password mail sent.
    [failed] The mail for a new password could not be delivered.
    [retrying] The mail for a new password is not delivered yet; it is tried again.
   *[waiting] The mail for a new password is waiting to be sent.
}
password-mail-again = A new link was sent to { $email }.
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

## Profile
email-fixed = The address is how the agent signs in; it cannot be changed here.
as-browser = As in the browser
look = Look and habits
theme = Theme
theme-system = As the system
theme-light = Light
theme-dark = Dark
density = Density of the list
density-comfortable = Comfortable, three lines
density-compact = Compact, two lines
after-resolve = After a conversation leaves the list
after-next = Open the next one
after-list = Go to the list
after-stay = Stay
send-button = Main button of a reply
notify-desktop = Desktop notice of new messages while the tab is hidden
notify-content = Show name and subject in the notice
notify-refused = The browser does not allow notices for this page.
letter-keys = Single letters are keys
letter-keys-help = Switch them off if you use speech input or press keys by accident; everything is in menus and in the command bar too.
key-change = Key of “{ $command }” is { $key }; change it
key-press = Press a key
key-taken = { $key } is taken by “{ $command }”.
keys-reset = All keys as they were
password-old = Old password
password-change = Change password
password-changed = Password changed; other sessions are signed out.
sessions = Where you are signed in
session-this = this browser
session-end = Sign out there

## Settings pages
add = Add
remove = Remove
remove-named = Remove { $name }
change = Change
change-named = Change { $name }
in-use = In use
switched-off = Switched off
switch-on = Switch on
switch-off = Switch off
never = never
ago = { $time } ago
reason = Reason
reason-help = Kept in the history and in the audit trail.
text = Text
preview = Preview
history = History
placeholders = Placeholders
unchanged = Unchanged
everybody = Everybody
try-out = Try out
host = Server
port = Port
username = User name
username-optional = Empty if the relay knows this server.
secret-help = Stored sealed; it is never shown again.
secret-keep = Leave empty to keep the stored one.
tls-implicit = TLS at once
tls-none = Not encrypted
organization-what = How customers see you, and the zone for times.
organization-locale-help = For automatic texts when a customer’s language is not known.
public-url = Public address of the desk
public-url-help = Used in links that are sent by mail.
agents-what = Who works here, and what they may do.
invite = Invite agent
invite-send = Send invitation
invite-help = The invitation goes there by mail.
invited = Invitation sent to { $email }.
is-invited = Invited
may-sign-in = May sign in
permission-set = May do
set-agent = Agent
set-agent-what = Answers conversations of the own teams and those without a team.
set-lead = Lead
set-lead-what = All conversations; teams, channels, macros and texts.
set-administrator = Administrator
set-administrator-what = Everything, also agents and the organization.
teams-what = A team has a queue and a signature.
teams-none = There is no team yet.
team-new = New team
team-empty = Nobody yet
team-archive = Archived: takes no new conversations, keeps the old ones
archived = Archived
signature = Signature
signature-help = Goes under every answer of the team.
channels-what = Each way in which customers reach you, with its doors.
channels-none = There is no channel yet. A channel needs an address that customers know.
channel-new = New email channel
channel-create = Create channel
channel-pause = Pause
channel-continue = Continue
channel-how = How it answers
no-doors = No door
doors = Doors
doors-what = Addresses at which mail for this channel arrives. The first one is the sender of answers.
door-new = New address
door-remove = Remove { $address }
door-removed = { $address } removed. Replies to old conversations still arrive.
door-answers = Answers to { $address } come back as
door-form-tagged = name+mark@domain
door-form-domain = mark@domain
door-form-plain = name@domain, without a mark
door-form-tagged-what = The mailbox takes addresses with a plus. Most providers do.
door-form-domain-what = Choose this only if every address of the domain arrives here.
door-form-plain-what = For providers without plus addresses. Answers are known by their message numbers and senders.
door-form-saved = Answers come back differently from now on. Those to earlier mail still arrive.
stage = Stage
stage-change = Change stage
stage-draft = Draft
stage-draft-what = Being prepared; not open to customers.
stage-pilot = Pilot
stage-pilot-what = Open to a chosen few.
stage-live = Live
stage-live-what = Open to everybody.
stage-winding-down = Winding down
stage-winding-down-what = On its way out, by a plan.
stage-closed = Closed
stage-closed-what = Ended. Mail that still comes is kept and answered elsewhere.
stage-paused = Paused
successor = Successor
successor-none = None: the own team keeps answering
successor-help = Where customers find you instead.
successor-is = Continues in { $name }.
landing-successor = Mail that comes is kept as a conversation in the queue of { $name }.
landing-own = Mail that comes is kept as a conversation in the queue of { $team }, and the lead is told.
landing-told = Each customer is told once where to go on.
landing-open = Open conversations go on as before; answers to old ones still go out. Nothing is deleted.
target = First answer within (minutes)
target-help = What the acknowledgement promises until there are enough real answers to go by.
acknowledge = Acknowledge new mail
acknowledge-help = Once per conversation, after two minutes and only if nobody has answered; never to automatic mail or suspected spam.
health = Health
health-listener = Receiving
health-sending = Sending
sending-figures = { $queued } waiting, { $failed } failed, { $uncertain } uncertain; last success { $last }
state-ok = Works
state-idle = Waiting for mail
state-listening = Listening
state-working = Working
state-polling = Fetching
state-connecting = Connecting
state-connected = Connected
state-backfill = Catching up
state-failing = Failing
state-failed = Failing
state-error = Failing
state-off = Switched off
state-stopped = Stopped
state-none = Not set up
state-unused = Not used yet
state-new = New
finding-door-leads-nowhere = A door leads nowhere
finding-door-name-long = The address is too long for a mark
mailboxes = Mailboxes
mailboxes-what = Fetched by IMAP. Not needed when mail is forwarded to the desk or delivered straight to it.
mailboxes-none = No mailbox is connected.
mailbox-new = Connect mailbox
mailbox-removed = Mailbox disconnected; its mail stays on the server and in the desk.
mailbox-works = It works.
mailbox-auth = Signing in
auth-password = Password
auth-google = Google account
auth-microsoft = Microsoft account
oauth-help = You are sent to the provider to consent, and back.
oauth-go = Save and consent
folder = Folder
start-from = Begin with
start-now = Mail from now on
start-all = Everything in the folder
after-commit = After a mail is stored
after-commit-help = Only after it is safe in the desk.
commit-leave = Leave it as it is
commit-flag = Mark it
commit-move = Move it
move-to = Move to
last-success = Last success { $time } ago
no-success = No success yet
backfill = Catching up
reconcile = Reconcile
reconcile-line = { $server } on the server = { $stored } stored + { $quarantined } in quarantine
reconcile-good = Everything on the server is accounted for.
reconcile-bad = { $n } on the server are not accounted for yet.
reconcile-unknown = The server could not be counted yet.
reconcile-server = On the server
reconcile-stored = Stored
reconcile-quarantined = Quarantined
reconcile-missing = Missing
reconcile-age = Counted
item-quarantined = in quarantine
item-retry = tried again
item-skipped = skipped
item-stored = stored
sending-what = Mail leaves through the relays in their order, signed for your domain.
relays = Relays
relays-what = The first that works is used; the next one steps in.
relays-none = No relay is set up: answers wait until there is one.
relay-new = Add relay
relay-removed = Relay removed.
relay-works = It works.
rate = Mails per minute
rate-help = Empty: no limit.
rate-line = at most { $n } a minute
position = Order
position-help = 1 is tried first.
dkim = Signatures (DKIM)
dkim-what = Receivers trust signed mail more. Make a key, then publish its records where your domain is managed.
dkim-none = No key yet: mail goes out unsigned.
dkim-new = New key
dkim-make = Make key
dkim-domain-help = The part of your address after the @.
selector = Name of the key (selector)
selector-help = Empty: one is chosen.
algorithm = Kind
algorithm-rsa = RSA 2048, understood by everybody
algorithm-ed25519 = Ed25519, short record
copy-name = Copy name
copy-value = Copy value
key-removed = Key removed.
dns-look = Look again
dns-ok = Published
dns-found = Published
dns-missing = Not published yet
dns-wrong = Published, but different
dns-different = Published, but different
dns-unknown = Not checked
dns-error = Could not be looked up
macros-what = Texts and acts for what comes again and again. Insert with “/” in a reply.
macros-none = No macros yet. Begin with the answer that you write most often.
macro-new = New macro
macro-empty = A macro needs a text or an act.
macro-placeholder = Text of the macro
macro-actions = Also do
macro-removed = “{ $name }” removed.
shortcut = Shortcut
shortcut-help = Typed after “/”
for-team = For
texts-what = What customers get automatically. Own words replace the built-in ones.
text-built-in = Built in
text-own = Own words
text-reset = Back to the built-in text
text-reset-done = The built-in text is used again.
text-acknowledgement = Acknowledgement
text-channel-paused = Channel paused
text-channel-closed = Channel closed
text-invitation = Invitation of an agent
text-password-reset = Link for a new password
text-test-mail = Test mail
text-reset-password = Link for a new password
text-lead-notice = Notice to the lead
blocked-what = Their mail is kept in spam and never answered.
blocked-address = Address or @domain
blocked-none = Nobody is blocked.
unblocked = { $address } is no longer blocked.
unblock-named = Unblock { $address }
audit-what = Who changed settings, and when.
audit-none = Nothing yet.
audit-who = Who
audit-act = What
audit-detail = Details
invitation-hand-over = Invitation for { $name }
invitation-not-mailed = It could not be sent by mail. Hand this link over yourself; it works once.
mailbox-works-with = It works; { $n } messages are in the folder.
oauth-again = Consent again
oauth-result-done = Consent given; the mailbox is being fetched.
oauth-result-denied = The provider did not give consent.
oauth-result-failed = Consent could not be finished. Try again.
oauth-applications = Google and Microsoft
oauth-applications-what = Register the desk once with the provider; then mailboxes sign in by consent instead of a password.
oauth-redirect = Address to return to
oauth-redirect-help = Enter it when you register the application with the provider.
oauth-client = Client id
oauth-secret = Client secret
state-waiting = Works, mail is queued
state-collecting = Fetching
state-reauthorize = Needs consent again
state-not-set-up = Not set up
dns = Domain
dns-what = What receivers find about your domain.
dns-check = Check { $domain }
dns-published = Published
dns-found-other = Found

## Audit and history
act-agent-changed = Agent changed
act-agent-invited = Agent invited
act-agent-joined = Agent joined
act-channel-created = Channel created
act-channel-changed = Channel changed
act-channel-stage = Stage changed
act-channel-paused = Channel paused or continued
act-channel-tested = Test mail sent
act-channel-door-added = Door added
act-channel-door-removed = Door removed
act-contact-blocked = Contact blocked
act-contact-unblocked = Contact unblocked
act-conversation-deleted = Conversation deleted
act-dkim-key-created = Signing key made
act-dkim-key-removed = Signing key removed
act-dkim-key-on = Signing key switched on
act-dkim-key-off = Signing key switched off
act-instance-set-up = Desk set up
act-macro-created = Macro created
act-macro-changed = Macro changed
act-macro-removed = Macro removed
act-mailbox-created = Mailbox connected
act-mailbox-changed = Mailbox changed
act-mailbox-removed = Mailbox disconnected
act-oauth-application-changed = Provider registration changed
act-organization-changed = Organization changed
act-quarantine-released = Quarantine: released
act-quarantine-discarded = Quarantine: discarded
act-sender-blocked = Sender blocked
act-sender-unblocked = Sender unblocked
act-smarthost-created = Relay added
act-smarthost-changed = Relay changed
act-smarthost-removed = Relay removed
act-tag-changed = Tag changed
act-tag-removed = Tag removed
act-team-created = Team created
act-team-changed = Team changed
act-text-changed = Text changed
act-text-reset = Text back to built-in
history-door-added = { $to } added as a door
history-door-removed = { $from } removed as a door
history-reply-form = Form of answers from { $from } to { $to }
history-stage = Stage from { $from } to { $to }
history-created = Created

# Views, rules, webhooks, custom fields
views = Views
view = View
view-new = New view
view-shared = Shared
view-share = Share with others
view-shows = It shows
view-empty = Nothing meets these conditions now.
view-more = … and more
views-what = A filter with a name, in the rail beside the inbox. Yours alone, or shared.
views-none = No views yet. Begin with what you look for every morning.
settings-views = Views
settings-rules = Rules
settings-fields = Custom fields
settings-webhooks = Webhooks
move-up = Move { $name } up
move-down = Move { $name } down
archive = Archive
bring-back = Bring back
stop = Stop
filter-conditions = Conditions
filter-join = How conditions go together
filter-all = All of these hold
filter-any = Any of these holds
filter-or = or
filter-field = Field
filter-op = Comparison
filter-value = Value
filter-unit = Unit
filter-remove = Remove condition
filter-add = Add condition
filter-everything = No condition: every conversation.
filter-nothing = There is nothing to choose from.
filter-nested = This filter is nested; change it as text.
filter-nested-short = Nested conditions
filter-me = me
unit-minutes = minutes
unit-hours = hours
unit-days = days
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
rules-what = When something happens or a time has passed, and conditions hold, then do. From top to bottom.
rules-none = No rules yet. Begin with one that recognises what is urgent.
rule-new = New rule
rule-on = { $name } is on
rule-when = When
rule-minutes = Minutes
rule-since = Since
rule-then = Then
rule-stop = Look at no later rule once this one has fired
rule-enabled = Turned on
rule-too-often = Switched off: it fired too often
rule-fired = { $n ->
    [0] not this week
    [one] once this week
   *[other] { $n } times this week
  }
rule-after = { $minutes } minutes since { $since }
rule-dry = Try on past conversations
rule-dry-help = Shows what would change, and changes nothing.
rule-dry-so-far = { $done ->
    [yes] Done: of { $looked } looked at, { $would } would change.
   *[other] Of { $looked } looked at so far, { $would } would change.
  }
rule-runs = What “{ $name }” did
rule-never = It has not fired yet.
rule-trace = Rules ({ $n })
rule-gone = A rule that is gone
rule-because = because
rule-refused = { $n ->
    [one] One act could not be done.
   *[other] { $n } acts could not be done.
  }
event-rule-fired = The rule “{ $rule }” fired
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
since-waiting-since = the customer has waited
since-created-at = it began
since-last-customer-at = the customer’s last message
since-last-agent-at = our last message
since-last-at = the last message
since-resolved-at = it was resolved
fields-what = What you keep about conversations and contacts besides. In texts as a placeholder, in filters, in rules.
fields-none = No custom fields yet.
field-new = New field
field-of = Belongs to
field-of-conversation = Conversation
field-of-contact = Contact
field-kind = Kind
field-choices = Choices
field-choices-help = One on each line.
kind-text = Text
kind-number = Number
kind-choice = Choice
kind-date = Date
kind-checkbox = Checkbox
custom-fields = Fields
webhooks-what = Tells other programs what happened, signed after the Standard Webhooks convention. Ids and times only, no texts.
webhooks-none = No webhooks yet.
webhook-new = New webhook
webhook-url = Address
webhook-events = Events
webhook-events-help = None chosen: all of them.
webhook-log = Log
webhook-log-of = What was sent to { $name }
webhook-log-none = Nothing was sent yet.
webhook-test = Test
webhook-rotate = New secret
webhook-replay = Send again
webhook-sent-again = It is on its way.
webhook-secret = Secret
webhook-secret-help = Keep it now: it is shown this once. The old one signs as well for a day.
webhook-failing = Failing since { $when }
webhook-off-failing = Switched off: it failed for days
webhook-off-gone = Switched off: the target is gone
hook-pending = Waiting
hook-sent = Sent
hook-failed = Given up
yes = yes
no = no
macro-hole = “{ $name }” has no value here. Write the words yourself, or take it out.
## Business hours, holidays, SLA policies
sort-due = Due first
due-at = Due
settings-hours = Business hours
settings-holidays = Holidays
settings-sla = SLA policies
hours-what = When you are open. Promised times stand still while you are closed.
hours-new = New business hours
hours-none = Nobody has business hours yet: every channel counts as always open.
hours-nobody = Nobody’s hours yet
hours-open-until = Open until { $when }
hours-closed-until = Closed until { $when }
hours-always = Always open
hours-never = Never open
hours-zone = Time zone
hours-week = Opening times of the week
hours-cell = { $day } { $from } to { $to }
hours-of = Opening times on { $day }
hours-open = Opening times
hours-closed = Closed
hours-grid-help = Paint half hours with the mouse, or with the arrow keys and Space (hold Shift to paint on). Or type: 9-12, 13:30-17. A time past midnight, such as 22-6, runs on into the next day.
hours-unread = The times on { $day } could not be read. Write them like 9-12, 13:30-17.
hours-exceptions = Days that differ
hours-add-exception = Add a day
hours-date = Date
hours-whose = Whose hours these are
hours-whose-help = A channel’s hours hold before those of its team.
holidays-what = Days on which everybody who uses the calendar is closed.
holidays-new = New calendar
holidays-none = No holidays yet. Read an iCalendar file of your country to begin with.
holidays-next = { $n ->
    [one] { $n } day
   *[other] { $n } days
  }, next on { $when }: { $name }
holidays-past = { $n ->
    [one] { $n } day
   *[other] { $n } days
  }, none of them to come
holidays-read = Read an iCalendar file
holidays-read-help = Whole days, up to ten years ahead. Look at them, then save; they replace the days below.
holidays-found = { $n ->
    [one] { $n } day found.
   *[other] { $n } days found.
  }
holidays-skipped = { $n ->
    [one] { $n } event was not taken:
   *[other] { $n } events were not taken:
  }
holidays-why-timed = has a time of day
holidays-why-recurrence = comes again in a way that is not understood
holidays-why-cancelled = is cancelled
holidays-why-override = changes one of a series
holidays-why-too-long = is longer than a month
holidays-why-malformed = has no date that can be read
holidays-days = Days
holidays-add = Add a day
sla-what = What you promise, by channel and urgency. The first policy that fits holds; without one, the channel’s own target.
sla-new = New policy
sla-none = No policies: each channel promises its own target for every answer.
sla-up = Move { $name } up
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
settings-security = Security
security-what = How your own account is protected, and the programs that act for you.
settings-permission-sets = Permission sets
permission-sets-what = What agents may do, and in which conversations. Shipped sets can be copied.
settings-sign-in = Signing in
sign-in-what = How agents prove who they are.
second-factor = Second factor
second-factor-what = A code from an app on your phone, asked for after the password.
second-factor-on = On
recovery-left = Recovery codes left: { $count }
recovery-renew = New recovery codes
second-factor-end = Turn off
second-factor-ended = The second factor is off.
second-factor-required = Your organization asks for one.
second-factor-begin = Set up
second-factor-scan = Scan this with an authenticator app, then type the code that it shows.
second-factor-qr = QR code for an authenticator app
second-factor-type = Or type this key:
second-factor-confirm = Turn on
second-factor-ask = Type the code from your authenticator app.
code = Code
code-help = Six digits from the app, or a recovery code.
go-on = Go on
recovery-codes = Recovery codes
recovery-what = Each lets you in once, when the phone is gone. Keep them somewhere safe: they are not shown again.
recovery-kept = I have kept them
passkeys = Passkeys
passkeys-what = Sign in with your fingerprint, face or a security key, without a password.
passkey-name = Name
passkey-example = My laptop
passkey-add = Add a passkey
passkey-none = This browser knows no passkeys here. They need an encrypted address.
passkey-made = The passkey is kept.
made-at = Made
used-at = last used
ends-at = Ends
delete = Delete
delete-named = Delete { $name }
tokens = API tokens
tokens-what = For programs that act for you. Send one as “Authorization: Bearer”.
token-new = New token
token-name = What it is for
token-days = Good for
token-may = It may
token-make = Make it
token-made = Your token
token-once = Copy it now: it is not shown again.
token-revoke = Revoke
token-revoke-named = Revoke { $name }
token-revoked = Revoked
token-ended = Ended
days = { $count } days
may-conversation-read = Read conversations
may-conversation-note = Write notes
may-conversation-reply = Write to customers
may-conversation-assign = Assign
may-conversation-write = Change status and attributes
may-conversation-delete = Delete conversations
may-contact-write = Change contacts
may-sender-block = Block senders
may-quarantine-manage = Quarantine
may-content-manage = Macros and texts
may-channel-manage = Channels
may-team-manage = Teams
may-agent-manage = Agents and permission sets
may-organization-manage = Organization
may-audit-read = Audit trail
may-everything = everything
may-nothing = nothing
enrol-title = A second factor first
enrol-what = Your organization asks for more than a password. Set up one of these, then you are in.
copy-of = { $name } (copy)
copy-named = Copy { $name }
permission-set-new = New permission set
shipped = shipped
scope = Which conversations
scope-help = Of other teams, agents see subject and status at most.
scope-all = All conversations
scope-teams = Own teams, and without a team
scope-own = Only those assigned to the agent
set-light-agent = Light agent
set-light-agent-what = Reads along and writes notes; no replies, no assigning.
second-factor-whom = Second factor is asked of
second-factor-whom-help = Those who have none set one up at their next step. A passkey or the provider counts as one.
whom-nobody = nobody
whom-administrators = administrators
whom-everybody = everybody
passwords-taken = Passwords are taken
passwords-taken-help = Can be switched off only while an administrator has another way in.
provider = OpenID Connect
provider-on = Sign in through a provider
provider-name = Name
provider-name-help = On the button of the sign-in page.
provider-issuer = Issuer
provider-client = Client id
provider-secret = Client secret
secret-kept = A secret is kept; type only to replace it.
provider-create = Make agents of unknown people
provider-create-help = With this permission set, from the domains beside.
provider-create-nobody = No, invite them first
provider-domains = Domains
provider-domains-help = Whose addresses the provider vouches for; empty: all.
provider-redirect = Register this address with the provider:
provider-check = Ask the provider
provider-found = It answers; keys: { $count }
access = Access
access-of = Access of { $name }
session-ended = Signed out there.
sessions-none = Not signed in anywhere.
sessions-end-all = Sign out everywhere
second-factor-reset = Reset second factor and passkeys
second-factor-reset-what = For somebody who has lost their phone. It is written down, and they are signed out.
second-factor-reset-done = Reset; they are signed out.
close = Close
audit-target = On what
audit-from = From
audit-until = Until
audit-search = Search
anybody = Anybody
sign-in-with = Sign in with { $name }
sign-in-passkey = Use a passkey
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
act-agent-password-changed = Password changed
act-agent-second-factor-on = Second factor turned on
act-agent-second-factor-off = Second factor turned off
act-agent-second-factor-reset = Second factor reset
act-agent-recovery-codes-renewed = Recovery codes renewed
act-agent-linked = Agent linked to the provider
act-agent-made-by-provider = Agent made by the provider
act-passkey-made = Passkey added
act-passkey-deleted = Passkey deleted
act-token-made = Token made
act-token-revoked = Token revoked
act-session-began = Signed in
act-session-ended = Signed out by hand
act-sign-in-changed = Ways to sign in changed
act-permission-set-made = Permission set made
act-permission-set-changed = Permission set changed
act-permission-set-deleted = Permission set deleted
when-sla-warned = an SLA clock comes near its time
when-sla-breached = an SLA clock runs out
