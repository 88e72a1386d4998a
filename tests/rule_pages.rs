//! `docs/rules` holds the page of every built-in rule, as `reformlint rules --format markdown` makes them.
//! `BLESS=1 cargo test --test rule_pages` writes them anew.

mod support;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

use support::{root, texts};

fn write_pages(folder: &Path) {
    let status = Command::new(env!("CARGO_BIN_EXE_reformlint"))
        .args(["rules", "--no-config", "--format", "markdown", "--out"])
        .arg(folder)
        .status()
        .expect("the program starts");
    assert!(status.success());
}

#[test]
fn the_pages_are_what_the_rules_say() {
    let kept = root().join("docs/rules");
    if env::var_os("BLESS").is_some() {
        write_pages(&kept);
    }
    let folder = tempfile::tempdir().expect("a folder");
    write_pages(folder.path());
    let pages = |folder: &Path| -> BTreeSet<(String, String)> {
        let name = |path: &Path| path.strip_prefix(folder).expect("below").to_string_lossy().replace('\\', "/");
        let read = |path: &Path| fs::read_to_string(path).expect("a page").replace("\r\n", "\n");
        texts(folder, &["md"]).iter().map(|path| (name(path), read(path))).collect()
    };
    let (kept, made) = (pages(&kept), pages(folder.path()));
    let differing: BTreeSet<&str> = kept.symmetric_difference(&made).map(|(name, _)| name.as_str()).collect();
    assert!(
        differing.is_empty(),
        "docs/rules is not what the rule files say: {differing:?}\nwrite it anew: BLESS=1 cargo test --test rule_pages"
    );
}

#[test]
fn pages_of_rules_that_are_gone_are_removed_and_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    write_pages(folder.path());
    let page = fs::read_to_string(folder.path().join("dates/era.md")).expect("a page");
    let (gone, changed, own) = ("dates/gone.md", "dates/era.md", "dates/notes.md");
    for (name, text) in
        [(gone, &*page), (changed, "<!-- reformlint rules --format markdown -->\nold"), (own, "# Mine\n")]
    {
        fs::write(folder.path().join(name), text).expect("written");
    }
    write_pages(folder.path());
    assert!(!folder.path().join(gone).exists());
    assert_eq!(fs::read_to_string(folder.path().join(changed)).expect("a page"), page);
    assert_eq!(fs::read_to_string(folder.path().join(own)).expect("a text"), "# Mine\n");
}
