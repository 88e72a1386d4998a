//! Sums of votes: who is for it, who is against it and who abstains are together those who voted, and valid and void ballots are
//! all that were cast, whatever each is counted in (实到21人，同意19票，反对1票，弃权1票). Takes the word for those against, gives the sum.

use crate::checks::Context;
use crate::checks::figures::breakdown;
use crate::facts::quantity::{Qualifier, Quantity, UnitKind};

use super::head::is_semicolon;
use super::kind::explained;
use super::{Sum, SumKind, fits};

pub const AGAINST: &str = "反对";
pub const VOID: &str = "无效";
pub const DISSATISFIED: &str = "不满意";

/// What people and their ballots are counted in.
const UNITS: &[&str] = &["人", "名", "位", "户", "票", "张", "份", "个", ""];
/// The total stands at most so many amounts and bytes before the first of the votes.
const MOST_BEFORE: usize = 8;
const REACH: u32 = 400;

/// The votes around 反对 or the ballots around 无效, which stands from byte `site` to `end`, and how many voted.
pub fn votes<'a>(cx: &'a Context, site: usize, end: usize) -> Option<Sum<'a>> {
    const VOTERS: &[&str] = &["实到", "到会", "与会", "出席", "参会", "参加", "表决", "有效", "收回", "投票"];
    const BALLOTS: &[&str] = &["收回", "投票"];
    let (quantities, text) = (&cx.facts.quantities, cx.view.text());
    if text.get(site..end)? == DISSATISFIED {
        return marks_of_satisfaction(cx, end);
    }
    let is_void = text.get(site..end)? == VOID;
    let (others, totals) = if is_void { (&["有效"][..], BALLOTS) } else { (&["同意", "赞成"][..], VOTERS) };
    let at = quantities.partition_point(|quantity| (quantity.number.span.start as usize) < end);
    let against = quantities.get(at).filter(|against| is_of_votes(cx, against))?;
    let favour = quantities.get(at.checked_sub(1)?).filter(|favour| is_of_votes(cx, favour))?;
    let says = matches!(text.get(end..against.span.start as usize)?, "" | "票" | "票数" | "票为" | "的" | "的有");
    let joined = text.get(favour.span.end as usize..site)?.trim_start_matches('票').trim();
    let head = breakdown::head(cx, favour);
    let is_pair =
        matches!(joined, "" | "，" | "," | "、" | "；" | ";") && others.iter().any(|word| head.contains(word));
    if !says || !is_pair {
        return None;
    }
    let mut parts = vec![favour, against];
    let (abstaining, mut is_all) = abstaining(cx, at + 1, against);
    parts.extend(abstaining);
    is_all |= is_void;
    let before = quantities.get(..at - 1)?.iter().rev().take(MOST_BEFORE);
    let mut near = before.take_while(|total| favour.span.start - total.span.end <= REACH);
    let total = near.find(|total| {
        let head = breakdown::head(cx, total);
        // 第一轮有效票96张，无效票2张；第二轮有效票97张
        let is_part = ["无效", "同意", "赞成", "反对", "弃权"].iter().any(|word| head.contains(word));
        let is_other = is_part || is_void && head.contains("有效");
        is_of_votes(cx, total) && !is_other && totals.iter().any(|word| head.contains(word))
    })?;
    let sum = || parts.iter().map(|part| part.value()).reduce(|one, other| one + other);
    let is_above = || sum().is_some_and(|sum| sum > total.value());
    let is_sum =
        fits(cx, total, parts.iter().copied()) || explained(cx, total, &parts).is_some() && (is_all || is_above());
    is_sum.then_some(Sum { total, change: None, parts, kind: SumKind::Whole })
}

/// 实到38人，满意33票、基本满意4票、不满意1票: the marks up to 不满意, which ends at byte `end`, of those who were there.
fn marks_of_satisfaction<'a>(cx: &'a Context, end: usize) -> Option<Sum<'a>> {
    const VOTERS: &[&str] = &["实到", "到会", "出席", "参加", "参会", "收回", "有效"];
    const MOST_MARKS: usize = 4;
    let quantities = &cx.facts.quantities;
    let at = quantities.partition_point(|quantity| (quantity.number.span.start as usize) < end);
    let last =
        quantities.get(at).filter(|last| is_of_votes(cx, last) && last.span.start as usize - end <= LONGEST_HEAD)?;
    let is_mark = |mark: &&Quantity| {
        let head = breakdown::head(cx, mark);
        is_of_votes(cx, mark) && ["满意", "一般"].iter().any(|word| head.trim_end_matches(['的', '票']).ends_with(word))
    };
    let before = quantities.get(..at)?.iter().rev();
    let mut parts: Vec<&Quantity> = before.clone().take(MOST_MARKS).take_while(is_mark).collect();
    parts.reverse();
    parts.push(last);
    // 不满意3人、不了解4人
    let next = quantities
        .get(at + 1)
        .filter(|next| cx.facts.sentence_of(next) == cx.facts.sentence_of(last) && is_of_votes(cx, next));
    if let Some(next) = next {
        let is_mark =
            ["不了解", "不清楚", "弃权", "未表态", "无效"].iter().any(|word| breakdown::head(cx, next).contains(word));
        parts.extend(is_mark.then_some(next));
    }
    let first = parts.first().filter(|_| parts.len() > 2)?;
    let near = before.skip_while(|mark| mark.span.start >= first.span.start).take(MOST_BEFORE);
    let mut near = near.take_while(|total| first.span.start - total.span.end <= REACH);
    let total = near
        .find(|total| is_of_votes(cx, total) && VOTERS.iter().any(|word| breakdown::head(cx, total).contains(word)))?;
    let is_sum = fits(cx, total, parts.iter().copied()) || explained(cx, total, &parts).is_some();
    is_sum.then_some(Sum { total, change: None, parts, kind: SumKind::Whole })
}

fn is_of_votes(cx: &Context, quantity: &Quantity) -> bool {
    matches!(quantity.kind, UnitKind::Count | UnitKind::None)
        && quantity.qualifier == Qualifier::Exact
        && UNITS.contains(&cx.view.slice(quantity.unit))
}

/// Who did neither, from the quantity `index` on, behind those against; and whether the text says that these are all.
fn abstaining<'a>(cx: &'a Context, index: usize, against: &Quantity) -> (Vec<&'a Quantity>, bool) {
    const NEITHER: &[&str] = &["弃权", "未投", "未表决", "另选", "空白"];
    const MOST: usize = 2;
    let text = cx.view.text();
    let (mut end, mut parts) = (against.span.end as usize, Vec::new());
    let mut is_all = false;
    for part in cx.facts.quantities.iter().skip(index).take(MOST).filter(|part| is_of_votes(cx, part)) {
        let gap = text.get(end..part.span.start as usize).unwrap_or("。");
        let head = gap
            .trim_start_matches('票')
            .trim_start_matches(|c| matches!(c, '，' | ',' | '、' | ' ') || is_semicolon(c));
        if !NEITHER.iter().any(|word| head.starts_with(word)) || head.chars().count() > LONGEST_HEAD {
            break;
        }
        is_all |= head.starts_with("弃权");
        parts.push(part);
        end = part.span.end as usize;
    }
    let behind = text.get(end..).unwrap_or("").trim_start_matches(['票', '，', ',', '、']);
    (parts, is_all || ["无弃权", "没有弃权", "无人弃权"].iter().any(|word| behind.starts_with(word)))
}

/// 弃权票: at most so many characters.
const LONGEST_HEAD: usize = 6;
