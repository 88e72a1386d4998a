//! Bad input for the figures rules: endless lists, numbers without end, quotations never closed. Work grows with the size
//! (quadratic work on a megabyte would take minutes), and nothing overflows or panics.

use std::sync::Arc;

use reformlint::source::{Document, Format, ReadOptions};
use reformlint::{Linter, across, rules};

fn check(name: &str, text: String) -> usize {
    check_as(Format::Plain, name, text)
}

fn check_as(format: Format, name: &str, text: String) -> usize {
    let linter = Linter::new(rules::built_in().into_iter().map(Arc::new).collect());
    let document = Document::read(text.into_bytes(), ReadOptions { format, ..ReadOptions::default() }).expect("a text");
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
    check("changes", "收入5亿元，上年为4亿元，增长26%，".repeat(5_000));
    check("balances", "收入5.2亿元，支出4.1亿元，结余2.1亿元，".repeat(5_000));
    check("shares of nothing", "占300%，".repeat(10_000));
    check("summed up", "一是甲；二是乙。以上三项要抓好。".repeat(10_000));
    check("shares", "税收12.46亿元，占42.4%，".repeat(5_000));
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
    let code = format!("“五定{max}奖{max}会”（定甲、奖乙、会丙）", max = i64::MAX);
    check("codes", code.repeat(200));
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

/// The text is compared with its tables: neither many values of one name, nor many rows of it, nor both together.
#[test]
fn tables_without_end() {
    let head = "| 指标 | 单位 | 2022年 | 占比 |\n|---|---|---|---|\n";
    let rows = |label: &str, count: usize| format!("| {label} | 万吨 | 45.2 | 3% |\n").repeat(count);
    let told = |count: usize| "2022年粮食产量44.1万吨。".repeat(count);
    assert!(check_as(Format::Markdown, "rows", format!("{}\n\n{head}{}", told(1), rows("粮食产量", 20_000))) > 0);
    check_as(Format::Markdown, "both", format!("{}\n\n{head}{}", told(3_000), rows("粮食产量", 5_000)));
    check_as(
        Format::Markdown,
        "tables",
        format!("{}\n\n", format!("{}\n\n{head}{}", told(1), rows("粮食产量", 1)).repeat(1_000)),
    );
    check_as(Format::Markdown, "a label", format!("{}\n\n{head}{}", told(3), rows(&"粮食".repeat(100_000), 3)));
    let wide = |cell: &str| format!("|{}\n", format!(" {cell} |").repeat(3_000));
    let text = format!("{}\n\n{}{}{}{}", told(3), wide("占比"), wide("---"), wide("3%").repeat(3), wide("合计"));
    check_as(Format::Markdown, "columns", text);
    let digits = "9".repeat(400);
    let text = format!(
        "2022年粮食产量{digits}万吨。\n\n{head}| 粮食产量 | 万吨 | {digits} | {digits}% |\n| 合计 | 亿亿亿吨 | {digits} | 100% |\n"
    );
    check_as(Format::Markdown, "digits", text);
    let units = format!("| 指标 | 数量（{}吨） |\n|---|---|\n| 粮食产量 | 3 |\n", "亿".repeat(60));
    check_as(Format::Markdown, "units", format!("粮食产量3万吨。\n\n{units}"));
    check_as(Format::Csv, "delimited", format!("指标,占比,合计\n{}合计,100%,3\n", "甲,3%,1\n".repeat(30_000)));
}

/// Indicators within a document and over many.
#[test]
fn indicators_without_end() {
    let title = "2022年东湖市政府工作报告\n\n";
    check("one value", format!("{title}{}", "2021年全市地区生产总值352.6亿元。".repeat(4_000)));
    check("one sentence", format!("{title}2021年，{}。", "全市地区生产总值352.6亿元，".repeat(4_000)));
    check("changes", format!("{title}地区生产总值{}。", "由2012年的3亿元增加到2021年的4亿元、".repeat(3_000)));
    check("years", format!("{title}{}地区生产总值352.6亿元。", "2021年".repeat(20_000)));
    let rules = rules::built_in().into_iter().filter(|rule| rule.id == across::RULE);
    let linter = Linter::new(rules.map(Arc::new).collect());
    let report = |output: usize| {
        let years = (1950..2020).map(|year| format!("{year}年，全市地区生产总值{}.5亿元。", output * 1000));
        let text = format!("{title}{}", years.collect::<String>());
        let document = Document::read(text.into_bytes(), ReadOptions::default()).expect("a text");
        linter.mentions(&document, "报告.txt")
    };
    let (one, other) = (report(1), report(2));
    assert_eq!(one.len(), 70);
    let reports = (0..2_000).map(|number| if number % 2 == 0 { one.clone() } else { other.clone() }).collect();
    let conflicts: usize = across::conflicts(reports).iter().map(Vec::len).sum();
    assert_eq!(conflicts, 1_000 * 70);
}
