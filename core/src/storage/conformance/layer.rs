//! A storage in front of another one: for tests that need one which fails, forgets, or looks on.

use std::fmt::Debug;
use std::sync::Arc;

use crate::change::ChangeSet;
use crate::error::Result;
use crate::id::DeskId;
use crate::model::{Job, Person, Timer};
use crate::query::{
    Count, CountQuery, EventPage, HistoryQuery, MessagePage, ThreadQuery, TicketPage, TicketQuery,
};
use crate::storage::{
    CommandPage, Committed, Decide, DeskEntry, JobsQuery, Kept, KeptKind, PeopleQuery, Share, Snapshot,
    Storage, StoredConfig, Wanted, write_after_load,
};
use crate::time::{Span, Timestamp};

/// Calls the macro `$then` with every call of a storage that answers one thing.
macro_rules! each_call {
    ($then:ident) => {
        $then! {
            desks() -> Vec<DeskEntry>;
            desk(key: &str) -> Option<DeskEntry>;
            create_desk(id: DeskId, key: &str, document: &str) -> ();
            delete_desk(id: DeskId) -> bool;
            config(desk: DeskId, version: Option<u64>) -> Option<StoredConfig>;
            load(desk: DeskId, wanted: &Wanted) -> Snapshot;
            commit(changes: Vec<ChangeSet>) -> Vec<Result<Committed>>;
            find(desk: DeskId, query: &TicketQuery) -> TicketPage;
            count(desk: DeskId, query: &CountQuery) -> Vec<Count>;
            history(desk: DeskId, query: &HistoryQuery) -> EventPage;
            thread(desk: DeskId, query: &ThreadQuery) -> MessagePage;
            people(desk: DeskId, query: &PeopleQuery) -> Vec<Person>;
            jobs(desk: DeskId, query: &JobsQuery) -> Vec<Job>;
            commands(desk: DeskId, after: u64, limit: u32) -> CommandPage;
            due(now: Timestamp, limit: u32, share: Share) -> Vec<(DeskId, Timer)>;
            next_due() -> Option<Timestamp>;
            scan(desk: DeskId, kind: KeptKind, after: Option<&Kept>, limit: u32) -> Vec<Kept>;
            restore(desk: DeskId, records: Vec<Kept>) -> ();
            verify() -> Vec<String>;
            maintain() -> bool;
            pause(within: Span) -> ();
            resume() -> ();
            close() -> ();
        }
    };
}

macro_rules! layer {
    ($($call:ident($($given:ident: $type:ty),*) -> $answer:ty;)*) => {
        /// What stands in front of a storage. Everything is done by the storage below, but for what is written anew.
        pub trait Layer: Send + Sync + Debug {
            /// The storage that it stands in front of.
            fn below(&self) -> &dyn Storage;

            /// Looks at a call, by its name, before it is carried out. An error is answered in its place, and it is not.
            fn before(&self, call: &'static str) -> Result<()> {
                let _ = call;
                Ok(())
            }

            /// Looks at a call that was carried out. An error is answered in its place all the same: the answer is lost.
            fn after(&self, call: &'static str) -> Result<()> {
                let _ = call;
                Ok(())
            }

            /// Whether decisions are made by `load` and `commit` of this layer, and not inside the storage below.
            fn decides_apart(&self) -> bool {
                false
            }

            /// As [`Storage::is_far`].
            fn is_far(&self) -> bool {
                self.below().is_far()
            }

            /// As [`Storage::write`].
            fn write(&self, desk: DeskId, decisions: &mut [&mut dyn Decide]) -> Vec<Result<Option<Committed>>> {
                self.below().write(desk, decisions)
            }

            $(
                #[doc = concat!("As [`Storage::", stringify!($call), "`].")]
                fn $call(&self, $($given: $type),*) -> Result<$answer> {
                    self.below().$call($($given),*)
                }
            )*
        }

        impl<L: Layer> Storage for Layered<L> {
            fn is_far(&self) -> bool {
                self.0.is_far()
            }

            fn write(&self, desk: DeskId, decisions: &mut [&mut dyn Decide]) -> Vec<Result<Option<Committed>>> {
                if self.0.decides_apart() {
                    return decisions.iter_mut().map(|decision| write_after_load(self, desk, *decision)).collect();
                }
                let count = decisions.len();
                let written = self.around("write", |layer| Ok(layer.write(desk, decisions)));
                written.unwrap_or_else(|error| vec![Err(error); count])
            }

            $(
                fn $call(&self, $($given: $type),*) -> Result<$answer> {
                    self.around(stringify!($call), |layer| layer.$call($($given),*))
                }
            )*
        }
    };
}

each_call! { layer }

/// A layer as a storage.
#[derive(Clone, Debug)]
pub struct Layered<L>(Arc<L>);

impl<L: Layer + 'static> Layered<L> {
    /// The storage that this layer makes of the one below it. Who keeps the layer can go on talking to it.
    pub fn over(layer: &Arc<L>) -> Arc<dyn Storage> {
        Arc::new(Self(Arc::clone(layer)))
    }
}

impl<L: Layer> Layered<L> {
    fn around<T>(&self, call: &'static str, carry_out: impl FnOnce(&L) -> Result<T>) -> Result<T> {
        self.0.before(call)?;
        let answer = carry_out(&self.0)?;
        self.0.after(call)?;
        Ok(answer)
    }
}
