//! Who acts: as the caller says it, and as history keeps it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::id::{Name, PersonId, TicketId};

/// Who asks or commands. Every read and every write names one.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Actor {
    /// The program that embeds the desk: its first administrator. What it does is audited like everything else.
    Host {},
    /// A person in the role of staff; needs an active agent profile.
    Agent {
        /// Who.
        person: PersonRef,
    },
    /// A person in the role of a customer, also when the same person is an agent elsewhere.
    Requester {
        /// Who.
        person: PersonRef,
    },
    /// Somebody without an account, who comes by a signed link (the question `link`): a customer of the one ticket that
    /// the link is for, with what customers may do with it, and nothing else.
    Link {
        /// What the link carries. A secret: whoever has it acts by it. It is stored nowhere.
        token: String,
    },
    /// What a link becomes once its signature has been verified, as records of commands keep it. Nobody gives this one: from
    /// outside it is `link_refused`, because nothing would prove it.
    #[cfg_attr(feature = "schema", schemars(skip))]
    Guest {
        /// The customer whom the link was made for.
        person: PersonId,
        /// The one ticket.
        ticket: TicketId,
        /// How often links of the ticket had been revoked when this one was made.
        generation: u32,
    },
}

impl Actor {
    /// The agent of this id or host key.
    pub fn agent(person: impl Into<PersonRef>) -> Self {
        Self::Agent { person: person.into() }
    }

    /// The requester of this id or host key.
    pub fn requester(person: impl Into<PersonRef>) -> Self {
        Self::Requester { person: person.into() }
    }

    /// Whoever comes by a signed link that carries this token.
    pub fn link(token: impl Into<String>) -> Self {
        Self::Link { token: token.into() }
    }

    /// The host.
    pub const fn host() -> Self {
        Self::Host {}
    }
}

/// A token is not written: logs are read by more people than may act by it.
impl fmt::Debug for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Host {} => f.debug_struct("Host").finish(),
            Self::Agent { person } => f.debug_struct("Agent").field("person", person).finish(),
            Self::Requester { person } => f.debug_struct("Requester").field("person", person).finish(),
            Self::Link { .. } => f.debug_struct("Link").finish_non_exhaustive(),
            Self::Guest { person, ticket, generation } => {
                let mut guest = f.debug_struct("Guest");
                guest.field("person", person).field("ticket", ticket).field("generation", generation).finish()
            }
        }
    }
}

macro_rules! references {
    ($(#[$doc:meta])* $name:ident, $id:ident, $(#[$other_doc:meta])* $other:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
        pub enum $name {
            /// Our id.
            Id($id),
            $(#[$other_doc])*
            $other(String),
        }

        impl From<$id> for $name {
            fn from(id: $id) -> Self {
                Self::Id(id)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match $id::from_str(text) {
                    Ok(id) => Self::Id(id),
                    Err(_) => Self::$other(text.to_owned()),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    Self::Id(id) => fmt::Display::fmt(id, f),
                    Self::$other(text) => f.write_str(text),
                }
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Ok(Self::from(&*std::borrow::Cow::<'de, str>::deserialize(deserializer)?))
            }
        }
    };
}

references! {
    /// A person, by our id or by the host's own key (`django:42`). As text: what reads as an id is one.
    PersonRef, PersonId,
    /// The host's own key.
    Key
}

references! {
    /// A ticket, by our id or by its number. As text: what reads as an id is one.
    TicketRef, TicketId,
    /// The number that people use.
    Number
}

/// Who did something, as history keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum By {
    /// The program that embeds the desk.
    Host {},
    /// A member of staff.
    Agent {
        /// Who.
        person: PersonId,
    },
    /// A customer.
    Requester {
        /// Who.
        person: PersonId,
    },
    /// A rule of the configuration.
    Rule {
        /// Which.
        rule: Name,
    },
    /// The engine itself: automatic moves, clocks, timers, routing.
    System {},
}

impl By {
    /// The person behind it, if it was one.
    pub const fn person(&self) -> Option<PersonId> {
        match self {
            Self::Agent { person } | Self::Requester { person } => Some(*person),
            Self::Host {} | Self::Rule { .. } | Self::System {} => None,
        }
    }
}
