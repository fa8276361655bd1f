//! The machines of this room take time, randomness and tasks as arguments.

use std::path::{Path, PathBuf};

const MACHINES: [&str; 6] = ["sdp", "dialog", "session_timer", "digest", "admission", "screen"];
const FORBIDDEN: [&str; 7] =
    ["Instant::", "SystemTime", "rand::", "tokio", "async fn", "rsipstack", "std::env"];

#[test]
fn the_machines_have_no_clock_no_dice_no_task_and_no_stack() {
    for file in MACHINES.iter().flat_map(|machine| sources(machine)) {
        let text = std::fs::read_to_string(&file).unwrap();
        let code: String =
            text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        for word in FORBIDDEN {
            assert!(!code.contains(word), "{} uses {word}", file.display());
        }
    }
}

fn sources(machine: &str) -> Vec<PathBuf> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = vec![src.join(format!("{machine}.rs"))];
    if let Ok(entries) = std::fs::read_dir(src.join(machine)) {
        found.extend(entries.flatten().map(|entry| entry.path()));
    }
    found.retain(|path| path.is_file());
    assert!(!found.is_empty(), "no machine {machine}");
    found
}
