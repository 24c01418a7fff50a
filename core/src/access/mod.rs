//! Who may see and do what: the one funnel that every read and every write goes through.

mod spec;

pub use spec::{Permission, RoleSpec, Scope};
