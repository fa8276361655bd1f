use proptest::prelude::*;

use super::*;

fn packet(event: u8, duration: u16, end: bool) -> Payload {
    Payload { event, end, volume: 10, duration }
}

/// Feeds (timestamp, payload, at ms) and gives back the keys.
fn press_all(packets: &[(u32, Payload, u64)]) -> Vec<Press> {
    let mut presses = Presses::default();
    let mut pressed = Vec::new();
    for &(timestamp, payload, at) in packets {
        presses.on_packet(timestamp, payload, at, |press| pressed.push(press));
    }
    pressed
}

#[test]
fn a_key_is_reported_once_although_its_end_comes_three_times() {
    let packets = [
        (1000, packet(5, 160, false), 0),
        (1000, packet(5, 320, false), 20),
        (1000, packet(5, 800, true), 40),
        (1000, packet(5, 800, true), 60),
        (1000, packet(5, 800, true), 80),
    ];
    assert_eq!(press_all(&packets), [Press { digit: '5', duration_ms: 100 }]);
}

#[test]
fn the_same_key_pressed_twice_is_two_presses() {
    let packets = [(1000, packet(1, 800, true), 0), (2600, packet(1, 800, true), 200)];
    assert_eq!(press_all(&packets).len(), 2);
}

#[test]
fn packets_out_of_order_make_one_press_of_the_greatest_duration() {
    let packets = [
        (1000, packet(11, 480, false), 0),
        (1000, packet(11, 160, false), 1),
        (1000, packet(11, 640, true), 2),
        (1000, packet(11, 320, false), 3),
    ];
    assert_eq!(press_all(&packets), [Press { digit: '#', duration_ms: 80 }]);
}

#[test]
fn a_lost_end_is_made_up_for_by_time() {
    let mut presses = Presses::default();
    let mut pressed = Vec::new();
    presses.on_packet(7, packet(0, 320, false), 100, |press| pressed.push(press));
    presses.on_time(349, |press| pressed.push(press));
    assert!(pressed.is_empty());
    presses.on_time(350, |press| pressed.push(press));
    presses.on_time(900, |press| pressed.push(press));
    assert_eq!(pressed, [Press { digit: '0', duration_ms: 40 }]);
}

#[test]
fn an_end_that_comes_after_it_was_made_up_for_is_not_another_press() {
    let mut presses = Presses::default();
    let mut pressed = Vec::new();
    presses.on_packet(7, packet(0, 320, false), 0, |press| pressed.push(press));
    presses.on_time(300, |press| pressed.push(press));
    presses.on_packet(7, packet(0, 800, true), 310, |press| pressed.push(press));
    assert_eq!(pressed.len(), 1);
}

#[test]
fn the_next_key_shows_that_the_end_of_the_one_before_was_lost() {
    let packets = [(0, packet(1, 480, false), 0), (1600, packet(2, 800, true), 200)];
    let digits: String = press_all(&packets).iter().map(|press| press.digit).collect();
    assert_eq!(digits, "12");
}

#[test]
fn a_key_of_which_only_the_last_packet_came_counts() {
    assert_eq!(press_all(&[(9, packet(15, 800, true), 0)])[0].digit, 'D');
}

#[test]
fn a_very_long_press_in_segments_is_one_press() {
    let second = 1000 + 0xffff;
    let packets = [
        (1000, packet(3, 0xffff, false), 0),
        (second, packet(3, 160, false), 20),
        (second, packet(3, 8000, true), 1000),
    ];
    assert_eq!(press_all(&packets), [Press { digit: '3', duration_ms: (0xffff + 8000) / 8 }]);
}

#[test]
fn a_late_packet_of_a_key_before_is_not_a_press() {
    let packets = [
        (1000, packet(1, 800, true), 0),
        (2600, packet(2, 160, false), 200),
        (1000, packet(1, 640, false), 201),
        (2600, packet(2, 800, true), 300),
    ];
    assert_eq!(press_all(&packets).len(), 2);
}

#[test]
fn timestamps_may_wrap_around() {
    let packets = [(u32::MAX - 10, packet(1, 800, true), 0), (1590, packet(2, 800, true), 200)];
    assert_eq!(press_all(&packets).len(), 2);
}

#[test]
fn another_source_begins_anew() {
    let mut presses = Presses::default();
    let mut pressed = Vec::new();
    presses.on_packet(5000, packet(1, 800, true), 0, |press| pressed.push(press));
    presses.restart(|press| pressed.push(press));
    presses.on_packet(10, packet(2, 800, true), 10, |press| pressed.push(press));
    assert_eq!(pressed.len(), 2);
}

#[test]
fn events_that_are_no_keys_are_passed_over() {
    assert!(press_all(&[(1, packet(16, 800, true), 0)]).is_empty());
}

#[test]
fn a_key_is_sent_with_marker_growing_duration_and_three_ends() {
    let mut key = Outgoing::new(event_of('9').unwrap(), 800);
    let mut lines = Vec::new();
    while let Some(sent) = key.next_packet(160) {
        let Payload { duration, end, .. } = sent.payload;
        lines.push((sent.marker, duration, end, sent.since_start));
    }
    assert_eq!(
        lines,
        [
            (true, 160, false, 0),
            (false, 320, false, 160),
            (false, 480, false, 320),
            (false, 640, false, 480),
            (false, 800, true, 640),
            (false, 800, true, 800),
            (false, 800, true, 960),
        ]
    );
}

#[test]
fn every_key_has_a_code_and_back() {
    for (code, key) in (0u8..).zip("0123456789*#ABCD".chars()) {
        assert_eq!(event_of(key), Some(code));
        assert_eq!(key_of(code), Some(key));
    }
    assert_eq!(event_of('a'), None);
    assert_eq!(key_of(16), None);
}

proptest! {
    #[test]
    fn a_payload_survives_its_bytes(event: u8, end: bool, volume in 0u8..64, duration: u16) {
        let payload = Payload { event, end, volume, duration };
        prop_assert_eq!(Payload::parse(&payload.to_bytes()), Some(payload));
    }

    #[test]
    fn what_was_sent_is_received_once_whatever_is_lost_or_swapped(
        kept in proptest::collection::vec(any::<bool>(), 7),
        order in Just((0..7usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let mut key = Outgoing::new(4, 800);
        let sent: Vec<_> = std::iter::from_fn(|| key.next_packet(160)).collect();
        let mut presses = Presses::default();
        let mut pressed = Vec::new();
        for index in order.into_iter().filter(|&index| kept[index]) {
            presses.on_packet(77, sent[index].payload, 0, |press| pressed.push(press));
        }
        presses.on_time(1000, |press| pressed.push(press));
        prop_assert_eq!(pressed.len(), usize::from(kept.contains(&true)));
    }
}
