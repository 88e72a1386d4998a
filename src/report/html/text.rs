//! Texts as HTML: escaped, with pictures for characters that act, with marks for the places of findings.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::report::picture::{needs_picture, push_picture};
use crate::report::{Mark, Passage, Record};

/// `text` where HTML may not start, in attributes too.
pub fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(['<', '>', '&', '"', '\'']) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    text.chars().for_each(|c| push_escaped(&mut out, c));
    Cow::Owned(out)
}

/// `text` on one line, what acts or hides as pictures.
pub fn pictured(text: &str) -> String {
    with_pictures(text, |c| needs_picture(c) || matches!(c, '\t' | '\n' | '\r'))
}

/// `text` with its line ends and tabs, what acts or hides as pictures.
pub fn pictured_text(text: &str) -> String {
    with_pictures(&text.replace("\r\n", "\n"), |c| needs_picture(c) || c == '\r')
}

fn with_pictures(text: &str, is_pictured: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut picture = String::new();
    for c in text.chars() {
        if is_pictured(c) {
            picture.clear();
            push_picture(&mut picture, c);
            out.push_str("<i>");
            picture.chars().for_each(|c| push_escaped(&mut out, c));
            out.push_str("</i>");
        } else {
            push_escaped(&mut out, c);
        }
    }
    out
}

fn push_escaped(out: &mut String, c: char) {
    match c {
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '&' => out.push_str("&amp;"),
        '"' => out.push_str("&quot;"),
        '\'' => out.push_str("&#39;"),
        _ => out.push(c),
    }
}

/// Markdown of a rule as paragraphs; what stands in backticks as code.
pub fn prose(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len() + 64);
    for paragraph in markdown.replace("\r\n", "\n").split("\n\n").map(str::trim).filter(|text| !text.is_empty()) {
        out.push_str("<p>");
        for (index, part) in paragraph.split('`').enumerate() {
            let part = pictured_text(part);
            if index % 2 == 1 { out.extend(["<code>", &part, "</code>"]) } else { out.push_str(&part) }
        }
        out.push_str("</p>");
    }
    out
}

/// A passage with its marks: where a finding starts, its number leads to it; `first` is the number before that of the
/// file's first finding.
pub fn passage(
    passage: &Passage,
    findings: &[Record],
    first: usize,
    classes: impl Fn(&Record) -> String,
    out: &mut impl Write,
) -> io::Result<()> {
    if passage.starts_late {
        write!(out, "…")?;
    }
    let mut bounds: Vec<usize> = passage.marks.iter().flat_map(|mark| [mark.range.start, mark.range.end]).collect();
    bounds.extend([0, passage.text.len()]);
    bounds.sort_unstable();
    bounds.dedup();
    let mut waiting = passage.marks.iter().peekable();
    let mut open: Vec<&Mark> = Vec::new();
    for (index, start) in bounds.iter().enumerate() {
        open.retain(|mark| mark.range.end > *start);
        while let Some(mark) = waiting.next_if(|mark| mark.range.start == *start) {
            let Some(record) = findings.get(mark.finding) else { continue };
            let classes = classes(record);
            if mark.is_start && !mark.is_related {
                let number = first + mark.finding + 1;
                write!(
                    out,
                    "<a class=\"badge {classes}\" id=\"place-{number}\" href=\"#finding-{number}\">{number}</a>&NoBreak;"
                )?;
            }
            if mark.range.is_empty() {
                write!(out, "<mark class=\"{classes}\">‸</mark>")?;
            } else {
                open.push(mark);
            }
        }
        let Some(end) = bounds.get(index + 1) else { break };
        let text = pictured_text(passage.text.get(*start..*end).unwrap_or_default());
        match shown_mark(&open, findings) {
            None => write!(out, "{text}")?,
            Some((record, true)) => write!(out, "<span class=\"related {}\">{text}</span>", classes(record))?,
            Some((record, false)) => write!(out, "<mark class=\"{}\">{text}</mark>", classes(record))?,
        }
    }
    if passage.ends_early {
        write!(out, "…")?;
    }
    Ok(())
}

/// Of the marks over one stretch the one that is shown: a finding's own place before a related one, the worse finding
/// before the other. True if it is a related one.
fn shown_mark<'a>(open: &[&Mark], findings: &'a [Record]) -> Option<(&'a Record, bool)> {
    let records = open.iter().filter_map(|mark| Some((findings.get(mark.finding)?, mark.is_related)));
    records.max_by_key(|(record, is_related)| (!is_related, record.severity))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_text_is_html() {
        assert_eq!(escaped("<a href='x'>&\""), "&lt;a href=&#39;x&#39;&gt;&amp;&quot;");
        assert_eq!(pictured("一\u{202E}<\t\n"), "一<i>&lt;U+202E&gt;</i>&lt;<i>␉</i><i>␊</i>");
        assert_eq!(pictured_text("甲\u{0}\r\n\t乙\r"), "甲<i>␀</i>\n\t乙<i>␍</i>");
        assert_eq!(prose("甲`<b>`乙\n丙\n\n丁\n"), "<p>甲<code>&lt;b&gt;</code>乙\n丙</p><p>丁</p>");
    }
}
