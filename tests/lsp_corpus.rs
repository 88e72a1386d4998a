//! An editor sees what the command line finds, over all of `../shared/seeds` and `../shared/corpus` where they are there
//! (skipped with a line otherwise): same rules, severities, messages, and places converted from bytes to UTF-16 columns
//! by their definition. `ALL=1` looks at every document, as CI does; without it, at every tenth.

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::JoinHandle;
use std::time::Duration;

use lsp_server::{Message, Notification, Request, RequestId};
use lsp_types::Uri;
use reformlint::lsp::Ended;
use serde_json::{Value, json};

use support::connection::Connection;

/// Longer than anything takes here.
const PATIENCE: Duration = Duration::from_secs(60);

/// One document of so many is looked at.
const SAMPLE: usize = 10;

/// A finding: rule, severity as the protocol has it, message, start line and column, end line and column.
type Seen = (String, u64, String, [usize; 4]);

#[test]
fn an_editor_sees_what_the_command_line_finds() {
    for name in ["seeds", "corpus"] {
        let Some(folder) = support::shared(name) else { continue };
        let mut paths = support::texts(&folder, &["txt", "md"]);
        if std::env::var_os("ALL").is_none() && paths.len() > SAMPLE {
            paths = paths.into_iter().step_by(SAMPLE).collect();
        }
        let expected = command_line(&paths);
        assert!(!expected.is_empty(), "{name} has findings");
        let mut editor = Editor::start();
        for path in paths {
            let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let lines = expected.get(&path).into_iter().flatten();
            let expected: Vec<Seen> = lines.map(|line| told(line, &text)).collect();
            assert_eq!(editor.seen(&path, &text), expected, "{}", path.display());
        }
        editor.leave();
    }
}

/// What the command line finds, by file.
fn command_line(paths: &[PathBuf]) -> BTreeMap<PathBuf, Vec<Value>> {
    let output = Command::new(env!("CARGO_BIN_EXE_reformlint"))
        .args(["check", "--format", "jsonl", "--lang", "zh"])
        .args(paths)
        .output()
        .expect("the program runs");
    let mut found: BTreeMap<PathBuf, Vec<Value>> = BTreeMap::new();
    for line in String::from_utf8(output.stdout).expect("UTF-8").lines() {
        let line: Value = serde_json::from_str(line).expect("JSON");
        found.entry(PathBuf::from(line["path"].as_str().expect("a path"))).or_default().push(line);
    }
    found
}

/// A line of the command line as an editor would see it; `text` is the file, which is UTF-8.
fn told(line: &Value, text: &str) -> Seen {
    let word = |key: &str| line[key].as_str().expect("a text").to_owned();
    let severities = ["error", "warning", "info"];
    let severity = severities.iter().position(|known| *known == word("severity")).expect("a severity") as u64 + 1;
    let place = |end: &str| position(text, line["range"][end]["byte"].as_u64().expect("an offset") as usize);
    let ([line_0, column_0], [line_1, column_1]) = (place("start"), place("end"));
    (word("rule"), severity, word("message"), [line_0, column_0, line_1, column_1])
}

/// Line ends before a byte, and UTF-16 units between the last of them and the byte.
fn position(text: &str, byte: usize) -> [usize; 2] {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let before = &text[..byte.min(text.len())];
    let mut line = 0;
    let mut start = 0;
    for (at, c) in before.char_indices() {
        let goes_on = c == '\r' && text[at + 1..].starts_with('\n');
        if c == '\n' || (c == '\r' && !goes_on) {
            line += 1;
            start = at + 1;
        }
    }
    [line, before[start..].encode_utf16().count()]
}

/// An editor that opens one text after the other.
struct Editor {
    connection: Connection,
    server: JoinHandle<Ended>,
}

impl Editor {
    fn start() -> Self {
        let (connection, server) = Connection::memory();
        let editor = Self { connection, server: std::thread::spawn(server) };
        let params = json!({ "capabilities": {}, "locale": "zh-cn" });
        editor.send(Request { id: RequestId::from(1), method: "initialize".to_owned(), params }.into());
        editor.tell("initialized", json!({}));
        editor
    }

    fn send(&self, message: Message) {
        self.connection.sender.send(message).expect("a server");
    }

    fn tell(&self, method: &str, params: Value) {
        self.send(Notification { method: method.to_owned(), params }.into());
    }

    /// What is found in a text that is opened, and closed again.
    fn seen(&mut self, path: &Path, text: &str) -> Vec<Seen> {
        let uri = Uri::from_file_path(path).expect("an absolute path").to_string();
        let item = json!({ "uri": uri, "languageId": "plaintext", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": item }));
        let found = loop {
            let message = self.connection.receiver.recv_timeout(PATIENCE).expect("the server says something");
            let Message::Notification(said) = message else { continue };
            if said.method == "textDocument/publishDiagnostics" && said.params["version"] == 1 {
                break said.params["diagnostics"].as_array().expect("an array").clone();
            }
        };
        self.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
        found.iter().map(shown).collect()
    }

    fn leave(self) {
        let params = Value::Null;
        self.send(Request { id: RequestId::from(2), method: "shutdown".to_owned(), params }.into());
        self.tell("exit", Value::Null);
        assert_eq!(self.server.join().expect("no panic"), Ended::Orderly);
    }
}

fn shown(diagnostic: &Value) -> Seen {
    let number = |end: &str, key: &str| diagnostic["range"][end][key].as_u64().expect("a number") as usize;
    let word = |key: &str| diagnostic[key].as_str().expect("a text").to_owned();
    let place =
        [number("start", "line"), number("start", "character"), number("end", "line"), number("end", "character")];
    (word("code"), diagnostic["severity"].as_u64().expect("a number"), word("message"), place)
}
