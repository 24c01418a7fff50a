//! People and organizations: made, changed, normalised.

use super::draft::Draft;
use super::text::{check_language, check_text};
use super::{Answer, Who, refuse_if_any, who};
use crate::access::Permission;
use crate::change::Put;
use crate::command::Command;
use crate::config::Config;
use crate::error::{Code, Problem, pointer, suggest};
use crate::id::Name;
use crate::limits;
use crate::model::{Agent, EventKind, ExternalId, Organization, Person, PersonRef, Skill};

/// A mail address as it is kept: trimmed and in lower case, with one `@` and a domain.
pub(super) fn normal_address(address: &str) -> Result<String, Problem> {
    let normal = address.trim().to_lowercase();
    let bad = |why: &str| {
        let shown: String = address.chars().take(80).collect();
        Err(Problem::new(Code::BadAddress, format!("`{shown}` is not a mail address: {why}")))
    };
    let Some((local, domain)) = normal.rsplit_once('@') else { return bad("it has no `@`") };
    let strange = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '<' | '>' | '(' | ')' | ',' | ';' | ':' | '"' | '\\' | '[' | ']' | '@')
    };
    if normal.chars().count() > limits::ADDRESS_CHARS || local.len() > 64 {
        return bad("it is too long");
    }
    if local.is_empty() || local.chars().any(strange) || local.starts_with('.') || local.ends_with('.') {
        return bad("what stands before the `@` cannot stand there");
    }
    let label = |part: &str| {
        !part.is_empty()
            && part.len() <= 63
            && !part.starts_with('-')
            && !part.ends_with('-')
            && part.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    if !domain.split('.').all(label) {
        return bad("what stands after the `@` is not a domain");
    }
    Ok(normal)
}

/// A telephone number as it is kept: its digits, after a `+` where the country is given.
pub(super) fn normal_phone(phone: &str) -> Result<String, Problem> {
    let trimmed = phone.trim();
    let (plus, rest) = match trimmed.strip_prefix('+').or_else(|| trimmed.strip_prefix("00")) {
        Some(rest) => ("+", rest),
        None => ("", trimmed),
    };
    let filler = |c: &char| matches!(c, ' ' | '-' | '/' | '.' | '(' | ')' | '\u{a0}');
    let digits: String = rest.chars().filter(|c| !filler(c)).collect();
    if !(3..=20).contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let shown: String = phone.chars().take(40).collect();
        let text = format!("`{shown}` is not a telephone number of 3 to 20 digits");
        return Err(Problem::new(Code::OutOfRange, text));
    }
    Ok(format!("{plus}{digits}"))
}

/// The person that a command is about, known or about to be made; the version is the one that will be written.
fn subject_of(draft: &mut Draft<'_>, person: Option<&PersonRef>, name: Option<&str>) -> Answer<Person> {
    let known = match person {
        Some(person) => who::find(draft.snapshot, person)?,
        None => None,
    };
    if let Some(known) = known {
        let mut person = Person::clone(known);
        person.version += 1;
        person.updated_at = draft.now.max(person.updated_at);
        return Ok(person);
    }
    let key = match person {
        Some(PersonRef::Id(id)) => {
            return Err(Problem::new(Code::NotFound, format!("there is no person `{id}`"))
                .at("/person")
                .into());
        }
        Some(PersonRef::Key(key)) => Some(key.clone()),
        None => None,
    };
    let called = name.or(key.as_deref()).unwrap_or_default().trim().to_owned();
    let mut person = Person::new(draft.next_person(), called, draft.now);
    person.key = key;
    person.version = 1;
    Ok(person)
}

/// Carries out `put_person`.
pub(super) fn put_person(draft: &mut Draft<'_>, who: &Who<'_>, command: &Command) -> Answer<()> {
    let Command::PutPerson { person, name, addresses, phone, language, organization, external_ids } = command
    else {
        return Ok(());
    };
    who.rights.require(Permission::ManagePeople)?;
    let mut problems = Vec::new();
    let mut record = subject_of(draft, person.as_ref(), name.as_deref())?;
    if let Some(name) = name {
        name.trim().clone_into(&mut record.name);
    }
    if let Some(addresses) = addresses {
        record.addresses = checked_addresses(draft, &record, addresses, &mut problems)?;
        if name.is_none() && record.name.is_empty() {
            let local = record.addresses.first().and_then(|address| address.split('@').next());
            local.unwrap_or_default().clone_into(&mut record.name);
        }
    }
    check_text(&record.name, limits::PERSON_NAME_CHARS, "/name", &mut problems);
    if let Some(phone) = phone {
        match normal_phone(phone) {
            Ok(normal) => record.phone = Some(normal),
            Err(problem) => problems.push(problem.at("/phone")),
        }
    }
    if let Some(language) = language {
        check_language(language, "/language", &mut problems);
        record.language = Some(language.clone());
    }
    if let Some(key) = organization {
        if let Some(known) = draft.snapshot.organization_by_key(key)? {
            record.organization = Some(known.id);
        } else {
            let text = format!("there is no organization `{key}`");
            problems.push(Problem::new(Code::NotFound, text).at("/organization"));
        }
    }
    if let Some(ids) = external_ids {
        record.external_ids = checked_external_ids(ids, &mut problems);
    }
    store(draft, who, record, problems)
}

fn store(draft: &mut Draft<'_>, who: &Who<'_>, record: Person, mut problems: Vec<Problem>) -> Answer<()> {
    if let Some(key) = &record.key {
        check_text(key, limits::EXTERNAL_ID_CHARS, "/person", &mut problems);
    }
    refuse_if_any(problems)?;
    draft.outcome.person = Some(record.id);
    draft.desk_event(who.by.clone(), EventKind::PersonChanged { person: record.id });
    draft.put_person(record);
    Ok(())
}

fn checked_addresses(
    draft: &Draft<'_>,
    record: &Person,
    addresses: &[String],
    problems: &mut Vec<Problem>,
) -> Answer<Vec<String>> {
    let mut normal = Vec::new();
    if addresses.len() > limits::ADDRESSES {
        let text = format!("a person can have {} addresses at the most", limits::ADDRESSES);
        problems.push(Problem::new(Code::TooMany, text).at("/addresses"));
        return Ok(normal);
    }
    let mut unasked = crate::snapshot::Wanted::nothing();
    for (n, address) in addresses.iter().enumerate() {
        match normal_address(address) {
            Ok(address) if normal.contains(&address) => {}
            Ok(address) => {
                match draft.person_by_address(&address) {
                    Ok(Some(other)) if other.id != record.id => {
                        let text = format!("the address `{address}` belongs to somebody else");
                        problems.push(Problem::new(Code::AlreadyTaken, text).at(pointer("/addresses", n)));
                    }
                    Ok(_) => {}
                    Err(super::Interrupt::Need(more)) => unasked.add_all(more),
                    Err(refused) => return Err(refused),
                }
                normal.push(address);
            }
            Err(problem) => problems.push(problem.at(pointer("/addresses", n))),
        }
    }
    if unasked.is_empty() { Ok(normal) } else { Err(unasked.into()) }
}

fn checked_external_ids(ids: &[ExternalId], problems: &mut Vec<Problem>) -> Vec<ExternalId> {
    if ids.len() > limits::EXTERNAL_IDS {
        let text = format!("there can be {} external ids at the most", limits::EXTERNAL_IDS);
        problems.push(Problem::new(Code::TooMany, text).at("/external_ids"));
    }
    for (n, entry) in ids.iter().enumerate() {
        let path = pointer("/external_ids", n);
        check_text(&entry.system, limits::EXTERNAL_ID_CHARS, &format!("{path}/system"), problems);
        check_text(&entry.id, limits::EXTERNAL_ID_CHARS, &format!("{path}/id"), problems);
    }
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Carries out `put_agent`.
pub(super) fn put_agent(draft: &mut Draft<'_>, who: &Who<'_>, command: &Command) -> Answer<()> {
    let Command::PutAgent {
        person,
        name,
        role,
        teams,
        skills,
        languages,
        capacity,
        availability,
        calendar,
        share,
        active,
    } = command
    else {
        return Ok(());
    };
    who.rights.require(Permission::ManagePeople)?;
    let mut problems = Vec::new();
    let mut record = subject_of(draft, Some(person), name.as_deref())?;
    check_text(&record.name, limits::PERSON_NAME_CHARS, "/name", &mut problems);
    let config = draft.config;
    let before = record.agent.take();
    let Some(role) = role.clone().or_else(|| before.as_ref().map(|agent| agent.role.clone())) else {
        let problem = Problem::new(Code::Missing, "a new agent needs a role").at("/role");
        return Err(problem.hint(suggest("", &role_names(config))).into());
    };
    if config.role(&role).is_none() {
        let problem = Problem::new(Code::UnknownName, format!("there is no role `{role}`")).at("/role");
        problems.push(problem.hint(suggest(&role, &role_names(config))));
    }
    let mut agent = before.unwrap_or_else(|| Agent::new(role.clone()));
    agent.role = role;
    if let Some(teams) = teams {
        agent.teams = checked_teams(config, teams, &mut problems);
    }
    if let Some(skills) = skills {
        agent.skills = checked_skills(config, skills, &mut problems);
    }
    if let Some(languages) = languages {
        for (n, language) in languages.iter().enumerate() {
            check_language(language, &pointer("/languages", n), &mut problems);
        }
        agent.languages.clone_from(languages);
        agent.languages.sort_unstable();
        agent.languages.dedup();
    }
    agent.capacity = capacity.unwrap_or(agent.capacity);
    agent.availability = availability.unwrap_or(agent.availability);
    if let Some(calendar) = calendar {
        agent.calendar = checked_calendar(config, calendar, &mut problems);
    }
    if let Some(share) = share {
        if !(1..=1_000).contains(share) {
            let text = format!("the share {share} is not from 1 to 1000");
            problems.push(Problem::new(Code::OutOfRange, text).at("/share"));
        }
        agent.share = *share;
    }
    agent.active = active.unwrap_or(agent.active);
    record.agent = Some(agent);
    let person = record.clone();
    store(draft, who, record, problems)?;
    super::queue::after_person(draft, &person)
}

fn role_names(config: &Config) -> Vec<&str> {
    config.document().roles.iter().map(|role| &*role.name).collect()
}

fn checked_teams(config: &Config, teams: &[Name], problems: &mut Vec<Problem>) -> Vec<Name> {
    let known: Vec<&str> = config.document().teams.iter().map(|team| &*team.name).collect();
    for (n, team) in teams.iter().enumerate() {
        if !known.contains(&team.as_str()) {
            let problem = Problem::new(Code::UnknownName, format!("there is no team `{team}`"));
            problems.push(problem.at(pointer("/teams", n)).hint(suggest(team, &known)));
        }
    }
    let mut teams = teams.to_vec();
    teams.sort_unstable();
    teams.dedup();
    teams
}

fn checked_skills(config: &Config, skills: &[Skill], problems: &mut Vec<Problem>) -> Vec<Skill> {
    let known: Vec<&str> = config.document().skills.iter().map(|skill| &*skill.name).collect();
    for (n, skill) in skills.iter().enumerate() {
        if !known.contains(&skill.name.as_str()) {
            let problem = Problem::new(Code::UnknownName, format!("there is no skill `{}`", skill.name));
            problems.push(problem.at(pointer("/skills", n)).hint(suggest(&skill.name, &known)));
        }
        if !(1..=10).contains(&skill.level) {
            let text = format!("the level {} is not from 1 to 10", skill.level);
            problems.push(Problem::new(Code::OutOfRange, text).at(pointer("/skills", n)));
        }
    }
    let mut skills = skills.to_vec();
    skills.sort_unstable();
    skills.dedup_by(|a, b| a.name == b.name);
    skills
}

/// The calendar of this name; none when the name is empty.
fn checked_calendar(config: &Config, name: &str, problems: &mut Vec<Problem>) -> Option<Name> {
    let known = name.parse().ok().filter(|name: &Name| config.calendar(name).is_some());
    if known.is_none() && !name.is_empty() {
        let names: Vec<&str> = config.document().calendars.keys().map(Name::as_str).collect();
        let name = crate::error::excerpt(name);
        let problem = Problem::new(Code::UnknownName, format!("there is no calendar `{name}`"));
        problems.push(problem.at("/calendar").hint(suggest(&name, &names)));
    }
    known
}

/// Carries out `put_organization`.
pub(super) fn put_organization(draft: &mut Draft<'_>, who: &Who<'_>, command: &Command) -> Answer<()> {
    let Command::PutOrganization { key, name, shared, calendar, external_ids } = command else {
        return Ok(());
    };
    who.rights.require(Permission::ManagePeople)?;
    let mut problems = Vec::new();
    check_text(key, limits::EXTERNAL_ID_CHARS, "/key", &mut problems);
    let mut record = if let Some(known) = draft.snapshot.organization_by_key(key)? {
        Organization::clone(known)
    } else {
        let mut made = Organization::new(draft.next_organization(), key.clone(), draft.now);
        made.key = Some(key.clone());
        made
    };
    record.version += 1;
    record.updated_at = draft.now.max(record.updated_at);
    if let Some(name) = name {
        check_text(name, limits::PERSON_NAME_CHARS, "/name", &mut problems);
        name.trim().clone_into(&mut record.name);
    }
    record.shared = shared.unwrap_or(record.shared);
    if let Some(calendar) = calendar {
        record.calendar = checked_calendar(draft.config, calendar, &mut problems);
    }
    if let Some(ids) = external_ids {
        record.external_ids = checked_external_ids(ids, &mut problems);
    }
    refuse_if_any(problems)?;
    draft.outcome.organization = Some(record.id);
    draft.desk_event(who.by.clone(), EventKind::OrganizationChanged { organization: record.id });
    draft.put(Put::Organization { organization: Box::new(record) });
    Ok(())
}
