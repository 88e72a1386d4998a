//! What only a whole run can tell: `[[allow]]` sections that no file had a use for. Takes the folders that a run has
//! walked, gives findings in the configuration files themselves. Says nothing where the run may have missed a file that
//! the section is meant for.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError};

use super::config::Allowance;
use super::error::Origin;
use super::{FilePolicy, Governing, Policies, glob};
use crate::finding::Finding;
use crate::policy::judge::UNUSED;
use crate::rules::Rule;
use crate::source::{Document, Format, ReadOptions};
use crate::span::Span;

/// Findings in a configuration file.
#[derive(Debug)]
pub struct AboutConfiguration {
    /// The file as it is shown.
    pub path: PathBuf,
    /// Its text.
    pub document: Document,
    /// What was found, in text order.
    pub findings: Vec<Finding>,
    /// What holds for the folder of the file.
    pub policy: Arc<FilePolicy>,
}

impl Policies {
    /// Findings about the `[[allow]]` sections of configurations in `walked`, the folders whose files have all been judged
    /// with these settings. A configuration that others extend is left out: its sections may be meant for their files.
    pub fn unused_allowances(&self, walked: &[PathBuf]) -> Vec<AboutConfiguration> {
        let walked: Vec<PathBuf> = walked.iter().map(|folder| glob::absolute(&self.folder, folder)).collect();
        let known = self.by_config.read().unwrap_or_else(PoisonError::into_inner);
        let mut governing: Vec<Arc<Governing>> = known.values().cloned().collect();
        // What follows may need the lock itself.
        drop(known);
        governing.sort_by(|a, b| a.path.cmp(&b.path));
        governing.iter().filter_map(|governing| self.about(governing, &walked)).collect()
    }

    fn about(&self, governing: &Arc<Governing>, walked: &[PathBuf]) -> Option<AboutConfiguration> {
        let folder = governing.path.parent().filter(|folder| walked.iter().any(|walked| folder.starts_with(walked)))?;
        let file = governing.files.last()?;
        let unused: Vec<&Arc<Allowance>> = file.allow.iter().filter(|allowance| is_unused(allowance)).collect();
        if unused.is_empty() {
            return None;
        }
        let policy = self.policy(governing, folder).ok()?;
        let rule = policy.running(UNUSED)?;
        let options = ReadOptions { encoding: Some(encoding_rs::UTF_8), format: Format::Plain };
        let document = Document::read(std::fs::read(&governing.path).ok()?, options).ok()?;
        let judged = unused.iter().filter(|allowance| allowance.rules.iter().all(|id| policy.runs_whole(&id.value)));
        let mut findings: Vec<Finding> =
            judged.filter_map(|allowance| unused_section(rule, allowance, &document)).collect();
        findings.retain_mut(|finding| policy.admit(finding));
        let path = self.shown(&governing.path).to_path_buf();
        (!findings.is_empty()).then_some(AboutConfiguration { path, document, findings, policy })
    }
}

/// True if no finding was covered. A section that names a single file speaks up there, if that file was met.
fn is_unused(allowance: &Allowance) -> bool {
    let is_literal = allowance.files.as_ref().is_some_and(|files| files.literal().is_some());
    let speaks_up_there = is_literal && allowance.tally.was_met();
    !allowance.tally.was_used() && !speaks_up_there
}

fn unused_section(rule: &Arc<Rule>, allowance: &Allowance, document: &Document) -> Option<Finding> {
    let Origin::File { line, .. } = &allowance.origin else { return None };
    let place = document.line_span(line.checked_sub(1)?);
    let ids: Vec<&str> = allowance.rules.iter().map(|id| &*id.value).collect();
    let mut finding = Finding::new(rule, trimmed(document.text(), place));
    finding.text("section").arg("rule", ids.join(", "));
    Some(finding)
}

/// The span without white space at its ends.
fn trimmed(text: &str, span: Span) -> Span {
    let written = text.get(span.range()).unwrap_or_default();
    let start = span.start as usize + (written.len() - written.trim_start().len());
    Span::new(start, start + written.trim().len())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::policy::Overrides;

    /// Lines of `reformlint.toml` that are reported after these files have been judged.
    fn reported(config: &str, files: &[(&str, &str)], walked: &str) -> Vec<u32> {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("reformlint.toml"), config).expect("written");
        let arguments = Overrides { folder: Some(folder.path().to_owned()), ..Overrides::default() };
        let policies = Policies::new(arguments).expect("arguments");
        for (path, text) in files {
            let path = Path::new(path);
            let policy = policies.for_path(path).expect("a configuration");
            let document = Document::read(text.as_bytes().to_vec(), policy.read_options(path)).expect("a text");
            policy.judge(path, &document, policy.linter.check(&document));
        }
        policies.for_folder(Path::new("")).expect("a configuration");
        let about = policies.unused_allowances(&[PathBuf::from(walked)]);
        let lines = about.iter().flat_map(|about| {
            assert_eq!(about.path, Path::new("reformlint.toml"));
            about.findings.iter().map(|finding| about.document.position(finding.span.start).line)
        });
        lines.collect()
    }

    const TEXT: &str = "预计增长10～20%。\n";

    #[test]
    fn sections_that_no_file_had_a_use_for() {
        let config = "[[allow]]\nrule = \"figures\"\nfiles = \"旧档/**\"\n\n[[allow]]\nrule = \"dates\"\n\n\
             [[allow]]\nrule = \"figures\"\nfiles = \"旧档/甲.txt\"\n";
        assert_eq!(reported(config, &[("旧档/乙.txt", TEXT)], ""), [5, 8], "used; unused; its file is gone");
        assert_eq!(reported(config, &[("新档/乙.txt", TEXT)], ""), [1, 5, 8]);
        assert_eq!(reported(config, &[("旧档/甲.txt", "好。\n")], ""), [1, 5], "the last one is said in the file");
        assert_eq!(reported(config, &[("旧档/乙.txt", TEXT)], "旧档"), [0; 0], "other files may have a use for them");
    }

    #[test]
    fn rules_that_do_not_run_are_no_use_to_judge_by() {
        let unused = "[[allow]]\nrule = \"figures/range-unit\"\n";
        assert_eq!(reported(unused, &[("甲.txt", "好。\n")], ""), [1]);
        let off = format!("ignore = \"figures/range-unit\"\n{unused}");
        assert_eq!(reported(&off, &[("甲.txt", TEXT)], ""), [0; 0]);
        let off = format!("ignore = \"policy\"\n{unused}");
        assert_eq!(reported(&off, &[("甲.txt", "好。\n")], ""), [0; 0]);
    }
}
