use super::*;

fn visible(text: &str) -> String {
    split(text).0
}

#[test]
fn a_quote_below_goes_and_is_kept_folded() {
    let (reply, folded) = split(
        "Yes, please.\n\nOn Mon, 4 Mar 2024 at 10:11, Desk <d@example.org> wrote:\n> Shall we?\n",
    );
    assert_eq!(reply, "Yes, please.");
    assert_eq!(folded.len(), 1);
    assert_eq!(
        folded[0].text,
        "On Mon, 4 Mar 2024 at 10:11, Desk <d@example.org> wrote:\n> Shall we?"
    );
}

/// What mail programs write above a quote, by language; the language-neutral rules must find each.
const HEADERS: &[&str] = &[
    // Gmail
    "On Mon, Mar 4, 2024 at 10:11 AM Support <desk@example.org> wrote:",
    "Am Mo., 4. März 2024 um 10:11 Uhr schrieb Support <desk@example.org>:",
    "Le lun. 4 mars 2024 à 10:11, Support <desk@example.org> a écrit :",
    "El lun, 4 mar 2024 a las 10:11, Support (<desk@example.org>) escribió:",
    "Il giorno lun 4 mar 2024 alle ore 10:11 Support <desk@example.org> ha scritto:",
    "Em seg., 4 de mar. de 2024 às 10:11, Support <desk@example.org> escreveu:",
    "Op ma 4 mrt 2024 om 10:11 schreef Support <desk@example.org>:",
    "Den mån 4 mars 2024 kl 10:11 skrev Support <desk@example.org>:",
    "man. 4. mars 2024 kl. 10:11 skrev Support <desk@example.org>:",
    "Den man. 4. mar. 2024 kl. 10.11 skrev Support <desk@example.org>:",
    "ma 4. maalisk. 2024 klo 10.11 Support (desk@example.org) kirjoitti:",
    "Kuupäev E, 4. märts 2024 kell 10:11 kirjutas Support <desk@example.org>:",
    "pirmd., 2024. g. 4. marts, plkst. 10:11 — lietotājs Support (<desk@example.org>) rakstīja:",
    "2024-03-04, pr, 10:11 Support <desk@example.org> rašė:",
    "pon., 4 mar 2024 o 10:11 Support <desk@example.org> napisał(a):",
    "po 4. 3. 2024 v 10:11 odesílatel Support <desk@example.org> napsal:",
    "po 4. 3. 2024 o 10:11 Support <desk@example.org> napísal(a):",
    "Support <desk@example.org> ezt írta (időpont: 2024. márc. 4., H, 10:11):",
    "În lun., 4 mar. 2024 la 10:11, Support <desk@example.org> a scris:",
    "На пн, 4.03.2024 г. в 10:11 Support <desk@example.org> написа:",
    "пн, 4 мар. 2024 г. в 10:11, Support <desk@example.org>:",
    "пн, 4 бер. 2024 р. о 10:11 Support <desk@example.org> пише:",
    "Στις Δευ 4 Μαρ 2024 στις 10:11 π.μ., ο χρήστης Support <desk@example.org> έγραψε:",
    "Support <desk@example.org>, 4 Mar 2024 Pzt, 10:11 tarihinde şunu yazdı:",
    "في الاثنين، ٤ مارس ٢٠٢٤ في ١٠:١١ ص تمت كتابة ما يلي بواسطة Support <desk@example.org>:",
    "\u{202b}בתאריך יום ב׳, 4 במרץ 2024 ב-10:11 מאת \u{202a}Support\u{202c}\u{200f} <\u{202a}desk@example.org\u{202c}\u{200f}>:\u{202c}",
    "Support <desk@example.org> 于2024年3月4日周一 10:11写道：",
    "Support <desk@example.org> 於 2024年3月4日 週一 上午10:11寫道：",
    "2024年3月4日(月) 10:11 Support <desk@example.org>:",
    "2024년 3월 4일 (월) 오전 10:11, Support <desk@example.org>님이 작성:",
    "Vào Th 2, 4 thg 3, 2024 vào lúc 10:11 Support <desk@example.org> đã viết:",
    "ในวันที่ จ. 4 มี.ค. 2024 เวลา 10:11 Support <desk@example.org> เขียนว่า:",
    "Pada tanggal Sen, 4 Mar 2024 pukul 10.11 Support <desk@example.org> menulis:",
    "सोम, 4 मार्च 2024 को 10:11 am बजे को Support <desk@example.org> ने लिखा:",
    "El dl., 4 de març 2024, 10:11, Support <desk@example.org> va escriure:",
    "pon, 4. ožu 2024. u 10:11 Support <desk@example.org> napisao je:",
    "V V pon., 4. mar. 2024 ob 10:11 je oseba Support <desk@example.org> napisala:",
    "пон, 4. мар 2024. у 10:11 Support <desk@example.org> је написао/ла:",
    "mán., 4. mar. 2024 kl. 10:11 skrifaði Support <desk@example.org>:",
    // Thunderbird
    "Am 04.03.24 um 10:11 schrieb Support:",
    "Le 04/03/2024 à 10:11, Support a écrit :",
    "Il 04/03/2024 10:11, Support ha scritto:",
    "W dniu 4.03.2024 o 10:11, Support pisze:",
    "04.03.2024 10:11, Support пишет:",
    "Dne 04. 03. 24 v 10:11 Support napsal(a):",
    "El 4/3/24 a las 10:11, Support escribió:",
    "Op 4-3-2024 om 10:11 schreef Support:",
    "Den 2024-03-04 kl. 10:11, skrev Support:",
    "2024. 03. 04. 10:11 keltezéssel, Support írta:",
    "在 2024/3/4 10:11, Support 写道:",
    "於 2024/3/4 10:11, Support 寫道:",
    "2024-03-04 오전 10:11에 Support 이(가) 쓴 글:",
    "4.3.2024 10.11, Support kirjoitti:",
    "Em 04/03/2024 10:11, Support escreveu:",
    "04.03.2024 10:11 tarihinde Support yazdı:",
    "Στις 4/3/2024 10:11, ο/η Support έγραψε:",
    "בתאריך 04/03/2024 בשעה 10:11, Support כתב:",
    "Pada 04/03/2024 10.11, Support menulis:",
    "04.03.24 10:11, Support пише:",
    "La 04.03.2024 10:11, Support a scris:",
    "Support kirjutas 04.03.2024 kell 10:11:",
    "2024-03-04 10:11, Support rašė:",
    // Apple Mail and others
    "在 2024年3月4日，10:11，Support <desk@example.org> 写道：",
    "2024/03/04 10:11、Supportのメール:",
    "2024/03/04 10:11、Support <desk@example.org>のメール:",
    "2024. 3. 4. 오전 10:11, Support <desk@example.org> 작성:",
    "4 марта 2024 г., в 10:11, Support <desk@example.org> написал(а):",
    "Op 4 mrt 2024 om 10:11 heeft Support <desk@example.org> het volgende geschreven:",
    "04.03.2024, 10:11, \"Support\" <desk@example.org>:",
    "Понедельник, 4 марта 2024, 10:11 +03:00 от Support <desk@example.org>:",
    "Dnia 4 marca 2024 10:11 Support <desk@example.org> napisał(a):",
    "---------- Původní e-mail ----------",
    "--- On Mon, 3/4/24, Support <desk@example.org> wrote:",
    "Quoting Support <desk@example.org>:",
    "Zitat von Support <desk@example.org>:",
    "Support (desk@example.org) schreef op 04-03-2024 10:11:",
    "------------------ 原始邮件 ------------------",
    "-----邮件原件-----",
    "-------- Ursprüngliche Nachricht --------",
    "-----Messaggio originale-----",
    "________________________________\nVon: Support <desk@example.org>\nGesendet: Montag, 4. März 2024 10:11\nAn: Anna <anna@example.net>\nBetreff: AW: Frage",
    "De : Support <desk@example.org>\nEnvoyé : lundi 4 mars 2024 10:11\nÀ : Anna\nObjet : RE: Question",
    "Saatja: Support <desk@example.org>\nSaadetud: esmaspäev, 4. märts 2024 10:11\nAdressaat: Anna\nTeema: RE: Küsimus",
    "寄件者: Support <desk@example.org>\n寄件日期: 2024年3月4日 10:11\n收件者: Anna\n主旨: RE: 問題",
    "差出人: Support <desk@example.org>\n送信日時: 2024年3月4日 10:11\n宛先: Anna\n件名: RE: 質問",
    "보낸 사람: Support <desk@example.org>\n보낸 날짜: 2024년 3월 4일 월요일 오전 10:11\n받는 사람: Anna\n제목: RE: 질문",
    "من: Support <desk@example.org>\nتم الإرسال: 04 مارس, 2024 10:11\nإلى: Anna\nالموضوع: RE: سؤال",
    "Kimden: Support <desk@example.org>\nGönderildi: 4 Mart 2024 Pazartesi 10:11\nKime: Anna\nKonu: RE: Soru",
    "От: Support <desk@example.org>\nОтправлено: 4 марта 2024 г. 10:11\nКому: Anna\nТема: RE: Вопрос",
    "Lähettäjä: Support <desk@example.org>\nLähetetty: maanantai 4. maaliskuuta 2024 10.11\nVastaanottaja: Anna\nAihe: VS: Kysymys",
];

#[test]
fn a_header_of_any_language_is_folded_with_and_without_quote_marks() {
    let mut missed = Vec::new();
    for header in HEADERS {
        for below in [
            "\n> Mitä? Что?\n> 何ですか\n",
            "\n\nMitä? Что?\n\nDesk\n",
            "\n\n> Mitä?\n>\n> Support\n",
        ] {
            let text =
                format!("Hello, jah, да.\nSecond line 2, with 10:30 in it.\n\n{header}{below}");
            let (reply, folded) = split(&text);
            let whole = folded
                .first()
                .is_some_and(|fold| fold.text.starts_with(header.trim()));
            if reply != "Hello, jah, да.\nSecond line 2, with 10:30 in it." || !whole {
                missed.push((header, below, reply));
            }
        }
    }
    for (header, below, reply) in &missed {
        println!(
            "{header} {below:?}\n   -> {:?}",
            reply.chars().skip(45).collect::<String>()
        );
    }
    assert!(missed.is_empty(), "{} missed", missed.len());
}

#[test]
fn a_header_wrapped_over_lines_is_folded_whole() {
    let mut missed = Vec::new();
    for header in HEADERS
        .iter()
        .filter(|header| header.contains(' ') && !header.contains('\n') && !header.starts_with('-'))
    {
        for (cut, _) in header.match_indices(' ').filter(|(at, _)| *at >= 25) {
            let (a, b) = header.split_at(cut);
            let text = format!("Fine.\n\n{a}\n{}\n> quoted\n", b.trim_start());
            let (reply, folded) = split(&text);
            if (reply.as_str(), folded.len()) != ("Fine.", 1) {
                missed.push(text);
            }
        }
    }
    // A header may begin with words that no rule can tell from the customer's; nearly all are found whole.
    println!("{}", missed.join("\n"));
    assert!(missed.len() <= 6, "{} missed", missed.len());
}

/// Texts of which every line is the customer's own and stays.
const ALL_OWN: &[&str] = &[
    "I wrote to anna@example.org on 3 March 2024:\n\nplease send the bill",
    "Am 3. März 2024 schrieb ich Ihnen:\n\n1. Die Lieferung fehlt.\n2. Bitte antworten.",
    "On 3 March 2024 I wrote to you:\n\nThe parcel is lost.",
    "3 марта 2024 я писал вам:\n\nзаказ не пришёл",
    "안녕하세요\n\n내 주문이 안 왔어요",
    "Halo,\n\nDikirim dari Jakarta kemarin",
    "Đơn hàng đâu?\n\nGửi từ Hà Nội hôm qua",
    "Hallo,\n\ndas Paket habe ich gestern per Post\ngesendet",
    "Merci pour le colis.\n\nEnvoyé par la poste le 3 mars",
    "Where is it?\n\nSent via DHL yesterday",
    "Kargo nerede?\n\nPaket İstanbul'dan gönderildi",
    "请帮忙处理一下\n\n请尽快发送",
    "Probleem:\n\nOutlook für Mac stürzt ab!",
    "Diese E-Mail wurde nicht zugestellt",
    "Olá, comprei ontem.\n\nAnna\no pacote chegou",
    "Please send my order to the new address:\n\nAnna Kask\nPikk 5\n10123 Tallinn\nTel: +372 555 5555",
    "Meine neuen Kontaktdaten\n\nAnna Schmidt\nanna@example.org\n+49 30 1234567",
    "Hi,\n\nAnna Kask\nanna@example.org\n+372 555 5555",
    "Do you want the red one?\n\n-Yes",
    "We need:\n\n-Apples\n\n-Pears",
    "See this\n---\nhttps://example.org/page",
    "Saadetud pakk ei jõudnud kohale",
    "Your agent wrote to me:\nthe price is 10:30 euros.\nIs it?",
    "Am 3. März 2024 um 10:15 Uhr war ich da:\nniemand hat geöffnet.",
    "On 3 March 2024 at 10:15 I called:\n\nnobody answered.",
    "On Monday I wrote:\nplease call me.\nNobody did.",
    "As you wrote on 3.4.2024:\nthe parcel is late. I want my money back.",
    "On 12 May 2024 you promised the following:\n\n1. a refund\n2. an apology",
    "From: Tallinn\nTo: Tartu\nDate: 3 May\nPassengers: 2\n\nCan you book this?",
    "Please contact me at anna@example.org before 12:30:\nI am out later.",
    "Here is the log:\n\n2024-03-04 10:11:12 error in mailer <queue@example.org>:\nconnection refused\n\nWhat now?",
    "Name: Anna\nE-mail: anna@example.org\nTelefon: +372 555 5555\n\nI want to order two chairs.",
    "How do I unsubscribe from your mailing list?\nTo unsubscribe I clicked the link, nothing happened.",
    "This message is about my invoice. It is confidential between us, please call.",
    "Sent from my house to yours, the parcel took nine days.",
    "I sent it on Monday:\n\nSent from my warehouse on Monday, it should be there.",
    "The steps I took:\n- opened the app\n- Login\n\n- Nothing happened",
    "Title\n=====\n\nSome markdown text.\n\n---\n\nMore text after a rule, which matters a lot.\n\n---\n\nEnd.",
    "Von: Berlin\nNach: Hamburg\nDatum: 4.3.2024\n\nIst das möglich?",
    "Le client a écrit sur son dossier que tout va bien.\nMerci de vérifier :\n- le nom\n- le prix",
    "你好，\n\n请问订单什么时候发货？\n谢谢",
    "こんにちは。\n\n商品が届きません。確認をお願いします。\n\nよろしくお願いします。\n山田",
    "مرحبا،\n\nمتى سيصل طلبي؟\n\nشكرا\nأحمد",
    "Thanks!\nAnna",
    "Viele Grüße\nAnna Schmidt",
    "My address is:\n\nAnna Schmidt\nHauptstraße 5\n10115 Berlin",
    "Call me please:\n+49 30 1234567",
    "Subject: test\n\nI cannot change the subject: it says 10:30.",
    "Ships from:\nOn time?\nAnswer me by 5 June 2024, at 10:00:\nyes or no",
    "Question 1: price?\n> means greater than, right?\nQuestion 2: size?",
];

#[test]
fn own_words_stay_even_when_they_look_like_headers_or_signatures() {
    let mut cut = Vec::new();
    for text in ALL_OWN {
        let (reply, folded) = split(text);
        let quotes = folded
            .iter()
            .filter(|fold| !fold.text.starts_with('>'))
            .count();
        if quotes > 0 {
            cut.push((reply, folded));
        }
    }
    assert!(cut.is_empty(), "{cut:#?}");
}

/// Signature parts below the text, by language and program; each goes, the text stays.
const SIGNATURES: &[&str] = &[
    "-- \nAnna\nExample Ltd",
    "--\nAnna",
    "Sent from my iPhone",
    "Sent from my Galaxy",
    "Sent from Outlook for Android",
    "Get Outlook for iOS",
    "Get Outlook for iOS<https://aka.ms/o0ukef>",
    "Sent from Yahoo Mail on Android",
    "Von meinem iPhone gesendet",
    "Gesendet von Outlook für iOS",
    "Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.",
    "Envoyé de mon iPhone",
    "Envoyé depuis mon téléphone Orange",
    "Télécharger Outlook pour iOS",
    "Enviado desde mi iPhone",
    "Enviado do meu iPhone",
    "Inviato da iPhone",
    "Verstuurd vanaf mijn iPhone",
    "Verzonden vanaf mijn mobiel",
    "Skickat från min iPhone",
    "Sendt fra min iPhone",
    "Lähetetty iPhonesta",
    "Saadetud minu iPhone'ist",
    "Wysłane z iPhone'a",
    "Odesláno z iPhonu",
    "Odoslané z iPhonu",
    "Trimis de pe iPhone-ul meu",
    "Отправлено с iPhone",
    "Отправлено из мобильной Почты Mail.ru",
    "Надіслано з iPhone",
    "Изпратено от моя iPhone",
    "Στάλθηκε από το iPhone μου",
    "iPhone'umdan gönderildi",
    "أُرسلت من الـ iPhone",
    "נשלח מה-iPhone שלי",
    "发自我的iPhone",
    "發自我的 iPhone",
    "iPhoneから送信",
    "나의 iPhone에서 보냄",
    "Gửi từ iPhone của tôi",
    "ส่งจาก iPhone ของฉัน",
    "Dikirim dari iPhone saya",
    "-Anna Kask",
    "— Anna",
    "Anna Kask\nHead of Sales\nTel: +372 555 5555\nwww.example.org",
    "This e-mail is confidential and intended solely for the addressee. If you have received it in error, please delete it.",
    "Diese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Adressat sind, vernichten Sie diese Mail.",
    "Ce message est confidentiel et destiné exclusivement au destinataire. Toute diffusion est interdite.",
    "Это сообщение конфиденциально и предназначено только для адресата. Если вы получили его по ошибке, удалите его.",
    "本邮件含有保密信息，仅供收件人使用。如误收，请删除。",
    "_______________________________________________\nusers mailing list\nusers@lists.example.org\nhttps://lists.example.org/mailman/listinfo/users",
    "-- \nYou received this message because you are subscribed to the Google Groups \"x\" group.\nTo unsubscribe from this group, send email to x+unsubscribe@googlegroups.com.",
    "--\nThis email has been checked for viruses by Avast antivirus software.\nwww.avast.com",
];

#[test]
fn signatures_and_device_lines_of_many_languages_are_folded() {
    let mut kept = Vec::new();
    for signature in SIGNATURES {
        for below in [
            "",
            "\n\nOn Mon, 4 Mar 2024, Desk <d@example.org> wrote:\n> Hi\n",
        ] {
            let (reply, _) = split(&format!("Please help me with this.\n\n{signature}{below}"));
            if reply != "Please help me with this." {
                kept.push(reply);
            }
        }
    }
    assert!(kept.is_empty(), "{kept:#?}");
}

#[test]
fn a_card_below_a_closing_goes_and_the_closing_stays() {
    let text = "Hi,\n\nplease send it.\n\nBest regards,\nAnna Kask\nHead of Sales, Example AS\nTel +372 555 5555\nanna@example.org\n";
    assert_eq!(
        visible(text),
        "Hi,\n\nplease send it.\n\nBest regards,\nAnna Kask"
    );
}

#[test]
fn a_card_in_two_paragraphs_goes_whole() {
    let text = "Bitte stornieren.\n\nMit freundlichen Grüßen\n\nMax Mustermann\nMuster GmbH\nTel.: +49 30 1234567\nwww.muster.example\n\nGeschäftsführer: Erika Mustermann | HRB 12345\n";
    assert_eq!(
        visible(text),
        "Bitte stornieren.\n\nMit freundlichen Grüßen"
    );
}

#[test]
fn answers_between_quotes_stay_and_the_quotes_between_go() {
    let text = "On Mon, 4 Mar 2024, Desk <d@example.org> wrote:\n> One?\n\nYes.\n\n> Two?\n> Really?\nNo, 2.\n\n> Three?\n\nMaybe.\n-- \nAnna\n";
    let (reply, folded) = split(text);
    assert_eq!(reply, "Yes.\n\nNo, 2.\n\nMaybe.");
    assert_eq!(folded.len(), 4);
}

#[test]
fn more_shapes_of_quotes_are_cut_whole() {
    for below in [
        "-------- Original Message --------\nOn 4 Mar 2024, 10:11, Support < desk@example.org> wrote:\n\n> Hi\n> there",
        "-------- Original Message --------\nFrom Support <desk@example.org>\nTo anna\nDate 3/4/2024\n\nHi",
        "##- Please type your reply above this line -##\n\nYour request (123) has been updated.",
        "From:   Support/EXAMPLE\nTo:     anna@example.net\nDate:   04.03.2024 10:11\nSubject:        Re: question\n\nHi",
        "Gesendet: Montag, 04. März 2024 um 10:11 Uhr\nVon: \"Support\" <desk@example.org>\nAn: anna@example.net\nBetreff: Re: Frage\n\nHallo",
        "*From: *Support <desk@example.org>\n*Sent: *Monday, March 4, 2024 10:11\n*To: *Anna\n*Subject: *Re\n\nHi",
        "From: Support\n<desk@example.org>\nSent: Monday, March 4, 2024\nTo: Anna <anna@example.net>;\n Berta <b@example.net>\nSubject: Re: a long\n subject\n\nHi",
        "发件人： desk@example.org\n发送时间： 2024-03-04 10:11\n收件人： anna\n主题： Re: 问题\n\n您好",
        "\u{feff}> Am 04.03.2024 um 10:11 schrieb Support <desk@example.org>:\n> \n> \u{feff}Hallo",
        "At 2024-03-04 10:11:12, \"Support\" <desk@example.org> wrote:\n\nHi",
        "4. März 2024, 10:11 von desk@example.org:\n\n> Hallo",
        "Support <desk@example.org> wrote on 03/04/2024 10:11:12 AM:\n\n> Hi",
        "────────────\n山田太郎\n株式会社例\nTEL: 03-1234-5678\nE-mail: yamada@example.jp\n────────────",
    ] {
        assert_eq!(
            visible(&format!("Yes, that is right.\n\n{below}\n")),
            "Yes, that is right.",
            "{below}"
        );
    }
}

#[test]
fn a_mail_of_nothing_but_quotes_is_shown_whole() {
    for text in [
        "> only\n> quoted",
        "On Mon, 4 Mar 2024, Desk <d@example.org> wrote:\n> Hi",
        "---------- Forwarded message ---------\nFrom: A <a@example.org>\nDate: Mon, 4 Mar 2024\nSubject: x\nTo: b@example.org\n\nPlease see this.",
        "Sent from my iPhone",
        "-- \nAnna",
        "",
    ] {
        assert_eq!(split(text), (text.to_owned(), Vec::new()));
    }
}

#[test]
fn the_markup_of_a_mail_program_tells_where_its_quote_begins() {
    let html = "<div>Ja, gern &amp; bald.</div><div class=\"gmail_quote\"><div class=\"gmail_attr\">Jaanuaris ütles keegi:</div><blockquote>Kas?</blockquote></div>";
    let (reply, folded) = split_mail(
        "Ja, gern & bald.\n\nJaanuaris ütles keegi:\n\nKas?\n",
        Some(html),
    );
    assert_eq!((reply.as_str(), folded.len()), ("Ja, gern & bald.", 1));
    let other = "<p>Something else</p><blockquote type=cite>Kas?</blockquote>";
    assert_eq!(
        split_mail("Ja, gern.\n\nKas?", Some(other)).0,
        "Ja, gern.\n\nKas?"
    );
}

fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    words.sort();
    words
}

fn nothing_is_lost(text: &str) {
    let (reply, folded) = split(text);
    let together = folded
        .iter()
        .fold(reply, |all, fold| all + "\n" + &fold.text);
    assert_eq!(words(&together), words(text));
}

#[test]
fn no_word_is_ever_lost() {
    for text in ALL_OWN.iter().chain(HEADERS).chain(SIGNATURES) {
        nothing_is_lost(text);
        nothing_is_lost(&format!(
            "Hello there.\n\n{text}\n> quoted words\n\nbottom words\n\n-- \nsig"
        ));
    }
}

proptest::proptest! {
    #[test]
    fn any_text_is_split_without_loss(text in "(?s).{0,400}") {
        nothing_is_lost(&text);
    }

    #[test]
    fn any_mixture_of_telling_lines_is_split_without_loss(picks in proptest::collection::vec(0usize..400, 0..30)) {
        let own = ["", "> q", "Hello.", "--", "-- ", "___", "-Anna", "www.example.org", ">", "Anna:", "\u{202b}x", "4:", "<a@b.c>:"];
        let all: Vec<&str> = own.iter().chain(HEADERS).chain(SIGNATURES).chain(ALL_OWN).copied().collect();
        let text = picks.iter().filter_map(|n| all.get(n % all.len())).copied().collect::<Vec<_>>().join("\n");
        nothing_is_lost(&text);
        let html = text.replace('\n', "<br><blockquote type=cite>");
        let (reply, folded) = split_mail(&text, Some(&html));
        let together = folded.iter().fold(reply, |all, fold| all + "\n" + &fold.text);
        assert_eq!(words(&together), words(&text));
    }
}

/// Anything worse than linear would not end here; nothing is timed.
#[test]
fn hostile_texts_are_split_in_bounded_work() {
    let shapes = [
        "On 4 Mar 2024, a@b.cd wrote\n",
        "<a@b.cd>:\n",
        "From: a@b.cd\n",
        "> ",
        "a@",
        ">\nx\n",
        "-- \n",
        "___\n\n",
        "\u{200b}",
        "1:10 2024 ",
        "This message is confidential\n\n",
        "-A\n\n",
        "Tel: 55555\n",
        "<blockquote type=cite>x",
    ];
    for shape in shapes {
        // Five megabytes in one line; as many lines as a debug build reads in a second.
        let size = if shape.contains('\n') {
            128 * 1024
        } else {
            5 * 1024 * 1024
        };
        let text = shape.repeat(size / shape.len());
        let (reply, folded) = split_mail(&text, Some(&text));
        let kept = reply.len() + folded.iter().map(|fold| fold.text.len() + 2).sum::<usize>();
        assert!(
            kept <= text.len() + 2 * folded.len() + 2
                && !(reply.is_empty() && folded.is_empty() && !text.trim().is_empty())
        );
    }
}
