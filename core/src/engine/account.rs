//! The account of a ticket: what is promised for it and why, and where its life went.

use std::fmt::Write as _;

use serde::Serialize;

use super::Inner;
use super::ask::{Asking, asking};
use super::desk::Desk;
use crate::calendar::Calendar;
use crate::command::{Answer, Choice};
use crate::config::Config;
use crate::error::{Code, Problem, Result};
use crate::id::{DeskId, TicketId};
use crate::limits;
use crate::model::{Actor, Event, Ticket, TicketRef};
use crate::query::{Audience, HistoryQuery};
use crate::sla::{self, Explanation, Spell, Whose};
use crate::snapshot::{Key, Wanted};
use crate::time::{Span, Timestamp};

/// The account of a ticket as of an instant: as data, as text ([`to_text`](Self::to_text)), and as a picture
/// ([`to_svg`](Self::to_svg)).
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct TicketAccount {
    /// The number of the ticket.
    pub number: String,
    /// As of when.
    pub until: Timestamp,
    /// Which policies are taken for it, and why none of those before them: one entry for each list.
    pub policies: Vec<Choice>,
    /// Every clock that it ever had, by key.
    pub clocks: Vec<Explanation>,
    /// Every second of its life, whose it was; the parts add up to the whole.
    pub spent: Vec<Spell>,
    /// The zone that the local times of the picture are given in.
    pub time_zone: String,
    #[serde(skip)]
    calendar: Calendar,
}

impl Desk {
    /// What is promised for a ticket and why, and where its life went. Open and closed hours of its life are those of the
    /// policy that is taken from the first list, else of its team; without either all hours are open. It is that of now, or
    /// of an instant `as_of` which is not before the ticket's last change. For staff.
    ///
    /// # Errors
    /// `forbidden`, `not_found`, `unknown_actor`; `out_of_range` for an instant further ahead than
    /// [`ACCOUNT_DAYS`](limits::ACCOUNT_DAYS) behind the last change.
    ///
    /// ```
    /// use ticketkit::command::{Command, Context, parse};
    /// use ticketkit::engine::Engine;
    /// use ticketkit::model::{Actor, TicketRef};
    ///
    /// let desk = Engine::in_memory().desk("support")?;
    /// let command: Command = parse(
    ///     r#"{ "do": "create_ticket", "subject": "Paper jam", "body": "Again.", "requester": { "address": "i@example.org" } }"#,
    /// )?;
    /// let number = desk.execute(&command, &Context::of(Actor::host()))?.number.unwrap();
    /// let account = desk.account(&TicketRef::Number(number), None, &Actor::host())?;
    /// assert!(account.to_text().contains("`standard` is taken"));
    /// assert!(account.to_svg().starts_with("<svg"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn account(
        &self,
        ticket: &TicketRef,
        as_of: Option<Timestamp>,
        actor: &Actor,
    ) -> Result<TicketAccount> {
        let wanted: Wanted = [Key::from(ticket)].into_iter().collect();
        let inner = &self.engine.inner;
        let actor = &*inner.admit(self.id, actor, None)?;
        asking(inner, self.id, wanted, actor, |asking| asking.account(ticket, as_of))
    }
}

impl Asking<'_> {
    /// The account of a ticket.
    pub(super) fn account(&self, ticket: &TicketRef, as_of: Option<Timestamp>) -> Result<TicketAccount> {
        self.staff_only()?;
        let file = self.file(ticket)?;
        let seen = &file.ticket;
        let until = match as_of {
            Some(as_of) => until(seen, as_of)?,
            None => self.inner.time.now().max(seen.updated_at),
        };
        let mut clocks = Vec::new();
        for clock in file.clocks.iter().filter(|clock| self.who.rights.sees_clock(clock)) {
            let promised = self.inner.config_of(self.desk, Some(clock.config_version))?;
            let calendar = promised.edition().calendar(clock.calendar.as_ref());
            clocks.extend(calendar.map(|calendar| sla::explain(clock, &calendar, until)));
        }
        let calendar = working_hours(self.config, seen);
        let events = self.inner.history_of(self.desk, seen.id, seen.version)?;
        Ok(TicketAccount {
            number: seen.number.clone(),
            until,
            policies: sla::choose_for(self.config.policies(), seen, &|field| {
                self.who.rights.sees_field(field, |_| false)
            }),
            clocks,
            spent: sla::spent(&events, &calendar, until)?,
            time_zone: calendar.time_zone().to_owned(),
            calendar,
        })
    }
}

impl Asking<'_> {
    /// How long a ticket stood in its statuses.
    pub(super) fn visits(&self, ticket: &TicketRef) -> Result<Answer> {
        self.staff_only()?;
        let seen = &self.file(ticket)?.ticket;
        let until = self.inner.time.now().max(seen.updated_at);
        let events = self.inner.history_of(self.desk, seen.id, seen.version)?;
        let visits = sla::visits(&events, &working_hours(self.config, seen), until)?;
        Ok(Answer::Visits { until, totals: sla::visit_totals(&visits), visits })
    }
}

/// Up to when an account goes that was asked for as of an instant.
fn until(ticket: &Ticket, as_of: Timestamp) -> Result<Timestamp> {
    let last = ticket.updated_at.after(Span::from_days(limits::ACCOUNT_DAYS));
    if as_of <= last {
        return Ok(as_of.max(ticket.updated_at));
    }
    let text = format!("an account as of {as_of}, and the latest one is as of {last}");
    let problem = Problem::new(Code::OutOfRange, text).at("/as_of").param("limit", limits::ACCOUNT_DAYS);
    Err(problem.hint("name an earlier instant").into())
}

/// The hours by which the desk works on a ticket.
fn working_hours(config: &Config, ticket: &Ticket) -> Calendar {
    let policy = sla::choose(config.policies(), ticket).into_iter().next().and_then(|first| first.policy);
    let own = policy.and_then(|name| {
        let policies = &config.document().policies;
        policies.iter().find(|policy| policy.name == name).and_then(|policy| policy.calendar.as_ref())
    });
    let team = ticket.team.as_ref().and_then(|team| config.team(team));
    let name = own.or_else(|| team.and_then(|team| team.calendar.as_ref()));
    config.edition().calendar(name).unwrap_or_else(Calendar::always)
}

impl Inner {
    /// The events of a ticket up to a version, so that they are of the same moment as what else was seen of it.
    pub(super) fn history_of(&self, desk: DeskId, ticket: TicketId, version: u64) -> Result<Vec<Event>> {
        let mut events = Vec::new();
        let mut query = HistoryQuery {
            ticket: Some(ticket),
            audience: Audience::Staff,
            after: 0,
            limit: limits::PAGE_MAX,
        };
        loop {
            let page = self.storage.history(desk, &query)?;
            let done = page.events.len() < limits::PAGE_MAX as usize;
            events.extend(page.events.into_iter().filter(|event| event.version <= version));
            if done {
                return Ok(events);
            }
            query.after = page.last;
        }
    }
}

impl TicketAccount {
    /// How much of its life is whose; together they are the time from its creation to `until`.
    pub fn total(&self, whose: Whose) -> Span {
        sla::total(&self.spent, whose)
    }

    /// The account as text for people, in local times.
    pub fn to_text(&self) -> String {
        let mut text = format!("ticket {}\n", self.number);
        for choice in &self.policies {
            text.push_str(&choice.to_string());
        }
        text.push_str("\nWhose time it was\n");
        for whose in Whose::ALL {
            let span = self.total(whose);
            if !span.is_zero() {
                // Writing to a text cannot fail.
                let _ = writeln!(text, "  {:>14}  {whose}", sla::length(span));
            }
        }
        for clock in &self.clocks {
            text.push('\n');
            text.push_str(&clock.to_text());
        }
        text
    }

    /// The account as a picture (SVG): whose time it was, and a row for each clock with what counted, its deadline and
    /// its breach.
    pub fn to_svg(&self) -> String {
        let title = format!("Ticket {}", self.number);
        sla::timeline(&title, &self.spent, &self.clocks, &self.calendar, self.until)
    }
}
