//! What the server knows between two messages: the open texts, what holds for them, and who is still to be answered.

use std::collections::{HashMap, HashSet, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use lsp_server::{RequestId, Response};
use lsp_types::{
    Diagnostic, DiagnosticRefreshRequest, ProgressToken, PublishDiagnosticsNotification, PublishDiagnosticsParams, Uri,
    WorkDoneProgressCreateParams, WorkDoneProgressCreateRequest,
};
use serde_json::Value;

use crate::finding::Language;
use crate::lsp::analysis::{Analysis, Judge, Stamp};
use crate::lsp::buffer::Buffer;
use crate::lsp::client::{Abilities, Client};
use crate::lsp::from_proto;
use crate::lsp::handlers::configuration::REFRESH_REQUEST;
use crate::lsp::handlers::diagnostics::workspace_files;
use crate::lsp::settings::Settings;
use crate::lsp::to_proto::{Frame, Places};
use crate::lsp::workspace::Indicators;
use crate::policy::Policies;

/// How long files are read at a time while nobody waits.
const SLICE: Duration = Duration::from_millis(4);

/// The start of the tokens of progress that the server begins.
const PROGRESS_REQUEST: &str = "reformlint-workspace";

/// Requests that a worker is answering, with the flags that stop them.
#[derive(Clone, Default)]
pub struct Running {
    flags: Arc<Mutex<HashMap<RequestId, Arc<AtomicBool>>>>,
}

impl Running {
    fn lock(&self) -> MutexGuard<'_, HashMap<RequestId, Arc<AtomicBool>>> {
        self.flags.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a request; the flag becomes true when the editor no longer wants the answer.
    pub fn start(&self, id: RequestId) -> Arc<AtomicBool> {
        let flag = Arc::new(AtomicBool::new(false));
        self.lock().insert(id, Arc::clone(&flag));
        flag
    }

    /// Forgets a request that is answered.
    pub fn end(&self, id: &RequestId) {
        self.lock().remove(id);
    }

    /// Asks the worker of a request to stop.
    pub fn cancel(&self, id: &RequestId) {
        if let Some(flag) = self.lock().get(id) {
            flag.store(true, Ordering::Relaxed);
        }
    }

    /// Asks every worker to stop.
    pub fn cancel_all(&self) {
        self.lock().values().for_each(|flag| flag.store(true, Ordering::Relaxed));
    }
}

/// What the server knows.
pub struct State {
    /// The editor.
    pub client: Client,
    /// What it can do.
    pub abilities: Abilities,
    /// What the user has set.
    pub settings: Settings,
    /// The settings that the editor gave at the start.
    pub initial: Value,
    /// The folders of the workspace, the main one first.
    pub folders: Vec<PathBuf>,
    /// The open texts.
    pub buffers: HashMap<Uri, Buffer>,
    /// Requests that workers are answering.
    pub running: Running,
    /// Counts how often the configuration was read.
    pub generation: u32,
    /// What holds where; none if the settings cannot be used.
    policies: Option<Arc<Policies>>,
    /// The progress that the editor was last asked to show, and whether it has agreed.
    progress: Option<(String, Arc<AtomicBool>)>,
    /// What the files of the workspace say of indicators.
    indicators: Arc<Indicators>,
    /// Files that are still to be read for that; none before it is wanted.
    unread: Option<VecDeque<PathBuf>>,
    /// What the user has been told since the configuration was last read.
    told: HashSet<String>,
}

impl State {
    /// The state before the editor has said anything.
    pub fn new(client: Client) -> Self {
        Self {
            client,
            abilities: Abilities::default(),
            settings: Settings::default(),
            initial: Value::Null,
            folders: Vec::new(),
            buffers: HashMap::new(),
            running: Running::default(),
            generation: 0,
            policies: None,
            progress: None,
            indicators: Arc::default(),
            unread: None,
            told: HashSet::new(),
        }
    }

    /// The main folder of the workspace.
    pub fn folder(&self) -> Option<&Path> {
        self.folders.first().map(PathBuf::as_path)
    }

    /// The language of what is said about no text in particular.
    pub fn language(&self) -> Language {
        self.settings.language.or(self.abilities.language).unwrap_or_default()
    }

    /// Takes new settings; those of the start hold beside them.
    pub fn configure(&mut self, value: &Value) {
        let (settings, wrong) = from_proto::settings(&self.initial, value, self.folder());
        self.settings = settings;
        self.reload();
        wrong.iter().for_each(|message| self.tell(message));
    }

    /// Forgets every configuration file, and with it all findings.
    pub fn reload(&mut self) {
        self.told.clear();
        self.generation += 1;
        self.indicators = Arc::default();
        self.unread = None;
        let overrides = self.settings.overrides(self.folder().map(Path::to_owned));
        self.policies = match Policies::new(overrides) {
            Ok(policies) => Some(Arc::new(policies)),
            Err(error) => {
                let message = error.message(self.language());
                self.tell(&message);
                None
            }
        };
        self.buffers.values_mut().for_each(Buffer::is_saved);
    }

    /// Tells the user something, once.
    pub fn tell(&mut self, message: &str) {
        if self.told.insert(message.to_owned()) {
            self.client.show_error(message);
        }
    }

    /// Asks the editor to show progress, if it can and was not asked since the configuration was read. Gives the token
    /// and a flag that becomes true when the editor agrees.
    pub fn ask_for_progress(&mut self) -> Option<(String, Arc<AtomicBool>)> {
        let token = format!("{PROGRESS_REQUEST}-{}", self.generation);
        let was_asked = self.progress.as_ref().is_some_and(|(known, _)| *known == token);
        if was_asked || !self.abilities.shows_progress {
            return None;
        }
        let params = WorkDoneProgressCreateParams { token: ProgressToken::String(token.clone()) };
        self.client.ask::<WorkDoneProgressCreateRequest>(&token, params);
        let progress = (token, Arc::new(AtomicBool::new(false)));
        self.progress = Some(progress.clone());
        Some(progress)
    }

    /// The editor answered a request; true if it was the one to show progress.
    pub fn progress_answered(&self, response: &Response) -> bool {
        let Some((token, agreed)) = &self.progress else { return false };
        let is_meant = response.id == RequestId::from(token.clone());
        agreed.fetch_or(is_meant && response.response_result.is_ok(), Ordering::Relaxed);
        is_meant
    }

    /// What judges texts, for a worker too.
    pub fn judge(&self) -> Option<Judge> {
        let policies = Arc::clone(self.policies.as_ref()?);
        Some(Judge { policies, language: self.abilities.language, indicators: Arc::clone(&self.indicators) })
    }

    /// True if files of the workspace are still to be read for their indicators.
    pub fn has_unread(&self) -> bool {
        match &self.unread {
            Some(unread) => !unread.is_empty(),
            None => self.settings.workspace && !self.folders.is_empty() && self.indicators.is_wanted(),
        }
    }

    /// Reads some files of the workspace for their indicators: few enough that whoever types does not notice.
    pub fn read_some(&mut self) {
        let Some(judge) = self.judge() else { return };
        let start = Instant::now();
        let unread = self.unread.get_or_insert_with(|| workspace_files(&judge, &self.folders).into());
        while start.elapsed() < SLICE
            && let Some(path) = unread.pop_front()
        {
            let is_open = self.buffers.values().any(|buffer| buffer.path == path);
            if !is_open {
                judge.learn(&path);
            }
        }
        if unread.is_empty() {
            self.spread();
        }
    }

    /// Reads the file at `path` again when there is time: it was written, removed, or is no longer open.
    pub fn read_again(&mut self, path: PathBuf) {
        if let Some(unread) = &mut self.unread {
            unread.push_back(path);
        }
    }

    /// Judges the open texts anew whose findings another file has changed; an editor that asks is to ask again.
    pub fn spread(&mut self) {
        let affected = self.indicators.take_affected();
        if affected.is_empty() {
            return;
        }
        let buffers = self.buffers.values_mut().filter(|buffer| affected.contains(&buffer.path));
        buffers.for_each(Buffer::is_changed);
        if self.abilities.pulls {
            self.client.ask::<DiagnosticRefreshRequest>(REFRESH_REQUEST, ());
        }
    }

    /// How often another file has changed the findings of this one.
    pub fn changes_of(&self, path: &Path) -> u32 {
        self.indicators.changes_of(path)
    }

    /// Judges an open text unless that is done; tells the user if it cannot be.
    pub fn analyse(&mut self, uri: &Uri) {
        let Some(judge) = self.judge() else { return };
        let Some(buffer) = self.buffers.get_mut(uri) else { return };
        let stamp = buffer.saved.as_ref().and_then(|_| Stamp::of(&buffer.path));
        if buffer.analysis.as_ref().is_some_and(|analysis| analysis.stamp == stamp) {
            return;
        }
        match buffer.judged_by(&judge) {
            Ok(analysis) => buffer.analysis = Some(analysis),
            Err(reason) => {
                buffer.analysis = None;
                let message = format!("{}: {reason}", buffer.path.display());
                self.tell(&message);
            }
        }
    }

    /// An open text with what was found in it, and what its diagnostics are made from.
    pub fn judged<'a>(&'a mut self, uri: &'a Uri) -> Option<(Frame<'a>, &'a Buffer, &'a Analysis)> {
        self.analyse(uri);
        let buffer = self.buffers.get(uri)?;
        let analysis = buffer.analysis.as_ref()?;
        let frame = Frame {
            uri,
            version: Some(buffer.version),
            places: Places::of_buffer(buffer, self.abilities.unit),
            abilities: &self.abilities,
        };
        Some((frame, buffer, analysis))
    }

    /// The diagnostics of an open text; none if it cannot be judged.
    pub fn diagnostics(&mut self, uri: &Uri) -> Vec<Diagnostic> {
        self.judged(uri).map(|(frame, _, analysis)| frame.diagnostics(analysis)).unwrap_or_default()
    }

    /// True if the diagnostics of a text are still to be sent.
    pub fn is_due(&self) -> bool {
        !self.abilities.pulls && self.buffers.values().any(|buffer| buffer.is_due)
    }

    /// Sends the diagnostics of every text that has changed, unless the editor asks for them itself.
    pub fn publish_due(&mut self) {
        if self.abilities.pulls {
            return;
        }
        // A text that has changed may change what is found in others; these change nothing more, for they say the same.
        for _ in 0..2 {
            let due = self.buffers.iter().filter(|(_, buffer)| buffer.is_due).map(|(uri, _)| uri.clone());
            for uri in due.collect::<Vec<Uri>>() {
                let diagnostics = self.diagnostics(&uri);
                let Some(buffer) = self.buffers.get_mut(&uri) else { continue };
                buffer.is_due = false;
                let params = PublishDiagnosticsParams { version: Some(buffer.version), uri, diagnostics };
                self.client.notify::<PublishDiagnosticsNotification>(params);
            }
            self.spread();
        }
    }
}
