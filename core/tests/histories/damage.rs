//! Whatever is damaged in a file, the check names it: every damage is planted by a statement of its own.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use rusqlite::Connection;
use ticketkit::Span;
use ticketkit::calendar::ZoneRules;
use ticketkit::command::{Command, Context, Edits};
use ticketkit::engine::Invariant::{self, *};
use ticketkit::engine::{Finding, check};
use ticketkit::model::{Actor, Value};
use ticketkit::query::TicketQuery;
use ticketkit::storage::conformance::{Chance, all_tickets};
use ticketkit::storage::{SqliteStorage, Storage};
use ticketkit::time::TimeSource as _;

use crate::agreement::assert_sound;
use crate::house::House;
use crate::program::Sort;
use crate::proofs::live;
use crate::storages::Folder;

/// What is done to a file, and what the check has to say: these, each about something whose path holds the words, and
/// nothing else.
struct Damage {
    name: &'static str,
    sql: &'static str,
    found: &'static [(Invariant, &'static str)],
}

const DAMAGES: &[Damage] = &[
    Damage {
        name: "a row names a desk that is not there",
        sql: "PRAGMA foreign_keys = OFF; INSERT INTO tkit_config VALUES (999, 1, '{}')",
        found: &[(StorageWhole, "/")],
    },
    Damage {
        name: "a version of the configuration is gone",
        sql: "DELETE FROM tkit_config WHERE version = 1 AND EXISTS (SELECT 1 FROM tkit_config WHERE version = 2)",
        found: &[(ConfigReads, "/configurations")],
    },
    Damage {
        name: "a configuration is none",
        sql: "UPDATE tkit_config SET document = '{\"format\": 99}'
            WHERE version = 1 AND EXISTS (SELECT 1 FROM tkit_config WHERE version = 2)",
        found: &[(ConfigReads, "/configurations/1")],
    },
    Damage {
        name: "a customer is gone",
        sql: "DELETE FROM tkit_person WHERE agent IS NULL AND id IN (SELECT requester FROM tkit_ticket)",
        found: &[(ReferenceLeads, "/requester"), (ReferenceLeads, "/feed/")],
    },
    Damage {
        name: "an organization is gone",
        sql: "DELETE FROM tkit_organization WHERE id IN (SELECT organization FROM tkit_person)",
        found: &[(ReferenceLeads, "/organization"), (ReferenceLeads, "/feed/")],
    },
    Damage {
        name: "the record of a routing is gone",
        sql: "DELETE FROM tkit_decision WHERE winner IS NOT NULL",
        found: &[(ReferenceLeads, "/feed/"), (CounterAdds, "/shares/")],
    },
    Damage {
        name: "a ticket is a part of one that is not there",
        sql: "UPDATE tkit_ticket SET parent = zeroblob(16) WHERE parent IS NOT NULL",
        found: &[(ReferenceLeads, "/parent"), (LookupLeads, "/parent/"), (TicketFolds, "/parent")],
    },
    Damage {
        name: "the first message is gone",
        sql: "DELETE FROM tkit_message WHERE position = 1",
        found: &[
            (ReferenceLeads, "/description"),
            (ReferenceLeads, "/commands/"),
            (ConversationWhole, "/messages"),
        ],
    },
    Damage {
        name: "a message is written by nobody",
        sql: "UPDATE tkit_message SET author = zeroblob(16) WHERE author_kind = 2",
        found: &[(ReferenceLeads, "/author")],
    },
    Damage {
        name: "an address leads to nobody",
        sql: "DELETE FROM tkit_address",
        found: &[(LookupLeads, "/addresses/0")],
    },
    Damage {
        name: "the members of teams are not known",
        sql: "DELETE FROM tkit_member",
        found: &[(LookupLeads, "/teams/")],
    },
    Damage {
        name: "a ticket is not known to those in copy",
        sql: "DELETE FROM tkit_participant WHERE part = 2",
        found: &[(LookupLeads, "/customers/")],
    },
    Damage {
        name: "what names a ticket is not found from there",
        sql: "DELETE FROM tkit_link WHERE open = 1",
        found: &[(LookupLeads, "/tickets/")],
    },
    Damage {
        name: "a message is not found by its id",
        sql: "DELETE FROM tkit_id WHERE kind = 2 AND place = (SELECT max(row) FROM tkit_message)",
        found: &[(LookupLeads, "/messages/"), (ReferenceLeads, "")],
    },
    Damage {
        name: "a command is not found by its id",
        sql: "DELETE FROM tkit_id WHERE kind = 0 AND place = (SELECT max(place) FROM tkit_command)",
        found: &[(LookupLeads, "/commands/")],
    },
    Damage {
        name: "a ticket has a version too many",
        sql: "UPDATE tkit_ticket SET version = version + 1 WHERE row = 1",
        found: &[(HistoryWhole, "/version"), (FeedWhole, "/feed")],
    },
    Damage {
        name: "an event is gone",
        sql: "DELETE FROM tkit_event WHERE version = 2
            AND type NOT IN ('rule_fired', 'macro_applied', 'ticket_pulled')",
        found: &[(HistoryWhole, "/history/3"), (FeedWhole, "/feed")],
    },
    Damage {
        name: "an event belongs to no ticket",
        sql: "UPDATE tkit_event SET ticket = NULL WHERE version = 2
            AND type NOT IN ('rule_fired', 'macro_applied', 'ticket_pulled')",
        found: &[(HistoryWhole, "/history/3"), (FeedWhole, "/feed")],
    },
    Damage {
        name: "an event was before the one before it",
        sql: "UPDATE tkit_event SET at = at - 3600000 WHERE version = 2",
        found: &[(HistoryWhole, "/history/2")],
    },
    Damage {
        name: "a field of a ticket is another one",
        sql: "UPDATE tkit_ticket SET subject = 'another' WHERE row = 1",
        found: &[(TicketFolds, "/subject")],
    },
    Damage {
        name: "a count of a ticket is another one",
        sql: "UPDATE tkit_ticket SET replies = replies + 1, handoffs = handoffs + 1,
            checklist_open = checklist_open + 1 WHERE row = 1",
        found: &[(TicketFolds, "/replies"), (TicketFolds, "/handoffs"), (TicketFolds, "/checklist_open")],
    },
    Damage {
        name: "a ticket counts a message too many",
        sql: "UPDATE tkit_ticket SET messages = messages + 1 WHERE row = 1",
        found: &[(ConversationWhole, "/messages")],
    },
    Damage {
        name: "a clock has no timer",
        sql: "DELETE FROM tkit_timer WHERE cause LIKE 'clock/%'",
        found: &[(TimerFits, "/timers/clock/")],
    },
    Damage {
        name: "a clock has a timer of another instant",
        sql: "UPDATE tkit_timer SET due_at = due_at + 1 WHERE cause LIKE 'clock/%'",
        found: &[(TimerFits, "/timers/clock/")],
    },
    Damage {
        name: "who is awake is to wake",
        sql: "INSERT INTO tkit_timer SELECT desk, id, 'wake', 0 FROM tkit_ticket WHERE snoozed_until IS NULL",
        found: &[(TimerFits, "/timers/wake")],
    },
    Damage {
        name: "who sleeps never wakes",
        sql: "DELETE FROM tkit_timer WHERE cause = 'wake'",
        found: &[(TimerFits, "/timers/wake")],
    },
    Damage {
        name: "a rule that never was has a time",
        sql: "INSERT INTO tkit_timer SELECT desk, id, 'rule/never_was', 0 FROM tkit_ticket",
        found: &[(TimerFits, "/timers/rule/never_was")],
    },
    Damage {
        name: "a timer belongs to no ticket",
        sql: "INSERT INTO tkit_timer SELECT desk, zeroblob(16), 'wake', 0 FROM tkit_desk",
        found: &[(ReferenceLeads, "/timers/wake"), (TimerFits, "/timers")],
    },
    Damage {
        name: "a job that runs is not carried on",
        sql: "DELETE FROM tkit_timer WHERE cause LIKE 'job/%'",
        found: &[(TimerFits, "/jobs/")],
    },
    Damage {
        name: "a job that is over is carried on",
        sql: "INSERT INTO tkit_timer SELECT desk, x'', 'job/019a0000-0000-7000-8000-000000000000', 0 FROM tkit_desk",
        found: &[(TimerFits, "/timers/job/")],
    },
    Damage {
        name: "who has an owner stands in line",
        sql: "UPDATE tkit_ticket SET pull_due = 0, pull_rank = 0, pull_since = 0
            WHERE owner IS NOT NULL AND team IS NOT NULL",
        found: &[(PlaceFits, "/place")],
    },
    Damage {
        name: "the owner is not assigned",
        sql: "UPDATE tkit_ticket SET assignees = zeroblob(16)
            WHERE owner IS NOT NULL AND assignees IS NOT NULL",
        found: &[(OwnerAssigned, "/owner"), (ReferenceLeads, "/assignees"), (TicketFolds, "/assignees")],
    },
    Damage {
        name: "an agent has more to do than their tickets weigh",
        sql: "UPDATE tkit_counter SET value = value + 1 WHERE counter = 'load'",
        found: &[(CounterAdds, "/load")],
    },
    Damage {
        name: "an agent was given more than they were",
        sql: "UPDATE tkit_counter SET value = value + 1 WHERE counter LIKE 'share/%'",
        found: &[(CounterAdds, "/shares/")],
    },
    Damage {
        name: "a rule has fired more often than it did",
        sql: "UPDATE tkit_fired SET times = times + 1",
        found: &[(CounterAdds, "/fired/")],
    },
    Damage {
        name: "a duty has a place that was never given",
        sql: "UPDATE tkit_effect SET position = position + 1000",
        found: &[(OutboxWhole, "/position")],
    },
];

impl House {
    /// Every ticket is given to two people, and then put aside, as far as it can be.
    fn put_all_aside(&self) {
        let all = TicketQuery { limit: u32::MAX, ..all_tickets() };
        for ticket in self.storage.find(self.desk.id(), &all).unwrap().tickets {
            let both = Value::List(vec!["staff:ada".to_owned(), "staff:bob".to_owned()]);
            let set = Edits::none().with("owner", "staff:ada").with("assignees", both);
            let given = Command::ChangeTicket {
                ticket: ticket.id.into(),
                set,
                transition: None,
                expect_version: None,
            };
            let until = self.time.now().max(ticket.updated_at).after(Span::from_hours(1));
            let aside = Command::SnoozeTicket { ticket: ticket.id.into(), until };
            for command in [given, aside] {
                // One that is done or kept apart cannot.
                let _ = self.desk.execute(&command, &Context::of(Actor::host()));
            }
        }
    }
}

/// A file that is closed, after a history at whose end tickets sleep.
fn lived(seed: u64) -> Folder {
    let mut chance = Chance::of(seed);
    let steps: Vec<u64> = (0..120).map(|_| chance.below(u64::MAX)).collect();
    let (mut house, folder) = House::in_a_file();
    live(Sort::Everything, &steps, &mut [&mut house], |_, _| ());
    house.put_all_aside();
    assert_sound(&*house.storage, house.desk.id());
    house.storage.close().unwrap();
    folder
}

/// Does it to a copy of the file. False: there was nothing to damage.
fn plant(damage: &Damage, file: &Path, copy: &Path) -> bool {
    fs::copy(file, copy).unwrap();
    let connection = Connection::open(copy).unwrap();
    connection.execute_batch(damage.sql).unwrap();
    connection.changes() > 0
}

/// What the check says otherwise than it should; nothing where all is well.
fn told_otherwise(damage: &Damage, file: &Path) -> Option<String> {
    let storage = SqliteStorage::open(file).unwrap();
    let desk = storage.desk("main").unwrap().unwrap().id;
    let report = check(&storage, desk, &ZoneRules::bundled(), &mut |_| true).unwrap();
    let is_told = |(invariant, words): &&(Invariant, &str)| {
        report.findings.iter().any(|found| found.invariant == *invariant && found.path.contains(words))
    };
    let untold: Vec<_> = damage.found.iter().filter(|expected| !is_told(expected)).collect();
    let is_expected = |found: &&Finding| damage.found.iter().any(|(it, _)| *it == found.invariant);
    let unexpected: Vec<_> = report.findings.iter().filter(|found| !is_expected(found)).collect();
    let (lines, name) = (lines(&report.findings), damage.name);
    (!untold.is_empty() || !unexpected.is_empty())
        .then(|| format!("{name}: no word of {untold:?}, unexpected {unexpected:?}, in all:\n{lines}"))
}

fn lines(findings: &[Finding]) -> String {
    findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_damage_is_named() {
    let files: Vec<Folder> = (1..=8).map(lived).collect();
    let mut wrong = Vec::new();
    for damage in DAMAGES {
        let broken = Folder::new();
        if files.iter().any(|folder| plant(damage, &folder.file(), &broken.file())) {
            wrong.extend(told_otherwise(damage, &broken.file()));
        } else {
            wrong.push(format!("{}: no file has anything to damage", damage.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    let all: BTreeSet<Invariant> =
        DAMAGES.iter().flat_map(|damage| damage.found).map(|(it, _)| *it).collect();
    assert_eq!(all, Invariant::ALL.iter().copied().collect(), "each of them has a damage");
}
