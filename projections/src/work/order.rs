//! Orders of lists, and lists that are sifted by a rule that SQL does not know.

use crate::query::{Cursor, From, Page, Paging, Row, Select, ViewError, page_of};
use crate::views::Views;

/// Rows looked at in one go when a list is sifted.
const SIFTED: u32 = 500;

/// Which way a list is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Sort {
    /// The least first.
    #[default]
    Ascending,
    /// The greatest first.
    Descending,
}

impl Sort {
    pub(crate) const fn is_descending(self) -> bool {
        matches!(self, Self::Descending)
    }
}

/// A list: how its question is asked for a page, how a row is read, and where it stands.
pub(crate) struct Listing<'a, T> {
    pub(crate) ask: &'a (dyn Fn(&Paging) -> Select + Send + Sync),
    pub(crate) read: fn(Row) -> Result<T, ViewError>,
    pub(crate) cursor: &'a (dyn Fn(&T) -> Cursor + Send + Sync),
}

/// Whether a row is shown.
pub(crate) type Keep<'a, T> = Option<&'a (dyn Fn(&T) -> bool + Send + Sync)>;

impl Views {
    /// A page of the rows of a list that are to be shown.
    pub(crate) async fn sifted<T>(
        &self,
        listing: Listing<'_, T>,
        keep: Keep<'_, T>,
        paging: &Paging,
    ) -> Result<Page<T>, ViewError> {
        let Listing { ask, read, cursor } = listing;
        let Some(keep) = keep else {
            return Ok(page_of(self.many(ask(paging), read).await?, paging, cursor));
        };
        let wanted = paging.size as usize + 1;
        let (mut from, mut skipped) = match &paging.from {
            From::Page(pages) => (From::Start, u64::from(*pages) * u64::from(paging.size)),
            From::Start | From::After(_) | From::Before(_) => (paging.from.clone(), 0),
        };
        let mut found = Vec::new();
        loop {
            let rows = self.many(ask(&Paging::new(SIFTED, from.clone())), read).await?;
            let is_last = rows.len() <= SIFTED as usize;
            let end = rows.last().map(cursor);
            for row in rows.into_iter().filter(|row| keep(row)) {
                match skipped.checked_sub(1) {
                    Some(left) => skipped = left,
                    None => found.push(row),
                }
            }
            let Some(end) = end.filter(|_| !is_last && found.len() < wanted) else { break };
            from = match from {
                From::Before(_) => From::Before(end),
                From::Start | From::Page(_) | From::After(_) => From::After(end),
            };
        }
        found.truncate(wanted);
        Ok(page_of(found, paging, cursor))
    }
}
