//! `dev.json`: how scripts find a running `ringback dev`.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::Path;

use anyhow::Context as _;
use serde::Serialize;

/// What the file says. The names are a contract.
#[derive(Debug, Serialize)]
pub(crate) struct DevFile {
    /// The account that the first start made.
    pub(crate) account_sid: String,
    /// Its auth token.
    pub(crate) auth_token: String,
    /// The REST API.
    pub(crate) http_url: String,
    /// SIP, UDP and TCP.
    pub(crate) sip_addr: SocketAddr,
    /// The number that the first start bought.
    pub(crate) phone_number: String,
    /// Its sid.
    pub(crate) phone_number_sid: String,
    /// The process.
    pub(crate) pid: u32,
}

impl DevFile {
    /// Writes the file so that no reader sees half of it. Only its owner may read it: it holds a token.
    pub(crate) fn write(&self, data: &Path) -> anyhow::Result<()> {
        let mut file = private_file(data)?;
        file.write_all(&serde_json::to_vec_pretty(self)?)?;
        file.as_file().sync_all()?;
        file.persist(data.join("dev.json")).context("cannot write dev.json")?;
        Ok(())
    }

    /// Takes the file away, so that nobody looks for a program that is gone.
    pub(crate) fn remove(data: &Path) {
        let _ = std::fs::remove_file(data.join("dev.json"));
    }
}

/// A new file beside its final place, readable by its owner only.
fn private_file(data: &Path) -> anyhow::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new()
        .prefix(".dev-")
        .tempfile_in(data)
        .with_context(|| format!("cannot write in {}", data.display()))
}
