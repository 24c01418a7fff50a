//! A workflow as a picture, in the languages of Mermaid and of Graphviz.

mod dot;
mod mermaid;

use std::collections::BTreeSet;

use super::spec::ApproversSpec;
use super::transition::{Selector, Transition};
use super::{MessageRule, Status, Workflow};
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

/// The most characters of what stands beside an arrow for one of the things that a transition asks for.
const PART_CHARS: usize = 80;

/// An arrow of the picture: the ids of its ends, and what stands beside it.
struct Arrow {
    from: String,
    to: String,
    label: Option<String>,
}

impl Workflow {
    /// Every arrow, in the order of the transitions: as they are written, not the pairs that they allow.
    fn arrows(&self, language: &str) -> Vec<Arrow> {
        let mut arrows = Vec::new();
        let mut drawn = BTreeSet::new();
        for transition in &self.transitions {
            let label = labelled(transition, language);
            for from in self.ends(&transition.from, FROM_ANY) {
                for to in self.ends(&transition.to, TO_ANY) {
                    let stays = from == to && !transition.names_both_sides();
                    if !stays && drawn.insert((from.clone(), to.clone(), label.clone())) {
                        arrows.push(Arrow { from: from.clone(), to, label: label.clone() });
                    }
                }
            }
        }
        arrows
    }

    /// The places that stand for many statuses, as far as some arrow needs them, each with its text.
    fn anywhere(arrows: &[Arrow]) -> impl Iterator<Item = (&'static str, &'static str)> {
        let places = [(FROM_ANY, "any status"), (TO_ANY, "any other status")];
        places.into_iter().filter(|(id, _)| arrows.iter().any(|arrow| arrow.from == *id || arrow.to == *id))
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
}

/// What stands beside an arrow: the transition's label, `(permission)`, `[what it asks for]` and `/ whose approval`.
fn labelled(transition: &Transition, language: &str) -> Option<String> {
    let mut parts = Vec::new();
    parts.extend(transition.label(language).map(str::to_owned));
    parts.extend(transition.permission.as_ref().map(|permission| format!("({permission})")));
    let mut asks = Vec::new();
    asks.extend(transition.guard_in_words.as_deref().map(cut));
    let fields: Vec<&str> =
        transition.required_fields.iter().map(crate::model::TicketField::as_str).collect();
    if !fields.is_empty() {
        asks.push(cut(&fields.join(", ")));
    }
    asks.extend(transition.required_message.map(|rule| {
        let word = match rule {
            MessageRule::Public => "public message",
            MessageRule::Internal => "internal message",
            MessageRule::Any => "message",
        };
        word.to_owned()
    }));
    if !asks.is_empty() {
        parts.push(format!("[{}]", asks.join("; ")));
    }
    if let Some(approval) = &transition.approval {
        let (ApproversSpec::Permission(who) | ApproversSpec::Role(who) | ApproversSpec::Team(who)) =
            &approval.by;
        parts.push(match approval.count {
            1 => format!("/ approval: {who}"),
            count => format!("/ approval: {count} of {who}"),
        });
    }
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// A text that is not too long for a picture.
fn cut(text: &str) -> String {
    match text.char_indices().nth(PART_CHARS) {
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// The colour of a status: its own, else that of its category.
fn color(status: &Status) -> &str {
    let of_category = || COLORS.iter().find(|(category, _)| *category == status.category);
    status.color.as_deref().unwrap_or_else(|| of_category().map_or("#ffffff", |(_, color)| color))
}

/// Black or white, whichever is easier to read on a colour.
fn text_on(color: &str) -> &'static str {
    let channel = |at: usize| {
        let digits = color.get(at..at + 2).unwrap_or_default();
        u32::from_str_radix(digits, 16).unwrap_or(0)
    };
    // The usual weights of red, green and blue in brightness, in thousandths.
    let brightness = channel(1) * 299 + channel(3) * 587 + channel(5) * 114;
    if brightness > 140_000 { "#000000" } else { "#ffffff" }
}

const FROM_ANY: &str = "from_any";
const TO_ANY: &str = "to_any";

/// What the status is called inside the picture: unique by its place, and never a word of Mermaid's own.
fn id(n: usize, status: &Status) -> String {
    format!("s{n}_{}", status.name.replace('-', "_"))
}
