//! What is true. Every rule of Ringback as pure functions: no clock, no randomness, no I/O, no async.

pub mod call;
pub mod decider;
pub mod schema;
pub mod sid;
pub mod timestamp;
pub mod uri;
