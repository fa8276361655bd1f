//! The frames of an answer.

use bytes::{Buf, BufMut, Bytes, BytesMut};

use crate::fault::MediaFault;

const HEAD_BYTES: usize = 5;
/// A frame of a stranger that claims more is none.
const MAX_FRAME_BYTES: usize = 128 << 20;
const SOUND: u8 = 0;
const END: u8 = 1;
const FAULT: u8 = 2;

/// A frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Frame {
    Sound(Bytes),
    /// All of it: so many bytes.
    End(u64),
    Fault(MediaFault),
}

impl Frame {
    pub(super) fn encode(&self) -> Bytes {
        let (kind, body) = match self {
            Self::Sound(sound) => (SOUND, sound.clone()),
            Self::End(bytes) => (END, Bytes::copy_from_slice(&bytes.to_be_bytes())),
            Self::Fault(fault) => (FAULT, serde_json::to_vec(fault).unwrap_or_default().into()),
        };
        let mut frame = BytesMut::with_capacity(HEAD_BYTES + body.len());
        frame.put_u8(kind);
        frame.put_u32(u32::try_from(body.len()).unwrap_or(u32::MAX));
        frame.extend_from_slice(&body);
        frame.freeze()
    }
}

/// Finds the frames in what comes.
#[derive(Debug, Default)]
pub(super) struct Frames(BytesMut);

impl Frames {
    pub(super) fn put(&mut self, piece: &[u8]) {
        self.0.extend_from_slice(piece);
    }

    /// The next frame that is whole; an error for what is no frame.
    pub(super) fn next(&mut self) -> Result<Option<Frame>, ()> {
        let Some(&[kind, a, b, c, d]) = self.0.first_chunk::<HEAD_BYTES>() else { return Ok(None) };
        let length = usize::try_from(u32::from_be_bytes([a, b, c, d])).map_err(|_| ())?;
        if length > MAX_FRAME_BYTES {
            return Err(());
        }
        if self.0.len() < HEAD_BYTES + length {
            return Ok(None);
        }
        self.0.advance(HEAD_BYTES);
        let body = self.0.split_to(length).freeze();
        match kind {
            SOUND => Ok(Some(Frame::Sound(body))),
            END => {
                let bytes = body.as_ref().try_into().map_err(|_| ())?;
                Ok(Some(Frame::End(u64::from_be_bytes(bytes))))
            }
            FAULT => {
                serde_json::from_slice(&body).map(|fault| Some(Frame::Fault(fault))).map_err(|_| ())
            }
            _ => Err(()),
        }
    }
}
