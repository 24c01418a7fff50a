//! Whether a change of a ticket keeps to its form.

use std::collections::BTreeSet;

use super::field::{Field, FieldOption};
use super::set::FieldSet;
use super::sheet::{FieldState, FormState, Item};
use crate::condition::{Fact, Facts, Subject};
use crate::error::{Code, Problem, one_of, pointer};
use crate::id::Name;
use crate::model::{Ticket, TicketField, Value};

/// A change of a ticket that is to be held to its form. The form is that of the ticket after the change.
pub struct Change<'a> {
    /// What the form makes of its fields after the change.
    pub state: &'a FormState<'a>,
    /// The desk's own fields.
    pub fields: &'a FieldSet,
    /// The ticket before it; blank for a new one.
    pub before: &'a Ticket,
    /// The ticket after it.
    pub after: &'a Ticket,
    /// Whether the ticket is made by it.
    pub creates: bool,
    /// The fields to which it gives a value, or takes one away.
    pub written: &'a [TicketField],
    /// Whether whoever changes it may write a field at all: nobody else can be asked for its value.
    pub may_write: &'a dyn Fn(&TicketField) -> bool,
}

impl std::fmt::Debug for Change<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Change")
            .field("state", self.state)
            .field("written", &self.written)
            .finish_non_exhaustive()
    }
}

impl Change<'_> {
    /// Everything in which the change does not keep to the form, in the order of the fields, each with the path of a
    /// command's member, `/set/` and a field: `not_in_form`, `field_read_only`, `option_not_allowed`, `field_required`.
    ///
    /// A value that stays as it is, is not written. What is hidden is kept and not judged. A restriction is asked about
    /// values that change, and a dependent option also when the value changes on which it depends. Fields have to be
    /// filled when the ticket is made, and whenever a field of the form or the status changes. Nobody is held to what they
    /// may not write: they could not mend it.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let strangers = self.written.iter().filter(|field| {
            matches!(field, TicketField::Custom(_)) && self.state.get(field).is_none() && self.changes(field)
        });
        problems.extend(strangers.map(|field| self.not_in_form(field)));
        let written: BTreeSet<&TicketField> = self.written.iter().collect();
        let touches = self.touches();
        for (item, state) in self.state.items() {
            let is_written = written.contains(&item.field) && self.has_changed(&item.subject);
            if is_written && !state.visible {
                problems.push(self.not_in_form(&item.field));
            } else if is_written && state.read_only {
                problems.push(read_only(&item.field));
            } else if state.visible {
                self.judge_options(item, state, &mut problems);
                let is_empty = || self.after.fact(&item.subject).is_missing();
                if touches && state.required && is_empty() && (self.may_write)(&item.field) {
                    problems.push(required(&item.field));
                }
            }
        }
        problems
    }

    /// Whether anything changes that the form has a say in.
    pub fn touches(&self) -> bool {
        self.creates
            || self.before.status != self.after.status
            || self.state.items().any(|(item, _)| self.has_changed(&item.subject))
    }

    fn has_changed(&self, subject: &Subject) -> bool {
        self.before.fact(subject) != self.after.fact(subject)
    }

    fn changes(&self, field: &TicketField) -> bool {
        self.has_changed(&Subject::Ticket(field.clone()))
    }

    /// Whether the options that the ticket now has can be chosen as things stand.
    fn judge_options(&self, item: &Item, state: &FieldState<'_>, problems: &mut Vec<Problem>) {
        let changed = self.has_changed(&item.subject);
        let own = match &item.field {
            TicketField::Custom(name) => self.fields.get(name),
            _ => None,
        };
        let parent = own.and_then(|field| field.depends_on.as_ref());
        let parent_changed = || parent.is_some_and(|name| self.changes(&TicketField::Custom(name.clone())));
        if (!changed && !parent_changed()) || !(self.may_write)(&item.field) {
            return;
        }
        let chosen = chosen(self.after.fact(&item.subject));
        let above = own.and_then(|field| self.state.value_above(field, self.after));
        let barred = |option: &&str| {
            let restricted = changed && state.allowed.is_some_and(|allowed| !has(allowed, option));
            let of_field = || own.and_then(|field| field.options.iter().find(|known| known.name == **option));
            restricted || (parent.is_some() && of_field().is_some_and(|known| !known.fits_under(above)))
        };
        if let Some(option) = chosen.iter().find(|option| barred(option)) {
            problems.push(self.barred(item, option));
        }
    }

    fn barred(&self, item: &Item, option: &str) -> Problem {
        let name = item.field.as_str();
        let message = format!("`{option}` cannot be chosen in `{name}` as things stand");
        let allowed = self.state.options(&item.field, self.fields, self.after);
        let names: Vec<&str> = allowed.iter().flatten().map(|name| name.as_str()).collect();
        let problem = Problem::new(Code::OptionNotAllowed, message).at(pointer("/set", name));
        problem.hint(one_of(names)).param("field", name).param("option", option)
    }

    fn not_in_form(&self, field: &TicketField) -> Problem {
        let name = field.as_str();
        let message = format!("`{name}` is not in the form of this ticket as things stand");
        let problem = Problem::new(Code::NotInForm, message).at(pointer("/set", name)).param("field", name);
        match self.state.form().name() {
            Some(form) => problem.hint("leave it out").param("form", form),
            None => problem.hint("tickets of this type do not have it"),
        }
    }
}

fn read_only(field: &TicketField) -> Problem {
    let name = field.as_str();
    let message = format!("`{name}` cannot be changed as things stand");
    let problem = Problem::new(Code::FieldReadOnly, message).at(pointer("/set", name));
    problem.hint("leave it out").param("field", name)
}

fn required(field: &TicketField) -> Problem {
    let name = field.as_str();
    Problem::new(Code::FieldRequired, format!("`{name}` needs a value"))
        .at(pointer("/set", name))
        .param("field", name)
}

impl FormState<'_> {
    /// The options that a field can have as things stand: nothing where it is no choice of the desk's own and not
    /// restricted.
    pub fn options<'a>(
        &'a self,
        field: &TicketField,
        fields: &'a FieldSet,
        ticket: &Ticket,
    ) -> Option<Vec<&'a Name>> {
        let restricted = self.get(field).and_then(|state| state.allowed);
        let own = match field {
            TicketField::Custom(name) => fields.get(name).filter(|field| field.field_type.has_options()),
            _ => None,
        };
        let Some(field) = own else { return restricted.map(|allowed| allowed.iter().collect()) };
        let above = self.value_above(field, ticket);
        let fits = |option: &&FieldOption| {
            (field.depends_on.is_none() || option.fits_under(above))
                && restricted.is_none_or(|allowed| allowed.contains(&option.name))
        };
        Some(field.options.iter().filter(fits).map(|option| &option.name).collect())
    }

    /// The value of the field on which the options of another depend; none while the form hides it.
    fn value_above<'t>(&self, field: &Field, ticket: &'t Ticket) -> Option<&'t Value> {
        let name = field.depends_on.as_ref()?;
        let is_there = self.get(&TicketField::Custom(name.clone())).is_none_or(|state| state.visible);
        ticket.fields.get(name).filter(|_| is_there)
    }
}

fn has(options: &[Name], option: &str) -> bool {
    options.iter().any(|known| known == option)
}

/// The options that a value names.
fn chosen(fact: Fact<'_>) -> Vec<&str> {
    match fact {
        Fact::Text(option) => vec![option],
        Fact::Texts(options) => options.iter().map(String::as_str).collect(),
        _ => Vec::new(),
    }
}
