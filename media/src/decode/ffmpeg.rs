//! What we can't decode ourselves, by ffmpeg as a bounded child process.

use std::io::{self, BufReader, Read, Write};
use std::time::Duration;

use super::feed::Feed;
use super::header::{Found, Header, not_audio};
use super::output::Output;
use super::transcode::Limits;
use super::wave;
use crate::fault::{MediaFault, code};
use crate::process::{Ending, Piped, ProcessLimits};

/// Longer than an origin may take to send.
const WITHIN: Duration = Duration::from_secs(150);
const CPU_S: u64 = 60;
const MEMORY_BYTES: u64 = 1 << 30;
/// It writes to a pipe; this bounds what else it could.
const FILE_BYTES: u64 = 1 << 20;

/// What it reads.
pub(super) enum Input {
    /// As it comes.
    Feed(Feed),
    /// A file with its index at its end, which has to be had whole.
    Whole(Vec<u8>),
}

/// Decodes with the one demuxer `form`.
pub(super) fn decode(
    input: Input,
    form: &str,
    limits: Limits,
    out: &mut Output<'_>,
) -> Result<(), MediaFault> {
    let program = limits.ffmpeg.ok_or_else(|| not_audio("its codec can't be decoded"))?;
    match input {
        Input::Feed(mut feed) => {
            run(program, ("pipe", "pipe:0"), form, limits, out, &mut |stdin| {
                io::copy(&mut feed, stdin).map(drop)
            })
        }
        Input::Whole(bytes) => {
            let failed =
                |error: io::Error| MediaFault::internal(format!("No room to decode: {error}"));
            let mut file =
                tempfile::Builder::new().prefix("ringback-decode-").tempfile().map_err(failed)?;
            file.write_all(&bytes).map_err(failed)?;
            drop(bytes);
            let path = file.path().to_string_lossy().into_owned();
            let path = format!("file:{path}");
            run(program, ("file,pipe", &path), form, limits, out, &mut |_| Ok(()))
        }
    }
}

fn run(
    program: &str,
    (protocols, source): (&str, &str),
    form: &str,
    limits: Limits,
    out: &mut Output<'_>,
    write: &mut (dyn FnMut(&mut dyn Write) -> io::Result<()> + Send),
) -> Result<(), MediaFault> {
    // One more than is allowed, so that too much is noticed as such.
    let seconds = (limits.max_ms / 1_000 + 1).to_string();
    let mut arguments = vec!["-v", "error", "-nostdin", "-protocol_whitelist", protocols];
    arguments.extend(["-probesize", "65536", "-analyzeduration", "500000", "-threads", "1"]);
    arguments.extend(["-f", form, "-i", source, "-map", "0:a:0", "-ac", "1", "-t", &seconds]);
    arguments.extend(["-c:a", "pcm_s16le", "-flush_packets", "1", "-f", "wav", "pipe:1"]);
    let bounds = ProcessLimits {
        within: WITHIN,
        cpu_s: CPU_S,
        output_bytes: FILE_BYTES,
        memory_bytes: MEMORY_BYTES,
    };
    let mut child = Piped::start(program, &arguments, bounds)?;
    let (stdin, stdout) = (child.stdin(), child.stdout());
    std::thread::scope(|scope| {
        scope.spawn(move || {
            if let Some(mut stdin) = stdin {
                // It may stop reading when it has heard enough; its exit status is what counts.
                let _ = write(&mut stdin);
            }
        });
        let stdout = stdout.ok_or_else(|| MediaFault::internal("ffmpeg has no pipes"))?;
        let heard = hear(&mut BufReader::new(stdout), out);
        // With nobody reading any more it ends, and so does the writer.
        let ending = if heard.is_ok() { Some(child.wait()) } else { None };
        match (heard, ending) {
            (_, Some(Ending::Stopped)) => {
                let message = "The sound takes more time or memory to decode than it may";
                Err(MediaFault::new(code::TOO_LARGE, message))
            }
            (heard, _) => heard,
        }
    })
}

fn hear(stdout: &mut dyn Read, out: &mut Output<'_>) -> Result<(), MediaFault> {
    let mut header = Header::new(stdout);
    let Ok(Found::Samples(layout)) = wave::read(&mut header) else {
        return Err(not_audio("ffmpeg found no sound in it that it can decode"));
    };
    layout.read(stdout, &mut |mono| out.push(layout.rate_hz, mono))
}
