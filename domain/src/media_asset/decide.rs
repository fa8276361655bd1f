//! What the record of a media asset says to a command.

use super::evolve::evolve;
use super::*;
use crate::decider::Decider;

/// The rules of the record.
#[derive(Debug, Clone, Copy)]
pub struct MediaAssetDecider;

impl Decider for MediaAssetDecider {
    type Command = MediaAssetCommand;
    type Event = MediaAssetEvent;
    type State = MediaAsset;
    type Refusal = MediaAssetRefusal;

    const CATEGORY: &'static str = "media_asset";

    fn initial() -> Self::State {
        MediaAsset::default()
    }

    fn decide(
        state: &Self::State,
        command: MediaAssetCommand,
    ) -> Result<Vec<MediaAssetEvent>, MediaAssetRefusal> {
        let MediaAssetCommand::Record { address, fact } = command;
        let mut events = facts(state, fact);
        if state.address.is_empty() && !events.is_empty() {
            events.insert(0, MediaAssetRequested { address }.into());
        }
        Ok(events)
    }

    fn evolve(state: Self::State, event: &MediaAssetEvent) -> Self::State {
        evolve(state, event)
    }
}

/// What is not kept cannot be given up. What is there again after damage was fetched again.
fn facts(state: &MediaAsset, fact: MediaAssetFact) -> Vec<MediaAssetEvent> {
    let given_up = |event: MediaAssetEvent| {
        if state.kept.is_empty() { Vec::new() } else { vec![event] }
    };
    let bytes = state.bytes();
    match fact {
        MediaAssetFact::Fetched(fetched) => vec![fetched.into()],
        MediaAssetFact::Revalidated(0) => Vec::new(),
        MediaAssetFact::Revalidated(times) => vec![MediaAssetRevalidated { times }.into()],
        MediaAssetFact::Processed(processed) => vec![processed.into()],
        MediaAssetFact::Stored(stored) => {
            let refetched = MediaAssetRefetched { digest: stored.digest.clone() };
            let again = state.is_damaged.then(|| refetched.into());
            std::iter::once(stored.into()).chain(again).collect()
        }
        MediaAssetFact::ServedStale(fault) => vec![MediaAssetServedStale { fault }.into()],
        MediaAssetFact::Corrupted { digest } => given_up(MediaAssetCorrupted { digest }.into()),
        MediaAssetFact::Evicted => given_up(MediaAssetEvicted { bytes }.into()),
        MediaAssetFact::Purged => given_up(MediaAssetPurged { bytes }.into()),
        MediaAssetFact::Failed(fault) => vec![MediaAssetFailed { fault }.into()],
    }
}
