//! Turns for the callers of one process who get into each other's way.
//!
//! Decisions are made side by side, and where two meet one of them is made again. Where many meet all the time, as when
//! all tickets go round one team, most of the work would be done for nothing: then they take turns for a while. Nothing
//! rests on it: what is written expects what it was decided by, whoever's turn it is.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::error::{Code, Error, Result};
use crate::id::DeskId;
use crate::time::{Patience, Span};

/// So many decisions take turns after two have met.
const A_WHILE: u32 = 32;

/// Desks share so many turns.
const TURNS: usize = 64;

/// The turns of all desks.
pub(super) struct Turns {
    turns: [Turn; TURNS],
    /// After this time nobody waits for a turn any more.
    patience: Span,
}

#[derive(Default)]
struct Turn {
    state: Mutex<State>,
    ended: Condvar,
}

#[derive(Clone, Copy, Default)]
struct State {
    /// Somebody's turn it is.
    taken: bool,
    /// How many more decisions take turns.
    left: u32,
}

impl Turns {
    pub(super) fn new(patience: Span) -> Self {
        Self { turns: std::array::from_fn(|_| Turn::default()), patience }
    }

    /// Decides and writes: beside others for as long as they do not meet, and in its turn once they have.
    pub(super) fn write<T>(&self, desk: DeskId, mut work: impl FnMut() -> Result<T>) -> Result<T> {
        let last = desk.as_bytes().last().copied().unwrap_or_default();
        let Some(turn) = self.turns.get(usize::from(last) % TURNS) else { return work() };
        if turn.state().left == 0 {
            match work() {
                Err(error) if was_outrun(&error) => turn.state().left = A_WHILE,
                answer => return answer,
            }
        }
        let _mine = turn.take(self.patience);
        work()
    }
}

/// Whether others were faster.
fn was_outrun(error: &Error) -> bool {
    matches!(error.code(), Code::StaleVersion | Code::Contention)
}

impl Turn {
    /// Whole at every moment at which a panic can happen.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a turn; nothing where the others take too long.
    fn take(&self, patience: Span) -> Option<Mine<'_>> {
        let patience = Patience::new(patience);
        let mut state = self.state();
        while state.taken {
            let left = patience.left();
            if left.is_zero() {
                return None;
            }
            state = self.ended.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        state.taken = true;
        state.left = state.left.saturating_sub(1);
        Some(Mine(self))
    }
}

/// A turn, which ends when this is dropped.
struct Mine<'t>(&'t Turn);

impl Drop for Mine<'_> {
    fn drop(&mut self) {
        self.0.state().taken = false;
        self.0.ended.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;
    use crate::storage::rules;

    const DESK: DeskId = DeskId::from_bytes([7; 16]);

    fn turns(patience: Span) -> Turns {
        Turns::new(patience)
    }

    #[test]
    fn those_who_do_not_meet_are_at_work_at_the_same_time() {
        let (turns, both) = (turns(Span::from_secs(60)), Barrier::new(2));
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| turns.write(DESK, || Ok(both.wait())).unwrap());
            }
        });
    }

    #[test]
    fn once_two_have_met_one_after_the_other_is_at_work() {
        let turns = turns(Span::from_secs(60));
        let mut tries = 0;
        let answer = turns.write(DESK, || {
            tries += 1;
            if tries == 1 { Err(rules::stale("the rotation")) } else { Ok(tries) }
        });
        assert_eq!(answer, Ok(2));
        let inside = AtomicU32::new(0);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    turns
                        .write(DESK, || {
                            assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                            std::thread::yield_now();
                            inside.fetch_sub(1, Ordering::SeqCst);
                            Ok(())
                        })
                        .unwrap();
                });
            }
        });
    }

    #[test]
    fn who_is_refused_for_another_reason_tries_once() {
        let mut tries = 0;
        let answer: Result<()> = turns(Span::from_secs(60)).write(DESK, || {
            tries += 1;
            Err(rules::taken("the key"))
        });
        assert_eq!((answer.unwrap_err().code(), tries), (Code::AlreadyTaken, 1));
    }

    #[test]
    fn who_comes_while_another_has_the_turn_waits_but_not_for_ever() {
        let patience = Span::from_millis(20);
        let turns = turns(patience);
        let _first = turns.turns[7].take(Span::ZERO).unwrap();
        turns.turns[7].state().left = 1;
        let as_long = Patience::new(patience);
        assert_eq!(turns.write(DESK, || Ok(1)), Ok(1));
        assert!(as_long.left().is_zero());
    }
}
