//! Hand-made findings in every format and both languages.

use std::borrow::Cow;
use std::sync::Arc;

use crate::finding::{Applicability, Finding, Fix, Language, Message, Severity};
use crate::report::{FileError, FileRecord, Format, Options, Outcome, write};
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
    })
}

fn document(text: &str) -> Document {
    Document::read(text.as_bytes().to_vec(), ReadOptions::default()).expect("a text")
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
fn json_is_the_contract() {
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
    let json: serde_json::Value =
        serde_json::from_str(&written(&outcome, &Options { format: Format::Json, ..Options::default() }))
            .expect("JSON");
    let place = |byte, column| serde_json::json!({"byte": byte, "line": 2, "column": column});
    assert_eq!(
        json,
        serde_json::json!({
            "version": 1,
            "files": [{
                "path": "a.txt", "encoding": "UTF-8", "bom": false,
                "findings": [{
                    "rule": "figures/enumeration-count", "severity": "error", "confidence": "high",
                    "message": "文中写作4项",
                    "range": {"start": place(39, 9), "end": place(49, 13)},
                    "text": "4项机制",
                    "related": [{"range": {"start": place(24, 4), "end": place(39, 9)}, "message": "3项"}],
                    "notes": ["两处必有一误"],
                    "evidence": {"announced": 4},
                    "fixes": [{"title": "改为“3项”", "applicability": "unsafe",
                               "edits": [{"range": {"start": place(39, 9), "end": place(40, 10)}, "text": "3"}]}],
                }],
            }],
            "errors": [{"path": "b.bin", "message": "不是文本"}],
            "summary": {"files": 1, "error": 1, "warning": 0, "info": 0},
        })
    );
}
