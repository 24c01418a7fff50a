//! What is added up over all records, and what the counters say.

use std::collections::{BTreeMap, BTreeSet};

use super::{Checking, Invariant};
use crate::change::{Counter, Fired};
use crate::command::RuleKind;
use crate::condition::Predicate;
use crate::error::Result;
use crate::id::{JobId, Name, PersonId};
use crate::model::{Event, EventKind, Job, JobState, Ticket};
use crate::query::CountQuery;
use crate::snapshot::{TicketFile, Wanted};
use crate::time::Timestamp;

/// Sums over the records that were looked at.
#[derive(Debug, Default)]
pub(super) struct Sums {
    /// Versions of the configuration.
    pub(super) configs: u64,
    tickets: u64,
    /// Versions of all tickets: each has an event.
    versions: u64,
    /// Events of tickets in the feed.
    events: u64,
    /// The number of the last event.
    pub(super) feed: u64,
    /// Messages, and what tickets say that they have.
    pub(super) messages: u64,
    heard: u64,
    /// Timers of tickets, and what is found with the tickets.
    pub(super) timers: u64,
    timed: u64,
    /// The last ticket number that was drawn.
    pub(super) drawn: u64,
    /// Jobs that run, until a timer is found for them.
    pub(super) jobs: BTreeSet<JobId>,
    /// What counters say, and what they are to say.
    stored: BTreeMap<Counter, i64>,
    counted: BTreeMap<Counter, i64>,
    fired: BTreeMap<(RuleKind, Name), u64>,
    firings: BTreeMap<(RuleKind, Name), u64>,
}

impl Sums {
    pub(super) fn add_ticket(&mut self, ticket: &Ticket, weight: i64, file: &TicketFile) {
        self.tickets += 1;
        self.versions += ticket.version;
        self.heard += file.messages;
        self.timed += file.timers.len() as u64;
        if let Some(person) = ticket.owner {
            *self.counted.entry(Counter::Load { person }).or_default() += weight;
        }
    }

    pub(super) fn add_event(&mut self, event: &Event) {
        self.events += u64::from(event.ticket.is_some());
        let fired = match &event.kind {
            EventKind::RuleFired { rule } => (RuleKind::Rule, rule.clone()),
            EventKind::MacroApplied { name } => (RuleKind::Macro, name.clone()),
            _ => return,
        };
        *self.firings.entry(fired).or_default() += 1;
    }

    /// A member of a team was given a ticket by a strategy, or has taken it as the next one.
    pub(super) fn add_share(&mut self, team: &Name, at: Timestamp, person: PersonId) {
        let counter = Counter::Share { team: team.clone(), day: at.day(), person };
        *self.counted.entry(counter).or_default() += 1;
    }

    pub(super) fn add_job(&mut self, job: &Job) {
        if job.state == JobState::Running {
            self.jobs.insert(job.id);
        }
    }

    pub(super) fn add_counter(&mut self, counter: Counter, value: i64) {
        self.stored.insert(counter, value);
    }

    pub(super) fn add_fired(&mut self, fired: Fired) {
        self.fired.insert((fired.kind, fired.rule), fired.times);
    }
}

impl Checking<'_> {
    /// Holds the sums against each other, once everything was looked at.
    pub(super) fn sum_up(&mut self) -> Result<()> {
        let sums = std::mem::take(&mut self.sums);
        let in_force = self.storage.load(self.desk, &Wanted::nothing())?.config_version;
        let find = CountQuery { visible: Predicate::always(), condition: None, by: None };
        let listed = self.storage.count(self.desk, &find)?.first().map_or(0, |count| count.tickets);
        let pairs = [
            (Invariant::ConfigReads, "/configurations", sums.configs, in_force),
            (Invariant::FeedWhole, "/feed", sums.events, sums.versions),
            (Invariant::ConversationWhole, "/messages", sums.messages, sums.heard),
            (Invariant::TimerFits, "/timers", sums.timers, sums.timed),
            (Invariant::LookupLeads, "/tickets", listed, sums.tickets),
        ];
        for (invariant, path, stored, expected) in pairs {
            if stored != expected {
                self.report.find(invariant, path.to_owned(), stored, expected);
            }
        }
        for job in &sums.jobs {
            self.report.find(
                Invariant::TimerFits,
                format!("/jobs/{job}"),
                "no timer",
                "a timer while it runs",
            );
        }
        self.compare(&sums.stored, &sums.counted, |counter| match counter {
            Counter::Load { person } => format!("/people/{person}/load"),
            Counter::Share { team, day, person } => format!("/people/{person}/shares/{team}/{day}"),
        });
        self.compare(&sums.fired, &sums.firings, |(kind, rule)| format!("/fired/{}/{rule}", kind.as_str()));
        Ok(())
    }

    /// A counter that is not there is as one of 0.
    fn compare<K: Ord, N: Copy + Default + PartialEq + ToString>(
        &mut self,
        stored: &BTreeMap<K, N>,
        counted: &BTreeMap<K, N>,
        path: impl Fn(&K) -> String,
    ) {
        let keys: BTreeSet<&K> = stored.keys().chain(counted.keys()).collect();
        for key in keys {
            let of = |counters: &BTreeMap<K, N>| counters.get(key).copied().unwrap_or_default();
            if of(stored) != of(counted) {
                self.report.find(Invariant::CounterAdds, path(key), of(stored), of(counted));
            }
        }
    }
}
