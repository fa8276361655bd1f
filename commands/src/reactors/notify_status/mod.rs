//! Status callbacks: a tenant is told of the changes of a call's status, and what came of it is kept.

mod plan;
mod run;
mod sender;
#[cfg(test)]
mod tests;

pub use plan::plan;
pub use run::{NAME, StatusNotifier};
pub use sender::{StatusCallback, StatusSender};
