//! Points with letters or small Roman numerals in parentheses: (a)…(b)…(c), (i)…(ii)…(iii). Takes the view, starts from a second
//! point, since without one there is no list, and reports a point that leaves letters out or comes twice.

use memchr::memmem;

use crate::checks::{Context, Report};
use crate::finding::Message;
use crate::span::ViewSpan;

/// A marker that opens a point.
#[derive(Clone, Copy)]
struct Marker {
    /// `(b)`
    start: usize,
    end: usize,
    number: usize,
}

/// The forms, each with its second marker and the numerals in order.
const FORMS: [(&str, &[&str]); 2] = [
    (
        "(b)",
        &[
            "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u",
            "v", "w", "x", "y", "z",
        ],
    ),
    ("(ii)", &["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"]),
];

/// A point is at most so many bytes long.
const LONGEST_POINT: usize = 3000;
/// So many places are tried for a marker.
const MOST_TRIED: usize = 48;
/// A point has at least so many bytes; `(a) and (b)` are cited.
const SHORTEST_POINT: usize = 8;

/// Reports breaks in lists with letters.
pub fn check(cx: &Context, report: &mut Report) {
    let text = cx.view.text();
    // Where the last list of each form ended: one of (i) may stand within one of (a).
    let mut done = [0; FORMS.len()];
    // The letters alone are looked for: Chinese texts have few.
    for letter in memchr::memchr2_iter(b'b', b'i', text.as_bytes()) {
        let Some(at) = letter.checked_sub(1) else { continue };
        let is_second = |(second, _): &(&str, &[&str])| text.as_bytes()[at..].starts_with(second.as_bytes());
        let Some(form) = FORMS.iter().position(is_second).filter(|form| at >= done[*form]) else { continue };
        let (second, numerals) = FORMS[form];
        done[form] = at + second.len();
        let Some(list) = list_around(text, at, second.len(), numerals) else { continue };
        done[form] = list.last().map_or(done[form], |last| last.end.max(done[form]));
        judge(cx, report, &list, numerals);
    }
}

/// The markers of the list whose second one stands at byte `at`, from its first.
fn list_around(text: &str, at: usize, length: usize, numerals: &[&str]) -> Option<Vec<Marker>> {
    let from = text.floor_char_boundary(at.saturating_sub(LONGEST_POINT));
    let first_form = format!("({})", numerals.first()?);
    let mut firsts =
        memmem::rfind_iter(text.get(from..at)?.as_bytes(), first_form.as_bytes()).map(|found| from + found);
    let first = firsts.by_ref().take(MOST_TRIED).find(|first| opens_point(text, *first))?;
    let second = Marker { start: at, end: at + length, number: 1 };
    let first = Marker { start: first, end: first + first_form.len(), number: 0 };
    let is_list = opens_point(text, at) && is_point(text, first.end, at);
    if !is_list {
        return None;
    }
    let mut list = vec![first, second];
    while let Some(next) = list.last().and_then(|last| next_marker(text, *last, numerals)) {
        list.push(next);
    }
    Some(list)
}

/// The marker that ends the point behind `last`: it opens a point, and is no first one.
fn next_marker(text: &str, last: Marker, numerals: &[&str]) -> Option<Marker> {
    let end = text.floor_char_boundary(last.end.saturating_add(LONGEST_POINT).min(text.len()));
    let near = text.get(last.end..end)?;
    for open in memchr::memchr_iter(b'(', near.as_bytes()).take(MOST_TRIED) {
        let behind = near.get(open + 1..)?;
        let length = behind.bytes().take_while(u8::is_ascii_lowercase).count();
        let start = last.end + open;
        if !behind.get(length..)?.starts_with(')') || !opens_point(text, start) {
            continue;
        }
        let Some(number) = numerals.iter().position(|numeral| behind.get(..length) == Some(*numeral)) else { continue };
        if is_cited(text, start + length + 2) {
            return None;
        }
        // Another list begins.
        if number == 0 {
            return None;
        }
        // (b) … (i) … (ii) … (c): Roman numerals among letters.
        if is_roman_letter(numerals, number) && number != last.number + 1 {
            continue;
        }
        if is_point(text, last.end, start) {
            return Some(Marker { start, end: start + length + 2, number });
        }
    }
    None
}

/// (i), (v), (x) among letters may be Roman.
fn is_roman_letter(numerals: &[&str], number: usize) -> bool {
    numerals.first() == Some(&"a") && numerals.get(number).is_some_and(|numeral| matches!(*numeral, "i" | "v" | "x"))
}

/// (d)項另有規定: a point of another list is cited.
fn is_cited(text: &str, end: usize) -> bool {
    const POINTS: [char; 7] = ['项', '段', '款', '条', '目', '节', '级'];
    text.get(end..).is_some_and(|behind| behind.trim_start_matches(' ').starts_with(POINTS))
}

/// True if a marker at byte `at` begins a line, or a point behind a mark or a joining word.
fn opens_point(text: &str, at: usize) -> bool {
    let Some(before) = text.get(..at) else { return false };
    let before = before.trim_end_matches([' ', '\u{3000}', '\t']);
    const JOINS: &[&str] = &[" and", " or", "及", "以及", "和", "或"];
    const MARKS: [char; 11] = ['\n', '\r', ';', '；', ':', '：', '。', ',', '，', '|', '.'];
    before.is_empty()
        || before.ends_with(MARKS)
        || JOINS.iter().any(|join| before.strip_suffix(join).is_some_and(|rest| rest.ends_with(MARKS)))
}

/// True if what stands between two markers is the text of a point, and nothing is left out in it.
fn is_point(text: &str, from: usize, to: usize) -> bool {
    let Some(point) = text.get(from..to) else { return false };
    point.trim().len() >= SHORTEST_POINT
        && !["…", "...", "略", "omitted", "repealed", "删除"].iter().any(|word| point.contains(word))
}

/// Reports the first point that does not count on. Of a list of two or more that count on before it.
fn judge(cx: &Context, report: &mut Report, list: &[Marker], numerals: &[&str]) {
    let broken = list.windows(2).position(|pair| pair[1].number != pair[0].number + 1);
    let Some((before, at)) = broken.and_then(|index| list.get(index).zip(list.get(index + 1))) else { return };
    if is_roman_letter(numerals, at.number) || is_roman_letter(numerals, before.number) {
        return;
    }
    let is_gap = at.number > before.number + 1 && at.number <= before.number + 3;
    let is_double = at.number == before.number;
    let Some(expected) = numerals.get(before.number + 1).filter(|_| is_gap || is_double) else { return };
    let span = |marker: &Marker| ViewSpan::new(marker.start, marker.end);
    if cx.facts.is_opaque(span(before)) || cx.facts.is_opaque(span(at)) {
        return;
    }
    let (before_text, expected) = (cx.written(span(before)).to_owned(), format!("({expected})"));
    report
        .at(cx.source(span(at)))
        .text(if is_gap { "gap" } else { "duplicate" })
        .arg("before", &before_text)
        .arg("at", cx.written(span(at)))
        .arg("expected", &expected)
        .related(cx.source(span(before)), Message::new("before").arg("before", &before_text))
        .evidence("expected", expected.as_str());
}
