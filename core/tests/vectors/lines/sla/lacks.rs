//! What a scenario asks for that we do not have.

use std::collections::BTreeSet;

use super::METRICS;
use super::text::{ClockText, Scenario};

impl Scenario {
    /// The semantics that it asks for and that we do not have. What nothing in it depends on is passed over.
    pub(super) fn lacks(&self) -> Vec<String> {
        let targets = || self.policies.values().flat_map(|policy| &policy.targets);
        let has = |name: &str| targets().any(|(target, _)| target == name);
        let (first, next, resolution) = (has("first_response"), has("next_response"), has("resolution"));
        let pauses = self.policies.values().any(|policy| !policy.pause.statuses.is_empty());
        let in_business_time = targets().any(|(_, target)| target.clock == ClockText::Business);
        let several = self.policies.len() > 1;
        let mut lacks = Vec::new();
        for (key, value) in &self.semantics {
            let (ours, matters): (&[&str], bool) = match key.as_str() {
                "next_response_counts" => {
                    (&["any_unanswered_customer_message", "only_after_first_response"], next)
                }
                "repeat_customer_message" => (&["keeps_earliest_start"], next),
                "next_response_stops_on" => (&["public_agent_reply"], next),
                "resolution_clock_starts" => (&["created"], resolution),
                "pause" => (&["extends_by_counted_time_paused"], pauses),
                "due_while_paused" => (&["none"], pauses),
                "landing" => (&["earliest"], in_business_time),
                "reply_at_exact_due" => (&["met"], first || next),
                "reopen" => (&["resolution_clock_resumes"], resolution),
                "policy_change" => (&["recomputed_from_the_original_start"], several),
                "solve_without_reply" => (&["cancel", "fulfil", "pause"], first || next),
                "solving_counts_as_first_response" => (&[], !value.is_boolean()),
                _ => (&[], true),
            };
            if matters && !value.as_str().is_some_and(|value| ours.contains(&value)) {
                lacks.push(format!("the semantics `{key}`: {value}"));
            }
        }
        for (word, metric) in METRICS {
            let promising = self.policies.values().filter(|policy| policy.targets.contains_key(word));
            let pausing: BTreeSet<Vec<&str>> = promising.map(|policy| policy.pausing(word)).collect();
            if pausing.len() > 1 {
                lacks.push(format!("statuses that pause `{metric}` under one policy and not under another"));
            }
        }
        lacks
    }
}
