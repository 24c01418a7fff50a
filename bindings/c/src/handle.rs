//! Handles: numbers in place of pointers, so that one that is wrong is found and does no harm.
//!
//! A number is made of what it is a handle of, of the process that it was given in, of a generation and of a slot. A
//! slot that is given back is used again with the next generation, so that an old number is known to be old; a slot
//! whose generations are used up is not used again.

use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;
use ticketkit::engine::{Desk, Engine};
use ticketkit::{Code, Problem};

use crate::result::Held;
use crate::status::{Answered, Failure, Misuse};
use crate::storage::Collected;

/// An engine. Given back with `tkit_engine_free`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct tkit_engine {
    /// 0, or a number that this library gave out.
    pub number: u64,
}

/// A handle to one helpdesk. Given back with `tkit_desk_free`; the desk itself stays.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct tkit_desk {
    /// 0, or a number that this library gave out.
    pub number: u64,
}

/// A command, a question or other JSON under construction. Given back with `tkit_request_free`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct tkit_request {
    /// 0, or a number that this library gave out.
    pub number: u64,
}

/// What a call answered: a value, or an error. Given back with `tkit_result_free`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct tkit_result {
    /// 0, or a number that this library gave out.
    pub number: u64,
}

/// What a storage of the host's own answers to one call. It ends with that call.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct tkit_answer {
    /// A number that this library gave out.
    pub number: u64,
}

macro_rules! handles {
    ($($name:ident of $held:ty, $kind:literal, $table:ident, $what:literal;)*) => {
        $(
            impl Handle for $name {
                type Held = $held;
                const KIND: u64 = $kind;
                const WHAT: &'static str = $what;

                fn number(self) -> u64 {
                    self.number
                }

                fn of(number: u64) -> Self {
                    Self { number }
                }

                fn table(registry: &Registry) -> &Table<Self::Held> {
                    &registry.$table
                }
            }
        )*

        /// Everything that handles stand for, in one process.
        pub(crate) struct Registry {
            epoch: u64,
            $($table: Table<$held>,)*
            /// That of the process before, which may hold locks that nobody will ever give back.
            _before: *const Registry,
        }

        impl Registry {
            fn new(epoch: u64, before: *const Self) -> Self {
                Self { epoch, $($table: Table::default(),)* _before: before }
            }
        }
    };
}

handles! {
    tkit_engine of Engine, 1, engines, "engine";
    tkit_desk of Desk, 2, desks, "desk";
    tkit_request of Mutex<Draft>, 3, requests, "request";
    tkit_result of Held, 4, results, "result";
    tkit_answer of Mutex<Collected>, 5, answers, "answer";
}

/// A request under construction, with everything that was wrong while it was built.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) value: Value,
    pub(crate) problems: Vec<Problem>,
}

/// A handle of any type.
pub(crate) trait Handle: Copy {
    type Held: 'static;
    const KIND: u64;
    const WHAT: &'static str;
    fn number(self) -> u64;
    fn of(number: u64) -> Self;
    fn table(registry: &Registry) -> &Table<Self::Held>;

    /// Gives out a handle.
    fn hold(held: Self::Held) -> Answered<Self> {
        let registry = Registry::current();
        let (generation, slot) = Self::table(registry).insert(held)?;
        let epoch = registry.epoch & EPOCHS;
        Ok(Self::of(Self::KIND << 60 | epoch << 48 | u64::from(generation) << 24 | u64::from(slot)))
    }

    /// What the handle stands for.
    fn get(self) -> Answered<Arc<Self::Held>> {
        let (registry, generation, slot) = self.parts()?;
        Self::table(registry).get(generation, slot).map_err(|misuse| self.wrong(misuse))
    }

    /// Takes a handle back. What it stood for ends when nobody uses it any more.
    fn release(self) -> Answered<Arc<Self::Held>> {
        let (registry, generation, slot) = self.parts()?;
        Self::table(registry).remove(generation, slot).map_err(|misuse| self.wrong(misuse))
    }

    fn parts(self) -> Answered<(&'static Registry, u32, u32)> {
        let registry = Registry::current();
        let number = self.number();
        if number >> 60 != Self::KIND {
            return Err(self.wrong(Misuse::BadHandle));
        }
        let epoch = number >> 48 & EPOCHS;
        if epoch != registry.epoch & EPOCHS {
            let text = format!("the {} was given out before the process was forked", Self::WHAT);
            return Err(Problem::new(Code::Forked, text)
                .hint("open an engine of its own in the new process")
                .into());
        }
        let part = |bits: u64| u32::try_from(bits & u64::from(LARGEST)).unwrap_or(0);
        Ok((registry, part(number >> 24), part(number)))
    }

    fn wrong(self, misuse: Misuse) -> Failure {
        let number = self.number();
        let what = Self::WHAT;
        let text = match misuse {
            Misuse::Freed => format!("the {what} {number:#x} was given back before"),
            _ if number == 0 => format!("there is no {what} 0: it was never opened, or that failed"),
            _ => format!("{number:#x} is no handle of a {what}"),
        };
        Failure::misuse(misuse, text)
    }
}

/// The largest generation, and the largest slot.
const LARGEST: u32 = (1 << 24) - 1;
const EPOCHS: u64 = (1 << 12) - 1;

struct Entry<T> {
    generation: u32,
    held: Option<Arc<T>>,
}

struct Slots<T> {
    entries: Vec<Entry<T>>,
    free: Vec<u32>,
}

/// The handles of one type.
pub(crate) struct Table<T> {
    slots: Mutex<Slots<T>>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { slots: Mutex::new(Slots { entries: Vec::new(), free: Vec::new() }) }
    }
}

impl<T> Table<T> {
    fn insert(&self, held: T) -> Answered<(u32, u32)> {
        let held = Some(Arc::new(held));
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(slot) = slots.free.pop() {
            let Some(entry) = slots.entries.get_mut(slot as usize) else { continue };
            entry.generation += 1;
            entry.held = held;
            return Ok((entry.generation, slot));
        }
        let slot = u32::try_from(slots.entries.len()).ok().filter(|slot| *slot <= LARGEST);
        let slot = slot.ok_or_else(|| {
            Failure::new(Code::TooMany, "there are too many handles that are not given back")
        })?;
        slots.entries.push(Entry { generation: 1, held });
        Ok((1, slot))
    }

    fn get(&self, generation: u32, slot: u32) -> Result<Arc<T>, Misuse> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        slots.entry(generation, slot)?.held.clone().ok_or(Misuse::Freed)
    }

    fn remove(&self, generation: u32, slot: u32) -> Result<Arc<T>, Misuse> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        let held = slots.entry(generation, slot)?.held.take().ok_or(Misuse::Freed)?;
        if generation < LARGEST {
            slots.free.push(slot);
        }
        Ok(held)
    }
}

impl<T> Slots<T> {
    fn entry(&mut self, generation: u32, slot: u32) -> Result<&mut Entry<T>, Misuse> {
        let entry = self.entries.get_mut(slot as usize).ok_or(Misuse::BadHandle)?;
        match generation {
            0 => Err(Misuse::BadHandle),
            _ if generation < entry.generation => Err(Misuse::Freed),
            _ if generation > entry.generation => Err(Misuse::BadHandle),
            _ => Ok(entry),
        }
    }
}

/// How often this process is a fork of one in which the library was in use.
static EPOCH: AtomicU64 = AtomicU64::new(0);
static REGISTRY: AtomicPtr<Registry> = AtomicPtr::new(std::ptr::null_mut());
static WATCHED: AtomicBool = AtomicBool::new(false);

impl Registry {
    /// What handles stand for in this process. After a fork all is new: another thread may have held a lock at that
    /// moment, which nobody in this process would ever give back. So nothing here waits for anything that is older than
    /// the process.
    fn current() -> &'static Self {
        let epoch = EPOCH.load(Ordering::Acquire);
        let mut present = REGISTRY.load(Ordering::Acquire);
        loop {
            // SAFETY: a pointer in REGISTRY is null or came out of `Box::into_raw` below, and is never freed.
            if let Some(registry) = unsafe { present.as_ref() }
                && registry.epoch == epoch
            {
                return registry;
            }
            watch_forks();
            let new = Box::into_raw(Box::new(Self::new(epoch, present)));
            match REGISTRY.compare_exchange(present, new, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => present = new,
                Err(others) => {
                    // SAFETY: `new` was made above, and nobody else has seen it.
                    drop(unsafe { Box::from_raw(new) });
                    present = others;
                }
            }
        }
    }
}

/// Has forks counted from now on.
#[cfg(unix)]
fn watch_forks() {
    unsafe extern "C" {
        fn pthread_atfork(
            prepare: Option<unsafe extern "C" fn()>,
            parent: Option<unsafe extern "C" fn()>,
            child: Option<unsafe extern "C" fn()>,
        ) -> std::ffi::c_int;
    }
    unsafe extern "C" fn in_the_child() {
        EPOCH.fetch_add(1, Ordering::AcqRel);
    }
    if !WATCHED.swap(true, Ordering::AcqRel) {
        // SAFETY: the function lives as long as the library, and does nothing that a new process may not do.
        unsafe { pthread_atfork(None, None, Some(in_the_child)) };
    }
}

#[cfg(not(unix))]
fn watch_forks() {
    WATCHED.store(true, Ordering::Release);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_that_was_given_back_is_known_for_it() {
        let table = Table::default();
        let (generation, slot) = table.insert(1).ok().unwrap();
        assert_eq!(table.get(generation, slot).as_deref(), Ok(&1));
        assert_eq!(table.remove(generation, slot).as_deref(), Ok(&1));
        assert_eq!(table.get(generation, slot), Err(Misuse::Freed));
        assert_eq!(table.remove(generation, slot), Err(Misuse::Freed));
        assert_eq!(table.insert(2).ok().unwrap(), (generation + 1, slot));
        assert_eq!(table.get(generation, slot), Err(Misuse::Freed));
        assert_eq!(table.get(generation + 1, slot).as_deref(), Ok(&2));
        assert_eq!(table.get(generation + 2, slot), Err(Misuse::BadHandle));
        assert_eq!(table.get(0, slot), Err(Misuse::BadHandle));
        assert_eq!(table.get(1, slot + 1), Err(Misuse::BadHandle));
    }

    #[test]
    fn a_slot_whose_generations_are_used_up_is_not_used_again() {
        let table = Table::default();
        let (_, slot) = table.insert(1).ok().unwrap();
        table.slots.lock().unwrap().entries[slot as usize].generation = LARGEST;
        assert!(table.remove(LARGEST, slot).is_ok());
        assert_eq!(table.insert(2).ok().unwrap(), (1, slot + 1));
    }
}
