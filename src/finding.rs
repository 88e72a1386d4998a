//! What a check says: a place, a message by key with its arguments, proof, related places and fixes. A finding knows
//! nothing of languages, terminals or protocols: texts are looked up in the rule's file when it is shown.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::rules::Rule;
pub use crate::severity::{Applicability, Confidence, Severity};
use crate::source::Position;
use crate::span::Span;

/// The language of messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Chinese, simplified.
    #[default]
    Zh,
    /// English.
    En,
}

impl Language {
    /// The mark between a name and what is said about it.
    pub fn colon(self) -> &'static str {
        match self {
            Self::Zh => "：",
            Self::En => ": ",
        }
    }
}

/// A text by key, with the values of its placeholders. The key names a text of the rule's file: `"message"` is
/// `[message]`, any other key `k` is `[messages.k]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Which text of the rule's file.
    pub key: Cow<'static, str>,
    /// Placeholder name and the value shown.
    pub args: Vec<(Cow<'static, str>, Shown)>,
}

/// The value of a placeholder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// The same in every language.
    Text(String),
    /// A word of the language of the message, such as a weekday.
    Word {
        /// Chinese.
        zh: Cow<'static, str>,
        /// English.
        en: Cow<'static, str>,
    },
}

impl Shown {
    /// The value in `language`.
    pub fn get(&self, language: Language) -> &str {
        match (self, language) {
            (Self::Text(text), _) => text,
            (Self::Word { zh, .. }, Language::Zh) => zh,
            (Self::Word { en, .. }, Language::En) => en,
        }
    }
}

impl<T: fmt::Display> From<T> for Shown {
    fn from(value: T) -> Self {
        Self::Text(value.to_string())
    }
}

impl Message {
    /// The text `key`, no placeholder filled yet.
    pub fn new(key: impl Into<Cow<'static, str>>) -> Self {
        Self { key: key.into(), args: Vec::new() }
    }

    /// Fills the placeholder `{name}`.
    pub fn arg(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Shown>) -> Self {
        push(&mut self.args, (name.into(), value.into()));
        self
    }
}

/// Another place that takes part in a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub span: Span,
    /// What that place contributes.
    pub message: Message,
}

/// A place in another file that takes part in a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// The file as the user would write it.
    pub path: String,
    /// Where it starts there.
    pub start: Position,
    /// Where it ends.
    pub end: Position,
    /// What that place contributes.
    pub message: Message,
}

/// One replacement in the decoded text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What goes.
    pub span: Span,
    /// What comes.
    pub text: String,
}

/// A change that would settle a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, in the imperative.
    pub title: Message,
    /// Who may apply it.
    pub applicability: Applicability,
    /// Edits in text order, not overlapping.
    pub edits: Vec<Edit>,
}

impl Fix {
    /// A fix of one edit.
    pub fn replace(title: Message, applicability: Applicability, span: Span, text: impl Into<String>) -> Self {
        Self { title, applicability, edits: vec![Edit { span, text: text.into() }] }
    }
}

/// One thing that is wrong with a text.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule that says so.
    pub rule: Arc<Rule>,
    /// The rule's severity unless the check lowered it or the configuration changed it.
    pub severity: Severity,
    /// The rule's confidence unless the check lowered it.
    pub confidence: Confidence,
    /// What is wrong.
    pub message: Message,
    /// Where. Ignored for [`Finding::whole_file`].
    pub span: Span,
    /// True for a finding about the file and not a place in it.
    pub whole_file: bool,
    /// The other members of a relation, in text order.
    pub related: Vec<Related>,
    /// Places in other files.
    pub elsewhere: Vec<Elsewhere>,
    /// Lines that explain or prove, in reading order.
    pub notes: Vec<Message>,
    /// Machine-readable proof: the JSON object `evidence`.
    pub evidence: serde_json::Map<String, serde_json::Value>,
    /// Ways to settle it, best first.
    pub fixes: Vec<Fix>,
}

/// Lists are as long as they need to be up to here.
const FEW: usize = 4;

impl Finding {
    /// A finding of `rule` at `span`, with the text `[message]` and the rule's own severity and confidence.
    pub fn new(rule: &Arc<Rule>, span: Span) -> Self {
        Self {
            rule: Arc::clone(rule),
            severity: rule.severity,
            confidence: rule.confidence,
            message: Message::new("message"),
            span,
            whole_file: false,
            related: Vec::new(),
            elsewhere: Vec::new(),
            notes: Vec::new(),
            evidence: serde_json::Map::new(),
            fixes: Vec::new(),
        }
    }

    /// Uses the text `[messages.<key>]` instead of `[message]`.
    pub fn text(&mut self, key: &'static str) -> &mut Self {
        self.message.key = Cow::Borrowed(key);
        self
    }

    /// Fills a placeholder of the message.
    pub fn arg(&mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Shown>) -> &mut Self {
        push(&mut self.message.args, (name.into(), value.into()));
        self
    }

    /// Sets another severity than the rule's own.
    pub fn severity(&mut self, severity: Severity) -> &mut Self {
        self.severity = severity;
        self
    }

    /// Sets another confidence than the rule's own.
    pub fn confidence(&mut self, confidence: Confidence) -> &mut Self {
        self.confidence = confidence;
        self
    }

    /// Says that the finding is about the file as a whole.
    pub fn whole_file(&mut self) -> &mut Self {
        self.whole_file = true;
        self
    }

    /// Adds a related place.
    pub fn related(&mut self, span: Span, message: Message) -> &mut Self {
        push(&mut self.related, Related { span, message });
        self
    }

    /// Adds a line that explains or proves.
    pub fn note(&mut self, message: Message) -> &mut Self {
        push(&mut self.notes, message);
        self
    }

    /// Adds a member of the JSON object `evidence`.
    pub fn evidence(&mut self, key: &str, value: impl Into<serde_json::Value>) -> &mut Self {
        self.evidence.insert(key.to_owned(), value.into());
        self
    }

    /// Adds a fix.
    pub fn fix(&mut self, fix: Fix) -> &mut Self {
        push(&mut self.fixes, fix);
        self
    }

    /// The text of `message` in `language`, placeholders filled.
    pub fn render(&self, message: &Message, language: Language) -> String {
        self.rule.render(message, language)
    }
}

/// Adds to a list of one or two, mostly: a text may have very many findings, and takes the room that it needs.
fn push<T>(list: &mut Vec<T>, new: T) {
    if list.len() < FEW {
        list.reserve_exact(1);
    }
    list.push(new);
}

/// Puts findings in text order; those about the file as a whole come first, and those at one place go by rule.
pub fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| {
        let key = |finding: &Finding| (!finding.whole_file, finding.span.start, finding.span.end);
        key(a).cmp(&key(b)).then_with(|| a.rule.id.cmp(&b.rule.id))
    });
}

/// What is said of one number is said once: of the findings about figures at one place that each compare the number there with
/// others, the surest is kept, and of two that are equally sure the one that has a correction. Takes sorted findings.
pub fn tell_once(findings: &mut Vec<Finding>) {
    let compares = |finding: &Finding| finding.rule.family() == "figures" && !finding.related.is_empty();
    let rank = |finding: &Finding| (finding.confidence, finding.severity, !finding.fixes.is_empty());
    findings.dedup_by(|later, earlier| {
        let is_same = later.span == earlier.span && later.rule.id != earlier.rule.id;
        let is_same = is_same && compares(later) && compares(earlier);
        if is_same && rank(later) > rank(earlier) {
            std::mem::swap(later, earlier);
        }
        is_same
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules;

    #[test]
    fn one_number_is_told_of_once() {
        let rules: Vec<Arc<Rule>> = rules::built_in().into_iter().map(Arc::new).collect();
        let rule = |id: &str| rules.iter().find(|rule| rule.id == id).expect("a rule");
        let finding = |id: &str, end: u32, severity: Severity| {
            let mut finding = Finding::new(rule(id), Span { start: 3, end });
            finding.severity(severity).related(Span { start: 0, end: 2 }, Message::new("part"));
            finding
        };
        let mut findings = vec![
            finding("figures/named-whole", 9, Severity::Warning),
            finding("figures/share-arithmetic", 9, Severity::Error),
            finding("figures/share-arithmetic", 12, Severity::Warning),
            finding("encoding/mojibake", 12, Severity::Error),
        ];
        tell_once(&mut findings);
        let told: Vec<(&str, u32)> = findings.iter().map(|finding| (&*finding.rule.id, finding.span.end)).collect();
        assert_eq!(
            told,
            [("figures/share-arithmetic", 9), ("figures/share-arithmetic", 12), ("encoding/mojibake", 12)]
        );
    }
}
