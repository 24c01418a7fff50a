//! Who waits in a team, what its members were given, and how a ticket went from team to team.

use std::collections::BTreeSet;

use super::super::asked::page;
use super::{Asking, unseen};
use crate::access::Permission;
use crate::assignment::Team;
use crate::command::{Answer, FairShare, Handoff, Waiting};
use crate::decide;
use crate::error::{Code, Problem, Result, suggest};
use crate::id::Name;
use crate::limits;
use crate::model::{Event, EventKind, TicketField, TicketRef, Value};
use crate::query::{Audience, HistoryQuery};
use crate::snapshot::{Key, Member, TicketFile, Wanted};
use crate::time::Timestamp;

impl Asking<'_> {
    /// What waits for an owner in a team, in the order in which it is taken or given out.
    pub(super) fn line(&self, team: &Name, limit: Option<u32>) -> Result<Answer> {
        self.staff_only()?;
        let team = self.team(team)?;
        let limit = page(limit)?.min(u32::try_from(limits::TICKETS_PER_COMMAND).unwrap_or(u32::MAX));
        let pulls = team.pull.is_some();
        let key = if pulls {
            Key::Pull { team: team.name.clone(), after: None, limit }
        } else {
            Key::Queue(team.name.clone())
        };
        let found = self.inner.storage.load(self.desk, &Wanted::one(key))?;
        let ids: Vec<_> = if pulls {
            let line = found.pull(&team.name, None, limit).map_err(|_| unseen())?;
            line.iter().map(|(_, ticket)| *ticket).collect()
        } else {
            found.queue(&team.name).map_err(|_| unseen())?.to_vec()
        };
        let ids = ids.get(..ids.len().min(usize::try_from(limit).unwrap_or(usize::MAX))).unwrap_or_default();
        let files = self.inner.storage.load(self.desk, &ids.iter().copied().map(Key::Ticket).collect())?;
        let now = self.inner.time.now();
        let waiting = |file: &TicketFile| {
            let ticket = &file.ticket;
            let place = decide::pull_place(self.config, ticket, &file.clocks);
            Waiting {
                ticket: ticket.id,
                number: ticket.number.clone(),
                priority: ticket.priority.clone(),
                since: ticket.waiting_since.unwrap_or(ticket.created_at),
                late: place.as_ref().is_some_and(|place| place.due_by < now),
                due_by: place.map(|place| place.due_by),
            }
        };
        let files = ids.iter().filter_map(|id| files.tickets.get(id));
        let seen = files.filter(|file| self.who.rights.sees(&file.ticket));
        Ok(Answer::Line { tickets: seen.map(waiting).collect() })
    }

    /// What the members of a team were given over some days, and how far that is from their shares.
    pub(super) fn fairness(&self, team: &Name, days: Option<u32>) -> Result<Answer> {
        self.who.rights.require(Permission::ManagePeople)?;
        let team = self.team(team)?;
        let days = days.unwrap_or(team.window_days);
        if !(1..=limits::FAIRNESS_DAYS).contains(&days) {
            let problem = Problem::new(Code::OutOfRange, format!("{days} days cannot be looked at"));
            let hint = format!("from 1 to {}", limits::FAIRNESS_DAYS);
            return Err(problem.at("/days").hint(hint).param("limit", limits::FAIRNESS_DAYS).into());
        }
        let to = self.inner.time.now().day();
        let from = to.saturating_sub(i32::try_from(days).unwrap_or(1) - 1);
        let wanted = [Key::Team(team.name.clone()), Key::Shares { team: team.name.clone(), from, to }];
        let found = self.inner.storage.load(self.desk, &wanted.into_iter().collect())?;
        let members = found.team(&team.name).map_err(|_| unseen())?;
        let given = found.shares(&team.name, from, to).map_err(|_| unseen())?;
        let count = |member: &Member| given.get(&member.person.id).copied().unwrap_or(0);
        let share = |member: &Member| member.person.agent.as_ref().map_or(0, |agent| agent.share);
        let total: i64 = members.iter().map(count).sum();
        let shares: i64 = members.iter().map(|member| i64::from(share(member))).sum();
        let fair = |member: &Member| {
            let part = total.saturating_mul(100).saturating_mul(share(member).into());
            let fair_hundredths = part.checked_div(shares).unwrap_or(0);
            FairShare {
                person: member.person.id,
                given: count(member),
                share: share(member),
                fair_hundredths,
                deviation_hundredths: count(member).saturating_mul(100) - fair_hundredths,
            }
        };
        let members: Vec<FairShare> = members.iter().map(fair).collect();
        let largest = members.iter().map(|member| member.deviation_hundredths.abs()).max().unwrap_or(0);
        let most = members.iter().map(|member| member.given).max().unwrap_or(0);
        let least = members.iter().map(|member| member.given).min().unwrap_or(0);
        Ok(Answer::Fairness { total, members, largest_deviation_hundredths: largest, spread: most - least })
    }

    /// How a ticket went from team to team, and what each of these steps cost.
    pub(super) fn handoffs(&self, ticket: &TicketRef) -> Result<Answer> {
        self.staff_only()?;
        let ticket = &self.file(ticket)?.ticket;
        if !self.who.rights.sees_field(&TicketField::Team, |_| false) {
            return Err(Problem::new(Code::Forbidden, "your role hides the teams of tickets").into());
        }
        let mut hands = Hands::of(ticket.created_at);
        let mut after = 0;
        loop {
            let limit = limits::PAGE_MAX;
            let query = HistoryQuery { ticket: Some(ticket.id), audience: Audience::Staff, after, limit };
            let page = self.inner.storage.history(self.desk, &query)?;
            for event in &page.events {
                hands.see(event, |team, from, to| {
                    let calendar = self.config.team(team)?.calendar.as_ref()?;
                    Some(self.config.calendar(calendar)?.elapsed(from, to).millis())
                });
            }
            if page.events.len() < limits::PAGE_MAX as usize {
                return Ok(Answer::Handoffs { handoffs: hands.found });
            }
            after = page.last;
        }
    }

    fn team(&self, name: &Name) -> Result<&Team> {
        self.config.team(name).ok_or_else(|| {
            let known: Vec<&str> = self.config.document().teams.iter().map(|it| it.name.as_str()).collect();
            let problem = Problem::new(Code::UnknownName, format!("there is no team `{name}`")).at("/team");
            problem.hint(suggest(name, &known)).into()
        })
    }
}

/// A ticket on its way from team to team.
struct Hands {
    team: Option<Name>,
    since: Timestamp,
    /// When somebody there first wrote.
    acted: Option<Timestamp>,
    had: BTreeSet<Name>,
    found: Vec<Handoff>,
}

impl Hands {
    const fn of(created_at: Timestamp) -> Self {
        Self { team: None, since: created_at, acted: None, had: BTreeSet::new(), found: Vec::new() }
    }

    fn see(&mut self, event: &Event, open: impl Fn(&Name, Timestamp, Timestamp) -> Option<i64>) {
        if matches!(event.kind, EventKind::MessageAdded { .. }) && event.by.person().is_some() {
            let staff = matches!(event.by, crate::model::By::Agent { .. });
            self.acted = self.acted.or(Some(event.at).filter(|_| staff));
        }
        let Some(change) = event.changes.iter().find(|change| change.field == TicketField::Team) else {
            return;
        };
        let to = match &change.to {
            Some(Value::Text(team)) => team.parse::<Name>().ok(),
            _ => None,
        };
        if matches!(event.kind, EventKind::TicketCreated {}) {
            self.had.extend(to.clone());
            self.team = to;
            return;
        }
        let from = self.team.take();
        self.found.push(Handoff {
            at: event.at,
            by: event.by.clone(),
            held_ms: event.at.since(self.since).millis(),
            open_ms: from.as_ref().and_then(|team| open(team, self.since, event.at)),
            idle_ms: self.acted.unwrap_or(event.at).since(self.since).millis(),
            returned: to.as_ref().is_some_and(|team| self.had.contains(team)),
            from,
            to: to.clone(),
        });
        self.had.extend(to.clone());
        (self.team, self.since, self.acted) = (to, event.at, None);
    }
}
