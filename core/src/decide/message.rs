//! Replies and notes.

use super::case::{self, Act, Case};
use super::draft::Draft;
use super::edit::{self, Edit};
use super::status::{self, Approving, Way};
use super::text::check_text;
use super::{Answer, Who, absent, form, moves, refuse_if_any, standing, ticket, who, work};
use crate::access::Permission;
use crate::automation::Occasion;
use crate::change::Put;
use crate::command::{Command, Edits};
use crate::error::{Code, Problem, pointer};
use crate::id::MessageId;
use crate::limits;
use crate::model::{Attachment, Author, EffectKind, EventKind, Message, MessageKind, Standing, TicketRef};
use crate::time::Timestamp;
use crate::workflow::{Brought, LateMessage};

/// A message as a command brings it.
pub(super) struct Words<'a> {
    pub(super) body: &'a str,
    pub(super) html: Option<&'a str>,
    pub(super) attachments: &'a [Attachment],
    pub(super) message_id: Option<&'a str>,
    pub(super) kind: MessageKind,
    pub(super) public: bool,
    pub(super) author: Author,
    /// The minutes that were spent on it.
    pub(super) spent: Option<u32>,
}

/// Carries out `reply` and `note`.
pub(super) fn add(draft: &mut Draft<'_>, who: &Who<'_>, command: &Command) -> Answer<()> {
    let (ticket, body, html, set, attachments, message_id, expect_version, spent, public) = match command {
        Command::Reply {
            ticket,
            body,
            html,
            set,
            attachments,
            message_id,
            expect_version,
            spent_minutes,
        } => {
            let message_id = message_id.as_deref();
            (
                ticket,
                body,
                html,
                set,
                attachments.as_slice(),
                message_id,
                *expect_version,
                *spent_minutes,
                true,
            )
        }
        Command::Note { ticket, body, html, set, attachments, expect_version, spent_minutes } => {
            (ticket, body, html, set, attachments.as_slice(), None, *expect_version, *spent_minutes, false)
        }
        _ => return Ok(()),
    };
    who.rights.require(if public { Permission::Reply } else { Permission::Note })?;
    if spent.is_some() && !who.rights.is_staff() {
        let text = "the time that is spent on a ticket is told by staff";
        return Err(Problem::new(Code::Forbidden, text).at("/spent_minutes").into());
    }
    let case = case::open(draft, who, ticket)?;
    who::expect_version(&case, who, expect_version)?;
    let kind = if public { MessageKind::Reply } else { MessageKind::Note };
    let words = Words {
        body,
        html: html.as_deref(),
        attachments,
        message_id,
        kind,
        public,
        author: who.author(),
        spent,
    };
    write(draft, who, case, words, set)
}

/// Adds a message to the ticket that it is written to, or to the one in which its conversation goes on.
pub(super) fn write(
    draft: &mut Draft<'_>,
    who: &Who<'_>,
    case: Case,
    words: Words<'_>,
    set: &Edits,
) -> Answer<()> {
    if case.ticket.standing == Standing::Merged && matches!(words.author, Author::EndUser { .. }) {
        return pass_on(draft, who, &case, words, set);
    }
    add_to(draft, who, case, &words, set, None)
}

/// What a customer writes to a ticket that was merged goes to the one where its conversation goes on. Others than those
/// who see that one are told nothing of it, and the customers of it read what was written only where the merge was open.
fn pass_on(
    draft: &mut Draft<'_>,
    who: &Who<'_>,
    merged: &Case,
    mut words: Words<'_>,
    set: &Edits,
) -> Answer<()> {
    let Some((file, openly)) = draft.snapshot.winner(merged.ticket.id)? else {
        return standing::expect_active(draft, who, merged);
    };
    let mut winner = draft.case(file)?;
    super::fire::fire_before(draft, &mut winner, draft.now)?;
    let sees = who.rights.sees(&winner.ticket);
    if !winner.ticket.standing.is_active() || !(sees || set.is_empty()) {
        return standing::expect_active(draft, who, merged);
    }
    words.public = openly || sees;
    let told = if sees { format!(" `{}`", winner.ticket.number) } else { " another one".to_owned() };
    if is_too_late(draft, &winner, &words, set, draft.now.max(winner.ticket.updated_at)) {
        // Whoever does not see the winner carries on what they do see.
        return if sees {
            add_to(draft, who, winner, &words, set, None)
        } else {
            words.public = true;
            ticket::follow_up(draft, who, merged, &words)?;
            winner.leave(draft)
        };
    }
    add_to(draft, who, winner, &words, set, None)?;
    let number = &merged.ticket.number;
    draft
        .notice("merged", format!("the ticket `{number}` was merged into{told}, and the message went there"));
    if !sees {
        draft.about(&merged.ticket);
        ticket::answer(draft, who);
    }
    Ok(())
}

/// Carries out `publish_message`. A message never changes: what a note says is said again in public.
pub(super) fn publish(
    draft: &mut Draft<'_>,
    who: &Who<'_>,
    ticket: &TicketRef,
    id: MessageId,
    expect_version: Option<u64>,
) -> Answer<()> {
    who.rights.require(Permission::Publish)?;
    let mut case = case::open(draft, who, ticket)?;
    who::expect_version(&case, who, expect_version)?;
    super::fire::reach(draft, &mut case, who)?;
    let found = draft.snapshot.message(id)?;
    let found = found.filter(|message| message.ticket == case.ticket.id && who.rights.may_read(message));
    let Some(note) = found else {
        let text = format!("the ticket `{}` has no message `{id}`", case.ticket.number);
        return Err(Problem::new(Code::NotFound, text).at("/message").param("message", id).into());
    };
    if note.public {
        return Err(Problem::new(Code::NothingToDo, "the message is public").at("/message").into());
    }
    let by_agent = matches!(note.author, Author::Agent { .. });
    let words = Words {
        body: &note.body,
        html: note.html.as_deref(),
        attachments: &note.attachments,
        message_id: None,
        kind: if by_agent { MessageKind::Reply } else { MessageKind::Automated },
        public: true,
        author: note.author.clone(),
        spent: None,
    };
    add_to(draft, who, case, &words, &Edits::none(), Some(id))
}

/// Adds a message to a ticket, with what else changes and with what follows from it. `note` is what it makes public.
pub(super) fn add_to(
    draft: &mut Draft<'_>,
    who: &Who<'_>,
    mut case: Case,
    words: &Words<'_>,
    set: &Edits,
    note: Option<MessageId>,
) -> Answer<()> {
    let act = super::fire::catch_up_any(draft, &mut case, who)?;
    // A note says something about a ticket, whatever became of it.
    if words.kind != MessageKind::Note || !set.is_empty() {
        standing::expect_active(draft, who, &case)?;
    }
    if is_too_late(draft, &case, words, set, act.at) {
        ticket::follow_up(draft, who, &case, words)?;
        // What was due on the old ticket has happened, all the same.
        return case.leave(draft);
    }
    let mut problems = check(draft, words, "/body")?;
    let edit = Edit { draft, who, case: &mut case, path: "/set", creating: false };
    let wanted = edit::apply(edit, set, &mut problems)?;
    let message = compose(draft, &case, words, act.at);
    let brings = if words.public { Brought::Public } else { Brought::Internal };
    if let Some(to) = wanted.status.filter(|to| *to != case.ticket.status) {
        let way = Way { transition: None, brings, rights: &who.rights, approving: Approving::Ask };
        status::enter(draft, &mut case, &to, act.at, &way, &mut problems)?;
    }
    if !set.is_empty() {
        form::hold(draft, who, &mut case, set, false, &mut problems);
    }
    let spent = words.spent.map(|minutes| i32::try_from(minutes).unwrap_or(i32::MAX));
    if let Some(minutes) = spent {
        work::check_entry(&case.ticket, minutes, "/spent_minutes", &mut problems);
    }
    refuse_if_any(problems)?;
    if note.is_none() {
        draft.text_of(message.id);
    }
    let courtesy = is_courtesy(draft, &case, words, set);
    if courtesy {
        case.keep(draft, &message);
        let text = format!("the message says no more than thanks: the ticket stays `{}`", case.ticket.status);
        draft.notice("courtesy", text);
    } else {
        case.hear(draft, &message);
    }
    let kind = EventKind::MessageAdded { message: message.id, message_kind: message.kind };
    case.settle(draft, &act, kind, Some(&message))?;
    if let Some(note) = note {
        case.fact(draft, &act, EventKind::MessagePublished { message: note, published: message.id });
    }
    deliver(draft, &mut case, &message);
    draft.outcome.message = Some(message.id);
    if let Some(minutes) = spent {
        let by_hand = case.ticket.remaining_minutes.filter(|_| set.get("remaining_minutes").is_some());
        work::log(draft, &mut case, &act, minutes, by_hand, Some(message.id))?;
    }
    moves::after_message(draft, &mut case, &message, courtesy || set.get("status").is_some())?;
    if message.is_from_customer() && !courtesy {
        absent::after_customer(draft, &mut case, act.at)?;
    }
    super::assign::after_change(draft, &mut case, act.at, wanted.routes)?;
    let occasion = if message.kind == MessageKind::Note { Occasion::Noted } else { Occasion::Replied };
    case.finish(draft, occasion, Some(&message))?;
    ticket::answer(draft, who);
    Ok(())
}

/// Whether a customer writes to a ticket that is closed for good.
fn is_too_late(draft: &Draft<'_>, case: &Case, words: &Words<'_>, set: &Edits, at: Timestamp) -> bool {
    let from_customer = matches!(words.author, Author::EndUser { .. }) && words.kind == MessageKind::Reply;
    let workflow = case::workflow_of(draft.config, &case.ticket);
    from_customer
        && workflow.late_message() == LateMessage::FollowUp
        && moves::is_past_reopening(draft, &case.ticket, at)
        && !is_courtesy(draft, case, words, set)
}

/// Whether a customer says no more than thanks to a ticket that is solved or closed.
fn is_courtesy(draft: &Draft<'_>, case: &Case, words: &Words<'_>, set: &Edits) -> bool {
    let courtesy = case::workflow_of(draft.config, &case.ticket).courtesy();
    matches!(words.author, Author::EndUser { .. })
        && case.ticket.category.is_done()
        && set.is_empty()
        && words.attachments.is_empty()
        && courtesy.is_some_and(|courtesy| courtesy.is_all_of(words.body))
}

/// Everything that is wrong with a message.
pub(super) fn check(draft: &Draft<'_>, words: &Words<'_>, path: &str) -> Answer<Vec<Problem>> {
    let mut problems = Vec::new();
    if words.body.trim().is_empty() && words.attachments.is_empty() {
        let text = "a message needs a text or an attachment";
        problems.push(Problem::new(Code::Missing, text).at(path));
    }
    if words.body.len() > limits::BODY_BYTES {
        let text = format!("the text has {} bytes, and {} are allowed", words.body.len(), limits::BODY_BYTES);
        problems.push(Problem::new(Code::TooLong, text).at(path).param("limit", limits::BODY_BYTES));
    }
    if words.body.contains('\0') {
        problems.push(Problem::new(Code::BadText, "the text holds a NUL character").at(path));
    }
    if words.attachments.len() > limits::ATTACHMENTS {
        let text = format!("a message can have {} attachments at the most", limits::ATTACHMENTS);
        problems.push(Problem::new(Code::TooMany, text).at("/attachments"));
    }
    problems.extend(draft.config.document().attachments.problems(words.attachments, "/attachments"));
    for (n, attachment) in words.attachments.iter().enumerate() {
        check_attachment(attachment, &pointer("/attachments", n), &mut problems);
    }
    if let Some(id) = words.message_id {
        check_text(id, limits::EXTERNAL_ID_CHARS, "/message_id", &mut problems);
        if draft.snapshot.ticket_by_message(id)?.is_some() {
            let text = format!("the message `{id}` is here already");
            problems.push(Problem::new(Code::AlreadyTaken, text).at("/message_id"));
        }
    }
    Ok(problems)
}

fn check_attachment(attachment: &Attachment, path: &str, problems: &mut Vec<Problem>) {
    check_text(&attachment.name, limits::FILE_NAME_CHARS, &format!("{path}/name"), problems);
    check_text(&attachment.media_type, limits::FILE_NAME_CHARS, &format!("{path}/media_type"), problems);
    let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if attachment.sha256.len() != 64 || !attachment.sha256.bytes().all(is_hex) {
        let text = "`sha256` is not 64 digits of lower-case hex";
        problems.push(Problem::new(Code::OutOfRange, text).at(format!("{path}/sha256")));
    }
}

/// The id of a message that is added next. That of a public one does not tell what else the command makes.
pub(super) fn id_of(draft: &mut Draft<'_>, case: &Case, public: bool) -> MessageId {
    let internal = draft.next_message();
    let (ticket, next) = (case.ticket.id, case.ticket.public_version + 1);
    if public { MessageId::public(draft.command, ticket, next) } else { internal }
}

/// The message, with its id and its place in the conversation.
pub(super) fn compose(draft: &mut Draft<'_>, case: &Case, words: &Words<'_>, at: Timestamp) -> Message {
    let id = id_of(draft, case, words.public);
    let position = case.messages + 1;
    let body = words.body.to_owned();
    let mut message =
        Message::new(id, case.ticket.id, position, words.kind, words.public, words.author.clone(), at, body);
    message.html = words.html.map(ToOwned::to_owned);
    message.attachments = words.attachments.to_vec();
    message.external_id = words.message_id.map(ToOwned::to_owned);
    message
}

impl Case {
    /// Takes a message into the conversation. The step is still to be settled.
    pub(super) fn keep(&mut self, draft: &mut Draft<'_>, message: &Message) {
        self.messages = message.position;
        draft.put(Put::Message { message: Box::new(message.clone()) });
        self.ticket.description.get_or_insert(message.id);
    }

    /// The same, and lets the ticket know of it.
    pub(super) fn hear(&mut self, draft: &mut Draft<'_>, message: &Message) {
        self.keep(draft, message);
        let ticket = &mut self.ticket;
        if message.is_from_customer() {
            ticket.last_requester_at = Some(message.at);
            ticket.waiting_since.get_or_insert(message.at);
        } else if message.is_agent_reply() {
            ticket.waiting_since = None;
            ticket.first_reply_at.get_or_insert(message.at);
            ticket.last_reply_at = Some(message.at);
            ticket.replies += 1;
        }
    }
}

/// Tells those whom a message concerns, but for the one who wrote it: customers of what the desk says in public,
/// staff of everything else.
pub(super) fn deliver(draft: &mut Draft<'_>, case: &mut Case, message: &Message) {
    let ticket = &case.ticket;
    let from_desk = !matches!(message.author, Author::EndUser { .. } | Author::Unverified { .. });
    let mut to = Vec::new();
    if message.public && from_desk {
        if case.is_public(draft.config) {
            to.push(ticket.requester);
            to.extend(&ticket.ccs);
        } else {
            let text = format!("customers do not see a ticket that is `{}`: nobody is told", ticket.status);
            draft.notice("not_delivered", text);
        }
    } else {
        to.extend(ticket.assignees.iter().chain(&ticket.followers));
    }
    let writer = match message.author {
        Author::EndUser { person } | Author::Unverified { person } | Author::Agent { person } => Some(person),
        Author::Bot { .. } | Author::System {} => None,
    };
    to.sort_unstable();
    to.dedup();
    to.retain(|person| Some(*person) != writer);
    if !to.is_empty() {
        case.duty(draft, message.at, EffectKind::Deliver { message: message.id, to });
    }
}

/// Adds a message that a rule, a transition or a macro produces, and answers it. A status that comes with it beats the
/// automatic move.
pub(super) fn produce(
    draft: &mut Draft<'_>,
    case: &mut Case,
    act: &Act,
    words: &Words<'_>,
    status_given: bool,
) -> Answer<Message> {
    let message = compose(draft, case, words, act.at);
    case.hear(draft, &message);
    let kind = EventKind::MessageAdded { message: message.id, message_kind: message.kind };
    case.settle(draft, act, kind, Some(&message))?;
    deliver(draft, case, &message);
    moves::after_message(draft, case, &message, status_given)?;
    Ok(message)
}
