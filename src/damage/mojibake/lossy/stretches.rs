//! From what the lattice gives to runs: the stretches that read better than what stood there, as far as they go on, with the
//! certainty of each character.

use std::ops::Range;

use super::certainty::certainty;
use super::{BETWEEN, Doubt, Losses, is_mark, is_of_number};
use crate::damage::certainty::Certainty;
use crate::damage::character_model::likelihood;
use crate::damage::figure::Sides;
use crate::damage::mojibake::decoder::Read;
use crate::damage::mojibake::lattice::{Accident, Cut, Guessed, Output};
use crate::damage::mojibake::{Chain, Charset, Misreading, Mojibake};
use crate::span::Span;

/// log10 of how much better the best reading of a guessed character is than any other.
const LIKELY: f32 = 2.0;

/// The same where more than this share of the characters is guessed: what stands beside a guess is one, too.
const LIKELY_AMONG_GUESSES: f32 = 2.9;
const MANY_GUESSES: f64 = 0.25;

/// Mean log10 probability that a restored text has at least, its rise over what stood there for each character, and the
/// share of characters that may stay lost.
const READS: f64 = -4.0;
const RISE: f64 = 0.5;
const MOST_LOST: f64 = 0.2;

/// Fewest Han characters of a restored stretch.
const FEWEST_HAN: u32 = 4;

/// Digits, spaces and signs of numbers between two characters of a stretch at most.
const LONGEST_NUMBER: usize = 12;

/// Characters before a run of pairs that belong to it though they read no better, and what they may lose by it, in log10:
/// text that goes over into a misreading without a break is less probable.
const FARTHEST_START: usize = 6;
const LEAST_GAIN_OF_START: f64 = -4.0;

/// How much worse than before a reading may become before the stretch has ended, in log10.
const END_OF_STRETCH: f64 = 8.0;

/// The stretches of the output that read better than the source, and well.
pub(super) fn stretches(text: &str, accident: Accident, output: &Output) -> Vec<Mojibake> {
    let mut found = Vec::new();
    let (mut sum, mut best) = (0.0_f64, 0.0_f64);
    let mut stretch: Option<(usize, usize)> = None;
    let mut done = 0;
    let mut close = |first: usize, last: usize, limit: usize| {
        let (first, last) = extended(text, accident, output, done..limit, (first, last));
        // What is not accepted by itself may belong to the next one.
        if let Some(run) = accepted(text, accident, output, first, last) {
            done = last;
            found.push(run);
        }
    };
    for (index, pair) in output.cuts.windows(2).enumerate() {
        let [from, to] = pair else { continue };
        let before = text.get(from.source..to.source).unwrap_or_default();
        let after = output.text.get(from.here..to.here).unwrap_or_default();
        sum += if before == after { 0.0 } else { gain(accident, before, after) };
        if sum <= 0.0 || sum < best - END_OF_STRETCH {
            if let Some((first, last)) = stretch.take() {
                close(first, last, index);
            }
            (sum, best) = (0.0, 0.0);
        } else if sum > best {
            best = sum;
            stretch = Some((stretch.map_or(index, |(first, _)| first), index + 1));
        }
    }
    if let Some((first, last)) = stretch {
        close(first, last, output.cuts.len().saturating_sub(1));
    }
    found
}

/// Means are compared, so that fewer characters are no gain of their own. But where each byte is a letter, `é¸£` for 鸣 is no
/// rarer by its mean than a rare character, and three that have the form of UTF-8 are no chance.
fn gain(accident: Accident, before: &str, after: &str) -> f64 {
    let (before, after) = (likelihood(before), likelihood(after));
    if accident.read_as.is_single_byte() && accident.written_in == Charset::Utf8 {
        return after.log10 - before.log10;
    }
    (after.mean() - before.mean()) * f64::from(before.characters)
}

fn accepted(text: &str, accident: Accident, output: &Output, first: usize, last: usize) -> Option<Mojibake> {
    let (from, to) = (*output.cuts.get(first)?, *output.cuts.get(last)?);
    let damaged = text.get(from.source..to.source)?;
    let repaired = output.text.get(from.here..to.here)?;
    reads_well(accident, damaged, repaired).then(|| restored(text, accident, output, from, to))?
}

/// `鏁剰锛?`: by its probability ！ is no better than what stands there, but two of its bytes have the form of UTF-8. The stretch
/// goes on with such characters on both sides, within `limits`, and over a number between them: `绗?5 姊?`.
fn extended(
    text: &str,
    accident: Accident,
    output: &Output,
    limits: Range<usize>,
    (mut first, mut last): (usize, usize),
) -> (usize, usize) {
    let has_form = |index: usize| {
        let Some([from, to]) = output.cuts.get(index..index + 2) else { return false };
        let before = text.get(from.source..to.source).unwrap_or_default();
        let after = output.text.get(from.here..to.here).unwrap_or_default();
        // `绗?`: the last byte of 第 and the digit after it became one mark.
        let after = if before.ends_with('?') { after.trim_end_matches(char::REPLACEMENT_CHARACTER) } else { after };
        before.starts_with(|c: char| !c.is_ascii() && c != char::REPLACEMENT_CHARACTER)
            && before != after
            && !after.is_ascii()
            && !after.contains(char::REPLACEMENT_CHARACTER)
    };
    let is_number = |index: usize| {
        let Some([from, to]) = output.cuts.get(index..index + 2) else { return false };
        let before = text.get(from.source..to.source).unwrap_or_default();
        before.chars().all(is_of_number)
    };
    if accident.written_in == Charset::Utf8 {
        while let Some(next) = (limits.start..first).rev().take(LONGEST_NUMBER).find(|index| !is_number(*index))
            && has_form(next)
        {
            first = next;
        }
        while let Some(next) = (last..limits.end).take(LONGEST_NUMBER).find(|index| !is_number(*index))
            && has_form(next)
        {
            last = next + 1;
        }
    } else if !accident.read_as.is_single_byte() {
        first = start_of_pairs(text, accident, output, limits.start..first);
    }
    (first, last)
}

/// `試試徹`: 刚刚 is hardly more probable than what stands there, but where pairs begin to be misread, nothing but ASCII or a
/// loss stands before them. The place in `before` where the run behind it starts.
fn start_of_pairs(text: &str, accident: Accident, output: &Output, before: Range<usize>) -> usize {
    let pair = |index: usize| {
        let [from, to] = output.cuts.get(index..index + 2)? else { return None };
        let pair = (text.get(from.source..to.source)?, output.text.get(from.here..to.here)?);
        Some(pair).filter(|(before, after)| !before.is_ascii() && !after.contains(char::REPLACEMENT_CHARACTER))
    };
    let earlier = before.clone().rev().map_while(pair).take(FARTHEST_START + 1);
    let gains: Vec<f64> = earlier.map(|(before, after)| gain(accident, before, after)).collect();
    let starts = gains.len() <= FARTHEST_START && gains.iter().sum::<f64>() >= LEAST_GAIN_OF_START;
    if starts { before.end - gains.len() } else { before.end }
}

fn reads_well(accident: Accident, damaged: &str, repaired: &str) -> bool {
    let (before, after) = (likelihood(damaged), likelihood(repaired));
    let lost = repaired.matches(char::REPLACEMENT_CHARACTER).count();
    after.mean() >= READS
        && gain(accident, damaged, repaired) >= RISE * f64::from(before.characters)
        && after.han >= FEWEST_HAN
        && lost as f64 <= MOST_LOST * f64::from(after.characters)
}

/// All of the output. If it does not read well, nothing in it is better than a guess.
pub(super) fn whole(text: &str, accident: Accident, output: &Output) -> Option<Mojibake> {
    let (from, to) = (*output.cuts.first()?, *output.cuts.last()?);
    let mut run = restored(text, accident, output, from, to)?;
    if !reads_well(accident, text.get(run.span.range())?, &run.repaired) {
        let doubtful = run.losses.iter_mut().flat_map(|losses| &mut losses.doubtful);
        doubtful.for_each(|doubt| doubt.certainty = doubt.certainty.max(Certainty::Guess));
    }
    (run.repaired != text.get(run.span.range())?).then_some(run)
}

/// The run between two cuts of the output.
pub(in crate::damage::mojibake) fn restored(
    text: &str,
    accident: Accident,
    output: &Output,
    from: Cut,
    to: Cut,
) -> Option<Mojibake> {
    let damaged = text.get(from.source..to.source)?;
    let repaired = output.text.get(from.here..to.here)?;
    let is_inside =
        |guessed: &&Guessed| guessed.span.start as usize >= from.here && guessed.span.end as usize <= to.here;
    let inside = output.guessed.iter().filter(is_inside);
    let of_many = inside.clone().count() as f64 > MANY_GUESSES * repaired.chars().count() as f64;
    let likely = if of_many { LIKELY_AMONG_GUESSES } else { LIKELY };
    let doubtful = inside.map(|guessed| {
        let span = Span::new(guessed.span.start as usize - from.here, guessed.span.end as usize - from.here);
        let c = repaired.get(span.range()).and_then(|c| c.chars().next());
        Doubt::new(span, certainty(c, sides(text, output, guessed.span), guessed, likely))
    });
    let doubtful: Vec<_> = doubtful.collect();
    let chain = Chain::default().then(Misreading { written_in: accident.written_in, read_as: accident.read_as });
    let proved = doubtful.is_empty() && replays(accident, repaired, damaged);
    // Clean text between two runs is no loss.
    let is_whole = proved && !damaged.contains(is_mark);
    let losses = (!is_whole).then(|| Box::new(Losses { decoder: accident.decoder, doubtful }));
    Some(Mojibake {
        span: Span::new(from.source, to.source),
        proved,
        repaired: repaired.to_owned(),
        chain,
        han: likelihood(repaired).han,
        losses,
    })
}

/// True if the accident makes `damaged` of `repaired`.
fn replays(accident: Accident, repaired: &str, damaged: &str) -> bool {
    let Some(bytes) = accident.written_in.encode(repaired) else { return false };
    let mut damaged = damaged.chars();
    let mut rest = &bytes[..];
    while !rest.is_empty() {
        let (c, length) = match accident.decoder.read(accident.read_as, rest) {
            Read::Character(c, length) => (c, length),
            Read::Loss(length) => (accident.decoder.mark(), length),
        };
        if damaged.next() != Some(c) {
            return false;
        }
        rest = rest.get(length.max(1)..).unwrap_or_default();
    }
    damaged.next().is_none()
}

/// The sides of a place of the output; what was not read again stands in `text`.
fn sides(text: &str, output: &Output, span: Span) -> Sides {
    let before_output = output.cuts.first().and_then(|first| text.get(..first.source)).unwrap_or_default();
    let after_output = text.get(output.end..).unwrap_or_default();
    let before = output.text.get(..span.start as usize).unwrap_or_default();
    let after = output.text.get(span.end as usize..).unwrap_or_default();
    [
        before.chars().next_back().or_else(|| before_output.chars().next_back()),
        after.chars().next().or_else(|| after_output.chars().next()),
    ]
}

/// Joins stretches that go on with each other.
pub(super) fn join(text: &str, stretches: Vec<Mojibake>) -> Vec<Mojibake> {
    let mut joined: Vec<Mojibake> = Vec::new();
    let mut length: usize = stretches.iter().map(|stretch| stretch.repaired.len()).sum();
    for mut stretch in stretches {
        length = length.saturating_sub(stretch.repaired.len());
        let Some(last) = joined.last_mut() else {
            stretch.repaired.reserve_exact(length);
            joined.push(stretch);
            continue;
        };
        let gap = text.get(last.span.end as usize..stretch.span.start as usize).unwrap_or_default();
        if gap.len() > BETWEEN || !gap.is_ascii() {
            joined.push(stretch);
            continue;
        }
        last.repaired.push_str(gap);
        let shift = last.repaired.len();
        last.repaired.push_str(&stretch.repaired);
        last.span = last.span.to(stretch.span);
        last.han += stretch.han;
        last.proved &= stretch.proved;
        if let Some(theirs) = stretch.losses {
            let ours =
                last.losses.get_or_insert_with(|| Box::new(Losses { decoder: theirs.decoder, doubtful: Vec::new() }));
            ours.doubtful.extend(theirs.doubtful.into_iter().map(|doubt| doubt.behind(shift)));
        }
    }
    joined.iter_mut().flat_map(|run| &mut run.losses).for_each(|losses| losses.doubtful.shrink_to_fit());
    joined
}
