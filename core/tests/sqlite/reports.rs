//! What report tools read.

use rusqlite::Connection;
use rusqlite::types::Value;
use ticketkit::change::Put;
use ticketkit::model::{Clock, ClockKey, Metric};
use ticketkit::{Span, Timestamp};

use super::world::{Folder, commit, name, new_ticket, person, start, ticket};

/// The named columns of the only row of a view.
fn only_row(connection: &Connection, view: &str, columns: &[&str]) -> Vec<String> {
    let sql = format!("SELECT {} FROM {view}", columns.join(", "));
    connection
        .query_row(&sql, [], |row| {
            (0..columns.len()).map(|n| row.get::<_, Value>(n)).collect::<Result<Vec<_>, _>>()
        })
        .unwrap()
        .into_iter()
        .map(|value| match value {
            Value::Null => "nothing".to_owned(),
            Value::Integer(number) => number.to_string(),
            Value::Text(text) => text,
            other => format!("{other:?}"),
        })
        .collect()
}

#[test]
fn views_show_words_ids_and_instants_as_people_read_them() {
    let folder = Folder::new();
    let storage = folder.with_desk();
    let mut changes = new_ticket(1);
    if let Some(Put::Ticket { after, .. }) = changes.puts.first_mut() {
        after.tags = vec!["vip".to_owned()];
        after.created_at = start().after(Span::from_millis(7));
    }
    let key = ClockKey { policy: name("standard"), metric: Metric::Resolution, cycle: 1 };
    let mut clock = Clock::starting(ticket(1).id, key, 1, None, Span::from_hours(8), start());
    clock.due_at = Some(start().after(Span::from_hours(8)));
    changes.puts.push(Put::Clock { clock: Box::new(clock) });
    commit(&storage, changes);

    let reader = Connection::open(folder.file()).unwrap();
    let id = ticket(1).id.to_string();
    let requester = person(1).to_string();
    let created = start().after(Span::from_millis(7)).to_string();
    assert_eq!(
        only_row(
            &reader,
            "tkit_view_ticket",
            &["desk", "id", "category", "requester", "owner", "tags", "created_at", "solved_at"]
        ),
        ["support", &id, "new", &requester, "nothing", r#"["vip"]"#, &created, "nothing"]
    );
    assert_eq!(
        only_row(&reader, "tkit_view_event", &["feed", "ticket", "type", "by_kind", "by", "changes"]),
        ["1", &id, "ticket_created", "host", "nothing", "nothing"]
    );
    assert_eq!(
        only_row(
            &reader,
            "tkit_view_clock",
            &["ticket", "metric", "state", "target_ms", "due_at", "stopped_at"]
        ),
        [id.as_str(), "resolution", "running", "28800000", "2026-06-01T17:00:00.000Z", "nothing"]
    );
    assert_eq!(
        only_row(
            &reader,
            "tkit_view_message",
            &["ticket", "kind", "public", "author_kind", "author", "body"]
        ),
        [&id, "reply", "1", "end_user", &requester, "Smoke comes out of it, and a smell."]
    );
}

#[test]
fn every_instant_that_can_be_stored_can_be_read() {
    let reader = Connection::open_in_memory().unwrap();
    for at in [Timestamp::MIN, Timestamp::MAX, start(), Timestamp::from_millis(-1).unwrap()] {
        let sql = "SELECT strftime('%Y-%m-%dT%H:%M:%fZ', ?1 / 1000.0, 'unixepoch')";
        let shown: String = reader.query_row(sql, [at.millis()], |row| row.get(0)).unwrap();
        assert_eq!(shown, at.to_string());
    }
}
