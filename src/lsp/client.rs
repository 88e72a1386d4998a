//! The other side of the connection: what the editor can do, and sending to it. Knows nothing of texts.

use std::sync::Arc;

use lsp_server::{RequestId, ResponseError};
use lsp_types::{LogMessageParams, MessageType, ShowMessageParams};
use serde::Serialize;
use serde_json::Value;

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

/// A message to the editor, as it is written.
#[derive(Serialize)]
struct Outgoing<'a, T> {
    jsonrpc: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a RequestId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    params: Option<T>,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<T>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ResponseError>,
}

impl<T> Outgoing<'_, T> {
    const EMPTY: Self = Self { jsonrpc: JSON_RPC, id: None, method: None, params: None, result: None, error: None };
}

/// The bytes of a message that refuses one, of which the id may not be known.
pub fn refusal(id: &Value, error: ResponseError) -> Vec<u8> {
    let body = serde_json::json!({ "jsonrpc": JSON_RPC, "id": id, "error": error });
    body.to_string().into_bytes()
}

const JSON_RPC: &str = "2.0";

/// Sends to the editor; can be shared with workers. A message to an editor that is gone is dropped: the main loop learns
/// of it by the end of what it reads.
#[derive(Clone)]
pub struct Client {
    /// Takes the JSON of a message.
    send: Arc<dyn Fn(Vec<u8>) + Send + Sync>,
}

impl Client {
    /// A client that `send` reaches.
    pub fn new(send: impl Fn(Vec<u8>) + Send + Sync + 'static) -> Self {
        Self { send: Arc::new(send) }
    }

    /// Answers a request.
    ///
    /// # Errors
    /// A result that cannot be written: nothing was sent.
    pub fn answer(&self, id: &RequestId, result: impl Serialize) -> serde_json::Result<()> {
        self.write(&Outgoing { id: Some(id), result: Some(result), ..Outgoing::EMPTY })
    }

    /// Refuses a request.
    pub fn refuse(&self, id: &RequestId, error: ResponseError) {
        // What an error holds can always be written as JSON, and so can what the protocol's types hold.
        drop(self.write(&Outgoing::<()> { id: Some(id), error: Some(error), ..Outgoing::EMPTY }));
    }

    /// Sends a notification.
    pub fn notify<N: lsp_types::Notification>(&self, params: N::Params) {
        let method = Some(N::METHOD.to_string());
        drop(self.write(&Outgoing { method, params: Some(params), ..Outgoing::EMPTY }));
    }

    /// Sends a request; its response will have the id `id`.
    pub fn ask<R: lsp_types::Request>(&self, id: &str, params: R::Params) {
        let id = RequestId::from(id.to_owned());
        // Where there are none, they are left out.
        let params = serde_json::to_value(params).ok().filter(|params| !params.is_null());
        drop(self.write(&Outgoing { id: Some(&id), method: Some(R::METHOD.to_string()), params, ..Outgoing::EMPTY }));
    }

    fn write(&self, message: &Outgoing<impl Serialize>) -> serde_json::Result<()> {
        (self.send)(serde_json::to_vec(message)?);
        Ok(())
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
