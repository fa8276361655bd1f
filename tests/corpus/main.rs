//! Every kept input of every fuzz target, given to its body again.

use std::path::{Path, PathBuf};

use tests::fuzz::TARGETS;

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus")
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder of the corpus");
    let name = |entry: std::io::Result<std::fs::DirEntry>| {
        entry.expect("an entry").file_name().into_string().expect("a name in UTF-8")
    };
    let mut names: Vec<_> = entries.map(name).collect();
    names.sort();
    names
}

#[test]
fn nothing_that_was_kept_breaks_a_law() {
    let mut broken = Vec::new();
    for (target, body) in TARGETS {
        let folder = corpus().join(target);
        for name in names(&folder) {
            let data = std::fs::read(folder.join(&name)).expect("a file of the corpus");
            if std::panic::catch_unwind(|| body(&data)).is_err() {
                broken.push(format!("{target}/{name}"));
            }
        }
    }
    assert!(broken.is_empty(), "these break a law (see above):\n  {}", broken.join("\n  "));
}

#[test]
fn every_target_has_a_small_corpus() {
    for (target, _) in TARGETS {
        let folder = corpus().join(target);
        let kept = names(&folder);
        assert!((1..=50).contains(&kept.len()), "{target} has {} files", kept.len());
        for name in kept {
            let bytes = std::fs::metadata(folder.join(&name)).expect("a file").len();
            assert!(bytes <= 4_096, "{target}/{name} has {bytes} bytes; 4,096 are allowed");
        }
    }
}

#[test]
fn every_body_is_a_target_and_a_program() {
    let bodies: Vec<_> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let folders: std::collections::BTreeSet<_> = names(&corpus()).into_iter().collect();
    assert_eq!(folders, bodies.iter().cloned().collect());
    let manifest = std::fs::read_to_string(corpus().join("../Cargo.toml")).expect("a manifest");
    for body in bodies {
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{body}.rs\"")), "{body}");
        let program = std::fs::read_to_string(corpus().join(format!("../fuzz_targets/{body}.rs")));
        assert!(program.expect("a program").contains(&format!("bodies::{body}(data)")), "{body}");
    }
}
