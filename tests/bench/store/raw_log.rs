//! The least that durable writing costs: a file, and a thread that writes what waits and flushes it.

use std::{
    fs::File,
    io::Write,
    path::Path,
    thread::{self, JoinHandle},
};

use store::port::Append;
use tokio::sync::{mpsc, oneshot};

const GROUP: usize = 512;
/// Written over before the run, so that a flush has no file size to record.
const ROOM: usize = 256 << 20;

struct Request {
    append: Append,
    written: oneshot::Sender<()>,
}

/// Payloads, ids and names one behind the other, in groups flushed with fdatasync.
pub(crate) struct RawLog {
    requests: Option<mpsc::Sender<Request>>,
    thread: Option<JoinHandle<std::io::Result<()>>>,
}

impl RawLog {
    pub(crate) fn open(path: &Path) -> std::io::Result<Self> {
        let mut file = File::options().create(true).truncate(false).write(true).open(path)?;
        let zeros = vec![0; 1 << 20];
        for _ in 0..ROOM / zeros.len() {
            file.write_all(&zeros)?;
        }
        file.sync_all()?;
        let file = File::options().write(true).open(path)?;
        let (requests, waiting) = mpsc::channel(2 * GROUP);
        let thread = Some(thread::spawn(move || write(file, waiting)));
        Ok(Self { requests: Some(requests), thread })
    }

    pub(crate) async fn append(&self, append: Append) -> anyhow::Result<()> {
        let (written, done) = oneshot::channel();
        let requests = self.requests.as_ref().ok_or_else(|| anyhow::anyhow!("closed"))?;
        requests.send(Request { append, written }).await?;
        Ok(done.await?)
    }
}

impl Drop for RawLog {
    fn drop(&mut self) {
        self.requests.take();
        if let Some(thread) = self.thread.take() {
            thread.join().expect("the raw log's thread ends").expect("the raw log was written");
        }
    }
}

fn write(mut file: File, mut waiting: mpsc::Receiver<Request>) -> std::io::Result<()> {
    let mut group = Vec::with_capacity(GROUP);
    let mut bytes = Vec::new();
    while waiting.blocking_recv_many(&mut group, GROUP) > 0 {
        bytes.clear();
        for part in group.iter().flat_map(|request| &request.append.streams) {
            for event in &part.events {
                bytes.extend_from_slice(part.stream.key.as_bytes());
                bytes.extend_from_slice(event.id.as_bytes());
                bytes.extend_from_slice(&event.recorded_at.to_le_bytes());
                bytes.extend_from_slice(&event.data);
            }
        }
        file.write_all(&bytes)?;
        file.sync_data()?;
        for request in group.drain(..) {
            request.written.send(()).ok();
        }
    }
    Ok(())
}
