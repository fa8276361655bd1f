//! Commands on a workspace, and what is asked of its floor.

use commands::Context;
use commands::work::WorkDone;
use domain::sid::WorkspaceSid;
use domain::timestamp::Timestamp;
use domain::work::floor::{Command, Demand, Floor};

use crate::front::{Ask, Problem};

/// Whether `If-Match` counts: it does not for what comes to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Versions {
    Any,
    Matching,
}

/// Hands in a command; `show` sees the floor as the command left it. What it came to is on disk.
pub(super) async fn demand_and<T: Send + 'static>(
    ask: &Ask,
    workspace: WorkspaceSid,
    versions: Versions,
    command: Command,
    show: impl FnOnce(&Floor, &WorkDone) -> T + Send + 'static,
) -> Result<T, Problem> {
    let if_match = match versions {
        Versions::Any => None,
        Versions::Matching => ask.if_match(),
    };
    let context = Context { correlation: workspace.to_string(), ..ask.context() };
    let demand = Demand { if_match, command };
    let (done, shown) = ask.desk().submit_and(&context, workspace, demand, show).await?;
    ask.wrote(done.position);
    Ok(shown)
}

/// Hands in a command that changes something.
pub(super) async fn demand(
    ask: &Ask,
    workspace: WorkspaceSid,
    command: Command,
) -> Result<(), Problem> {
    demand_and(ask, workspace, Versions::Matching, command, |_, _| ()).await
}

/// Hands in a command by which something comes to be.
pub(super) async fn make(
    ask: &Ask,
    workspace: WorkspaceSid,
    command: Command,
) -> Result<(), Problem> {
    demand_and(ask, workspace, Versions::Any, command, |_, _| ()).await
}

/// What came to be. Under an idempotency key its sid is always the same: when it cannot come to be once more,
/// it is there already.
pub(super) async fn made<T>(
    ask: &Ask,
    outcome: Result<(), Problem>,
    found: impl Future<Output = Result<T, Problem>>,
) -> Result<T, Problem> {
    match outcome {
        Ok(()) => found.await,
        Err(problem) if ask.is_once() => found.await.map_err(|_| problem),
        Err(problem) => Err(problem),
    }
}

/// Asks the floor something.
pub(super) async fn consult<T: Send + 'static>(
    ask: &Ask,
    workspace: WorkspaceSid,
    question: impl FnOnce(&Floor, Timestamp) -> T + Send + 'static,
) -> Result<T, Problem> {
    Ok(ask.desk().ask(ask.account, workspace, question).await?)
}
