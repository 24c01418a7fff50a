//! What texts with places are filled with: canned replies, and what rules, transitions and macros say.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::case::Case;
use super::draft::Draft;
use super::{Answer, Interrupt, Who, duty};
use crate::access::Rights;
use crate::automation::{Duty, Plan, RuleMessage};
use crate::canned::Template;
use crate::config::Config;
use crate::error::Problem;
use crate::id::Name;
use crate::model::{MessageKind, Person, Ticket, TicketField, label};
use crate::snapshot::Wanted;

/// What is known of a ticket, and may be told to its customers.
#[derive(Debug)]
pub struct Places<'a> {
    /// The configuration, which has the labels.
    pub config: &'a Config,
    /// The ticket.
    pub ticket: &'a Ticket,
    /// Who it is for.
    pub requester: Option<&'a Person>,
    /// What their organization is called.
    pub organization: Option<&'a str>,
    /// Who writes; nobody where a rule does.
    pub agent: Option<&'a Person>,
    /// The rights of whoever writes: what they do not read they do not tell.
    pub rights: &'a Rights<'a>,
}

impl Places<'_> {
    /// What stands at a place of a text in this language; nothing where it is not known.
    pub fn of(&self, place: &str, language: &str) -> Option<String> {
        let (config, ticket) = (self.config, self.ticket);
        match place {
            "agent.name" => Some(self.agent?.name.clone()),
            "organization.name" => self.organization.map(ToOwned::to_owned),
            "requester.address" => self.requester?.addresses.first().cloned(),
            "requester.name" => Some(self.requester?.name.clone()),
            "ticket.category" => Some(ticket.category.as_str().to_owned()),
            "ticket.created_at" => Some(ticket.created_at.to_string().chars().take(10).collect()),
            "ticket.number" => Some(ticket.number.clone()),
            "ticket.priority" => {
                let mut all = config.document().priorities.iter();
                let spec = all.find(|spec| spec.name == ticket.priority);
                Some(self.called(spec.map(|spec| &spec.labels), &ticket.priority, language))
            }
            "ticket.status" => {
                let workflow = config.workflow(&ticket.workflow);
                let status = workflow.and_then(|workflow| workflow.status(&ticket.status));
                Some(self.called(status.map(|status| &status.labels), &ticket.status, language))
            }
            "ticket.subject" => Some(ticket.subject.clone()),
            "ticket.type" => {
                let name = ticket.ticket_type.as_ref()?;
                let spec = config.document().types.iter().find(|spec| spec.name == *name);
                Some(self.called(spec.map(|spec| &spec.labels), name, language))
            }
            _ => {
                let name: Name = place.strip_prefix("ticket.fields.")?.parse().ok()?;
                let seen = self.rights.sees_field(&TicketField::Custom(name.clone()), |_| true);
                ticket.fields.get(&name).filter(|_| seen).map(ToString::to_string)
            }
        }
    }

    /// What people read in place of a name.
    fn called(&self, labels: Option<&BTreeMap<String, String>>, name: &Name, language: &str) -> String {
        let labelled = labels
            .and_then(|labels| label(labels, language).or_else(|| label(labels, self.config.language())));
        labelled.unwrap_or(name).to_owned()
    }
}

/// What actions say and what they ask of the host, with every place filled.
#[derive(Default)]
pub(super) struct Filled<'p> {
    /// What sort of message, whether customers may read it, and its text.
    pub(super) messages: Vec<(MessageKind, bool, Cow<'p, str>)>,
    pub(super) duties: Vec<Duty>,
}

/// Fills what a plan says from the ticket as it stands. `who` says it; the texts are in the language of the desk. What
/// becomes too long by it is added to the problems.
pub(super) fn fill<'p>(
    draft: &Draft<'_>,
    case: &Case,
    who: &Who<'_>,
    plan: &Plan<'p>,
    (path, problems): (&str, &mut Vec<Problem>),
) -> Answer<Filled<'p>> {
    let bodies = plan.messages.iter().map(|message| message.body);
    let payloads = plan.duties.iter().flat_map(|duty| duty.payload().values().map(String::as_str));
    let filled = if bodies.chain(payloads).any(Template::has_places) {
        fill_in(draft, case, who, plan)?
    } else {
        let messages = plan.messages.iter().map(|it| (it.kind, it.public, Cow::Borrowed(it.body)));
        Filled { messages: messages.collect(), duties: plan.duties.clone() }
    };
    for duty in &filled.duties {
        problems.extend(duty::too_long(duty).map(|problem| problem.at(path)));
    }
    Ok(filled)
}

fn fill_in<'p>(draft: &Draft<'_>, case: &Case, who: &Who<'_>, plan: &Plan<'p>) -> Answer<Filled<'p>> {
    let ticket = &case.ticket;
    let mut wanted = Wanted::nothing();
    let mut person = |id| match draft.person(id) {
        Ok(person) => Ok(person),
        Err(Interrupt::Need(more)) => {
            wanted.add_all(more);
            Ok(None)
        }
        Err(refused) => Err(refused),
    };
    let requester = person(ticket.requester)?;
    let agent = who.rights.person().map(person).transpose()?.flatten();
    let organization = match ticket.organization.map(|id| draft.snapshot.organization(id)) {
        Some(Err(key)) => {
            wanted.add(key);
            None
        }
        found => found.and_then(Result::ok).flatten(),
    };
    if !wanted.is_empty() {
        return Err(Interrupt::Need(wanted));
    }
    let places = Places {
        config: draft.config,
        ticket,
        requester: requester.as_deref(),
        organization: organization.map(|known| known.name.as_str()),
        agent: agent.as_deref(),
        rights: &who.rights,
    };
    let fields = draft.config.public_fields();
    let (mut filled, language) = (Filled::default(), draft.config.language());
    let text = |template: &'p str| in_places(template, &places, &fields, language);
    for RuleMessage { kind, public, body } in &plan.messages {
        filled.messages.push((*kind, *public, text(body)));
    }
    for duty in &plan.duties {
        let values = duty.payload().iter();
        let filled_in = |value| in_places(value, &places, &fields, language).into_owned();
        let payload = values.map(|(name, value)| (name.clone(), filled_in(value))).collect();
        filled.duties.push(duty.with(payload));
    }
    Ok(filled)
}

/// A text with its places filled. What is filled in is never read again, so that nothing a customer wrote is a place. A
/// text that cannot be read, which a configuration in force does not have, stays as it is.
fn in_places<'t>(
    text: &'t str,
    places: &Places<'_>,
    fields: &BTreeSet<&str>,
    language: &str,
) -> Cow<'t, str> {
    if !Template::has_places(text) {
        return Cow::Borrowed(text);
    }
    let template = Template::parse(text, fields);
    template.map_or(Cow::Borrowed(text), |it| Cow::Owned(it.fill(|place| places.of(place, language)).text))
}
