//! Proof, carried in mail, that an id came from us: reply addresses, return paths and Message-IDs.
//!
//! Each token is the 26 characters of the id and a keyed MAC over kind, instance and id, so a stranger can neither guess
//! nor move one from another instance (M24, M32). Long mailbox names leave room for half of the MAC only; the id, of which
//! 74 bits are random and which no stranger sees, then carries the rest of the secret. Everything is lower case and is read in any case, because relays change
//! it. Ids without our MAC are foreign and are never looked into. No storage here: the caller knows what the id means.

use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

/// Characters of an id after its prefix (`cnv_` + 26).
const ID_CHARS: usize = 26;
/// 16 base-32 characters carry 80 bits of the MAC.
const MAC_CHARS: usize = 16;
/// And 8 carry 40 bits, behind a mailbox name that leaves no room for more.
const SHORT_MAC_CHARS: usize = 8;
const TOKEN_CHARS: usize = ID_CHARS + MAC_CHARS;
const SHORT_TOKEN_CHARS: usize = ID_CHARS + SHORT_MAC_CHARS;
/// Characters of the public mark of an instance.
const MARK_CHARS: usize = 8;
/// RFC 5321 §4.5.3.1.1: longest local part in octets.
const LOCAL_MAX: usize = 64;
const BASE32: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// Where a mailbox takes mail with a token in the address.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Form {
    /// `support+r.TOKEN@example.org`: the mailbox knows plus addresses (RFC 5233 subaddresses).
    #[default]
    Tagged,
    /// `r.TOKEN@example.org`: every address of the domain reaches us.
    Domain,
    /// Nowhere: `support@example.org` alone. Message-IDs and participants thread the answers.
    Plain,
}

/// The secret of one instance. Two instances with one secret but other names do not accept each other's tokens.
#[derive(Clone)]
pub struct TokenKey {
    secret: [u8; 32],
    instance: String,
}

impl std::fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TokenKey")
            .field("instance", &self.instance)
            .finish_non_exhaustive()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Reply,
    Verp,
    MessageId,
}

impl Kind {
    fn label(self) -> &'static [u8] {
        match self {
            Kind::Reply => b"reply",
            Kind::Verp => b"verp",
            Kind::MessageId => b"message-id",
        }
    }
}

impl TokenKey {
    pub fn new(secret: [u8; 32], instance: &str) -> Self {
        Self {
            secret,
            instance: instance.to_owned(),
        }
    }

    /// Public mark of this instance (8 characters), the same for ever: value of the loop header, part of each Message-ID.
    pub fn instance_mark(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(b"fairlead instance mark\0");
        hash.update(self.instance.as_bytes());
        let mut mark = base32(&hash.finalize()[..5]);
        mark.truncate(MARK_CHARS);
        mark
    }

    fn mac(&self, kind: Kind, id: &str) -> Hmac<Sha256> {
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(&self.secret)
            .expect("HMAC takes a key of any length");
        for part in [
            b"fairlead token 1".as_slice(),
            kind.label(),
            self.instance.as_bytes(),
            id.as_bytes(),
        ] {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac
    }

    fn write(&self, kind: Kind, id: &str) -> String {
        let tag = self.mac(kind, id).finalize().into_bytes();
        let mut token = id.to_owned();
        token.push_str(&base32(&tag[..MAC_CHARS * 5 / 8]));
        token
    }

    /// `token` is lower case, [`TOKEN_CHARS`] or [`SHORT_TOKEN_CHARS`] long. Compared in constant time.
    fn read(&self, kind: Kind, token: &str) -> Option<String> {
        let (id, tag) = token.split_at_checked(ID_CHARS)?;
        if !matches!(tag.len(), MAC_CHARS | SHORT_MAC_CHARS) || !is_id(id) {
            return None;
        }
        let tag = from_base32(tag)?;
        self.mac(kind, id).verify_truncated_left(&tag).ok()?;
        Some(id.to_owned())
    }
}

/// The address that customers answer to: `support+r.TOKEN@example.org`, or what `form` says.
///
/// `conversation` is `cnv_` + 26 characters. `None` when it is not, when the mailbox takes no tokens, or when even a short
/// token would make the local part longer than the 64 octets that RFC 5321 allows (a mailbox name over 27 octets). Then
/// the plain address is used, and the Message-ID threads the answer.
pub fn reply_address(
    key: &TokenKey,
    conversation: &str,
    local: &str,
    domain: &str,
    form: Form,
) -> Option<String> {
    let token = key.write(Kind::Reply, bare_id(conversation, "cnv_")?);
    match form {
        Form::Tagged => tagged(local, "r.", &token, domain),
        Form::Domain => Some(format!("r.{token}@{domain}")),
        Form::Plain => None,
    }
}

/// The conversation (`cnv_...`) that `address` proves; `None` for any address that we did not write.
/// Also found behind a forwarder's rewriting (`SRS0=...=support+r.TOKEN@forwarder`).
pub fn read_reply_address(key: &TokenKey, address: &str) -> Option<String> {
    let local = local_part(address)?;
    let id = [TOKEN_CHARS, SHORT_TOKEN_CHARS]
        .into_iter()
        .find_map(|length| {
            let (before, token) = token_at_end(&local, length)?;
            let before = before.strip_suffix("r.")?;
            (before.is_empty() || is_separated(before))
                .then(|| key.read(Kind::Reply, token))
                .flatten()
        })?;
    Some(format!("cnv_{id}"))
}

/// The return path of one delivery: `bounce+TOKEN@example.org`, or what `form` says; `None` as in [`reply_address`].
/// `delivery` is `dlv_` + 26 characters.
pub fn verp_address(
    key: &TokenKey,
    delivery: &str,
    local: &str,
    domain: &str,
    form: Form,
) -> Option<String> {
    let token = key.write(Kind::Verp, bare_id(delivery, "dlv_")?);
    match form {
        Form::Tagged => tagged(local, "", &token, domain),
        Form::Domain => Some(format!("b.{token}@{domain}")),
        Form::Plain => None,
    }
}

/// The delivery (`dlv_...`) that a bounce to `address` is about.
pub fn read_verp(key: &TokenKey, address: &str) -> Option<String> {
    let local = local_part(address)?;
    let id = [TOKEN_CHARS, SHORT_TOKEN_CHARS]
        .into_iter()
        .find_map(|length| {
            let (before, token) = token_at_end(&local, length)?;
            let alone = before
                .strip_suffix("b.")
                .is_some_and(|before| before.is_empty() || is_separated(before));
            (alone || is_separated(before))
                .then(|| key.read(Kind::Verp, token))
                .flatten()
        })?;
    Some(format!("dlv_{id}"))
}

/// Whether an address is built like one of [`Form::Domain`], which no mailbox name stands in. No proof: that needs the key.
pub fn is_bare_form(address: &str) -> bool {
    local_part(address).is_some_and(|local| {
        local.len() == TOKEN_CHARS + 2
            && (local.starts_with("r.") || local.starts_with("b."))
            && local.bytes().skip(2).all(|b| b.is_ascii_alphanumeric())
    })
}

/// Message-ID without angle brackets: `MARK.TOKEN@domain`. `message` is `msg_` + 26 characters. The same message always
/// gets the same id (M21).
pub fn message_id(key: &TokenKey, message: &str, domain: &str) -> Option<String> {
    let token = key.write(Kind::MessageId, bare_id(message, "msg_")?);
    Some(format!("{}.{token}@{domain}", key.instance_mark()))
}

/// The message (`msg_...`) that a Message-ID of ours names, whatever its domain; `None` for all foreign ids, also those
/// of another instance of this program (M32).
pub fn is_ours(key: &TokenKey, message_id: &str) -> Option<String> {
    let id = message_id
        .trim()
        .trim_start_matches('<')
        .trim_end_matches('>');
    let (left, _) = id.rsplit_once('@')?;
    let left = left.to_ascii_lowercase();
    let token = left
        .strip_prefix(&format!("{}.", key.instance_mark()))
        .filter(|token| token.len() == TOKEN_CHARS)?;
    Some(format!("msg_{}", key.read(Kind::MessageId, token)?))
}

/// The id without its prefix, in lower case only.
fn bare_id<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    text.strip_prefix(prefix).filter(|id| is_id(id))
}

fn is_id(id: &str) -> bool {
    id.len() == ID_CHARS
        && id
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}

/// The whole token behind the mailbox name, or the short one, or none.
fn tagged(local: &str, mark: &str, token: &str, domain: &str) -> Option<String> {
    let room = LOCAL_MAX.checked_sub(local.len() + 1 + mark.len())?;
    let length = [TOKEN_CHARS, SHORT_TOKEN_CHARS]
        .into_iter()
        .find(|length| *length <= room)?;
    let token = token.get(..length)?;
    Some(format!("{local}+{mark}{token}@{domain}"))
}

/// In lower case, without quotes.
fn local_part(address: &str) -> Option<String> {
    let address = address.trim().trim_start_matches('<').trim_end_matches('>');
    let (local, _) = address.rsplit_once('@')?;
    Some(local.trim_matches('"').to_ascii_lowercase())
}

/// What stands before the last `length` octets of a local part, and these.
fn token_at_end(local: &str, length: usize) -> Option<(&str, &str)> {
    local.split_at_checked(local.len().checked_sub(length)?)
}

fn is_separated(before: &str) -> bool {
    before.ends_with(['+', '-', '='])
}

/// RFC 4648 §6, lower case, without padding.
fn base32(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 8 / 5 + 1);
    let (mut held, mut bits) = (0u32, 0u32);
    for &byte in bytes {
        held = (held << 8) | u32::from(byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(BASE32[(held >> bits) as usize & 31] as char);
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        text.push(BASE32[(held << (5 - bits)) as usize & 31] as char);
    }
    text
}

fn from_base32(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 5 / 8);
    let (mut held, mut bits) = (0u32, 0u32);
    for c in text.bytes() {
        let value = match c {
            b'a'..=b'z' => c - b'a',
            b'2'..=b'7' => c - b'2' + 26,
            _ => return None,
        };
        held = (held << 5) | u32::from(value);
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
            held &= (1 << bits) - 1;
        }
    }
    // Left-over bits must be zero, so that each token has one spelling.
    (held == 0).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CNV: &str = "cnv_01hzx3v9m2qk7r8t5w6y0abcde";
    const MSG: &str = "msg_01hzx3v9m2qk7r8t5w6y0abcde";
    const DLV: &str = "dlv_7zzzzzzzzzzzzzzzzzzzzzzzzz";

    fn key() -> TokenKey {
        TokenKey::new([7; 32], "desk-1")
    }

    #[test]
    fn a_reply_address_gives_the_conversation_back_in_any_case() {
        let address = reply_address(&key(), CNV, "support", "example.org", Form::Tagged).unwrap();
        assert!(
            address.starts_with("support+r.") && address.ends_with("@example.org"),
            "{address}"
        );
        assert!(address.split('@').next().unwrap().len() <= 64);
        for seen in [
            address.clone(),
            address.to_ascii_uppercase(),
            format!("<{address}>"),
        ] {
            assert_eq!(
                read_reply_address(&key(), &seen).as_deref(),
                Some(CNV),
                "{seen}"
            );
        }
        let forwarded = format!(
            "SRS0=Ab1=XY=example.org={}@forwarder.net",
            address.split('@').next().unwrap()
        );
        assert_eq!(read_reply_address(&key(), &forwarded).as_deref(), Some(CNV));
    }

    #[test]
    fn no_token_is_written_into_a_local_part_that_would_be_too_long() {
        let reply =
            |id: &str, local: &str| reply_address(&key(), id, local, "example.org", Form::Tagged);
        for length in 1..=27 {
            let address = reply(CNV, &"a".repeat(length)).expect("fits");
            let local = address.split('@').next().unwrap();
            assert!(local.len() <= 64, "{address}");
            let whole = local.len() == length + 3 + TOKEN_CHARS;
            assert_eq!(whole, length <= 19, "{address}");
            assert_eq!(read_reply_address(&key(), &address).as_deref(), Some(CNV));
            let verp = verp_address(
                &key(),
                DLV,
                &"a".repeat(length),
                "example.org",
                Form::Tagged,
            );
            let verp = verp.expect("fits");
            assert_eq!(read_verp(&key(), &verp).as_deref(), Some(DLV));
        }
        assert_eq!(reply(CNV, &"a".repeat(28)), None);
        assert_eq!(reply(CNV, &"a".repeat(200)), None);
        assert_eq!(reply("cnv_short", "support"), None);
        assert_eq!(reply(MSG, "support"), None);
    }

    #[test]
    fn a_domain_of_ours_takes_tokens_without_a_mailbox_name_however_long_that_is() {
        let long = "a".repeat(60);
        let reply = reply_address(&key(), CNV, &long, "example.org", Form::Domain).unwrap();
        let verp = verp_address(&key(), DLV, &long, "example.org", Form::Domain).unwrap();
        assert!(reply.starts_with("r.") && verp.starts_with("b."));
        assert_eq!(read_reply_address(&key(), &reply).as_deref(), Some(CNV));
        assert_eq!(
            read_reply_address(&key(), &reply.to_uppercase()).as_deref(),
            Some(CNV)
        );
        assert_eq!(read_verp(&key(), &verp).as_deref(), Some(DLV));
        assert_eq!(read_verp(&key(), &reply), None);
        assert_eq!(read_reply_address(&key(), &verp), None);
        assert!(is_bare_form(&reply) && is_bare_form(&verp));
        for other in ["r.anna@example.org", "support@example.org", "", "@"] {
            assert!(!is_bare_form(other), "{other}");
        }
        assert_eq!(
            read_reply_address(&key(), &format!("x{reply}")),
            None,
            "a mark needs a separator or the start"
        );
    }

    #[test]
    fn a_mailbox_that_takes_no_tokens_gets_none() {
        let form = Form::Plain;
        assert_eq!(
            reply_address(&key(), CNV, "support", "example.org", form),
            None
        );
        assert_eq!(
            verp_address(&key(), DLV, "support", "example.org", form),
            None
        );
    }

    #[test]
    fn changing_any_character_of_a_token_makes_it_foreign() {
        for local in ["support", "support-and-complaints"] {
            let address = reply_address(&key(), CNV, local, "example.org", Form::Tagged).unwrap();
            let (start, end) = (local.len() + 3, address.find('@').unwrap());
            for at in start..end {
                for new in [b'a', b'b', b'2', b'7', b'!'] {
                    let mut bytes = address.clone().into_bytes();
                    if bytes[at] == new {
                        continue;
                    }
                    bytes[at] = new;
                    let forged = String::from_utf8(bytes).unwrap();
                    assert_eq!(read_reply_address(&key(), &forged), None, "{forged}");
                }
            }
            let cut = address.replace(&address[end - 1..end + 1], "@");
            assert_eq!(read_reply_address(&key(), &cut), None, "{cut}");
        }
    }

    #[test]
    fn tokens_of_one_kind_instance_or_secret_are_worth_nothing_to_another() {
        let form = Form::Tagged;
        let reply = reply_address(&key(), CNV, "support", "example.org", form).unwrap();
        let verp = verp_address(&key(), DLV, "bounce", "example.org", form).unwrap();
        assert_eq!(read_verp(&key(), &verp).as_deref(), Some(DLV));
        assert_eq!(read_verp(&key(), &reply.replace("r.", "")), None);
        assert_eq!(read_reply_address(&key(), &verp), None);
        for other in [
            TokenKey::new([7; 32], "desk-2"),
            TokenKey::new([8; 32], "desk-1"),
        ] {
            assert_eq!(read_reply_address(&other, &reply), None);
            assert_eq!(read_verp(&other, &verp), None);
            assert_eq!(
                is_ours(&other, &message_id(&key(), MSG, "example.org").unwrap()),
                None
            );
        }
    }

    #[test]
    fn our_message_ids_are_known_by_their_mac_alone() {
        let id = message_id(&key(), MSG, "example.org").unwrap();
        assert_eq!(
            id,
            message_id(&key(), MSG, "example.org").unwrap(),
            "the same message keeps its id"
        );
        assert_eq!(is_ours(&key(), &id).as_deref(), Some(MSG));
        assert_eq!(
            is_ours(&key(), &format!("<{}>", id.to_uppercase())).as_deref(),
            Some(MSG)
        );
        let forged = format!(
            "{}.{}{}@example.org",
            key().instance_mark(),
            &MSG[4..],
            "a".repeat(16)
        );
        for foreign in ["", "@", "reply-123-4@example.org", "é@x", &forged, "<>"] {
            assert_eq!(is_ours(&key(), foreign), None, "{foreign}");
        }
    }

    #[test]
    fn garbage_addresses_are_no_tokens_and_no_panics() {
        let long = format!("support+r.{}@x", "é".repeat(60));
        for address in ["", "@", "a@b", "<", "support+r.@x", &long, "\u{0}@\u{0}"] {
            assert_eq!(read_reply_address(&key(), address), None);
            assert_eq!(read_verp(&key(), address), None);
        }
    }

    #[test]
    fn base32_has_the_vectors_of_rfc_4648() {
        for (plain, text) in [
            ("", ""),
            ("f", "my"),
            ("fo", "mzxq"),
            ("foo", "mzxw6"),
            ("foobar", "mzxw6ytboi"),
        ] {
            assert_eq!(base32(plain.as_bytes()), text);
            assert_eq!(from_base32(text).unwrap(), plain.as_bytes());
        }
        assert_eq!(from_base32("mz"), None, "left-over bits");
    }
}
