//! What holds for the damage walk and the view on any text: no panic, suspects in order and at character boundaries, every
//! place of the view found again in the source.

use std::sync::Arc;

use proptest::prelude::*;
use reformlint::Linter;
use reformlint::damage::scan::scan;
use reformlint::facts::View;
use reformlint::finding::{Applicability, Edit};
use reformlint::fix::{self, FixError};
use reformlint::source::{Document, ReadOptions};
use reformlint::span::ViewSpan;

/// Text made of what the walk stops at, and of what stands beside it.
fn suspicious() -> impl Strategy<Value = String> {
    let parts = vec![
        "我",
        "區",
        "(qū)",
        "會(huì)",
        "們(men)",
        "?",
        "??",
        "?yún)^(qū)",
        "U(xiǎn)",
        "(",
        ")",
        "ā",
        "a",
        "7",
        "７",
        ".",
        "，",
        "。",
        "”",
        " ",
        "\n",
        "\r",
        "\r\n",
        "\u{0}",
        "\u{1B}[",
        "\u{1B}[31m",
        "\u{85}",
        "\u{2028}",
        "\u{E010}",
        "\u{E81E}",
        "\u{FFFD}",
        "\u{200B}",
        "\u{200D}",
        "\u{FEFF}",
        "\u{FE0F}",
        "\u{AD}",
        "\u{A0}",
        "\u{202E}",
        "\u{202C}",
        "\u{200E}",
        "锟斤拷",
        "斤拷",
        "烫",
        "屯",
        "葺",
        "😀",
        "\u{E0061}",
        "\u{F0000}",
        "ש",
        "quot;",
        "m",
        "/",
        "亿元",
        "5",
        "２",
        "\u{FFFD}0\u{FFFD}2",
        "?0?2",
        "?1?7",
        "А",
        "А股",
        "ー",
        "𝟐𝟓",
        "Ｗin",
        "圏",
        "題",
        "(cid:12)",
        "PK\u{3}\u{4}",
        "\u{871}",
        "%PDF-1.4\nstream",
        "2018t^",
        "&nbsp;",
        "&#8203;",
        "\\u6539",
        "%E6%94%B9",
        "=E6=94=B9",
        "=?utf-8?b?5pS5?=",
        "<br>",
        "+ZTmXaQ-",
        "~{8D8o~}",
        "\u{206A}",
        "⽂",
    ];
    prop::collection::vec(prop::sample::select(parts), 0..60).prop_map(|parts| parts.concat())
}

fn holds(text: &str) -> Result<(), TestCaseError> {
    let damage = scan(text);
    let mut done = 0;
    for suspect in &damage.suspects {
        let range = suspect.span.range();
        prop_assert!(range.start >= done && !range.is_empty(), "{suspect:?} in {text:?}");
        prop_assert!(text.is_char_boundary(range.start) && text.is_char_boundary(range.end), "{suspect:?} in {text:?}");
        done = range.end;
    }
    let view = View::new(text, reformlint::span::Span::new(0, text.len()), &damage, &[]);
    let mut last = 0;
    for (at, c) in view.text().char_indices() {
        let source = view.source(ViewSpan::new(at, at + c.len_utf8())).range();
        prop_assert!(source.start >= last && text.is_char_boundary(source.start), "{at} of {:?}", view.text());
        prop_assert!(text.get(source.clone()).is_some_and(|written| !written.is_empty()), "{at} of {:?}", view.text());
        last = source.end;
    }
    Ok(())
}

fn encoding_rules() -> Linter {
    let rules = reformlint::rules::built_in().into_iter().filter(|rule| rule.family() == "encoding");
    Linter::new(rules.map(Arc::new).collect())
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

/// Where `edits`, applied together, bring two digits side by side that something parted.
fn joined_digits(text: &str, edits: &[Edit]) -> Option<usize> {
    let mut last = None;
    let mut is_parted = false;
    let mut done = 0;
    for edit in edits {
        let kept = text.get(done..edit.span.start as usize).unwrap_or_default();
        for c in kept.chars() {
            if is_parted && is_digit(c) && last.is_some_and(is_digit) {
                return Some(edit.span.start as usize);
            }
            (last, is_parted) = (Some(c), false);
        }
        match edit.text.chars().next_back() {
            Some(c) => (last, is_parted) = (Some(c), false),
            None => is_parted = true,
        }
        done = edit.span.end as usize;
    }
    let next = text.get(done..).and_then(|rest| rest.chars().next());
    (is_parted && next.is_some_and(is_digit) && last.is_some_and(is_digit)).then_some(done)
}

/// Every encoding rule over the text: none panics, no fix and no choice of fixes deletes what stands between two digits,
/// and fixing twice is fixing once.
fn rules_hold(text: &str) -> Result<(), TestCaseError> {
    let linter = encoding_rules();
    let options = ReadOptions::default();
    let Ok(document) = Document::read(text.as_bytes().to_vec(), options) else { return Ok(()) };
    let findings = linter.check(&document);
    for finding in &findings {
        for fix in &finding.fixes {
            let joined = joined_digits(document.text(), &fix.edits);
            prop_assert!(joined.is_none(), "{} joins digits at {joined:?} in {text:?}", finding.rule.id);
        }
    }
    for level in [Applicability::Safe, Applicability::Unsafe] {
        let chosen = fix::select(&document, &findings, level);
        let joined = joined_digits(document.text(), &chosen.edits);
        prop_assert!(joined.is_none(), "the fixes together join digits at {joined:?} in {text:?}");
        let check = |document: &Document| linter.check(document);
        let fixed = match fix::fix_until_stable(&document, options, level, check) {
            Ok(fixed) => fixed,
            // What is left after a fix may be read in another encoding: nothing is written then.
            Err(FixError::ReadsDifferently) => continue,
            Err(error) => return Err(TestCaseError::fail(format!("{error} in {text:?}"))),
        };
        if let Some(first) = &fixed.document {
            let again = fix::fix_until_stable(first, options, level, check);
            prop_assert!(again.is_ok_and(|again| again.applied == 0), "fixed twice: {text:?}");
        }
    }
    Ok(())
}

#[test]
fn what_no_eye_sees_between_digits_stays() {
    for text in [
        "2\u{E010}5",
        "8\u{200B}\u{1}5",
        "8\u{202E}\u{200B}5",
        "８\u{FEFF}\u{AD}５",
        "3\u{FFFD}0\u{FFFD}25",
        "1&#8203;2",
    ] {
        rules_hold(text).unwrap_or_else(|error| panic!("{error}"));
    }
}

#[test]
fn lost_characters_without_number_are_counted_and_not_listed() {
    let document = Document::read("山水?古城".repeat(20_000).into_bytes(), ReadOptions::default()).expect("a text");
    let findings = encoding_rules().check(&document);
    let lost: Vec<_> = findings.iter().filter(|finding| finding.rule.id == "encoding/lost-character").collect();
    assert_eq!(lost.len(), 500);
    assert!(lost.iter().any(|finding| finding.notes.iter().any(|note| note.key == "more")));
}

#[test]
fn long_damage_of_one_kind_ends() {
    const SIZE: usize = 40_000;
    for piece in [
        "%E6",
        "\\ud800",
        "=E6",
        "=?utf-8?b?",
        "&lt;",
        "+A+",
        "~{!!",
        "<br",
        "А",
        "А股",
        "ー人",
        "𝟐",
        "圏",
        "?0?2",
        "�0�2",
        "(cid:1",
        "(cid:1)",
        "%PDF-1.4",
        "PK\u{3}\u{4}",
        "2018t^",
        "\u{871}",
        "\u{1}",
        "\u{1B}]",
        "2\u{200B}",
    ] {
        let damage = scan(&piece.repeat(SIZE / piece.len()));
        assert!(damage.suspects.len() <= SIZE, "{piece}");
    }
}

proptest! {
    #[test]
    fn the_walk_and_the_view_hold_on_any_text(text in any::<String>()) {
        holds(&text)?;
    }

    #[test]
    fn the_walk_and_the_view_hold_on_damaged_text(text in suspicious()) {
        holds(&text)?;
    }

    #[test]
    fn fixes_keep_digits_apart_and_fixing_twice_is_fixing_once(text in suspicious()) {
        rules_hold(&text)?;
    }
}
