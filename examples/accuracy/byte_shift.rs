//! The pinyin accident done to clean texts, and undone: how many of its places come back, how sure the linter says it is,
//! and how often it is right about that.

use std::collections::BTreeMap;
use std::sync::Arc;

use reformlint::Linter;
use reformlint::damage::Damage;
use reformlint::damage::byte_shift::accident::{Accident, Damaged, traditional};
use reformlint::damage::byte_shift::{self, Certainty, Place};
use reformlint::repair::repair;
use reformlint::rules;
use reformlint::severity::Severity;
use reformlint::source::{Document, ReadOptions};
use reformlint::span::Span;

use crate::clock;
use crate::texts::{Text, fnv1a};

/// Numbers of listed characters that the sites are given in turn.
const LISTED: [usize; 4] = [60, 300, 900, 2500];

/// Characters of a text that are damaged: the stored copies are reports of this length.
const LENGTH: usize = 12_000;

#[derive(Default)]
struct Tally {
    /// Places by what the linter said of them, and whether the text it gave is the one that stood there.
    outcomes: BTreeMap<(&'static str, bool), usize>,
    characters: usize,
    seconds: f64,
    wrong: Vec<String>,
    /// Findings of figures and dates above info that the clean text does not have, while it is damaged and repaired.
    raised: [usize; 2],
}

/// Prints the figures for `texts`; real damaged reports are no clean ones.
pub fn run(texts: &[Text], shows_errors: bool) {
    let texts: Vec<&Text> = texts.iter().filter(|text| text.clean_copy().is_none()).collect();
    let linter = figures_and_dates();
    for (name, keeps) in [("private use dropped", false), ("private use kept", true)] {
        let mut tally = Tally::default();
        for (index, text) in texts.iter().enumerate() {
            let clean: String = traditional(&text.text.chars().take(LENGTH).collect::<String>());
            let mut site = Accident::seeded(fnv1a(text.name.as_bytes()), LISTED[index % LISTED.len()]);
            site.keeps_private_use = keeps;
            let damaged = site.damage(&clean);
            tally.judge(&damaged);
            tally.judge_figures(&linter, &damaged);
        }
        tally.print(name);
        for wrong in tally.wrong.iter().filter(|wrong| shows_errors || wrong.starts_with("exact")) {
            println!("  {wrong}");
        }
    }
}

impl Tally {
    fn judge(&mut self, damaged: &Damaged) {
        let Some(document) = document(&damaged.text) else { return };
        let mut damage = Damage::default();
        self.seconds += clock::once(|| damage = Damage::scan(&document));
        self.characters += damaged.text.chars().count();
        let places: Vec<Span> = damaged.places().iter().map(|place| place.span).collect();
        for group in groups(&places, &damage.shifts) {
            let expected = damaged.original(group.span);
            let got = group.restored(damaged);
            let right = flat(&expected) == flat(&got);
            let said = group.said();
            *self.outcomes.entry((said, right)).or_default() += 1;
            if !right {
                let excerpt = damaged.text.get(group.span.range()).unwrap_or_default();
                let before: String = damaged.text[..group.span.start as usize].chars().rev().take(6).collect();
                let before: String = before.chars().rev().collect();
                let after: String = damaged.text[group.span.end as usize..].chars().take(6).collect();
                let shown = format!("{before}⟦{excerpt}⟧{after}");
                self.wrong.push(format!("{said}: {shown:?} was {expected:?}, restored as {got:?}"));
            }
        }
    }

    /// What figures and dates say of the damaged text, which is read through its repair, and of the repaired one.
    fn judge_figures(&mut self, linter: &Linter, damaged: &Damaged) {
        let (Some(source), Some(text)) = (document(&damaged.source()), document(&damaged.text)) else { return };
        let Some(repaired) = document(&repair(&text, Certainty::Likely).text) else { return };
        let clean = above_info(linter, &source);
        for (raised, (text, state)) in self.raised.iter_mut().zip([(&text, "damaged"), (&repaired, "repaired")]) {
            for (rule, places) in above_info(linter, text) {
                let more = places.len().saturating_sub(clean.get(&rule).map_or(0, Vec::len));
                *raised += more;
                if more > 0 {
                    self.wrong.push(format!("figures: {rule} {more} more while {state}: {places:?}"));
                }
            }
        }
    }

    fn print(&self, name: &str) {
        let all: usize = self.outcomes.values().sum();
        let of = |said: &str, right: bool| self.outcomes.get(&(said, right)).copied().unwrap_or(0);
        println!("{name}: {all} places");
        for said in ["exact", "likely", "guess", "lost", "not seen"] {
            println!("  {said:<9} {:>6} right {:>6} wrong", of(said, true), of(said, false));
        }
        let right: usize = ["exact", "likely", "guess"].iter().map(|said| of(said, true)).sum();
        let applied = of("exact", true) + of("likely", true);
        let percent = |part: usize| 100.0 * part as f64 / all.max(1) as f64;
        println!("  restored by default {:.1} %, best reading right {:.1} %", percent(applied), percent(right));
        let [damaged, repaired] = self.raised;
        println!(
            "  findings of figures and dates that only the damaged text has {damaged}, only the repaired one {repaired}"
        );
        println!("  {:.0} characters a second", self.characters as f64 / self.seconds.max(1e-9));
    }
}

/// The text as a document; `None` for one with control characters, which is taken for binary and not measured.
fn document(text: &str) -> Option<Document> {
    Document::read(text.as_bytes().to_vec(), ReadOptions::default()).ok()
}

fn figures_and_dates() -> Linter {
    let rules = rules::built_in().into_iter().filter(|rule| matches!(rule.family(), "figures" | "dates"));
    Linter::new(rules.map(Arc::new).collect())
}

/// What findings above info point at, by rule.
fn above_info(linter: &Linter, document: &Document) -> BTreeMap<String, Vec<String>> {
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for finding in linter.check(document).iter().filter(|finding| finding.severity != Severity::Info) {
        let place = document.text().get(finding.span.range()).unwrap_or_default();
        places.entry(finding.rule.id.to_string()).or_default().push(place.to_owned());
    }
    places
}

/// Places and runs that touch each other.
struct Group<'r> {
    span: Span,
    runs: Vec<&'r Place>,
}

impl Group<'_> {
    fn restored(&self, damaged: &Damaged) -> String {
        let mut text = String::new();
        let mut done = self.span.start as usize;
        for run in &self.runs {
            text.push_str(&damaged.without_notes(Span::new(done, run.span.start as usize)));
            text.push_str(&run.original);
            done = run.span.end as usize;
        }
        text + &damaged.without_notes(Span::new(done, self.span.end as usize))
    }

    fn said(&self) -> &'static str {
        match self.runs.iter().map(|run| run.certainty).max() {
            None => "not seen",
            Some(Certainty::Exact) => "exact",
            Some(Certainty::Likely) => "likely",
            Some(Certainty::Guess) => "guess",
            Some(Certainty::Lost) => "lost",
        }
    }
}

fn groups<'r>(places: &[Span], runs: &'r [byte_shift::Place]) -> Vec<Group<'r>> {
    let mut all: Vec<(Span, Option<&Place>)> = places.iter().map(|span| (*span, None)).collect();
    all.extend(runs.iter().map(|run| (run.span, Some(run))));
    all.sort_by_key(|(span, _)| span.start);
    let mut groups: Vec<Group> = Vec::new();
    for (span, run) in all {
        match groups.last_mut().filter(|last| span.start < last.span.end) {
            Some(last) => {
                last.span.end = last.span.end.max(span.end);
                last.runs.extend(run);
            }
            None => groups.push(Group { span, runs: run.into_iter().collect() }),
        }
    }
    groups
}

/// Full-width forms as ASCII: a flattened copy does not say which they were.
fn flat(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            _ => c,
        })
        .collect()
}
