//! Callbacks of workspaces: what is asked about an offer, what is told of events, and what is answered.

mod facts;
mod notices;
mod offer;
mod reply;
mod sender;
#[cfg(test)]
mod tests;

pub use notices::event_types;
