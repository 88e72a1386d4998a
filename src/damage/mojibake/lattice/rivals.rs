//! How sure the guesses of the best way through the lattice are: by how much the ways that were given up for it are worse,
//! and from where on they differ from it.

use super::path::{DECIDED, Node, Path};
use super::{Lattice, SURE};

/// Steps that are made for each character that was tried.
const WEIGHED_A_CHARACTER: u64 = 64;

/// A way that was given up for another one.
#[derive(Clone, Copy)]
pub(super) struct Rival {
    /// Last characters of both.
    kept: u32,
    given_up: u32,
    margin: f32,
    /// True if both had the same bytes of a pending character.
    same_pending: bool,
}

/// A way that the winner has beaten, itself or another one in between.
#[derive(Clone, Copy)]
pub(super) struct Beaten {
    head: u32,
    /// Where it and the winner meet.
    meeting: u32,
    margin: f32,
    is_layout: bool,
}

/// A node that is passed on the way back.
enum Place {
    Ours(u32),
    Theirs(u32),
    Both(u32),
}

impl Lattice<'_, '_> {
    /// `rival` is given up for `kept`; what that says about the guesses is looked at when they are decided.
    pub(super) fn note_rival(&mut self, kept: &Path, rival: &Path) {
        let margin = kept.rank() - rival.rank();
        if margin <= SURE {
            let same_pending = kept.pending() == rival.pending();
            self.rivals.push(Rival { kept: kept.node, given_up: rival.node, margin, same_pending });
        }
    }

    /// How sure the guesses on the way back from `winner` are: as much as the best way that was given up for it and does not
    /// share them is worse. A way that was given up for one of those is worse by both.
    pub(super) fn weigh(&mut self, winner: u32) {
        if self.rivals.is_empty() {
            return;
        }
        let mut rivals = std::mem::take(&mut self.rivals);
        rivals.sort_unstable_by(|a, b| a.kept.cmp(&b.kept).then(a.margin.total_cmp(&b.margin)));
        self.mark_rivals(&rivals);
        let mut open = std::mem::take(&mut self.open);
        open.clear();
        open.push(Beaten { head: winner, meeting: DECIDED, margin: 0.0, is_layout: true });
        let most = self.output.work + WEIGHED_A_CHARACTER * self.tried as u64;
        let mut next = 0;
        while let Some(beaten) = open.get(next).copied()
            && self.output.work < most
        {
            next += 1;
            // A node stands behind the one before it, so that nothing before the meeting is passed.
            let is_ahead = |node: &Node| beaten.meeting == DECIDED || node.has_rivals > beaten.meeting;
            let mut from = beaten.head;
            while let Some(at) = self.nodes.get(from as usize).filter(|node| is_ahead(node)).map(|node| node.has_rivals)
                && let Some(&Node { before, first_rival, .. }) = self.nodes.get(at as usize)
            {
                self.output.work += 1;
                let own = rivals.get(first_rival as usize..).unwrap_or_default();
                for rival in own.iter().take_while(|rival| rival.kept == at) {
                    let margin = beaten.margin + rival.margin;
                    if margin > SURE {
                        break;
                    }
                    // What the winner shares with a way that was beaten begins where they met.
                    let ours = if next == 1 { at } else { beaten.meeting };
                    let is_layout = beaten.is_layout && rival.same_pending && self.differ_in_layout(at, rival.given_up);
                    let meeting = self.lower(ours, rival.given_up, margin, is_layout);
                    open.push(Beaten { head: rival.given_up, meeting, margin, is_layout });
                }
                from = before;
            }
        }
        if next < open.len() {
            // Not every rival was looked at: nothing here is sure.
            self.lower(winner, DECIDED, 0.0, false);
        }
        rivals.clear();
        (self.rivals, self.open) = (rivals, open);
    }

    /// Notes at each node where its rivals are, and where the nearest ones before it are. `rivals` are in the order of what
    /// they were given up for.
    fn mark_rivals(&mut self, rivals: &[Rival]) {
        let mut rivals = rivals.iter().enumerate().peekable();
        for index in 0..self.nodes.len() {
            let Some(before) = self.nodes.get(index).map(|node| node.before) else { break };
            let before = self.nodes.get(before as usize).map_or(DECIDED, |before| before.has_rivals);
            let own = rivals.next_if(|(_, rival)| rival.kept as usize == index).map(|(first, _)| first as u32);
            while rivals.next_if(|(_, rival)| rival.kept as usize == index).is_some() {}
            if let Some(node) = self.nodes.get_mut(index) {
                node.has_rivals = if own.is_some() { index as u32 } else { before };
                node.first_rival = own.unwrap_or_default();
            }
        }
    }

    /// Lowers the margins of what is guessed on the way back from `ours` and not on that from `theirs`. Gives the place where
    /// they meet.
    fn lower(&mut self, mut ours: u32, mut theirs: u32, margin: f32, is_layout: bool) -> u32 {
        let mut last = None;
        while let Some(place) = self.side_by_side(&mut ours, &mut theirs) {
            self.output.work += 1;
            let in_doubt = match place {
                Place::Ours(node) => Some(node),
                // Without the byte that is taken for put in, a character more stands before ours.
                Place::Theirs(_) if self.slips.is_some() => last,
                Place::Theirs(_) | Place::Both(_) => None,
            };
            if let Place::Ours(node) | Place::Both(node) = place {
                last = Some(node);
            }
            if let Some(our) = in_doubt.and_then(|node| self.nodes.get_mut(node as usize))
                && our.is_guessed
            {
                let known = if is_layout { &mut our.margin_of_layout } else { &mut our.margin };
                *known = known.min(margin);
            }
        }
        ours
    }

    /// True if two ways are the same text but for white space: `。\n　　` and `。\n　\n　`.
    fn differ_in_layout(&mut self, mut ours: u32, mut theirs: u32) -> bool {
        let mut visible = std::mem::take(&mut self.visible);
        visible.iter_mut().for_each(Vec::clear);
        let [our_text, their_text] = &mut visible;
        while let Some(place) = self.side_by_side(&mut ours, &mut theirs) {
            self.output.work += 1;
            let character = |node: u32| self.nodes.get(node as usize).map(|node| node.c).filter(|c| !c.is_whitespace());
            match place {
                Place::Ours(node) => our_text.extend(character(node)),
                Place::Theirs(node) => their_text.extend(character(node)),
                Place::Both(node) => {
                    our_text.extend(character(node));
                    their_text.extend(character(node));
                }
            }
        }
        let same = our_text == their_text;
        self.visible = visible;
        same
    }

    /// Goes back by one character on one way or, where they agree, on both. None where they have met.
    fn side_by_side(&self, ours: &mut u32, theirs: &mut u32) -> Option<Place> {
        if ours == theirs {
            return None;
        }
        let (our, their) = (self.nodes.get(*ours as usize), self.nodes.get(*theirs as usize));
        match (our, their) {
            (Some(our), Some(their)) if their.end == our.end && their.c == our.c => {
                let place = Place::Both(*ours);
                (*ours, *theirs) = (our.before, their.before);
                Some(place)
            }
            (Some(our), their) if their.is_none_or(|their| their.end <= our.end) => {
                Some(Place::Ours(std::mem::replace(ours, our.before)))
            }
            (_, Some(their)) => Some(Place::Theirs(std::mem::replace(theirs, their.before))),
            _ => None,
        }
    }
}
