//! A platform without sockets: a log with bad luck, simulated callers, a simulated tenant, a clock that is told.
//!
//! The reference model is the record itself, run again: whatever a caller or a tenant was ever told must follow
//! from what is on disk, in the same order, whatever was written in between, refused, lost or cut off by a crash.

mod call;
mod platform;
mod simulation;
mod tenant;
