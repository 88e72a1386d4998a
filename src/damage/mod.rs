//! Encoding damage: one walk over the decoded text finds suspicious places, and says which of them no later step may
//! read. The models that explain and repair them live beside this file, one a corruption model.

pub mod base64;
pub mod bigrams;
pub mod binary;
pub mod byte_shift;
pub mod certainty;
pub mod character_model;
mod figure;
pub mod followers;
pub mod foreign_form;
pub mod four_byte;
pub mod look_alike;
pub mod mixed;
pub mod mojibake;
pub mod pinyin;
pub mod private_use;
pub mod question_mark;
pub mod radical;
pub mod readings;
mod remembered;
pub mod residue;
pub mod scan;
pub mod seven_bit;
pub mod transfer;

pub(crate) use scan::STOPS;

use crate::facts::token::Met;
use crate::source::Document;
use crate::span::Span;

/// The family of the rules that look at damage and not at facts.
pub(crate) const FAMILY: &str = "encoding";

/// What makes a place suspicious.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SuspectKind {
    /// C0 except tab, LF and CR; DEL; C1; U+2028, U+2029; a run, ANSI escapes whole.
    Control,
    /// A carriage return without a line feed.
    LoneCarriageReturn,
    /// U+E000–F8FF and the private planes, a run.
    PrivateUse,
    /// U+FFFD, a run.
    Replacement,
    /// Zero-width and other invisible characters, a run.
    Invisible,
    /// `ï»¿`: the byte order mark of UTF-8 read as Windows-1252.
    MisreadMark,
    /// NBSP and other odd spaces, a run.
    OddSpace,
    /// Bidirectional controls and marks, one character.
    Bidi,
    /// `?` where a character may be lost ([`question_mark::Shape`]), a run.
    QuestionMark,
    /// 锟斤拷, 烫烫烫 and their kind, a run.
    Residue,
    /// `(qū)` right after a Han character.
    PinyinAnnotation,
    /// `?yún)` or `^(qū)`: a note that lost its bracket or its character to a byte out of step.
    BrokenAnnotation,
    /// Text read in a wrong encoding, a run ([`Damage::mojibake`], [`Damage::seven_bit`]). It takes the place of what was suspicious in it.
    Mojibake,
    /// Radicals and compatibility ideographs that stand for another character ([`radical`]), a run.
    RadicalForm,
    /// Halves of four-byte characters of GB 18030 ([`four_byte`]), a run.
    FourByteResidue,
    /// What is left of a binary document ([`Damage::binaries`]). It takes the place of what was suspicious in it.
    BinaryResidue,
    /// An undecoded entity or escape sequence with digits in it ([`Damage::transfers`]).
    Transfer,
}

/// A suspicious place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suspect {
    /// What it is.
    pub kind: SuspectKind,
    /// Where.
    pub span: Span,
}

/// What the walk found.
#[derive(Clone, Debug, Default)]
pub struct Damage {
    /// Suspicious places in text order, not overlapping.
    pub suspects: Vec<Suspect>,
    /// True if the text holds characters that the view folds (full-width letters and digits, traditional Han).
    pub folds: bool,
    /// Number of `\r\n`.
    pub windows_line_ends: u32,
    /// The pinyin notes of a re-published page, if the text has them throughout.
    pub annotations: Option<pinyin::Accident>,
    /// Where the same accident put the bytes out of step, in text order, not overlapping.
    pub shifts: Vec<byte_shift::Place>,
    /// Runs that were read in a wrong encoding, with the text that was lost, in text order.
    pub mojibake: Vec<mojibake::Mojibake>,
    /// Runs of UTF-7 and HZ, in text order.
    pub seven_bit: Vec<seven_bit::SevenBit>,
    /// Stretches of binary documents, in text order.
    pub binaries: Vec<binary::Binary>,
    /// Words with letters in place of others that look the same, in text order.
    pub look_alikes: Vec<look_alike::LookAlike>,
    /// Han characters outside of the standard table in a text that has few of them, in text order.
    pub foreign_forms: Vec<Span>,
    /// Stretches in another encoding than the rest of the file, in text order.
    pub mixed: Vec<mixed::Piece>,
    /// Entities and escape sequences that were not decoded, in text order.
    pub transfers: Vec<transfer::Transfer>,
}

/// What the view shows instead of a place of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading<'d> {
    /// Nothing: an annotation, an invisible character.
    Nothing,
    /// [`crate::facts::OPAQUE`]: what stood there is not known.
    Opaque,
    /// The text that stood there.
    Text(&'d str),
}

impl Damage {
    /// Walks over the text of `document`.
    pub fn scan(document: &Document) -> Self {
        Self::scan_on(document, Met::default())
    }

    /// Goes on from where another walk over the text met characters of [`STOPS`].
    pub(crate) fn scan_on(document: &Document, met: Met) -> Self {
        let file = mojibake::File {
            charset: mojibake::Charset::of(document.encoding()),
            holes: document.holes(),
            bytes: document.bytes(),
        };
        let mut damage = scan::scan_on(document.text(), met, file);
        if !document.holes().is_empty() || document.encoding() != encoding_rs::UTF_8 {
            damage.find_mixed(document);
        }
        damage
    }

    /// Finds what is in another encoding than the rest: that is no mojibake, and it is opaque.
    fn find_mixed(&mut self, document: &Document) {
        self.mixed = mixed::find(document, &self.mojibake);
        let mixed = &self.mixed;
        self.mojibake.retain(|run| {
            let next = mixed.partition_point(|piece| piece.span.end <= run.span.start);
            mixed.get(next).is_none_or(|piece| !piece.span.overlaps(run.span))
        });
        self.put_runs_among_suspects(document.text());
    }

    /// Makes each run of [`Damage::mojibake`], [`Damage::seven_bit`] and [`Damage::mixed`], and each of
    /// [`Damage::transfers`] whose digits count nothing, one suspect.
    fn put_runs_among_suspects(&mut self, text: &str) {
        let mojibake = self.mojibake.iter().map(|run| run.span).chain(self.seven_bit.iter().map(|run| run.span));
        let mojibake = mojibake.chain(self.mixed.iter().map(|piece| piece.span));
        let mojibake = mojibake.map(|span| Suspect { kind: SuspectKind::Mojibake, span });
        let digits = |run: &&transfer::Transfer| text[run.span.range()].bytes().any(|b| b.is_ascii_digit());
        let transfers = self.transfers.iter().filter(digits);
        let transfers = transfers.map(|run| Suspect { kind: SuspectKind::Transfer, span: run.span });
        let binaries = self.binaries.iter().map(|run| Suspect { kind: SuspectKind::BinaryResidue, span: run.span });
        let mut runs: Vec<Suspect> = mojibake.chain(transfers).chain(binaries).collect();
        if runs.is_empty() {
            return;
        }
        runs.sort_by_key(|run| run.span);
        runs.dedup_by(|later, earlier| earlier.span.overlaps(later.span));
        self.suspects.retain(|suspect| {
            let next = runs.partition_point(|run| run.span.end <= suspect.span.start);
            runs.get(next).is_none_or(|run| !run.span.overlaps(suspect.span))
        });
        self.suspects.append(&mut runs);
        self.suspects.sort_by_key(|suspect| suspect.span);
    }

    /// A `?` that is part of a run out of step is no character lost by itself: one accident, one finding.
    fn drop_suspects_of_shifts(&mut self) {
        let mut suspects = std::mem::take(&mut self.suspects);
        suspects.retain(|suspect| suspect.kind != SuspectKind::QuestionMark || !self.is_in_shift(suspect.span));
        self.suspects = suspects;
    }

    /// True if `span` overlaps a run out of step.
    pub fn is_in_shift(&self, span: Span) -> bool {
        let next = self.shifts.partition_point(|run| run.span.end <= span.start);
        self.shifts.get(next).is_some_and(|run| run.span.overlaps(span))
    }

    /// The suspects of one kind, in text order.
    pub fn of(&self, kind: SuspectKind) -> impl Iterator<Item = Span> + '_ {
        self.suspects.iter().filter(move |suspect| suspect.kind == kind).map(|suspect| suspect.span)
    }

    /// How the view reads the suspicious places of a stretch of the text, in text order. Where two overlap, the first one
    /// holds.
    pub fn readings_in(&self, stretch: Span) -> Vec<(Span, Reading<'_>)> {
        let suspects =
            within(&self.suspects, stretch, |suspect| suspect.span).iter().filter_map(|suspect| match suspect.kind {
                SuspectKind::PinyinAnnotation
                | SuspectKind::Invisible
                | SuspectKind::MisreadMark
                | SuspectKind::Bidi => Some((suspect.span, Reading::Nothing)),
                SuspectKind::PrivateUse
                | SuspectKind::Replacement
                | SuspectKind::QuestionMark
                | SuspectKind::BrokenAnnotation
                | SuspectKind::Residue
                | SuspectKind::Mojibake
                | SuspectKind::FourByteResidue
                | SuspectKind::BinaryResidue
                | SuspectKind::Transfer
                | SuspectKind::Control => Some((suspect.span, Reading::Opaque)),
                SuspectKind::LoneCarriageReturn | SuspectKind::OddSpace | SuspectKind::RadicalForm => None,
            });
        if self.shifts.is_empty() {
            return suspects.collect();
        }
        let restored = |place: &byte_shift::Place| place.certainty <= byte_shift::Certainty::Likely;
        let shifts = within(&self.shifts, stretch, |place| place.span).iter();
        let shifts = shifts.map(|place| match restored(place) {
            true => (place.span, Reading::Text(&place.original)),
            false => (place.span, Reading::Opaque),
        });
        // The sort is stable: a run out of step comes before the suspects that start with it.
        let mut readings: Vec<_> = shifts.chain(suspects).collect();
        readings.sort_by_key(|(span, _)| span.start);
        readings
    }
}

/// Those of `places`, which are in text order and do not overlap, that lie in a stretch or reach into it.
fn within<T>(places: &[T], stretch: Span, span: impl Fn(&T) -> Span) -> &[T] {
    let start = places.partition_point(|place| span(place).end <= stretch.start);
    let end = places.partition_point(|place| span(place).start < stretch.end);
    places.get(start..end).unwrap_or_default()
}
