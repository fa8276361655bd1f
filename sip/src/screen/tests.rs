use super::*;
use proptest::prelude::*;

fn message(start: &str, change: impl Fn(&mut Vec<String>), body: &str) -> Vec<u8> {
    let method = start.split(' ').next().unwrap();
    let mut lines = vec![
        "Via: SIP/2.0/UDP 192.0.2.1:5062;rport;branch=z9hG4bK1".to_owned(),
        "Max-Forwards: 70".to_owned(),
        "From: \"Bob\" <sip:bob@example.com>;tag=f1".to_owned(),
        "To: <sip:+15005550006@example.com>".to_owned(),
        "Call-ID: c1".to_owned(),
        format!("CSeq: 1 {method}"),
        "Contact: <sip:bob@192.0.2.1:5062>".to_owned(),
        "Content-Type: application/sdp".to_owned(),
        format!("Content-Length: {}", body.len()),
    ];
    change(&mut lines);
    format!("{start}\r\n{}\r\n\r\n{body}", lines.join("\r\n")).into_bytes()
}

fn replace(lines: &mut Vec<String>, name: &str, with: &str) {
    let at = lines.iter().position(|line| line.starts_with(name)).unwrap();
    if with.is_empty() {
        lines.remove(at);
    } else {
        lines[at] = with.to_owned();
    }
}

const INVITE: &str = "INVITE sip:+15005550006@example.com SIP/2.0";

fn status(bytes: &[u8], wire: Wire) -> Result<String, u16> {
    match screen(bytes, wire) {
        Screened::Pass(mended) => Ok(String::from_utf8(mended.into_owned()).unwrap()),
        Screened::Refuse(_, refusal) => Err(refusal.status),
        Screened::Ignore(_) => Err(0),
    }
}

#[test]
fn a_sound_invite_passes_untouched() {
    let bytes = message(INVITE, |_| {}, "v=0\r\n");
    assert!(matches!(
        screen(&bytes, Wire::Datagram),
        Screened::Pass(std::borrow::Cow::Borrowed(_))
    ));
}

#[test]
fn a_datagram_without_content_length_keeps_its_body_and_a_stream_is_refused() {
    let bytes = message(INVITE, |l| replace(l, "Content-Length", ""), "v=0\r\n");
    let mended = status(&bytes, Wire::Datagram).unwrap();
    assert!(mended.contains("\r\nContent-Length: 5\r\n\r\nv=0\r\n"), "{mended}");
    assert_eq!(status(&bytes, Wire::Stream), Err(400));
}

#[test]
fn what_follows_the_body_in_a_datagram_is_cut_off() {
    let bytes = message(INVITE, |l| replace(l, "Content-Length", "l: 3"), "v=0\r\nrest");
    assert!(status(&bytes, Wire::Datagram).unwrap().ends_with("\r\n\r\nv=0"));
}

#[test]
fn bad_requests_get_the_answer_that_says_what_is_wrong() {
    let header = |name: &'static str, with: &'static str| {
        message(INVITE, move |l| replace(l, name, with), "v=0\r\n")
    };
    let start = |line: &str| message(line, |_| {}, "");
    let table: Vec<(Vec<u8>, u16)> = vec![
        (header("Content-Length", "Content-Length: 500"), 400),
        (header("Content-Length", "Content-Length: -5"), 400),
        (header("Content-Length", "Content-Length: 5\r\nl: 4"), 400),
        (header("CSeq", "CSeq: 1 BYE"), 400),
        (header("CSeq", "CSeq: 2147483648 INVITE"), 400),
        (header("CSeq", "CSeq: one INVITE"), 400),
        (header("CSeq", ""), 400),
        (header("From", "From: <sip:bob@example.com>"), 400),
        (header("From", "From: \"Bob <sip:bob@example.com>;tag=1"), 400),
        (header("To", "To: <sip:+15005550006@example.com"), 400),
        (header("To", "To: <sip:a@b>\r\nt: <sip:a@b>"), 400),
        (header("Max-Forwards", "Max-Forwards: 300"), 400),
        (header("Max-Forwards", "Max-Forwards: 0"), 483),
        (header("Max-Forwards", "Require: 100rel, timer, x"), 420),
        (header("Content-Type", "Content-Type: text/plain"), 415),
        (header("Content-Type", "Content-Type: application/sdp\r\ne: gzip"), 415),
        (start("INVITE sip:x@y SIP/3.0"), 505),
        (start("INVITE sip:x@y  SIP/2.0"), 400),
        (start("INVITE sip:x@y HTTP/1.1"), 400),
        (start("INVITE <sip:x@y> SIP/2.0"), 400),
        (start("INVITE nonsense SIP/2.0"), 400),
        (start("INVITE http://example.com SIP/2.0"), 416),
        (start("FOOBAR sip:x@y SIP/2.0"), 501),
        (start("invite sip:x@y SIP/2.0"), 501),
        (start("REGISTER sip:y SIP/2.0"), 405),
        (start("MESSAGE sip:x@y SIP/2.0"), 405),
        (start("SUBSCRIBE sip:x@y SIP/2.0"), 405),
        (start("PRACK sip:x@y SIP/2.0"), 405),
        (start("OPTIONS sip:x@y SIP/2.0"), 200),
    ];
    for (bytes, expected) in table {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert_eq!(status(&bytes, Wire::Datagram), Err(expected), "{text}");
    }
}

#[test]
fn what_is_too_long_is_refused() {
    let long = "x".repeat(3_000);
    let uri = message(&format!("INVITE sip:{long}@h SIP/2.0"), |_| {}, "");
    assert_eq!(status(&uri, Wire::Datagram), Err(414));
    for header in [format!("From: <sip:{long}@h>;tag=1"), format!("Call-ID: {long}")] {
        let name = header.split(' ').next().unwrap();
        let bytes = message(INVITE, |l| replace(l, name, &header), "");
        assert_eq!(status(&bytes, Wire::Datagram), Err(400), "{name}");
    }
    let body = "x".repeat(66_000);
    let bytes = message(INVITE, |_| {}, &body);
    assert_eq!(status(&bytes, Wire::Datagram), Err(513));
}

#[test]
fn what_cannot_be_answered_is_ignored() {
    let no_via = message(INVITE, |l| replace(l, "Via", ""), "");
    let bad_ack = message("ACK sip:x@y SIP/2.0", |l| replace(l, "CSeq", "CSeq: 1 INVITE"), "");
    let many = message(INVITE, |l| l.extend((0..300).map(|n| format!("X-{n}: 1"))), "");
    let bare_response = b"SIP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n".to_vec();
    let lines_feeds = message(INVITE, |_| {}, "").iter().copied().filter(|b| *b != b'\r').collect();
    for bytes in [no_via, bad_ack, many, bare_response, lines_feeds, b"\r\n\r\n".to_vec()] {
        assert_eq!(status(&bytes, Wire::Datagram), Err(0), "{}", String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn folded_lines_become_one() {
    let bytes = message(
        INVITE,
        |l| replace(l, "Call-ID", "Call-ID\r\n :\r\n  c1\r\nSubject: a\r\n\t b"),
        "",
    );
    let mended = status(&bytes, Wire::Datagram).unwrap();
    assert!(mended.contains("\r\nCall-ID : c1\r\nSubject: a b\r\n"), "{mended}");
}

#[test]
fn an_in_dialog_request_is_left_to_its_dialog() {
    let tagged = |start: &str| message(start, |l| replace(l, "To", "To: <sip:a@b>;tag=t1"), "");
    for start in ["OPTIONS sip:x@y SIP/2.0", "BYE sip:x@y SIP/2.0", "INFO sip:x@y SIP/2.0"] {
        assert!(status(&tagged(start), Wire::Datagram).is_ok(), "{start}");
    }
}

#[test]
fn an_answer_goes_back_where_it_came_from() {
    let source = "203.0.113.9:40000".parse().unwrap();
    let refusal = Refusal::new(405, "Method Not Allowed").with("Allow", ALLOW);
    let bytes = message(
        "REGISTER sip:y SIP/2.0",
        |l| {
            l.insert(1, "v: SIP/2.0/TCP proxy.example;branch=z9hG4bK0".to_owned());
        },
        "",
    );
    let (text, destination) = reply(&bytes, &refusal, source, "Ringback", "t9").unwrap();
    assert_eq!(destination, source);
    assert_eq!(
        String::from_utf8(text).unwrap(),
        "SIP/2.0 405 Method Not Allowed\r\n\
         Via: SIP/2.0/UDP 192.0.2.1:5062;rport=40000;branch=z9hG4bK1;received=203.0.113.9\r\n\
         Via: SIP/2.0/TCP proxy.example;branch=z9hG4bK0\r\n\
         From: \"Bob\" <sip:bob@example.com>;tag=f1\r\n\
         To: <sip:+15005550006@example.com>;tag=t9\r\nCall-ID: c1\r\nCSeq: 1 REGISTER\r\n\
         Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, UPDATE\r\nServer: Ringback\r\n\
         Content-Length: 0\r\n\r\n"
    );
    let no_rport =
        message(INVITE, |l| replace(l, "Via", "Via: SIP/2.0/UDP phone:5070;branch=z9hG4bK1"), "");
    let (text, destination) = reply(&no_rport, &refusal, source, "Ringback", "t9").unwrap();
    assert_eq!(destination, "203.0.113.9:5070".parse().unwrap(), "RFC 3261 §18.2.2");
    assert!(String::from_utf8(text).unwrap().contains("branch=z9hG4bK1;received=203.0.113.9\r\n"));
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = screen(&bytes, Wire::Datagram);
        let _ = reply(&bytes, &Refusal::new(400, "x"), "1.2.3.4:5".parse().unwrap(), "u", "t");
    }

    #[test]
    fn a_mutated_message_that_passes_has_a_body_of_its_stated_length(
        at in 0usize..400, byte in any::<u8>(), insert in any::<bool>(),
    ) {
        let mut bytes = message(INVITE, |_| {}, "v=0\r\n");
        let at = at % bytes.len();
        if insert { bytes.insert(at, byte) } else { bytes[at] = byte }
        for wire in [Wire::Datagram, Wire::Stream] {
            if let Screened::Pass(mended) = screen(&bytes, wire) {
                let length = head::head_length(&mended).unwrap();
                let head = Head::read(&mended[..length]).unwrap();
                let stated: usize = head.value("Content-Length").unwrap().parse().unwrap();
                prop_assert_eq!(stated, mended.len() - length);
            }
            if let Screened::Refuse(request, refusal) = screen(&bytes, wire) {
                let _ = reply(&request, &refusal, "1.2.3.4:5".parse().unwrap(), "u", "t");
            }
        }
    }
}
