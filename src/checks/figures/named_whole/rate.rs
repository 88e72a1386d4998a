//! Shares and rates whose whole has no name beside them: 登记选民1846人，其中女879人。参加投票选民1702人，参选率92.2%; 收入286亿元。税收121亿元，占42.4%.
//! Takes a percentage; gives the part and the whole that the name of the rate asks for, or that one slip of the pen points at.

use super::judgement::{self, Certainty, Claim, Measure};
use super::mending::{self, Likely, of_slip};
use super::{IS_PART, LONGEST_GAP, MOST_DISTANT, PLANS, has_part_of_before, is_level};
use crate::checks::Context;
use crate::checks::figures::breakdown::{self, gap, is_amount};
use crate::facts::lexicon::change::is_of_level;
use crate::facts::lexicon::is_mark_or_digit;
use crate::facts::lexicon::rate::{Of, RATES, Rate, is_of_its_own};
use crate::facts::quantity::{Qualifier, Quantity, UnitKind};
use crate::facts::slip;

/// So many quantities before a rate its part stands.
const FARTHEST: usize = 10;
/// So many amounts that may be the part of a rate are tried.
const MOST_PARTS: usize = 3;
/// Words before those of a part, in which case it is none.
const NOT_DONE: &[&str] = &["未", "不", "没", "非", "尚", "正在", "仍", "应", "拟", "计划", "目标", "新增"];
/// Words before those of a part that make it no narrower.
const AROUND_A_PART: &[&str] =
    &["已", "共", "累计", "现", "实际", "其中", "全年", "年末", "年内", "全县", "全市", "全区", "全省", "全国", "期末"];
/// What a share may be said to be reckoned by.
const MEASURES: &[&str] = &["户数", "人数", "家数", "件数", "数量", "金额", "面积"];

/// The part and the whole of the share or the rate `index`.
pub fn of_amounts_near<'a>(cx: &'a Context, index: usize) -> Option<Claim<'a>> {
    let share = cx.facts.quantities.get(index)?;
    let Some(rate) = Named::before(cx, share) else {
        let (part, whole) = part_beside(cx, index)?;
        let likely = if points_at_all(whole) { Likely::Greatest } else { Likely::Named };
        return of_slip(cx, part, share, whole, likely);
    };
    let mut known = RATES.iter().filter(|known| rate.name.ends_with(known.name)).peekable();
    let is_known = known.peek().is_some();
    let of_rate = |rate: &'static Rate| {
        let parts = done(cx, index, rate.parts, u32::from(!rate.is_sure));
        parts.take(if rate.is_sure { 1 } else { MOST_PARTS }).map(move |part| (rate, part))
    };
    let parts: Vec<(&Rate, &Quantity)> = known.flat_map(of_rate).collect();
    let claims = || parts.iter().filter_map(|(known, part)| of_one_whole(cx, known, part, index, rate.name));
    let of_one_whole = claims().find_map(|claim| judgement::of_known(cx, claim)).or_else(|| claims().next());
    if of_one_whole.is_some() || is_known {
        let plain = parts.into_iter().find(|(rate, _)| rate.of == Of::Whole);
        return of_one_whole.or_else(|| of_slip(cx, plain?.1, share, "", Likely::Greatest));
    }
    of_stem(cx, index, rate.name)
        .or_else(|| of_part_beside(cx, index, &rate))
        .or_else(|| of_plan_beside(cx, index, rate.name))
}

/// 审结4680件，未结520件，结案率: what was done, as the name of the rate says.
fn of_stem<'a>(cx: &'a Context, index: usize, name: &str) -> Option<Claim<'a>> {
    let stem = stem(name)?;
    let part = done(cx, index, &[stem], 0).next()?;
    let head = head_of_both(cx, part);
    // 直接办结22406件，…，直接办结率; 已流转1146亩，流转率: the amount has the whole name of the rate, or no other.
    let has_name = name != stem && head.contains(name);
    // 调解撤诉2893件，调撤率
    let is_short_for = || !head.contains(stem) && before_long(stem, head).is_some_and(is_plain);
    let is_sure = has_name || head.strip_suffix(name).is_some_and(is_plain) || is_short_for();
    let likely = if is_sure { Likely::Greatest } else { Likely::Only(None) };
    of_slip(cx, part, cx.facts.quantities.get(index)?, "", likely)
}

/// 提出抗诉96件，改判71件，采纳率74.0%: the amount right before a rate whose name does not say what it is of; the whole is most likely the
/// amount before that.
fn of_part_beside<'a>(cx: &'a Context, index: usize, rate: &Named) -> Option<Claim<'a>> {
    let quantities = &cx.facts.quantities;
    let share = quantities.get(index)?;
    let part = quantities.get(index.checked_sub(1)?).filter(|part| is_exact(part))?;
    let between = cx.view.text().get(part.span.end as usize..rate.start)?.trim_end();
    let tail = between.strip_suffix(['，', ',', '、', '（', '(', '；', ';'])?;
    let is_beside = tail.chars().count() <= LONGEST_GAP / 4 && !tail.contains(is_mark_or_digit);
    let is_of_its_own = is_of_its_own(rate.name) && !FACES.iter().any(|face| rate.name.ends_with(face) && rate.is_face);
    if !is_beside || is_of_its_own || !is_level(cx, part) {
        return None;
    }
    let before = index.checked_sub(2).and_then(|at| quantities.get(at));
    let before = before.filter(|whole| {
        cx.facts.sentence_of(whole) == cx.facts.sentence_of(part)
            && whole.qualifier == Qualifier::Exact
            && whole.has_unit_of(part, cx.view)
            && mending::is_of_its_own_kind(cx, whole)
    });
    of_slip(cx, part, share, "", Likely::Only(before))
        .or_else(|| of_pair_beside(cx, [before?, part], share))
        .filter(|_| !is_of_others(cx, index))
}

/// 报警614次，其中有效97次，误报率84.2%: what is left of the first of the two amounts before a rate; 净额15.42亿元，资产112.36亿元，充足率13.72%: the
/// first one of the second. Two digits of the rate changed places, or its point.
fn of_pair_beside<'a>(cx: &Context, [first, second]: [&'a Quantity; 2], share: &'a Quantity) -> Option<Claim<'a>> {
    let [part, whole] = if first.is_below(second) { [first, second] } else { [second, first] };
    let measure = if part.span == first.span { Measure::Share } else { Measure::Rest };
    let claim = Claim { part, wholes: vec![whole], share, measure, certainty: Certainty::Mended };
    gives_mended(cx, &claim).then_some(claim)
}

/// True if the share would be that of the whole but for two digits that changed places, or its point; it has three digits at least.
fn gives_mended(cx: &Context, claim: &Claim) -> bool {
    let written = claim.share.number.value;
    let is_long = !slip::digits(written).is_empty();
    let gives = |meant| claim.wholes.iter().any(|whole| claim.measure.gives(cx, claim.part, whole, meant));
    is_long && slip::swaps_and_points(written).into_iter().any(gives)
}

/// 完成5.46万亩，…；当年计划5.2万亩，完成率105.0%: the plan is the amount right before the rate, and what was done stands before it.
fn of_plan_beside<'a>(cx: &'a Context, index: usize, name: &str) -> Option<Claim<'a>> {
    const DONE: &[&str] = &["完成", "达成", "执行", "实现", "到位"];
    let quantities = &cx.facts.quantities;
    let share = quantities.get(index)?;
    let plan = quantities.get(index.checked_sub(1)?).filter(|plan| is_exact(plan) && DONE.contains(&name))?;
    let head = breakdown::head(cx, plan);
    if !PLANS.iter().any(|word| head.contains(word)) || !is_level(cx, plan) {
        return None;
    }
    let near = quantities.get(index.saturating_sub(FARTHEST)..index - 1)?.iter().rev();
    let parts: Vec<&Quantity> = near.filter(|part| is_exact(part) && part.has_unit_of(plan, cx.view)).collect();
    if parts.iter().any(|part| Measure::Share.fits(cx, part, plan, share)) {
        return None;
    }
    let claim = |part| Claim { part, wholes: vec![plan], share, measure: Measure::Share, certainty: Certainty::Mended };
    parts.into_iter().map(claim).find(|claim| gives_mended(cx, claim))
}

fn is_exact(amount: &Quantity) -> bool {
    let is_amount = matches!(amount.kind, UnitKind::Count | UnitKind::Measure | UnitKind::Duration);
    is_amount && amount.qualifier == Qualifier::Exact
}

/// True if two amounts near a rate give it that are not the one right before it and a greater one, or if what is left of one does.
fn is_of_others(cx: &Context, index: usize) -> bool {
    const MOST: usize = 6;
    let quantities = &cx.facts.quantities;
    let Some(share) = quantities.get(index) else { return true };
    let near = quantities.get(index.saturating_sub(MOST)..(index + 3).min(quantities.len())).unwrap_or_default();
    let amounts = || near.iter().filter(|amount| is_exact(amount) && amount.number.value.mantissa > 0);
    amounts().any(|part| {
        let wholes = amounts().filter(|whole| whole.has_unit_of(part, cx.view) && part.is_below(whole));
        wholes
            .into_iter()
            .any(|whole| [Measure::Share, Measure::Rest].iter().any(|measure| measure.fits(cx, part, whole, share)))
    })
}

/// True if a share names no whole, or only says that it is of all: 占总数的, 占全市的.
pub fn points_at_all(name: &str) -> bool {
    const AREAS: &[&str] =
        &["全市", "全县", "全区", "全镇", "全乡", "全村", "全校", "全院", "全行", "集团", "公司", "本市"];
    name.is_empty() || AREAS.contains(&name)
}

/// 登记选民1846人…参加投票选民1702人，参选率92.2%: the only amount with the name of the whole; of a rate that may be of another one, those
/// that have it.
fn of_one_whole<'a>(cx: &'a Context, rate: &Rate, part: &'a Quantity, index: usize, name: &str) -> Option<Claim<'a>> {
    const FARTHEST_USUAL: u32 = 3;
    let share = cx.facts.quantities.get(index)?;
    if !is_plain(before_part(rate.parts, head_of_both(cx, part))?) {
        return None;
    }
    let back = if rate.is_sure { 1 } else { FARTHEST_USUAL };
    let near = cx.facts.quantities.get(index.saturating_sub(2 * MOST_DISTANT)..index)?.iter().rev();
    let near = near.take_while(|whole| cx.facts.sentence_of(whole).0 + back >= cx.facts.sentence_of(part).0);
    let wholes: Vec<&Quantity> = near
        .filter(|whole| is_amount(whole) && whole.has_unit_of(part, cx.view) && whole.number.value.mantissa > 0)
        .filter(|whole| is_whole(cx, rate, whole) && (!rate.is_sure || whole.value() >= part.value()))
        .collect();
    // 户籍人口城镇化率, 青年失业率: of fewer.
    let is_of_all =
        || name.strip_suffix(rate.name).is_some_and(|before| before.ends_with("常住人口") || is_plain(before));
    let certainty = match wholes.len() {
        0 => return None,
        1 if rate.is_sure && is_of_all() => Certainty::Said,
        _ if rate.is_sure => return None,
        _ => Certainty::Open,
    };
    let measure = match rate.of {
        Of::Whole => Measure::Share,
        Of::Rest => Measure::Rest,
        Of::Both => Measure::Beside,
    };
    Some(Claim { part, wholes, share, measure, certainty })
}

/// 税收121.46亿元，占42.4%: the amount right before a share, and what the share says that it is of, which may be nothing.
fn part_beside<'a>(cx: &'a Context, index: usize) -> Option<(&'a Quantity, &'a str)> {
    const OF_ANOTHER_TIME: &[&str] = &["由", "从", "上年", "去年", "同期", "提高", "上升", "下降", "降低"];
    let quantities = &cx.facts.quantities;
    let share = quantities.get(index)?;
    let part = quantities.get(index.checked_sub(1)?).filter(|part| is_amount(part))?;
    let (tail, whole) = if has_part_of_before(cx, share) {
        gap(cx, part, share)?.split_once('占')?
    } else {
        of_named_before(cx, part, share)?
    };
    // 小微企业1089户，户数占比
    let tail = breakdown::without_degree(tail);
    let tail = MEASURES.iter().find_map(|measure| tail.strip_suffix(measure)).unwrap_or(tail);
    let tail = breakdown::without_degree(tail);
    let is_next = tail.chars().count() <= LONGEST_GAP / 4 && !tail.contains(is_mark_or_digit);
    let is_plain = !whole.contains(is_mark_or_digit) && !OF_ANOTHER_TIME.iter().any(|word| whole.contains(word));
    (is_next && is_plain && is_level(cx, part)).then(|| (part, breakdown::named(whole)))
}

/// 实际供水0.9万吨，仅为设计能力的37.5%: what stands before the verb, and the name of the whole behind it.
fn of_named_before<'a>(cx: &'a Context, part: &Quantity, share: &Quantity) -> Option<(&'a str, &'a str)> {
    if !cx.view.text().get(..share.span.start as usize)?.ends_with('的') {
        return None;
    }
    let (tail, words) = gap(cx, part, share)?.split_once(['，', ',', '（', '('])?;
    let words = words.trim_start_matches(['仅', '只', '约', '已']);
    let name = IS_PART.iter().find_map(|verb| words.strip_prefix(verb))?;
    (!PLANS.iter().any(|plan| name.contains(plan))).then_some((tail, name))
}

/// 审结 of 审结4680件，未结520件，结案率: the last amount before the rate that was done, as its name says.
fn done<'a, 'w>(
    cx: &'a Context,
    index: usize,
    words: &'w [&'w str],
    sentences_back: u32,
) -> impl Iterator<Item = &'a Quantity> {
    let quantities = &cx.facts.quantities;
    let sentence = |quantity: &Quantity| cx.facts.sentence_of(quantity).0;
    let last = quantities.get(index).map_or(u32::MAX, sentence);
    let near = quantities.get(index.saturating_sub(FARTHEST)..index).unwrap_or_default().iter().rev();
    near.filter(move |part| {
        is_exact(part)
            && sentence(part) + sentences_back >= last
            && before_part(words, head_of_both(cx, part)).is_some()
    })
}

/// 已消除风险 of 1268人 in 已消除风险352户1268人, 已开工 of 已开工（含完工）96个: the words before an amount, or before what stands right before it.
pub fn head_of_both<'a>(cx: &'a Context, amount: &Quantity) -> &'a str {
    let quantities = &cx.facts.quantities;
    let at = quantities.partition_point(|quantity| quantity.span.start < amount.span.start);
    let other = at.checked_sub(1).and_then(|at| quantities.get(at));
    if let Some(other) = other.filter(|other| other.span.end == amount.span.start) {
        return breakdown::head(cx, other);
    }
    let head = breakdown::head(cx, amount);
    let before = cx.view.text().get(..amount.span.start as usize).unwrap_or_default();
    if !head.is_empty() || !before.ends_with(['）', ')']) {
        return head;
    }
    let near = before.floor_char_boundary(before.len().saturating_sub(super::LONGEST_HEAD));
    without_note(&before[near..]).rsplit(is_mark_or_digit).next().unwrap_or_default()
}

/// 整改完成 of 问题整改完成率达, 存贷比, 风险消除 of 风险消除率（按人）: the name of a rate, without 率, and where it starts.
struct Named<'t> {
    name: &'t str,
    start: usize,
    /// True for 受益面.
    is_face: bool,
}

impl<'t> Named<'t> {
    fn before(cx: &'t Context, share: &Quantity) -> Option<Self> {
        // Most percentages are told apart by the character before them.
        const ENDS: &[char] =
            &['率', '例', '比', '度', '面', '成', '数', '）', ')', '为', '达', '到', '是', '仅', '有', '在', '至'];
        let before = cx.view.text().get(..share.span.start as usize)?;
        if !before.trim_end().ends_with(ENDS) {
            return None;
        }
        let near = before.floor_char_boundary(before.len().saturating_sub(super::LONGEST_HEAD));
        let words = without_note(without_verb(&before[near..]));
        let words = words
            .strip_suffix('率')
            .or_else(|| words.strip_suffix("比例").filter(|words| !words.contains('占')))
            .or_else(|| words.strip_suffix("进度"))
            .or_else(|| words.strip_suffix('面').filter(|words| FACES.iter().any(|face| words.ends_with(face))))
            .or_else(|| words.ends_with("完成").then_some(words).filter(|words| is_reached(words)))
            .or_else(|| ["存贷比", "税比", "恩格尔系数"].iter().any(|ratio| words.ends_with(ratio)).then_some(words))?;
        let name = words.rsplit(is_mark_or_digit).next()?;
        let start = near + words.len() - name.len();
        let is_face = before[start + name.len()..].starts_with('面');
        Some(Self { name, start, is_face }).filter(|_| !name.is_empty())
    }
}

/// 整改率 of 整改率已达到, 自给率 of 自给率只有.
fn without_verb(words: &str) -> &str {
    const VERBS: &[&str] = &[
        "为",
        "达到",
        "达",
        "是",
        "仅",
        "只有",
        "仅有",
        "高",
        "已",
        "也",
        "保持在",
        "稳定在",
        "提升至",
        "提高至",
        "提升到",
        "提高到",
        "上升至",
        "上升到",
    ];
    let mut words = words.trim_end();
    while let Some(rest) = VERBS.iter().find_map(|verb| words.strip_suffix(verb)) {
        words = rest.trim_end();
    }
    words
}

/// 受益面, 行业增长面: how many of them.
const FACES: &[&str] = &["受益", "覆盖", "增长", "亏损", "盈利", "参与", "受惠"];

/// 已筹集5844套，完成89.9%: of the amount before, not 超额完成5%.
fn is_reached(words: &str) -> bool {
    let clause = words.rsplit(is_mark_or_digit).next().unwrap_or_default().trim();
    matches!(clause, "完成" | "已完成" | "累计完成" | "共完成")
}

/// 风险消除率 of 风险消除率（按人）
fn without_note(words: &str) -> &str {
    const LONGEST_NOTE: usize = 10;
    let note = words.strip_suffix(['）', ')']).and_then(|words| words.rsplit_once(['（', '(']));
    let note = note.filter(|(_, note)| note.chars().count() <= LONGEST_NOTE && !note.contains(is_mark_or_digit));
    note.map_or(words, |(before, _)| before.trim_end())
}

/// 整改 of 问题整改完成: what was done with the part.
fn stem(name: &str) -> Option<&str> {
    const DONE: &[&str] = &["完成", "到位", "成功"];
    let last = |name: &str, count: usize| name.char_indices().rev().nth(count - 1).map(|(at, _)| at);
    let shorter = DONE.iter().find_map(|word| name.strip_suffix(word)).filter(|name| last(name, 2).is_some());
    let name = shorter.unwrap_or(name);
    // 不合格率
    let negated = last(name, 3).filter(|at| name[*at..].starts_with(['不', '未', '非']));
    name.get(negated.or(last(name, 2))?..)
}

/// What stands before the words of a rate's part, if `head` has them and says that it is done.
fn before_part<'a>(words: &[&str], head: &'a str) -> Option<&'a str> {
    let before = words
        .iter()
        .find_map(|word| head.rsplit_once(word).map(|(before, _)| before).or_else(|| before_long(word, head)))?;
    (!NOT_DONE.iter().any(|word| before.contains(word))).then_some(before)
}

/// What stands before 调解撤诉 in `head`, which a name of two characters, 调撤, is short for.
fn before_long<'a>(short: &str, head: &'a str) -> Option<&'a str> {
    const LONGEST_BETWEEN: usize = 3;
    let mut characters = short.chars();
    let (first, second) = (characters.next()?, characters.next().filter(|_| characters.next().is_none())?);
    let (before, rest) = head.rsplit_once(first)?;
    let between = rest.chars().position(|c| c == second)?;
    (between <= LONGEST_BETWEEN).then_some(before)
}

/// True if nothing in the words makes the part narrower: 女选民参加投票 is not of all of them.
fn is_plain(mut before: &str) -> bool {
    while let Some(rest) = AROUND_A_PART.iter().find_map(|word| before.trim_end().strip_suffix(word)) {
        before = rest;
    }
    before.trim().is_empty()
}

/// True if the words around an amount say that it is the whole of the rate, and of nothing narrower.
fn is_whole(cx: &Context, rate: &Rate, whole: &Quantity) -> bool {
    let head = breakdown::head(cx, whole);
    let has = |words: &[&str]| words.iter().any(|word| head.contains(word));
    let is_narrower = if rate.of == Of::Both { !is_of_level(head) } else { mending::is_narrower(head) };
    // 劳动力661千人、非劳动力429千人
    let is_named = |word: &&str| head.match_indices(*word).any(|(at, _)| !head[..at].ends_with(['非', '不', '未']));
    rate.wholes.iter().any(is_named) && !is_narrower && !has(rate.parts)
}
