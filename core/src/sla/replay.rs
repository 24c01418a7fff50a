//! The clocks of a ticket, made again from its history, under whatever is promised.

use std::collections::BTreeMap;
use std::fmt;

use super::fire::{fire, wake_at};
use super::observe::observe;
use super::terms::{Edition, Moment, News, Terms, TicketCalendars};
use crate::error::{Code, Problem};
use crate::id::{MessageId, TicketId};
use crate::model::{By, Clock, ClockKey, Event, EventKind, Message, Metric, StepState, Ticket};
use crate::time::{Span, Timestamp};
use crate::workflow::Workflow;

/// Under what a history is lived again: one version of what is promised, as if it had been in force all along.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    /// What is promised.
    pub edition: Edition<'a>,
    /// The workflow that a ticket follows as it is. A status that it does not have pauses nothing.
    pub workflow: &'a dyn Fn(&Ticket) -> &'a Workflow,
    /// The calendars that others than a policy name for a ticket as it is.
    pub calendars: &'a dyn Fn(&Ticket) -> TicketCalendars<'a>,
}

impl fmt::Debug for Setting<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Setting").field("edition", &self.edition).finish_non_exhaustive()
    }
}

/// What a history comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replayed {
    /// The ticket that the history tells of.
    pub ticket: Ticket,
    /// Its clocks, in the order of their keys.
    pub clocks: Vec<Clock>,
    /// What came of the clocks, in the order of its instants.
    pub news: Vec<News>,
}

/// Lives the history of a ticket again: its events in order from the first, with all messages of its conversation, and
/// then time until `until`. Under what was in force all along it gives the clocks that are stored.
///
/// What people, rules and time did to the ticket stays as it was: what a step of escalation would set now is only told
/// as [`News`]. Where clocks were held to another version in between
/// ([`rebind`](super::rebind)), nothing happens here, because there is only one.
///
/// Fails as [`observe`] does, and with `damaged` when a message is not there that an event names.
///
/// ```
/// use std::collections::BTreeMap;
/// use ticketkit::id::TicketId;
/// use ticketkit::sla::{Edition, Setting, TicketCalendars, replay};
/// # let workflow: ticketkit::workflow::WorkflowSpec = serde_json::from_str(
/// #     r#"{ "name": "support", "transitions": [{ "from": "any", "to": "any" }], "statuses": [
/// #          { "name": "new", "category": "new", "initial": true }, { "name": "open", "category": "open" },
/// #          { "name": "solved", "category": "solved" }] }"#,
/// # )?;
/// # let workflow = ticketkit::workflow::Workflow::compile(&workflow, &(), "").unwrap();
/// # let policies = [serde_json::from_str::<ticketkit::sla::PolicySpec>(
/// #     r#"{ "name": "everybody", "targets": [{ "metric": "resolution", "within": "PT8H", "unit": "real" }] }"#,
/// # ).map(|spec| ticketkit::sla::Policy::compile(&spec, &(), "").unwrap())?];
/// // A policy that promises a resolution within eight hours, and the history of a ticket.
/// let events: Vec<ticketkit::model::Event> = serde_json::from_str(r#"[{
///     "id": "01970000-0000-7000-8000-000000000001", "ticket": "01970000-0000-7000-8000-000000000007",
///     "version": 1, "public_version": 1, "public": true, "at": "2026-06-01T10:00:00Z", "by": { "kind": "host" },
///     "command": "01970000-0000-7000-8000-000000000009", "type": "ticket_created",
///     "changes": [
///         { "field": "created_at", "to": "2026-06-01T10:00:00.000Z" }, { "field": "workflow", "to": "support" },
///         { "field": "status", "to": "new" }, { "field": "status_since", "to": "2026-06-01T10:00:00.000Z" }]
/// }]"#)?;
/// let setting = Setting {
///     edition: Edition { version: 1, policies: &policies, calendars: &BTreeMap::new() },
///     workflow: &|_| &workflow,
///     calendars: &|_| TicketCalendars::default(),
/// };
/// let id: TicketId = "01970000-0000-7000-8000-000000000007".parse()?;
/// let replayed = replay(&setting, id, &events, &[], "2026-06-02T00:00:00Z".parse()?)?;
/// assert_eq!(replayed.clocks[0].breached_at, Some("2026-06-01T18:00:00Z".parse()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn replay<'e>(
    setting: &Setting<'_>,
    id: TicketId,
    events: impl IntoIterator<Item = &'e Event>,
    messages: &[Message],
    until: Timestamp,
) -> Result<Replayed, Problem> {
    let mut life = Life {
        setting,
        messages: messages.iter().map(|message| (message.id, message)).collect(),
        before: Ticket::blank(id),
        ticket: Ticket::blank(id),
        clocks: Vec::new(),
        news: Vec::new(),
        opened_by_staff: false,
    };
    let mut command = None;
    for event in events {
        if command.replace(event.command) != Some(event.command) {
            life.opened_by_staff = was_opened_by_staff(&life.ticket, &life.clocks);
        }
        life.live(event)?;
    }
    life.pass(until);
    let Life { ticket, clocks, mut news, .. } = life;
    news.sort_by_key(News::at);
    Ok(Replayed { ticket, clocks, news })
}

/// Whether a ticket counts as opened by staff, as it and its clocks tell afterwards: a customer who opens a ticket has
/// spoken by that, or is owed a first reply.
pub fn was_opened_by_staff(ticket: &Ticket, clocks: &[Clock]) -> bool {
    ticket.last_requester_at.is_none() && !clocks.iter().any(|clock| clock.key.metric == Metric::FirstReply)
}

/// A history that is being lived.
struct Life<'l, 's> {
    setting: &'l Setting<'s>,
    messages: BTreeMap<MessageId, &'l Message>,
    before: Ticket,
    ticket: Ticket,
    clocks: Vec<Clock>,
    news: Vec<News>,
    /// As the command knew it that the events belong to.
    opened_by_staff: bool,
}

impl Life<'_, '_> {
    fn live(&mut self, event: &Event) -> Result<(), Problem> {
        self.before.clone_from(&self.ticket);
        event.apply(&mut self.ticket)?;
        match &event.kind {
            EventKind::TicketCreated {} => {
                self.opened_by_staff = matches!(event.by, By::Agent { .. });
                self.step(event, true, self.ticket.description)
            }
            EventKind::MessageAdded { message, .. } => self.step(event, false, Some(*message)),
            EventKind::ClockBreached { clock, .. } => {
                self.fire_if(clock, event.at, |clock| clock.breached_at.is_none());
                Ok(())
            }
            EventKind::StepTaken { clock, step } => {
                let waits = |clock: &Clock| {
                    clock.steps.iter().any(|it| it.index == *step && it.state == StepState::Waiting)
                };
                self.fire_if(clock, event.at, waits);
                Ok(())
            }
            _ if is_step(event) => self.step(event, false, None),
            _ => Ok(()),
        }
    }

    /// The clocks see a step as they saw it then.
    fn step(&mut self, event: &Event, creates: bool, message: Option<MessageId>) -> Result<(), Problem> {
        let message = message.map(|id| self.messages.get(&id).copied().ok_or_else(|| not_there(event, id)));
        let moment = Moment {
            at: event.at,
            before: (!creates).then_some(&self.before),
            after: &self.ticket,
            message: message.transpose()?,
            opened_by_staff: self.opened_by_staff,
            by_agent: matches!(event.by, By::Agent { .. }),
            calendars: (self.setting.calendars)(&self.ticket),
        };
        self.news.extend(observe(&self.setting.terms(&self.ticket), &mut self.clocks, &moment)?);
        Ok(())
    }

    /// What had come by itself before the next event comes here, too, where the same clock is about to tell it. Without
    /// its event it comes with the next step, which is too late only for what happened at the very same instant.
    fn fire_if(&mut self, key: &ClockKey, at: Timestamp, still: impl Fn(&Clock) -> bool) {
        let terms = self.setting.terms(&self.ticket);
        let Some(clock) = self.clocks.iter_mut().find(|clock| clock.key == *key && still(clock)) else {
            return;
        };
        // A breach is stamped with its deadline, and told just after it.
        let by = at.after(Span::from_millis(1));
        if let Some(wake) = wake_at(clock).filter(|wake| *wake <= by) {
            self.news.extend(fire(&terms, clock, wake));
        }
    }

    fn pass(&mut self, until: Timestamp) {
        let terms = self.setting.terms(&self.ticket);
        for clock in &mut self.clocks {
            self.news.extend(fire(&terms, clock, until));
        }
    }
}

impl<'a> Setting<'a> {
    fn terms(&self, ticket: &Ticket) -> Terms<'a> {
        Terms { workflow: (self.workflow)(ticket), current: self.edition, earlier: &[] }
    }
}

/// Whether an event is a step that clocks see, and not only a word about something: a field changed by it.
const fn is_step(event: &Event) -> bool {
    !(event.changes.is_empty() && event.personal.is_empty())
}

fn not_there(event: &Event, message: MessageId) -> Problem {
    Problem::new(Code::Damaged, format!("event {} names the message {message}, which is not there", event.id))
}
