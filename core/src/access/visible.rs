//! Which tickets an actor sees. This is the only place that says it: lists, counts, searches and single tickets all
//! ask the same predicate.

use super::role::Role;
use super::spec::Scope;
use crate::condition::{FieldKind, Node, Op, Operand, Predicate, Test};
use crate::id::{Name, OrganizationId, PersonId};
use crate::model::{Standing, TicketField};

/// What an agent sees who works in these teams.
pub(super) fn to_agent(person: PersonId, role: &Role, teams: &[Name]) -> Predicate {
    let own = || {
        [TicketField::Assignees, TicketField::Followers]
            .map(|field| test(field, FieldKind::People, Op::Contains, vec![Operand::Person(person)]))
    };
    match role.scope {
        Scope::All => Predicate::always(),
        Scope::Own => Predicate::of(Node::Any(own().into())),
        Scope::Team => {
            let teams: Vec<_> = teams.iter().map(|team| Operand::Name(team.to_string())).collect();
            let theirs = (!teams.is_empty()).then(|| test(TicketField::Team, FieldKind::Name, Op::In, teams));
            Predicate::of(Node::Any(theirs.into_iter().chain(own()).collect()))
        }
    }
}

/// What a customer sees: what is theirs, what they get copies of, and what belongs to a `shared` organization.
pub(super) fn to_customer(person: PersonId, shared: Option<OrganizationId>) -> Predicate {
    let me = || vec![Operand::Person(person)];
    let mut ways = vec![
        test(TicketField::Requester, FieldKind::Person, Op::Eq, me()),
        test(TicketField::Ccs, FieldKind::People, Op::Contains, me()),
    ];
    if let Some(organization) = shared {
        let of_all = vec![Operand::Organization(organization)];
        ways.push(test(TicketField::Organization, FieldKind::Organization, Op::Eq, of_all));
    }
    // What is spam or in the trash is not there for customers.
    let public = Standing::ALL.into_iter().filter(|standing| standing.is_public());
    let public = public.map(|standing| Operand::Name(standing.as_str().to_owned())).collect();
    let there = test(TicketField::Standing, FieldKind::Name, Op::In, public);
    Predicate::of(Node::All(vec![Node::Any(ways), there]))
}

/// What `visible` names, as far as it is this one ticket. Numbers are unique in a desk, and compared byte for byte.
pub(super) fn only(visible: &Predicate, number: &str) -> Predicate {
    let number = vec![Operand::Name(number.to_owned())];
    let this = test(TicketField::Number, FieldKind::Name, Op::Eq, number);
    Predicate::of(Node::All(vec![this, visible.root().clone()]))
}

/// What `visible` names, but for tickets that stand in statuses for staff: the names of these by workflow.
pub(super) fn outside<'s>(
    visible: Predicate,
    hidden: impl IntoIterator<Item = (&'s Name, &'s [Name])>,
) -> Predicate {
    let name = |name: &Name| Operand::Name(name.to_string());
    let hidden: Vec<Node> = hidden
        .into_iter()
        .filter(|(_, statuses)| !statuses.is_empty())
        .map(|(workflow, statuses)| {
            let of = test(TicketField::Workflow, FieldKind::Name, Op::Eq, vec![name(workflow)]);
            let in_one =
                test(TicketField::Status, FieldKind::Name, Op::In, statuses.iter().map(name).collect());
            Node::All(vec![of, in_one])
        })
        .collect();
    if hidden.is_empty() {
        return visible;
    }
    Predicate::of(Node::All(vec![visible.root().clone(), Node::None(hidden)]))
}

fn test(field: TicketField, kind: FieldKind, op: Op, operands: Vec<Operand>) -> Node {
    Node::Test(Test { subject: field.into(), kind, op, operands })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::condition::Subject;

    fn check(node: &Node) {
        match node {
            Node::All(of) | Node::Any(of) | Node::None(of) => of.iter().for_each(check),
            Node::Test(test) => {
                let Subject::Ticket(field) = &test.subject else { panic!("{test:?}") };
                assert_eq!(FieldKind::of_built_in(field), Some(test.kind));
                assert!(test.kind.allows(test.op), "{test:?}");
                assert!(!test.operands.is_empty(), "{test:?}");
            }
        }
    }

    /// They are put together without the check that conditions of a configuration go through.
    #[test]
    fn the_predicates_are_as_well_formed_as_compiled_ones() {
        let me = PersonId::from_bytes([1; 16]);
        let customer = to_customer(me, Some(OrganizationId::from_bytes([2; 16])));
        check(customer.root());
        let (workflow, statuses) = (Name::known("support"), [Name::known("triage"), Name::known("legal")]);
        check(outside(customer.clone(), [(&workflow, statuses.as_slice())]).root());
        assert_eq!(outside(customer.clone(), [(&workflow, [].as_slice())]), customer);
        for scope in [Scope::All, Scope::Team, Scope::Own] {
            let role = Role {
                name: Name::known("agent"),
                scope,
                permissions: [].into(),
                hidden: [].into(),
                read_only: [].into(),
            };
            check(to_agent(me, &role, &[Name::known("support")]).root());
            check(to_agent(me, &role, &[]).root());
        }
    }
}
