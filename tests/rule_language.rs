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
    assert_eq!(rules().len(), 6);
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
    for name in ["abs(", "min(", "max(", "sum(", "count(", "value("] {
        assert!(PAGE.contains(name), "{name}");
    }
}
