//! `initialize` and `initialized`: what each side can do, and what the server wants to be told.

use lsp_types::{
    ChangeNotifications, CodeActionKind, CodeActionOptions, ConfigurationItem, ConfigurationParams,
    ConfigurationRequest, DiagnosticOptions, DidChangeWatchedFilesRegistrationOptions, FileSystemWatcher,
    InitializeParams, InitializeResult, Registration, RegistrationParams, RegistrationRequest, Save, SaveOptions,
    ServerCapabilities, ServerInfo, TextDocumentSyncKind, TextDocumentSyncOptions, WorkspaceFoldersServerCapabilities,
    WorkspaceOptions,
};
use serde_json::{Value, json};

use crate::lsp::handlers::Failure;
use crate::lsp::handlers::code_action::FIX_ALL;
use crate::lsp::state::State;
use crate::lsp::{from_proto, to_proto};

/// Ids of the server's own requests.
pub const SETTINGS_REQUEST: &str = "reformlint-settings";
const REGISTRATION_REQUEST: &str = "reformlint-registration";

/// Files whose change changes what holds: configuration, rules, baseline.
const WATCHED: &[&str] = &["**/*.toml", "**/reformlint-baseline.json"];

/// Extensions of files that texts are compared with.
pub const TEXTS: &[&str] = &["txt", "md", "markdown", "csv", "tsv"];

/// Learns about the editor; says what the server can do.
pub fn initialize(state: &mut State, params: InitializeParams) -> Result<InitializeResult, Failure> {
    state.abilities = from_proto::abilities(&params);
    state.folders = from_proto::folders(&params);
    state.initial = params.initialization_options.unwrap_or_default();
    state.configure(&Value::Null);
    let capabilities = ServerCapabilities {
        position_encoding: Some(to_proto::unit(state.abilities.unit)),
        text_document_sync: Some(
            TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(TextDocumentSyncKind::Incremental),
                save: Some(Save::SaveOptions(SaveOptions { include_text: Some(false) })),
                ..Default::default()
            }
            .into(),
        ),
        hover_provider: Some(true.into()),
        document_symbol_provider: Some(true.into()),
        code_action_provider: Some(
            CodeActionOptions {
                code_action_kinds: Some(vec![CodeActionKind::QuickFix, CodeActionKind::new(FIX_ALL)]),
                ..Default::default()
            }
            .into(),
        ),
        // Diagnostics that are both sent and asked for would be shown twice.
        diagnostic_provider: state.abilities.pulls.then(|| {
            DiagnosticOptions {
                identifier: Some(to_proto::SOURCE.to_owned()),
                inter_file_dependencies: compares(state),
                workspace_diagnostics: state.settings.workspace,
                ..Default::default()
            }
            .into()
        }),
        workspace: Some(WorkspaceOptions {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(ChangeNotifications::Bool(true)),
            }),
            ..Default::default()
        }),
        ..Default::default()
    };
    let version = Some(env!("CARGO_PKG_VERSION").to_owned());
    let server_info = Some(ServerInfo { name: to_proto::SOURCE.to_owned(), version });
    Ok(InitializeResult { capabilities, server_info })
}

/// True if texts are compared with each other.
fn compares(state: &State) -> bool {
    state.folder().zip(state.judge()).is_some_and(|(folder, judge)| judge.compares(folder))
}

/// Asks to be told what changes.
pub fn initialized(state: &State) {
    let mut registrations = Vec::new();
    if state.abilities.watches {
        let texts = compares(state).then(|| format!("**/*.{{{}}}", TEXTS.join(",")));
        let globs = WATCHED.iter().map(|glob| (*glob).to_owned()).chain(texts);
        let watchers = globs.map(|glob| FileSystemWatcher { glob_pattern: glob.into(), kind: None });
        let options = DidChangeWatchedFilesRegistrationOptions { watchers: watchers.collect() };
        registrations.push(Registration {
            id: "reformlint-files".to_owned(),
            method: "workspace/didChangeWatchedFiles".to_owned(),
            register_options: serde_json::to_value(options).ok(),
        });
    }
    if state.abilities.reports_settings {
        registrations.push(Registration {
            id: "reformlint-settings".to_owned(),
            method: "workspace/didChangeConfiguration".to_owned(),
            register_options: Some(json!({ "section": from_proto::SECTION })),
        });
    }
    if !registrations.is_empty() {
        state.client.ask::<RegistrationRequest>(REGISTRATION_REQUEST, RegistrationParams { registrations });
    }
    ask_for_settings(state);
}

/// Asks for the settings; true if the editor can be asked.
pub fn ask_for_settings(state: &State) -> bool {
    if state.abilities.configuration {
        let item = ConfigurationItem { scope_uri: None, section: Some(from_proto::SECTION.to_owned()) };
        state.client.ask::<ConfigurationRequest>(SETTINGS_REQUEST, ConfigurationParams { items: vec![item] });
    }
    state.abilities.configuration
}
