//! Who would have got what: the arrivals of a desk, routed by another document.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::lives::Life;
use super::{Trial, WhatIf, WhatIfAsked};
use crate::assignment::simulate::{Arrival, Routed, Setting, simulate, tally};
use crate::command::{Rerouted, RoutedTo, RoutingReport};
use crate::decide::is_known;
use crate::engine::Inner;
use crate::engine::desk::Desk;
use crate::error::Result;
use crate::id::{DeskId, PersonId};
use crate::limits;
use crate::model::{Actor, Person};
use crate::snapshot::{Key, Wanted};
use crate::storage::PeopleQuery;
use crate::time::Timestamp;

impl Desk {
    /// Who would have got what, had a document routed the tickets of the desk: both sides of it, as it was and as it would have
    /// been, with how long tickets waited, who had how much to do, and how often they went from team to team. Nothing is
    /// changed.
    ///
    /// Every ticket that the actor sees comes in again as it once came, and is routed by the document
    /// ([`assignment::simulate`](crate::assignment::simulate)), among the people as they are now: profiles, shifts
    /// and absences of earlier times are not known any more. What it was opened for, a team or an owner, stays. Each
    /// is as long work for whoever gets it as it was work since its first owner had it; one that still is work stays
    /// with them. What people and rules did to the tickets does not happen again. It begins with nobody having any
    /// work.
    ///
    /// `progress` is told now and then how many tickets were read, and ends the work by answering false; the report is
    /// of those that were read then. Memory grows with the tickets.
    ///
    /// # Errors
    /// `forbidden` without the permission `manage_config`; everything that is wrong with the document, below
    /// `/document`, and with the condition; what the storage answers.
    ///
    /// ```
    /// use ticketkit::command::{Command, Context, Edits, Intake};
    /// use ticketkit::config::Document;
    /// use ticketkit::engine::{Engine, WhatIf};
    /// use ticketkit::model::Actor;
    ///
    /// let engine = Engine::in_memory();
    /// let desk = engine.desk("main")?;
    /// let monday: ticketkit::Timestamp = "2026-06-01T09:00:00Z".parse()?;
    /// let host = Context::of(Actor::host()).at(monday);
    /// let hire: Command = serde_json::from_str(
    ///     r#"{"do": "put_agent", "person": "ada", "name": "Ada", "role": "agent", "teams": ["support"]}"#,
    /// )?;
    /// desk.execute(&hire, &host)?;
    /// let open: Command = serde_json::from_str(
    ///     r#"{"do": "create_ticket", "subject": "Fire", "requester": {"address": "ines@example.com"}}"#,
    /// )?;
    /// desk.execute(&open, &host)?;
    ///
    /// // The default desk gives nothing by itself. Had its team taken turns, Ada would have had the ticket at once.
    /// let mut document: serde_json::Value = serde_json::from_str(Document::DEFAULT)?;
    /// document["teams"][0]["strategy"] = "round_robin".into();
    /// let noon = WhatIf { as_of: Some("2026-06-01T12:00:00Z".parse()?), ..WhatIf::default() };
    /// let report = desk.what_if_routing(&document.to_string(), &noon, &Actor::host(), &mut |_| true)?;
    /// assert_eq!((report.before.never_given, report.after.never_given), (1, 0));
    /// assert_eq!(report.after.waited.longest_ms, Some(0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn what_if_routing(
        &self,
        document: &str,
        options: &WhatIf,
        actor: &Actor,
        progress: &mut dyn FnMut(u64) -> bool,
    ) -> Result<RoutingReport> {
        let asked = WhatIfAsked::whole(document, options);
        let inner = &self.engine.inner;
        what_if_routing(inner, self.id, &asked, &*inner.admit(self.id, actor, None)?, progress)
    }
}

/// Routes the arrivals of a desk by a document.
pub(in crate::engine) fn what_if_routing(
    inner: &Inner,
    desk: DeskId,
    asked: &WhatIfAsked<'_>,
    actor: &Actor,
    progress: &mut dyn FnMut(u64) -> bool,
) -> Result<RoutingReport> {
    let trial = Trial::of(inner, desk, asked.trial.document, actor)?;
    let way = trial.way("what_if_routing", &asked.trial, &asked.as_of)?;
    let as_of = asked.as_of.unwrap_or_else(|| inner.time.now());
    let (mut lives, mut looked_at, mut left_out) = (Vec::new(), 0, 0);
    let next = trial.walk(&way, &mut |files, _| {
        for life in trial.lives(&files, as_of)? {
            looked_at += 1;
            match life {
                Some(life) => lives.push(life),
                None => left_out += 1,
            }
        }
        Ok(progress(looked_at))
    })?;
    let people = trial.people_of(&lives)?;
    let people: Vec<&Person> = people.iter().map(|person| &**person).collect();
    let real: Vec<Routed> = lives.iter().map(|life| life.real.clone()).collect();
    let played = trial.play(&lives, &people, as_of);
    let (mut elsewhere, mut rerouted) = (0, Vec::new());
    for (life, played) in lives.iter().zip(&played) {
        let (before, after) = (routed_to(&life.real), routed_to(played));
        if (&before.team, before.owner) != (&after.team, after.owner) {
            elsewhere += 1;
            if rerouted.len() < limits::TRIAL_REROUTED {
                rerouted.push(Rerouted { ticket: life.id, number: life.number.clone(), before, after });
            }
        }
    }
    Ok(RoutingReport {
        config_version: trial.present.version(),
        as_of,
        complete: next.is_none(),
        next,
        tickets: looked_at,
        left_out,
        elsewhere,
        before: tally(&people, &real),
        after: tally(&people, &played),
        rerouted,
    })
}

fn routed_to(routed: &Routed) -> RoutedTo {
    let (owner, given_at) = routed.given.unzip();
    RoutedTo { team: routed.team.clone(), owner, given_at }
}

impl Trial<'_> {
    /// All staff, and whoever else had one of these tickets.
    fn people_of(&self, lives: &[Life]) -> Result<Vec<Arc<Person>>> {
        let mut people = Vec::<Arc<Person>>::new();
        loop {
            let after = people.last().map(|person| person.id);
            let query = PeopleQuery { staff: true, after, limit: limits::PAGE_MAX };
            let page = self.inner.storage.people(self.desk, &query)?;
            let done = page.len() < limits::PAGE_MAX as usize;
            people.extend(page.into_iter().map(Arc::new));
            if done {
                break;
            }
        }
        let staff: BTreeSet<PersonId> = people.iter().map(|person| person.id).collect();
        let owners =
            lives.iter().flat_map(|life| life.real.held.iter().map(|held| held.person).chain(life.owner));
        let others: BTreeSet<PersonId> = owners.filter(|owner| !staff.contains(owner)).collect();
        if !others.is_empty() {
            let wanted: Wanted = others.into_iter().map(Key::Person).collect();
            people.extend(self.inner.storage.load(self.desk, &wanted)?.people.into_values());
        }
        Ok(people)
    }

    /// What would have become of tickets under the document.
    fn play(&self, lives: &[Life], people: &[&Person], until: Timestamp) -> Vec<Routed> {
        let tried = &self.tried;
        let arrivals: Vec<Arrival<'_>> = lives.iter().map(Life::arrival).collect();
        let setting = Setting {
            teams: tried.teams(),
            routes: tried.routes(),
            mode: tried.route_mode(),
            calendars: tried.calendars(),
            people,
            weigh: &|ticket| tried.weigh(ticket),
            may_see: &|person| is_known(tried, person),
            handoff_limit: tried.handoffs().limit,
            until,
        };
        let mut played = simulate(&setting, &arrivals);
        for (routed, life) in played.iter_mut().zip(lives) {
            routed.handoffs += u32::from(life.ended_in.is_some() && routed.team != life.ended_in);
        }
        played
    }
}
