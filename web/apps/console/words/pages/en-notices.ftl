# Who depends on a channel, and what is written to them.

dependents = Who depends on it
dependents-of = Who depends on { $name }
dependents-what = Everybody who used this channel in the period, who used it most first. Before it changes or goes, each of them needs another way.
dependents-who = Who they are
dependents-write = Write to them
dependents-days = Period
dependents-days-n = { $n ->
    [one] Last day
   *[other] Last { $n } days
 }
dependents-show = Show
dependents-show-all = Everybody
dependents-show-only-here = Who uses only this channel
dependents-show-frequent = The frequent ones: 80 % of the volume
dependents-show-unreachable = Whom no notice reaches
dependents-show-untold = Who was not told yet
dependents-show-open = Who has an open conversation
dependents-people = { $n ->
    [one] One person
   *[other] { $n } people
 }
dependents-only-here = { $n } only here
dependents-unreachable = { $n } out of reach
dependents-frequent = { $n ->
    [one] One of them makes 80 % of the volume.
   *[other] { $n } of them make 80 % of the volume.
 }
dependents-none = { $n ->
    [one] Nobody used this channel in the last day.
   *[other] Nobody used this channel in the last { $n } days.
 }
dependents-none-what = It can change without a notice. Look at a longer period before you are sure.
dependents-filter-none = Nobody is like that.
dependents-filter-none-yet = Nobody is like that among the first { $n }.
dependents-looked = { $n } of { $all } looked at
dependents-person = Person
dependents-conversations = Conversations
dependents-last = Last used
dependents-open = { $n } open
dependents-ways = Other ways
dependents-only = only here
dependents-way-email = mail
dependents-way-chat = chat
dependents-way-form = form
dependents-way-phone = phone
dependents-way-community = community
dependents-reach = Notice by
dependents-by-mail = mail
dependents-by-thread = their open conversation
dependents-no-way = no way
dependents-suppressed = Wants none
dependents-none-asked = none: they asked
dependents-none-bounced = none: mail came back
dependents-none-by-hand = none: by hand
dependents-told = Told
dependents-not-told = not yet
dependents-moved = has moved
dependents-not-moved = still writes here
dependents-silent = not heard of since
dependents-act = What to do
dependents-suppress = No notices
dependents-suppress-named = No notices to { $name }
dependents-suppressed-now = { $name } gets no notices.

channel-notices = Notices
notices-of = Notices about { $name }
notices-what = Letters to those who use this channel, before it changes or goes. Nobody gets one twice.
notices-none = Nobody was told anything yet.
notices-none-what = Begin with who depends on the channel. A notice says what they gain, from when on, and which ways are open to them.
notice-new = New notice
notice-create = Create the draft
notice-unnamed = Notice without a name
notice-name = Name
notice-name-help = For the team; nobody else reads it.
notice-name-of = Change of { $name }
notice-told-of = { $told } of { $n } told
notice-of-plan = The plan it belongs to
notice-state-draft = Draft
notice-state-sending = Going out
notice-state-stopped = Stopped
notice-state-done = Sent
notice-voice = Voice
notice-voice-benefit = What they gain
notice-voice-benefit-what = Begins with what is better for the one who reads it.
notice-voice-ways = How to reach us
notice-voice-ways-what = Sober: the ways that are open, and from when on.
notice-voice-own = From person to person
notice-voice-own-what = You yourself tell them, with your name below.
notice-voice-taken = The words of this voice stand there now.
notice-from = Sender
notice-from-help = A live mail channel. What they answer becomes a conversation there.
notice-from-none = A channel that cannot send
notice-no-sender = No mail channel is live: there is no address from which to write. Open one first.
notice-whom = To whom
notice-days = Used it within days
notice-days-help = At most 400: whoever has not used it for longer does not depend on it.
notice-only = Of these only
notice-only-only-here = Who uses only this channel
notice-only-only-here-what = They have written by no other way.
notice-only-frequent = The frequent ones
notice-only-frequent-what = Those who together make 80 % of the volume.
notice-only-open = Who has an open conversation
notice-only-open-what = They wait for something right now.
notice-follow-up = Also those who were told before
notice-follow-up-what = Otherwise whoever got an earlier notice about this channel is passed over.
notice-exceptions = Leave out
notice-suppressed-too = Whoever wants no notices never gets one:
notice-words = Words
notice-languages = Languages
notice-language-add = Add a language
notice-language-main = for all others
notice-languages-read = They read it
notice-languages-more = Others
notice-language-other = Another one …
notice-language-code = Code of the language
notice-language-code-help = As “pt-BR” or “hu”.
notice-text-in = Text in { $language }
notice-how = How it goes out
notice-in-thread = In the conversation, where one is open
notice-in-thread-what = Who has an open conversation by this channel is told there instead of by a new letter.
notice-pace = Pace
notice-first = First, people
notice-wait = Then wait, hours
notice-per-hour = Then, people an hour
notice-pace-said = { $wait ->
    [0] { $first } at first, and at once { $rest } more, at most { $hour } an hour.
    [one] { $first } at first; after one hour { $rest } more, at most { $hour } an hour.
   *[other] { $first } at first; after { $wait } hours { $rest } more, at most { $hour } an hour.
 }
notice-pace-one = { $n ->
    [0] It would go to nobody.
    [one] It goes out to one person at once.
   *[other] All { $n } go out at once.
 }
notice-findings = What speaks against it
notice-findings-stale = of the words before
notice-findings-none = Nothing.
notice-finding-blocks = It cannot be sent so
notice-finding-look = To look at
notice-finding-more = { $n } more
notice-finding-says-costs = It speaks of saving costs
notice-finding-says-costs-said = The text in { $names } tells customers that you want to reduce costs. They read that they are not worth it.
notice-finding-missing-language = A language is missing
notice-finding-missing-language-said = { $n ->
    [one] One person reads a language without a text: { $names }. They get the one that is for all others.
   *[other] { $n } people read a language without a text: { $names }. They get the one that is for all others.
 }
notice-finding-not-justified = It goes to people who do not depend on this channel
notice-finding-not-justified-said = { $n ->
    [0] It would go to everybody, whether they use this channel or not.
    [one] It would go to people who have not used this channel in one day.
   *[other] It would go to people who have not used this channel in { $n } days.
 }
notice-finding-nobody = It reaches nobody
notice-finding-nobody-said = Nobody would be told.
notice-finding-too-many = Too many at once
notice-finding-too-many-said = More than { $n } people would be told at once.
notice-finding-bad-sender = This sender cannot write
notice-finding-bad-sender-said = { $names } is not live, or has no address of its own.
notice-finding-no-way-on = It names no way on
notice-finding-no-way-on-said = The text in { $names } does not say where else to turn.
notice-finding-empty-variable = A placeholder stays empty
notice-finding-empty-variable-said = “{ $names }” has no value for everybody.
notice-finding-unreachable = Some cannot be reached
notice-finding-unreachable-said = { $n ->
    [one] One person has no address and no open conversation, and is not told.
   *[other] { $n } people have no address and no open conversation: they are not told.
 }
notice-finding-captive = Some have only this channel
notice-finding-captive-said = { $n ->
    [one] One person has used no other channel, and the text in { $names } does not name the ways that are open to them.
   *[other] { $n } people have used no other channel, and the text in { $names } does not name the ways that are open to each of them.
 }
notice-finding-says-costs-do = Say what the customer has of it, or say that you mean it.
notice-finding-missing-language-do = Write the text in their language too, if you can.
notice-finding-not-justified-do = Write to those who used it within 1 to 400 days.
notice-finding-nobody-do = Choose a longer time or fewer conditions.
notice-finding-too-many-do = Write to a part of them first: the frequent ones, or those of one language.
notice-finding-bad-sender-do = Choose a mail channel that is open and has an address.
notice-finding-no-way-on-do = Name the ways that are open: put “ways” or “contact_url” into the text.
notice-finding-empty-variable-do = Write words that stand in, behind a bar within the braces, or take it out.
notice-finding-unreachable-do = Say it at the door too: an announcement in the plan tells whoever comes.
notice-finding-captive-do = Put “ways” into the text: it lists only what is open to the one who reads it.
notice-finding-plan-waits = The day is not fixed
notice-finding-plan-waits-said = The plan has not been started, so the day that the text names is not fixed.
notice-finding-plan-waits-do = Start the plan first, or take “date” out of the text.
notice-costs-meant = Yes, it should say that it is about costs.
notice-send = Send to { $n ->
    [one] one person
   *[other] { $n } people
 }
notice-may-not-send = Sending needs the permission to answer customers.
notice-saving = Keeping it …
notice-kept = Kept. Nobody is written to before you send it.
notice-blocked = Something forbids the sending: see what speaks against it.
notice-remove = Delete the draft
notice-removed = The draft is deleted.
notice-conflict = Somebody else changed this notice meanwhile.
notice-conflict-theirs = Take theirs
notice-preview = As each reads it
notice-preview-before = Person before
notice-preview-next = Next person
notice-preview-place = { $n } of { $all }
notice-preview-language = Language
notice-preview-all = All
notice-preview-plain = As plain text
notice-preview-nobody = Nobody to whom it would go.
notice-sample = Send this one to myself
notice-by = By
notice-by-mail = mail
notice-by-thread = open conversation
notice-did-sample = A sample is on its way to { $address }.
notice-did-stop = Stopped. Whoever was not told yet is not told.
notice-did-go-on = It goes on.
notice-did-undo = Taken back: it is a draft again, and nobody was told.
notice-held = It goes out in { $n ->
    [one] one second
   *[other] { $n } seconds
 }. Until then all of it can be taken back.
notice-progress = How far it is
notice-next-now = Next wave now
notice-go-on = Go on
notice-stop = Stop
notice-sums = { $told } told, { $waiting } to come, { $passed } passed over
notice-stopped-what = Nobody else is told until somebody goes on.
notice-stopped-author = It has stopped by itself: whoever sent it may not write to customers any more.
notice-stopped-sender = It has stopped by itself: the channel that writes cannot send any more.
notice-stopped-plan = It has stopped by itself: its plan was taken back, or went a step back.
notice-stopped-day = It has stopped by itself: the letters name a day that has passed, or the plan closes the channel before it.
notice-stopped-words = It has stopped by itself: the text could not be made into a letter.
notice-wave = Wave { $n }
notice-wave-short = Wave
notice-wave-of = { $n ->
    [one] one person
   *[other] { $n } people
 }
notice-wave-due = from { $at }
notice-wave-waiting = to come
notice-wave-sending = going out
notice-wave-done = done
notice-done-what = { $replied } answered the notice itself; their answers are conversations.
notice-recipients = Who gets it
notice-recipients-show = Show
notice-recipients-all = Everybody
notice-recipients-none = Nobody.
notice-recipient-waiting = To come
notice-recipient-told = Told
notice-recipient-passed = Passed over
notice-state = State
notice-since = Since then
notice-replied = answered
notice-why-suppressed = wants no notices
notice-why-exception = left out
notice-why-told-before = told before
notice-why-no-way = no way to reach them
notice-why-erased = forgotten
notice-why-bounced = the mail came back
notice-why-refused = could not be written to
notice-meter = Who has moved
notice-meter-what = Of those who were told: who wrote by another channel since, who still writes by this one, and who was not heard of.
notice-meter-young = After the first week this becomes a line.
notice-moved = Moved
notice-still = Still write here
notice-silent = Not heard of

suppressed-what = People and addresses that get no notices, whatever they are about. Answers to what they ask go out all the same.
suppressed-address = Address
suppressed-add = No notices to it
suppressed-none = Everybody may get notices.
suppressed-asked = asked for none
suppressed-bounced = mail came back
suppressed-by-hand = put on the list by hand
contact-no-notices = Gets no notices: { $why }.

plan-kit = What goes with the plan
plan-kit-what = An article that says how to reach us now, as a draft, and a macro for agents that links it.
plan-kit-make = Make article and macro
plan-kit-made = They are there:
plan-kit-article = the article
plan-kit-macro = the macro
plan-kit-may-not = Making them needs the permission “Macros and texts”.
plan-kit-center = Set up a help center
