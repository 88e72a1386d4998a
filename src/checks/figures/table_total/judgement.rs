//! Which reading of a total is meant, and whether the total fits it. One wrong number makes two totals wrong: here is
//! settled which one is named.

use std::collections::HashMap;

use crate::facts::rational::Rational;

use super::lines::{Line, Lines, Role, Slot};
use super::sums::{Reading, Running, Sum};
use crate::facts::interval::{Interval, power_of_ten};
use crate::facts::table::Cell;
use crate::finding::Message;
use crate::relation::Verdict;
use crate::span::Span;

/// How a total compares with a sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Exact,
    Rounded,
    Off,
    Unknown,
}

/// How often sums of whole numbers are right to the last digit, and how often only within rounding.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Evidence {
    pub(super) exact: usize,
    pub(super) rounded: usize,
}

/// A total cell and what the reading of its table makes of it.
pub(super) struct Judgement<'g> {
    pub(super) total: Cell,
    pub(super) parts: Vec<Cell>,
    /// How many parts there are: not all of them are kept.
    pub(super) count: usize,
    pub(super) sum: Interval,
    /// The shown numbers added.
    pub(super) nominal: Rational,
    pub(super) stated: Rational,
    pub(super) stated_interval: Interval,
    pub(super) decimals: usize,
    pub(super) verdict: Verdict,
    /// What the line and the slot are called.
    pub(super) label: &'g str,
    pub(super) slot: &'g str,
    pub(super) across: bool,
}

/// A table whose totals can be read as more sums than this is not judged: memory is bounded.
const MOST_SUMS: usize = 500_000;

/// So many sums that are right to the last digit show that a table's whole numbers are not rounded.
pub(super) const EXACT_EVIDENCE: usize = 12;

/// So many show it where one total alone is not right to the last digit, and misses by more than rounded parts would.
pub(super) const FEW_EXACT: usize = 4;

impl<'g> Lines<'g> {
    /// What becomes of every total.
    pub(super) fn judge(&self, evidence: &mut Evidence) -> Vec<(Judgement<'g>, Outcome)> {
        let totals = self.lines.iter().filter(|line| matches!(line.role, Role::Total(_))).count();
        if totals == 0 || self.slots.is_empty() || self.lines.len() < 3 {
            return Vec::new();
        }
        let mut readings: Vec<Vec<Reading>> = vec![Vec::new(); self.lines.len()];
        let mut left = MOST_SUMS;
        let is_whole = self.walk(0..self.lines.len(), &mut readings, &mut left)
            && self.walk((0..self.lines.len()).rev(), &mut readings, &mut left);
        if !is_whole {
            return Vec::new();
        }
        let mut judgements = Vec::new();
        for (position, readings) in readings.iter().enumerate() {
            self.judge_total(position, readings, totals == 1, &mut judgements, evidence);
        }
        judgements
    }

    /// Goes through the lines in one direction and keeps at each total what its readings add up to, slot by slot. `left` is
    /// how many sums may still be kept; false if that is not enough.
    fn walk(&self, order: impl Iterator<Item = usize>, found: &mut [Vec<Reading>], left: &mut usize) -> bool {
        let mut running = Running::new(self.slots.len());
        for position in order {
            let Some(line) = self.lines.get(position) else { continue };
            match line.role {
                Role::Aside => {}
                Role::Part => running.add(self, line),
                Role::Total(rank) => {
                    let Some(found) = found.get_mut(position) else { continue };
                    let before = found.len();
                    running.readings(rank, found);
                    let sums = (found.len() - before).saturating_mul(self.slots.len());
                    if sums > *left {
                        return false;
                    }
                    *left -= sums;
                    running.close(self, line, rank);
                }
            }
        }
        true
    }

    /// Takes the reading that fits most cells of a total, and judges the others by it.
    fn judge_total(
        &self,
        position: usize,
        readings: &[Reading],
        is_only_total: bool,
        judgements: &mut Vec<(Judgement<'g>, Outcome)>,
        evidence: &mut Evidence,
    ) {
        let Some(line) = self.lines.get(position) else { return };
        let outcome = |reading: &Reading, slot: usize| -> Outcome {
            let (Some(sum), Some(slot)) = (reading.sums.get(slot), self.slots.get(slot)) else {
                return Outcome::Unknown;
            };
            self.outcome(line, slot, sum)
        };
        let fits = |reading: &Reading| {
            let fits = |slot: &usize| matches!(outcome(reading, *slot), Outcome::Exact | Outcome::Rounded);
            (0..self.slots.len()).filter(fits).count()
        };
        // Of readings that fit equally well, the one with more parts.
        let fitting = readings.iter().map(|reading| (reading, fits(reading)));
        let Some((best, holding)) = fitting.max_by_key(|(reading, fits)| (*fits, reading.count)) else { return };
        let is_off = |slot: usize| {
            outcome(best, slot) == Outcome::Off
                && readings.iter().all(|other| matches!(outcome(other, slot), Outcome::Off | Outcome::Unknown))
        };
        let off: Vec<usize> = (0..self.slots.len()).filter(|slot| is_off(*slot)).collect();
        let is_known = match self.across {
            true => holding >= 2 && off.len() * 2 <= holding,
            false => holding >= 1 && off.len() <= holding,
        };
        let is_known = is_known || holding == 0 && is_only_total && off.len() == 1 && self.is_plain(position, best);
        if self.is_guessed && !(0..self.slots.len()).any(|slot| self.is_surely_the_sum(line, slot, outcome(best, slot)))
        {
            return;
        }
        for slot in 0..self.slots.len() {
            let outcome = outcome(best, slot);
            let (Some(sum), Some(at)) = (best.sums.get(slot), self.slots.get(slot)) else { continue };
            match outcome {
                _ if at.exponent < 0 || at.percent => {}
                Outcome::Exact => evidence.exact += usize::from(sum.parts > 2),
                Outcome::Rounded => evidence.rounded += 1,
                _ => {}
            }
            let verdict = match outcome {
                Outcome::Exact | Outcome::Rounded => Verdict::Holds,
                Outcome::Off if off.contains(&slot) && is_known && !self.may_be_mean(line, at, sum) => {
                    Verdict::Contradicted
                }
                Outcome::Off => Verdict::NotChecked(Message::new("unsure")),
                Outcome::Unknown if sum.gaps => Verdict::NotChecked(Message::new("gaps")),
                Outcome::Unknown => continue,
            };
            judgements.extend(self.judgement(line, at, best, sum, verdict).map(|judgement| (judgement, outcome)));
        }
    }

    fn outcome(&self, line: &Line, slot: &Slot, sum: &Sum) -> Outcome {
        let total = self.cell_at(line.index, slot.index).and_then(|cell| self.scaled(cell, slot));
        let Some((total, place)) = total.filter(|_| !sum.unknown && sum.parts > 1) else { return Outcome::Unknown };
        // Shares add up only where they are said to: a total growth rate is none.
        if slot.percent && Some(total) != self.hundred(slot) {
            return Outcome::Unknown;
        }
        let Some(distance) = sum.value.checked_sub(total).and_then(|distance| distance.unsigned_abs().checked_mul(2))
        else {
            return Outcome::Unknown;
        };
        let slack = sum.slack.saturating_add(place).unsigned_abs();
        match distance {
            0 => Outcome::Exact,
            _ if distance <= slack => Outcome::Rounded,
            // A gap may stand for what is missing.
            _ if sum.gaps => Outcome::Unknown,
            _ => Outcome::Off,
        }
    }

    /// True if a sum fits that of other numbers next to never would.
    fn is_surely_the_sum(&self, line: &Line, slot: usize, outcome: Outcome) -> bool {
        const LEAST: u128 = 200;
        let total = self.slots.get(slot).and_then(|slot| self.scaled(self.cell_at(line.index, slot.index)?, slot));
        let is_great = total.is_some_and(|(total, _)| total.unsigned_abs() >= LEAST);
        matches!(outcome, Outcome::Exact | Outcome::Rounded) && is_great
    }

    fn hundred(&self, slot: &Slot) -> Option<i128> {
        let power = u32::try_from(2 - i32::from(slot.exponent)).ok()?;
        10_i128.checked_pow(power)
    }

    /// 平均, an index, the highest: a number among its parts need not be their sum.
    fn may_be_mean(&self, line: &Line, slot: &Slot, sum: &Sum) -> bool {
        let total = self.cell_at(line.index, slot.index).and_then(|cell| self.scaled(cell, slot));
        total.is_none_or(|(total, _)| !slot.percent && sum.least <= total && total <= sum.most)
    }

    /// True for the plainest of tables: one column of parts, and their total at one end.
    ///
    /// 合计 of a whole province over its largest cities: more than a slip away from their sum.
    fn is_plain(&self, position: usize, reading: &Reading) -> bool {
        let is_at_end = position == 0 || position + 1 == self.lines.len();
        let has_one_level = self.lines.windows(2).all(|pair| match pair {
            [one, other] => {
                one.level == other.level || matches!(one.role, Role::Total(_)) || matches!(other.role, Role::Total(_))
            }
            _ => true,
        });
        let [sum] = &reading.sums[..] else { return false };
        let (Some(line), Some(slot)) = (self.lines.get(position), self.slots.first()) else { return false };
        let total = self.cell_at(line.index, slot.index).and_then(|cell| self.scaled(cell, slot));
        let is_near = total.is_some_and(|(total, _)| {
            total > sum.most && total.saturating_mul(2) >= sum.value && sum.value.saturating_mul(2) >= total
        });
        let all_are_parts = self.lines.iter().all(|line| line.role != Role::Aside);
        !self.across && is_at_end && has_one_level && is_near && all_are_parts && reading.count + 1 == self.lines.len()
    }

    fn judgement(
        &self,
        line: &Line,
        slot: &Slot,
        reading: &Reading,
        sum: &Sum,
        verdict: Verdict,
    ) -> Option<Judgement<'g>> {
        let total = self.cell_at(line.index, slot.index)?;
        let (value, place) = self.scaled(total, slot)?;
        let unit = power_of_ten(slot.exponent);
        let of = |value: i128| Rational::from_integer(value.into()) * &unit;
        let half = |slack: i128| of(slack) / Rational::from_integer(2.into());
        let around = |value: i128, slack: i128| Interval::closed(of(value) - half(slack), of(value) + half(slack));
        Some(Judgement {
            total,
            parts: reading.members.iter().filter_map(|line| self.cell_at(*line, slot.index)).collect(),
            count: reading.count,
            sum: around(sum.value, sum.slack),
            nominal: of(sum.value),
            stated: of(value),
            stated_interval: around(value, place),
            decimals: usize::from(slot.exponent.min(0).unsigned_abs()),
            verdict,
            label: self.name(line.index, self.across),
            slot: self.name(slot.index, !self.across),
            across: self.across,
        })
    }
}

/// Whole numbers that are never rounded elsewhere in the table are not rounded here either.
pub(super) fn settled(mut judgement: Judgement, outcome: Outcome, is_exact: bool) -> Judgement {
    if is_exact && outcome == Outcome::Rounded && judgement.decimals == 0 {
        judgement.verdict = Verdict::Contradicted;
        judgement.sum = Interval::point(judgement.nominal.clone());
        judgement.stated_interval = Interval::point(judgement.stated.clone());
    }
    judgement
}

/// True if a total of rounded parts would miss their sum by as much less than one time in twenty: two standard deviations, each of the
/// parts and the total being off by a twelfth in the mean of squares.
pub(super) fn is_beyond_rounding(judgement: &Judgement) -> bool {
    let distance = (&judgement.nominal - &judgement.stated).abs();
    let count = i64::try_from(judgement.count).unwrap_or(i64::MAX / 8);
    let integer = |value: i64| Rational::from_integer(value.into());
    let beyond = integer(2) * distance.clone() - integer(1);
    distance > integer(1) && integer(3) * beyond.clone() * beyond >= integer(4 * count.saturating_add(1))
}

/// Why a contradicted total is not the place to look at.
#[derive(Clone, Copy, Debug)]
pub(super) enum Explanation {
    /// One of its parts is itself a total that misses by as much: that one is reported.
    ByPart,
    /// The other total of a cell misses by as much: this cell is what both have in common.
    Suspect(Span),
    /// The other of two such totals.
    BySuspect,
}

/// One wrong number makes two totals wrong. The first is reported, or the cell that both share is named.
pub(super) fn explained(down: &[Judgement], across: &[Judgement]) -> HashMap<(bool, Span), Explanation> {
    let mut explained = HashMap::new();
    let off = |judgements: &'_ [Judgement]| -> Vec<usize> {
        (0..judgements.len()).filter(|index| judgements[*index].verdict == Verdict::Contradicted).collect()
    };
    let (down_off, across_off) = (off(down), off(across));
    if down_off.is_empty() || across_off.is_empty() {
        return explained;
    }
    let missing = |judgement: &Judgement| &judgement.nominal - &judgement.stated;
    let by_total: HashMap<Span, &Judgement> =
        down_off.iter().map(|index| (down[*index].total.span, &down[*index])).collect();
    let by_part: HashMap<Span, &Judgement> =
        down_off.iter().flat_map(|index| down[*index].parts.iter().map(|part| (part.span, &down[*index]))).collect();
    for one in across_off.iter().map(|index| &across[*index]) {
        // 合计 in the corner is wrong for both: once is enough.
        if by_total.contains_key(&one.total.span) {
            explained.insert((true, one.total.span), Explanation::ByPart);
            continue;
        }
        let is_part_off = |part: &Cell| by_total.get(&part.span).is_some_and(|other| missing(other) == -missing(one));
        if one.parts.iter().any(is_part_off) {
            explained.insert((true, one.total.span), Explanation::ByPart);
            continue;
        }
        if let Some(other) = by_part.get(&one.total.span).filter(|other| missing(other) == -missing(one)) {
            explained.insert((false, other.total.span), Explanation::ByPart);
            continue;
        }
        let shared = one.parts.iter().find_map(|part| {
            by_part.get(&part.span).filter(|other| missing(other) == missing(one)).map(|other| (part.span, *other))
        });
        if let Some((cell, other)) = shared {
            explained.insert((false, other.total.span), Explanation::Suspect(cell));
            explained.insert((true, one.total.span), Explanation::BySuspect);
        }
    }
    explained
}
