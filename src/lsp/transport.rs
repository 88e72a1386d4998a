//! Messages over a pair of byte streams, each behind a header that says how long it is. Takes what an editor writes,
//! whatever that is: what is no JSON, or no message, costs one error response, and the next message is read. Only a
//! header without a length ends the connection, for nobody knows where the next message starts. Knows no method.

use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use lsp_server::{Connection, ErrorCode, Message};
use serde::Serialize;
use serde_json::{Value, json};

use crate::lsp::main_loop::{Ended, serve};

/// Bytes of a header line, at most.
const LONGEST_HEADER_LINE: u64 = 8 << 10;

/// Bytes that are reserved for a message before any of it has been read.
const FIRST_CAPACITY: u64 = 64 << 10;

/// After this notification an editor says nothing more.
const EXIT: &str = "exit";

/// Serves the editor that writes to `input` and reads from `output`, until it leaves.
///
/// # Errors
/// A header that cannot be read, or a message that is cut off.
pub fn serve_streams(input: impl Read + Send + 'static, output: impl Write + Send + 'static) -> io::Result<Ended> {
    let (editor, server) = Connection::memory();
    let Connection { sender, receiver } = editor;
    let output = Output { stream: Arc::new(Mutex::new(BufWriter::new(output))) };
    let refusals = output.clone();
    let writer = thread::Builder::new().name("writer".to_owned()).spawn(move || {
        for message in receiver {
            output.write(&message);
        }
    })?;
    let reader = thread::Builder::new().name("reader".to_owned()).spawn(move || {
        let mut input = BufReader::new(input);
        while let Some(body) = frame(&mut input)? {
            match message(&body) {
                Ok(message) => {
                    let is_last = matches!(&message, Message::Notification(said) if said.method == EXIT);
                    if sender.send(message).is_err() || is_last {
                        break;
                    }
                }
                Err(refusal) => refusals.write(&refusal),
            }
        }
        Ok(())
    })?;
    let ended = serve(server);
    let read = reader.join().unwrap_or_else(|_| Err(io::Error::other("the reader has failed")));
    drop(writer.join());
    read.map(|()| ended)
}

/// Where messages are written, one at a time.
struct Output<W: Write> {
    stream: Arc<Mutex<BufWriter<W>>>,
}

impl<W: Write> Clone for Output<W> {
    fn clone(&self) -> Self {
        Self { stream: Arc::clone(&self.stream) }
    }
}

/// A message with what every message has.
#[derive(Serialize)]
struct Versioned<'a, T> {
    jsonrpc: &'static str,
    #[serde(flatten)]
    message: &'a T,
}

impl<W: Write> Output<W> {
    /// Writes a message. An editor that no longer reads is gone, and the end of what it writes says so.
    fn write(&self, message: &impl Serialize) {
        let Ok(body) = serde_json::to_vec(&Versioned { jsonrpc: "2.0", message }) else { return };
        let mut stream = self.stream.lock().unwrap_or_else(PoisonError::into_inner);
        let written = write!(stream, "Content-Length: {}\r\n\r\n", body.len())
            .and_then(|()| stream.write_all(&body))
            .and_then(|()| stream.flush());
        drop(written);
    }
}

/// The bytes of the next message; none at the end of the input.
fn frame(input: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut length = None;
    let mut is_first = true;
    loop {
        let mut line = Vec::new();
        input.by_ref().take(LONGEST_HEADER_LINE).read_until(b'\n', &mut line)?;
        if line.is_empty() && is_first {
            return Ok(None);
        }
        is_first = false;
        let Some(line) = line.strip_suffix(b"\n") else { return Err(broken("the header does not end")) };
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            break;
        }
        let text = str::from_utf8(line).map_err(|_| broken("the header is no text"))?;
        let (name, value) = text.split_once(':').ok_or_else(|| broken("a header line without a colon"))?;
        if name.trim().eq_ignore_ascii_case("Content-Length") {
            length = Some(value.trim().parse::<u64>().map_err(|_| broken("Content-Length is no number"))?);
        }
    }
    let length = length.ok_or_else(|| broken("no Content-Length"))?;
    let mut body = Vec::with_capacity(length.min(FIRST_CAPACITY) as usize);
    input.take(length).read_to_end(&mut body)?;
    if (body.len() as u64) < length { Err(broken("the message is cut off")) } else { Ok(Some(body)) }
}

fn broken(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

/// The message in `body`, or the response that says why there is none.
fn message(body: &[u8]) -> Result<Message, Value> {
    let refusal = |code: ErrorCode, reason: String, id: Value| json!({ "id": id, "error": { "code": code as i32, "message": reason } });
    let value: Value =
        serde_json::from_slice(body).map_err(|error| refusal(ErrorCode::ParseError, error.to_string(), Value::Null))?;
    // Only of a request one can say which it was.
    let id = value.get("id").filter(|_| value.get("method").is_some()).cloned();
    match serde_json::from_value(value) {
        // With an id that is none, a request looks like a notification, but somebody waits for an answer.
        Ok(message) if id.is_none() || matches!(message, Message::Request(_)) => Ok(message),
        _ => Err(refusal(ErrorCode::InvalidRequest, "no message of JSON-RPC".to_owned(), id.unwrap_or_default())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bodies(mut input: &[u8]) -> Vec<Result<String, String>> {
        let mut bodies = Vec::new();
        loop {
            match frame(&mut input) {
                Ok(Some(body)) => bodies.push(Ok(String::from_utf8_lossy(&body).into_owned())),
                Ok(None) => return bodies,
                Err(error) => {
                    bodies.push(Err(error.to_string()));
                    return bodies;
                }
            }
        }
    }

    #[test]
    fn headers_say_how_long_a_message_is() {
        let two = "Content-Length: 3\r\n\r\n字content-type: x\r\ncontent-length:2\n\n{}";
        assert_eq!(bodies(two.as_bytes()), [Ok("字".to_owned()), Ok("{}".to_owned())]);
        for broken in
            ["Content-Length: 3\r\n\r\n{}", "Content-Length", "\r\n\r\n", "x\r\n", "Content-Length: x\r\n\r\n"]
        {
            assert!(matches!(&bodies(broken.as_bytes())[..], [Err(_)]), "{broken:?}");
        }
        assert!(matches!(&bodies(&vec![b'a'; 1 << 20])[..], [Err(_)]));
    }

    #[test]
    fn what_is_no_message_is_refused() {
        let refused = |body: &str| message(body.as_bytes()).err().map(|refusal| refusal["error"]["code"].clone());
        assert_eq!(refused(r#"{"jsonrpc":"2.0","id":1,"method":"x"}"#), None);
        for (body, code) in [("{", -32700), ("\u{7}", -32700), ("[]", -32600), ("1", -32600), (r#"{"id":1}"#, -32600)] {
            assert_eq!(refused(body), Some(json!(code)), "{body}");
        }
        let refusal = message(br#"{"id":1.5,"method":"x"}"#).expect_err("an id that is none");
        assert_eq!(refusal["id"], json!(1.5));
    }

    #[test]
    fn deep_nesting_is_refused() {
        let deep = "[".repeat(1 << 20);
        assert!(message(deep.as_bytes()).is_err());
    }
}
