use super::*;

fn addr(port: u16) -> SocketAddr {
    SocketAddr::from(([192, 0, 2, 1], port))
}

const SDP: u16 = 4000;
const NAT: u16 = 5000;
const THIEF: u16 = 6666;

#[test]
fn the_signalled_address_is_trusted_with_its_first_packet() {
    let mut latch = Latch::new(addr(SDP));
    assert_eq!(latch.destination(), Some(addr(SDP)));
    assert_eq!(latch.on_packet(addr(SDP), 1, 10, 0), Verdict::Accept);
    assert!(latch.is_latched_to(addr(SDP)));
}

#[test]
fn another_source_is_followed_after_three_consistent_packets() {
    let mut latch = Latch::new(addr(SDP));
    assert_eq!(latch.on_packet(addr(NAT), 1, 10, 0), Verdict::Ignore);
    assert_eq!(latch.on_packet(addr(NAT), 1, 11, 20), Verdict::Ignore);
    assert_eq!(latch.destination(), Some(addr(SDP)));
    assert_eq!(latch.on_packet(addr(NAT), 1, 12, 40), Verdict::Accept);
    assert_eq!(latch.destination(), Some(addr(NAT)));
}

#[test]
fn packets_that_do_not_follow_each_other_never_latch() {
    let mut latch = Latch::new(addr(SDP));
    for packet in 0..50u16 {
        assert_eq!(latch.on_packet(addr(NAT), u32::from(packet), packet, 0), Verdict::Ignore);
        assert_eq!(latch.on_packet(addr(THIEF), 1, packet * 500, 0), Verdict::Ignore);
    }
    assert_eq!(latch.destination(), Some(addr(SDP)));
}

#[test]
fn once_latched_nobody_else_gets_in_while_the_far_end_is_heard() {
    let mut latch = Latch::new(addr(SDP));
    latch.on_packet(addr(SDP), 1, 10, 0);
    for packet in 0..200u16 {
        let now = u64::from(packet) * 20;
        assert_eq!(latch.on_packet(addr(SDP), 1, 11 + packet, now), Verdict::Accept);
        assert_eq!(latch.on_packet(addr(THIEF), 1, 12 + packet, now), Verdict::Ignore);
    }
    assert_eq!(latch.destination(), Some(addr(SDP)));
}

#[test]
fn even_after_silence_only_a_continuation_gets_in() {
    let mut latch = Latch::new(addr(SDP));
    latch.on_packet(addr(SDP), 1, 10, 0);
    for packet in 0..5u16 {
        assert_eq!(latch.on_packet(addr(THIEF), 2, 11 + packet, 9_000), Verdict::Ignore);
        assert_eq!(latch.on_packet(addr(THIEF), 1, 40_000 + packet, 9_000), Verdict::Ignore);
        assert_eq!(latch.on_packet(addr(NAT), 1, 11 + packet, 1_999), Verdict::Ignore);
    }
    latch.on_packet(addr(NAT), 1, 111, 2_000);
    latch.on_packet(addr(NAT), 1, 112, 2_020);
    assert_eq!(latch.on_packet(addr(NAT), 1, 113, 2_040), Verdict::Accept);
    assert_eq!(latch.destination(), Some(addr(NAT)));
}

#[test]
fn a_new_address_in_the_sdp_opens_the_latch_and_the_same_one_does_not() {
    let mut latch = Latch::new(addr(SDP));
    latch.on_packet(addr(SDP), 1, 10, 0);
    latch.signal(addr(SDP));
    assert!(latch.is_latched_to(addr(SDP)));
    latch.signal(addr(NAT));
    assert_eq!(latch.destination(), Some(addr(NAT)));
    assert_eq!(latch.on_packet(addr(NAT), 9, 1, 20), Verdict::Accept);
}

#[test]
fn an_unspecified_address_is_no_destination_until_packets_come() {
    let mut latch = Latch::new(SocketAddr::from(([0, 0, 0, 0], 4000)));
    assert_eq!(latch.destination(), None);
    for sequence in 0..3 {
        latch.on_packet(addr(NAT), 1, sequence, 0);
    }
    assert_eq!(latch.destination(), Some(addr(NAT)));
}

#[test]
fn the_signalled_address_takes_over_from_a_stray_that_was_first() {
    let mut latch = Latch::new(addr(SDP));
    for sequence in 0..3 {
        latch.on_packet(addr(THIEF), 1, sequence, 0);
    }
    assert_eq!(latch.destination(), Some(addr(THIEF)));
    assert_eq!(latch.on_packet(addr(SDP), 2, 900, 60), Verdict::Accept);
    assert_eq!(latch.on_packet(addr(THIEF), 1, 3, 80), Verdict::Ignore);
    assert_eq!(latch.destination(), Some(addr(SDP)));
}
