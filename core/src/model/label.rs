//! Labels by language.

use std::collections::BTreeMap;

/// The label in a language (a BCP 47 tag), else in the language that it is a kind of (`pt` for `pt-BR`); nothing
/// when there is neither.
pub fn label<'a>(labels: &'a BTreeMap<String, String>, language: &str) -> Option<&'a str> {
    let mut tag = language;
    loop {
        if let Some(label) = labels.get(tag) {
            return Some(label);
        }
        tag = tag.rsplit_once('-')?.0;
    }
}
