//! The commented configuration that `reformlint init` writes.

use crate::finding::Language;

/// The text of a new `reformlint.toml`, every key explained and commented out: it changes nothing until edited.
pub fn template(language: Language) -> &'static str {
    match language {
        Language::Zh => include_str!("template.zh.toml"),
        Language::En => include_str!("template.en.toml"),
    }
}
