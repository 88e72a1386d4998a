//! `reformlint.toml`: TOML in, checked values with their places out. Every key, word and glob is checked here; rule ids
//! are checked by [`super::settings`], since they depend on the user's rule files. Knows nothing of layers and defaults.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::{ConfigError, Origin, Phrase, Problem};
use super::glob::{BadGlob, Globs};
use crate::facts::date_conventions::{NumericOrder, Standard};
use crate::facts::quantity::Rounding;
use crate::facts::table_equation::TableEquation;
use crate::finding::{Language, Severity};
use crate::rules::nearest;
use crate::source::{Encoding, Format};

/// The name of a configuration file.
pub const FILE_NAME: &str = "reformlint.toml";

/// A value and where it was written.
#[derive(Clone, Debug)]
pub struct Placed<T> {
    /// The value.
    pub value: T,
    /// Where it was written.
    pub origin: Origin,
}

/// Which rules run: those of this confidence and above.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Profile {
    /// Confidence high.
    #[default]
    Default,
    /// Confidence medium and high.
    Strict,
    /// All.
    Audit,
}

/// The findings that make a run fail with exit code 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum FailOn {
    /// Errors.
    Error,
    /// Errors and warnings.
    #[default]
    Warning,
    /// All findings.
    Info,
    /// None.
    Never,
}

/// What a configuration makes of a rule's findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Level {
    /// The rule does not run.
    Off,
    /// The rule's findings have this severity.
    On(Severity),
}

/// How many columns of a terminal a character of ambiguous East Asian width takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum AmbiguousWidth {
    /// One.
    #[default]
    Narrow,
    /// Two.
    Wide,
}

/// A type with a fixed set of words in configuration files and on the command line.
pub trait Words: Copy + PartialEq + 'static {
    /// The words and what they mean.
    const WORDS: &'static [(&'static str, Self)];

    /// What `word` means.
    fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(known, _)| *known == word).map(|(_, value)| *value)
    }

    /// The word for it.
    fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, value)| *value == self).map_or("", |(word, _)| word)
    }
}

impl Words for Profile {
    const WORDS: &'static [(&'static str, Self)] =
        &[("default", Self::Default), ("strict", Self::Strict), ("audit", Self::Audit)];
}

impl Words for FailOn {
    const WORDS: &'static [(&'static str, Self)] =
        &[("error", Self::Error), ("warning", Self::Warning), ("info", Self::Info), ("never", Self::Never)];
}

impl Words for Level {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("off", Self::Off),
        ("info", Self::On(Severity::Info)),
        ("warning", Self::On(Severity::Warning)),
        ("error", Self::On(Severity::Error)),
    ];
}

impl Words for AmbiguousWidth {
    const WORDS: &'static [(&'static str, Self)] = &[("narrow", Self::Narrow), ("wide", Self::Wide)];
}

impl Words for Standard {
    const WORDS: &'static [(&'static str, Self)] = &[("gov", Self::Gov), ("iso", Self::Iso), ("off", Self::Off)];
}

impl Words for NumericOrder {
    const WORDS: &'static [(&'static str, Self)] = &[("dmy", Self::DayFirst), ("mdy", Self::MonthFirst)];
}

impl Words for Rounding {
    const WORDS: &'static [(&'static str, Self)] = &[("half", Self::Half), ("truncate", Self::Truncate)];
}

impl Words for Format {
    const WORDS: &'static [(&'static str, Self)] =
        &[("plain", Self::Plain), ("markdown", Self::Markdown), ("csv", Self::Csv), ("tsv", Self::Tsv)];
}

impl Words for Language {
    const WORDS: &'static [(&'static str, Self)] = &[("zh", Self::Zh), ("en", Self::En)];
}

/// A date of the calendar.
pub type CalendarDate = jiff::civil::Date;

/// The settings that concern a single file: at the top of a configuration, in `[[override]]`, on the command line.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// `profile`
    pub profile: Option<Placed<Profile>>,
    /// `select`: rule ids and families.
    pub select: Option<Vec<Placed<String>>>,
    /// `ignore`: rule ids and families.
    pub ignore: Vec<Placed<String>>,
    /// `[severity]`: rule ids and families.
    pub severity: Vec<(Placed<String>, Level)>,
    /// `fail-on`
    pub fail_on: Option<Placed<FailOn>>,
    /// `encoding`
    pub encoding: Option<Placed<Encoding>>,
    /// `format`
    pub format: Option<Placed<Format>>,
    /// `document-date`
    pub document_date: Option<Placed<CalendarDate>>,
    /// `standard` of `[dates]`
    pub dates_standard: Option<Placed<Standard>>,
    /// `order` of `[dates]`
    pub dates_order: Option<Placed<NumericOrder>>,
    /// `table-equations`
    pub table_equations: Option<Placed<Vec<TableEquation>>>,
    /// `rounding`
    pub rounding: Option<Placed<Rounding>>,
}

/// Keys of [`Settings`].
const SETTINGS_KEYS: &[&str] = &[
    "profile",
    "select",
    "ignore",
    "severity",
    "fail-on",
    "encoding",
    "format",
    "document-date",
    "dates",
    "table-equations",
    "rounding",
];

/// Keys of `[dates]`.
const DATES_KEYS: &[&str] = &["standard", "order"];

/// Keys that stand at the top of a file only.
const FILE_KEYS: &[&str] = &[
    "extends",
    "rules",
    "include",
    "exclude",
    "baseline",
    "language",
    "ambiguous-width",
    "rule-pages",
    "encodings",
    "formats",
    "override",
    "allow",
];

const OVERRIDE_KEYS: &[&str] = &["files"];

const ALLOW_KEYS: &[&str] = &["files", "rule", "text", "reason"];

/// Every key there is, without repetition.
pub fn keys() -> impl Iterator<Item = &'static str> {
    FILE_KEYS.iter().chain(SETTINGS_KEYS).chain(DATES_KEYS).chain(ALLOW_KEYS).copied()
}

/// `[[override]]`
#[derive(Clone, Debug)]
pub struct FileOverride {
    /// The files concerned.
    pub files: Globs,
    /// What is different for them.
    pub settings: Settings,
}

/// What has become of a section in the run so far. Shared by the workers.
#[derive(Debug, Default)]
pub struct Tally {
    met: AtomicBool,
    used: AtomicBool,
}

impl Tally {
    /// A file that the section is meant for is judged.
    pub fn meet(&self) {
        self.met.store(true, Ordering::Relaxed);
    }

    /// A finding is covered.
    pub fn make_use(&self) {
        self.used.store(true, Ordering::Relaxed);
    }

    /// True if a file that the section is meant for was judged.
    pub fn was_met(&self) -> bool {
        self.met.load(Ordering::Relaxed)
    }

    /// True if a finding was covered.
    pub fn was_used(&self) -> bool {
        self.used.load(Ordering::Relaxed)
    }
}

/// `[[allow]]`: findings that a person has looked at and accepted.
#[derive(Debug)]
pub struct Allowance {
    /// The files concerned; all, if none.
    pub files: Option<Globs>,
    /// Rule ids and families.
    pub rules: Vec<Placed<String>>,
    /// A passage of the text that the finding lies in; the whole file, if none.
    pub text: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// Where it was written.
    pub origin: Origin,
    /// What has become of it.
    pub tally: Tally,
}

impl Allowance {
    /// True if it is meant for the file at `path` (absolute).
    pub fn is_for(&self, path: &Path) -> bool {
        self.files.as_ref().is_none_or(|files| files.matches(path))
    }

    /// The section as a TOML value: `{ rule = ["dates"], text = "二月三十日" }`.
    pub fn to_toml(&self) -> String {
        let rules: Vec<String> = self.rules.iter().map(|rule| rule.value.clone()).collect();
        let mut section = toml::Table::from_iter([("rule".to_owned(), toml::Value::from(rules))]);
        if let Some(files) = &self.files {
            section.insert("files".to_owned(), files.written().to_vec().into());
        }
        for (key, value) in [("text", &self.text), ("reason", &self.reason)] {
            section.extend(value.iter().map(|value| (key.to_owned(), value.as_str().into())));
        }
        toml::Value::Table(section).to_string()
    }
}

/// A configuration file. Paths in it are absolute.
#[derive(Clone, Debug, Default)]
pub struct ConfigFile {
    /// `extends`
    pub extends: Vec<Placed<PathBuf>>,
    /// The folder that the file lies in.
    pub folder: PathBuf,
    /// `rules`: globs of rule files, relative to the folder.
    pub rule_files: Vec<Placed<String>>,
    /// `include`
    pub include: Option<Placed<Globs>>,
    /// `exclude`
    pub exclude: Option<Placed<Globs>>,
    /// `baseline`
    pub baseline: Option<Placed<PathBuf>>,
    /// `language`
    pub language: Option<Placed<Language>>,
    /// `ambiguous-width`
    pub ambiguous_width: Option<Placed<AmbiguousWidth>>,
    /// `rule-pages`, without a slash at the end.
    pub rule_pages: Option<Placed<String>>,
    /// `[encodings]`, in the order written.
    pub encodings: Vec<(Globs, Placed<Encoding>)>,
    /// `[formats]`, in the order written.
    pub formats: Vec<(Globs, Placed<Format>)>,
    /// The settings at the top.
    pub settings: Settings,
    /// `[[override]]`, in the order written.
    pub overrides: Vec<FileOverride>,
    /// `[[allow]]`, in the order written.
    pub allow: Vec<Arc<Allowance>>,
}

impl ConfigFile {
    /// Reads the file at `path` (absolute), which error messages call `shown`.
    ///
    /// # Errors
    /// [`ConfigError`] with the place, for the first thing that is wrong.
    pub fn read(path: &Path, shown: &Arc<Path>) -> Result<Self, ConfigError> {
        let fail = |problem| ConfigError::new(Origin::file(shown), problem);
        let bytes = std::fs::read(path).map_err(|error| fail(Problem::Unreadable(error.into())))?;
        let text = match std::str::from_utf8(&bytes) {
            Ok(text) => text,
            Err(error) => return Err(fail(Problem::NotUtf8(error.valid_up_to()))),
        };
        let folder = path.parent().unwrap_or(Path::new(""));
        Self::parse(text.strip_prefix('\u{FEFF}').unwrap_or(text), folder, shown)
    }

    /// Reads the text of a configuration file that lies in `folder` (absolute) and that error messages call `shown`.
    ///
    /// # Errors
    /// [`ConfigError`] with the place, for the first thing that is wrong.
    pub fn parse(text: &str, folder: &Path, shown: &Arc<Path>) -> Result<Self, ConfigError> {
        let source = Source { text, folder, path: shown };
        let root = DeTable::parse(text).map_err(|error| {
            let at = error.span().unwrap_or(0..0);
            source.error(&at, Problem::Syntax(error.message().to_owned()))
        })?;
        let mut file = Self { folder: folder.to_owned(), ..Self::default() };
        for entry in source.entries(root.get_ref()) {
            match entry.key {
                "extends" => file.extends = entry.paths()?,
                "rules" if matches!(entry.value.get_ref(), DeValue::Table(_)) => {
                    return Err(entry.wrong(entry.value, RULE_FILES));
                }
                "rules" => file.rule_files = entry.strings()?,
                "include" => file.include = Some(entry.globs()?),
                "exclude" => file.exclude = Some(entry.globs()?),
                "baseline" => file.baseline = Some(entry.path()?),
                "language" => file.language = Some(entry.word()?),
                "ambiguous-width" => file.ambiguous_width = Some(entry.word()?),
                "rule-pages" => file.rule_pages = Some(entry.url()?),
                "encodings" => file.encodings = entry.by_glob(Entry::encoding)?,
                "formats" => file.formats = entry.by_glob(Entry::word)?,
                "override" => {
                    file.overrides = entry.tables()?.into_iter().map(read_override).collect::<Result<_, _>>()?
                }
                "allow" => file.allow = entry.tables()?.into_iter().map(read_allowance).collect::<Result<_, _>>()?,
                _ => file.settings.take(&entry, FILE_KEYS)?,
            }
        }
        Ok(file)
    }
}

impl Settings {
    /// Takes a key of any section that holds settings; `others` are the further keys of that section.
    fn take(&mut self, entry: &Entry, others: &[&'static str]) -> Result<(), ConfigError> {
        match entry.key {
            "profile" => self.profile = Some(entry.word()?),
            "select" => self.select = Some(entry.strings()?),
            "ignore" => self.ignore = entry.strings()?,
            "severity" => {
                for inner in entry.table()? {
                    self.severity.push((inner.placed_key(), inner.word()?.value));
                }
            }
            "fail-on" => self.fail_on = Some(entry.word()?),
            "encoding" => self.encoding = Some(entry.encoding()?),
            "format" => self.format = Some(entry.word()?),
            "document-date" => self.document_date = Some(entry.date()?),
            "dates" => {
                for inner in entry.table()? {
                    match inner.key {
                        "standard" => self.dates_standard = Some(inner.word()?),
                        "order" => self.dates_order = Some(inner.word()?),
                        _ => return Err(inner.unknown(DATES_KEYS.iter().copied())),
                    }
                }
            }
            "table-equations" => self.table_equations = Some(entry.table_equations()?),
            "rounding" => self.rounding = Some(entry.word()?),
            _ => return Err(entry.unknown(others.iter().chain(SETTINGS_KEYS).copied())),
        }
        Ok(())
    }
}

fn read_override(section: Section) -> Result<FileOverride, ConfigError> {
    let mut files = None;
    let mut settings = Settings::default();
    for entry in section.entries() {
        match entry.key {
            "files" => files = Some(entry.globs()?.value),
            _ => settings.take(&entry, OVERRIDE_KEYS)?,
        }
    }
    Ok(FileOverride { files: files.ok_or_else(|| section.missing("files"))?, settings })
}

fn read_allowance(section: Section) -> Result<Arc<Allowance>, ConfigError> {
    let (origin, tally) = (section.origin(), Tally::default());
    let mut allowance = Allowance { files: None, rules: Vec::new(), text: None, reason: None, origin, tally };
    for entry in section.entries() {
        match entry.key {
            "files" => allowance.files = Some(entry.globs()?.value),
            "rule" => allowance.rules = entry.strings()?,
            "text" => allowance.text = Some(entry.string()?.value),
            "reason" => allowance.reason = Some(entry.string()?.value),
            _ => return Err(entry.unknown(ALLOW_KEYS.iter().copied())),
        }
    }
    if allowance.rules.is_empty() {
        return Err(section.missing("rule"));
    }
    Ok(Arc::new(allowance))
}

/// The text of a configuration file, for places.
#[derive(Clone, Copy)]
struct Source<'a> {
    text: &'a str,
    folder: &'a Path,
    path: &'a Arc<Path>,
}

impl<'a> Source<'a> {
    fn origin(&self, at: &Range<usize>) -> Origin {
        let before = self.text.get(..at.start).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |feed| feed + 1);
        let line = before.matches('\n').count() + 1;
        let column = before.get(line_start..).unwrap_or("").chars().count() + 1;
        Origin::File { path: Arc::clone(self.path), line: line as u32, column: column as u32 }
    }

    fn error(&self, at: &Range<usize>, problem: Problem) -> ConfigError {
        ConfigError::new(self.origin(at), problem)
    }

    /// The entries of a table in the order written.
    fn entries<'t>(&self, table: &'t DeTable<'a>) -> Vec<Entry<'a, 't>> {
        let mut entries: Vec<Entry> = table
            .iter()
            .map(|(key, value)| Entry { source: *self, key: key.get_ref(), key_at: key.span(), value })
            .collect();
        entries.sort_by_key(|entry| entry.key_at.start);
        entries
    }
}

/// One table of an array of tables.
struct Section<'a, 't> {
    source: Source<'a>,
    at: Range<usize>,
    table: &'t DeTable<'a>,
}

impl<'a, 't> Section<'a, 't> {
    fn entries(&self) -> Vec<Entry<'a, 't>> {
        self.source.entries(self.table)
    }

    fn origin(&self) -> Origin {
        self.source.origin(&self.at)
    }

    fn missing(&self, key: &'static str) -> ConfigError {
        self.source.error(&self.at, Problem::MissingKey(key))
    }
}

/// A key with its value.
struct Entry<'a, 't> {
    source: Source<'a>,
    key: &'t str,
    key_at: Range<usize>,
    value: &'t Spanned<DeValue<'a>>,
}

const A_STRING: Phrase = Phrase { zh: "字符串", en: "a string" };
const STRINGS: Phrase = Phrase { zh: "字符串或字符串数组", en: "a string or an array of strings" };
const A_TABLE: Phrase = Phrase { zh: "表", en: "a table" };
const TABLES: Phrase = Phrase { zh: "表的数组（[[…]]）", en: "an array of tables ([[…]])" };
const A_URL: Phrase = Phrase { zh: "http、https 或 file 网址", en: "a URL with http, https or file" };
const EQUATIONS: Phrase = Phrase {
    zh: "一个或几个等式，如 \"收入 - 支出 = 结余\"",
    en: "one or more equations, such as \"income - spending = balance\"",
};
const RULE_FILES: Phrase = Phrase {
    zh: "规则文件的路径（规则的级别写在 [severity] 里）",
    en: "paths of rule files (the severity of rules goes into [severity])",
};
pub(super) const A_DATE: Phrase =
    Phrase { zh: "一个存在的日期，写作 YYYY-MM-DD", en: "a date that exists, written YYYY-MM-DD" };

impl<'a, 't> Entry<'a, 't> {
    fn placed<T>(&self, value: T) -> Placed<T> {
        Placed { value, origin: self.source.origin(&self.value.span()) }
    }

    fn placed_key(&self) -> Placed<String> {
        Placed { value: self.key.to_owned(), origin: self.source.origin(&self.key_at) }
    }

    fn error(&self, problem: Problem) -> ConfigError {
        self.source.error(&self.value.span(), problem)
    }

    fn wrong(&self, value: &Spanned<DeValue<'a>>, expected: Phrase) -> ConfigError {
        let found = self.source.text.get(value.span()).unwrap_or("").lines().next().unwrap_or("").to_owned();
        self.source.error(&value.span(), Problem::WrongValue { key: self.key.to_owned(), expected, found })
    }

    fn unknown(&self, known: impl Iterator<Item = &'static str>) -> ConfigError {
        let problem = match nearest(self.key, known) {
            None if keys().any(|key| key == self.key) => Problem::MisplacedKey(self.key.to_owned()),
            suggestion => Problem::UnknownKey { key: self.key.to_owned(), suggestion: suggestion.map(str::to_owned) },
        };
        self.source.error(&self.key_at, problem)
    }

    fn string(&self) -> Result<Placed<String>, ConfigError> {
        match self.value.get_ref().as_str() {
            Some(text) => Ok(self.placed(text.to_owned())),
            None => Err(self.wrong(self.value, A_STRING)),
        }
    }

    /// One string or an array of strings.
    fn strings(&self) -> Result<Vec<Placed<String>>, ConfigError> {
        let one = |value: &Spanned<DeValue<'a>>| match value.get_ref().as_str() {
            Some(text) => Ok(Placed { value: text.to_owned(), origin: self.source.origin(&value.span()) }),
            None => Err(self.wrong(value, STRINGS)),
        };
        match self.value.get_ref() {
            DeValue::Array(values) => values.iter().map(one).collect(),
            _ => Ok(vec![one(self.value)?]),
        }
    }

    fn path(&self) -> Result<Placed<PathBuf>, ConfigError> {
        Ok(self.in_folder(self.string()?))
    }

    fn paths(&self) -> Result<Vec<Placed<PathBuf>>, ConfigError> {
        Ok(self.strings()?.into_iter().map(|path| self.in_folder(path)).collect())
    }

    fn in_folder(&self, path: Placed<String>) -> Placed<PathBuf> {
        Placed { value: super::glob::absolute(self.source.folder, Path::new(&path.value)), origin: path.origin }
    }

    fn globs(&self) -> Result<Placed<Globs>, ConfigError> {
        let written = self.strings()?.into_iter().map(|glob| glob.value).collect();
        let globs = Globs::new(self.source.folder, written).map_err(|bad| self.error(bad.into()))?;
        Ok(self.placed(globs))
    }

    fn word<T: Words>(&self) -> Result<Placed<T>, ConfigError> {
        let word = self.string()?;
        let unknown = || self.error(unknown_word::<T>(self.key, &word.value));
        Ok(Placed { value: T::from_word(&word.value).ok_or_else(unknown)?, origin: word.origin })
    }

    fn url(&self) -> Result<Placed<String>, ConfigError> {
        let url = self.string()?;
        let is_known = ["http://", "https://", "file://"].iter().any(|scheme| url.value.starts_with(scheme));
        if !is_known || url.value.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return Err(self.wrong(self.value, A_URL));
        }
        Ok(Placed { value: url.value.trim_end_matches('/').to_owned(), origin: url.origin })
    }

    fn encoding(&self) -> Result<Placed<Encoding>, ConfigError> {
        let name = self.string()?;
        let encoding = encoding(&name.value).map_err(|problem| self.error(problem))?;
        Ok(Placed { value: encoding, origin: name.origin })
    }

    /// A TOML date or a string of the same form.
    fn date(&self) -> Result<Placed<CalendarDate>, ConfigError> {
        let written = match self.value.get_ref() {
            DeValue::Datetime(date) if date.time.is_none() => Some(date.to_string()),
            other => other.as_str().map(str::to_owned),
        };
        let date = written.as_deref().and_then(calendar_date);
        Ok(self.placed(date.ok_or_else(|| self.wrong(self.value, A_DATE))?))
    }

    fn table_equations(&self) -> Result<Placed<Vec<TableEquation>>, ConfigError> {
        let equations = self.strings()?.into_iter().map(|placed| TableEquation::parse(&placed.value));
        let equations: Option<Vec<TableEquation>> = equations.collect();
        Ok(self.placed(equations.ok_or_else(|| self.wrong(self.value, EQUATIONS))?))
    }

    fn table(&self) -> Result<Vec<Entry<'a, 't>>, ConfigError> {
        match self.value.get_ref() {
            DeValue::Table(table) => Ok(self.source.entries(table)),
            _ => Err(self.wrong(self.value, A_TABLE)),
        }
    }

    fn tables(&self) -> Result<Vec<Section<'a, 't>>, ConfigError> {
        let DeValue::Array(values) = self.value.get_ref() else {
            return Err(self.wrong(self.value, TABLES));
        };
        let section = |value: &'t Spanned<DeValue<'a>>| match value.get_ref() {
            DeValue::Table(table) => Ok(Section { source: self.source, at: value.span(), table }),
            _ => Err(self.wrong(value, TABLES)),
        };
        values.iter().map(section).collect()
    }

    /// A table with globs as keys.
    fn by_glob<T>(
        &self,
        read: impl Fn(&Entry<'a, 't>) -> Result<Placed<T>, ConfigError>,
    ) -> Result<Vec<(Globs, Placed<T>)>, ConfigError> {
        let mut pairs = Vec::new();
        for inner in self.table()? {
            let globs = Globs::new(self.source.folder, vec![inner.key.to_owned()])
                .map_err(|bad| self.source.error(&inner.key_at, bad.into()))?;
            pairs.push((globs, read(&inner)?));
        }
        Ok(pairs)
    }
}

impl From<BadGlob> for Problem {
    fn from(bad: BadGlob) -> Self {
        Self::BadGlob { glob: bad.glob, reason: bad.reason }
    }
}

/// The problem of a word that is none of those of `T`.
pub(super) fn unknown_word<T: Words>(key: &str, word: &str) -> Problem {
    let possible: Vec<&'static str> = T::WORDS.iter().map(|(known, _)| *known).collect();
    let suggestion = nearest(word, possible.iter().copied()).map(str::to_owned);
    Problem::UnknownWord { key: key.to_owned(), word: word.to_owned(), possible, suggestion }
}

/// A date written `YYYY-MM-DD`.
pub(super) fn calendar_date(written: &str) -> Option<CalendarDate> {
    let [b'0'..=b'9', b'0'..=b'9', b'0'..=b'9', b'0'..=b'9', b'-', _, _, b'-', _, _] = written.as_bytes() else {
        return None;
    };
    written.parse().ok()
}

/// Names that a misspelt encoding is compared with.
const ENCODING_NAMES: &[&str] = &[
    "utf-8",
    "gb18030",
    "gbk",
    "gb2312",
    "big5",
    "utf-16le",
    "utf-16be",
    "shift_jis",
    "euc-jp",
    "euc-kr",
    "windows-1252",
];

/// The encoding that `name` names: any label of the WHATWG Encoding Standard, in any case.
pub(super) fn encoding(name: &str) -> Result<Encoding, Problem> {
    let known = encoding_rs::Encoding::for_label(name.as_bytes()).filter(|found| *found != encoding_rs::REPLACEMENT);
    known.ok_or_else(|| Problem::UnknownEncoding {
        name: name.to_owned(),
        suggestion: nearest(&name.to_lowercase(), ENCODING_NAMES.iter().copied()).map(str::to_owned),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<ConfigFile, ConfigError> {
        ConfigFile::parse(text, Path::new("/项目"), &Arc::from(Path::new("reformlint.toml")))
    }

    #[test]
    fn what_is_wrong_and_where() {
        for (text, expected) in [
            ("profil = \"strict\"", "1:1: unknown key profil, did you mean profile?"),
            ("\n  colour = 1", "2:3: unknown key colour"),
            (
                "profile = \"strikt\"",
                "1:11: profile cannot be “strikt”, possible are default, strict, audit, did you mean strict?",
            ),
            ("profile = 2", "1:11: profile must be a string, found 2"),
            (
                "select = { figures = true }",
                "1:10: select must be a string or an array of strings, found { figures = true }",
            ),
            ("ignore = [\"dates\", 7]", "1:20: ignore must be a string or an array of strings, found 7"),
            ("severity = \"error\"", "1:12: severity must be a table, found \"error\""),
            (
                "[severity]\n\"figures\" = \"warn\"",
                "2:13: figures cannot be “warn”, possible are off, info, warning, error",
            ),
            ("fail-on = \"none\"", "1:11: fail-on cannot be “none”, possible are error, warning, info, never"),
            ("encoding = \"gb18O30\"", "1:12: no encoding is named gb18O30, did you mean gb18030?"),
            ("[encodings]\n\"老稿/*.txt\" = \"klingon\"", "2:14: no encoding is named klingon"),
            ("[encodings]\n\"老稿/[a\" = \"gbk\"", "2:1: the glob “老稿/[a” cannot be read"),
            (
                "rule-pages = \"docs/rules\"",
                "1:14: rule-pages must be a URL with http, https or file, found \"docs/rules\"",
            ),
            (
                "document-date = \"2024-02-30\"",
                "1:17: document-date must be a date that exists, written YYYY-MM-DD, found \"2024-02-30\"",
            ),
            (
                "document-date = 2024-02-03T10:00:00",
                "1:17: document-date must be a date that exists, written YYYY-MM-DD",
            ),
            (
                "[[override]]\nfiles = \"旧档\"\nbaseline = \"b.json\"",
                "3:1: the key baseline cannot stand in this section",
            ),
            (
                "[rules]\n\"dates\" = \"off\"",
                "1:1: rules must be paths of rule files (the severity of rules goes into [severity]), found [rules]",
            ),
            ("[[override]]\nprofile = \"audit\"", "1:1: this section needs the key files"),
            ("[[allow]]\nfiles = \"旧档\"", "1:1: this section needs the key rule"),
            ("[[allow]]\nrule = \"dates\"\nwhy = \"x\"", "3:1: unknown key why"),
            ("override = 1", "1:12: override must be an array of tables ([[…]]), found 1"),
            ("language = \"cn\"", "1:12: language cannot be “cn”, possible are zh, en"),
            ("exclude = \"{a\"", "1:11: the glob “{a” cannot be read"),
            ("select = [", "1:11: not valid TOML: "),
            ("注释 = 1\n", "1:1: not valid TOML: "),
            ("\"注释\" = 1; profile", "1:8: not valid TOML: "),
            ("profile = \"audit\"\nprofile = \"audit\"", "2:1: not valid TOML: duplicate key"),
        ] {
            let error = parse(text).expect_err(text);
            let message = error.to_string();
            assert!(message.starts_with(&format!("reformlint.toml:{expected}")), "{text}\n{message}");
            assert!(error.message(Language::Zh).starts_with("reformlint.toml:"));
        }
    }

    #[test]
    fn both_languages_name_the_suggestion() {
        let error = parse("ingore = [\"dates\"]").expect_err("a misspelt key");
        assert_eq!(error.message(Language::Zh), "reformlint.toml:1:1：没有名为 ingore 的配置项，是否指 ignore？");
    }

    #[test]
    fn every_key_is_read() {
        let text = "extends = \"../base.toml\"\nrules = [\"规则/**/*.toml\"]\ninclude = \"*.txt\"\nexclude = [\"旧档\"]\n\
            baseline = \"baseline.json\"\nlanguage = \"zh\"\nrule-pages = \"https://example.org/r/\"\nambiguous-width = \"wide\"\nprofile = \"strict\"\n\
            select = [\"dates\"]\nignore = \"figures\"\nfail-on = \"error\"\nencoding = \"BIG5\"\nformat = \"markdown\"\n\
            document-date = 2024-03-05\n[dates]\nstandard = \"gov\"\norder = \"dmy\"\n[severity]\n\"dates\" = \"off\"\n[encodings]\n\"b\" = \"gbk\"\n\"a\" = \"utf-8\"\n\
            [formats]\n\"*.txt\" = \"markdown\"\n[[override]]\nfiles = \"旧档\"\nfail-on = \"never\"\n\
            [[allow]]\nfiles = \"甲.txt\"\nrule = \"dates\"\ntext = \"二月三十日\"\nreason = \"原文\"\n";
        let file = parse(text).expect("a configuration");
        assert_eq!(file.extends[0].value, Path::new("/base.toml"));
        assert_eq!(file.rule_files[0].value, "规则/**/*.toml");
        assert_eq!(file.include.map(|globs| globs.value.matches(Path::new("/项目/甲.txt"))), Some(true));
        assert_eq!(file.exclude.map(|globs| globs.value.matches(Path::new("/项目/旧档/甲.txt"))), Some(true));
        assert_eq!(file.baseline.map(|path| path.value), Some(PathBuf::from("/项目/baseline.json")));
        assert_eq!(file.language.map(|placed| placed.value), Some(Language::Zh));
        assert_eq!(file.ambiguous_width.map(|placed| placed.value), Some(AmbiguousWidth::Wide));
        assert_eq!(file.rule_pages.map(|placed| placed.value).as_deref(), Some("https://example.org/r"));
        let settings = file.settings;
        assert_eq!(settings.profile.map(|placed| placed.value), Some(Profile::Strict));
        assert_eq!(settings.select.map(|ids| ids[0].value.clone()).as_deref(), Some("dates"));
        assert_eq!(settings.ignore[0].value, "figures");
        assert_eq!(settings.severity[0].1, Level::Off);
        assert_eq!(settings.fail_on.map(|placed| placed.value), Some(FailOn::Error));
        assert_eq!(settings.encoding.map(|placed| placed.value), Some(encoding_rs::BIG5));
        assert_eq!(settings.format.map(|placed| placed.value), Some(Format::Markdown));
        assert_eq!(settings.document_date.map(|placed| placed.value.to_string()).as_deref(), Some("2024-03-05"));
        assert_eq!(settings.dates_standard.map(|placed| placed.value), Some(Standard::Gov));
        assert_eq!(settings.dates_order.map(|placed| placed.value), Some(NumericOrder::DayFirst));
        assert_eq!(file.encodings.iter().map(|(_, placed)| placed.value.name()).collect::<Vec<_>>(), ["GBK", "UTF-8"]);
        assert_eq!(file.formats.len(), 1);
        assert_eq!(file.overrides[0].settings.fail_on.as_ref().map(|placed| placed.value), Some(FailOn::Never));
        assert_eq!(file.allow[0].text.as_deref(), Some("二月三十日"));
        assert_eq!(file.allow[0].origin.show(Language::En), "reformlint.toml:29");
    }

    const DOCUMENTATION: &str = include_str!("../../docs/configuration.md");

    #[test]
    fn the_examples_of_the_documentation_are_configurations() {
        let examples: Vec<&str> = DOCUMENTATION
            .split("```toml\n")
            .skip(1)
            .map(|rest| rest.split_once("```").map_or(rest, |(example, _)| example))
            .collect();
        assert!(examples.len() >= 6);
        for example in examples {
            let error = parse(example).err().map(|error| error.to_string()).unwrap_or_default();
            assert!(error.is_empty(), "{error}\n{example}");
        }
    }

    #[test]
    fn every_key_is_documented() {
        for key in keys() {
            let forms = [format!("`{key}`"), format!("`[{key}]`"), format!("`[[{key}]]`")];
            assert!(forms.iter().any(|form| DOCUMENTATION.contains(form.as_str())), "{key}");
        }
    }

    #[test]
    fn files_that_are_no_text() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(FILE_NAME);
        let shown: Arc<Path> = Arc::from(Path::new(FILE_NAME));
        std::fs::write(&path, b"# \xC4\xEA\nprofile = \"strict\"\n").expect("written");
        let error = ConfigFile::read(&path, &shown).expect_err("GBK");
        assert_eq!(error.to_string(), "reformlint.toml: a configuration must be UTF-8, and byte 3 is not");
        std::fs::write(&path, "\u{FEFF}profile = \"strict\"\n").expect("written");
        assert!(ConfigFile::read(&path, &shown).is_ok());
        let error = ConfigFile::read(folder.path(), &shown).expect_err("a folder");
        assert!(error.to_string().starts_with("reformlint.toml: cannot be read: "), "{error}");
    }
}
