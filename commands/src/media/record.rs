//! A queue of reports, and the one who writes them.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use bytes::Bytes;
use domain::media_asset::{MediaAssetCommand, MediaAssetDecider, MediaAssetFact, recorded_address};
use domain::recorded::Actor;
use domain::sid::{AccountSid, MediaAssetSid};
use domain::timestamp::Timestamp;
use ring::digest::{SHA256, digest};
use tokio::sync::mpsc;

use crate::{Context, Writer, execute};

/// Reports that wait to be written; more are dropped and counted, since no sound may wait for them.
const CAPACITY: usize = 4_096;
/// Reports taken at once.
const BATCH: usize = 512;

/// Something that happened to a sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaReport {
    /// Whose it is.
    pub account: AccountSid,
    /// The URL of a file, with or without user information; the path of anything else.
    pub address: String,
    /// When.
    pub at: Timestamp,
    /// What happened.
    pub fact: MediaAssetFact,
}

impl MediaReport {
    /// The asset: the same for the same account and address, on every node.
    pub fn sid(&self) -> MediaAssetSid {
        let named = digest(&SHA256, format!("{} {}", self.account, self.address).as_bytes());
        let bytes = named.as_ref().iter().take(16);
        MediaAssetSid::from_bits(bytes.fold(0, |bits, byte| (bits << 8) | u128::from(*byte)))
    }
}

/// Where reports go. Cheap to clone.
#[derive(Debug, Clone)]
pub struct MediaRecorder(mpsc::Sender<MediaReport>);

impl MediaRecorder {
    /// Takes a report in, or drops it when too many wait. Never blocks.
    pub fn record(&self, report: MediaReport) {
        if self.0.try_send(report).is_err() {
            metrics::counter!("ringback_media_reports_dropped_total").increment(1);
        }
    }
}

/// A recorder, and the work of writing what it takes in, which ends when every clone of the recorder is gone.
pub fn recorder(writer: Writer) -> (MediaRecorder, impl Future<Output = ()> + Send) {
    let (recorder, mut reports) = mpsc::channel(CAPACITY);
    let writing = async move {
        let mut batch = Vec::new();
        while reports.recv_many(&mut batch, BATCH).await > 0 {
            for (sid, asset) in by_asset(batch.drain(..)) {
                write(&writer, sid, asset).await;
            }
        }
    };
    (MediaRecorder(recorder), writing)
}

/// What a batch says of one asset.
struct Asset {
    account: AccountSid,
    address: String,
    at: Timestamp,
    facts: Vec<MediaAssetFact>,
}

/// Reports by asset, in their order. Confirmations in a row are one fact.
fn by_asset(reports: impl Iterator<Item = MediaReport>) -> BTreeMap<MediaAssetSid, Asset> {
    let mut assets = BTreeMap::new();
    for report in reports {
        let sid = report.sid();
        let MediaReport { account, address, at, fact } = report;
        let asset = match assets.entry(sid) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(vacant) => {
                let address = recorded_address(&address);
                vacant.insert(Asset { account, address, at, facts: Vec::new() })
            }
        };
        asset.at = at;
        match (asset.facts.last_mut(), fact) {
            (Some(MediaAssetFact::Revalidated(times)), MediaAssetFact::Revalidated(more)) => {
                *times = times.saturating_add(more);
            }
            (_, fact) => asset.facts.push(fact),
        }
    }
    assets
}

async fn write(writer: &Writer, sid: MediaAssetSid, asset: Asset) {
    let Asset { account, address, at, facts } = asset;
    let actor = Actor::System("media".to_owned());
    let context = Context::new(account, actor, sid.to_string(), at);
    let commands: Vec<_> = facts
        .into_iter()
        .map(|fact| MediaAssetCommand::Record { address: address.clone(), fact })
        .collect();
    let done = execute::<MediaAssetDecider>(writer, &context, sid, &commands, Bytes::new()).await;
    if let Err(error) = done {
        tracing::warn!(asset = %sid, %error, "what happened to a sound could not be recorded");
    }
}
