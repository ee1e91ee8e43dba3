//! Words of signatures, device lines and disclaimers, per language, as data. All lower case.

/// Beginnings of device lines; the rest names the device.
#[rustfmt::skip]
pub(super) const SENT_FROM: &[&str] = &[
    "sent from my", "sent via", "sent with", "sent using", "sent on my", "sent by my", "sent through", "sent from mail for",
    "sent from outlook", "sent from yahoo", "sent from gmail", "sent from proton", "sent from samsung", "sent from an",
    "sent from iphone", "sent from ipad", "sent from the", "sent from aol", "sent from blue", "sent from fairmail",
    "sent from spark", "sent from zoho", "sent from icloud", "sent from hotmail", "sent from huawei", "sent from xiaomi",
    "sent from nine", "sent from android", "von meinem", "gesendet von", "gesendet mit", "gesendet über", "gesendet aus",
    "gesendet vom", "von unterwegs gesendet", "envoyé de mon", "envoyé depuis", "envoyé à partir", "envoyé avec", "envoyé via",
    "envoyé par", "envoye de mon", "envoyé du", "enviado desde", "enviado con", "enviado a través", "enviado do meu",
    "enviado de mi", "enviado do", "enviado por", "enviado via", "enviado a partir", "enviada do meu", "enviat des",
    "enviat des del", "inviato da", "inviato dal", "inviato con", "inviato tramite", "verzonden vanaf", "verzonden met",
    "verzonden via", "verstuurd vanaf", "verstuurd met", "verzonden vanuit", "verstuurd via", "skickat från", "skickat med",
    "skickad från", "sendt fra", "sendt med", "sendt via", "sent frá", "lähetetty iphone", "lähetetty", "saadetud minu", "saadetud",
    "sūtīts no", "nosūtīts no", "išsiųsta iš", "siunčiu iš", "siųsta iš", "wysłano z", "wysłane z", "wysłano za", "odesláno z",
    "odesláno prostřednictvím", "odoslané z", "odoslané pomocou", "poslano z", "poslano iz", "poslano s", "poslato sa", "küldve",
    "elküldve", "trimis de pe", "trimis din", "trimis prin", "изпратено от", "отправлено с", "отправлено из", "отправлено через",
    "надіслано з", "надіслано через", "відправлено з", "надіслано із", "послато са", "εστάλη από", "στάλθηκε από", "απεστάλη από",
    "αποστολή από", "gönderildi", "أرسلت من", "أُرسلت من", "أرسل من", "تم الإرسال من", "مرسل من", "مُرسل من", "נשלח מ",
    "נשלח באמצעות", "ارسال شده از", "发自我的", "发自", "發自我的", "從我的", "从我的", "自我的", "來自我的", "来自我的", "iphoneから送信", "ipadから送信",
    "나의 iphone", "내 iphone", "gửi từ", "được gửi từ", "đã gửi từ", "ส่งจาก", "ส่งผ่าน", "dikirim dari", "dikirim melalui",
    "dihantar dari", "terkirim dari", "मेरे iphone", "bidalita nire", "envoyée depuis", "typed on my", "written on my",
    "sent while mobile",
];

/// Beginnings that count only as the very last words, apart from the text.
#[rustfmt::skip]
pub(super) const SENT_FROM_LOOSE: &[&str] = &[
    "sent from a ", "sent from our ", "brought to you by ", "written with ",
];

/// Ends of device lines in languages that put the verb last.
#[rustfmt::skip]
pub(super) const SENT_ENDS: &[&str] = &[
    "から送信", "より送信", "から送信されました", "에서 보냄", "에서 보낸 메일", "에서 전송", "에서 발송", "dan gönderildi", "den gönderildi", "'dan gönderildi",
    "'den gönderildi", "'tan gönderildi", "'ten gönderildi", "üzerinden gönderildi", "ile gönderildi", "gesendet",
    "telefonimdan gönderildi", "cihazımdan gönderildi", "-ról küldve", "-ről küldve", "-omról küldve", "-emről küldve",
    "ról küldve", "ről küldve", "laitteesta lähetetty", "lähetetty iphonesta", "发送", "傳送", "से भेजा गया", "से भेजा",
];

/// Lines that mail programs add for themselves.
#[rustfmt::skip]
pub(super) const CLIENTS: &[&str] = &[
    "get outlook for", "outlook für", "outlook pour", "obtenez outlook", "télécharger outlook", "téléchargez outlook",
    "obtener outlook", "descargar outlook", "obtenha o outlook", "obter o outlook", "baixe o outlook", "scarica outlook",
    "ottieni outlook", "outlook voor", "download outlook", "hämta outlook", "hent outlook", "få outlook", "hanki outlook",
    "hangi outlook", "pobierz program outlook", "pobierz aplikację outlook", "pobierz outlook", "získejte outlook",
    "získať outlook", "získat outlook", "az outlook beszerzése", "descărcați outlook", "загрузить outlook", "скачать outlook",
    "скачайте outlook", "получить outlook", "завантажити outlook", "отримати outlook", "λήψη του outlook", "outlook'u edinin",
    "outlook'u", "获取 outlook", "获取outlook", "下载 outlook", "取得 outlook", "outlook for ios を入手", "outlook for android を入手",
    "ios용 outlook", "android용 outlook", "다운로드 outlook", "outlook for ios 다운로드", "tải outlook", "รับ outlook", "dapatkan outlook",
    "iegūstiet outlook", "gaukite outlook", "sent from mail for windows", "sent with proton", "sent with sparrow",
    "sent with airmail", "sent with mailspring", "sent with spark", "diese nachricht wurde von meinem",
    "diese e-mail wurde von meinem", "diese nachricht wurde mit", "diese nachricht wurde von meinem android",
    "von meinem iphone gesendet", "von meinem ipad gesendet", "von meinem samsung", "von meinem smartphone", "von meinem handy",
    "get bluemail", "blackberry from", "via mobile", "iphoneから送信", "ipadから送信", "iphone より送信", "나의 iphone에서 보냄", "내 iphone에서 보냄",
    "enviado de meu",
];

/// Lines that lists, scanners and desks put below; telling wherever they stand in the line.
#[rustfmt::skip]
pub(super) const FOOTERS: &[&str] = &[
    "mailman/listinfo", "/mailman3/", "you received this message because you are subscribed", "you are receiving this because you",
    "reply to this email directly or view it", "reply to this email directly, view it", "groups.google.com/d/",
    "groups.google.com/group/", "has been checked for viruses by", "virus-free. www", "virus-free.www", "www.avast.com",
    "www.avg.com", "auf viren geprüft", "virenfrei. www", "recherche de virus par", "analyse contre les virus", "sans virus. www",
    "libre de virus. www", "privo di virus. www", "livre de vírus. www", "virusvrij. www", "без вирусов. www",
    "wolna od wirusów. www", "please consider the environment before", "think before you print", "bitte denken sie an die umwelt",
    "bitte prüfen sie, ob diese mail wirklich", "pensez à l'environnement avant", "n'imprimez ce message que",
    "antes de imprimir este", "prima di stampare questa", "denk aan het milieu", "tänk på miljön innan", "pomyśl o środowisku",
];

/// Beginnings of footer lines that people may write too: they count beside a link or below a rule.
#[rustfmt::skip]
pub(super) const FOOTER_STARTS: &[&str] = &[
    "to unsubscribe", "unsubscribe", "manage your", "view it on", "you can unsubscribe", "visit this group", "to post to this",
    "list archive", "abmelden", "se désabonner", "darse de baja", "annulla iscrizione", "uitschrijven", "отписаться", "退订",
];

/// Beginnings of legal notices.
#[rustfmt::skip]
pub(super) const DISCLAIMER_STARTS: &[&str] = &[
    "confidential", "confidentiality", "disclaimer", "legal notice", "privileged", "privacy notice", "important notice", "notice:",
    "this e-mail", "this email", "this message", "this communication", "this transmission", "the information contained",
    "the information in this", "the contents of this", "the content of this", "if you are not the intended",
    "if you have received this", "email disclaimer", "important: this", "this mail is", "please note that this e-mail", "any views",
    "registered office", "caution:", "diese e-mail", "diese email", "diese nachricht", "der inhalt dieser", "vertraulich",
    "rechtlicher hinweis", "haftungsausschluss", "hinweis:", "wenn sie nicht der richtige adressat", "sollten sie nicht der",
    "die information in dieser", "die in dieser e-mail", "ce message", "ce courriel", "cet e-mail", "cet email", "ce mail",
    "le présent message", "les informations contenues", "avertissement", "confidentialité", "este mensaje", "este correo",
    "la información contenida", "aviso legal", "aviso de confidencialidad", "aviso:", "confidencialidad", "esta mensagem",
    "este e-mail", "este email", "as informações contidas", "aviso", "questo messaggio", "questa e-mail", "questa comunicazione",
    "le informazioni contenute", "avvertenza", "ai sensi", "dit bericht", "deze e-mail", "de informatie in", "dit e-mailbericht",
    "disclaimer:", "detta meddelande", "detta e-post", "denne e-post", "denne e-mail", "denne meddelelse", "denne meldingen",
    "tämä viesti", "tämä sähköposti", "see kiri", "käesolev kiri", "käesolev e-kiri", "see e-kiri", "käesolev e-mail",
    "šis e-pasts", "šī e-pasta", "šis el. laiškas", "ši žinutė", "šis pranešimas", "niniejsza wiadomość", "ta wiadomość",
    "treść tej wiadomości", "wiadomość ta", "informacje zawarte", "tato zpráva", "tento e-mail", "informace obsažené",
    "táto správa", "tento email", "ez az üzenet", "ez az e-mail", "jelen üzenet", "acest mesaj", "acest e-mail",
    "informațiile conținute", "това съобщение", "информацията", "это сообщение", "данное сообщение", "настоящее сообщение",
    "это электронное", "данное электронное", "информация, содержащаяся", "конфиденциальн", "настоящее электронное",
    "це повідомлення", "інформація, що", "αυτό το μήνυμα", "το παρόν μήνυμα", "bu e-posta", "bu mesaj", "bu ileti", "bu elektronik",
    "هذه الرسالة", "هذا البريد", "إن هذه الرسالة", "הודעה זו", "מסמך זה", "本邮件", "此邮件", "本郵件", "此郵件", "这封邮件", "本电子邮件", "本信件", "声明：",
    "免责声明", "このメール", "本メール", "この電子メール", "이 메일", "본 메일", "이 이메일", "본 이메일", "이 전자우편", "thư này", "email này", "อีเมลฉบับนี้",
    "อีเมลนี้", "ข้อความนี้", "pesan ini", "surel ini", "email ini",
];

/// Two of these make a paragraph with such a beginning a legal notice.
#[rustfmt::skip]
pub(super) const DISCLAIMER_WORDS: &[&str] = &[
    "confidential", "intended recipient", "intended solely", "intended only", "privileged", "in error", "unauthorized",
    "unauthorised", "disclosure", "destroy", "delete this", "delete it", "not the intended", "prohibited", "solely for the use",
    "addressee", "viruses", "liability", "notify the sender", "vertraulich", "empfänger", "irrtümlich", "adressat", "vernichten",
    "unbefugt", "nicht gestattet", "absender", "löschen", "rechtlich geschützt", "confidentiel", "destinataire", "par erreur",
    "exclusiv", "strictement", "détruire", "supprimer", "interdite", "confidencial", "destinatario", "por error", "destinatário",
    "por engano", "prohibid", "proibid", "elimin", "privilegiad", "riservat", "per errore", "riservatezza", "cancell", "distrugg",
    "vietat", "destinatari", "vertrouwelijk", "geadresseerde", "abusievelijk", "bestemd", "verwijder", "verboden", "konfidentiell",
    "mottagare", "av misstag", "fortrolig", "modtager", "mottaker", "ved en fejl", "ved en feil", "slett", "luottamuksell",
    "vastaanottaja", "erehdyksessä", "poista", "konfidentsiaal", "adressaa", "ekslikult", "kustuta", "eksituse", "konfidenci",
    "adresāt", "kļūdas", "dzēs", "konfidencial", "adresat", "per klaidą", "ištrin", "poufn", "adresata", "odbiorc", "przez pomyłkę",
    "omyłkow", "usuni", "zabronion", "důvěrn", "příjemc", "omylem", "smaž", "dôvern", "príjemc", "bizalmas", "címzett", "tévedés",
    "töröl", "confidenți", "destinatar", "din greșeală", "ștergeți", "поверителн", "получател", "адресат", "по погрешка",
    "конфиденциальн", "по ошибке", "удалит", "запрещ", "предназначен", "конфіденційн", "помилково", "видал", "призначен",
    "εμπιστευτ", "παραλήπτη", "εκ παραδρομής", "διαγρά", "gizli", "alıcı", "yanlışlıkla", "siliniz", "yasak", "سرية", "المستلم",
    "المرسل إليه", "عن طريق الخطأ", "حذف", "חסוי", "סודי", "הנמען", "בטעות", "מחק", "机密", "保密", "收件人", "误收", "删除", "禁止", "機密", "誤",
    "刪除", "未经授权", "秘密", "宛先", "受信者", "削除", "기밀", "비밀", "수신인", "수신자", "삭제", "bảo mật", "người nhận", "nhầm", "xóa", "ความลับ",
    "ผู้รับ", "ลบ", "rahasia", "penerima", "hapus", "tidak sengaja",
];

/// Labels before numbers and addresses.
#[rustfmt::skip]
pub(super) const CONTACT_LABELS: &[&str] = &[
    "tel", "phone", "ph", "mobile", "mob", "cell", "fax", "office", "direct", "skype", "web", "website", "e-mail", "email", "mail",
    "t", "m", "p", "f", "e", "w", "telefon", "telefoon", "téléphone", "tél", "teléfono", "telefone", "telefono", "cellulare",
    "móvil", "movil", "mobil", "mobiel", "handy", "portable", "telefax", "puhelin", "puh", "gsm", "tālrunis", "tālr", "tlf", "tfn",
    "komórka", "kom", "тел", "телефон", "моб", "факс", "τηλ", "κιν", "cep", "هاتف", "جوال", "טלפון", "נייד", "电话", "手机", "邮箱", "電話",
    "手機", "携帯", "전화", "휴대폰", "điện thoại", "đt", "โทร", "โทรศัพท์", "telp", "hp", "whatsapp", "telegram", "internet", "www", "o",
    "d", "c", "via mobile", "linkedin", "vat", "ust-id", "ust-idnr", "hrb", "geschäftsführer", "siret", "reg. nr",
];

/// Closings. They stay visible; what hangs below the name under them does not.
#[rustfmt::skip]
pub(super) const CLOSINGS: &[&str] = &[
    "thanks", "thank you", "thx", "many thanks", "cheers", "best", "regards", "best regards", "kind regards", "warm regards",
    "warmest regards", "sincerely", "yours sincerely", "yours faithfully", "yours truly", "best wishes", "all the best",
    "with regards", "respectfully", "br", "rgds", "thanks in advance", "mit freundlichen grüßen", "mit freundlichen grüssen",
    "mit freundlichem gruß", "freundliche grüße", "freundliche grüsse", "viele grüße", "viele grüsse", "liebe grüße", "beste grüße",
    "herzliche grüße", "schöne grüße", "beste grüsse", "grüße", "gruß", "mfg", "lg", "vg", "danke", "vielen dank",
    "hochachtungsvoll", "cordialement", "bien cordialement", "salutations", "meilleures salutations", "bien à vous",
    "sincères salutations", "merci", "amicalement", "bonne journée", "merci d'avance", "saludos", "un saludo", "saludos cordiales",
    "atentamente", "gracias", "cordialmente", "muchas gracias", "un cordial saludo", "atenciosamente", "cumprimentos",
    "com os melhores cumprimentos", "obrigado", "obrigada", "abraço", "att", "saudações", "melhores cumprimentos",
    "cordiali saluti", "distinti saluti", "saluti", "grazie", "un saluto", "grazie mille", "buona giornata",
    "met vriendelijke groet", "met vriendelijke groeten", "vriendelijke groet", "groeten", "groet", "mvg", "bedankt",
    "hartelijke groet", "dank je wel", "med vänliga hälsningar", "vänliga hälsningar", "mvh", "med vänlig hälsning", "hälsningar",
    "tack", "tack på förhand", "med vennlig hilsen", "vennlig hilsen", "hilsen", "takk", "med venlig hilsen", "venlig hilsen",
    "venlige hilsner", "tak", "vh", "mvh.", "bedste hilsner", "ystävällisin terveisin", "terveisin", "kiitos", "t",
    "lugupidamisega", "parimat", "tervitades", "aitäh", "heade soovidega", "tänan", "tervitustega", "ar cieņu", "paldies",
    "pagarbiai", "ačiū", "su pagarba", "geros dienos", "pozdrawiam", "z poważaniem", "serdecznie pozdrawiam", "dziękuję",
    "pozdrowienia", "dzięki", "s pozdravem", "s úctou", "děkuji", "zdravím", "hezký den", "s pozdravom", "ďakujem", "ďakujem",
    "üdvözlettel", "tisztelettel", "köszönettel", "köszönöm", "üdv", "cu stimă", "cu respect", "mulțumesc", "toate cele bune",
    "o zi bună", "с уважение", "поздрави", "благодаря", "с уважением", "спасибо", "с наилучшими пожеланиями", "з повагою", "дякую",
    "с поштовањем", "срдачан поздрав", "lep pozdrav", "srdačan pozdrav", "lijep pozdrav", "με εκτίμηση", "ευχαριστώ", "φιλικά",
    "saygılarımla", "saygılar", "teşekkürler", "iyi çalışmalar", "iyi günler", "sevgiler", "teşekkür ederim", "مع تحياتي", "تحياتي",
    "مع خالص التحية", "شكرا", "شكرًا", "مع التحية", "בברכה", "תודה", "תודה רבה", "בכבוד רב", "با تشکر", "با احترام", "此致", "敬礼",
    "谢谢", "祝好", "顺祝商祺", "謝謝", "敬上", "敬禮", "よろしくお願いします", "よろしくお願いいたします", "敬具", "宜しくお願い致します", "ありがとうございます", "감사합니다", "드림", "올림",
    "감사합니다.", "trân trọng", "cảm ơn", "thân mến", "kính thư", "ขอแสดงความนับถือ", "ขอบคุณ", "ขอบคุณครับ", "ขอบคุณค่ะ",
    "hormat saya", "salam", "terima kasih", "salam hormat", "धन्यवाद", "सादर",
];

/// Lines of haste, complete as they are.
#[rustfmt::skip]
pub(super) const POLITE: &[&str] = &[
    "please excuse typos", "excuse typos", "please excuse any typos", "please excuse brevity", "please excuse my brevity",
    "bitte entschuldigen sie die kürze", "typed with thumbs", "sent on the go", "sent on the move", "via mobile",
    "secured with tuta",
];

/// "Sent from my" with the owner named: what follows is a device, known or not.
#[rustfmt::skip]
pub(super) const MY: &[&str] = &[
    "sent from my", "sent on my", "sent by my", "sent via my", "sent using my", "von meinem", "gesendet von meinem",
    "gesendet von mein", "envoyé de mon", "envoyé depuis mon", "envoyé à partir de mon", "envoye de mon", "enviado desde mi",
    "enviado de mi", "enviado do meu", "enviada do meu", "enviado a partir do meu", "enviat des del meu", "inviato dal mio",
    "inviato da mio", "verzonden vanaf mijn", "verstuurd vanaf mijn", "verzonden met mijn", "skickat från min", "skickat från mitt",
    "sendt fra min", "sendt fra mit", "lähetetty minun", "saadetud minu", "sūtīts no mana", "nosūtīts no mana", "išsiųsta iš mano",
    "wysłano z mojego", "wysłane z mojego", "odesláno z mého", "odoslané z môjho", "poslano z mojega", "poslano s mog",
    "изпратено от моя", "отправлено с моего", "надіслано з мого", "послато са мог",
    "发自我的", "發自我的", "從我的", "从我的", "來自我的", "来自我的",
   
];

/// Devices and mail programs.
#[rustfmt::skip]
pub(super) const DEVICES: &[&str] = &[
    "iphone", "ipad", "ipod", "iphon", "android", "samsung", "galaxy", "huawei", "xiaomi", "outlook", "windows", "yahoo", "gmail",
    "blackberry", "mobil", "telefon", "téléphone", "telefoon", "smartphone", "phone", "handy", "tablet", "mail", "pixel", "redmi",
    "honor", "oppo", "vivo", "oneplus", "sony", "xperia", "nokia", "htc", "ios", "spark", "proton", "tuta", "gmx", "web.de", "k-9",
    "thunderbird", "sparrow", "móvil", "celular", "teléfono", "telefone", "cellulare", "puhelin", "puhelimesta", "komórk",
    "мобильн", "телефон", "мобільн", "почт", "κινητό", "هاتف", "جوال", "آيفون", "הנייד", "手机", "手機", "邮箱", "郵箱", "邮件", "郵件",
    "スマートフォン", "スマホ", "携帯", "휴대", "스마트폰", "điện thoại", "มือถือ", "โทรศัพท์", "ponsel", " app", "bluemail", "aqua", "airmail",
    "superhuman", "nine", "fairmail", "zoho", "aol", "hotmail", "icloud", "mac", "watch", "kindle", "laptop", "comcast", "verizon",
    "orange",
];

/// Short answers that a dash may introduce.
#[rustfmt::skip]
pub(super) const SPOKEN: &[&str] = &[
    "yes", "no", "ok", "okay", "ja", "nein", "oui", "non", "sí", "si", "sì", "não", "sim", "nee", "nej", "nei", "joo", "ei", "jah",
    "jā", "nē", "taip", "ne", "tak", "nie", "ano", "áno", "igen", "nem", "da", "nu", "да", "нет", "так", "ні", "не", "ναι", "όχι",
    "evet", "hayır", "نعم", "لا", "כן", "לא", "是", "不是", "对", "はい", "いいえ", "네", "아니요", "có", "không", "ใช่", "ไม่", "ya", "tidak",
    "red", "blue", "small", "large", "medium",
];

/// Words that announce an address or a number as the matter itself.
#[rustfmt::skip]
pub(super) const DETAILS: &[&str] = &[
    "address", "details", "contact", "number is", "reach me", "call me", "ship to", "adresse", "anschrift", "kontakt", "daten",
    "erreichen", "dirección", "contacto", "datos", "indirizzo", "contatti", "dati", "endereço", "contato", "dados", "coordonnées",
    "adres", "gegevens", "adress", "uppgifter", "osoite", "yhteystie", "aadress", "andmed", "adrese", "dane", "údaje", "cím",
    "adresa", "адрес", "контакт", "данные", "дані", "διεύθυνση", "στοιχεία", "adres", "bilgi", "عنوان", "כתובת", "地址", "联系", "聯絡",
    "住所", "連絡先", "주소", "연락처", "địa chỉ", "ที่อยู่", "alamat",
];
