use std::process::ExitCode;

use super::arguments::Place;
use super::offline;
use super::say;

/// `ringback verify`: 0 when the log is as it was written, 1 when not.
pub(super) async fn verify(place: Place) -> anyhow::Result<ExitCode> {
    let config = offline::config(&place)?;
    let log = crate::data::read_log(&config.store).await?;
    let report = store::chain::verify(&*log).await?;
    say(&format!("{} events in {} streams", report.events, report.streams));
    for finding in &report.findings {
        say(&finding.to_string());
    }
    if report.is_sound() {
        say("the log is as it was written");
        return Ok(ExitCode::SUCCESS);
    }
    say(&format!("{} findings", report.findings.len()));
    Ok(ExitCode::FAILURE)
}
