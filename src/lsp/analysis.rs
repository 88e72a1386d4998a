//! What is found in a text that is open, or in a file that is not. The judgement is that of the command line: the same
//! policy for the path, the same rules, the same bytes wherever the editor shows what is on disk.

use std::any::Any;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use crate::finding::{self, Finding, Language};
use crate::policy::{FilePolicy, Policies};
use crate::source::walk::read_file;
use crate::source::{Document, ReadOptions, io_reason};

const MARK: char = '\u{FEFF}';

/// Findings that only the bytes of a file show. They stay true while the text is edited, until the file is saved anew.
const ABOUT_BYTES: &[&str] = &["encoding/not-utf8", "encoding/byte-order-mark"];

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
    pub document: Document,
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

/// Judges texts; can be shared with workers.
#[derive(Clone, Debug)]
pub struct Judge {
    /// What holds where.
    pub policies: Arc<Policies>,
    /// The language of the editor.
    pub language: Option<Language>,
}

impl Judge {
    /// Judges `text`, which the editor shows for the file at `path`. `is_file` says that this is a file and not just a name.
    ///
    /// # Errors
    /// What to tell the user: a configuration that cannot be used, a text that cannot be checked.
    pub fn buffer(&self, path: &Path, is_file: bool, text: &str) -> Result<Analysis, String> {
        let policy = self.policy(path, text)?;
        let stamp = Stamp::of(path).filter(|_| is_file);
        let on_disk = stamp.and_then(|_| Document::read(read_file(path).ok()?, policy.read_options(path)).ok());
        let shown = text.strip_prefix(MARK).unwrap_or(text);
        let language = self.language_of(&policy, shown);
        let analysis = |document: Document, options, findings, is_misread| Analysis {
            document,
            findings,
            policy: Arc::clone(&policy),
            options,
            language,
            is_misread,
            stamp,
        };
        let as_saved = policy.read_options(path);
        match on_disk {
            Some(document) if document.text() == shown => {
                let findings = judged(&policy, path, &document)?;
                Ok(analysis(document, as_saved, findings, false))
            }
            Some(document) if is_misread(&document, shown) => {
                let mut findings = judged(&policy, path, &document)?;
                findings.retain(|finding| finding.whole_file && is_about_bytes(finding));
                Ok(analysis(document, as_saved, findings, true))
            }
            on_disk => {
                let options = ReadOptions { encoding: Some(encoding_rs::UTF_8), ..as_saved };
                let document = read(text.as_bytes().to_vec(), options, language)?;
                let mut findings = judged(&policy, path, &document)?;
                if let Some(on_disk) = on_disk.filter(|on_disk| !is_plain_utf8(on_disk)) {
                    findings.retain(|finding| !(finding.whole_file && is_about_bytes(finding)));
                    let about_bytes = judged(&policy, path, &on_disk)?;
                    findings.extend(about_bytes.into_iter().filter(|f| f.whole_file && is_about_bytes(f)));
                    finding::sort(&mut findings);
                }
                Ok(analysis(document, options, findings, false))
            }
        }
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
        let findings = judged(&policy, path, &document)?;
        let language = self.language_of(&policy, document.text());
        Ok(Analysis { document, findings, policy, options, language, is_misread: false, stamp })
    }

    fn policy(&self, path: &Path, text: &str) -> Result<Arc<FilePolicy>, String> {
        let language = self.language.unwrap_or_else(|| language_of(text));
        self.policies.for_path(path).map_err(|error| error.message(language))
    }

    fn language_of(&self, policy: &FilePolicy, text: &str) -> Language {
        policy.language.or(self.language).unwrap_or_else(|| language_of(text))
    }
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

/// True if the editor has opened a file that is not UTF-8 as if it were: what it shows is no text of anyone's.
fn is_misread(on_disk: &Document, shown: &str) -> bool {
    let holes = |text: &str| text.matches('\u{FFFD}').count();
    on_disk.encoding() != encoding_rs::UTF_8 && holes(shown) > holes(on_disk.text())
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
