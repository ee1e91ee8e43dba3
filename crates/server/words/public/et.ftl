# Avalike lehtede sõnad.

## Igal lehel

skip = Otse sisu juurde
search = Otsi
search-placeholder = Otsi abikeskusest
search-label = Otsi abikeskusest
language = Keel
help-center = Abikeskus
contact = Kontakt
menu = Menüü
all-help = Kõik abiartiklid
print = Prindi
copy-link = Kopeeri link
copied = Kopeeritud
leave-empty = Jäta see tühjaks
feed = Uued artiklid voona
day = { $day }. { $month ->
    [1] jaanuar
    [2] veebruar
    [3] märts
    [4] aprill
    [5] mai
    [6] juuni
    [7] juuli
    [8] august
    [9] september
    [10] oktoober
    [11] november
   *[12] detsember
} { $year }

## Avaleht ja teemad

home-title = Kuidas saame aidata?
home-description = Vastused küsimustele teemal { $name } ja kuidas meiega ühendust saada.
articles = { $n ->
    [one] { $n } artikkel
   *[other] { $n } artiklit
}
collection-empty = Siin pole veel midagi lugeda.
home-empty = Siin pole veel midagi lugeda. Kirjuta meile, sulle vastab inimene.
more-articles = Veel artikleid

## Artikkel

contents = Selles artiklis
updated = Uuendatud { $date }.
updated-by = Uuendatud { $date }, hoiab korras { $team }.
translated = Tõlgitud: lähtekeel on { $language }.
translated-behind = Tõlgitud: lähtekeel on { $language }; originaal on uuem.
breadcrumb = Asukoht
helped-question = Kas sellest artiklist oli abi?
helped-yes = Jah, oli abi
helped-no = Ei olnud
helped-count = Abi sai { $yes } lugejat { $n } vastanust
related = Seotud artiklid
unsolved = Mure jäi lahendamata?
write-to-us = Kirjuta meile
write-to-us-promise = Kirjuta meile:{" "}
other-ways = Muud võimalused
thanks-title = Aitäh
thanks-yes = Hea teada, et sellest oli abi.
thanks-no = Kahju, et sellest polnud abi. Mis jäi puudu?
thanks-yes-word = Kas ütled, mis aitas kõige rohkem? Piisab ühest sõnast.
word-label = Sinu sõnad
word-help = Kuni { $n } tähemärki. Palun ära kirjuta siia nimesid, numbreid ega paroole: sellele väljale kirjutatule keegi ei vasta.
word-send = Saada
thanks-word = Aitäh. Sinu sõnu loeb see, kes artiklit korras hoiab.
back-to-article = Tagasi artikli juurde

## Otsing

search-title = Otsing
results-for = Otsingu „{ $query }“ tulemused
results = { $n ->
    [one] { $n } artikkel
   *[other] { $n } artiklit
}
nothing-found = Otsing „{ $query }“ ei leidnud midagi
nothing-found-tips = Proovi vähemate või teiste sõnadega. Sellest, mida otsitakse ja ei leita, kirjutame järgmisena.
search-near = Need on lähedal
nothing-found-ask = Küsi meilt: sulle vastab inimene.
search-empty = Kirjuta oma sõnadega, mida soovid teada.
search-too-long = See oli otsinguks liiga pikk. Otsisime selle alguse järgi.
in-other-language = Keel: { $language }
look-into = Või vaata teemade kaupa

## Kontakt

contact-title = Kuidas meiega ühendust saada
contact-lead = Mis on praegu avatud ja millal saad vastuse.
way-email = E-post
way-form = Vorm
way-chat = Vestlus
start-chat = Alusta vestlust
way-best = Kiireim
send-email = Saada e-kiri
contact-topics-lead = Vali, millest on jutt. Näed, mis on praegu avatud ja millal saad vastuse.
contact-answered = Enamik leiab vastuse siit
contact-reach = Võta meiega ühendust
contact-about = Võta meiega ühendust: { $topic }
way-suits = Selleks parim
contact-all = Kõik teemad
contact-ahead = Arvutatud kell { $time } selle järgi, kui palju praegu ootab.
contact-kept = Viimasest { $n } lubadusest peeti { $percent } %.
contact-basis = Selle järgi, kui kaua meie vastused viimasel ajal on aega võtnud.
contact-aim = Vastuseid on veel liiga vähe, et öelda, kui kaua need aega võtavad: see on meie siht.
contact-none = Praegu pole ükski võimalus avatud. Palun tule hiljem tagasi.
times-in = Kellaajad: { $zone }.

## Mida pole

not-found-title = Sellist lehte siin pole
not-found-text = Aadressis võib olla viga või on siin olnu mujale kolinud. Otsi või vaata teemade kaupa.
gone-title = Seda artiklit enam pole
gone-text = See kehtis kunagi ja on tagasi võetud. Ehk aitab sind midagi siit.
error-title = Meie poolel läks midagi valesti
error-text = Palun proovi hetke pärast uuesti.
wrong-origin-title = See ei tulnud meie lehelt
wrong-origin-text = Palun mine lehele tagasi, laadi see uuesti ja proovi veel kord.
too-fast-title = See läks natuke kiiresti
too-fast-text = Palun oota hetk ja proovi uuesti.
no-center-title = Siin pole abikeskust
no-center-text = Aadressis võib olla viga.

## Keeled

language-ar = araabia
language-cs = tšehhi
language-da = taani
language-de = saksa
language-en = inglise
language-es = hispaania
language-et = eesti
language-fi = soome
language-fr = prantsuse
language-he = heebrea
language-it = itaalia
language-ja = jaapani
language-ko = korea
language-lt = leedu
language-lv = läti
language-nb = norra
language-nl = hollandi
language-pl = poola
language-pt = portugali
language-ru = vene
language-sv = rootsi
language-tr = türgi
language-uk = ukraina
language-zh = hiina
