//! One message after the other: requests are answered or refused, notifications change the state, and when nothing more
//! is waiting, what has changed is judged. A message that cannot be handled costs one answer, never the server.

use std::collections::VecDeque;
use std::sync::mpsc::Receiver;

use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response, ResponseError};
use lsp_types::{
    CancelParams, CodeActionRequest, DidChangeConfigurationNotification, DidChangeTextDocumentNotification,
    DidChangeWatchedFilesNotification, DidChangeWorkspaceFoldersNotification, DidCloseTextDocumentNotification,
    DidOpenTextDocumentNotification, DidSaveTextDocumentNotification, DocumentDiagnosticRequest, DocumentSymbolRequest,
    HoverRequest, Id, InitializeRequest, LspNotificationMethod, LspRequestMethod,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::lsp::analysis::caught;
use crate::lsp::client::Client;
use crate::lsp::handlers::{Failure, code_action, configuration, diagnostics, hover, lifecycle, symbols, sync};
use crate::lsp::state::State;

/// How a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The editor said `shutdown` and `exit`.
    Orderly,
    /// The editor said `exit` alone, or is gone.
    Abrupt,
}

/// How far the conversation has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// `initialize` has not come yet.
    Waiting,
    /// Texts are checked.
    Working,
    /// `shutdown` has come: only `exit` may follow.
    ShutDown,
}

struct Server {
    state: State,
    phase: Phase,
}

/// Serves one editor until it leaves: `incoming` is what it says, and `send` takes the JSON of what it is told. An editor
/// that is gone is noticed by the end of what it says.
pub fn serve(incoming: &Receiver<Message>, send: impl Fn(Vec<u8>) + Send + Sync + 'static) -> Ended {
    let mut server = Server { state: State::new(Client::new(send)), phase: Phase::Waiting };
    // What has come and is not handled yet: a request may be cancelled there.
    let mut waiting = VecDeque::new();
    let ended = loop {
        waiting.extend(incoming.try_iter());
        let message = match waiting.pop_front() {
            Some(message) => message,
            None => {
                server.when_idle();
                if server.reads_on() {
                    continue;
                }
                match incoming.recv() {
                    Ok(message) => message,
                    Err(_) => break Ended::Abrupt,
                }
            }
        };
        match message {
            Message::Request(request) if waiting.iter().any(|message| cancels(message, &request.id)) => {
                server.state.client.refuse(&request.id, Failure::cancelled().into());
            }
            Message::Request(request) => server.request(request),
            Message::Notification(notification) if notification.method == "exit" => {
                break if server.phase == Phase::ShutDown { Ended::Orderly } else { Ended::Abrupt };
            }
            Message::Notification(notification) => server.notification(notification),
            Message::Response(response) => server.response(response),
        }
    };
    server.state.running.cancel_all();
    ended
}

impl Server {
    fn when_idle(&mut self) {
        if self.phase != Phase::Working {
            return;
        }
        if let Err(reason) = caught(|| self.state.publish_due()) {
            self.state.tell(&reason);
        }
    }

    /// Reads some files of the workspace; true if there are more, so that the next message is looked for in between.
    fn reads_on(&mut self) -> bool {
        if self.phase != Phase::Working || !self.state.has_unread() {
            return false;
        }
        if let Err(reason) = caught(|| self.state.read_some()) {
            self.state.tell(&reason);
            return false;
        }
        // What was read last may have changed what is found in an open text.
        self.state.has_unread() || self.state.is_due()
    }

    fn request(&mut self, request: Request) {
        let Request { id, method, params } = request;
        let error = |code: ErrorCode, message: String| ResponseError { code: code as i32, message, data: None };
        let known = LspRequestMethod::from(method.as_str());
        match (self.phase, known) {
            (Phase::Waiting, LspRequestMethod::Initialize) => {
                if self.answer::<InitializeRequest>(id, params, lifecycle::initialize) {
                    self.phase = Phase::Working;
                }
            }
            (Phase::Waiting, _) => {
                let message = format!("{method} before initialize");
                self.state.client.refuse(&id, error(ErrorCode::ServerNotInitialized, message));
            }
            (Phase::ShutDown, _) => {
                let message = format!("{method} after shutdown");
                self.state.client.refuse(&id, error(ErrorCode::InvalidRequest, message));
            }
            (Phase::Working, LspRequestMethod::Initialize) => {
                let message = "initialize a second time".to_owned();
                self.state.client.refuse(&id, error(ErrorCode::InvalidRequest, message));
            }
            (Phase::Working, LspRequestMethod::Shutdown) => {
                self.state.running.cancel_all();
                self.phase = Phase::ShutDown;
                self.answer_with(&id, Ok(Value::Null));
            }
            (Phase::Working, known) => match known {
                LspRequestMethod::TextDocumentDiagnostic => {
                    self.answer::<DocumentDiagnosticRequest>(id, params, diagnostics::document);
                }
                LspRequestMethod::WorkspaceDiagnostic => self.start_workspace(id, params),
                LspRequestMethod::TextDocumentCodeAction => {
                    self.answer::<CodeActionRequest>(id, params, code_action::actions);
                }
                LspRequestMethod::TextDocumentHover => {
                    self.answer::<HoverRequest>(id, params, hover::hover);
                }
                LspRequestMethod::TextDocumentDocumentSymbol => {
                    self.answer::<DocumentSymbolRequest>(id, params, symbols::symbols);
                }
                _ => {
                    let message = format!("no method {method}");
                    self.state.client.refuse(&id, error(ErrorCode::MethodNotFound, message));
                }
            },
        }
    }

    /// Answers a request with what `handler` gives; true if that was no error.
    fn answer<R: lsp_types::Request>(
        &mut self,
        id: RequestId,
        params: Value,
        handler: impl FnOnce(&mut State, R::Params) -> Result<R::Result, Failure>,
    ) -> bool {
        let result = read::<R::Params>(params).and_then(|params| {
            let handled = caught(|| handler(&mut self.state, params));
            handled.unwrap_or_else(|reason| Err(Failure::internal(reason)))
        });
        self.answer_with(&id, result)
    }

    /// Answers a request; true if that was no error.
    fn answer_with(&mut self, id: &RequestId, result: Result<impl Serialize, Failure>) -> bool {
        let written =
            |result| self.state.client.answer(id, result).map_err(|error| Failure::internal(error.to_string()));
        let Err(failure) = result.and_then(written) else { return true };
        if failure.is_fault() {
            self.state.tell(&failure.message);
        }
        self.state.client.refuse(id, failure.into());
        false
    }

    /// Gives a question about the workspace to a worker, which will answer it.
    fn start_workspace(&mut self, id: RequestId, params: Value) {
        let started = read(params).and_then(|params| diagnostics::start_workspace(&mut self.state, id.clone(), params));
        if let Err(failure) = started {
            self.state.client.refuse(&id, failure.into());
        }
    }

    fn notification(&mut self, notification: Notification) {
        if self.phase != Phase::Working {
            return;
        }
        let Notification { method, params } = notification;
        let handled = match LspNotificationMethod::from(method.as_str()) {
            LspNotificationMethod::CancelRequest => self.take(params, cancel),
            LspNotificationMethod::Initialized => caught(|| lifecycle::initialized(&self.state)),
            LspNotificationMethod::TextDocumentDidOpen => {
                self.hear::<DidOpenTextDocumentNotification>(params, sync::opened)
            }
            LspNotificationMethod::TextDocumentDidChange => {
                self.hear::<DidChangeTextDocumentNotification>(params, sync::changed)
            }
            LspNotificationMethod::TextDocumentDidSave => {
                self.hear::<DidSaveTextDocumentNotification>(params, sync::saved)
            }
            LspNotificationMethod::TextDocumentDidClose => {
                self.hear::<DidCloseTextDocumentNotification>(params, sync::closed)
            }
            LspNotificationMethod::WorkspaceDidChangeConfiguration => {
                self.hear::<DidChangeConfigurationNotification>(params, configuration::changed)
            }
            LspNotificationMethod::WorkspaceDidChangeWatchedFiles => {
                self.hear::<DidChangeWatchedFilesNotification>(params, configuration::files_changed)
            }
            LspNotificationMethod::WorkspaceDidChangeWorkspaceFolders => {
                self.hear::<DidChangeWorkspaceFoldersNotification>(params, configuration::folders_changed)
            }
            // Notifications that are not known may be ignored.
            _ => Ok(()),
        };
        if let Err(reason) = handled {
            self.state.client.log(format!("{method}: {reason}"));
        }
    }

    fn hear<N: lsp_types::Notification>(
        &mut self,
        params: Value,
        handler: impl FnOnce(&mut State, N::Params),
    ) -> Result<(), String> {
        self.take(params, handler)
    }

    fn take<P: DeserializeOwned>(&mut self, params: Value, handler: impl FnOnce(&mut State, P)) -> Result<(), String> {
        let params = serde_json::from_value(params).map_err(|error| error.to_string())?;
        caught(|| handler(&mut self.state, params))
    }

    fn response(&mut self, response: Response) {
        if let Err(reason) = caught(|| configuration::answered(&mut self.state, response)) {
            self.state.client.log(reason);
        }
    }
}

fn cancel(state: &mut State, params: CancelParams) {
    state.running.cancel(&cancelled(params));
}

fn cancelled(params: CancelParams) -> RequestId {
    match params.id {
        Id::Int(id) => RequestId::from(id),
        Id::String(id) => RequestId::from(id),
    }
}

/// True if a message says that the answer to the request `id` is no longer wanted.
fn cancels(message: &Message, id: &RequestId) -> bool {
    let Message::Notification(notification) = message else { return false };
    notification.method == LspNotificationMethod::CancelRequest.to_string()
        && serde_json::from_value(notification.params.clone()).is_ok_and(|params| cancelled(params) == *id)
}

fn read<P: DeserializeOwned>(params: Value) -> Result<P, Failure> {
    serde_json::from_value(params).map_err(|error| Failure::params(&error))
}
