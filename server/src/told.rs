//! What the media layer tells, handed to the write side.

use commands::media::{MediaRecorder, MediaReport};
use domain::call::exchange::Fault;
use domain::media_asset::{
    MediaAssetFact, MediaAssetFetched, MediaAssetProcessed, MediaAssetStored,
};
use domain::uri::FaultClass;
use media::fault::MediaFault;
use media::reports::{Report, Reported, Reports};

use crate::clock;

/// Hands on what concerns an account; what is built in is nobody's.
#[derive(Debug)]
pub(crate) struct Told(pub(crate) MediaRecorder);

impl Reports for Told {
    fn report(&self, report: Report) {
        let Report { partition, address, fact } = report;
        if let Ok(account) = partition.parse() {
            let fact = in_domain(fact);
            self.0.record(MediaReport { account, address, at: clock::now(), fact });
        }
    }
}

fn in_domain(fact: Reported) -> MediaAssetFact {
    match fact {
        Reported::Fetched { content_type, answered_after_ms } => {
            let content_type = content_type.chars().take(128).collect();
            MediaAssetFact::Fetched(MediaAssetFetched { content_type, answered_after_ms })
        }
        Reported::Revalidated => MediaAssetFact::Revalidated(1),
        Reported::Processed { format, took_ms } => {
            MediaAssetFact::Processed(MediaAssetProcessed { format, took_ms })
        }
        Reported::Stored { format, digest, bytes } => {
            MediaAssetFact::Stored(MediaAssetStored { format, digest, bytes })
        }
        Reported::ServedStale(fault) => MediaAssetFact::ServedStale(of_media(fault)),
        Reported::Corrupted { digest } => MediaAssetFact::Corrupted { digest },
        Reported::Evicted => MediaAssetFact::Evicted,
        Reported::Purged => MediaAssetFact::Purged,
        Reported::Failed(fault) => MediaAssetFact::Failed(of_media(fault)),
    }
}

/// A media fault in the domain's words.
pub(crate) fn of_media(fault: MediaFault) -> Fault {
    Fault { code: fault.code, class: FaultClass::Error, message: fault.message, url: fault.url }
}
