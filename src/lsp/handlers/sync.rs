//! Open texts: opened, changed, saved, closed.

use lsp_types::{
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams,
    PublishDiagnosticsNotification, PublishDiagnosticsParams, TextDocumentContentChangeEvent,
};

use crate::lsp::buffer::Buffer;
use crate::lsp::from_proto;
use crate::lsp::state::State;

/// A text is open: from now on it wins over the disk.
pub fn opened(state: &mut State, params: DidOpenTextDocumentParams) {
    let item = params.text_document;
    let (path, is_file) = from_proto::path_or_name(&item.uri, &item.language_id, state.folder());
    state.buffers.insert(item.uri, Buffer::new(path, is_file, item.version, item.text));
}

/// A text was edited. The edits follow each other: each one's places are those after the one before.
pub fn changed(state: &mut State, params: DidChangeTextDocumentParams) {
    let unit = state.abilities.unit;
    let Some(buffer) = state.buffers.get_mut(&params.text_document.text_document_identifier.uri) else { return };
    buffer.version = params.text_document.version;
    buffer.is_changed();
    for change in params.content_changes {
        match change {
            TextDocumentContentChangeEvent::TextDocumentContentChangePartial(part) => {
                let (start, end) = (from_proto::place(part.range.start), from_proto::place(part.range.end));
                buffer.replace(start, end, unit, &part.text);
            }
            TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(whole) => {
                buffer.replace_all(whole.text);
            }
        }
    }
}

/// A text was saved: the bytes of its file are new.
pub fn saved(state: &mut State, params: DidSaveTextDocumentParams) {
    if let Some(buffer) = state.buffers.get_mut(&params.text_document.uri) {
        buffer.is_saved();
    }
}

/// A text is closed: nothing is said about it any more.
pub fn closed(state: &mut State, params: DidCloseTextDocumentParams) {
    let uri = params.text_document.uri;
    let Some(buffer) = state.buffers.remove(&uri) else { return };
    state.read_again(buffer.path);
    if !state.abilities.pulls {
        let params = PublishDiagnosticsParams { uri, version: None, diagnostics: Vec::new() };
        state.client.notify::<PublishDiagnosticsNotification>(params);
    }
}
