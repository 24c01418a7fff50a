//! A statement while it is put together: its text, and the values that are bound to it.

use super::cell::Cell;

/// How one engine says what the others say otherwise. Texts that are handed in are SQL, never a caller's words.
pub(crate) trait Dialect {
    /// No bytes at all, which is not the same as nothing.
    const NO_BYTES: &'static str;

    /// The place of the `n`-th bound value, from 1.
    fn place(n: usize) -> String;

    /// A text in the form in which texts are compared; see [`crate::condition::fold`].
    fn folded(text: &str) -> String;

    /// Whether a text holds another one.
    fn holds(text: &str, part: &str) -> String;

    /// Whether a text begins with another one.
    fn begins_with(text: &str, start: &str) -> String;

    /// The number that stands as JSON in a bound value.
    fn number(place: &str) -> String;

    /// The values of a bound JSON list, as what can stand after `IN`; ids stand in it as hexadecimal digits.
    fn listed(place: &str, ids: bool) -> String;

    /// Whether an entry of the JSON list in a column meets a test, in which the entry is called `entry.value`.
    fn list_has(column: &str, test: &str) -> String;

    /// Where a desk's own field stands: what [`Dialect::custom`] and its like are given.
    fn path(field: &str) -> String;

    /// Whether a desk's own field has a value.
    fn custom_is_set(path: &str) -> String;

    /// The value of a desk's own field, when it is a text.
    fn custom_text(path: &str) -> String;

    /// The value of a desk's own field, when it is a number.
    fn custom_number(path: &str) -> String;

    /// The value of a desk's own field as 0 or 1, when it is yes or no.
    fn custom_bool(path: &str) -> String;

    /// Whether a desk's own field is a list of which an entry, called `entry.value`, meets a test.
    fn custom_list_has(path: &str, test: &str) -> String;
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
