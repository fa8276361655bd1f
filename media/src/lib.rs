//! What is heard: RTP, codecs, playout, digits, and the layer that speaks, fetches and keeps sounds.
//!
//! This room has never heard of an account or a call. Streams belong to whoever opened them.

pub mod address;
pub mod cache;
pub mod client;
pub mod decode;
mod encode;
pub mod engine;
pub mod fault;
pub mod format;
pub mod g711;
mod hex;
pub mod http_cache;
pub mod layer;
pub mod origin;
pub mod playout;
mod process;
pub mod processing;
pub mod reports;
pub mod rtp;
pub mod sound;
pub mod speech;
pub mod statistics;
pub mod telephone_event;
mod tls;
pub mod tone;
pub mod wav;
