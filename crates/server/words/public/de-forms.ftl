# Wörter um die Fragen eines Formulars.

form-description = Fragen Sie { $name }: ein Mensch antwortet per E-Mail.
form-topic = Worum geht es?
form-choose-topic = Thema wählen
form-show-questions = Fragen dazu zeigen
form-question = Ihre Frage
form-name = Ihr Name
form-email = E-Mail-Adresse für unsere Antwort
form-files = Dateien
form-choose = Wählen
form-optional = (freiwillig)
form-send = Frage senden
form-sending = Wird gesendet
form-confirmed-by-mail = Eine Bestätigung kommt sofort an Ihre E-Mail-Adresse. Sie können darauf antworten, um etwas zu ergänzen.

form-files-bounds = Bis zu { $n } Dateien, zusammen { $size }.
form-files-here = oder hierher ziehen
form-file-kept = { $size }, hinzugefügt
form-file-remove = { $name } entfernen
form-remove = Entfernen
form-file-loading = Wird hochgeladen
form-file-failed = Diese Datei ist nicht angekommen. Versuchen Sie es noch einmal.
form-octets = { $n } Byte
form-kilobytes = { $n } kB
form-megabytes = { $n } MB

form-problems = { $n ->
    [one] Bei einer Antwort fehlt noch etwas. Alles andere ist so, wie Sie es geschrieben haben.
   *[other] Bei { $n } Antworten fehlt noch etwas. Alles andere ist so, wie Sie es geschrieben haben.
}
form-missing = Bitte füllen Sie das aus.
form-too-long = Das ist zu lang.
form-not-an-address = Bitte schreiben Sie eine E-Mail-Adresse wie name@example.org.
form-not-a-topic = Bitte wählen Sie eines der Themen.
form-not-a-choice = Bitte wählen Sie eines davon.
form-not-a-number = Bitte schreiben Sie eine Zahl.
form-not-a-date = Bitte schreiben Sie ein Datum wie 31.12.2026.
form-too-many-files = { $n ->
    [0] Dieses Formular nimmt keine Dateien an.
    [one] Höchstens eine Datei. Was nicht passte, wurde weggelassen.
   *[other] Höchstens { $n } Dateien. Was nicht passte, wurde weggelassen.
}
form-files-too-large = Die Dateien dürfen zusammen { $size } haben. Was nicht passte, wurde weggelassen.

form-again-old = Diese Seite war lange offen. Alles ist noch da: Bitte senden Sie es noch einmal.
form-again-foreign = Wir konnten nicht erkennen, ob das von unserer Seite kam. Alles ist noch da: Bitte senden Sie es noch einmal.
form-later = Aus Ihrem Netz kommt gerade sehr viel. Alles ist noch da: Bitte warten Sie eine Minute und senden Sie es noch einmal.
form-failed = Bei uns ist etwas schiefgegangen. Alles ist noch da: Bitte senden Sie es gleich noch einmal.
form-cut = Es wurde mehr gesendet, als wir annehmen können. Bitte sehen Sie durch, was hier steht, und senden Sie es noch einmal.

form-draft = Dieses Formular wird gerade eingerichtet. Was Sie senden, wird gelesen, aber noch wird nichts versprochen.
form-elsewhere = Dieses Formular ist zurzeit nicht in Gebrauch. Was Sie senden, geht nicht verloren: Ein anderes Team kümmert sich darum und antwortet per E-Mail.
form-shut = Dieses Formular ist zurzeit nicht in Gebrauch. Bitte wählen Sie einen anderen Weg zu uns.
form-gone = Dieses Formular ist geschlossen. So erreichen Sie uns:
form-announced = Es ändert sich, wie Sie uns erreichen. Was Sie hier senden, wird wie immer beantwortet.
form-others-first = Diese Wege sind vielleicht schneller
form-next-time = Für Ihre nächste Frage

form-sent-title = Danke, Ihre Frage ist da
form-sent-number = Ihre Nummer ist #{ $number }.
form-sent-mail = Eine Bestätigung ist unterwegs an Ihre E-Mail-Adresse. Wenn Sie etwas ergänzen möchten, antworten Sie darauf.
form-sent-elsewhere = Das Formular ist zurzeit nicht in Gebrauch; ein anderes Team kümmert sich um Ihre Frage und antwortet per E-Mail.
form-sent-again = Etwas anderes fragen

form-look = Nachsehen, ob es schon beantwortet ist
form-look-nothing = Dazu haben wir keinen Artikel gefunden
form-look-nothing-text = Senden Sie Ihre Frage: ein Mensch antwortet.
form-suggested = Das könnte Ihre Antwort sein
form-suggested-note = Sie können Ihre Frage auf jeden Fall senden. Wer antwortet, sieht, welche Artikel Sie gelesen haben.
form-solves = Beantwortet das Ihre Frage?
form-solves-yes = Ja, danke
form-solves-no = Nein, ich schreibe weiter
form-solved-title = Schön, dass es geholfen hat
form-solved-text = Sie müssen nichts senden. Wenn noch etwas offen ist, schreiben Sie einfach weiter.
