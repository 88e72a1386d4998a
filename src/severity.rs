//! The scales of a rule and of its fixes. Also compiled into the build script, which reads the rule files.

use serde::{Deserialize, Serialize};

/// How bad a finding is. Ordered: `Info < Warning < Error`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; never fails a build by default.
    Info,
    /// Probably wrong, or wrong in a way that needs a decision.
    Warning,
    /// Wrong by its own proof.
    Error,
}

/// How sure a rule is by its nature. Decides the profile a rule belongs to. Ordered: `Low < Medium < High`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Only with the profile `audit`.
    Low,
    /// With the profiles `strict` and `audit`.
    Medium,
    /// Always on.
    High,
}

/// Whether a fix may be applied without a person looking at it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Applicability {
    /// Proved: `--fix` applies it.
    Safe,
    /// Likely: `--unsafe-fixes` applies it.
    Unsafe,
    /// One of several candidates: shown, never applied by itself.
    #[default]
    Display,
}
