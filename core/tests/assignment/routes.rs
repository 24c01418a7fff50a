//! Which team a ticket goes to, and what its owner has to know.

use super::{name, ticket};
use ticketkit::assignment::{Demand, Route, RouteMode, RouteSpec, SkillSpec, Strategy, Team, needs};
use ticketkit::condition::{Condition, Op, Predicate, Scope};
use ticketkit::model::Ticket;
use ticketkit::time::Timestamp;

fn when(field: &str, value: &str) -> Predicate {
    let condition = Condition::test(field, Op::Eq, [value]);
    Predicate::compile(&condition, &(), Scope::Stored, "").unwrap()
}

fn to(team: &str, called: &str, predicate: Option<Predicate>) -> Route {
    let spec = format!(r#"{{ "name": "{called}", "team": "{team}" }}"#);
    let spec: RouteSpec = serde_json::from_str(&spec).unwrap();
    Route { predicate, ..Route::compile(&spec, &(), "").unwrap() }
}

fn sql() -> SkillSpec {
    SkillSpec { name: name("sql"), level: 4, optional: false }
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

#[test]
fn an_owner_has_to_know_what_the_route_into_their_team_says() {
    let routes = routes();
    let in_team = |team: &str, ticket| {
        needs(
            &routes,
            RouteMode::First,
            &Team::new(name(team), Strategy::RoundRobin),
            ticket,
            Timestamp::default(),
        )
    };

    let data = with("data", "urgent");
    assert_eq!(in_team("second_line", &data), Demand { skills: vec![sql()].into(), ..Demand::of(&data) });
    let urgent = with("question", "urgent");
    assert_eq!(in_team("second_line", &urgent), Demand { language: Some("lv"), ..Demand::of(&urgent) });
    // Brought there by hand, past every route: anybody can take it.
    assert_eq!(in_team("first_line", &data), Demand::of(&data));
    assert_eq!(in_team("legal", &data), Demand::of(&data));
}
