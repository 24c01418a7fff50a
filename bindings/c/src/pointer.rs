//! JSON Pointers (RFC 6901): read, and followed to a place that is to be set.

use std::borrow::Cow;

use serde_json::{Map, Value};
use ticketkit::{Code, Problem, limits};

/// The tokens of a pointer; none for the whole.
pub(crate) fn tokens(pointer: &str) -> Result<Vec<Cow<'_, str>>, Problem> {
    if pointer.is_empty() {
        return Ok(Vec::new());
    }
    let malformed = || {
        Problem::new(Code::Malformed, "this is not a JSON Pointer")
            .hint("it is empty, or each of its parts begins with `/`; `~` is written `~0`, and `/` inside a name `~1`")
    };
    let rest = pointer.strip_prefix('/').ok_or_else(malformed)?;
    let tokens: Option<Vec<_>> = rest.split('/').map(unescaped).collect();
    let tokens = tokens.ok_or_else(malformed)?;
    if tokens.len() > limits::JSON_DEPTH {
        let text =
            format!("the JSON Pointer has {} parts, and {} are allowed", tokens.len(), limits::JSON_DEPTH);
        return Err(Problem::new(Code::OutOfRange, text));
    }
    Ok(tokens)
}

fn unescaped(token: &str) -> Option<Cow<'_, str>> {
    if !token.contains('~') {
        return Some(Cow::Borrowed(token));
    }
    let mut text = String::with_capacity(token.len());
    let mut chars = token.chars();
    while let Some(char) = chars.next() {
        text.push(match char {
            '~' => match chars.next()? {
                '0' => '~',
                '1' => '/',
                _ => return None,
            },
            other => other,
        });
    }
    Some(Cow::Owned(text))
}

/// The place in a list that a token means.
pub(crate) fn index(token: &str) -> Option<usize> {
    let plain = token == "0" || (!token.starts_with('0') && token.bytes().all(|byte| byte.is_ascii_digit()));
    if plain { token.parse().ok() } else { None }
}

/// Puts `value` to the place that `pointer` means. What is missing on the way is made: a list where the part behind it
/// is `-` or `0`, else an object. In a list, `-` and the first free index append.
pub(crate) fn set(target: &mut Value, pointer: &str, value: Value) -> Result<(), Problem> {
    // The way is looked at before anything is made on it, so that what is refused changes nothing.
    let tokens = tokens(pointer)?;
    may_go(target, &tokens)?;
    let mut place = target;
    for token in &tokens {
        if place.is_null() {
            *place = if starts_a_list(token) { Value::Array(Vec::new()) } else { Value::Object(Map::new()) };
        }
        place = match place {
            Value::Object(members) => members.entry(token.as_ref()).or_insert(Value::Null),
            Value::Array(items) => {
                let length = items.len();
                let at = index(token).unwrap_or(length);
                if at >= length {
                    items.push(Value::Null);
                }
                items.get_mut(at).ok_or_else(|| beyond(length))?
            }
            other => return Err(no_way(other)),
        };
    }
    *place = value;
    Ok(())
}

fn starts_a_list(token: &str) -> bool {
    matches!(token, "-" | "0")
}

fn may_go(target: &Value, tokens: &[Cow<'_, str>]) -> Result<(), Problem> {
    let mut place = target;
    for token in tokens {
        place = match place {
            Value::Null => return Ok(()),
            Value::Object(members) => match members.get(token.as_ref()) {
                Some(member) => member,
                None => return Ok(()),
            },
            Value::Array(_) if token == "-" => return Ok(()),
            Value::Array(items) => {
                let Some(at) = index(token) else {
                    let text = format!("`{token}` is no place in a list");
                    return Err(Problem::new(Code::WrongType, text).hint("use a number, or `-` to append"));
                };
                match items.get(at) {
                    Some(item) => item,
                    None if at == items.len() => return Ok(()),
                    None => return Err(beyond(items.len())),
                }
            }
            other => return Err(no_way(other)),
        };
    }
    Ok(())
}

fn beyond(length: usize) -> Problem {
    let text = format!("the list has {length} items, and this place is beyond its end");
    Problem::new(Code::OutOfRange, text).hint("use `-` to append")
}

fn no_way(found: &Value) -> Problem {
    let what = match found {
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Null | Value::Array(_) | Value::Object(_) => "a value",
    };
    Problem::new(
        Code::WrongType,
        format!("there is {what} on the way of the pointer, in which nothing can be set"),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_missing_on_the_way_is_made() {
        let mut value = json!({"do": "change_tickets"});
        for (pointer, item) in [
            ("/tickets/-", "17"),
            ("/tickets/-", "18"),
            ("/tickets/0", "16"),
            ("/set/a~1b", "c"),
            ("/l/0/x", "y"),
        ] {
            set(&mut value, pointer, json!(item)).unwrap();
        }
        let wanted =
            json!({"do": "change_tickets", "tickets": ["16", "18"], "set": {"a/b": "c"}, "l": [{"x": "y"}]});
        assert_eq!(value, wanted);
        set(&mut value, "", json!(1)).unwrap();
        assert_eq!(value, json!(1));
    }

    #[test]
    fn what_cannot_be_set_changes_nothing() {
        let before = json!({"list": [1], "text": "t"});
        let deep = "/a".repeat(limits::JSON_DEPTH + 1);
        for (pointer, code) in [
            ("list", Code::Malformed),
            ("/list/2", Code::OutOfRange),
            ("/list/x", Code::WrongType),
            ("/text/x", Code::WrongType),
            ("/list/0/x", Code::WrongType),
            ("/~", Code::Malformed),
            (deep.as_str(), Code::OutOfRange),
        ] {
            let mut value = before.clone();
            let problem = set(&mut value, pointer, json!(2)).unwrap_err();
            assert_eq!(problem.code, code, "{pointer}");
            assert_eq!(value, before, "{pointer}");
        }
    }
}
