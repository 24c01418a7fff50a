//! Tickets that wait for an owner, and who comes free for them.

use std::collections::{BTreeMap, BTreeSet};

use super::assign::{self, Queue, Seat};
use super::case::Case;
use super::draft::Draft;
use super::{Answer, Interrupt, engine_jobs, fire};
use crate::assignment::{self, Presence, Team, TeamMember};
use crate::config::Config;
use crate::id::{JobId, Name, PersonId, TicketId};
use crate::limits;
use crate::model::{Agent, Availability, Job, JobPlace, Person, Ticket, TicketRef};
use crate::snapshot::{Key, Member, Snapshot, Wanted};
use crate::time::Timestamp;

/// Of a long queue so many are looked at before it is known that more have to be.
const FIRST_LOOK: usize = 10;

/// When an agent has less to do, what waits in their teams is looked at again, but for the ticket that was the cause.
pub(super) fn after_relief(
    draft: &mut Draft<'_>,
    person: PersonId,
    cause: &Cause,
    at: Timestamp,
) -> Answer<()> {
    match draft.person(person) {
        Ok(Some(person)) => serve(draft, &person, at, Some(cause.ticket)),
        Ok(None) => Ok(()),
        // They most likely work in the team of the ticket, whose queue is looked at next: to see both at once saves
        // one more round.
        Err(Interrupt::Need(mut wanted)) => {
            wanted.add_all(cause.queue.iter().cloned().collect());
            Err(Interrupt::Need(wanted))
        }
        Err(other) => Err(other),
    }
}

/// What relieved an agent.
pub(super) struct Cause {
    ticket: TicketId,
    queue: Option<Key>,
}

impl Cause {
    pub(super) fn of(config: &Config, ticket: &Ticket) -> Self {
        let team = ticket.team.as_ref().and_then(|team| config.team(team));
        let queue = team.filter(|team| team.chooses);
        Self { ticket: ticket.id, queue: queue.map(|team| Key::Queue(team.name.clone())) }
    }

    /// The queue of the ticket's team, which is looked at next.
    pub(super) fn into_queue(self) -> Option<Key> {
        self.queue
    }
}

/// When an agent has changed, what waits in their teams is looked at again.
pub(super) fn after_person(draft: &mut Draft<'_>, person: &Person) -> Answer<()> {
    serve(draft, person, draft.now, None)
}

/// How much more work a team that chooses takes at an instant, as things are stored: nothing where nobody takes any, and 0
/// where whoever does has enough to do, so that only what weighs nothing fits beside it.
pub fn room_in(config: &Config, snapshot: &Snapshot, team: &Name, at: Timestamp) -> Result<Option<i64>, Key> {
    let Some(team) = config.team(team).filter(|team| team.chooses) else {
        return Ok(None);
    };
    let members = snapshot.team(&team.name)?.iter();
    Ok(sum(members.filter_map(|member| room_of(config, &member.person, member.load, at))))
}

/// Whether somebody of a team can take a ticket at an instant, as things are stored.
pub fn can_take(
    config: &Config,
    snapshot: &Snapshot,
    team: &Name,
    ticket: &Ticket,
    at: Timestamp,
) -> Result<bool, Key> {
    let Some(team) = config.team(team) else { return Ok(false) };
    let demand = assignment::needs(config.routes(), config.route_mode(), team, ticket, at);
    let is_able = |member: &Member| {
        let presence = assign::presence_of(config, &member.person, at);
        let member = TeamMember { presence, ..TeamMember::new(&member.person, member.load, member.turn) };
        assignment::obstacle(&member, &demand, |person| assign::is_known(config, person)).is_none()
    };
    Ok(snapshot.team(&team.name)?.iter().any(is_able))
}

/// How much more work an agent takes at an instant: nothing when they take none, 0 when they have just enough.
fn room_of(config: &Config, person: &Person, load: i64, at: Timestamp) -> Option<i64> {
    let takes = |agent: &&Agent| agent.availability == Availability::Available && agent.capacity > 0;
    let agent = person.active_agent().filter(takes)?;
    let room = i64::from(agent.capacity).saturating_sub(load);
    (room >= 0 && assign::presence_of(config, person, at) == Presence::Here).then_some(room)
}

fn sum(rooms: impl Iterator<Item = i64>) -> Option<i64> {
    rooms.reduce(i64::saturating_add)
}

/// How much more work a team takes at an instant, as this decision leaves it; see [`room_in`].
fn room(draft: &Draft<'_>, team: &Team, at: Timestamp) -> Answer<Option<usize>> {
    let seats = assign::members(draft, team, at)?;
    let room = |seat: &Seat| room_of(draft.config, &seat.person, seat.load, at);
    Ok(sum(seats.iter().filter_map(room)).map(|room| usize::try_from(room).unwrap_or(0)))
}

/// Whether somebody of a team had more to do than they take before this decision, so that nothing fitted beside it.
fn had_too_much(draft: &Draft<'_>, team: &Team, person: &Person) -> Answer<bool> {
    let Some(agent) = person.active_agent() else { return Ok(false) };
    let mut members = draft.snapshot.team(&team.name)?.iter();
    Ok(members.any(|it| it.person.id == person.id && it.load > i64::from(agent.capacity)))
}

/// When the queue of a team that was looked at for an instant is looked at next, while tickets wait there: when somebody takes
/// work again by time alone, and at the latest now. A call that came late has let everything else happen first, so that
/// tickets may wait by now for somebody who was there at that instant, went, and came back.
pub(super) fn next_look(draft: &Draft<'_>, team: &Name, at: Timestamp) -> Answer<Option<Timestamp>> {
    let Some(team) = draft.config.team(team).filter(|team| team.chooses) else { return Ok(None) };
    if draft.snapshot.queue(&team.name)?.is_empty() {
        return Ok(None);
    }
    let seats = assign::members(draft, team, at)?;
    let agents = seats.iter().filter_map(|seat| seat.person.active_agent());
    let returns = assignment::first_return(agents, at, draft.config.calendars());
    let present = (at < draft.now).then_some(draft.now);
    Ok(returns.into_iter().chain(present).min())
}

/// Sets the instants at which queues are looked at again because time lets somebody take work.
pub(super) fn set_wakes(draft: &mut Draft<'_>) -> Answer<()> {
    let wakes = draft.take_wakes();
    see_all(wakes.keys().map(|team| draft.snapshot.job(JobId::of_queue(team))))?;
    wakes.iter().try_for_each(|(team, at)| engine_jobs::wake_queue(draft, team, *at))
}

/// The queue of a team that is looked at.
struct Look<'c> {
    team: &'c Team,
    waiting: Vec<TicketId>,
    /// How many of them have been looked at.
    seen: usize,
    /// Whether what weighs nothing can be taken by now, and could not before.
    opened: bool,
}

impl Look<'_> {
    /// Whether there may be tickets that were not looked at.
    const fn has_more(&self) -> bool {
        self.seen < self.waiting.len() || self.waiting.len() + 1 >= limits::TICKETS_PER_COMMAND
    }
}

/// Gives what waits in the teams of an agent to whoever can take it, the longest wait first. What is more than one
/// command may touch becomes a job.
fn serve(draft: &mut Draft<'_>, person: &Person, at: Timestamp, besides: Option<TicketId>) -> Answer<()> {
    let config = draft.config;
    let teams = person.active_agent().into_iter().flat_map(|agent| &agent.teams);
    let teams = teams.filter_map(|team| config.team(team)).filter(|team| team.chooses);
    let teams: Vec<&Team> = teams.collect();
    // Who takes no work now frees nobody, however little they have to do.
    if room_of(config, person, 0, at).is_none() {
        return wait_for(draft, person, &teams, at);
    }
    see_all(teams.iter().map(|team| draft.snapshot.queue(&team.name)))?;
    let mut looks = Vec::new();
    for team in teams {
        let waiting = draft.snapshot.queue(&team.name)?.iter().copied();
        let waiting: Vec<_> = waiting.filter(|id| Some(*id) != besides && !draft.is_written(*id)).collect();
        if !waiting.is_empty() {
            looks.push(Look { team, waiting, seen: 0, opened: besides.is_none() });
        }
    }
    assign::see_members(draft, looks.iter().map(|look| look.team))?;
    for look in &mut looks {
        look.opened |= had_too_much(draft, look.team, person)?;
    }
    // The ticket of the command itself is one of those that it may touch.
    let mut left = limits::TICKETS_PER_COMMAND - 1;
    for first in [true, false] {
        let mut turn = Vec::new();
        for look in &mut looks {
            let more = look.waiting.len() - look.seen;
            let wanted = match room(draft, look.team, at)? {
                Some(0) if first && look.opened => FIRST_LOOK,
                None | Some(0) => 0,
                Some(room) if first => room.max(FIRST_LOOK),
                Some(_) => more,
            };
            let count = wanted.min(more).min(left);
            turn.extend(look.waiting.iter().skip(look.seen).take(count).copied());
            look.seen += count;
            left -= count;
        }
        see_all(turn.iter().map(|id| draft.snapshot.ticket(*id)))?;
        let mut files = Vec::new();
        for id in turn {
            files.extend(draft.snapshot.ticket(id)?.map(|file| &file.ticket));
        }
        let team_of = |ticket: &Ticket| ticket.team.as_ref().and_then(|team| config.team(team));
        see_all(
            files.iter().filter_map(|ticket| Some(assign::known(draft, team_of(ticket)?, ticket, None))),
        )?;
        let mut places: Vec<_> = files.into_iter().map(JobPlace::of).collect();
        places.sort_unstable();
        for place in places {
            give(draft, place.ticket, at)?;
        }
    }
    let mut rest = Vec::new();
    for look in looks {
        let least = usize::from(!look.opened);
        if look.has_more() && room(draft, look.team, at)? >= Some(least) {
            rest.push(look);
        }
    }
    see_all(rest.iter().map(|look| draft.snapshot.job(JobId::of_queue(&look.team.name))))?;
    for look in rest {
        let last = look.seen.checked_sub(1).and_then(|last| look.waiting.get(last));
        let last = last.map_or(Ok(None), |id| draft.snapshot.ticket(*id))?;
        engine_jobs::retry_queue(draft, &look.team.name, last.map(|file| JobPlace::of(&file.ticket)), at)?;
    }
    Ok(())
}

/// What waits in the teams of somebody who is not at work is looked at again when they are.
fn wait_for(draft: &mut Draft<'_>, person: &Person, teams: &[&Team], at: Timestamp) -> Answer<()> {
    let returns = assignment::first_return(person.active_agent(), at, draft.config.calendars());
    let Some(returns) = returns else { return Ok(()) };
    see_all(teams.iter().map(|team| draft.snapshot.queue(&team.name)))?;
    for team in teams {
        if !draft.snapshot.queue(&team.name)?.is_empty() {
            draft.wake(&team.name, returns);
        }
    }
    Ok(())
}

/// Hands over several tickets of one command. Where only one agent has less to do by it, their queues are served at once;
/// where several have, each team's queue is left to its job: to look at all of them could take more rounds than a
/// decision has.
pub(super) fn leave_all(draft: &mut Draft<'_>, cases: Vec<Case>) -> Answer<()> {
    let mut relieved = BTreeMap::new();
    for case in &cases {
        for (person, delta) in assignment::load_changes(case.before(), &case.ticket) {
            *relieved.entry(person).or_insert(0) += delta;
        }
    }
    relieved.retain(|_, delta| *delta < 0);
    let last = cases.last().map(|case| (Cause::of(draft.config, &case.ticket), case.ticket.updated_at));
    for case in cases {
        case.write(draft);
    }
    let (Some((cause, at)), Some((person, _))) = (last, relieved.first_key_value()) else { return Ok(()) };
    if relieved.len() == 1 {
        return after_relief(draft, *person, &cause, at);
    }
    see_all(relieved.keys().map(|person| draft.snapshot.person(*person)))?;
    let mut teams = BTreeSet::new();
    for person in relieved.keys() {
        let agent = draft.person(*person)?;
        let works_in = agent.iter().filter_map(|it| it.active_agent()).flat_map(|agent| agent.teams.clone());
        let served = works_in.filter(|team| draft.config.team(team).is_some_and(|team| team.chooses));
        teams.extend(served);
    }
    see_all(teams.iter().map(|team| draft.snapshot.queue(team)))?;
    let mut waiting = Vec::new();
    for team in teams {
        if draft.snapshot.queue(&team)?.iter().any(|id| !draft.is_written(*id)) {
            waiting.push(team);
        }
    }
    see_all(waiting.iter().map(|team| draft.snapshot.job(JobId::of_queue(team))))?;
    waiting.iter().try_for_each(|team| engine_jobs::retry_queue(draft, team, None, at))
}

/// Asks at once for all that was not seen yet.
pub(super) fn see_all<T>(looked_up: impl Iterator<Item = Result<T, Key>>) -> Answer<()> {
    let unseen: Wanted = looked_up.filter_map(Result::err).collect();
    if unseen.is_empty() { Ok(()) } else { Err(Interrupt::Need(unseen)) }
}

/// Gives a ticket that waits to whoever can take it. True when somebody got it.
pub(super) fn give(draft: &mut Draft<'_>, ticket: TicketId, at: Timestamp) -> Answer<bool> {
    let Some(file) = draft.snapshot.ticket(ticket)? else { return Ok(false) };
    let mut case = draft.case(file)?;
    let fired = fire::fire_before(draft, &mut case, at)?;
    let at = at.max(case.ticket.updated_at);
    let work = !case.ticket.category.is_done() && case.ticket.standing.is_active();
    let waits = case.ticket.owner.is_none() && work;
    let given = waits && assign::choose(draft, &mut case, at, Queue::Wait)?;
    if given || fired {
        case.write(draft);
    }
    Ok(given)
}

/// Writes a ticket that waits with its place among those that agents take. True when it got another one.
pub(super) fn line_up(draft: &mut Draft<'_>, job: &Job, of: &TicketRef) -> Answer<bool> {
    let TicketRef::Id(id) = of else { return Ok(false) };
    let Some(file) = draft.snapshot.ticket(*id)? else { return Ok(false) };
    let mut case = draft.case(file)?;
    let fired = fire::fire_before(draft, &mut case, job.at)?;
    let place = super::pull::pull_place(draft.config, &case.ticket, &case.clocks);
    let moved = place != file.place;
    if fired || moved {
        case.write(draft);
    }
    Ok(moved)
}
