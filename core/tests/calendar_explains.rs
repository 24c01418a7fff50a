//! Why a calendar is open or closed, in zones and on dates where that is not plain.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use chrono::NaiveDate;
use ticketkit::calendar::{Calendar, CalendarSpec, DayRule, OpenSpan, Reason, ZoneRules};
use ticketkit::{Span, Timestamp};

fn calendar(zone: &str, members: &str) -> Calendar {
    let spec: CalendarSpec = serde_json::from_str(&format!(r#"{{"time_zone":"{zone}",{members}}}"#)).unwrap();
    Calendar::compile(&spec, &ZoneRules::bundled()).unwrap()
}

fn daily(zone: &str, windows: &str) -> Calendar {
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map(|day| format!(r#""{day}":[{windows}]"#));
    calendar(zone, &format!(r#""weekly":{{{}}}"#, days.join(",")))
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The open spans of a date as `opens/closes`, with the seconds where they are not zero.
fn open_on(calendar: &Calendar, day: &str) -> Vec<String> {
    let short = |at: Timestamp| at.to_string().replace(":00.000Z", "Z");
    let text = |span: &OpenSpan| format!("{}/{}", short(span.opens), short(span.closes));
    calendar.day(date(day)).open.iter().map(text).collect()
}

#[test]
fn full_days_are_as_long_as_the_zone_has_them() {
    for (zone, day, length) in [
        ("Europe/Riga", "2026-03-29", "PT23H"),
        ("Europe/Riga", "2026-10-25", "P1DT1H"),
        ("Australia/Lord_Howe", "2025-10-05", "PT23H30M"),
        ("Australia/Lord_Howe", "2025-04-06", "P1DT30M"),
        ("Antarctica/Troll", "2024-03-31", "PT22H"),
        ("Antarctica/Troll", "2024-10-27", "P1DT2H"),
        ("Africa/Cairo", "2024-04-26", "PT23H"),
        ("Africa/Cairo", "2024-10-31", "P1DT1H"),
        ("Africa/Casablanca", "2022-03-27", "P1DT1H"),
        ("Africa/Casablanca", "2022-05-08", "PT23H"),
        ("Europe/Dublin", "2024-10-27", "P1DT1H"),
        ("Europe/Dublin", "2024-03-31", "PT23H"),
        ("America/St_Johns", "2024-03-10", "PT23H"),
        ("Asia/Kathmandu", "2024-03-31", "P1D"),
        ("Asia/Kathmandu", "1986-01-01", "PT23H45M"),
        ("Pacific/Apia", "2011-12-29", "P1D"),
        ("Pacific/Apia", "2011-12-30", "PT0S"),
        ("Pacific/Kwajalein", "1993-08-21", "PT0S"),
    ] {
        let open = daily(zone, r#"["00:00","24:00"]"#).day(date(day)).open;
        let sum = open.iter().fold(Span::ZERO, |sum, span| sum.plus(span.length()));
        assert_eq!(sum.to_string(), length, "{zone} {day}");
    }
}

#[test]
fn a_window_in_a_repeated_hour_is_open_twice() {
    let riga = daily("Europe/Riga", r#"["03:15","03:45"]"#);
    assert_eq!(
        open_on(&riga, "2026-10-25"),
        ["2026-10-25T00:15Z/2026-10-25T00:45Z", "2026-10-25T01:15Z/2026-10-25T01:45Z"]
    );
    assert_eq!(open_on(&riga, "2026-03-29"), [""; 0]);
    assert_eq!(open_on(&riga, "2026-03-30"), ["2026-03-30T00:15Z/2026-03-30T00:45Z"]);
    let both = daily("Europe/Riga", r#"["02:30","04:30"]"#);
    assert_eq!(open_on(&both, "2026-10-25"), ["2026-10-24T23:30Z/2026-10-25T02:30Z"]);
    assert_eq!(open_on(&both, "2026-03-29"), ["2026-03-29T00:30Z/2026-03-29T01:30Z"]);
}

#[test]
fn a_date_can_be_in_two_parts() {
    // In Scoresbysund the clocks went back from 00:00 to 23:00 on 27 October 2024, so that the 26th had 25
    // hours; in the Azores from 01:00 to 00:00 on the 27th itself.
    let whole = |zone| open_on(&daily(zone, r#"["00:00","24:00"]"#), "2024-10-27");
    assert_eq!(whole("America/Scoresbysund"), ["2024-10-27T02:00Z/2024-10-28T02:00Z"]);
    assert_eq!(whole("Atlantic/Azores"), ["2024-10-27T00:00Z/2024-10-28T01:00Z"]);
    // When they go back over midnight the earlier date comes again after the later one has begun.
    let late = daily("America/Godthab", r#"["00:00","24:00"]"#);
    assert_eq!(open_on(&late, "2023-10-29"), ["2023-10-29T02:00Z/2023-10-30T02:00Z"]);
    let st_johns = daily("America/St_Johns", r#"["00:00","00:30"],["23:15","23:45"]"#);
    // Until 2011 the clocks of St. John's changed at 00:01: back to 23:01 of the day before.
    assert_eq!(
        open_on(&st_johns, "2010-11-06"),
        [
            "2010-11-06T02:30Z/2010-11-06T03:00Z",
            "2010-11-07T01:45Z/2010-11-07T02:15Z",
            "2010-11-07T02:45Z/2010-11-07T03:15Z"
        ]
    );
    assert_eq!(
        open_on(&st_johns, "2010-11-07"),
        [
            "2010-11-07T02:30Z/2010-11-07T02:31Z",
            "2010-11-07T03:30Z/2010-11-07T04:00Z",
            "2010-11-08T02:45Z/2010-11-08T03:15Z"
        ]
    );
}

#[test]
fn every_reason_names_what_it_comes_from() {
    let berlin = calendar(
        "Europe/Berlin",
        r#""weekly":{"mon":[["09:00","17:00"]],"thu":[["20:00","02:00"]],"fri":[["09:00","17:00"]]},
        "holidays":[{"date":"2026-05-01","name":"Labour Day"},{"yearly":"12-25","name":"Christmas"}],
        "special_days":[{"date":"2026-12-24","windows":[["09:00","12:00"]],"name":"Christmas Eve"},
            {"date":"2026-12-28","windows":[["20:00","04:00"]],"name":"Stocktaking"}],
        "breaks":[{"date":"2026-06-01","from":"12:00","to":"13:00","name":"Staff meeting"},
            {"date":"2026-06-01","from":"17:00","to":"18:00","name":"Party"}]"#,
    );
    for (local, reason) in [
        ("2026-06-01T09:00:00+02:00", "open: 09:00-17:00"),
        ("2026-06-01T12:00:00+02:00", "closed: break \"Staff meeting\", 12:00-13:00"),
        ("2026-06-01T17:30:00+02:00", "closed: outside hours"),
        ("2026-06-05T01:59:59+02:00", "open: 00:00-02:00"),
        ("2026-05-01T00:30:00+02:00", "closed: holiday \"Labour Day\""),
        ("2026-04-30T23:30:00+02:00", "open: 20:00-24:00"),
        ("2026-12-25T10:00:00+01:00", "closed: holiday \"Christmas\""),
        ("2026-12-24T10:00:00+01:00", "open: special day \"Christmas Eve\", 09:00-12:00"),
        ("2026-12-24T13:00:00+01:00", "closed: outside the hours of special day \"Christmas Eve\""),
        ("2026-12-29T03:00:00+01:00", "open: special day \"Stocktaking\", 00:00-04:00"),
        ("2026-12-29T04:00:00+01:00", "closed: outside hours"),
    ] {
        let why = berlin.reason(at(local));
        assert_eq!(why.to_string(), reason, "{local}");
        assert_eq!(why.is_open(), berlin.is_open(at(local)), "{local}");
    }
    let json = serde_json::to_value(berlin.reason(at("2026-05-01T10:00:00Z"))).unwrap();
    assert_eq!(json, serde_json::json!({"kind": "holiday", "name": "Labour Day"}));
    assert_eq!(berlin.reason(at("2026-05-02T10:00:00Z")), Reason::OutsideHours { special_day: None });
}

#[test]
fn a_day_tells_its_rule_its_windows_and_its_breaks() {
    let riga = calendar(
        "Europe/Riga",
        r#""weekly":{"mon":[["13:00","17:00"],["09:00","12:00"]]},
        "special_days":[{"date":"2026-06-08","windows":[["10:00","11:00"]],"name":"Inventory"}],
        "holidays":[{"yearly":"06-15","name":"Founders"}],
        "breaks":[{"date":"2026-06-01","from":"09:00","to":"10:00","name":"Drill"}]"#,
    );
    let day = riga.day(date("2026-06-01"));
    assert_eq!(day.rule, DayRule::Weekday);
    assert_eq!(
        day.windows.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["09:00-12:00", "13:00-17:00"]
    );
    assert_eq!(
        (day.breaks[0].window.to_string().as_str(), day.breaks[0].name.as_str()),
        ("09:00-10:00", "Drill")
    );
    assert_eq!(
        open_on(&riga, "2026-06-01"),
        ["2026-06-01T07:00Z/2026-06-01T09:00Z", "2026-06-01T10:00Z/2026-06-01T14:00Z"]
    );
    assert_eq!(riga.day(date("2026-06-08")).rule, DayRule::SpecialDay { name: "Inventory".to_owned() });
    let holiday = riga.day(date("2026-06-15"));
    assert_eq!(holiday.rule, DayRule::Holiday { name: "Founders".to_owned() });
    assert!(holiday.windows.is_empty() && holiday.open.is_empty());
}

#[test]
fn windows_can_be_given_to_the_second() {
    let utc = daily("UTC", r#"["09:00:30","09:00:45"]"#);
    assert_eq!(utc.deadline(at("2026-06-01T09:00:00Z"), Span::from_secs(15)), Ok(at("2026-06-01T09:00:45Z")));
    assert!(utc.is_open(at("2026-06-01T09:00:44.999Z")) && !utc.is_open(at("2026-06-01T09:00:29.999Z")));
    // Until 1972 the clocks of Monrovia were 44 minutes and 30 seconds behind.
    let monrovia = daily("Africa/Monrovia", r#"["09:00","09:30"]"#);
    assert_eq!(open_on(&monrovia, "1971-06-01"), ["1971-06-01T09:44:30.000Z/1971-06-01T10:14:30.000Z"]);
}

#[test]
fn spans_that_end_with_a_year_of_the_table_are_told_once() {
    // The tables are cut at the beginning of the year 2000 to the second.
    let utc = daily("UTC", r#"["12:00","24:00"]"#);
    let spans = |calendar: &Calendar| -> Vec<_> {
        let spans = calendar.open_spans(at("1999-12-31T18:00:00Z"), at("2000-01-01T18:00:00Z"));
        spans.map(|span| span.length().to_string()).collect()
    };
    assert_eq!(spans(&utc), ["PT6H", "PT6H"]);
    assert_eq!(spans(&daily("UTC", r#"["00:00","24:00"]"#)), ["P1D"]);
    let close = at("2000-01-01T00:00:00Z");
    assert_eq!(utc.deadline(at("1999-12-31T18:00:00Z"), Span::from_hours(6)), Ok(close));
    assert_eq!(utc.next_open(close), Ok(at("2000-01-01T12:00:00Z")));
    assert_eq!(utc.last_close(at("2000-01-01T06:00:00Z")), Ok(close));
}

#[test]
fn a_local_reading_is_that_of_the_wall() {
    let riga = daily("Europe/Riga", r#"["09:00","17:00"]"#);
    assert_eq!(riga.local(at("2026-06-01T06:30:15.250Z")).to_string(), "2026-06-01 09:30:15.250");
    assert_eq!(riga.local(at("2026-10-25T00:30:00Z")), riga.local(at("2026-10-25T01:30:00Z")));
}

#[test]
fn threads_can_share_one_calendar() {
    fn shared<T: Send + Sync + Clone>(_: &T) {}
    let riga = daily("Europe/Riga", r#"["09:00","17:00"]"#);
    shared(&riga);
    let starts: Vec<_> =
        (0..64).map(|n| at("1990-01-01T12:00:00Z").after(Span::from_days(n * 200))).collect();
    let ask = |calendar: &Calendar| -> Vec<_> {
        starts.iter().map(|start| calendar.deadline(*start, Span::from_hours(2_000))).collect()
    };
    let expected = ask(&daily("Europe/Riga", r#"["09:00","17:00"]"#));
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| ask(&riga))).collect();
        for thread in threads {
            assert_eq!(thread.join().unwrap(), expected);
        }
    });
}
