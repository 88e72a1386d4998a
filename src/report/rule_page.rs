//! The pages of the rules in Markdown: one a rule, in both languages, and an index. Everything on a page comes from the
//! rule's own file. Takes rules, gives texts with their paths below the folder of the pages; does no I/O.

use std::fmt::Write as _;
use std::sync::Arc;

use crate::finding::Language;
use crate::report::picture::on_lines;
use crate::report::uri;
use crate::rules::vocabulary::{family_title, profile_name, severity_word};
use crate::rules::{Example, Rule};

/// Where the pages of the built-in rules are published, without a slash at the end; set by whoever builds the program
/// for others. The setting `rule-pages` goes before it.
pub const PUBLISHED: Option<&str> = option_env!("REFORMLINT_RULE_PAGES");

/// The first line of every page: a file that starts with it may be replaced or removed.
pub const MARK: &str = "<!-- reformlint rules --format markdown -->";

/// The path of the index.
const INDEX: &str = "README.md";

/// One page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulePage {
    /// Its path below the folder of the pages, `/` between folders.
    pub path: String,
    /// The page in Markdown.
    pub text: String,
}

/// The page of every rule, then the index. `rules` are sorted by id.
pub fn rule_pages(rules: &[Arc<Rule>]) -> Vec<RulePage> {
    let mut pages: Vec<RulePage> =
        rules.iter().map(|rule| RulePage { path: format!("{}.md", rule.id), text: page(rule) }).collect();
    pages.push(RulePage { path: INDEX.to_owned(), text: index(rules) });
    pages
}

/// The address of a rule's page below `base`.
pub fn rule_page_url(base: &str, id: &str) -> String {
    format!("{}/{}", base.trim_end_matches('/'), uri::from_path(&format!("{id}.md")))
}

fn page(rule: &Rule) -> String {
    let mut page = format!("{MARK}\n# {}\n", rule.id);
    let is_translated = rule.summary.zh != rule.summary.en || rule.explain.zh != rule.explain.en;
    section(&mut page, rule, Language::Zh);
    if is_translated {
        page.push_str("\n## English\n");
        section(&mut page, rule, Language::En);
    }
    let (reported, silent): (Vec<&Example>, Vec<&Example>) =
        rule.examples.iter().partition(|example| example.is_reported());
    examples(
        &mut page,
        "会报 · Reported",
        "`⟦ ⟧` 是所指之处，不属于文稿。`⟦ ⟧` is the place and not part of the text.",
        &reported,
    );
    examples(&mut page, "不报 · Not reported", "", &silent);
    page.push_str("\n[全部规则 · All rules](../README.md)\n");
    page
}

/// The rule in one language: what it is, what it says of itself.
fn section(page: &mut String, rule: &Rule, language: Language) {
    let (severity, profile) = (severity_word(rule.severity, language), profile_name(rule.confidence));
    // Writing to a string cannot fail.
    _ = write!(page, "\n**{}**\n\n", on_lines(rule.summary.get(language)));
    _ = match language {
        Language::Zh => write!(page, "{severity} · 规则组 `{profile}`"),
        Language::En => write!(page, "{severity} · profile `{profile}`"),
    };
    if !rule.since.is_empty() {
        _ = match language {
            Language::Zh => write!(page, " · 自 {} 版起", rule.since),
            Language::En => write!(page, " · since {}", rule.since),
        };
    }
    let explained = rule.explain.get(language).trim();
    page.push('\n');
    if !explained.is_empty() {
        _ = write!(page, "\n{}\n", on_lines(explained));
    }
}

fn examples(page: &mut String, title: &str, remark: &str, examples: &[&Example]) {
    if examples.is_empty() {
        return;
    }
    _ = write!(page, "\n## {title}\n");
    if !remark.is_empty() {
        _ = write!(page, "\n{remark}\n");
    }
    for example in examples {
        let remarks = remarks(example);
        if !remarks.is_empty() {
            _ = write!(page, "\n{}:\n", remarks.join("; "));
        }
        fenced(page, example.bytes.as_deref().unwrap_or(&example.text));
        if let Some(fixed) = &example.fixed {
            page.push_str("\n修复后 · Fixed:\n");
            fenced(page, fixed);
        }
    }
}

/// What a text alone does not show.
fn remarks(example: &Example) -> Vec<String> {
    let mut remarks = Vec::new();
    if example.whole_file {
        remarks.push("整个文件 · the whole file".to_owned());
    }
    if example.bytes.is_some() {
        remarks.push("字节 · bytes".to_owned());
        let places: Vec<_> = example.at.iter().map(|[start, end]| format!("{start}–{end}")).collect();
        if !places.is_empty() {
            remarks.push(format!("所指 · reported {}", places.join(", ")));
        }
    }
    if let Some(encoding) = &example.encoding {
        remarks.push(format!("编码 · encoding {encoding}"));
    }
    if example.markdown {
        remarks.push("Markdown".to_owned());
    }
    if let Some(date) = &example.document_date {
        remarks.push(format!("文稿日期 · document date {date}"));
    }
    remarks
}

/// A block that shows `text` as it is, control characters as pictures. The fence is longer than any in the text.
fn fenced(page: &mut String, text: &str) {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let text = text.replace("\r\n", "\n");
    _ = write!(page, "\n{fence}text\n{}\n{fence}\n", on_lines(text.strip_suffix('\n').unwrap_or(&text)));
}

fn index(rules: &[Arc<Rule>]) -> String {
    let mut page = format!("{MARK}\n# 规则 · Rules\n");
    let mut family = "";
    for rule in rules {
        if rule.family() != family {
            family = rule.family();
            let titles = [Language::Zh, Language::En].map(|language| family_title(family, language));
            _ = match titles {
                [Some(zh), Some(en)] => write!(page, "\n## {family} {zh} · {en}\n\n"),
                _ => write!(page, "\n## {family}\n\n"),
            };
            page.push_str(
                "| 规则 · rule | 级别 · severity | 规则组 · profile | 查什么 · what it finds |\n|---|---|---|---|\n",
            );
        }
        let summaries = [&rule.summary.zh, &rule.summary.en].map(|summary| in_cell(summary));
        let [zh, en] = &summaries;
        _ = writeln!(
            page,
            "| [{}]({}.md) | {} · {} | `{}` | {zh}{} |",
            in_cell(&rule.id),
            uri::from_path(&rule.id),
            severity_word(rule.severity, Language::Zh),
            severity_word(rule.severity, Language::En),
            profile_name(rule.confidence),
            if zh == en { String::new() } else { format!("<br>{en}") },
        );
    }
    page
}

/// A text in a cell of a table.
fn in_cell(text: &str) -> String {
    on_lines(text).replace('|', "\\|").replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::built_in;

    fn example(text: &str) -> Example {
        Example { text: text.to_owned(), ..Example::default() }
    }

    #[test]
    fn addresses() {
        let url = rule_page_url("https://example.org/rules/", "figures/range-unit");
        assert_eq!(url, "https://example.org/rules/figures/range-unit.md");
        assert_eq!(rule_page_url("file:///页", "规/a b"), "file:///页/%E8%A7%84/a%20b.md");
    }

    #[test]
    fn what_a_text_does_not_show_is_said() {
        let mut page = String::new();
        let bytes = Example { bytes: Some("EF BB BF".to_owned()), whole_file: true, ..Example::default() };
        examples(&mut page, "会报", "", &[&bytes, &example("一\u{202E}二```\r\n三")]);
        assert_eq!(
            page,
            "\n## 会报\n\n整个文件 · the whole file; 字节 · bytes:\n\n```text\nEF BB BF\n```\n\
             \n````text\n一<U+202E>二```\n三\n````\n"
        );
    }

    #[test]
    fn every_rule_has_a_page_and_a_line_in_the_index() {
        let rules: Vec<_> = built_in().into_iter().map(Arc::new).collect();
        let pages = rule_pages(&rules);
        let (index, pages) = pages.split_last().expect("an index");
        assert_eq!(pages.len(), rules.len());
        for (page, rule) in pages.iter().zip(&rules) {
            assert!(index.text.contains(&format!("]({})", page.path)), "{}", rule.id);
            assert!(page.text.contains("\n## English\n") && page.text.contains("\n## 不报"), "{}", rule.id);
        }
    }
}
