//! Counts.

use super::dialect::Postgres;
use super::errors::Outcome;
use super::read::found_or_unknown;
use super::rows::all;
use super::session::Session;
use crate::id::DeskId;
use crate::query::{Count, CountQuery};
use crate::storage::sql::{Stored, Values, counted, counting};

pub(super) fn count(session: &Session, desk: DeskId, query: &CountQuery) -> Outcome<Vec<Count>> {
    let mut values = Values::default();
    let sql = counting::<Postgres>(desk.to_cell(), query, &mut values)?;
    let mut counts = all(session, &sql, values.cells(), |row| counted(query, row))?;
    found_or_unknown(session, desk, counts.iter().all(|count| count.tickets == 0))?;
    counts.sort_by(|a, b| a.value.cmp(&b.value));
    Ok(counts)
}
