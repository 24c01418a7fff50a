//! Carrying out a plan.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::erase::Erasing;
use super::step::{Refusal, Step};
use super::{Plan, Work};
use crate::change::{ChangeSet, Put};
use crate::error::Error;
use crate::storage::Committed;
use crate::storage::erase::erase;
use crate::storage::postgres::desks::config_version;
use crate::storage::postgres::errors::{Fault, Outcome};
use crate::storage::postgres::rows::one;
use crate::storage::postgres::session::Session;
use crate::storage::sql::{Cell, Row, Stored};

/// So many rows are written by one statement at the most; what is longer costs more to plan than it saves.
const ROWS: usize = 200;

/// How a change set is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::storage::postgres) enum Manner {
    /// By itself, outside of a transaction.
    Alone,
    /// Inside the open transaction. Where it cannot be written, the caller takes back what was.
    Within,
}

/// Writes a change set, whole or not at all.
pub(in crate::storage::postgres) fn apply(
    session: &Session,
    changes: &ChangeSet,
    manner: Manner,
) -> Outcome<Committed> {
    let plan = Plan::of(changes)?;
    if manner == Manner::Within {
        return plan.one_by_one(session);
    }
    if plan.is_one_statement() {
        match plan.at_once(session) {
            Err(fault) if !fault.is_contention() && !fault.is_lost() => {
                if let Some(refusal) = plan.refused_by(&fault) {
                    plan.check(session)?;
                    return Err(Error::from(refusal).into());
                }
            }
            answer => return answer,
        }
    }
    session.transaction("BEGIN", || plan.one_by_one(session))
}

impl<'c> Plan<'c> {
    /// Whether it can be said by one statement, which does not see what it writes itself.
    fn is_one_statement(&self) -> bool {
        self.steps().map(Step::rows).sum::<usize>() <= ROWS
            && !self.work.iter().any(|work| matches!(work, Work::Erase(_)))
            && !writes_twice(self.changes)
    }

    /// What every change set does: it checks the configuration, and draws its numbers.
    fn moved(&self) -> Step<'c> {
        let changes = self.changes;
        let events = i64::try_from(changes.events.len()).unwrap_or(i64::MAX);
        let configs = changes.puts.iter().filter(|put| matches!(put, Put::Config { .. })).count();
        let sql =
            "UPDATE tkit_desk SET feed = feed + ?, places = places + ?, config_version = config_version + ?
            WHERE desk = ? AND config_version = ? RETURNING feed, places";
        let cells = [
            Cell::Integer(events),
            changes.command.is_some().to_cell().into_owned(),
            Cell::Integer(i64::try_from(configs).unwrap_or(i64::MAX)),
            self.desk(),
            changes.config_version.to_cell(),
        ];
        Step::new(sql, cells)
    }

    /// All of it as one statement, which fails where a step does not meet what it expects, and says which. The row of the
    /// desk is asked for last, so that others wait for it only while this one ends.
    fn at_once(&self, session: &Session) -> Outcome<Committed> {
        let (mut sql, mut cells) = (String::with_capacity(4_096), Vec::new());
        let numbers = ("(SELECT feed FROM moved)", "(SELECT places FROM moved)");
        sql.push_str("WITH moved AS (");
        let moved = self.moved();
        moved.write(&mut sql, &mut cells, numbers);
        sql.push(')');
        let unmet = write_all(self.steps(), ", ", &mut sql, &mut cells, numbers);
        let _ = write!(
            sql,
            " SELECT CAST(CASE {unmet}WHEN EXISTS (SELECT 1 FROM moved) THEN '1' ELSE '{UNMET}' END AS BIGINT),
            (SELECT feed FROM moved)"
        );
        let feed = one(session, &sql, &cells, |row| {
            row.pass();
            row.take()
        })?;
        Ok(Committed { feed: feed.ok_or_else(|| Fault::stale("the configuration"))? })
    }

    /// What stood in the way of all of it, where that is a matter of what others did meanwhile, and clear from what the server
    /// complains of. Everything else is looked at step by step, because several things may stand in the way of it, of which
    /// the first is told.
    fn refused_by(&self, fault: &Fault) -> Option<Refusal> {
        let (_, place) = fault.unreadable()?.split_once(UNMET)?;
        let place: String = place.trim_start().chars().take_while(char::is_ascii_digit).collect();
        let refusal = self.steps().nth(place.parse().ok()?)?.otherwise;
        refusal.filter(|refusal| matches!(refusal, Refusal::Stale(_)))
    }

    /// The steps, in their order.
    fn steps(&self) -> impl Iterator<Item = &Step<'c>> {
        self.work.iter().filter_map(|work| if let Work::Step(step) = work { Some(step) } else { None })
    }

    /// Takes the steps inside the open transaction, and nothing else: together, or one by one.
    pub(super) fn carry_out(&self, session: &Session, together: bool) -> Outcome<()> {
        if !together {
            return self.steps().try_for_each(|step| step.run(session, ("", "")));
        }
        let mut steps = self.steps().peekable();
        while steps.peek().is_some() {
            let (mut sql, mut cells) = (String::with_capacity(4_096), Vec::new());
            let mut rows = 0;
            let some = std::iter::from_fn(|| {
                steps.next_if(|step| {
                    rows += step.rows();
                    rows <= ROWS
                })
            });
            let unmet = write_all(some, "WITH ", &mut sql, &mut cells, ("", ""));
            let _ = write!(sql, " SELECT CAST(CASE {unmet}ELSE '1' END AS BIGINT)");
            session.query(&sql, &cells)?;
        }
        Ok(())
    }

    /// Step by step, inside the open transaction.
    fn one_by_one(&self, session: &Session) -> Outcome<Committed> {
        self.check(session)?;
        let (mut feed, mut numbers) = (0, (String::new(), String::new()));
        for work in &self.work {
            match work {
                Work::Draw => {
                    let place: u64;
                    (feed, place) = self.draw(session)?;
                    numbers = (feed.to_string(), place.to_string());
                }
                Work::Erase(erasure) => {
                    erase(&mut Erasing { session, desk: self.changes.desk }, erasure)?;
                }
                Work::Step(step) => step.run(session, (&numbers.0, &numbers.1))?,
            }
        }
        Ok(Committed { feed })
    }

    /// What is told first, whatever else stands in the way: that there is no such desk, that it goes by another configuration,
    /// or that the command was carried out before.
    fn check(&self, session: &Session) -> Outcome<()> {
        let changes = self.changes;
        if config_version(session, changes.desk)? != changes.config_version {
            return Err(Fault::stale("the configuration"));
        }
        let Some(record) = &changes.command else { return Ok(()) };
        let sql = "SELECT 1 FROM tkit_command WHERE desk = $1 AND id = $2";
        match one(session, sql, &[self.desk(), record.id.to_cell()], |_| Ok(()))? {
            Some(()) => Err(Fault::taken("the id of the command")),
            None => Ok(()),
        }
    }

    /// Draws the last number of the feed and the place among the commands.
    fn draw(&self, session: &Session) -> Outcome<(u64, u64)> {
        let (mut sql, mut cells) = (String::new(), Vec::new());
        let moved = self.moved();
        moved.write(&mut sql, &mut cells, ("", ""));
        let moved = one(session, &sql, &cells, |row| Ok((row.take()?, row.take()?)))?;
        moved.ok_or_else(|| Fault::stale("the configuration"))
    }
}

/// Whether a change set writes some record twice, where the second time expects what the first has written.
fn writes_twice(changes: &ChangeSet) -> bool {
    let mut written = BTreeSet::new();
    let mut records = changes.puts.iter().filter_map(|put| match put {
        Put::Ticket { after, .. } => Some((0, *after.id.as_bytes(), "")),
        Put::Person { person } => Some((1, *person.id.as_bytes(), "")),
        Put::Organization { organization } => Some((2, *organization.id.as_bytes(), "")),
        Put::Job { job } => Some((3, *job.id.as_bytes(), "")),
        Put::Effect { effect, .. } => Some((4, *effect.id.as_bytes(), "")),
        Put::Settled { effect, .. } => Some((4, *effect.as_bytes(), "")),
        Put::Turn { team, person, .. } => Some((5, *person.as_bytes(), team.as_str())),
        _ => None,
    });
    !records.all(|record| written.insert(record))
}

/// What stands for a number where a step does not meet what it expects, before the place of the step. A server complains of
/// a number that it cannot read, in these words.
const UNMET: &str = "unmet";

/// Adds steps to a statement as parts of it; `lead` stands before the first. Answers the cases in which one of them does not
/// meet what it expects.
fn write_all<'s, 'c: 's>(
    steps: impl Iterator<Item = &'s Step<'c>>,
    lead: &str,
    sql: &mut String,
    cells: &mut Vec<Cell<'s>>,
    numbers: (&str, &str),
) -> String {
    let mut unmet = String::new();
    for (n, step) in steps.enumerate() {
        let _ = write!(sql, "{}s{n} AS (", if n == 0 { lead } else { ", " });
        step.write(sql, cells, numbers);
        if step.otherwise.is_some() {
            if step.changes_rows() {
                sql.push_str(" RETURNING 1");
            }
            let _ = write!(unmet, "WHEN NOT EXISTS (SELECT 1 FROM s{n}) THEN '{UNMET} {n}' ");
        }
        sql.push(')');
    }
    unmet
}

impl Step<'_> {
    /// Runs it by itself; these are the numbers that were drawn.
    pub(super) fn run(&self, session: &Session, numbers: (&str, &str)) -> Outcome<()> {
        let (mut sql, mut cells) = (String::new(), Vec::new());
        self.write(&mut sql, &mut cells, numbers);
        let met = session.execute(&sql, &cells).map_err(|fault| match &self.taken {
            Some(what) => fault.or_taken(|| what.clone()),
            None => fault.in_our_words(),
        })?;
        match self.otherwise {
            Some(refusal) if met == 0 => Err(Error::from(refusal).into()),
            _ => Ok(()),
        }
    }
}
