//! JSON lines: one finding a line with its path and encoding, for programs that read a stream. A file that could not be
//! checked is a line with `error` instead of `rule`.

use std::io::{self, Write};

use serde::Serialize;

use crate::report::{Outcome, Record};

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
        serde_json::to_writer(&mut *out, &Line { path: &file.path, encoding: &file.encoding, record })?;
        writeln!(out)?;
    }
    for error in &outcome.errors {
        serde_json::to_writer(&mut *out, &ErrorLine { path: &error.path, error: &error.message })?;
        writeln!(out)?;
    }
    Ok(())
}
