//! A call's stream, decoded: what reactors look things up in.

use domain::call::{CallDecider, CallEvent, CallReceived, CallUpdate};
use domain::recorded::Recorded;
use domain::sid::{AccountSid, CallSid};
use domain::uri::{ApplicationUri, FaultClass};
use store::port::EventStore;
use store::position::StreamVersion;

use crate::Failure;
use crate::codec::{decode, stream_id};

const PAGE: usize = 512;

/// All events of one call, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct CallHistory {
    /// The owner.
    pub account: AccountSid,
    /// The call.
    pub sid: CallSid,
    /// What happened.
    pub events: Vec<Recorded<CallEvent>>,
}

impl CallHistory {
    /// Reads a call's stream.
    pub async fn load(
        store: &dyn EventStore,
        account: AccountSid,
        sid: CallSid,
    ) -> Result<Self, Failure> {
        let stream = stream_id::<CallDecider>(account, sid);
        let mut history = Self { account, sid, events: Vec::new() };
        let mut after = StreamVersion::NONE;
        loop {
            let page = store.read_stream(&stream, after, PAGE).await?;
            for stored in &page {
                after = stored.version;
                history.events.push(decode(stored).map_err(|error| error.at(stored.position))?);
            }
            if page.len() < PAGE {
                return Ok(history);
            }
        }
    }

    /// How the call began.
    pub fn received(&self) -> Option<&CallReceived> {
        let first = self.events.first().map(|recorded| &recorded.event);
        if let Some(CallEvent::CallReceived(received)) = first { Some(received) } else { None }
    }

    /// The events up to the one with this version, that one included.
    pub fn until(&self, version: u64) -> impl DoubleEndedIterator<Item = &Recorded<CallEvent>> {
        self.events.iter().filter(move |recorded| recorded.version <= version)
    }

    /// How many secondaries the call had at a version: an update by REST can replace them.
    pub fn secondaries_at(&self, version: u64) -> u32 {
        let at_first = self.received().map_or(0, |received| received.steering.secondaries.len());
        let replaced = self.until(version).rev().find_map(|recorded| {
            let CallEvent::CallUpdateTaken(taken) = &recorded.event else {
                return None;
            };
            self.replaces_secondaries(taken.request_version)
        });
        replaced.unwrap_or_else(|| u32::try_from(at_first).unwrap_or(u32::MAX))
    }

    /// The secondaries that are there for changes of status alone or among others, each with its rank, at a
    /// version. One that an update brought serves faults.
    pub fn told_of_status_at(&self, version: u64) -> impl Iterator<Item = (u32, &ApplicationUri)> {
        let is_replaced = self.until(version).any(|recorded| {
            matches!(&recorded.event, CallEvent::CallUpdateTaken(taken)
                if self.replaces_secondaries(taken.request_version).is_some())
        });
        let first = self.received().filter(|_| !is_replaced);
        let ranked = first.into_iter().flat_map(|it| (1..).zip(&it.steering.secondaries));
        ranked
            .filter(|(_, secondary)| secondary.serves.contains(&FaultClass::StatusChange))
            .map(|(rank, secondary)| (rank, &secondary.uri))
    }

    fn replaces_secondaries(&self, request_version: u64) -> Option<u32> {
        let request = self.events.iter().find(|recorded| recorded.version == request_version)?;
        let CallEvent::CallUpdateRequested(requested) = &request.event else {
            return None;
        };
        let replaces = match &requested.update {
            CallUpdate::Redirect { fallback, .. } | CallUpdate::Settings { fallback, .. } => {
                fallback.is_some()
            }
            CallUpdate::Document { .. } | CallUpdate::End { .. } => false,
        };
        replaces.then_some(1)
    }
}
