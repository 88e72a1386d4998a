//! The way of the data for one document: damage, view, facts, then every enabled rule. No I/O, no policy.

use std::sync::Arc;

use crate::checks::{Context, Report};
use crate::damage::Damage;
use crate::facts::document_date::DocumentDate;
use crate::facts::{Facts, View};
use crate::finding::{self, Finding};
use crate::rules::{Kind, Rule, declaration};
use crate::source::{Document, Format};

/// A set of rules to run over documents.
#[derive(Clone, Debug)]
pub struct Linter {
    rules: Vec<Arc<Rule>>,
    document_date: Option<DocumentDate>,
}

impl Linter {
    /// A linter that runs `rules`.
    pub fn new(rules: Vec<Arc<Rule>>) -> Self {
        Self { rules, document_date: None }
    }

    /// Takes `date` for the date of every document, whatever its text says.
    pub fn with_document_date(self, date: Option<DocumentDate>) -> Self {
        Self { document_date: date, ..self }
    }

    /// The findings of every rule, in text order; findings about the whole file come first.
    pub fn check(&self, document: &Document) -> Vec<Finding> {
        self.read(document, |context| self.findings(context))
    }

    /// Reads a document and lets `look` see what the rules see.
    pub fn read<T>(&self, document: &Document, look: impl FnOnce(&Context) -> T) -> T {
        let damage = Damage::scan(document);
        let view = View::new(document.text(), &damage, document.code());
        let mut facts = Facts::read(&view);
        let front_matter = || match document.format() {
            Format::Markdown => DocumentDate::from_front_matter(document.text()),
            Format::Plain => None,
        };
        facts.document_date = self.document_date.or_else(front_matter).or(facts.document_date);
        look(&Context { document, damage: &damage, view: &view, facts: &facts })
    }

    fn findings(&self, context: &Context) -> Vec<Finding> {
        let mut findings = Vec::new();
        for rule in &self.rules {
            if let Kind::Native(check) = &rule.kind {
                let mut report = Report::new(rule);
                check(context, &mut report);
                findings.append(&mut report.into_findings());
            }
        }
        findings.append(&mut declaration::check(context, &self.rules));
        finding::sort(&mut findings);
        findings
    }
}
