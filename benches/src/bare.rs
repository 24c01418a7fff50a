//! The limit: the rows that a ticketing engine cannot do without, written by prepared statements and nothing else.
//!
//! One ticket is a row with three indexes, a message, three events, two clocks and a duty in the outbox. A first message
//! has 67 words and an answer 61, as in a set of 1,872 published support tickets. Nothing is checked, decided or looked
//! up. Where texts are to be found at once, their words go into the full-text index in the
//! same transaction.

use std::path::Path;

use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use crate::team;
use crate::words::{Chance, text};

const SCHEMA: &str = "
CREATE TABLE ticket (
    row INTEGER PRIMARY KEY, id BLOB NOT NULL, number INTEGER NOT NULL, subject TEXT NOT NULL, status TEXT NOT NULL,
    priority TEXT NOT NULL, team TEXT, owner BLOB, requester BLOB NOT NULL, created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, version INTEGER NOT NULL, replies INTEGER NOT NULL, due_at INTEGER
) STRICT;
CREATE UNIQUE INDEX ticket_id ON ticket (id);
CREATE INDEX ticket_by_status ON ticket (status, updated_at);
CREATE INDEX ticket_by_owner ON ticket (owner, status);
CREATE TABLE message (
    row INTEGER PRIMARY KEY, ticket INTEGER NOT NULL, position INTEGER NOT NULL, author BLOB NOT NULL,
    public INTEGER NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL
) STRICT;
CREATE INDEX message_thread ON message (ticket, position);
CREATE TABLE event (
    row INTEGER PRIMARY KEY, ticket INTEGER NOT NULL, version INTEGER NOT NULL, kind TEXT NOT NULL, by BLOB,
    at INTEGER NOT NULL, detail TEXT
) STRICT;
CREATE INDEX event_history ON event (ticket, version);
CREATE TABLE clock (
    ticket INTEGER NOT NULL, metric TEXT NOT NULL, state INTEGER NOT NULL, started_at INTEGER NOT NULL,
    due_at INTEGER, breached_at INTEGER, PRIMARY KEY (ticket, metric)
) STRICT, WITHOUT ROWID;
CREATE INDEX clock_due ON clock (due_at) WHERE due_at IS NOT NULL;
CREATE TABLE outbox (row INTEGER PRIMARY KEY, ticket INTEGER NOT NULL, kind TEXT NOT NULL, detail TEXT NOT NULL) STRICT;
CREATE VIRTUAL TABLE words USING fts5 (body, content = '', detail = none);
";

const STATUSES: [&str; 5] = ["new", "open", "answered", "postponed", "resolved"];

/// A file with bare tickets in it.
#[derive(Debug)]
pub struct Bare {
    connection: Connection,
    chance: Chance,
    tickets: u64,
    /// Tickets that are not solved.
    open: Vec<i64>,
    people: Vec<[u8; 16]>,
    now: i64,
    /// Whether there is a team to choose the owner of a new ticket from.
    chooses: bool,
}

impl Bare {
    /// An empty file at `path`.
    pub fn create(path: &Path) -> Self {
        let connection = Connection::open(path).expect("a file can be made");
        connection.set_prepared_statement_cache_capacity(64);
        for (pragma, value) in [("journal_mode", "wal"), ("synchronous", "full")] {
            connection.pragma_update(None, pragma, value).expect("a pragma can be set");
        }
        connection.execute_batch(SCHEMA).expect("the schema is sound");
        let mut chance = Chance::new(7);
        let people = (0..1_000).map(|n| chance.id(n)).collect();
        Self {
            connection,
            chance,
            tickets: 0,
            open: Vec::new(),
            people,
            now: 1_780_000_000_000,
            chooses: false,
        }
    }

    /// Has owners chosen from now on, out of a team of so many.
    pub fn hire(&mut self, people: usize) {
        team::hire(&self.connection, people);
        self.chooses = true;
    }

    /// Puts so many tickets there, `batch` in a transaction, and solves all but every twentieth: those who still work
    /// on something do it all over the file.
    pub fn fill(&mut self, tickets: usize, batch: usize) {
        for begin in (0..tickets).step_by(batch) {
            self.create_together(batch.min(tickets - begin), true);
        }
        let sql = "UPDATE ticket SET status = 'resolved', updated_at = updated_at + 500 WHERE row % 20 > 0;
            UPDATE clock SET state = 2, due_at = NULL WHERE ticket % 20 > 0;
            ANALYZE";
        self.connection.execute_batch(sql).expect("tickets can be solved");
        self.open.retain(|row| row % 20 == 0);
    }

    /// Creates a ticket in a transaction of its own.
    pub fn create_ticket(&mut self, searchable: bool) {
        self.create_together(1, searchable);
    }

    /// Creates tickets in one transaction.
    pub fn create_together(&mut self, tickets: usize, searchable: bool) {
        let begin = TransactionBehavior::Immediate;
        let transaction = Transaction::new_unchecked(&self.connection, begin).expect("a transaction begins");
        for _ in 0..tickets {
            self.tickets += 1;
            self.now += 1_000;
            let (row, at) = (self.tickets.cast_signed(), self.now);
            self.open.push(row);
            let requester = self.people[below(&mut self.chance, 1_000)];
            let owner = self.people[below(&mut self.chance, 40)];
            let (subject, body) = (text(&mut self.chance, 5), text(&mut self.chance, 67));
            let insert = "INSERT INTO ticket VALUES (?1, ?2, ?1, ?3, 'new', 'normal', 'support', ?4, ?5, ?6, ?6, 3, 0, ?7)";
            let due = at + 28_800_000;
            run(
                &transaction,
                insert,
                params![row, self.chance.id(self.tickets), subject, owner, requester, at, due],
            );
            add_message(&transaction, row, 1, &requester, at, &body);
            for (version, kind) in [(1, "ticket_created"), (2, "ticket_routed"), (3, "rule_fired")] {
                add_event(&transaction, row, version, kind, &requester, at);
            }
            for (metric, due) in [("first_reply", due), ("resolution", at + 86_400_000)] {
                put_clock(&transaction, row, metric, 0, at, Some(due));
            }
            add_duty(&transaction, row, "assigned");
            if self.chooses {
                team::choose(&transaction);
            }
            if searchable {
                add_words(&transaction, &subject);
                add_words(&transaction, &body);
            }
        }
        transaction.commit().expect("a transaction is committed");
    }

    /// Answers some ticket: a message, two events, the first reply kept, the status moved, a mail to be sent.
    pub fn reply(&mut self, searchable: bool) {
        let (row, at, transaction) = begin(&self.connection, &mut self.chance, &self.open, &mut self.now);
        let author = self.people[below(&mut self.chance, 40)];
        let body = text(&mut self.chance, 61);
        let position = 2 + self.chance.below(1 << 30).cast_signed();
        add_message(&transaction, row, position, &author, at, &body);
        let update = "UPDATE ticket SET status = 'answered', updated_at = ?2, version = version + 2, replies = replies + 1
            WHERE row = ?1";
        run(&transaction, update, params![row, at]);
        for (version, kind) in [(4, "message_added"), (5, "ticket_moved")] {
            add_event(&transaction, row, version, kind, &author, at);
        }
        put_clock(&transaction, row, "first_reply", 2, at, None);
        put_clock(&transaction, row, "resolution", 1, at, None);
        add_duty(&transaction, row, "deliver");
        if searchable {
            add_words(&transaction, &body);
        }
        transaction.commit().expect("a transaction is committed");
    }

    /// Moves some ticket to another status: an event, and the clock that pauses or goes on.
    pub fn transition(&mut self) {
        let (row, at, transaction) = begin(&self.connection, &mut self.chance, &self.open, &mut self.now);
        let author = self.people[below(&mut self.chance, 40)];
        let status = STATUSES[below(&mut self.chance, 4)];
        let update = "UPDATE ticket SET status = ?2, updated_at = ?3, version = version + 1 WHERE row = ?1";
        run(&transaction, update, params![row, status, at]);
        add_event(&transaction, row, 6, "ticket_moved", &author, at);
        put_clock(&transaction, row, "resolution", 1, at, (status != "answered").then_some(at + 1));
        transaction.commit().expect("a transaction is committed");
    }

    /// Gives some ticket to another agent: an event, and the agent to be told.
    pub fn assign(&mut self) {
        let (row, at, transaction) = begin(&self.connection, &mut self.chance, &self.open, &mut self.now);
        let owner = self.people[below(&mut self.chance, 40)];
        let update = "UPDATE ticket SET owner = ?2, updated_at = ?3, version = version + 1 WHERE row = ?1";
        run(&transaction, update, params![row, owner, at]);
        add_event(&transaction, row, 6, "ticket_changed", &owner, at);
        add_duty(&transaction, row, "assigned");
        transaction.commit().expect("a transaction is committed");
    }

    /// Fifty tickets of one status, from some place on in the order of an index: a plain range, every column read.
    pub fn page(&mut self) -> usize {
        let sql =
            "SELECT * FROM ticket WHERE status = 'new' AND updated_at > ?1 ORDER BY updated_at LIMIT 50";
        let from =
            1_780_000_000_000 + 1_000 * self.chance.below(self.tickets - self.tickets / 20).cast_signed();
        let mut statement = self.connection.prepare_cached(sql).expect("a statement is sound");
        let mut rows = statement.query([from]).expect("a statement runs");
        let mut read = 0;
        while let Some(row) = rows.next().expect("a row can be read") {
            for column in 0..14 {
                read += match row.get_ref(column).expect("a column can be read") {
                    rusqlite::types::ValueRef::Text(text) => text.to_vec().len(),
                    rusqlite::types::ValueRef::Blob(bytes) => bytes.to_vec().len(),
                    _ => 1,
                };
            }
        }
        read
    }

    /// Makes so many clocks due by an instant that is answered.
    pub fn make_due(&mut self, clocks: usize) -> i64 {
        let due = 1_000;
        let sql = "UPDATE clock SET due_at = ?2, state = 0 WHERE ticket = ?1 AND metric = 'resolution'";
        for _ in 0..clocks {
            let row = self.open[below(&mut self.chance, self.open.len() as u64)];
            run(&self.connection, sql, params![row, due]);
        }
        due
    }

    /// The clocks that are due.
    pub fn find_due(&self, by: i64) -> Vec<(i64, i64)> {
        let sql = "SELECT ticket, due_at FROM clock WHERE due_at IS NOT NULL AND due_at <= ?1 ORDER BY due_at LIMIT 100";
        let mut statement = self.connection.prepare_cached(sql).expect("a statement is sound");
        let rows = statement.query_map([by], |row| Ok((row.get(0)?, row.get(1)?))).expect("a statement runs");
        rows.map(|row| row.expect("a row can be read")).collect()
    }

    /// Notes a breach of each clock in the history of its ticket, and somebody to be told, all in one transaction.
    pub fn fire(&mut self, due: &[(i64, i64)]) {
        let begin = TransactionBehavior::Immediate;
        let transaction = Transaction::new_unchecked(&self.connection, begin).expect("a transaction begins");
        for (row, at) in due {
            let sql = "UPDATE clock SET breached_at = ?2, due_at = NULL WHERE ticket = ?1 AND metric = 'resolution'";
            run(&transaction, sql, params![row, at]);
            let sql = "UPDATE ticket SET version = version + 1, updated_at = ?2 WHERE row = ?1";
            run(&transaction, sql, params![row, at]);
            add_event(&transaction, *row, 7, "clock_breached", &[0; 16], *at);
            add_duty(&transaction, *row, "escalate");
        }
        transaction.commit().expect("a transaction is committed");
    }
}

fn below(chance: &mut Chance, end: u64) -> usize {
    usize::try_from(chance.below(end)).unwrap_or(0)
}

fn begin<'c>(
    connection: &'c Connection,
    chance: &mut Chance,
    open: &[i64],
    now: &mut i64,
) -> (i64, i64, Transaction<'c>) {
    *now += 1_000;
    let transaction = Transaction::new_unchecked(connection, TransactionBehavior::Immediate);
    (open[below(chance, open.len() as u64)], *now, transaction.expect("a transaction begins"))
}

fn run(connection: &Connection, sql: &str, values: impl rusqlite::Params) {
    connection.prepare_cached(sql).expect("a statement is sound").execute(values).expect("a statement runs");
}

fn add_message(connection: &Connection, ticket: i64, position: i64, author: &[u8; 16], at: i64, body: &str) {
    let sql =
        "INSERT INTO message (ticket, position, author, public, at, body) VALUES (?1, ?2, ?3, 1, ?4, ?5)";
    run(connection, sql, params![ticket, position, author, at, body]);
}

fn add_event(connection: &Connection, ticket: i64, version: i64, kind: &str, by: &[u8; 16], at: i64) {
    let sql = "INSERT INTO event (ticket, version, kind, by, at, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let detail = r#"{"status":["new","answered"],"owner":["0197a3f0-7c1e-7d2a-9d3b-5a5d0c1f2e3d"]}"#;
    run(connection, sql, params![ticket, version, kind, by, at, detail]);
}

fn put_clock(connection: &Connection, ticket: i64, metric: &str, state: i64, at: i64, due: Option<i64>) {
    let sql = "INSERT INTO clock VALUES (?1, ?2, ?3, ?4, ?5, NULL)
        ON CONFLICT DO UPDATE SET state = excluded.state, due_at = excluded.due_at";
    run(connection, sql, params![ticket, metric, state, at, due]);
}

fn add_duty(connection: &Connection, ticket: i64, kind: &str) {
    let detail = r#"{"to":["0197a3f0-7c1e-7d2a-9d3b-5a5d0c1f2e3d"]}"#;
    let sql = "INSERT INTO outbox (ticket, kind, detail) VALUES (?1, ?2, ?3)";
    run(connection, sql, params![ticket, kind, detail]);
}

fn add_words(connection: &Connection, body: &str) {
    run(connection, "INSERT INTO words (body) VALUES (?1)", params![body]);
}
