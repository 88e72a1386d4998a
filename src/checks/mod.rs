//! The native checks: one function a rule, facts in, findings out. A check does no I/O, cannot fail, shares no state,
//! and sees severity and configuration only as the rule it is called for.
//!
//! To add one: write `rules/<family>/<name>.toml`, write `src/checks/<family>/<name>.rs` with
//! `pub fn check(cx: &Context, report: &mut Report)`, and add `pub mod <name>;` to `src/checks/<family>/mod.rs`.
//! The build script finds the function by the rule's id. A rule with a `[relation]` may have such a check as well, for what no expression over
//! one sentence can read: it goes on with the report of the declaration.

pub mod dates;
pub mod encoding;
pub mod figures;

use std::sync::Arc;

use crate::damage::Damage;
use crate::facts::table_equation::TableEquation;
use crate::facts::{Facts, View};
use crate::finding::Finding;
use crate::relation::{Relation, Verdict};
use crate::rules::Rule;
use crate::source::{Document, Table};
use crate::span::{Span, ViewSpan};

/// What a check looks at.
pub struct Context<'a> {
    /// The decoded text and how it was decoded.
    pub document: &'a Document,
    /// Suspicious places of the whole text, and what is opaque because of them.
    pub damage: &'a Damage,
    /// The normalised text that the facts point into.
    pub view: &'a View<'a>,
    /// Everything read from the view.
    pub facts: &'a Facts,
    /// What findings are reported about: all of the decoded text, but of a huge one the part that the view is read for.
    pub judged: Span,
    /// What the configuration says that tables must satisfy.
    pub table_equations: &'a [TableEquation],
}

impl<'a> Context<'a> {
    /// True if a finding at `span` is reported now; otherwise another stretch of the text has it.
    pub fn judges(&self, span: Span) -> bool {
        let is_last = self.judged.end as usize == self.document.text().len();
        self.judged.start <= span.start && (span.start < self.judged.end || is_last)
    }

    /// True for the stretch that the text begins with; most texts have one.
    pub fn is_first(&self) -> bool {
        self.judged.start == 0
    }

    /// The tables of the document that begin in what is judged, in text order.
    pub fn tables(&self) -> impl Iterator<Item = &'a Table> {
        self.document.tables().iter().filter(|table| self.judges(Span::empty(table.span.start as usize)))
    }

    /// Where a place of the view stands in the decoded text.
    pub fn source(&self, span: ViewSpan) -> Span {
        self.view.source(span)
    }

    /// The decoded text at a place of the view: what the author wrote.
    pub fn written(&self, span: ViewSpan) -> &str {
        &self.document.text()[self.source(span).range()]
    }
}

/// Collects the findings of one rule, and the relations that it looked at if somebody asks for them.
pub struct Report {
    rule: Arc<Rule>,
    findings: Vec<Finding>,
    relations: Option<Vec<Relation>>,
}

impl Report {
    /// An empty report for `rule`.
    pub fn new(rule: &Arc<Rule>) -> Self {
        Self { rule: Arc::clone(rule), findings: Vec::new(), relations: None }
    }

    /// An empty report that keeps relations too.
    pub fn with_relations(rule: &Arc<Rule>) -> Self {
        Self { relations: Some(Vec::new()), ..Self::new(rule) }
    }

    /// True if somebody asks for relations; otherwise making them is wasted.
    pub fn keeps_relations(&self) -> bool {
        self.relations.is_some()
    }

    /// Keeps a relation if somebody asks for it.
    pub fn relation(&mut self, relation: impl FnOnce(&Arc<Rule>) -> Relation) {
        if let Some(relations) = &mut self.relations {
            relations.push(relation(&self.rule));
        }
    }

    /// Adds a finding at `span` and returns it, to be completed.
    pub fn at(&mut self, span: Span) -> &mut Finding {
        let index = self.findings.len();
        self.findings.push(Finding::new(&self.rule, span));
        &mut self.findings[index]
    }

    /// The finding that was added last.
    pub fn last(&mut self) -> Option<&mut Finding> {
        self.findings.last_mut()
    }

    /// True if a relation that was kept has a member at `span`.
    pub fn has_relation_at(&self, span: Span) -> bool {
        self.relations.iter().flatten().any(|relation| relation.has_member_at(span))
    }

    /// True if a finding stands at `span`.
    pub fn has_finding_at(&self, span: Span) -> bool {
        self.findings.iter().any(|finding| finding.span == span)
    }

    /// True if a finding lies in `span` or reaches into it.
    pub fn has_finding_in(&self, span: Span) -> bool {
        self.findings.iter().any(|finding| finding.span.overlaps(span))
    }

    /// Keeps a relation about the number at `span`, unless one that was judged has a member there; one that was not gives way.
    pub fn relation_at(&mut self, span: Span, relation: impl FnOnce(&Arc<Rule>) -> Relation) {
        let Some(relations) = &mut self.relations else { return };
        let is_judged = |known: &Relation| !matches!(known.verdict, Verdict::NotChecked(_));
        if relations.iter().any(|known| is_judged(known) && known.has_member_at(span)) {
            return;
        }
        relations.retain(|known| !known.has_member_at(span));
        relations.push(relation(&self.rule));
    }

    /// The rule that is reported for.
    pub fn rule(&self) -> &Arc<Rule> {
        &self.rule
    }

    /// What was found, in the order of the calls.
    pub fn into_findings(self) -> Vec<Finding> {
        self.findings
    }

    /// What was looked at, in the order of the calls.
    pub fn into_relations(self) -> Vec<Relation> {
        self.relations.unwrap_or_default()
    }
}

/// A native check.
pub type Check = fn(&Context, &mut Report);
