//! Which files a run looks at, and their bytes. Takes paths from the command line and what is wanted of the contents of
//! folders; gives sorted paths and what could not be looked at. Knows nothing of configuration or of what is in a file.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::WalkBuilder;

use crate::finding::Language;
use crate::source::MAX_BYTES;

/// `ELOOP` of Linux and of macOS, for which the standard library has no stable name yet.
const LOOP_ERRORS: [i32; 2] = [40, 62];

/// What was found.
#[derive(Debug, Default)]
pub struct Walk {
    /// The files to read, sorted, each once.
    pub files: Vec<PathBuf>,
    /// Paths that could not be looked at, sorted.
    pub errors: Vec<(PathBuf, io::Error)>,
}

/// What a walk takes.
pub trait Wanted: Send + Sync + 'static {
    /// False for a folder that is left out with everything in it.
    fn enters(&self, folder: &Path) -> bool;
    /// True for a file that is looked at.
    fn takes(&self, file: &Path) -> bool;
}

/// Finds the files of `paths`. A path that is no folder is taken as it is. A folder is walked: hidden files and what
/// `.gitignore` or `.ignore` excludes are left out (whether or not there is a repository, and whatever the user's own
/// git configuration says), symbolic links in it are not followed, and `wanted` decides on the rest.
pub fn walk(paths: &[PathBuf], wanted: &Arc<impl Wanted>) -> Walk {
    let mut walk = Walk::default();
    for path in paths {
        match path.metadata() {
            Ok(metadata) if metadata.is_dir() => walk.folder(path, wanted),
            Ok(_) => walk.files.push(without_dot(path)),
            Err(error) => walk.errors.push((path.clone(), error)),
        }
    }
    walk.files.sort_unstable();
    walk.files.dedup();
    walk.errors.sort_by(|(a, _), (b, _)| a.cmp(b));
    walk
}

impl Walk {
    fn folder(&mut self, folder: &Path, wanted: &Arc<impl Wanted>) {
        let filter = Arc::clone(wanted);
        let mut builder = WalkBuilder::new(folder);
        builder.require_git(false).git_global(false).filter_entry(move |entry| {
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            entry.depth() == 0 || !is_folder || filter.enters(&without_dot(entry.path()))
        });
        for entry in builder.build() {
            match entry {
                Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                    let path = without_dot(entry.path());
                    if wanted.takes(&path) {
                        self.files.push(path);
                    }
                }
                Ok(_) => {}
                Err(error) => {
                    let path = path_of(&error).unwrap_or(folder).to_owned();
                    self.errors.push((path, error.into_io_error().unwrap_or_else(|| io::ErrorKind::Other.into())));
                }
            }
        }
    }
}

/// `./a.txt` is `a.txt`: one file has one name, and the output is the same for `.` and for no path.
fn without_dot(path: &Path) -> PathBuf {
    match path.strip_prefix(".") {
        Ok(rest) if !rest.as_os_str().is_empty() => rest.to_owned(),
        _ => path.to_owned(),
    }
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    let mut error = error;
    loop {
        match error {
            ignore::Error::WithPath { path, .. } => return Some(path),
            ignore::Error::Loop { child, .. } => return Some(child),
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => error = err,
            _ => return None,
        }
    }
}

/// Reads a file, at most [`MAX_BYTES`] of it.
///
/// # Errors
/// What the system says; [`io::ErrorKind::FileTooLarge`] beyond that size.
pub fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    read_at_most(file, metadata.len())
}

/// Reads everything from `source`, at most [`MAX_BYTES`]. `expected` is the length as far as it is known.
///
/// # Errors
/// As [`read_file`].
pub fn read_at_most(source: impl Read, expected: u64) -> io::Result<Vec<u8>> {
    if expected > MAX_BYTES {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    // One byte more, so that the end is seen without growing.
    let mut bytes = Vec::with_capacity(usize::try_from(expected).map_or(0, |length| length + 1));
    source.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
}

/// Why the system refused, in plain words; what has no words here is said as the system says it.
pub fn io_reason(error: &io::Error, language: Language) -> String {
    use io::ErrorKind as Kind;
    if error.raw_os_error().is_some_and(|code| LOOP_ERRORS.contains(&code)) {
        return match language {
            Language::Zh => "符号链接互相指向，没有尽头".to_owned(),
            Language::En => "symbolic links lead in a circle".to_owned(),
        };
    }
    let (zh, en) = match error.kind() {
        Kind::NotFound => ("没有这个文件或文件夹", "no such file or folder"),
        Kind::PermissionDenied => ("没有权限", "permission denied"),
        Kind::IsADirectory => ("这是一个文件夹", "is a folder"),
        Kind::NotADirectory => ("路径中有一段不是文件夹", "a part of the path is not a folder"),
        Kind::AlreadyExists => ("已有同名的文件", "there is a file of this name"),
        Kind::FileTooLarge => ("文件大于 2 GiB", "larger than 2 GiB"),
        Kind::StorageFull => ("磁盘已满", "the disk is full"),
        Kind::ReadOnlyFilesystem => ("文件系统是只读的", "the file system is read-only"),
        Kind::InvalidFilename => ("文件名过长或不合法", "the file name is too long or not valid"),
        _ => return error.to_string(),
    };
    match language {
        Language::Zh => zh.to_owned(),
        Language::En => en.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// Texts in folders that are not called 旧.
    struct Texts;

    impl Wanted for Texts {
        fn enters(&self, folder: &Path) -> bool {
            !folder.ends_with("旧")
        }

        fn takes(&self, file: &Path) -> bool {
            file.extension().is_some_and(|extension| extension == "txt" || extension == "md")
        }
    }

    fn names(walk: &Walk, folder: &Path) -> Vec<String> {
        let name = |path: &PathBuf| path.strip_prefix(folder).expect("inside").to_string_lossy().into_owned();
        walk.files.iter().map(name).collect()
    }

    #[test]
    fn a_folder_gives_its_texts_in_order() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        fs::create_dir_all(root.join("子/.hidden")).expect("made");
        fs::create_dir_all(root.join("旧")).expect("made");
        for name in ["b.txt", "a.md", "c.rs", "子/d.md", "子/.hidden/e.txt", "旧/f.txt", "ignored.txt", "kept.txt"] {
            fs::write(root.join(name), "").expect("written");
        }
        fs::write(root.join(".gitignore"), "ignored*\nkept.txt\n").expect("written");
        let paths = [root.join("kept.txt"), root.to_owned(), root.join("b.txt"), root.join("none.txt")];
        let walk = walk(&paths, &Arc::new(Texts));
        assert_eq!(names(&walk, root), ["a.md", "b.txt", "kept.txt", "子/d.md"]);
        assert_eq!(walk.errors.len(), 1);
        assert_eq!(walk.errors[0].1.kind(), io::ErrorKind::NotFound);
    }

    #[cfg(unix)]
    #[test]
    fn links_in_a_circle_end() {
        let folder = tempfile::tempdir().expect("a folder");
        std::os::unix::fs::symlink(".", folder.path().join("around")).expect("linked");
        std::os::unix::fs::symlink("self", folder.path().join("self")).expect("linked");
        fs::write(folder.path().join("a.txt"), "").expect("written");
        let walk = walk(&[folder.path().to_owned(), folder.path().join("self")], &Arc::new(Texts));
        assert_eq!(names(&walk, folder.path()), ["a.txt"]);
        assert_eq!(io_reason(&walk.errors[0].1, Language::En), "symbolic links lead in a circle");
    }

    #[test]
    fn names_have_no_leading_dot() {
        assert_eq!(without_dot(Path::new("./a/b.txt")), Path::new("a/b.txt"));
        assert_eq!(without_dot(Path::new("../a.txt")), Path::new("../a.txt"));
        assert_eq!(without_dot(Path::new(".")), Path::new("."));
    }

    #[test]
    fn what_is_too_long_is_not_read() {
        assert_eq!(
            read_at_most(io::empty(), MAX_BYTES + 1).map_err(|error| error.kind()),
            Err(io::ErrorKind::FileTooLarge)
        );
        assert_eq!(read_at_most(&b"abc"[..], 0).expect("read"), b"abc");
    }
}
