use proptest::prelude::*;

use super::*;
use crate::sid::SecondarySid;
use crate::uri::{ApplicationUri, HttpMethod, RetryPolicy, SecondaryUri};

fn sid(number: u128) -> SecondarySid {
    SecondarySid::from_bits(number)
}

fn named(number: u128) -> Secondary {
    let uri = ApplicationUri::new(format!("https://{number}.example.com/"), HttpMethod::Get);
    Secondary { sid: sid(number), secondary: SecondaryUri { uri, serves: Vec::new() } }
}

fn sids(list: &[Secondary]) -> Vec<u128> {
    list.iter().map(|entry| entry.sid.bits()).collect()
}

fn edited(list: &[Secondary], edit: &SecondaryEdit) -> Vec<u128> {
    sids(&edit.apply(list).unwrap().unwrap().1)
}

#[test]
fn a_secondary_is_added_at_its_rank_or_at_the_end() {
    let list = [named(1), named(2)];
    let add = |rank| SecondaryEdit::Add { secondary: named(3), rank };
    assert_eq!(edited(&list, &add(None)), [1, 2, 3]);
    assert_eq!(edited(&list, &add(Some(1))), [3, 1, 2]);
    assert_eq!(edited(&list, &add(Some(3))), [1, 2, 3]);
    for rank in [0, 4, u32::MAX] {
        assert_eq!(add(Some(rank)).apply(&list), Err(SettingsRefusal::NoSuchRank(rank)));
    }
}

#[test]
fn a_secondary_moves_changes_and_goes() {
    let list = [named(1), named(2), named(3)];
    let changed =
        SecondaryUri { serves: vec![crate::uri::FaultClass::Timeout], ..named(3).secondary };
    let update = SecondaryEdit::Update { sid: sid(3), secondary: changed.clone(), rank: Some(1) };
    let (change, after) = update.apply(&list).unwrap().unwrap();
    assert_eq!(change, SecondaryChange::Updated { sid: sid(3) });
    assert_eq!(sids(&after), [3, 1, 2]);
    assert_eq!(after[0].secondary, changed);
    assert_eq!(edited(&list, &SecondaryEdit::Remove { sid: sid(2) }), [1, 3]);
    let stranger = SecondaryEdit::Remove { sid: sid(9) };
    assert_eq!(stranger.apply(&list), Err(SettingsRefusal::NoSuchSecondary(sid(9))));
}

#[test]
fn a_new_order_names_everybody_once() {
    let list = [named(1), named(2), named(3)];
    let order = |sids: &[u128]| SecondaryEdit::Reorder {
        order: sids.iter().map(|number| sid(*number)).collect(),
    };
    assert_eq!(edited(&list, &order(&[3, 1, 2])), [3, 1, 2]);
    assert_eq!(order(&[1, 2, 3]).apply(&list), Ok(None));
    for bad in [&[1, 2][..], &[1, 2, 2], &[1, 2, 9], &[1, 2, 3, 3]] {
        assert_eq!(order(bad).apply(&list), Err(SettingsRefusal::IncompleteOrder), "{bad:?}");
    }
}

#[test]
fn there_are_at_most_ten_secondaries() {
    let list: Vec<_> = (1..=10).map(named).collect();
    let add = SecondaryEdit::Add { secondary: named(11), rank: None };
    assert_eq!(add.apply(&list), Err(SettingsRefusal::TooManySecondaries));
}

fn fallback(url: Change<String>, method: Option<HttpMethod>) -> VoicePatch {
    VoicePatch { fallback_url: url, fallback_method: method, ..VoicePatch::default() }
}

fn patched(patch: &VoicePatch, list: &[Secondary]) -> Option<Vec<Secondary>> {
    let changed = patch.patch_secondaries(&VoiceSettings::default(), list, sid(99)).unwrap();
    changed.map(|(_, after)| after)
}

#[test]
fn the_fallback_url_is_the_first_secondary() {
    let url = "https://backup.example.com/".to_owned();
    let set = fallback(Change::Set(url.clone()), Some(HttpMethod::Get));
    let made = patched(&set, &[]).unwrap();
    assert_eq!((made[0].sid, made[0].secondary.uri.method), (sid(99), HttpMethod::Get));
    let changed = patched(&set, &[named(1), named(2)]).unwrap();
    assert_eq!(sids(&changed), [1, 2]);
    assert_eq!(changed[0].secondary.uri.url, url);
    assert_eq!(changed[1], named(2));
    let clear = fallback(Change::Clear, None);
    assert_eq!(sids(&patched(&clear, &[named(1), named(2)]).unwrap()), [2]);
    assert_eq!(patched(&clear, &[]), None);
    assert_eq!(patched(&VoicePatch::default(), &[named(1)]), None);
}

#[test]
fn changing_the_primary_keeps_the_secondaries() {
    let url = Change::Set("https://new.example.com/".to_owned());
    let patch =
        VoicePatch { primary: UriPatch { url, ..Default::default() }, ..Default::default() };
    let mut voice = VoiceSettings::default();
    patch.apply(&mut voice).unwrap();
    assert_eq!(voice.primary.url.as_deref(), Some("https://new.example.com/"));
    assert_eq!(patched(&patch, &[named(1), named(2)]), None);
}

#[test]
fn a_method_outlives_its_url() {
    let mut voice = VoiceSettings::default();
    let set = |url, method| VoicePatch {
        primary: UriPatch { url, method, retry: Change::Keep },
        ..VoicePatch::default()
    };
    set(Change::Set("http://a.example/".into()), Some(HttpMethod::Get)).apply(&mut voice).unwrap();
    set(Change::Clear, None).apply(&mut voice).unwrap();
    assert_eq!((voice.primary.url.as_deref(), voice.primary.method), (None, HttpMethod::Get));
    assert_eq!(voice.primary.uri(), None);
}

#[test]
fn only_absolute_http_urls_are_taken() {
    let check = |url: &str| check_uri("primary", &ApplicationUri::new(url, HttpMethod::Get));
    for good in [
        "http://a",
        "HTTPS://app.example.com:8443/voice?x={From}#rc=2",
        "https://user:pass@[::1]/v",
        "https://bücher.example/ä",
    ] {
        assert_eq!(check(good), Ok(()), "{good}");
    }
    let long = format!("https://a/{}", "x".repeat(MAX_URL_BYTES));
    for bad in [
        "",
        "http",
        "http://",
        "http:///x",
        "https://?x",
        "ftp://a/",
        "//a/",
        "/voice",
        "javascript:alert(1)",
        "http://a b/",
        "http://a\n/",
        "http://a/\u{7}",
        " http://a/",
        &long,
        "x://http://a",
    ] {
        assert_eq!(check(bad), Err(SettingsRefusal::BadUrl { field: "primary" }), "{bad}");
    }
}

#[test]
fn a_retry_policy_keeps_within_its_ranges() {
    let good = RetryPolicy::default();
    let check = |retry| {
        let uri = ApplicationUri { url: "http://a/".into(), method: HttpMethod::Get, retry };
        check_uri("primary", &uri)
    };
    assert_eq!(check(Some(good)), Ok(()));
    for bad in [
        RetryPolicy { retries: 6, ..good },
        RetryPolicy { connect_timeout_ms: 99, ..good },
        RetryPolicy { connect_timeout_ms: 10_001, ..good },
        RetryPolicy { read_timeout_ms: 15_001, ..good },
        RetryPolicy { total_timeout_ms: 0, ..good },
    ] {
        assert_eq!(check(Some(bad)), Err(SettingsRefusal::BadRetryPolicy { field: "primary" }));
    }
}

proptest! {
    #[test]
    fn any_text_is_a_url_or_is_not(url in any::<String>()) {
        let _either = check_uri("primary", &ApplicationUri::new(url, HttpMethod::Get));
    }

    /// Whatever is edited, no secondary is there twice and none appears that nobody added.
    #[test]
    fn edits_neither_double_nor_invent(
        start in 0..10_u128, edits in prop::collection::vec((0..4_u8, 0..12_u128, 0..12_u32), 0..20),
    ) {
        let mut list: Vec<_> = (0..start).map(named).collect();
        for (kind, number, rank) in edits {
            let (sid, secondary) = (sid(number), named(number).secondary);
            let edit = match kind {
                0 if !list.iter().any(|entry| entry.sid == sid) => {
                    SecondaryEdit::Add { secondary: named(number), rank: Some(rank) }
                }
                0 | 1 => SecondaryEdit::Update { sid, secondary, rank: Some(rank) },
                2 => SecondaryEdit::Remove { sid },
                _ => SecondaryEdit::Reorder { order: list.iter().rev().map(|e| e.sid).collect() },
            };
            if let Ok(Some((_, after))) = edit.apply(&list) {
                list = after;
            }
            let mut seen = sids(&list);
            seen.sort_unstable();
            seen.dedup();
            prop_assert_eq!(seen.len(), list.len());
            prop_assert!(list.len() <= MAX_SECONDARIES);
        }
    }
}
