//! The words that every command, format and page uses for families, severities and profiles. Takes the value and the
//! language, gives the word; knows nothing of where it is shown.

use crate::finding::{Confidence, Language, Severity};

/// What a family of built-in rules is about; none for a user's own.
pub fn family_title(family: &str, language: Language) -> Option<&'static str> {
    let (zh, en) = match family {
        "encoding" => ("编码损坏", "damaged encoding"),
        "figures" => ("数字与序号", "figures and sequences"),
        "dates" => ("日期与时间", "dates and times"),
        "policy" => ("忽略标记", "suppressions"),
        _ => return None,
    };
    Some(choose(language, zh, en))
}

/// A severity in a sentence.
pub fn severity_word(severity: Severity, language: Language) -> &'static str {
    let (zh, en) = match severity {
        Severity::Error => ("错误", "error"),
        Severity::Warning => ("警告", "warning"),
        Severity::Info => ("提示", "info"),
    };
    choose(language, zh, en)
}

/// The profile that turns a rule of this confidence on.
pub fn profile_name(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::High => "default",
        Confidence::Medium => "strict",
        Confidence::Low => "audit",
    }
}

/// The text of one language.
pub fn choose<T>(language: Language, zh: T, en: T) -> T {
    match language {
        Language::Zh => zh,
        Language::En => en,
    }
}
