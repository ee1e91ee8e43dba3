//! Mails as customers send them: plain, two-part with Outlook's HTML, replies with quotes, German, Chinese.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use std::fmt::Write as _;
use testkit::drive::dice::{Dice, Words};
use testkit::drive::process::DOOR;

/// Makes mails; the same number gives the same mail.
pub struct Mails {
    words: Words,
    run: String,
}

/// A reply answers the mail so many numbers before it: that one has long been read.
const BACK: u64 = 600;

impl Mails {
    /// `run` makes the ids of this maker its own.
    #[must_use]
    pub fn new(run: &str) -> Self {
        Self {
            words: Words::new(5000),
            run: run.to_owned(),
        }
    }

    #[must_use]
    pub fn sender(&self, n: u64) -> String {
        format!("c{}@customers.example", n % BACK % 400)
    }

    #[must_use]
    pub fn subject(&self, n: u64) -> String {
        format!("Question {}-{n:08}", self.run)
    }

    fn id(&self, n: u64) -> String {
        format!("<{}-{n:08}@customers.example>", self.run)
    }

    /// 1 to 5 KiB with CR LF.
    #[must_use]
    pub fn mail(&self, n: u64) -> String {
        let mut dice = Dice::new(n + 1);
        let mut text = String::new();
        for paragraph in 0..3 {
            if paragraph > 0 {
                text.push_str("\r\n\r\n");
            }
            self.words.write(&mut dice, 25, &mut text);
            text.push('.');
        }
        let mut head = format!(
            "From: Customer Number {n} <{}>\r\nTo: Help <{DOOR}>\r\nSubject: {}\r\nMessage-ID: {}\r\nDate: Fri, 20 Nov 2026 10:{:02}:{:02} +0000\r\nMIME-Version: 1.0\r\n",
            self.sender(n),
            self.subject(n),
            self.id(n),
            n / 60 % 60,
            n % 60
        );
        match n % 5 {
            1 => two_parts(&mut head, &text),
            2 => self.reply(&mut head, &text, n),
            3 => coded(
                &mut head,
                "您好，我的订单还没有到，请问什么时候发货？谢谢。\r\n",
            ),
            4 => quoted_printable(&mut head, &text),
            _ => {
                let _ = write!(
                    head,
                    "Content-Type: text/plain; charset=utf-8\r\n\r\nHello,\r\n\r\n{text}\r\n\r\nBest regards,\r\nCustomer {n}\r\n"
                );
            }
        }
        head
    }

    fn reply(&self, out: &mut String, text: &str, n: u64) {
        if let Some(before) = n.checked_sub(BACK) {
            let id = self.id(before);
            let _ = write!(out, "In-Reply-To: {id}\r\nReferences: {id}\r\n");
        }
        let _ = write!(
            out,
            "Content-Type: text/plain; charset=utf-8\r\n\r\nThat did not help, {n} times.\r\n\r\nOn Thu, 19 Nov 2026 at 09:00, Help <{DOOR}> wrote:\r\n"
        );
        for line in text.split("\r\n") {
            let _ = write!(out, "> {line}\r\n");
        }
    }
}

fn two_parts(out: &mut String, text: &str) {
    let _ = write!(
        out,
        "Content-Type: multipart/alternative; boundary=\"=_part\"\r\n\r\n--=_part\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n--=_part\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html xmlns:o=\"urn:schemas-microsoft-com:office:office\"><head><style>p.MsoNormal {{margin:0cm;font-size:11.0pt;font-family:\"Calibri\",sans-serif}}</style></head><body lang=EN-GB link=\"#0563C1\"><div class=WordSection1>"
    );
    for paragraph in text.split("\r\n\r\n") {
        let _ = write!(
            out,
            "<p class=MsoNormal><span style='font-size:11.0pt;color:#1F497D'>{paragraph}<o:p></o:p></span></p>\r\n<p class=MsoNormal><o:p>&nbsp;</o:p></p>\r\n"
        );
    }
    out.push_str("<p class=MsoNormal><a href=\"https://shop.example/order/1\">my order</a> <img src=\"https://shop.example/pixel.gif\" width=1 height=1></p></div></body></html>\r\n--=_part--\r\n");
}

fn coded(out: &mut String, text: &str) {
    out.push_str(
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n",
    );
    let coded = BASE64.encode(text.repeat(12));
    for line in coded.as_bytes().chunks(76) {
        out.push_str(&String::from_utf8_lossy(line));
        out.push_str("\r\n");
    }
}

fn quoted_printable(out: &mut String, text: &str) {
    out.push_str("Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nSch=F6nen guten Tag,\r\n\r\n");
    for word in text.split(' ') {
        out.push_str(word);
        out.push_str(" f=FCr=\r\n ");
    }
    out.push_str("\r\n\r\nMit freundlichen Gr=FC=DFen\r\nKundin\r\n");
}
