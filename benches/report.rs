//! Making and writing the records of many findings on one line of a megabyte: every figure must grow with the number of
//! findings and not with its square.
//!
//! `cargo bench --bench report`

use std::io;
use std::sync::Arc;

use divan::Bencher;
use reformlint::finding::{Applicability, Finding, Fix, Language, Message};
use reformlint::report::{self, FileRecord, Format, Options, Outcome};
use reformlint::rules::{self, Rule};
use reformlint::source::{Document, ReadOptions};
use reformlint::span::Span;

fn main() {
    divan::main();
}

const COUNTS: [usize; 2] = [1_000, 10_000];

/// A line on which something is found every hundred bytes.
fn findings(count: usize) -> (Document, Vec<Finding>) {
    let clause = "各地各部门紧扣目标任务，健全工作机制，推动9项措施落地；";
    let text = clause.repeat(count);
    let rule: Arc<Rule> = rules::built_in().into_iter().next().map(Arc::new).expect("a built-in rule");
    let finding = |(start, _): (usize, &str)| {
        let mut finding = Finding::new(&rule, Span::new(start, start + "9项".len()));
        let title = Message::new("message");
        finding
            .related(Span::new(start + "9项".len(), start + "9项措施".len()), Message::new("message"))
            .note(Message::new("message"))
            .evidence("announced", 9)
            .fix(Fix::replace(title, Applicability::Unsafe, Span::new(start, start + 1), "8"));
        finding
    };
    let findings = text.match_indices("9项").map(finding).collect();
    (Document::read(text.into_bytes(), ReadOptions::default()).expect("a text"), findings)
}

#[divan::bench(args = COUNTS, sample_count = 5)]
fn records(bencher: Bencher, count: usize) {
    let (document, findings) = findings(count);
    bencher.bench(|| FileRecord::new("a.txt", &document, &findings[..], Language::Zh));
}

#[divan::bench(args = Format::ALL.iter().flat_map(|format| COUNTS.map(|count| (*format, count))).collect::<Vec<_>>(), sample_count = 5)]
fn written(bencher: Bencher, (format, count): (Format, usize)) {
    let (document, findings) = findings(count);
    let files = vec![FileRecord::new("a.txt", &document, &findings[..], Language::Zh)];
    let outcome = Outcome { files, ..Outcome::default() };
    let options = Options { format, ..Options::default() };
    bencher.bench(|| report::write(&outcome, &options, &mut io::sink()).expect("a sink takes everything"));
}
