//! The proofs, each of one history.

use ticketkit::command::Command;
use ticketkit::storage::conformance::Chance;
use ticketkit::{Span, Timestamp};

use crate::checks::assert_same;
use crate::house::{Came, Deed, House};
use crate::program::{Program, Sort};

/// Writes a history and lives it in these houses at the same time; all must answer alike. What each answered first is
/// handed to `see`.
pub(crate) fn live(
    sort: Sort,
    steps: &[u64],
    houses: &mut [&mut House],
    mut see: impl FnMut(&Deed, &Came),
) -> Program {
    let mut program = Program::new(sort);
    let mut deeds = Program::beginning();
    for step in steps.iter().map(Some).chain([None]) {
        for deed in &deeds {
            let mut came = houses.iter_mut().map(|house| house.carry_out(deed));
            let first = came.next().unwrap();
            for other in came {
                assert_eq!(other, first, "what {deed:?} came to");
            }
            program.note(deed, &first);
            see(deed, &first);
        }
        deeds = step.map_or_else(Vec::new, |step| program.step(*step));
    }
    program
}

/// The latest instant that a deed tells of.
fn latest(deed: &Deed) -> Timestamp {
    match deed {
        Deed::Now(now) | Deed::Tick(now, _) => *now,
        Deed::Execute(_, context) => context.now.unwrap_or_default(),
        _ => Timestamp::default(),
    }
}

/// Tickets are the folds of their events, and loads and timers are what tickets ask for.
pub(crate) fn what_is_stored_agrees(steps: &[u64]) {
    let mut house = House::in_memory();
    let mut until = crate::house::start();
    let program = live(Sort::Everything, steps, &mut [&mut house], |deed, came| {
        until = until.max(latest(deed));
        if let (Deed::Tick(..), Came::Words(words)) = (deed, came) {
            assert!(words.starts_with("Ok"), "{deed:?} came to {words}");
        }
    });
    house.assert_agrees(!program.reconfigured, until);
}

/// A history that is decided again, on whatever storage, gives the same desk to the last byte.
pub(crate) fn a_replay_gives_the_same(steps: &[u64]) {
    let mut house = House::in_memory();
    live(Sort::Commands, steps, &mut [&mut house], |_, _| ());
    let keys = house.keys();
    let expected = house.everything(&keys);
    let again = House::in_memory();
    assert_replays(&house, &again);
    assert_same("decided again in memory", &again.everything(&keys), &expected, |_| true);
    #[cfg(feature = "sqlite")]
    {
        let (again, _folder) = House::in_a_file();
        assert_replays(&house, &again);
        assert_same("decided again in a file", &again.everything(&keys), &expected, |_| true);
    }
}

fn assert_replays(from: &House, to: &House) {
    let report = from.desk.replay_into(&to.desk, &mut |_| true).unwrap();
    assert_eq!(report.different, [], "commands that were answered otherwise");
}

/// The same history in memory and in a file is answered alike and leaves the same desk, the outbox included.
#[cfg(feature = "sqlite")]
pub(crate) fn a_file_does_what_memory_does(steps: &[u64]) {
    let mut memory = House::in_memory();
    let (mut file, _folder) = House::in_a_file();
    live(Sort::Everything, steps, &mut [&mut memory, &mut file], |_, _| ());
    let keys = memory.keys();
    assert_same("in the file", &file.everything(&keys), &memory.everything(&keys), |_| true);
}

/// When somebody looks at what is due between two instants at which something is done: never before what was done at the
/// first of them, which comes before what is due then, and always before the second.
type Habit = (&'static str, fn(Timestamp, Timestamp, &mut Chance) -> Vec<Timestamp>);

const SECOND: Span = Span::from_millis(1_000);
const MOMENT: Span = Span::from_millis(1);

const HABITS: [Habit; 7] = [
    ("late", |_, _, _| Vec::new()),
    ("just before", |_, next, _| vec![next.before(MOMENT)]),
    (
        "just before, now and then",
        |_, next, chance| {
            if chance.one_in(3) { vec![next.before(MOMENT)] } else { Vec::new() }
        },
    ),
    ("at the instant", |past, _, _| vec![past]),
    ("a second before", |_, next, _| vec![next.before(SECOND)]),
    ("a second after", |past, _, _| vec![past.after(SECOND)]),
    ("at random, and ever again", |past, next, chance| {
        let length = u64::try_from(next.since(past).millis()).unwrap_or(0);
        let mut looks: Vec<Timestamp> = (0..chance.below(4))
            .filter(|_| length > 0)
            .map(|_| past.after(Span::from_millis(i64::try_from(chance.below(length)).unwrap())))
            .collect();
        looks.extend([past, past.after(SECOND), next.before(SECOND)]);
        looks.sort();
        looks
    }),
];

/// For one ticket it makes no difference at which instants time is told to it, and how often.
pub(crate) fn late_is_punctual(steps: &[u64]) {
    let mut houses: Vec<House> = HABITS.iter().map(|_| House::in_memory()).collect();
    let mut chance = Chance::of(steps.first().copied().unwrap_or_default());
    let mut program = Program::new(Sort::OneTicket);
    let mut deeds = Program::beginning();
    let mut last = crate::house::start();
    let tick = |house: &mut House, at: Timestamp| {
        let Came::Words(words) = house.carry_out(&Deed::Tick(at, 1_000)) else { unreachable!() };
        assert!(words.starts_with("Ok"), "{words}");
    };
    for step in steps.iter().map(Some).chain([None]) {
        for deed in &deeds {
            if let Deed::Now(now) = deed {
                for (house, (_, habit)) in houses.iter_mut().zip(HABITS) {
                    let looks = habit(last, *now, &mut chance);
                    for at in looks.into_iter().filter(|at| last <= *at && at < now) {
                        tick(house, at);
                    }
                }
                last = *now;
            }
            let mut came = houses.iter_mut().map(|house| house.carry_out(deed));
            let first = came.next().unwrap();
            for (other, (habit, _)) in came.zip(&HABITS[1..]) {
                assert_eq!(other, first, "what {deed:?} came to, looked at {habit}");
            }
            program.note(deed, &first);
        }
        deeds = step.map_or_else(Vec::new, |step| program.step(*step));
    }
    if program.has_several() {
        // One that carries on another is a second ticket: what each of them weighs is known to the other once it is stored.
        return;
    }
    for house in &mut houses {
        tick(house, last.after(SECOND));
    }
    let mut keys = houses[0].keys();
    for house in &houses[1..] {
        keys.add_all(house.keys());
    }
    // What fired as a command of its own is another list of commands, and nothing else.
    let of_interest = |key: &str| !key.starts_with("command");
    let expected = houses[0].everything(&keys);
    for (house, (habit, _)) in houses.iter().zip(HABITS).skip(1) {
        assert_same(habit, &house.everything(&keys), &expected, of_interest);
    }
}

/// The clocks of every ticket follow from its history alone: made again under what was in force all along, they are those
/// that are stored. Which calendar an organization had when is no part of that history.
pub(crate) fn clocks_follow_from_the_history(steps: &[u64]) {
    for sort in [Sort::OneTicket, Sort::Everything] {
        let mut house = House::in_memory();
        let (mut last, mut recalendared) = (crate::house::start(), false);
        let program = live(sort, steps, &mut [&mut house], |deed, _| {
            last = last.max(latest(deed));
            if let Deed::Execute(command, _) = deed {
                recalendared |= matches!(**command, Command::PutOrganization { calendar: Some(_), .. });
            }
        });
        let Came::Words(words) = house.carry_out(&Deed::Tick(last, 1_000_000)) else { unreachable!() };
        assert!(words.starts_with("Ok"), "{words}");
        if !program.reconfigured && !recalendared {
            house.assert_clocks_follow(last);
        }
    }
}
