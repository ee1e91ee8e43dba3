# Sõnad vormi küsimuste ümber.

form-description = Küsi ({ $name }): sulle vastab inimene e-posti teel.
form-topic = Mille kohta sa kirjutad?
form-choose-topic = Vali teema
form-show-questions = Näita selle küsimusi
form-question = Sinu küsimus
form-name = Sinu nimi
form-email = E-post, kuhu vastame
form-files = Failid
form-choose = Vali
form-optional = (soovi korral)
form-send = Saada küsimus
form-sending = Saadame
form-confirmed-by-mail = Kinnituse saadame kohe e-postile. Sellele kirjale vastates saad ka midagi lisada.

form-files-bounds = Kuni { $n } faili, kokku { $size }.
form-files-here = või lohista siia
form-file-kept = { $size }, lisatud
form-file-remove = Eemalda { $name }
form-remove = Eemalda
form-file-loading = Laadime üles
form-file-failed = See fail ei jõudnud kohale. Proovi uuesti.
form-octets = { $n } baiti
form-kilobytes = { $n } kB
form-megabytes = { $n } MB

form-problems = { $n ->
    [one] Ühe vastuse juures on vaja veel midagi. Kõik muu on nii, nagu selle jätsid.
   *[other] { $n } vastuse juures on vaja veel midagi. Kõik muu on nii, nagu selle jätsid.
}
form-missing = Palun täida see.
form-too-long = See on liiga pikk.
form-not-an-address = Palun kirjuta e-posti aadress, näiteks nimi@example.org.
form-not-a-topic = Palun vali üks teemadest.
form-not-a-choice = Palun vali üks nendest.
form-not-a-number = Palun kirjuta arv.
form-not-a-date = Palun kirjuta kuupäev, näiteks 31.12.2026.
form-too-many-files = { $n ->
    [0] Sellele vormile faile lisada ei saa.
    [one] Kõige rohkem üks fail. Mis ei mahtunud, jäi välja.
   *[other] Kõige rohkem { $n } faili. Mis ei mahtunud, jäi välja.
}
form-files-too-large = Failid võivad kokku olla { $size }. Mis ei mahtunud, jäi välja.

form-again-old = See leht oli kaua lahti. Kõik on alles: palun saada veel kord.
form-again-foreign = Me ei saanud kindlaks teha, kas see tuli meie lehelt. Kõik on alles: palun saada veel kord.
form-later = Sinu võrgust tuleb praegu väga palju. Kõik on alles: palun oota minut ja saada veel kord.
form-failed = Meie pool läks midagi valesti. Kõik on alles: palun saada mõne hetke pärast veel kord.
form-cut = Saadeti rohkem, kui vastu võtta saame. Palun vaata siinne üle ja saada veel kord.

form-draft = Seda vormi alles seatakse üles. Saadetut loetakse, aga midagi me veel ei luba.
form-elsewhere = See vorm ei ole praegu kasutusel. Saadetu jääb alles: sellega tegeleb teine meeskond, kes vastab sulle e-postiga.
form-shut = See vorm ei ole praegu kasutusel. Palun vali mõni teine viis meiega ühendust võtta.
form-gone = See vorm on suletud. Meieni jõuad nii:
form-announced = Meiega ühenduse võtmise viisid muutuvad. Siit saadetule vastame nagu alati.
form-others-first = Nii võid saada vastuse kiiremini
form-next-time = Järgmiseks küsimuseks

form-sent-title = Aitäh, saime su küsimuse kätte
form-sent-number = Selle number on #{ $number }.
form-sent-mail = Kinnitus on teel su e-postile. Kui soovid midagi lisada, vasta sellele.
form-sent-elsewhere = Vorm ei ole praegu kasutusel, seepärast tegeleb su küsimusega teine meeskond, kes vastab sulle e-postiga.
form-sent-again = Küsi veel midagi

form-look = Vaata, kas vastus on juba kirjas
form-look-nothing = Selle kohta me artiklit ei leidnud
form-look-nothing-text = Saada küsimus ära: sulle vastab inimene.
form-suggested = Võib-olla on see sinu vastus
form-suggested-note = Küsimuse võid saata igal juhul. Vastaja näeb, milliseid artikleid sa juba lugesid.
form-solves = Kas see vastas su küsimusele?
form-solves-yes = Jah, aitäh
form-solves-no = Ei, kirjutan edasi
form-solved-title = Tore, et sellest oli abi
form-solved-text = Sa ei pea midagi saatma. Kui midagi on veel lahtine, kirjuta lihtsalt edasi.
