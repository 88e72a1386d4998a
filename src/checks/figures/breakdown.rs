//! figures/breakdown: amounts that each stand with their share of one whole, 男209万人，占51%；女202万人，占49%. Takes the
//! quantities, groups amounts and shares that follow each other, and looks for the one that does not fit where all others do.

use crate::checks::figures::parts_sum;
use crate::checks::{Context, Report};
use crate::facts::interval::{Decimal, Interval};
use crate::facts::lexicon::change::is_of_level;
use crate::facts::lexicon::is_mark_or_digit;
use crate::facts::quantity::{Qualifier, Quantity, UnitKind};
use crate::facts::slip;
use crate::finding::Message;
use crate::rules::amount::Form;

/// Reports the amount or the share of a breakdown that cannot be right, if the others are.
pub fn check(cx: &Context, report: &mut Report) {
    let mut group: Group = Group::default();
    let quantities = &cx.facts.quantities;
    let mut index = 0;
    while let Some(quantity) = quantities.get(index) {
        if quantity.kind != UnitKind::Percent {
            index += 1;
            continue;
        }
        if let Some(zipped) = parted_by_respectively(cx, index) {
            judge(cx, report, &group);
            group = Group::default();
            index += zipped.pairs.len();
            judge(cx, report, &zipped);
            continue;
        }
        if let Some(pair) = pair(cx, index) {
            if !goes_on(cx, &group, &pair) {
                judge(cx, report, &group);
                group = Group { whole: pair.whole, ..Group::default() };
            }
            group.pairs.push(pair);
        }
        index += 1;
    }
    judge(cx, report, &group);
}

/// An amount with its share.
struct Pair<'a> {
    part: &'a Quantity,
    share: &'a Quantity,
    /// Index of the share among the quantities.
    index: usize,
    /// What the share is of, in the words of the text; empty if it does not say.
    whole: &'a str,
}

/// Amounts with their shares of one whole.
#[derive(Default)]
struct Group<'a> {
    pairs: Vec<Pair<'a>>,
    whole: &'a str,
}

/// So many pairs belong together at most.
const MOST_PAIRS: usize = 24;
/// Characters between one pair and the next, or between an amount and its share.
const LONGEST_HEAD: usize = 20;
const LONGEST_TAIL: usize = 6;
/// So many pairs are shown with a finding.
const MOST_RELATED: usize = 8;
/// The whole is looked for among so many amounts before the first part.
const FARTHEST_WHOLE: usize = 6;

pub(super) fn gap<'a>(cx: &'a Context, from: &Quantity, to: &Quantity) -> Option<&'a str> {
    cx.view.text().get(from.span.end as usize..to.span.start as usize)
}

pub(super) fn is_amount(quantity: &Quantity) -> bool {
    matches!(quantity.kind, UnitKind::Count | UnitKind::Measure) && quantity.qualifier == Qualifier::Exact
}

/// 公开招标6720万元，占82.7%: the share `index` and the amount right before it, a growth rate between them left aside.
fn pair<'a>(cx: &'a Context, index: usize) -> Option<Pair<'a>> {
    let quantities = &cx.facts.quantities;
    let share = quantities.get(index).filter(|share| share.qualifier == Qualifier::Exact)?;
    let mut before = index.checked_sub(1)?;
    let gap = gap(cx, quantities.get(before)?, share)?;
    if quantities.get(before)?.kind == UnitKind::Percent {
        let level = before.checked_sub(1)?;
        let rate = self::gap(cx, quantities.get(level)?, quantities.get(before)?)?;
        if rate.chars().count() > LONGEST_HEAD || !rate.contains(['增', '降', '升']) || rate.contains('占') {
            return None;
        }
        before = level;
    }
    let part = quantities.get(before).filter(|part| is_amount(part))?;
    let is_in_parentheses = matches!(gap.trim(), "（" | "(")
        && cx.view.text().get(share.span.end as usize..)?.trim_start().starts_with(['）', ')']);
    let (tail, whole) = if is_in_parentheses {
        ("", "")
    } else {
        // 得11937票，得票率38.17%
        gap.split_once('占').or_else(|| Some((gap.strip_suffix("得票率")?, "")))?
    };
    let tail = without_degree(tail);
    let is_plain = tail.chars().count() <= LONGEST_TAIL && !tail.contains(is_mark_or_digit);
    let is_named = whole.chars().count() <= LONGEST_HEAD && !whole.contains(is_mark_or_digit);
    // 其中 opens another breakdown; 增加3万人 is no part.
    let head = head(cx, part);
    let is_part = !head.contains("其中") && is_of_level(head) && !is_within_another(cx, part);
    (is_plain && is_named && is_part).then(|| Pair { part, share, index, whole: named(whole) })
}

/// 12亿元，仅占, 12亿元，占: what stands between an amount and the 占 of its share, without marks and words that say how much it is.
pub(super) fn without_degree(tail: &str) -> &str {
    const DEGREES: &[&str] = &["仅", "只", "约", "就", "已", "则", "也", "更", "便"];
    let mut tail = tail.trim_end();
    while let Some(rest) = DEGREES.iter().find_map(|word| tail.strip_suffix(word)) {
        tail = rest;
    }
    tail.trim_end_matches(['，', ',', '、', '（', '(', ' ', '\n', '\r']).trim_start()
}

/// ，其中65岁及以上人口为64312人: an age is in the name of a part of the part before.
fn is_within_another(cx: &Context, part: &Quantity) -> bool {
    let before = cx.view.text().get(..part.span.start as usize).unwrap_or("");
    let near = before.floor_char_boundary(before.len().saturating_sub(4 * LONGEST_HEAD));
    let is_mark = |c: char| is_mark_or_digit(c) && !c.is_ascii_digit();
    before[near..].rsplit(is_mark).next().is_some_and(|clause| clause.contains("其中"))
}

/// The words before an amount, from the last mark.
pub(super) fn head<'a>(cx: &'a Context, part: &Quantity) -> &'a str {
    let before = cx.view.text().get(..part.span.start as usize).unwrap_or("");
    let near = before.floor_char_boundary(before.len().saturating_sub(4 * LONGEST_HEAD));
    before[near..].rsplit(is_mark_or_digit).next().unwrap_or("")
}

/// 出口总额 of 占出口总额的比重为: what the whole is called; nothing for 占比, 占总数的.
pub(super) fn named(words: &str) -> &str {
    const AROUND: &[&str] = &["为", "达到", "达", "到", "了", "约", "比重", "比例", "比", "的"];
    const ANY: &[&str] = &["总数", "总量", "总额", "总体", "全部", "总人口", "总投资", "总面积", "总"];
    let mut words = words.trim();
    while let Some(rest) = AROUND.iter().find_map(|word| words.strip_suffix(word)) {
        words = rest.trim_end();
    }
    if ANY.contains(&words) { "" } else { words }
}

/// True if the pair follows the last one of the group and is a share of the same whole.
fn goes_on(cx: &Context, group: &Group, pair: &Pair) -> bool {
    let Some(last) = group.pairs.last().filter(|_| group.pairs.len() < MOST_PAIRS) else { return false };
    // ；15—59岁人口为226975人，占58.74%: ages in the name of the part.
    let from = last.index + 1;
    let behind = cx.facts.quantities.iter().skip(from).take(MOST_IN_A_NAME + 1);
    let next = behind.into_iter().position(|next| next.span == pair.part.span);
    let between = next.and_then(|next| cx.facts.quantities.get(from..from + next));
    let is_next = between.is_some_and(|between| between.iter().all(|other| is_in_a_name(cx, other, pair.part)));
    let is_near = gap(cx, last.share, pair.part)
        .is_some_and(|gap| gap.chars().count() <= LONGEST_HEAD && !gap.contains(['。', '\n', '\r']));
    is_next
        && is_near
        && last.part.has_unit_of(pair.part, cx.view)
        && (pair.whole.is_empty() || pair.whole == group.whole)
}

/// A name of a part holds so many numbers at most: 15—59岁.
const MOST_IN_A_NAME: usize = 2;

/// 15—59岁人口: a number in the name of what is counted, in another unit.
fn is_in_a_name(cx: &Context, number: &Quantity, part: &Quantity) -> bool {
    let gap = gap(cx, number, part).unwrap_or("，");
    !number.has_unit_of(part, cx.view)
        && number.kind != UnitKind::Percent
        && !gap.contains(['，', ',', '、', '。', '；', ';', '：', ':', '\n'])
}

/// 货物2486万元、工程4312万元，分别占36.6%、63.4%: the shares from `index` on, and as many amounts before them.
fn parted_by_respectively<'a>(cx: &'a Context, index: usize) -> Option<Group<'a>> {
    let quantities = &cx.facts.quantities;
    let last = quantities.get(index.checked_sub(1)?).filter(|last| is_amount(last))?;
    let words = gap(cx, last, quantities.get(index)?)?;
    let says = |word: &str| words.contains(word);
    let is_of_each = ["分别", "依次"].iter().any(|word| says(word)) || words.trim_end().ends_with(['比', '为']);
    if !is_of_each || !(says("占") || says("比重") || says("比例")) || words.contains(['。', '\n', '\r']) {
        return None;
    }
    let joined = |pair: &[Quantity]| {
        pair[1].kind == UnitKind::Percent
            && gap(cx, &pair[0], &pair[1]).is_some_and(|gap| matches!(gap.trim(), "、" | "和" | "与" | "及" | "以及"))
    };
    let count = 1 + quantities.get(index..)?.windows(2).take(MOST_PAIRS).take_while(|pair| joined(pair)).count();
    let parts = quantities.get(index.checked_sub(count)?..index)?;
    let is_listed = |pair: &[Quantity]| {
        pair[0].has_unit_of(&pair[1], cx.view)
            && gap(cx, &pair[0], &pair[1]).is_some_and(|gap| {
                gap.trim_start().starts_with(['、', '，', ',', '；', '和', '与'])
                    && gap.chars().count() <= LONGEST_HEAD
                    && !gap.contains(['。', '\n', '\r'])
            })
    };
    let is_whole = count > 1 && parts.iter().all(is_amount) && parts.windows(2).all(is_listed);
    let shares = quantities.get(index..index + count)?;
    let pairs = parts.iter().zip(shares).enumerate();
    let pairs = pairs.map(|(at, (part, share))| Pair { part, share, index: index + at, whole: "" }).collect();
    is_whole.then_some(Group { pairs, whole: "" })
}

/// What the members of a group come to.
struct Values {
    /// Each amount and its share.
    pairs: Vec<(Interval, Interval)>,
    /// All amounts together.
    sum: Interval,
    /// True if the shares give 100 %: nothing is left out.
    gives_all: bool,
}

impl Values {
    fn of(cx: &Context, group: &Group) -> Option<Self> {
        let interval = |quantity: &Quantity| quantity.interval(cx.facts.rounding);
        let value = |pair: &Pair| Some((interval(pair.part)?, interval(pair.share)?));
        let pairs = group.pairs.iter().map(value).collect::<Option<Vec<_>>>()?;
        let both = |(parts, shares): (Interval, Interval), (part, share): (Interval, Interval)| {
            (parts.plus(&part), shares.plus(&share))
        };
        let (sum, shares) = pairs.iter().cloned().reduce(both)?;
        Some(Self { pairs, sum, gives_all: shares.contains(&Decimal::integer(100).to_rational()) })
    }

    /// True if one amount or share can be wrong and the others are of one whole. Not 0—4岁组占18.3%，5—14岁组占44.7%，…, where no
    /// amount has its share; of two with their shares neither says so, but 3人户占30%，4人户占70% are no amounts.
    fn are_of_one_whole(&self, group: &Group) -> bool {
        const LEAST_OF_TWO: i64 = 10;
        if let [one, other] = &group.pairs[..] {
            let least = Decimal::integer(LEAST_OF_TWO).to_rational();
            return [one, other].iter().any(|pair| pair.part.value() >= least);
        }
        let wholes: Vec<Interval> = self.pairs.iter().map(|(part, share)| part.divided_by(share)).collect();
        let agree_but_for = |odd: usize| {
            let mut others = wholes.iter().enumerate().filter(|(index, _)| *index != odd).map(|(_, whole)| whole);
            let pairs = std::iter::from_fn(|| Some((others.next()?, others.clone())));
            pairs.into_iter().all(|(one, mut rest)| rest.all(|other| !one.is_disjoint(other)))
        };
        (0..wholes.len()).any(agree_but_for)
    }

    /// The members that cannot be right if this is the whole.
    fn misfits(&self, whole: &Interval) -> Vec<usize> {
        let fits = |(part, share): &(Interval, Interval)| !share_of(part, whole).is_disjoint(share);
        self.pairs.iter().enumerate().filter(|(_, pair)| !fits(pair)).map(|(index, _)| index).collect()
    }
}

fn share_of(part: &Interval, whole: &Interval) -> Interval {
    part.divided_by(whole).scaled(&Decimal::integer(100).to_rational())
}

/// What the shares may be of: an amount of the text, or the parts together; and the members that do not fit it.
struct Whole<'a> {
    written: Option<&'a Quantity>,
    value: Interval,
    misfits: Vec<usize>,
}

/// Says which member does not fit where all others do.
fn judge(cx: &Context, report: &mut Report, group: &Group) {
    let opaque = |pair: &Pair| cx.facts.is_opaque(pair.part.span) || cx.facts.is_opaque(pair.share.span);
    let [_, _, ..] = &group.pairs[..] else { return };
    let Some(values) = Values::of(cx, group).filter(|_| !group.pairs.iter().any(opaque)) else { return };
    match odd_one(cx, group, &values) {
        Some(Misfit::Member(whole, odd)) => judge_odd(cx, report, group, &values, &whole, odd),
        Some(Misfit::Ratio) => {
            if let Some(last) = group.pairs.last().filter(|last| !parts_sum::has_reported(cx, last.part)) {
                report.at(cx.source(last.part.span)).text("ratio").arg("stated", cx.written(last.part.span));
                relate(cx, report, group, last.part);
            }
        }
        None => {}
    }
}

/// What is wrong with a group.
enum Misfit<'a> {
    /// One member does not fit this whole, and the others do.
    Member(Whole<'a>, usize),
    /// The shares leave nothing out, and they are not those of the amounts.
    Ratio,
}

fn odd_one<'a>(cx: &'a Context, group: &Group<'a>, values: &Values) -> Option<Misfit<'a>> {
    let first = group.pairs.first()?;
    let mut wholes: Vec<Whole> = wholes(cx, first.part)
        .filter_map(|whole| Some((Some(whole), whole.interval(cx.facts.rounding)?)))
        .chain([(None, values.sum.clone())])
        .filter(|(_, value)| value.low.value().is_some_and(|low| low.is_positive()))
        .map(|(written, value)| Whole { written, misfits: values.misfits(&value), value })
        .collect();
    if wholes.iter().any(|whole| whole.misfits.is_empty()) {
        return None;
    }
    let found = wholes.iter().enumerate().find_map(|(at, whole)| Some((at, the_odd_one(cx, group, values, whole)?)));
    match found {
        Some((at, odd)) => Some(Misfit::Member(wholes.swap_remove(at), odd)),
        None => (values.gives_all && values.are_of_one_whole(group)).then_some(Misfit::Ratio),
    }
}

/// The one member that does not fit, if this is the whole: two of three shares fit it, or one of two and the others leave
/// nothing out, or one of two and a slip of the pen explains the other.
fn the_odd_one(cx: &Context, group: &Group, values: &Values, whole: &Whole) -> Option<usize> {
    let [odd] = whole.misfits[..] else { return None };
    let is_sum = !values.sum.is_disjoint(&whole.value);
    let is_whole = values.pairs.len() > 2
        || whole.written.is_some() && (values.gives_all || is_sum)
        || is_sum && is_explained(cx, group, whole, odd);
    (is_whole && !(values.gives_all && is_sum)).then_some(odd)
}

/// 37.1万人，占96.31%；1.49万人，占3.87%: the share of the other is precise, and that of this one has two digits in each other's place or
/// one that is wrong.
fn is_explained(cx: &Context, group: &Group, whole: &Whole, odd: usize) -> bool {
    let Some(pair) = group.pairs.get(odd) else { return false };
    let are_precise = group.pairs.iter().all(|pair| !slip::digits(pair.share.number.value).is_empty());
    let share = pair.part.interval(cx.facts.rounding).map(|part| share_of(&part, &whole.value));
    let written = pair.share.number.value;
    let mut meant = slip::swaps(written).into_iter().chain(slip::digits(written));
    let is_meant = |share: &Interval| meant.any(|meant| !share.is_disjoint(&cx.facts.rounding.interval(meant)));
    are_precise && share.as_ref().is_some_and(is_meant)
}

/// Says what the member `odd` should be, unless another rule does. Where the shares give 100 %, its amount is wrong.
fn judge_odd(cx: &Context, report: &mut Report, group: &Group, values: &Values, whole: &Whole, odd: usize) {
    let Some(((part, share), pair)) = values.pairs.get(odd).zip(group.pairs.get(odd)) else { return };
    let is_for_another = odd == 0 && is_first_behind_of_which(cx, pair.part);
    if is_for_another || values.gives_all && parts_sum::has_reported(cx, pair.part) {
        return;
    }
    let (place, expected) = if values.gives_all {
        (pair.part, share.times(&whole.value).scaled(&Decimal::integer(100).to_rational().recip()))
    } else {
        (pair.share, share_of(part, &whole.value))
    };
    say(cx, report, group, whole.written, place, &expected);
}

/// 64公顷，其中：耕地31公顷，占48%: that share is for figures/share-arithmetic.
fn is_first_behind_of_which(cx: &Context, part: &Quantity) -> bool {
    let end = (part.span.start as usize).saturating_sub(head(cx, part).len());
    cx.view.text().get(..end).is_some_and(|before| before.ends_with("其中：") || before.ends_with("其中:"))
}

/// Amounts before the first part that may be the whole, nearest first.
fn wholes<'a>(cx: &'a Context, first: &'a Quantity) -> impl Iterator<Item = &'a Quantity> {
    let quantities = &cx.facts.quantities;
    let end = quantities.partition_point(|quantity| quantity.span.start < first.span.start);
    let near = quantities.get(..end).unwrap_or_default().iter().rev().take(2 * FARTHEST_WHOLE);
    near.filter(move |whole| is_amount(whole) && whole.has_unit_of(first, cx.view)).take(FARTHEST_WHOLE)
}

fn say(
    cx: &Context,
    report: &mut Report,
    group: &Group,
    whole: Option<&Quantity>,
    place: &Quantity,
    expected: &Interval,
) {
    let form = Form::as_written(cx.view, place);
    let finding = report.at(cx.source(place.span));
    finding
        .arg("expected", form.interval(expected))
        .arg("stated", cx.written(place.span))
        .evidence("stated", cx.written(place.span));
    if let Some(whole) = whole {
        finding.text("of").arg("whole", cx.written(whole.span));
        finding.related(cx.source(whole.span), Message::new("whole").arg("written", cx.written(whole.span)));
    }
    relate(cx, report, group, place);
}

/// Shows the other pairs with the finding at `place`.
fn relate(cx: &Context, report: &mut Report, group: &Group, place: &Quantity) {
    let Some(finding) = report.last() else { return };
    for pair in group.pairs.iter().take(MOST_RELATED).filter(|pair| pair.part.span != place.span) {
        let (part, share) = (cx.written(pair.part.span), cx.written(pair.share.span));
        let words = Message::new("pair").arg("part", part).arg("share", share);
        finding.related(cx.source(pair.part.span), words);
    }
}
