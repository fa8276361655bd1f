use uuid::Uuid;

use super::{Claim, Found, StreamRow, Verdict, claim, verdict};
use crate::{
    chain::ZERO,
    contract::sample::{append, at, events, part, stream},
    port::{Append, AppendError, Appended, ExpectedVersion},
    position::{Position, StreamVersion},
};

fn row(version: u64) -> Option<StreamRow> {
    Some(StreamRow { number: 1, version: StreamVersion(version), hash: ZERO })
}

#[test]
fn what_must_be_known_of_a_stream_follows_from_belief_and_version() {
    let some = events(2);
    let first = some[0].id;
    for (expected, row, claimed) in [
        (ExpectedVersion::NoStream, None, Claim::Fresh),
        (at(0), None, Claim::Fresh),
        (ExpectedVersion::Any, None, Claim::Fresh),
        (at(1), None, Claim::Conflict),
        (at(5), row(5), Claim::Fresh),
        (at(6), row(5), Claim::Conflict),
        (at(4), row(5), Claim::Conflict),
        (at(3), row(5), Claim::At(StreamVersion(3))),
        (at(0), row(5), Claim::At(StreamVersion(0))),
        (ExpectedVersion::NoStream, row(2), Claim::At(StreamVersion(0))),
        (ExpectedVersion::NoStream, row(1), Claim::Conflict),
        (ExpectedVersion::Any, row(1), Claim::Somewhere(first)),
        (at(u64::MAX), row(5), Claim::Conflict),
    ] {
        let part = part(&stream("CA1"), expected, some.clone());
        assert_eq!(claim(&part, row.as_ref()), claimed, "{expected:?} {row:?}");
    }
}

#[test]
fn events_that_stand_where_a_retry_would_put_its_own_make_it_a_retry_only_if_all_are_the_same() {
    let request = append(&stream("CA1"), at(0), events(2));
    let ids: Vec<Uuid> = request.streams[0].events.iter().map(|event| event.id).collect();
    let judge = |ids: Vec<Uuid>| {
        let found = Found { after: StreamVersion::NONE, ids, position: Position(9) };
        verdict(&request, &[row(5)], &[Some(found)])
    };
    let Ok(Verdict::Already(Appended::Already { position, versions, .. })) = judge(ids.clone())
    else {
        panic!("a retry was not recognised")
    };
    assert_eq!((position, versions), (Position(9), vec![StreamVersion(2)]));
    for other in [vec![], vec![ids[0]], vec![ids[1], ids[0]], vec![ids[0], Uuid::nil()]] {
        let refused = judge(other).unwrap_err();
        let AppendError::Conflict { actual, .. } = refused else { panic!("{refused}") };
        assert_eq!(actual, StreamVersion(5));
    }
}

#[test]
fn one_stream_in_conflict_refuses_all_and_is_the_one_that_is_named() {
    let parts = |expected: [u64; 3]| {
        let names = ["CA1", "CA2", "CA3"].into_iter().zip(expected);
        names.map(|(name, version)| part(&stream(name), at(version), events(1))).collect()
    };
    let request = Append { streams: parts([1, 9, 1]), order: Vec::new(), idempotency: None };
    let refused = verdict(&request, &[row(1), row(2), row(1)], &[None, None, None]).unwrap_err();
    let AppendError::Conflict { stream: named, actual } = refused else { panic!("{refused}") };
    assert_eq!((named, actual), (stream("CA2"), StreamVersion(2)));
}
