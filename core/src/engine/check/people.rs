//! People and organizations.

use super::Checking;
use crate::model::{Organization, Person};
use crate::snapshot::{Key, Snapshot};

pub(super) fn keys_of_organization(it: &Organization) -> Vec<Key> {
    it.key.iter().cloned().map(Key::OrganizationByKey).collect()
}

pub(super) fn keys_of_person(it: &Person) -> Vec<Key> {
    let mut keys: Vec<Key> = it.organization.into_iter().map(Key::Organization).collect();
    keys.extend(it.key.iter().cloned().map(Key::PersonByKey));
    keys.extend(it.addresses.iter().cloned().map(Key::PersonByAddress));
    keys.extend(it.active_agent().into_iter().flat_map(|agent| &agent.teams).cloned().map(Key::Team));
    keys
}

impl Checking<'_> {
    pub(super) fn look_at_organization(&mut self, it: &Organization, known: &Snapshot) {
        if let Some(key) = &it.key {
            let path = format!("/organizations/{}/key", it.id);
            self.is_found(path, known.organization_keys.get(key), &it.id);
        }
    }

    pub(super) fn look_at_person(&mut self, it: &Person, known: &Snapshot) {
        let path = format!("/people/{}", it.id);
        if let Some(organization) = it.organization {
            self.leads(&Key::Organization(organization), &format!("{path}/organization"), known);
        }
        if let Some(key) = &it.key {
            self.is_found(format!("{path}/key"), known.person_keys.get(key), &it.id);
        }
        for (n, address) in it.addresses.iter().enumerate() {
            self.is_found(format!("{path}/addresses/{n}"), known.addresses.get(address), &it.id);
        }
        for team in it.active_agent().into_iter().flat_map(|agent| &agent.teams) {
            let members = known.teams.get(team).into_iter().flatten();
            let found = members.map(|member| member.person.id).find(|id| *id == it.id);
            self.is_found(format!("{path}/teams/{team}"), found.as_ref(), &it.id);
        }
    }
}
