//! What can be added to a configuration file so that a finding is not reported any more: `[[allow]]` for one place of a
//! text, `"off"` for a rule. Takes the text of the file and gives the insertion, only if the file can still be read
//! after it. Does no I/O and knows nothing of the protocol.

use std::path::Path;
use std::sync::Arc;

use super::config::ConfigFile;
use super::glob;
use crate::finding::Edit;
use crate::span::Span;

/// Bytes of a passage, at most. A longer one would bury the rest of the configuration.
const LONGEST_PASSAGE: usize = 600;

/// The section of severities.
const SEVERITY: &str = "[severity]";

/// Accepts what `rule` finds in `passage` of the text at `path`; everything that it finds there if the passage is empty.
/// `configuration` is the text of the file in `folder`.
pub fn allow(configuration: &str, folder: &Path, path: &Path, rule: &str, passage: &str) -> Option<Edit> {
    if passage.len() > LONGEST_PASSAGE {
        return None;
    }
    let files = glob_of(&glob::relative(folder, path));
    let mut section = format!("[[allow]]\nfiles = {}\nrule = {}\n", quoted(&files), quoted(rule));
    if !passage.is_empty() {
        section.push_str(&format!("text = {}\n", quoted(passage)));
    }
    checked(configuration, folder, appended(configuration, &section))
}

/// Turns `rule` off for all texts that `configuration` holds for.
pub fn turn_off(configuration: &str, folder: &Path, rule: &str) -> Option<Edit> {
    let line = format!("{} = \"off\"\n", quoted(rule));
    let edit = match after_line(configuration, SEVERITY) {
        Some(offset) => Edit { span: Span::empty(offset), text: line },
        None => appended(configuration, &format!("{SEVERITY}\n{line}")),
    };
    checked(configuration, folder, edit)
}

/// The offset after the first line that holds `wanted` and nothing else.
fn after_line(text: &str, wanted: &str) -> Option<usize> {
    let mut offset = 0;
    text.split_inclusive('\n').find_map(|line| {
        offset += line.len();
        (line.ends_with('\n') && line.trim() == wanted).then_some(offset)
    })
}

/// A section at the end, with an empty line before it.
fn appended(configuration: &str, section: &str) -> Edit {
    let gap = match configuration {
        "" => "",
        text if text.ends_with("\n\n") => "",
        text if text.ends_with('\n') => "\n",
        _ => "\n\n",
    };
    Edit { span: Span::empty(configuration.len()), text: format!("{gap}{section}") }
}

/// The edit if a configuration that can be read comes of it. It does not where a table is written in another way.
fn checked(configuration: &str, folder: &Path, edit: Edit) -> Option<Edit> {
    let after = crate::fix::edited(configuration, std::slice::from_ref(&edit));
    let shown = Arc::from(Path::new(""));
    ConfigFile::parse(after.strip_prefix('\u{FEFF}').unwrap_or(&after), folder, &shown).ok().map(|_| edit)
}

/// A glob that matches this path and no other.
fn glob_of(path: &str) -> String {
    let mut glob = String::with_capacity(path.len());
    for c in path.chars() {
        if matches!(c, '*' | '?' | '[' | ']' | '{' | '}') {
            glob.extend(['[', c, ']']);
        } else {
            glob.push(c);
        }
    }
    glob
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: &str = "dates/impossible-date";

    fn after(configuration: &str, edit: Option<Edit>) -> Option<String> {
        edit.map(|edit| crate::fix::edited(configuration, &[edit]))
    }

    fn turned_off(configuration: &str) -> Option<String> {
        after(configuration, turn_off(configuration, Path::new("/w"), RULE))
    }

    #[test]
    fn a_rule_is_turned_off_where_severities_stand() {
        let off = "[severity]\n\"dates/impossible-date\" = \"off\"\n";
        assert_eq!(turned_off("").as_deref(), Some(off));
        assert_eq!(turned_off("language = \"zh\"").as_deref(), Some(&*format!("language = \"zh\"\n\n{off}")));
        let after = turned_off("[severity]\ndates = \"info\"\n\n[formats]\n").expect("an edit");
        assert!(after.starts_with(off) && after.ends_with("dates = \"info\"\n\n[formats]\n"), "{after}");
    }

    #[test]
    fn a_table_that_is_written_otherwise_is_left_alone() {
        assert_eq!(turned_off("severity = { dates = \"info\" }\n"), None);
        assert_eq!(turned_off("[severity]\n\"dates/impossible-date\" = \"info\"\n"), None);
        assert_eq!(turned_off("not a configuration"), None);
    }

    #[test]
    fn one_place_of_one_file_is_allowed() {
        let folder = Path::new("/w");
        let edit =
            |passage: &str| allow("profile = \"strict\"\n", folder, Path::new("/w/老稿/综述[1].txt"), RULE, passage);
        let passage = "2023年\"2\"月30日";
        let text = after("profile = \"strict\"\n", edit(passage)).expect("an edit");
        let file = ConfigFile::parse(&text, folder, &Arc::from(Path::new(""))).expect("a configuration");
        let allowed = &file.allow[0];
        assert_eq!(allowed.text.as_deref(), Some(passage));
        let files = allowed.files.as_ref().expect("files");
        assert!(files.matches(Path::new("/w/老稿/综述[1].txt")));
        assert!(!files.matches(Path::new("/w/老稿/综述1.txt")));
        assert!(edit(&"字".repeat(LONGEST_PASSAGE)).is_none());
    }
}
