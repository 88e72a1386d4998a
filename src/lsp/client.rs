//! The other side of the connection: what the editor can do, and sending to it. Knows nothing of texts.

use std::sync::Arc;

use lsp_server::{Message, Notification, Request, RequestId, Response};
use lsp_types::{LogMessageParams, MessageType, ShowMessageParams};
use serde::Serialize;

use crate::finding::Language;
use crate::source::ColumnUnit;

/// What the editor said it can do; without a word, the least.
#[derive(Clone, Debug)]
pub struct Abilities {
    /// What columns count.
    pub unit: ColumnUnit,
    /// It asks for diagnostics, and can be told to ask again, so none are sent unasked.
    pub pulls: bool,
    /// It shows related places.
    pub related: bool,
    /// It links the code of a diagnostic.
    pub code_description: bool,
    /// It keeps the data of a diagnostic.
    pub data: bool,
    /// It renders Markdown in hovers.
    pub markdown: bool,
    /// It takes edits with the version they are meant for.
    pub versioned_edits: bool,
    /// It can create a file when asked to.
    pub creates_files: bool,
    /// It shows progress that the server begins.
    pub shows_progress: bool,
    /// It takes symbols as a tree.
    pub symbol_tree: bool,
    /// It can be asked for its settings.
    pub configuration: bool,
    /// It watches files when asked to.
    pub watches: bool,
    /// It reports changed settings when asked to.
    pub reports_settings: bool,
    /// The language of its own user interface.
    pub language: Option<Language>,
}

impl Default for Abilities {
    fn default() -> Self {
        Self {
            unit: ColumnUnit::Utf16,
            pulls: false,
            related: false,
            code_description: false,
            data: false,
            markdown: false,
            versioned_edits: false,
            creates_files: false,
            shows_progress: false,
            symbol_tree: false,
            configuration: false,
            watches: false,
            reports_settings: false,
            language: None,
        }
    }
}

/// Sends to the editor; can be shared with workers. A message to an editor that is gone is dropped: the main loop learns
/// of it by the end of what it reads.
#[derive(Clone)]
pub struct Client {
    send: Arc<dyn Fn(Message) + Send + Sync>,
}

impl Client {
    /// A client that `send` reaches.
    pub fn new(send: impl Fn(Message) + Send + Sync + 'static) -> Self {
        Self { send: Arc::new(send) }
    }

    /// Sends a response.
    pub fn respond(&self, response: Response) {
        (self.send)(response.into());
    }

    /// Sends a notification.
    pub fn notify<N: lsp_types::Notification>(&self, params: N::Params) {
        self.send_notification(&N::METHOD.to_string(), params);
    }

    fn send_notification(&self, method: &str, params: impl Serialize) {
        // What the protocol's types hold can always be written as JSON.
        let Ok(params) = serde_json::to_value(params) else { return };
        (self.send)(Notification { method: method.to_owned(), params }.into());
    }

    /// Sends a request; its response will have the id `id`.
    pub fn ask<R: lsp_types::Request>(&self, id: &str, params: R::Params) {
        let Ok(params) = serde_json::to_value(params) else { return };
        let id = RequestId::from(id.to_owned());
        (self.send)(Request { id, method: R::METHOD.to_string(), params }.into());
    }

    /// Tells the user what went wrong.
    pub fn show_error(&self, message: impl Into<String>) {
        let params = ShowMessageParams { kind: MessageType::Error, message: message.into() };
        self.notify::<lsp_types::ShowMessageNotification>(params);
    }

    /// Writes a line into the editor's log.
    pub fn log(&self, message: impl Into<String>) {
        let params = LogMessageParams { kind: MessageType::Warning, message: message.into() };
        self.notify::<lsp_types::LogMessageNotification>(params);
    }
}
