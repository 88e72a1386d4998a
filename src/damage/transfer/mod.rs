//! Residue of a transfer: HTML entities, escape sequences, mail encodings and line-break tags that were never decoded.
//! Takes a text and a place where one may begin, gives the run with what it decodes to. Unescaping is exact, goes two
//! levels deep at most, and counts only where the result holds Han or Chinese punctuation.

mod entity;
mod escape;
mod mail;

use std::cell::LazyCell;
use std::ops::Range;

use crate::char_class::{CodeSet, is_han};
use crate::damage::character_model;
use crate::span::Span;

/// What such a run begins with.
pub static MARKS: CodeSet = CodeSet::of_ascii(b"&#\\%=<");

/// Bytes on each side of a run in which the marks of an address are looked for.
const ADDRESS_WINDOW: usize = 200;

/// What was not decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransferKind {
    /// `&nbsp;`, `&#21512;`, `&amp;#21512;`.
    Entity,
    /// `\u6539`, `%u6539`, `%E6%94%B9`, `\xE6\x94\xB9`, `<U+6539>`, `<E6><94><B9>`, `\'b8\'c4`.
    Escape,
    /// `=E6=94=B9`: quoted-printable (RFC 2045, 6.7).
    QuotedPrintable,
    /// `=?UTF-8?B?5pS56Z2p?=`: an encoded word of a mail header (RFC 2047).
    EncodedWord,
    /// `<br>`: a tag that breaks the line.
    LineBreak,
}

/// A run of entities or escape sequences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// What it is.
    pub kind: TransferKind,
    /// Where.
    pub span: Span,
    /// What it stands for.
    pub decoded: String,
}

/// What stands at a mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Look {
    /// A run.
    Run(Transfer),
    /// Nothing, and no mark before this byte offset begins a run either.
    NothingBefore(usize),
}

impl Look {
    /// The run from `at` to `end`, if it stands for something.
    fn run(kind: TransferKind, at: usize, end: usize, decoded: Option<String>) -> Self {
        match decoded {
            Some(decoded) => Self::Run(Transfer { kind, span: Span::new(at, end), decoded }),
            None => Self::NothingBefore(end.max(at + 1)),
        }
    }
}

/// Looks at the mark at `at`, which is one of [`MARKS`].
pub fn read(text: &str, at: usize) -> Look {
    let bytes = text.as_bytes();
    let nothing = Look::NothingBefore(at + 1);
    let (Some(mark), Some(next)) = (bytes.get(at), bytes.get(at + 1)) else { return nothing };
    match (mark, next) {
        (b'&', b'#' | b'a'..=b'z' | b'A'..=b'Z') => entity::read(text, at),
        (b'#', b'x' | b'X' | b'0'..=b'9') => entity::read(text, at),
        (b'\\', _) => escape::backslash(text, at),
        (b'%', b'u') => escape::percent_units(text, at),
        (b'%', b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F') => escape::percent_bytes(text, at),
        (b'=', b'?') => mail::encoded_words(text, at),
        (b'=', b'8'..=b'9' | b'A'..=b'F' | b'a'..=b'f') => mail::quoted_printable(text, at),
        (b'<', b'U') => escape::angle_units(text, at),
        (b'<', b'8'..=b'9' | b'A' | b'C'..=b'F') => escape::angle_bytes(text, at),
        (b'<', b'b' | b'B' | b'p' | b'P' | b'/') => line_breaks(text, at),
        _ => nothing,
    }
}

/// Bytes between a run of escapes and a single one that it bears out, in one line.
const NEAR: usize = 400;

/// Adds the single escapes beside `runs`, in text order: `21\u9879121\u6761` is one unit between digits, and `\u0025` no
/// Chinese, but where the words around them are escaped they are, too.
pub fn with_single(text: &str, runs: Vec<Transfer>) -> Vec<Transfer> {
    if !runs.iter().any(is_strong) {
        return runs;
    }
    let mut all: Vec<Transfer> = Vec::with_capacity(runs.len());
    let mut done = 0;
    for index in 0..=runs.len() {
        let (before, after) = (index.checked_sub(1).and_then(|before| runs.get(before)), runs.get(index));
        let end = after.map_or(text.len(), |run| run.span.start as usize);
        let gap = text.get(done..end).unwrap_or_default();
        if let Some(run) = before.filter(|run| is_strong(run)) {
            let near = gap.get(..gap.floor_char_boundary(NEAR)).unwrap_or_default();
            let line = near.split('\n').next().unwrap_or_default().len();
            all.extend(single(text, done..done + line, run));
        }
        if let Some(run) = after.filter(|run| is_strong(run)) {
            let near = gap.get(gap.ceil_char_boundary(gap.len().saturating_sub(NEAR))..).unwrap_or_default();
            let line = near.rsplit('\n').next().unwrap_or_default().len();
            let looked_at = all.last().map_or(0, |last| last.span.end as usize);
            all.extend(single(text, (end - line).max(looked_at)..end, run));
        }
        done = after.map_or(end, |run| run.span.end as usize);
        all.extend(after.cloned());
    }
    all
}

/// Two Han characters: no chance.
fn is_strong(run: &Transfer) -> bool {
    run.kind == TransferKind::Escape && run.decoded.chars().filter(|c| is_han(*c)).nth(1).is_some()
}

/// The single escapes in `range` of the form that `run` has.
fn single(text: &str, range: Range<usize>, run: &Transfer) -> Vec<Transfer> {
    let form = |at: usize| {
        let mark = text.as_bytes().get(at..at + 2)?;
        Some((mark[0], mark[1] == b'u'))
    };
    let mut found = Vec::new();
    let mut at = range.start;
    while let Some(mark) = MARKS.find(text.as_bytes(), at).filter(|mark| *mark < range.end) {
        let one =
            if form(mark) == form(run.span.start as usize) { escape::single(text, mark, range.end) } else { None };
        at = one.as_ref().map_or(mark + 1, |one| one.span.end as usize);
        found.extend(one);
    }
    found
}

/// True for Han and for what Chinese puts between words.
pub fn is_chinese(c: char) -> bool {
    is_han(c) || matches!(c, '\u{3000}'..='\u{303F}' | '\u{FF01}'..='\u{FF5E}' | '“' | '”' | '‘' | '’' | '—' | '…')
}

/// True if Han or Chinese punctuation touches the place.
fn is_beside_chinese(text: &str, start: usize, end: usize) -> bool {
    text[..start].chars().next_back().is_some_and(is_chinese) || text[end..].starts_with(is_chinese)
}

/// True if `decoded` is text with Chinese in it: what a run of bytes or units must be to be reported.
fn is_chinese_text(decoded: &str) -> bool {
    let is_control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    decoded.chars().any(is_chinese) && !decoded.chars().any(|c| is_control(c) || c == char::REPLACEMENT_CHARACTER)
}

/// Bytes that were escaped one by one, as text: UTF-8, or the encoding of Chinese Windows if that reads as Chinese.
fn bytes_as_chinese(bytes: Vec<u8>) -> Option<String> {
    const FEWEST_HAN: u32 = 2;
    const READS_WELL: f64 = -4.2;
    match String::from_utf8(bytes) {
        Ok(text) => is_chinese_text(&text).then_some(text),
        Err(error) => {
            let decoded = encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(error.as_bytes())?;
            let likelihood = character_model::likelihood(&decoded);
            let reads = likelihood.han >= FEWEST_HAN && likelihood.mean() > READS_WELL;
            (reads && is_chinese_text(&decoded)).then(|| decoded.into_owned())
        }
    }
}

/// `https://example.org/%E6%94%B9`: ASCII touches the run, and has a mark of an address.
fn is_address(text: &str, start: usize, end: usize) -> bool {
    let bytes = text.as_bytes();
    let touches = |at: &usize| bytes.get(*at).is_some_and(u8::is_ascii_graphic);
    let first = (start.saturating_sub(ADDRESS_WINDOW)..start).rev().take_while(touches).last().unwrap_or(start);
    let last = (end..end + ADDRESS_WINDOW).take_while(touches).last().map_or(end, |last| last + 1);
    let is_sentence = LazyCell::new(|| has_escaped_mark(bytes.get(first..last).unwrap_or_default()));
    let mut around = (first..start).chain(end..last);
    around.any(|at| match bytes.get(at) {
        Some(b'.') => !is_point(bytes, at),
        Some(b'/') => !(is_fraction_bar(bytes, at) && *is_sentence),
        Some(byte) => matches!(byte, b'=' | b'?' | b'&'),
        None => false,
    })
}

/// `%E4%B8%8A%E5%8D%871.3`: a decimal point. `4.%E7%BB%A7%E7%BB%AD`: the number of a paragraph.
fn is_point(bytes: &[u8], at: usize) -> bool {
    let after = bytes.get(at + 1);
    is_digit_at(bytes, at.checked_sub(1)) && after.is_some_and(|byte| byte.is_ascii_digit() || *byte == b'%')
}

/// `8%E4%B8%87%E5%90%A8/%E6%97%A5`: a bar with a digit or an escape on both sides; in a path there are names of letters.
fn is_fraction_bar(bytes: &[u8], at: usize) -> bool {
    let before = at.checked_sub(3).and_then(|first| bytes.get(first..at)).unwrap_or_default();
    let after_escape = matches!(before, [b'%', digits @ ..] if hexadecimal(digits).is_some());
    let before_escape = bytes.get(at + 1) == Some(&b'%');
    (after_escape || is_digit_at(bytes, at.checked_sub(1))) && (before_escape || is_digit_at(bytes, Some(at + 1)))
}

fn is_digit_at(bytes: &[u8], at: Option<usize>) -> bool {
    at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit)
}

/// True if ，, 、, 。 or ； is escaped here: a sentence, and no name in a path.
fn has_escaped_mark(bytes: &[u8]) -> bool {
    const MARKS: [&[u8]; 4] = [b"EF%BC%8C", b"E3%80%81", b"E3%80%82", b"EF%BC%9B"];
    let is_mark = |at: usize| {
        let here = bytes.get(at + 1..).unwrap_or_default();
        MARKS.iter().any(|mark| here.get(..mark.len()).is_some_and(|here| here.eq_ignore_ascii_case(mark)))
    };
    memchr::memchr_iter(b'%', bytes).any(is_mark)
}

/// The value of the hexadecimal digits, if all are such digits.
fn hexadecimal(digits: &[u8]) -> Option<u32> {
    let all = !digits.is_empty() && digits.iter().all(u8::is_ascii_hexdigit);
    let text = std::str::from_utf8(digits).ok().filter(|_| all)?;
    u32::from_str_radix(text, 16).ok()
}

/// `<br>`, `</p>` and `<p>` in a row beside Chinese: one end of a line.
fn line_breaks(text: &str, at: usize) -> Look {
    let mut end = at;
    while let Some(length) = line_break(&text.as_bytes()[end..]) {
        end += length;
    }
    let is_run = end > at && is_beside_chinese(text, at, end);
    Look::run(TransferKind::LineBreak, at, end, is_run.then(|| "\n".to_owned()))
}

/// Length of the tag at the start.
fn line_break(bytes: &[u8]) -> Option<usize> {
    const MOST_SPACES: usize = 3;
    let name = [&b"<br"[..], b"<p", b"</p"].into_iter().find(|name| {
        let is_name = bytes.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
        is_name && matches!(bytes.get(name.len()), Some(b' ' | b'/' | b'>'))
    })?;
    let rest = bytes.get(name.len()..)?;
    let spaces = rest.iter().take(MOST_SPACES).take_while(|b| **b == b' ').count();
    let slash = usize::from(rest.get(spaces) == Some(&b'/'));
    (rest.get(spaces + slash) == Some(&b'>')).then_some(name.len() + spaces + slash + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(text: &str) -> Vec<Transfer> {
        let mut runs = Vec::new();
        let mut at = 0;
        while let Some(mark) = MARKS.find(text.as_bytes(), at) {
            match read(text, mark) {
                Look::Run(run) => {
                    at = run.span.end as usize;
                    runs.push(run);
                }
                Look::NothingBefore(end) => at = end,
            }
        }
        runs
    }

    fn found(text: &str) -> Vec<(&str, String)> {
        runs(text).into_iter().map(|run| (&text[run.span.range()], run.decoded)).collect()
    }

    fn one<'t>(run: &'t str, decoded: &str) -> [(&'t str, String); 1] {
        [(run, decoded.to_owned())]
    }

    #[test]
    fn entities() {
        assert_eq!(found("完成&nbsp;&nbsp;投资"), one("&nbsp;&nbsp;", "  "));
        assert_eq!(found("&amp;#21512;&#x4F5C;"), one("&amp;#21512;&#x4F5C;", "合作"));
        assert_eq!(found("&#38;#21512;作"), one("&#38;#21512;", "合"));
        assert_eq!(
            found("完成12亿元#xff0c;增长3%#12290;"),
            [("#xff0c;", "，".to_owned()), ("#12290;", "。".to_owned())]
        );
    }

    #[test]
    fn escapes() {
        for run in [
            "\\u6539\\u9769",
            "\\\\u6539\\\\u9769",
            "\\u{6539}\\u{9769}",
            "\\x{6539}\\x{9769}",
            "%u6539%u9769",
            "<U+6539><U+9769>",
            "%E6%94%B9%E9%9D%A9",
            "%25E6%2594%25B9%25E9%259D%25A9",
            "%B8%C4%B8%EF",
            "\\xE6\\x94\\xB9\\xE9\\x9D\\xA9",
            "\\346\\224\\271\\351\\235\\251",
        ] {
            assert_eq!(found(&format!("名称{run}。")), one(run, "改革"));
        }
    }

    /// Units between digits and signs of ASCII are no Chinese of their own; beside words that are escaped they are part of
    /// them. Of digits nothing is lost.
    #[test]
    fn single_escapes_beside_runs() {
        let decoded = |text: &str| {
            let mut decoded = text.to_owned();
            for run in with_single(text, runs(text)).iter().rev() {
                decoded.replace_range(run.span.range(), &run.decoded);
            }
            decoded
        };
        assert_eq!(
            decoded("\\u843d\\u5b9e21\\u9879121\\u6761\\u653f\\u7b56\\uff0c\\u589e\\u957f8\\u0025"),
            "落实21项121条政策，增长8%"
        );
        assert_eq!(decoded("%E5%A2%9E%E9%95%BF14%25%E4%BB%A5%E4%B8%8A"), "增长14%以上");
        assert_eq!(decoded("\\uff087\\uff09\\u89e3\\u51b3"), "（7）解决");
        assert_eq!(
            decoded("4.%E5%A2%9E%E9%95%BF8%E5%90%A8/%E6%97%A5%EF%BC%8C%E6%94%B9%E9%9D%A9"),
            "4.增长8吨/日，改革"
        );
        for text in ["增长14%25", "21\\u9879121", "\\u843d\\u5b9e\n21\\u9879121"] {
            assert!(decoded(text).ends_with(text.rsplit('\n').next().expect("a line")), "{text}");
        }
    }

    #[test]
    fn mail() {
        assert_eq!(found("标题：=E6=94=B9=E9=9D=A9"), one("=E6=94=B9=E9=9D=A9", "改革"));
        assert_eq!(
            found("=E6=94=B9=\r\n=E9=9D=A912=E9=A1=B9 ok"),
            one("=E6=94=B9=\r\n=E9=9D=A912=E9=A1=B9", "改革12项")
        );
        assert_eq!(found("=B8=C4=B8=EF"), one("=B8=C4=B8=EF", "改革"));
        assert_eq!(found("=?UTF-8?B?5pS56Z2p?="), one("=?UTF-8?B?5pS56Z2p?=", "改革"));
        assert_eq!(found("=?gb2312?Q?=B8=C4=B8=EF_12?="), one("=?gb2312?Q?=B8=C4=B8=EF_12?=", "改革 12"));
        let parted = "=?utf-8?b?5pS5?=\r\n =?utf-8?b?6Z2p?=";
        assert_eq!(found(parted), one(parted, "改革"));
    }

    #[test]
    fn bytes_of_viewers_and_of_rtf() {
        assert_eq!(found("推进<E6><94><B9><E9><9D><A9>，"), one("<E6><94><B9><E9><9D><A9>", "改革"));
        assert_eq!(found("推进\\'b8\\'c4\\'b8\\'ef，"), one("\\'b8\\'c4\\'b8\\'ef", "改革"));
        assert_eq!(found("引用<B5><C3>，见<E6>"), Vec::new());
    }

    #[test]
    fn line_breaks() {
        assert_eq!(found("完成投资<br />增长"), one("<br />", "\n"));
        assert_eq!(found("完成。</p><p>增长"), one("</p><p>", "\n"));
    }

    #[test]
    fn what_is_none() {
        for text in [
            "R&amp;D",
            "增长5%，6%E",
            "A&B;",
            "&#0;我",
            "楼#5;我",
            "见#1200;号",
            "颜色#x41;",
            "\\u6539",
            "\\ud800\\ud800我",
            "&",
            "%",
            "\\u",
            "%u",
            "&#xFFFFFFFF;我",
            "见 https://example.org/%E6%94%B9%E9%9D%A9",
            "见 https://example.org/%E6%94%B9%EF%BC%8C%E9%9D%A9/%E6%94%B9",
            "见 %E6%94%B9%E9%9D%A9/%E6%94%B9%E9%9D%A9",
            "见 %E6%94%B9%E9%9D%A9.pdf",
            "见 posts/%E6%94%B9%EF%BC%8C%E9%9D%A9/%E6%94%B9%E9%9D%A9",
            "&amp;我",
            "%E6%94我",
            "正则[\\u4e00-\\u9fa5]",
            "公式=A1=B2",
            "x=AB，y=CD",
            "=?UTF-8?B?5pS56Z2p",
            "=?UTF-8?X?5pS56Z2p?=",
            "=?no-such?B?5pS56Z2p?=",
            "=",
            "=?",
            "<U+",
            "<b>改革</b>",
            "<branch>改革",
            "a<br>b",
            "路径\\346\\22",
            "%25",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
