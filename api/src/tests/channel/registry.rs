//! How many sockets there may be.

use super::centre::Centre;
use crate::taskrouter::channel::registry::{ChannelLimits, Farewell, WorkerChannels};
use crate::tokens::verify;

#[tokio::test]
async fn a_worker_has_its_share_and_a_place_that_was_left_is_free() {
    let centre = Centre::open().await;
    let token = verify(&centre.house.state, &centre.token()).await.unwrap();
    let limits = ChannelLimits { sockets_per_worker: 2, ..ChannelLimits::default() };
    let channels = WorkerChannels::new(limits);
    let first = channels.enter(&token, false);
    let second = channels.enter(&token, false);
    assert!(first.is_some() && second.is_some() && channels.enter(&token, false).is_none());
    drop(first);
    assert!(channels.enter(&token, false).is_some());
    drop(second);
    assert!(!channels.has(token.account), "an account without sockets is forgotten");
}

#[tokio::test]
async fn a_socket_that_wants_to_be_alone_closes_the_others() {
    let centre = Centre::open().await;
    let token = verify(&centre.house.state, &centre.token()).await.unwrap();
    let channels = WorkerChannels::default();
    let first = channels.enter(&token, false).unwrap();
    let second = channels.enter(&token, true).unwrap();
    assert_eq!(*first.farewell.borrow(), Some(Farewell::Replaced));
    assert_eq!(*second.farewell.borrow(), None);
}

#[tokio::test]
async fn a_slow_socket_is_closed_and_holds_up_nobody() {
    let centre = Centre::open().await;
    let token = verify(&centre.house.state, &centre.token()).await.unwrap();
    let limits = ChannelLimits { waiting: 1, ..ChannelLimits::default() };
    let channels = WorkerChannels::new(limits);
    let slow = channels.enter(&token, false).unwrap();
    let mut quick = channels.enter(&token, false).unwrap();
    for frame in ["one", "two"] {
        channels.tell(token.account, token.worker, frame);
        assert_eq!(quick.frames.recv().await.as_deref(), Some(frame));
    }
    assert_eq!(*slow.farewell.borrow(), Some(Farewell::Slow));
    assert_eq!(*quick.farewell.borrow(), None);
}
