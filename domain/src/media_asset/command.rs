//! What may be asked of the record of a media asset.

use super::{MediaAssetFetched, MediaAssetProcessed, MediaAssetStored};
use crate::call::exchange::Fault;

/// What may be asked of the record of a media asset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MediaAssetCommand {
    /// The media layer tells what happened.
    Record {
        /// The address, as [`recorded_address`] has it.
        address: String,
        /// What happened.
        fact: MediaAssetFact,
    },
}

/// What the media layer knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MediaAssetFact {
    /// An origin sent the sound.
    Fetched(MediaAssetFetched),
    /// What is kept is still good; so many times.
    Revalidated(u64),
    /// A form was made.
    Processed(MediaAssetProcessed),
    /// A form is kept.
    Stored(MediaAssetStored),
    /// The origin failed, and what was kept stood in.
    ServedStale(Fault),
    /// What was kept is missing or damaged.
    Corrupted {
        /// The SHA-256 that it should have had.
        digest: String,
    },
    /// Its room was needed.
    Evicted,
    /// Its owner wants it forgotten.
    Purged,
    /// It could not be had.
    Failed(Fault),
}

/// The record never says no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MediaAssetRefusal {}

/// The longest address that is recorded, in bytes.
const MAX_ADDRESS_BYTES: usize = 8_192;

/// An address as it is recorded: without user information, cut at 8,192 bytes.
///
/// `https://u:p@example.com/a.wav?x=1` is `https://example.com/a.wav?x=1`.
pub fn recorded_address(address: &str) -> String {
    let bare = match address.split_once("://") {
        Some((scheme, rest)) if !scheme.contains('/') => {
            let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
            let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
            format!("{scheme}://{host}{path}")
        }
        Some(_) | None => address.to_owned(),
    };
    bare[..bare.floor_char_boundary(MAX_ADDRESS_BYTES)].to_owned()
}
