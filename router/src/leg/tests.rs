use super::*;

const LOCAL: &str = "192.0.2.10:10000";

fn description(address: &str, codecs: &str, direction: &str) -> Vec<u8> {
    format!(
        "v=0\r\no=- 1 1 IN IP4 {address}\r\ns=-\r\nc=IN IP4 {address}\r\nt=0 0\r\n\
         m=audio 20000 RTP/AVP {codecs}\r\na=rtpmap:101 telephone-event/8000\r\na={direction}\r\n"
    )
    .into_bytes()
}

fn leg() -> Leg {
    Leg::new(LOCAL.parse().unwrap(), 7)
}

fn after(act: impl FnOnce(&mut Vec<LegOutput>)) -> Vec<LegOutput> {
    let mut out = Vec::new();
    act(&mut out);
    out
}

fn connection(out: &[LegOutput]) -> Connection {
    out.iter()
        .find_map(|it| if let LegOutput::ConnectMedia(it) = it { Some(*it) } else { None })
        .expect("media is connected")
}

fn connected() -> Leg {
    let mut leg = leg();
    leg.invited(Some(&description("192.0.2.1", "0 101", "sendrecv")), &mut Vec::new());
    leg.pick_up(&mut Vec::new());
    leg
}

#[test]
fn an_offer_is_answered_when_the_flow_picks_up_and_not_before() {
    let mut leg = leg();
    let offer = description("192.0.2.1", "8 0 101", "sendrecv");
    assert_eq!(after(|out| leg.invited(Some(&offer), out)), []);
    let out = after(|out| leg.pick_up(out));
    assert!(matches!(&out[0], LegOutput::SipAnswer(sdp) if sdp.starts_with(b"v=0")));
    let connection = connection(&out);
    assert_eq!(connection.remote, "192.0.2.1:20000".parse().unwrap());
    assert_eq!((connection.codec, connection.payload_type), (Codec::Pcma, 8));
    assert_eq!(connection.telephone_event, Some(101));
    assert!(connection.send && connection.receive);
    assert_eq!(after(|out| leg.pick_up(out)), [], "picking up twice is once");
}

#[test]
fn an_offer_without_a_codec_of_ours_is_refused_with_488() {
    let mut leg = leg();
    let offer = description("192.0.2.1", "9 101", "sendrecv");
    let out = after(|out| leg.invited(Some(&offer), out));
    assert_eq!(out, [LegOutput::RefuseInvite { status: 488 }]);
    assert_eq!(after(|out| leg.pick_up(out)), [], "a refused call cannot be answered");
}

#[test]
fn what_is_no_description_is_refused_with_400() {
    let out = after(|out| leg().invited(Some(b"hello"), out));
    assert_eq!(out, [LegOutput::RefuseInvite { status: 400 }]);
}

#[test]
fn a_late_offer_is_ours_and_the_ack_brings_the_answer() {
    let mut leg = leg();
    assert_eq!(after(|out| leg.invited(None, out)), []);
    let out = after(|out| leg.pick_up(out));
    assert!(matches!(out.as_slice(), [LegOutput::SipAnswer(_)]), "no media yet: {out:?}");
    assert!(!leg.is_connected());
    let answer = description("192.0.2.1", "0 101", "sendrecv");
    let out = after(|out| leg.acked(Some(&answer), out));
    assert_eq!(connection(&out).codec, Codec::Pcmu);
    assert!(leg.is_connected());
}

#[test]
fn a_late_offer_that_is_not_answered_leaves_no_common_media() {
    for answer in [None, Some(description("192.0.2.1", "9", "sendrecv"))] {
        let mut leg = leg();
        leg.invited(None, &mut Vec::new());
        leg.pick_up(&mut Vec::new());
        let out = after(|out| leg.acked(answer.as_deref(), out));
        assert_eq!(out, [LegOutput::NoCommonMedia]);
    }
}

#[test]
fn an_ack_without_an_offer_of_ours_changes_nothing() {
    assert_eq!(after(|out| connected().acked(None, out)), []);
}

#[test]
fn hold_stops_sending_and_resume_sends_again() {
    let mut leg = connected();
    let hold = description("192.0.2.1", "0 101", "sendonly");
    let out = after(|out| leg.offered(Some(&hold), out));
    assert!(matches!(&out[0], LegOutput::AnswerOffer(sdp)
        if String::from_utf8_lossy(sdp).contains("a=recvonly")));
    assert!(!connection(&out).send && connection(&out).receive);
    let resume = description("192.0.2.1", "0 101", "sendrecv");
    let out = after(|out| leg.offered(Some(&resume), out));
    assert!(connection(&out).send && connection(&out).receive);
    assert!(
        matches!(&out[0], LegOutput::AnswerOffer(sdp)
        if String::from_utf8_lossy(sdp).contains("o=- 7 3 ")),
        "the version goes up by one each time"
    );
}

#[test]
fn a_new_offer_without_common_media_is_refused_and_the_session_stays() {
    let mut leg = connected();
    let out = after(|out| leg.offered(Some(&description("192.0.2.1", "9", "sendrecv")), out));
    assert_eq!(out, [LegOutput::RefuseOffer { status: 488 }]);
    assert!(leg.is_connected());
    let out = after(|out| leg.offered(Some(&description("192.0.2.2", "0", "sendrecv")), out));
    assert_eq!(connection(&out).remote, "192.0.2.2:20000".parse().unwrap());
}

#[test]
fn a_re_invite_without_an_offer_gets_ours_and_its_ack_connects_anew() {
    let mut leg = connected();
    let out = after(|out| leg.offered(None, out));
    assert!(matches!(out.as_slice(), [LegOutput::AnswerOffer(_)]));
    let out = after(|out| leg.offered(None, out));
    assert_eq!(out, [LegOutput::RefuseOffer { status: 491 }], "one offer at a time");
    let moved = description("192.0.2.3", "0 101", "sendrecv");
    let out = after(|out| leg.acked(Some(&moved), out));
    assert_eq!(connection(&out).remote, "192.0.2.3:20000".parse().unwrap());
}

#[test]
fn a_re_invite_before_the_answer_is_refused() {
    let mut leg = leg();
    leg.invited(None, &mut Vec::new());
    assert_eq!(after(|out| leg.offered(None, out)), [LegOutput::RefuseOffer { status: 488 }]);
}
