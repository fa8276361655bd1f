use super::*;

/// A dialog brought to where a table row begins.
fn at(which: &str) -> Dialog {
    let mut dialog = Dialog::uas(10, true);
    match which {
        "uas early" => {}
        "uas early, no offer" => dialog = Dialog::uas(10, false),
        "uas answered" => dialog.answered(),
        "uas answered, late offer" => {
            dialog = Dialog::uas(10, false);
            dialog.answered();
        }
        "confirmed" => {
            dialog.answered();
            dialog.acked();
        }
        "their offer open" => {
            dialog = at("confirmed");
            assert_eq!(dialog.receive(Request::Invite, 11), Verdict::Serve);
        }
        "our offer open" => {
            dialog = at("confirmed");
            assert!(dialog.offer());
        }
        "late re-offer open" => {
            dialog = at("their offer open");
            dialog.offered_late();
        }
        "uac early" => dialog = Dialog::uac(),
        "uac confirmed" => {
            dialog = Dialog::uac();
            dialog.confirmed();
        }
        "ended" => dialog.end(),
        other => panic!("no state {other}"),
    }
    dialog
}

#[test]
fn every_request_in_every_state_gets_its_verdict() {
    use Verdict::{Refuse, RetryLater, Serve};
    let update = Request::Update { has_offer: true };
    let refresh = Request::Update { has_offer: false };
    let columns = [Request::Invite, update, refresh, Request::Bye, Request::Info, Request::Options];
    let table = [
        ("uas early", [RetryLater, RetryLater, Serve, Serve, Serve, Serve]),
        ("uas early, no offer", [RetryLater, Serve, Serve, Serve, Serve, Serve]),
        ("uas answered", [Serve, Serve, Serve, Serve, Serve, Serve]),
        ("uas answered, late offer", [Refuse(491), Refuse(491), Serve, Serve, Serve, Serve]),
        ("confirmed", [Serve, Serve, Serve, Serve, Serve, Serve]),
        ("their offer open", [RetryLater, RetryLater, Serve, Serve, Serve, Serve]),
        ("our offer open", [Refuse(491), Refuse(491), Serve, Serve, Serve, Serve]),
        ("late re-offer open", [Refuse(491), Refuse(491), Serve, Serve, Serve, Serve]),
        ("uac early", [RetryLater, Refuse(491), Serve, Serve, Serve, Serve]),
        ("uac confirmed", [Serve, Serve, Serve, Serve, Serve, Serve]),
        ("ended", [Refuse(481); 6]),
    ];
    for (state, verdicts) in table {
        for (request, expected) in columns.into_iter().zip(verdicts) {
            assert_eq!(at(state).receive(request, 20), expected, "{state}: {request:?}");
        }
    }
}

#[test]
fn a_request_out_of_order_is_a_500_and_changes_nothing() {
    for stale in [9, 10] {
        let mut dialog = at("confirmed");
        assert_eq!(dialog.receive(Request::Bye, stale), Verdict::Refuse(500));
        assert_eq!(dialog.state(), State::Confirmed);
    }
    let mut dialog = at("confirmed");
    assert_eq!(dialog.receive(Request::Info, 4_000), Verdict::Serve);
    assert_eq!(dialog.receive(Request::Bye, 3_999), Verdict::Refuse(500));
}

#[test]
fn a_call_is_ended_as_its_state_asks() {
    let table = [
        ("uas early", HangUp::Refuse),
        ("uas answered", HangUp::WaitForAck),
        ("confirmed", HangUp::Bye),
        ("uac early", HangUp::Cancel),
        ("uac confirmed", HangUp::Bye),
        ("ended", HangUp::Nothing),
    ];
    for (state, expected) in table {
        assert_eq!(at(state).hang_up(), expected, "{state}");
    }
}

#[test]
fn only_a_quiet_confirmed_dialog_takes_an_offer_of_ours() {
    let table = [
        ("uas early", false),
        ("uas answered", false),
        ("confirmed", true),
        ("their offer open", false),
        ("our offer open", false),
        ("uac early", false),
        ("ended", false),
    ];
    for (state, expected) in table {
        assert_eq!(at(state).offer(), expected, "{state}");
    }
    let mut dialog = at("our offer open");
    dialog.offer_answered();
    assert!(dialog.offer(), "after its answer the next may go");
}

#[test]
fn an_ack_confirms_once_and_a_bye_ends() {
    let mut dialog = at("uas answered, late offer");
    dialog.acked();
    assert_eq!(dialog.state(), State::Confirmed);
    assert_eq!(dialog.receive(Request::Bye, 11), Verdict::Serve);
    dialog.acked();
    assert_eq!(dialog.state(), State::Ended);
    assert!(!at("uas answered").may_answer() && at("uas early").may_answer());
}

fn peer(record_routes: &[&str]) -> Peer {
    Peer::of_invite(
        "c1",
        "\"Bob\" <sip:bob@b.example>;tag=b1",
        "<sip:+1@us.example>",
        "t1",
        Some("<sip:bob@192.0.2.9:5070;transport=udp>;+x=1"),
        record_routes,
    )
}

#[test]
fn a_request_goes_to_the_contact_through_the_recorded_routes() {
    let direct = peer(&[]);
    assert_eq!(direct.addressed(), ("sip:bob@192.0.2.9:5070;transport=udp", vec![]));
    assert_eq!(direct.next_hop(), "sip:bob@192.0.2.9:5070;transport=udp");
    assert_eq!(direct.local, "<sip:+1@us.example>;tag=t1");
    assert_eq!(direct.remote_tag(), Some("b1"));

    let loose = peer(&["<sip:p1.example;lr>, <sip:p2.example;lr;x=1,2>", "<sip:p3.example;lr>"]);
    let (uri, routes) = loose.addressed();
    assert_eq!(uri, "sip:bob@192.0.2.9:5070;transport=udp");
    assert_eq!(routes, ["<sip:p1.example;lr>", "<sip:p2.example;lr;x=1,2>", "<sip:p3.example;lr>"]);
    assert_eq!(loose.next_hop(), "sip:p1.example;lr");

    let strict = peer(&["<sip:p1.example>", "<sip:p2.example;lr>"]);
    let (uri, routes) = strict.addressed();
    assert_eq!(uri, "sip:p1.example");
    assert_eq!(routes, ["<sip:p2.example;lr>", "sip:bob@192.0.2.9:5070;transport=udp"]);
}

#[test]
fn the_callers_route_set_is_the_recorded_one_reversed() {
    let mut ours = peer(&[]);
    ours.established(
        "<sip:bob@b.example>;tag=x9",
        Some("<sip:new@h>"),
        &["<sip:a;lr>", "<sip:b;lr>"],
    );
    assert_eq!(ours.routes, ["<sip:b;lr>", "<sip:a;lr>"]);
    assert_eq!((ours.target.as_str(), ours.remote_tag()), ("sip:new@h", Some("x9")));
    assert_eq!((ours.next_seq(), ours.next_seq()), (1, 2));
}

#[test]
fn what_a_stranger_records_is_bounded() {
    let many: Vec<String> = (0..40).map(|n| format!("<sip:p{n};lr>")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(peer(&many).routes.len(), 16);
    let long = format!("<sip:{};lr>", "x".repeat(2_000));
    assert!(peer(&[&long]).routes.is_empty());
    let mut retargeted = peer(&[]);
    retargeted.retarget(Some(&format!("<sip:{}@h>", "x".repeat(2_000))));
    assert_eq!(retargeted.target, "sip:bob@192.0.2.9:5070;transport=udp");
}
