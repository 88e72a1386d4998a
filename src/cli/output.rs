//! Where results go: standard output, or a file that is replaced only when the result is complete. A reader that goes
//! away (`| head`) is no error.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use reformlint::finding::Language;
use reformlint::fix;
use reformlint::source::io_reason;

use crate::cli::Failure;

/// Where a result goes.
#[derive(Clone, Debug)]
pub enum Output {
    /// Standard output.
    Standard,
    /// Standard error, where standard output carries the fixed text itself.
    Error,
    /// A file.
    File(PathBuf),
}

impl Output {
    /// The file that `-o` names, otherwise standard output.
    pub fn new(file: Option<&PathBuf>) -> Self {
        match file {
            Some(file) if file.as_path() != Path::new("-") => Self::File(file.clone()),
            _ => Self::Standard,
        }
    }

    /// Lets `print` write the result.
    pub fn write(
        &self,
        language: Language,
        print: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        let result = match self {
            Self::Standard => to_stream(io::stdout().lock(), print),
            Self::Error => to_stream(io::stderr().lock(), print),
            Self::File(path) => {
                let mut bytes = Vec::new();
                print(&mut bytes).map_err(|error| Failure::new(io_reason(&error, language)))?;
                return fix::write_atomic(path, &bytes)
                    .map_err(|error| Failure::at(&path.display().to_string(), &error.message(language), language));
            }
        };
        match result {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::new(io_reason(&error, language))),
            _ => Ok(()),
        }
    }
}

fn to_stream(stream: impl Write, print: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut stream = BufWriter::with_capacity(64 * 1024, stream);
    print(&mut stream)?;
    stream.flush()
}
