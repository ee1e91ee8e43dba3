# Why an article is shown while a question is typed.

suggest-quoted = “{ $word }”
suggest-words = Shown because you wrote { $words }.
suggest-helped = It helped { $yes } of { $n } readers who said.
suggest-language = This article is in { $language }.
