//! Roles as decisions use them.

use std::collections::BTreeSet;

use super::spec::{Permission, RoleSpec, Scope};
use crate::id::Name;
use crate::model::TicketField;

/// What a member of staff may see and do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// Its key.
    pub name: Name,
    /// Which tickets they see.
    pub scope: Scope,
    /// What they may do with what they see: built-in permissions, and those that transitions ask for.
    pub permissions: BTreeSet<Name>,
    /// Fields that they do not read, and so do not write.
    pub hidden: BTreeSet<TicketField>,
    /// Fields that they read and do not write.
    pub read_only: BTreeSet<TicketField>,
}

impl Role {
    /// Whether the role has one of the built-in permissions.
    pub fn grants(&self, permission: Permission) -> bool {
        self.permissions.contains(permission.as_str())
    }
}

impl From<&RoleSpec> for Role {
    fn from(spec: &RoleSpec) -> Self {
        Self {
            name: spec.name.clone(),
            scope: spec.scope,
            permissions: spec.permissions.iter().cloned().collect(),
            hidden: spec.hidden_fields.iter().map(field_of).collect(),
            read_only: spec.read_only_fields.iter().map(field_of).collect(),
        }
    }
}

/// The field of this name, built in or the desk's own.
fn field_of(name: &Name) -> TicketField {
    TicketField::built_in(name).unwrap_or_else(|| TicketField::Custom(name.clone()))
}
