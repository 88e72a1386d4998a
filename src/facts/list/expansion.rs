//! Names in quotation marks that begin with a count, and what they stand for: “三保”（保甲、保乙、保丙）, “三个坚持”：坚持甲，坚持乙，坚持丙。
//! Every item holds the word that is counted, which shows what is listed and where it ends. Starts from the numeral between
//! the quotation marks and reads to the right.

use crate::char_class::is_han;
use crate::facts::token::TokenKind;
use crate::span::ViewSpan;

use super::{CountedList, LONGEST_LIST, MOST_ITEMS, Reader, ends_open};

/// The word that is counted has at most so many characters, and stands within so many tokens.
const LONGEST_WORD: usize = 5;
const MOST_TOKENS: usize = 6;

/// A noun between the name and its expansion has at most so many characters: “三名”工程：
const LONGEST_NOUN: usize = 8;

/// One right before 即 at most so many: “三减”行动即
const LONGEST_NAMED: usize = 3;

/// What may stand between a count and the word that is counted.
const MEASURES: [char; 8] = ['个', '大', '项', '种', '条', '张', '件', '类'];

/// Words that say that an expansion follows.
const SAYING: [&str; 5] = ["即", "是指", "主要是指", "指", "主要是"];

/// Words that say that the things counted follow one by one.
const ONE_BY_ONE: [&str; 10] =
    ["分别是", "分别为", "分别位于", "分别在", "分别设在", "分别设于", "依次是", "依次为", "依序是", "依序为"];

/// What clauses of one length spell out: 突出三个重点：改旧路，架新桥，绿荒山。
const SPELLED_OUT: [&str; 9] = ["重点", "方面", "任务", "目标", "要求", "原则", "措施", "环节", "工作"];

/// Where an expansion stands.
pub(super) struct Place {
    /// From this byte on.
    pub start: u32,
    /// From this token on.
    pub first: usize,
    pub is_in_brackets: bool,
    /// The word that says that it follows, or nothing.
    pub word: &'static str,
}

impl Place {
    /// True behind 分别是: one thing after the other is named.
    pub fn is_one_by_one(&self) -> bool {
        ONE_BY_ONE.contains(&self.word)
    }

    /// True behind 分别位于: two of the things may stand at one place.
    pub fn says_where(&self) -> bool {
        self.is_one_by_one() && !self.word.ends_with(['是', '为'])
    }
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
        if numeral.checked_sub(1).is_none_or(|before| self.tokens.kind(before) != TokenKind::OpenQuote) {
            return self.bare_expansion(numeral);
        }
        let announced = self.count(numeral)?;
        let close = (numeral + 1..=numeral + MOST_TOKENS).find(|&at| self.tokens.kind(at) == TokenKind::CloseQuote)?;
        let number = self.tokens.span(numeral);
        let end = self.tokens.span(close).start;
        let name = self.view.get(number.end as usize..end as usize)?;
        let word = word_of(name)?;
        let measure = number.end + (name.len() - word.len()) as u32;
        let place = self.place_behind(close)?;
        let classifier = ViewSpan { start: number.end, end: measure };
        let head = ViewSpan { start: measure, end };
        let counted = CountedList::behind(number, announced, classifier, head, TokenKind::CloseQuote);
        self.spelled_out(&counted, &place, word)
    }

    /// 三礼即入学礼、成人礼、毕业礼: the same for a name without quotation marks.
    fn bare_expansion(&self, numeral: usize) -> Option<CountedList> {
        let (name, end) = self.bare_name(numeral)?;
        let word = word_of(name)?;
        let (number, announced) = (self.tokens.span(numeral), self.count(numeral)?);
        let measure = number.end + (name.len() - word.len()) as u32;
        let place = Place { start: end, first: numeral + 2, is_in_brackets: false, word: "即" };
        let classifier = ViewSpan { start: number.end, end: measure };
        let head = ViewSpan { start: measure, end: number.end + name.len() as u32 };
        let counted = CountedList::behind(number, announced, classifier, head, TokenKind::Word);
        self.spelled_out(&counted, &place, word)
    }

    /// 礼 of 三礼即入学礼, and the byte behind 即.
    pub(super) fn bare_name(&self, numeral: usize) -> Option<(&str, u32)> {
        const LONGEST_NAME: usize = 9;
        let (token, kind) = (numeral + 1, self.tokens.kind(numeral));
        if !matches!(kind, TokenKind::HanNumeral | TokenKind::Digits) || self.tokens.kind(token) != TokenKind::Word {
            return None;
        }
        let text = self.tokens.text(self.view, token);
        let at = (1..=LONGEST_NAME / 3)
            .map(|at| 3 * at)
            .find(|at| text.as_bytes()[*at.min(&text.len())..].starts_with("即".as_bytes()))?;
        let is_said = text.is_char_boundary(at) && saying(&text[at..]) == "即";
        is_said.then(|| (&text[..at], self.tokens.span(token).start + (at + '即'.len_utf8()) as u32))
    }

    /// The items at a place that each hold `word`, or the last two characters of it, as the list that was counted.
    pub(super) fn spelled_out(&self, counted: &CountedList, place: &Place, word: &str) -> Option<CountedList> {
        let stretch = self.stretch(place)?;
        let announced = counted.announced;
        let noun = word.char_indices().nth_back(1).map_or(word, |(at, _)| &word[at..]);
        let words = [word, noun];
        let readings = || {
            let levels = [Level::Semicolon, Level::Comma, Level::ListComma];
            words.iter().flat_map(move |word| levels.map(|level| (*word, level)))
        };
        let lists = readings().filter_map(|(word, level)| self.list_of(counted, &stretch, word, level));
        // 三保：保甲、保乙。保丙。
        let goes_on = !place.is_in_brackets && self.goes_on_behind(stretch.end, noun);
        let mut first = None;
        for mut list in lists {
            let end = list.items.last().map_or(0, |item| item.end);
            let mut levels = stretch.marks.iter().take_while(|(_, mark)| mark.start < end).map(|(level, _)| level);
            let is_of_one_level = levels.next().is_none_or(|first| levels.all(|level| level == first));
            list.agrees_only |= goes_on || !is_of_one_level;
            if (list.low..=list.high).contains(&announced) {
                return Some(list);
            }
            first = first.or(Some(list));
        }
        first.filter(|list| !list.agrees_only)
    }

    /// 突出三个重点：推进智慧养老，规范殡葬服务，深化区划管理。 Three clauses and more of one length that commas part, and nothing else in the
    /// sentence.
    pub(super) fn parallel_clauses(&self, counted: &CountedList, place: &Place) -> Option<CountedList> {
        const LENGTHS: std::ops::RangeInclusive<usize> = 4..=10;
        const FEWEST: usize = 3;
        let head = self.view.get(counted.head.range())?.trim();
        let stretch = self.stretch(place).filter(|_| SPELLED_OUT.iter().any(|noun| head.ends_with(noun)))?;
        let items = stretch.items(Level::Comma);
        let text = |item: &ViewSpan| self.view.get(item.range()).unwrap_or("").trim();
        let length = text(items.first()?).chars().count();
        let is_clause = |item: &ViewSpan| text(item).chars().count() == length && text(item).chars().all(is_han);
        let are_parallel = stretch.marks.iter().all(|(level, _)| *level == Level::Comma)
            && LENGTHS.contains(&length)
            && items.len() >= FEWEST
            && items.iter().all(is_clause);
        let low = items.len() as u32;
        (are_parallel && counted.announced.abs_diff(low) < 2).then(|| CountedList {
            low,
            high: low,
            behind_number: low,
            agrees_only: false,
            items,
            ..counted.clone()
        })
    }

    /// Where the expansion of the name that `close` ends stands: in brackets, or behind a colon or 即.
    pub(super) fn place_behind(&self, close: usize) -> Option<Place> {
        let token = close + 1;
        if self.tokens.kind(token) != TokenKind::Word {
            return self.place_at(token);
        }
        let text = self.tokens.text(self.view, token);
        // “三减”行动即减盐、减油、减糖
        let is_said = |at: &usize| (1..=LONGEST_NAMED).contains(&text[..*at].chars().count());
        if let Some(at) = text.find('即').filter(is_said)
            && saying(&text[at..]) == "即"
        {
            let start = self.tokens.span(token).start + (at + '即'.len_utf8()) as u32;
            return Some(Place { start, first: token + 1, is_in_brackets: false, word: "即" });
        }
        match saying(text) {
            "" if text.chars().count() > LONGEST_NOUN => None,
            "" => self.place_at(token + 1),
            _ => Some(self.place_from(close)),
        }
    }

    /// The same from the mark on: a bracket, a colon, or a comma before 即 or 分别是.
    pub(super) fn place_at(&self, mark: usize) -> Option<Place> {
        match self.tokens.kind(mark) {
            TokenKind::Open => Some(Place { is_in_brackets: true, ..self.place_from(mark) }),
            TokenKind::Colon => Some(self.place_from(mark)),
            TokenKind::Comma => {
                let text = self.tokens.text(self.view, mark + 1);
                let word = saying(text);
                // ，即：
                let has_colon = word == text && self.tokens.kind(mark + 2) == TokenKind::Colon;
                let place = self.place_from(if has_colon { mark + 2 } else { mark });
                (!word.is_empty()).then_some(Place { word, ..place })
            }
            _ => None,
        }
    }

    /// What stands behind a token and the word that says that it follows.
    fn place_from(&self, token: usize) -> Place {
        let end = self.tokens.span(token).end;
        let word = saying(self.view.get(end as usize..).unwrap_or(""));
        Place { start: end + word.len() as u32, first: token + 1, is_in_brackets: false, word }
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
                TokenKind::Semicolon if self.is_numbered(token + 1) => None,
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
        // ，三节即甲节、乙节
        if self.bare_name(open).is_some() {
            return true;
        }
        let close = || (open + 1..=open + MOST_TOKENS).find(|&at| self.tokens.kind(at) == TokenKind::CloseQuote);
        let defines = |close: usize| {
            let behind = self.tokens.text(self.view, close + 1).trim_start();
            DEFINING.iter().any(|word| behind.starts_with(word)) || self.tokens.kind(close + 1) == TokenKind::Colon
        };
        self.tokens.kind(open) == TokenKind::OpenQuote && close().is_some_and(defines)
    }

    /// ；（四）, ；三、, ；3.: the next point of another list begins at the token.
    fn is_numbered(&self, token: usize) -> bool {
        let is_numeral = |token: usize| matches!(self.tokens.kind(token), TokenKind::HanNumeral | TokenKind::Digits);
        match self.tokens.kind(token) {
            TokenKind::Open => is_numeral(token + 1) && self.tokens.kind(token + 2) == TokenKind::Close,
            TokenKind::HanNumeral | TokenKind::Digits => {
                let behind = self.tokens.kind(token + 1);
                behind == TokenKind::ListComma
                    || behind == TokenKind::Period && self.tokens.kind(token + 2) != TokenKind::Digits
            }
            _ => false,
        }
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
        // 甲癌和乙癌, 子与丑试验和寅试验
        let joined_at = |span: &ViewSpan| {
            let item = self.view.get(span.range())?;
            let parts = |(at, join): (usize, &str)| (at as u32, (at + join.len()) as u32);
            let joins_two = |&(left, right): &(u32, u32)| {
                item[..left as usize].contains(word) && item[right as usize..].contains(word)
            };
            item.match_indices(JOINS).map(parts).find(joins_two)
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
        // 四减，即减盐、减油、减糖，推进健身: a coarser mark ends the list, and the word does not come again.
        let end = items.get(with_word.saturating_sub(1)).map_or(0, |item| item.end);
        let is_ended = stretch.marks.iter().any(|(of, mark)| mark.start == end && *of > level)
            && !items.iter().skip(with_word).any(|item| text(item).contains(word))
            && counted.announced.abs_diff(with_word as u32) < 2
            && with_word > 2;
        let is_whole = with_word == items.len() || is_ended;
        if with_word < 2 || is_numbered || !is_whole && with_word != counted.announced as usize {
            return None;
        }
        items.truncate(with_word);
        let low = items.len() as u32;
        let joins = items.iter().filter(|item| joined_at(item).is_some()).count() as u32;
        Some(CountedList {
            low,
            high: low + joins,
            behind_number: low,
            open_ended: ends_open(text(items.last()?)),
            agrees_only: !is_whole || !self.are_alike(counted, &items, word),
            items,
            ..counted.clone()
        })
    }

    /// True if the word stands at the same place in every item, or the name in quotation marks is a predicate that each of them has;
    /// and none of them is a part of another.
    fn are_alike(&self, counted: &CountedList, items: &[ViewSpan], word: &str) -> bool {
        let quotes = ['“', '”', '‘', '’', '"'];
        let name = |item: &ViewSpan| {
            let text = self.view.get(item.range()).unwrap_or("").trim();
            text.trim_start_matches(quotes).trim_end_matches('等').trim_end_matches(quotes)
        };
        // 春送岗位、夏送清凉、秋送助学
        let place = items.first().and_then(|item| name(item).find(word));
        // “三个一”：每月一次研判、每季一次督查、每半年一次演练
        let counts_ones =
            word == "一" && items.len() > 2 && items.iter().all(|item| name(item).matches('一').count() == 1);
        let is_aligned = counts_ones
            || items.iter().all(|item| name(item).find(word) == place && (place == Some(0) || items.len() > 2))
            || items.iter().all(|item| name(item).ends_with(word));
        // “三个不够”：链条不够长，集体不够强，能力不够硬
        let is_predicate = counted.number_is_quoted
            && !counted.classifier.is_empty()
            && word.chars().count() > 1
            && items.len() > 2
            && !items.iter().any(|item| name(item).contains(|c: char| c.is_ascii_digit()));
        // “两个突破”：产值突破一百亿元，税收突破十亿元，其中地方税收突破五亿元
        let has_part =
            items.iter().any(|item| ["其中", "包括", "特别是"].iter().any(|word| name(item).starts_with(word)));
        (is_aligned || is_predicate) && !has_part
    }

    /// True if the clause right behind byte `end` begins or ends with the word, as an item does.
    fn goes_on_behind(&self, end: u32, word: &str) -> bool {
        const NEAR: usize = 24;
        const LONGEST_LEAD: usize = 3;
        let behind =
            self.view.get(end as usize..).unwrap_or("").trim_start_matches(['。', '；', '\n', ' ', '\u{3000}']);
        let near = behind.char_indices().nth(NEAR).map_or(behind, |(at, _)| &behind[..at]);
        let (clause, is_ended) =
            near.find(['、', '，', '。', '；', '\n']).map_or((near, false), |at| (&near[..at], true));
        clause.find(word).is_some_and(|at| clause[..at].chars().count() <= LONGEST_LEAD)
            || is_ended && clause.ends_with(word)
    }
}

/// True for a text that may begin with a word that says that an expansion follows.
pub(super) fn may_say(text: &str) -> bool {
    text.starts_with(['即', '是', '主', '指', '分', '依'])
}

/// The word at the start of `text` that says that an expansion follows, or nothing. 即将, 即日 say when.
pub(super) fn saying(text: &str) -> &'static str {
    const OTHER: [char; 10] = ['将', '日', '使', '便', '刻', '时', '可', '期', '若', '墨'];
    if !may_say(text) {
        return "";
    }
    let word = SAYING.iter().chain(&ONE_BY_ONE).find(|word| text.starts_with(**word)).unwrap_or(&"");
    if *word == "即" && text[word.len()..].starts_with(OTHER) { "" } else { word }
}

/// 保 of “三保”, 坚持 of “三个坚持”: Han characters.
fn word_of(name: &str) -> Option<&str> {
    let word = name.strip_prefix(MEASURES).filter(|word| !word.is_empty()).unwrap_or(name);
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
        assert_eq!(expansion("“三减”：减盐、减油、减糖，推进健身。"), Some((3, 3, 3, false)));
        assert_eq!(expansion("“三农”（农业、农村、粮食）。"), None);
        assert_eq!(expansion("“三个坚持”：坚持甲，坚持乙。坚持丙。"), None);
        assert_eq!(expansion("三礼即入学礼、毕业礼，三节即甲节、乙节、丙节。"), Some((3, 2, 2, false)));
        assert_eq!(expansion("三天即可办结、领证。"), None);
    }
}
