//! The block structure of Markdown: what is no prose, tables with their cells, headings. Emphasis is not looked at: its
//! rules misread marks that touch Chinese characters.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

use crate::span::Span;

/// The blocks of a text, each kind in text order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Blocks {
    /// Code blocks, inline code, HTML blocks and comments, link targets, front matter. They do not overlap.
    pub code: Vec<Span>,
    /// Tables.
    pub tables: Vec<Table>,
    /// Headings.
    pub headings: Vec<Heading>,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// All of it, the line under the header included.
    pub span: Span,
    /// The header first, then the body.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The whole row.
    pub span: Span,
    /// The content of each cell, without the white space around it; empty spans for empty cells.
    pub cells: Vec<Span>,
}

/// A heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heading {
    /// From 1 to 6.
    pub level: u8,
    /// The heading with its marks.
    pub span: Span,
}

impl Blocks {
    /// Reads the blocks of a Markdown text.
    pub fn read(text: &str) -> Self {
        let mut blocks = Self::default();
        let prose = front_matter(text);
        if prose > 0 {
            blocks.hide_block(text, 0..prose);
        }
        let mut link = None;
        for (event, range) in Parser::new_ext(&text[prose..], Options::ENABLE_TABLES).into_offset_iter() {
            let range = range.start + prose..range.end + prose;
            match event {
                Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock) => blocks.hide_block(text, range),
                Event::Code(_) => blocks.hide(range),
                Event::InlineHtml(html) if html.starts_with("<!--") => blocks.hide(range),
                Event::Start(Tag::Link { link_type, .. } | Tag::Image { link_type, .. }) => {
                    link = has_own_target(link_type).then_some(range.start);
                }
                Event::End(TagEnd::Link | TagEnd::Image) => {
                    if let Some(end_of_label) = link.take() {
                        blocks.hide(end_of_label.min(range.end)..range.end);
                    }
                }
                Event::Start(Tag::Heading { level, .. }) => {
                    blocks.headings.push(Heading { level: level as u8, span: trimmed(text, range.clone()) });
                }
                Event::Start(Tag::Table(_)) => {
                    blocks.tables.push(Table { span: trimmed(text, range.clone()), rows: Vec::new() });
                }
                Event::Start(Tag::TableHead | Tag::TableRow) => {
                    if let Some(table) = blocks.tables.last_mut() {
                        table.rows.push(Row { span: trimmed(text, range.clone()), cells: Vec::new() });
                    }
                }
                Event::Start(Tag::TableCell) => {
                    if let Some(row) = blocks.tables.last_mut().and_then(|table| table.rows.last_mut()) {
                        row.cells.push(trimmed(text, range.clone()));
                    }
                }
                Event::Text(_) if link.is_some() => link = Some(range.end),
                _ => {}
            }
        }
        blocks
    }

    /// Marks a block as no prose. The line end after it stays: it parts the block from the prose that follows.
    fn hide_block(&mut self, text: &str, range: Range<usize>) {
        let length = text[range.clone()].trim_end_matches(['\r', '\n']).len();
        self.hide(range.start..range.start + length);
    }

    /// Marks a place as no prose. Places come in text order, but one may lie in the one before.
    fn hide(&mut self, range: Range<usize>) {
        let start = self.code.last().map_or(range.start, |last| range.start.max(last.end as usize));
        if start < range.end {
            self.code.push(Span::new(start, range.end));
        }
    }
}

/// True for a link that holds its address itself.
fn has_own_target(link_type: LinkType) -> bool {
    matches!(link_type, LinkType::Inline | LinkType::Autolink | LinkType::Email)
}

/// Length of the front matter: the lines between two lines `---` at the start of the text.
fn front_matter(text: &str) -> usize {
    let mut end = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        end += line.len();
        match (index, line.trim_end()) {
            (0, "---") => {}
            (0, _) => return 0,
            (_, "---" | "...") => return end,
            _ => {}
        }
    }
    0
}

/// A range without the white space around it.
fn trimmed(text: &str, range: Range<usize>) -> Span {
    let content = &text[range.clone()];
    let start = range.start + (content.len() - content.trim_start().len());
    Span::new(start, start + content.trim().len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown<'a>(text: &'a str, spans: impl IntoIterator<Item = &'a Span>) -> Vec<&'a str> {
        spans.into_iter().map(|span| &text[span.range()]).collect()
    }

    #[test]
    fn code_and_markup_are_no_prose() {
        let text = "---\ndate: x\n---\n正文`代码`。\n\n```\n块\n```\n\n<div>\n丙\n</div>\n\n见[附件](a/2023-13-01)与<!-- 注 -->此。\n";
        let blocks = Blocks::read(text);
        assert_eq!(
            shown(text, &blocks.code),
            ["---\ndate: x\n---", "`代码`", "```\n块\n```", "<div>\n丙\n</div>", "](a/2023-13-01)", "<!-- 注 -->"]
        );
    }

    #[test]
    fn tables_have_rows_and_cells() {
        let text = "# 总表\n\n| 指标 | 数 |\n|---|--:|\n| 粮食 |  12 万吨|\n| 棉花 | |\n\n完。\n";
        let blocks = Blocks::read(text);
        assert_eq!(
            blocks.headings.iter().map(|h| (h.level, &text[h.span.range()])).collect::<Vec<_>>(),
            [(1, "# 总表")]
        );
        let [table] = &blocks.tables[..] else { panic!("{:?}", blocks.tables) };
        let rows: Vec<_> = table.rows.iter().map(|row| shown(text, &row.cells)).collect();
        assert_eq!(rows, [vec!["指标", "数"], vec!["粮食", "12 万吨"], vec!["棉花", ""]]);
        assert!(text[table.span.range()].starts_with("| 指标") && text[table.span.range()].ends_with("| |"));
    }

    #[test]
    fn a_rule_between_paragraphs_is_no_front_matter() {
        assert_eq!(Blocks::read("一。\n\n---\n\n二。\n\n---\n").code, []);
    }

    proptest! {
        #[test]
        fn spans_are_in_order_on_boundaries(text in "([`|<>\\[\\]()*_#~ \n\t!-]|甲|a|---|```|<!--|-->|\r){0,60}") {
            let blocks = Blocks::read(&text);
            let mut end = 0;
            for span in &blocks.code {
                prop_assert!(span.start >= end && text.get(span.range()).is_some());
                end = span.end;
            }
            let cells = blocks.tables.iter().flat_map(|table| &table.rows).flat_map(|row| &row.cells);
            prop_assert!(cells.copied().all(|cell| text.get(cell.range()).is_some()));
        }
    }

    /// Input made to be slow to parse: were anything quadratic, this would not end.
    #[test]
    fn long_nested_input_ends() {
        for unit in ["> ", "[", "`a``", "- ", "*a_", "<", "|", "![a](", "<!--", "a\n\n\t", "[a]: b\n"] {
            let text = unit.repeat(20_000);
            assert!(Blocks::read(&text).code.len() <= text.len());
        }
    }
}
