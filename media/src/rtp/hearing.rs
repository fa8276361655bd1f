//! What is heard, put in order: packets in by timestamp, 20 ms of samples out at a time.
//!
//! A ring indexed by RTP timestamp: reordering, duplicates, any packet length and the gaps of silence
//! suppression fall into place by themselves. It plays [`DELAY_SAMPLES`] behind the first packet.

#[cfg(test)]
mod tests;

/// One second; a jump beyond it begins anew.
const CAPACITY: usize = 8_192;
/// How far behind the newest packet it reads: 40 ms, so that a packet may come 40 ms late.
pub const DELAY_SAMPLES: u32 = 320;
/// When so much waits (300 ms: the sender's clock is faster, or a burst came), 20 ms are passed over.
const TOO_MUCH: i32 = 2_400;
/// 20 ms.
pub const FRAME: usize = 160;

/// The ring. Allocated when made, never after.
#[derive(Debug)]
pub struct Hearing {
    samples: Box<[i16]>,
    present: Box<[bool]>,
    /// Timestamp of the next sample out; `None` before the first packet.
    read: Option<u32>,
    /// Timestamp after the newest sample.
    newest: u32,
    last: [i16; FRAME],
    lost_frames: u8,
}

impl Default for Hearing {
    fn default() -> Self {
        Self {
            samples: vec![0; CAPACITY].into_boxed_slice(),
            present: vec![false; CAPACITY].into_boxed_slice(),
            read: None,
            newest: 0,
            last: [0; FRAME],
            lost_frames: 0,
        }
    }
}

impl Hearing {
    /// The sender began anew: what is in the ring is dropped.
    pub fn restart(&mut self) {
        self.read = None;
        self.present.fill(false);
    }

    /// Takes a packet's codes; `decode` makes samples of them.
    pub fn put(&mut self, timestamp: u32, codes: &[u8], decode: fn(u8) -> i16) {
        let Ok(length) = u32::try_from(codes.len().min(CAPACITY / 2)) else { return };
        let end = timestamp.wrapping_add(length);
        let read = self.place(timestamp, end);
        for (code, at) in codes.iter().take(CAPACITY / 2).zip(0u32..) {
            let at = timestamp.wrapping_add(at);
            if distance(read, at) >= 0 {
                self.samples[index(at)] = decode(*code);
                self.present[index(at)] = true;
            }
        }
    }

    /// Where reading stands for a packet, after beginning anew when it is out of all proportion or is
    /// the newest and late: then the reader is ahead of the sender.
    fn place(&mut self, timestamp: u32, end: u32) -> u32 {
        let is_placed = self.read.is_some_and(|read| {
            let ahead = distance(read, timestamp);
            let is_newest = distance(self.newest, end) > 0;
            ahead < (CAPACITY / 2) as i32
                && ahead > -(CAPACITY as i32)
                && (ahead >= 0 || !is_newest)
        });
        match self.read {
            Some(read) if is_placed => {
                if distance(self.newest, end) > 0 {
                    self.newest = end;
                }
                read
            }
            _ => {
                let read = timestamp.wrapping_sub(DELAY_SAMPLES);
                self.restart();
                self.read = Some(read);
                self.newest = end;
                read
            }
        }
    }

    /// The next 20 ms. Silence before the first packet; a lost frame repeats the last one, fading out
    /// in 80 ms.
    pub fn take(&mut self) -> [i16; FRAME] {
        let Some(mut read) = self.read else { return [0; FRAME] };
        if distance(read, self.newest) > TOO_MUCH {
            self.drain(read);
            read = read.wrapping_add(FRAME as u32);
        }
        let (frame, is_present) = self.drain(read);
        self.read = Some(read.wrapping_add(FRAME as u32));
        if is_present {
            self.lost_frames = 0;
            self.last = frame;
            return frame;
        }
        self.conceal()
    }

    fn conceal(&mut self) -> [i16; FRAME] {
        const FADING: [i32; 4] = [90, 65, 40, 15];
        let percent = FADING.get(usize::from(self.lost_frames)).copied().unwrap_or(0);
        self.lost_frames = self.lost_frames.saturating_add(1);
        self.last.map(|sample| i16::try_from(i32::from(sample) * percent / 100).unwrap_or(0))
    }

    fn drain(&mut self, read: u32) -> ([i16; FRAME], bool) {
        let mut frame = [0; FRAME];
        let mut is_present = false;
        for (sample, at) in frame.iter_mut().zip(0u32..) {
            let index = index(read.wrapping_add(at));
            if std::mem::take(&mut self.present[index]) {
                *sample = self.samples[index];
                is_present = true;
            }
        }
        (frame, is_present)
    }
}

/// From `from` to `to`, negative when it is behind.
fn distance(from: u32, to: u32) -> i32 {
    to.wrapping_sub(from).cast_signed()
}

fn index(timestamp: u32) -> usize {
    timestamp as usize % CAPACITY
}
