//! The worker's channel: what a worker's program hears and asks, as the package `twilio-taskrouter` does it.
//!
//! ```text
//! GET  /v1/wschannels?token=…   a WebSocket: {"event_type":"init","payload":{…}}, then what happens to the
//!                               worker, and a blank every 15 s
//! POST /v1/wschannels           {"url":"Workspaces/WS…/Workers/WK…","method":"GET","params":{…},"token":"…"}
//!                               answered with {"payload":{…}}; lists are {"contents":[…],"after_sid":…}
//! ```
//!
//! The token says who it is and what it may ([`crate::tokens`]). Requests go through the same table and
//! operations as those from outside; only how resources are shown differs: times are seconds since 1970, a
//! reservation holds its task, versions are texts.
//!
//! | module | what |
//! |---|---|
//! | `routes` | the paths, with what browsers ask first (CORS) |
//! | `open` | from the request to an open socket |
//! | `socket` | one socket's life: frames, blanks, pings, limits, expiry |
//! | `registry` | which sockets are open, and who may open more |
//! | `follow` | from the log to the sockets |
//! | `notice` | which event becomes which notice |
//! | `errand` | the tunnelled request: read it, permit it, answer it |
//! | `read` | what a worker looks at |
//! | `show` | resources as the channel shows them |
//! | `translate` | any other resource, from how REST shows it |

mod errand;
mod follow;
mod notice;
mod open;
mod read;
pub(crate) mod registry;
mod routes;
mod show;
mod socket;
#[cfg(test)]
mod tests;
mod translate;

pub use registry::{ChannelLimits, WorkerChannels};
pub(crate) use routes::router;
