//! Random calendar documents, and the zones and instants at which calendars go wrong.

use chrono::{Days, NaiveDate};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use proptest::collection::vec;
use proptest::prelude::*;
use ticketkit::calendar::{
    Break, CalendarSpec, ClockTime, DayOfYear, Holiday, HolidayDate, SpecialDay, Window,
};

use crate::calendar::{MINUTE, wall};

pub(crate) const ZONES: [&str; 50] = [
    "Africa/Abidjan",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/El_Aaiun",
    "Africa/Johannesburg",
    "Africa/Juba",
    "Africa/Tripoli",
    "America/Argentina/Buenos_Aires",
    "America/Asuncion",
    "America/Caracas",
    "America/Chicago",
    "America/Godthab",
    "America/Havana",
    "America/Miquelon",
    "America/New_York",
    "America/Santiago",
    "America/Sao_Paulo",
    "America/Scoresbysund",
    "America/St_Johns",
    "Antarctica/Casey",
    "Antarctica/Macquarie",
    "Antarctica/Troll",
    "Asia/Amman",
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Jerusalem",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Pyongyang",
    "Asia/Riyadh",
    "Asia/Tehran",
    "Asia/Tokyo",
    "Asia/Yangon",
    "Atlantic/Azores",
    "Australia/Adelaide",
    "Australia/Eucla",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Etc/GMT+12",
    "Europe/Dublin",
    "Europe/Istanbul",
    "Europe/Lisbon",
    "Europe/London",
    "Europe/Riga",
    "Europe/Volgograd",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "Pacific/Kwajalein",
    "UTC",
];

pub(crate) fn zone(name: &str) -> TimeZone {
    TimeZoneDatabase::bundled().get(name).unwrap()
}

/// Every zone of the bundled database, by its name.
pub(crate) fn all_zones() -> Vec<String> {
    let mut names: Vec<String> =
        TimeZoneDatabase::bundled().available().map(|name| name.as_str().to_owned()).collect();
    names.sort();
    names
}

/// The instants at which a zone's clocks change, from 1975 on, by when all of them differ by whole minutes.
pub(crate) fn changes(zone: &TimeZone, until: &str) -> Vec<i64> {
    let from: jiff::Timestamp = "1975-01-01T00:00:00Z".parse().unwrap();
    let until: jiff::Timestamp = until.parse().unwrap();
    let changes = zone.following(from).map(|change| change.timestamp());
    changes.take_while(|at| *at < until).map(jiff::Timestamp::as_millisecond).collect()
}

/// A calendar and an instant near which its document says the most, which is often near a change of clocks; in any zone,
/// and as often in one of the odd ones.
pub(crate) fn calendars() -> impl Strategy<Value = (CalendarSpec, i64)> {
    let odd = ZONES.map(str::to_owned).to_vec();
    let names = prop_oneof![prop::sample::select(odd), prop::sample::select(all_zones())];
    let near_a_change = (any::<prop::sample::Index>(), -36 * 60 * MINUTE..36 * 60 * MINUTE).prop_map(Some);
    let instant = prop_oneof![3 => near_a_change, 1 => Just(None)];
    let anywhere = 157_766_400_000..2_240_524_800_000_i64; // 1975 to 2040
    let entries = (
        vec((0..7_usize, windows()), 0..8),
        vec((0..16_u64, 0..4_u8), 0..5),
        vec((0..16_u64, vec(windows(), 0..3)), 0..4),
        vec((0..16_u64, windows()), 0..4),
    );
    (names, instant, anywhere, entries).prop_map(
        |(name, near, anywhere, (weekly, holidays, special_days, breaks))| {
            let zone = zone(&name);
            let changes = changes(&zone, "2040-01-01T00:00:00Z");
            let start = match near {
                Some((index, by)) if !changes.is_empty() => index.get(&changes) + by,
                _ => anywhere,
            };
            let around = |days: u64| wall(&zone, start).0 - Days::new(6) + Days::new(days);
            let mut spec = CalendarSpec::new(name);
            for (day, window) in weekly {
                add_if_apart(&mut spec, |spec| week_day(spec, day).push(window));
            }
            for (day, rank) in holidays {
                add_if_apart(&mut spec, |spec| spec.holidays.push(holiday(around(day), rank)));
            }
            for (day, windows) in special_days {
                let special = SpecialDay { date: around(day), windows, name: String::new() };
                add_if_apart(&mut spec, |spec| spec.special_days.push(special));
            }
            for (day, window) in breaks {
                let (date, Window { from, to }) = (around(day), window);
                spec.breaks.push(Break { date, from, to, name: String::new() });
            }
            (spec, start)
        },
    )
}

fn holiday(date: NaiveDate, rank: u8) -> Holiday {
    let on = match rank {
        0 => HolidayDate::Date(date),
        1 => HolidayDate::Imported(date),
        2 => HolidayDate::ImportedYearly(DayOfYear::of(date)),
        _ => HolidayDate::Yearly(DayOfYear::of(date)),
    };
    Holiday { on, name: String::new() }
}

/// Windows of all lengths, many of them at the hours at which clocks change, a third of them past midnight.
fn windows() -> impl Strategy<Value = Window> {
    let minute =
        prop_oneof![2 => 0..=1_440_u32, 2 => 0..=240_u32, 1 => (0..=48_u32).prop_map(|half| half * 30)];
    let clock = minute.prop_map(|minute| ClockTime::from_seconds(minute * 60).unwrap());
    let window = (clock.clone(), clock).prop_map(Window::from);
    let whole = prop_oneof![12 => window, 1 => Just(Window::WHOLE_DAY)];
    whole.prop_filter("a window is not empty", |window| !window.is_empty())
}

fn week_day(spec: &mut CalendarSpec, day: usize) -> &mut Vec<Window> {
    let week = &mut spec.weekly;
    match day {
        0 => &mut week.mon,
        1 => &mut week.tue,
        2 => &mut week.wed,
        3 => &mut week.thu,
        4 => &mut week.fri,
        5 => &mut week.sat,
        _ => &mut week.sun,
    }
}

/// Changes the document unless something in it would then overlap or be there twice.
fn add_if_apart(spec: &mut CalendarSpec, change: impl FnOnce(&mut CalendarSpec)) {
    let mut changed = spec.clone();
    change(&mut changed);
    let problems = changed.check("", &ticketkit::calendar::ZoneRules::bundled());
    if problems.iter().all(|problem| problem.code == ticketkit::Code::NeverOpens) {
        *spec = changed;
    }
}
