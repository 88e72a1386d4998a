//! The rules of a run: the built-in ones and those of the user's files, sorted by id, and the names that select them.

use std::path::Path;
use std::sync::Arc;

use crate::rules::{Rule, RuleError, UnknownRule, built_in, load_file, nearest};

/// Selects every rule.
pub const ALL: &str = "all";

/// Every rule there is, sorted by id; no id twice.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    rules: Vec<Arc<Rule>>,
}

impl Registry {
    /// The built-in rules. Nothing is parsed or compiled before a rule first needs it.
    pub fn built_in() -> Self {
        Self { rules: built_in().into_iter().map(Arc::new).collect() }
    }

    /// Reads a user's rule file and adds its rule.
    ///
    /// # Errors
    /// [`RuleError`] if the file cannot be read, is not well formed, or names a rule that exists.
    pub fn load(&mut self, path: &Path) -> Result<&Arc<Rule>, RuleError> {
        let rule = Arc::new(load_file(path)?);
        match self.position(&rule.id) {
            Ok(_) => Err(RuleError::whole(
                path,
                format!("已有名为 {} 的规则，请换一个文件名或文件夹名", rule.id),
                format!("there is a rule called {} already; rename the file or its folder", rule.id),
            )),
            Err(index) => {
                self.rules.insert(index, rule);
                Ok(&self.rules[index])
            }
        }
    }

    /// Every rule, sorted by id.
    pub fn rules(&self) -> &[Arc<Rule>] {
        &self.rules
    }

    /// The rule with this id.
    pub fn get(&self, id: &str) -> Option<&Arc<Rule>> {
        self.position(id).ok().and_then(|index| self.rules.get(index))
    }

    /// The families in order: `dates`, `encoding`, `figures`, the user's own.
    pub fn families(&self) -> Vec<&str> {
        let mut families: Vec<&str> = self.rules.iter().map(|rule| rule.family()).collect();
        families.dedup();
        families
    }

    /// The rules that `selector` names: an id, a family, or [`ALL`].
    ///
    /// # Errors
    /// [`UnknownRule`] with the most similar name if there is no such rule and no such family.
    pub fn select(&self, selector: &str) -> Result<&[Arc<Rule>], UnknownRule> {
        if selector == ALL {
            return Ok(&self.rules);
        }
        if let Ok(index) = self.position(selector) {
            return Ok(&self.rules[index..=index]);
        }
        let start = self.rules.partition_point(|rule| order(&rule.id) < (selector, ""));
        let count = self.rules[start..].iter().take_while(|rule| rule.family() == selector).count();
        if count > 0 { Ok(&self.rules[start..start + count]) } else { Err(self.unknown(selector)) }
    }

    /// The error for a name that is not known, with the most similar one.
    pub fn unknown(&self, name: &str) -> UnknownRule {
        let ids = self.rules.iter().map(|rule| &*rule.id);
        let suggestion = nearest(name, ids.chain(self.families()));
        UnknownRule { name: name.to_owned(), suggestion: suggestion.map(str::to_owned) }
    }

    /// Where the rule with this id stands among [`Registry::rules`].
    pub fn index(&self, id: &str) -> Option<usize> {
        self.position(id).ok()
    }

    fn position(&self, id: &str) -> Result<usize, usize> {
        self.rules.binary_search_by(|rule| order(&rule.id).cmp(&order(id)))
    }
}

/// Rules are in the order of their families, and of their names within.
fn order(id: &str) -> (&str, &str) {
    id.split_once('/').unwrap_or((id, ""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Language;

    #[test]
    fn selects_by_id_and_family() {
        let registry = Registry::built_in();
        assert!(registry.rules().windows(2).all(|pair| order(&pair[0].id) < order(&pair[1].id)));
        assert_eq!(registry.select("figures/point-difference").map(<[_]>::len), Ok(1));
        let figures = registry.select("figures").expect("a family");
        assert!(figures.len() > 1 && figures.iter().all(|rule| rule.family() == "figures"));
        assert_eq!(registry.select(ALL).map(<[_]>::len), Ok(registry.rules().len()));
        assert!(registry.get("figures").is_none());
    }

    #[test]
    fn unknown_names_have_a_suggestion() {
        let registry = Registry::built_in();
        let error = registry.select("figures/point-diference").expect_err("misspelt");
        assert_eq!(
            error.message(Language::Zh),
            "没有名为 figures/point-diference 的规则，是否指 figures/point-difference？"
        );
        assert_eq!(registry.unknown("figure").suggestion.as_deref(), Some("figures"));
        assert_eq!(registry.unknown("point-difference").suggestion.as_deref(), Some("figures/point-difference"));
        assert_eq!(registry.unknown("天气").suggestion, None);
    }
}
