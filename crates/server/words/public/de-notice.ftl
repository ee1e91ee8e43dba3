# Wörter der Seite, auf der jemand keine Briefe über Änderungen mehr bekommt.

notice-title = Briefe über Änderungen
notice-stop-title = Sollen wir Ihnen nicht mehr über Änderungen schreiben?
notice-stop-text = Sie bekommen keine Briefe mehr darüber, wie sich die Wege zu uns ändern. Antworten auf Ihre eigenen Nachrichten erreichen Sie wie bisher.
notice-stop = Keine solchen Briefe mehr
notice-done-title = Erledigt: Sie bekommen keine solchen Briefe mehr
notice-done-text = Antworten auf Ihre eigenen Nachrichten erreichen Sie wie bisher. Was Sie uns geschickt haben, bleibt bei uns.
notice-none-title = Dieser Link führt nirgendwohin (nicht mehr)
notice-none-text = Vielleicht ist die Adresse vertippt. Bitte öffnen Sie den Link aus dem Brief noch einmal, oder antworten Sie auf den Brief und sagen Sie es uns.
