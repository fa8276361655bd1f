use proptest::prelude::*;

use super::*;

const SSRC: u32 = 7;

fn take_all(source: &mut Source, sequences: &[u16]) -> Vec<Arrival> {
    sequences.iter().map(|&sequence| source.on_packet(SSRC, sequence)).collect()
}

#[test]
fn a_stream_without_loss_loses_nothing() {
    let mut source = Source::default();
    take_all(&mut source, &[65_534, 65_535, 0, 1, 2]);
    assert_eq!((source.expected(), source.received(), source.lost()), (5, 5, 0));
}

#[test]
fn a_gap_is_loss_until_the_late_packet_comes() {
    let mut source = Source::default();
    take_all(&mut source, &[10, 11, 14]);
    assert_eq!(source.lost(), 2);
    assert_eq!(source.on_packet(SSRC, 12), Arrival::Late);
    assert_eq!(source.lost(), 1);
    assert_eq!(source.on_packet(SSRC, 12), Arrival::Duplicate);
    assert_eq!(source.on_packet(SSRC, 14), Arrival::Duplicate);
    assert_eq!((source.received(), source.lost()), (4, 1));
}

#[test]
fn a_packet_from_before_the_first_is_late_and_no_loss() {
    let mut source = Source::default();
    assert_eq!(
        take_all(&mut source, &[5, 4, 6]),
        [Arrival::InOrder, Arrival::Late, Arrival::InOrder]
    );
    assert_eq!((source.expected(), source.received()), (3, 3));
}

#[test]
fn one_stray_number_is_ignored_and_two_in_a_row_are_a_restart() {
    let mut source = Source::default();
    let arrivals = take_all(&mut source, &[1, 2, 30_000, 3, 40_000, 40_001, 40_002]);
    assert_eq!(arrivals[2], Arrival::Stray);
    assert_eq!(arrivals[3], Arrival::InOrder);
    assert_eq!(arrivals[4..], [Arrival::Stray, Arrival::Restart, Arrival::InOrder]);
    assert_eq!(source.lost(), 0);
}

#[test]
fn another_ssrc_is_a_restart_and_keeps_the_loss_there_was() {
    let mut source = Source::default();
    take_all(&mut source, &[1, 2, 5]);
    assert_eq!(source.on_packet(99, 60_000), Arrival::Restart);
    assert_eq!(source.on_packet(99, 60_001), Arrival::InOrder);
    assert_eq!((source.lost(), source.ssrc()), (2, Some(99)));
}

#[test]
fn a_steady_stream_has_no_jitter_and_an_unsteady_one_has_that_of_a8() {
    let mut source = Source::default();
    for packet in 0..100u32 {
        source.on_timing(packet * 160, 12_345 + packet * 160);
    }
    assert_eq!(source.jitter(), 0);
    for packet in 100..1000u32 {
        source.on_timing(packet * 160, 12_345 + packet * 160 + (packet % 2) * 80);
    }
    // Every packet is 80 samples off the one before: the estimate settles there.
    assert!((78..=80).contains(&source.jitter()), "{}", source.jitter());
    assert!((9_700..=10_000).contains(&source.jitter_us()), "{}", source.jitter_us());
}

#[test]
fn a_report_speaks_of_the_interval_and_of_all() {
    let mut source = Source::default();
    assert_eq!(source.report(), None);
    take_all(&mut source, &[0, 1, 2, 3]);
    assert_eq!(source.report().unwrap().fraction_lost, 0);
    take_all(&mut source, &[5, 7]);
    let report = source.report().unwrap();
    assert_eq!((report.fraction_lost, report.cumulative_lost), (128, 2));
    assert_eq!(report.extended_highest, 7);
    assert_eq!(source.report().unwrap().fraction_lost, 0);
}

#[test]
fn the_extended_number_counts_rounds() {
    let mut source = Source::default();
    take_all(&mut source, &[65_535, 0]);
    assert_eq!(source.report().unwrap().extended_highest, 65_536);
}

proptest! {
    #[test]
    fn no_order_of_packets_upsets_the_count(packets in proptest::collection::vec(any::<(u8, u16)>(), 0..300)) {
        let mut source = Source::default();
        let mut taken = 0;
        for (ssrc, sequence) in packets {
            let arrival = source.on_packet(u32::from(ssrc % 3), sequence);
            taken += u64::from(!matches!(arrival, Arrival::Duplicate | Arrival::Stray));
            source.on_timing(u32::from(sequence) * 77, u32::from(sequence));
            source.report();
        }
        prop_assert_eq!(source.received(), taken);
        prop_assert!(source.expected() >= source.received());
    }
}
