//! Base64 (RFC 4648, 4): what its digits stand for. Mail and UTF-7 put Chinese into it.

/// The six bits of a digit.
pub fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

/// The bytes of base64 with or without padding. Up to five bits may be left over, if they are 0.
pub fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let padding = text.iter().rev().take_while(|b| **b == b'=').count();
    let digits = text.get(..text.len().checked_sub(padding)?)?;
    let mut bytes = Vec::with_capacity(digits.len() * 3 / 4);
    let (mut bits, mut held) = (0u32, 0);
    for byte in digits {
        bits = bits << 6 | u32::from(digit(*byte)?);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
            bits &= (1 << held) - 1;
        }
    }
    (padding < 3 && held < 6 && bits == 0).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn digits_and_padding() {
        assert_eq!(decode(b"5pS56Z2p").as_deref(), Some("改革".as_bytes()));
        assert_eq!(decode(b"MQ==").as_deref(), Some(&b"1"[..]));
        assert_eq!(decode(b"MQ").as_deref(), Some(&b"1"[..]));
        assert_eq!(decode(b"MR"), None);
        assert_eq!(decode(b"M"), None);
        assert_eq!(decode(b"M!=="), None);
        assert_eq!(decode(b"=="), Some(Vec::new()));
        assert_eq!(decode(b"==="), None);
    }
}
