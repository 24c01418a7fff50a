//! Random questions to a storage and to the one in memory about the same tickets: the same pages, the same counts.

use super::chance::Chance;
use super::finding::compiled;
use super::records::{message, note, organization_id, person_id, put_message, put_new, ticket_id};
use super::trial::{Mismatch, NewStorage, Trial, Verdict, all_tickets, same};
use super::varied::{NAMES, OWN_FIELDS, OwnFields, WORDS};
use crate::condition::{Condition, FieldKind, Op, Predicate};
use crate::model::{Category, Standing, TicketField, Value};
use crate::query::{Audience, CountQuery, SearchText, Sort, SortKey, TicketQuery};
use crate::storage::MemoryStorage;

/// How many tickets are asked about.
const TICKETS: u64 = 40;

/// Asks a fresh storage and the one in memory `count` random questions about random tickets. Both must give the same
/// pages and the same counts. The same seed gives the same tickets and the same questions.
pub fn random_conditions(new: &NewStorage<'_>, seed: u64, count: u32) -> Verdict {
    let tested = Trial::begin(new)?;
    let memory = Trial::begin(&|| std::sync::Arc::new(MemoryStorage::new()))?;
    let mut chance = Chance::of(seed);
    for n in 0..TICKETS {
        let mut puts = vec![put_new(chance.ticket(n))];
        for position in 1..=chance.below(3) {
            let (m, body) = (10 * n + position, chance.text());
            let public = chance.one_in(2);
            let written = if public { message(m, n, position, &body) } else { note(m, n, position, &body) };
            puts.push(put_message(written));
        }
        tested.put(puts.clone())?;
        memory.put(puts)?;
    }
    for step in 1..=count {
        let question = random_question(&mut chance)?;
        let told = |mismatch: Mismatch| {
            Mismatch(format!("seed {seed}, question {step}, {question:?}: {}", mismatch.0))
        };
        same("tickets", tested.numbers(&question)?, memory.numbers(&question)?).map_err(told)?;
        let by = chance.pick(&[
            None,
            Some(TicketField::Status),
            Some(TicketField::Owner),
            Some(TicketField::Organization),
        ]);
        let count =
            CountQuery { visible: question.visible.clone(), condition: question.condition.clone(), by };
        let (found, expected) =
            (tested.storage.count(tested.desk, &count)?, memory.storage.count(memory.desk, &count)?);
        same("counts", found, expected).map_err(told)?;
    }
    Ok(())
}

fn random_question(chance: &mut Chance) -> Result<TicketQuery, Mismatch> {
    let visible = if chance.one_in(3) { random_predicate(chance)? } else { Predicate::always() };
    let condition = if chance.one_in(8) { None } else { Some(random_predicate(chance)?) };
    let text = if chance.one_in(4) { SearchText::of(&chance.text()) } else { None };
    Ok(TicketQuery {
        visible,
        audience: chance.pick(&[Audience::Staff, Audience::Customers]),
        condition,
        text,
        sort: Sort {
            by: chance.pick(&[SortKey::CreatedAt, SortKey::UpdatedAt, SortKey::StatusSince]),
            descending: chance.one_in(2),
        },
        limit: chance.pick(&[1, 3, 7, 1_000]),
        ..all_tickets()
    })
}

fn random_predicate(chance: &mut Chance) -> Result<Predicate, Mismatch> {
    compiled(&random_condition(chance, 3), &OwnFields)
}

fn random_condition(chance: &mut Chance, levels: u32) -> Condition {
    if levels == 0 || chance.one_in(2) {
        return random_test(chance);
    }
    let parts = chance.below(4);
    let of: Vec<_> = (0..parts).map(|_| random_condition(chance, levels - 1)).collect();
    match chance.below(3) {
        0 => Condition::all(of),
        1 => Condition::any(of),
        _ => Condition::not(Condition::any(of)),
    }
}

/// A question about any field that fits it, held against values that tickets have, or nearly.
fn random_test(chance: &mut Chance) -> Condition {
    let own = OWN_FIELDS.map(|(field, kind)| (field.to_owned(), kind));
    let built_in = TicketField::BUILT_IN
        .iter()
        .filter_map(|field| FieldKind::of_built_in(field).map(|kind| (field.as_str().to_owned(), kind)));
    let fields: Vec<(String, FieldKind)> = built_in.chain(own).collect();
    let chosen = chance.place(fields.len());
    let Some((field, kind)) = fields.get(chosen) else { return Condition::all([]) };
    let op = loop {
        let op = chance.pick(&STORED);
        if kind.allows(op) {
            break op;
        }
    };
    let operands = match op {
        Op::IsSet => 0,
        Op::Between => 2,
        Op::In | Op::HasAny | Op::HasAll => 1 + chance.below(3),
        _ => 1,
    };
    let mut values: Vec<Value> = (0..operands).map(|_| operand(chance, field, *kind)).collect();
    if op == Op::Between {
        values.sort_by(|a, b| match (a, b) {
            (Value::Text(a), Value::Text(b)) => crate::condition::fold(a).cmp(&crate::condition::fold(b)),
            _ => a.cmp(b),
        });
    }
    Condition::test(field, op, values)
}

/// What can be asked of a ticket as it is stored.
const STORED: [Op; 13] = [
    Op::Eq,
    Op::Ne,
    Op::Lt,
    Op::Le,
    Op::Gt,
    Op::Ge,
    Op::In,
    Op::Between,
    Op::Contains,
    Op::StartsWith,
    Op::IsSet,
    Op::HasAny,
    Op::HasAll,
];

fn operand(chance: &mut Chance, field: &str, kind: FieldKind) -> Value {
    match kind {
        FieldKind::Text => {
            let text = chance.text();
            let word = chance.pick(&WORDS).to_owned();
            let part: String = word.chars().take(2).collect();
            Value::Text(chance.pick(&[text, word.to_uppercase(), word, part]))
        }
        FieldKind::Name if field == "category" => Value::from(chance.pick(&Category::ALL).as_str()),
        FieldKind::Name if field == "standing" => Value::from(chance.pick(&Standing::ALL).as_str()),
        FieldKind::Name | FieldKind::Names => Value::from(chance.pick(&NAMES)),
        FieldKind::Number => Value::Number(crate::model::Decimal::from(chance.pick(&[-3, 0, 1, 2]))),
        FieldKind::Bool => Value::Bool(chance.one_in(2)),
        FieldKind::Date => Value::from(chance.pick(&["1999-12-31", "2026-06-01", "2026-06-02"])),
        FieldKind::Instant => Value::Text(chance.instant().to_string()),
        FieldKind::Person | FieldKind::People => Value::Text(person_id(chance.below(5)).to_string()),
        FieldKind::Organization => Value::Text(organization_id(chance.below(4)).to_string()),
        FieldKind::ExternalIds => Value::Text(format!("{}\t{}", chance.pick(&NAMES), chance.below(TICKETS))),
        FieldKind::Reference => Value::Text(ticket_id(0).to_string()),
        FieldKind::Ticket | FieldKind::Tickets => Value::Text(ticket_id(chance.below(4)).to_string()),
    }
}
