//! The form of a rule file. Also compiled into the build script, which embeds the files of `rules/`: it must not use
//! anything of the crate but [`crate::severity`].

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use crate::severity::{Applicability, Confidence, Severity};

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
    /// Parts of expressions that have a name: `{name}` stands for one in every expression of the file.
    #[serde(default)]
    pub words: BTreeMap<String, Spanned<String>>,
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

impl RuleFile {
    /// An expression of the file, its words written out.
    pub fn written_out(&self, expression: &str) -> WrittenOut {
        let mut out = WrittenOut { text: String::with_capacity(expression.len()), pieces: Vec::new() };
        let mut rest = 0;
        for (start, _) in expression.match_indices('{').filter(|(at, _)| !expression[..*at].ends_with('\\')) {
            let Some(end) = expression[start..].find('}').map(|length| start + length) else { break };
            if let Some(words) = self.words.get(&expression[start + 1..end]) {
                out.push(&expression[rest..start], rest, false);
                out.push(&format!("(?:{})", words.get_ref()), start, true);
                rest = end + 1;
            }
        }
        out.push(&expression[rest..], rest, false);
        out
    }
}

/// An expression with its words written out.
pub struct WrittenOut {
    /// What it became.
    pub text: String,
    /// Ascending.
    pieces: Vec<Piece>,
}

/// A piece of what was written out.
struct Piece {
    /// Byte of the text at which it starts, and of the expression.
    start: usize,
    origin: usize,
    is_word: bool,
}

impl WrittenOut {
    fn push(&mut self, text: &str, origin: usize, is_word: bool) {
        self.pieces.push(Piece { start: self.text.len(), origin, is_word });
        self.text.push_str(text);
    }

    /// The byte of the expression that byte `at` of the text comes from: of words, the one at which their name stands.
    pub fn origin(&self, at: usize) -> usize {
        let piece = self.pieces.iter().rev().find(|piece| piece.start <= at);
        piece.map_or(at, |piece| piece.origin + if piece.is_word { 0 } else { at - piece.start })
    }
}

/// A text in both languages. A user's file may leave out English; Chinese is shown then.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Chinese.
    pub zh: Spanned<String>,
    /// English.
    #[serde(default = "nothing")]
    pub en: Spanned<String>,
}

impl Default for Text {
    fn default() -> Self {
        Self { zh: nothing(), en: nothing() }
    }
}

/// `[pattern]`: what must not stand in a text. The language is described in `docs/rule-language.md`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PatternSource {
    /// A regular expression with typed slots such as `{number}`.
    pub text: Spanned<String>,
    /// An expression of the same language that must match in the same sentence.
    pub context: Option<Spanned<String>>,
    /// A condition over the slots that must hold for certain, if a match is to be reported.
    pub when: Option<Spanned<String>>,
    /// Expressions of the same language: a match that overlaps or touches one of theirs is not reported.
    #[serde(default)]
    pub except: Vec<Spanned<String>>,
    /// What stands in place of a match after the fix; slots by name, groups as `$1`.
    pub fix: Option<Spanned<String>>,
    /// Who may apply the fix.
    #[serde(default)]
    pub applicability: Applicability,
}

/// `[relation]`: quantities that must agree. The language is described in `docs/rule-language.md`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelationSource {
    /// A regular expression with typed slots such as `{a:percent}`.
    pub text: Spanned<String>,
    /// Other orders of the same slots: what matches one of them is a match of the rule.
    #[serde(default)]
    pub alternatives: Vec<Spanned<String>>,
    /// Slots whose comparisons are worth a warning only, whatever the rule's severity.
    #[serde(default)]
    pub warning: Vec<Spanned<String>>,
    /// The same relation in English sentences.
    pub english: Option<EnglishSource>,
    /// The equations or inequalities over the slots.
    pub holds: Spanned<String>,
    /// An expression of the same language that must match in the same sentence.
    pub context: Option<Spanned<String>>,
    /// A condition over the slots that must hold for certain, if the relation is to be judged.
    pub when: Option<Spanned<String>>,
    /// Expressions of the same language: a match that overlaps or touches one of theirs is not judged.
    #[serde(default)]
    pub except: Vec<Spanned<String>>,
    /// Expressions of the same language: a match that overlaps or touches one of theirs is not reported; it is listed
    /// as true where it is.
    #[serde(default)]
    pub doubtful: Vec<Spanned<String>>,
    /// Expressions of the same language: in a match that overlaps or touches one of theirs no rate is judged, since it may be
    /// at other prices than the amounts.
    #[serde(default)]
    pub adjusted: Vec<Spanned<String>>,
    /// Expressions of the same language: in a match that overlaps or touches one of theirs a rate is reported only if it is
    /// far off and a slip of the pen explains it, since its base may have been revised.
    #[serde(default)]
    pub revised: Vec<Spanned<String>>,
    /// Slots whose comparisons these leave alone: the words of their alternatives leave no doubt.
    #[serde(default)]
    pub certain: Vec<Spanned<String>>,
    /// Expressions of the same language for relations that lack a member: they are listed as not checked.
    #[serde(default)]
    pub partial: Vec<Spanned<String>>,
}

/// `[relation.english]`: how English texts say the relation. Its slots have the names that the messages use.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnglishSource {
    /// A regular expression with typed slots, over English sentences.
    pub text: Spanned<String>,
    /// Other orders of the same slots.
    #[serde(default)]
    pub alternatives: Vec<Spanned<String>>,
    /// The equations or inequalities, if they are not those of the Chinese text.
    pub holds: Option<Spanned<String>>,
    /// A condition over the slots that must hold for certain.
    pub when: Option<Spanned<String>>,
    /// A match that overlaps or touches one of these is not judged.
    #[serde(default)]
    pub except: Vec<Spanned<String>>,
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
    /// The standard for dates, as in `[dates]` of a configuration: gov, iso, off.
    pub date_standard: Option<String>,
    /// The order of numeric dates, as in `[dates]` of a configuration: dmy, mdy.
    pub date_order: Option<String>,
}

impl Example {
    /// True if something must be reported in it.
    pub fn is_reported(&self) -> bool {
        self.text.contains('⟦') || self.whole_file || !self.at.is_empty()
    }
}

fn nothing() -> Spanned<String> {
    Spanned::new(0..0, String::new())
}

fn high() -> Confidence {
    Confidence::High
}
