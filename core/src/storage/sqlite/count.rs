//! Counts.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::desks::Desk;
use super::dialect::Sqlite;
use super::errors::Outcome;
use super::rows::each;
use crate::error::{Code, Problem};
use crate::id::{Name, OrganizationId, PersonId};
use crate::model::TicketField;
use crate::query::{Count, CountQuery};
use crate::storage::sql::{Row, Translation, Values, column_of};

pub(super) fn count(connection: &Connection, desk: Desk, query: &CountQuery) -> Outcome<Vec<Count>> {
    let mut values = Values::default();
    let place = values.bind::<Sqlite>(desk.cell());
    let mut translation = Translation::<Sqlite>::new(place.clone(), &mut values);
    let visible = translation.predicate(&query.visible)?;
    let asked =
        query.condition.as_ref().map_or(Ok("TRUE".to_owned()), |asked| translation.predicate(asked))?;
    let tickets = format!("FROM tkit_ticket AS t WHERE t.desk = {place} AND {visible} AND {asked}");
    let mut counts: BTreeMap<Option<String>, u64> = BTreeMap::new();
    let Some(field) = &query.by else {
        each(connection, &format!("SELECT count(*) {tickets}"), values.cells(), |row| {
            counts.insert(None, row.take()?);
            Ok(true)
        })?;
        return Ok(listed(counts));
    };
    let column = column_of(field).filter(|_| is_one_name(field)).ok_or_else(|| {
        let message = format!("tickets cannot be counted by `{}`", field.as_str());
        Problem::new(Code::OutOfRange, message).at("/by").hint("count by a field that holds one name")
    })?;
    let sql = format!("SELECT t.{column}, count(*) {tickets} GROUP BY t.{column}");
    each(connection, &sql, values.cells(), |row| {
        let value = match field {
            TicketField::Owner | TicketField::Requester => {
                row.take::<Option<PersonId>>()?.map(|id| id.to_string())
            }
            TicketField::Organization => row.take::<Option<OrganizationId>>()?.map(|id| id.to_string()),
            _ => row.take::<Option<Name>>()?.map(|name| name.to_string()),
        };
        counts.insert(value, row.take()?);
        Ok(true)
    })?;
    Ok(listed(counts))
}

fn listed(counts: BTreeMap<Option<String>, u64>) -> Vec<Count> {
    counts.into_iter().map(|(value, tickets)| Count { value, tickets }).collect()
}

/// Whether a field is among those that can be counted by.
const fn is_one_name(field: &TicketField) -> bool {
    matches!(
        field,
        TicketField::Status
            | TicketField::Standing
            | TicketField::Category
            | TicketField::Priority
            | TicketField::Team
            | TicketField::Owner
            | TicketField::Type
            | TicketField::Channel
            | TicketField::Organization
            | TicketField::Requester
            | TicketField::Workflow
            | TicketField::Impact
            | TicketField::Urgency
            | TicketField::StatusBeforeSnooze
    )
}
