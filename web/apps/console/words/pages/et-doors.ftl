# Programm vaatab oma uksi, ja suletud aadressi viimane sõna.
probe-daily = Iga päev tuleb programm igast uksest läbi nagu klient.
probe-works = Toimib
probe-fails = Ei toiminud
probe-last = Viimati vaadatud
probe-by = küsis { $name }
probe-by-clock = kella järgi
probe-now = Vaata nüüd
probe-now-named = Vaata nüüd: { $name }
probe-going = Vaatab
probe-going-mail = Kiri on teel sellele aadressile; kohalejõudmine võib võtta mõne minuti.
probe-going-form = Vorm avatakse ja sellega saadetakse midagi.
probe-going-widget = Vidin laaditakse nii, nagu seda teeb poe leht.
probe-going-contact = Kontaktleht avatakse.
probe-late = Pole veel läbi
probe-late-what = See võtab tavalisest kauem. Tulemus ilmub siia.
probe-none = Pole veel vaadatud
probe-what-mail = Vaatamiseks saadab programm sellele aadressile kirja nagu klient. See peab kohale jõudma; vestlust sellest ei saa, nii et keegi ei pea vastama.
probe-what-form = Vaatamiseks avab programm selle vormi ja saadab sellega midagi nagu klient. Vestlust sellest ei saa, nii et keegi ei pea vastama.
probe-what-widget = Vaatamiseks laadib ja avab programm vidina nagu kliendi leht. Vestlust ei alga, nii et keegi ei pea vastama.
probe-what-contact = Vaatamiseks avab programm kontaktlehe nagu klient ja vaatab, kas seal on kõik avatud teed.
probe-earlier =
    { $n ->
        [one] Üks varasem vaatamine
       *[other] { $n } varasemat vaatamist
    }
probe-contact-page = Kontaktleht: { $name }

last-word = Viimane sõna
last-word-what = Kaksteist kuud pärast sulgemist võib aadress võõrad tagasi lükata: kirja lõpus, vastusega 550, mis nimetab edasised teed. Keda te tunnete ja kes vastab teie kirjale, seda ei lükata kunagi tagasi.
last-word-in-force = Kehtib
last-word-waits = Sees, ootel
last-word-off = Väljas
last-word-switch = Lükka võõrad viimaks tagasi
last-word-switch-help = Seni, ja ilma selleta, hoitakse kõik saabunu alles ja vastatakse mujal.
last-word-not-yet = Saab sisse lülitada, kui kanal on suletud.
last-word-set = Sisse lülitas { $name }
last-word-said = Mida nende kirjaserverile öeldakse
last-word-held = See hoiab tagasi
last-word-held-not-closed = Kanal pole suletud.
last-word-held-too-early = Kaksteist kuud sulgemisest saab täis alles { $date }.
last-word-held-open-conversations = Selle kanali kaudu tulnud vestlusi on veel avatud.
last-word-held-no-other-door = Kliendid, kes kirjutasid viimase kaheteistkümne kuu jooksul, pole kasutanud ühtki teist kanalit.
last-word-held-no-way-on = Pole ühtki avatud teed, mida nimetada.
last-word-held-not-wished = Keegi pole seda sisse lülitanud.
last-word-on = Lülita viimane sõna sisse
last-word-ask = Võõrad, kes sellele aadressile kirjutavad, lükatakse tagasi kohe, kui miski enam tagasi ei hoia. Nad saavad seda teada oma kirjaserverilt koos edasiste teedega:
last-word-ask-known = Tuttavad inimesed, vastused teie kirjadele ja teiste programmide kirjad võetakse vastu nagu enne. Selle saab igal ajal välja lülitada.
last-word-is-on = Viimane sõna on sees.
last-word-is-off = Viimane sõna on väljas: kõik saabuv võetakse vastu.
