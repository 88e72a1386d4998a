//! Lines that end because they are full, as in texts that were typed or exported at a fixed width: 自一百零三年二月⏎六日起. Asked
//! only where a date breaks off at the end of a line. A line is full if it is about as wide as others near it; lines of a
//! table and the end of a paragraph join nothing.

/// Columns that a full line has, an ideograph counted as two.
const FULL: std::ops::RangeInclusive<usize> = 30..=130;

/// Columns by which full lines differ: a mark may not begin a line, and full-width digits are narrow in a view.
const RAGGED: usize = 6;

/// Columns by which full lines of words differ.
const RAGGED_WORDS: usize = 14;

/// Lines before and after that are compared.
const NEIGHBOURS: usize = 8;

/// Bytes after which a line is no full line of a fixed width, whatever it holds.
const LONGEST: usize = 400;

/// Bytes of spaces that may end a line or indent the next.
const MOST_SPACES: usize = 64;

const SPACES: [char; 2] = [' ', '\u{3000}'];

/// Where the text goes on behind the end of a full line, if only spaces stand between `at` and the end.
#[cold]
pub(super) fn after(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let behind = rest.trim_start_matches(SPACES);
    let behind = behind.strip_prefix("\r\n").or_else(|| behind.strip_prefix(['\n', '\r']))?;
    let next = behind.trim_start_matches(SPACES);
    let start = text.len() - next.len();
    let goes_on = !next.is_empty() && !next.starts_with(['\n', '\r']);
    (goes_on && start - at <= 2 * MOST_SPACES && is_full(text, at, text.len() - behind.len())).then_some(start)
}

/// Where the text before `at` ends, if only the end of a full line and spaces stand between.
pub(super) fn before(text: &str, at: usize) -> Option<usize> {
    let indent = text.get(..at)?.trim_end_matches(SPACES);
    if !indent.ends_with(['\n', '\r']) {
        return None;
    }
    let line = indent.strip_suffix("\r\n").or_else(|| indent.strip_suffix(['\n', '\r']))?;
    let end = line.trim_end_matches(SPACES).len();
    (at - end <= 2 * MOST_SPACES && is_full(text, end, indent.len())).then_some(end)
}

/// True if the line that ends at `end`, the next of which starts at `next`, is as wide as another near it and holds no cells.
fn is_full(text: &str, end: usize, next: usize) -> bool {
    let Some(line) = text.get(..end).and_then(last_line) else { return false };
    let width = width(line);
    if !FULL.contains(&width) || holds_cells(line) {
        return false;
    }
    let ragged = if line.is_ascii() { RAGGED_WORDS } else { RAGGED };
    let is_as_wide = |other: &str| self::width(other).abs_diff(width) <= ragged && !holds_cells(other);
    let mut behind = text.get(next..).unwrap_or("");
    let mut before = text.get(..end - line.len()).unwrap_or("");
    if first_line(behind).is_some_and(holds_cells) {
        return false;
    }
    (0..NEIGHBOURS).any(|_| {
        let (above, below) = (last_line(before.trim_end_matches(['\n', '\r'])), first_line(behind));
        let found = above.is_some_and(is_as_wide) || below.is_some_and(is_as_wide);
        let step = above.map_or(before.len(), |line| before.trim_end_matches(['\n', '\r']).len() - line.len());
        before = before.get(..if above.is_some() { step } else { 0 }).unwrap_or("");
        behind = behind.get(below.map_or(behind.len(), str::len)..).unwrap_or("").trim_start_matches(['\n', '\r']);
        found
    })
}

/// The last line of `text`. `None` for a line of endless length.
fn last_line(text: &str) -> Option<&str> {
    let near = text.get(text.floor_char_boundary(text.len().saturating_sub(LONGEST))..)?;
    match near.rfind(['\n', '\r']) {
        Some(at) => near.get(at + 1..),
        None => (near.len() == text.len()).then_some(near),
    }
}

/// The first line of `text`. `None` for a line of endless length.
fn first_line(text: &str) -> Option<&str> {
    let near = text.get(..text.floor_char_boundary(LONGEST.min(text.len())))?;
    match near.find(['\n', '\r']) {
        Some(at) => near.get(..at),
        None => (near.len() == text.len()).then_some(near),
    }
}

/// Columns, without the spaces at the end.
fn width(line: &str) -> usize {
    const FIRST_WIDE: char = '\u{2E80}';
    line.trim_end_matches(SPACES).chars().map(|c| if c < FIRST_WIDE { 1 } else { 2 }).sum()
}

/// A row of a table: bars, tabs, columns set apart by spaces, or values with a comma and no space between them.
fn holds_cells(line: &str) -> bool {
    const FEW_COMMAS: usize = 2;
    let inner = line.trim_matches(SPACES);
    let is_separator = |pair: &[u8]| pair[0] == b',' && pair[1] != b' ';
    inner.contains(['|', '\t'])
        || inner.contains("    ")
        || inner.contains("\u{3000}\u{3000}")
        || inner.as_bytes().windows(2).filter(|pair| is_separator(pair)).count() > FEW_COMMAS
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What follows the first `⏎` of a paragraph, if the line before it is full.
    fn continuation(text: &str) -> Option<String> {
        let at = text.find('⏎').expect("a mark");
        let text = text.replacen('⏎', "", 1);
        let after = after(&text, at)?;
        assert_eq!(before(&text, after), Some(at), "{text}");
        Some(text[after..].to_owned())
    }

    const LINE: &str = "全镇新修水渠六条，清淤疏浚旧渠十一条，\n";

    #[test]
    fn a_full_line_goes_on_in_the_next() {
        for text in [
            format!("{LINE}惠及农户三百余户，第二批工程自二〇二三⏎\n年三月开工。"),
            format!("  {LINE}  惠及农户三百余户，第二批工程自二〇二三⏎\r\n  年三月开工。"),
            format!("惠及农户三百余户，第二批工程自二〇二三⏎  \n　　年三月开工，六月完成，\n{LINE}"),
        ] {
            let rest = continuation(&text).unwrap_or_default();
            assert!(rest.starts_with("年三月"), "{text}");
        }
    }

    #[test]
    fn short_lines_cells_and_paragraphs_do_not() {
        for text in [
            "年份\n2021年⏎\n3月\n".to_owned(),
            format!("{LINE}二〇二三⏎\n年三月开工。"),
            format!("{LINE}惠及农户三百余户，第二批工程自二〇二三⏎\n\n年三月开工。"),
            format!("{LINE}惠及农户三百余户，第二批工程自二〇二三⏎"),
            "| 桥梁工程 | 镇区东侧 | 一百二十万元 | 2023⏎\n年底 | 镇区西侧 | 八十万元人民币 | 二〇二三年 |\n"
                .to_owned(),
            "桥梁工程,镇区东侧新街,一百二十万元,2023年⏎\n3月5日,镇区西侧老街,八十万元整,2023年\n".to_owned(),
            format!("{}惠及农户三百余户，第二批工程自二〇二三⏎\n年三月开工。", "渠".repeat(200)),
        ] {
            assert_eq!(continuation(&text), None, "{text}");
        }
    }
}
