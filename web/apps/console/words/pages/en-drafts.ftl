help-page-proposals = Proposed
help-tool-video = Record a video or a picture
proposals-what = What many customers asked, or readers looked for in vain, and no article answers. A draft is begun by one key; nothing is published by itself.
proposals-kind = Which proposals
proposals-open = Open
proposals-taken = Became articles
proposals-dismissed = Dismissed
proposals-looking = Looking: { $n ->
    [one] one question
   *[other] { $n } questions
  } so far
proposals-looked = Last looked { $when }: { $n ->
    [one] one question
   *[other] { $n } questions
  } of { $days } days, { $searches ->
    [one] one search
   *[other] { $searches } searches
  } in vain
proposals-never = Nobody has looked yet. It is done once a day.
proposals-look = Look now
proposals-none-open = Nothing is proposed. That needs { $questions } similar questions of at least { $people } customers within { $days } days that agents answered, or { $searches } searches in vain.
proposals-none-taken = No proposal has become an article yet.
proposals-none-dismissed = Nothing was dismissed.
proposal-asked = { $n } questions of { $people } customers, { $month } a month, last { $day }
proposal-searched = Looked for in vain { $n ->
    [one] once
   *[other] { $n } times
  }, { $month } a month, last { $day }
proposal-search = Search
proposal-since = { $n ->
    [0] None since
    [one] One more since
   *[other] { $n } more since
  }
proposal-open = Put back
proposal-draft = Draft
proposal-draft-key = Begin a draft (D)
proposal-dismiss = Dismiss
proposal-dismiss-named = Dismiss { $name }
proposal-near = Suggestions lead there already:
proposal-answers = This article answers it
proposal-typical = As customers ask it
proposal-answers-past = What was answered
proposal-answers-none = No answer that you may read settled it. The draft begins empty.
proposal-use = Into the draft
proposal-from = From conversation #{ $n }
proposal-questions = Questions
proposal-keys = D begins a draft, X dismisses
record-title = Record a video or a picture
record-what = At most { $n } seconds of your screen or camera, or one picture of the screen. You look at it before it is kept.
record-source = What is recorded
record-screen = Video of the screen
record-camera = Video of the camera
record-picture = Picture of the screen
record-take = Take the picture
record-retake = Take it again
record-seen = What is seen
record-voice = With my voice
record-begin = Record
record-stop = Stop
record-again = Record again
record-keep = Insert
record-keeping = Sending { $percent } %
record-live = What is recorded now
record-preview = What was recorded
record-time = Time of the recording
record-seconds = { $n } of { $max } seconds
record-ended-long = The recording ended by itself after { $n } seconds.
record-ended-large = The recording ended by itself because the file would be too large.
record-caption = Caption
record-alt = What is seen and heard
record-alt-help = For who cannot see or hear it; it is also found by search.
record-problem-insecure = Browsers record only on pages with HTTPS. Open the console by its https address.
record-problem-unsupported = This browser cannot record that. Try the camera, or another browser.
record-problem-refused = The browser was not allowed to record. Allow it beside the address, or choose what to share, and try again.
record-problem-none = There is no camera or microphone. Plug one in, or record the screen without your voice.
record-problem-busy = Another program is using the camera or microphone. Close it and try again.
record-problem-empty = Nothing was recorded. Try again.
record-problem-large = The video is too large. Record a shorter one.
record-problem-failed = The recording broke off. Try again.
act-proposal-dismissed = Proposed article dismissed
act-proposal-opened = Proposed article put back
act-proposal-taken = Proposed article became a draft or was answered
