//! Time, played forward from one thing that happens to the next.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::convert::Infallible;

use super::seats::{Place, Seats};
use super::wait::{Queues, Since, Sort};
use super::{Arrival, Held, Routed, Setting};
use crate::assignment::choose::{Choice, ON_CALL, choose, first_able};
use crate::assignment::eligible::{Demand, obstacle};
use crate::assignment::ladder::{Rung, RungStep};
use crate::assignment::load::weight;
use crate::assignment::route::{needs, send};
use crate::assignment::spec::Strategy;
use crate::assignment::team::Team;
use crate::id::PersonId;
use crate::limits;
use crate::model::{Person, PersonRef, Standing, Ticket};
use crate::time::{Span, Timestamp};

pub(super) fn play(setting: &Setting<'_>, arrivals: &[Arrival<'_>]) -> Vec<Routed> {
    let came =
        |arrival: &Arrival<'_>| Routed { came: arrival.at, team: arrival.team.cloned(), ..Routed::default() };
    let mut play = Play {
        setting,
        arrivals,
        seats: Seats::of(setting),
        queues: Queues::default(),
        waiting: BTreeMap::new(),
        latest: BTreeMap::new(),
        coming: BinaryHeap::new(),
        routed: arrivals.iter().map(came).collect(),
    };
    play.coming.extend((0..).zip(arrivals).map(|(n, arrival)| Reverse((arrival.at, Coming::Arrival(n)))));
    while let Some(Reverse((at, coming))) = play.coming.pop().filter(|Reverse((at, _))| *at <= setting.until)
    {
        match coming {
            Coming::Done(place, weight) => play.done(place, weight, at),
            Coming::Return(place) => play.come_back(place, at),
            Coming::Rung(n, climbed) => play.climb(n, climbed, at),
            Coming::Arrival(n) => play.arrive(n, at),
        }
    }
    play.end()
}

/// What happens, in the order in which it does at one instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Coming {
    /// Somebody comes to work.
    Return(Place),
    /// Somebody has done a ticket of this weight.
    Done(Place, i64),
    /// A ticket takes its next rung, if it has climbed so many and waits still.
    Rung(usize, u32),
    /// A ticket comes in.
    Arrival(usize),
}

/// A ticket that waits.
struct Waiting {
    ticket: Ticket,
    /// What it asks for, while it stands in the queue of a team that gives tickets.
    sort: Option<Sort>,
    climbed: u32,
}

struct Play<'a> {
    setting: &'a Setting<'a>,
    arrivals: &'a [Arrival<'a>],
    seats: Seats<'a>,
    queues: Queues,
    waiting: BTreeMap<usize, Waiting>,
    /// Of each requester the latest ticket that has an owner, and who that is.
    latest: BTreeMap<PersonId, (Since, PersonId)>,
    coming: BinaryHeap<Reverse<(Timestamp, Coming)>>,
    routed: Vec<Routed>,
}

impl<'a> Play<'a> {
    fn arrive(&mut self, n: usize, at: Timestamp) {
        let Some(arrival) = self.arrivals.get(n) else { return };
        let mut ticket = arrival.ticket.clone();
        ticket.team = arrival.team.cloned();
        (ticket.owner, ticket.standing) = (None, Standing::Active);
        ticket.assignees.clear();
        ticket.declined.clear();
        (ticket.handoffs, ticket.rungs, ticket.queued_since) = (0, 0, None);
        if ticket.team.is_none() {
            let calendars = self.setting.calendars;
            let opens = |name: &_| calendars.get(name).is_some_and(|calendar| calendar.is_open(at));
            let routes = self.setting.routes;
            let sent: Result<(), Infallible> =
                send(routes, &mut ticket, opens, |ticket| Ok(self.somebody_can(ticket, at)));
            match sent {
                Ok(()) => {}
                Err(never) => match never {},
            }
        }
        self.enter(&mut ticket, at);
        if let Some(owner) = arrival.owner {
            return self.give(n, &mut ticket, owner, at);
        }
        self.give_or_keep(n, Waiting { ticket, sort: None, climbed: 0 }, at);
    }

    /// Notes that a ticket is in a team since an instant.
    fn enter(&self, ticket: &mut Ticket, at: Timestamp) {
        let climbs = self.team_of(ticket).is_some_and(|team| !team.ladder.is_empty());
        (ticket.queued_since, ticket.rungs) = (climbs.then_some(at), 0);
        ticket.weight = (self.setting.weigh)(ticket);
    }

    fn team_of(&self, ticket: &Ticket) -> Option<&'a Team> {
        ticket.team.as_ref().and_then(|team| self.setting.teams.get(team))
    }

    fn demand<'t>(&self, team: &Team, ticket: &'t Ticket, at: Timestamp) -> Demand<'t>
    where
        'a: 't,
    {
        let known = self.latest.get(&ticket.requester).map(|(_, person)| *person);
        let asked = needs(self.setting.routes, self.setting.mode, team, ticket, at);
        Demand { known: known.filter(|_| team.sticky), ..asked }
    }

    fn somebody_can(&mut self, ticket: &Ticket, at: Timestamp) -> bool {
        let Some(team) = self.team_of(ticket) else { return false };
        let (demand, may_see) = (self.demand(team, ticket, at), self.setting.may_see);
        self.seats.team(team, at).iter().any(|member| obstacle(member, &demand, may_see).is_none())
    }

    /// Gives a ticket to whoever its team chooses; where nobody can take it, it waits.
    fn give_or_keep(&mut self, n: usize, mut waiting: Waiting, at: Timestamp) {
        match self.choice(&waiting.ticket, at).and_then(|choice| choice.winner) {
            Some(winner) => self.give(n, &mut waiting.ticket, winner, at),
            None => self.keep(n, waiting, at),
        }
    }

    /// Whom the team of a ticket chooses; nothing where it does not choose.
    fn choice(&mut self, ticket: &Ticket, at: Timestamp) -> Option<Choice> {
        let team = self.team_of(ticket).filter(|team| team.chooses || team.sticky)?;
        let demand = self.demand(team, ticket, at);
        if demand.strategy.unwrap_or(team.strategy) == Strategy::Manual && !team.sticky {
            return None;
        }
        let members = self.seats.team(team, at);
        let choice = choose(team, &members, &demand, self.setting.may_see);
        match choice.winner.and_then(|winner| self.seats.place(winner)) {
            Some(winner) => self.seats.had_turn(&team.name, &choice.turns, winner, at),
            None => {
                self.seats.members_of(&team.name).into_iter().for_each(|place| self.await_return(place, at));
            }
        }
        Some(choice)
    }

    /// Makes somebody the owner of a ticket.
    fn give(&mut self, n: usize, ticket: &mut Ticket, winner: PersonId, at: Timestamp) {
        ticket.owner = Some(winner);
        ticket.weight = (self.setting.weigh)(ticket);
        let (weight, until) = (weight(ticket), self.setting.until);
        let work = self.arrivals.get(n).and_then(|arrival| arrival.work);
        let ends = work.map(|work| at.after(work.max(Span::ZERO)));
        let since = (self.arrivals.get(n).map_or(at, |arrival| arrival.at), n);
        let latest = self.latest.entry(ticket.requester).or_insert((since, winner));
        if latest.0 <= since {
            *latest = (since, winner);
        }
        if let Some(place) = self.seats.place(winner) {
            if let Some(seat) = self.seats.get_mut(place) {
                seat.load += weight;
            }
            self.coming.extend(ends.map(|ends| Reverse((ends, Coming::Done(place, weight)))));
        }
        if let Some(routed) = self.routed.get_mut(n) {
            (routed.team, routed.handoffs) = (ticket.team.clone(), ticket.handoffs);
            routed.given = Some((winner, at));
            let to = ends.map_or(until, |ends| ends.min(until));
            routed.held.push(Held { person: winner, from: at, to, weight });
        }
    }

    /// Lets a ticket wait.
    fn keep(&mut self, n: usize, mut waiting: Waiting, at: Timestamp) {
        let ticket = &waiting.ticket;
        if let Some(team) = self.team_of(ticket) {
            let demand = self.demand(team, ticket, at);
            let manual = demand.strategy.unwrap_or(team.strategy) == Strategy::Manual;
            if team.chooses && (!manual || team.sticky) {
                let sort = Sort::of(&demand, manual.then_some(ticket.requester));
                self.queues.add(&team.name, sort.clone(), self.since(n));
                waiting.sort = Some(sort);
            }
            let rung = next_rung(team, ticket).filter(|_| waiting.climbed < limits::SIMULATED_RUNGS);
            let due = rung.and_then(|rung| rung.taken_at(ticket.queued_since?, self.setting.calendars));
            let rung = Coming::Rung(n, waiting.climbed);
            self.coming.extend(due.map(|due| Reverse((due.max(at), rung))));
        }
        self.waiting.insert(n, waiting);
    }

    fn since(&self, n: usize) -> Since {
        (self.arrivals.get(n).map_or(Timestamp::MIN, |arrival| arrival.at), n)
    }

    /// Takes a ticket from those that wait.
    fn take(&mut self, n: usize) -> Option<Waiting> {
        let mut waiting = self.waiting.remove(&n)?;
        if let (Some(team), Some(sort)) = (&waiting.ticket.team, waiting.sort.take()) {
            self.queues.remove(team, &sort, self.since(n));
        }
        Some(waiting)
    }

    fn climb(&mut self, n: usize, climbed: u32, at: Timestamp) {
        if self.waiting.get(&n).is_none_or(|waiting| waiting.climbed != climbed) {
            return;
        }
        let Some(mut waiting) = self.take(n) else { return };
        waiting.climbed += 1;
        let team = self.team_of(&waiting.ticket);
        let step = team.and_then(|team| next_rung(team, &waiting.ticket)).map(|rung| rung.step.clone());
        waiting.ticket.rungs += 1;
        match step {
            Some(RungStep::Team(to)) => {
                let limit = self.setting.handoff_limit;
                if limit.is_none_or(|limit| waiting.ticket.handoffs < limit) {
                    let moved = waiting.ticket.team.as_ref() != Some(&to);
                    waiting.ticket.team = Some(to);
                    waiting.ticket.handoffs += 1;
                    if moved {
                        self.enter(&mut waiting.ticket, at);
                    }
                }
            }
            Some(RungStep::Agent(person)) => {
                let choice = self.on_call(&waiting.ticket, &person, at);
                if let Some(winner) = choice.and_then(|choice| choice.winner) {
                    return self.give(n, &mut waiting.ticket, winner, at);
                }
            }
            Some(RungStep::DropOptionalSkills) | None => {}
        }
        self.give_or_keep(n, waiting, at);
    }

    fn on_call(&mut self, ticket: &Ticket, person: &PersonRef, at: Timestamp) -> Option<Choice> {
        let team = self.team_of(ticket)?;
        let is_meant = |known: &&Person| match person {
            PersonRef::Id(id) => known.id == *id,
            PersonRef::Key(key) => known.key.as_ref() == Some(key),
        };
        let id = self.seats.all().find(is_meant)?.id;
        let place = self.seats.place(id)?;
        let member = self.seats.member(place, at)?;
        let demand = needs(self.setting.routes, self.setting.mode, team, ticket, at);
        Some(first_able(ON_CALL, &[member], &demand, self.setting.may_see))
    }

    fn done(&mut self, place: Place, weight: i64, at: Timestamp) {
        if let Some(seat) = self.seats.get_mut(place) {
            seat.load -= weight;
        }
        self.serve(&[place], at);
    }

    /// Lets everybody come to work who does at an instant: the first of them, and those behind.
    fn come_back(&mut self, first: Place, at: Timestamp) {
        let mut places = vec![first];
        while let Some(Reverse((also, Coming::Return(place)))) = self.coming.peek()
            && *also == at
        {
            places.push(*place);
            self.coming.pop();
        }
        for place in &places {
            if let Some(seat) = self.seats.get_mut(*place) {
                seat.returns = None;
            }
        }
        self.serve(&places, at);
    }

    /// Notes when somebody who is not at work comes.
    fn await_return(&mut self, place: Place, at: Timestamp) {
        let Some(returns) = self.seats.returns_at(place, at) else { return };
        if let Some(seat) = self.seats.get_mut(place)
            && seat.returns.is_none_or(|known| returns < known || known < at)
        {
            seat.returns = Some(returns);
            self.coming.push(Reverse((returns, Coming::Return(place))));
        }
    }

    /// Offers some people what waits in their teams, the longest wait first. Nobody else has become able to take any of it.
    fn serve(&mut self, places: &[Place], at: Timestamp) {
        let mut offered: Vec<(Place, Vec<&Team>)> = Vec::new();
        for place in places {
            let teams = self.teams_that_wait(*place);
            if !teams.is_empty() {
                self.await_return(*place, at);
                offered.push((*place, teams));
            }
        }
        // Those that only somebody can have whom the requester knows, who is another.
        let mut refused: Vec<Since> = Vec::new();
        while let Some(since) = self.first_for(&offered, &refused, at) {
            let sort = self.waiting.get(&since.1).and_then(|waiting| waiting.sort.clone());
            let Some(mut waiting) = self.take(since.1) else { return };
            if let Some(winner) = self.choice(&waiting.ticket, at).and_then(|choice| choice.winner) {
                self.give(since.1, &mut waiting.ticket, winner, at);
            } else {
                refused.push(since);
                waiting.sort = sort;
                self.put_back(since, waiting);
            }
        }
    }

    /// The teams of somebody in which tickets wait to be given.
    fn teams_that_wait(&self, place: Place) -> Vec<&'a Team> {
        let agent = self.seats.get(place).and_then(|seat| seat.person.active_agent());
        let teams = agent.into_iter().flat_map(|agent| &agent.teams);
        let teams = teams.filter_map(|team| self.setting.teams.get(team));
        teams.filter(|team| team.chooses && !self.queues.is_empty(&team.name)).collect()
    }

    /// Lets a ticket wait on as it did: what comes next on its ladder is known.
    fn put_back(&mut self, since: Since, waiting: Waiting) {
        if let (Some(team), Some(sort)) = (&waiting.ticket.team, &waiting.sort) {
            self.queues.add(team, sort.clone(), since);
        }
        self.waiting.insert(since.1, waiting);
    }

    /// The longest wait that one of some people can end, in their teams.
    fn first_for(
        &mut self,
        offered: &[(Place, Vec<&Team>)],
        refused: &[Since],
        at: Timestamp,
    ) -> Option<Since> {
        let mut first: Option<Since> = None;
        for (place, teams) in offered {
            // Also of those who are full: what weighs nothing fits.
            let Some(member) = self.seats.member(*place, at) else { continue };
            let firsts = teams.iter().flat_map(|team| self.queues.firsts(&team.name));
            let sooner = firsts.filter(|(_, since)| first.is_none_or(|first| *since < first));
            let mut able = Vec::new();
            for (sort, since) in sooner.filter(|(_, since)| !refused.contains(since)) {
                if obstacle(&member, &sort.demand(), self.setting.may_see).is_none() {
                    able.push(since);
                }
            }
            first = able.into_iter().min().or(first);
        }
        first
    }

    fn end(mut self) -> Vec<Routed> {
        for (n, waiting) in self.waiting {
            if let Some(routed) = self.routed.get_mut(n) {
                (routed.team, routed.handoffs) = (waiting.ticket.team, waiting.ticket.handoffs);
            }
        }
        self.routed
    }
}

fn next_rung<'t>(team: &'t Team, ticket: &Ticket) -> Option<&'t Rung> {
    team.ladder.get(usize::try_from(ticket.rungs).ok()?)
}
