# Konsooli sõnad. Terved laused kohatäitjatega.

## Common

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
bcc = Pimekoopia
block = Blokeeri
cancel = Loobu
cc = Koopia
change-taken-back = Muudatus võeti tagasi.
changes = { $n } muudatust
channel = Kanal
channel-email = E-post
clear-selection = Tühista valik
close-dialog = Sulge
close-drawer = Sulge üksikasjad
close-menu = Sulge menüü
context = Üksikasjad
conversation = Vestlus
copy = Kopeeri
copy-text = Kopeeri tekst
customers-time = Kliendi aeg: { $time } ({ $zone })
date = Kuupäev
dismiss = Peida
domain = Domeen
download = Laadi alla
draft = Mustand
email = E-post
from = Saatja
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
password = Parool
reply = Vastus
note = Märkus
forward = Edasta
save = Salvesta
saved = Salvestatud.
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
unread = Lugemata
urgency = Kiireloomulisus
yesterday = Eile
today = Täna
you = sina
demo-strip = Ettevõtte { $company } demo: kliendid on väljamõeldud, midagi ei lahku sellest masinast, lõpus visatakse kõik ära.
offline = Ühendus puudub. Lugeda ja kirjutada saab edasi; saadetu läheb teele, kui ühendus taastub.
offline-queued = { $n ->
    [one] Ühendus puudub. Üks kiri ootab ja läheb teele, kui ühendus taastub.
   *[other] Ühendus puudub. { $n } kirja ootab ja läheb teele, kui ühendus taastub.
  }
unreachable-title = Klienditoega ei saa ühendust
unreachable-text = Server ei vastanud. Midagi ei ole kadunud; võib-olla ta alles käivitub.
remove = Eemalda

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
command-take-next = Võta järgmine töö
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
command-suggest = Soovitused selle vastuse jaoks
command-summarize = Tee kokkuvõte…
command-translate = Tõlgi vastus…
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
auto-announcement = Automaatne: muudatusest teatatud
auto-signpost = Automaatne: teised võimalused näidatud
auto-outage = Automaatne: midagi ei toimi
outage = Rike
outage-is-over = läbi
outage-unlink = Pole selle kohta
outage-link = On selle kohta
outage-unlink-named = Pole rikke { $name } kohta
outage-link-named = On rikke { $name } kohta
outage-strip = { $name }: { $n ->
    [one] üks vestlus on selle kohta
   *[other] { $n } vestlust on selle kohta
 }
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
event-taken-next = { $rule ->
    [out_of_slack] { $agent } võttis selle järgmisena: { $urgency }, aega peaaegu enam ei ole (tähtaeg { $when })
   *[other] { $agent } võttis selle järgmisena: { $urgency }, varaseim tähtaeg ({ $when })
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
newer-elsewhere = Vastus vestlusele { $number } jäi saatmata: klient on vahepeal kirjutanud.
newer-look = Vaata
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

## Sign-in and set-up

sign-in = Logi sisse
send-again = Saada uuesti

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
error-changed-since = Vahepeal on seda uuesti muudetud. Vaadake uuemaid kandeid: võtke need enne tagasi või muutke käsitsi.
error-already-undone = See on juba tagasi võetud. Kanne selle kohta on ülalpool.
error-not-undoable = Seda ei saa tagasi võtta: sellel pole vastandit. Midagi ei muudetud.
error-bad-stage-change = Kliendid tunnevad seda kanalit: kavandiks seda enam teha ei saa. Tehke sellest piloot, lõpetage või sulgege see.
error-reason-needed = Öelge, miks: hiljem küsitakse. Midagi veel ei muudetud.
error-bad-owner = Valige keegi, kes siin töötab. Midagi ei muudetud.

## Settings

settings-profile = Oma profiil

## Profile

theme = Kujundus
density = Loendi tihedus
send-button = Vastuse põhinupp

## Settings pages

change = Muuda
reason = Põhjus
text = Tekst
signature = Allkiri
position = Järjekord
dkim = Allkirjad (DKIM)

# Views, rules, webhooks, custom fields

views = Vaated
view = Vaade
view-new = Uus vaade
view-shared = Jagatud
view-share = Jaga teistega
view-shows = See näitab
view-empty = Neile tingimustele ei vasta praegu miski.
view-more = … ja veel
stop = Peata
filter-me = mina
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
rule-trace = Reeglid ({ $n })
rule-gone = Kadunud reegel
rule-because = Sest
rule-not-done = Tegemata: { $act } ({ $why })
rule-when-was = Kui { $when }
action-field-to = Määra { $field }: { $value }
action-snooze-for = Lükka edasi: { $time }
error-no-macro = makrot enam pole
error-nobody-to-answer = ükski klient pole kirjutanud
error-silent = midagi polnud saata
rule-quoted = „{ $rule }“
event-rules-fired = { $n ->
    [one] Rakendus reegel { $rules }
   *[other] Rakendusid reeglid { $rules }
  }
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
field-new = Uus väli
field-of = Kuulub
field-of-conversation = Vestlus
field-of-contact = Kontakt
field-of-organization = Organisatsioon
field-kind = Liik
field-choices = Valikud
field-choices-help = Igal real üks.
custom-fields = Väljad
yes = jah
no = ei
macro-hole = „{ $name }“ on siin väärtuseta. Kirjuta sõnad ise või võta see välja.

## Lahtiolekuajad, pühad, teenustaseme lubadused

sort-due = Tähtaja järgi
due-at = Tähtaeg
sla-what = Mida lubate, kanali ja kiireloomulisuse järgi. Kehtib esimene sobiv; kui sobivat ei ole, kanali enda siht.
sla-new = Uus lubadus
sla-none = Lubadusi ei ole: iga kanal lubab igaks vastuseks oma sihti.
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

delete = Kustuta
scope = Millised vestlused
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
when-sla-warned = SLA kell läheneb tähtajale
when-sla-breached = SLA tähtaeg möödub

# Reports

page-reports = Aruanded
command-go-reports = Aruanded

# People: organizations, merged contacts, look-up, privacy

segment = Segment
plan = Pakett
verified-by-mail-round-trip = Vastas meie kirjale
verified-by-dmarc = Domeen kinnitatud (DMARC)
verified-by-signed-token = Vastas meie võtmega
verified-by-code = Koodiga
identity-add = Lisa aadress või number
identity-kind = Liik
identity-value = Aadress või number
identity-help = Siia kirjutatu loetakse kinnitamata.
identity-phone-help = Riigikoodiga, näiteks +372 612 3456. Loetakse kinnitamata.
merge = Ühenda
page-organizations = Organisatsioonid
life-cycle = Elukaar
life-cycle-prospect = Võimalik klient
life-cycle-trial = Proovib
life-cycle-paying = Maksab
life-cycle-former = Endine
field-life-cycle = Organisatsiooni elukaar
field-plan = Organisatsiooni pakett
field-segment = Organisatsiooni segment
field-organization = Organisatsioon
on-hold = Õigusliku hoiu all
error-identity-taken = See on juba teisel kontaktil. Ühenda nad, kui tegu on ühe inimesega.
lookup = Teie süsteemidest
lookup-failed = Küsida ei saanud:
lookup-busy = Liiga palju küsimusi korraga; proovi uuesti.
lookup-nothing = Seal ei teata midagi.
lookup-cut = Vastus oli pikem, kui näidatakse.
words-erased = Selle vestluse sõnad kustutati { $when }.
contact-forgotten = See inimene unustati { $when }. Talle ei saa enam midagi saata; märkme saab jätta.
hold-title = Õiguslik hoid: { $name }
hold-what = Sellest ei kustutata midagi enne hoiu lõppu: ei reegli ega palve järgi.
hold-reason = Põhjus
hold-reason-help = Näiteks kohtuasja number. Nähtav igaühele, kes selle avab.
hold-put = Pane õigusliku hoiu alla

## Merging, splitting, linking

status-merged = Ühendatud
status-side = Kõrvalvestlus
command-merge = Ühenda teisega…
command-split = Eralda sõnumid…
command-link = Seo teisega…
merged-here = Siia ühendatud
unmerge = Võta välja
unmerge-of = Võta { $number } välja
done-merged = { $n ->
    [one] Ühendatud vestlusega { $number }.
   *[other] { $n } vestlust ühendati vestlusega { $number }.
  }
done-unmerged = { $number } on jälle omaette vestlus.
led-from = { $from } ühendati vestlusega { $number }.
done-split = Eraldatud vestluseks { $number }.
link-add = Seo…
unlink = Eemalda seos vestlusega { $number }
event-unlinked = Seos eemaldati
event-merged = { $number } ühendati siia
event-unmerged = { $number } võeti välja
event-split-away = Sõnumid eraldati vestluseks { $number }
event-split-off = Eraldatud vestlusest { $number }
error-conversation-is-merged = See ühendati teise vestlusega.
error-different-customers = Need saajad on ühendatud vestluse eri kliendid. Kirjuta igaühele eraldi.
error-nothing-to-split = Vali sõnumid ja jäta alles vähemalt üks kliendi või meie oma.
error-too-many-messages = Ühe ühendamise jaoks on sõnumeid liiga palju. Seo need kaks selle asemel.

## Side conversations

sides = Kõrvalvestlused
sides-waiting = Kolmandalt osapoolelt on küsitud
sides-answered = Kolmas osapool on vastanud
side-ask = Küsi kelleltki teiselt…
side-help = Nad saavad eraldi kirja. Kliendi kirjadest ei lähe midagi kaasa ja vastus tuleb siia, mitte kunagi kliendile.
side-text = Sinu küsimus
side-quote = Lase neil lugeda kliendi viimast sõnumit
side-answer = Kirjuta neile veel
side-waiting = Ootab
side-answered = Vastatud
side-done = Tehtud
side-finish = Tehtud
side-reopen = Ava uuesti
side-sent = Saadetud kolmandale osapoolele.
side-undelivered = Seda ei saanud kohale toimetada.
error-side-conversation = Seda tehakse vestluse endaga.
error-too-many-sides = Siin on liiga palju kõrvalvestlusi.
error-bad-quote = See sõnum ei ole selles vestluses.

## Pinned summary, print, hand over

pinned = Kinnitatud kokkuvõte
pinned-known = Mida teame
pinned-agreed = Kokku lepitud
pinned-open = Lahtine
pinned-change = Muuda
pinned-help = Kolm lühikest osa lõime kohal, ainult kolleegidele. Tühjenda kõik kolm, et see eemaldada; varasemad versioonid jäävad alles.
pinned-conflict = { $who } on seda vahepeal muutnud ({ $when }). See on seal praegu; sinu sõnad on allpool alles.
pinned-anyway = Salvesta minu oma
command-pin = Kinnita kokkuvõte…
command-print = Prindi…
command-hand-over = Vii tiimile koos märkusega…
error-too-long = See on liiga pikk.
error-erased = See inimene unustati; talle ei saa enam midagi saata.
event-pinned = { $who } muutis kinnitatud kokkuvõtet

## Rules that answer

action-reply = Vasta makroga
action-reply-help = Saadetakse kohe ja märgitakse automaatseks; kord päevas ühes vestluses, mitte kunagi programmi kirjutatule. Tühi muutuja peatab selle.
auto-rule-reply = Automaatne: reegli vastus

## Teated

page-notifications = Teated
command-go-notifications = Teated
told-mentioned = { $name } mainis sind
told-mentioned-plain = Sind mainiti
told-mentioned-short = Mind mainitakse
told-assigned = { $name } andis selle sulle
told-assigned-plain = See anti sulle
told-assigned-short = Antud mulle
told-replied = { $name } kirjutas
told-replied-plain = Keegi kirjutas
told-replied-short = Kirjad minu ja jälgitavates vestlustes
told-rule-plain = Reegel palub vaadata
told-rule-short = Reegel palub mul vaadata
told-sla-warned-plain = Tähtaeg läheneb
told-sla-warned-short = Tähtaeg läheneb
told-sla-breached-plain = See on hilinenud
told-sla-breached-short = Hilinenud

## Eemal

away = Eemal
away-until = Eemal kuni { $time }
command-away = Lähen eemale
command-back-here = Olen tagasi

## Sorteerimine

view-triage = Sorteerimine
page-triage = Teema ja kiireloomulisuse oletused
command-go-triage = Sorteerimine
command-confirm = Kinnita oletus
empty-triage = Ükski oletus ei oota kinnitamist.
done-confirmed = { $n ->
    [one] Kinnitatud
   *[other] { $n } kinnitatud
  }
guess = Oletus
guess-topic = Oletatud teema
guess-urgency = Oletatud kiireloomulisus
set-by = määraja: { $source }
triage-rates = Kui head need on

# Sections of the settings
settings-notifications = Teated
settings-security = Turvalisus
settings-my-time = Minu aeg
settings-organization = Organisatsioon
settings-agents = Töötajad
settings-permission-sets = Õiguste komplektid
settings-sign-in = Sisselogimine
settings-teams = Meeskonnad
settings-channels = Kanalid ja uksed
settings-outages = Rikked
settings-dead-ends = Ummikute kontroll
settings-hours = Lahtiolekuajad
settings-holidays = Pühad
settings-sla = SLA-lubadused
settings-targets = Järjekord
settings-sending = Saatmine
settings-macros = Makrod
settings-views = Vaated
settings-rules = Reeglid
settings-fields = Oma väljad
settings-lookup = Kontakti päring
settings-webhooks = Veebihaagid
settings-model = Keelemudel
settings-texts = Tekstid
settings-privacy = Privaatsus
settings-blocked = Blokeeritud saatjad
settings-suppressed = Kes teateid ei saa
settings-import = Import
settings-export = Eksport
settings-nodes = Masinad
settings-audit = Auditilogi
settings-group-you = Oma konto
settings-group-company = Ettevõte
settings-group-channels = Kanalid ja aeg
settings-group-work = Igapäevatöö
settings-group-programs = Teised programmid
settings-group-data = Andmed ja käitamine
removed-named = „{ $name }“ eemaldatud.

## Help center

page-articles = Abikeskus
command-go-articles = Abikeskus
command-article = Tee vastusest artikkel
article-no-answer = Veel ei ole vastust, millest artiklit teha.
article-made = Artikli mustand on tehtud.
article-open = Ava
event-survey-answered = { $changed ->
    [yes] Klient muutis oma vastuse: { $score } / { $most }
   *[other] Klient vastas küsitlusele: { $score } / { $most }
}
settings-surveys = Küsitlused
settings-topics = Teemad ja põhjused
when-survey-answered = klient vastab küsitlusele
field-last-score = Viimase küsitluse hinne
field-cause = Põhjus
survey-asked = Küsitlus
survey-waiting = { $name }: küsitud { $when }, vastust veel pole
survey-score-of = { $score } / { $most }
cause = Põhjus
cause-none = välja selgitamata
# Mis vormiga saadeti
warning-address-unproven = Aadress kirjutati vormi: keegi ei ole veel tõestanud, et see on tema oma.
form-sent-by = { $title } ({ $language })
form-suspect = Kahtlane:
form-kind-question = Küsimus
form-kind-name = Nimi
form-kind-email = E-post
form-kind-topic = Teema
form-kind-files = Failid
form-kind-field = Oma väli
suspicion-trap = täitis välja, mida inimesed ei näe
suspicion-instant = saadeti sekundi jooksul
suspicion-quick = saadeti kolme sekundi jooksul
suspicion-address = palju ühelt aadressilt
suspicion-network = palju ühest võrgust
suspicion-no-work = tööd tõestamata
suspicion-false-work = vale töötõendiga
suspicion-links = palju linke

## Queue and chats side by side

page-queue = Järjekord
page-chats = Vestlused kõrvuti
command-go-queue = Mine järjekorra juurde
command-go-chats = Mine oma vestluste juurde
command-accept-offer = Võta, mis heliseb
command-decline-offer = Keeldu helisevast
command-next-chat = Järgmine vestlus kõrval
command-previous-chat = Eelmine vestlus kõrval
command-give-back = Anna järjekorda tagasi
command-ready = Valmis järgmiseks
settings-queue-rules = Järjekorra reeglid
settings-skills = Oskused
chat-seen = Klient on siiani näinud
error-offer-over = See pakkumine on läbi: kellelgi teisel on see või see heliseb mujal. Midagi pole kadunud.
event-work-offered =
    Pakuti: { $agent } – { $rule ->
        [out_of_slack] aega peaaegu ei ole
       *[other] tähtaeg enne teisi
    } ({ $when }), { $whom ->
        [sticky] tunneb klienti
        [least_loaded] koormus kõige väiksem
        [asked] küsis ise
       *[other] kõige kauem vaba
    }{ $lowered ->
        [0] {""}
       *[other] , soove alandatud { $lowered } võrra
    }
event-work-declined = { $agent } keeldus
event-work-timed-out = { $agent } ei vastanud õigel ajal
event-work-accepted = { $agent } võttis selle
event-work-handed-back = { $agent } andis järjekorda tagasi
event-work-overflowed = Aitab teine tiim: { $team }
event-work-alternative = Kliendile pakuti teist võimalust, sest oodata oleks tulnud kaua
event-alternative-message = Klient jättis ootamise asemel sõnumi
event-alternative-wait = Klient otsustas järjekorras oodata
