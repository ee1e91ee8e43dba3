# Konsooli sõnad. Terved laused kohatäitjatega.

## Common
add-copies = Lisa koopia või pimekoopia
add-note = Lisa märkus
add-tag = Lisa silt
address-check = Kontrolli aadressi „{ $address }“.
address-doubtful = See ei paista olevat aadress
after = { $time } pärast
agents = Klienditoe töötajad
apply-anyway = Rakenda ikkagi
attach = Lisa failid
attachments = Manused
back = Tagasi
back-to-list = Tagasi loendisse
back-to-sign-in = Tagasi sisselogimise juurde
bcc = Pimekoopia
block = Blokeeri
blocked = Blokeeritud
unblock = Eemalda blokeering
cancel = Loobu
cc = Koopia
change-taken-back = Muudatus võeti tagasi.
changes = { $n } muudatust
channel = Kanal
channel-email = E-post
channel-name = Kanali nimi
clear-selection = Tühista valik
close-dialog = Sulge
close-drawer = Sulge üksikasjad
close-menu = Sulge menüü
contact = Kontakt
context = Üksikasjad
continue = Jätka
conversation = Vestlus
conversations = Vestlused
copy = Kopeeri
copied = Kopeeritud.
copy-text = Kopeeri tekst
customers-time = Kliendi aeg: { $time } ({ $zone })
date = Kuupäev
dismiss = Peida
domain = Domeen
download = Laadi alla
draft = Mustand
email = E-post
from = Saatja
from-channel = Kust
internal-note = Sisemine märkus
is-selected = Valitud
language = Keel
later = Jäta hilisemaks
loading = Laadimine
load-failed = Seda ei õnnestunud laadida.
macros = Makrod
message = Kiri
messages = Kirjad
more = Veel
name = Nimi
navigation = Põhimenüü
no-subject = (teemata)
no-team = Meeskonnata
no-topic = Teemavaldkonnata
nobody = Mitte keegi
not-found = Siin ei ole midagi.
nothing-found = Midagi ei leitud
notices = Teated
open-menu = Ava menüü
organization = Organisatsioon
password = Parool
password-help = Vähemalt 10 märki. Mõni omavahel seostamata sõna sobib hästi.
password-new = Uus parool
reply = Vastus
note = Märkus
forward = Edasta
save = Salvesta
saved = Salvestatud.
show-more = Näita veel
skip = Sisu juurde
somebody = Keegi
the-desk = Klienditugi
status = Olek
subject = Teema
team = Meeskond
teams = Meeskonnad
to = Saaja
to-inbox = Postkasti
tools = Tööriistad
topic = Valdkond
try-again = Proovi uuesti
undo = Võta tagasi
unknown = Teadmata
unknown-sender = Tundmatu saatja
unread = Lugemata
urgency = Kiireloomulisus
yesterday = Eile
today = Täna
you = sina
zone = Ajavöönd
demo-strip = Ettevõtte { $company } demo: kliendid on väljamõeldud, midagi ei lahku sellest masinast, lõpus visatakse kõik ära.
demo-who = Valige, kes te olete; kõigil on see parool:
offline = Ühendus puudub. Lugeda ja kirjutada saab edasi; saadetu läheb teele, kui ühendus taastub.
offline-queued = { $n ->
    [one] Ühendus puudub. Üks kiri ootab ja läheb teele, kui ühendus taastub.
   *[other] Ühendus puudub. { $n } kirja ootab ja läheb teele, kui ühendus taastub.
  }
unreachable-title = Klienditoega ei saa ühendust
unreachable-text = Server ei vastanud. Midagi ei ole kadunud; võib-olla ta alles käivitub.

## Time
time-now = nüüd
time-minutes = { $n } min
time-hours = { $n } t
duration-seconds = { $n } s
duration-minutes = { $n } min
duration-hours = { $h } t { $m } min
duration-hours-only = { $h } t
duration-days = { $n } p
due-left = { $time } jäänud
due-late = { $time } hilinenud
snooze-hour = Tunni pärast
snooze-later = Kolme tunni pärast
snooze-evening = Täna õhtul
snooze-tomorrow = Homme hommikul
snooze-monday = Esmaspäeva hommikul
snooze-week = Nädala pärast
snooze-month = Kuu pärast

## Views
view-mine = Minu postkast
view-mentions = Mainimised
view-unassigned = Määramata
view-all = Kõik avatud
view-waiting = Ootel
view-snoozed = Edasi lükatud
view-resolved = Lahendatud
view-spam = Rämpspost
page-inbox = Postkast
page-search = Otsing
page-contacts = Kontaktid
page-quarantine = Karantiin
page-settings = Seaded
list-label = Vestluste loend
list-failed = Loendit ei õnnestunud laadida.
resize-list = Loendi laius
sort-by = Järjestus
sort-oldest = Kauem oodanud ees
sort-newest = Uuemad ees
sort-best = Parim vaste
selected = { $n ->
    [one] Üks valitud
   *[other] { $n } valitud
  }
selected-hint = Määra, liiguta, lükka edasi, sildista või lahenda need korraga.
search-or-jump = Otsi või liigu
empty-mine = Sind ei oota midagi.
empty-mentions = Keegi ei ole sind maininud.
empty-unassigned = Kõigel on hoolitseja.
empty-all = Midagi ei oota.
empty-waiting = Ükski klient ei võlgne meile vastust.
empty-snoozed = Midagi ei ole edasi lükatud.
empty-resolved = Midagi ei ole veel lahendatud.
empty-spam = Rämpsposti ei ole.
empty-team = Sellel meeskonnal ei ole midagi ootel.
empty-unassigned-fact = { $n ->
    [one] Ühel vestlusel ei ole veel kedagi.
   *[other] { $n } vestlusel ei ole veel kedagi.
  }
empty-unassigned-go = Näita määramata vestlusi
empty-all-fact = { $n ->
    [one] Kokku on avatud üks vestlus.
   *[other] Kokku on avatud { $n } vestlust.
  }
empty-all-go = Näita kõiki avatud
empty-no-channel = Veel ei ole kanalit, mille kaudu kliendid saaksid kirjutada.
empty-no-channel-go = Loo kanal
quiet-none = Sind ei oota midagi.
quiet-some = { $n ->
    [one] Sind ootab üks vestlus.
   *[other] Sind ootab { $n } vestlust.
  }
quiet-hint = Vali vestlus või kasuta klaviatuuri.
we-answered-last = Viimasena vastasime meie
other-team = Teise meeskonna oma
assigned-to = Määratud: { $agent }
presence-live = Kohal
presence-connecting = Ühendamine…
presence-offline = Ühendus puudub
own-menu = { $name }: menüü
notify-quiet = Uus kiri

## Status, urgency
status-open = Avatud
status-waiting = Ootab klienti
status-snoozed = Edasi lükatud
status-resolved = Lahendatud
status-spam = Rämpspost
urgency-low = Madal
urgency-normal = Tavaline
urgency-high = Kõrge
urgency-urgent = Kiire

## Commands
group-conversation = Vestlus
group-list = Loend
group-compose = Kirjutamine
group-go = Mine
group-desk = Töölaud
group-jump = Leia
command-resolve = Lahenda
command-reopen = Ava uuesti
command-assign = Määra…
command-assign-short = Määra
command-assign-me = Määra mulle
command-move = Liiguta meeskonda…
command-snooze = Lükka edasi…
command-snooze-short = Lükka edasi
command-tags = Sildid…
command-urgency = Kiireloomulisus…
command-topic = Valdkond…
command-follow = Jälgi
command-unfollow = Lõpeta jälgimine
command-unread = Märgi lugemata
command-subject = Muuda teemat…
command-spam = Märgi rämpspostiks
command-not-spam = Ei ole rämpspost
command-block = Blokeeri saatja
command-delete = Kustuta jäädavalt…
command-reply = Vasta
command-note = Sisemine märkus
command-forward = Edasta
command-macro = Lisa makro
command-send = Saada
command-send-resolve = Saada ja lahenda
command-new = Uus vestlus
command-next = Järgmine
command-previous = Eelmine
command-open = Ava
command-back = Tagasi, tühista valik
command-select = Vali
command-extend-down = Laienda valikut alla
command-extend-up = Laienda valikut üles
command-select-all = Vali kõik loendis
command-sort = Muuda järjestust
command-go-inbox = Minu postkast
command-go-unassigned = Määramata
command-go-mentions = Mainimised
command-go-all = Kõik avatud
command-go-waiting = Ootab klienti
command-go-snoozed = Edasi lükatud
command-go-resolved = Lahendatud
command-go-spam = Rämpspost
command-go-contacts = Kontaktid
command-go-quarantine = Karantiin
command-go-settings = Seaded
command-bar = Käsuriba
command-search = Otsi
command-undo = Võta tagasi
command-help = Klahvid
command-toggle-list = Näita või peida loend
command-toggle-context = Näita või peida üksikasjad
command-theme = Vaheta hele ja tume
command-density = Vaheta tihedust
command-sign-out = Logi välja
go-team = Meeskond { $team }
jump-number = Ava { $number }
search-for = Otsi „{ $text }“
palette-commands = Kirjuta käsk või otsi…
palette-assign = Kellele määrata…
palette-team = Millisesse meeskonda…
palette-tags = Sildid
palette-urgency = Kiireloomulisus
palette-snooze = Kuni millal… (ka „2h“, „3d“, „14:30“, „24.12.“)
palette-topic = Valdkond
palette-macros = Makro
me-named = { $name } (mina)
tag-create = Loo silt „{ $name }“
keys-title = Klahvid
keys-off = Täheklahvid on sinu profiilis välja lülitatud.
keys-change = Täheklahve saab muuta või välja lülitada siin:

## Acts
done-open = { $number } avati uuesti.
done-waiting = { $number } ootab klienti.
done-resolved = { $number } lahendatud.
done-snoozed = { $number } edasi lükatud.
done-spam = { $number } märgiti rämpspostiks.
done-open-many = { $n } vestlust avati uuesti.
done-waiting-many = { $n } vestlust ootab klienti.
done-resolved-many = { $n } vestlust lahendatud.
done-snoozed-many = { $n } vestlust edasi lükatud.
done-spam-many = { $n } vestlust märgiti rämpspostiks.
done-snoozed-until = { $n ->
    [one] Edasi lükatud kuni { $when }.
   *[other] { $n } vestlust edasi lükatud kuni { $when }.
}
done-assigned = { $n ->
    [one] Määratud: { $agent }.
   *[other] { $n } vestlust määratud: { $agent }.
}
done-unassigned = { $n ->
    [one] Määramine eemaldatud.
   *[other] { $n } vestluse määramine eemaldatud.
}
done-moved = { $n ->
    [one] Uus meeskond: { $team }.
   *[other] { $n } vestluse uus meeskond: { $team }.
}
done-urgency = { $n ->
    [one] Kiireloomulisus: { $urgency }.
   *[other] { $n } vestluse kiireloomulisus: { $urgency }.
}
done-tagged = { $n ->
    [one] Silt „{ $tag }” lisatud.
   *[other] Silt „{ $tag }” lisatud { $n } vestlusele.
}
done-untagged = { $n ->
    [one] Silt „{ $tag }” eemaldatud.
   *[other] Silt „{ $tag }” eemaldatud { $n } vestluselt.
}
many-busy = Muudetud { $done } vestlust { $n }-st…
many-changed = { $n ->
    [one] { $which } muutus vahepeal ja jäi nii, nagu on.
   *[other] { $n } vestlust muutusid vahepeal ja jäid nii, nagu on: { $which }.
}
many-failed = { $n ->
    [one] { $which } ei saanud muuta.
   *[other] { $n } vestlust ei saanud muuta: { $which }.
}
done-followed = Jälgid seda vestlust.
done-unfollowed = Sa ei jälgi enam seda vestlust.
done-blocked = Saatja on blokeeritud, vestlus on rämpspostis.
conflict = { $who } vahepeal { $what }.
what-status = muutis oleku: „{ $status }“
what-assigned = määras selle: { $agent }
what-unassigned = eemaldas määramise
what-team = liigutas selle meeskonda { $team }
what-urgency = muutis kiireloomulisuse: { $urgency }
what-subject = muutis teemat
what-other = muutis seda

## Thread
said = { $name }: { $text }
earlier = Varasemad kirjad
new-below = { $n ->
    [one] Uus kiri
   *[other] { $n } uut kirja
  }
also-viewing = Ka vaatab: { $names }
is-writing = { $n ->
    [one] { $names } kirjutab
   *[other] { $names } kirjutavad
  }
hint-belongs = Võib kuuluda vestluse { $number } juurde.
hint-look = Vaata sinna
spam-strip = Peetud rämpspostiks. Kliendile ei öeldud midagi.
spam-because = Peetud rämpspostiks: { $reason }. Kliendile ei öeldud midagi.
snoozed-until = Edasi lükatud kuni { $when }.
wake = Ärata kohe
limited-title = See vestlus kuulub teisele meeskonnale.
limited-text = Näed, et see on olemas, ja selle olekut, et saaksid kliendile öelda. Kui pead seda lugema, küsi meeskonnalt või juhilt.
conversation-missing = Seda vestlust ei saa näidata.
message-of = Kirjutas { $name }
message-menu = Kirja menüü
show-details = Näita üksikasju
hide-details = Peida üksikasjad
raw-show = Näita toorkirja
raw-title = Toorkiri
raw-cut = Näidatud on ainult algus; allalaaditavas on kõik.
show-message = Näita kirja
show-quoted = Näita tsiteeritud teksti
hide-quoted = Peida tsiteeritud tekst
show-signature = Näita allkirja
hide-signature = Peida allkiri
show-disclaimer = Näita hoiatusteksti
hide-disclaimer = Peida hoiatustekst
images-blocked = { $n ->
    [one] Ühte välist pilti ei laaditud: see annaks saatjale teada, et sa loed.
   *[other] { $n } välist pilti ei laaditud: need annaksid saatjale teada, et sa loed.
  }
images-show = Näita pilte
images-hide = Peida pildid
image-blocked = Pilti ei laaditud
original-of = Algne kiri: { $name }
automatic-auto-reply = Automaatvastus
automatic-bounce = Kättetoimetamise teade
automatic-list = Postiloend
automatic-loop = Kirjade ring
auto-acknowledgement = Kinnitus
auto-channel-paused = Automaatne: kanal on peatatud
auto-channel-closed = Automaatne: kanal on suletud
auto-other = Automaatne
why = Miks?
origin-pass = Saatja on kinnitatud: { $domain }
origin-part = Saatja on kinnitatud ainult osaliselt
origin-none = Saatja ei ole kinnitatud
origin-fail = Saatja võib olla võltsitud
origin-check-spf = Kas see server tohib domeeni nimel saata?
origin-check-dkim = Kas domeeni allkiri on terve?
origin-check-dmarc = Kas nähtav saatja vastab domeeni enda reeglile?
origin-check-arc = Kas edastanud serverid vastutasid selle eest?
warning-link-mismatch = Link näitab muud aadressi, kui ta avab.
warning-reply-to = Vastused läheksid muule aadressile kui saatja oma.
warning-reply-to-differs = Vastused läheksid muule aadressile kui saatja oma.
warning-undeliverable = Sellelt aadressilt on kirju tagasi tulnud.
warning-auth-failed = Saatja võib olla võltsitud.
warning-new-participant = Osaleb keegi uus.
warning-do-not-reply = Saatja aadress ei võta vastuseid vastu.
delivery-held = Läheb teele { $n } s pärast.
delivery-queued = Ootab teeleminekut
delivery-sending = Läheb teele…
delivery-sent = Saadetud
delivery-cancelled = Tagasi võetud
delivery-retrying = ei võetud veel vastu, katse { $attempt }; järgmine kell { $when }
delivery-uncertain = ühendus katkes lõpus; võis kohale jõuda või mitte
delivery-failed = ei õnnestunud kätte toimetada
delivery-bounced = tuli tagasi
delivery-retry = Saada uuesti
recipients = { $n ->
    [one] Üks saaja
   *[other] { $n } saajat
  }
event-opened = Vestlus algas
event-received = Kiri saabus
event-replied = { $who } vastas
event-acknowledged = Kinnitus saadetud
event-noted = { $who } kirjutas märkuse
event-forwarded = { $who } edastas selle
event-status = { $by ->
    [agent] { $who } muutis oleku: „{ $status }“
   *[other] Olek: { $status }
  }
event-snoozed = { $who } lükkas edasi kuni { $when }
event-woken = Edasilükkamine lõppes
event-reopened = Kliendi vastus avas selle uuesti
event-assigned = { $self ->
    [yes] { $who } võttis selle endale
   *[other] { $who } määras selle: { $agent }
  }
event-unassigned = { $who } eemaldas määramise
event-moved = { $by ->
    [agent] { $who } liigutas selle meeskonda { $team }
   *[other] Suunatud meeskonda { $team }
  }
event-urgency = { $by ->
    [agent] { $who } muutis kiireloomulisuse: { $urgency }
   *[other] Kiireloomulisus: { $urgency }
  }
event-topic = { $who } määras valdkonna { $topic }
event-subject = { $who } muutis teemat
event-tagged = { $who } lisas sildi { $tag }
event-untagged = { $who } eemaldas sildi { $tag }
event-followed = { $who } jälgib seda
event-unfollowed = { $who } ei jälgi enam
event-linked = Seotud teise vestlusega
event-delivery-report = Tuli teade: { $recipients } jäi kätte saamata
event-also-arrived = Saabus ka kanali { $channel } kaudu
event-kept-without-successor = { $channel } ei võta uut posti vastu ja järgmist kanalit pole; hoitakse siin
event-other = { $who } muutis midagi

## Details pane
assignee = Määratud
nobody-yet = Veel mitte keegi
customer-since = Klient alates { $when }
contact-blocked = Blokeeritud
identity-email = E-post
identity-phone = Telefon
identity-handle = Kasutajanimi
identity-visitor = Külastaja
undeliverable = Tuli tagasi
verified = Kinnitatud
unverified = Kinnitamata
local-time = Kohalik aeg
first-reply = Esimene vastus
waits = Ootab
promise = Lubatud
promise-kept = Peetud
promise-by = tavaliselt { $usually }, peaaegu alati { $almost }
tags = Sildid
remove-tag = Eemalda silt { $tag }
followers = Jälgijad
others-involved = Veel osalejaid
new-here = Uus
role-customer = klient
role-cc = koopia
role-third-party = kolmas osapool
linked = Seotud
earlier-conversations = Varasemad

## Composer
kind-of-message = Kirja liik
to-line = Saaja: { $names }
via = kanal: { $channel }
reply-placeholder = Kirjuta vastus… „/“ lisab makro
note-placeholder = Seda näevad ainult kolleegid. „@“ mainib kedagi
new-placeholder = Kirjuta… „/“ lisab makro
macro-hint = Makrod („/“)
formatting = Vormindus
format-bold = Paks
format-italic = Kaldkiri
format-list = Loend
format-ordered = Nummerdatud loend
format-quote = Tsitaat
format-link = Link
link-address = Lingi aadress
link-set = Lisa link
draft-saving = Salvestamine…
draft-saved = Mustand salvestatud { $time }
draft-kept = Hoitakse siin, veel salvestamata
draft-drop = Viska ära
draft-dropped = Mustand visati ära.
send-send = Saada
send-resolve = Saada ja lahenda
send-snooze = Saada ja lükka edasi
send-other = Muud saatmisviisid
send-anyway = Saada ikkagi
look-first = Vaata enne
newer = { $n ->
    [one] 1 uus kiri. Kas saata ikkagi?
   *[other] { $n } uut kirja. Kas saata ikkagi?
  }
just-sent = { $who } vastas just. Vaata enne saatmist.
just-sent-seen = Olen näinud
new-participants = { $n ->
    [one] { $names } ei olnud varem selles vestluses.
   *[other] { $names } ei olnud varem selles vestluses.
  }
sent-wait = Saadetud.
sent-keep = Saadetud.
sent-resolve = Saadetud ja lahendatud.
sent-snooze = Saadetud ja edasi lükatud.
sent-waiting = Ühendus puudub: kiri ootab siin ja läheb teele, kui ühendus taastub.
send-undone = Tagasi võetud; tekst on kirjutuskastis.
not-sent = Ei saadetud; sinu tekst on alles.
nothing-written = Midagi ei ole veel kirjutatud.
no-recipient = Saajat ei ole.
still-uploading = Fail on alles teel.
remove-file = Eemalda { $name }
remove-recipient = Eemalda { $address }
uploading = Üleslaadimine: { $name }
upload-failed = Üles laadida ei õnnestunud
forward-file-lost = Faili „{ $name }“ ei saanud kaasa võtta.
forward-head = ---------- Edastatud kiri ----------
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
sign-in = Logi sisse
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
send-again = Saada uuesti
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

## Errors by code
error-offline = Server ei vastanud. Midagi ei muudetud; proovi hetke pärast uuesti.
error-unknown = Midagi läks valesti.
error-wrong-credentials = Aadress või parool on vale.
error-too-many-attempts = Liiga palju katseid. Oota veidi ja proovi uuesti.
error-already-set-up = Klienditugi on juba loodud. Palun logi sisse.
error-signed-out = Oled välja logitud.
error-forbidden = Sul ei ole selleks õigust.
error-not-found = Seda ei ole olemas või see ei ole sinu jaoks.
error-too-large = See on liiga suur.
error-already-sent = Liiga hilja: kiri on juba teel.
error-newer-message = On uuem kiri.
error-invalid-token = See link ei kehti enam.
error-token-expired = See link on liiga vana.

## Settings
settings-profile = Oma profiil
settings-organization = Organisatsioon
settings-agents = Töötajad
settings-teams = Meeskonnad
settings-channels = Kanalid ja uksed
settings-sending = Saatmine
settings-macros = Makrod
settings-texts = Tekstid
settings-blocked = Blokeeritud saatjad
settings-audit = Auditilogi

## Profile
email-fixed = Selle aadressiga logitakse sisse; siin seda muuta ei saa.
as-browser = Nagu brauseris
look = Välimus ja harjumused
theme = Kujundus
theme-system = Nagu süsteemis
theme-light = Hele
theme-dark = Tume
density = Loendi tihedus
density-comfortable = Mugav, kolm rida
density-compact = Tihe, kaks rida
after-resolve = Kui vestlus lahkub loendist
after-next = Ava järgmine
after-list = Mine loendisse
after-stay = Jää paigale
send-button = Vastuse põhinupp
notify-desktop = Töölauateade uutest kirjadest, kui vahekaart on peidus
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
remove = Eemalda
remove-named = Eemalda { $name }
change = Muuda
change-named = Muuda: { $name }
in-use = Kasutusel
switched-off = Välja lülitatud
switch-on = Lülita sisse
switch-off = Lülita välja
never = mitte kunagi
ago = { $time } tagasi
reason = Põhjus
reason-help = Jääb ajalukku ja auditilogisse.
text = Tekst
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
signature = Allkiri
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
position = Järjekord
position-help = 1 proovitakse esimesena.
dkim = Allkirjad (DKIM)
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
macro-removed = „{ $name }“ eemaldatud.
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
act-channel-changed = Kanalit muudeti
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
views = Vaated
view = Vaade
view-new = Uus vaade
view-shared = Jagatud
view-share = Jaga teistega
view-shows = See näitab
view-empty = Neile tingimustele ei vasta praegu miski.
view-more = … ja veel
views-what = Nimega filter postkasti kõrval. Ainult sinu oma või jagatud.
views-none = Vaateid veel ei ole. Alusta sellest, mida igal hommikul otsid.
settings-views = Vaated
settings-rules = Reeglid
settings-fields = Oma väljad
settings-webhooks = Veebihaagid
move-up = Liiguta { $name } üles
move-down = Liiguta { $name } alla
archive = Arhiveeri
bring-back = Too tagasi
stop = Peata
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
filter-me = mina
unit-minutes = minutit
unit-hours = tundi
unit-days = päeva
field-status = Olek
field-urgency = Kiireloomulisus
field-urgency-source = Kiireloomulisuse määras
field-topic = Teema
field-topic-source = Teema määras
field-team = Meeskond
field-assignee = Vastutaja
field-follower = Jälgija
field-tag = Silt
field-channel = Kanal
field-contact = Kontakt
field-door = Uks
field-language = Keel (kood)
field-subject = Pealkiri
field-body = Äsja kirjutatud tekst
field-address = Aadress
field-address-domain = Aadressi domeen
field-number = Number
field-created-at = Algas
field-last-at = Viimane sõnum
field-last-customer-at = Kliendi viimane sõnum
field-last-agent-at = Meie viimane sõnum
field-waiting-since = Klient on oodanud
field-due = Tähtaeg
field-first-reply-at = Esimene vastus
field-resolved-at = Lahendatud
field-message-count = Sõnumeid
field-has-attachment = On faile
source-default = keegi
source-rule = reegel
source-customer = klient
source-agent = agent
source-model = mudel
op-is = on
op-is-not = ei ole
op-any-of = on üks neist
op-none-of = ei ole ükski neist
op-empty = on tühi
op-present = on olemas
op-contains = sisaldab
op-contains-not = ei sisalda
op-at-least = vähemalt
op-at-most = kõige rohkem
op-before = enne
op-after = alates
op-older-than = rohkem aega tagasi kui
op-newer-than = viimase aja jooksul:
op-due-older-than = hilinenud rohkem kui
op-due-newer-than = hilinemata või hilinenud vähem kui
action-kind = Tegevus
action-add = Lisa tegevus
action-remove = Eemalda tegevus
action-urgency = Määra kiireloomulisus
action-topic = Määra teema
action-team = Vii meeskonda
action-assign = Määra vastutajaks
action-status = Määra olek
action-tag = Lisa silt
action-untag = Eemalda silt
action-snooze = Lükka edasi, minutit
action-note = Kirjuta märkus
action-notify = Teavita
action-webhook = Saada veebihaaki
action-field = Määra väli
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
rule-after = { $minutes } minutit pärast: { $since }
rule-dry = Proovi varasemate vestluste peal
rule-dry-help = Näitab, mis muutuks, ega muuda midagi.
rule-dry-so-far = { $done ->
    [yes] Valmis: vaadatud { $looked }, muutuks { $would }.
   *[other] Seni vaadatud { $looked }, muutuks { $would }.
  }
rule-runs = Mida tegi „{ $name }“
rule-never = See ei ole veel rakendunud.
rule-trace = Reeglid ({ $n })
rule-gone = Kadunud reegel
rule-because = sest
rule-refused = { $n ->
    [one] Üht tegevust ei saanud teha.
   *[other] { $n } tegevust ei saanud teha.
  }
event-rule-fired = Rakendus reegel „{ $rule }“
when-conversation-created = vestlus algab
when-customer-replied = klient kirjutab
when-agent-replied = agent vastab
when-note-added = kirjutatakse märkus
when-status-changed = olek muutub
when-assigned = määratakse vastutaja
when-team-changed = meeskond vahetub
when-urgency-changed = kiireloomulisus muutub
when-topic-changed = teema muutub
when-tag-added = lisatakse silt
when-tag-removed = eemaldatakse silt
when-reopened = vestlus avatakse uuesti
when-snoozed = vestlus lükatakse edasi
when-woken = edasilükkamine lõpeb
when-field-changed = oma väli muutub
when-time = aeg on möödunud
since-waiting-since = klient ootab
since-created-at = algus
since-last-customer-at = kliendi viimane sõnum
since-last-agent-at = meie viimane sõnum
since-last-at = viimane sõnum
since-resolved-at = lahendamine
fields-what = Mida vestluste ja kontaktide kohta veel hoiad. Tekstides kohatäitena, filtrites, reeglites.
fields-none = Oma välju veel ei ole.
field-new = Uus väli
field-of = Kuulub
field-of-conversation = Vestlus
field-of-contact = Kontakt
field-kind = Liik
field-choices = Valikud
field-choices-help = Igal real üks.
kind-text = Tekst
kind-number = Arv
kind-choice = Valik
kind-date = Kuupäev
kind-checkbox = Märkeruut
custom-fields = Väljad
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
yes = jah
no = ei
macro-hole = „{ $name }“ on siin väärtuseta. Kirjuta sõnad ise või võta see välja.
## Lahtiolekuajad, pühad, teenustaseme lubadused
sort-due = Tähtaja järgi
due-at = Tähtaeg
settings-hours = Lahtiolekuajad
settings-holidays = Pühad
settings-sla = SLA-lubadused
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
sla-what = Mida lubate, kanali ja kiireloomulisuse järgi. Kehtib esimene sobiv; kui sobivat ei ole, kanali enda siht.
sla-new = Uus lubadus
sla-none = Lubadusi ei ole: iga kanal lubab igaks vastuseks oma sihti.
sla-up = Liiguta { $name } üles
sla-all-channels = Kõik kanalid
sla-every-urgency = Igasugune kiireloomulisus
sla-in-hours = lahtiolekuajal
sla-round-the-clock = ööpäev läbi
sla-in-hours-only = Arvesse läheb ainult lahtiolekuaeg
sla-first-response = Esimene vastus
sla-next-response = Iga järgmine vastus
sla-resolution = Lahendus
sla-warn = Hoiata nii palju varem
sla-no-promise = Lubadust ei ole
sla-time-help = Minutid või 1:30, 4h, 2d (päevas on 24 tundi).
sla-unread = Kirjutage minutid või 1:30, 4h, 2d.
sla-try = Mida see tähendaks
sla-arrives = Kiri saabub
sla-try-go = Proovi
sla-never = Mitte kunagi: avatud tunde ei jätku
event-sla-warned = Lubatud aeg läheneb
event-sla-breached = Lubatud aeg on möödas

# Turvalisus: teine tegur, pääsuvõtmed, load, õigused, sisselogimine
settings-security = Turvalisus
security-what = Kuidas su konto on kaitstud ja millised programmid sinu eest tegutsevad.
settings-permission-sets = Õiguste komplektid
permission-sets-what = Mida tohivad agendid teha ja millistes vestlustes. Kaasas olevaid komplekte saab kopeerida.
settings-sign-in = Sisselogimine
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
delete = Kustuta
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
scope = Millised vestlused
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
error-wrong-code = See kood pole õige või on kasutatud. Oota järgmist.
error-expired-link = See võttis liiga kaua või on juba kasutatud. Alusta uuesti.
error-passkey-refused = Pääsuvõtit ei saanud kontrollida. Proovi uuesti või logi sisse teisiti.
error-passkey-taken = See pääsuvõti on juba registreeritud.
error-passwords-off = See laud ei võta paroole vastu. Logi sisse teisiti.
error-not-let-in = Sinu konto pakkuja juures ei kuulu siin ühelegi agendile. Palu administraatoril see aadress kutsuda.
error-provider-refused = Pakkuja vastust ei saanud kontrollida. Proovi uuesti või ütle administraatorile.
error-provider-away = Pakkuja pole kättesaadav või on valesti seadistatud.
error-no-provider = Pakkujat pole seadistatud.
error-denied = Pakkuja ei lasknud sind sisse.
error-last-administrator = Pärast seda ei saaks ükski administraator enam sisse logida.
error-needs-session = Selleks peab inimene olema sisse logitud.
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
when-sla-warned = SLA kell läheneb tähtajale
when-sla-breached = SLA tähtaeg möödub
