//! How a live call gets its sounds: by HTTP from the media layer, kept while they are fresh.

mod config;
mod freshness;
mod kept;
mod request;
#[cfg(test)]
mod tests;

pub use config::{ClientConfig, ClientError};
pub use request::Client;
