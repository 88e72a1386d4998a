//! figures/named-whole: a share whose whole stands elsewhere under its name (总投资680亿元 … 累计完成346.8亿元，占总投资的51%), right
//! before the share (为年初预算18亿元的90%) or behind it; and a rate of change whose total does. Takes the percentages, looks back for
//! the part and the whole, and divides.

mod cell;
mod change;
mod english;
mod judgement;
mod mending;
mod rate;
mod respective;
mod row;

use crate::checks::figures::breakdown::{self, gap, is_amount};
use crate::checks::figures::parts_sum;
use crate::checks::{Context, Report};
use crate::facts::lexicon::change::is_of_level;
use crate::facts::lexicon::is_mark_or_digit;
use crate::facts::quantity::{Qualifier, Quantity, UnitKind};
use crate::facts::slip;

use judgement::{Certainty, Claim, Measure};
use mending::Likely;

/// Reports shares and rates of change that are not those of the whole that the text gives.
pub fn check(cx: &Context, report: &mut Report) {
    let tables = cell::Tables::new(cx);
    for (index, share) in cx.facts.quantities.iter().enumerate() {
        if share.kind != UnitKind::Percent || share.qualifier != Qualifier::Exact {
            continue;
        }
        if cx.facts.is_english {
            english::claim(cx, index).into_iter().for_each(|claim| judgement::judge(cx, report, &claim));
            continue;
        }
        let claim = of_amount_before(cx, index)
            .or_else(|| of_amount_behind(cx, index))
            .or_else(|| of_pair_behind(cx, index))
            .or_else(|| of_part_before(cx, index))
            .or_else(|| respective::of_several(cx, index))
            .or_else(|| rate::of_amounts_near(cx, index))
            .or_else(|| change::of_amount_near(cx, index))
            .or_else(|| tables.claim(index));
        if let Some(claim) = claim {
            judgement::judge(cx, report, &claim);
        }
    }
}

/// The claim of a share behind 占, whatever stands before it.
fn of_part_before<'a>(cx: &'a Context, index: usize) -> Option<Claim<'a>> {
    cx.facts.quantities.get(index).filter(|share| has_part_of_before(cx, share))?;
    of_name(cx, index).or_else(|| of_sentence_before(cx, index)).or_else(|| of_subject(cx, index))
}

/// Characters between a part and its whole, or a whole and its share.
const LONGEST_GAP: usize = 24;
/// A name of fewer characters is found too easily; of fewer than these two, it is asked for in one sentence only.
const SHORTEST_NAME: usize = 3;
const SHORTEST_FAR_NAME: usize = 4;
/// Characters of a name that is noted behind a share.
const SHORTEST_NOTED: usize = 2;
/// Characters of the noun between a whole and the share of it.
const LONGEST_NOUN: usize = 4;
/// So many quantities back a name is looked for.
const MOST_DISTANT: usize = 24;
/// Bytes before an amount in which its name is looked for.
const LONGEST_HEAD: usize = 96;
/// Verbs that say what part of a whole an amount is.
const IS_PART: &[&str] = &["为", "占", "是", "完成", "达到", "达", "相当于", "恢复至", "恢复到", "实现"];
/// Wholes that figures/share-arithmetic leaves alone.
const PLANS: &[&str] = &["计划", "任务", "目标", "预算", "同期", "指标", "上年", "去年", "核定", "限额"];

/// 收入16.2亿元，为年初预算18亿元的90%; 净增18.7亿元，增幅9.6%，完成全年任务20亿元的93.6%
fn of_amount_before<'a>(cx: &'a Context, index: usize) -> Option<Claim<'a>> {
    let quantities = &cx.facts.quantities;
    let share = quantities.get(index)?;
    let at = index.checked_sub(1)?;
    let whole = quantities.get(at).filter(|whole| is_amount(whole))?;
    // 占全部210个村的80%: the noun that is counted.
    let noun = gap(cx, whole, share)?.trim().trim_start_matches(['）', ')']).strip_suffix(['的', '之'])?;
    if noun.chars().count() > LONGEST_NOUN || noun.contains(is_mark_or_digit) {
        return None;
    }
    let mut is_of_a_plan = true;
    let mut is_of_all = false;
    let part = part_before(cx, at, whole, |words| {
        let verb = IS_PART.iter().find(|verb| words.starts_with(**verb))?;
        is_of_a_plan = *verb != "占" || PLANS.iter().any(|plan| words.contains(plan));
        is_of_all = words.starts_with("占全部");
        Some(())
    })?;
    let certainty = match (is_of_a_plan || is_of_all) && !follows_another(cx, part) {
        true => Certainty::Said,
        // 共计派发7680万元，占: what the sentence comes to.
        false if is_of_no_amount(cx, index, whole) => match breakdown::head(cx, part).contains(['共', '计']) {
            true => Certainty::Mended,
            false => Certainty::Named,
        },
        false => Certainty::Open,
    };
    let is_part = is_of_a_plan || is_level(cx, part);
    let part = if certainty == Certainty::Said { part } else { part_of_sentence(cx, part, whole, share) };
    // 就业5.2万人，困难人员0.4万人，占目标6万人的86.7%: of the first.
    let is_of_another = certainty == Certainty::Open && !Measure::Share.fits(cx, part, whole, share);
    (is_part && !is_of_another).then(|| Claim { part, wholes: vec![whole], share, measure: Measure::Share, certainty })
}

/// 装机216万千瓦，其中风电68万千瓦、光伏55万千瓦，占全网583万千瓦的37%: the last amount of the sentence, or an earlier one that fits or would but
/// for a slip.
fn part_of_sentence<'a>(cx: &'a Context, last: &'a Quantity, whole: &Quantity, share: &Quantity) -> &'a Quantity {
    let quantities = &cx.facts.quantities;
    let at = quantities.partition_point(|quantity| quantity.span.start <= last.span.start);
    let near = quantities.get(at.saturating_sub(MOST_DISTANT)..at).unwrap_or_default().iter().rev();
    let parts: Vec<&Quantity> = near
        .take_while(|part| is_in_one_sentence(cx, part, last))
        .filter(|part| is_amount(part) && part.has_unit_of(whole, cx.view) && is_level(cx, part))
        .collect();
    let fits = |part: &&&Quantity| Measure::Share.fits(cx, part, whole, share);
    let meant = slip::swaps_and_points(share.number.value);
    let would = |part: &&&Quantity| meant.iter().any(|meant| Measure::Share.gives(cx, part, whole, *meant));
    parts.iter().find(fits).or_else(|| parts.iter().find(would)).copied().unwrap_or(last)
}

/// True if no amount of the sentence of a share or of the one before, and no row of them that ends right before it, is that share of the whole
/// that stands in it, nor what is left of it.
fn is_of_no_amount(cx: &Context, index: usize, whole: &Quantity) -> bool {
    let quantities = &cx.facts.quantities;
    let Some(share) = quantities.get(index) else { return false };
    let near = quantities.get(index.saturating_sub(MOST_DISTANT)..index).unwrap_or_default().iter().rev();
    let parts = near.filter(|part| {
        part.span != whole.span
            && cx.facts.sentence_of(part).0 + 1 >= cx.facts.sentence_of(share).0
            && part.has_unit_of(whole, cx.view)
    });
    let parts: Vec<&Quantity> = parts.collect();
    let fits =
        |part: &&Quantity| Measure::Share.fits(cx, part, whole, share) || Measure::Rest.fits(cx, part, whole, share);
    !parts.iter().any(fits) && !row::is_of_several(cx, &parts, whole, share)
}

/// True if the words before an amount do not say that it is a change, a mean or the like.
fn is_level(cx: &Context, amount: &Quantity) -> bool {
    is_of_level(breakdown::head(cx, amount))
}

/// The part before the quantity `at`, rates of change between them left aside; what follows it must be `words` that fit.
fn part_before<'a>(
    cx: &'a Context,
    at: usize,
    whole: &Quantity,
    fits: impl FnOnce(&str) -> Option<()>,
) -> Option<&'a Quantity> {
    let quantities = &cx.facts.quantities;
    let mut before = at.checked_sub(1)?;
    let words = gap(cx, quantities.get(before)?, quantities.get(at)?)?;
    let words = words.trim().trim_start_matches(['，', ',', '、', '（', '(', ')', '）']).trim_start();
    let words = words.trim_end_matches(['（', '(']);
    if words.chars().count() > LONGEST_GAP || words.contains(ends_clause) {
        return None;
    }
    fits(words)?;
    if quantities.get(before)?.kind == UnitKind::Percent {
        let level = before.checked_sub(1)?;
        let rate = gap(cx, quantities.get(level)?, quantities.get(before)?)?;
        if rate.chars().count() > LONGEST_GAP || !rate.contains(['增', '降', '升']) || rate.contains(['。', '；', '\n'])
        {
            return None;
        }
        before = level;
    }
    quantities.get(before).filter(|part| is_amount(part) && part.has_unit_of(whole, cx.view))
}

/// 销售收入12亿元，其中出口3亿元，完成年度目标15亿元的80%: the share may be that of an amount before the part.
fn follows_another(cx: &Context, part: &Quantity) -> bool {
    let quantities = &cx.facts.quantities;
    let at = quantities.partition_point(|quantity| quantity.span.start < part.span.start);
    let mut before = quantities.get(at.saturating_sub(MOST_DISTANT)..at).unwrap_or_default().iter().rev();
    before.any(|other| other.has_unit_of(part, cx.view) && is_in_one_sentence(cx, other, part))
}

fn is_in_one_sentence(cx: &Context, one: &Quantity, other: &Quantity) -> bool {
    cx.facts.sentence_of(one) == cx.facts.sentence_of(other)
}

fn ends_clause(c: char) -> bool {
    matches!(c, '，' | ',' | '、' | '。' | '；' | ';' | '：' | '（' | '）' | '(' | ')' | '\n' | '\r')
}

/// 接待2486万人次，恢复至2019年同期的91.7%（2019年同期为2712万人次）
fn of_amount_behind<'a>(cx: &'a Context, index: usize) -> Option<Claim<'a>> {
    let quantities = &cx.facts.quantities;
    let share = quantities.get(index)?;
    let whole = quantities.get(index + 1).filter(|whole| is_amount(whole))?;
    let words = gap(cx, share, whole)?.trim().strip_prefix(['（', '('])?;
    let behind = cx.view.text().get(whole.span.end as usize..)?;
    let is_noted = words.chars().count() <= LONGEST_GAP
        && !words.contains(ends_clause)
        && !words.contains(['增', '减', '降', '比', '较'])
        && behind.trim_start().starts_with(['）', ')']);
    if !is_noted {
        return None;
    }
    let name = without_around(words.trim_end_matches(['为', '是']));
    let is_of_a_plan = PLANS.iter().any(|plan| words.contains(plan));
    let is_bare = ["", "共", "总数", "全部", "共有", "合计"].contains(&words);
    let (mut is_said, mut is_named) = (true, false);
    let part = part_before(cx, index, whole, |words| {
        // 有研发活动的1736家，占61.3%（2834家）
        if is_bare && words.strip_prefix('占').is_some_and(|name| breakdown::named(name).is_empty()) {
            is_said = false;
            return Some(());
        }
        let words = words.strip_suffix('的').filter(|words| IS_PART.iter().any(|verb| words.starts_with(verb)))?;
        // 占出区货物总票数的65.0%（4.37万票）
        if is_bare && words.starts_with('占') && words.contains('总') {
            is_named = true;
            return Some(());
        }
        // 占一般公共预算支出的3.0%（全年支出28.8亿元）
        (is_of_a_plan || name.chars().count() >= SHORTEST_NOTED && words.ends_with(name)).then_some(())
    })?;
    let certainty = match !is_said || follows_another(cx, part) {
        _ if is_named => Certainty::Named,
        true => Certainty::Open,
        false => Certainty::Said,
    };
    Some(Claim { part, wholes: vec![whole], share, measure: Measure::Share, certainty })
}

/// 覆盖面仅为19.5%（118户中23户）, 供电恢复98.1%（2.1万户中剩余404户）: both amounts in parentheses behind the share.
fn of_pair_behind<'a>(cx: &'a Context, index: usize) -> Option<Claim<'a>> {
    const LEFT: &[char] = &['剩', '余', '未', '尚', '不', '缺', '欠', '无', '没'];
    let quantities = &cx.facts.quantities;
    let share = quantities.get(index)?;
    let behind = cx.view.text().get(share.span.end as usize..)?;
    behind.strip_prefix(['（', '('])?;
    let [one, other] = quantities.get(index + 1..index + 3)? else { return None };
    let (opening, between) = (gap(cx, share, one)?, gap(cx, one, other)?);
    let closing = cx.view.text().get(other.span.end as usize..)?.trim_start();
    let is_plain = |words: &str| {
        words.chars().count() <= LONGEST_GAP
            && !words.contains(['增', '减', '降', '升', '比', '较', '均', '每', '。', '\n'])
    };
    let words = clause_before(cx, share);
    // 80.0%（已巡察184个，应巡察230个）
    let is_whole_second = ["，应", ",应", "，共", ",共"].iter().any(|whole| between.starts_with(whole));
    let is_said =
        (between.contains('中') || is_whole_second) && !words.contains(['增', '减', '降', '升', '幅', '涨', '长']);
    let is_pair = [one, other].iter().all(|amount| is_amount(amount)) && one.has_unit_of(other, cx.view);
    let is_one = is_said && is_pair && is_plain(opening) && is_plain(between) && closing.starts_with(['）', ')']);
    let (part, whole) = if is_whole_second { (one, other) } else { (other, one) };
    let measure = if between.contains(LEFT) { Measure::Rest } else { Measure::Share };
    (is_one && part.is_below(whole)).then(|| Claim {
        part,
        wholes: vec![whole],
        share,
        measure,
        certainty: Certainty::Said,
    })
}

/// 规划总投资680亿元 … 累计完成投资346.8亿元，占规划总投资的51%; 研发投入占营业收入的比例为7.6%
fn of_name<'a>(cx: &'a Context, index: usize) -> Option<Claim<'a>> {
    let quantities = &cx.facts.quantities;
    let share = quantities.get(index)?;
    let last = quantities.get(index.checked_sub(1)?)?;
    let (subject, whole) = subject_and_whole(cx, share)?;
    let Some(name) = named(whole) else { return of_those_among(cx, index, whole) };
    let (part, is_sure) = if subject.is_empty() {
        // 完成346.8亿元，占: the amount right before.
        let part = Some(last).filter(|part| is_amount(part))?;
        (Some(part).filter(|part| is_beside(cx, part, share) && is_level(cx, part))?, true)
    } else {
        part_named(cx, index, subject)?
    };
    let is_short = name.chars().count() < SHORTEST_NAME;
    let wholes: Vec<&Quantity> = amounts_named(cx, index, name, Some(part)).filter(|_| !is_short).collect();
    let Some(whole) = wholes.first() else {
        return of_loose_name(cx, index, name, part).or_else(|| row::of_far_name(cx, index, name, part));
    };
    let head = breakdown::head(cx, whole);
    let is_open = wholes.len() > 1 || !is_sure || is_planned(name);
    let is_of_another_time = ["上年", "去年", "同期"].iter().any(|word| head.contains(word));
    let certainty = match is_in_one_sentence(cx, whole, share) {
        // Two of that name: of two years, or of a plan.
        _ if is_open => Certainty::Open,
        true => Certainty::Said,
        false if !is_of_another_time && is_in_one_sentence(cx, whole, part) && !row::is_of_another_time(cx, share) => {
            Certainty::Mended
        }
        false if is_of_another_time || name.chars().count() < SHORTEST_FAR_NAME => Certainty::Open,
        false => Certainty::Named,
    };
    Some(Claim { part, wholes, share, measure: Measure::Share, certainty })
}

/// 专任教师1386人 … 专任教师中具有博士学位的873人，占62.99%: a share that names no whole is one of those that its sentence begins with.
fn of_those_among<'a>(cx: &'a Context, index: usize, whole: &str) -> Option<Claim<'a>> {
    let quantities = &cx.facts.quantities;
    let share = quantities.get(index).filter(|_| breakdown::named(whole).is_empty())?;
    let part = quantities.get(index.checked_sub(1)?).filter(|part| is_amount(part) && is_beside(cx, part, share))?;
    let before = cx.view.text().get(..part.span.start as usize)?;
    let near = &before[before.floor_char_boundary(before.len().saturating_sub(2 * LONGEST_HEAD))..];
    let (name, rest) = near.rsplit(['。', '；', '：', '\n']).next()?.split_once('中')?;
    let is_name = name.chars().count() >= SHORTEST_NAME && !name.contains(is_mark_or_digit);
    if !is_name || !is_level(cx, part) {
        return None;
    }
    // 在编教师中, 在受访企业中
    let names = [Some(name), name.trim().strip_prefix('在')].into_iter().flatten();
    let called =
        |name| amounts_called(cx, index, without_around(name)).filter(|whole| whole.has_unit_of(part, cx.view));
    let mut wholes = names.flat_map(called);
    let whole = wholes.next()?;
    // The first of them, and no part of a part.
    let is_sure = wholes.next().is_none() && !rest.contains(|c: char| c.is_ascii_digit()) && !rest.contains("其中");
    let claim = |certainty| Claim { part, wholes: vec![whole], share, measure: Measure::Share, certainty };
    if is_sure { Some(claim(Certainty::Named)) } else { judgement::of_known(cx, claim(Certainty::Open)) }
}

/// True if nothing but 占 and words that say how much it is stand between an amount and its share.
fn is_beside(cx: &Context, part: &Quantity, share: &Quantity) -> bool {
    let words = gap(cx, part, share).unwrap_or_default();
    words.split_once('占').is_some_and(|(tail, _)| breakdown::without_degree(tail).is_empty())
}

/// What a share behind 占 is said of, and of what: nothing of 仅占, 约占.
fn subject_and_whole<'a>(cx: &'a Context, share: &Quantity) -> Option<(&'a str, &'a str)> {
    let clause = clause_before(cx, share);
    let (subject, whole) = clause.split_once('占').or_else(|| before_note(cx, share, clause)?.split_once('占'))?;
    let subject = breakdown::without_degree(subject);
    let subject = ["其中", "以", "由", "而"].iter().find_map(|word| subject.strip_prefix(word)).unwrap_or(subject);
    Some((subject.trim(), whole))
}

/// 占固定资产投资 of 占固定资产投资（不含农户）的: the clause before a note that the name of the whole has.
fn before_note<'a>(cx: &'a Context, share: &Quantity, clause: &str) -> Option<&'a str> {
    const CLOSES: &[&str] = &["的", "之", "的比重为", "的比例为", "比重为", "比例为"];
    let before = cx.view.text().get(..share.span.start as usize)?.strip_suffix(clause)?;
    let before = before.strip_suffix(['）', ')']).filter(|_| CLOSES.contains(&clause.trim()))?;
    let near = &before[before.floor_char_boundary(before.len().saturating_sub(LONGEST_HEAD))..];
    let (name, note) = near.rsplit_once(['（', '('])?;
    (!note.contains(|c: char| c.is_ascii_digit())).then(|| name.rsplit(is_mark_or_digit).next())?
}

/// What a share is said of: the only amount of that name; or 提取37.89亿元，提取额占: the last one before that has its verb, which is not as
/// sure.
fn part_named<'a>(cx: &'a Context, index: usize, subject: &'a str) -> Option<(&'a Quantity, bool)> {
    let mut of_that_name = amounts_named(cx, index, subject, None);
    if let Some(part) = of_that_name.next() {
        return of_that_name.next().is_none().then_some((part, true));
    }
    let quantities = &cx.facts.quantities;
    let part = quantities.get(index.checked_sub(1)?).filter(|part| is_amount(part) && is_level(cx, part))?;
    let is_near = is_in_one_sentence(cx, part, quantities.get(index)?);
    let stem = stem(subject).filter(|stem| is_near && breakdown::head(cx, part).contains(stem));
    stem.map(|_| (part, false))
}

/// 缴存 of 缴存额, 手术 of 手术总量: what an amount is of.
fn stem(name: &str) -> Option<&str> {
    const AMOUNTS: &[&str] = &["总数", "总量", "总额", "总人数", "总值", "总户数", "额", "量", "数"];
    const SHORTEST_STEM: usize = 2;
    let stem = AMOUNTS.iter().find_map(|word| name.strip_suffix(word));
    stem.filter(|stem| stem.chars().count() >= SHORTEST_STEM)
}

/// 年度计划, but not 一般公共预算支出: an amount of that name may be that of another plan.
fn is_planned(name: &str) -> bool {
    let is_of_a_plan = |plan: &&&str| {
        let behind = name.split_once(**plan).map(|(_, behind)| behind);
        behind.is_some_and(|behind| **plan != "预算" || !behind.starts_with(['收', '支']))
    };
    PLANS.iter().any(|plan| is_of_a_plan(&plan))
}

/// 完成手术21846台，其中三级手术15073台，占手术总量的69%: the whole has a name like this one, and two digits of the share may have changed
/// places.
fn of_loose_name<'a>(cx: &'a Context, index: usize, name: &str, part: &'a Quantity) -> Option<Claim<'a>> {
    let quantities = &cx.facts.quantities;
    let share = quantities.get(index)?;
    let stem = stem(name).or_else(|| PLANS.contains(&name).then_some(name));
    let is_called = |whole: &Quantity| {
        let head = breakdown::head(cx, whole);
        let is_like = stem.is_some_and(|stem| head.contains(stem));
        let is_narrower = head.contains("其中") || head.contains('率') || !is_level(cx, whole);
        (is_like || head.ends_with(name)) && !is_narrower
    };
    let near = quantities.get(index.saturating_sub(MOST_DISTANT)..index)?.iter().rev();
    let wholes: Vec<&Quantity> = near
        .filter(|whole| is_amount(whole) && whole.has_unit_of(part, cx.view) && whole.span != part.span)
        .filter(|whole| whole.value() > part.value() && is_called(whole) && !is_a_part_itself(cx, whole))
        .collect();
    judgement::of_known(cx, Claim { part, wholes, share, measure: Measure::Share, certainty: Certainty::Open })
}

/// 支出468亿元，增长5%。其中教育支出86.73亿元，占支出总额的18.5%: the only amount of the sentence before.
fn of_sentence_before<'a>(cx: &'a Context, index: usize) -> Option<Claim<'a>> {
    let quantities = &cx.facts.quantities;
    let share = quantities.get(index)?;
    let at = index.checked_sub(1)?;
    let part = quantities.get(at).filter(|part| is_amount(part))?;
    let words = gap(cx, part, share)?.trim_start_matches(['，', ',', '、', '（', '(', ' ']);
    let view = cx.view.text();
    let opening = view.get(..part.span.start as usize)?.trim_end();
    let opening = &opening[opening.floor_char_boundary(opening.len().saturating_sub(LONGEST_HEAD))..];
    let of_which = opening.rsplit_once("其中")?;
    let begins = of_which.0.trim_end().ends_with('。')
        && !of_which.1.trim_start_matches(['，', ',', '：', ':']).contains(is_mark_or_digit)
        && is_of_level(of_which.1);
    if !begins || !words.starts_with('占') || words.contains(ends_clause) {
        return None;
    }
    let mut wholes = parts_sum::totals_of_the_sentence_before(cx, at);
    let whole = wholes.next().filter(|_| wholes.next().is_none()).filter(|whole| is_amount(whole))?;
    Some(Claim { part, wholes: vec![whole], share, measure: Measure::Share, certainty: Certainty::Open })
}

/// 干茶9860吨，其中绿茶5120吨、红茶2970吨。绿茶占比51.9%: the part is named again, and its whole is the greatest amount of its
/// sentence, or of the one before.
fn of_subject<'a>(cx: &'a Context, index: usize) -> Option<Claim<'a>> {
    const SHORTEST: usize = 2;
    let quantities = &cx.facts.quantities;
    let share = quantities.get(index)?;
    let (subject, rest) = subject_and_whole(cx, share)?;
    let subject = if subject.is_empty() { row::clause_ahead(cx, share)? } else { subject };
    if subject.chars().count() < SHORTEST {
        return None;
    }
    if let Some(claim) = row::of_row(cx, index, subject, rest) {
        return Some(claim);
    }
    let Some(part) = part_of_subject(cx, index, subject) else { return of_part_called(cx, index, subject, rest) };
    let at = quantities.partition_point(|quantity| quantity.span.start < part.span.start);
    let near = quantities.get(at.saturating_sub(MOST_DISTANT)..index)?;
    let greatest = |sentences_before: u32| {
        let of_it = near.iter().filter(|whole| {
            is_amount(whole)
                && whole.has_unit_of(part, cx.view)
                && cx.facts.sentence_of(whole).0 + sentences_before == cx.facts.sentence_of(part).0
        });
        of_it.max_by_key(|whole| whole.value()).filter(|whole| whole.value() > part.value())
    };
    let own = greatest(0);
    if breakdown::named(rest).is_empty()
        && let Some(whole) = own.filter(|whole| Measure::Share.fits(cx, part, whole, share))
    {
        return Some(Claim { part, wholes: vec![whole], share, measure: Measure::Share, certainty: Certainty::Open });
    }
    let wholes = own.into_iter().chain(greatest(1)).collect();
    judgement::of_known(cx, Claim { part, wholes, share, measure: Measure::Share, certainty: Certainty::Open })
        .or_else(|| of_part_called(cx, index, subject, rest))
}

/// The same of parts that stand farther off, or of several with that name, none of which fits: a slip in the share points at the whole.
fn of_part_called<'a>(cx: &'a Context, index: usize, subject: &str, whole: &str) -> Option<Claim<'a>> {
    const MOST: usize = 3;
    const FARTHEST: u32 = 6;
    const OF_SEVERAL: &[&str] = &["共", "计", "别", "项", "者", "其", "均", "所", "例", "次"];
    let quantities = &cx.facts.quantities;
    let share = quantities.get(index)?;
    let name = breakdown::named(whole);
    if OF_SEVERAL.iter().any(|word| subject.ends_with(word)) || is_planned(name) || whole.contains(['由', '从']) {
        return None;
    }
    let sentences_before = |part: &Quantity| cx.facts.sentence_of(share).0.saturating_sub(cx.facts.sentence_of(part).0);
    let is_called = |part: &Quantity| match sentences_before(part) {
        0 | 1 => is_of_subject(breakdown::head(cx, part), subject) || has_right_before(cx, part, subject),
        far => far <= FARTHEST && has_right_before(cx, part, subject),
    };
    let near = quantities.get(index.saturating_sub(MOST_DISTANT)..index)?.iter().rev();
    let parts = near.filter(|part| is_amount(part) && is_called(part) && is_level(cx, part));
    let parts: Vec<&Quantity> = parts.take(MOST).collect();
    if parts.is_empty() {
        // 60周岁以上老年人8.64万人，老年人口占: the amount right before is called alike.
        let part = quantities.get(index.checked_sub(1)?).filter(|part| is_amount(part) && is_level(cx, part))?;
        let is_alike = is_in_one_sentence(cx, part, share) && mending::has_word_of(breakdown::head(cx, part), subject);
        return if is_alike { mending::of_slip(cx, part, share, name, Likely::Only(None)) } else { None };
    }
    let likely = || if name.is_empty() { Likely::Greatest } else { Likely::Named };
    let claim = parts.iter().find_map(|part| mending::of_slip(cx, part, share, name, likely()))?;
    let is_of_another = || parts.iter().any(|part| mending::has_fitting(cx, part, share));
    Some(claim).filter(|_| !is_of_another())
}

/// 村干部误工补贴36800元: the words right before an amount.
fn has_right_before(cx: &Context, amount: &Quantity, words: &str) -> bool {
    cx.view.text().get(..amount.span.start as usize).is_some_and(|before| before.trim_end().ends_with(words))
}

/// The only amount that has the name of what a share is said of, in its sentence or in the one before.
fn part_of_subject<'a>(cx: &'a Context, index: usize, subject: &str) -> Option<&'a Quantity> {
    let quantities = &cx.facts.quantities;
    let share = quantities.get(index)?;
    let only = |sentences_before: u32| {
        let near = quantities.get(index.saturating_sub(MOST_DISTANT)..index)?.iter().rev();
        let mut parts = near.filter(|amount| {
            is_amount(amount)
                && cx.facts.sentence_of(amount).0 + sentences_before == cx.facts.sentence_of(share).0
                && is_of_subject(breakdown::head(cx, amount), subject)
        });
        let part = parts.next()?;
        Some(Some(part).filter(|_| parts.next().is_none()))
    };
    only(0).or_else(|| only(1))?
}

/// 配网8.96亿元，…，配网投资占比: the amount of what the share is said of.
fn is_of_subject(head: &str, subject: &str) -> bool {
    const SHORTEST: usize = 2;
    let name = head.trim_start_matches("其中").trim();
    name.starts_with(subject) || name.chars().count() >= SHORTEST && subject.starts_with(name)
}

/// The amounts not far before the quantity `index` that stand right behind the name.
fn amounts_named<'a>(
    cx: &'a Context,
    index: usize,
    name: &'a str,
    part: Option<&'a Quantity>,
) -> impl Iterator<Item = &'a Quantity> {
    let quantities = cx.facts.quantities.get(index.saturating_sub(MOST_DISTANT)..index).unwrap_or_default();
    let share = cx.facts.quantities.get(index);
    quantities.iter().rev().filter(move |amount| {
        is_amount(amount)
            && !share.is_some_and(|share| is_noted_of_a_year(cx, amount, share))
            && part.is_none_or(|part| amount.has_unit_of(part, cx.view) && amount.span != part.span)
            && !is_a_part_itself(cx, amount)
            && is_called(cx, amount, name)
    })
}

/// 老年人口1937万人（2010年老年人口1397万人）: an amount in brackets that say of which year it is, and a share outside of them.
fn is_noted_of_a_year(cx: &Context, amount: &Quantity, share: &Quantity) -> bool {
    let depth = |quantity: &Quantity| cx.facts.tokens.depth(quantity.first_token as usize);
    let before = cx.view.text().get(..amount.span.start as usize).unwrap_or_default();
    let near = &before[before.floor_char_boundary(before.len().saturating_sub(LONGEST_HEAD))..];
    let note = near.rfind(['（', '(']).map_or("", |open| &near[open..]);
    let has_year = |note: &str| note.find('年').is_some_and(|at| note[..at].ends_with(|c: char| c.is_ascii_digit()));
    depth(amount) > depth(share) && has_year(note)
}

/// The same, whatever it is said to be a part of: 卫生技术人员1574人，占84.5%. 卫生技术人员中，…
pub(super) fn amounts_called<'a>(cx: &'a Context, index: usize, name: &'a str) -> impl Iterator<Item = &'a Quantity> {
    let quantities = cx.facts.quantities.get(index.saturating_sub(MOST_DISTANT)..index).unwrap_or_default();
    quantities.iter().rev().filter(move |amount| is_amount(amount) && is_called(cx, amount, name))
}

/// 全年实现营业收入418.6亿元: the amount of 营业收入, of nothing narrower or wider.
fn is_called(cx: &Context, amount: &Quantity, name: &str) -> bool {
    const REACHED: &[&str] = &["完成", "达到", "达", "实现", "合计", "共计", "总计", "共", "计", "有", "为", "约"];
    let mut head = rate::head_of_both(cx, amount).trim_end();
    while let Some(rest) = REACHED.iter().find_map(|word| head.strip_suffix(word)) {
        head = rest.trim_end();
    }
    let Some(mut before) = head.strip_suffix(name).map(str::trim_end) else { return false };
    while let Some(rest) = AROUND_A_NAME.iter().find_map(|word| before.strip_suffix(word)) {
        before = rest.trim_end();
    }
    // “十四五”规划总投资
    before.is_empty() || before.ends_with(['”', '》'])
}

/// 支出 of 全年支出
fn without_around(mut name: &str) -> &str {
    while let Some(rest) = AROUND_A_NAME.iter().find_map(|word| name.trim_start().strip_prefix(word)) {
        name = rest;
    }
    name.trim()
}

/// Words around a name that make it no narrower.
const AROUND_A_NAME: &[&str] = &[
    "全年",
    "全市",
    "全省",
    "全县",
    "全区",
    "全镇",
    "全州",
    "全国",
    "本市",
    "本县",
    "本省",
    "本区",
    "我市",
    "我县",
    "我省",
    "我区",
    "年末",
    "年内",
    "实现",
    "完成",
    "共有",
    "现有",
    "其中",
    "累计",
    "公司",
    "报告期",
    "集团",
    "全校",
    "全院",
    "本年",
    "当年",
    "今年",
    "上年",
    "去年",
    "年",
    "月",
    "度",
];

/// 国有施工面积1.6亿平方米，占全部施工面积的83.9%: the amount is not of the whole that has its name.
fn is_a_part_itself(cx: &Context, amount: &Quantity) -> bool {
    let behind = cx.view.text().get(amount.span.end as usize..).unwrap_or("");
    behind.trim_start_matches(['，', ',', '（', '(', ' ']).starts_with('占')
}

/// The words before a quantity in its clause.
fn clause_before<'a>(cx: &'a Context, quantity: &Quantity) -> &'a str {
    let before = cx.view.text().get(..quantity.span.start as usize).unwrap_or("");
    let near = before.floor_char_boundary(before.len().saturating_sub(LONGEST_HEAD));
    before[near..].rsplit(is_mark_or_digit).next().unwrap_or("")
}

/// True if 占 stands in the bytes before a share: few have it.
fn has_part_of_before(cx: &Context, share: &Quantity) -> bool {
    const PART_OF: &[u8] = "占".as_bytes();
    const LAST: u8 = PART_OF[PART_OF.len() - 1];
    let end = share.span.start as usize;
    let near = cx.view.text().as_bytes().get(end.saturating_sub(LONGEST_HEAD)..end).unwrap_or_default();
    memchr::memrchr_iter(LAST, near).any(|at| near[..=at].ends_with(PART_OF))
}

/// Words before the name of a whole that its own place need not have.
const AREAS_AND_YEARS: &[&str] =
    &["全部", "全年", "当年", "本年度", "年度", "全市", "全县", "全区", "全省", "全镇", "全校", "全院", "公司", "集团"];

/// 营业收入 of 营业收入的比例为; nothing that only points back, as 总数.
fn named(words: &str) -> Option<&str> {
    // 占总人口
    const ALL_OF_A_KIND: &[&str] = &["总人口", "总投资", "总面积", "总装机"];
    let words = words.trim().trim_end_matches(['的', '之']);
    if let Some(name) = ALL_OF_A_KIND.iter().find(|name| words == **name) {
        return Some(name);
    }
    let name = breakdown::named(words);
    let name = AREAS_AND_YEARS.iter().find_map(|all| name.strip_prefix(all)).unwrap_or(name);
    let points_back = ["本", "该", "其", "同期", "上年"].iter().any(|word| name.starts_with(word));
    (name.chars().count() >= SHORTEST_NAME - 1 && !points_back).then_some(name)
}
