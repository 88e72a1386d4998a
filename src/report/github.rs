//! GitHub Actions: one workflow command a finding, which the runner turns into an annotation of the line; and the table
//! for the summary page of the step.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::finding::{Language, Severity};
use crate::report::picture::{on_lines, on_one_line};
use crate::report::{Outcome, Record, summary, uri};

/// Rows of the table; the page takes at most 1 MiB.
const MAX_ROWS: usize = 1_000;

/// Writes the commands.
pub fn write(outcome: &Outcome, out: &mut impl Write) -> io::Result<()> {
    for (file, record) in outcome.records() {
        let command = match record.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let path = uri::forward(&file.path);
        write!(out, "::{command} file={}{},title=", property(&path), place(record))?;
        write!(out, "{}::{}", property(&record.rule.id), data(&on_lines(&record.message)))?;
        for note in &record.notes {
            write!(out, "%0A{}", data(&on_lines(note)))?;
        }
        writeln!(out)?;
    }
    for error in &outcome.errors {
        writeln!(out, "::error file={}::{}", property(&uri::forward(&error.path)), data(&on_lines(&error.message)))?;
    }
    Ok(())
}

/// Lines and columns from 1. A column is allowed only within one line, and the end column is the last one.
fn place(record: &Record) -> String {
    let (start, end) = (record.range.start, record.range.end);
    if record.whole_file {
        String::new()
    } else if start.line == end.line {
        let last = end.column.saturating_sub(1).max(start.column);
        format!(",line={0},endLine={0},col={1},endColumn={last}", start.line, start.column)
    } else {
        format!(",line={},endLine={}", start.line, end.line)
    }
}

/// What would end a command or be taken for an escape is escaped. Characters that act are shown as pictures: the log of
/// the step is read by people.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// As [`data`], and what would end a property.
fn property(text: &str) -> String {
    data(&on_one_line(text)).replace(':', "%3A").replace(',', "%2C")
}

/// Writes the Markdown that belongs into the file `$GITHUB_STEP_SUMMARY`: the findings as a table, then the summary.
///
/// # Errors
/// Whatever `out` returns.
pub fn write_step_summary(outcome: &Outcome, language: Language, out: &mut impl Write) -> io::Result<()> {
    let total = outcome.records().count();
    if total > 0 {
        writeln!(
            out,
            "{}",
            if language == Language::Zh { "| 规则 | 位置 | 说明 |" } else { "| rule | place | message |" }
        )?;
        writeln!(out, "| --- | --- | --- |")?;
    }
    for (file, record) in outcome.records().take(MAX_ROWS) {
        let line = if record.whole_file { String::new() } else { format!(":{}", record.range.start.line) };
        let (rule, path, message) = (cell(&record.rule.id), cell(&file.path), cell(&record.message));
        writeln!(out, "| {rule} | {path}{line} | {message} |")?;
    }
    if total > MAX_ROWS {
        writeln!(out, "| … | | {} |", total - MAX_ROWS)?;
    }
    for error in &outcome.errors {
        writeln!(out, "\n- {}: {}", cell(&error.path), cell(&error.message))?;
    }
    writeln!(out, "\n{}", summary::sentence(outcome, language))
}

/// Text that Markdown and HTML leave as it is.
fn cell(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let text: Cow<str> = on_one_line(text);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' | '@' => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out
}
