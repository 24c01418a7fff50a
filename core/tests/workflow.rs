//! Workflows: what they accept, which moves they allow, and what they say when they do not.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::needless_pass_by_value,
    reason = "a test that meets the unexpected fails"
)]

use serde_json::{Value as Json, json};
use ticketkit::error::{Code, Problem};
use ticketkit::id::TicketId;
use ticketkit::model::{Category, Metric, Ticket, TicketField, Value};
use ticketkit::workflow::{Attempt, Brought, Transition, Workflow};
use ticketkit::{Name, Span, limits};

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

/// The statuses of the default desk, with these transitions.
fn desk(transitions: Json) -> Json {
    json!({
        "name": "support",
        "statuses": [
            {"name": "new", "category": "new", "initial": true},
            {"name": "open", "category": "open", "color": "#cc0000", "labels": {"en": "Open", "de": "Offen"}},
            {"name": "answered", "category": "pending"},
            {"name": "postponed", "category": "on_hold"},
            {"name": "resolved", "category": "solved"},
            {"name": "closed", "category": "closed"},
        ],
        "transitions": transitions,
    })
}

/// Every transition allowed except out of closed.
fn default_transitions() -> Json {
    json!([
        {"from": "category:new", "to": "any"},
        {"from": "category:open", "to": "any"},
        {"from": "category:pending", "to": "any"},
        {"from": "category:on_hold", "to": "any"},
        {"from": "category:solved", "to": "any"},
    ])
}

fn compile(json: Json) -> Result<Workflow, Vec<Problem>> {
    Workflow::compile(&serde_json::from_value(json).unwrap(), &(), "/workflows/0")
}

fn workflow(transitions: Json) -> Workflow {
    compile(desk(transitions)).unwrap()
}

fn codes(problems: &[Problem]) -> Vec<(&str, Code)> {
    problems.iter().map(|problem| (problem.path.as_str(), problem.code)).collect()
}

fn ticket() -> Ticket {
    let mut ticket = Ticket::blank(TicketId::from_bytes([1; 16]));
    ticket.priority = name("low");
    ticket
}

/// Somebody who may do everything, and whose command brings no message.
fn attempt(ticket: &Ticket) -> Attempt<'_> {
    Attempt { facts: ticket, message: Brought::Nothing, may: &|_| true, hidden: &|_| false, sees: &|_| true }
}

fn go<'a>(workflow: &'a Workflow, from: &str, to: &str) -> Result<&'a Transition, Vec<Problem>> {
    workflow.check_move(&name(from), &name(to), None, &attempt(&ticket()))
}

#[test]
fn what_is_not_allowed_is_refused_and_the_refusal_says_where_one_can_go() {
    let workflow = workflow(default_transitions());
    assert!(go(&workflow, "new", "resolved").is_ok());
    let problems = go(&workflow, "closed", "open").unwrap_err();
    assert_eq!(codes(&problems), [("/set/status", Code::NoTransition)]);
    assert_eq!(problems[0].hint.as_deref(), Some("nothing leads out of `closed`"));

    let narrow = self::workflow(json!([{"from": "new", "to": "open"}, {"from": "new", "to": "closed"}]));
    let problems = go(&narrow, "new", "resolved").unwrap_err();
    assert_eq!(problems[0].hint.as_deref(), Some("from `new` to one of `open`, `closed`"));
    let problems = go(&narrow, "new", "opne").unwrap_err();
    assert_eq!(codes(&problems), [("/set/status", Code::UnknownStatus)]);
    assert_eq!(problems[0].hint.as_deref(), Some("did you mean `open`?"));
}

#[test]
fn the_most_exact_transition_decides_and_to_weighs_more_than_from() {
    let tried = |transitions: Json, from: &str, to: &str| {
        let workflow = workflow(transitions);
        let names = workflow.transitions(from, to).map(|found| found.name.clone().unwrap().to_string());
        names.collect::<Vec<_>>()
    };
    let transitions = json!([
        {"name": "anything", "from": "any", "to": "any"},
        {"name": "out-of-open", "from": "open", "to": "any"},
        {"name": "into-solved", "from": "any", "to": "category:solved"},
        {"name": "into-closed", "from": "any", "to": "closed"},
        {"name": "solve", "from": "category:open", "to": "category:solved"},
        {"name": "finish", "from": "open", "to": "closed"},
        {"name": "give-up", "from": "open", "to": "closed"},
    ]);
    assert_eq!(tried(transitions.clone(), "new", "open"), ["anything"]);
    assert_eq!(tried(transitions.clone(), "open", "answered"), ["out-of-open"]);
    assert_eq!(tried(transitions.clone(), "new", "resolved"), ["into-solved"]);
    assert_eq!(tried(transitions.clone(), "open", "resolved"), ["solve"]);
    assert_eq!(tried(transitions.clone(), "answered", "closed"), ["into-closed"]);
    assert_eq!(tried(transitions, "open", "closed"), ["finish", "give-up"]);
    let to_first = json!([
        {"name": "by-from", "from": "open", "to": "category:solved"},
        {"name": "by-to", "from": "any", "to": "resolved"},
    ]);
    assert_eq!(tried(to_first, "open", "resolved"), ["by-to"]);
}

#[test]
fn a_general_permission_is_no_way_round_a_particular_one() {
    let workflow = workflow(json!([
        {"from": "any", "to": "any"},
        {"name": "close", "from": "any", "to": "closed", "permission": "close_tickets"},
    ]));
    let ticket = ticket();
    let agent = Attempt { may: &|permission| permission != "close_tickets", ..attempt(&ticket) };
    assert!(workflow.check_move(&name("open"), &name("resolved"), None, &agent).is_ok());
    let problems = workflow.check_move(&name("open"), &name("closed"), None, &agent).unwrap_err();
    assert_eq!(codes(&problems), [("", Code::Forbidden)]);
    assert_eq!(problems[0].params["permission"], "close_tickets");
    assert!(workflow.check_move(&name("open"), &name("closed"), None, &attempt(&ticket)).is_ok());
}

#[test]
fn staying_is_a_move_only_where_a_transition_says_so_by_name() {
    let general = workflow(json!([{"from": "any", "to": "any"}, {"from": "open", "to": "category:open"}]));
    assert_eq!(codes(&go(&general, "open", "open").unwrap_err()), [("/set/status", Code::NoTransition)]);
    let exact = workflow(json!([{"name": "poke", "from": "open", "to": "open"}]));
    assert!(go(&exact, "open", "open").is_ok());
}

#[test]
fn a_refusal_lists_every_check_that_failed() {
    let workflow = workflow(json!([{
        "name": "resolve", "from": "any", "to": "resolved",
        "permission": "resolve", "required_message": "public", "required_fields": ["team", "impact", "owner"],
        "guard": {"field": "priority", "op": "in", "value": ["high", "urgent"]},
    }]));
    let mut ticket = ticket();
    ticket.team = Some(name("support"));
    let customer = Attempt {
        may: &|_| false,
        hidden: &|field| *field == TicketField::Owner,
        message: Brought::Internal,
        ..attempt(&ticket)
    };
    let problems = workflow.check_move(&name("open"), &name("resolved"), None, &customer).unwrap_err();
    assert_eq!(
        codes(&problems),
        [
            ("", Code::Forbidden),
            ("", Code::GuardFailed),
            ("/set/impact", Code::FieldRequired),
            ("", Code::MessageRequired),
        ]
    );
    assert_eq!(
        problems[1].message,
        "the condition of the transition `resolve` does not hold: \
         priority is `low` and must be in `high`, `urgent`"
    );
    let blind = Attempt { sees: &|_| false, ..customer };
    let problems = workflow.check_move(&name("open"), &name("resolved"), None, &blind).unwrap_err();
    assert!(!problems[1].message.contains("low"), "{}", problems[1]);

    ticket.priority = name("urgent");
    ticket.impact = Some(name("wide"));
    let agent = Attempt { message: Brought::Public, hidden: &|_| true, ..attempt(&ticket) };
    assert!(workflow.check_move(&name("open"), &name("resolved"), None, &agent).is_ok());
}

#[test]
fn of_several_transitions_the_named_one_is_taken_or_the_first_that_passes() {
    let workflow = workflow(json!([
        {"name": "solve", "from": "open", "to": "resolved", "required_message": "public"},
        {"name": "dismiss", "from": "open", "to": "resolved", "permission": "dismiss"},
        {"name": "tidy", "from": "answered", "to": "resolved"},
    ]));
    let (open, resolved) = (name("open"), name("resolved"));
    let taken = |named: Option<&str>, attempt: &Attempt<'_>| {
        let named = named.map(name);
        let taken = workflow.check_move(&open, &resolved, named.as_ref(), attempt);
        taken.map(|transition| transition.name.clone().unwrap().to_string())
    };
    let ticket = ticket();
    let silent = attempt(&ticket);
    let replying = Attempt { message: Brought::Public, ..silent };
    let nobody = Attempt { may: &|_| false, ..silent };
    assert_eq!(taken(None, &replying).unwrap(), "solve");
    assert_eq!(taken(None, &silent).unwrap(), "dismiss");
    assert_eq!(taken(Some("dismiss"), &replying).unwrap(), "dismiss");
    assert_eq!(codes(&taken(None, &nobody).unwrap_err()), [("", Code::MessageRequired)]);
    assert_eq!(codes(&taken(Some("dismiss"), &nobody).unwrap_err()), [("", Code::Forbidden)]);
    let problems = taken(Some("dimsiss"), &silent).unwrap_err();
    assert_eq!(codes(&problems), [("/transition", Code::NoTransition)]);
    assert_eq!(problems[0].hint.as_deref(), Some("did you mean `dismiss`?"));
    assert_eq!(codes(&taken(Some("tidy"), &silent).unwrap_err()), [("/transition", Code::NoTransition)]);
}

#[test]
fn available_moves_say_what_is_still_missing() {
    let workflow = workflow(json!([
        {"name": "solve", "from": "open", "to": "resolved", "required_message": "any"},
        {"name": "dismiss", "from": "open", "to": "resolved", "permission": "dismiss"},
        {"from": "open", "to": "answered"},
        {"from": "new", "to": "closed"},
    ]));
    let ticket = ticket();
    let agent = Attempt { may: &|_| false, ..attempt(&ticket) };
    let moves = workflow.available(&name("open"), &agent);
    let shown: Vec<_> =
        moves.iter().map(|one| (one.to.as_str(), one.transition.as_deref(), codes(&one.missing))).collect();
    assert_eq!(
        shown,
        [("answered", None, vec![]), ("resolved", Some("solve"), vec![("", Code::MessageRequired)])]
    );
    assert_eq!(workflow.available(&name("open"), &attempt(&ticket)).len(), 3);
    assert!(workflow.available(&name("closed"), &agent).is_empty());
    let targets: Vec<_> = workflow.targets("open").map(|status| status.name.as_str()).collect();
    assert_eq!(targets, ["answered", "resolved"]);
}

#[test]
fn statuses_pause_clocks_by_their_category_unless_they_say_otherwise() {
    let mut json = desk(json!([]));
    json["statuses"][3]["pauses"] = json!(["resolution", "first_reply"]);
    json["statuses"][2]["resumes_on_message"] = json!(false);
    let workflow = compile(json).unwrap();
    let pauses = |status: &str, metric| workflow.status(status).unwrap().pauses(metric);
    assert!(pauses("answered", &Metric::Resolution) && !pauses("answered", &Metric::NextReply));
    assert!(!pauses("open", &Metric::Resolution) && pauses("postponed", &Metric::FirstReply));
    assert!(!workflow.status("answered").unwrap().resumes_on_message);
    let untouched = self::workflow(json!([]));
    assert!(untouched.status("answered").unwrap().resumes_on_message);
    assert!(!untouched.status("postponed").unwrap().resumes_on_message);
}

#[test]
fn automatic_moves_have_the_defaults_of_the_product() {
    let plain = workflow(json!([]));
    assert_eq!(plain.initial().name, "new");
    assert_eq!(plain.agent_reply(), Some(&name("answered")));
    assert_eq!(plain.requester_message(), Some(&name("open")));
    assert_eq!(plain.close_after(), Some(Span::from_days(4)));
    assert_eq!(plain.reopen_within(), Span::from_days(14));
    assert_eq!(plain.closing_status().unwrap().name, "closed");
    assert_eq!(plain.first_of(Category::OnHold).unwrap().name, "postponed");

    let mut json = desk(json!([]));
    json["automatic"] = json!({
        "agent_reply": "none", "requester_message": "new", "close_after": "PT0S", "reopen_within": "P1D",
    });
    let told = compile(json).unwrap();
    assert_eq!((told.agent_reply(), told.requester_message()), (None, Some(&name("new"))));
    assert_eq!((told.close_after(), told.reopen_within()), (None, Span::from_days(1)));
}

#[test]
fn every_mistake_of_a_workflow_is_found_at_once() {
    let problems = compile(json!({
        "name": "broken",
        "statuses": [
            {"name": "new", "category": "new"},
            {"name": "new", "category": "new", "color": "red"},
            {"name": "any", "category": "closed"},
        ],
        "transitions": [
            {"from": "ne", "to": "category:slved"},
            {"from": "any", "to": "new", "required_fields": ["tema"], "guard": {"field": "status", "op": "lt"}},
        ],
        "automatic": {"agent_reply": "answered", "close_after": "-P1D"},
    }))
    .unwrap_err();
    assert_eq!(
        codes(&problems),
        [
            ("/workflows/0/statuses/1/name", Code::Duplicate),
            ("/workflows/0/statuses/1/color", Code::OutOfRange),
            ("/workflows/0/statuses/2/name", Code::OutOfRange),
            ("/workflows/0/statuses", Code::NoInitialStatus),
            ("/workflows/0/statuses", Code::NoOpenStatus),
            ("/workflows/0/statuses", Code::NoSolvedStatus),
            ("/workflows/0/transitions/0/from", Code::UnknownStatus),
            ("/workflows/0/transitions/0/to", Code::UnknownName),
            ("/workflows/0/transitions/1/guard/op", Code::OperatorDoesNotFit),
            ("/workflows/0/transitions/1/required_fields/0", Code::UnknownField),
            ("/workflows/0/automatic/close_after", Code::OutOfRange),
            ("/workflows/0/automatic/agent_reply", Code::UnknownStatus),
        ]
    );
    assert_eq!(problems[6].hint.as_deref(), Some("did you mean `new`?"));
    assert_eq!(problems[7].hint.as_deref(), Some("did you mean `solved`?"));
}

#[test]
fn every_mistake_in_what_happens_by_itself_is_found() {
    let faults = |status: Json, automatic: Json| {
        let mut document = desk(json!([]));
        document["automatic"] = automatic;
        for (member, value) in status.as_object().unwrap() {
            let place = if member == "reminders" || member == "audience" { 2 } else { 1 };
            document["statuses"][place][member] = value.clone();
        }
        let problems = compile(document).err().unwrap_or_default();
        problems.iter().map(|problem| format!("{} {}", problem.path, problem.code)).collect::<Vec<_>>()
    };
    let none = json!({});
    for (status, automatic, expected) in [
        (
            json!({"after": {"span": "PT0S", "to": "nwe"}}),
            &none,
            vec!["1/after/span out_of_range", "1/after/to unknown_status"],
        ),
        (json!({"after": {"span": "P1D", "to": "open"}}), &none, vec!["1/after/to out_of_range"]),
        (
            json!({"automatic": {"note": "nwe", "assigned": "none"}}),
            &none,
            vec!["1/automatic/note unknown_status"],
        ),
        (
            json!({"reminders": [{"after": "P2D", "text": "a"}, {"after": "P2D", "text": "b"}]}),
            &none,
            vec!["2/reminders/1/after out_of_range"],
        ),
        (
            json!({"reminders": [{"after": "P2D", "text": "a"}], "audience": "staff"}),
            &none,
            vec!["2/reminders out_of_range"],
        ),
    ] {
        let expected: Vec<_> = expected.iter().map(|text| format!("/workflows/0/statuses/{text}")).collect();
        assert_eq!(faults(status.clone(), automatic.clone()), expected, "{status}");
    }
    for (automatic, expected) in [
        (json!({"snooze_over": "nwe", "snoozed_message": "none"}), vec!["snooze_over unknown_status"]),
        (json!({"delay_notice": {"after": "-P1D", "text": "a"}}), vec!["delay_notice/after out_of_range"]),
        (json!({"courtesy": {"phrases": ["thanks", "!"]}}), vec!["courtesy/phrases/1 out_of_range"]),
        (
            json!({"note": "nwe", "automated_message": "nwe", "assigned": "none"}),
            vec!["note unknown_status", "automated_message unknown_status"],
        ),
    ] {
        let expected: Vec<_> = expected.iter().map(|text| format!("/workflows/0/automatic/{text}")).collect();
        assert_eq!(faults(none.clone(), automatic.clone()), expected, "{automatic}");
    }
}

#[test]
fn one_name_may_stand_for_several_moves_but_not_twice_for_one() {
    assert!(
        compile(desk(json!([
            {"name": "solve", "from": "new", "to": "resolved"},
            {"name": "solve", "from": "open", "to": "resolved"},
        ])))
        .is_ok()
    );
    let problems = compile(desk(json!([
        {"name": "solve", "from": "category:open", "to": "resolved"},
        {"name": "solve", "from": "category:open", "to": "resolved"},
    ])))
    .unwrap_err();
    assert_eq!(codes(&problems), [("/workflows/0/transitions/1/name", Code::Duplicate)]);
}

#[test]
fn a_workflow_has_bounds() {
    let mut json = desk(json!([]));
    let statuses: Vec<Json> = (0..=limits::STATUSES)
        .map(|n| json!({"name": format!("s{n}"), "category": (["open", "solved"][n % 2]), "initial": true}))
        .collect();
    json["statuses"] = json!(statuses);
    json["transitions"] = json!(vec![json!({"from": "any", "to": "any"}); limits::TRANSITIONS + 1]);
    let problems = compile(json.clone()).unwrap_err();
    assert_eq!(
        codes(&problems),
        [("/workflows/0/statuses", Code::TooMany), ("/workflows/0/transitions", Code::TooMany)]
    );
    json["statuses"].as_array_mut().unwrap().pop();
    json["transitions"].as_array_mut().unwrap().pop();
    let largest = compile(json).unwrap();
    assert_eq!(largest.transitions("s98", "s99").count(), limits::TRANSITIONS);
    assert_eq!(largest.transitions("s99", "s99").count(), 0);
}

#[test]
fn the_picture_of_the_default_desk_is_small() {
    assert_eq!(
        workflow(default_transitions()).mermaid("de-AT"),
        "\
stateDiagram-v2
    direction LR
    state \"new\" as s0_new
    state \"Offen\" as s1_open
    state \"answered\" as s2_answered
    state \"postponed\" as s3_postponed
    state \"resolved\" as s4_resolved
    state \"closed\" as s5_closed
    state \"any other status\" as to_any
    [*] --> s0_new
    s0_new --> to_any
    s1_open --> to_any
    s2_answered --> to_any
    s3_postponed --> to_any
    s4_resolved --> to_any
    s5_closed --> [*]
    classDef new fill:#bfdbfe,color:#000000,stroke:#6b7280
    class s0_new new
    classDef pending fill:#fde68a,color:#000000,stroke:#6b7280
    class s2_answered pending
    classDef on_hold fill:#e9d5ff,color:#000000,stroke:#6b7280
    class s3_postponed on_hold
    classDef solved fill:#bbf7d0,color:#000000,stroke:#6b7280
    class s4_resolved solved
    classDef closed fill:#d1d5db,color:#000000,stroke:#6b7280
    class s5_closed closed
    classDef color1 fill:#cc0000,color:#ffffff,stroke:#6b7280
    class s1_open color1
"
    );
}

#[test]
fn the_picture_names_transitions_and_escapes_their_labels() {
    let picture = workflow(json!([
        {"name": "close-it", "from": "any", "to": "closed", "labels": {"en": "done: \"really\"?"}},
        {"name": "poke", "from": "open", "to": "open"},
        {"from": "category:open", "to": "category:open"},
    ]))
    .mermaid("en");
    let arrows: Vec<&str> = picture.lines().map(str::trim).filter(|line| line.contains("-->")).collect();
    assert_eq!(
        arrows,
        [
            "[*] --> s0_new",
            "from_any --> s5_closed : done#58; #34;really#34;#63;",
            "s1_open --> s1_open : poke",
            "s5_closed --> [*]",
        ]
    );
}

#[test]
fn a_ticket_begins_only_in_a_status_that_is_marked_so() {
    let mut desk = desk(default_transitions());
    desk["statuses"][4]["initial"] = json!(true);
    let workflow = compile(desk).unwrap();
    assert_eq!(workflow.check_begin(&name("new")).unwrap().name, "new");
    assert_eq!(workflow.check_begin(&name("resolved")).unwrap().category, Category::Solved);
    let refused = workflow.check_begin(&name("open")).unwrap_err();
    assert_eq!((refused.path.as_str(), refused.code), ("/set/status", Code::NoTransition));
    assert_eq!(
        refused.to_string(),
        "no ticket begins in `open` (at /set/status; a ticket begins in one of `new`, `resolved`)"
    );
    let unknown = workflow.check_begin(&name("resolvd")).unwrap_err();
    assert_eq!((unknown.path.as_str(), unknown.code), ("/set/status", Code::UnknownStatus));
    assert!(unknown.to_string().contains("did you mean `resolved`?"), "{unknown}");
}

#[test]
fn guards_ask_about_the_ticket_after_the_commands_own_changes() {
    let workflow = workflow(json!([{
        "from": "open", "to": "resolved", "required_fields": ["impact"],
        "guard": {"field": "tags", "op": "contains", "value": "checked"},
    }]));
    let mut ticket = ticket();
    assert_eq!(go(&workflow, "open", "resolved").unwrap_err().len(), 2);
    ticket.tags = vec!["checked".to_owned()];
    ticket.impact = Some(name("wide"));
    assert!(workflow.check_move(&name("open"), &name("resolved"), None, &attempt(&ticket)).is_ok());
    assert_eq!(ticket.get(&TicketField::Impact), Some(Value::from("wide")));
}
