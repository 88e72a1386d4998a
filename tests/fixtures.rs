//! Every text of `fixtures/`: the findings of the default profile are those of the file `<name>.expected` beside it, one
//! a line: `line:column severity rule`. A text without such a file must be clean.
//!
//! `BLESS=1 cargo test --test fixtures` writes what is found; read the difference before you commit it.

mod support;

use std::{env, fs};

#[test]
fn fixtures_give_the_findings_expected() {
    let linter = support::default_linter();
    let bless = env::var_os("BLESS").is_some();
    let mut differences = Vec::new();
    let texts = support::texts(&support::root().join("fixtures"), &["txt", "md"]);
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
