//! What would be: the open clocks of a desk, held to other service levels.

use std::collections::BTreeSet;
use std::collections::btree_map::{BTreeMap, Entry};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Organizations, Refusals, Trial};
use crate::config::Config;
use crate::decide::workflow_of;
use crate::engine::desk::Desk;
use crate::error::Result;
use crate::id::TicketId;
use crate::model::{Actor, Clock, ClockKey, ClockState};
use crate::sla::{self, Edition, Moment, News, Terms, was_opened_by_staff};
use crate::snapshot::TicketFile;
use crate::time::Timestamp;

/// How much of a preview is listed. The totals are always of everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PreviewOptions {
    /// How many of the listed are passed over: those that earlier pages had.
    pub skip: u64,
    /// How many are listed, at most [`crate::limits::PAGE_MAX`]; [`crate::limits::PAGE_DEFAULT`] when absent.
    pub limit: Option<u32>,
    /// List only those that become late.
    pub late_only: bool,
}

/// What a clock would be after the change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Move {
    /// Our id of the ticket.
    pub ticket: TicketId,
    /// The number of the ticket.
    pub number: String,
    /// The clock as it is now; nothing for a promise that begins by the change.
    pub clock: Option<ClockKey>,
    /// The clock that goes on in its place, which is often the same; nothing when nothing is promised any more.
    pub becomes: Option<ClockKey>,
    /// The deadline now; nothing while paused.
    pub due_before: Option<Timestamp>,
    /// The deadline after the change; nothing while paused.
    pub due_after: Option<Timestamp>,
    /// How much time is allowed now, in milliseconds.
    pub target_before_ms: Option<i64>,
    /// How much time is allowed after the change, in milliseconds.
    pub target_after_ms: Option<i64>,
    /// Whether the promise is broken by the change: it is not late now, and would be.
    pub becomes_late: bool,
    /// How long ago the deadline would have passed, in milliseconds of real time; nothing where it has not.
    pub late_by_ms: Option<i64>,
}

/// What a document would do to the open clocks of a desk. As text it is for people.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Preview {
    /// The version that the document would be in force as.
    pub config_version: u64,
    /// The instant of the change.
    pub at: Timestamp,
    /// Whether all tickets were looked at: false when the caller ended it.
    pub complete: bool,
    /// Tickets with open clocks.
    pub tickets: u64,
    /// Their open clocks.
    pub clocks: u64,
    /// Clocks whose deadline moves, or whose target changes while they are paused.
    pub moved: u64,
    /// Of all that change, those that become late.
    pub late: u64,
    /// Promises that end by the change, with nothing in their place.
    pub ended: u64,
    /// Promises that begin by the change.
    pub begun: u64,
    /// Tickets that could not be held to the document.
    pub refused: Refusals,
    /// What changes, as far as it is listed: by the creation of the ticket, and then by the key of the clock.
    pub moves: Vec<Move>,
}

impl Preview {
    /// Everything that changes.
    pub const fn changes(&self) -> u64 {
        self.moved + self.ended + self.begun
    }
}

impl Desk {
    /// What a document would do to the open clocks if it were in force now and every ticket were held to it (as
    /// [`sla::rebind`] does): whose deadline moves, who becomes late, and by how much. Nothing is changed; a document that
    /// is put in force leaves open clocks alone until they are rebound.
    ///
    /// `progress` is told now and then how many tickets with open clocks were looked at, and ends the work by answering
    /// false; the preview is of those that were looked at then.
    ///
    /// # Errors
    /// `forbidden` without the permission `manage_config`; everything that is wrong with the document, below
    /// `/document`; `out_of_range` for a limit that is not allowed; what the storage answers.
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
        let limit = crate::engine::asked::page(options.limit)?;
        let trial = Trial::of(self, document, actor)?;
        let at = trial.inner.time.now();
        let preview = Preview { config_version: trial.tried.version(), at, ..Preview::default() };
        let mut look = Look { options: *options, limit, passed: 0, preview, versions: BTreeMap::new() };
        look.preview.complete = trial.walk(None, &mut |files| {
            let open = |clock: &Clock| clock.state.is_open();
            let files: Vec<_> = files.into_iter().filter(|file| file.clocks.iter().any(open)).collect();
            let named = files.iter().filter_map(|file| file.ticket.organization);
            let asked: BTreeSet<_> = named.filter(|_| trial.asks_organizations()).collect();
            let organizations = trial.organizations(&asked)?;
            for file in files {
                look.at(&trial, file, &organizations)?;
            }
            Ok(progress(look.preview.tickets))
        })?;
        Ok(look.preview)
    }
}

/// What was looked at so far.
struct Look {
    options: PreviewOptions,
    limit: u32,
    /// Those that were passed over.
    passed: u64,
    preview: Preview,
    /// The versions that clocks stand on.
    versions: BTreeMap<u64, Arc<Config>>,
}

impl Look {
    fn at(&mut self, trial: &Trial<'_>, file: &TicketFile, organizations: &Organizations) -> Result<()> {
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
        self.preview.tickets += 1;
        self.preview.clocks += count(file.clocks.iter().filter(|clock| clock.state.is_open()));
        match news {
            Ok(news) => changes(file, &after, &news, at).into_iter().for_each(|one| self.list(one)),
            Err(problem) => self.preview.refused.add(&file.ticket, problem),
        }
        Ok(())
    }

    fn list(&mut self, one: Move) {
        match (&one.clock, &one.becomes) {
            (Some(_), Some(_)) => self.preview.moved += 1,
            (Some(_), None) => self.preview.ended += 1,
            (None, _) => self.preview.begun += 1,
        }
        self.preview.late += u64::from(one.becomes_late);
        if self.options.late_only && !one.becomes_late {
            return;
        }
        if self.passed < self.options.skip {
            self.passed += 1;
        } else if self.preview.moves.len() < usize::try_from(self.limit).unwrap_or(usize::MAX) {
            self.preview.moves.push(one);
        }
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
