//! A text that is open in the editor: the editor's edits applied one by one, so that it is always the text the user sees.
//! Takes places as line and column; knows nothing of rules.

use std::path::PathBuf;

use crate::lsp::analysis::{Analysis, Judge, Saved};
use crate::source::{ColumnUnit, LineColumn, LineIndex};

/// A text that is open in the editor.
#[derive(Debug)]
pub struct Buffer {
    /// The file it is saved in, or a name in the workspace for one that never was.
    pub path: PathBuf,
    /// The editor's number for this state of the text.
    pub version: i32,
    /// True until the findings of this state have been sent.
    pub is_due: bool,
    pub(super) analysis: Option<Analysis>,
    /// The bytes of the file; none if `path` is just a name.
    pub(super) saved: Option<Saved>,
    text: String,
    lines: LineIndex,
}

impl Buffer {
    /// A text as the editor opened it. `is_file` is false if `path` is just a name.
    pub fn new(path: PathBuf, is_file: bool, version: i32, text: String) -> Self {
        let lines = LineIndex::new(&text);
        let saved = is_file.then(Saved::default);
        Self { path, version, is_due: true, analysis: None, saved, text, lines }
    }

    /// The text, with a byte order mark if the editor sent one.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its lines.
    pub fn lines(&self) -> &LineIndex {
        &self.lines
    }

    /// Puts `new` in the place of everything.
    pub fn replace_all(&mut self, new: String) {
        self.lines = LineIndex::new(&new);
        self.text = new;
        self.is_changed();
    }

    /// Puts `new` in the place of what stands from `start` to `end`. Places beyond a line or the text are at its end; ends
    /// in the wrong order are taken in the right one.
    pub fn replace(&mut self, start: LineColumn, end: LineColumn, unit: ColumnUnit, new: &str) {
        let offset = |place| self.lines.offset(&self.text, place, unit) as usize;
        let (one, other) = (offset(start), offset(end));
        self.text.replace_range(one.min(other)..one.max(other), new);
        self.lines = LineIndex::new(&self.text);
        self.is_changed();
    }

    /// What is found in it now.
    ///
    /// # Errors
    /// As [`Judge::buffer`].
    pub(super) fn judged_by(&mut self, judge: &Judge) -> Result<Analysis, String> {
        judge.buffer(&self.path, &self.text, self.saved.as_mut())
    }

    /// Forgets what is known of the file as well: it was saved, or is to be read in another way.
    pub fn is_saved(&mut self) {
        self.saved = self.saved.is_some().then(Saved::default);
        self.is_changed();
    }

    /// Forgets what was found: the text or what holds for it is another now.
    pub fn is_changed(&mut self) {
        self.analysis = None;
        self.is_due = true;
    }
}
