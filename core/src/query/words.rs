//! The one tokenizer: what a word is, for the text index of every storage and for whoever asks it.

use crate::condition::fold;
use crate::limits;

/// The words of a text in their order: runs of letters and digits of any script, folded.
///
/// ```
/// use ticketkit::query::words;
/// assert_eq!(words("Drucker „Halle 7“ DRUCKT nicht!").collect::<Vec<_>>(), ["drucker", "halle", "7", "druckt", "nicht"]);
/// ```
pub fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(fold)
}

/// What is searched for: words that must all stand together in one subject or one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchText {
    words: Vec<String>,
}

impl SearchText {
    /// The words of `text`; nothing when it has none. Only so many as [`limits::SEARCH_WORDS`] count.
    pub fn of(text: &str) -> Option<Self> {
        let cut: String = text.chars().take(limits::SEARCH_CHARS).collect();
        let mut words: Vec<String> = words(&cut).take(limits::SEARCH_WORDS).collect();
        words.sort_unstable();
        words.dedup();
        (!words.is_empty()).then_some(Self { words })
    }

    /// The words, folded, each once.
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// Whether all of them stand in this text.
    pub fn is_in(&self, text: &str) -> bool {
        let there: std::collections::BTreeSet<String> = words(text).collect();
        self.words.iter().all(|word| there.contains(word))
    }
}
