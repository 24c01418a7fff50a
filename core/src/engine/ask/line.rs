//! Who waits in a team, what its members were given, and how a ticket went from team to team.

use std::collections::BTreeSet;

use super::super::asked::page;
use super::{Asking, unseen};
use crate::access::{FieldSight, Permission};
use crate::assignment::Team;
use crate::command::{Answer, FairShare, Handoff, Waiting};
use crate::decide;
use crate::engine::jobs::waits_in;
use crate::error::{Code, Problem, Result, suggest};
use crate::id::Name;
use crate::limits;
use crate::model::{Clock, Event, EventKind, JobKind, Ticket, TicketField, TicketRef, Value};
use crate::query::{Audience, HistoryQuery, Sort, TicketQuery};
use crate::snapshot::{Key, Member, Wanted};
use crate::time::Timestamp;

/// Tickets that are told of one line at the most.
const LONGEST_LINE: u32 = 100;

fn rows(limit: u32) -> usize {
    usize::try_from(limit).unwrap_or(usize::MAX)
}

impl Asking<'_> {
    /// What waits for an owner in a team, in the order in which it is taken or given out. What they do not see takes no place.
    pub(super) fn line(&self, team: &Name, limit: Option<u32>) -> Result<Answer> {
        self.staff_only()?;
        let team = self.team(team)?;
        let limit = page(limit)?.min(LONGEST_LINE);
        let tickets =
            if team.pull.is_some() { self.next_of(team, limit) } else { self.oldest_of(team, limit) };
        Ok(Answer::Line { tickets: tickets? })
    }

    /// What agents take next.
    fn next_of(&self, team: &Team, limit: u32) -> Result<Vec<Waiting>> {
        let mut line = Vec::new();
        let mut after = None;
        loop {
            let key = Key::Pull { team: team.name.clone(), after: after.clone(), limit: LONGEST_LINE };
            let found = self.inner.storage.load(self.desk, &Wanted::one(key))?;
            let places = found.pull(&team.name, after.as_ref(), LONGEST_LINE).map_err(|_| unseen())?;
            let wanted = places.iter().map(|(_, ticket)| Key::Ticket(*ticket)).collect();
            let files = self.inner.storage.load(self.desk, &wanted)?.tickets;
            let seen = places.iter().filter_map(|(_, ticket)| files.get(ticket));
            let seen = seen.filter(|file| self.who.rights.sees(&file.ticket));
            line.extend(seen.map(|file| self.waiting(&file.ticket, &file.clocks)));
            let whole = u32::try_from(places.len()).unwrap_or(u32::MAX) < LONGEST_LINE;
            if whole || line.len() >= rows(limit) {
                line.truncate(rows(limit));
                return Ok(line);
            }
            after = places.last().cloned();
        }
    }

    /// What is given out next, as soon as somebody can take it.
    fn oldest_of(&self, team: &Team, limit: u32) -> Result<Vec<Waiting>> {
        let waits = waits_in(&team.name);
        let kind = JobKind::RetryQueue { team: team.name.clone() };
        let condition = Some(decide::is_for(self.config, &FieldSight::All, &waits, &kind)?);
        let (visible, sort) = (self.who.rights.visible().clone(), Sort::default());
        let audience = Audience::Staff;
        let query = TicketQuery { visible, audience, condition, text: None, sort, after: None, limit };
        let page = self.inner.storage.find(self.desk, &query)?;
        Ok(page.tickets.iter().map(|ticket| self.waiting(ticket, &[])).collect())
    }

    fn waiting(&self, ticket: &Ticket, clocks: &[Clock]) -> Waiting {
        let place = decide::pull_place(self.config, ticket, clocks);
        let now = self.inner.time.now();
        Waiting {
            ticket: ticket.id,
            number: ticket.number.clone(),
            priority: ticket.priority.clone(),
            since: ticket.waiting_since.unwrap_or(ticket.created_at),
            late: place.as_ref().is_some_and(|place| place.due_by < now),
            due_by: place.map(|place| place.due_by),
        }
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
