//! What the actions of a rule mean.

use std::collections::BTreeMap;

use super::{add_tag, always, name, rule, set, ticket};
use ticketkit::automation::{ActionSpec, Duty, Plan, plan};
use ticketkit::command::Edits;
use ticketkit::model::{MessageKind, Ticket, Value};

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
    let Plan { edits, messages, duties, .. } = plan(&rule, &ticket);
    assert!(edits.is_empty());
    let messages: Vec<_> = messages.iter().map(|m| (m.kind, m.public, m.body)).collect();
    assert_eq!(
        messages,
        [(MessageKind::Automated, true, "We are on it."), (MessageKind::Note, false, "Paged.")]
    );
    assert_eq!(duties, [Duty::Host { name: name("page"), payload }]);
}
