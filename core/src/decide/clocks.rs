//! The clocks of a ticket: told of every step, and held to another version of what is promised.

use super::case::{self, Act, Case};
use super::draft::Draft;
use super::{Answer, Who, rules};
use crate::access::Permission;
use crate::command::Edits;
use crate::error::{Code, Problem};
use crate::id::PersonId;
use crate::model::{EffectKind, EventKind, TicketRef};
use crate::sla::{self, Moment, Policy, TicketCalendars};

/// The calendars that others than a policy name for a ticket: its team, and its organization where any policy asks.
pub(super) fn calendars_of<'d>(draft: &'d Draft<'_>, case: &Case) -> Answer<TicketCalendars<'d>> {
    let ticket = &case.ticket;
    let team = ticket.team.as_ref().and_then(|team| draft.config.team(team));
    let asks = draft.terms_ask_organization();
    let organization = match ticket.organization.filter(|_| asks) {
        Some(organization) => draft.snapshot.organization(organization)?,
        None => None,
    };
    Ok(TicketCalendars {
        team: team.and_then(|team| team.calendar.as_ref()),
        organization: organization.and_then(|organization| organization.calendar.as_ref()),
    })
}

/// Whether any of these policies takes the calendar of a ticket's organization.
pub(super) fn ask_organization(policies: &[Policy]) -> bool {
    policies.iter().any(Policy::asks_organization)
}

/// Holds the open clocks of a ticket to the service levels in force.
pub(super) fn rebind(draft: &mut Draft<'_>, who: &Who<'_>, ticket: &TicketRef) -> Answer<()> {
    who.rights.require(Permission::ManageConfig)?;
    let mut case = case::open(draft, who, ticket)?;
    let act = super::fire::catch_up(draft, &mut case, who)?;
    let version = draft.config.version();
    if !case.clocks.iter().any(|clock| clock.state.is_open() && clock.config_version != version) {
        let text = "no open clock of the ticket stands on an earlier version of the configuration";
        return Err(Problem::new(Code::NothingToDo, text).at("/ticket").into());
    }
    let before = case.ticket.clone();
    let calendars = calendars_of(draft, &case)?;
    let mut clocks = std::mem::take(&mut case.clocks);
    let news = {
        let terms = draft.terms(case::workflow_of(draft.config, &case.ticket));
        let moment = Moment {
            at: act.at,
            before: Some(&before),
            after: &case.ticket,
            message: None,
            opened_by_staff: case.opened_by_staff,
            by_agent: false,
            calendars,
        };
        sla::rebind(&terms, &mut clocks, &moment)?
    };
    case.clocks = clocks;
    case.fact(draft, &act, EventKind::ClocksRebound { config_version: version });
    for item in news {
        case.report(draft, item)?;
    }
    draft.about(&case.ticket);
    case.leave(draft)
}

impl Case {
    /// Makes what a clock has to tell a fact, and a duty where somebody is to be told.
    pub(super) fn report(&mut self, draft: &mut Draft<'_>, news: sla::News) -> Answer<()> {
        match news {
            sla::News::NoPolicy { at } => {
                self.fact(draft, &Act::system(at), EventKind::NoPolicy {});
                draft.notice("no_policy", "no policy matches the ticket, so nothing is promised for it");
            }
            sla::News::Breached { key: clock, due_at, at } => {
                self.fact(draft, &Act::system(at), EventKind::ClockBreached { clock: clock.clone(), due_at });
                let to = self.ticket.assignees.clone();
                self.duty(draft, at, EffectKind::Escalate { clock, step: None, to });
            }
            sla::News::StepTaken { key: clock, step, at, notify, set } => {
                self.fact(draft, &Act::system(at), EventKind::StepTaken { clock: clock.clone(), step });
                let mut to = Vec::new();
                for audience in notify {
                    to.extend_from_slice(self.audience(audience));
                }
                to.sort_unstable();
                to.dedup();
                let policy = clock.policy.clone();
                self.duty(draft, at, EffectKind::Escalate { clock, step: Some(step), to });
                let edits =
                    set.into_iter().fold(Edits::none(), |edits, (field, value)| edits.and(field, value));
                rules::set_by_step(draft, self, &policy, edits, at)?;
            }
        }
        Ok(())
    }

    /// The people that a step of escalation means.
    fn audience(&self, audience: sla::Audience) -> &[PersonId] {
        match audience {
            sla::Audience::Assignees => &self.ticket.assignees,
            sla::Audience::Owner => self.ticket.owner.as_slice(),
            sla::Audience::Followers => &self.ticket.followers,
        }
    }
}
