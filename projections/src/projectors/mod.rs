//! Which projectors an event goes to.

mod dispatch;

#[cfg(test)]
mod tests;

pub use dispatch::{ProjectError, project};
