//! Lists of MAPI properties inside TNEF attributes (MS-OXTNEF §2.1.3.4, types of MS-OXCDATA §2.11.1).

use super::Input;

pub const SUBJECT: u16 = 0x0037;
pub const BODY: u16 = 0x1000;
pub const RTF_COMPRESSED: u16 = 0x1009;
pub const BODY_HTML: u16 = 0x1013;
pub const DISPLAY_NAME: u16 = 0x3001;
pub const ATTACH_DATA: u16 = 0x3701;
pub const ATTACH_FILENAME: u16 = 0x3704;
pub const ATTACH_LONG_FILENAME: u16 = 0x3707;
pub const ATTACH_MIME_TAG: u16 = 0x370E;
pub const ATTACH_CONTENT_ID: u16 = 0x3712;
pub const INTERNET_CODE_PAGE: u16 = 0x3FDE;

/// Properties of one list that are kept.
const MAX_PROPERTIES: usize = 5_000;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Number(u64),
    /// A Unicode string.
    Text(String),
    /// A string of 8-bit characters, or bytes.
    Bytes(Vec<u8>),
    /// An object without the id of its interface.
    Object(Vec<u8>),
}

/// One property; of a multi-valued one the first value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    pub id: u16,
    pub value: Value,
}

pub fn find(properties: &[Property], id: u16) -> Option<&Property> {
    properties.iter().find(|p| p.id == id)
}

/// Reads a list; `false` when it ends too early or holds a type that nobody knows.
pub fn read(data: &[u8]) -> (Vec<Property>, bool) {
    let mut input = Input(data);
    let mut out = Vec::new();
    let Some(count) = input.u32() else {
        return (out, data.is_empty());
    };
    for _ in 0..count {
        let Some(property) = one(&mut input) else {
            return (out, false);
        };
        if out.len() < MAX_PROPERTIES {
            out.extend(property);
        }
    }
    (out, true)
}

fn one(input: &mut Input<'_>) -> Option<Option<Property>> {
    let kind = input.u16()?;
    let id = input.u16()?;
    if id >= 0x8000 {
        // A named property: a set of names, then a number or a name.
        input.take(16)?;
        if input.u32()? == 0 {
            input.take(4)?;
        } else {
            let length = usize::try_from(input.u32()?).ok()?;
            padded(input, length)?;
        }
    }
    let many = kind & 0x1000 != 0;
    let kind = kind & 0x0FFF;
    if matches!(kind, 0x001E | 0x001F | 0x0102 | 0x000D) {
        let values = input.u32()?;
        let mut first = None;
        for _ in 0..values {
            let length = usize::try_from(input.u32()?).ok()?;
            let data = padded(input, length)?;
            if first.is_none() {
                first = Some(variable(kind, data));
            }
        }
        return Some(first.map(|value| Property { id, value }));
    }
    let size = match kind {
        0x0000 | 0x0001 => 0,
        0x0002 | 0x0003 | 0x0004 | 0x000A | 0x000B => 4,
        0x0005 | 0x0006 | 0x0007 | 0x0014 | 0x0040 => 8,
        0x0048 => 16,
        _ => return None,
    };
    let values = if many { input.u32()? } else { 1 };
    let mut first = None;
    for _ in 0..values {
        let data = input.take(size)?;
        if first.is_none() && size <= 8 {
            first = Some(data.iter().rev().fold(0u64, |n, &b| n << 8 | u64::from(b)));
        }
        if size == 0 {
            break;
        }
    }
    Some(first.map(|n| Property {
        id,
        value: Value::Number(n),
    }))
}

fn variable(kind: u16, data: &[u8]) -> Value {
    match kind {
        0x001F => {
            let units: Vec<u16> = data
                .chunks_exact(2)
                .map(|c| u16::from_le_bytes([c[0], c[1]]))
                .collect();
            Value::Text(
                String::from_utf16_lossy(&units)
                    .trim_end_matches('\0')
                    .to_owned(),
            )
        }
        0x000D => Value::Object(data.get(16..).unwrap_or_default().to_vec()),
        _ => Value::Bytes(data.to_vec()),
    }
}

/// Values fill whole groups of four bytes; at the very end the filling may be missing.
fn padded<'a>(input: &mut Input<'a>, length: usize) -> Option<&'a [u8]> {
    let data = input.take(length)?;
    input.up_to((4 - length % 4) % 4);
    Some(data)
}
