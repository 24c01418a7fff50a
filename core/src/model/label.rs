//! Labels by language.

use std::collections::BTreeMap;

/// The label in a language (a BCP 47 tag), else in the language that it is a kind of (`pt` for `pt-BR`); nothing
/// when there is neither. A blank label is none.
pub fn label<'a>(labels: &'a BTreeMap<String, String>, language: &str) -> Option<&'a str> {
    let mut tag = language;
    loop {
        if let Some(label) = labels.get(tag).filter(|label| !label.trim().is_empty()) {
            return Some(label);
        }
        tag = tag.rsplit_once('-')?.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_falls_back_to_the_one_it_is_a_kind_of() {
        let labels = BTreeMap::from(
            [("pt", "Aberto"), ("de", " ")].map(|(tag, text)| (tag.to_owned(), text.to_owned())),
        );
        assert_eq!(label(&labels, "pt-BR"), Some("Aberto"));
        assert_eq!(label(&labels, "pt"), Some("Aberto"));
        assert_eq!(label(&labels, "de"), None);
        assert_eq!(label(&labels, "p"), None);
    }
}
