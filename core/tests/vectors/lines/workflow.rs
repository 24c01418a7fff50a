//! A scenario of a workflow: which steps are accepted, and what they make of the ticket.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use ticketkit::Timestamp;
use ticketkit::command::{Answer, Edits, Query};
use ticketkit::model::{Actor, Category, TicketField, Value as FieldValue};
use ticketkit::storage::Storage;

use super::Verdict;
use super::desk::{AGENT, Played, document};

#[derive(Deserialize)]
struct Scenario {
    #[serde(default)]
    semantics: BTreeMap<String, Value>,
    lifecycles: BTreeMap<String, Lifecycle>,
    #[serde(default)]
    maps: Option<Value>,
    events: Vec<Event>,
    expect: Vec<Map<String, Value>>,
}

#[derive(Deserialize)]
struct Lifecycle {
    initial: Vec<String>,
    active: Vec<String>,
    inactive: Vec<String>,
    transitions: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    on_create: Option<String>,
}

#[derive(Deserialize)]
struct Event {
    at: Timestamp,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    lifecycle: Option<String>,
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    to: Option<String>,
}

/// What we understand by the semantics that a scenario may name.
const OURS: [(&str, &str); 2] = [
    ("started_at", "first entry into a status that is not initial; never moved"),
    ("resolved_at", "entry into an inactive status"),
];

pub(super) fn judge(line: &Value, storage: &dyn Fn() -> Arc<dyn Storage>) -> Verdict {
    match Scenario::deserialize(line) {
        Ok(scenario) => scenario.play(storage).unwrap_or_else(Verdict::Failed),
        Err(error) => Verdict::Failed(format!("not a scenario of a workflow: {error}")),
    }
}

impl Scenario {
    fn play(&self, storage: &dyn Fn() -> Arc<dyn Storage>) -> Result<Verdict, String> {
        let moves = self.events.iter().find(|event| !matches!(event.kind.as_str(), "created" | "status"));
        match moves {
            Some(_) if self.maps.is_some() => {
                return Ok(Verdict::Skipped(
                    "a map for moves from one lifecycle to another is not offered yet".to_owned(),
                ));
            }
            Some(event) => return Err(format!("there is no event `{}`", event.kind)),
            None => {}
        }
        let (Some(first), true) = (self.events.first(), self.events.len() == self.expect.len()) else {
            return Err("there has to be an expectation for each of at least one event".to_owned());
        };
        let names = Names::of(&self.lifecycles);
        let desk = Played::open(storage(), &document(&names.parts(&self.lifecycles)?), first.at);
        let mut desk = desk.map_err(|error| format!("the desk is refused: {error}"))?;
        for (n, (event, expected)) in self.events.iter().zip(&self.expect).enumerate() {
            let refused = self.step(&mut desk, &names, event)?.err();
            let seen = seen(&desk, &names, refused.is_none())?;
            for (member, value) in expected {
                let ours = match member.as_str() {
                    "note" | "source_value" => continue,
                    member => seen.get(member).ok_or_else(|| format!("nothing is known of `{member}`"))?,
                };
                if same(ours, value) {
                    continue;
                }
                if let Some(theirs) = self.other_semantics(member) {
                    return Ok(Verdict::Skipped(format!("`{member}` as `{theirs}` is not offered yet")));
                }
                let why = refused.map(|error| format!(" (refused: {error})")).unwrap_or_default();
                return Err(format!("event {}: expected `{member}` {value}, got {ours}{why}", n + 1));
            }
        }
        Ok(Verdict::Passed)
    }

    /// What a scenario means by a member, when that is not what we do.
    fn other_semantics(&self, member: &str) -> Option<&Value> {
        let theirs = self.semantics.get(member)?;
        OURS.iter().all(|(name, ours)| *name != member || theirs != ours).then_some(theirs)
    }

    /// One event as a command; the inner result says whether it was accepted.
    fn step(
        &self,
        desk: &mut Played,
        names: &Names<'_>,
        event: &Event,
    ) -> Result<ticketkit::Result<()>, String> {
        let agent = || Actor::agent(AGENT);
        if event.kind == "status" {
            let to = event.to.as_deref().ok_or("a change of status without `to`")?;
            return Ok(desk.change(agent(), event.at, Edits::none().with("status", names.status(to))));
        }
        if desk.is_created() {
            return Err("the ticket is created twice".to_owned());
        }
        let Some(lifecycle) = event.lifecycle.as_ref().or_else(|| self.lifecycles.keys().next()) else {
            return Err("there is no lifecycle".to_owned());
        };
        let known = self.lifecycles.get(lifecycle);
        let status = event.status.as_ref().or_else(|| known?.on_create.as_ref());
        let mut set = Edits::none().with("type", names.lifecycle(lifecycle));
        if let Some(status) = status {
            set = set.with("status", names.status(status));
        }
        Ok(desk.create(agent(), event.at, "", set))
    }
}

/// Our names of lifecycles and statuses, which may be called what no name of ours can be.
struct Names<'a> {
    lifecycles: Vec<&'a str>,
    statuses: Vec<&'a str>,
}

impl<'a> Names<'a> {
    fn of(lifecycles: &'a BTreeMap<String, Lifecycle>) -> Self {
        let statuses: BTreeSet<&str> = lifecycles.values().flat_map(Lifecycle::statuses).collect();
        Self {
            lifecycles: lifecycles.keys().map(String::as_str).collect(),
            statuses: statuses.into_iter().collect(),
        }
    }

    fn lifecycle(&self, name: &str) -> String {
        let place = self.lifecycles.iter().position(|known| *known == name);
        place.map_or_else(|| "unknown".to_owned(), |n| format!("lifecycle-{n}"))
    }

    fn status(&self, name: &str) -> String {
        let place = self.statuses.iter().position(|known| *known == name);
        place.map_or_else(|| "unknown".to_owned(), |n| format!("status-{n}"))
    }

    /// The name that a scenario gives to one of ours.
    fn theirs(list: &[&str], ours: &str) -> Value {
        let place = ours.rsplit_once('-').and_then(|(_, n)| n.parse::<usize>().ok());
        place.and_then(|n| list.get(n)).map_or(Value::Null, |name| json!(name))
    }

    /// A type with a workflow of its own for each lifecycle.
    fn parts(&self, lifecycles: &BTreeMap<String, Lifecycle>) -> Result<Value, String> {
        let mut workflows = Vec::new();
        for (name, lifecycle) in lifecycles {
            workflows.push(self.workflow(&self.lifecycle(name), lifecycle)?);
        }
        let types = lifecycles.keys().map(|name| {
            let name = self.lifecycle(name);
            json!({ "name": name, "workflow": name })
        });
        let types: Vec<Value> = types.collect();
        Ok(json!({ "types": types, "workflows": workflows }))
    }

    fn workflow(&self, name: &str, lifecycle: &Lifecycle) -> Result<Value, String> {
        let begins = lifecycle.transitions.get("").unwrap_or(&lifecycle.initial);
        let known: BTreeSet<&str> = lifecycle.statuses().collect();
        let mut statuses: Vec<Value> = Vec::new();
        let lists =
            [(&lifecycle.initial, "new"), (&lifecycle.active, "open"), (&lifecycle.inactive, "solved")];
        for (list, category) in lists {
            for status in list {
                let initial = begins.contains(status);
                statuses
                    .push(json!({ "name": self.status(status), "category": category, "initial": initial }));
            }
            // A workflow of ours has an open and a solved status, be there a way to them or not.
            if list.is_empty() && category != "new" {
                statuses.push(json!({ "name": format!("no-{category}"), "category": category }));
            }
        }
        let mut transitions = Vec::new();
        for (from, to) in lifecycle.transitions.iter().filter(|(from, _)| !from.is_empty()) {
            for to in to {
                if let Some(stranger) = [from, to].into_iter().find(|status| !known.contains(status.as_str()))
                {
                    return Err(format!("a step names the status `{stranger}`, which is not there"));
                }
                transitions.push(json!({ "from": self.status(from), "to": self.status(to) }));
            }
        }
        let automatic = json!({ "agent_reply": "none", "requester_message": "none", "close_after": "PT0S" });
        Ok(json!({ "name": name, "statuses": statuses, "transitions": transitions, "automatic": automatic }))
    }
}

impl Lifecycle {
    fn statuses(&self) -> impl Iterator<Item = &str> {
        self.initial.iter().chain(&self.active).chain(&self.inactive).map(String::as_str)
    }
}

/// What we say after an event.
fn seen(desk: &Played, names: &Names<'_>, accepted: bool) -> Result<Map<String, Value>, String> {
    let ticket = desk.ticket().map_err(|error| error.to_string())?;
    let mut seen = Map::new();
    seen.insert("accepted".to_owned(), json!(accepted));
    let status = ticket.as_ref().map(|ticket| Names::theirs(&names.statuses, &ticket.status));
    seen.insert("status".to_owned(), json!(status));
    let lifecycle = ticket.as_ref().map(|ticket| Names::theirs(&names.lifecycles, &ticket.workflow));
    seen.insert("lifecycle".to_owned(), json!(lifecycle));
    let started_at = if ticket.is_some() { started_at(desk)? } else { None };
    seen.insert("started_at".to_owned(), json!(started_at));
    seen.insert("resolved_at".to_owned(), json!(ticket.and_then(|ticket| ticket.solved_at)));
    Ok(seen)
}

/// When the ticket first left what is new, as its history tells.
fn started_at(desk: &Played) -> Result<Option<Timestamp>, String> {
    let new = FieldValue::Text(Category::New.as_str().to_owned());
    let mut after = 0;
    loop {
        let answer = desk.ask(|ticket| Query::History { ticket, after, limit: None });
        let Answer::History { events, last } = answer.map_err(|error| error.to_string())? else {
            return Err("the history is none".to_owned());
        };
        let leaves_new = events.iter().find(|event| {
            event.changes.iter().any(|change| {
                change.field == TicketField::Category && change.to.as_ref().is_some_and(|to| *to != new)
            })
        });
        if leaves_new.is_some() || events.is_empty() {
            return Ok(leaves_new.map(|event| event.at));
        }
        after = last;
    }
}

/// Instants are compared as instants, since there is more than one way to write one.
fn same(ours: &Value, theirs: &Value) -> bool {
    let instant = |value: &Value| value.as_str().and_then(|text| text.parse::<Timestamp>().ok());
    ours == theirs || instant(ours).is_some_and(|at| Some(at) == instant(theirs))
}
