//! The documents, in step with the house.

use crate::tree::{expect_none, files, root};

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn the_first_screen_of_the_readme_has_the_two_commands() {
    let readme = read("README.md");
    let screen: String = readme.lines().take(50).collect::<Vec<_>>().join("\n");
    assert!(screen.contains("make run"), "README's first screen lacks `make run`");
    assert!(screen.contains("make test"), "README's first screen lacks `make test`");
}

#[test]
fn the_documents_of_the_house_are_there() {
    let wanted = [
        "README.md",
        "CHANGELOG.md",
        "docs/ARCHITECTURE.md",
        "docs/a-call-in-one-sitting.md",
        "docs/GLOSSARY.md",
        "docs/EVENTS.md",
        "docs/RFCS.md",
        "docs/TESTING.md",
        "docs/BENCHMARKS.md",
    ];
    let missing: Vec<_> = wanted
        .iter()
        .filter(|path| !root().join(path).is_file())
        .map(|p| (*p).to_owned())
        .collect();
    expect_none("missing documents", &missing);
}

#[test]
fn decisions_are_numbered_without_gaps_and_half_a_page_long() {
    let decisions: Vec<_> =
        files().into_iter().filter(|path| path.starts_with("docs/decisions/")).collect();
    let mut wrong = Vec::new();
    let mut numbers: Vec<u32> = Vec::new();
    for path in &decisions {
        let name = path.rsplit('/').next().unwrap_or_default();
        match name.split('-').next().and_then(|number| number.parse().ok()) {
            Some(number) => numbers.push(number),
            None => wrong.push(format!("{path} has no number")),
        }
        let lines = read(path).lines().count();
        if lines > 60 {
            wrong.push(format!("{path} has {lines} lines"));
        }
    }
    numbers.sort_unstable();
    let expected: Vec<u32> = (1..=numbers.len() as u32).collect();
    if numbers != expected {
        wrong.push(format!("the numbers are {numbers:?}"));
    }
    expect_none("docs/decisions", &wrong);
}

#[test]
fn the_sitting_walks_past_files_that_exist_and_are_short() {
    let text = read("docs/a-call-in-one-sitting.md");
    let stops: Vec<_> = text
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|code| code.ends_with(".rs") && code.contains('/'))
        .collect();
    assert!(stops.len() >= 10, "the sitting has only {} stops", stops.len());
    let wrong: Vec<_> = stops
        .into_iter()
        .filter_map(|path| match std::fs::read_to_string(root().join(path)) {
            Err(_) => Some(format!("{path} is not there")),
            Ok(text) if text.lines().count() > 300 => Some(format!("{path} is over 300 lines")),
            Ok(_) => None,
        })
        .collect();
    expect_none("docs/a-call-in-one-sitting.md", &wrong);
}

#[test]
fn no_path_of_one_machine_is_written_down() {
    let wrong: Vec<_> = files()
        .into_iter()
        .filter(|path| {
            [".md", ".toml"].iter().any(|end| path.ends_with(end))
                || path == "Makefile"
                || path == ".ci/run"
                || path.starts_with("scripts/")
        })
        .filter(|path| {
            let text = read(path);
            ["/work/", "/root/", "/home/"].iter().any(|place| text.contains(place))
        })
        .collect();
    expect_none("an absolute path of one machine", &wrong);
}
