//! Which of the known rules run and with which severity, layer by layer. The rules themselves are the registry's.

use super::config::{Level, Placed, Profile, Settings};
use super::error::{ConfigError, Problem};
use crate::finding::{Confidence, Severity};
use crate::rules::{ALL, Registry, Rule, UnknownRule};

/// True if `id` names `rule`: itself, its family, or all rules.
pub(super) fn names(id: &str, rule: &Rule) -> bool {
    id == rule.id || id == rule.family() || id == ALL
}

/// What the layers so far say about one rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RuleState {
    selected: bool,
    ignored: bool,
    /// True if a layer names the rule itself and not its family; it then runs in every profile.
    named: bool,
    severity: Option<Severity>,
}

/// True if `id` names a rule or a family, or all rules.
pub(super) fn is_known(registry: &Registry, id: &str) -> bool {
    registry.select(id).is_ok()
}

/// # Errors
/// [`ConfigError`] with the nearest name if `id` names nothing.
pub(super) fn check(registry: &Registry, id: &Placed<String>) -> Result<(), ConfigError> {
    match registry.select(&id.value) {
        Ok(_) => Ok(()),
        Err(UnknownRule { name, suggestion }) => {
            Err(ConfigError::new(id.origin.clone(), Problem::UnknownRule { id: name, suggestion }))
        }
    }
}

/// Checks every id that `settings` name.
pub(super) fn check_all(registry: &Registry, settings: &Settings) -> Result<(), ConfigError> {
    let selected = settings.select.iter().flatten();
    let set = settings.severity.iter().map(|(id, _)| id);
    selected.chain(&settings.ignore).chain(set).try_for_each(|id| check(registry, id))
}

/// What `layers`, from the most general to the most specific, make of each rule of `registry`, in its order.
///
/// In each layer, `select` replaces what is selected, `ignore` adds to what is ignored, and what names a rule goes before
/// what names its family. A layer that names a rule undoes what an earlier one said about it.
pub(super) fn states<'a>(registry: &Registry, layers: impl Iterator<Item = &'a Settings>) -> Vec<RuleState> {
    let start = RuleState { selected: true, ignored: false, named: false, severity: None };
    let mut states = vec![start; registry.rules().len()];
    for layer in layers {
        for (rule, state) in registry.rules().iter().zip(&mut states) {
            state.apply(rule, layer);
        }
    }
    states
}

impl RuleState {
    fn apply(&mut self, rule: &Rule, layer: &Settings) {
        let names_rule = |ids: &[Placed<String>]| ids.iter().any(|id| id.value == *rule.id);
        let names_family = |ids: &[Placed<String>]| ids.iter().any(|id| id.value == rule.family() || id.value == ALL);
        let mut named_here = false;
        if let Some(select) = &layer.select {
            named_here = names_rule(select);
            self.selected = named_here || names_family(select);
            if named_here {
                self.name();
            }
        }
        if names_rule(&layer.ignore) || (names_family(&layer.ignore) && !named_here) {
            self.ignored = true;
        }
        for general in [ALL, rule.family()] {
            for (_, level) in layer.severity.iter().filter(|(id, _)| id.value == general) {
                match level {
                    Level::Off => self.ignored |= !named_here,
                    Level::On(severity) => self.severity = Some(*severity),
                }
            }
        }
        for (_, level) in layer.severity.iter().filter(|(id, _)| id.value == *rule.id) {
            match level {
                Level::Off => self.ignored = true,
                Level::On(severity) => {
                    self.severity = Some(*severity);
                    if !names_rule(&layer.ignore) {
                        self.name();
                    }
                }
            }
        }
    }

    fn name(&mut self) {
        self.named = true;
        self.ignored = false;
    }

    /// True if the rule runs in `profile`.
    pub(super) fn runs(self, rule: &Rule, profile: Profile) -> bool {
        self.selected && !self.ignored && rule.confidence >= self.least_confidence(rule, profile)
    }

    /// The confidence that a finding of the rule needs in `profile`. A rule that is named is on with the confidence it has.
    pub(super) fn least_confidence(self, rule: &Rule, profile: Profile) -> Confidence {
        match self.named {
            true => profile.least_confidence().min(rule.confidence),
            false => profile.least_confidence(),
        }
    }

    /// The severity that the configuration sets.
    pub(super) fn severity(self) -> Option<Severity> {
        self.severity
    }
}

impl Profile {
    /// The confidence that a rule or a finding needs.
    pub fn least_confidence(self) -> Confidence {
        match self {
            Self::Default => Confidence::High,
            Self::Strict => Confidence::Medium,
            Self::Audit => Confidence::Low,
        }
    }
}
