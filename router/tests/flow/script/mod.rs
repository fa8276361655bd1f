//! Reads scripts, runs them, writes transcripts.

mod difference;
mod parse;
mod render;
mod run;

pub(crate) use difference::difference;
pub(crate) use run::{flow, replay, replay_with, run};
