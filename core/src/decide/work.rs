//! Time spent on a ticket, and what is to be done for it item by item.

use super::case::{self, Act, Case};
use super::draft::Draft;
use super::text::check_text;
use super::{Answer, Who, fire, refuse_if_any, ticket};
use crate::access::Permission;
use crate::automation::Occasion;
use crate::command::Command;
use crate::error::{Code, Problem, pointer};
use crate::id::{MessageId, PersonId};
use crate::limits;
use crate::model::{ChecklistChange, ChecklistItem, EventKind, Ticket};
use crate::time::Timestamp;

/// Carries out `log_time`.
pub(super) fn log_time(draft: &mut Draft<'_>, who: &Who<'_>, command: &Command) -> Answer<()> {
    let Command::LogTime { ticket, minutes } = command else { return Ok(()) };
    who.rights.require(Permission::Note)?;
    let mut case = case::open(draft, who, ticket)?;
    let act = fire::catch_up(draft, &mut case, who)?;
    let mut problems = Vec::new();
    check_entry(&case.ticket, *minutes, "/minutes", &mut problems);
    refuse_if_any(problems)?;
    log(draft, &mut case, &act, *minutes, None, None)?;
    case.finish(draft, Occasion::Changed, None)?;
    ticket::answer(draft, who);
    Ok(())
}

/// Everything that is wrong with an entry of time.
pub(super) fn check_entry(ticket: &Ticket, minutes: i32, path: &str, problems: &mut Vec<Problem>) {
    let sum = i64::from(ticket.spent_minutes) + i64::from(minutes);
    if minutes == 0 {
        let problem = Problem::new(Code::OutOfRange, "no time is no entry").at(path);
        problems.push(problem.hint("give minutes; less than nothing takes back what was logged too much"));
    } else if minutes.unsigned_abs() > limits::LOGGED_MINUTES {
        problems.push(too_long(i64::from(minutes), limits::LOGGED_MINUTES).at(path));
    } else if sum < 0 {
        let spent = ticket.spent_minutes;
        let text =
            format!("{spent} minutes were logged, and {} cannot be taken back", minutes.unsigned_abs());
        problems.push(Problem::new(Code::OutOfRange, text).at(path).param("spent_minutes", spent));
    } else if sum > i64::from(limits::TICKET_MINUTES) {
        problems.push(too_long(sum, limits::TICKET_MINUTES).at(path));
    }
}

/// Adds an entry that was checked, as a step of its own. `remaining` is what remains where that is said.
pub(super) fn log(
    draft: &mut Draft<'_>,
    case: &mut Case,
    act: &Act,
    minutes: i32,
    remaining: Option<u32>,
    message: Option<MessageId>,
) -> Answer<()> {
    let ticket = &mut case.ticket;
    ticket.spent_minutes = ticket.spent_minutes.saturating_add_signed(minutes);
    let falls = |left: u32| left.saturating_add_signed(minutes.saturating_neg()).min(limits::TICKET_MINUTES);
    ticket.remaining_minutes = remaining.or_else(|| ticket.remaining_minutes.map(falls));
    case.settle(draft, act, EventKind::TimeLogged { minutes, message }, None)
}

fn too_long(minutes: i64, limit: u32) -> Problem {
    let text = format!("{minutes} minutes, and {limit} are allowed");
    Problem::new(Code::OutOfRange, text).param("limit", limit)
}

/// Carries out `change_checklist`.
pub(super) fn change_checklist(draft: &mut Draft<'_>, who: &Who<'_>, command: &Command) -> Answer<()> {
    let Command::ChangeChecklist { ticket, changes } = command else { return Ok(()) };
    who.rights.require(Permission::Change)?;
    let mut case = case::open(draft, who, ticket)?;
    let act = fire::catch_up(draft, &mut case, who)?;
    let mut problems = Vec::new();
    let limit = limits::CHECKLIST_CHANGES;
    if changes.is_empty() {
        problems.push(Problem::new(Code::Missing, "nothing is to change").at("/changes"));
    } else if changes.len() > limit {
        let text = format!("{} changes, and {limit} are allowed", changes.len());
        problems.push(Problem::new(Code::TooMany, text).at("/changes").param("limit", limit));
    }
    let mut list = Checklist { items: &mut case.ticket.checklist, at: act.at, by: who.rights.person() };
    for (n, change) in changes.iter().take(limit).enumerate() {
        list.carry_out(change, &pointer("/changes", n), &mut problems);
    }
    let open = case.ticket.checklist.iter().filter(|item| item.done_at.is_none()).count();
    case.ticket.checklist_open = u32::try_from(open).unwrap_or(u32::MAX);
    if problems.is_empty() && !case.is_unsettled() {
        let text = "the checklist is like that already";
        problems.push(Problem::new(Code::NothingToDo, text).at("/changes"));
    }
    refuse_if_any(problems)?;
    case.settle(draft, &act, EventKind::ChecklistChanged {}, None)?;
    case.finish(draft, Occasion::Changed, None)?;
    ticket::answer(draft, who);
    Ok(())
}

/// A checklist that is changed, with who does it and when.
struct Checklist<'l> {
    items: &'l mut Vec<ChecklistItem>,
    at: Timestamp,
    by: Option<PersonId>,
}

impl Checklist<'_> {
    fn carry_out(&mut self, change: &ChecklistChange, path: &str, problems: &mut Vec<Problem>) {
        let (at, by) = (self.at, self.by);
        match change {
            ChecklistChange::Add { text, place } => self.add(text, *place, path, problems),
            ChecklistChange::Reword { item, text } => {
                check_text(text, limits::CHECKLIST_CHARS, &pointer(path, "text"), problems);
                if let Some(found) = self.find(*item, path, problems) {
                    text.trim().clone_into(&mut found.text);
                }
            }
            ChecklistChange::Remove { item } => {
                if self.find(*item, path, problems).is_some() {
                    self.items.retain(|known| known.item != *item);
                }
            }
            ChecklistChange::Check { item } => {
                // Who checked it first has done it.
                if let Some(found) = self.find(*item, path, problems).filter(|it| it.done_at.is_none()) {
                    (found.done_at, found.done_by) = (Some(at), by);
                }
            }
            ChecklistChange::Uncheck { item } => {
                if let Some(found) = self.find(*item, path, problems) {
                    (found.done_at, found.done_by) = (None, None);
                }
            }
            ChecklistChange::Move { item, place } => {
                if let Some(found) = self.find(*item, path, problems).map(|found| found.clone()) {
                    self.items.retain(|known| known.item != *item);
                    self.insert(found, Some(*place));
                }
            }
        }
    }

    fn add(&mut self, text: &str, place: Option<u32>, path: &str, problems: &mut Vec<Problem>) {
        check_text(text, limits::CHECKLIST_CHARS, &pointer(path, "text"), problems);
        if self.items.len() >= limits::CHECKLIST_ITEMS {
            let limit = limits::CHECKLIST_ITEMS;
            let problem = Problem::new(Code::TooMany, format!("a checklist has {limit} items at the most"));
            problems.push(problem.at(path).param("limit", limit));
            return;
        }
        let item = self.items.iter().map(|known| known.item).max().unwrap_or(0).saturating_add(1);
        let new = ChecklistItem { item, text: text.trim().to_owned(), done_at: None, done_by: None };
        self.insert(new, place);
    }

    fn insert(&mut self, item: ChecklistItem, place: Option<u32>) {
        let end = self.items.len();
        let place = place.and_then(|place| usize::try_from(place).ok()).unwrap_or(end);
        self.items.insert(place.min(end), item);
    }

    fn find(&mut self, item: u32, path: &str, problems: &mut Vec<Problem>) -> Option<&mut ChecklistItem> {
        let found = self.items.iter_mut().find(|known| known.item == item);
        if found.is_none() {
            let text = format!("the checklist has no item {item}");
            problems.push(Problem::new(Code::NotFound, text).at(pointer(path, "item")).param("item", item));
        }
        found
    }
}
