use proptest::prelude::*;

use super::*;

/// Samples that show where they come from: packet n is all n.
fn number(code: u8) -> i16 {
    i16::from(code)
}

fn put(hearing: &mut Hearing, start: u32, packets: &[u8]) {
    for &packet in packets {
        hearing.put(start.wrapping_add(u32::from(packet) * 160), &[packet; 160], number);
    }
}

/// The packets that come out, after the delay of two frames.
fn heard(hearing: &mut Hearing, frames: usize) -> Vec<i16> {
    hearing.take();
    hearing.take();
    (0..frames).map(|_| hearing.take()[0]).collect()
}

#[test]
fn packets_come_out_in_order_whatever_order_they_came_in() {
    let mut hearing = Hearing::default();
    put(&mut hearing, u32::MAX - 200, &[1, 3, 2, 2, 5, 4]);
    assert_eq!(heard(&mut hearing, 5), [1, 2, 3, 4, 5]);
}

#[test]
fn a_lost_packet_is_the_last_one_again_and_softer() {
    let mut hearing = Hearing::default();
    put(&mut hearing, 0, &[100, 102, 103]);
    assert_eq!(heard(&mut hearing, 4), [100, 90, 102, 103]);
}

#[test]
fn a_long_loss_fades_to_silence() {
    let mut hearing = Hearing::default();
    put(&mut hearing, 0, &[100]);
    assert_eq!(heard(&mut hearing, 7), [100, 90, 65, 40, 15, 0, 0]);
}

#[test]
fn packets_of_another_length_are_cut_to_20_ms() {
    let mut hearing = Hearing::default();
    hearing.put(1000, &[7; 480], number);
    hearing.put(1480, &[8; 80], number);
    assert_eq!(heard(&mut hearing, 4), [7, 7, 7, 8]);
}

#[test]
fn a_packet_after_its_time_is_dropped_when_later_ones_have_come() {
    let mut hearing = Hearing::default();
    put(&mut hearing, 0, &[1, 3, 4, 5]);
    assert_eq!(heard(&mut hearing, 3), [1, 0, 3]);
    put(&mut hearing, 0, &[2]);
    assert_eq!(hearing.take()[0], 4);
}

#[test]
fn when_the_sender_falls_behind_the_reader_waits_for_it() {
    let mut hearing = Hearing::default();
    put(&mut hearing, 0, &[1]);
    heard(&mut hearing, 10);
    put(&mut hearing, 0, &[2, 3]);
    assert_eq!(heard(&mut hearing, 2), [2, 3]);
}

#[test]
fn a_jump_of_the_timestamp_begins_anew() {
    let mut hearing = Hearing::default();
    put(&mut hearing, 0, &[1]);
    put(&mut hearing, 0x4000_0000, &[9]);
    assert_eq!(heard(&mut hearing, 1), [9]);
}

#[test]
fn a_burst_is_made_up_for() {
    let mut hearing = Hearing::default();
    let packets: Vec<u8> = (0..20).collect();
    put(&mut hearing, 0, &packets);
    let frames: Vec<i16> = (0..20).map(|_| hearing.take()[0]).collect();
    assert!(frames.contains(&19), "{frames:?}");
}

proptest! {
    #[test]
    fn no_timestamp_and_no_length_upsets_it(
        packets in proptest::collection::vec((any::<u32>(), 0usize..2000, 0u8..3), 0..100),
    ) {
        let mut hearing = Hearing::default();
        for (timestamp, length, takes) in packets {
            hearing.put(timestamp, &vec![1; length], number);
            for _ in 0..takes {
                hearing.take();
            }
        }
    }
}
