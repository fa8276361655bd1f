use std::net::IpAddr;

use super::crowd::{Crowd, Room};

#[test]
fn one_address_cannot_take_all_connections() {
    let crowd = Crowd::new(Room { connections: 3, connections_per_address: 2 });
    let (one, other) = (IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2]));
    let first = crowd.enter(one);
    let second = crowd.enter(one);
    assert!(first.is_some() && second.is_some() && crowd.enter(one).is_none());
    let third = crowd.enter(other);
    assert!(third.is_some(), "another address has its own share");
    assert!(crowd.enter(IpAddr::from([192, 0, 2, 3])).is_none(), "three are all");
    drop(first);
    assert!(crowd.enter(one).is_some(), "a place that was left is free");
}

#[test]
fn loopback_is_bounded_by_the_total_only() {
    let crowd = Crowd::new(Room { connections: 3, connections_per_address: 1 });
    let own = IpAddr::from([127, 0, 0, 1]);
    let inside: Vec<_> = (0..3).filter_map(|_| crowd.enter(own)).collect();
    assert_eq!(inside.len(), 3);
    assert!(crowd.enter(own).is_none());
}
