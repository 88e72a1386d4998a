//! Figures: every relation that holds in a text is spoilt, one number at a time, as a slip of the pen would, and the
//! linter must notice. What it says elsewhere then is noise; what stays within the rounding of the digits cannot be seen.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use reformlint::facts::interval::Bound;
use reformlint::finding::{Confidence, Finding, Language};
use reformlint::relation::{Member, Relation, Verdict};
use reformlint::source::{Document, Format, ReadOptions};
use reformlint::span::Span;
use reformlint::{Linter, rules};

use crate::random::Random;
use crate::texts::{Text, fnv1a};

/// What became of the changes to the relations of one rule.
#[derive(Default)]
struct Tally {
    relations: usize,
    detected: usize,
    /// The relation still holds: the change is smaller than the rounding, or the list can be counted both ways.
    undetectable: usize,
    missed: usize,
    /// Findings where nothing was changed.
    elsewhere: usize,
    /// Findings in the texts as they are.
    natural: usize,
}

/// A change to a text.
struct Change {
    /// What it did: `digit`, `step` (a count by one), `drop` (an item).
    kind: &'static str,
    /// What goes.
    place: Span,
    /// What comes.
    text: String,
}

/// A changed text beside the one that is known.
struct Trial<'a> {
    name: &'a str,
    linter: &'a Linter,
    text: &'a str,
    document: &'a Document,
    findings: &'a [Finding],
}

enum Outcome {
    Detected,
    Undetectable,
    Missed(String),
}

/// Prints the figures.
pub fn run(texts: &[Text], errors: bool) {
    let all = rules::built_in().into_iter().filter(|rule| rule.confidence == Confidence::High);
    let linter = Linter::new(all.filter(|rule| rule.family() == "figures").map(Arc::new).collect());
    let mut tallies: BTreeMap<(String, &'static str), Tally> = BTreeMap::new();
    let mut characters = 0;
    for text in texts {
        let Some(document) = document(text) else { continue };
        characters += text.text.chars().count();
        let findings = linter.check(&document);
        for finding in &findings {
            tally(&mut tallies, &finding.rule.id, "").natural += 1;
        }
        let trial = Trial {
            name: &text.name,
            linter: &linter,
            text: document.text(),
            document: &document,
            findings: &findings,
        };
        let mut random = Random::new(fnv1a(text.name.as_bytes()));
        for relation in linter.relations(&document).iter().filter(|relation| relation.verdict == Verdict::Holds) {
            let changes = changes(relation, document.text(), &mut random);
            let mut kinds: Vec<&str> = Vec::new();
            for change in changes {
                let tally = tally(&mut tallies, &relation.rule.id, change.kind);
                if !kinds.contains(&change.kind) {
                    kinds.push(change.kind);
                    tally.relations += 1;
                }
                trial.count(relation, &change, tally, errors);
            }
        }
    }
    print(&tallies, texts.len(), characters);
}

fn tally<'t>(
    tallies: &'t mut BTreeMap<(String, &'static str), Tally>,
    rule: &str,
    kind: &'static str,
) -> &'t mut Tally {
    match tallies.entry((rule.to_owned(), kind)) {
        Entry::Occupied(entry) => entry.into_mut(),
        Entry::Vacant(entry) => entry.insert(Tally::default()),
    }
}

fn document(text: &Text) -> Option<Document> {
    read(&text.name, text.text.clone())
}

fn read(name: &str, text: String) -> Option<Document> {
    let format = if name.ends_with(".md") { Format::Markdown } else { Format::Plain };
    Document::read(text.into_bytes(), ReadOptions { format, ..ReadOptions::default() }).ok()
}

impl Trial<'_> {
    fn count(&self, relation: &Relation, change: &Change, tally: &mut Tally, errors: bool) {
        let place = change.place;
        let changed = [&self.text[..place.start as usize], &change.text, &self.text[place.end as usize..]].concat();
        let Some(document) = read(self.name, changed) else { return };
        let new = self.new_findings(&document, change);
        let (here, elsewhere): (Vec<&Finding>, Vec<&Finding>) =
            new.iter().partition(|finding| concerns(finding, &moved(relation.span, change)));
        let outcome = if here.iter().any(|finding| finding.rule.id == relation.rule.id) {
            Outcome::Detected
        } else {
            match self.unnoticed(relation, change, &document) {
                // One number is told of once, by the surest of the rules that see it.
                Outcome::Missed(_) if !here.is_empty() => Outcome::Detected,
                outcome => outcome,
            }
        };
        tally.elsewhere += elsewhere.len();
        if errors {
            elsewhere.iter().for_each(|finding| self.say(relation, change, &format!("elsewhere: {}", finding.rule.id)));
        }
        match outcome {
            Outcome::Detected => tally.detected += 1,
            Outcome::Undetectable => {
                tally.undetectable += 1;
                if errors {
                    self.say(relation, change, "undetectable");
                }
            }
            Outcome::Missed(why) => {
                tally.missed += 1;
                if errors {
                    self.say(relation, change, &format!("missed: {why}"));
                }
            }
        }
    }

    /// Findings that the text had not before, those that merely moved left aside.
    fn new_findings(&self, document: &Document, change: &Change) -> Vec<Finding> {
        let mut known: Vec<(Span, &str)> =
            self.findings.iter().map(|finding| (moved(finding.span, change), &*finding.rule.id)).collect();
        let mut findings = self.linter.check(document);
        findings.retain(|finding| {
            let same = known.iter().position(|(span, rule)| *span == finding.span && *rule == finding.rule.id);
            same.map(|index| known.swap_remove(index)).is_none()
        });
        findings
    }

    fn unnoticed(&self, relation: &Relation, change: &Change, document: &Document) -> Outcome {
        let at = moved(relation.span, change);
        let relations = self.linter.relations(document);
        // A relation that is read in two ways may hold in the other one.
        let is_same = |other: &&Relation| {
            let names = |relation: &Relation| -> Vec<String> {
                relation.members.iter().map(|member| member.name.to_string()).collect()
            };
            other.formula == relation.formula || other.verdict == Verdict::Holds && names(other) == names(relation)
        };
        let same = relations
            .iter()
            .filter(|other| other.rule.id == relation.rule.id)
            .filter(is_same)
            .find(|other| other.span.overlaps(at));
        match same.map(|relation| (&relation.verdict, relation.reason(Language::En))) {
            Some((Verdict::Holds, _)) => Outcome::Undetectable,
            Some((_, Some(reason))) => Outcome::Missed(reason),
            Some((..)) => Outcome::Missed("contradicted, not reported".to_owned()),
            None => Outcome::Missed("no longer read as a relation".to_owned()),
        }
    }

    fn say(&self, relation: &Relation, change: &Change, what: &str) {
        let at = self.document.position(change.place.start);
        let old = &self.text[change.place.range()];
        println!("{}:{}:{} {} {old:?} → {:?}: {what}", self.name, at.line, at.column, relation.rule.id, change.text);
    }
}

/// Where a place stands after a change. What holds the changed place grows or shrinks with it.
fn moved(span: Span, change: &Change) -> Span {
    let shift = |at: u32, last: bool| {
        let is_behind = at > change.place.start || (!last && at == change.place.start && change.place.is_empty());
        if at >= change.place.end && is_behind {
            at - change.place.len() as u32 + change.text.len() as u32
        } else {
            at.min(change.place.start + change.text.len() as u32)
        }
    };
    Span { start: shift(span.start, false), end: shift(span.end, true).max(shift(span.start, false)) }
}

/// True if a finding is about the place: it or one of its related places lies there.
fn concerns(finding: &Finding, place: &Span) -> bool {
    finding.span.overlaps(*place) || finding.related.iter().any(|related| related.span.overlaps(*place))
}

/// The slips that a relation is tried with. What can be read in several ways is shown where it agrees and never reported:
/// there is nothing to be noticed.
fn changes(relation: &Relation, text: &str, random: &mut Random) -> Vec<Change> {
    let mut changes = Vec::new();
    if relation.formula.contains("readings(") {
        return changes;
    }
    // 农业、林业等5个部门: what the list leaves out cannot be counted.
    let is_open = |member: &Member| member.interval.as_ref().is_some_and(|interval| interval.high == Bound::Unbounded);
    if relation.members.iter().any(|member| member.name == "items" && is_open(member)) {
        return changes;
    }
    let last = relation.members.len().saturating_sub(1);
    for (index, member) in relation.members.iter().enumerate() {
        let written = &text[member.span.range()];
        match &*member.name {
            "announced" => changes.extend(steps(member.span, written, "两")),
            // The first and the last of a run can be a run of their own.
            "marker" if index > 0 && index < last => changes.extend(steps(member.span, written, "二")),
            "marker" => {}
            "items" | "subjects" | "values" => changes.extend(without_one(member.span, written)),
            _ => changes.extend(slips(member.span, written, random)),
        }
    }
    changes
}

/// The count by one more and one less. Two is written as `two`: 两项, but 二是.
fn steps(place: Span, written: &str, two: &str) -> Vec<Change> {
    const HAN: [&str; 20] = [
        "零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五",
        "十六", "十七", "十八", "十九",
    ];
    let written = if written == "两" { "二" } else { written };
    let value = HAN.iter().position(|word| *word == written).or_else(|| written.parse().ok());
    let Some(value) = value.filter(|value| *value > 0) else { return Vec::new() };
    let of = |value: usize| match (HAN.contains(&written), value) {
        (true, 2) => Some(two.to_owned()),
        (true, _) => HAN.get(value).map(|word| (*word).to_owned()),
        (false, _) => Some(value.to_string()),
    };
    [value - 1, value + 1]
        .into_iter()
        // 甲、乙一项 announces no list.
        .filter(|value| *value > usize::from(two == "两"))
        .filter_map(of)
        .map(|text| Change { kind: "step", place, text })
        .collect()
}

/// A list without one of its inner items, or a row of values without its last.
fn without_one(place: Span, written: &str) -> Option<Change> {
    if written.contains(['“', '‘', '「', '（', '(', '《']) || written.len() > 600 {
        return None;
    }
    let marks: Vec<usize> = written.match_indices('、').map(|(at, _)| at).collect();
    let [first, second, ..] = marks[..] else { return None };
    let start = place.start as usize;
    Some(Change { kind: "drop", place: Span::new(start + first, start + second), text: String::new() })
}

/// One digit wrong: the last one, and any one.
fn slips(place: Span, written: &str, random: &mut Random) -> Vec<Change> {
    let digits: Vec<(usize, char)> = written
        .char_indices()
        .skip_while(|(_, c)| digit(*c).is_none())
        .take_while(|(_, c)| digit(*c).is_some() || matches!(c, '.' | '．' | ','))
        .filter(|(_, c)| digit(*c).is_some())
        .collect();
    let Some(last) = digits.len().checked_sub(1) else { return Vec::new() };
    let places = if last == 0 { vec![last] } else { vec![last, random.below(last)] };
    let mut changes = Vec::new();
    for index in places {
        let (at, old) = digits[index];
        let value = digit(old).unwrap_or(0);
        // A number does not begin with a zero.
        let new = loop {
            let new = random.below(10) as u32;
            if new != value && (new != 0 || index > 0) {
                break new;
            }
        };
        let zero = if old.is_ascii() { '0' } else { '０' };
        let Some(new) = char::from_u32(zero as u32 + new) else { continue };
        let start = place.start as usize + at;
        let place = Span::new(start, start + old.len_utf8());
        changes.push(Change { kind: "digit", place, text: new.to_string() });
    }
    changes
}

fn digit(c: char) -> Option<u32> {
    match c {
        '０'..='９' => Some(c as u32 - '０' as u32),
        _ => c.to_digit(10),
    }
}

fn print(tallies: &BTreeMap<(String, &'static str), Tally>, texts: usize, characters: usize) {
    println!("{texts} texts, {characters} characters");
    println!(
        "{:<30} {:<6} {:>9} {:>8} {:>8} {:>12} {:>7} {:>10} {:>9} {:>9}",
        "rule", "slip", "relations", "slips", "detected", "undetectable", "missed", "observable", "of all", "elsewhere"
    );
    let mut all = Tally::default();
    for ((rule, kind), tally) in tallies.iter().filter(|((_, kind), _)| !kind.is_empty()) {
        line(rule, kind, tally);
        all.relations += tally.relations;
        all.detected += tally.detected;
        all.undetectable += tally.undetectable;
        all.missed += tally.missed;
        all.elsewhere += tally.elsewhere;
    }
    line("all", "", &all);
    let natural: Vec<String> = tallies
        .iter()
        .filter(|(_, tally)| tally.natural > 0)
        .map(|((rule, _), tally)| format!("{rule} {}", tally.natural))
        .collect();
    println!(
        "findings in the texts as they are: {}",
        if natural.is_empty() { "none".to_owned() } else { natural.join(", ") }
    );
}

fn line(rule: &str, kind: &str, tally: &Tally) {
    let percent = |part: usize, whole: usize| match whole {
        0 => "–".to_owned(),
        _ => format!("{:.1}%", part as f64 * 100.0 / whole as f64),
    };
    let Tally { relations, detected, undetectable, missed, elsewhere, .. } = *tally;
    let slips = detected + undetectable + missed;
    println!(
        "{rule:<30} {kind:<6} {relations:>9} {slips:>8} {detected:>8} {undetectable:>12} {missed:>7} {:>10} {:>9} {elsewhere:>9}",
        percent(detected, detected + missed),
        percent(detected, slips),
    );
}
