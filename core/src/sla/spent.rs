//! Where the life of a ticket went: every second of it is somebody's.

use std::fmt;

use crate::calendar::Calendar;
pub use crate::command::{Spell, Whose};
use crate::error::Problem;
use crate::id::{EventId, Name, TicketId};
use crate::model::{Category, Event, Standing, Ticket};
use crate::time::{Span, Timestamp};

impl Whose {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Us, Self::Closed, Self::Customer, Self::ThirdParty, Self::Done];

    /// What it is called in pictures and texts.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Us => "us",
            Self::Closed => "closed hours",
            Self::Customer => "customer",
            Self::ThirdParty => "third party",
            Self::Done => "done",
        }
    }

    /// Whose it is while a ticket stands like this and the desk is open.
    const fn while_open(standing: Standing, category: Category) -> Self {
        match category {
            _ if !standing.is_active() => Self::Done,
            Category::New | Category::Open => Self::Us,
            Category::Pending => Self::Customer,
            Category::OnHold => Self::ThirdParty,
            Category::Solved | Category::Closed => Self::Done,
        }
    }
}

impl fmt::Display for Whose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Spell {
    /// How long it is, in real time.
    pub fn length(&self) -> Span {
        self.to.since(self.from)
    }
}

/// Every second of a ticket's life from its creation to `until`, by its events in order from the first and the calendar
/// by which the desk works. The parts follow each other without gaps and have some length, so that they add up to the
/// whole; [`total`] adds up those of one kind.
///
/// Fails with `damaged` when a value of an event cannot stand in its field.
///
/// ```
/// use ticketkit::calendar::Calendar;
/// use ticketkit::sla::{Whose, spent, total};
/// use ticketkit::{Span, Timestamp};
///
/// let event = |n: u8, at: &str, status: &str, category: &str| -> serde_json::Result<ticketkit::model::Event> {
///     serde_json::from_value(serde_json::json!({
///         "id": format!("01970000-0000-7000-8000-0000000000{n:02}"), "ticket": "01970000-0000-7000-8000-000000000007",
///         "version": n, "public_version": n, "public": true, "at": at, "by": { "kind": "host" },
///         "command": "01970000-0000-7000-8000-000000000009", "type": "ticket_changed",
///         "changes": [{ "field": "status", "to": status }, { "field": "category", "to": category }]
///     }))
/// };
/// let events = [
///     event(1, "2026-06-01T10:00:00Z", "new", "new")?,
///     event(2, "2026-06-01T12:00:00Z", "waiting", "pending")?,
/// ];
/// let spells = spent(&events, &Calendar::always(), "2026-06-01T15:00:00Z".parse()?)?;
/// assert_eq!(total(&spells, Whose::Us), Span::from_hours(2));
/// assert_eq!(total(&spells, Whose::Customer), Span::from_hours(3));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn spent<'e>(
    events: impl IntoIterator<Item = &'e Event>,
    calendar: &Calendar,
    until: Timestamp,
) -> Result<Vec<Spell>, Problem> {
    let mut ticket = Ticket::blank(TicketId::from_bytes([0; 16]));
    let mut spells = Vec::new();
    let mut since: Option<(Timestamp, EventId)> = None;
    for event in events {
        if until <= event.at {
            break;
        }
        let (status, state) = (ticket.status.clone(), (ticket.standing, ticket.category));
        event.apply(&mut ticket)?;
        match since {
            None => since = Some((event.at, event.id)),
            Some((from, by)) if ticket.status != status || (ticket.standing, ticket.category) != state => {
                let whose = Whose::while_open(state.0, state.1);
                add(&mut spells, calendar, (from, event.at), whose, &status, by);
                since = Some((event.at, event.id));
            }
            Some(_) => {}
        }
    }
    if let Some((from, by)) = since {
        let whose = Whose::while_open(ticket.standing, ticket.category);
        add(&mut spells, calendar, (from, until), whose, &ticket.status, by);
    }
    Ok(spells)
}

/// How much of a life is of one kind.
pub fn total(spells: &[Spell], whose: Whose) -> Span {
    spells.iter().filter(|spell| spell.whose == whose).map(Spell::length).fold(Span::ZERO, Span::plus)
}

/// Adds the time in one status, cut where the desk opens and closes when that makes a difference.
fn add(
    spells: &mut Vec<Spell>,
    calendar: &Calendar,
    (from, to): (Timestamp, Timestamp),
    whose: Whose,
    status: &Name,
    event: EventId,
) {
    let mut push = |from: Timestamp, to: Timestamp, whose: Whose| {
        if from < to {
            spells.push(Spell { from, to, whose, status: status.clone(), event });
        }
    };
    if whose != Whose::Us {
        push(from, to, whose);
        return;
    }
    let mut at = from;
    for open in calendar.open_spans(from, to) {
        push(at, open.opens, Whose::Closed);
        push(open.opens, open.closes, Whose::Us);
        at = open.closes;
    }
    push(at, to, Whose::Closed);
}
