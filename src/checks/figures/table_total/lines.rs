//! The rows or the columns of a table as lines that are added up: which of them are parts, which are totals, and which
//! cells of a line are amounts. Takes a grid; knows nothing of sums.

use crate::facts::interval::Decimal;
use crate::facts::quantity::{self, UnitKind};
use crate::facts::table::{Cell, Column, Content, Grid, Level, folded};

/// What a line (a row or a column) is to a total.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// It is added up.
    Part,
    /// It adds up: 1 for 小计, 2 for 收入合计, 3 for 合计, 4 for 总计.
    Total(usize),
    /// A part of a part, or no amount at all: left out.
    Aside,
}

pub(super) const RANKS: usize = 5;

/// A grid by rows or by columns.
pub(super) struct Lines<'g> {
    pub(super) grid: &'g Grid,
    /// True if the lines are columns.
    pub(super) across: bool,
    pub(super) lines: Vec<Line>,
    /// The cells of a line that are judged, by their place in it.
    pub(super) slots: Vec<Slot>,
    /// True if the only total may be none: it is called 总值, and no 合计.
    pub(super) is_guessed: bool,
}

pub(super) struct Line {
    /// Row or column of the grid.
    pub(super) index: usize,
    pub(super) role: Role,
    pub(super) level: Level,
}

pub(super) struct Slot {
    /// Column or row of the grid.
    pub(super) index: usize,
    /// Power of ten of the last shown digit of any of its numbers.
    pub(super) exponent: i16,
    /// True if it holds percentages.
    pub(super) percent: bool,
    /// True if its whole numbers count things.
    pub(super) counts: bool,
}

impl<'g> Lines<'g> {
    /// Rows as lines: a total row adds up the rows above or below it.
    pub(super) fn rows(grid: &'g Grid) -> Self {
        let lines = grid.rows.iter().enumerate();
        let lines = lines.map(|(index, row)| Line { index, role: role(&row.label), level: row.level }).collect();
        let mut lines = Self { grid, across: false, lines, slots: Vec::new(), is_guessed: false };
        lines.guess_total();
        let columns = grid.columns.iter().enumerate().filter(|(_, column)| column.is_numeric);
        lines.slots = columns.filter_map(|(index, column)| lines.slot(index, column)).collect();
        lines
    }

    /// Columns as lines: a total column adds up the columns beside it.
    pub(super) fn columns(grid: &'g Grid) -> Self {
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
        let mut lines = Self {
            grid,
            across: true,
            lines: if is_one_unit { lines } else { Vec::new() },
            slots: Vec::new(),
            is_guessed: false,
        };
        lines.slots = (0..grid.rows.len()).filter_map(|index| lines.row_slot(index)).collect();
        lines
    }

    /// 进出口总值 below the kinds of trade, 全市 above the counties: where no line is called a total, the last or the first one may be.
    fn guess_total(&mut self) {
        const NAMES: [&str; 14] = [
            "总额",
            "总值",
            "总量",
            "总数",
            "总体",
            "总收入",
            "总支出",
            "总投资",
            "全部",
            "全国",
            "全省",
            "全市",
            "全县",
            "全区",
        ];
        let names_total = |line: &Line| {
            let label = self.grid.rows.get(line.index).map_or("", |row| row.label.trim());
            let label = folded(label);
            line.role == Role::Part && NAMES.iter().any(|name| label.ends_with(name))
        };
        let has_total = self.lines.iter().any(|line| matches!(line.role, Role::Total(_)));
        let ends = [self.lines.len().checked_sub(1), Some(0)];
        let guess = ends.into_iter().flatten().find(|at| self.lines.get(*at).is_some_and(names_total));
        if let Some(line) = guess.filter(|_| !has_total).and_then(|at| self.lines.get_mut(at)) {
            line.role = Role::Total(3);
            self.is_guessed = true;
        }
    }

    pub(super) fn slot(&self, index: usize, column: &Column) -> Option<Slot> {
        let cells = || self.lines.iter().filter_map(|line| self.cell_at(line.index, index));
        let percent = cells().any(|cell| matches!(cell.content, Content::Percent(_)))
            || column.header.contains(['%', '％'])
            || ["占比", "比重", "构成"].iter().any(|word| folded(&column.header).contains(word));
        if is_no_amount(&column.header) && !percent || is_running_number(cells()) {
            return None;
        }
        let exponent = cells().filter_map(number_of).map(|value| value.exponent).min()?;
        Some(Slot { index, exponent, percent, counts: counts_things(&column.unit) || is_named_a_count(column) })
    }

    pub(super) fn row_slot(&self, index: usize) -> Option<Slot> {
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
    pub(super) fn cell_at(&self, line: usize, slot: usize) -> Option<Cell> {
        let (row, column) = if self.across { (slot, line) } else { (line, slot) };
        self.grid.rows.get(row)?.cells.get(column).copied()
    }

    pub(super) fn name(&self, index: usize, is_column: bool) -> &'g str {
        match is_column {
            true => self.grid.columns.get(index).map_or("", |column| &column.header),
            false => self.grid.rows.get(index).map_or("", |row| &row.label),
        }
    }

    /// The number of a cell in last places of its slot, and its last place; `None` for what is no number.
    pub(super) fn scaled(&self, cell: Cell, slot: &Slot) -> Option<(i128, i128)> {
        let value = number_of(cell)?;
        let shift = value.exponent.checked_sub(slot.exponent).filter(|shift| (0..=WIDEST_SCALE).contains(shift))?;
        let place = 10_i128.checked_pow(u32::try_from(shift).ok()?)?;
        let is_count =
            matches!(cell.content, Content::Number { is_count: true, .. }) || slot.counts && value.exponent == 0;
        Some((i128::from(value.mantissa).checked_mul(place)?, if is_count { 0 } else { place }))
    }
}

/// Digits that the cells of a line may differ in scale: more do not fit.
const WIDEST_SCALE: i16 = 18;

/// What a label makes of its line.
pub(super) fn role(label: &str) -> Role {
    let label = folded(label.trim_end_matches(['：', ':'])).to_lowercase();
    if is_of_which(&label) {
        return Role::Aside;
    }
    let label = label.as_str();
    match label {
        "小计" | "subtotal" | "sub-total" => Role::Total(1),
        "合计" | "计" | "共计" | "total" | "totals" | "sum" | "总和" => Role::Total(3),
        "总计" | "grandtotal" => Role::Total(4),
        // 收入合计, 本页小计; 项目总计划 is none of them.
        _ if label.chars().count() > LONGEST_TOTAL => Role::Part,
        _ if label.ends_with("小计") => Role::Total(1),
        _ if ["合计", "总计"].iter().any(|word| label.ends_with(word)) => Role::Total(2),
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
    let header = folded(header).to_lowercase();
    WORDS.iter().any(|word| header.contains(word))
}

/// 产量（万吨） without its unit, which may hold anything.
pub(super) fn without_unit(column: &Column) -> &str {
    match column.header.find(['（', '(']) {
        Some(at) if at > 0 => &column.header[..at],
        _ => &column.header,
    }
}

/// （个）, （天）: the unit of single things.
fn counts_things(unit: &str) -> bool {
    let unit = &*folded(unit);
    let (length, kind) = quantity::unit(unit);
    kind == UnitKind::Count && length == unit.len() || unit == "天"
}

/// 个数, 项目件数: the header says that single things are counted; 人数 and 户数 may be given in 万.
fn is_named_a_count(column: &Column) -> bool {
    const COUNTS: &[&str] = &[
        "个数",
        "件数",
        "家数",
        "宗数",
        "项数",
        "所数",
        "班数",
        "校数",
        "问题数",
        "项目数",
        "任务数",
        "事项数",
        "案件数",
    ];
    let header = folded(&column.header);
    column.unit.is_empty() && COUNTS.iter().any(|name| header.ends_with(name))
}

/// 1, 2, 3 … down a column.
fn is_running_number(cells: impl Iterator<Item = Cell>) -> bool {
    let numbers: Vec<Decimal> = cells.filter_map(number_of).collect();
    let counts = numbers.iter().zip(1..).all(|(value, number)| *value == Decimal::integer(number));
    counts && numbers.len() > 2
}

pub(super) fn number_of(cell: Cell) -> Option<Decimal> {
    match cell.content {
        Content::Number { value, .. } | Content::Percent(value) => Some(value),
        Content::Gap | Content::Text => None,
    }
}
