//! The set of live calls: who can be reached, how many there are, and when all are gone.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::call::CallUpdate;
use domain::sid::CallSid;
use parking_lot::Mutex;
use tokio::sync::{mpsc, watch};

/// What another part of the program tells a driver.
#[derive(Debug)]
pub(super) enum Notice {
    /// REST asked for a change, which stands in the stream at `version`.
    Update { version: u64, update: CallUpdate },
    /// The server stops now.
    Stop,
}

type Line = mpsc::UnboundedSender<Notice>;

/// The set of live calls. A clone is the same set.
#[derive(Clone)]
pub(crate) struct Switchboard {
    lines: Arc<Mutex<HashMap<CallSid, Line>>>,
    count: Arc<watch::Sender<usize>>,
    is_closed: Arc<AtomicBool>,
}

/// A call's place in the set; leaving is dropping.
pub(super) struct Seat {
    switchboard: Switchboard,
    call: CallSid,
}

impl Switchboard {
    pub(crate) fn new() -> Self {
        Self {
            lines: Arc::default(),
            count: Arc::new(watch::Sender::new(0)),
            is_closed: Arc::default(),
        }
    }

    /// Takes a call in.
    pub(super) fn seat(&self, call: CallSid) -> (Seat, mpsc::UnboundedReceiver<Notice>) {
        let (line, notices) = mpsc::unbounded_channel();
        let mut lines = self.lines.lock();
        lines.insert(call, line);
        self.counted(lines.len());
        (Seat { switchboard: self.clone(), call }, notices)
    }

    /// Tells a call of an update; nothing when it is not live here.
    pub(super) fn update(&self, call: CallSid, version: u64, update: CallUpdate) {
        if let Some(line) = self.lines.lock().get(&call) {
            // A driver that has just ended takes no notice.
            let _ = line.send(Notice::Update { version, update });
        }
    }

    /// Takes no new calls from now on.
    pub(crate) fn close(&self) {
        self.is_closed.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_closed(&self) -> bool {
        self.is_closed.load(Ordering::Relaxed)
    }

    /// How many calls are live.
    pub(crate) fn live(&self) -> usize {
        *self.count.borrow()
    }

    /// Waits until no call is live.
    pub(crate) async fn empty(&self) {
        // The sender lives as long as this does.
        let _ = self.count.subscribe().wait_for(|count| *count == 0).await;
    }

    /// Ends every live call.
    pub(crate) fn stop_all(&self) {
        for line in self.lines.lock().values() {
            let _ = line.send(Notice::Stop);
        }
    }

    fn counted(&self, count: usize) {
        self.count.send_replace(count);
        metrics::gauge!("ringback_live_calls").set(count as f64);
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut lines = self.switchboard.lines.lock();
        lines.remove(&self.call);
        self.switchboard.counted(lines.len());
    }
}
