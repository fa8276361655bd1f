use std::io::Write as _;
use std::process::ExitCode;

use clap::CommandFactory as _;

use super::arguments::{Arguments, Command};
use super::{account, call, dev, media_worker, number, rebuild, replay, serve, verify};
use crate::{config, limits, telemetry};

/// Does what the command line asks.
pub(crate) fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    if let Command::Completion { shell } = arguments.command {
        let mut command = Arguments::command();
        clap_complete::generate(shell, &mut command, "ringback", &mut std::io::stdout());
        return Ok(ExitCode::SUCCESS);
    }
    let is_server =
        matches!(arguments.command, Command::Dev(_) | Command::Serve(_) | Command::MediaWorker(_));
    telemetry::log(&config::log_filter(), if is_server { "info" } else { "warn" })?;
    if is_server {
        limits::raise_open_files();
    }
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match arguments.command {
            Command::Dev(arguments) => dev::dev(arguments).await,
            Command::Serve(arguments) => serve::serve(arguments).await,
            Command::MediaWorker(arguments) => media_worker::media_worker(arguments).await,
            Command::Call(arguments) => call::call(arguments).await,
            Command::Replay(arguments) => replay::replay(arguments).await,
            Command::Verify(place) => verify::verify(place).await,
            Command::Rebuild(place) => rebuild::rebuild(place).await,
            Command::Account(command) => account::account(command).await,
            Command::Number(command) => number::number(command).await,
            Command::Completion { .. } => Ok(ExitCode::SUCCESS),
        }
    })
}

/// Prints a line to standard output; a closed pipe is no error.
pub(crate) fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// Prints an error to standard error.
pub(crate) fn say_error(line: &str) {
    let _ = writeln!(std::io::stderr(), "error: {line}");
}
