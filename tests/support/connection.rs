//! A language server in process, and the editor's end of the connection to it.

use std::sync::mpsc::{Receiver, Sender, channel};

use lsp_server::Message;
use reformlint::lsp::{Ended, serve};

/// The editor's end of a connection in memory.
pub struct Connection {
    pub sender: Sender<Message>,
    pub receiver: Receiver<Message>,
}

impl Connection {
    /// Both ends: that of the server serves until the editor leaves.
    pub fn memory() -> (Self, impl FnOnce() -> Ended + Send) {
        let (sender, incoming) = channel();
        let (to_editor, receiver) = channel();
        let send = move |body: Vec<u8>| {
            drop(to_editor.send(serde_json::from_slice(&body).expect("a message of JSON-RPC")));
        };
        (Self { sender, receiver }, move || serve(&incoming, send))
    }
}
