# Why an article is shown while a question is typed.

suggest-quoted = „{ $word }“
suggest-words = Gezeigt, weil Sie { $words } geschrieben haben.
suggest-helped = Hat { $yes } von { $n } Lesern geholfen, die sich geäußert haben.
suggest-language = Dieser Artikel ist auf { $language }.
