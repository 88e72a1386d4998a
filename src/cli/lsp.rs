//! `reformlint lsp`: the language server over standard input and output.

use std::io;

use reformlint::finding::Language;
use reformlint::lsp::{Ended, serve_streams};

use crate::cli::{CLEAN, FINDINGS, Failure};

/// Serves the editor that started the program. As the protocol has it, the exit code is 0 if the editor said `shutdown`
/// before it left, and 1 if not.
pub fn run(language: Language) -> Result<u8, Failure> {
    let ended = serve_streams(io::stdin(), io::stdout()).map_err(|error| {
        Failure::new(match language {
            Language::Zh => format!("与编辑器的连接中断：{error}"),
            Language::En => format!("the connection to the editor broke: {error}"),
        })
    })?;
    Ok(if ended == Ended::Orderly { CLEAN } else { FINDINGS })
}
