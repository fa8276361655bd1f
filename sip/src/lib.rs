//! What is signalled: the SIP endpoint (RFC 3261 family), dialogs, offer/answer, session timers,
//! digest authentication and admission control. It has never heard of an account.
//!
//! [`Endpoint`] listens and gives each new call as [`Incoming`]; a [`CallHandle`] steers the call
//! and its [`Signal`]s tell what the other side does. The machines it is built from are pure and
//! public: [`sdp`], [`dialog`], [`session_timer`], [`digest`], [`admission`].
//!
//! The transaction layer is `rsipstack`; none of its types leave this crate.

pub mod admission;
mod call;
mod config;
pub mod dialog;
pub mod digest;
mod endpoint;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
mod invite;
mod prefix;
mod screen;
pub mod sdp;
pub mod session_timer;
mod signal;

pub use config::{Auth, BindError, EndpointConfig, Load, PasswordLookup};
pub use endpoint::{Endpoint, Traffic};
pub use invite::{Invite, Party, Transport};
pub use prefix::{IpPrefix, NotAPrefix};
pub use signal::{CallError, CallHandle, Incoming, OutgoingCall, OutgoingInvite, Signal};
