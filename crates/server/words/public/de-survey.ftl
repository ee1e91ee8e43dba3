# Wörter der Seiten von Umfragen. Frage und Dank sind Texte der Organisation.

survey-title = Eine Frage an Sie
survey-csat-low = sehr unzufrieden
survey-csat-high = sehr zufrieden
survey-ces-low = überhaupt nicht
survey-ces-high = sehr einfach
survey-nps-low = sehr unwahrscheinlich
survey-nps-high = sehr wahrscheinlich
survey-comment = Möchten Sie etwas hinzufügen? (freiwillig)
survey-send = Antwort senden
survey-choose = Bitte wählen Sie eine der Zahlen.
survey-too-long = Ihr Text ist zu lang. Bitte höchstens 2.000 Zeichen.
survey-yours = Ihre Antwort: { $score } von { $most }.
survey-change = Antwort ändern
survey-again = Sie haben schon geantwortet. Sie können Ihre Antwort ändern.
survey-late-title = Diese Antwort ist nicht mehr möglich
survey-late-text = Danke für Ihren Besuch. Wenn Sie uns etwas sagen möchten, antworten Sie einfach auf unsere Mail.
survey-test = Das ist eine Probe: Ihre Antwort zählt nirgends.
survey-none-title = Diese Frage gibt es nicht (mehr)
survey-none-text = Die Adresse ist vielleicht falsch geschrieben. Bitte öffnen Sie den Link aus der Mail noch einmal.
survey-stop = Fragen Sie mich nicht mehr
survey-stop-title = Sollen wir Sie nicht mehr fragen?
survey-stop-text = Sie bekommen keine Fragen mehr dazu, wie wir waren. Antworten auf Ihre eigenen Nachrichten erhalten Sie wie bisher.
survey-stopped = Erledigt: Wir fragen Sie nicht mehr.
