//! Records of commands in columns.

use std::borrow::Cow;

use super::cell::{Cell, Json, Row, Stored, json};
use crate::change::CommandRecord;
use crate::command::{Command, Notice, Outcome};
use crate::id::{CommandId, PersonId, TicketId};
use crate::model::{Actor, PersonRef};

/// The columns, in the order of [`command_cells`].
pub(crate) const COMMAND_COLUMNS: &str = "id, actor_kind, actor, at, config_version, zone_rules, digest, body, texts, \
                                          number, to_command, to_ticket, to_number, to_version, to_message, \
                                          to_person, to_organization, to_job, to_config_version, notices";

/// What stands in the columns of a command's record.
pub(crate) fn command_cells(record: &CommandRecord) -> [Cell<'_>; 20] {
    let (actor_kind, actor) = match &record.actor {
        Actor::Host {} => (0, Cell::Null),
        Actor::Agent { person } => (1, person_cell(person)),
        Actor::Requester { person } => (2, person_cell(person)),
        Actor::Guest { person, ticket, generation } => (3, guest_cell(*person, *ticket, *generation)),
        // No storage is ever given one: a token stands in no record.
        Actor::Link { .. } => (4, Cell::Null),
    };
    let outcome = &record.outcome;
    [
        record.id.to_cell(),
        Cell::Integer(actor_kind),
        actor,
        record.at.to_cell(),
        record.config_version.to_cell(),
        record.zone_rules.to_cell(),
        digest_cell(&record.digest),
        record.body.as_ref().map_or(Cell::Null, json),
        record.texts.to_cell(),
        record.number.to_cell(),
        if outcome.command == record.id { Cell::Null } else { outcome.command.to_cell() },
        outcome.ticket.to_cell(),
        outcome.number.to_cell(),
        outcome.version.to_cell(),
        outcome.message.to_cell(),
        outcome.person.to_cell(),
        outcome.organization.to_cell(),
        outcome.job.to_cell(),
        outcome.config_version.to_cell(),
        if outcome.notices.is_empty() { Cell::Null } else { json(&outcome.notices) },
    ]
}

/// The record of a command that stands in these columns.
pub(crate) fn command_of<R: Row>(row: &mut R) -> Result<CommandRecord, R::Fault> {
    let id: CommandId = row.take()?;
    let actor_kind: i64 = row.take()?;
    let actor = match (actor_kind, row.take::<Option<Doer>>()?) {
        (0, None) => Actor::Host {},
        (1, Some(Doer::Person(person))) => Actor::Agent { person },
        (2, Some(Doer::Person(person))) => Actor::Requester { person },
        (3, Some(Doer::Guest(person, ticket, generation))) => Actor::Guest { person, ticket, generation },
        _ => return Err(row.misread()),
    };
    let at = row.take()?;
    let config_version = row.take()?;
    let zone_rules = row.take()?;
    let digest = row.take::<Digest>()?.0;
    let body = row.take::<Option<Json<Command>>>()?.map(|body| body.0);
    let texts = row.take()?;
    let number = row.take()?;
    let mut outcome = Outcome::of(row.take::<Option<CommandId>>()?.unwrap_or(id));
    outcome.ticket = row.take()?;
    outcome.number = row.take()?;
    outcome.version = row.take()?;
    outcome.message = row.take()?;
    outcome.person = row.take()?;
    outcome.organization = row.take()?;
    outcome.job = row.take()?;
    outcome.config_version = row.take()?;
    outcome.notices = row.take::<Option<Json<Vec<Notice>>>>()?.map_or_else(Vec::new, |notices| notices.0);
    Ok(CommandRecord { id, actor, at, config_version, zone_rules, digest, body, texts, number, outcome })
}

/// Who gave a command: a person by our id as bytes, or by the host's key as text; or whoever came by a link, by the bytes
/// of person, ticket and generation.
enum Doer {
    Person(PersonRef),
    Guest(PersonId, TicketId, u32),
}

fn person_cell(person: &PersonRef) -> Cell<'_> {
    match person {
        PersonRef::Id(id) => id.to_cell(),
        PersonRef::Key(key) => key.to_cell(),
    }
}

fn guest_cell(person: PersonId, ticket: TicketId, generation: u32) -> Cell<'static> {
    let parts: [&[u8]; 3] = [person.as_bytes(), ticket.as_bytes(), &generation.to_be_bytes()];
    Cell::Blob(Cow::Owned(parts.concat()))
}

impl Stored for Doer {
    fn to_cell(&self) -> Cell<'_> {
        match self {
            Self::Person(person) => person_cell(person),
            Self::Guest(person, ticket, generation) => guest_cell(*person, *ticket, *generation),
        }
    }

    fn from_cell(cell: &Cell<'_>) -> Option<Self> {
        if let Some(key) = cell.as_text() {
            return Some(Self::Person(PersonRef::Key(key.to_owned())));
        }
        let bytes = cell.as_bytes()?;
        let (person, rest) = bytes.split_first_chunk::<16>()?;
        let person = PersonId::from_bytes(*person);
        if rest.is_empty() {
            return Some(Self::Person(PersonRef::Id(person)));
        }
        let (ticket, rest) = rest.split_first_chunk::<16>()?;
        let generation = u32::from_be_bytes(rest.try_into().ok()?);
        Some(Self::Guest(person, TicketId::from_bytes(*ticket), generation))
    }
}

/// Hexadecimal digits, as the bytes that they stand for; any other text as it is.
struct Digest(String);

fn digest_cell(digest: &str) -> Cell<'_> {
    let value = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = digest.as_bytes().as_chunks::<2>();
    let bytes: Option<Vec<u8>> =
        pairs.iter().map(|[high, low]| Some(value(*high)? << 4 | value(*low)?)).collect();
    match bytes {
        Some(bytes) if rest.is_empty() && !bytes.is_empty() => Cell::Blob(Cow::Owned(bytes)),
        _ => Cell::text(digest),
    }
}

impl Stored for Digest {
    fn to_cell(&self) -> Cell<'_> {
        digest_cell(&self.0)
    }

    fn from_cell(cell: &Cell<'_>) -> Option<Self> {
        match cell.as_bytes() {
            Some(bytes) => Some(Self(crate::id::hex(bytes))),
            None => cell.as_text().map(|text| Self(text.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_reads_back_whatever_it_is() {
        for text in ["0aff", "", "0af", "0AFF", "not hexadecimal"] {
            assert_eq!(Digest::from_cell(&digest_cell(text)).map(|read| read.0).as_deref(), Some(text));
        }
        assert_eq!(digest_cell("0aff"), Cell::bytes(&[0x0a, 0xff]));
    }
}
