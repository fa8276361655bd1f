use std::process::ExitCode;
use std::time::Instant;

use super::arguments::Place;
use super::{offline, say};
use crate::{clock, data};

/// `ringback rebuild`: makes the read models anew beside the old ones and swaps them.
pub(super) async fn rebuild(place: Place) -> anyhow::Result<ExitCode> {
    let config = offline::config(&place)?;
    let log = data::read_log(&config.store).await?;
    let views = data::open_views(&config.store).await?;
    let started = Instant::now();
    let rebuilt = views.rebuild(log, clock::now).await?;
    let seconds = started.elapsed().as_secs_f64();
    say(&format!("the read models are new, up to position {} ({seconds:.1} s)", rebuilt.position));
    Ok(ExitCode::SUCCESS)
}
