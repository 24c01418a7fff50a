//! Which team a ticket goes to, and what its owner has to know.

use super::{name, ticket};
use ticketkit::assignment::{Demand, Route, SkillSpec, needs, route};
use ticketkit::condition::{Condition, Op, Predicate, Scope};
use ticketkit::model::Ticket;

fn when(field: &str, value: &str) -> Predicate {
    let condition = Condition::test(field, Op::Eq, [value]);
    Predicate::compile(&condition, &(), Scope::Stored, "").unwrap()
}

fn to(team: &str, called: &str, predicate: Option<Predicate>) -> Route {
    Route { name: name(called), predicate, team: name(team), skills: vec![], same_language: false }
}

fn sql() -> SkillSpec {
    SkillSpec { name: name("sql"), level: 4 }
}

/// Urgent tickets and those of type data go to the second line, where data needs SQL; the rest to the first.
fn routes() -> Vec<Route> {
    vec![
        Route { skills: vec![sql()], ..to("second_line", "data", Some(when("type", "data"))) },
        Route { same_language: true, ..to("second_line", "urgent", Some(when("priority", "urgent"))) },
        to("first_line", "rest", None),
    ]
}

fn with(ticket_type: &str, priority: &str) -> Ticket {
    let mut ticket = ticket();
    ticket.ticket_type = Some(name(ticket_type));
    ticket.priority = name(priority);
    ticket.language = Some("lv".to_owned());
    ticket
}

fn taken(ticket: &Ticket) -> String {
    route(&routes(), ticket).route.unwrap().name.to_string()
}

#[test]
fn the_first_route_that_holds_is_taken() {
    assert_eq!(taken(&with("data", "urgent")), "data");
    assert_eq!(taken(&with("question", "urgent")), "urgent");
    assert_eq!(taken(&with("question", "low")), "rest");
}

#[test]
fn every_route_before_it_says_why_it_was_not() {
    let routes = routes();
    let routing = route(&routes, &with("question", "low"));
    let passed: Vec<_> = routing.passed.iter().map(|p| (p.route.as_str(), p.failing.join("; "))).collect();
    assert_eq!(
        passed,
        [
            ("data", "type is `question` and must be `data`".to_owned()),
            ("urgent", "priority is `low` and must be `urgent`".to_owned()),
        ]
    );
    let ticket = with("question", "low");
    let nowhere = route(&routes[..2], &ticket);
    assert_eq!((nowhere.route, nowhere.passed.len()), (None, 2));
}

#[test]
fn an_owner_has_to_know_what_the_route_into_their_team_says() {
    let routes = routes();
    let in_team = |team: &str, ticket| needs(&routes, &name(team), ticket);

    let data = with("data", "urgent");
    assert_eq!(in_team("second_line", &data), Demand { skills: &[sql()], ..Demand::of(&data) });
    let urgent = with("question", "urgent");
    assert_eq!(in_team("second_line", &urgent), Demand { language: Some("lv"), ..Demand::of(&urgent) });
    // Brought there by hand, past every route: anybody can take it.
    assert_eq!(in_team("first_line", &data), Demand::of(&data));
    assert_eq!(in_team("legal", &data), Demand::of(&data));
}
