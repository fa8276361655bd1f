use super::*;
use proptest::prelude::*;

fn local() -> Local {
    Local::new("192.0.2.1:10000".parse().unwrap(), 4711)
}

fn sdp(media: &str) -> String {
    format!(
        "v=0\r\no=bob 1 1 IN IP4 198.51.100.7\r\ns=-\r\nc=IN IP4 198.51.100.7\r\nt=0 0\r\n{media}"
    )
}

fn answered(media: &str) -> Result<Agreed, SdpError> {
    answer(&Offer::parse(sdp(media).as_bytes())?, &local())
}

fn text(agreed: &Agreed) -> &str {
    std::str::from_utf8(&agreed.answer).unwrap()
}

#[test]
fn an_ordinary_offer_gets_its_first_codec_and_its_payload_types() {
    let agreed = answered(
        "m=audio 4000 RTP/AVP 8 0 96\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:96 telephone-event/8000\r\n\
         a=fmtp:96 0-15\r\na=ptime:30\r\n",
    )
    .unwrap();
    assert_eq!(agreed.remote, "198.51.100.7:4000".parse().unwrap());
    assert_eq!((agreed.codec, agreed.payload_type), (Codec::Pcma, 8));
    assert_eq!(agreed.telephone_event, Some(96));
    assert_eq!(agreed.ptime_ms, 30);
    assert_eq!(agreed.direction, Direction::SendRecv);
    assert_eq!(
        text(&agreed),
        "v=0\r\no=- 4711 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n\
         m=audio 10000 RTP/AVP 8 96\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:96 telephone-event/8000\r\n\
         a=fmtp:96 0-16\r\na=ptime:30\r\na=sendrecv\r\n"
    );
}

#[test]
fn a_static_payload_type_needs_no_map_and_a_dynamic_one_may_name_a_codec() {
    assert_eq!(answered("m=audio 4000 RTP/AVP 0\r\n").unwrap().payload_type, 0);
    let agreed = answered("m=audio 4000 RTP/AVP 97\r\na=rtpmap:97 pcmu/8000/1\r\n").unwrap();
    assert_eq!((agreed.codec, agreed.payload_type), (Codec::Pcmu, 97));
    let agreed = answered("m=audio 4000 RTP/AVP 0 8\r\na=rtpmap:0 G722/8000\r\n").unwrap();
    assert_eq!(
        (agreed.codec, agreed.payload_type),
        (Codec::Pcma, 8),
        "a map overrides the static meaning"
    );
}

#[test]
fn a_hold_is_mirrored_and_stops_our_sending() {
    let table = [
        ("a=sendrecv\r\n", Direction::SendRecv),
        ("a=sendonly\r\n", Direction::RecvOnly),
        ("a=recvonly\r\n", Direction::SendOnly),
        ("a=inactive\r\n", Direction::Inactive),
        ("c=IN IP4 0.0.0.0\r\n", Direction::RecvOnly),
        ("c=IN IP4 0.0.0.0\r\na=inactive\r\n", Direction::Inactive),
    ];
    for (attribute, expected) in table {
        let agreed = answered(&format!("m=audio 4000 RTP/AVP 0\r\n{attribute}")).unwrap();
        assert_eq!(agreed.direction, expected, "{attribute}");
        assert!(text(&agreed).ends_with(&format!("a={}\r\n", expected.attribute())));
    }
    let session_level =
        sdp("m=audio 4000 RTP/AVP 0\r\n").replace("t=0 0\r\n", "t=0 0\r\na=inactive\r\n");
    let offer = Offer::parse(session_level.as_bytes()).unwrap();
    assert!(offer.is_hold());
    assert_eq!(answer(&offer, &local()).unwrap().direction, Direction::Inactive);
}

#[test]
fn what_we_are_willing_to_do_narrows_the_answer() {
    let offer = Offer::parse(sdp("m=audio 4000 RTP/AVP 0\r\n").as_bytes()).unwrap();
    let unwilling = Local { direction: Direction::SendOnly, ..local() };
    assert_eq!(answer(&offer, &unwilling).unwrap().direction, Direction::SendOnly);
}

#[test]
fn other_media_lines_are_refused_in_their_places() {
    let agreed = answered(
        "m=video 5000 RTP/AVP 31 34\r\nm=audio 4000 RTP/SAVP 0\r\nm=audio 4002 RTP/AVP 0\r\n\
         m=audio 4004 RTP/AVP 8\r\nm=image 6000 udptl t38\r\n",
    )
    .unwrap();
    let lines: Vec<&str> = text(&agreed).lines().filter(|l| l.starts_with("m=")).collect();
    assert_eq!(
        lines,
        [
            "m=video 0 RTP/AVP 31 34",
            "m=audio 0 RTP/SAVP 0",
            "m=audio 10000 RTP/AVP 0",
            "m=audio 0 RTP/AVP 8",
            "m=image 0 udptl t38",
        ]
    );
    assert_eq!(agreed.remote.port(), 4002);
}

#[test]
fn nothing_in_common_is_a_488_that_says_why() {
    let table = [
        ("m=audio 4000 RTP/AVP 18 3\r\n", "no common codec"),
        ("m=audio 4000 RTP/AVP 96\r\na=rtpmap:96 PCMU/16000\r\n", "no common codec"),
        ("m=audio 4000 RTP/AVP 96\r\na=rtpmap:96 PCMU/8000/2\r\n", "no common codec"),
        ("m=video 4000 RTP/AVP 31\r\n", "no audio line"),
        ("m=audio 0 RTP/AVP 0\r\n", "the audio line is disabled"),
        ("m=audio 4000 RTP/SAVP 0\r\n", "only RTP/AVP is spoken"),
        (
            "m=audio 4000 RTP/AVP 0\r\nc=IN IP4 phone.example\r\n",
            "the address is not an IP address",
        ),
        ("m=audio 4000 RTP/AVP 0\r\nc=IN IP4 239.1.1.1/127\r\n", "multicast is not spoken"),
        ("m=audio 4000 RTP/AVP 0\r\nc=IN IP6 2001:db8::1\r\n", "the other IP version"),
    ];
    for (media, why) in table {
        let error = answered(media).unwrap_err();
        assert_eq!(error, SdpError::NothingInCommon(why), "{media}");
        assert_eq!(error.status(), 488);
    }
}

#[test]
fn what_is_not_sdp_is_a_400_and_what_is_too_large_a_413() {
    for text in ["", "hello", "v=1\r\n", "v=0\r\no=- 1 1 IN IP4 1.2.3.4\r\ns=-\r\n"] {
        assert_eq!(Offer::parse(text.as_bytes()).unwrap_err().status(), 400, "{text:?}");
    }
    let long = sdp(&"a=x\r\n".repeat(4_000));
    let many_lines = sdp(&"m=audio 4000 RTP/AVP 0\r\n".repeat(17));
    let many_formats = sdp(&format!("m=audio 4000 RTP/AVP{}\r\n", " 0".repeat(65)));
    let many_attributes = sdp(&format!("m=audio 4000 RTP/AVP 0\r\n{}", "a=x\r\n".repeat(257)));
    for text in [long, many_lines, many_formats, many_attributes] {
        assert_eq!(Offer::parse(text.as_bytes()).unwrap_err().status(), 413);
    }
}

#[test]
fn an_unreasonable_packet_length_becomes_twenty_and_the_maximum_is_kept() {
    let table = [
        ("", 20),
        ("a=ptime:10\r\n", 10),
        ("a=ptime:60\r\n", 60),
        ("a=ptime:0\r\n", 20),
        ("a=ptime:25\r\n", 20),
        ("a=ptime:500\r\n", 20),
        ("a=ptime:nine\r\n", 20),
        ("a=ptime:40\r\na=maxptime:30\r\n", 30),
    ];
    for (attributes, ms) in table {
        let agreed = answered(&format!("m=audio 4000 RTP/AVP 0\r\n{attributes}")).unwrap();
        assert_eq!(agreed.ptime_ms, ms, "{attributes}");
    }
}

#[test]
fn a_late_offer_is_ours_and_the_answer_comes_in_the_ack() {
    let ours = offer(&local());
    let parsed = Offer::parse(&ours).unwrap();
    assert!(!parsed.is_hold());
    let other = Local::new("192.0.2.9:20000".parse().unwrap(), 1);
    let theirs = answer(&parsed, &other).unwrap();
    let agreed = accept_answer(&local(), &theirs.answer).unwrap();
    assert_eq!(agreed.remote, "192.0.2.9:20000".parse().unwrap());
    assert_eq!((agreed.codec, agreed.payload_type), (Codec::Pcmu, 0));
    assert_eq!(agreed.telephone_event, Some(101));
    let refused = sdp("m=audio 0 RTP/AVP 0\r\n");
    assert_eq!(accept_answer(&local(), refused.as_bytes()).unwrap_err().status(), 488);
}

#[test]
fn a_changed_description_has_the_next_version() {
    let changed = local().next_version();
    assert!(std::str::from_utf8(&offer(&changed)).unwrap().contains("o=- 4711 2 IN"));
}

#[test]
fn an_ipv6_side_says_so() {
    let local = Local::new("[2001:db8::5]:10000".parse().unwrap(), 1);
    let text = offer(&local);
    let text = std::str::from_utf8(&text).unwrap();
    assert!(text.contains("c=IN IP6 2001:db8::5\r\n"));
    let agreed = accept_answer(&local, text.as_bytes()).unwrap();
    assert_eq!(agreed.remote, local.addr);
}

proptest! {
    #[test]
    fn no_bytes_make_the_parser_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        if let Ok(offer) = Offer::parse(&bytes) {
            let _ = answer(&offer, &local());
        }
    }

    #[test]
    fn a_mutated_offer_gets_a_readable_answer_with_as_many_lines_or_an_error(
        at in 0usize..200, byte in any::<u8>(), cut in 0usize..260,
    ) {
        let mut bytes = offer(&local()).to_vec();
        let at = at % bytes.len();
        bytes[at] = byte;
        bytes.truncate(cut.max(20));
        if let Ok(parsed) = Offer::parse(&bytes)
            && let Ok(agreed) = answer(&parsed, &local())
        {
            let ours = Offer::parse(&agreed.answer).unwrap();
            prop_assert_eq!(ours.lines.len(), parsed.lines.len());
        }
    }
}
