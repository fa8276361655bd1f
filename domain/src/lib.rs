//! What is true. Every rule of Ringback as pure functions: no clock, no randomness, no I/O, no async.

pub mod account;
pub mod api_key;
pub mod application;
pub mod call;
pub mod catalogue;
pub mod decider;
pub mod fallback;
pub mod geography;
pub mod media_asset;
pub mod phone_number;
#[cfg(test)]
mod proof;
pub mod recorded;
pub mod schema;
pub mod secret;
pub mod settings;
pub mod sid;
pub mod timestamp;
pub mod uri;
pub mod work;

pub use catalogue::catalogue;
