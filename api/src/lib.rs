//! The front door: all that customers' software sees over HTTP, in both directions.
//!
//! | module | what |
//! |---|---|
//! | [`webhooks`] | exchanges with tenants' applications |
//! | [`front`] | what every request to us passes: routes, credentials, limits, problems, pages |
//! | [`rest`] | the 2010-04-01 resources |
//! | `taskrouter` | TaskRouter v1: work distribution |
//! | [`audit`] | the record: events and streams |
//! | `tokens` | tokens that tenants sign for their workers' programs |
//! | `console` | the web console |

pub mod audit;
mod console;
pub mod front;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
pub mod rest;
mod taskrouter;
mod tokens;
pub mod webhooks;

pub use front::{ApiLimits, ApiState, router};
pub use rest::pool::{NumberKind, NumberPool, PoolNumber};
pub use taskrouter::channel::{ChannelLimits, WorkerChannels};

#[cfg(test)]
mod tests;
