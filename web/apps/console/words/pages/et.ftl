# Lehtede ja dialoogide sõnad, mis laetakse avamisel; esimese vaate omad on kaust kõrgemal.

## Common

add-copies = Lisa koopia või pimekoopia
back-to-sign-in = Tagasi sisselogimise juurde
blocked = Blokeeritud
unblock = Eemalda blokeering
channel-name = Kanali nimi
contact = Kontakt
continue = Jätka
conversations = Vestlused
copied = Kopeeritud.
from-channel = Kust
organization = Organisatsioon
password-help = Vähemalt 10 märki. Mõni omavahel seostamata sõna sobib hästi.
password-new = Uus parool
show-more = Näita veel
unknown = Teadmata
unknown-sender = Tundmatu saatja
zone = Ajavöönd
demo-who = Valige, kes te olete; kõigil on see parool:

## Commands

keys-title = Klahvid
keys-off = Täheklahvid on sinu profiilis välja lülitatud.
keys-change = Täheklahve saab muuta või välja lülitada siin:

## Thread

raw-title = Toorkiri
raw-cut = Näidatud on ainult algus; allalaaditavas on kõik.

## Details pane

nobody-yet = Veel mitte keegi

## Composer

new-placeholder = Kirjuta… „/“ lisab makro
assign-to-me = Määra mulle
subject-help = Klient näeb oma kirjutatud teemat, kuni vastad.
delete-title = Kustuta { $number } jäädavalt
delete-text = Vestlus koos kirjade ja failidega eemaldatakse. Seda ei saa tagasi võtta ja see kaob ka aruannetest.
delete-type = Kinnitamiseks kirjuta { $number }
delete-go = Kustuta jäädavalt
deleted = { $number } kustutati.

## Search, contacts, quarantine

search-label = Otsi kirju
search-placeholder = Sõnad, nimed, aadressid, #number
search-hint = Leiab sõnu kirjadest, teemadest, nimedest ja aadressidest igas keeles.
search-none = „{ $text }“ ei andnud tulemusi.
search-none-hint = Proovi vähemate või teiste sõnadega; leitakse ka sõnade algused.
search-found = { $more ->
    [yes] { $n } tulemust, järgneb veel
   *[other] { $n } tulemust
  }
contacts-search = Nimi või aadress
contacts-none = Ükski kontakt ei vasta otsingule „{ $text }“.
contacts-empty = Kontaktid ilmuvad siia, kui keegi kirjutab.
contacts-choose = Vali kontakt.
contact-note = Märkus
contact-note-help = Näidatakse iga vestluse kõrval; kliendid seda ei näe.
contact-no-conversations = Vestlusi ei ole.
contact-is-blocked = Blokeeritud: uued kirjad lähevad rämpsposti.
contact-is-unblocked = Ei ole enam blokeeritud.
write-to = Kirjuta
quarantine-what = Siin hoitakse bait-baidilt kirju, mida ei suudetud lugeda. Vabasta, et proovida uuesti, või viska ära: kiri jääb alles, aga silma alt ära.
quarantine-empty = Karantiinis ei ole midagi.
quarantine-release = Vabasta
quarantine-discard = Viska ära
quarantine-released = Vabastatud: loetakse nüüd uuesti.
quarantine-discarded = Ära visatud.

## Sign-in and set-up

forgot-link = Kas unustasid parooli?
forgot-title = Uus parool
forgot-text = Saadame lingi sinu aadressile.
forgot-send = Saada link
forgot-done = Kui { $email } kuulub töötajale, on link teel. See kehtib ainult lühikest aega.
reset-title = Vali uus parool
reset-go = Sea parool
reset-done = Parool on seatud. Palun logi sisse.
invitation-title = Liitu: { $organization }
invitation-go = Liitu
invitation-dead = Link võib olla juba kasutatud või liiga vana. Palu uus kutse.
setup-steps = Sammud
setup-organization = Organisatsioon
setup-administrator = Sina
setup-channel = E-post
setup-test = Proov
setup-organization-title = Tere tulemast
setup-administrator-title = Esimene administraator
setup-channel-title = Esimene e-posti kanal
setup-test-title = Proovikiri iseendale
setup-welcome = Kolm lühikest sammu ja kliendid saavad sulle kirjutada. Kõike saab hiljem muuta.
setup-zone-help = Tööaja ja aruannete jaoks.
setup-locale-help = Sulle ja klientidele saadetavatele automaattekstidele.
setup-administrator-text = Selle aadressiga logid sisse.
setup-channel-text = Kliendid kirjutavad sellele aadressile. Kohe pärast seda ühendad selle postkasti või lased kirjad siia suunata.
setup-address = Sinu klienditoe aadress
setup-address-help = Avalik aadress, mida kliendid teavad.
setup-channel-default = E-post
setup-team-default = Klienditugi
setup-team-help = Uued vestlused lähevad selle meeskonna järjekorda.
setup-create = Loo klienditugi
setup-test-text = Vaata, kas kiri lahkub aadressilt { $address }.
setup-test-to = Kellele saata
setup-test-go = Saada proovikiri
setup-test-later = Selle võib vahele jätta ja enne seadetes ühendada postkasti või edastusserveri.
setup-test-again = Saada veel üks
setup-sending-now = Seadista saatmine kohe
setup-skip = Jäta praegu vahele, ava postkast
house-mail-waiting = Teel: { $to }…
house-mail-sent = Üle antud: { $to }. Vaata sellesse postkasti.
house-mail-retrying = Kirja aadressile { $to } ei saadud veel kätte toimetada; uuesti kell { $when }.
house-mail-failed = Kirja aadressile { $to } ei saanud kätte toimetada.
house-mail-reason = Öeldud põhjus:
house-mail-hint-no-smarthost = Saatmiseks ei ole veel edastusserverit: ka vastused klientidele jääksid ootele. Lisa oma teenusepakkuja või ettevõtte server.
house-mail-hint-direct-failed = Kirja püüti otse kätte toimetada. Paljud võrgud seda ei luba; tavaline tee on teenusepakkuja või ettevõtte edastusserver.
house-mail-hint-smarthost-failed = Edastusserver ei võtnud kirja vastu. Kontrolli aadressi ja serveri sisselogimist: Seaded, Saatmine.
agent-mail-invitation = { $state ->
    [sent] Kutse saadetud.
    [failed] Kutset ei saanud kätte toimetada.
    [retrying] Kutset ei ole veel kätte toimetatud; proovitakse uuesti.
   *[waiting] Kutse ootab saatmist.
}
agent-mail-password = { $state ->
    [sent] Paroolikiri saadetud.
    [failed] Uue parooli kirja ei saanud kätte toimetada.
    [retrying] Uue parooli kirja ei ole veel kätte toimetatud; proovitakse uuesti.
   *[waiting] Uue parooli kiri ootab saatmist.
}
password-mail-again = Uus link saadeti aadressile { $email }.
setup-finish = Postkasti juurde

## Settings


## Profile

email-fixed = Selle aadressiga logitakse sisse; siin seda muuta ei saa.
as-browser = Nagu brauseris
look = Välimus ja harjumused
theme-system = Nagu süsteemis
theme-light = Hele
theme-dark = Tume
density-comfortable = Mugav, kolm rida
density-compact = Tihe, kaks rida
after-resolve = Kui vestlus lahkub loendist
after-next = Ava järgmine
after-list = Mine loendisse
after-stay = Jää paigale
notify-content = Näita teates nime ja teemat
notify-refused = Brauser ei luba sellel lehel teateid.
letter-keys = Üksikud tähed on klahvikäsud
letter-keys-help = Lülita välja, kui kasutad kõnesisestust või vajutad klahve kogemata; kõik on olemas ka menüüdes ja käsuribal.
key-change = Käsu „{ $command }“ klahv on { $key }; muuda
key-press = Vajuta klahvi
key-taken = { $key } on juba käsul „{ $command }“.
keys-reset = Kõik klahvid nagu alguses
password-old = Vana parool
password-change = Muuda parooli
password-changed = Parool on muudetud; teised seansid on välja logitud.
sessions = Kus oled sisse logitud
session-this = see brauser
session-end = Logi seal välja

## Settings pages

add = Lisa
remove-named = Eemalda { $name }
change-named = Muuda: { $name }
in-use = Kasutusel
switched-off = Välja lülitatud
switch-on = Lülita sisse
switch-off = Lülita välja
never = mitte kunagi
ago = { $time } tagasi
reason-help = Jääb ajalukku ja auditilogisse.
preview = Eelvaade
history = Ajalugu
placeholders = Kohatäitjad
unchanged = Muutmata
everybody = Kõigile
try-out = Proovi
host = Server
port = Port
username = Kasutajanimi
username-optional = Tühi, kui edastusserver tunneb seda serverit.
secret-help = Hoitakse pitseeritult; uuesti seda ei näidata.
secret-keep = Jäta tühjaks, et hoida salvestatut.
tls-implicit = TLS kohe
tls-none = Krüpteerimata
organization-what = Kuidas kliendid teid näevad, ja ajavöönd.
organization-locale-help = Automaattekstidele, kui kliendi keel ei ole teada.
public-url = Klienditoe avalik aadress
public-url-help = Kasutatakse kirjaga saadetavates linkides.
agents-what = Kes siin töötavad ja mida nad tohivad.
invite = Kutsu töötaja
invite-send = Saada kutse
invite-help = Kutse läheb sinna kirjaga.
invited = Kutse saadeti aadressile { $email }.
is-invited = Kutsutud
may-sign-in = Tohib sisse logida
permission-set = Tohib
set-agent = Töötaja
set-agent-what = Vastab oma meeskondade ja meeskonnata vestlustele.
set-lead = Juht
set-lead-what = Kõik vestlused; meeskonnad, kanalid, makrod ja tekstid.
set-administrator = Administraator
set-administrator-what = Kõik, ka töötajad ja organisatsioon.
teams-what = Meeskonnal on järjekord ja allkiri.
teams-none = Meeskondi veel ei ole.
team-new = Uus meeskond
team-empty = Veel mitte keegi
team-archive = Arhiivis: uusi vestlusi ei tule, vanad jäävad alles
archived = Arhiivis
signature-help = Läheb meeskonna iga vastuse alla.
channels-what = Iga viis, kuidas kliendid teieni jõuavad, koos oma ustega.
channels-none = Kanaleid veel ei ole. Kanal vajab aadressi, mida kliendid teavad.
channel-new = Uus e-posti kanal
channel-create = Loo kanal
channel-pause = Peata
channel-continue = Jätka
channel-how = Kuidas kanal vastab
no-doors = Ust ei ole
doors = Uksed
doors-what = Aadressid, kuhu selle kanali kirjad saabuvad. Esimene on vastuste saatja.
door-new = Uus aadress
door-remove = Eemalda { $address }
door-removed = { $address } eemaldatud. Vastused vanadele vestlustele jõuavad ikka kohale.
door-answers = Vastused aadressile { $address } tulevad tagasi kujul
door-form-tagged = nimi+märk@domeen
door-form-domain = märk@domeen
door-form-plain = nimi@domeen, ilma märgita
door-form-tagged-what = Postkast võtab vastu plussiga aadresse. Enamik teenusepakkujaid võtab.
door-form-domain-what = Vali see ainult siis, kui domeeni iga aadress jõuab siia.
door-form-plain-what = Teenusepakkujatele, kes plussiga aadresse ei tunne. Vastused tuntakse ära kirja numbri ja saatja järgi.
door-form-saved = Vastused tulevad nüüdsest teisel kujul. Varasemate kirjade vastused jõuavad ikka kohale.
stage = Etapp
stage-change = Muuda etappi
stage-draft = Kavand
stage-draft-what = Ettevalmistamisel; klientidele suletud.
stage-pilot = Piloot
stage-pilot-what = Avatud valitud klientidele.
stage-live = Töös
stage-live-what = Avatud kõigile.
stage-winding-down = Lõpetamisel
stage-winding-down-what = Lõpetatakse kava järgi.
stage-closed = Suletud
stage-closed-what = Lõpetatud. Mis veel saabub, hoitakse alles ja vastatakse mujal.
stage-paused = Peatatud
successor = Järglane
successor-none = Ei ole: vastab edasi oma meeskond
successor-help = Kust kliendid teid edaspidi leiavad.
successor-is = Jätkub kanalis { $name }.
landing-successor = Saabuv kiri hoitakse vestlusena kanali { $name } järjekorras.
landing-own = Saabuv kiri hoitakse vestlusena meeskonna { $team } järjekorras ja juht saab teate.
landing-told = Igale kliendile öeldakse üks kord, kus jätkata.
landing-open = Avatud vestlused jätkuvad nagu enne; vastused vanadele lähevad ikka teele. Midagi ei kustutata.
target = Esimene vastus (minutites)
target-help = Mida kinnitus lubab, kuni tegelikke vastuseid on piisavalt.
acknowledge = Kinnita uute kirjade saabumist
acknowledge-help = Üks kord vestluse kohta, kahe minuti pärast ja ainult siis, kui keegi ei ole vastanud; mitte kunagi automaatkirjadele ega kahtlasele rämpspostile.
health = Tervis
health-listener = Vastuvõtt
health-sending = Saatmine
sending-figures = { $queued } ootel, { $failed } ebaõnnestunud, { $uncertain } ebakindlat; viimane õnnestumine { $last }
state-ok = Töötab
state-idle = Ootab kirju
state-listening = Kuulab
state-working = Töötab
state-polling = Toob kirju
state-connecting = Ühendab
state-connected = Ühendatud
state-backfill = Jõuab järele
state-failing = Ei tööta
state-failed = Ei tööta
state-error = Ei tööta
state-off = Välja lülitatud
state-stopped = Peatatud
state-none = Seadistamata
state-unused = Veel kasutamata
state-new = Uus
finding-door-leads-nowhere = Uks ei vii kuhugi
finding-door-name-long = Aadress on märgi jaoks liiga pikk
mailboxes = Postkastid
mailboxes-what = Tuuakse IMAPiga. Ei ole vaja, kui kirjad suunatakse siia või toimetatakse otse kohale.
mailboxes-none = Ühtegi postkasti ei ole ühendatud.
mailbox-new = Ühenda postkast
mailbox-removed = Postkast on lahti ühendatud; kirjad jäävad serverisse ja siia alles.
mailbox-works = Töötab.
mailbox-auth = Sisselogimine
auth-password = Parool
auth-google = Google’i konto
auth-microsoft = Microsofti konto
oauth-help = Sind suunatakse teenusepakkuja juurde nõusolekut andma ja siis tagasi.
oauth-go = Salvesta ja anna nõusolek
folder = Kaust
start-from = Alusta
start-now = Kirjadest alates praegusest
start-all = Kõigest, mis kaustas on
after-commit = Kui kiri on salvestatud
after-commit-help = Alles siis, kui kiri on siin kindlalt hoitud.
commit-leave = Jäta nii, nagu on
commit-flag = Märgista
commit-move = Liiguta
move-to = Kuhu liigutada
last-success = Viimane õnnestumine { $time } tagasi
no-success = Veel ei ole õnnestunud
backfill = Jõuab järele
reconcile = Võrdle
reconcile-line = { $server } serveris = { $stored } salvestatud + { $quarantined } karantiinis
reconcile-good = Kõik serveris olev on arvel.
reconcile-bad = { $n } serveris olevat kirja ei ole veel arvel.
reconcile-unknown = Serverit ei ole veel saanud loendada.
reconcile-server = Serveris
reconcile-stored = Salvestatud
reconcile-quarantined = Karantiinis
reconcile-missing = Puudu
reconcile-age = Loendatud
item-quarantined = karantiinis
item-retry = proovitakse uuesti
item-skipped = vahele jäetud
item-stored = salvestatud
sending-what = Kirjad lähevad teele edastusserverite kaudu nende järjekorras, sinu domeeni allkirjaga.
relays = Edastusserverid
relays-what = Kasutatakse esimest töötavat; järgmine tuleb appi.
relays-none = Edastusserverit ei ole: vastused ootavad, kuni see lisatakse.
relay-new = Lisa edastusserver
relay-removed = Edastusserver eemaldatud.
relay-works = Töötab.
rate = Kirju minutis
rate-help = Tühi: piiranguta.
rate-line = kuni { $n } minutis
position-help = 1 proovitakse esimesena.
dkim-what = Allkirjastatud kirju usaldatakse rohkem. Tee võti ja avalda selle kirjed seal, kus sinu domeeni hallatakse.
dkim-none = Võtit veel ei ole: kirjad lähevad teele allkirjata.
dkim-new = Uus võti
dkim-make = Tee võti
dkim-domain-help = Sinu aadressi osa pärast märki @.
selector = Võtme nimi (selektor)
selector-help = Tühi: valitakse ise.
algorithm = Liik
algorithm-rsa = RSA 2048, kõigile arusaadav
algorithm-ed25519 = Ed25519, lühike kirje
copy-name = Kopeeri nimi
copy-value = Kopeeri väärtus
key-removed = Võti eemaldatud.
dns-look = Vaata uuesti
dns-ok = Avaldatud
dns-found = Avaldatud
dns-missing = Veel avaldamata
dns-wrong = Avaldatud, aga erinev
dns-different = Avaldatud, aga erinev
dns-unknown = Kontrollimata
dns-error = Vaadata ei õnnestunud
macros-what = Tekstid ja tegevused selle jaoks, mis ikka kordub. Vastuses lisab märk „/“.
macros-none = Makrosid veel ei ole. Alusta vastusest, mida kirjutad kõige sagedamini.
macro-new = Uus makro
macro-empty = Makro vajab teksti või tegevust.
macro-placeholder = Makro tekst
macro-actions = Tee ka seda
shortcut = Lühend
shortcut-help = Kirjutatakse märgi „/“ järele
for-team = Kellele
texts-what = Mida kliendid saavad automaatselt. Oma sõnad asendavad sisseehitatud teksti.
text-built-in = Sisseehitatud
text-own = Oma sõnad
text-reset = Tagasi sisseehitatud teksti juurde
text-reset-done = Taas kasutatakse sisseehitatud teksti.
text-acknowledgement = Kinnitus
text-channel-paused = Kanal on peatatud
text-channel-closed = Kanal on suletud
text-invitation = Töötaja kutse
text-password-reset = Uue parooli link
text-test-mail = Proovikiri
text-reset-password = Uue parooli link
text-lead-notice = Teade juhile
blocked-what = Nende kirjad hoitakse rämpspostis ja neile ei vastata.
blocked-address = Aadress või @domeen
blocked-none = Kedagi ei ole blokeeritud.
unblocked = { $address } ei ole enam blokeeritud.
unblock-named = Eemalda blokeering: { $address }
audit-what = Kes seadeid muutis ja millal.
audit-none = Veel mitte midagi.
audit-who = Kes
audit-act = Mida
audit-detail = Üksikasjad
invitation-hand-over = Kutse: { $name }
invitation-not-mailed = Seda ei saanud kirjaga saata. Anna link ise edasi; see kehtib ühe korra.
mailbox-works-with = Töötab; kaustas on { $n } kirja.
oauth-again = Anna nõusolek uuesti
oauth-result-done = Nõusolek on antud; postkasti loetakse.
oauth-result-denied = Teenusepakkuja ei andnud nõusolekut.
oauth-result-failed = Nõusolekut ei saanud lõpule viia. Proovi uuesti.
oauth-applications = Google ja Microsoft
oauth-applications-what = Registreeri klienditugi teenusepakkuja juures üks kord; siis logivad postkastid sisse nõusolekuga, ilma paroolita.
oauth-redirect = Tagasipöördumise aadress
oauth-redirect-help = Sisesta see, kui registreerid rakenduse teenusepakkuja juures.
oauth-client = Kliendi tunnus
oauth-secret = Kliendi saladus
state-waiting = Töötab, kirju on järjekorras
state-collecting = Toob kirju
state-reauthorize = Vajab uut nõusolekut
state-not-set-up = Seadistamata
dns = Domeen
dns-what = Mida saajad sinu domeeni kohta leiavad.
dns-check = Kontrolli { $domain }
dns-published = Avaldatud
dns-found-other = Leitud

## Audit and history

act-agent-changed = Töötajat muudeti
act-agent-invited = Töötaja kutsuti
act-agent-joined = Töötaja liitus
act-channel-created = Kanal loodi
act-channel-settings = Kanalit muudeti
act-channel-reply-form = Vastuste kuju muudeti
act-channel-stage = Etappi muudeti
act-channel-paused = Kanal peatati või jätkas
act-channel-tested = Saadeti proovikiri
act-channel-door-added = Uks lisati
act-channel-door-removed = Uks eemaldati
act-contact-blocked = Kontakt blokeeriti
act-contact-unblocked = Kontakti blokeering eemaldati
act-conversation-deleted = Vestlus kustutati
act-dkim-key-created = Allkirjavõti tehti
act-dkim-key-removed = Allkirjavõti eemaldati
act-dkim-key-on = Allkirjavõti lülitati sisse
act-dkim-key-off = Allkirjavõti lülitati välja
act-instance-set-up = Klienditugi loodi
act-macro-created = Makro loodi
act-macro-changed = Makrot muudeti
act-macro-removed = Makro eemaldati
act-mailbox-created = Postkast ühendati
act-mailbox-changed = Postkasti muudeti
act-mailbox-removed = Postkast ühendati lahti
act-oauth-application-changed = Teenusepakkuja registreeringut muudeti
act-organization-changed = Organisatsiooni muudeti
act-quarantine-released = Karantiinist vabastatud
act-quarantine-discarded = Karantiinist ära visatud
act-sender-blocked = Saatja blokeeriti
act-sender-unblocked = Saatja blokeering eemaldati
act-smarthost-created = Edastusserver lisati
act-smarthost-changed = Edastusserverit muudeti
act-smarthost-removed = Edastusserver eemaldati
act-tag-changed = Silti muudeti
act-tag-removed = Silt eemaldati
act-team-created = Meeskond loodi
act-team-changed = Meeskonda muudeti
act-text-changed = Teksti muudeti
act-text-reset = Taastati sisseehitatud tekst
history-door-added = Lisati uks { $to }
history-door-removed = Eemaldati uks { $from }
history-reply-form = Vastuste kuju: { $from } → { $to }
history-stage = Etapp: { $from } → { $to }
history-created = Loodud

# Views, rules, webhooks, custom fields

views-what = Nimega filter postkasti kõrval. Ainult sinu oma või jagatud.
views-none = Vaateid veel ei ole. Alusta sellest, mida igal hommikul otsid.
move-up = Liiguta { $name } üles
move-down = Liiguta { $name } alla
archive = Arhiveeri
bring-back = Too tagasi
archive-named = Arhiveeri { $name }
bring-back-named = Too tagasi { $name }
filter-conditions = Tingimused
filter-join = Kuidas tingimused kokku käivad
filter-all = Kõik kehtivad
filter-any = Mõni kehtib
filter-or = või
filter-field = Väli
filter-op = Võrdlus
filter-value = Väärtus
filter-unit = Ühik
filter-remove = Eemalda tingimus
filter-add = Lisa tingimus
filter-everything = Tingimusi pole: kõik vestlused.
filter-nothing = Pole millegi vahel valida.
filter-nested = See filter on mitmetasandiline; muuda seda tekstina.
filter-nested-short = Mitmetasandilised tingimused
unit-minutes = minutit
unit-hours = tundi
unit-days = päeva
rules-what = Kui midagi juhtub või aeg möödub ja tingimused kehtivad, siis tee. Ülevalt alla.
rules-none = Reegleid veel ei ole. Alusta sellest, mis tunneb ära kiire asja.
rule-new = Uus reegel
rule-on = { $name } on sees
rule-when = Kui
rule-minutes = Minutit
rule-since = Alates
rule-then = Siis
rule-stop = Kui see rakendus, ära vaata hilisemaid reegleid
rule-enabled = Sisse lülitatud
rule-too-often = Välja lülitatud: rakendus liiga sageli
rule-fired = { $n ->
    [0] sel nädalal mitte
    [one] üks kord sel nädalal
   *[other] { $n } korda sel nädalal
  }
rule-after = { $time } pärast: { $since }
rule-dry = Proovi varasemate vestluste peal
rule-dry-help = Näitab, mis muutuks, ega muuda midagi.
rule-dry-so-far = { $done ->
    [yes] Valmis: vaadatud { $looked }, muutuks { $would }.
   *[other] Seni vaadatud { $looked }, muutuks { $would }.
  }
rule-runs = Mida tegi „{ $name }“
rule-never = See ei ole veel rakendunud.
since-waiting-since = klient ootab
since-created-at = algus
since-last-customer-at = kliendi viimane sõnum
since-last-agent-at = meie viimane sõnum
since-last-at = viimane sõnum
since-resolved-at = lahendamine
fields-what = Mida vestluste, kontaktide ja organisatsioonide kohta veel hoiad. Tekstides kohatäitena, filtrites, reeglites.
fields-none = Oma välju veel ei ole.
kind-text = Tekst
kind-number = Arv
kind-choice = Valik
kind-date = Kuupäev
kind-checkbox = Märkeruut
webhooks-what = Teatab teistele programmidele, mis juhtus, allkirjastatult Standard Webhooksi tava järgi. Ainult tunnused ja ajad, mitte tekstid.
webhooks-none = Veebihaake veel ei ole.
webhook-new = Uus veebihaak
webhook-url = Aadress
webhook-events = Sündmused
webhook-events-help = Midagi valimata: kõik.
webhook-log = Logi
webhook-log-of = Mida saadeti: { $name }
webhook-log-none = Veel pole midagi saadetud.
webhook-test = Proovi
webhook-rotate = Uus saladus
webhook-replay = Saada uuesti
webhook-sent-again = See on teel.
webhook-secret = Saladus
webhook-secret-help = Hoia alles: seda näidatakse üks kord. Vana allkirjastab veel ühe päeva.
webhook-failing = Ei õnnestu alates { $when }
webhook-off-failing = Välja lülitatud: ei õnnestunud päevi
webhook-off-gone = Välja lülitatud: sihtkohta enam pole
hook-pending = Ootab
hook-sent = Saadetud
hook-failed = Loobutud

## Lahtiolekuajad, pühad, teenustaseme lubadused

hours-what = Millal olete avatud. Lubatud ajad seisavad, kuni olete suletud.
hours-new = Uued lahtiolekuajad
hours-none = Lahtiolekuaegu veel ei ole: iga kanal loetakse alati avatuks.
hours-nobody = Veel mitte kellegi ajad
hours-open-until = Avatud kuni { $when }
hours-closed-until = Suletud kuni { $when }
hours-always = Alati avatud
hours-never = Kunagi avatud ei ole
hours-zone = Ajavöönd
hours-week = Nädala lahtiolekuajad
hours-cell = { $day } { $from } kuni { $to }
hours-of = Lahtiolekuajad, { $day }
hours-open = Lahtiolekuajad
hours-closed = Suletud
hours-grid-help = Värvige pooltunde hiirega või nooleklahvide ja tühikuga (Shift värvib edasi). Või kirjutage: 9-12, 13:30-17. Üle kesköö aeg, näiteks 22-6, jätkub järgmisel päeval.
hours-unread = Päeva „{ $day }“ aegu ei saanud lugeda. Kirjutage nii: 9-12, 13:30-17.
hours-exceptions = Erandpäevad
hours-add-exception = Lisa päev
hours-date = Kuupäev
hours-whose = Kelle ajad need on
hours-whose-help = Kanali ajad kehtivad enne meeskonna omi.
holidays-what = Päevad, mil kõik selle kalendri kasutajad on suletud.
holidays-new = Uus kalender
holidays-none = Pühi veel ei ole. Alustuseks lugege sisse oma maa iCalendari fail.
holidays-next = { $n ->
    [one] { $n } päev
   *[other] { $n } päeva
  }, järgmine { $when }: { $name }
holidays-past = { $n ->
    [one] { $n } päev
   *[other] { $n } päeva
  }, ükski pole ees
holidays-read = Loe iCalendari fail
holidays-read-help = Terved päevad kuni kümme aastat ette. Vaadake need üle ja salvestage; need asendavad allolevad päevad.
holidays-found = { $n ->
    [one] Leitud { $n } päev.
   *[other] Leitud { $n } päeva.
  }
holidays-skipped = { $n ->
    [one] { $n } sündmus jäi võtmata:
   *[other] { $n } sündmust jäi võtmata:
  }
holidays-why-timed = on kellaajaga
holidays-why-recurrence = kordub viisil, mida ei mõisteta
holidays-why-cancelled = on tühistatud
holidays-why-override = muudab üht sarja osa
holidays-why-too-long = on pikem kui kuu
holidays-why-malformed = kuupäeva ei saa lugeda
holidays-days = Päevad
holidays-add = Lisa päev

# Turvalisus: teine tegur, pääsuvõtmed, load, õigused, sisselogimine

security-what = Kuidas su konto on kaitstud ja millised programmid sinu eest tegutsevad.
permission-sets-what = Mida tohivad agendid teha ja millistes vestlustes. Kaasas olevaid komplekte saab kopeerida.
sign-in-what = Kuidas agendid tõendavad, kes nad on.
second-factor = Teine tegur
second-factor-what = Telefonirakenduse kood, mida küsitakse pärast parooli.
second-factor-on = Sees
recovery-left = Taastekoode alles: { $count }
recovery-renew = Uued taastekoodid
second-factor-end = Lülita välja
second-factor-ended = Teine tegur on välja lülitatud.
second-factor-required = Sinu organisatsioon nõuab seda.
second-factor-begin = Seadista
second-factor-scan = Skanni see autentimisrakendusega ja sisesta siis kood, mida see näitab.
second-factor-qr = QR-kood autentimisrakendusele
second-factor-type = Või sisesta see võti:
second-factor-confirm = Lülita sisse
second-factor-ask = Sisesta kood oma autentimisrakendusest.
code = Kood
code-help = Kuus numbrit rakendusest või taastekood.
go-on = Edasi
recovery-codes = Taastekoodid
recovery-what = Igaüks laseb sind ühe korra sisse, kui telefoni pole. Hoia neid kindlas kohas: rohkem neid ei näidata.
recovery-kept = Hoidsin need alles
passkeys = Pääsuvõtmed
passkeys-what = Logi sisse sõrmejälje, näo või turvavõtmega, ilma paroolita.
passkey-name = Nimi
passkey-example = Minu sülearvuti
passkey-add = Lisa pääsuvõti
passkey-none = See brauser ei tunne siin pääsuvõtmeid. Need vajavad krüpteeritud aadressi.
passkey-made = Pääsuvõti on salvestatud.
made-at = Loodud
used-at = viimati kasutatud
ends-at = Lõpeb
delete-named = Kustuta { $name }
tokens = API load
tokens-what = Programmidele, mis sinu eest tegutsevad. Saada see päises „Authorization: Bearer“.
token-new = Uus luba
token-name = Milleks see on
token-days = Kehtib
token-may = See tohib
token-make = Loo
token-made = Sinu luba
token-once = Kopeeri see kohe: rohkem seda ei näidata.
token-revoke = Tühista
token-revoke-named = Tühista { $name }
token-revoked = Tühistatud
token-ended = Lõppenud
days = { $count } päeva
may-conversation-read = Lugeda vestlusi
may-conversation-note = Kirjutada märkmeid
may-conversation-reply = Kirjutada klientidele
may-conversation-assign = Määrata vastutajat
may-conversation-write = Muuta olekut ja andmeid
may-conversation-delete = Kustutada vestlusi
may-contact-write = Muuta kontakte
may-sender-block = Blokeerida saatjaid
may-quarantine-manage = Karantiin
may-content-manage = Makrod ja tekstid
may-channel-manage = Kanalid
may-team-manage = Meeskonnad
may-agent-manage = Agendid ja õiguste komplektid
may-organization-manage = Organisatsioon
may-audit-read = Auditijälg
may-everything = kõik
may-nothing = mitte midagi
enrol-title = Kõigepealt teine tegur
enrol-what = Sinu organisatsioon nõuab enamat kui parooli. Seadista üks neist ja oledki sees.
copy-of = { $name } (koopia)
copy-named = Kopeeri { $name }
permission-set-new = Uus õiguste komplekt
shipped = kaasas
scope-help = Teiste meeskondade vestlustest näevad agendid kõige rohkem teemat ja olekut.
scope-all = Kõik vestlused
scope-teams = Oma meeskonnad ja ilma meeskonnata
scope-own = Ainult agendile määratud
set-light-agent = Kergagent
set-light-agent-what = Loeb kaasa ja kirjutab märkmeid; ei vasta ega määra.
second-factor-whom = Teist tegurit nõutakse
second-factor-whom-help = Kellel seda pole, seadistab selle järgmisel sammul. Pääsuvõti või teenusepakkuja loeb samuti.
whom-nobody = mitte kelleltki
whom-administrators = administraatoritelt
whom-everybody = kõigilt
passwords-taken = Paroolid kehtivad
passwords-taken-help = Saab välja lülitada ainult siis, kui administraatoril on teine tee sisse.
provider = OpenID Connect
provider-on = Logi sisse teenusepakkuja kaudu
provider-name = Nimi
provider-name-help = Sisselogimislehe nupul.
provider-issuer = Väljaandja
provider-client = Kliendi id
provider-secret = Kliendi saladus
secret-kept = Saladus on salvestatud; sisesta ainult asendamiseks.
provider-create = Loo tundmatutest agendid
provider-create-help = Selle õiguste komplektiga, kõrval olevatest domeenidest.
provider-create-nobody = Ei, kutsu enne
provider-domains = Domeenid
provider-domains-help = Kelle aadresside eest pakkuja vastutab; tühi: kõik.
provider-redirect = Registreeri pakkuja juures see aadress:
provider-check = Küsi pakkujalt
provider-found = See vastab; võtmeid: { $count }
access = Ligipääs
access-of = Ligipääs: { $name }
session-ended = Seal välja logitud.
sessions-none = Pole kuskil sisse logitud.
sessions-end-all = Logi kõikjalt välja
second-factor-reset = Lähtesta teine tegur ja pääsuvõtmed
second-factor-reset-what = Neile, kes on telefoni kaotanud. See kirjutatakse üles ja nad logitakse välja.
second-factor-reset-done = Lähtestatud; nad on välja logitud.
close = Sulge
audit-target = Mille kohta
audit-from = Alates
audit-until = Kuni
audit-search = Otsi
anybody = Ükskõik kes
sign-in-with = Logi sisse: { $name }
sign-in-passkey = Kasuta pääsuvõtit
act-agent-password-changed = Parool muudetud
act-agent-second-factor-on = Teine tegur sisse lülitatud
act-agent-second-factor-off = Teine tegur välja lülitatud
act-agent-second-factor-reset = Teine tegur lähtestatud
act-agent-recovery-codes-renewed = Taastekoodid uuendatud
act-agent-linked = Agent seotud pakkujaga
act-agent-made-by-provider = Agent loodud pakkuja kaudu
act-passkey-made = Pääsuvõti lisatud
act-passkey-deleted = Pääsuvõti kustutatud
act-token-made = Luba loodud
act-token-revoked = Luba tühistatud
act-session-began = Sisse logitud
act-session-ended = Käsitsi välja logitud
act-sign-in-changed = Sisselogimise viisid muudetud
act-permission-set-made = Õiguste komplekt loodud
act-permission-set-changed = Õiguste komplekt muudetud
act-permission-set-deleted = Õiguste komplekt kustutatud

## Sisse- ja väljakolimine

n-contacts = { $n ->
    [one] { $n } kontakt
   *[other] { $n } kontakti
  }
n-conversations = { $n ->
    [one] { $n } vestlus
   *[other] { $n } vestlust
  }
n-messages = { $n ->
    [one] { $n } sõnum
   *[other] { $n } sõnumit
  }
n-files = { $n ->
    [one] { $n } fail
   *[other] { $n } faili
  }
n-years = { $n ->
    [one] { $n } aasta
   *[other] { $n } aastat
  }
n-days = { $n ->
    [one] { $n } päev
   *[other] { $n } päeva
  }
n-nothing = ei midagi
import-what = Kontaktid, vana post ja teise laua piletid. Enne näed, mis sisse tuleks; midagi ei kirjutata enne, kui sa ütled, ja kõik saab tagasi võtta.
import-new = Uus import
import-none = Midagi pole veel sisse toodud. Kontaktide tabel on hea algus.
import-kind = Mis see on?
import-kind-csv = Kontaktide tabel (CSV)
import-kind-mbox = Post ühes failis (mbox)
import-kind-zendesk = Zendeski eksport (JSON)
import-kind-chatwoot = Chatwooti vastused (JSON)
import-help-csv = Igas reas üks inimene e-posti aadressi või telefoninumbriga. Salvesta tabel CSV-na.
import-help-mbox = Nagu meiliprogrammid kausta ekspordivad. Kuupäevad ja lõimed jäävad, kellelegi ei kirjutata.
import-help-zendesk = JSON-eksport või API vastused: piletid kommentaaridega, kasutajad, organisatsioonid. Zip võib sisaldada mitut faili.
import-help-chatwoot = API vastused: kontaktid, vestlused sõnumitega. Zip võib sisaldada mitut faili.
import-file = Fail
import-sending = Faili saatmine: { $part } %
import-send = Saada fail
import-columns = Mida iga veerg tähendab
import-column = Veerg { $name }
import-column-none = Veerg { $n }
import-heading = Esimene rida on päis
import-read-as = Loetud kui { $encoding }, eraldajaks { $delimiter }
import-is-ignore = Ei võeta
import-is-email = E-post
import-is-name = Nimi
import-is-first_name = Eesnimi
import-is-last_name = Perekonnanimi
import-is-phone = Telefon
import-is-organization = Organisatsioon
import-is-language = Keel
import-is-zone = Ajavöönd
import-is-note = Märkus
import-is-created_at = Tuntud alates
import-is-organization_owner = Vastutaja
import-is-organization_plan = Pakett
import-is-organization_life_cycle = Elutsükkel
import-is-organization_segment = Segment
import-is-organization_language = Organisatsiooni keel
import-of-organization = Organisatsiooni kohta
import-fields-contact = Inimese omad väljad
import-fields-organization = Organisatsiooni omad väljad
import-channel = Nende vestluste kanal
import-channel-first = Vanim meilikanal
import-own = Oma aadressid
import-own-help = Igas reas üks, või @ ja domeen. Nendelt saadetud posti kirjutas sinu meeskond. Uksed ja agendid on juba teada.
import-label = Selle laua nimi
import-label-help = Ainult siis, kui tood sisse mitu sama liiki.
import-look = Vaata üle
import-files = Loetavad failid: { $names }
import-state-uploading = fail pole terve
import-state-ready = üle vaatamata
import-state-checking = vaadatakse üle
import-state-checked = üle vaadatud
import-state-running = tuleb sisse
import-state-done = valmis
import-state-cancelled = peatatud
import-state-failed = ebaõnnestus
import-state-undoing = võetakse tagasi
import-state-undone = tagasi võetud
import-would = Sisse tuleks: { $what }. Juba siin: { $known }.
import-did = Sisse tuli: { $what }. Juba siin: { $known }.
import-organizations = Organisatsioone: { $made } uut, { $known } juba siin.
import-left-out = Võtmata: { $lost }. Võetud, aga muudetult: { $odd }.
import-report = Mis jäi välja
import-report-of = Mis jäi välja: „{ $name }“
import-report-csv = Kõik CSV-na
import-report-more = Näha on esimesed { $n }. Kõik on CSV-failis.
import-all-taken = Kõik võeti nii, nagu oli.
import-reasons = Ainult üks põhjus
import-lost = Võtmata
import-odd = Muudetud
import-at-least = vähemalt { $n }
import-place = Kus
import-why = Miks
import-said = Mis seal on
import-why-no-address = Pole e-posti aadressi ega telefoninumbrit
import-why-bad-address = See pole e-posti aadress
import-why-phone-not-international = Telefoninumber ilma riigi suunakoodita
import-why-bad-date = Loetamatu kuupäev
import-why-row-too-large = Rida on liiga pikk
import-why-record-too-large = Kirje on liiga suur
import-why-mail-too-large = Kiri on liiga suur
import-why-stray-quote = Jutumärk, mida miski ei sulge
import-why-too-many-cells = Rohkem lahtreid, kui real olla tohib
import-why-not-text = See pole tekst
import-why-not-json = See pole JSON
import-why-no-id = Võti puudub
import-why-unknown-record = Liik, mida ei võeta
import-why-no-ticket = Pole öeldud, millise pileti juurde see kuulub
import-why-no-conversation = Pole öeldud, millise vestluse juurde see kuulub
import-why-no-such-conversation = Selle vestlust failides pole
import-why-unknown-contact = Selle klienti failides pole
import-why-no-date = Kuupäevata: sai selle, mis on eelmisel, või tänase
import-why-text-cut = Tekst oli liiga pikk ja on kärbitud
import-why-file-elsewhere = Faili ennast ekspordis pole; selle aadress on tekstis
import-why-address-of-another = Aadress on juba teisel kontaktil
import-why-unknown-zone = Sellist ajavööndit pole
import-why-unreadable = Loetamatu kiri
import-why-not-a-mail = See pole kiri
import-why-no-organization = Midagi organisatsiooni kohta, aga ilma nimeta
import-why-no-name = Nimi puudub
import-why-bad-value = See ei sobi selle välja väärtuseks
import-why-bad-language = See pole keel
import-why-bad-domain = See pole nende oma domeen
import-why-domain-of-another = Domeen on juba teisel organisatsioonil
import-why-unknown-life-cycle = See pole elutsükkel
import-why-unknown-owner = Sellise aadressiga agenti pole
import-why-no-such-field = Sellist kohandatud välja pole
import-why-failed = Seda ei saanud kirjutada
import-part = { $part }%
import-run = Too sisse
import-go-on = Jätka
import-stop = Peata
import-undo = Võta tagasi
import-undo-sure = Kas võtta tagasi kõik, mille „{ $name }“ sisse tõi?
import-undo-help = Selle vestlused, kontaktid ja organisatsioonid kustutatakse. Midagi, millele keegi on lisanud, ei kustutata.
import-forget = Eemalda loendist
import-forget-named = Eemalda loendist: „{ $name }“
import-progress = { $name }: { $part } %
export-what = Kõik, mida inimesed kirjutasid, failidena, mida teised programmid loevad: JSON Lines, toorpost, manused. Paroole ega saladusi selles pole.
export-new = Ekspordi kõik
export-none = Eksporti pole veel.
export-running = kirjutatakse: { $what } { $n }
export-done = { $size } MB, valmis
export-failed = ebaõnnestus
export-download = Laadi alla
act-import-begun = Import alustatud
act-import-run = Import tehtud
act-import-cancelled = Import peatatud
act-import-undone = Import tagasi võetud
act-import-forgotten = Import loendist eemaldatud
act-export-begun = Eksport alustatud
act-export-downloaded = Eksport alla laaditud
act-export-removed = Eksport eemaldatud

# Reports

reports-figures = Arvud
reports-board = Reaalajas tahvel
may-report-read = Aruanded
may-report-persons = Üksikute agentide arvud
act-report-persons = Vaatas üksikute agentide arve
act-board-persons = Vaatas nimedega tahvlit
report-table = Tabelina
report-heat-cell = { $day }, { $hour }:00: { $n }
report-counting = Loendan …
report-as-of = Päevad on ajavööndis { $zone }. Meeskond, agent, teema ja kiireloomulisus on tänased. Rämpsposti ei loeta.
report-behind = { $n } sündmust on veel loendamata.
report-deleted = Neist { $n } on vahepeal kustutatud ja ainult loetud.
report-empty = Sel ajal ei saabunud midagi ja midagi pole lahtine.
report-no-before = Varasemast ei ole millegagi võrrelda.
report-moved = { $n } % võrreldes { $from } kuni { $to }
report-times = Pool vahemikus { $low } kuni { $high } (95 %), üheksa kümnest { $most } jooksul. { $open } / { $n } on seni ilma.
report-days = Päevade kaupa
report-days-what = Igal päeval saabunud ja lahendatud, ning mis jäi päeva lõpuks lahendamata.
report-curve = Kui kaua see võtab
report-curve-what = Osa, kellega seda nii kaua pärast polnud veel juhtunud, 95 % vahemikuga. Lahtisi loetakse nii kaua, kui neid on jälgitud (Kaplan-Meier), nii et aeglased ei jää välja.
report-not-yet = Veel mitte
report-no-curve = Joonistamiseks on liiga vähe juhtunud.
report-after = Pärast
report-between = 95 %
report-at-risk = Seni jälgitud
report-heat = Millal nad saabuvad
report-heat-what = Saabumised nädalapäeva ja tunni kaupa ajavööndis { $zone }. Iga lahter viib oma vestlusteni.
report-ages = Lahendamata vestluste vanus
report-ages-what = Perioodi lõpus lahendamata vestlused aja järgi, mis on möödunud saabumisest või tagasitulekust.
report-age = { $from } kuni { $to } päeva
report-age-over = üle { $days } päeva
report-sums-csv = Summad CSV-failina
report-period = Periood
report-period-own = Oma päevad
report-period-week = Viimased 7 päeva
report-period-lastweek = Eelmine nädal
report-period-days28 = Viimased 28 päeva
report-period-lastmonth = Eelmine kuu
report-period-days90 = Viimased 90 päeva
report-by = Jaotatud
report-by-none = jaotamata
report-by-channel = Kanal
report-by-team = Meeskond
report-by-agent = Agent
report-by-topic = Teema
report-by-urgency = Kiireloomulisus
report-by-hour = Saabumise tund
report-clock = Kestused
report-clock-calendar = kalendriajas
report-clock-business = tööajas
report-compare = Võrdle eelmise perioodiga
report-filter = Ainult osa vestlusi
report-filter-use = Loe need
report-filter-drop = Loe kõik
report-zone = Päevad algavad keskööl ajavööndis { $zone }.
report-persons-logged = Üksikute agentide arvud: see vaatamine jääb auditijälge.
report-persons-own = Näete enda arve; teised on koos.
report-part-none = puudub
report-part-others = kõik teised
report-back = Tagasi arvude juurde
report-list-what = { $from } kuni { $to }.
report-list-empty = Selle arvu taga pole ühtki vestlust.
measure-arrived = Saabunud
measure-arrived-what = Vestlused, mida kliendid perioodil alustasid.
measure-ours = Meie alustatud
measure-ours-what = Vestlused, milles meie kirjutasime esimesena.
measure-answered = Vastatud
measure-answered-what = Saabunutest: inimene on vastanud. Automaatvastused ei loe.
measure-unanswered = Veel vastamata
measure-unanswered-what = Saabunutest: klient ootab veel esimest vastust.
measure-resolved = Vahepeal lahendatud
measure-resolved-what = Saabunutest või meie alustatutest: seni vähemalt korra lahendatud.
measure-unresolved = Veel lahendamata
measure-unresolved-what = Neist: seni kordagi lahendamata.
measure-resolutions = Lahendamised
measure-resolutions-what = Perioodil lahendatud, olenemata saabumisest; uuesti, kui vestlus tuli tagasi.
measure-reopened = Tulid tagasi
measure-reopened-what = Lahendatud vestlused, mis perioodil uuesti avati.
measure-next-answered = Hilisemad küsimused vastatud
measure-next-answered-what = Perioodil esitatud hilisemad küsimused, millele vastati.
measure-next-waiting = Hilisemad küsimused ootel
measure-next-waiting-what = Hilisemad küsimused, mis ootavad veel vastust.
measure-backlog = Lahendamata
measure-backlog-what = Perioodi lõpus või praegu lahendamata: lahtised, ootel ja edasi lükatud.
span-first-response = Esimene vastus
span-first-response-what = Kliendi esimesest kirjast meie esimese inimese vastuseni: aeg, mille jooksul pool selle saab.
span-next-response = Järgmine vastus
span-next-response-what = Sama iga hilisema küsimuse kohta.
span-resolution = Lahendamine
span-resolution-what = Saabumisest esimese lahendamiseni, kõigi saabunute kohta, ka veel lahtiste.
board-as-of = seisuga { $time }, uueneb iga 4 sekundi järel
board-full = Täisekraan
board-window = Välju täisekraanilt
board-waiting = Ootavad kliendid
board-oldest = Pikim ootamine
board-since = alates { $time }
board-nobody = Keegi ei oota.
board-late = { $n } hilinenud
board-soon = { $n } tähtaeg tunni jooksul
board-in-time = kõik õigel ajal
board-today = Täna saabunud
board-answered = { $answered } vastatud, { $resolved } lahendatud
board-median = tänane mediaan; { $open } veel lahti
board-here = Agente kohal
board-held = { $held } kellegi käes, { $free } mitte kellegi käes
board-by-channel = Ootel kanali ja kiireloomulisuse kaupa
board-state = Seis
board-agents = Agendid
board-is-here = kohal
board-is-away = pole kohal
board-holds = { $n } lahti

# People: organizations, merged contacts, look-up, privacy

identities-none = Aadressi ega numbrit ei ole.
country = Riik
country-help = Kaks tähte, näiteks EE.
merge-with = Ühenda teisega…
merge-hint = Kas see on sama inimene kui keegi teine siin?
merge-contact-title = Ühenda: { $name }
merge-what = Teise aadressid, vestlused, väljad ja märkmed tulevad siia. Saad nad uuesti lahutada; siis läheb tagasi see, mis teisega tuli.
merge-search = Otsi nime või aadressi järgi
merge-suggested = Võib olla sama inimene
merge-found = Leitud
merge-none = Mitte keegi. Otsi nime või aadressi järgi.
merge-unverified = Ükski nende aadress pole kinnitatud: nime on kerge laenata.
merged-with = Ühendatud mitmest kirjest:
merged-by = { $who }, { $when }
merged-done = Ühendatud.
unmerge-contact = Lahuta
unmerge-named = Lahuta { $name }
unmerged = Jälle kaks kontakti.
evidence-same-name = Sama nimi
evidence-same-local-part = Sama aadress enne @-märki
evidence-same-name-and-domain = Sama nimi ja ettevõte
evidence-answered-for-them = Vastas kirjale, mis saadeti ainult neile
merge-firm-what = Teise inimesed ja meilidomeenid tulevad siia, ka see, mis siin on täitmata: vastutaja, pakett, märge, väljad. Teise nimi juhatab edaspidi siia. Saad nad uuesti lahutada; siis läheb tagasi see, mis teisega tuli. Vaated ja reeglid, mis nimetavad teist, tähendavad siis seda.
merge-firm-search = Otsi nime järgi
merge-firm-suggested = Sarnase nimega
merge-firm-none = Mitte ühtegi. Otsi nime järgi.
merge-firm-hint = Kas see on sama organisatsioon kui mõni teine siin?
merged-below = Ühendati enne seda: { $name }. Lahuta see enne.
firms-unmerged = Jälle kaks organisatsiooni.
organization-new = Uus organisatsioon
organizations-search = Nimi
organizations-none = Ükski organisatsioon ei vasta otsingule „{ $text }“.
organizations-empty = Organisatsioone veel ei ole. Need ütlevad, mille eest klient maksab ja kes siin nende eest vastutab.
organizations-choose = Vali organisatsioon.
organization-people-n = Inimesi: { $n }
organization-owner = Vastutaja
organization-owner-help = Agent, kes selle kliendi eest vastutab.
organization-domains = Meilidomeenid
organization-domains-help = Kes kirjutab neist esimest korda kinnitatud aadressilt, kuulub siia.
organization-strays = Aadress siin, organisatsiooni pole: { $who } ({ $n })
organization-take-in = Võta sisse
organization-people = Inimesed
organization-people-none = Veel mitte kedagi.
organization-remove-what = Inimesed ja vestlused jäävad; nimi jääb neile tekstina.
organization-remove-merged = Sellega ühendatu läheb kaasa: { $names }.
may-privacy-manage = Privaatsus: kustutamine, säilitamine, õiguslik hoid
act-contact-merged = Kontaktid ühendatud
act-contact-unmerged = Kontaktid lahutatud
act-organization-created = Kliendi organisatsioon tehtud
act-organization-customer-changed = Kliendi organisatsioon muudetud
act-organization-merged = Kliendi organisatsioonid ühendatud
act-organization-removed = Kliendi organisatsioon eemaldatud
act-organization-unmerged = Kliendi organisatsioonid lahutatud
lookup-what = Tellimused, konto, mida iganes teine teie süsteem kirjutajast teab: näidatakse iga vestluse kõrval.
lookup-url = Aadress, kust küsida
lookup-url-help = Iga küsimus on allkirjastatud nagu veebikonks. Vastuseks on 5 sekundit ja 64 kB.
lookup-on = Küsi, kui vestlus või kontakt avatakse
lookup-test = Proovi
lookup-works = Vastas
lookup-works-not = Ei vastanud kokkulepitult
lookup-form = Mida see vastama peaks
lookup-form-what = Siltidega ridadega JSON. Kõik näidatakse tekstina. 404 tähendab: midagi ei teata.
lookup-secret-help = Kontrolli selle võtmega allkirju. Seda näidatakse ainult kord.
act-contact-lookup-changed = Kontakti päring muudetud
act-contact-lookup-rotated = Kontakti päringu uus võti
privacy-what = Kui kaua klientide kirjutatut hoitakse, mida tuleb hoida ja mis on unustatud.
privacy-here = Selle inimese õigused
erase = Unusta see inimene…
erase-title = Unusta { $name }
erase-what = Kõik, mis ütleb, kes see on ja mida kirjutati, kaob lõplikult: nimi, aadressid, märkmed, tekstid, failid, algkirjad. Seda ei saa tagasi võtta.
erase-stays = Arvud jäävad: millal, mis kanalist, kui kaua võttis. Varem tehtud varukoopiad hoiavad seda kuni kustutamiseni.
erase-held = Õiguslik hoid on ees:
erase-type = Kinnitamiseks kirjuta „{ $word }“
erase-now = Unusta lõplikult
erase-contacts = Kirjed
erase-identities = Aadressid ja numbrid
erase-conversations = Vestlused
erase-messages = Sõnumid
erase-files = Failid
erase-mails = Algkirjad
erased-done = Unustatud. Tekstid kaovad sekunditega.
contact-erased = See inimene unustati { $when }. Alles on ainult arvud.
hold-here = Kas siit ei tohi esialgu midagi kustutada?
hold-end = Lõpeta hoid
hold-end-named = Lõpeta hoid: { $name }
hold-ended = lõppes { $when }
hold-on-con = kontakt
hold-on-org = organisatsioon
hold-on-cnv = vestlus
retention-what = Vanad vestlused kaotavad oma sõnad ja failid. Numbrid, ajad ja arvud jäävad.
erasures-what = Millal, kelle poolt ja kui palju; mitte kunagi, kes see oli.
hold-ending = „{ $name }“ lõpeb.
hold-ends = Lõpeb
holds = Õiguslikud hoiud
holds-what = Pannakse kontakti, organisatsiooni või vestluse juurest.
holds-none = Midagi pole õigusliku hoiu all.
retention = Säilitamine
retention-new = Uus säilitamisreegel
retention-none = Kõike hoitakse, kuni keegi selle kustutab.
retention-line = säilib { $time } · { $where } · { $who }
retention-on = Sees
retention-off = Väljas
retention-days = Päevi
retention-days-help = Pärast lahendatud või rämpsuks märgitud vestluse viimast sõnumit.
retention-owner-help = Agent, kes selle reegli eest vastutab.
retention-contacts = Unusta ka kontaktid, kellest muud ei jää
retention-enabled = Sees: sõnad kustutatakse kord päevas
retention-try = Loe, mis kaoks
retention-tried = Praegu kaoks: { $what }. Õigusliku hoiu all: { $held }.
retention-oldest = Vanim on { $when }.
retention-more = On rohkem, kui loeti.
all-channels = Kõik kanalid
all-countries = Kõik riigid
erasures = Unustatud
erasures-none = Kedagi pole veel unustatud.
erasure-by = { $who }
erasure-by-rule = „{ $rule }“
erasure-running = Käib
erasure-done = Tehtud
act-contact-erased = Keegi unustati
act-legal-hold-began = Õiguslik hoid algas
act-legal-hold-ended = Õiguslik hoid lõppes
act-retention-created = Säilitamisreegel tehtud
act-retention-changed = Säilitamisreegel muudetud
act-retention-removed = Säilitamisreegel eemaldatud

## Merging, splitting, linking

merge-title = Ühenda { $number }
merge-title-many = Ühenda { $n } vestlust
merge-help = Kõik sõnumid lähevad allesjäävasse vestlusse. Teised numbrid ja vastused nende kirjadele viivad sinna. Seda saab tagasi võtta.
merge-into = Allesjääv vestlus
merge-number = Või selle number
merge-choose = Vali vestlus või sisesta selle number.
merge-go = Ühenda
merge-different = Need on eri kliendid. Agendid näevad mõlemat ühes lõimes; vastus põhineb alati ainult sellel, mida selle saajad on näinud, ega saa minna mõlemale.
merge-different-sure = Tean, et need on eri kliendid
split-title = Eralda sõnumid
split-help = Valitud sõnumitest saab omaette vestlus. Vastused neile saabuvad sinna.
split-choose = Sõnumid
split-subject-help = Tühi: esimese sõnumi teema.
split-go = { $n ->
    [one] Eralda üks sõnum
   *[other] Eralda { $n } sõnumit
  }
link-title = Seo { $number } teisega
link-help = Mõlemad näitavad teineteist; muud ei muutu.
link-with = Lähedased vestlused
link-go = Seo

## Pinned summary, print, hand over

hand-over-title = Vii { $number } teisele tiimile
hand-over-help = Sõnad neile, kes selle saavad; klient neid ei näe.
hand-over-go = Vii üle
print-notes = Koos märkuste ja kokkuvõttega
print-go = Prindi
print-cut = Näidatakse ainult uusimaid sõnumeid.
print-files = Failid

## Teated

notifications-what = Millest sulle teatatakse, kuidas ja millal mitte. Sinu enda tegudest sulle ei teatata.
notifications-empty = Midagi sind puudutavat pole juhtunud.
notifications-empty-hint = Siin on vestlused, mis on sinu omad või mida jälgid, mainimised ja tähtajad.
notifications-read-all = Märgi kõik loetuks
notifications-things = { $n ->
    [one] Üks sündmus
   *[other] { $n } sündmust
  }
notification-read = Märgi { $number } loetuks
notification-unread = Märgi { $number } lugemata
notify-ways = Kuidas teatatakse
notify-kind = Mis
notify-way-page = Loendis
notify-way-desktop = Töölaual
notify-way-sound = Heliga
notify-way-email = Kirjaga
notify-cell = { $kind }: { $way }
notify-own-help = Töölauateated ilmuvad, kui see leht on taustal. Heli kõlab kõige rohkem kord kolme sekundi jooksul.
notify-allow = Luba töölauateated
notify-try-sound = Kuula heli
notify-digest = E-post
notify-digest-how = Saada, mis on veel lugemata
notify-digest-help = Üks kiri kõigega, mis on märgitud „Kirjaga“ ja mida sa pole selleks ajaks lugenud.
notify-digest-off = Mitte kunagi
notify-digest-hourly = Iga tund
notify-digest-daily = Iga päev kell 8.00
notify-quiet-times = Vaiksed ajad
notify-quiet-help = Miski ei helise ja ühtki kirja ei saadeta, sinu ajavööndi kella järgi. Loend täieneb edasi.
notify-quiet-hours = Iga päev ühest kellaajast teiseni
notify-from = Alates
notify-to = Kuni
notify-quiet-days = Terved päevad

## Eemal

away-open = Oled eemal, kuni ütled, et oled tagasi.
away-until-label = Kuni
away-open-choice = Kuni ütlen, et olen tagasi
away-own = Muu aeg
away-own-help = Näiteks 14:30, 2026-12-24, 3d või 2w.
away-until-wrong = See peab olema tulevane aeg.
away-work = Minu pooleli töö ja see, mida kliendid vahepeal vastavad
away-stay = Ootab mind
away-team = Läheb meeskonnale: võtab see, kel on aega
away-colleague = Läheb kolleegile
away-who = Kolleeg
away-work-help = Ühe päeva jooksul saad selle tagasi võtta.
away-go = Lähen eemale
away-done = Oled eemal.
away-given = { $n ->
    [one] Oled eemal. Üks vestlus anti edasi.
   *[other] Oled eemal. { $n } vestlust anti edasi.
  }
back-take = { $n ->
    [one] Võta edasi antud vestlus tagasi
   *[other] Võta { $n } edasi antud vestlust tagasi
  }
back-take-help = Mille keegi on vahepeal üle võtnud või lahendanud, jääb talle.
back-done = Tere tulemast tagasi.
back-taken = { $n ->
    [one] Tere tulemast tagasi. Üks vestlus on jälle sinu.
   *[other] Tere tulemast tagasi. { $n } vestlust on jälle sinu.
  }
act-agent-away = Läks eemale
act-agent-back = Tuli tagasi

## Sorteerimine

topic-gone = Teema, mida enam pole
triage-what = Mida reeglid, kliendid ja mudelid oletasid ning kui sageli keegi ütles midagi muud. Viimase 90 päeva kohta vestlustes, mida sa näed.
triage-none = Keegi pole veel ühtki oletust kinnitanud ega parandanud.
triage-guess = Oletus
triage-source = Määraja
triage-judged = Hinnatud
triage-wrong = Valed
triage-rate = Valede osakaal
triage-interval = { $rate } ({ $low } kuni { $high })
triage-show = Näita { $n } valet: { $guess }
triage-note = Vahemik sisaldab tegelikku osakaalu 95 korral 100-st (Wilson). Kui hinnatuid on alla { $n }, on rida kahvatu.
triage-behind = Vestlused
triage-behind-of = Vale: { $guess }, määraja: { $source }
triage-out-of-reach = Need kuuluvad nüüd teistele meeskondadele.

## Otsing filtritega

search-filters = Filter
search-filters-change = Muuda filtrit
search-filters-use = Kasuta
search-filters-clear = Eemalda filter
search-filter-remove = Eemalda: { $filter }
search-try-no-filter = Otsi ilma filtrita
search-try-one = Otsi ainult „{ $word }“
search-try-no-quotes = Otsi ilma jutumärkideta
search-try-contacts = Vaata kontaktide hulgast
reports-mailed = Meiliga
mailed-what = Eelmise nädala või kuu arvud agentidele meiliga, tabelid failidena. Igaüks saab arvud, milleni tema õigused ulatuvad.
mailed-new = Uus meiliaruanne
mailed-change = Meiliaruanne
mailed-none = Ühtki aruannet ei saadeta. Midagi ei lähe välja enne, kui mõne sisse lülitate.
mailed-on = sees
mailed-off = väljas
mailed-nobody = mitte keegi
mailed-weekly = Igal nädalal: { $day } kell { $hour } ({ $zone })
mailed-monthly = Iga kuu esimesel kell { $hour } ({ $zone })
mailed-test = Saada mulle viimane
mailed-tested = Teel aadressile { $address }.
mailed-remove = Eemalda
mailed-removed = Eemaldatud.
mailed-every = Kui tihti
mailed-week = igal nädalal
mailed-month = iga kuu
mailed-day = Päev
mailed-hour = Aeg ajavööndis { $zone }
mailed-business = Kestused tööajas
mailed-agents = Kellele
mailed-agents-help = Kes aruandeid näha ei tohi, see neid ei saa.
mailed-enabled = Saada regulaarselt
act-report-schedule-made = Meiliaruanne loodud
act-report-schedule-changed = Meiliaruannet muudetud
act-report-schedule-removed = Meiliaruanne eemaldatud

# Aeg: kuhu see kulub.
reports-time = Aeg
away-for = Milleks
away-for-away = Muu
away-for-break = Paus
away-for-meeting = Koosolek
away-for-training = Koolitus
time-thing-writing = Kirjutamine
time-thing-writing-what = Vestluses kirjutamine või saatmine.
time-thing-reading = Lugemine
time-thing-reading-what = Vestlus on agendi ees.
time-thing-available = Saadaval
time-thing-available-what = Laua taga, üheski vestluses.
time-thing-away = Eemal
time-thing-away-what = Nagu agendid ise ütlesid: paus, koosolek, koolitus või muu.
time-thing-unattributed = Teadmata
time-thing-unattributed-what = Sisse logitud, kuid viie minuti jooksul ei puudutatud midagi.
time-logged-in = Sisse logitud
time-logged-in-what = Konsool oli avatud. Kõik teised annavad kokku selle.
time-conversations = Vestlusi
time-each = Iga kohta
time-days = Iga päev
time-days-what = Iga sisselogitud sekund kuulub täpselt ühe asja juurde.
time-channel-what = Aeg iga kanali vestlustes. Vestlus loetakse iga agendi ja päeva kohta üks kord.
time-topic-what = Teema järgi, mis vestlusel päeva lõpus oli.
time-no-work = Vestlustes aega ei kulunud.
time-part-others = muud, millega tegelesid vähesed
time-unsure = { $share } sellest ajast on teadmata või jagati vestluste vahel võrdselt. Olge kulude võrdlemisel ettevaatlik.
time-agents = { $n ->
    [one] Üks agent.
   *[other] { $n } agenti.
}
time-withheld = { $n ->
    [one] Üks päev on välja jäetud, sest kohal oli vähem kui kolm agenti.
   *[other] { $n } päeva on välja jäetud, sest kohal oli vähem kui kolm agenti.
}
time-few = Sel ajavahemikul oli kohal liiga vähe inimesi, et nende aega koos näidata.
time-empty = Sel ajavahemikul polnud keegi sisse logitud.
time-not-yet = Pole veel mõõdetud.
time-not-yet-what = Aega mõõdetakse, kui agentidel on konsool avatud. Esimesed arvud on siin minuti jooksul.
time-since = Mõõdetud alates { $day }.
time-own-link = Minu enda aeg
time-persons = Üksikud agendid
time-persons-what = Nime järjekorras. Arvude jaoks on vaja 30 vestlust: vähema puhul räägib juhus. See vaatamine jääb auditijälge.
time-persons-show = Näita üksikuid agente
time-too-few = Vähem kui { $n } vestlust: arve pole.
time-measured = Mida mõõdetakse ja mida mitte
time-measured-what = Mõõdetakse: et konsool on avatud, milline vestlus on agendi ees, kas ta selles kirjutab ja milleks ta ütles end eemal olevat. Ainult ajapikkustena.
time-measured-not = Ei mõõdeta: mida kirjutatakse, klahve, hiirt, ekraani, teisi programme, kohti.
time-measured-one = Iga sekund loetakse üks kord, ükskõik kui palju vahelehti on avatud: kirjutamine enne lugemist, lugemine enne kõike muud. Lihtsalt avatud vestlus ei loe midagi.
time-measured-idle = Kui viie minuti jooksul midagi ei puudutatud, pole teada, milleks aeg kulus. See pole etteheide: ka telefonikõne näeb nii välja.
time-measured-kept = Üksikuid ajalõike hoitakse 90 päeva, pärast seda iga päeva summasid.
time-measured-who = Meeskondi näeb koos. Üksikute agentide jaoks on vaja eraldi õigust ja iga vaatamine jääb auditijälge. Igaüks näeb enda oma.
time-presence-online = kohal
time-presence-idle = midagi ei puudutatud
time-doing-open = avatud
time-doing-focused = loeb
time-doing-writing = kirjutab
my-time-text = Mida teie konsool on teie ajast teatanud. Teised näevad meeskonda koos; kes tohib üksikuid agente näha, jätab jälje auditisse.
my-time-sums = Minu summad
my-time-kept = Kõik, mida hoitakse
my-time-kept-what = Iga ajalõik ühest päevast nii, nagu seda hoitakse. Midagi muud ei ole.
my-time-from = Millal
my-time-long = Kui kaua
my-time-presence = Mina olin
my-time-conversation = Vestlus
my-time-forgotten = Selle päeva ajalõike enam ei hoita; summad on alles.
my-time-nothing = Päevast { $day } pole midagi hoitud.

# Masinad.
nodes-what = Masinad, millest see tugilaud koosneb, andmebaasi kella järgi.
act-node-lost = Masin jäi vait
nodes-lost = Viimase seitsme päeva jooksul vait jäänud
nodes-lost-one = { $name }: märgati { $when }. Selle töö on teised üle võtnud.
nodes-alone-more = PostgreSQL-i andmebaasiga saab üks tugilaud olla mitmel masinal; kui üks neist seiskub, jätkavad teised.
nodes-alone = See masin: { $name }, Fairlead { $version }.
nodes-up = Töös { $time }. Andmebaas on fail selles masinas, seega teist olla ei saa.
nodes-runs = Versioon { $version }, töötanud { $time }
nodes-heard = viimati kuuldud { $time } tagasi
nodes-skew = kell { $ms } ms
nodes-work = Hoolitseb: { $what }
nodes-state-well = töös
nodes-state-silent = pole kuulda: teised võtavad üle
nodes-state-clock = kell on vale
nodes-state-version = teine versioon
nodes-here = see siin
nodes-sweeps = mis tähtajaks saab
nodes-mailboxes = postkastid { $names }
nodes-shared = oma osa kirjadest ja konsoolidest
nodes-help = Iga masin võtab kirju vastu, saadab neid ja teenindab konsoole. Iga postkasti ja tähtaegade eest hoolitseb korraga üks neist; teine võtab üle kümne sekundi jooksul.

act-business-hours-changed = Lahtiolekuaegu muudeti
act-business-hours-created = Lahtiolekuajad loodi
act-business-hours-removed = Lahtiolekuajad eemaldati
act-field-changed = Oma välja muudeti
act-field-created = Oma väli loodi
act-holiday-calendar-changed = Pühasid muudeti
act-holiday-calendar-created = Pühad lisati
act-holiday-calendar-removed = Pühad eemaldati
act-rule-changed = Reeglit muudeti
act-rule-created = Reegel loodi
act-rule-removed = Reegel eemaldati
act-sla-policy-changed = SLA-lubadust muudeti
act-sla-policy-created = SLA-lubadus loodi
act-sla-policy-removed = SLA-lubadus eemaldati
act-topic-changed = Teemat muudeti
act-topic-created = Teema loodi
act-view-changed = Vaadet muudeti
act-view-created = Vaade loodi
act-view-removed = Vaade eemaldati
act-webhook-changed = Veebihaaki muudeti
act-webhook-created = Veebihaak loodi
act-webhook-removed = Veebihaak eemaldati
act-webhook-rotated = Veebihaagi uus võti
audit-all = Kõik
