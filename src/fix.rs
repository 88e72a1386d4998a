//! Applying fixes: which of them go together, the new file as bytes, its difference from the old one, and putting it in
//! the old one's place whole or not at all. Bytes outside the edits are never touched: encoding, byte order mark, line
//! ends and damage elsewhere stay as they are. Knows nothing of rules, configuration or the terminal.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File, Metadata};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::finding::{Applicability, Edit, Finding, Fix, Language};
use crate::source::{Document, Encoding, Position, ReadOptions, io_reason};
use crate::span::Span;

/// Fixes that still change the text after this many rounds undo each other.
const MOST_ROUNDS: usize = 20;

/// Bytes compared at a time when a file is looked at again before it is replaced.
const CHUNK: usize = 64 * 1024;

/// Why edits were not applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FixError {
    /// The file's encoding has no such character.
    Unencodable {
        /// The character that was to be written.
        character: char,
        /// The encoding of the file.
        encoding: Encoding,
        /// Where it was to be written.
        at: Position,
    },
    /// Edits that overlap, lie outside the text, or cut a character.
    Malformed {
        /// The place of the first such edit.
        at: Span,
    },
    /// The fixed bytes would be read as another text than the one meant, or in another encoding.
    ReadsDifferently,
    /// The text still changes after many rounds: two rules undo each other.
    Unstable,
}

impl FixError {
    /// What happened, in `language`.
    pub fn message(&self, language: Language) -> String {
        match (self, language) {
            (Self::Unencodable { character, encoding, at }, Language::Zh) => format!(
                "第{}行第{}列的修复未写入：{} 编码没有“{character}”（U+{:04X}）这个字",
                at.line,
                at.column,
                encoding.name(),
                u32::from(*character),
            ),
            (Self::Unencodable { character, encoding, at }, Language::En) => format!(
                "the fix at line {}, column {} was not written: {} has no character “{character}” (U+{:04X})",
                at.line,
                at.column,
                encoding.name(),
                u32::from(*character),
            ),
            (Self::Malformed { at }, Language::Zh) => {
                format!("未修复：改动互相重叠或超出正文（正文字节 {}..{}）", at.start, at.end)
            }
            (Self::Malformed { at }, Language::En) => {
                format!("not fixed: edits overlap or leave the text (bytes {}..{} of the text)", at.start, at.end)
            }
            (Self::ReadsDifferently, Language::Zh) => {
                "未修复：改动之后，这个文件会被读成另一种编码或另一段文字；请用 --encoding 指明编码".to_owned()
            }
            (Self::ReadsDifferently, Language::En) => {
                "not fixed: the changed file would be read in another encoding or as another text; name its encoding \
                 with --encoding"
                    .to_owned()
            }
            (Self::Unstable, Language::Zh) => format!("未修复：{MOST_ROUNDS} 轮之后仍有改动，有规则互相抵消"),
            (Self::Unstable, Language::En) => {
                format!("not fixed: still changing after {MOST_ROUNDS} rounds, some rules undo each other")
            }
        }
    }
}

impl fmt::Display for FixError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Language::En))
    }
}

impl std::error::Error for FixError {}

/// The bytes of the file after `edits`, which are in text order and do not overlap.
///
/// # Errors
/// [`FixError::Malformed`] for edits that are not as above, [`FixError::Unencodable`] for a character that the file's
/// encoding does not have. Nothing is replaced by something similar.
pub fn apply(document: &Document, edits: &[Edit]) -> Result<Vec<u8>, FixError> {
    check_order(document.text(), edits)?;
    let old = document.bytes();
    let mut new = Vec::with_capacity(old.len());
    let mut done = 0;
    for edit in edits {
        let place = document.file_bytes(edit.span);
        let (start, end) = (place.start as usize, place.end as usize);
        let kept = old.get(done..start).ok_or(FixError::Malformed { at: edit.span })?;
        new.extend_from_slice(kept);
        encode(&edit.text, document, &mut new).map_err(|character| FixError::Unencodable {
            character,
            encoding: document.encoding(),
            at: document.position(edit.span.start),
        })?;
        done = end;
    }
    new.extend_from_slice(old.get(done..).unwrap_or_default());
    Ok(new)
}

/// Appends `text` in the encoding of `document`, or gives the first character that the encoding does not have.
fn encode(text: &str, document: &Document, bytes: &mut Vec<u8>) -> Result<(), char> {
    let Some(mut encoded) = document.encode(text) else {
        let is_missing = |c: &char| document.encode(c.encode_utf8(&mut [0; 4])).is_none();
        return Err(text.chars().find(is_missing).or_else(|| text.chars().next()).unwrap_or_default());
    };
    bytes.append(&mut encoded);
    Ok(())
}

/// The decoded text after `edits`, which are in order and do not overlap.
pub(crate) fn edited(text: &str, edits: &[Edit]) -> String {
    let mut new = String::with_capacity(text.len());
    let mut done = 0;
    for edit in edits {
        new.push_str(text.get(done..edit.span.start as usize).unwrap_or_default());
        new.push_str(&edit.text);
        done = edit.span.end as usize;
    }
    new.push_str(text.get(done..).unwrap_or_default());
    new
}

fn check_order(text: &str, edits: &[Edit]) -> Result<(), FixError> {
    let mut done = 0;
    for edit in edits {
        if edit.span.start < done || edit.span.end < edit.span.start || text.get(edit.span.range()).is_none() {
            return Err(FixError::Malformed { at: edit.span });
        }
        done = edit.span.end;
    }
    Ok(())
}

/// What one round of fixing does.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Edits in text order, not overlapping.
    pub edits: Vec<Edit>,
    /// Number of fixes they come from.
    pub fixes: usize,
    /// Fixes that could not be written in the file's encoding.
    pub refused: Vec<FixError>,
}

/// Chooses the fixes to apply together: for each finding, in order, its first fix that `level` allows, unless it
/// overlaps one chosen before or cannot be encoded. [`Applicability::Display`] is never applied.
pub fn select(document: &Document, findings: &[Finding], level: Applicability) -> Selection {
    let mut selection = Selection::default();
    let mut chosen = Chosen::default();
    for finding in findings {
        let Some(fix) = finding.fixes.iter().find(|fix| is_allowed(fix, level)) else { continue };
        if !changes(document.text(), fix) || fix.edits.iter().any(|edit| chosen.overlaps(edit.span)) {
            continue;
        }
        match apply_alone(document, fix) {
            Ok(()) => {
                fix.edits.iter().for_each(|edit| chosen.add(edit));
                selection.fixes += 1;
            }
            Err(error) => selection.refused.push(error),
        }
    }
    selection.edits = chosen.into_edits();
    selection
}

/// Edits that go together, in text order, those at one place in the order they came: a file may have millions of them.
#[derive(Default)]
struct Chosen<'f>(BTreeMap<(Span, usize), &'f Edit>);

impl<'f> Chosen<'f> {
    fn add(&mut self, edit: &'f Edit) {
        self.0.insert((edit.span, self.0.len()), edit);
    }

    /// True if an edit of `span` shares a byte with one chosen, or if one of the two inserts where the other one starts
    /// or ends: the order of the two would be a guess.
    fn overlaps(&self, span: Span) -> bool {
        let touches = |known: Span| match known.is_empty() || span.is_empty() {
            true => known.start <= span.end && span.start <= known.end,
            false => known.overlaps(span),
        };
        let start = (Span { start: span.start, end: span.start }, 0);
        // What was chosen does not overlap: of all that starts earlier, the last one reaches furthest.
        let before = self.0.range(..start).next_back();
        let from_here = self.0.range(start..).take_while(|((known, _), _)| known.start <= span.end);
        before.into_iter().chain(from_here).any(|((known, _), _)| touches(*known))
    }

    fn into_edits(self) -> Vec<Edit> {
        self.0.into_values().cloned().collect()
    }
}

fn is_allowed(fix: &Fix, level: Applicability) -> bool {
    fix.applicability <= level && fix.applicability != Applicability::Display
}

/// False for a fix that would leave the text as it is: applying it would never end.
fn changes(text: &str, fix: &Fix) -> bool {
    fix.edits.iter().any(|edit| text.get(edit.span.range()) != Some(edit.text.as_str()))
}

/// Whether the edits of one fix are well formed and can be encoded.
fn apply_alone(document: &Document, fix: &Fix) -> Result<(), FixError> {
    check_order(document.text(), &fix.edits)?;
    for edit in &fix.edits {
        encode(&edit.text, document, &mut Vec::new()).map_err(|character| FixError::Unencodable {
            character,
            encoding: document.encoding(),
            at: document.position(edit.span.start),
        })?;
    }
    Ok(())
}

/// A document after all rounds of fixing.
#[derive(Clone, Debug)]
pub struct Fixed {
    /// The document as it would be read from the fixed file; `None` if nothing was fixed.
    pub document: Option<Document>,
    /// What is still found in it.
    pub findings: Vec<Finding>,
    /// Number of fixes applied.
    pub applied: usize,
    /// Fixes that could not be written in the file's encoding.
    pub refused: Vec<FixError>,
}

/// Checks, fixes and reads again until nothing changes any more, so that fixing twice is fixing once. Every round is
/// read back from its bytes with `options` and compared with the text that was meant.
///
/// # Errors
/// [`FixError::ReadsDifferently`], [`FixError::Unstable`]: nothing should be written then.
pub fn fix_until_stable(
    document: &Document,
    options: ReadOptions,
    level: Applicability,
    check: impl Fn(&Document) -> Vec<Finding>,
) -> Result<Fixed, FixError> {
    let mut applied = 0;
    let mut fixed = None;
    for _ in 0..MOST_ROUNDS {
        let document = fixed.as_ref().unwrap_or(document);
        let findings = check(document);
        let selection = select(document, &findings, level);
        if selection.edits.is_empty() {
            return Ok(Fixed { document: fixed, findings, applied, refused: selection.refused });
        }
        let meant = edited(document.text(), &selection.edits);
        let bytes = apply(document, &selection.edits)?;
        let again = Document::read(bytes, options).map_err(|_| FixError::ReadsDifferently)?;
        if again.encoding() != document.encoding() || again.text() != meant {
            return Err(FixError::ReadsDifferently);
        }
        applied += selection.fixes;
        fixed = Some(again);
    }
    Err(FixError::Unstable)
}

/// The difference between two texts in unified form, empty if there is none. `name` stands in the header, with `a/` and
/// `b/` before it as git writes them. The text is the decoded one whatever the encoding of the file.
pub fn unified_diff(name: &str, old: &str, new: &str) -> String {
    similar::TextDiff::from_lines(old, new)
        .unified_diff()
        .context_radius(3)
        .header(&format!("a/{name}"), &format!("b/{name}"))
        .to_string()
}

/// Why a file was not written. The file is as it was.
#[derive(Debug)]
pub enum WriteError {
    /// The file on disk is no longer the one that was read.
    Changed,
    /// The file may not be written.
    ReadOnly,
    /// The disk is full, the folder may not be written, …
    Io(io::Error),
}

impl WriteError {
    /// What happened, in `language`.
    pub fn message(&self, language: Language) -> String {
        match (self, language) {
            (Self::Changed, Language::Zh) => "未写入：读取之后文件已被别的程序改动".to_owned(),
            (Self::Changed, Language::En) => "not written: the file has changed since it was read".to_owned(),
            (Self::ReadOnly, Language::Zh) => "未写入：文件是只读的".to_owned(),
            (Self::ReadOnly, Language::En) => "not written: the file is read-only".to_owned(),
            (Self::Io(error), Language::Zh) => format!("未写入：{}", io_reason(error, language)),
            (Self::Io(error), Language::En) => format!("not written: {}", io_reason(error, language)),
        }
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Language::En))
    }
}

impl std::error::Error for WriteError {}

impl From<io::Error> for WriteError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Puts `bytes` in the place of the file at `path`, whole or not at all; a file that does not exist is made. A symbolic
/// link is followed. Permissions and, where allowed, the owner are kept. What is no ordinary file (a pipe, a terminal)
/// is written to as it is.
///
/// # Errors
/// [`WriteError`]; the file is as it was.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    write_checked(path, bytes, |_| Ok(()))
}

/// As [`write_atomic`], for a file that holds `old` as far as the caller knows.
///
/// # Errors
/// [`WriteError::Changed`] if it does not; otherwise as [`write_atomic`].
pub fn replace(path: &Path, old: &[u8], new: &[u8]) -> Result<(), WriteError> {
    write_checked(path, new, |target| if holds(target, old)? { Ok(()) } else { Err(WriteError::Changed) })
}

fn write_checked(path: &Path, bytes: &[u8], check: impl Fn(&Path) -> Result<(), WriteError>) -> Result<(), WriteError> {
    let target = followed(path)?;
    let before = match fs::metadata(&target) {
        Ok(metadata) => Some(metadata),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error.into()),
    };
    if let Some(before) = &before {
        if before.permissions().readonly() {
            return Err(WriteError::ReadOnly);
        }
        if !before.is_file() && !before.is_dir() {
            File::options().write(true).open(&target)?.write_all(bytes)?;
            return Ok(());
        }
    }
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut new = temporary(folder)?;
    new.write_all(bytes)?;
    if let Some(before) = &before {
        keep_attributes(new.as_file(), before)?;
    }
    new.as_file().sync_all()?;
    check(&target)?;
    new.persist(&target).map_err(|error| error.error)?;
    // The new name itself is durable only once its folder is; not every system can do that, and the file is whole.
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
    Ok(())
}

/// A new file beside the target, removed again unless it takes the target's place.
fn temporary(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".reformlint-").suffix(".tmp");
    #[cfg(unix)]
    {
        // What a program that simply creates the file would ask for; the user's umask applies.
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

fn keep_attributes(new: &File, before: &Metadata) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let now = new.metadata()?;
        if (now.uid(), now.gid()) != (before.uid(), before.gid()) {
            // Only root may give a file away; the text is what matters.
            let _ = std::os::unix::fs::fchown(new, Some(before.uid()), Some(before.gid()));
        }
    }
    new.set_permissions(before.permissions())
}

/// The file that `path` leads to; `path` itself if there is none yet.
fn followed(path: &Path) -> io::Result<PathBuf> {
    match fs::canonicalize(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound && !path.is_symlink() => Ok(path.to_owned()),
        other => other,
    }
}

/// Whether the file at `path` holds exactly `bytes`.
fn holds(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    let mut file = File::open(path)?;
    if file.metadata()?.len() != bytes.len() as u64 {
        return Ok(false);
    }
    let mut rest = bytes;
    let mut chunk = vec![0; CHUNK];
    loop {
        let length = file.read(&mut chunk)?;
        if length == 0 {
            return Ok(rest.is_empty());
        }
        match rest.strip_prefix(&chunk[..length]) {
            Some(after) => rest = after,
            None => return Ok(false),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::finding::Message;
    use crate::rules::{self, Rule};

    /// A file without text in an encoding.
    fn empty(encoding: Encoding) -> Document {
        Document::read(Vec::new(), ReadOptions { encoding: Some(encoding), ..ReadOptions::default() }).expect("a text")
    }

    fn read(bytes: &[u8]) -> Document {
        Document::read(bytes.to_vec(), ReadOptions::default()).expect("a text")
    }

    fn edit(start: usize, end: usize, text: &str) -> Edit {
        Edit { span: Span::new(start, end), text: text.to_owned() }
    }

    fn rule() -> Arc<Rule> {
        Arc::new(rules::built_in().into_iter().next().expect("there are rules"))
    }

    /// A finding of each place where `wrong` stands, to be replaced by `right`.
    fn findings(document: &Document, wrong: &str, right: &str, applicability: Applicability) -> Vec<Finding> {
        let rule = rule();
        let places = document.text().match_indices(wrong);
        places
            .map(|(at, _)| {
                let span = Span::new(at, at + wrong.len());
                let mut finding = Finding::new(&rule, span);
                finding.fix(Fix::replace(Message::new("message"), applicability, span, right));
                finding
            })
            .collect()
    }

    fn fix(bytes: &[u8], wrong: &str, right: &str) -> Result<Fixed, FixError> {
        let options = ReadOptions::default();
        let document = Document::read(bytes.to_vec(), options).expect("a text");
        fix_until_stable(&document, options, Applicability::Safe, |document| {
            findings(document, wrong, right, Applicability::Safe)
        })
    }

    #[test]
    fn only_the_edited_bytes_change() {
        let old = "一\r\n二，二\r三\n".as_bytes();
        let new = apply(&read(old), &[edit(5, 8, "贰"), edit(11, 14, "")]).expect("can be applied");
        assert_eq!(String::from_utf8(new).expect("UTF-8"), "一\r\n贰，\r三\n");
    }

    #[test]
    fn malformed_edits_are_refused() {
        let document = read("报告".as_bytes());
        for edits in [vec![edit(1, 3, "")], vec![edit(3, 6, ""), edit(0, 3, "")], vec![edit(6, 9, "")]] {
            assert!(matches!(apply(&document, &edits), Err(FixError::Malformed { .. })), "{edits:?}");
        }
    }

    #[test]
    fn every_round_ends_with_the_fixed_text() {
        let fixed = fix("ａｂｂｂｂ\n".as_bytes(), "ａｂ", "ａ").expect("stable");
        assert_eq!((fixed.document.expect("changed").text(), fixed.applied), ("ａ\n", 4));
        assert!(fixed.findings.is_empty());
    }

    #[test]
    fn fixes_that_undo_each_other_are_refused() {
        let document = read("甲".as_bytes());
        let swap = |document: &Document| {
            let (wrong, right) = if document.text() == "甲" { ("甲", "乙") } else { ("乙", "甲") };
            findings(document, wrong, right, Applicability::Safe)
        };
        let result = fix_until_stable(&document, ReadOptions::default(), Applicability::Safe, swap);
        assert_eq!(result.map(|fixed| fixed.applied), Err(FixError::Unstable));
    }

    #[test]
    fn a_fix_that_changes_nothing_is_not_applied() {
        assert_eq!(fix("甲".as_bytes(), "甲", "甲").expect("stable").applied, 0);
    }

    #[test]
    fn the_level_decides() {
        let document = read("甲乙".as_bytes());
        let count =
            |applicability, level| select(&document, &findings(&document, "甲", "丙", applicability), level).fixes;
        assert_eq!(count(Applicability::Safe, Applicability::Safe), 1);
        assert_eq!(count(Applicability::Unsafe, Applicability::Safe), 0);
        assert_eq!(count(Applicability::Unsafe, Applicability::Unsafe), 1);
        assert_eq!(count(Applicability::Display, Applicability::Display), 0);
    }

    #[test]
    fn of_overlapping_fixes_the_first_wins() {
        let document = read("甲乙丙".as_bytes());
        let mut all = findings(&document, "甲乙", "丁", Applicability::Safe);
        all.extend(findings(&document, "乙丙", "戊", Applicability::Safe));
        all.extend(findings(&document, "丙", "己", Applicability::Safe));
        let selection = select(&document, &all, Applicability::Safe);
        assert_eq!(selection.edits, [edit(0, 6, "丁"), edit(6, 9, "己")]);
    }

    #[test]
    fn insertions_at_one_place_do_not_go_together() {
        let overlaps = |known: Edit, edit: Edit| {
            let mut chosen = Chosen::default();
            chosen.add(&known);
            chosen.overlaps(edit.span)
        };
        assert!(overlaps(edit(3, 3, "甲"), edit(3, 3, "乙")));
        assert!(overlaps(edit(0, 3, "甲"), edit(3, 3, "乙")));
        assert!(overlaps(edit(3, 9, "甲"), edit(0, 6, "乙")) && overlaps(edit(3, 6, "甲"), edit(0, 9, "乙")));
        assert!(!overlaps(edit(0, 3, "甲"), edit(3, 6, "乙")) && !overlaps(edit(3, 6, "甲"), edit(0, 3, "乙")));
    }

    #[test]
    fn encodings_write_their_own_bytes_or_refuse() {
        let mut bytes = Vec::new();
        encode("九", &empty(encoding_rs::GB18030), &mut bytes).expect("in GB18030");
        encode("九", &empty(encoding_rs::UTF_16LE), &mut bytes).expect("in UTF-16");
        encode("九", &empty(encoding_rs::UTF_16BE), &mut bytes).expect("in UTF-16");
        assert_eq!(bytes, [0xBE, 0xC5, 0x5D, 0x4E, 0x4E, 0x5D]);
        assert_eq!(encode("约😀", &empty(encoding_rs::BIG5), &mut bytes), Err('约'));
        assert_eq!(encode("約😀", &empty(encoding_rs::BIG5), &mut bytes), Err('😀'));
    }

    #[test]
    fn a_difference_shows_the_missing_line_end() {
        let diff = unified_diff("甲.txt", "一\n二", "一\n贰");
        assert_eq!(
            diff,
            "--- a/甲.txt\n+++ b/甲.txt\n@@ -1,2 +1,2 @@\n 一\n-二\n\\ No newline at end of file\n+贰\n\\ No newline at end \
             of file\n"
        );
        assert_eq!(unified_diff("甲.txt", "一", "一"), "");
    }

    #[test]
    fn a_file_is_replaced_whole_and_keeps_its_permissions() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("报告.txt");
        fs::write(&path, "旧").expect("written");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("set");
        }
        replace(&path, "旧".as_bytes(), "新".as_bytes()).expect("replaced");
        assert_eq!(fs::read_to_string(&path).expect("read"), "新");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o640);
        }
        assert!(matches!(replace(&path, "旧".as_bytes(), "乙".as_bytes()), Err(WriteError::Changed)));
        assert_eq!(fs::read_to_string(&path).expect("read"), "新");
        assert_eq!(fs::read_dir(folder.path()).expect("listed").count(), 1, "no temporary file stays");
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_read_only_files_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, link) = (folder.path().join("a.txt"), folder.path().join("b.txt"));
        fs::write(&path, "old").expect("written");
        std::os::unix::fs::symlink("a.txt", &link).expect("linked");
        write_atomic(&link, b"new").expect("written");
        assert!(link.is_symlink());
        assert_eq!(fs::read(&path).expect("read"), b"new");
        let mut permissions = fs::metadata(&path).expect("there").permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).expect("set");
        assert!(matches!(write_atomic(&link, b"newer"), Err(WriteError::ReadOnly)));
    }
}
