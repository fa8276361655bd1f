//! Where resources are.

use domain::sid::WorkspaceSid;
use projections::WorkspaceRow;
use serde_json::{Map, Value};

use crate::front::{Ask, Problem};

/// The sid of the workspace in the path.
pub(super) fn workspace_sid(ask: &Ask) -> Result<WorkspaceSid, Problem> {
    ask.sid("WorkspaceSid")
}

/// The workspace in the path, as the read side has it after all that this process wrote. Another account's is
/// not found.
pub(super) async fn workspace(ask: &Ask) -> Result<WorkspaceRow, Problem> {
    let sid = workspace_sid(ask)?;
    ask.caught_up().await?;
    ask.views().workspace(ask.account, sid).await?.ok_or_else(|| ask.not_found())
}

/// `http://host/v1/Workspaces/WS…`
pub(super) fn workspace_url(ask: &Ask, sid: WorkspaceSid) -> String {
    format!("{}/v1/Workspaces/{sid}", ask.host())
}

/// `{"statistics": "…/Statistics", …}`
pub(super) fn links<'a>(under: &str, each: impl IntoIterator<Item = (&'a str, &'a str)>) -> Value {
    let each = each.into_iter();
    let links: Map<String, Value> = each
        .map(|(name, path)| (name.to_owned(), Value::String(format!("{under}/{path}"))))
        .collect();
    Value::Object(links)
}

/// The same links and one more, which is not beneath them.
pub(super) fn linked(links: Value, name: &str, url: String) -> Value {
    let mut links = links;
    links[name] = Value::String(url);
    links
}
