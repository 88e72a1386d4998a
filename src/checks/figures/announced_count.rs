//! figures/announced-count: a colon announces a number of things, and the numbered run after it has another length. Takes
//! the announcements and their lists.

use std::sync::Arc;

use crate::checks::figures::numbering::in_script_of;
use crate::checks::{Context, Report};
use crate::facts::announcement::Announcement;
use crate::facts::sequence::{Marker, MarkerClass, Sequence};
use crate::finding::{Applicability, Fix, Message, Severity};
use crate::relation::{self, Member, Relation, Verdict};
use crate::rules::Rule;
use crate::span::ViewSpan;

/// Reports announced runs of another length.
pub fn check(cx: &Context, report: &mut Report) {
    for announcement in &cx.facts.announcements {
        let list = &cx.facts.sequences.lists[announcement.list as usize];
        let count = list.members.len() as u32;
        if count != announcement.announced && doubt(cx, announcement, list).is_none() {
            report_run(cx, report, announcement, list);
        }
        if report.keeps_relations() {
            report.relation(|rule| relation(cx, announcement, list, rule));
        }
    }
}

/// The number that is announced and that of the run.
fn relation(cx: &Context, announcement: &Announcement, list: &Sequence, rule: &Arc<Rule>) -> Relation {
    let count = list.members.len() as u32;
    let verdict = match doubt(cx, announcement, list) {
        _ if count == announcement.announced => Verdict::Holds,
        Some(doubt) => Verdict::NotChecked(Message::new(doubt)),
        None => Verdict::Contradicted,
    };
    let run = markers(cx, list).map(|marker| marker.span).reduce(ViewSpan::to).unwrap_or(announcement.phrase);
    let announced =
        Member::count("announced", cx.source(announcement.number), announcement.announced, announcement.announced);
    relation::counted(rule, announced, Member::count("items", cx.source(run), count, count), verdict)
}

/// Why a run is not compared with what was announced: the key of a text in the rule's file.
fn doubt(cx: &Context, announcement: &Announcement, list: &Sequence) -> Option<&'static str> {
    let guards = [
        (cx.facts.is_opaque(announcement.number), "damaged"),
        (!counts_without_break(cx, announcement, list), "break"),
        (is_parallel(list), "parallel"),
        (is_mixed(cx, list), "mixed"),
        (goes_on_elsewhere(cx, list), "goes-on"),
        (is_far_off(announcement, list), "far"),
        (has_opaque(cx, list), "damaged"),
    ];
    guards.into_iter().find_map(|(applies, key)| applies.then_some(key))
}

/// A gap or a double in the run is the business of the sequence rules.
fn counts_without_break(cx: &Context, announcement: &Announcement, list: &Sequence) -> bool {
    !cx.facts.sequences.breaks.iter().any(|broken| broken.list == announcement.list)
        && markers(cx, list).zip(1..).all(|(marker, number)| marker.number == number)
}

/// 抓好两件大事：一是修路，一是架桥: parallel, not counted.
fn is_parallel(list: &Sequence) -> bool {
    list.members.len() < 2 || list.has_rival
}

/// 三项工作：首先……；二是……；最后……: the words that put in order may stand for a number.
fn is_mixed(cx: &Context, list: &Sequence) -> bool {
    markers(cx, list).any(|marker| marker.class != list.class || marker.class == MarkerClass::Order)
}

/// 四项工作：一是……二是……三是……（换段）四是……: the next number stands somewhere behind the run.
fn goes_on_elsewhere(cx: &Context, list: &Sequence) -> bool {
    let Some(&last) = list.members.last() else { return true };
    let next = list.members.len() as u32 + 1;
    let behind = cx.facts.sequences.markers.iter().skip(last as usize + 1).take(LOOK_AHEAD);
    behind.take_while(|marker| !ends_run(marker, list)).any(|marker| {
        marker.number == next && (marker.class == list.class || marker.class.is_inline() == list.class.is_inline())
    })
}

/// （六）…… \n四、……（一）: a heading above the run, or a new run of headings, ends it. 一是 may begin again inside of 三是.
fn ends_run(marker: &Marker, list: &Sequence) -> bool {
    use MarkerClass::{Han, HanParenthesis};
    let is_heading = marker.strong && marker.opens_line;
    let is_above = match list.class {
        Han => marker.class.is_legal(),
        HanParenthesis => marker.class == Han || marker.class.is_legal(),
        _ => matches!(marker.class, Han | HanParenthesis) || marker.class.is_legal(),
    };
    let begins_anew = marker.number == 1 && marker.class == list.class && !list.class.is_inline();
    is_heading && (is_above || begins_anew)
}

/// So many markers after a run may still belong to it.
const LOOK_AHEAD: usize = 12;

/// 今年抓好三项工作： before the headings （一）to（十） of the whole report: another run than the announced one.
fn is_far_off(announcement: &Announcement, list: &Sequence) -> bool {
    announcement.announced.abs_diff(list.members.len() as u32) > 2
}

/// A member may stand in what could not be read.
fn has_opaque(cx: &Context, list: &Sequence) -> bool {
    let tokens = &cx.facts.tokens;
    let clause = |index: Option<&u32>| {
        index.map(|&index| tokens.clause_of(cx.facts.sequences.markers[index as usize].token as usize))
    };
    match (clause(list.members.first()), clause(list.members.last())) {
        (Some(first), Some(last)) => tokens.has_opaque(first, crate::facts::token::ClauseId(last.0 + 2)),
        _ => true,
    }
}

fn markers<'a>(cx: &'a Context, list: &'a Sequence) -> impl Iterator<Item = &'a Marker> {
    list.members.iter().map(|&index| &cx.facts.sequences.markers[index as usize])
}

/// Markers that are shown with a finding, at most.
const MOST_RELATED: usize = 24;

fn report_run(cx: &Context, report: &mut Report, announcement: &Announcement, list: &Sequence) {
    let count = list.members.len() as u32;
    let number = cx.source(announcement.number);
    let written = cx.written(announcement.phrase).to_owned();
    let correct = in_script_of(cx.written(announcement.number), count);
    let in_one_paragraph = markers(cx, list).all(|marker| !marker.opens_line)
        && markers(cx, list).map(|marker| marker.line).max() == markers(cx, list).map(|marker| marker.line).min();
    let finding = report.at(cx.source(announcement.phrase));
    finding
        .arg("written", &written)
        .arg("count", count)
        .evidence("announced", announcement.announced)
        .evidence("items", count)
        .severity(if in_one_paragraph { Severity::Error } else { Severity::Warning });
    for marker in markers(cx, list).take(MOST_RELATED) {
        finding.related(cx.source(marker.span), Message::new("item").arg("number", marker.number));
    }
    if let Some(text) = correct {
        let title = Message::new("correct").arg("number", &text);
        finding.fix(Fix::replace(title, Applicability::Display, number, text));
    }
}
