//! Double-byte text out of step: one byte was lost, put in or spoilt, and what follows pairs up one byte off, the second
//! byte of each character with the first one of the next, up to the next ASCII character. Forward: [`slipped`]. Back: a walk
//! with two states finds the stretches that read well one byte off, and the byte lattice restores them. Takes a text, the
//! stretches that are full of signs and, where the file is in such an encoding, its invalid bytes; gives runs.

use std::ops::Range;

use crate::damage::bigrams::{Language, listed_pairs};
use crate::damage::character_model::{likelihood, log10_probability};
use crate::damage::mojibake::charset::Bytes;
use crate::damage::mojibake::decoder::Decoder;
use crate::damage::mojibake::lattice::{Accident, Failures, Knowledge, Lattice, Output, Slips};
use crate::damage::mojibake::lossy::{self, LEARNT};
use crate::damage::mojibake::{Charset, Mojibake};
use crate::source::Hole;
use crate::span::Span;

/// Encodings of pairs whose bytes stay out of step for long. In Shift_JIS every second byte is a character of its own.
const OF_PAIRS: [Charset; 3] = [Charset::Gbk, Charset::Big5, Charset::EucKr];

/// Bytes of the text before a cluster of signs or a mark that may be out of step, and bytes that are walked over at once.
const BEFORE: usize = 1200;
const AT_ONCE: usize = 8 * 1024;

/// Bytes of in-step text that the lattice reads with a run on both sides.
const MARGIN: usize = 18;

/// Runs with fewer bytes between them are one.
const BETWEEN: usize = 48;

/// log10 cost of a step out of step or back without a mark of loss, and with one.
const SLIP: f64 = -6.0;
const SLIP_AT_MARK: f64 = -2.0;

/// log10 cost of a pair of which one byte or both are not known, and of one that is no character.
const UNKNOWN: f64 = -3.5;
const NO_CHARACTER: f64 = -7.0;

/// Fewest characters of a run, the mean log10 probability that it has at least, its rise over what stood there, that of all of
/// it together, and the share of neighbours, one in so many, that the table lists: two in three of reports, one in thirty by
/// chance.
const FEWEST: u32 = 4;
const READS: f64 = -4.3;
const RISE: f64 = 0.8;
const RISE_OF_ALL: f64 = 6.0;
const LISTED_IN: usize = 5;

/// How much better Korean, whose pairs no table lists, reads at least.
const RISE_OF_HANGUL: f64 = 1.5;

/// The file that a text was decoded from, as far as it says more than the text.
#[derive(Clone, Copy, Default)]
pub struct File<'f> {
    /// Its encoding, if that is one of pairs.
    pub charset: Option<Charset>,
    /// Its invalid sequences.
    pub holes: &'f [Hole],
    /// Its bytes.
    pub bytes: &'f [u8],
}

impl File<'_> {
    /// Byte offsets of the U+FFFD that stand for one byte of the file, and that byte.
    fn lost_in(&self, span: Span) -> Vec<(u32, u8)> {
        let first = self.holes.partition_point(|hole| hole.span.start < span.start);
        let inside = self.holes.get(first..).unwrap_or_default().iter().take_while(|hole| hole.span.end <= span.end);
        inside
            .filter(|hole| hole.bytes.end - hole.bytes.start == 1)
            .filter_map(|hole| Some((hole.span.start, *self.bytes.get(hole.bytes.start as usize)?)))
            .collect()
    }
}

/// A stretch that reads well one byte off.
struct Stretch {
    span: Span,
    charset: Charset,
    /// Where it slips without a mark.
    slips: Vec<u32>,
    /// How much better it reads, in log10.
    gain: f64,
}

/// The runs out of step around `clusters`, stretches full of signs and marks of loss in text order that nothing else
/// explains.
pub fn find(text: &str, clusters: impl Iterator<Item = Span>, file: File) -> Vec<Mojibake> {
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut done = 0;
    for cluster in clusters {
        while (cluster.end as usize) > done {
            let piece = piece(text, cluster, done);
            done = piece.end as usize;
            stretches.append(&mut walked(text, piece, file));
        }
    }
    if stretches.is_empty() {
        return Vec::new();
    }
    let mut known = Knowledge::of(learnt(text, &stretches));
    let mut found: Vec<Mojibake> = Vec::new();
    for stretch in &stretches {
        let runs = restored(text, stretch, &mut known, file);
        found.extend(runs.into_iter().filter(|run| run.han >= FEWEST || stretch.charset == Charset::EucKr));
    }
    found
}

/// What the text writes where it is in step.
fn learnt(text: &str, stretches: &[Stretch]) -> Language {
    let mut language = Language::default();
    let mut at = 0;
    let end = text.floor_char_boundary(LEARNT);
    for stretch in stretches.iter().take_while(|stretch| (stretch.span.start as usize) < end) {
        language.learn(text.get(at..stretch.span.start as usize).unwrap_or_default().chars());
        at = stretch.span.end as usize;
    }
    language.learn(text.get(at..end).unwrap_or_default().chars());
    language
}

/// What is walked over at once: from the last character of ASCII before the cluster to the next one after it, which puts the
/// bytes in step again.
fn piece(text: &str, cluster: Span, done: usize) -> Span {
    let start = (cluster.start as usize).max(done);
    let ends = |c: char| c.is_ascii() && c != '?';
    let before = text.floor_char_boundary(start.saturating_sub(BEFORE)).max(done);
    let before = before + text[before..start].rfind(ends).map_or(0, |at| at + 1);
    let least = text.ceil_char_boundary((cluster.end as usize).min(start + AT_ONCE));
    let most = text.ceil_char_boundary(least + AT_ONCE);
    let rest = &text[least..most];
    Span::new(before, least + rest.find(ends).map_or(rest.len(), |at| at + 1))
}

/// The stretches of a piece that are out of step, in the encoding in which they read best.
fn walked(text: &str, piece: Span, file: File) -> Vec<Stretch> {
    let letters = text.get(piece.range()).unwrap_or_default();
    let may_be = |charset: &Charset| match file.charset {
        Some(known) => known == *charset,
        None => *charset != Charset::EucKr || letters.contains(|c| charset.is_for(c)),
    };
    let all = OF_PAIRS.into_iter().filter(may_be).map(|charset| walk(text, piece, charset));
    let gain = |stretches: &Vec<Stretch>| stretches.iter().map(|stretch| stretch.gain).sum::<f64>();
    all.max_by(|a, b| gain(a).total_cmp(&gain(b))).unwrap_or_default()
}

/// Where a walk over the text came from: in step or out of it.
#[derive(Clone, Copy)]
struct Arrived {
    log10: f64,
    from_out: bool,
}

impl Arrived {
    fn better(self, other: Self) -> Self {
        if other.log10 > self.log10 { other } else { self }
    }

    fn then(self, cost: f64, from_out: bool) -> Self {
        Self { log10: self.log10 + cost, from_out }
    }
}

/// A character of the source: where it stands, and what its bytes are.
type Source = (u32, char, Option<Bytes>);

/// The parts of the best way through `piece`, in step or one byte off, that are out of step and read well.
fn walk(text: &str, piece: Span, charset: Charset) -> Vec<Stretch> {
    let letters = text.get(piece.range()).unwrap_or_default().char_indices();
    let source: Vec<Source> = letters.map(|(at, c)| (piece.start + at as u32, c, charset.bytes_of(c))).collect();
    let mut stretches: Vec<Stretch> = Vec::new();
    for (part, slips) in parts_out_of_step(&source, charset) {
        let Some(run) = source.get(part) else { continue };
        let (Some((start, ..)), Some((last, c, _))) = (run.first(), run.last()) else { continue };
        let run_span = Span::new(*start as usize, *last as usize + c.len_utf8());
        let Some(gain) = gain(text.get(run_span.range()).unwrap_or_default(), run, charset) else { continue };
        let start = text.floor_char_boundary((*start as usize).saturating_sub(MARGIN)).max(piece.start as usize);
        let end = text.ceil_char_boundary(run_span.end as usize + MARGIN).min(piece.end as usize);
        match stretches.last_mut() {
            Some(before) if start < before.span.end as usize => {
                before.span = Span::new(before.span.start as usize, end);
                before.slips.extend(slips);
                before.gain += gain;
            }
            _ => stretches.push(Stretch { span: Span::new(start, end), charset, slips, gain }),
        }
    }
    stretches
}

/// The parts of the best way that are out of step, each with the places where it leaves or comes back without a mark; in order.
fn parts_out_of_step(source: &[Source], charset: Charset) -> Vec<(Range<usize>, Vec<u32>)> {
    let (ways, mut is_out) = best_ways(source, charset);
    let mut parts: Vec<(Range<usize>, Vec<u32>)> = Vec::new();
    for (index, [in_from, out_from]) in ways.iter().enumerate().rev() {
        let was_out = if is_out { *out_from } else { *in_from };
        if is_out || was_out {
            match parts.last_mut() {
                Some((part, _)) if part.start == index + 1 => part.start = index,
                _ => parts.push((index..index + 1, Vec::new())),
            }
            if let (Some((_, slips)), Some((at, c, _))) = (parts.last_mut(), source.get(index))
                && is_out != was_out
                && !is_mark(*c)
            {
                slips.push(*at);
            }
        }
        is_out = was_out;
    }
    parts.reverse();
    parts.iter_mut().for_each(|(_, slips)| slips.reverse());
    parts
}

/// For every character, whether the best way that is in step behind it, and the best one that is not, come from out of step;
/// and whether the best of all ends out of step.
fn best_ways(source: &[Source], charset: Charset) -> (Vec<[bool; 2]>, bool) {
    let mut in_step = Arrived { log10: 0.0, from_out: false };
    let mut out = Arrived { log10: f64::NEG_INFINITY, from_out: false };
    let mut ways = Vec::with_capacity(source.len());
    let mut pending = None;
    for (_, c, bytes) in source {
        let bytes = bytes.as_ref().map(Bytes::as_slice);
        let costs = Costs::of(*c, bytes, pending, charset);
        let next_in = in_step.then(costs.stay, false).better(out.then(costs.come_back, true));
        let next_out = in_step.then(costs.leave, false).better(out.then(costs.go_on, true));
        ways.push([next_in.from_out, next_out.from_out]);
        (in_step, out) = (next_in, next_out);
        pending = match bytes {
            Some([_, second]) => Some(*second),
            _ => None,
        };
    }
    // What ends a text out of step has lost a byte there, too.
    (ways, out.log10 + SLIP_AT_MARK > in_step.log10)
}

/// log10 of what it costs to pass a character: in step, going out of step, out of step, and coming back.
struct Costs {
    stay: f64,
    leave: f64,
    go_on: f64,
    come_back: f64,
}

impl Costs {
    /// `pending` is the byte before `c` that a way out of step has not used.
    fn of(c: char, bytes: Option<&[u8]>, pending: Option<u8>, charset: Charset) -> Self {
        const NEVER: f64 = f64::NEG_INFINITY;
        let p = f64::from(log10_probability(c));
        let (stay, leave, go_on, come_back) = match bytes {
            _ if is_mark(c) => (SLIP_AT_MARK, SLIP_AT_MARK, SLIP_AT_MARK + UNKNOWN, SLIP_AT_MARK),
            Some([one]) if one.is_ascii() => {
                let whole = pending.and_then(|first| of_pair(charset, first, *one));
                (p, NEVER, NEVER, whole.map_or(UNKNOWN + p, |c| f64::from(log10_probability(c))))
            }
            Some([first, _]) => (p, SLIP, score(charset, pending, *first), SLIP + p),
            _ => (p, NEVER, NEVER, SLIP + p),
        };
        Self { stay, leave, go_on, come_back }
    }
}

fn is_mark(c: char) -> bool {
    c == '?' || c == char::REPLACEMENT_CHARACTER
}

fn of_pair(charset: Charset, first: u8, second: u8) -> Option<char> {
    charset.read(&[first, second]).filter(|(_, length)| *length == 2).map(|(c, _)| c)
}

fn score(charset: Charset, first: Option<u8>, second: u8) -> f64 {
    let Some(first) = first else { return UNKNOWN };
    of_pair(charset, first, second).map_or(NO_CHARACTER, |c| f64::from(log10_probability(c)))
}

/// How much better a run reads one byte off, if it reads well.
fn gain(stood: &str, run: &[Source], charset: Charset) -> Option<f64> {
    let mut read = String::new();
    for pair in run.windows(2) {
        let [(_, _, Some(one)), (_, _, Some(next))] = pair else { continue };
        let ([_, first], [second, ..]) = (one.as_slice(), next.as_slice()) else { continue };
        read.extend(of_pair(charset, *first, *second));
    }
    let (before, after) = (likelihood(stood), likelihood(&read));
    let rise = after.mean() - before.mean();
    let (all, listed) = listed_pairs(&read);
    let hangul = read.chars().filter(|c| charset.is_for(*c)).count();
    let reads = match hangul * 2 > read.chars().count() {
        true => hangul >= FEWEST as usize && rise >= RISE_OF_HANGUL,
        false => after.han >= FEWEST && listed * LISTED_IN >= all && after.mean() >= READS && rise >= RISE,
    };
    let gain = rise * f64::from(after.characters);
    (reads && gain >= RISE_OF_ALL).then_some(gain)
}

/// The runs of a stretch that the lattice restores.
fn restored(text: &str, stretch: &Stretch, known: &mut Knowledge, file: File) -> Vec<Mojibake> {
    let letters = text.get(stretch.span.range()).unwrap_or_default();
    // Only messages ask which decoder it was; the lattice reads both marks here.
    let decoder = if letters.contains('?') { Decoder::Windows } else { Decoder::Whatwg };
    let accident = Accident { written_in: stretch.charset, read_as: stretch.charset, decoder };
    let lost = file.lost_in(stretch.span);
    let slips = Slips { places: &stretch.slips, known: &lost };
    let range = stretch.span.range();
    let read = |lattice: Lattice| lattice.out_of_step(slips).read(range.start, range.end, usize::MAX);
    let output = known.lattice(text, accident, Failures::default(), read);
    let runs = changed(text, &output);
    let run = |range: Range<usize>| {
        let (from, to) = (*output.cuts.get(range.start)?, *output.cuts.get(range.end)?);
        let run = lossy::restored(text, accident, &output, from, to)?;
        (run.repaired != text.get(run.span.range())?).then_some(Mojibake { proved: false, ..run })
    };
    runs.into_iter().filter_map(run).collect()
}

/// The parts of the output, as places of [`Output::cuts`], that differ from what stood there.
fn changed(text: &str, output: &Output) -> Vec<Range<usize>> {
    let mut changed: Vec<Range<usize>> = Vec::new();
    for (index, pair) in output.cuts.windows(2).enumerate() {
        let [from, to] = pair else { continue };
        if text.get(from.source..to.source) == output.text.get(from.here..to.here) {
            continue;
        }
        let source = |place: usize| output.cuts.get(place).map_or(0, |cut| cut.source);
        match changed.last_mut() {
            Some(last) if from.source - source(last.end) <= BETWEEN => last.end = index + 1,
            _ => changed.push(index..index + 1),
        }
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::damage::Damage;
    use crate::damage::certainty::Certainty;
    use crate::damage::scan::scan;
    use crate::source::{Document, ReadOptions};

    const TEXT: &str =
        "村民小组讨论以后，第二个提案获得通过，大家一致同意把旧仓库改成图书室，由老师轮流管理 (每周三次)";

    /// The text in GBK with a change of its bytes, as a decoder reads it.
    fn damaged(decoder: Decoder, change: impl Fn(&mut Vec<u8>, usize)) -> String {
        let mut bytes = Charset::Gbk.encode(TEXT).expect("all in GBK");
        let at = TEXT.find("个提案").expect("a place") / 3 * 2;
        change(&mut bytes, at);
        decoder.decode(Charset::Gbk, &bytes)
    }

    fn runs(text: &str) -> Vec<Mojibake> {
        scan(text).mojibake.into_iter().filter(Mojibake::is_out_of_step).collect()
    }

    fn repaired(text: &str) -> String {
        let mut repaired = text.to_owned();
        for run in runs(text).iter().rev() {
            repaired.replace_range(run.span.range(), &run.repaired);
        }
        repaired
    }

    #[test]
    fn a_byte_that_became_a_mark() {
        for by in [b'?', 0xFF] {
            let text = damaged(Decoder::Gb18030, |bytes, at| bytes[at] = by);
            assert_eq!(repaired(&text), TEXT, "{text}");
        }
    }

    #[test]
    fn a_byte_lost_or_put_in_without_a_mark() {
        for decoder in [Decoder::Gb18030, Decoder::Whatwg, Decoder::Windows] {
            for lost in 0..2 {
                let text = damaged(decoder, |bytes, at| _ = bytes.remove(at + lost));
                // A `?` has eaten the space.
                assert_eq!(repaired(&text).replace('\u{FFFD}', " "), TEXT, "{text}");
            }
            // 第二个 and 第二三个 are both possible.
            let text = damaged(decoder, |bytes, at| bytes.insert(at, 0xC8));
            assert_eq!(repaired(&text).replace("二三个", "二个").replace('\u{FFFD}', " "), TEXT, "{text}");
        }
    }

    /// What is out of step but whole is read as it is; what lost a byte is no more than likely.
    #[test]
    fn only_what_lost_bytes_is_in_doubt() {
        let text = damaged(Decoder::Gb18030, |bytes, at| bytes[at] = b'?');
        let [run] = &runs(&text)[..] else { panic!("one run in {text}") };
        let losses = run.losses.as_ref().expect("losses");
        let doubtful: String =
            losses.doubtful.iter().filter_map(|doubt| run.repaired.get(doubt.span().range())).collect();
        assert_eq!(doubtful, "个理", "{losses:?}");
        assert!(losses.worst() <= Certainty::Guess && !run.proved);
    }

    #[test]
    fn clean_text_is_in_step() {
        for text in
            [TEXT, "铬、钨、锡、钼四种矿产?", "麒麟區瀘西縣彝族回族鄉鎮龔翀、蒯鑫。你是誰?", "鍏ㄩ潰娣卞寲鏀归潻"]
        {
            assert_eq!(runs(text), [], "{text}");
        }
    }

    /// A digit that went with the last byte is gone, and nothing says so but the number that is too short.
    #[test]
    fn what_a_mark_has_eaten_is_not_made_up() {
        let text = damaged(Decoder::Windows, |bytes, at| {
            bytes.truncate(at + 24);
            bytes.remove(at);
            bytes.extend(b"215");
        });
        assert!(text.ends_with("?15"), "{text}");
        assert!(repaired(&text).ends_with("\u{FFFD}15"), "{}", repaired(&text));
    }

    /// The file still has the byte that the text has lost.
    #[test]
    fn the_file_says_more_than_the_text() {
        let report = "各乡镇继续推进农村改革，农民收入稳步增加。\n";
        let mut bytes = Charset::Gbk.encode(&format!("{report}{TEXT}\n{report}")).expect("all in GBK");
        let at = (report.len() - 1 + TEXT.find("个提案").expect("a place")) / 3 * 2 + 1;
        bytes[at] = 0xFF;
        let document = Document::read(bytes, ReadOptions::default()).expect("a text");
        assert_eq!(document.encoding(), encoding_rs::GB18030);
        let damage = Damage::scan(&document);
        let [run] = &damage.mojibake[..] else { panic!("one run: {:?}", damage.mojibake) };
        let losses = run.losses.as_ref().expect("losses");
        let guessed: Vec<&str> = losses
            .doubtful
            .iter()
            .filter(|doubt| doubt.certainty != Certainty::Likely)
            .filter_map(|doubt| run.repaired.get(doubt.span().range()))
            .collect();
        assert_eq!(guessed, ["个"], "{losses:?}");
        assert!(run.repaired.ends_with("轮流管理"), "{}", run.repaired);
    }

    /// A line that is out of step all along is read in pieces.
    #[test]
    fn a_long_run() {
        let mut bytes = Charset::Gbk.encode(&"继续推进农村改革，".repeat(4_000)).expect("all in GBK");
        bytes.remove(100);
        let text = Decoder::Gb18030.decode(Charset::Gbk, &bytes);
        let restored: String = runs(&text).iter().map(|run| run.repaired.as_str()).collect();
        assert!(restored.matches("继续推进农村改革，").count() > 3_900, "{}", restored.chars().count());
    }
}
