//! How the words of the core cross into Swift and Kotlin: what is no record or enumeration there is told here.
//!
//! Records and enumerations carry uniffi's derives where they stand. Ids and names cross as text, instants as the
//! language's own, fields by name as a map. What a language hands in and cannot be, such as an id that is none, is
//! answered as any other bad input: by [`TicketKitError`].

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrono::NaiveDateTime;

use crate::calendar::Window;
use crate::error::{Code, Error, Kind, Problem};
use crate::id::{
    CommandId, DecisionId, DeskId, EffectId, EventId, JobId, MessageId, Name, OrganizationId, PersonId,
    TicketId,
};
use crate::model::{Decimal, Edits, Fields, TicketField, Value};
use crate::time::Timestamp;

/// Texts by name.
type Texts = BTreeMap<String, String>;

macro_rules! errors {
    ($($(#[doc = $doc:literal])+ $kind:ident;)*) => {
        /// Why a call was refused: one case for each sort of failure, each with everything that is known.
        #[derive(Clone, Debug, thiserror::Error, uniffi::Error)]
        pub enum TicketKitError {
            $($(#[doc = $doc])+
            #[error("{summary}")]
            $kind {
                /// The code of the first problem.
                code: Code,
                /// All problems in a sentence for a person.
                summary: String,
                /// Whether the very same call may succeed when it is made again.
                retryable: bool,
                /// Everything that was wrong, most important first.
                problems: Vec<Problem>,
            },)*
        }

        impl From<Error> for TicketKitError {
            fn from(error: Error) -> Self {
                let (code, retryable) = (error.code(), error.retryable());
                let (summary, problems) = (error.to_string(), error.problems().to_vec());
                match error.kind() {
                    $(Kind::$kind => Self::$kind { code, summary, retryable, problems },)*
                }
            }
        }

        impl From<TicketKitError> for Error {
            fn from(error: TicketKitError) -> Self {
                match error {
                    $(TicketKitError::$kind { problems, summary, code, .. } => {
                        Self::of(problems).unwrap_or_else(|| Problem::new(code, summary).into())
                    })*
                }
            }
        }
    };
}

errors! {
    /// The request itself is wrong.
    Invalid;
    /// What it names does not exist, or may not be seen by this actor: the two look alike.
    NotFound;
    /// The actor may not do this.
    Forbidden;
    /// A rule of the desk's configuration does not allow it as things stand.
    Refused;
    /// Somebody else was faster, or the request was made before with another body.
    Conflict;
    /// The storage cannot serve just now.
    Unavailable;
    /// The storage holds, or is, something that we cannot use.
    Storage;
    /// A mistake of this library.
    Internal;
}

/// The error of a value that a language handed in and that cannot be.
fn unfit(text: &str, why: impl std::fmt::Display) -> TicketKitError {
    let text = crate::error::excerpt(text);
    Error::from(Problem::new(Code::OutOfRange, format!("`{text}` is {why}"))).into()
}

macro_rules! by_text {
    ($($name:ident),*) => {$(
        uniffi::custom_type!($name, String, {
            lower: |value| value.to_string(),
            try_lift: |text| text.parse().map_err(|why| unfit(&text, why).into()),
        });
    )*};
}

by_text!(
    CommandId,
    DecisionId,
    DeskId,
    EffectId,
    EventId,
    JobId,
    MessageId,
    OrganizationId,
    PersonId,
    TicketId,
    Name,
    Decimal
);

uniffi::custom_type!(Timestamp, SystemTime, {
    lower: |instant| system_time(instant),
    try_lift: |instant| instant_of(instant).map_err(Into::into),
});

/// The instant in the standard library's terms.
fn system_time(instant: Timestamp) -> SystemTime {
    let length = Duration::from_millis(instant.millis().unsigned_abs());
    if instant.millis() < 0 { UNIX_EPOCH - length } else { UNIX_EPOCH + length }
}

/// The whole millisecond of an instant. A language that counts in binary fractions of a second hands a millisecond in
/// as slightly less: what lies less than a microsecond before it is meant to be it.
fn instant_of(instant: SystemTime) -> Result<Timestamp, TicketKitError> {
    let nanos = match instant.duration_since(UNIX_EPOCH) {
        Ok(after) => i128::try_from(after.as_nanos()),
        Err(before) => i128::try_from(before.duration().as_nanos()).map(|nanos| -nanos),
    };
    let millis = nanos.ok().and_then(|nanos| i64::try_from((nanos + 1_000).div_euclid(1_000_000)).ok());
    millis.and_then(Timestamp::from_millis).ok_or_else(|| {
        Error::from(Problem::new(Code::OutOfRange, "the instant lies outside the years 0000 to 9999")).into()
    })
}

/// What the clock on the wall shows, as `2026-06-01T11:00:00`.
type LocalTime = NaiveDateTime;

uniffi::custom_type!(LocalTime, String, {
    remote,
    lower: |local| format!("{local:?}"),
    try_lift: |text| text.parse().map_err(|why| unfit(&text, why).into()),
});

/// From one reading of the clock to another, as a list of these two.
type Hours = Window;
type Readings = Vec<String>;

uniffi::custom_type!(Hours, Readings, {
    lower: |window| vec![window.from.to_string(), window.to.to_string()],
    try_lift: |readings| match readings.as_slice() {
        [from, to] => Ok(Window {
            from: from.parse().map_err(|why| unfit(from, why))?,
            to: to.parse().map_err(|why| unfit(to, why))?,
        }),
        other => Err(unfit(&other.join(" "), "not two readings of a clock").into()),
    },
});

uniffi::custom_type!(TicketField, String, {
    lower: |field| field.as_str().to_owned(),
    try_lift: |text| match TicketField::built_in(&text) {
        Some(field) => Ok(field),
        None => text.parse().map(TicketField::Custom).map_err(|why| unfit(&text, why).into()),
    },
});

/// Fields to change, by name; `nil` empties a field.
type Changes = HashMap<String, Option<Value>>;

uniffi::custom_type!(Edits, Changes, {
    lower: |edits| edits.iter().map(|(field, value)| (field.to_owned(), value.cloned())).collect(),
    try_lift: |changes| {
        let add = |edits: Edits, (field, value): (String, Option<Value>)| match value {
            Some(value) => edits.with(&field, value),
            None => edits.without(&field),
        };
        Ok(changes.into_iter().fold(Edits::none(), add))
    },
});

/// Values by the field's name.
type Values = HashMap<String, Value>;

uniffi::custom_type!(Fields, Values, {
    lower: |fields| fields.iter().map(|(name, value)| (name.to_string(), value.clone())).collect(),
    try_lift: |values| {
        let name = |(name, value): (String, Value)| match name.parse() {
            Ok(name) => Ok((name, value)),
            Err(why) => Err(unfit(&name, why)),
        };
        Ok(values.into_iter().map(name).collect::<Result<Fields, TicketKitError>>()?)
    },
});

uniffi::custom_type!(Texts, HashMap<String, String>, {
    remote,
    lower: |texts| texts.into_iter().collect(),
    try_lift: |texts| Ok(texts.into_iter().collect()),
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_millisecond_survives_a_language_that_counts_in_fractions() {
        for millis in [0, 1, 1_780_304_400_123, -1, -62_167_219_200_000, 253_402_300_799_999] {
            let instant = Timestamp::from_millis(millis).unwrap();
            let exact = system_time(instant);
            assert_eq!(instant_of(exact).unwrap(), instant);
            if let Some(below) = exact.checked_sub(Duration::from_nanos(300)) {
                assert_eq!(instant_of(below).unwrap(), instant);
            }
            assert_eq!(instant_of(exact + Duration::from_micros(900)).unwrap(), instant);
        }
    }
}
