//! `reformlint init`: a configuration file to start with.

use std::fs::File;
use std::io::{self, Write};

use reformlint::finding::Language;
use reformlint::policy;
use reformlint::source::io_reason;

use crate::cli::output::Output;
use crate::cli::{CLEAN, Failure};

/// Writes `reformlint.toml` into this folder unless there is one.
pub fn run(language: Language) -> Result<u8, Failure> {
    let name = policy::FILE_NAME;
    let written = File::create_new(name).and_then(|mut file| file.write_all(policy::template(language).as_bytes()));
    written.map_err(|error| {
        let reason = match (error.kind(), language) {
            (io::ErrorKind::AlreadyExists, Language::Zh) => "已经存在，未改动".to_owned(),
            (io::ErrorKind::AlreadyExists, Language::En) => "exists already and was left as it is".to_owned(),
            _ => io_reason(&error, language),
        };
        Failure::at(name, &reason, language)
    })?;
    Output::Standard.write(language, |out| match language {
        Language::Zh => writeln!(out, "已写入 {name}。每一项都带说明，默认值可以不改；reformlint check 会自动用到它。"),
        Language::En => {
            writeln!(out, "wrote {name}. Every setting is explained there; reformlint check uses it from now on.")
        }
    })?;
    Ok(CLEAN)
}
