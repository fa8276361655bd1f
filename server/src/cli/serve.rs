use std::process::ExitCode;
use std::time::Duration;

use super::arguments::Serve;
use crate::{config, start};

/// `ringback serve`: runs until SIGTERM or Ctrl-C.
pub(super) async fn serve(arguments: Serve) -> anyhow::Result<ExitCode> {
    let config = config::from_environment(arguments.config.as_deref())?;
    let drain = Duration::from_secs(config.limits.drain_s);
    start::start(config).await?.until_stopped(drain).await?;
    Ok(ExitCode::SUCCESS)
}
