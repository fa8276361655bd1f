//! Work distribution in TaskRouter's dialect.

pub(crate) mod channel;
