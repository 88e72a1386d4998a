//! Checkstyle's XML, which most continuous-integration servers read.

use std::io::{self, Write};

use crate::finding::Severity;
use crate::report::picture::on_one_line;
use crate::report::xml::{DECLARATION, Escaped};
use crate::report::{Outcome, Record};

/// The version of Checkstyle whose form this is.
const VERSION: &str = "4.3";

/// Writes one XML document: every file checked, then those that could not be.
pub fn write(outcome: &Outcome, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{DECLARATION}\n<checkstyle version=\"{VERSION}\">")?;
    for file in &outcome.files {
        writeln!(out, "  <file name=\"{}\">", Escaped(&file.path))?;
        file.findings.iter().try_for_each(|record| write_error(record, out))?;
        writeln!(out, "  </file>")?;
    }
    for error in &outcome.errors {
        writeln!(out, "  <file name=\"{}\">", Escaped(&error.path))?;
        let message = on_one_line(&error.message);
        writeln!(
            out,
            "    <error line=\"1\" severity=\"error\" message=\"{}\" source=\"reformlint.unreadable\"/>",
            Escaped(&message)
        )?;
        writeln!(out, "  </file>")?;
    }
    writeln!(out, "</checkstyle>")
}

fn write_error(record: &Record, out: &mut impl Write) -> io::Result<()> {
    let severity = match record.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    };
    let start = record.range.start;
    write!(out, "    <error line=\"{}\"", start.line)?;
    if !record.whole_file {
        write!(out, " column=\"{}\"", start.column)?;
    }
    let source = record.rule.id.replace('/', ".");
    let message = on_one_line(&record.message);
    writeln!(
        out,
        " severity=\"{severity}\" message=\"{}\" source=\"reformlint.{}\"/>",
        Escaped(&message),
        Escaped(&source)
    )
}
