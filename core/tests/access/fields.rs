//! Fields that a role does not read or does not write.

use serde_json::{Value as Json, json};
use ticketkit::calendar::ZoneRules;
use ticketkit::command::{Answer, Command, Edits, Query, Which};
use ticketkit::condition::{Condition, Op};
use ticketkit::config::{Config, Document};
use ticketkit::error::{Code, Problem};
use ticketkit::model::{Actor, TicketRef};

use crate::stage::{Stage, agent, change, default_with, list, problems, status};

/// Pia does not read what costs, dates and tags tell, and does not write the room and the subject.
fn document(default: &mut Json) {
    default["fields"] = json!([
        { "name": "cost", "type": "number" },
        { "name": "room", "type": "text", "public": true }
    ]);
    default["roles"].as_array_mut().unwrap().push(json!({
        "name": "partner", "scope": "team", "permissions": ["create_tickets", "reply", "note", "change"],
        "hidden_fields": ["cost", "tags", "due_at", "planned_from", "planned_to", "external_ids"],
        "read_only_fields": ["room", "subject"]
    }));
    let transitions = default["workflows"][0]["transitions"].as_array_mut().unwrap();
    transitions.insert(
        0,
        json!({
            "from": "new", "to": "resolved", "required_fields": ["cost"],
            "guard": { "field": "tags", "op": "has_any", "value": ["approved"] }
        }),
    );
    let policies = default["policies"].as_array_mut().unwrap();
    policies.insert(
        0,
        json!({
            "name": "dear", "condition": { "field": "cost", "op": "gt", "value": 100 },
            "targets": [{ "metric": "resolution", "within": "PT1H", "unit": "real" }]
        }),
    );
    policies.push(json!({ "name": "dated", "slot": "dates", "targets": [{ "metric": "fixed_due" }] }));
}

fn house() -> (Stage, TicketRef, Actor) {
    let stage = Stage::in_memory(&default_with(document));
    stage.host(&agent("pia", "partner", &["support"]));
    stage.hire(&["ada"]);
    let set = Edits::none()
        .with("cost", 47)
        .with("tags", list(&["giraffe"]))
        .with("due_at", "2026-06-05T13:37:00Z")
        .with("planned_to", "2026-06-06T13:37:00Z")
        .with("external_ids", list(&["crm:giraffe"]));
    let ticket = stage.open("The printer is on fire", "ines", set);
    (stage, ticket, Actor::agent("pia"))
}

fn told(stage: &Stage, query: &Query, actor: &Actor) -> String {
    match stage.ask(query, actor) {
        Ok(answer) => serde_json::to_string(&answer).unwrap(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn what_a_role_hides_is_in_nothing_that_is_told() {
    let (stage, ticket, pia) = house();
    stage.host(&change(&ticket, Edits::none().with("cost", 48).with("tags", list(&["giraffe", "okapi"]))));
    stage.tick("2026-06-02T09:00:00Z");
    let it = || ticket.clone();
    let (condition, text, sort, after, limit) = (None, None, None, None, None);
    let find = Query::Find { condition, text, sort, descending: false, after, limit };
    let (condition, name, link, after, limit) = (None, None, None, None, None);
    let queries = [
        Query::Ticket { ticket: it() },
        find,
        Query::History { ticket: it(), after: 0, limit: None },
        Query::Promises { ticket: it() },
        Query::Policy { ticket: it() },
        Query::Account { ticket: it(), as_of: None, picture: true },
        Query::Transitions { ticket: it() },
        Query::Form { ticket: Some(it()), ticket_type: None, set: Edits::none() },
        Query::Deadlines { condition, name, link, after, limit },
        Query::Links { ticket: it(), limit: None },
    ];
    let words = ["giraffe", "okapi", "13:37", "T1337", "`47`", ":47", "`48`", ":48", "is 48"];
    for query in &queries {
        let told = told(&stage, query, &pia);
        for word in words {
            assert!(!told.contains(word), "{word} in {told}");
        }
    }
    // Others are told: each of these is there to be found.
    let ada: String = queries.iter().map(|query| told(&stage, query, &Actor::agent("ada"))).collect();
    for word in ["giraffe", "okapi", "13:37", "T1337", ":47", ":48", "48"] {
        assert!(ada.contains(word), "{word} is in nothing at all");
    }
    // A field that is hidden is none to ask about, and the hint does not name it either.
    for field in ["cost", "tags", "due_at", "planned_from", "external_ids"] {
        let about = || Some(Condition::test(field, Op::IsSet, Vec::<&str>::new()));
        let query = Query::Count { condition: about(), by: None };
        let refused = stage.ask(&query, &pia).unwrap_err();
        assert_eq!(problems(&refused), [(Code::UnknownField, "/condition/field")]);
        assert!(stage.ask(&query, &Actor::agent("ada")).is_ok());
        let (name, link, after, limit) = (None, None, None, None);
        let deadlines = Query::Deadlines { condition: about(), name, link, after, limit };
        assert_eq!(stage.ask(&deadlines, &pia).unwrap_err().code(), Code::UnknownField);
        let tickets = Which::Matching { condition: about().unwrap() };
        let set = Edits::none().with("status", "open");
        let many = Command::ChangeTickets { tickets, set, transition: None };
        assert_eq!(stage.staff("pia", &many).unwrap_err().code(), Code::UnknownField);
    }
}

/// That it has come is seen, as every change is; what it was that came is not.
#[test]
fn of_a_hidden_date_that_came_no_clock_speaks() {
    let (stage, ticket, pia) = house();
    stage.tick("2026-06-08T09:00:00Z");
    let history = Query::History { ticket: ticket.clone(), after: 0, limit: None };
    let breaches = |actor: &Actor| told(&stage, &history, actor).matches("\"metric\":\"fixed_due\"").count();
    assert_eq!((breaches(&pia), breaches(&Actor::agent("ada"))), (0, 1));
    let events = |actor: &Actor| match stage.ask(&history, actor).unwrap() {
        Answer::History { events, last } => (events.len(), last),
        other => panic!("{other:?}"),
    };
    assert_eq!(events(&pia), events(&Actor::agent("ada")));
}

#[test]
fn a_refusal_does_not_tell_what_a_role_hides() {
    let (stage, ticket, _) = house();
    stage.host(&change(&ticket, Edits::none().without("cost")));
    for (who, names_it) in [("pia", false), ("ada", true)] {
        let refused = stage.staff(who, &status(&ticket, "resolved")).unwrap_err();
        let codes: Vec<Code> = refused.problems().iter().map(|problem| problem.code).collect();
        assert!(codes.contains(&Code::GuardFailed) && codes.contains(&Code::FieldRequired), "{refused}");
        let told = serde_json::to_string(refused.problems()).unwrap();
        assert_eq!(told.contains("giraffe"), names_it, "{told}");
        assert_eq!(told.contains("cost"), names_it, "{told}");
    }
}

#[test]
fn what_a_role_keeps_is_written_on_no_way() {
    let (stage, ticket, pia) = house();
    let before = stage.ticket(&ticket);
    let set = || {
        Edits::none().with("cost", 1).with("room", "H7").with("subject", "Other").with("tags", list(&["x"]))
    };
    let places =
        ["/set/cost", "/set/room", "/set/subject", "/set/tags"].map(|place| (Code::Forbidden, place));
    let mut note = crate::stage::note(&ticket, "A word.");
    if let Command::Note { set: given, .. } = &mut note {
        *given = set();
    }
    let many = Command::ChangeTickets {
        tickets: Which::Listed { tickets: vec![ticket.clone()] },
        set: set(),
        transition: None,
    };
    for command in [change(&ticket, set()), crate::stage::reply_with(&ticket, "A word.", set()), note, many] {
        let refused = stage.staff("pia", &command).unwrap_err();
        assert_eq!(problems(&refused), places, "{command:?}");
    }
    let open = crate::stage::create("Another", "ines", Edits::none().with("cost", 1).with("room", "H7"));
    assert_eq!(
        problems(&stage.staff("pia", &open).unwrap_err()),
        [(Code::Forbidden, "/set/cost"), (Code::Forbidden, "/set/room")]
    );
    let form = Query::Form { ticket: Some(ticket.clone()), ticket_type: None, set: set() };
    let Answer::Form { fields, problems: found, .. } = stage.ask(&form, &pia).unwrap() else { panic!() };
    let places: Vec<&str> = found.iter().map(|problem| problem.path.as_str()).collect();
    assert_eq!(places, ["/set/cost", "/set/room", "/set/subject", "/set/tags"]);
    let shown = |field: &str| fields.iter().find(|entry| entry.field == *field).map(|entry| entry.read_only);
    for (field, read_only) in [
        ("room", Some(true)),
        ("subject", Some(true)),
        ("cost", None),
        ("tags", None),
        ("priority", Some(false)),
    ] {
        assert_eq!(shown(field), read_only, "{field}");
    }
    assert_eq!(stage.ticket(&ticket), before);
    stage.staff("pia", &change(&ticket, Edits::none().with("priority", "high"))).unwrap();
    stage.ada(&change(&ticket, set()));
    assert_eq!(stage.ticket(&ticket).subject, "Other");
}

#[test]
fn a_job_does_not_tell_what_a_role_of_its_reader_hides() {
    let stage = Stage::in_memory(&default_with(|default| {
        document(default);
        default["roles"][2]["scope"] = json!("all");
    }));
    stage.host(&agent("pia", "partner", &[]));
    let ticket = stage.opened_by_ines();
    let tickets = Which::Listed { tickets: vec![ticket] };
    let set = Edits::none().with("tags", list(&["giraffe"])).with("priority", "high");
    let job = stage.host(&Command::ChangeTickets { tickets, set, transition: None }).job.unwrap();
    for query in [Query::Job { job }, Query::Jobs { after: None, limit: None }] {
        let seen = told(&stage, &query, &Actor::agent("pia"));
        assert!(!seen.contains("giraffe") && seen.contains("high"), "{seen}");
        assert!(told(&stage, &query, &Actor::host()).contains("giraffe"));
    }
}

#[test]
fn a_role_names_fields_that_are_there_and_can_be_kept_from_somebody() {
    let found = |hidden: Json, read_only: Json| {
        let document = default_with(|default| {
            default["fields"] = json!([
                { "name": "maker", "type": "choice", "options": [{ "name": "a" }, { "name": "b" }] },
                {
                    "name": "model", "type": "choice", "depends_on": "maker",
                    "options": [{ "name": "x", "under": ["a"] }, { "name": "y", "under": ["b"] }]
                }
            ]);
            default["roles"][1]["hidden_fields"] = hidden;
            default["roles"][1]["read_only_fields"] = read_only;
        });
        let document = Document::parse(&document.to_string()).unwrap();
        match Config::compile(document, 1, &ZoneRules::bundled()) {
            Ok(_) => Vec::new(),
            Err(error) => error.problems().iter().map(Problem::to_string).collect::<Vec<_>>(),
        }
    };
    assert_eq!(found(json!(["maker", "model", "tags", "due_at"]), json!(["maker", "subject"])), [""; 0]);
    let said = found(json!(["status", "costs"]), json!(["owner", "modell"]));
    assert_eq!(said.len(), 4, "{said:?}");
    assert!(
        said[0].contains("`status` cannot be hidden by a role (at /roles/1/hidden_fields/0; "),
        "{said:?}"
    );
    assert!(said[1].starts_with("there is no field `costs` (at /roles/1/hidden_fields/1"), "{said:?}");
    assert!(said[2].contains("`owner` cannot be kept from being written by a role"), "{said:?}");
    assert!(said[3].contains("did you mean `model`?"), "{said:?}");
    let said = found(json!(["maker"]), json!([]));
    assert_eq!(
        said,
        [
            "the options of `model` depend on `maker`, and would tell it (at /roles/1/hidden_fields/0; hide `model`, too)"
        ]
    );
}
