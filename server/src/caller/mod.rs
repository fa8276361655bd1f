//! The scripted caller: a SIP phone without a person, for those who have no phone and for tests.
//!
//! It dials, waits for the answer, follows its steps (wait, digits, a WAV file, hang up), keeps what it
//! hears, and tells what happens as it happens.

mod phone;
mod script;
mod story;
#[cfg(test)]
mod tests;

pub(crate) use phone::{Dialled, call};
pub(crate) use script::Step;
pub(crate) use story::{Happening, Story};
