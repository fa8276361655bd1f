//! SIPp with a scenario of `tests/interop/sipp`.

use std::path::Path;
use std::process::Stdio;

use anyhow::bail;
use tests::program::{PATIENCE, Ringback};
use tokio::process::Command;

use crate::peer;

/// One run of a scenario.
pub(crate) struct Sipp {
    command: Command,
    folder: tempfile::TempDir,
    payload_type: u8,
}

impl Sipp {
    /// Calls the development number once, over UDP.
    pub(crate) fn new(ringback: &Ringback, scenario: &str) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("ringback-sipp-").tempdir()?;
        let mut command = Command::new("sipp");
        command
            .arg(ringback.dev().sip_addr.to_string())
            .args(["-s", &ringback.dev().phone_number, "-i", "127.0.0.1", "-mi", "127.0.0.1"])
            .arg("-sf")
            .arg(peer::file("sipp").join(format!("{scenario}.xml")))
            .args(["-nostdin", "-trace_err", "-error_file", "errors.log", "-trace_msg"])
            .args(["-message_file", "messages.log", "-timeout", "40s", "-timeout_error"])
            .current_dir(folder.path());
        Ok(Self { command, folder, payload_type: 0 })
    }

    /// More arguments.
    pub(crate) fn with(mut self, arguments: &[&str]) -> Self {
        self.command.args(arguments);
        self
    }

    /// Offers this codec alone: 0 is µ-law, which is offered else, 8 is A-law.
    pub(crate) fn codec(mut self, payload_type: u8) -> Self {
        self.payload_type = payload_type;
        self
    }

    /// Sound goes to this port and not to SIPp itself.
    pub(crate) fn ear(self, port: u16) -> Self {
        self.with(&["-key", "ear_port", &port.to_string()])
    }

    /// A file in the folder that SIPp runs in, for a scenario that names it.
    pub(crate) fn file(self, name: &str, content: &[u8]) -> anyhow::Result<Self> {
        std::fs::write(self.folder.path().join(name), content)?;
        Ok(self)
    }

    /// Runs `calls` calls at `per_second`; an error when one of them did not go as the scenario says.
    pub(crate) async fn run(mut self, calls: u32, per_second: u32) -> anyhow::Result<()> {
        self.command.args(["-key", "payload_type", &self.payload_type.to_string()]);
        self.command.args(["-m", &calls.to_string(), "-r", &per_second.to_string()]);
        self.command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = peer::spawn(&mut self.command, "sip-tester")?;
        let status = tokio::time::timeout(PATIENCE * 2, child.wait()).await??;
        if !status.success() {
            let errors = text(&self.folder.path().join("errors.log"), 2_000);
            let messages = text(&self.folder.path().join("messages.log"), 6_000);
            bail!("SIPp ended with {status}\n{errors}\n{messages}");
        }
        Ok(())
    }

    /// One call.
    pub(crate) async fn call(self) -> anyhow::Result<()> {
        self.run(1, 1).await
    }
}

/// The last `bytes` of a log.
fn text(path: &Path, bytes: usize) -> String {
    let log = std::fs::read(path).unwrap_or_default();
    String::from_utf8_lossy(&log[log.len().saturating_sub(bytes)..]).into_owned()
}
