//! What is known of a text while its runs are restored one after the other: what it writes, the decoder of the run before,
//! and the steps that are left.

use super::reader::{Stretch, read};
use super::stretches::{join, stretches, whole};
use super::{LEARNT, has_two_codes};
use crate::damage::bigrams::{Before, Language};
use crate::damage::character_model::likelihood;
use crate::damage::mojibake::decoder::{Decoder, is_user_defined};
use crate::damage::mojibake::lattice::{Accident, Failures, Knowledge, Lattice};
use crate::damage::mojibake::{Charset, Mojibake};
use crate::span::Span;

/// Bytes of the source that are restored at once, and bytes that the decoder is found from.
const STRETCH: usize = 64 * 1024;
const SAMPLE: usize = 3 * 1024;

/// A run of fewer bytes is taken to have gone through the decoder of the run before it, if that leaves such marks.
const ENOUGH_FOR_A_DECODER: usize = 600;

/// log10 cost of a character that cannot be read, while decoders are compared.
const LOST: f32 = -9.0;

/// What says that a stretch is what it is taken for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Witness {
    /// What reads well, and better than what stood there.
    Language,
    /// The form of its bytes. What does not read well is guessed then, and the stretch is named all the same.
    Form,
}

/// What is known of a text while its runs are restored.
pub(super) struct Mending<'t> {
    text: &'t str,
    /// What the text has taught, learnt when it is first needed.
    known: Option<Knowledge>,
    /// The accident of the run before.
    last: Option<Accident>,
}

impl<'t> Mending<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, known: None, last: None }
    }

    /// The stretches of `around` that the lattice restores.
    pub(super) fn restore(&mut self, misreading: (Charset, Charset), around: Span, witness: Witness) -> Vec<Mojibake> {
        let text = self.text;
        let accident = self.accident_of(misreading, around, witness);
        self.last = accident;
        let Some(accident) = accident else { return Vec::new() };
        let known = self.known.get_or_insert_default();
        let mut restored = Vec::new();
        let (mut at, end) = (around.start as usize, around.end as usize);
        while at < end {
            let output = read(text, accident, known, Stretch { start: at, end, enough: STRETCH });
            if output.end <= at {
                break;
            }
            at = output.end;
            restored.extend(match witness {
                Witness::Language => stretches(text, accident, &output),
                Witness::Form => whole(text, accident, &output).into_iter().collect(),
            });
        }
        join(text, restored)
    }

    /// The accident with the decoder that explains the beginning of `around` best.
    fn accident_of(
        &mut self,
        (written_in, read_as): (Charset, Charset),
        around: Span,
        witness: Witness,
    ) -> Option<Accident> {
        let text = self.text;
        let accidents = decoders(&text[around.range()], read_as);
        let accidents: Vec<_> = accidents.map(|decoder| Accident { written_in, read_as, decoder }).collect();
        let is_last = |accident: &Accident| around.len() < ENOUGH_FOR_A_DECODER && self.last == Some(*accident);
        match accidents.as_slice() {
            [] => None,
            [only] => Some(*only),
            all if all.iter().any(is_last) => self.last,
            all => {
                let start = around.start as usize;
                let end = text.floor_char_boundary((start + SAMPLE).min(around.end as usize));
                let known = self.known.get_or_insert_default();
                let score = |accident: &Accident| {
                    let read = |lattice: Lattice| lattice.read(start, end, usize::MAX);
                    let output = known.lattice(text, *accident, Failures::default(), read);
                    // Where pairs are lost as one, a sum is the better the more of them are taken for one byte.
                    match witness {
                        Witness::Form => likelihood(&output.text).mean(),
                        Witness::Language => f64::from(reads(&known.language, &output.text)),
                    }
                };
                let scores: Vec<f64> = all.iter().map(score).collect();
                let scored = scores.into_iter().zip(all);
                scored.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, accident)| *accident)
            }
        }
    }

    /// Learns, once, from what was never damaged, and from the runs in which nothing was lost.
    pub(super) fn learn<'r>(&mut self, runs: impl Iterator<Item = &'r Mojibake>) {
        let text = self.text;
        self.known.get_or_insert_with(|| {
            let mut language = Language::default();
            let mut at = 0;
            for run in runs.take_while(|run| (run.span.start as usize) < LEARNT) {
                language.learn(sound(text, at, run.span.start as usize).chars());
                if !has_two_codes(text, run) {
                    language.learn(run.repaired.chars());
                }
                at = run.span.end as usize;
            }
            let end = text.floor_char_boundary(LEARNT);
            language.learn(sound(text, at, end).chars());
            Knowledge::of(language)
        });
    }
}

/// What stands between two runs without what may belong to them: the lines that they reach into.
fn sound(text: &str, from: usize, to: usize) -> &str {
    let between = text.get(from..to).unwrap_or_default();
    let first = if from == 0 { Some(0) } else { between.find('\n') };
    let last = if to == text.len() { Some(between.len()) } else { between.rfind('\n') };
    first.zip(last).and_then(|(first, last)| between.get(first..last)).unwrap_or_default()
}

/// log10 of the probability of `text`. By its single characters, 服务一心 would be better than 服务中心.
fn reads(language: &Language, text: &str) -> f32 {
    let mut before = Before::START;
    let each = text.chars().map(|c| {
        let log10 = if c == char::REPLACEMENT_CHARACTER { LOST } else { language.log10(before, c) };
        before = before.then(c);
        log10
    });
    each.sum()
}

/// The decoders that may have left the marks of loss in `text`.
fn decoders(text: &str, read_as: Charset) -> impl Iterator<Item = Decoder> + Clone + use<> {
    let has_replacement = text.contains(char::REPLACEMENT_CHARACTER);
    let has_user_defined = text.chars().any(is_user_defined);
    let has_question_mark = text.contains('?');
    Decoder::ALL.into_iter().filter(move |decoder| match decoder {
        Decoder::Whatwg => has_replacement || !has_question_mark,
        // Of other encodings it is CPython's with private use.
        Decoder::Gb18030 => (has_replacement || !has_question_mark) && (read_as == Charset::Gbk || has_user_defined),
        Decoder::Python if read_as == Charset::Gbk => has_replacement && !has_user_defined,
        Decoder::Python => (has_replacement || !has_question_mark) && !has_user_defined,
        Decoder::Windows => has_question_mark && !has_replacement,
    })
}
