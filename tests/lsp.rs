//! The language server, in process over a connection in memory and as a program over its standard input and output.
//! What is asserted is what the editor gets.

mod support;

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::Uri;
use proptest::prelude::*;
use reformlint::finding::Language;
use reformlint::lsp::{Buffer, Ended, serve};
use reformlint::policy::{Overrides, Policies};
use reformlint::source::{ColumnUnit, Document, LineColumn, LineIndex};
use serde_json::{Value, json};

/// Longer than anything takes here.
const PATIENCE: Duration = Duration::from_secs(20);

/// A text with one finding: 2023-02-30 does not exist. Each rule's own behaviour is tested elsewhere.
const FEBRUARY: &str = "会议于2023年2月30日召开。";

/// An editor that speaks to a server in process.
struct Editor {
    connection: Connection,
    server: Option<JoinHandle<Ended>>,
    next_id: i32,
    /// Notifications and requests of the server that nobody has asked about yet.
    heard: Vec<Message>,
}

impl Editor {
    fn connect() -> Self {
        let (connection, server) = Connection::memory();
        let server = Some(std::thread::spawn(move || serve(server)));
        Self { connection, server, next_id: 0, heard: Vec::new() }
    }

    /// An editor that has said hello; `params` are merged into those of `initialize`.
    fn start(params: Value) -> (Self, Value) {
        let mut editor = Self::connect();
        let mut all = json!({ "processId": null, "rootUri": null, "capabilities": {}, "locale": "zh-cn" });
        merge(&mut all, params);
        let result = editor.ask("initialize", all).expect("initialize succeeds");
        editor.tell("initialized", json!({}));
        (editor, result)
    }

    fn tell(&self, method: &str, params: Value) {
        self.connection.sender.send(Notification { method: method.to_owned(), params }.into()).expect("a server");
    }

    fn send(&mut self, method: &str, params: Value) -> RequestId {
        self.next_id += 1;
        let id = RequestId::from(self.next_id);
        let request = Request { id: id.clone(), method: method.to_owned(), params };
        self.connection.sender.send(request.into()).expect("a server");
        id
    }

    /// The result or the error code of a request.
    fn ask(&mut self, method: &str, params: Value) -> Result<Value, i32> {
        let id = self.send(method, params);
        self.answer(&id)
    }

    fn answer(&mut self, id: &RequestId) -> Result<Value, i32> {
        loop {
            match self.receive() {
                Message::Response(response) if response.id == *id => {
                    return response.response_result.map_err(|error| error.code);
                }
                other => self.heard.push(other),
            }
        }
    }

    fn receive(&self) -> Message {
        self.connection.receiver.recv_timeout(PATIENCE).expect("the server says something")
    }

    /// The next notification or request of the server with this method.
    fn hear(&mut self, method: &str) -> (Option<RequestId>, Value) {
        let is_meant = |message: &Message| match message {
            Message::Notification(notification) => notification.method == method,
            Message::Request(request) => request.method == method,
            Message::Response(_) => false,
        };
        let message = match self.heard.iter().position(is_meant) {
            Some(index) => self.heard.remove(index),
            None => loop {
                let message = self.receive();
                if is_meant(&message) {
                    break message;
                }
                self.heard.push(message);
            },
        };
        match message {
            Message::Notification(notification) => (None, notification.params),
            Message::Request(request) => (Some(request.id), request.params),
            Message::Response(_) => unreachable!("no response is meant"),
        }
    }

    fn open(&self, uri: &str, text: &str) {
        let language = if uri.ends_with(".md") { "markdown" } else { "plaintext" };
        let item = json!({ "uri": uri, "languageId": language, "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": item }));
    }

    fn change(&self, uri: &str, version: i32, changes: Value) {
        let params = json!({ "textDocument": { "uri": uri, "version": version }, "contentChanges": changes });
        self.tell("textDocument/didChange", params);
    }

    /// The diagnostics that the server sends next.
    fn published(&mut self) -> (Option<i64>, Vec<Value>) {
        let (_, params) = self.hear("textDocument/publishDiagnostics");
        (params["version"].as_i64(), params["diagnostics"].as_array().expect("an array").clone())
    }

    /// The diagnostics of a text that was just opened.
    fn found(&mut self, uri: &str, text: &str) -> Vec<Value> {
        self.open(uri, text);
        self.published().1
    }

    fn leave(mut self) -> Ended {
        self.ask("shutdown", Value::Null).expect("shutdown succeeds");
        self.tell("exit", Value::Null);
        self.server.take().expect("a server").join().expect("no panic")
    }
}

fn merge(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (key, value) in from {
                merge(into.entry(key).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from,
    }
}

/// What most editors can do.
fn able() -> Value {
    let diagnostics = json!({ "relatedInformation": true, "codeDescriptionSupport": true, "dataSupport": true });
    json!({ "capabilities": {
        "textDocument": {
            "publishDiagnostics": diagnostics,
            "hover": { "contentFormat": ["markdown", "plaintext"] },
            "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
        },
        "workspace": { "workspaceEdit": { "documentChanges": true } },
    }})
}

fn rules(diagnostics: &[Value]) -> Vec<&str> {
    diagnostics.iter().map(|diagnostic| diagnostic["code"].as_str().expect("a rule")).collect()
}

fn at(line: u32, character: u32) -> Value {
    json!({ "line": line, "character": character })
}

fn uri_of(path: &Path) -> String {
    Uri::from_file_path(path).expect("an absolute path").to_string()
}

/// `text` after `edits` of the protocol, whose columns count UTF-16 units.
fn edited(text: &str, edits: &[Value]) -> String {
    let index = LineIndex::new(text);
    let offset = |place: &Value| {
        let number = |key: &str| place[key].as_u64().expect("a number") as u32;
        index.offset(text, LineColumn { line: number("line"), column: number("character") }, ColumnUnit::Utf16) as usize
    };
    let mut edits: Vec<_> = edits
        .iter()
        .map(|edit| {
            let range = &edit["range"];
            (offset(&range["start"]), offset(&range["end"]), edit["newText"].as_str().expect("a text"))
        })
        .collect();
    edits.sort();
    let mut text = text.to_owned();
    for (start, end, new) in edits.into_iter().rev() {
        text.replace_range(start..end, new);
    }
    text
}

fn edits_of(action: &Value) -> Vec<Value> {
    let edits = action["edit"]["documentChanges"][0]["edits"].as_array();
    edits.expect("edits of one text").clone()
}

#[test]
fn the_unit_of_columns_is_the_editors_first_choice() {
    for (offered, chosen, end) in [
        (json!(["utf-32", "utf-16"]), "utf-32", 14),
        (json!(["utf-8", "utf-16"]), "utf-8", 27),
        (json!(["utf-16"]), "utf-16", 16),
        (json!(["utf-7"]), "utf-16", 16),
    ] {
        let capabilities = json!({ "capabilities": { "general": { "positionEncodings": offered } } });
        let (mut editor, result) = Editor::start(capabilities);
        assert_eq!(result["capabilities"]["positionEncoding"], chosen);
        // Astral Han, an emoji, a combining mark before the date on the third line; all kinds of line ends.
        let found = editor.found("untitled:a", "甲\r\n乙\r𠮷😀e\u{301}2023年2月30日\n");
        let date = found.iter().find(|diagnostic| diagnostic["code"] == "dates/impossible-date");
        let range = &date.expect("a finding on the date")["range"];
        assert_eq!(range["end"], at(2, end), "{chosen}: {range}");
        assert_eq!(editor.leave(), Ended::Orderly);
    }
}

#[test]
fn edits_are_followed_and_diagnostics_carry_the_version() {
    let (mut editor, result) = Editor::start(json!({}));
    assert_eq!(result["capabilities"]["textDocumentSync"]["change"], 2);
    let uri = "untitled:a";
    assert_eq!(rules(&editor.found(uri, FEBRUARY)), ["dates/impossible-date"]);
    // 30 becomes 28.
    let range = json!({ "start": at(0, 10), "end": at(0, 12) });
    editor.change(uri, 2, json!([{ "range": range, "text": "28" }]));
    assert_eq!(editor.published(), (Some(2), Vec::new()));
    editor.change(
        uri,
        3,
        json!([{ "text": FEBRUARY }, { "range": { "start": at(0, 0), "end": at(0, 0) }, "text": "\n" }]),
    );
    let (version, found) = editor.published();
    assert_eq!((version, &found[0]["range"]["start"]["line"]), (Some(3), &json!(1)));
    editor.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    assert_eq!(editor.published(), (None, Vec::new()));
    assert_eq!(editor.leave(), Ended::Orderly);
}
