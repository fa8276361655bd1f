//! The engine: media threads that own sockets, pace what is sent and take what comes.
//!
//! Each thread has its own epoll set, its own streams, a wheel of 1 ms slots and an absolute schedule; it
//! runs on a core and under SCHED_FIFO where that is allowed. A stream lives in one thread all its life.
//! There is no async runtime here: a thread sleeps until the next ms and then takes orders, drains what has
//! come, and sends what is due. A thread without streams sleeps until it gets one.
//!
//! ```text
//! RtpStream ──orders──▶ mailbox ──▶ thread: orders · epoll → line.receive · wheel → line.send
//!     ▲                                         │ events ▶ EventSink     statistics ▶ atomic cells
//! ```

mod clock;
mod command;
mod config;
mod event;
mod lateness;
mod line;
mod ports;
mod realtime;
mod start;
mod stream;
#[cfg(test)]
mod tests;
mod thread;
mod wheel;

pub use config::{EngineConfig, IdleSending};
pub use event::{EventSink, PlaybackId, PlaybackOutcome, StreamEvent};
pub use lateness::Lateness;
pub use start::{Engine, EngineError, OpenError};
pub use stream::{Codec, Heard, Remote, RtpStream};
