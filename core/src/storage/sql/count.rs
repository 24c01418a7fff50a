//! Counts.

use super::cell::{Cell, Row};
use super::predicate::Translation;
use super::statement::{Dialect, Values};
use super::ticket::column_of;
use crate::error::{Code, Problem, Result};
use crate::id::{Name, OrganizationId, PersonId};
use crate::model::TicketField;
use crate::query::{Count, CountQuery};

/// The statement that counts tickets; [`counted`] reads its rows.
pub(crate) fn counting<D: Dialect>(
    desk: Cell<'_>,
    query: &CountQuery,
    values: &mut Values,
) -> Result<String> {
    let place = values.bind::<D>(desk);
    let mut translation = Translation::<D>::new(place.clone(), values);
    let visible = translation.predicate(&query.visible)?;
    let asked =
        query.condition.as_ref().map_or(Ok("TRUE".to_owned()), |asked| translation.predicate(asked))?;
    let tickets = format!("FROM tkit_ticket AS t WHERE t.desk = {place} AND {visible} AND {asked}");
    let Some(field) = &query.by else { return Ok(format!("SELECT count(*) {tickets}")) };
    let column = column_of(field).filter(|_| is_one_name(field)).ok_or_else(|| {
        let message = format!("tickets cannot be counted by `{}`", field.as_str());
        Problem::new(Code::OutOfRange, message).at("/by").hint("count by a field that holds one name")
    })?;
    Ok(format!("SELECT count(*), t.{column} {tickets} GROUP BY t.{column}"))
}

/// The count in a row.
pub(crate) fn counted<R: Row>(query: &CountQuery, row: &mut R) -> std::result::Result<Count, R::Fault> {
    let tickets = row.take()?;
    let value = match &query.by {
        None => None,
        Some(TicketField::Owner | TicketField::Requester) => {
            row.take::<Option<PersonId>>()?.map(|id| id.to_string())
        }
        Some(TicketField::Organization) => row.take::<Option<OrganizationId>>()?.map(|id| id.to_string()),
        Some(_) => row.take::<Option<Name>>()?.map(|name| name.to_string()),
    };
    Ok(Count { value, tickets })
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
