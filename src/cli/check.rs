//! `reformlint check`: finds the files, checks each in a worker, writes the report or the fixes. A file is read once,
//! and only what the report needs of it is kept.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;
use std::{env, mem, thread};

use clap::ArgMatches;
use rayon::prelude::*;
use reformlint::across::{self, Conflict, Mention};
use reformlint::finding::{self, Applicability, Finding, Language};
use reformlint::fix;
use reformlint::policy::{self, BaselineRecord, ConfigError, FilePolicy, Policies, RunResult};
use reformlint::report::{self, AmbiguousWidth, FileError, FileRecord, Format, Outcome};
use reformlint::source::walk::{self, read_file};
use reformlint::source::{Document, ReadOptions, io_reason};

use crate::cli::arguments::{is_set, value, values};
use crate::cli::output::Output;
use crate::cli::progress::Progress;
use crate::cli::since::Changed;
use crate::cli::{CLEAN, Failure, INCOMPLETE, NO_FILE, panics, say, say_error, settings};

/// The name that standard input has in reports unless `--stdin-filename` gives one.
const STANDARD_INPUT: &str = "<stdin>";

/// What is done with the findings of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Task {
    /// They are reported.
    Report,
    /// They are fixed in the file, what is left is reported.
    Fix(Applicability),
    /// The difference that fixing would make is shown.
    Diff(Applicability),
    /// They are kept for a baseline.
    Baseline,
}

/// A run over files; shared by the workers.
struct Run {
    policies: Arc<Policies>,
    task: Task,
    /// The language where no configuration says another.
    language: Language,
    /// True if the report shows the text itself.
    shows_text: bool,
}

/// A file as it was read.
struct Subject<'a> {
    path: &'a Path,
    document: &'a Document,
    options: ReadOptions,
    policy: &'a FilePolicy,
}

/// What one file came to.
#[derive(Default)]
struct Checked {
    record: Option<FileRecord>,
    errors: Vec<FileError>,
    /// A configuration that cannot be used; many files may share it.
    configuration: Option<ConfigError>,
    /// Findings that make the run fail.
    failing: usize,
    /// Fixes applied, or that would be.
    fixes: usize,
    diff: String,
    baseline: Option<BaselineRecord>,
    /// Indicators to compare with those of other files.
    mentions: Vec<Mention>,
}

/// Checks what the command line names.
pub fn run(matches: &ArgMatches, language: Language) -> Result<u8, Failure> {
    let start = Instant::now();
    let policies = Arc::new(settings::policies(matches, language)?);
    let here = settings::of_this_folder(&policies, language)?;
    let language = here.language.unwrap_or(language);
    let shows_text = value::<String>(matches, "format").is_some_and(|name| name == Format::Html.name());
    let run = Run { policies, task: task(matches), language, shows_text };
    let paths = values::<PathBuf>(matches, "paths");
    if paths.iter().any(|path| path == Path::new("-")) {
        return run.standard_input(matches, &here, &paths, start);
    }
    if value::<PathBuf>(matches, "stdin-filename").is_some() {
        return Err(Failure::new(match language {
            Language::Zh => "--stdin-filename 要与 - 同用，例如 reformlint check --stdin-filename 综述.md -",
            Language::En => "--stdin-filename goes with -, as in reformlint check --stdin-filename survey.md -",
        }));
    }
    let walked = folders(&paths);
    let Chosen { files, mut errors, left_out } = run.files(matches, paths)?;
    let mut checked = run.check_all(&files, value::<u16>(matches, "threads").copied());
    run.compare(&files, &mut checked);
    let count = files.len() + errors.len() + left_out;
    let mut totals = Totals::new(checked, language);
    if errors.is_empty() && totals.errors.is_empty() && value::<String>(matches, "since").is_none() {
        run.add_unused_allowances(&walked, &mut totals);
    }
    errors.append(&mut totals.errors);
    errors.sort_by(|a, b| a.path.cmp(&b.path));
    totals.errors = errors;
    run.finish(matches, &here, totals, count, start)
}

/// The name of the file.
fn name_of(path: &Path) -> Cow<'_, str> {
    path.file_name().map_or(Cow::Borrowed(""), |name| name.to_string_lossy())
}

/// The folders among the paths of the command line.
fn folders(paths: &[PathBuf]) -> Vec<PathBuf> {
    match paths {
        [] => vec![PathBuf::new()],
        _ => paths.iter().filter(|path| path.is_dir()).cloned().collect(),
    }
}

fn task(matches: &ArgMatches) -> Task {
    let level = if is_set(matches, "unsafe-fixes") { Applicability::Unsafe } else { Applicability::Safe };
    if is_set(matches, "write-baseline") || is_set(matches, "prune-baseline") {
        Task::Baseline
    } else if is_set(matches, "diff") {
        Task::Diff(level)
    } else if is_set(matches, "fix") || level == Applicability::Unsafe {
        Task::Fix(level)
    } else {
        Task::Report
    }
}

/// What a run looks at.
struct Chosen {
    /// The files to check, sorted.
    files: Vec<PathBuf>,
    /// The paths that cannot be looked at.
    errors: Vec<FileError>,
    /// How many files were named and are left out all the same: `--force-exclude`.
    left_out: usize,
}

impl Run {
    /// The files to check.
    fn files(&self, matches: &ArgMatches, mut paths: Vec<PathBuf>) -> Result<Chosen, Failure> {
        let changed = value::<String>(matches, "since").map(|revision| Changed::since(revision, self.language));
        let changed = changed.transpose()?;
        if paths.is_empty() {
            paths.push(PathBuf::from("."));
        }
        let mut found = walk::walk(&paths, &Arc::new(settings::Configured(Arc::clone(&self.policies))));
        if let Some(changed) = changed {
            found.files.retain(|file| changed.contains(file));
        }
        let named = found.files.len();
        if is_set(matches, "force-exclude") {
            found.files.retain(|file| self.policies.for_path(file).map_or(true, |policy| !policy.excludes(file)));
        }
        let left_out = named - found.files.len();
        let errors = found.errors.iter().map(|(path, error)| file_error(path, io_reason(error, self.language)));
        Ok(Chosen { files: found.files, errors: errors.collect(), left_out })
    }

    /// Checks the files; the results are in their order. A single file needs no other thread.
    fn check_all(&self, files: &[PathBuf], threads: Option<u16>) -> Vec<Checked> {
        let progress = Progress::start(files.len(), self.language);
        let check = |path: &PathBuf| {
            let checked = self.check_file(path);
            progress.advance();
            checked
        };
        let one_after_the_other = || files.iter().map(check).collect();
        if files.len() < 2 || threads == Some(1) {
            return one_after_the_other();
        }
        let threads = threads.map_or_else(|| thread::available_parallelism().map_or(1, usize::from), usize::from);
        match rayon::ThreadPoolBuilder::new().num_threads(threads.min(files.len())).build() {
            Ok(pool) if threads > 1 => pool.install(|| files.par_iter().with_max_len(1).map(check).collect()),
            _ => one_after_the_other(),
        }
    }

    /// Compares the indicators of all files with each other. A file in which one is contradicted is reported anew.
    fn compare(&self, files: &[PathBuf], checked: &mut [Checked]) {
        let mentions: Vec<Vec<Mention>> = checked.iter_mut().map(|checked| mem::take(&mut checked.mentions)).collect();
        if mentions.iter().filter(|mentions| !mentions.is_empty()).count() < 2 {
            return;
        }
        for ((conflicts, path), checked) in across::conflicts(mentions).iter().zip(files).zip(checked) {
            if !conflicts.is_empty()
                && let Some(anew) = self.report_with(path, conflicts, files)
            {
                *checked = anew;
            }
        }
    }

    /// The report on a file with what other files say to the contrary; `None` if it cannot be read again.
    fn report_with(&self, path: &Path, conflicts: &[Conflict<usize>], files: &[PathBuf]) -> Option<Checked> {
        let policy = self.policies.for_path(path).ok()?;
        let rule = policy.linter.rule(across::RULE)?;
        let language = self.language_of(&policy);
        let document = settings::decode(read_file(path).ok()?, policy.read_options(path), language).ok()?;
        let mut findings = policy.linter.check(&document);
        let others = conflicts
            .iter()
            .filter_map(|conflict| Some(conflict.finding(rule, &files.get(conflict.other)?.to_string_lossy())));
        findings.extend(others);
        finding::sort(&mut findings);
        let findings = policy.judge(path, &document, findings);
        Some(self.checked(path, &document, findings, &policy))
    }

    fn check_file(&self, path: &Path) -> Checked {
        let work = || match self.policies.for_path(path) {
            Err(error) => Checked { configuration: Some(error), ..Checked::default() },
            Ok(policy) => match read_file(path) {
                Ok(bytes) => self.check_bytes(path, bytes, &policy, |old, new| fix::replace(path, old, new)),
                Err(error) => Checked::failed(path, io_reason(&error, self.language_of(&policy))),
            },
        };
        panics::caught(work).unwrap_or_else(|panic| Checked::failed(path, self.fault(&panic)))
    }

    /// Adds the findings in configuration files that only a run over whole folders can tell.
    fn add_unused_allowances(&self, walked: &[PathBuf], totals: &mut Totals) {
        if !matches!(self.task, Task::Report | Task::Fix(_)) {
            return;
        }
        for about in self.policies.unused_allowances(walked) {
            let checked = self.checked(&about.path, &about.document, about.findings, &about.policy);
            totals.failing += checked.failing;
            totals.records.extend(checked.record);
        }
    }

    fn fault(&self, panic: &str) -> String {
        match self.language {
            Language::Zh => format!("程序内部出错，这个文件未检查完：{panic}"),
            Language::En => format!("a fault of this program, the file was not checked to its end: {panic}"),
        }
    }

    fn language_of(&self, policy: &FilePolicy) -> Language {
        policy.language.unwrap_or(self.language)
    }

    /// Checks the bytes of the file at `path`; `replace` puts fixed bytes in the place of the old ones.
    fn check_bytes(
        &self,
        path: &Path,
        bytes: Vec<u8>,
        policy: &FilePolicy,
        replace: impl FnOnce(&[u8], &[u8]) -> Result<(), fix::WriteError>,
    ) -> Checked {
        let options = policy.read_options(path);
        let document = match settings::decode(bytes, options, self.language_of(policy)) {
            Ok(document) => document,
            Err(reason) => return Checked::failed(path, reason),
        };
        let check = |document: &Document| policy.judge(path, document, policy.linter.check(document));
        match self.task {
            Task::Report => {
                let (findings, mentions) = policy.linter.check_with_mentions(&document, &name_of(path));
                let findings = policy.judge(path, &document, findings);
                Checked { mentions, ..self.checked(path, &document, findings, policy) }
            }
            Task::Baseline => {
                let findings = check(&document);
                let record = policy.baseline_record(path, &document, &findings);
                Checked { baseline: Some(record), ..Checked::default() }
            }
            Task::Fix(level) => {
                self.fix(&Subject { path, document: &document, options, policy }, level, check, replace)
            }
            Task::Diff(level) => self.difference(&Subject { path, document: &document, options, policy }, level, check),
        }
    }

    fn checked(&self, path: &Path, document: &Document, findings: Vec<Finding>, policy: &FilePolicy) -> Checked {
        let failing = findings.iter().filter(|finding| policy.fails(finding)).count();
        let record = |findings| FileRecord::new(&path.to_string_lossy(), document, findings, self.language_of(policy));
        let record = match self.shows_text {
            true => record(findings.clone()).with_pieces(document, &findings),
            false => record(findings),
        };
        Checked { record: Some(record), failing, ..Checked::default() }
    }

    fn fix(
        &self,
        subject: &Subject,
        level: Applicability,
        check: impl Fn(&Document) -> Vec<Finding>,
        replace: impl FnOnce(&[u8], &[u8]) -> Result<(), fix::WriteError>,
    ) -> Checked {
        let &Subject { path, document, options, policy } = subject;
        let language = self.language_of(policy);
        let unfixed = |reason: String| {
            let mut checked = self.checked(path, document, check(document), policy);
            checked.errors.push(file_error(path, reason));
            checked
        };
        let fixed = match fix::fix_until_stable(document, options, level, &check) {
            Ok(fixed) => fixed,
            Err(error) => return unfixed(error.message(language)),
        };
        if let Some(new) = &fixed.document
            && let Err(error) = replace(document.bytes(), new.bytes())
        {
            return unfixed(error.message(language));
        }
        let left = fixed.document.as_ref().unwrap_or(document);
        let mut checked = self.checked(path, left, fixed.findings, policy);
        checked.fixes = fixed.applied;
        checked.errors = fixed.refused.iter().map(|error| file_error(path, error.message(language))).collect();
        checked
    }

    fn difference(
        &self,
        subject: &Subject,
        level: Applicability,
        check: impl Fn(&Document) -> Vec<Finding>,
    ) -> Checked {
        let &Subject { path, document, options, policy } = subject;
        let mut checked = self.checked(path, document, check(document), policy);
        let language = self.language_of(policy);
        match fix::fix_until_stable(document, options, level, check) {
            Ok(fixed) => {
                checked.fixes = fixed.applied;
                checked.errors = fixed.refused.iter().map(|error| file_error(path, error.message(language))).collect();
                if let Some(new) = fixed.document {
                    checked.diff = fix::unified_diff(&path.to_string_lossy(), document.text(), new.text());
                }
            }
            Err(error) => checked.errors.push(file_error(path, error.message(language))),
        }
        checked
    }

    /// Checks standard input. With fixes, the fixed text goes to standard output and the report to standard error, so
    /// that an editor can use it as a filter; a text that cannot be fixed comes out as it went in.
    fn standard_input(
        &self,
        matches: &ArgMatches,
        here: &FilePolicy,
        paths: &[PathBuf],
        start: Instant,
    ) -> Result<u8, Failure> {
        if paths.len() > 1 || value::<String>(matches, "since").is_some() {
            return Err(Failure::new(match self.language {
                Language::Zh => "标准输入（-）不能与其他路径或 --since 同用",
                Language::En => "standard input (-) goes with no other path and not with --since",
            }));
        }
        let name = value::<PathBuf>(matches, "stdin-filename").map_or(Path::new(STANDARD_INPUT), PathBuf::as_path);
        let policy = self.policies.for_path(name).map_err(|error| Failure::configuration(&error, self.language))?;
        let bytes = settings::read_standard_input()
            .map_err(|error| Failure::at(STANDARD_INPUT, &io_reason(&error, self.language), self.language))?;
        let mut text = matches!(self.task, Task::Fix(_)).then(|| bytes.clone());
        let work = || {
            self.check_bytes(name, bytes, &policy, |_, new| {
                text = Some(new.to_vec());
                Ok(())
            })
        };
        let checked = panics::caught(work).unwrap_or_else(|panic| Checked::failed(name, self.fault(&panic)));
        if let Some(text) = text {
            Output::Standard.write(self.language, |out| out.write_all(&text))?;
        }
        self.finish(matches, here, Totals::new(vec![checked], self.language), 1, start)
    }

    /// Writes what the task is about and gives the exit code.
    fn finish(
        &self,
        matches: &ArgMatches,
        here: &FilePolicy,
        totals: Totals,
        count: usize,
        start: Instant,
    ) -> Result<u8, Failure> {
        let quiet = is_set(matches, "quiet");
        let result = RunResult { files: count, failing: totals.failing, errors: totals.errors.len() };
        let code = policy::exit_code(result);
        if self.task == Task::Baseline {
            return self.baseline(matches, &totals, code);
        }
        let from_standard_input = values::<PathBuf>(matches, "paths").iter().any(|path| path == Path::new("-"));
        let output = match Output::new(value(matches, "output")) {
            Output::Standard if from_standard_input && matches!(self.task, Task::Fix(_)) => Output::Error,
            output => output,
        };
        if code == NO_FILE && !quiet {
            say(&no_file(value::<String>(matches, "since").map(String::as_str), self.language));
        }
        if let Task::Diff(_) = self.task {
            output.write(self.language, |out| {
                totals
                    .diffs
                    .iter()
                    .try_for_each(|diff| out.write_all(self.for_reader(diff, &output, matches).as_bytes()))
            })?;
            totals.say_errors(self.language);
        } else {
            let options = report_options(matches, here, self.language, &output);
            if code != NO_FILE || options.format != Format::Human {
                let outcome = Outcome { files: totals.records, errors: totals.errors, elapsed: Some(start.elapsed()) };
                output.write(self.language, |out| report::write(&outcome, &options, out))?;
                if options.format == Format::Github {
                    self.write_step_summary(&outcome)?;
                }
            }
        }
        if !quiet {
            self.say_fixes(totals.fixes, totals.fixed_files);
        }
        Ok(code)
    }

    /// The page that GitHub shows for the step, in the file that it names for that; other steps may have written there.
    fn write_step_summary(&self, outcome: &Outcome) -> Result<(), Failure> {
        let Some(path) = env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) else { return Ok(()) };
        let written = File::options().append(true).create(true).open(&path).and_then(|file| {
            let mut file = BufWriter::new(file);
            report::write_step_summary(outcome, self.language, &mut file)?;
            file.flush()
        });
        let name = path.to_string_lossy();
        written.map_err(|error| Failure::at(&name, &io_reason(&error, self.language), self.language))
    }

    /// A difference as it goes out: to a file or a pipe as it is, so that it can be applied; to a terminal with pictures
    /// of what a terminal would obey, and colours.
    fn for_reader(&self, diff: &str, output: &Output, matches: &ArgMatches) -> String {
        if !matches!(output, Output::Standard) || !io::stdout().is_terminal() {
            return diff.to_owned();
        }
        let color = has_color(matches, output);
        let mut shown = String::with_capacity(diff.len());
        for line in diff.split_inclusive('\n') {
            let paint = match line.as_bytes() {
                _ if !color => "",
                [b'+', ..] => "\x1b[32m",
                [b'-', ..] => "\x1b[31m",
                [b'@', ..] => "\x1b[36m",
                _ => "",
            };
            let line = line.trim_end_matches(['\n', '\r']);
            shown.extend([paint, &report::on_one_line(line), if paint.is_empty() { "\n" } else { "\x1b[0m\n" }]);
        }
        shown
    }

    fn say_fixes(&self, fixes: usize, files: usize) {
        match (self.task, self.language) {
            (Task::Fix(_), Language::Zh) if fixes > 0 => say(&format!("已修复 {files} 个文件中的 {fixes} 处")),
            (Task::Fix(_), Language::En) if fixes > 0 => say(&format!("fixed: {fixes} ({})", in_files(files))),
            (Task::Diff(_), Language::Zh) if fixes == 0 => say("没有可以自动修复的问题"),
            (Task::Diff(_), Language::En) if fixes == 0 => say("nothing can be fixed automatically"),
            (Task::Diff(_), Language::Zh) => say(&format!("可修复 {files} 个文件中的 {fixes} 处；未写入任何文件")),
            (Task::Diff(_), Language::En) => {
                say(&format!("to be fixed: {fixes} ({}); no file was written", in_files(files)));
            }
            _ => {}
        }
    }

    /// Writes or prunes the baseline and says what became of it.
    fn baseline(&self, matches: &ArgMatches, totals: &Totals, code: u8) -> Result<u8, Failure> {
        let failure = |error: ConfigError| Failure::configuration(&error, self.language);
        totals.say_errors(self.language);
        if code == NO_FILE {
            return Err(Failure::new(match self.language {
                Language::Zh => "没有找到要检查的文件，基线未改动",
                Language::En => "no file to check; the baseline was left as it is",
            }));
        }
        let path = self.policies.baseline_path(value::<PathBuf>(matches, "baseline").map(PathBuf::as_path));
        let path = path.map_err(failure)?;
        let name = path.file_name().map_or_else(|| path.to_string_lossy(), |name| name.to_string_lossy());
        if is_set(matches, "prune-baseline") {
            let gone = self.policies.prune_baseline(&path, &totals.baseline).map_err(failure)?;
            say(&match self.language {
                Language::Zh => format!("从基线 {name} 中删去 {gone} 个已不存在的问题"),
                Language::En => format!("removed from the baseline {name} because they are gone: {gone}"),
            });
        } else {
            let kept = self.policies.write_baseline(&path, &totals.baseline).map_err(failure)?;
            say(&match self.language {
                Language::Zh => format!("基线 {name} 记入 {kept} 个问题，以后只报新的"),
                Language::En => {
                    format!("kept in the baseline {name}: {kept}; from now on only new findings are reported")
                }
            });
        }
        Ok(if totals.errors.is_empty() { CLEAN } else { INCOMPLETE })
    }
}

impl Checked {
    fn failed(path: &Path, message: String) -> Self {
        Self { errors: vec![file_error(path, message)], ..Self::default() }
    }
}

/// Why there is no file to check.
fn no_file(since: Option<&str>, language: Language) -> String {
    match (since, language) {
        (Some(revision), Language::Zh) => format!("自 {revision} 以来没有改动或新增要检查的文件"),
        (Some(revision), Language::En) => format!("no file to check has changed since {revision}, and none is new"),
        (None, Language::Zh) => {
            "没有找到要检查的文件：文件夹中只查配置的 include（默认 .txt .text .md .markdown），点名的文件总是检查"
                .to_owned()
        }
        (None, Language::En) => {
            "no file to check. In folders, files are chosen by the setting include (.txt, .text, .md, \
                                 .markdown by default); a file that is named is always checked"
                .to_owned()
        }
    }
}

fn in_files(count: usize) -> String {
    if count == 1 { "in 1 file".to_owned() } else { format!("in {count} files") }
}

fn file_error(path: &Path, message: String) -> FileError {
    FileError { path: path.to_string_lossy().into_owned(), message }
}

/// All files together.
#[derive(Default)]
struct Totals {
    records: Vec<FileRecord>,
    errors: Vec<FileError>,
    failing: usize,
    fixes: usize,
    fixed_files: usize,
    diffs: Vec<String>,
    baseline: Vec<BaselineRecord>,
}

impl Totals {
    fn new(checked: Vec<Checked>, language: Language) -> Self {
        let mut totals = Self::default();
        let mut configurations = Vec::new();
        for mut one in checked {
            totals.records.extend(one.record);
            totals.errors.append(&mut one.errors);
            totals.failing += one.failing;
            totals.fixes += one.fixes;
            totals.fixed_files += usize::from(one.fixes > 0);
            totals.diffs.push(one.diff);
            totals.baseline.extend(one.baseline);
            if let Some(error) = one.configuration {
                let error = configuration_error(&error, language);
                if !configurations.contains(&error) {
                    configurations.push(error);
                }
            }
        }
        totals.errors.append(&mut configurations);
        totals
    }

    /// The errors on standard error, where standard output is for something else.
    fn say_errors(&self, language: Language) {
        for FileError { path, message } in &self.errors {
            say_error(&format!("{}{}{message}", report::on_one_line(path), language.colon()), language);
        }
    }
}

/// A configuration that cannot be used, as an error of its own file.
fn configuration_error(error: &ConfigError, language: Language) -> FileError {
    match &error.origin {
        policy::Origin::File { path, line, column } if *line > 0 => {
            FileError { path: format!("{}:{line}:{column}", path.display()), message: error.problem.message(language) }
        }
        policy::Origin::File { path, .. } => file_error(path, error.problem.message(language)),
        _ => FileError { path: policy::FILE_NAME.to_owned(), message: error.message(language) },
    }
}

fn report_options(matches: &ArgMatches, here: &FilePolicy, language: Language, output: &Output) -> report::Options {
    let on_terminal = matches!(output, Output::Standard) && io::stdout().is_terminal();
    let width = on_terminal.then(terminal_size::terminal_size).flatten();
    report::Options {
        format: value::<String>(matches, "format").and_then(|name| name.parse().ok()).unwrap_or_default(),
        language,
        color: has_color(matches, output),
        width: width.map(|(width, _)| usize::from(width.0)),
        ambiguous_width: match here.ambiguous_width {
            policy::AmbiguousWidth::Narrow => AmbiguousWidth::Narrow,
            policy::AmbiguousWidth::Wide => AmbiguousWidth::Wide,
        },
        rule_pages: here.rule_pages.clone(),
        quiet: is_set(matches, "quiet"),
        statistics: is_set(matches, "statistics"),
    }
}

/// `--color`; by itself, colours only on a terminal that wants them (<https://no-color.org>).
fn has_color(matches: &ArgMatches, output: &Output) -> bool {
    match value::<String>(matches, "color").map(String::as_str) {
        Some("always") => true,
        Some("never") => false,
        _ => {
            let is_terminal = match output {
                Output::Standard => io::stdout().is_terminal(),
                Output::Error => io::stderr().is_terminal(),
                Output::File(_) => false,
            };
            let unwanted = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
            is_terminal && !unwanted && env::var_os("TERM").is_none_or(|term| term != "dumb")
        }
    }
}
