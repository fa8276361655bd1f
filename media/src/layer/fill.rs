//! A sound in the making, heard by any number of readers from its beginning.

use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use futures_util::{Stream, stream};
use parking_lot::Mutex;
use tokio::sync::watch;

use crate::fault::MediaFault;

/// What an answer says of a sound beside the sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    /// A strong validator, quotes included; none while it can't be known.
    pub(super) etag: Option<String>,
    /// `Cache-Control`.
    pub(super) cache_control: String,
}

#[derive(Debug, Clone, Default)]
struct Progress {
    head: Option<Head>,
    chunks: usize,
    end: Option<Result<(), MediaFault>>,
}

/// A sound in the making.
#[derive(Debug)]
pub(super) struct Fill {
    chunks: Mutex<Vec<Bytes>>,
    progress: watch::Sender<Progress>,
}

impl Fill {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self {
            chunks: Mutex::default(),
            progress: watch::Sender::new(Progress::default()),
        })
    }

    /// Says what the head of answers is, before the first bytes.
    pub(super) fn begin(&self, head: Head) {
        self.progress.send_modify(|progress| progress.head = Some(head));
    }

    pub(super) fn push(&self, chunk: impl Into<Bytes>) {
        let chunk = chunk.into();
        if !chunk.is_empty() {
            self.chunks.lock().push(chunk);
            self.progress.send_modify(|progress| progress.chunks += 1);
        }
    }

    /// Ends it, once: a second end changes nothing.
    pub(super) fn end(&self, result: Result<(), MediaFault>) {
        self.progress.send_if_modified(|progress| {
            let is_first = progress.end.is_none();
            if is_first {
                progress.end = Some(result);
            }
            is_first
        });
    }

    /// Whether somebody may have heard something already.
    pub(super) fn has_begun(&self) -> bool {
        self.progress.borrow().chunks > 0
    }

    /// All bytes so far.
    pub(super) fn whole(&self) -> Bytes {
        let chunks = self.chunks.lock();
        let mut whole = BytesMut::with_capacity(chunks.iter().map(Bytes::len).sum());
        chunks.iter().for_each(|chunk| whole.extend_from_slice(chunk));
        whole.freeze()
    }

    /// Waits until there is something to hear, or none.
    pub(super) async fn begun(&self) -> Result<Head, MediaFault> {
        let mut progress = self.progress.subscribe();
        let gone = || MediaFault::internal("The making of the sound was given up");
        let seen = progress
            .wait_for(|progress| {
                progress.end.is_some() || (progress.head.is_some() && progress.chunks > 0)
            })
            .await
            .map_err(|_| gone())?;
        match (&seen.end, &seen.head) {
            (Some(Err(fault)), _) if seen.chunks == 0 => Err(fault.clone()),
            (_, Some(head)) => Ok(head.clone()),
            (_, None) => Err(gone()),
        }
    }

    /// The sound from its beginning; an error as its last item when it breaks off.
    pub(super) fn read(
        self: &Arc<Self>,
    ) -> impl Stream<Item = Result<Bytes, MediaFault>> + Send + use<> {
        let reader = (Arc::clone(self), self.progress.subscribe(), 0, false);
        stream::unfold(reader, |(fill, mut progress, next, is_over)| async move {
            if is_over {
                return None;
            }
            let seen = progress
                .wait_for(|progress| progress.chunks > next || progress.end.is_some())
                .await
                .map(|seen| seen.end.clone());
            let chunk = fill.chunks.lock().get(next).cloned();
            let item = match (chunk, seen) {
                (Some(chunk), _) => Ok(chunk),
                (None, Ok(Some(Err(fault)))) => Err(fault),
                (None, Ok(_)) => return None,
                (None, Err(_)) => Err(MediaFault::internal("The making of the sound was given up")),
            };
            let is_over = item.is_err();
            Some((item, (fill, progress, next + 1, is_over)))
        })
    }
}
