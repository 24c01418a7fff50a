//! Items written as a calendar.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use crate::error::{Code, Error, Problem, Result, pointer};
use crate::limits::ICAL_ITEMS;
use crate::time::{Span, Timestamp};

/// The most octets of a line, without its end.
const LINE_OCTETS: usize = 75;

/// One entry of a calendar that goes out: a deadline or a planned span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it is known by for ever, the same whenever it is written: a calendar program that reads the same one again
    /// changes the entry that it has. Such as the id of a clock or ticket.
    pub uid: String,
    /// When it was last changed.
    pub stamp: Timestamp,
    /// When it is.
    pub when: When,
    /// Its title.
    pub summary: String,
    /// More about it; may be empty.
    pub description: String,
    /// What it belongs to, such as its team or priority; may be empty.
    pub categories: Vec<String>,
    /// Where a person finds it; may be empty.
    pub url: String,
}

/// When an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// A deadline, written as a `VTODO` in whole seconds, of which a part is left out.
    Due {
        /// The deadline.
        at: Timestamp,
        /// When it was met, if it was.
        done: Option<Timestamp>,
    },
    /// From one instant to another, written as a `VEVENT` in whole seconds; the last one is not cut off.
    Span {
        /// Its beginning.
        from: Timestamp,
        /// Its end, which is later.
        to: Timestamp,
    },
    /// Whole days wherever one is, written as a `VEVENT`.
    Days {
        /// The first of them.
        first: NaiveDate,
        /// The last of them, which may be the same.
        last: NaiveDate,
    },
}

impl Item {
    /// An item without a word about it.
    pub fn new(uid: impl Into<String>, stamp: Timestamp, when: When) -> Self {
        let (summary, description, url) = (String::new(), String::new(), String::new());
        Self { uid: uid.into(), stamp, when, summary, description, categories: Vec::new(), url }
    }

    fn problems(&self, path: &str, found: &mut Vec<Problem>) {
        if self.uid.is_empty() {
            found.push(Problem::new(Code::Missing, "the item has no `uid`").at(pointer(path, "uid")));
        }
        for (member, text) in [("uid", &self.uid), ("url", &self.url)] {
            // They are not text that could be escaped, and a break of the line would begin another property.
            if text.chars().any(|character| character.is_control() || character.is_whitespace()) {
                let message = format!("the `{member}` holds a space or a control character");
                found.push(Problem::new(Code::BadText, message).at(pointer(path, member)));
            }
        }
        let wrong = match self.when {
            When::Due { .. } => None,
            When::Span { from, to } => {
                (to <= from).then(|| format!("the span ends at {to}, and begins at {from}"))
            }
            When::Days { first, last } if last < first => {
                Some(format!("the last day is {last}, the first {first}"))
            }
            When::Days { first, last } => [first, last]
                .iter()
                .find(|day| !(0..=9_998).contains(&day.year()))
                .map(|day| format!("the day {day} is not in the years 0000 to 9998")),
        };
        found.extend(wrong.map(|message| Problem::new(Code::OutOfRange, message).at(pointer(path, "when"))));
    }
}

/// The items, in their order, as one calendar of this name (which may be empty): text in lines of at most 75 octets that
/// end in CRLF. The same items give the same bytes.
///
/// In texts, control characters other than tabs and ends of lines are written as spaces, and every end of a line as LF
/// is; besides that, [`read`](super::read) gives back what was written.
///
/// # Errors
/// Every item without a uid, with the uid of another one, with a uid or URL that cannot stand in a line, or with an end
/// that is not after its beginning: `/3/uid` is the path to the uid of the fourth. More items than
/// [`limits::ICAL_ITEMS`](ICAL_ITEMS).
pub fn write(name: &str, items: &[Item]) -> Result<String> {
    let mut found = Vec::new();
    if items.len() > ICAL_ITEMS {
        let message = format!("there are {} items, and {ICAL_ITEMS} are allowed", items.len());
        return Err(Problem::new(Code::TooMany, message).param("limit", ICAL_ITEMS).into());
    }
    let mut seen = BTreeMap::new();
    for (n, item) in items.iter().enumerate() {
        let path = pointer("", n);
        item.problems(&path, &mut found);
        if let Some(first) = seen.insert(&item.uid, n).filter(|_| !item.uid.is_empty()) {
            let message = format!("the uid of item {first} is given again");
            found.push(Problem::new(Code::Duplicate, message).at(pointer(&path, "uid")));
        }
    }
    if let Some(error) = Error::of(found) {
        return Err(error);
    }
    let mut lines = Lines::default();
    lines.add("BEGIN", "VCALENDAR");
    lines.add("VERSION", "2.0");
    lines.add("PRODID", "-//ticketkit//ticketkit//EN");
    lines.add("CALSCALE", "GREGORIAN");
    // The name by RFC 7986, and as calendar programs read it since before that.
    lines.add_text("NAME", name);
    lines.add_text("X-WR-CALNAME", name);
    for item in items {
        lines.add_item(item);
    }
    lines.add("END", "VCALENDAR");
    Ok(lines.0)
}

#[derive(Default)]
struct Lines(String);

impl Lines {
    fn add_item(&mut self, item: &Item) {
        let component = if matches!(item.when, When::Due { .. }) { "VTODO" } else { "VEVENT" };
        self.add("BEGIN", component);
        self.add("UID", &escaped(&item.uid));
        self.add("DTSTAMP", &in_utc(item.stamp));
        match item.when {
            When::Due { at, done } => {
                self.add("DUE", &in_utc(at));
                if let Some(done) = done {
                    self.add("COMPLETED", &in_utc(done));
                    self.add("STATUS", "COMPLETED");
                }
            }
            When::Span { from, to } => {
                self.add("DTSTART", &in_utc(from));
                self.add("DTEND", &in_utc(to.after(Span::from_millis(999))));
            }
            When::Days { first, last } => {
                let date = |date: NaiveDate| date.format("%Y%m%d").to_string();
                self.add("DTSTART;VALUE=DATE", &date(first));
                // The end is the first day that no longer belongs to it; without one it is the one day.
                if let Some(end) = last.succ_opt().filter(|_| first < last) {
                    self.add("DTEND;VALUE=DATE", &date(end));
                }
            }
        }
        self.add_text("SUMMARY", &item.summary);
        self.add_text("DESCRIPTION", &item.description);
        if !item.categories.is_empty() {
            let categories: Vec<String> = item.categories.iter().map(|one| escaped(one)).collect();
            self.add("CATEGORIES", &categories.join(","));
        }
        if !item.url.is_empty() {
            self.add("URL", &item.url);
        }
        self.add("END", component);
    }

    /// A property that is a text, unless it is empty.
    fn add_text(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            self.add(name, &escaped(text));
        }
    }

    /// A content line, folded between characters where it is too long.
    fn add(&mut self, name: &str, value: &str) {
        let mut octets = 0;
        for character in name.chars().chain([':']).chain(value.chars()) {
            if octets + character.len_utf8() > LINE_OCTETS {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(character);
            octets += character.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

/// A text as the value of a property.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(next) = rest.next() {
        match next {
            '\\' | ';' | ',' => escaped.extend(['\\', next]),
            '\n' => escaped.push_str("\\n"),
            '\r' => {
                rest.next_if_eq(&'\n');
                escaped.push_str("\\n");
            }
            '\t' => escaped.push('\t'),
            control if control.is_control() => escaped.push(' '),
            plain => escaped.push(plain),
        }
    }
    escaped
}

/// An instant in whole seconds.
fn in_utc(at: Timestamp) -> String {
    at.to_datetime().format("%Y%m%dT%H%M%SZ").to_string()
}
