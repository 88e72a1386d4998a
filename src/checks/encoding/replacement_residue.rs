//! 锟斤拷 and its kind: characters that only a lossy double conversion or uninitialised memory writes.

use crate::char_class::{Class, class};
use crate::checks::encoding::place;
use crate::checks::{Context, Report};
use crate::damage::SuspectKind;
use crate::span::Span;

/// Characters on each side in which a text says that it is about garbled text.
const TOPIC_WINDOW: usize = 60;

/// See `rules/encoding/replacement-residue.toml`.
pub fn check(cx: &Context, report: &mut Report) {
    let text = cx.document.text();
    for group in place::near_each_other(text, cx.damage.of(SuspectKind::Residue)) {
        let (Some(first), Some(last)) = (group.first(), group.last()) else { continue };
        let whole = first.to(*last);
        if place::is_code(cx, whole) || is_quoted(text, whole) || is_topic(text, whole) {
            continue;
        }
        let found = &text[first.range()];
        let finding = report.at(whole);
        if !found.contains('斤') {
            finding.text("memory");
        }
        finding.arg("found", found.chars().take(3).collect::<String>());
        finding.evidence("characters", group.iter().map(|span| text[span.range()].chars().count()).sum::<usize>());
    }
}

/// `屏幕上满是“锟斤拷”`: a quotation mark touches it.
fn is_quoted(text: &str, span: Span) -> bool {
    let quote = |c: Option<char>, side: Class| c.is_some_and(|c| class(c) == side || matches!(c, '"' | '\'' | '`'));
    quote(place::before(text, span), Class::OpenQuote) || quote(place::after(text, span), Class::CloseQuote)
}

/// `出现锟斤拷一类乱码，多因编码转换`: the sentence says what it is about.
fn is_topic(text: &str, span: Span) -> bool {
    let around = place::surroundings(text, span, TOPIC_WINDOW);
    ["乱码", "亂碼", "编码", "編碼", "字符集", "未初始化", "GBK", "UTF-8", "Unicode", "mojibake"]
        .iter()
        .any(|word| around.contains(word))
}
