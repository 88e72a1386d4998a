//! Columns of shares beside the amounts they are shares of: each share is its amount over the total of the amounts. Which
//! amounts are meant is known from the rows that fit; a table without a total row that says 100 % is not judged.

use std::collections::HashSet;
use std::sync::Arc;

use super::lines::{Line, Lines, Role, number_of};
use super::report::{range, written};
use crate::checks::{Context, Report};
use crate::facts::interval::{Interval, power_of_ten};
use crate::facts::quantity::Rounding;
use crate::facts::table::{Cell, Content, Grid, folded};
use crate::finding::{Message, Shown};
use crate::relation::{Member, Relation, Verdict};
use crate::rules::Rule;
use crate::span::Span;

/// So many rows must fit for each that does not.
const FITTING_ROWS: usize = 2;

/// Columns of amounts that a column of shares may belong to, at most.
const MOST_AMOUNTS: usize = 4;

/// Columns of shares that are looked at, at most.
const MOST_SHARES: usize = 16;

/// Words of a header that make percentages shares of a column's total.
const SHARES: &[&str] = &["占比", "比重", "构成", "share", "占总"];

/// An amount, its share and the total that it is a share of.
struct Share<'g> {
    label: &'g str,
    amount: Cell,
    share: Cell,
    stated: Interval,
    expected: Interval,
}

/// Reports shares that are not those of their amounts. `suspects` are cells of totals that do not fit: what is wrong there
/// is said already. Gives the cells that are reported.
pub(super) fn check(cx: &Context, report: &mut Report, grid: &Grid, suspects: &HashSet<Span>) -> HashSet<Span> {
    let mut reported = HashSet::new();
    let is_share = |header: &str| SHARES.iter().any(|word| folded(header).to_lowercase().contains(word));
    if !grid.columns.iter().any(|column| column.is_numeric && is_share(&column.header)) {
        return reported;
    }
    let lines = Lines::rows(grid);
    let shares = lines.slots.iter().filter(|slot| slot.percent);
    let shares = shares.filter(|slot| grid.columns.get(slot.index).is_some_and(|column| is_share(&column.header)));
    for column in shares.map(|slot| slot.index).take(MOST_SHARES) {
        let Some(total) = total_row(&lines, column) else { continue };
        let mut amounts: Vec<usize> = lines.slots.iter().filter(|slot| !slot.percent).map(|slot| slot.index).collect();
        amounts.sort_by_key(|amount| amount.abs_diff(column));
        let read = amounts
            .into_iter()
            .take(MOST_AMOUNTS)
            .filter_map(|amount| Some((amount, shares_of(&lines, total, amount, column)?)));
        // Of the amounts beside it, those that fit most shares; the nearest, if several do.
        let best = read.max_by_key(|(amount, shares)| {
            (shares.iter().filter(|share| share.fits()).count(), std::cmp::Reverse(amount.abs_diff(column)))
        });
        let Some((amount, shares)) = best else { continue };
        let off = shares.iter().filter(|share| !share.fits()).count();
        let is_known = (shares.len() - off) >= FITTING_ROWS * off.max(1);
        let Some(whole) = lines.cell_at(total, amount).filter(|_| is_known) else { continue };
        for share in &shares {
            let is_suspect = [whole, share.amount].iter().any(|cell| suspects.contains(&cell.span));
            if report.keeps_relations() {
                report.relation(|rule| share.relation(cx, whole, rule));
            }
            if !share.fits() && !is_suspect {
                share.say(cx, report, whole);
                reported.insert(share.share.span);
            }
        }
    }
    reported
}

/// The only total row of a column of shares, or the only row if none is called a total (进出口总值); it says 100 %.
fn total_row(lines: &Lines, column: usize) -> Option<usize> {
    let is_all = |line: &Line| {
        let cell = lines.cell_at(line.index, column);
        cell.and_then(number_of).is_some_and(|value| value.to_integer() == Some(100))
    };
    let mut totals = lines.lines.iter().filter(|line| matches!(line.role, Role::Total(_))).peekable();
    if totals.peek().is_some() {
        return totals.next().filter(|total| totals.next().is_none() && is_all(total)).map(|total| total.index);
    }
    let mut all = lines.lines.iter().filter(|line| is_all(line));
    all.next().filter(|_| all.next().is_none()).map(|line| line.index)
}

/// The rows that hold both an amount and a share. `None` if the total is no number above zero.
fn shares_of<'g>(lines: &Lines<'g>, total: usize, amount: usize, share: usize) -> Option<Vec<Share<'g>>> {
    let whole = positive(lines.cell_at(total, amount)?)?;
    let rows = lines.lines.iter().filter(|line| line.role == Role::Part && line.index != total);
    let shares = rows.filter_map(|line| {
        let (amount, share) = (lines.cell_at(line.index, amount)?, lines.cell_at(line.index, share)?);
        let value = positive(amount)?;
        let stated = Rounding::Half.interval(number_of(share)?);
        let expected = value.divided_by(&whole).scaled(&power_of_ten(2));
        Some(Share { label: lines.name(line.index, false), amount, share, stated, expected })
    });
    Some(shares.collect())
}

/// What an amount above zero can be. Whole numbers may be rounded too.
fn positive(cell: Cell) -> Option<Interval> {
    match cell.content {
        Content::Number { value, .. } if value.mantissa > 0 => Some(Rounding::Half.interval(value)),
        _ => None,
    }
}

impl Share<'_> {
    fn fits(&self) -> bool {
        !self.expected.is_disjoint(&self.stated)
    }

    fn say(&self, cx: &Context, report: &mut Report, whole: Cell) {
        let (amount, total, stated) = (written(cx, self.amount), written(cx, whole), written(cx, self.share));
        let expected = self.expected(cx);
        report
            .at(self.share.span)
            .text("share")
            .arg("label", self.label)
            .arg("expected", expected.clone())
            .arg("stated", stated)
            .evidence("stated", stated)
            .evidence("expected", expected.get(crate::finding::Language::Zh))
            .related(self.amount.span, Message::new("part").arg("written", amount))
            .related(whole.span, Message::new("part").arg("written", total))
            .note(Message::new("proof").arg("proof", format!("{amount} ÷ {total} ≠ {stated}")));
    }

    fn relation(&self, cx: &Context, whole: Cell, rule: &Arc<Rule>) -> Relation {
        let member = |name: &'static str, cell: Cell, interval: Option<Interval>| Member {
            name: name.into(),
            span: cell.span,
            interval,
            shown: Shown::from(written(cx, cell)),
        };
        let members = vec![
            member("share", self.share, Some(self.stated.clone())),
            member("part", self.amount, positive(self.amount)),
            member("total", whole, positive(whole)),
        ];
        let sign = if self.fits() { "=" } else { "≠" };
        let (amount, total, stated) = (written(cx, self.amount), written(cx, whole), written(cx, self.share));
        Relation {
            rule: Arc::clone(rule),
            span: members.iter().map(|member| member.span).reduce(Span::to).unwrap_or(self.share.span),
            formula: "part / total = share".to_owned(),
            members,
            expected: Some(self.expected(cx)),
            reading: Shown::Text(format!("{amount} ÷ {total} {sign} {stated}")),
            verdict: if self.fits() { Verdict::Holds } else { Verdict::Contradicted },
        }
    }

    /// The range that would fit, in percent.
    fn expected(&self, cx: &Context) -> Shown {
        let decimals = written(cx, self.share).split_once('.').map_or(0, |(_, fraction)| fraction.len().min(6));
        let percent = |text: &str| format!("{text}%");
        match range(&self.expected, decimals) {
            Shown::Text(text) => Shown::Text(percent(&text)),
            Shown::Word { zh, en } => Shown::Word { zh: percent(&zh).into(), en: percent(&en).into() },
        }
    }
}
