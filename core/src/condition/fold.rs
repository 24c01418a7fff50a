//! How text is compared: without regard to capitals, and the same on every machine.

use std::cmp::Ordering;

/// The text as it is compared: every character in its lower-case form.
///
/// Each character stands for itself, whatever its neighbours: it becomes what [`char::to_lowercase`] gives (one to
/// three characters, by the Unicode tables of the compiler, in no language's own way), and the Greek final `ς`
/// becomes `σ`. Accents, spaces and everything else stay; nothing is composed or decomposed. Two texts are the same
/// when their folded forms are, and the order of texts is the order of the bytes of their folded forms. Folding
/// twice changes nothing more.
///
/// ```
/// use ticketkit::condition::fold;
/// assert_eq!(fold("Größe ΟΔΟΣ"), "größe οδοσ");
/// ```
pub fn fold(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { folded(text).collect() }
}

fn folded(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase).map(|lower| if lower == 'ς' { 'σ' } else { lower })
}

/// How `text`, folded, stands to a text that is folded already.
pub(super) fn order(text: &str, operand: &str) -> Ordering {
    folded(text).cmp(operand.chars())
}

/// Whether `text`, folded, begins with a text that is folded already.
pub(super) fn begins_with(text: &str, operand: &str) -> bool {
    let mut rest = folded(text);
    operand.chars().all(|wanted| rest.next() == Some(wanted))
}

/// Whether `text`, folded, holds a text that is folded already. This one needs room for the folded text: without it
/// the search could cost the product of both lengths.
pub(super) fn contains(text: &str, operand: &str) -> bool {
    fold(text).contains(operand)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn comparing_without_room_agrees_with_folding(a in ".{0,8}", b in ".{0,3}") {
            let (left, right) = (fold(&a), fold(&b));
            prop_assert_eq!(order(&a, &right), left.as_bytes().cmp(right.as_bytes()));
            prop_assert_eq!(begins_with(&a, &right), left.starts_with(&right));
            prop_assert_eq!(contains(&a, &right), left.contains(&right));
            prop_assert_eq!(fold(&left), left);
        }
    }

    #[test]
    fn capitals_do_not_count_and_accents_do() {
        assert_eq!(fold("DRUCKER Ä"), "drucker ä");
        assert_eq!(fold("İ"), "i\u{307}");
        assert_ne!(fold("é"), fold("e"));
        assert_eq!(order("ZEBRA", "apple"), Ordering::Greater);
    }
}
