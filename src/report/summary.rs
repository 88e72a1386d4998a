//! The sentence at the end of a run and the table of `--statistics`, in both languages.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::Duration;

use unicode_width::UnicodeWidthStr;

use crate::finding::{Applicability, Language};
use crate::report::{Outcome, RuleCount, Summary};

/// `检查 12 个文件、412,806 字：3 个错误、1 个警告（0.9 毫秒）`, in English `checked 12 files, 412,806 characters: 3 errors,
/// 1 warning (0.9 ms)`; then what else is worth knowing.
pub fn sentence(outcome: &Outcome, language: Language) -> String {
    told(outcome, language, outcome.elapsed)
}

/// The same without the time it took: what is kept should depend on the input only.
pub fn timeless_sentence(outcome: &Outcome, language: Language) -> String {
    told(outcome, language, None)
}

fn told(outcome: &Outcome, language: Language, elapsed: Option<Duration>) -> String {
    let characters: u64 = outcome.files.iter().map(|file| file.characters).sum();
    let counts = outcome.summary();
    let mut line = match (language, counts.files) {
        (Language::Zh, 0) => "没有检查任何文件".to_owned(),
        (Language::En, 0) => "no file was checked".to_owned(),
        (Language::Zh, files) => {
            format!("检查 {} 个文件、{} 字：{}", grouped(files as u64), grouped(characters), found(&counts, language))
        }
        (Language::En, files) => {
            let files = plural(files, "file", "files");
            let characters = plural(characters as usize, "character", "characters");
            format!("checked {files}, {characters}: {}", found(&counts, language))
        }
    };
    match (language, elapsed) {
        (_, None) => {}
        (Language::Zh, Some(elapsed)) => line.extend(["（", &duration(elapsed, "毫秒", "秒"), "）"]),
        (Language::En, Some(elapsed)) => line.extend([" (", &duration(elapsed, "ms", "s"), ")"]),
    }
    let separator = if language == Language::Zh { "；" } else { "; " };
    for remark in remarks(outcome, language) {
        line.push_str(separator);
        line.push_str(&remark);
    }
    line
}

/// `3 个错误、1 个警告`, in English `3 errors, 1 warning`.
pub fn found(counts: &Summary, language: Language) -> String {
    match language {
        Language::Zh => found_zh(counts),
        Language::En => found_en(counts),
    }
}

fn found_zh(counts: &Summary) -> String {
    let parts = [(counts.error, "个错误"), (counts.warning, "个警告"), (counts.info, "个提示")];
    let parts: Vec<_> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{} {word}", grouped(*count as u64)))
        .collect();
    if parts.is_empty() { "没有发现问题".to_owned() } else { parts.join("、") }
}

fn found_en(counts: &Summary) -> String {
    let parts =
        [(counts.error, "error", "errors"), (counts.warning, "warning", "warnings"), (counts.info, "info", "infos")];
    let parts: Vec<_> =
        parts.iter().filter(|(count, ..)| *count > 0).map(|(count, one, many)| plural(*count, one, many)).collect();
    if parts.is_empty() { "nothing found".to_owned() } else { parts.join(", ") }
}

fn remarks(outcome: &Outcome, language: Language) -> Vec<String> {
    let mut remarks = Vec::new();
    let foreign: Vec<_> = outcome.files.iter().filter(|file| file.encoding != "UTF-8").collect();
    let encodings: BTreeSet<_> = foreign.iter().map(|file| file.encoding.as_str()).collect();
    let encodings: Vec<_> = encodings.into_iter().collect();
    match (language, foreign.len()) {
        (_, 0) => {}
        (Language::Zh, files) => remarks.push(format!("{files} 个文件不是 UTF-8（{}，已照读）", encodings.join("、"))),
        (Language::En, 1) => remarks.push(format!("1 file is not UTF-8 ({}, read as such)", encodings.join(", "))),
        (Language::En, files) => {
            remarks.push(format!(
                "{} files are not UTF-8 ({}, read as such)",
                grouped(files as u64),
                encodings.join(", ")
            ));
        }
    }
    let is_fixable = |fix: &crate::report::FixRecord| fix.applicability == Applicability::Safe;
    let fixable = outcome.records().filter(|(_, record)| record.fixes.iter().any(is_fixable)).count();
    match (language, fixable) {
        (_, 0) => {}
        (Language::Zh, count) => remarks.push(format!("{} 处可用 --fix 修复", grouped(count as u64))),
        (Language::En, count) => remarks.push(format!("{} can be fixed with --fix", grouped(count as u64))),
    }
    match (language, outcome.errors.len()) {
        (_, 0) => {}
        (Language::Zh, files) => remarks.push(format!("{} 个文件未能检查", grouped(files as u64))),
        (Language::En, files) => remarks.push(format!("{} could not be checked", plural(files, "file", "files"))),
    }
    remarks
}

fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count as u64), if count == 1 { one } else { many })
}

/// `412,806`
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn duration(elapsed: Duration, milliseconds: &str, seconds: &str) -> String {
    let in_milliseconds = elapsed.as_secs_f64() * 1e3;
    if in_milliseconds < 999.95 {
        format!("{in_milliseconds:.1} {milliseconds}")
    } else {
        format!("{:.1} {seconds}", elapsed.as_secs_f64())
    }
}

/// Rules and their findings a severity, the most frequent first; empty if nothing was found.
pub fn statistics(outcome: &Outcome, language: Language) -> String {
    let mut rows: Vec<(&str, RuleCount)> = outcome.statistics().into_iter().collect();
    rows.sort_by_key(|(_, count)| std::cmp::Reverse(count.error + count.warning + count.info));
    if rows.is_empty() {
        return String::new();
    }
    let headings = match language {
        Language::Zh => ["规则", "错误", "警告", "提示"],
        Language::En => ["rule", "errors", "warnings", "infos"],
    };
    let first = rows.iter().map(|(id, _)| id.width()).chain([headings[0].width()]).max().unwrap_or(0);
    let mut table = String::new();
    let mut push_row = |id: &str, cells: [&str; 3]| {
        table.push_str(id);
        table.extend(std::iter::repeat_n(' ', first - id.width()));
        for (cell, heading) in cells.iter().zip(&headings[1..]) {
            let width = heading.width().max(7);
            table.extend(std::iter::repeat_n(' ', 2 + width.saturating_sub(cell.width())));
            table.push_str(cell);
        }
        table.push('\n');
    };
    push_row(headings[0], [headings[1], headings[2], headings[3]]);
    for (id, count) in rows {
        push_row(id, [&grouped(count.error as u64), &grouped(count.warning as u64), &grouped(count.info as u64)]);
    }
    _ = writeln!(table);
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_durations() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(412_806), "412,806");
        assert_eq!(grouped(1_000_000), "1,000,000");
        assert_eq!(duration(Duration::from_micros(940), "ms", "s"), "0.9 ms");
        assert_eq!(duration(Duration::from_millis(1340), "ms", "s"), "1.3 s");
        assert_eq!(plural(1, "file", "files"), "1 file");
        assert_eq!(plural(0, "file", "files"), "0 files");
    }
}
