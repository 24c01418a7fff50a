//! Texts with places to fill: `{{requester.name}}`, or `{{requester.name|there}}` with words for where nothing is known. A
//! backslash before the braces makes them stand for themselves.

use std::collections::BTreeSet;

use crate::error::{Code, Problem, excerpt, suggest};
use crate::limits;

/// What can be filled in, but for the desk's own fields: only what customers may know.
const PLACES: [&str; 11] = [
    "agent.name",
    "organization.name",
    "requester.address",
    "requester.name",
    "ticket.category",
    "ticket.created_at",
    "ticket.number",
    "ticket.priority",
    "ticket.status",
    "ticket.subject",
    "ticket.type",
];

/// What stands before the name of one of the desk's own fields.
const OWN: &str = "ticket.fields.";

/// A text with places to fill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template<'t> {
    parts: Vec<Part<'t>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part<'t> {
    Text(&'t str),
    Place { name: &'t str, otherwise: Option<&'t str> },
}

/// A text whose places are filled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    /// The text.
    pub text: String,
    /// The places of which nothing is known and for which no words stand: they are empty.
    pub missing: Vec<String>,
}

impl<'t> Template<'t> {
    /// Whether a text has anything in it that is no text: a place, or braces that stand for themselves. One without may be
    /// taken as it is.
    pub fn has_places(text: &str) -> bool {
        text.contains("{{")
    }

    /// Reads a text. `fields` are the desk's own fields that can be filled in, as `ticket.fields.NAME`.
    ///
    /// # Errors
    /// `malformed` where braces do not close, `unknown_name` for a place of which nothing can be known, `too_long`,
    /// `too_many` places.
    ///
    /// ```
    /// use ticketkit::canned::Template;
    ///
    /// let template = Template::parse("Dear {{requester.name|customer}}, about {{ticket.number}}:", &Default::default())?;
    /// let filled = template.fill(|place| (place == "ticket.number").then(|| "1042".to_owned()));
    /// assert_eq!(filled.text, "Dear customer, about 1042:");
    /// assert!(Template::parse("Dear {{requester.nam}}", &Default::default()).is_err());
    /// # Ok::<(), Vec<ticketkit::Problem>>(())
    /// ```
    pub fn parse(text: &'t str, fields: &BTreeSet<&str>) -> Result<Self, Vec<Problem>> {
        let (mut parts, mut problems) = (Vec::new(), Vec::new());
        if text.chars().count() > limits::CANNED_CHARS {
            let message = format!("a text can have {} characters at the most", limits::CANNED_CHARS);
            problems.push(Problem::new(Code::TooLong, message).param("limit", limits::CANNED_CHARS));
        }
        let (mut rest, mut places) = (text, 0);
        while let Some((before, after)) = rest.split_once("{{") {
            if let Some(before) = before.strip_suffix('\\') {
                parts.extend([Part::Text(before), Part::Text("{{")]);
                rest = after;
                continue;
            }
            parts.push(Part::Text(before));
            let Some((inside, behind)) = after.split_once("}}") else {
                let message = format!("the braces before `{}` do not close", excerpt(after));
                let problem = Problem::new(Code::Malformed, message);
                problems
                    .push(problem.hint("close them with `}}`, or write `\\{{` for the braces themselves"));
                rest = "";
                break;
            };
            let (name, otherwise) = match inside.split_once('|') {
                Some((name, words)) => (name.trim(), Some(words.trim())),
                None => (inside.trim(), None),
            };
            problems.extend(unknown(name, fields));
            parts.push(Part::Place { name, otherwise });
            places += 1;
            rest = behind;
        }
        parts.push(Part::Text(rest));
        if places > limits::TEMPLATE_PLACES {
            let message = format!("a text can have {} places at the most", limits::TEMPLATE_PLACES);
            problems.push(Problem::new(Code::TooMany, message).param("limit", limits::TEMPLATE_PLACES));
        }
        if problems.is_empty() { Ok(Self { parts }) } else { Err(problems) }
    }

    /// The text, with what is `known` of each place.
    pub fn fill(&self, known: impl Fn(&str) -> Option<String>) -> Filled {
        let mut filled = Filled::default();
        for part in &self.parts {
            match part {
                Part::Text(text) => filled.text.push_str(text),
                Part::Place { name, otherwise } => match (known(name), otherwise) {
                    (Some(value), _) if !value.trim().is_empty() => filled.text.push_str(&value),
                    (_, Some(words)) => filled.text.push_str(words),
                    _ if filled.missing.iter().any(|missing| missing == name) => {}
                    _ => filled.missing.push((*name).to_owned()),
                },
            }
        }
        filled
    }
}

/// Why a place cannot be filled, if so.
fn unknown(name: &str, fields: &BTreeSet<&str>) -> Option<Problem> {
    let own = |name: &str| name.strip_prefix(OWN).is_some_and(|field| fields.contains(field));
    if PLACES.contains(&name) || own(name) {
        return None;
    }
    let known: Vec<String> = PLACES
        .iter()
        .map(|place| (*place).to_owned())
        .chain(fields.iter().map(|field| format!("{OWN}{field}")))
        .collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let problem = Problem::new(Code::UnknownName, format!("nothing is known of `{}`", excerpt(name)));
    Some(problem.hint(suggest(name, &known)).param("name", excerpt(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(text: &str) -> Filled {
        let fields = BTreeSet::from(["building"]);
        let known = |place: &str| match place {
            "requester.name" => Some("Ines".to_owned()),
            "ticket.fields.building" => Some("{{agent.name}}".to_owned()),
            "ticket.subject" => Some("  ".to_owned()),
            _ => None,
        };
        Template::parse(text, &fields).unwrap().fill(known)
    }

    fn codes(text: &str) -> Vec<Code> {
        let problems = Template::parse(text, &BTreeSet::new()).err().unwrap_or_default();
        problems.iter().map(|problem| problem.code).collect()
    }

    #[test]
    fn places_are_filled_once_and_nothing_that_is_filled_in_is_a_place() {
        assert_eq!(fill("{{ requester.name }}, {{ticket.fields.building}}").text, "Ines, {{agent.name}}");
        assert_eq!(fill("no places, { } {").text, "no places, { } {");
    }

    #[test]
    fn what_is_not_known_is_named_once_or_has_words_of_its_own() {
        let filled = fill("a{{ticket.type}}b{{ticket.type}}c{{ticket.subject|your request}}");
        assert_eq!(
            (filled.text.as_str(), filled.missing),
            ("abcyour request", vec!["ticket.type".to_owned()])
        );
        assert_eq!(fill("a{{ticket.type|}}b"), Filled { text: "ab".to_owned(), missing: vec![] });
    }

    #[test]
    fn braces_can_stand_for_themselves() {
        assert_eq!(fill("\\{{requester.name}}").text, "{{requester.name}}");
    }

    #[test]
    fn every_mistake_is_told() {
        assert_eq!(
            codes("{{nobody.name}} {{ticket.fields.building}} {{agent.name"),
            [Code::UnknownName, Code::UnknownName, Code::Malformed]
        );
        assert_eq!(codes(&"x".repeat(limits::CANNED_CHARS + 1)), [Code::TooLong]);
        assert_eq!(codes(&"{{agent.name}}".repeat(limits::TEMPLATE_PLACES)), []);
        assert_eq!(codes(&"{{agent.name}}".repeat(limits::TEMPLATE_PLACES + 1)), [Code::TooMany]);
        let hint = Template::parse("{{requester.nam}}", &BTreeSet::new()).unwrap_err().remove(0).hint;
        assert!(hint.unwrap().contains("requester.name"));
    }
}
