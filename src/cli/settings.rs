//! From the command line to policies: what its options override, the rules that are known, one file read as configured.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ArgMatches;
use reformlint::finding::Language;
use reformlint::policy::{BaselineSource, ConfigSource, FilePolicy, Overrides, Policies, Words};
use reformlint::rules::{Rule, load_file, nearest};
use reformlint::source::walk::{self, Wanted};
use reformlint::source::{self, Document, ReadOptions};

use crate::cli::arguments::{is_set, value, values};
use crate::cli::{Failure, say_error};

/// The policies that the options of `matches` ask for.
pub fn policies(matches: &ArgMatches, language: Language) -> Result<Policies, Failure> {
    Policies::new(overrides(matches)).map_err(|error| Failure::configuration(&error, language))
}

fn overrides(matches: &ArgMatches) -> Overrides {
    let word = |name| value::<String>(matches, name);
    Overrides {
        folder: None,
        config: match value::<PathBuf>(matches, "config") {
            Some(file) => ConfigSource::File(file.clone()),
            None if is_set(matches, "no-config") => ConfigSource::None,
            None => ConfigSource::Nearest,
        },
        profile: word("profile").and_then(|word| Words::from_word(word)),
        select: values(matches, "select"),
        ignore: values(matches, "ignore"),
        fail_on: word("fail-on").and_then(|word| Words::from_word(word)),
        language: word("lang").and_then(|word| Words::from_word(word)),
        encoding: word("encoding").cloned(),
        format: None,
        document_date: word("document-date").cloned(),
        baseline: match value::<PathBuf>(matches, "baseline") {
            _ if is_set(matches, "write-baseline") || is_set(matches, "prune-baseline") => BaselineSource::Ignored,
            Some(file) => BaselineSource::File(file.clone()),
            None => BaselineSource::Configured,
        },
        rule_pages: None,
        ambiguous_width: word("ambiguous-width").and_then(|word| Words::from_word(word)),
    }
}

/// Asks the configuration of each place what a walk takes there.
pub struct Configured(pub Arc<Policies>);

impl Wanted for Configured {
    fn enters(&self, folder: &Path) -> bool {
        // A configuration that cannot be used is reported with the first file that needs it.
        self.0.for_folder(folder.parent().unwrap_or(folder)).map_or(true, |policy| !policy.excludes(folder))
    }

    fn takes(&self, file: &Path) -> bool {
        self.0.for_path(file).map_or(true, |policy| policy.takes(file))
    }
}

/// What holds for the folder the program was started in.
pub fn of_this_folder(policies: &Policies, language: Language) -> Result<Arc<FilePolicy>, Failure> {
    policies.for_folder(Path::new("")).map_err(|error| Failure::configuration(&error, language))
}

/// Every rule, the user's own among them, sorted by id.
pub fn known_rules(matches: &ArgMatches, language: Language) -> Result<Vec<Arc<Rule>>, Failure> {
    let policy = of_this_folder(&policies(matches, language)?, language)?;
    Ok(policy.rules().map(|(rule, _)| Arc::clone(rule)).collect())
}

/// The failure of naming a rule that does not exist.
pub fn unknown_rule<'a>(asked: &str, known: impl Iterator<Item = &'a str>, language: Language) -> Failure {
    let meant = nearest(asked, known).map_or_else(String::new, |meant| match language {
        Language::Zh => format!("，是否指 {meant}？"),
        Language::En => format!("; did you mean {meant}?"),
    });
    Failure::new(match language {
        Language::Zh => format!("没有名为 {asked} 的规则{meant}"),
        Language::En => format!("there is no rule {asked}{meant}"),
    })
}

/// The rules of the files and folders at `paths`, or every rule known if there are none.
pub fn rules_to_test(matches: &ArgMatches, paths: &[PathBuf], language: Language) -> Result<Vec<Arc<Rule>>, Failure> {
    if paths.is_empty() {
        return known_rules(matches, language);
    }
    let mut files = Vec::new();
    for path in paths {
        rule_files(path, &mut files)
            .map_err(|error| Failure::at(&path.to_string_lossy(), &source::io_reason(&error, language), language))?;
    }
    if files.is_empty() {
        return Err(Failure::new(match language {
            Language::Zh => "没有找到规则文件（.toml）",
            Language::En => "no rule file (.toml) was found",
        }));
    }
    let (mut rules, mut problems) = (Vec::new(), Vec::new());
    for file in &files {
        match load_file(file) {
            Ok(rule) => rules.push(Arc::new(rule)),
            Err(error) => problems.push(error.message(language)),
        }
    }
    // Every file that is wrong is named at once.
    let Some(last) = problems.pop() else { return Ok(rules) };
    problems.iter().for_each(|problem| say_error(problem, language));
    Err(Failure::new(last))
}

/// The file at `path`, or every `.toml` file below the folder, in order.
fn rule_files(path: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    if !path.is_dir() {
        found.push(path.to_owned());
        return Ok(());
    }
    let mut entries = std::fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    entries.sort();
    for entry in entries {
        if entry.is_dir() && !entry.is_symlink() {
            rule_files(&entry, found)?;
        } else if entry.extension().is_some_and(|extension| extension == "toml") {
            found.push(entry);
        }
    }
    Ok(())
}

/// Reads the file at `path`, `-` being standard input, as its policy says.
pub fn read_one(policies: &Policies, path: &Path, language: Language) -> Result<(Arc<FilePolicy>, Document), Failure> {
    let policy = policies.for_path(path).map_err(|error| Failure::configuration(&error, language))?;
    let bytes = if path == Path::new("-") { read_standard_input() } else { walk::read_file(path) };
    let name = path.to_string_lossy();
    let bytes = bytes.map_err(|error| Failure::at(&name, &source::io_reason(&error, language), language))?;
    let document = decode(bytes, policy.read_options(path), language);
    Ok((policy, document.map_err(|reason| Failure::at(&name, &reason, language))?))
}

/// All of standard input.
pub fn read_standard_input() -> io::Result<Vec<u8>> {
    walk::read_at_most(io::stdin().lock(), 0)
}

/// Decodes a file; if that fails, says why.
pub fn decode(bytes: Vec<u8>, options: ReadOptions, language: Language) -> Result<Document, String> {
    Document::read(bytes, options).map_err(|error| error.message(language).to_owned())
}
