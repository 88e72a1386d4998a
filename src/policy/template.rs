//! The commented configuration that `reformlint init` writes.

use crate::finding::Language;

/// The text of a new `reformlint.toml`, every key explained and commented out: it changes nothing until edited.
pub fn template(language: Language) -> &'static str {
    match language {
        Language::Zh => include_str!("template.zh.toml"),
        Language::En => include_str!("template.en.toml"),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use super::*;
    use crate::policy::config::{ConfigFile, FILE_NAME, keys};

    /// The template with every example in force.
    fn in_force(language: Language) -> String {
        let line = |line: &'static str| match line.strip_prefix('#') {
            Some(example) if !example.is_empty() && !example.starts_with(' ') => example,
            _ => line,
        };
        template(language).lines().map(|text| line(text).to_owned() + "\n").collect()
    }

    #[test]
    fn templates_are_configurations() {
        for language in [Language::Zh, Language::En] {
            for text in [template(language).to_owned(), in_force(language)] {
                let file = ConfigFile::parse(&text, Path::new("/project"), &Arc::from(Path::new(FILE_NAME)));
                assert!(file.is_ok(), "{}", file.map(|_| String::new()).unwrap_or_else(|error| error.to_string()));
            }
            assert!(template(language).lines().all(|line| line.is_empty() || line.starts_with('#')));
        }
    }

    #[test]
    fn templates_explain_every_key() {
        for language in [Language::Zh, Language::En] {
            let text = in_force(language);
            for key in keys() {
                let has = text.lines().any(|line| {
                    line.starts_with(&format!("{key} =")) || line == format!("[{key}]") || line == format!("[[{key}]]")
                });
                assert!(has, "{key}");
            }
        }
    }
}
