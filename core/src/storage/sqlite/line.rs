//! What agents can take next, and what they were given.

use std::collections::BTreeMap;

use super::errors::Outcome;
use super::load::Loading;
use super::rows::{all, statement};
use crate::id::{Name, PersonId, TicketId};
use crate::model::PullPlace;
use crate::storage::sql::{Row, Stored, bound, place_of, share};

impl Loading<'_> {
    pub(super) fn pull(
        &self,
        team: &Name,
        after: Option<&(PullPlace, TicketId)>,
        limit: u32,
    ) -> Outcome<Vec<(PullPlace, TicketId)>> {
        let mut cells = vec![self.desk.cell(), team.to_cell(), bound(limit.into())];
        let sql = if let Some((place, ticket)) = after {
            let PullPlace { due_by, rank, since, .. } = place;
            cells.extend([due_by.to_cell(), rank.to_cell(), since.to_cell(), ticket.to_cell()]);
            statement!(pulls("AND (pull_due, pull_rank, pull_since, id) > (?4, ?5, ?6, ?7)"))
        } else {
            statement!(pulls(""))
        };
        all(self.connection, sql, &cells, |row| {
            let place = place_of(Some(team), (row.take()?, row.take()?, row.take()?));
            Ok(place.zip(row.take()?))
        })
        .map(|found| found.into_iter().flatten().collect())
    }

    pub(super) fn shares(&self, team: &Name, from: i32, to: i32) -> Outcome<BTreeMap<PersonId, i64>> {
        let sql = "SELECT person, SUM(value) FROM tkit_counter WHERE desk = ?1 AND counter BETWEEN ?2 AND ?3
            GROUP BY person";
        let cells = [self.desk.cell(), share(team, from), share(team, to)];
        let shares = all(self.connection, sql, &cells, |row| Ok((row.take()?, row.take()?)))?;
        Ok(shares.into_iter().collect())
    }
}

fn pulls(after: &str) -> String {
    format!(
        "SELECT pull_due, pull_rank, pull_since, id FROM tkit_ticket INDEXED BY tkit_ticket_pull
        WHERE desk = ?1 AND team = ?2 AND pull_due IS NOT NULL {after}
        ORDER BY pull_due, pull_rank, pull_since, id LIMIT ?3"
    )
}
