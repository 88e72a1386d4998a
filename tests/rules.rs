//! Every example of every built-in rule, and what holds for all rule files.

use std::collections::BTreeSet;
use std::sync::Arc;

use reformlint::rules::{self, Bilingual, Rule};

fn built_in() -> Vec<Arc<Rule>> {
    rules::built_in().into_iter().map(Arc::new).collect()
}

#[test]
fn every_example_holds() {
    let mut failures = Vec::new();
    for rule in built_in() {
        for example in &rule.examples {
            if let Err(failure) = rules::run_example(&rule, example) {
                failures.push(format!("{}\n{failure}", rule.id));
            }
        }
    }
    assert!(failures.is_empty(), "{} examples do not hold:\n{}", failures.len(), failures.join("\n\n"));
}

#[test]
fn every_declarative_rule_is_well_formed() {
    for rule in built_in() {
        assert_eq!(rule.validate(), Ok(()), "{}", rule.id);
    }
}

#[test]
fn every_rule_has_examples_of_both_kinds() {
    for rule in built_in() {
        let firing = rule.examples.iter().filter(|example| example.is_reported()).count();
        assert!(firing > 0, "{} has no example that is reported", rule.id);
        assert!(firing < rule.examples.len(), "{} has no example that stays silent", rule.id);
    }
}

#[test]
fn texts_are_complete_in_both_languages() {
    let placeholders = |text: &str| -> BTreeSet<String> {
        text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name.to_owned()).collect()
    };
    for rule in built_in() {
        let texts = [&rule.summary, &rule.explain].into_iter().chain(rule.messages.iter().map(|(_, text)| text));
        for Bilingual { zh, en } in texts {
            assert!(!zh.trim().is_empty() && !en.trim().is_empty(), "{} lacks a text", rule.id);
        }
        for (key, text) in &rule.messages {
            assert_eq!(placeholders(&text.zh), placeholders(&text.en), "{} {key}", rule.id);
        }
    }
}
