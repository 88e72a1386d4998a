//! A first column of running numbers (序号): one that breaks the order, where all others keep it. Takes a grid, reports the cell.

use super::report::written;
use crate::checks::{Context, Report};
use crate::facts::table::{Cell, Content, Grid, numbers_rows};
use crate::finding::{Message, Severity};

/// Fewer running numbers show no order.
const FEWEST: usize = 4;

/// Reports the running number that is out of order, if the others are in it.
pub(super) fn check(cx: &Context, report: &mut Report, grid: &Grid) {
    let is_serial = grid.columns.first().is_some_and(|column| numbers_rows(&column.header));
    let Some(numbers) = is_serial.then(|| running_numbers(grid)).flatten() else { return };
    let Some((at, expected)) = the_odd_one(&numbers) else { return };
    let Some(((cell, _), (before, _))) = numbers.get(at).zip(at.checked_sub(1).and_then(|at| numbers.get(at))) else {
        return;
    };
    report
        .at(cell.span)
        .text("serial")
        .severity(Severity::Warning)
        .arg("stated", written(cx, *cell))
        .arg("expected", expected)
        .evidence("expected", expected)
        .related(before.span, Message::new("part").arg("written", written(cx, *before)));
}

/// The whole numbers of the first column; `None` if anything else stands there but in rows without one.
fn running_numbers(grid: &Grid) -> Option<Vec<(Cell, i64)>> {
    let mut numbers = Vec::new();
    for cell in grid.rows.iter().filter_map(|row| row.cells.first()) {
        match cell.content {
            Content::Number { value, .. } => numbers.push((*cell, value.to_integer()?)),
            Content::Gap => {}
            // 合计 closes the table.
            Content::Text | Content::Percent(_) => break,
        }
    }
    (numbers.len() >= FEWEST).then_some(numbers)
}

/// Which of them is out of order, and what would stand there: one number written wrongly, one that comes twice, or one left
/// out, with all others in order.
fn the_odd_one(numbers: &[(Cell, i64)]) -> Option<(usize, i64)> {
    let values: Vec<i64> = numbers.iter().map(|(_, value)| *value).collect();
    let first = *values.first()?;
    let in_order = |values: &[i64], from: i64| values.iter().zip(from..).all(|(value, expected)| *value == expected);
    let expected = |at: usize| first.checked_add(i64::try_from(at).ok()?);
    let at = (1..values.len()).find(|&at| expected(at) != Some(values[at]))?;
    let (here, right) = (values[at], expected(at)?);
    let rest = values.get(at + 1..)?;
    // 1, 2, 4, 4, 5 is one number too high; 1, 2, 4, 5, 6 leaves one out; 1, 2, 2, 3, 4 has one twice.
    let is_alone = !rest.is_empty() && in_order(rest, right.checked_add(1)?);
    let is_gap = here.checked_sub(1) == Some(right) && rest.len() > 1 && in_order(rest, here.checked_add(1)?);
    let is_double = here.checked_add(1) == Some(right) && in_order(rest, right);
    let is_double = is_double && !rest.is_empty();
    (first == 1 && (is_alone || is_gap || is_double)).then_some((at, right))
}
