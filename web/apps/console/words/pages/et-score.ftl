# Kanali tulemuskaart ja arvesti, kuhu inimesed pärast sulgemist läksid.

score-of = { $name }: tulemuskaart
score-what = Viis küsimust, igaühe juures mõõdetu. Mida ei teata, seda öeldakse, ja ebakindlat ei nimetata halvaks.
score-open-it = Tulemuskaart
score-days = Ajavahemik
score-days-n = Viimased { $n } päeva
score-days-after = { $n } päeva pärast
score-span = { $from } kuni { $to }, võrreldes eelnenud { $n } päevaga. Usaldusvahemikud on 95 %.
score-recommendation = Soovitus:
score-what-invest = Panusta
score-what-keep = Jäta nii
score-what-adjust = Kohanda
score-what-wind-down = Lõpeta järk-järgult
score-what-close = Sulge
score-what-not-enough-data = Andmeid on vähe
score-to-plan = Vaata selle plaani
score-test-keep-up = Kas jõuame järele?
score-test-afford = Kas see on jõukohane?
score-test-used = Kas seda kasutatakse?
score-test-harm = Kas see kahjustab ülejäänut?
score-test-satisfied = Kas inimesed on rahul?
score-verdict-good = Hea
score-verdict-watch = Hoia silma peal
score-verdict-bad = Halb
score-verdict-unknown = Teadmata
score-n = n { $n }
score-between = { $low } kuni { $high }
score-before = enne: { $value }
score-at-least = vähemalt { $value }
score-at-most = kuni { $value }
score-passes-yes = täidetud
score-passes-no = täitmata
score-passes-open = ebakindel
score-passes-few = liiga vähe, et öelda
score-figure-open = Avatud
score-figure-burn-down = Aeg, mil kuhjunu on tehtud
score-figure-resolved = Lahendatud
score-figure-first-response-p50 = Esimene vastus, pooltel kuni
score-figure-first-response-p90 = Esimene vastus, üheksal kümnest kuni
score-figure-promises-kept = Peetud lubadused
score-figure-cost-per-resolution = Ühe lahenduse hind
score-figure-new = Uusi vestlusi
score-figure-new-per-day = Uusi päevas
score-figure-share-of-all = Osa kõigist uutest vestlustest
score-figure-users = Kirjutanud kliente
score-figure-only-door-users = Neist aasta jooksul mitte mujal
score-figure-only-door-share = Muu teeta klientide osa
score-figure-outside-purpose = Väljaspool otstarvet
score-figure-overtaking = Aeg kiireloomulisema töö arvelt
score-figure-overtaking-share = Osa töötajate kogu ajast
score-figure-repeated = Küsis 7 päeva jooksul uuesti
score-figure-csat = Rahul
score-figure-ces = Lihtsus
score-missing-not-measured = Mõõtmata
score-missing-never = Selle tempoga mitte kunagi
score-missing-too-few = Liiga vähe, et öelda
score-missing-no-purpose-topics = Otstarbe teemasid pole määratud
score-missing-nobody = Veel mitte keegi
score-missing-no-agent-time = Töötajate aega on mõõdetud liiga vähe
score-why-draft = Kliendid seda kanalit veel ei kohta.
score-why-closed = See kanal on suletud. Mis selle klientidest sai, on ülal.
score-why-known-is-bad = Kõike ei teata, kuid midagi on halvasti.
score-why-only-way-in = Ükski teine kanal kliente vastu ei võta: ava üks, enne kui selle ära võtad.
score-why-nothing-left = See on lõpetamisel, peaaegu keegi ei kasuta seda ja midagi pole avatud.
score-why-used-but-late = Inimesed kasutavad seda: anna juurde käsi või seni lühemad ajad.
score-why-other-ways-first = Enne kanali äravõtmist proovitakse muud: ajad, kellele, teemad, nähtavus.
score-why-pilot-works = Katse jõuab järele ja seda kasutatakse.
score-why-nothing-bad = Ükski vastus pole halb.
score-why-keep-up-bad = Nädalast nädalasse tuleb rohkem, kui lahendatakse, või lubadusi ei peeta.
score-why-keep-up-watch = Kuhjunu on viimasel ajal kasvanud või peetakse lubadusi napilt.
score-why-keep-up-unknown = See on liiga uus, et öelda, kas jõutakse järele.
score-why-afford-unknown = Kulusid ei mõõdeta.
score-why-used-bad = Siit tuleb vähe kliente ja peaaegu kõik teavad muud teed.
score-why-used-watch = Siit tuleb vähe kliente, kuid see pole kindel või osa neist muud teed ei tea.
score-why-used-unknown = Kirjutanud on liiga vähe kliente.
score-why-harm-bad = Selle töö läheb kiireloomulisemast ette või küsib kirjutanu päevade jooksul uuesti.
score-why-harm-watch = Paljud kirjutanutest peavad võib-olla päevade jooksul uuesti küsima.
score-why-harm-unknown = Töötajate aega ja lahendatud vestlusi on mõõdetud liiga vähe, et öelda, kas see kahjustab ülejäänut.
score-why-satisfied-bad = Kliendid on vähem rahul kui mujal või enne.
score-why-satisfied-watch = Kliendid on võib-olla vähem rahul kui mujal või enne.
score-why-satisfied-unknown = Liiga vähe kliente on öelnud, kui rahul nad on.
score-trend = Nädalate kaupa
score-trend-what = Uued vestlused, kui palju lahendati ja kui palju oli iga nädala lõpus avatud.
score-no-trend = Alla kahe täisnädala: joonistada pole veel midagi.
score-week = Nädal alates
score-new = Uued
score-resolved = Lahendatud
score-open = Avatud

# Arvesti
score-meter = Mis selle klientidest sai
score-meter-closing = Lõpetamine algas { $date }.
score-meter-closed = Suletud. Loendatud alates { $date }, kui sulgemine algas.
score-meter-no-plan = Ükski plaan ei öelnud, mida oodata.
score-meter-nobody = Enne ei kasutanud seda keegi.
score-not-complete = pole veel täielik, kuni { $date }
score-part-moved = Jätkas teise kanali kaudu
score-part-both = Mõlemat
score-part-back = Taas vana ukse kaudu
score-part-vanished = Pole enam kuulda olnud
score-all-moved = Jätkas teise kanali kaudu
score-all-back = Taas vana ukse kaudu
score-all-vanished = Pole enam kuulda olnud
score-meter-honest = Kellest pole kuulda olnud, pole veel kadunud: mitte igaüks, kes enne kirjutas, poleks uuesti kirjutanud.
score-people = { $n } inimest { $all }-st
score-expected-more = Rohkem kui oodati ({ $share })
score-expected-fewer = Vähem kui oodati ({ $share })
score-expected-as = Nagu oodati ({ $share })
score-expected-mark = Oodati: enne seda jätkas, pärast seda pole kuulda
score-finding-moved = { $days } päeva pärast oli neist, kellest oli kuulda, { $value } edasi läinud (95%: { $low } kuni { $high }, n = { $n }); plaan ootas { $expected }.
score-finding-vanished = { $days } päeva pärast polnud { $value } enam kuulda olnud (95%: { $low } kuni { $high }, n = { $n }); plaan ootas { $expected }.
score-finding-ask = Küsige, kas kanal tuleks taas avada.
score-finding-plan = Kavanda taasavamine
score-moved-to = Jätkas: { $what }
score-meter-repeated =
    { $n ->
        [one] 1 kirjutas 7 päeva jooksul kaht teed pidi
       *[other] { $n } kirjutas 7 päeva jooksul kaht teed pidi
    }
score-meter-complaints =
    { $n ->
        [0] keegi ei öelnud, et pole rahul
        [one] 1 ütles, et pole rahul
       *[other] { $n } ütles, et pole rahul
    }
score-meter-csat = rahul enne { $before }, pärast { $after }
