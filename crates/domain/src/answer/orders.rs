//! Texts that are not what they seem: orders to a machine among the words of an article or a question, and sentences that ask
//! a reader for what nobody should tell. A second wall: the first is that an answer has to be carried by its sources.

use super::carry::denies;
use crate::tokens::{Script, runs};

/// Tokens between a verb and what is to be passed over.
const NEAR: usize = 6;

/// Beginnings of folded words that tell a machine to pass over something.
const PASS_OVER: &[&str] = &[
    "ignor",
    "disregard",
    "overrid",
    "forget",
    "eira",
    "unusta",
    "vergiss",
    "oublie",
    "olvida",
    "игнорир",
    "забуд",
];
/// What is to be passed over.
const ORDERS: &[&str] = &[
    "instruc",
    "prompt",
    "above",
    "previous",
    "prior",
    "earlier",
    "guideline",
    "juhis",
    "juhend",
    "eelnev",
    "eelmis",
    "ulaltoodu",
    "anweisung",
    "vorherig",
    "obige",
    "precedent",
    "consigne",
    "anterior",
    "инструкц",
    "указани",
    "предыдущ",
];
/// The same in scripts without spaces: both have to stand in one text.
const PASS_OVER_UNSPACED: &[&str] = &["忽略", "无视", "無視", "忘记", "忘れ", "무시"];
const ORDERS_UNSPACED: &[&str] = &[
    "指令",
    "指示",
    "以上",
    "上述",
    "之前的",
    "提示词",
    "プロンプト",
    "지시",
    "명령",
];
/// Words that no article for customers needs next to each other.
const TELLING: &[&[&str]] = &[
    &["system", "prompt"],
    &["you", "are", "now"],
    &["as", "an", "ai"],
    &["developer", "mode"],
    &["new", "instructions"],
];

/// Whether a text speaks to a machine that reads it.
#[must_use]
pub fn gives_orders(text: &str) -> bool {
    let words = words(text);
    let begins = |word: &str, list: &[&str]| list.iter().any(|l| word.starts_with(l));
    let near = words.iter().enumerate().any(|(at, word)| {
        let from = at.saturating_sub(NEAR);
        let to = (at + NEAR).min(words.len());
        begins(word, PASS_OVER) && words[from..to].iter().any(|w| begins(w, ORDERS))
    });
    let telling = TELLING.iter().any(|phrase| {
        words
            .windows(phrase.len())
            .any(|w| w.iter().eq(phrase.iter()))
    });
    let has = |list: &[&str]| list.iter().any(|l| text.contains(l));
    near || telling || (has(PASS_OVER_UNSPACED) && has(ORDERS_UNSPACED))
}

/// Beginnings of folded words for what is secret.
const SECRETS: &[&str] = &[
    "password",
    "passcode",
    "passphrase",
    "cvv",
    "cvc",
    "parool",
    "salason",
    "passwort",
    "kennwort",
    "kartennummer",
    "kaardinumbr",
    "krediitkaar",
    "pangakaar",
    "kreditkart",
    "пароль",
    "пароля",
    "contrasena",
    "motdepasse",
    "salasana",
];
/// Two that are secret together.
const SECRET_PAIRS: &[(&str, &str)] = &[
    ("card", "number"),
    ("card", "detail"),
    ("card", "data"),
    ("credit", "card"),
    ("security", "code"),
    ("verification", "code"),
    ("pin", "code"),
    ("kaardi", "numb"),
    ("kaardi", "andme"),
    ("pin", "kood"),
    ("mot", "passe"),
    ("numero", "carte"),
    ("numero", "tarjeta"),
    ("номер", "карт"),
];
const SECRETS_UNSPACED: &[&str] = &[
    "密码",
    "卡号",
    "验证码",
    "安全码",
    "パスワード",
    "暗証番号",
    "カード番号",
    "비밀번호",
    "카드 번호",
    "카드번호",
];
/// Beginnings of words for handing over.
const HAND_OVER: &[&str] = &[
    "send",
    "mail",
    "email",
    "tell",
    "give",
    "share",
    "provide",
    "reply",
    "write",
    "text",
    "submit",
    "forward",
    "saat",
    "saada",
    "anna",
    "utle",
    "kirjuta",
    "edasta",
    "send",
    "schick",
    "teilen",
    "nenn",
    "gib",
    "mitteil",
    "envoy",
    "communiq",
    "envi",
    "lahet",
    "отправ",
    "сообщ",
    "пришл",
];
const HAND_OVER_UNSPACED: &[&str] = &[
    "发送",
    "发给",
    "发到",
    "提供",
    "告诉",
    "告知",
    "回复",
    "送っ",
    "送信",
    "教え",
    "お知らせ",
    "보내",
    "알려",
];

/// Whether a sentence asks for a secret to be handed over. "Never send your password" does not.
#[must_use]
pub fn asks_for_secret(sentence: &str) -> bool {
    let words = words(sentence);
    let any = |list: &[&str]| words.iter().any(|w| list.iter().any(|l| w.starts_with(l)));
    let pair = SECRET_PAIRS.iter().any(|(a, b)| {
        words.iter().any(|w| w.starts_with(a)) && words.iter().any(|w| w.starts_with(b))
    });
    let has = |list: &[&str]| list.iter().any(|l| sentence.contains(l));
    let secret = any(SECRETS) || pair || has(SECRETS_UNSPACED);
    let over = any(HAND_OVER) || has(HAND_OVER_UNSPACED);
    secret && over && !denies(sentence)
}

/// Folded words of scripts with spaces.
pub(super) fn words(text: &str) -> Vec<String> {
    runs(text)
        .filter(|run| run.script == Script::Spaced)
        .take(crate::tokens::MAX_TOKENS)
        .map(|run| run.folded())
        .collect()
}
