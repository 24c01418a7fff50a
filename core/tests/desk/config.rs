//! The configuration: brought into force by a command, kept by version.

use serde_json::{Value, json};
use ticketkit::command::{Answer, Command, Context, Edits, Query};
use ticketkit::config::Document;
use ticketkit::model::{Actor, Category, Metric};
use ticketkit::{Code, Result};

use crate::world::{World, at, change, on_every_storage, problems, status, unchanged};

fn configure(world: &World<'_>, document: &Value, expect: Option<u64>) -> Result<Option<u64>> {
    let command = Command::Configure { document: document.to_string(), expect_version: expect };
    world.desk.execute(&command, &Context::of(Actor::host())).map(|outcome| outcome.config_version)
}

fn default_document() -> Value {
    serde_json::from_str(Document::DEFAULT).unwrap()
}

#[test]
fn a_configuration_comes_into_force_by_a_command_and_every_version_is_kept() {
    on_every_storage(unchanged, |world| {
        let mut document = default_document();
        document["number_prefix"] = json!("HD-");
        assert_eq!(configure(world, &document, Some(1)).unwrap(), Some(2));
        // On a server a number is lost where a ticket was to be opened under the version before.
        assert!(["HD-1", "HD-2"].contains(&world.ticket(&world.opened_by_ines()).number.as_str()));
        let stale = configure(world, &document, Some(1)).unwrap_err();
        assert_eq!(stale.code(), Code::StaleVersion);
        world.restart();
        let kept = |version| match world.answer(&Query::Config { version }) {
            Answer::Config { version, document } => {
                (version, serde_json::from_str::<Value>(&document).unwrap())
            }
            other => panic!("{other:?}"),
        };
        assert_eq!(kept(None), (2, document));
        assert_eq!(kept(Some(1)), (1, default_document()));
        let missing = world.ask(&Query::Config { version: Some(3) }, &Actor::host()).unwrap_err();
        assert_eq!(missing.code(), Code::NotFound);
    });
}

#[test]
fn a_configuration_with_mistakes_is_refused_with_all_of_them_and_changes_nothing() {
    on_every_storage(unchanged, |world| {
        let mut document = default_document();
        document["default_priority"] = json!("medium");
        document["workflows"][0]["statuses"][4]["category"] = json!("open");
        document["calendars"]["office"]["weekly"] = json!({});
        document["policies"][0]["calendar"] = json!("ofice");
        document["routes"][0]["team"] = json!("suport");
        let refused = configure(world, &document, None).unwrap_err();
        let found: Vec<(Code, &str)> = problems(&refused);
        for (code, path) in [
            (Code::UnknownName, "/default_priority"),
            (Code::NeverOpens, "/calendars/office"),
            (Code::UnknownName, "/policies/0/calendar"),
            (Code::UnknownName, "/routes/0/team"),
            (Code::NoSolvedStatus, "/workflows/0/statuses"),
        ] {
            assert!(found.contains(&(code, &format!("/document{path}"))), "{path} in {found:?}");
        }
        assert_eq!(found.len(), 5, "{found:?}");
        let hints = refused.problems().iter().filter_map(|problem| problem.hint.as_deref());
        assert!(hints.into_iter().any(|hint| hint.contains("`support`")));
        assert!(matches!(world.answer(&Query::Config { version: None }), Answer::Config { version: 1, .. }));
    });
}

#[test]
fn domain_3_4_6_an_open_promise_stays_on_its_version() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        let before = world.opened_by_ines();
        let mut document = default_document();
        document["policies"][0]["targets"][1]["within"] = json!("PT2H");
        configure(world, &document, None).unwrap();
        let after = world.opened_by_ines();
        world.host(&change(&before, Edits::none().with("tags", "old")));
        world.ada(&status(&before, "open"));
        assert_eq!(world.due(&before, &Metric::Resolution), Some(at("2026-06-03T17:00:00Z")));
        assert_eq!(world.due(&after, &Metric::Resolution), Some(at("2026-06-01T11:00:00Z")));
        let versions = |ticket| world.clocks(ticket).iter().map(|(clock, _)| clock.config_version).max();
        assert_eq!((versions(&before), versions(&after)), (Some(1), Some(2)));
    });
}

/// The default desk of the domain, as it behaves.
#[test]
fn domain_4_3_the_default_desk() {
    on_every_storage(unchanged, |world| {
        world.hire(&["ada"]);
        let hours = [("low", 8, 40), ("normal", 8, 24), ("high", 4, 8), ("urgent", 1, 4)];
        for (priority, first_reply, resolution) in hours {
            let ticket = world.open("Fire", "ines", Edits::none().with("priority", priority));
            let stored = world.ticket(&ticket);
            assert_eq!((stored.team.as_deref(), stored.owner), (Some("support"), None));
            let clocks = world.clocks(&ticket);
            let targets: Vec<_> = clocks
                .iter()
                .map(|(clock, _)| (clock.key.metric.clone(), clock.target_ms / 3_600_000))
                .collect();
            assert_eq!(targets, [(Metric::FirstReply, first_reply), (Metric::Resolution, resolution)]);
        }
        let all = ["new", "open", "answered", "postponed", "resolved", "closed"];
        for from in all {
            for to in all.into_iter().filter(|to| *to != from) {
                let ticket = world.opened_by_ines();
                if from != "new" {
                    world.ada(&status(&ticket, from));
                }
                let moved = world.staff("ada", &status(&ticket, to));
                assert_eq!(moved.is_ok(), from != "closed", "{from} to {to}: {moved:?}");
            }
        }
        let ticket = world.opened_by_ines();
        world.ada(&status(&ticket, "resolved"));
        world.tick("2026-06-05T09:00:00Z");
        assert_eq!(world.ticket(&ticket).category, Category::Closed, "after 4 x 24 hours");
    });
}
