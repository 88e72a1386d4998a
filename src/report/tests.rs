//! Hand-made findings in every format and both languages.

use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

use proptest::prelude::*;
use proptest::sample::Index;

use crate::finding::{Applicability, Finding, Fix, Language, Message, Severity};
use crate::report::{AmbiguousWidth, FileError, FileRecord, Format, Options, Outcome, write};
use crate::rules::{Bilingual, Kind, Rule};
use crate::severity::Confidence;
use crate::source::{Document, ReadOptions};
use crate::span::Span;

fn bilingual(zh: &str, en: &str) -> Bilingual {
    Bilingual { zh: Cow::Owned(zh.to_owned()), en: Cow::Owned(en.to_owned()) }
}

/// A rule with the texts that the findings here use.
fn rule(id: &str, severity: Severity, zh: &str, en: &str) -> Arc<Rule> {
    let texts = [
        ("message", bilingual(zh, en)),
        ("count", bilingual("{count}项", "{count} items")),
        ("note", bilingual("两处必有一误", "one of the two must be wrong")),
        ("fix", bilingual("改为“{new}”", "change to “{new}”")),
    ];
    Arc::new(Rule {
        id: Cow::Owned(id.to_owned()),
        severity,
        confidence: Confidence::High,
        since: Cow::Borrowed("0.1"),
        summary: bilingual("所说与所列不符", "what is announced is not what is listed"),
        explain: bilingual("所说的项数应当等于所列的项数。", "The number announced is the number listed."),
        messages: texts.map(|(key, text)| (Cow::Borrowed(key), text)).into(),
        examples: Vec::new(),
        kind: Kind::Native(|_, _| {}),
        beside: None,
    })
}

fn document(text: &str) -> Document {
    let options = ReadOptions { encoding: Some(encoding_rs::UTF_8), ..ReadOptions::default() };
    Document::read(text.as_bytes().to_vec(), options).expect("a text")
}

/// Where `part` first stands in `text`.
fn at(text: &str, part: &str) -> Span {
    let start = text.find(part).expect("a part of the text");
    Span::new(start, start + part.len())
}

fn written(outcome: &Outcome, options: &Options) -> String {
    let mut out = Vec::new();
    write(outcome, options, &mut out).expect("writing to memory");
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn sarif_links_to_the_published_pages() {
    let options =
        Options { rule_pages: Some("https://example.org/rules".to_owned()), ..in_format(Format::Sarif, Language::En) };
    let log: serde_json::Value = serde_json::from_str(&written(&sample(Language::En), &options)).expect("JSON");
    let rule = &log["runs"][0]["tool"]["driver"]["rules"][0];
    assert_eq!(rule["id"], "encoding/control-character");
    assert_eq!(rule["helpUri"], "https://example.org/rules/encoding/control-character.md");
}

#[test]
fn json_is_as_documented() {
    let text = "第一行。\r\n😀建立甲、乙、丙4项机制。\r\n";
    let announced = rule("figures/enumeration-count", Severity::Error, "文中写作{announced}项", "says {announced}");
    let mut finding = Finding::new(&announced, at(text, "4项机制"));
    finding
        .arg("announced", 4)
        .related(at(text, "甲、乙、丙"), Message::new("count").arg("count", 3))
        .note(Message::new("note"))
        .evidence("announced", 4)
        .fix(Fix::replace(Message::new("fix").arg("new", "3项"), Applicability::Unsafe, at(text, "4"), "3"));
    let outcome = Outcome {
        files: vec![FileRecord::new("a.txt", &document(text), &[finding], Language::Zh)],
        errors: vec![FileError { path: "b.bin".to_owned(), message: "不是文本".to_owned() }],
        elapsed: None,
    };
    let json = written(&outcome, &in_format(Format::Json, Language::Zh));
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let page = include_str!("../../docs/json.md");
    let (_, example) = page.split_once("```json\n").expect("an example");
    let (example, _) = example.split_once("```").expect("the end of the example");
    let documented: serde_json::Value = serde_json::from_str(example).expect("JSON in docs/json.md");
    assert_eq!(json, documented);
}

const LONG_CLAUSE: &str = "继续完善各项配套办法，逐项落实到人；";

/// A line of over 1,200 characters with `part` in its middle.
fn long_line(part: &str) -> String {
    format!("{}{part}{}", LONG_CLAUSE.repeat(36), LONG_CLAUSE.repeat(34))
}

/// What the formats must cope with, in one run.
fn sample(language: Language) -> Outcome {
    let count = rule(
        "figures/enumeration-count",
        Severity::Error,
        "文中写作{announced}，所列为{listed}",
        "the text says {announced}, {listed} are listed",
    );
    let control = rule("encoding/control-character", Severity::Warning, "控制字符 {name}", "control character {name}");
    let encoding =
        rule("encoding/not-utf8", Severity::Info, "文件不是 UTF-8，而是 {name}", "the file is {name}, not UTF-8");

    // Han on a line of over 1,200 characters; the related place on the same line; a second line end form.
    let long = format!("第一行。\r\n{}\r\n", long_line("创新建立甲、乙、丙、丁、戊、己、庚、辛、壬、癸9项机制；"));
    let mut in_long = Finding::new(&count, at(&long, "9项"));
    in_long
        .arg("announced", "9项")
        .arg("listed", "10项")
        .related(at(&long, "9项"), Message::new("count").arg("count", 9))
        .related(at(&long, "甲、乙、丙、丁、戊、己、庚、辛、壬、癸"), Message::new("count").arg("count", 10))
        .note(Message::new("note"))
        .evidence("announced", 9)
        .evidence("listed", 10)
        .fix(Fix::replace(Message::new("fix").arg("new", "10项"), Applicability::Display, at(&long, "9"), "10"));

    // Emoji, full width, a related place on another line, a tab.
    let wide = "😀共抓３件事：一是甲；\n二是乙。\n\n另有\t四是丁。";
    let mut in_wide = Finding::new(&count, at(wide, "３件事"));
    in_wide
        .arg("announced", "３件")
        .arg("listed", "2件")
        .related(at(wide, "一是"), Message::new("count").arg("count", 1))
        .related(at(wide, "二是"), Message::new("count").arg("count", 1))
        .related(at(wide, "四是"), Message::new("count").arg("count", 1));

    // Control and bidirectional characters in the text and in a message; a span over several lines.
    let damaged = "标题\u{202E}文\u{1B}[31m字\u{0}，余下照旧。\n甲\n乙\n丙丁戊\n";
    let mut escape = Finding::new(&control, at(damaged, "\u{1B}[31m"));
    escape.arg("name", "\u{1B}\u{202E}").fix(Fix::replace(
        Message::new("fix").arg("new", ""),
        Applicability::Safe,
        at(damaged, "\u{1B}[31m"),
        "",
    ));
    let mut lines = Finding::new(&control, at(damaged, "旧。\n甲\n乙\n丙"));
    lines.arg("name", "LF").fix(Fix::replace(
        Message::new("fix").arg("new", "甲，乙"),
        Applicability::Unsafe,
        at(damaged, "甲\n乙"),
        "甲，乙",
    ));

    let mut whole = Finding::new(&encoding, Span::empty(0));
    whole.arg("name", "GB18030").note(Message::new("note")).whole_file();

    let file = |path, text: &str, findings: &[Finding]| {
        let document = document(text);
        FileRecord::new(path, &document, findings, language).with_pieces(&document, findings)
    };
    let unreadable = match language {
        Language::Zh => "不是文本：二进制文件",
        Language::En => "not a text: a binary file",
    };
    Outcome {
        files: vec![
            file("报告/综述 一.md", &long, &[in_long]),
            file("报告/100%,a:b.txt", wide, &[in_wide]),
            file("damaged\u{1B}.txt", damaged, &[whole, escape, lines]),
            file("无误.txt", "全文无误。\n", &[]),
        ],
        errors: vec![FileError { path: "报告/坏 件.bin".to_owned(), message: unreadable.to_owned() }],
        elapsed: None,
    }
}

fn in_format(format: Format, language: Language) -> Options {
    Options { format, language, ..Options::default() }
}

/// The drawn line with the finding and the line of carets below it, both after the frame.
fn drawn(text: &str, part: &str, options: &Options) -> (String, String) {
    let rule = rule("figures/enumeration-count", Severity::Error, "不符", "mismatch");
    let finding = Finding::new(&rule, at(text, part));
    let files = vec![FileRecord::new("a.txt", &document(text), &[finding], Language::Zh)];
    let human = written(&Outcome { files, ..Outcome::default() }, options);
    let border = ["│ ", "| "];
    let after_border =
        |line: &str| border.iter().find_map(|border| line.split_once(border)).map(|(_, after)| after.to_owned());
    let lines: Vec<_> = human.lines().collect();
    let carets = lines.iter().position(|line| line.contains('^')).expect("carets");
    (after_border(lines[carets - 1]).expect("a frame"), after_border(lines[carets]).expect("a frame"))
}

#[test]
fn carets_stand_under_the_label() {
    use unicode_width::UnicodeWidthStr;
    let texts = [
        ("普及率由60.2%提高到65.2%。", "60.2%"),
        ("全年抓９项任务，共９件", "共９件"),
        ("😀👨‍👩‍👧和𠮷野：第三点", "第三点"),
        ("“①”……——×÷≥“９项”", "９项"),
        ("“①”……——×÷≥“９项”", "“９项”"),
        ("\u{1B}[2J与\u{202E}反\u{200B}写在此", "写在"),
        ("❤️1️⃣️和９项", "９项"),
        ("㈠Ⅳ、Ωα→☆第 9 项", "第 9 项"),
    ];
    for (text, part) in texts {
        for ambiguous_width in [AmbiguousWidth::Narrow, AmbiguousWidth::Wide] {
            let width = |text: &str| match ambiguous_width {
                AmbiguousWidth::Narrow => text.width(),
                AmbiguousWidth::Wide => text.width_cjk(),
            };
            for text in [text.to_owned(), long_line(text)] {
                let (line, carets) = drawn(&text, part, &Options { ambiguous_width, ..Options::default() });
                let (before, _) = line.split_once(part).expect("the label is shown");
                assert_eq!(carets.find('^'), Some(width(before)), "{line}\n{carets}");
                assert_eq!(carets.matches('^').count(), width(part), "{line}\n{carets}");
            }
        }
    }
}

#[test]
fn long_lines_fit_the_terminal() {
    use unicode_width::UnicodeWidthStr;
    for columns in [40, 60, 80, 120] {
        for part in ["9项", "“甲”、“乙”和“丙”", "1953年"] {
            let options = Options { width: Some(columns), ..Options::default() };
            let (line, _) = drawn(&long_line(part), part, &options);
            assert!(line.width() + 4 <= columns, "{columns}: {line}");
            assert!(line.starts_with('…') && line.ends_with('…') && line.contains(part), "{line}");
        }
    }
}

#[test]
fn long_labels_are_cut_in_the_middle() {
    let label = format!("始{}终", "烫".repeat(3_000));
    let (line, carets) = drawn(&format!("前文，{label}后文"), &label, &Options::default());
    assert!(line.starts_with("前文，始烫") && line.ends_with("烫终后文") && line.contains("烫…烫"), "{line}");
    assert!(!carets.trim().contains(' '), "{carets}");
    assert!(line.chars().count() < 120, "{line}");
}

#[test]
fn every_format_in_both_languages() {
    for format in Format::ALL {
        for (language, name) in [(Language::Zh, "zh"), (Language::En, "en")] {
            let out = written(&sample(language), &in_format(*format, language));
            // One result a line, so that a difference can be read.
            let out = if matches!(format, Format::Json | Format::Sarif | Format::Gitlab) {
                let value: serde_json::Value = serde_json::from_str(&out).expect("JSON");
                serde_json::to_string_pretty(&value).expect("JSON")
            } else {
                out
            };
            let out = out.replace(env!("CARGO_PKG_VERSION"), "[version]");
            let out = match format {
                Format::Html => without(&without(&out, "<style>", "</style>"), "<script>", "</script>"),
                _ => out,
            };
            insta::assert_snapshot!(format!("{format}_{name}"), out);
        }
    }
}

/// `text` without what stands between the first `start` and the last `end`.
fn without(text: &str, start: &str, end: &str) -> String {
    let (before, rest) = text.split_once(start).expect("a start");
    let (_, after) = rest.rsplit_once(end).expect("an end");
    [before, start, end, after].concat()
}

#[test]
fn statistics_summary_and_silence() {
    let human = |outcome: &Outcome, options: Options| written(outcome, &options);
    let mut shown = String::new();
    for language in [Language::Zh, Language::En] {
        let empty = Outcome::default();
        let clean = Outcome {
            files: vec![FileRecord::new("a.txt", &document("无误"), &[], language)],
            elapsed: Some(std::time::Duration::from_micros(940)),
            ..Outcome::default()
        };
        let options = in_format(Format::Human, language);
        shown += &human(&empty, options.clone());
        shown += &human(&clean, options.clone());
        shown += &human(&clean, Options { quiet: true, ..options.clone() });
        shown += &human(&sample(language), Options { statistics: true, ..options });
        let mut summary = Vec::new();
        super::write_step_summary(&sample(language), language, &mut summary).expect("writing to memory");
        shown += &String::from_utf8(summary).expect("UTF-8");
    }
    insta::assert_snapshot!("statistics_summary_and_silence", shown);
}

#[test]
fn nothing_found_is_valid_in_every_format() {
    for format in Format::ALL {
        let out = written(&Outcome::default(), &in_format(*format, Language::En));
        match format {
            Format::Json => assert_eq!(
                out,
                "{\"version\":1,\"files\":[],\"errors\":[],\"summary\":{\"files\":0,\"error\":0,\"warning\":0,\"info\":0}}\n"
            ),
            Format::Sarif => validate_sarif(&out),
            Format::Gitlab => assert_eq!(out, "[]\n"),
            Format::Jsonl | Format::Github => assert_eq!(out, ""),
            Format::Human => assert_eq!(out, "no file was checked\n"),
            Format::Checkstyle => assert!(out.ends_with("<checkstyle version=\"4.3\">\n</checkstyle>\n"), "{out}"),
            Format::Html => assert!(out.contains("no file was checked") && out.ends_with("</html>\n"), "{out}"),
            Format::Junit => assert!(out.contains("tests=\"0\"") && out.ends_with("</testsuites>\n"), "{out}"),
        }
    }
}

fn validate_sarif(sarif: &str) {
    static VALIDATOR: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
        // The schema's pattern for languages has a `]` without `[`, which JavaScript reads as the character itself.
        let schema = include_str!("../../tests/schemas/sarif-2.1.0.json").replace("{2}]?$", "{2}\\\\]?$");
        let schema = serde_json::from_str(&schema).expect("JSON");
        jsonschema::options().should_validate_formats(true).build(&schema).expect("a schema")
    });
    let log = serde_json::from_str(sarif).expect("JSON");
    let errors: Vec<_> =
        VALIDATOR.iter_errors(&log).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

#[test]
fn sarif_is_valid_by_the_official_schema() {
    for language in [Language::Zh, Language::En] {
        validate_sarif(&written(&sample(language), &in_format(Format::Sarif, language)));
    }
}

#[test]
fn sarif_places_lead_back_to_the_text() {
    let sarif = written(&sample(Language::En), &in_format(Format::Sarif, Language::En));
    let log: serde_json::Value = serde_json::from_str(&sarif).expect("JSON");
    let run = &log["runs"][0];
    for result in run["results"].as_array().expect("results") {
        let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().expect("an index") as usize];
        assert_eq!(rule["id"], result["ruleId"]);
        let place = &result["locations"][0]["physicalLocation"];
        let artifact = &run["artifacts"][place["artifactLocation"]["index"].as_u64().expect("an index") as usize];
        assert_eq!(artifact["location"]["uri"], place["artifactLocation"]["uri"]);
    }
}

/// Fingerprints of the findings on every place of `part`.
fn fingerprints(text: &str, part: &str) -> Vec<String> {
    let rule = rule("figures/enumeration-count", Severity::Error, "不符", "mismatch");
    let findings: Vec<_> = text
        .match_indices(part)
        .map(|(start, part)| Finding::new(&rule, Span::new(start, start + part.len())))
        .collect();
    FileRecord::new("a.txt", &document(text), findings, Language::Zh)
        .findings
        .into_iter()
        .map(|record| record.fingerprint)
        .collect()
}

#[test]
fn fingerprints_survive_moved_lines_only() {
    let before = fingerprints("建立9项机制。", "9项");
    assert_eq!(fingerprints("新的一段。\n\n建立9项机制。\n又一段。", "9项"), before);
    assert_ne!(fingerprints("完善9项机制。", "9项"), before);
    let twice = fingerprints("建立9项机制。\n建立9项机制。", "9项");
    assert_eq!(twice[0], before[0]);
    assert_ne!(twice[1], twice[0]);
}

#[test]
fn nothing_that_acts_reaches_people() {
    for format in [Format::Human, Format::Github, Format::Checkstyle, Format::Junit] {
        let out = written(&sample(Language::Zh), &in_format(format, Language::Zh));
        let acting = out.chars().find(|c| super::picture::needs_picture(*c) || *c == '\r');
        assert_eq!(acting, None, "{format}");
    }
}

#[test]
fn github_escapes_what_ends_a_command() {
    let out = written(&sample(Language::Zh), &in_format(Format::Github, Language::Zh));
    assert!(out.contains("file=报告/100%25%2Ca%3Ab.txt,line=1,endLine=1,col=4,endColumn=6,title="), "{out}");
    assert_eq!(out.lines().count(), 6, "{out}");
    assert!(out.lines().all(|line| line.starts_with("::")), "{out}");
}

#[test]
fn gitlab_fingerprints_are_unique() {
    let file = |path| {
        let rule = rule("figures/enumeration-count", Severity::Error, "不符", "mismatch");
        let text = "建立9项机制。\n建立9项机制。";
        let findings: Vec<_> =
            text.match_indices('9').map(|(start, _)| Finding::new(&rule, Span::new(start, start + 1))).collect();
        FileRecord::new(path, &document(text), findings, Language::Zh)
    };
    let outcome = Outcome { files: vec![file("a.txt"), file("b.txt")], ..Outcome::default() };
    let issues: serde_json::Value =
        serde_json::from_str(&written(&outcome, &in_format(Format::Gitlab, Language::Zh))).expect("JSON");
    let unique: std::collections::BTreeSet<_> =
        issues.as_array().expect("an array").iter().map(|issue| issue["fingerprint"].to_string()).collect();
    assert_eq!(unique.len(), 4);
}

/// A text of pieces that are hard to show, and places in it.
fn hard_text() -> impl Strategy<Value = (String, Vec<Span>)> {
    let piece = proptest::sample::select(vec![
        "甲",
        "９",
        "项",
        "，",
        "。",
        "\n",
        "\r\n",
        "\r",
        "\t",
        " ",
        "a",
        "…",
        "“",
        "😀",
        "\u{301}",
        "\u{FE0F}",
        "\u{0}",
        "\u{1B}[2J",
        "\u{202E}",
        "\u{200B}",
        "\u{E000}",
        "\u{38000}",
        "\u{FFFD}",
        "\u{1F101}",
        LONG_CLAUSE,
    ]);
    let text = proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat());
    let ends = proptest::collection::vec((any::<Index>(), any::<Index>()), 1..12);
    (text, ends).prop_map(|(text, ends)| {
        let mut boundaries: Vec<_> = text.char_indices().map(|(at, _)| at).collect();
        boundaries.push(text.len());
        let span = |(one, other): &(Index, Index)| {
            let (one, other) = (*one.get(&boundaries), *other.get(&boundaries));
            Span::new(one.min(other), one.max(other))
        };
        let spans = ends.iter().map(span).collect();
        (text, spans)
    })
}

/// A finding over two lines that begins at a combining mark has something to stand on.
#[test]
fn a_mark_without_width_is_shown_where_a_finding_over_lines_begins() {
    let text = "甲\u{301}\u{202E}甲甲\n甲甲甲";
    let rule = rule("figures/enumeration-count", Severity::Error, "不符", "mismatch");
    let finding = Finding::new(&rule, Span::new(3, text.len() - 3));
    let document = document(text);
    let record = FileRecord::new("a.txt", &document, &[finding], Language::Zh);
    let outcome = Outcome { files: vec![record], ..Outcome::default() };
    for width in [Some(0), Some(80), None] {
        let out = written(&outcome, &Options { width, ..in_format(Format::Human, Language::Zh) });
        assert!(out.contains('^') && out.contains("<U+0301>"), "{out}");
    }
}

/// The picture of a character takes more columns than a narrow terminal leaves: every place is pointed at nevertheless.
#[test]
fn a_character_wider_than_its_context_is_shown() {
    let text = "\u{301}\u{FE0F}";
    let rule = rule("figures/enumeration-count", Severity::Error, "不符", "mismatch");
    let document = document(text);
    let spans = [(0, 0), (0, 2), (0, 5), (2, 2), (2, 5), (5, 5)].map(|(start, end)| Span::new(start, end));
    for (own, other) in spans.iter().flat_map(|own| spans.iter().map(move |other| (*own, *other))) {
        let mut finding = Finding::new(&rule, own);
        finding.related(other, Message::new("count"));
        let record = FileRecord::new("a.txt", &document, &[finding], Language::Zh);
        let outcome = Outcome { files: vec![record], ..Outcome::default() };
        for width in [Some(0), Some(8), None] {
            let out = written(&outcome, &Options { width, ..in_format(Format::Human, Language::Zh) });
            assert!(out.contains('^'), "{own:?} {other:?} {width:?}\n{out}");
        }
    }
}

proptest! {
    #[test]
    fn any_finding_is_shown(
        (text, spans) in hard_text(),
        width in proptest::option::of(0_usize..140),
        wide in any::<bool>(),
        color in any::<bool>(),
    ) {
        let rule = rule("figures/enumeration-count", Severity::Error, "不符{text}", "mismatch{text}");
        let mut finding = Finding::new(&rule, spans[0]);
        finding.arg("text", &text);
        for span in &spans[1..] {
            finding.related(*span, Message::new("count").arg("count", &text));
        }
        let document = document(&text);
        let start = document.position(spans[0].start);
        let findings: Vec<_> = std::iter::once(finding)
            .chain(spans[1..].iter().map(|span| Finding::new(&rule, *span)))
            .collect();
        let record = FileRecord::new("a.txt", &document, &findings[..1], Language::Zh);
        let outcome = Outcome { files: vec![record], ..Outcome::default() };
        every_place_is_on_the_page(&text, &FileRecord::new("a.txt", &document, &findings[..], Language::Zh)
            .with_pieces(&document, &findings));
        let ambiguous_width = if wide { AmbiguousWidth::Wide } else { AmbiguousWidth::Narrow };
        for format in Format::ALL {
            let options = Options { width, ambiguous_width, color, ..in_format(*format, Language::Zh) };
            let out = written(&outcome, &options);
            let acting = out.chars().find(|c| super::needs_picture(*c) && !(color && *c == '\u{1B}'));
            prop_assert_eq!(acting, None, "{}", format);
            match format {
                Format::Human => {
                    let place = format!("a.txt:{}:{}", start.line, start.column);
                    prop_assert!(out.contains(&place), "{}", out);
                    prop_assert!(out.contains('^'), "{}", out);
                }
                Format::Json | Format::Jsonl | Format::Gitlab => {
                    let value = serde_json::from_str::<serde_json::Value>(&out);
                    prop_assert!(value.is_ok(), "{}", out);
                }
                Format::Sarif => validate_sarif(&out),
                Format::Github => prop_assert_eq!(out.lines().count(), 1),
                Format::Html => {}
                Format::Checkstyle | Format::Junit => prop_assert!(!out.contains('\r'), "{}", out),
            }
        }
    }
}

/// The page has each finding once beside the text and once in it, and the text as it is.
fn every_place_is_on_the_page(text: &str, file: &FileRecord) {
    let outcome = Outcome { files: vec![file.clone()], ..Outcome::default() };
    let page = written(&outcome, &in_format(Format::Html, Language::Zh));
    let (_, body) = page.split_once("<main").expect("findings");
    let (body, _) = body.split_once("</main>").expect("the end of the findings");
    for number in 1..=file.findings.len() {
        for id in ["place", "finding"] {
            assert_eq!(body.matches(&format!(" id=\"{id}-{number}\"")).count(), 1, "{id} {number}\n{body}");
        }
    }
    let mut kept = String::new();
    for piece in &file.pieces {
        match piece {
            crate::report::Piece::Marked(passage) => kept.push_str(&passage.text),
            crate::report::Piece::Between { text, .. } => kept.push_str(text.as_deref().expect("a short text")),
        }
    }
    let without_space = |text: &str| text.replace(char::is_whitespace, "");
    assert_eq!(without_space(&kept), without_space(text));
    for tag in ["mark", "span", "a", "i", "div", "details", "article"] {
        let opened = body.matches(&format!("<{tag}>")).count() + body.matches(&format!("<{tag} ")).count();
        assert_eq!(opened, body.matches(&format!("</{tag}>")).count(), "{tag}\n{body}");
    }
}

#[test]
fn hostile_names_stay_text() {
    let text = "甲<script>alert(1)</script>\n乙";
    let hostile = rule("<b>/'\"", Severity::Error, "</p><img src=x>{text}", "mismatch");
    let mut finding = Finding::new(&hostile, at(text, "甲<script>alert"));
    finding.arg("text", "<svg onload=x>").evidence("<i>", "</dl>");
    let document = document(text);
    let file = FileRecord::new("\"><script>.txt", &document, std::slice::from_ref(&finding), Language::Zh);
    let file = file.with_pieces(&document, &[finding]);
    let errors = vec![FileError { path: "<a>".to_owned(), message: "<a>".to_owned() }];
    let page = written(&Outcome { files: vec![file], errors, elapsed: None }, &in_format(Format::Html, Language::Zh));
    assert_eq!(page.matches("<script").count(), 1, "its own");
    for part in ["<img", "<svg", "<b>/", "</p><img", "<a>", "alert(1)</script>"] {
        assert!(!page.contains(part), "{part}");
    }
}

#[test]
fn colours_and_ambiguous_width() {
    let options = Options {
        color: true,
        width: Some(60),
        ambiguous_width: AmbiguousWidth::Wide,
        ..in_format(Format::Human, Language::En)
    };
    let out = written(&sample(Language::En), &options);
    insta::assert_snapshot!("human_wide_in_colour", out.replace('\u{1B}', "␛"));
}

#[test]
fn places_count_bytes_of_the_file() {
    let text = "第一行。\r\n建立“甲、乙”4项机制";
    let gb18030 = encoding_rs::GB18030.encode(text).0.into_owned();
    let utf16 = [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let with_mark = format!("\u{FEFF}{text}").into_bytes();
    let cases = [
        (with_mark, None, "UTF-8", true, 3 + 35..3 + 39),
        (gb18030, Some(encoding_rs::GB18030), "GB18030", false, 24..27),
        (utf16, None, "UTF-16LE", true, 2 + 26..2 + 30),
    ];
    for (bytes, encoding, name, has_mark, expected) in cases {
        let options = ReadOptions { encoding, ..ReadOptions::default() };
        let document = Document::read(bytes, options).expect("a text");
        let rule = rule("figures/enumeration-count", Severity::Error, "不符", "mismatch");
        let finding = Finding::new(&rule, at(document.text(), "4项"));
        let file = FileRecord::new("a.txt", &document, &[finding], Language::Zh);
        assert_eq!((file.encoding.as_str(), file.bom), (name, has_mark));
        let range = file.findings[0].range;
        assert_eq!(range.start.byte..range.end.byte, expected, "{name}");
        assert_eq!((range.start.line, range.start.column), (2, 8), "{name}");
        let outcome = Outcome { files: vec![file], ..Outcome::default() };
        let human = written(&outcome, &in_format(Format::Human, Language::Zh));
        let is_said = human.contains(&format!("；1 个文件不是 UTF-8（{name}，已照读）"));
        assert_eq!(is_said, name != "UTF-8", "{human}");
    }
}
