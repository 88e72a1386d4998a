//! The way of the data for one document: damage, view, facts, then every enabled rule. No I/O, no policy.

use std::sync::Arc;

use crate::checks::{Context, Report};
use crate::damage::Damage;
use crate::facts::{Facts, View};
use crate::finding::{self, Finding};
use crate::rules::{Kind, Rule};
use crate::source::Document;

/// A set of rules to run over documents.
#[derive(Clone, Debug)]
pub struct Linter {
    rules: Vec<Arc<Rule>>,
}

impl Linter {
    /// A linter that runs `rules`.
    pub fn new(rules: Vec<Arc<Rule>>) -> Self {
        Self { rules }
    }

    /// The findings of every rule, in text order; findings about the whole file come first.
    pub fn check(&self, document: &Document) -> Vec<Finding> {
        let damage = Damage::scan(document);
        let view = View::new(document.text(), &damage, document.code());
        let facts = Facts::read(&view);
        let context = Context { document, damage: &damage, view: &view, facts: &facts };
        let mut findings = Vec::new();
        for rule in &self.rules {
            let mut report = Report::new(rule);
            match &rule.kind {
                Kind::Native(check) => check(&context, &mut report),
                Kind::Policy => {}
            }
            findings.append(&mut report.into_findings());
        }
        finding::sort(&mut findings);
        findings
    }
}
