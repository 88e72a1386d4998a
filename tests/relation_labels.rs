//! Relations read in the sentences that a person labelled: no fewer may be read, and no more that nobody sees, than were
//! measured. The texts are not part of the repository; without them the test says so and passes.

#[path = "../examples/accuracy/relations.rs"]
#[allow(dead_code, reason = "the benchmark prints, the test compares")]
mod relations;
mod support;

use relations::Tally;

/// Precision, recall and share of sentences without an error, in percent, that each part of the labels must reach.
const FLOORS: &[(&str, [f64; 3])] = &[
    ("tune", [98.0, 97.0, 95.0]),
    ("blind", [98.0, 97.0, 95.0]),
    ("fresh", [98.0, 97.0, 95.0]),
    ("fourth", [98.0, 97.0, 95.0]),
    ("fifth", [98.0, 95.0, 95.0]),
    ("sixth", [98.0, 97.0, 95.0]),
    ("seventh", [98.0, 97.0, 95.0]),
    ("eighth", [98.0, 95.0, 95.0]),
    ("ninth", [98.0, 97.0, 95.0]),
    ("tenth", [98.0, 97.0, 95.0]),
    ("eleventh", [95.0, 95.0, 95.0]),
    ("twelfth", [97.0, 97.0, 95.0]),
    ("thirteenth", [98.0, 97.0, 95.0]),
];

#[test]
fn labelled_relations_are_read() {
    let Some(corpus) = support::shared("corpus") else { return };
    let labels = std::fs::read_to_string(support::root().join(relations::LABELS)).expect("labels");
    let outcome = relations::compare(&labels, &corpus);
    assert_eq!(outcome.changed, Vec::<String>::new(), "sentences that are not those that were labelled");
    for (half, floors) in FLOORS {
        let tally = outcome.of_half(half);
        assert!(tally.sentences > 100 && tally.labelled > 20, "{half}: {tally:?}");
        let reached = [tally.precision(), tally.recall(), tally.perfect_share()];
        println!("{half}: {reached:?}, {tally:?}");
        let is_reached = reached.iter().zip(floors).all(|(reached, floor)| reached >= floor);
        assert!(is_reached, "{half}: {reached:?} of {floors:?}\n{}", outcome.errors.join("\n"));
    }
}

#[test]
fn an_empty_tally_has_no_errors() {
    let tally = Tally::default();
    assert_eq!([tally.precision(), tally.recall(), tally.perfect_share()], [100.0; 3]);
    let tally = Tally { labelled: 4, right: 3, extra: 1, sentences: 5, perfect: 4 };
    assert_eq!([tally.precision(), tally.recall(), tally.perfect_share()], [75.0, 75.0, 80.0]);
}
