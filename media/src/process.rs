//! Child processes within bounds: wall time, CPU time, memory, bytes written.

mod piped;

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use rustix::process::{Pid, Resource, Rlimit, Signal, kill_process_group, prlimit};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};

pub(crate) use self::piped::{Ending, Piped};
use crate::fault::MediaFault;

/// What a run may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProcessLimits {
    /// Wall time.
    pub within: Duration,
    /// CPU time in s.
    pub cpu_s: u64,
    /// Bytes written, to standard output or to the largest file.
    pub output_bytes: u64,
    /// Address space in bytes.
    pub memory_bytes: u64,
}

impl Default for ProcessLimits {
    /// 20 s, 20 s of CPU, 64 MiB of sound, 1 GiB of memory.
    fn default() -> Self {
        Self {
            within: Duration::from_secs(20),
            cpu_s: 20,
            output_bytes: 64 << 20,
            memory_bytes: 1 << 30,
        }
    }
}

/// Runs `program` with `input` on its standard input and returns its standard output. The whole process
/// group dies when the time is over or the future is dropped.
pub(crate) async fn run(
    program: &Path,
    arguments: &[&str],
    input: &str,
    limits: ProcessLimits,
) -> Result<Vec<u8>, MediaFault> {
    let name = program.display();
    let mut child = Command::new(program)
        .args(arguments)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0)
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| MediaFault::internal(format!("{name} can't be started: {error}")))?;
    let group = Group::of(&child);
    group.limit(limits);
    let finished =
        tokio::time::timeout(limits.within, converse(&mut child, input, limits.output_bytes));
    let output = finished
        .await
        .map_err(|_| MediaFault::internal(format!("{name} took longer than {:?}", limits.within)))?
        .map_err(|error| MediaFault::internal(format!("{name} failed: {error}")))?;
    group.disarm();
    Ok(output)
}

async fn converse(child: &mut Child, input: &str, max_bytes: u64) -> std::io::Result<Vec<u8>> {
    let stdin = child.stdin.take();
    let stdout = child.stdout.take();
    let write = async {
        if let Some(mut stdin) = stdin {
            // A program that stops reading is judged by its exit status.
            let _ = stdin.write_all(input.as_bytes()).await;
        }
    };
    let read = async {
        let mut output = Vec::new();
        if let Some(stdout) = stdout {
            stdout.take(max_bytes + 1).read_to_end(&mut output).await?;
        }
        Ok::<_, std::io::Error>(output)
    };
    let ((), output) = tokio::join!(write, read);
    let output = output?;
    if output.len() as u64 > max_bytes {
        return Err(std::io::Error::other("it wrote more than is allowed"));
    }
    let status = child.wait().await?;
    if status.success() { Ok(output) } else { Err(std::io::Error::other(status.to_string())) }
}

/// Kills the group when dropped, unless the program has ended by itself.
struct Group(Option<Pid>);

impl Group {
    fn of(child: &Child) -> Self {
        child.id().map_or(Self(None), Self::of_id)
    }

    fn of_id(id: u32) -> Self {
        Self(i32::try_from(id).ok().and_then(Pid::from_raw))
    }

    fn limit(&self, limits: ProcessLimits) {
        for (resource, value) in [
            (Resource::Cpu, limits.cpu_s),
            (Resource::Fsize, limits.output_bytes),
            (Resource::As, limits.memory_bytes),
            (Resource::Core, 0),
        ] {
            // Wall time and the reader's own bound still hold where this is not allowed.
            let _ =
                prlimit(self.0, resource, Rlimit { current: Some(value), maximum: Some(value) });
        }
    }

    fn disarm(mut self) {
        self.0 = None;
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(group) = self.0 {
            let _ = kill_process_group(group, Signal::KILL);
        }
    }
}
