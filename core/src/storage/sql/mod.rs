//! What the storages that speak SQL share: how records stand in columns, and how a predicate reads as SQL.

mod cell;
mod clock;
mod command;
mod count;
mod counter;
mod cover;
mod decision;
mod effect;
mod event;
mod fault;
mod gain;
mod job;
mod kept;
mod list;
mod message;
mod person;
mod predicate;
mod statement;
mod ticket;

#[cfg(feature = "postgres")]
pub(crate) use cell::json;
pub(crate) use cell::{Cell, Row, Stored, bound};
pub(crate) use clock::{Belongs, CLOCK_COLUMNS, clock_cells, clock_of};
pub(crate) use command::{COMMAND_COLUMNS, command_cells, command_of};
pub(crate) use count::{counted, counting};
pub(crate) use counter::{counter_cells, share, turn};
#[cfg(feature = "sqlite")]
pub(crate) use cover::{End, Run, cover};
pub(crate) use decision::{DECISION_COLUMNS, decision_cells, decision_of};
pub(crate) use effect::{EFFECT_COLUMNS, effect_cells, effect_of};
pub(crate) use event::{EVENT_COLUMNS, event_cells, event_detail, event_of};
pub(crate) use fault::{EngineError, Fault, full};
pub(crate) use gain::{Gain, gains, place_cells, place_of};
pub(crate) use job::{JOB_COLUMNS, job_cells, job_of};
pub(crate) use kept::{behind, kept_of};
#[cfg(feature = "sqlite")]
pub(crate) use list::key_of;
pub(crate) use list::{Piece, list};
pub(crate) use message::{MESSAGE_COLUMNS, message_cells, message_of};
pub(crate) use person::{
    ORGANIZATION_COLUMNS, PERSON_COLUMNS, organization_cells, organization_of, person_cells, person_of,
};
pub(crate) use predicate::Translation;
pub(crate) use statement::{Dialect, Listed, Values};
pub(crate) use ticket::{
    TICKET_COLUMNS, link_number, links, of, parts, ticket_cells, ticket_columns, ticket_of,
};
