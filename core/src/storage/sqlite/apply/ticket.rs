//! Tickets, and the tables that tickets are looked up by.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::Applying;
use crate::model::{ExternalId, Ticket};
use crate::storage::sql::{Cell, Stored, TICKET_COLUMNS, links, parts, place_cells, ticket_cells};
use crate::storage::sqlite::desks::Kind;
use crate::storage::sqlite::errors::{Fault, Outcome};
use crate::storage::sqlite::rows::{one, statement, with_values};
use crate::storage::sqlite::search;

impl Applying<'_> {
    pub(super) fn add_ticket(&mut self, ticket: &Ticket) -> Outcome<()> {
        let insert = statement!(with_values(
            "INSERT INTO tkit_ticket (desk, id, messages, effects, pull_due, pull_rank, pull_since",
            &TICKET_COLUMNS.join(", ")
        ));
        let gain = self.gains.remove(&ticket.id).unwrap_or_default();
        let mut cells = vec![self.desk.cell(), ticket.id.to_cell()];
        cells.extend([Cell::Integer(gain.messages), Cell::Integer(gain.effects)]);
        cells.extend(place_cells(gain.place.flatten()));
        cells.extend(ticket_cells(ticket));
        self.run(insert, &cells).map_err(|fault| self.not_unique(fault, ticket))?;
        let row = self.connection.last_insert_rowid();
        let taken = || "the id of the ticket".to_owned();
        self.note(Kind::Ticket, ticket.id.to_cell(), Cell::Integer(row))
            .map_err(|fault| fault.or_taken(taken))?;
        self.rows.insert(ticket.id, row);
        self.change_parts(row, ticket, &BTreeSet::new(), &parts(ticket))?;
        self.change_links(row, ticket, &BTreeSet::new(), &links(ticket))?;
        self.add_external_ids(row, &ticket.external_ids)
    }

    /// Writes the columns that changed and no others, so that an index is only touched when its column is.
    pub(super) fn change_ticket(&mut self, before: &Ticket, after: &Ticket) -> Outcome<()> {
        let Some(row) = self.find_row(after.id)? else { return Err(Fault::stale("the ticket")) };
        let mut sql = String::from("UPDATE tkit_ticket SET version = ?4");
        let mut cells =
            vec![self.desk.cell(), Cell::Integer(row), before.version.to_cell(), after.version.to_cell()];
        let (old, new) = (ticket_cells(before), ticket_cells(after));
        for ((column, old), new) in TICKET_COLUMNS.iter().zip(old).zip(new) {
            if old != new && *column != "version" {
                cells.push(new);
                // Writing to a text cannot fail.
                let _ = write!(sql, ", {column} = ?{}", cells.len());
            }
        }
        if let Some(gain) = self.gains.remove(&after.id) {
            let n = cells.len();
            let _ = write!(sql, ", messages = messages + ?{}, effects = effects + ?{}", n + 1, n + 2);
            cells.extend([Cell::Integer(gain.messages), Cell::Integer(gain.effects)]);
            if let Some(place) = gain.place {
                let _ =
                    write!(sql, ", pull_due = ?{}, pull_rank = ?{}, pull_since = ?{}", n + 3, n + 4, n + 5);
                cells.extend(place_cells(place));
            }
        }
        sql.push_str(" WHERE desk = ?1 AND row = ?2 AND version = ?3");
        let changed = self.run(&sql, &cells).map_err(|fault| self.not_unique(fault, after))?;
        if changed == 0 {
            return Err(Fault::stale("the ticket"));
        }
        if before.subject != after.subject {
            search::retitle(self.connection, self.desk, row, &before.subject)?;
        }
        self.change_parts(row, after, &parts(before), &parts(after))?;
        self.change_links(row, after, &links(before), &links(after))?;
        if before.external_ids != after.external_ids {
            let sql =
                "DELETE FROM tkit_external_id WHERE desk = ?1 AND system = ?2 AND id = ?3 AND ticket = ?4";
            for ExternalId { system, id } in &before.external_ids {
                self.run(sql, &[self.desk.cell(), system.to_cell(), id.to_cell(), Cell::Integer(row)])?;
            }
            self.add_external_ids(row, &after.external_ids)?;
        }
        Ok(())
    }

    /// What stands in the way of a ticket that shares what has to be unique. Who holds a fold key was looked up before, so
    /// that another holder is one who came in between.
    fn not_unique(&self, fault: Fault, ticket: &Ticket) -> Fault {
        if !fault.is_taken() {
            return fault;
        }
        let sql = "SELECT 1 FROM tkit_ticket WHERE desk = ?1 AND fold_key = ?2 AND id <> ?3";
        let cells = [self.desk.cell(), ticket.fold_key.to_cell(), ticket.id.to_cell()];
        match one(self.connection, sql, &cells, |_| Ok(())) {
            Ok(Some(())) => Fault::stale("who holds the fold key"),
            Ok(None) => fault.or_taken(|| format!("the number `{}`", ticket.number)),
            Err(fault) => fault,
        }
    }

    fn add_external_ids(&self, row: i64, ids: &[ExternalId]) -> Outcome<()> {
        for ExternalId { system, id } in ids {
            let sql = "INSERT INTO tkit_external_id (desk, system, id, ticket) VALUES (?1, ?2, ?3, ?4)";
            self.run(sql, &[self.desk.cell(), system.to_cell(), id.to_cell(), Cell::Integer(row)])
                .map_err(|fault| fault.or_taken(|| format!("the id `{id}` in `{system}`")))?;
        }
        Ok(())
    }

    fn change_links(&self, row: i64, ticket: &Ticket, before: &Links, after: &Links) -> Outcome<()> {
        let gone = "DELETE FROM tkit_link WHERE desk = ?1 AND kind = ?2 AND target = ?3 AND open = ?4
            AND created_at = ?5 AND id = ?6 AND ticket = ?7";
        let new = "INSERT INTO tkit_link (desk, kind, target, open, created_at, id, ticket)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        for (sql, changed) in [(gone, before.difference(after)), (new, after.difference(before))] {
            for (kind, target, open) in changed {
                let cells = [
                    self.desk.cell(),
                    Cell::Integer(*kind),
                    target.to_cell(),
                    Cell::Integer(*open),
                    ticket.created_at.to_cell(),
                    ticket.id.to_cell(),
                    Cell::Integer(row),
                ];
                self.run(sql, &cells)?;
            }
        }
        Ok(())
    }

    fn change_parts(&self, row: i64, ticket: &Ticket, before: &Parts, after: &Parts) -> Outcome<()> {
        let gone = "DELETE FROM tkit_participant WHERE desk = ?1 AND person = ?2 AND part = ?3
            AND done = ?4 AND created_at = ?5 AND id = ?6 AND ticket = ?7";
        let new = "INSERT INTO tkit_participant (desk, person, part, done, created_at, id, ticket)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        for (sql, changed) in [(gone, before.difference(after)), (new, after.difference(before))] {
            for (person, part, done) in changed {
                let cells = [
                    self.desk.cell(),
                    person.to_cell(),
                    Cell::Integer(*part),
                    Cell::Integer(*done),
                    ticket.created_at.to_cell(),
                    ticket.id.to_cell(),
                    Cell::Integer(row),
                ];
                self.run(sql, &cells)?;
            }
        }
        Ok(())
    }
}

/// Other tickets and what a ticket is to them.
type Links = BTreeSet<(i64, crate::id::TicketId, i64)>;

/// People, what they are to a ticket, and where the ticket stands.
type Parts = BTreeSet<(crate::id::PersonId, i64, i64)>;
