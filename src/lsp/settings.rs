//! What the user has set in the editor. It goes before every configuration file, as the command line does.

use std::path::PathBuf;

use crate::finding::Language;
use crate::policy::{ConfigSource, Overrides, Profile};

/// Settings of the editor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// `configuration`: the configuration file for every text, instead of the nearest one.
    pub configuration: Option<PathBuf>,
    /// `profile`
    pub profile: Option<Profile>,
    /// `select`: rule ids and families.
    pub select: Vec<String>,
    /// `ignore`: rule ids and families.
    pub ignore: Vec<String>,
    /// `language`: of messages.
    pub language: Option<Language>,
    /// `rulePages`: where the pages of the rules are; `<rulePages>/<family>/<name>.md` is a page.
    pub rule_pages: Option<String>,
    /// `workspaceDiagnostics`: false to look at open texts only.
    pub workspace: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            configuration: None,
            profile: None,
            select: Vec::new(),
            ignore: Vec::new(),
            language: None,
            rule_pages: None,
            workspace: true,
        }
    }
}

impl Settings {
    /// The same for [`crate::policy`]; relative paths start from `folder`.
    pub fn overrides(&self, folder: Option<PathBuf>) -> Overrides {
        Overrides {
            folder,
            config: self.configuration.clone().map_or(ConfigSource::Nearest, ConfigSource::File),
            profile: self.profile,
            select: self.select.clone(),
            ignore: self.ignore.clone(),
            language: self.language,
            rule_pages: self.rule_pages.clone(),
            ..Overrides::default()
        }
    }
}
