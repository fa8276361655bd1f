//! Pages of a list, by number or by the row next to them.

use std::{fmt, str::FromStr};

/// The greatest page.
const MAX_SIZE: u32 = 1_000;

/// A row's place in its list: what the list is ordered by.
///
/// As text `1700000000000000-CA0123…`: it is the same row's place whatever rows come or go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// The number that the list is ordered by first; a time in µs, or a number within a call.
    pub at: i64,
    /// What it is ordered by among equals: a sid.
    pub tie: String,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.at, self.tie)
    }
}

impl Cursor {
    /// The place of a row in a list that is ordered by two numbers, then by a sid of 34 characters.
    pub(crate) fn of_two(at: i64, then: i64, sid: &str) -> Self {
        Self { at, tie: format!("{:020}{sid}", i128::from(then) - i128::from(i64::MIN)) }
    }

    /// The second number and the sid, when it is a place in such a list.
    pub(crate) fn then(&self) -> Option<(i64, &str)> {
        let (then, sid) = self.tie.split_at_checked(20)?;
        let then = then.parse::<i128>().ok()?;
        Some((i64::try_from(then + i128::from(i64::MIN)).ok()?, sid))
    }
}

/// The text is not a place in a list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a page token")]
pub struct CursorError;

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, CursorError> {
        let (at, tie) = text.rsplit_once('-').ok_or(CursorError)?;
        let plain = tie.len() <= 64 && tie.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !plain {
            return Err(CursorError);
        }
        let at = at.parse().map_err(|_| CursorError)?;
        Ok(Self { at, tie: tie.to_owned() })
    }
}

/// Where a page begins.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum From {
    /// At the list's first row.
    #[default]
    Start,
    /// After this many whole pages. Rows that come or go meanwhile move the pages.
    Page(u32),
    /// After this row.
    After(Cursor),
    /// So that it ends before this row.
    Before(Cursor),
}

/// Which part of a list is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paging {
    /// Rows on a page: 1–1,000.
    pub size: u32,
    /// Where the page begins.
    pub from: From,
}

impl Paging {
    /// The first page with `size` rows, held within 1–1,000.
    pub fn first(size: u32) -> Self {
        Self { size: size.clamp(1, MAX_SIZE), from: From::Start }
    }

    /// A page with `size` rows, held within 1–1,000.
    pub fn new(size: u32, from: From) -> Self {
        Self { size: size.clamp(1, MAX_SIZE), from }
    }
}

impl Default for Paging {
    fn default() -> Self {
        Self::first(50)
    }
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows, in the list's order.
    pub rows: Vec<T>,
    /// The last row here, when rows follow it: the next page begins [`From::After`] it.
    pub next: Option<Cursor>,
    /// The first row here, when rows go before it: the previous page ends [`From::Before`] it.
    pub previous: Option<Cursor>,
}

/// Points in time, in µs since 1970: at or after `from`, and before `until`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TimeRange {
    /// The first point that belongs to it.
    pub from: Option<i64>,
    /// The first point after it that does not.
    pub until: Option<i64>,
}

/// Makes a page of the rows that were found: up to one more than `paging.size`, in the order in which they
/// were asked for (backwards for [`From::Before`]).
pub(crate) fn page_of<T>(
    mut rows: Vec<T>,
    paging: &Paging,
    cursor: impl Fn(&T) -> Cursor,
) -> Page<T> {
    let size = paging.size as usize;
    let more = rows.len() > size;
    rows.truncate(size);
    let (before, after) = match paging.from {
        From::Start | From::Page(0) => (false, more),
        From::Page(_) | From::After(_) => (true, more),
        From::Before(_) => {
            rows.reverse();
            (more, true)
        }
    };
    let next = rows.last().filter(|_| after).map(&cursor);
    let previous = rows.first().filter(|_| before).map(&cursor);
    Page { rows, next, previous }
}
