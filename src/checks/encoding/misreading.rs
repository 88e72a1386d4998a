//! Runs of text that were read in a wrong encoding, as findings: which of them one accident has made, how the accident is
//! put in words, and the restored text as a fix. What `encoding/mojibake` and `encoding/lost-mojibake` share.

use crate::char_class::{Class, class};
use crate::checks::Context;
use crate::checks::encoding::place;
use crate::damage::certainty::Certainty;
use crate::damage::mojibake::{Misreading, Mojibake};
use crate::finding::{Applicability, Edit, Finding, Fix, Message, Shown};
use crate::span::Span;

/// Characters of the repaired text that a message shows.
const SHOWN: usize = 24;

/// Bytes of a restored text up to which the evidence holds it; the fix does in any case.
const LONGEST_EVIDENCE: usize = 64 * 1024;

/// Runs of one chain with at most so many bytes between them were made by one accident: eighty Han characters.
const NEAR: usize = 240;

/// Bytes that a file has at least before one finding speaks for all of it, and the share of them that is damaged.
const LEAST_FILE: usize = 1000;
const SHARE_OF_FILE: f64 = 0.8;

/// Han characters up to which a run may be the example of a text about such runs.
pub const LONGEST_EXAMPLE: u32 = 16;

/// Characters on each side in which a text says that it is about garbled text.
const TOPIC_WINDOW: usize = 40;

/// Runs that one accident has made.
pub struct Accident<'d> {
    /// The runs, in text order; at least one.
    pub runs: Vec<&'d Mojibake>,
    /// True if nearly all of the file is damaged.
    pub is_whole_file: bool,
}

impl Accident<'_> {
    /// From the first run to the last.
    pub fn span(&self) -> Span {
        let ends = self.runs.first().zip(self.runs.last());
        ends.map_or_else(Span::default, |(first, last)| first.span.to(last.span))
    }

    /// True if something was lost in one of the runs.
    pub fn has_losses(&self) -> bool {
        self.runs.iter().any(|run| run.losses.is_some())
    }

    /// True if nothing of it can be read.
    pub fn is_unreadable(&self) -> bool {
        self.runs.iter().all(|run| run.is_unreadable())
    }

    /// The restored text of each run; characters less sure than `worst` are U+FFFD. A run most of which would be stays as it
    /// is.
    pub fn edits(&self, worst: Certainty) -> Vec<Edit> {
        let is_taken = |run: &&&Mojibake| run.is_restorable() || worst >= Certainty::Guess && !run.is_unreadable();
        self.runs.iter().filter(is_taken).map(|run| Edit { span: run.span, text: restored(run, worst) }).collect()
    }

    /// A fix that restores the runs; characters less sure than `worst` are U+FFFD.
    pub fn fix(&self, applicability: Applicability, worst: Certainty) -> Fix {
        let title = if worst == Certainty::Guess { "restore-guessed" } else { "restore" };
        Fix { title: Message::new(title), applicability, edits: self.edits(worst) }
    }
}

/// The text of a run, with U+FFFD for each character less sure than `worst`.
fn restored(run: &Mojibake, worst: Certainty) -> String {
    let mut text = String::with_capacity(run.repaired.len());
    let mut done = 0;
    for doubt in run.losses.iter().flat_map(|losses| &losses.doubtful) {
        if doubt.certainty > worst {
            text.push_str(run.repaired.get(done..doubt.span().start as usize).unwrap_or_default());
            text.push(char::REPLACEMENT_CHARACTER);
            done = doubt.span().end as usize;
        }
    }
    text.push_str(run.repaired.get(done..).unwrap_or_default());
    text
}

/// Runs whose bytes are out of step, each an accident of its own, without code and without examples.
pub fn out_of_step<'d>(cx: &Context<'d>) -> impl Iterator<Item = Accident<'d>> {
    let runs = reported(cx).filter(|run| run.is_out_of_step());
    runs.map(|run| Accident { runs: vec![run], is_whole_file: false })
}

fn reported<'d>(cx: &Context<'d>) -> impl Iterator<Item = &'d Mojibake> {
    let text = cx.document.text();
    cx.damage.mojibake.iter().filter(move |run| !place::is_all_code(cx, run.span) && !is_example(text, run))
}

/// The accidents of a document in which a wrong encoding took part, without code and without examples in a text about such
/// accidents.
pub fn accidents<'d>(cx: &Context<'d>) -> Vec<Accident<'d>> {
    let text = cx.document.text();
    let mut accidents: Vec<Accident> = Vec::new();
    for run in reported(cx).filter(|run| !run.is_out_of_step()) {
        match accidents.last_mut() {
            Some(accident) if goes_on(accident, run) => accident.runs.push(run),
            _ => accidents.push(Accident { runs: vec![run], is_whole_file: false }),
        }
    }
    let of_one_chain = accidents.iter().all(|accident| chain(accident) == accidents.first().and_then(chain));
    if of_one_chain && is_most_of(text, accidents.iter().flat_map(|accident| &accident.runs)) {
        let runs = accidents.into_iter().flat_map(|accident| accident.runs).collect();
        return vec![Accident { runs, is_whole_file: true }];
    }
    accidents
}

fn chain<'a>(accident: &Accident<'a>) -> Option<&'a crate::damage::mojibake::Chain> {
    accident.runs.first().map(|run| &run.chain)
}

fn goes_on(accident: &Accident, run: &Mojibake) -> bool {
    accident
        .runs
        .last()
        .filter(|last| last.chain == run.chain && last.is_unreadable() == run.is_unreadable())
        .is_some_and(|last| (run.span.start - last.span.end) as usize <= NEAR)
}

/// True if the runs are nearly all of a text of some length; ASCII, which no misreading changes, does not count.
fn is_most_of<'d>(text: &str, runs: impl Iterator<Item = &'d &'d Mojibake>) -> bool {
    let beyond_ascii = |text: &str| text.bytes().filter(|byte| !byte.is_ascii()).count();
    if text.len() < LEAST_FILE {
        return false;
    }
    let damaged: usize = runs.map(|run| beyond_ascii(&text[run.span.range()])).sum();
    damaged > 0 && damaged as f64 >= SHARE_OF_FILE * beyond_ascii(text) as f64
}

/// The text of the first run, as far as it is likely.
pub fn restored_likely(accident: &Accident) -> String {
    accident.runs.first().map_or_else(String::new, |run| restored(run, Certainty::Likely))
}

/// Says what both rules say: the chain, and the beginning of the text.
pub fn describe(finding: &mut Finding, accident: &Accident) {
    let Some(first) = accident.runs.first() else { return };
    let chain: Vec<String> = first.chain.accidents().map(|accident| accident.to_string()).collect();
    finding.arg("chain", chain_in_words(first)).arg("repaired", beginning(&restored(first, Certainty::Likely)));
    finding.evidence("chain", chain);
    if accident.runs.len() > 1 {
        finding.evidence("runs", accident.runs.len());
    } else {
        restored_evidence(finding, "repaired", &restored(first, Certainty::Likely));
    }
    if accident.is_whole_file {
        finding.whole_file();
    }
}

/// `UTF-8 被当作 GBK 读出`, the first accident first.
fn chain_in_words(run: &Mojibake) -> Shown {
    let words = |joint: &str, one: fn(Misreading) -> String| {
        let accidents: Vec<String> = run.chain.accidents().map(one).collect();
        accidents.join(joint)
    };
    Shown::Word {
        zh: words("，存盘后 ", |step| format!("{} 被当作 {} 读出", step.written_in.name(), step.read_as.name())).into(),
        en: words(", stored, then ", |step| format!("{} read as {}", step.written_in.name(), step.read_as.name()))
            .into(),
    }
}

/// Adds a restored text to the evidence, unless it is long.
pub fn restored_evidence(finding: &mut Finding, key: &str, text: &str) {
    if text.len() <= LONGEST_EVIDENCE {
        finding.evidence(key, text);
    }
}

/// The beginning of a restored text.
pub fn beginning(text: &str) -> String {
    let mut characters = text.chars().filter(|c| !c.is_control());
    let shown: String = characters.by_ref().take(SHOWN).collect();
    if characters.next().is_some() { shown + "…" } else { shown }
}

/// `乱码“鍏ㄩ潰娣卞寲”其实是…`: a short run in quotation marks, or in a sentence that says what it is about.
fn is_example(text: &str, run: &Mojibake) -> bool {
    run.han <= LONGEST_EXAMPLE && is_mentioned(text, run.span)
}

/// True if what is garbled stands in quotation marks, or in a line about encodings.
pub fn is_mentioned(text: &str, span: Span) -> bool {
    let quote = |c: Option<char>, side: Class| c.is_some_and(|c| class(c) == side || matches!(c, '"' | '\'' | '`'));
    let is_quoted =
        quote(place::before(text, span), Class::OpenQuote) && quote(place::after(text, span), Class::CloseQuote);
    is_quoted || is_topic(text, span)
}

/// The line says that it is about encodings.
pub fn is_topic(text: &str, span: Span) -> bool {
    let around = place::surroundings(text, span, TOPIC_WINDOW);
    ["乱码", "亂碼", "编码", "編碼", "字符集", "GBK", "UTF-8", "UTF-7", "Unicode", "mojibake"]
        .iter()
        .any(|word| around.contains(word))
}
