//! What holds for any input: nothing panics, every place of a finding lies on a character boundary of the decoded text,
//! texts and fixes are complete, and the same bytes give the same findings.

use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::*;
use reformlint::finding::{Finding, Language};
use reformlint::source::{Document, Format, ReadOptions};
use reformlint::{Linter, rules};

/// All rules, whatever their profile.
fn linter() -> Linter {
    Linter::new(rules::built_in().into_iter().map(Arc::new).collect())
}

/// Pieces that rules look for, so that random texts reach the checks.
const PIECES: &[&str] = &[
    "一",
    "二",
    "三",
    "十",
    "〇",
    "○",
    "零",
    "百",
    "千",
    "万",
    "亿",
    "廿",
    "两",
    "0",
    "1",
    "2",
    "9",
    "31",
    "2023",
    "02",
    "30",
    "１",
    "９",
    "年",
    "月",
    "日",
    "号",
    "时",
    "分",
    "点",
    "：",
    ":",
    "-",
    "—",
    "～",
    "~",
    "/",
    ".",
    "．",
    "。",
    "，",
    ",",
    "、",
    "；",
    "！",
    "?",
    "%",
    "％",
    "个",
    "项",
    "個",
    "項",
    "亿元",
    "個百分點",
    "个百分点",
    "百分之",
    "倍",
    "户",
    "人次",
    "第",
    "章",
    "条",
    "（",
    "）",
    "(",
    ")",
    "“",
    "”",
    "《",
    "》",
    "一是",
    "二是",
    "首先",
    "其次",
    "等",
    "和",
    "与",
    "及",
    "共",
    "其中",
    "分别",
    "占",
    "增长",
    "提高到",
    "由",
    "从",
    "机制",
    "四个意识",
    "以下",
    "方面",
    "工作",
    "星期",
    "周三",
    "上午",
    "农历",
    "民国",
    "民國",
    "正月",
    "初一",
    "l",
    "O",
    "o",
    "I",
    "GB/T",
    " ",
    "\t",
    "\n",
    "\r",
    "\r\n",
    "|",
    "| --- |",
    "`",
    "```\n",
    "#",
    "\u{FFFD}",
    "\u{E010}",
    "\u{200B}",
    "\u{FEFF}",
    "\u{202E}",
    "\u{0}",
    "\u{1b}[31m",
    "\u{A0}",
    "锟斤拷",
    "烫烫烫",
    "(qū)",
    "區",
    "𠮷",
    "😀",
    "é",
    "①",
    "②",
    "⑴",
    "－",
    "·",
    "5·12",
    "\u{2028}",
    "<!-- reformlint: allow dates -->",
];

fn pieces() -> impl Strategy<Value = String> {
    vec(prop::sample::select(PIECES), 0..60).prop_map(|pieces| pieces.concat())
}

fn check(bytes: Vec<u8>, format: Format) -> Result<(), TestCaseError> {
    let options = ReadOptions { format, ..ReadOptions::default() };
    let Ok(document) = Document::read(bytes.clone(), options) else { return Ok(()) };
    prop_assert_eq!(document.bytes(), &bytes[..], "a document keeps its bytes");
    let linter = linter();
    let findings = linter.check(&document);
    for finding in &findings {
        well_formed(&document, finding)?;
    }
    let again = linter.check(&document);
    prop_assert_eq!(findings.len(), again.len());
    Ok(())
}

fn well_formed(document: &Document, finding: &Finding) -> Result<(), TestCaseError> {
    let text = document.text();
    let places = finding
        .related
        .iter()
        .map(|related| related.span)
        .chain(finding.fixes.iter().flat_map(|fix| fix.edits.iter().map(|edit| edit.span)))
        .chain([finding.span]);
    for span in places {
        prop_assert!(text.get(span.range()).is_some(), "{} at {span:?} cuts a character", finding.rule.id);
        let bytes = document.file_bytes(span);
        prop_assert!(bytes.start <= bytes.end && bytes.end <= document.bytes().len() as u64, "{}", finding.rule.id);
        let position = document.position(span.start);
        prop_assert!(position.line >= 1 && position.column >= 1);
    }
    for fix in &finding.fixes {
        let ends = fix.edits.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start);
        prop_assert!(ends && !fix.edits.is_empty(), "edits of {} are ordered and do not overlap", finding.rule.id);
    }
    let messages = finding
        .related
        .iter()
        .map(|related| &related.message)
        .chain(finding.fixes.iter().map(|fix| &fix.title))
        .chain(&finding.notes)
        .chain([&finding.message]);
    for message in messages {
        let known = finding.rule.messages.iter().find(|(key, _)| *key == message.key);
        prop_assert!(known.is_some(), "{} has no text {:?}", finding.rule.id, message.key);
        for language in [Language::Zh, Language::En] {
            let template = known.map_or("", |(_, text)| text.get(language));
            for name in template.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name) {
                let filled = message.args.iter().any(|(known, _)| known == name);
                prop_assert!(filled, "{} does not fill {{{name}}} of {:?}", finding.rule.id, message.key);
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in vec(any::<u8>(), 0..200)) {
        check(bytes, Format::Plain)?;
    }

    #[test]
    fn any_text(text in ".{0,80}") {
        check(text.into_bytes(), Format::Plain)?;
    }

    #[test]
    fn texts_of_interesting_pieces(text in pieces()) {
        check(text.into_bytes(), Format::Plain)?;
    }

    #[test]
    fn markdown_of_interesting_pieces(text in pieces()) {
        check(text.into_bytes(), Format::Markdown)?;
    }

    #[test]
    fn interesting_pieces_in_other_encodings(text in pieces(), label in prop::sample::select(&["gb18030", "big5", "utf-16le", "shift_jis"][..])) {
        if let Some(encoding) = encoding_rs::Encoding::for_label(label.as_bytes()) {
            check(encoding.encode(&text).0.into_owned(), Format::Plain)?;
        }
    }
}

/// A megabyte of each of these ends, which it would not if anything were quadratic.
#[test]
fn long_hostile_texts_end() {
    let linter = linter();
    for unit in [
        "“",
        "（",
        "一、",
        "1.",
        "2023年",
        "9",
        "9,",
        "一",
        "亿",
        "、",
        "个",
        "?",
        "？",
        "(",
        "(a",
        "\r",
        "\u{FFFD}",
        "\u{E000}",
        "1-",
        "1:",
        "1.1.",
        "由1%提高到",
        "一是",
        "第一章",
        "第一，",
        "共3项，其中",
        "其中1个、",
        "分别为1、",
        "|",
        "\n|",
        "> ",
        "- ",
        "a、",
        "甲和",
        "O1",
        "二0",
        "年",
        "2023-02-30-",
        "区(qū)",
        "锟斤拷",
        "\u{200B}",
        "\u{202E}",
        "comprising 3 a and ",
        "(a) xxxxxxxx; (b) xxxxxxxx; ",
    ] {
        let text = unit.repeat((1 << 20) / unit.len());
        for format in [Format::Plain, Format::Markdown] {
            let options = ReadOptions { format, ..ReadOptions::default() };
            let document = Document::read(text.clone().into_bytes(), options).expect("UTF-8 text");
            let findings = linter.check(&document);
            assert!(findings.len() <= text.len(), "{unit}");
        }
    }
}
