//! A role, ready to be asked.

use std::collections::BTreeSet;

use super::spec::{RoleSpec, Scope};
use crate::id::Name;

/// What a member of staff may see and do.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Role {
    /// Its key.
    pub name: Name,
    /// Which tickets they see.
    pub scope: Scope,
    permissions: BTreeSet<Name>,
}

impl Role {
    /// The role that a configuration describes.
    pub fn of(spec: &RoleSpec) -> Self {
        Self {
            name: spec.name.clone(),
            scope: spec.scope,
            permissions: spec.permissions.iter().cloned().collect(),
        }
    }

    /// Whether it has a permission: a built-in one by [`Permission::as_str`](super::Permission::as_str), or one of the
    /// desk's own.
    pub fn may(&self, permission: &str) -> bool {
        self.permissions.contains(permission)
    }
}
