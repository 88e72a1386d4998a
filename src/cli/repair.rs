//! `reformlint repair FILE|-`: the repaired text to standard output or into a folder, and on standard error what was done
//! and what was not. One file is read, repaired and written at a time.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use clap::ArgMatches;
use encoding_rs::Encoding;
use reformlint::damage::byte_shift::{Certainty, Place};
use reformlint::finding::Language;
use reformlint::fix;
use reformlint::policy::Policies;
use reformlint::repair::{Repair, repair};
use reformlint::source::{Document, io_reason, walk};
use serde_json::{Value, json};

use crate::cli::arguments::{value, values};
use crate::cli::output::Output;
use crate::cli::{CLEAN, Failure, INCOMPLETE, NO_FILE, panics, say, say_error, settings};

/// Where the repaired texts go.
enum Target {
    Standard,
    Folder(PathBuf),
}

/// What is the same for every file.
struct Run {
    policies: Arc<Policies>,
    target: Target,
    encoding: &'static Encoding,
    worst: Certainty,
    language: Language,
    as_json: bool,
}

/// Repairs what the command line names. A file that cannot be repaired does not keep the others from it.
pub fn run(matches: &ArgMatches, language: Language) -> Result<u8, Failure> {
    let paths = values::<PathBuf>(matches, "paths");
    let target = match value::<PathBuf>(matches, "out-dir") {
        Some(folder) => Target::Folder(folder.clone()),
        None if paths.len() > 1 || paths.iter().any(|path| path.is_dir()) => {
            return Err(Failure::new(match language {
                Language::Zh => "修复多个文件或文件夹时，请用 --out-dir 写明放到哪个文件夹",
                Language::En => "several files, or a folder, are repaired into a folder: name it with --out-dir",
            }));
        }
        None => Target::Standard,
    };
    let run = Run {
        policies: Arc::new(settings::policies(matches, language)?),
        target,
        encoding: encoding(matches, language)?,
        worst: match value::<String>(matches, "only").map(String::as_str) {
            Some("exact") => Certainty::Exact,
            Some("guess") => Certainty::Guess,
            _ => Certainty::Likely,
        },
        language,
        as_json: value::<String>(matches, "report").is_some_and(|report| report == "json"),
    };
    run.repair_all(paths)
}

impl Run {
    fn repair_all(&self, paths: Vec<PathBuf>) -> Result<u8, Failure> {
        let (files, mut errors) = self.files(paths);
        let mut written = BTreeMap::new();
        let mut reports = Vec::new();
        let (mut reached, mut changed) = (0, 0);
        for path in &files {
            let work = || self.repair_one(path, files.len() > 1, &mut written);
            let name = path.to_string_lossy();
            match panics::caught(work).unwrap_or_else(|panic| Err(Failure::at(&name, &panic, self.language))) {
                Ok((report, is_changed)) => {
                    reports.extend(self.as_json.then_some(report));
                    reached += 1;
                    changed += usize::from(is_changed);
                }
                Err(failure) => errors.push((path.clone(), failure)),
            }
            if let Some((_, failure)) = errors.last().filter(|(failed, _)| !self.as_json && failed == path) {
                say_error(&failure.message, self.language);
            }
        }
        if self.as_json {
            let colon = self.language.colon();
            let failed = errors.iter().map(|(path, failure)| {
                let path = path.to_string_lossy();
                let message = failure.message.strip_prefix(&format!("{path}{colon}")).unwrap_or(&failure.message);
                json!({ "path": path, "message": message })
            });
            let failed: Vec<Value> = failed.collect();
            let whole = json!({ "version": 1, "files": reports, "errors": failed });
            Output::Error.write(self.language, |out| {
                serde_json::to_writer_pretty(&mut *out, &whole)?;
                writeln!(out)
            })?;
        } else if files.is_empty() && errors.is_empty() {
            say(match self.language {
                Language::Zh => "没有可修复的文件",
                Language::En => "there was no file to repair",
            });
        } else if files.len() > 1 {
            self.total(reached, changed, errors.len());
        }
        Ok(match (errors.is_empty(), files.is_empty()) {
            (false, _) => INCOMPLETE,
            (true, true) => NO_FILE,
            (true, false) => CLEAN,
        })
    }

    /// The files to repair, and the paths that cannot be looked at, which are said at once. What an earlier run wrote is
    /// left out where the folder it went into is walked.
    fn files(&self, mut paths: Vec<PathBuf>) -> (Vec<PathBuf>, Vec<(PathBuf, Failure)>) {
        let Target::Folder(folder) = &self.target else { return (paths, Vec::new()) };
        let is_standard = |path: &PathBuf| path == Path::new("-");
        let mut files: Vec<PathBuf> = paths.iter().find(|path| is_standard(path)).cloned().into_iter().collect();
        paths.retain(|path| !is_standard(path));
        let walked = walk::walk(&paths, &Arc::new(settings::Configured(Arc::clone(&self.policies))));
        let written = folder.canonicalize().ok();
        let is_own = |file: &PathBuf| {
            written.as_ref().is_some_and(|folder| file.canonicalize().is_ok_and(|file| file.starts_with(folder)))
        };
        files.extend(walked.files.into_iter().filter(|file| paths.contains(file) || !is_own(file)));
        let errors = walked.errors.into_iter().map(|(path, error)| {
            let failure = Failure::at(&path.to_string_lossy(), &io_reason(&error, self.language), self.language);
            (path, failure)
        });
        let errors: Vec<(PathBuf, Failure)> = errors.collect();
        if !self.as_json {
            errors.iter().for_each(|(_, failure)| say_error(&failure.message, self.language));
        }
        (files, errors)
    }

    /// The report of one file, and whether it was changed.
    fn repair_one(
        &self,
        path: &Path,
        is_one_of_many: bool,
        written: &mut BTreeMap<PathBuf, PathBuf>,
    ) -> Result<(Value, bool), Failure> {
        let (_, document) = settings::read_one(&self.policies, path, self.language)?;
        let done = repair(&document, self.worst);
        let name = if path == Path::new("-") { "<stdin>".to_owned() } else { path.to_string_lossy().into_owned() };
        let bytes = encoded(&done.text, self.encoding);
        let bytes = bytes.map_err(|c| unencodable(&name, c, self.encoding, self.language))?;
        write(&self.target, path, &bytes, written, self.language)?;
        let is_changed = !done.edits.is_empty();
        if !(self.as_json || done.is_clean() && is_one_of_many) {
            summary(&name, &document, &done, self.language);
        }
        Ok((report(&name, &document, &done), is_changed))
    }

    fn total(&self, written: usize, changed: usize, failed: usize) {
        let Target::Folder(folder) = &self.target else { return };
        let folder = folder.display();
        say(&match self.language {
            Language::Zh if failed > 0 => {
                format!("{written} 个文件写到 {folder}，其中 {changed} 个有修改；{failed} 个未能写出")
            }
            Language::Zh => format!("{written} 个文件写到 {folder}，其中 {changed} 个有修改"),
            Language::En if failed > 0 => {
                format!("{written} files written to {folder}, {changed} of them changed; {failed} could not be")
            }
            Language::En => format!("{written} files written to {folder}, {changed} of them changed"),
        });
    }
}

fn encoding(matches: &ArgMatches, language: Language) -> Result<&'static Encoding, Failure> {
    let Some(name) = value::<String>(matches, "output-encoding") else { return Ok(encoding_rs::UTF_8) };
    let known = Encoding::for_label(name.as_bytes()).filter(|encoding| encoding.output_encoding() == *encoding);
    known.ok_or_else(|| {
        Failure::new(match language {
            Language::Zh => format!("不能按编码“{name}”输出，可用的如 utf-8、gb18030、big5"),
            Language::En => format!("cannot write the encoding “{name}”; use utf-8, gb18030, big5 or the like"),
        })
    })
}

/// The text in the encoding, or the first character that the encoding does not have.
fn encoded(text: &str, encoding: &'static Encoding) -> Result<Vec<u8>, char> {
    let (bytes, _, lossy) = encoding.encode(text);
    if !lossy {
        return Ok(bytes.into_owned());
    }
    let is_missing = |c: &char| encoding.encode(c.encode_utf8(&mut [0; 4])).2;
    Err(text.chars().find(is_missing).unwrap_or(char::REPLACEMENT_CHARACTER))
}

fn unencodable(name: &str, c: char, encoding: &'static Encoding, language: Language) -> Failure {
    let (encoding, code) = (encoding.name(), u32::from(c));
    let message = match language {
        Language::Zh => format!("未写出：{encoding} 编码没有“{c}”（U+{code:04X}）这个字"),
        Language::En => format!("not written: {encoding} has no character “{c}” (U+{code:04X})"),
    };
    Failure::at(name, &message, language)
}

/// Writes the repaired bytes. Two inputs with one output would leave only the second: that is refused.
fn write(
    target: &Target,
    path: &Path,
    bytes: &[u8],
    written: &mut BTreeMap<PathBuf, PathBuf>,
    language: Language,
) -> Result<(), Failure> {
    let Target::Folder(folder) = target else {
        return Output::Standard.write(language, |out| out.write_all(bytes));
    };
    let name = path.to_string_lossy();
    // What leads out of the folder is left out of the name: `../a.txt` and `/b/a.txt` stay below it.
    let parts = path.components().filter(|part| matches!(part, Component::Normal(_)));
    let below: PathBuf = if path == Path::new("-") { PathBuf::from("stdin.txt") } else { parts.collect() };
    let place = folder.join(below);
    if let Some(other) = written.insert(place.clone(), path.to_owned()) {
        let other = other.display();
        return Err(Failure::at(
            &name,
            &match language {
                Language::Zh => format!("未写出：与 {other} 的输出同名"),
                Language::En => format!("not written: {other} has the same output"),
            },
            language,
        ));
    }
    // `--out-dir .` would write over the file that is read.
    if place.canonicalize().is_ok_and(|place| path.canonicalize().is_ok_and(|path| path == place)) {
        return Err(Failure::at(
            &name,
            match language {
                Language::Zh => "未写出：--out-dir 中的同名文件就是原文件，请换一个文件夹",
                Language::En => "not written: below --out-dir this is the file itself; name another folder",
            },
            language,
        ));
    }
    if let Some(parent) = place.parent() {
        std::fs::create_dir_all(parent)
            .map_err(|error| Failure::at(&parent.to_string_lossy(), &io_reason(&error, language), language))?;
    }
    fix::write_atomic(&place, bytes)
        .map_err(|error| Failure::at(&place.to_string_lossy(), &error.message(language), language))
}

/// What was done, for a reader; every run that is not restored with its place.
fn summary(name: &str, document: &Document, done: &Repair, language: Language) {
    let edits: usize = done.edits.values().sum();
    let (runs, restored) = (done.runs.len(), done.runs.len() - done.left());
    let counted = |count: usize, noun: &str| format!("{count} {noun}{}", if count == 1 { "" } else { "s" });
    say(&match language {
        Language::Zh if done.is_clean() => format!("{name}：没有要修复的"),
        Language::En if done.is_clean() => format!("{name}: nothing to repair"),
        // What else is out of step is counted with its rule.
        Language::Zh if runs == 0 => format!("{name}：修改 {edits} 处"),
        Language::En if runs == 0 => format!("{name}: {}", counted(edits, "edit")),
        Language::Zh => format!("{name}：修改 {edits} 处；字节错位 {runs} 处，还原 {restored} 处"),
        Language::En => {
            format!("{name}: {}; {} out of step, {restored} restored", counted(edits, "edit"), counted(runs, "run"))
        }
    });
    for (rule, count) in &done.edits {
        say(&format!("  {count:>6}  {rule}"));
    }
    for span in &done.unreadable {
        let at = document.position(span.start);
        let (line, column) = (at.line, at.column);
        say(&match language {
            Language::Zh => format!("  {line}:{column}  乱码，丢失太多，无法可靠还原，保持原样"),
            Language::En => format!("  {line}:{column}  mojibake that lost too much to be restored, left as it is"),
        });
    }
    for (run, restored) in &done.runs {
        if *restored && run.certainty == Certainty::Exact {
            continue;
        }
        let at = document.position(run.span.start);
        let damaged = document.text().get(run.span.range()).unwrap_or_default();
        let (line, column, original) = (at.line, at.column, &run.original);
        let damaged = shortened(&reformlint::report::on_one_line(damaged));
        let original = reformlint::report::on_one_line(original);
        say(&match (run.certainty, restored, language) {
            // Beyond the steps that one text is given, docs/repair.md.
            (Certainty::Lost, _, Language::Zh) if is_rest(run) => {
                format!("  {line}:{column}  从这里起的错位未再还原：文稿太长，错位太多")
            }
            (Certainty::Lost, _, Language::En) if is_rest(run) => {
                format!("  {line}:{column}  runs from here on are not restored: too many in too long a text")
            }
            (Certainty::Lost, _, Language::Zh) => format!("  {line}:{column}  “{damaged}”无法恢复"),
            (Certainty::Lost, _, Language::En) => format!("  {line}:{column}  \"{damaged}\" is lost"),
            (_, true, Language::Zh) => format!("  {line}:{column}  “{damaged}”还原为“{original}”，请核对"),
            (_, true, Language::En) => {
                format!("  {line}:{column}  \"{damaged}\" restored as \"{original}\", to be checked")
            }
            (_, false, Language::Zh) => format!("  {line}:{column}  “{damaged}”未改，可能是“{original}”"),
            (_, false, Language::En) => format!("  {line}:{column}  \"{damaged}\" left, it may be \"{original}\""),
        });
    }
}

/// Bytes beyond which a lost place is no run but the rest of a text.
const LONGEST_RUN: usize = 1_000;

/// Characters of a run that are shown.
const LONGEST_SHOWN: usize = 80;

fn is_rest(run: &Place) -> bool {
    run.certainty == Certainty::Lost && run.span.len() > LONGEST_RUN
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST_SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn report(name: &str, document: &Document, done: &Repair) -> Value {
    let runs = done.runs.iter().map(|(run, restored)| {
        let at = document.position(run.span.start);
        json!({
            "line": at.line,
            "column": at.column,
            "damaged": document.text().get(run.span.range()).filter(|_| !is_rest(run)),
            "original": (run.certainty != Certainty::Lost).then_some(&run.original),
            "certainty": run.certainty.name(),
            "restored": restored,
        })
    });
    let unreadable = done.unreadable.iter().map(|span| {
        let at = document.position(span.start);
        json!({ "line": at.line, "column": at.column })
    });
    json!({
        "path": name,
        "encoding": document.encoding_name(),
        "edits": done.edits,
        "runs": runs.collect::<Vec<_>>(),
        "unreadable": unreadable.collect::<Vec<_>>(),
    })
}
