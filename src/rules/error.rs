//! What can be wrong with a rule file or the name of a rule, said in both languages. Places are found by the readers of
//! the parts and become line and column here.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::finding::Language;
use crate::rules::Bilingual;

/// Something wrong inside one string of a rule file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Byte offset into the string.
    pub at: usize,
    /// What is wrong and what to do.
    pub text: Bilingual,
}

impl Problem {
    /// A problem at byte `at` of the string.
    pub fn new(at: usize, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { at, text: Bilingual { zh: zh.into().into(), en: en.into().into() } }
    }

    /// The same problem, if the string starts at byte `offset` of a longer one.
    pub fn shifted(mut self, offset: usize) -> Self {
        self.at += offset;
        self
    }
}

/// A rule file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleError {
    /// The file.
    pub path: PathBuf,
    /// Line and column in Unicode scalar values, both from 1; `None` if the file cannot be read at all.
    pub place: Option<(usize, usize)>,
    /// What is wrong and what to do.
    pub text: Bilingual,
}

impl RuleError {
    /// An error about the file as a whole.
    pub fn whole(path: &Path, zh: impl Into<String>, en: impl Into<String>) -> Self {
        let text = Bilingual { zh: zh.into().into(), en: en.into().into() };
        Self { path: path.to_owned(), place: None, text }
    }

    /// An error at byte `at` of the file's text.
    pub fn at(path: &Path, source: &str, at: usize, text: Bilingual) -> Self {
        let before = source.get(..at).unwrap_or(source);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
        Self { path: path.to_owned(), place: Some((line, column)), text }
    }

    /// The message in `language`, with file, line and column in front.
    pub fn message(&self, language: Language) -> String {
        let path = self.path.display();
        let (text, colon) = (self.text.get(language), language.colon());
        match self.place {
            Some((line, column)) => format!("{path}:{line}:{column}{colon}{text}"),
            None => format!("{path}{colon}{text}"),
        }
    }
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Language::En))
    }
}

impl std::error::Error for RuleError {}

/// A name that no rule and no family has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownRule {
    /// The name as given.
    pub name: String,
    /// The most similar name there is, if one is similar enough.
    pub suggestion: Option<String>,
}

impl UnknownRule {
    /// The message in `language`.
    pub fn message(&self, language: Language) -> String {
        let Self { name, suggestion } = self;
        match (language, suggestion) {
            (Language::Zh, Some(near)) => format!("没有名为 {name} 的规则，是否指 {near}？"),
            (Language::Zh, None) => format!("没有名为 {name} 的规则"),
            (Language::En, Some(near)) => format!("there is no rule called {name}; did you mean {near}?"),
            (Language::En, None) => format!("there is no rule called {name}"),
        }
    }
}

impl fmt::Display for UnknownRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Language::En))
    }
}

impl std::error::Error for UnknownRule {}

/// The candidate most similar to `word`: at most one edit for every three characters, two at least. A rule may be named
/// without its family, and a longer name by how it begins.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let candidates: Vec<&str> = candidates.into_iter().collect();
    let characters: Vec<char> = word.chars().take(LONGEST_NAME).collect();
    let limit = (characters.len() / 3).max(2).min(characters.len().saturating_sub(1));
    let near = |name: fn(&'a str) -> &'a str| {
        let distances = candidates.iter().map(|candidate| (distance(&characters, name(candidate)), *candidate));
        let (_, candidate) = distances.filter(|(edits, _)| *edits <= limit).min_by_key(|(edits, _)| *edits)?;
        Some(candidate)
    };
    let without_family = |candidate: &'a str| candidate.rsplit('/').next().unwrap_or(candidate);
    let begins_so = || {
        let begun = candidates.iter().filter(|candidate| without_family(candidate).starts_with(word));
        begun.copied().next().filter(|_| characters.len() >= SHORTEST_BEGINNING)
    };
    near(|candidate| candidate).or_else(|| near(without_family)).or_else(begins_so)
}

/// So many characters tell which name is begun.
const SHORTEST_BEGINNING: usize = 3;

/// Names are compared up to this many characters.
const LONGEST_NAME: usize = 100;

/// Number of insertions, deletions and substitutions between the two (Levenshtein).
fn distance(word: &[char], candidate: &str) -> usize {
    let mut row: Vec<usize> = (0..=word.len()).collect();
    for (i, c) in candidate.chars().take(LONGEST_NAME).enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for j in 0..word.len() {
            let substituted = diagonal + usize::from(word[j] != c);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[word.len()]
}

/// The suggestion as the end of a sentence, in both languages; empty if nothing is similar.
pub(super) fn suggestion<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> (String, String) {
    match nearest(word, candidates) {
        Some(near) => (format!("，是否指 {near}？"), format!("; did you mean {near}?")),
        None => (String::new(), String::new()),
    }
}

/// The byte of a TOML file at which byte `offset` of a string stands. `span` is the string in the file, with its quotes.
pub(super) fn place_in_toml(source: &str, span: Range<usize>, offset: usize) -> usize {
    let start = span.start;
    let Some(raw) = source.get(span) else { return start };
    let (quotes, escapes) = match raw.as_bytes() {
        [b'"', b'"', b'"', ..] => (3, true),
        [b'\'', b'\'', b'\'', ..] => (3, false),
        [b'"', ..] => (1, true),
        [b'\'', ..] => (1, false),
        _ => return start,
    };
    let Some(mut rest) = raw.get(quotes..) else { return start };
    if quotes == 3 {
        rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n')).unwrap_or(rest);
    }
    let mut decoded = 0;
    while decoded < offset {
        let Some(c) = rest.chars().next() else { break };
        let mut step = c.len_utf8();
        if c == '\\' && escapes {
            let (length, value) = escape(rest);
            step = length;
            decoded += value;
        } else {
            decoded += step;
        }
        rest = rest.get(step..).unwrap_or("");
    }
    start + raw.len() - rest.len()
}

/// Length in the file and in the string of the escape at the start of `text`.
fn escape(text: &str) -> (usize, usize) {
    let digits = match text.as_bytes().get(1) {
        Some(b'x') => 2,
        Some(b'u') => 4,
        Some(b'U') => 8,
        Some(b'\n' | b'\r' | b' ' | b'\t') => {
            let rest = text[1..].trim_start();
            return (text.len() - rest.len(), 0);
        }
        Some(byte) if byte.is_ascii() => return (2, 1),
        _ => return (1, 0),
    };
    let value = text.get(2..2 + digits).and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32);
    (2 + digits, value.map_or(0, char::len_utf8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_names() {
        let names = ["figures/growth-arithmetic", "figures/range-unit", "dates/era"];
        assert_eq!(nearest("figures/growth-arithmatic", names), Some("figures/growth-arithmetic"));
        assert_eq!(nearest("era", names), Some("dates/era"));
        assert_eq!(nearest("ear", names), Some("dates/era"));
        assert_eq!(nearest("shares", names), None);
        assert_eq!(nearest("growth-arithmatic", names), Some("figures/growth-arithmetic"));
        assert_eq!(nearest("growth", names), Some("figures/growth-arithmetic"));
        assert_eq!(nearest("lang", ["format", "language"]), Some("language"));
        assert_eq!(nearest("percant", ["percent", "permille"]), Some("percent"));
        assert_eq!(nearest("", names), None);
        assert_eq!(nearest("x", ["ab"]), None);
    }

    #[test]
    fn places_behind_escapes() {
        let source = "text = \"a\\u4e2d\\tb\"";
        let place = place_in_toml(source, 7..source.len(), 5);
        assert_eq!(&source[place..place + 1], "b");
        let source = "text = '''\nab'''";
        assert_eq!(place_in_toml(source, 7..source.len(), 1), 12);
        assert_eq!(place_in_toml(source, 7..source.len(), 400), source.len());
    }
}
