//! Throughput of each step of the way of the data, on `fixtures/clean-report` repeated to a few megabytes, and on
//! `../shared/corpus` where that is there.
//!
//! `cargo bench --bench pipeline`

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{env, fs};

use divan::Bencher;
use divan::counter::BytesCount;
use reformlint::damage::Damage;
use reformlint::facts::{Facts, View, token};
use reformlint::source::{Document, ReadOptions};
use reformlint::span::Span;
use reformlint::{Linter, rules};

fn main() {
    divan::main();
}

const FEW_MEGABYTES: usize = 4 << 20;

/// The texts to measure on, as one text.
fn text() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let corpus = root.join("../shared/corpus/gov_work_reports");
    let folder = if corpus.is_dir() { corpus } else { root.join("fixtures/clean-report") };
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    let mut text = String::new();
    for path in paths.iter().cycle().take(10_000) {
        text.push_str(&fs::read_to_string(path).unwrap_or_default());
        if text.len() > FEW_MEGABYTES {
            break;
        }
    }
    text
}

fn document(text: &str) -> Document {
    Document::read(text.as_bytes().to_vec(), ReadOptions::default()).expect("text")
}

fn whole(document: &Document) -> Span {
    Span::new(0, document.text().len())
}

#[divan::bench]
fn damage(bencher: Bencher) {
    let document = document(&text());
    bencher.counter(BytesCount::of_str(document.text())).bench(|| Damage::scan(&document));
}

#[divan::bench]
fn view(bencher: Bencher) {
    let document = document(&text());
    let damage = Damage::scan(&document);
    bencher
        .counter(BytesCount::of_str(document.text()))
        .bench(|| View::new(document.text(), whole(&document), &damage, &[]));
}

#[divan::bench]
fn tokens(bencher: Bencher) {
    let text = text();
    bencher.counter(BytesCount::of_str(&text)).bench(|| token::read(&text));
}

#[divan::bench]
fn facts(bencher: Bencher) {
    let document = document(&text());
    let damage = Damage::scan(&document);
    let view = View::new(document.text(), whole(&document), &damage, &[]);
    bencher.counter(BytesCount::of_str(document.text())).bench(|| Facts::read(&view));
}

#[divan::bench]
fn everything(bencher: Bencher) {
    let text = text();
    let linter = Linter::new(rules::built_in().into_iter().map(Arc::new).collect());
    bencher.counter(BytesCount::of_str(&text)).bench(|| linter.check(&document(&text)));
}

/// What each rule costs beyond the facts.
#[divan::bench(args = rules::built_in().into_iter().map(|rule| rule.id.to_string()))]
fn rule(bencher: Bencher, id: &str) {
    let document = document(&text());
    let rule = rules::built_in().into_iter().filter(|rule| rule.id == *id).map(Arc::new).collect();
    let linter = Linter::new(rule);
    linter.read(&document, |context| {
        bencher.counter(BytesCount::of_str(document.text())).bench_local(|| linter.judge(context));
    });
}
