//! Characters without a width: they part words, numbers and search terms, and nobody sees them.

use crate::char_class::{Class, class, is_han};
use crate::checks::encoding::place;
use crate::checks::{Context, Report};
use crate::damage::SuspectKind;
use crate::finding::{Applicability, Edit, Fix, Message, Severity};
use crate::span::Span;

/// See `rules/encoding/invisible.toml`.
pub fn check(cx: &Context, report: &mut Report) {
    let text = cx.document.text();
    let needless = cx.damage.of(SuspectKind::Invisible).flat_map(|run| needless(text, run));
    for line in place::by_line(text, needless) {
        invisible_characters(text, &line, report);
    }
    odd_spaces(text, cx.damage.of(SuspectKind::OddSpace).collect(), report);
}

fn invisible_characters(text: &str, places: &[Span], report: &mut Report) {
    let Some(first) = places.first() else { return };
    let written: String = places.iter().map(|span| &text[span.range()]).collect();
    let finding = report.at(*first);
    if written.chars().all(|c| c == '\u{AD}') {
        finding.text("soft-hyphen");
    }
    let hidden: String = written.chars().filter_map(tagged).collect();
    if !hidden.is_empty() {
        finding.text("hidden-text").severity(Severity::Error).arg("hidden", &hidden);
        finding.evidence("hidden", hidden);
    }
    finding.arg("characters", place::code_points(&written)).arg("count", written.chars().count());
    finding.evidence("characters", place::code_points(&written)).evidence("count", written.chars().count());
    let free = |span: &&Span| !place::is_between_digits(text, **span);
    let edits: Vec<Edit> = places.iter().filter(free).map(|span| Edit { span: *span, text: String::new() }).collect();
    if edits.len() < places.len() {
        finding.note(Message::new("between-digits"));
    }
    if !edits.is_empty() {
        finding.fix(Fix { title: Message::new("delete"), applicability: Applicability::Safe, edits });
    }
    place::relate(finding, places);
}

/// Spaces that look like a plain one: one finding a text.
fn odd_spaces(text: &str, places: Vec<Span>, report: &mut Report) {
    let Some(first) = places.first() else { return };
    let mut kinds: Vec<char> = Vec::new();
    for c in places.iter().flat_map(|span| text[span.range()].chars()) {
        if !kinds.contains(&c) {
            kinds.push(c);
        }
    }
    let finding = report.at(*first);
    finding.text("odd-space").severity(Severity::Info);
    let names = place::code_points(&kinds.iter().collect::<String>());
    finding.arg("characters", &names).arg("count", places.len());
    finding.evidence("characters", names).evidence("count", places.len());
    // Wider spaces are layout; only the no-break spaces have the width of a plain one. Between digits they group.
    let plain = |span: &&Span| {
        text[span.range()].chars().all(|c| matches!(c, '\u{A0}' | '\u{202F}'))
            && !place::is_between_digits(text, **span)
    };
    let edits: Vec<Edit> = places
        .iter()
        .filter(plain)
        .map(|span| Edit { span: *span, text: " ".repeat(text[span.range()].chars().count()) })
        .collect();
    if !edits.is_empty() {
        finding.fix(Fix { title: Message::new("plain"), applicability: Applicability::Unsafe, edits });
    }
    place::relate(finding, &places);
}

/// The stretches of a run of invisible characters that nothing around them needs. U+FEFF is the business of
/// `encoding/byte-order-mark`.
fn needless(text: &str, run: Span) -> Vec<Span> {
    let mut stretches: Vec<Span> = Vec::new();
    let mut before = place::before(text, run);
    let after = place::after(text, run);
    for (at, c) in text[run.range()].char_indices() {
        let start = run.start as usize + at;
        let span = Span::new(start, start + c.len_utf8());
        let next = if span.end == run.end { after } else { text[span.end as usize..].chars().next() };
        if c != '\u{FEFF}' && !is_needed(c, before, next) {
            match stretches.last_mut() {
                Some(last) if last.end == span.start => last.end = span.end,
                _ => stretches.push(span),
            }
        }
        if !belongs_to_character_before(c) {
            before = Some(c);
        }
    }
    stretches
}

/// True if the writing needs the character where it stands.
fn is_needed(c: char, before: Option<char>, after: Option<char>) -> bool {
    let Some(before) = before else { return false };
    let joins = joins_letters(before) || after.is_some_and(joins_letters);
    match c {
        // 👩‍👩‍👧: the parts of one emoji.
        '\u{200D}' => joins || is_pictograph(before) && after.is_some_and(is_pictograph),
        '\u{200C}' | '\u{34F}' | '\u{180B}'..='\u{180F}' | '\u{17B4}' | '\u{17B5}' => joins,
        // Thai, Lao, Khmer and Myanmar part words with it.
        '\u{200B}' => is_unspaced(before) || after.is_some_and(is_unspaced),
        // co­operation: the place where a Latin word may be parted.
        '\u{AD}' => before.is_alphabetic() && !is_han(before) && after.is_some_and(|c| c.is_alphabetic() && !is_han(c)),
        '\u{FE00}'..='\u{FE0F}' => is_pictograph(before) || is_han(before) || is_symbol(before),
        // 葛󠄀: a registered form of a Han character.
        '\u{E0100}'..='\u{E01EF}' => is_han(before),
        // 🏴 with the letters of a region behind it.
        '\u{E0020}'..='\u{E007F}' => before == '\u{1F3F4}',
        '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}' => is_hangul(before) || after.is_some_and(is_hangul),
        // Invisible operators of a formula.
        '\u{2061}'..='\u{2064}' => after.is_some_and(|c| c.is_ascii_alphanumeric() || c == '('),
        _ => false,
    }
}

/// Variation selectors and tags say how the character before them looks.
fn belongs_to_character_before(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{180B}'..='\u{180D}' | '\u{180F}' | '\u{E0100}'..='\u{E01EF}' | '\u{E0020}'..='\u{E007F}')
}

/// The ASCII letter that a tag character stands for: text that only machines read.
fn tagged(c: char) -> Option<char> {
    let code = (c as u32).checked_sub(0xE0000)?;
    (0x20..0x7F).contains(&code).then(|| char::from_u32(code)).flatten()
}

fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{1F000}'..='\u{1FAFF}' | '\u{2190}'..='\u{2BFF}' | '\u{3030}' | '\u{303D}' | '\u{3297}' | '\u{3299}')
        || matches!(c, '\u{A9}' | '\u{AE}' | '\u{203C}' | '\u{2049}' | '\u{2122}' | '\u{2139}')
        || c == '\u{FE0F}'
}

/// Characters with a standardised or emoji variant: keycaps, mathematical signs, CJK punctuation.
fn is_symbol(c: char) -> bool {
    c.is_ascii_digit()
        || matches!(c, '#' | '*' | '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FF65}' | '“' | '”' | '‘' | '’')
}

/// Letters whose shapes join: Arabic and its kin, the Indic scripts, Tibetan, Myanmar, Khmer, Mongolian.
fn joins_letters(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8FF}' | '\u{900}'..='\u{DFF}' | '\u{F00}'..='\u{109F}' | '\u{1780}'..='\u{18AF}')
        || matches!(c, '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' | '\u{A840}'..='\u{ABFF}' | '\u{11000}'..='\u{11FFF}')
}

/// Scripts without spaces between words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{E00}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{1950}'..='\u{1AAF}')
}

fn is_hangul(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11FF}' | '\u{3130}'..='\u{318F}' | '\u{A960}'..='\u{A97F}' | '\u{AC00}'..='\u{D7FF}')
        && class(c) != Class::Invisible
}
