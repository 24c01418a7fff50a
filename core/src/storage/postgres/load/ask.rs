//! What is asked for a key.

use crate::id::{DeskId, Name};
use crate::limits;
use crate::model::{PullPlace, TicketRef};
use crate::storage::Key;
use crate::storage::postgres::questions::{Question, Questions};
use crate::storage::postgres::rows::either;
use crate::storage::sql::{self, Cell, Stored, bound, of, share, turn};

/// The questions about a desk.
pub(super) struct Asking<'q> {
    desk: Cell<'static>,
    pub(super) questions: Questions<'q>,
}

impl<'q> Asking<'q> {
    pub(super) fn new(desk: DeskId) -> Self {
        Self { desk: desk.to_cell().into_owned(), questions: Questions::default() }
    }

    /// Asks for the version of the configuration.
    pub(super) fn version(&mut self) -> Question {
        self.of("config_version", "FROM tkit_desk WHERE desk = ?", [])
    }

    /// Asks about something whose first value is the desk.
    fn of(&mut self, columns: &str, from: &str, cells: impl IntoIterator<Item = Cell<'q>>) -> Question {
        self.questions.ask(columns, from, [self.desk.clone()].into_iter().chain(cells))
    }

    /// Asks what stands under a key: as many questions as the answer is made of.
    #[allow(clippy::too_many_lines, reason = "one arm for each key")]
    pub(super) fn ask(&mut self, key: &'q Key) -> Vec<Question> {
        let question = match key {
            Key::Command(id) => {
                self.of(sql::COMMAND_COLUMNS, "FROM tkit_command WHERE desk = ? AND id = ?", [id.to_cell()])
            }
            Key::Ticket(id) => return self.ticket_of_id(id.to_cell()),
            Key::TicketByNumber(number) => return self.ticket("t.number = ?", &[number.to_cell()]),
            Key::TicketByMessage(message) => {
                let holds = "t.id = (SELECT ticket FROM tkit_message WHERE desk = ? AND external_id = ?)";
                return self.ticket(holds, &[self.desk.clone(), message.to_cell()]);
            }
            Key::TicketByFoldKey(key) => return self.ticket("t.fold_key = ?", &[key.to_cell()]),
            Key::OpenLinks(kind, target) => self.of(
                "created_at, ticket",
                "FROM tkit_link WHERE desk = ? AND kind = ? AND target = ? AND open = 1
                    ORDER BY created_at, ticket LIMIT ?",
                [Cell::Integer(sql::link_number(*kind)), target.to_cell(), most(limits::LINKS_NAMED)],
            ),
            Key::Message(id) => self.of(
                &format!("ticket, {}", sql::MESSAGE_COLUMNS),
                "FROM tkit_message WHERE desk = ? AND id = ?",
                [id.to_cell()],
            ),
            Key::Person(id) => self.person("id = ?", [id.to_cell()]),
            Key::PersonByKey(key) => self.person("key = ?", [key.to_cell()]),
            Key::PersonByAddress(address) => {
                let holds = "id = (SELECT person FROM tkit_address WHERE desk = ? AND address = ?)";
                self.person(holds, [self.desk.clone(), address.to_cell()])
            }
            Key::Organization(id) => self.organization("id = ?", id.to_cell()),
            Key::OrganizationByKey(key) => self.organization("key = ?", key.to_cell()),
            Key::Team(team) => self.team(team),
            Key::Queue(team) => self.queue("?", [team.to_cell()]),
            Key::Pull { team, after, limit } => self.pull(team, after.as_ref(), *limit),
            Key::Load(person) => self.of(
                "value",
                "FROM tkit_counter WHERE desk = ? AND counter = 'load' AND person = ?",
                [person.to_cell()],
            ),
            Key::Turn(team, person) => self.of(
                "value",
                "FROM tkit_counter WHERE desk = ? AND counter = ? AND person = ?",
                [turn(team), person.to_cell()],
            ),
            Key::Shares { team, from, to } => self.of(
                "person, SUM(value)::BIGINT",
                "FROM tkit_counter WHERE desk = ? AND counter BETWEEN ? AND ? GROUP BY person",
                [share(team, *from), share(team, *to)],
            ),
            // Solved tickets stand apart from the others in the index.
            Key::LatestOwner(requester, besides) => {
                let besides = besides.map_or(Cell::bytes(&[]), |ticket| ticket.to_cell().into_owned());
                return [0, 1]
                    .map(|done| {
                        self.of(
                            "created_at, id, owner",
                            "FROM tkit_ticket WHERE desk = ? AND requester = ? AND done = ? AND id <> ?
                            ORDER BY created_at DESC, id DESC LIMIT ?",
                            [
                                requester.to_cell(),
                                Cell::Integer(done),
                                besides.clone(),
                                bound(limits::KNOWN_TICKETS.into()),
                            ],
                        )
                    })
                    .into();
            }
            Key::Number => {
                let draw = "UPDATE tkit_drawn SET number = number + 1 WHERE desk = ? RETURNING number";
                self.questions.first("drawn", draw, [self.desk.clone()]);
                self.questions.ask(UNWAITED, "FROM drawn", [])
            }
            Key::Drawn => self.of("number", "FROM tkit_drawn WHERE desk = ?", []),
            Key::Decision(id) => self.of(
                &format!("ticket, {}", sql::DECISION_COLUMNS),
                "FROM tkit_decision WHERE desk = ? AND id = ?",
                [id.to_cell()],
            ),
            Key::Fired(kind, rule) => self.of(
                "times, at",
                "FROM tkit_fired WHERE desk = ? AND kind = ? AND rule = ?",
                [Cell::text(kind.as_str()), Cell::text(rule.as_str())],
            ),
            Key::Job(id) => {
                self.of(sql::JOB_COLUMNS, "FROM tkit_job WHERE desk = ? AND id = ?", [id.to_cell()])
            }
            Key::Effect(id) => self.of(
                &format!("ticket, {}", sql::EFFECT_COLUMNS),
                "FROM tkit_effect WHERE desk = ? AND id = ?",
                [id.to_cell()],
            ),
            // Of each ticket the first in its outbox at the most.
            Key::EffectsReady { now, limit } => self.of(
                &of("e", &format!("ticket, {}", sql::EFFECT_COLUMNS)),
                "FROM tkit_effect AS e WHERE e.desk = ? AND e.not_before <= ?
                    AND (e.state = 0 OR (e.state = 1 AND e.until <= ?))
                    AND NOT EXISTS (SELECT 1 FROM tkit_effect AS f
                        WHERE f.desk = e.desk AND f.ticket = e.ticket AND f.position < e.position)
                    ORDER BY e.at, e.id LIMIT ?",
                [now.to_cell(), now.to_cell(), bound((*limit).into())],
            ),
            Key::Knows(ticket, person) => self.of(
                "1::BIGINT",
                "FROM tkit_ticket AS t WHERE t.desk = ? AND t.id = ? AND (t.requester = ?
                    OR EXISTS (SELECT 1 FROM tkit_participant AS p WHERE p.desk = t.desk AND p.person = ?
                        AND p.part IN (2, 4, 5) AND p.done = t.done AND p.created_at = t.created_at AND p.ticket = t.id)
                    OR EXISTS (SELECT 1 FROM tkit_message AS m WHERE m.desk = t.desk AND m.author = ?
                        AND m.author_kind IN (1, 4) AND m.ticket = t.id))",
                [ticket.to_cell(), person.to_cell(), person.to_cell(), either(&person.to_cell()).into_owned()],
            ),
            Key::Work(ticket) => {
                let (holds, cell) = match ticket {
                    TicketRef::Id(id) => ("id = ?", id.to_cell()),
                    TicketRef::Number(number) => ("number = ?", number.to_cell()),
                };
                let of_ticket =
                    |column: &str| format!("(SELECT {column} FROM tkit_ticket WHERE desk = ? AND {holds})");
                let cells = [self.desk.clone(), cell];
                let owner = self.person(&format!("id = {}", of_ticket("owner")), cells.clone());
                return vec![owner, self.queue(&of_ticket("team"), cells)];
            }
            // These are looked up when the others are known.
            Key::Winner(_) | Key::TicketsOf { .. } | Key::FilesLost(_) => return Vec::new(),
        };
        vec![question]
    }

    /// A ticket with its clocks and timers.
    fn ticket_of_id(&mut self, id: Cell<'q>) -> Vec<Question> {
        let ticket =
            self.of(&file_columns(), "FROM tkit_ticket AS t WHERE t.desk = ? AND t.id = ?", [id.clone()]);
        let clocks =
            self.of(sql::CLOCK_COLUMNS, "FROM tkit_clock WHERE desk = ? AND ticket = ?", [id.clone()]);
        let timers = self.of("cause, due_at", "FROM tkit_timer WHERE desk = ? AND ticket = ?", [id]);
        vec![ticket, clocks, timers]
    }

    /// The same for a ticket that is known by something else.
    fn ticket(&mut self, holds: &str, cells: &[Cell<'q>]) -> Vec<Question> {
        let columns = file_columns();
        let tickets = format!("FROM tkit_ticket AS t WHERE t.desk = ? AND {holds}");
        let ticket = self.of(&columns, &tickets, cells.iter().cloned());
        let mut belonging = |columns: &str, table: &str| {
            let from = format!("FROM {table} WHERE desk = ? AND ticket = (SELECT t.id {tickets})");
            self.of(columns, &from, [self.desk.clone()].into_iter().chain(cells.iter().cloned()))
        };
        let clocks = belonging(sql::CLOCK_COLUMNS, "tkit_clock");
        vec![ticket, clocks, belonging("cause, due_at", "tkit_timer")]
    }

    fn person<const N: usize>(&mut self, holds: &str, cells: [Cell<'q>; N]) -> Question {
        self.of(sql::PERSON_COLUMNS, &format!("FROM tkit_person WHERE desk = ? AND {holds}"), cells)
    }

    /// What waits in a team, which is said so.
    fn queue<const N: usize>(&mut self, team: &str, cells: [Cell<'q>; N]) -> Question {
        let from = format!(
            "FROM tkit_ticket WHERE desk = ? AND team = {team} AND done = 0 AND owner IS NULL
                    ORDER BY created_at, id LIMIT ?"
        );
        self.of("created_at, id", &from, cells.into_iter().chain([most(limits::TICKETS_PER_COMMAND)]))
    }

    fn organization(&mut self, holds: &str, cell: Cell<'q>) -> Question {
        let from = format!("FROM tkit_organization WHERE desk = ? AND {holds}");
        self.of(sql::ORGANIZATION_COLUMNS, &from, [cell])
    }

    fn team(&mut self, team: &'q Name) -> Question {
        let columns = format!("c.value, r.value, {}", of("p", sql::PERSON_COLUMNS));
        let from = "FROM tkit_member AS m
            JOIN tkit_person AS p ON p.desk = m.desk AND p.id = m.person
            LEFT JOIN tkit_counter AS c ON c.desk = m.desk AND c.counter = 'load' AND c.person = m.person
            LEFT JOIN tkit_counter AS r ON r.desk = m.desk AND r.counter = ? AND r.person = m.person
            WHERE m.desk = ? AND m.team = ?";
        self.questions.ask(&columns, from, [turn(team), self.desk.clone(), team.to_cell()])
    }

    fn pull(
        &mut self,
        team: &'q Name,
        after: Option<&'q (PullPlace, crate::id::TicketId)>,
        limit: u32,
    ) -> Question {
        let mut cells = vec![team.to_cell()];
        let mut from = "FROM tkit_ticket WHERE desk = ? AND team = ? AND pull_due IS NOT NULL".to_owned();
        if let Some((PullPlace { due_by, rank, since, .. }, ticket)) = after {
            from.push_str(" AND (pull_due, pull_rank, pull_since, id) > (?, ?, ?, ?)");
            cells.extend([due_by.to_cell(), rank.to_cell(), since.to_cell(), ticket.to_cell()]);
        }
        from.push_str(" ORDER BY pull_due, pull_rank, pull_since, id LIMIT ?");
        cells.push(bound(limit.into()));
        self.of("pull_due, pull_rank, pull_since, id", &from, cells)
    }
}

/// A number that was drawn. Nobody waits until that is on the disk, or keeps others waiting for the row meanwhile: what is
/// written with the number comes after it in the one log of the server, which is never there without what came before.
const UNWAITED: &str = "number, set_config('synchronous_commit', 'off', true)";

/// The columns of a ticket `t` with its counts and its place, in the order of [`super::file_of`].
pub(in crate::storage::postgres) fn file_columns() -> String {
    format!("t.messages, t.effects, t.pull_due, t.pull_rank, t.pull_since, {}", sql::ticket_columns())
}

fn most(limit: usize) -> Cell<'static> {
    bound(u64::try_from(limit).unwrap_or(u64::MAX))
}
