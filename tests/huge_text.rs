//! A huge text is read in stretches: what is found in it, and where, is what is found in its parts.

use std::sync::Arc;

use reformlint::source::{Document, Format, ReadOptions};
use reformlint::{Linter, rules};

/// Longer than two stretches.
const HUGE: usize = 5 << 20;

fn document(text: &str) -> Document {
    Document::read(text.as_bytes().to_vec(), ReadOptions::default()).expect("text")
}

fn linter() -> Linter {
    Linter::new(rules::built_in().into_iter().map(Arc::new).collect())
}

/// The rule and the place of each finding, in the order of the report.
fn found(text: &str) -> Vec<(String, u32, u32)> {
    let findings = linter().check(&document(text));
    findings.iter().map(|finding| (finding.rule.id.to_string(), finding.span.start, finding.span.end)).collect()
}

/// `part` again and again with `between`, and what should be found in the whole: what is found in each part.
fn assert_found_in_each(part: &str, between: &str) {
    let in_one = found(part);
    assert!(!in_one.is_empty(), "nothing to be found in {part}");
    let block = format!("{part}{between}");
    let text = block.repeat(HUGE / block.len());
    let starts = (0..text.len() as u32).step_by(block.len());
    let wanted =
        starts.flat_map(|at| in_one.iter().map(move |(rule, start, end)| (rule.clone(), at + start, at + end)));
    let (wanted, seen): (Vec<_>, _) = (wanted.collect(), found(&text));
    assert_eq!(wanted.len(), seen.len());
    let differs = wanted.iter().zip(&seen).find(|(wanted, seen)| wanted != seen);
    assert_eq!(differs, None);
}

/// Damage is that of the whole text, sums and dates are read from stretches.
#[test]
fn each_finding_comes_once() {
    let filler = "乡镇干部走访农户，听取对村务公开的意见。\n".repeat(900);
    assert_found_in_each("全年办理提案30件，其中经济类18件、社会类10件。4月31日前办结\u{202E}。\n", &filler);
}

/// What stands in one line is cut between sentences.
#[test]
fn lines_without_an_end_are_cut_between_sentences() {
    let filler = "乡镇干部走访农户，听取对村务公开的意见。".repeat(900);
    assert_found_in_each("增速由上年的5.2%提高到6.1%，提高0.7个百分点。", &filler);
}

/// A table longer than a stretch is judged whole.
#[test]
fn a_table_is_not_cut() {
    let rows = "| 项目 | 数量（个） |\n|---|---|\n".to_owned() + &"| 村卫生室 | 1 |\n".repeat(120_000);
    assert!(rows.len() > 2 << 20);
    let found = |total: &str| {
        let options = ReadOptions { format: Format::Markdown, ..ReadOptions::default() };
        let text = format!("{rows}| 合计 | {total} |\n");
        let document = Document::read(text.into_bytes(), options).expect("text");
        linter().check(&document).len()
    };
    assert_eq!(found("120000"), 0);
    assert_eq!(found("120001"), 1);
}

/// Code that is longer than a stretch is no text in any of them.
#[test]
fn code_is_not_read_across_a_cut() {
    let line = "占比由12.5%提高到15.3%，提高3.8个百分点。\n";
    let code = line.repeat(HUGE / line.len());
    let options = ReadOptions { format: Format::Markdown, ..ReadOptions::default() };
    let text = format!("{line}\n```\n{code}```\n\n{line}");
    let document = Document::read(text.into_bytes(), options).expect("text");
    assert_eq!(linter().check(&document).len(), 2);
}
