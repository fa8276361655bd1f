//! Speech: voices, markup, and the engines that are started as child processes.

mod catalogue;
mod voices;

pub use voices::{EngineName, Installed, Voices};
