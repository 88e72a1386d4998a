//! `fixtures/trophies.tsv`: errors in published texts, each looked at by eye, that the rules must go on finding. Without
//! `../shared` only the form of the list is looked at.

mod support;

use std::collections::BTreeMap;
use std::fs;

use reformlint::rules;
use reformlint::source::{Document, ReadOptions};

struct Trophy {
    document: String,
    place: String,
    rule: String,
    text: String,
}

fn trophies() -> Vec<Trophy> {
    let list = fs::read_to_string(support::root().join("fixtures/trophies.tsv")).expect("the list");
    let rows = list.lines().filter(|line| !line.starts_with('#'));
    rows.map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        let [document, place, rule, text] = cells[..] else { panic!("four cells: {line}") };
        Trophy { document: document.into(), place: place.into(), rule: rule.into(), text: text.into() }
    })
    .collect()
}

#[test]
fn the_list_names_rules_and_little_text() {
    let known: Vec<String> = rules::built_in().into_iter().map(|rule| rule.id.into_owned()).collect();
    let trophies = trophies();
    assert!(trophies.len() > 40);
    for trophy in trophies {
        assert!(known.contains(&trophy.rule), "{}", trophy.rule);
        assert!((1..=8).contains(&trophy.text.chars().count()), "{}", trophy.text);
    }
}

#[test]
fn natural_errors_are_still_found() {
    let Some(folder) = support::shared("corpus") else { return };
    let linter = support::default_linter();
    let mut by_document: BTreeMap<String, Vec<Trophy>> = BTreeMap::new();
    for trophy in trophies() {
        by_document.entry(trophy.document.clone()).or_default().push(trophy);
    }
    let mut lost = Vec::new();
    for (name, trophies) in by_document {
        let Ok(bytes) = fs::read(folder.join(&name)) else {
            println!("skipped: {name} is not there");
            continue;
        };
        let document = Document::read(bytes, ReadOptions::default()).expect("a text");
        let findings = linter.check(&document);
        for trophy in trophies {
            let is_found = findings.iter().any(|finding| {
                let at = document.position(finding.span.start);
                let place = format!("{}:{}", at.line, at.column);
                finding.rule.id == trophy.rule
                    && place == trophy.place
                    && document.text()[finding.span.start as usize..].starts_with(&trophy.text)
            });
            if !is_found {
                lost.push(format!("{name}:{} {} {}", trophy.place, trophy.rule, trophy.text));
            }
        }
    }
    assert!(lost.is_empty(), "no longer found:\n{}", lost.join("\n"));
}
