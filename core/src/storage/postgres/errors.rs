//! What the server complains of, as what a caller can act on. No SQL and no stored value ever gets into a message.

use postgres::error::SqlState;

use crate::error::{Code, Problem};
use crate::storage::sql::{self, EngineError};

/// Why something could not be done, inside of this storage.
pub(super) type Fault = sql::Fault<postgres::Error>;

/// What every step inside of this storage answers.
pub(super) type Outcome<T> = Result<T, Fault>;

impl Fault {
    /// What the server called it; nothing when it was not the server that said so.
    pub(super) fn state(&self) -> Option<&SqlState> {
        if let Self::Engine(error) = self { error.code() } else { None }
    }

    /// The name of the rule of a table that was broken.
    pub(super) fn constraint(&self) -> Option<&str> {
        if let Self::Engine(error) = self { error.as_db_error()?.constraint() } else { None }
    }

    /// What the server says about a value that it could not read.
    pub(super) fn unreadable(&self) -> Option<&str> {
        let Self::Engine(error) = self else { return None };
        let error = error.as_db_error()?;
        (*error.code() == SqlState::INVALID_TEXT_REPRESENTATION).then(|| error.message())
    }

    /// Whether others were in the way, so that the same may well succeed a moment later.
    pub(super) fn is_contention(&self) -> bool {
        [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED, SqlState::LOCK_NOT_AVAILABLE]
            .iter()
            .any(|state| self.state() == Some(state))
    }

    /// Whether the connection is gone, or about to go: another one may do.
    pub(super) fn is_lost(&self) -> bool {
        let Self::Engine(error) = self else { return false };
        match error.code() {
            // Class 08 is a connection that broke, 57P01 to 57P05 a server that goes down or comes up, 53300 one that
            // is full.
            Some(state) => {
                state.code().starts_with("08")
                    || state.code().starts_with("57P")
                    || *state == SqlState::TOO_MANY_CONNECTIONS
            }
            None => true,
        }
    }

    /// The same fault, where what has to be unique is told in the words of the domain.
    pub(super) fn in_our_words(self) -> Self {
        if !self.is_taken() {
            return self;
        }
        match self.constraint().unwrap_or_default() {
            "desk_key" => Fault::taken("the key of the desk"),
            "tkit_config_pkey" => Fault::stale("the configuration"),
            // Who holds a fold key was looked up before, so that another holder is one who came in between.
            "ticket_fold_key" => Fault::stale("who holds the fold key"),
            "tkit_ticket_pkey" => Fault::taken("the id of the ticket"),
            "ticket_number" => Fault::taken("the number of the ticket"),
            "tkit_message_pkey" => Fault::taken("the id of the message"),
            "message_external_id" => Fault::taken("the external id of the message"),
            "message_thread" => Fault::taken("the place in the conversation"),
            "event_history" => Fault::taken("the place in the ticket's history"),
            "tkit_command_pkey" => Fault::taken("the id of the command"),
            "tkit_decision_pkey" => Fault::taken("the id of the decision"),
            "tkit_effect_pkey" => Fault::taken("the id of the effect"),
            "effect_order" => Fault::taken("the place in the outbox"),
            "person_key" => Fault::taken("the key of the person"),
            "organization_key" => Fault::taken("the key of the organization"),
            _ => Fault::taken("something that has to be unique"),
        }
    }
}

impl EngineError for postgres::Error {
    fn is_taken(&self) -> bool {
        self.code() == Some(&SqlState::UNIQUE_VIOLATION)
    }

    fn told(&self) -> Problem {
        let Some(state) = self.code() else {
            return Problem::new(Code::StorageBusy, "the database server cannot be reached");
        };
        let (code, message) = match state.code() {
            "40001" | "40P01" | "55P03" | "53200" | "53300" => {
                (Code::StorageBusy, "others are in the way in the database for too long")
            }
            "53100" => return sql::full().param("sqlstate", state.code()),
            "25006" => (Code::ReadOnly, "the database can only be read"),
            "42501" => (Code::CannotOpen, "the database user lacks a right that is needed"),
            "3D000" | "28000" | "28P01" => (Code::CannotOpen, "the database cannot be opened"),
            "26000" | "42P05" => {
                let message = "the pooler in front of the database does not know of prepared statements";
                return Problem::new(Code::CannotOpen, message)
                    .param("sqlstate", state.code())
                    .hint("open the storage without `prepared_statements`, or connect to the server itself");
            }
            "57014" => (Code::TimedOut, "the work was interrupted"),
            "54000" => (Code::TooLong, "a value is longer than the database can hold"),
            state if state.starts_with("08") || state.starts_with("57P") => {
                (Code::StorageBusy, "the database server cannot be reached")
            }
            "XX001" | "XX002" => (Code::Damaged, "the database is damaged"),
            state if state.starts_with("58") => {
                (Code::StorageFailed, "reading or writing the database failed")
            }
            _ => (Code::InternalError, "the storage used its database in a wrong way"),
        };
        Problem::new(code, message).param("sqlstate", state.code())
    }
}

/// No connection was free for too long.
pub(super) fn busy() -> Fault {
    let message = "all connections to the database are in use for too long";
    Problem::new(Code::StorageBusy, message).hint("allow more connections").into()
}

/// There is no server where the address says.
pub(super) fn out_of_reach() -> Fault {
    let message = "the database server cannot be reached";
    Problem::new(Code::CannotOpen, message).hint("check the address, and whether the server runs").into()
}
