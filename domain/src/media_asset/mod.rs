//! A media asset: a sound that the media layer keeps at a persistent address, as the record has it.

mod command;
mod decide;
mod event;
mod evolve;
mod state;
#[cfg(test)]
mod tests;

pub use command::{MediaAssetCommand, MediaAssetFact, MediaAssetRefusal, recorded_address};
pub use decide::MediaAssetDecider;
pub use event::*;
pub use state::MediaAsset;
