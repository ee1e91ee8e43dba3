# Wörter der öffentlichen Seiten.

## Auf jeder Seite

skip = Zum Inhalt springen
search = Suchen
search-placeholder = Im Hilfebereich suchen
search-label = Im Hilfebereich suchen
language = Sprache
help-center = Hilfebereich
contact = Kontakt
menu = Menü
all-help = Alle Hilfethemen
print = Drucken
copy-link = Link kopieren
copied = Kopiert
leave-empty = Dieses Feld leer lassen
feed = Neue Artikel als Feed
day = { $day }. { $month ->
    [1] Januar
    [2] Februar
    [3] März
    [4] April
    [5] Mai
    [6] Juni
    [7] Juli
    [8] August
    [9] September
    [10] Oktober
    [11] November
   *[12] Dezember
} { $year }

## Startseite und Themen

home-title = Wie können wir helfen?
home-description = Antworten auf Fragen zu { $name } und wie Sie uns erreichen.
articles = { $n ->
    [one] { $n } Artikel
   *[other] { $n } Artikel
}
collection-empty = Hier gibt es noch nichts zu lesen.
home-empty = Hier gibt es noch nichts zu lesen. Schreiben Sie uns, ein Mensch antwortet.
more-articles = Weitere Artikel

## Ein Artikel

contents = In diesem Artikel
updated = Aktualisiert am { $date }.
updated-by = Aktualisiert am { $date }, gepflegt von { $team }.
translated = Aus dem Original übersetzt ({ $language }).
translated-behind = Aus dem Original übersetzt ({ $language }); das Original ist neuer.
breadcrumb = Sie sind hier
helped-question = Hat dieser Artikel geholfen?
helped-yes = Ja, hat geholfen
helped-no = Nein
helped-count = { $yes } von { $n } Lesern hat er geholfen
related = Verwandte Artikel
unsolved = Noch nicht gelöst?
write-to-us = Schreiben Sie uns
write-to-us-promise = Schreiben Sie uns:{" "}
other-ways = Andere Wege
thanks-title = Danke
thanks-yes = Gut zu wissen, dass er geholfen hat.
thanks-no = Schade, dass er nicht geholfen hat. Was hat gefehlt?
thanks-yes-word = Sagen Sie uns, was am meisten geholfen hat? Ein Wort genügt.
word-label = Ihre Worte
word-help = Bis zu { $n } Zeichen. Bitte keine Namen, Nummern oder Kennwörter: Was in diesem Feld steht, wird nicht beantwortet.
word-send = Senden
thanks-word = Danke. Wer diesen Artikel pflegt, liest Ihre Worte.
back-to-article = Zurück zum Artikel

## Suche

search-title = Suche
results-for = Ergebnisse für „{ $query }“
results = { $n ->
    [one] { $n } Artikel
   *[other] { $n } Artikel
}
nothing-found = Nichts gefunden für „{ $query }“
nothing-found-tips = Versuchen Sie es mit weniger oder anderen Wörtern. Was gesucht und nicht gefunden wird, schreiben wir als Nächstes.
search-near = Das kommt dem nahe
nothing-found-ask = Fragen Sie uns: Ein Mensch antwortet.
search-empty = Schreiben Sie mit eigenen Worten, was Sie wissen möchten.
search-too-long = Das war zum Suchen zu lang. Wir haben nach dem Anfang gesucht.
in-other-language = Sprache: { $language }
look-into = Oder sehen Sie in ein Thema

## Kontakt

contact-title = So erreichen Sie uns
contact-lead = Was jetzt offen ist und wann Sie eine Antwort haben.
way-email = E-Mail
way-form = Formular
way-chat = Chat
start-chat = Chat beginnen
way-best = Am schnellsten
send-email = E-Mail schreiben
contact-topics-lead = Wählen Sie, worum es geht. Sie sehen, was gerade offen ist und wann Sie eine Antwort haben.
contact-answered = Hier finden die meisten ihre Antwort
contact-reach = So erreichen Sie uns
contact-about = So erreichen Sie uns: { $topic }
way-suits = Dafür am besten
contact-all = Alle Themen
contact-ahead = Berechnet um { $time } Uhr danach, wie viele gerade warten.
contact-kept = Von den letzten { $n } Zusagen wurden { $percent } % gehalten.
contact-basis = Nach der Dauer unserer letzten Antworten.
contact-aim = Wir haben noch zu wenige Antworten, um ihre Dauer zu nennen: Das ist unser Ziel.
contact-none = Gerade ist kein Weg offen. Bitte kommen Sie später wieder.
times-in = Zeiten in { $zone }.

## Was es nicht gibt

not-found-title = Diese Seite gibt es hier nicht
not-found-text = Vielleicht ist die Adresse falsch geschrieben, oder der Inhalt ist umgezogen. Suchen Sie danach, oder sehen Sie in ein Thema.
gone-title = Diesen Artikel gibt es nicht mehr
gone-text = Er galt einmal und wurde zurückgezogen. Vielleicht hilft Ihnen etwas davon.
error-title = Bei uns ist etwas schiefgegangen
error-text = Bitte versuchen Sie es gleich noch einmal.
wrong-origin-title = Das kam nicht von unserer Seite
wrong-origin-text = Bitte gehen Sie zurück, laden Sie die Seite neu und versuchen Sie es noch einmal.
too-fast-title = Das war etwas schnell
too-fast-text = Bitte warten Sie einen Moment und versuchen Sie es noch einmal.
no-center-title = Hier gibt es keinen Hilfebereich
no-center-text = Vielleicht ist die Adresse falsch geschrieben.

## Sprachen

language-ar = Arabisch
language-cs = Tschechisch
language-da = Dänisch
language-de = Deutsch
language-en = Englisch
language-es = Spanisch
language-et = Estnisch
language-fi = Finnisch
language-fr = Französisch
language-he = Hebräisch
language-it = Italienisch
language-ja = Japanisch
language-ko = Koreanisch
language-lt = Litauisch
language-lv = Lettisch
language-nb = Norwegisch
language-nl = Niederländisch
language-pl = Polnisch
language-pt = Portugiesisch
language-ru = Russisch
language-sv = Schwedisch
language-tr = Türkisch
language-uk = Ukrainisch
language-zh = Chinesisch
