//! Runs the examples of a rule file: what is marked must be reported, and nothing else may be.

use std::fmt;
use std::sync::Arc;

use crate::engine::Linter;
use crate::facts::calendar::Day;
use crate::facts::date_conventions::DateConventions;
use crate::facts::document_date::DocumentDate;
use crate::finding::{Applicability, Finding, Language};
use crate::fix;
use crate::policy::{Words, findings_of_policy_rule};
use crate::rules::{Bilingual, Example, Kind, Rule};
use crate::source::{Document, Format, ReadOptions};

/// An example that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExampleFailure {
    /// A mark is never closed or never opened, hexadecimal is malformed, an encoding is unknown.
    Malformed(Bilingual),
    /// What should be reported is not what is reported.
    Findings {
        /// The decoded text.
        text: String,
        /// Byte ranges that should be reported.
        expected: Vec<(u32, u32)>,
        /// Byte ranges that are reported.
        found: Vec<(u32, u32)>,
        /// Whether a finding about the whole file was expected, and found.
        whole_file: (bool, bool),
    },
    /// The safe fixes do not give the text that they should.
    Fixed {
        /// The text that should be there after the fixes.
        expected: String,
        /// The text that is.
        found: String,
    },
}

impl ExampleFailure {
    /// What is wrong, in `language`; for findings, the text with the places marked, expected above found.
    pub fn message(&self, language: Language) -> String {
        let (text, expected, found, whole_file) = match (self, language) {
            (Self::Findings { text, expected, found, whole_file }, _) => (text, expected, found, whole_file),
            (Self::Malformed(why), _) => return why.get(language).to_owned(),
            (Self::Fixed { expected, found }, Language::Zh) => {
                return format!("修复后应为：{expected}\n修复后实为：{found}");
            }
            (Self::Fixed { expected, found }, Language::En) => {
                return format!("expected after the fixes: {expected}\n   found after the fixes: {found}");
            }
        };
        let whole = |is: bool| if is { Some(language) } else { None };
        let (expected, found) = (marked(text, expected, whole(whole_file.0)), marked(text, found, whole(whole_file.1)));
        match language {
            Language::Zh => format!("应报：{expected}\n实报：{found}"),
            Language::En => format!("expected: {expected}\n   found: {found}"),
        }
    }
}

impl fmt::Display for ExampleFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Language::En))
    }
}

/// The text with marks around the ranges, and before it whether the whole file is meant.
fn marked(text: &str, ranges: &[(u32, u32)], whole_file: Option<Language>) -> String {
    let mut shown = String::from(match whole_file {
        Some(Language::Zh) => "（整个文件）",
        Some(Language::En) => "[whole file] ",
        None => "",
    });
    for (at, c) in text.char_indices() {
        shown.extend(ranges.iter().filter(|(_, end)| *end as usize == at).map(|_| '⟧'));
        shown.extend(ranges.iter().filter(|(start, _)| *start as usize == at).map(|_| '⟦'));
        shown.push(c);
    }
    shown.extend(ranges.iter().filter(|(_, end)| *end as usize == text.len()).map(|_| '⟧'));
    shown
}

/// Runs one example of `rule`.
///
/// # Errors
/// [`ExampleFailure`] with what was expected and what was found.
pub fn run_example(rule: &Arc<Rule>, example: &Example) -> Result<(), ExampleFailure> {
    let malformed = |zh: &str, en: &str| {
        let (zh, en) = (format!("{zh}：{}", example.text), format!("{en}: {}", example.text));
        ExampleFailure::Malformed(Bilingual { zh: zh.into(), en: en.into() })
    };
    let (text, mut expected) = without_marks(&example.text).ok_or_else(|| malformed("⟦ ⟧ 不成对", "unpaired ⟦ ⟧"))?;
    expected.extend(example.at.iter().map(|[start, end]| (*start, *end)));
    let bytes = match (&example.bytes, &example.encoding) {
        (Some(hex), _) => from_hex(hex).ok_or_else(|| malformed("bytes 不是十六进制", "malformed hexadecimal"))?,
        (None, Some(label)) => {
            encode(&text, label).ok_or_else(|| malformed("不能用这种编码写出", "cannot be encoded"))?
        }
        (None, None) => text.into_bytes(),
    };
    let format = if example.markdown { Format::Markdown } else { Format::Plain };
    let document = Document::read(bytes, ReadOptions { encoding: None, format })
        .map_err(|error| malformed(error.message(Language::Zh), error.message(Language::En)))?;
    let date = match &example.document_date {
        Some(date) => {
            let day = Day::parse(date).ok_or_else(|| malformed("document_date 不是日期", "no such document_date"))?;
            Some(DocumentDate::configured(day))
        }
        None => None,
    };
    let conventions = DateConventions {
        standard: known(example.date_standard.as_deref())
            .map_err(|()| malformed("没有这种 date_standard", "no such date_standard"))?,
        order: known(example.date_order.as_deref())
            .map_err(|()| malformed("没有这种 date_order", "no such date_order"))?,
    };
    let findings = match rule.kind {
        Kind::Policy => findings_of_policy_rule(rule, &document),
        _ => {
            let linter = Linter::new(vec![Arc::clone(rule)]).with_document_date(date);
            linter.with_date_conventions(conventions).check(&document)
        }
    };
    let whole_file = findings.iter().any(|finding| finding.whole_file);
    let mut found: Vec<(u32, u32)> =
        findings.iter().filter(|f| !f.whole_file).map(|finding| (finding.span.start, finding.span.end)).collect();
    found.sort_unstable();
    expected.sort_unstable();
    if found == expected && whole_file == example.whole_file {
        match &example.fixed {
            Some(fixed) => compare_fixed(&document, &findings, fixed),
            None => Ok(()),
        }
    } else {
        let text = document.text().to_owned();
        Err(ExampleFailure::Findings { text, expected, found, whole_file: (example.whole_file, whole_file) })
    }
}

/// What a word of a configuration means; `None` for no word.
fn known<T: Words>(word: Option<&str>) -> Result<Option<T>, ()> {
    word.map(|word| T::from_word(word).ok_or(())).transpose()
}

/// Applies the safe fixes once, and compares.
fn compare_fixed(document: &Document, findings: &[Finding], fixed: &str) -> Result<(), ExampleFailure> {
    let selection = fix::select(document, findings, Applicability::Safe);
    let mut found = document.text().to_owned();
    for edit in selection.edits.iter().rev() {
        if found.get(edit.span.range()).is_some() {
            found.replace_range(edit.span.range(), &edit.text);
        }
    }
    if found == fixed { Ok(()) } else { Err(ExampleFailure::Fixed { expected: fixed.to_owned(), found }) }
}

/// The text without its marks, and the byte ranges that they enclosed.
fn without_marks(marked: &str) -> Option<(String, Vec<(u32, u32)>)> {
    let mut text = String::with_capacity(marked.len());
    let mut ranges = Vec::new();
    let mut open = None;
    for c in marked.chars() {
        match c {
            '⟦' if open.is_none() => open = Some(text.len() as u32),
            '⟧' => ranges.push((open.take()?, text.len() as u32)),
            '⟦' => return None,
            _ => text.push(c),
        }
    }
    open.is_none().then_some((text, ranges))
}

fn from_hex(hex: &str) -> Option<Vec<u8>> {
    hex.split_ascii_whitespace().map(|byte| u8::from_str_radix(byte, 16).ok()).collect()
}

fn encode(text: &str, label: &str) -> Option<Vec<u8>> {
    let encoding = encoding_rs::Encoding::for_label(label.as_bytes())?;
    if encoding == encoding_rs::UTF_16LE || encoding == encoding_rs::UTF_16BE {
        let little = encoding == encoding_rs::UTF_16LE;
        return Some(
            text.encode_utf16().flat_map(|u| if little { u.to_le_bytes() } else { u.to_be_bytes() }).collect(),
        );
    }
    let (bytes, _, lossy) = encoding.encode(text);
    (!lossy).then(|| bytes.into_owned())
}
