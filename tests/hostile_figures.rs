//! Bad input for the figures rules: endless lists, numbers without end, quotations never closed. Work grows with the size
//! (quadratic work on a megabyte would take minutes), and nothing overflows or panics.

use std::sync::Arc;

use reformlint::source::{Document, ReadOptions};
use reformlint::{Linter, rules};

fn check(name: &str, text: String) -> usize {
    let linter = Linter::new(rules::built_in().into_iter().map(Arc::new).collect());
    let document = Document::read(text.into_bytes(), ReadOptions::default()).expect("a text");
    let (findings, relations) = (linter.check(&document), linter.relations(&document));
    let end = document.text().len() as u32;
    assert!(findings.iter().all(|finding| finding.span.end <= end), "{name}");
    findings.len() + relations.len()
}

#[test]
fn lists_without_end() {
    let items = |mark: &str| vec!["修路"; 10_000].join(mark);
    check("a list", format!("抓好{}三项工程。", items("、")));
    check("quotations", format!("抓好“{}”三项工程。", items("”“")));
    check("nested lists", format!("抓好{}三项工程。", items("、两项、三个")));
    check("parts", format!("共9个，其中{}。", vec!["国家级3个"; 10_000].join("、")));
    check("respectively", format!("甲、乙分别增长{}。", vec!["3%"; 10_000].join("、")));
    check("announced", format!("抓好三项工作：{}", (1..3_000).map(|n| format!("{n}是修路；")).collect::<String>()));
    check("其中", "共3个，其中".repeat(10_000));
    check("codes", "“321”（3个、2条、1个".repeat(5_000));
    check("english", format!("There are three tasks: {}.", vec!["roads"; 10_000].join(", ")));
    check("respectively in english", "Exports and imports grew by 5%, 6% respectively ".repeat(3_000));
}

#[test]
fn numbers_without_end() {
    let digits = "9".repeat(400);
    check("digits", format!("共{digits}个，其中国家级{digits}个、省级{digits}个、市级3个。").repeat(200));
    check("decimals", format!("由0.{digits}%提高到1.{digits}%，提高{digits}个百分点。").repeat(200));
    check("multipliers", format!("由1{}亿元增加到2{}亿元，增长50%。", "0".repeat(60), "0".repeat(60)).repeat(200));
    check("places", format!("赤字3{}元，其中中央1亿元，地方2亿元。", "亿".repeat(60)).repeat(200));
    check("torn digits", format!("增长{}%", "1 ".repeat(100_000)));
    check("groups", format!("共{}000元", "1,".repeat(100_000)));
    check("growth", "由100个增加到200个，增长".repeat(10_000));
    check("years", "由1900年的1亿元增加到2000年的999999999999999999亿元，年均增长9.9%。".repeat(500));
}

#[test]
fn quotations_never_closed() {
    for mark in ["“", "（", "《", "「", "\"", "“（", "“321", "（3个、"] {
        check(mark, mark.repeat(50_000));
        check(mark, format!("抓好{}甲、乙、丙三项工程", mark.repeat(20_000)));
    }
    check("closed never opened", "”三项”两项".repeat(20_000));
}
