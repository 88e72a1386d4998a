//! What the phrases of the built-in rules need, read off their expressions ahead of time: to parse them all takes half of
//! the time of a run on a short report. `src/tables/needs.json` is keyed by what a declaration says, so that a changed rule
//! is not in it and is parsed as a user's is. `BLESS=1 cargo test --lib known_needs` writes it anew.

use std::collections::BTreeMap;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use crate::fnv::Fnv;
use crate::rules::Declaration;
use crate::rules::matcher::Parts;
use crate::rules::required::{Need, NeededFact, NeededWords, Needs};
use crate::rules::shape::TypeSet;

const TABLE: &str = include_str!("../tables/needs.json");

/// The table as it is written.
#[derive(Default, Deserialize, PartialEq, Serialize)]
struct Table {
    /// Sets of words.
    sets: Vec<Vec<String>>,
    /// By the key of the declaration.
    phrases: BTreeMap<String, Phrase>,
}

#[derive(Deserialize, PartialEq, Serialize)]
struct Phrase {
    /// [`Needs::silent`].
    silent: Parts,
    ways: Vec<Way>,
}

#[derive(Deserialize, PartialEq, Serialize)]
struct Way {
    parts: Parts,
    facts: Vec<(TypeSet, u32)>,
    /// Indices of sets, each with the number of the facts that its word stands behind.
    words: Vec<(usize, usize)>,
}

/// What is known, by the key of the declaration.
pub struct KnownNeeds {
    sets: Vec<Rc<[String]>>,
    phrases: BTreeMap<String, Phrase>,
}

impl KnownNeeds {
    /// Reads the table.
    pub fn read() -> Self {
        let table: Table = serde_json::from_str(TABLE).unwrap_or_default();
        Self { sets: table.sets.into_iter().map(Rc::from).collect(), phrases: table.phrases }
    }

    /// What the phrase of a declaration needs; `None` if the table does not say it.
    pub fn of(&self, declaration: &Declaration) -> Option<Needs> {
        let phrase = self.phrases.get(&key(declaration))?;
        let need = |way: &Way| {
            let facts = way.facts.iter().map(|(types, gap)| NeededFact { types: *types, group: None, gap: *gap });
            let words = way
                .words
                .iter()
                .map(|(index, behind)| Some(NeededWords { words: self.sets.get(*index).cloned()?, behind: *behind }));
            Some(Need { facts: facts.collect(), words: words.collect::<Option<_>>()?, parts: way.parts })
        };
        let ways = phrase.ways.iter().map(need).collect::<Option<_>>()?;
        Some(Needs { ways, silent: phrase.silent, is_english: declaration.is_english })
    }
}

/// Of what decides on the needs.
fn key(declaration: &Declaration) -> String {
    let mut hash = Fnv::new();
    for text in declaration.texts().chain(&declaration.holds) {
        hash.chars(text.chars());
        hash.separator();
    }
    format!("{:016x}{}", hash.0, if declaration.is_english { " en" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::declaration::run::Declarations;
    use crate::rules::required::WordSets;
    use crate::rules::{Kind, Registry};

    /// The table says what the expressions of the built-in rules do.
    #[test]
    fn known_needs_are_those_of_the_rules() {
        let mut table = Table::default();
        for rule in Registry::built_in().rules() {
            let (Kind::Pattern(declaration) | Kind::Relation(declaration)) = &rule.kind else { continue };
            for declaration in declaration.english.iter().map(|english| &**english).chain([declaration]) {
                let program = declaration.program(&rule.messages).expect("a program");
                if let Some(needs) = Declarations::needs_of(&program, declaration.is_english) {
                    let phrase = written(needs, &mut table.sets);
                    table.phrases.insert(key(declaration), phrase);
                }
            }
        }
        // One that has no bit would not be asked for: every sentence with facts of the right types would be looked at.
        assert!(WordSets::one(table.sets.len()).is_some(), "{} sets of words", table.sets.len());
        let text = serde_json::to_string(&table).expect("a table").replace("\"ways\"", "\n\"ways\"") + "\n";
        if std::env::var_os("BLESS").is_some() {
            let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/tables/needs.json");
            std::fs::write(path, text).expect("the table is written");
        } else {
            assert!(
                text == TABLE,
                "src/tables/needs.json is not what the rules need: BLESS=1 cargo test --lib known_needs"
            );
        }
    }

    fn written(needs: Needs, sets: &mut Vec<Vec<String>>) -> Phrase {
        let mut index_of = |words: Rc<[String]>| {
            sets.iter().position(|known| **known == *words).unwrap_or_else(|| {
                sets.push(words.to_vec());
                sets.len() - 1
            })
        };
        let way = |need: Need| Way {
            parts: need.parts,
            facts: need.facts.iter().map(|fact| (fact.types, fact.gap)).collect(),
            words: need.words.into_iter().map(|set| (index_of(set.words), set.behind)).collect(),
        };
        Phrase { silent: needs.silent, ways: needs.ways.into_iter().map(way).collect() }
    }
}
