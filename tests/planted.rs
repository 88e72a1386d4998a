//! The texts with planted errors: nothing is said of them as they should be, and no fewer of the errors are found than were
//! found when this was last measured (`cargo run --release --example accuracy -- planted`).

#[path = "../examples/accuracy/planted.rs"]
#[allow(dead_code, reason = "the benchmark prints, the test compares")]
mod planted;
mod support;

use planted::{Slip, parse};
use reformlint::span::Span;

/// Errors found by their rule that each part must have at least, of those planted.
const FLOORS: &[(&str, usize, usize)] = &[
    ("first", 332, 388),
    ("second", 266, 342),
    ("third", 288, 404),
    ("fourth", 329, 465),
    ("fifth", 248, 303),
    ("sixth", 322, 435),
    ("seventh", 330, 490),
    ("eighth", 299, 396),
    ("ninth", 282, 396),
    ("tenth", 286, 399),
    ("eleventh", 274, 400),
    ("twelfth", 250, 359),
    ("thirteenth", 248, 400),
    ("fourteenth", 304, 500),
    ("fifteenth", 282, 461),
    ("sixteenth", 254, 465),
    ("seventeenth", 205, 472),
    ("true", 0, 0),
];

#[test]
fn planted_errors_are_found_and_nothing_else() {
    for (part, least, planted) in FLOORS {
        let texts = planted::read(&support::root().join(planted::FOLDER).join(part)).expect("texts");
        let outcome = planted::measure(&texts);
        let all = outcome.all();
        assert_eq!(all.planted, *planted, "{part}: errors planted");
        let shown = outcome.errors.join("\n");
        assert_eq!(all.false_alarms, 0, "{part}\n{shown}");
        assert!(all.found >= *least, "{part}: {} of {least} found\n{shown}", all.found);
    }
}

#[test]
fn marks_are_taken_out() {
    let text = parse("a.txt", "共⟪12⇒13@figures/parts-sum⟫个，⟪甲⇒@-⟫。").expect("marks");
    assert_eq!(text.clean, "共12个，甲。");
    let places: Vec<(Span, &str, &str)> =
        text.slips.iter().map(|Slip { place, wrong, rule }| (*place, &**wrong, &**rule)).collect();
    assert_eq!(places, [(Span::new(3, 5), "13", "figures/parts-sum"), (Span::new(11, 14), "", "-")]);
    for broken in ["共⟪12⇒13⟫个", "共⟪12@figures/parts-sum⟫个", "共⟪12⇒13@x个", "共12⇒13"] {
        assert!(parse("a.txt", broken).is_none(), "{broken}");
    }
}
