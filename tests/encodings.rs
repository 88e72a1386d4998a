//! The encoding of whole files and of fragments of four characters is found without being told. The same is measured on
//! `../shared/corpus` where it is there, on the files that the character model has not counted.

mod support;

use std::fs;
use std::path::Path;

use encoding_rs::{BIG5, Encoding, GB18030, UTF_16BE, UTF_16LE};
use reformlint::source::{Document, ReadOptions};

/// Share of fragments that must be read as they were written.
const FRAGMENTS_READ: f64 = 0.99;

/// How many fragments of a text are tried, evenly spread.
const FRAGMENTS_A_TEXT: usize = 120;

/// Texts found in their encoding.
#[derive(Default)]
struct Tally {
    files: (usize, usize),
    fragments: (usize, usize),
    missed: Vec<String>,
}

impl Tally {
    fn add(&mut self, text: &str, encoding: &'static Encoding) {
        if let Some(bytes) = encode(text, encoding) {
            self.files.0 += usize::from(is_read_as(bytes, text));
            self.files.1 += 1;
        }
        let characters: Vec<char> = text.chars().collect();
        let step = (characters.len() / FRAGMENTS_A_TEXT).max(1);
        for window in characters.windows(4).step_by(step).filter(|window| window.iter().all(|c| is_chinese(*c))) {
            let fragment: String = window.iter().collect();
            let Some(bytes) = encode(&fragment, encoding) else { continue };
            self.fragments.1 += 1;
            if is_read_as(bytes, &fragment) {
                self.fragments.0 += 1;
            } else {
                self.missed.push(fragment);
            }
        }
    }

    fn check(&self, name: &str) {
        let share = self.fragments.0 as f64 / self.fragments.1.max(1) as f64;
        println!(
            "{name}: {}/{} files, {}/{} fragments ({:.2} %), missed {:?}",
            self.files.0,
            self.files.1,
            self.fragments.0,
            self.fragments.1,
            share * 100.0,
            &self.missed[..self.missed.len().min(12)]
        );
        assert!(self.files.1 > 0 && self.files.0 == self.files.1, "{name}: a whole file is misread");
        // Four characters of UTF-16 can be eight bytes of ASCII: without a mark nothing tells them apart.
        assert!(share >= FRAGMENTS_READ || name.contains("UTF-16"), "{name}: {share}");
    }
}

#[test]
fn encodings_of_own_texts_are_found() {
    let folder = support::root().join("fixtures/encodings");
    let read = |name: &str| fs::read_to_string(folder.join(name)).expect("a fixture");
    for (text, encoding, name) in [
        (read("simplified.txt"), GB18030, "simplified in GB18030"),
        (read("traditional.txt"), GB18030, "traditional in GBK"),
        (read("traditional.txt"), BIG5, "traditional in Big5"),
        (read("simplified.txt"), UTF_16LE, "simplified in UTF-16LE"),
        (read("traditional.txt"), UTF_16BE, "traditional in UTF-16BE"),
    ] {
        let mut tally = Tally::default();
        tally.add(&text, encoding);
        tally.check(name);
    }
}

#[test]
fn encodings_of_the_corpus_are_found() {
    let Some(corpus) = support::shared("corpus") else { return };
    for (folders, encoding, name) in [
        (&["gov_work_reports", "cn_laws", "stat_communiques_national"][..], GB18030, "simplified in GB18030"),
        (&["tw_laws_trad"], GB18030, "traditional in GBK"),
        (&["tw_laws_trad"], BIG5, "traditional in Big5"),
        (&["cn_laws"], UTF_16LE, "simplified in UTF-16LE"),
    ] {
        let mut tally = Tally::default();
        for folder in folders {
            for text in held_back(&corpus.join(folder)) {
                tally.add(&text, encoding);
            }
        }
        tally.check(name);
    }
}

/// The texts of a folder that `scripts/make_character_model.py` leaves out: the CRC-32 of their names is odd.
fn held_back(folder: &Path) -> Vec<String> {
    let mut paths: Vec<_> = fs::read_dir(folder)
        .expect("a folder of the corpus")
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.file_name().is_some_and(|name| crc32(name.as_encoded_bytes()) % 2 == 1))
        .collect();
    paths.sort();
    paths.iter().filter_map(|path| fs::read_to_string(path).ok()).collect()
}

/// CRC-32 as in zlib (ISO 3309).
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 })
    })
}

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | '，' | '。' | '、' | '；' | '：')
}

fn is_read_as(bytes: Vec<u8>, text: &str) -> bool {
    Document::read(bytes, ReadOptions::default()).is_ok_and(|document| document.text() == text)
}

/// The bytes of a text, if the encoding has all of it.
fn encode(text: &str, encoding: &'static Encoding) -> Option<Vec<u8>> {
    if encoding == UTF_16LE || encoding == UTF_16BE {
        let bytes = |unit: u16| if encoding == UTF_16LE { unit.to_le_bytes() } else { unit.to_be_bytes() };
        return Some(text.encode_utf16().flat_map(bytes).collect());
    }
    let (bytes, _, lossy) = encoding.encode(text);
    (!lossy).then(|| bytes.into_owned())
}
