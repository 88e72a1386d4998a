//! Text that was read in a wrong encoding several times over and lost characters on the way. No chain leads back, since
//! bytes are missing, and no lattice, since what one step back gives is no language. But it has the form of UTF-8 again:
//! layer by layer is taken off as far as its bytes go, until something reads well. Takes stretches of signs that nothing
//! else explains; gives one run for each, and says that nothing can be read where nothing can.

use super::lossy::{self, Doubt, Losses};
use super::torn;
use super::{Chain, Charset, Decoder, File, Misreading, Mojibake, SIGNS, SignClusters};
use crate::char_class::is_han;
use crate::damage::certainty::Certainty;
use crate::damage::character_model::likelihood;
use crate::span::Span;

/// log10 of how much more probable a stretch is as bytes of UTF-8, where nothing else speaks for it: some 24 bytes that all fit.
const NAMED: f64 = 9.0;

/// Share of what is beyond ASCII in a layer that must read well, and the mean log10 probability of what does.
const READ: f64 = 0.5;
const READS: f64 = -4.0;

/// The stretch of signs at `span`, with the runs in it, if they explain little of it, or if a chain of several misreadings
/// explains some of its signs and leaves others.
pub(super) fn left(text: &str, runs: &[Mojibake], span: Span) -> Option<Span> {
    let next = runs.partition_point(|run| run.span.end <= span.start);
    let inside = runs.get(next..).unwrap_or_default();
    let inside = inside.get(..inside.partition_point(|run| run.span.start < span.end)).unwrap_or_default();
    let has_signs = |start: u32, end: u32| {
        text.get(Span { start, end }.range()).is_some_and(|gap| gap.contains(|c| SIGNS.holds(c)))
    };
    let ends = [span.start].into_iter().chain(inside.iter().map(|run| run.span.end));
    let starts = inside.iter().map(|run| run.span.start).chain([span.end]);
    let is_some_left =
        inside.iter().any(|run| run.chain.len() > 1) && ends.zip(starts).any(|(start, end)| has_signs(start, end));
    let is_left = is_some_left || !lossy::is_restored(runs, span);
    is_left.then(|| inside.iter().fold(span, |span, run| span.to(run.span)))
}

/// What the stretch `span` was, several misreadings ago.
pub(super) fn read(text: &str, span: Span) -> Option<Mojibake> {
    let (span, mut read_as) = torn::of_layers(text, span, NAMED)?;
    let mut layer = text.get(span.range())?.to_owned();
    // Where each byte was a letter, Han was never misread.
    if read_as.is_single_byte() && layer.contains(is_han) {
        return None;
    }
    let mut steps = Vec::new();
    for _ in 1..Chain::LONGEST {
        layer = taken_off(&layer, read_as);
        steps.push(Misreading { written_in: Charset::Utf8, read_as });
        let runs = runs_of(&layer);
        if is_read(&layer, &runs) {
            return Some(restored(span, &steps, &layer, runs));
        }
        match torn::form_proved(&layer, NAMED) {
            Some(next) => read_as = next,
            None => break,
        }
    }
    // One misreading that nothing else makes anything of may be chance; two that prove themselves are none.
    Some(Mojibake::unreadable(span, &steps)).filter(|_| steps.len() > 1)
}

/// One step back: the bytes of `layer` in what they were read as, and of these what is UTF-8. What is not, marks of loss
/// among it, is one U+FFFD.
fn taken_off(layer: &str, read_as: Charset) -> String {
    /// No byte of UTF-8.
    const LOST: u8 = 0xFF;
    let mut bytes = Vec::with_capacity(layer.len());
    for c in layer.chars() {
        match read_as.bytes_of(c) {
            Some(known) if c != '?' && c != char::REPLACEMENT_CHARACTER => bytes.extend_from_slice(known.as_slice()),
            _ => bytes.push(LOST),
        }
    }
    let mut text = String::with_capacity(bytes.len());
    for c in String::from_utf8_lossy(&bytes).chars() {
        if c != char::REPLACEMENT_CHARACTER || !text.ends_with(c) {
            text.push(c);
        }
    }
    text
}

/// The runs of a layer, each of them one misreading or a chain without losses.
fn runs_of(layer: &str) -> Vec<Mojibake> {
    let mut signs = SignClusters::default();
    let mut marks = Vec::new();
    for (at, c) in layer.char_indices() {
        if SIGNS.holds(c) {
            signs.see(at, at + c.len_utf8());
        }
        if c == char::REPLACEMENT_CHARACTER {
            marks.push(Span::new(at, at + c.len_utf8()));
        }
    }
    signs.find_runs(layer, marks.into_iter(), File::default()).0
}

/// True if most of a layer is read, and reads well.
fn is_read(layer: &str, runs: &[Mojibake]) -> bool {
    let beyond_ascii = |text: &str| text.bytes().filter(|byte| !byte.is_ascii()).count();
    let reads = |run: &&Mojibake| likelihood(&run.repaired.replace(char::REPLACEMENT_CHARACTER, "")).mean() > READS;
    let read = runs.iter().filter(reads).filter_map(|run| layer.get(run.span.range())).map(beyond_ascii);
    let read: usize = read.sum();
    read > 0 && read as f64 >= READ * beyond_ascii(layer) as f64
}

/// The stretch as its runs give it. Between them ASCII stays, and everything else is lost.
fn restored(span: Span, steps: &[Misreading], layer: &str, runs: Vec<Mojibake>) -> Mojibake {
    let longest = runs.iter().max_by_key(|run| run.span.len());
    let inner = longest.map(|run| run.chain).unwrap_or_default();
    let decoder = longest.and_then(|run| run.losses.as_ref()).map_or(Decoder::Gb18030, |losses| losses.decoder);
    let mut text = Restored::default();
    let mut done = 0;
    let mut han = 0;
    for run in runs {
        text.between(layer.get(done..run.span.start as usize).unwrap_or_default());
        done = run.span.end as usize;
        han += run.han;
        text.run(run);
    }
    text.between(layer.get(done..).unwrap_or_default());
    Mojibake {
        span,
        repaired: text.text,
        chain: steps.iter().copied().chain(inner.steps()).fold(Chain::default(), Chain::then),
        han,
        proved: false,
        losses: Some(Box::new(Losses { decoder, doubtful: text.doubtful })),
    }
}

/// A text as it is put together, and what in it is not sure.
#[derive(Default)]
struct Restored {
    text: String,
    doubtful: Vec<Doubt>,
}

impl Restored {
    /// A mark of loss in a layer is not what a decoder left there: what it hides is never better than a guess.
    fn run(&mut self, run: Mojibake) {
        let start = self.text.len();
        self.text.push_str(&run.repaired);
        let theirs = run.losses.map(|losses| losses.doubtful).unwrap_or_default();
        self.doubtful.extend(theirs.into_iter().map(|doubt| doubt.behind(start).at_best(Certainty::Guess)));
    }

    fn between(&mut self, gap: &str) {
        for c in gap.chars() {
            if c.is_ascii() {
                self.text.push(c);
            } else if !self.text.ends_with(char::REPLACEMENT_CHARACTER) {
                let start = self.text.len();
                self.text.push(char::REPLACEMENT_CHARACTER);
                self.doubtful.push(Doubt::new(Span::new(start, self.text.len()), Certainty::Lost));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::damage::scan::scan;

    const TEXT: &str =
        "各乡镇要继续推进农村改革，全面落实帮扶政策。坚决守住耕地红线，持续增加农民收入。全县粮食生产再获丰收。";

    fn misread(times: usize, decoder: Decoder) -> String {
        (0..times).fold(TEXT.to_owned(), |text, _| decoder.decode(Charset::Gbk, text.as_bytes()))
    }

    /// Of two misreadings with losses most comes back, and nothing of it wrong unless it is marked.
    #[test]
    fn two_layers_with_losses() {
        for decoder in [Decoder::Python, Decoder::Gb18030, Decoder::Windows] {
            let damaged = misread(2, decoder);
            let runs = scan(&format!("摘要：{damaged}\n完")).mojibake;
            let [run] = runs.as_slice() else { panic!("{decoder:?} {damaged} {runs:?}") };
            assert_eq!(run.chain.accidents().count(), 2, "{run:?}");
            let sure = run.repaired.chars().filter(|c| TEXT.contains(*c)).count();
            assert!(sure * 2 > TEXT.chars().count(), "{decoder:?} {}", run.repaired);
        }
    }

    /// Letters of Windows-1252 are two bytes of UTF-8 each, and the five bytes that it lacks are lost every time.
    #[test]
    fn layers_of_letters() {
        let once = Decoder::Python.decode(Charset::Windows1252, TEXT.as_bytes());
        let twice = Decoder::Python.decode(Charset::Windows1252, once.as_bytes());
        let runs = scan(&twice).mojibake;
        let [run] = runs.as_slice() else { panic!("{twice} {runs:?}") };
        assert_eq!(run.chain.accidents().count(), 2, "{run:?}");
        let sure = run.repaired.chars().filter(|c| TEXT.contains(*c)).count();
        assert!(sure * 2 > TEXT.chars().count(), "{}", run.repaired);
    }

    /// After three and more nothing can be read, and it is said all the same.
    #[test]
    fn layers_that_cannot_be_read_are_named() {
        for times in 3..6 {
            let damaged = misread(times, Decoder::Gb18030).replace(char::REPLACEMENT_CHARACTER, "");
            let runs = scan(&damaged).mojibake;
            assert!(!runs.is_empty(), "{times} {damaged}");
            assert!(runs.iter().all(|run| run.chain.accidents().count() > 1), "{times} {runs:?}");
        }
    }

    #[test]
    fn rare_characters_are_no_layers() {
        for text in [
            "麒麟、瀘州、龔翀、蒯鑫、鄔桓、鍾馗、璩翊、郤缺、酈食其、闞澤、鈹、鍶、釔、鋯、鈮、鉬、鎝、釕、銠、鈀、鎘、銦",
            "鯽魚、鯪魚、鱅魚、鰱魚、鱖魚、鱸魚、鱘魚、鰻鱺、鯧魚、鱔魚、鮎魚、鱒魚、鯰魚、鰣魚、鱭魚、鰤魚、鯛魚、鱈魚",
        ] {
            assert_eq!(scan(text).mojibake, [], "{text}");
        }
    }
}
