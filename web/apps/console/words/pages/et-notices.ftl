# Kes kanalist sõltub ja mida neile kirjutatakse.

dependents = Kes sellest sõltub
dependents-of = Kes sõltub kanalist { $name }
dependents-what = Kõik, kes on seda kanalit sel ajal kasutanud, sagedasemad ees. Enne kui see muutub või kaob, vajab igaüks neist teist teed.
dependents-who = Kes nad on
dependents-write = Kirjuta neile
dependents-days = Aeg
dependents-days-n = { $n ->
    [one] Viimane päev
   *[other] Viimased { $n } päeva
 }
dependents-show = Näita
dependents-show-all = Kõiki
dependents-show-only-here = Kes kasutab ainult seda kanalit
dependents-show-frequent = Sagedased: 80 % mahust
dependents-show-unreachable = Kelleni teade ei jõua
dependents-show-untold = Kellele pole veel öeldud
dependents-show-open = Kellel on avatud vestlus
dependents-people = { $n ->
    [one] Üks inimene
   *[other] { $n } inimest
 }
dependents-only-here = { $n } ainult siin
dependents-unreachable = { $n } kättesaamatud
dependents-frequent = { $n ->
    [one] Üks neist teeb 80 % mahust.
   *[other] { $n } neist teevad 80 % mahust.
 }
dependents-none = { $n ->
    [one] Viimase päeva jooksul ei ole keegi seda kanalit kasutanud.
   *[other] Viimase { $n } päeva jooksul ei ole keegi seda kanalit kasutanud.
 }
dependents-none-what = See võib muutuda ilma teateta. Vaadake enne pikemat aega.
dependents-filter-none = Selliseid ei ole.
dependents-filter-none-yet = Esimese { $n } seas selliseid ei ole.
dependents-looked = Vaadatud { $n }, kokku { $all }
dependents-person = Inimene
dependents-conversations = Vestlusi
dependents-last = Viimati
dependents-open = { $n } avatud
dependents-ways = Teised teed
dependents-only = ainult siin
dependents-way-email = kiri
dependents-way-chat = vestlusaken
dependents-way-form = vorm
dependents-way-phone = telefon
dependents-way-community = kogukond
dependents-reach = Teade jõuab
dependents-by-mail = kirjaga
dependents-by-thread = avatud vestlusse
dependents-no-way = ei jõua
dependents-suppressed = Ei soovi
dependents-none-asked = ei saa: ei soovinud
dependents-none-bounced = ei saa: kiri tuli tagasi
dependents-none-by-hand = ei saa: käsitsi
dependents-told = Öeldud
dependents-not-told = veel mitte
dependents-moved = läks mujale
dependents-not-moved = kirjutab ikka siia
dependents-silent = pole pärast kirjutanud
dependents-act = Mida teha
dependents-suppress = Teateid mitte
dependents-suppress-named = { $name }: teateid mitte
dependents-suppressed-now = { $name } ei saa teateid.

channel-notices = Teated
notices-of = Teated kanali { $name } kohta
notices-what = Kirjad neile, kes seda kanalit kasutavad, enne kui see muutub või kaob. Keegi ei saa sama kaks korda.
notices-none = Kellelegi pole veel midagi öeldud.
notices-none-what = Alustage sellest, kes kanalist sõltub. Teade ütleb, mida nad võidavad, mis ajast alates ja millised teed on neile avatud.
notice-new = Uus teade
notice-create = Loo mustand
notice-unnamed = Nimeta teade
notice-name = Nimi
notice-name-help = Meeskonnale; keegi teine seda ei loe.
notice-name-of = Kanali { $name } muutus
notice-told-of = Öeldud { $told }, kokku { $n }
notice-of-plan = Plaan, mille juurde see kuulub
notice-state-draft = Mustand
notice-state-sending = Teel
notice-state-stopped = Peatatud
notice-state-done = Saadetud
notice-voice = Toon
notice-voice-benefit = Mida nad võidavad
notice-voice-benefit-what = Algab sellest, mis lugejale paremaks läheb.
notice-voice-ways = Kuidas meieni jõuda
notice-voice-ways-what = Asjalik: avatud teed ja mis ajast alates.
notice-voice-own = Inimeselt inimesele
notice-voice-own-what = Ütlete seda ise, oma nimega all.
notice-voice-taken = Nüüd on siin selle tooni sõnad.
notice-from = Saatja
notice-from-help = Töötav e-posti kanal. Vastused saavad seal vestlusteks.
notice-from-none = Kanal, mis ei saa saata
notice-no-sender = Ükski e-posti kanal ei tööta: pole aadressi, millelt kirjutada. Avage enne üks.
notice-whom = Kellele
notice-days = Kasutas viimase nii mitme päeva jooksul
notice-days-help = Kuni 400: kes pole seda kauem kasutanud, see sellest ei sõltu.
notice-only = Neist ainult
notice-only-only-here = Kes kasutab ainult seda kanalit
notice-only-only-here-what = Nad pole ühelgi teisel teel kirjutanud.
notice-only-frequent = Sagedased
notice-only-frequent-what = Kes teevad kokku 80 % mahust.
notice-only-open = Kellel on avatud vestlus
notice-only-open-what = Nad ootavad praegu midagi.
notice-follow-up = Ka need, kellele on juba öeldud
notice-follow-up-what = Muidu jäetakse vahele, kes on selle kanali kohta juba teate saanud.
notice-exceptions = Jäta välja
notice-suppressed-too = Kes teateid ei soovi, see neid kunagi ei saa:
notice-words = Sõnad
notice-languages = Keeled
notice-language-add = Lisa keel
notice-language-main = kõigile teistele
notice-languages-read = Nemad loevad
notice-languages-more = Teised
notice-language-other = Mõni muu …
notice-language-code = Keele kood
notice-language-code-help = Näiteks „pt-BR“ või „hu“.
notice-text-in = Tekst, keel: { $language }
notice-how = Kuidas see välja läheb
notice-in-thread = Vestlusse, kui see on avatud
notice-in-thread-what = Kellel on selles kanalis avatud vestlus, loeb seda seal, mitte uuest kirjast.
notice-pace = Tempo
notice-first = Alguses inimesi
notice-wait = Siis oota tunde
notice-per-hour = Siis inimesi tunnis
notice-pace-said = { $wait ->
    [0] Alguses { $first } ja kohe veel { $rest }, kuni { $hour } tunnis.
    [one] Alguses { $first }; ühe tunni pärast veel { $rest }, kuni { $hour } tunnis.
   *[other] Alguses { $first }; { $wait } tunni pärast veel { $rest }, kuni { $hour } tunnis.
 }
notice-pace-one = { $n ->
    [0] See ei läheks kellelegi.
    [one] See läheb kohe ühele inimesele.
   *[other] Kõik { $n } lähevad korraga.
 }
notice-findings = Mis selle vastu räägib
notice-findings-stale = varasemate sõnade kohta
notice-findings-none = Mitte midagi.
notice-finding-blocks = Nii ei saa saata
notice-finding-look = Vaadata üle
notice-finding-more = veel { $n }
notice-finding-says-costs = See räägib kulude kokkuhoiust
notice-finding-says-costs-said = Tekst ({ $names }) ütleb klientidele, et tahate kulusid vähendada. Nemad loevad sellest, et ei ole seda väärt.
notice-finding-missing-language = Üks keel puudub
notice-finding-missing-language-said = { $n ->
    [one] Üks inimene loeb keelt, milles teksti ei ole: { $names }. Ta saab selle, mis on kõigile teistele.
   *[other] { $n } inimest loevad keelt, milles teksti ei ole: { $names }. Nad saavad selle, mis on kõigile teistele.
 }
notice-finding-not-justified = See läheb inimestele, kes sellest kanalist ei sõltu
notice-finding-not-justified-said = { $n ->
    [0] See läheks kõigile, kas nad seda kanalit kasutavad või mitte.
    [one] See läheks inimestele, kes ei ole seda kanalit ühe päeva jooksul kasutanud.
   *[other] See läheks inimestele, kes ei ole seda kanalit { $n } päeva jooksul kasutanud.
 }
notice-finding-nobody = See ei jõua kellenigi
notice-finding-nobody-said = Kellelegi ei öeldaks midagi.
notice-finding-too-many = Korraga liiga palju
notice-finding-too-many-said = Korraga öeldaks rohkem kui { $n } inimesele.
notice-finding-bad-sender = See saatja ei saa kirjutada
notice-finding-bad-sender-said = { $names } ei ole avatud või tal ei ole oma aadressi.
notice-finding-no-way-on = See ei nimeta ühtegi edasist teed
notice-finding-no-way-on-said = Tekst ({ $names }) ei ütle, kuhu mujale pöörduda.
notice-finding-empty-variable = Kohatäide jääb tühjaks
notice-finding-empty-variable-said = „{ $names }“ ei ole kõigil olemas.
notice-finding-unreachable = Mõneni ei jõua
notice-finding-unreachable-said = { $n ->
    [one] Ühel inimesel ei ole aadressi ega avatud vestlust: talle ei öelda.
   *[other] { $n } inimesel ei ole aadressi ega avatud vestlust: neile ei öelda.
 }
notice-finding-captive = Mõnel on ainult see kanal
notice-finding-captive-said = { $n ->
    [one] Üks inimene ei ole ühtegi teist kanalit kasutanud ja tekst ({ $names }) ei nimeta talle avatud teid.
   *[other] { $n } inimest ei ole ühtegi teist kanalit kasutanud ja tekst ({ $names }) ei nimeta igaühele avatud teid.
 }
notice-finding-says-costs-do = Öelge, mida klient sellest saab, või öelge, et nii on mõeldud.
notice-finding-missing-language-do = Kirjutage tekst ka nende keeles, kui saate.
notice-finding-not-justified-do = Kirjutage neile, kes kasutasid seda viimase 1 kuni 400 päeva jooksul.
notice-finding-nobody-do = Valige pikem aeg või vähem tingimusi.
notice-finding-too-many-do = Kirjutage enne osale: sagedastele või ühe keele omadele.
notice-finding-bad-sender-do = Valige avatud e-posti kanal, millel on aadress.
notice-finding-no-way-on-do = Nimetage avatud teed: pange teksti „ways“ või „contact_url“.
notice-finding-empty-variable-do = Kirjutage sulgudesse püstkriipsu taha asendussõnad või võtke see välja.
notice-finding-unreachable-do = Öelge seda ka ukse peal: plaani teadaanne ütleb seda igale tulijale.
notice-finding-captive-do = Pange teksti „ways“: see loetleb ainult lugejale avatud teed.
notice-finding-plan-waits = Päev ei ole kindel
notice-finding-plan-waits-said = Plaani ei ole alustatud, nii et tekstis nimetatud päev ei ole kindel.
notice-finding-plan-waits-do = Alustage enne plaani või võtke „date“ tekstist välja.
notice-costs-meant = Jah, see peab ütlema, et asi on kuludes.
notice-send = Saada { $n ->
    [one] ühele inimesele
   *[other] { $n } inimesele
 }
notice-may-not-send = Saatmiseks on vaja õigust klientidele vastata.
notice-saving = Salvestan …
notice-kept = Salvestatud. Kellelegi ei kirjutata enne, kui saadate.
notice-blocked = Midagi ei luba saata: vaadake, mis selle vastu räägib.
notice-remove = Kustuta mustand
notice-removed = Mustand on kustutatud.
notice-conflict = Keegi teine muutis seda teadet vahepeal.
notice-conflict-theirs = Võta tema oma
notice-preview = Nagu igaüks seda loeb
notice-preview-before = Eelmine inimene
notice-preview-next = Järgmine inimene
notice-preview-place = { $n } / { $all }
notice-preview-language = Keel
notice-preview-all = Kõik
notice-preview-plain = Lihttekstina
notice-preview-nobody = Pole kedagi, kellele see läheks.
notice-sample = Saada see mulle endale
notice-by = Kuidas
notice-by-mail = kirjaga
notice-by-thread = avatud vestluses
notice-did-sample = Näidis on teel aadressile { $address }.
notice-did-stop = Peatatud. Kellele pole veel öeldud, sellele ei öelda.
notice-did-go-on = Läheb edasi.
notice-did-undo = Tagasi võetud: see on jälle mustand ja kellelegi ei öeldud.
notice-held = Läheb välja { $n ->
    [one] ühe sekundi
   *[other] { $n } sekundi
 } pärast. Seni saab kõik tagasi võtta.
notice-progress = Kui kaugel see on
notice-next-now = Järgmine laine kohe
notice-go-on = Jätka
notice-stop = Peata
notice-sums = { $told } öeldud, { $waiting } ees, { $passed } vahele jäetud
notice-stopped-what = Kellelegi teisele ei öelda enne, kui keegi jätkab.
notice-stopped-author = Teade peatus ise: selle saatja ei tohi enam klientidele kirjutada.
notice-stopped-sender = Teade peatus ise: kanal, millest kirjutatakse, ei saa enam saata.
notice-stopped-plan = Teade peatus ise: selle plaan võeti tagasi või läks sammu tagasi.
notice-stopped-day = Teade peatus ise: kirjades öeldud päev on möödas või sulgub kanal plaani järgi enne seda.
notice-stopped-words = Teade peatus ise: tekstist ei saanud kirja.
notice-wave = { $n }. laine
notice-wave-short = Laine
notice-wave-of = { $n ->
    [one] üks inimene
   *[other] { $n } inimest
 }
notice-wave-due = alates { $at }
notice-wave-waiting = ees
notice-wave-sending = teel
notice-wave-done = valmis
notice-done-what = { $replied } vastas teatele endale; nende vastused on vestlused.
notice-recipients = Kes selle saab
notice-recipients-show = Näita
notice-recipients-all = Kõiki
notice-recipients-none = Mitte keegi.
notice-recipient-waiting = Ees
notice-recipient-told = Öeldud
notice-recipient-passed = Vahele jäetud
notice-state = Olek
notice-since = Pärast seda
notice-replied = vastas
notice-why-suppressed = ei soovi teateid
notice-why-exception = välja jäetud
notice-why-told-before = juba öeldud
notice-why-no-way = pole teed temani
notice-why-erased = unustatud
notice-why-bounced = kiri tuli tagasi
notice-why-refused = ei saanud kirjutada
notice-meter = Kes on mujale läinud
notice-meter-what = Neist, kellele öeldi: kes on pärast teises kanalis kirjutanud, kes kirjutab ikka siia ja kellest pole kuuldud.
notice-meter-young = Pärast esimest nädalat saab sellest joon.
notice-moved = Läks mujale
notice-still = Kirjutab ikka siia
notice-silent = Pole kuuldud

suppressed-what = Inimesed ja aadressid, kellele teateid ei saadeta, mis nende sisu ka oleks. Vastused nende küsimustele lähevad ikka.
suppressed-address = Aadress
suppressed-add = Sellele teateid ei saadeta
suppressed-none = Teateid võivad saada kõik.
suppressed-asked = ei soovinud
suppressed-bounced = kiri tuli tagasi
suppressed-by-hand = käsitsi lisatud
contact-no-notices = Ei saa teateid: { $why }.

plan-kit = Mis plaaniga kaasas käib
plan-kit-what = Artikli mustand, mis ütleb, kuidas meieni nüüd jõuda, ja agentidele makro, mis sellele viitab.
plan-kit-make = Tee artikkel ja makro
plan-kit-made = Need on olemas:
plan-kit-article = artikkel
plan-kit-macro = makro
plan-kit-may-not = Nende tegemiseks on vaja õigust „Makrod ja tekstid”.
plan-kit-center = Loo abikeskus
