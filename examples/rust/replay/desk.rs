//! The desk that the log is played on: what is known of it beforehand, and what the log itself tells.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};
use ticketkit::command::Edits;
use ticketkit::config::Document;
use ticketkit::model::Value;

use super::log::{FIELDS, Incident, Log, Row};

/// A state of the log, the status that it becomes, and what that means.
pub(super) struct State {
    pub(super) label: &'static str,
    pub(super) name: &'static str,
    category: &'static str,
}

const fn state(label: &'static str, name: &'static str, category: &'static str) -> State {
    State { label, name, category }
}

/// The eight states of the log.
pub(super) const STATES: [State; 8] = [
    state("New", "new", "new"),
    state("Active", "active", "open"),
    state("Awaiting User Info", "awaiting_user_info", "pending"),
    state("Awaiting Problem", "awaiting_problem", "on_hold"),
    state("Awaiting Vendor", "awaiting_vendor", "on_hold"),
    state("Awaiting Evidence", "awaiting_evidence", "on_hold"),
    state("Resolved", "resolved", "solved"),
    state("Closed", "closed", "closed"),
];

/// How the log writes a value, and our name for it; from the least to the most.
type Scale<const N: usize> = [(&'static str, &'static str); N];

pub(super) const IMPACTS: Scale<3> = [("3 - Low", "low"), ("2 - Medium", "medium"), ("1 - High", "high")];
pub(super) const URGENCIES: Scale<3> = IMPACTS;
pub(super) const PRIORITIES: Scale<4> =
    [("4 - Low", "low"), ("3 - Moderate", "moderate"), ("2 - High", "high"), ("1 - Critical", "critical")];

/// The priority that follows from an impact (a row) and an urgency (a column), both from low to high.
const MATRIX: [[&str; 3]; 3] =
    [["low", "low", "moderate"], ["low", "moderate", "high"], ["moderate", "high", "critical"]];

/// How an incident came in of which the log does not say it.
const UNKNOWN_CHANNEL: &str = "Unknown";

/// What the log does not tell, and we promise: a resolution within so many business hours.
pub(super) const PROMISED_HOURS: [(&str, u32); 4] =
    [("low", 40), ("moderate", 24), ("high", 8), ("critical", 4)];

/// Our name for what the log writes.
fn named<const N: usize>(scale: &Scale<N>, label: &str) -> Option<Value> {
    scale.iter().find(|(known, _)| *known == label).map(|(_, name)| Value::from(*name))
}

/// How the log writes a priority of ours.
pub(super) fn priority_label(name: &str) -> Option<&'static str> {
    PRIORITIES.iter().find(|(_, known)| *known == name).map(|(label, _)| *label)
}

/// The status that a state of the log becomes. Reading the log has made sure that there is one.
pub(super) fn status_of(state: &str) -> &'static str {
    STATES.iter().find(|known| known.label == state).map_or("new", |known| known.name)
}

/// How the log writes a status of ours.
pub(super) fn state_label(status: &str) -> &'static str {
    STATES.iter().find(|known| known.name == status).map_or("?", |known| known.label)
}

/// Who and what is on the desk.
#[derive(Debug)]
pub(super) struct Plan {
    /// The groups of the log, with our names for them.
    pub(super) groups: BTreeMap<String, String>,
    /// The people who are assigned, with the groups that they work for.
    pub(super) people: BTreeMap<String, BTreeSet<String>>,
    /// Every change of state that the log has and the desk allows.
    pub(super) transitions: BTreeSet<(String, String)>,
    /// The states that an incident of the log begins in.
    beginnings: BTreeSet<String>,
    channels: BTreeMap<String, String>,
}

impl Plan {
    /// The desk for a log, less some transitions; or what is wrong with these.
    pub(super) fn of(log: &Log, without: &[(String, String)]) -> Result<Self, String> {
        let rows = || log.incidents.iter().flat_map(Incident::rows);
        let mut people = BTreeMap::new();
        for row in rows() {
            let Some(person) = &row.assignee else { continue };
            let groups: &mut BTreeSet<String> = people.entry(person.clone()).or_default();
            groups.extend(row.group.clone());
        }
        let moves = log.in_order().filter_map(|(.., row, before)| {
            before
                .filter(|before| before.state != row.state)
                .map(|before| (before.state.clone(), row.state.clone()))
        });
        let mut plan = Self {
            groups: names(rows().filter_map(|row| row.group.as_deref())),
            people,
            transitions: moves.collect(),
            beginnings: log.incidents.iter().map(|incident| incident.first.state.clone()).collect(),
            channels: names(
                std::iter::once(UNKNOWN_CHANNEL).chain(rows().filter_map(|row| row.contact.as_deref())),
            ),
        };
        let used = plan.transitions.clone();
        for missing in without {
            if !used.contains(missing) {
                let used: Vec<_> = used.iter().map(|(from, to)| format!("'{from}->{to}'")).collect();
                let (from, to) = missing;
                return Err(format!("the log has no transition '{from}->{to}'; it has {}", used.join(", ")));
            }
            plan.transitions.remove(missing);
        }
        Ok(plan)
    }

    /// The configuration of the desk.
    pub(super) fn document(&self) -> ticketkit::Result<String> {
        let office = Document::default_desk("UTC")?.calendars;
        let within =
            PROMISED_HOURS.map(|(priority, hours)| (priority.to_owned(), json!(format!("PT{hours}H"))));
        let document = json!({
            "version": 1,
            "priorities": scale(&PRIORITIES),
            "default_priority": "moderate",
            "impacts": scale(&IMPACTS),
            "urgencies": scale(&URGENCIES),
            "priority_matrix": matrix(),
            "channels": labelled(&self.channels),
            "fields": FIELDS.map(|(column, field)| json!({ "name": field, "type": "text", "labels": { "en": column } })),
            "workflows": [self.workflow()],
            "calendars": office,
            "policies": [{
                "name": "ours", "calendar": office.keys().next(),
                "targets": [{ "metric": "resolution", "within": serde_json::Map::from_iter(within) }],
                "steps": [{ "metric": "resolution", "at": { "percent": 75 }, "notify": ["assignees"] }]
            }],
            "teams": labelled(&self.groups),
            "roles": [{
                "name": "agent", "scope": "all",
                "permissions": ["create_tickets", "reply", "note", "change", "assign"]
            }]
        });
        Ok(document.to_string())
    }

    /// Nothing moves by itself: the log says when an incident was reopened or closed.
    fn workflow(&self) -> Json {
        let begins = |state: &State| state.label == "New" || self.beginnings.contains(state.label);
        json!({
            "name": "incident",
            "statuses": STATES.each_ref().map(|state| json!({
                "name": state.name, "category": state.category, "initial": begins(state),
                "labels": { "en": state.label }
            })),
            "transitions": self.transitions.iter()
                .map(|(from, to)| json!({ "from": status_of(from), "to": status_of(to) }))
                .collect::<Vec<_>>(),
            "automatic": { "agent_reply": "none", "requester_message": "none", "close_after": "PT0S" }
        })
    }

    /// How the log writes a group of ours.
    pub(super) fn group_label(&self, name: &str) -> &str {
        self.groups.iter().find(|(_, known)| *known == name).map_or("?", |(label, _)| label)
    }

    /// With what a ticket is opened for the first row of an incident.
    pub(super) fn first(&self, number: &str, row: &Row) -> Edits {
        let set = self.changed(row, None).with("status", status_of(&row.state));
        let set = set.with("external_ids", Value::List(vec![format!("servicenow:{number}")]));
        let channel = self.channels.get(row.contact.as_deref().unwrap_or(UNKNOWN_CHANNEL));
        channel.map_or(set.clone(), |channel| set.with("channel", channel.as_str()))
    }

    /// What differs between a row and the one before it, but for the state. Who gets a ticket along with a group is
    /// said with it, also when it is who had it before: a new group alone would mean that somebody is to be found.
    pub(super) fn changed(&self, row: &Row, before: Option<&Row>) -> Edits {
        let values = self.values(row);
        let known = before.map(|before| self.values(before));
        let differs = |n: usize| match &known {
            Some(known) => known.get(n) != values.get(n),
            None => values.get(n).is_some_and(|(_, value)| value.is_some()),
        };
        let handed_over = before.is_some_and(|before| before.group != row.group);
        let mut set = Edits::none();
        for (n, (field, value)) in values.iter().enumerate() {
            if differs(n) || (handed_over && *field == "owner") {
                set = match value {
                    Some(value) => set.with(field, value.clone()),
                    None => set.without(field),
                };
            }
        }
        set
    }

    /// The fields of a ticket as a row gives them, always in the same order.
    fn values(&self, row: &Row) -> Vec<(&'static str, Option<Value>)> {
        let text = |text: &Option<String>| text.as_deref().map(Value::from);
        let group = row.group.as_ref().and_then(|group| self.groups.get(group));
        let mut values = vec![
            ("impact", row.impact.as_ref().and_then(|label| named(&IMPACTS, label))),
            ("urgency", row.urgency.as_ref().and_then(|label| named(&URGENCIES, label))),
            ("team", group.map(|name| Value::from(name.as_str()))),
            ("owner", text(&row.assignee)),
        ];
        values.extend(FIELDS.iter().zip(&row.fields).map(|((_, field), value)| (*field, text(value))));
        values
    }
}

fn scale<const N: usize>(scale: &Scale<N>) -> Vec<Json> {
    scale.iter().map(|(label, name)| json!({ "name": name, "labels": { "en": label } })).collect()
}

fn labelled(names: &BTreeMap<String, String>) -> Vec<Json> {
    names.iter().map(|(label, name)| json!({ "name": name, "labels": { "en": label } })).collect()
}

fn matrix() -> Vec<Json> {
    let cell = |impact: &str, urgency: &str, priority: &str| json!({ "impact": impact, "urgency": urgency, "priority": priority });
    let row = |((_, impact), row): (&(&str, &'static str), &[&'static str; 3])| {
        URGENCIES
            .iter()
            .zip(row)
            .map(|((_, urgency), priority)| cell(impact, urgency, priority))
            .collect::<Vec<_>>()
    };
    IMPACTS.iter().zip(&MATRIX).flat_map(row).collect()
}

/// A name of ours for each of these labels, no two alike.
fn names<'a>(labels: impl Iterator<Item = &'a str>) -> BTreeMap<String, String> {
    let labels: BTreeSet<&str> = labels.collect();
    let mut taken = BTreeSet::new();
    let mut name_of = |label: &str| {
        let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
        let plain: String = label.trim().chars().map(plain).take(50).collect();
        let base = if plain.starts_with('_') { format!("x{plain}") } else { plain };
        let numbered = (2_u32..=u32::MAX).map(|n| format!("{base}_{n}"));
        let free = std::iter::once(base.clone()).chain(numbered).find(|name| !taken.contains(name));
        let name = free.unwrap_or(base);
        taken.insert(name.clone());
        name
    };
    labels.into_iter().map(|label| (label.to_owned(), name_of(label))).collect()
}
