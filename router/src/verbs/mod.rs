//! What is done: one file per verb that is executed.

mod gather;
mod hangup;
mod pause;
mod play;
mod redirect;
mod reject;
mod say;
mod sound;
mod step;
mod unexecuted;
mod warm;

pub(crate) use gather::Gathering;
pub(crate) use sound::Sounding;
pub(crate) use step::Step;
