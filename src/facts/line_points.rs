//! Points that are numbered within one line behind an announcement: 提出三点要求：1.抓培训。2.抓检查。, 两项安排：(a)抓培训；(b)抓检查。 Takes the
//! tokens, starts from a 1 right behind a colon and from the lists with letters, and gives what is announced with the numbers of
//! the points. Knows nothing of whether the two agree.

use crate::facts::announcement::{Announced, Announcement, announced_before};
use crate::facts::lettered::LetteredList;
use crate::facts::token::{Numeral, TokenKind, Tokens};
use crate::span::ViewSpan;

/// What is announced, and the points behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinePoints {
    /// The announced number of things.
    pub announced: Announced,
    /// The numbers of the points from 1 on, in text order; two or more.
    pub points: Vec<ViewSpan>,
}

/// What stands behind the number of a point.
const MARKS: [char; 3] = ['.', '．', '、'];

/// So many numerals are looked at for points of one line, and so many behind its end.
const MOST_NUMERALS: usize = 400;
const MOST_BEHIND: usize = 24;

/// Reads the points that none of the announcements `known` has for its list, and those with letters.
pub fn read(view: &str, tokens: &Tokens, known: &[Announcement], lettered: &[LetteredList]) -> Vec<LinePoints> {
    let begins = |numeral: &Numeral| {
        numeral.before == TokenKind::Colon
            && numeral.kind == TokenKind::Digits
            && numeral.is_before(MARKS)
            && tokens.text(view, numeral.token()) == "1"
    };
    let starts = tokens.numerals.iter().enumerate().filter(|(_, numeral)| begins(numeral));
    let line_points = |(index, numeral): (usize, &Numeral)| {
        let announced = announced_before(view, tokens, numeral.token())?;
        let is_read = known.iter().any(|known| known.announced.number == announced.number);
        let points = points_from(view, tokens, index).filter(|points| points.len() > 1 && !is_read)?;
        Some(LinePoints { announced, points })
    };
    starts.filter_map(line_points).chain(lettered.iter().filter_map(|list| with_letters(view, tokens, list))).collect()
}

/// 推行三项措施：(a)…；(b)…；(c)…: points with letters that count on, where the next letter stands nowhere near behind them.
fn with_letters(view: &str, tokens: &Tokens, list: &LetteredList) -> Option<LinePoints> {
    const NEAR: usize = 1200;
    let (first, last) = (list.markers.first()?, list.markers.last()?);
    let announced = announced_before(view, tokens, tokens.at(first.span.start))?;
    let counts_on = list.markers.iter().enumerate().all(|(index, marker)| marker.number == index);
    let behind = view.get(last.span.end as usize..)?;
    let near = &behind[..behind.floor_char_boundary(NEAR)];
    let goes_on = |numeral: &&str| near.contains(&format!("({numeral})"));
    let is_whole = !list.numerals.iter().skip(last.number + 1).take(2).any(goes_on);
    let points = list.markers.iter().map(|marker| marker.span).collect();
    (counts_on && is_whole).then_some(LinePoints { announced, points })
}

/// The numbers of the points of the line that begins with the numeral `index`; `None` if one is out of order, or the next one
/// stands in another line.
fn points_from(view: &str, tokens: &Tokens, index: usize) -> Option<Vec<ViewSpan>> {
    let numerals = tokens.numerals.get(index..)?;
    let mut points: Vec<ViewSpan> = Vec::new();
    let mut lines = 0;
    let mut behind = 0;
    let mut end = tokens.span(numerals.first()?.token()).start as usize;
    for numeral in numerals.iter().take(MOST_NUMERALS) {
        let span = tokens.span(numeral.token());
        lines += view.get(end..span.start as usize)?.matches('\n').count();
        behind += usize::from(lines > 0);
        end = span.start as usize;
        if behind > MOST_BEHIND {
            break;
        }
        if !is_point(view, tokens, numeral) {
            continue;
        }
        let is_next = tokens.text(view, numeral.token()).parse() == Ok(points.len() + 1);
        match (is_next, lines) {
            (true, 0) => points.push(span),
            (false, 0) | (true, _) => return None,
            (false, _) => break,
        }
    }
    Some(points)
}

/// 。2.抓检查: a number between a mark and a point, with no digit behind it.
fn is_point(view: &str, tokens: &Tokens, numeral: &Numeral) -> bool {
    use TokenKind::{Colon, Comma, LineBreak, Semicolon, Space, Stop};
    let is_begun = matches!(numeral.before, Colon | Comma | LineBreak | Semicolon | Space | Stop);
    let end = tokens.span(numeral.token()).end as usize;
    let mut behind = view.get(end..).unwrap_or("").chars();
    is_begun
        && numeral.kind == TokenKind::Digits
        && behind.next().is_some_and(|mark| MARKS.contains(&mark))
        && behind.next().is_some_and(|c| !c.is_ascii_digit())
}
