//! The file as a whole: it is in another encoding than UTF-8. Everything else is checked in its decoded text.

use serde_json::Value;

use crate::checks::{Context, Report};
use crate::finding::Message;
use crate::source::Origin;
use crate::span::Span;

/// Below this the encoding is called likely and not stated.
const CERTAIN: f32 = 0.95;

/// See `rules/encoding/not-utf8.toml`.
pub fn check(cx: &Context, report: &mut Report) {
    let document = cx.document;
    let encoding = document.encoding_name();
    if encoding == encoding_rs::UTF_8.name() || document.origin() == Origin::Declared {
        return;
    }
    let confidence = document.confidence();
    let finding = report.at(Span::default());
    finding.whole_file().arg("encoding", encoding).evidence("encoding", encoding);
    if document.origin() == Origin::ByteOrderMark {
        finding.text("marked").evidence("byte_order_mark", true);
    } else {
        let percent = format!("{:.1}%", (confidence * 1000.0).floor() / 10.0);
        finding.arg("confidence", percent).evidence("confidence", rounded(confidence));
        if confidence < CERTAIN {
            finding.text("likely");
        }
    }
    if document.holes().is_empty() {
        finding.note(Message::new("complete"));
    }
}

/// Three decimal places, as a number of JSON.
fn rounded(confidence: f32) -> Value {
    Value::from((f64::from(confidence) * 1000.0).round() / 1000.0)
}
