//! Radicals and compatibility ideographs in place of the characters they look like.

use crate::char_class::is_han;
use crate::checks::encoding::place;
use crate::checks::{Context, Report};
use crate::damage::{SuspectKind, radical};
use crate::finding::{Applicability, Fix, Message};
use crate::span::Span;

/// See `rules/encoding/radical-form.toml`.
pub fn check(cx: &Context, report: &mut Report) {
    let text = cx.document.text();
    let in_words = cx.damage.of(SuspectKind::RadicalForm).filter(|span| is_in_a_word(text, *span));
    let is_of_a_page = in_words.take(ENOUGH).count() == ENOUGH;
    for span in cx.damage.of(SuspectKind::RadicalForm) {
        let written = &text[span.range()];
        let Some(unified) = written.chars().map(radical::unified).collect::<Option<String>>() else { continue };
        if place::is_code(cx, span) || !(is_in_a_word(text, span) || is_of_a_page) || is_topic(text, span) {
            continue;
        }
        let finding = report.at(span);
        finding.arg("written", written).arg("code", place::code_points(written)).arg("unified", &unified);
        finding.evidence("written", place::code_points(written)).evidence("unified", unified.clone());
        let title = Message::new("replace").arg("unified", &unified);
        finding.fix(Fix::replace(title, Applicability::Safe, span, unified));
    }
}

/// So many in words, and those on their own (4300⼈，, （⼀）) come from the same page.
const ENOUGH: usize = 2;

/// A radical on its own may be meant: `⽔ 水部`.
fn is_in_a_word(text: &str, span: Span) -> bool {
    let han = |c: Option<char>| c.is_some_and(is_han);
    han(place::before(text, span)) || han(place::after(text, span)) || text[span.range()].chars().nth(1).is_some()
}

/// `以⺡为偏旁的字`: the sentence is about radicals.
fn is_topic(text: &str, span: Span) -> bool {
    const WINDOW: usize = 40;
    let around = place::surroundings(text, span, WINDOW);
    ["部首", "偏旁", "字形", "笔画", "筆畫", "Unicode", "兼容汉字", "相容字"].iter().any(|word| around.contains(word))
}
