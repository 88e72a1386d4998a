//! `textDocument/codeAction`: the repairs that diagnostics carry, a comment or an entry of the configuration that makes a
//! rule silent, and all proved repairs at once.

use std::path::PathBuf;

use lsp_types::{
    Code, CodeAction, CodeActionKind, CodeActionParams, CodeActionResponse, Diagnostic, Range, TextEdit, Uri,
};

use crate::finding::{Applicability, Edit, Language};
use crate::fix::{self, fix_until_stable};
use crate::lsp::analysis::Analysis;
use crate::lsp::buffer::Buffer;
use crate::lsp::handlers::Failure;
use crate::lsp::state::State;
use crate::lsp::to_proto::{self, Carried, Frame};
use crate::policy::{FILE_NAME, amend};
use crate::source::walk::read_file;
use crate::source::{Document, Format};
use crate::span::Span;

/// The kind of the action that applies all safe fixes.
pub const FIX_ALL: &str = "source.fixAll.reformlint";

/// Findings about suppressions are not suppressed.
const POLICY: &str = "policy/";

/// What can be done about the diagnostics in a range.
pub fn actions(state: &mut State, params: CodeActionParams) -> Result<Option<Vec<CodeActionResponse>>, Failure> {
    let uri: Uri = params.text_document.uri;
    let folders = state.folders.clone();
    let Some((frame, buffer, analysis)) = state.judged(&uri) else { return Ok(None) };
    let only = params.context.only.as_deref();
    let mut actions = Vec::new();
    if is_wanted(only, CodeActionKind::QuickFix.as_str()) {
        let configuration = Configuration::of(buffer, analysis, &folders);
        for (diagnostic, carried) in given(&frame, analysis, params.context.diagnostics, params.range) {
            actions.extend(quick_fixes(&frame, analysis, &diagnostic, carried));
            if let Some(configuration) = &configuration {
                actions.extend(configuration.actions(&frame, buffer, analysis, &diagnostic));
            }
        }
    }
    if is_wanted(only, FIX_ALL) {
        actions.extend(fix_all(&frame, buffer, analysis)?);
    }
    Ok(Some(actions.into_iter().map(CodeActionResponse::from).collect()))
}

/// True if the editor wants actions of `kind`: it asks for a kind together with those below it.
fn is_wanted(only: Option<&[CodeActionKind]>, kind: &str) -> bool {
    only.is_none_or(|wanted| {
        wanted.iter().map(CodeActionKind::as_str).any(|wanted| {
            let below = kind.strip_prefix(wanted);
            below.is_some_and(|rest| wanted.is_empty() || rest.is_empty() || rest.starts_with('.'))
        })
    })
}

/// The diagnostics that are asked about, each with what it carries. One that carries nothing, or edits for another state
/// of the text, gets what was found now at its place. An editor that names no diagnostics asks about the range.
fn given(frame: &Frame, analysis: &Analysis, diagnostics: Vec<Diagnostic>, range: Range) -> Vec<(Diagnostic, Carried)> {
    let found = |is_meant: &dyn Fn(&Diagnostic) -> bool| {
        let findings = analysis.findings.iter().map(|finding| (frame.diagnostic(analysis, finding), finding));
        let meant = findings.filter(|(diagnostic, _)| is_meant(diagnostic));
        meant.map(|(diagnostic, finding)| (diagnostic, frame.carried(analysis, finding))).collect::<Vec<_>>()
    };
    if diagnostics.is_empty() {
        return found(&|diagnostic| diagnostic.range.start <= range.end && range.start <= diagnostic.range.end);
    }
    let ours = diagnostics.into_iter().filter(|diagnostic| diagnostic.source.as_deref() == Some(to_proto::SOURCE));
    ours.flat_map(|diagnostic| {
        let carried = diagnostic.data.clone().and_then(|data| serde_json::from_value::<Carried>(data).ok());
        match carried.filter(|carried| carried.version == frame.version) {
            Some(carried) => vec![(diagnostic, carried)],
            None => found(&|now| now.range == diagnostic.range && now.code == diagnostic.code),
        }
    })
    .collect()
}

fn quick_fixes(frame: &Frame, analysis: &Analysis, diagnostic: &Diagnostic, carried: Carried) -> Vec<CodeAction> {
    let action = |title: String, is_preferred: bool, edits: Vec<TextEdit>| CodeAction {
        title,
        kind: Some(CodeActionKind::QuickFix),
        diagnostics: Some(vec![diagnostic.clone()]),
        is_preferred: is_preferred.then_some(true),
        edit: Some(frame.workspace_edit(edits)),
        ..Default::default()
    };
    let mut actions = Vec::new();
    for repair in carried.repairs {
        // Only what is proved, and best of that, may be applied without a look at it.
        let is_preferred = repair.is_safe && actions.is_empty();
        actions.push(action(repair.title, is_preferred, repair.edits));
    }
    if let (Some(edit), Some(Code::String(rule))) = (carried.allow, &diagnostic.code) {
        let title = match analysis.language {
            Language::Zh => format!("忽略这一处（{rule}）"),
            Language::En => format!("Allow this here ({rule})"),
        };
        actions.push(action(title, false, vec![edit]));
    }
    actions
}

/// The configuration file that holds for a text, or one that could be made.
struct Configuration {
    path: PathBuf,
    /// What it holds; none if it is not there yet.
    text: Option<String>,
}

impl Configuration {
    /// That of an open text; none for a text that is no file, or that is not shown as it is.
    fn of(buffer: &Buffer, analysis: &Analysis, folders: &[PathBuf]) -> Option<Self> {
        if buffer.saved.is_none() || analysis.is_misread {
            return None;
        }
        let Some(path) = analysis.policy.configuration() else {
            let folder = folders.iter().find(|folder| buffer.path.starts_with(folder));
            let folder = folder.map(PathBuf::as_path).or(buffer.path.parent())?;
            return Some(Self { path: folder.join(FILE_NAME), text: None });
        };
        let text = String::from_utf8(read_file(path).ok()?).ok()?;
        Some(Self { path: path.to_owned(), text: Some(text) })
    }

    /// What can be written into it about a diagnostic. A Markdown text has its own comments for a single place.
    fn actions(&self, frame: &Frame, buffer: &Buffer, analysis: &Analysis, diagnostic: &Diagnostic) -> Vec<CodeAction> {
        let Some(Code::String(rule)) = &diagnostic.code else { return Vec::new() };
        let Some(folder) = self.path.parent().filter(|_| !rule.starts_with(POLICY)) else { return Vec::new() };
        let written = self.text.as_deref().unwrap_or_default();
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        let action = |title: String, edit: Option<Edit>| {
            let edit = to_proto::file_edit(frame.abilities, &self.path, self.text.as_deref(), &edit?)?;
            Some(CodeAction {
                title,
                kind: Some(CodeActionKind::QuickFix),
                diagnostics: Some(vec![diagnostic.clone()]),
                edit: Some(edit),
                ..Default::default()
            })
        };
        let (start, end) = (frame.places.offset(diagnostic.range.start), frame.places.offset(diagnostic.range.end));
        let document = &analysis.document;
        let passage = document.text().get(start as usize..end as usize).unwrap_or_default();
        let allow = || amend::allow(written, folder, &buffer.path, rule, passage);
        let (allowing, off) = match analysis.language {
            Language::Zh => (format!("忽略这一处（写入 {name}）"), format!("关闭规则 {rule}（写入 {name}）")),
            Language::En => (format!("Allow this here (in {name})"), format!("Turn off {rule} (in {name})")),
        };
        let allow = (document.format() != Format::Markdown).then(allow).flatten();
        [action(allowing, allow), action(off, amend::turn_off(written, folder, rule))].into_iter().flatten().collect()
    }
}

/// All safe fixes, and those that become possible by them, as the command line applies them.
fn fix_all(frame: &Frame, buffer: &Buffer, analysis: &Analysis) -> Result<Option<CodeAction>, Failure> {
    let document = &analysis.document;
    let first = fix::select(document, &analysis.findings, Applicability::Safe);
    if analysis.is_misread || first.edits.is_empty() {
        return Ok(None);
    }
    let policy = &analysis.policy;
    let check = |document: &Document| policy.judge(&buffer.path, document, policy.linter.check(document));
    let fixed = fix_until_stable(document, analysis.options, Applicability::Safe, check)
        .map_err(|error| Failure::internal(error.message(analysis.language)))?;
    let Some(new) = fixed.document else { return Ok(None) };
    let edits = if crate::fix::edited(document.text(), &first.edits) == new.text() {
        first.edits
    } else {
        vec![difference(document.text(), new.text())]
    };
    let title = match analysis.language {
        Language::Zh => format!("应用全部可证明的修复（{} 处）", fixed.applied),
        Language::En => format!("Apply all safe fixes ({})", fixed.applied),
    };
    Ok(Some(CodeAction {
        title,
        kind: Some(CodeActionKind::new(FIX_ALL)),
        edit: Some(frame.workspace_edit(frame.edits(&edits))),
        ..Default::default()
    }))
}

/// One edit that makes `new` of `old`, from the first to the last character that differs.
fn difference(old: &str, new: &str) -> Edit {
    let same = |(a, b): &(char, char)| a == b;
    let start: usize = old.chars().zip(new.chars()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let (old_rest, new_rest) = (old.get(start..).unwrap_or_default(), new.get(start..).unwrap_or_default());
    let end: usize =
        old_rest.chars().rev().zip(new_rest.chars().rev()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let text = new_rest.get(..new_rest.len() - end).unwrap_or_default().to_owned();
    Edit { span: Span::new(start, old.len() - end), text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_include_those_below_them() {
        let wanted = |only: &'static str| is_wanted(Some(&[CodeActionKind::new(only)]), FIX_ALL);
        assert!(is_wanted(None, FIX_ALL));
        assert!(["", "source", "source.fixAll", FIX_ALL].into_iter().all(wanted));
        assert!(!["quickfix", "source.fix", "source.fixAll.other", "refactor"].into_iter().any(wanted));
        assert!(!is_wanted(Some(&[]), FIX_ALL));
    }

    #[test]
    fn one_edit_makes_one_text_of_the_other() {
        for (old, new) in
            [("甲乙丙", "甲丁丙"), ("甲甲", "甲"), ("", "甲"), ("甲", ""), ("甲乙", "甲乙"), ("aab", "ab")]
        {
            let edit = difference(old, new);
            assert_eq!(crate::fix::edited(old, &[edit]), new);
        }
    }
}
