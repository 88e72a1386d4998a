//! What the counting rules can see, measured on real texts: numbers that hold are changed by one, and the rules must
//! notice. The texts are not part of the repository; without them the test says so and passes.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use reformlint::checks::Context;
use reformlint::checks::figures::enumeration_count;
use reformlint::facts::list::CountedList;
use reformlint::facts::token::ClauseId;
use reformlint::source::{Document, ReadOptions};
use reformlint::span::Span;
use reformlint::{Linter, rules};

const CORPUS: &str = "../shared/corpus";

/// Every text of the corpus, in a stable order; empty if it is not there.
fn corpus() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(CORPUS);
    let root = std::env::var_os("REFORMLINT_CORPUS").map_or(root, PathBuf::from);
    let mut paths: Vec<PathBuf> = fs::read_dir(&root)
        .into_iter()
        .flatten()
        .filter_map(|folder| fs::read_dir(folder.ok()?.path()).ok())
        .flatten()
        .filter_map(|file| Some(file.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    paths.sort();
    if paths.is_empty() {
        println!("skipped: no texts in {}", root.display());
    }
    paths.into_iter().filter_map(|path| Some((fs::read_to_string(&path).ok()?, path))).map(|(t, p)| (p, t)).collect()
}

fn linter(ids: &[&str]) -> Linter {
    Linter::new(rules::built_in().into_iter().filter(|rule| ids.contains(&&*rule.id)).map(Arc::new).collect())
}

/// The text with another number at `span`, in the script of the old one. Two is written as `two`: 两项, but 二是.
fn with_number(text: &str, span: Span, number: u32, two: &str) -> String {
    let old = &text[span.range()];
    let new = if number == 2 && !old.starts_with(|c: char| c.is_ascii_digit()) {
        two.to_owned()
    } else if old.starts_with(|c: char| c.is_ascii_digit()) {
        number.to_string()
    } else {
        han(number)
    };
    [&text[..span.start as usize], &new, &text[span.end as usize..]].concat()
}

fn han(number: u32) -> String {
    let digits: Vec<char> = "零一二三四五六七八九".chars().collect();
    let digit = |place: u32| digits[(number / place % 10) as usize];
    match number {
        0..10 => digit(1).to_string(),
        10..20 => format!("十{}", if number == 10 { String::new() } else { digit(1).to_string() }),
        20 | 30 | 40 | 50 | 60 | 70 | 80 | 90 => format!("{}十", digit(10)),
        20..100 => format!("{}十{}", digit(10), digit(1)),
        _ => number.to_string(),
    }
}

fn findings(linter: &Linter, text: String) -> usize {
    let document = Document::read(text.into_bytes(), ReadOptions::default()).expect("a text");
    linter.check(&document).len()
}

#[test]
fn sequences_notice_every_inner_number() {
    let linter = linter(&["figures/heading-sequence", "figures/inline-sequence"]);
    let (mut changes, mut noticed, mut missed) = (0, 0, Vec::new());
    let mut turn = 0;
    for (path, text) in corpus() {
        let document = Document::read(text.clone().into_bytes(), ReadOptions::default()).expect("a text");
        linter.read(&document, |cx| {
            let (view, facts) = (cx.view, cx.facts);
            let sequences = &facts.sequences;
            let broken: Vec<u32> = sequences.breaks.iter().map(|broken| broken.list).collect();
            let before = linter.check(&document).len();
            for (index, list) in sequences.lists.iter().enumerate() {
                let markers: Vec<_> = list.members.iter().map(|&member| &sequences.markers[member as usize]).collect();
                let counts = list.from_one && markers.iter().zip(1..).all(|(marker, number)| marker.number == number);
                if !counts || broken.contains(&(index as u32)) || markers.len() < 3 {
                    continue;
                }
                turn += 1;
                if turn % SAMPLE != 0 {
                    continue;
                }
                // A marker that merely may be one (glued to other text) is no place to judge.
                let inner: Vec<_> = markers.windows(2).skip(1).filter(|pair| pair.iter().all(|m| m.strong)).collect();
                // Numbers next to what could not be read are not judged.
                let clauses =
                    [markers[0], markers[markers.len() - 1]].map(|m| facts.tokens.clause_of(m.token as usize));
                if facts.tokens.has_opaque(clauses[0], ClauseId(clauses[1].0 + 1)) {
                    continue;
                }
                let Some(marker) = inner.get(turn / SAMPLE % inner.len().max(1)).map(|pair| pair[0]) else { continue };
                let numeral = view.source(marker.numeral);
                let old = document.text()[numeral.range()].to_owned();
                if numeral.is_empty() || old.starts_with(|c| ('①'..='⒛').contains(&c)) || marker.number > 98 {
                    continue;
                }
                for number in [marker.number - 1, marker.number + 1] {
                    changes += 1;
                    if findings(&linter, with_number(document.text(), numeral, number, "二")) > before {
                        noticed += 1;
                    } else {
                        let line = document.position(numeral.start).line;
                        missed.push(format!("{}:{line} {:?} {old} → {number}", path.display(), marker.class));
                    }
                }
            }
        });
    }
    println!("sequences: {noticed} of {changes} changes noticed");
    // What is left are two numbers of one list that would both have to be wrong, and changes that make a saying (一是一).
    assert!(missed.len() * 500 <= changes, "{} of {changes} changes not noticed:\n{}", missed.len(), missed.join("\n"));
}

/// One list in so many is changed.
const SAMPLE: usize = 2;

/// The lists of a text that hold and are judged.
fn held_lists<'a>(cx: &'a Context) -> impl Iterator<Item = &'a CountedList> {
    cx.facts.lists.iter().filter(|list| {
        let holds = (list.low..=list.high).contains(&list.announced) && !list.open_ended;
        holds && enumeration_count::is_judged(cx, list)
    })
}

#[test]
fn enumerations_notice_most_changes_by_one() {
    let linter = linter(&["figures/enumeration-count"]);
    let (mut relations, mut changes, mut noticed) = (0, 0, 0);
    for (_, text) in corpus() {
        let document = Document::read(text.into_bytes(), ReadOptions::default()).expect("a text");
        linter.read(&document, |cx| {
            let before = linter.check(&document).len();
            for list in held_lists(cx) {
                relations += 1;
                if relations % SAMPLE != 0 {
                    continue;
                }
                let number = cx.view.source(list.number);
                // 甲、乙一项 announces no list.
                for changed in [list.announced - 1, list.announced + 1].into_iter().filter(|&changed| changed > 1) {
                    changes += 1;
                    let text = with_number(document.text(), number, changed, "两");
                    noticed += usize::from(findings(&linter, text) > before);
                }
            }
        });
    }
    println!("enumerations: {relations} relations hold; {noticed} of {changes} changes noticed");
    assert!(noticed * 100 >= changes * 88, "{noticed} of {changes} changes noticed");
}

/// A list that holds, with one of its items gone: the count stays.
#[test]
fn enumerations_notice_most_dropped_items() {
    let linter = linter(&["figures/enumeration-count"]);
    let (mut relations, mut changes, mut noticed) = (0, 0, 0);
    for (_, text) in corpus() {
        let document = Document::read(text.into_bytes(), ReadOptions::default()).expect("a text");
        linter.read(&document, |cx| {
            let before = linter.check(&document).len();
            for list in held_lists(cx) {
                let [_, second, third, ..] = list.items[..] else { continue };
                relations += 1;
                if relations % SAMPLE != 0 {
                    continue;
                }
                let (start, end) = (cx.view.source(second).start as usize, cx.view.source(third).start as usize);
                let changed = [&document.text()[..start], &document.text()[end..]].concat();
                changes += 1;
                noticed += usize::from(findings(&linter, changed) > before);
            }
        });
    }
    println!("dropped items: {noticed} of {changes} noticed");
    assert!(noticed * 100 >= changes * 75, "{noticed} of {changes} noticed");
}

/// The number announced before a run, changed by one: the tail of the run is wrong then.
#[test]
fn announcements_notice_most_changes_by_one() {
    let linter = linter(&["figures/announced-count", "figures/inline-sequence", "figures/heading-sequence"]);
    let (mut changes, mut noticed, mut missed) = (0, 0, Vec::new());
    for (_, text) in corpus() {
        let document = Document::read(text.into_bytes(), ReadOptions::default()).expect("a text");
        linter.read(&document, |cx| {
            let (view, facts) = (cx.view, cx.facts);
            let before = linter.check(&document).len();
            for announcement in &facts.announcements {
                let list = &facts.sequences.lists[announcement.list as usize];
                let announced = announcement.announced;
                // “三农”工作 is shown where it agrees, and proves nothing where it does not.
                if announcement.looks_back
                    || announced.is_name
                    || list.members.len() as u32 != announced.count
                    || announced.count < 3
                {
                    continue;
                }
                let number = view.source(announced.number);
                for changed in [announced.count - 1, announced.count + 1] {
                    changes += 1;
                    let is_noticed = findings(&linter, with_number(document.text(), number, changed, "两")) > before;
                    noticed += usize::from(is_noticed);
                    if !is_noticed && missed.len() < 40 {
                        let end = document.text().floor_char_boundary(number.end as usize + 160);
                        missed.push(format!("{changed}: {}", &document.text()[number.start as usize..end]));
                    }
                }
            }
        });
    }
    println!("announcements: {noticed} of {changes} changes noticed");
    assert!(noticed * 100 >= changes * 98, "{noticed} of {changes} changes noticed; not:\n{}", missed.join("\n"));
}

/// Values behind 分别, one dropped or one added.
#[test]
fn respectively_notices_most_lost_and_added_values() {
    let linter = linter(&["figures/respectively-arity"]);
    let (mut changes, mut noticed) = (0, 0);
    for (_, text) in corpus() {
        let document = Document::read(text.into_bytes(), ReadOptions::default()).expect("a text");
        let before = linter.check(&document).len();
        for relation in linter.relations(&document) {
            let Some(values) = relation.members.iter().find(|member| member.name == "values") else { continue };
            let span = values.span;
            let written = &document.text()[span.range()];
            // Subjects that can be parted in several ways are read, and not judged.
            if relation.formula != "values ∈ subjects" {
                continue;
            }
            // 甲、乙分别增长5%: one value may be that of both, so only three values and more can lose one.
            if written.matches('、').count() < 2 && written.matches(['和', '与']).count() == 0
                || written.matches(['、', '和', '与']).count() < 2
            {
                continue;
            }
            let Some(mark) = written.find('、') else { continue };
            let first = &written[..mark];
            let text = document.text();
            let (head, tail) = (&text[..span.start as usize], &text[span.end as usize..]);
            let lost = [head, &written[mark + '、'.len_utf8()..], tail].concat();
            let added = [head, first, "、", written, tail].concat();
            for changed in [lost, added] {
                changes += 1;
                noticed += usize::from(findings(&linter, changed) > before);
            }
        }
    }
    println!("respectively: {noticed} of {changes} changes noticed");
    assert!(noticed * 100 >= changes * 92, "{noticed} of {changes} changes noticed");
}
