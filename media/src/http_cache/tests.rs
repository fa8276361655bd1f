use std::time::{Duration, SystemTime};

use http::header::{HeaderMap, HeaderName, HeaderValue};
use http::{Method, StatusCode};

use super::{Part, Rules, Stored, Use, in_short_list, part_wanted, without_hop_by_hop};

/// Sun, 06 Nov 1994 08:49:37 GMT, the date of the RFCs.
const NOW: u64 = 784_111_777;

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(NOW + seconds)
}

fn fields(lines: &[(&str, &str)]) -> HeaderMap {
    let pair = |(name, value): &(&str, &str)| {
        (HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_str(value).unwrap())
    };
    let mut map = HeaderMap::new();
    lines.iter().map(pair).for_each(|(name, value)| {
        map.append(name, value);
    });
    map
}

fn stored_by(rules: &Rules, lines: &[(&str, &str)]) -> Option<Stored> {
    let (asked, answer) = (HeaderMap::new(), fields(lines));
    Stored::new(rules, (&Method::GET, &asked), (StatusCode::OK, &answer), (at(0), at(0)))
}

fn stored(lines: &[(&str, &str)]) -> Stored {
    stored_by(&Rules::of_relay(), lines).unwrap()
}

fn lifetime_s(lines: &[(&str, &str)]) -> u64 {
    stored(lines).lifetime(&Rules::of_relay()).as_secs()
}

#[test]
fn the_lifetime_is_what_the_nearest_field_says() {
    let tomorrow = ("expires", "Mon, 07 Nov 1994 08:49:37 GMT");
    let date = ("date", "Sun, 06 Nov 1994 08:49:37 GMT");
    for (lines, expected) in [
        (&[("cache-control", "max-age=60")][..], 60),
        (&[("cache-control", "MAX-AGE=\"60\", x=\"max-age=5\"")], 60),
        (&[("cache-control", "max-age=60, s-maxage=30")], 30),
        (&[("cache-control", "max-age=60"), tomorrow], 60),
        (&[("cache-control", "max-age=60"), ("cache-control", "max-age=30")], 30),
        (&[("cache-control", "max-age=99999999999")], 1 << 31),
        (&[("cache-control", "max-age='60'"), tomorrow], 0),
        (&[("cache-control", "max-age=-1")], 0),
        (&[("cache-control", "max-age=6.0")], 0),
        (&[tomorrow], 86_400),
        (&[date, tomorrow], 86_400),
        (&[date, ("expires", "Monday, 07-Nov-94 08:49:37 GMT")], 86_400),
        (&[date, ("expires", "Mon Nov  7 08:49:37 1994")], 86_400),
        (&[date, ("expires", "0")], 0),
        (
            &[
                ("date", "Sun, 06 Nov 1994 08:50:37 GMT"),
                ("expires", "Sun, 06 Nov 1994 08:49:37 GMT"),
            ],
            0,
        ),
        (&[date, ("last-modified", "Sun, 06 Nov 1994 08:32:57 GMT")], 100),
        (&[date, ("last-modified", "Sat, 06 Nov 1993 08:32:57 GMT")], 86_400),
        (&[], 0),
    ] {
        assert_eq!(lifetime_s(lines), expected, "{lines:?}");
    }
}

#[test]
fn the_field_that_is_meant_for_us_replaces_the_others() {
    let general = ("cache-control", "max-age=60");
    for (lines, expected) in [
        (&[general, ("cdn-cache-control", "max-age=600")][..], 600),
        (&[general, ("cdn-cache-control", "max-age=600;x=\"a\\\"b\", x=(1)")], 60),
        (&[general, ("cdn-cache-control", "MAX-AGE=600")], 60),
        (&[general, ("cdn-cache-control", "max-age=\"600\", public")], 0),
        (&[general, ("cdn-cache-control", "max-age=600,")], 60),
        (&[general, ("cdn-cache-control", "")], 60),
        (&[general, ("surrogate-control", "max-age=600")], 600),
        (&[general, ("surrogate-control", "max-age=600;ringback")], 600),
        (&[general, ("surrogate-control", "max-age=600;another")], 60),
        (&[general, ("surrogate-control", "max-age=6"), ("cdn-cache-control", "max-age=600")], 600),
    ] {
        assert_eq!(lifetime_s(lines), expected, "{lines:?}");
    }
    let rules = Rules::of_relay();
    assert!(stored_by(&rules, &[general, ("cdn-cache-control", "no-store")]).is_none());
    assert!(
        stored_by(&rules, &[("cache-control", "no-store"), ("cdn-cache-control", "max-age=5")])
            .is_some()
    );
}

#[test]
fn what_may_be_kept_depends_on_who_shares_it() {
    for (lines, shared, own) in [
        (&[("cache-control", "max-age=60")][..], true, true),
        (&[("cache-control", "private, max-age=60")], false, true),
        (&[("cache-control", "private=\"set-cookie\", max-age=60")], true, true),
        (&[("cache-control", "No-Store, max-age=60")], false, false),
        (&[("cache-control", "no-store, must-understand, max-age=60")], true, true),
        (&[("vary", "*")], false, false),
        (&[("vary", "accept, *")], false, false),
        (&[], true, true),
    ] {
        let kept = |rules| stored_by(&rules, lines).is_some();
        assert_eq!((kept(Rules::of_relay()), kept(Rules::of_sounds())), (shared, own), "{lines:?}");
    }
}

#[test]
fn only_answers_to_get_are_kept_and_no_parts() {
    let answer = fields(&[("cache-control", "max-age=60")]);
    let kept = |method: Method, status: u16, asked: &HeaderMap| {
        let status = StatusCode::from_u16(status).unwrap();
        let times = (at(0), at(0));
        Stored::new(&Rules::of_relay(), (&method, asked), (status, &answer), times).is_some()
    };
    let nothing = HeaderMap::new();
    assert!(kept(Method::GET, 200, &nothing) && kept(Method::GET, 599, &nothing));
    assert!(!kept(Method::POST, 200, &nothing));
    assert!(!kept(Method::GET, 206, &nothing) && !kept(Method::GET, 304, &nothing));
    assert!(!kept(Method::GET, 200, &fields(&[("authorization", "Basic x")])));
    assert!(!kept(Method::GET, 200, &fields(&[("cache-control", "no-store")])));
}

#[test]
fn an_answer_grows_old_from_its_birth_on() {
    let rules = Rules::of_relay();
    let date = ("date", "Sun, 06 Nov 1994 08:49:27 GMT");
    for (lines, age_s) in [
        (&[("age", "5")][..], 5),
        (&[date], 10),
        (&[date, ("age", "5")], 10),
        (&[date, ("age", "15")], 15),
        (&[("age", "5, 5")], 1 << 31),
        (&[("age", "old")], 1 << 31),
        (&[("age", "5"), ("age", "5")], 1 << 31),
    ] {
        let lines = [lines, &[("cache-control", "max-age=60")]].concat();
        let stored = stored(&lines);
        assert_eq!(stored.age(at(0)).as_secs(), age_s, "{lines:?}");
        assert_eq!(stored.age(at(7)).as_secs(), age_s + 7, "{lines:?}");
        let left = 60_u64.saturating_sub(age_s + 7);
        assert_eq!(stored.fresh_for(&rules, at(7)).as_secs(), left, "{lines:?}");
    }
}

#[test]
fn a_stale_answer_is_used_only_where_somebody_said_so() {
    let (rules, nothing) = (Rules::of_sounds(), HeaderMap::new());
    for (said, after_s, expected) in [
        ("max-age=60", 59, Use::Fresh),
        ("max-age=60", 60, Use::AfterRevalidating),
        ("max-age=60, no-cache", 1, Use::AfterRevalidating),
        ("max-age=60, no-cache=\"x\"", 1, Use::Fresh),
        ("max-age=60, stale-while-revalidate=30", 89, Use::WhileRevalidating),
        ("max-age=60, stale-while-revalidate=30", 91, Use::AfterRevalidating),
        ("max-age=60, stale-while-revalidate=30, must-revalidate", 70, Use::AfterRevalidating),
    ] {
        let stored = stored(&[("cache-control", said)]);
        assert_eq!(stored.usable(&rules, &nothing, at(after_s)), expected, "{said} {after_s}");
    }
    for (asked, expected) in [
        (("cache-control", "no-cache"), Use::AfterRevalidating),
        (("pragma", "no-cache"), Use::AfterRevalidating),
        (("cache-control", "max-age=5"), Use::AfterRevalidating),
        (("cache-control", "min-fresh=55"), Use::AfterRevalidating),
        (("cache-control", "min-fresh=40"), Use::Fresh),
    ] {
        let stored = stored(&[("cache-control", "max-age=60")]);
        assert_eq!(stored.usable(&rules, &fields(&[asked]), at(10)), expected, "{asked:?}");
    }
    let patient = fields(&[("cache-control", "max-stale=50")]);
    let stored = stored(&[("cache-control", "max-age=60")]);
    assert_eq!(stored.usable(&rules, &patient, at(100)), Use::Fresh);
    assert_eq!(stored.usable(&rules, &patient, at(111)), Use::AfterRevalidating);
}

#[test]
fn a_stale_answer_stands_in_for_a_failure_unless_it_must_not() {
    let day = 24 * 60 * 60;
    for (said, after_s, sounds, relay) in [
        ("max-age=60", 61, true, false),
        ("max-age=60", 60 + day, false, false),
        ("max-age=60, stale-if-error=30", 89, true, true),
        ("max-age=60, stale-if-error=30", 91, false, false),
        ("max-age=60, stale-if-error=30, must-revalidate", 61, false, false),
        ("max-age=60, stale-if-error=30, no-cache", 61, false, false),
        ("s-maxage=60, stale-if-error=30", 61, false, false),
    ] {
        let stored = stored(&[("cache-control", said)]);
        let covers = |rules| stored.covers_failure(&rules, &HeaderMap::new(), at(after_s));
        let covered = (covers(Rules::of_sounds()), covers(Rules::of_relay()));
        assert_eq!(covered, (sounds, relay), "{said} {after_s}");
    }
}

#[test]
fn what_has_long_been_the_same_is_trusted_for_a_tenth_of_that_time() {
    let rules = Rules::of_sounds();
    let first = stored(&[]);
    let asked = HeaderMap::new();
    for (after_s, fresh_s) in [(9, 0), (100, 10), (10_000, 60)] {
        let times = (at(after_s), at(after_s));
        let answer = (StatusCode::OK, &asked);
        let mut again = Stored::new(&rules, (&Method::GET, &asked), answer, times).unwrap();
        again.continue_from(&first);
        assert_eq!(again.fresh_for(&rules, at(after_s)).as_secs(), fresh_s, "{after_s}");
        let mut confirmed = first.clone();
        confirmed.confirm(&asked, times);
        assert_eq!(confirmed.fresh_for(&rules, at(after_s)).as_secs(), fresh_s, "{after_s}");
    }
}

#[test]
fn a_confirmation_changes_what_it_says_but_nothing_of_the_bytes() {
    let mut stored =
        stored(&[("etag", "\"a\""), ("content-length", "5"), ("x", "1"), ("y", "1"), ("age", "9")]);
    let said = fields(&[
        ("etag", "\"b\""),
        ("content-length", "0"),
        ("x", "2"),
        ("x", "3"),
        ("connection", "z"),
        ("z", "1"),
    ]);
    stored.confirm(&said, (at(5), at(5)));
    let expected =
        fields(&[("etag", "\"a\""), ("content-length", "5"), ("y", "1"), ("x", "2"), ("x", "3")]);
    assert_eq!(stored.headers, expected);
    assert_eq!(stored.age(at(5)), Duration::ZERO);
}

#[test]
fn an_answer_is_for_requests_like_the_one_that_got_it() {
    let asked = fields(&[("accept-language", "de, en"), ("x", "1")]);
    let answer = fields(&[("vary", "Accept-Language, X"), ("cache-control", "max-age=60")]);
    let times = (at(0), at(0));
    let rules = Rules::of_relay();
    let stored =
        Stored::new(&rules, (&Method::GET, &asked), (StatusCode::OK, &answer), times).unwrap();
    assert!(stored.is_for(&asked));
    assert!(stored.is_for(&fields(&[
        ("x", "1"),
        ("accept-language", "de"),
        ("accept-language", "en")
    ])));
    assert!(!stored.is_for(&fields(&[("accept-language", "en, de"), ("x", "1")])));
    assert!(!stored.is_for(&fields(&[("accept-language", "de, en")])));
}

#[test]
fn a_head_survives_being_written_down() {
    let mut stored = stored(&[("etag", "\"v1\""), ("set-cookie", "a"), ("set-cookie", "b")]);
    stored.headers.insert("x", HeaderValue::from_bytes(b"gr\xfc\xdfe").unwrap());
    let json = serde_json::to_string(&stored).unwrap();
    let again: Stored = serde_json::from_str(&json).unwrap();
    assert_eq!(again.headers, stored.headers);
    assert_eq!(serde_json::to_string(&again).unwrap(), json);
}

#[test]
fn fields_for_one_hop_travel_no_further() {
    let all = fields(&[
        ("connection", "close, x-one"),
        ("x-one", "1"),
        ("keep-alive", "5"),
        ("te", "trailers"),
        ("transfer-encoding", "chunked"),
        ("etag", "\"v1\""),
    ]);
    assert_eq!(without_hop_by_hop(&all), fields(&[("etag", "\"v1\"")]));
}

#[test]
fn one_range_of_bytes_is_understood() {
    let own = fields(&[("etag", "\"v1\"")]);
    for (range, expected) in [
        ("bytes=0-1", Part::Bytes(0..2)),
        ("bytes=2-", Part::Bytes(2..10)),
        ("bytes=-3", Part::Bytes(7..10)),
        ("bytes=-30", Part::Bytes(0..10)),
        ("bytes=8-99", Part::Bytes(8..10)),
        ("bytes=10-", Part::None),
        ("bytes=-0", Part::None),
        ("bytes=3-2", Part::Whole),
        ("bytes=0-1,3-4", Part::Whole),
        ("bytes=18446744073709551615-18446744073709551615", Part::None),
        ("seconds=0-1", Part::Whole),
        ("bytes=", Part::Whole),
        ("bytes=-", Part::Whole),
    ] {
        assert_eq!(part_wanted(&fields(&[("range", range)]), &own, 10), expected, "{range}");
    }
    let wanted = |condition| {
        part_wanted(&fields(&[("range", "bytes=0-1"), ("if-range", condition)]), &own, 10)
    };
    assert_eq!(wanted("\"v1\""), Part::Bytes(0..2));
    assert_eq!(wanted("\"v2\""), Part::Whole);
    assert_eq!(wanted("W/\"v1\""), Part::Whole);
}

#[test]
fn entity_tags_are_found_in_lists() {
    let name = http::header::IF_NONE_MATCH;
    let list = fields(&[("if-none-match", "\"a\", W/\"b\""), ("if-none-match", "\"c\"")]);
    for (etag, is_in) in [("\"a\"", true), ("\"b\"", true), ("W/\"c\"", true), ("\"d\"", false)] {
        assert_eq!(in_short_list(&list, name.clone(), etag), is_in, "{etag}");
    }
    assert!(in_short_list(&fields(&[("if-none-match", "*")]), name, "\"a\""));
}
