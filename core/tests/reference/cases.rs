//! Cases of calendar arithmetic: every question to a calendar, against the reference.

use ticketkit::calendar::{Calendar, CalendarSpec, ZoneRules};
use ticketkit::{Code, Span, Timestamp};

use crate::calendar::Seen;

/// Two instants in milliseconds since 1970, and an amount of open time in milliseconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Case {
    pub(crate) at: i64,
    pub(crate) other: i64,
    pub(crate) span: i64,
}

pub(crate) fn instant(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis).unwrap()
}

/// The compiled calendar, or nothing when the document is never open, which is the only thing that can be
/// wrong with it.
pub(crate) fn compiled(spec: &CalendarSpec) -> Option<Calendar> {
    match Calendar::compile(spec, &ZoneRules::bundled()) {
        Ok(calendar) => Some(calendar),
        Err(problems) => {
            assert!(problems.iter().all(|problem| problem.code == Code::NeverOpens), "{problems:?}");
            None
        }
    }
}

/// In which of its answers to a case a calendar differs from the reference. What the reference does not reach must lie
/// outside of what it looked at.
pub(crate) fn difference(calendar: &Calendar, seen: &Seen, case: Case) -> Option<String> {
    let Case { at, other, span } = case;
    let (from, to) = (at.min(other), at.max(other));
    let in_sight = |answer: Result<Timestamp, _>| {
        answer.ok().map(Timestamp::millis).filter(|answer| (seen.begin..=seen.end).contains(answer))
    };
    let amount = Span::from_millis(span);
    let next_open = in_sight(calendar.next_open(instant(at))).filter(|next| *next < seen.end);
    let last_close = in_sight(calendar.last_close(instant(at))).filter(|last| seen.begin < *last);
    let deadline = in_sight(calendar.deadline(instant(at), amount));
    let start_for = in_sight(calendar.start_for(instant(at), amount));
    let elapsed = calendar.elapsed(instant(from), instant(to)).millis();
    let is_open = calendar.is_open(instant(at));
    let answers = [
        ("is_open", Some(is_open.into()), Some(seen.is_open(at).into())),
        ("reason", Some(calendar.reason(instant(at)).is_open().into()), Some(seen.is_open(at).into())),
        ("next_open", next_open, seen.next_open(at)),
        ("last_close", last_close, seen.last_close(at)),
        ("elapsed", Some(elapsed), Some(seen.elapsed(from, to))),
        ("deadline", deadline, seen.deadline(at, span)),
        ("start_for", start_for, seen.start_for(at, span)),
    ];
    let (question, answer, expected) =
        answers.into_iter().find(|(_, answer, expected)| answer != expected)?;
    Some(format!("`{question}` of {case:?} is {answer:?}, and should be {expected:?}"))
}
