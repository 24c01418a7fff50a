//! Every call of a storage fails once, for every operation: before it is carried out, and after it. The caller is told so by
//! an error that says what it is, nothing is there by halves, and the next try succeeds as if nothing had been.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail by a panic, as tests do"
)]

#[path = "../histories/documents.rs"]
mod documents;
#[path = "../storages/failing.rs"]
#[allow(dead_code, reason = "other suites need all of it")]
mod failing;
#[path = "../histories/house.rs"]
#[allow(dead_code, reason = "the histories need all of it")]
mod house;
#[path = "../histories/program.rs"]
#[allow(dead_code, reason = "the histories need all of it")]
mod program;
#[path = "../storages/mod.rs"]
mod storages;

use std::collections::BTreeMap;
use std::sync::Arc;

use ticketkit::Code;
use ticketkit::command::Query;
use ticketkit::id::{CountingIds, IdSource};
use ticketkit::model::Actor;
use ticketkit::storage::Storage;
use ticketkit::storage::conformance::{Chance, Dump, Layered, dump, no_difference, what_is_there};

use documents::TEAMS;
use failing::{Failing, How};
use house::{Came, Deed, House, start};
use program::{Program, Sort};

/// So many operations of one history succeed in the end, and no more than so many of one sort.
const OPERATIONS: usize = 40;
const OF_ONE_SORT: usize = 4;
/// What a storage can answer that is not tried again by the engine: nothing is done then.
const REFUSED: How = How::Refused(Code::StorageFull);

/// A history at two houses: one whose storage fails, and one to whom nothing happens.
struct Trial {
    below: Arc<dyn Storage>,
    failing: Arc<Failing>,
    house: House,
    twin: House,
    failures: usize,
}

impl Trial {
    fn begin(below: Arc<dyn Storage>) -> Self {
        let failing = Arc::new(Failing::new(Arc::clone(&below), false));
        let house = House::on(Layered::over(&failing));
        Self { below, failing, house, twin: House::in_memory(), failures: 0 }
    }

    /// Everything that is stored.
    fn everything(storage: &dyn Storage, house: &House) -> Dump {
        let teams: Vec<_> = TEAMS.iter().map(|team| team.parse().unwrap()).collect();
        let keys = what_is_there(storage, house.desk.id(), &teams).unwrap();
        dump(storage, house.desk.id(), &keys).unwrap()
    }

    fn stored(&self) -> Dump {
        Self::everything(&*self.below, &self.house)
    }

    /// Does it with the first of its calls failing, then the second, and so on, until it comes to an end before one fails.
    fn fail_at_every_call(&mut self, deed: &Deed, how: How) -> Came {
        for calls in 0.. {
            // Of a tick, what was fired before stays fired.
            let whole = how != How::Lost && matches!(deed, Deed::Execute(..));
            let before = whole.then(|| self.stored());
            self.failing.expect(Some((calls, how)));
            let came = self.house.carry_out(deed);
            if self.failing.still_expects() {
                self.failing.expect(None);
                return came;
            }
            self.failures += 1;
            let code = match how {
                How::Refused(code) => code,
                How::Lost => Code::StorageFailed,
            };
            assert_eq!(failed(&came), Some(code.to_string()), "{deed:?}, failing at call {calls}: {came:?}");
            self.failing.open_again();
            if let Some(before) = before {
                no_difference("after a call that failed", &self.stored(), &before).unwrap();
            }
        }
        unreachable!("it has an end")
    }

    /// A question whose every call fails is answered by the error, and then as ever.
    fn ask(&mut self, query: &Query) {
        let expected = self.house.desk.ask(query, &Actor::host());
        for calls in 0.. {
            self.failing.expect(Some((calls, REFUSED)));
            let answer = self.house.desk.ask(query, &Actor::host());
            if self.failing.still_expects() {
                self.failing.expect(None);
                assert_eq!(answer, expected, "{query:?}");
                return;
            }
            self.failures += 1;
            assert_eq!(answer.err().map(|error| error.code()), Some(Code::StorageFull), "{query:?}");
        }
    }
}

/// The code of the error that a deed came to.
fn failed(came: &Came) -> Option<String> {
    match came {
        Came::To(answer) => answer.as_ref().as_ref().err().map(|error| error.code().to_string()),
        Came::Words(words) => {
            let (_, code) = words.split_once("Err(")?.1.split_once("code: ")?;
            let code = code.split(',').next()?;
            [Code::StorageFull, Code::StorageFailed]
                .map(|it| (format!("{it:?}"), it.to_string()))
                .into_iter()
                .find(|it| it.0 == code)
                .map(|it| it.1)
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

/// Whether to try it once more comes to what it would have come to at once.
fn can_be_repeated(deed: &Deed) -> bool {
    matches!(deed, Deed::Execute(..) | Deed::Tick(..))
}

fn every_call_fails(below: Arc<dyn Storage>) {
    let mut trial = Trial::begin(below);
    let mut program = Program::new(Sort::Everything);
    let (ids, mut chance) = (CountingIds::starting_at(1 << 40), Chance::of(11));
    let mut tried: BTreeMap<String, usize> = BTreeMap::new();
    let mut deeds = Program::beginning();
    while tried.values().sum::<usize>() < OPERATIONS {
        for deed in deeds {
            let deed = named(deed, &ids);
            let expected = trial.twin.carry_out(&deed);
            program.note(&deed, &expected);
            let by_link =
                matches!(&deed, Deed::Execute(_, context) if matches!(context.actor, Actor::Link { .. }));
            let refused = matches!(&expected, Came::To(answer) if answer.is_err());
            let times = tried.entry(sort(&deed)).or_default();
            if by_link || refused || matches!(deed, Deed::Now(_)) || *times == OF_ONE_SORT {
                trial.house.carry_out(&deed);
                continue;
            }
            *times += 1;
            let mut came = trial.fail_at_every_call(&deed, REFUSED);
            if can_be_repeated(&deed) {
                came = trial.fail_at_every_call(&deed, How::Lost);
            }
            let same = came == expected || !matches!(deed, Deed::Execute(..));
            assert!(same, "{deed:?} came to {came:?}, and not {expected:?}");
            assert_eq!(failed(&came), None, "{deed:?}");
        }
        deeds = program.step(chance.below(u64::MAX));
    }
    trial.ask(&Query::Count { condition: None, by: None });
    let expected = Trial::everything(&*trial.twin.storage, &trial.twin);
    no_difference("in the end", &trial.stored(), &expected).unwrap();
    assert!(trial.failures >= 2 * OPERATIONS, "only {} calls failed", trial.failures);
}

#[test]
fn every_call_fails_in_memory() {
    every_call_fails(storages::memory());
}

#[test]
fn every_call_fails_on_records() {
    every_call_fails(storages::records(&Arc::default()));
}

#[cfg(feature = "sqlite")]
#[test]
fn every_call_fails_on_a_file() {
    let folder = storages::Folder::new();
    every_call_fails(storages::sqlite(&folder));
}
