//! What holds for the damage walk and the view on any text: no panic, suspects in order and at character boundaries, every
//! place of the view found again in the source.

use proptest::prelude::*;
use reformlint::damage::scan::scan;
use reformlint::facts::View;
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
    let view = View::new(text, &damage, &[]);
    let mut last = 0;
    for (at, c) in view.text().char_indices() {
        let source = view.source(ViewSpan::new(at, at + c.len_utf8())).range();
        prop_assert!(source.start >= last && text.is_char_boundary(source.start), "{at} of {:?}", view.text());
        prop_assert!(text.get(source.clone()).is_some_and(|written| !written.is_empty()), "{at} of {:?}", view.text());
        last = source.end;
    }
    Ok(())
}

/// Every encoding rule over the text: none may panic, and no safe fix may delete what stands between two digits.
fn rules_hold(text: &str) -> Result<(), TestCaseError> {
    use reformlint::finding::Applicability;
    let rules = reformlint::rules::built_in().into_iter().filter(|rule| rule.family() == "encoding");
    let linter = reformlint::Linter::new(rules.map(std::sync::Arc::new).collect());
    let options = reformlint::source::ReadOptions::default();
    let Ok(document) = reformlint::source::Document::read(text.as_bytes().to_vec(), options) else { return Ok(()) };
    let text = document.text();
    for finding in linter.check(&document) {
        let fixes = finding.fixes.iter().filter(|fix| fix.applicability == Applicability::Safe);
        for edit in fixes.flat_map(|fix| &fix.edits).filter(|edit| edit.text.is_empty()) {
            let range = edit.span.range();
            let before = text[..range.start].ends_with(|c: char| c.is_ascii_digit());
            let after = text[range.end..].starts_with(|c: char| c.is_ascii_digit());
            prop_assert!(!(before && after), "{} deletes {:?} in {text:?}", finding.rule.id, edit.span);
        }
    }
    Ok(())
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
    fn no_safe_fix_deletes_between_digits(text in suspicious()) {
        rules_hold(&text)?;
    }
}
