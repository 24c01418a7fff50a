//! How long an agent can be passed over.

use crate::assignment::spec::Strategy;
use crate::model::Person;

/// How many tickets of a team go to others at the most between two tickets of a member, and before the first one, as long as
/// the member can take every one of them; nothing where there is no such bound.
///
/// - `round_robin`: one for each other member, whatever these can take. Who had a turn stands behind everybody else, and so
///   does who joins the team.
/// - `weighted`: for each other member the share of theirs beside that of the member, rounded up, where everybody can take
///   every ticket and no day leaves the window meanwhile. Between two tickets of a member with `g` before the first of
///   them and the share `s`, another with the share `t` is chosen only while they have had from `t g / s` on and less than
///   `t (g + 1) / s` tickets, or once with exactly that many, because it then is the turn of the member: that is at the most
///   `t / s` rounded up.
/// - `least_loaded` and, where all capacities are the same, `most_spare`: one for each other member, as long as the member
///   has nothing to do. Others get a ticket before them only if they have nothing to do either, and it was not their turn
///   since.
/// - `skill_best` gives everything to who knows the most, `most_spare` to who takes the most, as long as they have room, and
///   `manual` nothing to anybody: there is no bound. Nor is there in a sticky team, or for tickets that a route gives by
///   another strategy.
///
/// ```
/// use ticketkit::assignment::Strategy;
/// use ticketkit::assignment::simulate::most_before;
/// use ticketkit::id::PersonId;
/// use ticketkit::model::{Agent, Person};
/// use ticketkit::time::Timestamp;
///
/// let member = |n: u8, share: u32| {
///     let mut person = Person::new(PersonId::from_bytes([n; 16]), format!("Member {n}"), Timestamp::default());
///     let mut agent = Agent::new("agent".parse().unwrap());
///     agent.share = share;
///     person.agent = Some(agent);
///     person
/// };
/// let (half, full, double) = (member(1, 50), member(2, 100), member(3, 200));
/// let team = [&half, &full, &double];
/// assert_eq!(most_before(Strategy::RoundRobin, &team, &half), Some(2));
/// assert_eq!(most_before(Strategy::Weighted, &team, &half), Some(2 + 4));
/// assert_eq!(most_before(Strategy::Weighted, &team, &double), Some(1 + 1));
/// assert_eq!(most_before(Strategy::SkillBest, &team, &half), None);
/// ```
pub fn most_before(strategy: Strategy, members: &[&Person], member: &Person) -> Option<u64> {
    let others = || members.iter().filter(|other| other.id != member.id);
    let each = |part: &dyn Fn(&Person) -> u64| others().map(|other| part(other)).sum();
    let capacity = |person: &Person| person.agent.as_ref().map(|agent| agent.capacity);
    let share = |person: &Person| person.agent.as_ref().map_or(1, |agent| agent.share.max(1));
    match strategy {
        Strategy::RoundRobin | Strategy::LeastLoaded => Some(each(&|_| 1)),
        Strategy::MostSpare => {
            let alike = others().all(|other| capacity(other) == capacity(member));
            alike.then(|| each(&|_| 1))
        }
        Strategy::Weighted => Some(each(&|other| u64::from(share(other).div_ceil(share(member))))),
        Strategy::SkillBest | Strategy::Manual => None,
    }
}
