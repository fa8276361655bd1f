//! How the sources are kept.

use crate::tree::{expect_none, is_proof, root, sources};

/// A file may be this long; half of it is better.
const LINES_MAX: usize = 500;

const BANNED_NAMES: [&str; 5] = ["Manager", "Helper", "Handler", "Processor", "Util"];
const BANNED_FILES: [&str; 5] = ["util.rs", "utils.rs", "common.rs", "helpers.rs", "misc.rs"];

#[test]
fn no_file_has_grown_past_its_limit() {
    let long = sources().into_iter().filter_map(|(path, text)| {
        let lines = text.lines().count();
        (lines > LINES_MAX).then(|| format!("{path}: {lines} lines"))
    });
    expect_none("a file has become two things", &long.collect::<Vec<_>>());
}

#[test]
fn a_hallway_holds_no_logic() {
    let hallways = sources()
        .into_iter()
        .filter(|(path, _)| path.ends_with("/mod.rs") || path.ends_with("/lib.rs"));
    let wrong = hallways.filter_map(|(path, text)| {
        let function = text.lines().find(|line| {
            let line = line.trim_start();
            let bare = line.strip_prefix("pub ").or_else(|| line.strip_prefix("pub(crate) "));
            let line = bare.unwrap_or(line);
            ["fn ", "async fn ", "const fn ", "impl ", "impl<"].iter().any(|w| line.starts_with(w))
        });
        function.map(|line| format!("{path}: {}", line.trim()))
    });
    expect_none("mod.rs and lib.rs hold docs, mod and pub use", &wrong.collect::<Vec<_>>());
}

#[test]
fn nothing_is_called_manager_or_helper() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        if BANNED_FILES.iter().any(|name| path.ends_with(&format!("/{name}"))) {
            wrong.push(path.clone());
        }
        for (number, line) in text.lines().enumerate() {
            let defines = ["struct ", "enum ", "trait ", "type "].iter().find_map(|keyword| {
                let at = line.find(keyword)?;
                line[at + keyword.len()..].split(|c: char| !c.is_alphanumeric() && c != '_').next()
            });
            let Some(name) = defines else { continue };
            if BANNED_NAMES.iter().any(|banned| name.ends_with(banned)) {
                wrong.push(format!("{path}:{}: {name}", number + 1));
            }
        }
    }
    expect_none("name the act or the thing", &wrong);
}

#[test]
fn the_environment_is_read_in_one_place() {
    let readers = sources().into_iter().filter(|(path, text)| {
        !is_proof(path)
            && !path.starts_with("server/src/config/")
            && path != "server/src/main.rs"
            && !path.contains("/contract/")
            && ["env::var", "env::vars", "env::var_os"].iter().any(|call| text.contains(call))
    });
    let wrong: Vec<_> = readers.map(|(path, _)| path).collect();
    expect_none("only server/src/config reads the environment", &wrong);
}

#[test]
fn no_test_sleeps() {
    let sleepers = sources().into_iter().filter(|(path, text)| {
        is_proof(path)
            && !path.starts_with("tests/tidy/")
            && !path.starts_with("tests/bench/")
            && (text.contains("thread::sleep(") || text.contains("time::sleep("))
    });
    let wrong: Vec<_> = sleepers.map(|(path, _)| path).collect();
    expect_none("wait on a channel, or read again; time is an argument", &wrong);
}

#[test]
fn nothing_is_left_to_be_done_and_no_test_is_switched_off() {
    let marks = ["todo!(", "unimplemented!(", "#[ignore", "FIXME", "XXX"];
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        if path.starts_with("tests/tidy/") {
            continue;
        }
        for (number, line) in text.lines().enumerate() {
            if marks.iter().any(|mark| line.contains(mark)) {
                wrong.push(format!("{path}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    expect_none("finish it or say so in an issue", &wrong);
}

#[test]
fn every_room_takes_the_lints_of_the_house() {
    let wrong: Vec<_> = crate::tree::ROOMS
        .iter()
        .filter(|room| {
            let path = root().join(room).join("Cargo.toml");
            let manifest = std::fs::read_to_string(path).expect("a room has a manifest");
            !manifest.contains("[lints]\nworkspace = true") && **room != "media"
        })
        .map(|room| (*room).to_owned())
        .collect();
    expect_none("every room takes the workspace's lints", &wrong);
}
