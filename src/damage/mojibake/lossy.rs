//! Runs read in a wrong encoding in which characters were lost on the way. The runs that the search has found between the
//! losses say which encodings took part; here they are joined, the decoder that lost the rest is found, and the byte
//! lattice restores the whole. Takes runs, gives runs, in text order.

mod certainty;
mod mending;
mod reader;
mod stretches;

use crate::damage::certainty::Certainty;
use crate::damage::mojibake::decoder::{Decoder, is_user_defined};
use crate::damage::mojibake::torn::Torn;
use crate::damage::mojibake::{Charset, Misreading, Mojibake};
use crate::span::Span;
use mending::{Mending, Witness};
pub(super) use stretches::restored;

/// Runs of one accident with at most so many bytes between them are restored together, and so many bytes on both sides
/// may belong to them.
const BETWEEN: usize = 240;
const MARGIN: usize = 160;

/// The same for pairs of bytes: behind a loss they go on from the second one of a pair, and the search finds nothing there.
const MARGIN_OF_PAIRS: usize = 400;

/// Bytes of runs that are restored together.
pub(super) const MOST_OF_GROUP: usize = 1024 * 1024;

/// Bytes of the rest of the document that are learnt from.
pub(super) const LEARNT: usize = 1024 * 1024;

/// Bytes of a stretch up to which it is read where nothing but guesses can come back.
const LONGEST_GUESSED: usize = 16 * 1024;

/// Share of a stretch that runs cover if nothing is left to be done.
const MOSTLY: f64 = 0.8;

/// What was lost in a run, and how far it came back.
#[derive(Clone, Debug, PartialEq)]
pub struct Losses {
    /// What lost it.
    pub decoder: Decoder,
    /// Characters that are not proved, in order.
    pub doubtful: Vec<Doubt>,
}

/// A character that is not proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// Where it starts in the repaired text, and its bytes: of a long run there are many.
    start: u32,
    length: u8,
    /// How sure it is.
    pub certainty: Certainty,
}

impl Doubt {
    /// The character at `span` of the repaired text.
    pub(super) fn new(span: Span, certainty: Certainty) -> Self {
        Self { start: span.start, length: span.len() as u8, certainty }
    }

    /// The same where so many bytes stand before the text.
    pub(super) fn behind(self, bytes: usize) -> Self {
        Self { start: self.start + bytes as u32, ..self }
    }

    /// The same, no surer than `certainty`.
    pub(super) fn at_best(self, certainty: Certainty) -> Self {
        Self { certainty: self.certainty.max(certainty), ..self }
    }

    /// Where it stands in the repaired text.
    pub fn span(&self) -> Span {
        Span { start: self.start, end: self.start + u32::from(self.length) }
    }
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

/// Joins the runs between which something was lost, some runs after the other.
pub(super) struct Mender<'t> {
    text: &'t str,
    mending: Mending<'t>,
    mended: Vec<Mojibake>,
}

impl<'t> Mender<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, mending: Mending::new(text), mended: Vec::new() }
    }

    /// End of what is mended.
    pub(super) fn end(&self) -> usize {
        self.mended.last().map_or(0, |last| last.span.end as usize)
    }

    /// Mends runs, which stand behind those before and before `limit`.
    pub(super) fn mend(&mut self, runs: Vec<Mojibake>, limit: usize) {
        let text = self.text;
        let mut rest = runs.into_iter();
        while let Some(first) = rest.as_slice().first() {
            let count = of_one_group(rest.as_slice());
            let group = rest.as_slice().get(..count).unwrap_or_default();
            let limit = rest.as_slice().get(count).map_or(limit, |next| next.span.start as usize);
            let end = group.last().map_or(0, |last| last.span.end as usize);
            let around = around(text, self.end().max(margin_before(text, first)), end, limit, margin(first));
            let mut restored = match accident_of(first) {
                Some(accident) if has_losses(text, group, &around) => {
                    self.mending.learn(self.mended.iter().chain(rest.as_slice()));
                    self.mending.restore(accident, around, Witness::Language)
                }
                _ => Vec::new(),
            };
            // What is restored is done with: of a long run there is one text only.
            let kept: Vec<Mojibake> = rest.by_ref().take(count).filter(|run| is_apart(&restored, run)).collect();
            restored.extend(kept);
            restored.sort_by_key(|run| run.span);
            self.mended.append(&mut restored);
        }
    }

    /// All runs in text order: those that are mended, and of `others` those that stand apart from them.
    pub(super) fn finish(mut self, mut others: Vec<Mojibake>) -> Vec<Mojibake> {
        if !others.is_empty() {
            others.retain(|run| is_apart(&self.mended, run));
            self.mended.append(&mut others);
            self.mended.sort_by_key(|run| run.span);
        }
        self.mended
    }
}

/// True if a run overlaps none of `runs`, which are in text order.
fn is_apart(runs: &[Mojibake], run: &Mojibake) -> bool {
    let next = runs.partition_point(|other| other.span.end <= run.span.start);
    runs.get(next).is_none_or(|other| !other.span.overlaps(run.span))
}

/// How many of `runs` are restored together: those of one accident, up to some bytes, if the next one touches.
pub(super) fn of_one_group(runs: &[Mojibake]) -> usize {
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
    let mut mending = Mending::new(text);
    mending.learn(runs.iter());
    let mut found: Vec<Mojibake> = Vec::new();
    for stretch in torn {
        if stretch.is_guessed && stretch.is_proved && stretch.span.len() > LONGEST_GUESSED {
            let (written_in, read_as) = stretch.accident;
            found.push(Mojibake::unreadable(stretch.span, &[Misreading { written_in, read_as }]));
            continue;
        }
        let witness = if stretch.is_proved { Witness::Form } else { Witness::Language };
        let mut restored = mending.restore(stretch.accident, stretch.span, witness);
        if stretch.is_guessed {
            let losses = restored.iter_mut().flat_map(|run| &mut run.losses);
            losses.flat_map(|losses| &mut losses.doubtful).for_each(|doubt| *doubt = doubt.at_best(Certainty::Guess));
        }
        found.extend(restored);
    }
    in_place(runs, found)
}

/// `found`, and of `runs` those that stand apart from them.
pub(super) fn in_place(mut runs: Vec<Mojibake>, mut found: Vec<Mojibake>) -> Vec<Mojibake> {
    found.sort_by_key(|run| run.span);
    runs.retain(|run| is_apart(&found, run));
    found.append(&mut runs);
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
    // The run may have ended a character or two, and a number, before the mark: `鐮旂┒14.2%銆?`.
    let touches = |text: &str, from_end: bool| {
        const NEAR: usize = 6;
        let is_other = |c: &char| !is_of_number(*c);
        if from_end {
            text.chars().rev().filter(is_other).take(NEAR).any(tells)
        } else {
            text.chars().filter(is_other).take(NEAR).any(tells)
        }
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

/// Digits, spaces and signs of numbers, which every encoding leaves as they are.
fn is_of_number(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, ' ' | '.' | ',' | '%' | '+' | '-')
}

fn is_mark(c: char) -> bool {
    c == char::REPLACEMENT_CHARACTER || c == '?' || is_user_defined(c)
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

    /// Only the last mark lost a byte, and a number stands between it and the rest.
    #[test]
    fn what_stands_behind_a_number() {
        for text in ["各乡镇继续推进农村改革，增长14.2%。", "各乡镇继续推进农村改革，搬迁3258人。"]
        {
            let damaged = Decoder::Windows.decode(Charset::Gbk, text.as_bytes());
            assert_eq!(damaged.matches('?').count(), 1, "{damaged}");
            assert_eq!(restored(&damaged), [text], "{damaged}");
        }
    }

    /// What was eaten is the point of a number, not a digit of another width.
    #[test]
    fn numbers_have_digits_of_one_width() {
        let text = "各乡镇继续推进农村改革，森林覆盖率比上年的33．5％提高不少。";
        for decoder in [Decoder::Windows, Decoder::Python] {
            let damaged = decoder.decode(Charset::Gbk, text.as_bytes());
            assert!(damaged.contains(decoder.mark()), "{damaged}");
            assert!(!restored(&damaged).concat().contains('９'), "{decoder:?} {damaged}");
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

    /// What stood where `?` took an ASCII byte, too: a space, the first digit of a year, or a digit or letter that nothing
    /// tells. No more than a guess, any of them.
    #[test]
    fn what_a_question_mark_has_eaten() {
        for (text, gone, original) in [
            ("各乡镇要落实帮扶政策，2023年起继续推进农村改革。", "2023", "2023"),
            ("各乡镇要全面落实帮扶政策，1998年起继续推进农村改革。", "1998", "1998"),
            ("各乡镇要全面落实帮扶政策，按照2021-2025年规划推进农村改革。", "2021", "2021"),
            ("各乡镇的村庄整治率达到100%，全面落实帮扶政策。", "100", "100%"),
            ("各乡镇粮食产量增长15%，全面落实帮扶政策。", "15%", "\u{FFFD}5%"),
            ("各乡镇已落实 “三包” 政策，农村改革继续推进。", "实 “", "实 “"),
            ("（12）各乡镇要继续推进农村改革，全面落实帮扶政策。", "（12", "（\u{FFFD}2）"),
            ("各乡镇要从31个方面落实帮扶政策，继续推进农村改革。", "31", "从\u{FFFD}1个"),
            ("各乡镇的农村改革从2023年8月5日起继续推进，全面落实帮扶政策。", "8月", "年\u{FFFD}月"),
        ] {
            let damaged = Decoder::Windows.decode(Charset::Gbk, text.as_bytes());
            assert!(!damaged.contains(gone) && !damaged.contains(original), "{damaged}");
            let runs = scan(&damaged).mojibake;
            let [run] = runs.as_slice() else { panic!("one run of {damaged}") };
            assert!(run.repaired.contains(original), "{}", run.repaired);
            let losses = run.losses.as_ref().expect("losses");
            let eaten = losses.doubtful.iter().filter(|doubt| {
                let c = run.repaired[doubt.span().range()].chars().next();
                c.is_some_and(|c| c.is_ascii() || c == char::REPLACEMENT_CHARACTER)
            });
            assert!(eaten.clone().count() > 0 && eaten.clone().all(|doubt| doubt.certainty >= Certainty::Guess));
        }
    }

    /// An item of a list ends in ；, what announces one in ：, and of both marks only the first two bytes are left.
    #[test]
    fn how_lines_end() {
        for text in ["（三）广泛开展普法宣传；", "各乡镇要认真做好以下工作："] {
            let mut damaged = Decoder::Gb18030.decode(Charset::Gbk, text.as_bytes());
            damaged.truncate(damaged.trim_end_matches(char::REPLACEMENT_CHARACTER).len());
            damaged.push(char::REPLACEMENT_CHARACTER);
            assert_eq!(restored(&damaged), [text], "{damaged}");
        }
    }

    /// A text and the certainty of each of its doubtful characters, all of it read as GBK and its line breaks dropped.
    fn doubts(text: &str, decoder: Decoder) -> Vec<(char, Certainty)> {
        let damaged = decoder.decode(Charset::Gbk, text.as_bytes()).replace('\n', "");
        let runs = scan(&damaged).mojibake;
        let [run] = runs.as_slice() else { panic!("one run of {damaged}") };
        let losses = run.losses.as_ref().expect("losses");
        let character = |doubt: &Doubt| (run.repaired[doubt.span().range()].chars().next(), doubt.certainty);
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
}
