//! Lists and counts: order, pages, cursors, and what nobody may see.

use super::records::{changed, minute, name, person_id, put_changed, put_new, ticket};
use super::trial::{Mismatch, NewStorage, Trial, Verdict, all_tickets, holds, refused, same};
use crate::condition::{Condition, FieldKinds, Op, Predicate, Scope};
use crate::error::Code;
use crate::model::{Category, Ticket, TicketField};
use crate::query::{Audience, Count, CountQuery, SearchText, Sort, SortKey, TicketQuery};

/// A condition on built-in fields, ready to be asked.
pub(super) fn compiled(condition: &Condition, fields: &dyn FieldKinds) -> Result<Predicate, Mismatch> {
    Predicate::compile(condition, fields, Scope::Stored, "")
        .map_err(|problems| Mismatch(format!("a condition of the check cannot be compiled: {problems:?}")))
}

fn predicate(field: &str, op: Op, values: &[&str]) -> Result<Predicate, Mismatch> {
    compiled(&Condition::test(field, op, values.iter().copied()), &())
}

/// Tickets whose instants are far from all different: created, changed, changed for customers, in their status.
fn tickets_of_few_instants() -> Vec<Ticket> {
    let instants =
        [(3, 9, 4, 2), (1, 7, 4, 2), (1, 9, 6, 5), (2, 7, 6, 2), (3, 8, 4, 5), (1, 7, 4, 2), (2, 9, 6, 5)];
    let dated = instants.into_iter().zip(1..).map(|((created, updated, public, since), n)| Ticket {
        created_at: minute(created),
        updated_at: minute(updated),
        public_updated_at: minute(public),
        status_since: minute(since),
        ..ticket(n)
    });
    dated.collect()
}

const SORTS: [SortKey; 3] = [SortKey::CreatedAt, SortKey::UpdatedAt, SortKey::StatusSince];

fn every_order(mut check: impl FnMut(TicketQuery) -> Verdict) -> Verdict {
    for by in SORTS {
        for descending in [false, true] {
            for audience in [Audience::Staff, Audience::Customers] {
                check(TicketQuery { sort: Sort { by, descending }, audience, ..all_tickets() })?;
            }
        }
    }
    Ok(())
}

/// Lists stand in the order that was asked for, in both directions; rows that are alike stand by creation and id.
/// Customers see tickets ordered by what changed for them.
pub fn lists_stand_in_every_order(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let tickets = tickets_of_few_instants();
    trial.put(tickets.iter().rev().cloned().map(put_new))?;
    every_order(|question| {
        let mut expected = tickets.clone();
        expected.sort_by_key(|ticket| {
            (question.sort.by.of(ticket, question.audience), ticket.created_at, ticket.id)
        });
        if question.sort.descending {
            expected.reverse();
        }
        same(
            &format!("{:?} for {:?}", question.sort, question.audience),
            trial.find_all(&question)?,
            expected,
        )
    })
}

/// A page of any size goes on exactly where the one before ended, in every order: nothing is left out, nothing twice.
pub fn pages_go_on_exactly(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    trial.put(tickets_of_few_instants().into_iter().map(put_new))?;
    every_order(|question| {
        let whole = trial.numbers(&question)?;
        for limit in [1, 2, 3, 6, 7, 8] {
            let paged = trial.numbers(&TicketQuery { limit, ..question.clone() })?;
            same(&format!("{:?} in pages of {limit}", question.sort), &paged, &whole)?;
        }
        Ok(())
    })
}

/// A cursor stands for a place, not for a row: a list goes on behind it even when its ticket has moved away or new
/// tickets have come.
pub fn a_list_goes_on_though_tickets_move(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    trial.put((1..=6).map(|n| put_new(ticket(n))))?;
    let by_change = Sort { by: SortKey::UpdatedAt, descending: false };
    let mut question = TicketQuery { sort: by_change, limit: 3, ..all_tickets() };
    let first = trial.storage.find(trial.desk, &question)?;
    same("the first page", first.tickets.len(), 3)?;
    let moved = changed(&ticket(3), |ticket| ticket.updated_at = minute(100));
    let mut earlier = ticket(7);
    earlier.updated_at = minute(0);
    trial.put([put_changed(&ticket(3), moved), put_new(earlier)])?;
    question.after = first.next;
    let rest = trial.numbers(&TicketQuery { limit: 10, ..question })?;
    same("what comes later", rest, ["T-4", "T-5", "T-6", "T-3"].map(str::to_owned).to_vec())
}

/// A cursor that was given for another question is refused with `bad_cursor`.
pub fn a_cursor_of_another_question_is_refused(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    trial.put((1..=3).map(|n| put_new(ticket(n))))?;
    let question = TicketQuery { limit: 1, ..all_tickets() };
    let after = trial.storage.find(trial.desk, &question)?.next;
    holds("there is a next page", after.is_some())?;
    let visible = predicate("status", Op::Eq, &["new"])?;
    let others = [
        TicketQuery { visible: visible.clone(), ..question.clone() },
        TicketQuery { condition: Some(visible), ..question.clone() },
        TicketQuery { audience: Audience::Customers, ..question.clone() },
        TicketQuery { text: SearchText::of("request"), ..question.clone() },
        TicketQuery { sort: Sort { by: SortKey::CreatedAt, descending: true }, ..question.clone() },
        TicketQuery { sort: Sort { by: SortKey::StatusSince, descending: false }, ..question.clone() },
    ];
    for other in others {
        let answer = trial.storage.find(trial.desk, &TicketQuery { after, ..other });
        refused("a cursor of another question", answer, Code::BadCursor)?;
    }
    let larger = TicketQuery { after, limit: 5, ..question };
    same(
        "the same question with another limit",
        trial.numbers(&larger)?,
        vec!["T-2".to_owned(), "T-3".to_owned()],
    )
}

/// No list and no count ever shows a ticket that may not be seen, whatever is asked: also not by asking for the
/// opposite, by words, or page by page.
pub fn what_may_not_be_seen_is_never_shown(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let secret = |n: u64| n.is_multiple_of(3);
    trial.put((1..=12).map(|n| {
        let team = name(if secret(n) { "secret" } else { "support" });
        let category = if n.is_multiple_of(2) { Category::New } else { Category::Solved };
        put_new(Ticket { team: Some(team), category, ..ticket(n) })
    }))?;
    let visible = predicate("team", Op::Eq, &["support"])?;
    let seen = |n: &u64| !secret(*n);
    let test = |field: &str, op, value: &str| Condition::test(field, op, [value]);
    for (condition, expected) in [
        (Condition::all([]), (1..=12).filter(seen).collect::<Vec<u64>>()),
        (test("team", Op::Eq, "secret"), vec![]),
        (Condition::not(test("team", Op::Eq, "support")), vec![]),
        (
            Condition::any([test("team", Op::Eq, "secret"), test("category", Op::Eq, "new")]),
            vec![2, 4, 8, 10],
        ),
        (Condition::not(Condition::any([])), (1..=12).filter(seen).collect()),
        (test("subject", Op::Contains, "request 1"), vec![1, 10, 11]),
    ] {
        let condition = Some(compiled(&condition, &())?);
        let expected: Vec<_> = expected.into_iter().map(|n| format!("T-{n}")).collect();
        let question =
            TicketQuery { visible: visible.clone(), condition: condition.clone(), limit: 2, ..all_tickets() };
        same("the list", trial.numbers(&question)?, expected.clone())?;
        let count = CountQuery { visible: visible.clone(), condition, by: None };
        let counted = trial.storage.count(trial.desk, &count)?;
        same("the count", counted, vec![Count { value: None, tickets: expected.len() as u64 }])?;
    }
    let question = TicketQuery { visible: visible.clone(), text: SearchText::of("request"), ..all_tickets() };
    same("a search", trial.numbers(&question)?.len(), 8)?;
    let count = CountQuery { visible, condition: None, by: Some(TicketField::Team) };
    let teams = trial.storage.count(trial.desk, &count)?;
    same("teams", teams, vec![Count { value: Some("support".to_owned()), tickets: 8 }])?;
    let nothing = TicketQuery { visible: Predicate::never(), ..all_tickets() };
    same("for somebody who sees nothing", trial.numbers(&nothing)?, vec![])
}

/// A count by a field has one entry for each value that occurs, in the order of the values' bytes, those without one
/// first; together they are all tickets, and each is as many as a list of that value has.
pub fn counts_are_what_lists_hold(new: &NewStorage<'_>) -> Verdict {
    let trial = Trial::begin(new)?;
    let none = CountQuery { visible: Predicate::always(), condition: None, by: None };
    same("of no tickets", trial.storage.count(trial.desk, &none)?, vec![Count { value: None, tickets: 0 }])?;
    let by_team = CountQuery { by: Some(TicketField::Team), ..none.clone() };
    same("of no tickets by team", trial.storage.count(trial.desk, &by_team)?, vec![])?;
    trial.put((1..=11).map(|n| {
        let mut ticket = ticket(n);
        ticket.team = match n % 3 {
            0 => Some(name("support")),
            1 => Some(name("billing")),
            _ => None,
        };
        ticket.owner = (n > 6).then(|| person_id(n % 2));
        ticket.requester = person_id(n % 4);
        ticket.organization = (n > 9).then(|| super::records::organization_id(n % 3));
        ticket.priority = name(if n < 3 { "urgent" } else { "low" });
        ticket.ticket_type = n.is_multiple_of(2).then(|| name("incident"));
        (ticket.category, ticket.status) =
            if n < 5 { (Category::OnHold, name("waiting")) } else { (Category::Closed, name("closed")) };
        put_new(ticket)
    }))?;
    let tickets = trial.find_all(&all_tickets())?;
    same("of all", trial.storage.count(trial.desk, &none)?, vec![Count { value: None, tickets: 11 }])?;
    for field in [
        TicketField::Status,
        TicketField::Category,
        TicketField::Priority,
        TicketField::Team,
        TicketField::Owner,
        TicketField::Type,
        TicketField::Channel,
        TicketField::Organization,
        TicketField::Requester,
    ] {
        let mut expected: Vec<Count> = Vec::new();
        let mut values: Vec<_> =
            tickets.iter().map(|ticket| ticket.get(&field).map(|value| value.to_string())).collect();
        values.sort();
        for value in values {
            match expected.last_mut() {
                Some(count) if count.value == value => count.tickets += 1,
                _ => expected.push(Count { value, tickets: 1 }),
            }
        }
        let what = format!("by {}", field.as_str());
        let count = CountQuery { by: Some(field), ..none.clone() };
        same(&what, trial.storage.count(trial.desk, &count)?, expected)?;
    }
    Ok(())
}
