//! ticketkit for Kotlin and Swift: the two objects and a few functions. Everything else that crosses is the core's own
//! data, described where it stands.
//!
//! Every exported function goes through [`guarded`]: a panic inside becomes the error `internal_error`, as any other
//! refusal a case of [`TicketKitError`], and the next call works.

#![allow(clippy::needless_pass_by_value, reason = "what crosses is handed over by value")]

mod conformance;
mod desk;
mod engine;
mod files;
mod guard;
mod lists;
mod storage;
mod webhooks;
mod words;

pub use conformance::{ConformanceFailure, ConformanceProgress, StorageFactory, storage_conformance};
pub use desk::{Desk, Executed, Instruction, ReplayProgress};
pub use engine::Engine;
pub use files::FolderStore;
pub use guard::guarded;
pub use lists::{CodeEntry, codes, commands, queries, version};
pub use storage::{HostError, RecordStorage};
pub use ticketkit::foreign::TicketKitError;
pub use webhooks::{sign_webhook, verify_webhook};
pub use words::{
    actor_from_json, answer_to_json, command_from_json, command_to_json, context_from_json, effect_to_json,
    instant_from_text, instant_to_text, json_schema, options_from_json, outcome_to_json, problems_to_json,
    query_from_json, query_to_json, report_to_json, value_from_json,
};

uniffi::setup_scaffolding!();
