//! figures/announced-count: a colon announces a number of things, and the numbered run after it has another length. Takes
//! the announcements and their lists.

use std::sync::Arc;

use crate::checks::figures::numbering::in_script_of;
use crate::checks::{Context, Report};
use crate::facts::announcement::{Announced, Announcement};
use crate::facts::line_points::LinePoints;
use crate::facts::sequence::{Marker, MarkerClass, Sequence};
use crate::facts::token::ClauseId;
use crate::finding::{Applicability, Fix, Message, Severity};
use crate::relation::{self, Member, Relation, Verdict};
use crate::rules::Rule;
use crate::span::ViewSpan;

/// Reports announced runs of another length.
pub fn check(cx: &Context, report: &mut Report) {
    for announcement in &cx.facts.announcements {
        let list = &cx.facts.sequences.lists[announcement.list as usize];
        let count = list.members.len() as u32;
        if count != announcement.announced.count && doubt(cx, announcement, list).is_none() {
            report_run(cx, report, announcement, list);
        }
        if report.keeps_relations() {
            report.relation(|rule| relation(cx, announcement, list, rule));
        }
    }
    for line in &cx.facts.line_points {
        let count = line.points.len() as u32;
        if count != line.announced.count && doubt_of_line(cx, line).is_none() {
            say(cx, report, &line.announced, count, line.points.iter().copied().zip(1..), true);
        }
        if report.keeps_relations() {
            report.relation(|rule| relation_of_line(cx, line, rule));
        }
    }
}

/// The number that is announced and that of the points within its line.
fn relation_of_line(cx: &Context, line: &LinePoints, rule: &Arc<Rule>) -> Relation {
    let LinePoints { announced, points } = line;
    let verdict = match doubt_of_line(cx, line) {
        _ if announced.count == points.len() as u32 => Verdict::Holds,
        Some(doubt) => Verdict::NotChecked(Message::new(doubt)),
        None => Verdict::Contradicted,
    };
    let run = points.iter().copied().reduce(ViewSpan::to).unwrap_or(announced.phrase);
    compared(cx, rule, announced, run, points.len() as u32, verdict)
}

/// Why the points of a line are not compared with what was announced.
fn doubt_of_line(cx: &Context, line: &LinePoints) -> Option<&'static str> {
    let apart = line.announced.count.abs_diff(line.points.len() as u32);
    let guards = [
        (cx.facts.is_opaque(line.announced.number), "damaged"),
        (apart > MOST_APART, "far"),
        (line.announced.is_name, "name"),
    ];
    guards.into_iter().find_map(|(applies, key)| applies.then_some(key))
}

/// The relation between what is announced and the `count` points of `run`.
fn compared(
    cx: &Context,
    rule: &Arc<Rule>,
    announced: &Announced,
    run: ViewSpan,
    count: u32,
    verdict: Verdict,
) -> Relation {
    let announced = Member::count("announced", cx.source(announced.number), announced.count, announced.count);
    relation::counted(rule, announced, Member::count("items", cx.source(run), count, count), verdict)
}

/// A run that is longer or shorter by more is another one than the announced one.
const MOST_APART: u32 = 2;

/// The number that is announced and that of the run.
fn relation(cx: &Context, announcement: &Announcement, list: &Sequence, rule: &Arc<Rule>) -> Relation {
    let count = list.members.len() as u32;
    let verdict = match doubt(cx, announcement, list) {
        _ if count == announcement.announced.count => Verdict::Holds,
        Some(doubt) => Verdict::NotChecked(Message::new(doubt)),
        None => Verdict::Contradicted,
    };
    let run = markers(cx, list).map(|marker| marker.span).reduce(ViewSpan::to).unwrap_or(announcement.announced.phrase);
    compared(cx, rule, &announcement.announced, run, count, verdict)
}

/// Why a run is not compared with what was announced: the key of a text in the rule's file.
fn doubt(cx: &Context, announcement: &Announcement, list: &Sequence) -> Option<&'static str> {
    let guards = [
        (cx.facts.is_opaque(announcement.announced.number), "damaged"),
        (!counts_without_break(cx, list), "break"),
        (is_parallel(list), "parallel"),
        (is_mixed(cx, list), "mixed"),
        (goes_on_elsewhere(cx, announcement, list), "goes-on"),
        (is_far_off(announcement, list) || may_sum_up_another(cx, announcement, list), "far"),
        (announcement.announced.is_name, "name"),
        (may_hide_more(cx, announcement, list), "damaged"),
    ];
    guards.into_iter().find_map(|(applies, key)| applies.then_some(key))
}

/// A gap or a double in the run is the business of the sequence rules.
fn counts_without_break(cx: &Context, list: &Sequence) -> bool {
    !list.is_broken && markers(cx, list).zip(1..).all(|(marker, number)| marker.number == number)
}

/// 抓好两件大事：一是修路，一是架桥: parallel, not counted. A list of the same form that begins behind the last point of a
/// counted one is a matter of its own.
fn is_parallel(list: &Sequence) -> bool {
    let begins_inside = |rival: u32| list.members.last().is_none_or(|&last| rival < last);
    list.members.len() < 2 || list.rival.is_some_and(begins_inside)
}

/// 三项工作：首先……；二是……；最后……: the words that put in order may stand for a number.
fn is_mixed(cx: &Context, list: &Sequence) -> bool {
    markers(cx, list).any(|marker| marker.class != list.class || marker.class == MarkerClass::Order)
}

/// 四项工作：一是……二是……三是……（换段）四是……: the next number stands somewhere behind the run. A number of another form
/// counts only where it belongs to no list of its own.
fn goes_on_elsewhere(cx: &Context, announcement: &Announcement, list: &Sequence) -> bool {
    let sequences = &cx.facts.sequences;
    let Some(&last) = list.members.last() else { return true };
    let next = list.members.len() as u32 + 1;
    if announcement.announced.count < next {
        return false;
    }
    let has_own_list = |index: u32| {
        let behind = sequences.lists.iter().skip(announcement.list as usize + 1);
        let mut begun = behind.take_while(|other| other.members.first().is_some_and(|&first| first <= index));
        begun.any(|other| other.from_one && other.members.binary_search(&index).is_ok())
    };
    let behind = sequences.markers.iter().zip(0..).skip(last as usize + 1).take(LOOK_AHEAD);
    behind.take_while(|(marker, _)| !ends_run(marker, list)).any(|(marker, index)| {
        marker.number == next
            && (marker.class == list.class
                || marker.strong && marker.class.is_inline() == list.class.is_inline() && !has_own_list(index))
    })
}

/// （六）…… \n四、……（一）: a heading above the run, or a new run of headings, ends it. 一是 may begin again inside of 三是.
fn ends_run(marker: &Marker, list: &Sequence) -> bool {
    use MarkerClass::{Formal, Han, HanParenthesis};
    let is_heading = marker.strong && marker.opens_line;
    let is_above = marker.class.is_legal()
        || match list.class {
            Formal => false,
            Han => marker.class == Formal,
            HanParenthesis => matches!(marker.class, Formal | Han),
            _ => matches!(marker.class, Formal | Han | HanParenthesis),
        };
    let begins_anew = marker.number == 1 && marker.class == list.class && !list.class.is_inline();
    is_heading && (is_above || begins_anew)
}

/// So many markers after a run may still belong to it.
const LOOK_AHEAD: usize = 12;

/// 今年抓好三项工作： before the headings （一）to（十） of the whole report: another run than the announced one.
fn is_far_off(announcement: &Announcement, list: &Sequence) -> bool {
    announcement.announced.count.abs_diff(list.members.len() as u32) > MOST_APART
}

/// 以上六个方面 behind 一是 … 五是 of the sixth: more than one off, or another list before it has as many points.
fn may_sum_up_another(cx: &Context, announcement: &Announcement, list: &Sequence) -> bool {
    let Announcement { announced, looks_back, .. } = *announcement;
    let Some(&first) = list.members.first().filter(|_| looks_back) else { return looks_back };
    let has_as_many = |other: &&Sequence| other.from_one && other.members.len() as u32 == announced.count;
    let before = cx.facts.sequences.lists.iter().take(announcement.list as usize).rev();
    // A list that a heading above its own ended is not summed up any more.
    let reaches = |other: &Sequence| {
        let behind = other.members.last().map_or(first, |last| last + 1);
        let markers = cx.facts.sequences.markers.get(behind as usize..first as usize).unwrap_or_default();
        markers.len() <= MOST_MARKERS && !markers.iter().any(|marker| ends_run(marker, other))
    };
    announced.count.abs_diff(list.members.len() as u32) > 1 || before.take(MOST_LISTS).filter(has_as_many).any(reaches)
}

/// Markers behind a list that are looked at for a heading that ends it.
const MOST_MARKERS: usize = 200;

/// So many lists before the one that is summed up may be meant.
const MOST_LISTS: usize = 64;

/// Fewer than announced, and one more may stand in what could not be read, between them or behind the last.
fn may_hide_more(cx: &Context, announcement: &Announcement, list: &Sequence) -> bool {
    let (tokens, markers) = (&cx.facts.tokens, &cx.facts.sequences.markers);
    if announcement.announced.count <= list.members.len() as u32 {
        return false;
    }
    let (Some(&first), Some(&last)) = (list.members.first(), list.members.last()) else { return true };
    let (Some(first), Some(last)) = (markers.get(first as usize), markers.get(last as usize)) else { return true };
    let start = last.span.start as usize;
    let text = cx.view.text().get(start..).unwrap_or_default();
    let text = &text[..text.floor_char_boundary(LONGEST_POINT)];
    // The line of the last point; points that open their lines may go on in the next one.
    let mut lines = memchr::memchr_iter(b'\n', text.as_bytes());
    let end = if last.opens_line { lines.nth(1) } else { lines.next() }.unwrap_or(text.len());
    let (from, to) = (tokens.clause_of(first.token as usize), tokens.clause_of(tokens.at((start + end) as u32)));
    tokens.has_opaque(from, ClauseId(to.0 + 1))
}

/// Of the last point and what may belong to it at most so many bytes are looked at.
const LONGEST_POINT: usize = 4 << 10;

fn markers<'a>(cx: &'a Context, list: &'a Sequence) -> impl Iterator<Item = &'a Marker> {
    list.members.iter().map(|&index| &cx.facts.sequences.markers[index as usize])
}

/// Markers that are shown with a finding, at most.
const MOST_RELATED: usize = 24;

fn report_run(cx: &Context, report: &mut Report, announcement: &Announcement, list: &Sequence) {
    let in_one_paragraph = markers(cx, list).all(|marker| !marker.opens_line)
        && markers(cx, list).map(|marker| marker.line).max() == markers(cx, list).map(|marker| marker.line).min();
    let points = markers(cx, list).map(|marker| (marker.span, marker.number));
    say(cx, report, &announcement.announced, list.members.len() as u32, points, in_one_paragraph);
    if announcement.looks_back
        && let Some(finding) = report.last()
    {
        finding.text("before");
    }
}

/// Says that `count` points follow, each with its number.
fn say(
    cx: &Context,
    report: &mut Report,
    announced: &Announced,
    count: u32,
    points: impl Iterator<Item = (ViewSpan, u32)>,
    in_one_paragraph: bool,
) {
    let number = cx.source(announced.number);
    let written = cx.written(announced.phrase).to_owned();
    let correct = in_script_of(cx.written(announced.number), count);
    let finding = report.at(cx.source(announced.phrase));
    finding
        .arg("written", &written)
        .arg("count", count)
        .evidence("announced", announced.count)
        .evidence("items", count)
        .severity(if in_one_paragraph { Severity::Error } else { Severity::Warning });
    for (point, number) in points.take(MOST_RELATED) {
        finding.related(cx.source(point), Message::new("item").arg("number", number));
    }
    if let Some(text) = correct {
        let title = Message::new("correct").arg("number", &text);
        finding.fix(Fix::replace(title, Applicability::Display, number, text));
    }
}
