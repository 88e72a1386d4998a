//! Tables as facts: a table of cells becomes labels, headers with their units, and numbers. Takes the text and the cells
//! that [`crate::source`] found; gives a grid. Knows nothing of what the rows and columns should add up to.

use crate::char_class::{Class, class, simplified};
use crate::facts::interval::Decimal;
use crate::facts::number;
use crate::facts::quantity::{self, UnitKind};
use crate::source::Table;
use crate::span::Span;

/// Leading rows without numbers are a header, but not more than these.
const LONGEST_HEADER: usize = 3;

/// A table, read.
#[derive(Clone, Debug)]
pub struct Grid {
    /// What stands above each column.
    pub columns: Vec<Column>,
    /// The rows below the header.
    pub rows: Vec<GridRow>,
}

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    /// The headers above it, one below the other, without white space.
    pub header: String,
    /// Where the lowest of them stands.
    pub span: Span,
    /// The unit that the header gives, in parentheses or after a slash: `亿元`.
    pub unit: String,
    /// True if most of its cells are numbers.
    pub is_numeric: bool,
}

/// A row below the header.
#[derive(Clone, Debug)]
pub struct GridRow {
    /// The words before its first number, without white space.
    pub label: String,
    /// Where they stand.
    pub span: Span,
    /// How far it is set in, and how its label is numbered: rows of one level have the same.
    pub level: Level,
    /// Its cells, as many as there are columns.
    pub cells: Vec<Cell>,
}

/// What a label's form says about where its row stands in a hierarchy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Level {
    /// Wide or protected spaces before the label.
    pub indent: u8,
    /// The form of its number: 0 for none, 1 for 一、, 2 for （一）, 3 for 1., 4 for (1).
    pub numbering: u8,
}

/// A cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Its content.
    pub span: Span,
    /// What it says.
    pub content: Content,
}

/// What a cell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// Nothing, a dash or an ellipsis: zero, or not known, or a part of a merged cell.
    Gap,
    /// A number in the unit of its column; multipliers are in its exponent.
    Number {
        /// The digits shown, with their sign and last place.
        value: Decimal,
        /// True for a whole number with a classifier: 12个.
        is_count: bool,
    },
    /// A percentage, by the number before the sign.
    Percent(Decimal),
    /// Anything else.
    Text,
}

impl Grid {
    /// Reads a table. `None` if it has no body, or rows of different lengths: where cells are merged, it is not known what
    /// belongs together.
    pub fn read(text: &str, table: &Table) -> Option<Self> {
        let width = table.rows.first()?.cells.len();
        let is_ragged = table.rows.iter().any(|row| row.cells.len() != width);
        if width < 2 || is_ragged {
            return None;
        }
        let cells: Vec<Vec<Cell>> =
            table.rows.iter().map(|row| row.cells.iter().map(|span| cell(text, *span)).collect()).collect();
        let has_number = |row: &Vec<Cell>| row.iter().any(|cell| is_amount(text, cell));
        let header = cells.iter().take(LONGEST_HEADER).position(has_number).unwrap_or(LONGEST_HEADER).max(1);
        let (head, body) = cells.split_at_checked(header).filter(|(_, body)| !body.is_empty())?;
        let columns: Vec<Column> = (0..width).map(|index| column(text, head, body, index)).collect();
        let is_amount = |column: &Column| column.is_numeric && !numbers_rows(&column.header);
        let first_number = columns.iter().position(is_amount)?;
        let rows = body.iter().map(|cells| row(text, cells, first_number)).collect();
        Some(Self { columns, rows })
    }
}

/// True for a number that is no year: 2023 and 2023年 stand in headers.
fn is_amount(text: &str, cell: &Cell) -> bool {
    match cell.content {
        Content::Number { value, .. } => {
            let is_year = value.exponent == 0 && (1900..=2100).contains(&value.mantissa);
            !is_year || text.get(cell.span.range()).is_some_and(|text| text.contains(','))
        }
        Content::Percent(_) => true,
        Content::Gap | Content::Text => false,
    }
}

fn column(text: &str, head: &[Vec<Cell>], body: &[Vec<Cell>], index: usize) -> Column {
    let of = |row: &Vec<Cell>| row.get(index).copied();
    let words: Vec<String> = head.iter().filter_map(of).map(|cell| squeezed(text, cell.span)).collect();
    let header = words.concat();
    let numbers =
        body.iter().filter_map(of).filter(|cell| !matches!(cell.content, Content::Gap | Content::Text)).count();
    let texts = body.iter().filter_map(of).filter(|cell| cell.content == Content::Text).count();
    Column {
        unit: unit_of(&header).to_owned(),
        span: head.last().and_then(of).map_or(Span::empty(0), |cell| cell.span),
        header,
        is_numeric: numbers > texts,
    }
}

/// 序号 | 单位 | 人数: the first column numbers the rows, and their names stand behind it.
pub fn numbers_rows(header: &str) -> bool {
    ["序号", "序", "编号", "編號", "序號", "No", "No.", "№", "#"].contains(&header)
}

/// 产量（万吨）, 金额/万元: what stands in the last parentheses or behind the slash.
fn unit_of(header: &str) -> &str {
    let inner =
        header.strip_suffix(['）', ')']).and_then(|header| header.rsplit_once(['（', '('])).map(|(_, unit)| unit);
    let unit = inner.or_else(|| header.rsplit_once(['/', '／']).map(|(_, unit)| unit)).unwrap_or("");
    unit.trim_start_matches("单位").trim_start_matches(['：', ':'])
}

fn row(text: &str, cells: &[Cell], first_number: usize) -> GridRow {
    let words = cells.get(..first_number).unwrap_or_default();
    let written: Vec<&Cell> = words.iter().filter(|cell| !cell.span.is_empty()).collect();
    // 1 | 甲县 | 20: a running number is no label.
    let named: Vec<&Cell> = written.iter().copied().filter(|cell| cell.content == Content::Text).collect();
    let labels = if named.is_empty() { &written } else { &named };
    let span = labels.iter().map(|cell| cell.span).reduce(Span::to);
    let span = span.unwrap_or_else(|| cells.first().map_or(Span::empty(0), |cell| cell.span));
    let label: String = labels.iter().map(|cell| squeezed(text, cell.span)).collect();
    let level = Level { indent: indent(text, span.start), numbering: numbering(&label) };
    GridRow { label, span, level, cells: cells.to_vec() }
}

/// The text without white space and emphasis.
fn squeezed(text: &str, span: Span) -> String {
    let text = text.get(span.range()).unwrap_or_default();
    text.replace("&nbsp;", "")
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '*' | '\u{A0}' | '\u{200B}'))
        .collect()
}

/// A label in the script and width that words are compared in: 構成 as 构成, ％ as %.
pub fn folded(label: &str) -> String {
    let fold = |c: char| match class(c) {
        Class::Traditional => simplified(c),
        Class::FullDigit | Class::FullLetter => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ if c == '％' => '%',
        _ => c,
    };
    label.chars().map(fold).collect()
}

/// Wide and protected spaces right before a place, or written as entities behind it.
fn indent(text: &str, start: u32) -> u8 {
    let before = text.get(..start as usize).unwrap_or_default();
    let wide = before.chars().rev().take_while(|c| c.is_whitespace()).filter(|c| matches!(c, '\u{3000}' | '\u{A0}'));
    let mut rest = text.get(start as usize..).unwrap_or_default();
    let mut entities = 0_usize;
    while let Some(after) = rest.strip_prefix("&nbsp;").or_else(|| rest.strip_prefix("&emsp;")) {
        (rest, entities) = (after, entities + 1);
    }
    u8::try_from(wide.take(u8::MAX as usize).count() + entities.min(100)).unwrap_or(u8::MAX)
}

/// The form of the number that a label begins with.
fn numbering(label: &str) -> u8 {
    let is_han = |c: char| number::han_digit(c).is_some() || c == '十';
    let in_parentheses = label.strip_prefix(['（', '(']);
    let rest = in_parentheses.unwrap_or(label);
    let after_han = rest.trim_start_matches(is_han);
    let after_digits = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    match in_parentheses {
        Some(_) if after_han.len() < rest.len() && after_han.starts_with(['）', ')']) => 2,
        Some(_) if after_digits.len() < rest.len() && after_digits.starts_with(['）', ')']) => 4,
        None if after_han.len() < rest.len() && after_han.starts_with(['、', '.', '．']) => 1,
        None if after_digits.len() < rest.len() && after_digits.starts_with(['、', '.', '．']) => 3,
        _ => 0,
    }
}

/// Reads the cell at `span`.
fn cell(text: &str, span: Span) -> Cell {
    let content = text.get(span.range()).map_or(Content::Text, content);
    Cell { span, content }
}

fn content(text: &str) -> Content {
    let text = text.trim_matches([' ', '\u{A0}', '\u{3000}']);
    // **12** is emphasis, 12* has a note.
    let bold = text.strip_prefix("**").and_then(|text| text.strip_suffix("**"));
    let text = bold.unwrap_or(text);
    if text.is_empty() || text.chars().all(|c| matches!(c, '-' | '—' | '–' | '－' | '―' | '…' | '/' | '.' | '·'))
    {
        return Content::Gap;
    }
    let narrow = |c: char| match c {
        '０'..='９' | '．' | '，' | '％' | '－' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '−' => '-',
        c => c,
    };
    let text: String = text.chars().take(LONGEST_CELL).map(narrow).collect();
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest.trim_start()),
        None => (1, text.strip_prefix('+').unwrap_or(&text)),
    };
    let length = unsigned.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',')).unwrap_or(unsigned.len());
    let (digits, rest) = unsigned.split_at(length);
    let Some(value) = amount(digits) else { return Content::Text };
    let value = Decimal { mantissa: value.mantissa * sign, ..value };
    let rest = rest.trim_start();
    if rest == "%" {
        return Content::Percent(value);
    }
    let unit = rest.trim_start_matches(['万', '亿', '千', '百']);
    let (Some(power), unit) = (number::multiplier(&rest[..rest.len() - unit.len()]), unit) else {
        return Content::Text;
    };
    let (length, kind) = quantity::unit(unit);
    match value.scaled(power) {
        Some(value) if length == unit.len() => {
            let is_count = kind == UnitKind::Count && power == 0 && value.exponent == 0;
            Content::Number { value, is_count }
        }
        _ => Content::Text,
    }
}

/// A longer cell is no number.
const LONGEST_CELL: usize = 64;

/// Digits with a point and well-formed groups of three: not 1,23 and not 1.2.3.
fn amount(digits: &str) -> Option<Decimal> {
    let whole = digits.split_once('.').map_or(digits, |(whole, _)| whole);
    let fraction = &digits[whole.len()..];
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let is_grouped = whole.contains(',');
    let well_formed = !first.is_empty()
        && (!is_grouped || first.len() <= 3 && groups.all(|group| group.len() == 3))
        && !fraction.contains(',')
        && fraction != ".";
    if well_formed { Decimal::parse(digits) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Option<(i64, i16)> {
        match content(text) {
            Content::Number { value, .. } | Content::Percent(value) => Some((value.mantissa, value.exponent)),
            Content::Gap | Content::Text => None,
        }
    }

    #[test]
    fn cells() {
        for (text, expected) in [
            ("1,234.5", Some((12_345, -1))),
            ("-3", Some((-3, 0))),
            ("−0.5", Some((-5, -1))),
            ("１２．３", Some((123, -1))),
            ("**88**", Some((88, 0))),
            ("3.2亿元", Some((32, 7))),
            ("12 个", Some((12, 0))),
            ("12.5%", Some((125, -1))),
            ("1,23", None),
            ("1.2.3", None),
            ("约12", None),
            ("12.", None),
            ("12*", None),
            ("甲县", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(number(text), expected, "{text}");
        }
        for gap in ["", "—", "……", "-", "/"] {
            assert_eq!(content(gap), Content::Gap, "{gap}");
        }
    }

    #[test]
    fn forms_of_labels() {
        let forms = ["甲县", "一、收入", "（二）税收", "3.增值税", "(4)其他", "十里镇", "12个"].map(numbering);
        assert_eq!(forms, [0, 1, 2, 3, 4, 0, 0]);
        assert_eq!(unit_of("产量（万吨）"), "万吨");
        assert_eq!(unit_of("投资(单位：亿元)"), "亿元");
        assert_eq!(unit_of("户数"), "");
    }
}
