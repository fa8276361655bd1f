//! Telephone-ready sound: 8 kHz µ-law in memory, growing at its end, heard by many streams at once.
//!
//! A sound is a list of chunks that only ever gets longer. Readers take no lock: a chunk's successor is a
//! cell written once, so the media threads never wait for whoever downloads or synthesises.

#[cfg(test)]
mod tests;

use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use bytes::{Bytes, BytesMut};

/// Samples, and in G.711 bytes, per ms.
pub const BYTES_PER_MS: u64 = 8;
/// What a writer gathers before readers see it: one packet. Smaller appends would make a chunk each.
const COALESCED_BYTES: usize = 160;

const GROWING: u8 = 0;
const COMPLETE: u8 = 1;
const FAILED: u8 = 2;

/// How far a sound has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SoundState {
    /// More will come.
    Growing,
    /// All of it is there.
    Complete,
    /// What is there is all that will ever come; the rest could not be had.
    Failed,
}

/// A sound of 8 kHz µ-law, one byte per sample.
#[derive(Debug)]
pub struct Sound {
    first: Arc<Chunk>,
    bytes: AtomicU64,
    state: AtomicU8,
}

#[derive(Debug, Default)]
struct Chunk {
    data: Bytes,
    next: OnceLock<Arc<Self>>,
}

impl Drop for Chunk {
    /// Takes the list apart in a loop: one frame per chunk would overflow the stack on a long sound.
    fn drop(&mut self) {
        let mut next = self.next.take();
        while let Some(mut chunk) = next.and_then(Arc::into_inner) {
            next = chunk.next.take();
        }
    }
}

impl Sound {
    /// An empty sound and the end to write it at. The sound is playable at once; it is silence to its
    /// listeners until bytes come.
    #[must_use]
    pub fn growing() -> (SoundWriter, Arc<Self>) {
        let first = Arc::new(Chunk::default());
        let sound = Arc::new(Self {
            first: Arc::clone(&first),
            bytes: AtomicU64::new(0),
            state: AtomicU8::new(GROWING),
        });
        let writer =
            SoundWriter { sound: Arc::clone(&sound), last: first, pending: BytesMut::new() };
        (writer, sound)
    }

    /// A whole sound: `pcmu` is 8 kHz µ-law without a header.
    #[must_use]
    pub fn complete(pcmu: impl Into<Bytes>) -> Arc<Self> {
        let data = pcmu.into();
        Arc::new(Self {
            bytes: AtomicU64::new(data.len() as u64),
            first: Arc::new(Chunk { data, next: OnceLock::new() }),
            state: AtomicU8::new(COMPLETE),
        })
    }

    /// A whole sound of linear samples at 8 kHz.
    #[must_use]
    pub fn from_samples(samples: &[i16]) -> Arc<Self> {
        Self::complete(
            samples.iter().map(|&sample| crate::g711::ulaw_encode(sample)).collect::<Vec<_>>(),
        )
    }

    /// Whether more will come.
    #[must_use]
    pub fn state(&self) -> SoundState {
        match self.state.load(Ordering::Acquire) {
            GROWING => SoundState::Growing,
            COMPLETE => SoundState::Complete,
            _ => SoundState::Failed,
        }
    }

    /// Bytes readable now.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.bytes.load(Ordering::Acquire)
    }

    /// Whether nothing is readable yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Length of what is readable now, in ms.
    #[must_use]
    pub fn duration_ms(&self) -> u64 {
        self.len() / BYTES_PER_MS
    }

    /// A reader at the beginning.
    #[must_use]
    pub fn cursor(self: &Arc<Self>) -> Cursor {
        Cursor { sound: Arc::clone(self), chunk: Arc::clone(&self.first), offset: 0 }
    }
}

/// The growing end of a [`Sound`]. Dropping it without [`SoundWriter::complete`] fails the sound, so a
/// listener never waits for a writer that is gone.
#[derive(Debug)]
pub struct SoundWriter {
    sound: Arc<Sound>,
    last: Arc<Chunk>,
    pending: BytesMut,
}

impl SoundWriter {
    /// Adds µ-law bytes. Less than 160 of them may stay unseen until the next call.
    pub fn append(&mut self, pcmu: impl Into<Bytes>) {
        let data = pcmu.into();
        if self.pending.is_empty() && data.len() >= COALESCED_BYTES {
            self.link(data);
            return;
        }
        self.pending.extend_from_slice(&data);
        if self.pending.len() >= COALESCED_BYTES {
            self.flush();
        }
    }

    /// Says that all of it has come.
    pub fn complete(mut self) {
        self.end(COMPLETE);
    }

    /// Says that the rest cannot be had. What has come is still heard.
    pub fn fail(mut self) {
        self.end(FAILED);
    }

    /// The sound being written.
    #[must_use]
    pub fn sound(&self) -> &Arc<Sound> {
        &self.sound
    }

    fn end(&mut self, state: u8) {
        self.flush();
        self.sound.state.store(state, Ordering::Release);
    }

    fn flush(&mut self) {
        if !self.pending.is_empty() {
            let data = self.pending.split().freeze();
            self.link(data);
        }
    }

    fn link(&mut self, data: Bytes) {
        let added = data.len() as u64;
        let chunk = Arc::new(Chunk { data, next: OnceLock::new() });
        // The writer is the only one, so the cell of its last chunk is always empty.
        if self.last.next.set(Arc::clone(&chunk)).is_ok() {
            self.last = chunk;
            self.sound.bytes.fetch_add(added, Ordering::Release);
        }
    }
}

impl Drop for SoundWriter {
    fn drop(&mut self) {
        if self.sound.state() == SoundState::Growing {
            self.end(FAILED);
        }
    }
}

/// A place in a [`Sound`].
#[derive(Debug, Clone)]
pub struct Cursor {
    sound: Arc<Sound>,
    chunk: Arc<Chunk>,
    offset: usize,
}

/// What [`Cursor::read`] came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CursorRead {
    /// Bytes copied.
    pub bytes: usize,
    /// What follows at this place: `Growing` when there is more or more may come, else how it ended.
    pub state: SoundState,
}

impl Cursor {
    /// Copies what is there into `buffer` and moves on. Does not wait and does not allocate.
    pub fn read(&mut self, buffer: &mut [u8]) -> CursorRead {
        let mut bytes = 0;
        loop {
            // Read before looking for a successor: once it is not growing, no successor can appear.
            let state = self.sound.state();
            let rest = &self.chunk.data[self.offset..];
            if rest.is_empty() {
                let Some(next) = self.chunk.next.get() else { return CursorRead { bytes, state } };
                self.chunk = Arc::clone(next);
                self.offset = 0;
                continue;
            }
            let taken = rest.len().min(buffer.len() - bytes);
            if taken == 0 {
                return CursorRead { bytes, state: SoundState::Growing };
            }
            buffer[bytes..bytes + taken].copy_from_slice(&rest[..taken]);
            bytes += taken;
            self.offset += taken;
        }
    }
}
