//! Line lists: filtered, stably ordered, paged by keyset.
//!
//! Every list has one pass over its table that counts what matches and keeps the page in a heap of its size, so that a
//! page costs the same wherever it lies.

mod cases;
mod contacts;
mod others;
mod page;

pub use cases::{CaseQuery, CaseRow, CaseSort, DetectionFilter, OriginFilter, case_list, case_row};
pub use contacts::{ContactQuery, ContactRow, ContactSort, contact_list, contact_row, ring_code};
pub use others::{
    OrderQuery, OrderRow, ProblemQuery, ProblemRow, TaskQuery, TaskRow, TubeQuery, TubeRow, order_list,
    order_row, problem_list, task_list, tube_list,
};
pub use page::{Cursor, List, Paging};
