//! The words of a text, as the server keeps them for a search.
//!
//! They are made by us, as for every other storage, and stored as they are: the server only looks them up.

use sha2::{Digest, Sha256};

use crate::query::words;

/// The longest word that the server keeps, in bytes.
const LONGEST: usize = 2_000;
/// The bytes that the words of one text may have together: a little less than the server keeps.
const MOST: usize = 1_000_000;

/// What stands instead of the words of a text that has too many of them. Whoever searches has to look into the text.
pub(super) const TOO_MANY: &str = "+";

/// A word as it is kept: a longer one stands as its hash.
pub(super) fn kept(word: String) -> String {
    if word.len() <= LONGEST { word } else { format!("+{}", crate::id::hex(&Sha256::digest(word))) }
}

/// The words of a text as what can be cast to a vector of them. A word is made of letters and digits, so that nothing
/// has to be escaped between the quotes.
pub(super) fn vector(text: &str) -> String {
    let mut words: Vec<String> = words(text).map(kept).collect();
    words.sort_unstable();
    words.dedup();
    let bytes: usize = words.iter().map(String::len).sum();
    if bytes > MOST {
        return format!("'{TOO_MANY}'");
    }
    let mut vector = String::with_capacity(bytes + 3 * words.len());
    for (n, word) in words.iter().enumerate() {
        vector.push_str(if n == 0 { "'" } else { " '" });
        vector.push_str(word);
        vector.push('\'');
    }
    vector
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_stands_once() {
        assert_eq!(vector("Größe, größe! it's"), "'größe' 'it' 's'");
        assert_eq!(vector("..."), "");
    }

    #[test]
    fn what_is_too_much_for_the_server_is_marked() {
        let long = "a".repeat(LONGEST + 1);
        assert_eq!(vector(&long).len(), 2 + 1 + 64);
        let many: Vec<String> = (100_000..300_000).map(|n| format!("{n}")).collect();
        assert_eq!(vector(&many.join(" ")).len(), 3);
    }
}
