//! The front door: all that customers' software sees over HTTP, in both directions.

pub mod webhooks;
