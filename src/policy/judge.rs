//! The judgement on the findings of a file: comments, `[[allow]]`, severities, profile, baseline, in this order; and the
//! findings of the family `policy` about suppressions that are unknown, malformed or of no use.

use std::path::Path;
use std::sync::Arc;

use super::baseline::BaselineRecord;
use super::config::Allowance;
use super::content_key::squeezed;
use super::rule_set::RuleSet;
use super::suggestion::nearest;
use super::suppress::{self, Fault, Malformed, Suppression, Suppressions};
use super::{FilePolicy, Overrides, Policies, glob};
use crate::finding::{self, Applicability, Finding, Fix, Language, Message};
use crate::policy::{ConfigSource, Profile};
use crate::rules::Rule;
use crate::source::Document;
use crate::span::Span;

const UNUSED: &str = "policy/unused-suppression";
const UNKNOWN: &str = "policy/unknown-rule";
const MALFORMED: &str = "policy/malformed-suppression";
const FAMILY: &str = "policy/";

impl FilePolicy {
    /// What remains of the `findings` in the document at `path`, with the findings about its suppressions, in text order.
    pub fn judge(&self, path: &Path, document: &Document, findings: Vec<Finding>) -> Vec<Finding> {
        let absolute = glob::absolute(&self.folder, path);
        let mut allowances = Allowances::for_path(self, &absolute);
        let mut suppressions = Suppressions::read(document);
        let mut findings = suppressions.remaining(findings, |_| true);
        findings.retain(|finding| !allowances.cover(document, finding));
        let mut about = self.about_suppressions(&suppressions, document);
        about.extend(self.about_allowances(&allowances));
        let mut about = suppressions.remaining(about, Suppression::is_about_policy);
        // What was meant for a finding about a suppression can be of no use itself. That is said last, and cannot be
        // suppressed in its turn.
        about.extend(self.unused(&suppressions, Suppression::is_about_policy, document));
        findings.extend(about);
        findings.retain_mut(|finding| self.admit(finding));
        finding::sort(&mut findings);
        match (&self.governing.baseline, &self.governing.baseline_path) {
            (Some(baseline), Some(place)) => {
                let folder = place.value.parent().unwrap_or(&place.value);
                baseline.new_findings(&glob::relative(folder, &absolute), document, findings)
            }
            _ => findings,
        }
    }

    /// What a baseline keeps of a file's judged findings. For a new baseline, judge with [`super::BaselineSource::Ignored`].
    pub fn baseline_record(&self, path: &Path, document: &Document, findings: &[Finding]) -> BaselineRecord {
        BaselineRecord::of(glob::absolute(&self.folder, path), document, findings)
    }

    /// Gives a finding the severity that the configuration sets; false if its confidence does not reach the profile.
    fn admit(&self, finding: &mut Finding) -> bool {
        let Some(state) = self.governing.rules.index(&finding.rule.id).and_then(|index| self.states.get(index)) else {
            return true;
        };
        finding.severity = state.severity().unwrap_or(finding.severity);
        finding.confidence >= state.least_confidence(&finding.rule, self.profile)
    }

    /// The rule `id`, if it runs.
    fn running(&self, id: &str) -> Option<&Arc<Rule>> {
        let index = self.governing.rules.index(id)?;
        let rule = self.governing.rules.rules().get(index)?;
        self.states.get(index)?.runs(rule, self.profile).then_some(rule)
    }

    /// True if a suppression of `id` would be used if there were something to suppress: the rule runs, or of a family every
    /// rule that the profile has.
    fn runs_whole(&self, id: &str) -> bool {
        self.rules()
            .filter(|(rule, _)| rule.id == id || rule.family() == id)
            .filter(|(rule, _)| rule.id == id || rule.confidence >= self.profile.least_confidence())
            .all(|(_, severity)| severity.is_some())
    }

    /// Findings about the suppressions of a document, but for the use of those that are about such findings.
    fn about_suppressions(&self, suppressions: &Suppressions, document: &Document) -> Vec<Finding> {
        let mut findings = self.unused(suppressions, |entry| !entry.is_about_policy(), document);
        let rules = &self.governing.rules;
        if let Some(rule) = self.running(UNKNOWN) {
            let unknown = suppressions.entries.iter().filter(|entry| !rules.knows(&entry.id));
            findings.extend(unknown.map(|entry| unknown_rule(rule, entry, rules)));
        }
        if let Some(rule) = self.running(MALFORMED) {
            findings.extend(suppressions.malformed.iter().map(|malformed| malformed_suppression(rule, malformed)));
        }
        findings
    }

    fn unused(
        &self,
        suppressions: &Suppressions,
        of: impl Fn(&Suppression) -> bool,
        document: &Document,
    ) -> Vec<Finding> {
        let Some(rule) = self.running(UNUSED) else { return Vec::new() };
        let unused = suppressions.entries.iter().filter(|entry| !entry.used && of(entry));
        let judged = unused.filter(|entry| self.governing.rules.knows(&entry.id) && self.runs_whole(&entry.id));
        judged.map(|entry| unused_suppression(rule, entry, document)).collect()
    }

    fn about_allowances(&self, allowances: &Allowances) -> Vec<Finding> {
        let Some(rule) = self.running(UNUSED) else { return Vec::new() };
        let unused = allowances.entries.iter().filter(|(allowance, used)| {
            let is_literal = allowance.files.as_ref().is_some_and(|files| files.literal().is_some());
            !used && is_literal && allowance.rules.iter().all(|id| self.runs_whole(&id.value))
        });
        unused
            .map(|(allowance, _)| {
                let ids: Vec<&str> = allowance.rules.iter().map(|id| &*id.value).collect();
                let mut finding = Finding::new(rule, Span::empty(0));
                finding.whole_file().text("sidecar");
                finding.arg("place", allowance.origin.show(Language::En)).arg("rule", ids.join(", "));
                finding
            })
            .collect()
    }
}

impl Suppressions {
    /// The findings that no entry that `takes_part` suppresses.
    fn remaining(&mut self, findings: Vec<Finding>, takes_part: impl Fn(&Suppression) -> bool) -> Vec<Finding> {
        let suppressed = self.suppress(&findings, takes_part);
        findings.into_iter().zip(suppressed).filter(|(_, suppressed)| !suppressed).map(|(finding, _)| finding).collect()
    }
}

impl Suppression {
    /// True if it suppresses findings about suppressions.
    fn is_about_policy(&self) -> bool {
        self.id.starts_with(FAMILY) || self.id == FAMILY.trim_end_matches('/')
    }
}

fn unused_suppression(rule: &Arc<Rule>, entry: &Suppression, document: &Document) -> Finding {
    let mut finding = Finding::new(rule, entry.place);
    finding.arg("rule", &entry.id);
    if entry.alone {
        let gone = with_line(document.text(), entry.comment);
        finding.fix(Fix::replace(Message::new("remove"), Applicability::Unsafe, gone, ""));
    }
    finding
}

/// A comment with the line that it stands alone on.
fn with_line(text: &str, comment: Span) -> Span {
    let before = text.get(..comment.start as usize).unwrap_or("");
    let after = text.get(comment.end as usize..).unwrap_or("");
    let indent = before.len() - before.trim_end_matches([' ', '\t']).len();
    let trail = after.len() - after.trim_start_matches([' ', '\t']).len();
    let starts_line = before.len() == indent || before[..before.len() - indent].ends_with(['\n', '\r']);
    let end_mark = ["\r\n", "\n", "\r"].iter().find(|mark| after[trail..].starts_with(**mark)).map(|mark| mark.len());
    match end_mark {
        Some(mark) if starts_line => Span::new(comment.start as usize - indent, comment.end as usize + trail + mark),
        _ => comment,
    }
}

fn unknown_rule(rule: &Arc<Rule>, entry: &Suppression, rules: &RuleSet) -> Finding {
    let mut finding = Finding::new(rule, entry.place);
    finding.arg("id", &entry.id);
    if let Some(known) = rules.suggestion(&entry.id) {
        finding.text("meant").arg("known", &known);
        let title = Message::new("rename").arg("known", &known);
        finding.fix(Fix::replace(title, Applicability::Unsafe, entry.place, known));
    }
    finding
}

fn malformed_suppression(rule: &Arc<Rule>, malformed: &Malformed) -> Finding {
    let mut finding = Finding::new(rule, malformed.place);
    match &malformed.fault {
        Fault::UnknownWord(word) => {
            finding.arg("word", word);
            if let Some(known) = nearest(word, suppress::WORDS.iter().copied()) {
                let title = Message::new("rename").arg("known", &known);
                finding.fix(Fix::replace(title, Applicability::Unsafe, malformed.place, known));
            }
        }
        Fault::NoRule => {
            finding.text("no-rule");
        }
        Fault::NeverEnds => {
            finding.text("never-ends");
        }
        Fault::NeverStarted => {
            finding.text("never-started");
        }
    }
    finding
}

/// The `[[allow]]` sections that are meant for a file, and whether each was of use.
struct Allowances<'a> {
    entries: Vec<(&'a Allowance, bool)>,
}

impl<'a> Allowances<'a> {
    fn for_path(policy: &'a FilePolicy, path: &Path) -> Self {
        let all = policy.governing.files.iter().flat_map(|file| &file.allow);
        let meant = all.filter(|allowance| allowance.files.as_ref().is_none_or(|files| files.matches(path)));
        Self { entries: meant.map(|allowance| (&**allowance, false)).collect() }
    }

    /// True if a section covers the finding; that section is then of use.
    fn cover(&mut self, document: &Document, finding: &Finding) -> bool {
        let rule = &finding.rule;
        for (allowance, used) in &mut self.entries {
            let is_named = allowance.rules.iter().any(|id| id.value == *rule.id || id.value == rule.family());
            let is_there = || match &allowance.text {
                None => true,
                Some(_) if finding.whole_file => false,
                Some(passage) => lies_in(document.text(), finding.span, passage),
            };
            if is_named && is_there() {
                *used = true;
                return true;
            }
        }
        false
    }
}

/// True if `span` lies in an occurrence of `passage` in `text`, whatever the white space. Looks no farther around than the
/// passage is long.
fn lies_in(text: &str, span: Span, passage: &str) -> bool {
    let passage: String = squeezed(passage).collect();
    let length = passage.chars().count();
    let reported: String = squeezed(text.get(span.range()).unwrap_or("")).collect();
    if passage.is_empty() || reported.len() > passage.len() {
        return false;
    }
    let reach = SEA_OF_SPACES + 2 * length;
    let before = text.get(..span.range().start).unwrap_or("").chars().rev().take(reach);
    let mut before: Vec<char> = before.filter(|c| !c.is_whitespace()).take(length).collect();
    before.reverse();
    let after = text.get(span.range().end..).unwrap_or("").chars().take(reach);
    let mut window: String = before.into_iter().collect();
    let (start, end) = (window.len(), window.len() + reported.len());
    window.push_str(&reported);
    window.extend(after.filter(|c| !c.is_whitespace()).take(length));
    let mut starts = window.char_indices().map(|(at, _)| at).take_while(|at| *at <= start);
    starts.any(|at| at + passage.len() >= end && window[at..].starts_with(&passage))
}

/// White space that may part a finding from the words around it, in characters; bounds the work.
const SEA_OF_SPACES: usize = 256;

/// The findings of a rule of the family `policy` in a document, every other rule at work too: for the rule's examples.
pub(crate) fn findings_of_policy_rule(rule: &Arc<Rule>, document: &Document) -> Vec<Finding> {
    let arguments = Overrides { config: ConfigSource::None, profile: Some(Profile::Audit), ..Overrides::default() };
    let path = Path::new("example.md");
    let Ok(policy) = Policies::new(arguments).and_then(|policies| policies.for_path(path)) else { return Vec::new() };
    let mut findings = policy.judge(path, document, policy.linter.check(document));
    findings.retain(|finding| finding.rule.id == rule.id);
    findings
}
