//! The first word of a finding in the terminal and the colon before its message, in the language of the run.
//! codespan-reporting writes the word for a severity in English, right after it has asked for the style of a header, and a
//! colon right after it has asked for that of a message; this writer stands between, and puts ours in their place. It passes
//! on everything else as it is.

use std::io::{self, Write};

use codespan_reporting::diagnostic::{LabelStyle, Severity as Style};
use codespan_reporting::term::WriteStyle;

use crate::finding::{Language, Severity};
use crate::rules::vocabulary::severity_word;

/// Writes to `inner`, words for severities in `language`.
pub struct Headed<'a, W> {
    inner: &'a mut W,
    language: Language,
    /// Set where the next write is the word for a severity, or the colon.
    pending: Option<&'static str>,
}

impl<'a, W> Headed<'a, W> {
    /// A writer to `inner`.
    pub fn new(inner: &'a mut W, language: Language) -> Self {
        Self { inner, language, pending: None }
    }
}

/// The renderer's severity for ours. It has no word for an info of its own.
pub fn style(severity: Severity) -> Style {
    match severity {
        Severity::Error => Style::Error,
        Severity::Warning => Style::Warning,
        Severity::Info => Style::Note,
    }
}

fn severity(style: Style) -> Severity {
    match style {
        Style::Bug | Style::Error => Severity::Error,
        Style::Warning => Severity::Warning,
        Style::Note | Style::Help => Severity::Info,
    }
}

impl<W: WriteStyle + Write> Write for Headed<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.pending.take() {
            Some(word) => self.inner.write_all(word.as_bytes()).map(|()| bytes.len()),
            None => self.inner.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<W: WriteStyle + Write> WriteStyle for Headed<'_, W> {
    fn set_header(&mut self, style: Style) -> io::Result<()> {
        self.inner.set_header(style)?;
        self.pending = Some(severity_word(severity(style), self.language));
        Ok(())
    }

    fn set_header_message(&mut self) -> io::Result<()> {
        self.inner.set_header_message()?;
        self.pending = Some(self.language.colon());
        Ok(())
    }

    fn set_line_number(&mut self) -> io::Result<()> {
        self.inner.set_line_number()
    }

    fn set_note_bullet(&mut self) -> io::Result<()> {
        self.inner.set_note_bullet()
    }

    fn set_source_border(&mut self) -> io::Result<()> {
        self.inner.set_source_border()
    }

    fn set_label(&mut self, severity: Style, label_style: LabelStyle) -> io::Result<()> {
        self.inner.set_label(severity, label_style)
    }

    fn reset(&mut self) -> io::Result<()> {
        self.inner.reset()
    }
}
