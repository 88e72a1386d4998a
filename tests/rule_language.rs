//! Every rule of `docs/rule-language.md` is read, and its examples hold.

use std::path::Path;
use std::sync::Arc;

use reformlint::finding::Language;
use reformlint::rules::{read_rule, run_example};

const PAGE: &str = include_str!("../docs/rule-language.md");

/// The code blocks that are TOML.
fn rules() -> Vec<&'static str> {
    let blocks = PAGE.split("```toml\n").skip(1);
    blocks.filter_map(|rest| rest.split_once("```")).map(|(block, _)| block).collect()
}

#[test]
fn every_rule_on_the_page_holds() {
    assert_eq!(rules().len(), 10);
    for (number, source) in rules().into_iter().enumerate() {
        let rule =
            read_rule(Path::new("docs/example.toml"), source).unwrap_or_else(|error| panic!("{number}: {error}"));
        let rule = Arc::new(rule);
        assert!(rule.examples.len() >= 2, "{number}");
        for example in &rule.examples {
            if let Err(failure) = run_example(&rule, example) {
                panic!("rule {number}\n{}", failure.message(Language::En));
            }
        }
    }
}

#[test]
fn the_page_names_every_type_and_function() {
    for name in ["number", "count", "measure", "quantity", "percent", "permille", "point", "multiple", "duration"] {
        assert!(PAGE.contains(&format!("`{name}`")), "{name}");
    }
    for name in ["abs(", "min(", "max(", "sum(", "count(", "value(", "shown(", "root(", "fraction("] {
        assert!(PAGE.contains(name), "{name}");
    }
}

fn rule(relation: &str) -> Result<Arc<reformlint::rules::Rule>, String> {
    let source =
        format!("severity = 'error'\n[summary]\nzh = '甲'\n[message]\nzh = '{{match}}'\n[relation]\n{relation}\n");
    read_rule(Path::new("我们的规则/例.toml"), &source).map(Arc::new).map_err(|error| error.to_string())
}

/// What a rule reports in a text, with the severity.
fn found(rule: &Arc<reformlint::rules::Rule>, text: &str) -> Vec<(String, reformlint::finding::Severity)> {
    let options = reformlint::source::ReadOptions::default();
    let document = reformlint::source::Document::read(text.as_bytes().to_vec(), options).expect("a text");
    let findings = reformlint::Linter::new(vec![Arc::clone(rule)]).check(&document);
    findings.iter().map(|finding| (text[finding.span.range()].to_owned(), finding.severity)).collect()
}

#[test]
fn orders_subjects_and_doubtful_slots() {
    use reformlint::finding::Severity::{Error, Warning};
    let orders = rule(
        "text = '收入{in:measure}，支出{out:measure}，结余{rest:measure}'\n\
         alternatives = ['结余{rest:measure}，其中收入{in:measure}，支出{out:measure}']\n\
         holds = 'in - out = rest'",
    )
    .expect("well formed");
    assert_eq!(found(&orders, "收入8.6亿元，支出7.9亿元，结余1.2亿元。"), [("1.2亿元".to_owned(), Error)]);
    assert_eq!(found(&orders, "结余1.2亿元，其中收入8.6亿元，支出7.9亿元。"), [("1.2亿元".to_owned(), Error)]);
    assert_eq!(found(&orders, "结余0.7亿元，其中收入8.6亿元，支出7.9亿元。"), []);
    let subject =
        rule("text = '{of:words}最高{a:percent}，{of:words}最低{b:percent}'\nholds = 'b <= a'").expect("well formed");
    assert_eq!(found(&subject, "合格率最高89%，合格率最低98%。"), [("98%".to_owned(), Error)]);
    assert_eq!(found(&subject, "合格率最高89%，优秀率最低98%。"), []);
    let doubtful =
        rule("text = '(?:占比{p:percent}|覆盖率{q:percent})'\nholds = 'p <= 100% and q <= 100%'\nwarning = ['q']")
            .expect("well formed");
    let expected = [("102%".to_owned(), Error), ("103%".to_owned(), Warning)];
    assert_eq!(found(&doubtful, "占比102%，覆盖率103%。"), expected);
    let shown =
        rule("text = '{t:measure}以上{n:count}，{u:measure}以上{m:count}'\nholds = 'm <= n or shown(u) <= shown(t)'")
            .expect("well formed");
    assert_eq!(found(&shown, "20万元以上16个，30万元以上28个；30万元以上8个，20万元以上16个。").len(), 1);
}

#[test]
fn slots_that_leave_no_doubt_and_words_that_differ() {
    use reformlint::finding::Severity::Error;
    let share = rule(
        "text = '{all:count}，{of:words}{sure:count}，{of:words}率{p:percent}'\n\
         alternatives = ['{all2:count}，[^，]{0,8}?{part:count}，[^，]{0,8}?率{q:percent}']\n\
         holds = 'sure / all = p and part / all2 = q'\ncertain = ['p']\ndoubtful = ['率{percent}']",
    )
    .expect("well formed");
    // 合格 twice: certain. 优秀 is something else; two digits that changed places may be reported all the same.
    assert_eq!(found(&share, "50家，合格45家，合格率95%。"), [("95%".to_owned(), Error)]);
    assert_eq!(found(&share, "50家，合格45家，优秀率20%。"), []);
    assert_eq!(found(&share, "50家，合格18家，优秀率63%。").len(), 1);
}

#[test]
fn rates_at_other_prices_and_of_revised_bases() {
    use reformlint::finding::Severity::{Error, Warning};
    let growth = rule(
        "text = '由{x:measure}增加到{y:measure}，增加{d:measure}，增长{p:percent}'\n\
         holds = 'y - x = d and (y - x) / x = p'\nadjusted = ['产值']\nrevised = ['投资']",
    )
    .expect("well formed");
    assert_eq!(found(&growth, "投入由40亿元增加到50亿元，增加10亿元，增长21%。"), [("21%".to_owned(), Error)]);
    assert_eq!(found(&growth, "产值由40亿元增加到50亿元，增加10亿元，增长95%。"), []);
    assert_eq!(found(&growth, "产值由40亿元增加到50亿元，增加15亿元，增长21%。"), [("15亿元".to_owned(), Error)]);
    // Near what it should be; far off, and one digit explains it; far off, and none does.
    assert_eq!(found(&growth, "投资由40亿元增加到50亿元，增加10亿元，增长21%。"), []);
    assert_eq!(found(&growth, "投资由40亿元增加到50亿元，增加10亿元，增长95%。"), [("95%".to_owned(), Warning)]);
    assert_eq!(found(&growth, "投资由40亿元增加到50亿元，增加10亿元，增长130%。"), []);
    assert_eq!(found(&growth, "投资由40亿元增加到50亿元，增加15亿元，增长25%。"), [("15亿元".to_owned(), Error)]);
}

#[test]
fn errors_of_the_new_keys_name_their_place() {
    let error = |relation: &str| rule(relation).expect_err("an error");
    let text = "text = '由{a:percent}到{b:percent}'\nholds = 'a <= b'\n";
    assert!(error(&format!("{text}warning = ['c']")).contains("text has no slot called c"));
    assert!(error(&format!("{text}certain = ['c']")).contains("text has no slot called c"));
    assert!(error(&format!("{text}adjusted = ['可比(']")).contains("bad regular expression"));
    assert!(error(&format!("{text}revised = ['{{b:percant}}']")).contains("did you mean percent?"));
    assert!(error(&format!("{text}alternatives = ['由{{b:percent}}回(到']")).contains("bad regular expression"));
    assert!(error(&format!("{text}alternatives = ['由{{b:percant}}']")).contains("did you mean percent?"));
    assert!(error(&format!("{text}[relation.english]\ntext = 'from{{a:percent}}'")).contains("no slot called b"));
    assert!(error("text = '{words}{a:percent}'\nholds = 'a <= 100%'").contains("needs a name"));
    assert!(error("text = '由{a:percent}到{b:percent}'\nholds = 'shown(a + b) <= 100%'").contains("shown(slot)"));
}
