//! A desk is copied from every storage to every other, whatever goes wrong on the way.

#![allow(clippy::panic, clippy::unwrap_used, reason = "helpers of tests fail by a panic, as tests do")]
