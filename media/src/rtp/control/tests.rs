use proptest::prelude::*;

use super::*;

const US: u32 = 111;
const THEM: u32 = 222;

fn reception() -> Reception {
    Reception {
        ssrc: THEM,
        fraction_lost: 12,
        cumulative_lost: 34,
        extended_highest: 65_600,
        jitter: 40,
    }
}

fn report(sending: bool, bye: bool) -> Report<'static> {
    let ntp = NtpTime::from_wall(UNIX_EPOCH + Duration::from_secs(1_000));
    Report {
        ssrc: US,
        cname: "a1b2c3",
        sending: sending.then_some(Sending { ntp, rtp_timestamp: 160, packets: 50, bytes: 8_000 }),
        reception: Some(reception()),
        last_report: Some(LastReport { ntp_middle: 0x1234, at_us: 1_000_000 }),
        now_us: 1_500_000,
        bye,
    }
}

fn write(report: &Report<'_>) -> Vec<u8> {
    let mut buffer = [0; REPORT_BYTES_MAX];
    let length = report.write(&mut buffer).unwrap();
    buffer[..length].to_vec()
}

#[test]
fn a_sender_report_tells_the_far_end_what_we_heard_of_it() {
    let bytes = write(&report(true, false));
    let heard = read(&bytes, THEM).unwrap();
    let about = heard.about_us.unwrap();
    assert_eq!((about.lost, about.jitter), (34, 40));
    assert_eq!((about.last_report, about.delay), (0x1234, 32_768));
    assert!(heard.ntp_middle.is_some());
    assert!(!heard.bye);
}

#[test]
fn whoever_sends_nothing_writes_a_receiver_report() {
    let bytes = write(&report(false, false));
    assert_eq!(bytes[1], 201);
    assert_eq!(read(&bytes, THEM).unwrap().ntp_middle, None);
}

#[test]
fn the_last_report_says_bye_and_names_who_leaves() {
    let bytes = write(&report(true, true));
    assert!(read(&bytes, THEM).unwrap().bye);
}

#[test]
fn a_block_about_somebody_else_is_not_about_us() {
    assert_eq!(read(&write(&report(true, false)), 333).unwrap().about_us, None);
}

#[test]
fn the_round_trip_is_now_minus_our_report_minus_their_delay() {
    let sent = NtpTime::from_wall(UNIX_EPOCH + Duration::from_secs(1_000));
    let now = NtpTime::from_wall(UNIX_EPOCH + Duration::from_millis(1_000_750));
    let about = AboutUs { lost: 0, jitter: 0, last_report: sent.middle(), delay: 32_768 };
    assert_eq!(about.round_trip_us(now), Some(250_000));
    let unseen = AboutUs { last_report: 0, ..about };
    assert_eq!(unseen.round_trip_us(now), None);
    let nonsense = AboutUs { delay: u32::MAX / 2, ..about };
    assert_eq!(nonsense.round_trip_us(now), None);
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..120)) {
        let _ = read(&bytes, US);
    }

    #[test]
    fn a_broken_report_is_read_or_refused(at in 0usize..60, value: u8, cut in 0usize..100) {
        let mut bytes = write(&report(true, true));
        let at = at % bytes.len();
        bytes[at] = value;
        bytes.truncate(cut);
        let _ = read(&bytes, THEM);
    }
}
