# Words of pages and dialogs that are loaded when opened; those that the first screen needs are one folder up.

## Common

add-copies = Add Cc or Bcc
back-to-sign-in = Back to sign-in
blocked = Blocked
unblock = Unblock
channel-name = Name of the channel
contact = Contact
continue = Continue
conversations = Conversations
copied = Copied.
from-channel = From
organization = Organization
password-help = At least 10 characters. A few unrelated words make a good one.
password-new = New password
show-more = Show more
unknown = Unknown
unknown-sender = Unknown sender
zone = Time zone
demo-who = Choose who you are; everybody has this password:

## Commands

keys-title = Keys
keys-off = Letter keys are switched off in your profile.
keys-change = Change or switch off letter keys in

## Thread

raw-title = Raw mail
raw-cut = Only the beginning is shown; the download has everything.

## Details pane

nobody-yet = Nobody yet

## Composer

new-placeholder = Write… “/” for macros
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

## Settings


## Profile

email-fixed = The address is how the agent signs in; it cannot be changed here.
as-browser = As in the browser
look = Look and habits
theme-system = As the system
theme-light = Light
theme-dark = Dark
density-comfortable = Comfortable, three lines
density-compact = Compact, two lines
after-resolve = After a conversation leaves the list
after-next = Open the next one
after-list = Go to the list
after-stay = Stay
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
remove-named = Remove { $name }
change-named = Change { $name }
in-use = In use
switched-off = Switched off
switch-on = Switch on
switch-off = Switch off
never = never
ago = { $time } ago
reason-help = Kept in the history and in the audit trail.
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
position-help = 1 is tried first.
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
act-channel-settings = Channel changed
act-channel-reply-form = Form of answers changed
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

views-what = A filter with a name, in the rail beside the inbox. Yours alone, or shared.
views-none = No views yet. Begin with what you look for every morning.
move-up = Move { $name } up
move-down = Move { $name } down
archive = Archive
bring-back = Bring back
archive-named = Archive { $name }
bring-back-named = Bring back { $name }
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
unit-minutes = minutes
unit-hours = hours
unit-days = days
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
rule-after = { $time } since { $since }
rule-dry = Try on past conversations
rule-dry-help = Shows what would change, and changes nothing.
rule-dry-so-far = { $done ->
    [yes] Done: of { $looked } looked at, { $would } would change.
   *[other] Of { $looked } looked at so far, { $would } would change.
  }
rule-runs = What “{ $name }” did
rule-never = It has not fired yet.
since-waiting-since = the customer has waited
since-created-at = it began
since-last-customer-at = the customer’s last message
since-last-agent-at = our last message
since-last-at = the last message
since-resolved-at = it was resolved
fields-what = What you keep about conversations, contacts and organizations besides. In texts as a placeholder, in filters, in rules.
fields-none = No custom fields yet.
kind-text = Text
kind-number = Number
kind-choice = Choice
kind-date = Date
kind-checkbox = Checkbox
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

## Business hours, holidays, SLA policies

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

# Safety: second factor, passkeys, tokens, permission sets, ways to sign in

security-what = How your own account is protected, and the programs that act for you.
permission-sets-what = What agents may do, and in which conversations. Shipped sets can be copied.
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

## Moving in and out

n-contacts = { $n ->
    [one] { $n } contact
   *[other] { $n } contacts
  }
n-conversations = { $n ->
    [one] { $n } conversation
   *[other] { $n } conversations
  }
n-messages = { $n ->
    [one] { $n } message
   *[other] { $n } messages
  }
n-files = { $n ->
    [one] { $n } file
   *[other] { $n } files
  }
n-years = { $n ->
    [one] { $n } year
   *[other] { $n } years
  }
n-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
  }
n-nothing = nothing
import-what = Contacts, old mail and the tickets of another desk. You see first what would come in; nothing is written until you say so, and all of it can be taken back.
import-new = New import
import-none = Nothing was brought in yet. A table of contacts is a good beginning.
import-kind = What is it?
import-kind-csv = Table of contacts (CSV)
import-kind-mbox = Mail in one file (mbox)
import-kind-zendesk = Zendesk export (JSON)
import-kind-chatwoot = Chatwoot answers (JSON)
import-help-csv = One person in each row, with an email address or a phone number. Save a spreadsheet as CSV.
import-help-mbox = As mail programs export a folder. Dates and threads stay as they were, and nobody is written to.
import-help-zendesk = The JSON export, or answers of its API: tickets with comments, users, organizations. A zip may hold several files.
import-help-chatwoot = Answers of its API: contacts, conversations with their messages. A zip may hold several files.
import-file = File
import-sending = Sending the file: { $part } %
import-send = Send the file
import-columns = What each column means
import-column = Column { $name }
import-column-none = Column { $n }
import-heading = The first row holds headings
import-read-as = Read as { $encoding }, separated by { $delimiter }
import-is-ignore = Not taken
import-is-email = Email
import-is-name = Name
import-is-first_name = First name
import-is-last_name = Last name
import-is-phone = Phone
import-is-organization = Organization
import-is-language = Language
import-is-zone = Time zone
import-is-note = Note
import-is-created_at = Known since
import-is-organization_owner = Owner
import-is-organization_plan = Plan
import-is-organization_life_cycle = Life-cycle
import-is-organization_segment = Segment
import-is-organization_language = Language of the organization
import-of-organization = Of the organization
import-fields-contact = Own fields of the person
import-fields-organization = Own fields of the organization
import-channel = Channel of these conversations
import-channel-first = The oldest email channel
import-own = Own addresses
import-own-help = One in each line, or @ and a domain. Mail from them was written by your team. Your doors and agents are known already.
import-label = Name of that desk
import-label-help = Only if you bring in several of the same kind.
import-look = Look at it
import-files = Files that are read: { $names }
import-state-uploading = the file is not whole
import-state-ready = not looked at yet
import-state-checking = being looked at
import-state-checked = looked at
import-state-running = coming in
import-state-done = done
import-state-cancelled = stopped
import-state-failed = failed
import-state-undoing = being taken back
import-state-undone = taken back
import-would = Would come in: { $what }. Here already: { $known }.
import-did = Came in: { $what }. Here already: { $known }.
import-organizations = Organizations: { $made } new, { $known } here already.
import-left-out = Not taken: { $lost }. Taken, but not as they were: { $odd }.
import-report = What was left out
import-report-of = What was left out of “{ $name }”
import-report-csv = All of it as CSV
import-report-more = The first { $n } are shown. All of them stand in the CSV.
import-all-taken = Everything was taken as it was.
import-reasons = Only one reason
import-lost = Not taken
import-odd = Changed
import-at-least = at least { $n }
import-place = Where
import-why = Why
import-said = What stands there
import-why-no-address = Neither an email address nor a phone number
import-why-bad-address = Not an email address
import-why-phone-not-international = A phone number without its country
import-why-bad-date = A date that cannot be read
import-why-row-too-large = The row is too long
import-why-record-too-large = The record is too large
import-why-mail-too-large = The mail is too large
import-why-stray-quote = A quotation mark that nothing closes
import-why-too-many-cells = More cells than a row may have
import-why-not-text = Not text
import-why-not-json = Not JSON
import-why-no-id = It has no key
import-why-unknown-record = Of a kind that is not taken
import-why-no-ticket = It says no ticket that it belongs to
import-why-no-conversation = It says no conversation that it belongs to
import-why-no-such-conversation = Its conversation is not in the files
import-why-unknown-contact = Its customer is not in the files
import-why-no-date = Without a date: it has that of what stands before it, or of today
import-why-text-cut = The text was too long and is cut
import-why-file-elsewhere = The file itself is not in the export; its address stands in the text
import-why-address-of-another = The address is another contact’s already
import-why-unknown-zone = No such time zone
import-why-unreadable = A mail that cannot be read
import-why-not-a-mail = Not a mail
import-why-no-organization = Something about an organization, without its name
import-why-no-name = Without a name
import-why-bad-value = Not a value of this field
import-why-bad-language = Not a language
import-why-bad-domain = Not a domain of their own
import-why-domain-of-another = The domain is another organization’s already
import-why-unknown-life-cycle = Not a life-cycle
import-why-unknown-owner = No agent with this address
import-why-no-such-field = No such custom field
import-why-failed = It could not be written
import-part = { $part } %
import-run = Bring it in
import-go-on = Go on
import-stop = Stop
import-undo = Take it back
import-undo-sure = Take back everything that “{ $name }” brought in?
import-undo-help = Its conversations, contacts and organizations are deleted. Nothing is deleted that somebody has added to.
import-forget = Off the list
import-forget-named = Off the list: “{ $name }”
import-progress = { $name }: { $part } %
export-what = Everything that people wrote, as files that other programs read: JSON Lines, raw mail, attachments. No password and no secret is in it.
export-new = Export everything
export-none = No export yet.
export-running = being written: { $what } { $n }
export-done = { $size } MB, ready
export-failed = failed
export-download = Download
act-import-begun = Import begun
act-import-run = Import carried out
act-import-cancelled = Import stopped
act-import-undone = Import taken back
act-import-forgotten = Import off the list
act-export-begun = Export begun
act-export-downloaded = Export downloaded
act-export-removed = Export removed

# Reports

reports-figures = Figures
reports-board = Live board
may-report-read = Reports
may-report-persons = Figures of single agents
act-report-persons = Looked at figures of single agents
act-board-persons = Watched the live board with names
report-table = As a table
report-heat-cell = { $day }, { $hour }:00: { $n }
report-counting = Counting …
report-as-of = Days are those of { $zone }. Team, agent, topic and urgency are those of today. Spam is not counted.
report-behind = { $n } events are not counted yet.
report-deleted = { $n } of them have been deleted since and are counted only.
report-empty = Nothing arrived in this period, and nothing is open.
report-no-before = There is nothing before it to compare with.
report-moved = { $n } % against { $from } to { $to }
report-times = Half within { $low } to { $high } (95 %), nine of ten within { $most }. { $open } of { $n } without it until now.
report-days = Day by day
report-days-what = Arrived and resolved on each day, and what was not resolved when the day ended.
report-curve = How long it takes
report-curve-what = The share for whom it had not happened yet after so long, with a 95 % band. What is still open is counted for as long as it has been watched (Kaplan-Meier), so slow ones are not left out.
report-not-yet = Not yet
report-no-curve = Too little has happened to draw it.
report-after = After
report-between = 95 %
report-at-risk = Watched until then
report-heat = When they arrive
report-heat-what = Arrivals by weekday and hour in { $zone }. Each cell leads to its conversations.
report-ages = Age of the backlog
report-ages-what = What was not resolved at the end of the period, by the time since it arrived or came back.
report-age = { $from } to { $to } days
report-age-over = over { $days } days
report-sums-csv = The sums as CSV
report-period = Period
report-period-own = Own days
report-period-week = Last 7 days
report-period-lastweek = Last week
report-period-days28 = Last 28 days
report-period-lastmonth = Last month
report-period-days90 = Last 90 days
report-by = Divided by
report-by-none = not divided
report-by-channel = Channel
report-by-team = Team
report-by-agent = Agent
report-by-topic = Topic
report-by-urgency = Urgency
report-by-hour = Hour of arrival
report-clock = Durations in
report-clock-calendar = calendar time
report-clock-business = business hours
report-compare = Compare with the period before
report-filter = Only some conversations
report-filter-use = Count these
report-filter-drop = Count all
report-zone = Days begin at midnight in { $zone }.
report-persons-logged = Figures of single agents: this look is kept in the audit trail.
report-persons-own = You see your own figures; others are shown together.
report-part-none = none
report-part-others = all others
report-back = Back to the figures
report-list-what = From { $from } to { $to }.
report-list-empty = No conversation is behind this number.
measure-arrived = Arrived
measure-arrived-what = Conversations that customers began within the period.
measure-ours = Begun by us
measure-ours-what = Conversations in which we wrote first.
measure-answered = Answered
measure-answered-what = Of those that arrived: a person has answered. Automatic answers do not count.
measure-unanswered = Not answered yet
measure-unanswered-what = Of those that arrived: the customer still waits for the first answer.
measure-resolved = Resolved since
measure-resolved-what = Of those that arrived or that we began: resolved at least once, until now.
measure-unresolved = Never resolved yet
measure-unresolved-what = Of those: not resolved even once until now.
measure-resolutions = Resolutions
measure-resolutions-what = Resolved within the period, whenever they arrived; again, if one came back.
measure-reopened = Came back
measure-reopened-what = Resolved conversations that were opened again within the period.
measure-next-answered = Later questions answered
measure-next-answered-what = Questions after the first that were asked within the period and answered.
measure-next-waiting = Later questions waiting
measure-next-waiting-what = Questions after the first that still wait for an answer.
measure-backlog = Backlog
measure-backlog-what = Not resolved at the end of the period, or now: open, waiting and snoozed ones.
span-first-response = First response
span-first-response-what = From the customer's first message to our first answer by a person: the time within which half have it.
span-next-response = Next response
span-next-response-what = The same for every later question of the customer.
span-resolution = Resolution
span-resolution-what = From arrival to the first resolution, of all that arrived, also of those that are still open.
board-as-of = as of { $time }, asked anew every 4 seconds
board-full = Full screen
board-window = Leave full screen
board-waiting = Customers waiting
board-oldest = Longest wait
board-since = since { $time }
board-nobody = Nobody waits.
board-late = { $n } late
board-soon = { $n } due within the hour
board-in-time = all in time
board-today = Arrived today
board-answered = { $answered } answered, { $resolved } resolved
board-median = median of today; { $open } still open
board-here = Agents here
board-held = { $held } open with somebody, { $free } with nobody
board-by-channel = Waiting by channel and urgency
board-state = State
board-agents = Agents
board-is-here = here
board-is-away = not here
board-holds = { $n } open

# People: organizations, merged contacts, look-up, privacy

identities-none = No address or number.
country = Country
country-help = Two letters, such as EE.
merge-with = Merge with another…
merge-hint = Is this the same person as somebody else here?
merge-contact-title = Merge into { $name }
merge-what = Addresses, conversations, fields and notes of the other come here. You can separate them again; what came with the other then goes back to it.
merge-search = Find by name or address
merge-suggested = May be the same person
merge-found = Found
merge-none = Nobody. Search by name or address.
merge-unverified = No address of theirs is confirmed: a name is easily borrowed.
merged-with = Merged from several records:
merged-by = { $who }, { $when }
merged-done = Merged.
unmerge-contact = Separate
unmerge-named = Separate { $name }
unmerged = Two contacts again.
evidence-same-name = Same name
evidence-same-local-part = Same address before the @
evidence-same-name-and-domain = Same name and company
evidence-answered-for-them = Answered a mail that only they were sent
merge-firm-what = People and mail domains of the other come here, and what is not filled in here: owner, plan, note, fields. Its name goes on leading here. You can separate them again; what came with the other then goes back to it. Views and rules that name the other then mean this one.
merge-firm-search = Find by name
merge-firm-suggested = Named alike
merge-firm-none = None. Search by name.
merge-firm-hint = Is this the same organization as another one here?
merged-below = Was merged into { $name } before that: separate that first.
firms-unmerged = Two organizations again.
organization-new = New organization
organizations-search = Name
organizations-none = No organization matches “{ $text }”.
organizations-empty = No organizations yet. They say what a customer pays for and who here answers for them.
organizations-choose = Choose an organization.
organization-people-n = People: { $n }
organization-owner = Owner
organization-owner-help = The agent who answers for this customer.
organization-domains = Mail domains
organization-domains-help = Who writes from one of these for the first time, with a confirmed address, belongs here.
organization-strays = Have an address here and no organization: { $who } ({ $n })
organization-take-in = Take them in
organization-people = People
organization-people-none = Nobody yet.
organization-remove-what = Its people and conversations stay; its name stays with them as a text.
organization-remove-merged = What was merged into it goes with it: { $names }.
may-privacy-manage = Privacy: erase, retention, legal hold
act-contact-merged = Contacts merged
act-contact-unmerged = Contacts separated
act-organization-created = Customer organization made
act-organization-customer-changed = Customer organization changed
act-organization-merged = Customer organizations merged
act-organization-removed = Customer organization removed
act-organization-unmerged = Customer organizations separated
lookup-what = Orders, account, whatever another system of yours knows about who writes: shown beside each conversation.
lookup-url = Address to ask
lookup-url-help = Each question is signed as webhooks are. It has 5 seconds and 64 kB for its answer.
lookup-on = Ask when a conversation or contact is opened
lookup-test = Try it
lookup-works = It answered
lookup-works-not = It did not answer as agreed
lookup-form = What it should answer
lookup-form-what = JSON with labelled lines. Everything is shown as text. 404 means: nothing known.
lookup-secret-help = Check signatures with this key. It is shown this once.
act-contact-lookup-changed = Contact look-up changed
act-contact-lookup-rotated = New key for the contact look-up
privacy-what = How long what customers wrote is kept, what must be kept, and what was forgotten.
privacy-here = This person’s rights
erase = Forget this person…
erase-title = Forget { $name }
erase-what = Everything that says who this is and what was written goes for good: name, addresses, notes, texts, files, raw mail. It cannot be undone.
erase-stays = Figures stay: when, through which channel, how long it took. Backups that were made before keep it until they are deleted.
erase-held = A legal hold stands in the way:
erase-type = Type “{ $word }” to confirm
erase-now = Forget for good
erase-contacts = Records
erase-identities = Addresses and numbers
erase-conversations = Conversations
erase-messages = Messages
erase-files = Files
erase-mails = Raw mails
erased-done = Forgotten. The texts go within seconds.
contact-erased = This person was forgotten on { $when }. Only figures are left.
hold-here = Nothing of it may be deleted for the time being?
hold-end = End the hold
hold-end-named = End the hold: { $name }
hold-ended = ended { $when }
hold-on-con = a contact
hold-on-org = an organization
hold-on-cnv = a conversation
retention-what = Old conversations lose their words and files. Numbers, times and figures stay.
erasures-what = When, by whom and how much; never who it was.
hold-ending = “{ $name }” ends.
hold-ends = Ends
holds = Legal holds
holds-what = Put on from a contact, an organization or beside a conversation.
holds-none = Nothing is on legal hold.
retention = Retention
retention-new = New retention rule
retention-none = Everything is kept until somebody erases it.
retention-line = after { $time } · { $where } · { $who }
retention-on = On
retention-off = Off
retention-days = Days
retention-days-help = After the last message of a conversation that is resolved or spam.
retention-owner-help = The agent who answers for this rule.
retention-contacts = Also forget contacts who have nothing else left
retention-enabled = On: the words go, once a day
retention-try = Count what would go
retention-tried = Would go now: { $what }. Kept by legal hold: { $held }.
retention-oldest = The oldest is of { $when }.
retention-more = There is more than was counted.
all-channels = All channels
all-countries = All countries
erasures = Forgotten
erasures-none = Nobody was forgotten yet.
erasure-by = By { $who }
erasure-by-rule = By “{ $rule }”
erasure-running = Going on
erasure-done = Done
act-contact-erased = Somebody was forgotten
act-legal-hold-began = Legal hold began
act-legal-hold-ended = Legal hold ended
act-retention-created = Retention rule made
act-retention-changed = Retention rule changed
act-retention-removed = Retention rule removed

## Merging, splitting, linking

merge-title = Merge { $number }
merge-title-many = Merge { $n } conversations
merge-help = All messages go to the conversation that stays. The other numbers lead to it, and so do answers to their mails. You can take it back.
merge-into = The one that stays
merge-number = Or its number
merge-choose = Choose a conversation, or type its number.
merge-go = Merge
merge-different = These are different customers. Agents will see both in one thread; an answer is only ever built on what its recipients have seen, and cannot go to both.
merge-different-sure = I know that they are different customers
split-title = Split off messages
split-help = The chosen messages become a conversation of their own. Answers to them arrive there.
split-choose = Messages
split-subject-help = Empty: the subject of the first message.
split-go = { $n ->
    [one] Split off one message
   *[other] Split off { $n } messages
  }
link-title = Link { $number } with another
link-help = Both show each other; nothing else changes.
link-with = Conversations nearby
link-go = Link

## Pinned summary, print, hand over

hand-over-title = Move { $number } to another team
hand-over-help = Words for those who get it; the customer does not see them.
hand-over-go = Move
print-notes = With notes and summary
print-go = Print
print-cut = Only the newest messages are shown.
print-files = Files

## Notifications

notifications-what = What you are told of, how, and when not. What you do yourself is never told to you.
notifications-empty = Nothing has happened that concerns you.
notifications-empty-hint = Conversations that are yours or that you follow, mentions and due times show here.
notifications-read-all = Mark all as read
notifications-things = { $n ->
    [one] One thing happened
   *[other] { $n } things happened
  }
notification-read = Mark { $number } as read
notification-unread = Mark { $number } as unread
notify-ways = What tells you
notify-kind = What
notify-way-page = In the list
notify-way-desktop = On the desktop
notify-way-sound = By sound
notify-way-email = By email
notify-cell = { $kind }: { $way }
notify-own-help = Notices of the desktop appear while this page is in the background. There is at most one sound in three seconds.
notify-allow = Allow notices of the desktop
notify-try-sound = Hear the sound
notify-digest = Email
notify-digest-how = Mail what is still unread
notify-digest-help = One mail with everything marked “By email” that you have not read by then.
notify-digest-off = Never
notify-digest-hourly = Every hour
notify-digest-daily = Every day at 8:00
notify-quiet-times = Quiet times
notify-quiet-help = Nothing rings and no mail leaves, by the clock of your time zone. The list goes on.
notify-quiet-hours = Every day, from one time to another
notify-from = From
notify-to = To
notify-quiet-days = Whole days

## Away

away-open = You are away until you say that you are back.
away-until-label = Until
away-open-choice = Until I say that I am back
away-own = Another time
away-own-help = Such as 14:30, 2026-12-24, 3d or 2w.
away-until-wrong = This has to be a time that is still to come.
away-work = My open work, and what customers answer meanwhile
away-stay = Waits for me
away-team = Goes to the team: whoever is free takes it
away-colleague = Goes to a colleague
away-who = Colleague
away-work-help = You can take it back within a day.
away-go = Go away
away-done = You are away.
away-given = { $n ->
    [one] You are away. One conversation was given away.
   *[other] You are away. { $n } conversations were given away.
  }
back-take = { $n ->
    [one] Take back the conversation that was given away
   *[other] Take back the { $n } conversations that were given away
  }
back-take-help = What somebody has taken over or resolved meanwhile stays with them.
back-done = Welcome back.
back-taken = { $n ->
    [one] Welcome back. One conversation is yours again.
   *[other] Welcome back. { $n } conversations are yours again.
  }
act-agent-away = Went away
act-agent-back = Came back

## Triage

topic-gone = A topic that is gone
triage-what = What rules, customers and models guessed, and how often somebody said something else. Over the last 90 days, in the conversations that you may see.
triage-none = Nobody has confirmed or corrected a guess yet.
triage-guess = Guess
triage-source = Set by
triage-judged = Judged
triage-wrong = Wrong
triage-rate = Share of wrong ones
triage-interval = { $rate } ({ $low } to { $high })
triage-show = Show the { $n } wrong ones of { $guess }
triage-note = The interval holds the true share 95 times in 100 (Wilson). Fewer than { $n } judged are shown pale.
triage-behind = Conversations
triage-behind-of = Wrong: { $guess }, set by { $source }
triage-out-of-reach = These belong to other teams now.

## Search with filters

search-filters = Filter
search-filters-change = Change filter
search-filters-use = Use
search-filters-clear = Remove the filter
search-filter-remove = Remove: { $filter }
search-try-no-filter = Search without the filter
search-try-one = Search for “{ $word }” alone
search-try-no-quotes = Search without quotation marks
search-try-contacts = Look among the contacts
reports-mailed = By mail
mailed-what = The figures of the last week or month, mailed to agents with the tables as files. Everybody gets the figures that their own permissions reach.
mailed-new = New report by mail
mailed-change = Report by mail
mailed-none = No report is mailed. Nothing leaves until you turn one on.
mailed-on = on
mailed-off = off
mailed-nobody = nobody
mailed-weekly = Every week on { $day } at { $hour } ({ $zone })
mailed-monthly = On the first of each month at { $hour } ({ $zone })
mailed-test = Send me the last one
mailed-tested = On its way to { $address }.
mailed-remove = Remove
mailed-removed = Removed.
mailed-every = How often
mailed-week = every week
mailed-month = every month
mailed-day = Day
mailed-hour = Time in { $zone }
mailed-business = Durations in business hours
mailed-agents = To
mailed-agents-help = Who may not see reports gets none.
mailed-enabled = Mail it regularly
act-report-schedule-made = Report by mail made
act-report-schedule-changed = Report by mail changed
act-report-schedule-removed = Report by mail removed

# Time: where it goes.
reports-time = Time
away-for = What for
away-for-away = Something else
away-for-break = Break
away-for-meeting = Meeting
away-for-training = Training
time-thing-writing = Writing
time-thing-writing-what = Typing or sending in a conversation.
time-thing-reading = Reading
time-thing-reading-what = A conversation in front of the agent.
time-thing-available = Available
time-thing-available-what = At the desk, and in no conversation.
time-thing-away = Away
time-thing-away-what = As agents said themselves: break, meeting, training or something else.
time-thing-unattributed = Not known
time-thing-unattributed-what = Signed in, and nothing was touched for five minutes.
time-logged-in = Signed in
time-logged-in-what = With the console open. All the others sum to this.
time-conversations = Conversations
time-each = For each
time-days = Each day
time-days-what = Every second of signed-in time belongs to exactly one thing.
time-channel-what = Time in conversations of each channel. A conversation counts once for each agent and day.
time-topic-what = By the topic that the conversation had at the end of the day.
time-no-work = No time in conversations.
time-part-others = others, on which few people worked
time-unsure = { $share } of this time is not known or was divided equally between conversations. Take care when comparing costs.
time-agents = { $n ->
    [one] One agent.
   *[other] { $n } agents.
}
time-withheld = { $n ->
    [one] One day is left out, because fewer than three agents were there.
   *[other] { $n } days are left out, because fewer than three agents were there.
}
time-few = Too few people were there in this period to show their time together.
time-empty = Nobody was signed in in this period.
time-not-yet = Not measured yet.
time-not-yet-what = Time is measured while agents have the console open. The first figures stand here within a minute of that.
time-since = Measured since { $day }.
time-own-link = My own time
time-persons = Single agents
time-persons-what = Ordered by name. Figures need 30 conversations: below, chance speaks. This look is kept in the audit trail.
time-persons-show = Show single agents
time-too-few = Fewer than { $n } conversations: no figures.
time-measured = What is measured, and what is not
time-measured-what = Measured: that the console is open, which conversation is in front of the agent, whether they write in it, and what they said they are away for. As lengths of time only.
time-measured-not = Not measured: what is written, keys, the mouse, the screen, other programs, places.
time-measured-one = Every second counts once, however many tabs are open: writing before reading, reading before everything else. A conversation that is merely open counts for nothing.
time-measured-idle = Where nothing was touched for five minutes, it is not known what the time was for. That is no reproach: a telephone call looks like this, too.
time-measured-kept = Single stretches of time are kept for 90 days, the sums of each day after that.
time-measured-who = Teams are seen together. Single agents need a permission of its own, and each look at them is kept in the audit trail. Everybody sees their own.
time-presence-online = here
time-presence-idle = nothing touched
time-doing-open = open
time-doing-focused = reading
time-doing-writing = writing
my-time-text = What your console has told of your time. Others see the team together; who may see single agents leaves a trace in the audit trail.
my-time-sums = My sums
my-time-kept = Everything that is kept
my-time-kept-what = Each stretch of time of one day, as it is kept. There is nothing else.
my-time-from = When
my-time-long = How long
my-time-presence = I was
my-time-conversation = Conversation
my-time-forgotten = Stretches of that day are not kept any more; its sums are.
my-time-nothing = Nothing is kept of { $day }.

# Machines.
nodes-what = The machines that are this desk, by the clock of the database.
act-node-lost = A machine fell silent
nodes-lost = Fell silent in the last seven days
nodes-lost-one = { $name }: noticed { $when }. What it had taken up, others have taken over.
nodes-alone-more = With a PostgreSQL database several machines can be one desk; when one of them stops, the others carry on.
nodes-alone = This machine: { $name }, Fairlead { $version }.
nodes-up = At work for { $time }. The database is a file on this machine, so there can be no other.
nodes-runs = Version { $version }, running for { $time }
nodes-heard = heard of { $time } ago
nodes-skew = clock { $ms } ms
nodes-work = Looks after { $what }
nodes-state-well = at work
nodes-state-silent = not heard of: others take over
nodes-state-clock = its clock is off
nodes-state-version = another version
nodes-here = this one
nodes-sweeps = what falls due
nodes-mailboxes = mailboxes { $names }
nodes-shared = its share of mail and consoles
nodes-help = Every machine takes mail, sends it and serves consoles. Each mailbox, and what falls due, is looked after by one of them at a time; another takes over within ten seconds.

act-business-hours-changed = Business hours changed
act-business-hours-created = Business hours made
act-business-hours-removed = Business hours removed
act-field-changed = Custom field changed
act-field-created = Custom field made
act-holiday-calendar-changed = Holidays changed
act-holiday-calendar-created = Holidays added
act-holiday-calendar-removed = Holidays removed
act-rule-changed = Rule changed
act-rule-created = Rule made
act-rule-removed = Rule removed
act-sla-policy-changed = SLA policy changed
act-sla-policy-created = SLA policy made
act-sla-policy-removed = SLA policy removed
act-topic-changed = Topic changed
act-topic-created = Topic made
act-view-changed = View changed
act-view-created = View made
act-view-removed = View removed
act-webhook-changed = Webhook changed
act-webhook-created = Webhook made
act-webhook-removed = Webhook removed
act-webhook-rotated = New key for a webhook
audit-all = Everything
