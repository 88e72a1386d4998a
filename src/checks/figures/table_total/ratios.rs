//! Columns that two other columns give, row by row: what was done of what was planned, the growth of one year over the other, what
//! changed between them. Which two are meant is known from the rows that fit; takes a grid, reports the row that
//! does not.

use std::collections::HashSet;
use std::sync::Arc;

use super::lines::number_of;
use super::report::{range, with_decimals, written};
use crate::checks::{Context, Report};
use crate::facts::interval::{Decimal, Interval, power_of_ten, show};
use crate::facts::quantity::Rounding;
use crate::facts::slip;
use crate::facts::table::{Cell, Content, Grid, GridRow, folded, numbers_rows};
use crate::finding::{Language, Message, Shown};
use crate::relation::{Member, Relation, Verdict};
use crate::rules::Rule;
use crate::span::Span;

/// So many rows must fit for each that does not, and at least: by accident a row fits about once in a hundred times, and there
/// are not more than `MOST_AMOUNTS`² ways to read a column.
const FITTING_ROWS: usize = 3;
/// Rows that the ways to read a column are tried on first: most of them fail there.
const FIRST_ROWS: usize = 8;
/// Columns of amounts that are tried, the nearest to the percentages.
const MOST_AMOUNTS: usize = 6;
/// Columns that are looked at, at most.
const MOST_COLUMNS: usize = 16;
/// So many digits the smallest numbers of the fitting rows have between them, the first of each aside, where they prove a
/// difference: 5, 3 and 2 are one by accident.
const SURE_DIGITS: u32 = 3;
/// The same where the two columns stand right before that of the difference, and so many rows must fit there at least if one slip
/// explains the one that does not.
const SURE_DIGITS_BESIDE: u32 = 2;
const FITTING_ROWS_BESIDE: usize = 2;

/// How two amounts give a third number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Formula {
    /// Of the second, the first is so many percent.
    Share,
    /// The first is so many percent more than the second.
    Growth,
    /// The first is so much more than the second.
    Difference,
}

/// A way to read a column.
#[derive(Clone, Copy)]
struct Way {
    formula: Formula,
    one: usize,
    other: usize,
}

/// A row as one way reads it.
struct Ratio<'g> {
    label: &'g str,
    column: &'g str,
    way: Way,
    cells: [Cell; 3],
    stated: Interval,
    expected: Interval,
}

/// Reports numbers that their row does not give, where the other rows do. `known` are cells of which something is said
/// already.
pub(super) fn check(cx: &Context, report: &mut Report, grid: &Grid, known: &HashSet<Span>) {
    for column in (0..grid.columns.len()).filter(|column| grid.columns[*column].is_numeric).take(MOST_COLUMNS) {
        let Some(ratios) = read(grid, column) else { continue };
        for ratio in &ratios {
            if report.keeps_relations() {
                report.relation(|rule| ratio.relation(cx, rule));
            }
            if !ratio.fits() && !ratio.cells.iter().any(|cell| known.contains(&cell.span)) {
                ratio.say(cx, report);
            }
        }
    }
}

/// What a column of numbers may be to two others.
fn formulas(grid: &Grid, index: usize) -> &'static [Formula] {
    let Some(column) = grid.columns.get(index) else { return &[] };
    match () {
        () if is_adjusted(&column.header) => &[],
        () if holds_percentages(grid, index) => &[Formula::Share, Formula::Growth],
        () if is_change(&column.header) => &[Formula::Difference, Formula::Growth],
        () => &[],
    }
}

/// 增减额, 比上年净增, 差额, 同比, 年增率: what lies between two columns.
fn is_change(header: &str) -> bool {
    const WORDS: &[&str] = &[
        "同比",
        "环比",
        "增长",
        "年增",
        "增幅",
        "涨幅",
        "降幅",
        "升降",
        "涨跌",
        "增减",
        "差额",
        "差异",
        "净增",
        "增加额",
        "增加数",
        "增长额",
        "增量",
        "变动",
        "变化",
        "结余",
        "盈余",
        "change",
        "difference",
    ];
    let header = folded(header).to_lowercase();
    WORDS.iter().any(|word| header.contains(word))
}

fn holds_percentages(grid: &Grid, index: usize) -> bool {
    let Some(column) = grid.columns.get(index) else { return false };
    let is_named = || folded(&column.header).contains('%');
    is_named() || cells(grid, index).take(FIRST_ROWS).any(|cell| matches!(cell.content, Content::Percent(_)))
}

/// 可比增长（%）: prices or boundaries are allowed for, and two amounts as they stand give something else.
fn is_adjusted(header: &str) -> bool {
    let header = folded(header);
    ["可比", "不变价", "实际增", "同口径", "剔除", "扣除"].iter().any(|word| header.contains(word))
}

fn cells(grid: &Grid, index: usize) -> impl Iterator<Item = Cell> {
    grid.rows.iter().filter_map(move |row| row.cells.get(index).copied())
}

/// The rows of a column in the only way that fits all of them but one in `FITTING_ROWS`; `None` where no way does, or two do.
fn read(grid: &Grid, column: usize) -> Option<Vec<Ratio<'_>>> {
    let formulas = formulas(grid, column);
    let may_fit = |way: &Way| {
        let mut first = grid.rows.iter().take(FIRST_ROWS).filter_map(|row| ratio(grid, row, column, *way)).peekable();
        first.peek().is_some() && first.filter(|ratio| !ratio.fits()).count() <= FIRST_ROWS / (FITTING_ROWS + 1)
    };
    let ways = if formulas.is_empty() { Vec::new() } else { ways(grid, column, formulas) };
    let fitting = ways.into_iter().filter(may_fit).filter_map(|way| {
        let ratios: Vec<Ratio> = grid.rows.iter().filter_map(|row| ratio(grid, row, column, way)).collect();
        let off = ratios.iter().filter(|ratio| !ratio.fits()).count();
        let is_slip = || off == 1 && is_beside(column, way) && ratios.iter().all(|row| row.fits() || row.is_slip());
        let fitting = if is_slip() { FITTING_ROWS_BESIDE } else { FITTING_ROWS };
        let is_known = ratios.len() - off >= fitting * off.max(1);
        (is_known && are_different(&ratios)).then_some((off, ratios))
    });
    let fitting: Vec<(usize, Vec<Ratio>)> = fitting.collect();
    // 1.5 of 94.6 and 93.1 is their difference and the growth in percent: a way that fits every row is meant, proved or not.
    let least = fitting.iter().map(|(off, _)| *off).min()?;
    let is_proved = |ratios: &[Ratio]| ratios.first().is_some_and(|first| are_no_accident(first.way, column, ratios));
    let mut proved = fitting.into_iter().filter(|(_, ratios)| is_proved(ratios));
    let (off, ratios) = proved.next()?;
    // Two ways that miss different rows: neither is known. One that misses none is the one that is meant.
    let is_only = match proved.map(|(off, _)| off).min() {
        None => true,
        Some(other) => off == 0 && other > 0,
    };
    (is_only && off == least).then_some(ratios)
}

/// The ways to read a column: any two of the amounts nearest to it.
fn ways(grid: &Grid, column: usize, formulas: &[Formula]) -> Vec<Way> {
    let is_amount = |index: &usize| {
        let header = &grid.columns[*index].header;
        *index != column
            && grid.columns[*index].is_numeric
            && !holds_percentages(grid, *index)
            && !is_change(header)
            && !numbers_rows(header)
    };
    let mut amounts: Vec<usize> = (0..grid.columns.len()).filter(is_amount).collect();
    amounts.sort_by_key(|amount| amount.abs_diff(column));
    amounts.truncate(MOST_AMOUNTS);
    let pairs = amounts.iter().flat_map(|&one| amounts.iter().map(move |&other| (one, other)));
    let pairs = pairs.filter(|(one, other)| one != other);
    pairs.flat_map(|(one, other)| formulas.iter().map(move |&formula| Way { formula, one, other })).collect()
}

/// 2024年 | 2023年 | 增减: the two columns stand right before the one that they give.
fn is_beside(column: usize, way: Way) -> bool {
    column.abs_diff(way.one.max(way.other)) == 1 && way.one.abs_diff(way.other) == 1
}

/// True if the numbers of the rows that fit are long enough between them to prove a difference.
fn are_no_accident(way: Way, column: usize, ratios: &[Ratio]) -> bool {
    let fitting = ratios.iter().filter(|ratio| ratio.fits());
    let digits = if is_beside(column, way) { SURE_DIGITS_BESIDE } else { SURE_DIGITS };
    way.formula != Formula::Difference || fitting.map(Ratio::digits).sum::<u32>() >= digits
}

/// 100, 100, 100: nothing is known from percentages that are all alike.
fn are_different(ratios: &[Ratio]) -> bool {
    let mut fitting = ratios.iter().filter(|ratio| ratio.fits());
    let first = fitting.next();
    fitting.any(|ratio| first.is_some_and(|first| first.stated != ratio.stated))
}

/// A row read in one way. `None` where one of its cells is no number, or an amount that a percentage is taken of is not above zero.
fn ratio<'g>(grid: &'g Grid, row: &'g GridRow, column: usize, way: Way) -> Option<Ratio<'g>> {
    let cell = |index: usize| row.cells.get(index).copied();
    let cells = [cell(column)?, cell(way.one)?, cell(way.other)?];
    let is_quotient = matches!(way.formula, Formula::Share | Formula::Growth);
    let amount = |cell: Cell| match cell.content {
        Content::Number { value, .. } if !is_quotient || value.mantissa > 0 => Some(Rounding::Half.interval(value)),
        _ => None,
    };
    let stated = Rounding::Half.interval(number_of(cells[0])?);
    let (one, other) = (amount(cells[1])?, amount(cells[2])?);
    let percent = |value: Interval| value.scaled(&power_of_ten(2));
    let expected = match way.formula {
        Formula::Share => percent(one.divided_by(&other)),
        Formula::Growth => percent(one.divided_by(&other).minus(&Interval::point(Decimal::integer(1).to_rational()))),
        Formula::Difference => one.minus(&other),
    };
    let column = grid.columns.get(column).map_or("", |column| &*column.header);
    Some(Ratio { label: &row.label, column, way, cells, stated, expected })
}

impl Ratio<'_> {
    fn fits(&self) -> bool {
        !self.expected.is_disjoint(&self.stated)
    }

    /// True if one slip in what is stated explains why it does not fit: its sign, or its digits.
    fn is_slip(&self) -> bool {
        let Some(written) = number_of(self.cells[0]) else { return false };
        let meant = slip::near(written).into_iter().map(|meant| Rounding::Half.interval(meant));
        let mut meant = meant.chain([Rounding::Half.interval(written)]);
        let size = self.expected.absolute();
        meant.any(|meant| !size.is_disjoint(&meant.absolute()))
    }

    /// How many digits its smallest number has behind the first, at the coarsest of the last places.
    fn digits(&self) -> u32 {
        let values: Vec<Decimal> = self.cells.iter().filter_map(|cell| number_of(*cell)).collect();
        let coarsest = values.iter().map(|value| value.exponent).max().unwrap_or(0);
        let places = |value: &Decimal| {
            let finer = u32::from(coarsest.saturating_sub(value.exponent).unsigned_abs());
            value.mantissa.unsigned_abs().checked_ilog10().unwrap_or(0).saturating_sub(finer)
        };
        values.iter().map(places).min().unwrap_or(0)
    }

    fn say(&self, cx: &Context, report: &mut Report) {
        let [share, one, other] = self.cells.map(|cell| written(cx, cell));
        let expected = self.expected(cx);
        report
            .at(self.cells[0].span)
            .text("ratio")
            .arg("label", self.label)
            .arg("column", self.column)
            .arg("expected", expected.clone())
            .arg("stated", share)
            .evidence("stated", share)
            .evidence("expected", expected.get(Language::Zh))
            .related(self.cells[1].span, Message::new("part").arg("written", one))
            .related(self.cells[2].span, Message::new("part").arg("written", other))
            .note(Message::new("proof").arg("proof", self.reading(cx, "≠")));
    }

    /// 81.9 ÷ 102.4 ≠ 88.0
    fn reading(&self, cx: &Context, sign: &str) -> String {
        let [stated, one, other] = self.cells.map(|cell| written(cx, cell));
        let (operator, rest) = match self.way.formula {
            Formula::Share => ("÷", ""),
            Formula::Growth => ("÷", " − 1"),
            Formula::Difference => ("−", ""),
        };
        format!("{one} {operator} {other}{rest} {sign} {stated}")
    }

    fn relation(&self, cx: &Context, rule: &Arc<Rule>) -> Relation {
        let member = |name: &'static str, cell: Cell| Member {
            name: name.into(),
            span: cell.span,
            interval: number_of(cell).map(|value| Rounding::Half.interval(value)),
            shown: Shown::from(written(cx, cell)),
        };
        let [share, one, other] = self.cells;
        let (names, formula) = match self.way.formula {
            Formula::Share => (["share", "part", "total"], "part / total = share"),
            Formula::Growth => (["p", "y", "x"], "(y - x) / x = p"),
            Formula::Difference => (["difference", "y", "x"], "y - x = difference"),
        };
        let members = vec![member(names[0], share), member(names[1], one), member(names[2], other)];
        Relation {
            rule: Arc::clone(rule),
            span: members.iter().map(|member| member.span).reduce(Span::to).unwrap_or(share.span),
            formula: formula.to_owned(),
            members,
            expected: Some(self.expected(cx)),
            reading: Shown::Text(self.reading(cx, if self.fits() { "=" } else { "≠" })),
            verdict: if self.fits() { Verdict::Holds } else { Verdict::Contradicted },
        }
    }

    /// The range that would fit, in percent; the difference of the shown numbers.
    fn expected(&self, cx: &Context) -> Shown {
        let [stated, one, other] = self.cells.map(|cell| written(cx, cell));
        let decimals = |digits: &str| {
            digits.split_once('.').map_or(0, |(_, places)| places.bytes().take_while(u8::is_ascii_digit).count())
        };
        let [from, to] = [self.cells[1], self.cells[2]].map(|cell| number_of(cell).map(|value| value.to_rational()));
        if self.way.formula == Formula::Difference
            && let Some((from, to)) = from.zip(to)
        {
            let places = decimals(one).max(decimals(other));
            return Shown::Text(with_decimals(&show(&(from - to), places), places));
        }
        let percent = |text: &str| format!("{text}%");
        match range(&self.expected, decimals(stated).min(6)) {
            Shown::Text(text) => Shown::Text(percent(&text)),
            Shown::Word { zh, en } => Shown::Word { zh: percent(&zh).into(), en: percent(&en).into() },
        }
    }
}
