# The queue: what rings, the live queue, its rules, skills, reports.

percent = { $n } %
offer-accept = Võtan
offer-decline = Keeldun
offer-mute = Helise hääletult
offer-left = Heliseb veel { $n } sekundit
offer-said = { $name } ootab sind: { $text }
offer-notice = Keegi ootab sind
offer-declined = Keeldutud. See läheb kellelegi teisele.
offer-taken-by = See on juba: { $agent }.
offer-earliest-due = Tähtaeg enne teisi, kell { $time }
offer-out-of-slack = Aega peaaegu ei ole, tähtaeg kell { $time }
offer-whom-sticky = sina tunned seda klienti
offer-whom-longest-idle = sina oled kõige kauem vaba
offer-whom-least-loaded = sinul on kõige vähem töös
offer-whom-asked = küsisid ise
own-work = Sinu töö
own-load = { $live }/{ $cap } vestlust · { $percent } %
own-load-short = { $live }/{ $cap } · { $percent } %
own-waiting = ootab { $n }
work-given-back = { $number } on jälle järjekorras.
at-online = Kohal
at-away = Eemal
at-offline = Ühenduseta
at-wrap-up = Lõpetab eelmist
at-wrap-up-left = Lõpetab eelmist, { $time }
at-until = { $what } kuni { $time }
work-kind-chat = Vestlus
work-kind-call = Kõne
work-kind-phone = Telefon
work-kind-email = E-kiri
work-kind-mail = E-kiri
work-kind-form = Vorm
away-unanswered = Helin jäi vastamata ja sa oled nüüd eemal: siin ei helise enne, kui oled tagasi.
away-for-unanswered = Eemal pärast vastamata pakkumisi
chats-none = Sul ei ole ühtegi vestlust.
chats-none-what = Kui mõni külastaja sind ootab, heliseb see iga lehe nurgas.
chats-none-away = Oled eemal: siin ei helise midagi.
chats-waits = Ootab { $time }
chat-typing-now = { $name } kirjutab…
chat-has-left = { $name } on vestlusest lahkunud; vastused lähevad kirjaga, kui aadress on teada.
queue-minutes-seconds = { $m } min { $s } s
queue-all = Kõik
queue-as-of = Otse, { $time } · { $zone }
queue-none = Keegi ei oota.
queue-none-what =
    { $n ->
        [0] Ükski agent ei ole kohal.
        [one] Üks agent on kohal ja vaba.
       *[other] { $n } agenti on kohal ja vabad.
    }
queue-none-filtered = Nende filtritega ei oota miski.
queue-show-all = Näita kõike
queue-not-loaded = Järjekorda ei saanud laadida.
queue-side = Häired ja agendid
queue-said = ootab { $n }, hilinenud { $late }
queue-waiting-now = Ootab praegu
queue-late-soon = { $late } hilinenud, { $soon } varsti käes
queue-ahead =
    { $late ->
        [0] kella { $time }-ks ei hiline midagi, kui midagi ei muutu
       *[other] kella { $time }-ks { $late } hilinenud, kui midagi ei muutu
    }
queue-longest = Pikim ooteaeg vestluses
queue-of-limit = lubatud { $time }
queue-no-live = Keegi ei ole liinil
queue-kept-today = Täna peetud lubadusi
queue-kept-of = { $n } lõppenust
queue-kept-few = { $n }: liiga vähe, et öelda
queue-kept-none = Täna ei ole ükski veel lõppenud
queue-overtaking = Möödumisi, 28 päeva
queue-overtaking-harm = 100 agenditunni kohta; { $harmful } min pani kellegi hilinema
queue-overtaking-none = Veel mõõtmata
queue-line = Üks järjekord, järgmine ees
queue-waited = Oodanud, piirist
queue-waited-of = Oodanud { $waited }, piir { $limit }
queue-due = Tähtaeg
queue-who = Kes saab ja miks
queue-in = { $time } pärast
queue-late = { $time } hiljaks jäänud
queue-day = { DATETIME($day, weekday: "short") } { $time }
queue-rings-at = Heliseb: { $agent }
queue-held-by = Töös: { $agent }
queue-nobody-can = Kohalolijatest ei saa keegi
queue-two-can = { $a } või { $b }
queue-any-of = Keegi { $n } agendist
queue-goes-first = läheb ette: { $urgency }, jäänud { $time }
queue-overflown = aitab teine tiim
queue-lowered = soove alandatud { $n } võrra
queue-assign-to = Määra: { $name }
queue-more = veel { $n }
queue-more-than = Üle { $n }
queue-due-from = tähtajad { $from } kuni { $to }
queue-show-n = Näita kõiki { $n }
queue-alarms = Häired
queue-alarms-n = avatud { $n }
queue-alarms-none = Pole
queue-alarm = Hoiatus
queue-alarm-grave = Pakiline häire
queue-all-channels = Kõik kanalid
queue-look = Näita
alarm-nobody-can = { $who }: ükski kohalolija ei saa seda enne piiri võtta. Pakutakse võimalust jätta sõnum.
alarm-late =
    { $channel }: { $n } hilinenud{ $timed ->
        [yes] {" "}alates { $since }
       *[no] {""}
    }. { $who }
alarm-spike = { $channel }: tuli { $n }, sel ajal on tavaline { $expected }.
alarm-nobody-here = { $channel }: ootab { $n }, aga kedagi ei ole kohal.
help-call = Kutsu appi
help-call-for = Kutsu appi meeskonnale { $team }
help-what = Nii kaua aitavad seda meeskonda kohe need meeskonnad, kelle reeglid nimetavad, mitte alles siis, kui miski on kaua oodanud.
help-team = Keda aidatakse
help-for = Kui kaua
help-who =
    { $n ->
        [one] Kohe aitab { $to }.
       *[other] Kohe aitavad { $to }.
    }
help-nobody = Reeglid ei nimeta ühtegi meeskonda, kes seda aitaks.
help-list = Appi kutsutud
help-on =
    { $n ->
        [one] { $to } aitab meeskonda { $team } kuni { $time }
       *[other] { $to } aitavad meeskonda { $team } kuni { $time }
    }
help-end = Lõpeta
help-end-of = Lõpeta abi meeskonnale { $team }
queue-on-duty = tööl { $n }/{ $all }, koormus { $percent } %
queue-ringing = heliseb, { $time }
queue-holds = töös { $n }
queue-nobody-here = Agente veel ei ole.
overtaking-title = Kes kellest möödus
overtaking-unit-short = min 100 agenditunni kohta, 28 päeva
overtaking-head = Teenindati ↓ enne
overtaking-none = Kellestki ei möödutud.
overtaking-cell = { $served } enne { $over }: { $n } min, neist { $harmful } pani kellegi hilinema
overtaking-said = Vähem pakilist tehti, kui pakilisem ootas: { $n } min 100 agenditunni kohta, neist { $harmful } pani kellegi hilinema.
overtaking-what = Minutid tööd millegi vähem pakilisega, samal ajal kui ootas pakilisem, mida sama agent oleks saanud teha; 100 agenditunni kohta. Read teenindati, veerud ootasid.
reports-waits = Ooteajad
reports-promises = Lubadused
waits-median = Pooled ootasid kuni
waits-p90 = Üheksa kümnest kuni
waits-n = Ootamisi
waits-hour = Tund
waits-of = { $n } hulgast
waits-few = { $n }: liiga vähe, et öelda
waits-channels = Kanalite kaupa
waits-what = Ootamise algusest kuni agendi vastuse või ülevõtmiseni; lahkunuid siin ei ole.
waits-hours = Tundide kaupa
waits-hours-what = Tund, millal ootamine algas, ajavöönd { $zone }.
waits-no-hours = Tundide kaupa on andmeid liiga vähe.
waits-teams = Tiimide kaupa
waits-teams-what = Tiim, kelle käes see ootamise lõpus oli; pikimad ees.
waits-empty = Sel ajavahemikul ei oodanud keegi.
waits-empty-what = Vali pikem ajavahemik või muu kanal või tiim.
alternatives = Teine tee ootamise asemel
alternatives-what = Vestlustele, mille ootamine oleks muu töö hiljaks jätnud, pakuti sõnumi jätmist: selles ajavahemikus { $n }. Mida külastajad valisid.
alternatives-none = Kellelegi ei pakutud teist teed.
alternatives-message = Jätsid sõnumi
alternatives-wait = Ootasid edasi
alternatives-unanswered = Ei valinud midagi
alternatives-share = { $n } ({ $percent } %)
promises-said = { $n } lubadusest peeti { $percent }.
promises-said-few = Lõppes { $n } lubadust: liiga vähe, et rohkem öelda.
promises-open = Ükski selle aja lubadus ei ole veel lõppenud.
promises-empty = Sel ajavahemikul ei antud lubadusi.
promises-empty-what = Klientidele öeldakse vestlusaknas, vormidel ja kinnitustes, millal vastust oodata. Siin on näha, kuidas see pidas.
promises-coverage = Kui aus on „peaaegu alati”
promises-coverage-what = Osa klientidest, kellele vastati „peaaegu alati” jooksul, 95 % usaldusvahemikuga. Üheksa kümnest on aus; rohkem on liiga ettevaatlik, vähem liiga julge.
promises-days = Päevade kaupa
promises-days-what = Öeldu piires vastatute osa lubaduse andmise päeva järgi.
promises-one-day = Üks päev ei ole joon: arvud on tabelis.
promises-aim = Üheksa kümnest
promises-within = „Peaaegu alati” piires
promises-table = Kanali ja pakilisuse järgi
promises-table-what = Peetud: vastatud hiljemaks kahest ajast. Laius: kui kaugel on „tavaliselt” ja „peaaegu alati”; mida väiksem, seda rohkem see ütleb.
promises-of = Lubadused
promises-n = Lõppenud
promises-kept = Peetud
promises-between = 95 % vahemik
promises-width = Laius
promises-verdict = Otsus
promises-few = Liiga vähe, et öelda
promises-honest = Aus
promises-bold = Liiga julge
promises-careful = Liiga ettevaatlik
queue-rules-what = Kuidas järjekord ootavat jagab. Sihtajad on eraldi lehel. Muudatus kehtib kohe, kõigele ootavale.
rules-group-order = Mis läheb ette
rules-group-live = Kuidas heliseb
rules-group-fit = Kellele läheb
rules-group-watch = Millal anda häiret
rules-unit-seconds = s
rules-unit-minutes = min
rules-unit-percent = %
rules-unit-count = korda
rules-unread = Palun arv.
rules-guard = Pakilisem läheb ette, kui jäänud on vähem kui
rules-guard-what = Kui pakilisemal on aega vähem, läheb see ette kõigest vähem pakilisest, igas kanalis.
rules-keep = Kadunu kirjad jäävad talle
rules-keep-what = Siis lähevad need järjekorda tagasi. Vestlused lähevad kohe.
rules-offer = Heliseb
rules-offer-what = Siis heliseb kellelgi teisel.
rules-again = Keeldujat säästetakse
rules-again-what = Sama kontakt seal enne uuesti ei helise.
rules-missed-max = Eemal pärast vastamata pakkumisi
rules-missed-max-what = Kes nii mitu korda järjest ei vasta, loetakse eemal olevaks.
rules-grace = Aega ise võtta enne helinat
rules-grace-what = Kes on just lõpetanud, võib enne võtta kiireima; siis heliseb.
rules-wrap-up = Lõpetamiseks pärast vestlust
rules-wrap-up-what = Vahepeal ei helise, kui agent ei ütle „valmis”.
rules-sticky-percent = Hoitakse kliendi tundjale
rules-sticky-percent-what = Osa piirist või sihist, ja ainult kuni see agent on kohal. Kuni 50.
rules-overflow-percent = Teised tiimid aitavad pärast
rules-overflow-percent-what = Osa piirist või sihist, kus see on allpool seatud.
rules-overflow = Kes keda aitab
rules-overflow-what = Vasakpoolse tiimi ootavad lähevad ka märgitud tiimidele.
rules-hand-over = Kes võtab päeva lõpus üle
rules-hand-over-what = Vasakpoolse tiimi võetud ja vastamata töö läheb tööaja lõpus märkusega edasi esimesele avatud märgitud tiimile.
rules-nth = { $n }.
rules-admission = Paku teist võimalust, kui ootamine paneks pakilisema hilinema
rules-admission-what = Sõnum, tagasihelistamine või aeg liinil ootamise asemel. Kuni keegi on vaba, ei saadeta kedagi ära.
rules-admission-percent = Kui palju rohkem tööd arvestada
rules-admission-percent-what = Ees olevat tööd loetakse nii palju rohkemaks; mida rohkem, seda varem pakutakse teist võimalust.
rules-spike-percent = Häire, kui tavalisest tuleb nii palju
rules-spike-percent-what = Võrreldes sama ajaga neljal eelmisel nädalal. 200: kaks korda rohkem.
rules-saved = Reeglid kehtivad nüüdsest.
rules-behind = Keegi teine on vahepeal reegleid muutnud. Sinu muudatusi ei salvestatud.
rules-load = Näita nende omi
rules-drop = Loobu muudatustest
preview-title = Mida see oleks teinud eelmisel nädalal
preview-what = Laseb eelmise nädala saabunud kaks korda läbi järjekorra: nii nagu on ja nii nagu väljadel. Midagi ei muudeta.
preview-go = Proovi eelmisel nädalal
preview-running = Arvutab…
preview-nothing = Eelmisel nädalal ei tulnud midagi: pole millel proovida.
preview-of = { $n } saabunut, { $from } kuni { $to }.
preview-calibrated = Kes kohal oli, on teada nende konsoolidest.
preview-not-calibrated = Kes kohal oli, ei ole teada: kõik loetakse kogu aeg kohal olnuks. Vaata erinevust, mitte arve.
preview-basis =
  { $channel }: { $turn } korra kohta ({ $how ->
    *[false] oletatud
    [true] mõõdetud
  }).
preview-basis-live =
  { $channel }: { $turn } korra kohta ({ $how ->
    *[false] oletatud
    [true] mõõdetud
  }), külastajad lahkuvad keskmiselt { $leave } pärast ({ $known ->
    *[false] oletatud
    [true] mõõdetud
  }).
preview-stale = Väljad on vahepeal muutunud: proovi uuesti.
preview-table = Praegu ja soovitud
preview-figure = Näitaja
preview-now = Praegu
preview-wanted = Soovitud
preview-change = Muutus
preview-urgent = Pakilistele õigel ajal vastatud
preview-late = Hilinenud
preview-left = Lahkunud vestlejaid
preview-minute = Minutiga vastatud vestlusi
preview-moved = Teist võimalust pakutud
preview-median = Pooled ootasid kuni
preview-p90 = Üheksa kümnest ootasid kuni
preview-on-time = Õigel ajal: { $urgency }
preview-better = Parem
preview-worse = Halvem
preview-same = Sama
preview-unknown = Pole teada
skills-what = Mida vestlus võtjalt nõuda võib, peale keele ja teema. Keeli ja teemasid siia ei lisata.
skills-none = Oskusi veel ei ole. Lisa, kui mõnda tööd saavad teha ainult mõned.
skills-agents = Kellel mis oskus on, määratakse agendi juures:
skill-new = Uus oskus
skill-name-help = Nii nagu räägitakse: „Tagasimaksed üle 500 €”.
work = Töö
work-of = { $name }: töö
work-capacity = Maht
work-capacity-what = 60 on üks terve agent: kõne kaalub 60, vestlus, kiri või vorm 20.
work-cap = Vestlusi korraga kuni
work-cap-what = Rohkem korraga ei ole rohkem tunnis: vaata allpool.
work-skills-what = Tase 1 kuni 5. Vestlus, mis nõuab taset, läheb sellele, kellel see on; soove alandatakse ootamise ajal samm-sammult.
work-skills-none = Oskusi pole märgitud: sobib kõigele, mis neid ei nõua.
skill = Oskus
skill-kind = Liik
skill-kind-language = Keel
skill-kind-topic = Teema
skill-kind-named = Oskus
skill-level = Tase
skill-level-n = Tase { $level }
skill-topics = Vajalik teemadel
skill-topics-what = Nende teemade vestlused nõuavad seda oskust.
skill-level-what = Nii palju seda nõutakse.
skill-firmness = Kui rangelt
skill-wish = Soov
skill-wish-what = Alandatakse ootamise ajal samm-sammult ja loobutakse, kui piir on läbi.
skill-must = Kohustuslik
skill-must-what = Ei alandata kunagi: oodatakse, kuni keegi oskajatest on kohal.
skill-add = Lisa oskus
skill-double = Üks neist on kaks korda.
cap-harmful = Kui korraga on { $cap }, aidatakse vähem: tunnis lõpetati { $rate } vestlust, aga { $better }, kui korraga oli { $best }.
cap-unknown = Kui korraga on { $cap }, ei ole veel teada: kõige rohkem lõpetati, kui korraga oli { $best }: { $better } tunnis. Proovi enne nädal aega.
levels-title = Tunnis lõpetatud vestlusi, korraga peetute järgi
levels-what = Selle agendi mõõdetud, 95 % usaldusvahemikuga. Alla 30 lõpetatud vestluse ei ütle midagi ja on seest tühi.
levels-none = Veel mõõtmata: siia ilmub, mitu vestlust see agent lõpetab, kui korraga on üks, kaks või kolm.
levels-axis = Vestlusi korraga →
levels-cap = Piir: { $cap }
levels-said = { $level } korraga: { $rate } tunnis ({ $low } kuni { $high }), { $n } vestlusest
levels-few = Liiga vähe, et öelda
levels-harm = Kahjulik: vähem korraga annab rohkem
levels-fine = Tasub
levels-at-once = Korraga
levels-rate = Tunnis lõpetatud
levels-between = 95 % vahemik
levels-n = Vestlusi
levels-verdict = Otsus
trial-go = Proovi nädal aega: { $cap }
trial-what = Piir on seitse päeva { $cap }, seda mõõdetakse ja see langeb ise tagasi.
trial-on = Katse, kus korraga on { $cap }, kestab kuni { $until }.
trial-begun = { $name }: nädal aega korraga { $cap }.
