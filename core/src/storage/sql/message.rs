//! Messages in columns.

use super::cell::{Cell, Json, Row, Stored, json};
use crate::id::{MessageId, Name, PersonId, TicketId};
use crate::model::{Attachment, Author, Message, MessageKind};

/// The columns, in the order of [`message_cells`].
pub(crate) const MESSAGE_COLUMNS: &str =
    "id, position, kind, public, author_kind, author, at, external_id, attachments, body, html";

/// What stands in the columns of a message.
pub(crate) fn message_cells(message: &Message) -> [Cell<'_>; 11] {
    let (author_kind, author) = match &message.author {
        Author::System {} => (0, Cell::Null),
        Author::EndUser { person } => (1, person.to_cell()),
        Author::Agent { person } => (2, person.to_cell()),
        Author::Bot { rule } => (3, rule.to_cell()),
        Author::Unverified { person } => (4, person.to_cell()),
    };
    let files = &message.attachments;
    [
        message.id.to_cell(),
        message.position.to_cell(),
        message.kind.to_cell(),
        message.public.to_cell(),
        Cell::Integer(author_kind),
        author,
        message.at.to_cell(),
        message.external_id.to_cell(),
        if files.is_empty() { Cell::Null } else { json(files) },
        message.body.to_cell(),
        message.html.to_cell(),
    ]
}

/// The message of a ticket that stands in these columns.
pub(crate) fn message_of<R: Row>(ticket: TicketId, row: &mut R) -> Result<Message, R::Fault> {
    let id: MessageId = row.take()?;
    let position = row.take()?;
    let kind: MessageKind = row.take()?;
    let public = row.take()?;
    let author_kind: i64 = row.take()?;
    let author = match author_kind {
        0 => row.take::<Option<Name>>().map(|_| Author::System {})?,
        1 => Author::EndUser { person: row.take::<PersonId>()? },
        2 => Author::Agent { person: row.take::<PersonId>()? },
        3 => Author::Bot { rule: row.take()? },
        4 => Author::Unverified { person: row.take::<PersonId>()? },
        _ => return Err(row.misread()),
    };
    let at = row.take()?;
    let external_id = row.take()?;
    let attachments: Option<Json<Vec<Attachment>>> = row.take()?;
    let mut message = Message::new(id, ticket, position, kind, public, author, at, row.take()?);
    message.html = row.take()?;
    message.external_id = external_id;
    message.attachments = attachments.map_or_else(Vec::new, |files| files.0);
    Ok(message)
}
