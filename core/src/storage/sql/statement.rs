//! A statement while it is put together: its text, and the values that are bound to it.

use std::borrow::Cow;

use super::cell::Cell;

/// How one engine says what the others say otherwise. Texts that are handed in are SQL, never a caller's words.
pub(crate) trait Dialect {
    /// No bytes at all, which is not the same as nothing.
    const NO_BYTES: &'static str;

    /// The column of `tkit_ticket` by which other tables refer to a ticket, as `ticket`.
    const TICKET: &'static str;

    /// The column of `tkit_participant` that holds the id of the ticket.
    const PART_ID: &'static str;

    /// The place of the `n`-th bound value, from 1.
    fn place(n: usize) -> String;

    /// The text in a column in the form in which texts are compared; see [`crate::condition::fold`].
    fn folded(column: &str) -> String;

    /// Whether a text holds another one.
    fn holds(text: &str, part: &str) -> String;

    /// Whether a text begins with another one.
    fn begins_with(text: &str, start: &str) -> String;

    /// The number that stands as JSON in a bound value.
    fn number(place: &str) -> String;

    /// A text as it stands in JSON that is stored, or held against it.
    fn text_in_json(text: &str) -> Cow<'_, str>;

    /// The values of a bound JSON list, as what can stand after `IN`.
    fn listed(place: &str, of: Listed) -> String;

    /// Whether an entry of the JSON list in a column meets a test, in which the entry is called `entry.value`.
    fn list_has(column: &str, test: &str) -> String;

    /// Where a desk's own field stands: what [`Dialect::custom`] and its like are given.
    fn path(field: &str) -> String;

    /// Whether a desk's own field has a value.
    fn custom_is_set(path: &str) -> String;

    /// The value of a desk's own field, when it is a text.
    fn custom_text(path: &str) -> String;

    /// The same in the form in which texts are compared.
    fn custom_folded(path: &str) -> String;

    /// The value of a desk's own field, when it is a number.
    fn custom_number(path: &str) -> String;

    /// The value of a desk's own field as 0 or 1, when it is yes or no.
    fn custom_bool(path: &str) -> String;

    /// Whether a desk's own field is a list of which an entry, called `entry.value`, meets a test.
    fn custom_list_has(path: &str, test: &str) -> String;

    /// What follows a table to say by which index of ours it is walked; nothing where the engine knows best.
    fn walked_by(index: &str) -> String;

    /// A table with other things about tickets of a desk, which goes by `name`, and beside each of its rows the ticket, as `t`.
    fn with_ticket(table: &str, name: &str, desk: &str) -> String;

    /// A statement that is one of several put together, of which no more rows are needed than so many in this order.
    fn one_of_several(statement: &str, order: &str, limit: &str) -> String;
}

/// What stands in a bound list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Listed {
    /// Texts.
    Texts,
    /// Numbers, instants, yes and no.
    Numbers,
    /// Ids, as hexadecimal digits.
    Ids,
}

/// Values to bind, in the order of their places.
#[derive(Debug, Default)]
pub(crate) struct Values {
    cells: Vec<Cell<'static>>,
}

impl Values {
    /// Binds one more value, and answers its place.
    pub(crate) fn bind<D: Dialect>(&mut self, cell: Cell<'_>) -> String {
        self.cells.push(cell.into_owned());
        D::place(self.cells.len())
    }

    /// The values.
    pub(crate) fn cells(&self) -> &[Cell<'static>] {
        &self.cells
    }
}
