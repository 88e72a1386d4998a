//! Texts to measure on: the files below the paths that are named, UTF-8, in the order of their names.

use std::path::{Path, PathBuf};

/// A clean text.
pub struct Text {
    /// Name of its file.
    pub name: String,
    /// The file.
    pub path: PathBuf,
    /// Its characters.
    pub text: String,
}

/// Ends the name of the folder that holds the clean copies of real damaged texts, beside their own folder.
const CLEAN_SUFFIX: &str = "_clean";

impl Text {
    /// The undamaged copy of a real damaged report: the same name in the folder `…_clean`.
    pub fn clean_copy(&self) -> Option<PathBuf> {
        let folder = self.path.parent()?;
        let name = folder.file_name()?.to_str()?;
        let copy = folder.with_file_name(format!("{name}{CLEAN_SUFFIX}")).join(self.path.file_name()?);
        copy.is_file().then_some(copy)
    }
}

/// Reads every `.txt` and `.md` file below `paths` that is UTF-8. Files that `is_wanted` refuses by name are left out.
pub fn read(paths: &[PathBuf], is_wanted: fn(&str) -> bool) -> Vec<Text> {
    let mut files = Vec::new();
    paths.iter().for_each(|path| collect(path, &mut files));
    files.sort();
    let texts = files.iter().filter_map(|path| {
        let name = path.file_name()?.to_str()?.to_owned();
        if !is_wanted(&name) {
            return None;
        }
        let text = std::fs::read_to_string(path).ok()?;
        Some(Text { name, path: path.clone(), text })
    });
    texts.collect()
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    if !path.is_dir() {
        files.push(path.to_owned());
        return;
    }
    for entry in std::fs::read_dir(path).into_iter().flatten().flatten() {
        let path = entry.path();
        let is_text = path.extension().is_some_and(|extension| extension == "txt" || extension == "md");
        if path.is_dir() || is_text {
            collect(&path, files);
        }
    }
}

/// True for the third of all names that is held back from tuning.
pub fn is_held_back(name: &str) -> bool {
    fnv1a(name.as_bytes()).is_multiple_of(3)
}

/// The other two thirds.
pub fn is_for_tuning(name: &str) -> bool {
    !is_held_back(name)
}

/// FNV-1a, 64 bits.
pub fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01B3))
}
