use super::*;

fn stated(expires: Option<(u32, Option<Refresher>)>, min: Option<u32>, timer: bool) -> Stated {
    Stated { session_expires: expires, min_se_s: min, supports_timer: timer }
}

#[test]
fn an_invite_gets_the_timer_of_table_two() {
    use Refresher::{Uac, Uas};
    let timer =
        |s, refresher| Ok(Some(Timer { interval_s: s, refresher, is_ours: refresher == Uas }));
    let table = [
        (stated(None, None, true), timer(1_800, Uac)),
        (stated(None, None, false), timer(1_800, Uas)),
        (stated(Some((600, None)), None, true), timer(600, Uac)),
        (stated(Some((600, Some(Uac))), None, true), timer(600, Uac)),
        (stated(Some((600, Some(Uas))), None, true), timer(600, Uas)),
        (stated(Some((600, Some(Uac))), None, false), timer(600, Uas)),
        (stated(Some((9_000, None)), None, true), timer(1_800, Uac)),
        (stated(Some((9_000, None)), Some(3_600), true), timer(3_600, Uac)),
        (stated(Some((60, None)), None, true), Err(TooSmall(90))),
        (stated(Some((60, None)), None, false), timer(90, Uas)),
        (stated(Some((u32::MAX, None)), Some(u32::MAX), true), timer(86_400, Uac)),
    ];
    for (stated, expected) in table {
        assert_eq!(grant(stated, Some(Wanted::default())), expected, "{stated:?}");
    }
}

#[test]
fn without_timers_of_our_own_a_peer_may_still_refresh() {
    assert_eq!(grant(stated(None, None, true), None), Ok(None));
    assert_eq!(grant(stated(Some((600, None)), None, false), None), Ok(None));
    let timer = grant(stated(Some((600, None)), None, true), None).unwrap().unwrap();
    assert_eq!((timer.interval_s, timer.is_ours), (600, false));
}

#[test]
fn the_answer_to_our_request_says_who_refreshes() {
    assert_eq!(granted(stated(None, None, true)), None);
    let ours = granted(stated(Some((600, Some(Refresher::Uac))), None, true)).unwrap();
    assert!(ours.is_ours);
    let theirs = granted(stated(Some((600, Some(Refresher::Uas))), None, true)).unwrap();
    assert!(!theirs.is_ours);
}

#[test]
fn the_refresher_acts_at_half_time_and_the_other_shortly_before_the_end() {
    let timer = |interval_s, is_ours| Timer { interval_s, refresher: Refresher::Uac, is_ours };
    assert_eq!(timer(1_800, true).acts_after_ms(), 900_000);
    assert_eq!(timer(1_800, false).acts_after_ms(), 1_768_000);
    assert_eq!(timer(90, false).acts_after_ms(), 60_000);
}

#[test]
fn the_header_is_read_and_written() {
    let table = [
        ("1800", Some((1_800, None))),
        ("1800;refresher=uac", Some((1_800, Some(Refresher::Uac)))),
        (" 90 ; x=y ; Refresher = UAS ", Some((90, Some(Refresher::Uas)))),
        ("90;refresher=nobody", Some((90, None))),
        ("", None),
        ("-1", None),
        ("99999999999", None),
    ];
    for (value, expected) in table {
        assert_eq!(parse_session_expires(value), expected, "{value:?}");
    }
    let timer = Timer { interval_s: 600, refresher: Refresher::Uas, is_ours: true };
    assert_eq!(timer.header(), "600;refresher=uas");
}
