//! Private-use characters whose meaning is known: codes of GBK that got a character of their own in a later edition of
//! GB 18030. A text converted by an older table still has the private-use character.

/// Runs of private-use characters: the first one, and what it and those after it are now. Printed by
/// `scripts/make_private_use.py`; source: GBK (code page 936) and GB 18030-2000, -2005 and -2022.
const MOVED: [(u32, &str); 3] = [
    (0xE78D, "\u{FE10}\u{FE12}\u{FE11}\u{FE13}\u{FE14}\u{FE15}\u{FE16}\u{FE17}\u{FE18}\u{FE19}"),
    (0xE7C7, "\u{1E3F}"),
    (
        0xE815,
        "\u{2E81}\u{20087}\u{20089}\u{200CC}\u{2E84}\u{3473}\u{3447}\u{2E88}\u{2E8B}\u{9FB4}\u{359E}\
         \u{361A}\u{360E}\u{2E8C}\u{2E97}\u{396E}\u{3918}\u{9FB5}\u{39CF}\u{39DF}\u{3A73}\u{39D0}\
         \u{9FB6}\u{9FB7}\u{3B4E}\u{3C6E}\u{3CE0}\u{2EA7}\u{215D7}\u{9FB8}\u{2EAA}\u{4056}\u{415F}\
         \u{2EAE}\u{4337}\u{2EB3}\u{2EB6}\u{2EB7}\u{2298F}\u{43B1}\u{43AC}\u{2EBB}\u{43DD}\u{44D6}\
         \u{4661}\u{464C}\u{9FB9}\u{4723}\u{4729}\u{477C}\u{478D}\u{2ECA}\u{4947}\u{497A}\u{497D}\
         \u{4982}\u{4983}\u{4985}\u{4986}\u{499F}\u{499B}\u{49B7}\u{49B6}\u{9FBA}\u{241FE}\u{4CA3}\
         \u{4C9F}\u{4CA0}\u{4CA1}\u{4C77}\u{4CA2}\u{4D13}\u{4D14}\u{4D15}\u{4D16}\u{4D17}\u{4D18}\
         \u{4D19}\u{4DAE}\u{9FBB}",
    ),
];

/// The character that a private-use character stands for.
pub fn moved(c: char) -> Option<char> {
    let code = c as u32;
    MOVED.iter().find_map(|(first, targets)| targets.chars().nth(code.checked_sub(*first)? as usize))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_their_characters() {
        assert_eq!(moved('\u{E78D}'), Some('\u{FE10}'));
        assert_eq!(moved('\u{E796}'), Some('\u{FE19}'));
        assert_eq!(moved('\u{E797}'), None);
        assert_eq!(moved('\u{E81E}'), Some('\u{9FB4}'));
        assert_eq!(moved('\u{E864}'), Some('\u{9FBB}'));
        assert_eq!(moved('\u{E865}'), None);
        assert_eq!(moved('\u{E831}'), Some('\u{215D7}'));
        assert_eq!(moved('\u{E010}'), None);
    }

    /// The decoder follows the newest tables: what it makes of the bytes is what the table says.
    #[test]
    fn agrees_with_the_decoder() {
        let trails = (0x50..=0xA0u8).filter(|trail| *trail != 0x7F);
        for (code, trail) in (0xE815u32..).zip(trails) {
            let bytes = [0xFE, trail];
            let (text, _, malformed) = encoding_rs::GB18030.decode(&bytes);
            let now = text.chars().next().filter(|_| !malformed);
            let table = char::from_u32(code).and_then(moved);
            assert!(now == table || now.is_some_and(|c| c as u32 == code), "{code:X}: {now:?} {table:?}");
        }
    }
}
