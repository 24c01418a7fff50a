//! A workflow in the language of Graphviz.

use super::{Arrow, Workflow, color, id, text_on};
use crate::model::Category;

impl Workflow {
    /// The workflow as a digraph in DOT, the language of Graphviz, with labels in a language (a BCP 47 tag). It shows the
    /// same as [`Workflow::mermaid`]; the category of a status is the class of its node. The same workflow always gives the
    /// same text.
    pub fn dot(&self, language: &str) -> String {
        let mut lines = vec![
            "rankdir=LR;".to_owned(),
            "node [shape=box, style=\"rounded,filled\", color=\"#6b7280\", fontname=\"sans-serif\"];"
                .to_owned(),
            "edge [color=\"#6b7280\", fontname=\"sans-serif\", fontsize=10];".to_owned(),
            "begin [shape=circle, label=\"\", width=0.15, fillcolor=\"#000000\"];".to_owned(),
        ];
        let closes = self.placed(|status| status.category == Category::Closed).next().is_some();
        if closes {
            lines.push("end [shape=doublecircle, label=\"\", width=0.1, fillcolor=\"#000000\"];".to_owned());
        }
        for (n, status) in self.statuses.iter().enumerate() {
            let (fill, category) = (color(status), status.category);
            lines.push(format!(
                "{} [label={}, class=\"{category}\", fillcolor=\"{fill}\", fontcolor=\"{}\"];",
                id(n, status),
                quoted(status.label(language)),
                text_on(fill)
            ));
        }
        let arrows = self.arrows(language);
        lines.extend(
            Self::anywhere(&arrows)
                .map(|(id, text)| format!("{id} [label={}, style=\"rounded,dashed\"];", quoted(text))),
        );
        lines.extend(self.placed(|status| status.initial).map(|id| format!("begin -> {id};")));
        lines.extend(arrows.iter().map(|Arrow { from, to, label }| match label {
            Some(label) => format!("{from} -> {to} [label={}];", quoted(label)),
            None => format!("{from} -> {to};"),
        }));
        let closed = self.placed(|status| status.category == Category::Closed);
        lines.extend(closed.map(|id| format!("{id} -> end;")));
        let body = lines.iter().fold(String::new(), |mut text, line| {
            text.extend(["    ", line, "\n"]);
            text
        });
        format!("digraph {} {{\n{body}}}\n", quoted(&self.name))
    }
}

/// A text between quotation marks, in which nothing can be taken for a part of the picture.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            _ if c.is_control() => quoted.push(' '),
            _ => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn labels_cannot_break_out_of_their_quotation_marks() {
        assert_eq!(quoted("a\"];\\\nb -> c"), r#""a\"];\\ b -> c""#);
    }
}
