//! Points with letters or small Roman numerals in parentheses: (a)…(b)…(c), (i)…(ii)…(iii). Takes the text of the view, starts
//! from a second point, or a third where there is none, and gives the markers of each list in order. Knows nothing of
//! which lists count on.

use memchr::memmem;

use crate::char_class::is_han;
use crate::span::ViewSpan;

/// A list of such points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetteredList {
    /// Its markers in text order, two or more; the first one is (a) or (i).
    pub markers: Vec<LetteredMarker>,
    /// The numerals of its form in order, without parentheses.
    pub numerals: &'static [&'static str],
}

/// A marker that opens a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LetteredMarker {
    /// `(b)`
    pub span: ViewSpan,
    /// Index of its numeral among those of the list.
    pub number: usize,
}

impl LetteredList {
    /// True if a marker may be of another list: (i), (v), (x) among letters may be Roman.
    pub fn is_ambiguous(&self, marker: &LetteredMarker) -> bool {
        is_roman_letter(self.numerals, marker.number)
    }
}

/// The forms: the numerals of each in order.
pub(super) const FORMS: [&[&str]; 2] = [
    &[
        "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u", "v",
        "w", "x", "y", "z",
    ],
    &["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"],
];

/// A point is at most so many bytes long.
const LONGEST_POINT: usize = 3000;
/// So many places are tried for a marker.
const MOST_TRIED: usize = 48;
/// A point has at least so many bytes; `(a) and (b)` are cited. One that a semicolon ends may be shorter: `(a) fuel; (b) rain`.
const SHORTEST_POINT: usize = 8;
const SHORTEST_WITH_MARK: usize = 4;

/// Reads the lists with letters.
pub fn read(text: &str) -> Vec<LetteredList> {
    let mut lists = Vec::new();
    // Where the last list of each form ended: one of (i) may stand within one of (a).
    let mut done = [0; FORMS.len()];
    // The letters alone are looked for: Chinese texts have few.
    for letter in memchr::memchr3_iter(b'b', b'c', b'i', text.as_bytes()) {
        let Some(at) = letter.checked_sub(1) else { continue };
        let Some((form, number)) = opener(text, at).filter(|(form, _)| at >= done[*form]) else { continue };
        let Some(markers) = list_around(text, at, number, FORMS[form]) else { continue };
        done[form] = markers.last().map_or(done[form], |last| done[form].max(last.span.end as usize));
        lists.push(LetteredList { markers, numerals: FORMS[form] });
    }
    lists
}

/// The form and the index of the second or third numeral that stands in parentheses at byte `at`.
fn opener(text: &str, at: usize) -> Option<(usize, usize)> {
    let behind = text.as_bytes().get(at..)?.strip_prefix(b"(")?;
    let opens = |numeral: &str| behind.strip_prefix(numeral.as_bytes()).is_some_and(|rest| rest.starts_with(b")"));
    FORMS.iter().enumerate().find_map(|(form, numerals)| {
        let number = numerals.iter().take(3).position(|numeral| opens(numeral))?;
        (number > 0).then_some((form, number))
    })
}

/// The markers of the list whose second one, or third one for want of a second, stands at byte `at`, from its first.
fn list_around(text: &str, at: usize, number: usize, numerals: &[&str]) -> Option<Vec<LetteredMarker>> {
    let from = text.floor_char_boundary(at.saturating_sub(LONGEST_POINT));
    let form = |number: usize| numerals.get(number).map(|numeral| format!("({numeral})"));
    let first_form = form(0)?;
    let mut firsts =
        memmem::rfind_iter(text.get(from..at)?.as_bytes(), first_form.as_bytes()).map(|found| from + found);
    // 署方會(i)增加巡查；(ii)提高罰則: behind a word of Chinese no mark is needed.
    let opens = |first: &usize| {
        opens_point(text, *first) || begins_within_sentence(text, *first) || text[..*first].ends_with(is_han)
    };
    let first = firsts.by_ref().take(MOST_TRIED).find(opens)?;
    let has_second = || form(1).is_some_and(|second| text.get(first..at).is_some_and(|part| part.contains(&second)));
    if !opens_point(text, at) || !is_point(text, first + first_form.len(), at) || number > 1 && has_second() {
        return None;
    }
    let first = LetteredMarker { span: ViewSpan::new(first, first + first_form.len()), number: 0 };
    let opener = LetteredMarker { span: ViewSpan::new(at, at + form(number)?.len()), number };
    let mut list = vec![first, opener];
    while let Some(next) = list.last().and_then(|last| next_marker(text, *last, numerals)) {
        list.push(next);
    }
    Some(list)
}

/// The marker that ends the point behind `last`: it opens a point, and is no first one.
fn next_marker(text: &str, last: LetteredMarker, numerals: &[&str]) -> Option<LetteredMarker> {
    let from = last.span.end as usize;
    let end = text.floor_char_boundary(from.saturating_add(LONGEST_POINT).min(text.len()));
    let near = text.get(from..end)?;
    for open in memchr::memchr_iter(b'(', near.as_bytes()).take(MOST_TRIED) {
        let behind = near.get(open + 1..)?;
        let length = behind.bytes().take_while(u8::is_ascii_lowercase).count();
        let start = from + open;
        if !behind.get(length..)?.starts_with(')') {
            continue;
        }
        let Some(number) = numerals.iter().position(|numeral| behind.get(..length) == Some(*numeral)) else { continue };
        if !opens_point(text, start) {
            if number == 0 && begins_within_sentence(text, start) {
                return None;
            }
            continue;
        }
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
        if is_point(text, from, start) {
            return Some(LetteredMarker { span: ViewSpan::new(start, start + length + 2), number });
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

/// “control” means (a) the power to act, or (b) ownership: a list without a mark before it. Under paragraph (a) and 3(a) are
/// cited.
fn begins_within_sentence(text: &str, at: usize) -> bool {
    const CITED: &[&str] = &[
        "paragraph",
        "subparagraph",
        "section",
        "subsection",
        "clause",
        "article",
        "item",
        "point",
        "rule",
        "and",
        "or",
    ];
    let before = text.get(..at).unwrap_or_default();
    let word =
        before.trim_end_matches([' ', '\n', '\r']).rsplit(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or("");
    let is_cited = CITED.iter().any(|cited| word.trim_end_matches('s').eq_ignore_ascii_case(cited));
    before.ends_with([' ', '\n']) && !word.is_empty() && !is_cited
}

/// True if what stands between two markers is the text of a point, and nothing is left out in it.
fn is_point(text: &str, from: usize, to: usize) -> bool {
    let Some(point) = text.get(from..to) else { return false };
    let shortest = if point.contains([';', '；']) { SHORTEST_WITH_MARK } else { SHORTEST_POINT };
    point.trim().len() >= shortest
        && !["…", "...", "略", "omitted", "repealed", "删除"].iter().any(|word| point.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_roman_numerals() {
        let text = "(a) the first of the points; (b) the second of the points; (c) the third: (i) one thing more; (ii) another thing.";
        let lists: Vec<Vec<usize>> =
            read(text).iter().map(|list| list.markers.iter().map(|marker| marker.number).collect()).collect();
        assert_eq!(lists, [vec![0, 1, 2], vec![0, 1]]);
        assert_eq!(read("see (a) and (b)"), []);
        let numbers = |text: &str| -> Vec<usize> {
            read(text).iter().flat_map(|list| list.markers.iter().map(|marker| marker.number)).collect()
        };
        assert_eq!(numbers("to: (a) note the report; (c) approve the plan; and (c) publish the minutes."), [0, 2, 2]);
        let text = "you must: (a) comply with the terms; and (b) say so. Control means (a) the power to act, or (b) ownership.";
        assert_eq!(numbers(text), [0, 1, 0, 1]);
        assert_eq!(numbers("you must: (a) comply with rules under paragraph (a) of it; (c) say so."), [0, 2]);
        assert_eq!(numbers("(a) note what (b) says of the report; (c) approve the plan."), Vec::<usize>::new());
        assert_eq!(numbers("three risks: (a) rain; (b) fuel; (d) demand."), [0, 1, 3]);
        assert_eq!(numbers("本署會(i)增加巡查；(ii)提高罰則；及(iv)加強宣傳。"), [0, 1, 3]);
    }
}
