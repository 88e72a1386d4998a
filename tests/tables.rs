//! Tables: totals in the formats that hold tables, equations of the configuration, the relations that hold, and size.

mod support;

use std::sync::Arc;
use std::time::Instant;

use reformlint::facts::table_equation::TableEquation;
use reformlint::finding::Language;
use reformlint::source::{Document, Format, ReadOptions};
use reformlint::{Linter, rules};

fn document(text: &str, format: Format) -> Document {
    Document::read(text.as_bytes().to_vec(), ReadOptions { format, ..ReadOptions::default() }).expect("a text")
}

fn linter() -> Linter {
    let rules = rules::built_in().into_iter().filter(|rule| rule.id == "figures/table-total");
    Linter::new(rules.map(Arc::new).collect())
}

/// The texts that are reported.
fn found(linter: &Linter, text: &str, format: Format) -> Vec<String> {
    let document = document(text, format);
    linter.check(&document).iter().map(|finding| document.text()[finding.span.range()].to_owned()).collect()
}

#[test]
fn cells_parted_by_commas_and_tabs() {
    let csv = "乡镇,户数,\"人数（人）\"\r\n\"东乡\",\"1,120\",415\r\n西乡,86,302\r\n合计,\"1,216\",717\r\n";
    assert_eq!(found(&linter(), csv, Format::Csv), ["1,216"]);
    assert_eq!(found(&linter(), &csv.replace("1,216", "1,206"), Format::Csv), Vec::<String>::new());
    let tsv = "乡镇\t户数\t人数\n东乡\t120\t415\n西乡\t86\t302\n合计\t206\t771\n";
    assert_eq!(found(&linter(), tsv, Format::Tsv), ["771"]);
    // Tabs part the columns of plain text, too; commas do not.
    assert_eq!(found(&linter(), tsv, Format::Plain), ["771"]);
    assert_eq!(found(&linter(), csv, Format::Plain), Vec::<String>::new());
}

/// Cells are no running text: figures beside each other are no sentence.
#[test]
fn rows_of_a_file_are_not_read_as_prose() {
    let csv = "指标,上年,本年\n普及率由60.2%提高到65.2%,提高4个百分点,1\n第1项,2,3\n第4项,5,6\n";
    let findings = support::default_linter().check(&document(csv, Format::Csv));
    let figures: Vec<&str> = findings.iter().map(|finding| &*finding.rule.id).collect();
    assert_eq!(figures, Vec::<&str>::new());
}

#[test]
fn equations_of_the_configuration() {
    let equations = ["本年新收 + 上年结转 = 办结总计 + 结转下年", "合计 = 自然人 + 法人"];
    let equations = equations.iter().filter_map(|text| TableEquation::parse(text)).collect();
    let linter = linter().with_table_equations(equations);
    let text = "| 项目 | 自然人 | 法人 | 合计 |\n|---|---|---|---|\n| 一、本年新收 | 42 | 7 | 49 |\n| 二、上年结转 | 3 | 0 | 3 |\n\
                | 三、办结总计 | 41 | 6 | 47 |\n| 四、结转下年 | 4 | 2 | 6 |\n";
    let found = |text: &str| found(&linter, text, Format::Markdown);
    assert_eq!(found(text), ["2", "6", "47", "6"].map(str::to_owned)[..2].to_vec(), "法人 7 + 0 ≠ 6 + 2");
    let fixed = text.replace("| 4 | 2 | 6 |", "| 4 | 1 | 5 |");
    assert_eq!(found(&fixed), Vec::<String>::new());
    assert_eq!(found(&fixed.replace("| 42 | 7 | 49 |", "| 42 | 7 | 50 |")), ["50", "5"], "across and down");
    // Another table without these labels is left alone.
    assert_eq!(found("| 甲 | 乙 |\n|---|---|\n| 一 | 2 |\n| 二 | 3 |\n"), Vec::<String>::new());
}

#[test]
fn totals_that_hold_are_relations() {
    let text = "| 乡镇 | 户数 | 均价 |\n|---|---|---|\n| 东乡 | 120 | 3 |\n| 西乡 | 86 | 4 |\n| 南乡 | — | 4 |\n| 合计 | 206 | 9 |\n";
    let document = document(text, Format::Markdown);
    let relations = linter().relations(&document);
    let shown: Vec<String> = relations
        .iter()
        .map(|relation| format!("{} {}", relation.reading.get(Language::En), relation.verdict.name()))
        .collect();
    assert_eq!(shown, ["120 + 86 + — = 206 = 206 holds"]);
}

/// The relations between running text and tables of a Markdown text, with their verdicts.
fn told_twice(text: &str) -> Vec<String> {
    let rules = rules::built_in().into_iter().filter(|rule| rule.id == "figures/indicator-conflict");
    let linter = Linter::new(rules.map(Arc::new).collect());
    let relations = linter.relations(&document(text, Format::Markdown));
    let told = relations.iter().filter(|relation| relation.formula == "value = cell");
    told.map(|relation| relation.reading.get(Language::En).to_owned()).collect()
}

#[test]
fn text_against_tables() {
    let text = "2022年东湖县国民经济和社会发展统计公报\n\n东湖县统计局\n\n2023年3月5日\n\n一、农业\n\n\
         全年粮食产量[1]45.2万吨，比上年增长2.1%。其中，夏粮产量15万吨。年末全县常住人口80.4万人，\
         常住人口城镇化率61.2%。发电量12.5亿千瓦时，增长3%。\n\n表1 2022年主要产品产量\n\n\
         | 指标 | 单位 | 产量 | 比上年增长（%） |\n|---|---|---|---|\n| 粮食 | 万吨 | 45.21 | 2.1 |\n\
         | 其中：夏粮 | 万吨 | 15.3 | 1.2 |\n| 发电量 | 亿千瓦时 | 12.5 | 3.0 |\n\n\
         | 指标 | 2021年 | 2022年 |\n|---|---|---|\n| 常住人口（万人） | 80.9 | 80.6 |\n\
         | 常住人口城镇化率（%） | 60.1 | 61.23 |\n";
    let expected = ["45.2万吨 = 45.21", "80.4万人 ≠ 80.6", "61.2% = 61.23", "12.5亿千瓦时 = 12.5"];
    assert_eq!(told_twice(text), expected);
}

/// Work grows with the table, and a table of nothing but totals does no harm.
#[test]
fn large_tables_end() {
    let start = Instant::now();
    let mut text = String::from("地区\t甲\t乙\t丙\t合计\n");
    let mut sums = [0_u64; 3];
    for row in 0..100_000_u64 {
        let cells = [row % 97, row % 31, row % 7];
        sums.iter_mut().zip(cells).for_each(|(sum, cell)| *sum += cell);
        text.push_str(&format!("第{row}村\t{}\t{}\t{}\t{}\n", cells[0], cells[1], cells[2], cells.iter().sum::<u64>()));
    }
    let total = sums.iter().sum::<u64>();
    text.push_str(&format!("合计\t{}\t{}\t{}\t{total}\n", sums[0], sums[1] + 1, sums[2]));
    assert_eq!(found(&linter(), &text, Format::Tsv), [(sums[1] + 1).to_string()]);
    let totals = format!("地区\t甲\t乙\n{}", "合计\t1\t2\n".repeat(100_000));
    assert_eq!(found(&linter(), &totals, Format::Tsv), Vec::<String>::new());
    let wide = format!("地区{}\n甲{}\n合计{}\n", "\t合计".repeat(5000), "\t1".repeat(5000), "\t1".repeat(5000));
    assert_eq!(found(&linter(), &wide, Format::Tsv), Vec::<String>::new());
    assert!(start.elapsed().as_secs() < 30, "{:?}", start.elapsed());
}
