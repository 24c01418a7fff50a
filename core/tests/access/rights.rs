//! Who may see and do what, against a plain table.
#![allow(clippy::unwrap_used, reason = "a test that meets the unexpected fails")]

use proptest::prelude::*;
use ticketkit::access::{Permission, Rights, Role, Scope};
use ticketkit::condition::Facts;
use ticketkit::error::Code;
use ticketkit::id::{MessageId, OrganizationId, PersonId, TicketId};
use ticketkit::model::{
    Agent, Author, By, Message, MessageKind, Person, PersonRef, Ticket, TicketField, TicketRef,
};
use ticketkit::time::Timestamp;
use ticketkit::{Name, Problem};

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

const ME: PersonId = PersonId::from_bytes([1; 16]);
const COLLEAGUE: PersonId = PersonId::from_bytes([2; 16]);
const CUSTOMER: PersonId = PersonId::from_bytes([3; 16]);
const ACME: OrganizationId = OrganizationId::from_bytes([4; 16]);

/// Somebody who works in the teams `support` and `billing`, and is with ACME as a customer.
fn me() -> Person {
    let mut person = Person::new(ME, "Me".to_owned(), Timestamp::default());
    person.organization = Some(ACME);
    let mut profile = Agent::new(name("agent"));
    profile.teams = vec![name("billing"), name("support")];
    person.agent = Some(profile);
    person
}

fn role(scope: Scope, permissions: &[&str]) -> Role {
    let permissions = permissions.iter().map(|text| name(text)).collect();
    Role { name: name("agent"), scope, permissions, hidden: [].into(), read_only: [].into() }
}

/// A ticket of somebody else, in no team.
fn foreign() -> Ticket {
    let mut ticket = Ticket::blank(TicketId::from_bytes([9; 16]));
    ticket.requester = CUSTOMER;
    ticket
}

fn ticket(change: impl FnOnce(&mut Ticket)) -> Ticket {
    let mut ticket = foreign();
    change(&mut ticket);
    ticket
}

/// Everything that the table below says about one way to be related to a ticket.
struct Relation {
    says: &'static str,
    ticket: Ticket,
    /// Who sees it: host, engine, agents with the scopes all, team and own, customers, customers whose organization
    /// shares.
    seen: [bool; 7],
}

const YES: bool = true;
const NO: bool = false;

#[rustfmt::skip]
fn relations() -> Vec<Relation> {
    let relation = |says, ticket, seen| Relation { says, ticket, seen };
    let of_acme = |change: fn(&mut Ticket)| ticket(|t| { t.organization = Some(ACME); change(t); });
    vec![
        //                                                                         host engine all team own cust. shared
        relation("none",            foreign(),                                    [YES, YES, YES, NO,  NO,  NO,  NO]),
        relation("their own",       ticket(|t| t.requester = ME),                 [YES, YES, YES, NO,  NO,  YES, YES]),
        relation("in copy",         ticket(|t| t.ccs = vec![CUSTOMER, ME]),       [YES, YES, YES, NO,  NO,  YES, YES]),
        relation("of their company", of_acme(|_| {}),                             [YES, YES, YES, NO,  NO,  NO,  YES]),
        relation("a team of theirs", ticket(|t| t.team = Some(name("support"))),  [YES, YES, YES, YES, NO,  NO,  NO]),
        relation("another team",    ticket(|t| t.team = Some(name("sales"))),     [YES, YES, YES, NO,  NO,  NO,  NO]),
        relation("another company", ticket(|t| {
            t.organization = Some(OrganizationId::from_bytes([5; 16]));
        }),                                                                       [YES, YES, YES, NO,  NO,  NO,  NO]),
        relation("assigned",        ticket(|t| t.assignees = vec![COLLEAGUE, ME]), [YES, YES, YES, YES, YES, NO, NO]),
        relation("followed",        ticket(|t| t.followers = vec![ME]),           [YES, YES, YES, YES, YES, NO,  NO]),
        relation("of a colleague",  ticket(|t| {
            t.owner = Some(COLLEAGUE);
            t.assignees = vec![COLLEAGUE];
            t.followers = vec![COLLEAGUE];
        }),                                                                       [YES, YES, YES, NO,  NO,  NO,  NO]),
        relation("both sides",      of_acme(|t| t.team = Some(name("billing"))),  [YES, YES, YES, YES, NO,  NO,  YES]),
    ]
}

#[test]
fn the_table_of_sight() {
    let (all, team, own) = (role(Scope::All, &[]), role(Scope::Team, &[]), role(Scope::Own, &[]));
    let me = me();
    let actors = [
        Rights::host(),
        Rights::system(),
        Rights::agent(&me, &all).unwrap(),
        Rights::agent(&me, &team).unwrap(),
        Rights::agent(&me, &own).unwrap(),
        Rights::requester(&me, None),
        Rights::requester(&me, me.organization),
    ];
    for relation in relations() {
        for (rights, expected) in actors.iter().zip(relation.seen) {
            assert_eq!(rights.sees(&relation.ticket), expected, "{:?}, {}", rights.by(), relation.says);
        }
    }
}

#[test]
fn the_table_of_permissions() {
    use Permission::{
        Assign, Change, CreateTickets, Delete, ErasePeople, ManageConfig, ManagePeople, MarkSpam, Merge,
        Note, Publish, Reply, SettleEffects,
    };
    let full = role(Scope::All, &Permission::ALL.iter().map(|known| known.as_str()).collect::<Vec<_>>());
    let worker = role(Scope::Team, &["reply", "note", "change", "approve_refund"]);
    let light = role(Scope::Own, &["note"]);
    let none = role(Scope::All, &[]);
    let me = me();
    let everything = vec![
        CreateTickets,
        Reply,
        Note,
        Publish,
        Change,
        Assign,
        Merge,
        MarkSpam,
        Delete,
        ManagePeople,
        ErasePeople,
        ManageConfig,
        SettleEffects,
    ];
    assert_eq!(everything, Permission::ALL);
    let table = [
        (Rights::host(), everything.clone(), YES),
        (Rights::system(), everything.clone(), YES),
        (Rights::agent(&me, &full).unwrap(), everything, NO),
        (Rights::agent(&me, &worker).unwrap(), vec![Reply, Note, Change], YES),
        (Rights::agent(&me, &light).unwrap(), vec![Note], NO),
        (Rights::agent(&me, &none).unwrap(), vec![], NO),
        (Rights::requester(&me, Some(ACME)), vec![CreateTickets, Reply], NO),
    ];
    for (rights, granted, may_approve) in table {
        for permission in Permission::ALL {
            let expected = granted.contains(permission);
            let by_name = name(permission.as_str());
            assert_eq!(rights.may(*permission), expected, "{rights:?} {permission:?}");
            assert_eq!(rights.may_named(&by_name), expected, "{rights:?} {permission:?}");
            assert_eq!(rights.require(*permission).is_ok(), expected, "{rights:?} {permission:?}");
            assert_eq!(rights.require_named(&by_name), rights.require(*permission));
        }
        assert_eq!(rights.may_named(&name("approve_refund")), may_approve, "{rights:?}");
    }
}

#[test]
fn the_table_of_fields() {
    let (full, worker, light) =
        (role(Scope::All, &["change", "assign"]), role(Scope::All, &["change"]), role(Scope::All, &["note"]));
    let me = me();
    let open = name("serial_number");
    let actors = [
        Rights::host(),
        Rights::agent(&me, &full).unwrap(),
        Rights::agent(&me, &worker).unwrap(),
        Rights::agent(&me, &light).unwrap(),
        Rights::requester(&me, Some(ACME)),
    ];
    let owning = [TicketField::Team, TicketField::Owner, TicketField::Assignees];
    for field in TicketField::BUILT_IN {
        let expected = if owning.contains(field) { [YES, YES, NO, NO, NO] } else { [YES, YES, YES, NO, NO] };
        for (rights, expected) in actors.iter().zip(expected) {
            assert_eq!(rights.may_edit(field, |_| true), expected, "{rights:?} {field:?}");
        }
    }
    for (field, expected) in
        [(open.clone(), [YES, YES, YES, NO, YES]), (name("cost"), [YES, YES, YES, NO, NO])]
    {
        for (rights, expected) in actors.iter().zip(expected) {
            let field = TicketField::Custom(field.clone());
            assert_eq!(rights.may_edit(&field, |name| *name == open), expected, "{rights:?} {field:?}");
        }
    }
}

#[test]
fn whoever_opens_tickets_chooses_the_team_but_not_the_owner() {
    let clerk = role(Scope::Own, &["create_tickets"]);
    let dispatcher = role(Scope::Own, &["create_tickets", "assign"]);
    let (worker, light) = (role(Scope::All, &["change", "assign"]), role(Scope::All, &["note"]));
    let me = me();
    let actors = [
        Rights::host(),
        Rights::agent(&me, &dispatcher).unwrap(),
        Rights::agent(&me, &clerk).unwrap(),
        Rights::agent(&me, &worker).unwrap(),
        Rights::agent(&me, &light).unwrap(),
        Rights::requester(&me, Some(ACME)),
    ];
    let open = name("serial_number");
    let custom = [open.clone(), name("cost")].map(TicketField::Custom);
    for field in TicketField::BUILT_IN.iter().chain(&custom) {
        let expected = match field {
            TicketField::Owner | TicketField::Assignees => [YES, YES, NO, YES, NO, NO],
            TicketField::Custom(name) => [YES, YES, YES, YES, NO, *name == open],
            _ => [YES, YES, YES, YES, NO, NO],
        };
        for (rights, expected) in actors.iter().zip(expected) {
            let writable = |name: &Name| *name == open;
            assert_eq!(rights.may_fill(field, writable), expected, "{rights:?} {field:?}");
            let [opening, there] =
                [true, false].map(|opening| rights.require_field(field, opening, writable));
            assert_eq!(opening.is_ok(), expected, "{rights:?} {field:?}");
            assert_eq!(there.is_ok(), rights.may_edit(field, writable), "{rights:?} {field:?}");
            for problem in [opening, there].into_iter().filter_map(Result::err) {
                assert_eq!(problem.code, Code::Forbidden);
            }
        }
    }
    let refused = actors[2].require_field(&TicketField::Owner, true, |_| true).unwrap_err();
    assert_eq!(refused.to_string(), "you may not change `owner` (it takes the permission `assign`)");
    // Afterwards the clerk changes nothing, the team neither.
    assert!(!actors[2].may_edit(&TicketField::Team, |_| true));
}

#[test]
fn customers_see_their_side_of_the_fields() {
    let light = role(Scope::Own, &[]);
    let me = me();
    let staff = [Rights::host(), Rights::system(), Rights::agent(&me, &light).unwrap()];
    let customer = Rights::requester(&me, None);
    let own = |text: &str| TicketField::Custom(name(text));
    for field in TicketField::BUILT_IN.iter().chain(&[own("serial_number"), own("cost")]) {
        assert!(staff.iter().all(|rights| rights.sees_field(field, |_| false)), "{field:?}");
        let expected = field.is_public() || *field == own("serial_number");
        assert_eq!(customer.sees_field(field, |name| *name == *"serial_number"), expected, "{field:?}");
    }
    for hidden in [TicketField::Tags, TicketField::Owner, TicketField::Team, TicketField::Followers] {
        assert!(!customer.sees_field(&hidden, |_| true), "{hidden:?}");
    }
}

#[test]
fn customers_open_tickets_for_themselves_and_staff_for_anybody() {
    let (clerk, light) = (role(Scope::Own, &["create_tickets"]), role(Scope::All, &["note"]));
    let me = me();
    let table = [
        (Rights::host(), [YES, YES]),
        (Rights::agent(&me, &clerk).unwrap(), [YES, YES]),
        (Rights::agent(&me, &light).unwrap(), [NO, NO]),
        (Rights::requester(&me, Some(ACME)), [YES, NO]),
    ];
    for (rights, expected) in table {
        assert_eq!([ME, CUSTOMER].map(|person| rights.may_open_for(person)), expected, "{rights:?}");
    }
}

#[test]
fn internal_messages_are_for_those_who_write_such() {
    let message = |kind, public| {
        let (id, ticket) = (MessageId::from_bytes([1; 16]), TicketId::from_bytes([9; 16]));
        let author = Author::Bot { rule: None };
        Message::new(id, ticket, 1, kind, public, author, Timestamp::default(), "text".to_owned())
    };
    let (light, blind) = (role(Scope::All, &["note"]), role(Scope::All, &["reply", "change"]));
    let me = me();
    let table = [
        (Rights::host(), YES),
        (Rights::system(), YES),
        (Rights::agent(&me, &light).unwrap(), YES),
        (Rights::agent(&me, &blind).unwrap(), NO),
        (Rights::requester(&me, Some(ACME)), NO),
    ];
    for (rights, expected) in table {
        assert!(rights.may_read(&message(MessageKind::Reply, true)), "{rights:?}");
        assert!(rights.may_read(&message(MessageKind::Automated, true)), "{rights:?}");
        assert_eq!(rights.may_read(&message(MessageKind::Note, false)), expected, "{rights:?}");
        assert_eq!(rights.may_read(&message(MessageKind::Automated, false)), expected, "{rights:?}");
    }
}

#[test]
fn history_knows_who_it_was() {
    let agent = role(Scope::All, &[]);
    let me = me();
    let table = [
        (Rights::host(), By::Host {}, YES),
        (Rights::system(), By::System {}, YES),
        (Rights::agent(&me, &agent).unwrap(), By::Agent { person: ME }, YES),
        (Rights::requester(&me, None), By::Requester { person: ME }, NO),
    ];
    for (rights, by, staff) in table {
        assert_eq!((rights.person(), rights.is_staff()), (by.person(), staff));
        assert_eq!(rights.by(), by);
    }
}

#[test]
fn who_left_the_house_is_nobody() {
    let agent = role(Scope::All, &["change"]);
    let mut left = me();
    left.agent.as_mut().unwrap().active = false;
    let mut never = me();
    never.agent = None;
    for person in [left, never] {
        let problem = Rights::agent(&person, &agent).unwrap_err();
        assert_eq!(problem.code, Code::UnknownActor);
        assert_eq!(problem, Rights::unknown(&PersonRef::from(ME)));
    }
}

#[test]
fn a_hidden_ticket_looks_like_a_missing_one() {
    let own = role(Scope::Own, &["reply", "note", "change", "assign"]);
    let me = me();
    let references = [
        TicketRef::from(foreign().id),
        TicketRef::from("HD-1017"),
        TicketRef::from("x".repeat(999).as_str()),
    ];
    for rights in [Rights::agent(&me, &own).unwrap(), Rights::requester(&me, Some(ACME))] {
        for asked in &references {
            let bytes = |problem: Problem| serde_json::to_vec(&problem).unwrap();
            let hidden = bytes(rights.reach(Some(&foreign()), asked).unwrap_err());
            assert_eq!(hidden, bytes(rights.reach(None, asked).unwrap_err()));
            assert!(hidden.len() < 400);
        }
    }
    let seen = foreign();
    assert_eq!(Rights::host().reach(Some(&seen), &references[0]), Ok(&seen));
    assert_eq!(Rights::host().reach(None, &references[1]).unwrap_err().code, Code::NotFound);
}

#[test]
fn what_is_for_the_host_only_is_for_nobody_else() {
    let full = role(Scope::All, &Permission::ALL.iter().map(|known| known.as_str()).collect::<Vec<_>>());
    let me = me();
    assert_eq!(Rights::host().require_host(), Ok(()));
    for rights in [Rights::agent(&me, &full).unwrap(), Rights::requester(&me, Some(ACME)), Rights::system()] {
        assert_eq!(rights.require_host().unwrap_err().code, Code::Forbidden, "{rights:?}");
    }
}

#[test]
fn a_refusal_says_what_would_help() {
    let light = role(Scope::All, &["note"]);
    let me = me();
    let problem = Rights::agent(&me, &light).unwrap().require(Permission::Reply).unwrap_err();
    assert_eq!(problem.code, Code::Forbidden);
    assert_eq!(problem.to_string(), "this needs the permission `reply` (the role `agent` does not have it)");
    let problem = Rights::requester(&me, None).require_named(&name("approve_refund")).unwrap_err();
    assert_eq!(
        problem.to_string(),
        "this needs the permission `approve_refund` (customers open tickets for themselves and reply to those that they see)"
    );
}

fn some_people() -> impl Strategy<Value = Vec<PersonId>> {
    prop::collection::vec(prop::sample::select(vec![ME, COLLEAGUE, CUSTOMER]), 0..3)
}

fn some_ticket() -> impl Strategy<Value = Ticket> {
    let person = prop::sample::select(vec![ME, COLLEAGUE, CUSTOMER]);
    let team = prop::option::of(prop::sample::select(vec!["support", "billing", "sales"]));
    let organization =
        prop::option::of(prop::sample::select(vec![ACME, OrganizationId::from_bytes([5; 16])]));
    (person, some_people(), some_people(), some_people(), team, organization).prop_map(
        |(requester, ccs, followers, assignees, team, organization)| {
            ticket(|t| {
                t.requester = requester;
                t.ccs = ccs;
                t.followers = followers;
                t.owner = assignees.first().copied();
                t.assignees = assignees;
                t.team = team.map(name);
                t.organization = organization;
            })
        },
    )
}

/// What an actor sees, said once more as plainly as it can be.
fn sees_plainly(actor: &str, t: &Ticket, teams: &[Name]) -> bool {
    let involved = t.assignees.contains(&ME) || t.followers.contains(&ME);
    let customer = t.requester == ME || t.ccs.contains(&ME);
    match actor {
        "all" => true,
        "team" => involved || t.team.as_ref().is_some_and(|team| teams.contains(team)),
        "own" => involved,
        "customer" => customer,
        "shared" => customer || t.organization == Some(ACME),
        _ => unreachable!(),
    }
}

proptest! {
    #[test]
    fn a_list_shows_what_a_single_ticket_shows(
        ticket in some_ticket(),
        teams in prop::sample::subsequence(vec![name("billing"), name("sales"), name("support")], 0..=3),
    ) {
        let mut me = me();
        me.agent.as_mut().unwrap().teams.clone_from(&teams);
        let (all, team, own) = (role(Scope::All, &[]), role(Scope::Team, &[]), role(Scope::Own, &[]));
        let actors = [
            ("all", Rights::agent(&me, &all).unwrap()),
            ("team", Rights::agent(&me, &team).unwrap()),
            ("own", Rights::agent(&me, &own).unwrap()),
            ("customer", Rights::requester(&me, None)),
            ("shared", Rights::requester(&me, Some(ACME))),
        ];
        for (actor, rights) in actors {
            let facts: &dyn Facts = &ticket;
            prop_assert_eq!(rights.sees(&ticket), rights.visible().matches(facts));
            prop_assert_eq!(rights.sees(&ticket), sees_plainly(actor, &ticket, &teams), "{}", actor);
            prop_assert_eq!(rights.reach(Some(&ticket), &ticket.id.into()).is_ok(), rights.sees(&ticket));
        }
    }
}
