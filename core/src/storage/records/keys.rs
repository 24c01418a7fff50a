//! Names of records and entries: printable ASCII whose order, byte by byte, is the order of what they stand for.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::id::{
    CommandId, DecisionId, DeskId, EffectId, JobId, MessageId, Name, OrganizationId, PersonId, TicketId,
};
use crate::model::{ExternalId, PullPlace, Ticket, TimerCause};
use crate::query::{Audience, SortKey};
use crate::time::Timestamp;

/// Texts of more bytes than this, once they are written in ASCII, are named by a hash.
const LONGEST: usize = 200;
/// So many hex digits of the hash: no two texts of one desk will ever share them.
const HASH_BYTES: usize = 24;

/// A text in ASCII: everything but letters, digits and a few signs is written as `%` and two digits.
pub(super) fn ascii(text: &str) -> String {
    let mut ascii = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'@' | b':' | b'+') {
            ascii.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(ascii, "%{byte:02x}");
        }
    }
    if ascii.len() <= LONGEST {
        return ascii;
    }
    let hash = Sha256::digest(text.as_bytes());
    hash.iter().take(HASH_BYTES).fold("~".to_owned(), |mut name, byte| {
        let _ = write!(name, "{byte:02x}");
        name
    })
}

/// An instant in digits that stand in its order: milliseconds since the beginning of the year 0.
fn instant(at: Timestamp) -> String {
    format!("{:015}", at.millis().saturating_sub(Timestamp::MIN.millis()))
}

/// A number in digits that stand in its order.
fn number(n: u64) -> String {
    format!("{n:020}")
}

/// The first text after all those that begin with `entry` and a slash, for an entry that ends with the slash.
pub(super) fn after_all(entry: &str) -> String {
    format!("{}0", entry.trim_end_matches('/'))
}

/// The first text after this very one.
pub(super) fn just_after(entry: &str) -> String {
    format!("{entry}!")
}

/// All desks, by id.
pub(super) const DESKS: &str = "desk/";
/// All timers of all desks, in the order in which they fire.
pub(super) const DUE: &str = "due/";

/// The key and entry of a desk.
pub(super) fn desk(id: DeskId) -> String {
    format!("{DESKS}{id}")
}

/// The key of a desk's name.
pub(super) fn desk_name(key: &str) -> String {
    format!("name/{}", ascii(key))
}

/// The end of the timers that are due by an instant.
pub(super) fn due_until(now: Timestamp) -> String {
    format!("{DUE}{}0", instant(now))
}

/// Keys and entries inside a desk.
#[derive(Clone, Copy, Debug)]
pub(super) struct Keys(pub(super) DeskId);

macro_rules! keys {
    ($($(#[doc = $doc:literal])+ $name:ident($($given:ident: $type:ty),*) = $text:literal;)*) => {$(
        $(#[doc = $doc])+
        pub(super) fn $name(self $(, $given: $type)*) -> String {
            format!(concat!("{}/", $text), self.0 $(, $given)*)
        }
    )*};
}

impl Keys {
    keys! {
        /// Everything of the desk.
        all() = "";
        /// A version of the configuration.
        config(version: u64) = "config/{:020}";
        /// All versions of the configuration.
        configs() = "config/";
        /// A command.
        command(id: CommandId) = "command/{}";
        /// A ticket with what goes along with it.
        ticket(id: TicketId) = "ticket/{}";
        /// A message.
        message(id: MessageId) = "message/{}";
        /// A person.
        person(id: PersonId) = "person/{}";
        /// All people, by id.
        people() = "person/";
        /// An organization.
        organization(id: OrganizationId) = "organization/{}";
        /// All organizations, by id.
        organizations() = "organization/";
        /// A record of a routing.
        decision(id: DecisionId) = "decision/{}";
        /// All records of routings, by id.
        decisions() = "decision/";
        /// Long work.
        job(id: JobId) = "job/{}";
        /// All jobs, by id.
        jobs() = "job/";
        /// An effect.
        effect(id: EffectId) = "effect/{}";
        /// A timer of the desk's own.
        timer(cause: &TimerCause) = "timer/{}";
        /// All timers of the desk's own.
        timers() = "timer/";
        /// The weight of what an agent owns.
        load(person: PersonId) = "load/{}";
        /// The weights of what all agents own.
        loads() = "load/";
        /// How often a rule or a macro has fired.
        fired(kind: &str, rule: &Name) = "fired/{}/{}";
        /// How often all rules and macros have fired.
        firings() = "fired/";
        /// An agent's place in a rotation.
        turn(team: &Name, person: PersonId) = "turn/{}/{}";
        /// All places in rotations.
        turns() = "turn/";
        /// All members of staff, by id.
        staff() = "staff/";
        /// The active agents of a team, by id.
        team(team: &Name) = "team/{}/";
        /// Tickets that wait, oldest first.
        queue(team: &Name) = "queue/{}/";
        /// Tickets that can be taken next, in their order.
        pulls(team: &Name) = "pull/{}/";
        /// Tickets that name another one, each as this to it.
        linked(kind: &str, target: TicketId) = "linked/{}/{}/";
        /// Those of them that are still to be done, oldest first.
        open_links(kind: &str, target: TicketId) = "open-links/{}/{}/";
        /// The active tickets of a requester, oldest first.
        requester(person: PersonId) = "requester/{}/";
        /// The tickets that know a person as a customer.
        customer(person: PersonId) = "customer/{}/";
        /// The messages that a person wrote as a customer, by ticket.
        wrote(person: PersonId) = "wrote/{}/";
        /// The events that a person was made or changed by.
        person_events(person: PersonId) = "person-events/{}/";
        /// All tickets, oldest first.
        tickets() = "created/";
        /// All conversations, by ticket.
        threads() = "thread/";
        /// The conversation of a ticket.
        thread(ticket: TicketId) = "thread/{}/";
        /// All effects that are not done, by ticket.
        outboxes() = "outbox/";
        /// The effects of a ticket that are not done.
        outbox(ticket: TicketId) = "outbox/{}/";
        /// The first effects of all tickets, those that are parked apart, oldest first.
        ready() = "ready/";
        /// The history of a ticket.
        history(ticket: TicketId) = "history/{}/";
        /// The history of a ticket, for customers.
        public_history(ticket: TicketId) = "public/{}/";
        /// All events, in the order of their commits.
        feed() = "event/";
        /// All commands, in the order of their commits.
        commands() = "commands/";
        /// The jobs that a person gave, by id.
        jobs_of(person: PersonId) = "jobs/{}/";
    }

    /// The place of a ticket among those that can be taken next.
    pub(super) fn pull(self, place: &PullPlace, ticket: TicketId) -> String {
        let PullPlace { team, due_by, rank, since } = place;
        format!("{}{}/{rank:010}/{}/{ticket}", self.pulls(team), instant(*due_by), instant(*since))
    }

    /// What all members of all teams were given.
    pub(super) fn all_shares(self) -> String {
        format!("{}/share/", self.0)
    }

    /// What the members of a team were given on a day.
    pub(super) fn shares(self, team: &Name, day: i32) -> String {
        format!("{}{}/", self.all_shares(), shares_place(team, day))
    }

    /// What an agent was given of a team on a day.
    pub(super) fn share(self, team: &Name, day: i32, person: PersonId) -> String {
        self.all_shares() + &share_place(team, day, person)
    }

    pub(super) fn event(self, n: u64) -> String {
        self.feed() + &number(n)
    }

    pub(super) fn ticket_number(self, text: &str) -> String {
        format!("{}/number/{}", self.0, ascii(text))
    }

    pub(super) fn external_id(self, external: &ExternalId) -> String {
        format!("{}/external/{}/{}", self.0, ascii(&external.system), ascii(&external.id))
    }

    pub(super) fn fold_key(self, key: &str) -> String {
        format!("{}/fold-key/{}", self.0, ascii(key))
    }

    pub(super) fn message_id(self, external_id: &str) -> String {
        format!("{}/message-id/{}", self.0, ascii(external_id))
    }

    /// The messages that have a file.
    pub(super) fn file(self, sha256: &str) -> String {
        format!("{}/file/{}/", self.0, ascii(sha256))
    }

    pub(super) fn person_key(self, key: &str) -> String {
        format!("{}/person-key/{}", self.0, ascii(key))
    }

    pub(super) fn address(self, address: &str) -> String {
        format!("{}/address/{}", self.0, ascii(address))
    }

    pub(super) fn organization_key(self, key: &str) -> String {
        format!("{}/organization-key/{}", self.0, ascii(key))
    }

    /// When a timer fires, among those of all desks.
    pub(super) fn due(self, at: Timestamp, ticket: Option<TicketId>, cause: &TimerCause) -> String {
        // What is the desk's own comes first: a hyphen stands before all digits.
        let ticket = ticket.map_or_else(|| "-".to_owned(), |ticket| ticket.to_string());
        format!("{DUE}{}/{}/{ticket}/{cause}", instant(at), self.0)
    }

    /// All tickets in an order.
    pub(super) fn sorted(self, by: SortKey, audience: Audience) -> String {
        let order = match (by, audience) {
            (SortKey::CreatedAt, _) => return self.tickets(),
            (SortKey::UpdatedAt, Audience::Staff) => "updated",
            (SortKey::UpdatedAt, Audience::Customers) => "public-updated",
            (SortKey::StatusSince, _) => "since",
        };
        format!("{}/{order}/", self.0)
    }
}

/// The place of what the members of a team were given on a day, among all shares.
fn shares_place(team: &Name, day: i32) -> String {
    format!("{team}/{:07}", i64::from(day) + 1_000_000)
}

/// The place of a share among all of them.
pub(super) fn share_place(team: &Name, day: i32, person: PersonId) -> String {
    format!("{}/{person}", shares_place(team, day))
}

/// The place of something at an instant.
pub(super) fn at(at: Timestamp, id: impl std::fmt::Display) -> String {
    format!("{}/{id}", instant(at))
}

/// A place by number.
pub(super) fn place(n: u64) -> String {
    number(n)
}

/// The place of a ticket in a list.
pub(super) fn place_of(by: SortKey, key: Timestamp, created_at: Timestamp, ticket: TicketId) -> String {
    match by {
        SortKey::CreatedAt => at(created_at, ticket),
        _ => format!("{}/{}", instant(key), at(created_at, ticket)),
    }
}

/// The entries under which a ticket stands in lists, in every order.
pub(super) fn lists_of(keys: Keys, ticket: &Ticket) -> impl Iterator<Item = String> {
    let orders = [
        (SortKey::CreatedAt, Audience::Staff),
        (SortKey::UpdatedAt, Audience::Staff),
        (SortKey::UpdatedAt, Audience::Customers),
        (SortKey::StatusSince, Audience::Staff),
    ];
    orders.into_iter().filter_map(move |(by, audience)| {
        let key = by.of(ticket, audience)?;
        Some(keys.sorted(by, audience) + &place_of(by, key, ticket.created_at, ticket.id))
    })
}
