//! JSON lines: one finding a line with its path and encoding, for programs that read a stream. A file that could not be
//! checked is a line with `error` instead of `rule`.

use std::io::{self, Write};

use serde::Serialize;

use crate::report::{Outcome, Record, json};

#[derive(Serialize)]
struct Line<'a> {
    path: &'a str,
    encoding: &'a str,
    #[serde(flatten)]
    record: &'a Record,
}

#[derive(Serialize)]
struct ErrorLine<'a> {
    path: &'a str,
    error: &'a str,
}

/// Writes the findings, then the errors.
pub fn write(outcome: &Outcome, out: &mut impl Write) -> io::Result<()> {
    for (file, record) in outcome.records() {
        json::write_line(&Line { path: &file.path, encoding: &file.encoding, record }, out)?;
    }
    for error in &outcome.errors {
        json::write_line(&ErrorLine { path: &error.path, error: &error.message }, out)?;
    }
    Ok(())
}
