//! What repeats itself, folded into one ticket: while there is work to do on the ticket that holds a key, whatever comes in
//! under that key goes there.

use super::case::{Act, Case};
use super::draft::Draft;
use super::message::{self, Words};
use super::text::check_text;
use super::{Answer, Who, fire};
use crate::automation::Occasion;
use crate::command::{Command, Edits, Intake};
use crate::error::Problem;
use crate::limits;
use crate::model::{EventKind, MessageKind, Person, PersonRef, Standing, Ticket};

/// Who holds a fold key.
pub(super) enum Held {
    /// A ticket on which there is work to do: the repetition goes there.
    Open(Box<Case>),
    /// A ticket that is done, or kept apart: it lets go of the key.
    Over(Box<Case>),
}

/// The ticket that holds a key. Where it was merged its conversation goes on elsewhere, and so do the repetitions.
pub(super) fn held(
    draft: &mut Draft<'_>,
    who: &Who<'_>,
    key: Option<&str>,
    problems: &mut Vec<Problem>,
) -> Answer<Option<Held>> {
    let Some(key) = key else { return Ok(None) };
    if let Err(problem) = who.rights.require_channel() {
        problems.push(problem.at("/fold_key"));
        return Ok(None);
    }
    let before = problems.len();
    check_text(key, limits::EXTERNAL_ID_CHARS, "/fold_key", problems);
    if problems.len() > before {
        return Ok(None);
    }
    let Some(file) = draft.snapshot.ticket_by_fold_key(key)? else { return Ok(None) };
    let mut holder = draft.case(file)?;
    fire::fire_before(draft, &mut holder, draft.now)?;
    if holder.ticket.standing != Standing::Merged {
        let to_do = holder.ticket.standing.is_active() && !holder.ticket.category.is_done();
        let held = if to_do { Held::Open } else { Held::Over };
        return Ok(Some(held(Box::new(holder))));
    }
    let Some((file, _)) = draft.snapshot.winner(holder.ticket.id)? else {
        return Ok(Some(Held::Over(Box::new(holder))));
    };
    let mut winner = draft.case(file)?;
    fire::fire_before(draft, &mut winner, draft.now)?;
    if winner.ticket.standing.is_active() && !winner.ticket.category.is_done() {
        holder.leave(draft)?;
        return Ok(Some(Held::Open(Box::new(winner))));
    }
    winner.leave(draft)?;
    Ok(Some(Held::Over(Box::new(holder))))
}

/// Adds a repetition to the ticket that holds its key. It moves nothing and fulfils nothing, and tells nobody: rules can
/// ask for the number of repetitions.
pub(super) fn repeat(
    draft: &mut Draft<'_>,
    who: &Who<'_>,
    mut case: Case,
    person: Option<&Person>,
    command: &Command,
    words: Option<Words<'_>>,
) -> Answer<()> {
    let act = fire::catch_up(draft, &mut case, who)?;
    let ticket = &mut case.ticket;
    let kept = usize::try_from(ticket.repeats).is_ok_and(|repeats| repeats < limits::REPEATS_KEPT);
    ticket.repeats = ticket.repeats.saturating_add(1);
    let same = |person: &Person| {
        person.id == ticket.requester
            || (ticket.organization.is_some() && person.organization == ticket.organization)
    };
    let public = person.is_some_and(same);
    let message = words.filter(|_| kept).map(|words| {
        message::compose(draft, &case, &Words { kind: MessageKind::Automated, public, ..words }, act.at)
    });
    let is_known = person.is_some_and(|person| draft.people_made().all(|made| made.id != person.id));
    let recorded = recorded(command, &case.ticket, person.filter(|_| is_known), message.is_some());
    draft.record_only(recorded);
    if let Some(message) = &message {
        draft.text_of(message.id);
        case.hear(draft, message);
        draft.outcome.message = Some(message.id);
    }
    let kind = EventKind::TicketRepeated { message: message.as_ref().map(|message| message.id) };
    case.settle(draft, &act, kind, message.as_ref())?;
    draft.outcome.person = person.map(|person| person.id);
    let number = case.ticket.number.clone();
    case.finish(draft, Occasion::Changed, message.as_ref())?;
    draft.notice("folded", format!("the ticket `{number}` holds the fold key, and this was added to it"));
    Ok(())
}

/// What the record of a repetition says: only what the ticket took from it, so that an erasure of somebody whom the ticket does
/// not know need not look for them there.
fn recorded(command: &Command, ticket: &Ticket, known: Option<&Person>, is_kept: bool) -> Command {
    let mut less = command.clone();
    if let Command::CreateTicket { subject, body, html, requester, set, attachments, message_id, .. } =
        &mut less
    {
        *set = Edits::none();
        if !is_kept {
            subject.clone_from(&ticket.subject);
            body.clear();
            attachments.clear();
            (*html, *message_id) = (None, None);
            if let (Some(requester), Some(known)) = (requester, known) {
                *requester = Intake { person: Some(PersonRef::Id(known.id)), ..Intake::default() };
            }
        }
    }
    less
}

/// Lets a ticket that is done go of its key, so that a new one can hold it.
pub(super) fn release(draft: &mut Draft<'_>, mut case: Case) -> Answer<()> {
    let act = Act::system(draft.now.max(case.ticket.updated_at));
    case.ticket.fold_key = None;
    case.settle(draft, &act, EventKind::TicketChanged {}, None)?;
    case.leave(draft)
}
