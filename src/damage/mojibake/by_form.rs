//! UTF-8 read as Windows-1252 or ISO 8859-1 where it is short, or not Chinese: `â€™`, `cafÃ©`, `å®Œæˆ\u{90}`. A long run of Chinese is found by
//! what it reads as; here the bytes alone speak: no writing sets a letter from Â to ô before signs that go on a character of
//! UTF-8. Takes the places of such letters, gives runs that are proved.

use super::{Chain, Charset, Misreading, Mojibake};
use crate::char_class::{Class, class, is_han};
use crate::damage::character_model::is_rare_han;
use crate::span::Span;

/// What the bytes were read as; where both read as much, the second one, which is the more common.
const READERS: [Charset; 2] = [Charset::Latin1, Charset::Windows1252];

/// Readers whose letters stand where others have signs: only what is between words is known there, `donΓÇÖt` and `don‚Äôt`.
const READERS_OF_MARKS: [Charset; 2] = [Charset::CodePage437, Charset::MacRoman];
const MARKS: &str = "‘’‚“”„–—…•™€";

/// Fewest letters of another alphabet: 小学 in GBK, read so, is Ð¡Ñ§, and has the form of two.
const FEWEST_LETTERS: usize = 3;

/// The runs that start at letters within `stretches`, which are in text order, and that `runs` do not explain.
pub(super) fn find(text: &str, stretches: &[Span], runs: &[Mojibake]) -> Vec<Mojibake> {
    let mut found = Vec::new();
    let mut done = 0;
    for stretch in stretches {
        // The first byte of a mark is ‚ in Mac Roman, which is no sign by itself.
        let before = text.get(..stretch.start as usize).is_some_and(|before| before.ends_with('‚'));
        let start = stretch.start as usize - if before { '‚'.len_utf8() } else { 0 };
        let inside = text.get(start..stretch.end as usize).unwrap_or_default();
        for (offset, c) in inside.char_indices().filter(|(_, c)| is_lead(*c)) {
            let at = start + offset;
            if at < done {
                continue;
            }
            let (run, end) = match c {
                'Γ' | '‚' => (mark_at(text, at), at),
                _ => run_at(text, at),
            };
            // What is no text as a whole is not looked at again from each of its characters.
            done = run.as_ref().map_or(end, |run| run.span.end as usize);
            found.extend(run.filter(|run| is_better(run, runs)));
        }
    }
    found
}

/// The letters of both readers that begin a character of UTF-8 (RFC 3629, 4).
fn is_lead(c: char) -> bool {
    matches!(c, 'Â'..='ô' | 'Γ' | '‚')
}

/// True if no run is in its place, or a shorter one that its form does not prove.
fn is_better(run: &Mojibake, runs: &[Mojibake]) -> bool {
    let next = runs.partition_point(|other| other.span.end <= run.span.start);
    let mut inside = runs.get(next..).unwrap_or_default().iter().take_while(|other| other.span.start < run.span.end);
    inside.all(|other| !other.chain.has_form() && other.span.len() < run.span.len())
}

/// The mark between words that starts at byte `at`.
fn mark_at(text: &str, at: usize) -> Option<Mojibake> {
    let rest = text.get(at..)?;
    let read = |read_as: Charset| Some((read_as, character(rest, read_as).filter(|(c, _)| MARKS.contains(*c))?));
    let (read_as, (c, length)) = READERS_OF_MARKS.into_iter().find_map(read)?;
    let chain = Chain::default().then(Misreading { written_in: Charset::Utf8, read_as });
    let span = Span::new(at, at + length);
    Some(Mojibake { span, repaired: c.to_string(), chain, han: 0, proved: true, losses: None })
}

/// The longest run that starts at byte `at`, with the deepest of its layers that is text, and where what has the form ends.
fn run_at(text: &str, at: usize) -> (Option<Mojibake>, usize) {
    match text.get(at..).and_then(layer) {
        Some((layer, length)) => (deepest(text, Span::new(at, at + length), layer), at + length),
        None => (None, at),
    }
}

/// The text of the deepest layer of a run; `layer` is the outermost one.
fn deepest(text: &str, span: Span, mut layer: (Charset, String)) -> Option<Mojibake> {
    let sides = [text[..span.start as usize].chars().next_back(), text[span.end as usize..].chars().next()];
    let mut damaged = text.get(span.range())?.to_owned();
    let mut chain = Chain::default();
    let mut found = None;
    loop {
        let (read_as, repaired) = layer;
        chain = chain.then(Misreading { written_in: Charset::Utf8, read_as });
        if is_meant(&repaired, &damaged, sides) {
            found = Some((repaired.clone(), chain));
        }
        // ï¿½: the character had been lost before.
        if repaired.chars().all(|c| c == char::REPLACEMENT_CHARACTER) {
            let steps: Vec<Misreading> = chain.steps().collect();
            return Some(Mojibake::unreadable(span, &steps));
        }
        let inner =
            self::layer(&repaired).filter(|(_, length)| *length == repaired.len() && chain.len() < Chain::LONGEST);
        let Some((inner, _)) = inner else { break };
        (layer, damaged) = (inner, repaired);
    }
    let (repaired, chain) = found?;
    let han = repaired.chars().filter(|c| is_han(*c)).count() as u32;
    Some(Mojibake { span, repaired, chain, han, proved: true, losses: None })
}

/// What `text` starts with when its characters are taken for bytes, by the reader for which that is longest; and how many
/// bytes of the text that takes.
fn layer(text: &str) -> Option<((Charset, String), usize)> {
    let read = |read_as: Charset| {
        let (mut decoded, mut rest) = (String::new(), text);
        let is_lost = |c: char| c == char::REPLACEMENT_CHARACTER;
        while let Some((c, length)) = character(rest, read_as) {
            // ï¿½â€™: what was lost, and what was not.
            if decoded.chars().next().is_some_and(|first| is_lost(first) != is_lost(c)) {
                break;
            }
            decoded.push(c);
            rest = &rest[length..];
        }
        (!decoded.is_empty()).then(|| ((read_as, decoded), text.len() - rest.len()))
    };
    READERS.into_iter().filter_map(read).max_by_key(|(_, length)| *length)
}

/// The character of UTF-8 of two bytes or more that `text` starts with, taken for bytes.
fn character(text: &str, read_as: Charset) -> Option<(char, usize)> {
    let mut bytes = [0; 4];
    let mut needed = 1;
    let mut length = 0;
    for (index, c) in text.chars().enumerate().take(bytes.len()) {
        let [byte] = *read_as.bytes_of(c)?.as_slice() else { return None };
        needed = match (index, byte) {
            (0, 0xC2..=0xDF) => 2,
            (0, 0xE0..=0xEF) => 3,
            (0, 0xF0..=0xF4) => 4,
            (0, _) => return None,
            (_, 0x80..=0xBF) => needed,
            _ => return None,
        };
        bytes[index] = byte;
        length += c.len_utf8();
        if index + 1 == needed {
            let c = std::str::from_utf8(bytes.get(..needed)?).ok()?.chars().next()?;
            return Some((c, length));
        }
    }
    None
}

/// True if `decoded` is what a text may hold, and `damaged`, beside the characters on both sides, is not.
fn is_meant(decoded: &str, damaged: &str, [before, after]: [Option<char>; 2]) -> bool {
    if decoded.chars().any(is_no_text) {
        return false;
    }
    let mut long = decoded.chars().filter(|c| c.len_utf8() > 2);
    match long.clone().count() {
        0 => {}
        1 => return long.all(|c| is_common(c) && !is_rare_han(c as usize)),
        _ => return long.all(is_common),
    }
    let stands_alone = ![before, after].iter().flatten().any(|c| matches!(c, '\u{80}'..='ÿ'));
    let is_latin = decoded.chars().all(|c| matches!(c, '\u{A0}'..='ÿ'));
    let is_in_ascii = [before, after].iter().flatten().any(char::is_ascii_alphanumeric);
    // MANHÃ—: the last letter of a word before a dash.
    let ends_a_word = before.is_some_and(char::is_uppercase);
    let goes_on_with_signs = !damaged.chars().skip(1).step_by(2).any(char::is_alphabetic);
    match decoded.chars().count() {
        _ if is_latin => stands_alone && is_in_ascii && !ends_a_word && goes_on_with_signs,
        count => stands_alone && count >= FEWEST_LETTERS && decoded.chars().all(is_letter_of_an_alphabet),
    }
}

/// Control characters, private use, what is left of damage, and what cannot be seen.
fn is_no_text(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{9F}' | '\u{AD}' | '\u{FEFF}')
        || matches!(class(c), Class::Control | Class::PrivateUse | Class::Replacement | Class::Invisible | Class::Bidi)
}

/// Marks, signs, kana, Han and what else texts of East Asia and of Europe hold of three bytes and more.
fn is_common(c: char) -> bool {
    match c {
        '\u{1E00}'..='\u{1EFF}' | '\u{2010}'..='\u{27BF}' | '\u{3000}'..='\u{30FF}' | '\u{3200}'..='\u{33FF}' => true,
        '\u{AC00}'..='\u{D7A3}' | '\u{FF01}'..='\u{FF5E}' | '\u{FFE0}'..='\u{FFE6}' | '\u{1F300}'..='\u{1FAFF}' => true,
        _ => is_han(c),
    }
}

/// Latin, Greek and Cyrillic letters that words are made of.
fn is_letter_of_an_alphabet(c: char) -> bool {
    matches!(c, 'À'..='ſ' | 'Ά'..='ώ' | 'Ё'..='ё')
}

#[cfg(test)]
mod tests {
    use crate::damage::scan::scan;

    fn repaired(text: &str) -> Vec<(String, String)> {
        let runs = scan(text).mojibake.into_iter();
        runs.map(|run| (text[run.span.range()].to_owned(), run.repaired)).collect()
    }

    fn of(text: &str) -> Vec<String> {
        repaired(text).into_iter().map(|(_, repaired)| repaired).collect()
    }

    #[test]
    fn short_runs_of_any_writing() {
        assert_eq!(of("We donâ€™t know â€œwhyâ€\u{9D} he left â€” not yetâ€¦"), ["’", "“", "”", "—", "…"]);
        assert_eq!(of("The cafÃ© is at 12 Â°C, and tea costs Â£3."), ["é", "°", "£"]);
        assert_eq!(of("He said å°\u{8F}é£¼å¼¾ here."), ["小飼弾"]);
        assert_eq!(of("他说æŠ¥å‘Š了。"), ["报告"]);
        assert_eq!(of("气温12.5â„ƒ，"), ["℃"]);
        assert_eq!(of("We donΓÇÖt know ΓÇ£whyΓÇ¥; we don‚Äôt ‚Äì yet."), ["’", "“", "”", "’", "–"]);
        assert_eq!(of("total ï¿½ï¿½â€™500"), ["", "’"]);
        assert_eq!(of("In 2023å¹´ it rose."), ["年"]);
        assert_eq!(of("ÐŸÑ€Ð¸Ð²ÐµÑ‚, he said."), ["Привет"]);
        assert_eq!(of("We donÃ¢â‚¬â„¢t know the naÃƒÂ¯ve."), ["’", "ï"]);
        assert_eq!(of("He said Ã¥Â°Â\u{8F}Ã©Â£Â¼ here."), ["小飼"]);
    }

    #[test]
    fn what_was_lost_before_is_told_from_what_cannot_be_read() {
        use crate::damage::mojibake::{Charset, Misreading, Mojibake};
        use crate::span::Span;

        let is_replaced = |text: &str| {
            let accident = Misreading { written_in: Charset::Utf8, read_as: Charset::Windows1252 };
            Mojibake::unreadable(Span::new(0, text.len()), &[accident]).is_replaced(text)
        };
        assert!(is_replaced("ï¿½ï¿½"));
        assert!(!is_replaced("ï¿½å¹´") && !is_replaced("å¹") && !is_replaced("全"));
    }

    /// Letters that have the form and are no text, in a row: each is looked at once.
    #[test]
    fn a_long_row_is_looked_at_once() {
        let text = "Ã©".repeat(20_000);
        let started = super::layer(&text).map(|(_, length)| length);
        assert_eq!(started, Some(text.len()));
        let (run, end) = super::run_at(&text, 0);
        assert_eq!((run, end), (None, text.len()));
    }

    #[test]
    fn what_other_writings_have_is_left() {
        for text in [
            "Le développement a été très marqué à Besançon: «À côté de l’hôtel»",
            "MANHÃ—TARDE, MAÇÃ”, GRÖß”, ÄÖÜ»",
            "全市小学Ð¡Ñ§共12所，目前Ä¿Ç°",
            "‚Äpfel‘ und ‚Öl‘; ΓΑΛΑ, Γάμος; ï, ¿por qué?",
            "Größe, Überprüfung; æøå ÆØÅ, þæö, ãõ, ñ; 5 × 3; ÷",
        ] {
            assert_eq!(of(text), Vec::<String>::new(), "{text}");
        }
    }
}
