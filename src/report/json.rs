//! The JSON contract, version 1 (`docs/json.md`). Streamed: nothing is built in memory besides the records themselves.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

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
    serde_json::to_writer(&mut *out, &report)?;
    writeln!(out)
}
