//! Forms, as a desk holds everybody to them.

use serde_json::{Value as Json, json};
use ticketkit::Code;
use ticketkit::command::{Answer, Command, Edits, FormEntry, FormInput, Query, Which};
use ticketkit::error::Problem;
use ticketkit::model::{Actor, EventKind, TicketRef, Value};

use crate::world::{
    World, agent, change, create, name, note, on_every_storage, person, problems, reply, reply_with, status,
};

/// A desk for hardware: one form for staff, one for customers, and a type with a field and a workflow of its own.
fn house(document: &mut Json) {
    let mut small = document["workflows"][0].clone();
    small["name"] = json!("small");
    small["statuses"] = json!([
        { "name": "new", "category": "new", "initial": true }, { "name": "open", "category": "open" },
        { "name": "done", "category": "solved" }
    ]);
    small["transitions"] = json!([{ "from": "any", "to": "any" }]);
    small["automatic"] = json!({});
    document["workflows"].as_array_mut().unwrap().push(small);
    document["types"] = json!([{ "name": "hardware", "labels": { "en": "Hardware", "de": "Gerät" } }, { "name": "loan", "workflow": "small" }]);
    document["fields"] = json!([
        {
            "name": "product", "type": "choice", "public": true, "customer_writable": true,
            "labels": { "en": "Product", "de": "Produkt" },
            "options": [{ "name": "printer", "labels": { "de": "Drucker" } }, { "name": "phone" }]
        },
        {
            "name": "model", "type": "choice", "depends_on": "product", "public": true, "customer_writable": true,
            "options": [{ "name": "laser", "under": ["printer"] }, { "name": "ink", "under": ["printer"] }, { "name": "desk", "under": ["phone"] }]
        },
        { "name": "serial", "type": "text", "public": true, "customer_writable": true },
        { "name": "cause", "type": "choice", "options": [{ "name": "wear" }, { "name": "misuse" }] },
        { "name": "return_by", "type": "date", "types": ["loan"] }
    ]);
    let rules = json!([
        { "if": { "field": "product", "op": "eq", "value": "printer" }, "then": [{ "show": ["serial"] }, { "require": ["serial"] }] },
        { "if": { "field": "category", "op": "in", "value": ["solved", "closed"] }, "then": [{ "require": ["cause"] }] },
        { "if": { "field": "priority", "op": "eq", "value": "urgent" }, "then": [{ "restrict": { "cause": ["misuse"] } }, { "read_only": ["product"] }] }
    ]);
    document["forms"] = json!([
        { "name": "portal", "audience": "customers", "fields": ["type", "product", "model", "serial"], "rules": [rules[0]] },
        { "name": "bench", "types": ["hardware"], "audience": "staff", "labels": { "en": "Workbench" },
          "fields": ["priority", "product", "model", "serial", "cause"], "rules": rules },
        { "name": "loans", "types": ["loan"], "fields": ["return_by", "cause"], "rules": [{ "then": [{ "require": ["return_by"] }] }] }
    ]);
}

fn with_clearing(document: &mut Json) {
    house(document);
    for form in document["forms"].as_array_mut().unwrap() {
        form["clear_hidden"] = json!(true);
    }
}

fn set(values: &[(&str, &str)]) -> Edits {
    values.iter().fold(Edits::none(), |set, (field, value)| set.with(field, *value))
}

fn printer() -> Edits {
    set(&[("type", "hardware"), ("product", "printer"), ("serial", "77")])
}

/// A desk with Ada and Ines, and the ticket of a printer.
fn story(world: &World<'_>) -> TicketRef {
    world.hire(&["ada"]);
    world.open("It burns", "ines", printer())
}

fn own(world: &World<'_>, ticket: &TicketRef, field: &str) -> Option<Value> {
    world.ticket(ticket).fields.get(field).cloned()
}

#[test]
fn a_ticket_is_opened_with_what_its_form_needs() {
    on_every_storage(house, |world| {
        world.hire(&["ada"]);
        let refused = world
            .staff(
                "ada",
                &create(
                    "It burns",
                    "ines",
                    set(&[("type", "hardware"), ("product", "printer"), ("return_by", "2026-07-01")]),
                ),
            )
            .unwrap_err();
        assert_eq!(
            problems(&refused),
            [(Code::NotInForm, "/set/return_by"), (Code::FieldRequired, "/set/serial")]
        );
        let refused = world.staff("ada", &create("It rings", "ines", set(&[("type", "loan")]))).unwrap_err();
        assert_eq!(problems(&refused), [(Code::FieldRequired, "/set/return_by")]);
        let phone = world.open("It rings", "ines", set(&[("type", "hardware"), ("product", "phone")]));
        assert_eq!(world.ticket(&phone).version, 1);
    });
}

#[test]
fn a_change_is_held_to_the_form_and_changes_nothing_when_refused() {
    on_every_storage(house, |world| {
        let ticket = story(world);
        let before = world.ticket(&ticket);
        let wrong = set(&[
            ("product", "phone"),
            ("model", "laser"),
            ("serial", "78"),
            ("cause", "wear"),
            ("priority", "urgent"),
        ]);
        let refused = world.staff("ada", &change(&ticket, wrong)).unwrap_err();
        assert_eq!(
            problems(&refused),
            [
                (Code::FieldReadOnly, "/set/product"),
                (Code::OptionNotAllowed, "/set/model"),
                (Code::NotInForm, "/set/serial"),
                (Code::OptionNotAllowed, "/set/cause"),
            ]
        );
        assert_eq!(world.ticket(&ticket), before);
        world.ada(&change(&ticket, set(&[("product", "phone"), ("model", "desk")])));
        world.restart();
        assert_eq!(own(world, &ticket, "serial"), Some("77".into()), "what is hidden is kept");
        world.ada(&change(&ticket, set(&[("product", "printer"), ("model", "ink")])));
    });
}

#[test]
fn what_a_form_hides_can_be_emptied_by_the_same_command() {
    on_every_storage(with_clearing, |world| {
        let ticket = story(world);
        world.ada(&change(&ticket, set(&[("product", "phone")])));
        assert_eq!(own(world, &ticket, "serial"), None);
        let events = world.events(&ticket);
        let changes = &events.last().unwrap().personal;
        let fields: Vec<&str> = changes.iter().map(|it| it.field.as_str()).collect();
        assert_eq!(fields, ["product", "serial"], "and history knows of it");
    });
}

#[test]
fn the_status_decides_what_is_required() {
    on_every_storage(house, |world| {
        let ticket = story(world);
        let refused = world.staff("ada", &status(&ticket, "resolved")).unwrap_err();
        assert_eq!(problems(&refused), [(Code::FieldRequired, "/set/cause")]);
        let missing = match world
            .ask(&Query::Transitions { ticket: ticket.clone() }, &Actor::agent("ada"))
            .unwrap()
        {
            Answer::Transitions { available } => available
                .into_iter()
                .map(|it| (it.to.to_string(), it.missing.into_iter().map(|it| it.path).collect::<Vec<_>>()))
                .filter(|(_, missing)| !missing.is_empty())
                .collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        assert_eq!(
            missing,
            ["resolved", "closed"].map(|to| (to.to_owned(), vec!["/set/cause".to_owned()])),
            "the ways on say so beforehand"
        );
        world.ada(&change(&ticket, set(&[("status", "resolved"), ("cause", "wear")])));
    });
}

#[test]
fn a_reply_without_changes_is_never_barred() {
    on_every_storage(house, |world| {
        // As a configuration leaves it that came later: nothing is filled.
        world.hire(&["ada"]);
        let mut document = crate::stage::default_with(house);
        let forms = std::mem::replace(&mut document["forms"], json!([]));
        world.host(&crate::stage::configure(&document));
        let ticket = world.open("It burns", "ines", set(&[("type", "hardware"), ("product", "printer")]));
        document["forms"] = forms;
        world.host(&crate::stage::configure(&document));
        world.ada(&reply(&ticket, "We look."));
        assert_eq!(world.ticket(&ticket).status.as_str(), "answered", "nor is what happens by itself");
        world.ines(&reply(&ticket, "It still burns."));
        assert_eq!(world.ticket(&ticket).status.as_str(), "open");
        world.ada(&note(&ticket, "Odd."));
        let refused =
            world.staff("ada", &reply_with(&ticket, "Done.", set(&[("status", "resolved")]))).unwrap_err();
        assert_eq!(
            problems(&refused),
            [(Code::FieldRequired, "/set/serial"), (Code::FieldRequired, "/set/cause")]
        );
        world.ada(&change(&ticket, set(&[("due_at", "2026-06-03T12:00:00Z")])));
        let filled = set(&[("status", "resolved"), ("serial", "77"), ("cause", "wear")]);
        world.ada(&reply_with(&ticket, "Done.", filled));
    });
}

#[test]
fn what_a_form_hides_is_not_required_for_a_transition() {
    let guarded = |document: &mut Json| {
        house(document);
        for transition in document["workflows"][0]["transitions"].as_array_mut().unwrap() {
            transition["required_fields"] = json!(["serial", "return_by"]);
        }
    };
    on_every_storage(guarded, |world| {
        let ticket = story(world);
        world.ada(&change(&ticket, set(&[("product", "phone"), ("serial", "77")])));
        let other = world.open("It rings", "ines", set(&[("type", "hardware"), ("product", "phone")]));
        world.ada(&status(&other, "open"));
        // Without a type there is no form, and only what its type does not have is hidden.
        let plain = world.open("A question", "ines", Edits::none());
        let refused = world.staff("ada", &status(&plain, "open")).unwrap_err();
        assert_eq!(problems(&refused), [(Code::FieldRequired, "/set/serial")]);
    });
}

#[test]
fn a_bulk_change_is_held_to_the_form_of_each_ticket() {
    on_every_storage(house, |world| {
        let first = story(world);
        let second = world.open("It rings", "ines", set(&[("type", "hardware"), ("product", "phone")]));
        let tickets = Which::Listed { tickets: vec![first.clone(), second.clone()] };
        let bulk = Command::ChangeTickets { tickets, set: set(&[("serial", "99")]), transition: None };
        let job = world.ada(&bulk).job.unwrap();
        world.tick("2026-06-01T09:01:00Z");
        let Answer::Job { job } = world.answer(&Query::Job { job }) else { panic!() };
        assert_eq!((job.done, job.changed), (2, 1));
        let refused: Vec<_> =
            job.refusals.iter().flat_map(|it| &it.problems).map(|it| (it.code, it.path.as_str())).collect();
        assert_eq!(refused, [(Code::NotInForm, "/set/serial")]);
        assert_eq!((own(world, &first, "serial"), own(world, &second, "serial")), (Some("99".into()), None));
    });
}

#[test]
fn rules_are_checked_like_people() {
    let ruled = |document: &mut Json| {
        house(document);
        let when = |tag: &str| json!({ "field": "tags", "op": "contains", "value": tag });
        document["rules"] = json!([
            { "name": "solve", "condition": when("solve"), "actions": [{ "do": "set", "field": "status", "value": "resolved" }] },
            { "name": "blame", "condition": when("blame"), "actions": [{ "do": "set", "field": "cause", "value": "wear" }] }
        ]);
    };
    on_every_storage(ruled, |world| {
        let ticket = story(world);
        let tags = |tag: &str| Edits::none().with("tags", crate::world::list(&[tag]));
        world.ada(&change(&ticket, tags("solve")));
        assert_eq!(world.ticket(&ticket).status.as_str(), "new");
        let events = world.events(&ticket);
        let EventKind::RuleRefused { failed, .. } = &events.last().unwrap().kind else {
            panic!("{events:?}")
        };
        assert_eq!(failed, &["field_required"]);
        world.ada(&change(&ticket, tags("blame")));
        assert_eq!(own(world, &ticket, "cause"), Some("wear".into()));
    });
}

#[test]
fn a_type_has_fields_and_a_workflow_of_its_own() {
    on_every_storage(house, |world| {
        world.hire(&["ada"]);
        let loan = world.open("A projector", "ines", set(&[("type", "loan"), ("return_by", "2026-07-01")]));
        let ticket = world.ticket(&loan);
        assert_eq!((ticket.workflow.as_str(), ticket.status.as_str()), ("small", "new"));
        world.ada(&status(&loan, "done"));
        let refused = world.staff("ada", &change(&loan, set(&[("type", "hardware")]))).map(|_| ());
        assert_eq!(
            refused.map_err(|error| error.code()),
            Err(Code::FieldRequired),
            "solved hardware has a cause"
        );
        world.ada(&status(&loan, "open"));
        world.ada(&change(&loan, set(&[("type", "hardware")])));
        assert_eq!(
            own(world, &loan, "return_by"),
            Some("2026-07-01".into()),
            "kept, though hardware has none"
        );
        let refused = world.staff("ada", &change(&loan, set(&[("return_by", "2026-08-01")]))).unwrap_err();
        assert_eq!(problems(&refused), [(Code::NotInForm, "/set/return_by")]);
        world.ada(&change(&loan, set(&[("type", "loan"), ("return_by", "2026-08-01")])));
    });
}

#[test]
fn what_a_message_is_split_into_is_held_to_its_form() {
    on_every_storage(house, |world| {
        world.hire(&["ada"]);
        let phone = set(&[("type", "hardware"), ("product", "phone"), ("model", "desk")]);
        let old = world.open("The phone is silent", "ines", phone);
        world.ines(&reply(&old, "And the printer burns."));
        let message = world.thread(&old).last().unwrap().id;
        let split = |values: &[(&str, &str)]| Command::SplitTicket {
            ticket: old.clone(),
            message,
            subject: None,
            set: set(values),
        };
        let refused = world.staff("ada", &split(&[("product", "printer")])).unwrap_err();
        assert_eq!(problems(&refused), [(Code::FieldRequired, "/set/serial")]);
        let outcome = world.ada(&split(&[("product", "printer"), ("serial", "P-7")]));
        let new = TicketRef::Number(outcome.number.unwrap());
        assert_eq!(own(world, &new, "serial"), Some("P-7".into()));
    });
}

#[test]
fn customers_fill_in_the_form_for_customers() {
    on_every_storage(house, |world| {
        let wanted = |values: &[(&str, &str)]| match create("It burns", "ines", set(values)) {
            Command::CreateTicket { subject, body, set, attachments, message_id, .. } => {
                Command::CreateTicket {
                    subject,
                    body,
                    set,
                    attachments,
                    message_id,
                    requester: None,
                    html: None,
                    fold_key: None,
                }
            }
            other => other,
        };
        let refused = world
            .customer(
                "ines",
                &wanted(&[
                    ("type", "hardware"),
                    ("product", "printer"),
                    ("model", "desk"),
                    ("cause", "wear"),
                ]),
            )
            .unwrap_err();
        assert_eq!(
            problems(&refused),
            [
                (Code::Forbidden, "/set/cause"),
                (Code::OptionNotAllowed, "/set/model"),
                (Code::FieldRequired, "/set/serial"),
            ]
        );
        let opened = world.ines(&wanted(&[("type", "hardware"), ("product", "printer"), ("serial", "77")]));
        let ticket = TicketRef::Number(opened.number.unwrap());
        assert_eq!(
            world.ticket(&ticket).ticket_type.as_deref(),
            Some("hardware"),
            "their form asks for the type"
        );
        let refused = world
            .customer("ines", &reply_with(&ticket, "Oh.", set(&[("product", "phone"), ("serial", "1")])))
            .unwrap_err();
        assert_eq!(problems(&refused), [(Code::NotInForm, "/set/serial")]);
        let refused =
            world.customer("ines", &reply_with(&ticket, "Oh.", set(&[("type", "loan")]))).unwrap_err();
        assert_eq!(problems(&refused), [(Code::Forbidden, "/set/type")], "later it is for staff");
        world.ines(&reply_with(&ticket, "Oh.", set(&[("product", "phone"), ("model", "desk")])));
    });
}

#[test]
fn customers_choose_the_type_only_where_their_form_lists_it() {
    let closed = |document: &mut Json| {
        house(document);
        document["forms"][0]["fields"] = json!(["product", "model", "serial"]);
    };
    on_every_storage(closed, |world| {
        world.host(&person("ines"));
        let command = Command::CreateTicket {
            subject: "It burns".to_owned(),
            body: String::new(),
            requester: None,
            set: set(&[("type", "loan")]),
            attachments: vec![],
            message_id: None,
            html: None,
            fold_key: None,
        };
        let refused = world.customer("ines", &command).unwrap_err();
        assert_eq!(problems(&refused), [(Code::Forbidden, "/set/type")]);
    });
}

/// The name, label, fields and problems of a form.
struct Shown(Option<String>, Option<String>, Vec<FormEntry>, Vec<Problem>);

impl Shown {
    fn of(
        world: &World<'_>,
        actor: &Actor,
        ticket: Option<&TicketRef>,
        of_type: Option<&str>,
        set: Edits,
    ) -> Self {
        let query = Query::Form { ticket: ticket.cloned(), ticket_type: of_type.map(name), set };
        match world.ask(&query, actor).unwrap() {
            Answer::Form { form, label, fields, problems } => {
                Self(form.map(|name| name.to_string()), label, fields, problems)
            }
            other => panic!("{other:?}"),
        }
    }

    /// A word for each field: `!` required, `=` read-only.
    fn fields(&self) -> String {
        let word = |entry: &FormEntry| {
            let required = if entry.required { "!" } else { "" };
            let read_only = if entry.read_only { "=" } else { "" };
            format!("{}{required}{read_only}", entry.field)
        };
        self.2.iter().map(word).collect::<Vec<_>>().join(" ")
    }

    fn entry(&self, field: &str) -> &FormEntry {
        self.2.iter().find(|entry| entry.field == *field).unwrap()
    }

    fn options(&self, field: &str) -> Vec<(&str, &str)> {
        let options = self.entry(field).options.as_ref().unwrap();
        options.iter().map(|it| (it.name.as_str(), it.label.as_str())).collect()
    }

    fn problems(&self) -> Vec<(Code, &str)> {
        self.3.iter().map(|problem| (problem.code, problem.path.as_str())).collect()
    }
}

#[test]
fn a_form_is_shown_as_edits_would_leave_it() {
    on_every_storage(house, |world| {
        let ticket = story(world);
        let ada = Actor::agent("ada");
        let shown = Shown::of(world, &ada, Some(&ticket), None, Edits::none());
        assert_eq!((shown.0.as_deref(), shown.1.as_deref()), (Some("bench"), Some("Workbench")));
        assert_eq!(shown.fields(), "priority product model serial! cause");
        assert_eq!(shown.options("model"), [("laser", "laser"), ("ink", "ink")]);
        assert_eq!(shown.entry("product").value, Some("printer".into()));
        assert_eq!(shown.problems(), []);

        let edits = set(&[("product", "phone"), ("model", "laser"), ("status", "resolved")]);
        let shown = Shown::of(world, &ada, Some(&ticket), None, edits);
        assert_eq!(shown.fields(), "priority product model cause!");
        assert_eq!(shown.options("model"), [("desk", "desk")]);
        assert_eq!(shown.entry("model").value, Some("laser".into()), "which it says is not to be chosen");
        assert_eq!(
            shown.problems(),
            [(Code::OptionNotAllowed, "/set/model"), (Code::FieldRequired, "/set/cause")]
        );

        let shown = Shown::of(world, &ada, Some(&ticket), None, set(&[("priority", "urgent")]));
        assert_eq!(shown.fields(), "priority product= model serial! cause");
        assert_eq!(shown.options("cause"), [("misuse", "misuse")]);
        assert_eq!(world.ticket(&ticket).version, 1, "nothing was stored");
    });
}

#[test]
fn the_form_of_a_ticket_that_is_not_there_yet_is_shown() {
    on_every_storage(house, |world| {
        world.hire(&["ada"]);
        let ada = Actor::agent("ada");
        let shown = Shown::of(world, &ada, None, Some("loan"), set(&[("return_by", "soon")]));
        assert_eq!(shown.fields(), "return_by! cause");
        assert_eq!(shown.entry("return_by").input, FormInput::Date);
        assert_eq!(shown.problems(), [(Code::WrongFieldType, "/set/return_by")], "each place is told once");
        let shown = Shown::of(world, &ada, None, None, Edits::none());
        assert_eq!((shown.0, shown.1), (None, None), "a ticket without a type has no form here");
        let all = Shown::of(world, &Actor::host(), None, None, Edits::none());
        assert_eq!(
            all.fields(),
            "subject type priority impact urgency channel language tags due_at planned_from planned_to ccs followers \
             external_ids product model serial cause"
        );
        let inputs = [
            ("subject", FormInput::Text),
            ("due_at", FormInput::Instant),
            ("tags", FormInput::Words),
            ("ccs", FormInput::People),
        ];
        for (field, input) in inputs {
            assert_eq!(all.entry(field).input, input, "{field}");
        }
        assert_eq!(all.entry("planned_from").label, "Planned from");
        let wrong = Query::Form { ticket: None, ticket_type: Some(name("lone")), set: Edits::none() };
        let refused = world.ask(&wrong, &ada).unwrap_err();
        assert_eq!(problems(&refused), [(Code::UnknownName, "/type")]);
        assert_eq!(refused.problems()[0].hint.as_deref(), Some("did you mean `loan`?"));
    });
}

#[test]
fn customers_are_shown_what_they_see_in_their_language() {
    on_every_storage(house, |world| {
        let ticket = story(world);
        let mut german = person("ines");
        if let Command::PutPerson { language, .. } = &mut german {
            *language = Some("de-AT".to_owned());
        }
        world.host(&german);
        let ines = Actor::requester("ines");
        let shown = Shown::of(world, &ines, Some(&ticket), None, Edits::none());
        assert_eq!(shown.0.as_deref(), Some("portal"));
        assert_eq!(shown.fields(), "type= product model serial!", "the type is for staff by now");
        assert_eq!(shown.entry("product").label, "Produkt");
        assert_eq!(shown.options("product"), [("printer", "Drucker"), ("phone", "phone")]);
        assert_eq!(shown.options("type"), [("hardware", "Gerät"), ("loan", "loan")]);
        let shown = Shown::of(world, &ines, Some(&ticket), None, set(&[("cause", "wear")]));
        assert_eq!(shown.problems(), [(Code::Forbidden, "/set/cause")]);

        // Of somebody else's ticket there is nothing to see, and who was never here may open one.
        let query = Query::Form { ticket: Some(ticket), ticket_type: None, set: Edits::none() };
        world.host(&person("otto"));
        let refused = world.ask(&query, &Actor::requester("otto")).unwrap_err();
        assert_eq!(problems(&refused), [(Code::NotFound, "/ticket")]);
        let shown = Shown::of(
            world,
            &Actor::requester("nobody-yet"),
            None,
            Some("hardware"),
            set(&[("product", "phone")]),
        );
        assert_eq!(shown.fields(), "type product model");
        assert_eq!(shown.entry("type").value, Some("hardware".into()));
        assert_eq!(shown.problems(), []);
        let refused = world.ask(&query, &Actor::requester("nobody-yet")).unwrap_err();
        assert_eq!(refused.code(), Code::UnknownActor);
    });
}

#[test]
fn a_form_names_people_and_says_who_may_not_write() {
    let light = |document: &mut Json| {
        house(document);
        document["roles"]
            .as_array_mut()
            .unwrap()
            .push(json!({ "name": "light", "scope": "all", "permissions": ["note"] }));
        document["forms"][1]["fields"] = json!(["product", "serial", "model", "cause", "ccs", "priority"]);
    };
    on_every_storage(light, |world| {
        let ticket = story(world);
        world.host(&agent("lou", "light", &[]));
        let otto = world.host(&person("otto")).person.unwrap();
        let edits = Edits::none().with("ccs", crate::world::list(&["otto"]));
        let shown = Shown::of(world, &Actor::agent("ada"), Some(&ticket), None, edits);
        assert_eq!(shown.entry("ccs").value, Some(Value::List(vec![otto.to_string()])));
        let unknown = Edits::none().with("ccs", crate::world::list(&["nobody"]));
        let shown = Shown::of(world, &Actor::agent("ada"), Some(&ticket), None, unknown);
        assert_eq!(shown.problems(), [(Code::NotFound, "/set/ccs")]);
        let shown = Shown::of(world, &Actor::agent("lou"), Some(&ticket), None, Edits::none());
        assert_eq!(shown.fields(), "product= serial= model= cause= ccs= priority=");
    });
}
