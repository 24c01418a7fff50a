//! Forks: no call is under way while the process forks, and nothing that is open goes along into the new one.
//!
//! Before a fork, Python asks ([`before`]): calls under way come to their end, calls that come wait, and engines on a
//! file or a server are paused, so that no connection is inherited. Afterwards parent and child go on alike ([`after`]): each opens
//! a connection of its own with the first call that needs one.

use std::cell::{Cell, RefCell};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, Weak};

use pyo3::prelude::*;
use ticketkit::Span;
use ticketkit::engine::Engine;
use ticketkit::error::Result;

/// Calls are at their end when engines are paused, so that a pause has nothing to wait for.
const PAUSE: Span = Span::from_secs(10);

static GATE: Gate = Gate { state: Mutex::new(State { calls: 0, forking: false }), changed: Condvar::new() };
static ENGINES: Mutex<Vec<Weak<OverForks>>> = Mutex::new(Vec::new());

struct Gate {
    state: Mutex<State>,
    /// A call has come to its end, or the fork has.
    changed: Condvar,
}

struct State {
    calls: usize,
    forking: bool,
}

thread_local! {
    /// How many calls this thread is in, one inside the other: a storage written in Python may use another engine.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
    /// The lock on the gate, which this thread holds over a fork so that nobody else does in the child.
    static HELD: RefCell<Option<MutexGuard<'static, State>>> = const { RefCell::new(None) };
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn wait(state: MutexGuard<'static, State>) -> MutexGuard<'static, State> {
    GATE.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
}

/// Somebody is in a call until this is dropped.
pub(crate) struct Pass;

/// Begins a call; waits while the process forks. The interpreter must be released.
pub(crate) fn enter() -> Pass {
    let outermost = DEPTH.get() == 0 && HELD.with_borrow(Option::is_none);
    DEPTH.set(DEPTH.get() + 1);
    if outermost {
        let mut state = lock(&GATE.state);
        while state.forking {
            state = wait(state);
        }
        state.calls += 1;
    }
    Pass
}

impl Drop for Pass {
    fn drop(&mut self) {
        DEPTH.set(DEPTH.get() - 1);
        if DEPTH.get() == 0 && HELD.with_borrow(Option::is_none) {
            let mut state = lock(&GATE.state);
            state.calls -= 1;
            if state.forking {
                GATE.changed.notify_all();
            }
        }
    }
}

/// An engine that outlives forks.
#[derive(Debug)]
pub(crate) struct OverForks {
    engine: Engine,
    /// Whether there is something that a child must not inherit.
    holds: bool,
    /// Paused by its user, who will also resume it.
    paused: AtomicBool,
    /// Paused for a fork: resumed by the first call that needs it.
    asleep: AtomicBool,
    waking: Mutex<()>,
}

impl OverForks {
    /// An engine, known to the hooks until it is dropped.
    pub(crate) fn new(engine: Engine, holds: bool) -> std::sync::Arc<Self> {
        let known = std::sync::Arc::new(Self {
            engine,
            holds,
            paused: AtomicBool::new(false),
            asleep: AtomicBool::new(false),
            waking: Mutex::new(()),
        });
        let mut engines = lock(&ENGINES);
        engines.retain(|engine| engine.strong_count() > 0);
        engines.push(std::sync::Arc::downgrade(&known));
        drop(engines);
        known
    }

    /// The engine, awake.
    pub(crate) fn engine(&self) -> Result<&Engine> {
        if self.asleep.load(Ordering::SeqCst) {
            let _waking = lock(&self.waking);
            if self.asleep.load(Ordering::SeqCst) {
                self.engine.resume()?;
                self.asleep.store(false, Ordering::SeqCst);
            }
        }
        Ok(&self.engine)
    }

    /// Pauses it until [`resume`](Self::resume).
    pub(crate) fn pause(&self, within: Span) -> Result<()> {
        self.engine()?.pause(within)?;
        self.paused.store(true, Ordering::SeqCst);
        Ok(())
    }

    /// Goes on after a pause.
    pub(crate) fn resume(&self) -> Result<()> {
        self.engine()?.resume()?;
        self.paused.store(false, Ordering::SeqCst);
        Ok(())
    }

    /// Ends all use, also of an engine that cannot be woken.
    pub(crate) fn close(&self) -> Result<()> {
        let _ = self.engine();
        self.engine.close()
    }

    /// Nothing is open afterwards. Where that cannot be done, as with an engine that is closed, the child is told by the
    /// storage that it was forked.
    fn fall_asleep(&self) {
        let awake = !self.paused.load(Ordering::SeqCst) && !self.asleep.load(Ordering::SeqCst);
        if self.holds && awake && self.engine.pause(PAUSE).is_ok() {
            self.asleep.store(true, Ordering::SeqCst);
        }
    }
}

/// Called by Python before a fork, in the thread that forks.
#[pyfunction]
fn before(py: Python<'_>) {
    py.detach(|| {
        let mut state = lock(&GATE.state);
        while state.forking {
            state = wait(state);
        }
        state.forking = true;
        // A fork from within a storage that is written in Python is inside a call itself.
        let own = usize::from(DEPTH.get() > 0);
        while state.calls > own {
            state = wait(state);
        }
        let engines: Vec<_> = lock(&ENGINES).iter().filter_map(Weak::upgrade).collect();
        for engine in &engines {
            engine.fall_asleep();
        }
        HELD.set(Some(state));
    });
}

/// Called by Python after a fork, in the parent and in the child.
#[pyfunction]
fn after(child: bool) {
    let Some(mut state) = HELD.take() else { return };
    if child {
        // Threads that waited for the end of the fork are not in the child.
        state.calls = usize::from(DEPTH.get() > 0);
    }
    state.forking = false;
    drop(state);
    GATE.changed.notify_all();
}

pub(crate) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let hooks = PyModule::new(module.py(), "fork")?;
    hooks.add_function(wrap_pyfunction!(before, &hooks)?)?;
    hooks.add_function(wrap_pyfunction!(after, &hooks)?)?;
    let os = module.py().import("os")?;
    // Where the system does not know forks there is nothing to do.
    let Ok(register) = os.getattr("register_at_fork") else { return Ok(()) };
    let partial = module.py().import("functools")?.getattr("partial")?;
    let after = hooks.getattr("after")?;
    let named = pyo3::types::PyDict::new(module.py());
    named.set_item("before", hooks.getattr("before")?)?;
    named.set_item("after_in_parent", partial.call1((&after, false))?)?;
    named.set_item("after_in_child", partial.call1((&after, true))?)?;
    register.call((), Some(&named)).map(drop)
}
