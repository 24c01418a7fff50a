//! How long a tag is, and how many attributes it has, by the rules by which browsers take tags apart (HTML Living Standard,
//! 13.2.5.6 to 13.2.5.40).

use crate::limits;

/// What a tag measures.
pub(super) struct Measure {
    /// How many bytes were looked at.
    pub(super) bytes: usize,
    /// How many attributes it has; of more than are allowed one more.
    pub(super) attributes: usize,
}

/// Measures the tag whose name begins here. It ends with the text when nothing else ends it.
pub(super) fn measure(from: &[u8]) -> Measure {
    let mut rest = past(from, |byte| !is_space(byte) && !matches!(byte, b'/' | b'>'));
    let mut attributes = 0;
    while attributes <= limits::HTML_ATTRIBUTES {
        rest = past(rest, |byte| is_space(byte) || byte == b'/');
        match rest.first() {
            None | Some(b'>') => break,
            Some(_) => attributes += 1,
        }
        // A name may begin with the very sign that ends others.
        rest = past(rest.get(1..).unwrap_or_default(), |byte| {
            !is_space(byte) && !matches!(byte, b'/' | b'>' | b'=')
        });
        let value = past(rest, is_space);
        if let Some(value) = value.strip_prefix(b"=") {
            let value = past(value, is_space);
            rest = match value.split_first() {
                Some((quote @ (b'"' | b'\''), value)) => {
                    let value = past(value, |byte| byte != *quote);
                    value.get(1..).unwrap_or_default()
                }
                _ => past(value, |byte| !is_space(byte) && byte != b'>'),
            };
        }
    }
    Measure { bytes: from.len() - rest.len(), attributes }
}

/// What follows the bytes that are so.
fn past(bytes: &[u8], is_so: impl Fn(u8) -> bool) -> &[u8] {
    let end = bytes.iter().position(|byte| !is_so(*byte)).unwrap_or(bytes.len());
    bytes.get(end..).unwrap_or_default()
}

const fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}
