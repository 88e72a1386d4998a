//! The form of a rule file. Also compiled into the build script, which embeds the files of `rules/`: it must not use
//! anything of the crate but [`crate::severity`].

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::severity::{Confidence, Severity};

/// A rule file, `<family>/<name>.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleFile {
    /// Severity of the findings.
    pub severity: Severity,
    /// How sure the rule is; decides the profile it belongs to.
    #[serde(default = "high")]
    pub confidence: Confidence,
    /// First version that had the rule.
    #[serde(default)]
    pub since: String,
    /// One line: what it finds.
    pub summary: Text,
    /// Markdown: what, why, when it stays silent, reference.
    #[serde(default)]
    pub explain: Text,
    /// The main message, with placeholders in braces.
    pub message: Text,
    /// Further texts that findings use: other messages, labels, notes, titles of fixes.
    #[serde(default)]
    pub messages: BTreeMap<String, Text>,
    /// A declarative rule: what must not stand in a text.
    pub pattern: Option<PatternSource>,
    /// A declarative rule: quantities that must agree.
    pub relation: Option<RelationSource>,
    /// Documentation and tests.
    #[serde(default)]
    pub example: Vec<Example>,
}

/// A text in both languages.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// `[pattern]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PatternSource {
    /// A regular expression with typed slots such as `{number}`.
    pub text: String,
    /// What stands in place of a match after the fix; slots by name.
    pub fix: Option<String>,
}

/// `[relation]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelationSource {
    /// A regular expression with typed slots such as `{a:percent}`.
    pub text: String,
    /// The equation or inequality over the slots.
    pub holds: String,
}

/// `[[example]]`: a text in which `⟦ ⟧` marks what must be reported, and nothing else may be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// The text with its marks.
    pub text: String,
    /// The text after every safe fix, if that is to be tested.
    pub fixed: Option<String>,
    /// The encoding the text is stored in; UTF-8 unless given.
    pub encoding: Option<String>,
    /// Bytes in hexadecimal instead of a text, for what no text can hold. No marks: `whole_file` or `at` says what is
    /// expected.
    pub bytes: Option<String>,
    /// Byte ranges of the decoded text that must be reported, `[start, end]`, where marks cannot say it.
    #[serde(default)]
    pub at: Vec<[u32; 2]>,
    /// True if one finding about the whole file is expected.
    #[serde(default)]
    pub whole_file: bool,
    /// True if the text is Markdown.
    #[serde(default)]
    pub markdown: bool,
    /// The document's own date, `YYYY-MM-DD`, if the rule needs one.
    pub document_date: Option<String>,
}

fn high() -> Confidence {
    Confidence::High
}
