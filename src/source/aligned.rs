//! Tables of plain text, whose columns stand apart by wide gaps: a tab, two spaces and more, a wide space twice. Takes a
//! text, gives the tables with the places of their cells. What parts the cells stays prose for every other reader.

use memchr::memmem;

use crate::source::markdown::{Row, Table};
use crate::span::Span;

/// A table has so many lines at least: a header, two rows and their total.
const FEWEST_LINES: usize = 4;

/// The tables of a text. A block of lines with gaps is one only if every line has as many cells as the header, and the header
/// has no number: where lines differ it is not known what belongs together, and rows behind a page break lack those before.
pub fn read(text: &str) -> Vec<Table> {
    let mut tables = Vec::new();
    if !has_gap(text) {
        return tables;
    }
    let mut block: Vec<Row> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let row = row(text, start, line);
        start += line.len();
        match row.cells.len() {
            // A line with nothing on it ends no table.
            0 => {}
            1 => tables.extend(table(text, std::mem::take(&mut block))),
            _ if is_caption(text, &row) => tables.extend(table(text, std::mem::take(&mut block))),
            _ => block.push(row),
        }
    }
    tables.extend(table(text, block));
    tables
}

fn has_gap(line: &str) -> bool {
    ["\t", "  ", "\u{3000}\u{3000}"].iter().any(|gap| memmem::find(line.as_bytes(), gap.as_bytes()).is_some())
}

/// 表二　　资金拨付进度, 编制：甲局　　单位：元: a line above a table that gaps part as they do its columns.
fn is_caption(text: &str, row: &Row) -> bool {
    const LONGEST_NUMBER: usize = 4;
    let mut cells = row.cells.iter().map(|cell| text[cell.range()].trim_start_matches(['（', '(', '附']));
    let is_number = |cell: &str| cell.starts_with('表') && (2..=LONGEST_NUMBER).contains(&cell.chars().count());
    cells.clone().next().is_some_and(is_number)
        || cells.any(|cell| cell.starts_with("单位：") || cell.starts_with("單位："))
}

/// The rows as a table, if they are one.
fn table(text: &str, rows: Vec<Row>) -> Option<Table> {
    let (header, body) = rows.split_first().filter(|_| rows.len() >= FEWEST_LINES)?;
    let width = header.cells.len();
    let is_number = |cell: &Span| text[cell.range()].chars().next().is_some_and(|c| c.is_numeric() || c == '-');
    // 2024年
    let is_label = |cell: &Span| text[cell.range()].ends_with(['年', '月', '度']);
    let is_row = |row: &Row| row.cells.len() == width && row.cells.iter().skip(1).any(is_number);
    let is_table = body.iter().all(is_row) && !header.cells.iter().any(|cell| is_number(cell) && !is_label(cell));
    let span = rows.iter().map(|row| row.span).reduce(Span::to)?;
    is_table.then_some(Table { span, rows })
}

/// The cells of a line that starts at byte `start`; one for a line of prose, none for an empty one.
fn row(text: &str, start: usize, line: &str) -> Row {
    let content = line.trim();
    let start = start + (line.len() - line.trim_start().len());
    let span = Span::new(start, start + content.len());
    let mut cells = Vec::new();
    if has_gap(content) {
        let mut from = start;
        while let Some((gap, behind)) = next_gap(text, from, start + content.len()) {
            cells.push(Span::new(from, gap));
            from = behind;
        }
        cells.push(Span::new(from, start + content.len()));
    } else if !content.is_empty() {
        cells.push(span);
    }
    Row { span, cells }
}

/// Where the next wide gap begins and ends.
fn next_gap(text: &str, from: usize, end: usize) -> Option<(usize, usize)> {
    /// So many spaces part two cells.
    const GAP: u8 = 2;
    let mut gap: Option<(usize, u8)> = None;
    for (at, c) in text.get(from..end)?.char_indices() {
        let width = match c {
            '\t' => GAP,
            ' ' | '\u{A0}' | '\u{3000}' => 1,
            _ => 0,
        };
        match gap {
            Some((begin, wide)) if width > 0 => gap = Some((begin, wide.saturating_add(width))),
            Some((begin, wide)) if wide >= GAP => return Some((from + begin, from + at)),
            _ => gap = (width > 0).then_some((at, width)),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cells(text: &str) -> Vec<Vec<&str>> {
        let rows = read(text).into_iter().flat_map(|table| table.rows);
        rows.map(|row| row.cells.iter().map(|cell| &text[cell.range()]).collect()).collect()
    }

    #[test]
    fn columns_apart_by_spaces() {
        let text = "各乡任务（单位：户）\n\n乡镇    任务 数  完成\n甲乡       86    80\n乙乡      124   117\n合计      210   197\n\n完。\n";
        let rows = [["乡镇", "任务 数", "完成"], ["甲乡", "86", "80"], ["乙乡", "124", "117"], ["合计", "210", "197"]];
        assert_eq!(cells(text), rows);
        assert_eq!(cells(&text.replace("  ", "\u{3000}\u{3000}")), rows);
        assert_eq!(cells(&text.replace("  ", "\t")), rows);
        let years = "站点\t2023年\t2024年\n甲站\t86\t80\n乙站\t124\t117\n合计\t210\t197\n";
        assert_eq!(cells(years).len(), 4);
    }

    #[test]
    fn captions_are_no_rows() {
        let text = "表一\u{3000}\u{3000}各乡任务\n编制：甲局    单位：户\n乡镇  任务  完成\n甲乡  86  80\n乙乡  12  11\n合计  98  91\n";
        assert_eq!(cells(text).len(), 4);
        assert_eq!(cells(&text.repeat(2)).len(), 8);
    }

    #[test]
    fn other_blocks_are_no_tables() {
        for text in [
            "乡镇  任务\n甲乡  86\n合计  86\n",
            "乡镇  任务  完成\n甲乡  86\n乙乡  12  11\n合计  98  91\n",
            "甲乡  86\n乙乡  12\n丙乡  12\n合计  110\n",
            "　　第一段，共12人。\n　　第二段  有两处空格，共13人。\n　　第三段。\n　　第四段。\n",
            "姓名  职务\n甲  主任\n乙  委员\n丙  委员\n",
        ] {
            assert_eq!(cells(text), Vec::<Vec<&str>>::new(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn cells_are_in_order_on_boundaries(text in "([ \t\r\n 1]|甲|\u{3000}){0,80}") {
            let mut end = 0;
            for cell in read(&text).iter().flat_map(|table| &table.rows).flat_map(|row| &row.cells) {
                prop_assert!(cell.start >= end && !text[cell.range()].is_empty());
                end = cell.end;
            }
        }
    }
}
