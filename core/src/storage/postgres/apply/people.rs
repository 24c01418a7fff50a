//! People and organizations, and the tables that they are looked up by.

use super::Plan;
use super::step::{Refusal, Step, named};
use crate::error::Error;
use crate::model::{Organization, Person};
use crate::storage::rules::teams_of;
use crate::storage::sql::{self, Cell, Stored};

impl<'c> Plan<'c> {
    pub(super) fn put_person(&mut self, person: &'c Person) -> Result<(), Error> {
        let columns = named(sql::PERSON_COLUMNS, sql::person_cells(person));
        self.put_record("tkit_person", "the person", (person.version, &person.id), columns)?;
        if person.version > 1 {
            let addresses: Vec<Cell<'c>> = person.addresses.iter().map(Stored::to_cell).collect();
            self.forget_others(("tkit_address", "address"), person, &addresses);
            let teams: Vec<Cell<'c>> = teams_of(person).map(Stored::to_cell).collect();
            self.forget_others(("tkit_member", "team"), person, &teams);
        }
        self.add_ways_to(person);
        Ok(())
    }

    /// Writes down by what a person is found, as far as it is not there.
    pub(super) fn add_ways_to(&mut self, person: &'c Person) {
        for address in &person.addresses {
            let sql = "INSERT INTO tkit_address AS a (desk, address, person) VALUES (?, ?, ?)
                ON CONFLICT (desk, address) DO UPDATE SET person = a.person WHERE a.person = excluded.person";
            let step = Step::new(sql, [self.desk(), address.to_cell(), person.id.to_cell()]);
            self.push(step.or(Refusal::Taken("the address")));
        }
        for team in teams_of(person) {
            let columns = [("team", team.to_cell()), ("person", person.id.to_cell())];
            let step = self.row("tkit_member", [], columns.into_iter());
            self.push(step.unless_there("desk, team, person"));
        }
    }

    /// Takes away everything in a column of a table that a person no longer has.
    fn forget_others(&mut self, (table, column): (&str, &str), person: &'c Person, kept: &[Cell<'c>]) {
        let sql = format!("DELETE FROM {table} WHERE desk = ? AND person = ?");
        let mut step = Step::new(sql, self.key(&person.id));
        if !kept.is_empty() {
            let places = vec!["?"; kept.len()].join(", ");
            step = step.and(&format!(" AND {column} NOT IN ({places})"), kept.to_vec());
        }
        self.push(step);
    }

    pub(super) fn put_organization(&mut self, organization: &'c Organization) -> Result<(), Error> {
        let columns = named(sql::ORGANIZATION_COLUMNS, sql::organization_cells(organization));
        let key = (organization.version, &organization.id);
        self.put_record("tkit_organization", "the organization", key, columns)
    }
}
