use super::*;

fn limits() -> Limits {
    Limits {
        max_calls: 3,
        calls_per_second_per_source: 2,
        burst_per_source: 2,
        ..Limits::default()
    }
}

fn ip(last: u8) -> IpAddr {
    IpAddr::from([192, 0, 2, last])
}

#[test]
fn calls_past_the_maximum_are_refused_until_one_ends() {
    let mut admission = Admission::new(limits());
    for _ in 0..3 {
        admission.begin().unwrap();
    }
    assert_eq!(admission.check(ip(1), 0), Err(Refused::TooManyCalls));
    assert_eq!(admission.begin(), Err(Refused::TooManyCalls));
    admission.ended();
    admission.check(ip(1), 0).unwrap();
    admission.begin().unwrap();
    assert_eq!(admission.live(), 3);
}

#[test]
fn an_address_that_calls_too_fast_waits_and_others_do_not() {
    let mut admission = Admission::new(limits());
    admission.check(ip(1), 1_000).unwrap();
    admission.check(ip(1), 1_000).unwrap();
    assert_eq!(admission.check(ip(1), 1_000), Err(Refused::TooFast));
    admission.check(ip(2), 1_000).unwrap();
    assert_eq!(admission.check(ip(1), 1_499), Err(Refused::TooFast));
    admission.check(ip(1), 1_500).unwrap();
}

#[test]
fn the_memory_of_addresses_is_bounded_and_forgets_the_quiet_ones() {
    let mut admission = Admission::new(Limits { burst_per_source: 1, ..limits() });
    let address = |n: u32| IpAddr::from(n.to_be_bytes());
    for n in 0..4_096 {
        admission.check(address(n), 0).unwrap();
    }
    assert_eq!(admission.check(address(5_000), 0), Err(Refused::TooFast));
    admission.check(address(5_000), 500).unwrap();
    assert_eq!(admission.sources.len(), 1);
}

#[test]
fn a_clock_that_steps_back_gives_nothing_away() {
    let mut admission = Admission::new(limits());
    admission.check(ip(1), 5_000).unwrap();
    admission.check(ip(1), 1_000).unwrap();
    assert_eq!(admission.check(ip(1), 1_000), Err(Refused::TooFast));
}
