//! UTF-7 (RFC 2152) that nobody decoded: `+ZTmXaQ-` is 改革. Between `+` and `-` stands UTF-16 in base64.

use crate::damage::base64;
use crate::damage::seven_bit::{SevenBit, SevenBitEncoding, may_stand_in_a_run};
use crate::span::Span;

/// Digits of a run at most: what is longer is no sentence.
const LONGEST: usize = 4096;

/// A `+` among so many digits is one of them and begins no run of its own: each byte is looked at a few times only.
const OVERLAP: usize = 64;

/// The run that the `+` at `at` begins.
///
/// # Errors
/// Where the next run may begin, if none begins here.
pub fn read(text: &str, at: usize) -> Result<SevenBit, usize> {
    let digits = text.as_bytes().get(at + 1..).unwrap_or_default();
    let length = digits.iter().take(LONGEST).take_while(|byte| base64::digit(**byte).is_some()).count();
    let closing = usize::from(digits.get(length) == Some(&b'-'));
    let span = Span::new(at, at + 1 + length + closing);
    let run = decode(&digits[..length]).and_then(|text| SevenBit::new(SevenBitEncoding::Utf7, span, text));
    run.ok_or(if length > OVERLAP { at + 1 + length } else { at + 1 })
}

/// The text of a run's digits, if all of it is Chinese.
fn decode(digits: &[u8]) -> Option<String> {
    let bytes = base64::decode(digits)?;
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
    let whole = !units.is_empty() && units.len() * 2 == bytes.len();
    String::from_utf16(&units).ok().filter(|text| whole && text.chars().all(may_stand_in_a_run))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The accident: what a mailer of the nineties wrote.
    fn encode(text: &str) -> String {
        const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let bits: String = text.encode_utf16().map(|unit| format!("{unit:016b}")).collect();
        let sextets = bits.as_bytes().chunks(6).map(|chunk| {
            let value = chunk.iter().fold(0, |value, bit| value << 1 | usize::from(bit - b'0')) << (6 - chunk.len());
            DIGITS[value] as char
        });
        format!("+{}-", sextets.collect::<String>())
    }

    #[test]
    fn undoes_the_accident() {
        for text in ["改革", "全面深化农村改革，增加收入。", "農村道路"] {
            let run = read(&encode(text), 0).map(|run| run.repaired);
            assert_eq!(run.as_deref(), Ok(text));
        }
    }

    #[test]
    fn what_is_none() {
        for text in ["+86-10", "C+", "+", "+-", "+AAA-", "+ZTm", "+ABCD-", "+2AA-"] {
            assert!(read(text, text.find('+').unwrap_or(0)).is_err(), "{text}");
        }
    }
}
