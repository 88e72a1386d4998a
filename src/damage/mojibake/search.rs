//! The search for the way back: from a stretch of suspicious text over (encode, decode) steps, the most probable
//! reading first. A reading keeps the places where it and the source can be cut together, so that what is left of clean
//! text at either end can be taken off.

use std::collections::HashSet;
use std::ops::Range;

use crate::damage::bigrams::{Before, Language, listed_pairs};
use crate::damage::character_model::{Likelihood, likelihood};
use crate::damage::mojibake::lossy::{self, Mender};
use crate::damage::mojibake::{Chain, Charset, Misreading, Mojibake, SIGNS};
use crate::span::Span;

/// Bytes of the text that one search looks at, and bytes that a known chain is tried on at once.
const SAMPLE: usize = 384;
const STRETCH: usize = 4096;

/// Bytes on both sides of the signs that may belong to the run.
const MARGIN: usize = 48;

/// Readings that one search looks at: fewer the more searches were in vain.
const fn expansions(in_vain: u32) -> usize {
    match in_vain {
        ..8 => 64,
        8..32 => 16,
        32..128 => 4,
        _ => 1,
    }
}

/// Samples that are passed over after one in which nothing was found: a text of another writing is no mojibake all of a
/// sudden, and where it is after all, that goes on for more than so many samples.
const fn passed_over(in_vain: u32) -> u32 {
    const MOST: u32 = 48;
    if in_vain / 64 < MOST { in_vain / 64 } else { MOST }
}

/// What it is worth, in log10 a character, that a reading covers all of the sample: ISO 8859-1 and Windows-1252 differ in a
/// few characters only, and the wrong one of both reads what is left between them. For the same reason so many further
/// readings are looked at once a chain is found.
const COVERED: f64 = 4.0;
const LOOKED_ON: usize = 4;

/// Mean log10 probability that an accepted text has at least, and the rise over what stood there. UTF-8 proves itself by
/// its form; two bytes of GBK or Big5 are nearly always some character, so that the text must read well.
const READS: f64 = -4.0;
const READS_WITHOUT_FORM: f64 = -3.3;
const RISE: f64 = 0.5;
const RISE_WITHOUT_FORM: f64 = 1.0;
const RISE_A_PAIR: f64 = 2.0;

/// Han characters that prove a run; one of fewer needs another run with the same chain.
const ENOUGH_HAN: u32 = 4;
const FEWEST_HAN: u32 = 2;

/// How much worse than before a reading may become before the run has ended, in log10.
const END_OF_RUN: f64 = 8.0;

/// No other chain is asked where one leaves no more than one byte in so many.
const NEARLY_ALL: usize = 20;

/// Places without an explanation that are looked at again when all chains of the text are known, and most such chains.
const MOST_UNEXPLAINED: usize = 256;
const MOST_CHAINS: usize = 6;

/// Signs of a wrong decoder between the runs of one chain from which on another accident is looked for.
const SIGNS_OF_ANOTHER: usize = 8;

/// Characters on both sides of a run that may belong to it, if it began or ended with less common ones.
const LONGEST_EXTENSION: usize = 24;

/// Characters of a run that say what goes on with it, and how much better, in log10 a character, that is than what stands
/// beside it.
const BESIDE: usize = 3;
const RISE_AS_PART: f32 = 1.0;

/// Bytes between two runs that may belong to both: four characters that were misread twice.
const LONGEST_BRIDGE: usize = 64;

/// Bytes of runs that are kept before the first of them are mended: more than a text is learnt from before.
const MOST_BYTES: usize = 2 * lossy::MOST_OF_GROUP;
const _: () = assert!(MOST_BYTES > lossy::LEARNT);

/// Bytes of ASCII that may stand between two runs of one accident.
const ASCII_BETWEEN: usize = 64;

/// A text on the way back, and where it can be cut together with the source: offsets into both, the ends included.
#[derive(Clone, Debug)]
struct Reading {
    text: String,
    cuts: Vec<Cut>,
}

#[derive(Clone, Copy, Debug)]
struct Cut {
    here: usize,
    source: usize,
}

impl Reading {
    /// The source itself.
    fn of(source: &str, range: Range<usize>) -> Self {
        let text = source[range.clone()].to_owned();
        let starts = text.char_indices().map(|(at, _)| at).chain([text.len()]);
        let cuts = starts.map(|here| Cut { here, source: range.start + here }).collect();
        Self { text, cuts }
    }

    fn source(&self) -> Range<usize> {
        let ends = self.cuts.first().zip(self.cuts.last());
        ends.map_or(0..0, |(first, last)| first.source..last.source)
    }

    /// Goes one step back: the stretches for which that is possible.
    fn step(&self, step: Misreading) -> Vec<Self> {
        let mut pieces = Vec::new();
        let mut bytes = Vec::with_capacity(self.text.len());
        let mut cuts: Vec<Cut> = Vec::new();
        let mut known = self.cuts.iter().peekable();
        for (at, c) in self.text.char_indices() {
            if let Some(cut) = known.next_if(|cut| cut.here == at) {
                cuts.push(Cut { here: bytes.len(), source: cut.source });
            }
            match step.read_as.bytes_of(c) {
                Some(encoded) => bytes.extend_from_slice(encoded.as_slice()),
                None => {
                    decode(&bytes, &cuts, step.written_in, &mut pieces);
                    bytes.clear();
                    cuts.clear();
                }
            }
        }
        if let Some(cut) = known.next() {
            cuts.push(Cut { here: bytes.len(), source: cut.source });
        }
        decode(&bytes, &cuts, step.written_in, &mut pieces);
        pieces
    }

    /// Number of characters outside of ASCII.
    fn weight(&self) -> usize {
        self.text.chars().filter(|c| !c.is_ascii()).count()
    }
}

/// Decodes `bytes`; where that fails it starts again at the next cut.
fn decode(bytes: &[u8], cuts: &[Cut], charset: Charset, pieces: &mut Vec<Reading>) {
    let mut piece = Reading { text: String::new(), cuts: Vec::new() };
    let mut at = 0;
    let mut next = 0;
    while at <= bytes.len() {
        while cuts.get(next).is_some_and(|cut| cut.here < at) {
            next += 1;
        }
        if let Some(cut) = cuts.get(next)
            && cut.here == at
        {
            piece.cuts.push(Cut { here: piece.text.len(), source: cut.source });
        } else if piece.cuts.is_empty() {
            let Some(cut) = cuts.get(next) else { break };
            at = cut.here;
            continue;
        }
        match charset.read(&bytes[at..]) {
            Some((c, length)) => {
                piece.text.push(c);
                at += length;
            }
            None => {
                finish(&mut piece, pieces);
                at += 1;
            }
        }
    }
    finish(&mut piece, pieces);
}

/// Ends a piece at its last cut; one without two characters outside of ASCII is dropped.
fn finish(piece: &mut Reading, pieces: &mut Vec<Reading>) {
    let mut done = std::mem::replace(piece, Reading { text: String::new(), cuts: Vec::new() });
    if let Some(last) = done.cuts.last() {
        done.text.truncate(last.here);
    }
    if done.cuts.len() > 1 && done.text.chars().filter(|c| !c.is_ascii()).nth(1).is_some() {
        pieces.push(done);
    }
}

/// A stretch of a reading that reads better than the source.
struct Better {
    source: Range<usize>,
    repaired: String,
    han: u32,
    /// By how much, in log10 over all characters.
    gain: f64,
}

/// The stretches of `reading` that read better than `source` and well.
fn better(source: &str, reading: &Reading, last: Misreading) -> Vec<Better> {
    let mut found = Vec::new();
    let mut sum = 0.0_f64;
    let mut best = 0.0_f64;
    let mut run: Option<(usize, usize)> = None;
    for (index, pair) in reading.cuts.windows(2).enumerate() {
        let [from, to] = pair else { continue };
        let before = &source[from.source..to.source];
        let after = &reading.text[from.here..to.here];
        sum += if before == after { 0.0 } else { gain(likelihood(before), likelihood(after), last) };
        if sum <= 0.0 || sum < best - END_OF_RUN {
            if let Some((first, end)) = run.take() {
                found.extend(accepted(source, reading, first..end, last));
            }
            (sum, best) = (0.0, 0.0);
        } else if sum > best {
            best = sum;
            run = Some((run.map_or(index, |(first, _)| first), index + 1));
        }
    }
    if let Some((first, end)) = run {
        found.extend(accepted(source, reading, first..end, last));
    }
    found
}

/// What the model says for `after` instead of `before`, in log10. Mostly means are compared, so that fewer characters are
/// no gain of their own. Two bytes of Big5 read as Latin are often a sign and a letter, `¹A§ø`, which is not improbable
/// by its mean: there the texts are compared as a whole.
fn gain(before: Likelihood, after: Likelihood, last: Misreading) -> f64 {
    if is_pairs_of_letters(last) {
        after.log10 - before.log10
    } else {
        (after.mean() - before.mean()) * f64::from(before.characters)
    }
}

fn is_pairs_of_letters(last: Misreading) -> bool {
    last.written_in != Charset::Utf8 && last.read_as.is_single_byte()
}

/// The stretch between two cuts, if it is accepted for text.
fn accepted(source: &str, reading: &Reading, cuts: Range<usize>, last: Misreading) -> Option<Better> {
    let (from, to) = (reading.cuts.get(cuts.start)?, reading.cuts.get(cuts.end)?);
    let range = from.source..to.source;
    let repaired = reading.text.get(from.here..to.here)?;
    let (before, after) = (likelihood(source.get(range.clone())?), likelihood(repaired));
    let gain = gain(before, after, last);
    let (reads, enough_gain) = match last {
        Misreading { written_in: Charset::Utf8, .. } => (READS, RISE * f64::from(before.characters)),
        step if is_pairs_of_letters(step) => (READS_WITHOUT_FORM, RISE_A_PAIR * f64::from(after.characters)),
        _ => (READS_WITHOUT_FORM, RISE_WITHOUT_FORM * f64::from(before.characters)),
    };
    let reads_well = after.mean() >= reads && gain >= enough_gain
        || gain > 0.0 && after.mean() >= READS && has_form_of_words(source.get(range.clone())?, repaired);
    let enough = after.han >= FEWEST_HAN && after.han * 3 >= weight(repaired);
    // ─────── is a line, whatever it might be read as.
    let is_line = after.han > FEWEST_HAN && repaired.chars().zip(repaired.chars().skip(1)).all(|(a, b)| a == b);
    (reads_well && enough && !is_line).then(|| Better {
        gain,
        source: range,
        repaired: repaired.to_owned(),
        han: after.han,
    })
}

/// True if most characters go with their neighbours now, and few did before. What single characters say is not enough where
/// what stands there is Han and Hangul, too: `돨俚캡鍵畇`.
fn has_form_of_words(before: &str, after: &str) -> bool {
    const FEWEST: usize = 5;
    let (all, listed) = listed_pairs(after);
    let (all_before, listed_before) = listed_pairs(before);
    all >= FEWEST && listed * 5 >= all * 2 && listed_before * 6 <= all_before
}

fn weight(text: &str) -> u32 {
    text.chars().filter(|c| !c.is_ascii()).count() as u32
}

/// Looks at one place after the other; what it has found helps with the next.
pub(super) struct Finder<'t> {
    text: &'t str,
    runs: Vec<Mojibake>,
    /// Chains found so far, the latest last.
    chains: Vec<Chain>,
    /// End of what has been looked at.
    done: usize,
    /// Searches in vain since the last one that was not, and samples that are passed over because of them.
    in_vain: u32,
    passing_over: u32,
    /// Readings looked at.
    work: u64,
    unexplained: Vec<Range<usize>>,
    /// What the runs before those of `runs` have become, and bytes of runs from which on the first of them are mended.
    mender: Mender<'t>,
    most_bytes: usize,
    /// What is asked about the ends of runs.
    language: Option<Language>,
}

impl<'t> Finder<'t> {
    pub fn new(text: &'t str) -> Self {
        Self {
            text,
            runs: Vec::new(),
            chains: Vec::new(),
            done: 0,
            in_vain: 0,
            passing_over: 0,
            work: 0,
            unexplained: Vec::new(),
            mender: Mender::new(text),
            most_bytes: MOST_BYTES,
            language: None,
        }
    }

    /// True if there is a run at or around `cluster`, or there was one before.
    pub fn finds_any(&mut self, cluster: Span) -> bool {
        self.look_at_while(cluster, |finder| finder.runs.is_empty());
        !self.runs.is_empty()
    }

    /// Looks for runs at and around `cluster`.
    pub fn look_at(&mut self, cluster: Span) {
        self.look_at_while(cluster, |_| true);
    }

    fn look_at_while(&mut self, cluster: Span, goes_on: impl Fn(&Self) -> bool) {
        let (start, end) = (cluster.start as usize, cluster.end as usize);
        let mut at = floor(self.text, start.saturating_sub(MARGIN)).max(self.done);
        let end = ceil(self.text, end + MARGIN);
        while at < end && goes_on(self) {
            let sample = at..ceil(self.text, at + SAMPLE).min(end);
            // A run has parts with few signs: once its chain is known, the rest of the line is tried as well.
            let stretch = at..ceil(self.text, at + STRETCH).min(self.end_of_line(end));
            let runs = self.runs_of(sample.clone(), stretch);
            match runs.last().map(|run| run.span.end as usize) {
                Some(last) if last > at => {
                    let mut runs = runs;
                    runs.extend(self.between(left_over(at..last, &runs)));
                    runs.sort_by_key(|run| run.span);
                    runs.into_iter().for_each(|run| self.add(run));
                    self.mend_the_first();
                    at = last;
                }
                _ => {
                    if self.unexplained.len() < MOST_UNEXPLAINED {
                        self.unexplained.push(sample.clone());
                    }
                    at = sample.end;
                }
            }
        }
        self.done = at;
    }

    /// Looks for other accidents in the parts of a stretch that the best chain leaves as they are: one in each line, perhaps.
    /// Each part is divided only by what is found in it.
    fn between(&mut self, mut parts: Vec<Range<usize>>) -> Vec<Mojibake> {
        let mut found = Vec::new();
        while let Some(part) = parts.pop() {
            let signs = self.text.get(part.clone()).unwrap_or_default().chars().filter(|c| SIGNS.holds(*c)).count();
            if signs < SIGNS_OF_ANOTHER {
                continue;
            }
            let sample = part.start..ceil(self.text, part.start + SAMPLE).min(part.end);
            let runs = self.runs_of(sample.clone(), part.clone());
            match runs.is_empty() {
                true => parts.push(sample.end..part.end),
                false => parts.extend(left_over(part, &runs)),
            }
            found.extend(runs);
        }
        found
    }

    /// The accident gives the run, and no other bytes do.
    fn is_proved(&self, chain: &Chain, better: &Better) -> bool {
        let source = self.text.get(better.source.clone()).unwrap_or_default();
        let is_ambiguous = |c| chain.steps().next().is_some_and(|step| step.read_as.is_ambiguous(c));
        !source.contains(is_ambiguous) && chain.damage(&better.repaired).as_deref() == Some(source)
    }

    fn end_of_line(&self, at: usize) -> usize {
        let near = ceil(self.text, at + STRETCH);
        self.text.get(at..near).and_then(|rest| rest.find('\n')).map_or(near, |length| at + length)
    }

    /// What the chain that gives text in `sample` gives in `stretch`, which starts there: one that is known, if it gives
    /// enough.
    fn runs_of(&mut self, sample: Range<usize>, stretch: Range<usize>) -> Vec<Mojibake> {
        let mut known: Option<(u32, Chain, Vec<Mojibake>)> = None;
        for chain in self.chains.iter().rev() {
            let runs = self.apply(chain, sample.clone());
            let han = runs.iter().map(|run| run.han).sum::<u32>();
            let covered: usize = runs.iter().map(|run| run.span.len()).sum();
            if han > 0 && known.as_ref().is_none_or(|(best, ..)| han >= *best) {
                known = Some((han, *chain, runs));
            }
            if covered >= sample.len() - sample.len() / NEARLY_ALL {
                break;
            }
        }
        let known = match known {
            Some((ENOUGH_HAN.., _, runs)) if sample == stretch => return runs,
            Some((ENOUGH_HAN.., chain, _)) => return self.apply(&chain, stretch),
            known => known.map(|(_, chain, _)| chain),
        };
        let chain = self.search(sample).filter(|found| known.is_none_or(|known| !known.has_form() || found.has_form()));
        if let Some(chain) = &chain
            && !self.chains.contains(chain)
            && self.chains.len() < MOST_CHAINS
        {
            self.chains.push(*chain);
        }
        chain.or(known).map(|chain| self.apply(&chain, stretch)).unwrap_or_default()
    }

    /// Goes the way back along `chain` wherever that gives text in `range`.
    fn apply(&self, chain: &Chain, range: Range<usize>) -> Vec<Mojibake> {
        let mut readings = vec![Reading::of(self.text, range)];
        for step in chain.steps() {
            readings = readings.iter().flat_map(|reading| reading.step(step)).collect();
        }
        let Some(last) = chain.last_of_repair() else { return Vec::new() };
        let found = readings.iter().flat_map(|reading| better(self.text, reading, last));
        let mut runs: Vec<Mojibake> = found
            .map(|better| Mojibake {
                proved: self.is_proved(chain, &better),
                span: Span::new(better.source.start, better.source.end),
                repaired: better.repaired,
                chain: *chain,
                han: better.han,
                losses: None,
            })
            .collect();
        runs.sort_by_key(|run| run.span);
        runs
    }

    /// Best-first search for a chain that gives text at a place in `range`.
    fn search(&mut self, range: Range<usize>) -> Option<Chain> {
        if self.passing_over > 0 {
            self.passing_over -= 1;
            return None;
        }
        let most = expansions(self.in_vain);
        let whole = range.len();
        let root = Reading::of(self.text, range);
        let mut found: Option<(f64, Chain)> = None;
        let mut more = LOOKED_ON;
        let mut seen = HashSet::from([root.text.clone()]);
        let mut open = vec![(f64::NEG_INFINITY, Chain::default(), root)];
        for _ in 0..most {
            let best = (0..open.len()).max_by(|a, b| open[*a].0.total_cmp(&open[*b].0));
            let Some((_, chain, reading)) = best.map(|index| open.swap_remove(index)) else { break };
            self.work += 1;
            if found.is_some() {
                more -= 1;
            }
            for step in steps_after(&chain) {
                let next = chain.then(step);
                let mut widest: Option<Reading> = None;
                for piece in reading.step(step) {
                    let strong = better(self.text, &piece, step).into_iter().filter(|better| better.han >= ENOUGH_HAN);
                    let gain: f64 = strong.map(|better| better.gain).sum();
                    if gain > 0.0 && found.is_none_or(|found| is_better((gain, next), found)) {
                        found = Some((gain, next));
                    }
                    if widest.as_ref().is_none_or(|widest| piece.source().len() > widest.source().len()) {
                        widest = Some(piece);
                    }
                }
                if let Some(piece) = widest
                    && next.len() < Chain::LONGEST
                    && piece.weight() >= FEWEST_HAN as usize
                    && seen.insert(piece.text.clone())
                {
                    let covered = piece.source().len() as f64 / whole.max(1) as f64;
                    open.push((likelihood(&piece.text).mean() + COVERED * covered, next, piece));
                }
            }
            if found.is_some() && more == 0 {
                break;
            }
        }
        if let Some((_, chain)) = found {
            self.in_vain = 0;
            return Some(chain);
        }
        self.in_vain = self.in_vain.saturating_add(1);
        self.passing_over = passed_over(self.in_vain);
        None
    }

    /// Keeps a run; one that goes on with the run before is part of it.
    fn add(&mut self, run: Mojibake) {
        if let Some(last) = self.runs.last_mut() {
            if run.span.start < last.span.end {
                return;
            }
            let gap = &self.text[last.span.end as usize..run.span.start as usize];
            if last.chain == run.chain && gap.len() <= ASCII_BETWEEN && gap.is_ascii() {
                last.repaired.push_str(gap);
                last.repaired.push_str(&run.repaired);
                last.span = last.span.to(run.span);
                last.han += run.han;
                last.proved &= run.proved;
                return;
            }
        }
        self.runs.push(run);
    }

    /// Mends the first runs if there are many: of a long text not all are kept.
    fn mend_the_first(&mut self) {
        let ends = self.runs.first().zip(self.runs.last()).map(|(first, last)| (first.span.start, last.span.end));
        let Some((start, end)) = ends.filter(|(start, end)| (end - start) as usize > self.most_bytes) else { return };
        self.most_bytes = ((end - start) as usize * 2).max(MOST_BYTES);
        let count = lossy::of_one_group(&self.runs);
        if let Some(next) = self.runs.get(count) {
            let limit = next.span.start as usize;
            let rest = self.runs.split_off(count);
            let runs = std::mem::replace(&mut self.runs, rest);
            self.mend(runs, limit);
            self.most_bytes = MOST_BYTES;
        }
    }

    fn mend(&mut self, runs: Vec<Mojibake>, limit: usize) {
        let within = self.mender.end()..limit;
        let runs = extended(self.text, bridged(self.text, runs), within, &mut self.language);
        self.mender.mend(runs, limit);
    }

    /// The runs, in text order. What has too few Han characters to prove a chain is explained by a chain of the rest.
    pub fn finish(mut self) -> Vec<Mojibake> {
        let mut before = Vec::new();
        for range in std::mem::take(&mut self.unexplained) {
            let runs = self.chains.iter().map(|chain| self.apply(chain, range.clone()));
            if let Some(runs) = runs.max_by_key(|runs| runs.iter().map(|run| run.han).sum::<u32>()) {
                if range.start < self.mender.end() { before.extend(runs) } else { self.runs.extend(runs) }
            }
        }
        let mut runs = std::mem::take(&mut self.runs);
        runs.sort_by_key(|run| run.span);
        let mut end = 0;
        runs.retain(|run| {
            let apart = run.span.start >= end;
            end = end.max(run.span.end);
            apart
        });
        self.mend(runs, self.text.len());
        self.mender.finish(before)
    }
}

/// True if a chain is better than the one found before. `é¢?å¢žé•¿13%ã€‚`: with losses between them few characters of UTF-8
/// are left, but four are no chance, and as pairs of bytes other four are.
fn is_better((gain, chain): (f64, Chain), (best, found): (f64, Chain)) -> bool {
    let is_longer = |one: &Chain, other: &Chain| one.steps().zip(other.steps()).all(|(one, other)| one == other);
    match (chain.has_form(), found.has_form()) {
        (has_form, had_form) if has_form != had_form && !is_longer(&chain, &found) => has_form,
        _ => gain > best,
    }
}

/// What `runs`, in text order, leave of a part.
fn left_over(part: Range<usize>, runs: &[Mojibake]) -> Vec<Range<usize>> {
    let mut left = Vec::new();
    let mut done = part.start;
    for span in runs.iter().map(|run| run.span.range()) {
        if span.start > done {
            left.push(done..span.start);
        }
        done = done.max(span.end);
    }
    if part.end > done {
        left.push(done..part.end);
    }
    left
}

/// Joins runs of one chain if the same chain undoes what stands between them: single characters that have few signs.
fn bridged(text: &str, runs: Vec<Mojibake>) -> Vec<Mojibake> {
    let mut joined: Vec<Mojibake> = Vec::new();
    for run in runs {
        let Some(last) = joined.last_mut().filter(|last| last.chain == run.chain && last.span.end < run.span.start)
        else {
            joined.push(run);
            continue;
        };
        let gap = text.get(last.span.end as usize..run.span.start as usize).unwrap_or_default();
        let may_join = gap.len() <= LONGEST_BRIDGE && !gap.contains('\n');
        let signs = |text: &str| text.chars().filter(|c| SIGNS.holds(*c)).count();
        let reads = |between: &String| run.chain.has_form() || signs(between) <= signs(gap);
        match may_join.then(|| run.chain.undo(gap)).flatten().filter(reads) {
            Some(between) => {
                last.han += run.han + likelihood(&between).han;
                last.repaired.push_str(&between);
                last.repaired.push_str(&run.repaired);
                last.span = last.span.to(run.span);
                last.proved &= run.proved;
            }
            None => joined.push(run),
        }
    }
    joined.iter_mut().for_each(|run| run.repaired.shrink_to_fit());
    joined
}

/// Lengthens runs on both sides by what their chain undoes as well: `ç»§` is a Han character, though less common than
/// its bytes.
fn extended(
    text: &str,
    mut runs: Vec<Mojibake>,
    within: Range<usize>,
    language: &mut Option<Language>,
) -> Vec<Mojibake> {
    let mut done = within.start;
    for index in 0..runs.len() {
        let limit = runs.get(index + 1).map_or(within.end, |next| next.span.start as usize);
        let Some(run) = runs.get_mut(index) else { break };
        let (start, end) = (run.span.start as usize, run.span.end as usize);
        let before = text.get(done..start).unwrap_or_default();
        let ends = |c: &char| !matches!(c, '\n' | '\r');
        let left = before.chars().rev().take(LONGEST_EXTENSION).take_while(ends).map(char::len_utf8);
        let starts: Vec<usize> = left
            .scan(start, |at, length| {
                *at -= length;
                Some(*at)
            })
            .collect();
        let longest =
            starts.iter().rev().find_map(|at| Some((*at, undone(run, text.get(*at..start)?, Side::Before, language)?)));
        if let Some((at, undone)) = longest {
            run.han += likelihood(&undone).han;
            run.repaired.insert_str(0, &undone);
            run.span = Span::new(at, end);
        }
        let after = text.get(end..limit).unwrap_or_default();
        let right = after.chars().take(LONGEST_EXTENSION).take_while(ends).map(char::len_utf8);
        let stops: Vec<usize> = right
            .scan(end, |at, length| {
                *at += length;
                Some(*at)
            })
            .collect();
        let longest =
            stops.iter().rev().find_map(|at| Some((*at, undone(run, text.get(end..*at)?, Side::After, language)?)));
        if let Some((at, undone)) = longest {
            run.han += likelihood(&undone).han;
            run.repaired.push_str(&undone);
            run.span = Span::new(run.span.start as usize, at);
        }
        done = run.span.end as usize;
    }
    runs
}

/// Where a text stands beside a run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    After,
}

/// What the run's chain makes of the text beside it. UTF-8 proves itself by its form; what is undone from pairs of bytes
/// must read better, by itself or as part of the run.
fn undone(run: &Mojibake, beside: &str, side: Side, language: &mut Option<Language>) -> Option<String> {
    let outer = |text: &str, c: Option<char>| !text.is_empty() && c.is_some_and(|c| !c.is_ascii());
    if !outer(beside, beside.chars().next()) && !outer(beside, beside.chars().next_back()) {
        return None;
    }
    let undone = run.chain.undo(beside)?;
    let has_form = run.chain.has_form();
    let (before, after) = (likelihood(beside), likelihood(&undone));
    let (length, length_before) = (undone.chars().count(), beside.chars().count());
    // Of pairs of bytes that were read as other pairs, each is another character now.
    let differs = || beside.chars().zip(undone.chars()).all(|(before, after)| before != after);
    let changes_all = length < length_before || !has_form && length == length_before && differs();
    // A syllable of Hangul beside a run that was read as Korean is not Korean.
    let is_of_the_run = run.chain.steps().next().is_some_and(|step| beside.chars().all(|c| step.read_as.is_for(c)));
    let reads = match after.mean() {
        mean if has_form => mean >= READS - 2.0,
        mean => mean >= READS && (is_of_the_run || mean > before.mean()),
    };
    let goes_on = |language: &mut Option<Language>| {
        let language = language.get_or_insert_default();
        let rise = as_part(language, run, &undone, side) - as_part(language, run, beside, side);
        rise >= RISE_AS_PART * length as f32
    };
    (changes_all && (reads || !has_form && goes_on(language))).then_some(undone)
}

/// log10 of the probability of a text beside the run, as part of it: 感谢, where 谢 is no more common than what stands there.
fn as_part(language: &Language, run: &Mojibake, beside: &str, side: Side) -> f32 {
    let last = |count: usize| run.repaired.char_indices().nth_back(count).map_or(0, |(at, _)| at);
    let (before, after) = match side {
        Side::Before => ("", run.repaired.as_str()),
        Side::After => (run.repaired.get(last(BESIDE)..).unwrap_or_default(), ""),
    };
    let mut known = before.chars().fold(Before::START, Before::then);
    let each = beside.chars().chain(after.chars().take(BESIDE)).map(|c| {
        let log10 = language.log10(known, c);
        known = known.then(c);
        log10
    });
    each.sum()
}

/// The steps that may follow: not back to where the last one came from.
fn steps_after(chain: &Chain) -> impl Iterator<Item = Misreading> + use<> {
    let last = chain.last_of_repair().map(|step| step.written_in);
    let steps = Charset::READ_AS
        .into_iter()
        .flat_map(|read_as| Charset::WRITTEN_IN.into_iter().map(move |written_in| Misreading { written_in, read_as }));
    steps.filter(move |step| step.written_in != step.read_as && Some(step.read_as) != last)
}

/// The character boundary at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// The character boundary at or after `at`; at most the end.
fn ceil(text: &str, at: usize) -> usize {
    (at.min(text.len())..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::damage::scan::scan;

    fn work(text: &str) -> u64 {
        let mut finder = Finder::new(text);
        finder.look_at(Span::new(0, text.len()));
        finder.work
    }

    /// А股 through a whole file, Korean, Japanese, letters with accents, five writings in turn: a text in which nothing is
    /// found costs a bounded number of readings, and then few for each stretch.
    #[test]
    fn searches_in_vain_are_few() {
        const AT_ONCE: u64 = 8 * 64 + 24 * 16 + 96 * 4;
        for piece in ["\u{410}股", "경제 성장을 ", "農村の所得を増やす", "éàçùûœÿ", "é股경の\u{410}λ"]
        {
            let (once, four_times) = (piece.repeat(4_000), piece.repeat(16_000));
            let (small, large) = (work(&once), work(&four_times));
            assert!(large <= small * 4 + 64, "{piece} {small} {large}");
            assert!(large <= AT_ONCE + four_times.len() as u64 / SAMPLE as u64, "{piece} {large}");
        }
    }

    /// 谢 is no more common than the character that it became; as part of 感谢 it is.
    #[test]
    fn a_run_has_its_end() {
        use Charset::*;
        let text = "向全县干部群众表示衷心感谢";
        let damaged =
            Chain::default().then(Misreading { written_in: Gbk, read_as: EucKr }).damage(text).expect("damage");
        let runs = scan(&damaged).mojibake;
        assert_eq!(runs.iter().map(|run| run.repaired.as_str()).collect::<Vec<_>>(), [text], "{damaged}");
    }

    /// Five accidents in turn, a sentence each: four in five come back, and each place is looked at a bounded number of times.
    #[test]
    fn accidents_in_turn() {
        use Charset::*;
        const TEXT: &str = "全面深化农村改革，持续增加农民收入。";
        let pairs = [(Utf8, Windows1252), (Gbk, Latin1), (Utf8, MacRoman), (Gbk, CodePage437), (Utf8, CodePage437)];
        let damaged = |(written_in, read_as)| Chain::default().then(Misreading { written_in, read_as }).damage(TEXT);
        let turn: String = pairs.into_iter().filter_map(damaged).flat_map(|run| [run, "\n".to_owned()]).collect();
        let (once, four_times) = (turn.repeat(20), turn.repeat(80));
        let (small, large) = (work(&once), work(&four_times));
        assert!(large <= small * 4 + 64, "{small} {large}");
        // The first character of a line may go to the accident before.
        let inner = TEXT.trim_start_matches('全');
        let runs = scan(&once).mojibake;
        let restored: usize = runs.iter().map(|run| run.repaired.matches(inner).count()).sum();
        assert!(restored >= 80, "{restored} of 100");
    }
}
