//! Who may see and do what: the one funnel that every read and every write goes through.
//!
//! [`Rights`] are what one actor has, found once for every call. Nothing is allowed that they do not allow, and what
//! an actor does not see looks to them exactly like what is not there.

mod fields;
mod link;
mod rights;
mod role;
mod spec;
mod visible;

pub use fields::{FieldSight, HIDEABLE, KEEPABLE};
pub use link::{Link, LinkKeys};
pub use rights::Rights;
pub use role::Role;
pub use spec::{Permission, RoleSpec, Scope};
