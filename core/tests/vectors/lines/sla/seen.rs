//! What a desk says about its promises at an instant, in the words of the scenarios.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use ticketkit::Timestamp;
use ticketkit::command::{Answer, ClockView, Query};
use ticketkit::model::{ClockState, Metric};

use super::super::desk::Played;
use super::{METRICS, Verdict};

/// How many answers held so far, and what stood in the way of comparing others.
#[derive(Default)]
pub(super) struct Tally {
    held: usize,
    lacks: BTreeSet<String>,
}

impl Tally {
    pub(super) fn verdict(self) -> Verdict {
        if self.lacks.is_empty() {
            return Verdict::Passed;
        }
        let lacks: Vec<String> = self.lacks.into_iter().collect();
        Verdict::Skipped(format!("not offered yet: {} ({} other answers hold)", lacks.join("; "), self.held))
    }
}

pub(super) struct Seen {
    clocks: Vec<ClockView>,
    /// The policy in force.
    policy: Option<String>,
}

impl Seen {
    pub(super) fn look(desk: &Played, policy: Option<String>, at: Timestamp) -> Result<Self, String> {
        desk.pass(at).map_err(|error| error.to_string())?;
        match desk.ask(|ticket| Query::Promises { ticket }) {
            Ok(Answer::Promises { clocks }) => Ok(Self { clocks, policy }),
            Ok(other) => Err(format!("asked for promises, the desk answers {other:?}")),
            Err(error) => Err(error.to_string()),
        }
    }

    pub(super) fn compare(&self, expect: &Map<String, Value>, tally: &mut Tally) -> Result<(), String> {
        let targets = match expect.get("targets") {
            None => &Map::new(),
            Some(Value::Object(targets)) => targets,
            Some(other) => return Err(format!("`targets` is {other}")),
        };
        for (word, expected) in targets {
            let expected = expected.as_object().ok_or_else(|| format!("`{word}` is {expected}"))?;
            let known = METRICS.iter().find(|(known, _)| known == word);
            match known.map(|(_, metric)| self.target(metric)) {
                Some(Ok(ours)) => tally.held += compare(word, &ours, expected)?,
                Some(Err(lack)) => {
                    tally.lacks.insert(lack);
                }
                None => return Err(format!("there is no target `{word}`")),
            }
        }
        for (member, expected) in expect {
            match member.as_str() {
                "next_due" => {
                    tally.held += compare("the check", &self.next_due(), &only(member, expected))?;
                }
                "targets" | "note" | "source_value" => {}
                other => return Err(format!("nothing is known of `{other}`")),
            }
        }
        Ok(())
    }

    /// The clocks of a metric under the policy in force.
    fn of<'a>(&'a self, metric: &'a Metric) -> impl Iterator<Item = &'a ClockView> {
        let in_force = |view: &&ClockView| Some(view.clock.key.policy.as_str()) == self.policy.as_deref();
        self.clocks.iter().filter(move |view| view.clock.key.metric == *metric).filter(in_force)
    }

    fn latest<'a>(&'a self, metric: &'a Metric) -> Option<&'a ClockView> {
        self.of(metric).max_by_key(|view| view.clock.key.cycle)
    }

    /// What we say of a target. Nothing can be said where a policy would judge what was over before it was in force.
    fn target(&self, metric: &Metric) -> Result<Map<String, Value>, String> {
        let mut said = Map::new();
        let mut say = |member: &str, value: Value| said.insert(member.to_owned(), value);
        // The scenarios know an update only while it runs: one that a customer's word has ended is not there any more.
        let is_update = *metric == Metric::PeriodicUpdate;
        let latest = self.latest(metric).filter(|view| !is_update || view.clock.state.is_open());
        let Some(view) = latest else {
            let finished = |view: &ClockView| view.clock.key.metric == *metric && !view.clock.state.is_open();
            if !is_update && self.clocks.iter().any(finished) {
                return Err(format!("a finished `{metric}` judged again by another policy"));
            }
            say("state", json!("not_started"));
            say("due", Value::Null);
            say("breached", json!(false));
            return Ok(said);
        };
        let clock = &view.clock;
        let state = match clock.state {
            ClockState::Running => "running",
            ClockState::Paused => "paused",
            ClockState::Fulfilled | ClockState::Cancelled => "stopped",
        };
        say("state", json!(state));
        say("due", json!(clock.due_at));
        say("breached", json!(clock.breached_at.is_some()));
        say("elapsed", json!(view.used_ms.map(|used| used / 1_000)));
        let answered = self.of(metric).filter(|view| view.clock.state == ClockState::Fulfilled);
        say("worst_cycle", json!(answered.filter_map(|view| view.used_ms).max().map(|used| used / 1_000)));
        Ok(said)
    }

    fn next_due(&self) -> Map<String, Value> {
        let latest = METRICS.iter().filter_map(|(_, metric)| self.latest(metric));
        let running = latest.filter(|view| view.clock.state == ClockState::Running);
        only("next_due", &json!(running.filter_map(|view| view.clock.due_at).min()))
    }
}

fn only(member: &str, value: &Value) -> Map<String, Value> {
    Map::from_iter([(member.to_owned(), value.clone())])
}

/// Holds what we say against what is expected, and says how many members that were.
fn compare(of: &str, ours: &Map<String, Value>, expected: &Map<String, Value>) -> Result<usize, String> {
    let mut held = 0;
    for (member, expected) in expected {
        if matches!(member.as_str(), "note" | "source_value") {
            continue;
        }
        let Some(ours) = ours.get(member) else {
            return Err(format!("{of}: expected `{member}` {expected}, and nothing is known of it"));
        };
        let instant = |value: &Value| value.as_str().and_then(|text| text.parse::<Timestamp>().ok());
        if ours != expected && (instant(ours).is_none() || instant(ours) != instant(expected)) {
            return Err(format!("{of}: expected `{member}` {expected}, got {ours}"));
        }
        held += 1;
    }
    Ok(held)
}
