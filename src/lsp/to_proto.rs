//! From our types to the protocol's: places, findings, fixes, edits. The only code besides [`super::from_proto`] that
//! knows how the two correspond.

use std::collections::HashMap;
use std::path::Path;

use lsp_types::{
    Code, CodeDescription, CreateFile, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DocumentChange,
    Edit, Location, OptionalVersionedTextDocumentIdentifier, Position, PositionEncodingKind, Range, TextDocumentEdit,
    TextDocumentIdentifier, TextEdit, Uri, WorkspaceEdit,
};
use serde::{Deserialize, Serialize};

use crate::finding::{self, Applicability, Elsewhere, Finding, Language, Message, Severity};
use crate::lsp::analysis::Analysis;
use crate::lsp::buffer::Buffer;
use crate::lsp::client::Abilities;
use crate::report::{RULE_PAGES_PUBLISHED, on_lines, rule_page_url};
use crate::source::{self, ColumnUnit, Document, Format, LineIndex};
use crate::span::Span;

/// The source of every diagnostic.
pub const SOURCE: &str = "reformlint";

/// The name of a unit.
pub fn unit(unit: ColumnUnit) -> PositionEncodingKind {
    match unit {
        ColumnUnit::Utf8 => PositionEncodingKind::UTF8,
        ColumnUnit::Utf16 => PositionEncodingKind::UTF16,
        ColumnUnit::Scalar => PositionEncodingKind::UTF32,
    }
}

/// The URI of a file.
pub fn uri(path: &Path) -> Option<Uri> {
    Uri::from_file_path(path).ok()
}

/// How places of a judged document are places of the text that the editor shows.
#[derive(Clone, Copy)]
pub struct Places<'a> {
    text: &'a str,
    lines: &'a LineIndex,
    /// Bytes of the text before the document starts: those of a byte order mark.
    shift: u32,
    unit: ColumnUnit,
}

impl<'a> Places<'a> {
    /// Places of an open text.
    pub fn of_buffer(buffer: &'a Buffer, unit: ColumnUnit) -> Self {
        let shift = if buffer.text().starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() as u32 } else { 0 };
        Self { text: buffer.text(), lines: buffer.lines(), shift, unit }
    }

    /// Places of a file as it would be opened: `lines` are those of `text`.
    pub fn of_text(text: &'a str, lines: &'a LineIndex, unit: ColumnUnit) -> Self {
        Self { text, lines, shift: 0, unit }
    }

    /// The position of a byte offset into the document.
    pub fn position(&self, offset: u32) -> Position {
        let place = self.lines.line_column(self.text, offset.saturating_add(self.shift), self.unit);
        Position { line: place.line, character: place.column }
    }

    /// The range of a span of the document.
    pub fn range(&self, span: Span) -> Range {
        Range { start: self.position(span.start), end: self.position(span.end) }
    }

    /// The range of a place in another file, whose text is not at hand. Columns count characters there: an editor that
    /// counts bytes is shown the line.
    pub fn range_elsewhere(&self, other: &Elsewhere) -> Range {
        let position = |place: source::Position| Position {
            line: place.line.saturating_sub(1),
            character: if self.unit == ColumnUnit::Utf8 { 0 } else { place.column.saturating_sub(1) },
        };
        Range { start: position(other.start), end: position(other.end) }
    }

    /// The byte offset into the document of a position.
    pub fn offset(&self, position: Position) -> u32 {
        let place = super::from_proto::place(position);
        self.lines.offset(self.text, place, self.unit).saturating_sub(self.shift)
    }
}

/// A change that a diagnostic carries with it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Repair {
    /// What it does.
    pub title: String,
    /// True if it is proved right.
    pub is_safe: bool,
    /// What is replaced.
    pub edits: Vec<TextEdit>,
}

/// The encoding in which a file should be opened again: an editor may offer that.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reopen {
    /// Its name in the WHATWG Encoding Standard, in small letters.
    pub encoding: String,
    /// Its name for people.
    pub label: String,
    /// How sure that is, from 0 to 1.
    pub confidence: f32,
}

/// What a diagnostic carries for the code actions on it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Carried {
    /// The state of the text that the edits are meant for.
    pub version: Option<i32>,
    /// Ways to settle it, best first.
    pub repairs: Vec<Repair>,
    /// A comment that makes the rule silent there.
    pub allow: Option<TextEdit>,
    /// The file was read in another encoding than its own; its places are none in this text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reopen: Option<Reopen>,
}

/// What diagnostics are made from, besides the findings.
pub struct Frame<'a> {
    /// The text they are about.
    pub uri: &'a Uri,
    /// Its state.
    pub version: Option<i32>,
    /// Its places.
    pub places: Places<'a>,
    /// What the editor understands.
    pub abilities: &'a Abilities,
}

impl Frame<'_> {
    /// The diagnostics of all findings, in their order.
    pub fn diagnostics(&self, analysis: &Analysis) -> Vec<Diagnostic> {
        analysis.findings.iter().map(|finding| self.diagnostic(analysis, finding)).collect()
    }

    /// The diagnostic of one finding.
    pub fn diagnostic(&self, analysis: &Analysis, finding: &Finding) -> Diagnostic {
        let rule = &*finding.rule.id;
        let page = page(analysis, rule).filter(|_| self.abilities.code_description);
        Diagnostic {
            range: self.range(finding),
            severity: Some(severity(finding.severity)),
            code: Some(Code::String(rule.to_owned())),
            code_description: page.map(|href| CodeDescription { href }),
            source: Some(SOURCE.to_owned()),
            message: shown(finding, &finding.message, analysis.language).into(),
            tags: None,
            related_information: self.abilities.related.then(|| self.related(analysis, finding)),
            data: self.abilities.data.then(|| serde_json::to_value(self.carried(analysis, finding)).ok()).flatten(),
        }
    }

    /// Where a finding is shown: one about the file as a whole at its start.
    pub fn range(&self, finding: &Finding) -> Range {
        if finding.whole_file { Range::default() } else { self.places.range(finding.span) }
    }

    fn related(&self, analysis: &Analysis, finding: &Finding) -> Vec<DiagnosticRelatedInformation> {
        let related = finding.related.iter().map(|related| DiagnosticRelatedInformation {
            location: Location { uri: self.uri.clone(), range: self.places.range(related.span) },
            message: shown(finding, &related.message, analysis.language),
        });
        let elsewhere = finding.elsewhere.iter().filter_map(|other| {
            Some(DiagnosticRelatedInformation {
                location: Location { uri: uri(Path::new(&other.path))?, range: self.places.range_elsewhere(other) },
                message: shown(finding, &other.message, analysis.language),
            })
        });
        related.chain(elsewhere).collect()
    }

    /// What the code actions on a finding need.
    pub fn carried(&self, analysis: &Analysis, finding: &Finding) -> Carried {
        if analysis.is_misread {
            let document = &analysis.document;
            let reopen = Reopen {
                encoding: document.encoding().name().to_ascii_lowercase(),
                label: document.encoding_name().to_owned(),
                confidence: document.confidence(),
            };
            return Carried { version: self.version, reopen: Some(reopen), ..Carried::default() };
        }
        // A person chooses in the editor, so candidates that are never applied by themselves are offered too.
        let repairs = finding.fixes.iter().map(|fix| Repair {
            title: shown(finding, &fix.title, analysis.language),
            is_safe: fix.applicability == Applicability::Safe,
            edits: self.edits(&fix.edits),
        });
        Carried {
            version: self.version,
            repairs: repairs.collect(),
            allow: allow_comment(&analysis.document, finding).map(|edit| self.edit(&edit)),
            reopen: None,
        }
    }

    /// Edits of the document.
    pub fn edits(&self, edits: &[finding::Edit]) -> Vec<TextEdit> {
        edits.iter().map(|edit| self.edit(edit)).collect()
    }

    fn edit(&self, edit: &finding::Edit) -> TextEdit {
        TextEdit { range: self.places.range(edit.span), new_text: edit.text.clone() }
    }

    /// Edits of the text as an edit of the workspace.
    pub fn workspace_edit(&self, edits: Vec<TextEdit>) -> WorkspaceEdit {
        if !self.abilities.versioned_edits {
            return WorkspaceEdit { changes: Some(HashMap::from([(self.uri.clone(), edits)])), ..Default::default() };
        }
        let text_document = OptionalVersionedTextDocumentIdentifier {
            version: self.version,
            text_document_identifier: TextDocumentIdentifier { uri: self.uri.clone() },
        };
        let edits = edits.into_iter().map(Edit::TextEdit).collect();
        let change = DocumentChange::TextDocumentEdit(TextDocumentEdit { text_document, edits });
        WorkspaceEdit { document_changes: Some(vec![change]), ..Default::default() }
    }
}

/// An edit of a file that is not open, `written` being what it holds; it is created if that is none. Not for an editor
/// that cannot create files.
pub fn file_edit(
    abilities: &Abilities,
    path: &Path,
    written: Option<&str>,
    edit: &finding::Edit,
) -> Option<WorkspaceEdit> {
    let uri = uri(path)?;
    let text = written.unwrap_or_default();
    let lines = LineIndex::new(text);
    let range = Places::of_text(text, &lines, abilities.unit).range(edit.span);
    let edits = vec![TextEdit { range, new_text: edit.text.clone() }];
    if written.is_some() && !abilities.versioned_edits {
        return Some(WorkspaceEdit { changes: Some(HashMap::from([(uri, edits)])), ..Default::default() });
    }
    if written.is_none() && !(abilities.versioned_edits && abilities.creates_files) {
        return None;
    }
    let text_document = OptionalVersionedTextDocumentIdentifier {
        version: None,
        text_document_identifier: TextDocumentIdentifier { uri: uri.clone() },
    };
    let edits = edits.into_iter().map(Edit::TextEdit).collect();
    let created = DocumentChange::CreateFile(CreateFile { uri, options: None, annotation_id: None });
    let changed = DocumentChange::TextDocumentEdit(TextDocumentEdit { text_document, edits });
    let changes = written.is_none().then_some(created).into_iter().chain([changed]);
    Some(WorkspaceEdit { document_changes: Some(changes.collect()), ..Default::default() })
}

/// The page of a rule, if the pages are published.
pub fn page(analysis: &Analysis, rule: &str) -> Option<Uri> {
    let base = analysis.policy.rule_pages.as_deref().or(RULE_PAGES_PUBLISHED)?;
    Uri::parse(&rule_page_url(base, rule)).ok()
}

/// A text of a finding as people may see it: control and bidirectional characters as pictures.
pub fn shown(finding: &Finding, message: &Message, language: Language) -> String {
    on_lines(&finding.render(message, language)).into_owned()
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::Error,
        Severity::Warning => DiagnosticSeverity::Warning,
        Severity::Info => DiagnosticSeverity::Information,
    }
}

/// The comment that makes a rule silent: at the end of the line where the finding starts, so that no paragraph or table
/// falls apart, or for a finding about the file after its last line. Findings about such comments get none.
fn allow_comment(document: &Document, finding: &Finding) -> Option<finding::Edit> {
    if document.format() != Format::Markdown || finding.rule.family() == "policy" {
        return None;
    }
    let rule = &finding.rule.id;
    if finding.whole_file {
        let text = document.text();
        let line_end = if text.is_empty() || text.ends_with(['\n', '\r']) { "" } else { "\n" };
        let text = format!("{line_end}\n<!-- reformlint: allow-file {rule} -->\n");
        return Some(finding::Edit { span: Span::empty(document.text().len()), text });
    }
    let line = document.line_span(document.line_column(finding.span.start, ColumnUnit::Utf8).line);
    let written = document.text().get(line.range())?.trim_end().len();
    let end = line.start as usize + written;
    Some(finding::Edit { span: Span::empty(end), text: format!(" <!-- reformlint: allow {rule} -->") })
}
