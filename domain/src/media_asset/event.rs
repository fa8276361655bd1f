//! What can happen to a media asset.

use serde::{Deserialize, Serialize};

use crate::call::exchange::Fault;

crate::events! {
    /// What can happen to a media asset. The stream's key is the asset's sid, which follows from the account and the
    /// address. That a sound is given from the cache is counted, not recorded.
    pub enum MediaAssetEvent {
        MediaAssetRequested = 1,
        MediaAssetFetched = 1,
        MediaAssetRevalidated = 1,
        MediaAssetProcessed = 1,
        MediaAssetStored = 1,
        MediaAssetServedStale = 1,
        MediaAssetCorrupted = 1,
        MediaAssetRefetched = 1,
        MediaAssetEvicted = 1,
        MediaAssetPurged = 1,
        MediaAssetFailed = 1,
    }
}

/// Somebody asked for the sound, the first time that it could not be given at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct MediaAssetRequested {
    /// What it is: the URL of a file without user information, or the path of speech in the media layer.
    pub address: String,
}

/// An origin sent the sound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct MediaAssetFetched {
    /// What it said that it is, without parameters.
    pub content_type: String,
    /// From the request to the head of the answer.
    pub answered_after_ms: u64,
}

/// An origin said that what is kept is still good, or sent the same bytes again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct MediaAssetRevalidated {
    /// How many times, since the last time that this was recorded.
    pub times: u64,
}

/// A sound for the telephone was made of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct MediaAssetProcessed {
    /// The form, for example `pcmu-8000`.
    pub format: String,
    /// How long that took, fetching included.
    pub took_ms: u64,
}

/// A form of it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct MediaAssetStored {
    /// The form, for example `pcmu-8000`.
    pub format: String,
    /// The SHA-256 of its bytes, hexadecimal.
    pub digest: String,
    /// How many bytes.
    pub bytes: u64,
}

/// Its origin failed, and what was kept stood in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct MediaAssetServedStale {
    /// How the origin failed.
    pub fault: Fault,
}

/// What was kept was missing or damaged; it was forgotten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct MediaAssetCorrupted {
    /// The SHA-256 that its bytes should have had.
    pub digest: String,
}

/// After damage, it is there again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct MediaAssetRefetched {
    /// The SHA-256 of what is there now.
    pub digest: String,
}

/// It had not been used for the longest time, and its room was needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct MediaAssetEvicted {
    /// How many bytes were given up.
    pub bytes: u64,
}

/// Its owner had it forgotten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct MediaAssetPurged {
    /// How many bytes were given up.
    pub bytes: u64,
}

/// It could not be had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct MediaAssetFailed {
    /// Why.
    pub fault: Fault,
}
