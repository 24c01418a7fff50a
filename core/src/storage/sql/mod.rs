//! What the storages that speak SQL share: how records stand in columns, and how a predicate reads as SQL.

mod cell;
mod clock;
mod command;
mod cover;
mod decision;
mod effect;
mod event;
mod job;
mod message;
mod person;
mod predicate;
mod statement;
mod ticket;

pub(crate) use cell::{Cell, Row, Stored, json};
pub(crate) use clock::{Belongs, CLOCK_COLUMNS, clock_cells, clock_of};
pub(crate) use command::{COMMAND_COLUMNS, command_cells, command_of};
pub(crate) use cover::{End, Run, cover, holds_at_end, holds_for_all, possible_ends};
pub(crate) use decision::{DECISION_COLUMNS, decision_cells, decision_of};
pub(crate) use effect::{EFFECT_COLUMNS, effect_cells, effect_of};
pub(crate) use event::{EVENT_COLUMNS, event_cells, event_detail, event_of};
pub(crate) use job::{JOB_COLUMNS, job_cells, job_of};
pub(crate) use message::{MESSAGE_COLUMNS, message_cells, message_of};
pub(crate) use person::{
    ORGANIZATION_COLUMNS, PERSON_COLUMNS, organization_cells, organization_of, person_cells, person_of,
};
pub(crate) use predicate::Translation;
pub(crate) use statement::{Dialect, Values};
pub(crate) use ticket::{
    TICKET_COLUMNS, TICKET_READ, column_of, link_number, links, parts, ticket_cells, ticket_of,
};
