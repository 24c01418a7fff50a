//! The requester of a new ticket: found, or made, and normalised.

use std::sync::Arc;

use super::draft::Draft;
use super::people::{normal_address, normal_phone};
use super::text::{check_language, check_text};
use super::{Answer, Who, who};
use crate::command::Intake;
use crate::error::{Code, Problem};
use crate::limits;
use crate::model::{By, EventKind, Person, PersonRef};
use crate::snapshot::{Key, Wanted};

/// What has to be seen to find the person.
pub(super) fn needs(intake: &Intake, wanted: &mut Wanted) {
    if let Some(person) = &intake.person {
        wanted.add(who::person_key(person));
    }
    if let Some(address) = intake.address.as_deref().and_then(|address| normal_address(address).ok()) {
        wanted.add(Key::PersonByAddress(address));
    }
}

/// The person a new ticket is for. Nothing when something is wrong, which is then among the problems.
pub(super) fn requester(
    draft: &mut Draft<'_>,
    who: &Who<'_>,
    intake: Option<&Intake>,
    problems: &mut Vec<Problem>,
) -> Answer<Option<Arc<Person>>> {
    let introduced;
    let given = intake;
    let intake = match (&who.stranger, intake) {
        (Some(key), given) => {
            introduced =
                Intake { person: Some(PersonRef::Key(key.clone())), ..given.cloned().unwrap_or_default() };
            &introduced
        }
        (None, None) => return myself(draft, who, problems),
        (None, Some(given)) => given,
    };
    // A stranger may say who they are themselves, and name nobody else.
    let themselves =
        |given: Option<&Intake>| match (&who.stranger, given.and_then(|given| given.person.as_ref())) {
            (None, _) => false,
            (Some(key), Some(PersonRef::Key(named))) => named == key,
            (Some(_), named) => named.is_none(),
        };
    if !who.rights.is_staff() && !themselves(given) {
        let text = "a requester opens tickets for themselves only";
        problems.push(Problem::new(Code::Forbidden, text).at("/requester").hint("leave `requester` out"));
        return Ok(None);
    }
    let before = problems.len();
    let normal = normalise(intake, problems);
    if let Some(found) = find(draft, intake, normal.address.as_deref(), problems)? {
        return Ok(Some(found));
    }
    if problems.len() > before {
        return Ok(None);
    }
    Ok(Some(make(draft, intake, normal)))
}

fn myself(draft: &Draft<'_>, who: &Who<'_>, problems: &mut Vec<Problem>) -> Answer<Option<Arc<Person>>> {
    if let By::Requester { person } | By::Agent { person } = &who.by {
        return draft.person(*person);
    }
    let problem = Problem::new(Code::Missing, "nobody is named whom the ticket is for").at("/requester");
    problems.push(problem.hint("give an address, or the id or key of a person"));
    Ok(None)
}

struct Normal {
    address: Option<String>,
    phone: Option<String>,
}

fn normalise(intake: &Intake, problems: &mut Vec<Problem>) -> Normal {
    let mut keep = |found: Option<Result<String, Problem>>, path: &str| match found.transpose() {
        Ok(normal) => normal,
        Err(problem) => {
            problems.push(problem.at(path));
            None
        }
    };
    let address = keep(intake.address.as_deref().map(normal_address), "/requester/address");
    let phone = keep(intake.phone.as_deref().map(normal_phone), "/requester/phone");
    if let Some(name) = &intake.name {
        check_text(name, limits::PERSON_NAME_CHARS, "/requester/name", problems);
    }
    if let Some(language) = &intake.language {
        check_language(language, "/requester/language", problems);
    }
    Normal { address, phone }
}

fn find(
    draft: &Draft<'_>,
    intake: &Intake,
    address: Option<&str>,
    problems: &mut Vec<Problem>,
) -> Answer<Option<Arc<Person>>> {
    if let Some(person) = &intake.person {
        if let Some(found) = who::find(draft.snapshot, person)? {
            return Ok(Some(Arc::clone(found)));
        }
        match person {
            PersonRef::Id(id) => {
                let text = format!("there is no person `{id}`");
                problems.push(Problem::new(Code::NotFound, text).at("/requester/person"));
            }
            PersonRef::Key(key) => {
                check_text(key, limits::EXTERNAL_ID_CHARS, "/requester/person", problems);
                if let Some(address) = address
                    && let Some(other) = draft.person_by_address(address)?
                {
                    if other.key.is_none() {
                        return Ok(Some(other));
                    }
                    let text = format!("the address `{address}` belongs to another person than `{key}`");
                    problems.push(Problem::new(Code::AlreadyTaken, text).at("/requester/address"));
                }
            }
        }
        return Ok(None);
    }
    let Some(address) = address else {
        if problems.is_empty() {
            let problem =
                Problem::new(Code::Missing, "nobody is named whom the ticket is for").at("/requester");
            problems.push(problem.hint("give an address, or the id or key of a person"));
        }
        return Ok(None);
    };
    draft.person_by_address(address)
}

fn make(draft: &mut Draft<'_>, intake: &Intake, normal: Normal) -> Arc<Person> {
    let key = match &intake.person {
        Some(PersonRef::Key(key)) => Some(key.clone()),
        _ => None,
    };
    let local = normal.address.as_deref().and_then(|address| address.split('@').next());
    let name =
        intake.name.as_deref().map(str::trim).or(local).or(key.as_deref()).unwrap_or_default().to_owned();
    let mut person = Person::new(draft.next_person(), name, draft.now);
    person.version = 1;
    person.key = key;
    person.addresses = normal.address.into_iter().collect();
    person.phone = normal.phone;
    person.language.clone_from(&intake.language);
    draft.desk_event(By::System {}, EventKind::PersonChanged { person: person.id });
    draft.put_person(person.clone());
    Arc::new(person)
}
