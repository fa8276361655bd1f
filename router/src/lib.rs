//! The call router: executes telephony instructions. A live call is a pure machine that never waits.
//!
//! | Module | Is |
//! |---|---|
//! | [`twiml`] | what was said: documents, read into typed values |
//! | `verbs` | what is done: one file per verb that is executed |
//! | [`Flow`] | the steering of one call: inputs and the time in, outputs out |
//! | [`leg`] | the other half: one dialog's offers and answers, one RTP stream |
//! | [`routing`] | from an INVITE to the facts of a call |
//! | [`replay`] | a recorded call, run again |
//!
//! Who drives a call does this, once per input:
//!
//! ```text
//! flow.handle(now, input, &mut out)
//! append every Output::Record of out to the call's stream, in one batch, recorded at `now`
//! when that is durable: carry out the other outputs in order
//! ```
//!
//! Nothing here reads a clock, opens a socket, draws a random number or starts a task.

mod flow;
mod input;
pub mod leg;
mod output;
#[cfg(feature = "proof")]
pub mod proof;
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
