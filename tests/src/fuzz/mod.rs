//! The bodies of the fuzz targets: each takes arbitrary bytes and panics when a law is broken.
//!
//! `fuzz/` gives them what libFuzzer makes up; the corpus test gives them what was kept. This folder is
//! also the library of the fuzz workspace, so it uses the rooms and nothing else of this crate.

mod draw;
mod facts;
mod front;
mod signalling;
mod sound;
mod steering;
mod targets;
mod work;

pub use facts::{event_codec, sid};
pub use front::{rest_forms, url_overrides};
pub use signalling::{sdp, sip_message};
pub use sound::{media_address, rtp, ssml, wav_and_decode};
pub use steering::{flow, twiml};
pub use targets::{Body, TARGETS};
pub use work::{expression, workflow};
