use super::*;

fn party(user: &str) -> Party {
    Party { display: None, user: user.into(), host: "192.0.2.1".into(), uri: String::new() }
}

fn invite() -> Invite {
    Invite {
        call_id: "abc".into(),
        from: Party { display: Some("Alice".into()), ..party("15551230000") },
        to: party("elsewhere"),
        request_uri: Party { host: "pbx.example".into(), ..party("+15005550006") },
        source: "192.0.2.1:5060".parse().unwrap(),
        transport: sip::Transport::Udp,
        x_headers: vec![("X-Account".into(), "7".into())],
        forwarded_from: Some(party("+442079460000")),
        asserted_identity: None,
        authenticated_user: None,
        offer: None,
    }
}

#[test]
fn phone_numbers_are_written_in_e_164() {
    for (user, number) in [
        ("+15551230000", Some("+15551230000")),
        ("%2B15551230000", Some("+15551230000")),
        ("+1 (555) 123-0000", Some("+15551230000")),
        ("0015551230000", Some("+15551230000")),
        ("15551230000", Some("+15551230000")),
        ("+15551230000;phone-context=x", Some("+15551230000")),
        ("5551230000", None),
        ("100", None),
        ("alice", None),
        ("+alice", None),
        ("+0551230000", None),
        ("+123456", None),
        ("+1234567890123456", None),
        ("", None),
        ("+١٢٣٤٥٦٧٨", None),
    ] {
        assert_eq!(e_164(user).as_deref(), number, "{user}");
    }
}

#[test]
fn what_is_no_number_is_a_sip_uri() {
    assert_eq!(address(&party("alice")), "sip:alice@192.0.2.1");
    assert_eq!(address(&party("")), "sip:192.0.2.1");
}

#[test]
fn a_call_is_for_the_request_uri_and_not_for_the_to_header() {
    let received = received(invite(), Route::default());
    assert_eq!(received.to, "+15005550006");
    assert_eq!(received.from, "+15551230000");
    assert_eq!(received.caller_name.as_deref(), Some("Alice"));
    assert_eq!(received.forwarded_from.as_deref(), Some("+442079460000"));
    let sip = received.sip.unwrap();
    assert_eq!((sip.domain.as_str(), sip.source_ip.as_str()), ("pbx.example", "192.0.2.1"));
    assert_eq!(sip.headers, [("X-Account".to_owned(), "7".to_owned())]);
}

#[test]
fn an_asserted_identity_goes_before_what_the_caller_says() {
    let asserted = Party { display: None, ..party("+15557770000") };
    let invite = Invite { asserted_identity: Some(asserted), ..invite() };
    let received = received(invite, Route::default());
    assert_eq!(received.from, "+15557770000");
    assert_eq!(received.caller_name.as_deref(), Some("Alice"));
}
