//! Control characters that no text needs, and line ends that do not agree.

use crate::checks::encoding::place;
use crate::checks::{Context, Report};
use crate::damage::SuspectKind;
use crate::finding::{Applicability, Edit, Fix, Message, Severity};
use crate::span::Span;

/// Bytes between two control characters of one accident: a UTF-16 text read as single bytes has NUL after every letter.
const SAME_ACCIDENT: usize = 4;

/// See `rules/encoding/control-character.toml`.
pub fn check(cx: &Context, report: &mut Report) {
    for group in place::within(cx.damage.of(SuspectKind::Control), SAME_ACCIDENT) {
        control_characters(cx, &group, report);
    }
    let lines = LineEnds::of(cx);
    lone_carriage_returns(cx, &lines, report);
    mixed_line_ends(cx, &lines, report);
}

/// What a group of control characters is.
enum Meaning {
    /// `\u{1B}[31m`: orders to a terminal.
    Escape,
    /// A page break.
    FormFeed,
    /// Vertical tab (a line break of word processors), NEL, U+2028, U+2029.
    LineSeparator,
    /// Bytes 80–9F of Windows-1252 read as Latin-1: what they were.
    Western(String),
    /// Anything else.
    Stray,
}

fn control_characters(cx: &Context, group: &[Span], report: &mut Report) {
    let text = cx.document.text();
    let Some(first) = group.first() else { return };
    let written: String = group.iter().map(|span| &text[span.range()]).collect();
    let controls: String = written.chars().filter(|c| crate::char_class::class(*c) == CONTROL).collect();
    let meaning = meaning(&written);
    let finding = report.at(*first);
    finding.arg("characters", place::code_points(&controls)).arg("count", controls.chars().count());
    finding.evidence("characters", place::code_points(&controls));
    match meaning {
        Meaning::Escape => finding.text("escape"),
        Meaning::FormFeed => finding.text("form-feed").severity(Severity::Info),
        Meaning::LineSeparator => finding.text("line-separator").severity(Severity::Warning),
        Meaning::Western(ref original) => finding.text("western").arg("original", original),
        Meaning::Stray => finding,
    };
    match meaning {
        Meaning::FormFeed => {}
        Meaning::LineSeparator => {
            let edits = group.iter().map(|span| Edit { span: *span, text: "\n".repeat(lines_in(text, *span)) });
            let title = Message::new("break");
            finding.fix(Fix { title, applicability: Applicability::Safe, edits: edits.collect() });
        }
        Meaning::Western(original) => {
            if let [only] = group {
                let title = Message::new("restore").arg("original", &original);
                finding.fix(Fix::replace(title, Applicability::Unsafe, *only, original));
            }
        }
        Meaning::Escape | Meaning::Stray => {
            let free = |span: &&Span| !place::is_between_digits(text, **span) && !may_be_a_byte(text, **span);
            let edits: Vec<Edit> =
                group.iter().filter(free).map(|span| Edit { span: *span, text: String::new() }).collect();
            if group.iter().any(|span| may_be_a_byte(text, *span)) {
                finding.note(Message::new("bytes"));
            } else if edits.len() < group.len() {
                finding.note(Message::new("between-digits"));
            }
            if !edits.is_empty() {
                finding.fix(Fix { title: Message::new("delete"), applicability: Applicability::Safe, edits });
            }
        }
    }
    place::relate(finding, group);
}

/// `å°\u{8F}`: a control character of ISO 8859-1 beside a letter or sign of it is a byte of a character that was read wrongly. Without
/// it that is lost.
fn may_be_a_byte(text: &str, span: Span) -> bool {
    let is_byte = |c: char| matches!(c, '\u{A0}'..='ÿ');
    let before = text[..span.start as usize].ends_with(is_byte);
    let after = text[span.end as usize..].starts_with(is_byte);
    text[span.range()].chars().all(|c| matches!(c, '\u{80}'..='\u{9F}')) && (before || after)
}

const CONTROL: crate::char_class::Class = crate::char_class::Class::Control;

fn meaning(written: &str) -> Meaning {
    if written.contains("\u{1B}[") || written.contains("\u{1B}]") {
        Meaning::Escape
    } else if written.chars().all(|c| c == '\u{C}') {
        Meaning::FormFeed
    } else if written.chars().all(|c| matches!(c, '\u{B}' | '\u{85}' | '\u{2028}' | '\u{2029}')) {
        Meaning::LineSeparator
    } else {
        written.chars().map(western).collect::<Option<String>>().map_or(Meaning::Stray, Meaning::Western)
    }
}

/// What a byte 80–9F, read as a control character, is in Windows-1252.
fn western(c: char) -> Option<char> {
    let byte = u8::try_from(c as u32).ok().filter(|byte| (0x80..0xA0).contains(byte))?;
    let bytes = [byte];
    encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes).0.chars().next().filter(|c| !c.is_control())
}

/// U+2029 ends a paragraph, the others a line; a run of them is as many line ends.
fn lines_in(text: &str, span: Span) -> usize {
    text[span.range()].chars().count()
}

/// How the lines of a text end.
struct LineEnds {
    windows: usize,
    /// `\n` without `\r`.
    unix: usize,
    lone_carriage_returns: Vec<Span>,
}

impl LineEnds {
    /// Counts; a text without a carriage return is not read at all.
    fn of(cx: &Context) -> Self {
        let windows = cx.damage.windows_line_ends as usize;
        let lone_carriage_returns: Vec<Span> = cx.damage.of(SuspectKind::LoneCarriageReturn).collect();
        let counts = windows > 0 || !lone_carriage_returns.is_empty();
        let all = if counts { memchr::memchr_iter(b'\n', cx.document.text().as_bytes()).count() } else { 0 };
        Self { windows, unix: all.saturating_sub(windows), lone_carriage_returns }
    }

    /// The line end that most lines have.
    fn usual(&self) -> &'static str {
        if self.windows > self.unix { "\r\n" } else { "\n" }
    }
}

fn lone_carriage_returns(cx: &Context, lines: &LineEnds, report: &mut Report) {
    let Some(first) = lines.lone_carriage_returns.first() else { return };
    let finding = report.at(*first);
    finding.arg("count", lines.lone_carriage_returns.len());
    finding.evidence("count", lines.lone_carriage_returns.len());
    if lines.windows == 0 && lines.unix == 0 {
        finding.text("old-macintosh").severity(Severity::Info);
    } else {
        finding.text("carriage-return").severity(Severity::Warning);
        place::relate(finding, &lines.lone_carriage_returns);
    }
    let text = cx.document.text();
    // `\r\r\n`: the conversion to Windows line ends ran twice.
    let doubled = |span: &Span| text[span.end as usize..].starts_with(['\r', '\n']);
    let edits = lines.lone_carriage_returns.iter().map(|span| {
        let end = if doubled(span) && lines.windows > 0 { "" } else { lines.usual() };
        Edit { span: *span, text: end.to_owned() }
    });
    finding.fix(Fix { title: Message::new("break"), applicability: Applicability::Safe, edits: edits.collect() });
}

fn mixed_line_ends(cx: &Context, lines: &LineEnds, report: &mut Report) {
    if lines.windows == 0 || lines.unix == 0 {
        return;
    }
    let text = cx.document.text();
    let windows_is_usual = lines.usual() == "\r\n";
    let mut odd = memchr::memchr_iter(b'\n', text.as_bytes()).filter_map(|at| {
        let windows = at > 0 && text.as_bytes()[at - 1] == b'\r';
        (windows != windows_is_usual).then(|| if windows { Span::new(at - 1, at + 1) } else { Span::new(at, at + 1) })
    });
    let Some(first) = odd.next() else { return };
    let edits = std::iter::once(first).chain(odd).map(|span| Edit { span, text: lines.usual().to_owned() }).collect();
    let finding = report.at(first);
    finding.text("mixed").severity(Severity::Info).arg("windows", lines.windows).arg("unix", lines.unix);
    finding.evidence("windows", lines.windows).evidence("unix", lines.unix);
    finding.fix(Fix { title: Message::new("unify"), applicability: Applicability::Unsafe, edits });
}
