//! A scenario of service levels: a desk that is configured as it says, its events as commands, its checks as questions.

mod lacks;
mod parts;
mod seen;
mod text;

use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;
use ticketkit::Code;
use ticketkit::command::Edits;
use ticketkit::model::{Actor, Metric};
use ticketkit::storage::Storage;

use super::Verdict;
use super::desk::{AGENT, CUSTOMER, Played, document};
use seen::{Seen, Tally};
use text::{Event, Opener, Scenario, Starts, What};

/// What the scenarios call our metrics.
const METRICS: [(&str, Metric); 4] = [
    ("first_response", Metric::FirstReply),
    ("next_response", Metric::NextReply),
    ("resolution", Metric::Resolution),
    ("keep_in_loop", Metric::PeriodicUpdate),
];

pub(super) fn judge(line: &Value, storage: &dyn Fn() -> Arc<dyn Storage>) -> Verdict {
    match Scenario::deserialize(line) {
        Ok(scenario) => scenario.play(storage).unwrap_or_else(Verdict::Failed),
        Err(error) => Verdict::Failed(format!("not a scenario of service levels: {error}")),
    }
}

impl Scenario {
    fn play(&self, storage: &dyn Fn() -> Arc<dyn Storage>) -> Result<Verdict, String> {
        let opened_at = self.check()?;
        let lacks = self.lacks();
        if !lacks.is_empty() {
            return Ok(Verdict::Skipped(format!("not offered yet: {}", lacks.join("; "))));
        }
        let desk = Played::open(storage(), &document(&self.parts()?), opened_at);
        let mut desk = desk.map_err(|error| format!("the desk is refused: {error}"))?;
        let mut events = self.events.iter().enumerate().peekable();
        let mut policy = self.policy.as_deref();
        let mut tally = Tally::default();
        for check in &self.checks {
            while let Some((n, event)) = events.next_if(|(_, event)| event.at <= check.at) {
                self.step(&mut desk, event).map_err(|error| format!("event {}: {error}", n + 1))?;
                if let What::Policy { policy: next } | What::Priority { policy: next } = &event.what {
                    policy = next.as_deref();
                }
            }
            let policy = policy.map(|policy| self.policy_name(policy));
            let compared =
                Seen::look(&desk, policy, check.at).and_then(|seen| seen.compare(&check.expect, &mut tally));
            compared.map_err(|why| format!("at {}: {why}", check.at))?;
        }
        Ok(tally.verdict())
    }

    /// One event as a command. What an event would leave as it is, is no command.
    fn step(&self, desk: &mut Played, event: &Event) -> Result<(), String> {
        let at = event.at;
        let done = match &event.what {
            What::Created { by, status, first_response_clock } => {
                let status = self.status_name(status.as_deref().unwrap_or("new"));
                let mut set = Edits::none().with("status", status);
                if let Some(policy) = &self.policy {
                    set = set.with("policy", self.policy_name(policy));
                }
                match (by, first_response_clock) {
                    (Opener::Customer, _) => desk.create(Actor::host(), at, "I need help.", set),
                    // Where the first reply is owed from here on, it was opened in the customer's place.
                    (Opener::Agent, Some(Starts::Starts)) => desk.create(Actor::host(), at, "", set),
                    (Opener::Agent, None) => desk.create(Actor::agent(AGENT), at, "We have found this.", set),
                }
            }
            What::CustomerReply {} => desk.reply(Actor::requester(CUSTOMER), at),
            What::AgentReply {} => desk.reply(Actor::agent(AGENT), at),
            What::Status { to } => {
                desk.change(Actor::host(), at, Edits::none().with("status", self.status_name(to)))
            }
            What::Policy { policy: Some(policy) } | What::Priority { policy: Some(policy) } => {
                desk.change(Actor::host(), at, Edits::none().with("policy", self.policy_name(policy)))
            }
            What::Policy { policy: None } | What::Priority { policy: None } => {
                desk.change(Actor::host(), at, Edits::none().without("policy"))
            }
        };
        match done {
            Err(error) if error.code() != Code::NothingToDo => Err(format!("it is refused: {error}")),
            _ => Ok(()),
        }
    }
}

fn is_done(status: &str) -> bool {
    matches!(status, "solved" | "resolved" | "closed")
}
