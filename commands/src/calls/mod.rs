//! What may be asked of calls: by REST, by the live-call driver, and after a crash.

mod ask;
mod live;
#[cfg(test)]
mod tests;

pub use ask::*;
pub use live::{LiveCall, Progressed};
