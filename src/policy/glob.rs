//! Path globs of the configuration. `*` stays within a folder, `**` crosses folders; a glob without `/` matches at
//! every depth; a glob that names a folder takes everything in it. Globs are relative to the folder of the file they
//! are written in; a path outside that folder is matched as a whole.

use std::path::{Component, Path, PathBuf};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// Some globs, and the folder they start from.
#[derive(Clone, Debug)]
pub struct Globs {
    folder: PathBuf,
    set: GlobSet,
    written: Vec<String>,
}

/// A glob that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadGlob {
    /// The glob as written.
    pub glob: String,
    /// Why.
    pub reason: String,
}

impl Globs {
    /// Globs as `written`, relative to `folder` (absolute, without `.` and `..`).
    pub fn new(folder: &Path, written: Vec<String>) -> Result<Self, BadGlob> {
        let mut builder = GlobSetBuilder::new();
        let mut set = || {
            for glob in &written {
                let bad = |error: globset::Error| BadGlob { glob: glob.clone(), reason: error.kind().to_string() };
                for form in forms(glob) {
                    builder.add(GlobBuilder::new(&form).literal_separator(true).build().map_err(bad)?);
                }
            }
            builder.build().map_err(|error| BadGlob { glob: written.join(", "), reason: error.kind().to_string() })
        };
        let set = set()?;
        Ok(Self { folder: folder.to_owned(), set, written })
    }

    /// True if one of the globs matches `path` (absolute, without `.` and `..`) or a folder that holds it.
    pub fn matches(&self, path: &Path) -> bool {
        self.set.is_match(path.strip_prefix(&self.folder).unwrap_or(path))
    }

    /// The one file that is meant, if no globs but a single path is written.
    pub fn literal(&self) -> Option<PathBuf> {
        match self.written.as_slice() {
            [one] if one.contains('/') || self.folder.join(one).is_file() => {
                (!one.contains(['*', '?', '[', '{', '\\'])).then(|| self.folder.join(one))
            }
            _ => None,
        }
    }

    /// The globs as written.
    pub fn written(&self) -> &[String] {
        &self.written
    }
}

/// The forms of a written glob: where it starts, and with everything below what it matches.
fn forms(written: &str) -> [String; 2] {
    let glob = written.strip_prefix("./").unwrap_or(written);
    let glob = glob.strip_suffix('/').unwrap_or(glob);
    let glob = match glob.strip_prefix('/') {
        Some(from_folder) => from_folder.to_owned(),
        None if glob.contains('/') => glob.to_owned(),
        None => format!("**/{glob}"),
    };
    let below = if glob.ends_with("**") { format!("{glob}/*") } else { format!("{glob}/**") };
    [glob, below]
}

/// `path` from `folder`, without `.` and `..`; does not look at the disk.
pub fn absolute(folder: &Path, path: &Path) -> PathBuf {
    let mut whole = PathBuf::new();
    for component in folder.join(path).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                whole.pop();
            }
            other => whole.push(other),
        }
    }
    whole
}

/// `path` as seen from `folder`, with `/` between folders on every system. Both absolute, without `.` and `..`.
pub fn relative(folder: &Path, path: &Path) -> String {
    let mut from = folder.components().peekable();
    let mut to = path.components().peekable();
    while from.peek().is_some() && from.peek() == to.peek() {
        from.next();
        to.next();
    }
    let up = from.map(|_| "..".to_owned());
    let down = to.map(|component| component.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn globs(written: &[&str]) -> Globs {
        Globs::new(Path::new("/a/b"), written.iter().map(|glob| (*glob).to_owned()).collect()).expect("readable globs")
    }

    #[test]
    fn what_globs_match() {
        for (glob, path, expected) in [
            ("旧档/**", "/a/b/旧档/甲.txt", true),
            ("旧档/**", "/a/b/旧档/一九九八/甲.txt", true),
            ("旧档/**", "/a/b/新档/甲.txt", false),
            ("旧档", "/a/b/旧档/一九九八/甲.txt", true),
            ("旧档/", "/a/b/卷三/旧档/甲.txt", true),
            ("/旧档", "/a/b/卷三/旧档/甲.txt", false),
            ("./旧档/*.txt", "/a/b/旧档/甲.txt", true),
            ("旧档/*.txt", "/a/b/旧档/一九九八/甲.txt", false),
            ("*.txt", "/a/b/旧档/甲.txt", true),
            ("*.txt", "/elsewhere/甲.txt", true),
            ("**/旧档/*.txt", "/elsewhere/旧档/甲.txt", true),
            ("旧档/*.txt", "/elsewhere/旧档/甲.txt", false),
            ("*.{md,txt}", "/a/b/甲.md", true),
        ] {
            assert_eq!(globs(&[glob]).matches(Path::new(path)), expected, "{glob} {path}");
        }
    }

    #[test]
    fn paths() {
        assert_eq!(absolute(Path::new("/a/b"), Path::new("../c/./d.txt")), Path::new("/a/c/d.txt"));
        assert_eq!(relative(Path::new("/a/b"), Path::new("/a/b/c/d.txt")), "c/d.txt");
        assert_eq!(relative(Path::new("/a/b/x"), Path::new("/a/b/c/d.txt")), "../c/d.txt");
    }

    #[test]
    fn a_bad_glob_says_why() {
        let error = Globs::new(Path::new("/"), vec!["旧档/[a".to_owned()]).expect_err("an unclosed class");
        assert_eq!(error.glob, "旧档/[a");
        assert!(error.reason.contains("unclosed"), "{}", error.reason);
    }
}
