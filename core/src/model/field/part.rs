//! How the parts of a ticket stand in histories and edits.

use crate::id::{MessageId, Name, OrganizationId, PersonId, TicketId};
use crate::model::approval::Approval;
use crate::model::checklist::ChecklistItem;
use crate::model::given::{Declined, PastTeam};
use crate::model::standing::Standing;
use crate::model::ticket::{Category, ExternalId};
use crate::model::value::{Decimal, Value};
use crate::time::Timestamp;

/// How a part of a ticket reads and writes as a [`Value`].
pub(super) trait Part: Sized {
    fn to_value(&self) -> Option<Value>;
    fn from_value(value: Option<&Value>) -> Option<Self>;
}

macro_rules! parts_by_text {
    ($($type:ty),*) => {$(
        impl Part for $type {
            fn to_value(&self) -> Option<Value> {
                Some(Value::Text(self.to_string()))
            }

            fn from_value(value: Option<&Value>) -> Option<Self> {
                value?.as_text()?.parse().ok()
            }
        }
    )*};
}

parts_by_text!(String, Name, PersonId, OrganizationId, MessageId, TicketId, Timestamp);

impl Part for Category {
    fn to_value(&self) -> Option<Value> {
        Some(self.as_str().into())
    }

    fn from_value(value: Option<&Value>) -> Option<Self> {
        let text = value?.as_text()?;
        Self::ALL.into_iter().find(|category| category.as_str() == text)
    }
}

impl Part for Standing {
    fn to_value(&self) -> Option<Value> {
        Some(self.as_str().into())
    }

    fn from_value(value: Option<&Value>) -> Option<Self> {
        let text = value?.as_text()?;
        Self::ALL.into_iter().find(|standing| standing.as_str() == text)
    }
}

/// As text it is its JSON.
impl Part for Approval {
    fn to_value(&self) -> Option<Value> {
        serde_json::to_string(self).ok().map(Value::Text)
    }

    fn from_value(value: Option<&Value>) -> Option<Self> {
        serde_json::from_str(value?.as_text()?).ok()
    }
}

impl Part for bool {
    fn to_value(&self) -> Option<Value> {
        Some(Value::Bool(*self))
    }

    fn from_value(value: Option<&Value>) -> Option<Self> {
        if let Some(Value::Bool(yes)) = value { Some(*yes) } else { None }
    }
}

impl Part for u32 {
    fn to_value(&self) -> Option<Value> {
        Some(Value::Number(Decimal::from(*self)))
    }

    fn from_value(value: Option<&Value>) -> Option<Self> {
        let Some(Value::Number(number)) = value else { return None };
        number.as_integer()?.try_into().ok()
    }
}

impl<T: Part> Part for Option<T> {
    fn to_value(&self) -> Option<Value> {
        self.as_ref().and_then(Part::to_value)
    }

    fn from_value(value: Option<&Value>) -> Option<Self> {
        match value {
            None => Some(None),
            Some(_) => T::from_value(value).map(Some),
        }
    }
}

/// A list is nothing when it is empty.
fn list<T>(items: &[T], text: impl Fn(&T) -> String) -> Option<Value> {
    (!items.is_empty()).then(|| Value::List(items.iter().map(text).collect()))
}

fn unlist<T>(value: Option<&Value>, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    match value {
        None => Some(Vec::new()),
        Some(Value::List(items)) => items.iter().map(|item| read(item)).collect(),
        Some(_) => None,
    }
}

impl Part for Vec<String> {
    fn to_value(&self) -> Option<Value> {
        list(self, Clone::clone)
    }

    fn from_value(value: Option<&Value>) -> Option<Self> {
        unlist(value, |item| Some(item.to_owned()))
    }
}

impl Part for Vec<PersonId> {
    fn to_value(&self) -> Option<Value> {
        list(self, ToString::to_string)
    }

    fn from_value(value: Option<&Value>) -> Option<Self> {
        unlist(value, |item| item.parse().ok())
    }
}

impl Part for Vec<TicketId> {
    fn to_value(&self) -> Option<Value> {
        list(self, ToString::to_string)
    }

    fn from_value(value: Option<&Value>) -> Option<Self> {
        unlist(value, |item| item.parse().ok())
    }
}

/// As text the system and the id stand with a tab between them, which neither can hold.
impl Part for Vec<ExternalId> {
    fn to_value(&self) -> Option<Value> {
        list(self, |entry| format!("{}\t{}", entry.system, entry.id))
    }

    fn from_value(value: Option<&Value>) -> Option<Self> {
        unlist(value, |item| {
            let (system, id) = item.split_once('\t')?;
            Some(ExternalId { system: system.to_owned(), id: id.to_owned() })
        })
    }
}

macro_rules! parts_by_line {
    ($($type:ty),*) => {$(
        impl Part for Vec<$type> {
            fn to_value(&self) -> Option<Value> {
                list(self, <$type>::to_line)
            }

            fn from_value(value: Option<&Value>) -> Option<Self> {
                unlist(value, <$type>::of_line)
            }
        }
    )*};
}

parts_by_line!(ChecklistItem, Declined, PastTeam);
