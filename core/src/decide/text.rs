//! Texts that come in: what can stand in one line, and what is a language tag.

use crate::error::{Code, Problem, excerpt};

/// Checks a line of text: not empty, not too long, nothing in it that cannot stand in a line.
pub(super) fn check_text(text: &str, limit: usize, path: &str, problems: &mut Vec<Problem>) {
    if text.trim().is_empty() {
        problems.push(Problem::new(Code::Missing, "the text is empty").at(path));
    }
    let chars = text.chars().count();
    if chars > limit {
        let words = format!("the text has {chars} characters, and {limit} are allowed");
        problems.push(Problem::new(Code::TooLong, words).at(path).param("limit", limit));
    }
    if let Some(bad) = text.chars().find(|c| c.is_control()) {
        let words =
            format!("the text holds the character U+{:04X}, which cannot stand in one line", u32::from(bad));
        problems.push(Problem::new(Code::BadText, words).at(path));
    }
}

/// Checks a language tag for the shape of BCP 47: parts of one to eight letters or digits, the first of letters.
pub(super) fn check_language(text: &str, path: &str, problems: &mut Vec<Problem>) {
    let good =
        |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or_default();
    let leads = (2..=8).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_alphabetic());
    if !leads || !parts.all(good) {
        let words = format!("`{}` is not a language tag", excerpt(text));
        problems.push(Problem::new(Code::OutOfRange, words).at(path).hint("such as `en` or `pt-BR`"));
    }
}
