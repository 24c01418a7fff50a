//! People and organizations in columns.

use super::cell::{Cell, Json, Row, Stored, json};
use crate::model::{Agent, Organization, Person};

/// The columns, in the order of [`person_cells`].
pub(crate) const PERSON_COLUMNS: &str = "id, version, key, name, addresses, phone, organization, language, \
                                         external_ids, agent, erased_at, created_at, updated_at";

/// What stands in the columns of a person.
pub(crate) fn person_cells(person: &Person) -> [Cell<'_>; 13] {
    [
        person.id.to_cell(),
        person.version.to_cell(),
        person.key.to_cell(),
        person.name.to_cell(),
        person.addresses.to_cell(),
        person.phone.to_cell(),
        person.organization.to_cell(),
        person.language.to_cell(),
        person.external_ids.to_cell(),
        person.agent.as_ref().map_or(Cell::Null, json),
        person.erased_at.to_cell(),
        person.created_at.to_cell(),
        person.updated_at.to_cell(),
    ]
}

/// The person who stands in these columns.
pub(crate) fn person_of<R: Row>(row: &mut R) -> Result<Person, R::Fault> {
    Ok(Person {
        id: row.take()?,
        version: row.take()?,
        key: row.take()?,
        name: row.take()?,
        addresses: row.take()?,
        phone: row.take()?,
        organization: row.take()?,
        language: row.take()?,
        external_ids: row.take()?,
        agent: row.take::<Option<Json<Agent>>>()?.map(|agent| agent.0),
        erased_at: row.take()?,
        created_at: row.take()?,
        updated_at: row.take()?,
    })
}

/// The columns, in the order of [`organization_cells`].
pub(crate) const ORGANIZATION_COLUMNS: &str =
    "id, version, key, name, shared, calendar, external_ids, created_at, updated_at";

/// What stands in the columns of an organization.
pub(crate) fn organization_cells(organization: &Organization) -> [Cell<'_>; 9] {
    [
        organization.id.to_cell(),
        organization.version.to_cell(),
        organization.key.to_cell(),
        organization.name.to_cell(),
        organization.shared.to_cell(),
        organization.calendar.to_cell(),
        organization.external_ids.to_cell(),
        organization.created_at.to_cell(),
        organization.updated_at.to_cell(),
    ]
}

/// The organization that stands in these columns.
pub(crate) fn organization_of<R: Row>(row: &mut R) -> Result<Organization, R::Fault> {
    Ok(Organization {
        id: row.take()?,
        version: row.take()?,
        key: row.take()?,
        name: row.take()?,
        shared: row.take()?,
        calendar: row.take()?,
        external_ids: row.take()?,
        created_at: row.take()?,
        updated_at: row.take()?,
    })
}
