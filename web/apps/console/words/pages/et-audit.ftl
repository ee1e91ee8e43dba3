# Kuhu kõik jõuavad: ummikute kontroll.

lands = Kuhu kõik jõuavad
lands-what = Iga ukse, kliendirühma, nädala aja ja rikke kohta: kuhu inimene lõpuks jõuab? Otsustavad samad reeglid mis päris liikluses.
lands-run = Kontrolli kohe
lands-running = Kontrollin…
lands-ran = Kontroll on tehtud.
lands-empty = Ühtki ust veel pole.
lands-empty-what = Niipea kui kanalil on aadress, vorm või vestlus, näitab see leht, kuhu see viib.
lands-n-dead =
    { $n ->
        [0] Ummikuid pole
        [one] 1 ummik
       *[other] { $n } ummikut
    }
lands-n-mend = { $n } parandada
lands-n-unmeasured = { $n } mõõtmata
lands-looked =
    { $n ->
        [one] { $n } olukord { $took } jooksul, { $at }
       *[other] { $n } olukorda { $took } jooksul, { $at }
    }
lands-left-off = { $n } leidu ja teed on välja jäetud: halvimad on näha.
lands-stale = Kanalid, uksed, lahtiolekuajad või inimesed on vahepeal muutunud. Järgmine kontroll on teel; seda ei pea ootama.
lands-kind = Kliendirühm
lands-kinds-all =
    { $n ->
        [one] Ainus rühm
       *[other] Kõik { $n } rühma
    }
lands-slot = Nädala aeg
lands-slots-all = Terve nädal
lands-failure = Kui see veab alt
lands-failure-none = Miski: tavaline päev
lands-failure-no-agent = Ühtki töötajat pole kohal
lands-failure-mail-host-away = Meiliserver on maas
lands-failure-carrier-away = Telefonioperaator on maas
lands-failure-model-away = Keelemudel on maas
lands-map = Igast uksest lõpuni
lands-table = Kuhu iga uks viib, tabelina
lands-map-label =
    { $n ->
        [0] Kaart: { $doors } ust ja { $kinds } kliendirühma, ummikuid pole. Sama on allolevas tabelis.
        [one] Kaart: { $doors } ust ja { $kinds } kliendirühma, 1 ummik. Sama on allolevas tabelis.
       *[other] Kaart: { $doors } ust ja { $kinds } kliendirühma, { $n } ummikut. Sama on allolevas tabelis.
    }
lands-key-all = kõik { $n } rühma, arvu järgi
lands-key-witness = tunnistaja
lands-doors-head = Uksed
lands-says-head = Mis vastab
lands-on-head = Järjekord või edasine tee
lands-end-head = Kuhu jõutakse
lands-kinds-head = Kliendirühmi
lands-of = { $part } / { $all }
lands-of-kinds = { $n } rühma { $all }-st
lands-of-slots = { $n } aega { $all }-st
lands-doors =
    { $n ->
        [one] 1 uks
       *[other] { $n } ust
    }
lands-others = { $n } muud
lands-queue-of = { $name }: järjekord
lands-no-rows = Siis ei tule siit keegi.
lands-end-human = Inimene, kohe
lands-end-promise = Lubadus
lands-end-self-service = Iseteenindus, teega edasi
lands-end-dead-end-nothing = Ummik: miski ei vasta
lands-end-dead-end-circle = Ummik: ring
lands-end-dead-end-too-many-choices = Ummik: liiga palju valikuid
lands-end-dead-end-nothing-promised = Ummik: alles hoitud, midagi pole lubatud
lands-end-dead-end-away = Tee ise on maas
lands-text-none = Midagi ei öelda
lands-text-acknowledgement = Kinnitus
lands-text-channel-paused = Pausi tekst
lands-text-channel-closed = Sulgemise tekst
lands-text-announcement = Teadaanne
lands-text-signpost = Teeviit
lands-text-message-instead = Kedagi pole, jäta sõnum
lands-text-page = Leht ise
lands-landing-human = Inimene, kohe
lands-landing-promise = Alles hoitud, lubadusega
lands-landing-self-service = Leitakse sealt, teega edasi
lands-landing-dead-end = Ummik
lands-witness-what = Mida klient kogeb, samm-sammult.
lands-findings = Leiud
lands-no-findings = Kõik, keda siin vaadatakse, jõuavad hästi kohale.
lands-verdict-dead-end = Ummik
lands-verdict-mend = Parandada
lands-verdict-not-measured = Mõõtmata
lands-witness-show = Näita tunnistajat
lands-witness-hide = Peida tunnistaja
lands-to-channel = Kanali juurde
lands-cause-dead-end-nothing = Miski ei vasta ja muud teed ei näidata
lands-cause-dead-end-circle = Tekstid viivad ringiratast
lands-cause-dead-end-too-many-choices = Enne vastust on üle kolme valiku
lands-cause-dead-end-nothing-promised = Saadetu hoitakse alles, kuid keegi ei ütle, millal seda loetakse
lands-cause-dead-end-away = Tee ise on maas
lands-cause-successor-closes = Ka järglane suletakse
lands-cause-circling = Vastatakse, kuid tekstid viivad ringiratast
lands-cause-only-ways-they-cannot-use = Näidatakse ainult teid, mida nad kasutada ei saa
lands-cause-no-text-in = Tekst puudub keeles: { $what }
lands-cause-nobody-works-there = Vastavas meeskonnas ei tööta keegi
lands-cause-more-promised-than-can-be-done = Lubatud on rohkem, kui jõutakse teha
lands-cause-context-is-lost = Kes ta on ja milles asi, läheb teel kaduma
lands-cause-too-late-for = Kiireloomulise jaoks liiga hilja: { $what }
lands-cause-no-way = Tee, mis peab olema avatud, pole seda: { $what }
lands-cause-no-owner = Omanikku pole
lands-cause-ends = Lõpeb varsti: { $what }
lands-cause-named-in = Tekst nimetab ust, mis kaob: { $what }
lands-cause-shows-what-is-gone = Tekst näitab ust, mida enam pole
lands-cause-not-ours = Avaldatud, kuid pole selle laua uks: { $what }
lands-cause-probe-failed = Viimane proov sellest uksest ebaõnnestus
lands-cause-probe-is-old = Seda ust pole päeva jooksul proovitud
lands-cause-not-measured = Vajalik fakt on mõõtmata
lands-week = Nädala tunnid
lands-week-human = vastab inimene
lands-week-dead = ummik sellele, keda vaadatakse, { $n } tundi 168-st
lands-steps = Plaani sammud
lands-now = Praegu
lands-step = { $n }. samm
lands-n-new =
    { $n ->
        [0] Uusi ummikuid pole
        [one] 1 uus ummik
       *[other] { $n } uut ummikut
    }
lands-ahead = Plaani „{ $plan }” { $n }. samm
lands-ahead-what = Kuhu kõik jõuaksid, kui see samm kehtib täies ulatuses.
lands-ahead-looks = Seda sammu vaadatakse…
lands-back = Tagasi praegusesse
lands-to-look = Selle ukse proovide juurde
lands-to-plan = Ava plaan
lands-plan = Plaan
