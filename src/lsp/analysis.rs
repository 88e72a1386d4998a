//! What is found in a text that is open, or in a file that is not. The judgement is that of the command line: the same
//! policy for the path, the same rules, the same bytes wherever the editor shows what is on disk.

use std::any::Any;
use std::borrow::Cow;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use crate::across;
use crate::finding::{self, Finding, Language};
use crate::lsp::workspace::Indicators;
use crate::policy::{FilePolicy, Policies};
use crate::source::walk::read_file;
use crate::source::{Document, ReadOptions, io_reason};

const MARK: char = '\u{FEFF}';

/// Findings that only the bytes of a file show. They stay true while the text is edited, until the file is saved anew.
const ABOUT_BYTES: &[&str] = &[ABOUT_ENCODING, "encoding/byte-order-mark"];
const ABOUT_ENCODING: &str = "encoding/not-utf8";

/// Characters that are looked at to see what language a text is in.
const LANGUAGE_SAMPLE: usize = 2000;

/// Tells whether a file has been written since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// When it was last written.
    pub modified: SystemTime,
    /// Bytes.
    pub length: u64,
}

impl Stamp {
    /// The stamp of the regular file at `path`.
    pub fn of(path: &Path) -> Option<Self> {
        let metadata = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
        Some(Self { modified: metadata.modified().ok()?, length: metadata.len() })
    }
}

/// A judged text.
#[derive(Debug)]
pub struct Analysis {
    /// The text as it was judged, without a byte order mark.
    pub document: Arc<Document>,
    /// What was found, in text order.
    pub findings: Vec<Finding>,
    /// What holds for the file.
    pub policy: Arc<FilePolicy>,
    /// How `document` was read.
    pub options: ReadOptions,
    /// The language of messages.
    pub language: Language,
    /// True if the editor shows something else than `document`: it has read the file in the wrong encoding, and places in
    /// the document are no places on the screen. There are findings about the file as a whole only.
    pub is_misread: bool,
    /// The file on disk that was looked at too.
    pub stamp: Option<Stamp>,
}

/// The bytes of a file, which an editor does not show.
#[derive(Debug, Default)]
pub struct Saved {
    /// The file that was read last.
    stamp: Option<Stamp>,
    content: Option<Content>,
}

/// What the bytes of a file hold.
#[derive(Debug)]
struct Content {
    document: Arc<Document>,
    options: ReadOptions,
    /// Findings that only the bytes show.
    about_bytes: Vec<Finding>,
}

impl Saved {
    /// What the file at `path` holds, read again if it was written since; none if it cannot be read.
    fn content(&mut self, policy: &FilePolicy, path: &Path, stamp: Option<Stamp>) -> Option<&Content> {
        if self.stamp != stamp || stamp.is_none() {
            self.stamp = stamp;
            self.content = stamp.and_then(|_| Content::read(policy, path));
        }
        self.content.as_ref()
    }
}

impl Content {
    fn read(policy: &FilePolicy, path: &Path) -> Option<Self> {
        let options = policy.read_options(path);
        let document = Document::read(read_file(path).ok()?, options).ok()?;
        let about_bytes = about_bytes(policy, path, &document);
        Some(Self { document: Arc::new(document), options, about_bytes })
    }

    /// What there is to say where the editor has read the file in another encoding. A configuration that names the
    /// encoding keeps the command line silent about it, but the editor knows nothing of that.
    fn about_encoding(&self, policy: &FilePolicy, path: &Path) -> Vec<Finding> {
        let is_meant = |finding: &Finding| *finding.rule.id == *ABOUT_ENCODING;
        let mut findings = self.about_bytes.clone();
        if !findings.iter().any(is_meant) {
            let undeclared = ReadOptions { encoding: None, ..self.options };
            let document = Document::read(self.document.bytes().to_vec(), undeclared);
            findings = document.map(|document| about_bytes(policy, path, &document)).unwrap_or_default();
        }
        findings.retain(is_meant);
        findings
    }
}

fn about_bytes(policy: &FilePolicy, path: &Path, document: &Document) -> Vec<Finding> {
    if is_plain_utf8(document) {
        return Vec::new();
    }
    let mut findings = judged(policy, path, document).unwrap_or_default();
    findings.retain(|finding| finding.whole_file && is_about_bytes(finding));
    findings
}

/// Judges texts; can be shared with workers.
#[derive(Clone, Debug)]
pub struct Judge {
    /// What holds where.
    pub policies: Arc<Policies>,
    /// The language of the editor.
    pub language: Option<Language>,
    /// What the files of the workspace say of indicators.
    pub indicators: Arc<Indicators>,
}

impl Judge {
    /// Judges `text`, which the editor shows for the file at `path`. `saved` is what was last known of the file's bytes:
    /// it is read again only when it has been written since. None if the text is no file's.
    ///
    /// # Errors
    /// What to tell the user: a configuration that cannot be used, a text that cannot be checked.
    pub fn buffer(&self, path: &Path, text: &str, saved: Option<&mut Saved>) -> Result<Analysis, String> {
        let policy = self.policy(path, text)?;
        let shown = text.strip_prefix(MARK).unwrap_or(text);
        let stamp = saved.as_ref().and_then(|_| Stamp::of(path));
        let content = saved.and_then(|saved| saved.content(&policy, path, stamp));
        let analysis = |document: Arc<Document>, options, findings, is_misread| {
            let language = self.language_of(&policy, document.text());
            Analysis { document, findings, policy: Arc::clone(&policy), options, language, is_misread, stamp }
        };
        if let Some(content) = content {
            let is_misread = is_misread(&content.document, shown);
            if is_misread || content.document.text() == shown {
                let document = Arc::clone(&content.document);
                let findings = match is_misread {
                    true => content.about_encoding(&policy, path),
                    false => self.judged(&policy, path, &document)?,
                };
                return Ok(analysis(document, content.options, findings, is_misread));
            }
        }
        let options = ReadOptions { encoding: Some(encoding_rs::UTF_8), ..policy.read_options(path) };
        let document = read(text.as_bytes().to_vec(), options, self.language_of(&policy, shown))?;
        let mut findings = self.judged(&policy, path, &document)?;
        if let Some(content) = content {
            findings.retain(|finding| !(finding.whole_file && is_about_bytes(finding)));
            findings.extend(content.about_bytes.iter().cloned());
            finding::sort(&mut findings);
        }
        Ok(analysis(Arc::new(document), options, findings, false))
    }

    /// Judges the file at `path`, which is not open.
    ///
    /// # Errors
    /// As [`Judge::buffer`], and a file that cannot be read.
    pub fn file(&self, path: &Path) -> Result<Analysis, String> {
        let policy = self.policy(path, "")?;
        let stamp = Stamp::of(path);
        let language = self.language_of(&policy, "");
        let bytes = read_file(path).map_err(|error| io_reason(&error, language))?;
        let options = policy.read_options(path);
        let document = read(bytes, options, language)?;
        let findings = self.judged(&policy, path, &document)?;
        let language = self.language_of(&policy, document.text());
        Ok(Analysis { document: Arc::new(document), findings, policy, options, language, is_misread: false, stamp })
    }

    /// The findings that the command line reports, with what the other files of the workspace say to the contrary.
    fn judged(&self, policy: &FilePolicy, path: &Path, document: &Document) -> Result<Vec<Finding>, String> {
        let Some(rule) = policy.linter.rule(across::RULE).filter(|_| !policy.excludes(path)) else {
            return judged(policy, path, document);
        };
        caught(|| {
            let (mut findings, mentions) = policy.linter.check_with_mentions(document, &name_of(path));
            let conflicts = self.indicators.compare(path, mentions);
            let others = conflicts.iter().map(|conflict| conflict.finding(rule, &conflict.other.to_string_lossy()));
            findings.extend(others);
            finding::sort(&mut findings);
            policy.judge(path, document, findings)
        })
    }

    /// True if the rule that compares indicators runs in a folder.
    pub fn compares(&self, folder: &Path) -> bool {
        self.policies.for_folder(folder).is_ok_and(|policy| policy.linter.rule(across::RULE).is_some())
    }

    /// Takes note of what the file at `path`, which is not open, says of indicators. One that cannot be read says nothing.
    pub fn learn(&self, path: &Path) {
        let read = || {
            let policy = self.policies.for_path(path).ok()?;
            policy.linter.rule(across::RULE).filter(|_| policy.takes(path) && !policy.excludes(path))?;
            let document = Document::read(read_file(path).ok()?, policy.read_options(path)).ok()?;
            Some(policy.linter.mentions(&document, &name_of(path)))
        };
        let mentions = caught(read).ok().flatten().unwrap_or_default();
        self.indicators.set(path, mentions);
    }

    fn policy(&self, path: &Path, text: &str) -> Result<Arc<FilePolicy>, String> {
        self.policies.for_path(path).map_err(|error| error.message(self.language_for(text)))
    }

    fn language_of(&self, policy: &FilePolicy, text: &str) -> Language {
        policy.language.unwrap_or_else(|| self.language_for(text))
    }

    /// Chinese for Chinese texts, otherwise the language of the editor.
    fn language_for(&self, text: &str) -> Language {
        match language_of(text) {
            Language::Zh => Language::Zh,
            Language::En => self.language.unwrap_or(Language::En),
        }
    }
}

/// The name of the file.
fn name_of(path: &Path) -> Cow<'_, str> {
    path.file_name().map_or(Cow::Borrowed(""), |name| name.to_string_lossy())
}

/// The findings that the command line reports. What the configuration leaves out is not looked at when it is opened.
fn judged(policy: &FilePolicy, path: &Path, document: &Document) -> Result<Vec<Finding>, String> {
    if policy.excludes(path) {
        return Ok(Vec::new());
    }
    caught(|| policy.judge(path, document, policy.linter.check(document)))
}

/// What `work` gives. A panic is a fault of this program, and costs one answer, not the server.
///
/// # Errors
/// What the panic said.
pub fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| format!("internal error: {}", said(&*payload)))
}

fn said(payload: &(dyn Any + Send)) -> &str {
    let text = payload.downcast_ref::<&'static str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("panic")
}

fn read(bytes: Vec<u8>, options: ReadOptions, language: Language) -> Result<Document, String> {
    Document::read(bytes, options).map_err(|error| error.message(language).to_owned())
}

fn is_about_bytes(finding: &Finding) -> bool {
    ABOUT_BYTES.contains(&&*finding.rule.id)
}

fn is_plain_utf8(document: &Document) -> bool {
    document.encoding() == encoding_rs::UTF_8 && !document.has_byte_order_mark()
}

/// True if the editor has read a file in another encoding than its own: what it shows is no text of anyone's.
fn is_misread(on_disk: &Document, shown: &str) -> bool {
    if on_disk.encoding() == encoding_rs::UTF_8 || on_disk.text() == shown {
        return false;
    }
    let holes = |text: &str| text.matches('\u{FFFD}').count();
    holes(shown) > holes(on_disk.text()) || shows_bytes(on_disk, shown)
}

/// True if the editor shows a character of Latin-1 for each byte, as some do with what is not UTF-8. Half of them will
/// do, for the text may have been edited since.
fn shows_bytes(on_disk: &Document, shown: &str) -> bool {
    let is_latin = |c: &char| matches!(c, '\u{80}'..='\u{FF}');
    let bytes = on_disk.bytes().iter().filter(|byte| !byte.is_ascii()).count();
    let latin = shown.chars().filter(is_latin).count();
    bytes > 0 && latin * 2 >= bytes && latin > on_disk.text().chars().filter(is_latin).count()
}

/// Chinese if more than a tenth of the text is.
fn language_of(text: &str) -> Language {
    let sample = text.chars().filter(|c| !c.is_whitespace()).take(LANGUAGE_SAMPLE);
    let (mut all, mut han) = (0, 0);
    for c in sample {
        all += 1;
        han += usize::from(matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}'));
    }
    if han * 10 > all { Language::Zh } else { Language::En }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_of_a_text() {
        assert_eq!(language_of("全县 GDP 增长 5.3%。"), Language::Zh);
        assert_eq!(language_of("Revenue of the whole county grew by 5.3% in 2023."), Language::En);
        assert_eq!(language_of(""), Language::En);
    }
}
