//! Who acts: the caller's word for it becomes a person with rights.

use super::case::Case;
use super::draft::Draft;
use super::{Answer, Input, fire};
use crate::access::Rights;
use crate::command::Command;
use crate::config::Config;
use crate::error::{Code, Problem};
use crate::id::PersonId;
use crate::model::{Actor, Author, By, Person, PersonRef, Ticket};
use crate::snapshot::{Key, Snapshot, Wanted};
use crate::time::Timestamp;

/// An actor whose rights are known.
#[derive(Clone, Debug)]
pub struct Who<'c> {
    /// What they may see and do.
    pub rights: Rights<'c>,
    /// How history names them.
    pub by: By,
    /// The host's key of a requester who is not known yet. They see nothing, and may open a ticket.
    pub stranger: Option<String>,
}

impl<'c> Who<'c> {
    /// Somebody who is known.
    fn known(rights: Rights<'c>) -> Self {
        let by = rights.by();
        Self { rights, by, stranger: None }
    }

    /// How a message of theirs names its author.
    pub(super) fn author(&self) -> Author {
        match &self.by {
            By::Agent { person } => Author::Agent { person: *person },
            By::Requester { person } => Author::EndUser { person: *person },
            By::Host {} => Author::Bot { rule: None },
            By::Rule { rule } => Author::Bot { rule: Some(rule.clone()) },
            By::System {} => Author::System {},
        }
    }
}

/// Under which key a person is looked up.
pub fn person_key(person: &PersonRef) -> Key {
    match person {
        PersonRef::Id(id) => Key::Person(*id),
        PersonRef::Key(key) => Key::PersonByKey(key.clone()),
    }
}

/// What has to be seen to know an actor.
pub fn needs_of_actor(actor: &Actor) -> Wanted {
    match actor {
        Actor::Agent { person } | Actor::Requester { person } => Wanted::one(person_key(person)),
        Actor::Guest { person, ticket, .. } => {
            [Key::Person(*person), Key::Ticket(*ticket)].into_iter().collect()
        }
        Actor::Host {} | Actor::Link { .. } => Wanted::nothing(),
    }
}

/// The person that a caller names. Whoever was erased is nobody.
pub(super) fn find<'a>(
    snapshot: &'a Snapshot,
    person: &PersonRef,
) -> Answer<Option<&'a std::sync::Arc<Person>>> {
    Ok(find_also_erased(snapshot, person)?.filter(|person| person.erased_at.is_none()))
}

/// The same, also when they were erased.
pub(super) fn find_also_erased<'a>(
    snapshot: &'a Snapshot,
    person: &PersonRef,
) -> Answer<Option<&'a std::sync::Arc<Person>>> {
    Ok(match person {
        PersonRef::Id(id) => snapshot.person(*id)?,
        PersonRef::Key(key) => snapshot.person_by_key(key)?,
    })
}

/// The actor with their rights. A requester who is not known yet may open a ticket, and becomes known by it.
pub fn resolve<'c>(
    actor: &Actor,
    command: Option<&Command>,
    config: &'c Config,
    snapshot: &Snapshot,
) -> Answer<Who<'c>> {
    match actor {
        Actor::Host {} => Ok(Who::known(Rights::host())),
        Actor::Agent { person } => {
            let found = find(snapshot, person)?;
            let role = found.and_then(|found| config.role(&found.active_agent()?.role));
            let (found, role) = found.zip(role).ok_or_else(|| Rights::unknown(person).at("/actor/person"))?;
            Ok(Who::known(Rights::agent(found, role)?))
        }
        Actor::Requester { person } => match (find(snapshot, person)?, command, person) {
            (Some(found), ..) => {
                let shared = match found.organization {
                    Some(id) => snapshot.organization(id)?.filter(|known| known.shared).map(|known| known.id),
                    None => None,
                };
                let rights = Rights::requester(found, shared).without_statuses(config.staff_statuses());
                Ok(Who::known(rights))
            }
            (None, Some(Command::CreateTicket { .. }), PersonRef::Key(key)) => {
                let nobody = Person::new(PersonId::from_bytes([0; 16]), String::new(), Timestamp::default());
                let rights = Rights::requester(&nobody, None).without_statuses(config.staff_statuses());
                Ok(Who { rights, by: By::Host {}, stranger: Some(key.clone()) })
            }
            _ => Err(Rights::unknown(person).at("/actor/person").into()),
        },
        Actor::Guest { person, ticket, generation } => {
            let found = find(snapshot, &PersonRef::Id(*person))?;
            let file = snapshot.ticket(*ticket)?;
            let (found, ticket) =
                found.zip(file.map(|file| &file.ticket)).ok_or_else(Rights::link_refused)?;
            let rights = Rights::guest(found, ticket, *generation)?.without_statuses(config.staff_statuses());
            // What is kept from its customers is no reason for another answer. What is due comes before a command.
            if command.is_none() {
                admit(&rights, ticket)?;
            }
            Ok(Who::known(rights))
        }
        // A token that was not verified at the door proves nothing.
        Actor::Link { .. } => Err(Rights::link_refused().into()),
    }
}

/// Refuses whoever comes by a link to a ticket that they do not see.
fn admit(rights: &Rights<'_>, ticket: &Ticket) -> Result<(), Problem> {
    if rights.sees(ticket) { Ok(()) } else { Err(Rights::link_refused()) }
}

/// Refuses a command of whoever comes by a link to a ticket that they do not see at its instant: what was due before may
/// have taken it away, or brought it back. Nothing that fires here is kept; the command lets it fire.
pub(super) fn admit_guest(input: Input<'_>, who: &Who<'_>) -> Answer<()> {
    let Actor::Guest { ticket, .. } = input.actor else { return Ok(()) };
    let file = input.snapshot.ticket(*ticket)?.ok_or_else(Rights::link_refused)?;
    let mut draft = Draft::new(input);
    let mut case = draft.case(file)?;
    fire::fire_before(&mut draft, &mut case, input.now)?;
    Ok(admit(&who.rights, &case.ticket)?)
}

/// Refuses a change that was made to another version than the present one.
pub(super) fn expect_version(case: &Case, who: &Who<'_>, expected: Option<u64>) -> Result<(), Problem> {
    let loaded = case.before();
    let present =
        loaded.map_or(0, |ticket| if who.rights.is_staff() { ticket.version } else { ticket.public_version });
    match expected {
        Some(expected) if expected != present => {
            let text = format!("the ticket has version {present} by now, not {expected}");
            Err(Problem::new(Code::StaleVersion, text)
                .at("/expect_version")
                .hint("read the ticket again and decide anew")
                .param("version", present))
        }
        _ => Ok(()),
    }
}
