//! A table with dense ids: a vector that is indexed by its id.

use domain::ids::Id;
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;

/// Rows in the order their ids were minted; the first id is 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Table<I, T> {
    rows: Vec<T>,
    #[serde(skip)]
    ids: PhantomData<I>,
}

impl<I, T> Default for Table<I, T> {
    fn default() -> Self {
        Self { rows: Vec::new(), ids: PhantomData }
    }
}

impl<I: Id, T> Table<I, T> {
    /// Returns the id that the next row will have.
    pub fn next_id(&self) -> I {
        I::at_index(self.rows.len())
    }

    /// Returns the id of the row after `ahead` more rows.
    pub fn id_after(&self, ahead: usize) -> I {
        I::at_index(self.rows.len() + ahead)
    }

    /// Adds a row under the id it was minted with; a row whose id is not the next one is left out, because a ledger whose
    /// ids have holes was not written by this program.
    pub fn insert(&mut self, id: I, row: T) {
        if id.to_index() == self.rows.len() {
            self.rows.push(row);
        }
    }

    /// Returns the row of an id.
    pub fn get(&self, id: I) -> Option<&T> {
        self.rows.get(id.to_index())
    }

    /// Returns the row of an id, to be changed.
    pub fn get_mut(&mut self, id: I) -> Option<&mut T> {
        self.rows.get_mut(id.to_index())
    }

    /// Returns how many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Returns whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Returns ids and rows in the order of ids.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (I, &T)> + ExactSizeIterator {
        self.rows.iter().enumerate().map(|(index, row)| (I::at_index(index), row))
    }

    /// Returns the rows in the order of ids.
    pub fn rows(&self) -> &[T] {
        &self.rows
    }
}
