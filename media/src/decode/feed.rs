//! A download as something that can be read on a blocking thread.

use std::io::{self, Read};
use std::sync::Arc;

use bytes::{Buf, Bytes};
use parking_lot::Mutex;
use tokio::sync::mpsc;

use crate::fault::MediaFault;

/// Chunks under way between the download and the decoder. The download waits when the decoder is slower.
const CHUNKS_UNDER_WAY: usize = 16;

/// The end that a download writes to.
#[derive(Debug)]
pub struct Feeder {
    chunks: mpsc::Sender<Result<Bytes, MediaFault>>,
}

impl Feeder {
    /// Passes a chunk on, or the fault that ended the download. False when nobody reads any more. Dropping
    /// the feeder without a fault is a regular end.
    pub async fn send(&self, chunk: Result<Bytes, MediaFault>) -> bool {
        self.chunks.send(chunk).await.is_ok()
    }
}

/// The end that a decoder reads from. Blocks the thread; belongs in `spawn_blocking`.
#[derive(Debug)]
pub struct Feed {
    chunks: mpsc::Receiver<Result<Bytes, MediaFault>>,
    current: Bytes,
    fault: Arc<Mutex<Option<MediaFault>>>,
}

/// Both ends.
#[must_use]
pub fn feed() -> (Feeder, Feed) {
    let (sender, receiver) = mpsc::channel(CHUNKS_UNDER_WAY);
    (
        Feeder { chunks: sender },
        Feed { chunks: receiver, current: Bytes::new(), fault: Arc::default() },
    )
}

impl Feed {
    /// Where the fault of the download will be, which a decoder only sees as a broken read.
    pub(super) fn fault(&self) -> Arc<Mutex<Option<MediaFault>>> {
        Arc::clone(&self.fault)
    }

    /// The next piece of the download, for who reads without a thread of their own.
    pub(crate) async fn next(&mut self) -> Option<Result<Bytes, MediaFault>> {
        if !self.current.is_empty() {
            return Some(Ok(std::mem::take(&mut self.current)));
        }
        self.chunks.recv().await
    }

    /// Puts back pieces that were taken.
    pub(crate) fn unread_pieces(&mut self, taken: &[Bytes]) {
        self.unread(taken.concat());
    }

    /// Puts back what was taken.
    pub(super) fn unread(&mut self, mut taken: Vec<u8>) {
        taken.extend_from_slice(&self.current);
        self.current = taken.into();
    }

    /// Up to `count` bytes from the beginning, without taking them.
    pub(super) fn peek(&mut self, count: usize) -> io::Result<&[u8]> {
        let mut head = Vec::with_capacity(count);
        while head.len() < count {
            let mut piece = vec![0; count - head.len()];
            match self.read(&mut piece)? {
                0 => break,
                read => head.extend_from_slice(&piece[..read]),
            }
        }
        head.extend_from_slice(&self.current);
        self.current = head.into();
        Ok(&self.current[..count.min(self.current.len())])
    }
}

impl Read for Feed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.current.is_empty() {
            match self.chunks.blocking_recv() {
                Some(Ok(chunk)) => self.current = chunk,
                Some(Err(fault)) => {
                    *self.fault.lock() = Some(fault);
                    return Err(io::Error::other("the download broke off"));
                }
                None => return Ok(0),
            }
        }
        let count = buffer.len().min(self.current.len());
        self.current.copy_to_slice(&mut buffer[..count]);
        Ok(count)
    }
}
