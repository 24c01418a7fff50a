//! Opening a ticket, and changing one.

use super::case::{self, Act, Case};
use super::draft::Draft;
use super::edit::{self, Edit};
use super::fold::{self, Held};
use super::message::{self, Words};
use super::status::{self, Approving, Way};
use super::text::check_text;
use super::{Answer, Who, assign, form, intake, receive, refuse_if_any, who};
use crate::access::Permission;
use crate::automation::Occasion;
use crate::command::{Command, Edits};
use crate::error::{Code, Problem};
use crate::id::Name;
use crate::limits;
use crate::model::{Author, By, EffectKind, EventKind, MessageKind, Person, Ticket, Value};
use crate::time::Timestamp;
use crate::workflow::Brought;

/// Carries out `create_ticket`.
pub(super) fn create(draft: &mut Draft<'_>, who: &Who<'_>, command: &Command) -> Answer<()> {
    let Command::CreateTicket { subject, body, html, requester, set, attachments, message_id, fold_key } =
        command
    else {
        return Ok(());
    };
    who.rights.require(Permission::CreateTickets)?;
    let mut problems = Vec::new();
    let held = fold::held(draft, who, fold_key.as_deref(), &mut problems)?;
    let person = intake::requester(draft, who, requester.as_ref(), &mut problems)?;
    check_text(subject, limits::SUBJECT_CHARS, "/subject", &mut problems);
    let by = match who.by {
        By::Host {} if requester.is_none() => person.as_ref().map(|it| By::Requester { person: it.id }),
        _ => Some(who.by.clone()),
    };
    let act = Act::of(by.unwrap_or(By::Host {}), draft.now);
    let author = match (&act.by, &person) {
        (By::Agent { person }, _) => Author::Agent { person: *person },
        (_, Some(person)) => Author::EndUser { person: person.id },
        (_, None) => Author::System {},
    };
    let speaks = !body.trim().is_empty() || html.is_some() || !attachments.is_empty();
    let words = Words {
        body,
        html: html.as_deref(),
        attachments,
        message_id: message_id.as_deref(),
        kind: MessageKind::Reply,
        public: true,
        author,
        spent: None,
    };
    if speaks {
        problems.extend(message::check(draft, &words, "/body")?);
    }
    let over = match held {
        Some(Held::Open(case)) => {
            refuse_if_any(problems)?;
            return fold::repeat(draft, who, *case, person.as_deref(), command, speaks.then_some(words));
        }
        Some(Held::Over(case)) => Some(case),
        None => None,
    };
    let mut ticket = blank(draft, person.as_deref(), act.at);
    subject.trim().clone_into(&mut ticket.subject);
    ticket.fold_key.clone_from(fold_key);
    let staff = matches!(act.by, By::Agent { .. });
    let mut case = Case::new(ticket, staff);
    let edit = Edit { draft, who, case: &mut case, path: "/set", creating: true };
    let asked = edit::apply(edit, set, &mut problems)?;
    begin(draft, &mut case, asked.status.as_ref(), act.at, &mut problems);
    form::hold(draft, who, &mut case, set, true, &mut problems);
    refuse_if_any(problems)?;
    if let Some(over) = over {
        fold::release(draft, *over)?;
    }
    case.ticket.number = draft.draw_number()?;
    open_with(draft, case, &act, speaks.then_some(&words), set)?;
    answer(draft, who);
    Ok(())
}

/// Opens the ticket: its first message, its team and owner, its promises.
fn open_with(
    draft: &mut Draft<'_>,
    mut case: Case,
    act: &Act,
    words: Option<&Words<'_>>,
    set: &Edits,
) -> Answer<()> {
    let message = words.map(|words| message::compose(draft, &case, words, act.at));
    if let Some(message) = &message {
        draft.text_of(message.id);
        case.hear(draft, message);
        draft.outcome.message = Some(message.id);
    }
    assign::route(draft, &mut case, set)?;
    follow_team(draft, &mut case, set, act.at)?;
    assign::foresee(draft, &case)?;
    case.settle(draft, act, EventKind::TicketCreated {}, message.as_ref())?;
    if case.is_public(draft.config) {
        let to = vec![case.ticket.requester];
        case.duty(draft, act.at, EffectKind::Acknowledge { to });
    }
    draft.outcome.person = Some(case.ticket.requester);
    assign::after_creation(draft, &mut case, act.at)?;
    case.finish(draft, Occasion::Created, message.as_ref())
}

/// A ticket with nothing but what every ticket has.
pub(super) fn blank(draft: &mut Draft<'_>, person: Option<&Person>, at: Timestamp) -> Ticket {
    let document = draft.config.document();
    let (priority, channel) =
        (document.default_priority.clone(), document.channels.first().map(|it| it.name.clone()));
    let mut ticket = Ticket::blank(draft.next_ticket());
    ticket.created_at = at;
    ticket.priority = priority;
    if let Some(channel) = channel {
        ticket.channel = channel;
    }
    if let Some(person) = person {
        ticket.requester = person.id;
        ticket.organization = person.organization;
        ticket.language.clone_from(&person.language);
    }
    ticket
}

/// Puts a new ticket at the beginning of its workflow: in the status asked for, which has to be one to begin in.
pub(super) fn begin(
    draft: &Draft<'_>,
    case: &mut Case,
    asked: Option<&Name>,
    at: Timestamp,
    problems: &mut Vec<Problem>,
) {
    let workflow = draft.config.workflow_of(&case.ticket);
    case.ticket.workflow = workflow.name().clone();
    match asked.map_or(Ok(workflow.initial()), |asked| workflow.check_begin(asked)) {
        Ok(status) => {
            status::apply(&mut case.ticket, status, at);
            status::follow_cycle(workflow, &mut case.ticket, None, at);
        }
        Err(problem) => problems.push(problem),
    }
}

/// Lets a new ticket begin anew where its route has brought it to a team with a workflow of its own.
pub(super) fn follow_team(draft: &Draft<'_>, case: &mut Case, set: &Edits, at: Timestamp) -> Answer<()> {
    if case.ticket.workflow == *draft.config.workflow_of(&case.ticket).name() {
        return Ok(());
    }
    let asked = match set.get("status") {
        Some(Some(Value::Text(status))) => status.parse().ok(),
        _ => None,
    };
    let fresh = Ticket::blank(case.ticket.id);
    case.ticket.category = fresh.category;
    (case.ticket.solved_at, case.ticket.closed_at) = (None, None);
    let mut problems = Vec::new();
    begin(draft, case, asked.as_ref(), at, &mut problems);
    refuse_if_any(problems)
}

/// Carries out `change_ticket`.
pub(super) fn change(draft: &mut Draft<'_>, who: &Who<'_>, command: &Command) -> Answer<()> {
    let Command::ChangeTicket { ticket, set, transition, expect_version } = command else { return Ok(()) };
    let mut case = case::open(draft, who, ticket)?;
    who::expect_version(&case, who, *expect_version)?;
    let act = super::fire::catch_up(draft, &mut case, who)?;
    let mut problems = Vec::new();
    let edit = Edit { draft, who, case: &mut case, path: "/set", creating: false };
    let asked = edit::apply(edit, set, &mut problems)?;
    let mut kind = EventKind::TicketChanged {};
    if let Some(to) = asked.status.as_ref().filter(|to| **to != case.ticket.status) {
        let way = Way {
            transition: transition.as_ref(),
            brings: Brought::Nothing,
            rights: &who.rights,
            approving: Approving::Ask,
        };
        let transition = status::enter(draft, &mut case, to, act.at, &way, &mut problems)?;
        if case.ticket.status == *to {
            kind = EventKind::TicketMoved { transition, automatic: None };
        }
    }
    form::hold(draft, who, &mut case, set, false, &mut problems);
    if problems.is_empty() && !case.is_unsettled() && case.next.is_empty() {
        let text = "the ticket is like that already";
        problems.push(Problem::new(Code::NothingToDo, text).at("/set"));
    }
    refuse_if_any(problems)?;
    if case.is_unsettled() {
        case.settle(draft, &act, kind, None)?;
    }
    assign::after_change(draft, &mut case, act.at, asked.routes)?;
    case.finish(draft, Occasion::Changed, None)?;
    answer(draft, who);
    Ok(())
}

/// Opens a new ticket that carries a closed one on, with the message that came too late for it.
pub(super) fn follow_up(
    draft: &mut Draft<'_>,
    who: &Who<'_>,
    closed: &Case,
    words: &Words<'_>,
) -> Answer<()> {
    refuse_if_any(message::check(draft, words, "/body")?)?;
    let old = &closed.ticket;
    // By a link nobody opens tickets, not by what comes too late either.
    if !who.rights.may(Permission::CreateTickets) {
        let text = format!("the ticket `{}` is closed for good", old.number);
        return Err(Problem::new(Code::TicketClosed, text).at("/ticket").hint("open a new one").into());
    }
    let mut ticket = Ticket::blank(draft.next_ticket());
    ticket.number = draft.draw_number()?;
    ticket.created_at = draft.now;
    ticket.follow_up_of = Some(old.id);
    ticket.subject.clone_from(&old.subject);
    ticket.requester = old.requester;
    ticket.organization = old.organization;
    ticket.ccs.clone_from(&old.ccs);
    ticket.language.clone_from(&old.language);
    ticket.ticket_type.clone_from(&old.ticket_type);
    ticket.priority = old.priority.clone();
    ticket.channel = old.channel.clone();
    let act = Act::of(who.by.clone(), draft.now);
    let mut case = Case::new(ticket, false);
    case.previous = old.owner;
    begin(draft, &mut case, None, act.at, &mut Vec::new());
    draft.notice(
        "follow_up",
        format!("ticket {} is closed for good; this is a new one that carries it on", old.number),
    );
    open_with(draft, case, &act, Some(words), &Edits::none())?;
    answer(draft, who);
    Ok(())
}

/// Opens a ticket for somebody who wrote to another one without belonging to it. Nothing of that one is told.
pub(super) fn open_apart(
    draft: &mut Draft<'_>,
    who: &Who<'_>,
    other: &Ticket,
    person: &Person,
    words: &Words<'_>,
) -> Answer<()> {
    let mut ticket = blank(draft, Some(person), draft.now);
    ticket.number = draft.draw_number()?;
    ticket.subject = receive::subject_of(person, words.body);
    ticket.channel = other.channel.clone();
    ticket.relates = vec![other.id];
    let act = Act::of(who.by.clone(), draft.now);
    let mut case = Case::new(ticket, false);
    begin(draft, &mut case, None, act.at, &mut Vec::new());
    draft.notice(
        "new_ticket",
        format!("the sender does not belong to the ticket `{}`; this is a new one", other.number),
    );
    open_with(draft, case, &act, Some(words), &Edits::none())
}

/// Answers a customer with what customers see.
pub(super) fn answer(draft: &mut Draft<'_>, who: &Who<'_>) {
    if !who.rights.is_staff() {
        draft.answer_customer(true);
    }
}
