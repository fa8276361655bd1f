//! What is remembered. The event store: an append-only log of events in streams, its port and its
//! adapters. It knows bytes, positions and hashes; it has never heard of a call.

pub mod port;
pub mod position;
