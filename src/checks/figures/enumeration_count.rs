//! figures/enumeration-count: a list and the count announced for it. Takes the lists with the range of item counts that
//! they can be read as; what leaves a list doubtful is said in `doubts`, which of those agree all the same in `agreement`.

mod agreement;
mod doubts;

use std::sync::Arc;

use crate::checks::figures::numbering::in_script_of;
use crate::checks::{Context, Report};
use crate::facts::interval::{Bound, Interval};
use crate::facts::list::{CountedList, ListShape};
use crate::finding::{Applicability, Fix, Message, Severity, Shown};
use crate::relation::{self, Member, Relation, Verdict};
use crate::rules::Rule;
use crate::span::ViewSpan;

use doubts::doubt;

/// Reports lists whose count lies outside of the range.
pub fn check(cx: &Context, report: &mut Report) {
    for list in &cx.facts.lists {
        if contradicts(list) && is_judged(cx, list) {
            report_list(cx, report, list);
        }
        // 国家级6项、省级2项 lists amounts; there is no count of its items.
        let has_other_numbers = || {
            list.has_number
                && !agreement::holds_behind_a_number(cx, list)
                && agreement::items_behind_a_list(cx, list).is_none()
        };
        if report.keeps_relations() && !has_other_numbers() {
            report.relation(|rule| relation(cx, list, rule));
        }
    }
}

/// The count and what the list can be read as.
fn relation(cx: &Context, list: &CountedList, rule: &Arc<Rule>) -> Relation {
    let doubt = doubt(cx, list);
    let behind_attribute = doubt
        .and_then(|doubt| {
            agreement::items_behind_attribute(cx, list, doubt)
                .or_else(|| agreement::items_behind_a_join(cx, list, doubt))
        })
        .or_else(|| agreement::items_behind_a_list(cx, list));
    let verdict = match doubt {
        Some(_) if list.has_number => Verdict::Holds,
        Some(doubt) if !contradicts(list) && agreement::settles(cx, list, doubt) => Verdict::Holds,
        Some(_) if behind_attribute.is_some() => Verdict::Holds,
        Some(doubt) => Verdict::NotChecked(Message::new(doubt)),
        None if contradicts(list) => Verdict::Contradicted,
        None if !list.open_ended && agreement::is_lopsided(cx, list) => Verdict::NotChecked(Message::new("short")),
        None => Verdict::Holds,
    };
    let items = list.items.iter().copied().reduce(ViewSpan::to).unwrap_or(list.phrase);
    let announced = Member::count("announced", cx.source(list.number), list.announced, list.announced);
    let (low, high) = behind_attribute.map_or((list.low, list.high), |count| (count, count));
    let mut items = Member::count("items", cx.source(items), low, high);
    if list.open_ended {
        items.interval = items.interval.map(|interval| Interval { high: Bound::Unbounded, ..interval });
        items.shown = Shown::Text(format!("[{}, …]", list.low));
    }
    let mut relation = relation::counted(rule, announced, items, verdict);
    if doubt.is_some() {
        relation.formula = UNCERTAIN.to_owned();
    }
    relation
}

/// The formula where the count may be that of something else: a list that does not agree is not reported.
const UNCERTAIN: &str = "announced ∈ readings(items)";

/// True if the count lies outside of what the list can be read as. After 等 there may be more than what is listed.
fn contradicts(list: &CountedList) -> bool {
    list.announced < list.low || list.announced > list.high && !list.open_ended
}

/// True if the list is read safely enough to be compared with its count.
pub fn is_judged(cx: &Context, list: &CountedList) -> bool {
    doubt(cx, list).is_none()
}

fn report_list(cx: &Context, report: &mut Report, list: &CountedList) {
    let classifier = cx.written(list.classifier).to_owned();
    let exact = list.low == list.high;
    let counted = if exact { list.low.to_string() } else { format!("{}～{}", list.low, list.high) };
    // 四大要素 announces four; five that are listed are five items.
    let is_english = cx.facts.is_english && list.shape == ListShape::BehindColon;
    let unit = if is_english
        || classifier.is_empty()
        || ["大", "型", "位一体", "部分"].contains(&cx.view.slice(list.classifier))
    {
        "项"
    } else {
        &classifier
    };
    let counted = Shown::Word { zh: [&counted, unit].concat().into(), en: counted.replace('～', " to ").into() };
    let written = cx.written(list.number.to(list.classifier)).to_owned();
    let text = cx.written(list.number);
    let (fewest, most) = (in_script_of(text, list.low), in_script_of(text, list.high));
    let number = cx.source(list.number);
    let noun = if is_english { list.classifier } else { noun(cx, list) };
    let phrase = list.number.to(list.classifier).to(noun);
    let finding = report.at(cx.source(phrase));
    finding
        .arg("announced", &written)
        .arg("items", counted.clone())
        .evidence("announced", list.announced)
        .evidence("items", vec![list.low, list.high]);
    if list.open_ended {
        finding.text("open");
    }
    if !exact || list.open_ended {
        finding.severity(Severity::Warning);
    }
    if let [first, .., last] = list.items[..] {
        finding.related(cx.source(first.to(last)), Message::new("items").arg("items", counted));
    }
    finding.note(Message::new("check").arg("announced", &written));
    let nearest = if list.announced < list.low { fewest } else { most };
    if let Some(text) = nearest.filter(|_| exact || list.announced < list.low) {
        let title =
            Message::new("correct").arg("number", [&*text, if is_english { " " } else { "" }, &*classifier].concat());
        finding.fix(Fix::replace(title, Applicability::Display, number, text));
    }
}

/// The first words of the head: what is counted.
fn noun(cx: &Context, list: &CountedList) -> ViewSpan {
    let length = cx.view.slice(list.head).chars().take(LONGEST_NOUN).map(char::len_utf8).sum::<usize>() as u32;
    ViewSpan {
        start: list.head.start,
        end: list.head.start + if list.head.len() > length as usize { 0 } else { length },
    }
}

/// A head of at most so many characters belongs to the marked place; a longer one runs on into the sentence.
const LONGEST_NOUN: usize = 4;
