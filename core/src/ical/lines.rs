//! Content lines: what was folded is joined, and a line is taken apart.

use std::borrow::Cow;

use super::moment::Moment;

/// One property of a component, such as `DTSTART;VALUE=DATE:20261225`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    /// The line of the text that it begins on, from 1.
    pub line: usize,
    /// Its name, in capitals.
    pub name: String,
    /// Its parameters in their order, the names in capitals, the values without their quotes.
    pub parameters: Vec<(String, String)>,
    /// Its value as it stands there, still escaped.
    pub value: String,
}

impl Property {
    /// The property on a content line; `None` when the line is not of the form `NAME;PARAMETER=VALUE:VALUE`.
    pub(super) fn on(line: &Line<'_>) -> Option<Self> {
        let end = line.text.find([':', ';'])?;
        let (name, mut rest) = line.text.split_at_checked(end)?;
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            return None;
        }
        let mut parameters = Vec::new();
        while let Some(parameter) = rest.strip_prefix(';') {
            let (name, value) = parameter.split_once('=')?;
            let (value, after) = value.split_at_checked(end_of_parameter(value)?)?;
            parameters.push((name.to_ascii_uppercase(), value.replace('"', "")));
            rest = after;
        }
        let value = rest.strip_prefix(':')?.to_owned();
        Some(Self { line: line.number, name: name.to_ascii_uppercase(), parameters, value })
    }

    /// The value of a parameter; `None` when there is none of this name, which is written in capitals.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The value as a text, no longer escaped.
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(self.value.len());
        let mut rest = self.value.chars();
        while let Some(next) = rest.next() {
            match next {
                '\\' => match rest.next() {
                    Some('n' | 'N') => text.push('\n'),
                    Some(escaped) => text.push(escaped),
                    None => text.push('\\'),
                },
                plain => text.push(plain),
            }
        }
        text
    }

    /// The value as a date or a moment; `None` when it is neither.
    pub fn moment(&self) -> Option<Moment> {
        Moment::read(&self.value)
    }
}

/// Where a parameter's value ends: before the first `;` or `:` that is not quoted.
fn end_of_parameter(text: &str) -> Option<usize> {
    let mut quoted = false;
    text.bytes().position(|byte| {
        quoted ^= byte == b'"';
        !quoted && matches!(byte, b';' | b':')
    })
}

/// A content line, with the lines that were folded into it.
pub(super) struct Line<'t> {
    /// Which line of the text it begins on, from 1.
    pub(super) number: usize,
    pub(super) text: Cow<'t, str>,
}

/// The content lines of a text whose lines end in CRLF or LF; empty ones are passed over.
pub(super) fn content_lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
    let mut lines = (1..).zip(lines).peekable();
    std::iter::from_fn(move || {
        let (number, first) = lines.find(|(_, line)| !line.is_empty())?;
        let mut text = Cow::Borrowed(first);
        while let Some((_, folded)) = lines.next_if(|(_, line)| line.starts_with([' ', '\t'])) {
            text.to_mut().push_str(folded.get(1..).unwrap_or_default());
        }
        Some(Line { number, text })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn properties(text: &str) -> Vec<Property> {
        content_lines(text).map(|line| Property::on(&line).unwrap()).collect()
    }

    #[test]
    fn folded_lines_are_joined_whatever_ends_them() {
        for text in ["\u{feff}A:one\r\n B:tw\r\n\to\r\n\r\nC:3\r\n", "A:one\n B:tw\n\to\n\nC:3"] {
            let read: Vec<_> = properties(text).into_iter().map(|one| (one.line, one.value)).collect();
            assert_eq!(read, [(1, "oneB:two".to_owned()), (5, "3".to_owned())]);
        }
    }

    #[test]
    fn parameters_may_be_quoted() {
        let read = properties("dtstart;Tzid=\"Odd;zone:x\";VALUE=DATE:20261225:x");
        assert_eq!(read[0].name, "DTSTART");
        assert_eq!(read[0].parameter("TZID"), Some("Odd;zone:x"));
        assert_eq!((read[0].parameter("VALUE"), read[0].value.as_str()), (Some("DATE"), "20261225:x"));
        for wrong in ["", "no colon", ":value", "A;B:value", "A;B=\"x:value", "A B:value", "Ä:value"] {
            let line = Line { number: 1, text: wrong.into() };
            assert_eq!(Property::on(&line), None, "{wrong}");
        }
    }

    #[test]
    fn text_is_unescaped() {
        let read = properties(r"SUMMARY:a\, b\; c\\n\nd\N\x\");
        assert_eq!(read[0].text(), "a, b; c\\n\nd\nx\\");
    }
}
