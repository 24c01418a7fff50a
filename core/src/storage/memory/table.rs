//! A table that can be put back to where it was: what makes a change set whole or nothing.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::ops::RangeBounds;

/// Rows in the order of their keys, and a note of what every change since the last [`Undo::keep`] has replaced.
pub(super) struct Table<K, R> {
    rows: BTreeMap<K, R>,
    /// Key and former row of every change, in the order of the changes.
    replaced: Vec<(K, Option<R>)>,
}

impl<K, R> Default for Table<K, R> {
    fn default() -> Self {
        Self { rows: BTreeMap::new(), replaced: Vec::new() }
    }
}

impl<K: Ord + Clone, R> Table<K, R> {
    pub(super) fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&R>
    where
        K: Borrow<Q>,
    {
        self.rows.get(key)
    }

    /// Writes a row, whether there was one or not.
    pub(super) fn set(&mut self, key: K, row: R) {
        let former = self.rows.insert(key.clone(), row);
        self.replaced.push((key, former));
    }

    /// Writes a row where there is none; false when there is one.
    pub(super) fn add(&mut self, key: K, row: R) -> bool {
        let free = !self.rows.contains_key(&key);
        if free {
            self.set(key, row);
        }
        free
    }

    /// Takes a row away, and answers it when there was one.
    pub(super) fn remove(&mut self, key: &K) -> Option<&R> {
        let former = self.rows.remove(key)?;
        self.replaced.push((key.clone(), Some(former)));
        self.replaced.last()?.1.as_ref()
    }

    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &R)> {
        self.rows.iter()
    }

    pub(super) fn range(&self, keys: impl RangeBounds<K>) -> impl DoubleEndedIterator<Item = (&K, &R)> {
        self.rows.range(keys)
    }

    /// The rows from a key on, as long as their keys belong to it.
    pub(super) fn run(&self, first: K, belongs: impl Fn(&K) -> bool) -> impl Iterator<Item = (&K, &R)> {
        self.rows.range(first..).take_while(move |(key, _)| belongs(key))
    }

    /// The last row in order.
    pub(super) fn last(&self) -> Option<(&K, &R)> {
        self.rows.last_key_value()
    }
}

/// Changes that are not settled yet.
pub(super) trait Undo {
    /// All changes stay.
    fn keep(&mut self);

    /// Everything stands again as it did after the last [`Undo::keep`].
    fn undo(&mut self);
}

impl<K: Ord, R> Undo for Table<K, R> {
    fn keep(&mut self) {
        self.replaced.clear();
    }

    fn undo(&mut self) {
        while let Some((key, former)) = self.replaced.pop() {
            match former {
                Some(row) => self.rows.insert(key, row),
                None => self.rows.remove(&key),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn undo_leads_back_to_what_was_kept() {
        let mut table = Table::default();
        table.set("a", 1);
        table.set("b", 2);
        table.keep();
        table.set("a", 3);
        assert_eq!(table.remove(&"a"), Some(&3));
        assert_eq!(table.remove(&"b"), Some(&2));
        assert!(table.add("b", 4));
        assert!(!table.add("b", 5));
        assert!(table.add("c", 6));
        table.undo();
        assert_eq!(table.iter().collect::<Vec<_>>(), [(&"a", &1), (&"b", &2)]);
    }
}
