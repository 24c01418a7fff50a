//! Questions: everything that leaves the engine passes through here, and through the actor's rights.

mod conversation;
mod curtain;
mod deadlines;
mod levels;
mod line;
mod link;
mod links;
mod macros;
mod promised;
mod public;
mod staffing;
mod thread;
mod ways;

use std::sync::Arc;

use super::asked::{cursor, page, search, sort_key};
use super::{Inner, dry_run, form};
use crate::access::Permission;
use crate::command::{Answer, DiagramFormat, Query};
use crate::condition::{Condition, Predicate, Scope};
use crate::config::{Config, SeenFields};
use crate::decide::{self, Interrupt, Who};
use crate::error::{Code, Problem, Result, suggest};
use crate::id::{DeskId, JobId, Name};
use crate::limits;
use crate::model::{Actor, PersonRef, Standing, TicketField, TicketRef};
use crate::query::{Audience, CountQuery, HistoryQuery, Sort, SortKey, TicketPage, TicketQuery};
use crate::snapshot::{Key, Snapshot, TicketFile, Wanted};
use crate::storage::JobsQuery;

/// Answers a question.
pub(super) fn ask(inner: &Inner, desk: DeskId, query: &Query, actor: &Actor) -> Result<Answer> {
    match query {
        Query::Form { .. } => form::ask(inner, desk, query, actor),
        Query::DryRun { .. } => dry_run::ask(inner, desk, query, actor),
        Query::Preview { .. } | Query::WhatIf { .. } | Query::WhatIfRouting { .. } => {
            levels::of_trial(inner, desk, query, actor)
        }
        _ => asking(inner, desk, wanted_for(query), actor, |asking| answer(asking, query)),
    }
}

/// Shows what is asked for, and everything that has to be seen to know the actor, all at one moment.
pub(super) fn asking<T>(
    inner: &Inner,
    desk: DeskId,
    wanted: Wanted,
    actor: &Actor,
    answer: impl FnOnce(&Asking<'_>) -> Result<T>,
) -> Result<T> {
    let (config, snapshot) = inner.see(desk, wanted, actor)?;
    let who = match decide::resolve(actor, None, &config, &snapshot) {
        Ok(who) => who,
        Err(Interrupt::Refuse(error)) => return Err(error),
        Err(Interrupt::Need(_) | Interrupt::NeedConfigs(_)) => return Err(unseen().into()),
    };
    answer(&Asking { inner, desk, config: &config, snapshot: &snapshot, who })
}

fn answer(asking: &Asking<'_>, query: &Query) -> Result<Answer> {
    match query {
        Query::Ticket { ticket } => asking.ticket(ticket),
        Query::Thread { ticket, after, limit } => asking.thread(ticket, *after, *limit),
        Query::Attachment { ticket, message, sha256 } => asking.attachment(ticket, *message, sha256),
        Query::Replies { ticket, reply, language } => {
            asking.replies(ticket, reply.as_ref(), language.as_deref())
        }
        Query::Macros { ticket } => asking.macros(ticket),
        Query::Links { ticket, limit } => asking.links(ticket, *limit),
        Query::Link { ticket, person, expires_at } => asking.link(ticket, person.as_ref(), *expires_at),
        Query::History { ticket, after, limit } => asking.history(ticket, *after, *limit),
        Query::Feed { after, limit } => asking.feed(*after, *limit),
        Query::Find { .. } => asking.find(query),
        Query::Count { condition, by } => asking.count(condition.as_ref(), by.as_ref()),
        Query::Transitions { ticket } => asking.transitions(ticket),
        Query::Promises { ticket } => asking.promises(ticket),
        Query::Policy { ticket } => asking.policy(ticket),
        Query::Routings { ticket } => asking.routings(ticket),
        Query::Handoffs { ticket } => asking.handoffs(ticket),
        Query::Line { team, limit } => asking.line(team, *limit),
        Query::Fairness { team, days } => asking.fairness(team, *days),
        Query::Staffing {} => asking.staffing(),
        Query::Account { ticket, as_of, picture } => asking.told_account(ticket, *as_of, *picture),
        Query::Visits { ticket } => asking.visits(ticket),
        Query::Deadlines { .. } => asking.deadlines(query),
        Query::Form { .. }
        | Query::Preview { .. }
        | Query::WhatIf { .. }
        | Query::WhatIfRouting { .. }
        | Query::DryRun { .. } => Err(unseen().into()),
        Query::RuleCounts {} => asking.rule_counts(),
        Query::Person { person } => asking.person(person),
        Query::Job { job } => asking.job(*job),
        Query::Jobs { after, limit } => asking.jobs(*after, *limit),
        Query::Config { version } => asking.config(*version),
        Query::Diagram { workflow, format } => asking.diagram(workflow.as_ref(), *format),
    }
}

/// What has to be seen for a question.
fn wanted_for(query: &Query) -> Wanted {
    let mut wanted = Wanted::nothing();
    match query {
        Query::Ticket { ticket }
        | Query::Macros { ticket }
        | Query::Links { ticket, .. }
        | Query::Replies { ticket, .. }
        | Query::History { ticket, .. }
        | Query::Transitions { ticket }
        | Query::Promises { ticket }
        | Query::Policy { ticket }
        | Query::Routings { ticket }
        | Query::Handoffs { ticket }
        | Query::Visits { ticket }
        | Query::Account { ticket, .. } => wanted.add(Key::from(ticket)),
        Query::Thread { ticket, after, .. } => {
            wanted.add(Key::from(ticket));
            wanted.add_all(after.map(Key::Message).into_iter().collect());
        }
        Query::Attachment { ticket, message, .. } => {
            wanted.add(Key::from(ticket));
            wanted.add(Key::Message(*message));
        }
        Query::Link { ticket, person, .. } => {
            wanted.add(Key::from(ticket));
            wanted.add_all(person.iter().map(decide::person_key).collect());
        }
        Query::Person { person } => wanted.add(decide::person_key(person)),
        Query::Job { job } => wanted.add(Key::Job(*job)),
        _ => {}
    }
    wanted
}

impl Inner {
    /// What is stored under these keys, together with everything that has to be seen to know the actor.
    pub(super) fn see(
        &self,
        desk: DeskId,
        mut wanted: Wanted,
        actor: &Actor,
    ) -> Result<(Arc<Config>, Snapshot)> {
        wanted.add_all(decide::needs_of_actor(actor));
        for _ in 0..limits::DECISION_ROUNDS {
            let snapshot = self.storage.load(desk, &wanted)?;
            let config = self.config_of(desk, Some(snapshot.config_version))?;
            match decide::resolve(actor, None, &config, &snapshot) {
                Err(Interrupt::Need(more)) => wanted.add_all(more),
                _ => return Ok((config, snapshot)),
            }
        }
        Err(unseen().into())
    }
}

/// What cannot be.
pub(super) fn unseen() -> Problem {
    Problem::new(Code::InternalError, "the storage did not show what was asked for")
}

/// Who asks, and what was seen for them.
pub(super) struct Asking<'a> {
    pub(super) inner: &'a Inner,
    pub(super) desk: DeskId,
    pub(super) config: &'a Config,
    snapshot: &'a Snapshot,
    pub(super) who: Who<'a>,
}

impl Asking<'_> {
    /// The ticket, when the actor may see it. Hidden looks exactly like missing.
    pub(super) fn file(&self, ticket: &TicketRef) -> Result<&TicketFile> {
        let found = match ticket {
            TicketRef::Id(id) => self.snapshot.ticket(*id),
            TicketRef::Number(number) => self.snapshot.ticket_by_number(number),
        };
        let file = found.map_err(|_| unseen())?;
        self.who
            .rights
            .reach(file.map(|file| &file.ticket), ticket)
            .map_err(|problem| problem.at("/ticket"))?;
        Ok(file.ok_or_else(unseen)?)
    }

    pub(super) fn staff_only(&self) -> Result<()> {
        if self.who.rights.is_staff() {
            return Ok(());
        }
        Err(Problem::new(Code::Forbidden, "this can be asked by members of staff only").into())
    }

    fn audience(&self) -> Audience {
        if self.who.rights.is_staff() { Audience::Staff } else { Audience::Customers }
    }

    /// What they may read: staff who write no notes read none, not by a search either.
    fn reading(&self) -> Audience {
        if self.who.rights.may(Permission::Note) { self.audience() } else { Audience::Customers }
    }

    fn ticket(&self, ticket: &TicketRef) -> Result<Answer> {
        let ticket = &self.file(ticket)?.ticket;
        Ok(if self.who.rights.is_staff() {
            Answer::Ticket { ticket: Box::new(self.for_staff(vec![ticket.clone()])?.remove(0)) }
        } else {
            Answer::PublicTicket { ticket: Box::new(self.public_ticket(ticket, &self.language())) }
        })
    }

    fn history(&self, ticket: &TicketRef, after: u64, limit: Option<u32>) -> Result<Answer> {
        let file = self.file(ticket)?;
        let seen = &file.ticket;
        let audience = self.audience();
        let query = HistoryQuery { ticket: Some(seen.id), audience, after, limit: page(limit)? };
        let found = self.inner.storage.history(self.desk, &query)?;
        Ok(match audience {
            Audience::Staff => {
                Answer::History { events: self.events_for_staff(found.events, file)?, last: found.last }
            }
            Audience::Customers => {
                Answer::PublicHistory { events: self.public_events(seen, &found.events), last: found.last }
            }
        })
    }

    fn feed(&self, after: u64, limit: Option<u32>) -> Result<Answer> {
        if !matches!(self.who.by, crate::model::By::Host {}) {
            return Err(Problem::new(Code::Forbidden, "the feed is for the host only").into());
        }
        let query = HistoryQuery { ticket: None, audience: Audience::Staff, after, limit: page(limit)? };
        let found = self.inner.storage.history(self.desk, &query)?;
        Ok(Answer::History { events: found.events, last: found.last })
    }

    fn find(&self, query: &Query) -> Result<Answer> {
        let Query::Find { condition, text, sort, descending, after, limit } = query else {
            return Err(unseen().into());
        };
        let query = TicketQuery {
            visible: self.who.rights.visible().clone(),
            audience: self.reading(),
            condition: Some(self.compile(condition.as_ref())?),
            text: text.as_deref().map(search).transpose()?,
            sort: Sort {
                by: sort.as_ref().map_or(Ok(SortKey::CreatedAt), sort_key)?,
                descending: *descending,
            },
            after: after.as_deref().map(cursor).transpose()?,
            limit: page(*limit)?,
        };
        let TicketPage { tickets, next } = self.inner.storage.find(self.desk, &query)?;
        let next = next.map(|cursor| cursor.to_string());
        Ok(match self.audience() {
            Audience::Staff => Answer::Page { tickets: self.for_staff(tickets)?, next },
            Audience::Customers => {
                let language = self.language();
                let public = tickets.iter().map(|ticket| self.public_ticket(ticket, &language));
                Answer::PublicPage { tickets: public.collect(), next }
            }
        })
    }

    fn count(&self, condition: Option<&Condition>, by: Option<&Name>) -> Result<Answer> {
        let by = by.map(|by| self.countable(by)).transpose()?;
        let visible = self.who.rights.visible().clone();
        let query = CountQuery { visible, condition: Some(self.compile(condition)?), by };
        Ok(Answer::Counts { counts: self.inner.storage.count(self.desk, &query)? })
    }

    fn countable(&self, by: &Name) -> Result<TicketField> {
        use TicketField as F;
        let can = [
            F::Status,
            F::Category,
            F::Standing,
            F::Priority,
            F::Team,
            F::Owner,
            F::Type,
            F::Channel,
            F::Organization,
            F::Requester,
        ];
        let may = |field: &TicketField| self.who.rights.sees_field(field, |_| false);
        let names: Vec<&str> = can.iter().filter(|field| may(field)).map(TicketField::as_str).collect();
        let found = can.iter().find(|field| field.as_str() == by.as_str() && may(field));
        Ok(found.cloned().ok_or_else(|| {
            let problem =
                Problem::new(Code::UnknownField, format!("tickets cannot be counted by `{by}`")).at("/by");
            problem.hint(suggest(by, &names))
        })?)
    }

    /// The condition of a question, which is about active tickets unless it asks for the standing. What the actor does not
    /// read they cannot ask about either.
    fn compile(&self, condition: Option<&Condition>) -> Result<Predicate> {
        let active = |predicate| decide::of_standing(predicate, Standing::Active);
        let Some(condition) = condition else { return Ok(active(Predicate::always())) };
        let sight = self.who.rights.field_sight();
        let fields = SeenFields::of(self.config, &sight);
        match Predicate::compile(condition, &fields, Scope::Stored, "/condition") {
            Ok(predicate) => Ok(active(predicate)),
            Err(problems) => Err(crate::Error::of(problems).unwrap_or_else(|| unseen().into())),
        }
    }

    fn person(&self, person: &PersonRef) -> Result<Answer> {
        let found = match person {
            PersonRef::Id(id) => self.snapshot.person(*id),
            PersonRef::Key(key) => self.snapshot.person_by_key(key),
        };
        let seen = found.map_err(|_| unseen())?.filter(|it| self.who.rights.sees_person(it.id));
        let person = seen.ok_or_else(|| {
            Problem::new(Code::NotFound, format!("there is no person `{person}` that you can see"))
                .at("/person")
        })?;
        Ok(Answer::Person { person: Box::new(person.as_ref().clone()) })
    }

    fn job(&self, id: JobId) -> Result<Answer> {
        let found = self.snapshot.job(id).map_err(|_| unseen())?.filter(|job| self.who.rights.oversees(job));
        let job = found.ok_or_else(|| {
            Problem::new(Code::NotFound, format!("there is no job `{id}`")).at("/job").param("job", id)
        })?;
        let mut job = Box::new(job.clone());
        self.who.rights.conceal_in_job(&mut job);
        Ok(Answer::Job { job })
    }

    fn jobs(&self, after: Option<JobId>, limit: Option<u32>) -> Result<Answer> {
        self.staff_only()?;
        let by = self.who.by.person().filter(|_| !self.who.rights.oversees_all());
        let query = JobsQuery { by, after, limit: page(limit)? };
        let mut jobs = self.inner.storage.jobs(self.desk, &query)?;
        for job in &mut jobs {
            self.who.rights.conceal_in_job(job);
        }
        Ok(Answer::Jobs { jobs })
    }

    fn config(&self, version: Option<u64>) -> Result<Answer> {
        self.staff_only()?;
        let stored = self.inner.storage.config(self.desk, version)?;
        let stored = stored.ok_or_else(|| {
            let text = format!("the configuration has no version {}", version.unwrap_or_default());
            Problem::new(Code::NotFound, text).at("/version")
        })?;
        Ok(Answer::Config { version: stored.version, document: stored.document })
    }

    fn diagram(&self, workflow: Option<&Name>, format: Option<DiagramFormat>) -> Result<Answer> {
        self.staff_only()?;
        let found = match workflow {
            Some(name) => self.config.workflow(name).ok_or_else(|| {
                let known: Vec<&str> = self.config.workflows().map(|workflow| &**workflow.name()).collect();
                let problem =
                    Problem::new(Code::NotFound, format!("there is no workflow `{name}`")).at("/workflow");
                problem.hint(suggest(name, &known))
            })?,
            None => self.config.workflow_for(None, None),
        };
        let language = self.config.language();
        let source = match format.unwrap_or_default() {
            DiagramFormat::Mermaid => found.mermaid(language),
            DiagramFormat::Dot => found.dot(language),
        };
        Ok(Answer::Diagram { source })
    }
}
