//! What SQLite complains of, as what a caller can act on. No SQL and no stored value ever gets into a message.

use rusqlite::ErrorCode;

use crate::error::{Code, Problem};
use crate::storage::sql::EngineError;
use crate::storage::{gate, sql};

/// Why something could not be done, inside of this storage.
pub(super) type Fault = sql::Fault<rusqlite::Error>;

/// What every step inside of this storage answers.
pub(super) type Outcome<T> = Result<T, Fault>;

impl Fault {
    /// Whether another process was in the way.
    pub(super) fn is_busy(&self) -> bool {
        matches!(self, Self::Engine(rusqlite::Error::SqliteFailure(error, _))
            if error.code == ErrorCode::DatabaseBusy)
    }

    /// Whether the file does not even begin like a database.
    pub(super) fn is_no_database(&self) -> bool {
        matches!(self, Self::Engine(rusqlite::Error::SqliteFailure(error, _))
            if error.code == ErrorCode::NotADatabase)
    }
}

impl EngineError for rusqlite::Error {
    fn is_taken(&self) -> bool {
        matches!(self, Self::SqliteFailure(error, _)
            if matches!(error.extended_code,
                rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE | rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY))
    }

    fn told(&self) -> Problem {
        let (failure, number) = match self {
            rusqlite::Error::SqliteFailure(failure, _)
            | rusqlite::Error::SqlInputError { error: failure, .. } => (failure.code, failure.extended_code),
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::Utf8Error(..) => {
                return Problem::new(Code::Damaged, "the database holds a value that cannot stand there");
            }
            _ => return Problem::new(Code::InternalError, "the storage used its database in a wrong way"),
        };
        let (code, message) = match failure {
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed => {
                (Code::StorageBusy, "somebody else holds the database for too long")
            }
            ErrorCode::DiskFull => return sql::full().param("sqlite", number),
            ErrorCode::ReadOnly => (Code::ReadOnly, "the database can only be read"),
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => {
                (Code::Damaged, "the database is damaged")
            }
            ErrorCode::CannotOpen
            | ErrorCode::PermissionDenied
            | ErrorCode::AuthorizationForStatementDenied => {
                (Code::CannotOpen, "the database cannot be opened")
            }
            ErrorCode::SystemIoFailure | ErrorCode::OutOfMemory => {
                (Code::StorageFailed, "reading or writing the database failed")
            }
            ErrorCode::OperationInterrupted => (Code::TimedOut, "the work was interrupted"),
            ErrorCode::TooBig => (Code::TooLong, "a value is longer than a database can hold"),
            _ => (Code::InternalError, "the storage used its database in a wrong way"),
        };
        Problem::new(code, message).param("sqlite", number)
    }
}

pub(super) fn closed() -> Fault {
    gate::closed().into()
}

pub(super) fn failed() -> Fault {
    let message = "writing the database failed before, and it is not known what is on the disk";
    Problem::new(Code::StorageFailed, message).hint("open the storage again").into()
}
