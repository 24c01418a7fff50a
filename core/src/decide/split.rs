//! A message that becomes a ticket of its own, and undoing that. The message stays where it was written, because histories
//! and answers speak of it there; the new ticket begins with a copy, because a ticket is the fold of its own events and
//! its conversation begins with what it is about.

use super::case::{self, Act, Case};
use super::draft::Draft;
use super::edit::{self, Edit};
use super::text::check_text;
use super::{Answer, Who, assign, fire, form, message as words, queue, refuse_if_any, ticket};
use crate::access::{Permission, Rights};
use crate::automation::Occasion;
use crate::command::Command;
use crate::error::{Code, Problem};
use crate::limits;
use crate::model::{Author, By, EffectKind, EventKind, Message, Standing, Ticket, TicketRef};

/// Carries out `split_ticket`.
pub(super) fn split(draft: &mut Draft<'_>, who: &Who<'_>, command: &Command) -> Answer<()> {
    let Command::SplitTicket { ticket, message: id, subject, set } = command else { return Ok(()) };
    staff_only(who)?;
    let mut old = case::open(draft, who, ticket)?;
    let act = fire::catch_up(draft, &mut old, who)?;
    let found = draft.snapshot.message(*id)?;
    let found = found.filter(|message| message.ticket == old.ticket.id && who.rights.may_read(message));
    let Some(message) = found else {
        let text = format!("the ticket `{}` has no message `{id}`", old.ticket.number);
        return Err(Problem::new(Code::NotFound, text).at("/message").param("message", id).into());
    };
    let mut problems = Vec::new();
    let mut made = made_of(draft, &old.ticket, message)?;
    if !message.is_from_customer() {
        made.created_at = act.at;
    }
    if let Some(subject) = subject {
        check_text(subject, limits::SUBJECT_CHARS, "/subject", &mut problems);
        subject.trim().clone_into(&mut made.subject);
    }
    let own = Act::of(act.by.clone(), made.created_at);
    let mut new = Case::new(made, matches!(own.by, By::Agent { .. }));
    new.previous = old.ticket.owner;
    let edit = Edit { draft, who, case: &mut new, path: "/set", creating: true };
    let asked = edit::apply(edit, set, &mut problems)?;
    ticket::begin(draft, &mut new, asked.status.as_ref(), own.at, &mut problems);
    form::hold(draft, who, &mut new, set, true, &mut problems);
    refuse_if_any(problems)?;
    new.ticket.number = draft.draw_number()?;
    let copy = copied(draft, &new, message, own.at);
    let kind = EventKind::TicketSplit { message: *id, other: Some(new.ticket.id) };
    old.fact(draft, &act, kind);
    old.leave(draft)?;

    new.hear(draft, &copy);
    draft.outcome.message = Some(copy.id);
    assign::route(draft, &mut new, set)?;
    ticket::follow_team(draft, &mut new, set, own.at)?;
    assign::foresee(draft, &new)?;
    new.settle(draft, &own, EventKind::TicketCreated {}, Some(&copy))?;
    if new.is_public(draft.config) {
        let to = vec![new.ticket.requester];
        new.duty(draft, own.at, EffectKind::Acknowledge { to });
    }
    draft.outcome.person = Some(new.ticket.requester);
    assign::after_creation(draft, &mut new, own.at)?;
    new.finish(draft, Occasion::Created, Some(&copy))
}

/// Carries out `undo_split`.
pub(super) fn undo(draft: &mut Draft<'_>, who: &Who<'_>, ticket: &TicketRef) -> Answer<()> {
    staff_only(who)?;
    let mut case = case::open(draft, who, ticket)?;
    let act = fire::catch_up(draft, &mut case, who)?;
    let Some(message) = case.ticket.split_of else {
        let text = "the ticket was not made of a message of another one";
        return Err(Problem::new(Code::NothingToDo, text).at("/ticket").into());
    };
    if case.messages > 1 || case.ticket.status_since != case.ticket.created_at {
        let text = "somebody has written to the ticket or moved it since";
        let problem = Problem::new(Code::TooLate, text).at("/ticket");
        return Err(problem.hint("merge it into the one that it came from").into());
    }
    let mut cases = Vec::new();
    let from = draft.snapshot.message(message)?.map(|message| message.ticket);
    if let Some(from) = from
        && let Some(file) = draft.snapshot.ticket(from)?
    {
        let mut old = draft.case(file)?;
        // Both tickets change by it.
        if !who.rights.sees(&old.ticket) {
            return Err(Rights::unseen("the ticket whose message it was made of").at("/ticket").into());
        }
        let own = Act { at: fire::catch_up_any(draft, &mut old, who)?.at, ..act.clone() };
        old.fact(draft, &own, EventKind::SplitUndone { message, other: Some(case.ticket.id) });
        cases.push(old);
        case.ticket.relates.retain(|other| *other != from);
    }
    case.ticket.standing = Standing::Trash;
    case.settle(draft, &act, EventKind::TicketTrashed {}, None)?;
    draft.about(&case.ticket);
    cases.push(case);
    queue::leave_all(draft, cases)
}

fn staff_only(who: &Who<'_>) -> Result<(), Problem> {
    who.rights.require(Permission::CreateTickets)?;
    if who.rights.is_staff() {
        return Ok(());
    }
    Err(Problem::new(Code::Forbidden, "conversations are split by members of staff only"))
}

/// The ticket that a message becomes: for whoever wrote it, if that was a customer, and otherwise as the old one.
fn made_of(draft: &mut Draft<'_>, old: &Ticket, message: &Message) -> Answer<Ticket> {
    let mut ticket = Ticket::blank(draft.next_ticket());
    ticket.created_at = message.at;
    ticket.subject.clone_from(&old.subject);
    ticket.requester = old.requester;
    ticket.organization = old.organization;
    ticket.language.clone_from(&old.language);
    ticket.ticket_type.clone_from(&old.ticket_type);
    ticket.priority = old.priority.clone();
    ticket.channel = old.channel.clone();
    ticket.split_of = Some(message.id);
    ticket.relates = vec![old.id];
    if let Author::EndUser { person } = message.author
        && person != old.requester
    {
        ticket.requester = person;
        let person = draft.person(person)?;
        ticket.organization = person.as_ref().and_then(|person| person.organization);
        ticket.language = person.and_then(|person| person.language.clone());
    }
    Ok(ticket)
}

/// The message as the first one of the new ticket. The id that its channel gave it stays with the one that came in.
fn copied(draft: &mut Draft<'_>, new: &Case, message: &Message, at: crate::time::Timestamp) -> Message {
    let id = words::id_of(draft, new, message.public);
    let (author, body) = (message.author.clone(), message.body.clone());
    let mut copy = Message::new(id, new.ticket.id, 1, message.kind, message.public, author, at, body);
    copy.attachments.clone_from(&message.attachments);
    copy
}
