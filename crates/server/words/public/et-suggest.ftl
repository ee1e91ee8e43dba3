# Why an article is shown while a question is typed.

suggest-quoted = „{ $word }“
suggest-words = Näitame, sest kirjutasid { $words }.
suggest-helped = Aitas { $yes } lugejat { $n } vastanust.
suggest-language = See artikkel on keeles: { $language }.
