//! Which encoding some bytes are in, when nothing declares it and they are not UTF-8. Every candidate decodes a few
//! windows of the file, and the character model says how probable each reading is. Random bytes are a candidate too: if
//! they win, the file is binary. The model knows no alphabet but the Latin one of western Europe: for others `chardetng`
//! is asked where no candidate reads the file without a hole.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, EUC_JP, EUC_KR, GB18030, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use memchr::memchr;

use crate::damage::character_model::likelihood;
use crate::source::codec::Codec;
use crate::source::document::{Encoding, HoleKind, ReadError};

/// What a file may be in, with the log10 of how often that is so, GB18030 being 0.
const CANDIDATES: [(Encoding, f64); 9] = [
    (UTF_8, 0.5),
    (GB18030, 0.0),
    (BIG5, -0.3),
    (UTF_16LE, -1.0),
    (UTF_16BE, -2.5),
    (WINDOWS_1252, -1.0),
    (SHIFT_JIS, -2.0),
    (EUC_JP, -2.0),
    (EUC_KR, -2.0),
];

/// Bytes of one window, and number of windows. 64 KiB tell any two encodings apart.
const WINDOW: usize = 16 * 1024;
const WINDOWS: usize = 4;

/// How far to look for a place where a window can start.
const FARTHEST_START: usize = 64 * 1024;

/// log10 probability of a byte of a binary file, of a NUL after another one, and of a file being binary.
const NOISE_BYTE: f64 = -2.408;
const NOISE_NUL: f64 = -0.1;
const NOISE: f64 = -3.0;

/// log10 probability of an invalid sequence in the right encoding, per sequence and per byte of it.
const HOLE: f64 = -3.0;
const HOLE_BYTE: f64 = -2.0;

/// log10 probability of a unit of UTF-16 in what is none, such as a text in GB 18030 out of step: -4.5; Chinese has -2.7.
const RANDOM_UNIT: f64 = -4.2;

/// Bytes beyond ASCII behind a spoilt one that say more than a quotation mark behind `?` in Windows-1252.
const LEAST_LEFT_OVER: usize = 7;

/// Characters depend on each other, so the sum of their log10 probabilities overstates the evidence.
const EVIDENCE_SHARE: f64 = 0.5;

/// No guess is surer than this.
const SUREST: f64 = 0.999;

/// File signatures of formats that are no text, with their offset.
const SIGNATURES: [(usize, &[u8]); 14] = [
    (0, b"\x89PNG\r\n\x1A\n"),
    (0, b"GIF8"),
    (0, b"\xFF\xD8\xFF"),
    (0, b"%PDF-"),
    (0, b"PK\x03\x04"),
    (0, b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"),
    (0, b"\x1F\x8B\x08"),
    (0, b"\x7FELF"),
    (0, b"7z\xBC\xAF\x27\x1C"),
    (0, b"Rar!\x1A\x07"),
    (0, b"\xFD7zXZ\0"),
    (0, b"BZh"),
    (0, b"SQLite format 3\0"),
    (257, b"ustar"),
];

/// An encoding and how sure it is, from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Verdict {
    pub codec: Codec,
    pub confidence: f32,
}

/// The encoding of a file that is not UTF-8.
///
/// # Errors
/// [`ReadError::Binary`] if it is no text, [`ReadError::UnknownEncoding`] if no encoding that is known here fits.
pub(super) fn detect(bytes: &[u8]) -> Result<Verdict, ReadError> {
    if has_signature(bytes) || is_blank_disc(bytes) {
        return Err(ReadError::Binary);
    }
    let mut windows = vec![&bytes[..bytes.len().min(WINDOW)]];
    let is_whole = windows[0].len() == bytes.len();
    let mut readings: Vec<Reading> =
        CANDIDATES.iter().map(|(encoding, prior)| Reading::of_head(encoding, *prior, windows[0], is_whole)).collect();
    let mut noise = NOISE + noise_in(windows[0]);
    if !best(&readings).is_some_and(|best| is_utf16(best.encoding) && best.log10 > noise) {
        readings.retain(|reading| !is_utf16(reading.encoding));
        for window in further_windows(bytes) {
            readings.iter_mut().for_each(|reading| reading.go_on(window));
            noise += noise_in(window);
            windows.push(window);
        }
    }
    let best = best(&readings).ok_or(ReadError::Binary)?;
    let is_noise = best.log10 <= noise;
    if is_noise && windows.iter().any(|window| window.iter().any(|byte| is_binary(*byte))) {
        return Err(ReadError::Binary);
    }
    if let Some((encoding, confidence)) = another_alphabet(best, &windows) {
        let codec = Codec::of(encoding).ok_or(ReadError::UnknownEncoding)?;
        return Ok(Verdict { codec, confidence });
    }
    let beyond_ascii: usize = windows.iter().map(|window| count_beyond_ascii(window)).sum();
    if is_noise || best.holes > beyond_ascii / BYTES_A_HOLE {
        return Err(ReadError::UnknownEncoding);
    }
    let codec = Codec::of(best.encoding).ok_or(ReadError::UnknownEncoding)?;
    let others = readings.iter().filter(|other| other.encoding != best.encoding);
    let odds_against: f64 = others
        .map(|other| other.log10)
        .chain([noise])
        .map(|other| 10f64.powf((other - best.log10) * EVIDENCE_SHARE))
        .sum();
    Ok(Verdict { codec, confidence: (1.0 / (1.0 + odds_against)).min(SUREST) as f32 })
}

/// The windows as one candidate reads them.
#[derive(Clone, Copy, Debug)]
struct Reading {
    encoding: Encoding,
    /// Probability.
    log10: f64,
    /// Invalid sequences.
    holes: usize,
}

impl Reading {
    /// The first window. A file cut out of a larger one may begin with the second half of a character.
    fn of_head(encoding: Encoding, prior: f64, window: &[u8], is_whole: bool) -> Self {
        let reading = |window: &[u8], prior| {
            let (log10, holes) = score(encoding, window, is_whole);
            Self { encoding, log10: prior + log10, holes }
        };
        match window {
            [half, rest @ ..] if begins_with_half(encoding, *half, rest) => reading(rest, prior + HOLE + HOLE_BYTE),
            _ => reading(window, prior),
        }
    }

    /// A further window.
    fn go_on(&mut self, window: &[u8]) {
        let (log10, holes) = score(self.encoding, window, false);
        self.log10 += log10;
        self.holes += holes;
    }
}

/// True if what begins with `half` and `rest` reads better without `half`. What stands behind the first byte that is no part of
/// any character reads the same with it and without it.
fn begins_with_half(encoding: Encoding, half: u8, rest: &[u8]) -> bool {
    if !is_halved(half) || encoding.is_single_byte() || is_utf16(encoding) {
        return false;
    }
    let end = rest.iter().position(|byte| *byte < b'0').map_or(rest.len(), |at| at + 1);
    let log10 = |run: &[u8]| score_of_bytes(encoding, run, false).0;
    let run = rest.get(..end).unwrap_or_default();
    HOLE + HOLE_BYTE + log10(run) > log10(&[&[half], run].concat())
}

/// How sure the second opinion is where all that is beyond ASCII are letters, and where some of it is not. It was right 583
/// times of 610 and 69 of 120, on whole files and pieces of 50 to 400 bytes in Cyrillic, Greek, Hebrew, Thai and Latin
/// alphabets (the tests of chardet); how long they were made no difference.
const ALL_LETTERS: f32 = 0.95;
const SOME_LETTERS: f32 = 0.6;

/// Other characters in a thousand that do not count.
const STRAY: usize = 1;

/// Of the characters of an alphabet beyond ASCII so many in a hundred are letters, and so many are no capitals. Chinese texts with
/// every twelfth byte spoilt, read as one, have at most 66 and 25; of 190 web pages in Cyrillic, Greek, Hebrew, Thai and Latin
/// alphabets all but two have at least 85 and 50.
const LETTERS: usize = 80;
const SMALL_LETTERS: usize = 45;

/// An encoding of an alphabet that the character model does not know, if that reads the windows better than `best` does, and
/// how sure that is.
fn another_alphabet(best: Reading, windows: &[&[u8]]) -> Option<(Encoding, f32)> {
    if best.holes == 0 && best.encoding != WINDOWS_1252 {
        return None;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    for (index, window) in windows.iter().enumerate() {
        detector.feed(window, index + 1 == windows.len());
    }
    let encoding = detector.guess(None, Utf8Detection::Deny);
    if !encoding.is_single_byte() || encoding == best.encoding {
        return None;
    }
    let text: String = windows.iter().map(|window| encoding.decode_without_bom_handling(window).0).collect();
    let (mut count, mut letters, mut small) = (0, 0, 0);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        count += 1;
        letters += usize::from(c.is_alphabetic());
        small += usize::from(c.is_alphabetic() && !c.is_uppercase());
    }
    let is_all = (count - letters) * 1000 <= count * STRAY;
    let confidence = if is_all { ALL_LETTERS } else { SOME_LETTERS };
    (letters * 100 >= count * LETTERS && small * 100 >= count * SMALL_LETTERS).then_some((encoding, confidence))
}

/// In a text that is in an encoding there are more bytes beyond ASCII to each invalid sequence, however damaged it is: Chinese
/// with every twelfth byte spoilt has 20 and, in Big5, 11; DOS Cyrillic read as EUC-KR has 6.
const BYTES_A_HOLE: usize = 8;

/// True for a control character that no text has.
fn is_binary(byte: u8) -> bool {
    matches!(byte, 0..=8 | 0x0E..=0x1F)
}

fn count_beyond_ascii(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| !byte.is_ascii()).count()
}

/// True if the file says that it is no text.
pub(super) fn has_signature(bytes: &[u8]) -> bool {
    SIGNATURES.iter().any(|(at, signature)| bytes.get(*at..).is_some_and(|rest| rest.starts_with(signature)))
}

/// A failed write leaves a file of the right length with nothing in it.
fn is_blank_disc(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| *byte == 0)
}

fn is_utf16(encoding: Encoding) -> bool {
    encoding == UTF_16LE || encoding == UTF_16BE
}

fn best(readings: &[Reading]) -> Option<Reading> {
    readings.iter().copied().max_by(|a, b| a.log10.total_cmp(&b.log10))
}

/// log10 probability of a window in an encoding, and its holes.
fn score(encoding: Encoding, window: &[u8], is_whole: bool) -> (f64, usize) {
    let as_it_is = score_of_bytes(encoding, window, is_whole);
    let Some(at) = (encoding == GB18030).then(|| spoilt_lead(window)).flatten() else { return as_it_is };
    let mended = [&window[..at], &window[at + 2..]].concat();
    let (log10, holes) = score_of_bytes(encoding, &mended, is_whole);
    let mended = (log10 + HOLE + HOLE_BYTE * 2.0, holes + 1);
    if mended.0 > as_it_is.0 { mended } else { as_it_is }
}

/// The first byte that looks like the spoilt first half of a pair: no lead byte, and behind it so many bytes beyond ASCII
/// that one is left over. The rest of the run is read out of step (第?龆丝诤), as improbable as text of no encoding; to
/// UTF-16, which has no steps to lose, it is Hangul and private use.
fn spoilt_lead(bytes: &[u8]) -> Option<usize> {
    let mut start = 0;
    bytes.chunk_by(|a, b| is_halved(*a) == is_halved(*b)).find_map(|run| {
        let (at, is_run) = (start, run.first().is_some_and(|byte| is_halved(*byte)));
        start += run.len();
        let before = at.checked_sub(1)?;
        let is_spoilt = bytes.get(before).is_some_and(|byte| matches!(byte, 0..=8 | b'?' | 0x80 | 0xFF));
        (is_run && is_spoilt && run.len() >= LEAST_LEFT_OVER && run.len() % 2 == 1).then_some(before)
    })
}

/// True for what is one half of a pair of GB 18030 beyond ASCII.
fn is_halved(byte: u8) -> bool {
    (0x81..=0xFE).contains(&byte)
}

fn score_of_bytes(encoding: Encoding, window: &[u8], is_whole: bool) -> (f64, usize) {
    let Some(decoded) = Codec::of(encoding).and_then(|codec| codec.decode(window).ok()) else {
        return (HOLE_BYTE * 2.0 * window.len() as f64, window.len());
    };
    let replacement = f64::from(crate::damage::character_model::log10_probability(char::REPLACEMENT_CHARACTER));
    let holes: f64 = decoded
        .holes
        .iter()
        .map(|hole| match hole.kind {
            HoleKind::CutAtEnd if !is_whole => -replacement,
            _ => HOLE + HOLE_BYTE * (hole.bytes.end - hole.bytes.start) as f64 - replacement,
        })
        .sum();
    let log10 = likelihood(&decoded.text).log10;
    // Nearly every pair of bytes is a character of UTF-16.
    let is_random = is_utf16(encoding) && log10 < RANDOM_UNIT * (window.len() / 2) as f64;
    let log10 = if is_random { f64::NEG_INFINITY } else { log10 + holes };
    (log10, decoded.holes.len())
}

/// log10 probability of a window of a binary file.
fn noise_in(window: &[u8]) -> f64 {
    let repeated = window.windows(2).filter(|pair| **pair == [0, 0]).count();
    NOISE_NUL * repeated as f64 + NOISE_BYTE * (window.len() - repeated) as f64
}

/// Windows after the first one: where the text stops being ASCII, then evenly spread. Each starts after a byte that no
/// candidate but UTF-16 uses within a character.
fn further_windows(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let spread = bytes.len() / WINDOWS;
    let first_beyond_ascii = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(bytes.len());
    let mut end_of_last = WINDOW;
    std::iter::once(Some(first_beyond_ascii))
        .chain((1..WINDOWS).map(move |index| window_start(bytes, index * spread)))
        .flatten()
        .filter_map(move |start| {
            let window = (start >= end_of_last).then(|| &bytes[start..bytes.len().min(start + WINDOW)])?;
            end_of_last = start + window.len();
            Some(window)
        })
        .filter(|window| !window.is_ascii())
}

fn window_start(bytes: &[u8], from: usize) -> Option<usize> {
    let near = &bytes[from..bytes.len().min(from + FARTHEST_START)];
    let before = memchr(b'\n', near).or_else(|| near.iter().position(|byte| (b' '..b'0').contains(byte)))?;
    Some(from + before + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(bytes: &[u8]) -> Option<&'static str> {
        detect(bytes).ok().map(|verdict| verdict.codec.name())
    }

    #[test]
    fn finds_the_encoding_of_short_texts() {
        for (encoding, text) in [
            (GB18030, "全县农业"),
            (GB18030, "農業發展"),
            (GB18030, "2023年，投资增长8.5%"),
            (BIG5, "農業發展"),
            (BIG5, "全縣農業生產穩定，收入增加。"),
            (SHIFT_JIS, "これはテストの文章です。農業について書きます。"),
            (EUC_JP, "これはテストの文章です。農業について書きます。"),
            (EUC_KR, "올해 농업 생산은 지난해보다 늘었고 소득도 증가하였다."),
            (WINDOWS_1252, "Le développement de l’économie a été très rapide cette année."),
            (WINDOWS_1252, "naïve façade"),
        ] {
            assert_eq!(name(&encoding.encode(text).0), Some(encoding.name()), "{text}");
        }
        for text in ["全县农业生产稳定", "Report 2023\n", "全縣農業"] {
            let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            assert_eq!((name(&little), name(&big)), (Some("UTF-16LE"), Some("UTF-16BE")), "{text}");
        }
    }

    #[test]
    fn one_bad_byte_makes_no_utf16_of_gb18030() {
        for text in [
            "项目建设顺利推进。完成投资八亿元。新增就业五千人。",
            "第一季度\n各乡镇要认真贯彻落实，抓好春耕备耕工作，确保粮食丰收。",
            "全县农业生产稳定，收入增加。",
        ] {
            let bytes = GB18030.encode(text).0;
            for (at, byte) in (0..bytes.len()).flat_map(|at| [0xFF, 0x80, 0, b'?'].map(|byte| (at, byte))) {
                let mut spoilt = bytes.to_vec();
                spoilt[at] = byte;
                assert_eq!(name(&spoilt), Some("gb18030"), "{text} with {byte:02X} at {at}");
            }
        }
        for text in ["全县农业生产稳定，收入增加，群众满意？", "올해농업생산은지난해보다늘었다", "！收入增加？"]
        {
            let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            assert_eq!((name(&little), name(&big)), (Some("UTF-16LE"), Some("UTF-16BE")), "{text}");
        }
    }

    #[test]
    fn binary_is_no_text() {
        assert_eq!(name(b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR"), None);
        assert_eq!(name(b"\x7FELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3E\0\x01\0\0\0"), None);
        let mut state = 7_u32;
        let noise: Vec<u8> = (0..4096)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 24) as u8
            })
            .collect();
        assert_eq!(name(&noise), None);
    }

    #[test]
    fn looks_beyond_a_long_ascii_head() {
        let mut bytes = b"# item: none\n".repeat(20_000);
        bytes.extend_from_slice(&GB18030.encode("全县农业生产稳定").0);
        bytes.extend_from_slice(&b"# item: none\n".repeat(20_000));
        assert_eq!(name(&bytes), Some("gb18030"));
    }

    #[test]
    fn other_alphabets_are_named() {
        for (encoding, text) in [
            (encoding_rs::WINDOWS_1251, "Доходы бюджета выросли на восемь процентов по сравнению с прошлым годом."),
            (encoding_rs::WINDOWS_1253, "Τα έσοδα του προϋπολογισμού αυξήθηκαν κατά οκτώ τοις εκατό."),
            (encoding_rs::WINDOWS_1255, "הכנסות התקציב גדלו בשמונה אחוזים לעומת השנה שעברה."),
            (encoding_rs::WINDOWS_1250, "Příjmy rozpočtu vzrostly proti minulému roku o osm procent."),
        ] {
            let bytes = encoding.encode(&text.repeat(5)).0.into_owned();
            assert_eq!(name(&bytes), Some(encoding.name()), "{text}");
        }
    }

    /// Quotation marks and dashes may be letters of another encoding of the same alphabet.
    #[test]
    fn another_alphabet_is_surer_where_all_are_letters() {
        let confidence = |text: &str| {
            let bytes = encoding_rs::WINDOWS_1251.encode(&text.repeat(5)).0.into_owned();
            detect(&bytes).map(|verdict| verdict.confidence)
        };
        assert_eq!(
            confidence("Доходы бюджета выросли на восемь процентов по сравнению с прошлым годом."),
            Ok(ALL_LETTERS)
        );
        assert_eq!(
            confidence("Доходы «бюджета» выросли на восемь процентов по сравнению с прошлым годом."),
            Ok(SOME_LETTERS)
        );
    }

    #[test]
    fn what_no_encoding_fits_is_said_to_be_unknown() {
        // Of every pair the second byte is one that no encoding of pairs allows, and one byte a character makes no letters.
        let bytes = [0xC4, 0x30, 0xAF, 0x21, 0xFE, 0x2D, b' ', 0x95, 0x3A].repeat(60);
        assert_eq!(detect(&bytes), Err(ReadError::UnknownEncoding));
    }

    #[test]
    fn a_file_may_begin_inside_a_character() {
        for text in ["项目建设顺利推进，完成投资八亿元，新增就业五千人，", "全县农业生产稳定，"]
        {
            for encoding in [GB18030, BIG5] {
                let text = if encoding == BIG5 { "農業生產穩定，收入增加，" } else { text };
                let bytes = encoding.encode(&text.repeat(4)).0.into_owned();
                assert_eq!(name(&bytes[1..]), Some(encoding.name()), "{text}");
            }
        }
    }
}
