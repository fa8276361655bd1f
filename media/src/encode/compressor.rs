//! Opus and MP3 by ffmpeg as a child process: LAME's LGPL stays with it, and no C compiler is needed.

use std::io::{Read, Write};
use std::process::{ChildStdin, ChildStdout};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::time::Duration;

use crate::fault::MediaFault;
use crate::format::{Encoding, Target};
use crate::process::{Ending, Piped, ProcessLimits};

const READ_BYTES: usize = 16_384;
/// One hour of sound is compressed in seconds; the source may come slowly.
const LIMITS: ProcessLimits = ProcessLimits {
    within: Duration::from_secs(180),
    cpu_s: 120,
    output_bytes: 256 << 20,
    memory_bytes: 1 << 30,
};

/// A running encoder.
pub(crate) struct Compressor {
    stdin: Option<ChildStdin>,
    made: Receiver<Vec<u8>>,
    child: Piped,
}

impl Compressor {
    pub(super) fn start(target: Target, ffmpeg: Option<&'static str>) -> Result<Self, MediaFault> {
        let program = ffmpeg.ok_or_else(|| {
            MediaFault::internal(format!("{target} can't be made without ffmpeg"))
        })?;
        let rate = target.rate_hz().to_string();
        let (codec, bits, container) = match (target.encoding(), target.rate_hz()) {
            (Encoding::Opus, _) => ("libopus", "48k", "ogg"),
            (Encoding::Mp3, 8_000) => ("libmp3lame", "32k", "mp3"),
            (
                Encoding::Mp3 | Encoding::Pcmu | Encoding::Pcma | Encoding::L16 | Encoding::Wav,
                _,
            ) => ("libmp3lame", "64k", "mp3"),
        };
        // Bit-exact: the same sound gives the same bytes, without dates, versions and random numbers.
        let mut arguments =
            vec!["-v", "error", "-nostdin", "-f", "s16le", "-ar", &rate, "-ac", "1"];
        arguments.extend(["-i", "pipe:0", "-map_metadata", "-1", "-threads", "1", "-c:a", codec]);
        arguments.extend(["-b:a", bits, "-fflags", "+bitexact", "-flags:a", "+bitexact"]);
        arguments.extend(["-flush_packets", "1", "-f", container, "pipe:1"]);
        let mut child = Piped::start(program, &arguments, LIMITS)?;
        let gone = || MediaFault::internal("ffmpeg has no pipes");
        let (stdin, stdout) = (child.stdin().ok_or_else(gone)?, child.stdout().ok_or_else(gone)?);
        Ok(Self { stdin: Some(stdin), made: read(stdout), child })
    }

    pub(super) fn push(&mut self, samples: &[i16], out: &mut Vec<u8>) -> Result<(), MediaFault> {
        let bytes: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
        let stdin = self.stdin.as_mut().ok_or_else(|| broken(Ending::Badly))?;
        stdin.write_all(&bytes).map_err(|_| broken(Ending::Badly))?;
        loop {
            match self.made.try_recv() {
                Ok(made) => out.extend(made),
                Err(TryRecvError::Empty | TryRecvError::Disconnected) => return Ok(()),
            }
        }
    }

    pub(super) fn finish(mut self, out: &mut Vec<u8>) -> Result<(), MediaFault> {
        drop(self.stdin.take());
        while let Ok(made) = self.made.recv() {
            out.extend(made);
        }
        match self.child.wait() {
            Ending::Well => Ok(()),
            ending @ (Ending::Badly | Ending::Stopped) => Err(broken(ending)),
        }
    }
}

fn broken(ending: Ending) -> MediaFault {
    MediaFault::internal(match ending {
        Ending::Stopped => "ffmpeg took more than it may to compress the sound",
        Ending::Well | Ending::Badly => "ffmpeg could not compress the sound",
    })
}

fn read(mut stdout: ChildStdout) -> Receiver<Vec<u8>> {
    let (give, made) = channel();
    std::thread::spawn(move || {
        let mut buffer = vec![0; READ_BYTES];
        while let Ok(count @ 1..) = stdout.read(&mut buffer) {
            if give.send(buffer[..count].to_vec()).is_err() {
                return;
            }
        }
    });
    made
}
