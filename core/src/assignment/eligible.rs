//! Who can take a ticket at all.

use std::borrow::Cow;

use super::load::weighs;
use super::presence::Presence;
use super::spec::{SkillSpec, Strategy};
use crate::id::PersonId;
use crate::model::{Availability, Person, Ticket, Verdict};

/// A member of the team, as the choice looks at them.
#[derive(Clone, Copy, Debug)]
pub struct TeamMember<'a> {
    /// The agent.
    pub person: &'a Person,
    /// The weight of the unfinished tickets that they own, without the ticket that is to be given.
    pub load: i64,
    /// Their place in the rotation of the team: the higher, the later they had their last turn. Nothing for a
    /// newcomer, who stands at the end; the first [`Turn`](super::Turn) that anybody has gives them a place.
    pub turn: Option<u64>,
    /// Whether they are at work just now.
    pub presence: Presence,
    /// How many tickets of the team they were given of late, where the strategy asks for it.
    pub given: i64,
}

impl<'a> TeamMember<'a> {
    /// A member who is at work, and was given nothing of late.
    pub const fn new(person: &'a Person, load: i64, turn: Option<u64>) -> Self {
        Self { person, load, turn, presence: Presence::Here, given: 0 }
    }
}

/// What a ticket asks of whoever is to have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demand<'a> {
    /// What they have to know.
    pub skills: Cow<'a, [SkillSpec]>,
    /// Whether they have to know what is optional, too.
    pub optional: bool,
    /// Another strategy than that of the team.
    pub strategy: Option<Strategy>,
    /// The language that they have to work in, as a BCP 47 tag.
    pub language: Option<&'a str>,
    /// What it adds to their load.
    pub weight: i64,
    /// Who had it before: gets it again in a sticky team.
    pub previous: Option<PersonId>,
    /// Who had the requester's latest ticket: gets this one in a sticky team when nobody had it before.
    pub known: Option<PersonId>,
    /// Who is not to have it, such as an agent who gave it back.
    pub excluded: Vec<PersonId>,
}

impl Demand<'static> {
    /// A ticket that anybody can take: only its weight counts.
    pub fn of(ticket: &Ticket) -> Self {
        Self {
            skills: Cow::Borrowed(&[]),
            optional: false,
            strategy: None,
            language: None,
            weight: weighs(ticket),
            previous: None,
            known: None,
            excluded: Vec::new(),
        }
    }
}

/// Why a member cannot take the ticket: the first reason in the order of the checks. Nothing when they can.
pub fn obstacle(
    member: &TeamMember<'_>,
    demand: &Demand<'_>,
    may_see: impl Fn(&Person) -> bool,
) -> Option<Verdict> {
    let person = member.person;
    let Some(agent) = person.active_agent() else { return Some(Verdict::Unavailable {}) };
    if agent.availability != Availability::Available {
        return Some(Verdict::Unavailable {});
    }
    match member.presence {
        Presence::Here => {}
        Presence::OffShift(until) => return Some(Verdict::OffShift { until }),
        Presence::Absent(until) => return Some(Verdict::Absent { until }),
    }
    refusal(member, demand, may_see)
}

/// Why a member cannot take the ticket even when they are at work and want to: the first reason in the order of the checks.
/// Nothing when they can.
pub fn refusal(
    member: &TeamMember<'_>,
    demand: &Demand<'_>,
    may_see: impl Fn(&Person) -> bool,
) -> Option<Verdict> {
    let person = member.person;
    let Some(agent) = person.active_agent() else { return Some(Verdict::Unavailable {}) };
    let capacity = agent.capacity;
    // Who takes no work at all is full, also for a ticket that weighs nothing.
    if capacity == 0 || member.load.saturating_add(demand.weight) > i64::from(capacity) {
        return Some(Verdict::Full { load: member.load, capacity });
    }
    let lacks = |need: &&SkillSpec| {
        (demand.optional || !need.optional) && agent.level(&need.name).is_none_or(|level| level < need.level)
    };
    if let Some(need) = demand.skills.iter().find(lacks) {
        return Some(Verdict::LacksSkill { skill: need.name.clone(), needed: need.level });
    }
    if let Some(language) = demand.language.filter(|language| !speaks(&agent.languages, language)) {
        return Some(Verdict::LacksLanguage { language: language.to_owned() });
    }
    if !may_see(person) {
        return Some(Verdict::MayNotSee {});
    }
    demand.excluded.contains(&person.id).then_some(Verdict::Excluded {})
}

/// Whether somebody who works in these languages can take a ticket in that one. Who names none takes any; a language
/// and a variety of it (`pt`, `pt-BR`) go together, two varieties (`zh-Hans`, `zh-Hant`) do not.
fn speaks(languages: &[String], wanted: &str) -> bool {
    let go_together = |known: &String| {
        let mut pairs = known.split('-').zip(wanted.split('-'));
        pairs.all(|(known, wanted)| known.eq_ignore_ascii_case(wanted))
    };
    languages.is_empty() || languages.iter().any(go_together)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_goes_with_its_varieties() {
        let speaks_these = |known: &[&str], wanted| {
            speaks(&known.iter().map(|tag| (*tag).to_owned()).collect::<Vec<_>>(), wanted)
        };
        assert!(speaks_these(&[], "lv"));
        assert!(speaks_these(&["de", "pt"], "pt-BR"));
        assert!(speaks_these(&["pt-BR"], "pt"));
        assert!(speaks_these(&["EN-gb"], "en-GB"));
        assert!(!speaks_these(&["zh-Hans"], "zh-Hant"));
        assert!(!speaks_these(&["de"], "den"));
    }
}
