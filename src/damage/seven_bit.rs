//! Encodings that put Chinese into ASCII and were never decoded: UTF-7 and HZ. Which runs belong together, and that a
//! short one needs a longer one beside it. Takes runs as the walk meets them, gives stretches with the text they are.

pub mod hz;
pub mod utf7;

use crate::char_class::CodeSet;
use crate::damage::character_model::{self, Likelihood};
use crate::damage::transfer::is_chinese;
use crate::span::Span;

/// What such runs begin with.
pub static MARKS: CodeSet = CodeSet::of_ascii(b"+~");

/// Bytes of ASCII between two runs of one stretch at most.
const SAME_STRETCH: usize = 200;

/// Han characters of a run that needs no other one beside it, and how well it must read (mean log10 probability of a
/// character; Chinese prose has about −2.6).
const STRONG_HAN: u32 = 2;
const READS_WELL: f64 = -3.6;

/// Which encoding it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SevenBitEncoding {
    /// RFC 2152.
    Utf7,
    /// RFC 1843.
    Hz,
}

impl SevenBitEncoding {
    /// The name that messages show.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf7 => "UTF-7",
            Self::Hz => "HZ",
        }
    }
}

/// A run of one of them, or a stretch of several with the ASCII between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SevenBit {
    /// Which encoding it is.
    pub encoding: SevenBitEncoding,
    /// Where.
    pub span: Span,
    /// What stands there, decoded.
    pub repaired: String,
    /// Number of Han characters of the decoded text.
    pub han: u32,
    /// True if it is long enough, and reads well enough, to be believed on its own.
    is_strong: bool,
}

impl SevenBit {
    /// A run, if what it decodes to may be Chinese.
    fn new(encoding: SevenBitEncoding, span: Span, repaired: String) -> Option<Self> {
        let likelihood: Likelihood = character_model::likelihood(&repaired);
        let is_strong = likelihood.han >= STRONG_HAN && likelihood.mean() > READS_WELL;
        // +/wg- alone is a bracket of a text whose words are other runs.
        let is_mark = likelihood.han == 0 && !repaired.is_empty() && !repaired.contains(char::is_alphanumeric);
        (likelihood.han > 0 || is_mark).then_some(Self { encoding, span, repaired, han: likelihood.han, is_strong })
    }
}

/// The run that the mark at `at` begins.
///
/// # Errors
/// Where the next mark that may begin a run is looked for, if this one begins none.
pub fn read(text: &str, at: usize) -> Result<SevenBit, usize> {
    match text.as_bytes().get(at) {
        Some(b'+') => utf7::read(text, at),
        Some(b'~') => hz::read(text, at).ok_or(at + 1),
        _ => Err(at + 1),
    }
}

/// Joins runs, in text order, that only ASCII parts, and drops those that nothing bears out.
pub fn join(text: &str, runs: Vec<SevenBit>) -> Vec<SevenBit> {
    let strong = |encoding| runs.iter().any(|run| run.encoding == encoding && run.is_strong);
    let (utf7, hz) = (strong(SevenBitEncoding::Utf7), strong(SevenBitEncoding::Hz));
    let mut joined: Vec<SevenBit> = Vec::new();
    for run in runs {
        if !(match run.encoding {
            SevenBitEncoding::Utf7 => utf7,
            SevenBitEncoding::Hz => hz,
        }) {
            continue;
        }
        match joined.last_mut() {
            Some(last) if last.encoding == run.encoding && is_one_stretch(text, last.span, run.span) => {
                let between = &text[last.span.end as usize..run.span.start as usize];
                last.repaired.push_str(&match run.encoding {
                    SevenBitEncoding::Utf7 => between.replace("+-", "+"),
                    SevenBitEncoding::Hz => between.replace("~~", "~"),
                });
                last.repaired.push_str(&run.repaired);
                last.span = last.span.to(run.span);
                last.han += run.han;
            }
            _ => joined.push(run),
        }
    }
    joined
}

/// True for what a run of a Chinese text may hold: words, their marks, and the signs of figures.
fn may_stand_in_a_run(c: char) -> bool {
    is_chinese(c) || matches!(c, '\u{B0}'..='\u{B7}' | '×' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{27BF}')
}

fn is_one_stretch(text: &str, before: Span, after: Span) -> bool {
    let between = &text.as_bytes()[before.end as usize..after.start as usize];
    between.len() <= SAME_STRETCH && between.is_ascii()
}
