//! One page for a browser, with nothing outside of it: the text with its marked places, the findings beside it, a filter.
//! It is read and filtered without the script, which adds a search, keys, and the hiding of what is filtered away. What
//! comes from a text or a path is escaped, characters that act are shown as pictures, and the page itself forbids every
//! script but its own.

mod text;

use std::io::{self, Write};

use crate::finding::{Language, Severity};
use crate::report::human::{MAX_FIXES, fix_heading};
use crate::report::summary::{found, grouped, timeless_sentence};
use crate::report::{FileRecord, Options, Outcome, Piece, Record, Summary};
use crate::rules::Rule;
use crate::rules::vocabulary::{choose, family_title, severity_word};
use text::{escaped, passage, pictured, prose};

const STYLE: &str = include_str!("html/style.css");
const SCRIPT: &str = include_str!("html/script.js");

/// SHA-256 of [`SCRIPT`] in base 64: a browser runs no other script. `tests/html/check.sh` compares.
const SCRIPT_HASH: &str = "sha256-ytsdvn85hmbH3QEu4dcUtt458QV5Wdy8V5XLiOCVOj4=";

/// With more findings, files are closed until a reader opens them.
const MANY: usize = 300;

/// Bytes of unmarked text in all files together; what comes after is only counted.
const MOST_UNMARKED: usize = 4 << 20;

const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Info];

/// Writes the page.
pub fn write(outcome: &Outcome, options: &Options, out: &mut impl Write) -> io::Result<()> {
    let page = Page::new(outcome, options);
    page.head(out)?;
    page.filter(out)?;
    page.contents(out)?;
    writeln!(out, "<main id=\"findings\">")?;
    let (mut first, mut unmarked) = (0, 0);
    for (index, file) in outcome.files.iter().enumerate().filter(|(_, file)| !file.findings.is_empty()) {
        page.file(index, file, first, &mut unmarked, out)?;
        first += file.findings.len();
    }
    writeln!(out, "</main>")?;
    page.errors(out)?;
    page.rules(out)?;
    writeln!(
        out,
        "<footer>reformlint {}</footer>\n<script>{SCRIPT}</script>\n</body>\n</html>",
        env!("CARGO_PKG_VERSION")
    )
}

/// The name of a severity in the page's classes.
const fn class(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}

/// What the whole page needs to know.
struct Page<'a> {
    outcome: &'a Outcome,
    options: &'a Options,
    language: Language,
    /// Families of the findings, sorted; a family's class is its index.
    families: Vec<&'a str>,
    /// Rules of the findings, sorted by id.
    rules: Vec<&'a Rule>,
}

impl<'a> Page<'a> {
    fn new(outcome: &'a Outcome, options: &'a Options) -> Self {
        let mut rules: Vec<&Rule> = outcome.records().map(|(_, record)| &*record.rule).collect();
        rules.sort_by(|a, b| a.id.cmp(&b.id));
        rules.dedup_by(|a, b| a.id == b.id);
        let mut families: Vec<&str> = rules.iter().map(|rule| rule.family()).collect();
        families.dedup();
        Self { outcome, options, language: options.language, families, rules }
    }

    fn say(&self, zh: &'static str, en: &'static str) -> &'static str {
        choose(self.language, zh, en)
    }

    fn family(&self, record: &Record) -> usize {
        self.families.iter().position(|family| *family == record.rule.family()).unwrap_or_default()
    }

    /// The classes by which a finding's parts are shown and hidden.
    fn classes(&self, record: &Record) -> String {
        format!("{} f{}", class(record.severity), self.family(record))
    }

    fn head(&self, out: &mut impl Write) -> io::Result<()> {
        let title = self.say("文稿检查结果", "Findings in texts");
        writeln!(
            out,
            "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" \
             content=\"default-src 'none'; style-src 'unsafe-inline'; script-src '{SCRIPT_HASH}'; base-uri 'none'; \
             form-action 'none'\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"generator\" content=\"reformlint {}\">\n<title>{title}</title>\n<style>\n{STYLE}",
            self.say("zh-CN", "en"),
            env!("CARGO_PKG_VERSION"),
        )?;
        for index in 0..self.families.len() {
            let unchecked = format!(":root:has(#family-{index}:not(:checked))");
            writeln!(out, "{unchecked} :is(.card,.badge).f{index}{{display:none}}")?;
            writeln!(out, "{unchecked} :is(mark,.related).f{index}{{all:unset}}")?;
        }
        let sentence = timeless_sentence(self.outcome, self.language);
        let sentence = escaped(&sentence);
        writeln!(
            out,
            "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#findings\">{}</a>\n<header>\n<h1>{title}</h1>\n\
             <p class=\"summary\">{sentence}</p>\n</header>",
            self.say("跳到正文", "Skip to the texts"),
        )
    }

    /// Check boxes for severities and families with how much there is of each; they work without the script.
    fn filter(&self, out: &mut impl Write) -> io::Result<()> {
        let counts = self.outcome.summary();
        writeln!(out, "<div class=\"filter\" role=\"group\" aria-label=\"{}\">", self.say("筛选", "Filter"))?;
        for severity in SEVERITIES {
            let count = count_of(&counts, severity);
            if count > 0 {
                let (name, word) = (class(severity), severity_word(severity, self.language));
                writeln!(
                    out,
                    "<label class=\"{name}\"><input type=\"checkbox\" id=\"{name}\" checked> {word} <b>{}</b></label>",
                    grouped(count as u64)
                )?;
            }
        }
        for (index, family) in self.families.iter().enumerate() {
            let count = self.outcome.records().filter(|(_, record)| record.rule.family() == *family).count();
            let title = family_title(family, self.language).unwrap_or(family);
            writeln!(
                out,
                "<label><input type=\"checkbox\" id=\"family-{index}\" checked> {} <b>{}</b></label>",
                escaped(title),
                grouped(count as u64)
            )?;
        }
        writeln!(
            out,
            "<label class=\"with-script\" hidden>{} <input type=\"search\" id=\"search\"></label>\n\
             <span class=\"with-script\" hidden>{} <output id=\"shown\"></output> · {}</span>\n</div>",
            self.say("查找", "Find"),
            self.say("显示", "shown"),
            self.say(
                "<kbd>j</kbd> 下一处 <kbd>k</kbd> 上一处 <kbd>/</kbd> 查找",
                "<kbd>j</kbd> next <kbd>k</kbd> previous <kbd>/</kbd> find"
            ),
        )
    }

    /// The files with findings, where there is more than one.
    fn contents(&self, out: &mut impl Write) -> io::Result<()> {
        let files = || self.outcome.files.iter().enumerate().filter(|(_, file)| !file.findings.is_empty());
        let count = files().count();
        if count < 2 {
            return Ok(());
        }
        let open = if count <= 20 { " open" } else { "" };
        let title = self.say("有问题的文件", "Files with findings");
        writeln!(out, "<nav><details{open}><summary>{title} <b>{}</b></summary>\n<ol>", grouped(count as u64))?;
        for (index, file) in files() {
            let counts = escaped(&found(&counts(file), self.language)).into_owned();
            writeln!(out, "<li><a href=\"#file-{index}\">{}</a> <small>{counts}</small></li>", pictured(&file.path))?;
        }
        writeln!(out, "</ol></details></nav>")
    }

    /// A file's findings beside its text; its first finding has the number after `first`.
    fn file(
        &self,
        index: usize,
        file: &FileRecord,
        first: usize,
        unmarked: &mut usize,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let is_open = self.outcome.records().nth(MANY).is_none();
        let counts = escaped(&found(&counts(file), self.language)).into_owned();
        writeln!(
            out,
            "<details class=\"file\"{}><summary><h2>{}</h2> <small>{counts} · {}{}</small></summary>\n\
             <div id=\"file-{index}\">",
            if is_open { " open" } else { "" },
            pictured(&file.path),
            escaped(&file.encoding),
            if file.bom { " BOM" } else { "" },
        )?;
        for (number, record) in file.findings.iter().enumerate().filter(|(_, record)| record.whole_file) {
            write!(
                out,
                "<div class=\"row\"><span></span><div class=\"text about-file\">{}</div><div>",
                self.say("整个文件", "the whole file")
            )?;
            self.card(first + number + 1, record, out)?;
            writeln!(out, "</div></div>")?;
        }
        for piece in &file.pieces {
            match piece {
                Piece::Marked(passage) => {
                    write!(out, "<div class=\"row\"><span class=\"line\">{}</span><div class=\"text\">", passage.line)?;
                    self::passage(passage, &file.findings, first, |record| self.classes(record), out)?;
                    write!(out, "</div><div>")?;
                    let starting = passage.marks.iter().filter(|mark| mark.is_start && !mark.is_related);
                    for mark in starting {
                        if let Some(record) = file.findings.get(mark.finding) {
                            self.card(first + mark.finding + 1, record, out)?;
                        }
                    }
                    writeln!(out, "</div></div>")?;
                }
                Piece::Between { line, lines, text } => {
                    let text = text.as_ref().filter(|text| {
                        *unmarked += text.len();
                        *unmarked <= MOST_UNMARKED
                    });
                    self.between(*line, *lines, text.map(String::as_str), out)?;
                }
            }
        }
        writeln!(out, "</div></details>")
    }

    /// Lines without findings, folded; only counted if the text is not there.
    fn between(&self, line: u32, lines: usize, text: Option<&str>, out: &mut impl Write) -> io::Result<()> {
        let count = match (self.language, lines) {
            (Language::Zh, _) => format!("{} 行未见问题", grouped(lines as u64)),
            (Language::En, 1) => "1 line without findings".to_owned(),
            (Language::En, _) => format!("{} lines without findings", grouped(lines as u64)),
        };
        write!(out, "<div class=\"row between\"><span class=\"line\">{line}</span>")?;
        match text {
            None => writeln!(out, "<div>… {count}</div></div>"),
            Some(text) => writeln!(
                out,
                "<details><summary>… {count}</summary><div class=\"text\">{}</div></details></div>",
                text::pictured_text(text)
            ),
        }
    }

    /// A finding: what is wrong, where, the proof, what would settle it.
    fn card(&self, number: usize, record: &Record, out: &mut impl Write) -> io::Result<()> {
        let classes = self.classes(record);
        write!(out, "<article class=\"card {classes}\" id=\"finding-{number}\" tabindex=\"-1\"><h3>")?;
        match record.whole_file {
            true => write!(out, "<span class=\"badge {classes}\">{number}</span> ")?,
            false => write!(out, "<a class=\"badge {classes}\" href=\"#place-{number}\">{number}</a> ")?,
        }
        let rule = self.rules.partition_point(|rule| rule.id < record.rule.id);
        write!(
            out,
            "{} <a href=\"#rule-{rule}\">{}</a>",
            severity_word(record.severity, self.language),
            pictured(&record.rule.id)
        )?;
        if !record.whole_file {
            write!(out, " <small>{}:{}</small>", record.range.start.line, record.range.start.column)?;
        }
        write!(out, "</h3><p>{}</p>", text::pictured_text(&record.message))?;
        self.list(
            "related-places",
            record.related.iter().filter(|related| related.path.is_none() && !related.message.is_empty()),
            out,
            |related| {
                let start = related.range.start;
                format!("{} <small>{}:{}</small>", pictured(&related.message), start.line, start.column)
            },
        )?;
        self.list("notes", record.notes.iter(), out, |note| text::pictured_text(note))?;
        self.list("fixes", record.fixes.iter().take(MAX_FIXES), out, |fix| {
            format!("{}{}", fix_heading(fix.applicability, self.language), pictured(&fix.title))
        })?;
        if !record.evidence.is_empty() {
            write!(out, "<details><summary>{}</summary><dl>", self.say("证据", "Evidence"))?;
            for (key, value) in &record.evidence {
                write!(out, "<dt>{}</dt><dd>{}</dd>", pictured(key), pictured(&value.to_string()))?;
            }
            write!(out, "</dl></details>")?;
        }
        writeln!(out, "</article>")
    }

    fn list<T>(
        &self,
        class: &str,
        items: impl Iterator<Item = T>,
        out: &mut impl Write,
        show: impl Fn(T) -> String,
    ) -> io::Result<()> {
        let items: String = items.map(|item| format!("<li>{}</li>", show(item))).collect();
        if items.is_empty() { Ok(()) } else { write!(out, "<ul class=\"{class}\">{items}</ul>") }
    }

    fn errors(&self, out: &mut impl Write) -> io::Result<()> {
        if self.outcome.errors.is_empty() {
            return Ok(());
        }
        writeln!(
            out,
            "<section class=\"errors\"><h2>{}</h2>\n<ul>",
            self.say("未能检查的文件", "Files that could not be checked")
        )?;
        for error in &self.outcome.errors {
            writeln!(out, "<li><b>{}</b> {}</li>", pictured(&error.path), text::pictured_text(&error.message))?;
        }
        writeln!(out, "</ul></section>")
    }

    /// What the rules say of themselves, so that the page can be read without the program.
    fn rules(&self, out: &mut impl Write) -> io::Result<()> {
        if self.rules.is_empty() {
            return Ok(());
        }
        writeln!(out, "<section class=\"rules\"><h2>{}</h2>", self.say("规则说明", "The rules"))?;
        for (index, rule) in self.rules.iter().enumerate() {
            write!(
                out,
                "<details><summary><code>{}</code> {}</summary><div id=\"rule-{index}\">",
                pictured(&rule.id),
                pictured(rule.summary.get(self.language))
            )?;
            write!(out, "{}", prose(rule.explain.get(self.language)))?;
            if let Some(page) = self.options.rule_page(&rule.id) {
                let page = escaped(&page).into_owned();
                write!(out, "<p><a href=\"{page}\" rel=\"noreferrer\">{page}</a></p>")?;
            }
            writeln!(out, "</div></details>")?;
        }
        writeln!(out, "</section>")
    }
}

fn counts(file: &FileRecord) -> Summary {
    let mut counts = Summary::default();
    file.findings.iter().for_each(|record| counts.count(record.severity));
    counts
}

fn count_of(counts: &Summary, severity: Severity) -> usize {
    match severity {
        Severity::Error => counts.error,
        Severity::Warning => counts.warning,
        Severity::Info => counts.info,
    }
}
