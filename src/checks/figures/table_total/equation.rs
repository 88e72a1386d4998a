//! Equations of the configuration (本年新收 + 上年结转 = 本年办结 + 结转下年) over the rows or columns that they name.

use std::collections::HashSet;
use std::sync::Arc;

use crate::facts::rational::Rational;

use super::lines::{number_of, without_unit};
use super::report::written;
use crate::checks::{Context, Report};
use crate::facts::interval::{Interval, power_of_ten};
use crate::facts::table::{Cell, Content, Grid};
use crate::facts::table_equation::{TableEquation, Term};
use crate::finding::{Message, Shown};
use crate::relation::{Member, Relation, Verdict};
use crate::span::Span;

/// Compares the rows, or else the columns, that an equation of the configuration names.
pub(super) fn check_equation(cx: &Context, report: &mut Report, grid: &Grid, equation: &TableEquation) {
    for cells in slots(grid, equation) {
        judge_equation(cx, report, equation, &cells);
    }
}

/// The cells of the lines that an equation names, a cell for each term, wherever two and more of them are numbers.
fn slots(grid: &Grid, equation: &TableEquation) -> Vec<Vec<Cell>> {
    let rows: Vec<(String, usize)> =
        grid.rows.iter().zip(0..).map(|(row, index)| (plain_label(&row.label), index)).collect();
    let columns = grid.columns.iter().zip(0..).filter(|(column, _)| column.is_numeric);
    let columns: Vec<(String, usize)> =
        columns.map(|(column, index)| (plain_label(without_unit(column)), index)).collect();
    let (lines, across) = match (named(equation, &rows), named(equation, &columns)) {
        (Some(lines), _) => (lines, false),
        (None, Some(lines)) => (lines, true),
        (None, None) => return Vec::new(),
    };
    let slots = if across { grid.rows.len() } else { grid.columns.len() };
    let cells_of = |slot: usize| -> Option<Vec<Cell>> {
        let cell = |line: usize| {
            let (row, column) = if across { (slot, line) } else { (line, slot) };
            grid.rows.get(row)?.cells.get(column).copied()
        };
        let cells: Vec<Cell> = lines.iter().map(|line| cell(*line)).collect::<Option<_>>()?;
        let is_number = |cell: &Cell| matches!(cell.content, Content::Number { .. } | Content::Gap);
        let numbers = cells.iter().filter(|cell| cell.content != Content::Gap).count();
        (cells.iter().all(is_number) && numbers > 1).then_some(cells)
    };
    (0..slots).filter_map(cells_of).collect()
}

/// What the rows or columns of accounts satisfy, where they have these names.
const ACCOUNTS: &[&str] = &[
    "期初 + 收入 - 支出 = 期末",
    "期初 + 增加 - 减少 = 期末",
    "年初 + 收入 - 支出 = 年末",
    "年初 + 增加 - 减少 = 年末",
    "年初 + 增加 - 减少 = 期末",
    "上年结转 + 收入 - 支出 = 结转下年",
    "上年结转 + 收入 - 支出 = 年末结余",
    "上年结余 + 收入 - 支出 = 年末结余",
    "上月结余 + 收入 - 支出 = 本月结余",
];

/// Compares the lines of a table of accounts, if two columns (or rows) and more satisfy the equation for each that does not. `known`
/// are cells of which something is said already.
pub(super) fn check_accounts(cx: &Context, report: &mut Report, grid: &Grid, known: &HashSet<Span>) {
    const FITTING: usize = 2;
    let is_opening = |label: &str| ["期初", "年初", "上年结", "上月结"].iter().any(|word| label.contains(word));
    let has_opening = grid.rows.iter().any(|row| is_opening(&row.label))
        || grid.columns.iter().any(|column| is_opening(&column.header));
    if !has_opening {
        return;
    }
    for equation in ACCOUNTS.iter().filter_map(|text| TableEquation::parse(text)) {
        let slots = slots(grid, &equation);
        let (fitting, off): (Vec<_>, Vec<_>) = slots.into_iter().partition(|cells| {
            Filled { equation: &equation, cells }.difference().contains(&Rational::from_integer(0.into()))
        });
        let is_known = |cells: &Vec<Cell>| cells.iter().any(|cell| known.contains(&cell.span));
        if fitting.len() < FITTING * off.len().max(1) {
            continue;
        }
        for cells in fitting.iter().chain(off.iter().filter(|cells| !is_known(cells))) {
            judge_equation(cx, report, &equation, cells);
        }
        return;
    }
}

/// An equation over the cells of one slot.
struct Filled<'a> {
    equation: &'a TableEquation,
    /// A cell for each term.
    cells: &'a [Cell],
}

fn judge_equation(cx: &Context, report: &mut Report, equation: &TableEquation, cells: &[Cell]) {
    let filled = Filled { equation, cells };
    let Some(span) = cells.iter().map(|cell| cell.span).reduce(Span::to) else { return };
    let (left, right) = (filled.side(cx, 0, equation.left), filled.side(cx, equation.left, cells.len()));
    let (verdict, sign) = match filled.difference().contains(&Rational::from_integer(0.into())) {
        true => (Verdict::Holds, "="),
        false if cells.iter().any(|cell| cell.content == Content::Gap) => {
            (Verdict::NotChecked(Message::new("gaps")), "?")
        }
        false => (Verdict::Contradicted, "≠"),
    };
    if verdict == Verdict::Contradicted {
        filled.say(cx, report, &left, &right);
    }
    let member = |(cell, term): (&Cell, &Term)| Member {
        name: term.label.clone().into(),
        span: cell.span,
        interval: None,
        shown: Shown::from(written(cx, *cell)),
    };
    report.relation(|rule| Relation {
        rule: Arc::clone(rule),
        span,
        formula: filled.formula(),
        members: filled.terms().map(member).collect(),
        expected: None,
        reading: Shown::Text(format!("{left} {sign} {right}")),
        verdict,
    });
}

impl Filled<'_> {
    fn terms(&self) -> impl Iterator<Item = (&Cell, &Term)> {
        self.cells.iter().zip(&self.equation.terms)
    }

    /// What the left side exceeds the right one by. A number with decimals is rounded, a whole one is not.
    fn difference(&self) -> Interval {
        let nothing = || Rational::from_integer(0.into());
        self.terms().fold(Interval::point(nothing()), |sum, (cell, term)| {
            let Some(value) = number_of(*cell) else { return sum };
            let is_rounded = value.exponent < 0;
            let slack = if is_rounded { power_of_ten(value.exponent) * Rational::half() } else { nothing() };
            let shown = value.to_rational();
            let value = Interval::closed(&shown - &slack, shown + slack);
            if term.negative { sum.minus(&value) } else { sum.plus(&value) }
        })
    }

    /// The terms `from..to` as they stand in the table: `120 + 15`. Those of the right side count against the left one.
    fn side(&self, cx: &Context, from: usize, to: usize) -> String {
        let mut text = String::new();
        for (index, (cell, term)) in self.terms().enumerate().skip(from).take(to - from) {
            let minus = term.negative != (from > 0);
            text.push_str(match (index == from, minus) {
                (true, false) => "",
                (true, true) => "−",
                (false, false) => " + ",
                (false, true) => " − ",
            });
            text.push_str(written(cx, *cell));
        }
        text
    }

    fn formula(&self) -> String {
        let labels: Vec<&str> = self.equation.terms.iter().map(|term| term.label.as_str()).collect();
        let (left, right) = labels.split_at(self.equation.left.min(labels.len()));
        format!("{} = {}", left.join(" ± "), right.join(" ± "))
    }

    /// Reports the one that stands alone on a side: it is given by the others.
    fn say(&self, cx: &Context, report: &mut Report, left: &str, right: &str) {
        let alone = if self.equation.left == 1 { 0 } else { self.cells.len().saturating_sub(1) };
        let Some(cell) = self.cells.get(alone) else { return };
        let finding = report.at(cell.span);
        finding.text("equation").arg("left", left).arg("right", right).evidence("equation", self.formula());
        for (_, (cell, term)) in self.terms().enumerate().filter(|(index, _)| *index != alone) {
            finding
                .related(cell.span, Message::new("term").arg("label", &term.label).arg("written", written(cx, *cell)));
        }
    }
}

/// The line of each label: the one called so, or else the only one whose label holds it.
pub(super) fn named(equation: &TableEquation, lines: &[(String, usize)]) -> Option<Vec<usize>> {
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
