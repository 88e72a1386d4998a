//! What no expression of figures/quotient reads: an amount of each of so many things, the amount of all of them and how many there are
//! standing apart: 投诉7315件…挽回损失826.4万元，平均每件投诉1129.7元. Takes amounts behind 每 or 均; gives the two that they are the quotient of. Runs
//! beside the rule's declaration.

use crate::checks::figures::beside::Told;
use crate::checks::figures::breakdown::head;
use crate::checks::{Context, Report};
use crate::facts::cue::Cues;
use crate::facts::interval::{Decimal, Interval};
use crate::facts::quantity::{Qualifier, Quantity, UnitKind};
use crate::facts::slip;
use crate::finding::Message;
use crate::relation::Verdict;

/// So many quantities before an amount of each the others stand, at most, and so many sentences.
const FARTHEST: usize = 16;
const SENTENCES_BACK: u32 = 2;
/// Characters of what is of each: 投诉挽损, 持有.
const LONGEST_NAME: usize = 8;
/// Units that count the same things.
const ALIKE: &[&[&str]] =
    &[&["人", "名", "位"], &["件", "起", "宗", "案"], &["户", "家"], &["所", "校"], &["个", "村", "班", "站"]];

/// Reports amounts of each that are not the quotient of the two numbers near, if one slip explains it.
pub fn check(cx: &Context, report: &mut Report) {
    if cx.facts.is_english {
        return;
    }
    for (index, each) in cx.facts.quantities.iter().enumerate() {
        if each.cues.has(Cues::EACH)
            && is_exact(each)
            && let Some(unit) = unit_of_each(head(cx, each))
            && let Some(told) = told(cx, index, unit)
        {
            told.tell(cx, report);
        }
    }
}

fn is_exact(amount: &Quantity) -> bool {
    matches!(amount.kind, UnitKind::Count | UnitKind::Measure) && amount.qualifier == Qualifier::Exact
}

/// 件 of 平均每件投诉挽损 and of 件均: of what each there is one amount.
fn unit_of_each(head: &str) -> Option<&str> {
    let (at, word) = head.char_indices().rev().find(|(_, c)| matches!(c, '每' | '均'))?;
    let (ahead, behind) = (head.get(..at)?, head.get(at + word.len_utf8()..)?);
    let unit = |words: &'_ str| words.char_indices().next_back().map(|(at, _)| at);
    // 年均, 平均: of each year, of something.
    let unit = match word {
        '每' => behind.get(..behind.chars().next()?.len_utf8())?,
        _ => ahead.get(unit(ahead)?..)?,
    };
    let is_short = behind.chars().count() <= LONGEST_NAME + 1;
    let is_change = behind.contains(['增', '减', '升', '降', '比', '较', '收', '超', '计', '达']);
    (is_short
        && !is_change
        && !matches!(unit, "年" | "月" | "天" | "日" | "平" | "周" | "季" | "千" | "万" | "百" | "股"))
    .then_some(unit)
}

/// True if a number with this unit counts what each is said of.
fn counts(cx: &Context, count: &Quantity, unit: &str) -> bool {
    let written = cx.view.slice(count.unit).trim();
    written == unit || ALIKE.iter().any(|alike| alike.contains(&unit) && alike.contains(&written))
}

/// The amount of all and their number that give the amount of each, or would but for one slip in it.
fn told<'a>(cx: &'a Context, index: usize, unit: &str) -> Option<Told<'a>> {
    let quantities = &cx.facts.quantities;
    let each = quantities.get(index)?;
    let near = quantities.get(index.saturating_sub(FARTHEST)..(index + 2).min(quantities.len()))?;
    let is_near = |other: &&Quantity| {
        is_exact(other)
            && other.span != each.span
            && cx.facts.sentence_of(other).0 + SENTENCES_BACK >= cx.facts.sentence_of(each).0
            && !cx.facts.is_opaque(other.span)
    };
    let amounts =
        || near.iter().rev().filter(is_near).filter(|all| all.has_unit_of(each, cx.view) && all.value() > each.value());
    let numbers =
        || near.iter().rev().filter(is_near).filter(|number| counts(cx, number, unit) && number.value().is_positive());
    let pairs = || {
        amounts()
            .flat_map(|all| numbers().map(move |number| (all, number)))
            .filter(|(all, number)| all.span != number.span)
    };
    let stated = each.interval(cx.facts.rounding)?;
    let quotient = |all: &Quantity, number: &Quantity| {
        let (all, number) = (all.interval(cx.facts.rounding)?, number.interval(cx.facts.rounding)?);
        Some(all.divided_by(&number))
    };
    let fitting = pairs().find(|(all, number)| quotient(all, number).is_some_and(|given| !given.is_disjoint(&stated)));
    let slips = slip::swaps_and_points(each.number.value);
    let explained = || pairs().find(|(all, number)| gives_one_of(cx, all, number, &slips));
    let (verdict, (all, number)) = match fitting {
        Some(pair) => (Verdict::Holds, pair),
        None => match explained() {
            Some(pair) => (Verdict::Contradicted, pair),
            None => (Verdict::NotChecked(Message::new("partial")), pairs().next()?),
        },
    };
    Some(Told {
        stated: ("each", each),
        others: [("all", all), ("number", number)],
        formula: "all / number = each",
        expected: quotient(all, number)?,
        verdict,
        is_turned: false,
        is_sure: false,
    })
}

/// True if two numbers as shown give one of several.
fn gives_one_of(cx: &Context, all: &Quantity, number: &Quantity, meant: &[Decimal]) -> bool {
    let exact = Interval::point(all.value()).divided_by(&Interval::point(number.value()));
    meant.iter().any(|meant| !exact.is_disjoint(&cx.facts.rounding.interval(*meant)))
}
