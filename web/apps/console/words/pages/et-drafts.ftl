help-page-proposals = Ettepanekud
help-tool-video = Salvesta video või pilt
proposals-what = Mida paljud kliendid on küsinud või lugejad asjata otsinud ja millele ükski artikkel ei vasta. Mustandi saab ühe klahviga; midagi ei avaldata iseenesest.
proposals-kind = Millised ettepanekud
proposals-open = Avatud
proposals-taken = Said artikliks
proposals-dismissed = Tagasi lükatud
proposals-looking = Otsin: { $n ->
    [one] üks küsimus
   *[other] { $n } küsimust
  } seni
proposals-looked = Viimati vaadatud { $when }: { $n ->
    [one] üks küsimus
   *[other] { $n } küsimust
  } { $days } päevast, { $searches ->
    [one] üks otsing
   *[other] { $searches } otsingut
  } tulemuseta
proposals-never = Keegi ei ole veel vaadanud. Seda tehakse kord päevas.
proposals-look = Vaata kohe
proposals-none-open = Ettepanekuid ei ole. Selleks on vaja { $questions } sarnast küsimust vähemalt { $people } kliendilt { $days } päeva jooksul, millele on vastatud, või { $searches } tulemuseta otsingut.
proposals-none-taken = Ükski ettepanek ei ole veel artikliks saanud.
proposals-none-dismissed = Midagi ei ole tagasi lükatud.
proposal-asked = { $n } küsimust { $people } kliendilt, { $month } kuus, viimati { $day }
proposal-searched = Asjata otsitud { $n ->
    [one] üks kord
   *[other] { $n } korda
  }, { $month } kuus, viimati { $day }
proposal-search = Otsing
proposal-since = { $n ->
    [0] Pärast seda ei ühtegi
    [one] Pärast seda veel üks
   *[other] Pärast seda veel { $n }
  }
proposal-open = Pane tagasi
proposal-draft = Mustand
proposal-draft-key = Alusta mustandit (D)
proposal-dismiss = Lükka tagasi
proposal-dismiss-named = Lükka tagasi: { $name }
proposal-near = Soovitused viivad juba siia:
proposal-answers = See artikkel vastab sellele
proposal-typical = Kuidas kliendid seda küsivad
proposal-answers-past = Mida vastati
proposal-answers-none = Ükski vastus, mida tohid lugeda, ei lahendanud seda. Mustand algab tühjana.
proposal-use = Mustandisse
proposal-from = Vestlusest #{ $n }
proposal-questions = Küsimused
proposal-keys = D alustab mustandit, X lükkab tagasi
record-title = Salvesta video või pilt
record-what = Kuni { $n } sekundit ekraani või kaamerat või üks pilt ekraanist. Vaatad selle enne üle.
record-source = Mida salvestatakse
record-screen = Video ekraanist
record-camera = Video kaamerast
record-picture = Pilt ekraanist
record-take = Tee pilt
record-retake = Tee uuesti
record-seen = Mida on näha
record-voice = Minu häälega
record-begin = Salvesta
record-stop = Lõpeta
record-again = Salvesta uuesti
record-keep = Lisa
record-keeping = Saadan { $percent } %
record-live = Mida praegu salvestatakse
record-preview = Mis salvestati
record-time = Salvestuse aeg
record-seconds = { $n } / { $max } sekundit
record-ended-long = Salvestus lõppes { $n } sekundi järel ise.
record-ended-large = Salvestus lõppes ise, sest fail oleks liiga suur.
record-caption = Allkiri
record-alt = Mida on näha ja kuulda
record-alt-help = Neile, kes seda ei näe või ei kuule; ka otsing leiab selle.
record-problem-insecure = Brauserid salvestavad ainult HTTPS-lehtedel. Ava konsool https-aadressilt.
record-problem-unsupported = See brauser ei oska seda salvestada. Proovi kaamerat või teist brauserit.
record-problem-refused = Brauseril ei lubatud salvestada. Luba see aadressi kõrval või vali, mida jagada, ja proovi uuesti.
record-problem-none = Kaamerat või mikrofoni ei ole. Ühenda see või salvesta ekraan ilma hääleta.
record-problem-busy = Kaamerat või mikrofoni kasutab teine programm. Sulge see ja proovi uuesti.
record-problem-empty = Midagi ei salvestatud. Proovi uuesti.
record-problem-large = Video on liiga suur. Salvesta lühem.
record-problem-failed = Salvestus katkes. Proovi uuesti.
act-proposal-dismissed = Artikli ettepanek lükati tagasi
act-proposal-opened = Artikli ettepanek pandi tagasi
act-proposal-taken = Artikli ettepanek sai mustandiks või vastuse
