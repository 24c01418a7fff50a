//! What a calendar's static check warns of: planted faults, each found where it is, and nothing where none is.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use ticketkit::calendar::{CalendarSpec, ZoneRules};
use ticketkit::config::{Config, Document};
use ticketkit::{Code, limits};

/// The warnings about a document that can be compiled, as `code pointer: message`.
fn warnings(document: &str) -> Vec<String> {
    let spec: CalendarSpec = serde_json::from_str(document).unwrap();
    assert_eq!(spec.check("", &ZoneRules::bundled()), []);
    let told = spec.warnings("");
    told.iter().map(|problem| format!("{} {}: {}", problem.code, problem.path, problem.message)).collect()
}

/// The warnings about an office that is open on working days from 09:00 to 17:00, with this besides.
fn of_office(more: &str) -> Vec<String> {
    let days = ["mon", "tue", "wed", "thu", "fri"].map(|day| format!(r#""{day}":[["09:00","17:00"]]"#));
    warnings(&format!(r#"{{"time_zone":"Europe/Riga","weekly":{{{}}},{more}}}"#, days.join(",")))
}

const NOTHING: [&str; 0] = [];

#[test]
fn a_calendar_in_which_all_has_an_effect_is_silent() {
    let found = of_office(
        r#""holidays":[{"date":"2026-05-01"},{"yearly":"12-25"},{"date":"2026-12-26","imported":true},
            {"yearly":"12-25","imported":true},{"date":"2026-12-24"},{"yearly":"02-29"}],
        "special_days":[{"date":"2026-12-25","windows":[["10:00","12:00"]]},{"date":"2026-12-28","windows":[]},
            {"date":"2026-06-07","windows":[["10:00","12:00"]]},
            {"date":"2026-06-12","windows":[["09:00","17:00"],["22:00","04:00"]]}],
        "breaks":[{"date":"2026-06-01","from":"12:00","to":"13:00"},{"date":"2026-06-01","from":"12:30","to":"13:30"},
            {"date":"2026-06-13","from":"03:00","to":"05:00"},{"date":"2026-06-14","from":"20:00","to":"10:00"}]"#,
    );
    assert_eq!(found, NOTHING);
}

#[test]
fn a_holiday_on_a_closed_day_and_one_that_comes_every_year_anyway_are_found() {
    assert_eq!(
        of_office(r#""holidays":[{"date":"2026-12-26"},{"yearly":"12-25"},{"date":"2026-12-25"}]"#),
        [
            "never_used /holidays/0: the holiday has no effect: 2026-12-26 is closed anyway",
            "never_used /holidays/2: the holiday has no effect: 2026-12-25 is a holiday of every year",
        ]
    );
    let before_special = r#""holidays":[{"yearly":"12-25"},{"date":"2026-12-25"}],
        "special_days":[{"date":"2026-12-25","windows":[["10:00","12:00"]]}]"#;
    assert_eq!(
        of_office(before_special),
        [
            "never_used /special_days/0: the special day has no effect: 2026-12-25 is a holiday, which goes before it"
        ],
        "the dated holiday takes the special day away"
    );
    let by_break = r#""holidays":[{"date":"2026-12-24"}],
        "breaks":[{"date":"2026-12-24","from":"09:00","to":"17:00"}]"#;
    assert_eq!(
        of_office(by_break),
        [
            "never_used /holidays/0: the holiday has no effect: 2026-12-24 is closed anyway",
            "never_used /breaks/0: the break has no effect: the calendar is closed then anyway",
        ]
    );
}

#[test]
fn a_special_day_that_changes_nothing_is_found() {
    let with_these_hours = "the special day has no effect: 2026-06-01 has these hours anyway";
    for windows in [r#"["09:00","17:00"]"#, r#"["09:00","12:00"],["12:00","17:00"]"#] {
        let special = format!(r#""special_days":[{{"date":"2026-06-01","windows":[{windows}]}}]"#);
        assert_eq!(of_office(&special), [format!("never_used /special_days/0: {with_these_hours}")]);
    }
    let closed = r#""special_days":[{"date":"2026-06-07","windows":[]}]"#;
    assert_eq!(
        of_office(closed),
        ["never_used /special_days/0: the special day has no effect: 2026-06-07 has these hours anyway"]
    );
    assert_eq!(
        of_office(
            r#""special_days":[{"date":"2026-06-01","windows":[["09:00","17:00"],["23:00","01:00"]]}]"#
        ),
        NOTHING
    );
    let against_list = r#""holidays":[{"date":"2026-06-01","imported":true}],
        "special_days":[{"date":"2026-06-01","windows":[["09:00","17:00"]]}]"#;
    assert_eq!(of_office(against_list), NOTHING, "it keeps the day open");
}

#[test]
fn a_window_of_which_nothing_is_left_is_found() {
    let special = |rest: &str| {
        of_office(&format!(
            r#""special_days":[{{"date":"2026-06-04","windows":[["09:00","12:00"],["20:00","02:00"]]}}]{rest}"#
        ))
    };
    assert_eq!(special(""), NOTHING);
    assert_eq!(special(r#","breaks":[{"date":"2026-06-04","from":"20:00","to":"00:00"}]"#), NOTHING);
    let swallowed = "is never open: a break or a holiday takes all of it";
    assert_eq!(
        special(
            r#","breaks":[{"date":"2026-06-04","from":"20:00","to":"02:00"},{"date":"2026-06-04","from":"08:00","to":"10:00"},
            {"date":"2026-06-04","from":"10:00","to":"12:00"}]"#
        ),
        [
            format!("never_used /special_days/0/windows/0: the window `09:00-12:00` {swallowed}"),
            format!("never_used /special_days/0/windows/1: the window `20:00-02:00` {swallowed}"),
        ]
    );
    let next_is_holiday =
        r#","breaks":[{"date":"2026-06-04","from":"19:00","to":"00:00"}],"holidays":[{"date":"2026-06-05"}]"#;
    assert_eq!(
        special(next_is_holiday),
        [format!("never_used /special_days/0/windows/1: the window `20:00-02:00` {swallowed}")]
    );
}

#[test]
fn a_break_outside_of_open_time_or_within_another_is_found() {
    let closed = "the break has no effect: the calendar is closed then anyway";
    assert_eq!(
        of_office(
            r#""holidays":[{"yearly":"12-25"}],
            "breaks":[{"date":"2026-06-01","from":"17:00","to":"18:00"},{"date":"2026-06-06","from":"12:00","to":"13:00"},
            {"date":"2026-12-25","from":"12:00","to":"13:00"},{"date":"2026-06-01","from":"22:00","to":"09:00"},
            {"date":"2026-06-01","from":"16:00","to":"18:00"}]"#
        ),
        [0, 1, 2, 3].map(|n| format!("never_used /breaks/{n}: {closed}"))
    );
    assert_eq!(
        of_office(
            r#""breaks":[{"date":"2026-06-01","from":"12:00","to":"13:00"},{"date":"2026-06-01","from":"11:30","to":"13:00"},
            {"date":"2026-06-01","from":"11:30","to":"13:00"},{"date":"2026-06-02","from":"12:00","to":"13:00"}]"#
        ),
        [
            "never_used /breaks/0: the break has no effect: `11:30-13:00` at /breaks/1 covers it",
            "never_used /breaks/2: the break has no effect: `11:30-13:00` at /breaks/1 covers it",
        ]
    );
}

#[test]
fn a_week_that_is_never_open_and_one_that_is_hardly_open_are_found() {
    let days =
        (1..=366).map(|n| chrono::NaiveDate::from_yo_opt(2024, n).unwrap().format("%m-%d").to_string());
    let yearly: Vec<String> = days.map(|day| format!(r#"{{"yearly":"{day}"}}"#)).collect();
    let holidays = yearly.join(",");
    let special = r#""special_days":[{"date":"2026-06-01","windows":[["09:00","17:00"]]}]"#;
    assert_eq!(
        of_office(&format!(r#""holidays":[{holidays}],{special}"#)),
        ["never_used /weekly: no window of the week is ever open: every day of the year is a holiday"]
    );
    assert_eq!(
        warnings(&format!(r#"{{"time_zone":"UTC","holidays":[{{"yearly":"12-25"}}],{special}}}"#)),
        [
            "doubtful : the calendar is only open on special days",
            "never_used /holidays/0: the holiday has no effect: no weekday has a window that it could close",
        ]
    );
    let of_week = |windows: &str| warnings(&format!(r#"{{"time_zone":"UTC","weekly":{{{windows}}}}}"#));
    assert_eq!(
        of_week(r#""mon":[["09:00","09:30"]],"sun":[["23:50","00:19"]]"#),
        ["doubtful /weekly: the calendar is open for less than an hour a week: 59 minutes"]
    );
    assert_eq!(of_week(r#""mon":[["09:00","09:30"]],"sun":[["23:45","00:15"]]"#), NOTHING);
}

#[test]
fn an_old_name_of_a_zone_is_found() {
    for (zone, today) in
        [("Asia/Calcutta", "Asia/Kolkata"), ("US/Eastern", "America/New_York"), ("Zulu", "UTC")]
    {
        let spec: CalendarSpec = serde_json::from_str(&format!(
            r#"{{"time_zone":"{zone}","weekly":{{"mon":[["09:00","17:00"]]}}}}"#
        ))
        .unwrap();
        let found = spec.warnings("/calendars/main");
        assert_eq!(found.len(), 1, "{zone}");
        assert_eq!((found[0].code, found[0].path.as_str()), (Code::Doubtful, "/calendars/main/time_zone"));
        assert_eq!(found[0].hint, Some(format!("use `{today}`")));
    }
}

#[test]
fn warnings_are_those_of_the_configuration_and_have_a_limit() {
    let mut document = Document::default_desk("Europe/Kiev").unwrap();
    let office = document.calendars.values_mut().next().unwrap();
    let breaks = (0..150)
        .map(|n| format!(r#"{{"date":"2026-06-06","from":"00:00","to":"{:02}:{:02}"}}"#, n / 60 + 1, n % 60));
    let breaks = format!("[{}]", breaks.collect::<Vec<_>>().join(","));
    office.breaks = serde_json::from_str(&breaks).unwrap();
    let config = Config::compile(document, 1, &ZoneRules::bundled()).unwrap();
    let found = config.warnings();
    assert_eq!((found[0].code, found[0].path.as_str()), (Code::Doubtful, "/calendars/office/time_zone"));
    assert_eq!((found[1].code, found[1].path.as_str()), (Code::NeverUsed, "/calendars/office/breaks/0"));
    assert_eq!(found.len(), limits::PROBLEMS);
}

#[test]
fn the_default_desk_and_the_examples_are_silent() {
    let default = Document::default_desk("Europe/Riga").unwrap();
    let web = Document::parse(include_str!("../../examples/python_web/helpdesk/desk.json")).unwrap();
    for document in [default, web] {
        assert!(!document.calendars.is_empty());
        for (name, calendar) in &document.calendars {
            assert_eq!(calendar.warnings(""), [], "{name}");
        }
    }
}
