//! What a calendar's check finds, where it says it is, and that it finds everything at once.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "reference/zones.rs"]
mod zones;

use ticketkit::calendar::{Calendar, CalendarSpec, ZoneRules};
use ticketkit::{Code, limits};

/// The problems of a document as `code pointer`, in the order in which they are told.
fn problems(document: &str) -> Vec<String> {
    let spec: CalendarSpec = serde_json::from_str(document).unwrap();
    let found = spec.check("/calendars/main", &ZoneRules::bundled());
    let below = |path: &str| path.strip_prefix("/calendars/main").unwrap().to_owned();
    found.iter().map(|problem| format!("{} {}", problem.code, below(&problem.path))).collect()
}

fn of_week(week: &str) -> Vec<String> {
    problems(&format!(r#"{{"time_zone":"Europe/Riga","weekly":{{{week}}}}}"#))
}

const NOTHING: [&str; 0] = [];

#[test]
fn all_problems_are_told_at_once() {
    let found = problems(
        r#"{"time_zone":"europe/riga",
        "weekly":{"mon":[["09:00","12:00"],["11:00","17:00"],["13:00","13:00"]],"tue":[["24:00","06:00"]]},
        "holidays":[{"date":"2026-05-01"},{"yearly":"05-01"},{"date":"2026-05-01","imported":true},
            {"date":"2026-05-01","name":"Labour Day"},{"yearly":"05-01","name":"a\u0000b"}],
        "special_days":[{"date":"2026-05-02","windows":[["22:00","06:00"]]},
            {"date":"2026-05-02","windows":[]},{"date":"2026-05-03","windows":[["05:00","07:00"],["10:00","10:00"]]}],
        "breaks":[{"date":"2026-05-02","from":"12:00","to":"12:00"}]}"#,
    );
    assert_eq!(
        found,
        [
            "unknown_zone /time_zone",
            "bad_window /weekly/mon/2",
            "bad_window /weekly/tue/0",
            "bad_window /weekly/mon/1",
            "duplicate /holidays/3/date",
            "bad_text /holidays/4/name",
            "duplicate /holidays/4/yearly",
            "duplicate /special_days/1/date",
            "bad_window /special_days/2/windows/1",
            "bad_window /special_days/2/windows/0",
            "bad_window /breaks/0",
        ]
    );
}

#[test]
fn a_problem_says_what_is_wrong_and_what_would_be_right() {
    let spec: CalendarSpec = serde_json::from_str(
        r#"{"time_zone":"Riga","weekly":{"mon":[["09:00","12:00"],["11:00","17:00"]]}}"#,
    )
    .unwrap();
    let told: Vec<_> = spec.check("", &ZoneRules::bundled()).iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "there is no time zone `Riga` (at /time_zone; did you mean `Europe/Riga`?)",
            "the window `11:00-17:00` overlaps `09:00-12:00` at /weekly/mon/0 (at /weekly/mon/1)",
        ]
    );
    assert_eq!(Calendar::compile(&spec, &ZoneRules::bundled()).unwrap_err().len(), 2);
}

#[test]
fn windows_may_touch_but_not_overlap() {
    assert_eq!(of_week(r#""mon":[["13:00","17:00"],["09:00","13:00"]]"#), NOTHING);
    assert_eq!(of_week(r#""mon":[["22:00","06:00"]],"tue":[["06:00","22:00"]]"#), NOTHING);
    assert_eq!(of_week(r#""sun":[["22:00","06:00"]],"mon":[["06:00","08:00"]]"#), NOTHING);
    assert_eq!(of_week(r#""mon":[["09:00","17:00"],["16:59:59","18:00"]]"#), ["bad_window /weekly/mon/1"]);
    assert_eq!(
        of_week(r#""mon":[["22:00","06:00"]],"tue":[["05:00","22:00"]]"#),
        ["bad_window /weekly/tue/0"]
    );
    assert_eq!(
        of_week(r#""sun":[["22:00","06:00"]],"mon":[["05:00","22:00"]]"#),
        ["bad_window /weekly/mon/0"]
    );
    let in_one = of_week(r#""mon":[["08:00","20:00"],["09:00","10:00"],["11:00","12:00"]]"#);
    assert_eq!(in_one, ["bad_window /weekly/mon/1", "bad_window /weekly/mon/2"]);
    assert_eq!(of_week(r#""mon":[["09:00","17:00"],["09:00","17:00"]]"#), ["bad_window /weekly/mon/1"]);
}

#[test]
fn a_calendar_must_open_at_some_time() {
    let never = ["never_opens "];
    assert_eq!(problems(r#"{"time_zone":"UTC"}"#), never);
    assert_eq!(problems(r#"{"time_zone":"UTC","special_days":[{"date":"2026-05-02","windows":[]}]}"#), never);
    let special = r#""special_days":[{"date":"2026-05-02","windows":[["09:00","10:00"]]}]"#;
    assert_eq!(problems(&format!(r#"{{"time_zone":"UTC",{special}}}"#)), NOTHING);
    let holiday = r#""holidays":[{"date":"2026-05-02"}]"#;
    assert_eq!(problems(&format!(r#"{{"time_zone":"UTC",{special},{holiday}}}"#)), never);
    let cut = r#""breaks":[{"date":"2026-05-02","from":"08:00","to":"09:30"},{"date":"2026-05-02","from":"09:30","to":"11:00"}]"#;
    assert_eq!(problems(&format!(r#"{{"time_zone":"UTC",{special},{cut}}}"#)), never);
    // The 30th of December 2011 never was in Apia.
    let skipped = r#"{"time_zone":"Pacific/Apia","special_days":[{"date":"2011-12-30","windows":[["09:00","10:00"]]}]}"#;
    assert_eq!(problems(skipped), never);
    // Closed on every day of the year, but for one.
    let days = (0..365)
        .map(|day| chrono::NaiveDate::from_yo_opt(2023, day + 1).unwrap().format("%m-%d").to_string());
    let holidays = |days: Vec<String>| {
        let yearly: Vec<_> = days.iter().map(|day| format!(r#"{{"yearly":"{day}"}}"#)).collect();
        let week = r#""weekly":{"tue":[["09:00","17:00"]]}"#;
        problems(&format!(r#"{{"time_zone":"UTC",{week},"holidays":[{}]}}"#, yearly.join(",")))
    };
    let days: Vec<_> = days.collect();
    assert_eq!(holidays(days[1..].to_vec()), NOTHING, "1 January is open when it is a Tuesday, as in 2002");
    assert_eq!(holidays(days.iter().cloned().chain(["02-29".to_owned()]).collect()), never);
}

#[test]
fn a_calendar_that_is_closed_now_may_still_open_by_the_week() {
    // Every date of the ten years from 1999 on is a holiday: more than five years from any fixed start among
    // them.
    let first = chrono::NaiveDate::from_ymd_opt(1999, 1, 1).unwrap();
    let closed: Vec<_> =
        first.iter_days().take(3_650).map(|date| format!(r#"{{"date":"{date}"}}"#)).collect();
    let week = r#""weekly":{"tue":[["09:00","17:00"]]}"#;
    assert_eq!(
        problems(&format!(r#"{{"time_zone":"UTC",{week},"holidays":[{}]}}"#, closed.join(","))),
        NOTHING
    );
}

#[test]
fn limits_hold() {
    let windows = |count: usize| {
        let window =
            |n: usize| format!(r#"["{:02}:{:02}","{:02}:{:02}"]"#, n / 4, n % 4 * 15, n / 4, n % 4 * 15 + 5);
        let windows: Vec<_> = (0..count).map(window).collect();
        of_week(&format!(r#""mon":[{}]"#, windows.join(",")))
    };
    assert_eq!(windows(limits::WINDOWS_PER_DAY), NOTHING);
    assert_eq!(windows(limits::WINDOWS_PER_DAY + 1), ["too_many /weekly/mon"]);

    let first = chrono::NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    let list = |count: usize, rest: &str| {
        let entries: Vec<_> =
            first.iter_days().take(count).map(|date| format!(r#"{{"date":"{date}"{rest}}}"#)).collect();
        entries.join(",")
    };
    let week = r#""weekly":{"mon":[["09:00","17:00"]]}"#;
    for (member, rest) in [
        ("holidays", ""),
        ("special_days", r#","windows":[]"#),
        ("breaks", r#","from":"10:00","to":"11:00""#),
    ] {
        let document = |count| format!(r#"{{"time_zone":"UTC",{week},"{member}":[{}]}}"#, list(count, rest));
        assert_eq!(problems(&document(limits::CALENDAR_EXCEPTIONS)), NOTHING);
        assert_eq!(problems(&document(limits::CALENDAR_EXCEPTIONS + 1)), [format!("too_many /{member}")]);
    }

    let named = |length: usize| {
        let name = "ü".repeat(length);
        problems(&format!(
            r#"{{"time_zone":"UTC",{week},"holidays":[{{"yearly":"12-25","name":"{name}"}}]}}"#
        ))
    };
    assert_eq!(named(limits::CALENDAR_ENTRY_NAME_CHARS), NOTHING);
    assert_eq!(named(limits::CALENDAR_ENTRY_NAME_CHARS + 1), ["too_long /holidays/0/name"]);
    let late =
        r#"{"time_zone":"UTC","weekly":{"mon":[["09:00","17:00"]]},"holidays":[{"date":"+12026-05-01"}]}"#;
    assert_eq!(problems(late), ["out_of_range /holidays/0/date"]);
}

#[test]
fn a_calendar_uses_the_zone_rules_that_it_is_given() {
    let rules = ZoneRules::bundled().with_tzif("2031b", "Moon/Armstrong", &zones::fixed_zone(30)).unwrap();
    let document = r#"{"time_zone":"Moon/Armstrong","weekly":{"mon":[["09:00","17:00"]]}}"#;
    let spec: CalendarSpec = serde_json::from_str(document).unwrap();
    assert_eq!(spec.check("", &ZoneRules::bundled())[0].code, Code::UnknownZone);
    let calendar = Calendar::compile(&spec, &rules).unwrap();
    assert_eq!((calendar.time_zone(), calendar.zone_version()), ("Moon/Armstrong", "2031b"));
    assert!(calendar.is_open("2026-06-01T08:30:00Z".parse().unwrap()));
    assert!(!calendar.is_open("2026-06-01T16:30:00Z".parse().unwrap()));
}
