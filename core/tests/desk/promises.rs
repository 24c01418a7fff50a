//! What is promised about time, and what becomes of it.

use std::sync::Arc;

use serde_json::{Value, json};
use ticketkit::calendar::ZoneRules;
use ticketkit::command::{Answer, Edits, Query};
use ticketkit::engine::Engine;
use ticketkit::model::{Actor, EffectKind, Metric};

use crate::storages::memory;
use crate::world::{at, change, on_every_storage, reply, status};
use crate::zones::fixed_zone;

fn zones(document: &mut Value) {
    let week =
        json!({ "mon": [["09:00", "17:00"]], "tue": [["09:00", "17:00"]], "wed": [["09:00", "17:00"]] });
    document["calendars"] = json!({
        "riga": { "time_zone": "Europe/Riga", "weekly": week },
        "new-york": { "time_zone": "America/New_York", "weekly": week },
        "tokyo": { "time_zone": "Asia/Tokyo", "weekly": week },
        "office": { "time_zone": "UTC", "weekly": week }
    });
    let policy = |place: &str| {
        json!({
            "name": place, "calendar": place,
            "condition": { "field": "tags", "op": "has_any", "value": [place] },
            "targets": [{ "metric": "resolution", "within": "PT4H" }]
        })
    };
    document["policies"] = json!([policy("riga"), policy("new-york"), policy("tokyo")]);
}

#[test]
fn each_policy_counts_by_the_calendar_and_the_zone_of_its_own() {
    on_every_storage(zones, |world| {
        let due = |place: &str| {
            let ticket = world.open("Fire", "ines", Edits::none().with("tags", place));
            (world.due(&ticket, &Metric::Resolution), world.clocks(&ticket)[0].0.calendar.clone())
        };
        // Monday 09:00 UTC is 12:00 in Riga, 05:00 in New York and 18:00 in Tokyo.
        for (place, instant) in [
            ("riga", "2026-06-01T13:00:00Z"),
            ("new-york", "2026-06-01T17:00:00Z"),
            ("tokyo", "2026-06-02T04:00:00Z"),
        ] {
            assert_eq!(due(place), (Some(at(instant)), Some(place.parse().unwrap())), "{place}");
        }
    });
}

#[test]
fn a_replay_under_other_zone_data_says_so_and_goes_on() {
    on_every_storage(zones, |world| {
        let ticket = world.open("Fire", "ines", Edits::none().with("tags", "riga"));
        world.open("Smoke", "ines", Edits::none().with("tags", "tokyo"));
        let mut document = serde_json::from_str(ticketkit::config::Document::DEFAULT).unwrap();
        zones(&mut document);
        let again = |rules: ZoneRules| {
            let engine = Engine::on(memory()).zone_rules(Arc::new(rules)).open();
            let copy = engine.create_desk("main", &document.to_string()).unwrap();
            let report = world.desk.replay_into(&copy, &mut |_| true).unwrap();
            let promises = Query::Promises { ticket: ticket.clone() };
            let Answer::Promises { clocks } = copy.ask(&promises, &Actor::host()).unwrap() else {
                panic!("not promises")
            };
            (report, clocks[0].clock.clone())
        };
        let (report, clock) = again(ZoneRules::bundled());
        assert_eq!((report.commands, report.notices), (2, vec![]));
        assert_eq!(Some(&clock), world.clocks(&ticket).first().map(|(clock, _)| clock));

        // Riga moves its clocks on: Monday 09:00 UTC is 15:00 there, so that only two hours are left of the day.
        let moved = ZoneRules::bundled().with_tzif("2031b", "Europe/Riga", &fixed_zone(6 * 60)).unwrap();
        let now = moved.short_version().to_owned();
        let (report, clock) = again(moved);
        assert_eq!(report.commands, 2);
        let [notice] = report.notices.as_slice() else { panic!("{report:?}") };
        assert_eq!(notice.code, "zone_rules_differ");
        assert_eq!(
            notice.message,
            format!(
                "commands that were decided under the zone data `{}` the first time, and now under `{now}`: 2",
                ZoneRules::bundled_version()
            )
        );
        assert_eq!((clock.zone_rules.as_str(), clock.due_at), ("2031b", Some(at("2026-06-02T05:00:00Z"))));
    });
}

#[test]
fn holidays_are_closed_on_their_date_and_yearly_ones_every_year() {
    let configure = |document: &mut Value| {
        document["calendars"]["office"]["holidays"] = json!([
            { "date": "2026-06-02", "name": "Moving house" },
            { "date": "2026-06-03", "imported": true, "name": "From a list" },
            { "yearly": "06-04", "name": "Founding day" }
        ]);
    };
    on_every_storage(configure, |world| {
        let due = |set| world.due(&world.open("Fire", "ines", set), &Metric::Resolution);
        // Sixteen hours at the priority normal are 24: Monday 8, then Friday 8, then the Monday after.
        assert_eq!(due(Edits::none()), Some(at("2026-06-08T17:00:00Z")));
        world.now("2027-06-03T09:00:00Z");
        assert_eq!(due(Edits::none().with("priority", "high")), Some(at("2027-06-03T17:00:00Z")));
        // Friday the 4th of June 2027 is a founding day, too.
        assert_eq!(due(Edits::none()), Some(at("2027-06-08T17:00:00Z")));
    });
}

#[test]
fn steps_after_the_breach_are_taken_level_by_level() {
    let configure = |document: &mut Value| {
        document["policies"][0]["steps"] = json!([
            { "metric": "first_reply", "at": { "percent": 50 }, "notify": ["assignees"] },
            { "metric": "first_reply", "at": { "after": "PT0S" }, "notify": ["assignees"] },
            { "metric": "first_reply", "at": { "after": "PT1H" }, "notify": ["followers"] },
            { "metric": "first_reply", "at": { "after": "PT4H" }, "notify": ["assignees", "followers"] }
        ]);
    };
    on_every_storage(configure, |world| {
        world.hire(&["ada", "boss"]);
        let set = Edits::none().with("priority", "high").with("owner", "ada").with("followers", "boss");
        world.open("Fire", "ines", set);
        let (ada, boss) = (world.id("ada"), world.id("boss"));
        let mut both = vec![ada, boss];
        both.sort_unstable();
        world.tick("2026-06-01T09:00:00Z");
        world.duties();
        let told = |until: &str| {
            world.tick(until);
            let duties = world.duties().into_iter().map(|duty| match duty {
                EffectKind::Escalate { step, to, .. } => (step, to),
                other => panic!("{other:?}"),
            });
            duties.collect::<Vec<_>>()
        };
        assert_eq!(told("2026-06-01T11:00:00Z"), [(Some(0), vec![ada])], "half of four hours");
        assert_eq!(told("2026-06-01T13:00:00Z"), [], "at the deadline it is not broken");
        assert_eq!(told("2026-06-01T13:00:01Z"), [(None, vec![ada]), (Some(1), vec![ada])]);
        assert_eq!(told("2026-06-01T14:00:00Z"), [(Some(2), vec![boss])]);
        assert_eq!(told("2026-06-01T17:00:00Z"), [(Some(3), both)]);
        assert_eq!(told("2026-06-09T00:00:00Z"), [(None, vec![ada])], "the resolution");
    });
}

#[test]
fn what_is_promised_says_which_spans_counted_and_which_policy_it_was() {
    on_every_storage(
        |document| {
            let vip = json!({
                "name": "vip", "condition": { "field": "tags", "op": "has_any", "value": ["vip"] }, "calendar": "office",
                "targets": [{ "metric": "first_reply", "within": "PT1H" }]
            });
            document["policies"].as_array_mut().unwrap().insert(0, vip);
        },
        |world| {
            world.hire(&["ada"]);
            let ticket = world.opened_by_ines();
            world.now("2026-06-01T11:00:00Z").ada(&reply(&ticket, "We come."));
            world.now("2026-06-01T14:00:00Z").ada(&status(&ticket, "open"));
            world.now("2026-06-01T16:00:00Z");
            let clocks = world.clocks(&ticket);
            let (clock, why) =
                clocks.iter().find(|(clock, _)| clock.key.metric == Metric::Resolution).unwrap();
            assert_eq!(clock.due_at, Some(at("2026-06-04T12:00:00Z")), "24 h less 2 h, from 14:00 on");
            for part in ["11:00", "14:00", "answered", "standard"] {
                assert!(why.contains(part), "{part} in {why}");
            }
            let Answer::Promises { clocks } = world.answer(&Query::Promises { ticket: ticket.clone() })
            else {
                panic!("promises")
            };
            let used: Vec<_> =
                clocks.iter().map(|view| (view.clock.key.metric.clone(), view.used_ms)).collect();
            let hours = |n: i64| Some(n * 3_600_000);
            assert_eq!(used, [(Metric::FirstReply, hours(2)), (Metric::Resolution, hours(4))]);
            let policy = || match world.answer(&Query::Policy { ticket: ticket.clone() }) {
                Answer::Policy { policy, why, .. } => (policy.map(|name| name.to_string()), why),
                other => panic!("{other:?}"),
            };
            let passed = "`vip` was passed over: tags has no value and must have any of `vip`";
            assert_eq!(policy(), (Some("standard".to_owned()), format!("`standard` is taken\n{passed}\n")));
            world.host(&change(&ticket, Edits::none().with("tags", "vip")));
            assert_eq!(policy(), (Some("vip".to_owned()), "`vip` is taken\n".to_owned()));
        },
    );
}

#[test]
fn without_a_policy_nothing_is_promised_and_that_is_told() {
    on_every_storage(
        |document| document["policies"] = json!([]),
        |world| {
            let opened = world.host(&crate::world::create("Fire", "ines", Edits::none()));
            assert_eq!(
                opened.notices.iter().map(|notice| notice.code.as_str()).collect::<Vec<_>>(),
                ["no_policy"]
            );
            let ticket = ticketkit::model::TicketRef::Id(opened.ticket.unwrap());
            assert_eq!(world.clocks(&ticket), []);
            assert_eq!(world.last_kinds(&ticket), ["ticket_created", "no_policy"]);
        },
    );
}

#[test]
fn a_priority_follows_from_impact_and_urgency_or_is_set_by_hand() {
    on_every_storage(
        |_| {},
        |world| {
            let pair =
                |impact: &str, urgency: &str| Edits::none().with("impact", impact).with("urgency", urgency);
            let matrix = [
                ("low", "low", "low"),
                ("low", "medium", "low"),
                ("low", "high", "normal"),
                ("medium", "low", "low"),
                ("medium", "medium", "normal"),
                ("medium", "high", "high"),
                ("high", "low", "normal"),
                ("high", "medium", "high"),
                ("high", "high", "urgent"),
            ];
            let changed = world.opened_by_ines();
            for (impact, urgency, priority) in matrix {
                let ticket = world.open("Fire", "ines", pair(impact, urgency));
                assert_eq!(world.ticket(&ticket).priority, priority, "{impact} {urgency}");
                world.host(&change(&changed, pair(impact, urgency)));
                assert_eq!(world.ticket(&changed).priority, priority, "{impact} {urgency}");
            }
            let by_hand = world.open("Fire", "ines", pair("high", "high").with("priority", "low"));
            assert_eq!(world.ticket(&by_hand).priority, "low");
            world.host(&change(&by_hand, Edits::none().with("priority", "high")));
            world.host(&change(&by_hand, Edits::none().with("tags", "fire")));
            assert_eq!(world.ticket(&by_hand).priority, "high", "what is set by hand stays");
            let one = world.open("Fire", "ines", Edits::none().with("impact", "high"));
            assert_eq!(world.ticket(&one).priority, "normal", "one of the two decides nothing");
            // Another matrix decides otherwise.
        },
    );
    on_every_storage(
        |document| {
            document["priority_matrix"] =
                json!([{ "impact": "low", "urgency": "low", "priority": "urgent" }]);
        },
        |world| {
            let ticket =
                world.open("Fire", "ines", Edits::none().with("impact", "low").with("urgency", "low"));
            assert_eq!(world.ticket(&ticket).priority, "urgent");
        },
    );
}
