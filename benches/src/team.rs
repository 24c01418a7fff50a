//! The limit of choosing an owner: who works in a team, read by indexes, the least loaded taken, and a record of all.

use rusqlite::{Connection, params};

use crate::words::Chance;

const SCHEMA: &str = "
CREATE TABLE person (id BLOB PRIMARY KEY, name TEXT NOT NULL, profile TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE member (team TEXT NOT NULL, person BLOB NOT NULL, PRIMARY KEY (team, person)) STRICT, WITHOUT ROWID;
CREATE TABLE counter (
    name TEXT NOT NULL, person BLOB NOT NULL, value INTEGER NOT NULL, PRIMARY KEY (name, person)
) STRICT, WITHOUT ROWID;
CREATE TABLE decision (row INTEGER PRIMARY KEY, candidates BLOB NOT NULL, winner BLOB NOT NULL) STRICT;
";

/// A profile as long as that of an agent of ours who has neither skills nor hours.
const PROFILE: &str = r#"{"role":"agent","teams":["support"],"capacity":1000000,"availability":"available"}"#;

/// Hires so many people into one team of a bare file.
pub(crate) fn hire(connection: &Connection, people: usize) {
    connection.execute_batch(SCHEMA).expect("the schema is sound");
    let mut chance = Chance::new(11);
    for n in 0..people {
        let id = chance.id(n as u64);
        for (sql, values) in [
            ("INSERT INTO person VALUES (?1, 'Agent', ?2)", params![id, PROFILE]),
            ("INSERT INTO member VALUES (?2, ?1)", params![id, "support"]),
            ("INSERT INTO counter VALUES (?2, ?1, 0)", params![id, "load"]),
            ("INSERT INTO counter VALUES (?2, ?1, 0)", params![id, "turn"]),
        ] {
            connection.execute(sql, values).expect("a row is written");
        }
    }
}

/// Chooses one of the team, and notes why each of the others was not: for the open transaction of a creation.
pub(crate) fn choose(connection: &Connection) {
    let sql = "SELECT p.id, p.name, p.profile, l.value, t.value FROM member AS m
        JOIN person AS p ON p.id = m.person
        LEFT JOIN counter AS l ON l.name = 'load' AND l.person = m.person
        LEFT JOIN counter AS t ON t.name = 'turn' AND t.person = m.person
        WHERE m.team = 'support'";
    let mut statement = connection.prepare_cached(sql).expect("a statement is sound");
    let mut rows = statement.query([]).expect("a statement runs");
    let (mut candidates, mut best) = (Vec::new(), None);
    while let Some(row) = rows.next().expect("a row can be read") {
        let id: [u8; 16] = row.get(0).expect("an id");
        let profile: String = row.get(2).expect("a profile");
        let order: (i64, i64) = (row.get(3).expect("a load"), row.get(4).expect("a place"));
        candidates.extend(id);
        candidates.push(u8::from(profile.is_empty()));
        if best.is_none_or(|(least, _)| order < least) {
            best = Some((order, id));
        }
    }
    let Some(((_, turn), winner)) = best else { return };
    for (sql, values) in [
        ("INSERT INTO decision (candidates, winner) VALUES (?1, ?2)", params![candidates, winner]),
        ("UPDATE counter SET value = value + 1 WHERE name = 'load' AND person = ?1", params![winner]),
        ("UPDATE counter SET value = ?2 WHERE name = 'turn' AND person = ?1", params![winner, turn + 1]),
    ] {
        connection
            .prepare_cached(sql)
            .expect("a statement is sound")
            .execute(values)
            .expect("a row is written");
    }
}
