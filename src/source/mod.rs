//! Bytes to text and back: decoding with a confidence, places of the text as file bytes, lines and columns, Markdown
//! blocks. Knows nothing of rules.

mod aligned;
mod codec;
mod decode;
mod delimited;
mod detect;
mod document;
mod line_index;
mod markdown;
mod offsets;
mod utf8;
pub mod walk;

pub use document::{Document, Encoding, Format, Hole, HoleKind, Origin, Position, ReadError, ReadOptions};
pub use line_index::{ColumnUnit, LineColumn, LineIndex};
pub use markdown::{Blocks, Heading, Row, Table};
pub use walk::io_reason;

/// Largest file that is read. Offsets are 32-bit.
pub const MAX_BYTES: u64 = 1 << 31;
