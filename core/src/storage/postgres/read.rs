use super::errors::{Outcome, busy};
use super::session::Session;
use crate::id::DeskId;
use crate::model::{Job, Person, Timer};
use crate::query::{EventPage, HistoryQuery, MessagePage, ThreadQuery};
use crate::storage::{CommandPage, JobsQuery, PeopleQuery, Share};
use crate::time::Timestamp;

pub(super) fn history(_: &Session, _: DeskId, _: &HistoryQuery) -> Outcome<EventPage> {
    Err(busy())
}
pub(super) fn thread(_: &Session, _: DeskId, _: &ThreadQuery) -> Outcome<MessagePage> {
    Err(busy())
}
pub(super) fn people(_: &Session, _: DeskId, _: &PeopleQuery) -> Outcome<Vec<Person>> {
    Err(busy())
}
pub(super) fn jobs(_: &Session, _: DeskId, _: &JobsQuery) -> Outcome<Vec<Job>> {
    Err(busy())
}
pub(super) fn commands(_: &Session, _: DeskId, _: u64, _: u32) -> Outcome<CommandPage> {
    Err(busy())
}
pub(super) fn due(_: &Session, _: Timestamp, _: u32, _: Share) -> Outcome<Vec<(DeskId, Timer)>> {
    Err(busy())
}
pub(super) fn next_due(_: &Session) -> Outcome<Option<Timestamp>> {
    Err(busy())
}
