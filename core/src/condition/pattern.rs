//! Regular expressions of linear cost.

use crate::limits;

/// A regular expression that takes time in proportion to the text, and a bounded amount of memory.
///
/// It is found anywhere in the text unless it is anchored by `^` and `$`, and does not regard capitals unless it
/// says `(?-i)`.
#[derive(Clone)]
pub struct Pattern(regex::Regex);

impl Pattern {
    /// Reads a pattern; the error is one line that says why it cannot be used.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        regex::RegexBuilder::new(text)
            .case_insensitive(true)
            .size_limit(limits::PATTERN_BYTES)
            .dfa_size_limit(limits::PATTERN_BYTES)
            .nest_limit(limits::PATTERN_DEPTH)
            .build()
            .map(Self)
            .map_err(|error| match error {
                regex::Error::CompiledTooBig(_) => "it is too large".to_owned(),
                // The parser draws the pattern over several lines and says what is wrong in the last.
                other => {
                    let drawn = other.to_string();
                    let last = drawn.lines().last().unwrap_or_default();
                    last.trim_start_matches("error: ").to_owned()
                }
            })
    }

    /// The pattern as it is written.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Whether it is found in the text.
    pub fn is_in(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}

impl std::fmt::Debug for Pattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Debug::fmt(self.as_str(), f)
    }
}

impl std::hash::Hash for Pattern {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

/// Two patterns are the same when they are written the same.
impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Pattern {}

/// In the order of how they are written.
impl Ord for Pattern {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl PartialOrd for Pattern {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_bounded_and_say_why_not() {
        assert!(Pattern::read("^order [0-9]+$").unwrap().is_in("ORDER 17"));
        assert!(!Pattern::read("(?-i)order").unwrap().is_in("ORDER 17"));
        assert_eq!(Pattern::read("(").unwrap_err(), "unclosed group");
        assert_eq!(Pattern::read(r"(\w{100}){100}").unwrap_err(), "it is too large");
        assert!(Pattern::read(&format!("{}a{}", "(".repeat(200), ")".repeat(200))).is_err());
    }
}
