//! Agents who take their next ticket themselves.

use super::case::Act;
use super::draft::Draft;
use super::given::{team_of, waits};
use super::{Answer, Who, assign, fire};
use crate::access::Permission;
use crate::assignment::{self, Presence, Team, TeamMember};
use crate::automation::Occasion;
use crate::config::Config;
use crate::error::{Code, Problem, suggest};
use crate::id::{Name, TicketId};
use crate::limits;
use crate::model::{By, Category, Clock, EventKind, Person, PullPlace, Ticket};
use crate::snapshot::{TicketFile, Wanted};
use crate::time::Timestamp;

/// Where a ticket stands among those that an agent can take next: nothing unless it waits for an owner and is work, in a
/// team whose agents take tickets themselves.
///
/// What is late stands before what is not, because its deadline is the earlier one: the longest late comes first.
pub fn pull_place(config: &Config, ticket: &Ticket, clocks: &[Clock]) -> Option<PullPlace> {
    let work = matches!(ticket.category, Category::New | Category::Open);
    if !waits(ticket) || !work {
        return None;
    }
    let team = team_of(config, ticket)?;
    let pull = team.pull.as_ref()?;
    let since = ticket.waiting_since.unwrap_or(ticket.created_at);
    let due_by = promised(clocks).unwrap_or_else(|| since.after(pull.due));
    let priorities = config.document().priorities.len();
    let above = config.priority_rank(&ticket.priority).map_or(priorities, |rank| priorities - rank - 1);
    Some(PullPlace { team: team.name.clone(), due_by, rank: u32::try_from(above).unwrap_or(u32::MAX), since })
}

/// The nearest deadline that is promised.
fn promised(clocks: &[Clock]) -> Option<Timestamp> {
    clocks.iter().filter(|clock| clock.state.is_open()).filter_map(|clock| clock.due_at).min()
}

/// Refuses an agent who picks a ticket out of a queue whose tickets are only taken in their order, for themselves or for
/// somebody else. Who manages people may.
pub(super) fn picks_out(config: &Config, who: &Who<'_>, before: &Ticket, after: &Ticket) -> Option<Problem> {
    let picked = before.owner.is_none() && after.owner.is_some() && before.standing.is_active();
    let by_agent = matches!(who.by, By::Agent { .. }) && !who.rights.may(Permission::ManagePeople);
    let team = team_of(config, before).filter(|_| picked && by_agent)?;
    team.pull.as_ref().filter(|pull| pull.only)?;
    let message = format!("the tickets of `{}` that nobody owns are taken in their order", team.name);
    Some(Problem::new(Code::PullOnly, message).hint("take the next one with `next_ticket`"))
}

/// Carries out `next_ticket`.
pub(super) fn next(draft: &mut Draft<'_>, who: &Who<'_>, team: Option<&Name>) -> Answer<()> {
    who.rights.require(Permission::Reply)?;
    let By::Agent { person } = who.by else {
        let problem = Problem::new(Code::Forbidden, "it is agents who take tickets");
        return Err(problem
            .at("/actor")
            .hint("act as an agent, or give the ticket with `assign_ticket`")
            .into());
    };
    let Some(agent) = draft.person(person)? else { return Ok(()) };
    let teams = teams_of(draft.config, &agent, team)?;
    let load = draft.snapshot.load(person)?;
    for limit in limits::PULL_LOOKS {
        let (found, all) = see(draft, &teams, limit)?;
        for (_, ticket) in found {
            let Some(file) = draft.snapshot.ticket(ticket)?.filter(|_| !draft.is_written(ticket)) else {
                continue;
            };
            if can_take(draft.config, &agent, load, &file.ticket, draft.now)
                && take(draft, who, &agent, load, file)?
            {
                return Ok(());
            }
        }
        if all {
            break;
        }
    }
    draft.notice("nothing_waits", "no ticket waits that you can take");
    Ok(())
}

/// The teams of an agent of whose tickets they take the next one.
fn teams_of<'c>(config: &'c Config, agent: &Person, team: Option<&Name>) -> Answer<Vec<&'c Team>> {
    let works_in = agent.active_agent().map_or(&[][..], |agent| agent.teams.as_slice());
    let named: Vec<&Name> = match team {
        Some(team) if !works_in.contains(team) => {
            let known: Vec<&str> = works_in.iter().map(Name::as_str).collect();
            let problem = Problem::new(Code::NotEligible, format!("you do not work in the team `{team}`"));
            return Err(problem.at("/team").hint(suggest(team, &known)).into());
        }
        Some(team) => vec![team],
        None => works_in.iter().collect(),
    };
    let teams: Vec<&Team> =
        named.iter().filter_map(|team| config.team(team)).filter(|team| team.pull.is_some()).collect();
    if teams.is_empty() {
        let text = "in none of these teams do agents take their next ticket themselves";
        let problem = Problem::new(Code::NotEligible, text).at("/team");
        return Err(problem.hint("give the team `\"pull\": {}` in the configuration").into());
    }
    Ok(teams)
}

/// The first tickets of some teams in their order, all of them asked for at once, and whether there are no others.
fn see(draft: &Draft<'_>, teams: &[&Team], limit: u32) -> Answer<(Vec<(PullPlace, TicketId)>, bool)> {
    let looked = teams.iter().map(|team| draft.snapshot.pull(&team.name, None, limit));
    let unseen: Wanted = looked.filter_map(Result::err).collect();
    if !unseen.is_empty() {
        return Err(unseen.into());
    }
    let (mut found, mut all) = (Vec::new(), true);
    for team in teams {
        let waiting = draft.snapshot.pull(&team.name, None, limit)?;
        all &= u32::try_from(waiting.len()).unwrap_or(u32::MAX) < limit;
        found.extend(waiting.iter().cloned());
    }
    let order = |(place, ticket): &(PullPlace, TicketId)| (place.due_by, place.rank, place.since, *ticket);
    found.sort_unstable_by_key(order);
    // Behind the last that one team was asked for, others may come first.
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let unseen: Wanted =
        found.iter().filter_map(|(_, ticket)| draft.snapshot.ticket(*ticket).err()).collect();
    if unseen.is_empty() { Ok((found, all)) } else { Err(unseen.into()) }
}

/// Whether an agent can have a ticket whom nothing but their own wish brings to it: whether they are on shift is theirs to
/// know.
fn can_take(config: &Config, agent: &Person, load: i64, ticket: &Ticket, at: Timestamp) -> bool {
    let Some(team) = team_of(config, ticket) else { return false };
    let demand = assignment::needs(config.routes(), config.route_mode(), team, ticket, at);
    let member = TeamMember { presence: Presence::Here, ..TeamMember::new(agent, load, None) };
    assignment::refusal(&member, &demand, |person| assign::is_known(config, person)).is_none()
}

/// Lends a ticket to an agent, when it still waits once everything has happened that was due on it.
fn take(draft: &mut Draft<'_>, who: &Who<'_>, agent: &Person, load: i64, file: &TicketFile) -> Answer<bool> {
    let mut case = draft.case(file)?;
    fire::fire_before(draft, &mut case, draft.now)?;
    let config = draft.config;
    let place = pull_place(config, &case.ticket, &case.clocks);
    let team = team_of(config, &case.ticket);
    let (Some(place), Some(team)) = (place, team) else {
        case.write(draft);
        return Ok(false);
    };
    let Some(pull) = team.pull.as_ref().filter(|_| can_take(config, agent, load, &case.ticket, draft.now))
    else {
        case.write(draft);
        return Ok(false);
    };
    case.begin_root();
    let act = Act::of(who.by.clone(), draft.now.max(case.ticket.updated_at));
    let promised = promised(&case.clocks).is_some();
    assign::hand_to_agent(&mut case.ticket, agent.id);
    case.ticket.pulled = true;
    case.ticket.respond_by = Some(act.at.after(pull.lease));
    let capacity = agent.active_agent().map_or(0, |agent| agent.capacity);
    draft.bound_load(agent.id, capacity, load);
    draft.share(&team.name, act.at, agent.id);
    case.settle(draft, &act, EventKind::TicketPulled { due_by: place.due_by, promised }, None)?;
    case.finish(draft, Occasion::Changed, None)?;
    Ok(true)
}
