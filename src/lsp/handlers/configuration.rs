//! Whatever changes what holds for all texts: settings of the editor, configuration files, folders of the workspace.

use std::path::PathBuf;

use lsp_server::{RequestId, Response};
use lsp_types::{
    DiagnosticRefreshRequest, DidChangeConfigurationParams, DidChangeWatchedFilesParams,
    DidChangeWorkspaceFoldersParams, Uri,
};
use serde_json::Value;

use crate::lsp::from_proto;
use crate::lsp::handlers::lifecycle::{self, SETTINGS_REQUEST, TEXTS};
use crate::lsp::state::State;

/// The id of the request that diagnostics be asked for again.
pub const REFRESH_REQUEST: &str = "reformlint-refresh";

/// The settings changed. An editor that can be asked for them is, for its answer is what it said at first; others send
/// them.
pub fn changed(state: &mut State, params: DidChangeConfigurationParams) {
    if lifecycle::ask_for_settings(state) {
        return;
    }
    if params.settings.get(from_proto::SECTION).is_some_and(Value::is_object) {
        state.configure(&params.settings);
    } else {
        state.reload();
    }
    refresh(state);
}

/// The editor answered a request of the server. An editor that has no settings for us answers null.
pub fn answered(state: &mut State, response: Response) {
    if state.progress_answered(&response) || response.id != RequestId::from(SETTINGS_REQUEST.to_owned()) {
        return;
    }
    let Ok(Value::Array(mut items)) = response.response_result else { return };
    if let Some(settings) = items.pop().filter(Value::is_object) {
        state.configure(&settings);
        refresh(state);
    }
}

/// Configuration files, rule files or a baseline changed.
pub fn files_changed(state: &mut State, params: DidChangeWatchedFilesParams) {
    let paths: Option<Vec<_>> = params.changes.iter().map(|change| text_file(&change.uri)).collect();
    if let Some(paths) = paths.filter(|paths| !paths.is_empty()) {
        paths.into_iter().for_each(|path| state.read_again(path));
        return;
    }
    state.reload();
    refresh(state);
}

/// The path of a file that is no configuration.
fn text_file(uri: &Uri) -> Option<PathBuf> {
    let is_text = |path: &PathBuf| {
        path.extension().is_some_and(|extension| TEXTS.iter().any(|text| extension.eq_ignore_ascii_case(text)))
    };
    from_proto::path(uri).filter(is_text)
}

/// Folders came or went.
pub fn folders_changed(state: &mut State, params: DidChangeWorkspaceFoldersParams) {
    let removed: Vec<_> = from_proto::folder_paths(&params.event.removed).collect();
    state.folders.retain(|folder| !removed.contains(folder));
    state.folders.extend(from_proto::folder_paths(&params.event.added));
    state.reload();
    refresh(state);
}

/// Lets an editor that asks for diagnostics ask again. To the others they are sent when nothing more is waiting.
fn refresh(state: &State) {
    if state.abilities.pulls {
        state.client.ask::<DiagnosticRefreshRequest>(REFRESH_REQUEST, ());
    }
}
