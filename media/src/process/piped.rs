//! A child process that is written to and read from on blocking threads.

use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;

use rustix::process::{Signal, kill_process_group};

use super::{Group, ProcessLimits};
use crate::fault::MediaFault;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// It said that all went well.
    Well,
    /// It said that something went wrong.
    Badly,
    /// It was stopped: too long, too much memory, too much CPU.
    Stopped,
}

/// A running program. Its whole group dies when this is dropped or its time is over.
pub(crate) struct Piped {
    child: Child,
    group: Group,
    is_late: Arc<AtomicBool>,
    watch: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Piped {
    /// Starts `program` with nothing in its environment.
    pub(crate) fn start(
        program: &str,
        arguments: &[&str],
        limits: ProcessLimits,
    ) -> Result<Self, MediaFault> {
        use std::os::unix::process::CommandExt;
        let child = Command::new(program)
            .args(arguments)
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .map_err(|error| {
                MediaFault::internal(format!(
                    "{program}, which this sound needs, can't be started: {error}"
                ))
            })?;
        let group = Group::of_id(child.id());
        group.limit(limits);
        let (end, ended) = channel::<()>();
        let is_late = Arc::new(AtomicBool::new(false));
        let (pid, late) = (group.0, Arc::clone(&is_late));
        let watch = std::thread::spawn(move || {
            if ended.recv_timeout(limits.within) == Err(RecvTimeoutError::Timeout) {
                late.store(true, Ordering::Relaxed);
                if let Some(pid) = pid {
                    let _ = kill_process_group(pid, Signal::KILL);
                }
            }
        });
        Ok(Self { child, group, is_late, watch: Some((end, watch)) })
    }

    /// Where it reads. Taken once.
    pub(crate) const fn stdin(&mut self) -> Option<ChildStdin> {
        self.child.stdin.take()
    }

    /// Where it writes. Taken once.
    pub(crate) const fn stdout(&mut self) -> Option<ChildStdout> {
        self.child.stdout.take()
    }

    /// Waits for its end.
    pub(crate) fn wait(mut self) -> Ending {
        use std::os::unix::process::ExitStatusExt;
        let status = self.child.wait();
        self.stop_watching();
        match status {
            _ if self.is_late.load(Ordering::Relaxed) => Ending::Stopped,
            Ok(status) if status.success() => Ending::Well,
            Ok(status) if status.signal().is_some() => Ending::Stopped,
            Ok(_) | Err(_) => Ending::Badly,
        }
    }

    fn stop_watching(&mut self) {
        if let Some((end, watch)) = self.watch.take() {
            drop(end);
            // It only ever waits for the end that was just dropped.
            let _ = watch.join();
        }
    }
}

impl Drop for Piped {
    fn drop(&mut self) {
        self.stop_watching();
        if let Ok(Some(_)) = self.child.try_wait() {
            self.group.0 = None;
            return;
        }
        if let Some(group) = self.group.0.take() {
            let _ = kill_process_group(group, Signal::KILL);
        }
        let _ = self.child.wait();
    }
}
