//! Equations of the configuration (本年新收 + 上年结转 = 本年办结 + 结转下年) over the rows or columns that they name.

use std::sync::Arc;

use crate::facts::rational::Rational;

use super::lines::{number_of, without_unit};
use super::report::written;
use crate::checks::{Context, Report};
use crate::facts::interval::{Interval, power_of_ten};
use crate::facts::table::{Cell, Content, Grid};
use crate::facts::table_equation::TableEquation;
use crate::finding::{Message, Shown};
use crate::relation::{Member, Relation, Verdict};
use crate::span::Span;

/// Compares the rows, or else the columns, that an equation of the configuration names.
pub(super) fn check_equation(cx: &Context, report: &mut Report, grid: &Grid, equation: &TableEquation) {
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
