//! Replies and notes.

use super::case::{self, Act, Case};
use super::draft::Draft;
use super::edit::{self, Edit};
use super::status::{self, Approving, Way};
use super::text::check_text;
use super::{Answer, Who, form, moves, refuse_if_any, standing, ticket, who};
use crate::access::Permission;
use crate::automation::Occasion;
use crate::command::{Command, Edits};
use crate::error::{Code, Problem, pointer};
use crate::id::MessageId;
use crate::limits;
use crate::model::{
    Attachment, Author, Category, EffectKind, EventKind, Message, MessageKind, Standing, TicketRef,
};
use crate::time::Timestamp;
use crate::workflow::Brought;

/// A message as a command brings it.
pub(super) struct Words<'a> {
    pub(super) body: &'a str,
    pub(super) attachments: &'a [Attachment],
    pub(super) message_id: Option<&'a str>,
    pub(super) kind: MessageKind,
    pub(super) public: bool,
    pub(super) author: Author,
}

/// Carries out `reply` and `note`.
pub(super) fn add(draft: &mut Draft<'_>, who: &Who<'_>, command: &Command) -> Answer<()> {
    let (ticket, body, set, attachments, message_id, expect_version, public) = match command {
        Command::Reply { ticket, body, set, attachments, message_id, expect_version } => {
            (ticket, body, set, attachments.as_slice(), message_id.as_deref(), *expect_version, true)
        }
        Command::Note { ticket, body, set, attachments, expect_version } => {
            (ticket, body, set, attachments.as_slice(), None, *expect_version, false)
        }
        _ => return Ok(()),
    };
    who.rights.require(if public { Permission::Reply } else { Permission::Note })?;
    let case = case::open(draft, who, ticket)?;
    who::expect_version(&case, who, expect_version)?;
    let kind = if public { MessageKind::Reply } else { MessageKind::Note };
    let words = Words { body, attachments, message_id, kind, public, author: who.author() };
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
    if is_too_late(draft, &winner, &words, draft.now.max(winner.ticket.updated_at)) {
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
    let case = case::open(draft, who, ticket)?;
    who::expect_version(&case, who, expect_version)?;
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
        attachments: &note.attachments,
        message_id: None,
        kind: if by_agent { MessageKind::Reply } else { MessageKind::Automated },
        public: true,
        author: note.author.clone(),
    };
    add_to(draft, who, case, &words, &Edits::none(), Some(id))
}

/// Adds a message to a ticket, with what else changes and with what follows from it. `note` is what it makes public.
fn add_to(
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
    if is_too_late(draft, &case, words, act.at) {
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
    refuse_if_any(problems)?;
    if note.is_none() {
        draft.text_of(message.id);
    }
    case.hear(draft, &message);
    let kind = EventKind::MessageAdded { message: message.id, message_kind: message.kind };
    case.settle(draft, &act, kind, Some(&message))?;
    if let Some(note) = note {
        case.fact(draft, &act, EventKind::MessagePublished { message: note, published: message.id });
    }
    deliver(draft, &mut case, &message);
    draft.outcome.message = Some(message.id);
    moves::after_message(draft, &mut case, &message, set.get("status").is_some())?;
    super::assign::after_change(draft, &mut case, act.at, wanted.routes)?;
    let occasion = if message.kind == MessageKind::Note { Occasion::Noted } else { Occasion::Replied };
    case.finish(draft, occasion, Some(&message))?;
    ticket::answer(draft, who);
    Ok(())
}

/// Whether a customer writes to a ticket that is closed for good.
fn is_too_late(draft: &Draft<'_>, case: &Case, words: &Words<'_>, at: Timestamp) -> bool {
    let from_customer = matches!(words.author, Author::EndUser { .. }) && words.kind == MessageKind::Reply;
    let Some(closed_at) = case.ticket.closed_at.filter(|_| case.ticket.category == Category::Closed) else {
        return false;
    };
    let window = draft.config.workflow(&case.ticket.workflow).map(crate::workflow::Workflow::reopen_within);
    from_customer && window.is_some_and(|window| at > closed_at.after(window))
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
    message.attachments = words.attachments.to_vec();
    message.external_id = words.message_id.map(ToOwned::to_owned);
    message
}

/// Tells those whom a message concerns, but for the one who wrote it: customers of what the desk says in public,
/// staff of everything else.
pub(super) fn deliver(draft: &mut Draft<'_>, case: &mut Case, message: &Message) {
    let ticket = &case.ticket;
    let from_desk = !matches!(message.author, Author::EndUser { .. });
    let mut to = Vec::new();
    if message.public && from_desk {
        to.push(ticket.requester);
        to.extend(&ticket.ccs);
    } else {
        to.extend(ticket.assignees.iter().chain(&ticket.followers));
    }
    let writer = match message.author {
        Author::EndUser { person } | Author::Agent { person } => Some(person),
        Author::Bot { .. } | Author::System {} => None,
    };
    to.sort_unstable();
    to.dedup();
    to.retain(|person| Some(*person) != writer);
    if !to.is_empty() {
        case.duty(draft, message.at, EffectKind::Deliver { message: message.id, to });
    }
}

/// Adds a message that a rule or a transition produces, and answers its id.
pub(super) fn produce(
    draft: &mut Draft<'_>,
    case: &mut Case,
    act: &Act,
    words: &Words<'_>,
) -> Answer<MessageId> {
    let message = compose(draft, case, words, act.at);
    case.hear(draft, &message);
    let kind = EventKind::MessageAdded { message: message.id, message_kind: message.kind };
    case.settle(draft, act, kind, Some(&message))?;
    deliver(draft, case, &message);
    Ok(message.id)
}
