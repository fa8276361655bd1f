use std::process::ExitCode;

use anyhow::{Context as _, ensure};
use media::processing::{Worker, WorkerConfig};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use super::arguments::MediaWorker;
use super::say;
use crate::sounds::token;

/// `ringback media-worker`: runs until SIGTERM or Ctrl-C, and ends what it has begun.
pub(super) async fn media_worker(arguments: MediaWorker) -> anyhow::Result<ExitCode> {
    let MediaWorker { listen, token_file, at_once } = arguments;
    let token = token_file.as_deref().map(token).transpose()?;
    ensure!(
        token.is_some() || listen.ip().is_loopback(),
        "without --token-file a media worker listens on this machine only, not on {listen}"
    );
    let mut stop = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let listener = TcpListener::bind(listen)
        .await
        .with_context(|| format!("cannot listen on http {listen}"))?;
    say(&format!("media worker at http://{}", listener.local_addr()?));
    let worker = Worker::new(WorkerConfig::new(token, at_once));
    axum::serve(listener, worker.router())
        .with_graceful_shutdown(async move {
            tokio::select! {
                _ = stop.0.recv() => {}
                _ = stop.1.recv() => {}
            }
        })
        .await?;
    Ok(ExitCode::SUCCESS)
}
