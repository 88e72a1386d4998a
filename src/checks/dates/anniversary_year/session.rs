//! The years of the sessions of the National People's Congress and of the Political Consultative Conference.

use crate::checks::dates::meeting;
use crate::checks::{Context, Report};
use crate::facts::cursor::Cursor;
use crate::facts::date;
use crate::facts::occasion;
use crate::span::ViewSpan;

/// Reports sessions of which the text says that they met in a year that is not theirs. Congresses of provinces and towns
/// have terms and sessions of their own.
pub(super) fn check(cx: &Context, report: &mut Report) {
    for numeral in cx.facts.tokens.numerals_before(['届']) {
        let Some(session) = Session::at(cx, cx.facts.tokens.span(numeral.token())) else { continue };
        let Some(right) = occasion::session(session.term, session.number) else { continue };
        let Some(said) = meeting::year(cx, session.span).filter(|said| said.value != right) else { continue };
        if cx.facts.is_opaque(session.span) || cx.facts.is_opaque(said.span) {
            continue;
        }
        let finding = report.at(cx.source(said.span));
        finding.text("session").arg("written", cx.written(session.span)).arg("year", right).arg("said", said.value);
        finding.evidence("year", right).evidence("said", said.value);
    }
}

/// A session by the numbers of its term and in its term.
struct Session {
    term: u32,
    number: u32,
    span: ViewSpan,
}

impl Session {
    /// The session whose term stands at `span`: 第十四届全国人民代表大会第二次会议, 全国人大十四届二次会议, 全国政协十四届二次会议.
    fn at(cx: &Context, span: ViewSpan) -> Option<Self> {
        const BODIES: &[&str] = &["全国人民代表大会", "全国人大", "全国政协", "全国委员会"];
        let text = cx.view.text();
        let before = &text[..span.start as usize];
        let before = before.strip_suffix('第').unwrap_or(before);
        let body =
            ["全国人大", "全国政协", "中国人民政治协商会议", "政协"].iter().find(|body| before.ends_with(**body));
        let mut cursor = Cursor::new(text, span.start as usize);
        let term = date::part(&mut cursor).filter(|term| term.span == span && !term.stray)?.value;
        cursor.eat("届");
        let behind = cursor.eat_any(BODIES);
        let is_national = match (body, behind) {
            (Some(&"全国人大" | &"全国政协"), None) => true,
            (Some(&"中国人民政治协商会议" | &"政协" | &"全国政协"), Some("全国委员会")) => true,
            (None, Some(behind)) => behind != "全国委员会",
            _ => false,
        };
        cursor.eat("第");
        let number = date::part(&mut cursor).filter(|number| is_national && !number.stray)?.value;
        let start = before.len() - body.map_or(0, |body| body.len());
        cursor.eat("次会议").then(|| Self { term, number, span: ViewSpan::new(start, cursor.at) })
    }
}
