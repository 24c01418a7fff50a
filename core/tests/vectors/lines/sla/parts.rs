//! The configuration of the desk on which a scenario is played.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use ticketkit::Span;
use ticketkit::model::Metric;

use super::text::{ClockText, PolicyText, Scenario, What};
use super::{METRICS, is_done};

impl Scenario {
    fn statuses(&self) -> BTreeSet<&str> {
        let of_events = self.events.iter().filter_map(|event| match &event.what {
            What::Created { status: Some(status), .. } | What::Status { to: status } => Some(status.as_str()),
            _ => None,
        });
        let of_pauses = self.policies.values().flat_map(|policy| &policy.pause.statuses).map(String::as_str);
        of_events.chain(of_pauses).chain(["new", "open", "solved"]).collect()
    }

    /// Our name of a status, which may be called what no name of ours can be.
    pub(super) fn status_name(&self, status: &str) -> String {
        let place = self.statuses().into_iter().position(|known| known == status);
        format!("status-{}", place.unwrap_or_default())
    }

    /// Our name of a policy.
    pub(super) fn policy_name(&self, policy: &str) -> String {
        format!("policy-{}", self.policies.keys().position(|known| known == policy).unwrap_or_default())
    }

    /// Which policy is in force stands in a field of the ticket, which every policy asks for. Nothing moves by itself.
    pub(super) fn parts(&self) -> Result<Value, String> {
        let options: Vec<Value> =
            self.policies.keys().map(|policy| json!({ "name": self.policy_name(policy) })).collect();
        let statuses: Vec<Value> = self.statuses().into_iter().map(|status| self.status(status)).collect();
        let mut calendars = Map::new();
        let mut policies = Vec::new();
        for (policy, text) in &self.policies {
            let name = self.policy_name(policy);
            let target = |(word, metric): &(&str, Metric)| self.target(text, word, metric);
            let targets: Vec<Value> = METRICS.iter().filter_map(target).collect();
            if targets.is_empty() {
                continue;
            }
            let mut part = Map::new();
            if let Some(calendar) = &text.calendar {
                let calendar = serde_json::to_value(calendar.spec()).map_err(|error| error.to_string())?;
                calendars.insert(name.clone(), calendar);
                part.insert("calendar".to_owned(), json!(name));
            }
            let fits = json!({ "field": "policy", "op": "eq", "value": name });
            part.insert("condition".to_owned(), fits);
            part.insert("targets".to_owned(), json!(targets));
            part.insert("name".to_owned(), json!(name));
            policies.push(part);
        }
        Ok(json!({
            "fields": [{ "name": "policy", "type": "choice", "options": options }],
            "calendars": calendars,
            "policies": policies,
            "workflows": [{
                "name": "all",
                "statuses": statuses,
                "transitions": [{ "from": "any", "to": "any" }],
                "automatic": {
                    "agent_reply": "none", "requester_message": "none",
                    "close_after": "PT0S", "reopen_within": "P36500D"
                }
            }]
        }))
    }

    fn status(&self, status: &str) -> Value {
        let category = match status {
            "new" | "open" | "closed" => status,
            done if is_done(done) => "solved",
            _ => "pending",
        };
        let pauses = METRICS.iter().filter(|(word, _)| {
            let mut policies = self.policies.values().filter(|policy| policy.targets.contains_key(*word));
            policies.any(|policy| policy.pausing(word).contains(&status))
        });
        let pauses: Vec<&str> = pauses.map(|(_, metric)| metric.as_str()).collect();
        json!({
            "name": self.status_name(status), "category": category, "initial": true,
            "pauses": pauses, "resumes_on_message": false
        })
    }

    fn target(&self, policy: &PolicyText, word: &str, metric: &Metric) -> Option<Value> {
        let text = policy.targets.get(word)?;
        let mut target = Map::new();
        target.insert("metric".to_owned(), json!(metric));
        target.insert("within".to_owned(), json!(Span::from_secs(text.seconds)));
        let unit = if text.clock == ClockText::Wall { "real" } else { "business" };
        target.insert("unit".to_owned(), json!(unit));
        let means = |key: &str, value: &Value| self.semantics.get(key) == Some(value);
        if metric.is_reply() {
            let waits = policy.pausing(word).into_iter().any(is_done)
                || means("solve_without_reply", &json!("pause"));
            let is_answered = means("solve_without_reply", &json!("fulfil"))
                || (*metric == Metric::FirstReply && means("solving_counts_as_first_response", &json!(true)));
            let when_solved = match (waits, is_answered) {
                (true, _) => "pause",
                (false, true) => "fulfil",
                (false, false) => "cancel",
            };
            target.insert("when_solved".to_owned(), json!(when_solved));
        }
        if *metric == Metric::PeriodicUpdate {
            target.insert("until_requester_writes".to_owned(), json!(true));
        }
        if *metric == Metric::NextReply {
            let from_first = means("next_response_counts", &json!("any_unanswered_customer_message"));
            target.insert("from_first_message".to_owned(), json!(from_first));
        }
        Some(Value::Object(target))
    }
}
