//! The call router: executes telephony instructions. A live call is a pure machine that never waits.

mod flow;
mod input;
mod output;
pub mod replay;
mod settings;
pub mod twiml;
mod verbs;

pub use flow::Flow;
pub use input::Input;
pub use output::{FetchRequest, Output, Playback, Source, Speech};
pub use settings::Settings;
