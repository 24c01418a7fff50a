//! Events in columns.

use std::fmt;

use serde::de::{Deserializer as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, Serializer as _};
use serde_json::{Map, Value as Json};

use super::cell::{Cell, Row, Stored};
use crate::id::{EventId, Name, PersonId, TicketId};
use crate::model::{By, Event, EventKind, FieldChange, TicketField, Value};

/// The columns, in the order of [`event_cells`].
pub(crate) const EVENT_COLUMNS: &str = "version, public_version, public, at, id, by_kind, by, command, depth, type, \
                                        detail, changes, personal";

/// What stands in the columns of an event.
pub(crate) fn event_cells(event: &Event) -> [Cell<'_>; 13] {
    let [by_kind, by] = by_cells(&event.by);
    [
        event.version.to_cell(),
        event.public_version.to_cell(),
        event.public.to_cell(),
        event.at.to_cell(),
        event.id.to_cell(),
        by_kind,
        by,
        event.command.to_cell(),
        event.depth.to_cell(),
        Cell::text(event.kind.as_str()),
        event_detail(&event.kind),
        changes_cell(&event.changes),
        changes_cell(&event.personal),
    ]
}

/// The event that stands in these columns.
pub(crate) fn event_of<R: Row>(ticket: Option<TicketId>, row: &mut R) -> Result<Event, R::Fault> {
    let version = row.take()?;
    let public_version = row.take()?;
    let public = row.take()?;
    let at = row.take()?;
    let id: EventId = row.take()?;
    let by = by_of(row)?;
    let command = row.take()?;
    let depth = row.take()?;
    let name: String = row.take()?;
    let detail: Option<String> = row.take()?;
    let kind = kind_of(name, detail.as_deref()).ok_or_else(|| row.misread())?;
    let changes = row.take::<Changes>()?.0;
    let personal = row.take::<Changes>()?.0;
    let mut event = Event::of_desk(id, command, at, by, kind);
    event.ticket = ticket;
    event.version = version;
    event.public_version = public_version;
    event.public = public;
    event.depth = depth;
    event.changes = changes;
    event.personal = personal;
    Ok(event)
}

/// What stands in the two columns `by_kind` and `by`.
pub(super) fn by_cells(by: &By) -> [Cell<'_>; 2] {
    let (kind, by) = match by {
        By::Host {} => (0, Cell::Null),
        By::Agent { person } => (1, person.to_cell()),
        By::Requester { person } => (2, person.to_cell()),
        By::Rule { rule } => (3, rule.to_cell()),
        By::System {} => (4, Cell::Null),
    };
    [Cell::Integer(kind), by]
}

/// Who stands in these two columns.
pub(super) fn by_of<R: Row>(row: &mut R) -> Result<By, R::Fault> {
    let kind: i64 = row.take()?;
    Ok(match kind {
        1 => By::Agent { person: row.take::<PersonId>()? },
        2 => By::Requester { person: row.take::<PersonId>()? },
        3 => By::Rule { rule: row.take::<Name>()? },
        _ => match (row.take::<Option<Name>>()?, kind) {
            (None, 0) => By::Host {},
            (None, 4) => By::System {},
            _ => return Err(row.misread()),
        },
    })
}

/// What a kind says besides its name, as JSON; nothing when that is all.
pub(crate) fn event_detail<'a>(kind: &EventKind) -> Cell<'a> {
    let Ok(Json::Object(mut members)) = serde_json::to_value(kind) else { return Cell::Null };
    members.remove("type");
    if members.is_empty() { Cell::Null } else { Cell::Text(Json::Object(members).to_string().into()) }
}

fn kind_of(name: String, detail: Option<&str>) -> Option<EventKind> {
    let mut members: Map<String, Json> = detail.map_or(Ok(Map::new()), serde_json::from_str).ok()?;
    members.insert("type".to_owned(), Json::String(name));
    serde_json::from_value(Json::Object(members)).ok()
}

/// Changes as one JSON object by field, with `[before, after]`, or `[after]` where the field was empty before: half
/// the length of what an API shows, and there are several in every ticket's history.
struct Changes(Vec<FieldChange>);

fn changes_cell<'a>(changes: &[FieldChange]) -> Cell<'a> {
    if changes.is_empty() {
        return Cell::Null;
    }
    let mut text = Vec::with_capacity(32 * changes.len());
    let written = (|| {
        let mut writer = serde_json::Serializer::new(&mut text);
        let mut map = writer.serialize_map(Some(changes.len()))?;
        for change in changes {
            let values = [&change.from, &change.to];
            let values = if change.from.is_none() { &values[1..] } else { &values[..] };
            map.serialize_entry(&change.field, values)?;
        }
        map.end()
    })();
    match written {
        Ok(()) => Cell::Text(String::from_utf8_lossy(&text).into_owned().into()),
        Err(_) => Cell::Null,
    }
}

impl Stored for Changes {
    fn to_cell(&self) -> Cell<'_> {
        changes_cell(&self.0)
    }

    fn from_cell(cell: &Cell<'_>) -> Option<Self> {
        if *cell == Cell::Null {
            return Some(Self(Vec::new()));
        }
        serde_json::Deserializer::from_str(cell.as_text()?).deserialize_map(OneByOne).ok().map(Self)
    }
}

/// Reads the members in the order in which they were written.
struct OneByOne;

impl<'de> Visitor<'de> for OneByOne {
    type Value = Vec<FieldChange>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("changes by field")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut changes = Vec::new();
        while let Some((field, FromTo(from, to))) = members.next_entry::<TicketField, FromTo>()? {
            changes.push(FieldChange { field, from, to });
        }
        Ok(changes)
    }
}

struct FromTo(Option<Value>, Option<Value>);

impl<'de> serde::Deserialize<'de> for FromTo {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrTwo;
        impl<'de> Visitor<'de> for OneOrTwo {
            type Value = FromTo;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("one or two values")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<FromTo, A::Error> {
                let first: Option<Value> = values.next_element()?.flatten();
                Ok(match values.next_element::<Option<Value>>()? {
                    Some(to) => FromTo(first, to),
                    None => FromTo(None, first),
                })
            }
        }
        deserializer.deserialize_seq(OneOrTwo)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_stand_short_and_read_back_in_their_order() {
        let change = |field: &str, from: Option<Value>, to: Option<Value>| FieldChange {
            field: TicketField::built_in(field)
                .unwrap_or_else(|| TicketField::Custom(field.parse().unwrap())),
            from,
            to,
        };
        let list = |items: &[&str]| Value::List(items.iter().map(|item| (*item).to_owned()).collect());
        let changes = vec![
            change("status", Some("new".into()), Some("open".into())),
            change("team", None, Some("it".into())),
            change("owner", Some("somebody".into()), None),
            change("tags", None, Some(list(&["a", "b"]))),
            change("tags", Some(list(&["a"])), Some(list(&["b"]))),
            change("weight", Some(7.into()), Some(true.into())),
            change("height", None, None),
        ];
        let cell = changes_cell(&changes);
        let text = r#"{"status":["new","open"],"team":["it"],"owner":["somebody",null],"tags":[["a","b"]],"#;
        assert!(cell.as_text().is_some_and(|written| written.starts_with(text)), "{cell:?}");
        assert_eq!(Changes::from_cell(&cell).map(|read| read.0), Some(changes));
    }

    #[test]
    fn a_kind_reads_back_from_its_name_and_detail() {
        let moved = EventKind::TicketMoved { transition: None, automatic: Some(Name::known("agent_reply")) };
        for kind in [EventKind::TicketCreated {}, moved] {
            let detail = event_detail(&kind);
            assert_eq!(kind_of(kind.as_str().to_owned(), detail.as_text()), Some(kind.clone()));
        }
    }
}
