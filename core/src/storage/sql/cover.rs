//! Which tickets a predicate can hold for, as runs of an index.
//!
//! A page of a list should cost what it shows, not what the desk holds. So the tickets that may be seen are not looked
//! for by asking each of them, but by walking along the indexes of those teams and people that the predicate names.

use super::cell::{Cell, Stored};
use super::ticket::Part;
use crate::condition::{Node, Op, Operand, Subject, Test};
use crate::id::{OrganizationId, PersonId, TicketId};
use crate::model::{Category, LinkKind, Standing, Ticket, TicketField};

/// More runs than this are not worth to be walked side by side.
const MOST_RUNS: usize = 24;

/// Tickets that stand together in an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Run {
    /// All tickets.
    All,
    /// Those of a team.
    Team(String),
    /// Those that a person owns.
    Owner(PersonId),
    /// Those that a person owns and nobody else is assigned to.
    Sole(PersonId),
    /// Those that are for a person.
    Requester(PersonId),
    /// Those of the people of an organization.
    Organization(OrganizationId),
    /// Those in which a person has another part.
    Part(Part, PersonId),
    /// Those that name another ticket.
    Linked(LinkKind, TicketId),
}

impl Run {
    /// The value by which the run stands together.
    pub(crate) fn key(&self) -> Cell<'static> {
        match self {
            Self::All => Cell::Null,
            Self::Team(team) => Cell::Text(team.clone().into()),
            Self::Owner(person) | Self::Sole(person) | Self::Requester(person) | Self::Part(_, person) => {
                person.to_cell().into_owned()
            }
            Self::Organization(organization) => organization.to_cell().into_owned(),
            Self::Linked(_, ticket) => ticket.to_cell().into_owned(),
        }
    }

    /// How long such a run may be, compared with others.
    const fn weight(&self) -> usize {
        match self {
            Self::Part(..) | Self::Owner(_) | Self::Sole(_) | Self::Requester(_) => 1,
            Self::Organization(_) | Self::Linked(..) => 10,
            Self::Team(_) => 100,
            Self::All => 100_000,
        }
    }
}

/// Runs that together hold every ticket for which all of these can hold: the shortest that are found.
pub(crate) fn cover(of: &[&Node]) -> Vec<Run> {
    let best = of.iter().filter_map(|node| runs(node)).map(each_once).min_by_key(|runs| weight(runs));
    best.filter(|runs| runs.len() <= MOST_RUNS).unwrap_or_else(|| vec![Run::All])
}

/// Whether a node holds for every ticket of a run, so that it need not be asked.
pub(crate) fn holds_for_all(run: &Run, node: &Node) -> bool {
    match node {
        Node::All(of) => of.iter().all(|node| holds_for_all(run, node)),
        Node::Any(of) => of.iter().any(|node| holds_for_all(run, node)),
        Node::None(of) => of.is_empty(),
        Node::Test(test) => names_run(run, test),
    }
}

/// Whether a test is about the very value by which a run stands together.
fn names_run(run: &Run, test: &Test) -> bool {
    let Subject::Ticket(field) = &test.subject else { return false };
    matches!(test.op, Op::Eq | Op::In | Op::HasAny | Op::Contains)
        && test.operands.iter().any(|operand| match (run, field, operand) {
            (Run::Team(mine), TicketField::Team, Operand::Name(team)) => mine == team,
            (Run::Owner(mine) | Run::Sole(mine), TicketField::Owner, Operand::Person(person))
            | (
                Run::Sole(mine) | Run::Part(Part::Assignee, mine),
                TicketField::Assignees,
                Operand::Person(person),
            )
            | (Run::Requester(mine), TicketField::Requester, Operand::Person(person))
            | (Run::Part(Part::Cc, mine), TicketField::Ccs, Operand::Person(person))
            | (Run::Part(Part::Unverified, mine), TicketField::Unverified, Operand::Person(person))
            | (Run::Part(Part::Follower, mine), TicketField::Followers, Operand::Person(person)) => {
                mine == person
            }
            (Run::Linked(kind, mine), field, Operand::Ticket(ticket)) => {
                kind.field() == *field && mine == ticket
            }
            (Run::Organization(mine), TicketField::Organization, Operand::Organization(id)) => mine == id,
            _ => false,
        })
}

fn each_once(runs: Vec<Run>) -> Vec<Run> {
    let mut once: Vec<Run> = Vec::with_capacity(runs.len());
    for run in runs {
        if !once.contains(&run) {
            once.push(run);
        }
    }
    once
}

fn weight(runs: &[Run]) -> usize {
    runs.iter().map(Run::weight).sum()
}

/// Nothing when the node says nothing that an index knows.
fn runs(node: &Node) -> Option<Vec<Run>> {
    match node {
        Node::All(of) => of.iter().filter_map(runs).min_by_key(|runs| weight(runs)),
        Node::Any(of) => {
            Some(of.iter().map(runs).collect::<Option<Vec<_>>>()?.into_iter().flatten().collect())
        }
        Node::None(_) => None,
        Node::Test(test) => runs_of_test(test),
    }
}

fn runs_of_test(test: &Test) -> Option<Vec<Run>> {
    let Subject::Ticket(field) = &test.subject else { return None };
    let operands = match test.op {
        Op::Eq | Op::In | Op::HasAny | Op::Contains => test.operands.as_slice(),
        // Who has all of them has the first of them.
        Op::HasAll => test.operands.get(..1)?,
        _ => return None,
    };
    let runs = operands.iter().map(|operand| match (field, operand) {
        (TicketField::Team, Operand::Name(team)) => Some(vec![Run::Team(team.clone())]),
        (TicketField::Owner, Operand::Person(person)) => Some(vec![Run::Owner(*person)]),
        (field, Operand::Ticket(ticket)) => Some(vec![Run::Linked(LinkKind::of(field)?, *ticket)]),
        (TicketField::Requester, Operand::Person(person)) => Some(vec![Run::Requester(*person)]),
        (TicketField::Organization, Operand::Organization(id)) => Some(vec![Run::Organization(*id)]),
        (TicketField::Assignees, Operand::Person(person)) => {
            Some(vec![Run::Sole(*person), Run::Part(Part::Assignee, *person)])
        }
        (TicketField::Ccs, Operand::Person(person)) => Some(vec![Run::Part(Part::Cc, *person)]),
        (TicketField::Unverified, Operand::Person(person)) => {
            Some(vec![Run::Part(Part::Unverified, *person)])
        }
        (TicketField::Followers, Operand::Person(person)) => Some(vec![Run::Part(Part::Follower, *person)]),
        _ => None,
    });
    Some(runs.collect::<Option<Vec<_>>>()?.into_iter().flatten().collect())
}

/// In which part of each index a ticket stands: what there is to do, what is done, and what is kept apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// Active, and neither solved nor closed.
    Open,
    /// Active, and solved or closed.
    Done,
    /// Not active.
    Apart,
}

impl End {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::Open, Self::Done, Self::Apart];

    /// Where a ticket stands.
    pub(crate) const fn of(ticket: &Ticket) -> Self {
        match (ticket.standing.is_active(), ticket.category.is_done()) {
            (true, false) => Self::Open,
            (true, true) => Self::Done,
            (false, _) => Self::Apart,
        }
    }

    /// The number under which it is stored.
    pub(crate) const fn number(self) -> i64 {
        match self {
            Self::Open => 0,
            Self::Done => 1,
            Self::Apart => 2,
        }
    }

    /// What tickets can be that stand there.
    fn kinds(self) -> impl Iterator<Item = (Category, Standing)> {
        let all = Category::ALL.into_iter().flat_map(|category| Standing::ALL.map(|it| (category, it)));
        all.filter(move |(category, standing)| match self {
            Self::Open => standing.is_active() && !category.is_done(),
            Self::Done => standing.is_active() && category.is_done(),
            Self::Apart => !standing.is_active(),
        })
    }
}

/// Where tickets can stand for which all of these hold.
pub(crate) fn possible_ends(of: &[&Node]) -> Vec<End> {
    let possible = |end: &End| end.kinds().any(|kind| of.iter().all(|node| answers(node, kind).yes));
    End::ALL.into_iter().filter(possible).collect()
}

/// Whether a node holds for every ticket that stands there, so that it need not be asked.
pub(crate) fn holds_at_end(end: End, node: &Node) -> bool {
    end.kinds().all(|kind| !answers(node, kind).no)
}

/// What a question can be answered with.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Answers {
    yes: bool,
    no: bool,
}

/// What a node can answer about a ticket of this category and standing, whatever else it is.
fn answers(node: &Node, kind: (Category, Standing)) -> Answers {
    let each = |of: &[Node]| -> Vec<Answers> { of.iter().map(|node| answers(node, kind)).collect() };
    match node {
        Node::All(of) => {
            let parts = each(of);
            Answers { yes: parts.iter().all(|part| part.yes), no: parts.iter().any(|part| part.no) }
        }
        Node::Any(of) => {
            let parts = each(of);
            Answers { yes: parts.iter().any(|part| part.yes), no: parts.iter().all(|part| part.no) }
        }
        Node::None(of) => {
            let parts = each(of);
            Answers { yes: parts.iter().all(|part| part.no), no: parts.iter().any(|part| part.yes) }
        }
        Node::Test(test) => {
            let value = match &test.subject {
                Subject::Ticket(TicketField::Category) => Some(kind.0.as_str()),
                Subject::Ticket(TicketField::Standing) => Some(kind.1.as_str()),
                _ => None,
            };
            let names = |value: &str| {
                test.operands.iter().any(|it| matches!(it, Operand::Name(name) if name == value))
            };
            let known = match (value, test.op) {
                (Some(value), Op::Eq | Op::In) => Some(names(value)),
                (Some(value), Op::Ne) => Some(!names(value)),
                _ => None,
            };
            Answers { yes: known != Some(false), no: known != Some(true) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::condition::{Condition, Predicate, Scope};

    fn compiled(json: &str) -> Predicate {
        let condition: Condition = serde_json::from_str(json).unwrap();
        Predicate::compile(&condition, &(), Scope::Stored, "").unwrap()
    }

    #[test]
    fn an_agent_sees_the_runs_of_their_teams_and_their_own() {
        let me = "0197a3f0-7c1e-7d2a-9d3b-5a5d0c1f2e3d";
        let visible = compiled(&format!(
            r#"{{"any": [{{"field": "team", "op": "in", "value": ["it", "hr"]}},
                {{"field": "assignees", "op": "has_any", "value": ["{me}"]}}]}}"#
        ));
        let person = me.parse().unwrap();
        let teams = ["it", "hr"].map(|team| Run::Team(team.to_owned()));
        let own = [Run::Sole(person), Run::Part(Part::Assignee, person)];
        assert_eq!(cover(&[visible.root()]), [teams.to_vec(), own.to_vec()].concat());

        let condition = compiled(&format!(r#"{{"field": "requester", "op": "eq", "value": "{me}"}}"#));
        assert_eq!(cover(&[visible.root(), condition.root()]), [Run::Requester(person)]);
        let anything = compiled(r#"{"not": {"field": "team", "op": "eq", "value": "it"}}"#);
        assert_eq!(cover(&[anything.root()]), [Run::All]);
        assert_eq!(cover(&[Predicate::never().root()]), []);
    }

    #[test]
    fn conditions_tell_where_tickets_can_stand_that_are_meant() {
        use End::{Apart, Done, Open};
        let ends = |json: &str| possible_ends(&[Predicate::always().root(), compiled(json).root()]);
        assert_eq!(ends(r#"{"field": "status", "op": "eq", "value": "x"}"#), [Open, Done, Apart]);
        let active = r#"{"field": "standing", "op": "eq", "value": "active"}"#;
        assert_eq!(ends(active), [Open, Done]);
        assert_eq!(ends(r#"{"field": "standing", "op": "in", "value": ["spam", "trash"]}"#), [Apart]);
        let of_active = |json: &str| ends(&format!(r#"{{"all": [{json}, {active}]}}"#));
        assert_eq!(
            of_active(r#"{"not": {"field": "category", "op": "in", "value": ["solved", "closed"]}}"#),
            [Open]
        );
        assert_eq!(of_active(r#"{"field": "category", "op": "ne", "value": "closed"}"#), [Open, Done]);
        assert_eq!(of_active(r#"{"field": "category", "op": "eq", "value": "solved"}"#), [Done]);
        let never = r#"{"all": [{"field": "category", "op": "eq", "value": "solved"},
            {"not": {"field": "category", "op": "eq", "value": "solved"}}]}"#;
        assert_eq!(ends(never), []);
        assert!(holds_at_end(Open, compiled(active).root()) && !holds_at_end(Apart, compiled(active).root()));
    }
}
