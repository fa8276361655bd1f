use proptest::prelude::*;

use super::*;

fn datagram(flags: u8, rest: &[u8]) -> Vec<u8> {
    let mut bytes = vec![flags, 0x80, 0, 7, 0, 0, 0, 160, 0, 0, 0, 9];
    bytes.extend_from_slice(rest);
    bytes
}

#[test]
fn a_plain_packet_is_read() {
    let bytes = datagram(0x80, &[1, 2, 3]);
    let packet = Packet::parse(&bytes).unwrap();
    let expected = Packet {
        marker: true,
        payload_type: 0,
        sequence: 7,
        timestamp: 160,
        ssrc: 9,
        payload: &[1, 2, 3],
    };
    assert_eq!(packet, expected);
}

#[test]
fn contributing_sources_extension_and_padding_are_taken_off() {
    let mut rest = vec![0; 8];
    rest.extend_from_slice(&[0xbe, 0xde, 0, 1, 1, 1, 1, 1]);
    rest.extend_from_slice(&[42, 43, 0, 0, 3]);
    let bytes = datagram(0x80 | 0x30 | 2, &rest);
    assert_eq!(Packet::parse(&bytes).unwrap().payload, [42, 43]);
}

#[test]
fn lengths_beyond_the_datagram_are_refused() {
    assert_eq!(Packet::parse(&[0x80; 11]), Err(InvalidPacket::Short));
    assert_eq!(Packet::parse(&datagram(0x81, &[0; 3])), Err(InvalidPacket::Short));
    assert_eq!(Packet::parse(&datagram(0x90, &[0; 3])), Err(InvalidPacket::Short));
    assert_eq!(Packet::parse(&datagram(0x90, &[0, 0, 0, 1, 0])), Err(InvalidPacket::Short));
    assert_eq!(Packet::parse(&datagram(0xa0, &[9])), Err(InvalidPacket::Padding));
    assert_eq!(Packet::parse(&datagram(0xa0, &[0])), Err(InvalidPacket::Padding));
    assert_eq!(Packet::parse(&datagram(0xa0, &[])), Err(InvalidPacket::Padding));
    assert_eq!(Packet::parse(&datagram(0x40, &[])), Err(InvalidPacket::Version));
}

#[test]
fn control_packets_are_told_from_rtp_by_their_second_byte() {
    assert!(is_control(&[0x80, 200]));
    assert!(is_control(&[0x80, 203]));
    assert!(!is_control(&[0x80, 0x80 | 101]));
    assert!(!is_control(&[0x80]));
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(packet) = Packet::parse(&bytes) {
            prop_assert!(packet.payload.len() + HEADER_BYTES <= bytes.len());
        }
    }

    #[test]
    fn what_was_written_is_read(
        marker: bool, payload_type in 0u8..128, sequence: u16, timestamp: u32, ssrc: u32,
        payload in proptest::collection::vec(any::<u8>(), 0..200),
    ) {
        let packet =
            Packet { marker, payload_type, sequence, timestamp, ssrc, payload: &payload };
        let mut bytes = packet.header().to_vec();
        bytes.extend_from_slice(&payload);
        prop_assert_eq!(Packet::parse(&bytes), Ok(packet));
    }
}
