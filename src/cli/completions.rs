//! `reformlint completions SHELL`.

use clap::ArgMatches;
use reformlint::finding::Language;

use crate::cli::output::Output;
use crate::cli::{CLEAN, Failure, arguments};

/// Prints a completion script.
pub fn run(matches: &ArgMatches, language: Language) -> Result<u8, Failure> {
    let Some(shell) = arguments::value::<clap_complete::Shell>(matches, "shell") else { return Ok(CLEAN) };
    let mut script = Vec::new();
    clap_complete::generate(*shell, &mut arguments::command(language), "reformlint", &mut script);
    Output::Standard.write(language, |out| out.write_all(&script))?;
    Ok(CLEAN)
}
