//! Text in XML 1.0: what the two XML formats share.

use std::fmt;

use crate::report::picture::push_picture;

/// The first line of a document.
pub const DECLARATION: &str = r#"<?xml version="1.0" encoding="UTF-8"?>"#;

/// Displays a text so that it may stand in an attribute or between tags. Characters that XML 1.0 does not allow even
/// escaped (section 2.2) become pictures.
pub struct Escaped<'a>(pub &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut picture = String::new();
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&apos;")?,
                '\t' | '\n' | '\r' => write!(f, "&#{};", c as u32)?,
                '\0'..' ' | '\u{FFFE}' | '\u{FFFF}' => {
                    picture.clear();
                    push_picture(&mut picture, c);
                    write!(f, "{}", Escaped(&picture))?;
                }
                _ => write!(f, "{c}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_allowed_characters_are_left() {
        let text = "“一”&<二>\"'\t\n\r\u{0}\u{1B}\u{FFFF}😀";
        assert_eq!(Escaped(text).to_string(), "“一”&amp;&lt;二&gt;&quot;&apos;&#9;&#10;&#13;␀␛&lt;U+FFFF&gt;😀");
    }
}
