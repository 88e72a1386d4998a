//! The beam: which paths are kept, when the characters that all of them share are written out, and what a path costs that
//! writes a character off.

use super::path::{DECIDED, Node, Path};
use super::{BEAM, BEAM_OF_DROPS, Cut, Guessed, Here, Lattice, SURE};
use crate::span::Span;

/// How much worse than the best one a path may be, in log10.
pub(super) const WIDTH: f32 = 7.0;

/// log10 cost of a character that is written off, and of the next one in a row.
const LOST: f32 = -9.0;
const LOST_AGAIN: f32 = -1.0;

/// Characters tried since the last one was decided, at most: the best path wins then.
const MOST_TRIED: usize = 16_384;

impl Lattice<'_, '_> {
    /// The path with its pending character written off.
    pub(super) fn lost(&mut self, path: Path, here: Here) -> Path {
        let again = path.has_failed;
        if again
            && let Some(node) = self.nodes.get_mut(path.node as usize)
            && node.end == here.end
        {
            // Several bytes of one character of the source: it is written off once.
            node.is_cut = here.is_last;
            return Path { length: 0, is_in_doubt: false, ..path };
        }
        let cost = if again { LOST_AGAIN } else { LOST };
        let path = Path { log10: path.log10 + cost, ..path };
        Path { has_failed: true, ..self.with(path, char::REPLACEMENT_CHARACTER, here.in_doubt()) }
    }

    /// The path without its pending bytes.
    pub(super) fn write_off(&mut self, path: Path, here: Here) -> Path {
        if path.length == 0 { path } else { self.lost(path, here) }
    }

    /// The path with one more character.
    pub(super) fn with(&mut self, path: Path, c: char, here: Here) -> Path {
        let node = self.nodes.len() as u32;
        let margin = if c == char::REPLACEMENT_CHARACTER { 0.0 } else { f32::INFINITY };
        self.nodes.push(Node {
            before: path.node,
            c,
            end: here.end,
            is_cut: here.is_last,
            is_guessed: here.is_in_doubt,
            is_determined: false,
            margin,
            margin_of_layout: f32::INFINITY,
            has_rivals: DECIDED,
            first_rival: 0,
        });
        self.tried += 1;
        Path {
            node,
            before: path.before.then(c),
            length: 0,
            is_in_doubt: false,
            has_failed: false,
            promise: 0.0,
            ..path
        }
    }

    /// Keeps the best paths, one for each way to go on, and what is decided.
    pub(super) fn prune(&mut self, paths: &mut Vec<Path>) {
        if paths.len() > 1 {
            let best = paths.iter().map(Path::rank).fold(f32::NEG_INFINITY, f32::max);
            paths.retain(|path| path.rank() >= best - WIDTH);
            paths.sort_unstable_by(|a, b| b.rank().total_cmp(&a.rank()).then(a.node.cmp(&b.node)));
            self.keep_the_first(paths);
        }
        if self.tried > MOST_TRIED {
            self.settle(paths);
        }
        if paths.len() == 1 {
            self.decide(paths);
        }
    }

    /// Of `paths`, the best first, keeps as many as the beam is wide, one for each way to go on.
    fn keep_the_first(&mut self, paths: &mut Vec<Path>) {
        let beam = if self.failures.all.is_empty() { BEAM } else { BEAM_OF_DROPS };
        // Which step a text is in shows later than in the next character.
        let has_slips = self.slips.is_some();
        let step_of = |path: &Path| usize::from(has_slips && path.length > 0);
        let mut kept = 0;
        let mut kept_of = [0; 2];
        for index in 0..paths.len() {
            let Some(path) = paths.get(index).copied() else { break };
            let is_far = |kept: &Path| kept.rank() - path.rank() > SURE;
            let is_full = kept_of.get(step_of(&path)).is_some_and(|kept| *kept >= beam);
            if is_full && !has_slips && paths.get(kept - 1).is_some_and(is_far) {
                break;
            }
            let alike = paths.get(..kept).unwrap_or_default().iter().position(|kept| kept.goes_on_alike(&path));
            match alike.or(is_full.then_some(0)) {
                Some(better) => {
                    let better = paths.get(better).copied();
                    better.iter().for_each(|better| self.note_rival(better, &path));
                }
                None => {
                    paths.swap(kept, index);
                    kept += 1;
                    kept_of.iter_mut().skip(step_of(&path)).take(1).for_each(|kept| *kept += 1);
                }
            }
        }
        paths.truncate(kept);
    }

    /// Keeps the best path only.
    pub(super) fn settle(&mut self, paths: &mut Vec<Path>) {
        if let Some((best, others)) = paths.split_first() {
            others.iter().for_each(|path| self.note_rival(best, path));
        }
        paths.truncate(1);
    }

    /// Writes out what the only path has read.
    pub(super) fn decide(&mut self, paths: &mut [Path]) {
        let [path] = paths else { return };
        self.weigh(path.node);
        let mut decided = std::mem::take(&mut self.decided);
        decided.clear();
        let mut at = path.node;
        while let Some(node) = self.nodes.get(at as usize) {
            decided.push(*node);
            at = node.before;
        }
        for node in decided.iter().rev() {
            let start = self.output.text.len();
            self.output.text.push(node.c);
            if node.is_guessed {
                let span = Span::new(start, self.output.text.len());
                let &Node { margin, margin_of_layout, is_determined, .. } = node;
                self.output.guessed.push(Guessed { span, margin, margin_of_layout, is_determined });
                if node.c == char::REPLACEMENT_CHARACTER {
                    self.output.failures.push(node.end);
                }
            }
            if node.is_cut {
                self.output.cuts.push(Cut { here: self.output.text.len(), source: node.end as usize });
            }
        }
        self.decided = decided;
        self.nodes.clear();
        self.tried = 0;
        path.node = DECIDED;
        path.log10 = 0.0;
    }
}
