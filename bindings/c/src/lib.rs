//! The C face of ticketkit: it converts, calls, and converts back. No rule of a helpdesk lives here.
//!
//! `include/ticketkit.h` is generated from this crate and says everything that a C program has to know; it is held
//! fresh by a test. What holds for every exported function:
//!
//! - It checks every argument, catches panics, and returns a status: 0, the stable number of an error code, or a
//!   negative number for what only a C program can get wrong ([`status`]).
//! - Engines, desks, requests, results and answers are numbers, looked up at every call ([`handle`]).
//! - All that is unsafe is reading what a pointer of the caller points to ([`given`]), and calling functions of the
//!   caller ([`storage`]). A pointer that is null, misaligned, or too long is refused; that one which is neither points
//!   to what its type says is the one promise that a caller has to keep.
#![deny(clippy::undocumented_unsafe_blocks)]
#![allow(non_camel_case_types, reason = "the names of types are those of C")]
#![allow(
    clippy::missing_safety_doc,
    reason = "what a caller has to promise is the same everywhere, and said above"
)]

pub mod about;
mod call;
pub mod desk;
pub mod engine;
pub mod files;
pub mod given;
pub mod handle;
mod node;
mod pointer;
pub mod request;
pub mod result;
pub mod status;
pub mod storage;
pub mod webhooks;
