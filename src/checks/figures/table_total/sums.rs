//! What a total can stand for: sums in every reading, kept while the lines are gone through once in each direction.

use super::lines::{Line, Lines, RANKS};
use crate::facts::table::{Content, Level};

/// A sum in one reading, at one slot; numbers are multiples of the slot's last digit.
#[derive(Clone, Debug, Default)]
pub(super) struct Sum {
    pub(super) value: i128,
    /// The last shown places of all summands together: twice what rounding can make of them.
    pub(super) slack: i128,
    /// Summands that are not zero.
    pub(super) parts: usize,
    pub(super) least: i128,
    pub(super) most: i128,
    /// True if a summand is a gap.
    pub(super) gaps: bool,
    /// True if a summand is no number.
    pub(super) unknown: bool,
}

/// What one reading of a total adds up, slot by slot.
#[derive(Clone, Debug, Default)]
pub(super) struct Reading {
    pub(super) sums: Vec<Sum>,
    /// The first of the summands, as lines.
    pub(super) members: Vec<usize>,
    /// How many there are.
    pub(super) count: usize,
}

/// The readings that run while lines are gone through.
pub(super) struct Running {
    pub(super) slots: usize,
    /// Since the last total of any kind.
    pub(super) block: Reading,
    /// The same by the level of the lines.
    pub(super) levels: Vec<(Level, Reading)>,
    /// Since the last 合计.
    pub(super) all: Reading,
    /// Totals of each rank since the last one of a higher rank.
    pub(super) totals: Vec<Reading>,
}

/// More levels than this are not told apart.
const MOST_LEVELS: usize = 6;

/// Places that are shown with a finding, at most.
const MOST_RELATED: usize = 24;

impl Running {
    pub(super) fn new(slots: usize) -> Self {
        let totals = (0..RANKS).map(|_| Reading::new(slots)).collect();
        Self { slots, block: Reading::new(slots), levels: Vec::new(), all: Reading::new(slots), totals }
    }

    pub(super) fn add(&mut self, lines: &Lines, line: &Line) {
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
    pub(super) fn readings(&self, rank: usize, found: &mut Vec<Reading>) {
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
    pub(super) fn close(&mut self, lines: &Lines, line: &Line, rank: usize) {
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
    pub(super) fn new(slots: usize) -> Self {
        Self { sums: vec![Sum::default(); slots], members: Vec::new(), count: 0 }
    }

    pub(super) fn add(&mut self, lines: &Lines, line: &Line) {
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

    pub(super) fn joined(&self, other: &Self) -> Self {
        let sums = self.sums.iter().zip(&other.sums).map(|(one, other)| one.joined(other)).collect();
        let members = self.members.iter().chain(&other.members).take(MOST_RELATED).copied().collect();
        Self { sums, members, count: self.count + other.count }
    }
}

impl Sum {
    pub(super) fn include(&mut self, value: i128, place: i128) {
        let is_first = self.parts == 0;
        self.least = if is_first { value } else { self.least.min(value) };
        self.most = if is_first { value } else { self.most.max(value) };
        self.parts += usize::from(value != 0);
        match (self.value.checked_add(value), self.slack.checked_add(place)) {
            (Some(value), Some(slack)) => (self.value, self.slack) = (value, slack),
            _ => self.unknown = true,
        }
    }

    pub(super) fn joined(&self, other: &Self) -> Self {
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
