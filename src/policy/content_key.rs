//! What a finding is known by when lines move: its rule, its text without white space, and a hash of what stands around
//! it in its line. Inserted paragraphs and re-indented or re-ended lines do not change a key; editing the words around does.

use crate::finding::Finding;
use crate::fnv::Fnv;
use crate::source::Document;

/// Characters of the line that count on each side of a finding, white space left out.
const CONTEXT_CHARS: usize = 16;

/// How far around a finding context is looked for, in characters; bounds the work in a sea of spaces.
const CONTEXT_REACH: usize = 8 * CONTEXT_CHARS;

/// Characters of a finding's text that a key shows. The hash covers the whole text.
const SHOWN_CHARS: usize = 60;

/// Identity of a finding by content.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentKey {
    /// The rule's id.
    pub rule: String,
    /// The text reported, without white space, cut after 60 characters. Empty for a finding about the whole file.
    pub text: String,
    /// FNV-1a, 64 bits, of the whole text reported and up to 16 characters of its line on either side.
    pub context: u64,
}

impl ContentKey {
    /// The key of a finding in `document`.
    pub fn of(document: &Document, finding: &Finding) -> Self {
        let rule = finding.rule.id.clone().into_owned();
        if finding.whole_file {
            return Self { rule, text: String::new(), context: Fnv::new().0 };
        }
        let text = document.text();
        let range = finding.span.range();
        let reported: String = squeezed(text.get(range.clone()).unwrap_or("")).collect();
        let mut before: Vec<char> = context(text.get(..range.start).unwrap_or("").chars().rev()).collect();
        before.reverse();
        let after = context(text.get(range.end..).unwrap_or("").chars());
        let mut hash = Fnv::new();
        hash.chars(reported.chars());
        hash.separator();
        hash.chars(before.into_iter());
        hash.separator();
        hash.chars(after);
        Self { rule, text: reported.chars().take(SHOWN_CHARS).collect(), context: hash.0 }
    }

    /// One word for programs that track findings (SARIF, GitLab): 16 hexadecimal digits over rule and content.
    pub fn fingerprint(&self) -> String {
        let mut hash = Fnv(self.context);
        hash.separator();
        hash.chars(self.rule.chars());
        format!("{:016x}", hash.0)
    }
}

/// The characters of `text` but white space.
pub fn squeezed(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|c| !c.is_whitespace())
}

/// The nearest characters of the same line.
fn context(chars: impl Iterator<Item = char>) -> impl Iterator<Item = char> {
    chars
        .take_while(|c| !matches!(c, '\n' | '\r'))
        .take(CONTEXT_REACH)
        .filter(|c| !c.is_whitespace())
        .take(CONTEXT_CHARS)
}
