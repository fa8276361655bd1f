//! Reading the head of a file without losing it.

use std::io::Read;

use crate::fault::{MediaFault, code};

use super::samples::Layout;

/// What stands before the samples: names, pictures, padding.
const MAX_HEADER_BYTES: usize = 1 << 20;

/// What the head of a file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// Samples follow, written like this.
    Samples(Layout),
    /// It is well-formed, but what follows are no plain samples.
    Foreign,
}

/// A head being read. What was taken can be put back.
pub(super) struct Header<'a> {
    source: &'a mut dyn Read,
    pub(super) taken: Vec<u8>,
}

impl<'a> Header<'a> {
    pub(super) fn new(source: &'a mut dyn Read) -> Self {
        Self { source, taken: Vec::new() }
    }

    /// The next `count` bytes, all of them.
    pub(super) fn take(&mut self, count: usize) -> Result<&[u8], MediaFault> {
        let at = self.taken.len();
        if count > MAX_HEADER_BYTES - at {
            return Err(not_audio("its header is too long"));
        }
        self.taken.resize(at + count, 0);
        let read = self.source.read_exact(&mut self.taken[at..]);
        read.map_err(|_| not_audio("it ends in its header"))?;
        Ok(&self.taken[at..])
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], MediaFault> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    /// Passes over a chunk's body and its padding to an even length.
    pub(super) fn skip(&mut self, length: u32) -> Result<(), MediaFault> {
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        self.take(length.saturating_add(length % 2)).map(drop)
    }
}

pub(super) fn not_audio(why: &str) -> MediaFault {
    MediaFault::new(code::NOT_AUDIO, format!("What the URL returned can't be played: {why}"))
}
