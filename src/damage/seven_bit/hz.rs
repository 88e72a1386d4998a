//! HZ (RFC 1843) that nobody decoded: `~{8D8o~}` is 改革. Between `~{` and `~}` stands GB 2312 without its high bits.

use encoding_rs::GBK;

use crate::damage::seven_bit::{SevenBit, SevenBitEncoding, may_stand_in_a_run};
use crate::span::Span;

/// Bytes of a run at most; RFC 1843 closes a run at the end of a line.
const LONGEST: usize = 4096;

/// The run that the `~` at `at` begins.
pub fn read(text: &str, at: usize) -> Option<SevenBit> {
    let rest = text.as_bytes().get(at..)?.strip_prefix(b"~{")?;
    let mut bytes = Vec::new();
    while let [row @ 0x21..=0x77, cell @ 0x21..=0x7E, ..] = rest.get(bytes.len()..)? {
        if bytes.len() >= LONGEST {
            return None;
        }
        bytes.extend_from_slice(&[row | 0x80, cell | 0x80]);
    }
    let closing = if rest.get(bytes.len()..)?.starts_with(b"~}") { 2 } else { 0 };
    let decoded = GBK.decode_without_bom_handling_and_without_replacement(&bytes)?;
    let span = Span::new(at, at + 2 + bytes.len() + closing);
    let is_run = closing > 0 && decoded.chars().all(may_stand_in_a_run);
    if is_run { SevenBit::new(SevenBitEncoding::Hz, span, decoded.into_owned()) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The accident: what a news reader without 8 bits wrote.
    fn encode(text: &str) -> String {
        let bytes = GBK.encode(text).0;
        format!("~{{{}~}}", bytes.iter().map(|byte| char::from(byte & 0x7F)).collect::<String>())
    }

    #[test]
    fn undoes_the_accident() {
        for text in ["改革", "全面深化农村改革，增加收入。"] {
            let run = read(&encode(text), 0).map(|run| run.repaired);
            assert_eq!(run.as_deref(), Some(text));
        }
    }

    #[test]
    fn what_is_none() {
        for text in ["~{", "~{}", "~{~}", "~{VPND", "~{abc~}", "~{VP ND~}", "~", "~5"] {
            assert_eq!(read(text, 0), None, "{text}");
        }
    }
}
