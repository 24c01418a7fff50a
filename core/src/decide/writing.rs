//! One value on its way into one field.

use super::edit::kept_by_engine;
use super::text::{check_language, check_text};
use crate::config::Config;
use crate::error::{Code, Problem, excerpt, pointer, suggest};
use crate::id::{Name, PersonId};
use crate::limits;
use crate::model::{ExternalId, Person, Ticket, TicketField, Value};
use crate::time::Timestamp;

/// A field that is about to be written. Where it stands in the command is said with every problem.
pub(super) struct Writing<'e> {
    pub(super) config: &'e Config,
    pub(super) people: &'e [(String, std::sync::Arc<Person>)],
    pub(super) ticket: &'e mut Ticket,
    pub(super) at: String,
    pub(super) problems: &'e mut Vec<Problem>,
}

impl Writing<'_> {
    /// Writes the value, or adds what is wrong with it to the problems.
    pub(super) fn write(&mut self, field: &TicketField, value: Option<&Value>) {
        use TicketField as F;
        match field {
            F::Subject => {
                if let Some(subject) = self.must(value).and_then(|value| self.text(value)) {
                    check_text(&subject, limits::SUBJECT_CHARS, &self.at, self.problems);
                    self.ticket.subject = subject;
                }
            }
            F::Priority => {
                let known: Vec<&str> = self.config.document().priorities.iter().map(|it| &*it.name).collect();
                if let Some(name) = self.one_of(value, "priority", &known, true) {
                    self.ticket.priority = name;
                }
            }
            F::Channel => {
                let known: Vec<&str> = self.config.document().channels.iter().map(|it| &*it.name).collect();
                if let Some(name) = self.one_of(value, "channel", &known, true) {
                    self.ticket.channel = name;
                }
            }
            F::Impact => {
                let known: Vec<&str> = self.config.document().impacts.iter().map(|it| &*it.name).collect();
                self.ticket.impact = self.one_of(value, "impact", &known, false);
            }
            F::Urgency => {
                let known: Vec<&str> = self.config.document().urgencies.iter().map(|it| &*it.name).collect();
                self.ticket.urgency = self.one_of(value, "urgency", &known, false);
            }
            F::Type => {
                let known: Vec<&str> = self.config.document().types.iter().map(|it| &*it.name).collect();
                self.ticket.ticket_type = self.one_of(value, "type", &known, false);
            }
            F::Team => {
                let known: Vec<&str> = self.config.document().teams.iter().map(|it| &*it.name).collect();
                self.ticket.team = self.one_of(value, "team", &known, false);
            }
            F::Tags => self.ticket.tags = self.tags(value),
            F::DueAt => self.ticket.due_at = self.instant(value),
            F::PlannedFrom => self.ticket.planned_from = self.instant(value),
            F::PlannedTo => self.ticket.planned_to = self.instant(value),
            F::EstimateMinutes => self.ticket.estimate_minutes = self.minutes(value),
            F::RemainingMinutes => self.ticket.remaining_minutes = self.minutes(value),
            F::Language => self.ticket.language = value.and_then(|value| self.language(value)),
            F::ExternalIds => self.ticket.external_ids = self.external_ids(value),
            F::Requester => {
                if let Some(person) = self.must(value).and_then(|value| self.person(value)) {
                    self.ticket.requester = person.id;
                    self.ticket.organization = person.organization;
                }
            }
            F::Owner => self.ticket.owner = value.and_then(|value| self.agent(value)),
            F::Assignees => self.ticket.assignees = self.agents(value, limits::ASSIGNEES),
            F::Followers => self.ticket.followers = self.agents(value, limits::PARTICIPANTS),
            F::Ccs => self.ticket.ccs = self.persons(value),
            F::Unverified => self.turn_away(value),
            F::Custom(name) => {
                let checked = value.map(|value| match self.config.field(name) {
                    Some(field) => field.check(value, &self.at),
                    None => Ok(Some(value.clone())),
                });
                match checked.transpose() {
                    Ok(value) => self.ticket.fields.set(name.clone(), value.flatten()),
                    Err(found) => self.problems.extend(found),
                }
            }
            _ => self.problems.push(kept_by_engine(field).at(self.at.clone())),
        }
    }

    fn wrong(&mut self, value: &Value, expected: &str) {
        let text = format!("this is {}, and {expected} is expected", value.sort());
        let problem = Problem::new(Code::WrongFieldType, text).at(self.at.clone());
        self.problems.push(problem.hint(format!("give {expected}")));
    }

    fn must<'v>(&mut self, value: Option<&'v Value>) -> Option<&'v Value> {
        if value.is_none() {
            self.problems
                .push(Problem::new(Code::Missing, "this field cannot be emptied").at(self.at.clone()));
        }
        value
    }

    fn text(&mut self, value: &Value) -> Option<String> {
        if let Value::Text(text) = value {
            return Some(text.trim().to_owned());
        }
        self.wrong(value, "a text");
        None
    }

    /// The name that the value gives.
    pub(super) fn name(&mut self, value: Option<&Value>) -> Option<Name> {
        let text = self.must(value).and_then(|value| self.text(value))?;
        let name = text.parse();
        if let Err(error) = &name {
            self.problems
                .push(Problem::new(Code::OutOfRange, format!("`{text}`: {error}")).at(self.at.clone()));
        }
        name.ok()
    }

    fn one_of(&mut self, value: Option<&Value>, what: &str, known: &[&str], needed: bool) -> Option<Name> {
        if value.is_none() && !needed {
            return None;
        }
        let text = self.must(value).and_then(|value| self.text(value))?;
        if known.contains(&text.as_str()) {
            return text.parse().ok();
        }
        let problem = Problem::new(Code::UnknownName, format!("there is no {what} `{text}`"));
        self.problems.push(problem.at(self.at.clone()).hint(suggest(&text, known)));
        None
    }

    fn list<'v>(&mut self, value: Option<&'v Value>, limit: usize) -> &'v [String] {
        match value {
            None => &[],
            Some(Value::Text(text)) => std::slice::from_ref(text),
            Some(Value::List(items)) if items.len() <= limit => items,
            Some(Value::List(items)) => {
                let text = format!("these are {}, and {limit} are allowed", items.len());
                self.problems
                    .push(Problem::new(Code::TooMany, text).at(self.at.clone()).param("limit", limit));
                &[]
            }
            Some(other) => {
                self.wrong(other, "a list");
                &[]
            }
        }
    }

    fn tags(&mut self, value: Option<&Value>) -> Vec<String> {
        let items = self.list(value, limits::TAGS);
        let mut tags: Vec<String> = items.iter().map(|tag| tag.trim().to_owned()).collect();
        for (n, tag) in tags.iter().enumerate() {
            check_text(tag, limits::TAG_CHARS, &pointer(&self.at, n), self.problems);
        }
        tags.sort_unstable();
        tags.dedup();
        tags
    }

    fn instant(&mut self, value: Option<&Value>) -> Option<Timestamp> {
        let text = value.and_then(|value| self.text(value))?;
        let instant = text.parse();
        if let Err(error) = &instant {
            let problem = Problem::new(Code::WrongFieldType, format!("{error}"));
            self.problems.push(problem.at(self.at.clone()).hint("such as `2026-06-01T09:00:00Z`"));
        }
        instant.ok()
    }

    fn minutes(&mut self, value: Option<&Value>) -> Option<u32> {
        let value = value?;
        let Value::Number(number) = value else {
            self.wrong(value, "a number of minutes");
            return None;
        };
        let minutes = number.as_integer().and_then(|minutes| u32::try_from(minutes).ok());
        let minutes = minutes.filter(|minutes| *minutes <= limits::TICKET_MINUTES);
        if minutes.is_none() {
            let text = format!("`{number}` is no number of minutes");
            let hint = format!("give a whole number from 0 to {}", limits::TICKET_MINUTES);
            self.problems.push(Problem::new(Code::OutOfRange, text).at(self.at.clone()).hint(hint));
        }
        minutes
    }

    fn language(&mut self, value: &Value) -> Option<String> {
        let text = self.text(value)?;
        check_language(&text, &self.at, self.problems);
        Some(text)
    }

    fn external_ids(&mut self, value: Option<&Value>) -> Vec<ExternalId> {
        let mut ids = Vec::new();
        for (n, item) in self.list(value, limits::EXTERNAL_IDS).iter().enumerate() {
            let at = pointer(&self.at, n);
            check_text(item, 2 * limits::EXTERNAL_ID_CHARS, &at, self.problems);
            match item.split_once(':') {
                Some((system, id)) if !system.is_empty() && !id.is_empty() => {
                    ids.push(ExternalId { system: system.to_owned(), id: id.to_owned() });
                }
                _ => {
                    let text = format!("`{}` is not a system and an id", excerpt(item));
                    let problem = Problem::new(Code::OutOfRange, text).at(at);
                    self.problems.push(problem.hint("such as `crm:4711`"));
                }
            }
        }
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    fn named(&mut self, text: &str) -> Option<&Person> {
        let found = self.people.iter().find(|(name, _)| name == text).map(|(_, person)| &**person);
        if found.is_none() {
            let problem = Problem::new(Code::NotFound, format!("there is no person `{text}`"));
            self.problems.push(problem.at(self.at.clone()).hint("give our id or the host's key"));
        }
        found
    }

    fn person(&mut self, value: &Value) -> Option<Person> {
        let text = self.text(value)?;
        self.named(&text).cloned()
    }

    fn agent(&mut self, value: &Value) -> Option<PersonId> {
        let text = self.text(value)?;
        self.active_agent(&text)
    }

    fn active_agent(&mut self, text: &str) -> Option<PersonId> {
        let person = self.named(text)?;
        if person.active_agent().is_some() {
            return Some(person.id);
        }
        let problem = Problem::new(Code::NotEligible, format!("`{text}` is not an active agent"));
        self.problems.push(problem.at(self.at.clone()).hint("make them an agent first, or choose another"));
        None
    }

    fn agents(&mut self, value: Option<&Value>, limit: usize) -> Vec<PersonId> {
        let items = self.list(value, limit);
        let mut agents: Vec<PersonId> = items.iter().filter_map(|item| self.active_agent(item)).collect();
        agents.sort_unstable();
        agents.dedup();
        agents
    }

    /// Unverified people can be turned away; they come by what they write.
    fn turn_away(&mut self, value: Option<&Value>) {
        let left = self.persons(value);
        if left.iter().all(|person| self.ticket.unverified.contains(person)) {
            self.ticket.unverified = left;
        } else {
            let text = "only who wrote to the ticket is unverified, and nobody else is made so";
            let problem = Problem::new(Code::OutOfRange, text).at(self.at.clone());
            self.problems.push(problem.hint("leave people out to turn them away; give `ccs` to let them in"));
        }
    }

    fn persons(&mut self, value: Option<&Value>) -> Vec<PersonId> {
        let items = self.list(value, limits::PARTICIPANTS);
        let mut people: Vec<PersonId> =
            items.iter().filter_map(|item| self.named(item).map(|person| person.id)).collect();
        people.sort_unstable();
        people.dedup();
        people
    }
}
