# Why an article is shown while a question is typed.

suggest-quoted = “{ $word }”
suggest-words = 显示此文是因为你写了{ $words }。
suggest-helped = { $n } 位读者中有 { $yes } 位认为有帮助。
suggest-language = 本文语言：{ $language }。
