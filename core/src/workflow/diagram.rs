//! A workflow as a picture, in the language of Mermaid.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::transition::Selector;
use super::{Status, Workflow};
use crate::model::Category;

/// The colours of the categories, for statuses that have none of their own.
const COLORS: [(Category, &str); 6] = [
    (Category::New, "#bfdbfe"),
    (Category::Open, "#fecaca"),
    (Category::Pending, "#fde68a"),
    (Category::OnHold, "#e9d5ff"),
    (Category::Solved, "#bbf7d0"),
    (Category::Closed, "#d1d5db"),
];

impl Workflow {
    /// The workflow as a Mermaid state diagram (`stateDiagram-v2`), with labels in a language (a BCP 47 tag).
    ///
    /// It draws the transitions as they are written, not the pairs that they allow: what begins or ends in any
    /// status is one arrow from `any status` or to `any other status`, so that a desk on which everything is allowed
    /// still reads at a glance. A category is drawn as its statuses. The same workflow always gives the same text.
    pub fn mermaid(&self, language: &str) -> String {
        let mut lines = vec!["direction LR".to_owned()];
        for (n, status) in self.statuses.iter().enumerate() {
            lines.push(format!("state \"{}\" as {}", escaped(status.label(language)), id(n, status)));
        }
        let arrows = self.arrows(language);
        for (text, anywhere) in [("any status", FROM_ANY), ("any other status", TO_ANY)] {
            if arrows.iter().any(|(from, to, _)| from == anywhere || to == anywhere) {
                lines.push(format!("state \"{text}\" as {anywhere}"));
            }
        }
        let begins = self.placed(|status| status.initial).map(|id| format!("[*] --> {id}"));
        lines.extend(begins);
        lines.extend(arrows.iter().map(|(from, to, label)| match label {
            Some(label) => format!("{from} --> {to} : {}", escaped(label)),
            None => format!("{from} --> {to}"),
        }));
        lines.extend(
            self.placed(|status| status.category == Category::Closed).map(|id| format!("{id} --> [*]")),
        );
        lines.extend(self.colors());
        lines.iter().fold("stateDiagram-v2\n".to_owned(), |mut text, line| {
            text.extend(["    ", line, "\n"]);
            text
        })
    }

    /// From, to and label of every arrow, in the order of the transitions.
    fn arrows(&self, language: &str) -> Vec<(String, String, Option<&str>)> {
        let mut arrows = Vec::new();
        let mut drawn = BTreeSet::new();
        for transition in &self.transitions {
            let label = transition.label(language);
            for from in self.ends(&transition.from, FROM_ANY) {
                for to in self.ends(&transition.to, TO_ANY) {
                    let arrow = (from.clone(), to, label);
                    let stays = arrow.0 == arrow.1 && !transition.names_both_sides();
                    if !stays && drawn.insert(arrow.clone()) {
                        arrows.push(arrow);
                    }
                }
            }
        }
        arrows
    }

    fn ends(&self, side: &Selector, anywhere: &str) -> Vec<String> {
        match side {
            Selector::Any => vec![anywhere.to_owned()],
            _ => self.placed(|status| side.includes(status)).collect(),
        }
    }

    /// The ids of the statuses that fit.
    fn placed(&self, fits: impl Fn(&Status) -> bool) -> impl Iterator<Item = String> {
        self.statuses
            .iter()
            .enumerate()
            .filter(move |(_, status)| fits(status))
            .map(|(n, status)| id(n, status))
    }

    /// A class for each category that has statuses, and one for each status with a colour of its own.
    fn colors(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for (category, color) in COLORS {
            let plain = |status: &Status| status.category == category && status.color.is_none();
            let ids: Vec<String> = self.placed(plain).collect();
            if !ids.is_empty() {
                lines.push(format!("classDef {category} {}", style(color)));
                lines.push(format!("class {} {category}", ids.join(",")));
            }
        }
        for (n, status) in self.statuses.iter().enumerate() {
            if let Some(color) = &status.color {
                lines.push(format!("classDef color{n} {}", style(color)));
                lines.push(format!("class {} color{n}", id(n, status)));
            }
        }
        lines
    }
}

const FROM_ANY: &str = "from_any";
const TO_ANY: &str = "to_any";

/// What the status is called inside the picture: unique by its place, and never a word of Mermaid's own.
fn id(n: usize, status: &Status) -> String {
    format!("s{n}_{}", status.name.replace('-', "_"))
}

/// A box of this colour, with the text in black or white, whichever is easier to read on it.
fn style(color: &str) -> String {
    let channel = |at: usize| {
        let digits = color.get(at..at + 2).unwrap_or_default();
        u32::from_str_radix(digits, 16).unwrap_or(0)
    };
    // The usual weights of red, green and blue in brightness, in thousandths.
    let brightness = channel(1) * 299 + channel(3) * 587 + channel(5) * 114;
    let text = if brightness > 140_000 { "#000000" } else { "#ffffff" };
    format!("fill:{color},color:{text},stroke:#6b7280")
}

/// A label in which nothing can be taken for a part of the picture: everything but letters, digits and a few plain
/// characters stands as its number.
fn escaped(label: &str) -> String {
    let mut text = String::with_capacity(label.len());
    for c in label.chars() {
        // `direction` before a space is a word of Mermaid's own wherever it stands in a line.
        let in_the_way = c == ' ' && text.to_lowercase().ends_with("direction");
        if c.is_alphanumeric()
            || (matches!(c, ' ' | '_' | '-' | '.' | ',' | '(' | ')' | '/' | '\'') && !in_the_way)
        {
            text.push(c);
        } else if c.is_control() {
            text.push(' ');
        } else {
            // Writing to a text cannot fail.
            let _ = write!(text, "#{};", u32::from(c));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_cannot_break_the_picture() {
        assert_eq!(escaped("Wartet auf Müller (2.)"), "Wartet auf Müller (2.)");
        assert_eq!(escaped("a\"b\n{c}: d;%%"), "a#34;b #123;c#125;#58; d#59;#37;#37;");
        assert_eq!(escaped("Direction TB"), "Direction#32;TB");
    }

    #[test]
    fn text_is_readable_on_every_colour() {
        assert!(style("#000000").contains("color:#ffffff"));
        assert!(style("#fde68a").contains("color:#000000"));
    }
}
