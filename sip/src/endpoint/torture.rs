//! The torture messages of RFC 4475, one file each in `sip/torture`.

use super::judge::{Verdict, frames, judge};
use std::collections::BTreeSet;
use std::path::PathBuf;

use Verdict::{Answered, Ignored, Response, Served};

/// Message, section, what becomes of it.
const TABLE: [(&str, &str, Verdict); 49] = [
    ("wsinv", "3.1.1.1", Served),
    ("intmeth", "3.1.1.2", Answered(501)),
    ("esc01", "3.1.1.3", Served),
    ("escnull", "3.1.1.4", Answered(405)),
    ("esc02", "3.1.1.5", Answered(501)),
    ("lwsdisp", "3.1.1.6", Answered(200)),
    ("longreq", "3.1.1.7", Served),
    ("dblreq", "3.1.1.8", Answered(405)),
    ("semiuri", "3.1.1.9", Answered(200)),
    ("transports", "3.1.1.10", Answered(200)),
    ("mpart01", "3.1.1.11", Answered(405)),
    ("unreason", "3.1.1.12", Response),
    ("noreason", "3.1.1.13", Response),
    ("badinv01", "3.1.2.1", Answered(400)),
    ("clerr", "3.1.2.2", Answered(400)),
    ("ncl", "3.1.2.3", Answered(400)),
    ("scalar02", "3.1.2.4", Answered(400)),
    ("scalarlg", "3.1.2.5", Ignored),
    ("quotbal", "3.1.2.6", Answered(400)),
    ("ltgtruri", "3.1.2.7", Answered(400)),
    ("lwsruri", "3.1.2.8", Answered(400)),
    ("lwsstart", "3.1.2.9", Answered(400)),
    ("trws", "3.1.2.10", Answered(400)),
    ("escruri", "3.1.2.11", Answered(400)),
    // A date in a wrong zone is in a header that nobody here reads.
    ("baddate", "3.1.2.12", Served),
    ("regbadct", "3.1.2.13", Answered(405)),
    // Spaces within <> and an unquoted comma are forgiven, as the RFC recommends.
    ("badaspec", "3.1.2.14", Answered(200)),
    ("baddn", "3.1.2.15", Answered(200)),
    ("badvers", "3.1.2.16", Answered(505)),
    ("mismatch01", "3.1.2.17", Answered(400)),
    ("mismatch02", "3.1.2.18", Answered(400)),
    ("bigcode", "3.1.2.19", Ignored),
    ("badbranch", "3.2.1", Answered(200)),
    ("insuf", "3.3.1", Answered(400)),
    ("unkscm", "3.3.2", Answered(416)),
    ("novelsc", "3.3.3", Answered(416)),
    ("unksm2", "3.3.4", Answered(405)),
    ("bext01", "3.3.5", Answered(420)),
    ("invut", "3.3.6", Answered(415)),
    ("regaut01", "3.3.7", Answered(405)),
    ("multi01", "3.3.8", Answered(400)),
    ("mcl01", "3.3.9", Answered(400)),
    // Its transaction is nobody's, so it goes no further.
    ("bcast", "3.3.10", Response),
    ("zeromf", "3.3.11", Answered(200)),
    ("cparam01", "3.3.12", Answered(405)),
    ("cparam02", "3.3.13", Answered(405)),
    ("regescrt", "3.3.14", Answered(405)),
    ("sdp01", "3.3.15", Answered(406)),
    ("inv2543", "3.4.1", Answered(400)),
];

/// What the RFC would have and we don't do.
const KNOWN_FAILURES: [(&str, Verdict, &str); 1] = [(
    "inv2543",
    Served,
    "RFC 2543 callers have no From tag; the stack keys its transactions by it",
)];

fn directory() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("torture")
}

#[test]
fn every_torture_message_gets_what_it_deserves() {
    let mut wrong = vec![];
    for (name, section, expected) in TABLE {
        let bytes = std::fs::read(directory().join(format!("{name}.dat"))).unwrap();
        let verdict = judge(&bytes, false);
        if verdict != expected {
            wrong.push(format!("{name} (§{section}): {verdict:?}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_known_to_fail_still_fails() {
    for (name, wanted, reason) in KNOWN_FAILURES {
        let bytes = std::fs::read(directory().join(format!("{name}.dat"))).unwrap();
        assert_ne!(
            judge(&bytes, false),
            wanted,
            "{name} works now ({reason}): take it off the list"
        );
    }
}

#[test]
fn every_file_is_in_the_table() {
    let files: BTreeSet<String> = std::fs::read_dir(directory())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let named: BTreeSet<String> = TABLE.iter().map(|(name, ..)| format!("{name}.dat")).collect();
    assert_eq!(files, named);
}

#[test]
fn no_single_byte_changed_makes_it_panic() {
    for (name, ..) in TABLE {
        let bytes = std::fs::read(directory().join(format!("{name}.dat"))).unwrap();
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] = changed[at].wrapping_add(1 + (at % 254) as u8);
            judge(&changed, false);
        }
    }
}

#[test]
fn a_content_length_beyond_all_numbers_ends_the_connection() {
    let head = "OPTIONS sip:example.com SIP/2.0\r\nContent-Length: ";
    for length in [usize::MAX, usize::MAX - 60, 65_536] {
        assert_eq!(frames(format!("{head}{length}\r\n\r\n").as_bytes()), 0, "{length}");
    }
    assert_eq!(frames(format!("{head}0\r\n\r\n\r\n\r\n{head}0\r\n\r\n").as_bytes()), 2);
}
