//! Accidents other than misreadings, each done to one sentence: files in another encoding, two encodings in one file, bytes
//! and characters lost, characters put in place of others, and what a transfer leaves undecoded.

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8};
use reformlint::char_class::is_han;
use reformlint::damage::mojibake::{Charset, Decoder};

use crate::encoding::Class;
use crate::random::Random;

/// Clean lines around what is in another encoding.
const LINES: &str = "各乡镇继续推进农村改革，农民收入稳步增加。\n全县新建高标准农田，粮食生产再获丰收。\n";

/// Fewest Han characters that are out of step behind a byte that was lost or put in.
const OUT_OF_STEP: usize = 6;

/// All of them.
pub fn all() -> Vec<Class> {
    let mut all = out_of_step();
    all.extend(others());
    all
}

/// One byte of a text in pairs of bytes is spoilt, lost or put in, and what follows is out of step.
fn out_of_step() -> Vec<Class> {
    let mark = |bytes: &mut Vec<u8>, at: usize, _: u8| bytes[at] = b'?';
    let spoil = |bytes: &mut Vec<u8>, at: usize, _: u8| bytes[at] = 0xFF;
    let lose = |bytes: &mut Vec<u8>, at: usize, _: u8| _ = bytes.remove(at);
    let put_in = |bytes: &mut Vec<u8>, at: usize, byte: u8| bytes.insert(at, byte);
    vec![
        slipped("GBK, a byte became ?", Charset::Gbk, Some(Decoder::Gb18030), mark),
        slipped("GBK, a byte became ?, Windows", Charset::Gbk, Some(Decoder::Windows), mark),
        slipped("GBK, a byte spoilt", Charset::Gbk, Some(Decoder::Whatwg), spoil),
        slipped("GBK, a byte lost", Charset::Gbk, Some(Decoder::Gb18030), lose),
        slipped("GBK, a byte put in", Charset::Gbk, Some(Decoder::Gb18030), put_in),
        slipped("Big5, a byte became ?", Charset::Big5, Some(Decoder::Whatwg), mark),
        slipped("Big5, a byte lost", Charset::Big5, Some(Decoder::Whatwg), lose),
        slipped("file in GB 18030, a byte spoilt", Charset::Gbk, None, spoil),
        slipped("file in GB 18030, a byte lost", Charset::Gbk, None, lose),
        slipped("file in GB 18030, a byte put in", Charset::Gbk, None, put_in),
    ]
}

/// A change of the first byte of a Han character that is followed by others, given a byte that might stand there, too; read by
/// a decoder, or left as a file in that encoding.
fn slipped(
    name: &'static str,
    charset: Charset,
    decoder: Option<Decoder>,
    change: fn(&mut Vec<u8>, usize, u8),
) -> Class {
    let damage = move |text: &str, random: &mut Random| {
        let all: Vec<char> = text.chars().collect();
        let places: Vec<usize> = all
            .windows(OUT_OF_STEP + 2)
            .enumerate()
            .filter(|(_, window)| window.iter().all(|c| is_han(*c)))
            .map(|(index, _)| index + 1)
            .collect();
        let place = *places.get(random.below(places.len().max(1)))?;
        let before: String = all.get(..place)?.iter().collect();
        let (mut bytes, at) = (charset.encode(text)?, charset.encode(&before)?.len());
        // Another lead, as the text has them.
        let byte = 0xB0 + random.below(0x47) as u8;
        // Where a second byte is one of ASCII, too, the bytes are soon in step again.
        if bytes.iter().skip(at + 1).take(2 * OUT_OF_STEP).any(u8::is_ascii) {
            return None;
        }
        change(&mut bytes, at, byte);
        Some(match decoder {
            Some(decoder) => decoder.decode(charset, &bytes).into_bytes(),
            None => [charset.encode(LINES)?, bytes, charset.encode(&format!("\n{LINES}"))?].concat(),
        })
    };
    let class = Class::of(name, &["encoding/byte-shift"], damage);
    if decoder.is_none() { class.within(LINES, format!("\n{LINES}")) } else { class }
}

fn others() -> Vec<Class> {
    vec![
        Class::of("file in GB 18030", &["encoding/not-utf8"], |text, _| encoded(GB18030, text)),
        Class::of("file in Big5", &["encoding/not-utf8"], |text, _| encoded(BIG5, text)),
        Class::of("file in UTF-16LE, no mark", &["encoding/not-utf8"], |text, _| {
            Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect())
        }),
        mixed("a line of GB 18030 in UTF-8", UTF_8, GB18030),
        mixed("a line of Big5 in UTF-8", UTF_8, BIG5),
        mixed("a line of UTF-8 in GB 18030", GB18030, UTF_8),
        Class::of("last byte cut off", &["encoding/invalid-sequence"], |text, _| {
            let (cut, last) = (text.len() - 1, text.chars().next_back()?);
            (!last.is_ascii()).then(|| text.as_bytes()[..cut].to_vec())
        }),
        inserted("byte order mark in the text", &["encoding/byte-order-mark", "encoding/invisible"], "\u{FEFF}"),
        inserted("control character", &["encoding/control-character"], "\u{3}"),
        inserted("zero-width space", &["encoding/invisible"], "\u{200B}"),
        inserted("bidirectional override", &["encoding/bidi-control"], "\u{202E}"),
        inserted("half of a four-byte code (NBSP)", &["encoding/four-byte-residue"], "\u{FFFD}0\u{FFFD}2"),
        Class::of("private use for a decimal point", &["encoding/private-use"], |text, _| {
            let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
            let point = text
                .match_indices('.')
                .map(|(at, _)| at)
                .find(|at| digit(text[..*at].chars().next_back()) && digit(text[*at + 1..].chars().next()))?;
            Some([&text[..point], "\u{E010}", &text[point + 1..]].concat().into_bytes())
        }),
        replaced("radical for a character", &["encoding/radical-form"], RADICALS),
        replaced("Cyrillic in a Latin word", &["encoding/look-alike"], &[("GDP", "GDР"), ("APP", "АPP"), ("PM", "РM")]),
        one_character("residue of two conversions (锟斤拷)", &["encoding/replacement-residue"], |_| {
            "锟斤拷".to_owned()
        }),
        one_character("U+FFFD for a character", &["encoding/replacement-character"], |_| "\u{FFFD}".to_owned()),
        one_character("? for a character", &["encoding/lost-character"], |_| "?".to_owned()),
        one_character("entity for a character", &["encoding/html-entity"], |c| format!("&#{};", c as u32)),
        Class::of("escapes of JSON", &["encoding/escape-sequence"], |text, _| {
            let units = |c: char| c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect();
            Some(escaped(text, units).into_bytes())
        }),
        Class::of("percent escapes", &["encoding/escape-sequence"], |text, _| {
            Some(escaped(text, |c| bytes_of(c).map(|byte| format!("%{byte:02X}")).collect()).into_bytes())
        }),
        Class::of("quoted-printable", &["encoding/escape-sequence"], |text, _| {
            Some(escaped(text, |c| bytes_of(c).map(|byte| format!("={byte:02X}")).collect()).into_bytes())
        }),
        Class::of("HZ", &["encoding/mojibake"], |text, _| hz(text)),
        Class::of("UTF-7", &["encoding/mojibake"], |text, _| Some(utf7(text))),
    ]
}

const RADICALS: &[(&str, &str)] =
    &[("工", "⼯"), ("大", "⼤"), ("人", "⼈"), ("生", "⽣"), ("力", "⼒"), ("水", "⽔"), ("金", "⾦")];

fn encoded(encoding: &'static Encoding, text: &str) -> Option<Vec<u8>> {
    let (bytes, _, lossy) = encoding.encode(text);
    (!lossy).then(|| bytes.into_owned())
}

fn mixed(name: &'static str, file: &'static Encoding, line: &'static Encoding) -> Class {
    let damage = move |text: &str, _: &mut Random| {
        Some([encoded(file, LINES)?, encoded(line, text)?, encoded(file, &format!("\n{LINES}"))?].concat())
    };
    Class::of(name, &["encoding/mixed-encodings"], damage).within(LINES, format!("\n{LINES}"))
}

/// Something between two Han characters.
fn inserted(name: &'static str, rules: &'static [&'static str], what: &'static str) -> Class {
    Class::of(name, rules, move |text, random| {
        let at = place(text, random)?;
        Some([&text[..at], what, &text[at..]].concat().into_bytes())
    })
}

/// The first of the words that the text has, written otherwise.
fn replaced(name: &'static str, rules: &'static [&'static str], words: &'static [(&str, &str)]) -> Class {
    Class::of(name, rules, move |text, _| {
        let (word, other) = words.iter().find(|(word, _)| text.contains(word))?;
        Some(text.replacen(word, other, 1).into_bytes())
    })
}

/// One Han character among others, written otherwise.
fn one_character(name: &'static str, rules: &'static [&'static str], write: fn(char) -> String) -> Class {
    Class::of(name, rules, move |text, random| {
        let at = place(text, random)?;
        let c = text[at..].chars().next()?;
        Some([&text[..at], &write(c), &text[at + c.len_utf8()..]].concat().into_bytes())
    })
}

/// A place before a Han character that has one before it and one after it.
fn place(text: &str, random: &mut Random) -> Option<usize> {
    let all: Vec<(usize, char)> = text.char_indices().collect();
    let places: Vec<usize> = all
        .windows(3)
        .filter(|three| three.iter().all(|(_, c)| is_han(*c)))
        .filter_map(|three| three.get(1).map(|(at, _)| *at))
        .collect();
    places.get(random.below(places.len())).copied()
}

fn escaped(text: &str, write: impl Fn(char) -> String) -> String {
    text.chars()
        .map(|c| if c.is_ascii() && !matches!(c, '%' | '=' | '\\') { c.to_string() } else { write(c) })
        .collect()
}

fn bytes_of(c: char) -> impl Iterator<Item = u8> {
    c.to_string().into_bytes().into_iter()
}

/// RFC 1843; texts with characters beyond GB 2312 are left out.
fn hz(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut is_open = false;
    for c in text.chars() {
        let code = encoded(GB18030, c.encode_utf8(&mut [0; 4]))?;
        let is_pair = !c.is_ascii();
        if is_pair != is_open {
            bytes.extend(if is_pair { b"~{" } else { b"~}" });
            is_open = is_pair;
        }
        match code.as_slice() {
            [b'~'] => bytes.extend(b"~~"),
            [one] => bytes.push(*one),
            [lead @ 0xA1..=0xF7, trail @ 0xA1..=0xFF] => bytes.extend([lead & 0x7F, trail & 0x7F]),
            _ => return None,
        }
    }
    if is_open {
        bytes.extend(b"~}");
    }
    Some(bytes)
}

/// RFC 2152.
fn utf7(text: &str) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = rest.find(|c: char| c.is_ascii() != first.is_ascii()).unwrap_or(rest.len());
        let (run, after) = rest.split_at(length);
        rest = after;
        if first.is_ascii() {
            bytes.extend(run.replace('+', "+-").into_bytes());
            continue;
        }
        bytes.push(b'+');
        let (mut bits, mut count) = (0_u32, 0);
        for byte in run.encode_utf16().flat_map(u16::to_be_bytes) {
            (bits, count) = (bits << 8 | u32::from(byte), count + 8);
            while count >= 6 {
                count -= 6;
                bytes.push(DIGITS[(bits >> count & 63) as usize]);
            }
            bits &= (1 << count) - 1;
        }
        if count > 0 {
            bytes.push(DIGITS[(bits << (6 - count) & 63) as usize]);
        }
        bytes.push(b'-');
    }
    bytes
}
