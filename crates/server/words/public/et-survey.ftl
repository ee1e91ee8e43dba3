# Küsitluste lehtede sõnad. Küsimus ja tänu on organisatsiooni tekstid.

survey-title = Üks küsimus teile
survey-csat-low = üldse mitte rahul
survey-csat-high = väga rahul
survey-ces-low = üldse mitte
survey-ces-high = väga lihtne
survey-nps-low = üldse mitte tõenäoline
survey-nps-high = väga tõenäoline
survey-comment = Kas soovite midagi lisada? (pole kohustuslik)
survey-send = Saada vastus
survey-choose = Palun valige üks arvudest.
survey-too-long = Tekst on liiga pikk. Palun kuni 2000 märki.
survey-yours = Teie vastus: { $score } / { $most }.
survey-change = Muuda vastust
survey-again = Olete juba vastanud. Soovi korral saate vastust muuta.
survey-late-title = Seda vastust ei saa enam anda ega muuta
survey-late-text = Aitäh, et tulite. Kui soovite meile midagi öelda, vastake lihtsalt meie kirjale.
survey-test = See on proov: teie vastust ei loeta kuskil.
survey-none-title = Sellist küsimust (enam) ei ole
survey-none-text = Aadressis võib olla viga. Palun avage link kirjast veel kord.
survey-stop = Ärge minult enam küsige
survey-stop-title = Kas me ei küsi teilt enam?
survey-stop-text = Te ei saa meilt enam küsimusi selle kohta, kuidas meil läks. Vastused teie kirjadele jõuavad teieni nagu enne.
survey-stopped = Tehtud: me ei küsi teilt enam.
