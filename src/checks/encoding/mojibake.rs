//! Whole runs read in a wrong encoding: the accident is named and the text that was lost is given back.

use crate::char_class::{Class, class};
use crate::checks::encoding::place;
use crate::checks::{Context, Report};
use crate::damage::mojibake::{Misreading, Mojibake};
use crate::damage::seven_bit::SevenBit;
use crate::finding::{Applicability, Fix, Message, Shown};
use crate::span::Span;

/// Characters of the repaired text that a message shows.
const SHOWN: usize = 24;

/// Han characters up to which a run may be the example of a text about such runs.
const LONGEST_EXAMPLE: u32 = 16;

/// Characters on each side in which a text says that it is about garbled text.
const TOPIC_WINDOW: usize = 40;

/// See `rules/encoding/mojibake.toml`.
pub fn check(cx: &Context, report: &mut Report) {
    let text = cx.document.text();
    for run in &cx.damage.mojibake {
        if place::is_code(cx, run.span) || is_example(text, run) {
            continue;
        }
        let chain: Vec<String> = run.chain.accidents().map(|accident| accident.to_string()).collect();
        let finding = report.at(run.span);
        finding.arg("chain", chain_in_words(run)).arg("repaired", beginning(&run.repaired));
        finding.evidence("chain", chain).evidence("repaired", run.repaired.clone()).evidence("proved", run.proved);
        let applicability =
            if run.proved && !is_beside_loss(text, run) { Applicability::Safe } else { Applicability::Unsafe };
        finding.fix(Fix::replace(Message::new("restore"), applicability, run.span, run.repaired.clone()));
    }
    for run in &cx.damage.seven_bit {
        seven_bit(cx, run, report);
    }
}

/// UTF-7 and HZ: the encodings of a network without eight bits, shown as the ASCII they are made of.
fn seven_bit(cx: &Context, run: &SevenBit, report: &mut Report) {
    let text = cx.document.text();
    if place::is_code(cx, run.span) || run.han <= LONGEST_EXAMPLE && is_topic(text, run.span) {
        return;
    }
    let name = run.encoding.name();
    let finding = report.at(run.span);
    finding.arg(
        "chain",
        Shown::Word { zh: format!("{name} 被当作 ASCII 读出").into(), en: format!("{name} read as ASCII").into() },
    );
    finding.arg("repaired", beginning(&run.repaired));
    finding.evidence("chain", vec![format!("{name} → ASCII")]).evidence("repaired", run.repaired.clone());
    finding.evidence("proved", true);
    finding.fix(Fix::replace(Message::new("restore"), Applicability::Safe, run.span, run.repaired.clone()));
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

fn beginning(text: &str) -> String {
    let mut characters = text.chars().filter(|c| !c.is_control());
    let shown: String = characters.by_ref().take(SHOWN).collect();
    if characters.next().is_some() { shown + "…" } else { shown }
}

/// `锛?` at the end of a run: a byte was lost there, and mending only the rest would hide what it was.
fn is_beside_loss(text: &str, run: &Mojibake) -> bool {
    let lost = |c: Option<char>| {
        c.is_some_and(|c| matches!(class(c), Class::Replacement | Class::PrivateUse | Class::QuestionMark))
    };
    lost(place::before(text, run.span)) || lost(place::after(text, run.span))
}

/// `乱码“鍏ㄩ潰娣卞寲”其实是…`: a short run in quotation marks, or in a sentence that says what it is about.
fn is_example(text: &str, run: &Mojibake) -> bool {
    run.han <= LONGEST_EXAMPLE && (is_quoted(text, run) || is_topic(text, run.span))
}

fn is_quoted(text: &str, run: &Mojibake) -> bool {
    let quote = |c: Option<char>, side: Class| c.is_some_and(|c| class(c) == side || matches!(c, '"' | '\'' | '`'));
    quote(place::before(text, run.span), Class::OpenQuote) && quote(place::after(text, run.span), Class::CloseQuote)
}

fn is_topic(text: &str, span: Span) -> bool {
    let ends = |c: &char| !matches!(c, '\n' | '\r');
    let left: Vec<char> = text[..span.start as usize].chars().rev().take(TOPIC_WINDOW).take_while(ends).collect();
    let right = text[span.end as usize..].chars().take(TOPIC_WINDOW).take_while(ends);
    let around: String = left.into_iter().rev().chain(['|']).chain(right).collect();
    ["乱码", "亂碼", "编码", "編碼", "字符集", "GBK", "UTF-8", "UTF-7", "Unicode", "mojibake"]
        .iter()
        .any(|word| around.contains(word))
}
