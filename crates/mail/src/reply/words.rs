//! Words of quoting, forwarding and signing, per language, as data. All lower case.

/// Verbs and nouns of "… wrote:", matched as whole words (as parts of text in scripts without spaces).
#[rustfmt::skip]
pub(super) const WROTE: &[&str] = &[
    // en de nl af
    "wrote", "writes", "schrieb", "schrieben", "schreef", "geschreven", "het geskryf", "skryf",
    // fr es pt it ca gl ro eo
    "a écrit", "a ecrit", "écrivait", "écrit", "escribió", "escribio", "escribe", "ha escrito", "escreveu", "escrito por",
    "ha scritto", "scrive", "scritto", "va escriure", "ha escrit", "a scris", "skribis",
    // sv no da is
    "skrev", "skriver", "skrifaði",
    // fi et hu
    "kirjoitti", "kirjutas", "kirjutatud", "írta", "írt",
    // lv lt
    "rakstīja", "raksta", "rašė", "parašė",
    // pl cs sk sl hr sr
    "napisał", "napisała", "napisał(a)", "napisali", "pisze", "napsal", "napsala", "napsal(a)", "napísal", "napísala", "napísal(a)",
    "je napisal", "je napisala", "je napisao", "je napisala", "napisao", "napisala", "je napisao/la", "написао", "је написао",
    "пише",
    // ru uk bg mk be
    "написал", "написала", "написал(а)", "написали", "пишет", "писал", "писала", "писал(а)", "написав", "написала", "написав(-ла)",
    "пише", "написа", "напиша", "напісаў", "напісала",
    // el tr
    "έγραψε", "έγραψαν", "yazdı", "yazdi", "yazmış", "şunu yazdı", "tarihinde",
    // ar he fa ur
    "كتب", "كتبت", "كتب/كتبت", "כתב", "כתבה", "כתב/ה", "מאת", "نوشت", "نوشته",
    // zh ja ko vi th id ms hi
    "写道", "寫道", "写到", "书写", "来信", "のメッセージ", "は書きました", "が書きました", "書きました", "さんは書きました", "wrote", "작성", "님이 작성", "작성함", "님의 메시지",
    "님이 쓴 글", "쓴 글", "のメール", "さんからのメール", "quoting", "zitat von", "citando", "citazione di", "citat von", "đã viết", "viết",
    "เขียนว่า", "เขียน", "menulis", "tulis", "ने लिखा", "লিখেছেন",
    // eu ga cy sq mt sw
    "igorleak idatzi zuen", "idatzi du", "scríobh", "ysgrifennodd", "shkroi", "kiteb", "aliandika",
];

/// Words that open such a line, when a date need not be the very first thing.
#[rustfmt::skip]
pub(super) const OPENERS: &[&str] = &[
    "on", "am", "le", "el", "op", "il", "em", "den", "dnia", "w", "dne", "dňa", "dna", "pe", "în", "in", "la", "на", "в", "во", "у",
    "at", "vào", "pada", "เมื่อ", "בתאריך", "ב", "في", "no", "a", "az", "lunes", "dana", "dia", "del", "de", "da", "στις", "την",
    "το", "op", "d.", "kell", "gada", "plkst", "data", "tirsdag", "alle", "ti", "vom", "mailto", "於", "在", "于", "quoting", "zitat",
    "citando",
];

/// Languages without spaces between words: openers and dates may touch anything.
#[rustfmt::skip]
pub(super) const OPENERS_JOINED: &[&str] = &[
    "在", "於", "于", "ב-", "בתאריך", "في", "เมื่อ", "ที่", "יום", "2",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    From,
    Date,
    To,
    Subject,
    Other,
}

/// Names of header fields in the block above an Outlook quote.
#[rustfmt::skip]
pub(super) const LABELS: &[(&str, Label)] = &[
    ("from", Label::From), ("sent", Label::Date), ("date", Label::Date), ("to", Label::To), ("cc", Label::Other),
    ("bcc", Label::Other), ("subject", Label::Subject), ("reply-to", Label::Other), ("importance", Label::Other),
    ("attachments", Label::Other), ("sender", Label::From), ("organization", Label::Other), ("message-id", Label::Other),
    ("resent-from", Label::Other),
    // de
    ("von", Label::From), ("gesendet", Label::Date), ("datum", Label::Date), ("an", Label::To), ("betreff", Label::Subject),
    ("kopie", Label::Other), ("antwort an", Label::Other), ("gesendet am", Label::Date), ("wichtigkeit", Label::Other),
    ("priorität", Label::Other), ("anlagen", Label::Other), ("blindkopie", Label::Other), ("absender", Label::From),
    ("empfänger", Label::To),
    // fr
    ("de", Label::From), ("envoyé", Label::Date), ("envoyé le", Label::Date), ("envoye", Label::Date), ("envoyé par", Label::From),
    ("à", Label::To), ("a", Label::To), ("objet", Label::Subject), ("sujet", Label::Subject), ("copie à", Label::Other),
    ("copie", Label::Other), ("message du", Label::Date), ("répondre à", Label::Other), ("expéditeur", Label::From),
    ("destinataire", Label::To), ("le", Label::Date), ("pièces jointes", Label::Other), ("cci", Label::Other),
    // es pt ca gl
    ("enviado", Label::Date), ("enviado el", Label::Date), ("enviada em", Label::Date), ("enviado em", Label::Date),
    ("fecha", Label::Date), ("para", Label::To), ("asunto", Label::Subject), ("assunto", Label::Subject), ("data", Label::Date),
    ("remitente", Label::From), ("destinatario", Label::To), ("enviado por", Label::From), ("enviada", Label::Date),
    ("assumpte", Label::Subject), ("per a", Label::To), ("responder a", Label::Other), ("adjuntos", Label::Other),
    ("cco", Label::Other),
    // it
    ("da", Label::From), ("inviato", Label::Date), ("inviato il", Label::Date), ("oggetto", Label::Subject),
    ("mittente", Label::From), ("per", Label::To), ("per conoscenza", Label::Other), ("rispondi a", Label::Other),
    ("inviata", Label::Date),
    // nl
    ("van", Label::From), ("verzonden", Label::Date), ("aan", Label::To), ("onderwerp", Label::Subject),
    ("verzonden op", Label::Date), ("verstuurd", Label::Date), ("bijlagen", Label::Other), ("beantwoorden", Label::Other),
    // sv no da is
    ("från", Label::From), ("skickat", Label::Date), ("till", Label::To), ("ämne", Label::Subject), ("kopia", Label::Other),
    ("fra", Label::From), ("sendt", Label::Date), ("dato", Label::Date), ("til", Label::To), ("emne", Label::Subject),
    ("kopi", Label::Other), ("frá", Label::From), ("sent þann", Label::Date), ("efni", Label::Subject),
    ("skickat den", Label::Date),
    // fi et
    ("lähettäjä", Label::From), ("lähetetty", Label::Date), ("päiväys", Label::Date), ("päivämäärä", Label::Date),
    ("vastaanottaja", Label::To), ("aihe", Label::Subject), ("kopio", Label::Other), ("saatja", Label::From),
    ("kellelt", Label::From), ("saadetud", Label::Date), ("saatmisaeg", Label::Date), ("kuupäev", Label::Date),
    ("adressaat", Label::To), ("kellele", Label::To), ("saaja", Label::To), ("teema", Label::Subject), ("koopia", Label::Other),
    ("kirjutatud", Label::Date),
    // lv lt
    ("no", Label::From), ("nosūtīts", Label::Date), ("datums", Label::Date), ("kam", Label::To), ("temats", Label::Subject),
    ("tēma", Label::Subject), ("tema", Label::Subject), ("nuo", Label::From), ("išsiųsta", Label::Date), ("siuntėjas", Label::From),
    ("kam", Label::To), ("iki", Label::To), ("gavėjas", Label::To), ("adresāts", Label::To), ("sūtītājs", Label::From),
    // pl cs sk sl hr
    ("od", Label::From), ("wysłano", Label::Date), ("wysłane", Label::Date), ("do", Label::To), ("temat", Label::Subject),
    ("dw", Label::Other), ("nadawca", Label::From), ("odesláno", Label::Date), ("odoslané", Label::Date), ("komu", Label::To),
    ("předmět", Label::Subject), ("predmet", Label::Subject), ("dátum", Label::Date), ("kopie", Label::Other),
    ("poslano", Label::Date), ("posláno", Label::Date), ("za", Label::To), ("zadeva", Label::Subject), ("prima", Label::To),
    ("datum odoslania", Label::Date), ("šalje", Label::From), ("tema", Label::Subject), ("odeslano", Label::Date),
    ("odosielateľ", Label::From), ("odesílatel", Label::From),
    // hu ro
    ("feladó", Label::From), ("küldve", Label::Date), ("dátum", Label::Date), ("címzett", Label::To), ("tárgy", Label::Subject),
    ("másolatot kap", Label::Other), ("másolat", Label::Other), ("elküldve", Label::Date), ("de la", Label::From),
    ("trimis", Label::Date), ("către", Label::To), ("catre", Label::To), ("subiect", Label::Subject), ("expeditor", Label::From),
    ("trimisă", Label::Date),
    // bg ru uk be sr mk
    ("от", Label::From), ("изпратено", Label::Date), ("дата", Label::Date), ("до", Label::To), ("относно", Label::Subject),
    ("отправлено", Label::Date), ("отправитель", Label::From), ("кому", Label::To), ("тема", Label::Subject),
    ("копия", Label::Other), ("получатель", Label::To), ("от кого", Label::From), ("від", Label::From), ("надіслано", Label::Date),
    ("відправлено", Label::Date), ("копія", Label::Other), ("від кого", Label::From), ("од", Label::From), ("послато", Label::Date),
    ("за", Label::To), ("наслов", Label::Subject), ("предмет", Label::Subject), ("коме", Label::To), ("дата отправки", Label::Date),
    // el tr
    ("από", Label::From), ("στάλθηκε", Label::Date), ("ημερομηνία", Label::Date), ("προς", Label::To), ("θέμα", Label::Subject),
    ("κοιν", Label::Other), ("αποστολή", Label::Date), ("kimden", Label::From), ("gönderen", Label::From),
    ("gönderildi", Label::Date), ("gönderme tarihi", Label::Date), ("tarih", Label::Date), ("kime", Label::To),
    ("alıcı", Label::To), ("konu", Label::Subject), ("bilgi", Label::Other),
    // ar he fa
    ("من", Label::From), ("المرسل", Label::From), ("تم الإرسال", Label::Date), ("أُرسلت", Label::Date), ("أرسلت", Label::Date),
    ("التاريخ", Label::Date), ("تاريخ الإرسال", Label::Date), ("إلى", Label::To), ("الى", Label::To), ("الموضوع", Label::Subject),
    ("نسخة", Label::Other), ("מאת", Label::From), ("נשלח", Label::Date), ("תאריך", Label::Date), ("אל", Label::To),
    ("נושא", Label::Subject), ("הנדון", Label::Subject), ("עותק", Label::Other), ("از", Label::From), ("فرستنده", Label::From),
    ("تاریخ", Label::Date), ("به", Label::To), ("گیرنده", Label::To), ("موضوع", Label::Subject),
    // zh ja ko
    ("发件人", Label::From), ("发送时间", Label::Date), ("发送日期", Label::Date), ("日期", Label::Date), ("时间", Label::Date),
    ("收件人", Label::To), ("抄送", Label::Other), ("主题", Label::Subject), ("寄件者", Label::From), ("寄件人", Label::From),
    ("發件人", Label::From), ("寄件日期", Label::Date), ("傳送時間", Label::Date), ("發送時間", Label::Date), ("已傳送", Label::Date),
    ("已发送", Label::Date), ("收件者", Label::To), ("副本", Label::Other), ("主旨", Label::Subject), ("主題", Label::Subject),
    ("差出人", Label::From), ("送信者", Label::From), ("送信日時", Label::Date), ("送信日", Label::Date), ("日付", Label::Date),
    ("日時", Label::Date), ("宛先", Label::To), ("件名", Label::Subject), ("发信人", Label::From), ("收信人", Label::To),
    ("보낸 사람", Label::From), ("보낸사람", Label::From), ("보낸 날짜", Label::Date), ("보낸날짜", Label::Date), ("날짜", Label::Date),
    ("받는 사람", Label::To), ("받는사람", Label::To), ("참조", Label::Other), ("제목", Label::Subject), ("보냄", Label::Date),
    ("발신", Label::From), ("수신", Label::To),
    // vi th id ms hi
    ("từ", Label::From), ("người gửi", Label::From), ("đã gửi", Label::Date), ("gửi", Label::Date), ("ngày", Label::Date),
    ("đến", Label::To), ("tới", Label::To), ("người nhận", Label::To), ("chủ đề", Label::Subject), ("tiêu đề", Label::Subject),
    ("จาก", Label::From), ("ส่ง", Label::Date), ("ส่งเมื่อ", Label::Date), ("วันที่", Label::Date), ("ถึง", Label::To),
    ("เรื่อง", Label::Subject), ("สำเนา", Label::Other), ("dari", Label::From), ("dikirim", Label::Date), ("tanggal", Label::Date),
    ("kepada", Label::To), ("untuk", Label::To), ("perihal", Label::Subject), ("subjek", Label::Subject), ("daripada", Label::From),
    ("dihantar", Label::Date), ("ke", Label::To), ("tembusan", Label::Other), ("प्रेषक", Label::From), ("दिनांक", Label::Date),
    ("प्रति", Label::To), ("विषय", Label::Subject),
];

/// What stands between the dashes above a quoted or forwarded mail.
#[rustfmt::skip]
pub(super) const ORIGINAL: &[&str] = &[
    "original message", "original mail", "original email", "original e-mail", "reply message", "forwarded message",
    "forwarded mail", "forwarded email", "forwarded by", "reply separator", "original appointment", "message d'origine",
    "message d’origine", "message original", "message initial", "message transféré", "message transmis", "mail original",
    "courriel original", "ursprüngliche nachricht", "originalnachricht", "original-nachricht", "weitergeleitete nachricht",
    "original nachricht", "ursprüngliche mail", "weitergeleitete mail", "originaltermin", "mensaje original", "mensaje reenviado",
    "mensaje enviado", "mensagem original", "mensagem encaminhada", "mensagem reencaminhada", "messaggio originale",
    "messaggio inoltrato", "messaggio originario", "oorspronkelijk bericht", "origineel bericht", "doorgestuurd bericht",
    "originalmeddelande", "ursprungligt meddelande", "ursprungligt mail", "vidarebefordrat meddelande", "vidarebefordrat brev",
    "opprinnelig melding", "original melding", "videresendt melding", "videresendt besked", "oprindelig meddelelse",
    "oprindelig besked", "original meddelelse", "videresendt meddelelse", "alkuperäinen viesti", "välitetty viesti",
    "edelleenlähetetty viesti", "algne kiri", "algne sõnum", "algsõnum", "edastatud kiri", "edastatud sõnum",
    "sākotnējais ziņojums", "oriģinālais ziņojums", "sākotnējā ziņa", "pārsūtīta ziņa", "pārsūtīts ziņojums", "pradinis laiškas",
    "pradinis pranešimas", "originalus pranešimas", "originalus laiškas", "persiųstas laiškas", "persiųstas pranešimas",
    "wiadomość oryginalna", "oryginalna wiadomość", "wiadomość źródłowa", "treść oryginalnej wiadomości", "wiadomość przekazana",
    "przekazana wiadomość", "forwarded message", "původní zpráva", "původní e-mail", "puvodni zprava", "přeposlaná zpráva",
    "pôvodná správa", "preposlaná správa", "eredeti üzenet", "továbbított üzenet", "mesaj original", "mesajul original",
    "mesaj redirecționat", "mesaj redirectionat", "оригинално съобщение", "препратено съобщение", "исходное сообщение",
    "оригинальное сообщение", "пересылаемое сообщение", "пересланное сообщение", "пересланное письмо", "исходное письмо",
    "оригінальне повідомлення", "вихідне повідомлення", "переслане повідомлення", "пересланий лист", "αρχικό μήνυμα",
    "προωθημένο μήνυμα", "orijinal mesaj", "orijinal ileti", "özgün ileti", "özgün mesaj", "iletilmiş mesaj", "iletilen mesaj",
    "yönlendirilen ileti", "الرسالة الأصلية", "رسالة أصلية", "رسالة معاد توجيهها", "رسالة مُعاد توجيهها", "הודעה מקורית",
    "הודעה שהועברה", "ההודעה המקורית", "پیام اصلی", "پیام هدایت‌شده", "原始邮件", "原始郵件", "邮件原件", "转发邮件", "转发的邮件", "轉寄郵件", "轉寄的郵件",
    "转发邮件信息", "回复的原邮件", "回复的邮件", "原始信息", "原始訊息", "原邮件", "元のメッセージ", "元のメール", "転送メッセージ", "転送メール", "転送された", "원본 메시지", "원본 메일", "원본메시지",
    "전달된 메시지", "전달된 메일", "thư gốc", "tin nhắn gốc", "thư đã chuyển tiếp", "thư được chuyển tiếp", "tin nhắn được chuyển tiếp",
    "ข้อความต้นฉบับ", "ข้อความที่ส่งต่อ", "pesan asli", "pesan terusan", "pesan yang diteruskan", "mesej asal", "izvirno sporočilo",
    "posredovano sporočilo", "izvorna poruka", "originalna poruka", "proslijeđena poruka", "оригинална порука", "прослеђена порука",
    "missatge original", "missatge reenviat", "upprunaleg skilaboð",
];

/// Lines of their own that announce a forwarded mail (Apple Mail and others), without dashes.
#[rustfmt::skip]
pub(super) const FORWARD_LINES: &[&str] = &[
    "begin forwarded message", "anfang der weitergeleiteten nachricht", "anfang der weitergeleiteten e-mail",
    "début du message réexpédié", "début du message transféré", "debut du message transfere", "inicio del mensaje reenviado",
    "inizio messaggio inoltrato", "início da mensagem reencaminhada", "início da mensagem encaminhada",
    "begin doorgestuurd bericht", "vidarebefordrat brev", "start på videresendt melding", "start på videresendt besked",
    "videresendt besked", "välitetty viesti alkaa", "välitetty viesti", "początek przekazywanej wiadomości",
    "dołączona wiadomość przekazana", "začátek přeposlané zprávy", "začiatok preposlanej správy", "továbbított levél kezdete",
    "începutul mesajului redirecționat", "начало переадресованного сообщения", "начало переадресованого повідомлення",
    "początek wiadomości przekazanej", "αρχή προωθημένου μηνύματος", "αρχή προωθημένου μηνύματος", "başlangıç: iletilen mesaj",
    "iletilmiş mesaj başlangıcı", "بدء الرسالة المعاد توجيهها", "בתחילת ההודעה שהועברה", "以下は転送されたメッセージです", "下面是被转发的邮件", "以下是轉寄的郵件",
    "전달된 메시지 시작", "bắt đầu thư được chuyển tiếp", "เริ่มต้นข้อความที่ส่งต่อ", "awal pesan terusan", "forwarded message",
];

/// Lines of support desks and lists above which the answer belongs.
#[rustfmt::skip]
pub(super) const REPLY_ABOVE: &[&str] = &[
    "reply above this line", "type your reply above", "reply above the line", "write above this line", "please reply above",
    "antworten sie oberhalb", "bitte antworten sie über", "oberhalb dieser zeile", "répondre au-dessus de cette ligne",
    "au-dessus de cette ligne", "responda por encima de esta línea", "encima de esta línea", "acima desta linha",
    "al di sopra di questa riga", "sopra questa riga", "boven deze lijn", "boven deze regel", "ovanför den här raden",
    "над этой строкой", "выше этой строки", "powyżej tej linii", "この線より上に", "请在此行上方",
];

/// "I" and "we": who writes of himself quotes nobody.
#[rustfmt::skip]
pub(super) const FIRST_PERSON: &[&str] = &[
    "i", "we", "ich", "wir", "je", "j'ai", "j’ai", "nous", "yo", "he escrito", "escribí", "ho scritto", "scrissi", "io", "eu", "escrevi", "ik", "wij", "jag",
    "jeg", "minä", "kirjoitin", "mina", "kirjutasin", "es rakstīju", "aš", "rašiau", "napisałem", "napisałam", "pisałem", "pisałam", "napsal jsem", "psal jsem", "psala jsem",
    "som písal", "som písala", "írtam", "am scris", "писах", "я", "мы", "ми", "έγραψα", "yazdım", "yazdık", "كتبت", "כתבתי", "我", "我们", "我們", "私", "저는", "제가", "tôi", "ฉัน", "ผม", "saya", "मैंने",
];
