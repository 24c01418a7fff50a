//! What sort of value stands behind each name that a condition can ask about.

use super::Op;
use crate::error::{Code, Problem, did_you_mean, excerpt};
use crate::model::{Author, Category, Message, MessageKind, Standing, TicketField};

/// What sort of value a field holds, which decides what can be asked about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum FieldKind {
    /// Words that somebody wrote. Compared [folded](super::fold), in byte order.
    Text,
    /// The name of something in the configuration. Compared exactly; it has no order.
    Name,
    /// An integer or an exact decimal.
    Number,
    /// Yes or no.
    Bool,
    /// A date of the calendar, `2026-06-01`.
    Date,
    /// An instant.
    Instant,
    /// One person, by id.
    Person,
    /// One organization, by id.
    Organization,
    /// Another ticket, by id.
    Ticket,
    /// Several other tickets, by id.
    Tickets,
    /// A message, or a checklist. It can only be asked whether there is one.
    Reference,
    /// Several names or free words. Compared exactly.
    Names,
    /// Several people, by id.
    People,
    /// Ids in other systems; an operand is the system, a tab and the id.
    ExternalIds,
}

impl FieldKind {
    /// Whether a field of this kind holds several things.
    pub const fn is_list(self) -> bool {
        matches!(self, Self::Names | Self::People | Self::Tickets | Self::ExternalIds)
    }

    /// Whether its values have an order.
    pub const fn is_ordered(self) -> bool {
        matches!(self, Self::Text | Self::Number | Self::Date | Self::Instant)
    }

    /// What one operand has to be, for messages.
    pub const fn expected(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Name | Self::Names => "a name",
            Self::Number => "a number",
            Self::Bool => "true or false",
            Self::Date => "a date such as `2026-06-01`",
            Self::Instant => "an instant such as `2026-06-01T09:00:00.000Z`",
            Self::Person | Self::People => "the id of a person",
            Self::Organization => "the id of an organization",
            Self::Ticket | Self::Tickets => "the id of a ticket",
            Self::Reference => "nothing",
            Self::ExternalIds => "the name of a system, a tab, and an id",
        }
    }

    /// Whether this can be asked about a field of this kind, wherever it can be asked at all.
    pub const fn allows(self, op: Op) -> bool {
        match op {
            Op::IsSet | Op::Changed => true,
            Op::Eq | Op::Ne | Op::ChangedTo | Op::Was => !self.is_list() && !matches!(self, Self::Reference),
            Op::Lt | Op::Le | Op::Gt | Op::Ge | Op::Between => self.is_ordered(),
            Op::In => !self.is_list() && !matches!(self, Self::Bool | Self::Reference),
            Op::Contains => self.is_list() || matches!(self, Self::Text),
            Op::StartsWith | Op::Matches => matches!(self, Self::Text),
            Op::HasAny | Op::HasAll => self.is_list(),
        }
    }
}

/// Where a condition stands, which decides what it can ask about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Anywhere that only the ticket is known, as it is stored: queries, views, guards, policies, routes.
    Stored,
    /// In a rule, which also knows the message, the event, and the ticket as it was before the command.
    Rule,
}

/// What a test asks about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Subject {
    /// A field of the ticket.
    Ticket(TicketField),
    /// Something about the message that the command added; missing when it added none. In rules only.
    Message(MessageField),
    /// What the command did, by name: `created`, `changed`, `replied`. In rules only.
    Event,
}

impl Subject {
    /// The name in conditions.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Ticket(field) => field.as_str(),
            Self::Message(field) => field.as_str(),
            Self::Event => "event",
        }
    }
}

impl From<TicketField> for Subject {
    fn from(field: TicketField) -> Self {
        Self::Ticket(field)
    }
}

/// What a rule can ask about a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum MessageField {
    /// Its text.
    Body,
    /// What it is: `reply`, `note` or `automated`.
    Kind,
    /// Who wrote it: `customer`, `agent`, `bot` or `system`.
    Author,
    /// Whether customers may read it.
    Public,
}

impl MessageField {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Body, Self::Kind, Self::Author, Self::Public];

    /// The name in conditions.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Body => "message.body",
            Self::Kind => "message.kind",
            Self::Author => "message.author",
            Self::Public => "message.public",
        }
    }

    /// What sort of value it is.
    pub const fn kind(self) -> FieldKind {
        match self {
            Self::Body => FieldKind::Text,
            Self::Kind | Self::Author => FieldKind::Name,
            Self::Public => FieldKind::Bool,
        }
    }
}

/// The names that a condition calls the kinds of messages by, and the sorts of their authors.
pub(super) const fn message_kind(kind: MessageKind) -> &'static str {
    match kind {
        MessageKind::Reply => "reply",
        MessageKind::Note => "note",
        MessageKind::Automated => "automated",
    }
}

pub(super) const fn message_author(message: &Message) -> &'static str {
    match message.author {
        Author::EndUser { .. } => "customer",
        Author::Unverified { .. } => "unverified",
        Author::Agent { .. } => "agent",
        Author::Bot { .. } => "bot",
        Author::System {} => "system",
    }
}

/// The names that a field can have whatever the configuration says.
pub(super) fn fixed_options(subject: &Subject) -> Option<Vec<&'static str>> {
    match subject {
        Subject::Ticket(TicketField::Category) => Some(Category::ALL.map(Category::as_str).to_vec()),
        Subject::Ticket(TicketField::Standing) => Some(Standing::ALL.map(Standing::as_str).to_vec()),
        Subject::Message(MessageField::Kind) => Some(vec!["reply", "note", "automated"]),
        Subject::Message(MessageField::Author) => Some(vec!["customer", "agent", "bot", "system"]),
        _ => None,
    }
}

/// What a desk's configuration says about fields: its own, and the names that built-in ones may have.
pub trait FieldKinds {
    /// What sort of value a field of the desk's own holds; `None` when the desk has no such field. It is not asked
    /// about built-in fields.
    fn kind(&self, field: &str) -> Option<FieldKind>;

    /// The names that a field may have, built in (`status`, `priority`, `team`) or the desk's own; `None` when it
    /// may have any. An operand that is not among them is a mistake.
    fn options(&self, field: &str) -> Option<Vec<&str>>;

    /// The names of the desk's own fields, for the hint after an unknown name.
    fn names(&self) -> Vec<String>;

    /// Whether a built-in field can be asked about: every one of them, unless whoever asks may not see some.
    fn shows(&self, _: &TicketField) -> bool {
        true
    }
}

/// No fields of the desk's own, and any name everywhere.
impl FieldKinds for () {
    fn kind(&self, _: &str) -> Option<FieldKind> {
        None
    }

    fn options(&self, _: &str) -> Option<Vec<&str>> {
        None
    }

    fn names(&self) -> Vec<String> {
        Vec::new()
    }
}

/// The field of a ticket that has this name, built in or the desk's own, and what sort of value it holds.
///
/// # Errors
/// `unknown_field`, with the nearest name as a hint.
pub fn ticket_field(name: &str, fields: &dyn FieldKinds) -> Result<(TicketField, FieldKind), Problem> {
    find(name, fields).ok_or_else(|| unknown_field(name, fields, &[]))
}

pub(super) fn find(name: &str, fields: &dyn FieldKinds) -> Option<(TicketField, FieldKind)> {
    match TicketField::built_in(name) {
        Some(field) if fields.shows(&field) => FieldKind::of_built_in(&field).map(|kind| (field, kind)),
        Some(_) => None,
        None => fields.kind(name).and_then(|kind| Some((TicketField::Custom(name.parse().ok()?), kind))),
    }
}

/// The problem with a name that is neither a field nor one of `others`.
pub(super) fn unknown_field(name: &str, fields: &dyn FieldKinds, others: &[&str]) -> Problem {
    let name = excerpt(name);
    let own = fields.names();
    let known = TicketField::BUILT_IN.iter().filter(|field| fields.shows(field)).map(TicketField::as_str);
    let known = known.chain(own.iter().map(String::as_str)).chain(others.iter().copied());
    let problem =
        Problem::new(Code::UnknownField, format!("there is no field `{name}`")).param("field", &name);
    match did_you_mean(&name, known) {
        Some(hint) => problem.hint(hint),
        None => problem,
    }
}
