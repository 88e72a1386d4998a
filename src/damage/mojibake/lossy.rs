//! Runs read in a wrong encoding in which characters were lost on the way. The runs that the search has found between the
//! losses say which encodings took part; here they are joined, the decoder that lost the rest is found, and the byte
//! lattice restores the whole. Takes runs, gives runs, in text order.

use std::cell::Cell;
use std::ops::Range;

use crate::char_class::{Class, class, is_han};
use crate::damage::bigrams::{Before, Language};
use crate::damage::certainty::Certainty;
use crate::damage::character_model::likelihood;
use crate::damage::mojibake::decoder::{Decoder, Read, is_user_defined};
use crate::damage::mojibake::lattice::{Accident, Cut, Failures, Guessed, Lattice, Output, WORK_AT_ONCE};
use crate::damage::mojibake::torn::Torn;
use crate::damage::mojibake::{Charset, Mojibake};
use crate::span::Span;

/// Runs of one accident with at most so many bytes between them are restored together, and so many bytes on both sides
/// may belong to them.
const BETWEEN: usize = 240;
const MARGIN: usize = 160;

/// The same for pairs of bytes: behind a loss they go on from the second one of a pair, and the search finds nothing there.
const MARGIN_OF_PAIRS: usize = 400;

/// Bytes of runs that are restored together.
const MOST_OF_GROUP: usize = 1024 * 1024;

/// Bytes of the source that are restored at once, and bytes that the decoder is found from.
const STRETCH: usize = 64 * 1024;
const SAMPLE: usize = 3 * 1024;

/// Bytes of the rest of the document that are learnt from.
pub(super) const LEARNT: usize = 1024 * 1024;

/// A run of fewer bytes is taken to have gone through the decoder of the run before it, if that leaves such marks.
const ENOUGH_FOR_A_DECODER: usize = 600;

/// How often a stretch is read: what is known, then with the words of that, then with what may have been dropped there.
const READINGS: usize = 3;

/// Bytes of a stretch of pairs that are read twice, the first time for their words only.
const TAUGHT: usize = 16 * 1024;

/// log10 of how much better the best reading of a guessed character is than any other.
const LIKELY: f32 = 2.0;

/// The same where more than this share of the characters is guessed: what stands beside a guess is one, too.
const LIKELY_AMONG_GUESSES: f32 = 2.9;
const MANY_GUESSES: f64 = 0.25;

/// The same for white space that can only be other white space, which changes no word, and for a numeral whose bytes are all
/// known if only no line break was dropped behind it.
const LIKELY_LAYOUT: f32 = 1.0;
const LIKELY_NUMERAL: f32 = 3.0;

/// Mean log10 probability that a restored text has at least, its rise over what stood there for each character, and the
/// share of characters that may stay lost.
const READS: f64 = -4.0;
const RISE: f64 = 0.5;
const MOST_LOST: f64 = 0.2;

/// log10 cost of a character that cannot be read, while decoders are compared.
const LOST: f32 = -9.0;

/// Share of characters that cannot be read from which on a stretch teaches nothing: it is read once.
const HOPELESS: f64 = 0.3;

/// Fewest Han characters of a restored stretch.
const FEWEST_HAN: u32 = 4;

/// Share of a stretch that runs cover if nothing is left to be done.
const MOSTLY: f64 = 0.8;

/// Digits and spaces between two characters of a stretch at most.
const LONGEST_NUMBER: usize = 12;

/// Characters before a run of pairs that belong to it though they read no better, and what they may lose by it, in log10:
/// text that goes over into a misreading without a break is less probable.
const FARTHEST_START: usize = 6;
const LEAST_GAIN_OF_START: f64 = -4.0;

/// How much worse than before a reading may become before the stretch has ended, in log10.
const END_OF_STRETCH: f64 = 8.0;

/// What was lost in a run, and how far it came back.
#[derive(Clone, Debug, PartialEq)]
pub struct Losses {
    /// What lost it.
    pub decoder: Decoder,
    /// Characters that are not proved, in order.
    pub doubtful: Vec<Doubt>,
}

/// A character that is not proved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Doubt {
    /// Where it stands in the repaired text.
    pub span: Span,
    /// How sure it is.
    pub certainty: Certainty,
    /// log10 of how much better it is than any other reading.
    pub margin: f32,
}

impl Losses {
    /// Number of characters of a certainty.
    pub fn count(&self, certainty: Certainty) -> usize {
        self.doubtful.iter().filter(|doubt| doubt.certainty == certainty).count()
    }

    /// The least sure character.
    pub fn worst(&self) -> Certainty {
        self.doubtful.iter().map(|doubt| doubt.certainty).max().unwrap_or(Certainty::Exact)
    }
}

/// Joins the runs between which something was lost.
pub(super) fn mend(text: &str, runs: Vec<Mojibake>) -> Vec<Mojibake> {
    let mut mended: Vec<Mojibake> = Vec::with_capacity(runs.len());
    let mut mending = Mending { text, language: None, last: None, spare: Cell::new(WORK_AT_ONCE) };
    let mut rest = runs.into_iter();
    let mut done = 0;
    while let Some(first) = rest.as_slice().first() {
        let count = of_one_group(rest.as_slice());
        let group = rest.as_slice().get(..count).unwrap_or_default();
        let limit = rest.as_slice().get(count).map_or(text.len(), |next| next.span.start as usize);
        let end = group.last().map_or(0, |last| last.span.end as usize);
        let around = around(text, done.max(margin_before(text, first)), end, limit, margin(first));
        let mut restored = match accident_of(first) {
            Some(accident) if has_losses(text, group, &around) => {
                mending.learn(mended.iter().chain(rest.as_slice()));
                mending.restore(accident, around, Witness::Language)
            }
            _ => Vec::new(),
        };
        let apart = |run: &Mojibake| {
            let next = restored.partition_point(|other| other.span.end <= run.span.start);
            restored.get(next).is_none_or(|other| !other.span.overlaps(run.span))
        };
        // What is restored is done with: of a long run there is one text only.
        let kept: Vec<Mojibake> = rest.by_ref().take(count).filter(apart).collect();
        restored.extend(kept);
        restored.sort_by_key(|run| run.span);
        mended.append(&mut restored);
        done = mended.last().map_or(0, |last| last.span.end as usize);
    }
    mended
}

/// How many of `runs` are restored together: those of one accident, up to some bytes, if the next one touches.
fn of_one_group(runs: &[Mojibake]) -> usize {
    let start = runs.first().map_or(0, |first| first.span.start);
    let goes_on = |one: &Mojibake, next: &Mojibake| {
        let is_enough = (one.span.end - start) as usize > MOST_OF_GROUP;
        belong_together(one, next) && !(is_enough && (next.span.start - one.span.end) as usize <= MARGIN)
    };
    1 + runs.windows(2).take_while(|pair| matches!(pair, [one, next] if goes_on(one, next))).count()
}

/// Adds what the lattice makes of stretches that lost too much for the search, in place of the runs in them.
pub(super) fn with_torn(text: &str, runs: Vec<Mojibake>, torn: Vec<Torn>) -> Vec<Mojibake> {
    let mut torn: Vec<Torn> = torn.into_iter().filter(|torn| !is_restored(&runs, torn.span)).collect();
    if torn.is_empty() {
        return runs;
    }
    torn.dedup_by(|later, earlier| later.span.overlaps(earlier.span));
    let mut mending = Mending { text, language: None, last: None, spare: Cell::new(WORK_AT_ONCE) };
    mending.learn(runs.iter());
    let mut found: Vec<Mojibake> = Vec::new();
    for stretch in torn {
        let witness = if stretch.is_proved { Witness::Form } else { Witness::Language };
        found.extend(mending.restore(stretch.accident, stretch.span, witness));
    }
    let apart = |run: &&Mojibake| found.iter().all(|other| !other.span.overlaps(run.span));
    let kept: Vec<Mojibake> = runs.iter().filter(apart).cloned().collect();
    found.extend(kept);
    found.sort_by_key(|run| run.span);
    found
}

/// True if runs cover most of a stretch.
pub(super) fn is_restored(runs: &[Mojibake], span: Span) -> bool {
    let next = runs.partition_point(|run| run.span.end <= span.start);
    let inside = runs.get(next..).unwrap_or_default().iter().take_while(|run| run.span.start < span.end);
    let covered: u32 = inside.map(|run| run.span.end.min(span.end) - run.span.start.max(span.start)).sum();
    f64::from(covered) >= MOSTLY * span.len() as f64
}

fn belong_together(one: &Mojibake, next: &Mojibake) -> bool {
    one.chain == next.chain && (next.span.start - one.span.end) as usize <= BETWEEN
}

/// The pair of encodings, if there is only one misreading to undo.
fn accident_of(run: &Mojibake) -> Option<(Charset, Charset)> {
    run.chain.only().map(|step| (step.written_in, step.read_as))
}

fn margin(run: &Mojibake) -> usize {
    match accident_of(run) {
        Some((Charset::Gbk | Charset::Big5, read_as)) if !read_as.is_single_byte() => MARGIN_OF_PAIRS,
        _ => MARGIN,
    }
}

fn margin_before(text: &str, run: &Mojibake) -> usize {
    let start = run.span.start as usize;
    let margin = text.floor_char_boundary(start.saturating_sub(margin(run)));
    margin + text[margin..start].rfind('\n').map_or(0, |at| at + 1)
}

/// From `start` over `end` as far as the run may go, in the line.
fn around(text: &str, start: usize, end: usize, limit: usize, margin: usize) -> Span {
    let margin = text.ceil_char_boundary(end + margin).min(limit).max(end);
    let margin = text[end..margin].find('\n').map_or(margin, |at| end + at);
    Span::new(start.min(end), margin)
}

/// True if a mark of loss stands in or beside the runs, or something between them that they do not explain.
fn has_losses(text: &str, runs: &[Mojibake], around: &Span) -> bool {
    let gaps = runs.windows(2).filter_map(|pair| match pair {
        [one, next] => text.get(one.span.end as usize..next.span.start as usize),
        _ => None,
    });
    let first = runs.first().and_then(|run| text.get(around.start as usize..run.span.start as usize));
    let last = runs.last().and_then(|run| text.get(run.span.end as usize..around.end as usize));
    let read_as = runs.first().and_then(accident_of).map(|(_, read_as)| read_as);
    // Of `åŠ` the third byte was A0, and somebody dropped it.
    let is_left_over = |c: char| {
        !c.is_ascii() && read_as.is_some_and(|read_as| read_as.is_single_byte() && read_as.bytes_of(c).is_some())
    };
    let tells = |c: char| is_mark(c) || is_left_over(c);
    // Of what others made of the bytes, nothing is dropped without a mark.
    let may_be_dropped = read_as.is_some_and(|read_as| read_as == Charset::Gbk || read_as.is_single_byte());
    // The run may have ended a character or two before the mark: `鐮旂┒銆?`.
    let touches = |text: &str, from_end: bool| {
        const NEAR: usize = 6;
        if from_end { text.chars().rev().take(NEAR).any(tells) } else { text.chars().take(NEAR).any(tells) }
    };
    let is_lost = |c: char| c == char::REPLACEMENT_CHARACTER || is_user_defined(c);
    runs.iter().any(|run| has_two_codes(text, run))
        || first.is_some_and(|text| text.contains(is_lost))
        || last.is_some_and(|text| text.contains(is_lost))
        || gaps.into_iter().any(|gap| gap.chars().any(|c| is_mark(c) || may_be_dropped && !c.is_ascii()))
        || first.is_some_and(|text| touches(text, true))
        || last.is_some_and(|text| touches(text, false))
}

/// True if a character of the run has two codes in what it was read as: which of them it was, its neighbours say.
fn has_two_codes(text: &str, run: &Mojibake) -> bool {
    let read_as = accident_of(run).map(|(_, read_as)| read_as);
    let has_two = |c| match read_as {
        Some(Charset::Gbk) => c == '€',
        Some(read_as @ (Charset::ShiftJis | Charset::Big5)) => read_as.is_ambiguous(c),
        _ => false,
    };
    text.get(run.span.range()).is_some_and(|run| run.contains(has_two))
}

fn is_mark(c: char) -> bool {
    c == char::REPLACEMENT_CHARACTER || c == '?' || is_user_defined(c)
}

/// What says that a stretch is what it is taken for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Witness {
    /// What reads well, and better than what stood there.
    Language,
    /// The form of its bytes. What does not read well is guessed then, and the stretch is named all the same.
    Form,
}

/// What is known of a text while its runs are restored.
struct Mending<'t> {
    text: &'t str,
    /// What the text writes, learnt when it is first needed.
    language: Option<Language>,
    /// The accident of the run before.
    last: Option<Accident>,
    /// Steps of lattices that are left beyond those that every byte may cost.
    spare: Cell<u64>,
}

impl Mending<'_> {
    /// The stretches of `around` that the lattice restores.
    fn restore(&mut self, (written_in, read_as): (Charset, Charset), around: Span, witness: Witness) -> Vec<Mojibake> {
        let text = self.text;
        let mut language = self.language.take().unwrap_or_default();
        let sample = text.floor_char_boundary((around.start as usize + SAMPLE).min(around.end as usize));
        let mut accidents =
            decoders(&text[around.range()], read_as).map(|decoder| Accident { written_in, read_as, decoder });
        let is_last = |accident: &Accident| around.len() < ENOUGH_FOR_A_DECODER && self.last == Some(*accident);
        let accident = accidents.clone().find(is_last).or_else(|| {
            let spare = &self.spare;
            let score = |accident: &Accident| {
                let lattice = Lattice::new(text, *accident, &language, Failures::default(), spare.get());
                let output = lattice.read(around.start as usize, sample, usize::MAX);
                spare.set(spare.get().saturating_sub(output.work_beyond()));
                // Where pairs are lost as one, a sum is the better the more of them are taken for one byte.
                match witness {
                    Witness::Form => likelihood(&output.text).mean(),
                    Witness::Language => f64::from(reads(&language, &output.text)),
                }
            };
            let only = accidents.clone().count() == 1;
            let scored = accidents.by_ref().map(|accident| (if only { 0.0 } else { score(&accident) }, accident));
            scored.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, accident)| accident)
        });
        let mut restored = Vec::new();
        let mut at = around.start as usize;
        while let Some(accident) = accident
            && at < around.end as usize
        {
            let stretch = Stretch { start: at, end: around.end as usize, enough: STRETCH };
            let output = read(text, accident, &mut language, stretch, &self.spare);
            if output.end <= at {
                break;
            }
            at = output.end;
            restored.extend(match witness {
                Witness::Language => stretches(text, accident, &output),
                Witness::Form => whole(text, accident, &output).into_iter().collect(),
            });
        }
        self.last = accident;
        self.language = Some(language);
        join(text, restored)
    }

    /// Learns, once, from what was never damaged, and from the runs in which nothing was lost.
    fn learn<'r>(&mut self, runs: impl Iterator<Item = &'r Mojibake>) {
        let text = self.text;
        self.language.get_or_insert_with(|| {
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
            language
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

/// What is read at once: from `start` to `end`, or, after `enough` bytes, to the first place where nothing is open.
#[derive(Clone, Copy)]
struct Stretch {
    start: usize,
    end: usize,
    enough: usize,
}

/// Reads a stretch: first what is known, which teaches the words of it, then what is not, then what was dropped.
fn read(text: &str, accident: Accident, language: &mut Language, stretch: Stretch, spare: &Cell<u64>) -> Output {
    let reader = Reader { text, accident, start: stretch.start, spare };
    if let Some(known) = Known::of(text, accident, stretch) {
        language.learn(known.text.chars());
        return reader.with_dropped(language, None, known.failures, known.end);
    }
    let (first, is_done) = reader.first(language, stretch);
    if is_done {
        return first;
    }
    let (failures, end) = (first.failures.clone(), first.end);
    reader.with_dropped(language, Some(first), failures, end)
}

/// Reads one stretch several times.
struct Reader<'r> {
    text: &'r str,
    accident: Accident,
    /// Where the stretch starts.
    start: usize,
    /// Steps that the text has left.
    spare: &'r Cell<u64>,
}

impl Reader<'_> {
    /// What can be read without a drop, and whether no further reading can say more.
    fn first(&self, language: &mut Language, Stretch { end, enough, .. }: Stretch) -> (Output, bool) {
        let first = self.once(language, Failures::default(), end, enough.min(TAUGHT));
        let lost = first.failures.len() as f64;
        let is_hopeless = !self.may_have_dropped(first.end) && lost > HOPELESS * first.text.chars().count() as f64;
        let is_all = first.end == end || enough <= TAUGHT;
        if is_all && (first.guessed.is_empty() || is_hopeless) {
            return (first, true);
        }
        learn(language, &first);
        if is_all {
            return (first, false);
        }
        let whole = self.once(language, Failures::default(), end, enough);
        let is_done = whole.failures.is_empty() || !self.may_have_dropped(whole.end);
        (whole, is_done)
    }

    /// The stretch as far as `end`, read again around `failures`, where something may have been dropped.
    fn with_dropped(
        &self,
        language: &Language,
        mut best: Option<Output>,
        mut failures: Vec<u32>,
        end: usize,
    ) -> Output {
        let may_have_dropped = self.may_have_dropped(end);
        if !may_have_dropped {
            failures.clear();
        }
        for _ in 1..READINGS {
            let stubborn = best.as_ref().map(|best| best.failures.clone()).unwrap_or_default();
            let places = Failures { all: &failures, stubborn: &stubborn };
            let next = match &best {
                Some(best) => self.spend(self.lattice(language, places).read_again(best)),
                None => self.once(language, places, end, usize::MAX),
            };
            let is_done = next.failures.is_empty() || !may_have_dropped;
            if may_have_dropped {
                failures.extend(&next.failures);
                failures.sort_unstable();
                failures.dedup();
            }
            if best.as_ref().is_none_or(|best| next.failures.len() <= best.failures.len()) {
                best = Some(next);
            }
            if is_done {
                break;
            }
        }
        best.unwrap_or_default()
    }

    /// To `end`, or, after `enough` bytes, to the first place where nothing is open.
    fn once(&self, language: &Language, failures: Failures, end: usize, enough: usize) -> Output {
        self.spend(self.lattice(language, failures).read(self.start, end, enough))
    }

    fn lattice<'l>(&'l self, language: &'l Language, failures: Failures<'l>) -> Lattice<'l, 'l> {
        Lattice::new(self.text, self.accident, language, failures, self.spare.get())
    }

    fn spend(&self, output: Output) -> Output {
        self.spare.set(self.spare.get().saturating_sub(output.work_beyond()));
        output
    }

    fn may_have_dropped(&self, end: usize) -> bool {
        let stretch = self.text.get(self.start..end).unwrap_or_default();
        !self.accident.decoder.dropped(self.accident.read_as, stretch).is_empty()
    }
}

/// What a reading says for certain.
fn learn(language: &mut Language, output: &Output) {
    let mut at = 0;
    for guessed in &output.guessed {
        language.learn(output.text.get(at..guessed.span.start as usize).unwrap_or_default().chars());
        at = guessed.span.end as usize;
    }
    language.learn(output.text.get(at..).unwrap_or_default().chars());
}

/// What is known of a stretch of UTF-8 before anything is guessed: each character of it says where it starts.
struct Known {
    /// The characters of which nothing was lost; U+FFFD for what is between.
    text: String,
    /// Where bytes are missing without a mark, as in [`Output::failures`].
    failures: Vec<u32>,
    /// Where the stretch ends.
    end: usize,
}

impl Known {
    /// None for other encodings.
    fn of(text: &str, accident: Accident, stretch: Stretch) -> Option<Self> {
        let Accident { written_in: Charset::Utf8, read_as, decoder } = accident else { return None };
        let Stretch { start, end, enough } = stretch;
        let mut known = Self { text: String::new(), failures: Vec::new(), end };
        let mut open = Vec::new();
        let mut is_after_mark = true;
        for (at, c) in text.get(start..end)?.char_indices() {
            let after = start + at + c.len_utf8();
            let bytes = decoder.bytes_of(read_as, c).filter(|_| !(is_mark(c) && c == decoder.mark()));
            let is_between = c.is_ascii() && open.is_empty();
            let bytes = bytes.filter(|_| is_between || decoder.other_bytes_of(read_as, c).is_none());
            let Some(bytes) = bytes else {
                known.unknown();
                // `æ¢ `: the last byte of 條 was dropped before a space, or the space is the last byte of 梠.
                if !open.is_empty() && c == ' ' {
                    known.failures.push(after as u32);
                }
                open.clear();
                is_after_mark = true;
                continue;
            };
            for byte in bytes.as_slice() {
                let starts = !matches!(byte, 0x80..=0xBF);
                let is_misfit = starts && !open.is_empty() || !starts && open.is_empty() && !is_after_mark;
                if is_misfit {
                    known.failures.push(after as u32);
                    // `E5 85|AE 89` of 公安: what seems to be the character before is made of two.
                    if !starts {
                        known.text.pop();
                    }
                    known.unknown();
                    open.clear();
                }
                is_after_mark &= !starts;
                if !starts && open.is_empty() {
                    continue;
                }
                open.push(*byte);
                if let Some((c, length)) = Charset::Utf8.read(&open)
                    && length == open.len()
                {
                    known.text.push(c);
                    open.clear();
                }
            }
            if open.is_empty() && !is_after_mark && after >= start.saturating_add(enough) {
                known.end = after;
                break;
            }
        }
        if !open.is_empty() && known.end == end {
            known.failures.push(end as u32);
        }
        known.failures.dedup();
        Some(known)
    }

    fn unknown(&mut self) {
        if !self.text.ends_with(char::REPLACEMENT_CHARACTER) {
            self.text.push(char::REPLACEMENT_CHARACTER);
        }
    }
}

/// The stretches of the output that read better than the source, and well.
fn stretches(text: &str, accident: Accident, output: &Output) -> Vec<Mojibake> {
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
        before.bytes().all(|byte| byte.is_ascii_digit() || byte == b' ')
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
fn whole(text: &str, accident: Accident, output: &Output) -> Option<Mojibake> {
    let (from, to) = (*output.cuts.first()?, *output.cuts.last()?);
    let mut run = restored(text, accident, output, from, to)?;
    if !reads_well(accident, text.get(run.span.range())?, &run.repaired) {
        let doubtful = run.losses.iter_mut().flat_map(|losses| &mut losses.doubtful);
        doubtful.for_each(|doubt| doubt.certainty = doubt.certainty.max(Certainty::Guess));
    }
    (run.repaired != text.get(run.span.range())?).then_some(run)
}

/// The run between two cuts of the output.
pub(super) fn restored(text: &str, accident: Accident, output: &Output, from: Cut, to: Cut) -> Option<Mojibake> {
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
        let certainty = certainty(c, sides(text, output, guessed.span), guessed, likely);
        Doubt { span, certainty, margin: guessed.margin }
    });
    let doubtful: Vec<_> = doubtful.collect();
    let chain = crate::damage::mojibake::Chain::default()
        .then(crate::damage::mojibake::Misreading { written_in: accident.written_in, read_as: accident.read_as });
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

/// The characters before and after a place.
type Sides = [Option<char>; 2];

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

/// `likely` is the least margin of a guess that is likely.
fn certainty(c: Option<char>, sides: Sides, guessed: &Guessed, likely: f32) -> Certainty {
    match c {
        None | Some(char::REPLACEMENT_CHARACTER) => Certainty::Lost,
        Some(_) if guessed.margin < likely => Certainty::Guess,
        Some(c) if c.is_whitespace() && guessed.margin_of_layout < LIKELY_LAYOUT => Certainty::Guess,
        Some(c) if counts(c, sides) && !is_known_numeral(c, guessed) => Certainty::Guess,
        Some(_) => Certainty::Likely,
    }
}

/// `有\u{4E00}个` with the last byte of 一 lost: the decoder loses no other byte there, and if a line break was dropped, too,
/// that would have torn the number from what it counts. No byte is guessed.
fn is_known_numeral(c: char, guessed: &Guessed) -> bool {
    is_numeral(c) && guessed.is_determined && guessed.margin >= LIKELY_NUMERAL
}

/// True if a character is part of a number, a date or a unit: nobody can see from the text that such a guess is wrong.
fn counts(c: char, [before, after]: Sides) -> bool {
    let is_point = matches!(c, '.' | '．' | '·' | ',' | '，' | '：' | ':' | '～' | '/' | '／');
    let is_sign = matches!(c, '-' | '－' | '−' | '±' | '＋' | '+');
    match c {
        '%' | '％' | '‰' | '℃' => true,
        _ if is_digit(c) => true,
        _ if c.is_whitespace() => before.is_some_and(is_numeral) && after.is_some_and(is_numeral),
        _ if is_numeral(c) => {
            before.is_some_and(|c| is_numeral(c) || matches!(c, '第' | '之' | '点' | '點'))
                || after.is_some_and(|c| is_numeral(c) || UNITS.contains(c))
        }
        _ if before.is_some_and(is_digit) => is_han(c) || (is_point || is_sign) && after.is_some_and(is_digit),
        _ => before.is_some_and(is_numeral) && UNITS.contains(c) || is_sign && after.is_some_and(is_digit),
    }
}

/// First characters of units and of what is counted, beside a Han numeral.
const UNITS: &str =
    "年月日号號时時分秒点點元角个個名人户戶家件项項次条條米公里升吨噸亩畝度倍成届屆座所辆輛台套亿億万萬";

fn is_digit(c: char) -> bool {
    matches!(class(c), Class::Digit | Class::FullDigit)
}

fn is_numeral(c: char) -> bool {
    is_digit(c)
        || class(c) == Class::HanNumeral
        || matches!(c, '十' | '百' | '千' | '万' | '萬' | '亿' | '億' | '〇' | '零' | '两' | '兩')
}

/// Joins stretches that go on with each other.
fn join(text: &str, stretches: Vec<Mojibake>) -> Vec<Mojibake> {
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
            let moved = |span: Span| Span::new(span.start as usize + shift, span.end as usize + shift);
            let ours =
                last.losses.get_or_insert_with(|| Box::new(Losses { decoder: theirs.decoder, doubtful: Vec::new() }));
            ours.doubtful.extend(theirs.doubtful.into_iter().map(|doubt| Doubt { span: moved(doubt.span), ..doubt }));
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::damage::scan::scan;

    const TEXT: &str =
        "各乡镇要继续推进农村改革，全面落实帮扶政策。坚决守住耕地红线，持续增加农民收入。全县粮食生产再获丰收。";

    fn restored(damaged: &str) -> Vec<String> {
        scan(damaged).mojibake.into_iter().map(|run| run.repaired).collect()
    }

    #[test]
    fn losses_of_every_decoder_are_made_good() {
        for decoder in [Decoder::Python, Decoder::Gb18030] {
            let damaged = decoder.decode(Charset::Gbk, TEXT.as_bytes());
            assert!(damaged.matches('\u{FFFD}').count() > 3, "{damaged}");
            assert_eq!(restored(&damaged), [TEXT], "{decoder:?} {damaged}");
        }
        let damaged = Decoder::Gb18030.decode(Charset::Gbk, TEXT.as_bytes());
        assert_eq!(restored(&damaged.replace(is_user_defined, "")), [TEXT]);
        let damaged = Decoder::Whatwg.decode(Charset::Windows1252, TEXT.as_bytes());
        assert_eq!(restored(&damaged.replace(|c| ('\u{80}'..='\u{9F}').contains(&c), "")), [TEXT]);
    }

    /// With few losses, a decoder that loses fewer bytes explains the marks as well, with another text: 服务一心.
    #[test]
    fn the_decoder_is_the_one_whose_text_reads_well() {
        let text = "各乡镇的医疗服务中心建设取得新进展，居民看病更加方便。";
        let damaged = Decoder::Python.decode(Charset::Gbk, text.as_bytes());
        assert!((1..4).contains(&damaged.matches('\u{FFFD}').count()), "{damaged}");
        assert_eq!(restored(&damaged), [text], "{damaged}");
    }

    /// What stands before the first place that reads better belongs to the run: a character, a number, a character.
    #[test]
    fn a_run_has_its_beginning() {
        let damaged =
            Decoder::Windows.decode(Charset::Gbk, "第 5 條 主管機關應定期公布檢查結果，並通知各單位。".as_bytes());
        let runs = scan(&damaged).mojibake;
        assert_eq!(runs.iter().map(|run| run.span.start).collect::<Vec<_>>(), [0], "{damaged} {runs:?}");
        let damaged =
            Decoder::Windows.decode(Charset::Windows1252, "勘察保护沿河老街旧址，开放县级档案馆。".as_bytes());
        assert_eq!(restored(&damaged), ["勘察保护沿河老街旧址，开放县级档案馆。"], "{damaged}");
    }

    /// `試試` are as good as the characters that stood there, and 卄 of Big5 is two pairs of bytes.
    #[test]
    fn pairs_read_as_other_pairs_from_their_beginning() {
        let text = "刚刚建成的水库投入使用，全国农业专家到场指导，县里的企业增加了收入，群众都很满意。";
        let damaged = Decoder::Python.decode(Charset::Big5, &Charset::Gbk.encode(text).expect("pairs"));
        assert!(damaged.starts_with("試試"), "{damaged}");
        assert_eq!(restored(&damaged), [text], "{damaged}");
    }

    /// The last byte of ！ was dropped, and nothing comes after it.
    #[test]
    fn what_was_dropped_at_the_end() {
        let text = "衷心感谢全县干部群众对政府工作的理解和支持！";
        let damaged = Decoder::Whatwg.decode(Charset::Windows1252, text.as_bytes());
        assert_eq!(restored(&damaged.replace(|c| ('\u{80}'..='\u{9F}').contains(&c), "")), [text], "{damaged}");
    }

    /// The first byte of ” went with the last one of 路. The mojibake around the runs looks traditional, but what it was is not.
    #[test]
    fn quotation_marks_that_went_with_private_use() {
        let text = "各乡镇要扎实推进“五县一路”重点工程建设，支持高新技术企业发展。";
        let damaged = Decoder::Gb18030.decode(Charset::Gbk, text.as_bytes()).replace(is_user_defined, "");
        assert_eq!(restored(&damaged), [text], "{damaged}");
    }

    /// Five bytes are no character of Windows-1252, and a no-break space does not survive every editor.
    #[test]
    fn letters_that_lost_bytes() {
        let text = "各乡镇要继续推进农村改革，坚决守住耕地红线，增加农民收入，开展土地堆肥，建好农贸市场。";
        for decoder in [Decoder::Python, Decoder::Windows] {
            let damaged = decoder.decode(Charset::Windows1252, text.as_bytes());
            assert!(damaged.contains(decoder.mark()), "{damaged}");
            assert_eq!(restored(&damaged), [text], "{decoder:?} {damaged}");
        }
        let damaged = Decoder::Whatwg.decode(Charset::Windows1252, text.as_bytes());
        assert!(damaged.contains('\u{A0}'), "{damaged}");
        for by in [" ", ""] {
            assert_eq!(restored(&damaged.replace('\u{A0}', by)), [text], "{by:?}");
        }
    }

    /// The last byte of 发 and of 债 is lost before a digit, and the line break after 。 is gone.
    #[test]
    fn what_ascii_made_invalid() {
        let text = "会议提出，今年继续增发100亿元债券，支持重点项目建设。\n　　同时压减一般性支出，保障基本民生。";
        let damaged = Decoder::Gb18030.decode(Charset::Gbk, text.as_bytes()).replace('\n', "");
        let runs = scan(&damaged).mojibake;
        assert_eq!(runs.iter().map(|run| run.repaired.as_str()).collect::<Vec<_>>(), [text], "{damaged}");
        let losses = runs.first().and_then(|run| run.losses.as_ref()).expect("losses");
        assert!(!losses.doubtful.is_empty() && losses.worst() < Certainty::Lost, "{losses:?}");
    }

    /// A text and the certainty of each of its doubtful characters, all of it read as GBK and its line breaks dropped.
    fn doubts(text: &str, decoder: Decoder) -> Vec<(char, Certainty)> {
        let damaged = decoder.decode(Charset::Gbk, text.as_bytes()).replace('\n', "");
        let runs = scan(&damaged).mojibake;
        let [run] = runs.as_slice() else { panic!("one run of {damaged}") };
        let losses = run.losses.as_ref().expect("losses");
        let character = |doubt: &Doubt| (run.repaired[doubt.span.range()].chars().next(), doubt.certainty);
        losses.doubtful.iter().map(character).map(|(c, certainty)| (c.expect("a character"), certainty)).collect()
    }

    /// Between paragraphs nothing can have stood but a line break and the indentation.
    #[test]
    fn white_space_that_can_only_be_other_white_space_is_likely() {
        let text = "　　各乡镇要继续推进农村改革，全面落实帮扶政策。\n　　坚决守住耕地红线，持续增加农民收入。\n　　全县粮食生产再获丰收。\n";
        for decoder in [Decoder::Gb18030, Decoder::Python] {
            let doubts = doubts(text, decoder);
            let spaces: Vec<_> = doubts.iter().filter(|(c, _)| c.is_whitespace()).collect();
            assert!(spaces.iter().any(|(c, _)| *c == '\n') && spaces.len() >= 4, "{decoder:?} {doubts:?}");
            assert!(spaces.iter().all(|(_, certainty)| *certainty == Certainty::Likely), "{decoder:?} {doubts:?}");
        }
    }

    /// GB 18030 loses no byte of 一 but 80 before 个; CPython loses many others, 三 may have stood there.
    #[test]
    fn a_numeral_is_likely_only_where_no_byte_is_guessed() {
        let text = "各乡镇继续推进农村改革，走出了一条发展的新路，农民收入再上了一个台阶，全面落实帮扶政策。";
        let certainty = |decoder| {
            let doubts = doubts(text, decoder);
            doubts.into_iter().filter(|(c, _)| *c == '一').map(|(_, certainty)| certainty).max().expect("a numeral")
        };
        assert_eq!(certainty(Decoder::Gb18030), Certainty::Likely);
        assert_eq!(certainty(Decoder::Python), Certainty::Guess);
    }

    #[test]
    fn numbers_are_never_sure() {
        let counts = |text: &str| {
            let at = text.find('_').expect("a mark");
            let mut after = text[at + 1..].chars();
            let c = after.next().expect("a character");
            super::counts(c, [text[..at].chars().next_back(), after.next()])
        };
        for text in ["投资_３亿元", "共12_亿元", "增长3_．5%", "达到5_％", "第_三，", "_二月", "三_月"]
        {
            assert!(counts(text), "{text}");
        }
        for text in ["进_一步", "统_一思想", "3项_，", "发_展100亿元", "十分重_要"] {
            assert!(!counts(text), "{text}");
        }
    }
}
