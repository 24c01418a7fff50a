//! The choice of an owner once more, as slowly and plainly as it can be said: after the documentation, not the code.

use std::cmp::Ordering;

use ticketkit::assignment::{Presence, RouteMode, SkillSpec, Strategy as Way};
use ticketkit::id::PersonId;
use ticketkit::model::{Agent, Availability, Category, Ticket, Verdict};

use crate::cases::{Case, Someone};

/// What the choice has to be.
#[derive(Debug)]
pub(crate) struct Expected {
    pub(crate) winner: Option<PersonId>,
    /// `sticky`, or a strategy.
    pub(crate) way: String,
    /// Of everybody, by id: why they cannot have it, or nothing.
    pub(crate) obstacles: Vec<(PersonId, Option<Verdict>)>,
}

/// What routes ask for.
struct Asked {
    skills: Vec<SkillSpec>,
    same_language: bool,
    strategy: Option<Way>,
}

/// The first route into this team that fits; or all of them, with those that name no team.
fn asked(case: &Case) -> Asked {
    let mut asked = Asked { skills: Vec::new(), same_language: false, strategy: None };
    for route in &case.routes {
        let wanted = match &route.condition {
            None => true,
            // They all ask for one priority.
            Some(condition) => {
                serde_json::to_string(condition).unwrap().contains(case.ticket.priority.as_str())
            }
        };
        let here = match route.team.as_ref().map(ticketkit::Name::as_str) {
            Some(team) => team == case.team.name.as_str(),
            None => case.mode == RouteMode::All,
        };
        if !wanted || !here {
            continue;
        }
        for need in &route.skills {
            let known = asked.skills.iter().position(|known| known.name == need.name);
            if let Some(at) = known {
                let known = asked.skills.remove(at);
                let level = if known.level > need.level { known.level } else { need.level };
                let optional = known.optional && need.optional;
                asked.skills.insert(at, SkillSpec { name: known.name, level, optional });
            } else {
                asked.skills.push(need.clone());
            }
        }
        asked.same_language = asked.same_language || route.same_language;
        if asked.strategy.is_none() {
            asked.strategy = route.strategy;
        }
        if case.mode == RouteMode::First {
            break;
        }
    }
    asked
}

/// Whether optional skills are still asked for: a rung that drops them lies ahead.
fn asks_optional(case: &Case) -> bool {
    let mut ahead = false;
    for (n, rung) in case.team.ladder.iter().enumerate() {
        let drops = format!("{:?}", rung.step) == "DropOptionalSkills";
        if drops && n >= case.ticket.rungs as usize {
            ahead = true;
        }
    }
    ahead
}

/// What the ticket adds to the load of whoever gets it.
pub(crate) fn weighs(ticket: &Ticket) -> i64 {
    match (ticket.weight, ticket.category) {
        (Some(weight), _) => i64::from(weight),
        (None, Category::New | Category::Open) => 1,
        (None, _) => 0,
    }
}

/// `de` goes with `de-AT` and `de-AT` with `de`; who names no language takes any.
fn speaks(agent: &Agent, language: &str) -> bool {
    if agent.languages.is_empty() {
        return true;
    }
    agent.languages.iter().any(|known| {
        known == language
            || known.starts_with(&format!("{language}-"))
            || language.starts_with(&format!("{known}-"))
    })
}

/// Why somebody cannot have the ticket: availability, shift and absence, capacity, skills, language, sight, refusal.
fn obstacle(case: &Case, asked: &Asked, someone: &Someone) -> Option<Verdict> {
    let agent = match &someone.person.agent {
        Some(agent) if agent.active && agent.availability == Availability::Available => agent,
        _ => return Some(Verdict::Unavailable {}),
    };
    if let Presence::OffShift(until) = someone.presence {
        return Some(Verdict::OffShift { until });
    }
    if let Presence::Absent(until) = someone.presence {
        return Some(Verdict::Absent { until });
    }
    let room = i64::from(agent.capacity) - someone.load;
    if agent.capacity == 0 || weighs(&case.ticket) > room {
        return Some(Verdict::Full { load: someone.load, capacity: agent.capacity });
    }
    for need in &asked.skills {
        if need.optional && !asks_optional(case) {
            continue;
        }
        let has = agent.skills.iter().any(|skill| skill.name == need.name && skill.level >= need.level);
        if !has {
            return Some(Verdict::LacksSkill { skill: need.name.clone(), needed: need.level });
        }
    }
    if let Some(language) = &case.ticket.language
        && asked.same_language
        && !speaks(agent, language)
    {
        return Some(Verdict::LacksLanguage { language: language.clone() });
    }
    if case.blind.contains(&someone.person.id) {
        return Some(Verdict::MayNotSee {});
    }
    let declined = |person| case.ticket.declined.iter().any(|it| it.person == person && it.until > case.at);
    declined(someone.person.id).then_some(Verdict::Excluded {})
}

/// Of two who can have the ticket: `Less` when `a` gets it before `b` by the strategy alone.
fn by_strategy(way: Way, asked: &Asked, a: &Someone, b: &Someone) -> Ordering {
    let agent = |it: &Someone| it.person.agent.clone().unwrap();
    // Capacities are from 1 to 5 and shares from 1 to 3: both divide 60.
    let ratio = |it: &Someone| it.load * (60 / i64::from(agent(it).capacity));
    let spare = |it: &Someone| i64::from(agent(it).capacity) - it.load;
    let given = |it: &Someone| it.given * (60 / i64::from(agent(it).share));
    let matched = |it: &Someone| -> Vec<i64> {
        let levels = asked.skills.iter().map(|need| {
            let level =
                agent(it).skills.iter().find(|skill| skill.name == need.name).map_or(0, |skill| skill.level);
            if level >= need.level { i64::from(level) } else { 0 }
        });
        levels.filter(|level| *level > 0).collect()
    };
    match way {
        Way::LeastLoaded => ratio(a).cmp(&ratio(b)),
        Way::MostSpare => spare(b).cmp(&spare(a)),
        Way::Weighted => given(a).cmp(&given(b)),
        Way::SkillBest => {
            let (of_a, of_b) = (matched(a), matched(b));
            let count = of_b.len().cmp(&of_a.len());
            let levels = of_b.iter().sum::<i64>().cmp(&of_a.iter().sum());
            count.then(levels).then(ratio(a).cmp(&ratio(b)))
        }
        _ => Ordering::Equal,
    }
}

/// Of two whom the strategy finds alike: who was given a ticket the longest ago, newcomers after all others, and then the
/// lowest id.
fn by_turn(a: &Someone, b: &Someone) -> Ordering {
    match (a.turn, b.turn) {
        (Some(a), Some(b)) if a != b => a.cmp(&b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        _ => a.person.id.cmp(&b.person.id),
    }
}

pub(crate) fn expected(case: &Case) -> Expected {
    let asked = asked(case);
    let mut obstacles: Vec<_> =
        case.people.iter().map(|it| (it.person.id, obstacle(case, &asked, it))).collect();
    obstacles.sort_by_key(|(person, _)| *person);
    let able: Vec<&Someone> = case.people.iter().filter(|it| obstacle(case, &asked, it).is_none()).collect();
    let way = asked.strategy.unwrap_or(case.team.strategy);
    if case.team.sticky {
        let familiar = if case.previous.is_some() { case.previous } else { case.known };
        if let Some(familiar) = able.iter().find(|it| Some(it.person.id) == familiar) {
            return Expected { winner: Some(familiar.person.id), way: "sticky".to_owned(), obstacles };
        }
    }
    let beats = |a: &Someone, b: &Someone| by_strategy(way, &asked, a, b).then(by_turn(a, b)).is_lt();
    let nobody_beats = |it: &&&Someone| !able.iter().any(|other| beats(other, it));
    let first = able.iter().find(nobody_beats).map(|it| it.person.id);
    let winner = if way == Way::Manual { None } else { first };
    Expected { winner, way: way.as_str().to_owned(), obstacles }
}
