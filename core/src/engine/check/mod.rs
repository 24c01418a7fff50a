//! Whether everything that a desk holds agrees.

mod finding;
mod people;
mod rest;
mod sums;
mod ticket;
mod timers;

use std::collections::BTreeSet;

pub use finding::{Finding, Invariant};
use sums::Sums;

use super::desk::Desk;
use crate::calendar::ZoneRules;
use crate::config::{Config, Document};
use crate::error::Result;
use crate::id::{DeskId, Name};
use crate::snapshot::{Key, Snapshot, Wanted};
use crate::storage::{Kept, KeptKind, Storage};

/// So many findings are told of; a desk that is damaged everywhere says no more by all of them.
const FINDINGS: usize = 1_000;
/// Records that are looked at together.
const PAGE: u32 = 200;

/// How far a check is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CheckProgress {
    /// The sort of records that is looked at.
    pub kind: KeptKind,
    /// How many of them were.
    pub records: u64,
}

/// What a check came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CheckReport {
    /// What is not as it has to be, the first thousand of it.
    pub findings: Vec<Finding>,
    /// How many more there are.
    pub more: u64,
    /// Records that were looked at.
    pub records: u64,
    /// Whether it was ended before everything was looked at.
    pub ended: bool,
}

impl Desk {
    /// Checks that everything that is stored of the desk agrees: that what a record names is there, that the events of a
    /// ticket make the ticket, that what time is to bring has its timer, that counters are the sums of what they count. It
    /// changes nothing and can run beside everything else; what is written meanwhile can come out as a finding, and is none
    /// when nobody writes.
    ///
    /// `progress` is told after each page, and ends the check by answering false.
    ///
    /// ```
    /// let desk = ticketkit::engine::Engine::in_memory().desk("main")?;
    /// assert!(desk.check(&mut |_| true)?.findings.is_empty());
    /// # Ok::<(), ticketkit::Error>(())
    /// ```
    ///
    /// # Errors
    /// What the storage answers. What is damaged so that it cannot be read is an error, too.
    pub fn check(&self, progress: &mut dyn FnMut(CheckProgress) -> bool) -> Result<CheckReport> {
        let inner = &self.engine.inner;
        check(&*inner.storage, self.id, &inner.zones, progress)
    }
}

/// The same for a desk of a storage. See [`Desk::check`].
///
/// # Errors
/// As [`Desk::check`].
pub fn check(
    storage: &dyn Storage,
    desk: DeskId,
    zones: &ZoneRules,
    progress: &mut dyn FnMut(CheckProgress) -> bool,
) -> Result<CheckReport> {
    let (report, sums) = (CheckReport::default(), Sums::default());
    let mut checking = Checking { storage, desk, zones, progress, report, sums, rules: BTreeSet::new() };
    for text in storage.verify()? {
        checking.report.find(Invariant::StorageWhole, "/".to_owned(), text, "nothing wrong");
    }
    for kind in KeptKind::ALL {
        if !checking.look_at(*kind)? {
            checking.report.ended = true;
            return Ok(checking.report);
        }
    }
    checking.sum_up()?;
    Ok(checking.report)
}

impl CheckReport {
    /// Notes that something is not as it has to be.
    #[allow(clippy::needless_pass_by_value, reason = "what is noted has mostly just been made")]
    fn find(&mut self, invariant: Invariant, path: String, stored: impl ToString, expected: impl ToString) {
        if self.findings.len() == FINDINGS {
            self.more += 1;
            return;
        }
        let (stored, expected) = (stored.to_string(), expected.to_string());
        self.findings.push(Finding { invariant, path, stored, expected });
    }
}

/// A check under way.
struct Checking<'a> {
    storage: &'a dyn Storage,
    desk: DeskId,
    zones: &'a ZoneRules,
    progress: &'a mut dyn FnMut(CheckProgress) -> bool,
    report: CheckReport,
    /// What is added up on the way.
    sums: Sums,
    /// The rules with a time that any version of the configuration had.
    rules: BTreeSet<Name>,
}

impl Checking<'_> {
    /// Looks at all records of a sort. False: it was ended.
    fn look_at(&mut self, kind: KeptKind) -> Result<bool> {
        let (mut after, mut records) = (None, 0);
        loop {
            let page = self.storage.scan(self.desk, kind, after.as_ref(), PAGE)?;
            let count = page.len() as u64;
            let last = page.last().cloned();
            let known = self.load(page.iter().flat_map(named_by))?;
            for kept in page {
                self.look_at_one(kept, &known)?;
            }
            (records, self.report.records) = (records + count, self.report.records + count);
            if !(self.progress)(CheckProgress { kind, records }) {
                return Ok(false);
            }
            if last.is_none() {
                return Ok(true);
            }
            after = last;
        }
    }

    fn look_at_one(&mut self, kept: Kept, known: &Snapshot) -> Result<()> {
        match kept {
            Kept::Config(config) => {
                let path = format!("/configurations/{}", config.version);
                let read = Document::parse(&config.document)
                    .and_then(|document| Config::compile(document, config.version, self.zones));
                match read {
                    Ok(config) => {
                        self.rules.extend(config.timed_rules().iter().map(|rule| rule.name.clone()));
                    }
                    Err(error) => {
                        self.report.find(
                            Invariant::ConfigReads,
                            path,
                            error,
                            "a configuration that is right",
                        );
                    }
                }
                self.sums.configs += 1;
            }
            Kept::Organization(it) => self.look_at_organization(&it, known),
            Kept::Person(it) => self.look_at_person(&it, known),
            Kept::Ticket(file) => self.look_at_ticket(file.ticket.id, known)?,
            Kept::Message(it) => self.look_at_message(&it, known),
            Kept::Event { number, event } => self.look_at_event(number, &event, known),
            Kept::Effect(it) => self.look_at_effect(&it, known),
            Kept::Command { place, record } => self.look_at_command(place, &record, known),
            Kept::Decision(it) => self.look_at_decision(&it, known),
            Kept::Job(it) => self.sums.add_job(&it),
            Kept::Counter { counter, value } => self.sums.add_counter(counter, value),
            Kept::Turn { team, person, .. } => {
                self.leads(&Key::Person(person), &format!("/turns/{team}/{person}"), known);
            }
            Kept::Fired(fired) => self.sums.add_fired(fired),
            Kept::Timer(timer) => self.look_at_timer(&timer, known),
            Kept::Desk { drawn, .. } => self.sums.drawn = drawn,
        }
        Ok(())
    }

    /// What stands under these keys.
    fn load(&self, keys: impl IntoIterator<Item = Key>) -> Result<Snapshot> {
        let wanted: Wanted = keys.into_iter().collect();
        if wanted.is_empty() { Ok(Snapshot::default()) } else { self.storage.load(self.desk, &wanted) }
    }

    /// Notes where a key leads nowhere that a record names.
    fn leads(&mut self, key: &Key, path: &str, known: &Snapshot) {
        let there = match key {
            Key::Ticket(id) => known.tickets.contains_key(id),
            Key::Message(id) => known.messages.contains_key(id),
            Key::Person(id) => known.people.contains_key(id),
            Key::Organization(id) => known.organizations.contains_key(id),
            Key::Decision(id) => known.decisions.contains_key(id),
            _ => true,
        };
        if !there {
            self.report.find(
                Invariant::ReferenceLeads,
                path.to_owned(),
                format!("{key:?}"),
                "something that is there",
            );
        }
    }

    /// Notes where something is not found by what it can be found by.
    fn is_found<T: PartialEq + std::fmt::Debug>(&mut self, path: String, found: Option<&T>, expected: &T) {
        if found != Some(expected) {
            let found = found.map_or_else(|| "nothing".to_owned(), |found| format!("{found:?}"));
            self.report.find(Invariant::LookupLeads, path, found, format!("{expected:?}"));
        }
    }
}

/// What a record names, and what it is found by.
fn named_by(kept: &Kept) -> Vec<Key> {
    match kept {
        Kept::Organization(it) => people::keys_of_organization(it),
        Kept::Person(it) => people::keys_of_person(it),
        Kept::Ticket(file) => ticket::keys_of_ticket(&file.ticket),
        Kept::Message(it) => rest::keys_of_message(it),
        Kept::Event { event, .. } => rest::keys_of_event(event),
        Kept::Effect(it) => rest::keys_of_effect(it),
        Kept::Command { record, .. } => rest::keys_of_command(record),
        Kept::Decision(it) => rest::keys_of_decision(it),
        Kept::Turn { person, .. } => vec![Key::Person(*person)],
        Kept::Timer(timer) => timer.ticket.map(Key::Ticket).into_iter().collect(),
        _ => Vec::new(),
    }
}
