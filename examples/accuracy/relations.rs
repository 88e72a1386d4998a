//! Relations as the linter reads them, against those that a person labelled in tests/labels/relations.tsv: which numbers
//! must agree, and whether they do. Takes the labels and the texts they are of; gives counts for each kind and part of the labels.
//! What a relation is, and what is no relation, is said in the head of the labels.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use reformlint::facts::interval::{Bound, Decimal};
use reformlint::relation::{Member, Relation, Verdict};
use reformlint::source::{Document, ReadOptions};
use reformlint::span::Span;
use reformlint::{Linter, rules};

/// Where the labels are, from the folder of the project.
pub const LABELS: &str = "tests/labels/relations.tsv";

/// The rules whose relations are labelled, and the kind that the labels call them.
const KINDS: &[(&str, &str)] = &[
    ("figures/announced-count", "announced"),
    ("figures/enumeration-count", "enumeration"),
    ("figures/growth-arithmetic", "growth"),
    ("figures/impossible-base", "base"),
    ("figures/multiple-arithmetic", "multiple"),
    ("figures/named-whole", "share"),
    ("figures/part-exceeds-whole", "parts"),
    ("figures/parts-sum", "parts"),
    ("figures/point-difference", "point"),
    ("figures/range-reversed", "range"),
    ("figures/respectively-arity", "respectively"),
    ("figures/share-arithmetic", "share"),
    ("figures/shares-sum", "sectors"),
    ("figures/unit-conversion", "unit"),
];

/// Counts of one kind, or of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Relations that a person sees.
    pub labelled: usize,
    /// Of these, the ones that the linter reads with the same numbers and the same verdict.
    pub right: usize,
    /// Relations that the linter reads and a person does not see.
    pub extra: usize,
    /// Labelled sentences; only where all kinds are counted.
    pub sentences: usize,
    /// Sentences without a missed and without an extra relation.
    pub perfect: usize,
}

impl Tally {
    /// Share of what was read that is labelled, in percent.
    pub fn precision(&self) -> f64 {
        percent(self.right, self.right + self.extra)
    }

    /// Share of what is labelled that was read, in percent.
    pub fn recall(&self) -> f64 {
        percent(self.right, self.labelled)
    }

    /// Share of the sentences without an error, in percent.
    pub fn perfect_share(&self) -> f64 {
        percent(self.perfect, self.sentences)
    }

    fn add(&mut self, other: &Self) {
        self.labelled += other.labelled;
        self.right += other.right;
        self.extra += other.extra;
        self.sentences += other.sentences;
        self.perfect += other.perfect;
    }
}

fn percent(part: usize, whole: usize) -> f64 {
    if whole == 0 { 100.0 } else { 100.0 * part as f64 / whole as f64 }
}

/// What came of the comparison.
#[derive(Debug, Default)]
pub struct Outcome {
    /// By part of the labels (`tune`, `blind`, …) and kind.
    pub tallies: BTreeMap<(String, String), Tally>,
    /// Documents that were there.
    pub documents: usize,
    /// Sentences whose text is another one than when they were labelled.
    pub changed: Vec<String>,
    /// Every place that is wrong.
    pub errors: Vec<String>,
}

impl Outcome {
    /// All kinds of one part together.
    pub fn of_half(&self, half: &str) -> Tally {
        let mut sum = Tally::default();
        self.tallies.iter().filter(|((of, _), _)| of == half).for_each(|(_, tally)| sum.add(tally));
        sum
    }
}

/// Prints the figures of the labelled texts below `corpus`.
pub fn run(corpus: &Path, errors: bool) {
    let Ok(labels) = std::fs::read_to_string(LABELS) else {
        println!("skipped: {LABELS} is not there");
        return;
    };
    let outcome = compare(&labels, corpus);
    if outcome.documents == 0 {
        println!("skipped: no labelled text is below {}", corpus.display());
        return;
    }
    outcome.changed.iter().for_each(|place| println!("{place}: the text has changed since it was labelled"));
    if errors {
        outcome.errors.iter().for_each(|error| println!("{error}"));
    }
    println!("part   kind          labelled   read  right  precision    recall");
    let line = |half: &str, kind: &str, tally: &Tally| {
        let Tally { labelled, right, extra, .. } = *tally;
        let (precision, recall) = (tally.precision(), tally.recall());
        println!("{half:6} {kind:12} {labelled:9} {:6} {right:6} {precision:9.2}% {recall:8.2}%", right + extra);
    };
    for ((half, kind), tally) in outcome.tallies.iter().filter(|(_, tally)| tally.labelled + tally.extra > 0) {
        line(half, kind, tally);
    }
    let halves: BTreeSet<&str> = outcome.tallies.keys().map(|(half, _)| half.as_str()).collect();
    for half in halves {
        let sum = outcome.of_half(half);
        line(half, "all", &sum);
        let Tally { sentences, perfect, .. } = sum;
        println!("{half:6} sentences: {perfect} of {sentences} without an error ({:.2}%)", sum.perfect_share());
    }
}

/// A sentence that was labelled.
struct Sentence<'a> {
    half: &'a str,
    document: &'a str,
    /// From 1, in lines of the file and characters of the line.
    line: usize,
    column: usize,
    /// In characters.
    length: usize,
    /// FNV-1a of its text, 64 bits.
    fingerprint: u64,
    relations: Vec<Label<'a>>,
}

/// A relation that a person sees.
struct Label<'a> {
    kind: &'a str,
    /// First character (from 1, in the sentence) and length of each numeral.
    members: Vec<(usize, usize)>,
    /// Items of a list, subjects of 分别.
    items: Option<i64>,
    /// `holds`, `contradicted`; `may` where it need not be read.
    verdict: &'a str,
}

/// Reads the labelled texts below `corpus` and compares what the linter finds in them.
pub fn compare(labels: &str, corpus: &Path) -> Outcome {
    let figures = rules::built_in().into_iter().filter(|rule| rule.family() == "figures").map(Arc::new);
    let linter = Linter::new(figures.collect());
    let sentences = parse(labels);
    let mut outcome = Outcome::default();
    let mut documents: BTreeMap<&str, Vec<&Sentence>> = BTreeMap::new();
    sentences.iter().for_each(|sentence| documents.entry(sentence.document).or_default().push(sentence));
    for (name, sentences) in documents {
        let Ok(bytes) = std::fs::read(corpus.join(name)) else { continue };
        let Ok(document) = Document::read(bytes, ReadOptions::default()) else { continue };
        outcome.documents += 1;
        let relations = linter.relations(&document);
        for sentence in sentences {
            match place(document.text(), sentence) {
                Some(place) => judge(&document, &relations, sentence, place, &mut outcome),
                None => outcome.changed.push(format!("{name}:{}:{}", sentence.line, sentence.column)),
            }
        }
    }
    outcome
}

fn parse(labels: &str) -> Vec<Sentence<'_>> {
    let mut sentences: Vec<Sentence> = Vec::new();
    for line in labels.lines().filter(|line| !line.starts_with('#')) {
        let row: Vec<&str> = line.split('\t').collect();
        match row[..] {
            ["sentence", half, document, line, column, length, fingerprint] => sentences.push(Sentence {
                half,
                document,
                line: line.parse().unwrap_or(0),
                column: column.parse().unwrap_or(0),
                length: length.parse().unwrap_or(0),
                fingerprint: u64::from_str_radix(fingerprint, 16).unwrap_or(0),
                relations: Vec::new(),
            }),
            ["relation", kind, members, items, verdict] => {
                let member = |text: &str| {
                    let (start, length) = text.split_once('=')?.0.split_once(':')?;
                    Some((start.parse().ok()?, length.parse().ok()?))
                };
                let members = members.split(' ').filter_map(member).collect();
                let items = items.trim_end_matches('+').parse().ok();
                if let Some(sentence) = sentences.last_mut() {
                    sentence.relations.push(Label { kind, members, items, verdict });
                }
            }
            _ => {}
        }
    }
    sentences
}

/// Byte offsets of the characters of a sentence in its text, the end among them; `None` if it has changed.
fn place(text: &str, sentence: &Sentence) -> Option<Vec<usize>> {
    let line: usize = text.split_inclusive('\n').take(sentence.line.checked_sub(1)?).map(str::len).sum();
    let from = text.get(line..)?.char_indices().map(|(at, _)| line + at).chain([text.len()]);
    let offsets: Vec<usize> = from.skip(sentence.column.checked_sub(1)?).take(sentence.length + 1).collect();
    let written = text.get(*offsets.first()?..*offsets.last()?)?;
    (offsets.len() == sentence.length + 1 && fnv1a(written.as_bytes()) == sentence.fingerprint).then_some(offsets)
}

fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01B3))
}

fn judge(document: &Document, relations: &[Relation], sentence: &Sentence, offsets: Vec<usize>, outcome: &mut Outcome) {
    let (start, end) = (offsets[0] as u32, offsets[sentence.length] as u32);
    let labels: Vec<(&Label, Vec<Span>)> = sentence
        .relations
        .iter()
        .map(|label| {
            let span = |(from, length): &(usize, usize)| Span {
                start: offsets[from - 1] as u32,
                end: offsets[from - 1 + length] as u32,
            };
            (label, label.members.iter().map(span).collect())
        })
        .collect();
    let mut is_found = vec![false; labels.len()];
    let mut is_perfect = true;
    let tally = |outcome: &mut Outcome, kind: &str, change: &dyn Fn(&mut Tally)| {
        change(outcome.tallies.entry((sentence.half.to_owned(), kind.to_owned())).or_default());
    };
    let error = |outcome: &mut Outcome, what: &str, kind: &str, written: Vec<&str>| {
        let Sentence { half, document, line, column, .. } = sentence;
        outcome.errors.push(format!("{half} {document}:{line}:{column} {what} {kind}: {}", written.join(" ")));
    };
    for relation in relations.iter().filter(|relation| !matches!(relation.verdict, Verdict::NotChecked(_))) {
        let inside = |member: &Member| start <= member.span.start && member.span.end <= end;
        let Some((_, kind)) = KINDS.iter().find(|(rule, _)| *rule == &*relation.rule.id) else { continue };
        if !relation.members.iter().all(inside) {
            continue;
        }
        let of_kind = || labels.iter().zip(0..).filter(|((label, _), _)| label.kind == *kind);
        let same = of_kind().find(|((label, spans), _)| {
            says_the_same(relation, label, spans)
                && (label.verdict == "may" || label.verdict == relation.verdict.name())
        });
        if let Some((_, index)) = same {
            is_found[index] = true;
            continue;
        }
        // A whole and the first of its parts are read besides the whole with all of them.
        if *kind == "parts" && of_kind().any(|((_, spans), _)| is_within(relation, spans)) {
            continue;
        }
        is_perfect = false;
        tally(outcome, kind, &|tally| tally.extra += 1);
        let written = relation.members.iter().map(|member| &document.text()[member.span.range()]);
        error(
            outcome,
            "extra",
            kind,
            written.chain([relation.reading.get(reformlint::finding::Language::En)]).collect(),
        );
    }
    // A whole and its first part are read where more parts, that need not be parts, were read with them.
    for (index, (label, spans)) in labels.iter().enumerate().filter(|(_, (label, _))| label.kind == "parts") {
        let more = |(other, others): &&(&Label, Vec<Span>)| {
            other.kind == "parts" && others.len() > spans.len() && spans.iter().all(|span| others.contains(span))
        };
        let is_within = labels.iter().zip(&is_found).any(|(other, is_found)| *is_found && more(&other));
        if label.verdict != "may" && is_within {
            is_found[index] = true;
        }
    }
    for ((label, spans), is_found) in labels.iter().zip(is_found).filter(|((label, _), _)| label.verdict != "may") {
        tally(outcome, label.kind, &|tally| {
            tally.labelled += 1;
            tally.right += usize::from(is_found);
        });
        if !is_found {
            is_perfect = false;
            error(outcome, "missed", label.kind, spans.iter().map(|span| &document.text()[span.range()]).collect());
        }
    }
    tally(outcome, "sentences", &|tally| {
        tally.sentences += 1;
        tally.perfect += usize::from(is_perfect);
    });
}

/// True if a relation has the labelled numerals as its members, and no other.
fn says_the_same(relation: &Relation, label: &Label, spans: &[Span]) -> bool {
    let named = |name: &str| relation.members.iter().find(|member| member.name == name);
    let covers = |member: &Member| spans.iter().all(|span| contains(member.span, *span));
    let counts = |member: Option<&Member>| member.zip(label.items).is_some_and(|(member, items)| allows(member, items));
    match label.kind {
        "enumeration" | "announced" => named("announced").is_some_and(covers) && counts(named("items")),
        "respectively" => {
            let is_exact = |member: &Member| covers(member) && allows(member, spans.len() as i64);
            named("values").is_some_and(is_exact) && counts(named("subjects"))
        }
        _ => {
            relation.members.len() == spans.len()
                && spans.iter().all(|span| relation.members.iter().any(|member| contains(member.span, *span)))
        }
    }
}

/// True if a relation is of the labelled whole and some of its parts.
fn is_within(relation: &Relation, spans: &[Span]) -> bool {
    let is_member = |span: &Span| relation.members.iter().any(|member| contains(member.span, *span));
    let is_labelled = |member: &Member| spans.iter().any(|span| contains(member.span, *span));
    spans.first().is_some_and(is_member) && relation.members.iter().all(is_labelled)
}

fn contains(outer: Span, inner: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// True if a member can stand for so many items.
fn allows(member: &Member, items: i64) -> bool {
    let items = Decimal::integer(items).to_rational();
    member.interval.as_ref().is_some_and(|interval| {
        interval.low.value().is_none_or(|low| *low <= items)
            && (interval.high == Bound::Unbounded || interval.high.value().is_none_or(|high| items <= *high))
    })
}
