//! reformlint: a linter for report texts. It finds encoding corruption (and restores the lost text), figures that
//! contradict each other, and malformed dates.
//!
//! Data goes one way:
//! ```text
//! bytes ─ source ─▶ Document ─ damage ─▶ Damage ─ facts ─▶ Facts ─ checks ─▶ Finding* ─ policy ─ report | fix
//! ```

pub mod across;
pub mod char_class;
pub mod checks;
pub mod damage;
pub mod facts;
pub mod finding;
pub mod fix;
pub mod lsp;
pub mod policy;
pub mod relation;
pub mod repair;
pub mod report;
pub mod rules;
pub mod severity;
pub mod source;
pub mod span;

mod engine;
mod fnv;
mod reason;
mod stretch;

pub use engine::Linter;
