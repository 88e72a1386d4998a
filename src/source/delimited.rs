//! Tables as comma- or tab-separated lines (RFC 4180: quoted fields, doubled quotes). Takes a text, gives one table with
//! the places of its cells. What parts cells is no prose: the text of one cell never reads on into the next.

use crate::source::markdown::{Blocks, Row, Table};
use crate::span::Span;

/// Reads a text whose cells are parted by `separator`.
pub fn read(text: &str, separator: u8) -> Blocks {
    let mut reader = Reader { text, separator, at: 0, blocks: Blocks::default() };
    let mut rows = Vec::new();
    while reader.at < text.len() {
        let row = reader.row();
        // A line with nothing on it parts no tables: programs leave them at the end.
        if row.cells.len() > 1 || row.cells.iter().any(|cell| !cell.is_empty()) {
            rows.push(row);
        }
    }
    if !rows.is_empty() {
        reader.blocks.tables.push(Table { span: Span::new(0, text.len()), rows });
    }
    reader.blocks
}

struct Reader<'a> {
    text: &'a str,
    separator: u8,
    at: usize,
    blocks: Blocks,
}

impl Reader<'_> {
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn row(&mut self) -> Row {
        let start = self.at;
        let mut cells = Vec::new();
        loop {
            cells.push(self.cell());
            let end = self.at;
            match self.byte() {
                Some(byte) if byte == self.separator => {
                    self.blocks.code.push(Span::new(end, end + 1));
                    self.at += 1;
                }
                _ => {
                    self.at += usize::from(self.byte() == Some(b'\r'));
                    self.at += usize::from(self.byte() == Some(b'\n'));
                    return Row { span: Span::new(start, end), cells };
                }
            }
        }
    }

    /// A cell without its quotes and the white space around it; the reader then stands at what parts it from the next.
    fn cell(&mut self) -> Span {
        let start = self.at;
        let mut content = None;
        if self.byte() == Some(b'"') {
            content = self.quoted();
        }
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let length = rest.iter().position(|byte| *byte == self.separator || matches!(byte, b'\r' | b'\n'));
        self.at += length.unwrap_or(rest.len());
        let whole = content.unwrap_or(start..self.at);
        let text = self.text.get(whole.clone()).unwrap_or_default();
        let start = whole.start + (text.len() - text.trim_start().len());
        Span::new(start, start + text.trim().len())
    }

    /// The content of a quoted cell; `None` if the quote is never closed, and is then a character like others.
    fn quoted(&mut self) -> Option<std::ops::Range<usize>> {
        let start = self.at + 1;
        let mut end = start;
        loop {
            end += memchr::memchr(b'"', self.text.as_bytes().get(end..)?)?;
            if self.text.as_bytes().get(end + 1) != Some(&b'"') {
                self.at = end + 1;
                return Some(start..end);
            }
            end += 2;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cells(text: &str, separator: u8) -> Vec<Vec<&str>> {
        let blocks = read(text, separator);
        let rows = blocks.tables.iter().flat_map(|table| &table.rows);
        rows.map(|row| row.cells.iter().map(|cell| &text[cell.range()]).collect()).collect()
    }

    #[test]
    fn quoted_and_plain_cells() {
        let text = "地区,\"数,量\" , \"\"\r\n\"甲\n乙\",\"说\"\"好\"\"\",3\n\n丙,,\n";
        assert_eq!(
            cells(text, b','),
            [vec!["地区", "数,量", "\"\""], vec!["甲\n乙", "说\"\"好\"\"", "3"], vec!["丙", "", ""]]
        );
        assert_eq!(cells("甲\t1,234\n乙\t\"5\n", b'\t'), [["甲", "1,234"], ["乙", "\"5"]]);
    }

    /// A quote that is never closed must not be looked for again from every cell.
    #[test]
    fn open_quotes_end() {
        let text = "\"\"\"a,".repeat(60_000);
        assert!(!read(&text, b',').tables.is_empty());
    }

    proptest! {
        #[test]
        fn cells_are_in_order_on_boundaries(text in "([,\"\t\r\n 1]|甲|\u{3000}){0,60}") {
            let blocks = read(&text, b',');
            let mut end = 0;
            for cell in blocks.tables.iter().flat_map(|table| &table.rows).flat_map(|row| &row.cells) {
                prop_assert!(cell.start >= end && text.get(cell.range()).is_some());
                end = cell.end;
            }
        }
    }
}
