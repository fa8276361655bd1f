//! Scripts of inputs and the transcripts that they give, as golden text in `tests/transcripts/`.
//!
//! A line that begins with `>` is an input, `|` is a line of its body, `#` is a remark; everything else is
//! what the flow answered. `UPDATE_TRANSCRIPTS=1 cargo test -p router --test flow` writes them
//! anew. Every script is also replayed from its facts, and checked for what holds for every call.

use std::path::{Path, PathBuf};

use router::Settings;

use crate::script;

fn transcripts() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    files.sort();
    assert!(files.len() > 20, "the transcripts are gone");
    files
}

#[test]
fn every_script_gives_its_transcript() {
    let mut wrong = Vec::new();
    for path in transcripts() {
        let golden = std::fs::read_to_string(&path).unwrap();
        let run = script::run(&golden);
        if run.text == golden {
            continue;
        }
        if std::env::var_os("UPDATE_TRANSCRIPTS").is_some() {
            std::fs::write(&path, &run.text).unwrap();
        } else {
            wrong.push(format!("{}:\n{}", path.display(), script::difference(&golden, &run.text)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_transcript_replays_to_the_same_facts() {
    for path in transcripts() {
        let run = script::run(&std::fs::read_to_string(&path).unwrap());
        let report = run.replay();
        assert_eq!(report.divergence, None, "{}", path.display());
        assert!(!report.steps.is_empty(), "{}", path.display());
    }
}

#[test]
fn every_transcript_keeps_what_holds_for_every_call() {
    for path in transcripts() {
        let run = script::run(&std::fs::read_to_string(&path).unwrap());
        run.check().unwrap_or_else(|broken| panic!("{}: {broken}", path.display()));
    }
}

/// A replay that cannot find a difference proves nothing: each fact of each transcript, changed or
/// dropped, must be found.
#[test]
fn a_record_that_was_altered_is_found_out() {
    for path in transcripts() {
        let run = script::run(&std::fs::read_to_string(&path).unwrap());
        for at in 0..run.facts.len() {
            if run.facts[at].2.is_input() {
                continue;
            }
            let mut facts = run.facts.clone();
            facts.remove(at);
            let found = script::replay(&facts).divergence.is_some();
            assert!(found, "{} without fact {at}", path.display());
        }
    }
}

/// The limits of the operator stand in the call's first fact, so that nobody has to know them later.
#[test]
fn a_call_with_limits_of_its_own_replays_with_anybodys_settings() {
    let mut found = 0;
    for path in transcripts() {
        let golden = std::fs::read_to_string(&path).unwrap();
        if golden.contains(" limits=") {
            found += 1;
            let report = script::replay_with(&Settings::default(), &script::run(&golden).facts);
            assert_eq!(report.divergence, None, "{}", path.display());
        }
    }
    assert!(found >= 2, "no transcript has limits of its own");
}
