//! Every class of a wrong reading that loses nothing comes back exactly, with the chain named and the accident replayed.

use reformlint::damage::Damage;
use reformlint::damage::mojibake::{Chain, Charset, Misreading};
use reformlint::source::{Document, ReadOptions};

/// A sentence of its own for each script, with the marks and numerals of reports.
const SIMPLIFIED: &str = "各乡镇继续推进农村综合改革，完善基础设施，提高服务水平，农民人均收入增长百分之八。";
const TRADITIONAL: &str = "各鄉鎮繼續推動農村綜合改革，完善基礎設施，提高服務水準，農民人均收入增長百分之八。";

fn document(text: &str) -> Document {
    Document::read(text.as_bytes().to_vec(), ReadOptions::default()).expect("UTF-8")
}

/// The text after every run is put right, and whether each was proved.
fn restored(damaged: &str) -> (String, bool) {
    let damage = Damage::scan(&document(damaged));
    let mut text = String::new();
    let mut done = 0;
    for run in &damage.mojibake {
        text.push_str(&damaged[done..run.span.start as usize]);
        text.push_str(&run.repaired);
        done = run.span.end as usize;
    }
    text.push_str(&damaged[done..]);
    (text, damage.mojibake.iter().all(|run| run.proved))
}

fn steps() -> impl Iterator<Item = Misreading> {
    Charset::WRITTEN_IN.into_iter().flat_map(|written_in| {
        let others = Charset::READ_AS.into_iter().filter(move |read_as| *read_as != written_in);
        others.map(move |read_as| Misreading { written_in, read_as })
    })
}

/// What the chain makes of the sentence, where it can be undone at all.
fn damaged(chain: &Chain, sentence: &str) -> Option<String> {
    chain.damage(sentence).filter(|damaged| damaged != sentence)
}

fn failures(chains: impl Iterator<Item = Vec<Misreading>>) -> (usize, Vec<String>) {
    let mut tried = 0;
    let mut failures = Vec::new();
    for steps in chains {
        let chain = Chain::of_accidents(steps.iter().copied());
        // A sentence that an encoding cannot hold as a whole is tried as far as it goes.
        let is_big5 = steps.iter().any(|step| step.written_in == Charset::Big5);
        for sentence in [SIMPLIFIED, TRADITIONAL].into_iter().skip(usize::from(is_big5)) {
            let Some((sentence, damaged)) = longest(&chain, sentence) else { continue };
            tried += 1;
            let (text, proved) = restored(&damaged);
            // Some characters of Big5 and Shift_JIS have two codes: which of them stood there is not proved.
            let has_doubles = steps.iter().any(|step| matches!(step.read_as, Charset::Big5 | Charset::ShiftJis));
            if text != sentence || !(proved || has_doubles) {
                let names: Vec<String> = steps.iter().map(ToString::to_string).collect();
                failures.push(format!("{}: {text} {proved}", names.join(", ")));
            }
        }
    }
    (tried, failures)
}

/// The longest stretch of the sentence, of ten characters at least, that the chain damages without a loss.
fn longest(chain: &Chain, sentence: &str) -> Option<(String, String)> {
    let characters: Vec<char> = sentence.chars().collect();
    (10..=characters.len()).rev().find_map(|length| {
        characters.windows(length).find_map(|window| {
            let text: String = window.iter().collect();
            let damaged = damaged(chain, &text)?;
            Some((text, damaged))
        })
    })
}

#[test]
fn every_pair_comes_back() {
    let (tried, failures) = failures(steps().map(|step| vec![step]));
    assert!(failures.is_empty(), "{} of {tried}:\n{}", failures.len(), failures.join("\n"));
    assert!(tried >= 24, "{tried}");
}

#[test]
fn two_layers_come_back() {
    let second = [Charset::Windows1252, Charset::Latin1, Charset::MacRoman, Charset::CodePage437, Charset::Gbk];
    // Half-width katakana that are read a second time look like nothing that a search starts from.
    let first = steps().filter(|step| step.read_as != Charset::ShiftJis);
    let chains = first.flat_map(|first| {
        second.into_iter().map(move |read_as| vec![first, Misreading { written_in: Charset::Utf8, read_as }])
    });
    let (tried, failures) = failures(chains);
    assert!(failures.is_empty(), "{} of {tried}:\n{}", failures.len(), failures.join("\n"));
    assert!(tried >= 60, "{tried}");
}

const ALL: [Charset; 9] = [
    Charset::Utf8,
    Charset::Gbk,
    Charset::Big5,
    Charset::Windows1252,
    Charset::Latin1,
    Charset::MacRoman,
    Charset::CodePage437,
    Charset::ShiftJis,
    Charset::EucKr,
];

fn ordered_pairs() -> impl Iterator<Item = Misreading> + Clone {
    ALL.into_iter().flat_map(|written_in| {
        let others = ALL.into_iter().filter(move |read_as| *read_as != written_in);
        others.map(move |read_as| Misreading { written_in, read_as })
    })
}

/// What the accident makes of a text goes back to that text, and the accident, replayed, gives the damage again: for every
/// pair of encodings in both orders, once and twice. Only what has two codes may have been the other one.
#[test]
fn every_accident_that_loses_nothing_is_undone_exactly() {
    const TEXTS: [&str; 4] = [SIMPLIFIED, TRADITIONAL, "Détaillé, naïve: 12 % ±5 µm «été»", "項目12，經費3.5億元。ﾃﾞｰﾀ"];
    let (mut undone, mut ambiguous) = (0, 0);
    let once = ordered_pairs().map(|step| vec![step]);
    let twice = ordered_pairs().flat_map(|first| ordered_pairs().map(move |second| vec![first, second]));
    for steps in once.chain(twice) {
        let chain = Chain::of_accidents(steps.iter().copied());
        for text in TEXTS {
            // Pieces, so that some of them are held by the encodings.
            let characters: Vec<char> = text.chars().collect();
            for piece in characters.chunks(6) {
                let piece: String = piece.iter().collect();
                let Some(damaged) = chain.damage(&piece) else { continue };
                match chain.undo(&damaged) {
                    Some(back) if back == piece => undone += 1,
                    other => {
                        let has_two_codes = |charset: Charset| matches!(charset, Charset::Big5 | Charset::ShiftJis);
                        let may_differ =
                            steps.iter().any(|step| has_two_codes(step.read_as) || has_two_codes(step.written_in));
                        assert!(may_differ, "{steps:?} {piece} {damaged} {other:?}");
                        ambiguous += 1;
                    }
                }
            }
        }
    }
    assert!(undone > 10_000 && ambiguous * 50 < undone, "{undone} {ambiguous}");
}
