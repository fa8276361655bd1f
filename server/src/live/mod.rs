//! Live calls: the shell around the pure machines of `router`.
//!
//! One task drives one call, by the [`law`](mod@law). It feeds the call's leg and flow with what SIP, RTP, the tenant's application,
//! REST and the clock bring, appends what they record, and only then does what they ask.
//!
//! ```text
//! intake ── Incoming ──▶ driver ◀── updates ── switchboard ◀── log
//!                          │ ▲
//!             Output       ▼ │ Input
//!                     Leg and Flow
//! ```

mod alarms;
mod driver;
mod intake;
mod law;
mod line;
mod perform;
mod playing;
mod switchboard;
#[cfg(test)]
mod tests;
mod wiretap;

pub(crate) use intake::intake;
pub(crate) use switchboard::Switchboard;
pub(crate) use wiretap::follow_updates;
