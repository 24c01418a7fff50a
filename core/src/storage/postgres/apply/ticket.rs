//! Tickets, and the tables that tickets are looked up by.

use std::collections::BTreeSet;

use super::step::{Refusal, Step, named};
use super::{Plan, place_columns};
use crate::condition::fold;
use crate::model::{ExternalId, Ticket};
use crate::storage::postgres::{texts, words};
use crate::storage::sql::{Cell, Stored, TICKET_COLUMNS, json, links, parts, ticket_cells};

impl<'c> Plan<'c> {
    pub(super) fn add_ticket(&mut self, ticket: &'c Ticket) {
        let gain = self.gains.remove(&ticket.id).unwrap_or_default();
        let counts = [
            ("id", ticket.id.to_cell()),
            ("messages", Cell::Integer(gain.messages)),
            ("effects", Cell::Integer(gain.effects)),
        ];
        let place = place_columns(gain.place.flatten());
        let columns: Vec<_> = TICKET_COLUMNS.iter().copied().zip(ticket_cells(ticket)).collect();
        let asked: Vec<_> = folded_of(&columns)
            .chain([words_of(ticket), tags_asked(ticket)])
            .chain(fields_asked(ticket))
            .collect();
        let columns = columns.into_iter().chain(asked);
        self.push(self.row("tkit_ticket", counts.into_iter().chain(place), columns));
        self.change_parts(ticket, &BTreeSet::new(), &parts(ticket));
        self.change_links(ticket, &BTreeSet::new(), &links(ticket));
        self.change_external_ids(ticket, &[], &ticket.external_ids);
    }

    /// Writes the columns that changed and no others, so that an index is only touched when its column is.
    pub(super) fn change_ticket(&mut self, before: &'c Ticket, after: &'c Ticket) {
        let (old, new) = (ticket_cells(before), ticket_cells(after));
        let changed = TICKET_COLUMNS.iter().copied().zip(old).zip(new);
        let mut columns: Vec<(&str, Cell<'c>)> = changed
            .filter(|((column, old), new)| old != new || *column == "version")
            .map(|((column, _), new)| (column, new))
            .collect();
        let folded: Vec<_> = folded_of(&columns).collect();
        columns.extend(folded);
        if before.subject != after.subject {
            columns.push(words_of(after));
        }
        if before.tags != after.tags {
            columns.push(tags_asked(after));
        }
        if before.fields != after.fields {
            columns.extend(fields_asked(after));
        }
        let gain = self.gains.remove(&after.id).unwrap_or_default();
        columns.extend(gain.place.into_iter().flat_map(place_columns));
        let mut step = Step::update("tkit_ticket", columns);
        for (column, count) in [("messages", gain.messages), ("effects", gain.effects)] {
            if count > 0 {
                step = step.and(&format!(", {column} = {column} + ?"), [Cell::Integer(count)]);
            }
        }
        let step = step
            .and(" WHERE desk = ? AND id = ?", self.key(&after.id))
            .and(" AND version = ?", [before.version.to_cell()]);
        self.push(step.or(Refusal::Stale("the ticket")));
        self.change_parts(after, &parts(before), &parts(after));
        self.change_links(after, &links(before), &links(after));
        self.change_external_ids(after, &before.external_ids, &after.external_ids);
    }

    fn change_external_ids(&mut self, ticket: &'c Ticket, before: &'c [ExternalId], after: &'c [ExternalId]) {
        let gone = "DELETE FROM tkit_external_id WHERE desk = ? AND system = ? AND id = ? AND ticket = ?";
        let new = "INSERT INTO tkit_external_id (desk, system, id, ticket) VALUES (?, ?, ?, ?)";
        for (sql, one, other) in [(gone, before, after), (new, after, before)] {
            for id in one.iter().filter(|id| !other.contains(id)) {
                let ExternalId { system, id } = id;
                let cells = [self.desk(), system.to_cell(), id.to_cell(), ticket.id.to_cell()];
                self.push(Step::new(sql, cells).taken(format!("the id `{id}` in `{system}`")));
            }
        }
    }

    fn change_links(&mut self, ticket: &'c Ticket, before: &Links, after: &Links) {
        let gone = "DELETE FROM tkit_link WHERE desk = ? AND kind = ? AND target = ? AND open = ?
            AND created_at = ? AND ticket = ?";
        let cells = |(kind, target, open): &(i64, crate::id::TicketId, i64)| {
            let target = target.to_cell().into_owned();
            let at = [ticket.created_at.to_cell(), ticket.id.to_cell()];
            [Cell::Integer(*kind), target, Cell::Integer(*open)].into_iter().chain(at)
        };
        for link in before.difference(after) {
            self.push(Step::new(gone, [self.desk()].into_iter().chain(cells(link))));
        }
        for link in after.difference(before) {
            let columns = named("kind, target, open, created_at, ticket", cells(link));
            self.push(self.row("tkit_link", [], columns));
        }
    }

    fn change_parts(&mut self, ticket: &'c Ticket, before: &Parts, after: &Parts) {
        let gone = "DELETE FROM tkit_participant WHERE desk = ? AND person = ? AND part = ?
            AND done = ? AND created_at = ? AND ticket = ?";
        let cells = |(person, part, done): &(crate::id::PersonId, i64, i64)| {
            let person = person.to_cell().into_owned();
            let at = [ticket.created_at.to_cell(), ticket.id.to_cell()];
            [person, Cell::Integer(*part), Cell::Integer(*done)].into_iter().chain(at)
        };
        for part in before.difference(after) {
            self.push(Step::new(gone, [self.desk()].into_iter().chain(cells(part))));
        }
        for part in after.difference(before) {
            let columns = named("person, part, done, created_at, ticket", cells(part));
            self.push(self.row("tkit_participant", [], columns));
        }
    }
}

/// Other tickets and what a ticket is to them.
type Links = BTreeSet<(i64, crate::id::TicketId, i64)>;

/// People, what they are to a ticket, and where the ticket stands.
type Parts = BTreeSet<(crate::id::PersonId, i64, i64)>;

/// Columns with texts that are compared, each with the one in which the text stands folded.
const FOLDED: [(&str, &str); 4] = [
    ("subject", "subject_folded"),
    ("number", "number_folded"),
    ("fold_key", "fold_key_folded"),
    ("language", "language_folded"),
];

/// What the texts among these columns are compared by.
fn folded_of<'a>(columns: &[(&str, Cell<'_>)]) -> impl Iterator<Item = (&'static str, Cell<'a>)> {
    columns.iter().filter_map(|(column, cell)| {
        let (_, folded) = FOLDED.into_iter().find(|(text, _)| text == column)?;
        Some((folded, cell.as_text().map_or(Cell::Null, |text| Cell::Text(fold(text).into()))))
    })
}

/// What a subject is searched by.
fn words_of<'a>(ticket: &Ticket) -> (&'static str, Cell<'a>) {
    ("words", Cell::Text(words::vector(&ticket.subject).into()))
}

/// What the tags are asked by.
fn tags_asked(ticket: &Ticket) -> (&'static str, Cell<'_>) {
    ("tags_asked", asked(&ticket.tags, ticket.tags.is_empty(), &|text| text.to_owned()))
}

/// What the desk's own fields are asked by.
fn fields_asked(ticket: &Ticket) -> [(&'static str, Cell<'_>); 2] {
    let fields = &ticket.fields;
    [
        ("fields_asked", asked(fields, fields.is_empty(), &|text| text.to_owned())),
        ("fields_folded", asked(fields, fields.is_empty(), &fold)),
    ]
}

/// A value as JSON in which every text stands as the server holds texts, and in this form.
fn asked<'a, T: serde::Serialize>(value: &T, is_empty: bool, form: &dyn Fn(&str) -> String) -> Cell<'a> {
    fn texts_of(value: &mut serde_json::Value, form: &dyn Fn(&str) -> String) {
        match value {
            serde_json::Value::String(text) => *text = texts::written(&form(text)).into_owned(),
            serde_json::Value::Array(list) => list.iter_mut().for_each(|one| texts_of(one, form)),
            serde_json::Value::Object(members) => members.values_mut().for_each(|one| texts_of(one, form)),
            _ => {}
        }
    }
    match serde_json::to_value(value) {
        Ok(mut value) if !is_empty => {
            texts_of(&mut value, form);
            json(&value)
        }
        _ => Cell::Null,
    }
}
