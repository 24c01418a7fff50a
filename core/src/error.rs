//! The one error type, and the closed list of codes that it can carry.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

mod code;
mod near;

pub(crate) use near::{did_you_mean, excerpt, one_of, pointer, suggest, use_one_of};

/// Everything that was wrong with one request, most important first. Nothing of the request was stored.
///
/// ```
/// use ticketkit::error::{Code, Error, Problem};
/// let error = Error::from(
///     Problem::new(Code::UnknownField, "there is no field `seriousness`")
///         .at("/changes/0/field")
///         .hint("did you mean `severity`?"),
/// );
/// assert_eq!(error.code().as_str(), "unknown_field");
/// assert_eq!(error.to_string(), "there is no field `seriousness` (at /changes/0/field; did you mean `severity`?)");
/// ```
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Error {
    problems: Vec<Problem>,
}

/// What a call of this library answers.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error of all these problems; `None` when there are none.
    pub fn of(problems: Vec<Problem>) -> Option<Self> {
        if problems.is_empty() { None } else { Some(Self { problems }) }
    }

    /// All problems, in the order in which they were found; never empty.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The code of the first problem.
    pub fn code(&self) -> Code {
        self.problems.first().map_or(Code::InternalError, |problem| problem.code)
    }

    /// What sort of failure this is.
    pub fn kind(&self) -> Kind {
        self.code().kind()
    }

    /// Whether the very same request may succeed when it is made again.
    pub fn retryable(&self) -> bool {
        self.problems.iter().all(|problem| problem.code.retryable())
    }

    /// The same error, with every path below `prefix`.
    #[must_use]
    pub fn below(mut self, prefix: &str) -> Self {
        for problem in &mut self.problems {
            problem.path.insert_str(0, prefix);
        }
        self
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self { problems: vec![problem] }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, problem) in self.problems.iter().enumerate() {
            if n > 0 {
                f.write_str("; ")?;
            }
            fmt::Display::fmt(problem, f)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.problems).finish()
    }
}

impl std::error::Error for Error {}

/// One thing that is wrong, said so that a program and a person can both act on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct Problem {
    /// Which of the closed list of failures this is.
    pub code: Code,
    /// JSON Pointer (RFC 6901) to the value in the command, query or document; empty for the whole of it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// One sentence in English: what is wrong. User input stands in backticks.
    pub message: String,
    /// What would be accepted, or what to do next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The values inside the message by name, for a translation.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<String, String>,
}

impl Problem {
    /// A problem with the whole of the request.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, path: String::new(), message: message.into(), hint: None, params: BTreeMap::new() }
    }

    /// The same problem, with the JSON Pointer of the value.
    #[must_use]
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.path = path.into();
        self
    }

    /// The same problem, with what would be accepted.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same problem, with one more value for translations.
    #[must_use]
    pub fn param(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }
}

impl std::error::Error for Problem {}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match (self.path.is_empty(), &self.hint) {
            (true, None) => Ok(()),
            (false, None) => write!(f, " (at {})", self.path),
            (true, Some(hint)) => write!(f, " ({hint})"),
            (false, Some(hint)) => write!(f, " (at {}; {hint})", self.path),
        }
    }
}

/// What sort of failure a code is: what a host maps to a status of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kind {
    /// The request itself is wrong.
    Invalid,
    /// What it names does not exist, or may not be seen by this actor: the two look alike.
    NotFound,
    /// The actor may not do this.
    Forbidden,
    /// A rule of the desk's configuration does not allow it as things stand.
    Refused,
    /// Somebody else was faster, or the request was made before with another body.
    Conflict,
    /// The storage cannot serve just now.
    Unavailable,
    /// The storage holds, or is, something that we cannot use.
    Storage,
    /// A mistake of this library.
    Internal,
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $number:tt, $text:literal, $kind:ident $(, $retry:ident)?;)*) => {
        /// The closed list of failures. Texts and numbers never change their meaning; new ones are added.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
        #[non_exhaustive]
        pub enum Code {
            $($(#[doc = $doc])+ $name = $number,)*
        }

        impl Code {
            /// Every code, by number.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The stable text of the code.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// What sort of failure it is.
            pub const fn kind(self) -> Kind {
                match self { $(Self::$name => Kind::$kind,)* }
            }

            /// What the code means, in a sentence or two.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc),+).trim_ascii(),)* }
            }

            /// Whether the very same request may succeed when it is made again.
            pub const fn retryable(self) -> bool {
                match self { $(Self::$name => codes!(@retry $($retry)?),)* }
            }
        }
    };
    (@retry) => { false };
    (@retry retry) => { true };
}

codes! {
    /// The value is not JSON, or not of the shape that this request has.
    Malformed = 100, "malformed", Invalid;
    /// The value has another type than is expected here.
    WrongType = 101, "wrong_type", Invalid;
    /// A member that must be there is missing.
    Missing = 102, "missing", Invalid;
    /// A member of this name is not known here.
    UnknownMember = 103, "unknown_member", Invalid;
    /// The value is outside the range, the pattern or the list that is allowed here.
    OutOfRange = 104, "out_of_range", Invalid;
    /// The text is longer than its limit.
    TooLong = 105, "too_long", Invalid;
    /// There are more of these than the limit allows.
    TooMany = 106, "too_many", Invalid;
    /// The text holds NUL or another character that cannot stand here.
    BadText = 107, "bad_text", Invalid;
    /// The same name is given twice.
    Duplicate = 108, "duplicate", Invalid;
    /// The value names something that the desk's configuration does not have.
    UnknownName = 109, "unknown_name", Invalid;
    /// The ticket has no field of this name.
    UnknownField = 110, "unknown_field", Invalid;
    /// The desk has no status of this name.
    UnknownStatus = 111, "unknown_status", Invalid;
    /// The value of a field has another type than the field.
    WrongFieldType = 112, "wrong_field_type", Invalid;
    /// The value is not one of the field's options.
    UnknownOption = 113, "unknown_option", Invalid;
    /// The address of a person is not one that mail can be sent to.
    BadAddress = 114, "bad_address", Invalid;
    /// The cursor was not given by this library, or belongs to another question.
    BadCursor = 115, "bad_cursor", Invalid;
    /// The command changes nothing.
    NothingToDo = 116, "nothing_to_do", Invalid;
    /// The engine keeps this field; nobody sets it.
    NotWritable = 117, "not_writable", Invalid;
    /// The library was built without the feature that this needs.
    NotInThisBuild = 118, "not_in_this_build", Invalid;

    /// A workflow has no status that a ticket can begin in.
    NoInitialStatus = 200, "no_initial_status", Invalid;
    /// A workflow has no status of the category open.
    NoOpenStatus = 201, "no_open_status", Invalid;
    /// A workflow has no status of the category solved.
    NoSolvedStatus = 202, "no_solved_status", Invalid;
    /// A calendar has no open time within five years.
    NeverOpens = 203, "never_opens", Invalid;
    /// The condition is nested or sized beyond its limit.
    ConditionTooLarge = 204, "condition_too_large", Invalid;
    /// The operator does not fit the type of the field.
    OperatorDoesNotFit = 205, "operator_does_not_fit", Invalid;
    /// The zone is not in the database of zone rules.
    UnknownZone = 206, "unknown_zone", Invalid;
    /// Two windows of one day overlap, or a window is empty.
    BadWindow = 207, "bad_window", Invalid;
    /// The version of the configuration's format is not one that this library reads.
    UnknownFormat = 208, "unknown_format", Invalid;
    /// Entries depend on one another in a circle.
    Cycle = 209, "cycle", Invalid;
    /// The regular expression cannot be read, or is too large.
    BadPattern = 210, "bad_pattern", Invalid;
    /// The entry can never be used as things stand: another comes first, nothing leads to it, or nobody may use it.
    NeverUsed = 220, "never_used", Invalid;
    /// The entry works, and is probably not what was meant.
    Doubtful = 221, "doubtful", Invalid;

    /// What the request names does not exist, or may not be seen by this actor.
    NotFound = 300, "not_found", NotFound;
    /// There is no desk of this key.
    UnknownDesk = 301, "unknown_desk", NotFound;
    /// The actor is not a person of this desk, or no longer active.
    UnknownActor = 302, "unknown_actor", Forbidden;
    /// The actor may not do this.
    Forbidden = 303, "forbidden", Forbidden;
    /// The link gives no access: it was not made here, has expired or was revoked, or its ticket is not there for its
    /// customers. Which of these it is, is not told.
    LinkRefused = 304, "link_refused", Forbidden;
    /// The webhook was not signed with one of the secrets, was changed on its way, or was sent too long ago.
    SignatureRefused = 305, "signature_refused", Forbidden;

    /// The workflow has no way from the present status to this one, or no ticket begins in it.
    NoTransition = 400, "no_transition", Refused;
    /// The condition of the transition does not hold.
    GuardFailed = 401, "guard_failed", Refused;
    /// A field that must be filled is empty.
    FieldRequired = 402, "field_required", Refused;
    /// A message is required here.
    MessageRequired = 403, "message_required", Refused;
    /// The ticket is closed, and the way back is no longer open.
    TicketClosed = 404, "ticket_closed", Refused;
    /// The agent cannot take this ticket.
    NotEligible = 405, "not_eligible", Refused;
    /// The deadline lies beyond the calendar's horizon.
    BeyondHorizon = 406, "beyond_horizon", Refused;
    /// The desk still holds something that refers to this, or works with it.
    StillInUse = 407, "still_in_use", Refused;
    /// The ticket is kept apart (merged, spam or in the trash), and does not change like that.
    TicketInactive = 408, "ticket_inactive", Refused;
    /// Parts of the ticket are still to be done.
    ChildrenOpen = 409, "children_open", Refused;
    /// Others have gone on from what was to be undone.
    TooLate = 410, "too_late", Refused;
    /// The workflow that the ticket would follow has no status for the one that it is in.
    StatusNotMapped = 411, "status_not_mapped", Refused;
    /// The move needs an approval, and happens by itself: nobody asks for one.
    ApprovalRequired = 412, "approval_required", Refused;
    /// The move waits for an approval already.
    ApprovalPending = 413, "approval_pending", Refused;
    /// The ticket has been through as many teams as the configuration allows.
    HandoffLimit = 414, "handoff_limit", Refused;
    /// Nobody picks a ticket out of the queue of this team: they take the next one.
    PullOnly = 415, "pull_only", Refused;
    /// The form of the ticket does not have the field, or hides it, as things stand.
    NotInForm = 420, "not_in_form", Refused;
    /// The form of the ticket does not let the field change, as things stand.
    FieldReadOnly = 421, "field_read_only", Refused;
    /// The field has this option, and it cannot be chosen as things stand.
    OptionNotAllowed = 422, "option_not_allowed", Refused;

    /// Files of this sort may not come with a message.
    AttachmentNotAllowed = 430, "attachment_not_allowed", Refused;
    /// A file, or all of a message together, has more bytes than are allowed.
    AttachmentTooLarge = 431, "attachment_too_large", Refused;

    /// The record has another version than the request expects.
    StaleVersion = 500, "stale_version", Conflict;
    /// The command id was used before with another body.
    KeyReused = 501, "key_reused", Conflict;
    /// The name, number, key or address belongs to something else.
    AlreadyTaken = 502, "already_taken", Conflict;
    /// The lease has ended, or belongs to another worker.
    LeaseLost = 503, "lease_lost", Conflict;
    /// Other writers were faster until the deadline for trying again was over.
    Contention = 504, "contention", Conflict, retry;

    /// The storage is held by somebody else for too long.
    StorageBusy = 600, "storage_busy", Unavailable, retry;
    /// The engine is paused.
    Paused = 601, "paused", Unavailable, retry;
    /// The engine is closed.
    Closed = 602, "closed", Unavailable;
    /// There is no space left for the storage.
    StorageFull = 603, "storage_full", Unavailable, retry;
    /// Reading or writing the storage failed; open it again.
    StorageFailed = 604, "storage_failed", Unavailable;
    /// The process was forked after the storage was opened, and the new process must open its own.
    Forked = 605, "forked", Unavailable;
    /// The answer was not given in the time that was allowed.
    TimedOut = 606, "timed_out", Unavailable, retry;

    /// The file is not a database of this library.
    NotOurs = 700, "not_ours", Storage;
    /// The database was written by a newer version of this library.
    SchemaTooNew = 701, "schema_too_new", Storage;
    /// The database can only be read.
    ReadOnly = 702, "read_only", Storage;
    /// The database is damaged.
    Damaged = 703, "damaged", Storage;
    /// The storage cannot be opened at this place.
    CannotOpen = 704, "cannot_open", Storage;

    /// A mistake of this library; please report it.
    InternalError = 900, "internal_error", Internal;
}

#[cfg(test)]
mod tests;
