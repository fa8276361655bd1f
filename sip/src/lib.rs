//! What is signalled: the SIP endpoint (RFC 3261 family), dialogs, offer/answer, session timers,
//! digest authentication and admission control. It has never heard of an account.

pub mod admission;
pub mod digest;
mod prefix;
pub mod sdp;
pub mod session_timer;

pub use prefix::{IpPrefix, NotAPrefix};

mod screen;
