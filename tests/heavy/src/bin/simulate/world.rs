//! The world of one seed: engines at one storage, what they are told, what becomes of it, and what was promised to whom.

mod settling;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use sha2::{Digest, Sha256};
use ticketkit::command::{Command, Context, Edits, Outcome};
use ticketkit::error::Kind;
use ticketkit::id::{CommandId, CountingIds, EffectId, EventId, IdSource};
use ticketkit::model::{Actor, EffectState};
use ticketkit::query::HistoryQuery;
use ticketkit::storage::conformance::{Chance, Layer, whole_feed};
use ticketkit::{Code, Error, Result, Span, Timestamp};
use ticketkit_heavy::Place;

use crate::failing::How;
use crate::house::{Came, Deed, start, with_link};
use crate::journal::Journal;
use crate::planted::Bug;
use crate::program::{Program, Sort};
use crate::seat::Seat;
use crate::setting::Setting;
use crate::tally::Tally;
use crate::witness::Meddler;

/// A number that parts what a step does from how it goes wrong.
const OTHERWISE: u64 = 0x5851_f42d_4c95_7f2d;
/// What a storage answers that could not do something; after each nothing was written.
const REFUSALS: [Code; 3] = [Code::StorageBusy, Code::TimedOut, Code::StorageFull];

pub(crate) struct World {
    pub(crate) place: Place,
    pub(crate) journal: Arc<Journal>,
    pub(crate) setting: Setting,
    seats: Vec<Seat>,
    program: Program,
    ids: CountingIds,
    opened: u64,
    now: Timestamp,
    /// What was acknowledged.
    pub(crate) known: BTreeMap<CommandId, (Command, Context, Outcome)>,
    /// The ids under which commands were given: each is told again under the one that it has.
    pub(crate) given: BTreeSet<CommandId>,
    /// Commands of which nobody knows what became.
    open: Vec<(Command, Context)>,
    leased: Vec<(EffectId, u64)>,
    /// What somebody has read who follows the feed, and up to where.
    pub(crate) read: Vec<EventId>,
    place_in_feed: u64,
    pub(crate) tally: Tally,
    trace: Sha256,
}

impl World {
    /// A desk with staff and customers, of which nothing has gone wrong yet.
    pub(crate) fn begin(setting: Setting) -> Self {
        let place = Place::new(setting.kind);
        crate::checks::create_desk(place.open());
        let mut world = Self {
            place,
            journal: Arc::default(),
            setting,
            seats: Vec::new(),
            program: Program::new(Sort::Everything),
            ids: CountingIds::starting_at(1 << 48),
            opened: 0,
            now: start(),
            known: BTreeMap::new(),
            given: BTreeSet::new(),
            open: Vec::new(),
            leased: Vec::new(),
            read: Vec::new(),
            place_in_feed: 0,
            tally: Tally::default(),
            trace: Sha256::new(),
        };
        for seat in 0..setting.engines {
            let seat = world.open(Span::from_millis(setting.apart_by * i64::try_from(seat).unwrap()));
            world.seats.push(seat);
        }
        let mut calm = Chance::of(0);
        for deed in Program::beginning() {
            let Deed::Execute(command, context) = deed else { continue };
            world.give(0, *command, &context, None, &mut calm);
        }
        world
    }

    fn open(&mut self, ahead: Span) -> Seat {
        self.opened += 1;
        Seat::open(&self.place, &self.journal, self.opened, self.setting, ahead)
    }

    fn trace(&mut self, what: &impl Debug) {
        let line = format!("{what:?}\n");
        if self.setting.loud {
            print!("{line}");
        }
        self.trace.update(line);
    }

    /// What all of it came to, as a number: the same for the same seed.
    pub(crate) fn digest(&self) -> String {
        let digest = self.trace.clone().finalize();
        let first = digest.first_chunk().copied().unwrap_or_default();
        format!("{:016x}", u64::from_be_bytes(first))
    }

    /// Does what this number stands for.
    pub(crate) fn step(&mut self, number: u64) {
        let mut chance = Chance::of(number ^ OTHERWISE);
        if chance.one_in(self.setting.crash_in) {
            let seat = chance.place(self.seats.len());
            self.crash(seat);
        }
        if !self.open.is_empty() && chance.one_in(3) {
            let (command, context) = self.open.swap_remove(chance.place(self.open.len()));
            let seat = chance.place(self.seats.len());
            self.tell_again(seat, command, context, &mut chance);
        }
        if chance.one_in(15) {
            // A worker dies, and what it had is given to others once the lease is over.
            self.leased.clear();
        }
        if chance.one_in(6) {
            self.read_on(chance.place(self.seats.len()), 1 + u32::try_from(chance.below(40)).unwrap());
        }
        for deed in self.program.step(number) {
            let seat = chance.place(self.seats.len());
            self.carry_out(seat, deed, &mut chance);
        }
        for seat in 0..self.seats.len() {
            if self.seats[seat].failing.is_broken() {
                self.crash(seat);
            }
        }
    }

    /// An engine is gone in the middle of whatever it did, and another one comes in its place.
    fn crash(&mut self, seat: usize) {
        self.tally.crashes += 1;
        let ahead = self.seats[seat].now(self.now).since(self.now);
        self.seats[seat] = self.open(ahead);
    }

    fn fault(&self, chance: &mut Chance) -> Option<(u64, How)> {
        let (after, lost) = (chance.below(6), chance.one_in(3));
        let how = if lost { How::Lost } else { How::Refused(chance.pick(&REFUSALS)) };
        chance.one_in(self.setting.fault_in).then_some((after, how))
    }

    fn carry_out(&mut self, seat: usize, deed: Deed, chance: &mut Chance) {
        match deed {
            Deed::Execute(command, context) => {
                let between = self.between(seat, &command, chance);
                self.give(seat, *command, &context, between, chance);
                return;
            }
            Deed::Now(now) => {
                self.now = now;
                return;
            }
            _ => {}
        }
        let fault = self.fault(chance);
        let own = self.seats[seat].now(self.now);
        let Seat { failing, engine, desk, .. } = &self.seats[seat];
        failing.expect(fault);
        let failed = match deed {
            Deed::Tick(at, limit) => match engine.tick(at, limit) {
                Ok(report) => {
                    self.tally.fired += report.fired;
                    None
                }
                failed => failed.err(),
            },
            Deed::Lease(limit) => match desk.lease_effects("worker", Span::from_minutes(10), limit) {
                Ok(given) => {
                    self.tally.duties += given.len() as u64;
                    self.leased.extend(given.iter().filter_map(|effect| match effect.state {
                        EffectState::Leased { token, .. } => Some((effect.id, token)),
                        _ => None,
                    }));
                    None
                }
                failed => failed.err(),
            },
            Deed::Acknowledge(place) if !self.leased.is_empty() => {
                let (effect, token) = self.leased[place % self.leased.len()];
                desk.acknowledge_effect(effect, token).err()
            }
            Deed::Fail(place, retry_at) if !self.leased.is_empty() => {
                let (effect, token) = self.leased[place % self.leased.len()];
                desk.fail_effect(effect, token, retry_at, "no answer").err()
            }
            _ => None,
        };
        failing.expect(None);
        let code = failed.as_ref().map(Error::code);
        if let Some(error) = failed.filter(|error| error.code() != Code::LeaseLost) {
            assert!(is_passing(&error), "{deed:?} came to {error:?}");
        }
        self.trace(&(seat, own, deed, code));
    }

    /// A command that another engine gives between what this one loads and what it commits: about the same ticket, or any.
    fn between(
        &mut self,
        seat: usize,
        given: &Command,
        chance: &mut Chance,
    ) -> Option<(usize, Command, Context)> {
        let other = (seat + 1 + chance.place(self.seats.len().saturating_sub(1))) % self.seats.len();
        if !chance.one_in(self.setting.meddle_in) || other == seat {
            return None;
        }
        if let Some(ticket) = given.ticket().filter(|_| chance.one_in(2)) {
            let note = Command::Note {
                ticket: ticket.clone(),
                body: "I have a look at it.".to_owned(),
                html: None,
                set: Edits::none(),
                attachments: Vec::new(),
                spent_minutes: None,
                expect_version: None,
            };
            return Some((other, note, Context::of(Actor::host())));
        }
        let deeds = self.program.step(chance.below(u64::MAX));
        deeds.into_iter().find_map(|deed| match deed {
            Deed::Execute(command, context) => Some((other, *command, context)),
            _ => None,
        })
    }

    /// Gives a command, perhaps with another one in its midst.
    fn give(
        &mut self,
        seat: usize,
        command: Command,
        context: &Context,
        between: Option<(usize, Command, Context)>,
        chance: &mut Chance,
    ) {
        let context = self.named(seat, &command, context);
        let between = between.map(|(seat, command, context)| {
            let context = self.named(seat, &command, &context);
            (seat, command, context)
        });
        let contexts = [Some(&context), between.as_ref().map(|(.., context)| context)];
        self.given.extend(contexts.into_iter().flatten().filter_map(|context| context.command_id));
        self.execute(seat, command, context, between, chance);
    }

    /// Tells a command once more whose answer got lost.
    fn tell_again(&mut self, seat: usize, command: Command, context: Context, chance: &mut Chance) {
        let anew = matches!(self.setting.planted, Some((Bug::RetryUnderANewId, _)));
        let context = if anew { Context { command_id: None, ..context } } else { context };
        let context = self.named(seat, &command, &context);
        self.execute(seat, command, context, None, chance);
    }

    /// Lets the engines have a command, and another one in its midst, and looks at what becomes of them.
    fn execute(
        &mut self,
        seat: usize,
        command: Command,
        context: Context,
        between: Option<(usize, Command, Context)>,
        chance: &mut Chance,
    ) {
        let before = self.before(&context);
        let answer_between = Arc::new(Mutex::new(None));
        let meddler = between.as_ref().map(|(other, command, context)| {
            self.seats[*other].now(self.now);
            let (desk, command, context) =
                (self.seats[*other].desk.clone(), command.clone(), context.clone());
            let (slot, journal) = (Arc::clone(&answer_between), Arc::clone(&self.journal));
            Box::new(move || {
                let before = context.command_id.and_then(|id| journal.outcome(id));
                *slot.lock().unwrap() = Some((before, desk.execute(&command, &context)));
            }) as Meddler
        });
        let fault = self.fault(chance);
        self.seats[seat].now(self.now);
        let Seat { failing, witness, desk, .. } = &self.seats[seat];
        failing.expect(fault);
        witness.expect(meddler);
        let answer = desk.execute(&command, &context);
        failing.expect(None);
        witness.expect(None);
        self.judge(seat, command, context, before.as_ref(), answer);
        if let Some((other, command, context)) = between {
            let came = answer_between.lock().unwrap().take();
            self.tally.between += u64::from(came.is_some());
            let (before, answer) = came.unwrap_or_else(|| {
                let before = self.before(&context);
                (before, self.seats[other].desk.execute(&command, &context))
            });
            self.judge(other, command, context, before.as_ref(), answer);
        }
    }

    fn before(&self, context: &Context) -> Option<Outcome> {
        context.command_id.and_then(|id| self.journal.outcome(id))
    }

    /// The context as it is given, and given again: with an id, and with a link where somebody comes by one.
    fn named(&self, seat: usize, command: &Command, context: &Context) -> Context {
        let own = self.seats[seat].now(self.now);
        let id = context.command_id.unwrap_or_else(|| self.ids.command_id(own));
        with_link(&self.seats[seat].desk, own, command, context).with_id(id)
    }

    /// Holds an answer against what was committed.
    fn judge(
        &mut self,
        seat: usize,
        command: Command,
        context: Context,
        before: Option<&Outcome>,
        answer: Result<Outcome>,
    ) {
        self.tally.commands += 1;
        let after = self.before(&context);
        self.trace(&(seat, self.now, &command, &answer));
        match &answer {
            Ok(outcome) => {
                self.tally.accepted += 1;
                assert_eq!(after.as_ref(), Some(outcome), "what is stored of {command:?}");
                if let Some((.., known)) = self.known.get(&outcome.command) {
                    assert_eq!(known, outcome, "the same command was answered otherwise before: {command:?}");
                }
                self.known.insert(outcome.command, (command.clone(), context.clone(), outcome.clone()));
            }
            Err(error) if error.code() == Code::StorageFailed => {
                self.tally.lost += 1;
                self.open.push((command.clone(), context.clone()));
            }
            Err(error) => {
                assert_eq!(after.as_ref(), before, "{command:?} was answered {error:?}");
                if is_passing(error) {
                    let beaten = error.code() == Code::Contention;
                    *(if beaten { &mut self.tally.beaten } else { &mut self.tally.failed }) += 1;
                    self.open.push((command.clone(), context.clone()));
                } else {
                    self.tally.refused += 1;
                    let is_refusal = !matches!(error.kind(), Kind::Internal | Kind::Storage | Kind::Conflict);
                    let named =
                        [Code::StaleVersion, Code::KeyReused, Code::AlreadyTaken].contains(&error.code());
                    assert!(is_refusal || named, "{command:?} was answered {error:?}");
                }
            }
        }
        self.program.note(&Deed::Execute(Box::new(command), context), &Came::To(Box::new(answer)));
    }

    /// Somebody who follows the feed reads on.
    fn read_on(&mut self, seat: usize, limit: u32) -> usize {
        let Seat { desk, witness, .. } = &self.seats[seat];
        let question = HistoryQuery { after: self.place_in_feed, limit, ..whole_feed() };
        let page = witness.below().history(desk.id(), &question).unwrap();
        self.read.extend(page.events.iter().map(|event| event.id));
        self.place_in_feed = page.last;
        page.events.len()
    }
}

/// Whether it is worth trying again: nothing was written, or nobody knows.
fn is_passing(error: &Error) -> bool {
    error.kind() == Kind::Unavailable || error.code() == Code::Contention
}
