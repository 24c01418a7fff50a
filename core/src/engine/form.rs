//! The form that somebody would see, with edits that are not stored yet.

use std::collections::BTreeMap;

use super::Inner;
use super::ask::unseen;
use crate::access::Permission;
use crate::command::{Answer, Command, Edits, FormEntry, FormInput, FormOption, Query};
use crate::config::{Config, LabelSpec};
use crate::decide::{self, Interrupt, Who};
use crate::error::{Code, Problem, Result, suggest};
use crate::form::{FieldType, FormState};
use crate::id::{CommandId, DeskId, Name};
use crate::limits;
use crate::model::{Actor, Ticket, TicketField, TicketRef, Value, label};
use crate::snapshot::{Key, Wanted};

/// Answers the question. It is the command that such edits would be, decided as far as the form goes.
pub(super) fn ask(inner: &Inner, desk: DeskId, query: &Query, actor: &Actor) -> Result<Answer> {
    let Query::Form { ticket, ticket_type, set } = query else { return Err(unseen().into()) };
    let mut wanted: Wanted = ticket.iter().map(Key::from).collect();
    let command = opening();
    for _ in 0..limits::DECISION_ROUNDS {
        let (config, snapshot) = inner.see(desk, wanted.clone(), actor)?;
        let set = with_type(&config, set, ticket_type.as_ref())?;
        // Whoever opens a first ticket need not be known.
        let known = (ticket.is_none() && !matches!(actor, Actor::Guest { .. })).then_some(&command);
        let answer = decide::resolve(actor, known, &config, &snapshot).and_then(|who| {
            let file = match ticket {
                None => None,
                Some(TicketRef::Id(id)) => snapshot.ticket(*id)?,
                Some(TicketRef::Number(number)) => snapshot.ticket_by_number(number)?,
            };
            match ticket {
                Some(asked) => drop(who.rights.reach(file.map(|file| &file.ticket), asked)?),
                None if who.rights.is_guest() => who.rights.require(Permission::CreateTickets)?,
                None => {}
            }
            let input = decide::Input {
                desk,
                command: &command,
                id: CommandId::from_bytes([0; 16]),
                actor,
                now: inner.time.now(),
                digest: None,
                config: &config,
                earlier: &BTreeMap::new(),
                zones: &inner.zones,
                snapshot: &snapshot,
            };
            let (after, problems) = decide::preview(input, &who, file, &set)?;
            let person = who.by.person().map(|id| snapshot.person(id)).transpose()?.flatten();
            let language = person.and_then(|person| person.language.clone());
            let language = language.unwrap_or_else(|| config.language().to_owned());
            let sheet = Sheet { config: &config, who: &who, creating: file.is_none(), language };
            Ok(sheet.show(&after, problems))
        });
        match answer {
            Ok(answer) => return Ok(answer),
            Err(Interrupt::Refuse(error)) => return Err(error),
            Err(Interrupt::Need(more)) => wanted.add_all(more),
            Err(Interrupt::NeedConfigs(_)) => break,
        }
    }
    Err(unseen().into())
}

/// A ticket that is opened, as far as that matters for whom it may be opened by.
fn opening() -> Command {
    Command::CreateTicket {
        subject: String::new(),
        body: String::new(),
        html: None,
        requester: None,
        set: Edits::none(),
        attachments: Vec::new(),
        message_id: None,
        fold_key: None,
    }
}

/// The edits, with the type that the question names.
fn with_type(config: &Config, set: &Edits, ticket_type: Option<&Name>) -> Result<Edits> {
    let Some(name) = ticket_type else { return Ok(set.clone()) };
    if !config.has_type(name) {
        let known: Vec<&str> = config.document().types.iter().map(|it| &*it.name).collect();
        let problem = Problem::new(Code::UnknownName, format!("there is no type `{name}`")).at("/type");
        return Err(problem.hint(suggest(name, &known)).param("name", name).into());
    }
    Ok(set.clone().with("type", name.as_str()))
}

/// A form that is shown.
struct Sheet<'a> {
    config: &'a Config,
    who: &'a Who<'a>,
    creating: bool,
    language: String,
}

impl Sheet<'_> {
    fn show(&self, ticket: &Ticket, problems: Vec<Problem>) -> Answer {
        let state = decide::form_of(self.config, &self.who.rights, ticket);
        let visible = state.iter().filter(|(_, it)| it.visible).map(|(field, _)| field);
        let fields = visible.filter_map(|field| self.entry(field, &state, ticket)).collect();
        let form = state.form();
        let label = form.label(&self.language).map(ToOwned::to_owned);
        Answer::Form { form: form.name().cloned(), label, fields, problems }
    }

    /// The field as the actor sees it; nothing when they neither see nor fill it.
    fn entry(&self, field: &TicketField, state: &FormState<'_>, ticket: &Ticket) -> Option<FormEntry> {
        let public = |name: &Name| self.config.field(name).is_some_and(|known| known.public);
        let sees = self.who.rights.sees_field(field, public);
        let writes = decide::may_write(self.config, &self.who.rights, state, field, self.creating);
        if !sees && !writes {
            return None;
        }
        let made = state.get(field)?;
        let own = match field {
            TicketField::Custom(name) => self.config.field(name),
            _ => None,
        };
        let text = match own {
            Some(own) => self.label(&own.labels, &own.name),
            None => in_words(field.as_str()),
        };
        Some(FormEntry {
            field: field.as_str().parse().ok()?,
            label: text,
            input: own.map_or_else(|| input_of_built_in(field), |own| input_of(own.field_type)),
            value: ticket.get(field).filter(|value| sees && !is_blank(value)),
            required: made.required && writes,
            read_only: made.read_only || !writes,
            options: self.options(field, state, ticket),
            depends_on: own.and_then(|own| own.depends_on.clone()),
        })
    }

    fn options(
        &self,
        field: &TicketField,
        state: &FormState<'_>,
        ticket: &Ticket,
    ) -> Option<Vec<FormOption>> {
        let allowed = state.options(field, self.config.fields(), ticket);
        let document = self.config.document();
        let option = |name: &Name, labels: &BTreeMap<String, String>| FormOption {
            name: name.clone(),
            label: self.label(labels, name),
        };
        let listed = |list: &[LabelSpec]| {
            let can = |name: &Name| allowed.as_ref().is_none_or(|allowed| allowed.contains(&name));
            list.iter().filter(|it| can(&it.name)).map(|it| option(&it.name, &it.labels)).collect()
        };
        match field {
            TicketField::Custom(name) => {
                let own = self.config.field(name)?;
                let allowed = allowed?;
                let options = own.options.iter().filter(|it| allowed.contains(&&it.name));
                Some(options.map(|it| option(&it.name, &it.labels)).collect())
            }
            TicketField::Priority => Some(listed(&document.priorities)),
            TicketField::Impact => Some(listed(&document.impacts)),
            TicketField::Urgency => Some(listed(&document.urgencies)),
            TicketField::Channel => Some(listed(&document.channels)),
            TicketField::Type => {
                let can = |name: &Name| allowed.as_ref().is_none_or(|allowed| allowed.contains(&name));
                let types = document.types.iter().filter(|it| can(&it.name));
                Some(types.map(|it| option(&it.name, &it.labels)).collect())
            }
            _ => None,
        }
    }

    fn label(&self, labels: &BTreeMap<String, String>, name: &Name) -> String {
        let text = label(labels, &self.language).or_else(|| label(labels, self.config.language()));
        text.unwrap_or(name).to_owned()
    }
}

/// A text without a letter is no value: the subject of a ticket that is not there yet.
fn is_blank(value: &Value) -> bool {
    matches!(value, Value::Text(text) if text.is_empty())
}

/// The name of a built-in field for people: `due_at` is `Due at`.
fn in_words(name: &str) -> String {
    let mut letters = name.chars().map(|letter| if letter == '_' { ' ' } else { letter });
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

const fn input_of(field_type: FieldType) -> FormInput {
    match field_type {
        FieldType::Text => FormInput::Text,
        FieldType::Number => FormInput::Number,
        FieldType::Date => FormInput::Date,
        FieldType::Bool => FormInput::Bool,
        FieldType::Choice => FormInput::Choice,
        FieldType::MultiChoice => FormInput::MultiChoice,
    }
}

const fn input_of_built_in(field: &TicketField) -> FormInput {
    match field {
        TicketField::Type
        | TicketField::Priority
        | TicketField::Impact
        | TicketField::Urgency
        | TicketField::Channel => FormInput::Choice,
        TicketField::DueAt | TicketField::PlannedFrom | TicketField::PlannedTo => FormInput::Instant,
        TicketField::Tags | TicketField::ExternalIds => FormInput::Words,
        TicketField::Ccs | TicketField::Followers => FormInput::People,
        _ => FormInput::Text,
    }
}
