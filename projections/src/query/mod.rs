//! What the read models can be asked: filters, pages, and the SQL that both databases understand.

mod error;
mod page;
mod read;
mod select;

#[cfg(test)]
mod tests;

pub use error::ViewError;
pub(crate) use page::page_of;
pub use page::{Cursor, CursorError, From, Page, Paging, TimeRange};
pub(crate) use read::{Row, json, word};
pub(crate) use select::{Compare, Scope, Select, Sql};
