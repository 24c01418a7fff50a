//! Records of every sort in rows: behind which row a scan goes on, and how each is read.

use super::cell::{Cell, Row, Stored, bound};
use super::counter::{counter_cells, counter_of, turn};
use super::{
    Belongs, command_of, decision_of, effect_of, event_of, job_of, message_of, organization_of, person_of,
};
use crate::change::Fired;
use crate::command::RuleKind;
use crate::id::TicketId;
use crate::model::Timer;
use crate::storage::{Kept, KeptKind, StoredConfig};
use crate::time::Timestamp;

/// What stands in the columns by which a sort is in order, in the row of the record after which a scan goes on; where there
/// is none, what comes before all rows.
pub(crate) fn behind(kind: KeptKind, after: Option<&Kept>) -> Vec<Cell<'_>> {
    match after {
        Some(kept) => place_of(kept),
        None => match kind {
            KeptKind::Config | KeptKind::Event | KeptKind::Command => vec![Cell::Integer(0)],
            KeptKind::Organization | KeptKind::Person | KeptKind::Decision | KeptKind::Job => vec![NO_ID],
            KeptKind::Ticket => vec![Timestamp::MIN.to_cell().into_owned(), NO_ID],
            KeptKind::Message | KeptKind::Effect => vec![NO_ID, Cell::Integer(0)],
            KeptKind::Counter | KeptKind::Turn => vec![Cell::text(""), NO_ID],
            KeptKind::Fired => vec![Cell::text(""), Cell::text("")],
            KeptKind::Timer => vec![NO_ID, Cell::text("")],
            KeptKind::Desk => Vec::new(),
        },
    }
}

/// The empty bytes, which come before every id.
const NO_ID: Cell<'static> = Cell::bytes(&[]);

fn place_of(kept: &Kept) -> Vec<Cell<'_>> {
    match kept {
        Kept::Config(it) => vec![bound(it.version)],
        Kept::Organization(it) => vec![it.id.to_cell()],
        Kept::Person(it) => vec![it.id.to_cell()],
        Kept::Ticket(it) => vec![it.ticket.created_at.to_cell(), it.ticket.id.to_cell()],
        Kept::Message(it) => vec![it.ticket.to_cell(), bound(it.position)],
        Kept::Event { number, .. } => vec![bound(*number)],
        Kept::Effect(it) => vec![it.ticket.to_cell(), bound(it.position)],
        Kept::Command { place, .. } => vec![bound(*place)],
        Kept::Decision(it) => vec![it.id.to_cell()],
        Kept::Job(it) => vec![it.id.to_cell()],
        Kept::Counter { counter, .. } => counter_cells(counter).into(),
        Kept::Turn { team, person, .. } => vec![turn(team), person.to_cell()],
        Kept::Fired(it) => vec![Cell::text(it.kind.as_str()), Cell::text(it.rule.as_str())],
        Kept::Timer(it) => vec![Belongs(it.ticket).to_cell().into_owned(), it.cause.to_cell()],
        Kept::Desk { .. } => Vec::new(),
    }
}

/// The record of a sort that stands in a row. Before the columns of its noun come those that it does not hold itself: the
/// ticket of a message, an effect or a routing, the number of an event and its ticket, the place of a command.
pub(crate) fn kept_of<R: Row>(kind: KeptKind, row: &mut R) -> Result<Kept, R::Fault> {
    Ok(match kind {
        KeptKind::Config => Kept::Config(StoredConfig { version: row.take()?, document: row.take()? }),
        KeptKind::Organization => Kept::Organization(Box::new(organization_of(row)?)),
        KeptKind::Person => Kept::Person(Box::new(person_of(row)?)),
        KeptKind::Message => Kept::Message(Box::new(message_of(row.take()?, row)?)),
        KeptKind::Event => {
            let (number, ticket): (u64, Option<TicketId>) = (row.take()?, row.take()?);
            Kept::Event { number, event: Box::new(event_of(ticket, row)?) }
        }
        KeptKind::Effect => Kept::Effect(Box::new(effect_of(row.take()?, row)?)),
        KeptKind::Command => Kept::Command { place: row.take()?, record: Box::new(command_of(row)?) },
        KeptKind::Decision => Kept::Decision(Box::new(decision_of(row.take()?, row)?)),
        KeptKind::Job => Kept::Job(Box::new(job_of(row)?)),
        KeptKind::Counter | KeptKind::Turn => counter_of(row)?,
        KeptKind::Fired => {
            let kind = rule_kind(&row.take::<String>()?).ok_or_else(|| row.misread())?;
            Kept::Fired(Fired { kind, rule: row.take()?, times: row.take()?, at: row.take()? })
        }
        KeptKind::Timer => {
            let Belongs(ticket) = row.take()?;
            Kept::Timer(Timer { ticket, cause: row.take()?, due_at: row.take()? })
        }
        // They are made of more than one row.
        KeptKind::Ticket | KeptKind::Desk => return Err(row.misread()),
    })
}

fn rule_kind(name: &str) -> Option<RuleKind> {
    [RuleKind::Rule, RuleKind::Macro].into_iter().find(|kind| kind.as_str() == name)
}
