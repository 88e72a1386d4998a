//! For people at a terminal: every finding with the piece of the line it stands in, its proof and what would settle it.
//! codespan-reporting draws; what it draws is a [`Window`] with the true line numbers, since it would print a paragraph
//! of a thousand characters whole.

use std::io::{self, Write};
use std::ops::Range;

use codespan_reporting::diagnostic::{Diagnostic, Label, LabelStyle, Severity as Style};
use codespan_reporting::files::{Error, Files, Location};
use codespan_reporting::term::termcolor::Buffer;
use codespan_reporting::term::{Chars, Config, Renderer, RichDiagnostic, WriteStyle as _};

use crate::finding::{Applicability, Language};
use crate::report::header::{Headed, style};
use crate::report::picture::{on_lines, on_one_line};
use crate::report::window::{TAB_WIDTH, Window, restored};
use crate::report::{AmbiguousWidth, FileError, Options, Outcome, Record, summary};

/// Fixes that are shown; the others are only counted.
pub(super) const MAX_FIXES: usize = 3;

/// Writes the findings or their statistics, the errors, the summary.
pub fn write(outcome: &Outcome, options: &Options, out: &mut impl Write) -> io::Result<()> {
    let terminal = Terminal::new(options);
    if options.statistics {
        out.write_all(summary::statistics(outcome, options.language).as_bytes())?;
    } else {
        for (file, record) in outcome.records() {
            out.write_all(terminal.finding(&on_one_line(&file.path), record)?.as_bytes())?;
        }
    }
    for error in &outcome.errors {
        out.write_all(&terminal.error(error)?)?;
    }
    if !options.quiet {
        if !outcome.errors.is_empty() {
            writeln!(out)?;
        }
        writeln!(out, "{}", summary::sentence(outcome, options.language))?;
    }
    Ok(())
}

struct Terminal<'a> {
    options: &'a Options,
    config: Config,
}

impl<'a> Terminal<'a> {
    fn new(options: &'a Options) -> Self {
        let chars = match options.ambiguous_width {
            AmbiguousWidth::Narrow => Chars::box_drawing(),
            AmbiguousWidth::Wide => Chars::ascii(),
        };
        // No context lines: a label over many lines shows its first and its last line only.
        let config =
            Config { tab_width: TAB_WIDTH, chars, start_context_lines: 0, end_context_lines: 0, ..Config::default() };
        Self { options, config }
    }

    fn buffer(&self) -> Buffer {
        if self.options.color { Buffer::ansi() } else { Buffer::no_color() }
    }

    /// A finding and an empty line.
    fn finding(&self, path: &str, record: &Record) -> io::Result<String> {
        let mut buffer = self.buffer();
        let language = self.options.language;
        let mut diagnostic = Diagnostic::new(style(record.severity))
            .with_code(on_one_line(&record.rule.id))
            .with_message(on_one_line(&record.message))
            .with_notes(self.notes(record));
        let drawn = match &record.excerpt {
            Some(excerpt) => {
                let window = Window::new(excerpt, self.options.width, self.options.ambiguous_width);
                diagnostic.labels = labels(&window, record);
                let source = Source { path, window, indexes: indexes(excerpt), record };
                RichDiagnostic::new(&diagnostic, &self.config)
                    .render(&source, &mut Renderer::new(&mut Headed::new(&mut buffer, language), &self.config))
            }
            None => self.about_file(path, &diagnostic, &mut buffer),
        };
        drawn.map_err(io::Error::other)?;
        let text = String::from_utf8_lossy(buffer.as_slice());
        let text = match self.options.ambiguous_width {
            AmbiguousWidth::Narrow => text.into_owned(),
            AmbiguousWidth::Wide => restored(&text),
        };
        Ok(if self.options.color { text } else { without_trailing_spaces(&text) })
    }

    /// A finding without a place: the path alone.
    fn about_file(&self, path: &str, diagnostic: &Diagnostic<()>, buffer: &mut Buffer) -> Result<(), Error> {
        let mut headed = Headed::new(buffer, self.options.language);
        let mut renderer = Renderer::new(&mut headed, &self.config);
        renderer.render_header(None, diagnostic.severity, diagnostic.code.as_deref(), &diagnostic.message)?;
        renderer.set_source_border()?;
        write!(renderer, "  {}", self.config.chars.snippet_start)?;
        renderer.reset()?;
        writeln!(renderer, " {path}")?;
        for note in &diagnostic.notes {
            renderer.render_snippet_note(1, note)?;
        }
        renderer.render_empty()
    }

    fn error(&self, error: &FileError) -> io::Result<Vec<u8>> {
        let mut buffer = self.buffer();
        let message =
            format!("{}{}{}", on_one_line(&error.path), self.options.language.colon(), on_one_line(&error.message));
        Renderer::new(&mut Headed::new(&mut buffer, self.options.language), &self.config)
            .render_header(None, Style::Error, None, &message)
            .map_err(io::Error::other)?;
        Ok(buffer.into_inner())
    }

    fn notes(&self, record: &Record) -> Vec<String> {
        let mut notes: Vec<_> = record.notes.iter().map(|note| on_lines(note).into_owned()).collect();
        let unlabelled = record.excerpt.as_ref().map_or(0, |excerpt| excerpt.unlabelled);
        let unshown = record.fixes.len().saturating_sub(MAX_FIXES);
        let language = self.options.language;
        if unlabelled > 0 {
            notes.push(match language {
                Language::Zh => format!("另有 {unlabelled} 处相关位置未标出"),
                Language::En => format!("related places not marked here: {unlabelled}"),
            });
        }
        for fix in record.fixes.iter().take(MAX_FIXES) {
            notes.push(format!("{}{}", fix_heading(fix.applicability, language), on_one_line(&fix.title)));
        }
        if unshown > 0 {
            notes.push(match language {
                Language::Zh => format!("另有 {unshown} 种改法"),
                Language::En => format!("other ways to settle it: {unshown}"),
            });
        }
        notes
    }
}

/// The renderer pads empty lines of its frame.
fn without_trailing_spaces(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        out.push_str(line.trim_end_matches(' '));
        out.push('\n');
    }
    out
}

pub(super) fn fix_heading(applicability: Applicability, language: Language) -> &'static str {
    match (applicability, language) {
        (Applicability::Safe, Language::Zh) => "可修复（--fix）：",
        (Applicability::Safe, Language::En) => "fix (--fix): ",
        (Applicability::Unsafe, Language::Zh) => "或可修复（--unsafe-fixes）：",
        (Applicability::Unsafe, Language::En) => "likely fix (--unsafe-fixes): ",
        (Applicability::Display, Language::Zh) => "可考虑：",
        (Applicability::Display, Language::En) => "to consider: ",
    }
}

fn labels(window: &Window, record: &Record) -> Vec<Label<()>> {
    let messages = record.excerpt.iter().flat_map(|excerpt| &excerpt.labels).map(|label| &label.message);
    let label = |(index, (range, message)): (usize, (&Range<usize>, &String))| {
        let style = if index == 0 { LabelStyle::Primary } else { LabelStyle::Secondary };
        Label::new(style, (), range.clone()).with_message(on_one_line(message))
    };
    window.labels.iter().zip(messages).enumerate().map(label).collect()
}

/// Line indexes for the renderer: neighbours where the lines are neighbours, far apart where they are not, so that it
/// marks the break and asks for no line in between.
fn indexes(excerpt: &crate::report::Excerpt) -> Vec<usize> {
    const FAR: usize = 10;
    let mut index = 0;
    let mut last = None;
    let mut indexes = Vec::with_capacity(excerpt.lines.len());
    for line in &excerpt.lines {
        index += match last {
            None => 0,
            Some(number) if line.number == number + 1 => 1,
            Some(_) => FAR,
        };
        last = Some(line.number);
        indexes.push(index);
    }
    indexes
}

/// A window as the renderer's only file.
struct Source<'a> {
    path: &'a str,
    window: Window,
    indexes: Vec<usize>,
    record: &'a Record,
}

impl<'a> Files<'a> for Source<'a> {
    type FileId = ();
    type Name = &'a str;
    type Source = &'a str;

    fn name(&'a self, (): ()) -> Result<&'a str, Error> {
        Ok(self.path)
    }

    fn source(&'a self, (): ()) -> Result<&'a str, Error> {
        Ok(&self.window.text)
    }

    fn line_index(&'a self, (): (), byte: usize) -> Result<usize, Error> {
        let line = self.window.lines.partition_point(|line| line.range.end <= byte);
        Ok(self.indexes.get(line).or(self.indexes.last()).copied().unwrap_or(0))
    }

    fn line_number(&'a self, (): (), index: usize) -> Result<usize, Error> {
        // Between two lines far apart: the number is asked for, to make room for it, but never shown.
        let line = self.indexes.partition_point(|known| *known <= index).saturating_sub(1);
        Ok(self.window.lines.get(line).map_or(1, |line| line.number as usize))
    }

    fn line_range(&'a self, (): (), index: usize) -> Result<Range<usize>, Error> {
        let line = self.indexes.binary_search(&index).ok().and_then(|line| self.window.lines.get(line));
        Ok(line.map_or(0..0, |line| line.range.clone()))
    }

    /// The finding's own place in the file; a window knows no true columns.
    fn location(&'a self, (): (), _: usize) -> Result<Location, Error> {
        let start = self.record.range.start;
        Ok(Location { line_number: start.line as usize, column_number: start.column as usize })
    }
}
