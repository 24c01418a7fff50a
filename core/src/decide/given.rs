//! Who has a ticket, and what becomes of it when they do not act: kept at every step, whoever takes it.

use super::assign::{self, Queue};
use super::case::{self, Act, Case};
use super::draft::Draft;
use super::{Answer, Who, fire, home};
use crate::assignment::{self, RungStep, Silence, Team};
use crate::automation::Occasion;
use crate::config::Config;
use crate::error::{Code, Problem};
use crate::id::{Name, PersonId};
use crate::limits;
use crate::model::{Declined, EffectKind, EventKind, PastTeam, Ticket, TicketRef};
use crate::time::Timestamp;

/// The team of a ticket, while the desk has it.
pub(super) fn team_of<'c>(config: &'c Config, ticket: &Ticket) -> Option<&'c Team> {
    ticket.team.as_ref().and_then(|team| config.team(team))
}

/// Whether a ticket waits for an owner.
pub(super) const fn waits(ticket: &Ticket) -> bool {
    ticket.waits_for_owner()
}

/// Whether a change of the team is one too many; the problem stands at the field `team`.
pub(super) fn too_many_handoffs(config: &Config, ticket: &Ticket) -> Option<Problem> {
    let limit = config.handoffs().limit.filter(|limit| ticket.handoffs >= *limit)?;
    let message = format!("the ticket has been handed from team to team {} times", ticket.handoffs);
    Some(
        Problem::new(Code::HandoffLimit, message)
            .hint(
                "let the team that has it now find out where it belongs; the host can raise `handoffs.limit`",
            )
            .param("limit", limit),
    )
}

impl Case {
    /// Brings what the ticket knows of its owner and its teams up to date with a step, before the step becomes a fact.
    /// True when it goes from team to team too often.
    pub(super) fn keep_books(&mut self, draft: &Draft<'_>, act: &Act) -> bool {
        let config = draft.config;
        let before = self.settled();
        let is_new = before.version == 0;
        let moved = !is_new && before.team != self.ticket.team;
        let (owner_before, team_before) = (before.owner, before.team.clone());
        let (waited, since, asked) = (waits(before), before.queued_since, before.respond_by);
        let was_pulled = before.pulled;
        let ticket = &mut self.ticket;
        ticket.weight = config.weigh(ticket);
        let works = ticket.standing.is_active() && !ticket.category.is_done();
        let team = team_of(config, ticket);
        if ticket.owner != owner_before || !works {
            // Who takes it by itself has their own time; whoever is given what was lent has the ordinary one.
            if !ticket.pulled || was_pulled || !works || ticket.owner.is_none() {
                (ticket.respond_by, ticket.pulled) = (None, false);
            }
            let given = ticket.owner.filter(|owner| works && act.by.person() != Some(*owner));
            if let Some(response) = team.and_then(|team| team.response.as_ref()).filter(|_| given.is_some()) {
                ticket.respond_by = response.until(act.at, config.calendars());
            }
        } else if ticket.respond_by == asked && ticket.owner.is_some() && act.by.person() == ticket.owner {
            (ticket.respond_by, ticket.pulled) = (None, false);
        }
        if moved {
            ticket.declined.clear();
            if let Some(team) = team_before {
                ticket.past_teams.push(PastTeam { team, until: act.at });
                let surplus = ticket.past_teams.len().saturating_sub(limits::PAST_TEAMS);
                ticket.past_teams.drain(..surplus);
            }
        } else if !works {
            ticket.declined.clear();
        }
        let climbs = waits(ticket) && team.is_some_and(|team| !team.ladder.is_empty());
        if !climbs {
            (ticket.queued_since, ticket.rungs) = (None, 0);
        } else if moved || !waited || since.is_none() {
            (ticket.queued_since, ticket.rungs) = (Some(act.at), 0);
        }
        moved && ticket.team.is_some() && config.handoffs().is_alarm(ticket, act.at)
    }

    /// The fact that the ticket goes from team to team too often.
    pub(super) fn alarm(&mut self, draft: &mut Draft<'_>, at: Timestamp) {
        let returned = draft.config.handoffs().is_return(&self.ticket, at);
        let handoffs = self.ticket.handoffs;
        self.fact(draft, &Act::system(at), EventKind::HandoffAlarm { handoffs, returned });
    }
}

/// When a ticket that waits for an owner is looked at again: at the next rung of its ladder, or when somebody who
/// declined it may have it again.
pub(super) fn next_look(config: &Config, ticket: &Ticket) -> Option<Timestamp> {
    if !waits(ticket) {
        return None;
    }
    let team = team_of(config, ticket)?;
    let again = ticket.declined.iter().map(|declined| declined.until).min().filter(|_| team.chooses);
    next_rung(config, team, ticket).into_iter().chain(again).min()
}

fn next_rung(config: &Config, team: &Team, ticket: &Ticket) -> Option<Timestamp> {
    let rung = team.ladder.get(usize::try_from(ticket.rungs).ok()?)?;
    rung.taken_at(ticket.queued_since?, config.calendars())
}

/// Takes the ticket from its owner, who does not get it again for a while where they did not want it.
pub(super) fn release(
    draft: &mut Draft<'_>,
    case: &mut Case,
    act: &Act,
    cause: &'static str,
    reason: Option<Name>,
) -> Answer<()> {
    let Some(person) = case.ticket.owner.take() else { return Ok(()) };
    case.ticket.assignees.retain(|assignee| *assignee != person);
    if matches!(cause, "declined" | "silent") {
        let span = team_of(draft.config, &case.ticket).map(|team| team.declined_for);
        let until = act.at.after(span.unwrap_or(crate::time::Span::from_days(1)));
        let declined = &mut case.ticket.declined;
        declined.retain(|known| known.person != person);
        if declined.len() >= limits::DECLINED
            && let Some(first) = (0..declined.len()).min_by_key(|n| declined.get(*n).map(|it| it.until))
        {
            declined.remove(first);
        }
        declined.push(Declined { person, until });
        declined.sort_unstable();
    }
    let cause = case::word(cause);
    case.settle(draft, act, EventKind::TicketReleased { person, cause, reason }, None)?;
    assign::choose(draft, case, act.at, Queue::Report).map(drop)
}

/// Carries out what is due when an owner has had all the time to act.
pub(super) fn respond(draft: &mut Draft<'_>, case: &mut Case, act: &Act, due_at: Timestamp) -> Answer<()> {
    let Some(person) = case.ticket.owner.filter(|_| case.ticket.respond_by == Some(due_at)) else {
        return Ok(());
    };
    let then = team_of(draft.config, &case.ticket).and_then(|team| team.response.as_ref());
    let then = then.map_or(Silence::Release, |response| response.then);
    if case.ticket.pulled {
        release(draft, case, act, "lease_over", None)?;
    } else if then == Silence::Release {
        release(draft, case, act, "silent", None)?;
    } else {
        case.ticket.respond_by = None;
        case.settle(draft, act, EventKind::OwnerSilent { person }, None)?;
        let mut to = [case.ticket.assignees.as_slice(), case.ticket.followers.as_slice()].concat();
        to.sort_unstable();
        to.dedup();
        case.duty(draft, act.at, EffectKind::OwnerSilent { owner: person, to });
    }
    case.conclude(draft, Occasion::TimePassed, None, act.at)
}

/// Carries out what is due while a ticket waits for an owner.
pub(super) fn look_again(draft: &mut Draft<'_>, case: &mut Case, act: &Act, due_at: Timestamp) -> Answer<()> {
    let config = draft.config;
    if next_look(config, &case.ticket) != Some(due_at) {
        return Ok(());
    }
    let Some(team) = team_of(config, &case.ticket) else { return Ok(()) };
    let rung = next_rung(config, team, &case.ticket).filter(|at| *at == due_at);
    case.ticket.declined.retain(|declined| declined.until > due_at);
    if rung.is_some() {
        take_rung(draft, case, team, act)?;
    } else {
        case.settle(draft, act, EventKind::TicketChanged {}, None)?;
    }
    if waits(&case.ticket) {
        assign::choose(draft, case, act.at, Queue::Wait)?;
    }
    case.conclude(draft, Occasion::TimePassed, None, act.at)
}

fn take_rung(draft: &mut Draft<'_>, case: &mut Case, team: &Team, act: &Act) -> Answer<()> {
    let rung = case.ticket.rungs;
    let Some(step) = usize::try_from(rung).ok().and_then(|n| team.ladder.get(n)) else { return Ok(()) };
    case.ticket.rungs += 1;
    match &step.step {
        RungStep::DropOptionalSkills => {
            case.settle(draft, act, EventKind::RungTaken { rung }, None)?;
        }
        RungStep::Team(to) => {
            if too_many_handoffs(draft.config, &case.ticket).is_none() {
                case.ticket.team = Some(to.clone());
                case.ticket.handoffs += 1;
                let mut problems = Vec::new();
                home::follow(draft.config, &mut case.ticket, None, act.at, &mut problems);
            }
            case.settle(draft, act, EventKind::RungTaken { rung }, None)?;
            assign::choose(draft, case, act.at, Queue::Report)?;
        }
        RungStep::Agent(person) => {
            case.settle(draft, act, EventKind::RungTaken { rung }, None)?;
            let on_call = super::who::find(draft.snapshot, person)?.map(|person| person.id);
            assign::give_to_first(draft, case, act.at, assignment::ON_CALL, on_call.as_slice())?;
        }
    }
    Ok(())
}

/// Carries out `accept_ticket`.
pub(super) fn accept(draft: &mut Draft<'_>, who: &Who<'_>, ticket: &TicketRef) -> Answer<()> {
    let mut case = case::open(draft, who, ticket)?;
    let act = fire::catch_up(draft, &mut case, who)?;
    expect_owner(who, &case)?;
    if case.ticket.respond_by.is_none() {
        let text = "nobody waits for a word that you take care of the ticket";
        return Err(Problem::new(Code::NothingToDo, text).at("/ticket").into());
    }
    case.settle(draft, &act, EventKind::TicketAccepted {}, None)?;
    case.finish(draft, Occasion::Changed, None)
}

/// Carries out `hold_ticket`.
pub(super) fn hold(draft: &mut Draft<'_>, who: &Who<'_>, ticket: &TicketRef) -> Answer<()> {
    let mut case = case::open(draft, who, ticket)?;
    let act = fire::catch_up(draft, &mut case, who)?;
    expect_owner(who, &case)?;
    let lease = team_of(draft.config, &case.ticket).and_then(|team| team.pull.as_ref());
    let until = lease.map(|pull| act.at.after(pull.lease)).filter(|_| case.ticket.pulled);
    let Some(until) = until.filter(|until| Some(*until) > case.ticket.respond_by) else {
        let text = "the ticket is not lent to you for any shorter time";
        return Err(Problem::new(Code::NothingToDo, text).at("/ticket").into());
    };
    case.ticket.respond_by = Some(until);
    case.settle(draft, &act, EventKind::TicketChanged {}, None)?;
    case.finish(draft, Occasion::Changed, None)
}

/// Carries out `decline_ticket`.
pub(super) fn decline(draft: &mut Draft<'_>, who: &Who<'_>, ticket: &TicketRef, reason: &Name) -> Answer<()> {
    let mut case = case::open(draft, who, ticket)?;
    let act = fire::catch_up(draft, &mut case, who)?;
    expect_owner(who, &case)?;
    let known: Vec<&str> =
        draft.config.document().decline_reasons.iter().map(|it| it.name.as_str()).collect();
    if !known.is_empty() && !known.contains(&reason.as_str()) {
        let problem =
            Problem::new(Code::UnknownName, format!("`{reason}` is no reason to give a ticket back"));
        return Err(problem.at("/reason").hint(crate::error::suggest(reason, &known)).into());
    }
    release(draft, &mut case, &act, "declined", Some(reason.clone()))?;
    case.finish(draft, Occasion::Changed, None)
}

/// Refuses what only the owner of a ticket can say.
fn expect_owner(who: &Who<'_>, case: &Case) -> Result<PersonId, Problem> {
    let owner = case.ticket.owner.filter(|owner| who.by.person() == Some(*owner) && who.rights.is_staff());
    owner
        .ok_or_else(|| Problem::new(Code::Forbidden, "only the owner of a ticket can say that").at("/ticket"))
}
