//! One line of `business_time.jsonl`: a calendar, one question to it, and the answer that is expected.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::Value;
use ticketkit::calendar::{
    Break, Calendar, CalendarSpec, ClockTime, Holiday, HolidayDate, SpecialDay, Week, Window, ZoneRules,
};
use ticketkit::{Span, Timestamp};

/// Whether a line holds: `Err` says why not.
pub(super) fn check(line: Value) -> Result<(), String> {
    let case = Case::deserialize(line).map_err(|error| format!("not a line of business time: {error}"))?;
    let answer = case.answer()?;
    // Instants are compared as instants, since there is more than one way to write one.
    let same = match (&answer, case.expect.as_str().map(str::parse::<Timestamp>)) {
        (Answer::Instant(instant), Some(Ok(expected))) => *instant == expected,
        (Answer::Time(time), _) => case.expect.as_i64().map(Span::from_secs) == Some(*time),
        (Answer::Open(open), _) => case.expect.as_bool() == Some(*open),
        _ => false,
    };
    if same { Ok(()) } else { Err(format!("expected {}, got {answer:?}", case.expect)) }
}

#[derive(Deserialize)]
struct Case {
    calendar: CalendarText,
    #[serde(flatten)]
    question: Question,
    start: Timestamp,
    expect: Value,
}

#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
enum Question {
    Add { seconds: i64 },
    Sub { seconds: i64 },
    Elapsed { end: Timestamp },
    IsOpen,
    NextOpen,
}

#[derive(Debug)]
enum Answer {
    Instant(Timestamp),
    Time(Span),
    Open(bool),
}

impl Case {
    fn answer(&self) -> Result<Answer, String> {
        let calendar =
            Calendar::compile(&self.calendar.spec(), &ZoneRules::bundled()).map_err(|problems| {
                let problems: Vec<_> = problems.iter().map(ToString::to_string).collect();
                format!("the calendar is refused: {}", problems.join("; "))
            })?;
        let start = self.start;
        let instant = match self.question {
            Question::Add { seconds } => calendar.deadline(start, Span::from_secs(seconds)),
            Question::Sub { seconds } => calendar.start_for(start, Span::from_secs(seconds)),
            Question::NextOpen => calendar.next_open(start),
            Question::IsOpen => return Ok(Answer::Open(calendar.is_open(start))),
            Question::Elapsed { end } => return Ok(Answer::Time(calendar.elapsed(start, end))),
        };
        instant.map(Answer::Instant).map_err(|beyond| beyond.to_string())
    }
}

/// A calendar as the vectors write it. What it may hold beside this would change the answers, so it is
/// refused.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CalendarText {
    timezone: String,
    weekly: Week,
    #[serde(default)]
    holidays: Vec<NaiveDate>,
    #[serde(default)]
    special_days: BTreeMap<NaiveDate, Vec<Window>>,
    #[serde(default)]
    breaks: Vec<BreakText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BreakText {
    date: NaiveDate,
    from: ClockTime,
    to: ClockTime,
}

impl CalendarText {
    pub(super) fn spec(&self) -> CalendarSpec {
        let mut holidays = self.holidays.clone();
        holidays.sort_unstable();
        holidays.dedup();
        let holiday = |date| Holiday { on: HolidayDate::Date(date), name: String::new() };
        let special = |(date, windows): (&_, &Vec<_>)| SpecialDay {
            date: *date,
            windows: windows.clone(),
            name: String::new(),
        };
        let closed =
            |text: &BreakText| Break { date: text.date, from: text.from, to: text.to, name: String::new() };
        CalendarSpec {
            time_zone: self.timezone.clone(),
            weekly: self.weekly.clone(),
            holidays: holidays.into_iter().map(holiday).collect(),
            special_days: self.special_days.iter().map(special).collect(),
            breaks: self.breaks.iter().map(closed).collect(),
        }
    }
}
