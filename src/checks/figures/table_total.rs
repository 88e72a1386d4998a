//! figures/table-total: a row or column labelled as a total, and what it adds up. A total can be read in several ways (the
//! lines before it or behind it, since the last total or since the start, subtotals only, one level only): it is reported
//! only if none of them fits, and the one that is meant is known from the cells beside it.

mod equation;
mod judgement;
mod lines;
mod ratios;
mod report;
mod serial;
mod shares;
mod sums;

use std::collections::HashSet;

use crate::checks::{Context, Report};
use crate::facts::table::Grid;
use crate::relation::Verdict;
use crate::span::Span;

use equation::{check_accounts, check_equation};
use judgement::{EXACT_EVIDENCE, Evidence, Explanation, FEW_EXACT, Judgement, explained, is_beyond_rounding, settled};
use lines::{Lines, Role};
use report::say;

/// The rule that this is.
pub const RULE: &str = "figures/table-total";

/// True if a row or column with this label adds up others.
pub(super) fn is_total(label: &str) -> bool {
    matches!(lines::role(label), Role::Total(_))
}

/// Reports totals that no reading of their table gives.
pub fn check(cx: &Context, report: &mut Report) {
    for table in cx.document.tables() {
        let Some(grid) = Grid::read(cx.document.text(), table) else { continue };
        let mut evidence = Evidence::default();
        let down = Lines::rows(&grid).judge(&mut evidence);
        let across = Lines::columns(&grid).judge(&mut evidence);
        let is_exact = evidence.exact >= EXACT_EVIDENCE && evidence.rounded * EXACT_EVIDENCE <= evidence.exact;
        let is_exact_but_one = evidence.exact >= FEW_EXACT && evidence.rounded == 1;
        let [down, across] = [down, across].map(|judgements| {
            let settled = judgements.into_iter().map(|(judgement, outcome)| {
                let is_exact = is_exact || is_exact_but_one && is_beyond_rounding(&judgement);
                settled(judgement, outcome, is_exact)
            });
            settled.collect::<Vec<_>>()
        });
        let explained = explained(&down, &across);
        let is_off = |judgement: &&Judgement| judgement.verdict == Verdict::Contradicted;
        let off = down.iter().chain(&across).filter(is_off);
        let suspects = off.flat_map(|judgement| judgement.parts.iter().chain([&judgement.total])).map(|cell| cell.span);
        let mut suspects: HashSet<Span> = suspects.collect();
        let shares_off = shares::check(cx, report, &grid, &suspects);
        suspects.extend(&shares_off);
        ratios::check(cx, report, &grid, &suspects);
        serial::check(cx, report, &grid);
        for judgement in down.iter().chain(&across) {
            // A share that is not that of its amount, and 100 % missed for it: once is enough.
            let is_explained = judgement.parts.iter().any(|part| shares_off.contains(&part.span));
            let explanation = explained.get(&(judgement.across, judgement.total.span));
            say(cx, report, judgement, if is_explained { Some(&Explanation::ByPart) } else { explanation });
        }
        check_accounts(cx, report, &grid, &suspects);
        for equation in cx.table_equations {
            check_equation(cx, report, &grid, equation);
        }
    }
}
