//! One history at two houses: at one of them something fails again and again, at the other nothing does.

use std::collections::BTreeMap;
use std::sync::Arc;

use ticketkit::Code;
use ticketkit::command::Query;
use ticketkit::id::{CountingIds, DeskId, IdSource};
use ticketkit::model::Actor;
use ticketkit::storage::conformance::{Chance, Dump, dump, no_difference, what_is_there};
use ticketkit::storage::{Kept, KeptKind, Key, Storage, Wanted};

use crate::documents::TEAMS;
use crate::failing::{Failing, How};
use crate::house::{Came, Deed, House, start};
use crate::program::{Program, Sort};

/// So many operations of one history succeed in the end, and no more than so many of one sort.
const OPERATIONS: usize = 40;
const OF_ONE_SORT: usize = 4;

/// What fails when it is told to.
pub(crate) trait Fails {
    /// After so many calls, or whatever else it counts, this happens to the next one; nothing more happens without it.
    fn expect(&self, fault: Option<(u64, How)>);
    /// Whether what was expected has not come yet.
    fn still_expects(&self) -> bool;
    /// It is opened again, where that is needed.
    fn open_again(&self);
}

impl Fails for Failing {
    fn expect(&self, fault: Option<(u64, How)>) {
        self.expect(fault);
    }

    fn still_expects(&self) -> bool {
        self.still_expects()
    }

    fn open_again(&self) {
        self.open_again();
    }
}

/// How things fail in a trial.
pub(crate) struct Manner<'f> {
    pub(crate) fails: &'f dyn Fails,
    /// Each of these happens at every place; what is done and not answered comes last.
    pub(crate) hows: &'f [How],
    /// Whether numbers of tickets are drawn apart from the commit: that of a ticket that is not made then is missing.
    pub(crate) apart: bool,
    /// So many have to fail in all, or nothing was tried.
    pub(crate) least: usize,
}

struct Trial<'f> {
    manner: Manner<'f>,
    below: &'f dyn Storage,
    house: House,
    /// Does the same, and nothing happens to it.
    twin: House,
    failures: usize,
}

/// Everything that is stored of a desk.
pub(crate) fn everything(storage: &dyn Storage, desk: DeskId) -> Dump {
    let teams: Vec<_> = TEAMS.iter().map(|team| team.parse().unwrap()).collect();
    let keys = what_is_there(storage, desk, &teams).unwrap();
    dump(storage, desk, &keys).unwrap()
}

/// The number that was drawn last.
fn drawn(storage: &dyn Storage, house: &House) -> u64 {
    storage.load(house.desk.id(), &Wanted::one(Key::Drawn)).unwrap().drawn().unwrap()
}

/// Every record of a desk, but for the number that was drawn last.
fn records(storage: &dyn Storage, desk: DeskId) -> Vec<Kept> {
    let scan = |kind: &KeptKind| storage.scan(desk, *kind, None, u32::MAX).unwrap();
    let without_number = |kept| match kept {
        Kept::Desk { key, .. } => Kept::Desk { key, drawn: 0 },
        kept => kept,
    };
    KeptKind::ALL.iter().flat_map(scan).map(without_number).collect()
}

impl Trial<'_> {
    fn stored(&self) -> Vec<Kept> {
        records(self.below, self.house.desk.id())
    }

    /// Whether the command of this deed was carried out.
    fn is_recorded(&self, deed: &Deed) -> bool {
        let Deed::Execute(_, context) = deed else { return false };
        let id = context.command_id.unwrap();
        let found = self.below.load(self.house.desk.id(), &Wanted::one(Key::Command(id))).unwrap();
        found.commands.contains_key(&id)
    }

    /// The twin draws the numbers that are missing: one at the most for each try that made no ticket, and none where the commit
    /// itself draws them.
    fn catch_up(&self, tries: u64) {
        let most = if self.manner.apart { tries } else { 0 };
        let missing = drawn(self.below, &self.house).checked_sub(drawn(&*self.twin.storage, &self.twin));
        let missing = missing.expect("a number was given twice");
        assert!(missing <= most, "{missing} numbers are missing after {tries} tries");
        for _ in 0..missing {
            self.twin.storage.load(self.twin.desk.id(), &Wanted::one(Key::Number)).unwrap();
        }
    }

    /// What the twin comes to, after so many tries that were made when it was done already.
    fn as_the_twin(&mut self, deed: &Deed, came: &Came, was_done: bool, tries: u64) {
        let expected = self.twin.carry_out(deed);
        let made_nothing = was_done || matches!(came, Came::To(answer) if answer.is_err());
        self.catch_up(tries + u64::from(made_nothing));
        assert_same(deed, came, &expected);
    }

    /// Does it at both houses, and nothing fails.
    fn undisturbed(&mut self, deed: &Deed) -> Came {
        let was_done = self.is_recorded(deed);
        let came = self.house.carry_out(deed);
        self.as_the_twin(deed, &came, was_done, 0);
        came
    }

    /// Does it at both houses, and at one of them everything fails, also when it is told once more.
    fn disturbed(&mut self, deed: &Deed) -> Came {
        let mut done = self.is_recorded(deed);
        let (came, mut tries) = self.fail_at_every_call(deed, &mut done);
        let was_done = done;
        if matches!(deed, Deed::Execute(..)) && matches!(&came, Came::To(answer) if answer.is_ok()) {
            done = true;
            let (again, more) = self.fail_at_every_call(deed, &mut done);
            assert_same(deed, &again, &came);
            tries += more + 1;
        }
        self.as_the_twin(deed, &came, was_done, tries);
        came
    }

    /// Does it with the first of its calls failing in every way, then the second, and so on, until it comes to an end before
    /// one fails. Answers what it came to, and how many tries failed after it was done.
    fn fail_at_every_call(&mut self, deed: &Deed, done: &mut bool) -> (Came, u64) {
        // Of a tick, what was fired before stays fired.
        let whole = matches!(deed, Deed::Execute(..));
        let (mut before, hows) = (whole.then(|| self.stored()), self.manner.hows);
        let mut tries = 0;
        for (calls, how) in (0..).flat_map(|calls| hows.iter().map(move |how| (calls, *how))) {
            if how == How::Lost && !can_be_repeated(deed) {
                continue;
            }
            self.manner.fails.expect(Some((calls, how)));
            let came = self.house.carry_out(deed);
            if self.manner.fails.still_expects() {
                self.manner.fails.expect(None);
                return (came, tries);
            }
            self.failures += 1;
            let code = code_of(how);
            assert_eq!(failed(&came), Some(code.to_string()), "{deed:?}, {how:?} at call {calls}: {came:?}");
            self.manner.fails.open_again();
            if *done {
                tries += 1;
            } else if self.is_recorded(deed) {
                assert_eq!(how, How::Lost, "{deed:?} is done");
                *done = true;
                before = Some(self.stored());
            } else {
                self.catch_up(1);
            }
            if let Some(before) = &before {
                let after = self.stored();
                let other = after.iter().zip(before).find(|(after, before)| after != before);
                assert!(after == *before, "{deed:?}, {how:?} at call {calls}, left {other:?}");
            }
        }
        unreachable!("it has an end")
    }

    /// A question whose every call fails is answered by the error, and then as ever.
    fn ask(&mut self, query: &Query) {
        let expected = self.house.desk.ask(query, &Actor::host());
        let how = self.manner.hows[0];
        for calls in 0.. {
            self.manner.fails.expect(Some((calls, how)));
            let answer = self.house.desk.ask(query, &Actor::host());
            if self.manner.fails.still_expects() {
                self.manner.fails.expect(None);
                assert_eq!(answer, expected, "{query:?}");
                return;
            }
            self.failures += 1;
            assert_eq!(answer.err().map(|error| error.code()), Some(code_of(how)), "{query:?}");
        }
    }
}

fn code_of(how: How) -> Code {
    match how {
        How::Refused(code) => code,
        How::Lost => Code::StorageFailed,
    }
}

fn assert_same(deed: &Deed, came: &Came, expected: &Came) {
    // What a tick fired before a call failed, it does not fire again.
    let same = came == expected || !matches!(deed, Deed::Execute(..));
    assert!(same, "{deed:?} came to {came:?}, and not {expected:?}");
}

/// The code of the error that a deed came to, where the storage failed.
fn failed(came: &Came) -> Option<String> {
    let codes = [Code::StorageFull, Code::StorageFailed, Code::TimedOut];
    match came {
        Came::To(answer) => answer
            .as_ref()
            .as_ref()
            .err()
            .filter(|error| codes.contains(&error.code()))
            .map(|error| error.code().to_string()),
        Came::Words(words) => {
            let (_, code) = words.split_once("Err(")?.1.split_once("code: ")?;
            let code = code.split(',').next()?;
            codes.into_iter().find(|it| format!("{it:?}") == code).map(|it| it.to_string())
        }
    }
}

/// The deed as one that can be tried again: a command under an id of its own, and a tick for all that is due.
fn named(deed: Deed, ids: &CountingIds) -> Deed {
    match deed {
        Deed::Execute(command, context) if context.command_id.is_none() => {
            Deed::Execute(command, context.with_id(ids.command_id(start())))
        }
        Deed::Tick(at, _) => Deed::Tick(at, 100_000),
        deed => deed,
    }
}

/// What sort of operation it is.
fn sort(deed: &Deed) -> String {
    match deed {
        Deed::Execute(command, _) => serde_json::to_value(command).unwrap()["do"].to_string(),
        other => format!("{other:?}").chars().take_while(|it| it.is_alphabetic()).collect(),
    }
}

/// Whether to try it once more comes to what it would have come to at once. What is leased is given out once, and whoever
/// misses the answer waits for the end of the lease.
fn can_be_repeated(deed: &Deed) -> bool {
    matches!(deed, Deed::Execute(..) | Deed::Tick(..))
}

/// Lives a history on a storage without desks; the house works at `above`, which fails, and `below` is what is stored.
pub(crate) fn every_call_fails(below: &dyn Storage, above: Arc<dyn Storage>, manner: Manner<'_>) {
    let (least, house, twin) = (manner.least, House::impatient(above), House::in_memory());
    let mut trial = Trial { manner, below, house, twin, failures: 0 };
    let mut program = Program::new(Sort::Everything);
    let (ids, mut chance) = (CountingIds::starting_at(1 << 40), Chance::of(11));
    let mut tried: BTreeMap<String, usize> = BTreeMap::new();
    let mut deeds = Program::beginning();
    while tried.values().sum::<usize>() < OPERATIONS {
        for deed in deeds {
            let deed = named(deed, &ids);
            let by_link =
                matches!(&deed, Deed::Execute(_, context) if matches!(context.actor, Actor::Link { .. }));
            let times = tried.entry(sort(&deed)).or_default();
            let came = if by_link || matches!(deed, Deed::Now(_)) || *times == OF_ONE_SORT {
                trial.undisturbed(&deed)
            } else {
                let came = trial.disturbed(&deed);
                assert_eq!(failed(&came), None, "{deed:?}");
                *times += usize::from(!matches!(&came, Came::To(answer) if answer.is_err()));
                came
            };
            program.note(&deed, &came);
        }
        deeds = program.step(chance.below(u64::MAX));
    }
    trial.ask(&Query::Count { condition: None, by: None });
    let found = everything(below, trial.house.desk.id());
    let expected = everything(&*trial.twin.storage, trial.twin.desk.id());
    no_difference("in the end", &found, &expected).unwrap();
    assert!(trial.failures >= least, "only {} failed", trial.failures);
}
