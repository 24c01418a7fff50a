//! A command on its way through the storage.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Inner;
use crate::command::{Command, Outcome};
use crate::config::Config;
use crate::decide::{self, Decided, Input};
use crate::error::{Code, Error, Kind, Problem, Result};
use crate::id::{CommandId, DeskId};
use crate::limits;
use crate::model::Actor;
use crate::snapshot::{Key, Snapshot, Wanted};
use crate::storage::{Decide, Step};
use crate::time::Timestamp;

/// A command with everything that its decision needs but what is stored.
pub(super) struct Deciding<'a> {
    pub(super) inner: &'a Inner,
    pub(super) desk: DeskId,
    pub(super) command: &'a Command,
    pub(super) actor: &'a Actor,
    pub(super) id: CommandId,
    pub(super) now: Timestamp,
    pub(super) config: Arc<Config>,
    /// What tells it from others, where its record says so: it is decided once more.
    pub(super) digest: Option<&'a str>,
    /// Earlier versions of the configuration that it has asked for.
    pub(super) earlier: BTreeMap<u64, Arc<Config>>,
    /// What was decided the last time that it was asked.
    pub(super) answer: Ended,
    /// How often it was decided to the end.
    pub(super) decisions: u32,
    /// Whether the same command had been carried out before.
    pub(super) repeated: bool,
    /// How often somebody took meanwhile what it wanted for its own.
    pub(super) forestalled: u32,
}

/// So often a decision is made again because somebody took what it wanted: it sees by whom, and finds another way or
/// refuses.
const FORESTALLED: u32 = 3;

impl<'a> Deciding<'a> {
    /// A command that has not been decided yet, to be tried with this configuration first.
    pub(super) fn new(
        inner: &'a Inner,
        desk: DeskId,
        (command, actor): (&'a Command, &'a Actor),
        (id, now): (CommandId, Timestamp),
        config: Arc<Config>,
    ) -> Self {
        let (earlier, answer) = (BTreeMap::new(), Ended::Open);
        let (decisions, repeated, forestalled) = (0, false, 0);
        Self {
            inner,
            desk,
            command,
            actor,
            id,
            now,
            config,
            digest: None,
            earlier,
            answer,
            decisions,
            repeated,
            forestalled,
        }
    }
}

/// How a decision ended.
pub(super) enum Ended {
    /// It has not been made.
    Open,
    /// The configuration it was tried with is not the one in force.
    OutOfDate,
    /// It has to see earlier versions of the configuration.
    Earlier(BTreeSet<u64>),
    /// It was not made, because one before it has to be made first.
    Behind,
    /// It was made, and this is to be answered once it is written.
    Made(Result<Outcome>),
}

impl Decide for Deciding<'_> {
    fn wanted(&self) -> Wanted {
        let mut wanted = decide::needs(self.command, self.id, self.actor);
        if self.inner.storage.is_far() {
            let more = self.guess(&wanted);
            wanted.add_all(more);
            wanted.add_all(decide::likely(self.command, &self.config));
        }
        wanted
    }

    fn decide(&mut self, snapshot: &Snapshot) -> Step {
        if snapshot.config_version != self.config.version() {
            let Some(known) = self.inner.known_config(self.desk, snapshot.config_version) else {
                self.answer = Ended::OutOfDate;
                return Step::Leave;
            };
            self.config = known;
        }
        let mut decided = self.decide_once(snapshot);
        if let Decided::NeedConfigs(versions) = &decided
            && self.know(versions)
        {
            decided = self.decide_once(snapshot);
        }
        self.decisions += u32::from(!matches!(decided, Decided::Need(_) | Decided::NeedConfigs(_)));
        match decided {
            Decided::Need(wanted) => Step::Need(wanted),
            Decided::NeedConfigs(versions) => {
                self.answer = Ended::Earlier(versions);
                Step::Leave
            }
            Decided::Refused(error) => {
                self.answer = Ended::Made(Err(error));
                Step::Leave
            }
            Decided::Repeated(outcome) => {
                self.repeated = true;
                self.answer = Ended::Made(Ok(outcome));
                Step::Leave
            }
            Decided::Done(changes, outcome) => {
                self.answer = Ended::Made(Ok(outcome));
                Step::Write(changes)
            }
        }
    }
}

impl Deciding<'_> {
    /// What it would ask for next if nothing of this were there. A new ticket of somebody new goes to the same team, and has
    /// the same promises, as one of somebody who is known, more often than not.
    fn guess(&self, wanted: &Wanted) -> Wanted {
        let (config_version, number) = (self.config.version(), wanted.contains(&Key::Number).then_some(1));
        let nothing = Snapshot { config_version, number, asked: wanted.clone(), ..Snapshot::default() };
        match self.decide_once(&nothing) {
            // A number that is drawn and not given leaves a gap.
            Decided::Need(more) => more.without(&Wanted::one(Key::Number)),
            _ => Wanted::default(),
        }
    }

    fn decide_once(&self, snapshot: &Snapshot) -> Decided {
        decide::decide(Input {
            desk: self.desk,
            command: self.command,
            id: self.id,
            actor: self.actor,
            now: self.now,
            digest: self.digest,
            config: &self.config,
            earlier: &self.earlier,
            zones: &self.inner.zones,
            snapshot,
        })
    }

    /// Takes up earlier versions of the configuration, when all of them are at hand. To read them has to wait until the
    /// transaction is over.
    fn know(&mut self, versions: &BTreeSet<u64>) -> bool {
        let found: Option<Vec<_>> = versions
            .iter()
            .map(|version| Some((*version, self.inner.known_config(self.desk, *version)?)))
            .collect();
        self.earlier.extend(found.iter().flatten().cloned());
        found.is_some()
    }
}

/// A command among those of one call: none is decided before one that stands before it.
struct InOrder<'d, 'a> {
    place: usize,
    deciding: &'d mut Deciding<'a>,
    /// The first that has to be tried again.
    held_up: &'d Cell<Option<usize>>,
}

impl Decide for InOrder<'_, '_> {
    fn wanted(&self) -> Wanted {
        self.deciding.wanted()
    }

    fn decide(&mut self, snapshot: &Snapshot) -> Step {
        if self.held_up.get().is_some_and(|first| first < self.place) {
            self.deciding.answer = Ended::Behind;
            return Step::Leave;
        }
        let step = self.deciding.decide(snapshot);
        let again = matches!(self.deciding.answer, Ended::OutOfDate | Ended::Earlier(_));
        self.held_up.set(again.then_some(self.place));
        step
    }
}

impl Inner {
    /// Carries out commands in their order, all in one transaction as far as the storage can; each whole or not at
    /// all. Those whose decision met a newer configuration or a faster writer are tried again. Only for others it takes
    /// patience: a configuration that is not known yet is looked up, and the decision made.
    pub(super) fn carry_out(&self, desk: DeskId, all: &mut [Deciding<'_>]) -> Vec<Result<Outcome>> {
        let mut answers: Vec<Option<Result<Outcome>>> = all.iter().map(|_| None).collect();
        let mut beaten: Vec<Option<Error>> = vec![None; all.len()];
        let mut patience = crate::time::Patience::new(self.patience);
        let mut rounds_for_nothing = 0;
        loop {
            let held_up = Cell::new(None);
            let open = all.iter_mut().zip(&answers).enumerate().filter(|(_, (_, answer))| answer.is_none());
            let mut trying: Vec<InOrder<'_, '_>> =
                open.map(|(place, (deciding, _))| InOrder { place, deciding, held_up: &held_up }).collect();
            let mut decisions: Vec<&mut dyn Decide> =
                trying.iter_mut().map(|one| one as &mut dyn Decide).collect();
            let written = self.storage.write(desk, &mut decisions);
            let (mut again, mut wait) = (false, false);
            rounds_for_nothing += 1;
            for (one, written) in trying.into_iter().zip(written) {
                let (Some(answer), Some(reason)) = (answers.get_mut(one.place), beaten.get_mut(one.place))
                else {
                    continue;
                };
                match self.settle(desk, one.deciding, written) {
                    Settled::Answered(given) => {
                        *answer = Some(given);
                        rounds_for_nothing = 0;
                    }
                    Settled::Again => again = true,
                    Settled::Beaten(error) => (again, wait, *reason) = (true, true, Some(error)),
                }
            }
            wait |= rounds_for_nothing >= limits::DECISION_ROUNDS;
            if !again || (wait && !patience.wait()) {
                break;
            }
        }
        let answers = answers.into_iter().zip(beaten);
        let answers = answers.map(|(answer, beaten)| answer.unwrap_or_else(|| Err(out_of_patience(beaten))));
        let answers: Vec<Result<Outcome>> = answers.collect();
        for (deciding, answer) in all.iter().zip(&answers) {
            self.counters.count(deciding.decisions, answer.is_ok());
        }
        answers
    }

    /// What became of one decision.
    fn settle(
        &self,
        desk: DeskId,
        deciding: &mut Deciding<'_>,
        written: Result<Option<crate::storage::Committed>>,
    ) -> Settled {
        let learned = match (written, std::mem::replace(&mut deciding.answer, Ended::Open)) {
            (Err(error), _) if may_retry(&error) => return Settled::Beaten(error),
            (Err(error), _) if error.code() == Code::AlreadyTaken && deciding.forestalled < FORESTALLED => {
                // It takes no patience: whoever took it is done, or the same is told once more.
                deciding.forestalled += 1;
                return Settled::Again;
            }
            (Err(error), _) => Err(error),
            (Ok(_), Ended::Made(answer)) => return Settled::Answered(answer),
            (Ok(_), Ended::Behind) => Ok(()),
            (Ok(_), Ended::OutOfDate) => self.config(desk).map(|config| deciding.config = config),
            (Ok(_), Ended::Earlier(versions)) => versions.into_iter().try_for_each(|version| {
                let config = self.config_of(desk, Some(version))?;
                deciding.earlier.insert(version, config);
                Ok(())
            }),
            (Ok(_), Ended::Open) => {
                Err(Problem::new(Code::InternalError, "the storage did not ask the decision").into())
            }
        };
        learned.map_or_else(|error| Settled::Answered(Err(error)), |()| Settled::Again)
    }
}

/// What became of one decision.
enum Settled {
    /// It was carried out, or cannot be.
    Answered(Result<Outcome>),
    /// It is to be made again, by what is known now.
    Again,
    /// It is to be made again, because somebody or something was in the way.
    Beaten(Error),
}

/// Whether a decision that could not be written is made once more. A pause and a full disk are not waited for: they can
/// last for days.
pub(super) fn may_retry(error: &Error) -> bool {
    let lasts = matches!(error.code(), Code::Paused | Code::StorageFull);
    (error.retryable() && !lasts) || error.code() == Code::StaleVersion
}

/// Why a decision was not made in time: what the storage said last, when it was not only that others were faster.
fn out_of_patience(beaten: Option<Error>) -> Error {
    beaten.filter(|error| error.kind() == Kind::Unavailable).unwrap_or_else(contention)
}

fn contention() -> Error {
    Problem::new(Code::Contention, "others were faster, again and again, until the time for trying was over")
        .hint("try again later, or give the engine more patience")
        .into()
}
