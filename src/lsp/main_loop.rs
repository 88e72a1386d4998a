//! One message after the other: requests are answered or refused, notifications change the state, and when nothing more
//! is waiting, what has changed is judged. A message that cannot be handled costs one answer, never the server.

use std::collections::VecDeque;

use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response, ResponseError};
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

/// Serves one editor until it leaves.
pub fn serve(connection: Connection) -> Ended {
    let Connection { sender, receiver } = connection;
    // An editor that is gone is noticed by the end of what it sends.
    let client = Client::new(move |message| drop(sender.send(message)));
    let mut server = Server { state: State::new(client), phase: Phase::Waiting };
    // What has come and is not handled yet: a request may be cancelled there.
    let mut waiting = VecDeque::new();
    let ended = loop {
        waiting.extend(receiver.try_iter());
        let message = match waiting.pop_front() {
            Some(message) => message,
            None => {
                server.when_idle();
                if server.reads_on() {
                    continue;
                }
                match receiver.recv() {
                    Ok(message) => message,
                    Err(_) => break Ended::Abrupt,
                }
            }
        };
        match message {
            Message::Request(request) if waiting.iter().any(|message| cancels(message, &request.id)) => {
                let refused = Err(Failure::cancelled().into());
                server.state.client.respond(Response { id: request.id, response_result: refused });
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
        let refused = |code: ErrorCode, message: &str| Response::new_err(id.clone(), code as i32, message.to_owned());
        let known = LspRequestMethod::from(method.as_str());
        match (self.phase, known) {
            (Phase::Waiting, LspRequestMethod::Initialize) => {
                if self.answer::<InitializeRequest>(id, params, lifecycle::initialize) {
                    self.phase = Phase::Working;
                }
            }
            (Phase::Waiting, _) => {
                let message = format!("{method} before initialize");
                self.state.client.respond(refused(ErrorCode::ServerNotInitialized, &message));
            }
            (Phase::ShutDown, _) => {
                let message = format!("{method} after shutdown");
                self.state.client.respond(refused(ErrorCode::InvalidRequest, &message));
            }
            (Phase::Working, LspRequestMethod::Initialize) => {
                self.state.client.respond(refused(ErrorCode::InvalidRequest, "initialize a second time"));
            }
            (Phase::Working, LspRequestMethod::Shutdown) => {
                self.state.running.cancel_all();
                self.phase = Phase::ShutDown;
                self.state.client.respond(Response { id, response_result: Ok(Value::Null) });
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
                    self.state.client.respond(refused(ErrorCode::MethodNotFound, &message));
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
            let handled = caught(|| handler(&mut self.state, params).and_then(written));
            handled.unwrap_or_else(|reason| Err(Failure::internal(reason)))
        });
        if let Err(failure) = &result
            && failure.is_fault()
        {
            self.state.tell(&failure.message);
        }
        let is_answer = result.is_ok();
        self.state.client.respond(Response { id, response_result: result.map_err(ResponseError::from) });
        is_answer
    }

    /// Gives a question about the workspace to a worker, which will answer it.
    fn start_workspace(&mut self, id: RequestId, params: Value) {
        let started = read(params).and_then(|params| diagnostics::start_workspace(&mut self.state, id.clone(), params));
        if let Err(failure) = started {
            self.state.client.respond(Response { id, response_result: Err(failure.into()) });
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

fn written(result: impl Serialize) -> Result<Value, Failure> {
    serde_json::to_value(result).map_err(|error| Failure::internal(error.to_string()))
}
