//! Numbered markers (一、 （一） 1. 第三条 二是 第一， ①) and the lists they form. Takes tokens, starts only from the
//! numerals among them and from clause starts, and gives every list with its members and the places where its counting
//! breaks. Knows nothing of what is wrong: whether a break is worth a finding is for the checks to say.

use crate::char_class::{Class, class};
use crate::facts::number::han_integer;
use crate::facts::token::{ClauseId, Numeral, TokenKind, Tokens};
use crate::span::ViewSpan;

/// The outward form of a marker. Members of one list share it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MarkerClass {
    /// 第一编, 第一部分, 第一篇
    Part,
    /// 第一章
    Chapter,
    /// 第一节
    Section,
    /// 第一条
    Article,
    /// 一、
    Han,
    /// （一）
    HanParenthesis,
    /// 1. and 1、
    Digit,
    /// （1） and 1）
    DigitParenthesis,
    /// ①
    Circled,
    /// 一是 and 一要
    Clause,
    /// 第一， and 其一，
    Ordinal,
    /// 首先 其次 再次 最后
    Order,
}

impl MarkerClass {
    /// True for a series that runs inside sentences.
    pub fn is_inline(self) -> bool {
        matches!(self, Self::Clause | Self::Ordinal | Self::Order | Self::Circled)
    }

    /// True for the divisions of a law. Articles are counted through chapters, so none of them ends another.
    pub fn is_legal(self) -> bool {
        matches!(self, Self::Part | Self::Chapter | Self::Section | Self::Article)
    }

    /// True for a form that headings have and that series in running text have as well.
    fn is_numbered_heading(self) -> bool {
        matches!(self, Self::Han | Self::HanParenthesis | Self::Digit | Self::DigitParenthesis)
    }

    /// True for a heading that no running series contains.
    fn is_major(self) -> bool {
        self.is_legal() || matches!(self, Self::Han | Self::HanParenthesis)
    }

    /// The highest number that is read as a marker.
    fn limit(self) -> u32 {
        match self {
            Self::Article => 2_000,
            Self::Part | Self::Chapter | Self::Section => 200,
            Self::Clause | Self::Ordinal | Self::Order => 30,
            _ => 99,
        }
    }
}

/// A numbered marker.
#[derive(Clone, Copy, Debug)]
pub struct Marker {
    /// The outward form.
    pub class: MarkerClass,
    /// Variants of a form that are mixed in practice (一是 and 一要, 1. and 1、): the same list accepts both.
    pub variant: u8,
    /// Its number.
    pub number: u32,
    /// The whole marker: （四）, 四是, 第五条.
    pub span: ViewSpan,
    /// The numeral in it; empty for a word such as 首先.
    pub numeral: ViewSpan,
    /// First token.
    pub token: u32,
    /// True if it stands where its form must be a marker. A weak one may continue a list and do nothing else.
    pub strong: bool,
    /// True if it opens its line.
    pub opens_line: bool,
    /// True for a weak one right behind a semicolon or colon: …；（二）…；（三）… counts on in running text.
    pub runs: bool,
    /// Its line, counted from 0.
    pub line: u32,
}

/// A list of markers.
#[derive(Clone, Debug)]
pub struct Sequence {
    /// The form of its markers.
    pub class: MarkerClass,
    /// Indices into [`Sequences::markers`], in text order.
    pub members: Vec<u32>,
    /// True if it begins with 1.
    pub from_one: bool,
    /// The first marker of a list of the same form that was opened before this one ended: index into
    /// [`Sequences::markers`].
    pub rival: Option<u32>,
}

/// How counting breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BreakKind {
    /// Numbers are left out.
    Gap,
    /// The number of the member before comes again.
    Duplicate,
    /// A smaller number than the one before.
    Backwards,
}

/// A member of a list that does not count on.
#[derive(Clone, Copy, Debug)]
pub struct Break {
    /// What happened.
    pub kind: BreakKind,
    /// Index of the list in [`Sequences::lists`].
    pub list: u32,
    /// Position of the member in [`Sequence::members`]; the member before it exists.
    pub position: u32,
    /// The number that would count on.
    pub expected: u32,
    /// True if the next member counts on from `expected`: this number alone is wrong.
    pub alone: bool,
}

/// Every marker of a text and the lists they form.
#[derive(Clone, Debug, Default)]
pub struct Sequences {
    /// In text order. Markers that belong to no list are among them.
    pub markers: Vec<Marker>,
    /// In the order of their first members.
    pub lists: Vec<Sequence>,
    /// Where counting breaks, in text order.
    pub breaks: Vec<Break>,
}

impl Sequences {
    /// Reads the markers of a view and sorts them into lists.
    pub fn read(view: &str, tokens: &Tokens) -> Self {
        let markers = read_markers(view, tokens);
        let mut stack = Stack {
            tokens,
            open: Vec::new(),
            lists: Vec::new(),
            breaks: Vec::new(),
            latest: Vec::new(),
            following: following(&markers),
            markers: &markers,
        };
        for index in 0..markers.len() {
            stack.take(index);
        }
        let Stack { lists, breaks, .. } = stack;
        let breaks = merged(breaks, &lists, &markers);
        Self { markers, lists, breaks }
    }

    /// The member of a list at `position`.
    pub fn member(&self, list: u32, position: u32) -> Option<&Marker> {
        let index = *self.lists.get(list as usize)?.members.get(position as usize)?;
        self.markers.get(index as usize)
    }
}

/// The variant of an article that was put between two others: 第十条之一, 第10-1條. It is not counted.
const INSERTED: u8 = u8::MAX;

/// A running series is forgotten this many bytes after its last member: 2,500 Han characters.
const FORGOTTEN_AFTER: u32 = 7_500;

/// So many lists are kept open; the oldest ones give way.
const DEEPEST: usize = 24;

/// A list that does not begin with 1 is believed once it has counted this far.
const BELIEVED_AFTER: usize = 3;

/// A jump further ahead than this is a citation or a number of its own, not a lost member.
const LONGEST_GAP: u32 = 4;

struct OpenList {
    list: usize,
    class: MarkerClass,
    variant: u8,
    /// Number of the last member.
    last: u32,
    /// Number of the last strong member: weak ones after it may have been mistaken.
    last_strong: u32,
    /// Index of the last member.
    last_marker: usize,
}

struct Stack<'a> {
    tokens: &'a Tokens,
    open: Vec<OpenList>,
    lists: Vec<Sequence>,
    breaks: Vec<Break>,
    /// The list that the last strong marker of each form went to. It may have ended since.
    latest: Vec<(MarkerClass, usize)>,
    /// For each marker the next one of its form.
    following: Vec<Option<u32>>,
    markers: &'a [Marker],
}

impl Stack<'_> {
    fn take(&mut self, index: usize) {
        let marker = self.markers[index];
        self.place(index, marker);
        if marker.strong
            && let Some(list) = self.list_of(index)
        {
            match self.latest.iter_mut().find(|(class, _)| *class == marker.class) {
                Some(latest) => latest.1 = list,
                None => self.latest.push((marker.class, list)),
            }
        }
    }

    /// The list that a marker has just gone to.
    fn list_of(&self, index: usize) -> Option<usize> {
        self.open.iter().rev().find(|open| open.last_marker == index).map(|open| open.list)
    }

    fn place(&mut self, index: usize, marker: Marker) {
        if marker.class == MarkerClass::Article && marker.variant == INSERTED {
            self.pass_inserted_article();
        } else if let Some(place) = self.miscounted_by(index, &marker) {
            self.record_break(place, index, &marker, true);
            // The next one counts on as if nothing had happened.
            if let Some(next) = self.next_number(index) {
                (self.open[place].last, self.open[place].last_strong) = (next - 1, next - 1);
            }
        } else if let Some(place) = self.continued_by(&marker) {
            let open = &mut self.open[place];
            open.last = marker.number;
            if marker.strong {
                open.last_strong = marker.number;
            }
            open.last_marker = index;
            open.variant = marker.variant;
            let members = &mut self.lists[open.list].members;
            let is_mistaken = |last: &mut u32| {
                let last = &self.markers[*last as usize];
                last.number >= marker.number && !last.strong
            };
            while members.pop_if(is_mistaken).is_some() {}
            members.push(index as u32);
            if marker.strong {
                self.close_above(place);
            }
        } else if let Some(place) = self.broken_in_its_line_by(index, &marker) {
            self.record_break(place, index, &marker, false);
        } else if self.begins_a_run(index, &marker) {
            self.open_list(index, &marker);
        } else if !marker.strong {
            // 小（二）型, 依照（三）: what only looks like a marker opens nothing and breaks nothing.
        } else if marker.number == 1 {
            self.open_list(index, &marker);
        } else if let Some(list) = self.resumed_by(&marker) {
            let place = self.reopen(list, &marker);
            self.open[place].last_marker = index;
            self.lists[list].members.push(index as u32);
        } else if let Some(place) = self.broken_by(&marker) {
            self.record_break(place, index, &marker, false);
        } else {
            self.open_list(index, &marker);
        }
    }

    /// The list that an outer heading seemed to end and that goes on behind it: 1. to 8. under （一）, 9. under （二）.
    fn resumed_by(&self, marker: &Marker) -> Option<usize> {
        let (_, list) = self.latest.iter().find(|(class, _)| *class == marker.class)?;
        let last = self.lists[*list].members.last().map(|&last| self.markers[last as usize].number)?;
        (!marker.class.is_inline() && last + 1 == marker.number && !self.is_open(*list)).then_some(*list)
    }

    fn is_open(&self, list: usize) -> bool {
        self.open.iter().any(|open| open.list == list)
    }

    /// Opens a list again that had ended, and gives its place.
    fn reopen(&mut self, list: usize, marker: &Marker) -> usize {
        if self.open.len() == DEEPEST {
            self.open.remove(0);
        }
        let last_marker = self.lists[list].members.last().map_or(0, |&last| last as usize);
        self.open.push(OpenList {
            list,
            class: marker.class,
            variant: marker.variant,
            last: marker.number,
            last_strong: marker.number,
            last_marker,
        });
        self.open.len() - 1
    }

    /// 三、五、五、 and 三、一、五、: a marker with any other number than the one that its list lacks, where the next marker
    /// counts on. It stands in the list, with a wrong number, whatever else that number would fit.
    fn miscounted_by(&mut self, index: usize, marker: &Marker) -> Option<usize> {
        if !marker.strong || marker.class == MarkerClass::Order {
            return None;
        }
        let expected = self.next_number(index)?.checked_sub(1).filter(|&expected| expected != marker.number)?;
        if marker.number.abs_diff(expected) > LONGEST_GAP {
            return None;
        }
        let nearest = |accepts: &dyn Fn(&OpenList) -> bool| {
            self.open.iter().rposition(|open| {
                accepts(open) && self.reaches(open, marker) && self.is_believed(&self.lists[open.list])
            })
        };
        // 首先……其次……第四……第四: a series that changed its form.
        let place = nearest(&|open| open.class == marker.class).or_else(|| nearest(&|open| mixes(open, marker)));
        if let Some(place) = place.filter(|&place| self.open[place].last + 1 == expected) {
            return Some(place);
        }
        // 1. to 3. under 一、, then 3. and 5. under 二、: the list goes on below the next heading.
        let (_, list) = *self.latest.iter().find(|(class, _)| *class == marker.class)?;
        let last = self.markers[*self.lists[list].members.last()? as usize].number;
        let goes_on = !marker.class.is_inline()
            && marker.number != 1
            && last + 1 == expected
            && !self.is_open(list)
            && self.is_believed(&self.lists[list]);
        goes_on.then(|| self.reopen(list, &Marker { number: last, ..*marker }))
    }

    /// The number of the next marker of the same form, if it is one for sure and can belong to the same list.
    fn next_number(&self, index: usize) -> Option<u32> {
        let marker = &self.markers[index];
        let next = &self.markers[self.following[index]? as usize];
        let is_near = !marker.class.is_inline()
            || next.span.start - marker.span.start <= FORGOTTEN_AFTER && (next.opens_line || next.line == marker.line);
        (next.strong && is_near).then_some(next.number)
    }

    /// The nearest open list that counts on with `marker`.
    fn continued_by(&self, marker: &Marker) -> Option<usize> {
        let counts_on = |open: &OpenList| {
            let from = if marker.strong { open.last_strong } else { open.last };
            (from + 1..=open.last + 1).contains(&marker.number) && self.reaches(open, marker)
        };
        let nearest = |accepts: &dyn Fn(&OpenList) -> bool| self.open.iter().rposition(|o| counts_on(o) && accepts(o));
        nearest(&|open| open.class == marker.class && open.variant == marker.variant)
            .or_else(|| nearest(&|open| open.class == marker.class))
            .filter(|&place| !self.was_begun_twice_above(place))
            .or_else(|| {
                // 首先……，二是……: a series may change its form on the way.
                nearest(&|open| mixes(open, marker))
            })
    }

    /// The open list whose counting `marker` breaks.
    fn broken_by(&self, marker: &Marker) -> Option<usize> {
        let candidates = || {
            self.open.iter().enumerate().rev().filter(|(_, open)| {
                let follows = !marker.class.is_inline() || self.is_same_line(open, marker) || self.opened_line(open);
                open.class == marker.class
                    && follows
                    && self.reaches(open, marker)
                    && self.is_believed(&self.lists[open.list])
            })
        };
        // A list that ended may be what the marker belongs to: nothing is known then.
        let latest = self.latest.iter().find(|(class, _)| *class == marker.class);
        if !marker.class.is_inline() && latest.is_some_and(|(_, list)| !self.is_open(*list)) {
            return None;
        }
        let one_is_missing = candidates().find(|(_, open)| open.last + 2 == marker.number);
        let place = one_is_missing.or_else(|| candidates().next()).map(|(place, _)| place)?;
        let open = &self.open[place];
        (marker.number <= open.last + LONGEST_GAP).then_some(place)
    }

    /// （一）修路；（二）架桥；（四）治水: the list in the same line whose counting a marker behind a semicolon breaks.
    fn broken_in_its_line_by(&self, index: usize, marker: &Marker) -> Option<usize> {
        if marker.strong || !marker.runs || marker.number == 1 {
            return None;
        }
        let place = self.open.iter().rposition(|open| open.class == marker.class)?;
        let open = &self.open[place];
        let before = &self.markers[open.last_marker];
        let is_next = self.following[open.last_marker] == Some(index as u32);
        let is_gap = (open.last + 2..=open.last + LONGEST_GAP).contains(&marker.number);
        let counts = self.lists[open.list].from_one && before.line == marker.line && is_next;
        (counts && (is_gap || marker.number == open.last)).then_some(place)
    }

    /// 问题有三：（1）路窄；（2）桥旧: a one in running text, with the next number behind a semicolon of the same line.
    fn begins_a_run(&self, index: usize, marker: &Marker) -> bool {
        let next = self.following[index].map(|next| &self.markers[next as usize]);
        let goes_on = next.is_some_and(|next| next.runs && next.line == marker.line && matches!(next.number, 2 | 3));
        !marker.strong && !marker.opens_line && marker.number == 1 && goes_on
    }

    /// True if `marker` may belong to `open`: a running series stays in its paragraph, or each member opens its own; it is
    /// forgotten after a while.
    fn reaches(&self, open: &OpenList, marker: &Marker) -> bool {
        if !open.class.is_inline() {
            return true;
        }
        let last = &self.markers[open.last_marker];
        marker.span.start.saturating_sub(last.span.start) <= FORGOTTEN_AFTER
            && (marker.opens_line || self.is_same_line(open, marker))
    }

    fn is_same_line(&self, open: &OpenList, marker: &Marker) -> bool {
        self.markers[open.last_marker].line == marker.line
    }

    fn opened_line(&self, open: &OpenList) -> bool {
        self.markers[open.last_marker].opens_line
    }

    /// True if two lists of the same form as the one at `place` were opened above it and neither got beyond 1: 一、一、三、
    /// is no nest of three lists, its second number is wrong.
    fn was_begun_twice_above(&self, place: usize) -> bool {
        let class = self.open[place].class;
        let begun = |open: &&OpenList| open.class == class && open.last == 1;
        !class.is_inline() && self.open[place + 1..].iter().rev().take_while(begun).count() > 1
    }

    /// 第十条之一 ends what the article before it contains, and is not counted itself.
    fn pass_inserted_article(&mut self) {
        if let Some(place) = self.open.iter().rposition(|open| open.class == MarkerClass::Article) {
            self.close_above(place);
        }
    }

    fn is_believed(&self, list: &Sequence) -> bool {
        list.from_one || list.members.len() >= BELIEVED_AFTER
    }

    fn open_list(&mut self, index: usize, marker: &Marker) {
        if marker.class.is_major() {
            self.open.retain(|open| !open.class.is_inline());
        }
        if marker.class == MarkerClass::Article || marker.class == MarkerClass::Chapter {
            self.open.retain(|open| open.class.is_legal());
        }
        for open in self.open.iter().filter(|open| open.class == marker.class) {
            self.lists[open.list].rival.get_or_insert(index as u32);
        }
        if self.open.len() == DEEPEST {
            self.open.remove(0);
        }
        self.open.push(OpenList {
            list: self.lists.len(),
            class: marker.class,
            variant: marker.variant,
            last: marker.number,
            last_strong: marker.number,
            last_marker: index,
        });
        self.lists.push(Sequence {
            class: marker.class,
            members: vec![index as u32],
            from_one: marker.number == 1,
            rival: None,
        });
    }

    /// Puts a marker with another number than the expected one into a list. If it `is_proven` by the number behind it, only
    /// a list that begins anew could hide in what cannot be read.
    fn record_break(&mut self, place: usize, index: usize, marker: &Marker, is_proven: bool) {
        let open = &mut self.open[place];
        let kind = match marker.number.cmp(&open.last) {
            std::cmp::Ordering::Greater => BreakKind::Gap,
            std::cmp::Ordering::Equal => BreakKind::Duplicate,
            std::cmp::Ordering::Less => BreakKind::Backwards,
        };
        let expected = open.last + 1;
        open.last = marker.number;
        open.last_strong = marker.number;
        open.last_marker = index;
        open.variant = marker.variant;
        let list = open.list;
        let position = self.lists[list].members.len() as u32;
        let before = self.lists[list].members.last().map(|&last| self.markers[last as usize].token);
        self.lists[list].members.push(index as u32);
        self.close_above(place);
        let here = marker.token as usize;
        let next = self.following[index].map_or(here, |next| self.markers[next as usize].token as usize);
        let (from, to) = match (is_proven, before) {
            (true, _) => (here, if marker.number == 1 { next } else { here }),
            (false, Some(before)) => (before as usize, here),
            (false, None) => (here, here),
        };
        let hides_one = || marker.class.is_inline() || (from..=to).any(|token| self.may_be_marker(token));
        if !self.has_opaque(from, to) || !hides_one() {
            self.breaks.push(Break { kind, list: list as u32, position, expected, alone: false });
        }
    }

    /// Ends the lists above `place`. The divisions of a law do not end each other.
    fn close_above(&mut self, place: usize) {
        if self.open[place].class.is_legal() {
            let mut position = 0;
            self.open.retain(|open| {
                position += 1;
                position <= place + 1 || open.class.is_legal()
            });
        } else {
            self.open.truncate(place + 1);
        }
    }

    /// True for an unreadable place where a heading could have its number: ?、加强, （?）; not so in “6?18”.
    fn may_be_marker(&self, token: usize) -> bool {
        use TokenKind::{Close, LineBreak, ListComma, Open, Period, Semicolon, Space, Stop, Word};
        let before = token.checked_sub(1).map_or(LineBreak, |before| self.tokens.kind(before));
        let after = self.tokens.kind(token + 1);
        self.tokens.kind(token) == TokenKind::Opaque
            && (matches!(before, LineBreak | Open | Stop | Semicolon | Space) && after != Stop
                || matches!(after, ListComma | Period | Close)
                || matches!((before, after), (Word, Word)))
    }

    /// True if a clause between two tokens could not be read: the lost member may stand there.
    fn has_opaque(&self, from: usize, to: usize) -> bool {
        let (first, last) = (self.tokens.clause_of(from), self.tokens.clause_of(to));
        self.tokens.has_opaque(first, ClauseId(last.0 + 1))
    }
}

/// True if `marker` may go on with `open` in another form: 首先……，二是…….
fn mixes(open: &OpenList, marker: &Marker) -> bool {
    let may_mix = |class: MarkerClass| class.is_inline() && class != MarkerClass::Circled;
    marker.number > 1 && open.class != marker.class && may_mix(open.class) && may_mix(marker.class)
}

/// For each marker the index of the next one of its form. Inserted articles are passed over.
fn following(markers: &[Marker]) -> Vec<Option<u32>> {
    let mut nearest: Vec<(MarkerClass, u32)> = Vec::new();
    let mut following = vec![None; markers.len()];
    for (index, marker) in markers.iter().enumerate().rev() {
        if marker.class == MarkerClass::Article && marker.variant == INSERTED {
            continue;
        }
        match nearest.iter_mut().find(|(class, _)| *class == marker.class) {
            Some((_, next)) => following[index] = Some(std::mem::replace(next, index as u32)),
            None => nearest.push((marker.class, index as u32)),
        }
    }
    following
}

/// Joins two breaks that one wrong number causes: 二、四、四 lacks nothing, its third number is wrong.
fn merged(breaks: Vec<Break>, lists: &[Sequence], markers: &[Marker]) -> Vec<Break> {
    let number = |list: u32, position: u32| {
        lists[list as usize].members.get(position as usize).map(|&index| markers[index as usize].number)
    };
    let mut kept: Vec<Break> = Vec::with_capacity(breaks.len());
    for mut next in breaks {
        if let Some(last) = kept.last_mut().filter(|last| last.list == next.list && last.position + 1 == next.position)
            && last.alone
        {
            continue;
        }
        next.alone = number(next.list, next.position + 1) == Some(next.expected + 1);
        kept.push(next);
    }
    kept
}

/// Every marker of the view, in text order.
fn read_markers(view: &str, tokens: &Tokens) -> Vec<Marker> {
    let reader = Reader { view, tokens };
    let mut order_words = reader.order_words().into_iter().peekable();
    let mut markers = Vec::new();
    let mut done = 0;
    for &numeral in &tokens.numerals {
        if numeral.token() < done {
            continue;
        }
        if let Some((marker, end)) = reader.marker(numeral) {
            done = end;
            while let Some(word) = order_words.next_if(|word| word.token < marker.token) {
                markers.push(word);
            }
            markers.push(marker);
        }
    }
    markers.extend(order_words);
    let (mut line, mut counted) = (0, 0);
    for marker in &mut markers {
        let start = marker.span.start as usize;
        line += memchr::memchr_iter(b'\n', &view.as_bytes()[counted..start]).count() as u32;
        counted = start;
        marker.line = line;
    }
    markers
}

/// Words that put clauses in order, with their place. 最后 takes whatever place comes next.
const ORDER_WORDS: [(&str, u32); 3] = [("首先", 1), ("其次", 2), ("再次", 3)];

struct Reader<'a> {
    view: &'a str,
    tokens: &'a Tokens,
}

impl Reader<'_> {
    /// The marker whose numeral starts at token `numeral`, and the token after its numeral.
    fn marker(&self, numeral: Numeral) -> Option<(Marker, usize)> {
        let Numeral { kind, before, .. } = numeral;
        let begins_a_clause = kind == TokenKind::HanNumeral && numeral.is_before(['是', '要']);
        let may_mark = begins_a_clause || is_mark(class(numeral.behind()));
        let numeral = numeral.token();
        match before {
            _ if kind == TokenKind::Circled => self.circled(numeral),
            TokenKind::Open => self.bracketed(numeral, numeral - 1),
            TokenKind::Space if numeral >= 2 && self.tokens.kind(numeral - 2) == TokenKind::Open => {
                self.bracketed(numeral, numeral - 2)
            }
            // Most numerals stand behind a word that is no part of a marker.
            TokenKind::Word if !begins_a_clause && !self.may_be_part_of_a_marker(numeral - 1) => None,
            TokenKind::Word => self.after_word(numeral, numeral - 1),
            TokenKind::Space if numeral >= 2 && self.tokens.kind(numeral - 2) == TokenKind::Word => {
                if self.opens_line(numeral) { self.bare(numeral, true) } else { self.after_word(numeral, numeral - 2) }
            }
            _ if !may_mark => None,
            _ => self.bare(numeral, self.opens_line(numeral)),
        }
    }

    /// True if what stands before a numeral ends in 第 or 其, or in what decorates a line.
    fn may_be_part_of_a_marker(&self, word: usize) -> bool {
        let end = self.tokens.span(word).end as usize;
        let last = self.view.as_bytes().get(end.saturating_sub(3)..end);
        last.is_none_or(|last| {
            !matches!(last, [0xE0..=0xEF, _, _]) || last == "第".as_bytes() || last == "其".as_bytes()
        })
    }

    /// （一）, (1): the bracket is token `open`.
    fn bracketed(&self, numeral: usize, open: usize) -> Option<(Marker, usize)> {
        if !matches!(self.tokens.text(self.view, open), "（" | "(" | "﹙") {
            return None;
        }
        let opens_line = self.opens_line(open);
        let (number, last) = self.spaced_number(numeral)?;
        let close = self.tokens.next_solid(last);
        let closes = self.tokens.kind(close) == TokenKind::Close
            && matches!(self.tokens.text(self.view, close), "）" | ")" | "﹚");
        if !closes && !opens_line {
            return None;
        }
        let class = self.parenthesis_class(numeral);
        let end = if closes { close } else { last };
        let strong = closes && opens_line && !self.is_cited(end + 1);
        self.finish(class, 0, number, open, end, (numeral, last), strong, opens_line)
    }

    /// 第一条, 第一，, 其一， and 一是 after a word.
    fn after_word(&self, numeral: usize, word: usize) -> Option<(Marker, usize)> {
        let text = self.tokens.text(self.view, word);
        if text == "第" {
            return self.ordinal_or_legal(numeral, word);
        }
        if text == "其" && self.starts_clause(word) {
            let next = numeral + 1;
            let number = self.number(numeral)?;
            let goes_on = matches!(self.tokens.kind(next), TokenKind::Comma | TokenKind::Colon)
                || self.tokens.text(self.view, next).starts_with('是');
            return if goes_on {
                self.finish(MarkerClass::Ordinal, 1, number, word, numeral, (numeral, numeral), true, false)
            } else {
                None
            };
        }
        if is_decoration(text) || text.ends_with('第') {
            return self.bare(numeral, self.opens_line(numeral)).filter(|_| !text.ends_with('第'));
        }
        // 目标二是: a mark was lost before it.
        self.clause_marker(numeral, false)
    }

    fn ordinal_or_legal(&self, numeral: usize, word: usize) -> Option<(Marker, usize)> {
        let (number, last) = self.spaced_number(numeral)?;
        let next = self.tokens.next_solid(last);
        let after = self.tokens.text(self.view, next);
        let opens_line = self.opens_line(word);
        match self.tokens.kind(next) {
            TokenKind::Comma | TokenKind::Colon if self.starts_clause(word) => {
                self.finish(MarkerClass::Ordinal, 0, number, word, last, (numeral, last), true, opens_line)
            }
            // 第一、第二产业 at the start of a line is a list of two.
            TokenKind::ListComma if opens_line => {
                let is_listed =
                    self.tokens.text(self.view, next + 1).starts_with('第') || is_numeral(self.tokens.kind(next + 1));
                self.finish(MarkerClass::Ordinal, 0, number, word, last, (numeral, last), !is_listed, opens_line)
            }
            TokenKind::Word if opens_line => {
                let (class, length) = legal_division(after)?;
                let end = self.tokens.span(next).start as usize + length;
                let rest = &self.view[end..];
                let strong = self.is_division_heading(class, next, length);
                let is_inserted = class == MarkerClass::Article && is_inserted_article(rest);
                let variant = if is_inserted { INSERTED } else { 0 };
                let (mut marker, done) =
                    self.finish(class, variant, number, word, last, (numeral, last), strong, opens_line)?;
                marker.span.end = end as u32;
                Some((marker, done))
            }
            // 第 12-1 條
            TokenKind::Dash if opens_line && self.tokens.kind(next + 1) == TokenKind::Digits => {
                let after = self.tokens.next_solid(next + 1);
                legal_division(self.tokens.text(self.view, after))
                    .filter(|(class, _)| *class == MarkerClass::Article)?;
                self.finish(MarkerClass::Article, INSERTED, number, word, last, (numeral, next + 1), true, true)
            }
            _ => None,
        }
    }

    /// True if what follows shows that a division begins here and is not merely cited: 第三条之规定 is a citation.
    fn is_division_heading(&self, class: MarkerClass, word: usize, length: usize) -> bool {
        let text = self.tokens.text(self.view, word);
        if text.len() > length {
            let rest = &text[length..];
            let cites = ["第", "规定", "之", "所", "的", "至", "和", "及", "或", "以", "中", "款", "项", "文"];
            return class != MarkerClass::Article
                && !cites.iter().any(|word| rest.starts_with(word))
                && self.line_is_title(word);
        }
        match self.tokens.kind(word + 1) {
            TokenKind::LineBreak => true,
            TokenKind::Open => class == MarkerClass::Article || self.line_is_title(word),
            TokenKind::Space => {
                // 第二條  條文, wrapped in the middle of a sentence.
                let next = self.tokens.text(self.view, word + 2);
                let goes_on = ["条文", "所", "规定", "之", "序文", "但书"].iter().any(|word| next.starts_with(word));
                !goes_on && (!next.starts_with('第') || !self.cites_a_paragraph(word + 2))
            }
            _ => false,
        }
    }

    /// 第三条 第二款: the paragraph of an article, told from 第三条　第一组掌理……, where the text of the article begins.
    fn cites_a_paragraph(&self, ordinal: usize) -> bool {
        let numeral = self.tokens.next_solid(ordinal);
        let unit = self.tokens.text(self.view, self.tokens.next_solid(numeral));
        !is_numeral(self.tokens.kind(numeral)) || unit.starts_with(['项', '款', '目', '条', '节', '章', '号', '类'])
    }

    /// True if the line of token `from` ends within a few tokens and holds no mark of a sentence.
    fn line_is_title(&self, from: usize) -> bool {
        for token in from..from + 12 {
            match self.tokens.kind(token) {
                TokenKind::LineBreak => return true,
                TokenKind::Stop | TokenKind::Semicolon | TokenKind::Colon => return false,
                _ => {}
            }
        }
        false
    }

    /// A numeral with nothing before it that belongs to it: 一、 1. 二是 五）.
    fn bare(&self, numeral: usize, opens_line: bool) -> Option<(Marker, usize)> {
        if let Some(found) = self.clause_marker(numeral, self.starts_clause(numeral)) {
            return Some(found);
        }
        let is_han = self.tokens.kind(numeral) == TokenKind::HanNumeral;
        let mut next = numeral + 1;
        // 二 、加强: read from a picture, the mark stands apart.
        let is_apart = opens_line
            && self.tokens.kind(next) == TokenKind::Space
            && self.tokens.span(next).len() == 1
            && self.tokens.kind(next + 1) == TokenKind::ListComma;
        next += usize::from(is_apart);
        let after = next + 1;
        let kind = self.tokens.kind(next);
        let may_mark = matches!(
            kind,
            TokenKind::ListComma
                | TokenKind::Period
                | TokenKind::Close
                | TokenKind::Colon
                | TokenKind::Space
                | TokenKind::Comma
                | TokenKind::LineBreak
        );
        if !may_mark {
            return None;
        }
        let (class, number) = (if is_han { MarkerClass::Han } else { MarkerClass::Digit }, self.number(numeral)?);
        let variant = u8::from(kind == TokenKind::ListComma);
        if !opens_line {
            // 。三、加强: the line break before a heading was lost.
            let before = numeral.checked_sub(1).map_or(TokenKind::LineBreak, |before| self.tokens.kind(before));
            let after_mark = matches!(
                before,
                TokenKind::Stop
                    | TokenKind::Semicolon
                    | TokenKind::Colon
                    | TokenKind::Space
                    | TokenKind::Close
                    | TokenKind::CloseQuote
            );
            let marks = matches!(kind, TokenKind::ListComma | TokenKind::Period | TokenKind::Close);
            // ；7、79个镇完成改造: between points of a series, 、 parts the number from the text.
            let is_point =
                matches!(before, TokenKind::Semicolon | TokenKind::Stop) && kind == TokenKind::ListComma && !is_han;
            if !after_mark || !marks || is_numeral(self.tokens.kind(after)) && !is_point {
                return None;
            }
            let class = if kind == TokenKind::Close { self.parenthesis_class(numeral) } else { class };
            return self.finish(class, variant, number, numeral, next, (numeral, numeral), false, false);
        }
        let (class, strong) = match kind {
            TokenKind::ListComma if is_han => (class, !self.is_list_of_numbers(after, number)),
            TokenKind::ListComma => (class, self.tokens.kind(after) != TokenKind::Digits),
            TokenKind::Period if is_han => (class, !is_numeral(self.tokens.kind(after))),
            TokenKind::Period => {
                let starts_text = matches!(
                    self.tokens.kind(after),
                    TokenKind::Word | TokenKind::Space | TokenKind::OpenQuote | TokenKind::Open | TokenKind::HanNumeral
                );
                (class, starts_text && self.tokens.kind(self.tokens.next_solid(next)) != TokenKind::LineBreak)
            }
            TokenKind::Close => (self.parenthesis_class(numeral), !is_han && self.tokens.text(self.view, next) != "]"),
            TokenKind::Colon => (class, false),
            // 一　引言
            TokenKind::Space | TokenKind::Comma | TokenKind::LineBreak if is_han => (class, false),
            _ => return None,
        };
        self.finish(class, variant, number, numeral, next, (numeral, numeral), strong, true)
    }

    /// 一是, 一要.
    fn clause_marker(&self, numeral: usize, strong: bool) -> Option<(Marker, usize)> {
        if self.tokens.kind(numeral) != TokenKind::HanNumeral {
            return None;
        }
        let after = &self.view[self.tokens.span(numeral).end as usize..];
        let (variant, rest) = match (after.strip_prefix('是'), after.strip_prefix('要')) {
            (Some(rest), _) => (0, rest),
            (_, Some(rest)) => (1, rest),
            _ => return None,
        };
        let text = self.tokens.text(self.view, numeral);
        if text.contains('两') {
            return None;
        }
        if is_saying(text, rest) || (variant == 1 && is_noun_with_yao(rest)) {
            return None;
        }
        let number = self.number(numeral)?;
        let (mut marker, done) =
            self.finish(MarkerClass::Clause, variant, number, numeral, numeral, (numeral, numeral), strong, false)?;
        marker.opens_line = self.opens_line(numeral);
        marker.span.end += '是'.len_utf8() as u32;
        Some((marker, done))
    }

    /// ①, ⑴, ⒈.
    fn circled(&self, token: usize) -> Option<(Marker, usize)> {
        let code = self.tokens.text(self.view, token).chars().next()? as u32;
        let (class, variant, number) = match code {
            0x2460..=0x2473 => (MarkerClass::Circled, 0, code - 0x2460 + 1),
            0x2474..=0x2487 => (MarkerClass::DigitParenthesis, 1, code - 0x2474 + 1),
            0x2488..=0x249B => (MarkerClass::Digit, 2, code - 0x2488 + 1),
            _ => return None,
        };
        let opens_line = self.opens_line(token);
        // 总产值①, 见①②③: a reference to a note.
        let next = self.tokens.kind(token + 1);
        let is_text = matches!(next, TokenKind::Word | TokenKind::Space | TokenKind::OpenQuote | TokenKind::HanNumeral);
        // ①9月15日起领取: at the start of a line or a clause.
        let is_reference = !(is_text || next == TokenKind::Digits && self.starts_clause(token));
        let strong = !is_reference && (opens_line || (class == MarkerClass::Circled && self.starts_clause(token)));
        self.finish(class, variant, number, token, token, (token, token), strong, opens_line)
    }

    /// 首先, 其次, 再次 at the start of clauses, in text order.
    fn order_words(&self) -> Vec<Marker> {
        // Most clauses begin with another Han character.
        let may_begin = |at: u32| match self.view.as_bytes().get(at as usize..) {
            Some([0xE4..=0xE9, ..]) => self.view[at as usize..].starts_with(['首', '其', '再']),
            Some(_) => self.view[at as usize..].starts_with(|c| matches!(class(c), Class::Space | Class::OddSpace)),
            None => false,
        };
        let clauses = self.tokens.clause_starts().filter(|(_, at)| may_begin(*at));
        clauses.filter_map(|(token, _)| self.order_word(token)).collect()
    }

    /// The order word that begins the clause of token `first`, spaces left out, if it goes on as such a word does.
    fn order_word(&self, first: usize) -> Option<Marker> {
        let token = if self.tokens.kind(first) == TokenKind::Space { first + 1 } else { first };
        let at = self.tokens.span(token).start as usize;
        let text = self.tokens.text(self.view, token);
        let (word, number) = ORDER_WORDS.into_iter().find(|(word, _)| text.starts_with(word))?;
        let rest = &text[word.len()..];
        let opens_clause = rest.starts_with('是') || rest.starts_with('要');
        if !(opens_clause || rest.is_empty() && self.tokens.kind(token + 1) == TokenKind::Comma) {
            return None;
        }
        let start = at as u32;
        Some(Marker {
            class: MarkerClass::Order,
            variant: 0,
            number,
            span: ViewSpan { start, end: start + word.len() as u32 },
            numeral: ViewSpan { start, end: start },
            token: token as u32,
            strong: true,
            opens_line: self.opens_line(token),
            runs: false,
            line: 0,
        })
    }

    #[allow(clippy::too_many_arguments)]
    fn finish(
        &self,
        class: MarkerClass,
        variant: u8,
        number: u32,
        first: usize,
        last: usize,
        numeral: (usize, usize),
        strong: bool,
        opens_line: bool,
    ) -> Option<(Marker, usize)> {
        if number == 0 || number > class.limit() {
            return None;
        }
        let marker = Marker {
            class,
            variant,
            number,
            span: self.tokens.span(first).to(self.tokens.span(last)),
            numeral: self.tokens.span(numeral.0).to(self.tokens.span(numeral.1)),
            token: first as u32,
            strong,
            opens_line,
            runs: !strong && !opens_line && class.is_numbered_heading() && self.follows_a_part(first),
            line: 0,
        };
        Some((marker, numeral.1 + 1))
    }

    /// The class of a number in brackets.
    fn parenthesis_class(&self, numeral: usize) -> MarkerClass {
        if self.tokens.kind(numeral) == TokenKind::HanNumeral {
            MarkerClass::HanParenthesis
        } else {
            MarkerClass::DigitParenthesis
        }
    }

    /// The number of one token.
    fn number(&self, token: usize) -> Option<u32> {
        self.parse(self.tokens.text(self.view, token))
    }

    /// A number that may be torn by one space (三  十), and its last token.
    fn spaced_number(&self, token: usize) -> Option<(u32, usize)> {
        let kind = self.tokens.kind(token);
        if self.tokens.kind(token + 1) == TokenKind::Space && self.tokens.kind(token + 2) == kind {
            let joined = [self.tokens.text(self.view, token), self.tokens.text(self.view, token + 2)].concat();
            return self.parse(&joined).map(|number| (number, token + 2));
        }
        self.number(token).map(|number| (number, token))
    }

    fn parse(&self, text: &str) -> Option<u32> {
        if text.len() > 24 {
            return None;
        }
        if text.as_bytes().first()?.is_ascii_digit() {
            return if text.len() <= 4 && !text.starts_with('0') { text.parse().ok() } else { None };
        }
        han_integer(text).and_then(|number| u32::try_from(number).ok())
    }

    /// True if only spaces and Markdown signs stand before the token on its line.
    fn opens_line(&self, token: usize) -> bool {
        let mut at = token;
        for _ in 0..6 {
            let Some(before) = at.checked_sub(1) else { return true };
            match self.tokens.kind(before) {
                TokenKind::LineBreak => return true,
                TokenKind::Space => {}
                TokenKind::Word if is_decoration(self.tokens.text(self.view, before)) => {}
                _ => return false,
            }
            at = before;
        }
        false
    }

    /// True if a clause starts with the token, spaces and an opening quotation mark left out.
    fn starts_clause(&self, token: usize) -> bool {
        let mut before = token;
        for _ in 0..3 {
            let Some(at) = before.checked_sub(1) else { return true };
            match self.tokens.kind(at) {
                TokenKind::Space | TokenKind::OpenQuote => before = at,
                TokenKind::Comma
                | TokenKind::Semicolon
                | TokenKind::Colon
                | TokenKind::Stop
                | TokenKind::LineBreak
                | TokenKind::Bar => return true,
                // <li>二是
                TokenKind::Word if self.tokens.text(self.view, at).ends_with('>') => return true,
                TokenKind::Word => return is_decoration(self.tokens.text(self.view, at)) && self.opens_line(token),
                _ => return false,
            }
        }
        false
    }

    /// True right behind a semicolon or a colon, where the marker at `token` has a text of its own: not …；（三）项.
    fn follows_a_part(&self, token: usize) -> bool {
        let mut before = token.checked_sub(1);
        if before.is_some_and(|before| self.tokens.kind(before) == TokenKind::Space) {
            before = token.checked_sub(2);
        }
        let is_behind =
            before.is_some_and(|before| matches!(self.tokens.kind(before), TokenKind::Semicolon | TokenKind::Colon));
        let end = (token..token + 5)
            .find(|&at| matches!(self.tokens.kind(at), TokenKind::Close | TokenKind::ListComma | TokenKind::Period));
        is_behind && end.is_some_and(|end| !self.is_cited(end + 1) && self.tokens.kind(end + 1) == TokenKind::Word)
    }

    /// True if the words from `token` on cite what stands before them: （一）至（三）项.
    fn is_cited(&self, token: usize) -> bool {
        match self.tokens.kind(token) {
            TokenKind::ListComma | TokenKind::Dash | TokenKind::Tilde | TokenKind::Comma | TokenKind::Stop => true,
            TokenKind::Word => {
                let text = self.tokens.text(self.view, token);
                let cites =
                    ["项所", "项规定", "项之", "项的", "项至", "项情形", "款", "目所", "目规定", "所列", "规定"];
                cites.iter().any(|word| text.starts_with(word)) || matches!(text, "至" | "和" | "或" | "项" | "目")
            }
            _ => false,
        }
    }

    /// True if numbers are listed: 一、二产业, 三、四季度.
    fn is_list_of_numbers(&self, token: usize, number: u32) -> bool {
        is_numeral(self.tokens.kind(token))
            && (self.number(token) == Some(number + 1) || self.tokens.kind(token + 1) == TokenKind::ListComma)
    }
}

/// True if an article's number goes on with 之一 and nothing more: 第十条之一　…
fn is_inserted_article(rest: &str) -> bool {
    let Some(rest) = rest.strip_prefix('之') else { return false };
    let numeral =
        rest.chars().take_while(|&c| han_integer(c.encode_utf8(&mut [0; 4])).is_some()).map(char::len_utf8).sum();
    let rest: &str = &rest[numeral..];
    numeral > 0 && (rest.is_empty() || rest.starts_with([' ', '\u{3000}', '\n', '\r', '（', '(']))
}

/// True for what stands behind the number of a bare marker: 一、 1. 2）, the end of a line, and U+0000 for that of the text.
fn is_mark(class: Class) -> bool {
    matches!(
        class,
        Class::ListComma
            | Class::Period
            | Class::Close
            | Class::Colon
            | Class::Space
            | Class::OddSpace
            | Class::Comma
            | Class::LineFeed
            | Class::CarriageReturn
            | Class::Control
    )
}

fn is_numeral(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Digits | TokenKind::HanNumeral | TokenKind::Circled)
}

/// Signs that Markdown puts before a heading.
fn is_decoration(text: &str) -> bool {
    text.len() <= 8 && text.bytes().all(|byte| matches!(byte, b'#' | b'*' | b'>' | b'_'))
}

/// 一是一，二是二: a saying.
fn is_saying(number: &str, rest: &str) -> bool {
    rest.strip_prefix(number)
        .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()) || rest.starts_with('二'))
}

/// 三要素: a noun, not a command.
fn is_noun_with_yao(rest: &str) -> bool {
    ["素", "件", "点", "务", "道", "害", "职", "闻", "地", "塞", "求", "义"].iter().any(|word| rest.starts_with(word))
}

/// The division of a law that a word after 第N begins with, and the length of its name in bytes.
fn legal_division(text: &str) -> Option<(MarkerClass, usize)> {
    const NAMES: [(&str, MarkerClass); 6] = [
        ("部分", MarkerClass::Part),
        ("编", MarkerClass::Part),
        ("篇", MarkerClass::Part),
        ("章", MarkerClass::Chapter),
        ("节", MarkerClass::Section),
        ("条", MarkerClass::Article),
    ];
    NAMES.into_iter().find(|(name, _)| text.starts_with(name)).map(|(name, class)| (class, name.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::token;
    use proptest::prelude::*;

    fn read(text: &str) -> Sequences {
        Sequences::read(text, &token::read(text))
    }

    /// The numbers of every list that has more than one member.
    fn lists(text: &str) -> Vec<Vec<u32>> {
        let sequences = read(text);
        let numbers = |list: &Sequence| list.members.iter().map(|&m| sequences.markers[m as usize].number).collect();
        sequences.lists.iter().filter(|list| list.members.len() > 1).map(numbers).collect()
    }

    #[test]
    fn lists_are_nested_and_resumed() {
        let text = "一、甲\n（一）乙\n（二）丙\n二、丁\n一、戊\n二、己\n三、庚\n三、辛\n";
        assert_eq!(lists(text), [vec![1, 2, 3], vec![1, 2], vec![1, 2, 3]]);
        assert_eq!(
            lists("一、甲\n二、乙\n一、丙\n二、丁\n三、戊\n四、己\n三、辛\n"),
            [vec![1, 2, 3], vec![1, 2, 3, 4]]
        );
    }

    #[test]
    fn weak_markers_only_continue() {
        assert_eq!(lists("小（一）型、小（二）型水库"), Vec::<Vec<u32>>::new());
        assert_eq!(lists("（一）甲。（二）乙。（三）丙"), [[1, 2, 3]]);
        // The weak 三 was no heading: the strong one takes its place.
        assert_eq!(lists("（一）甲\n（二）依照（三）办理\n（三）乙\n"), [[1, 2, 3]]);
    }

    #[test]
    fn forgets_a_running_series() {
        let far = "很".repeat(2_600);
        assert!(read(&format!("一是甲，二是乙，{far}，四是丙")).breaks.is_empty());
        assert_eq!(read("一是甲，二是乙，四是丙").breaks.len(), 1);
    }

    #[test]
    fn long_hostile_texts_end() {
        for piece in
            ["一、", "一、\n", "（一）\n", "1.\n", "一是甲，", "第", "第一条 \n", "①甲", "（", "二、\n", "# ", "首先，"]
        {
            let text = piece.repeat(1_000_000 / piece.len());
            let tokens = token::read(&text);
            let sequences = Sequences::read(&text, &tokens);
            assert!(crate::facts::outline::read(&tokens, &sequences).len() <= tokens.len());
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "([一二三四五十（）(). \n第条章是要，、。①②1234a“”首先\u{FFFC}其]){0,80}") {
            let sequences = read(&text);
            for list in &sequences.lists {
                prop_assert!(list.members.windows(2).all(|pair| pair[0] < pair[1]));
            }
            for broken in &sequences.breaks {
                prop_assert!(sequences.member(broken.list, broken.position).is_some());
                prop_assert!(broken.position > 0);
            }
        }

        #[test]
        fn a_counted_list_never_breaks(length in 1_u32..60) {
            let text: String = (1..=length).map(|number| format!("{number}.甲\n")).collect();
            prop_assert!(read(&text).breaks.is_empty());
        }
    }
}
