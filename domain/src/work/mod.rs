//! Work distribution: the right worker for every work item.

pub mod expression;
