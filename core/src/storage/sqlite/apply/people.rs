//! People and organizations, and the tables that they are looked up by.

use super::Applying;
use crate::model::{Organization, Person};
use crate::storage::sql::{self, Row, Stored};
use crate::storage::sqlite::errors::{Fault, Outcome};
use crate::storage::sqlite::rows::{one, or_update, statement};

impl Applying<'_> {
    pub(super) fn put_person(&self, person: &Person) -> Outcome<()> {
        let (desk, id) = (self.desk.cell(), person.id.to_cell());
        let sql = statement!(format!(
            "SELECT {} FROM tkit_person WHERE desk = ?1 AND id = ?2",
            sql::PERSON_COLUMNS
        ));
        let before = one(self.connection, sql, &[desk.clone(), id.clone()], |row| sql::person_of(row))?;
        if !is_next(person.version, before.as_ref().map(|before| before.version)) {
            return Err(Fault::stale("the person"));
        }
        if let Some(before) = &before {
            let sql = "DELETE FROM tkit_address WHERE desk = ?1 AND address = ?2";
            for address in &before.addresses {
                self.run(sql, &[desk.clone(), address.to_cell()])?;
            }
            let sql = "DELETE FROM tkit_member WHERE desk = ?1 AND team = ?2 AND person = ?3";
            for team in before.active_agent().iter().flat_map(|agent| &agent.teams) {
                self.run(sql, &[desk.clone(), team.to_cell(), id.clone()])?;
            }
        }
        let sql = statement!(or_update("INSERT INTO tkit_person (desk", sql::PERSON_COLUMNS, "desk, id"));
        let mut cells = vec![desk.clone()];
        cells.extend(sql::person_cells(person));
        self.run(sql, &cells).map_err(|fault| fault.or_taken(|| "the key of the person".to_owned()))?;
        let sql = "INSERT INTO tkit_address (desk, address, person) VALUES (?1, ?2, ?3)";
        for address in &person.addresses {
            self.run(sql, &[desk.clone(), address.to_cell(), id.clone()])
                .map_err(|fault| fault.or_taken(|| "the address".to_owned()))?;
        }
        let sql = "INSERT INTO tkit_member (desk, team, person) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
        for team in person.active_agent().iter().flat_map(|agent| &agent.teams) {
            self.run(sql, &[desk.clone(), team.to_cell(), id.clone()])?;
        }
        Ok(())
    }

    pub(super) fn put_organization(&self, organization: &Organization) -> Outcome<()> {
        let sql = "SELECT version FROM tkit_organization WHERE desk = ?1 AND id = ?2";
        let key = [self.desk.cell(), organization.id.to_cell()];
        let before = one(self.connection, sql, &key, |row| row.take())?;
        if !is_next(organization.version, before) {
            return Err(Fault::stale("the organization"));
        }
        let sql = statement!(or_update(
            "INSERT INTO tkit_organization (desk",
            sql::ORGANIZATION_COLUMNS,
            "desk, id"
        ));
        let mut cells = vec![self.desk.cell()];
        cells.extend(sql::organization_cells(organization));
        self.run(sql, &cells).map_err(|fault| fault.or_taken(|| "the key of the organization".to_owned()))?;
        Ok(())
    }
}

/// Whether a version is the one that follows what was found.
pub(super) fn is_next(version: u64, found: Option<u64>) -> bool {
    found.unwrap_or(0).checked_add(1) == Some(version)
}
