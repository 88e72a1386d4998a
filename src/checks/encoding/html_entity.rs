//! HTML entities that nobody decoded.

use crate::checks::encoding::place;
use crate::checks::{Context, Report};
use crate::damage::transfer::TransferKind;

/// See `rules/encoding/html-entity.toml`.
pub fn check(cx: &Context, report: &mut Report) {
    place::undecoded(cx, report, TransferKind::Entity);
}
