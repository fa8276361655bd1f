//! The keys: the one binary `ringback`. It wires the rooms together and is the only place that reads the
//! clock, draws randomness, starts tasks and reads the environment.

mod caller;
mod cli;
mod clock;
mod config;
mod data;
mod dev_file;
mod front;
mod limits;
mod live;
mod platform;
mod reactors;
mod recovery;
mod sounds;
mod start;
mod telemetry;
mod told;

use clap::Parser as _;

fn main() -> std::process::ExitCode {
    let arguments = cli::Arguments::parse();
    match cli::run(arguments) {
        Ok(code) => code,
        Err(error) => {
            cli::say_error(&format!("{error:#}"));
            std::process::ExitCode::FAILURE
        }
    }
}
