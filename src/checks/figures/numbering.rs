//! What the two sequence rules say about a break: the place, the member before, the numbers left out, and the ways to
//! number anew. Not a rule of its own.

use std::collections::HashSet;
use std::sync::Arc;

use crate::char_class::is_han;
use crate::checks::{Context, Report};
use crate::facts::number::{formal_integer, han_digit};
use crate::facts::sequence::{Break, BreakKind, Marker};
use crate::finding::{Applicability, Edit, Fix, Message, Shown};
use crate::relation::{Member, Relation, Verdict};

/// A longer list is not offered to be numbered anew.
const LONGEST_RENUMBERING: usize = 60;

/// A run of fewer members is not shown as a relation.
const SHORTEST_RUN: usize = 3;

/// Keeps the runs of one kind, those in running text or those of headings, as relations: each number is one more than the
/// one before.
pub fn keep_runs(cx: &Context, report: &mut Report, is_inline: bool) {
    if !report.keeps_relations() {
        return;
    }
    let sequences = &cx.facts.sequences;
    let broken: HashSet<u32> = sequences.breaks.iter().map(|broken| broken.list).collect();
    for (list, index) in sequences.lists.iter().zip(0..) {
        let members = list.members.iter().filter_map(|&member| sequences.markers.get(member as usize));
        let markers: Vec<&Marker> = members.collect();
        let (Some(first), Some(last)) = (markers.first(), markers.last()) else { continue };
        let counts = markers.iter().zip(1..).all(|(marker, number)| marker.number == number);
        let is_run = list.class.is_inline() == is_inline && list.from_one && markers.len() >= SHORTEST_RUN;
        let is_broken = broken.contains(&index);
        if !is_run || !(counts || is_broken) {
            continue;
        }
        let member = |marker: &&Marker| {
            let place = if marker.numeral.is_empty() { marker.span } else { marker.numeral };
            Member::count("marker", cx.source(place), marker.number, marker.number)
        };
        let members: Vec<Member> = markers.iter().map(member).collect();
        let (sign, verdict) = if is_broken { ("≠", Verdict::Contradicted) } else { ("=", Verdict::Holds) };
        report.relation(|rule| Relation {
            rule: Arc::clone(rule),
            span: cx.source(first.span.to(last.span)),
            formula: "marker = marker before + 1".to_owned(),
            expected: None,
            reading: Shown::Text(format!("{}…{} {sign} 1…{}", first.number, last.number, markers.len())),
            members,
            verdict,
        });
    }
}

/// Reports one break.
pub fn report_break(cx: &Context, report: &mut Report, broken: &Break) {
    let sequences = &cx.facts.sequences;
    let (Some(before), Some(at)) =
        (sequences.member(broken.list, broken.position - 1), sequences.member(broken.list, broken.position))
    else {
        return;
    };
    if has_its_predecessor_in_a_line(cx, before, at) || closes_a_bracket(cx, at) {
        return;
    }
    let (before_text, at_text) = (cx.written(before.span).to_owned(), cx.written(at.span).to_owned());
    let expected = with_number(cx, at, broken.expected);
    let alone = correction(cx, at, broken.expected);
    let all = if broken.alone { None } else { renumbering(cx, broken) };
    let finding = report.at(cx.source(at.span));
    finding
        .text(match broken.kind {
            BreakKind::Gap => "gap",
            BreakKind::Duplicate => "duplicate",
            BreakKind::Backwards => "backwards",
        })
        .arg("before", &before_text)
        .arg("at", &at_text)
        .arg("expected", &expected)
        .related(cx.source(before.span), Message::new("before").arg("before", &before_text))
        .evidence("before", before.number)
        .evidence("number", at.number)
        .evidence("expected", broken.expected);
    if let Some(edits) = all {
        finding.fix(Fix { title: Message::new("renumber"), applicability: Applicability::Display, edits });
    }
    if let Some(edit) = alone {
        finding.fix(Fix {
            title: Message::new("correct").arg("expected", expected),
            applicability: Applicability::Display,
            edits: vec![edit],
        });
    }
}

/// Bytes before a marker that are searched for the one it counts on from, and for a bracket that it closes.
const NEAR: usize = 600;

/// `办法：  1.申报` above `2.审核`, `1.路窄。2.桥旧3.灯暗。4.管裂。`: a list whose first number stands behind a label, or a number
/// behind another mark than a list has, or behind none. Not a break of the list above.
fn has_its_predecessor_in_a_line(cx: &Context, before: &Marker, at: &Marker) -> bool {
    let written = cx.view.slice(at.span);
    let Some(number) = at.number.checked_sub(1).filter(|number| *number > 0) else { return false };
    let Some(mark) = written.trim_start_matches(|c: char| c.is_ascii_digit()).chars().next() else { return false };
    let text = cx.view.text();
    let from = text.floor_char_boundary((at.span.start as usize).saturating_sub(NEAR)).max(before.span.end as usize);
    let between = text.get(from..at.span.start as usize).unwrap_or_default();
    let form = format!("{number}{mark}");
    written.starts_with(|c: char| c.is_ascii_digit())
        && between.match_indices(&form).any(|(index, _)| {
            let (left, right) = (&between[..index], &between[index + form.len()..]);
            let is_apart = at.opens_line && left.ends_with([' ', '\t', '\u{3000}', ':', '：', '<', '>', '|']);
            let runs_on = left.ends_with(is_han) && right.starts_with(is_han);
            (is_apart || runs_on) && !right.starts_with(|c: char| c.is_ascii_digit())
        })
}

/// `(meeting of 2015 Sep⏎24)`: a number that a line break put at the start of its line.
fn closes_a_bracket(cx: &Context, at: &Marker) -> bool {
    let text = cx.view.text();
    let written = cx.view.slice(at.span);
    let from = text.floor_char_boundary((at.span.start as usize).saturating_sub(NEAR));
    let before = text.get(from..at.span.start as usize).unwrap_or_default();
    let line = before.trim_end().rsplit('\n').next().unwrap_or_default();
    let last = line.rfind(['(', '（', ')', '）']).and_then(|index| line[index..].chars().next());
    written.ends_with([')', '）']) && !written.starts_with(['(', '（']) && matches!(last, Some('(' | '（'))
}

/// Reports the first marker of a series that does not begin with one.
pub fn report_first(cx: &Context, report: &mut Report, first: &Marker) {
    let expected = with_number(cx, first, 1);
    let edit = correction(cx, first, 1);
    let finding = report.at(cx.source(first.span));
    finding
        .text("first")
        .arg("at", cx.written(first.span))
        .arg("expected", &expected)
        .evidence("number", first.number)
        .evidence("expected", 1_u32);
    if let Some(edit) = edit {
        let title = Message::new("correct").arg("expected", expected);
        finding.fix(Fix { title, applicability: Applicability::Display, edits: vec![edit] });
    }
}

/// The edits that number the member and those after it anew.
fn renumbering(cx: &Context, broken: &Break) -> Option<Vec<Edit>> {
    let sequences = &cx.facts.sequences;
    let members = &sequences.lists[broken.list as usize].members;
    let rest = &members[broken.position as usize..];
    if rest.len() < 2 || rest.len() > LONGEST_RENUMBERING {
        return None;
    }
    let numbers = broken.expected..;
    rest.iter()
        .zip(numbers)
        .map(|(&index, number)| correction(cx, &sequences.markers[index as usize], number))
        .collect()
}

/// The edit that gives a marker another number. `None` for a word such as 首先.
fn correction(cx: &Context, marker: &Marker, number: u32) -> Option<Edit> {
    if marker.numeral.is_empty() {
        return None;
    }
    let span = cx.source(marker.numeral);
    let text = in_script_of(cx.written(marker.numeral), number)?;
    Some(Edit { span, text })
}

/// The marker as it would be written with another number.
fn with_number(cx: &Context, marker: &Marker, number: u32) -> String {
    let (marker_span, numeral) = (cx.source(marker.span), cx.source(marker.numeral));
    let written = cx.written(marker.span);
    let text = in_script_of(cx.written(marker.numeral), number);
    match (text, marker_span.contains(numeral) && !numeral.is_empty()) {
        (Some(text), true) => {
            let (from, to) = ((numeral.start - marker_span.start) as usize, (numeral.end - marker_span.start) as usize);
            [&written[..from], &text, &written[to..]].concat()
        }
        _ => number.to_string(),
    }
}

/// `number` written as `example` is: Han, formal, ASCII digits, full-width digits or circled.
pub(super) fn in_script_of(example: &str, number: u32) -> Option<String> {
    let first = example.chars().next()?;
    match first {
        '0'..='9' => Some(number.to_string()),
        '０'..='９' => {
            number.to_string().chars().map(|digit| char::from_u32(digit as u32 - '0' as u32 + '０' as u32)).collect()
        }
        '①'..='⑳' if number <= 20 => char::from_u32('①' as u32 + number - 1).map(String::from),
        '⑴'..='⒇' if number <= 20 => char::from_u32('⑴' as u32 + number - 1).map(String::from),
        '⒈'..='⒛' if number <= 20 => char::from_u32('⒈' as u32 + number - 1).map(String::from),
        '①'..='⒛' => None,
        _ if han_digit(first).is_some() || "十百千廿卅".contains(first) => Some(han(number)),
        _ if formal_integer(example).is_some() => formal(example, number),
        _ => None,
    }
}

/// A number up to 9999 in Han numerals.
fn han(number: u32) -> String {
    const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let mut text = String::new();
    let mut skipped = false;
    for (place, name) in [(1000, Some('千')), (100, Some('百')), (10, Some('十')), (1, None)] {
        let digit = number / place % 10;
        if digit == 0 {
            skipped = !text.is_empty();
            continue;
        }
        if std::mem::take(&mut skipped) {
            text.push('零');
        }
        if !(place == 10 && digit == 1 && text.is_empty()) {
            text.push(DIGITS[digit as usize]);
        }
        text.extend(name);
    }
    text
}

/// A number up to 99 in formal numerals, simplified if those of `example` are.
fn formal(example: &str, number: u32) -> Option<String> {
    let numerals = if example.contains(['贰', '叁', '陆']) {
        "壹贰叁肆伍陆柒捌玖拾"
    } else {
        "壹貳參肆伍陸柒捌玖拾"
    };
    let plain = han(number);
    let places = plain.chars().map(|c| "一二三四五六七八九十".chars().position(|digit| digit == c));
    places.map(|place| numerals.chars().nth(place?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::number::han_integer;

    #[test]
    fn han_numbers_read_back() {
        for number in 1..10_000 {
            assert_eq!(han_integer(&han(number)), Some(i64::from(number)), "{}", han(number));
        }
        assert_eq!(han(12), "十二");
        assert_eq!(han(110), "一百一十");
        assert_eq!(in_script_of("柒", 6).as_deref(), Some("陸"));
        assert_eq!(in_script_of("贰", 13).as_deref(), Some("拾叁"));
        assert_eq!(in_script_of("柒", 100), None);
    }
}
