//! The choice of an owner.

use std::cmp::Ordering;

use super::eligible::{Demand, TeamMember, obstacle};
use super::rotation::{Rotation, Turn};
use super::spec::Strategy;
use super::team::Team;
use crate::id::{DecisionId, Name, PersonId, TicketId};
use crate::model::{AssignmentDecision, Candidate, Person, Verdict};
use crate::time::Timestamp;

/// Who gets a ticket, with a word about everybody who was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Choice {
    /// What decided: the team's strategy, or `sticky`.
    pub strategy: Name,
    /// Everybody who was looked at, by id.
    pub candidates: Vec<Candidate>,
    /// Who gets it; nobody when the ticket stays queued.
    pub winner: Option<PersonId>,
    /// The places in the rotation that change, by id; none without a winner.
    pub turns: Vec<Turn>,
}

impl Choice {
    /// The choice as it is kept.
    pub fn into_decision(
        self,
        id: DecisionId,
        ticket: TicketId,
        at: Timestamp,
        team: Name,
    ) -> AssignmentDecision {
        AssignmentDecision::new(id, ticket, at, team, self.strategy, self.candidates, self.winner)
    }
}

/// Chooses who of a team gets a ticket. Each member stands in `members` once; their order means nothing.
///
/// Nobody gets the ticket who is not available, not on shift or absent, would have more work than they take, lacks a skill
/// or the language, may not see the ticket, or is excluded. Among the others a sticky team gives it to the one who had it before, or, when
/// nobody had it, to the one who had the requester's latest ticket, if they are there; otherwise the strategy decides, and where it finds two alike, it is who was given a ticket of this
/// team the longest ago, and then the lowest id.
///
/// `may_see` answers for the ticket as it would be with that person as its owner: being given a ticket can be the
/// very thing that shows it.
///
/// ```
/// use ticketkit::assignment::{Demand, Strategy, Team, TeamMember, choose};
/// use ticketkit::id::{PersonId, TicketId};
/// use ticketkit::model::{Agent, Person, Ticket, Verdict};
/// use ticketkit::time::Timestamp;
///
/// let agent = |n: u8, name: &str, capacity: u32| {
///     let mut person = Person::new(PersonId::from_bytes([n; 16]), name.to_owned(), Timestamp::default());
///     let mut profile = Agent::new("agent".parse().unwrap());
///     profile.capacity = capacity;
///     person.agent = Some(profile);
///     person
/// };
/// let (ada, bob) = (agent(1, "Ada", 5), agent(2, "Bob", 10));
/// let team = Team::new("support".parse()?, Strategy::LeastLoaded);
/// let members = [TeamMember::new(&ada, 3, Some(1)), TeamMember::new(&bob, 4, Some(2))];
/// let ticket = Ticket::blank(TicketId::from_bytes([9; 16]));
///
/// let choice = choose(&team, &members, &Demand::of(&ticket), |_| true);
/// assert_eq!(choice.winner, Some(bob.id));
/// assert_eq!(choice.candidates[0].verdict, Verdict::Behind { score: "3 of 5, turn 1".to_owned() });
/// # Ok::<(), ticketkit::id::NotAName>(())
/// ```
pub fn choose(
    team: &Team,
    members: &[TeamMember<'_>],
    demand: &Demand<'_>,
    may_see: impl Fn(&Person) -> bool,
) -> Choice {
    let mut members = members.to_vec();
    members.sort_unstable_by_key(|member| member.person.id);
    let rotation = Rotation::of(&members);
    let looked_at: Vec<(&TeamMember<'_>, Option<Verdict>)> =
        members.iter().map(|member| (member, obstacle(member, demand, &may_see))).collect();
    let able = || looked_at.iter().filter(|(_, obstacle)| obstacle.is_none()).map(|(member, _)| *member);

    let strategy = demand.strategy.unwrap_or(team.strategy);
    let mut way = Way::Strategy(strategy);
    let mut winner = None;
    let familiar = demand.previous.map(|person| (person, Way::Previous));
    let familiar = familiar.or_else(|| demand.known.map(|person| (person, Way::Known)));
    if let Some((familiar, sticky)) = familiar.filter(|_| team.sticky) {
        winner = able().map(|member| member.person.id).find(|person| *person == familiar);
        way = if winner.is_some() { sticky } else { way };
    }
    if winner.is_none() && strategy != Strategy::Manual {
        let first = able().min_by(|a, b| precedence(strategy, demand, &rotation, a, b));
        winner = first.map(|member| member.person.id);
    }

    let verdict = |member: &TeamMember<'_>| {
        let won = winner == Some(member.person.id);
        let Some(score) = way.score(member, demand, &rotation, won) else { return Verdict::Eligible {} };
        if won { Verdict::Won { score } } else { Verdict::Behind { score } }
    };
    let candidates = looked_at
        .iter()
        .map(|(member, obstacle)| Candidate {
            person: member.person.id,
            verdict: obstacle.clone().unwrap_or_else(|| verdict(member)),
        })
        .collect();
    let turns = winner.map_or_else(Vec::new, |winner| rotation.after_turn_of(winner));
    Choice { strategy: Name::known(way.as_str()), candidates, winner, turns }
}

/// What decides where a ticket goes to whoever is on call.
pub(crate) const ON_CALL: &str = "on_call";

/// What decides where a ticket goes to somebody's substitute.
pub(crate) const SUBSTITUTE: &str = "substitute";

/// Whether somebody is given a ticket as a member of its team, so that it counts among what the members were given, by what
/// decided it: not where they are named, whichever team they work in.
pub(crate) fn is_share(decided_by: &Name) -> bool {
    ![ON_CALL, SUBSTITUTE].contains(&decided_by.as_str())
}

/// The first of some people who can take a ticket, in the order in which they are given: a chain of substitutes, or
/// whoever is on call. `way` is what decides, as the record names it. Nobody's turn is used up by it.
pub fn first_able(
    way: &'static str,
    people: &[TeamMember<'_>],
    demand: &Demand<'_>,
    may_see: impl Fn(&Person) -> bool,
) -> Choice {
    let mut winner = None;
    let mut candidates = Vec::new();
    for member in people {
        let person = member.person.id;
        let verdict = match obstacle(member, demand, &may_see) {
            Some(obstacle) => obstacle,
            None if winner.is_some() => Verdict::Behind { score: "comes later".to_owned() },
            None => {
                winner = Some(person);
                Verdict::Won { score: "comes first".to_owned() }
            }
        };
        candidates.push(Candidate { person, verdict });
    }
    candidates.sort_by_key(|candidate| candidate.person);
    Choice { strategy: Name::known(way), candidates, winner, turns: Vec::new() }
}

/// What decides.
#[derive(Clone, Copy)]
enum Way {
    /// Sticky: they had the ticket before.
    Previous,
    /// Sticky: they had the requester's latest ticket.
    Known,
    Strategy(Strategy),
}

impl Way {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Previous | Self::Known => "sticky",
            Self::Strategy(strategy) => strategy.as_str(),
        }
    }

    /// Everything that was held against the others; nothing where nobody is compared.
    fn score(
        self,
        member: &TeamMember<'_>,
        demand: &Demand<'_>,
        rotation: &Rotation,
        won: bool,
    ) -> Option<String> {
        let turn = rotation.place(member.person.id);
        match self {
            Self::Previous if won => Some("had it before".to_owned()),
            Self::Previous => Some("did not have it before".to_owned()),
            Self::Known if won => Some("had the requester's latest ticket".to_owned()),
            Self::Known => Some("did not have the requester's latest ticket".to_owned()),
            Self::Strategy(Strategy::Manual) => None,
            Self::Strategy(Strategy::RoundRobin) => Some(format!("turn {turn}")),
            Self::Strategy(Strategy::LeastLoaded | Strategy::MostSpare) => {
                Some(format!("{} of {}, turn {turn}", member.load, capacity(member)))
            }
            Self::Strategy(Strategy::Weighted) => {
                Some(format!("{} given, share {}, turn {turn}", member.given, share(member)))
            }
            Self::Strategy(Strategy::SkillBest) => {
                let (skills, levels) = knows(member, demand);
                let (wanted, load) = (demand.skills.len(), member.load);
                let capacity = capacity(member);
                Some(format!(
                    "{skills} of {wanted} skills, levels {levels}, {load} of {capacity}, turn {turn}"
                ))
            }
        }
    }
}

/// Who comes before whom: never equal for two different people.
fn precedence(
    strategy: Strategy,
    demand: &Demand<'_>,
    rotation: &Rotation,
    a: &TeamMember<'_>,
    b: &TeamMember<'_>,
) -> Ordering {
    let by_strategy = match strategy {
        Strategy::LeastLoaded => by_ratio(a, b),
        Strategy::MostSpare => spare(b).cmp(&spare(a)),
        Strategy::Weighted => by_share(a, b),
        Strategy::SkillBest => knows(b, demand).cmp(&knows(a, demand)).then_with(|| by_ratio(a, b)),
        Strategy::RoundRobin | Strategy::Manual => Ordering::Equal,
    };
    let place = |member: &TeamMember<'_>| (rotation.place(member.person.id), member.person.id);
    by_strategy.then_with(|| place(a).cmp(&place(b)))
}

/// Compares load over capacity, exactly: `a/b < c/d` is `a*d < c*b` where nothing is negative below the line.
fn by_ratio(a: &TeamMember<'_>, b: &TeamMember<'_>) -> Ordering {
    let product = |load: i64, capacity: u32| i128::from(load) * i128::from(capacity);
    product(a.load, capacity(b)).cmp(&product(b.load, capacity(a)))
}

/// Compares what was given beside the share, as exactly.
fn by_share(a: &TeamMember<'_>, b: &TeamMember<'_>) -> Ordering {
    let product = |given: i64, share: u32| i128::from(given) * i128::from(share);
    product(a.given, share(b)).cmp(&product(b.given, share(a)))
}

fn share(member: &TeamMember<'_>) -> u32 {
    member.person.agent.as_ref().map_or(1, |agent| agent.share.max(1))
}

/// How many of the skills a member has on the level that is asked for, and the sum of their levels in these.
fn knows(member: &TeamMember<'_>, demand: &Demand<'_>) -> (usize, u32) {
    let levels = demand.skills.iter().filter_map(|need| {
        let level = member.person.agent.as_ref()?.level(&need.name)?;
        (level >= need.level).then_some(u32::from(level))
    });
    levels.fold((0, 0), |(count, sum), level| (count + 1, sum + level))
}

fn spare(member: &TeamMember<'_>) -> i64 {
    i64::from(capacity(member)).saturating_sub(member.load)
}

fn capacity(member: &TeamMember<'_>) -> u32 {
    member.person.agent.as_ref().map_or(0, |agent| agent.capacity)
}
