//! The language server, in process over a connection in memory and as a program over its standard input and output.
//! What is asserted is what the editor gets.

mod support;

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::Uri;
use proptest::prelude::*;
use reformlint::lsp::{Buffer, Ended};
use reformlint::policy::{Overrides, Policies};
use reformlint::source::{ColumnUnit, Document, LineColumn, LineIndex};
use serde_json::{Value, json};

use support::connection::Connection;

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
        let server = Some(std::thread::spawn(server));
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

    /// The next diagnostics of a text that are so many.
    fn settled(&mut self, uri: &str, count: usize) -> Vec<Value> {
        loop {
            let (_, params) = self.hear("textDocument/publishDiagnostics");
            let diagnostics = params["diagnostics"].as_array().expect("an array");
            if params["uri"] == uri && diagnostics.len() == count {
                return diagnostics.clone();
            }
        }
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
    assert_eq!(result["capabilities"].get("diagnosticProvider"), None, "they are sent, not asked for");
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

/// A report with a letter in a number (repaired safely), two dates (with candidates) and headings.
const REPORT: &str = "# 年度报告\n\n## 一季度\n\n完成投资1O5亿元，增长6.2%。\n\n会议于2023年2月30日召开，\
                      2023年8月22日（星期一）结束。\n\n## 二季度\n\n聚焦“安全、整洁、便捷、宜居、宜业”四大要素。\n";

fn actions(editor: &mut Editor, uri: &str, only: Value, diagnostics: Value) -> Vec<Value> {
    let range = diagnostics[0]["range"].clone();
    let range = if range.is_null() { json!({ "start": at(0, 0), "end": at(99, 0) }) } else { range };
    let mut context = json!({ "diagnostics": diagnostics });
    merge(&mut context, only);
    let params = json!({ "textDocument": { "uri": uri }, "range": range, "context": context });
    editor.ask("textDocument/codeAction", params).expect("actions").as_array().expect("an array").clone()
}

#[test]
fn quick_fixes_come_from_what_the_diagnostic_carries() {
    let (mut editor, _) = Editor::start(able());
    let uri = "untitled:a.md";
    let found = editor.found(uri, REPORT);
    assert_eq!(rules(&found)[0], "figures/letter-in-number");
    let listed = actions(&mut editor, uri, json!({ "only": ["quickfix"] }), json!([found[0]]));
    assert_eq!(listed[0]["title"], "改为“105”");
    assert_eq!((&listed[0]["isPreferred"], &listed[0]["kind"]), (&json!(true), &json!("quickfix")));
    assert_eq!(listed[0]["edit"]["documentChanges"][0]["textDocument"]["version"], 1);
    assert_eq!(edited(REPORT, &edits_of(&listed[0])), REPORT.replace("1O5", "105"));
    // Candidates are offered, but none is the preferred one.
    let weekday = found.iter().find(|diagnostic| diagnostic["code"] == "dates/weekday-mismatch").expect("a finding");
    let listed = actions(&mut editor, uri, json!({ "only": ["quickfix"] }), json!([weekday]));
    assert_eq!(edited(REPORT, &edits_of(&listed[0])), REPORT.replace("星期一", "星期二"));
    assert!(listed.iter().all(|action| action["isPreferred"].is_null()));
    // An editor that keeps no data, and one that names no diagnostics.
    let mut bare = found[0].clone();
    bare.as_object_mut().expect("an object").remove("data");
    assert_eq!(actions(&mut editor, uri, json!({}), json!([bare]))[0]["title"], "改为“105”");
    assert_eq!(actions(&mut editor, uri, json!({}), json!([]))[0]["title"], "改为“105”");
    // Edits for a state of the text that is gone are not offered.
    editor.change(uri, 2, json!([{ "text": "完成投资105亿元。" }]));
    assert_eq!(editor.published(), (Some(2), Vec::new()));
    assert_eq!(actions(&mut editor, uri, json!({}), json!([found[0]])), Vec::<Value>::new());
    // Other tools' diagnostics are none of ours.
    let foreign = json!({ "range": { "start": at(0, 0), "end": at(0, 1) }, "message": "?", "source": "spelling" });
    assert_eq!(actions(&mut editor, uri, json!({}), json!([foreign])), Vec::<Value>::new());
    editor.leave();
}

#[test]
fn allowing_makes_silent_and_breaks_nothing() {
    let (mut editor, _) = Editor::start(able());
    let uri = "untitled:a.md";
    let mut text = REPORT.replace('\n', "\r\n");
    let count = editor.found(uri, &text).len();
    for left in (0..count).rev() {
        editor.change(uri, 1, json!([{ "text": text }]));
        let (_, found) = editor.published();
        let listed = actions(&mut editor, uri, json!({ "only": ["quickfix"] }), json!([found[0]]));
        let allow = listed.last().expect("an action");
        assert!(allow["title"].as_str().expect("a title").starts_with("忽略这一处"), "{allow}");
        text = edited(&text, &edits_of(allow));
        editor.change(uri, 2, json!([{ "text": text }]));
        let (_, found) = editor.published();
        assert_eq!(found.len(), left, "{text}\n{found:?}");
        assert!(rules(&found).iter().all(|rule| !rule.starts_with("policy/")), "{found:?}");
    }
    assert_eq!(text.matches("<!-- reformlint: allow ").count(), count);
    editor.leave();
}

#[test]
fn fix_all_applies_what_is_proved_and_nothing_else() {
    let (mut editor, _) = Editor::start(able());
    let uri = "untitled:a.md";
    editor.found(uri, REPORT);
    let listed = actions(&mut editor, uri, json!({ "only": ["source.fixAll"] }), json!([]));
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["kind"], "source.fixAll.reformlint");
    assert_eq!(edited(REPORT, &edits_of(&listed[0])), REPORT.replace("1O5", "105"));
    assert!(actions(&mut editor, uri, json!({ "only": ["refactor"] }), json!([])).is_empty());
    editor.change(uri, 2, json!([{ "text": FEBRUARY }]));
    assert!(actions(&mut editor, uri, json!({ "only": ["source.fixAll"] }), json!([])).is_empty());
    editor.leave();
}

#[test]
fn hovering_shows_the_proof_and_what_was_read() {
    let (mut editor, _) = Editor::start(able());
    let uri = "untitled:a.md";
    editor.found(uri, REPORT);
    let mut hover = |line, character| {
        let params = json!({ "textDocument": { "uri": uri }, "position": at(line, character) });
        let hover = editor.ask("textDocument/hover", params).expect("an answer");
        hover["contents"]["value"].as_str().unwrap_or_default().to_owned()
    };
    let weekday = hover(6, 20);
    for part in ["2023年8月22日是星期二，文中写作星期一", "若星期一无误", "`dates/weekday-mismatch`", "星期二"]
    {
        assert!(weekday.contains(part), "{part}: {weekday}");
    }
    let growth = hover(4, 13);
    assert!(growth.contains("6.2") && growth.contains("6.15") && growth.contains("6.25"), "{growth}");
    assert_eq!(hover(0, 3), "");
    assert_eq!(hover(999, 999), "");
    editor.leave();
}

#[test]
fn hovering_over_a_number_shows_the_relations_it_takes_part_in() {
    let (mut editor, _) = Editor::start(able());
    let uri = "untitled:a.txt";
    editor.found(uri, "林地共86.4万亩，其中公益林31.7万亩，占36.7%。粮食137.4万吨，占全省55.6%。\n");
    let mut hover = |character| {
        let params = json!({ "textDocument": { "uri": uri }, "position": at(0, character) });
        editor.ask("textDocument/hover", params).expect("an answer")
    };
    let share = hover(23);
    let text = share["contents"]["value"].as_str().expect("a text");
    assert!(text.contains("部分占总数的百分比：36.61%～36.77% ∋ 36.7%，成立"), "{text}");
    assert_eq!(share["range"]["start"], at(0, 23));
    let text = hover(4)["contents"]["value"].to_string();
    assert!(text.contains("36.61%～36.77% ∋ 36.7%，成立"), "the same from another member: {text}");
    let text = hover(43)["contents"]["value"].to_string();
    assert!(text.contains("占全省55.6%，未检查（缺总数或部分）"), "{text}");
    editor.leave();
}

#[test]
fn headings_are_symbols() {
    let (mut editor, _) = Editor::start(able());
    let mut symbols = |uri: &str, text: &str| {
        editor.found(uri, text);
        editor.ask("textDocument/documentSymbol", json!({ "textDocument": { "uri": uri } })).expect("symbols")
    };
    let tree = symbols("untitled:a.md", REPORT);
    let report = &tree[0];
    assert_eq!((&report["name"], &report["range"]["end"]), (&json!("年度报告"), &at(11, 0)));
    assert_eq!(report["children"][0]["name"], "一季度");
    assert_eq!(report["children"][0]["range"], json!({ "start": at(2, 0), "end": at(8, 0) }));
    assert_eq!(report["children"][1]["name"], "二季度");
    assert_eq!(tree[1], Value::Null);
    let tree = symbols("untitled:b.txt", "一、工业\n全年较快。\n（一）投资\n保持增长。\n二、农业\n全年平稳。\n");
    assert_eq!(tree[0]["name"], "一、工业");
    assert_eq!(tree[1]["name"], "二、农业");
    editor.leave();
}

#[test]
fn diagnostics_name_their_page_and_the_other_places() {
    let mut params = able();
    merge(&mut params, json!({ "initializationOptions": { "rulePages": "https://example.org/rules/" } }));
    let (mut editor, _) = Editor::start(params);
    let found = editor.found("untitled:a.md", REPORT);
    let list = found.iter().find(|diagnostic| diagnostic["code"] == "figures/enumeration-count").expect("a finding");
    assert_eq!(list["codeDescription"]["href"], "https://example.org/rules/figures/enumeration-count.md");
    assert_eq!(list["source"], "reformlint");
    let related = &list["relatedInformation"][0];
    assert_eq!(related["location"]["uri"], "untitled:a.md");
    assert_eq!(related["location"]["range"]["start"]["line"], 10);
    editor.leave();
    // An editor that knows none of it gets none of it.
    let (mut editor, _) = Editor::start(json!({ "initializationOptions": { "rulePages": "https://example.org/" } }));
    let found = editor.found("untitled:a.md", REPORT);
    for key in ["codeDescription", "relatedInformation", "data"] {
        assert!(found.iter().all(|diagnostic| diagnostic.get(key).is_none()), "{key}");
    }
    editor.leave();
}

/// Rule, severity, message and place of every finding, as both sides have it.
type Seen = (String, u64, String, [u64; 4]);

fn seen_by_the_editor(found: &[Value]) -> Vec<Seen> {
    let number = |value: &Value| value.as_u64().expect("a number");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let place = |range: &Value| {
        let (start, end) = (&range["start"], &range["end"]);
        [&start["line"], &start["character"], &end["line"], &end["character"]].map(number)
    };
    let seen = found
        .iter()
        .map(|one| (text(&one["code"]), number(&one["severity"]), text(&one["message"]), place(&one["range"])));
    seen.collect()
}

fn seen_on_the_command_line(path: &Path) -> Vec<Seen> {
    let output = Command::new(env!("CARGO_BIN_EXE_reformlint"))
        .args(["check", "--format", "jsonl", "--lang", "zh"])
        .arg(path)
        .output()
        .expect("the program runs");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let seen = text.lines().map(|line| {
        let one: Value = serde_json::from_str(line).expect("JSON");
        let word = |key: &str| one[key].as_str().expect("a text").to_owned();
        let severity =
            1 + ["error", "warning", "info"].iter().position(|known| *known == word("severity")).expect("one") as u64;
        let number = |end: &str, key: &str| one["range"][end][key].as_u64().expect("a number") - 1;
        let place =
            [number("start", "line"), number("start", "column"), number("end", "line"), number("end", "column")];
        (word("rule"), severity, word("message"), place)
    });
    seen.collect()
}

fn texts(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            texts(&entry, found);
        } else if entry.extension().is_some_and(|extension| extension == "txt" || extension == "md") {
            found.push(entry);
        }
    }
}

#[test]
fn the_editor_sees_what_the_command_line_finds() {
    let general = json!({ "capabilities": { "general": { "positionEncodings": ["utf-32"] } } });
    let (mut editor, _) = Editor::start(general);
    let mut paths = Vec::new();
    texts(&support::root().join("fixtures"), &mut paths);
    assert!(!paths.is_empty());
    let mut total = 0;
    for path in paths {
        let policies = Policies::new(Overrides::default()).expect("policies");
        let options = policies.for_path(&path).expect("a policy").read_options(&path);
        let document = Document::read(fs::read(&path).expect("a file"), options).expect("a text");
        let expected = seen_on_the_command_line(&path);
        let found = editor.found(&uri_of(&path), document.text());
        assert_eq!(seen_by_the_editor(&found), expected, "{}", path.display());
        total += expected.len();
    }
    assert!(total > 10, "the fixtures have findings");
    editor.leave();
}

#[test]
fn a_file_read_in_the_wrong_encoding_has_one_finding() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("报告.txt");
    let text = "各乡镇全年完成造林三千亩，水利投资增长较快。会议于2023年2月30日召开。\n".repeat(40);
    let (bytes, ..) = encoding_rs::GB18030.encode(&text);
    fs::write(&path, &bytes).expect("written");
    let uri = uri_of(&path);
    let (mut editor, _) = Editor::start(able());
    let misread = String::from_utf8_lossy(&bytes).into_owned();
    let found = editor.found(&uri, &misread);
    assert_eq!(rules(&found), ["encoding/not-utf8"]);
    assert!(found[0]["message"].as_str().expect("a text").contains("GB18030"));
    assert_eq!(found[0]["range"], json!({ "start": at(0, 0), "end": at(0, 0) }));
    // Opened again in its encoding: the same finding and all the others; then changed, and then saved as UTF-8.
    let found = editor.found(&uri, &text);
    assert_eq!((rules(&found)[0], found.len()), ("encoding/not-utf8", 41));
    editor.change(&uri, 2, json!([{ "text": FEBRUARY }]));
    let (_, found) = editor.published();
    assert_eq!(rules(&found), ["encoding/not-utf8", "dates/impossible-date"]);
    fs::write(&path, FEBRUARY).expect("written");
    editor.tell("textDocument/didSave", json!({ "textDocument": { "uri": uri } }));
    assert_eq!(rules(&editor.published().1), ["dates/impossible-date"]);
    editor.leave();
}

#[test]
fn a_misread_file_says_how_it_is_to_be_opened() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("报告.txt");
    let text = "各乡镇全年完成造林三千亩，水利投资增长较快。\n".repeat(20);
    let (bytes, ..) = encoding_rs::GB18030.encode(&text);
    fs::write(&path, &bytes).expect("written");
    let uri = uri_of(&path);
    let mut params = able();
    merge(&mut params, json!({ "locale": "en" }));
    let (mut editor, _) = Editor::start(params);
    // As UTF-8 with replacement characters, and as Latin-1, a character for each byte.
    let latin: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    for misread in [String::from_utf8_lossy(&bytes).into_owned(), latin] {
        // It may be edited too, and it may be that the configuration names the encoding, which is no use in an editor.
        for (shown, configuration) in
            [(misread.clone(), ""), (format!("甲{misread}乙"), ""), (misread, "encoding = \"gb18030\"\n")]
        {
            fs::write(folder.path().join("reformlint.toml"), configuration).expect("written");
            editor.tell("workspace/didChangeConfiguration", json!({ "settings": null }));
            let found = editor.found(&uri, &shown);
            assert_eq!(rules(&found), ["encoding/not-utf8"], "{configuration}");
            let reopen = &found[0]["data"]["reopen"];
            assert_eq!((&reopen["encoding"], &reopen["label"]), (&json!("gb18030"), &json!("GB18030")));
            assert!(reopen["confidence"].as_f64().is_some_and(|confidence| confidence > 0.9), "{reopen}");
            let message = found[0]["message"].as_str().expect("a text");
            assert!(message.starts_with("这个文件"), "in the language of the text: {message}");
            // Places of the file are none in what is shown: nothing is offered that would edit it.
            assert!(actions(&mut editor, &uri, json!({}), json!([found[0]])).is_empty());
            editor.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
            editor.published();
        }
    }
    fs::remove_file(folder.path().join("reformlint.toml")).expect("removed");
    editor.tell("workspace/didChangeConfiguration", json!({ "settings": null }));
    let found = editor.found(&uri, &text);
    assert!(found[0]["data"].get("reopen").is_none(), "read rightly: {found:?}");
    editor.leave();
}

#[test]
fn a_rule_is_turned_off_or_allowed_in_the_configuration() {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, configuration) = (folder.path().join("报告.txt"), folder.path().join("reformlint.toml"));
    let text = "会议于2023年2月30日召开，2023年8月22日（星期一）结束，2023年2月31日公布。\n";
    fs::write(&path, text).expect("written");
    let uri = uri_of(&path);
    let mut params = able();
    let edit = json!({ "documentChanges": true, "resourceOperations": ["create", "rename", "delete"] });
    merge(&mut params, json!({ "capabilities": { "workspace": { "workspaceEdit": edit } } }));
    merge(&mut params, json!({ "workspaceFolders": [{ "uri": uri_of(folder.path()), "name": "w" }] }));
    let (mut editor, _) = Editor::start(params);
    let mut found = editor.found(&uri, text);
    for (title, left) in [
        ("忽略这一处（写入 reformlint.toml）", vec!["dates/weekday-mismatch", "dates/impossible-date"]),
        ("关闭规则 dates/weekday-mismatch（写入 reformlint.toml）", vec!["dates/impossible-date"]),
        ("忽略这一处（写入 reformlint.toml）", vec![]),
    ] {
        let listed = actions(&mut editor, &uri, json!({ "only": ["quickfix"] }), json!([found[0]]));
        let action = listed.iter().find(|action| action["title"] == title);
        let action = action.unwrap_or_else(|| panic!("{title} is not in {listed:?}"));
        let changes = action["edit"]["documentChanges"].as_array().expect("changes");
        let before = fs::read_to_string(&configuration);
        assert_eq!(changes[0]["kind"] == "create", before.is_err(), "a file that is not there is created");
        let change = changes.last().expect("a change");
        assert_eq!(change["textDocument"], json!({ "uri": uri_of(&configuration), "version": null }));
        let after = edited(&before.unwrap_or_default(), change["edits"].as_array().expect("edits"));
        fs::write(&configuration, &after).expect("written");
        editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": [] }));
        found = editor.published().1;
        assert_eq!(rules(&found), left, "{after}");
    }
    editor.leave();
    // An editor that cannot create a file is not asked to.
    fs::remove_file(&configuration).expect("removed");
    let (mut editor, _) = Editor::start(able());
    let found = editor.found(&uri, text);
    let listed = actions(&mut editor, &uri, json!({ "only": ["quickfix"] }), json!([found[0]]));
    assert!(listed.iter().all(|action| !action.to_string().contains("reformlint.toml")), "{listed:?}");
    editor.leave();
}

#[test]
fn settings_of_the_start_hold_beside_later_ones() {
    let mut params = json!({ "initializationOptions": { "ignore": ["dates/weekday-mismatch"], "language": "en" } });
    merge(&mut params, json!({ "capabilities": { "workspace": { "configuration": true } } }));
    let (mut editor, _) = Editor::start(params);
    let text = "会议于2023年2月30日召开，2023年8月22日（星期一）结束。";
    let found = editor.found("untitled:a", text);
    assert_eq!(rules(&found), ["dates/impossible-date"]);
    assert!(found[0]["message"].as_str().expect("a text").starts_with("there is no"));
    let (id, _) = editor.hear("workspace/configuration");
    let answer = Response::new_ok(id.expect("a request"), json!([{ "language": "zh", "ignore": null }]));
    editor.connection.sender.send(answer.into()).expect("a server");
    let (_, found) = editor.published();
    assert_eq!(rules(&found), ["dates/impossible-date"]);
    assert!(found[0]["message"].as_str().expect("a text").starts_with("没有"));
    editor.leave();
}

#[test]
fn a_request_that_is_cancelled_while_it_waits_is_not_answered() {
    let (connection, server) = Connection::memory();
    let ask = |id: i32, method: &str, params: Value| {
        let request = Request { id: RequestId::from(id), method: method.to_owned(), params };
        connection.sender.send(request.into()).expect("a server");
    };
    let tell = |method: &str, params: Value| {
        connection.sender.send(Notification { method: method.to_owned(), params }.into()).expect("a server");
    };
    let symbols = json!({ "textDocument": { "uri": "untitled:a" } });
    ask(1, "initialize", json!({ "capabilities": {} }));
    ask(2, "textDocument/documentSymbol", symbols.clone());
    ask(3, "textDocument/documentSymbol", symbols);
    tell("$/cancelRequest", json!({ "id": 2 }));
    tell("$/cancelRequest", json!({ "id": "no such request" }));
    ask(4, "shutdown", Value::Null);
    tell("exit", Value::Null);
    assert_eq!(server(), Ended::Orderly);
    let answers: Vec<Result<(), i32>> = connection
        .receiver
        .try_iter()
        .filter_map(|message| match message {
            Message::Response(response) => Some(response.response_result.map(drop).map_err(|error| error.code)),
            _ => None,
        })
        .collect();
    assert_eq!(answers, [Ok(()), Err(ErrorCode::RequestCanceled as i32), Ok(()), Ok(())]);
}

#[test]
fn progress_is_shown_when_the_editor_agrees() {
    let folder = tempfile::tempdir().expect("a folder");
    for number in 0..200 {
        fs::write(folder.path().join(format!("报告{number:03}.txt")), FEBRUARY.repeat(20)).expect("written");
    }
    let mut params = pulling();
    let root = uri_of(folder.path());
    let window = json!({ "window": { "workDoneProgress": true } });
    merge(&mut params, json!({ "workspaceFolders": [{ "uri": root, "name": "报告" }], "capabilities": window }));
    let (mut editor, _) = Editor::start(params);
    let scan = editor.send("workspace/diagnostic", json!({ "previousResultIds": [] }));
    let (id, created) = editor.hear("window/workDoneProgress/create");
    let answer = Response::new_ok(id.expect("a request"), Value::Null);
    editor.connection.sender.send(answer.into()).expect("a server");
    editor.answer(&scan).expect("a report");
    // Asked again, as editors do every few seconds, it is quiet.
    editor.ask("workspace/diagnostic", json!({ "previousResultIds": [] })).expect("a report");
    let mut kinds = Vec::new();
    for message in std::mem::take(&mut editor.heard) {
        match message {
            Message::Notification(said) if said.method == "$/progress" => {
                assert_eq!(said.params["token"], created["token"]);
                kinds.push(said.params["value"]["kind"].as_str().expect("a kind").to_owned());
            }
            Message::Request(asked) => assert_ne!(asked.method, "window/workDoneProgress/create", "once is enough"),
            _ => {}
        }
    }
    // The work may have been done before the editor had agreed; then there is nothing to show.
    if let [first, between @ .., last] = &kinds[..] {
        assert_eq!((first.as_str(), last.as_str()), ("begin", "end"));
        assert!(between.iter().all(|kind| kind == "report"), "{kinds:?}");
    }
    editor.leave();
}

#[test]
fn a_byte_order_mark_in_the_text_moves_nothing() {
    let (mut editor, _) = Editor::start(json!({}));
    let found = editor.found("untitled:a", &format!("\u{FEFF}{FEBRUARY}"));
    let start = |found: &[Value]| found[0]["range"]["start"]["character"].as_u64();
    assert_eq!(rules(&found), ["dates/impossible-date"]);
    assert_eq!(start(&found), Some(4));
    editor.leave();
}

/// What an editor that asks for diagnostics can do.
fn pulling() -> Value {
    json!({ "capabilities": {
        "textDocument": { "diagnostic": {} },
        "workspace": { "diagnostics": { "refreshSupport": true }, "configuration": true },
    }})
}

#[test]
fn diagnostics_are_given_when_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.txt");
    fs::write(&path, FEBRUARY).expect("written");
    let (mut editor, result) = Editor::start(pulling());
    assert_eq!(result["capabilities"]["diagnosticProvider"]["workspaceDiagnostics"], true);
    let closed = uri_of(&path);
    for uri in ["untitled:a", closed.as_str()] {
        if uri.starts_with("untitled") {
            editor.open(uri, FEBRUARY);
        }
        let mut params = json!({ "textDocument": { "uri": uri } });
        let report = editor.ask("textDocument/diagnostic", params.clone()).expect("a report");
        assert_eq!((&report["kind"], &report["items"][0]["code"]), (&json!("full"), &json!("dates/impossible-date")));
        params["previousResultId"] = report["resultId"].clone();
        let report = editor.ask("textDocument/diagnostic", params).expect("a report");
        assert_eq!((&report["kind"], &report["items"]), (&json!("unchanged"), &Value::Null));
    }
    let pushed =
        |message: &Message| matches!(message, Message::Notification(n) if n.method.ends_with("publishDiagnostics"));
    assert!(!editor.heard.iter().any(pushed), "nothing is sent unasked");
    // The editor is asked for its settings, and told to ask again when they are others.
    let (id, params) = editor.hear("workspace/configuration");
    assert_eq!(params["items"][0]["section"], "reformlint");
    let answer = Response::new_ok(id.expect("a request"), json!([{ "ignore": ["dates"] }]));
    editor.connection.sender.send(answer.into()).expect("a server");
    editor.hear("workspace/diagnostic/refresh");
    let report = editor.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": "untitled:a" } }));
    assert_eq!(report.expect("a report")["items"], json!([]));
    editor.leave();
}

#[test]
fn the_workspace_is_checked_with_progress() {
    let folder = tempfile::tempdir().expect("a folder");
    for number in 0..70 {
        fs::write(folder.path().join(format!("报告{number:02}.txt")), FEBRUARY).expect("written");
    }
    fs::write(folder.path().join("程序.rs"), FEBRUARY).expect("written");
    let mut params = pulling();
    let root = uri_of(folder.path());
    merge(&mut params, json!({ "workspaceFolders": [{ "uri": root, "name": "报告" }] }));
    let (mut editor, _) = Editor::start(params);
    let open = uri_of(&folder.path().join("报告00.txt"));
    editor.open(&open, "");
    let ask = json!({ "previousResultIds": [], "workDoneToken": "w", "partialResultToken": "p" });
    let rest = editor.ask("workspace/diagnostic", ask).expect("a report");
    let mut reports = rest["items"].as_array().expect("an array").clone();
    let mut kinds = Vec::new();
    for message in std::mem::take(&mut editor.heard) {
        let Message::Notification(notification) = message else { continue };
        let value = &notification.params["value"];
        match notification.params["token"].as_str() {
            Some("w") => kinds.push(value["kind"].as_str().expect("a kind").to_owned()),
            Some("p") => reports.extend(value["items"].as_array().expect("an array").clone()),
            _ => {}
        }
    }
    assert_eq!(kinds, ["begin", "report", "report", "report", "end"]);
    assert_eq!(reports.len(), 69, "every text but the open one");
    assert!(reports.iter().all(|report| report["items"][0]["code"] == "dates/impossible-date"));
    // Asked again: nothing is new but a text that is gone and one that was written.
    let known = |report: &Value| json!({ "uri": report["uri"], "value": report["resultId"] });
    let known: Vec<Value> = reports.iter().map(known).collect();
    fs::remove_file(folder.path().join("报告01.txt")).expect("removed");
    fs::write(folder.path().join("报告02.txt"), "").expect("written");
    let again = editor.ask("workspace/diagnostic", json!({ "previousResultIds": known })).expect("a report");
    let again = again["items"].as_array().expect("an array");
    let new: Vec<&Value> = again.iter().filter(|report| report["kind"] == "full").collect();
    assert_eq!((again.len(), new.len()), (69, 2));
    assert!(new.iter().all(|report| report["items"] == json!([])));
    // Given up: an error at once, or the answer if it was ready before.
    let id = editor.send("workspace/diagnostic", json!({ "previousResultIds": [] }));
    editor.tell("$/cancelRequest", json!({ "id": editor.next_id }));
    if let Err(code) = editor.answer(&id) {
        assert_eq!(code, ErrorCode::RequestCanceled as i32);
    }
    editor.leave();
}

#[test]
fn changed_configuration_holds_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = uri_of(folder.path());
    let mut params = able();
    merge(
        &mut params,
        json!({
            "workspaceFolders": [{ "uri": root, "name": "w" }],
            "capabilities": { "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } } },
        }),
    );
    let (mut editor, _) = Editor::start(params);
    let (_, registered) = editor.hear("client/registerCapability");
    assert_eq!(registered["registrations"][0]["method"], "workspace/didChangeWatchedFiles");
    let uri = uri_of(&folder.path().join("a.txt"));
    assert_eq!(rules(&editor.found(&uri, FEBRUARY)), ["dates/impossible-date"]);
    let configuration = folder.path().join("reformlint.toml");
    let mut written = |text: &str| {
        fs::write(&configuration, text).expect("written");
        let change = json!({ "changes": [{ "uri": uri_of(&configuration), "type": 2 }] });
        editor.tell("workspace/didChangeWatchedFiles", change);
        let found = editor.published().1;
        found.iter().map(|one| one["message"].as_str().expect("a text").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(written("ignore = [\"dates\"]\n"), Vec::<String>::new());
    assert!(written("language = \"en\"\n")[0].starts_with("there is no"));
    assert_eq!(written("ignroe = []\n"), Vec::<String>::new());
    let (_, said) = editor.hear("window/showMessage");
    assert!(said["message"].as_str().expect("a text").contains("ignroe"), "{said}");
    fs::remove_file(&configuration).expect("removed");
    let settings = json!({ "settings": { "reformlint": { "language": "en", "profile": "nonsense" } } });
    editor.tell("workspace/didChangeConfiguration", settings);
    assert!(editor.published().1[0]["message"].as_str().expect("a text").starts_with("there is no"));
    let (_, said) = editor.hear("window/showMessage");
    assert!(said["message"].as_str().expect("a text").contains("profile"), "{said}");
    editor.leave();
}

#[test]
fn what_cannot_be_answered_is_refused_and_the_server_goes_on() {
    let mut editor = Editor::connect();
    let code = |code: ErrorCode| Err(code as i32);
    let hover = json!({ "textDocument": { "uri": "untitled:a" }, "position": at(0, 0) });
    assert_eq!(editor.ask("textDocument/hover", hover.clone()), code(ErrorCode::ServerNotInitialized));
    editor.open("untitled:a", FEBRUARY);
    assert_eq!(editor.ask("initialize", json!([])), code(ErrorCode::InvalidParams));
    editor.ask("initialize", json!({ "capabilities": {} })).expect("initialize succeeds");
    assert_eq!(editor.ask("initialize", json!({ "capabilities": {} })), code(ErrorCode::InvalidRequest));
    assert_eq!(editor.ask("textDocument/hover", hover.clone()), Ok(Value::Null));
    assert_eq!(editor.ask("textDocument/hover", json!({ "position": 1 })), code(ErrorCode::InvalidParams));
    assert_eq!(editor.ask("textDocument/rename", json!({})), code(ErrorCode::MethodNotFound));
    assert_eq!(editor.ask("没有的方法", Value::Null), code(ErrorCode::MethodNotFound));
    editor.tell("textDocument/didOpen", json!({ "textDocument": 1 }));
    assert!(
        editor.hear("window/logMessage").1["message"].as_str().expect("a text").starts_with("textDocument/didOpen")
    );
    editor.tell("$/setTrace", json!({ "value": "off" }));
    editor.tell(
        "textDocument/didChange",
        json!({ "textDocument": { "uri": "untitled:b", "version": 1 }, "contentChanges": [] }),
    );
    assert_eq!(rules(&editor.found("untitled:a", FEBRUARY)), ["dates/impossible-date"]);
    editor.ask("shutdown", Value::Null).expect("shutdown succeeds");
    assert_eq!(editor.ask("textDocument/hover", hover), code(ErrorCode::InvalidRequest));
    editor.tell("exit", Value::Null);
    assert_eq!(editor.server.take().expect("a server").join().expect("no panic"), Ended::Orderly);
}

#[test]
fn an_editor_that_disappears_ends_the_server() {
    let (mut editor, _) = Editor::start(json!({}));
    editor.open("untitled:a", FEBRUARY);
    let server = editor.server.take().expect("a server");
    drop(editor);
    assert_eq!(server.join().expect("no panic"), Ended::Abrupt);
    let mut editor = Editor::connect();
    editor.tell("exit", Value::Null);
    assert_eq!(editor.server.take().expect("a server").join().expect("no panic"), Ended::Abrupt);
}

/// The definition of an edit, word by word: lines end with LF, CR LF or CR, columns count `unit`s.
fn offset_by_definition(text: &str, place: LineColumn, unit: ColumnUnit) -> usize {
    let mut line = 0;
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while line < place.line {
        let Some((at, c)) = chars.next() else { return text.len() };
        let is_end = c == '\n' || (c == '\r' && chars.peek().is_none_or(|(_, next)| *next != '\n'));
        if is_end {
            line += 1;
            start = at + 1;
        }
    }
    let mut column = 0;
    for (at, c) in text[start..].char_indices() {
        column += match unit {
            ColumnUnit::Scalar => 1,
            ColumnUnit::Utf16 => c.len_utf16() as u32,
            ColumnUnit::Utf8 => c.len_utf8() as u32,
        };
        if matches!(c, '\n' | '\r') || column > place.column {
            return start + at;
        }
    }
    text.len()
}

fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\n".to_owned()),
        Just("\r".to_owned()),
        Just("\r\n".to_owned()),
        Just("𠮷😀".to_owned()),
        Just("e\u{301}\u{FEFF}".to_owned()),
        "[甲乙a-c0-9]{0,6}",
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn edits_one_by_one_make_the_whole_text(
        text in pieces(),
        edits in prop::collection::vec((0..6_u32, 0..12_u32, 0..6_u32, 0..12_u32, pieces()), 1..12),
    ) {
        for unit in [ColumnUnit::Utf8, ColumnUnit::Utf16, ColumnUnit::Scalar] {
            let mut buffer = Buffer::new(PathBuf::new(), false, 1, text.clone());
            let mut whole = text.clone();
            for (line, column, to_line, to_column, new) in &edits {
                let start = LineColumn { line: *line, column: *column };
                let end = LineColumn { line: *to_line, column: *to_column };
                let (from, to) = (offset_by_definition(&whole, start, unit), offset_by_definition(&whole, end, unit));
                whole.replace_range(from.min(to)..from.max(to), new);
                buffer.replace(start, end, unit, new);
                prop_assert_eq!(buffer.text(), whole.as_str());
                prop_assert_eq!(buffer.lines().line_count(), LineIndex::new(&whole).line_count());
            }
        }
    }
}

#[test]
fn after_any_edits_the_findings_are_those_of_the_text() {
    let pieces =
        ["2023年2月30日", "𠮷", "\r\n", "\r", "\n", "e\u{301}", "😀", "完成投资1O5亿元，", "甲、乙、丙4项；", ""];
    for unit in ["utf-8", "utf-16", "utf-32"] {
        let (mut editor, _) = Editor::start(json!({ "capabilities": { "general": { "positionEncodings": [unit] } } }));
        let mut random = 0x9E37_79B9_7F4A_7C15_u64;
        let mut next = |below: u64| {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            (random >> 11) % below
        };
        let (one, whole) = ("untitled:one", "untitled:whole");
        editor.found(one, "");
        editor.found(whole, "");
        // The server's own text, kept as the protocol says.
        let mut buffer = Buffer::new(PathBuf::new(), false, 1, String::new());
        let columns = match unit {
            "utf-8" => ColumnUnit::Utf8,
            "utf-16" => ColumnUnit::Utf16,
            _ => ColumnUnit::Scalar,
        };
        for version in 2..60 {
            let mut place = || LineColumn { line: next(5) as u32, column: next(16) as u32 };
            let (start, end) = (place(), place());
            let new = pieces[next(pieces.len() as u64) as usize];
            buffer.replace(start, end, columns, new);
            let range = json!({ "start": at(start.line, start.column), "end": at(end.line, end.column) });
            editor.change(one, version, json!([{ "range": range, "text": new }]));
            let (_, found) = editor.published();
            editor.change(whole, version, json!([{ "text": buffer.text() }]));
            let (_, expected) = editor.published();
            assert_eq!(found, expected, "{unit}: {:?}", buffer.text());
        }
        editor.leave();
    }
}

/// The real program with bytes for its standard input; its exit code and what it wrote.
fn program(input: &[u8]) -> (Option<i32>, String) {
    let mut child = started();
    child.stdin.take().expect("a pipe").write_all(input).ok();
    let code = ended(&mut child);
    let mut output = String::new();
    child.stdout.take().expect("a pipe").read_to_string(&mut output).expect("UTF-8");
    (code, output)
}

fn started() -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reformlint"));
    command.args(["lsp", "--stdio"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    command.spawn().expect("the program starts")
}

fn ended(child: &mut Child) -> Option<i32> {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        if let Some(status) = child.try_wait().expect("a process") {
            return status.code();
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill().ok();
    panic!("the server does not end");
}

fn framed(messages: &[Value]) -> Vec<u8> {
    let frame = |message: &Value| {
        let body = message.to_string();
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    };
    messages.iter().map(frame).collect::<String>().into_bytes()
}

#[test]
fn the_program_talks_over_standard_input_and_output() {
    let hello = json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": { "capabilities": {} } });
    let item = json!({ "uri": "untitled:a", "languageId": "plaintext", "version": 7, "text": FEBRUARY });
    let open = json!({ "jsonrpc": "2.0", "method": "textDocument/didOpen", "params": { "textDocument": item } });
    let symbols = json!({
        "jsonrpc": "2.0", "id": "字", "method": "textDocument/documentSymbol",
        "params": { "textDocument": { "uri": "untitled:a" } },
    });
    let shutdown = json!({ "jsonrpc": "2.0", "id": 2, "method": "shutdown" });
    let exit = json!({ "jsonrpc": "2.0", "method": "exit" });
    let (code, output) = program(&framed(&[hello.clone(), open.clone(), symbols, shutdown, exit.clone()]));
    assert_eq!(code, Some(0), "{output}");
    assert!(output.starts_with("Content-Length: ") && output.contains("\"id\":\"字\""), "{output}");
    assert_eq!(program(&framed(&[hello.clone(), exit])).0, Some(1), "exit without shutdown");
    assert_eq!(program(&framed(&[hello.clone(), open.clone()])).0, Some(1), "an editor that is gone");
    // An editor that does not even read what it is told.
    let mut child = started();
    drop(child.stdout.take());
    child.stdin.take().expect("a pipe").write_all(&framed(&[hello, open])).ok();
    assert!(ended(&mut child).is_some());
}

#[test]
fn what_is_no_message_costs_one_answer() {
    let hello = json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": { "capabilities": {} } });
    let shutdown = json!({ "jsonrpc": "2.0", "id": 9, "method": "shutdown" });
    let exit = json!({ "jsonrpc": "2.0", "method": "exit" });
    let mut input = framed(&[hello]);
    for body in [&b"{"[..], b"\xFF\xFE", b"[]", b"", br#"{"id":2.5,"method":"textDocument/hover"}"#] {
        input.extend(format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes());
        input.extend(body);
    }
    input.extend(framed(&[shutdown, exit]));
    let (code, output) = program(&input);
    assert_eq!(code, Some(0), "the server goes on: {output}");
    assert_eq!(output.matches("-32700").count(), 3, "{output}");
    assert_eq!(output.matches("-32600").count(), 2, "{output}");
    assert!(output.contains("\"id\":2.5") && output.contains("\"id\":9"), "{output}");
}

#[test]
fn garbage_ends_the_program_and_nothing_worse() {
    for garbage in [
        &b""[..],
        b"\xFF\xFE\0\0garbage\r\n\r\n",
        b"Content-Length: 5",
        b"Content-Length: 999\r\n\r\n{}",
        b"Content-Length: -1\r\n\r\n{}",
        b"Content-Length: 99999999999999999999\r\n\r\n{}",
        b"Content-Length: 2\r\n\r\n{}",
        b"Content-Length: 4\r\n\r\n\xFF\xFE\xFD\xFC",
        b"\r\n\r\n\r\n",
    ] {
        let (code, output) = program(garbage);
        assert!(matches!(code, Some(1 | 2)), "{garbage:?}: {code:?} {output}");
    }
}

/// Two yearly reports of a city; the later one tells the figure of 2021 again.
fn yearly_report(year: u32, output: &str) -> String {
    format!("{year}年东湖市政府工作报告\n\n2021年，全市地区生产总值达到{output}亿元。\n")
}

fn audited(folder: &Path) -> Value {
    fs::write(folder.join("reformlint.toml"), "profile = \"audit\"\nselect = [\"figures/indicator-conflict\"]\n")
        .expect("written");
    json!({ "workspaceFolders": [{ "uri": uri_of(folder), "name": "报告" }] })
}

#[test]
fn texts_are_compared_with_the_files_of_the_workspace() {
    let folder = tempfile::tempdir().expect("a folder");
    let [earlier, later] = ["2022.txt", "2023.txt"].map(|name| folder.path().join(name));
    fs::write(&earlier, yearly_report(2022, "352.6")).expect("written");
    fs::write(&later, yearly_report(2023, "352.6")).expect("written");
    let mut params = able();
    merge(&mut params, audited(folder.path()));
    let (mut editor, _) = Editor::start(params);
    let [earlier, later] = [uri_of(&earlier), uri_of(&later)];
    // The text on the screen holds a slip that the file does not.
    editor.open(&later, &yearly_report(2023, "325.6"));
    let found = editor.settled(&later, 1);
    assert_eq!(rules(&found), ["figures/indicator-conflict"]);
    let related = &found[0]["relatedInformation"][0];
    assert_eq!(
        (related["location"]["uri"].as_str(), related["message"].as_str()),
        (Some(&*earlier), Some("352.6亿元"))
    );
    assert_eq!(related["location"]["range"]["start"], at(2, 16));
    // An open text goes before its file, and what is found in the other follows it.
    editor.open(&earlier, &yearly_report(2022, "325.6"));
    assert_eq!(editor.settled(&later, 0), Vec::<Value>::new());
    editor.change(&earlier, 2, json!([{ "text": yearly_report(2022, "325.8") }]));
    editor.settled(&later, 0);
    editor.change(&earlier, 3, json!([{ "text": yearly_report(2022, "352.6") }]));
    assert_eq!(rules(&editor.settled(&later, 1)), ["figures/indicator-conflict"]);
    // Closed: the file counts again, which is as good; removed: nothing contradicts any more.
    editor.tell("textDocument/didClose", json!({ "textDocument": { "uri": earlier } }));
    fs::remove_file(folder.path().join("2022.txt")).expect("removed");
    let change = json!({ "changes": [{ "uri": earlier, "type": 3 }] });
    editor.tell("workspace/didChangeWatchedFiles", change);
    assert_eq!(editor.settled(&later, 0), Vec::<Value>::new());
    editor.leave();
}

#[test]
fn the_workspace_is_compared_when_it_is_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    for (year, output) in [(2022, "352.6"), (2023, "325.6"), (2024, "352.6")] {
        fs::write(folder.path().join(format!("{year}.txt")), yearly_report(year, output)).expect("written");
    }
    let mut params = pulling();
    merge(&mut params, audited(folder.path()));
    let (mut editor, result) = Editor::start(params);
    assert_eq!(result["capabilities"]["diagnosticProvider"]["interFileDependencies"], true);
    let report = editor.ask("workspace/diagnostic", json!({ "previousResultIds": [] })).expect("a report");
    let counts = |report: &Value| -> Vec<Option<usize>> {
        let items = report["items"].as_array().expect("an array").iter();
        items.map(|report| report["items"].as_array().map(Vec::len)).collect()
    };
    assert_eq!(counts(&report), [Some(0), Some(1), Some(0)]);
    // Another text of the first report: the editor is told to ask again, and files that were not written have new findings.
    let first = uri_of(&folder.path().join("2022.txt"));
    editor.open(&first, &yearly_report(2022, "325.6"));
    editor.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": first } })).expect("a report");
    editor.hear("workspace/diagnostic/refresh");
    let known = report["items"].as_array().expect("an array").iter();
    let known: Vec<Value> = known.map(|one| json!({ "uri": one["uri"], "value": one["resultId"] })).collect();
    let again = editor.ask("workspace/diagnostic", json!({ "previousResultIds": known })).expect("a report");
    assert_eq!(counts(&again), [Some(0), Some(1)], "2023 agrees now, 2024 does not");
    editor.leave();
}
