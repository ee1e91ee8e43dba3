# An answer that a machine wrote from articles.

answer-heading = Eine Antwort aus unseren Artikeln
answer-made = Von einer Maschine aus den genannten Artikeln geschrieben. Sie kann falsch sein; es gilt, was in den Artikeln steht.
answer-person = Einem Menschen schreiben
