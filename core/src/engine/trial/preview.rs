//! What would be: the open clocks of a desk, held to other service levels.

use std::collections::BTreeSet;
use std::collections::btree_map::{BTreeMap, Entry};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Organizations, Trial, TrialAsked};
use crate::command::{Move, Preview, Stranded};
use crate::condition::Condition;
use crate::config::Config;
use crate::decide::{follows, is_in, place_of, workflow_of};
use crate::engine::Inner;
use crate::engine::asked::page;
use crate::engine::desk::Desk;
use crate::error::Result;
use crate::id::{DeskId, Name};
use crate::limits;
use crate::model::{Actor, Clock, ClockState, Ticket};
use crate::sla::{self, Edition, Moment, News, Terms, was_opened_by_staff};
use crate::snapshot::TicketFile;
use crate::time::Timestamp;

/// Which tickets a preview looks at, and how much of it is listed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PreviewOptions {
    /// Only tickets that fit, as the configuration in force reads it; all when absent.
    pub condition: Option<Condition>,
    /// Where the page before ended ([`Preview::next`]). Totals are of all tickets that are looked at: without this of all
    /// that fit, while a later page looks no further than its list.
    pub after: Option<String>,
    /// How many tickets are looked at, those without open clocks among them; all when absent.
    pub tickets: Option<u64>,
    /// How many changes are listed, at most [`crate::limits::PAGE_MAX`]; [`crate::limits::PAGE_DEFAULT`] when absent. A
    /// page ends between two tickets, and is longer only by those of a single one.
    pub limit: Option<u32>,
    /// List only those that become late.
    pub late_only: bool,
}

impl Preview {
    /// Everything that changes.
    pub const fn changes(&self) -> u64 {
        self.moved + self.ended + self.begun
    }
}

impl Desk {
    /// What a document would do to the tickets of the desk: which of them would be in another status, because the one that
    /// they are in is gone or their workflow is another, and which would be stuck; and what it would do to the open clocks if
    /// it were in force now and every ticket were held to it (as
    /// [`sla::rebind`] does): whose deadline moves, who becomes late, and by how much. Nothing is changed; a document that
    /// is put in force leaves open clocks alone until they are rebound.
    ///
    /// `progress` is told now and then how many tickets with open clocks were looked at, and ends the work by answering
    /// false; the preview is of those that were looked at then.
    ///
    /// # Errors
    /// `forbidden` without the permission `manage_config`; everything that is wrong with the document, below
    /// `/document`, and with the condition; `bad_cursor` for a place in the preview of another document or condition;
    /// `out_of_range` for a limit that is not allowed; what the storage answers.
    ///
    /// ```
    /// use ticketkit::command::{Command, Context, Edits, Intake};
    /// use ticketkit::config::Document;
    /// use ticketkit::engine::{Engine, PreviewOptions};
    /// use ticketkit::model::Actor;
    /// use ticketkit::storage::MemoryStorage;
    /// use ticketkit::time::ManualTime;
    /// use std::sync::Arc;
    ///
    /// let time = Arc::new(ManualTime::new("2026-06-01T09:00:00Z".parse()?));
    /// let engine = Engine::on(Arc::new(MemoryStorage::new())).time(time.clone()).open();
    /// let desk = engine.desk("main")?;
    /// desk.execute(
    ///     &Command::CreateTicket {
    ///         subject: "The printer in hall 7 is on fire".to_owned(),
    ///         body: "Please hurry.".to_owned(),
    ///         requester: Some(Intake { address: Some("ines@example.com".to_owned()), ..Intake::default() }),
    ///         set: Edits::none(),
    ///         attachments: vec![],
    ///         message_id: None,
    ///         html: None,
    ///         fold_key: None,
    ///     },
    ///     &Context::of(Actor::host()),
    /// )?;
    /// time.set("2026-06-01T12:00:00Z".parse()?);
    ///
    /// let mut document: serde_json::Value = serde_json::from_str(Document::DEFAULT)?;
    /// document["policies"][0]["targets"][0]["within"] = "PT1H".into();
    /// let options = PreviewOptions::default();
    /// let preview = desk.preview(&document.to_string(), &options, &Actor::host(), &mut |_| true)?;
    /// assert_eq!((preview.tickets, preview.clocks, preview.moved, preview.late), (1, 2, 1, 1));
    /// assert_eq!(
    ///     preview.moves[0].to_string(),
    ///     "1, standard/first_reply/1: due 2026-06-01T17:00:00.000Z -> 2026-06-01T10:00:00.000Z, late by PT2H",
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn preview(
        &self,
        document: &str,
        options: &PreviewOptions,
        actor: &Actor,
        progress: &mut dyn FnMut(u64) -> bool,
    ) -> Result<Preview> {
        let asked = PreviewAsked {
            trial: TrialAsked {
                document: Some(document),
                condition: options.condition.as_ref(),
                after: options.after.as_deref(),
                tickets: options.tickets,
            },
            listed: Some(page(options.limit)?),
            late_only: options.late_only,
        };
        let inner = &self.engine.inner;
        preview(inner, self.id, &asked, &*inner.admit(self.id, actor, None)?, progress)
    }
}

/// What is asked of a preview.
pub(in crate::engine) struct PreviewAsked<'a> {
    pub(in crate::engine) trial: TrialAsked<'a>,
    /// How many changes are listed; all when absent.
    pub(in crate::engine) listed: Option<u32>,
    pub(in crate::engine) late_only: bool,
}

/// Looks at what a document would do.
pub(in crate::engine) fn preview(
    inner: &Inner,
    desk: DeskId,
    asked: &PreviewAsked<'_>,
    actor: &Actor,
    progress: &mut dyn FnMut(u64) -> bool,
) -> Result<Preview> {
    let trial = Trial::of(inner, desk, asked.trial.document, actor)?;
    let way = trial.way("preview", &asked.trial, &())?;
    let at = inner.time.now();
    let preview = Preview { config_version: trial.tried.version(), at, ..Preview::default() };
    let listed = asked.listed.map_or(usize::MAX, |listed| usize::try_from(listed).unwrap_or(usize::MAX));
    let mut look = Look {
        late_only: asked.late_only,
        listed,
        totals: asked.trial.after.is_none(),
        preview,
        versions: BTreeMap::new(),
        last: None,
        full: None,
        stranded: BTreeMap::new(),
    };
    let next = trial.walk(&way, &mut |files, place| {
        let has_clocks = |file: &TicketFile| file.clocks.iter().any(|clock| clock.state.is_open());
        let named = files.iter().filter(|file| has_clocks(file)).filter_map(|file| file.ticket.organization);
        let asked: BTreeSet<_> = named.filter(|_| trial.asks_organizations()).collect();
        let organizations = trial.organizations(&asked)?;
        for file in files {
            if has_clocks(file) && !look.at(&trial, file, &organizations)? {
                return Ok(false);
            }
            look.strand(&trial.tried, &file.ticket);
            if look.full.is_none() {
                look.last = Some(place(&file.ticket));
            }
        }
        Ok(progress(look.preview.tickets))
    })?;
    look.preview.complete = next.is_none() && (look.totals || look.full.is_none());
    look.preview.next = look.full.or(next);
    look.preview.stranded = look.stranded.into_values().collect();
    Ok(look.preview)
}

/// What was looked at so far.
struct Look {
    late_only: bool,
    /// How many changes are listed.
    listed: usize,
    /// Whether the totals go on when the list is full.
    totals: bool,
    preview: Preview,
    /// The versions that clocks stand on.
    versions: BTreeMap<u64, Arc<Config>>,
    /// The place of the last ticket whose changes are listed.
    last: Option<String>,
    /// Where the next page begins, once this one is full.
    full: Option<String>,
    /// Tickets that have another place, by workflow and status, and where they would go.
    stranded: BTreeMap<[Option<Name>; 4], Stranded>,
}

impl Look {
    /// Notes a ticket that would not stay where it is. Of those that are kept apart nobody says anything before they are back.
    fn strand(&mut self, tried: &Config, ticket: &Ticket) {
        let place = place_of(tried, ticket);
        if !ticket.standing.is_active() {
            return;
        }
        let (to, status) = match follows(tried, ticket) {
            // It follows its type or team when it is next changed.
            Some((to, Some(status))) => (to, Some(status)),
            _ => match place {
                Some((to, status)) if is_in(ticket, to, status) => return,
                Some((to, status)) => (to, Some(status)),
                None => (workflow_of(tried, ticket), None),
            },
        };
        let to_status = status.map(|status| status.name.clone());
        let key = [
            Some(ticket.workflow.clone()),
            Some(ticket.status.clone()),
            Some(to.name().clone()),
            to_status.clone(),
        ];
        let row = self.stranded.entry(key).or_insert_with(|| Stranded {
            workflow: ticket.workflow.clone(),
            status: ticket.status.clone(),
            to_workflow: to.name().clone(),
            to_status: to_status.clone(),
            tickets: 0,
            first: Vec::new(),
        });
        row.tickets += 1;
        if row.first.len() < limits::TRIAL_STRANDED {
            row.first.push(ticket.number.clone());
        }
        self.preview.stuck += u64::from(to_status.is_none());
    }

    /// Looks at a ticket; false when the page is full, and this ticket belongs to the next one.
    fn at(&mut self, trial: &Trial<'_>, file: &TicketFile, organizations: &Organizations) -> Result<bool> {
        for clock in &file.clocks {
            if let Entry::Vacant(place) = self.versions.entry(clock.config_version) {
                place.insert(trial.inner.config_of(trial.desk, Some(clock.config_version))?);
            }
        }
        let earlier: Vec<Edition<'_>> = self.versions.values().map(|config| config.edition()).collect();
        let workflow = workflow_of(&trial.tried, &file.ticket);
        let terms = Terms { workflow, current: trial.tried.edition(), earlier: &earlier };
        let at = self.preview.at.max(file.ticket.updated_at);
        let moment = Moment {
            at,
            before: Some(&file.ticket),
            after: &file.ticket,
            message: None,
            opened_by_staff: was_opened_by_staff(&file.ticket, &file.clocks),
            by_agent: false,
            calendars: trial.calendars(organizations, &file.ticket),
        };
        let mut after = file.clocks.clone();
        let news = sla::rebind(&terms, &mut after, &moment);
        let (moves, refused) = match news {
            Ok(news) => (changes(file, &after, &news, at), None),
            Err(problem) => (Vec::new(), Some(problem)),
        };
        if !self.list(&moves) {
            return Ok(false);
        }
        self.preview.tickets += 1;
        self.preview.clocks += count(file.clocks.iter().filter(|clock| clock.state.is_open()));
        if let Some(problem) = refused {
            self.preview.refused.add(&file.ticket, problem);
        }
        for one in &moves {
            self.count(one);
        }
        Ok(true)
    }

    /// Lists what changes on one ticket; false when it has no more room, and nothing is counted behind it.
    fn list(&mut self, moves: &[Move]) -> bool {
        let listed: Vec<&Move> = moves.iter().filter(|one| one.becomes_late || !self.late_only).collect();
        let has_room =
            self.preview.moves.is_empty() || self.preview.moves.len() + listed.len() <= self.listed;
        if self.full.is_none() && !listed.is_empty() && !has_room {
            self.full = self.last.take();
        }
        if self.full.is_none() {
            self.preview.moves.extend(listed.into_iter().cloned());
        }
        self.full.is_none() || self.totals
    }

    fn count(&mut self, one: &Move) {
        match (&one.clock, &one.becomes) {
            (Some(_), Some(_)) => self.preview.moved += 1,
            (Some(_), None) => self.preview.ended += 1,
            (None, _) => self.preview.begun += 1,
        }
        self.preview.late += u64::from(one.becomes_late);
    }
}

fn count<T>(items: impl Iterator<Item = T>) -> u64 {
    items.fold(0, |count, _| count + 1)
}

/// What changes on one ticket, by the keys of its clocks.
fn changes(file: &TicketFile, after: &[Clock], news: &[News], at: Timestamp) -> Vec<Move> {
    let open = |clock: &&Clock| clock.state.is_open();
    let mut new: Vec<&Clock> = after.iter().filter(open).collect();
    let mut moves = Vec::new();
    for before in file.clocks.iter().filter(open) {
        // It goes on as itself, or in its list under another policy.
        let same = |clock: &Clock| clock.key == before.key;
        let next = |clock: &Clock| {
            clock.slot == before.slot
                && (&clock.key.metric, clock.key.cycle) == (&before.key.metric, before.key.cycle)
        };
        let place = new.iter().position(|it| same(it)).or_else(|| new.iter().position(|it| next(it)));
        let becomes = place.map(|place| new.remove(place));
        let stays = becomes.is_some_and(|it| {
            (it.due_at, it.target_ms, it.state) == (before.due_at, before.target_ms, before.state)
        });
        if !stays {
            moves.push(between(file, Some(before), becomes, news, at));
        }
    }
    moves.extend(new.into_iter().map(|clock| between(file, None, Some(clock), news, at)));
    moves
}

fn between(
    file: &TicketFile,
    before: Option<&Clock>,
    after: Option<&Clock>,
    news: &[News],
    at: Timestamp,
) -> Move {
    let is_late = |clock: &Clock| clock.breached_at.is_some() || clock.due_at.is_some_and(|due| due < at);
    let broken = |after: &Clock| {
        news.iter().find_map(|news| match news {
            News::Breached { key, due_at, .. } if *key == after.key => Some(*due_at),
            _ => None,
        })
    };
    // While it is paused there is no deadline, but the one that it missed is told.
    let due = after.and_then(|after| after.due_at.or_else(|| broken(after)));
    let late_by = due.filter(|due| *due < at).map(|due| at.since(due).millis());
    Move {
        ticket: file.ticket.id,
        number: file.ticket.number.clone(),
        clock: before.map(|clock| clock.key.clone()),
        becomes: after.map(|clock| clock.key.clone()),
        due_before: before.and_then(|clock| clock.due_at),
        due_after: after.filter(|clock| clock.state == ClockState::Running).and_then(|clock| clock.due_at),
        target_before_ms: before.map(|clock| clock.target_ms),
        target_after_ms: after.map(|clock| clock.target_ms),
        becomes_late: after.is_some_and(is_late) && !before.is_some_and(is_late),
        late_by_ms: late_by,
    }
}
