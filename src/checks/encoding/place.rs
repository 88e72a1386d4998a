//! Places of damage: how characters that cannot be shown are named, what stands around a place, and which places one
//! accident has made. Spans are byte ranges of the decoded text, at character boundaries.

use crate::char_class::{Class, class};
use crate::checks::{Context, Report};
use crate::damage::look_alike;
use crate::damage::transfer::TransferKind;
use crate::damage::{Suspect, SuspectKind};
use crate::finding::{Applicability, Finding, Fix, Message, Severity};
use crate::source::Format;
use crate::span::Span;

/// Most related places that a finding names.
const RELATED: usize = 5;

/// Bytes between two places at most that are shown as one: about sixteen Han characters.
const NEAR: usize = 48;

/// So many places in a row were lost by one conversion.
const ONE_CONVERSION: usize = 3;

/// Bytes between two losses of one conversion at most: about two hundred Han characters.
const SAME_CONVERSION: usize = 600;

/// The characters of `text` as code points, each once: `U+200B, U+2060`.
pub fn code_points(text: &str) -> String {
    const MOST: usize = 4;
    let mut seen: Vec<char> = Vec::new();
    for c in text.chars() {
        if !seen.contains(&c) {
            seen.push(c);
        }
        if seen.len() > MOST {
            break;
        }
    }
    let mut names: Vec<String> = seen.iter().take(MOST).map(|c| format!("U+{:04X}", *c as u32)).collect();
    if seen.len() > MOST {
        names.push("…".to_owned());
    }
    names.join(", ")
}

/// The character before a place.
pub fn before(text: &str, span: Span) -> Option<char> {
    text[..span.start as usize].chars().next_back()
}

/// The character after a place.
pub fn after(text: &str, span: Span) -> Option<char> {
    text[span.end as usize..].chars().next()
}

/// True if a digit stands on both sides, whatever unseen characters stand between. What is there may be all that is left
/// of a decimal point: it is never deleted.
pub fn is_between_digits(text: &str, span: Span) -> bool {
    let left = text[..span.start as usize].chars().rev();
    is_next_to_digit(left) && is_next_to_digit(text[span.end as usize..].chars())
}

/// True if a digit is the next character that no rule deletes. Behind a long run of others it may be one.
fn is_next_to_digit(characters: impl Iterator<Item = char>) -> bool {
    const FAR: usize = 16;
    let is_deleted = |c: char| matches!(class(c), Class::Control | Class::Invisible | Class::Bidi | Class::Replacement);
    for (distance, c) in characters.enumerate() {
        if distance == FAR {
            return true;
        }
        if !is_deleted(c) {
            // 𝟓 is a digit once a look-alike is replaced.
            return matches!(class(c), Class::Digit | Class::FullDigit) || look_alike::is_mathematical(c);
        }
    }
    false
}

/// True if the place is code in Markdown.
pub fn is_code(cx: &Context, span: Span) -> bool {
    let code = cx.document.code();
    let next = code.partition_point(|block| block.end <= span.start);
    code.get(next).is_some_and(|block| block.overlaps(span))
}

/// True if nothing of the place stands outside of code in Markdown. A misreading of a whole file takes its code along.
pub fn is_all_code(cx: &Context, span: Span) -> bool {
    let (text, code) = (cx.document.text(), cx.document.code());
    let is_blank = |from: u32, to: u32| {
        text.get(from as usize..to as usize).is_none_or(|text| text.bytes().all(|byte| byte.is_ascii_whitespace()))
    };
    let next = code.partition_point(|block| block.end <= span.start);
    let mut at = span.start;
    for block in code.get(next..).unwrap_or_default().iter().take_while(|block| block.start < span.end) {
        if block.start > at && !is_blank(at, block.start) {
            return false;
        }
        at = at.max(block.end);
    }
    at >= span.end || is_blank(at, span.end)
}

/// The text around a place, a few characters each side, cut at line ends; nothing in it that a terminal would obey.
pub fn excerpt(text: &str, span: Span) -> String {
    const SIDE: usize = 6;
    let shown = |c: &char| !c.is_control();
    let left: Vec<char> = text[..span.start as usize].chars().rev().take(SIDE).take_while(shown).collect();
    let right = text[span.end as usize..].chars().take(SIDE).take_while(shown);
    left.into_iter().rev().chain(text[span.range()].chars().take(SIDE)).chain(right).collect()
}

/// The text of the line around a place, at most `window` characters on each side; `|` stands for the place.
pub fn surroundings(text: &str, span: Span, window: usize) -> String {
    let ends = |c: &char| !matches!(c, '\n' | '\r');
    let left: Vec<char> = text[..span.start as usize].chars().rev().take(window).take_while(ends).collect();
    let right = text[span.end as usize..].chars().take(window).take_while(ends);
    left.into_iter().rev().chain(['|']).chain(right).collect()
}

/// True if another model of damage has a place in `span`: what stands there is part of that accident.
pub fn is_in_other_damage(cx: &Context, span: Span) -> bool {
    let suspects = &cx.damage.suspects;
    let next = suspects.partition_point(|suspect| suspect.span.end <= span.start);
    suspects.get(next).is_some_and(|suspect| suspect.span.overlaps(span))
}

/// The places, grouped by line.
pub fn by_line(text: &str, spans: impl Iterator<Item = Span>) -> Vec<Vec<Span>> {
    group(spans, |gap| memchr::memchr2(b'\n', b'\r', &text.as_bytes()[gap.range()]).is_none())
}

/// The places, grouped where they stand near each other in a line.
pub fn near_each_other(text: &str, spans: impl Iterator<Item = Span>) -> Vec<Vec<Span>> {
    in_line_within(text, spans, NEAR)
}

fn in_line_within(text: &str, spans: impl Iterator<Item = Span>, bytes: usize) -> Vec<Vec<Span>> {
    group(spans, |gap| gap.len() <= bytes && memchr::memchr2(b'\n', b'\r', &text.as_bytes()[gap.range()]).is_none())
}

/// The places, grouped where at most `bytes` bytes stand between two.
pub fn within(spans: impl Iterator<Item = Span>, bytes: usize) -> Vec<Vec<Span>> {
    group(spans, |gap| gap.len() <= bytes)
}

fn group(spans: impl Iterator<Item = Span>, belongs: impl Fn(Span) -> bool) -> Vec<Vec<Span>> {
    let mut groups: Vec<Vec<Span>> = Vec::new();
    for span in spans {
        match groups.last_mut() {
            Some(group)
                if group.last().is_some_and(|last| belongs(Span::new(last.end as usize, span.start as usize))) =>
            {
                group.push(span);
            }
            _ => groups.push(vec![span]),
        }
    }
    groups
}

/// Places where a conversion lost characters, a list for each conversion: U+FFFD that is in the text itself (not an
/// invalid sequence of the file), with the private-use characters that the same conversion left around it. Fewer than
/// [`ONE_CONVERSION`] places are each on their own.
pub fn lossy_conversions(cx: &Context) -> Vec<Vec<Span>> {
    let text = cx.document.text();
    let holes = cx.document.holes();
    let in_text = |span: Span| {
        let next = holes.partition_point(|hole| hole.span.end <= span.start);
        holes.get(next).is_none_or(|hole| !hole.span.overlaps(span))
    };
    if !cx.damage.of(SuspectKind::Replacement).any(in_text) {
        return Vec::new();
    }
    let lossy = |suspect: &&Suspect| matches!(suspect.kind, SuspectKind::Replacement | SuspectKind::PrivateUse);
    let signs = cx.damage.suspects.iter().filter(lossy).map(|suspect| suspect.span).filter(|span| in_text(*span));
    let near = near_each_other(text, signs);
    let places = near.iter().filter_map(|group| Some(group.first()?.to(*group.last()?)));
    let is_loss = |span: &Span| text[span.range()].contains('\u{FFFD}');
    let (together, alone): (Vec<_>, Vec<_>) = in_line_within(text, places, SAME_CONVERSION)
        .into_iter()
        .partition(|places| places.len() >= ONE_CONVERSION && places.iter().any(is_loss));
    let mut conversions = together;
    conversions.extend(alone.into_iter().flatten().filter(is_loss).map(|span| vec![span]));
    conversions.sort_unstable();
    conversions
}

/// Adds the places after the first one as related places, a few of them.
pub fn relate(finding: &mut Finding, places: &[Span]) {
    for span in places.iter().skip(1).take(RELATED) {
        finding.related(*span, Message::new("also"));
    }
}

/// Reports the runs of one kind that a transfer left undecoded.
pub fn undecoded(cx: &Context, report: &mut Report, kind: TransferKind) {
    const SHOWN: usize = 24;
    let text = cx.document.text();
    for run in cx.damage.transfers.iter().filter(|run| run.kind == kind) {
        if is_code(cx, run.span) || is_about_codes(text, run.span) {
            continue;
        }
        let shown = |text: &str| text.chars().take(SHOWN).collect::<String>();
        let finding = report.at(run.span);
        finding.arg("written", shown(&text[run.span.range()])).arg("decoded", shown(&run.decoded));
        finding.evidence("decoded", run.decoded.clone());
        match kind {
            TransferKind::QuotedPrintable => finding.text("quoted-printable"),
            TransferKind::EncodedWord => finding.text("encoded-word"),
            TransferKind::Entity if cx.document.format() == Format::Markdown => finding.severity(Severity::Info),
            _ => finding,
        };
        // Nothing is deleted between two digits, and a person looks at what is decoded there, unless it is a word: 2022&#24180;1月.
        let is_word = run.decoded.chars().all(|c| class(c) == Class::Han || class(c) == Class::Traditional);
        let between_digits = is_between_digits(text, run.span) && (run.decoded.is_empty() || !is_word);
        let applicability = if between_digits { Applicability::Unsafe } else { Applicability::Safe };
        if !between_digits || !run.decoded.is_empty() {
            finding.fix(Fix::replace(Message::new("decode"), applicability, run.span, run.decoded.clone()));
        }
    }
}

/// `空格在网页源代码里写作&nbsp;`: the line is about codes.
pub fn is_about_codes(text: &str, span: Span) -> bool {
    const WINDOW: usize = 40;
    let around = surroundings(text, span, WINDOW);
    ["编码", "編碼", "转义", "轉義", "代码", "代碼", "HTML", "Unicode", "JSON", "RFC"]
        .iter()
        .any(|word| around.contains(word))
}
