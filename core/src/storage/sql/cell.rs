//! What a column holds, and how the nouns stand in columns.

use std::borrow::Cow;
use std::cell::RefCell;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::id::{
    CommandId, DecisionId, DeskId, EffectId, EventId, JobId, MessageId, Name, OrganizationId, PersonId,
    TicketId,
};
use crate::model::{
    Approval, Category, ChecklistItem, ClockState, Declined, ExternalId, Fields, JobState, MessageKind,
    Metric, PastTeam, Standing,
};
use crate::time::Timestamp;

/// The value of one column of one row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell<'a> {
    /// Nothing.
    Null,
    /// A whole number, an instant in milliseconds, or one of a closed list.
    Integer(i64),
    /// A number with a fraction.
    Real(f64),
    /// A text, a name, or JSON.
    Text(Cow<'a, str>),
    /// An id, or several of them one after the other.
    Blob(Cow<'a, [u8]>),
}

impl<'a> Cell<'a> {
    /// A text that is borrowed.
    pub(crate) const fn text(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    /// Bytes that are borrowed.
    pub(crate) const fn bytes(bytes: &'a [u8]) -> Self {
        Self::Blob(Cow::Borrowed(bytes))
    }

    /// The same, borrowed from this one.
    #[cfg(feature = "postgres")]
    pub(crate) fn as_borrowed(&self) -> Cell<'_> {
        match self {
            Self::Null => Cell::Null,
            Self::Integer(number) => Cell::Integer(*number),
            Self::Real(number) => Cell::Real(*number),
            Self::Text(text) => Cell::text(text),
            Self::Blob(bytes) => Cell::bytes(bytes),
        }
    }

    /// The same, without borrowing from anything.
    pub(crate) fn into_owned(self) -> Cell<'static> {
        match self {
            Self::Null => Cell::Null,
            Self::Integer(number) => Cell::Integer(number),
            Self::Real(number) => Cell::Real(number),
            Self::Text(text) => Cell::Text(Cow::Owned(text.into_owned())),
            Self::Blob(bytes) => Cell::Blob(Cow::Owned(bytes.into_owned())),
        }
    }

    /// The whole number, when it is one.
    pub(crate) const fn integer(&self) -> Option<i64> {
        if let Self::Integer(number) = self { Some(*number) } else { None }
    }

    /// The text, when it is one.
    pub(crate) fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The bytes, when it holds bytes.
    pub(crate) fn as_bytes(&self) -> Option<&[u8]> {
        if let Self::Blob(bytes) = self { Some(bytes) } else { None }
    }
}

/// A whole number from 0 to what a column can hold, for a bound that is larger.
pub(crate) fn bound(number: u64) -> Cell<'static> {
    Cell::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

/// Something that stands in one column.
pub(crate) trait Stored: Sized {
    /// As it is stored.
    fn to_cell(&self) -> Cell<'_>;

    /// As it was stored; nothing when the column holds something else.
    fn from_cell(cell: &Cell<'_>) -> Option<Self>;
}

impl<T: Stored> Stored for Option<T> {
    fn to_cell(&self) -> Cell<'_> {
        self.as_ref().map_or(Cell::Null, Stored::to_cell)
    }

    fn from_cell(cell: &Cell<'_>) -> Option<Self> {
        if *cell == Cell::Null { Some(None) } else { T::from_cell(cell).map(Some) }
    }
}

impl Stored for String {
    fn to_cell(&self) -> Cell<'_> {
        Cell::text(self)
    }

    fn from_cell(cell: &Cell<'_>) -> Option<Self> {
        cell.as_text().map(str::to_owned)
    }
}

impl Stored for Name {
    fn to_cell(&self) -> Cell<'_> {
        Cell::text(self)
    }

    fn from_cell(cell: &Cell<'_>) -> Option<Self> {
        match cell.as_text()? {
            "" => Some(Self::unset()),
            text => KNOWN_NAMES.with_borrow_mut(|known| known.name(text)),
        }
    }
}

thread_local! {
    /// A desk has a few dozen names, which stand in every row: those read last are not read again.
    static KNOWN_NAMES: RefCell<KnownNames> = const { RefCell::new(KnownNames([const { None }; KnownNames::PLACES])) };
}

/// Names by a number that most of them have for their own.
struct KnownNames([Option<Name>; Self::PLACES]);

impl KnownNames {
    const PLACES: usize = 128;

    fn name(&mut self, text: &str) -> Option<Name> {
        let number =
            text.bytes().fold(text.len(), |number, byte| number.wrapping_mul(31) ^ usize::from(byte));
        let place = self.0.get_mut(number % Self::PLACES)?;
        match place {
            Some(name) if name.as_str() == text => Some(name.clone()),
            _ => place.insert(text.parse().ok()?).clone().into(),
        }
    }
}

impl Stored for Timestamp {
    fn to_cell(&self) -> Cell<'_> {
        Cell::Integer(self.millis())
    }

    fn from_cell(cell: &Cell<'_>) -> Option<Self> {
        cell.integer().and_then(Self::from_millis)
    }
}

impl Stored for bool {
    fn to_cell(&self) -> Cell<'_> {
        Cell::Integer(i64::from(*self))
    }

    fn from_cell(cell: &Cell<'_>) -> Option<Self> {
        cell.integer().map(|number| number != 0)
    }
}

/// Whatever stands there.
impl Stored for Cell<'static> {
    fn to_cell(&self) -> Cell<'_> {
        self.clone()
    }

    fn from_cell(cell: &Cell<'_>) -> Option<Self> {
        Some(cell.clone().into_owned())
    }
}

impl Stored for i64 {
    fn to_cell(&self) -> Cell<'_> {
        Cell::Integer(*self)
    }

    fn from_cell(cell: &Cell<'_>) -> Option<Self> {
        cell.integer()
    }
}

/// Numbers without a sign. The bits of one beyond the signed range stand as a negative number.
macro_rules! unsigned {
    ($($type:ty),*) => {$(
        impl Stored for $type {
            fn to_cell(&self) -> Cell<'_> {
                Cell::Integer(u64::from(*self).cast_signed())
            }

            fn from_cell(cell: &Cell<'_>) -> Option<Self> {
                cell.integer()?.cast_unsigned().try_into().ok()
            }
        }
    )*};
}

unsigned!(u8, u32, u64);

macro_rules! ids {
    ($($type:ty),*) => {$(
        impl Stored for $type {
            fn to_cell(&self) -> Cell<'_> {
                Cell::bytes(self.as_bytes())
            }

            fn from_cell(cell: &Cell<'_>) -> Option<Self> {
                cell.as_bytes()?.try_into().ok().map(Self::from_bytes)
            }
        }

        /// One after the other, in their order; nothing when there are none.
        impl Stored for Vec<$type> {
            fn to_cell(&self) -> Cell<'_> {
                if self.is_empty() { Cell::Null } else { joined(self, <$type>::as_bytes) }
            }

            fn from_cell(cell: &Cell<'_>) -> Option<Self> {
                if *cell == Cell::Null {
                    return Some(Self::new());
                }
                let (ids, rest) = cell.as_bytes()?.as_chunks::<16>();
                rest.is_empty().then(|| ids.iter().map(|bytes| <$type>::from_bytes(*bytes)).collect())
            }
        }
    )*};
}

ids!(CommandId, DecisionId, DeskId, EffectId, EventId, JobId, MessageId, OrganizationId, PersonId, TicketId);

/// Ids one after the other.
pub(crate) fn joined<'a, T>(ids: &[T], bytes: fn(&T) -> &[u8; 16]) -> Cell<'a> {
    Cell::Blob(ids.iter().flat_map(bytes).copied().collect())
}

/// What is one of a closed list stands as its place in the list, which is part of the schema.
macro_rules! places {
    ($($type:ty: $($place:literal $variant:ident)*;)*) => {$(
        impl Stored for $type {
            fn to_cell(&self) -> Cell<'_> {
                Cell::Integer(match self {
                    $(Self::$variant => $place,)*
                })
            }

            fn from_cell(cell: &Cell<'_>) -> Option<Self> {
                match cell.integer()? {
                    $($place => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    )*};
}

places! {
    MessageKind: 0 Reply 1 Note 2 Automated;
    ClockState: 0 Running 1 Paused 2 Fulfilled 3 Cancelled;
    JobState: 0 Running 1 Done 2 Cancelled;
}

/// What people filter and report by stands as its name.
macro_rules! named {
    ($($type:ty),*) => {$(
        impl Stored for $type {
            fn to_cell(&self) -> Cell<'_> {
                Cell::text(self.as_str())
            }

            fn from_cell(cell: &Cell<'_>) -> Option<Self> {
                let text = cell.as_text()?;
                Self::ALL.into_iter().find(|one| one.as_str() == text)
            }
        }
    )*};
}

named!(Category, Standing);

/// A metric of the desk's own has a name, too.
impl Stored for Metric {
    fn to_cell(&self) -> Cell<'_> {
        Cell::text(self.as_str())
    }

    fn from_cell(cell: &Cell<'_>) -> Option<Self> {
        cell.as_text()?.parse().ok()
    }
}

impl Stored for Approval {
    fn to_cell(&self) -> Cell<'_> {
        json(self)
    }

    fn from_cell(cell: &Cell<'_>) -> Option<Self> {
        serde_json::from_str(cell.as_text()?).ok()
    }
}

/// Something that stands as JSON in one column.
#[derive(Debug)]
pub(crate) struct Json<T>(pub(crate) T);

impl<T: Serialize + DeserializeOwned> Stored for Json<T> {
    fn to_cell(&self) -> Cell<'_> {
        json(&self.0)
    }

    fn from_cell(cell: &Cell<'_>) -> Option<Self> {
        serde_json::from_str(cell.as_text()?).ok().map(Self)
    }
}

/// The JSON of a value. All of ours can be written, because the keys of their maps are texts.
pub(crate) fn json<'a, T: Serialize + ?Sized>(value: &T) -> Cell<'a> {
    serde_json::to_string(value).map_or(Cell::Null, |text| Cell::Text(text.into()))
}

/// Lists as JSON; nothing when there is nothing in them.
macro_rules! lists {
    ($($type:ty),*) => {$(
        impl Stored for $type {
            fn to_cell(&self) -> Cell<'_> {
                if self.is_empty() { Cell::Null } else { json(self) }
            }

            fn from_cell(cell: &Cell<'_>) -> Option<Self> {
                if *cell == Cell::Null {
                    return Some(Self::default());
                }
                serde_json::from_str(cell.as_text()?).ok()
            }
        }
    )*};
}

lists!(Vec<String>, Vec<ExternalId>, Vec<ChecklistItem>, Vec<Declined>, Vec<PastTeam>, Fields);

/// A row that is read from left to right.
pub(crate) trait Row {
    /// Why a row cannot be read.
    type Fault;

    /// The next column.
    fn take<T: Stored>(&mut self) -> Result<T, Self::Fault>;

    /// Leaves the next column alone.
    fn pass(&mut self);

    /// What is to be said when the column that was read last holds what cannot stand there.
    fn misread(&self) -> Self::Fault;
}
