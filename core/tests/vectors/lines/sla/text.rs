//! A scenario as its line has it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};
use ticketkit::Timestamp;

use super::super::business_time::CalendarText;
use super::METRICS;

#[derive(Deserialize)]
pub(super) struct Scenario {
    #[serde(default)]
    pub(super) semantics: BTreeMap<String, Value>,
    pub(super) policies: BTreeMap<String, PolicyText>,
    #[serde(default)]
    pub(super) policy: Option<String>,
    pub(super) events: Vec<Event>,
    pub(super) checks: Vec<Check>,
}

#[derive(Deserialize)]
pub(super) struct PolicyText {
    #[serde(default)]
    pub(super) calendar: Option<CalendarText>,
    pub(super) targets: BTreeMap<String, TargetText>,
    #[serde(default)]
    pub(super) pause: PauseText,
}

#[derive(Deserialize)]
pub(super) struct TargetText {
    pub(super) seconds: i64,
    #[serde(default)]
    pub(super) clock: ClockText,
}

#[derive(Clone, Copy, Default, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ClockText {
    #[default]
    Business,
    Wall,
}

#[derive(Default, Deserialize)]
pub(super) struct PauseText {
    pub(super) statuses: Vec<String>,
    pub(super) targets: Vec<String>,
}

impl PolicyText {
    /// The statuses in which a target does not run.
    pub(super) fn pausing(&self, target: &str) -> Vec<&str> {
        if !self.pause.targets.iter().any(|paused| paused == target) {
            return Vec::new();
        }
        let mut statuses: Vec<&str> = self.pause.statuses.iter().map(String::as_str).collect();
        statuses.sort_unstable();
        statuses.dedup();
        statuses
    }
}

#[derive(Deserialize)]
pub(super) struct Event {
    pub(super) at: Timestamp,
    #[serde(flatten)]
    pub(super) what: What,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum What {
    Created {
        by: Opener,
        #[serde(default)]
        status: Option<String>,
        #[serde(default)]
        first_response_clock: Option<Starts>,
    },
    CustomerReply {},
    AgentReply {},
    Status {
        to: String,
    },
    Policy {
        policy: Option<String>,
    },
    Priority {
        policy: Option<String>,
    },
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Opener {
    Customer,
    Agent,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Starts {
    Starts,
}

#[derive(Deserialize)]
pub(super) struct Check {
    pub(super) at: Timestamp,
    pub(super) expect: Map<String, Value>,
}

impl Scenario {
    /// When the ticket is created, or what is wrong with the line.
    pub(super) fn check(&self) -> Result<Timestamp, String> {
        let is_known = |name: &str| METRICS.iter().any(|(known, _)| *known == name);
        let targets =
            self.policies.values().flat_map(|policy| policy.targets.keys().chain(&policy.pause.targets));
        if let Some(name) = targets.into_iter().find(|name| !is_known(name)) {
            return Err(format!("there is no target `{name}`"));
        }
        let changes = self.events.iter().filter_map(|event| match &event.what {
            What::Policy { policy } | What::Priority { policy } => policy.as_ref(),
            _ => None,
        });
        if let Some(name) = self.policy.iter().chain(changes).find(|name| !self.policies.contains_key(*name))
        {
            return Err(format!("there is no policy `{name}`"));
        }
        let (Some(first), Some(check)) = (self.events.first(), self.checks.first()) else {
            return Err("it needs at least one event and one check".to_owned());
        };
        let in_order = self.events.is_sorted_by_key(|event| event.at)
            && self.checks.is_sorted_by_key(|check| check.at)
            && first.at <= check.at;
        if !in_order {
            return Err("events and checks have to stand in the order of time".to_owned());
        }
        let creates = |event: &Event| matches!(event.what, What::Created { .. });
        if !creates(first) || self.events.iter().filter(|event| creates(event)).count() != 1 {
            return Err("the first event, and only that, has to create the ticket".to_owned());
        }
        Ok(first.at)
    }
}
