//! Everything that can be read of a desk, so that two desks, or one desk at two moments, can be compared.

use std::collections::BTreeSet;
use std::fmt::Debug;

use super::records::{
    command_id, decision_id, effect_id, job_id, message_id, minute, name, organization_id, person_id,
    ticket_id,
};
use super::trial::{Mismatch, Verdict, all_tickets, holds, whole_feed};
use crate::change::Erasure;
use crate::command::RuleKind;
use crate::id::{CommandId, DeskId, EffectId, Name, TicketId};
use crate::model::{Event, EventKind, LinkKind, TicketField};
use crate::query::{Audience, CountQuery, HistoryQuery, Sort, SortKey, ThreadQuery, TicketQuery};
use crate::storage::{JobsQuery, Key, PeopleQuery, Share, Storage, Wanted};
use crate::time::Timestamp;

/// Everything of a desk, as texts by what they are.
pub type Dump = std::collections::BTreeMap<String, String>;

/// Records of every sort are looked up by the ids below this number.
pub(super) const IDS: u64 = 24;
/// The teams that are looked up.
pub(super) const TEAMS: [&str; 2] = ["support", "billing"];

/// Every way to look up the records that small numbers name.
pub(super) fn small_numbers() -> Wanted {
    (0..IDS).flat_map(keys).chain(TEAMS.into_iter().flat_map(|team| team_keys(name(team)))).collect()
}

/// So many ids of one command are looked at for duties: more than any command of a test gives out.
const IDS_OF_A_COMMAND: u32 = 60;

/// Every way to look up what lists, histories and the feed of a desk tell of, and these teams.
pub fn what_is_there(storage: &dyn Storage, desk: DeskId, teams: &[Name]) -> Result<Wanted, Mismatch> {
    let mut wanted: Wanted = teams.iter().cloned().flat_map(team_keys).collect();
    for ticket in storage.find(desk, &TicketQuery { limit: u32::MAX, ..all_tickets() })?.tickets {
        wanted.add(Key::Ticket(ticket.id));
        wanted.add(Key::TicketByNumber(ticket.number));
        wanted.add_all(ticket.fold_key.into_iter().map(Key::TicketByFoldKey).collect());
        wanted.add(Key::Winner(ticket.id));
        wanted.add_all(LinkKind::ALL.map(|kind| Key::OpenLinks(kind, ticket.id)).into_iter().collect());
        let question =
            ThreadQuery { ticket: ticket.id, audience: Audience::Staff, after: None, limit: u32::MAX };
        let ids = storage.thread(desk, &question)?.messages.into_iter().filter_map(|it| it.external_id);
        wanted.add_all(ids.map(Key::TicketByMessage).collect());
    }
    for person in storage.people(desk, &PeopleQuery { staff: false, after: None, limit: u32::MAX })? {
        wanted.add(Key::Person(person.id));
        wanted.add(Key::LatestOwner(person.id, None));
        wanted.add(Key::Load(person.id));
        wanted.add(Key::TicketsOf { person: person.id, after: None, limit: u32::MAX });
        wanted.add_all(person.key.into_iter().map(Key::PersonByKey).collect());
        wanted.add_all(person.addresses.into_iter().map(Key::PersonByAddress).collect());
    }
    for command in storage.commands(desk, 0, u32::MAX)?.commands {
        wanted.add(Key::Command(command.id));
    }
    for job in storage.jobs(desk, &JobsQuery { by: None, after: None, limit: u32::MAX })? {
        wanted.add(Key::Job(job.id));
    }
    let events = storage.history(desk, &HistoryQuery { limit: u32::MAX, ..whole_feed() })?.events;
    let of_tickets = events.iter().filter(|event| event.ticket.is_some());
    let commands: BTreeSet<CommandId> = of_tickets.map(|event| event.command).collect();
    let duties = |command| (1..=IDS_OF_A_COMMAND).map(move |n| Key::Effect(EffectId::derived(command, n)));
    wanted.add_all(commands.into_iter().flat_map(duties).collect());
    wanted.add_all(events.iter().filter_map(record_of).collect());
    Ok(wanted)
}

/// The record that an event tells of and no list does.
fn record_of(event: &Event) -> Option<Key> {
    match &event.kind {
        EventKind::TicketRouted { decision, .. } => Some(Key::Decision(*decision)),
        EventKind::MessageAdded { message, .. } => Some(Key::Message(*message)),
        EventKind::OrganizationChanged { organization } => Some(Key::Organization(*organization)),
        EventKind::RuleFired { rule } => Some(Key::Fired(RuleKind::Rule, rule.clone())),
        EventKind::MacroApplied { name } => Some(Key::Fired(RuleKind::Macro, name.clone())),
        _ => None,
    }
}

/// Everything of a desk whose records are found under these keys.
pub fn dump(storage: &dyn Storage, desk: DeskId, known: &Wanted) -> Result<Dump, Mismatch> {
    let mut reader = Reader { storage, desk, known, dump: Dump::new() };
    reader.configurations()?;
    reader.records()?;
    reader.lists()?;
    for key in known.iter() {
        if let Key::Ticket(ticket) = key {
            reader.conversation(*ticket)?;
            reader.history(Some(*ticket))?;
        }
    }
    reader.history(None)?;
    reader.timers()?;
    Ok(reader.dump)
}

struct Reader<'a> {
    storage: &'a dyn Storage,
    desk: DeskId,
    known: &'a Wanted,
    dump: Dump,
}

impl Reader<'_> {
    fn add(&mut self, what: &str, found: &impl Debug) {
        self.dump.insert(what.to_owned(), format!("{found:?}"));
    }

    fn add_each<K: Debug, R: Debug>(&mut self, what: &str, found: impl IntoIterator<Item = (K, R)>) {
        for (key, row) in found {
            self.add(&format!("{what} {key:?}"), &row);
        }
    }

    fn configurations(&mut self) -> Verdict {
        let entry = self.storage.desks()?.into_iter().find(|entry| entry.id == self.desk);
        for version in 0..=entry.as_ref().map_or(0, |entry| entry.config_version) {
            let stored = self.storage.config(self.desk, Some(version))?;
            self.add(&format!("configuration {version}"), &stored);
        }
        self.add("the entry of the desk", &entry);
        Ok(())
    }

    fn records(&mut self) -> Verdict {
        let found = self.storage.load(self.desk, self.known)?;
        holds("a snapshot tells what was asked for", found.asked == *self.known)?;
        self.add("the configuration in force", &found.config_version);
        self.add_each("ticket", found.tickets);
        self.add_each("number", found.numbers);
        self.add_each("message id", found.message_ids);
        self.add_each("person", found.people);
        self.add_each("person key", found.person_keys);
        self.add_each("address", found.addresses);
        self.add_each("organization", found.organizations);
        self.add_each("organization key", found.organization_keys);
        self.add_each("team", found.teams);
        self.add_each("queue", found.queues);
        self.add_each("what can be taken next by", found.pulls);
        // A counter that has come back to nothing is as one that never moved.
        self.add_each("load", found.loads.into_iter().filter(|(_, load)| *load != 0));
        self.add_each("place in the rotation of", found.turns);
        self.add_each("what was given by", found.shares);
        self.add_each("latest owner of", found.latest_owners);
        self.add_each("command", found.commands);
        self.add_each("decision", found.decisions);
        self.add_each("job", found.jobs);
        self.add_each("fired", found.fired);
        self.add_each("effect", found.effects);
        for now in [minute(0), minute(10), minute(100), Timestamp::MAX] {
            let ready =
                self.storage.load(self.desk, &Wanted::one(Key::EffectsReady { now, limit: 100 }))?.ready;
            self.add(&format!("ready at {now}"), &ready);
        }
        Ok(())
    }

    fn lists(&mut self) -> Verdict {
        for by in [SortKey::CreatedAt, SortKey::UpdatedAt, SortKey::StatusSince] {
            let question =
                TicketQuery { sort: Sort { by, descending: true }, limit: u32::MAX, ..all_tickets() };
            let tickets = self.storage.find(self.desk, &question)?.tickets;
            let numbers: Vec<_> = tickets.into_iter().map(|ticket| ticket.number).collect();
            self.add(&format!("tickets by {by:?}"), &numbers);
        }
        for by in [None, Some(TicketField::Status), Some(TicketField::Team)] {
            let count = CountQuery { visible: all_tickets().visible, condition: None, by };
            let counts = self.storage.count(self.desk, &count)?;
            self.add(&format!("counts by {:?}", count.by), &counts);
        }
        for staff in [false, true] {
            let people =
                self.storage.people(self.desk, &PeopleQuery { staff, after: None, limit: u32::MAX })?;
            self.add(&format!("people, staff only: {staff}"), &people);
        }
        for by in [None, Some(person_id(1))] {
            let jobs = self.storage.jobs(self.desk, &JobsQuery { by, after: None, limit: u32::MAX })?;
            self.add(&format!("jobs of {by:?}"), &jobs);
        }
        let commands = self.storage.commands(self.desk, 0, u32::MAX)?.commands;
        self.add("commands in order", &commands);
        Ok(())
    }

    fn conversation(&mut self, ticket: TicketId) -> Verdict {
        for audience in [Audience::Staff, Audience::Customers] {
            let thread = ThreadQuery { ticket, audience, after: None, limit: u32::MAX };
            let page = self.storage.thread(self.desk, &thread)?;
            if !page.messages.is_empty() {
                self.add(&format!("conversation of {ticket} for {audience:?}"), &page);
            }
        }
        Ok(())
    }

    fn history(&mut self, ticket: Option<TicketId>) -> Verdict {
        for audience in [Audience::Staff, Audience::Customers] {
            let history = HistoryQuery { ticket, audience, after: 0, limit: u32::MAX };
            let events = self.storage.history(self.desk, &history)?.events;
            if !events.is_empty() {
                self.add(&format!("history of {ticket:?} for {audience:?}"), &events);
            }
            if ticket.is_none() {
                break;
            }
        }
        Ok(())
    }

    fn timers(&mut self) -> Verdict {
        let due = self.storage.due(Timestamp::MAX, u32::MAX, Share::default())?;
        let of_desk: Vec<_> =
            due.into_iter().filter(|(desk, _)| *desk == self.desk).map(|(_, timer)| timer).collect();
        self.add("timers in order", &of_desk);
        Ok(())
    }
}

/// A rule or a macro of a number.
pub(super) fn rule(n: u64) -> (RuleKind, Name) {
    match n % 4 {
        0 => (RuleKind::Rule, name("greet")),
        1 => (RuleKind::Macro, name("greet")),
        2 => (RuleKind::Rule, name("late")),
        _ => (RuleKind::Macro, name("solve")),
    }
}

/// Every way to look up the records of one number.
fn keys(n: u64) -> [Key; 22] {
    [
        Key::Fired(rule(n).0, rule(n).1),
        Key::Ticket(ticket_id(n)),
        Key::TicketByNumber(format!("T-{n}")),
        Key::TicketByMessage(format!("<{n}@example.org>")),
        Key::TicketByFoldKey(format!("fold/{n}")),
        Key::Winner(ticket_id(n)),
        Key::Message(message_id(n)),
        Key::OpenLinks(LinkKind::Parent, ticket_id(n)),
        Key::OpenLinks(LinkKind::Relates, ticket_id(n)),
        Key::Person(person_id(n)),
        Key::PersonByKey(format!("person:{n}")),
        Key::PersonByAddress(format!("p{n}@example.org")),
        Key::LatestOwner(person_id(n), None),
        Key::Load(person_id(n)),
        Key::TicketsOf { person: person_id(n), after: None, limit: u32::MAX },
        Key::FilesLost(Erasure::Ticket {
            ticket: ticket_id(n),
            person: person_id(n),
            whole: false,
            keep: Vec::new(),
        }),
        Key::Organization(organization_id(n)),
        Key::OrganizationByKey(format!("organization:{n}")),
        Key::Command(command_id(n)),
        Key::Decision(decision_id(n)),
        Key::Effect(effect_id(n)),
        Key::Job(job_id(n)),
    ]
}

fn team_keys(team: Name) -> [Key; 4] {
    [
        Key::Team(team.clone()),
        Key::Queue(team.clone()),
        Key::Pull { team: team.clone(), after: None, limit: u32::MAX },
        Key::Shares { team, from: -1_000, to: 100_000 },
    ]
}
