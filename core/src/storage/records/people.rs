//! People and organizations, with what is unique about them.

use std::collections::BTreeSet;

use super::apply::Writing;
use super::stored::Stored as _;
use crate::error::Result;
use crate::model::{Organization, Person};
use crate::storage::rules::{is_next, stale, taken};

impl Writing<'_, '_> {
    pub(super) fn put_person(&mut self, person: &Person) -> Result<()> {
        let stored = self.view.one::<Person>(&self.view.keys.person(person.id))?;
        if !is_next(person.version, stored.as_ref().map(|stored| stored.version)) {
            return Err(stale("the person"));
        }
        self.write_person(stored.as_ref(), person)
    }

    /// Writes a person in the place of what is stored.
    pub(super) fn write_person(&mut self, stored: Option<&Person>, person: &Person) -> Result<()> {
        let keys = self.view.keys;
        let known: BTreeSet<String> = stored.iter().flat_map(|stored| stored.entries(keys)).collect();
        if let Some(key) = &person.key
            && !self.is_free(&keys.person_key(key), &known)?
        {
            return Err(taken(&format!("the key `{key}`")));
        }
        let mut named = BTreeSet::new();
        for address in &person.addresses {
            let entry = keys.address(address);
            if !self.is_free(&entry, &known)? || !named.insert(entry) {
                return Err(taken("the address"));
            }
        }
        self.view.put(person)
    }

    pub(super) fn put_organization(&mut self, organization: &Organization) -> Result<()> {
        let stored = self.view.one::<Organization>(&self.view.keys.organization(organization.id))?;
        if !is_next(organization.version, stored.as_ref().map(|stored| stored.version)) {
            return Err(stale("the organization"));
        }
        self.write_organization(stored.as_ref(), organization)
    }

    /// Writes an organization in the place of what is stored.
    pub(super) fn write_organization(
        &mut self,
        stored: Option<&Organization>,
        organization: &Organization,
    ) -> Result<()> {
        let keys = self.view.keys;
        let known: BTreeSet<String> = stored.iter().flat_map(|stored| stored.entries(keys)).collect();
        if let Some(key) = &organization.key
            && !self.is_free(&keys.organization_key(key), &known)?
        {
            return Err(taken(&format!("the key `{key}`")));
        }
        self.view.put(organization)
    }
}
