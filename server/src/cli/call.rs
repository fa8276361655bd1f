use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use serde::Deserialize;
use sip::digest::Credentials;

use super::arguments::Call;
use crate::caller::{self, Dialled, Happening, Step, Story};

/// What the caller reads of `dev.json`.
#[derive(Deserialize)]
struct Running {
    sip_addr: SocketAddr,
}

/// `ringback call`: 0 when the call was answered, 1 when not.
pub(super) async fn call(arguments: Call) -> anyhow::Result<ExitCode> {
    let steps = arguments
        .steps
        .iter()
        .map(|step| step.parse())
        .collect::<Result<Vec<Step>, String>>()
        .map_err(anyhow::Error::msg)?;
    let server = match arguments.sip {
        Some(address) => address,
        None => running(&arguments.data)?.sip_addr,
    };
    let is_uri = arguments.to.starts_with("sip:");
    let to = if is_uri { arguments.to } else { format!("sip:{}@{server}", arguments.to) };
    let credentials = arguments
        .username
        .zip(arguments.password)
        .map(|(username, password)| Credentials { username, password });
    let limit = Duration::from_secs(arguments.limit_s);
    let story = Story::new(arguments.json);
    let dialled = Dialled { to, server, from: arguments.from, credentials, steps, limit };
    let outcome = caller::call(dialled, &story).await?;
    if let Some(file) = arguments.record {
        let wav = media::wav::write(&outcome.heard, media::tone::SAMPLE_RATE_HZ);
        std::fs::write(&file, wav).with_context(|| format!("cannot write {}", file.display()))?;
        let heard_ms = outcome.heard.len() as u64 / 8;
        story.tell(&Happening::Recorded { file: file.display().to_string(), heard_ms });
    }
    Ok(if outcome.was_answered { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn running(data: &Path) -> anyhow::Result<Running> {
    let path = data.join("dev.json");
    let text = std::fs::read(&path).with_context(|| {
        format!("{} is not there: is `ringback dev` running? Or name --sip", path.display())
    })?;
    Ok(serde_json::from_slice(&text)?)
}
