pub fn show(path: &str) {
    let raw = std::fs::read(path).unwrap_or_default();
    let text = String::from_utf8_lossy(&raw).into_owned();
    let (text, html) = if path.ends_with(".eml") {
        let mail = mail_parser::MessageParser::default().parse(&raw);
        let text = mail
            .as_ref()
            .and_then(|m| m.body_text(0).map(|t| t.into_owned()))
            .unwrap_or_default();
        let html = mail
            .as_ref()
            .and_then(|m| m.body_html(0).map(|t| t.into_owned()));
        (text, html)
    } else if path.ends_with(".html") {
        (
            html2text::from_read(&raw[..], 10_000).unwrap_or_default(),
            Some(text),
        )
    } else {
        (text, None)
    };
    let (reply, folded) = fairlead_mail::reply::split_mail(&text, html.as_deref());
    println!("======== {path}\n{reply}");
    for f in folded {
        println!(
            "   [{:?}] {}",
            f.kind,
            f.text
                .chars()
                .take(70)
                .collect::<String>()
                .replace('\n', " / ")
        );
    }
}
