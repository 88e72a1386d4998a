//! How long an editor waits: the real server over its real standard input and output.
//!
//! `cargo bench --bench lsp_latency` types into a report of 35,000 characters, 20 edits a second for a minute, and then
//! checks a workspace of 1,000 reports while the typing goes on. It prints how long it took from a change to its
//! diagnostics, and the memory of the server. `-- --short` takes ten seconds; `--limit MS` fails if the 99th percentile
//! is above. Texts are made here; nothing is read but the folder that they are written to.

use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, ExitCode, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

const EDITS_PER_SECOND: u32 = 20;
const CHARACTERS: usize = 35_000;
const PATIENCE: Duration = Duration::from_secs(60);

struct Options {
    seconds: u32,
    reports: usize,
    /// Milliseconds that the 99th percentile may take.
    limit: Option<f64>,
}

fn main() -> ExitCode {
    let options = options();
    let mut slowest = typing(&options);
    slowest = slowest.max(workspace(&options));
    match options.limit {
        Some(limit) if slowest > limit => {
            println!("too slow: the 99th percentile is {slowest:.2} ms, the limit {limit} ms");
            ExitCode::FAILURE
        }
        _ => ExitCode::SUCCESS,
    }
}

fn options() -> Options {
    let mut options = Options { seconds: 60, reports: 1000, limit: None };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--short" => (options.seconds, options.reports) = (10, 200),
            "--limit" => options.limit = arguments.next().and_then(|limit| limit.parse().ok()),
            // What cargo adds.
            _ => {}
        }
    }
    options
}

/// Types into one long report; gives the 99th percentile.
fn typing(options: &Options) -> f64 {
    let mut random = Random(1);
    let text = report(&mut random, CHARACTERS);
    let mut editor = Editor::start(json!({}), None);
    let opened = Instant::now();
    editor.open("untitled:report", &text);
    editor.wait(|message| published(message, 1));
    println!("one report: {} characters, {} lines", text.chars().count(), text.lines().count());
    println!("  opened → diagnostics          {:.2} ms", milliseconds(opened.elapsed()));
    let mut pane = Pane::new(&text);
    let mut memory = Vec::new();
    let start = Instant::now();
    let mut latencies = Vec::new();
    let before = editor.processor_time();
    for edit in 0..options.seconds * EDITS_PER_SECOND {
        thread::sleep(
            (start + Duration::from_secs(1) * edit / EDITS_PER_SECOND).saturating_duration_since(Instant::now()),
        );
        let version = edit + 2;
        let change = pane.typed(&mut random);
        let sent = Instant::now();
        editor.change("untitled:report", version, change);
        let arrived = editor.wait(|message| published(message, version));
        latencies.push(arrived - sent);
        if edit % EDITS_PER_SECOND == 0 {
            memory.extend(editor.memory());
        }
    }
    let edits = latencies.len() as f64;
    let p99 = print("change → diagnostics", latencies);
    if let (Some(before), Some(after)) = (before, editor.processor_time()) {
        println!("  processor time                {:.2} ms an edit", (after - before) as f64 * 10.0 / edits);
    }
    let at = |share: usize| memory.get(memory.len().saturating_sub(1) * share / 4).copied().unwrap_or_default();
    println!("  memory                        {} KiB at first, {} after a quarter, {} at the end", at(0), at(1), at(4));
    editor.leave();
    p99
}

/// Checks a workspace while somebody types into one of its texts; gives the 99th percentile of the typing.
fn workspace(options: &Options) -> f64 {
    let folder = tempfile::tempdir().expect("a folder");
    let mut random = Random(2);
    let mut bytes = 0;
    for number in 0..options.reports {
        let text = report(&mut random, CHARACTERS / 3);
        bytes += text.len();
        fs::write(folder.path().join(format!("报告{number:04}.txt")), text).expect("a file");
    }
    println!("a workspace: {} reports, {:.1} MB", options.reports, bytes as f64 / 1e6);
    let pulls = json!({
        "textDocument": { "diagnostic": {} },
        "workspace": { "diagnostics": { "refreshSupport": true } },
    });
    let mut editor = Editor::start(pulls, Some(folder.path()));
    let text = report(&mut random, CHARACTERS);
    editor.open("untitled:report", &text);
    let mut pane = Pane::new(&text);
    let start = Instant::now();
    editor.ask(1_000_000, "workspace/diagnostic", json!({ "previousResultIds": [], "partialResultToken": "p" }));
    let (mut first, mut all) = (None, None);
    let (mut latencies, mut idle) = (Vec::new(), Vec::new());
    // For as long as the workspace takes, and a little longer.
    for edit in 0.. {
        thread::sleep(
            (start + Duration::from_secs(1) * edit / EDITS_PER_SECOND).saturating_duration_since(Instant::now()),
        );
        let version = edit + 2;
        let is_busy = all.is_none();
        let change = pane.typed(&mut random);
        let sent = Instant::now();
        editor.change("untitled:report", version, change);
        let id = 2_000_000 + edit;
        editor.ask(id, "textDocument/diagnostic", json!({ "textDocument": { "uri": "untitled:report" } }));
        let arrived = editor.wait(|message| message["id"] == id);
        if is_busy {
            latencies.push(arrived - sent)
        } else {
            idle.push(arrived - sent)
        }
        for (message, at) in editor.heard.drain(..) {
            let found = message["params"]["value"]["items"].as_array();
            let has_findings = found.is_some_and(|reports| {
                reports.iter().any(|report| report["items"].as_array().is_some_and(|items| !items.is_empty()))
            });
            if has_findings && first.is_none() {
                first = Some(at - start);
            }
            if message["id"] == 1_000_000 {
                all = Some(at - start);
            }
        }
        if idle.len() >= 20 || start.elapsed() > PATIENCE {
            break;
        }
    }
    let shown = |time: Option<Duration>| time.map_or("none".to_owned(), |time| format!("{:.0} ms", milliseconds(time)));
    println!("  first findings                {}", shown(first));
    println!("  all findings                  {}", shown(all));
    if let Some(memory) = editor.memory() {
        println!("  memory                        {memory} KiB");
    }
    let p99 = print("change → diagnostics, during", latencies);
    editor.leave();
    assert!(all.is_some(), "the workspace is checked");
    p99
}

fn published(message: &Value, version: u32) -> bool {
    message["method"] == "textDocument/publishDiagnostics" && message["params"]["version"] == version
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// Prints how the latencies are distributed; gives the 99th percentile.
fn print(what: &str, mut latencies: Vec<Duration>) -> f64 {
    latencies.sort();
    let at = |share: f64| {
        let index = ((latencies.len() as f64 * share).ceil() as usize).clamp(1, latencies.len().max(1)) - 1;
        latencies.get(index).copied().map_or(0.0, milliseconds)
    };
    let (p50, p99, max) = (at(0.5), at(0.99), at(1.0));
    println!("  {what:<30}p50 {p50:.2} ms, p99 {p99:.2} ms, max {max:.2} ms ({} edits)", latencies.len());
    p99
}

/// An editor, as far as the server can see.
struct Editor {
    server: Child,
    input: ChildStdin,
    messages: Receiver<(Value, Instant)>,
    /// Messages that came while another was waited for.
    heard: Vec<(Value, Instant)>,
}

impl Editor {
    fn start(capabilities: Value, folder: Option<&Path>) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_reformlint"));
        command.args(["lsp", "--stdio"]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut server = command.spawn().expect("the server starts");
        let (input, output) = (server.stdin.take().expect("a pipe"), server.stdout.take().expect("a pipe"));
        let (sender, messages) = channel();
        thread::spawn(move || {
            let mut output = BufReader::new(output);
            // The time that counts is when the message is there, not when it has been read.
            while let Ok((body, at)) = frame(&mut output) {
                let message = serde_json::from_slice(&body).expect("JSON");
                if sender.send((message, at)).is_err() {
                    break;
                }
            }
        });
        let mut editor = Self { server, input, messages, heard: Vec::new() };
        let folders = folder.map(|folder| {
            let uri = lsp_types::Uri::from_file_path(folder).expect("an absolute path").to_string();
            json!([{ "uri": uri, "name": "reports" }])
        });
        editor.ask(1, "initialize", json!({ "capabilities": capabilities, "workspaceFolders": folders }));
        editor.wait(|message| message["id"] == 1);
        editor.tell("initialized", json!({}));
        editor
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{body}", body.len()).expect("the server reads");
        self.input.flush().expect("the server reads");
    }

    fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    fn ask(&mut self, id: u32, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
    }

    fn open(&mut self, uri: &str, text: &str) {
        let item = json!({ "uri": uri, "languageId": "plaintext", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": item }));
    }

    fn change(&mut self, uri: &str, version: u32, change: Value) {
        let params = json!({ "textDocument": { "uri": uri, "version": version }, "contentChanges": [change] });
        self.tell("textDocument/didChange", params);
    }

    /// Waits for a message that `is_meant`; when it came.
    fn wait(&mut self, is_meant: impl Fn(&Value) -> bool) -> Instant {
        loop {
            match self.messages.recv_timeout(PATIENCE) {
                Ok((message, at)) if is_meant(&message) => return at,
                Ok(other) => self.heard.push(other),
                Err(RecvTimeoutError::Timeout) => panic!("the server does not answer"),
                Err(RecvTimeoutError::Disconnected) => panic!("the server has ended"),
            }
        }
    }

    /// Resident memory of the server in KiB, where the system tells.
    fn memory(&self) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.server.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.trim().trim_end_matches("kB").trim().parse().ok()
    }

    /// Processor time of the server so far, where the system tells, in hundredths of a second.
    fn processor_time(&self) -> Option<u64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.server.id())).ok()?;
        let fields = stat.rsplit_once(") ")?.1.split(' ').skip(11).take(2);
        fields.map(|field| field.parse::<u64>().ok()).sum()
    }

    fn leave(mut self) {
        self.ask(3_000_000, "shutdown", Value::Null);
        self.wait(|message| message["id"] == 3_000_000);
        self.tell("exit", Value::Null);
        let status = self.server.wait().expect("a process");
        assert!(status.success(), "the server ends well");
    }
}

/// The next message and when its last byte came.
fn frame(output: &mut impl BufRead) -> io::Result<(Vec<u8>, Instant)> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        match line.trim_end().strip_prefix("Content-Length: ") {
            Some(value) => length = value.parse().map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?,
            None if line == "\r\n" => break,
            None => {}
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body)?;
    Ok((body, Instant::now()))
}

/// The text that is typed into: how long each line is, in UTF-16 units.
struct Pane {
    lines: Vec<u32>,
    /// What was typed last and will be taken out again.
    typed: Option<(u32, u32, u32)>,
}

impl Pane {
    fn new(text: &str) -> Self {
        Self { lines: text.lines().map(|line| line.encode_utf16().count() as u32).collect(), typed: None }
    }

    /// An edit as an editor sends it: something is typed somewhere, and taken out again the next time, so that the text
    /// stays as long as it is.
    fn typed(&mut self, random: &mut Random) -> Value {
        let (line, start, end, new) = match self.typed.take() {
            Some((line, start, end)) => (line, start, end, ""),
            None => {
                let words = ["3", "增长", "，其中", "2023年2月30日", "5.2%", "甲、乙、丙4项"];
                let new = words[random.below(words.len())];
                let line = random.below(self.lines.len());
                let start = random.below(self.lines[line] as usize + 1) as u32;
                self.typed = Some((line as u32, start, start + new.encode_utf16().count() as u32));
                (line as u32, start, start, new)
            }
        };
        let at = |character: u32| json!({ "line": line, "character": character });
        json!({ "range": { "start": at(start), "end": at(end) }, "text": new })
    }
}

/// xorshift: the same texts and edits each time.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % end.max(1) as u64) as usize
    }
}

/// A report of at least so many characters, in paragraphs of 300 to 1,400, with numbers, dates, lists and now and then
/// one that is wrong.
fn report(random: &mut Random, characters: usize) -> String {
    let mut text = String::from("某县年度工作报告\n");
    let mut length = 9;
    let mut section = 0;
    while length < characters {
        section += 1;
        let heading = format!("{section}．工作情况\n");
        length += heading.chars().count();
        text.push_str(&heading);
        let wanted = 300 + random.below(1100);
        let mut written = 0;
        while written < wanted {
            let sentence = sentence(random);
            written += sentence.chars().count();
            text.push_str(&sentence);
        }
        text.push('\n');
        length += written + 1;
    }
    text
}

fn sentence(random: &mut Random) -> String {
    let tens = |random: &mut Random, above: usize| (random.below(900) + 100, random.below(10), above + random.below(9));
    let (whole, tenth, percent) = tens(random, 1);
    match random.below(8) {
        0 => format!("全年完成固定资产投资{whole}.{tenth}亿元，增长{percent}.{tenth}%。"),
        1 => format!("新建农村公路{whole}公里，改造危桥{percent}座，受益群众{tenth}.{percent}万人。"),
        2 => {
            let (from, step) = (50 + random.below(20), 1 + random.below(9));
            format!("污水处理率由{from}.{tenth}%提高到{}.{tenth}%，提高{step}个百分点。", from + step)
        }
        3 => "深入推进便民、利民、惠民、安民4项行动，群众办事更加方便。".to_owned(),
        4 => format!("{}年{}月{}日召开推进会，部署下一阶段任务。", 2015 + tenth, 1 + tenth, 1 + random.below(28)),
        5 => format!("三次产业增加值分别为{percent}亿元、{whole}亿元、{}亿元。", whole + percent),
        6 if random.below(12) == 0 => format!("上述工作于{}年2月30日前完成。", 2015 + tenth),
        _ => "坚持稳中求进，统筹发展和安全，各项工作取得新的进展，人民生活持续改善。".to_owned(),
    }
}
