# Kanali elu: etapid, mis on olemas ja mis puudu, ning päevik.

life = Kanali elu
life-line = Kus see on
life-paused = Peatatud
life-paused-what = Mis saabub, hoitakse alles; kedagi uut sisse ei lasta, kuni kanal jätkab.
life-owner = Omanik
life-owner-help = Kes selle kanali eest vastutab.
life-owner-none = Mitte keegi
life-purpose = Milleks see on
life-purpose-help = Üks lause, näiteks: kiireloomulised rikked, mis kirja oodata ei saa.
life-purpose-none = Veel ütlemata
life-successor-help = Kuhu kliendid pöörduvad, kui see kanal suletakse. Ainult töös olevad kanalid.
life-successor-none = Puudub
life-more = Kogu päevik
life-edit = Omanik, otstarve, järglane
life-no-history = Midagi ei ole veel juhtunud.
reason-why = Põhjus
reason-why-help = Jääb kanali päevikusse ja auditilogisse.
reason-why-needed = Siin vajalik. Jääb kanali päevikusse ja auditilogisse.
stage-here = Praegu on see siin.

ready-all = Kõik, mida tööle panekuks vaja, on olemas.
ready-not = Enne tööle panekut on puudu:
ready-anyway = Võite selle siiski tööle panna, kui ütlete, miks. Päevik hoiab alles, mis oli puudu.
ready-set = Määra
ready-advised = Samuti hea, kui on
ready-owner = Omanik
ready-purpose = Lause selle kohta, milleks see on
ready-team = Meeskond, kes vastab
ready-staff = Töötajad selles meeskonnas
ready-hours = Lahtiolekuajad
ready-target = Eesmärk esimese vastuse jaoks
ready-door = Uks, mille kaudu kliendid tulevad
ready-successor = Järglane päevaks, mil see suletakse
lacked-owner = omanikuta
lacked-purpose = otstarbeta
lacked-team = meeskonnata
lacked-staff = töötajateta
lacked-hours = lahtiolekuaegadeta
lacked-target = eesmärgita
lacked-door = ukseta
lacked-successor = järglaseta

diary = Päevik
diary-of = Kanali { $name } päevik
diary-what = Mis selle kanaliga on juhtunud, kes ja miks seda tegi, ning mida sel hetkel mõõdeti.
diary-empty = Päevik on tühi.
diary-empty-what = Siin seisab iga etapi muutus, iga peatamine ja see, kes on kanali omanik – koos põhjuse ja selle päeva arvudega.
diary-created = { $who } lõi selle kanali.
diary-stage-draft = { $who } tegi sellest jälle kavandi.
diary-stage-pilot = { $who } avas selle valitud klientidele.
diary-stage-live = { $who } pani selle tööle.
diary-stage-winding-down = { $who } hakkas seda lõpetama.
diary-stage-closed = { $who } sulges selle.
diary-paused = { $who } peatas selle.
diary-continued = { $who } lasi sel jätkata.
diary-owner = { $who } määras omanikuks: { $to }.
diary-owner-none = { $who } jättis selle omanikuta. Enne oli: { $from }.
diary-successor = { $who } määras järglaseks: { $to }.
diary-successor-none = { $who } võttis järglase tagasi: { $from }.
diary-door-added = { $who } lisas ukse { $to }.
diary-door-removed = { $who } eemaldas ukse { $from }.
diary-reply-form = { $who } muutis, kuidas vastused aadressile { $about } tagasi tulevad.
diary-settings = { $who } muutis selle seadeid.
diary-other = { $who } muutis: { $what }.
diary-undid = { $who } võttis tagasi muutuse ajast { $when }.
diary-undid-earlier = { $who } võttis tagasi varasema muutuse.
diary-became-paused = See on jälle peatatud.
diary-became-open = See jätkab jälle.
diary-became-owner = Omanik on jälle { $to }.
diary-became-owner-none = Sellel pole jälle omanikku.
diary-became-successor = Järglane on jälle { $to }.
diary-became-successor-none = Sellel pole jälle järglast.
diary-quoted = „{ $reason }”
diary-gone = keegi või miski, mida enam ei ole
diary-lacked = Oli { $what }.
diary-measured = Siis mõõdetud
diary-undone = Tagasi võetud
diary-undone-show = Näita, mis selle tagasi võttis
diary-undoes-show = Näita, mida see tagasi võttis
diary-undo = Võta tagasi…
diary-undo-named = Võta tagasi: { $what }
diary-undo-title = Võta see muutus tagasi
diary-undo-what = Nüüd tehakse vastupidine ja see jääb päevikusse omaette kandena. Midagi ei kustutata.
diary-undo-go = Võta muutus tagasi
diary-undo-done = Tagasi võetud. See on päevikus.
diary-end = Siit päevik algab.
figure-new =
    { $n ->
        [one] uus vestlus { $days } päeva jooksul
       *[other] uut vestlust { $days } päeva jooksul
    }
figure-up = { $n } rohkem kui enne
figure-down = { $n } vähem kui enne
figure-same = sama palju kui enne
figure-of = { $part } / { $all }
figure-kept = lubadust peetud
figure-few = liiga vähe, et öelda
figure-contacts =
    { $n ->
        [one] klient kirjutas
       *[other] klienti kirjutas
    }
figure-only-here = neist aasta jooksul mujale ei kirjutanud
figure-open = avatud
figure-waiting = ootab klienti
