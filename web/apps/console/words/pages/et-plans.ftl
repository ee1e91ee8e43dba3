# Kanali plaanid: kuidas see samm-sammult avatakse, muudetakse või lõpetatakse.

plans = Plaanid
plans-of = Kanali { $name } plaanid
plans-what = Plaan avab, muudab või lõpetab kanali sammudena, mida jälgitakse ja mille saab tagasi võtta.
plans-none = Plaane veel ei ole.
plans-none-what = Samm ütleb, kes sisse lastakse, mis klientide jaoks muutub, kui kaua see kestab ja millised arvud peavad enne järgmist sammu head olema. Enne alustamist ei muutu midagi ja iga sammu saab tagasi võtta.
plan-suggested = Siin soovitame: { $template }.
plan-begin-so = Alusta sellest…
plan-new = Uus plaan
plan-create = Loo kavand
plan-unnamed = Nimeta plaan
plan-removed = Kavand kustutati.
plan-remove = Kustuta kavand
plan-where = Plaan: samm { $step } / { $steps }
plan-where-left = Plaan: samm { $step } / { $steps }, jäänud { $time }
plan-where-over = Plaan: samm { $step } / { $steps }, aeg on täis
plan-where-paused = Plaan: samm { $step } / { $steps }, peatatud
plan-at = Samm { $step } / { $steps }
plan-n-steps =
    { $n ->
        [one] { $n } samm
       *[other] { $n } sammu
    }
plan-days =
    { $n ->
        [one] { $n } päev
       *[other] { $n } päeva
    }
plan-hours =
    { $n ->
        [one] { $n } tund
       *[other] { $n } tundi
    }
plan-state-draft = Kavand
plan-state-running = Käib
plan-state-paused = Peatatud
plan-state-finished = Lõpetatud
plan-state-undone = Tagasi võetud
plan-state-abandoned = Loobutud

plan-kind = Milleks
plan-kind-launch = Avamine
plan-kind-launch-what = Valitud klientidest kõigini.
plan-kind-adjust = Muutmine
plan-kind-adjust-what = Kellele, millal või kui nähtavalt; etapp jääb samaks.
plan-kind-wind-down = Lõpetamine
plan-kind-wind-down-what = Nii, et keegi ei jää hätta.
plan-template = Aluseks
plan-template-none = Üks tühi samm
plan-template-suggested = soovitatud
plan-template-first = Kohe tööle
plan-template-hand-picked = Enne valitud kliendid
plan-template-light = Nädal mõne kliendiga
plan-template-ramp = Kasvav osa klientidest
plan-template-wind-down = Eemaldada lehelt, kirjutada, teatada, sulgeda
plan-template-light-wind-down = Lühike, väikesele meeskonnale
plan-template-full-wind-down = Kahe sulgemise prooviga
plan-name = Nimi
plan-reason = Miks
plan-reason-help = Seisab plaani alguses ja kanali päevikus.
plan-owner = Omanik
plan-owner-help = Kellele teatatakse, kes teeb, mida teised ei tee, ja kes otsustab.
plan-successor-help = Kuhu kliendid lähevad. Sellest saab kanali järglane.
plan-step-first = Esimene samm

plan-why-whose = Miks ja kelle oma
plan-close-plan = Kuidas see jälle suletaks
plan-close-plan-help = Öeldakse enne tööle panekut, kui keegi sellest veel ei sõltu.
plan-steps = Sammud
plan-step = Samm
plan-step-n = Samm { $n }
plan-step-name = Sammu nimi
plan-step-add = Lisa samm
plan-step-fold = Pane kokku: { $name }
plan-fold = Pane kokku
plan-no-steps = Samme veel ei ole.
plan-shortest = Kestab vähemalt
plan-goes-on = Edasi
plan-by-hand = Kui keegi nii ütleb
plan-by-itself = Ise, kui midagi ei takista
plan-stage = Kanal saab etappi
plan-stage-stays = Nagu on
plan-unit-of = Ühik: { $name }
plan-unit-days = Päeva
plan-unit-hours = Tundi
plan-unsaved = Veel salvestamata.
plan-saved-draft = Salvestatud. Enne alustamist ei muutu klientide jaoks midagi.
plan-conflict = Keegi teine salvestas vahepeal selle kavandi. Teie kirjutatu on veel siin.
plan-conflict-theirs = Võta nende oma, minu oma kaob
plan-lacks = Enne alustamist on vaja: { $what }.
plan-lack-name = nimi
plan-lack-reason = põhjus
plan-lack-owner = omanik
plan-lack-steps = samm
plan-lack-close-plan = kuidas see jälle suletaks
plan-lack-step-name = igale sammule nimi
plan-lack-audience = keegi igasse kutsutute nimekirja

plan-audience = Kes
plan-audience-everyone = Kõik
plan-audience-contacts = Kutsutud
plan-audience-matching = Kellel on midagi ühist
plan-audience-used = Kes kanalit hiljuti kasutas
plan-audience-share = Juhuslik osa
plan-everyone = Kõik
plan-invited =
    { $n ->
        [one] { $n } kutsutu
       *[other] { $n } kutsutut
    }
plan-used =
    { $n ->
        [one] Kes kasutas kanalit viimase päeva jooksul
       *[other] Kes kasutas kanalit viimase { $n } päeva jooksul
    }
plan-share = { $share } klientidest, juhuslikult, alati samad
plan-matching-any = Kellel on midagi ühist: veel midagi valimata
plan-matching = Kellele sobib { $what }
plan-matching-plans = pakett ({ $n })
plan-matching-life-cycles = elutsükkel ({ $n })
plan-matching-tags = silt ({ $n })
plan-matching-countries = riik ({ $n })
plan-matching-languages = keel ({ $n })
plan-matching-organizations = organisatsioon ({ $n })
plan-matching-topics = teema ({ $n })
plan-match-what = Igast nimekirjast, mis pole tühi, peab üks väärtus sobima. Sildid ja teemad on need, mis on inimese senistel vestlustel.
plan-match-plans = Paketid, mille eest nad maksavad
plan-match-plans-help = Komadega eraldi.
plan-match-countries = Riigid
plan-match-countries-help = Kaks tähte, näiteks EE, CN.
plan-match-languages = Keeled
plan-match-languages-help = Näiteks en, et, zh.
plan-match-tags = Sildid
plan-match-topics = Teemad
plan-match-organizations = Otsi organisatsiooni
plan-invite = Otsi kontakti, keda kutsuda
plan-found = Leitud
plan-found-none = Kedagi ei leitud.
plan-more-of = ja veel { $n }
plan-used-days = Viimaste päevade jooksul
plan-share-percent = Protsenti klientidest
plan-share-help = Ainult seal, kus inimene jälle ära tuntakse: sisse loginud või külastaja, kes on juba käinud.

plan-changes = Mis klientide jaoks muutub
plan-changes-none = Mitte midagi.
plan-effect-unlist = Nimekirjast väljas
plan-effect-unlist-what = Ühelgi lehel ei nimetata; kes teab, seda teenindatakse täielikult.
plan-effect-offer-alternatives = Pakub teisi teid
plan-effect-offer-alternatives-what = Iga vastuse lõpus on, kuidas teieni veel jõuda.
plan-effect-announce = Teatatud
plan-effect-announce-what = Lehed ja vastused ütlevad, mis muutub ja millal.
plan-effect-limited-to = Ainult neile, kellest samm räägib
plan-effect-limited-to-what = Kõigile teistele näidatakse teisi teid.
plan-effect-take-message = Võtab sõnumeid
plan-effect-take-message-what = Kohe keegi ei räägi; kirjutatu hoitakse alles ja sellele vastatakse.
plan-effect-outbound-only = Ainult väljuv
plan-effect-outbound-only-what = Teie meeskond saab alustada; saabuv läheb järglasele.
plan-effect-redirect = Ümber suunatud
plan-effect-redirect-what = Saabuvast saab teise kanali vestlus.
plan-effect-signpost = Viidaga
plan-effect-signpost-what = Saadetu hoitakse alles; vastus näitab avatud teid.
plan-redirect-to = Suunatakse kanalisse
plan-overlay-unlist = Kõikjalt nimekirjast väljas, teenindatakse täielikult.
plan-overlay-offer-alternatives = Lehed ja vidin näitavad kõigepealt teisi teid.
plan-overlay-announce = Muutusest on teatatud.
plan-overlay-limited-to = Ainult nemad lastakse sisse.
plan-overlay-take-message = Ainult sõnumid, kohe keegi ei räägi.
plan-overlay-outbound-only = Ainult väljuv.
plan-overlay-redirect = Suunatud kanalisse { $to }.
plan-overlay-signpost = Viidatud avatud teedele.
plan-n-overlays = ({ $n })
plan-keeps = Jääb pärast kehtima
plan-keeps-what = Need muutused kehtivad ka järgmistes sammudes ja pärast lõppu.
plan-clears = Lõpetab varasema
plan-clears-what = Mis varasemad sammud ja plaanid ustele jätsid, lõpeb selle sammuga.
plan-windows = Ainult nendel aegadel
plan-windows-what = Sulgemise prooviks. Kui ühtegi pole, siis kogu aeg.
plan-window-from = Pärast sammu algust
plan-window-lasts = Kestab
plan-window-add = Lisa aeg
plan-window-said = { $length }, { $from } pärast algust.

plan-gates = Väravad
plan-gates-what = Enne järgmist sammu peavad kõik olema läbitud. Ebaselge arv väravat ei ava.
plan-gates-key = Kriips on lävi, hall on läbiv pool.
plan-gate-add = Lisa värav
plan-gate-said = { $metric }: { $threshold }, { $basis }
plan-gate-sample = vähemalt { $n } põhjal, aken { $time }
plan-gate-full = kõik loetud, aken { $time }
plan-n-gates =
    { $n ->
        [one] { $n } värav
       *[other] { $n } väravat
    }
plan-n-guards =
    { $n ->
        [one] { $n } piire
       *[other] { $n } piiret
    }
plan-n-tasks =
    { $n ->
        [one] { $n } ülesanne
       *[other] { $n } ülesannet
    }
plan-n-outside =
    { $n ->
        [one] { $n } asi mujal
       *[other] { $n } asja mujal
    }
plan-n-work = ({ $n })
plan-metric = Arv
plan-metric-choose = Valige arv
plan-not-measured = veel ei mõõdeta
plan-not-measured-help = Sellist arvu veel ei ole: värav jääb ebaselgeks ja inimene otsustab kirjalikult.
plan-bound = Peab olema
plan-bound-at-least = Vähemalt
plan-bound-at-most = Kõige rohkem
plan-at-least = vähemalt { $value }
plan-at-most = kõige rohkem { $value }
plan-threshold-share = Protsenti
plan-threshold-change = Muutus protsentides
plan-threshold-amount = Väärtus
plan-smallest = Vähemalt nii mitme põhjal
plan-smallest-help = Vähem ei ütle midagi.
plan-of-time = Kui pika aja kohta
plan-in-full = Kõik loeti üle
plan-in-full-help = Otsustab ainult väärtus, ilma vahemikuta.
plan-counted-full = kõik loetud
plan-between = { $low } kuni { $high }
plan-guards = Piirded
plan-guards-what = Jälgitakse kogu aeg, kuni samm kestab.
plan-guards-read = loetud { $time }
plan-guard-add = Lisa piire
plan-guard-breaches = Ületatud nii mitmel kontrollil
plan-guard-of = viimasest
plan-guard-then = Siis
plan-guard-missing = Järjestikust kontrolli andmeteta
plan-guard-then-missing = Andmeteta
plan-answer-pause = Peata plaan
plan-answer-roll-back = Samm tagasi
plan-then-pause = plaan peatub
plan-then-roll-back = minnakse samm tagasi
plan-rail-does = Ületatud { $breaches } kontrollil { $of }-st: { $then }. { $missing } kontrolli andmeteta: { $blind }.
plan-rail-reads =
    { $past ->
        [0] { $value }, soovitud { $threshold }, n { $n }
        [one] { $value }, soovitud { $threshold }, n { $n }; ületatud { $past } kontrollil
       *[other] { $value }, soovitud { $threshold }, n { $n }; ületatud { $past } kontrollil
    }
plan-rail-blind = andmeid veel ei ole, soovitud { $threshold }
plan-verdict-pass = Läbitud
plan-verdict-fail = Ei läbi
plan-verdict-inconclusive = Ebaselge
plan-verdict-none = Veel lugemata
metric-answered-in-target = Õigel ajal vastatud
metric-backlog-days = Päevi, et avatule vastata
metric-abandoned = Loobus ootamast
metric-satisfaction-loss = Vähem rahul kui enne
metric-urgent-elsewhere-p90-change = Kiireloomulised ootavad mujal kauem
metric-contacts-per-customer-change = Pöördumisi kliendi kohta
metric-overtaking-change = Möödaminek järjekorras
metric-volume-of-before = Mis veel tuleb, varasemast
metric-unsolved-change = Tuli uuesti avada
metric-told-reached = Kelleni teade jõudis
metric-captive-left = Inimesi, kel teist teed ei ole
metric-captive-reached = Neist, kes muud ei kasuta, teade jõudis
metric-frequent-reached = Neist, kes kirjutavad enim, teade jõudis
metric-complaints-of-told = Rahulolematud alates sammu algusest
metric-wrote-again-elsewhere = Kirjutas mujal uuesti
metric-dead-ends-seen = Nähtud ummikud
metric-cost = Kulu
metric-csat = Rahul
metric-new-contacts-change = Uued vestlused
metric-open-backlog = Avatud vestlused
metric-promises-kept = Peetud lubadused
metric-dead-ends = Ummikud avatud ustel

plan-work = Ülesanded ja asjad mujal
plan-tasks = Inimeste ülesanded
plan-task-add = Lisa ülesanne
plan-task-what = Mida on vaja teha
plan-task-due = Tähtaeg pärast sammu algust
plan-who = Kes
plan-who-owner = Plaani omanik
plan-outside = Asjad mujal
plan-outside-what = Lehed, kataloogid, kirjed, allkirjad: mida tuleb muuta seal, kus see programm ei saa.
plan-outside-add = Lisa midagi mujal
plan-outside-item = Mida tuleb muuta
plan-probe = Programm näeb seda ise
plan-probe-none = Ei: keegi ütleb
plan-probe-kind-page-names = Leht nimetab seda
plan-probe-kind-page-names-not = Leht ei nimeta seda enam
plan-probe-kind-dns-has = DNS-kirje on olemas
plan-probe-kind-mail-is-taken = Kiri võetakse vastu
plan-probe-field-url = Lehe aadress
plan-probe-field-text = Sõnad
plan-probe-field-name = Kirje nimi
plan-probe-field-value = Selle väärtus
plan-probe-field-address = E-posti aadress
plan-probe-page-names = Vaatab, kas { $where } nimetab „{ $what }”.
plan-probe-page-names-not = Vaatab, kas { $where } nimetab veel „{ $what }”.
plan-probe-dns-has = Vaatab, kas { $where } sisaldab „{ $what }”.
plan-probe-mail-is-taken = Vaatab, kas kiri aadressile { $where } võetakse vastu.

plan-lasts-hand = Vähemalt { $time }, siis otsustab keegi.
plan-lasts-itself = Vähemalt { $time }, siis edasi ise.
plan-becomes = Kanali etapp: { $stage }.
plan-for = Kellele: { $audience }.
plan-has = Lisaks { $what }.

plan-decided = Otsustatud
plan-owned = omanik { $name }
plan-since = alates { $date }
plan-from = alates { $date }
plan-step-past = Läbi
plan-day = Praegu, { $n }. päev
plan-shortest-left = lühim aeg { $time }: jäänud { $left }
plan-shortest-passed = lühim aeg { $time }: täis
plan-free = Midagi ei takista
plan-held = Takistab: { $what }
plan-held-time = jäänud { $time }
plan-held-fails =
    { $n ->
        [one] { $n } värav ei läbi
       *[other] { $n } väravat ei läbi
    }
plan-held-unclear =
    { $n ->
        [one] { $n } värav on ebaselge
       *[other] { $n } väravat on ebaselged
    }
plan-held-tasks =
    { $n ->
        [one] { $n } ülesanne on tegemata
       *[other] { $n } ülesannet on tegemata
    }
plan-held-outside =
    { $n ->
        [one] { $n } asi mujal on kinnitamata
       *[other] { $n } asja mujal on kinnitamata
    }
plan-frozen = { $threshold }, { $basis }
plan-read-of = { $interval }, n { $n }
plan-read-none = veel lugemata
plan-extends = Ebaselge värav pikendab sammu ({ $time }) ega vii seda kunagi edasi: pikendusi kasutatud { $n } / { $most }, siis otsustab inimene kirjalikult.
plan-done-on = tehtud { $date }
plan-due-on = tähtaeg { $date }
plan-late = { $time } hiljaks jäänud
plan-by-probe = programm nägi
plan-not-confirmed = kinnitamata
plan-seen-yes = Nähtud nii, nagu peab
plan-seen-no = Pole veel nii, nagu peab
plan-seen-not-yet = Programm pole veel vaadanud.
plan-tasks-done = Ülesandeid tehtud: { $n } / { $of }.
plan-looks = Ummikute otsimine: { $of } sammust on vaadatud { $done }
plan-dead-ends =
    { $n ->
        [one] Keelatud: { $n } ummik
       *[other] Keelatud: { $n } ummikut
    }
plan-witness = Keegi jääks hätta:
plan-witness-show = Näita, kuidas
plan-witness-audit = Vaata, kuhu kõik jõuavad
plan-fact-where = Kus see on
plan-fact-end = Läbi kõige varem
plan-fact-ended = Lõppes
plan-paused-on = Peatatud { $date }.
plan-paused-rail = Peatatud { $date } piirde „{ $metric }” tõttu.
plan-paused-what = Mis kehtib, jääb kehtima; aeg ei loe.
plan-seen = Mida kliendid praegu näevad
plan-seen-any = Iga päev
plan-seen-via = Hoitakse kanali { $name } vestlusena.
plan-seen-told = Öeldakse: { $what }
plan-seen-none = Kanalil ei ole ühtegi ust.
plan-landing-queue = Vastatakse siin
plan-landing-continue = Jätkub
plan-landing-redirected = Vastatakse mujal
plan-landing-kept-without-successor = Alles, kuid teed ei öelda
plan-landing-signpost = Näidatakse teid
plan-landing-dead-end = Ummik
plan-text-acknowledgement = kinnitus
plan-text-channel-paused = peatatud
plan-text-channel-closed = suletud
plan-text-announcement = teadaanne
plan-text-signpost = avatud teed
plan-text-message-instead = selle asemel sõnum
plan-rehearsal = Proov
plan-rehearsal-what = Iga uks igal päeval sellele, kes tuleb esimest korda, kui iga samm kestab lühima aja ja iga värav avaneb.
plan-doors-days = Uksed päevade kaupa
plan-day-choose = Päev
plan-afterwards = Pärast
plan-for-good = jäädavalt
plan-no-events = Midagi ei ole veel juhtunud.
plan-more = Veel
plan-roll-back = Võta samm { $step } tagasi

plan-note = Märkus
plan-note-help = Jääb plaani päevikusse. Võib jääda tühjaks.
plan-why-help = Jääb plaani päevikusse ja auditilogisse.
plan-written = Teie otsus
plan-written-help = Värav on ka pärast viimast pikendust ebaselge. Öelge, miks siiski edasi minnakse.
plan-into = Samm: { $name }
plan-do-start = Alusta plaani
plan-do-start-go = Alusta
plan-do-start-what = Esimene samm algab kohe. Enne vaadatakse, kas keegi jääks hätta.
plan-did-start = Plaan käib.
plan-do-go-on = Edasi sammu { $step }
plan-do-go-on-go = Edasi
plan-do-go-on-what = Järgmine samm algab kohe. Selle saab tagasi võtta.
plan-did-go-on = Järgmine samm käib.
plan-do-extend = Pikenda seda sammu
plan-do-extend-go = Pikenda
plan-do-extend-what = Samm kestab seitse päeva kauem. Kõige rohkem kaks korda.
plan-did-extend = Pikendatud.
plan-do-pause = Peata plaan
plan-do-pause-go = Peata
plan-do-pause-what = Mis kehtib, jääb kehtima; aeg ei loe ja ükski samm ei alga, kuni plaan jätkub.
plan-did-pause = Plaan on peatatud.
plan-do-resume = Lase jätkata
plan-do-resume-go = Lase jätkata
plan-do-resume-what = Jätkub sealt, kus seisis; piirded unustavad, mida nägid.
plan-did-resume = Plaan jätkub.
plan-do-roll-back = Võta see samm tagasi
plan-do-roll-back-go = Mine samm tagasi
plan-do-roll-back-what = Eelmine samm algab uuesti. Mis on tehtud, jääb tehtuks.
plan-did-roll-back = Samm tagasi.
plan-do-undo = Võta kogu plaan tagasi
plan-do-undo-go = Võta plaan tagasi
plan-do-undo-what = Kanal on jälle nagu enne plaani. Midagi ei kustutata.
plan-did-undo = Tagasi võetud. Kanal on nagu enne.
plan-do-finish = Lõpeta plaan
plan-do-finish-go = Lõpeta
plan-do-finish-what = Mida sammud alles jätavad, jääb kehtima. Selle saab ikka tagasi võtta.
plan-did-finish = Plaan on lõpetatud.
plan-do-abandon = Loobu plaanist
plan-do-abandon-go = Loobu
plan-do-abandon-what = Kanal on jälle nagu enne plaani.
plan-did-abandon = Loobutud.
plan-do-change-gates = Muuda väravaid
plan-do-change-gates-go = Muuda väravaid
plan-do-change-gates-what = Läved külmutatakse, kui samm algab. Teiste väravatega algab käiv samm uuesti; ülesanded jäävad tehtuks.
plan-did-change-gates = Väravad on muudetud.
plan-do-do-task = Tehtud
plan-do-do-task-go = See on tehtud
plan-do-do-task-what = Jääb teie nimega päevikusse ja seda ei saa tagasi võtta.
plan-did-do-task = Tehtud.
plan-do-confirm = Kinnita
plan-do-confirm-go = Nii on
plan-do-confirm-what = Olete seda ise näinud. Jääb teie nimega päevikusse.
plan-did-confirm = Kinnitatud.

plan-event-revised = { $who } kirjutas plaani.
plan-event-started = { $who } alustas plaani.
plan-event-went-on = Algas samm { $n }: { $step }.
plan-event-rolled-back = { $who } läks tagasi sammu { $n }: { $step }.
plan-event-ready = Sammu ei takista enam midagi; omanikule öeldi.
plan-event-extended = { $who } pikendas sammu.
plan-event-asked = Omanikul paluti otsustada.
plan-event-decided = { $who } otsustas edasi minna, kuigi värav on ebaselge.
plan-event-gates-changed = { $who } muutis sammu { $n } väravaid: { $step }.
plan-event-task-done = { $who } tegi ära: { $what }.
plan-event-confirmed = { $who } kinnitas: { $what }.
plan-event-seen = Programm nägi: { $what }.
plan-event-paused = { $who } peatas plaani.
plan-event-paused-rail = Plaan peatus ise: { $metric }.
plan-event-resumed = { $who } lasi plaanil jätkata.
plan-event-undone = { $who } võttis plaani tagasi.
plan-event-undone-rail = Plaan võeti ise tagasi: { $metric }.
plan-event-finished = { $who } lõpetas plaani.
plan-event-abandoned = { $who } loobus plaanist.
