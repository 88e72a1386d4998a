//! Bytes to text and back: decoding with a confidence, places of the text as file bytes, lines and columns, Markdown
//! blocks. Knows nothing of rules.

mod document;
pub mod walk;

pub use document::{Document, Encoding, Format, Hole, Origin, Position, ReadError, ReadOptions};
pub use walk::io_reason;

/// Largest file that is read. Offsets are 32-bit.
pub const MAX_BYTES: u64 = 1 << 31;
