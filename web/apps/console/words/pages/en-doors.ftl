# Looks of the program at its own doors, and the last word of a closed address.
probe-daily = Every day the program comes by each door as a customer would.
probe-works = Works
probe-fails = Did not work
probe-last = Last looked at
probe-by = { $name } asked
probe-by-clock = by the clock
probe-now = Look now
probe-now-named = Look now: { $name }
probe-going = Looking
probe-going-mail = A letter is on its way to this address; it can take some minutes to come in.
probe-going-form = The form is opened, and something is sent by it.
probe-going-widget = The widget is fetched as a page of the shop fetches it.
probe-going-contact = The contact page is opened.
probe-late = Not over yet
probe-late-what = It takes longer than usual. What comes of it will stand here.
probe-none = Not looked at yet
probe-what-mail = A look is a letter that the program sends to this address, as a customer would. It has to come in; it becomes no conversation, so nobody has to answer it.
probe-what-form = For a look the program opens this form and sends something by it, as a customer would. It becomes no conversation, so nobody has to answer it.
probe-what-widget = For a look the program fetches and opens the widget, as the page of a customer would. No chat begins, so nobody has to answer.
probe-what-contact = For a look the program opens the contact page, as a customer would, and sees whether it names every way that is open.
probe-earlier =
    { $n ->
        [one] One look before
       *[other] { $n } looks before
    }
probe-contact-page = Contact page of { $name }

last-word = Last word
last-word-what = Twelve months after an address was closed it may refuse strangers who write to it: at the end of their letter, with a 550 that names the ways on. Whoever you know, and whoever answers a letter of yours, is never refused.
last-word-in-force = In force
last-word-waits = On, held back
last-word-off = Off
last-word-switch = Refuse strangers at last
last-word-switch-help = Until then, and without it, whatever comes is kept and answered elsewhere.
last-word-not-yet = Can be switched on when the channel is closed.
last-word-set = Switched on by { $name }
last-word-said = What their mail server is told
last-word-held = This holds it back
last-word-held-not-closed = The channel is not closed.
last-word-held-too-early = Twelve months since it was closed are over only on { $date }.
last-word-held-open-conversations = Conversations that came by this channel are still open.
last-word-held-no-other-door = Customers who wrote within twelve months have used no other channel yet.
last-word-held-no-way-on = There is no open way that it could name.
last-word-held-not-wished = Nobody has switched it on.
last-word-on = Switch the last word on
last-word-ask = Strangers who write to this address are refused as soon as nothing holds it back any more. They learn it from their own mail server, with the ways on:
last-word-ask-known = People you know, answers to your letters and what other programs write are taken as before. You can switch it off at any time.
last-word-is-on = The last word is on.
last-word-is-off = The last word is off: whatever comes is taken.
