//! `reformlint config [PATH]`: the settings in force, and who set them.

use std::path::{Path, PathBuf};

use clap::ArgMatches;
use reformlint::finding::Language;

use crate::cli::output::Output;
use crate::cli::{CLEAN, Failure, arguments, settings};

/// Prints a line a setting: key, value, origin.
pub fn run(matches: &ArgMatches, language: Language) -> Result<u8, Failure> {
    let policies = settings::policies(matches, language)?;
    let path = arguments::value::<PathBuf>(matches, "path").map_or(Path::new("."), PathBuf::as_path);
    let policy = if path.is_dir() { policies.for_folder(path) } else { policies.for_path(path) };
    let policy = policy.map_err(|error| Failure::configuration(&error, language))?;
    let not_set = match language {
        Language::Zh => "未设",
        Language::En => "is not set",
    };
    Output::Standard.write(language, |out| {
        for row in policy.origins(path) {
            if row.value.is_empty() {
                writeln!(out, "# {} {not_set}", row.key)?;
            } else {
                writeln!(out, "{} = {}  # {}", row.key, row.value, row.origin.show(language))?;
            }
        }
        Ok(())
    })?;
    Ok(CLEAN)
}
