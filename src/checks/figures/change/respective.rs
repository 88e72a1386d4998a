//! Changes of several amounts that are said together: 城镇18642元、农村6218元，分别比上年的16874元和5684元增长10.5%和9.4%; 事故46起、死亡31人，分别减少5起和4人，上年为51起和35人.
//! Takes a row of changes behind 分别 and the row of what the amounts were before; gives each change with the two amounts at its place. One that
//! does not fit is told where all the others do: the rows are those that are meant.

use super::Scale;
use super::claim::Claim;
use super::link::{self, Role};
use super::statement::is_money;
use crate::checks::figures::beside::sentence_around;
use crate::checks::figures::breakdown::{gap, is_amount};
use crate::checks::{Context, Report};
use crate::facts::cue::Cues;
use crate::facts::lexicon::change::{self, Direction};
use crate::facts::lexicon::{is_at_other_prices, is_on_another_basis, is_said_nominal};
use crate::facts::quantity::Quantity;
use crate::relation::Verdict;

/// The words of rows.
const EACH: [&str; 3] = ["分别", "依次", "依序"];
/// Changes of a row, at most.
const MOST: usize = 6;
/// So many quantities stand between the amounts and their changes, at most.
const FARTHEST: usize = 4;
/// Bytes of what stands between the amounts and 分别.
const LONGEST_TAIL: usize = 60;

/// Amounts, what they were and how they changed, place by place.
struct Rows<'a> {
    now: Vec<&'a Quantity>,
    before: &'a [Quantity],
    changes: &'a [Quantity],
    direction: Direction,
    is_nominal: bool,
}

/// Reports changes behind 分别 that are not those of the amounts at their places.
pub(super) fn check(cx: &Context, report: &mut Report, scale: Scale) {
    let quantities = &cx.facts.quantities;
    let mut index = 1;
    while index < quantities.len() {
        let rows = quantities[index].cues.has(Cues::CHANGE).then(|| Rows::read(cx, index)).flatten();
        let Some(rows) = rows else {
            index += 1;
            continue;
        };
        rows.judge(cx, report, scale);
        index += rows.changes.len();
    }
}

impl<'a> Rows<'a> {
    /// The rows whose first change is the quantity `index`.
    fn read(cx: &'a Context, index: usize) -> Option<Self> {
        let quantities = &cx.facts.quantities;
        let changes = row_from(cx, index)?;
        let words = gap(cx, quantities.get(index - 1)?, quantities.get(index)?)?;
        let (change, around) = change::at_end(words)?;
        let rows = |now, before| {
            let is_nominal = around.contains("名义");
            Some(Self { now, before, changes, direction: change.direction, is_nominal })
        };
        // 分别比上年的16874元和5684元增长
        if matches!(around.trim(), "" | "名义" | "同比" | "各") {
            let first = index.checked_sub(changes.len())?;
            let before = row_from(cx, first).filter(|row| row.len() == changes.len())?;
            let (_, basis) = split_at_each(gap(cx, quantities.get(first.checked_sub(1)?)?, quantities.get(first)?)?)?;
            let is_base = link::read(basis).is_some_and(|link| matches!(link.role, Role::Base | Role::From));
            return is_base.then(|| amounts(cx, first, before)).flatten().and_then(|now| rows(now, before));
        }
        // 分别减少5起和4人，上年为51起和35人
        split_at_each(around)?;
        let behind = index + changes.len();
        let before = row_from(cx, behind).filter(|row| row.len() == changes.len())?;
        let basis = gap(cx, quantities.get(behind - 1)?, quantities.get(behind)?)?;
        let plain = EACH.iter().fold(basis.to_owned(), |basis, word| basis.replace(word, "")).replace('；', "，");
        let is_base = link::read(&plain).is_some_and(|link| matches!(link.role, Role::Base | Role::NotedYear));
        is_base.then(|| amounts(cx, index, before)).flatten().and_then(|now| rows(now, before))
    }

    fn judge(&self, cx: &Context, report: &mut Report, scale: Scale) {
        let claims: Vec<Claim> = self
            .now
            .iter()
            .zip(self.before)
            .zip(self.changes)
            .map(|((now, before), change)| Claim::between(now, before, change, self.direction))
            .collect();
        let is_known = |claim: &Claim| claim.given(cx).is_some() && claim.stated.interval(cx.facts.rounding).is_some();
        let members = self.now.iter().copied().chain(self.before).chain(self.changes);
        let is_opaque = members.map(|member| member.span).any(|span| cx.facts.is_opaque(span));
        if is_opaque || !claims.iter().all(|claim| claim.scale() == scale && is_known(claim)) {
            return;
        }
        let mut others = claims.iter().filter(|claim| !claim.fits(cx));
        let wrong = others.next();
        if others.next().is_some() {
            return;
        }
        for claim in &claims {
            let is_wrong = wrong.is_some_and(|wrong| wrong.stated.span == claim.stated.span);
            match is_wrong {
                false => claim.tell(cx, report, Verdict::Holds, true),
                true if !self.is_at_other_prices(cx, claim) => claim.tell(cx, report, Verdict::Contradicted, false),
                true => {}
            }
        }
    }

    /// True for a rate that is said to be at other prices than the amounts.
    fn is_at_other_prices(&self, cx: &Context, claim: &Claim) -> bool {
        let sentence = sentence_around(cx, claim.stated);
        let is_nominal = self.is_nominal || is_said_nominal(sentence);
        let is_other =
            if is_money(cx, claim.pair.other) { is_at_other_prices(sentence) } else { is_on_another_basis(sentence) };
        claim.is_rate() && is_other && !is_nominal
    }
}

/// The quantities from `first` on that are joined, two and more: 51起和35人.
fn row_from<'a>(cx: &'a Context, first: usize) -> Option<&'a [Quantity]> {
    let quantities = &cx.facts.quantities;
    let is_joined = |pair: &[Quantity]| {
        gap(cx, &pair[0], &pair[1]).is_some_and(|words| matches!(words.trim(), "、" | "和" | "与" | "及" | "以及"))
    };
    let rest = quantities.get(first..)?;
    let joined = rest.windows(2).take(MOST).take_while(|pair| is_joined(pair)).count();
    (1..MOST).contains(&joined).then(|| &rest[..=joined])
}

/// What stands before and behind 分别; nothing but a tail may stand before it.
fn split_at_each(words: &str) -> Option<(&str, &str)> {
    let (before, behind) = EACH.iter().find_map(|word| words.split_once(word))?;
    (before.len() <= LONGEST_TAIL).then_some((before, behind))
}

/// The amounts before the quantity `end`, in one sentence with it, whose units are those of a row.
fn amounts<'a>(cx: &'a Context, end: usize, row: &[Quantity]) -> Option<Vec<&'a Quantity>> {
    let quantities = &cx.facts.quantities;
    let last = quantities.get(end)?;
    let near = quantities.get(end.saturating_sub(row.len() + FARTHEST)..end)?;
    let mut near = near
        .iter()
        .rev()
        .filter(|amount| is_amount(amount) && cx.facts.sentence_of(amount) == cx.facts.sentence_of(last));
    let mut now = Vec::with_capacity(row.len());
    for before in row.iter().rev() {
        let amount = near.next().filter(|amount| amount.has_unit_of(before, cx.view) && is_amount(before))?;
        now.push(amount);
    }
    now.reverse();
    Some(now)
}
