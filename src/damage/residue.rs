//! Residue of a double conversion or of uninitialised memory: which characters it is made of, and where a run of it
//! starts and ends. U+FFFD in UTF-8 is `EF BF BD`; two of them read as GBK are 锟斤拷. Memory filled with `CC`, `CD`,
//! `DD` or `EE FE` by a debugger reads as 烫, 屯, 葺 and 铪.

use crate::span::Span;

/// Fillers of memory and how many of them in a row no sentence has.
const FILLERS: [(char, usize); 4] = [('烫', 3), ('屯', 3), ('葺', 2), ('铪', 2)];

/// The run of residue at the character at `at`, which may have begun one character before.
pub fn read(text: &str, at: usize) -> Option<Span> {
    let first = text[at..].chars().next()?;
    if let Some((filler, least)) = FILLERS.iter().find(|(filler, _)| *filler == first) {
        let length = text[at..].chars().take_while(|c| c == filler).count() * filler.len_utf8();
        let enough = length >= least * filler.len_utf8() && !is_hamlets(&text[at..at + length], &text[at + length..]);
        return enough.then(|| Span::new(at, at + length));
    }
    let before = text[..at].chars().next_back();
    let start = if first == '拷' && before == Some('斤') && !is_weight(&text[..at - '斤'.len_utf8()]) {
        at - '斤'.len_utf8()
    } else {
        at
    };
    let run = &text[start..];
    let starts = run.starts_with("锟斤") || run.starts_with("斤拷");
    starts.then(|| {
        let length = run.char_indices().find(|(_, c)| !matches!(c, '锟' | '斤' | '拷')).map_or(run.len(), |(at, _)| at);
        Span::new(start, start + length)
    })
}

/// `一公斤拷贝纸`: 斤 is a weight, 拷 starts the next word.
fn is_weight(before: &str) -> bool {
    before.chars().next_back().is_some_and(|c| c.is_ascii_digit() || "公市一二三四五六七八九十百千万半几两".contains(c))
}

/// `自然屯屯屯通公路`: 屯 is a hamlet in the north-east, 屯屯 every one of them.
fn is_hamlets(run: &str, after: &str) -> bool {
    run == "屯屯屯" && after.starts_with(['通', '有', '都', '建', '联', '聯'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::char_class::{Class, class};

    fn found(text: &str) -> Option<&str> {
        let mut stops = text.char_indices().filter(|(_, c)| class(*c) == Class::Residue);
        stops.find_map(|(at, _)| read(text, at)).map(|span| &text[span.range()])
    }

    #[test]
    fn runs() {
        assert_eq!(found("项目锟斤拷锟斤拷锟斤完成"), Some("锟斤拷锟斤拷锟斤"));
        assert_eq!(found("项目斤拷锟斤拷完成"), Some("斤拷锟斤拷"));
        assert_eq!(found("屯屯屯屯。"), Some("屯屯屯屯"));
        assert_eq!(found("一公斤拷贝纸，十斤拷花布，军屯、屯田，趁热烫烫，铪是金属，自然屯屯屯通公路"), None);
    }
}
