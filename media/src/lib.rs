//! What is heard: RTP, codecs, playout, digits, and the layer that speaks, fetches and keeps sounds.
//!
//! This room has never heard of an account or a call. Streams belong to whoever opened them.

pub mod engine;
pub mod g711;
pub mod playout;
pub mod rtp;
pub mod sound;
pub mod statistics;
pub mod telephone_event;
pub mod tone;
pub mod wav;
