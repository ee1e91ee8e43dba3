# An answer that a machine wrote from articles.

answer-heading = Vastus meie artiklitest
answer-made = Selle kirjutas masin siin nimetatud artiklite põhjal. See võib olla vale; kehtib see, mis on artiklites.
answer-person = Kirjuta inimesele
