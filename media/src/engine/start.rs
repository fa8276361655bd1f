use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{JoinHandle, available_parallelism};

use super::command::{Command, Opening, StreamHandle};
use super::lateness::{Lateness, LatenessCells};
use super::ports::Ports;
use super::thread::{Mailbox, MediaThread, Settings};
use super::{EngineConfig, EventSink, RtpStream};
use crate::statistics::Cells;

const THREADS_MAX: usize = 256;

/// Why an engine did not start.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The range holds no even port followed by an odd one.
    #[error("the RTP port range {0}-{1} holds no pair of an even port and the next one")]
    NoPorts(u16, u16),
    /// A thread, an epoll set or an eventfd could not be had.
    #[error("could not start a media thread")]
    Thread(#[source] io::Error),
}

/// Why a stream did not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// All port pairs are in use.
    #[error("no free RTP port: widen the range of RTP ports")]
    NoPorts,
    /// A socket could not be had.
    #[error("could not open an RTP socket")]
    Socket(#[source] io::Error),
}

/// The media threads. Dropping it closes all streams and waits for the threads.
#[derive(Debug)]
pub struct Engine {
    ports: Arc<Ports>,
    threads: Vec<Running>,
    next_key: AtomicU64,
}

#[derive(Debug)]
struct Running {
    mailbox: Arc<Mailbox>,
    lateness: Arc<LatenessCells>,
    thread: Option<JoinHandle<()>>,
}

impl Engine {
    /// Starts the threads. The metrics recorder must be installed before, or lateness is not exported.
    ///
    /// # Errors
    /// When there is no port pair in the range, or the system gives no thread or descriptor.
    pub fn start(config: EngineConfig) -> Result<Self, EngineError> {
        let ports = Ports::new(config.bind_ip, config.ports.clone())
            .ok_or(EngineError::NoPorts(*config.ports.start(), *config.ports.end()))?;
        let cores = available_parallelism().map_or(1, usize::from);
        let count = if config.threads == 0 { cores } else { config.threads };
        let threads = (0..count.min(THREADS_MAX))
            .map(|index| Running::start(index, &config))
            .collect::<io::Result<_>>()
            .map_err(EngineError::Thread)?;
        Ok(Self { ports, threads, next_key: AtomicU64::new(0) })
    }

    /// Opens a stream on the thread with the fewest. Its events go to `events`.
    ///
    /// # Errors
    /// When no port is free or the system gives no socket.
    pub fn open(&self, events: impl EventSink + 'static) -> Result<RtpStream, OpenError> {
        let pair = self.ports.bind()?;
        let mailbox = self
            .threads
            .iter()
            .map(|running| &running.mailbox)
            .min_by_key(|mailbox| mailbox.streams())
            .map(Arc::clone)
            .ok_or(OpenError::NoPorts)?;
        let key = self.next_key.fetch_add(1, Ordering::Relaxed);
        let cells = Arc::new(Cells::default());
        mailbox.admit();
        let (ssrc, sequence, timestamp) = draw_beginnings();
        mailbox.post(
            key,
            Command::Open(Box::new(Opening {
                rtp: pair.rtp,
                rtcp: pair.rtcp,
                lease: pair.lease,
                events: Box::new(events),
                cells: Arc::clone(&cells),
                ssrc,
                sequence,
                timestamp,
            })),
        );
        Ok(RtpStream { handle: StreamHandle { mailbox, key, cells }, local_addr: pair.local_addr })
    }

    /// Streams that are open.
    #[must_use]
    pub fn streams(&self) -> usize {
        self.threads.iter().map(|running| running.mailbox.streams()).sum()
    }

    /// How well the threads keep time, since the start.
    #[must_use]
    pub fn lateness(&self) -> Lateness {
        self.threads
            .iter()
            .map(|running| running.lateness.read())
            .fold(Lateness::default(), Lateness::with)
    }
}

impl Running {
    fn start(index: usize, config: &EngineConfig) -> io::Result<Self> {
        let (mailbox, orders) = Mailbox::new()?;
        let lateness = Arc::new(LatenessCells::default());
        let settings = Settings {
            idle: config.idle,
            inactivity_ms: config.inactivity_ms,
            wall_clock: config.wall_clock,
            realtime: config.realtime,
        };
        let thread =
            MediaThread::new(Arc::clone(&mailbox), orders, settings, Arc::clone(&lateness))?;
        let thread = std::thread::Builder::new()
            .name(format!("media-{index}"))
            .spawn(move || thread.run(index))?;
        Ok(Self { mailbox, lateness, thread: Some(thread) })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.mailbox.stop();
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has said so already.
            let _panicked = thread.join();
        }
    }
}

/// SSRC, first sequence number, first timestamp: random (RFC 3550 §5.1), so that they cannot be guessed
/// and two streams do not meet. The first sequence number leaves room before the first wrap.
#[expect(
    clippy::disallowed_methods,
    reason = "the engine is a shell: streams need random beginnings"
)]
fn draw_beginnings() -> (u32, u16, u32) {
    (rand::random(), rand::random::<u16>() >> 1, rand::random())
}
