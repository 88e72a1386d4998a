//! Everything that is written about a run: one file a format. Takes an [`Outcome`], in which every place and every text
//! is already resolved, and writes it; decides nothing about findings, and knows no documents and no rules beyond their
//! texts.

mod checkstyle;
mod excerpt;
mod github;
mod gitlab;
mod header;
mod html;
mod human;
mod json;
mod jsonl;
mod junit;
mod passage;
mod picture;
mod record;
mod rule_page;
mod sarif;
mod summary;
#[cfg(test)]
mod tests;
mod uri;
mod window;
mod xml;

use std::fmt;
use std::io::{self, BufWriter, Write};
use std::str::FromStr;
use std::time::Duration;

use serde::Serialize;

pub use excerpt::{Excerpt, ExcerptLine, Label, Spot};
pub use github::write_step_summary;
pub use passage::{Mark, Passage, Piece};
pub use picture::{needs_picture, on_lines, on_one_line};
pub use record::{EditRecord, FileRecord, FixRecord, Place, PlaceRange, Record, RelatedRecord};
pub use rule_page::{MARK as RULE_PAGE_MARK, PUBLISHED as RULE_PAGES_PUBLISHED, RulePage, rule_page_url, rule_pages};

use crate::finding::{Language, Severity};
pub use crate::policy::AmbiguousWidth;

/// An output format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Format {
    /// For people at a terminal.
    #[default]
    Human,
    /// One JSON object: the contract of `docs/json.md`.
    Json,
    /// One finding a line, with its path.
    Jsonl,
    /// SARIF 2.1.0.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
    /// GitLab's Code Quality report.
    Gitlab,
    /// Checkstyle's XML.
    Checkstyle,
    /// JUnit's XML.
    Junit,
    /// A page for a browser.
    Html,
}

impl Format {
    /// Every format, in the order of the documentation.
    pub const ALL: &[Self] = &[
        Self::Human,
        Self::Json,
        Self::Jsonl,
        Self::Sarif,
        Self::Github,
        Self::Gitlab,
        Self::Checkstyle,
        Self::Junit,
        Self::Html,
    ];

    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Sarif => "sarif",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Checkstyle => "checkstyle",
            Self::Junit => "junit",
            Self::Html => "html",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A format that does not exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownFormat(pub String);

impl fmt::Display for UnknownFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = Format::ALL.iter().map(|format| format.name()).collect();
        write!(f, "unknown format {:?}: expected one of {}", self.0, names.join(", "))
    }
}

impl std::error::Error for UnknownFormat {}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        let known = Self::ALL.iter().find(|format| format.name() == name);
        known.copied().ok_or_else(|| UnknownFormat(name.to_owned()))
    }
}

/// How to write.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The format.
    pub format: Format,
    /// The language of what is not already rendered in the records: summary, headings.
    pub language: Language,
    /// True to colour the human format.
    pub color: bool,
    /// Columns of the terminal; `None` if the output is none.
    pub width: Option<usize>,
    /// Columns of ambiguous characters.
    pub ambiguous_width: AmbiguousWidth,
    /// Where the pages of the rules are; none: [`RULE_PAGES_PUBLISHED`].
    pub rule_pages: Option<String>,
    /// True to write findings and errors only, no summary.
    pub quiet: bool,
    /// True to count the findings of every rule: instead of the findings in the human format, besides them in JSON.
    pub statistics: bool,
}

/// A file that could not be checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileError {
    /// Its path as the user would write it.
    pub path: String,
    /// Why, in the language of the run.
    pub message: String,
}

/// What a run came to.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Every file that was checked, in the order in which it is to be written.
    pub files: Vec<FileRecord>,
    /// Every file that could not be checked.
    pub errors: Vec<FileError>,
    /// How long it took; `None` leaves it out, so that the output depends on the input only.
    pub elapsed: Option<Duration>,
}

/// How much was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Files checked.
    pub files: usize,
    /// Findings of severity error.
    pub error: usize,
    /// Findings of severity warning.
    pub warning: usize,
    /// Findings of severity info.
    pub info: usize,
}

impl Summary {
    fn count(&mut self, severity: Severity) {
        *match severity {
            Severity::Error => &mut self.error,
            Severity::Warning => &mut self.warning,
            Severity::Info => &mut self.info,
        } += 1;
    }
}

impl Options {
    /// The address of a rule's page, if the pages are published.
    fn rule_page(&self, id: &str) -> Option<String> {
        let base = self.rule_pages.as_deref().or(RULE_PAGES_PUBLISHED)?;
        Some(rule_page_url(base, id))
    }
}

impl Outcome {
    /// Every finding with its file, in order.
    pub fn records(&self) -> impl Iterator<Item = (&FileRecord, &Record)> {
        self.files.iter().flat_map(|file| file.findings.iter().map(move |record| (file, record)))
    }

    /// How much was found.
    pub fn summary(&self) -> Summary {
        let mut summary = Summary { files: self.files.len(), ..Summary::default() };
        self.records().for_each(|(_, record)| summary.count(record.severity));
        summary
    }

    /// Findings a rule and severity, sorted by rule.
    fn statistics(&self) -> std::collections::BTreeMap<&str, RuleCount> {
        let mut counts = std::collections::BTreeMap::<&str, RuleCount>::new();
        for (_, record) in self.records() {
            let count = counts.entry(&record.rule.id).or_default();
            *match record.severity {
                Severity::Error => &mut count.error,
                Severity::Warning => &mut count.warning,
                Severity::Info => &mut count.info,
            } += 1;
        }
        counts
    }
}

/// Findings of one rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
struct RuleCount {
    error: usize,
    warning: usize,
    info: usize,
}

/// Writes `outcome` in the format of `options`. The output is buffered here.
///
/// # Errors
/// Whatever `out` returns.
pub fn write(outcome: &Outcome, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    match options.format {
        Format::Human => human::write(outcome, options, &mut out)?,
        Format::Json => json::write(outcome, options, &mut out)?,
        Format::Jsonl => jsonl::write(outcome, &mut out)?,
        Format::Sarif => sarif::write(outcome, options, &mut out)?,
        Format::Github => github::write(outcome, &mut out)?,
        Format::Gitlab => gitlab::write(outcome, &mut out)?,
        Format::Checkstyle => checkstyle::write(outcome, &mut out)?,
        Format::Junit => junit::write(outcome, &mut out)?,
        Format::Html => html::write(outcome, options, &mut out)?,
    }
    out.flush()
}
