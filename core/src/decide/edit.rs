//! Changing fields: every value is checked, and every mistake is named, before anything is refused.

use std::collections::BTreeSet;

use super::case::Case;
use super::draft::Draft;
use super::{Answer, Interrupt, Who, who};
use crate::access::Permission;
use crate::command::Edits;
use crate::config::Config;
use crate::error::{Code, Problem, did_you_mean, pointer, suggest};
use crate::id::{Name, PersonId};
use crate::limits;
use crate::model::{ExternalId, Person, PersonRef, Ticket, TicketField, Value};
use crate::snapshot::{Snapshot, Wanted};
use crate::time::Timestamp;

/// Fields to change on a ticket.
pub(super) struct Edit<'e, 'd> {
    pub(super) draft: &'e Draft<'d>,
    pub(super) who: &'e Who<'e>,
    pub(super) case: &'e mut Case,
    /// Where the edits stand in the command.
    pub(super) path: &'static str,
    /// Whether the ticket is being created: what is given once and for all can be given.
    pub(super) creating: bool,
}

/// What the edits ask for that is not done by writing a field.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// The status that the ticket is to enter.
    pub(super) status: Option<Name>,
    /// Whether it has got a new team and no owner, so that one is to be looked for.
    pub(super) routes: bool,
}

/// Writes the edits into the ticket. What is wrong with them is added to `problems`; a ticket that then is refused
/// goes away with its draft.
pub(super) fn apply(edit: Edit<'_, '_>, set: &Edits, problems: &mut Vec<Problem>) -> Answer<Asked> {
    let Edit { draft, who, case, path, creating } = edit;
    let config = draft.config;
    let before_team = case.ticket.team.clone();
    let people = people_of(draft.snapshot, set)?;
    let mut asked = Asked::default();
    for (name, value) in set.iter() {
        let at = pointer(path, name);
        let Some(field) = field_of(config, name) else {
            let known = TicketField::BUILT_IN.iter().map(TicketField::as_str);
            let known = known.chain(config.fields().iter().map(|field| &*field.name));
            let problem = Problem::new(Code::UnknownField, format!("a ticket has no field `{name}`")).at(at);
            problems.push(match did_you_mean(name, known) {
                Some(hint) => problem.hint(hint),
                None => problem,
            });
            continue;
        };
        if let Some(problem) = may_not(config, who, &field, creating) {
            problems.push(problem.at(at));
            continue;
        }
        let mut writing = Writing { config, people: &people, ticket: &mut case.ticket, at, problems };
        if field == TicketField::Status {
            asked.status = writing.name(value);
        } else {
            writing.write(&field, value);
        }
    }
    if set.get("priority").is_none() && (set.get("impact").is_some() || set.get("urgency").is_some()) {
        follow_matrix(config, &mut case.ticket);
    }
    follow_type(config, &mut case.ticket, creating, problems);
    agree_on_people(&mut case.ticket, set);
    if case.ticket.team != before_team && !creating {
        case.ticket.handoffs += 1;
        if set.get("owner").is_none() {
            leave_team(draft, &mut case.ticket)?;
        }
    }
    asked.routes =
        case.ticket.team != before_team && case.ticket.owner.is_none() && set.get("owner").is_none();
    Ok(asked)
}

fn field_of(config: &Config, name: &str) -> Option<TicketField> {
    TicketField::built_in(name)
        .or_else(|| config.field(name).map(|field| TicketField::Custom(field.name.clone())))
}

/// Why this actor cannot write this field, if so.
fn may_not(config: &Config, who: &Who<'_>, field: &TicketField, creating: bool) -> Option<Problem> {
    use TicketField as F;
    let needed = match field {
        F::Team | F::Owner | F::Assignees | F::Followers => Permission::Assign,
        F::Channel if !creating => return Some(kept_by_engine(field)),
        F::Subject
        | F::Requester
        | F::Organization
        | F::Ccs
        | F::Status
        | F::Priority
        | F::Impact
        | F::Urgency
        | F::Type
        | F::Channel
        | F::Tags
        | F::DueAt
        | F::PlannedFrom
        | F::PlannedTo
        | F::ExternalIds
        | F::Language
        | F::Custom(_) => Permission::Change,
        _ => return Some(kept_by_engine(field)),
    };
    let opens = creating && who.rights.may(Permission::CreateTickets) && who.rights.is_staff();
    let writable = |name: &Name| config.field(name).is_some_and(|known| known.customer_writable);
    let may = opens || who.rights.may(needed) || who.rights.may_edit(field, &writable);
    (!may).then(|| {
        Problem::new(Code::Forbidden, format!("you may not change `{}`", field.as_str()))
            .hint(format!("it takes the permission `{}`", needed.as_str()))
    })
}

fn kept_by_engine(field: &TicketField) -> Problem {
    Problem::new(Code::NotWritable, format!("`{}` cannot be set: the engine keeps it", field.as_str()))
}

/// Everybody whom the edits name. All are looked up at once.
fn people_of(snapshot: &Snapshot, set: &Edits) -> Answer<Vec<(String, std::sync::Arc<Person>)>> {
    let named = set
        .iter()
        .filter(|(field, _)| matches!(*field, "requester" | "owner" | "assignees" | "ccs" | "followers"));
    let texts: BTreeSet<&str> = named
        .filter_map(|(_, value)| value)
        .flat_map(|value| match value {
            Value::Text(text) => std::slice::from_ref(text),
            Value::List(items) => items.as_slice(),
            Value::Bool(_) | Value::Number(_) => &[],
        })
        .map(String::as_str)
        .take(limits::PARTICIPANTS)
        .collect();
    let mut wanted = Wanted::nothing();
    let mut people = Vec::new();
    for text in texts {
        match who::find(snapshot, &PersonRef::from(text)) {
            Ok(Some(person)) => people.push((text.to_owned(), std::sync::Arc::clone(person))),
            Ok(None) => {}
            Err(Interrupt::Need(more)) => wanted.add_all(more),
            Err(refused) => return Err(refused),
        }
    }
    if wanted.is_empty() { Ok(people) } else { Err(Interrupt::Need(wanted)) }
}

/// One value on its way into one field.
struct Writing<'e> {
    config: &'e Config,
    people: &'e [(String, std::sync::Arc<Person>)],
    ticket: &'e mut Ticket,
    at: String,
    problems: &'e mut Vec<Problem>,
}

impl Writing<'_> {
    fn write(&mut self, field: &TicketField, value: Option<&Value>) {
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
        self.problems.push(Problem::new(Code::WrongFieldType, text).at(self.at.clone()));
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

    fn name(&mut self, value: Option<&Value>) -> Option<Name> {
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
        for tag in &tags {
            check_text(tag, limits::TAG_CHARS, &self.at, self.problems);
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
            self.problems.push(problem.at(self.at.clone()));
        }
        instant.ok()
    }

    fn language(&mut self, value: &Value) -> Option<String> {
        let text = self.text(value)?;
        check_language(&text, &self.at, self.problems);
        Some(text)
    }

    fn external_ids(&mut self, value: Option<&Value>) -> Vec<ExternalId> {
        let mut ids = Vec::new();
        for item in self.list(value, limits::EXTERNAL_IDS) {
            check_text(item, 2 * limits::EXTERNAL_ID_CHARS, &self.at, self.problems);
            match item.split_once(':') {
                Some((system, id)) if !system.is_empty() && !id.is_empty() => {
                    ids.push(ExternalId { system: system.to_owned(), id: id.to_owned() });
                }
                _ => {
                    let text = format!("`{item}` is not a system and an id such as `crm:4711`");
                    self.problems.push(Problem::new(Code::OutOfRange, text).at(self.at.clone()));
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

    fn persons(&mut self, value: Option<&Value>) -> Vec<PersonId> {
        let items = self.list(value, limits::PARTICIPANTS);
        let mut people: Vec<PersonId> =
            items.iter().filter_map(|item| self.named(item).map(|person| person.id)).collect();
        people.sort_unstable();
        people.dedup();
        people
    }
}

/// The priority that follows from impact and urgency.
pub(super) fn follow_matrix(config: &Config, ticket: &mut Ticket) {
    if let (Some(impact), Some(urgency)) = (&ticket.impact, &ticket.urgency)
        && let Some(priority) = config.priority_from(impact, urgency)
    {
        ticket.priority = priority.clone();
    }
}

/// A ticket follows the workflow of its type. When that changes, it goes on in the status of the same name and
/// meaning, else in the first status of the same meaning.
fn follow_type(config: &Config, ticket: &mut Ticket, creating: bool, problems: &mut Vec<Problem>) {
    let workflow = config.workflow_for(ticket.ticket_type.as_deref());
    if creating || ticket.workflow == *workflow.name() {
        return;
    }
    let same = workflow.status(&ticket.status).filter(|status| status.category == ticket.category);
    match same.or_else(|| workflow.first_of(ticket.category)) {
        Some(status) => {
            ticket.workflow = workflow.name().clone();
            ticket.status = status.name.clone();
        }
        None => {
            let text = format!(
                "tickets of this type follow the workflow `{}`, which has no status for a ticket that is {}",
                workflow.name(),
                ticket.category
            );
            problems.push(Problem::new(Code::NoTransition, text).at("/set/type"));
        }
    }
}

/// The owner is always among the assignees; who no longer is assigned no longer owns.
pub(super) fn agree_on_people(ticket: &mut Ticket, set: &Edits) {
    if set.get("assignees").is_some() && set.get("owner").is_none() {
        ticket.owner = ticket.owner.filter(|owner| ticket.assignees.contains(owner));
    } else if set.get("owner").is_some() && set.get("assignees").is_none() {
        ticket.assignees = ticket.owner.into_iter().collect();
    }
    if let Some(owner) = ticket.owner
        && let Err(place) = ticket.assignees.binary_search(&owner)
    {
        ticket.assignees.insert(place, owner);
    }
}

/// With a new team the owner goes, unless they work in that team, too.
pub(super) fn leave_team(draft: &Draft<'_>, ticket: &mut Ticket) -> Answer<()> {
    let Some(owner) = ticket.owner else { return Ok(()) };
    let person = draft.person(owner)?;
    let works_there = |team: &Name| {
        person.as_ref().and_then(|it| it.active_agent()).is_some_and(|it| it.teams.contains(team))
    };
    if !ticket.team.as_ref().is_some_and(works_there) {
        ticket.owner = None;
        ticket.assignees.retain(|assignee| *assignee != owner);
    }
    Ok(())
}

/// Checks a line of text: not empty, not too long, nothing in it that cannot stand in a line.
pub(super) fn check_text(text: &str, limit: usize, path: &str, problems: &mut Vec<Problem>) {
    if text.trim().is_empty() {
        problems.push(Problem::new(Code::Missing, "the text is empty").at(path));
    }
    let chars = text.chars().count();
    if chars > limit {
        let words = format!("the text has {chars} characters, and {limit} are allowed");
        problems.push(Problem::new(Code::TooLong, words).at(path).param("limit", limit));
    }
    if let Some(bad) = text.chars().find(|c| c.is_control()) {
        let words =
            format!("the text holds the character U+{:04X}, which cannot stand in one line", u32::from(bad));
        problems.push(Problem::new(Code::BadText, words).at(path));
    }
}

/// Checks a language tag for the shape of BCP 47: parts of one to eight letters or digits, the first of letters.
pub(super) fn check_language(text: &str, path: &str, problems: &mut Vec<Problem>) {
    let good =
        |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or_default();
    let leads = (2..=8).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_alphabetic());
    if !leads || !parts.all(good) {
        let words = format!("`{}` is not a language tag", text.chars().take(40).collect::<String>());
        problems.push(Problem::new(Code::OutOfRange, words).at(path).hint("such as `en` or `pt-BR`"));
    }
}
