//! Texts as the server can hold them.
//!
//! A text of PostgreSQL holds every character but the first of all, U+0000. So the first four stand as three characters
//! each: U+0001, and two of U+0002 and U+0003 that count from zero to three. That keeps the order of texts, what begins
//! with what, and what holds what.

use std::borrow::Cow;

const LEAD: char = '\u{1}';

/// A text as it is stored.
pub(super) fn written(text: &str) -> Cow<'_, str> {
    if !text.bytes().any(|byte| byte < 4) {
        return Cow::Borrowed(text);
    }
    let mut written = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '\0' => written.push_str("\u{1}\u{2}\u{2}"),
            '\u{1}' => written.push_str("\u{1}\u{2}\u{3}"),
            '\u{2}' => written.push_str("\u{1}\u{3}\u{2}"),
            '\u{3}' => written.push_str("\u{1}\u{3}\u{3}"),
            other => written.push(other),
        }
    }
    Cow::Owned(written)
}

/// A text as it was before it was stored; nothing when no text is stored so.
pub(super) fn read(stored: &str) -> Option<Cow<'_, str>> {
    if !stored.contains(LEAD) {
        return Some(Cow::Borrowed(stored));
    }
    let mut text = String::with_capacity(stored.len());
    let mut characters = stored.chars();
    while let Some(character) = characters.next() {
        text.push(if character == LEAD {
            match (characters.next()?, characters.next()?) {
                ('\u{2}', '\u{2}') => '\0',
                ('\u{2}', '\u{3}') => '\u{1}',
                ('\u{3}', '\u{2}') => '\u{2}',
                ('\u{3}', '\u{3}') => '\u{3}',
                _ => return None,
            }
        } else {
            character
        });
    }
    Some(Cow::Owned(text))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_text_reads_back_and_compares_as_it_did(a in "[\0-\u{5}ab]{0,6}", b in "[\0-\u{5}ab]{0,3}") {
            let (stored_a, stored_b) = (written(&a), written(&b));
            prop_assert!(!stored_a.contains('\0'));
            let back = read(&stored_a);
            prop_assert_eq!(back.as_deref(), Some(a.as_str()));
            prop_assert_eq!(stored_a.cmp(&stored_b), a.cmp(&b));
            prop_assert_eq!(stored_a.contains(&*stored_b), a.contains(&b));
            prop_assert_eq!(stored_a.starts_with(&*stored_b), a.starts_with(&b));
        }
    }
}
