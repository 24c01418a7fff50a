//! Roles as a configuration writes them.

use serde::{Deserialize, Serialize};

use crate::id::Name;

/// What a member of staff may see and do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleSpec {
    /// Its key.
    pub name: Name,
    /// Which tickets they see.
    pub scope: Scope,
    /// What they may do with what they see: built-in permissions, and those that transitions ask for.
    pub permissions: Vec<Name>,
    /// Fields that they do not read, and so do not write: the desk's own, and some of those that every ticket has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hidden_fields: Vec<Name>,
    /// Fields that they read and do not write.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub read_only_fields: Vec<Name>,
}

/// Which tickets a member of staff sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// All of the desk.
    All,
    /// Those of their teams, and those they are assigned to or follow.
    Team,
    /// Those they are assigned to or follow.
    Own,
}

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident $text:literal;)*) => {
        /// The permissions that the engine itself asks for. A transition may ask for others, of the desk's own naming.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Permission {
            $($(#[$doc])* $name,)*
        }

        impl Permission {
            /// The permission that only the engine itself has. No role can have it, so that a transition which asks
            /// for it is never made by hand: only by an automatic move, such as the reopening of a closed ticket.
            pub const SYSTEM_ONLY: &'static str = "system";

            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The name in configurations.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

permissions! {
    /// Open tickets for customers, and say everything about them but who is to own them.
    CreateTickets "create_tickets";
    /// Write public messages.
    Reply "reply";
    /// Write and read internal notes.
    Note "note";
    /// Make public what internal notes say.
    Publish "publish";
    /// Change fields and status.
    Change "change";
    /// Give tickets to agents, and those that are there to teams.
    Assign "assign";
    /// Merge tickets, and take them apart again.
    Merge "merge";
    /// Say that tickets are spam, and that they are not.
    MarkSpam "mark_spam";
    /// Put tickets into the trash, and bring them back.
    Delete "delete";
    /// Make and change people and organizations.
    ManagePeople "manage_people";
    /// Erase the personal data of people for good.
    ErasePeople "erase_people";
    /// Change the configuration.
    ManageConfig "manage_config";
    /// Lease and settle the host's duties.
    SettleEffects "settle_effects";
}
