//! The language of messages: what the command line says, otherwise what the environment says.

use std::env;
use std::ffi::OsString;

use reformlint::finding::Language;

/// The language that `--lang` among the raw arguments asks for, otherwise that of the locale. Raw, since the help and
/// the errors of the command line itself are in that language too.
pub fn language(arguments: &[OsString]) -> Language {
    asked_for(arguments).unwrap_or_else(|| of_locale(|name| env::var(name).ok()))
}

fn asked_for(arguments: &[OsString]) -> Option<Language> {
    let mut language = None;
    let mut is_value = false;
    for argument in arguments.iter().filter_map(|argument| argument.to_str()) {
        let value = if is_value { Some(argument) } else { argument.strip_prefix("--lang=") };
        language = match value {
            Some("zh") => Some(Language::Zh),
            Some("en") => Some(Language::En),
            _ => language,
        };
        is_value = argument == "--lang";
        if argument == "--" {
            break;
        }
    }
    language
}

/// POSIX: the first of the three that is set and not empty says the language of messages.
fn of_locale(variable: impl Fn(&str) -> Option<String>) -> Language {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().filter_map(|name| variable(name)).find(|v| !v.is_empty());
    match locale {
        Some(locale) if locale.starts_with("zh") => Language::Zh,
        _ => Language::En,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_option_wins() {
        let language = |arguments: &[&str]| asked_for(&arguments.iter().map(OsString::from).collect::<Vec<_>>());
        assert_eq!(language(&["reformlint", "--lang", "zh"]), Some(Language::Zh));
        assert_eq!(language(&["reformlint", "check", "--lang=en", "a.txt"]), Some(Language::En));
        assert_eq!(language(&["reformlint", "check", "zh", "--", "--lang=en"]), None);
    }

    #[test]
    fn the_first_variable_that_says_something_wins() {
        let of = |pairs: &[(&str, &str)]| {
            of_locale(|name| pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
        };
        assert_eq!(of(&[("LANG", "zh_CN.UTF-8")]), Language::Zh);
        assert_eq!(of(&[("LC_ALL", ""), ("LC_MESSAGES", "zh_TW"), ("LANG", "C")]), Language::Zh);
        assert_eq!(of(&[("LC_ALL", "C"), ("LANG", "zh_CN")]), Language::En);
        assert_eq!(of(&[]), Language::En);
    }
}
