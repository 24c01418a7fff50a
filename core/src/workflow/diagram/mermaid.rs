//! A workflow in the language of Mermaid.

use std::fmt::Write as _;

use super::{COLORS, Status, Workflow, id, text_on};
use crate::model::Category;

impl Workflow {
    /// The workflow as a Mermaid state diagram (`stateDiagram-v2`), with labels in a language (a BCP 47 tag).
    ///
    /// It draws the transitions as they are written, not the pairs that they allow: what begins or ends in any
    /// status is one arrow from `any status` or to `any other status`, so that a desk on which everything is allowed
    /// still reads at a glance. A category is drawn as its statuses. Beside an arrow stand the transition's label, the
    /// permission that it needs in round brackets, what else it asks for in square ones, and whose approval. The same workflow always gives the same text.
    pub fn mermaid(&self, language: &str) -> String {
        let mut lines = vec!["direction LR".to_owned()];
        for (n, status) in self.statuses.iter().enumerate() {
            lines.push(format!("state \"{}\" as {}", escaped(status.label(language)), id(n, status)));
        }
        let arrows = self.arrows(language);
        lines.extend(Self::anywhere(&arrows).map(|(id, text)| format!("state \"{text}\" as {id}")));
        let begins = self.placed(|status| status.initial).map(|id| format!("[*] --> {id}"));
        lines.extend(begins);
        lines.extend(arrows.iter().map(|arrow| match &arrow.label {
            Some(label) => format!("{} --> {} : {}", arrow.from, arrow.to, escaped(label)),
            None => format!("{} --> {}", arrow.from, arrow.to),
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

/// A box of this colour, with a text that can be read on it.
fn style(color: &str) -> String {
    format!("fill:{color},color:{},stroke:#6b7280", text_on(color))
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
