//! Encoding corruption. One file a rule, named as the rule.

mod misreading;
mod place;

pub mod bidi_control;
pub mod binary_residue;
pub mod byte_order_mark;
pub mod byte_shift;
pub mod control_character;
pub mod escape_sequence;
pub mod foreign_form;
pub mod four_byte_residue;
pub mod html_entity;
pub mod invalid_sequence;
pub mod invisible;
pub mod look_alike;
pub mod lost_character;
pub mod lost_mojibake;
pub mod mixed_encodings;
pub mod mojibake;
pub mod not_utf8;
pub mod pinyin_annotation;
pub mod private_use;
pub mod radical_form;
pub mod replacement_character;
pub mod replacement_residue;
pub mod republished_copy;

/// Places that are reported one by one by a rule that a damaged file may have millions of places for, and no safe fix; the last
/// finding says how many more there are.
const MOST_REPORTED: usize = 500;
