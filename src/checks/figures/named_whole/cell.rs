//! Shares of what stands in a table before the text: 农业源化学需氧量占46.3% below a table with that row, that column and a total row. Takes the words
//! before a share; gives the cell that they name and that of the total.

use std::cell::OnceCell;

use super::judgement::{Certainty, Claim, Measure};
use super::rate::points_at_all;
use super::{clause_before, has_part_of_before};
use crate::checks::Context;
use crate::checks::figures::breakdown;
use crate::checks::figures::table_total;
use crate::facts::quantity::Quantity;
use crate::facts::slip;
use crate::facts::table::{Cell, Content, Grid, folded};
use crate::span::Span;

/// Tables before a share that are looked at, and bytes between the last of them and the share.
const MOST_TABLES: usize = 3;
const FARTHEST: u32 = 3000;
/// Characters of a row's label that names a part.
const SHORTEST: usize = 2;
/// Columns of a table that are looked at.
const MOST_COLUMNS: usize = 16;

/// The tables of a text, read when the first share asks for one.
pub struct Tables<'a> {
    cx: &'a Context<'a>,
    grids: OnceCell<Vec<(Span, Option<Grid>)>>,
}

/// A cell and the total of its column.
struct Pair<'a> {
    part: &'a Quantity,
    whole: &'a Quantity,
    /// True if the words name the column, too.
    is_named: bool,
}

impl<'a> Tables<'a> {
    pub fn new(cx: &'a Context<'a>) -> Self {
        Self { cx, grids: OnceCell::new() }
    }

    /// The cells that the share `index` is of, if a column is named; or those that it would be of but for two digits that changed places, or its
    /// point.
    pub fn claim(&self, index: usize) -> Option<Claim<'a>> {
        let cx = self.cx;
        if cx.document.tables().is_empty() {
            return None;
        }
        let share = cx.facts.quantities.get(index).filter(|share| has_part_of_before(cx, share))?;
        let (subject, whole) = clause_before(cx, share).split_once('占')?;
        let subject = subject.trim().trim_start_matches("其中").trim();
        if subject.chars().count() < SHORTEST || !is_of_all(breakdown::named(whole)) {
            return None;
        }
        let start = cx.source(share.span).start;
        let near = self.grids().iter().rev().filter(|(span, _)| span.end <= start && start - span.end <= FARTHEST);
        let grids = near.take(MOST_TABLES).filter_map(|(_, grid)| grid.as_ref());
        let pairs: Vec<Pair> = grids.flat_map(|grid| pairs(cx, grid, subject)).collect();
        if pairs.iter().any(|pair| Measure::Share.fits(cx, pair.part, pair.whole, share)) {
            return None;
        }
        let written = share.number.value;
        let slips = if slip::digits(written).is_empty() { Vec::new() } else { slip::swaps_and_points(written) };
        let is_slip = |pair: &&Pair| slips.iter().any(|meant| Measure::Share.gives(cx, pair.part, pair.whole, *meant));
        let pair = pairs.iter().find(|pair| pair.is_named).or_else(|| pairs.iter().find(is_slip))?;
        let certainty = Certainty::Mended;
        Some(Claim { part: pair.part, wholes: vec![pair.whole], share, measure: Measure::Share, certainty })
    }

    fn grids(&self) -> &[(Span, Option<Grid>)] {
        let text = self.cx.document.text();
        let read = || self.cx.document.tables().iter().map(|table| (table.span, Grid::read(text, table))).collect();
        self.grids.get_or_init(read)
    }
}

/// 占, 占全省, 占总数: the share is of all there is in the table.
pub fn is_of_all(name: &str) -> bool {
    const LONGEST_AREA: usize = 3;
    points_at_all(name) || name.starts_with('全') && name != "全国" && name.chars().count() <= LONGEST_AREA
}

/// The cells of the row that the words begin with, and those of the only total row.
fn pairs<'a>(cx: &'a Context, grid: &Grid, subject: &str) -> Vec<Pair<'a>> {
    let labels = || grid.rows.iter().map(|row| folded(&row.label));
    let is_named = |label: &String| label.chars().count() >= SHORTEST && subject.starts_with(label.as_str());
    let total = labels().position(|label| table_total::is_total(&label));
    let row = labels().position(|label| is_named(&label));
    let Some((total, row)) = total.zip(row).filter(|(total, row)| total != row) else { return Vec::new() };
    let Some(rest) = labels().nth(row).and_then(|label| subject.strip_prefix(label.as_str())) else {
        return Vec::new();
    };
    let [parts, wholes] = [row, total].map(|row| grid.rows.get(row).map_or(&[][..], |row| &row.cells[..]));
    let columns = grid.columns.iter().zip(parts.iter().zip(wholes)).take(MOST_COLUMNS);
    let columns = columns.filter(|(column, _)| column.is_numeric);
    let pair = |(column, (part, whole)): (&crate::facts::table::Column, (&Cell, &Cell))| {
        let header = folded(&column.header);
        let is_named = rest.chars().count() >= SHORTEST && (header.contains(rest));
        let (part, whole) = (quantity_at(cx, part)?, quantity_at(cx, whole)?);
        part.is_below(whole).then_some(Pair { part, whole, is_named })
    };
    columns.filter_map(pair).collect()
}

/// The quantity that was read from a cell with a number.
fn quantity_at<'a>(cx: &'a Context, cell: &Cell) -> Option<&'a Quantity> {
    let Content::Number { .. } = cell.content else { return None };
    let quantities = &cx.facts.quantities;
    let at = quantities.partition_point(|quantity| cx.source(quantity.span).start < cell.span.start);
    quantities.get(at).filter(|quantity| cx.source(quantity.span).end <= cell.span.end)
}
