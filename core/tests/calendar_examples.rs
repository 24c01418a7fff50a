//! The worked examples of business time, by their numbers, and the tables of the other questions to a
//! calendar.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use ticketkit::calendar::WorkingDayEnd::{LastClose, SameTime};
use ticketkit::calendar::{Beyond, Calendar, CalendarSpec, OpenSpan, ZoneRules};
use ticketkit::{Code, Problem, Span, Timestamp};

fn calendar(document: &str) -> Calendar {
    let spec: CalendarSpec = serde_json::from_str(document).unwrap();
    Calendar::compile(&spec, &ZoneRules::bundled()).unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Asserts a deadline, and everything that follows from it.
fn due(calendar: &Calendar, start: &str, hours: i64, deadline: &str) {
    let (start, deadline, span) = (at(start), at(deadline), Span::from_hours(hours));
    assert_eq!(calendar.deadline(start, span), Ok(deadline));
    assert_eq!(calendar.elapsed(start, deadline), span);
    let open = calendar.next_open(start).unwrap();
    assert_eq!(calendar.deadline(open, span), Ok(deadline));
    assert_eq!(calendar.start_for(deadline, span), Ok(open));
}

fn office_with_lunch() -> Calendar {
    calendar(
        r#"{"time_zone":"Europe/Riga","weekly":{"mon":[["09:00","12:00"],["13:00","17:00"]],
        "tue":[["09:00","12:00"],["13:00","17:00"]],"wed":[["09:00","12:00"],["13:00","17:00"]],
        "thu":[["09:00","12:00"],["13:00","17:00"]],"fri":[["09:00","12:00"],["13:00","17:00"]]},
        "holidays":[{"date":"2026-05-01","name":"Labour Day"},{"date":"2026-05-04","name":"Independence"}]}"#,
    )
}

fn every_night() -> Calendar {
    let night = r#"[["22:00","06:00"]]"#;
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map(|day| format!(r#""{day}":{night}"#));
    calendar(&format!(r#"{{"time_zone":"Europe/Riga","weekly":{{{}}}}}"#, days.join(",")))
}

/// Monday to Friday, 09:00 to 17:00 in Riga: calendar B of the domain's examples.
fn office() -> Calendar {
    let spec = CalendarSpec::new("Europe/Riga");
    let nine_to_five = ("09:00".parse().unwrap(), "17:00".parse().unwrap()).into();
    Calendar::compile(&spec.on_working_days(&[nine_to_five]), &ZoneRules::bundled()).unwrap()
}

#[test]
fn t1_four_hours_over_two_holidays_and_a_weekend_are_due_on_tuesday() {
    due(&office_with_lunch(), "2026-04-30T15:30:00+03:00", 4, "2026-05-05T11:30:00+03:00");
}

#[test]
fn t2_three_hours_end_at_the_lunch_close_and_stay_there() {
    due(&office_with_lunch(), "2026-04-29T09:00:00+03:00", 3, "2026-04-29T12:00:00+03:00");
}

#[test]
fn t3_a_start_at_lunch_counts_from_the_next_opening() {
    due(&office_with_lunch(), "2026-04-29T12:30:00+03:00", 1, "2026-04-29T14:00:00+03:00");
}

#[test]
fn t4_the_night_of_the_skipped_hour_holds_seven_hours() {
    due(&every_night(), "2026-03-28T23:00:00+02:00", 6, "2026-03-29T06:00:00+03:00");
    due(&every_night(), "2026-03-28T22:00:00+02:00", 7, "2026-03-29T06:00:00+03:00");
}

#[test]
fn t5_the_night_of_the_repeated_hour_holds_nine_hours() {
    due(&every_night(), "2026-10-24T23:00:00+03:00", 6, "2026-10-25T04:00:00+02:00");
    due(&every_night(), "2026-10-24T22:00:00+03:00", 9, "2026-10-25T06:00:00+02:00");
}

#[test]
fn t6_a_week_from_sunday_to_thursday_in_riyadh() {
    let day = r#"[["08:00","16:00"]]"#;
    let days = ["sun", "mon", "tue", "wed", "thu"].map(|name| format!(r#""{name}":{day}"#));
    let riyadh = calendar(&format!(r#"{{"time_zone":"Asia/Riyadh","weekly":{{{}}}}}"#, days.join(",")));
    due(&riyadh, "2026-06-04T15:00:00+03:00", 4, "2026-06-07T11:00:00+03:00");
}

#[test]
fn t7_eight_hours_are_one_office_day() {
    due(&office(), "2026-06-01T10:00:00+03:00", 8, "2026-06-02T10:00:00+03:00");
}

#[test]
fn domain_2_6_no_span_at_all_is_due_at_once_even_when_closed() {
    let sunday = at("2026-06-07T12:00:00+03:00");
    for span in [Span::ZERO, Span::from_hours(-1)] {
        assert_eq!(office().deadline(sunday, span), Ok(sunday));
        assert_eq!(office().start_for(sunday, span), Ok(sunday));
    }
    assert_eq!(office().elapsed(sunday, sunday), Span::ZERO);
    assert_eq!(
        office().elapsed(at("2026-06-09T12:00:00+03:00"), sunday),
        Span::ZERO,
        "nothing lies backwards"
    );
}

#[test]
fn domain_2_3_an_instant_is_counted_to_the_millisecond() {
    let (start, close) = (at("2026-06-05T16:59:59.999+03:00"), at("2026-06-05T17:00:00+03:00"));
    let opening = at("2026-06-08T09:00:00+03:00");
    assert_eq!(office().deadline(start, Span::from_millis(1)), Ok(close));
    assert_eq!(office().deadline(start, Span::from_millis(2)), Ok(opening.after(Span::from_millis(1))));
    assert_eq!(office().start_for(opening.after(Span::from_millis(1)), Span::from_millis(1)), Ok(opening));
    assert!(office().is_open(start) && !office().is_open(close));
    assert_eq!((office().next_open(close), office().last_close(opening)), (Ok(opening), Ok(close)));
}

/// Open in one window on every day, in Berlin.
fn every_day(window: &str) -> Calendar {
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map(|day| format!(r#""{day}":[{window}]"#));
    calendar(&format!(r#"{{"time_zone":"Europe/Berlin","weekly":{{{}}}}}"#, days.join(",")))
}

#[test]
fn domain_2_3_windows_are_several_cross_midnight_and_end_at_twenty_four() {
    let thursday = calendar(
        r#"{"time_zone":"Europe/Riga","weekly":{"thu":[["09:00","12:00"],["13:00","17:00"],["22:00","06:00"]],
        "sat":[["18:00","24:00"]]}}"#,
    );
    due(&thursday, "2026-06-04T11:00:00+03:00", 6, "2026-06-04T23:00:00+03:00");
    due(&thursday, "2026-06-04T23:00:00+03:00", 7, "2026-06-05T06:00:00+03:00");
    due(&thursday, "2026-06-05T12:00:00+03:00", 6, "2026-06-07T00:00:00+03:00");
}

#[test]
fn domain_2_4_a_holiday_goes_before_a_special_day_that_before_a_yearly_one_and_breaks_cut_what_is_left() {
    let open_on = |more: &str| {
        let document = format!(
            r#"{{"time_zone":"UTC","weekly":{{"mon":[["09:00","17:00"]]}},
            "breaks":[{{"date":"2026-06-01","from":"10:00","to":"10:30"}}]{more}}}"#
        );
        let day = calendar(&document).day("2026-06-01".parse().unwrap());
        day.open.iter().map(|span| span.length().to_string()).collect::<Vec<_>>().join(" ")
    };
    let special = r#","special_days":[{"date":"2026-06-01","windows":[["08:00","11:00"]]}]"#;
    let holiday = |on: &str| format!(r#","holidays":[{{{on}}}]"#);
    let (given, yearly) = (r#""date":"2026-06-01""#, r#""yearly":"06-01""#);
    let imported = [format!(r#"{given},"imported":true"#), format!(r#"{yearly},"imported":true"#)];
    assert_eq!(open_on(""), "PT1H PT6H30M", "the week, less the break");
    assert_eq!(open_on(special), "PT2H PT30M");
    assert_eq!(open_on(&holiday(given)), "");
    assert_eq!(
        open_on(&(holiday(given) + special)),
        "",
        "a holiday given for the date goes before a special day"
    );
    for lesser in [yearly, &imported[0], &imported[1]] {
        assert_eq!(open_on(&holiday(lesser)), "", "{lesser}");
        assert_eq!(open_on(&(holiday(lesser) + special)), "PT2H PT30M", "a special day goes before {lesser}");
    }
}

#[test]
fn domain_2_5_a_window_in_the_skipped_hour_has_no_length_and_in_the_repeated_one_twice_its_length() {
    let minutes = |calendar: &Calendar, date: &str| -> i64 {
        let day = calendar.day(date.parse().unwrap());
        day.open.iter().map(|span| span.length().millis() / 60_000).sum()
    };
    let small = every_day(r#"["02:15","02:45"]"#);
    let dates = ["2026-03-28", "2026-03-29", "2026-10-25", "2026-10-26"];
    assert_eq!(dates.map(|date| minutes(&small, date)), [30, 0, 60, 30]);
    let whole = every_day(r#"["00:00","24:00"]"#);
    assert_eq!(dates.map(|date| minutes(&whole, date) / 60), [24, 23, 25, 24]);
}

#[test]
fn domain_2_5_a_holiday_cuts_the_part_of_a_night_that_lies_on_its_date() {
    let nights = calendar(
        r#"{"time_zone":"Europe/Riga","weekly":{"mon":[["22:00","06:00"]],"tue":[["22:00","06:00"]]},
        "holidays":[{"date":"2026-06-02"}]}"#,
    );
    let spans: Vec<_> =
        nights.open_spans(at("2026-06-01T00:00:00+03:00"), at("2026-06-04T00:00:00+03:00")).collect();
    let expected = [
        ("2026-06-01T22:00:00+03:00", "2026-06-02T00:00:00+03:00"),
        ("2026-06-03T00:00:00+03:00", "2026-06-03T06:00:00+03:00"),
    ];
    assert_eq!(spans, expected.map(|(opens, closes)| OpenSpan { opens: at(opens), closes: at(closes) }));
}

#[test]
fn domain_2_6_a_deadline_at_the_end_of_a_window_does_not_roll_to_the_next_opening() {
    due(&office(), "2026-06-05T09:00:00+03:00", 8, "2026-06-05T17:00:00+03:00");
}

#[test]
fn domain_2_9_one_working_day_is_not_twenty_four_business_hours() {
    let monday = "2026-06-01T09:00:00+03:00";
    due(&office(), monday, 24, "2026-06-03T17:00:00+03:00");
    let tuesday = at("2026-06-02T09:00:00+03:00");
    assert_eq!(office().after_working_days(at(monday), 1, SameTime), Ok(tuesday));
}

#[test]
fn domain_2_9_a_start_in_closed_time_counts_from_the_next_opening() {
    // Saturday noon counts as Monday 09:00, and Friday evening too.
    for start in ["2026-06-06T12:00:00+03:00", "2026-06-05T17:00:00+03:00"] {
        let after = |days, end| office().after_working_days(at(start), days, end);
        assert_eq!(after(1, SameTime), Ok(at("2026-06-09T09:00:00+03:00")), "{start}");
        assert_eq!(after(1, LastClose), Ok(at("2026-06-09T17:00:00+03:00")), "{start}");
    }
}

#[test]
fn domain_2_9_a_time_outside_of_the_last_day_moves_back_to_the_last_close_else_to_the_first_opening() {
    let days = calendar(
        r#"{"time_zone":"Europe/Riga","weekly":{"mon":[["08:00","20:00"]],"tue":[["10:00","12:00"],["14:00","16:00"]]}}"#,
    );
    for (time, expected) in
        [("09:00", "10:00"), ("11:00", "11:00"), ("13:00", "12:00"), ("15:00", "15:00"), ("19:00", "16:00")]
    {
        let due = days.after_working_days(at(&format!("2026-06-01T{time}:00+03:00")), 1, SameTime);
        assert_eq!(due, Ok(at(&format!("2026-06-02T{expected}:00+03:00"))), "{time}");
    }
}

#[test]
fn domain_2_9_working_days_are_due_at_the_same_time_or_the_last_close_of_the_nth_open_day() {
    let lunch = office_with_lunch();
    let short_friday = calendar(
        r#"{"time_zone":"Europe/Riga","weekly":{"thu":[["09:00","12:00"],["13:00","17:00"]],"fri":[["10:00","15:00"]],
        "sat":[["16:30","18:00"]]}}"#,
    );
    for (calendar, start, days, end, expected) in [
        (&lunch, "2026-04-30T15:30", 1, SameTime, "2026-05-05T15:30"),
        (&lunch, "2026-04-30T15:30", 1, LastClose, "2026-05-05T17:00"),
        (&lunch, "2026-04-30T15:30", 0, SameTime, "2026-04-30T15:30"),
        (&lunch, "2026-04-30T15:30", 0, LastClose, "2026-04-30T17:00"),
        // Closed at the start: Friday, a holiday, counts from Tuesday 09:00.
        (&lunch, "2026-05-01T11:00", 2, SameTime, "2026-05-07T09:00"),
        (&lunch, "2026-05-01T11:00", 0, LastClose, "2026-05-05T17:00"),
        (&lunch, "2026-04-29T12:30", 1, SameTime, "2026-04-30T13:00"),
        // 16:00 is outside the windows of Friday, which closes at 15:00.
        (&short_friday, "2026-06-04T16:00", 1, SameTime, "2026-06-05T15:00"),
        // 09:00 comes before the first opening of Friday, 16:00 before that of Saturday.
        (&short_friday, "2026-06-04T09:00", 1, SameTime, "2026-06-05T10:00"),
        (&short_friday, "2026-06-04T16:00", 2, SameTime, "2026-06-06T16:30"),
        (&short_friday, "2026-06-05T12:30", 2, SameTime, "2026-06-11T12:00"),
    ] {
        let due = calendar.after_working_days(at(&format!("{start}:00+03:00")), days, end);
        assert_eq!(due, Ok(at(&format!("{expected}:00+03:00"))), "{start} {days} {end:?}");
    }
}

#[test]
fn domain_2_9_a_working_day_ends_where_the_clocks_say() {
    let always = calendar(
        r#"{"time_zone":"Europe/Riga","weekly":{"sat":[["00:00","24:00"]],"sun":[["00:00","24:00"]]}}"#,
    );
    let same = |start: &str| always.after_working_days(at(start), 1, SameTime);
    // 03:30 is skipped on Sunday 29 March: due when the clock jumps over it. On 25 October it comes twice: at
    // the first.
    assert_eq!(same("2026-03-28T03:30:00+02:00"), Ok(at("2026-03-29T04:00:00+03:00")));
    assert_eq!(same("2026-10-24T03:30:00+03:00"), Ok(at("2026-10-25T03:30:00+03:00")));
    let last = always.after_working_days(at("2026-10-24T03:30:00+03:00"), 1, LastClose);
    assert_eq!(last, Ok(at("2026-10-26T00:00:00+02:00")));
}

#[test]
fn domain_2_8_what_is_too_far_away_is_an_error_and_not_a_search() {
    let start = at("2026-06-01T07:00:00Z");
    let horizon = Beyond::Horizon { start };
    let beyond = Err(horizon);
    let always = Calendar::always();
    let twenty_years = at("2046-06-01T07:00:00Z").since(start);
    assert_eq!(always.deadline(start, twenty_years), Ok(at("2046-06-01T07:00:00Z")));
    assert_eq!(always.deadline(start, twenty_years.plus(Span::from_millis(1))), beyond);
    assert_eq!(always.deadline(start, Span::from_millis(i64::MAX)), beyond);
    assert_eq!(always.start_for(start, Span::from_millis(i64::MAX)), beyond);
    assert_eq!(always.start_for(start, Span::from_days(3_652)), Ok(at("2016-06-01T07:00:00Z")));
    assert_eq!(office().after_working_days(start, u32::MAX, SameTime), beyond);
    assert_eq!(
        always.deadline(Timestamp::MAX, Span::from_millis(1)),
        Err(Beyond::Horizon { start: Timestamp::MAX })
    );
    let problem = Problem::from(horizon);
    assert_eq!(
        (problem.code, problem.params["start"].as_str()),
        (Code::BeyondHorizon, "2026-06-01T07:00:00.000Z")
    );
}

#[test]
fn domain_2_8_a_calendar_that_stays_closed_for_five_years_has_no_deadline() {
    let once = calendar(
        r#"{"time_zone":"UTC","special_days":[{"date":"2026-06-01","windows":[["09:00","10:00"]]},
        {"date":"2031-06-01","windows":[["09:00","10:00"]]},{"date":"2040-06-01","windows":[["09:00","10:00"]]}]}"#,
    );
    let first = at("2026-06-01T10:00:00Z");
    let next = at("2031-06-01T09:00:00Z");
    assert_eq!(once.next_open(first), Ok(next));
    assert_eq!(once.deadline(first, Span::from_hours(1)), Ok(at("2031-06-01T10:00:00Z")));
    let closed = at("2031-06-01T10:00:00Z");
    let never = Beyond::NeverOpens { start: closed };
    assert_eq!(once.next_open(closed), Err(never));
    assert_eq!(once.deadline(closed, Span::from_hours(1)), Err(never));
    assert_eq!(once.elapsed(closed, at("2041-01-01T00:00:00Z")), Span::from_hours(1));
    let before = at("2040-06-01T09:00:00Z");
    assert_eq!(once.last_close(before), Err(Beyond::NeverOpens { start: before }));
    assert_eq!(once.start_for(before, Span::from_hours(1)), Err(Beyond::NeverOpens { start: before }));
    assert_eq!(Problem::from(never).code, Code::NeverOpens);
}

#[test]
fn every_instant_that_can_be_written_has_an_answer() {
    let office = office();
    for edge in [Timestamp::MIN, Timestamp::MAX] {
        assert_eq!(office.is_open(edge), office.reason(edge).is_open());
        office.day(office.local(edge).date());
    }
    assert!(office.next_open(Timestamp::MIN).is_ok() && office.last_close(Timestamp::MAX).is_ok());
    assert!(office.last_close(Timestamp::MIN).is_err());
    let always = Calendar::always();
    let all = Timestamp::MAX.since(Timestamp::MIN);
    assert_eq!(always.elapsed(Timestamp::MIN, Timestamp::MAX), all);
    let spans: Vec<_> = always.open_spans(Timestamp::MIN, Timestamp::MAX).collect();
    assert_eq!(spans.iter().map(OpenSpan::length).collect::<Vec<_>>(), [all]);
}

#[test]
fn domain_2_2_spans_are_half_open() {
    let office = office_with_lunch();
    let millisecond = Span::from_millis(1);
    let (opens, lunch) = (at("2026-04-29T06:00:00Z"), at("2026-04-29T09:00:00Z"));
    assert!(office.is_open(opens) && !office.is_open(opens.before(millisecond)));
    assert!(!office.is_open(lunch) && office.is_open(lunch.before(millisecond)));
    assert_eq!(office.elapsed(lunch.before(millisecond), lunch), millisecond);
    assert_eq!(office.elapsed(lunch, lunch.after(millisecond)), Span::ZERO);
    // What is split in two is counted once.
    for minutes in 0..180 {
        let middle = opens.after(Span::from_minutes(minutes));
        let both = office.elapsed(opens, middle).plus(office.elapsed(middle, lunch));
        assert_eq!(both, Span::from_hours(3));
    }
}
