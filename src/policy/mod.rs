//! Configuration, suppressions, baseline: the only place that drops or changes a finding and decides the exit code.
//! Takes paths, documents and findings; gives the settings that hold for a file, the findings that remain, and the
//! exit code. Knows nothing of terminals and output formats.

pub mod amend;
mod baseline;
mod config;
pub(crate) mod content_key;
mod error;
mod glob;
mod judge;
mod origins;
mod rule_files;
mod rule_state;
mod suppress;
mod template;
mod whole_run;

use std::collections::{BTreeSet, HashMap};
use std::env;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

pub use baseline::{Baseline, BaselineRecord};
pub use config::{AmbiguousWidth, CalendarDate, FILE_NAME, FailOn, Profile, Words};
pub use content_key::ContentKey;
pub use error::{ConfigError, Origin, Phrase, Problem};
pub(crate) use judge::findings_of_policy_rule;
pub use origins::EffectiveValue;
pub use template::template;
pub use whole_run::AboutConfiguration;

use crate::engine::Linter;
use crate::facts::date_conventions::DateConventions;
use crate::facts::document_date::DocumentDate;
use crate::finding::{Finding, Language, Severity};
use crate::fix;
use crate::rules::{Kind, Registry, Rule, RuleError};
use crate::source::{Encoding, Format, ReadOptions};
use config::{ConfigFile, Placed, Settings};
use rule_state::RuleState;

/// What a walk takes from a folder where no configuration has `include`.
pub const DEFAULT_INCLUDE: &[&str] = &["*.txt", "*.text", "*.md", "*.markdown"];

/// The baseline that is used where no configuration names one.
pub const BASELINE_NAME: &str = "reformlint-baseline.json";

/// Extensions of Markdown files.
const MARKDOWN_EXTENSIONS: &[&str] = &["md", "markdown", "mdown", "mkd"];

/// Longest chain of `extends`.
const DEEPEST_EXTENDS: usize = 16;

/// Which configuration file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ConfigSource {
    /// The `reformlint.toml` nearest to each file.
    #[default]
    Nearest,
    /// This one for every file (`--config`).
    File(PathBuf),
    /// None (`--no-config`).
    None,
}

/// Which baseline holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum BaselineSource {
    /// The one that the configuration names, or else [`BASELINE_NAME`] beside it if that is there.
    #[default]
    Configured,
    /// This one.
    File(PathBuf),
    /// None: all findings are wanted, as when a baseline is written or pruned.
    Ignored,
}

/// What the command line says. It goes before every configuration file.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// The folder that relative paths start from; the working folder if none.
    pub folder: Option<PathBuf>,
    /// `--config`, `--no-config`
    pub config: ConfigSource,
    /// `--profile`
    pub profile: Option<Profile>,
    /// `--select`: rule ids and families; empty if not given.
    pub select: Vec<String>,
    /// `--ignore`: rule ids and families.
    pub ignore: Vec<String>,
    /// `--fail-on`
    pub fail_on: Option<FailOn>,
    /// `--lang`
    pub language: Option<Language>,
    /// `--encoding`: a label of the WHATWG Encoding Standard.
    pub encoding: Option<String>,
    /// The format of every file.
    pub format: Option<Format>,
    /// `--document-date`, `YYYY-MM-DD`.
    pub document_date: Option<String>,
    /// `--baseline`, `--write-baseline`, `--prune-baseline`
    pub baseline: BaselineSource,
    /// Columns of a character of ambiguous width.
    pub ambiguous_width: Option<AmbiguousWidth>,
    /// Where the pages of the rules are, without a slash at the end.
    pub rule_pages: Option<String>,
}

/// The settings of a run: gives each file its [`FilePolicy`]. Can be shared between threads.
#[derive(Debug)]
pub struct Policies {
    folder: PathBuf,
    arguments: Overrides,
    /// What the command line sets for single files.
    settings: Settings,
    by_folder: RwLock<HashMap<PathBuf, Arc<Governing>>>,
    by_config: RwLock<HashMap<PathBuf, Arc<Governing>>>,
    /// By configuration file and the overrides that apply.
    by_overrides: RwLock<HashMap<(PathBuf, Applying), Arc<FilePolicy>>>,
}

/// Overrides that apply to a file: the configuration file's place in [`Governing::files`], and the override's in it.
type Applying = Vec<(usize, usize)>;

/// The configuration that governs some folders, its bases included.
#[derive(Debug)]
struct Governing {
    /// The nearest file (absolute); empty if there is none.
    path: PathBuf,
    /// Bases first, the nearest file last; empty if there is none.
    files: Vec<ConfigFile>,
    rules: Registry,
    /// The baseline's path (absolute) and where it was set.
    baseline_path: Option<Placed<PathBuf>>,
    baseline: Option<Baseline>,
}

/// What holds for a file: the rules that run on it, how it is read, what becomes of its findings.
#[derive(Clone, Debug)]
pub struct FilePolicy {
    /// The rules that run.
    pub linter: Linter,
    /// The language of messages, if anyone set it.
    pub language: Option<Language>,
    /// The findings that make the run fail.
    pub fail_on: FailOn,
    /// The profile.
    pub profile: Profile,
    /// The document's own date, if anyone set it.
    pub document_date: Option<CalendarDate>,
    /// Columns of a character of ambiguous width.
    pub ambiguous_width: AmbiguousWidth,
    /// Where the pages of the rules are, if anyone set it.
    pub rule_pages: Option<String>,
    folder: PathBuf,
    governing: Arc<Governing>,
    states: Vec<RuleState>,
    /// Every setting in force, the most specific last.
    layers: Vec<Arc<Settings>>,
    /// How many of `layers` are at the top of configuration files; `[encodings]` and `[formats]` go before them.
    general: usize,
    language_origin: Origin,
    ambiguous_width_origin: Origin,
}

/// What a run came to, for [`exit_code`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RunResult {
    /// Files that were to be checked, the unreadable ones too.
    pub files: usize,
    /// Findings that [`FilePolicy::fails`].
    pub failing: usize,
    /// Errors of usage, configuration or input; unreadable files among them.
    pub errors: usize,
}

/// The exit code of a run, the same in every format: 2 if it is not complete, 3 if no file matched, 1 if there are
/// findings at or above `fail-on`, or else 0.
pub fn exit_code(result: RunResult) -> u8 {
    match result {
        RunResult { errors: 1.., .. } => 2,
        RunResult { files: 0, .. } => 3,
        RunResult { failing: 1.., .. } => 1,
        _ => 0,
    }
}

impl FailOn {
    /// True if a finding of this severity makes the run fail.
    pub fn includes(self, severity: Severity) -> bool {
        match self {
            Self::Error => severity >= Severity::Error,
            Self::Warning => severity >= Severity::Warning,
            Self::Info => true,
            Self::Never => false,
        }
    }
}

impl Policies {
    /// Settings for a run with these arguments. Configuration files are read when their first file is met.
    ///
    /// # Errors
    /// [`ConfigError`] for an unknown encoding, a malformed date, or a `--config` file that is wrong.
    pub fn new(arguments: Overrides) -> Result<Self, ConfigError> {
        let working_folder =
            env::current_dir().map_err(|error| ConfigError::new(Origin::Default, Problem::Unreadable(error.into())))?;
        let folder = glob::absolute(&working_folder, arguments.folder.as_deref().unwrap_or(Path::new("")));
        let settings = settings_of(&arguments)?;
        let policies = Self {
            folder,
            arguments,
            settings,
            by_folder: RwLock::default(),
            by_config: RwLock::default(),
            by_overrides: RwLock::default(),
        };
        if policies.arguments.config != ConfigSource::Nearest {
            policies.governing(&policies.folder)?;
        }
        Ok(policies)
    }

    /// What holds for the file at `path`, which need not exist. For a text from standard input, the path it would have.
    ///
    /// # Errors
    /// [`ConfigError`] if a configuration file, rule file or baseline cannot be used, or the command line names an unknown rule.
    pub fn for_path(&self, path: &Path) -> Result<Arc<FilePolicy>, ConfigError> {
        let path = glob::absolute(&self.folder, path);
        let governing = self.governing(path.parent().unwrap_or(&path))?;
        self.policy(&governing, &path)
    }

    /// What holds for files of the folder at `path` as far as no override says otherwise.
    ///
    /// # Errors
    /// As [`Policies::for_path`].
    pub fn for_folder(&self, path: &Path) -> Result<Arc<FilePolicy>, ConfigError> {
        let path = glob::absolute(&self.folder, path);
        let governing = self.governing(&path)?;
        self.policy(&governing, &path)
    }

    fn policy(&self, governing: &Arc<Governing>, path: &Path) -> Result<Arc<FilePolicy>, ConfigError> {
        let key = (governing.path.clone(), governing.applying(path));
        let made = self.by_overrides.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(policy) = made {
            return Ok(policy);
        }
        rule_state::check_all(&governing.rules, &self.settings)?;
        let policy = Arc::new(FilePolicy::new(self, governing, &key.1));
        self.by_overrides.write().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::clone(&policy));
        Ok(policy)
    }

    /// The configuration that governs the files of `folder` (absolute).
    fn governing(&self, folder: &Path) -> Result<Arc<Governing>, ConfigError> {
        let known = self.by_folder.read().unwrap_or_else(PoisonError::into_inner).get(folder).cloned();
        if let Some(governing) = known {
            return Ok(governing);
        }
        let config = match &self.arguments.config {
            ConfigSource::Nearest => {
                folder.ancestors().map(|folder| folder.join(FILE_NAME)).find(|path| path.is_file())
            }
            ConfigSource::File(path) => Some(glob::absolute(&self.folder, path)),
            ConfigSource::None => None,
        };
        let key = config.clone().unwrap_or_default();
        let read = self.by_config.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        let governing = match read {
            Some(governing) => governing,
            None => Arc::new(self.read(config.as_deref())?),
        };
        self.by_config.write().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::clone(&governing));
        let mut by_folder = self.by_folder.write().unwrap_or_else(PoisonError::into_inner);
        by_folder.insert(folder.to_owned(), Arc::clone(&governing));
        Ok(governing)
    }

    fn read(&self, config: Option<&Path>) -> Result<Governing, ConfigError> {
        let mut files = Vec::new();
        if let Some(path) = config {
            let named_at = match &self.arguments.config {
                ConfigSource::File(_) => Origin::CommandLine("--config"),
                _ => Origin::Default,
            };
            self.read_chain(path, named_at, &mut Vec::new(), &mut files)?;
        }
        let files: Vec<ConfigFile> = files.into_iter().map(|(_, file)| file).collect();
        let rules = self.registry(&files)?;
        for file in &files {
            let settings = std::iter::once(&file.settings).chain(file.overrides.iter().map(|entry| &entry.settings));
            settings.into_iter().try_for_each(|settings| rule_state::check_all(&rules, settings))?;
            file.allow
                .iter()
                .flat_map(|allowance| &allowance.rules)
                .try_for_each(|id| rule_state::check(&rules, id))?;
        }
        let configured = files.iter().rev().find_map(|file| file.baseline.clone());
        let usual = || self.usual_baseline(config).map(|value| Placed { value, origin: Origin::Default });
        let (baseline_path, is_read) = match &self.arguments.baseline {
            BaselineSource::Configured if configured.is_some() => (configured, true),
            BaselineSource::Configured => (usual().filter(|path| path.value.is_file()), true),
            BaselineSource::Ignored => (configured.or_else(usual), false),
            BaselineSource::File(path) => {
                let origin = Origin::CommandLine("--baseline");
                (Some(Placed { value: glob::absolute(&self.folder, path), origin }), true)
            }
        };
        let baseline = match &baseline_path {
            Some(path) if is_read => Some(self.read_baseline(&path.value, &path.origin)?),
            _ => None,
        };
        let path = config.map(Path::to_owned).unwrap_or_default();
        Ok(Governing { path, files, rules, baseline_path, baseline })
    }

    /// Reads a configuration file after those it extends. `open` are the files that are being read, the outermost first.
    fn read_chain(
        &self,
        path: &Path,
        named_at: Origin,
        open: &mut Vec<PathBuf>,
        done: &mut Vec<(PathBuf, ConfigFile)>,
    ) -> Result<(), ConfigError> {
        if let Some(start) = open.iter().position(|outer| outer == path) {
            let ring = open[start..].iter().map(PathBuf::as_path).chain([path]);
            let ring = ring.map(|path| self.shown(path).to_path_buf()).collect();
            return Err(ConfigError::new(named_at, Problem::Cycle(ring)));
        }
        if open.len() > DEEPEST_EXTENDS {
            return Err(ConfigError::new(named_at, Problem::ExtendsTooDeep(DEEPEST_EXTENDS)));
        }
        if done.iter().any(|(known, _)| known == path) {
            return Ok(());
        }
        let shown = self.shown(path);
        let file = ConfigFile::read(path, &shown).map_err(|error| error.placed_where_named(&named_at, &shown))?;
        open.push(path.to_owned());
        for base in &file.extends {
            self.read_chain(&base.value, base.origin.clone(), open, done)?;
        }
        open.pop();
        done.push((path.to_owned(), file));
        Ok(())
    }

    /// The built-in rules and those of the user's rule files.
    fn registry(&self, files: &[ConfigFile]) -> Result<Registry, ConfigError> {
        let mut registry = Registry::built_in();
        let mut loaded = BTreeSet::new();
        for file in files {
            for glob in &file.rule_files {
                let fail = |problem| ConfigError::new(glob.origin.clone(), problem);
                let paths = rule_files::matching(&file.folder, &glob.value).map_err(|bad| fail(bad.into()))?;
                if paths.is_empty() {
                    return Err(fail(Problem::NoRuleFile(glob.value.clone())));
                }
                // Globs may overlap, and a base and its extension may name the same files.
                for path in paths.into_iter().filter(|path| loaded.insert(path.clone())) {
                    registry.load(&path).map_err(|error| self.rule_error(error))?;
                }
            }
        }
        Ok(registry)
    }

    fn rule_error(&self, error: RuleError) -> ConfigError {
        let path = self.shown(&error.path);
        let (line, column) = error.place.map_or((0, 0), |(line, column)| (line as u32, column as u32));
        let problem = Problem::RuleFile {
            zh: error.text.get(Language::Zh).to_owned(),
            en: error.text.get(Language::En).to_owned(),
        };
        ConfigError::new(Origin::File { path, line, column }, problem)
    }

    /// Where a baseline is kept that no configuration names: beside the configuration, or in the working folder. A run
    /// without configuration has none.
    fn usual_baseline(&self, config: Option<&Path>) -> Option<PathBuf> {
        let folder = config.and_then(Path::parent).unwrap_or(&self.folder);
        (self.arguments.config != ConfigSource::None).then(|| folder.join(BASELINE_NAME))
    }

    fn read_baseline(&self, path: &Path, named_at: &Origin) -> Result<Baseline, ConfigError> {
        let shown = self.shown(path);
        Baseline::read(path)
            .map_err(|problem| ConfigError::new(Origin::file(&shown), problem).placed_where_named(named_at, &shown))
    }

    /// A path as messages show it: relative to the working folder where it lies in it.
    fn shown(&self, path: &Path) -> Arc<Path> {
        Arc::from(path.strip_prefix(&self.folder).unwrap_or(path))
    }

    /// Where the baseline of the working folder is to be written: `path`, or what the configuration names.
    ///
    /// # Errors
    /// [`ConfigError`] if neither says.
    pub fn baseline_path(&self, path: Option<&Path>) -> Result<PathBuf, ConfigError> {
        if let Some(path) = path {
            return Ok(glob::absolute(&self.folder, path));
        }
        let configured = self.governing(&self.folder)?.baseline_path.clone();
        configured.map(|path| path.value).ok_or_else(|| ConfigError::new(Origin::Default, Problem::NoBaseline))
    }

    /// Writes a baseline of all `records` to `path` (of [`Policies::baseline_path`]). Returns how many findings it holds.
    ///
    /// # Errors
    /// [`ConfigError`] if the file cannot be written.
    pub fn write_baseline(&self, path: &Path, records: &[BaselineRecord]) -> Result<usize, ConfigError> {
        let baseline = Baseline::of(path.parent().unwrap_or(path), records);
        self.store(path, &baseline)?;
        Ok(baseline.len())
    }

    /// Takes out of the baseline at `path` what is not found any more: see [`BaselineRecord`]s for the files that were
    /// checked; files that are gone from the disk go too. Returns how many findings went.
    ///
    /// # Errors
    /// [`ConfigError`] if the file cannot be read or written.
    pub fn prune_baseline(&self, path: &Path, checked: &[BaselineRecord]) -> Result<usize, ConfigError> {
        let folder = path.parent().unwrap_or(path);
        let mut baseline = self.read_baseline(path, &Origin::Default)?;
        let gone = baseline.prune(folder, checked, |file| !folder.join(file).exists());
        self.store(path, &baseline)?;
        Ok(gone)
    }

    fn store(&self, path: &Path, baseline: &Baseline) -> Result<(), ConfigError> {
        fix::write_atomic(path, baseline.to_json().as_bytes())
            .map_err(|error| ConfigError::new(Origin::file(&self.shown(path)), Problem::Unwritable(error.into())))
    }
}

/// The command line's settings for single files.
fn settings_of(arguments: &Overrides) -> Result<Settings, ConfigError> {
    fn placed<T>(value: Option<T>, option: &'static str) -> Option<Placed<T>> {
        value.map(|value| Placed { value, origin: Origin::CommandLine(option) })
    }
    let ids = |ids: &[String], option| {
        ids.iter().map(|id| Placed { value: id.clone(), origin: Origin::CommandLine(option) }).collect::<Vec<_>>()
    };
    let encoding = arguments.encoding.as_deref().map(config::encoding).transpose();
    let encoding = encoding.map_err(|problem| ConfigError::new(Origin::CommandLine("--encoding"), problem))?;
    let date = match &arguments.document_date {
        None => None,
        Some(written) => Some(config::calendar_date(written).ok_or_else(|| {
            let problem = Problem::WrongValue {
                key: "document-date".to_owned(),
                expected: config::A_DATE,
                found: written.clone(),
            };
            ConfigError::new(Origin::CommandLine("--document-date"), problem)
        })?),
    };
    Ok(Settings {
        profile: placed(arguments.profile, "--profile"),
        select: (!arguments.select.is_empty()).then(|| ids(&arguments.select, "--select")),
        ignore: ids(&arguments.ignore, "--ignore"),
        severity: Vec::new(),
        fail_on: placed(arguments.fail_on, "--fail-on"),
        encoding: placed(encoding, "--encoding"),
        format: placed(arguments.format, "--format"),
        document_date: placed(date, "--document-date"),
        dates_standard: None,
        dates_order: None,
        table_equations: None,
        rounding: None,
    })
}

impl Governing {
    /// The overrides that apply to `path` (absolute).
    fn applying(&self, path: &Path) -> Applying {
        let mut applying = Vec::new();
        for (number, file) in self.files.iter().enumerate() {
            let matching = file.overrides.iter().enumerate().filter(|(_, entry)| entry.files.matches(path));
            applying.extend(matching.map(|(index, _)| (number, index)));
        }
        applying
    }

    /// The last of the files that sets it.
    fn last<T: Clone>(&self, of: impl Fn(&ConfigFile) -> &Option<Placed<T>>) -> Option<Placed<T>> {
        self.files.iter().rev().find_map(|file| of(file).clone())
    }
}

impl FilePolicy {
    fn new(policies: &Policies, governing: &Arc<Governing>, applying: &[(usize, usize)]) -> Self {
        let mut layers: Vec<Arc<Settings>> =
            governing.files.iter().map(|file| Arc::new(file.settings.clone())).collect();
        let general = layers.len();
        let specific = applying.iter().filter_map(|(file, index)| governing.files.get(*file)?.overrides.get(*index));
        layers.extend(specific.map(|entry| Arc::new(entry.settings.clone())));
        layers.push(Arc::new(policies.settings.clone()));
        let profile = last(&layers, |layer| &layer.profile).map_or(Profile::Default, |placed| placed.value);
        let states = rule_state::states(&governing.rules, layers.iter().map(|layer| &**layer));
        let running = governing.rules.rules().iter().zip(&states);
        let running = running.filter(|(rule, state)| !matches!(rule.kind, Kind::Policy) && state.runs(rule, profile));
        let arguments = &policies.arguments;
        let from_arguments = |set: bool, option| if set { Origin::CommandLine(option) } else { Origin::Default };
        let language = governing.last(|file| &file.language);
        let width = governing.last(|file| &file.ambiguous_width);
        let document_date = last(&layers, |layer| &layer.document_date).map(|placed| placed.value);
        let equations = last(&layers, |layer| &layer.table_equations);
        let rounding = last(&layers, |layer| &layer.rounding).map(|placed| placed.value).unwrap_or_default();
        let rules = running.map(|(rule, _)| Arc::clone(rule)).collect();
        Self {
            linter: Linter::new(rules)
                .with_document_date(document_date.map(|date| DocumentDate::configured(date.into())))
                .with_date_conventions(DateConventions {
                    standard: last(&layers, |layer| &layer.dates_standard).map(|placed| placed.value),
                    order: last(&layers, |layer| &layer.dates_order).map(|placed| placed.value),
                })
                .with_table_equations(equations.map(|placed| placed.value).unwrap_or_default())
                .with_rounding(rounding),
            language: arguments.language.or(language.as_ref().map(|placed| placed.value)),
            language_origin: match &language {
                Some(placed) if arguments.language.is_none() => placed.origin.clone(),
                _ => from_arguments(arguments.language.is_some(), "--lang"),
            },
            fail_on: last(&layers, |layer| &layer.fail_on).map_or(FailOn::default(), |placed| placed.value),
            profile,
            document_date,
            ambiguous_width: arguments
                .ambiguous_width
                .or(width.as_ref().map(|placed| placed.value))
                .unwrap_or_default(),
            ambiguous_width_origin: match &width {
                Some(placed) if arguments.ambiguous_width.is_none() => placed.origin.clone(),
                _ => from_arguments(arguments.ambiguous_width.is_some(), "--ambiguous-width"),
            },
            rule_pages: arguments
                .rule_pages
                .clone()
                .or_else(|| governing.last(|file| &file.rule_pages).map(|placed| placed.value)),
            folder: policies.folder.clone(),
            governing: Arc::clone(governing),
            states,
            layers,
            general,
        }
    }

    /// How the file at `path` is to be read.
    pub fn read_options(&self, path: &Path) -> ReadOptions {
        let format = self.format(path).map_or_else(|| format_of(path), |placed| placed.value);
        ReadOptions { encoding: self.encoding(path).map(|placed| placed.value), format }
    }

    fn encoding(&self, path: &Path) -> Option<Placed<Encoding>> {
        self.by_path(path, |settings| &settings.encoding, |file| &file.encodings)
    }

    fn format(&self, path: &Path) -> Option<Placed<Format>> {
        self.by_path(path, |settings| &settings.format, |file| &file.formats)
    }

    /// The value for `path`: of an override or the command line, or else of a table of globs, the last one that matches,
    /// or else of the top of a file.
    fn by_path<T: Clone>(
        &self,
        path: &Path,
        setting: impl Fn(&Settings) -> &Option<Placed<T>>,
        table: impl Fn(&ConfigFile) -> &Vec<(glob::Globs, Placed<T>)>,
    ) -> Option<Placed<T>> {
        let path = glob::absolute(&self.folder, path);
        let (general, specific) = self.layers.split_at(self.general);
        let in_table = || {
            let pairs = self.governing.files.iter().rev().flat_map(|file| table(file).iter().rev());
            pairs.into_iter().find(|(globs, _)| globs.matches(&path)).map(|(_, placed)| placed.clone())
        };
        last(specific, &setting).or_else(in_table).or_else(|| last(general, &setting))
    }

    /// True if a walk leaves out the file or folder at `path`, with all that is in it: `exclude`.
    pub fn excludes(&self, path: &Path) -> bool {
        let path = glob::absolute(&self.folder, path);
        self.governing.last(|file| &file.exclude).is_some_and(|globs| globs.value.matches(&path))
    }

    /// True if a walk takes the file at `path`: `include` (or [`DEFAULT_INCLUDE`]) and not `exclude`.
    pub fn takes(&self, path: &Path) -> bool {
        let included = match self.governing.last(|file| &file.include) {
            Some(globs) => globs.value.matches(&glob::absolute(&self.folder, path)),
            None => {
                let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or("");
                DEFAULT_INCLUDE
                    .iter()
                    .any(|glob| glob.strip_prefix("*.").is_some_and(|e| e.eq_ignore_ascii_case(extension)))
            }
        };
        included && !self.excludes(path)
    }

    /// The configuration file that holds (absolute); none if there is none.
    pub fn configuration(&self) -> Option<&Path> {
        Some(self.governing.path.as_path()).filter(|path| !path.as_os_str().is_empty())
    }

    /// Every rule known, with the severity of its findings; none if it does not run.
    pub fn rules(&self) -> impl Iterator<Item = (&Arc<Rule>, Option<Severity>)> + '_ {
        self.governing.rules.rules().iter().zip(&self.states).map(|(rule, state)| {
            let severity = state.severity().unwrap_or(rule.severity);
            (rule, state.runs(rule, self.profile).then_some(severity))
        })
    }

    /// True if the finding makes the run fail.
    pub fn fails(&self, finding: &Finding) -> bool {
        self.fail_on.includes(finding.severity)
    }
}

/// The last layer that sets it.
fn last<T: Clone>(layers: &[Arc<Settings>], of: impl Fn(&Settings) -> &Option<Placed<T>>) -> Option<Placed<T>> {
    layers.iter().rev().find_map(|layer| of(layer).clone())
}

/// The format that a file's extension tells.
fn format_of(path: &Path) -> Format {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or("");
    match extension.to_ascii_lowercase().as_str() {
        known if MARKDOWN_EXTENSIONS.contains(&known) => Format::Markdown,
        "csv" => Format::Csv,
        "tsv" | "tab" => Format::Tsv,
        _ => Format::Plain,
    }
}
