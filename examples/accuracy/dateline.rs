//! What a text says of its own time, spoilt: a day that it speaks of is moved behind the text's own date, 今年 gets the number of
//! another year. As many are changed to what is right, and must be left alone. Texts that do not state their date are left out.

use std::collections::BTreeMap;

use reformlint::Linter;
use reformlint::facts::calendar::Day;
use reformlint::facts::date::{Calendar, Date};
use reformlint::facts::document_date::DocumentDate;
use reformlint::source::{Document, ReadOptions};
use reformlint::span::Span;

use crate::random::Random;
use crate::texts::{Text, fnv1a};

/// Days before the text's own date within which a date without a year is taken for one of that year.
const LONGEST_AGO: i32 = 200;

/// A place, what is written there instead, of what kind it is, and whether it is wrong.
struct Change {
    place: Span,
    text: String,
    kind: &'static str,
    rule: &'static str,
    is_wrong: bool,
}

/// Prints found and missed by kind.
pub fn run(linter: &Linter, texts: &[Text], errors: bool) {
    let mut tallies: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    let mut documents = 0;
    for text in texts {
        let Ok(document) = Document::read(text.text.clone().into_bytes(), ReadOptions::default()) else { continue };
        let mut random = Random::new(fnv1a(text.name.as_bytes()));
        let (own, changes) = linter.read(&document, |context| {
            let Some(own) = context.facts.document_date else { return (None, Vec::new()) };
            let mut changes = Vec::new();
            for date in &context.facts.dates {
                changes.extend(moved(document.text(), context.source(date.span), date, own, &mut random));
            }
            changes.extend(named_years(document.text(), own, &mut random));
            (Some(own), changes)
        });
        let Some(own) = own else { continue };
        documents += 1;
        let linter = linter.clone().with_document_date(Some(DocumentDate::configured(own.day)));
        for change in changes {
            let hit = is_reported(&linter, document.text(), &change);
            let tally = tallies.entry(change.kind).or_default();
            tally[usize::from(!change.is_wrong) * 2] += 1;
            tally[usize::from(!change.is_wrong) * 2 + 1] += usize::from(hit);
            if errors && hit != change.is_wrong {
                let line = text.text[..change.place.start as usize].matches('\n').count() + 1;
                println!(
                    "{}:{line} {}: {} {}",
                    text.name,
                    change.kind,
                    change.text,
                    if hit { "reported" } else { "missed" }
                );
            }
        }
    }
    println!("against the text's own date ({documents} documents)   spoilt  found          right  reported");
    for (kind, [spoilt, found, right, reported]) in tallies {
        let width = 52_usize.saturating_sub(kind.chars().filter(|c| !c.is_ascii()).count());
        let percent = 100.0 * found as f64 / spoilt.max(1) as f64;
        println!("{kind:width$} {spoilt:6} {found:6} {percent:5.1}%  {right:6} {reported:6}");
    }
}

/// A day or a month shortly before the text's own date, moved behind it and to another day before it.
fn moved(text: &str, place: Span, date: &Date, own: DocumentDate, random: &mut Random) -> Vec<Change> {
    let (own_year, ..) = own.day.parts();
    let year = date.year.map(|year| year.value);
    let is_judged = date.calendar == Calendar::Gregorian && !date.bare && date.weekday.is_none();
    let Some(month) = date.month.filter(|_| is_judged).map(|month| month.value) else { return Vec::new() };
    let day = date.day.map(|day| day.value);
    let Some(at) = Day::new(year.unwrap_or(own_year), month, day.unwrap_or(1)) else { return Vec::new() };
    let ago = own.day.days_since(at);
    let is_before = if year.is_some() { ago > 0 } else { day.is_some() && (1..LONGEST_AGO).contains(&ago) };
    if !is_before {
        return Vec::new();
    }
    let kind = match (year, is_told_as_past(text, place)) {
        (Some(_), true) => "a date with its year, told as past",
        (Some(_), false) => "a date with its year, no words of tense",
        (None, true) => "8月22日, told as past",
        (None, false) => "8月22日, no words of tense",
    };
    let write = |to: Day| {
        let (y, m, d) = to.parts();
        let year = if year.is_some() { format!("{y}年") } else { String::new() };
        let day = if day.is_some() { format!("{d}日") } else { String::new() };
        format!("{year}{m}月{day}")
    };
    // A month behind the text's own starts 32 days on.
    let away = 32 + random.below(60) as i32;
    let changes = [(own.day.plus(away), true), (own.day.plus(-away), false)];
    let change = |(to, is_wrong): (Option<Day>, bool)| {
        let text = write(to?);
        Some(Change { place, text, kind, rule: "dates/after-dateline", is_wrong })
    };
    changes.into_iter().filter_map(change).collect()
}

/// True if the sentence has a word from which anybody sees that it speaks of what has been: 已, 了, 累计, 以来, 发生 …
fn is_told_as_past(text: &str, place: Span) -> bool {
    const PAST: &[&str] = &["已", "了", "累计", "以来", "至今", "印发《", "发生"];
    const STOPS: [char; 4] = ['。', '\n', '；', '！'];
    let before = text[..place.start as usize].rsplit(STOPS).next().unwrap_or("");
    let after = text[place.end as usize..].split(STOPS).next().unwrap_or("");
    PAST.iter().any(|word| before.contains(word) || after.contains(word))
}

/// 今年, with its year in brackets and with another.
fn named_years(text: &str, own: DocumentDate, random: &mut Random) -> Vec<Change> {
    const MOST: usize = 10;
    let (year, month, _) = own.day.parts();
    let words = [("今年", 0_i32, "今年（2023年）"), ("去年", -1, "去年（2022年）"), ("明年", 1, "明年（2024年）")];
    let mut changes = Vec::new();
    for (word, shift, kind) in words {
        for (at, _) in text.match_indices(word).take(MOST) {
            let place = Span { start: at as u32, end: (at + word.len()) as u32 };
            let right = year.saturating_add_signed(shift);
            // What a text of the first or of the last months may mean by it is no slip that shows.
            let slips: &[i32] = match month {
                1..=3 => &[-2, 1, 2],
                12 => &[-2, -1, 2],
                _ => &[-2, -1, 1, 2],
            };
            let wrong = right.saturating_add_signed(slips[random.below(slips.len())]);
            for (year, is_wrong) in [(right, false), (wrong, true)] {
                let text = format!("{word}（{year}年）");
                changes.push(Change { place, text, kind, rule: "dates/relative-year", is_wrong });
            }
        }
    }
    changes
}

fn is_reported(linter: &Linter, text: &str, change: &Change) -> bool {
    const CONTEXT: usize = 600;
    let place = change.place;
    let from = text.floor_char_boundary((place.start as usize).saturating_sub(CONTEXT));
    let to = text.ceil_char_boundary((place.end as usize + CONTEXT).min(text.len()));
    let before = &text[from..place.start as usize];
    let changed = format!("{before}{}{}", change.text, &text[place.end as usize..to]);
    let Ok(document) = Document::read(changed.into_bytes(), ReadOptions::default()) else { return false };
    let (start, end) = (before.len() as u32, (before.len() + change.text.len()) as u32);
    let findings = linter.check(&document);
    findings
        .iter()
        .any(|finding| finding.span.start < end && finding.span.end > start && finding.rule.id == change.rule)
}
