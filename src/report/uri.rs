//! Paths as URI references (RFC 3986): what a path holds beyond unreserved characters is percent-encoded as UTF-8, so
//! that a Chinese path, a space or a `%` survives.

use std::fmt::Write as _;
use std::path::{MAIN_SEPARATOR, Path};

/// `path` as a relative reference, or as a `file:` URI if it is absolute.
pub fn from_path(path: &str) -> String {
    let path = forward(path);
    let mut uri = String::with_capacity(path.len() + 8);
    let is_absolute = Path::new(&path).is_absolute();
    if is_absolute {
        uri.push_str(if path.starts_with('/') { "file://" } else { "file:///" });
    }
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            // Writing to a string cannot fail.
            _ => _ = write!(uri, "%{byte:02X}"),
        }
    }
    uri
}

/// `path` with forward slashes and without a leading `./`: how it stands in a repository.
pub fn forward(path: &str) -> String {
    let path = if MAIN_SEPARATOR == '/' { path.to_owned() } else { path.replace(MAIN_SEPARATOR, "/") };
    path.strip_prefix("./").map(str::to_owned).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_reserved_is_encoded() {
        assert_eq!(from_path("./a/b-1_2~.txt"), "a/b-1_2~.txt");
        assert_eq!(from_path("报告/综 述.md"), "%E6%8A%A5%E5%91%8A/%E7%BB%BC%20%E8%BF%B0.md");
        assert_eq!(from_path("100%,a:b?#.txt"), "100%25%2Ca%3Ab%3F%23.txt");
        if cfg!(unix) {
            assert_eq!(from_path("/报/a.txt"), "file:///%E6%8A%A5/a.txt");
        }
    }
}
