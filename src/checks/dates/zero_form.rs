//! dates/zero-form: a year in Han numerals whose nought is not 〇, 二0二三年.

use crate::checks::{Context, Report};
use crate::facts::date::{Date, Numerals, Part};
use crate::facts::date_conventions::Standard;
use crate::finding::{Applicability, Confidence, Fix, Message, Severity};

/// The form that GB/T 15835-2011 gives for nought in a year.
const NOUGHT: char = '〇';

/// Reports years of four Han digits that hold another nought than 〇.
pub fn check(cx: &Context, report: &mut Report) {
    let years = || cx.facts.dates.iter().filter_map(han_year);
    let mut uses_nought = None;
    let conventions = cx.facts.conventions;
    for year in years() {
        let written = cx.view.slice(year.span);
        let Some(kind) = written.chars().filter_map(kind).max() else { continue };
        if cx.facts.is_opaque(year.span) || kind != Nought::Wrong && conventions.follows(Standard::Off) {
            continue;
        }
        let (span, shown) = (cx.source(year.span), cx.written(year.span));
        let fixed: String = written.chars().map(|c| if self::kind(c).is_some() { NOUGHT } else { c }).collect();
        let finding = report.at(span);
        finding.arg("written", shown).arg("fixed", &fixed).evidence("fixed", fixed.as_str());
        finding.note(Message::new("clause"));
        let title = Message::new("fix").arg("fixed", &fixed);
        match kind {
            Nought::Wrong => {
                finding.fix(Fix::replace(title, Applicability::Safe, span, fixed));
            }
            Nought::Circle => {
                let also = conventions.follows(Standard::Gov)
                    || *uses_nought
                        .get_or_insert_with(|| years().any(|year| cx.view.slice(year.span).contains(NOUGHT)));
                finding.text("circle").severity(Severity::Info);
                finding.confidence(if also { Confidence::High } else { Confidence::Low });
                finding.fix(Fix::replace(title, Applicability::Safe, span, fixed));
            }
            Nought::Word => {
                let is_asked = conventions.follows(Standard::Gov);
                finding.text("word").severity(Severity::Info);
                finding.confidence(if is_asked { Confidence::High } else { Confidence::Low });
                finding.fix(Fix::replace(title, Applicability::Display, span, fixed));
            }
        }
    }
}

/// What stands for nought, the worst last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Nought {
    /// 零: the word, fit for amounts.
    Word,
    /// ○: the sign of an input method that had no 〇.
    Circle,
    /// 0, a letter O, ◯: from another script or a symbol block.
    Wrong,
}

fn kind(c: char) -> Option<Nought> {
    match c {
        '零' => Some(Nought::Word),
        '○' => Some(Nought::Circle),
        '0' | 'O' | 'o' | '\u{39F}' | '\u{41E}' | '◯' => Some(Nought::Wrong),
        _ => None,
    }
}

/// 二0九师, 三○二医院, 八○后 are no years: a year has four digits, the first 一 or 二, and 年 behind it.
fn han_year(date: &Date) -> Option<Part> {
    const YEARS: std::ops::RangeInclusive<u32> = 1800..=2199;
    date.year.filter(|year| year.numerals == Numerals::Positional && year.length == 4 && YEARS.contains(&year.value))
}
