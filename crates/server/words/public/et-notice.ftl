# Lehe sõnad, kus keegi loobub kirjadest muudatuste kohta.

notice-title = Kirjad muudatuste kohta
notice-stop-title = Kas me ei kirjuta teile enam muudatustest?
notice-stop-text = Te ei saa enam kirju selle kohta, kuidas muutuvad meiega ühenduse võtmise viisid. Vastused teie enda kirjadele jõuavad teieni nagu seni.
notice-stop = Loobu neist kirjadest
notice-done-title = Tehtud: te ei saa enam selliseid kirju
notice-done-text = Vastused teie enda kirjadele jõuavad teieni nagu seni. Kõik, mis te meile saatsite, on alles.
notice-none-title = See link ei vii (enam) kuhugi
notice-none-text = Võib-olla on aadressis viga. Avage palun link kirjast uuesti või vastake kirjale ja öelge meile.
