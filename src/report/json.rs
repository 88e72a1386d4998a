//! The JSON contract, version 1 (`docs/json.md`), and how every format that is JSON is written: streamed, with characters
//! that act on a terminal or a reader as escapes, so that the bytes are harmless and the values exact.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

use crate::report::picture::needs_picture;
use crate::report::{FileError, FileRecord, Options, Outcome, RuleCount, Summary};

/// The version of the contract. A member may be added without a new version; a changed or removed one needs it.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    files: &'a [FileRecord],
    errors: &'a [FileError],
    summary: Summary,
    #[serde(skip_serializing_if = "Option::is_none")]
    statistics: Option<BTreeMap<&'a str, RuleCount>>,
}

/// Writes one JSON object and a line end.
pub fn write(outcome: &Outcome, options: &Options, out: &mut impl Write) -> io::Result<()> {
    let report = Report {
        version: VERSION,
        files: &outcome.files,
        errors: &outcome.errors,
        summary: outcome.summary(),
        statistics: options.statistics.then(|| outcome.statistics()),
    };
    write_line(&report, out)
}

/// Writes any value on a line of its own.
pub fn write_line(value: &impl Serialize, out: &mut impl Write) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(&mut *out, Harmless))?;
    writeln!(out)
}

/// Compact JSON that escapes what is otherwise shown as a picture. JSON itself demands it for C0 only.
struct Harmless;

impl Formatter for Harmless {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, mut fragment: &str) -> io::Result<()> {
        while let Some((at, c)) = fragment.char_indices().find(|(_, c)| needs_picture(*c)) {
            let (before, rest) = fragment.split_at(at);
            out.write_all(before.as_bytes())?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            fragment = rest.get(c.len_utf8()..).unwrap_or_default();
        }
        out.write_all(fragment.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_harmless_and_values_exact() {
        let text = "\u{9B}31m\"九\\项\"\u{202E}\u{E0041}\u{0}😀\u{F8FF}。";
        let mut out = Vec::new();
        write_line(&text, &mut out).expect("writing to memory");
        let json = String::from_utf8(out).expect("UTF-8");
        assert!(json.trim_end().chars().all(|c| !needs_picture(c)), "{json}");
        assert_eq!(serde_json::from_str::<String>(&json).expect("JSON"), text);
    }
}
