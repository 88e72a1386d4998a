//! The files that changed since a git revision, as git says.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use reformlint::finding::Language;

use crate::cli::Failure;

/// Files changed since a revision, and new ones.
#[derive(Debug)]
pub struct Changed {
    files: HashSet<PathBuf>,
}

impl Changed {
    /// Asks git about the checkout that the current folder belongs to.
    pub fn since(revision: &str, language: Language) -> Result<Self, Failure> {
        let root = checkout(language)?;
        let commit = commit(&root, revision, language)?;
        let changed = ["diff", "--name-only", "-z", "--no-ext-diff", "--no-renames", "--diff-filter=d", &commit, "--"];
        let new = ["ls-files", "--others", "--exclude-standard", "-z"];
        let mut files = HashSet::new();
        for arguments in [&changed[..], &new[..]] {
            let output = git(&root, arguments, language)?.ok_or_else(|| {
                Failure::new(match language {
                    Language::Zh => format!("git {} 未能完成", arguments[0]),
                    Language::En => format!("git {} failed", arguments[0]),
                })
            })?;
            let names = output.split(|byte| *byte == 0).filter(|name| !name.is_empty());
            files.extend(names.map(|name| root.join(path_of(name))));
        }
        Ok(Self { files })
    }

    /// Whether `path` is one of them.
    pub fn contains(&self, path: &Path) -> bool {
        let (Some(name), Some(folder)) = (path.file_name(), path.parent()) else { return false };
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        folder.canonicalize().is_ok_and(|folder| self.files.contains(&folder.join(name)))
    }
}

fn checkout(language: Language) -> Result<PathBuf, Failure> {
    let output = git(Path::new("."), &["rev-parse", "--show-toplevel"], language)?;
    let root = output.and_then(|output| path_of(output.trim_ascii_end()).canonicalize().ok());
    root.ok_or_else(|| {
        Failure::new(match language {
            Language::Zh => "--since 要在 git 检出的文件夹里使用，当前文件夹不是",
            Language::En => "--since works in a git checkout, and this folder is not in one",
        })
    })
}

fn commit(root: &Path, revision: &str, language: Language) -> Result<String, Failure> {
    let unknown = || {
        Failure::new(match language {
            Language::Zh => format!("git 中没有名为 {revision} 的版本（--since）"),
            Language::En => format!("git knows no revision {revision} (--since)"),
        })
    };
    if revision.starts_with('-') {
        return Err(unknown());
    }
    let name = format!("{revision}^{{commit}}");
    let output = git(root, &["rev-parse", "--verify", "--quiet", &name], language)?.ok_or_else(unknown)?;
    String::from_utf8(output.trim_ascii().to_vec()).map_err(|_| unknown())
}

/// What git prints; `None` if it fails.
fn git(folder: &Path, arguments: &[&str], language: Language) -> Result<Option<Vec<u8>>, Failure> {
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(arguments)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output();
    match output {
        Ok(output) => Ok(output.status.success().then_some(output.stdout)),
        Err(error) => Err(Failure::new(match (language, error.kind()) {
            (Language::Zh, io::ErrorKind::NotFound) => "--since 需要 git，但没有找到 git 命令".to_owned(),
            (Language::En, io::ErrorKind::NotFound) => "--since needs git, and there is no git command".to_owned(),
            (Language::Zh, _) => format!("无法运行 git：{error}"),
            (Language::En, _) => format!("git cannot be run: {error}"),
        })),
    }
}

#[cfg(unix)]
fn path_of(name: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(std::ffi::OsStr::from_bytes(name))
}

#[cfg(not(unix))]
fn path_of(name: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(name).into_owned())
}
