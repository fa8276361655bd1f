//! The files of the project, as git sees them.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The crates in which the program is written.
pub(crate) const ROOMS: [&str; 9] =
    ["domain", "store", "sip", "media", "router", "commands", "projections", "api", "server"];

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ is in the root").to_owned()
}

/// Every file that git tracks or would add, by its path from the root.
pub(crate) fn files() -> Vec<String> {
    let listed = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .expect("git lists the files");
    assert!(listed.status.success(), "git ls-files failed");
    let text = String::from_utf8(listed.stdout).expect("paths are UTF-8");
    text.lines().filter(|path| root().join(path).is_file()).map(str::to_owned).collect()
}

/// The Rust files, with their text.
pub(crate) fn sources() -> Vec<(String, String)> {
    let rust = files().into_iter().filter(|path| path.ends_with(".rs"));
    rust.map(|path| {
        let text = std::fs::read_to_string(root().join(&path)).expect("a source is text");
        (path, text)
    })
    .collect()
}

/// Whether a path belongs to tests or benchmarks rather than to the program.
pub(crate) fn is_proof(path: &str) -> bool {
    path.starts_with("tests/")
        || path.starts_with("fuzz/")
        || path.contains("/tests/")
        || path.contains("/proof/")
        || path.ends_with("/tests.rs")
}

/// Fails with the list of what is wrong, if anything is.
pub(crate) fn expect_none(rule: &str, wrong: &[String]) {
    assert!(wrong.is_empty(), "{rule}:\n  {}", wrong.join("\n  "));
}
