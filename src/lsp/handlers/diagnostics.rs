//! Diagnostics that the editor asks for: of one text, at once; of the workspace, by a worker, so that the open text
//! never waits. A file that has not been written since is not read again.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::SystemTime;

use lsp_server::RequestId;
use lsp_types::{
    Diagnostic, DocumentDiagnosticParams, DocumentDiagnosticReport, FullDocumentDiagnosticReport, ProgressNotification,
    ProgressParams, ProgressToken, RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport,
    UnchangedDocumentDiagnosticReport, Uri, WorkDoneProgressBegin, WorkDoneProgressEnd, WorkDoneProgressReport,
    WorkspaceDiagnosticParams, WorkspaceDiagnosticReport, WorkspaceDiagnosticReportPartialResult,
    WorkspaceDocumentDiagnosticReport, WorkspaceFullDocumentDiagnosticReport,
    WorkspaceUnchangedDocumentDiagnosticReport,
};
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use serde::Serialize;

use crate::finding::Language;
use crate::lsp::analysis::{Judge, Stamp, caught};
use crate::lsp::client::{Abilities, Client};
use crate::lsp::handlers::Failure;
use crate::lsp::state::State;
use crate::lsp::to_proto::{Frame, Places};
use crate::lsp::{from_proto, to_proto};
use crate::source::LineIndex;
use crate::source::walk::{Wanted, walk};

/// Files that are checked between two signs of progress.
const BATCH: usize = 32;

/// `textDocument/diagnostic`
pub fn document(state: &mut State, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReport, Failure> {
    let uri = params.text_document.uri;
    let (items, result_id) = if state.buffers.contains_key(&uri) {
        let items = state.diagnostics(&uri);
        let generation = state.generation;
        let state_of_text = state.buffers.get(&uri).map(|buffer| {
            let stamp = buffer.analysis.as_ref().and_then(|analysis| analysis.stamp);
            format!("{generation}.{}.{}.{}", buffer.version, state.changes_of(&buffer.path), shown(stamp))
        });
        state.spread();
        (items, state_of_text)
    } else {
        let Some(scan) = Scan::of(state) else { return Ok(full(Vec::new(), None)) };
        let path =
            from_proto::path(&uri).ok_or_else(|| Failure::internal(format!("{uri} is neither open nor a file")))?;
        let items = scan.diagnostics(&path, &uri).map_err(Failure::internal)?;
        (items, Some(scan.result_id(&path)))
    };
    if let (Some(now), Some(before)) = (&result_id, &params.previous_result_id)
        && now == before
    {
        let unchanged_document_diagnostic_report = UnchangedDocumentDiagnosticReport { result_id: now.clone() };
        let report =
            RelatedUnchangedDocumentDiagnosticReport { related_documents: None, unchanged_document_diagnostic_report };
        return Ok(report.into());
    }
    Ok(full(items, result_id))
}

fn full(items: Vec<Diagnostic>, result_id: Option<String>) -> DocumentDiagnosticReport {
    let full_document_diagnostic_report = FullDocumentDiagnosticReport { result_id, items };
    RelatedFullDocumentDiagnosticReport { related_documents: None, full_document_diagnostic_report }.into()
}

fn shown(stamp: Option<Stamp>) -> String {
    stamp.map_or_else(String::new, |stamp| {
        let since = stamp.modified.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        format!("{}.{}", since.as_nanos(), stamp.length)
    })
}

/// `workspace/diagnostic`: starts a worker that answers it.
pub fn start_workspace(state: &mut State, id: RequestId, params: WorkspaceDiagnosticParams) -> Result<(), Failure> {
    let scan = Scan::of(state).filter(|_| state.settings.workspace);
    let Some(scan) = scan else {
        let nothing = WorkspaceDiagnosticReport { items: Vec::new() };
        return state.client.answer(&id, nothing).map_err(|error| Failure::internal(error.to_string()));
    };
    let flag = state.running.start(id.clone());
    let asked_for = params.work_done_progress_params.work_done_token.clone();
    let progress = Progress::new(state, asked_for);
    let (client, running) = (state.client.clone(), state.running.clone());
    let answered = id.clone();
    let worker = move || {
        let report = caught(|| scan.workspace(progress, &params, &flag));
        let report = report.unwrap_or_else(|reason| Err(Failure::internal(reason)));
        running.end(&id);
        let written = |report| client.answer(&id, report).map_err(|error| Failure::internal(error.to_string()));
        if let Err(failure) = report.and_then(written) {
            client.refuse(&id, failure.into());
        }
    };
    let started = thread::Builder::new().name("workspace".to_owned()).spawn(worker);
    started.map(drop).map_err(|error| {
        state.running.end(&answered);
        Failure::internal(error.to_string())
    })
}

/// Threads for a workspace: one core is left to the text that somebody is typing into.
fn workers() -> Result<ThreadPool, Failure> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let workers = ThreadPoolBuilder::new().num_threads(cores.saturating_sub(1).max(1)).build();
    workers.map_err(|error| Failure::internal(error.to_string()))
}

/// The files of the workspace that are checked.
pub fn workspace_files(judge: &Judge, folders: &[PathBuf]) -> Vec<PathBuf> {
    let chosen = Chosen { judge: judge.clone(), flag: Arc::default() };
    walk(folders, &Arc::new(chosen)).files
}

/// What a worker takes along: the state as it was when the question was asked.
struct Scan {
    judge: Judge,
    abilities: Abilities,
    generation: u32,
    folders: Vec<PathBuf>,
    open: HashSet<PathBuf>,
}

/// Takes from the workspace what the command line takes from a folder, until nobody wants the answer any more.
struct Chosen {
    judge: Judge,
    flag: Arc<AtomicBool>,
}

impl Wanted for Chosen {
    fn enters(&self, folder: &Path) -> bool {
        let is_left_out = || {
            let policy = self.judge.policies.for_folder(folder.parent().unwrap_or(folder));
            policy.is_ok_and(|policy| policy.excludes(folder))
        };
        !self.flag.load(Ordering::Relaxed) && !is_left_out()
    }

    fn takes(&self, file: &Path) -> bool {
        self.judge.policies.for_path(file).is_ok_and(|policy| policy.takes(file))
    }
}

impl Scan {
    fn of(state: &State) -> Option<Self> {
        Some(Self {
            judge: state.judge()?,
            abilities: state.abilities.clone(),
            generation: state.generation,
            folders: state.folders.clone(),
            open: state.buffers.values().map(|buffer| buffer.path.clone()).collect(),
        })
    }

    fn result_id(&self, path: &Path) -> String {
        format!("{}.{}.{}", self.generation, self.judge.indicators.changes_of(path), shown(Stamp::of(path)))
    }

    /// The diagnostics of a file that is not open.
    fn diagnostics(&self, path: &Path, uri: &Uri) -> Result<Vec<Diagnostic>, String> {
        let analysis = self.judge.file(path)?;
        let text = analysis.document.text();
        let lines = LineIndex::new(text);
        let frame = Frame {
            uri,
            version: None,
            places: Places::of_text(text, &lines, self.abilities.unit),
            abilities: &self.abilities,
        };
        Ok(frame.diagnostics(&analysis))
    }

    /// The report on one file; none for a file that cannot be read: the command line says so, an editor need not.
    fn report(&self, path: &Path, known: &HashMap<&Uri, &str>) -> Option<WorkspaceDocumentDiagnosticReport> {
        let uri = to_proto::uri(path)?;
        let result_id = self.result_id(path);
        if known.get(&uri) == Some(&result_id.as_str()) {
            let unchanged_document_diagnostic_report = UnchangedDocumentDiagnosticReport { result_id };
            let report =
                WorkspaceUnchangedDocumentDiagnosticReport { uri, version: None, unchanged_document_diagnostic_report };
            return Some(report.into());
        }
        let items = caught(|| self.diagnostics(path, &uri)).and_then(|diagnostics| diagnostics).ok()?;
        Some(reported(uri, Some(result_id), items))
    }

    fn workspace(
        &self,
        mut progress: Progress,
        params: &WorkspaceDiagnosticParams,
        flag: &Arc<AtomicBool>,
    ) -> Result<WorkspaceDiagnosticReport, Failure> {
        let chosen = Chosen { judge: self.judge.clone(), flag: Arc::clone(flag) };
        let mut files = walk(&self.folders, &Arc::new(chosen)).files;
        files.retain(|path| !self.open.contains(path));
        if self.folders.iter().any(|folder| self.judge.compares(folder)) {
            // A file is compared with those that come before it.
            files.iter().take_while(|_| !flag.load(Ordering::Relaxed)).for_each(|path| self.judge.learn(path));
        }
        let known =
            params.previous_result_ids.iter().map(|previous| (&previous.uri, previous.value.as_str())).collect();
        let workers = workers()?;
        progress.report(0);
        let partial = params.partial_result_params.partial_result_token.clone();
        let mut items = self.gone(&known, &files);
        for (index, batch) in files.chunks(BATCH).enumerate() {
            if flag.load(Ordering::Relaxed) {
                return Err(Failure::cancelled());
            }
            let reports = || batch.par_iter().filter_map(|path| self.report(path, &known)).collect::<Vec<_>>();
            items.extend(workers.install(reports));
            if let Some(token) = &partial {
                let value = WorkspaceDiagnosticReportPartialResult { items: std::mem::take(&mut items) };
                send_progress(&progress.client, token, value);
            }
            progress.report((index * BATCH + batch.len()) * 100 / files.len().max(1));
        }
        if flag.load(Ordering::Relaxed) { Err(Failure::cancelled()) } else { Ok(WorkspaceDiagnosticReport { items }) }
    }

    /// Empty reports on files that the editor knows of and that are no longer there.
    fn gone(&self, known: &HashMap<&Uri, &str>, files: &[PathBuf]) -> Vec<WorkspaceDocumentDiagnosticReport> {
        let is_gone = |uri: &Uri| {
            let path = from_proto::path(uri);
            path.is_some_and(|path| files.binary_search(&path).is_err() && !self.open.contains(&path))
        };
        known.keys().filter(|uri| is_gone(uri)).map(|uri| reported((*uri).clone(), None, Vec::new())).collect()
    }
}

fn reported(uri: Uri, result_id: Option<String>, items: Vec<Diagnostic>) -> WorkspaceDocumentDiagnosticReport {
    let full_document_diagnostic_report = FullDocumentDiagnosticReport { result_id, items };
    WorkspaceFullDocumentDiagnosticReport { uri, version: None, full_document_diagnostic_report }.into()
}

/// The progress that the editor shows.
struct Progress {
    client: Client,
    language: Language,
    token: Option<ProgressToken>,
    /// Tells whether the editor has agreed to a token that the server made; nothing is sent before.
    agreed: Option<Arc<AtomicBool>>,
    has_begun: bool,
}

impl Progress {
    /// With the token of the request. An editor that gives none is asked to show progress, once for each time that the
    /// configuration is read: many ask about the workspace again every few seconds.
    fn new(state: &mut State, token: Option<ProgressToken>) -> Self {
        let asked = if token.is_none() { state.ask_for_progress() } else { None };
        let (made, agreed) = asked.unzip();
        let token = token.or(made.map(ProgressToken::String));
        Self { client: state.client.clone(), language: state.language(), token, agreed, has_begun: false }
    }

    fn report(&mut self, percent: usize) {
        if self.agreed.as_ref().is_some_and(|agreed| !agreed.load(Ordering::Relaxed)) {
            return;
        }
        let percentage = u32::try_from(percent.min(100)).ok();
        if self.has_begun {
            self.send(WorkDoneProgressReport { percentage, ..Default::default() });
        } else {
            self.has_begun = true;
            let title = match self.language {
                Language::Zh => "检查工作区",
                Language::En => "Checking the workspace",
            };
            self.send(WorkDoneProgressBegin { title: title.to_owned(), percentage, ..Default::default() });
        }
    }

    fn send(&self, value: impl Serialize) {
        if let Some(token) = &self.token {
            send_progress(&self.client, token, value);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.has_begun {
            self.send(WorkDoneProgressEnd::default());
        }
    }
}

fn send_progress(client: &Client, token: &ProgressToken, value: impl Serialize) {
    if let Ok(value) = serde_json::to_value(value) {
        client.notify::<ProgressNotification>(ProgressParams { token: token.clone(), value });
    }
}
