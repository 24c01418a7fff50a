//! Transitions that are never chosen, because another one is.

use std::collections::BTreeSet;

use super::{Doubting, titled};
use crate::error::pointer;
use crate::workflow::MessageRule;
use crate::workflow::transition::{Selector, Transition};

impl Doubting<'_> {
    pub(super) fn choices(&mut self, path: &str) {
        let workflow = self.workflow;
        // Many pairs of statuses choose from the same transitions.
        let places = || 0..workflow.statuses.len();
        let pairs = places().flat_map(|from| places().map(move |to| (from, to)));
        let groups: BTreeSet<&[u16]> = pairs.map(|(from, to)| workflow.table.between(from, to)).collect();
        for (n, transition) in workflow.transitions.iter().enumerate() {
            if self.dead.contains(&n) {
                continue;
            }
            let place = pointer(path, n);
            if let Some(side) = self.empty_side(transition) {
                let (member, text) = side;
                let message = format!("`{text}` has no status, so that {} is never made", titled(transition));
                self.never(message, pointer(&place, member), "name a status, or another category");
                continue;
            }
            let Some(joined) = self.joined(transition) else {
                let message = format!("{} joins a status with nothing but itself", titled(transition));
                let hint = "name the status on both sides, if staying in it is to be a move";
                self.never(message, place, hint);
                continue;
            };
            let chosen: Vec<&[u16]> = groups.iter().copied().filter(|group| has(group, n)).collect();
            if chosen.is_empty() {
                let other = self.workflow.table.between(joined.0, joined.1).first().copied().unwrap_or(0);
                let message = format!(
                    "others name the same statuses more exactly, such as the one at {}, so that {} is never chosen",
                    pointer(path, other),
                    titled(transition)
                );
                self.never(message, place, "leave it out, or name its statuses as exactly");
            } else if let Some(other) = self.always_before(n, transition, &chosen) {
                let message = format!(
                    "wherever {} could be made, the one at {} is taken before it",
                    titled(transition),
                    pointer(path, other)
                );
                self.never(message, place, "put the particular before the general, or give it a name");
            }
        }
    }

    /// The side of a transition that no status is on, and what stands there.
    fn empty_side(&self, transition: &Transition) -> Option<(&'static str, String)> {
        let sides = [("from", &transition.from), ("to", &transition.to)];
        let empty = |side: &&(&'static str, &Selector)| {
            !self.workflow.statuses.iter().any(|status| side.1.includes(status))
        };
        sides.iter().find(empty).map(|(member, side)| (*member, side.to_string()))
    }

    /// A pair of statuses that a transition joins, whether or not it is chosen.
    fn joined(&self, transition: &Transition) -> Option<(usize, usize)> {
        let statuses = || self.workflow.statuses.iter().enumerate();
        let of = |(from, begins)| {
            let joins = move |(to, ends)| transition.exactness(begins, ends).map(|_| (from, to));
            statuses().find_map(joins)
        };
        statuses().find_map(of)
    }

    /// One of those that are taken before a transition wherever it could be made. One that has a name can be named.
    fn always_before(&mut self, n: usize, transition: &Transition, chosen: &[&[u16]]) -> Option<usize> {
        if transition.name.is_some() {
            return None;
        }
        let workflow = self.workflow;
        let mut other = None;
        for group in chosen {
            let earlier = group.iter().map(|number| usize::from(*number)).take_while(|number| *number < n);
            let alive: Vec<usize> = earlier.filter(|number| !self.dead.contains(number)).collect();
            let passes = |number: &usize| {
                workflow.transitions.get(*number).is_some_and(|it| self.passes_with(it, transition))
            };
            other = Some(alive.into_iter().find(passes)?);
        }
        other
    }

    /// Whether the checks of one transition pass whenever those of another do.
    fn passes_with(&mut self, one: &Transition, other: &Transition) -> bool {
        let is_asked_by_both = one.permission.is_none() || one.permission == other.permission;
        let message = match one.required_message {
            None => true,
            Some(MessageRule::Any) => other.required_message.is_some(),
            rule => rule == other.required_message,
        };
        let fields = one.required_fields.iter().all(|field| other.required_fields.contains(field));
        let mut guard = || match (&one.guard, &other.guard) {
            (None, _) => true,
            (Some(one), None) => self.reasoning.refutes(&[(one, false)]),
            (Some(one), Some(other)) => self.reasoning.refutes(&[(one, false), (other, true)]),
        };
        let approved = one.approval.is_none() || one.approval == other.approval;
        is_asked_by_both && approved && message && fields && guard()
    }
}

/// Whether a transition is among those of a group.
fn has(group: &[u16], n: usize) -> bool {
    group.iter().any(|number| usize::from(*number) == n)
}
