//! Pairs of bytes out of step: a byte was lost or put in, with a mark or without, and the pending byte of a path is what is
//! out of step.

use super::slots::{Alternative, Alternatives, Slot, Step};
use super::{Here, Lattice, Path};
use crate::damage::mojibake::charset::Bytes;
use crate::damage::mojibake::decoder::Decoder;

/// log10 cost of a byte that was lost or put in without a mark, of a mark that stands for a byte that was put in, for one
/// that was there but spoilt, for a pair, and for a second accident; and how far from where it was seen a slip may be, in bytes of the source.
const BYTE_LOST: f32 = -2.0;
const BYTE_PUT_IN: f32 = -5.0;
const PUT_IN: f32 = -5.0;
const SPOILT: f32 = -1.5;
const PAIR_LOST: f32 = -1.0;
const ANOTHER: f32 = -5.0;
const SLIPS_WITHIN: u32 = 9;

/// Bytes of most characters of a double-byte encoding.
const BYTES_OF_PAIR: usize = 2;

/// Where pairs of bytes may have come out of step.
#[derive(Clone, Copy)]
pub struct Slips<'l> {
    /// Places of the source near which a byte was lost or put in without a mark, rising.
    pub places: &'l [u32],
    /// Marks of loss that stand for one byte, rising, and that byte.
    pub known: &'l [(u32, u8)],
}

impl Slips<'_> {
    fn is_near(self, at: u32) -> bool {
        let next = self.places.partition_point(|place| place + SLIPS_WITHIN < at);
        self.places.get(next).is_some_and(|place| *place <= at + SLIPS_WITHIN)
    }

    fn byte_at(self, at: u32) -> Option<u8> {
        let index = self.known.binary_search_by_key(&at, |(place, _)| *place).ok()?;
        self.known.get(index).map(|(_, byte)| *byte)
    }
}

impl Lattice<'_, '_> {
    /// As [`Lattice::place`] where bytes of pairs were lost or put in.
    pub(super) fn place_out_of_step(
        &mut self,
        c: char,
        after: usize,
        slips: Slips,
        paths: &[Path],
        next: &mut Vec<Path>,
    ) {
        let (at, here) = ((after - c.len_utf8()) as u32, Here::at(after));
        self.is_only = false;
        if c == '?' || c == char::REPLACEMENT_CHARACTER {
            for is_in_step in [true, false] {
                let alternatives = self.lost_of_pairs(c, after, slips.byte_at(at), is_in_step);
                for path in paths.iter().filter(|path| (path.length == 0) == is_in_step) {
                    alternatives.iter().for_each(|alternative| self.go_on(path, alternative, here.in_doubt(), next));
                }
            }
            return;
        }
        let bytes = self.accident.read_as.bytes_of(c).filter(|bytes| bytes.as_slice().len() <= BYTES_OF_PAIR);
        let Some(bytes) = bytes else {
            self.write_off_all(c, paths, here, next);
            return;
        };
        let slips = if slips.is_near(at) { self.slips_at(&bytes) } else { Vec::new() };
        self.is_only = slips.is_empty() && paths.len() == 1 && self.nodes.is_empty();
        self.go_on_all(paths, &Alternative::known(&bytes), here, next);
        slips.iter().for_each(|slip| self.go_on_all(paths, slip, here.in_doubt(), next));
    }

    /// What a mark of loss that ends at `after` may have been among pairs: a byte, of which the file may say more, a pair, a
    /// byte with the ASCII after it, or a question mark.
    fn lost_of_pairs(&mut self, c: char, after: usize, byte: Option<u8>, is_in_step: bool) -> Vec<Alternative> {
        let following = self.source.get(after..).and_then(|rest| rest.chars().next());
        let any = self.vocabulary.any();
        let mut all = Alternatives::default();
        if let Some(byte) = byte {
            let byte = Some(byte).filter(|byte| !matches!(byte, 0x80 | 0xFF)).map(Slot::known);
            all.add(byte, None, 0.0);
            all.add(any, None, if byte.is_some() { SPOILT } else { 0.0 });
        } else {
            // A byte before ASCII that still stands is lost alone by most decoders. Behind a `?`, the first character of it may
            // be gone: 增长? of 增长1 before 5%. Without ASCII, nothing but another accident puts the bytes in step again.
            match following {
                Some(c) if !c.is_ascii() => all.add(any, None, if is_in_step { 0.0 } else { ANOTHER }),
                Some(following) if c == '?' && !following.is_whitespace() => {}
                _ => all.add(any, None, 0.0),
            }
            if c == '?' && following.is_some_and(|c| !c.is_whitespace()) {
                all.add(any, Some(Step::Eaten), 0.0);
            }
            let (first, second) = Decoder::lost_of_pairs(self.accident.written_in);
            let second = self.vocabulary.slot(second).map(Step::Byte);
            all.add(self.vocabulary.slot(first), second, PAIR_LOST);
        }
        if c == '?' {
            all.add_question_mark();
        }
        let nothing = Alternative { steps: [Step::Break; 4], length: 0, cost: PUT_IN };
        all.all.into_iter().flatten().chain([nothing]).collect()
    }

    /// What a character may have been if a byte was lost or put in there.
    fn slips_at(&mut self, bytes: &Bytes) -> Vec<Alternative> {
        let Some(any) = self.vocabulary.any().map(Step::Byte) else { return Vec::new() };
        let known = |byte: &u8| Step::Byte(Slot::known(*byte));
        let slip = |of: &[Step], cost: f32| {
            let mut steps = [Step::Break; 4];
            steps.iter_mut().zip(of).for_each(|(step, of)| *step = *of);
            Alternative { steps, length: of.len().min(steps.len()), cost }
        };
        match bytes.as_slice() {
            [one] => vec![slip(&[any, known(one)], BYTE_LOST)],
            [first, second] => {
                let (first, second) = (known(first), known(second));
                vec![
                    slip(&[any, first, second], BYTE_LOST),
                    slip(&[first, any, second], BYTE_LOST),
                    slip(&[first], BYTE_PUT_IN),
                    slip(&[second], BYTE_PUT_IN),
                ]
            }
            _ => Vec::new(),
        }
    }
}
