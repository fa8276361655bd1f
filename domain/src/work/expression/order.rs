//! In which order workers are asked: `worker.level DESC, worker.cost ASC`.

use std::fmt;
use std::sync::Arc;

use smallvec::SmallVec;

use super::attributes::Attributes;
use super::dialect::Dialect;
use super::error::ExpressionError;
use super::evaluate::{Seen, follow};
use super::parse::parse_order;
use super::tree::Path;
use super::value::Number;

/// The most clauses of one `order_by`.
pub const MAX_ORDER_CLAUSES: usize = 16;

/// An `order_by`. Without ASC or DESC a clause ascends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrderBy {
    clauses: Arc<[Clause]>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Clause {
    path: Path,
    descends: bool,
}

/// Where a worker stands; the smallest is asked first. Of equal ones the longest idle is, which is for the
/// matcher to know.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrderKey(SmallVec<[Rank; 2]>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Rank {
    Present(i64),
    /// Last in both directions.
    Missing,
}

impl OrderBy {
    /// Reads a comma-separated list of `worker.path`, each with ASC or DESC.
    pub fn parse(text: &str) -> Result<Self, ExpressionError> {
        let clauses = parse_order(text)?;
        if clauses.len() > MAX_ORDER_CLAUSES {
            return Err(ExpressionError::at(text, text.len(), "at most 16 clauses"));
        }
        let clauses = clauses.into_iter().map(|(path, descends)| Clause { path, descends });
        Ok(Self { clauses: clauses.collect() })
    }

    /// Where a worker stands. Only integers order; of a worker whose attribute is anything else, the
    /// clause knows nothing, as if it were missing.
    pub fn key(&self, worker: &Attributes) -> OrderKey {
        OrderKey(self.clauses.iter().map(|clause| rank(clause, worker)).collect())
    }

    /// The attributes that it looks at.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.clauses.iter().map(|clause| &clause.path)
    }
}

fn rank(clause: &Clause, worker: &Attributes) -> Rank {
    let seen = follow(worker, clause.path.steps(), Dialect::default());
    let Seen::Number(Number::Int(int)) = seen else { return Rank::Missing };
    // The complement descends where the integer ascends, and has no overflow.
    Rank::Present(if clause.descends { !int } else { int })
}

impl fmt::Display for OrderBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, clause) in self.clauses.iter().enumerate() {
            let direction = if clause.descends { "DESC" } else { "ASC" };
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{} {direction}", clause.path)?;
        }
        Ok(())
    }
}
