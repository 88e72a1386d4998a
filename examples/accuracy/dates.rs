//! Dates, two ways. Every day that a text names is written anew in each form, once as it is and once spoilt, and the linter
//! must speak of the second only. And the dates that the reader finds are compared with those that a person labelled in
//! tests/labels, where the labelled documents are among the texts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use reformlint::facts::calendar::{Day, Weekday, last_day};
use reformlint::finding::Severity;
use reformlint::source::{Document, ReadOptions};
use reformlint::span::Span;
use reformlint::{Linter, rules};

use crate::dateline;
use crate::random::Random;
use crate::texts::{Text, fnv1a};

/// Days of one text that are spoilt.
const MOST_OF_A_TEXT: usize = 12;

/// Characters around a date that the linter sees.
const CONTEXT: usize = 400;

/// Detected and missed, by form or kind of slip.
#[derive(Default)]
struct Tally {
    spoilt: usize,
    detected: usize,
    right: usize,
    false_alarms: usize,
}

/// Prints the figures.
pub fn run(texts: &[Text], errors: bool) {
    let all = rules::built_in().into_iter().filter(|rule| rule.family() == "dates").map(Arc::new);
    let linter = Linter::new(all.collect());
    spoil(&linter, texts, errors);
    dateline::run(&linter, texts, errors);
    for (set, path) in LABELS {
        compare_with_labels(&linter, texts, set, path, errors);
    }
}

/// Texts labelled by hand. The first set was used to mend the reader; what it showed of the others when they were new is in the
/// documentation.
const LABELS: [(&str, &str); 3] = [
    ("first set", "tests/labels/dates.tsv"),
    ("second set", "tests/labels/dates-second.tsv"),
    ("third set", "tests/labels/dates-third.tsv"),
];

/// A day written in some form. `None` where the form cannot hold it.
type Write = fn(u32, u32, u32) -> Option<String>;

const FORMS: &[(&str, Write)] = &[
    ("2023年8月22日", |y, m, d| Some(format!("{y}年{m}月{d}日"))),
    ("2023年08月22日", |y, m, d| Some(format!("{y}年{m:02}月{d:02}日"))),
    ("2023年8月22号", |y, m, d| Some(format!("{y}年{m}月{d}号"))),
    ("8月22日", |_, m, d| (m != 2 || d > 29).then(|| format!("{m}月{d}日"))),
    ("２０２３年８月２２日", |y, m, d| Some(wide(&format!("{y}年{m}月{d}日")))),
    ("2023 年 8 月 22 日", |y, m, d| Some(format!("{y} 年 {m} 月 {d} 日"))),
    ("二〇二三年八月二十二日", |y, m, d| Some(format!("{}年{}月{}日", digits(y), counted(m), counted(d)))),
    ("民國112年8月22日", |y, m, d| y.checked_sub(1911).filter(|y| *y > 0).map(|y| format!("民國{y}年{m}月{d}日"))),
    ("2023-08-22", |y, m, d| Some(format!("{y}-{m:02}-{d:02}"))),
    ("2023/8/22", |y, m, d| Some(format!("{y}/{m}/{d}"))),
    ("2023.8.22", |y, m, d| Some(format!("{y}.{m}.{d}"))),
    ("22 August 2023", |y, m, d| {
        Some(format!("{d} {} {y}", reformlint::facts::date::english::MONTHS.get(m as usize - 1)?))
    }),
];

fn spoil(linter: &Linter, texts: &[Text], errors: bool) {
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    for text in texts {
        let mut random = Random::new(fnv1a(text.name.as_bytes()));
        let Ok(document) = Document::read(text.text.clone().into_bytes(), ReadOptions::default()) else { continue };
        let days: Vec<(Span, Day)> = linter.read(&document, |context| {
            // 1.2023年: the number of an item and a date in figures would be one number.
            let is_digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
            let touches = |span: Span| {
                let text = document.text();
                let before = &text[..span.start as usize];
                // 8月20日8:00: the hour would go on with a date in figures.
                before.ends_with(['.', '．', '/'])
                    || before.ends_with('-') && !before.ends_with("--")
                    || text[span.end as usize..].starts_with(is_digit)
            };
            let dates = context.facts.dates.iter().filter(|date| date.weekday.is_none());
            let dates = dates.filter(|date| !touches(context.source(date.whole)));
            dates.filter_map(|date| Some((context.source(date.whole), date.gregorian()?))).collect()
        });
        for (place, day) in days.into_iter().take(MOST_OF_A_TEXT) {
            let (year, month, number) = day.parts();
            let Some(last) = last_day(Some(year), month) else { continue };
            let mut try_one = |kind: &str, written: String, is_wrong: bool| {
                let hit = is_reported(linter, document.text(), place, &written);
                let tally = tallies.entry(kind.to_owned()).or_default();
                if is_wrong {
                    tally.spoilt += 1;
                    tally.detected += usize::from(hit);
                } else {
                    tally.right += 1;
                    tally.false_alarms += usize::from(hit);
                }
                if errors && hit != is_wrong {
                    println!("{} {kind}: {written} {}", text.name, if is_wrong { "missed" } else { "reported" });
                }
            };
            for (name, write) in FORMS {
                let wrong_day = last + 1 + random.below(3) as u32;
                let slips =
                    [(month, number, false), (month, wrong_day, true), (13 + random.below(5) as u32, number, true)];
                for (month, number, is_wrong) in slips {
                    if let Some(written) = write(year, month, number) {
                        try_one(&format!("date {name}"), written, is_wrong);
                    }
                }
            }
            let shift = 1 + random.below(6) as i32;
            let weekday = |day: Option<Day>| day.map_or(Weekday::Monday, Day::weekday);
            for (weekday, is_wrong) in [(day.weekday(), false), (weekday(day.plus(shift)), true)] {
                let date = format!("{year}年{month}月{number}日");
                try_one("weekday （星期二）", format!("{date}（星期{}）", weekday.han()), is_wrong);
                try_one("weekday (周二)", format!("{date}(周{})", weekday.han()), is_wrong);
                try_one(
                    "weekday Tuesday, 22 August 2023",
                    format!(
                        "{}, {}",
                        weekday.english(),
                        FORMS.last().and_then(|(_, write)| write(year, month, number)).unwrap_or_default()
                    ),
                    is_wrong,
                );
            }
            let (hour, minute) = (random.below(24), random.below(60));
            let (late, odd) = (25 + random.below(5), 60 + random.below(30));
            let date = format!("{year}年{month}月{number}日");
            for (hour, minute, is_wrong) in [(hour, minute, false), (late, minute, true), (hour, odd, true)] {
                try_one("time 9:30", format!("{date}{hour}:{minute:02}"), is_wrong);
                try_one("time 9时30分", format!("{date}{hour}时{minute}分"), is_wrong);
                try_one("time T09:30:00", format!("{year}-{month:02}-{number:02}T{hour:02}:{minute:02}:00"), is_wrong);
            }
        }
    }
    println!("what                                     spoilt  found       right  reported");
    let mut sum = Tally::default();
    for (kind, tally) in &tallies {
        let width = 40_usize.saturating_sub(kind.chars().filter(|c| !c.is_ascii()).count());
        println!(
            "{kind:width$} {:6} {:6} {:5.1}%  {:6} {:6}",
            tally.spoilt,
            tally.detected,
            percent(tally.detected, tally.spoilt),
            tally.right,
            tally.false_alarms
        );
        sum.spoilt += tally.spoilt;
        sum.detected += tally.detected;
        sum.right += tally.right;
        sum.false_alarms += tally.false_alarms;
    }
    println!(
        "all: {} of {} found ({:.2} %), {} of {} right ones reported",
        sum.detected,
        sum.spoilt,
        percent(sum.detected, sum.spoilt),
        sum.false_alarms,
        sum.right
    );
}

fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}

/// True if something touching `written`, put in the place of `place`, is an error or a warning.
fn is_reported(linter: &Linter, text: &str, place: Span, written: &str) -> bool {
    let from = text.floor_char_boundary((place.start as usize).saturating_sub(CONTEXT));
    let to = text.ceil_char_boundary((place.end as usize + CONTEXT).min(text.len()));
    let before = &text[from..place.start as usize];
    let changed = format!("{before}{written}{}", &text[place.end as usize..to]);
    let Ok(document) = Document::read(changed.into_bytes(), ReadOptions::default()) else { return false };
    let (start, end) = (before.len() as u32, (before.len() + written.len()) as u32);
    let findings = linter.check(&document);
    let mut touching = findings.iter().filter(|finding| finding.span.start < end && finding.span.end > start);
    touching.any(|finding| finding.severity != Severity::Info && finding.rule.id.starts_with("dates/"))
}

const HAN: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

fn digits(value: u32) -> String {
    value.to_string().chars().filter_map(|c| HAN.get(c.to_digit(10)? as usize)).collect()
}

fn counted(value: u32) -> String {
    let ten = match value / 10 {
        0 => String::new(),
        1 => "十".to_owned(),
        tens => format!("{}十", digits(tens)),
    };
    if value.is_multiple_of(10) { ten } else { ten + &digits(value % 10) }
}

fn wide(text: &str) -> String {
    let widened = |c: char| char::from_u32(c as u32 + 0xFEE0).filter(|_| c.is_ascii_digit()).unwrap_or(c);
    text.chars().map(widened).collect()
}

/// A date in a text: byte offsets, and its value.
type Mention = (usize, usize, String);

/// Precision and recall of the reader against the labels.
fn compare_with_labels(linter: &Linter, texts: &[Text], set: &str, path: &str, errors: bool) {
    let Ok(labels) = std::fs::read_to_string(path) else { return };
    let (mut labelled, mut read, mut both, mut same_value, mut documents) = (0, 0, 0, 0, 0);
    for text in texts {
        let path = text.path.to_string_lossy().replace('\\', "/");
        let rows: Vec<Vec<&str>> = labels
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(|line| line.split('\t').collect())
            .filter(|row: &Vec<&str>| row.iter().take(2).any(|name| name.ends_with(".txt") && path.ends_with(name)))
            .collect();
        let Some(passage) = rows.iter().find(|row| row.first() == Some(&"passage")) else { continue };
        documents += 1;
        let lines = line_starts(&text.text);
        let number = |row: &[&str], index: usize| row.get(index).and_then(|n| n.parse().ok()).unwrap_or(0_usize);
        let start = lines.get(number(passage, 2).saturating_sub(1)).copied().unwrap_or(0);
        let end = lines.get(number(passage, 3)).copied().unwrap_or(text.text.len());
        let expected: BTreeSet<Mention> = rows
            .iter()
            .filter(|row| row.first() != Some(&"passage"))
            .filter_map(|row| mention(&text.text, &lines, number(row, 1), number(row, 2), number(row, 3), row.get(4)?))
            .collect();
        let found: BTreeSet<Mention> =
            mentions(linter, &text.text).into_iter().filter(|m| m.0 >= start && m.1 <= end).collect();
        let spans = |set: &BTreeSet<Mention>| set.iter().map(|m| (m.0, m.1)).collect::<BTreeSet<_>>();
        let (expected_spans, found_spans) = (spans(&expected), spans(&found));
        labelled += expected.len();
        read += found.len();
        both += expected_spans.intersection(&found_spans).count();
        same_value += expected.intersection(&found).count();
        if errors {
            for (kind, missing, from) in [("missed", &expected, &found_spans), ("extra", &found, &expected_spans)] {
                for (start, end, value) in missing.iter().filter(|m| !from.contains(&(m.0, m.1))) {
                    println!("{} {kind}: {} = {value}", text.name, text.text[*start..*end].replace('\n', "⏎"));
                }
            }
            for (start, end, value) in
                expected.iter().filter(|m| found_spans.contains(&(m.0, m.1)) && !found.contains(*m))
            {
                println!("{} value: {} is {value}", text.name, &text.text[*start..*end]);
            }
        }
    }
    if documents > 0 {
        println!(
            "mentions, {set}: {documents} documents, {labelled} labelled, {read} read, {both} the same: precision {:.2} %, recall {:.2} %; {same_value} with the same value",
            percent(both, read),
            percent(both, labelled)
        );
    }
}

fn line_starts(text: &str) -> Vec<usize> {
    std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect()
}

fn mention(text: &str, lines: &[usize], line: usize, column: usize, length: usize, value: &str) -> Option<Mention> {
    let line = *lines.get(line.checked_sub(1)?)?;
    let offsets: Vec<usize> = text.get(line..)?.char_indices().map(|(at, _)| line + at).take(column + length).collect();
    let start = *offsets.get(column.checked_sub(1)?)?;
    let end = offsets.get(column + length - 1).copied().unwrap_or(text.len());
    Some((start, end, value.to_owned()))
}

fn mentions(linter: &Linter, text: &str) -> Vec<Mention> {
    let Ok(document) = Document::read(text.as_bytes().to_vec(), ReadOptions::default()) else { return Vec::new() };
    linter.read(&document, |context| {
        let dates = context.facts.dates.iter();
        dates
            .map(|date| {
                let place = context.source(date.whole);
                (place.start as usize, place.end as usize, date.canonical().unwrap_or_default())
            })
            .collect()
    })
}
