//! Encoding corruption. One file a rule, named as the rule.

mod place;

pub mod bidi_control;
pub mod control_character;
pub mod invisible;
pub mod lost_character;
pub mod pinyin_annotation;
pub mod private_use;
pub mod replacement_character;
pub mod replacement_residue;
