# Words around the questions of a form.

form-description = Ask { $name }: a person answers by email.
form-topic = What is it about?
form-choose-topic = Choose a topic
form-show-questions = Show its questions
form-question = Your question
form-name = Your name
form-email = Email address for our answer
form-files = Files
form-choose = Choose
form-optional = (optional)
form-send = Send question
form-sending = Sending
form-confirmed-by-mail = A confirmation comes to your email address at once. You can answer it to add something.

form-files-bounds = Up to { $n } files, { $size } together.
form-files-here = or drop them here
form-file-kept = { $size }, added
form-file-remove = Remove { $name }
form-remove = Remove
form-file-loading = Uploading
form-file-failed = This file did not arrive. Try again.
form-octets = { $n } bytes
form-kilobytes = { $n } kB
form-megabytes = { $n } MB

form-problems = { $n ->
    [one] One answer needs another look. Everything else is as you left it.
   *[other] { $n } answers need another look. Everything else is as you left it.
}
form-missing = Please fill this in.
form-too-long = This is too long.
form-not-an-address = Please write an email address such as name@example.org.
form-not-a-topic = Please choose one of the topics.
form-not-a-choice = Please choose one of these.
form-not-a-number = Please write a number.
form-not-a-date = Please write a date such as 31.12.2026.
form-too-many-files = { $n ->
    [0] This form takes no files.
    [one] One file at most. What did not fit was left out.
   *[other] { $n } files at most. What did not fit was left out.
}
form-files-too-large = Files may have { $size } together. What did not fit was left out.

form-again-old = This page was open for a long time. Everything is still here: please send it once more.
form-again-foreign = We could not tell whether this came from our page. Everything is still here: please send it once more.
form-later = Very much comes from your network just now. Everything is still here: please wait a minute and send it once more.
form-failed = Something went wrong on our side. Everything is still here: please send it once more in a moment.
form-cut = More was sent than can be taken. Please look through what is here and send it once more.

form-draft = This form is being set up. What you send is read, but nothing is promised yet.
form-elsewhere = This form is not in use at the moment. What you send is kept: another team looks after it and answers you by email.
form-shut = This form is not in use at the moment. Please choose another way to reach us.
form-gone = This form is closed. You reach us this way:
form-announced = The ways to reach us are changing. What you send here is answered as always.
form-others-first = These ways may be quicker
form-next-time = For your next question

form-sent-title = Thank you, we have your question
form-sent-number = Its number is #{ $number }.
form-sent-mail = A confirmation is on its way to your email address. To add something, answer it.
form-sent-elsewhere = The form is not in use at the moment, so another team looks after your question and answers you by email.
form-sent-again = Ask something else

form-look = See whether it is answered already
form-look-nothing = We found no article about this
form-look-nothing-text = Send your question: a person answers it.
form-suggested = This may be your answer
form-suggested-note = You can send your question in any case. Whoever answers sees which articles you have read.
form-solves = Does this answer your question?
form-solves-yes = Yes, thank you
form-solves-no = No, I keep writing
form-solved-title = Good to know that it helped
form-solved-text = You need not send anything. If something is still open, just keep writing.
