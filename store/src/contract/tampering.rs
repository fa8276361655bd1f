//! What verification says of a log that somebody changed behind its back, by SQL.

use std::sync::Arc;

use super::sample::{append, at, events, stream, written};
use crate::{
    chain::{self, Evidence, Finding},
    position::{Position, StreamVersion},
};

/// One way to tamper with the log that [`write_log`] makes, and what must be found.
#[derive(Debug)]
pub struct Case {
    /// What is done, for the message when it is not found.
    pub name: &'static str,
    /// The statements. The triggers that protect the events have been dropped by then.
    pub sql: &'static str,
    /// What verification must say.
    pub findings: Vec<Finding>,
}

/// Nine events: CA1 at 1, 2, 4, 7; CA2 at 3, 5, 8; CA3 at 6, 9.
///
/// # Panics
/// When it cannot be written.
pub async fn write_log(store: &Arc<dyn Evidence>) {
    let writes =
        [(1, 0, 2), (2, 0, 1), (1, 2, 1), (2, 1, 1), (3, 0, 1), (1, 3, 1), (2, 2, 1), (3, 1, 1)];
    for (call, version, count) in writes {
        let call = stream(&format!("CA{call}"));
        written(store, append(&call, at(version), events(count))).await;
    }
}

/// Checks that verification says what the case expects.
///
/// # Panics
/// When it says anything else.
pub async fn expect_findings(store: &dyn Evidence, case: &Case) {
    let report = chain::verify(store).await.unwrap();
    assert_eq!(report.findings, case.findings, "{}", case.name);
}

fn altered(position: u64, call: &str, version: u64) -> Finding {
    let (position, version) = (Position(position), StreamVersion(version));
    Finding::Altered { position, stream: stream(call), version }
}

fn moved(position: u64, call: &str, version: u64) -> Finding {
    let (position, version) = (Position(position), StreamVersion(version));
    Finding::Reordered { position, stream: stream(call), version }
}

fn missing(first: u64, last: u64) -> Finding {
    Finding::MissingPositions { first: Position(first), last: Position(last) }
}

fn missing_in(call: &str, first: u64, last: u64) -> Finding {
    let (first, last) = (StreamVersion(first), StreamVersion(last));
    Finding::MissingVersions { stream: stream(call), first, last }
}

/// Statements that SQLite and Postgres both understand.
#[must_use]
pub fn cases() -> Vec<Case> {
    let case = |name, sql, findings| Case { name, sql, findings };
    vec![
        case("nothing", "", vec![]),
        case(
            "a payload",
            "UPDATE events SET data = '{}' WHERE position = 4",
            vec![altered(4, "CA1", 3)],
        ),
        case(
            "the first and the last payload",
            "UPDATE events SET data = '{}' WHERE position IN (1, 9)",
            vec![altered(1, "CA1", 1), altered(9, "CA3", 2)],
        ),
        case(
            "a time",
            "UPDATE events SET recorded_at = 1 WHERE position = 3",
            vec![altered(3, "CA2", 1)],
        ),
        case(
            "an actor",
            "UPDATE events SET actor = 'me' WHERE position = 8",
            vec![altered(8, "CA2", 3)],
        ),
        case(
            "a hash in the middle of a stream",
            "UPDATE events SET hash = (SELECT hash FROM events WHERE position = 1) WHERE position = 5",
            vec![altered(5, "CA2", 2)],
        ),
        case(
            "an event in the middle",
            "DELETE FROM events WHERE position = 5",
            vec![missing(5, 5), missing_in("CA2", 2, 2)],
        ),
        case(
            "the tail of the log",
            "DELETE FROM events WHERE position >= 8",
            vec![missing(8, 9), missing_in("CA2", 3, 3), missing_in("CA3", 2, 2)],
        ),
        case(
            "a whole stream with its register entry",
            "DELETE FROM events WHERE stream_no = 3; DELETE FROM streams WHERE stream_no = 3",
            vec![missing(6, 6), missing(9, 9)],
        ),
        case(
            "two events of two streams, exchanged",
            "UPDATE events SET position = 100 WHERE position = 3;
             UPDATE events SET position = 3 WHERE position = 6;
             UPDATE events SET position = 6 WHERE position = 100",
            vec![moved(3, "CA3", 1), moved(6, "CA2", 1)],
        ),
        case(
            "two events of one stream, exchanged",
            "UPDATE events SET position = 100 WHERE position = 2;
             UPDATE events SET position = 2 WHERE position = 7;
             UPDATE events SET position = 7 WHERE position = 100",
            vec![moved(2, "CA1", 4), moved(7, "CA1", 2)],
        ),
        case(
            "the head",
            "UPDATE log_head SET chain = (SELECT chain FROM events WHERE position = 8)",
            vec![Finding::BrokenLink { position: Position(9) }],
        ),
        case(
            "the register",
            "UPDATE streams SET version = 2 WHERE stream_no = 1",
            vec![Finding::WrongRegister { stream: stream("CA1") }],
        ),
    ]
}
