//! The program: reads the command line, runs one command, gives the exit code. One file a command. The only code that
//! reads and writes files, asks the environment or knows a terminal; what is found in a text is none of its business.

mod arguments;
mod check;
mod completions;
mod config;
mod explain;
mod facts;
mod init;
mod locale;
mod lsp;
mod output;
mod panics;
mod progress;
mod repair;
mod rules;
mod settings;
mod since;
mod test_rules;
mod usage;

use std::env;
use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::error::ErrorKind;
use reformlint::finding::Language;
use reformlint::policy::ConfigError;

/// Exit code: nothing to complain about.
pub const CLEAN: u8 = 0;
/// Exit code: findings at or above `--fail-on`, or examples that do not hold.
pub const FINDINGS: u8 = 1;
/// Exit code: a usage, configuration or I/O error; the run is not complete.
pub const INCOMPLETE: u8 = 2;
/// Exit code: there was no file to check.
pub const NO_FILE: u8 = 3;

/// Why a command could not do its work, in the language of the run.
#[derive(Debug)]
pub struct Failure {
    message: String,
}

impl Failure {
    /// A failure about nothing in particular.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }

    /// A failure about a file or another named thing.
    pub fn at(name: &str, message: &str, language: Language) -> Self {
        Self::new(format!("{name}{}{message}", language.colon()))
    }

    /// A failure of the configuration.
    pub fn configuration(error: &ConfigError, language: Language) -> Self {
        Self::new(error.message(language))
    }
}

/// Runs the command that the command line asks for.
pub fn run() -> ExitCode {
    panics::keep_quiet();
    let arguments: Vec<OsString> = env::args_os().collect();
    let language = locale::language(&arguments);
    let matches = match arguments::command(language).try_get_matches_from(&arguments) {
        Ok(matches) => matches,
        Err(error) => return usage(&error, &arguments, language),
    };
    let Some((name, matches)) = matches.subcommand() else { return ExitCode::from(INCOMPLETE) };
    let result = match name {
        "check" => check::run(matches, language),
        "repair" => repair::run(matches, language),
        "facts" => facts::run(matches, language),
        "explain" => explain::run(matches, language),
        "rules" => rules::run(matches, language),
        "test-rules" => test_rules::run(matches, language),
        "init" => init::run(language),
        "config" => config::run(matches, language),
        "lsp" => lsp::run(language),
        _ => completions::run(matches, language),
    };
    match result {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            say_error(&failure.message, language);
            ExitCode::from(INCOMPLETE)
        }
    }
}

/// Prints help, the version, or what is wrong with the command line.
fn usage(error: &clap::Error, arguments: &[OsString], language: Language) -> ExitCode {
    match usage::message(error, language) {
        Some(message) => say_error(&message, language),
        None if language == Language::Zh => print_chinese(error),
        None => {
            let _ = error.print();
        }
    }
    if error.kind() == ErrorKind::UnknownArgument
        && arguments.get(1).is_some_and(|argument| argument.to_string_lossy().starts_with('-'))
    {
        say(match language {
            Language::Zh => "选项写在命令之后，例如 reformlint check --lang zh",
            Language::En => "options follow the command, as in reformlint check --lang en",
        });
    }
    let path = arguments.get(1).filter(|argument| Path::new(argument).exists());
    if error.kind() == ErrorKind::InvalidSubcommand
        && let Some(path) = path
    {
        let path = path.to_string_lossy();
        say(&match language {
            Language::Zh => format!("\n检查这个路径：reformlint check {path}"),
            Language::En => format!("\nto check this path: reformlint check {path}"),
        });
    }
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(INCOMPLETE))
}

/// Prints help as clap would, but for the colons behind its headings, which are ASCII.
fn print_chinese(error: &clap::Error) {
    let text = error.render();
    let is_terminal = if error.use_stderr() { io::stderr().is_terminal() } else { io::stdout().is_terminal() };
    let has_color = is_terminal && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let text = if has_color { text.ansi().to_string() } else { text.to_string() };
    let mut help = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        match line.rsplit_once(':').filter(|(_, rest)| !line.starts_with(' ') && !rest.contains(char::is_alphanumeric))
        {
            Some((heading, rest)) => help.extend([heading, "：", rest]),
            None => help.push_str(line),
        }
    }
    let _ = if error.use_stderr() { write!(io::stderr(), "{help}") } else { write!(io::stdout(), "{help}") };
}

/// Prints an error on standard error.
pub fn say_error(message: &str, language: Language) {
    match language {
        Language::Zh => say(&format!("错误：{message}")),
        Language::En => say(&format!("error: {message}")),
    }
}

/// Prints a line on standard error. There is nobody to tell if that fails.
pub fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}
