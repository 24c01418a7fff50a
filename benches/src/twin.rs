//! What the engine's own rows cost: everything that it writes down for a ticket, in its own tables, by one statement that
//! somebody prepared who knows beforehand what is to be written.

use postgres::{Client, Statement};
use ticketkit::storage::{PostgresOptions, PostgresStorage};

use crate::server::Ground;
use crate::words::{Chance, text};

/// The desk, as it stands in statements.
const DESK: &str = r"'\x00000000000000000000000000000001'::BYTEA";
/// Events and places in the feed and among the commands, as every change draws them.
const DRAWN: &str = "UPDATE tkit_desk SET feed = feed + {events}, places = places + 1 WHERE desk = {desk} RETURNING feed, places";

const CREATE: &str = r#"WITH m AS ({drawn}), n AS (
    UPDATE tkit_drawn SET number = number + 1 WHERE desk = {desk}
), t AS (
    INSERT INTO tkit_ticket (desk, id, messages, effects, version, public_version, updated_at, public_updated_at, number,
        created_at, standing, subject, description, requester, team, owner, workflow, status, category, status_since, priority,
        channel, spent_minutes, checklist_open, repeats, merged_openly, waiting_since, last_requester_at, reopens, handoffs,
        replies, link_generation, pulled, rungs, done, empty, number_folded, subject_folded, words)
    VALUES ({desk}, $1, 1, 2, 2, 1, $2, $2, $3, $2, 'active', $4, $5, $6, 'support', $7, 'default', 'new', 'new', $2, 'normal',
        'email', 0, 0, 0, 0, $2, $2, 0, 0, 0, 0, 0, 0, 0, 35107062677406, $3, $4, to_tsvector('simple', $4))
), g AS (
    INSERT INTO tkit_message (desk, ticket, id, position, kind, public, author_kind, author, at, body, words)
    VALUES ({desk}, $1, $5, 1, 0, 1, 1, $6, $2, $8, to_tsvector('simple', $8))
), d AS (
    INSERT INTO tkit_decision (desk, ticket, id, at, team, strategy, candidates, winner)
    VALUES ({desk}, $1, $9, $2, 'support', 'round_robin', $10, $7)
), c AS (
    INSERT INTO tkit_clock (desk, ticket, policy, metric, cycle, config_version, calendar, zone_rules, target_ms, state,
        started_at, due_at, steps)
    VALUES ({desk}, $1, 'standard', 'first_reply', 1, 1, 'office', '2026f', 28800000, 0, $2, $2 + 28800000, '{steps}'),
        ({desk}, $1, 'standard', 'resolution', 1, 1, 'office', '2026f', 86400000, 0, $2, $2 + 86400000, '{steps}')
), i AS (
    INSERT INTO tkit_timer (desk, ticket, cause, due_at)
    VALUES ({desk}, $1, 'clock/standard/first_reply/1', $2 + 28800000), ({desk}, $1, 'clock/standard/resolution/1', $2 + 86400000)
), u AS (
    INSERT INTO tkit_counter AS c (desk, counter, person, value)
    VALUES ({desk}, 'turn/support', $11, 1), ({desk}, 'load', $11, 1), ({desk}, 'share/support/20260', $11, 1)
    ON CONFLICT (desk, counter, person) DO UPDATE SET value = c.value + excluded.value
), e AS (
    INSERT INTO tkit_event (feed, desk, ticket, version, public_version, public, at, id, by_kind, command, depth, type, detail,
        changes, personal)
    VALUES ((SELECT feed FROM m) - 1, {desk}, $1, 1, 1, 1, $2, $12, 0, $14, 0, 'ticket_created', NULL, '{created}',
        '{"subject":["","zesilo sijapulo radene mivatolo tonelomi"]}'),
        ((SELECT feed FROM m), {desk}, $1, 2, 1, 0, $2, $13, 4, $14, 0, 'ticket_routed', '{routed}', '{routed}', NULL)
), f AS (
    INSERT INTO tkit_effect (desk, ticket, at, id, position, kind, attempts, not_before, state)
    VALUES ({desk}, $1, $2, $12, 1, '{told}', 0, $2, 0), ({desk}, $1, $2, $13, 2, '{told}', 0, $2, 0)
) INSERT INTO tkit_command (place, feed, desk, id, actor_kind, at, config_version, zone_rules, digest, body, texts, number,
    to_ticket, to_number, to_version, to_message, to_person)
VALUES ((SELECT places FROM m), (SELECT feed FROM m), {desk}, $14, 0, $2, 1, '2026f', $14, '{asked}', $5, 1, $1, $3, 2, $5, $6)"#;

const REPLY: &str = r"WITH m AS ({drawn}), t AS (
    UPDATE tkit_ticket SET version = version + 2, public_version = public_version + 2, updated_at = $2, public_updated_at = $2,
        status = 'answered', category = 'pending', status_since = $2, replies = replies + 1, waiting_since = NULL,
        first_reply_at = $2, last_reply_at = $2, empty = empty + 1, messages = messages + 1, effects = effects + 1
    WHERE desk = {desk} AND id = $1
), g AS (
    INSERT INTO tkit_message (desk, ticket, id, position, kind, public, author_kind, author, at, body, words)
    VALUES ({desk}, $1, $4, $3, 0, 1, 2, $5, $2, $6, to_tsvector('simple', $6))
), c AS (
    UPDATE tkit_clock SET state = CASE metric WHEN 'resolution' THEN 1 ELSE 2 END, due_at = NULL, used_ms = 30850,
        stopped_at = $2, pauses = '{pauses}', steps = '{steps}'
    WHERE desk = {desk} AND ticket = $1
), i AS (
    DELETE FROM tkit_timer WHERE desk = {desk} AND ticket = $1
        AND cause IN ('clock/standard/first_reply/1', 'clock/standard/resolution/1')
), u AS (
    UPDATE tkit_counter SET value = value - 1 WHERE desk = {desk} AND counter = 'load' AND person = $7
), e AS (
    INSERT INTO tkit_event (feed, desk, ticket, version, public_version, public, at, id, by_kind, by, command, depth, type,
        detail, changes)
    VALUES ((SELECT feed FROM m) - 1, {desk}, $1, $3, $3, 1, $2, $8, 1, $5, $9, 0, 'message_added', '{told}', '{routed}'),
        ((SELECT feed FROM m), {desk}, $1, $3 + 1, $3 + 1, 1, $2, $4, 4, NULL, $9, 0, 'ticket_moved', '{told}', '{moved}')
), f AS (
    INSERT INTO tkit_effect (desk, ticket, at, id, position, kind, attempts, not_before, state)
    VALUES ({desk}, $1, $2, $8, $3, '{told}', 0, $2, 0)
) INSERT INTO tkit_command (place, feed, desk, id, actor_kind, actor, at, config_version, zone_rules, digest, body, texts,
    to_ticket, to_number, to_version, to_message)
VALUES ((SELECT places FROM m), (SELECT feed FROM m), {desk}, $9, 1, $5, $2, 1, '2026f', $9, '{asked}', $4, $1, '1', 2, $4)";

const TRANSITION: &str = r"WITH m AS ({drawn}), t AS (
    UPDATE tkit_ticket SET version = version + 1, public_version = public_version + 1, updated_at = $2, public_updated_at = $2,
        status = $5, category = $5, status_since = $2
    WHERE desk = {desk} AND id = $1
), c AS (
    UPDATE tkit_clock SET state = 1, due_at = $2, used_ms = 30850, pauses = '{pauses}', steps = '{steps}'
    WHERE desk = {desk} AND ticket = $1 AND metric = 'resolution'
), i AS (
    INSERT INTO tkit_timer AS i (desk, ticket, cause, due_at) VALUES ({desk}, $1, 'clock/standard/resolution/1', $2)
    ON CONFLICT (desk, ticket, cause) DO UPDATE SET due_at = excluded.due_at
), u AS (
    UPDATE tkit_counter SET value = value + 1 WHERE desk = {desk} AND counter = 'load' AND person = $6
), e AS (
    INSERT INTO tkit_event (feed, desk, ticket, version, public_version, public, at, id, by_kind, by, command, depth, type,
        changes)
    VALUES ((SELECT feed FROM m), {desk}, $1, $3, $3, 1, $2, $4, 1, $6, $4, 0, 'ticket_moved', '{moved}')
) INSERT INTO tkit_command (place, feed, desk, id, actor_kind, actor, at, config_version, zone_rules, digest, body, to_ticket,
    to_number, to_version)
VALUES ((SELECT places FROM m), (SELECT feed FROM m), {desk}, $4, 1, $6, $2, 1, '2026f', $4, '{asked}', $1, '1', 2)";

/// Texts as long as those that the engine writes.
const TEXTS: [(&str, &str); 7] = [
    ("{steps}", r#"[{"index":0,"at":"2026-06-01T15:02:00.000Z","state":"waiting"}]"#),
    ("{pauses}", r#"[{"from":"2026-06-01T09:02:30.850Z","cause":{"kind":"status","status":"answered"}}]"#),
    (
        "{created}",
        r#"{"number":["","2400"],"created_at":["1970-01-01T00:00:00.000Z","2026-06-01T09:02:00.000Z"],"description":["019e826b-2340-7f0a-8ef1-6c7fc3091408"],"requester":["00000000-0000-0000-0000-000000000000","019e8269-d12a-75a5-9ea5-1eb268fc2b6f"],"team":["billing"],"workflow":["","default"],"status":["","new"],"status_since":["1970-01-01T00:00:00.000Z","2026-06-01T09:02:00.000Z"],"priority":["","normal"],"channel":["","email"],"waiting_since":["2026-06-01T09:02:00.000Z"],"last_requester_at":["2026-06-01T09:02:00.000Z"]}"#,
    ),
    (
        "{routed}",
        r#"{"owner":["019e8269-4e80-78bf-891f-1d88f72cf168"],"assignees":[["019e8269-4e80-78bf-891f-1d88f72cf168"]]}"#,
    ),
    (
        "{moved}",
        r#"{"status":["new","answered"],"category":["new","pending"],"status_since":["2026-06-01T09:02:00.000Z","2026-06-01T09:02:30.850Z"]}"#,
    ),
    ("{told}", r#"{"kind":"assigned","to":["019e8269-4e80-78bf-891f-1d88f72cf168"]}"#),
    (
        "{asked}",
        r#"{"do":"create_ticket","subject":"zesilo sijapulo radene mivatolo tonelomi","body":"","requester":{"address":"customer-268@example.com"},"set":{"channel":"email"}}"#,
    ),
];

fn statement(sql: &str, events: u32) -> String {
    let sql = sql.replace("{drawn}", DRAWN).replace("{desk}", DESK).replace("{events}", &events.to_string());
    TEXTS.iter().fold(sql, |sql, (name, text)| sql.replace(name, text))
}

/// The engine's tables in a schema of their own.
#[derive(Debug)]
pub struct Twin(Ground);

impl Twin {
    /// Empty tables, but for a desk.
    pub fn create(url: &str) -> Self {
        let ground = Ground::new(url, "twin");
        let options = PostgresOptions { schema: ground.schema.clone(), ..PostgresOptions::default() };
        drop(PostgresStorage::open_with(url, &options).expect("the server answers"));
        let desk = format!(
            "INSERT INTO tkit_desk VALUES ({DESK}, 'busy', 1, 0, 0); INSERT INTO tkit_drawn VALUES ({DESK}, 0)"
        );
        ground.connect().batch_execute(&desk).expect("the tables are there");
        Self(ground)
    }

    /// So many connections, each with tickets and an agent of its own.
    pub fn hands(&self, count: usize) -> Vec<TwinHand> {
        (0..count).map(|n| TwinHand::on(self.0.connect(), n)).collect()
    }
}

/// A connection that writes the engine's rows.
#[allow(missing_debug_implementations, reason = "a connection has nothing to show")]
pub struct TwinHand {
    client: Client,
    create: Statement,
    reply: Statement,
    transition: Statement,
    chance: Chance,
    agent: Vec<u8>,
    /// The last number that was given.
    last: u64,
    open: Vec<Vec<u8>>,
    now: i64,
}

impl TwinHand {
    fn on(mut client: Client, n: usize) -> Self {
        let mut prepare = |sql: String| client.prepare(&sql).expect("a statement is sound");
        let create = prepare(statement(CREATE, 2));
        let reply = prepare(statement(REPLY, 2));
        let transition = prepare(statement(TRANSITION, 1));
        let mut chance = Chance::new(n as u64 * 2 + 9);
        let agent = chance.id(n as u64).to_vec();
        let (last, open) = (n as u64 * 1_000_000_000, Vec::new());
        Self { client, create, reply, transition, chance, agent, last, open, now: 1_780_000_000_000 }
    }

    fn new_id(&mut self) -> Vec<u8> {
        self.last += 1;
        self.chance.id(self.last).to_vec()
    }

    /// Creates a ticket.
    pub fn create(&mut self) {
        self.now += 1_000;
        let [ticket, message, requester, decision, one, other, command] =
            std::array::from_fn(|_| self.new_id());
        let (number, candidates) = (self.last.to_string(), vec![8_u8; 240]);
        let (subject, body) = (text(&mut self.chance, 5), text(&mut self.chance, 67));
        self.client
            .execute(
                &self.create,
                &[
                    &ticket,
                    &self.now,
                    &number,
                    &subject,
                    &message,
                    &requester,
                    &self.agent,
                    &body,
                    &decision,
                    &candidates,
                    &self.agent,
                    &one,
                    &other,
                    &command,
                ],
            )
            .expect("a statement runs");
        self.open.push(ticket);
    }

    /// Answers some ticket.
    pub fn reply(&mut self) {
        let (ticket, version) = self.some();
        let [message, event, command] = std::array::from_fn(|_| self.new_id());
        let body = text(&mut self.chance, 61);
        self.client
            .execute(
                &self.reply,
                &[&ticket, &self.now, &version, &message, &self.agent, &body, &self.agent, &event, &command],
            )
            .expect("a statement runs");
    }

    /// Moves some ticket to another status.
    pub fn transition(&mut self) {
        let (ticket, version) = self.some();
        let command = self.new_id();
        let status =
            ["new", "open", "answered", "postponed"][usize::try_from(self.chance.below(4)).unwrap_or(0)];
        self.client
            .execute(&self.transition, &[&ticket, &self.now, &version, &command, &status, &self.agent])
            .expect("a statement runs");
    }

    /// Some ticket of this hand, and a version that it never had.
    fn some(&mut self) -> (Vec<u8>, i64) {
        self.now += 1_000;
        let place = usize::try_from(self.chance.below(self.open.len() as u64)).unwrap_or(0);
        (self.open[place].clone(), self.now)
    }
}
