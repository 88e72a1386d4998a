//! Every text of `fixtures/`: the findings of the default profile are those of the file `<name>.expected` beside it, one
//! a line: `line:column severity rule`. A text without such a file must be clean.
//!
//! `BLESS=1 cargo test --test fixtures` writes what is found; read the difference before you commit it.

mod support;

use std::path::{Path, PathBuf};
use std::{env, fs};

#[test]
fn fixtures_give_the_findings_expected() {
    let linter = support::default_linter();
    let bless = env::var_os("BLESS").is_some();
    let mut differences = Vec::new();
    let texts = texts(&support::root().join("fixtures"));
    assert!(!texts.is_empty(), "fixtures/ holds texts");
    for path in texts {
        let found = support::findings(&linter, &path).join("\n");
        let expected_path = path.with_extension("expected");
        let expected = fs::read_to_string(&expected_path).unwrap_or_default();
        if found.trim() == expected.trim() {
            continue;
        }
        if bless {
            fs::write(&expected_path, found + "\n").expect("fixtures/ is writable");
        } else {
            differences.push(support::difference(&path, expected.trim(), &found));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// The texts of a folder and its subfolders, sorted.
fn texts(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            found.append(&mut texts(&path));
        } else if path.extension().is_some_and(|extension| extension == "txt" || extension == "md") {
            found.push(path);
        }
    }
    found.sort();
    found
}
