//! JUnit's XML: a suite a file, a test case a finding. A file without findings is one case that passes; a finding of
//! severity info passes too, since it fails no build by default.

use std::io::{self, Write};
use std::time::Duration;

use crate::finding::Severity;
use crate::report::picture::{on_lines, on_one_line};
use crate::report::xml::{DECLARATION, Escaped};
use crate::report::{FileError, FileRecord, Outcome, Record};

/// Writes one XML document.
pub fn write(outcome: &Outcome, out: &mut impl Write) -> io::Result<()> {
    let tests: usize = outcome.files.iter().map(cases).sum::<usize>() + outcome.errors.len();
    let failures: usize = outcome.files.iter().map(failures).sum();
    write!(out, "{DECLARATION}\n<testsuites name=\"reformlint\" tests=\"{tests}\" failures=\"{failures}\"")?;
    writeln!(out, " errors=\"{}\"{}>", outcome.errors.len(), time(outcome.elapsed))?;
    outcome.files.iter().try_for_each(|file| write_suite(file, out))?;
    outcome.errors.iter().try_for_each(|error| write_unreadable(error, out))?;
    writeln!(out, "</testsuites>")
}

fn time(elapsed: Option<Duration>) -> String {
    elapsed.map(|elapsed| format!(" time=\"{:.3}\"", elapsed.as_secs_f64())).unwrap_or_default()
}

fn cases(file: &FileRecord) -> usize {
    file.findings.len().max(1)
}

fn is_failure(record: &Record) -> bool {
    record.severity >= Severity::Warning
}

fn failures(file: &FileRecord) -> usize {
    file.findings.iter().filter(|record| is_failure(record)).count()
}

fn write_suite(file: &FileRecord, out: &mut impl Write) -> io::Result<()> {
    let path = Escaped(&file.path);
    let (tests, failures) = (cases(file), failures(file));
    writeln!(out, "  <testsuite name=\"{path}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">")?;
    if file.findings.is_empty() {
        writeln!(out, "    <testcase name=\"{path}\" classname=\"{path}\" file=\"{path}\"/>")?;
    }
    file.findings.iter().try_for_each(|record| write_case(&path, record, out))?;
    writeln!(out, "  </testsuite>")
}

fn write_case(path: &Escaped, record: &Record, out: &mut impl Write) -> io::Result<()> {
    let start = record.range.start;
    let name = if record.whole_file {
        record.rule.id.to_string()
    } else {
        format!("{} ({}:{})", record.rule.id, start.line, start.column)
    };
    let name = Escaped(&name);
    writeln!(out, "    <testcase name=\"{name}\" classname=\"{path}\" file=\"{path}\" line=\"{}\">", start.line)?;
    let (severity, message) = (severity(record), on_one_line(&record.message));
    let message = Escaped(&message);
    let notes: String = record.notes.iter().map(|note| format!("{}\n", Escaped(&on_lines(note)))).collect();
    // Line feeds of several notes are kept; those within a note are escaped.
    let place = format!("{path}:{}:{}", start.line, start.column);
    if is_failure(record) {
        writeln!(out, "      <failure type=\"{severity}\" message=\"{message}\">{place}\n{notes}</failure>")?;
    } else {
        writeln!(out, "      <system-out>{place}: {severity}: {message}\n{notes}</system-out>")?;
    }
    writeln!(out, "    </testcase>")
}

fn severity(record: &Record) -> &'static str {
    match record.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}

fn write_unreadable(error: &FileError, out: &mut impl Write) -> io::Result<()> {
    let (path, message) = (Escaped(&error.path), on_one_line(&error.message));
    writeln!(out, "  <testsuite name=\"{path}\" tests=\"1\" failures=\"0\" errors=\"1\">")?;
    writeln!(out, "    <testcase name=\"{path}\" classname=\"{path}\" file=\"{path}\">")?;
    writeln!(out, "      <error type=\"unreadable\" message=\"{}\"/>", Escaped(&message))?;
    writeln!(out, "    </testcase>\n  </testsuite>")
}
