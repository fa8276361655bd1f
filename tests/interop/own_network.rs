//! A user's own network namespace, in which a test may do what only root may elsewhere.

use anyhow::{Context as _, ensure};
use tokio::process::Command;

use crate::peer;

/// Whether raw sockets may be opened: capability 13, `CAP_NET_RAW`, which root has.
pub(crate) fn may_open_raw_sockets() -> anyhow::Result<bool> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let mask = status.lines().find_map(|line| line.strip_prefix("CapEff:"));
    let mask = u64::from_str_radix(mask.context("no CapEff in /proc/self/status")?.trim(), 16)?;
    Ok(mask & 1 << 13 != 0)
}

/// Runs this one test of this program in a network that has nothing but loopback.
pub(crate) async fn run(test: &str) -> anyhow::Result<()> {
    let mut command = Command::new("unshare");
    command.args(["--user", "--map-root-user", "--net", "sh", "-c"]);
    command.arg("ip link set lo up && exec \"$0\" --exact \"$1\"");
    command.arg(std::env::current_exe()?).arg(test);
    let said = peer::run(&mut command, "util-linux iproute2").await.context(
        "neither raw sockets nor user namespaces are allowed here: run the tests as root, or allow \
         unprivileged user namespaces",
    )?;
    ensure!(said.contains("1 passed"), "the test was not run: {said}");
    Ok(())
}
