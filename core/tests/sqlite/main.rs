//! The storage in a file, beyond what every storage has to do.
#![cfg(feature = "sqlite")]

mod crash;
mod opening;
mod reports;
mod searching;
mod sharing;
mod world;
