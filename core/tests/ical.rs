//! iCalendar: what is written can be read by everybody, and by us; what cannot be read says where.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use chrono::NaiveDate;
use proptest::prelude::*;
use ticketkit::ical::{self, Component, Item, Moment, Property, When};
use ticketkit::{Code, Error, Span, Timestamp, limits};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The problems as `code path`.
fn told(error: &Error) -> Vec<String> {
    error.problems().iter().map(|problem| format!("{} {}", problem.code, problem.path)).collect()
}

fn told_of(text: &str) -> Vec<String> {
    told(&ical::read(text).unwrap_err())
}

#[test]
fn deadlines_and_planned_spans_are_written_as_calendar_programs_read_them() {
    let stamp = at("2026-06-01T07:00:00.999Z");
    let mut deadline = Item::new(
        "4711-resolution@desk.example",
        stamp,
        When::Due { at: at("2026-06-02T07:00:00.999Z"), done: None },
    );
    deadline.summary = "HD-4711: Drucker, Halle 7; brennt \\o/".to_owned();
    deadline.description =
        "1. Löschen\r\n2. Abwarten, bis sich der Rauch in der ganzen Halle und im Büro verzogen hat"
            .to_owned();
    deadline.categories = vec!["urgent".to_owned(), "support, second line".to_owned()];
    deadline.url = "https://desk.example/tickets/4711".to_owned();
    let met = Item::new(
        "4712-first_reply@desk.example",
        stamp,
        When::Due { at: at("2026-06-01T09:00:00Z"), done: Some(at("2026-06-01T08:30:00Z")) },
    );
    let span = Item::new(
        "4713-planned@desk.example",
        stamp,
        When::Span { from: at("2026-06-03T06:00:00Z"), to: at("2026-06-03T08:30:00.001Z") },
    );
    let days = |uid, first, last| Item::new(uid, stamp, When::Days { first: date(first), last: date(last) });
    let items =
        [deadline, met, span, days("a", "2026-06-04", "2026-06-05"), days("b", "2026-06-04", "2026-06-04")];
    let expected = "\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//ticketkit//ticketkit//EN
CALSCALE:GREGORIAN
NAME:Promises\\, all
X-WR-CALNAME:Promises\\, all
BEGIN:VTODO
UID:4711-resolution@desk.example
DTSTAMP:20260601T070000Z
DUE:20260602T070000Z
SUMMARY:HD-4711: Drucker\\, Halle 7\\; brennt \\\\o/
DESCRIPTION:1. Löschen\\n2. Abwarten\\, bis sich der Rauch in der ganzen Hal
 le und im Büro verzogen hat
CATEGORIES:urgent,support\\, second line
URL:https://desk.example/tickets/4711
END:VTODO
BEGIN:VTODO
UID:4712-first_reply@desk.example
DTSTAMP:20260601T070000Z
DUE:20260601T090000Z
COMPLETED:20260601T083000Z
STATUS:COMPLETED
END:VTODO
BEGIN:VEVENT
UID:4713-planned@desk.example
DTSTAMP:20260601T070000Z
DTSTART:20260603T060000Z
DTEND:20260603T083001Z
END:VEVENT
BEGIN:VEVENT
UID:a
DTSTAMP:20260601T070000Z
DTSTART;VALUE=DATE:20260604
DTEND;VALUE=DATE:20260606
END:VEVENT
BEGIN:VEVENT
UID:b
DTSTAMP:20260601T070000Z
DTSTART;VALUE=DATE:20260604
END:VEVENT
END:VCALENDAR
";
    assert_eq!(ical::write("Promises, all", &items).unwrap(), expected.replace('\n', "\r\n"));
    let nothing = ical::write("", &[]).unwrap();
    assert_eq!(ical::read(&nothing).unwrap()[0].components, [], "a feed without entries is one");
}

#[test]
fn an_item_that_cannot_stand_in_a_calendar_is_refused_with_all_others() {
    let stamp = at("2026-06-01T07:00:00Z");
    let due = When::Due { at: stamp, done: None };
    let with_url = |uid: &str, url: &str| Item { url: url.to_owned(), ..Item::new(uid, stamp, due) };
    let items = [
        Item::new("", stamp, due),
        Item::new("a\r\nATTACH:x", stamp, due),
        Item::new("b", stamp, When::Span { from: stamp, to: stamp }),
        with_url("b", "https://desk.example/\r\nATTENDEE:mailto:x@y.example"),
        Item::new("c", stamp, When::Days { first: date("2026-06-02"), last: date("2026-06-01") }),
        Item::new("d", stamp, When::Days { first: date("9999-12-31"), last: date("9999-12-31") }),
        Item::new("", stamp, due),
    ];
    let error = ical::write("", &items).unwrap_err();
    let expected = [
        "missing /0/uid",
        "bad_text /1/uid",
        "out_of_range /2/when",
        "bad_text /3/url",
        "duplicate /3/uid",
        "out_of_range /4/when",
        "out_of_range /5/when",
        "missing /6/uid",
    ];
    assert_eq!(told(&error), expected);
    let many: Vec<Item> = (0..=limits::ICAL_ITEMS).map(|n| Item::new(n.to_string(), stamp, due)).collect();
    assert_eq!(told(&ical::write("", &many).unwrap_err()), ["too_many "]);
    assert!(ical::write("", &many[1..]).is_ok());
}

#[test]
fn several_calendars_and_what_is_inside_of_components_are_read() {
    let text = "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nSUMMARY:One\nBEGIN:VALARM\nACTION:DISPLAY\nEND:VALARM\n\
        END:VEVENT\nEND:VCALENDAR\nbegin:vcalendar\nbegin:vevent\nsummary;language=de:Zwei\nend:vevent\nend:vcalendar";
    let calendars = ical::read(text).unwrap();
    let names: Vec<String> = calendars
        .iter()
        .flat_map(|calendar| &calendar.components)
        .map(|event| event.text("SUMMARY"))
        .collect();
    assert_eq!(names, ["One", "Zwei"]);
    let alarm = &calendars[0].components[0].components[0];
    assert_eq!((alarm.name.as_str(), alarm.line, alarm.text("ACTION").as_str()), ("VALARM", 5, "DISPLAY"));
    let summary = calendars[1].components[0].property("SUMMARY").unwrap();
    assert_eq!((summary.line, summary.parameter("LANGUAGE")), (12, Some("de")));
}

#[test]
fn everything_that_is_wrong_with_a_text_is_told_by_its_line() {
    let calendar = |inside: &str| format!("BEGIN:VCALENDAR\n{inside}END:VCALENDAR\n");
    assert_eq!(told_of(""), ["malformed /lines/1"]);
    assert_eq!(told_of("<html>\n<body>\n"), ["malformed /lines/1"], "another format is told once");
    assert_eq!(told_of("BEGIN:VEVENT\nEND:VEVENT\n"), ["malformed /lines/1"]);
    assert_eq!(
        told_of(&calendar("nonsense\nBEGIN:VEVENT\nA;B:c\nEND:VTODO\nEND:VEVENT\n")),
        ["malformed /lines/2", "malformed /lines/4", "malformed /lines/5"]
    );
    assert_eq!(
        told_of(&calendar("BEGIN:VEVENT\nBEGIN:VALARM\n")),
        ["malformed /lines/3", "malformed /lines/2"]
    );
    assert_eq!(told_of("BEGIN:VCALENDAR\nBEGIN:VEVENT\n"), ["malformed /lines/2", "malformed /lines/1"]);
    assert_eq!(told_of(&(calendar("") + "\nX:1")), ["malformed /lines/4"]);
    let error = ical::read("BEGIN:VCALENDAR\nwith,out\n").unwrap_err();
    assert_eq!(
        error.to_string(),
        "`with,out` is not of the form `NAME:VALUE` (at /lines/2); the `VCALENDAR` that begins here does not end \
         (at /lines/1)"
    );
}

#[test]
fn a_text_has_its_limits() {
    let deep = |levels: usize| {
        let (begin, end) = ("BEGIN:X\n".repeat(levels), "END:X\n".repeat(levels));
        format!("BEGIN:VCALENDAR\n{begin}{end}END:VCALENDAR\n")
    };
    assert!(ical::read(&deep(limits::ICAL_DEPTH - 1)).is_ok());
    assert_eq!(told_of(&deep(limits::ICAL_DEPTH)), [format!("malformed /lines/{}", limits::ICAL_DEPTH + 1)]);
    assert_eq!(told_of(&deep(40_000)).len(), 1);
    let long = |lines: usize| format!("BEGIN:VCALENDAR\n{}END:VCALENDAR\n", "A:\n".repeat(lines - 2));
    assert!(ical::read(&long(limits::ICAL_LINES)).is_ok());
    assert_eq!(
        told_of(&long(limits::ICAL_LINES + 1)),
        [format!("too_many /lines/{}", limits::ICAL_LINES + 1)]
    );
    assert_eq!(told_of(&" ".repeat(limits::ICAL_BYTES + 1)), ["too_long "]);
    let wrong = format!("BEGIN:VCALENDAR\n{}", "x\n".repeat(10_000));
    assert_eq!(told_of(&wrong).len(), limits::PROBLEMS);
    let open = "BEGIN:VCALENDAR\n".repeat(10_000);
    assert_eq!(told_of(&open).len(), limits::PROBLEMS);
}

/// A text as it comes back: with LF for every end of a line, and a space for what cannot be written.
fn as_written(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().map(|one| if one.is_control() && !matches!(one, '\n' | '\t') { ' ' } else { one }).collect()
}

fn texts() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(vec![
        "\\", ";", ",", ":", "\"", "\r\n", "\r", "\n", "\t", " ", "n", "ü", "漢", "\0",
    ]);
    prop_oneof![
        any::<String>(),
        prop::collection::vec(odd, 0..100).prop_map(|parts| parts.concat()),
        "[a-z ]{0,200}"
    ]
}

fn items() -> impl Strategy<Value = Item> {
    let millis = -30_000_000_000_000..200_000_000_000_000_i64;
    let instants = millis.prop_map(|millis| Timestamp::from_millis(millis).unwrap());
    let day = (-700_000..2_900_000_i32).prop_map(|days| NaiveDate::from_epoch_days(days).unwrap());
    let when = prop_oneof![
        (instants.clone(), prop::option::of(instants.clone())).prop_map(|(at, done)| When::Due { at, done }),
        (instants.clone(), 1..10_000_000_000_i64)
            .prop_map(|(from, length)| { When::Span { from, to: from.after(Span::from_millis(length)) } }),
        (day, 0..20_u64)
            .prop_map(|(first, more)| When::Days { first, last: first + chrono::Days::new(more) }),
    ];
    let parts = (texts(), texts(), prop::collection::vec(texts(), 0..3), "[!-~]{0,120}");
    (instants, when, parts).prop_map(|(stamp, when, (summary, description, categories, url))| Item {
        summary,
        description,
        categories,
        url,
        ..Item::new("", stamp, when)
    })
}

fn second(at: Timestamp) -> Timestamp {
    Timestamp::from_millis(at.millis().div_euclid(1_000) * 1_000).unwrap()
}

fn same(component: &Component, item: &Item) {
    let moment = |name: &str| component.property(name).and_then(Property::moment);
    let instant = |at: Timestamp| Some(Moment::Instant(second(at)));
    assert_eq!(component.text("UID"), item.uid);
    assert_eq!(moment("DTSTAMP"), instant(item.stamp));
    assert_eq!(component.text("SUMMARY"), as_written(&item.summary));
    assert_eq!(component.text("DESCRIPTION"), as_written(&item.description));
    assert_eq!(component.property("URL").map(|url| url.value.clone()).unwrap_or_default(), item.url);
    assert_eq!(component.property("CATEGORIES").is_some(), !item.categories.is_empty());
    let joined: Vec<String> = item.categories.iter().map(|one| as_written(one)).collect();
    assert_eq!(component.text("CATEGORIES"), joined.join(","));
    match item.when {
        When::Due { at, done } => {
            assert_eq!((component.name.as_str(), moment("DUE")), ("VTODO", instant(at)));
            assert_eq!(moment("COMPLETED"), done.map(|done| Moment::Instant(second(done))));
        }
        When::Span { from, to } => {
            assert_eq!((component.name.as_str(), moment("DTSTART")), ("VEVENT", instant(from)));
            assert_eq!(moment("DTEND"), instant(to.after(Span::from_millis(999))));
        }
        When::Days { first, last } => {
            assert_eq!((component.name.as_str(), moment("DTSTART")), ("VEVENT", Some(Moment::Date(first))));
            let end = moment("DTEND").map_or(first, |end| end.date() - chrono::Days::new(1));
            assert_eq!(end, last);
        }
    }
}

/// A line that may well stand in an iCalendar text, or nearly.
fn lines() -> impl Strategy<Value = String> {
    let known = [
        "BEGIN:VCALENDAR",
        "END:VCALENDAR",
        "BEGIN:VEVENT",
        "END:VEVENT",
        "BEGIN:VTODO",
        "END:VTODO",
        "UID:a",
        "SUMMARY:Day",
        "DTSTART;VALUE=DATE:20261225",
        "DTSTART:20261231T000000",
        "DTEND;VALUE=DATE:20270101",
        "DTEND:20200101",
        "DURATION:P2D",
        "RRULE:FREQ=YEARLY",
        "RRULE:FREQ=YEARLY;COUNT=3;INTERVAL=2",
        "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
        "RRULE:FREQ=WEEKLY",
        "EXDATE:20281225",
        "RDATE:20260101,20260102",
        "RECURRENCE-ID:20271225",
        "STATUS:CANCELLED",
        " folded",
        "\tfolded",
        "",
    ];
    prop_oneof![
        8 => prop::sample::select(known.to_vec()).prop_map(str::to_owned),
        1 => any::<String>(),
        1 => "[A-Z]{1,8}(;[A-Z]{1,3}=[a-z\"]{0,3}){0,2}:[0-9A-Z=;,-]{0,20}",
    ]
}

proptest! {
    /// What is written is read back, in lines that are as short as they have to be.
    #[test]
    fn what_is_written_is_read_back(name in texts(), items in prop::collection::vec(items(), 0..8)) {
        let mut items = items;
        for (n, item) in items.iter_mut().enumerate() {
            item.uid = format!("{n}@desk.example");
        }
        let text = ical::write(&name, &items).unwrap();
        prop_assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])));
        prop_assert!(text.ends_with("END:VCALENDAR\r\n"));
        prop_assert_eq!(&text, &ical::write(&name, &items).unwrap(), "the same items give the same bytes");
        for ends in [&text, &text.replace("\r\n", "\n")] {
            let calendars = ical::read(ends).unwrap();
            prop_assert_eq!(calendars.len(), 1);
            prop_assert_eq!(calendars[0].text("X-WR-CALNAME"), as_written(&name));
            prop_assert_eq!(calendars[0].components.len(), items.len());
            for (component, item) in calendars[0].components.iter().zip(&items) {
                same(component, item);
            }
        }
    }

    /// Whatever comes in is read or refused, and a refusal names lines that are there.
    #[test]
    fn any_text_is_read_or_refused(lines in prop::collection::vec(lines(), 0..40), framed in any::<bool>()) {
        let mut text = lines.join("\n");
        if framed {
            text = format!("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{text}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
        }
        let _ = ical::read(&text);
        let before = ticketkit::calendar::CalendarSpec::new("UTC");
        let mut spec = before.clone();
        match spec.import_holidays(&text, 2026..=2030) {
            Ok(imported) => {
                prop_assert_eq!(&spec.holidays, &imported.holidays);
                prop_assert!(spec.check("", &ticketkit::calendar::ZoneRules::bundled()).iter().all(
                    |problem| problem.code == Code::NeverOpens
                ));
            }
            Err(error) => {
                prop_assert_eq!(spec, before, "nothing is changed");
                let count = text.split('\n').count();
                for problem in error.problems() {
                    let line = problem.path.strip_prefix("/lines/").map(|line| line.parse::<usize>().unwrap());
                    prop_assert!(line.is_none_or(|line| (1..=count).contains(&line)), "{problem}");
                }
            }
        }
    }
}
