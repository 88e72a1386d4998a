//! Text read in a wrong encoding, and the text it was. The accident: a text is written in one encoding and read as
//! another, once or several times over. The repair goes the way back: encode as what it was read as, decode as what it
//! was written in; which steps those are is found by search, judged by the character model, and proved by replaying the
//! accident on the result. Takes text and the places where signs stand close together; gives runs with their repair.

mod charset;
mod search;

pub use charset::Charset;

use std::fmt;

use crate::char_class::CodeSet;
use crate::damage::character_model;
use crate::span::Span;

/// Characters that a text read in a wrong encoding is full of and a report is not: two in three there, one in four
/// hundred here.
pub static SIGNS: CodeSet = signs();

/// Signs further apart than this belong to different runs: eight Han characters.
const NEAR: usize = 24;

/// Fewest signs that a run has.
const FEWEST_SIGNS: u32 = 2;

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

/// Latin letters with accents, Greek and Cyrillic, double box drawing, kana, bopomofo, Hangul, compatibility
/// ideographs, half-width kana, private use, and rare Han. Single lines of box drawing are in every second table.
const fn is_sign(code: usize) -> bool {
    match code {
        0xD7 | 0xF7 => false,
        0xC0..=0xFF
        | 0x386..=0x4FF
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
    clusters: Vec<Span>,
    open: Option<(Span, u32)>,
}

impl SignClusters {
    /// Adds the sign at `start..end`; signs come in text order.
    pub fn see(&mut self, start: usize, end: usize) {
        match &mut self.open {
            Some((span, count)) if start <= span.end as usize + NEAR => {
                *span = Span::new(span.start as usize, end);
                *count += 1;
            }
            _ => {
                self.close();
                self.open = Some((Span::new(start, end), 1));
            }
        }
    }

    fn close(&mut self) {
        if let Some((span, count)) = self.open.take()
            && count >= FEWEST_SIGNS
        {
            self.clusters.push(span);
        }
    }

    /// The stretches, in text order.
    pub fn finish(mut self) -> Vec<Span> {
        self.close();
        self.clusters
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
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Chain(Vec<Misreading>);

impl Chain {
    /// Most wrong readings that are looked for.
    pub const LONGEST: usize = 4;

    fn then(&self, step: Misreading) -> Self {
        let mut steps = self.0.clone();
        steps.push(step);
        Self(steps)
    }

    /// The wrong readings in the order in which they happened.
    pub fn accidents(&self) -> impl ExactSizeIterator<Item = Misreading> + '_ {
        self.0.iter().rev().copied()
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mojibake {
    /// The run.
    pub span: Span,
    /// What stood there.
    pub repaired: String,
    /// How it came to be what it is.
    pub chain: Chain,
    /// Number of Han characters of the repaired text.
    pub han: u32,
    /// True if the accident, replayed on the repaired text, gives the run.
    pub proved: bool,
}

/// Finds the runs near the places `clusters`, which are in text order.
pub fn find(text: &str, clusters: Vec<Span>) -> Vec<Mojibake> {
    if clusters.is_empty() {
        return Vec::new();
    }
    let mut finder = search::Finder::new(text);
    for cluster in clusters {
        finder.look_at(cluster);
    }
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
        Chain(steps.collect()).damage(TEXT)
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

    /// 经济 alone is too little; beside a longer run of the same accident it is not.
    #[test]
    fn short_runs_need_a_witness() {
        assert_eq!(repaired("缁忔祹平稳"), Vec::<String>::new());
        assert_eq!(repaired("缁忔祹平稳，宸╁浐鑴辫传鏀诲潥鎴愭灉，很好"), ["经济", "巩固脱贫攻坚成果"]);
    }

    #[test]
    fn clean_text_has_none() {
        for text in [
            TEXT,
            "麒麟區瀘西縣彝族回族鄉鎮龔翀、蒯鑫。",
            "Le développement économique a été très marqué à Besançon, où l’été dernier…",
            "경제 성장을 위하여 농촌 지역의 소득을 늘렸다.",
            "農村の所得を増やすための改革を進めています。",
            "Развитие сельского хозяйства и рост доходов.",
        ] {
            assert_eq!(repaired(text), Vec::<String>::new(), "{text}");
        }
    }
}
