//! Who gets a ticket: by hand, or by route and strategy.

use super::case::{Act, Case};
use super::draft::Draft;
use super::edit::{self, agree_on_people};
use super::{Answer, Who, case, given, home, pull, refuse_if_any, who};
use crate::access::Permission;
use crate::assignment::{self, Demand, Presence, Strategy, Team, TeamMember};
use crate::automation::Occasion;
use crate::change::Put;
use crate::command::{Command, Edits};
use crate::config::Config;
use crate::error::{Code, Problem, suggest};
use crate::id::{Name, PersonId};
use crate::model::{EventKind, Person, Ticket, Verdict};
use crate::snapshot::Key;
use crate::time::Timestamp;

/// Carries out `assign_ticket`.
pub(super) fn assign(draft: &mut Draft<'_>, who: &Who<'_>, command: &Command) -> Answer<()> {
    let Command::AssignTicket { ticket, team, agent, expect_version } = command else { return Ok(()) };
    who.rights.require(Permission::Assign)?;
    let mut case = case::open(draft, who, ticket)?;
    who::expect_version(&case, who, *expect_version)?;
    let act = super::fire::catch_up(draft, &mut case, who)?;
    let mut problems = Vec::new();
    if let Some(team) = team {
        hand_to_team(draft, &mut case.ticket, team, agent.is_some(), &mut problems)?;
        home::follow(draft.config, &mut case.ticket, Some("/team".to_owned()), act.at, &mut problems);
    }
    if let Some(agent) = agent {
        let active = who::find(draft.snapshot, agent)?.filter(|person| person.active_agent().is_some());
        if let Some(person) = active {
            hand_to_agent(&mut case.ticket, person.id);
            let problem = pull::picks_out(draft.config, who, case.settled(), &case.ticket);
            problems.extend(problem.map(|problem| problem.at("/agent")));
        } else {
            let text = format!("`{agent}` is not an active agent");
            problems.push(Problem::new(Code::NotEligible, text).at("/agent"));
        }
    } else if case.ticket.team.is_none() {
        let text = "the ticket has no team whose strategy could choose";
        problems.push(Problem::new(Code::Missing, text).at("/team").hint("name a team or an agent"));
    }
    refuse_if_any(problems)?;
    let changed = case.is_unsettled();
    if changed {
        case.settle(draft, &act, EventKind::TicketChanged {}, None)?;
    }
    let routed = agent.is_none() && choose(draft, &mut case, act.at, Queue::Report)?;
    if !changed && !routed && agent.is_some() {
        return Err(Problem::new(Code::NothingToDo, "the ticket is like that already").into());
    }
    case.finish(draft, Occasion::Changed, None)
}

fn hand_to_team(
    draft: &Draft<'_>,
    ticket: &mut Ticket,
    team: &Name,
    to_agent: bool,
    problems: &mut Vec<Problem>,
) -> Answer<()> {
    if draft.config.team(team).is_none() {
        let known: Vec<&str> = draft.config.document().teams.iter().map(|team| &*team.name).collect();
        let problem = Problem::new(Code::UnknownName, format!("there is no team `{team}`")).at("/team");
        problems.push(problem.hint(suggest(team, &known)));
        return Ok(());
    }
    if ticket.team.as_ref() != Some(team) {
        let problem = given::too_many_handoffs(draft.config, ticket);
        problems.extend(problem.map(|problem| problem.at("/team")));
        ticket.team = Some(team.clone());
        ticket.handoffs += 1;
        if !to_agent {
            edit::leave_team(draft, ticket)?;
        }
    }
    Ok(())
}

pub(super) fn hand_to_agent(ticket: &mut Ticket, agent: PersonId) {
    ticket.assignees.retain(|assignee| Some(*assignee) != ticket.owner);
    ticket.owner = Some(agent);
    agree_on_people(ticket, &Edits::none());
}

/// Gives a new ticket its team, when nobody said which: that of the first route that fits, that is open, and of whose team
/// somebody can take the ticket, where it asks for that.
pub(super) fn route(draft: &Draft<'_>, case: &mut Case, set: &Edits) -> Answer<()> {
    if set.get("team").is_some() {
        return Ok(());
    }
    let config = draft.config;
    let opens = |name: &Name| config.calendar(name).is_some_and(|calendar| calendar.is_open(draft.now));
    assignment::send(config.routes(), &mut case.ticket, opens, |ticket| has_room_for(draft, ticket))
}

/// Whether somebody of the team of a new ticket can take it now.
fn has_room_for(draft: &Draft<'_>, ticket: &Ticket) -> Answer<bool> {
    let Some(team) = given::team_of(draft.config, ticket) else { return Ok(false) };
    let (config, members) = (draft.config, members(draft, team, draft.now)?);
    let demand = assignment::needs(config.routes(), config.route_mode(), team, ticket, draft.now);
    let able =
        |seat: &Seat| assignment::obstacle(&seat.as_member(), &demand, |it| is_known(config, it)).is_none();
    Ok(members.iter().any(able))
}

/// Asks for the team that is looked through later, if it was not seen yet: the sooner, the less is decided twice.
pub(super) fn foresee(draft: &Draft<'_>, case: &Case) -> Answer<()> {
    let team = case.ticket.team.as_ref().and_then(|team| draft.config.team(team));
    if let Some(team) = team.filter(|team| team.chooses && case.ticket.owner.is_none()) {
        draft.snapshot.team(&team.name)?;
    }
    Ok(())
}

/// Looks for an owner of a new ticket.
pub(super) fn after_creation(draft: &mut Draft<'_>, case: &mut Case, at: Timestamp) -> Answer<()> {
    if case.ticket.owner.is_none() {
        choose(draft, case, at, Queue::Report)?;
    }
    Ok(())
}

/// Looks for an owner when a change has given the ticket another team, or lets it ask for somebody else.
pub(super) fn after_change(
    draft: &mut Draft<'_>,
    case: &mut Case,
    at: Timestamp,
    routes: bool,
) -> Answer<()> {
    if routes && case.ticket.owner.is_none() {
        choose(draft, case, at, Queue::Report)?;
        return Ok(());
    }
    look_again(draft, case, at)
}

/// Looks for an owner of a ticket that waits, when it asks for somebody else than it did, or waits only now: nobody has to
/// come free for it then. Who was taken from it on purpose is not looked for by this.
pub(super) fn look_again(draft: &mut Draft<'_>, case: &mut Case, at: Timestamp) -> Answer<()> {
    if asks_anew(draft.config, case, at) {
        choose(draft, case, at, Queue::Wait)?;
    }
    Ok(())
}

fn asks_anew(config: &Config, case: &Case, at: Timestamp) -> bool {
    let ticket = &case.ticket;
    let team = given::team_of(config, ticket).filter(|team| team.chooses && given::waits(ticket));
    let Some(team) = team else { return false };
    let Some(before) = case.looked.as_ref().or(case.root.as_ref()) else { return true };
    let demand = |ticket| assignment::needs(config.routes(), config.route_mode(), team, ticket, at);
    before.owner.is_none() && (!given::waits(before) || demand(before) != demand(ticket))
}

/// Whether nobody being free is worth a word.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Queue {
    /// The ticket asks for the first time: it is recorded who was looked at, and the caller is told.
    Report,
    /// The ticket waits already.
    Wait,
}

/// Lets the strategy choose. True when somebody got the ticket.
pub(super) fn choose(draft: &mut Draft<'_>, case: &mut Case, at: Timestamp, queue: Queue) -> Answer<bool> {
    let config = draft.config;
    let Some(team) = given::team_of(config, &case.ticket).filter(|team| team.chooses || team.sticky) else {
        return Ok(false);
    };
    let demand = Demand {
        previous: case.previous,
        known: known(draft, team, &case.ticket, case.previous)?,
        ..assignment::needs(config.routes(), config.route_mode(), team, &case.ticket, at)
    };
    let strategy = demand.strategy.unwrap_or(team.strategy);
    if strategy == Strategy::Manual && !team.sticky {
        return Ok(false);
    }
    let mut members = members(draft, team, at)?;
    if strategy == Strategy::Weighted {
        count_shares(draft, team, at, &mut members)?;
    }
    // The ticket itself does not count: what it weighed when it was loaded, because its own changes move loads when
    // it is written.
    if let Some(before) = case.before()
        && let Some(owner) = members.iter_mut().find(|seat| before.owner == Some(seat.person.id))
    {
        owner.load -= assignment::weight(before);
    }
    let people: Vec<TeamMember<'_>> = members.iter().map(Seat::as_member).collect();
    let choice = assignment::choose(team, &people, &demand, |person| is_known(config, person));
    drop(demand);
    if choice.winner.is_none() {
        case.looked = Some(case.ticket.clone());
        let agents = members.iter().filter_map(|seat| seat.person.active_agent());
        if let Some(returns) = assignment::first_return(agents, at, config.calendars()) {
            draft.wake(&team.name, returns);
        }
        if queue == Queue::Wait {
            return Ok(false);
        }
    }
    for turn in &choice.turns {
        draft.turn(&team.name, *turn);
    }
    match choice.winner {
        Some(winner) => draft.share(&team.name, at, winner),
        None => draft.notice("queued", nobody(&team.name, &choice.candidates)),
    }
    hand_over(draft, case, choice, &members, at)
}

/// Gives the ticket to the first of these people who can take it, whichever team they work in. True when somebody got
/// it; where nobody can, nothing has happened.
pub(super) fn give_to_first(
    draft: &mut Draft<'_>,
    case: &mut Case,
    at: Timestamp,
    way: &'static str,
    people: &[PersonId],
) -> Answer<bool> {
    let config = draft.config;
    let Some(team) = given::team_of(config, &case.ticket) else { return Ok(false) };
    super::queue::see_all(people.iter().map(|person| draft.snapshot.person(*person)))?;
    super::queue::see_all(people.iter().map(|person| draft.snapshot.load(*person)))?;
    let mut seats = Vec::new();
    for id in people {
        let Some(person) = draft.person(*id)? else { continue };
        let stored = draft.snapshot.load(*id)?;
        let load = stored + draft.load_moved(*id);
        let presence = presence_of(config, &person, at);
        seats.push(Seat { person, load, stored, turn: None, presence, given: 0 });
    }
    let demand = assignment::needs(config.routes(), config.route_mode(), team, &case.ticket, at);
    let members: Vec<TeamMember<'_>> = seats.iter().map(Seat::as_member).collect();
    let choice = assignment::first_able(way, &members, &demand, |person| is_known(config, person));
    drop(demand);
    if choice.winner.is_none() {
        return Ok(false);
    }
    hand_over(draft, case, choice, &seats, at)
}

/// Makes the choice a fact. True when somebody got the ticket.
fn hand_over(
    draft: &mut Draft<'_>,
    case: &mut Case,
    choice: assignment::Choice,
    seats: &[Seat],
    at: Timestamp,
) -> Answer<bool> {
    let winner = choice.winner;
    if let Some(winner) = winner {
        if let Some(seat) = seats.iter().find(|seat| seat.person.id == winner)
            && let Some(agent) = seat.person.active_agent()
        {
            draft.bound_load(winner, agent.capacity, seat.stored);
        }
        hand_to_agent(&mut case.ticket, winner);
    }
    let id = draft.next_decision();
    let team = case.ticket.team.clone().unwrap_or_else(Name::unset);
    let decision = choice.into_decision(id, case.ticket.id, at, team);
    draft.put(Put::Decision { decision: Box::new(decision) });
    case.settle(draft, &Act::system(at), EventKind::TicketRouted { decision: id, winner }, None)?;
    Ok(winner.is_some())
}

/// Who had the requester's latest ticket, as it is stored, where that counts: in a sticky team, for a ticket that nobody
/// had before.
pub(super) fn known(
    draft: &Draft<'_>,
    team: &Team,
    ticket: &Ticket,
    previous: Option<PersonId>,
) -> Result<Option<PersonId>, Key> {
    if team.sticky && previous.is_none() {
        // What is stored of this ticket itself is not how it stands by now.
        draft.snapshot.latest_owner(ticket.requester, Some(ticket.id))
    } else {
        Ok(None)
    }
}

/// Whether an agent has a role that the configuration knows, and so can see what they get.
pub fn is_known(config: &Config, person: &Person) -> bool {
    person.active_agent().is_some_and(|agent| config.role(&agent.role).is_some())
}

fn nobody(team: &Name, candidates: &[crate::model::Candidate]) -> String {
    let able = candidates.iter().filter(|it| matches!(it.verdict, Verdict::Eligible {})).count();
    match (candidates.len(), able) {
        (0, _) => format!("the ticket stays queued: the team `{team}` has no active agent"),
        (all, 0) => format!("the ticket stays queued: none of the {all} agents of `{team}` can take it now"),
        (_, able) => format!("the ticket stays queued: {able} agents of `{team}` can take it"),
    }
}

/// A member of a team, as this decision leaves them.
pub(super) struct Seat {
    pub(super) person: std::sync::Arc<Person>,
    pub(super) load: i64,
    /// The load that is stored.
    stored: i64,
    turn: Option<u64>,
    presence: Presence,
    given: i64,
}

impl Seat {
    pub(super) fn as_member(&self) -> TeamMember<'_> {
        TeamMember {
            presence: self.presence,
            given: self.given,
            ..TeamMember::new(&self.person, self.load, self.turn)
        }
    }
}

/// The members of a team, with the loads and turns as this decision leaves them.
pub(super) fn members(draft: &Draft<'_>, team: &Team, at: Timestamp) -> Answer<Vec<Seat>> {
    see_members(draft, std::iter::once(team))?;
    let seat = |person: std::sync::Arc<Person>, stored: i64, turn: Option<u64>| {
        let load = stored + draft.load_moved(person.id);
        let turn = draft.turn_moved(&team.name, person.id).or(turn);
        let presence = presence_of(draft.config, &person, at);
        Seat { person, load, stored, turn, presence, given: 0 }
    };
    let mut seats = Vec::new();
    for member in draft.snapshot.team(&team.name)? {
        let person = draft.person_now(&member.person);
        if works_in(&person, team) {
            seats.push(seat(person, member.load, member.turn));
        }
    }
    for person in joining(draft, team)? {
        let (stored, turn) = (draft.snapshot.load(person.id)?, draft.snapshot.turn(&team.name, person.id)?);
        seats.push(seat(std::sync::Arc::clone(person), stored, turn));
    }
    Ok(seats)
}

/// Asks at once for the members of several teams.
pub(super) fn see_members<'t>(
    draft: &Draft<'_>,
    teams: impl Iterator<Item = &'t Team> + Clone,
) -> Answer<()> {
    super::queue::see_all(teams.clone().map(|team| draft.snapshot.team(&team.name)))?;
    let mut looked_up = Vec::new();
    for team in teams {
        for person in joining(draft, team)? {
            looked_up.push(draft.snapshot.load(person.id).map(drop));
            looked_up.push(draft.snapshot.turn(&team.name, person.id).map(drop));
        }
    }
    super::queue::see_all(looked_up.into_iter())
}

/// Who works in a team by this decision alone: they may own tickets, and may have been there before.
fn joining<'d>(draft: &'d Draft<'_>, team: &Team) -> Answer<Vec<&'d std::sync::Arc<Person>>> {
    let stored = draft.snapshot.team(&team.name)?;
    let joins = |person: &&std::sync::Arc<Person>| {
        works_in(person, team) && !stored.iter().any(|member| member.person.id == person.id)
    };
    Ok(draft.people_made().filter(joins).collect())
}

fn works_in(person: &Person, team: &Team) -> bool {
    person.active_agent().is_some_and(|agent| agent.teams.contains(&team.name))
}

/// Whether a person is at work at an instant.
pub(super) fn presence_of(config: &Config, person: &Person, at: Timestamp) -> Presence {
    let agent = person.active_agent();
    agent.map_or(Presence::Here, |agent| Presence::of(agent, at, config.calendars()))
}

/// Counts what the members of a team were given of late.
fn count_shares(draft: &Draft<'_>, team: &Team, at: Timestamp, seats: &mut [Seat]) -> Answer<()> {
    let today = at.day();
    let first = today.saturating_sub(i32::try_from(team.window_days).unwrap_or(1) - 1);
    let stored = draft.snapshot.shares(&team.name, first, today)?;
    for seat in seats {
        let id = seat.person.id;
        let given = stored.get(&id).copied().unwrap_or(0);
        seat.given = given + draft.shares_given(&team.name, first..=today, id);
    }
    Ok(())
}
