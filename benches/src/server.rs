//! The limit of a server: the rows of [`crate::bare`] written by one statement each, prepared once in each connection.

use postgres::{Client, NoTls, Statement};

use crate::words::{Chance, text};

const SCHEMA: &str = "
CREATE TABLE ticket (
    row BIGINT PRIMARY KEY, id BYTEA NOT NULL UNIQUE, number BIGINT NOT NULL, subject TEXT NOT NULL, status TEXT NOT NULL,
    priority TEXT NOT NULL, team TEXT, owner BYTEA, requester BYTEA NOT NULL, created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL, version BIGINT NOT NULL, replies BIGINT NOT NULL, due_at BIGINT, words TSVECTOR NOT NULL
);
CREATE INDEX ticket_by_status ON ticket (status, updated_at);
CREATE INDEX ticket_by_owner ON ticket (owner, status);
CREATE INDEX ticket_words ON ticket USING gin (words);
CREATE TABLE message (
    ticket BIGINT NOT NULL, position BIGINT NOT NULL, author BYTEA NOT NULL, public BOOLEAN NOT NULL, at BIGINT NOT NULL,
    body TEXT NOT NULL, words TSVECTOR NOT NULL, PRIMARY KEY (ticket, position)
);
CREATE INDEX message_words ON message USING gin (words);
CREATE TABLE event (
    ticket BIGINT NOT NULL, version BIGINT NOT NULL, kind TEXT NOT NULL, by BYTEA, at BIGINT NOT NULL, detail TEXT,
    PRIMARY KEY (ticket, version)
);
CREATE TABLE clock (
    ticket BIGINT NOT NULL, metric TEXT NOT NULL, state BIGINT NOT NULL, started_at BIGINT NOT NULL, due_at BIGINT,
    breached_at BIGINT, PRIMARY KEY (ticket, metric)
);
CREATE INDEX clock_due ON clock (due_at) WHERE due_at IS NOT NULL;
CREATE TABLE outbox (ticket BIGINT NOT NULL, version BIGINT NOT NULL, kind TEXT NOT NULL, detail TEXT NOT NULL,
    PRIMARY KEY (ticket, version));
";

const CREATE: &str = "WITH t AS (
    INSERT INTO ticket VALUES ($1, $2, $1, $3, 'new', 'normal', 'support', $4, $5, $6, $6, 3, 0, $7, to_tsvector('simple', $3))
), m AS (
    INSERT INTO message VALUES ($1, 1, $5, TRUE, $6, $8, to_tsvector('simple', $8))
), e AS (
    INSERT INTO event VALUES ($1, 1, 'ticket_created', $5, $6, $9), ($1, 2, 'ticket_routed', $5, $6, $9),
        ($1, 3, 'rule_fired', $5, $6, $9)
), c AS (
    INSERT INTO clock VALUES ($1, 'first_reply', 0, $6, $7, NULL), ($1, 'resolution', 0, $6, $7, NULL)
) INSERT INTO outbox VALUES ($1, 1, 'assigned', $9)";

const REPLY: &str = "WITH t AS (
    UPDATE ticket SET status = 'answered', updated_at = $3, version = version + 2, replies = replies + 1 WHERE row = $1
), m AS (
    INSERT INTO message VALUES ($1, $4, $2, TRUE, $3, $5, to_tsvector('simple', $5))
), e AS (
    INSERT INTO event VALUES ($1, $4, 'message_added', $2, $3, $6), ($1, $4 + 1, 'ticket_moved', $2, $3, $6)
), c AS (
    UPDATE clock SET state = CASE metric WHEN 'resolution' THEN 1 ELSE 2 END, due_at = NULL WHERE ticket = $1
) INSERT INTO outbox VALUES ($1, $4, 'deliver', $6)";

const TRANSITION: &str = "WITH t AS (
    UPDATE ticket SET status = $5, updated_at = $3, version = version + 1 WHERE row = $1
), e AS (
    INSERT INTO event VALUES ($1, $4, 'ticket_moved', $2, $3, $6)
) UPDATE clock SET state = 1, due_at = $3 WHERE ticket = $1 AND metric = 'resolution'";

const DETAIL: &str = r#"{"status":["new","answered"],"owner":["0197a3f0-7c1e-7d2a-9d3b-5a5d0c1f2e3d"]}"#;

/// A schema of its own in a database, which goes when this does.
#[derive(Debug)]
pub(crate) struct Ground {
    pub(crate) url: String,
    pub(crate) schema: String,
}

impl Ground {
    /// The schema of this process by this name, which is still to be made.
    pub(crate) fn new(url: &str, name: &str) -> Self {
        Self { url: url.to_owned(), schema: format!("{name}_{}", std::process::id()) }
    }

    /// A connection that finds its tables there.
    pub(crate) fn connect(&self) -> Client {
        let mut config: postgres::Config = self.url.parse().expect("the address can be read");
        config.options(&format!("-c search_path={}", self.schema));
        config.connect(NoTls).expect("the server answers")
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        self.connect().batch_execute(&format!("DROP SCHEMA {} CASCADE", self.schema)).ok();
    }
}

/// Bare tables in a schema of their own.
#[derive(Debug)]
pub struct Server(Ground);

impl Server {
    /// Empty tables in the database of this address.
    pub fn create(url: &str) -> Self {
        let ground = Ground::new(url, "bare");
        let mut client = ground.connect();
        client.batch_execute(&format!("CREATE SCHEMA {}", ground.schema)).expect("a schema can be made");
        client.batch_execute(SCHEMA).expect("the schema is sound");
        Self(ground)
    }

    /// Has the server look at what is in the tables of the database.
    pub fn analyze(&self) {
        self.0.connect().batch_execute("ANALYZE").expect("the server looks at its tables");
    }

    /// So many connections, each with tickets of its own.
    pub fn hands(&self, count: usize, from: usize) -> Vec<Hand> {
        (0..count).map(|n| Hand::on(self.0.connect(), from + n)).collect()
    }
}

/// A connection that writes bare tickets.
#[allow(missing_debug_implementations, reason = "a connection has nothing to show")]
pub struct Hand {
    client: Client,
    create: Statement,
    reply: Statement,
    transition: Statement,
    chance: Chance,
    next: i64,
    open: Vec<i64>,
    now: i64,
}

impl Hand {
    fn on(mut client: Client, n: usize) -> Self {
        let mut prepare = |sql| client.prepare(sql).expect("a statement is sound");
        let (create, reply, transition) = (prepare(CREATE), prepare(REPLY), prepare(TRANSITION));
        let first = i64::try_from(n).expect("a small number") * 1_000_000_000;
        let chance = Chance::new(n as u64 * 2 + 7);
        Self {
            client,
            create,
            reply,
            transition,
            chance,
            next: first,
            open: Vec::new(),
            now: 1_780_000_000_000,
        }
    }

    /// Creates a ticket.
    pub fn create(&mut self) {
        self.next += 1;
        self.now += 1_000;
        let (row, at) = (self.next, self.now);
        self.open.push(row);
        let id = self.chance.id(row.cast_unsigned()).to_vec();
        let (owner, requester) = (self.person(40), self.person(1_000));
        let (subject, body) = (text(&mut self.chance, 5), text(&mut self.chance, 67));
        self.client
            .execute(
                &self.create,
                &[&row, &id, &subject, &owner, &requester, &at, &(at + 28_800_000), &body, &DETAIL],
            )
            .expect("a statement runs");
    }

    /// Answers some ticket.
    pub fn reply(&mut self) {
        let (row, at, version) = self.some();
        let (author, body) = (self.person(40), text(&mut self.chance, 61));
        self.client
            .execute(&self.reply, &[&row, &author, &at, &version, &body, &DETAIL])
            .expect("a statement runs");
    }

    /// Moves some ticket to another status.
    pub fn transition(&mut self) {
        let (row, at, version) = self.some();
        let author = self.person(40);
        let status =
            ["new", "open", "answered", "postponed"][usize::try_from(self.chance.below(4)).unwrap_or(0)];
        self.client
            .execute(&self.transition, &[&row, &author, &at, &version, &status, &DETAIL])
            .expect("a statement runs");
    }

    /// Some ticket of this hand, an instant, and a version that it never had.
    fn some(&mut self) -> (i64, i64, i64) {
        self.now += 1_000;
        let place = usize::try_from(self.chance.below(self.open.len() as u64)).unwrap_or(0);
        (self.open[place], self.now, self.now)
    }

    fn person(&mut self, of: u64) -> Vec<u8> {
        let mut id = [7; 16];
        id[..8].copy_from_slice(&self.chance.below(of).to_be_bytes());
        id.to_vec()
    }
}
