//! What an event makes of a media asset.

use super::*;

pub(super) fn evolve(mut state: MediaAsset, event: &MediaAssetEvent) -> MediaAsset {
    match event {
        MediaAssetEvent::MediaAssetRequested(requested) => {
            state.address.clone_from(&requested.address);
        }
        MediaAssetEvent::MediaAssetFetched(_)
        | MediaAssetEvent::MediaAssetRevalidated(_)
        | MediaAssetEvent::MediaAssetProcessed(_) => state.last_fault = None,
        MediaAssetEvent::MediaAssetStored(stored) => {
            state.kept.insert(stored.format.clone(), stored.bytes);
        }
        MediaAssetEvent::MediaAssetServedStale(stale) => {
            state.last_fault = Some(stale.fault.clone());
        }
        MediaAssetEvent::MediaAssetCorrupted(_) => {
            state.kept.clear();
            state.is_damaged = true;
        }
        MediaAssetEvent::MediaAssetRefetched(_) => state.is_damaged = false,
        MediaAssetEvent::MediaAssetEvicted(_) | MediaAssetEvent::MediaAssetPurged(_) => {
            state.kept.clear();
        }
        MediaAssetEvent::MediaAssetFailed(failed) => {
            state.last_fault = Some(failed.fault.clone());
        }
    }
    state
}
