//! The incidents of a log, given out by strategies of ours beside what really happened.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use ticketkit::Span;
use ticketkit::assignment::simulate::{Arrival, Held, Routed, Setting, simulate, tally};
use ticketkit::assignment::{RouteMode, Strategy, Team};
use ticketkit::command::RoutingTally;
use ticketkit::id::{Name, PersonId, TicketId};
use ticketkit::model::{Agent, Person, Ticket};
use ticketkit::time::Timestamp;

use super::desk::Plan;
use super::log::{Incident, Log, Row};
use super::report::grouped;
use super::route_picture;

/// What is tried. The log knows no skills, so that `skill_best` would say what `least_loaded` says.
pub(super) const TRIED: [Strategy; 3] = [Strategy::RoundRobin, Strategy::LeastLoaded, Strategy::Weighted];

/// A routing, and what it came to.
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) sums: RoutingTally,
}

/// An incident that comes to a group.
struct Came {
    ticket: Ticket,
    at: Timestamp,
    team: Name,
    work: Option<Span>,
    real: Routed,
    /// The group that had it in the end.
    ended_in: Option<Name>,
}

/// Routes a log, tells it as a table, and draws it into a file.
pub(super) fn run(log: &Log, plan: &Plan, picture: &Path, out: &mut dyn Write) -> io::Result<u8> {
    let (first, until) = log.days().unwrap_or_default();
    let people = people(plan);
    let ids: BTreeMap<&str, PersonId> = people.iter().map(|it| (it.name.as_str(), it.id)).collect();
    let came: Vec<Came> =
        (0..).zip(&log.incidents).filter_map(|(n, one)| came(n, one, plan, &ids, until)).collect();
    let real: Vec<Routed> = came.iter().map(|one| one.real.clone()).collect();
    let plain: Vec<&Person> = people.iter().collect();
    let mut columns = vec![Column { name: "the log", sums: tally(&plain, &real) }];
    // Nobody takes more at a time than they once had, and of what is shared out by weight they get that part.
    let loads: BTreeMap<PersonId, i64> =
        columns.iter().flat_map(|it| &it.sums.agents).map(|it| (it.person, it.largest_load)).collect();
    let sized: Vec<Person> = people.iter().map(|person| sized(person, &loads)).collect();
    let sized: Vec<&Person> = sized.iter().collect();
    for strategy in TRIED {
        let routed = play(strategy, plan, &sized, &came, until);
        columns.push(Column { name: strategy.as_str(), sums: tally(&sized, &routed) });
    }
    let left_out = log.incidents.len() - came.len();
    table(&columns, left_out, (first, until), people.len(), out)?;
    let drawn = route_picture::draw(&columns);
    if let Err(error) = std::fs::write(picture, drawn) {
        writeln!(out, "cannot write {}: {error}", picture.display())?;
        return Ok(1);
    }
    writeln!(out, "\nas a picture in {}", picture.display())?;
    Ok(0)
}

fn team_of(plan: &Plan, row: &Row) -> Option<Name> {
    plan.groups.get(row.group.as_ref()?)?.parse().ok()
}

/// Whether an incident is work for whoever has it.
fn is_work(row: &Row) -> bool {
    matches!(row.state.as_str(), "New" | "Active")
}

/// How an incident came, to the first group that the log names; nothing for one without, and for one that was done then.
fn came(
    n: u64,
    incident: &Incident,
    plan: &Plan,
    ids: &BTreeMap<&str, PersonId>,
    until: Timestamp,
) -> Option<Came> {
    let at = incident.first.at;
    let team = incident.rows().find_map(|row| team_of(plan, row))?;
    if !is_work(&incident.first) && incident.later.iter().all(|row| !is_work(row)) {
        return None;
    }
    let mut id = [0; 16];
    id.iter_mut().rev().zip(n.to_le_bytes()).for_each(|(byte, part)| *byte = part);
    let mut real = Routed { came: at, team: Some(team.clone()), ..Routed::default() };
    let mut worked = Span::ZERO;
    let ends = incident.later.iter().map(|row| row.at).chain(std::iter::once(until));
    for (row, to) in incident.rows().zip(ends) {
        let owner = row.assignee.as_ref().and_then(|name| ids.get(name.as_str()).copied());
        if let (None, Some(owner)) = (real.given, owner) {
            real.given = Some((owner, row.at));
            real.team = team_of(plan, row).or(real.team);
            worked = Span::ZERO;
        }
        if is_work(row) && row.at < to {
            worked = Span::from_millis(worked.millis() + to.since(row.at).millis());
            real.held.extend(owner.map(|person| Held { person, from: row.at, to, weight: 1 }));
        }
    }
    real.handoffs =
        u32::try_from(incident.rows().zip(&incident.later).filter(|(a, b)| a.group != b.group).count())
            .unwrap_or(u32::MAX);
    Some(Came {
        ticket: Ticket::blank(TicketId::from_bytes(id)),
        at,
        team,
        work: (!is_work(incident.last())).then_some(worked),
        real,
        ended_in: incident.rows().rev().find_map(|row| team_of(plan, row)),
    })
}

/// Everybody whom the log assigns, in the groups that they are assigned for.
fn people(plan: &Plan) -> Vec<Person> {
    let person = |(n, (name, groups)): (u64, (&String, &std::collections::BTreeSet<String>))| {
        let mut id = [0; 16];
        id.iter_mut().rev().zip(n.to_le_bytes()).for_each(|(byte, part)| *byte = part);
        let mut person = Person::new(PersonId::from_bytes(id), name.clone(), Timestamp::default());
        let mut agent = Agent::new("agent".parse().ok()?);
        let teams = groups.iter().filter_map(|group| plan.groups.get(group)?.parse().ok());
        agent.teams = teams.collect();
        agent.teams.sort_unstable();
        person.agent = Some(agent);
        Some(person)
    };
    (1..).zip(&plan.people).filter_map(person).collect()
}

/// The same person, who takes as much as they had at the most.
fn sized(person: &Person, loads: &BTreeMap<PersonId, i64>) -> Person {
    let mut person = person.clone();
    let most = loads.get(&person.id).and_then(|load| u32::try_from(*load).ok()).unwrap_or(1);
    if let Some(agent) = &mut person.agent {
        agent.capacity = most.max(1);
        agent.share = most.clamp(1, 1_000);
    }
    person
}

fn play(strategy: Strategy, plan: &Plan, people: &[&Person], came: &[Came], until: Timestamp) -> Vec<Routed> {
    let names = plan.groups.values().filter_map(|name| name.parse::<Name>().ok());
    let teams: BTreeMap<Name, Team> = names.map(|name| (name.clone(), Team::new(name, strategy))).collect();
    let arrive = |one: &'_ Came| (one.at, one.work);
    let facts: Vec<_> = came.iter().map(arrive).collect();
    let arrivals: Vec<Arrival<'_>> = came
        .iter()
        .zip(facts)
        .map(|(one, (at, work))| Arrival {
            ticket: &one.ticket,
            at,
            team: Some(&one.team),
            owner: None,
            work,
        })
        .collect();
    let setting = Setting {
        teams: &teams,
        routes: &[],
        mode: RouteMode::First,
        calendars: &BTreeMap::new(),
        people,
        weigh: &|_| None,
        may_see: &|_| true,
        handoff_limit: None,
        until,
    };
    let mut routed = simulate(&setting, &arrivals);
    for (routed, one) in routed.iter_mut().zip(came) {
        routed.handoffs += u32::from(routed.team != one.ended_in);
    }
    routed
}

fn table(
    columns: &[Column],
    left_out: usize,
    (first, until): (Timestamp, Timestamp),
    people: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let day = |instant: Timestamp| instant.to_string().chars().take(10).collect::<String>();
    let tickets = columns.first().map_or(0, |column| column.sums.tickets);
    writeln!(
        out,
        "routed   {} incidents, {} to {}, among {people} people, each in the groups that the log assigns them for; \
         {left_out} without a group or without work are left out",
        count(tickets),
        day(first),
        day(until)
    )?;
    writeln!(
        out,
        "         an incident comes to the first group that it had, and is as long work as it was; one that ended in \
         another group is one\n         handoff; nobody takes more at a time than they once had, shares are in that \
         proportion, and everybody is always there\n"
    )?;
    let row = |out: &mut dyn Write, what: &str, of: &dyn Fn(&RoutingTally) -> String| -> io::Result<()> {
        write!(out, "{what:<36}")?;
        for column in columns {
            write!(out, " {:>14}", of(&column.sums))?;
        }
        writeln!(out)
    };
    write!(out, "{:<36}", "")?;
    for column in columns {
        write!(out, " {:>14}", column.name)?;
    }
    writeln!(out)?;
    row(out, "got an owner", &|it| count(it.waited.tickets))?;
    row(out, "never given", &|it| count(it.never_given))?;
    row(out, "waited on average", &|it| length(it.waited.mean_ms()))?;
    row(out, "waited, median", &|it| length(it.waited.median_ms))?;
    row(out, "waited, 90th percentile", &|it| length(it.waited.p90_ms))?;
    row(out, "waited, longest", &|it| length(it.waited.longest_ms))?;
    row(out, "handoffs", &|it| count(it.handoffs))?;
    row(out, "most tickets of one person", &|it| {
        count(it.agents.iter().map(|agent| agent.tickets).max().unwrap_or(0))
    })?;
    row(out, "spread in a group, largest", &|it| {
        count(it.teams.iter().map(|team| team.spread).max().unwrap_or(0))
    })?;
    row(out, "spread in a group, all added up", &|it| count(it.teams.iter().map(|team| team.spread).sum()))?;
    row(out, "largest load of one person", &|it| {
        it.agents.iter().map(|agent| agent.largest_load).max().unwrap_or(0).to_string()
    })
}

fn count(number: u64) -> String {
    grouped(usize::try_from(number).unwrap_or(usize::MAX))
}

/// A length as people read it: `1 d 04:05`.
pub(super) fn length(millis: Option<i64>) -> String {
    let Some(millis) = millis else { return "-".to_owned() };
    let minutes = millis / 60_000;
    let (days, hours, minutes) = (minutes / 1_440, minutes / 60 % 24, minutes % 60);
    if days == 0 { format!("{hours:02}:{minutes:02}") } else { format!("{days} d {hours:02}:{minutes:02}") }
}
