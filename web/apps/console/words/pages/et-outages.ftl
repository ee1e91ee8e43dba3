# Rikke aeg.
outages-what = Midagi ei toimi ja paljud kirjutavad sellest: öelge see iga ukse peal, siduge kirjad kokku ja vastake kõigile korraga.
outages-none = Kõik toimib. Kui midagi läheb katki, alustage siit: kliendid loevad sellest enne kirjutamist ja teie vastate ühe korra.
outage-new = Midagi ei toimi
outage-start = Ütle iga ukse peal
outage-name = Mis ei toimi
outage-name-help = Meeskonnale; kliendid loevad allolevat.
outage-words = Mida kliendid loevad
outage-words-help = Igal lehel, vestlusaknas ja esimese vastusena kirjutajale. Kui keelt pole, loetakse lähimat.
outage-words-in = Keel: { $language }
outage-channels = Ainult nendes kanalites
outage-channels-help = Valimata: iga ukse peal.
outage-since = Ka vastamata vestlused on selle kohta
outage-since-0 = Ei: ainult see, mis nüüdsest tuleb
outage-since-h = { $n ->
    [one] Viimase tunni
   *[other] Viimase { $n } tunni
 }
outage-lasts = Kestab
outage-ended = Läbi
outage-since-then = Alates { $time }, { $n ->
    [one] üks vestlus
   *[other] { $n } vestlust
 }
outage-was = { $from } kuni { $to }, { $n ->
    [one] üks vestlus
   *[other] { $n } vestlust
 }
outage-change = Muuda sõnu
outage-end = See on läbi
outage-end-what = Uksed on nagu enne. Kui tahate enne kõigile teada anda, kirjutage teade.
outage-resume = See pole läbi
outage-over = Läbi: uksed on nagu enne.
outage-update = Ütle kõigile
outage-update-what = Üks vastus teilt igasse selle kohta käivasse vestlusse, alates kümne sekundi pärast. Väljajäetud, rämpspost ja kättesaamatud jäetakse vahele.
outage-update-text = Mida nad loevad
outage-update-text-help = Inimesi saab nimetada: { "{{contact.first_name|kasutaja}}" }.
outage-then = Pärast seda
outage-then-keep-open = Jäävad avatuks: on veel öelda
outage-then-resolve = Lahendatakse
outage-ends = See on viimane sõna: rike on läbi
outage-send = Saada { $n ->
    [one] ühte vestlusse
   *[other] { $n } vestlusse
 }
outage-updates = Mida kõigile on öeldud
outage-updates-none = Peale esimese vastuse ukse peal pole kellelegi veel midagi öeldud.
outage-told = { $told } öeldud, { $waiting } ees, { $passed } vahele jäetud
outage-passed-over = { $n } vahele jäetud: { $why }
outage-why-left-out = { $n } millegi muu kohta
outage-why-not-theirs = { $n } rämpspost või kellegi teise käes
outage-why-nobody = { $n }, kus pole kellelegi vastata
outage-why-told-there = { $n } teisega ühendatud
outage-why-refused = { $n }, mida ei saanud kirjutada
outage-why-other = { $n } muul põhjusel
outage-state-going = Teel
outage-state-done = Valmis
outage-state-stopped = Peatatud
outage-stop = Peata
outage-stopped = Peatatud. Kellele pole veel öeldud, sellele ei öelda.
outage-started = Nüüdsest öeldakse seda iga ukse peal.
outage-back = Kõik rikked
act-outage-changed = Rikke sõnu muudeti
act-outage-ended = Rike lõpetati
act-outage-resumed = Rike jätkub
act-outage-started = Rike alustati
act-outage-update = Rikke teade kirjutati
act-outage-update-stopped = Rikke teade peatati
