//! Text read in a wrong encoding, and the text it was. The accident: a text is written in one encoding and read as
//! another, once or several times over. The repair goes the way back: encode as what it was read as, decode as what it
//! was written in; which steps those are is found by search, judged by the character model, and proved by replaying the
//! accident on the result. Takes text and the places where signs stand close together; gives runs with their repair.

mod by_form;
mod charset;
mod decoder;
mod half_utf8;
mod lattice;
mod layers;
mod lossy;
mod out_of_step;
mod search;
mod torn;

pub use charset::Charset;
pub use decoder::{Decoder, Read};
pub use lossy::{Doubt, Losses};
pub use out_of_step::File;

use std::fmt;

use crate::char_class::{Class, CodeSet, class, is_kana};
use crate::damage::bigrams::listed_pairs;
use crate::damage::certainty::Certainty;
use crate::damage::character_model::{self, likelihood};
use crate::span::Span;

/// Characters that a text read in a wrong encoding is full of and a report is not: two in three there, one in four
/// hundred here.
pub static SIGNS: CodeSet = signs();

/// Signs further apart than this belong to different runs: eight Han characters.
const NEAR: usize = 24;

/// Fewest signs that a run has.
const FEWEST_SIGNS: u32 = 2;

/// Runs with accented letters, or with this many signs as dense as this, are searched first, and the others only if there is
/// an accident among those: two rare Han in the name of a person are none, and short runs need a witness in any case.
const SIGNS_OF_A_WITNESS: u32 = 5;
/// Fewer than this with a mark between them are names in a row: 凰涅槃、浴; 羌绣、梓潼.
const SIGNS_WITH_MARKS: u32 = 6;

/// Fewest accented letters of a stretch that is looked at for the form of UTF-8: six characters of it have as many.
const LETTERS_OF_A_STRETCH: u32 = 6;

/// Rare Han with a better mean log10 probability than this, counting what is between them, are minerals, fish or rivers:
/// of UTF-8 read as GBK or Shift_JIS and of GBK read as Big5 half of the sentences have less than −5.1 there.
const READS_AS_IT_STANDS: f64 = -4.3;

/// 铬、钨、锡、钼; 渭河、泾河、灞河: nothing but Han, which reads well enough.
fn reads_as_it_stands(text: &str) -> bool {
    let is_han = |c: char| matches!(class(c), Class::Han | Class::Traditional | Class::Residue);
    text.chars().filter(|c| SIGNS.holds(*c)).all(is_han) && likelihood(text).mean() > READS_AS_IT_STANDS
}

/// Letters in a row that are a word of a language, where signs of a wrong decoder would stand between Han.
const FEWEST_LETTERS_OF_A_WORD: usize = 3;

/// Россия, Αθήνα: at least half of the signs are Cyrillic or Greek words. Where a decoder has put such letters, they stand one
/// by one: two rows of GBK and of EUC-KR have them, and no more.
fn is_in_an_alphabet(text: &str) -> bool {
    let alphabet = |c: char| match c {
        'Ͱ'..='Ͽ' | 'ἀ'..='῿' => 1,
        'Ѐ'..='ӿ' => 2,
        _ => 0,
    };
    let (mut of_words, mut word, mut last) = (0, 0, 0);
    // What ends the last word is not in the text.
    for c in text.chars().chain(['\0']) {
        let this = alphabet(c);
        if this != last {
            of_words += if word >= FEWEST_LETTERS_OF_A_WORD { word } else { 0 };
            word = 0;
        }
        word += usize::from(this != 0);
        last = this;
    }
    of_words > 0 && of_words * 2 >= text.chars().filter(|c| SIGNS.holds(*c)).count()
}

/// Leaves out runs of kana where most kana of the text are in none: 続いている in a Japanese text. Big5 read as GBK is full of
/// kana, too, and they are all misread.
fn without_japanese(text: &str, mut runs: Vec<Mojibake>) -> Vec<Mojibake> {
    let kana_in = |text: &str| text.chars().filter(|c| is_kana(*c)).count();
    let kana_of = |run: &Mojibake| text.get(run.span.range()).map_or(0, kana_in);
    let misread: usize = runs.iter().map(kana_of).sum();
    if misread > 0 && kana_in(text) >= misread * KANA_FOR_A_MISREAD_ONE {
        runs.retain(|run| kana_of(run) == 0);
    }
    runs
}

/// Leaves out runs of pairs of bytes read as other pairs that are few and far between: 烦恼 and 嘿嘿 in a text of which another
/// paragraph was misread. An accident befalls a line or a field: a short run stays beside others of it that explain most of
/// what stands there, or as a word by itself.
fn without_chance_hits(text: &str, mut runs: Vec<Mojibake>) -> Vec<Mojibake> {
    let goes_on = |one: &Mojibake, other: &Mojibake| {
        let between = text.get(one.span.end as usize..other.span.start as usize);
        one.chain == other.chain && between.is_some_and(|gap| gap.len() <= NEAR_A_RUN && !gap.contains('\n'))
    };
    let stay = |group: &[Mojibake]| -> Vec<bool> {
        let is_whole = is_passage(text, group);
        group.iter().map(|run| is_whole || !run.chain.is_of_pairs() || is_a_word_by_itself(text, run)).collect()
    };
    let mut stays = runs.chunk_by(goes_on).flat_map(stay).collect::<Vec<_>>().into_iter();
    runs.retain(|_| stays.next() == Some(true));
    runs
}

/// True if runs explain most of what stands from the first of them to the last, and are no few.
fn is_passage(text: &str, runs: &[Mojibake]) -> bool {
    let characters = |span: Span| text.get(span.range()).map_or(0, |text| likelihood(text).characters);
    let ends = runs.first().zip(runs.last()).map(|(first, last)| first.span.to(last.span));
    let explained: u32 = runs.iter().map(|run| characters(run.span)).sum();
    runs.iter().map(|run| run.han).sum::<u32>() >= HAN_OF_A_PASSAGE && explained * 2 >= ends.map_or(0, characters)
}

/// Han characters of a passage that no chance gives, and bytes from a run to the next one of it.
const HAN_OF_A_PASSAGE: u32 = 8;
const NEAR_A_RUN: usize = 96;

/// True if no Han stands beside the run, its characters go with each other, and those that stand there do not.
fn is_a_word_by_itself(text: &str, run: &Mojibake) -> bool {
    let (before, after) = (text.get(..run.span.start as usize), text.get(run.span.end as usize..));
    let beside =
        before.and_then(|text| text.chars().next_back()).into_iter().chain(after.and_then(|text| text.chars().next()));
    let touches_han = beside.into_iter().any(|c| matches!(class(c), Class::Han | Class::Traditional | Class::Residue));
    let (all, listed) = listed_pairs(&run.repaired);
    let (_, listed_before) = text.get(run.span.range()).map_or((0, 0), listed_pairs);
    !touches_han && listed_before == 0 && listed > 0 && listed * 2 >= all
}

/// Kana of a Japanese text for each one in a run that reads as something else by chance.
const KANA_FOR_A_MISREAD_ONE: usize = 4;

/// ╔══════╗: nothing but lines. Where a decoder has put them, they stand among letters.
fn is_drawn(text: &str) -> bool {
    text.chars().filter(|c| SIGNS.holds(*c)).all(|c| ('═'..='╬').contains(&c))
}

/// A Han character in UTF-8 read as Windows-1252 is one sign and two others of up to three bytes.
const BYTES_FOR_A_SIGN: usize = 9;

const fn signs() -> CodeSet {
    let mut bits = [0; 1024];
    let mut code = 0x80;
    while code < 0x1_0000 {
        if is_sign(code) {
            bits[code / 64] |= 1 << (code % 64);
        }
        code += 1;
    }
    CodeSet::from_bits(bits)
}

/// Latin letters with accents, Greek and Cyrillic, what Mac OS Roman has in their place, double box drawing, kana, bopomofo, Hangul, compatibility
/// ideographs, half-width kana, private use, and rare Han. Single lines of box drawing are in every second table.
const fn is_sign(code: usize) -> bool {
    match code {
        0xD7 | 0xF7 => false,
        0xC0..=0xFF
        | 0x131
        | 0x152..=0x153
        | 0x178
        | 0x192
        | 0x2C6..=0x2DD
        | 0x386..=0x4FF
        | 0x2202
        | 0x2206
        | 0x220F
        | 0x2211
        | 0x221E
        | 0x222B
        | 0x25CA
        | 0x2550..=0x256C
        | 0x3041..=0x30FE
        | 0x3105..=0x3129
        | 0x3400..=0x4DBF
        | 0xAC00..=0xD7A3
        | 0xE000..=0xFAFF
        | 0xFF61..=0xFF9F => true,
        _ => character_model::is_rare_han(code),
    }
}

/// Collects signs into stretches of text that are worth a search.
#[derive(Clone, Debug, Default)]
pub struct SignClusters {
    clusters: Vec<Cluster>,
    open: Option<Cluster>,
    /// Letters that stand alone.
    lone: Vec<Span>,
}

#[derive(Clone, Debug)]
struct Cluster {
    span: Span,
    signs: u32,
    /// Signs of two bytes: Latin letters with accents, Greek, Cyrillic.
    letters: u32,
}

impl Cluster {
    /// True for what stands in a text by right.
    fn is_meant(&self, text: &str) -> bool {
        text.get(self.span.range()).is_some_and(|signs| is_in_an_alphabet(signs) || is_drawn(signs))
    }

    fn has_letters(&self) -> bool {
        self.letters >= FEWEST_SIGNS
    }

    fn is_witness(&self, text: &str) -> bool {
        self.has_letters()
            || self.signs >= SIGNS_OF_A_WITNESS
                && self.span.len() <= self.signs as usize * BYTES_FOR_A_SIGN
                && !(self.signs < SIGNS_WITH_MARKS && text[self.span.range()].contains(['、', '，', '。', '”']))
                && (!reads_as_it_stands(&text[self.span.range()]) || torn::has_form(text, self.span))
    }
}

impl SignClusters {
    /// Adds the sign at `start..end`; signs come in text order.
    pub fn see(&mut self, start: usize, end: usize) {
        match &mut self.open {
            Some(cluster) if start <= cluster.span.end as usize + NEAR => {
                cluster.span = Span::new(cluster.span.start as usize, end);
                cluster.signs += 1;
                cluster.letters += u32::from(end - start == 2);
            }
            _ => {
                self.close();
                self.open =
                    Some(Cluster { span: Span::new(start, end), signs: 1, letters: u32::from(end - start == 2) });
            }
        }
    }

    fn close(&mut self) {
        match self.open.take() {
            Some(cluster) if cluster.signs >= FEWEST_SIGNS => self.clusters.push(cluster),
            Some(cluster) if cluster.letters > 0 => self.lone.push(cluster.span),
            _ => {}
        }
    }

    /// Finds the runs near the signs, and those around `marks`, runs of U+FFFD and of `?` in text order. `file` is what the
    /// text was decoded from.
    pub fn find(mut self, text: &str, marks: impl Iterator<Item = Span> + Clone, file: File) -> Vec<Mojibake> {
        self.close();
        let with_letters = self.clusters.iter().filter(|cluster| cluster.has_letters());
        let letters: Vec<Span> = with_letters.map(|cluster| cluster.span).collect();
        let mut stretches: Vec<Span> = letters.iter().chain(&self.lone).copied().collect();
        stretches.sort_unstable();
        let (runs, unexplained) = self.find_runs(text, marks, file);
        let layered: Vec<Mojibake> = unexplained.into_iter().filter_map(|span| layers::read(text, span)).collect();
        let runs = lossy::in_place(lossy::in_place(runs, layered), half_utf8::find(text, &letters));
        let by_form = by_form::find(text, &stretches, &runs);
        lossy::in_place(runs, by_form)
    }

    /// The runs of one misreading, or of a chain that lost nothing, and the stretches of signs of which they explain little.
    fn find_runs(
        mut self,
        text: &str,
        marks: impl Iterator<Item = Span> + Clone,
        file: File,
    ) -> (Vec<Mojibake>, Vec<Span>) {
        self.close();
        let is_replacement = |mark: &Span| text[mark.range()].starts_with(char::REPLACEMENT_CHARACTER);
        let mut torn = torn::stretches(text, marks.clone().filter(is_replacement));
        // Where so much is lost, a search finds chance hits only.
        let is_lost = |cluster: &Cluster| {
            let next = torn.partition_point(|torn| torn.span.end <= cluster.span.start);
            torn.get(next).is_some_and(|torn| torn.is_dense && torn.span.overlaps(cluster.span))
        };
        self.clusters.retain(|cluster| !is_lost(cluster) && !cluster.is_meant(text));
        let clusters = self.clusters;
        let witnesses: Vec<&Cluster> = clusters.iter().filter(|cluster| cluster.is_witness(text)).collect();
        let runs = match has_runs(text, witnesses.iter().map(|cluster| cluster.span)) {
            true => find(text, clusters.iter().map(|cluster| cluster.span)),
            false => Vec::new(),
        };
        let mut runs = without_chance_hits(text, without_japanese(text, runs));
        runs.retain(|run| !text.get(run.span.range()).is_some_and(is_in_an_alphabet));
        let are_letters = |cluster: &Cluster| cluster.letters >= LETTERS_OF_A_STRETCH;
        let is_witness =
            |cluster: &Cluster| witnesses.binary_search_by_key(&cluster.span, |witness| witness.span).is_ok();
        let may_be_torn = clusters.iter().filter(|cluster| are_letters(cluster) || is_witness(cluster));
        let uncovered = may_be_torn.filter(|cluster| !lossy::is_restored(&runs, cluster.span));
        torn.extend(uncovered.filter_map(|cluster| torn::of_signs(text, cluster.span, are_letters(cluster))));
        torn.sort_by_key(|torn| torn.span);
        let mut runs = lossy::with_torn(text, runs, torn);
        let is_unexplained = |span: &Span| {
            let next = runs.partition_point(|run| run.span.end <= span.start);
            runs.get(next).is_none_or(|run| !run.span.overlaps(*span))
        };
        let of_witnesses = witnesses.iter().map(|cluster| cluster.span);
        let mut may_be_out: Vec<Span> = of_witnesses.chain(marks).filter(is_unexplained).collect();
        may_be_out.sort_unstable();
        let mut out_of_step = out_of_step::find(text, may_be_out.into_iter(), file);
        if !out_of_step.is_empty() {
            out_of_step.retain(|run| runs.iter().all(|other| !other.span.overlaps(run.span)));
            runs.append(&mut out_of_step);
            runs.sort_by_key(|run| run.span);
        }
        let unexplained = witnesses.iter().filter_map(|cluster| layers::left(text, &runs, cluster.span)).collect();
        (runs, unexplained)
    }
}

/// One wrong reading: the text stood in one encoding and was read as another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Misreading {
    /// What the bytes were.
    pub written_in: Charset,
    /// What they were taken for.
    pub read_as: Charset,
}

/// Wrong readings in the order of the repair: the last accident first. At most [`Chain::LONGEST`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Chain([Option<Misreading>; Self::LONGEST]);

impl Chain {
    /// Most wrong readings that are looked for.
    pub const LONGEST: usize = 4;

    /// The chain of these wrong readings, in the order in which they happen; those before the last [`Chain::LONGEST`] are left
    /// out.
    pub fn of_accidents(accidents: impl DoubleEndedIterator<Item = Misreading>) -> Self {
        accidents.rev().fold(Self::default(), |chain, step| chain.then(step))
    }

    fn then(mut self, step: Misreading) -> Self {
        let free = self.0.iter_mut().find(|known| known.is_none());
        free.into_iter().for_each(|free| *free = Some(step));
        self
    }

    /// The wrong readings in the order of the repair.
    fn steps(&self) -> impl Iterator<Item = Misreading> + '_ {
        self.0.iter().flatten().copied()
    }

    fn last_of_repair(&self) -> Option<Misreading> {
        self.steps().last()
    }

    /// True if the text was UTF-8, which proves itself by its form; pairs of bytes must read well.
    fn has_form(&self) -> bool {
        self.last_of_repair().is_some_and(|step| step.written_in == Charset::Utf8)
    }

    /// True if pairs of bytes were read as other pairs in the end: nearly any are some character in either.
    fn is_of_pairs(&self) -> bool {
        !self.has_form() && self.steps().next().is_some_and(|step| !step.read_as.is_single_byte())
    }

    fn len(&self) -> usize {
        self.steps().count()
    }

    /// The wrong readings in the order in which they happened.
    pub fn accidents(&self) -> impl DoubleEndedIterator<Item = Misreading> + '_ {
        self.0.iter().rev().flatten().copied()
    }

    /// The only wrong reading, if there is one only.
    pub fn only(&self) -> Option<Misreading> {
        self.accidents().next().filter(|_| self.len() == 1)
    }

    /// Goes the way back with the whole of `text`. `None` unless the accident, replayed, gives `text` again.
    pub fn undo(&self, text: &str) -> Option<String> {
        let mut undone = text.to_owned();
        for step in self.steps() {
            let bytes = step.read_as.encode(&undone)?;
            undone.clear();
            let mut rest = &bytes[..];
            while !rest.is_empty() {
                let (c, length) = step.written_in.read(rest)?;
                undone.push(c);
                rest = rest.get(length..)?;
            }
        }
        (self.damage(&undone).as_deref() == Some(text)).then_some(undone)
    }

    /// Does to `text` what the accident did. `None` where an encoding lacks a character or cannot read the bytes.
    pub fn damage(&self, text: &str) -> Option<String> {
        let mut text = text.to_owned();
        for step in self.accidents() {
            let mut bytes = Vec::with_capacity(text.len());
            for c in text.chars() {
                bytes.extend_from_slice(step.written_in.bytes_of(c)?.as_slice());
            }
            text.clear();
            let mut rest = &bytes[..];
            while !rest.is_empty() {
                let (c, length) = step.read_as.read(rest)?;
                text.push(c);
                rest = rest.get(length..)?;
            }
        }
        Some(text)
    }
}

impl fmt::Display for Misreading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} → {}", self.written_in.name(), self.read_as.name())
    }
}

/// A run of text that was read in a wrong encoding.
#[derive(Clone, Debug, PartialEq)]
pub struct Mojibake {
    /// The run.
    pub span: Span,
    /// What stood there; empty where nothing of it can be read.
    pub repaired: String,
    /// How it came to be what it is.
    pub chain: Chain,
    /// Number of Han characters of the repaired text.
    pub han: u32,
    /// True if the accident, replayed on the repaired text, gives the run.
    pub proved: bool,
    /// What was lost on the way, if anything was.
    pub losses: Option<Box<Losses>>,
}

impl Mojibake {
    /// A stretch that is known for what it is, and of which nothing can be read. `steps` are in the order of the repair.
    fn unreadable(span: Span, steps: &[Misreading]) -> Self {
        Self {
            span,
            repaired: String::new(),
            chain: steps.iter().copied().fold(Chain::default(), Chain::then),
            han: 0,
            proved: false,
            losses: Some(Box::new(Losses { decoder: Decoder::Gb18030, doubtful: Vec::new() })),
        }
    }

    /// True if the accident is known and nothing of what stood there.
    pub fn is_unreadable(&self) -> bool {
        self.repaired.is_empty()
    }

    /// True if nothing but U+FFFD comes out of `damaged`, the run as it stands: the text had been lost before it was misread.
    pub fn is_replaced(&self, damaged: &str) -> bool {
        let undone = self.chain.undo(damaged);
        undone.is_some_and(|undone| undone.chars().all(|c| c == char::REPLACEMENT_CHARACTER))
    }

    /// True if at least half of its characters are likely: what is left of the others is not replaced by guesses.
    pub fn is_restorable(&self) -> bool {
        let doubtful = self.losses.iter().flat_map(|losses| &losses.doubtful);
        let unsure = doubtful.filter(|doubt| doubt.certainty > Certainty::Likely).count();
        !self.is_unreadable() && unsure * 2 <= self.repaired.chars().count()
    }

    /// True if the encoding was right and the bytes were one off: then the chain names it twice.
    pub fn is_out_of_step(&self) -> bool {
        self.chain.accidents().any(|step| step.written_in == step.read_as)
    }
}

/// True if there is a run near one of the places `clusters`, which are in text order.
fn has_runs(text: &str, mut clusters: impl Iterator<Item = Span>) -> bool {
    let mut finder = search::Finder::new(text);
    clusters.any(|cluster| finder.finds_any(cluster)) || !finder.finish().is_empty()
}

/// Finds the runs near the places `clusters`, which are in text order.
fn find(text: &str, clusters: impl Iterator<Item = Span>) -> Vec<Mojibake> {
    let mut finder = search::Finder::new(text);
    clusters.for_each(|cluster| finder.look_at(cluster));
    finder.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::damage::scan::scan;

    const TEXT: &str = "全面深化农村改革，持续增加农民收入。";

    fn damaged(steps: &[(Charset, Charset)]) -> Option<String> {
        let steps =
            steps.iter().rev().map(|(written_in, read_as)| Misreading { written_in: *written_in, read_as: *read_as });
        Chain::of_accidents(steps.rev()).damage(TEXT)
    }

    fn repaired(text: &str) -> Vec<String> {
        scan(text).mojibake.into_iter().map(|run| run.repaired).collect()
    }

    #[test]
    fn one_misreading() {
        use Charset::*;
        for (written_in, read_as) in [
            (Utf8, Windows1252),
            (Utf8, Latin1),
            (Utf8, Latin9),
            (Utf8, MacRoman),
            (Utf8, CodePage437),
            (Utf8, Gbk),
            (Gbk, Windows1252),
            (Gbk, Latin1),
            (Gbk, MacRoman),
            (Gbk, CodePage437),
            (Gbk, Big5),
            (Gbk, ShiftJis),
            (Gbk, EucKr),
        ] {
            if let Some(run) = damaged(&[(written_in, read_as)]) {
                let text = format!("以下为正文：{run}\n完");
                assert_eq!(repaired(&text), [TEXT], "{written_in:?} {read_as:?} {run}");
            }
        }
    }

    #[test]
    fn two_misreadings() {
        use Charset::*;
        let run = damaged(&[(Gbk, Windows1252), (Utf8, Windows1252)]).expect("all bytes read");
        assert_eq!(repaired(&run), [TEXT]);
        let run = damaged(&[(Utf8, Latin1), (Utf8, Latin1)]).expect("all bytes read");
        assert_eq!(repaired(&run), [TEXT]);
    }

    /// Of two bytes of three a third is a control character, which editors and databases drop.
    #[test]
    fn letters_without_their_controls_are_named() {
        for by in ["", "\u{FFFD}"] {
            let damaged = Decoder::Whatwg.decode(Charset::Latin1, TEXT.as_bytes());
            let runs = scan(&damaged.replace(|c| ('\u{80}'..='\u{9F}').contains(&c), by)).mojibake;
            let chains: Vec<Vec<Misreading>> = runs.iter().map(|run| run.chain.accidents().collect()).collect();
            let accident = Misreading { written_in: Charset::Utf8, read_as: Charset::Latin1 };
            assert_eq!(chains, [[accident]], "{by:?} {runs:?}");
        }
    }

    /// 经济 alone is too little; beside a longer run of the same accident it is not.
    #[test]
    fn short_runs_need_a_witness() {
        assert_eq!(repaired("缁忔祹平稳"), Vec::<String>::new());
        assert_eq!(repaired("缁忔祹平稳，宸╁浐鑴辫传鏀诲潥鎴愭灉，很好"), ["经济", "巩固脱贫攻坚成果"]);
    }

    /// A paragraph that was misread is no witness against clean words in another one.
    #[test]
    fn clean_words_beside_an_accident_stay() {
        use Charset::*;
        let accidents = [
            (Gbk, EucKr, "向全县干部群众表示衷心感谢"),
            (Big5, Gbk, "持續增加農民收入"),
            (Gbk, ShiftJis, "持续增加农民收入"),
            (Gbk, Big5, "全面深化农村改革"),
        ];
        let clean = "他说：“嘿嘿，瞅瞅这蝴蝶！”懵懵懂懂的囡囡，是大家的楷模，不怕嘲讽，没有烦恼和愤怒。";
        let mut tried = 0;
        for (written_in, read_as, text) in accidents {
            let Some(run) = damaged_text(text, written_in, read_as) else { continue };
            tried += 1;
            assert_eq!(repaired(&format!("{run}\n{clean}\n{run}\n")), [text, text], "{written_in:?} {read_as:?}");
        }
        assert!(tried >= 2);
    }

    fn damaged_text(text: &str, written_in: Charset, read_as: Charset) -> Option<String> {
        Chain::default().then(Misreading { written_in, read_as }).damage(text)
    }

    #[test]
    fn clean_text_has_none() {
        for text in [
            TEXT,
            "麒麟區瀘西縣彝族回族鄉鎮龔翀、蒯鑫。",
            "Le développement économique a été très marqué à Besançon, où l’été dernier…",
            "À côté de l’hôtel, la forêt où naît l’âne têtu: «dès Noël où un zéphyr haï me vêt de glaçons würmiens».",
            "Größe, Überprüfung, Äußerung; Příliš žluťoučký kůň úpěl ďábelské ódy; æøå ÆØÅ, þæö, ãõ, ñ.",
            "경제 성장을 위하여 농촌 지역의 소득을 늘렸다.",
            "農村の所得を増やすための改革を進めています。",
            "農村の所得を増やすための改革を進めています。市のほかの地域でも、同じような取り組みがこれから始まる予定です。改革は今も続いている。",
            "Развитие сельского хозяйства и рост доходов.",
        ] {
            assert_eq!(repaired(text), Vec::<String>::new(), "{text}");
        }
    }
}
