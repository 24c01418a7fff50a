//! What the actions of a rule mean.

use super::duty::Duty;
use super::rule::Rule;
use crate::command::Edits;
use crate::model::{MessageKind, Ticket, TicketField, Value};
use crate::workflow::ActionSpec;

/// What a rule that fired asks for: one change of the ticket, then its messages, then duties of the host.
///
/// The change is judged like a person's, as a whole and together with the messages. What is not allowed is left
/// undone with all of this plan; what other rules did stays.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Plan<'r> {
    /// Fields to change. Where several actions are about one field, the last has its way.
    pub edits: Edits,
    /// Messages to add, in order. The rule is their author.
    pub messages: Vec<RuleMessage<'r>>,
    /// Duties of the host, in order.
    pub duties: Vec<Duty>,
}

/// A message that a rule adds. It fulfils no promise and starts nobody's wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RuleMessage<'r> {
    /// [`MessageKind::Note`], or [`MessageKind::Automated`] when it is sent to the requester and those in copy.
    pub kind: MessageKind,
    /// Whether customers may read it.
    pub public: bool,
    /// Its text, with places that are filled when it is carried out.
    pub body: &'r str,
}

/// What a rule that fired asks for, on a ticket as it is now.
///
/// ```
/// use ticketkit::automation::{ActionSpec, Rule, plan};
/// use ticketkit::command::Edits;
/// use ticketkit::condition::Predicate;
/// use ticketkit::id::TicketId;
/// use ticketkit::model::{Ticket, Value};
///
/// let rule = Rule {
///     name: "vip".parse()?,
///     when: None,
///     predicate: Predicate::always(),
///     actions: vec![
///         ActionSpec::Set { field: "priority".to_owned(), value: Some("urgent".into()) },
///         ActionSpec::AddTags { tags: vec!["vip".to_owned()] },
///     ],
///     stop: false,
/// };
/// let mut ticket = Ticket::blank(TicketId::from_bytes([9; 16]));
/// ticket.tags = vec!["printer".to_owned()];
///
/// let tags = Value::List(vec!["printer".to_owned(), "vip".to_owned()]);
/// assert_eq!(plan(&rule, &ticket).edits, Edits::none().with("priority", "urgent").with("tags", tags));
/// # Ok::<(), ticketkit::id::NotAName>(())
/// ```
pub fn plan<'r>(rule: &'r Rule, ticket: &Ticket) -> Plan<'r> {
    plan_of(&rule.actions, ticket)
}

/// The same for actions that no rule stands for.
pub fn plan_of<'r>(actions: &'r [ActionSpec], ticket: &Ticket) -> Plan<'r> {
    let mut plan = Plan { edits: Edits::none(), messages: Vec::new(), duties: Vec::new() };
    for action in actions {
        match action {
            ActionSpec::Set { field, value } => plan.set(field, value.clone()),
            ActionSpec::AddTags { tags } => {
                let mut all = plan.tags(ticket);
                all.extend(tags.iter().cloned());
                plan.set_tags(all);
            }
            ActionSpec::RemoveTags { tags } => {
                let mut rest = plan.tags(ticket);
                rest.retain(|tag| !tags.contains(tag));
                plan.set_tags(rest);
            }
            ActionSpec::AddNote { body } => {
                plan.messages.push(RuleMessage { kind: MessageKind::Note, public: false, body });
            }
            ActionSpec::SendMessage { body } => {
                plan.messages.push(RuleMessage { kind: MessageKind::Automated, public: true, body });
            }
            ActionSpec::Effect { name, payload } => {
                plan.duties.push(Duty::Host { name: name.clone(), payload: payload.clone() });
            }
            ActionSpec::Webhook { endpoint, payload } => {
                plan.duties.push(Duty::Webhook { endpoint: endpoint.clone(), payload: payload.clone() });
            }
        }
    }
    plan
}

impl Plan<'_> {
    /// A plan that changes fields and does nothing else.
    pub(crate) const fn of_edits(edits: Edits) -> Self {
        Self { edits, messages: Vec::new(), duties: Vec::new() }
    }

    fn set(&mut self, field: &str, value: Option<Value>) {
        let edits = std::mem::take(&mut self.edits);
        self.edits = match value {
            Some(value) => edits.with(field, value),
            None => edits.without(field),
        };
    }

    /// The tags as they are after the actions so far.
    fn tags(&self, ticket: &Ticket) -> Vec<String> {
        match self.edits.get(TicketField::Tags.as_str()) {
            None => ticket.tags.clone(),
            Some(Some(Value::List(tags))) => tags.clone(),
            Some(_) => Vec::new(),
        }
    }

    fn set_tags(&mut self, mut tags: Vec<String>) {
        tags.sort_unstable();
        tags.dedup();
        self.set(TicketField::Tags.as_str(), (!tags.is_empty()).then_some(Value::List(tags)));
    }
}
