use super::*;

/// (marker, payload type, sequence, timestamp) of a header.
fn line(header: [u8; HEADER_BYTES]) -> (bool, u8, u16, u32) {
    let packet = Packet::parse(&header).unwrap();
    assert_eq!(packet.ssrc, 0xabcd);
    (packet.marker, packet.payload_type, packet.sequence, packet.timestamp)
}

#[test]
fn a_talk_spurt_a_gap_and_an_event_are_numbered_as_the_rfc_says() {
    let mut out = Packetiser::new(0xabcd, u16::MAX, u32::MAX - 159);
    let mut lines = Vec::new();
    lines.push(line(out.audio(0)));
    out.advance(160);
    lines.push(line(out.audio(0)));
    out.advance(160);
    out.skip();
    out.advance(160);
    lines.push(line(out.audio(0)));
    out.advance(160);
    lines.push(line(out.event(101, true, 0)));
    out.advance(160);
    lines.push(line(out.event(101, false, 160)));
    out.advance(160);
    lines.push(line(out.audio(0)));
    assert_eq!(
        lines,
        [
            (true, 0, u16::MAX, u32::MAX - 159),
            (false, 0, 0, 0),
            (true, 0, 1, 320),
            (true, 101, 2, 480),
            (false, 101, 3, 480),
            (true, 0, 4, 800),
        ]
    );
}
