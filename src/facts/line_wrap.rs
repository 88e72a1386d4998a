//! Lines that end because they are full, as in texts that were typed or exported at a fixed width: 自一百零三年二月⏎六日起. A line
//! is full if it is about as wide as others near it; lines of a table and the end of a paragraph join nothing. A date that
//! breaks off asks for the next line by itself; the ends of lines within sentences are given for a whole view, which is then
//! read without them.

use memchr::memchr_iter;

use crate::char_class::is_han;
use crate::facts::number::han_integer;
use crate::span::ViewSpan;

/// Columns that a full line has, an ideograph counted as two.
const FULL: std::ops::RangeInclusive<usize> = 30..=130;

/// Columns by which full lines differ: a mark may not begin a line, and full-width digits are narrow in a view.
const RAGGED: usize = 6;

/// Columns by which a line near a full one may be wider: a number or a word is not broken.
const WIDER: usize = 8;

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

/// The ends of lines, with the spaces around them, that only break a sentence of a text of fixed width: 商品林168.2⏎万亩.
pub(crate) fn within_sentences(view: &str) -> Vec<ViewSpan> {
    let mut ends = Vec::new();
    let mut start = 0;
    let mut items = Items::default();
    for at in memchr_iter(b'\n', view.as_bytes()) {
        let length = at - start;
        items.see(&view[start..at]);
        let line = (SHORTEST..=LONGEST).contains(&length).then(|| view.get(start..at)).flatten();
        start = at + 1;
        let Some(line) = line else { continue };
        let end = start - 1 - line.len() + line.trim_end_matches(['\r', ' ', '\u{3000}']).len();
        if let Some(next) = goes_on(view, end, start, &items) {
            ends.push(ViewSpan::new(end, next));
        }
    }
    ends
}

/// Bytes that the shortest full line has.
const SHORTEST: usize = 30;

/// Where the sentence of the line that ends at `end` goes on in the next one, which starts at `next`.
fn goes_on(view: &str, end: usize, next: usize, items: &Items) -> Option<usize> {
    let last = view.get(..end)?.chars().next_back()?;
    let behind = view.get(next..)?;
    let text = behind.trim_start_matches(SPACES);
    let is_torn = breaks_number(view.get(..end)?, text);
    if !is_torn && ends_sentence(view.get(..end)?) || matches!(last, '|' | '—') {
        return None;
    }
    let first = text.chars().next()?;
    // A paragraph that begins is indented by two ideographs.
    let is_indented = behind.len() - text.len() >= 2 && !view.get(..end)?.rsplit('\n').next()?.starts_with(SPACES);
    let is_sentence = is_han(last) && (is_han(first) || first.is_ascii_digit() || is_inner(first))
        || is_han(first) && (last.is_ascii_digit() || is_inner(last))
        || is_inner(last) && first.is_ascii_digit()
        || begins_no_line(text) && !last.is_ascii_alphabetic()
        || is_inner(last) && is_inner(first)
        || is_torn;
    // 第⏎二、第三产业; 十⏎四是: the number is no item's.
    let breaks = || {
        matches!(last, '第' | '、') || is_han_number(last) && text.trim_start_matches(is_han_number).starts_with('是')
    };
    let is_item = || line_opens_item(text) && !breaks() && !(is_han(last) && items.has_no_use_for(text));
    let is_wrapped = is_sentence && !is_indented && !is_item() && is_widest(view, end, next);
    is_wrapped.then_some(view.len() - text.len())
}

/// Marks that belong to what stands before them; a dash that is not the double one of an item.
fn begins_no_line(line: &str) -> bool {
    line.starts_with(['，', '。', '；', '：', '、', '）', '”', '」', '》', '％', '%'])
        || line.strip_prefix('—').is_some_and(|rest| rest.starts_with(is_han))
}

/// True if a number of a Chinese sentence stands half on the line that `before` ends with and half on the next:
/// 增加111.⏎6亿元. Two whole numbers are never beside each other in a sentence.
fn breaks_number(before: &str, next: &str) -> bool {
    let ends_in_digit = |text: &str| text.ends_with(|c: char| c.is_ascii_digit());
    let starts_in_digit = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let is_torn = if ends_in_digit(before) {
        starts_in_digit(next.strip_prefix(['.', '．']).unwrap_or(next))
    } else {
        before.strip_suffix(['.', '．']).is_some_and(ends_in_digit) && starts_in_digit(next)
    };
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | '．');
    // A cell is set off by more than one space.
    let stands_behind = |c: char| !c.is_ascii_alphanumeric() && !c.is_whitespace();
    is_torn
        && strip_space(before.trim_end_matches(is_number)).ends_with(stands_behind)
        && next
            .trim_start_matches(is_number)
            .starts_with(|c: char| is_han(c) || is_inner(c) || begins_no_line(c.encode_utf8(&mut [0; 4])))
        && last_line(before).is_some_and(|line| line.contains(is_han))
}

fn strip_space(text: &str) -> &str {
    text.strip_suffix(' ').unwrap_or(text)
}

fn is_han_number(c: char) -> bool {
    "〇零一二三四五六七八九十百".contains(c)
}

/// Marks within a sentence.
fn is_inner(c: char) -> bool {
    matches!(c, '，' | ',' | '、' | '（' | '）' | '(' | ')' | '“' | '”' | '「' | '」' | '《' | '》' | '%' | '％')
}

/// The number that opens a line, with the marks around it: 一、…, （二）…, 3.…, 第四条….
struct Item {
    /// Mark before the number, if any, and behind it.
    marks: (Option<char>, char),
    /// `None` for a number of too many digits.
    number: Option<u32>,
}

impl Item {
    fn opening(line: &str) -> Option<Self> {
        let is_number = |c: char| c.is_ascii_digit() || is_han_number(c);
        let before = line.chars().next().filter(|c| matches!(c, '（' | '(' | '第'));
        let number = line[before.map_or(0, char::len_utf8)..].trim_start_matches(' ');
        let rest = number.trim_start_matches(is_number);
        let digits = &number[..number.len() - rest.len()];
        let (rest, marks): (_, &[char]) = match before {
            Some(_) => {
                (rest.trim_start_matches(' '), &['）', ')', '条', '條', '章', '节', '節', '项', '項', '款', '期'])
            }
            None => (rest, &['、', '.', '．', '）', ')', '是', '要']),
        };
        let behind = rest.chars().next().filter(|c| !digits.is_empty() && marks.contains(c))?;
        // 12.5万元 goes on; 12.提高 does not.
        if behind == '.' && rest[1..].starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let number = if digits.len() > 24 {
            None
        } else {
            digits.parse().ok().or_else(|| u32::try_from(han_integer(digits)?).ok())
        };
        Some(Self { marks: (before, behind), number })
    }
}

/// The marks before and behind the number of an item.
type Marks = (Option<char>, char);

/// The last number that opened a line, of each form.
#[derive(Default)]
struct Items {
    last: Vec<(Marks, Option<u32>)>,
}

impl Items {
    fn see(&mut self, line: &str) {
        let Some(Item { marks, number }) = Item::opening(line.trim_start_matches(SPACES)) else { return };
        match self.last.iter_mut().find(|(form, _)| *form == marks) {
            Some((_, last)) => *last = number,
            None => self.last.push((marks, number)),
        }
    }

    /// True if the number that opens `line` is neither a first one nor counts on from another of its form: 合⏎六、合淮. An article
    /// is one whatever stands before it.
    fn has_no_use_for(&self, line: &str) -> bool {
        let Some(Item { marks, number: Some(number) }) = Item::opening(line) else { return false };
        let last = self.last.iter().find(|(form, _)| *form == marks).and_then(|(_, last)| *last);
        marks.0 != Some('第') && number > 1 && last.and_then(|last| last.checked_add(1)) != Some(number)
    }
}

/// A line that is an item of its own, whatever the line before it.
fn line_opens_item(line: &str) -> bool {
    line.starts_with("注") || Item::opening(line).is_some()
}

/// True if no line near the one that ends at `end` is wider, and another one that ends within a sentence is as wide.
fn is_widest(view: &str, end: usize, next: usize) -> bool {
    let Some(line) = view.get(..end).and_then(last_line) else { return false };
    let width = width(line);
    let joins = |other: &str| first_line(other).is_some_and(holds_cells);
    if !FULL.contains(&width) || holds_cells(line) || view.get(next..).is_some_and(joins) {
        return false;
    }
    let mut before = view.get(..end - line.len()).unwrap_or("");
    let mut behind = view.get(next..).unwrap_or("");
    let mut as_wide = 0;
    for _ in 0..NEIGHBOURS / 2 {
        before = before.trim_end_matches(['\n', '\r']);
        behind = behind.trim_start_matches(['\n', '\r']);
        let (Some(above), Some(below)) = (last_line(before), first_line(behind)) else { return false };
        for other in [above, below] {
            let other_width = self::width(other);
            if other_width > width + WIDER {
                return false;
            }
            // Where a sentence ends with its line, the line need not be full.
            as_wide += usize::from(other_width + RAGGED >= width && !ends_sentence(other));
        }
        before = before.get(..before.len() - above.len()).unwrap_or("");
        behind = behind.get(below.len()..).unwrap_or("");
    }
    as_wide > 0
}

fn ends_sentence(line: &str) -> bool {
    line.trim_end_matches(SPACES).ends_with(['。', '！', '？', '：', ':', '；', ';', '!', '?', '.', '…'])
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

/// What stands behind the number of an article, which wide spaces set apart: 第四条　　….
fn behind_article(line: &str) -> Option<&str> {
    let number = line.trim_start_matches(['-', ' ']).strip_prefix('第')?;
    Some(number.trim_start_matches(is_han_number).strip_prefix('条')?.trim_start_matches(SPACES))
}

/// A row of a table: bars, tabs, columns set apart by spaces, or values with a comma and no space between them.
fn holds_cells(line: &str) -> bool {
    const FEW_COMMAS: usize = 2;
    let inner = line.trim_matches(SPACES);
    let inner = behind_article(inner).unwrap_or(inner);
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

    fn joined(text: &str) -> String {
        let mut shown = text.to_owned();
        for end in within_sentences(text).into_iter().rev() {
            shown.replace_range(end.range(), "");
        }
        shown
    }

    #[test]
    fn sentences_go_on_behind_a_full_line() {
        let text = "全市林地面积286.4万亩，其中公益林118.2\n万亩、商品林168.2万亩，森林覆盖率由58.6%提\r\n高到59.3%，提高0.7个百分点。\n";
        assert_eq!(joined(text), text.replace(['\n', '\r'], "") + "\n");
    }

    #[test]
    fn numbers_broken_over_two_lines_are_one() {
        for text in [
            "全镇新修水渠六条，清淤疏浚旧渠十一条，长120\n350米的有三条，全镇新修水渠六条，清淤疏浚旧渠\n",
            "全县财政收入完成情况较好，其中税收收入111.\n6亿元，增长百分之七，非税收入完成情况也比较好\n",
            "全县财政收入完成情况较好，其中税收收入1118\n.6亿元，增长百分之七，非税收入完成情况比较好\n",
            "全县产业结构有所优化，去年三次产业比为20：38\n.2：41.8，今年为19：39：42，农业占比继续下降一\n",
            "全县财政收入完成情况较好，其中税收收入[3]1118\n6万元，增长百分之七，非税收入完成情况也比较好\n",
            "全县财政收入完成情况较好，其中税收收入自2\n008年以来增长百分之七，非税收入完成情况也较好\n",
        ] {
            assert_eq!(joined(text), text.trim_end().replace('\n', "") + "\n");
        }
    }

    #[test]
    fn no_sentence_begins_with_what_closes_or_within_a_number() {
        for text in [
            "全县财政收入完成情况较好，税收增长百分之七\n；非税收入完成情况也比较好，支出保障到位（一\n",
            "惠民工程进展顺利，分为六项：（1）安居工程（6\n）土地整治工程，都已经开工，资金全部落实到位\n",
            "全县经济运行情况总体比较平稳，其中第一、第\n二、第三产业增加值分别增长百分之三、五、七，\n",
            "今年办好十五件实事，前十三件已经说明了，十\n四是改造老旧小区一百个，十五是建设水厂三座，\n",
            "全县重点片区建设进展总体顺利，五里坡、东山\n—凤岭、朝阳三大片区互联互通，道路已经贯通，\n",
            "全县产业园区建设全面展开，统筹实施“强链”\n“补链”“延链”三大行动，新增企业三百余家，都\n",
            "全县产业园区建设全面展开，各镇街均进入 2\n012年度先进行列，新增企业三百余家，就业一千\n",
            "第四条　　对会员的处分有五种：警告、严重警\n告、撤销职务、暂停会籍、开除会籍，由理事会决\n",
        ] {
            assert_eq!(joined(text), text.trim_end().replace('\n', "") + "\n");
        }
    }

    #[test]
    fn a_number_that_no_list_comes_to_is_of_the_sentence() {
        let text = "一、健全协调机制。\n各区域协调发展机制进一步健全，推进走廊建设，合\n六、合淮、合滁三个方向的通勤圈已经形成，惠及万\n";
        assert_eq!(joined(text), text.replacen("合\n六", "合六", 1));
        // 五、 has come, and may be counted on; the first of a list asks for none.
        for text in [text.replacen('一', "五", 1), text.replacen("六、", "一、", 1)] {
            assert_eq!(joined(&text), text);
        }
    }

    #[test]
    fn items_paragraphs_headings_and_words_keep_their_ends() {
        for text in [
            // Items, whatever ends the line before.
            "一、全面加强水利工程建设管理，保障供水安全\n二、全面加强林业资源保护管理，保障生态安全\n三、完\n",
            "（一）加强水利工程建设，保障城乡供水安全，\n（二）加强林业资源保护，保障城乡生态安全。\n完\n",
            // A paragraph that is indented.
            "全镇新修水渠六条，清淤疏浚旧渠十一条，惠及\n　　全镇新修道路六条，拓宽改造旧路十一条，惠及\n",
            // A sentence that ends at the margin; a heading above longer lines.
            "全镇新修水渠六条，清淤疏浚旧渠十一条完成。\n全镇新修道路六条，拓宽改造旧路十一条完成。\n",
            "全镇新修水渠六条清淤疏浚旧渠十一条\n全镇新修水渠六条，清淤疏浚旧渠十一条，惠及农户三百余户，第二批工程开工。\n",
            // A line that ends with its sentence is as wide by chance.
            "预计全镇公路里程增长10～20%，水渠里程增长10～20%\n预计全镇农户收入增长30～45%，产值约增长8%。\n",
            // Articles, with spaces around their numbers.
            "依前項規定申請者，由主管機關核定之，並公告十日\n第 12 條 申請人應備齊文件，向主管機關申請核定，\n",
            // Items behind a double dash.
            "——全镇新修水渠六条，清淤疏浚旧渠十一条完成\n——全镇新修道路六条，拓宽改造旧路十一条完成\n",
            // Two words; numbers of no sentence; the number of an item.
            "projects of the county and of its towns were\nfinished in the second half of the year and at\nonce\n",
            "120 350 410 280 330 270 220 190 450 380 120\n350 410 280 330 270 220 190 450 380 120 150\n",
            "全镇新修水渠六条，清淤疏浚旧渠十一条，共15\n2、全镇新修道路六条，拓宽改造旧路十一条，共11\n",
        ] {
            assert_eq!(joined(text), text);
        }
    }
}
