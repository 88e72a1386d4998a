//! Suppressions in Markdown comments: `<!-- reformlint: allow figures/range-unit — reason -->` for the next block or, if
//! other text shares its line, for that line; `allow-start` … `allow-end` for a range; `allow-file` for the file.
//! A document in; which findings are suppressed, and which comments are wrong or of no use, out. Linear in both.

use std::collections::HashMap;

use memchr::memmem;

use crate::finding::Finding;
use crate::rules::ALL;
use crate::source::{Document, Format};
use crate::span::Span;

/// The suppressions of a document.
#[derive(Clone, Debug, Default)]
pub struct Suppressions {
    /// One for every id of every comment, in text order.
    pub entries: Vec<Suppression>,
    /// Comments that cannot be used, in text order.
    pub malformed: Vec<Malformed>,
}

/// An id in a comment, and where it suppresses.
#[derive(Clone, Debug)]
pub struct Suppression {
    /// A rule or a family, known or not.
    pub id: String,
    /// The id in the text.
    pub place: Span,
    /// The whole comment.
    pub comment: Span,
    /// True if the comment has no other id.
    pub alone: bool,
    /// Where findings are suppressed.
    pub scope: Scope,
    /// True once it has suppressed a finding.
    pub used: bool,
}

/// Where a suppression works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// On findings that start in this range.
    Range(Span),
    /// On all findings of the file, those about the file as a whole too.
    File,
}

/// A comment that cannot be used as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// What to look at.
    pub place: Span,
    /// Why.
    pub fault: Fault,
}

/// Why a comment cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The word after `reformlint:` is none of `allow`, `allow-start`, `allow-end`, `allow-file`.
    UnknownWord(String),
    /// No rule is named.
    NoRule,
    /// `allow-start` without `allow-end`; works to the end of the file.
    NeverEnds,
    /// `allow-end` without `allow-start`.
    NeverStarted,
}

/// The words of a comment.
pub const WORDS: &[&str] = &["allow", "allow-start", "allow-end", "allow-file"];

const OPENING: &str = "<!--";
const CLOSING: &str = "-->";
const NAME: &str = "reformlint";

/// What parts the ids from the reason.
const REASON_MARKS: &[&str] = &["—", "–", "--", ":", "："];

/// A comment, read but not yet placed.
struct Comment<'a> {
    span: Span,
    word: (&'a str, Span),
    ids: Vec<(&'a str, Span)>,
}

impl Suppressions {
    /// Reads the comments of a Markdown document. Those in code are examples, not suppressions.
    pub fn read(document: &Document) -> Self {
        let text = document.text();
        let mut suppressions = Self::default();
        if document.format() != Format::Markdown {
            return suppressions;
        }
        let mut comments = comments(text, document.code()).peekable();
        if comments.peek().is_none() {
            return suppressions;
        }
        let blocks = Blocks::read(text);
        let mut open: HashMap<&str, Vec<usize>> = HashMap::new();
        for comment in comments {
            suppressions.add(&comment, text, &blocks, &mut open);
        }
        let mut never_end: Vec<usize> = open.into_values().flatten().collect();
        never_end.sort_unstable();
        for index in never_end {
            let place = suppressions.entries[index].place;
            suppressions.malformed.push(Malformed { place, fault: Fault::NeverEnds });
        }
        suppressions.malformed.sort_by_key(|malformed| malformed.place.start);
        suppressions
    }

    fn add<'a>(&mut self, comment: &Comment<'a>, text: &str, blocks: &Blocks, open: &mut HashMap<&'a str, Vec<usize>>) {
        let to_end = Span::new(comment.span.end as usize, text.len());
        let (word, place) = comment.word;
        let scope = match word {
            "allow" => Scope::Range(blocks.scope(text, comment.span)),
            "allow-start" => Scope::Range(to_end),
            "allow-file" => Scope::File,
            "allow-end" => return self.end(comment, open),
            _ => return self.fault(place, Fault::UnknownWord(word.to_owned())),
        };
        if comment.ids.is_empty() {
            return self.fault(place, Fault::NoRule);
        }
        for (id, place) in &comment.ids {
            if word == "allow-start" {
                open.entry(id).or_default().push(self.entries.len());
            }
            let (place, comment, alone) = (*place, comment.span, comment.ids.len() == 1);
            self.entries.push(Suppression { id: (*id).to_owned(), place, comment, alone, scope, used: false });
        }
    }

    /// Ends the innermost range of each id that `allow-end` names, or all ranges if it names none.
    fn end<'a>(&mut self, comment: &Comment<'a>, open: &mut HashMap<&'a str, Vec<usize>>) {
        let ended: Vec<usize> = if comment.ids.is_empty() {
            let all: Vec<usize> = open.drain().flat_map(|(_, indexes)| indexes).collect();
            if all.is_empty() {
                self.fault(comment.word.1, Fault::NeverStarted);
            }
            all
        } else {
            let mut ended = Vec::new();
            for (id, place) in &comment.ids {
                match open.get_mut(id).and_then(Vec::pop) {
                    Some(index) => ended.push(index),
                    None => self.fault(*place, Fault::NeverStarted),
                }
            }
            open.retain(|_, indexes| !indexes.is_empty());
            ended
        };
        for index in ended {
            if let Some(Suppression { scope: Scope::Range(range), .. }) = self.entries.get_mut(index) {
                range.end = comment.span.start;
            }
        }
    }

    fn fault(&mut self, place: Span, fault: Fault) {
        self.malformed.push(Malformed { place, fault });
    }

    /// For each of `findings`, in any order: whether an entry that `takes_part` suppresses it. Marks the entries used.
    pub fn suppress(&mut self, findings: &[Finding], takes_part: impl Fn(&Suppression) -> bool) -> Vec<bool> {
        let mut suppressed = vec![false; findings.len()];
        if self.entries.is_empty() {
            return suppressed;
        }
        let whole_file: HashMap<String, usize> = self.indexes(Scope::is_file, &takes_part).collect();
        let mut ranges: Vec<(u32, usize)> =
            self.indexes(|scope| !scope.is_file(), &takes_part).map(|(_, index)| (self.start(index), index)).collect();
        ranges.sort_unstable();
        let mut ranges = ranges.into_iter().peekable();
        // Ranges that have started, by id, the latest last. Findings are met in text order, so what has ended is done.
        let mut started: HashMap<String, Vec<usize>> = HashMap::new();
        let mut order: Vec<usize> = (0..findings.len()).collect();
        order.sort_by_key(|index| findings[*index].span.start);
        for index in order {
            let finding = &findings[index];
            let at = finding.span.start;
            while let Some((_, entry)) = ranges.next_if(|(start, _)| *start <= at) {
                started.entry(self.entries[entry].id.clone()).or_default().push(entry);
            }
            for id in [&*finding.rule.id, finding.rule.family(), ALL] {
                let in_range = match started.get_mut(id) {
                    Some(entries) if !finding.whole_file => self.innermost(entries, at),
                    _ => None,
                };
                if let Some(entry) = in_range.or_else(|| whole_file.get(id).copied()) {
                    self.entries[entry].used = true;
                    suppressed[index] = true;
                }
            }
        }
        suppressed
    }

    /// Ids and indexes of the entries of a kind of scope that take part.
    fn indexes<'a>(
        &'a self,
        kind: impl Fn(Scope) -> bool + 'a,
        takes_part: &'a impl Fn(&Suppression) -> bool,
    ) -> impl Iterator<Item = (String, usize)> + 'a {
        let wanted = move |entry: &Suppression| kind(entry.scope) && takes_part(entry);
        self.entries.iter().enumerate().filter(move |(_, entry)| wanted(entry)).map(|(i, entry)| (entry.id.clone(), i))
    }

    fn start(&self, entry: usize) -> u32 {
        match self.entries[entry].scope {
            Scope::Range(range) => range.start,
            Scope::File => 0,
        }
    }

    /// The last of `entries` whose range still holds at `at`; those that have ended are taken away.
    fn innermost(&self, entries: &mut Vec<usize>, at: u32) -> Option<usize> {
        while let Some(entry) = entries.last().copied() {
            match self.entries[entry].scope {
                Scope::Range(range) if range.end <= at && !range.is_empty() => entries.pop(),
                _ => return Some(entry),
            };
        }
        None
    }
}

impl Scope {
    fn is_file(self) -> bool {
        self == Self::File
    }
}

/// The comments of a text, in text order.
fn comments<'a>(text: &'a str, code: &'a [Span]) -> impl Iterator<Item = Comment<'a>> {
    let mut next = 0;
    std::iter::from_fn(move || {
        loop {
            let name = next + memmem::find(text.as_bytes().get(next..)?, NAME.as_bytes())?;
            next = name + NAME.len();
            let before = text[..name].trim_end();
            let Some(start) = before.strip_suffix(OPENING).map(str::len) else { continue };
            let Some(colon) = text[next..].chars().find(|c| !c.is_whitespace()).filter(|c| matches!(c, ':' | '：'))
            else {
                continue;
            };
            let colon_at = next + text[next..].find(colon)?;
            // A comment that nobody closes is the last one: the rest of the text is in it.
            let content_start = colon_at + colon.len_utf8();
            let content_end = content_start + memmem::find(&text.as_bytes()[content_start..], CLOSING.as_bytes())?;
            next = content_end + CLOSING.len();
            if !is_in_code(text, start, code) {
                return Some(comment(text, Span::new(start, next), Span::new(content_start, content_end)));
            }
        }
    })
}

/// True if a place lies in code. Comments and HTML may themselves be among the places that are no prose.
fn is_in_code(text: &str, at: usize, code: &[Span]) -> bool {
    let after = code.partition_point(|span| span.start as usize <= at);
    let holder = after.checked_sub(1).and_then(|index| code.get(index)).filter(|span| at < span.end as usize);
    holder.and_then(|span| text.get(span.range())).is_some_and(|inside| !inside.trim_start().starts_with('<'))
}

/// Reads what stands between `reformlint:` and `-->`.
fn comment<'a>(text: &'a str, span: Span, content: Span) -> Comment<'a> {
    let inside = &text[content.range()];
    let head_end = REASON_MARKS.iter().filter_map(|mark| inside.find(mark)).min().unwrap_or(inside.len());
    let head = &inside[..head_end];
    let base = content.start as usize;
    let mut words = head
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、'))
        .filter(|word| !word.is_empty())
        .map(|word| {
            let start = base + (word.as_ptr() as usize - inside.as_ptr() as usize);
            (word, Span::new(start, start + word.len()))
        });
    let word = words.next().unwrap_or(("", span));
    Comment { span, word, ids: words.collect() }
}

/// Where the blocks of a Markdown text start and end, as far as suppressions need it.
struct Blocks {
    /// First bytes of lines that hold nothing but white space, and the end of the text.
    blank: Vec<u32>,
    /// Lines that hold something else than one comment.
    content: Vec<Span>,
}

impl Blocks {
    fn read(text: &str) -> Self {
        let mut blocks = Self { blank: Vec::new(), content: Vec::new() };
        let mut in_comment = false;
        for line in lines(text) {
            let written = text[line.range()].trim();
            if written.is_empty() {
                blocks.blank.push(line.start);
            } else if !is_comment_line(written, &mut in_comment) {
                blocks.content.push(line);
            }
        }
        blocks.blank.push(text.len() as u32);
        blocks
    }

    /// Where the `allow` of a comment works: on the line it shares with other text, or else from its end to the end
    /// of the next block.
    fn scope(&self, text: &str, comment: Span) -> Span {
        let at = self.content.partition_point(|line| line.end <= comment.start);
        if let Some(shared) = self.content.get(at).filter(|line| line.start < comment.end) {
            let last = self.content[at..].iter().take_while(|line| line.start < comment.end).last().unwrap_or(shared);
            return shared.to(*last);
        }
        let Some(first) = self.content.get(at) else { return Span::new(comment.end as usize, text.len()) };
        let is_heading = text[first.range()].trim_start().starts_with('#');
        let blank = self.blank.partition_point(|start| *start < first.end);
        let block_end = self.blank.get(blank).copied().unwrap_or(text.len() as u32);
        Span { start: comment.end, end: if is_heading { first.end } else { block_end.max(first.end) } }
    }
}

/// True for a line that belongs to comments and holds nothing else. `in_comment` goes from line to line.
fn is_comment_line(written: &str, in_comment: &mut bool) -> bool {
    let mut rest = written;
    loop {
        if !*in_comment && !rest.starts_with(OPENING) {
            return false;
        }
        let Some(closed) = rest.find(CLOSING) else {
            *in_comment = true;
            return true;
        };
        *in_comment = false;
        rest = rest[closed + CLOSING.len()..].trim_start();
        if rest.is_empty() {
            return true;
        }
    }
}

/// The lines of a text, each with its end mark (LF, CR LF or CR).
fn lines(text: &str) -> impl Iterator<Item = Span> + '_ {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
        let end = match memchr::memchr2(b'\n', b'\r', rest.as_bytes()) {
            Some(at) if rest[at..].starts_with("\r\n") => start + at + 2,
            Some(at) => start + at + 1,
            None => text.len(),
        };
        let line = Span::new(start, end);
        start = end;
        Some(line)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::ReadOptions;

    fn read(text: &str) -> (Document, Suppressions) {
        let options = ReadOptions { encoding: None, format: Format::Markdown };
        let document = Document::read(text.as_bytes().to_vec(), options).expect("a text");
        let suppressions = Suppressions::read(&document);
        (document, suppressions)
    }

    /// Id and suppressed text of each entry.
    fn scopes(text: &str) -> Vec<(String, String)> {
        let (document, suppressions) = read(text);
        let scope = |entry: &Suppression| match entry.scope {
            Scope::Range(range) => document.text()[range.range()].to_owned(),
            Scope::File => "file".to_owned(),
        };
        suppressions.entries.iter().map(|entry| (entry.id.clone(), scope(entry))).collect()
    }

    #[test]
    fn where_suppressions_work() {
        for (text, expected) in [
            ("甲\n\n<!-- reformlint: allow a/b -->\n乙\n丙\n\n丁\n", vec![("a/b", "\n乙\n丙\n")]),
            ("<!-- reformlint: allow a/b -->\n\n\n乙\n\n丙\n", vec![("a/b", "\n\n\n乙\n")]),
            ("<!-- reformlint: allow a/b -->\r\n# 乙\r\n丙\r\n", vec![("a/b", "\r\n# 乙\r\n")]),
            ("<!-- reformlint: allow a/b -->\r乙\r\r丙", vec![("a/b", "\r乙\r")]),
            ("甲<!-- reformlint: allow a/b -->乙\n丙\n", vec![("a/b", "甲<!-- reformlint: allow a/b -->乙\n")]),
            ("甲\n<!-- reformlint: allow a/b --><!-- 注 -->\n丙", vec![("a/b", "<!-- 注 -->\n丙")]),
            (
                "<!-- reformlint: allow a/b,c/d，e/f、g -- 理由, x/y -->\n丙",
                vec![("a/b", "\n丙"), ("c/d", "\n丙"), ("e/f", "\n丙"), ("g", "\n丙")],
            ),
            ("<!--reformlint:allow a/b—理由-->\n丙", vec![("a/b", "\n丙")]),
            ("<!--\nreformlint: allow\n a/b\n: 理由\n-->\n丙", vec![("a/b", "\n丙")]),
            ("<!-- reformlint: allow-file a/b: 理由 -->", vec![("a/b", "file")]),
            ("<!-- reformlint: allow-start a/b -->甲<!-- reformlint: allow-end a/b -->乙", vec![("a/b", "甲")]),
            ("<!-- reformlint: allow-start a, b -->甲<!-- reformlint: allow-end -->乙", vec![("a", "甲"), ("b", "甲")]),
            ("<!-- reformlint: allow a/b", vec![]),
            ("<!-- reformlint allow a/b -->", vec![]),
            ("reformlint: allow a/b -->", vec![]),
            ("<!-- reformlint: allow a/b -->", vec![("a/b", "")]),
        ] {
            let expected: Vec<_> = expected.into_iter().map(|(id, text)| (id.to_owned(), text.to_owned())).collect();
            assert_eq!(scopes(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_malformed() {
        for (text, expected) in [
            ("<!-- reformlint: disable a -->", vec![("disable", Fault::UnknownWord("disable".to_owned()))]),
            ("<!-- reformlint: allow -->", vec![("allow", Fault::NoRule)]),
            ("<!-- reformlint: -->", vec![("<!-- reformlint: -->", Fault::UnknownWord(String::new()))]),
            ("<!-- reformlint: allow-end -->", vec![("allow-end", Fault::NeverStarted)]),
            (
                "<!-- reformlint: allow-start a b --><!-- reformlint: allow-end b c -->",
                vec![("a", Fault::NeverEnds), ("c", Fault::NeverStarted)],
            ),
        ] {
            let (document, suppressions) = read(text);
            let found: Vec<_> = suppressions
                .malformed
                .into_iter()
                .map(|malformed| (document.text()[malformed.place.range()].to_owned(), malformed.fault))
                .collect();
            let expected: Vec<_> = expected.into_iter().map(|(place, fault)| (place.to_owned(), fault)).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn many_suppressions_take_linear_time() {
        let comments = "<!-- reformlint: allow a/b -->\n".repeat(50_000);
        let ranges = "<!-- reformlint: allow-start a/b -->\n".repeat(50_000);
        let never_closed = "<!-- reformlint: allow a/b\n".repeat(50_000);
        for text in [comments, ranges, never_closed] {
            let (_, mut suppressions) = read(&text);
            let rule = crate::rules::built_in().into_iter().next().map(std::sync::Arc::new).expect("a rule");
            let findings: Vec<_> = (0..50_000).map(|at| Finding::new(&rule, Span::empty(at * 20))).collect();
            assert!(suppressions.suppress(&findings, |_| true).iter().all(|suppressed| !suppressed));
        }
    }
}
