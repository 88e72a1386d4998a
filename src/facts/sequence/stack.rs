//! How markers form lists: a stack of open lists, where each marker goes on with one of them, opens another, or shows that
//! the counting of one broke. Takes markers, knows nothing of how they are written.

use std::mem::replace;

use crate::facts::token::{ClauseId, TokenKind, Tokens};

use super::{Break, BreakKind, INSERTED, Marker, MarkerClass, Sequence};

/// Sorts markers into lists, and says where the counting of these breaks.
pub fn sorted_into_lists(tokens: &Tokens, markers: &[Marker]) -> (Vec<Sequence>, Vec<Break>) {
    let mut stack = Stack {
        tokens,
        open: Vec::new(),
        lists: Vec::new(),
        breaks: Vec::new(),
        latest: Vec::new(),
        following: following(markers),
        markers,
    };
    for index in 0..markers.len() {
        stack.take(index);
    }
    let breaks = merged(stack.breaks, &stack.lists, markers);
    let mut lists = stack.lists;
    for broken in &breaks {
        lists[broken.list as usize].is_broken = true;
    }
    (lists, breaks)
}

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
            self.end_runs_of_other_lines(&marker);
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

    /// （一）修路；（二）架桥；（四）治水: the list in the same line whose counting a marker behind a semicolon breaks. Behind a
    /// full stop it does where two or more count on before it, or where it has the number of the next one.
    fn broken_in_its_line_by(&self, index: usize, marker: &Marker) -> Option<usize> {
        if marker.strong || !marker.runs || marker.number == 1 {
            return None;
        }
        let place = self.open.iter().rposition(|open| open.class == marker.class)?;
        let open = &self.open[place];
        let list = &self.lists[open.list];
        let before = &self.markers[open.last_marker];
        let is_next = self.following[open.last_marker] == Some(index as u32);
        let is_gap = (open.last + 2..=open.last + LONGEST_GAP).contains(&marker.number);
        let counts = list.from_one && before.line == marker.line && is_next;
        let is_sure = !self.follows_stop(marker) || list.members.len() > 1 && before.runs;
        (counts && is_sure && (is_gap || marker.number == open.last)).then_some(place)
    }

    /// 问题有三：（1）路窄；（2）桥旧: a one in running text, with the next number behind a semicolon of the same line.
    /// 注：1.本表不含村级。\n2.…: a one behind the label of a line, with the next number at the start of the next line.
    fn begins_a_run(&self, index: usize, marker: &Marker) -> bool {
        let Some(next) = self.following[index].map(|next| &self.markers[next as usize]) else { return false };
        let goes_on = next.runs && next.line == marker.line && !self.follows_stop(next);
        let goes_down = next.strong && next.opens_line && next.line == marker.line + 1 && self.follows_label(marker);
        let is_first = !marker.strong && !marker.opens_line && marker.number == 1;
        is_first && matches!(next.number, 2 | 3) && (goes_on || goes_down)
    }

    /// Ends the series of the same form that ran in lines before: none of the next lines goes on with it.
    fn end_runs_of_other_lines(&mut self, marker: &Marker) {
        let (markers, line) = (self.markers, marker.line);
        self.open.retain(|open| {
            let last = &markers[open.last_marker];
            open.class != marker.class || last.opens_line || last.line == line
        });
    }

    /// The kind of the token before a marker, a space left out.
    fn kind_before(&self, marker: &Marker) -> Option<(usize, TokenKind)> {
        let mut before = (marker.token as usize).checked_sub(1)?;
        if self.tokens.kind(before) == TokenKind::Space {
            before = before.checked_sub(1)?;
        }
        Some((before, self.tokens.kind(before)))
    }

    fn follows_stop(&self, marker: &Marker) -> bool {
        self.kind_before(marker).is_some_and(|(_, kind)| kind == TokenKind::Stop)
    }

    /// True behind 注：, 附件：, 说明：, the only words of their line before it.
    fn follows_label(&self, marker: &Marker) -> bool {
        let Some((colon, TokenKind::Colon)) = self.kind_before(marker) else { return false };
        let mut start = colon;
        while start > 0 && matches!(self.tokens.kind(start - 1), TokenKind::Word | TokenKind::Space) {
            start -= 1;
        }
        start < colon && (start == 0 || self.tokens.kind(start - 1) == TokenKind::LineBreak)
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
            is_broken: false,
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
            Some((_, next)) => following[index] = Some(replace(next, index as u32)),
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
