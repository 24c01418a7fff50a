//! Holidays from iCalendar texts as they are found in the world: what is taken, what is left out, and what is refused.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::ops::RangeInclusive;

use ticketkit::calendar::{Calendar, CalendarSpec, HolidayDate, Imported, Window, ZoneRules};
use ticketkit::ical::{self, Item, When};
use ticketkit::{Code, Error, Problem, limits};

fn spec() -> CalendarSpec {
    let office = Window { from: "09:00".parse().unwrap(), to: "17:00".parse().unwrap() };
    CalendarSpec::new("Europe/Riga").on_working_days(&[office])
}

/// A calendar of events, each given by its lines; the first event begins in line 3, the second in that after its end.
fn calendar(events: &[&str]) -> String {
    let events: Vec<String> =
        events.iter().map(|lines| format!("BEGIN:VEVENT\n{lines}\nEND:VEVENT\n")).collect();
    format!("BEGIN:VCALENDAR\nVERSION:2.0\n{}END:VCALENDAR\n", events.concat())
}

fn import(events: &[&str], years: RangeInclusive<i32>) -> Result<Imported, Error> {
    spec().import_holidays(&calendar(events), years)
}

/// The holidays as `date name`, yearly ones as `MM-DD name`.
fn holidays(imported: &Imported) -> Vec<String> {
    let on = |on| match on {
        HolidayDate::Imported(date) => date.to_string(),
        HolidayDate::ImportedYearly(day) => day.to_string(),
        written => panic!("{written:?} was not imported"),
    };
    imported
        .holidays
        .iter()
        .map(|holiday| format!("{} {}", on(holiday.on), holiday.name).trim_end().to_owned())
        .collect()
}

fn taken(event: &str) -> Vec<String> {
    holidays(&import(&[event], 2026..=2028).unwrap())
}

/// The problems of one event as `code line`.
fn refused(event: &str) -> Vec<String> {
    let error = import(&[event], 2026..=2028).unwrap_err();
    error.problems().iter().map(|problem| format!("{} {}", problem.code, problem.path)).collect()
}

#[test]
fn all_days_of_an_event_are_holidays() {
    assert_eq!(taken("DTSTART;VALUE=DATE:20260501\nSUMMARY:Labour Day"), ["2026-05-01 Labour Day"]);
    let two = ["2026-12-25 Christmas", "2026-12-26 Christmas"];
    for end in ["DTEND;VALUE=DATE:20261227", "DURATION:P2D"] {
        assert_eq!(taken(&format!("DTSTART;VALUE=DATE:20261225\n{end}\nSUMMARY:Christmas")), two, "{end}");
    }
    assert_eq!(taken("DTSTART;VALUE=DATE:20260504\nDTEND;VALUE=DATE:20260505"), ["2026-05-04"]);
    // As some programs write it: without the type, with an end that is the beginning, from midnight to midnight.
    assert_eq!(taken("DTSTART:20260504"), ["2026-05-04"]);
    assert_eq!(taken("DTSTART;VALUE=DATE:20260504\nDTEND;VALUE=DATE:20260504"), ["2026-05-04"]);
    assert_eq!(
        taken(
            "DTSTART;TZID=\"FLE Standard Time\":20260623T000000\nDTEND;TZID=\"FLE Standard Time\":20260625T000000"
        ),
        ["2026-06-23", "2026-06-24"]
    );
    // Over the edges of the years.
    assert_eq!(taken("DTSTART;VALUE=DATE:20251231\nDTEND;VALUE=DATE:20260102"), ["2026-01-01"]);
    assert_eq!(taken("DTSTART;VALUE=DATE:20281231\nDTEND;VALUE=DATE:20290102"), ["2028-12-31"]);
}

#[test]
fn names_are_unescaped_and_fit_a_holiday() {
    let named =
        |summary: &str| import(&[&format!("DTSTART:20260501\nSUMMARY:{summary}")], 2026..=2026).unwrap();
    let name = |summary: &str| named(summary).holidays[0].name.clone();
    assert_eq!(name(r"Labour Day\, or\n Constitution\; see \\o/"), r"Labour Day, or Constitution; see \o/");
    assert_eq!(name("Fol\n ded\r\n\tname"), "Foldedname");
    assert_eq!(name(&"x".repeat(300)).len(), limits::CALENDAR_ENTRY_NAME_CHARS);
}

#[test]
fn what_comes_every_year_is_a_yearly_holiday_and_other_rules_become_dates() {
    assert_eq!(taken("DTSTART:20201225\nRRULE:FREQ=YEARLY"), ["12-25"]);
    assert_eq!(
        taken("DTSTART:20201225\nDURATION:P2D\nRRULE:FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25"),
        ["12-25", "12-26"]
    );
    assert_eq!(taken("DTSTART:20251231\nDURATION:P2D\nRRULE:FREQ=YEARLY"), ["01-01", "12-31"]);
    assert_eq!(taken("DTSTART:20200229\nRRULE:FREQ=YEARLY"), ["02-29"], "it only comes in leap years");
    for (event, dates) in [
        // It begins within the years, or ends, or leaves dates out, or falls on other days in leap years.
        ("DTSTART:20270619\nRRULE:FREQ=YEARLY", &["2027-06-19", "2028-06-19"][..]),
        ("DTSTART:20201118\nRRULE:FREQ=YEARLY;UNTIL=20271118", &["2026-11-18", "2027-11-18"]),
        ("DTSTART:20201118\nRRULE:FREQ=YEARLY;COUNT=7", &["2026-11-18"]),
        ("DTSTART:20201118\nRRULE:FREQ=YEARLY\nEXDATE;VALUE=DATE:20271118", &["2026-11-18", "2028-11-18"]),
        (
            "DTSTART:20200228\nDURATION:P2D\nRRULE:FREQ=YEARLY",
            &["2026-02-28", "2026-03-01", "2027-02-28", "2027-03-01", "2028-02-28", "2028-02-29"],
        ),
        (
            "DTSTART:19970526\nRRULE:FREQ=YEARLY;BYDAY=-1MO;BYMONTH=5",
            &["2026-05-25", "2027-05-31", "2028-05-29"],
        ),
        // Easter Monday, which follows no rule of the calendar's own.
        ("DTSTART:20250421\nRDATE;VALUE=DATE:20260406,20270329", &["2026-04-06", "2027-03-29"]),
        (
            "DTSTART:20260406\nRDATE:20270329T000000,20280417T000000/P1D",
            &["2026-04-06", "2027-03-29", "2028-04-17"],
        ),
    ] {
        assert_eq!(taken(event), dates, "{event}");
    }
}

#[test]
fn a_date_of_a_rule_that_has_an_event_of_its_own_is_that_event() {
    let rule = "UID:king\nDTSTART:20200427\nRRULE:FREQ=YEARLY\nSUMMARY:King's Day";
    let moved = "UID:king\nRECURRENCE-ID;VALUE=DATE:20270427\nDTSTART:20270426\nSUMMARY:King's Day (moved)";
    let cancelled = "UID:king\nRECURRENCE-ID;VALUE=DATE:20280427\nDTSTART:20280427\nSTATUS:CANCELLED";
    let imported = import(&[moved, rule, cancelled], 2026..=2028).unwrap();
    assert_eq!(holidays(&imported), ["2026-04-27 King's Day", "2027-04-26 King's Day (moved)"]);
}

#[test]
fn what_is_left_out_says_why() {
    let imported = import(
        &[
            "DTSTART:20260501\nSUMMARY:Labour Day\nTRANSP:TRANSPARENT",
            "DTSTART:20260501T090000Z\nDTEND:20260501T100000Z\nSUMMARY:March",
            "DTSTART:20260502T000000\nSUMMARY:Midnight",
            "DTSTART:20260503\nSTATUS:CANCELLED\nSUMMARY:Carnival",
            "DTSTART:20240504\nSUMMARY:Long ago",
            "DTSTART:20260501\nSUMMARY:May Day",
            "DTSTART:20260101\nRRULE:FREQ=MONTHLY;BYDAY=1MO\nSUMMARY:Stand-up",
            "DTSTART:20250501\nRRULE:FREQ=YEARLY\nSUMMARY:Every first of May",
        ],
        2026..=2027,
    )
    .unwrap();
    assert_eq!(holidays(&imported), ["05-01 Every first of May"]);
    let told: Vec<String> = imported.left_out.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "line 3, \"Labour Day\": there is a holiday on 2026-05-01 already",
            "line 8, \"March\": the event does not last all day",
            "line 13, \"Midnight\": the event does not last all day",
            "line 17, \"Carnival\": the event is cancelled",
            "line 22, \"Long ago\": the event is in none of the years",
            "line 26, \"May Day\": there is a holiday on 2026-05-01 already",
            "line 30, \"Stand-up\": the event comes again by `FREQ=MONTHLY`, which is not followed",
        ]
    );
    let json = serde_json::to_value(&imported.left_out[6]).unwrap();
    let expected =
        serde_json::json!({"line": 30, "name": "Stand-up", "why": {"kind": "rule", "part": "FREQ=MONTHLY"}});
    assert_eq!(json, expected);
}

#[test]
fn an_import_takes_the_place_of_an_earlier_one_and_of_nothing_else() {
    let mut spec = spec();
    spec.holidays = serde_json::from_str(
        r#"[{"date":"2026-06-24","name":"Inventory"},{"yearly":"12-25","name":"By hand"},
        {"date":"2026-11-18","imported":true},{"yearly":"01-01","imported":true}]"#,
    )
    .unwrap();
    let first = calendar(&[
        "DTSTART:20260624\nSUMMARY:Midsummer",
        "DTSTART:20261225\nDURATION:P2D\nSUMMARY:Christmas",
        "DTSTART:20200101\nRRULE:FREQ=YEARLY\nSUMMARY:New Year",
    ]);
    let imported = spec.import_holidays(&first, 2026..=2030).unwrap();
    assert_eq!(
        (imported.replaced, holidays(&imported)),
        (2, vec!["01-01 New Year".into(), "2026-12-26 Christmas".into()])
    );
    assert_eq!(imported.left_out.len(), 2, "what was written by hand goes before");
    let document = serde_json::to_value(&spec.holidays).unwrap();
    assert_eq!(
        document,
        serde_json::json!([
            {"date": "2026-06-24", "name": "Inventory"},
            {"yearly": "12-25", "name": "By hand"},
            {"yearly": "01-01", "imported": true, "name": "New Year"},
            {"date": "2026-12-26", "imported": true, "name": "Christmas"},
        ])
    );
    let again = spec.import_holidays(&first, 2026..=2030).unwrap();
    assert_eq!(
        (again.replaced, again.holidays),
        (2, imported.holidays),
        "the same text again changes nothing"
    );
    assert_eq!(serde_json::to_value(&spec.holidays).unwrap(), document);

    let calendar = Calendar::compile(&spec, &ZoneRules::bundled()).unwrap();
    let closed = |at: &str| calendar.reason(at.parse().unwrap()).to_string();
    assert_eq!(closed("2031-01-01T10:00:00Z"), "closed: holiday \"New Year\"");
    assert_eq!(closed("2026-06-24T10:00:00Z"), "closed: holiday \"Inventory\"");
    assert_eq!(closed("2026-12-25T10:00:00Z"), "closed: holiday \"By hand\"");
    assert_eq!(closed("2026-11-18T10:00:00Z"), "open: 09:00-17:00", "it came from the list before");
}

#[test]
fn whatever_is_wrong_is_told_at_once_and_nothing_changes() {
    let mut spec = spec();
    spec.holidays = serde_json::from_str(r#"[{"date":"2026-11-18","imported":true}]"#).unwrap();
    let before = spec.clone();
    let text = calendar(&[
        "SUMMARY:No date",
        "DTSTART;VALUE=DATE:20260231\nRRULE:FREQ=YEARLY;BYMONTH=14\nEXDATE:tomorrow",
        "DTSTART:20260501\nDTEND:20260430",
        "DTSTART:20260501\nDURATION:PT8H",
        "DTSTART:20260501\nDTEND:20280501",
        "broken",
    ]);
    let error = spec.import_holidays(&text, 2026..=2028).unwrap_err();
    let told: Vec<String> = error.problems().iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "`broken` is not of the form `NAME:VALUE` (at /lines/24)",
            "the event has no `DTSTART` (at /lines/3)",
            "`20260231` is not a date or a time, as `DTSTART` wants it (at /lines/7; write a date such as `20261225`)",
            "`tomorrow` is not a date or a time, as `EXDATE` wants it (at /lines/9; write a date such as `20261225`)",
            "`BYMONTH=14` is no part of a rule (at /lines/8)",
            "the event ends on 2026-04-30, and begins on 2026-05-01 (at /lines/13)",
            "`PT8H` is not a duration of whole days (at /lines/17; write `P1D` for one day)",
            "the event lasts 731 days, and 366 are allowed (at /lines/19)",
            "the event has no `DTSTART` (at /lines/23)",
        ]
    );
    assert_eq!(spec, before);
}

#[test]
fn an_import_without_a_holiday_and_one_without_years_are_refused() {
    let told = |result: Result<Imported, Error>| -> Vec<String> {
        result.unwrap_err().problems().iter().map(ToString::to_string).collect()
    };
    assert_eq!(
        told(import(&[], 2026..=2026)),
        ["there is no holiday of these years in the text (it has no event at all)"]
    );
    assert_eq!(
        told(import(&["DTSTART:20260501\nSUMMARY:Labour Day"], 2027..=2028)),
        [
            "there is no holiday of these years in the text (of 1 events the first: line 3, \"Labour Day\": the event is in \
          none of the years)"
        ]
    );
    let event = ["DTSTART:20260501"];
    assert_eq!(told(import(&event, -1..=2026)), ["the years -1 to 2026 are not in 0000 to 9999 (at /years)"]);
    assert_eq!(
        told(import(&event, 2026..=10_000)),
        ["the years 2026 to 10000 are not in 0000 to 9999 (at /years)"]
    );
    #[allow(clippy::reversed_empty_ranges, reason = "a host may turn them round")]
    let none = 2027..=2026;
    assert_eq!(told(import(&event, none)), ["there is no year from 2027 to 2026 (at /years)"]);
    assert_eq!(told(import(&event, 2000..=2100)), ["2000 to 2100 are more than 100 years (at /years)"]);
    assert!(import(&event, 2001..=2100).is_ok());
}

#[test]
fn rules_without_an_end_cost_no_more_than_their_limit() {
    assert_eq!(refused("DTSTART:00010101\nRRULE:FREQ=YEARLY;COUNT=1000"), ["missing "]);
    let every_day = "DTSTART:20260101\nDURATION:P366D\nRRULE:FREQ=YEARLY";
    let many: Vec<&str> = std::iter::repeat_n("DTSTART:00010101\nRRULE:FREQ=YEARLY;COUNT=9999", 10).collect();
    let problems = import(&many, 2026..=2028).unwrap_err();
    let too_many = |problem: &Problem| problem.code == Code::TooMany && problem.params["limit"] == "2000000";
    assert!(problems.problems().iter().all(too_many), "{problems}");
    assert_eq!(import(&[every_day], 2026..=2028).unwrap().holidays.len(), 366 + 365 + 365);
    let error = import(&[every_day], 2020..=2050).unwrap_err();
    assert_eq!((error.code(), error.problems().len()), (Code::TooMany, 1), "{error}");
}

#[test]
fn days_that_we_write_are_holidays_that_we_read() {
    let stamp = "2026-01-01T00:00:00Z".parse().unwrap();
    let when = When::Days { first: "2026-12-24".parse().unwrap(), last: "2026-12-26".parse().unwrap() };
    let item =
        Item { summary: "Closed, all of us".to_owned(), ..Item::new("closed@desk.example", stamp, when) };
    let text = ical::write("", &[item]).unwrap();
    let imported = spec().import_holidays(&text, 2026..=2026).unwrap();
    let days =
        ["2026-12-24 Closed, all of us", "2026-12-25 Closed, all of us", "2026-12-26 Closed, all of us"];
    assert_eq!(holidays(&imported), days);
}
