//! Messages over a pair of byte streams, each behind a header that says how long it is. Takes what an editor writes,
//! whatever that is: what is no JSON, or no message, costs one error response, and the next message is read. Only a
//! header without a length ends the connection, for nobody knows where the next message starts. Knows no method.

use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::sync::mpsc::channel;
use std::thread;

use lsp_server::{ErrorCode, Message, ResponseError};
use serde_json::Value;

use crate::lsp::client::refusal;
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
    let (to_editor, outgoing) = channel::<Vec<u8>>();
    let (to_server, incoming) = channel();
    let refusals = to_editor.clone();
    let writer = thread::Builder::new().name("writer".to_owned()).spawn(move || {
        let mut output = BufWriter::new(output);
        // An editor that no longer reads is gone, and the end of what it writes says so.
        outgoing.iter().for_each(|body| drop(write(&mut output, &body)));
    })?;
    let reader = thread::Builder::new().name("reader".to_owned()).spawn(move || {
        let mut input = BufReader::new(input);
        while let Some(body) = frame(&mut input)? {
            match message(&body) {
                Ok(message) => {
                    let is_last = matches!(&message, Message::Notification(said) if said.method == EXIT);
                    if to_server.send(message).is_err() || is_last {
                        break;
                    }
                }
                Err(refusal) => drop(refusals.send(refusal)),
            }
        }
        Ok(())
    })?;
    let ended = serve(&incoming, move |body| drop(to_editor.send(body)));
    // The reader may be waiting for more than there will be.
    drop(incoming);
    let read = reader.join().unwrap_or_else(|_| Err(io::Error::other("the reader has failed")));
    drop(writer.join());
    read.map(|()| ended)
}

/// Writes a message.
fn write(output: &mut impl Write, body: &[u8]) -> io::Result<()> {
    write!(output, "Content-Length: {}\r\n\r\n", body.len())?;
    output.write_all(body)?;
    output.flush()
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
fn message(body: &[u8]) -> Result<Message, Vec<u8>> {
    let refused = |code: ErrorCode, message: String, id: &Value| {
        refusal(id, ResponseError { code: code as i32, message, data: None })
    };
    let value: Value = serde_json::from_slice(body)
        .map_err(|error| refused(ErrorCode::ParseError, error.to_string(), &Value::Null))?;
    // Only of a request one can say which it was.
    let id = value.get("id").filter(|_| value.get("method").is_some()).cloned();
    match serde_json::from_value(value) {
        // With an id that is none, a request looks like a notification, but somebody waits for an answer.
        Ok(message) if id.is_none() || matches!(message, Message::Request(_)) => Ok(message),
        _ => Err(refused(ErrorCode::InvalidRequest, "no message of JSON-RPC".to_owned(), &id.unwrap_or_default())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

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
        let refusal = |body: &str| {
            let body = message(body.as_bytes()).err()?;
            serde_json::from_slice::<Value>(&body).ok()
        };
        let refused = |body: &str| refusal(body).map(|refusal| refusal["error"]["code"].clone());
        assert_eq!(refused(r#"{"jsonrpc":"2.0","id":1,"method":"x"}"#), None);
        for (body, code) in [("{", -32700), ("\u{7}", -32700), ("[]", -32600), ("1", -32600), (r#"{"id":1}"#, -32600)] {
            assert_eq!(refused(body), Some(json!(code)), "{body}");
        }
        let refusal = refusal(r#"{"id":1.5,"method":"x"}"#).expect("an id that is none");
        assert_eq!(refusal["id"], json!(1.5));
    }

    #[test]
    fn deep_nesting_is_refused() {
        let deep = "[".repeat(1 << 20);
        assert!(message(deep.as_bytes()).is_err());
    }
}
