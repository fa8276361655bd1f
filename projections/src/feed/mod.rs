//! The feed: reads the log from the checkpoint, projects, writes, and goes live.

mod error;
mod health;
mod pipeline;
mod run;

#[cfg(test)]
mod tests;

pub use error::FeedError;
pub use health::{Health, Lag};
pub use run::Feed;
