//! Names in quotation marks that begin with a count, and what they stand for: “三保”（保甲、保乙、保丙）, “三个坚持”：坚持甲，坚持乙，坚持丙。
//! Every item holds the word that is counted, which shows what is listed and where it ends. Starts from the numeral between
//! the quotation marks and reads to the right.

use crate::char_class::{Class, class};
use crate::facts::token::TokenKind;
use crate::span::ViewSpan;

use super::{CountedList, LONGEST_LIST, ListShape, MOST_ITEMS, Reader, ends_open};

/// The word that is counted has at most so many characters, and stands within so many tokens.
const LONGEST_WORD: usize = 5;
const MOST_TOKENS: usize = 6;

/// A noun between the name and its expansion has at most so many characters: “三名”工程：
const LONGEST_NOUN: usize = 8;

/// What may stand between a count and the word that is counted.
const MEASURES: [char; 5] = ['个', '大', '项', '种', '条'];

/// Words that say that an expansion follows.
const SAYING: [&str; 5] = ["即", "是指", "主要是指", "指", "主要是"];

/// Where an expansion stands: from a byte on, from a token on, and whether a bracket ends it.
struct Place {
    start: u32,
    first: usize,
    is_in_brackets: bool,
}

/// A stretch of text and the marks that part it.
struct Stretch {
    start: u32,
    end: u32,
    marks: Vec<(Level, ViewSpan)>,
}

/// Marks from the finest to the coarsest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    ListComma,
    Comma,
    Semicolon,
}

impl Stretch {
    /// The items that the marks of a level, and the coarser ones, part.
    fn items(&self, level: Level) -> Vec<ViewSpan> {
        let mut start = self.start;
        let mut items = Vec::new();
        for (_, mark) in self.marks.iter().filter(|(of, _)| *of >= level) {
            items.push(ViewSpan { start, end: mark.start });
            start = mark.end;
        }
        items.push(ViewSpan { start, end: self.end });
        items
    }
}

impl Reader<'_> {
    /// The name that begins with `numeral`, with the items behind it, if each of them holds the word that is counted.
    pub(super) fn expansion(&self, numeral: usize) -> Option<CountedList> {
        numeral.checked_sub(1).filter(|before| self.tokens.kind(*before) == TokenKind::OpenQuote)?;
        let announced = self.count(numeral)?;
        let close = (numeral + 1..=numeral + MOST_TOKENS).find(|&at| self.tokens.kind(at) == TokenKind::CloseQuote)?;
        let number = self.tokens.span(numeral);
        let end = self.tokens.span(close).start;
        let name = self.view.get(number.end as usize..end as usize)?;
        let word = word_of(name)?;
        let measure = number.end + (name.len() - word.len()) as u32;
        let place = self.place_behind(close)?;
        let stretch = self.stretch(&place)?;
        let counted = CountedList {
            number,
            announced,
            classifier: ViewSpan { start: number.end, end: measure },
            head: ViewSpan { start: measure, end },
            phrase: ViewSpan { start: number.start, end },
            items: Vec::new(),
            low: 0,
            high: 0,
            open_ended: false,
            shape: ListShape::BehindColon,
            number_is_quoted: true,
            has_number: false,
            number_is_in_first: false,
            behind_number: 0,
            agrees_only: true,
            next: TokenKind::CloseQuote,
        };
        let noun = word.char_indices().nth_back(1).map_or(word, |(at, _)| &word[at..]);
        let words = [word, noun];
        let readings = || {
            let levels = [Level::Semicolon, Level::Comma, Level::ListComma];
            words.iter().flat_map(move |word| levels.map(|level| (*word, level)))
        };
        let lists = readings().filter_map(|(word, level)| self.list_of(&counted, &stretch, word, level));
        // 三保：保甲、保乙。保丙。
        let goes_on = !place.is_in_brackets && self.goes_on_behind(stretch.end, noun);
        let is_of_one_level = stretch.marks.iter().all(|(level, _)| *level == stretch.marks[0].0);
        let mut first = None;
        for mut list in lists {
            list.agrees_only |= goes_on || !is_of_one_level;
            if (list.low..=list.high).contains(&announced) {
                return Some(list);
            }
            first = first.or(Some(list));
        }
        first.filter(|list| !list.agrees_only)
    }

    /// Where the expansion of the name that `close` ends stands: in brackets, or behind a colon or 即.
    fn place_behind(&self, close: usize) -> Option<Place> {
        let mut token = close + 1;
        let text = self.tokens.text(self.view, token);
        let says = |text: &str| SAYING.iter().find(|word| text.starts_with(**word)).map_or(0, |word| word.len() as u32);
        let behind = |token: usize| {
            let start = self.tokens.span(token).end;
            let text = self.view.get(start as usize..).unwrap_or("");
            Place { start: start + says(text), first: token + 1, is_in_brackets: false }
        };
        if self.tokens.kind(token) == TokenKind::Word {
            if says(text) > 0 {
                return Some(behind(close));
            }
            if text.chars().count() > LONGEST_NOUN {
                return None;
            }
            token += 1;
        }
        match self.tokens.kind(token) {
            TokenKind::Open => Some(Place { is_in_brackets: true, ..behind(token) }),
            TokenKind::Colon => Some(behind(token)),
            TokenKind::Comma if says(self.tokens.text(self.view, token + 1)) > 0 => Some(behind(token)),
            _ => None,
        }
    }

    /// From the place to the bracket, the full stop or the end of the line that ends it.
    fn stretch(&self, place: &Place) -> Option<Stretch> {
        let depth = self.tokens.depth(place.first);
        let is_outside = self.tokens.kind(place.first) == TokenKind::OpenQuote;
        let mut marks = Vec::new();
        for token in place.first..place.first + LONGEST_LIST {
            let here = self.tokens.span(token);
            let level = match self.tokens.kind(token) {
                _ if self.tokens.depth(token) > depth => continue,
                _ if self.tokens.depth(token) < depth && !is_outside => None,
                TokenKind::Stop | TokenKind::LineBreak => None,
                TokenKind::Comma | TokenKind::Semicolon if self.defines_another(token + 1) => None,
                TokenKind::ListComma => Some(Level::ListComma),
                TokenKind::Comma => Some(Level::Comma),
                TokenKind::Semicolon => Some(Level::Semicolon),
                _ => continue,
            };
            match level {
                Some(level) if marks.len() < MOST_ITEMS => marks.push((level, here)),
                Some(_) => return None,
                None => return Some(Stretch { start: place.start, end: here.start.max(place.start), marks }),
            }
        }
        None
    }

    /// “两带”即甲带、乙带，“三区”即甲区、乙区、丙区: another name in quotation marks begins at the token, and what it stands for.
    fn defines_another(&self, open: usize) -> bool {
        const DEFINING: [&str; 4] = ["即", "指", "是", "为"];
        let close = || (open + 1..=open + MOST_TOKENS).find(|&at| self.tokens.kind(at) == TokenKind::CloseQuote);
        let defines = |close: usize| {
            let behind = self.tokens.text(self.view, close + 1).trim_start();
            DEFINING.iter().any(|word| behind.starts_with(word)) || self.tokens.kind(close + 1) == TokenKind::Colon
        };
        self.tokens.kind(open) == TokenKind::OpenQuote && close().is_some_and(defines)
    }

    /// The items of a level as a list, if two or more, and each with the word.
    fn list_of(&self, counted: &CountedList, stretch: &Stretch, word: &str, level: Level) -> Option<CountedList> {
        const JOINS: [char; 3] = ['和', '与', '及'];
        let has_level = stretch.marks.iter().any(|(of, _)| *of == level);
        if !has_level && (level != Level::ListComma || !stretch.marks.is_empty()) {
            return None;
        }
        let mut items = stretch.items(level);
        let text = |span: &ViewSpan| self.view.get(span.range()).unwrap_or("").trim();
        // 甲癌和乙癌
        let joined_at = |span: &ViewSpan| {
            let item = self.view.get(span.range())?;
            let (left, right) = item.split_once(JOINS)?;
            (left.contains(word) && right.contains(word))
                .then_some((left.len() as u32, (item.len() - right.len()) as u32))
        };
        if let [only] = items[..]
            && let Some((end, start)) = joined_at(&only)
        {
            items = vec![
                ViewSpan { start: only.start, end: only.start + end },
                ViewSpan { start: only.start + start, end: only.end },
            ];
        }
        let is_numbered = text(items.first()?).starts_with("一是");
        // 三减：减盐、减油、减糖，推进健身。
        let with_word = items.iter().take_while(|item| text(item).contains(word)).count();
        let is_whole = with_word == items.len();
        if with_word < 2 || is_numbered || !is_whole && with_word != counted.announced as usize {
            return None;
        }
        items.truncate(with_word);
        let low = items.len() as u32;
        let joins = items.iter().filter(|item| joined_at(item).is_some()).count() as u32;
        let name = |item: &ViewSpan| {
            let quotes = ['“', '”', '‘', '’', '"'];
            text(item).trim_start_matches(quotes).trim_end_matches('等').trim_end_matches(quotes).to_owned()
        };
        // 春送岗位、夏送清凉、秋送助学
        let place = name(items.first()?).find(word);
        let is_aligned =
            items.iter().all(|item| name(item).find(word) == place && (place == Some(0) || items.len() > 2))
                || items.iter().all(|item| name(item).ends_with(word));
        Some(CountedList {
            low,
            high: low + joins,
            behind_number: low,
            open_ended: ends_open(text(items.last()?)),
            agrees_only: !is_aligned || !is_whole,
            items,
            ..counted.clone()
        })
    }

    /// True if the word stands again right behind byte `end`.
    fn goes_on_behind(&self, end: u32, word: &str) -> bool {
        const NEAR: usize = 24;
        let behind = self.view.get(end as usize..).unwrap_or("");
        behind.char_indices().take(NEAR).any(|(at, _)| behind[at..].starts_with(word))
    }
}

/// 保 of “三保”, 坚持 of “三个坚持”: Han characters.
fn word_of(name: &str) -> Option<&str> {
    let word = name.strip_prefix(MEASURES).filter(|word| !word.is_empty()).unwrap_or(name);
    let is_han = |c: char| matches!(class(c), Class::Han | Class::HanNumeral) || matches!(c, '\u{4E00}'..='\u{9FFF}');
    ((1..=LONGEST_WORD).contains(&word.chars().count()) && word.chars().all(is_han)).then_some(word)
}

#[cfg(test)]
mod tests {
    use crate::facts::token;

    /// Announced count, least and greatest number of items, and whether only agreement is shown.
    fn expansion(text: &str) -> Option<(u32, u32, u32, bool)> {
        let lists = super::super::read(text, &token::read(text));
        lists.first().map(|list| (list.announced, list.low, list.high, list.agrees_only))
    }

    #[test]
    fn items_that_hold_the_counted_word() {
        assert_eq!(expansion("落实“三保”（保工资、保运转、保民生）。"), Some((3, 3, 3, false)));
        assert_eq!(expansion("“四个坚持”：坚持甲，坚持乙、丙，坚持丁。"), None);
        assert_eq!(expansion("“三个坚持”：坚持甲，坚持乙、丙，坚持丁。"), Some((3, 3, 3, true)));
        assert_eq!(expansion("“四个坚持”即坚持甲、坚持乙、坚持丙。"), Some((4, 3, 3, false)));
        assert_eq!(expansion("“两癌”：甲癌和乙癌。"), Some((2, 2, 2, false)));
        assert_eq!(expansion("“三大行动”，即甲行动、乙行动、丙行动。"), Some((3, 3, 3, false)));
        assert_eq!(expansion("“三公”经费（因公费用、公车购置费、公车运行费、公务接待费）。"), None);
        assert_eq!(expansion("“三减”：减盐、减油、减糖，推进健身。"), Some((3, 3, 3, true)));
        assert_eq!(expansion("“三农”（农业、农村、粮食）。"), None);
        assert_eq!(expansion("“三个坚持”：坚持甲，坚持乙。坚持丙。"), None);
    }
}
