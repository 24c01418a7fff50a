//! Identifiers: what they look like, and how one command gives all of its own.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::time::Timestamp;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        ///
        /// A UUID, canonical lower-case text in JSON. An id is never a secret.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// The id that belongs to the `n`-th thing which `command` makes.
            pub fn derived(command: CommandId, n: u32) -> Self {
                Self(derive(command, n))
            }

            /// The 16 bytes of the id.
            pub const fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }

            /// The id with these 16 bytes.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(Uuid::from_bytes(bytes))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0.as_hyphenated(), f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                Uuid::try_parse(text).map(Self).map_err(|_| NotAnId)
            }
        }
    )*};
}

ids! {
    /// One helpdesk (a tenant).
    DeskId
    /// One command: the idempotency key, from which every other id of its results derives.
    CommandId
    /// One ticket.
    TicketId
    /// One message of a ticket's conversation.
    MessageId
    /// One person: a requester, an agent, or both.
    PersonId
    /// One organization that requesters belong to.
    OrganizationId
    /// One fact in a desk's history.
    EventId
    /// One duty of the host, in the outbox.
    EffectId
    /// One timer.
    TimerId
    /// One record of why an agent was chosen.
    DecisionId
    /// One piece of long work that `tick` carries on.
    JobId
}

/// The text is not a UUID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an id such as `0197a3f0-7c1e-7d2a-9d3b-5a5d0c1f2e3d`")]
pub struct NotAnId;

/// A UUID of version 7 that shares the command's time and is otherwise a hash of (command, n): the same command
/// always gives the same ids, and they sort roughly by time, which keeps index pages warm.
fn derive(command: CommandId, n: u32) -> Uuid {
    let hash = Sha256::new().chain_update(command.as_bytes()).chain_update(n.to_be_bytes()).finalize();
    of_instant(command.as_bytes(), &hash)
}

/// A UUID of version 7 that has the instant of another one, and otherwise the bits of a hash.
fn of_instant(like: &[u8; 16], hash: &[u8]) -> Uuid {
    let mut bytes = [0_u8; 16];
    for (to, from) in bytes.iter_mut().zip(hash.iter()) {
        *to = *from;
    }
    for (to, from) in bytes.iter_mut().zip(like.iter().take(6)) {
        *to = *from;
    }
    uuid::Builder::from_bytes(bytes)
        .with_version(uuid::Version::SortRand)
        .with_variant(uuid::Variant::RFC4122)
        .into_uuid()
}

impl CommandId {
    /// The command that fires a timer: the same for a timer and an instant, however late it fires and whoever sees
    /// to it, so that a late history equals a punctual one to the last byte.
    pub fn of_timer(ticket: TicketId, cause: &str, due_at: Timestamp) -> Self {
        Self(hashed(due_at, &[ticket.as_bytes(), cause.as_bytes()]))
    }

    /// The command that carries a job on from this version of it, begun at `at`, by this item: the same whoever sees
    /// to it, so that no item is ever carried out twice.
    pub fn of_job(job: JobId, at: Timestamp, version: u64, item: &str) -> Self {
        Self(hashed(at, &[job.as_bytes(), &version.to_be_bytes(), item.as_bytes()]))
    }
}

/// An id for customers' eyes: of the instant that `like` has, and otherwise a hash of a ticket and of a place in what its
/// customers see. An id that is counted over everything that a command makes would tell how much of that is hidden.
fn public_id(like: &Uuid, what: &[u8], ticket: TicketId, place: u64) -> Uuid {
    let parts: [&[u8]; 3] = [what, ticket.as_bytes(), &place.to_be_bytes()];
    let hash = parts.iter().fold(Sha256::new(), Digest::chain_update).finalize();
    of_instant(like.as_bytes(), &hash)
}

impl MessageId {
    /// The id of a public message that `command` adds to a ticket, which becomes the fact of this public version.
    pub fn public(command: CommandId, ticket: TicketId, public_version: u64) -> Self {
        Self(public_id(&command.0, b"message", ticket, public_version))
    }
}

impl EventId {
    /// The id by which customers know this event, the fact of their version of the ticket.
    #[must_use]
    pub fn public(self, ticket: TicketId, public_version: u64) -> Self {
        Self(public_id(&self.0, b"event", ticket, public_version))
    }
}

impl JobId {
    /// The one job of a desk that gives what waits in a team's queue to whoever has come free.
    pub fn of_queue(team: &Name) -> Self {
        Self(hashed(Timestamp::default(), &[b"retry_queue/", team.as_bytes()]))
    }

    /// The one job of a desk that puts what waits in a team into its order.
    pub fn of_line(team: &Name) -> Self {
        Self(hashed(Timestamp::default(), &[b"line_up/", team.as_bytes()]))
    }

    /// The one job of a desk that takes the tickets of an absent agent from them.
    pub fn of_absence(person: PersonId) -> Self {
        Self(hashed(Timestamp::default(), &[b"release_tickets/", person.as_bytes()]))
    }
}

/// A UUID of version 7 of an instant that is otherwise a hash of these parts.
fn hashed(at: Timestamp, parts: &[&[u8]]) -> Uuid {
    let millis = u64::try_from(at.millis()).unwrap_or(0) & 0xffff_ffff_ffff;
    let hash = parts.iter().fold(Sha256::new(), Digest::chain_update).finalize();
    let mut rest = [0_u8; 10];
    for (to, from) in rest.iter_mut().zip(hash.iter()) {
        *to = *from;
    }
    uuid::Builder::from_unix_timestamp_millis(millis, &rest).into_uuid()
}

/// Bytes as lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let digit = |value: u8| DIGITS.get(usize::from(value & 15)).copied().unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}

/// Where an engine gets the ids of commands that come without one: its only source of chance.
pub trait IdSource: Send + Sync {
    /// A new id that nobody has seen before; `now` gives the time that a UUID of version 7 carries.
    fn command_id(&self, now: Timestamp) -> CommandId;
}

/// Random ids of version 7: what an engine uses unless it is given another source.
#[derive(Clone, Copy, Debug, Default)]
pub struct RandomIds;

impl IdSource for RandomIds {
    fn command_id(&self, now: Timestamp) -> CommandId {
        let millis = u64::try_from(now.millis()).unwrap_or(0);
        let nanos = u32::try_from(millis % 1_000).unwrap_or(0) * 1_000_000;
        CommandId(Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, millis / 1_000, nanos)))
    }
}

/// Ids that count up from a seed: the same program gives the same ids, for tests and examples.
#[derive(Debug, Default)]
pub struct CountingIds(std::sync::atomic::AtomicU64);

impl CountingIds {
    /// A source whose first id is number `first`.
    pub const fn starting_at(first: u64) -> Self {
        Self(std::sync::atomic::AtomicU64::new(first))
    }
}

impl IdSource for CountingIds {
    fn command_id(&self, now: Timestamp) -> CommandId {
        let n = self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let millis = u64::try_from(now.millis()).unwrap_or(0) & 0xffff_ffff_ffff;
        let mut counter = [0_u8; 10];
        for (to, from) in counter.iter_mut().skip(2).zip(n.to_be_bytes()) {
            *to = from;
        }
        CommandId(uuid::Builder::from_unix_timestamp_millis(millis, &counter).into_uuid())
    }
}

/// The key of something in a desk's configuration: a status, a team, a field, a policy.
///
/// One to 64 characters of `a`-`z`, `0`-`9`, `_` and `-`, beginning with a letter or digit. Cheap to clone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(Arc<str>);

impl Name {
    /// The most characters that a name can have.
    pub const MAX: usize = 64;

    /// The name of something that is not there yet: what a blank record starts from.
    pub(crate) fn unset() -> Self {
        static UNSET: std::sync::LazyLock<Arc<str>> = std::sync::LazyLock::new(|| "".into());
        Self(Arc::clone(&UNSET))
    }

    /// A name that the library itself defines; `text` must be one.
    pub(crate) fn known(text: &'static str) -> Self {
        debug_assert!(text.parse::<Self>().is_ok(), "`{text}` is not a name");
        Self(text.into())
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::ops::Deref for Name {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl std::borrow::Borrow<str> for Name {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for Name {
    fn eq(&self, other: &str) -> bool {
        &*self.0 == other
    }
}

impl PartialEq<&str> for Name {
    fn eq(&self, other: &&str) -> bool {
        &*self.0 == *other
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// The text cannot be the key of something in a configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a name: 1 to 64 of `a`-`z`, `0`-`9`, `_`, `-`, beginning with a letter or digit")]
pub struct NotAName;

impl FromStr for Name {
    type Err = NotAName;

    fn from_str(text: &str) -> Result<Self, NotAName> {
        let first = text.bytes().next().ok_or(NotAName)?;
        let fits =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_' || byte == b'-';
        let good = text.len() <= Self::MAX && first.is_ascii_alphanumeric() && text.bytes().all(fits);
        if good { Ok(Self(text.into())) } else { Err(NotAName) }
    }
}

impl Serialize for Name {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(|_| {
            serde::de::Error::custom(format_args!(
                "`{}`: {NotAName}",
                text.chars().take(80).collect::<String>()
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_always_gives_the_same_ids() {
        let command = CountingIds::starting_at(7).command_id(Timestamp::default());
        assert_eq!(TicketId::derived(command, 1), TicketId::derived(command, 1));
        assert_ne!(TicketId::derived(command, 1), TicketId::derived(command, 2));
        assert_eq!(TicketId::derived(command, 1).0.get_version_num(), 7);
        assert_eq!(&TicketId::derived(command, 1).as_bytes()[..6], &command.as_bytes()[..6]);
    }

    #[test]
    fn names_are_short_and_plain() {
        assert!("first_reply".parse::<Name>().is_ok());
        for text in ["", "Open", "a b", "_x", "-", "ä", &"x".repeat(65)] {
            assert!(text.parse::<Name>().is_err(), "{text}");
        }
    }
}
