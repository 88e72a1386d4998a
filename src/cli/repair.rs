//! `reformlint repair FILE|-`: the repaired text to standard output or into a folder, and on standard error what was done
//! and what was not. One file is read, repaired and written at a time.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use clap::ArgMatches;
use encoding_rs::Encoding;
use reformlint::damage::byte_shift::Certainty;
use reformlint::finding::Language;
use reformlint::fix;
use reformlint::repair::{Repair, repair};
use reformlint::source::{Document, io_reason};
use serde_json::{Value, json};

use crate::cli::arguments::{value, values};
use crate::cli::output::Output;
use crate::cli::{CLEAN, Failure, INCOMPLETE, panics, say, say_error, settings};

/// Where the repaired texts go.
enum Target {
    Standard,
    Folder(PathBuf),
}

/// Repairs what the command line names. A file that cannot be repaired does not keep the others from it.
pub fn run(matches: &ArgMatches, language: Language) -> Result<u8, Failure> {
    let paths = values::<PathBuf>(matches, "paths");
    let target = match value::<PathBuf>(matches, "out-dir") {
        Some(folder) => Target::Folder(folder.clone()),
        None if paths.len() > 1 => {
            return Err(Failure::new(match language {
                Language::Zh => "一次修复多个文件时，请用 --out-dir 写明放到哪个文件夹",
                Language::En => "several files are repaired into a folder: name it with --out-dir",
            }));
        }
        None => Target::Standard,
    };
    let encoding = encoding(matches, language)?;
    let worst = match value::<String>(matches, "only").map(String::as_str) {
        Some("exact") => Certainty::Exact,
        Some("guess") => Certainty::Guess,
        _ => Certainty::Likely,
    };
    let policies = settings::policies(matches, language)?;
    let as_json = value::<String>(matches, "report").is_some_and(|report| report == "json");
    let mut written = BTreeMap::new();
    let mut reports = Vec::new();
    let mut code = CLEAN;
    for path in &paths {
        let work = || -> Result<Value, Failure> {
            let (_, document) = settings::read_one(&policies, path, language)?;
            let done = repair(&document, worst);
            let name = if path == Path::new("-") { "<stdin>".to_owned() } else { path.to_string_lossy().into_owned() };
            let bytes = encoded(&done.text, encoding).map_err(|c| unencodable(&name, c, encoding, language))?;
            write(&target, path, &bytes, &mut written, language)?;
            if !as_json {
                summary(&name, &document, &done, language);
            }
            Ok(report(&name, &document, &done))
        };
        match panics::caught(work).unwrap_or_else(|panic| Err(Failure::at(&path.to_string_lossy(), &panic, language))) {
            Ok(report) => reports.push(report),
            Err(failure) => {
                say_error(&failure.message, language);
                code = INCOMPLETE;
            }
        }
    }
    if as_json {
        let whole = json!({ "version": 1, "files": reports });
        Output::Error.write(language, |out| {
            serde_json::to_writer_pretty(&mut *out, &whole)?;
            writeln!(out)
        })?;
    }
    Ok(code)
}

fn encoding(matches: &ArgMatches, language: Language) -> Result<&'static Encoding, Failure> {
    let Some(name) = value::<String>(matches, "output-encoding") else { return Ok(encoding_rs::UTF_8) };
    let known = Encoding::for_label(name.as_bytes()).filter(|encoding| encoding.output_encoding() == *encoding);
    known.ok_or_else(|| {
        Failure::new(match language {
            Language::Zh => format!("不能按编码“{name}”输出，可用的如 utf-8、gb18030、big5"),
            Language::En => format!("cannot write the encoding \"{name}\"; use utf-8, gb18030, big5 or the like"),
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
        Language::En => format!("not written: {encoding} has no character \"{c}\" (U+{code:04X})"),
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
    let restored = done.runs.len() - done.left();
    say(&match language {
        Language::Zh if edits == 0 && done.runs.is_empty() => format!("{name}：没有要修复的"),
        Language::En if edits == 0 && done.runs.is_empty() => format!("{name}: nothing to repair"),
        Language::Zh => format!("{name}：修改 {edits} 处；字节错位 {} 处，还原 {restored} 处", done.runs.len()),
        Language::En => format!("{name}: {edits} edits; {} runs out of step, {restored} restored", done.runs.len()),
    });
    for (rule, count) in &done.edits {
        say(&format!("  {count:>6}  {rule}"));
    }
    for (run, restored) in &done.runs {
        if *restored && run.certainty == Certainty::Exact {
            continue;
        }
        let at = document.position(run.span.start);
        let damaged = document.text().get(run.span.range()).unwrap_or_default();
        let (line, column, original) = (at.line, at.column, &run.original);
        let damaged = reformlint::report::on_one_line(damaged);
        let original = reformlint::report::on_one_line(original);
        say(&match (run.certainty, restored, language) {
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

fn report(name: &str, document: &Document, done: &Repair) -> Value {
    let runs = done.runs.iter().map(|(run, restored)| {
        let at = document.position(run.span.start);
        json!({
            "line": at.line,
            "column": at.column,
            "damaged": document.text().get(run.span.range()),
            "original": (run.certainty != Certainty::Lost).then_some(&run.original),
            "certainty": run.certainty.name(),
            "restored": restored,
        })
    });
    json!({
        "path": name,
        "encoding": document.encoding_name(),
        "edits": done.edits,
        "runs": runs.collect::<Vec<_>>(),
    })
}
