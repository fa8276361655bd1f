//! The call router: executes telephony instructions. A live call is a pure machine that never waits.

mod flow;
mod input;
pub mod leg;
mod output;
pub mod replay;
pub mod routing;
mod settings;
pub mod twiml;
mod verbs;

pub use flow::Flow;
pub use input::Input;
pub use leg::{Connection, Leg, LegOutput};
pub use output::{FetchRequest, Output, Playback, Source, Speech};
pub use settings::Settings;
