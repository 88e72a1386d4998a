//! figures/table-total: a row or column labelled as a total, and what it adds up. A total can be read in several ways (the
//! lines before it or behind it, since the last total or since the start, subtotals only, one level only): it is reported
//! only if none of them fits, and the one that is meant is known from the cells beside it.

use std::collections::HashMap;
use std::sync::Arc;

use crate::checks::{Context, Report};
use crate::facts::interval::{Decimal, Interval, power_of_ten, show};
use crate::facts::quantity::{self, UnitKind};
use crate::facts::rational::Rational;
use crate::facts::table::{Cell, Column, Content, Grid, Level};
use crate::facts::table_equation::TableEquation;
use crate::finding::{Applicability, Fix, Message, Shown};
use crate::relation::{Member, Relation, Verdict};
use crate::rules::Rule;
use crate::span::Span;

/// Places that are shown with a finding, at most.
const MOST_RELATED: usize = 24;
/// Summands that are written out, at most.
const MOST_WRITTEN: usize = 8;
/// Digits that the cells of a line may differ in scale: more do not fit.
const WIDEST_SCALE: i16 = 18;
/// So many sums that are right to the last digit show that a table's whole numbers are not rounded.
const EXACT_EVIDENCE: usize = 12;
/// A table whose totals can be read as more sums than this is not judged: memory is bounded.
const MOST_SUMS: usize = 500_000;

/// Reports totals that no reading of their table gives.
pub fn check(cx: &Context, report: &mut Report) {
    for table in cx.document.tables() {
        let Some(grid) = Grid::read(cx.document.text(), table) else { continue };
        let mut evidence = Evidence::default();
        let down = Lines::rows(&grid).judge(&mut evidence);
        let across = Lines::columns(&grid).judge(&mut evidence);
        let is_exact = evidence.exact >= EXACT_EVIDENCE && evidence.rounded * EXACT_EVIDENCE <= evidence.exact;
        let [down, across] = [down, across].map(|judgements| {
            judgements.into_iter().map(|(judgement, outcome)| settled(judgement, outcome, is_exact)).collect::<Vec<_>>()
        });
        let explained = explained(&down, &across);
        for judgement in down.iter().chain(&across) {
            say(cx, report, judgement, explained.get(&(judgement.across, judgement.total.span)));
        }
        for equation in cx.table_equations {
            check_equation(cx, report, &grid, equation);
        }
    }
}

/// What a line (a row or a column) is to a total.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// It is added up.
    Part,
    /// It adds up: 1 for 小计, 2 for 收入合计, 3 for 合计, 4 for 总计.
    Total(usize),
    /// A part of a part, or no amount at all: left out.
    Aside,
}

const RANKS: usize = 5;

/// A grid by rows or by columns.
struct Lines<'g> {
    grid: &'g Grid,
    /// True if the lines are columns.
    across: bool,
    lines: Vec<Line>,
    /// The cells of a line that are judged, by their place in it.
    slots: Vec<Slot>,
}

struct Line {
    /// Row or column of the grid.
    index: usize,
    role: Role,
    level: Level,
}

struct Slot {
    /// Column or row of the grid.
    index: usize,
    /// Power of ten of the last shown digit of any of its numbers.
    exponent: i16,
    /// True if it holds percentages.
    percent: bool,
    /// True if its whole numbers count things.
    counts: bool,
}

/// A sum in one reading, at one slot; numbers are multiples of the slot's last digit.
#[derive(Clone, Debug, Default)]
struct Sum {
    value: i128,
    /// The last shown places of all summands together: twice what rounding can make of them.
    slack: i128,
    /// Summands that are not zero.
    parts: usize,
    least: i128,
    most: i128,
    /// True if a summand is a gap.
    gaps: bool,
    /// True if a summand is no number.
    unknown: bool,
}

/// What one reading of a total adds up, slot by slot.
#[derive(Clone, Debug, Default)]
struct Reading {
    sums: Vec<Sum>,
    /// The first of the summands, as lines.
    members: Vec<usize>,
    /// How many there are.
    count: usize,
}

/// How a total compares with a sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Exact,
    Rounded,
    Off,
    Unknown,
}

/// How often sums of whole numbers are right to the last digit, and how often only within rounding.
#[derive(Clone, Copy, Debug, Default)]
struct Evidence {
    exact: usize,
    rounded: usize,
}

/// A total cell and what the reading of its table makes of it.
struct Judgement<'g> {
    total: Cell,
    parts: Vec<Cell>,
    /// How many parts there are: not all of them are kept.
    count: usize,
    sum: Interval,
    /// The shown numbers added.
    nominal: Rational,
    stated: Rational,
    stated_interval: Interval,
    decimals: usize,
    verdict: Verdict,
    /// What the line and the slot are called.
    label: &'g str,
    slot: &'g str,
    across: bool,
}

impl<'g> Lines<'g> {
    /// Rows as lines: a total row adds up the rows above or below it.
    fn rows(grid: &'g Grid) -> Self {
        let lines = grid.rows.iter().enumerate();
        let lines = lines.map(|(index, row)| Line { index, role: role(&row.label), level: row.level }).collect();
        let mut lines = Self { grid, across: false, lines, slots: Vec::new() };
        let columns = grid.columns.iter().enumerate().filter(|(_, column)| column.is_numeric);
        lines.slots = columns.filter_map(|(index, column)| lines.slot(index, column)).collect();
        lines
    }

    /// Columns as lines: a total column adds up the columns beside it.
    fn columns(grid: &'g Grid) -> Self {
        let numeric = grid.columns.iter().enumerate().filter(|(_, column)| column.is_numeric);
        let line = |(index, column): (usize, &Column)| {
            let role = if is_no_amount(&column.header) { Role::Aside } else { role(without_unit(column)) };
            Line { index, role, level: Level::default() }
        };
        let lines: Vec<Line> = numeric.map(line).collect();
        let added = lines.iter().filter(|line| line.role != Role::Aside);
        let mut units = added.filter_map(|line| grid.columns.get(line.index)).map(|column| &column.unit);
        let first = units.next();
        // 户数（户）、人数（人）、合计: amounts of different things.
        let is_one_unit = units.all(|unit| Some(unit) == first);
        let mut lines =
            Self { grid, across: true, lines: if is_one_unit { lines } else { Vec::new() }, slots: Vec::new() };
        lines.slots = (0..grid.rows.len()).filter_map(|index| lines.row_slot(index)).collect();
        lines
    }

    fn slot(&self, index: usize, column: &Column) -> Option<Slot> {
        let cells = || self.lines.iter().filter_map(|line| self.cell_at(line.index, index));
        let percent = cells().any(|cell| matches!(cell.content, Content::Percent(_)))
            || column.header.contains(['%', '％'])
            || ["占比", "比重", "构成"].iter().any(|word| column.header.contains(word));
        if is_no_amount(&column.header) && !percent || is_running_number(cells()) {
            return None;
        }
        let exponent = cells().filter_map(number_of).map(|value| value.exponent).min()?;
        Some(Slot { index, exponent, percent, counts: counts_things(&column.unit) })
    }

    fn row_slot(&self, index: usize) -> Option<Slot> {
        let cells = || self.lines.iter().filter_map(|line| self.cell_at(line.index, index));
        let has_percent = cells().any(|cell| matches!(cell.content, Content::Percent(_)));
        let label = self.grid.rows.get(index).map_or("", |row| &*row.label);
        if has_percent || is_no_amount(label) {
            return None;
        }
        let exponent = cells().filter_map(number_of).map(|value| value.exponent).min()?;
        let counts = self.lines.first().and_then(|line| self.grid.columns.get(line.index));
        Some(Slot { index, exponent, percent: false, counts: counts.is_some_and(|column| counts_things(&column.unit)) })
    }

    /// The cell of a line at a slot.
    fn cell_at(&self, line: usize, slot: usize) -> Option<Cell> {
        let (row, column) = if self.across { (slot, line) } else { (line, slot) };
        self.grid.rows.get(row)?.cells.get(column).copied()
    }

    fn name(&self, index: usize, is_column: bool) -> &'g str {
        match is_column {
            true => self.grid.columns.get(index).map_or("", |column| &column.header),
            false => self.grid.rows.get(index).map_or("", |row| &row.label),
        }
    }

    /// The number of a cell in last places of its slot, and its last place; `None` for what is no number.
    fn scaled(&self, cell: Cell, slot: &Slot) -> Option<(i128, i128)> {
        let value = number_of(cell)?;
        let shift = value.exponent.checked_sub(slot.exponent).filter(|shift| (0..=WIDEST_SCALE).contains(shift))?;
        let place = 10_i128.checked_pow(u32::try_from(shift).ok()?)?;
        let is_count =
            matches!(cell.content, Content::Number { is_count: true, .. }) || slot.counts && value.exponent == 0;
        Some((i128::from(value.mantissa).checked_mul(place)?, if is_count { 0 } else { place }))
    }

    /// What becomes of every total.
    fn judge(&self, evidence: &mut Evidence) -> Vec<(Judgement<'g>, Outcome)> {
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

/// The readings that run while lines are gone through.
struct Running {
    slots: usize,
    /// Since the last total of any kind.
    block: Reading,
    /// The same by the level of the lines.
    levels: Vec<(Level, Reading)>,
    /// Since the last 合计.
    all: Reading,
    /// Totals of each rank since the last one of a higher rank.
    totals: Vec<Reading>,
}

/// More levels than this are not told apart.
const MOST_LEVELS: usize = 6;

impl Running {
    fn new(slots: usize) -> Self {
        let totals = (0..RANKS).map(|_| Reading::new(slots)).collect();
        Self { slots, block: Reading::new(slots), levels: Vec::new(), all: Reading::new(slots), totals }
    }

    fn add(&mut self, lines: &Lines, line: &Line) {
        self.block.add(lines, line);
        self.all.add(lines, line);
        let is_full = self.levels.len() >= MOST_LEVELS;
        match self.levels.iter_mut().find(|(level, _)| *level == line.level) {
            Some((_, reading)) => reading.add(lines, line),
            None if !is_full => {
                let mut reading = Reading::new(self.slots);
                reading.add(lines, line);
                self.levels.push((line.level, reading));
            }
            None => {}
        }
    }

    /// Every sum that a total of this rank may stand for.
    fn readings(&self, rank: usize, found: &mut Vec<Reading>) {
        found.push(self.block.clone());
        if self.levels.len() > 1 {
            found.extend(self.levels.iter().map(|(_, reading)| reading.clone()));
        }
        if self.all.count > self.block.count {
            found.push(self.all.clone());
        }
        for totals in self.totals.iter().take(rank).filter(|totals| totals.count > 0) {
            found.push(totals.clone());
            if self.block.count > 0 {
                found.push(totals.joined(&self.block));
            }
        }
    }

    /// A total ends its block, and is itself a part of a greater one.
    fn close(&mut self, lines: &Lines, line: &Line, rank: usize) {
        self.block = Reading::new(self.slots);
        self.levels.clear();
        if rank >= 3 {
            self.all = Reading::new(self.slots);
        }
        self.totals.iter_mut().take(rank).filter(|totals| totals.count > 0).for_each(|totals| {
            *totals = Reading::new(self.slots);
        });
        if let Some(totals) = self.totals.get_mut(rank) {
            totals.add(lines, line);
        }
    }
}

impl Reading {
    fn new(slots: usize) -> Self {
        Self { sums: vec![Sum::default(); slots], members: Vec::new(), count: 0 }
    }

    fn add(&mut self, lines: &Lines, line: &Line) {
        self.count += 1;
        if self.members.len() < MOST_RELATED {
            self.members.push(line.index);
        }
        for (sum, slot) in self.sums.iter_mut().zip(&lines.slots) {
            let Some(cell) = lines.cell_at(line.index, slot.index) else { continue };
            match (cell.content, lines.scaled(cell, slot)) {
                (Content::Gap, _) => sum.gaps = true,
                (_, Some((value, place))) => sum.include(value, place),
                (_, None) => sum.unknown = true,
            }
        }
    }

    fn joined(&self, other: &Self) -> Self {
        let sums = self.sums.iter().zip(&other.sums).map(|(one, other)| one.joined(other)).collect();
        let members = self.members.iter().chain(&other.members).take(MOST_RELATED).copied().collect();
        Self { sums, members, count: self.count + other.count }
    }
}

impl Sum {
    fn include(&mut self, value: i128, place: i128) {
        let is_first = self.parts == 0;
        self.least = if is_first { value } else { self.least.min(value) };
        self.most = if is_first { value } else { self.most.max(value) };
        self.parts += usize::from(value != 0);
        match (self.value.checked_add(value), self.slack.checked_add(place)) {
            (Some(value), Some(slack)) => (self.value, self.slack) = (value, slack),
            _ => self.unknown = true,
        }
    }

    fn joined(&self, other: &Self) -> Self {
        let mut joined = self.clone();
        joined.gaps |= other.gaps;
        joined.unknown |= other.unknown;
        if other.parts > 0 {
            let (least, most) = (joined.least.min(other.least), joined.most.max(other.most));
            let is_first = joined.parts == 0;
            joined.include(other.value, other.slack);
            joined.parts = self.parts + other.parts;
            (joined.least, joined.most) = if is_first { (other.least, other.most) } else { (least, most) };
        }
        joined
    }
}

/// Whole numbers that are never rounded elsewhere in the table are not rounded here either.
fn settled(mut judgement: Judgement, outcome: Outcome, is_exact: bool) -> Judgement {
    if is_exact && outcome == Outcome::Rounded && judgement.decimals == 0 {
        judgement.verdict = Verdict::Contradicted;
        judgement.sum = Interval::point(judgement.nominal.clone());
        judgement.stated_interval = Interval::point(judgement.stated.clone());
    }
    judgement
}

/// Why a contradicted total is not the place to look at.
#[derive(Clone, Copy, Debug)]
enum Explanation {
    /// One of its parts is itself a total that misses by as much: that one is reported.
    ByPart,
    /// The other total of a cell misses by as much: this cell is what both have in common.
    Suspect(Span),
    /// The other of two such totals.
    BySuspect,
}

/// One wrong number makes two totals wrong. The first is reported, or the cell that both share is named.
fn explained(down: &[Judgement], across: &[Judgement]) -> HashMap<(bool, Span), Explanation> {
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

/// What a label makes of its line.
fn role(label: &str) -> Role {
    let label: String = label.trim_end_matches(['：', ':']).to_lowercase();
    if is_of_which(&label) {
        return Role::Aside;
    }
    let label = label.as_str();
    match label {
        "小计" | "小計" | "subtotal" | "sub-total" => Role::Total(1),
        "合计" | "合計" | "计" | "計" | "共计" | "共計" | "total" | "totals" | "sum" | "总和" => {
            Role::Total(3)
        }
        "总计" | "總計" | "grandtotal" => Role::Total(4),
        // 收入合计, 本页小计; 项目总计划 is none of them.
        _ if label.chars().count() > LONGEST_TOTAL => Role::Part,
        _ if label.ends_with("小计") || label.ends_with("小計") => Role::Total(1),
        _ if ["合计", "合計", "总计", "總計"].iter().any(|word| label.ends_with(word)) => Role::Total(2),
        _ if label.starts_with("total") && label.len() <= "total（unit）".len() => Role::Total(2),
        _ => Role::Part,
    }
}

/// A longer label that ends in 合计 says something of its own.
const LONGEST_TOTAL: usize = 10;

/// 其中：女性, #工业: counted in the line above it.
fn is_of_which(label: &str) -> bool {
    ["其中", "#", "＃", "ofwhich", "including", "内：", "内:"].iter().any(|word| label.starts_with(word))
}

/// Headers of what cannot be added: prices, means, rates, years, running numbers.
fn is_no_amount(header: &str) -> bool {
    const WORDS: &[&str] = &[
        "序号",
        "编号",
        "代码",
        "编码",
        "邮编",
        "电话",
        "年份",
        "年度",
        "日期",
        "时间",
        "单价",
        "价格",
        "均",
        "率",
        "占比",
        "比重",
        "比例",
        "构成",
        "增长",
        "增幅",
        "增速",
        "增减",
        "同比",
        "环比",
        "比上年",
        "较上年",
        "指数",
        "倍数",
        "排名",
        "名次",
        "位次",
        "得分",
        "评分",
        "分数",
        "密度",
        "强度",
        "温度",
        "最高",
        "最低",
        "最大",
        "最小",
        "单位",
        "备注",
        "%",
        "％",
        "‰",
        "/人",
        "每",
        "price",
        "rate",
        "average",
        "mean",
        "rank",
        "index",
        "year",
        "percent",
        "share",
        "per",
        "growth",
        "no.",
        "max",
        "min",
    ];
    let header = header.to_lowercase();
    WORDS.iter().any(|word| header.contains(word))
}

/// 产量（万吨） without its unit, which may hold anything.
fn without_unit(column: &Column) -> &str {
    match column.header.find(['（', '(']) {
        Some(at) if at > 0 => &column.header[..at],
        _ => &column.header,
    }
}

fn counts_things(unit: &str) -> bool {
    let (length, kind) = quantity::unit(unit);
    kind == UnitKind::Count && length == unit.len()
}

/// 1, 2, 3 … down a column.
fn is_running_number(cells: impl Iterator<Item = Cell>) -> bool {
    let numbers: Vec<Decimal> = cells.filter_map(number_of).collect();
    let counts = numbers.iter().zip(1..).all(|(value, number)| *value == Decimal::integer(number));
    counts && numbers.len() > 2
}

fn number_of(cell: Cell) -> Option<Decimal> {
    match cell.content {
        Content::Number { value, .. } | Content::Percent(value) => Some(value),
        Content::Gap | Content::Text => None,
    }
}

/// Reports a total, or keeps it as a relation.
fn say(cx: &Context, report: &mut Report, judgement: &Judgement, explanation: Option<&Explanation>) {
    if report.keeps_relations() {
        report.relation(|rule| relation(cx, judgement, rule));
    }
    let is_elsewhere = matches!(explanation, Some(Explanation::ByPart | Explanation::BySuspect));
    if judgement.verdict != Verdict::Contradicted || is_elsewhere {
        return;
    }
    let (expected, stated) = (range(&judgement.sum, judgement.decimals), written(cx, judgement.total).to_owned());
    let digits = digits_of(cx, judgement.total);
    let finding = report.at(judgement.total.span);
    finding
        .text(if judgement.across { "across" } else { "message" })
        .arg("label", judgement.label)
        .arg("slot", judgement.slot)
        .arg("expected", expected.clone())
        .arg("stated", &stated)
        .evidence("stated", &*stated)
        .evidence("expected", expected.get(crate::finding::Language::Zh))
        .evidence("parts", judgement.count);
    for part in &judgement.parts {
        finding.related(part.span, Message::new("part").arg("written", written(cx, *part)));
    }
    finding.note(Message::new("proof").arg("proof", proof(cx, judgement, "≠")));
    if let Some(Explanation::Suspect(cell)) = explanation {
        let written = cx.document.text().get(cell.range()).unwrap_or_default();
        finding.note(Message::new("suspect").arg("written", written));
    }
    if let Some(digits) = digits {
        let text = show(&judgement.nominal, judgement.decimals);
        let text = with_decimals(&text, judgement.decimals);
        let title = Message::new("correct").arg("value", &text);
        finding.fix(Fix::replace(title, Applicability::Display, digits, text));
    }
}

fn relation(cx: &Context, judgement: &Judgement, rule: &Arc<Rule>) -> Relation {
    let sign = match judgement.verdict {
        Verdict::Contradicted => "≠",
        Verdict::NotChecked(_) => "?",
        Verdict::Holds if judgement.nominal == judgement.stated => "=",
        Verdict::Holds => "≈",
    };
    let member = |name: &'static str, cell: Cell, interval| Member {
        name: name.into(),
        span: cell.span,
        interval,
        shown: Shown::from(written(cx, cell)),
    };
    let mut members = vec![member("total", judgement.total, Some(judgement.stated_interval.clone()))];
    members.extend(judgement.parts.iter().map(|part| member("part", *part, None)));
    let span = members.iter().map(|member| member.span).reduce(Span::to).unwrap_or(judgement.total.span);
    Relation {
        rule: Arc::clone(rule),
        span,
        formula: "sum(part) = total".to_owned(),
        members,
        expected: Some(range(&judgement.sum, judgement.decimals)),
        reading: Shown::Text(proof(cx, judgement, sign)),
        verdict: judgement.verdict.clone(),
    }
}

/// `3 + 4 + … = 12 ≠ 13`
fn proof(cx: &Context, judgement: &Judgement, sign: &str) -> String {
    let mut text =
        judgement.parts.iter().take(MOST_WRITTEN).map(|part| written(cx, *part)).collect::<Vec<_>>().join(" + ");
    if judgement.count > MOST_WRITTEN {
        text.push_str(" + …");
    }
    let sum = with_decimals(&show(&judgement.nominal, judgement.decimals), judgement.decimals);
    format!("{text} = {sum} {sign} {}", written(cx, judgement.total))
}

fn written<'a>(cx: &Context<'a>, cell: Cell) -> &'a str {
    cx.document.text().get(cell.span.range()).unwrap_or_default()
}

/// The digits of a cell, if they are plain ones.
fn digits_of(cx: &Context, cell: Cell) -> Option<Span> {
    let text = written(cx, cell);
    let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    is_plain.then_some(cell.span)
}

/// Trailing zeros as the other cells have them.
fn with_decimals(number: &str, decimals: usize) -> String {
    let shown = number.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let point = if shown == 0 && decimals > 0 { "." } else { "" };
    format!("{number}{point}{}", "0".repeat(decimals.saturating_sub(shown)))
}

fn range(interval: &Interval, decimals: usize) -> Shown {
    let end = |value: Option<&Rational>| value.map(|value| show(value, decimals + 1)).unwrap_or_default();
    let (low, high) = (end(interval.low.value()), end(interval.high.value()));
    if low == high {
        return Shown::Text(low);
    }
    Shown::Word { zh: format!("{low}～{high}").into(), en: format!("{low} to {high}").into() }
}

/// Compares the rows, or else the columns, that an equation of the configuration names.
fn check_equation(cx: &Context, report: &mut Report, grid: &Grid, equation: &TableEquation) {
    let rows: Vec<(String, usize)> =
        grid.rows.iter().zip(0..).map(|(row, index)| (plain_label(&row.label), index)).collect();
    let columns = grid.columns.iter().zip(0..).filter(|(column, _)| column.is_numeric);
    let columns: Vec<(String, usize)> =
        columns.map(|(column, index)| (plain_label(without_unit(column)), index)).collect();
    let (lines, across) = match (named(equation, &rows), named(equation, &columns)) {
        (Some(lines), _) => (lines, false),
        (None, Some(lines)) => (lines, true),
        (None, None) => return,
    };
    let slots = if across { grid.rows.len() } else { grid.columns.len() };
    for slot in 0..slots {
        let cell = |line: usize| {
            let (row, column) = if across { (slot, line) } else { (line, slot) };
            grid.rows.get(row)?.cells.get(column).copied()
        };
        let cells: Option<Vec<Cell>> = lines.iter().map(|line| cell(*line)).collect();
        let Some(cells) = cells
            .filter(|cells| cells.iter().all(|cell| matches!(cell.content, Content::Number { .. } | Content::Gap)))
        else {
            continue;
        };
        let has_number = cells.iter().filter(|cell| cell.content != Content::Gap).count() > 1;
        if has_number {
            judge_equation(cx, report, equation, &cells);
        }
    }
}

fn judge_equation(cx: &Context, report: &mut Report, equation: &TableEquation, cells: &[Cell]) {
    let (Some(first), Some(last)) = (cells.first(), cells.last()) else { return };
    let mut difference = Interval::point(Rational::from_integer(0.into()));
    for (cell, term) in cells.iter().zip(&equation.terms) {
        let Some(value) = number_of(*cell) else { continue };
        let slack = if value.exponent < 0 {
            power_of_ten(value.exponent) / Rational::from_integer(2.into())
        } else {
            Rational::from_integer(0.into())
        };
        let shown = value.to_rational();
        let value = Interval::closed(&shown - &slack, shown + slack);
        difference = if term.negative { difference.minus(&value) } else { difference.plus(&value) };
    }
    let has_gap = cells.iter().any(|cell| cell.content == Content::Gap);
    let verdict = match difference.contains(&Rational::from_integer(0.into())) {
        true => Verdict::Holds,
        false if has_gap => Verdict::NotChecked(Message::new("gaps")),
        false => Verdict::Contradicted,
    };
    let side = |from: usize, to: usize| {
        let mut text = String::new();
        for (index, (cell, term)) in cells.iter().zip(&equation.terms).enumerate().skip(from).take(to - from) {
            let minus = term.negative != (from > 0);
            let sign = match (index == from, minus) {
                (true, false) => "",
                (true, true) => "−",
                (false, false) => " + ",
                (false, true) => " − ",
            };
            text.push_str(sign);
            text.push_str(written(cx, *cell));
        }
        text
    };
    let (left, right) = (side(0, equation.left), side(equation.left, cells.len()));
    let sign = match verdict {
        Verdict::Holds => "=",
        Verdict::Contradicted => "≠",
        Verdict::NotChecked(_) => "?",
    };
    let formula = equation.terms.iter().map(|term| term.label.as_str()).collect::<Vec<_>>();
    let (one, other) = formula.split_at(equation.left.min(formula.len()));
    let formula = format!("{} = {}", one.join(" ± "), other.join(" ± "));
    if verdict == Verdict::Contradicted {
        // The one that stands alone on a side is given by the others.
        let alone = if equation.left == 1 { 0 } else { cells.len() - 1 };
        let finding = report.at(if alone == 0 { first.span } else { last.span });
        finding.text("equation").arg("left", &left).arg("right", &right).evidence("equation", &*formula);
        let others = cells.iter().zip(&equation.terms).enumerate().filter(|(index, _)| *index != alone);
        for (_, (cell, term)) in others {
            finding
                .related(cell.span, Message::new("term").arg("label", &term.label).arg("written", written(cx, *cell)));
        }
    }
    report.relation(|rule| Relation {
        rule: Arc::clone(rule),
        span: cells.iter().map(|cell| cell.span).reduce(Span::to).unwrap_or(first.span),
        formula,
        members: cells
            .iter()
            .zip(&equation.terms)
            .map(|(cell, term)| Member {
                name: term.label.clone().into(),
                span: cell.span,
                interval: None,
                shown: Shown::from(written(cx, *cell)),
            })
            .collect(),
        expected: None,
        reading: Shown::Text(format!("{left} {sign} {right}")),
        verdict,
    });
}

/// The line of each label: the one called so, or else the only one whose label holds it.
fn named(equation: &TableEquation, lines: &[(String, usize)]) -> Option<Vec<usize>> {
    let find = |label: &str| {
        let label = plain_label(label);
        let unique = |test: &dyn Fn(&str) -> bool| {
            let mut found = lines.iter().filter(|(name, _)| test(name));
            found.next().filter(|_| found.next().is_none()).map(|(_, index)| *index)
        };
        unique(&|name| name == label).or_else(|| unique(&|name| name.contains(&label)))
    };
    equation.terms.iter().map(|term| find(&term.label)).collect()
}

/// A label without its number: 一、本年新收 is 本年新收.
fn plain_label(label: &str) -> String {
    let rest = label.trim_start_matches(|c: char| {
        c.is_ascii_digit()
            || crate::facts::number::han_digit(c).is_some()
            || matches!(c, '十' | '（' | '(' | '）' | ')')
    });
    match rest.strip_prefix(['、', '.', '．']) {
        Some(rest) if !rest.is_empty() => rest.to_lowercase(),
        _ => label.to_lowercase(),
    }
}
