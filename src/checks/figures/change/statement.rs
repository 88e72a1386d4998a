//! A number, what it was before, by how much it changed and at what rate, said in one statement in any order and in any words that
//! leave nothing else between them: 接待3.86万人，去年同期为3.52万人，增长9.7%. Takes the quantities; what stands between two of them is read
//! whole ([`super::link`]), and what is said of one number is held against the others ([`judgement`]). Numbers that other words part are left
//! to [`super::apart`].

mod judgement;

pub(super) use judgement::{behind, is_money};

use crate::checks::figures::breakdown::{gap, head};
use crate::checks::{Context, Report};
use crate::facts::cue::Cues;
use crate::facts::lexicon::change::{self, Direction};
use crate::facts::lexicon::is_mark_or_digit;
use crate::facts::quantity::{Quantity, UnitKind};

use super::Scale;
use super::in_turn;
use super::inserted;
use super::link::{self, Basis, Link, Role};

/// A statement has so many numbers at most, and so many if two of them give the third.
const MOST_NUMBERS: usize = 6;
const FEWEST_NUMBERS: usize = 3;

/// A number of a statement and what it is.
#[derive(Clone, Copy)]
pub(super) struct Said<'a> {
    pub quantity: &'a Quantity,
    pub is: Is,
    pub basis: Basis<'a>,
    /// True where it says anew what the number before it says: 即, 降幅.
    is_apposed: bool,
    /// True for a base in brackets that is only named by its year, or not at all: it may be another one.
    is_noted: bool,
    /// True behind 由 and 从: what it was before the change, whatever that is compared with.
    is_from: bool,
    /// Which way it went from the number before it, if that is said: 由31家增至.
    went: Option<Direction>,
    /// True where the words say that prices have no part in it: 名义增长.
    pub is_nominal: bool,
    /// True for what went or came in all: others may have come or gone.
    is_gross: bool,
}

/// What a number of a statement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Is {
    /// What the statement is about, as it is now.
    Level,
    /// As it was before, or what it is compared with.
    Base,
    /// By how much it changed.
    Change(Direction),
    /// By how much in each year.
    Yearly(Direction),
    /// What came, whatever went.
    Gained,
    /// Something else.
    Other,
}

/// Reports changes and rates that do not fit the numbers of their statement.
pub(super) fn check(cx: &Context, report: &mut Report, scale: Scale) {
    let quantities = &cx.facts.quantities;
    let mut next = 1;
    while next < quantities.len() {
        let is_anchor = quantities[next].cues.has(Cues::CHANGE)
            && scale.has(quantities[next].kind, kind_before(cx, next))
            && (scale != Scale::Points
                || quantities[next].kind == UnitKind::Point
                || is_reached(cx, &quantities[next]))
            && may_be_stated(cx, next);
        let link = is_anchor.then(|| link_before(cx, next)).flatten();
        let is_said = |link: &Link| {
            matches!(
                link.role,
                Role::Change(_) | Role::Yearly(_) | Role::Apart | Role::Result(_) | Role::Gained | Role::Total
            )
        };
        if let Some(link) = link.filter(is_said) {
            let members = statement_around(cx, next);
            // 由31家增至36家; 较编制多76张: the number that the second one goes with is named.
            let is_of_two = matches!(link.role, Role::Result(Some(_))) || matches!(link.basis, Basis::Plan(_));
            if members.len() >= FEWEST_NUMBERS || is_of_two {
                judgement::judge(cx, report, scale, members[0], &numbers(cx, &members));
            }
            next = (members[members.len() - 1] + 1).max(next + 1);
        } else {
            next += 1;
        }
    }
}

/// What kind of number stands before quantity `index`; a length of time is none: 五年提高3.6个百分点.
fn kind_before(cx: &Context, index: usize) -> UnitKind {
    let quantities = &cx.facts.quantities;
    match quantities.get(index - 1) {
        Some(years) if index > 1 && inserted::is_years(cx, years) => quantities[index - 2].kind,
        before => before.map_or(UnitKind::None, |before| before.kind),
    }
}

/// 上升到27.6%
fn is_reached(cx: &Context, level: &Quantity) -> bool {
    cx.view.text().get(..level.span.start as usize).is_some_and(|before| before.ends_with(['到', '至']))
}

/// True if a quantity and two others stand so near to each other that they may be one statement: asked of every quantity.
fn may_be_stated(cx: &Context, index: usize) -> bool {
    let quantities = &cx.facts.quantities;
    let is_near = |index: usize| {
        let pair = index.checked_sub(1).and_then(|before| quantities.get(before..=index));
        let distance = |before: &Quantity, after: &Quantity| after.span.start.saturating_sub(before.span.end) as usize;
        matches!(pair, Some([before, after]) if distance(before, after) <= link::LONGEST + link::LONGEST_NOUN)
    };
    is_near(index) && (is_near(index - 1) || is_near(index + 1))
}

/// What stands between a quantity and the one before it.
pub(super) fn link_before<'a>(cx: &'a Context, index: usize) -> Option<Link<'a>> {
    Some(link_to(cx, index)?.0)
}

/// The same, and the index of the quantity that the words follow: the one before, or what is inserted stands between.
fn link_to<'a>(cx: &'a Context, index: usize) -> Option<(Link<'a>, usize)> {
    let quantities = &cx.facts.quantities;
    if inserted::is_years(cx, quantities.get(index)?) {
        return None;
    }
    let inserted::Before { index: at, words, is_of_years, is_in_all } = inserted::before(cx, index)?;
    let before = quantities.get(at)?;
    let link = link::read(words).or_else(|| link::read_behind_noun(words));
    let link = link.or_else(|| link::may_name(words).then(|| link_with_name(cx, index, words))?);
    let link = link.or_else(|| link::without_each(words).filter(|_| is_each(cx, before)).and_then(link::read));
    let in_turn = if link.is_none() { in_turn::times(clause_before(cx, before), words) } else { None };
    let mut link = link.or_else(|| link::read(in_turn?.1).filter(|link| link.role == Role::Now))?;
    // 两年平均增长: of each year.
    if is_of_years && words.starts_with("平均") {
        return None;
    }
    if is_of_years {
        link = Some(link).filter(|link| link.basis == Basis::Unsaid)?;
        // 上年为23.1%，一年间提高: since the year before.
        let is_one = || quantities.get(index - 1).is_some_and(|years| years.number.value.to_integer() == Some(1));
        let is_of_last = || ["上年", "去年"].iter().any(|word| clause_before(cx, before).contains(word));
        link.basis = if is_one() && is_of_last() { Basis::LastYear } else { Basis::Years };
        link.is_gross |= is_in_all;
    }
    let then = || in_turn.map_or_else(|| clause_before(cx, before), |(then, _)| then);
    if link.role == Role::Now && !in_turn::is_before(then(), link.basis) {
        return None;
    }
    let is_time = || [before, &quantities[index]].iter().any(|quantity| quantity.kind == UnitKind::Duration);
    if change::OF_SPEED.iter().any(|word| words.contains(word)) && is_time() {
        link.role = link.role.turned();
    }
    let is_told = link.role != Role::Total || is_gained(cx, before) || net_change(cx, before).is_some();
    is_told.then_some((link, at))
}

/// 亩均价格71.6万元
fn is_each(cx: &Context, amount: &Quantity) -> bool {
    clause_before(cx, amount).contains(['均', '每'])
}

/// The same where the words name again what the number before is of, or the one before that: 单产每亩148.3公斤（上年142.1公斤），每亩增6.2公斤.
fn link_with_name<'a>(cx: &'a Context, index: usize, words: &'a str) -> Option<Link<'a>> {
    let named_by = |back: usize| {
        let named = cx.facts.quantities.get(index.checked_sub(back)?)?;
        link::read_with_name(head(cx, named), words)
    };
    named_by(1).or_else(|| named_by(2))
}

/// True if a number is said to be what came: 新增国家级“小巨人”企业63家.
fn is_gained(cx: &Context, quantity: &Quantity) -> bool {
    let clause = clause_before(cx, quantity);
    link::says_gained(clause) && !is_compared(clause)
}

/// 净增高新技术企业428家: which way what is counted changed, what went taken away.
fn net_change(cx: &Context, quantity: &Quantity) -> Option<Direction> {
    let clause = link::without_time(clause_before(cx, quantity));
    let starts = |word| clause.starts_with(word);
    let net = starts("净增").then_some(Direction::Up).or_else(|| starts("净减").then_some(Direction::Down));
    net.filter(|_| !clause.contains(['率', '比', '长']))
}

/// 转出108人，净增545人: true for what came or went, of which the net change follows.
fn moved_net(cx: &Context, index: usize) -> bool {
    let Some([moved, net]) = cx.facts.quantities.get(index..index + 2) else { return false };
    let words = head(cx, moved);
    gap(cx, moved, net).is_some_and(|words| words.contains('净'))
        && change::MOVED.iter().any(|word| words.contains(word))
        && !words.contains(['员', '者'])
}

/// The quantities that one statement has with the anchor, in text order; what is inserted is none of them.
fn statement_around(cx: &Context, anchor: usize) -> Vec<usize> {
    let quantities = &cx.facts.quantities;
    let mut members = vec![anchor];
    let mut first = anchor;
    while members.len() <= MOST_NUMBERS
        && let Some((_, before)) = link_to(cx, first)
    {
        members.push(before);
        first = before;
    }
    members.reverse();
    let mut end = anchor;
    while members.len() < MOST_NUMBERS {
        let follows = |next: &usize| link_to(cx, *next).is_some_and(|(_, before)| before == end);
        let may_follow = |next: &usize| *next == end + 1 || inserted::may_end_in(cx, *next - 1);
        let nexts = end + 1..(end + 2 + inserted::MOST).min(quantities.len());
        let Some(next) = { nexts }.filter(may_follow).find(follows) else { break };
        members.push(next);
        end = next;
    }
    members
}

/// The numbers of a statement.
fn numbers<'a>(cx: &'a Context, members: &[usize]) -> Vec<Said<'a>> {
    let mut said: Vec<Said> = Vec::with_capacity(members.len());
    for (at, index) in members.iter().copied().enumerate() {
        let quantity = &cx.facts.quantities[index];
        let link = (at > 0).then(|| link_before(cx, index)).flatten();
        let is = match link.map(|link| link.role) {
            Some(Role::Base | Role::From) => Is::Base,
            Some(Role::Change(direction)) => Is::Change(direction),
            Some(Role::Yearly(direction)) => Is::Yearly(direction),
            Some(Role::Apart) => apart(&said).map_or(Is::Other, Is::Change),
            Some(Role::Result(_)) => {
                // 由31家增至36家; 突破4万家，达到4.1万家 is one number twice.
                let starts = |from: &Said| head(cx, from.quantity).contains(['由', '从', '自']);
                if let Some(from) = said.last_mut().filter(|from| from.is == Is::Level && starts(from)) {
                    from.is = Is::Base;
                }
                Is::Level
            }
            Some(Role::Apposed) => said.last().map_or(Is::Level, |before| before.is),
            Some(Role::Noted) => match said.last().map(|before| before.is) {
                // 增加42名（284名）
                Some(Is::Change(_)) if is_base_of(cx, quantity, &said) => Is::Base,
                Some(is @ Is::Change(_)) => is,
                Some(Is::Level) if is_bare_base(cx, index, &said) => Is::Base,
                _ => Is::Other,
            },
            Some(Role::NotedYear) => Is::Base,
            Some(Role::Gained) => Is::Gained,
            Some(Role::Total) => Is::Level,
            Some(Role::Now) if is_of_the_change(&said, link.map(|link| link.basis)) => Is::Base,
            Some(Role::Now) => go_on(&mut said, link.is_some_and(|link| link.basis == Basis::Unsaid)),
            None if is_of_compared_year(cx, quantity) => Is::Base,
            None if is_gained(cx, quantity) => Is::Gained,
            None if moved_net(cx, index) => Is::Other,
            None => net_change(cx, quantity).map_or_else(|| start(head(cx, quantity)), Is::Change),
        };
        let role = link.map(|link| link.role);
        said.push(Said {
            quantity,
            is,
            basis: link.map_or_else(|| basis_of_first(head(cx, quantity)), |link| link.basis),
            is_apposed: link.is_some_and(|link| link.is_apposed),
            is_noted: is == Is::Base && matches!(role, Some(Role::Noted | Role::NotedYear)),
            is_from: role == Some(Role::From) || at == 0 && begins_from(cx, quantity),
            went: if let Some(Role::Result(direction)) = role { direction } else { None },
            is_nominal: link.is_some_and(|link| link.is_nominal),
            is_gross: link.is_some_and(|link| link.is_gross),
        });
    }
    read_rate_before(cx, &mut said);
    said
}

/// True for the first number of 由14座减为8座, 由2020年的36亿元增加到41亿元.
fn begins_from(cx: &Context, quantity: &Quantity) -> bool {
    let is_from = |words: &str| words.contains(['由', '从']);
    is_from(head(cx, quantity)) || is_of_compared_year(cx, quantity) && is_from(clause_before(cx, quantity))
}

/// 桥墩由原来的: what it was before is what a change since then is compared with.
fn basis_of_first(head: &str) -> Basis<'_> {
    let from = head.rfind(['由', '从']).and_then(|at| link::read(&head[at..]));
    from.map(|link| link.basis).filter(|basis| *basis == Basis::Before).unwrap_or(Basis::Unsaid)
}

/// 2019年12家，2020年15家，2021年21家: the last is the level, the one before it its base, and those before that are neither.
fn go_on(said: &mut [Said], is_this_year: bool) -> Is {
    let Some((then, earlier)) = said.split_last_mut() else { return Is::Level };
    if !matches!(then.is, Is::Level | Is::Base) {
        return Is::Other;
    }
    earlier.iter_mut().for_each(|number| number.is = Is::Other);
    then.is = Is::Base;
    // 三年增长 may be from 2019年 on, but not from 去年 on.
    (then.is_from, then.basis) = if is_this_year { (false, Basis::LastYear) } else { (true, Basis::Unsaid) };
    Is::Level
}

/// 比2015年多38公里，2015年为1208公里: true for the base of the change before it.
fn is_of_the_change(said: &[Said], basis: Option<Basis>) -> bool {
    said.last().is_some_and(|change| matches!(change.is, Is::Change(_)) && Some(change.basis) == basis)
        && matches!(basis, Some(Basis::Year(_)))
}

/// Which way the last level of a statement lies from the base before it: 由12.7%降到12.1%，改善.
fn apart(said: &[Said]) -> Option<Direction> {
    let [.., base, level] = said else { return None };
    let is_risen = base.quantity.value() <= level.quantity.value();
    let is_pair = base.is == Is::Base && level.is == Is::Level;
    is_pair.then_some(if is_risen { Direction::Up } else { Direction::Down })
}

/// True for an amount in brackets behind a change of its unit that is greater than that: not the change, said anew.
fn is_base_of(cx: &Context, quantity: &Quantity, said: &[Said]) -> bool {
    let is_greater = |change: &Quantity| change.has_unit_of(quantity, cx.view) && change.value() < quantity.value();
    quantity.kind != UnitKind::Percent && said.last().is_some_and(|change| is_greater(change.quantity))
}

/// 货运量15.83亿吨（15.21亿吨），增长4.1%: true for an amount in brackets of its own behind the level of its unit, if a change follows.
fn is_bare_base(cx: &Context, index: usize, said: &[Said]) -> bool {
    let Some(quantity) = cx.facts.quantities.get(index) else { return false };
    let is_alike = said.last().is_some_and(|level| level.quantity.has_unit_of(quantity, cx.view));
    let behind = cx.view.text().get(quantity.span.end as usize..).unwrap_or("");
    let is_closed = behind.starts_with(['）', ')']);
    let next = || link_before(cx, index + 1).map(|link| link.role);
    is_alike
        && is_closed
        && matches!(quantity.kind, UnitKind::Count | UnitKind::Measure)
        && matches!(next(), Some(Role::Change(_)))
}

/// 压缩办理时限62.5%，由8天缩短到3天: a rate whose noun stands behind its verb is one of what follows.
fn read_rate_before(cx: &Context, said: &mut [Said]) {
    let [rate, from, to, ..] = said else { return };
    let is_rate = rate.is == Is::Level && rate.quantity.kind == UnitKind::Percent;
    let went = to.went.filter(|_| is_rate && from.is == Is::Base && from.quantity.kind != UnitKind::Percent);
    let clause = clause_before(cx, rate.quantity);
    let goes_so =
        |direction| change::words().any(|(word, change)| change.direction == direction && clause.contains(word));
    if let Some(direction) = went.filter(|direction| goes_so(*direction)) {
        rate.is = Is::Change(direction);
    }
}

/// What the first number of a statement is, by the words before it.
fn start(head: &str) -> Is {
    const OF_EACH_TIME: &[&str] = &["年均", "月均", "日均", "季均", "每年", "每月", "每日", "每天", "每季"];
    match change::at_end(head).map(|(change, _)| change.direction) {
        // 短收6600万元，比上年的17.2亿元增长: of what came in.
        _ if change::OFF_PLAN.iter().any(|word| head.ends_with(word)) => Is::Other,
        // A level below zero; 年均增长6.5%，由 speaks of something else.
        _ if head.ends_with(['-', '－', '−', '负']) => Is::Other,
        Some(_) if OF_EACH_TIME.iter().any(|word| head.contains(word)) => Is::Other,
        Some(direction) => Is::Change(direction),
        // 比上年的3210宗增加276宗; 由100个增加20个; ，上年为8937吨，减少
        None if is_compared(head) || link::read(head).is_some_and(|link| link.role == Role::Base) => Is::Base,
        None => Is::Level,
    }
}

/// 与2021年的7315万元: the comparison stands before the year.
fn is_of_compared_year(cx: &Context, quantity: &Quantity) -> bool {
    head(cx, quantity).starts_with(['年', '月', '季']) && is_compared(clause_before(cx, quantity))
}

/// The words and numbers before a quantity, from the last mark.
pub(in crate::checks::figures) fn clause_before<'a>(cx: &'a Context, quantity: &Quantity) -> &'a str {
    const LONGEST: usize = 90;
    let is_mark = |c: char| is_mark_or_digit(c) && !c.is_ascii_digit();
    let before = cx.view.text().get(..quantity.span.start as usize).unwrap_or("");
    let near = before.floor_char_boundary(before.len().saturating_sub(LONGEST));
    before[near..].rsplit(is_mark).next().unwrap_or("")
}

/// True if words say that the number behind them is what another one is compared with; 比重 and 自来水 do not.
fn is_compared(head: &str) -> bool {
    const COMPARING: [char; 6] = ['比', '较', '与', '由', '从', '自'];
    const OTHER_WORDS: &[&str] = &[
        "比重",
        "比例",
        "比率",
        "比值",
        "占比",
        "同比",
        "环比",
        "百分比",
        "参与",
        "理由",
        "自由",
        "事由",
        "从业",
        "从事",
        "自治",
        "自然",
        "自主",
        "自有",
        "自来",
        "自筹",
        "自营",
        "各自",
        "来自",
        "自动",
        "自费",
        "自产",
        "自查",
        "自给",
    ];
    let is_in_another = |at: usize| {
        OTHER_WORDS.iter().any(|word| {
            word.char_indices().any(|(inside, _)| {
                at.checked_sub(inside)
                    .and_then(|start| head.get(start..))
                    .is_some_and(|rest| rest.starts_with(word) && head[at..].starts_with(&word[inside..]))
            })
        })
    };
    head.char_indices().any(|(at, c)| COMPARING.contains(&c) && !is_in_another(at))
}
