//! The judgement on the findings of a file: comments, `[[allow]]`, severities, profile, baseline, in this order; and the
//! findings of the family `policy` about suppressions that are unknown, malformed or of no use.

use std::path::Path;
use std::sync::Arc;

use super::baseline::BaselineRecord;
use super::config::Allowance;
use super::content_key::squeezed;
use super::rule_state::{is_known, names};
use super::suppress::{self, Fault, Malformed, Suppression, Suppressions};
use super::{FilePolicy, Overrides, Policies, glob};
use crate::finding::{self, Applicability, Finding, Fix, Language, Message};
use crate::policy::{ConfigSource, Profile};
use crate::rules::{Registry, Rule, nearest};
use crate::source::Document;
use crate::span::Span;

pub(super) const UNUSED: &str = "policy/unused-suppression";
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
        about.retain(|finding| !allowances.cover(document, finding));
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
    pub(super) fn admit(&self, finding: &mut Finding) -> bool {
        let Some(state) = self.governing.rules.index(&finding.rule.id).and_then(|index| self.states.get(index)) else {
            return true;
        };
        finding.severity = state.severity().unwrap_or(finding.severity);
        finding.confidence >= state.least_confidence(&finding.rule, self.profile)
    }

    /// The rule `id`, if it runs.
    pub(super) fn running(&self, id: &str) -> Option<&Arc<Rule>> {
        let index = self.governing.rules.index(id)?;
        let rule = self.governing.rules.rules().get(index)?;
        self.states.get(index)?.runs(rule, self.profile).then_some(rule)
    }

    /// True if a suppression of `id` would be used if there were something to suppress: the rule runs, or of a family every
    /// rule that the profile has.
    pub(super) fn runs_whole(&self, id: &str) -> bool {
        self.rules()
            .filter(|(rule, _)| names(id, rule))
            .filter(|(rule, _)| rule.id == id || rule.confidence >= self.profile.least_confidence())
            .all(|(_, severity)| severity.is_some())
    }

    /// Findings about the suppressions of a document, but for the use of those that are about such findings.
    fn about_suppressions(&self, suppressions: &Suppressions, document: &Document) -> Vec<Finding> {
        let mut findings = self.unused(suppressions, |entry| !entry.is_about_policy(), document);
        let rules = &self.governing.rules;
        if let Some(rule) = self.running(UNKNOWN) {
            let unknown = suppressions.entries.iter().filter(|entry| !is_known(rules, &entry.id));
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
        let judged = unused.filter(|entry| is_known(&self.governing.rules, &entry.id) && self.runs_whole(&entry.id));
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

fn unknown_rule(rule: &Arc<Rule>, entry: &Suppression, rules: &Registry) -> Finding {
    let mut finding = Finding::new(rule, entry.place);
    finding.arg("id", &entry.id);
    if let Some(known) = rules.unknown(&entry.id).suggestion {
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
                let title = Message::new("rename").arg("known", known);
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
        let meant = all.filter(|allowance| allowance.is_for(path));
        let entries = meant.map(|allowance| {
            allowance.tally.meet();
            (&**allowance, false)
        });
        Self { entries: entries.collect() }
    }

    /// True if a section covers the finding; that section is then of use.
    fn cover(&mut self, document: &Document, finding: &Finding) -> bool {
        let rule = &finding.rule;
        for (allowance, used) in &mut self.entries {
            let is_named = allowance.rules.iter().any(|id| names(&id.value, rule));
            let is_there = || match &allowance.text {
                None => true,
                Some(_) if finding.whole_file => false,
                Some(passage) => lies_in(document.text(), finding.span, passage),
            };
            if is_named && is_there() {
                *used = true;
                allowance.tally.make_use();
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

#[cfg(test)]
mod tests {
    use std::fs;

    use proptest::prelude::*;

    use super::*;
    use crate::finding::Severity;
    use crate::policy::{BaselineSource, ConfigError, RunResult, exit_code};
    use crate::source::{Format, ReadOptions};

    /// Settings of a folder with these files.
    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            fs::write(path, text).expect("written");
        }
        folder
    }

    fn policies(folder: &tempfile::TempDir, arguments: Overrides) -> Policies {
        Policies::new(Overrides { folder: Some(folder.path().to_owned()), ..arguments }).expect("arguments")
    }

    /// Rule and text of what remains of the findings in `text`.
    fn judged(policies: &Policies, path: &str, text: &str) -> Vec<(String, String)> {
        let path = Path::new(path);
        let policy = policies.for_path(path).expect("a configuration");
        let document = Document::read(text.as_bytes().to_vec(), policy.read_options(path)).expect("a text");
        let findings = policy.judge(path, &document, policy.linter.check(&document));
        let shown = |finding: &Finding| {
            let text = if finding.whole_file { "" } else { &document.text()[finding.span.range()] };
            (finding.rule.id.clone().into_owned(), text.to_owned())
        };
        findings.iter().map(shown).collect()
    }

    fn found(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(rule, text)| ((*rule).to_owned(), (*text).to_owned())).collect()
    }

    /// Two sentences, each with a finding of its own rule.
    const TEXT: &str = "预计增长10～20%。\n\n产值达25l亿元。\n";
    const RANGE: (&str, &str) = ("figures/range-unit", "10～20%");
    const LETTER: (&str, &str) = ("figures/letter-in-number", "25l");

    #[test]
    fn the_text_has_both_findings() {
        let folder = folder(&[]);
        let policies = policies(&folder, Overrides::default());
        assert_eq!(judged(&policies, "甲.txt", TEXT).len(), 2, "{:?}", judged(&policies, "甲.txt", TEXT));
    }

    /// Ids of the rules with findings in [`TEXT`], in a folder with these files.
    fn rules_with(files: &[(&str, &str)], arguments: Overrides, path: &str) -> Vec<String> {
        let folder = folder(files);
        judged(&policies(&folder, arguments), path, TEXT).into_iter().map(|(rule, _)| rule).collect()
    }

    #[test]
    fn which_rules_run() {
        let names = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
        let config = |text: &str| rules_with(&[("reformlint.toml", text)], Overrides::default(), "旧档/甲.txt");
        assert_eq!(config(""), [RANGE.0, LETTER.0]);
        assert_eq!(config("select = \"policy\""), names(&[]));
        assert_eq!(config("select = [\"policy\", \"figures/range-unit\"]"), [RANGE.0]);
        assert_eq!(config("ignore = \"figures/range-unit\""), [LETTER.0]);
        assert_eq!(config("select = \"figures/range-unit\"\nignore = \"figures\""), [RANGE.0]);
        assert_eq!(config("[severity]\n\"figures/range-unit\" = \"off\""), [LETTER.0]);
        assert_eq!(config("[severity]\nfigures = \"off\"\n\"figures/range-unit\" = \"error\""), [RANGE.0]);
        let ignored = "ignore = \"figures\"\n[[override]]\nfiles = \"旧档/**\"\nselect = \"figures/range-unit\"";
        assert_eq!(config(ignored), [RANGE.0]);
        assert_eq!(config("[[override]]\nfiles = \"新档/**\"\nignore = \"figures\""), [RANGE.0, LETTER.0]);
        let select = Overrides { select: names(&["figures"]), ..Overrides::default() };
        let files = [("reformlint.toml", "ignore = \"figures/range-unit\"\nselect = \"policy\"")];
        assert_eq!(rules_with(&files, select, "甲.txt"), [LETTER.0], "what the file ignores stays ignored");
        let select = Overrides { select: names(&[RANGE.0]), ..Overrides::default() };
        assert_eq!(rules_with(&files, select, "甲.txt"), [RANGE.0], "unless the rule itself is named");
        let none = Overrides { config: ConfigSource::None, ..Overrides::default() };
        assert_eq!(rules_with(&files, none, "甲.txt"), [RANGE.0, LETTER.0]);
    }

    #[test]
    fn the_nearest_file_and_what_it_extends() {
        let files = [
            ("reformlint.toml", "ignore = \"figures/range-unit\""),
            ("旧档/reformlint.toml", "fail-on = \"error\""),
            ("新档/reformlint.toml", "extends = \"../reformlint.toml\"\nfail-on = \"error\""),
        ];
        assert_eq!(rules_with(&files, Overrides::default(), "甲.txt"), [LETTER.0]);
        assert_eq!(rules_with(&files, Overrides::default(), "旧档/卷一/甲.txt"), [RANGE.0, LETTER.0]);
        assert_eq!(rules_with(&files, Overrides::default(), "新档/甲.txt"), [LETTER.0]);
    }

    #[test]
    fn a_ring_of_files() {
        let folder = folder(&[
            ("reformlint.toml", "\nextends = [\"a.toml\"]"),
            ("a.toml", "extends = \"b.toml\""),
            ("b.toml", "extends = \"a.toml\""),
        ]);
        let error = policies(&folder, Overrides::default()).for_path(Path::new("甲.txt")).expect_err("a ring");
        assert_eq!(error.to_string(), "b.toml:1:11: the files extend each other in a ring: a.toml → b.toml → a.toml");
    }

    #[test]
    fn unknown_rules_and_missing_files() {
        for (text, expected) in [
            (
                "ignore = [\n  \"figures/range-unti\",\n]",
                "reformlint.toml:2:3: no rule or family is named figures/range-unti, did you mean figures/range-unit?",
            ),
            (
                "[severity]\n\"figure\" = \"off\"",
                "reformlint.toml:2:1: no rule or family is named figure, did you mean figures?",
            ),
            ("[[allow]]\nrule = \"x/y\"", "reformlint.toml:2:8: no rule or family is named x/y"),
            ("rules = \"规则/**/*.toml\"", "reformlint.toml:1:9: no rule file matches “规则/**/*.toml”"),
            ("extends = \"none.toml\"", "reformlint.toml:1:11: none.toml cannot be read: "),
            ("baseline = \"none.json\"", "reformlint.toml:1:12: none.json cannot be read: "),
        ] {
            let folder = folder(&[("reformlint.toml", text)]);
            let error = policies(&folder, Overrides::default()).for_path(Path::new("甲.txt")).expect_err(text);
            assert!(error.to_string().starts_with(expected), "{error}");
        }
        let folder = folder(&[]);
        let select = Overrides { select: vec!["range-unit".to_owned()], ..Overrides::default() };
        let error = policies(&folder, select).for_path(Path::new("甲.txt")).expect_err("no such rule");
        assert_eq!(
            error.message(Language::Zh),
            "--select：没有名为 range-unit 的规则或规则族，是否指 figures/range-unit？"
        );
        let broken = Overrides {
            encoding: Some("gbq".to_owned()),
            folder: Some(folder.path().to_owned()),
            ..Overrides::default()
        };
        assert_eq!(
            Policies::new(broken).expect_err("no such encoding").to_string(),
            "--encoding: no encoding is named gbq, did you mean gbk?"
        );
    }

    #[test]
    fn severities_and_exit_codes() {
        let folder = folder(&[(
            "reformlint.toml",
            "fail-on = \"error\"\n[severity]\n\"figures/range-unit\" = \"error\"\n\"figures\" = \"info\"",
        )]);
        let policies = policies(&folder, Overrides::default());
        let path = Path::new("甲.txt");
        let policy = policies.for_path(path).expect("a configuration");
        let document = Document::read(TEXT.as_bytes().to_vec(), policy.read_options(path)).expect("a text");
        let findings = policy.judge(path, &document, policy.linter.check(&document));
        let severities: Vec<_> = findings.iter().map(|finding| (finding.severity, policy.fails(finding))).collect();
        assert_eq!(severities, [(Severity::Error, true), (Severity::Info, false)]);
        for (files, failing, errors, expected) in [(1, 0, 0, 0), (1, 1, 0, 1), (1, 1, 1, 2), (0, 0, 1, 2), (0, 0, 0, 3)]
        {
            assert_eq!(exit_code(RunResult { files, failing, errors }), expected);
        }
    }

    #[test]
    fn encodings_formats_and_dates() {
        let text = "encoding = \"big5\"\ndocument-date = \"2024-03-05\"\n[encodings]\n\"老稿/**\" = \"gb18030\"\n\
            [formats]\n\"*.txt\" = \"markdown\"\n[[override]]\nfiles = \"老稿/甲.*\"\nencoding = \"shift_jis\"\n\
            document-date = \"1998-01-02\"\n";
        let folder = folder(&[("reformlint.toml", text)]);
        let read = |arguments: Overrides, path: &str| {
            let path = Path::new(path);
            let policy = policies(&folder, arguments).for_path(path).expect("a configuration");
            let options = policy.read_options(path);
            let date = policy.document_date.map(|date| date.to_string()).unwrap_or_default();
            (options.encoding.map(|encoding| encoding.name()).unwrap_or(""), options.format, date)
        };
        let none = Overrides::default;
        assert_eq!(read(none(), "乙.txt"), ("Big5", Format::Markdown, "2024-03-05".to_owned()));
        assert_eq!(read(none(), "老稿/乙.log"), ("gb18030", Format::Plain, "2024-03-05".to_owned()));
        assert_eq!(read(none(), "老稿/甲.MD"), ("Shift_JIS", Format::Markdown, "1998-01-02".to_owned()));
        let all =
            Overrides { encoding: Some("UTF-8".to_owned()), document_date: Some("2000-01-01".to_owned()), ..none() };
        assert_eq!(read(all, "老稿/甲.MD"), ("UTF-8", Format::Markdown, "2000-01-01".to_owned()));
    }

    /// A rule file of one's own.
    const BALANCE: &str = "severity = \"error\"\n[summary]\nzh = \"余额不符\"\nen = \"balance\"\n[message]\nzh = \"不符\"\n\
        en = \"no match\"\n[relation]\ntext = \"年初{open:quantity}，偿还{cut:quantity}，年末{close:quantity}\"\n\
        holds = \"open - cut = close\"\n[[example]]\ntext = \"年初5亿元，偿还2亿元，年末3亿元\"\n";

    #[test]
    fn rules_of_ones_own() {
        let text = "年初50.2亿元，偿还8.1亿元，年末43.1亿元。\n";
        let rules = |config: &str, rule: &str| {
            let config = format!("rules = [\"规则/**/*.toml\", \"规则/债务\"]\n{config}");
            let folder = folder(&[("reformlint.toml", &config), ("规则/债务/余额.toml", rule)]);
            let policies = policies(&folder, Overrides::default());
            policies.for_path(Path::new("甲.txt"))?;
            Ok::<_, ConfigError>(judged(&policies, "甲.txt", text))
        };
        let ids = |config: &str| {
            rules(config, BALANCE).expect("a rule").into_iter().map(|(rule, _)| rule).collect::<Vec<_>>()
        };
        assert_eq!(ids(""), ["债务/余额"]);
        assert_eq!(ids("ignore = \"债务\""), Vec::<String>::new());
        assert_eq!(ids("select = \"债务/余额\""), ["债务/余额"]);
        let error = rules("", &BALANCE.replace("holds", "hold")).expect_err("an unknown key");
        assert!(error.to_string().starts_with("规则/债务/余额.toml:"), "{error}");
    }

    #[test]
    fn the_documents_date_reaches_the_checks() {
        let text = "8月22日（星期一）上午举行开工仪式。\n";
        let rules = |config: &str| {
            let folder = folder(&[("reformlint.toml", config)]);
            judged(&policies(&folder, Overrides::default()), "甲.txt", text)
                .into_iter()
                .map(|(rule, _)| rule)
                .collect::<Vec<_>>()
        };
        let expected: Vec<String> = vec!["dates/weekday-mismatch".to_owned()];
        assert_eq!(rules("document-date = 2023-08-15"), expected);
        assert_eq!(rules("document-date = 2022-08-15"), Vec::<String>::new());
    }

    #[test]
    fn how_numbers_were_rounded_reaches_the_checks() {
        let text = "普及率由60.2%提高到65.2%，提高5.1个百分点。\n";
        let rules = |config: &str, path: &str| {
            let folder = folder(&[("reformlint.toml", config)]);
            judged(&policies(&folder, Overrides::default()), path, text).into_iter().map(|(rule, _)| rule).next()
        };
        // Rounded, the two ends are at most 5.1 points apart, and 5.05 is shown as 5.1; cut off, they are less than 5.1.
        let config = "[[override]]\nfiles = \"截断/**\"\nrounding = \"truncate\"\n";
        assert_eq!(rules(config, "甲.txt"), None);
        assert_eq!(rules(config, "截断/甲.txt").as_deref(), Some("figures/point-difference"));
        assert_eq!(rules("rounding = \"half\"", "甲.txt"), None);
    }

    #[test]
    fn what_a_walk_takes() {
        let takes = |text: &str, path: &str| {
            let folder = folder(&[("reformlint.toml", text)]);
            policies(&folder, Overrides::default()).for_path(Path::new(path)).expect("a policy").takes(Path::new(path))
        };
        assert!(takes("", "甲.txt") && takes("", "卷一/甲.MD") && !takes("", "甲.docx"));
        assert!(!takes("include = \"*.log\"", "甲.txt") && takes("include = \"*.log\"", "卷一/甲.log"));
        assert!(!takes("exclude = \"旧档\"", "旧档/甲.txt") && takes("exclude = \"旧档\"", "新档/甲.txt"));
    }

    #[test]
    fn origins_name_who_set_what() {
        let files = [
            ("base.toml", "profile = \"strict\"\nignore = [\"policy\"]\n"),
            (
                "reformlint.toml",
                "extends = \"base.toml\"\n\n[encodings]\n\"老稿/*\" = \"gbk\"\n\n\
                 [[allow]]\nfiles = \"新稿\"\nrule = \"figures\"\n\n\
                 [[allow]]\nfiles = \"老稿\"\nrule = \"dates\"\ntext = \"二月三十日\"\n",
            ),
        ];
        let folder = folder(&files);
        let arguments = Overrides { fail_on: Some(crate::policy::FailOn::Never), ..Overrides::default() };
        let path = Path::new("老稿/甲.txt");
        let rows = policies(&folder, arguments).for_path(path).expect("a configuration").origins(path);
        let row = |key: &str| {
            let row = rows.iter().find(|row| row.key == key).expect(key);
            (row.value.clone(), row.origin.show(Language::En))
        };
        let expected = |value: &str, origin: &str| (value.to_owned(), origin.to_owned());
        assert_eq!(row("profile"), expected("\"strict\"", "base.toml:1"));
        assert_eq!(row("ignore"), expected("\"policy\"", "base.toml:2"));
        assert_eq!(row("fail-on"), expected("\"never\"", "--fail-on"));
        assert_eq!(row("encoding"), expected("\"GBK\"", "reformlint.toml:4"));
        assert_eq!(row("format"), expected("\"plain\"", "default"));
        let allowance = "{ files = [\"老稿\"], rule = [\"dates\"], text = \"二月三十日\" }";
        assert_eq!(row("allow"), expected(allowance, "reformlint.toml:10"));
    }

    #[test]
    fn comments_in_markdown() {
        let folder = folder(&[]);
        let policies = policies(&folder, Overrides::default());
        let text = |comment: &str| format!("<!-- reformlint: {comment} -->\n{TEXT}");
        for (comment, expected) in [
            ("allow figures/range-unit — 原文如此", vec![LETTER]),
            ("allow figures", vec![LETTER]),
            ("allow-file figures", vec![]),
            ("allow-file all", vec![]),
            ("allow-file figures/letter-in-number", vec![RANGE]),
            ("allow figures/letter-in-number", vec![("policy/unused-suppression", LETTER.0), RANGE, LETTER]),
            ("allow figures/range-unit, dates/x", vec![("policy/unknown-rule", "dates/x"), LETTER]),
            ("allow-start figures", vec![("policy/malformed-suppression", "figures")]),
            ("ignore figures", vec![("policy/malformed-suppression", "ignore"), RANGE, LETTER]),
        ] {
            assert_eq!(judged(&policies, "甲.md", &text(comment)), found(&expected), "{comment}");
        }
        assert_eq!(judged(&policies, "甲.txt", &text("allow-file figures")), found(&[RANGE, LETTER]), "no Markdown");
    }

    #[test]
    fn suppressions_of_rules_that_do_not_run_are_left_alone() {
        let folder = folder(&[]);
        let select = Overrides { ignore: vec![RANGE.0.to_owned()], ..Overrides::default() };
        let policies = policies(&folder, select);
        for comment in ["allow figures/range-unit", "allow-file figures/range-unit", "allow-file figures"] {
            let remaining = judged(&policies, "甲.md", &format!("<!-- reformlint: {comment} -->\n"));
            assert_eq!(remaining, [], "{comment}");
        }
    }

    #[test]
    fn suppressing_a_finding_about_a_suppression_ends() {
        let folder = folder(&[]);
        let policies = policies(&folder, Overrides::default());
        let allowed =
            "<!-- reformlint: allow policy/unused-suppression -->\n<!-- reformlint: allow figures -->\n好。\n";
        assert_eq!(judged(&policies, "甲.md", allowed), []);
        let unused = "<!-- reformlint: allow policy/unused-suppression -->\n好。\n";
        let expected = found(&[("policy/unused-suppression", "policy/unused-suppression")]);
        assert_eq!(judged(&policies, "甲.md", unused), expected);
        let of_itself = "<!-- reformlint: allow-file policy -->\n好。\n";
        assert_eq!(judged(&policies, "甲.md", of_itself), found(&[("policy/unused-suppression", "policy")]));
    }

    #[test]
    fn unused_comments_are_removed_with_their_line() {
        let text = "甲\r\n  <!-- reformlint: allow figures --> \r\n乙\r\n";
        let start = text.find("<!--").expect("the comment");
        let comment = Span::new(start, text.find("-->").expect("its end") + 3);
        assert_eq!(&text[with_line(text, comment).range()], "  <!-- reformlint: allow figures --> \r\n");
        let text = "甲<!-- x -->\n";
        assert_eq!(with_line(text, Span::new(3, 13)), Span::new(3, 13));
    }

    #[test]
    fn allow_sections() {
        let judged_with = |section: &str| {
            let folder = folder(&[("reformlint.toml", &format!("[[allow]]\n{section}"))]);
            judged(&policies(&folder, Overrides::default()), "旧档/甲.txt", TEXT)
        };
        assert_eq!(judged_with("rule = \"figures\""), []);
        assert_eq!(judged_with("rule = \"figures/range-unit\"\ntext = \"预计增长 10～20%。\""), found(&[LETTER]));
        assert_eq!(judged_with("rule = \"figures\"\ntext = \"增长10～20%\"\nfiles = \"旧档/*\""), found(&[LETTER]));
        assert_eq!(judged_with("rule = \"figures\"\ntext = \"增长10～30%\""), found(&[RANGE, LETTER]));
        assert_eq!(judged_with("rule = \"figures\"\ntext = \"～20%\""), found(&[RANGE, LETTER]), "only a part");
        assert_eq!(judged_with("rule = \"figures\"\nfiles = \"新档/*\""), found(&[RANGE, LETTER]));
        let unused = found(&[("policy/unused-suppression", ""), RANGE, LETTER]);
        assert_eq!(judged_with("rule = \"policy\"\nfiles = \"旧档/甲.txt\""), unused);
        assert_eq!(judged_with("rule = \"policy\"\nfiles = \"旧档/*.txt\""), found(&[RANGE, LETTER]));
    }

    /// Writes a baseline of `old` and gives what remains of `new`.
    fn after_baseline(old: &str, new: &str) -> Vec<(String, String)> {
        let folder = folder(&[]);
        let path = Path::new("卷一/甲.txt");
        let ignored = policies(&folder, Overrides { baseline: BaselineSource::Ignored, ..Overrides::default() });
        let policy = ignored.for_path(path).expect("a policy");
        let document = Document::read(old.as_bytes().to_vec(), ReadOptions::default()).expect("a text");
        let findings = policy.judge(path, &document, policy.linter.check(&document));
        let file = ignored.baseline_path(Some(Path::new("baseline.json"))).expect("a path");
        let record = policy.baseline_record(path, &document, &findings);
        assert_eq!(ignored.write_baseline(&file, &[record]).expect("written"), findings.len());
        let applied = Overrides { baseline: BaselineSource::File(file), ..Overrides::default() };
        judged(&policies(&folder, applied), "卷一/甲.txt", new)
    }

    #[test]
    fn baselines_follow_the_content() {
        assert_eq!(after_baseline(TEXT, TEXT), []);
        assert_eq!(after_baseline(TEXT, &format!("新的一段。\n\n{TEXT}")), []);
        assert_eq!(after_baseline(TEXT, "产值达25l亿元。\r\n  预计 增长10～20%。\r\n"), []);
        assert_eq!(after_baseline(TEXT, "预计下降10～20%。\n\n产值达25l亿元。\n"), found(&[RANGE]));
        assert_eq!(after_baseline(TEXT, &format!("{TEXT}\n预计增长10～20%。\n")), found(&[RANGE]), "once more");
        assert_eq!(after_baseline("", TEXT), found(&[RANGE, LETTER]));
    }

    #[test]
    fn pruning_takes_what_is_gone() {
        let folder = folder(&[("甲.txt", TEXT), ("乙.txt", TEXT), ("丙.txt", TEXT)]);
        let all = policies(&folder, Overrides { baseline: BaselineSource::Ignored, ..Overrides::default() });
        let record = |path: &str, text: &str| {
            let path = Path::new(path);
            let policy = all.for_path(path).expect("a policy");
            let document = Document::read(text.as_bytes().to_vec(), ReadOptions::default()).expect("a text");
            policy.baseline_record(path, &document, &policy.linter.check(&document))
        };
        let file = all.baseline_path(Some(Path::new("baseline.json"))).expect("a path");
        let records = [record("甲.txt", TEXT), record("乙.txt", TEXT), record("丙.txt", TEXT)];
        assert_eq!(all.write_baseline(&file, &records).expect("written"), 6);
        let first = fs::read(&file).expect("read");
        let reversed: Vec<_> = records.iter().rev().cloned().collect();
        all.write_baseline(&file, &reversed).expect("written");
        assert_eq!(fs::read(&file).expect("read"), first, "the order of files does not matter");
        fs::remove_file(folder.path().join("丙.txt")).expect("removed");
        let gone = all.prune_baseline(&file, &[record("甲.txt", "预计增长10～20%。\n")]).expect("pruned");
        assert_eq!(gone, 3, "one of the first, none of the second, both of the third");
        let pruned = fs::read_to_string(&file).expect("read");
        assert!(pruned.contains("甲.txt") && pruned.contains("乙.txt") && !pruned.contains("丙.txt"), "{pruned}");
    }

    #[test]
    fn damaged_baselines() {
        for (text, expected) in [
            ("{", "baseline.json: the baseline is damaged from line 1 on"),
            ("[]", "baseline.json: the baseline is damaged from line 1 on"),
            ("{\"version\": 7}", "baseline.json: the baseline has version 7, known is 1"),
            (
                "{\"version\": 1, \"files\": {\"a\": [{\"rule\": 3}]}}",
                "baseline.json: the baseline is damaged from line 1 on",
            ),
            (
                "{\"version\": 1, \"files\": {\"a\":\n[{\"rule\": \"x\", \"text\": \"\", \"context\": \"zz\"}]}}",
                "baseline.json: the baseline is damaged from line 2 on",
            ),
        ] {
            let folder = folder(&[("reformlint.toml", "baseline = \"baseline.json\""), ("baseline.json", text)]);
            let error = policies(&folder, Overrides::default()).for_path(Path::new("甲.txt")).expect_err(text);
            assert!(error.to_string().starts_with(expected), "{error}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

        #[test]
        fn a_baseline_hides_everything(parts in prop::collection::vec(part(), 0..12)) {
            let text = parts.concat();
            prop_assert_eq!(after_baseline(&text, &text), []);
        }

        #[test]
        fn a_baseline_hides_nothing_else(parts in prop::collection::vec(part(), 0..8)) {
            // One more `\n` among `\r\n` would be a finding of its own.
            let text = parts.concat().replace("\r\n", "\n");
            let fresh = "预计第三季度增长30～45%。\n";
            let expected = found(&[("figures/range-unit", "30～45%")]);
            prop_assert_eq!(after_baseline(&text, &format!("{text}\n{fresh}")), expected);
        }

        #[test]
        fn judging_never_panics(parts in prop::collection::vec(markdown_part(), 0..30), noise in any::<String>()) {
            let folder = folder(&[]);
            let policies = policies(&folder, Overrides { profile: Some(Profile::Audit), ..Overrides::default() });
            judged(&policies, "甲.md", &(parts.concat() + &noise));
        }
    }

    fn part() -> impl Strategy<Value = &'static str> {
        prop::sample::select(vec![
            "预计增长10～20%。",
            "产值达25l亿元。",
            "增长18。1%。",
            "好。",
            " ",
            "\n",
            "\r\n",
            "　",
            "?",
            "\u{FFFD}",
            "10～20%",
        ])
    }

    fn markdown_part() -> impl Strategy<Value = &'static str> {
        prop::sample::select(vec![
            "<!-- reformlint: allow figures -->",
            "<!-- reformlint: allow-start figures/range-unit, x -->",
            "<!-- reformlint: allow-end -->",
            "<!-- reformlint: allow-file policy — 理由 -->",
            "<!-- reformlint：",
            "<!--",
            "-->",
            "—",
            "allow",
            "figures",
            "，",
            "reformlint:",
            "\n",
            "\r",
            "\n\n",
            "# ",
            "```\n",
            "`",
            "    ",
            "预计增长10～20%。",
            "产值达25l亿元。",
            "\u{FEFF}",
            "\u{0}",
        ])
    }
}
