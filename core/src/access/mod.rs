//! Who may see and do what: the one funnel that every read and every write goes through.

mod role;
mod spec;

pub use role::Role;
pub use spec::{Permission, RoleSpec, Scope};
