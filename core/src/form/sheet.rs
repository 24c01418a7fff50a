//! Forms, ready to be asked: which fields a ticket has for somebody, and what the rules make of them.

use std::collections::BTreeMap;

use super::spec::FormAudience;
use crate::condition::{Fact, Facts, Predicate, Subject};
use crate::id::Name;
use crate::model::{Ticket, TicketField, label};

/// A form, ready to be asked. [`Forms`](super::Forms) makes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    pub(super) name: Option<Name>,
    pub(super) labels: BTreeMap<String, String>,
    pub(super) audience: FormAudience,
    pub(super) types: Vec<Name>,
    pub(super) condition: Option<Predicate>,
    pub(super) items: Vec<Item>,
    pub(super) rules: Vec<Rule>,
    /// The places of the rules in the order in which they are asked: each after those that decide whether the fields
    /// which it asks about are there.
    pub(super) order: Vec<usize>,
    pub(super) clear_hidden: bool,
}

/// A field on its place in a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) subject: Subject,
    pub(super) field: TicketField,
    /// The types of tickets that have it; all when empty.
    pub(super) types: Vec<Name>,
    /// Whether the first rule about it shows it.
    pub(super) begins_hidden: bool,
}

/// A rule of a form. Fields are named by their places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rule {
    pub(super) predicate: Predicate,
    /// Those fields in its condition that can be hidden.
    pub(super) asks: Vec<usize>,
    pub(super) shows: Vec<usize>,
    pub(super) hides: Vec<usize>,
    pub(super) requires: Vec<usize>,
    pub(super) read_only: Vec<usize>,
    pub(super) restricts: Vec<(usize, Vec<Name>)>,
}

/// What a form makes of one of its fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldState<'f> {
    /// Whether it is there.
    pub visible: bool,
    /// Whether it needs a value. What is hidden or read-only never does: nobody could give it one.
    pub required: bool,
    /// Whether it cannot be changed.
    pub read_only: bool,
    /// The options to which it is restricted; nothing when it is not.
    pub allowed: Option<&'f [Name]>,
    /// The rules that spoke last: 0 for none, 1 for the first.
    shown_by: usize,
    restricted_by: usize,
}

/// A form as it is for one ticket at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormState<'f> {
    form: &'f Form,
    states: Vec<FieldState<'f>>,
}

impl Form {
    /// Its key; nothing for the fields of a ticket for which there is no form.
    pub const fn name(&self) -> Option<&Name> {
        self.name.as_ref()
    }

    /// Its label in a language, else its name; nothing where there is no form.
    pub fn label(&self, language: &str) -> Option<&str> {
        label(&self.labels, language).or(self.name.as_deref())
    }

    /// Whether a change of it also empties those fields of the desk's own that it hides.
    pub const fn clears_hidden(&self) -> bool {
        self.clear_hidden
    }

    /// Its fields, in their order.
    pub fn fields(&self) -> impl Iterator<Item = &TicketField> {
        self.items.iter().map(|item| &item.field)
    }

    /// Whether it is the form of this ticket for staff, or for customers, unless one before it is.
    pub fn fits(&self, staff: bool, ticket: &Ticket) -> bool {
        let for_them = match self.audience {
            FormAudience::Everybody => true,
            FormAudience::Staff => staff,
            FormAudience::Customers => !staff,
        };
        for_them
            && is_of(&self.types, ticket)
            && self.condition.as_ref().is_none_or(|condition| condition.matches(ticket))
    }

    /// Whether some ticket may show a field in it: a built-in one that it does not list is as it is without forms.
    pub(super) fn may_show(&self, field: &TicketField) -> bool {
        let Some(place) = self.items.iter().position(|item| item.field == *field) else {
            return !matches!(field, TicketField::Custom(_));
        };
        let hides_always = |rule: &Rule| rule.hides.contains(&place) && rule.predicate.is_always();
        let shows = self.rules.iter().any(|rule| rule.shows.contains(&place));
        shows || !self.rules.iter().any(hides_always)
    }

    /// What it makes of its fields for a ticket. Every rule is asked once.
    ///
    /// Rules ask about the ticket as the form shows it: a field that is hidden has no value. Of the rules that hold, the
    /// last in the order of the document that shows or hides a field decides whether it is there, and the last that
    /// restricts it to which options; without any, a field is there unless the first rule about it would show it. A
    /// field that tickets of this type do not have is never there.
    pub fn evaluate(&self, ticket: &Ticket) -> FormState<'_> {
        let of_type = |item: &Item| is_of(&item.types, ticket);
        let begin = |item: &Item| FieldState {
            visible: !item.begins_hidden && of_type(item),
            ..FieldState::default()
        };
        let mut states: Vec<FieldState<'_>> = self.items.iter().map(begin).collect();
        for place in &self.order {
            let Some(rule) = self.rules.get(*place) else { continue };
            if self.holds(rule, ticket, &states) {
                self.apply(rule, place + 1, &of_type, &mut states);
            }
        }
        for state in &mut states {
            state.required &= state.visible && !state.read_only;
        }
        FormState { form: self, states }
    }

    fn holds(&self, rule: &Rule, ticket: &Ticket, states: &[FieldState<'_>]) -> bool {
        let is_hidden = |place: &usize| states.get(*place).is_some_and(|state| !state.visible);
        if !rule.asks.iter().any(is_hidden) {
            return rule.predicate.matches(ticket);
        }
        rule.predicate.matches(&Shown { items: &self.items, asks: &rule.asks, states, ticket })
    }

    /// Says what a rule says that holds; `turn` is its place in the document, from 1.
    fn apply<'f>(
        &'f self,
        rule: &'f Rule,
        turn: usize,
        of_type: &impl Fn(&Item) -> bool,
        states: &mut [FieldState<'f>],
    ) {
        for (places, visible) in [(&rule.shows, true), (&rule.hides, false)] {
            for place in places {
                if let (Some(state), Some(item)) = (states.get_mut(*place), self.items.get(*place))
                    && state.shown_by < turn
                {
                    state.shown_by = turn;
                    state.visible = visible && of_type(item);
                }
            }
        }
        for place in &rule.requires {
            if let Some(state) = states.get_mut(*place) {
                state.required = true;
            }
        }
        for place in &rule.read_only {
            if let Some(state) = states.get_mut(*place) {
                state.read_only = true;
            }
        }
        for (place, options) in &rule.restricts {
            if let Some(state) = states.get_mut(*place).filter(|state| state.restricted_by < turn) {
                state.restricted_by = turn;
                state.allowed = Some(options);
            }
        }
    }
}

/// Whether a ticket is of one of these types; of any when none is named.
fn is_of(types: &[Name], ticket: &Ticket) -> bool {
    types.is_empty() || ticket.ticket_type.as_ref().is_some_and(|ticket_type| types.contains(ticket_type))
}

/// A ticket as a form shows it.
struct Shown<'a> {
    items: &'a [Item],
    asks: &'a [usize],
    states: &'a [FieldState<'a>],
    ticket: &'a Ticket,
}

impl Facts for Shown<'_> {
    fn fact(&self, subject: &Subject) -> Fact<'_> {
        let is_hidden = |place: &usize| {
            self.states.get(*place).is_some_and(|state| !state.visible)
                && self.items.get(*place).is_some_and(|item| item.subject == *subject)
        };
        if self.asks.iter().any(is_hidden) { Fact::Missing } else { self.ticket.fact(subject) }
    }
}

impl<'f> FormState<'f> {
    /// The form.
    pub const fn form(&self) -> &'f Form {
        self.form
    }

    /// Its fields in their order, with what it makes of each.
    pub fn iter(&self) -> impl Iterator<Item = (&'f TicketField, &FieldState<'f>)> {
        self.form.items.iter().map(|item| &item.field).zip(&self.states)
    }

    /// The same, with each field as conditions ask about it.
    pub(super) fn items(&self) -> impl Iterator<Item = (&'f Item, &FieldState<'f>)> {
        self.form.items.iter().zip(&self.states)
    }

    /// What it makes of a field; nothing for one that is not among its own.
    pub fn get(&self, field: &TicketField) -> Option<&FieldState<'f>> {
        self.iter().find(|(known, _)| *known == field).map(|(_, state)| state)
    }

    /// Whether a field is hidden for the ticket. A field of the desk's own that the form does not have is; a built-in one
    /// is as it is without forms.
    pub fn hides(&self, field: &TicketField) -> bool {
        match self.get(field) {
            Some(state) => !state.visible,
            None => matches!(field, TicketField::Custom(_)),
        }
    }

    /// Empties the fields of the desk's own that the form hides, and of which `theirs` is true.
    pub fn clear_hidden(&self, ticket: &mut Ticket, theirs: impl Fn(&TicketField) -> bool) {
        for (field, _) in self.iter().filter(|(field, state)| !state.visible && theirs(field)) {
            if let TicketField::Custom(name) = field {
                ticket.fields.set(name.clone(), None);
            }
        }
    }
}
