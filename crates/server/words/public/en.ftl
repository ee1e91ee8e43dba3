# Words of the public pages: around what a help center says itself. Whole sentences with placeholders; sentence case.

## Every page

skip = Skip to content
search = Search
search-placeholder = Search the help center
search-label = Search the help center
language = Language
help-center = Help center
contact = Contact
menu = Menu
all-help = All help
print = Print
copy-link = Copy link
copied = Copied
leave-empty = Leave this empty
feed = New articles as a feed
day = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }

## Home and collections

home-title = How can we help?
home-description = Answers to questions about { $name }, and how to reach us.
articles = { $n ->
    [one] { $n } article
   *[other] { $n } articles
}
collection-empty = There is nothing to read here yet.
home-empty = There is nothing to read here yet. Write to us, and a person answers.
more-articles = More articles

## An article

contents = In this article
updated = Updated { $date }.
updated-by = Updated { $date }, { $team } looks after it.
translated = Translated from { $language }.
translated-behind = Translated from { $language }; the original is newer.
breadcrumb = You are here
helped-question = Did this article help?
helped-yes = Yes, it helped
helped-no = No, it did not
helped-count = It helped { $yes } of { $n } readers
related = Related articles
unsolved = Still not solved?
write-to-us = Write to us
write-to-us-promise = Write to us:{" "}
other-ways = Other ways
thanks-title = Thank you
thanks-yes = Good to know that it helped.
thanks-no = Sorry that it did not help. What was missing?
thanks-yes-word = Would you tell us what helped most? A word is enough.
word-label = Your words
word-help = Up to { $n } characters. Please write no names, numbers or passwords here: nobody answers what is written in this field.
word-send = Send
thanks-word = Thank you. Whoever looks after this article reads your words.
back-to-article = Back to the article

## Search

search-title = Search
results-for = Results for “{ $query }”
results = { $n ->
    [one] { $n } article
   *[other] { $n } articles
}
nothing-found = Nothing found for “{ $query }”
nothing-found-tips = Try fewer words, or other ones. What people look for and do not find is what we write about next.
search-near = These come near
nothing-found-ask = Ask us instead: a person answers.
search-empty = Type what you want to know, in your own words.
search-too-long = That was too long to search for. We looked for its beginning.
in-other-language = In { $language }
look-into = Or look into a subject

## Contact

contact-title = How to reach us
contact-lead = What is open now, and when you will have an answer.
way-email = Email
way-form = Form
way-chat = Chat
start-chat = Start a chat
way-best = Quickest
send-email = Send an email
contact-topics-lead = Choose what it is about. You see what is open now, and when you will have an answer.
contact-answered = Answered here for most people
contact-reach = Reach us
contact-about = Reach us about: { $topic }
way-suits = Best for this
contact-all = All subjects
contact-ahead = Computed at { $time } from how many wait now.
contact-kept = Of the last { $n } promises { $percent } % were kept.
contact-basis = From how long our answers took lately.
contact-aim = We have too few answers yet to say how long they take: this is what we aim for.
contact-none = There is no way open just now. Please come back later.
times-in = Times in { $zone }.

## What is not there

not-found-title = There is no such page here
not-found-text = The address may be mistyped, or what was here has moved. Search for it, or look into a subject.
gone-title = This article is no longer here
gone-text = It was true once and has been taken back. This may help instead.
error-title = Something went wrong on our side
error-text = Please try again in a moment.
wrong-origin-title = This did not come from our page
wrong-origin-text = Please go back to the page, load it again and try once more.
too-fast-title = That was a little fast
too-fast-text = Please wait a moment and try again.
no-center-title = There is no help center here
no-center-text = The address may be mistyped.

## Languages, as in “Translated from English”

language-ar = Arabic
language-cs = Czech
language-da = Danish
language-de = German
language-en = English
language-es = Spanish
language-et = Estonian
language-fi = Finnish
language-fr = French
language-he = Hebrew
language-it = Italian
language-ja = Japanese
language-ko = Korean
language-lt = Lithuanian
language-lv = Latvian
language-nb = Norwegian
language-nl = Dutch
language-pl = Polish
language-pt = Portuguese
language-ru = Russian
language-sv = Swedish
language-tr = Turkish
language-uk = Ukrainian
language-zh = Chinese
