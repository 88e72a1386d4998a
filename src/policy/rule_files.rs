//! Finds the user's rule files: a glob of the key `rules` in, paths out, sorted.

use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use super::glob::{BadGlob, Globs, absolute};

/// What makes a part of a path a glob.
const GLOB_MARKS: [char; 5] = ['*', '?', '[', '{', '\\'];

/// The `.toml` files that `glob` matches, from `folder` (absolute). A path without a glob is a file, or a folder with all
/// rule files in it. What cannot be looked into is left out, so no file at all may come of it.
pub(super) fn matching(folder: &Path, glob: &str) -> Result<Vec<PathBuf>, BadGlob> {
    let parts: Vec<&str> = glob.split('/').collect();
    let plain = parts.iter().take_while(|part| !part.contains(GLOB_MARKS)).count();
    let (plain, rest) = parts.split_at(plain);
    let root = match plain {
        [""] => PathBuf::from("/"),
        plain => absolute(folder, Path::new(&plain.join("/"))),
    };
    let globs = if rest.is_empty() { None } else { Some(Globs::new(&root, vec![format!("/{}", rest.join("/"))])?) };
    let is_wanted = |path: &Path| {
        let is_toml = path.extension().is_some_and(|extension| extension == "toml");
        is_toml && globs.as_ref().is_none_or(|globs| globs.matches(path))
    };
    let walk = WalkBuilder::new(&root).standard_filters(false).build();
    let files = walk.flatten().filter(|entry| entry.file_type().is_some_and(|kind| !kind.is_dir()));
    let mut paths: Vec<PathBuf> = files.map(ignore::DirEntry::into_path).filter(|path| is_wanted(path)).collect();
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_folders() {
        let folder = tempfile::tempdir().expect("a folder");
        for path in ["项目/规则/化债/余额.toml", "项目/规则/甲.toml", "项目/规则/说明.md", "共用/乙.toml"]
        {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            std::fs::write(path, "").expect("written");
        }
        let project = folder.path().join("项目");
        for (glob, expected) in [
            ("规则/**/*.toml", vec!["项目/规则/化债/余额.toml", "项目/规则/甲.toml"]),
            ("规则/*.toml", vec!["项目/规则/甲.toml"]),
            ("规则", vec!["项目/规则/化债/余额.toml", "项目/规则/甲.toml"]),
            ("规则/甲.toml", vec!["项目/规则/甲.toml"]),
            ("../共用/*.toml", vec!["共用/乙.toml"]),
            ("规则/*.md", vec![]),
            ("没有/**/*.toml", vec![]),
        ] {
            let expected: Vec<PathBuf> = expected.into_iter().map(|path| folder.path().join(path)).collect();
            assert_eq!(matching(&project, glob).expect("a glob"), expected, "{glob}");
        }
    }
}
