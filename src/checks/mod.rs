//! The native checks: one function a rule, facts in, findings out. A check does no I/O, cannot fail, shares no state,
//! and sees severity and configuration only as the rule it is called for.
//!
//! To add one: write `rules/<family>/<name>.toml`, write `src/checks/<family>/<name>.rs` with
//! `pub fn check(cx: &Context, report: &mut Report)`, and add `pub mod <name>;` to `src/checks/<family>/mod.rs`.
//! The build script finds the function by the rule's id.

pub mod dates;
pub mod encoding;
pub mod figures;

use std::sync::Arc;

use crate::damage::Damage;
use crate::facts::{Facts, View};
use crate::finding::Finding;
use crate::rules::Rule;
use crate::source::Document;
use crate::span::{Span, ViewSpan};

/// What a check looks at.
pub struct Context<'a> {
    /// The decoded text and how it was decoded.
    pub document: &'a Document,
    /// Suspicious places, and what is opaque because of them.
    pub damage: &'a Damage,
    /// The normalised text that the facts point into.
    pub view: &'a View<'a>,
    /// Everything read from the view.
    pub facts: &'a Facts,
}

impl Context<'_> {
    /// Where a place of the view stands in the decoded text.
    pub fn source(&self, span: ViewSpan) -> Span {
        self.view.source(span)
    }

    /// The decoded text at a place of the view: what the author wrote.
    pub fn written(&self, span: ViewSpan) -> &str {
        &self.document.text()[self.source(span).range()]
    }
}

/// Collects the findings of one rule.
pub struct Report {
    rule: Arc<Rule>,
    findings: Vec<Finding>,
}

impl Report {
    /// An empty report for `rule`.
    pub fn new(rule: &Arc<Rule>) -> Self {
        Self { rule: Arc::clone(rule), findings: Vec::new() }
    }

    /// Adds a finding at `span` and returns it, to be completed.
    pub fn at(&mut self, span: Span) -> &mut Finding {
        let index = self.findings.len();
        self.findings.push(Finding::new(&self.rule, span));
        &mut self.findings[index]
    }

    /// The rule that is reported for.
    pub fn rule(&self) -> &Arc<Rule> {
        &self.rule
    }

    /// What was found, in the order of the calls.
    pub fn into_findings(self) -> Vec<Finding> {
        self.findings
    }
}

/// A native check.
pub type Check = fn(&Context, &mut Report);
