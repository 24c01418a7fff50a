//! Reading the right side of a test.

use super::fold::fold;
use super::kind::FieldKind;
use super::predicate::Operand;
use super::{Op, Pattern};
use crate::error::{Code, Problem, excerpt, suggest};
use crate::limits;
use crate::model::{ExternalId, Value};
use crate::time::is_date;

/// One operand of a test on a field of this kind. `options` are the names that the field may have, when the list of
/// them is closed.
pub(super) fn read(
    kind: FieldKind,
    op: Op,
    value: &Value,
    options: Option<&[&str]>,
) -> Result<Operand, Problem> {
    match (kind, value) {
        (FieldKind::Number, Value::Number(number)) => Ok(Operand::Number(*number)),
        (FieldKind::Bool, Value::Bool(yes)) => Ok(Operand::Bool(*yes)),
        (_, Value::Text(text)) => {
            check_text(text)?;
            if op == Op::Matches {
                return Pattern::read(text).map(Operand::Pattern).map_err(|why| {
                    Problem::new(Code::BadPattern, format!("`{}` is not a pattern: {why}", excerpt(text)))
                });
            }
            of_text(kind, text, options)?.ok_or_else(|| misfit(kind, value))
        }
        _ => Err(misfit(kind, value)),
    }
}

fn misfit(kind: FieldKind, value: &Value) -> Problem {
    let message = match value {
        Value::Text(text) => format!("`{}` is not {}", excerpt(text), kind.expected()),
        other => format!("{} is not {}", other.sort(), kind.expected()),
    };
    Problem::new(Code::WrongFieldType, message).hint(format!("write {}", kind.expected()))
}

fn check_text(text: &str) -> Result<(), Problem> {
    if text.chars().count() > limits::CONDITION_TEXT_CHARS {
        let message = format!("the text is longer than {} characters", limits::CONDITION_TEXT_CHARS);
        return Err(Problem::new(Code::TooLong, message));
    }
    if text.contains('\0') {
        return Err(Problem::new(Code::BadText, "the text holds a NUL character"));
    }
    Ok(())
}

/// The operand that a text stands for; nothing when it stands for none of this kind.
fn of_text(kind: FieldKind, text: &str, options: Option<&[&str]>) -> Result<Option<Operand>, Problem> {
    Ok(match kind {
        FieldKind::Text => Some(Operand::Text(fold(text))),
        FieldKind::Name | FieldKind::Names => {
            if let Some(options) = options
                && !options.contains(&text)
            {
                let message = format!("`{}` is not one of the field's options", excerpt(text));
                return Err(Problem::new(Code::UnknownOption, message)
                    .hint(suggest(text, options))
                    .param("option", excerpt(text)));
            }
            Some(Operand::Name(text.to_owned()))
        }
        FieldKind::Date => is_date(text).then(|| Operand::Date(text.to_owned())),
        FieldKind::Instant => text.parse().ok().map(Operand::Instant),
        FieldKind::Person | FieldKind::People => text.parse().ok().map(Operand::Person),
        FieldKind::Organization => text.parse().ok().map(Operand::Organization),
        FieldKind::Ticket | FieldKind::Tickets => text.parse().ok().map(Operand::Ticket),
        FieldKind::ExternalIds => text.split_once('\t').map(|(system, id)| {
            Operand::ExternalId(ExternalId { system: system.to_owned(), id: id.to_owned() })
        }),
        FieldKind::Number | FieldKind::Bool | FieldKind::Reference => None,
    })
}
