use std::net::UdpSocket;
use std::sync::Arc;

use tokio::sync::mpsc;

use super::ports::PortLease;
use super::stream::{Heard, Remote};
use super::thread::Mailbox;
use super::{EventSink, PlaybackId};
use crate::playout::digits::DigitSequence;
use crate::sound::Sound;
use crate::statistics::{Cells, Statistics};

/// What the media thread is told to do with one stream.
pub(super) enum Command {
    Open(Box<Opening>),
    Connect(Remote),
    Play(PlaybackId, Arc<Sound>),
    PlayDigits(PlaybackId, DigitSequence),
    Stop(PlaybackId),
    RecordTo(mpsc::Sender<Heard>),
    Close,
}

/// What a stream is made of; drawn and bound by the caller of `open`, so that the thread does neither.
pub(super) struct Opening {
    pub(super) rtp: UdpSocket,
    pub(super) rtcp: UdpSocket,
    pub(super) lease: PortLease,
    pub(super) events: Box<dyn EventSink>,
    pub(super) cells: Arc<Cells>,
    pub(super) ssrc: u32,
    pub(super) sequence: u16,
    pub(super) timestamp: u32,
}

/// The caller's end of a stream.
pub(super) struct StreamHandle {
    pub(super) mailbox: Arc<Mailbox>,
    pub(super) key: u64,
    pub(super) cells: Arc<Cells>,
}

impl std::fmt::Debug for StreamHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StreamHandle").field("key", &self.key).finish_non_exhaustive()
    }
}

impl StreamHandle {
    pub(super) fn order(&self, command: Command) {
        self.mailbox.post(self.key, command);
    }

    pub(super) fn statistics(&self) -> Statistics {
        self.cells.read()
    }
}

impl Drop for StreamHandle {
    fn drop(&mut self) {
        self.order(Command::Close);
    }
}
