//! What a rule is: its identity, texts, examples and, for a declarative rule, its pattern or relation. The built-in
//! rules come from `rules/**/*.toml` at build time; users' own files of the same form are read at run time.

mod abbreviation;
pub mod amount;
pub(crate) mod declaration;
mod equation;
mod error;
mod examples;
pub mod file;
mod known_needs;
mod load;
mod matcher;
mod phrase;
mod registry;
mod required;
mod shape;
pub mod vocabulary;

use std::borrow::Cow;

#[allow(unused_imports, reason = "the embedded rules use it if one of them is declarative")]
use crate::rules::declaration::with_default_messages;
pub use crate::rules::declaration::{Declaration, Part};
pub use crate::rules::error::{Problem, RuleError, UnknownRule, nearest};
pub use crate::rules::examples::{ExampleFailure, run_example};
pub use crate::rules::file::Example;
pub use crate::rules::load::{load_file, read_rule};
pub use crate::rules::registry::{ALL, Registry};

use crate::checks::Check;
use crate::finding::{Confidence, Language, Message, Severity};

include!(concat!(env!("OUT_DIR"), "/built_in.rs"));

/// A text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bilingual {
    /// Chinese.
    pub zh: Cow<'static, str>,
    /// English.
    pub en: Cow<'static, str>,
}

impl Bilingual {
    /// The text in `language`.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        }
    }
}

/// How a rule finds what it finds.
#[derive(Clone, Debug)]
pub enum Kind {
    /// A function of `src/checks`.
    Native(Check),
    /// What [`crate::policy`] says about suppressions, after all checks.
    Policy,
    /// What must not stand in a text.
    Pattern(Declaration),
    /// Quantities that must agree.
    Relation(Declaration),
}

/// A rule: one file of `rules/`, or of the user's.
#[derive(Clone, Debug)]
pub struct Rule {
    /// `family/name`, the path of its file.
    pub id: Cow<'static, str>,
    /// Severity of its findings unless changed.
    pub severity: Severity,
    /// Confidence, which decides the profile.
    pub confidence: Confidence,
    /// First version that had it.
    pub since: Cow<'static, str>,
    /// One line: what it finds.
    pub summary: Bilingual,
    /// Markdown: what, why, when it stays silent, reference.
    pub explain: Bilingual,
    /// Every text a finding may use, by key; `"message"` is the main one.
    pub messages: Vec<(Cow<'static, str>, Bilingual)>,
    /// Its documentation by example, and its tests.
    pub examples: Vec<Example>,
    /// How it works.
    pub kind: Kind,
    /// What a declarative rule reads that no expression over one sentence can: a check that runs behind its declaration.
    pub beside: Option<Check>,
}

impl Rule {
    /// `encoding`, `figures`, `dates`, or the user's own family.
    pub fn family(&self) -> &str {
        self.id.split('/').next().unwrap_or(&self.id)
    }

    /// Reads what a declarative rule says, and compiles it: otherwise left until the rule is first needed.
    ///
    /// # Errors
    /// The string of the rule's file that is wrong, and what is wrong with it.
    pub fn validate(&self) -> Result<(), (Part, Problem)> {
        match &self.kind {
            Kind::Native(_) | Kind::Policy => Ok(()),
            Kind::Pattern(declaration) | Kind::Relation(declaration) => {
                declaration.check_texts()?;
                declaration.program(&self.messages)?.compile()?;
                let Some(english) = &declaration.english else { return Ok(()) };
                let program = english.check_texts().and_then(|()| english.program(&self.messages)?.compile());
                program.map_err(|(part, problem)| (Part::English(Box::new(part)), problem))
            }
        }
    }

    /// The text of `message` in `language`, placeholders filled. A key that the rule's file does not have, which the
    /// tests rule out for the built-in rules, is shown as it is.
    pub fn render(&self, message: &Message, language: Language) -> String {
        let Some((_, template)) = self.messages.iter().find(|(key, _)| *key == message.key) else {
            return message.key.clone().into_owned();
        };
        let mut rest = template.get(language);
        let mut text = String::with_capacity(rest.len());
        let mut shown = "";
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else { break };
            push_counted(&mut text, before, shown);
            match message.args.iter().find(|(known, _)| known == name) {
                Some((_, value)) => {
                    shown = value.get(language);
                    push_on_one_line(&mut text, shown);
                }
                None => text.extend(["{", name, "}"]),
            }
            rest = after;
        }
        push_counted(&mut text, rest, shown);
        text
    }
}

/// `{count} place(s)`: 1 place, 2 places. `count` is the value that was shown before.
fn push_counted(text: &mut String, words: &str, count: &str) {
    match words.split_once("(s)") {
        Some((noun, rest)) => text.extend([noun, if count == "1" { "" } else { "s" }, rest]),
        None => text.push_str(words),
    }
}

/// What was broken over two lines of a text is shown on one.
fn push_on_one_line(text: &mut String, value: &str) {
    let mut lines = value.split(['\n', '\r']);
    text.push_str(lines.next().unwrap_or_default());
    text.extend(lines.map(|line| line.trim_start_matches([' ', '\u{3000}'])));
}
