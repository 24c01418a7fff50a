//! Messages that say no more than thanks.

use std::collections::BTreeSet;

use crate::condition::fold;

/// Words of a message that are looked at: one that has more says something.
const WORDS: usize = 40;
/// Words of one phrase.
const PHRASE_WORDS: usize = 12;

/// Thanks, approval and greetings, in the languages in which customers write most.
const BUILT_IN: &[&str] = &[
    "thanks",
    "thank you",
    "thx",
    "many thanks",
    "thanks a lot",
    "thanks so much",
    "thank you so much",
    "thank you very much",
    "thanks again",
    "thank you again",
    "thanks for your help",
    "thank you for your help",
    "thanks for the help",
    "thank you for the help",
    "much appreciated",
    "cheers",
    "great",
    "perfect",
    "awesome",
    "ok",
    "okay",
    "all good",
    "you too",
    "have a nice day",
    "have a great day",
    "have a good day",
    "regards",
    "best regards",
    "kind regards",
    "best wishes",
    "hi",
    "hello",
    "dear all",
    "danke",
    "danke schön",
    "danke sehr",
    "dankeschön",
    "vielen dank",
    "vielen herzlichen dank",
    "besten dank",
    "herzlichen dank",
    "danke für die hilfe",
    "vielen dank für die hilfe",
    "danke für ihre hilfe",
    "vielen dank für ihre hilfe",
    "super",
    "prima",
    "perfekt",
    "alles klar",
    "schönen tag",
    "schönen tag noch",
    "mit freundlichen grüßen",
    "freundliche grüße",
    "viele grüße",
    "liebe grüße",
    "beste grüße",
    "mfg",
    "lg",
    "vg",
    "hallo",
    "merci",
    "merci beaucoup",
    "merci bien",
    "merci pour votre aide",
    "un grand merci",
    "parfait",
    "bonne journée",
    "cordialement",
    "bien cordialement",
    "bonjour",
    "gracias",
    "muchas gracias",
    "mil gracias",
    "perfecto",
    "saludos",
    "un saludo",
    "buen día",
    "hola",
    "grazie",
    "grazie mille",
    "molte grazie",
    "perfetto",
    "saluti",
    "cordiali saluti",
    "buona giornata",
    "obrigado",
    "obrigada",
    "muito obrigado",
    "muito obrigada",
    "perfeito",
    "bedankt",
    "dank je",
    "dank u",
    "dank je wel",
    "dank u wel",
    "hartelijk dank",
    "hartelijk bedankt",
    "tack",
    "tack så mycket",
    "tak",
    "mange tak",
    "takk",
    "tusen takk",
    "kiitos",
    "dziękuję",
    "dzięki",
    "👍",
    "🙏",
    "😊",
    "🙂",
    "😀",
    "❤",
    "👌",
    "🎉",
];

/// What says no more than thanks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Courtesy {
    phrases: BTreeSet<Vec<String>>,
}

impl Courtesy {
    /// With the phrases of the product, or without any.
    pub fn new(built_in: bool) -> Self {
        let own: &[&str] = if built_in { BUILT_IN } else { &[] };
        Self { phrases: own.iter().map(|phrase| words(phrase)).collect() }
    }

    /// Adds a phrase; false when there is no word in it, or there are too many.
    pub fn learn(&mut self, phrase: &str) -> bool {
        let words = words(phrase);
        let fits = (1..=PHRASE_WORDS).contains(&words.len());
        if fits {
            self.phrases.insert(words);
        }
        fits
    }

    /// Whether a text consists of such phrases and of nothing else. What is quoted in it, and the signature below it, is not
    /// part of it.
    pub fn is_all_of(&self, text: &str) -> bool {
        let words = words(&own_part(text));
        if words.is_empty() || words.len() > WORDS {
            return false;
        }
        // From which words on the rest is made of phrases; the end is.
        let mut good = vec![false; words.len()];
        good.push(true);
        for from in (0..words.len()).rev() {
            let ends = (from + 1..=words.len().min(from + PHRASE_WORDS)).any(|to| {
                let known = words.get(from..to).is_some_and(|phrase| self.phrases.contains(phrase));
                known && good.get(to).copied().unwrap_or(false)
            });
            if let Some(place) = good.get_mut(from) {
                *place = ends;
            }
        }
        good.first().copied().unwrap_or(false)
    }
}

/// The text without quoted lines, the line that introduces them, and the signature.
fn own_part(text: &str) -> String {
    let is_quoted = |line: &str| line.trim_start().starts_with('>');
    let lines: Vec<&str> = text.lines().take_while(|line| line.trim_end() != "--").collect();
    let mut own = String::new();
    for (n, line) in lines.iter().enumerate() {
        let mut rest = lines.iter().skip(n + 1).filter(|next| !next.trim().is_empty());
        let introduces = line.trim_end().ends_with(':') && rest.next().is_some_and(|next| is_quoted(next));
        if !is_quoted(line) && !introduces {
            own.push_str(line);
            own.push('\n');
        }
    }
    own
}

/// The words of a text, folded. A question mark and a picture are words of their own; other marks are none. More than a
/// message of thanks can have are not taken.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    for letter in fold(text).chars() {
        if letter.is_alphanumeric() {
            word.push(letter);
            continue;
        }
        // An apostrophe is inside of a word, and a mark that changes a picture is part of it.
        if matches!(letter, '\'' | '’' | '\u{fe0f}' | '\u{200d}' | '\u{1f3fb}'..='\u{1f3ff}') {
            continue;
        }
        if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if letter == '?' || (letter >= '\u{2600}' && !letter.is_whitespace()) {
            words.push(letter.to_string());
        }
        if words.len() > WORDS {
            return words;
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn domain_4_2_thanks_are_known_in_several_languages_and_nothing_else_is() {
        let courtesy = Courtesy::new(true);
        for text in [
            "Thanks!",
            "THANK YOU so much :-)",
            "Thanks a lot, have a nice day.\n\nBest regards",
            "Vielen Dank!\nViele Grüße",
            "Super, danke \u{1f44d}\u{1f3fd}",
            "Merci beaucoup !",
            "❤️",
            "Great, thanks.\n\nOn Monday the desk wrote:\n> Please try again.\n> Does it work?\n",
            "Danke\n-- \nIts Own Company, 12 Long Street",
        ] {
            assert!(courtesy.is_all_of(text), "{text}");
        }
        for text in [
            "",
            "...",
            "Thanks?",
            "Thanks, but it is still broken.",
            "Thank you. When does the next one come",
            "Danke, leider geht es immer noch nicht",
            "No thanks",
            "> Thanks",
            "Thanks\n1",
        ] {
            assert!(!courtesy.is_all_of(text), "{text}");
        }
    }

    #[test]
    fn a_desk_has_phrases_of_its_own_and_may_have_none_of_the_products() {
        let mut courtesy = Courtesy::new(false);
        assert!(!courtesy.is_all_of("Thanks"));
        assert!(courtesy.learn("Ta, Mate!"));
        assert!(courtesy.is_all_of("ta mate"));
        assert!(!courtesy.is_all_of("ta"));
        assert!(!courtesy.learn(" ... "));
        assert!(!courtesy.learn(&"a ".repeat(13)));
    }

    proptest! {
        /// Phrases after each other are a courtesy whatever stands between them, and a word that is in none ends it.
        #[test]
        fn what_is_made_of_phrases_is_a_courtesy_until_something_is_said(
            picks in prop::collection::vec(0..BUILT_IN.len(), 1..8),
            mark in prop::sample::select(vec![" ", ", ", "!\n", " - "]),
            place in 0..9_usize,
        ) {
            let courtesy = Courtesy::new(true);
            let mut parts: Vec<&str> = picks.iter().filter_map(|pick| BUILT_IN.get(*pick).copied()).collect();
            let count: usize = parts.iter().map(|part| words(part).len()).sum();
            prop_assert_eq!(courtesy.is_all_of(&parts.join(mark)), count <= WORDS);
            parts.insert(place.min(parts.len()), "broken");
            prop_assert!(!courtesy.is_all_of(&parts.join(mark)));
        }

        #[test]
        fn no_text_is_too_much(text in any::<String>()) {
            Courtesy::new(true).is_all_of(&text);
        }
    }
}
