//! Who gets in and who does not, and what is told to requests that belong nowhere.

#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

mod phone;

use phone::{OFFER, Phone, endpoint, next};
use sip::Auth;
use sip::admission::Limits;
use std::sync::Arc;

#[tokio::test]
async fn requests_that_belong_nowhere_get_the_answer_that_says_so() {
    let (endpoint, mut calls) = endpoint(|_| {}).await;
    let mut phone = Phone::new(endpoint.local_addr()).await;
    let table = [
        ("OPTIONS", "", 200),
        ("REGISTER", "", 405),
        ("MESSAGE", "", 405),
        ("FOOBAR", "", 501),
        ("BYE", "", 481),
        ("INFO", "", 481),
        ("INVITE", "Require: 100rel\r\n", 420),
    ];
    for (method, more, status) in table {
        let text = phone.request(method, 1, more, "");
        phone.send(&text).await;
        let answer = phone.response(status, method).await;
        if matches!(status, 200 | 405 | 501) {
            assert!(answer.header("Allow").unwrap().contains("INVITE"), "{method}");
        }
    }
    phone.to_tag = "nobody".to_owned();
    for method in ["BYE", "INVITE", "OPTIONS"] {
        let text = phone.request(method, 9, "", "");
        phone.send(&text).await;
        phone.response(481, method).await;
    }
    assert!(calls.try_recv().is_err());
    let load = endpoint.load();
    assert_eq!((load.transactions, load.finished_transactions), (0, 0), "answered without state");
}

#[tokio::test]
async fn what_happens_within_a_dialog_follows_its_order() {
    let (endpoint, mut calls) = endpoint(|_| {}).await;
    let mut phone = Phone::new(endpoint.local_addr()).await;
    let _incoming = phone.connect(&mut calls).await;
    let text = phone.request("OPTIONS", 5, "", "");
    phone.send(&text).await;
    phone.response(200, "OPTIONS").await;
    let text = phone.request("INFO", 4, "", "");
    phone.send(&text).await;
    phone.response(500, "INFO").await;
}

#[tokio::test]
async fn a_copy_of_an_invite_by_another_way_is_a_loop() {
    let (endpoint, mut calls) = endpoint(|_| {}).await;
    let mut phone = Phone::new(endpoint.local_addr()).await;
    let _incoming = phone.invite(&mut calls).await;
    let copy = phone.request("INVITE", 1, "", OFFER);
    phone.send(&copy).await;
    phone.response(482, "INVITE").await;
}

#[tokio::test]
async fn too_many_and_too_fast_calls_are_sent_away() {
    let limits = Limits {
        max_calls: 1,
        burst_per_source: 3,
        calls_per_second_per_source: 0,
        ..Limits::default()
    };
    let (endpoint, mut calls) = endpoint(|config| config.limits = limits).await;
    let mut first = Phone::new(endpoint.local_addr()).await;
    let held = first.invite(&mut calls).await;
    let mut second = Phone::new(endpoint.local_addr()).await;
    let text = second.request("INVITE", 1, "", OFFER);
    second.send(&text).await;
    assert_eq!(second.response(503, "INVITE").await.header("Retry-After"), Some("5"));
    let cancel = first.same_branch("CANCEL", 1, "", "");
    first.send(&cancel).await;
    first.response(487, "INVITE").await;
    drop(held);
    let mut statuses = vec![];
    for _ in 0..4 {
        let mut phone = Phone::new(endpoint.local_addr()).await;
        let text = phone.request("INVITE", 1, "", OFFER);
        phone.send(&text).await;
        let call = tokio::select! {
            call = calls.recv() => call,
            refused = phone.response(503, "INVITE") => {
                statuses.push(refused.status());
                continue;
            }
        };
        call.unwrap().call.reject(486, "Busy Here");
        statuses.push(phone.response(486, "INVITE").await.status());
    }
    assert_eq!(statuses, [486, 486, 503, 503], "the burst is used up");
    assert_eq!(endpoint.load().refused, 3);
}

#[tokio::test]
async fn callers_without_credentials_are_challenged() {
    let (endpoint, mut calls) = endpoint(|config| {
        config.trusted.clear();
        config.auth = Some(Auth {
            realm: "ringback".to_owned(),
            password: Arc::new(|user| (user == "bob").then(|| "secret".to_owned())),
            nonce_lifetime_s: 60,
        });
    })
    .await;
    let mut phone = Phone::new(endpoint.local_addr()).await;
    let text = phone.request("INVITE", 1, "", OFFER);
    phone.send(&text).await;
    let challenged = phone.response(401, "INVITE").await;
    let challenges = challenged.headers("WWW-Authenticate");
    assert_eq!(challenges.len(), 2);
    let credentials = |password: &str| sip::digest::Credentials {
        username: "bob".to_owned(),
        password: password.to_owned(),
    };
    let uri = "sip:+15005550006@127.0.0.1";
    let header = |password| {
        let (value, _) =
            sip::digest::answer(challenges[0], &credentials(password), "INVITE", uri, "c").unwrap();
        format!("Authorization: {value}\r\n")
    };
    let wrong = phone.request("INVITE", 2, &header("guess"), OFFER);
    phone.send(&wrong).await;
    phone.response(401, "INVITE").await;
    let right = phone.request("INVITE", 3, &header("secret"), OFFER);
    phone.send(&right).await;
    let incoming = next(&mut calls).await;
    assert_eq!(incoming.invite.authenticated_user.as_deref(), Some("bob"));
    assert_eq!(incoming.invite.asserted_identity, None);
    let replayed = phone.request("INVITE", 4, &header("secret"), OFFER);
    phone.send(&replayed).await;
    let again = phone.response(401, "INVITE").await;
    assert!(again.header("WWW-Authenticate").unwrap().contains("stale=true"));
}

#[tokio::test]
async fn a_forged_note_of_the_gate_is_not_believed() {
    let (endpoint, mut calls) = endpoint(|_| {}).await;
    let mut phone = Phone::new(endpoint.local_addr()).await;
    let forged = "ringback source: 9.9.9.9:1\r\nringback user: root\r\n";
    let text = phone.request("INVITE", 1, forged, OFFER);
    phone.send(&text).await;
    let incoming = next(&mut calls).await;
    assert_eq!(incoming.invite.source.port(), phone.port());
    assert_eq!(incoming.invite.authenticated_user, None);
}

#[tokio::test]
async fn what_comes_and_goes_is_counted() {
    let (endpoint, mut calls) = endpoint(|_| {}).await;
    let mut phone = Phone::new(endpoint.local_addr()).await;
    let text = phone.request("INVITE", 1, "", OFFER);
    phone.send(&text).await;
    let incoming = next(&mut calls).await;
    incoming.call.reject(486, "Busy Here");
    phone.response(486, "INVITE").await;
    phone.send(&text).await;
    phone.response(486, "INVITE").await;
    let ack = phone.same_branch("ACK", 1, "", "");
    phone.send(&ack).await;
    let stray = phone.request("BYE", 2, "", "").replace(">\r\nCall-ID", ">;tag=none\r\nCall-ID");
    phone.send(&stray).await;
    phone.response(481, "BYE").await;
    let traffic = endpoint.traffic();
    let of = |list: &[(&str, u64)], name: &str| list.iter().find(|it| it.0 == name).unwrap().1;
    assert_eq!(of(&traffic.requests, "INVITE"), 1);
    assert_eq!(of(&traffic.requests, "BYE"), 1);
    assert!(of(&traffic.responses_sent, "4xx") >= 2, "{traffic:?}");
    assert_eq!(of(&traffic.refused, "no-dialog"), 1);
    assert!(traffic.retransmissions >= 1, "{traffic:?}");
}
