//! What can be wrong with a configuration, a baseline or a command line, with the place, the expectation and a
//! suggestion, in both languages. Knows nothing of how settings are merged.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::finding::Language;
use crate::fix::WriteError;
use crate::reason::in_chinese;
use crate::source::io_reason;

/// Where a value comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Origin {
    /// Nobody set it.
    #[default]
    Default,
    /// An option of the command line, such as `--select`.
    CommandLine(&'static str),
    /// A configuration file.
    File {
        /// The file as it is shown: relative to the working folder where it lies in it.
        path: Arc<Path>,
        /// Line, from 1; 0 for the file as a whole.
        line: u32,
        /// Column in Unicode scalar values, from 1; 0 for the file as a whole.
        column: u32,
    },
}

impl Origin {
    /// The file as a whole.
    pub fn file(path: &Arc<Path>) -> Self {
        Self::File { path: Arc::clone(path), line: 0, column: 0 }
    }

    /// `reformlint.toml:12`, `--select`, or the word for “default” in `language`.
    pub fn show(&self, language: Language) -> String {
        match (self, language) {
            (Self::Default, Language::Zh) => "默认".to_owned(),
            (Self::Default, Language::En) => "default".to_owned(),
            (Self::CommandLine(option), _) => (*option).to_owned(),
            (Self::File { path, line: 0, .. }, _) => path.display().to_string(),
            (Self::File { path, line, .. }, _) => format!("{}:{line}", path.display()),
        }
    }
}

/// Something in a configuration, a baseline or a command line that cannot be used. The run ends with exit code 2.
///
/// [`fmt::Display`] is English; [`ConfigError::message`] is in either language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// Where.
    pub origin: Origin,
    /// What.
    pub problem: Box<Problem>,
}

/// A phrase in both languages, for what was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

/// What the system refused, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The file, where the place of the error is another one.
    file: Option<String>,
    zh: String,
    en: String,
}

impl From<io::Error> for Refused {
    fn from(error: io::Error) -> Self {
        Self { file: None, zh: io_reason(&error, Language::Zh), en: io_reason(&error, Language::En) }
    }
}

impl From<WriteError> for Refused {
    fn from(error: WriteError) -> Self {
        Self { file: None, zh: error.message(Language::Zh), en: error.message(Language::En) }
    }
}

impl Refused {
    fn reason(&self, language: Language) -> &str {
        match language {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        }
    }

    fn unreadable(&self, language: Language) -> String {
        let reason = self.reason(language);
        match (&self.file, language) {
            (None, Language::Zh) => format!("无法读取：{reason}"),
            (None, Language::En) => format!("cannot be read: {reason}"),
            (Some(file), Language::Zh) => format!("无法读取 {file}：{reason}"),
            (Some(file), Language::En) => format!("{file} cannot be read: {reason}"),
        }
    }
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The file cannot be read.
    Unreadable(Refused),
    /// The file cannot be written.
    Unwritable(Refused),
    /// The file is not UTF-8 from this byte offset on.
    NotUtf8(usize),
    /// It is not TOML; the reader's reason.
    Syntax(String),
    /// A key that nobody knows here.
    UnknownKey {
        /// The key as written.
        key: String,
        /// The known key that is meant, if one is near.
        suggestion: Option<String>,
    },
    /// A key that is known, but not in this section.
    MisplacedKey(String),
    /// A key that must be there.
    MissingKey(&'static str),
    /// A value of the wrong type or form.
    WrongValue {
        /// The key.
        key: String,
        /// What belongs there.
        expected: Phrase,
        /// What stands there, as written.
        found: String,
    },
    /// A word that is none of those possible.
    UnknownWord {
        /// The key.
        key: String,
        /// The word as written.
        word: String,
        /// The words possible.
        possible: Vec<&'static str>,
        /// The one that is meant, if one is near.
        suggestion: Option<String>,
    },
    /// An id that is neither a rule nor a family.
    UnknownRule {
        /// The id as written.
        id: String,
        /// The one that is meant, if one is near.
        suggestion: Option<String>,
    },
    /// An encoding that nobody knows.
    UnknownEncoding {
        /// The name as written.
        name: String,
        /// The one that is meant, if one is near.
        suggestion: Option<String>,
    },
    /// A glob that cannot be read; the reader's reason.
    BadGlob {
        /// The glob.
        glob: String,
        /// Why.
        reason: String,
    },
    /// Files that extend each other in a ring, the first one at both ends.
    Cycle(Vec<PathBuf>),
    /// More files extend each other than anyone needs.
    ExtendsTooDeep(usize),
    /// No file matches a glob of rule files.
    NoRuleFile(String),
    /// A rule file is wrong; what its reader says, in both languages.
    RuleFile {
        /// Chinese.
        zh: String,
        /// English.
        en: String,
    },
    /// The baseline is no baseline.
    BadBaseline {
        /// The line, from 1, from which it cannot be read.
        line: usize,
    },
    /// The baseline was written by another version.
    BaselineVersion(u64),
    /// A baseline is to be written or pruned, and none is named.
    NoBaseline,
}

impl ConfigError {
    pub(crate) fn new(origin: Origin, problem: Problem) -> Self {
        Self { origin, problem: Box::new(problem) }
    }

    /// Where the file at `shown` cannot be read, says so at the place that names it.
    pub(crate) fn placed_where_named(self, named_at: &Origin, shown: &Path) -> Self {
        match *self.problem {
            Problem::Unreadable(reason) if *named_at != Origin::Default => {
                let reason = Refused { file: Some(shown.display().to_string()), ..reason };
                Self::new(named_at.clone(), Problem::Unreadable(reason))
            }
            problem => Self::new(self.origin, problem),
        }
    }

    /// The whole message, its place first: `reformlint.toml:3:1: …`.
    pub fn message(&self, language: Language) -> String {
        let place = match (&self.origin, &*self.problem) {
            (Origin::Default, _) => String::new(),
            // The option is the key.
            (Origin::CommandLine(option), Problem::WrongValue { expected, found, .. }) => {
                let (key, expected, found) = ((*option).to_owned(), *expected, found.clone());
                return Problem::WrongValue { key, expected, found }.message(language);
            }
            (Origin::CommandLine(option), _) => (*option).to_owned(),
            (Origin::File { path, line: 0, .. }, _) => path.display().to_string(),
            (Origin::File { path, line, column }, _) => format!("{}:{line}:{column}", path.display()),
        };
        let colon = if place.is_empty() { "" } else { language.colon() };
        place + colon + &self.problem.message(language)
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Language::En))
    }
}

impl std::error::Error for ConfigError {}

impl Problem {
    /// What is wrong, without its place.
    pub fn message(&self, language: Language) -> String {
        match language {
            Language::Zh => self.chinese(),
            Language::En => self.english(),
        }
    }

    fn chinese(&self) -> String {
        let meant = |suggestion: &Option<String>| match suggestion {
            Some(known) => format!("，是否指 {known}？"),
            None => String::new(),
        };
        match self {
            Self::Unreadable(reason) => reason.unreadable(Language::Zh),
            Self::Unwritable(reason) => reason.reason(Language::Zh).to_owned(),
            Self::NotUtf8(byte) => format!("配置文件须用 UTF-8 编码，从第 {} 个字节起不是", byte + 1),
            Self::Syntax(reason) => format!("不是合法的 TOML：{}", in_chinese(reason)),
            Self::UnknownKey { key, suggestion } => format!("没有名为 {key} 的配置项{}", meant(suggestion)),
            Self::MisplacedKey(key) => format!("配置项 {key} 不能写在这一节里"),
            Self::MissingKey(key) => format!("这一节缺少 {key}"),
            Self::WrongValue { key, expected, found } => format!("{key} 应为{}，现为 {found}", expected.zh),
            Self::UnknownWord { key, word, possible, suggestion } => {
                format!("{key} 不能是“{word}”，可用的值：{}{}", possible.join("、"), meant(suggestion))
            }
            Self::UnknownRule { id, .. } if id.is_empty() => "缺少规则或规则族的名称".to_owned(),
            Self::UnknownRule { id, suggestion } => format!("没有名为 {id} 的规则或规则族{}", meant(suggestion)),
            Self::UnknownEncoding { name, suggestion } => format!("没有名为 {name} 的编码{}", meant(suggestion)),
            Self::BadGlob { glob, reason } => format!("路径模式“{glob}”有误：{}", in_chinese(reason)),
            Self::Cycle(chain) => format!("配置文件互相引用成环：{}", chained(chain)),
            Self::ExtendsTooDeep(limit) => format!("extends 逐层引用超过 {limit} 层"),
            Self::NoRuleFile(glob) => format!("没有与“{glob}”相符的规则文件"),
            Self::RuleFile { zh, .. } => zh.clone(),
            Self::BadBaseline { line } => format!("基线文件从第 {line} 行起已损坏；可用 --write-baseline 重新生成"),
            Self::BaselineVersion(version) => {
                format!("基线文件是第 {version} 版，本程序只认第 1 版；可用 --write-baseline 重新生成")
            }
            Self::NoBaseline => "没有指定基线文件：不用配置时，请用 --baseline 给出文件名".to_owned(),
        }
    }

    fn english(&self) -> String {
        let meant = |suggestion: &Option<String>| match suggestion {
            Some(known) => format!(", did you mean {known}?"),
            None => String::new(),
        };
        match self {
            Self::Unreadable(reason) => reason.unreadable(Language::En),
            Self::Unwritable(reason) => reason.reason(Language::En).to_owned(),
            Self::NotUtf8(byte) => format!("a configuration must be UTF-8, and byte {} is not", byte + 1),
            Self::Syntax(reason) => format!("not valid TOML: {reason}"),
            Self::UnknownKey { key, suggestion } => format!("unknown key {key}{}", meant(suggestion)),
            Self::MisplacedKey(key) => format!("the key {key} cannot stand in this section"),
            Self::MissingKey(key) => format!("this section needs the key {key}"),
            Self::WrongValue { key, expected, found } => format!("{key} must be {}, found {found}", expected.en),
            Self::UnknownWord { key, word, possible, suggestion } => {
                format!("{key} cannot be “{word}”, possible are {}{}", possible.join(", "), meant(suggestion))
            }
            Self::UnknownRule { id, .. } if id.is_empty() => "the name of a rule or family is missing".to_owned(),
            Self::UnknownRule { id, suggestion } => format!("no rule or family is named {id}{}", meant(suggestion)),
            Self::UnknownEncoding { name, suggestion } => format!("no encoding is named {name}{}", meant(suggestion)),
            Self::BadGlob { glob, reason } => format!("the glob “{glob}” cannot be read: {reason}"),
            Self::Cycle(chain) => format!("the files extend each other in a ring: {}", chained(chain)),
            Self::ExtendsTooDeep(limit) => format!("more than {limit} files extend each other"),
            Self::NoRuleFile(glob) => format!("no rule file matches “{glob}”"),
            Self::RuleFile { en, .. } => en.clone(),
            Self::BadBaseline { line } => {
                format!("the baseline is damaged from line {line} on; --write-baseline writes a new one")
            }
            Self::BaselineVersion(version) => {
                format!("the baseline has version {version}, known is 1; --write-baseline writes a new one")
            }
            Self::NoBaseline => "no baseline is named: without a configuration, name one with --baseline".to_owned(),
        }
    }
}

fn chained(chain: &[PathBuf]) -> String {
    let names: Vec<String> = chain.iter().map(|path| path.display().to_string()).collect();
    names.join(" → ")
}
