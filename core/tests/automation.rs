//! Rules: which fire, in which order, what they can ask, and what their actions mean.

use std::collections::BTreeMap;

use proptest::prelude::*;
use ticketkit::Name;
use ticketkit::automation::{ActionSpec, Asked, MatchMode, Occasion, Plan, Rule, RuleFacts, Run, plan};
use ticketkit::command::{Command, Edits};
use ticketkit::condition::{Condition, Op, Predicate, Scope};
use ticketkit::id::{MessageId, PersonId, TicketId};
use ticketkit::limits::{RULE_DEPTH, RULE_FIRINGS};
use ticketkit::model::{Author, EffectKind, Message, MessageKind, Ticket, TicketRef, Value};
use ticketkit::time::Timestamp;

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

fn ticket(ticket_type: &str, priority: &str) -> Ticket {
    let mut ticket = Ticket::blank(TicketId::from_bytes([9; 16]));
    ticket.ticket_type = Some(name(ticket_type));
    ticket.priority = name(priority);
    ticket
}

fn rule(called: &str, condition: &Condition, actions: Vec<ActionSpec>) -> Rule {
    let predicate = Predicate::compile(condition, &(), Scope::Rule, "").unwrap();
    Rule { name: name(called), predicate, actions, stop: false }
}

fn is(field: &str, value: &str) -> Condition {
    Condition::test(field, Op::Eq, [value])
}

fn tagged(tag: &str) -> Condition {
    Condition::test("tags", Op::Contains, [tag])
}

fn always() -> Condition {
    Condition::all([])
}

fn set(field: &str, value: &str) -> ActionSpec {
    ActionSpec::Set { field: field.to_owned(), value: Some(value.into()) }
}

fn add_tag(tag: impl Into<String>) -> ActionSpec {
    ActionSpec::AddTags { tags: vec![tag.into()] }
}

/// Carries out the fields that these tests use.
fn carry_out(edits: &Edits, ticket: &mut Ticket) {
    for (field, value) in edits.iter() {
        match (field, value) {
            ("priority", Some(Value::Text(text))) => ticket.priority = name(text),
            ("team", Some(Value::Text(text))) => ticket.team = Some(name(text)),
            ("tags", Some(Value::List(tags))) => ticket.tags.clone_from(tags),
            ("tags", None) => ticket.tags.clear(),
            other => panic!("{other:?}"),
        }
    }
}

/// What a run came to.
struct End<'r> {
    run: Run<'r>,
    ticket: Ticket,
    /// The rules that fired, each with its depth.
    fired: Vec<(String, u8)>,
}

/// Runs rules as a decision does.
fn run_from<'r>(rules: &'r [Rule], mode: MatchMode, before: Option<&Ticket>, ticket: Ticket) -> End<'r> {
    let mut end = End { run: Run::new(rules, mode).traced(), ticket, fired: Vec::new() };
    let occasion = if before.is_some() { Occasion::Changed } else { Occasion::Created };
    let mut changed = false;
    loop {
        let facts = RuleFacts { before, now: &end.ticket, message: None, occasion };
        let Some(firing) = end.run.next(&facts, changed) else { break };
        end.fired.push((firing.rule.name.to_string(), firing.depth));
        let mut after = end.ticket.clone();
        carry_out(&plan(firing.rule, &end.ticket).edits, &mut after);
        changed = after != end.ticket;
        end.ticket = after;
    }
    end
}

fn run(rules: &[Rule], ticket: Ticket) -> End<'_> {
    run_from(rules, MatchMode::All, None, ticket)
}

impl End<'_> {
    fn names(&self) -> Vec<&str> {
        self.fired.iter().map(|(rule, _)| rule.as_str()).collect()
    }
}

/// R2 stands first and needs what R1 does.
fn outage_rules() -> [Rule; 2] {
    let urgent = Condition::test("priority", Op::ChangedTo, ["urgent"]);
    [
        rule("r2", &urgent, vec![set("team", "ops")]),
        rule("r1", &is("type", "outage"), vec![set("priority", "urgent")]),
    ]
}

#[test]
fn an_outage_becomes_urgent_and_then_goes_to_operations() {
    let rules = outage_rules();
    let end = run(&rules, ticket("outage", "normal"));
    assert_eq!(end.fired, [("r1".to_owned(), 1), ("r2".to_owned(), 2)]);
    assert_eq!((end.ticket.priority.as_str(), end.ticket.team), ("urgent", Some(name("ops"))));
    assert_eq!(end.run.stopped(), None);
    let expected = [
        Asked::Passed {
            rule: name("r2"),
            failing: vec!["priority is `normal` and must be changed to `urgent` by the command".to_owned()],
        },
        Asked::Fired { rule: name("r1"), depth: 1 },
        Asked::Fired { rule: name("r2"), depth: 2 },
    ];
    assert_eq!(end.run.trace(), expected);
}

#[test]
fn change_is_measured_from_before_the_root_command() {
    // It was urgent already: r1 changes nothing, and r2 sees no change.
    let before = ticket("outage", "urgent");
    let mut now = before.clone();
    now.tags = vec!["seen".to_owned()];
    let rules = outage_rules();
    assert_eq!(run_from(&rules, MatchMode::All, Some(&before), now).names(), ["r1"]);

    // The command lowers it, a rule raises it again: taken as a whole, nothing has changed.
    let before = ticket("outage", "urgent");
    let end = run_from(&rules, MatchMode::All, Some(&before), ticket("outage", "normal"));
    assert_eq!(end.names(), ["r1"]);

    // What a rule has done in between is not what it `was`.
    let was_normal = Condition::test("priority", Op::Was, ["normal"]);
    let rules = [
        rule("raise", &is("priority", "normal"), vec![set("priority", "high")]),
        rule("again", &Condition::all([is("priority", "high"), was_normal]), vec![set("priority", "urgent")]),
    ];
    let before = ticket("question", "normal");
    let end = run_from(&rules, MatchMode::All, Some(&before), before.clone());
    assert_eq!(end.names(), ["raise", "again"]);
}

#[test]
fn everything_a_new_ticket_has_was_changed_by_its_creation() {
    let asks = |op, values: &[&str]| Condition::test("priority", op, values.iter().copied());
    let rules = [
        rule("changed", &asks(Op::Changed, &[]), vec![]),
        rule("changed_to", &asks(Op::ChangedTo, &["normal"]), vec![]),
        rule("was", &asks(Op::Was, &["normal"]), vec![]),
        rule("team", &Condition::test("team", Op::Changed, [""; 0]), vec![]),
    ];
    assert_eq!(run(&rules, ticket("question", "normal")).names(), ["changed", "changed_to"]);
    let before = ticket("question", "normal");
    let end = run_from(&rules, MatchMode::All, Some(&before), before.clone());
    assert_eq!(end.names(), ["was"]);
}

#[test]
fn rules_ask_about_the_event_and_its_message() {
    let body = Condition::test("message.body", Op::Contains, ["invoice"]);
    let from_customer = is("message.author", "customer");
    let rules = [
        rule("replied", &is("event", "replied"), vec![]),
        rule("created", &is("event", "created"), vec![]),
        rule("invoice", &Condition::all([body, from_customer]), vec![]),
        rule("internal", &Condition::test("message.public", Op::Eq, [false]), vec![]),
        rule("silent", &Condition::not(Condition::test("message.kind", Op::IsSet, [""; 0])), vec![]),
    ];
    let ticket = ticket("question", "normal");
    let mut message = Message::new(
        MessageId::from_bytes([1; 16]),
        ticket.id,
        1,
        MessageKind::Reply,
        true,
        Author::EndUser { person: PersonId::from_bytes([2; 16]) },
        Timestamp::default(),
        "Where is my INVOICE?".to_owned(),
    );
    let fired = |message: Option<&Message>, occasion| {
        let facts = RuleFacts { before: Some(&ticket), now: &ticket, message, occasion };
        let mut run = Run::new(&rules, MatchMode::All);
        let next = || run.next(&facts, false).map(|firing| firing.rule.name.to_string());
        std::iter::from_fn(next).collect::<Vec<_>>()
    };
    assert_eq!(fired(Some(&message), Occasion::Replied), ["replied", "invoice"]);
    message.public = false;
    message.author = Author::System {};
    assert_eq!(fired(Some(&message), Occasion::Noted), ["internal"]);
    assert_eq!(fired(None, Occasion::Created), ["created", "silent"]);
}

#[test]
fn every_command_on_a_ticket_is_an_event() {
    let on = |json: &str| Occasion::of(&serde_json::from_str::<Command>(json).unwrap());
    assert_eq!(on(r#"{"do": "create_ticket", "subject": "x"}"#), Some(Occasion::Created));
    assert_eq!(on(r#"{"do": "reply", "ticket": "7", "body": "x"}"#), Some(Occasion::Replied));
    assert_eq!(on(r#"{"do": "note", "ticket": "7", "body": "x"}"#), Some(Occasion::Noted));
    assert_eq!(on(r#"{"do": "assign_ticket", "ticket": "7"}"#), Some(Occasion::Changed));
    assert_eq!(Occasion::of(&Command::WakeTicket { ticket: TicketRef::from("7") }), Some(Occasion::Changed));
    assert_eq!(on(r#"{"do": "put_organization", "key": "acme"}"#), None);
    let names: std::collections::BTreeSet<_> = Occasion::ALL.iter().map(|known| known.as_str()).collect();
    assert_eq!(names.len(), Occasion::ALL.len());
}

#[test]
fn a_rule_that_changes_nothing_does_not_start_the_list_over() {
    let rules = [
        rule("late", &tagged("vip"), vec![]),
        rule("no_change", &always(), vec![set("priority", "normal")]),
        rule("vip", &always(), vec![add_tag("vip")]),
        rule("last", &always(), vec![]),
    ];
    assert_eq!(run(&rules, ticket("question", "normal")).names(), ["no_change", "vip", "late", "last"]);
}

#[test]
fn a_rule_whose_time_has_passed_does_not_fire() {
    // When the first has fired the second no longer holds.
    let rules = [
        rule("raise", &is("priority", "normal"), vec![set("priority", "high")]),
        rule("normal", &is("priority", "normal"), vec![add_tag("normal")]),
    ];
    assert_eq!(run(&rules, ticket("question", "normal")).names(), ["raise"]);
}

#[test]
fn in_the_mode_first_one_rule_fires() {
    let rules = [
        rule("no", &tagged("vip"), vec![]),
        rule("yes", &always(), vec![add_tag("vip")]),
        rule("also", &always(), vec![]),
    ];
    let end = run_from(&rules, MatchMode::First, None, ticket("question", "normal"));
    assert_eq!(end.names(), ["yes"]);
    assert_eq!(end.run.stopped(), None);
    assert_eq!(end.run.trace().len(), 2, "the third is not asked: {:?}", end.run.trace());
}

#[test]
fn a_rule_with_stop_ends_the_run() {
    let mut rules = [
        rule("late", &tagged("vip"), vec![]),
        rule("first", &always(), vec![]),
        rule("enough", &always(), vec![add_tag("vip")]),
        rule("never", &always(), vec![]),
    ];
    rules[2].stop = true;
    assert_eq!(run(&rules, ticket("question", "normal")).names(), ["first", "enough"]);
    // Where it does not fire it stops nothing.
    rules[2].predicate = Predicate::never();
    assert_eq!(run(&rules, ticket("question", "normal")).names(), ["first", "never"]);
}

/// Each rule needs what the one before it did.
fn chain(length: usize) -> Vec<Rule> {
    let link = |n: usize| {
        let condition = if n == 1 { always() } else { tagged(&format!("t{}", n - 1)) };
        rule(&format!("r{n}"), &condition, vec![add_tag(format!("t{n}"))])
    };
    (1..=length).map(link).collect()
}

#[test]
fn a_chain_of_causes_is_cut_at_its_depth() {
    let deepest = usize::from(RULE_DEPTH);
    let rules = chain(deepest);
    let end = run(&rules, ticket("question", "normal"));
    assert_eq!(end.fired.last(), Some(&(format!("r{deepest}"), RULE_DEPTH)));
    assert_eq!(end.run.stopped(), None);

    let mut rules = chain(deepest + 1);
    rules.reverse();
    let end = run(&rules, ticket("question", "normal"));
    let expected: Vec<Name> = (1..=deepest).map(|n| name(&format!("r{n}"))).collect();
    assert_eq!(end.run.stopped(), Some(expected));
    assert!(end.ticket.tags.contains(&format!("t{deepest}")), "what was decided stays");
}

#[test]
fn many_rules_that_hold_by_the_command_alone_are_no_loop() {
    let side_by_side = |count: usize| -> Vec<Rule> {
        (0..count).map(|n| rule(&format!("r{n}"), &always(), vec![add_tag(format!("t{n}"))])).collect()
    };
    let rules = side_by_side(RULE_FIRINGS);
    let end = run(&rules, ticket("question", "normal"));
    assert_eq!(end.fired.len(), RULE_FIRINGS);
    assert!(end.fired.iter().all(|(_, depth)| *depth == 1));
    assert_eq!(end.run.stopped(), None);

    let rules = side_by_side(RULE_FIRINGS + 1);
    let end = run(&rules, ticket("question", "normal"));
    assert_eq!(end.fired.len(), RULE_FIRINGS);
    assert_eq!(end.run.stopped().map(|chain| chain.len()), Some(RULE_FIRINGS));
}

#[test]
fn two_rules_that_undo_each_other_fire_once_each() {
    let rules = [
        rule("raise", &is("priority", "low"), vec![set("priority", "high")]),
        rule("lower", &is("priority", "high"), vec![set("priority", "low")]),
    ];
    let end = run(&rules, ticket("question", "low"));
    assert_eq!(end.fired, [("raise".to_owned(), 1), ("lower".to_owned(), 2)]);
    assert_eq!(end.run.stopped(), None);
}

#[test]
fn without_a_trace_nothing_is_kept() {
    let rules = outage_rules();
    let ticket = ticket("outage", "normal");
    let facts = RuleFacts { before: None, now: &ticket, message: None, occasion: Occasion::Created };
    let mut run = Run::new(&rules, MatchMode::All);
    while run.next(&facts, false).is_some() {}
    assert_eq!(run.fired().collect::<Vec<_>>(), [&name("r1")]);
    assert!(run.trace().is_empty());
}

fn planned(actions: Vec<ActionSpec>, ticket: &Ticket) -> Edits {
    plan(&rule("r", &always(), actions), ticket).edits
}

#[test]
fn tags_come_and_go_in_the_order_of_the_actions() {
    let mut ticket = ticket("question", "normal");
    ticket.tags = vec!["printer".to_owned(), "vip".to_owned()];
    let remove = |tag: &str| ActionSpec::RemoveTags { tags: vec![tag.to_owned()] };
    let list = |tags: &[&str]| Value::List(tags.iter().map(|tag| (*tag).to_owned()).collect());
    let tags = |tags| Edits::none().with("tags", list(tags));

    assert_eq!(planned(vec![add_tag("new")], &ticket), tags(&["new", "printer", "vip"]));
    assert_eq!(planned(vec![add_tag("vip"), remove("printer")], &ticket), tags(&["vip"]));
    assert_eq!(planned(vec![remove("vip"), add_tag("vip")], &ticket), tags(&["printer", "vip"]));
    assert_eq!(planned(vec![remove("vip"), remove("printer")], &ticket), Edits::none().without("tags"));
    let replace = ActionSpec::Set { field: "tags".to_owned(), value: Some(list(&["only"])) };
    assert_eq!(planned(vec![add_tag("lost"), replace, add_tag("more")], &ticket), tags(&["more", "only"]));
    let clear = ActionSpec::Set { field: "tags".to_owned(), value: None };
    assert_eq!(planned(vec![clear, add_tag("more")], &ticket), tags(&["more"]));
}

#[test]
fn the_last_word_about_a_field_counts() {
    let empty = ActionSpec::Set { field: "team".to_owned(), value: None };
    let actions = vec![set("priority", "high"), set("team", "ops"), set("priority", "urgent"), empty];
    let ticket = ticket("question", "normal");
    assert_eq!(planned(actions, &ticket), Edits::none().with("priority", "urgent").without("team"));
}

#[test]
fn messages_and_duties_come_out_in_order() {
    let payload = BTreeMap::from([("room".to_owned(), "ops".to_owned())]);
    let rule = rule(
        "outage",
        &always(),
        vec![
            ActionSpec::SendMessage { body: "We are on it.".to_owned() },
            ActionSpec::Effect { name: name("page"), payload: payload.clone() },
            ActionSpec::AddNote { body: "Paged.".to_owned() },
        ],
    );
    let ticket = ticket("outage", "normal");
    let Plan { edits, messages, effects, .. } = plan(&rule, &ticket);
    assert!(edits.is_empty());
    let messages: Vec<_> = messages.iter().map(|m| (m.kind, m.public, m.body)).collect();
    assert_eq!(
        messages,
        [(MessageKind::Automated, true, "We are on it."), (MessageKind::Note, false, "Paged.")]
    );
    assert_eq!(effects, [EffectKind::Host { rule: name("outage"), name: name("page"), payload }]);
}

/// Random rules over eight tags: when they fire, and what they add or take away.
fn some_rules() -> impl Strategy<Value = Vec<Rule>> {
    let tag = || (0..8_u8).prop_map(|n| format!("t{n}"));
    let wish = (tag(), any::<bool>(), tag(), any::<bool>(), prop::bool::weighted(0.05));
    prop::collection::vec(wish, 0..30).prop_map(|wishes| {
        let rules = wishes.into_iter().enumerate().map(|(n, (needs, there, gives, adds, stop))| {
            let condition = if there { tagged(&needs) } else { Condition::not(tagged(&needs)) };
            let tags = vec![gives];
            let action = if adds { ActionSpec::AddTags { tags } } else { ActionSpec::RemoveTags { tags } };
            Rule { stop, ..rule(&format!("r{n}"), &condition, vec![action]) }
        });
        rules.collect()
    })
}

/// The domain's words, literally: ask in order; after a change ask again from the top; each at most once.
fn plainly(rules: &[Rule], mut ticket: Ticket) -> Vec<String> {
    let mut fired: Vec<String> = Vec::new();
    'top: loop {
        for rule in rules {
            if fired.contains(&rule.name.to_string()) || !rule.predicate.matches(&ticket) {
                continue;
            }
            fired.push(rule.name.to_string());
            let before = ticket.clone();
            carry_out(&plan(rule, &before).edits, &mut ticket);
            if rule.stop {
                return fired;
            }
            if ticket != before {
                continue 'top;
            }
        }
        return fired;
    }
}

proptest! {
    #[test]
    fn a_run_is_what_the_domain_says(rules in some_rules()) {
        let expected = plainly(&rules, ticket("question", "normal"));
        let end = run(&rules, ticket("question", "normal"));
        match end.run.stopped() {
            None => prop_assert_eq!(end.names(), expected),
            Some(chain) => prop_assert_eq!(chain, expected[..end.fired.len()].iter().map(|n| name(n)).collect::<Vec<_>>()),
        }
        prop_assert!(end.fired.iter().all(|(_, depth)| (1..=RULE_DEPTH).contains(depth)));
        // Every rule that was asked has a word, and what did not hold has a reason.
        for asked in end.run.trace() {
            if let Asked::Passed { failing, .. } = asked {
                prop_assert!(!failing.is_empty());
            }
        }
        prop_assert_eq!(end.run.trace().iter().filter(|a| matches!(a, Asked::Fired { .. })).count(), end.fired.len());
    }
}
