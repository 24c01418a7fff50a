//! Components: what stands between `BEGIN` and `END`.

use super::lines::{Property, content_lines};
use crate::error::{Code, Error, Problem, Result, excerpt, pointer};
use crate::limits::{ICAL_BYTES, ICAL_DEPTH, ICAL_LINES, PROBLEMS};

/// A component such as a calendar (`VCALENDAR`), an event in it (`VEVENT`) or an alarm in that (`VALARM`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Component {
    /// What it is, in capitals.
    pub name: String,
    /// The line of the text that it begins on, from 1.
    pub line: usize,
    /// Its properties, in their order.
    pub properties: Vec<Property>,
    /// The components inside of it, in their order.
    pub components: Vec<Component>,
}

impl Component {
    /// The first property of this name, which is written in capitals.
    pub fn property(&self, name: &str) -> Option<&Property> {
        self.all(name).next()
    }

    /// All properties of this name.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &Property> {
        self.properties.iter().filter(move |property| property.name == name)
    }

    /// The first property of this name as a text; empty when there is none.
    pub fn text(&self, name: &str) -> String {
        self.property(name).map(Property::text).unwrap_or_default()
    }
}

/// The calendars in a text, one after the other.
///
/// # Errors
/// Everything that is not as RFC 5545 wants it, up to [`limits::PROBLEMS`](PROBLEMS), each with its line as a path:
/// `/lines/12` is the twelfth line of the text. What the properties mean is not looked at.
pub fn read(text: &str) -> Result<Vec<Component>> {
    let (calendars, problems) = parse(text);
    Error::of(problems).map_or(Ok(calendars), Err)
}

/// A problem with a line of the text.
pub(crate) fn of_line(code: Code, line: usize, message: impl Into<String>) -> Problem {
    Problem::new(code, message).at(pointer("/lines", line))
}

/// The calendars as far as they can be read, and what is wrong with the text.
pub(crate) fn parse(text: &str) -> (Vec<Component>, Vec<Problem>) {
    if text.len() > ICAL_BYTES {
        let message = format!("the text has {} bytes, and {ICAL_BYTES} are allowed", text.len());
        return (Vec::new(), vec![Problem::new(Code::TooLong, message).param("limit", ICAL_BYTES)]);
    }
    let mut reader = Reader::default();
    for (count, line) in content_lines(text).enumerate() {
        if count >= ICAL_LINES {
            let message = format!("there are more than {ICAL_LINES} lines");
            reader.problems.push(of_line(Code::TooMany, line.number, message).param("limit", ICAL_LINES));
            return (reader.calendars, reader.problems);
        }
        let property = Property::on(&line);
        let begins = property.as_ref().is_some_and(|property| property.name == "BEGIN");
        if count == 0 && !begins {
            let message = "the text does not begin with `BEGIN:VCALENDAR`, as iCalendar does";
            return (Vec::new(), vec![of_line(Code::Malformed, line.number, message)]);
        }
        if let Some(property) = property {
            reader.take(property);
        } else {
            let message = format!("`{}` is not of the form `NAME:VALUE`", excerpt(&line.text));
            reader.problems.push(of_line(Code::Malformed, line.number, message));
        }
        if reader.problems.len() >= PROBLEMS {
            return (reader.calendars, reader.problems);
        }
    }
    reader.end()
}

#[derive(Default)]
struct Reader {
    calendars: Vec<Component>,
    /// What has begun and not ended, the outermost first.
    open: Vec<Component>,
    problems: Vec<Problem>,
}

impl Reader {
    fn take(&mut self, property: Property) {
        let name = property.value.trim().to_ascii_uppercase();
        match property.name.as_str() {
            "BEGIN" => self.begin(property.line, name),
            "END" => self.end_of(property.line, &name),
            _ => match self.open.last_mut() {
                Some(component) => component.properties.push(property),
                None => {
                    self.wrong(property.line, format!("`{}` stands outside of a calendar", property.name));
                }
            },
        }
    }

    fn begin(&mut self, line: usize, name: String) {
        if self.open.is_empty() && name != "VCALENDAR" {
            self.wrong(line, format!("`{}` begins outside of a calendar", excerpt(&name)));
        } else if self.open.len() == ICAL_DEPTH {
            self.wrong(line, format!("`{}` is more than {ICAL_DEPTH} levels deep", excerpt(&name)));
        }
        self.open.push(Component { name, line, ..Component::default() });
    }

    fn end_of(&mut self, line: usize, name: &str) {
        let Some(place) = self.open.iter().rposition(|open| open.name == name) else {
            return self.wrong(line, format!("`END:{}` ends what has not begun", excerpt(name)));
        };
        self.close_down_to(place + 1);
        self.close();
    }

    /// Ends whatever is open more than `depth` levels deep, which should have ended before.
    fn close_down_to(&mut self, depth: usize) {
        while let Some(open) = self.open.get(depth..).and_then(<[_]>::last) {
            let (line, name) = (open.line, excerpt(&open.name));
            self.wrong(line, format!("the `{name}` that begins here does not end"));
            self.close();
        }
    }

    fn close(&mut self) {
        let Some(closed) = self.open.pop() else { return };
        // What is too deep was told, and is dropped here before it can be nested any further.
        let depth = self.open.len();
        match self.open.last_mut() {
            Some(outer) if depth <= ICAL_DEPTH => outer.components.push(closed),
            Some(_) => {}
            None => self.calendars.push(closed),
        }
    }

    fn end(mut self) -> (Vec<Component>, Vec<Problem>) {
        self.close_down_to(0);
        if self.calendars.is_empty() && self.problems.is_empty() {
            self.problems
                .push(of_line(Code::Malformed, 1, "the text is empty").hint("begin with `BEGIN:VCALENDAR`"));
        }
        (self.calendars, self.problems)
    }

    fn wrong(&mut self, line: usize, message: String) {
        if self.problems.len() < PROBLEMS {
            self.problems.push(of_line(Code::Malformed, line, message));
        }
    }
}
