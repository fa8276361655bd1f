//! Programs that nobody here wrote, against the running platform: the official SDKs, SIPp, baresip; and
//! the public tests for HTTP caches.

mod baresip;
mod browser;
mod console;
mod ear;
mod hearing;
mod http_cache;
mod own_network;
mod peer;
mod sdks;
mod signatures;
mod sipp;
mod sipp_calls;
