//! The front door's and the switchboard's questions.

use super::story::{ALICE, APPLICATION, BOB, BOBS_NUMBER, KEY, NUMBER};
use super::{shown, story};
use crate::AccountStatus;

#[tokio::test]
async fn a_number_leads_to_its_account_and_to_the_uris_of_its_application() {
    let (_dir, views) = shown(story().told().await).await;
    let route = views.route("+15005550006").await.unwrap().unwrap();
    assert_eq!((route.account_sid, route.phone_number_sid), (ALICE, NUMBER));
    assert_eq!(route.account_status, AccountStatus::Active);
    assert_eq!(route.application_sid, Some(APPLICATION));
    assert_eq!(route.steering.primary.unwrap().url, "https://alice.example/voice");
    assert_eq!(route.steering.secondaries[0].uri.url, "https://backup.example/voice");
}

#[tokio::test]
async fn a_number_without_application_leads_to_its_own_uris() {
    let (_dir, views) = shown(story().told().await).await;
    let route = views.route("+442079460000").await.unwrap().unwrap();
    assert_eq!((route.account_sid, route.phone_number_sid), (BOB, BOBS_NUMBER));
    assert_eq!(route.application_sid, None);
    assert_eq!(route.steering.primary.unwrap().url, "https://number.example/voice");
    assert_eq!(route.steering.secondaries[0].uri.url, "https://backup.example/bob");
}

#[tokio::test]
async fn a_released_or_unknown_number_leads_nowhere_and_a_transferred_one_to_its_new_account() {
    let (_dir, views) = shown(story().told().await).await;
    assert_eq!(views.route("+15005550008").await.unwrap(), None);
    assert_eq!(views.route("+19").await.unwrap(), None);
    let route = views.route("+15005550007").await.unwrap().unwrap();
    assert_eq!(route.account_sid, super::story::ALICES_SUB);
    assert_eq!(route.account_status, AccountStatus::Closed);
}

#[tokio::test]
async fn the_credentials_are_those_of_the_last_rotation() {
    let (_dir, views) = shown(story().told().await).await;
    let alice = views.account_credentials(ALICE).await.unwrap().unwrap();
    assert_eq!((alice.auth_token.0.as_str(), alice.secondary_token), ("second", None));
    let bob = views.account_credentials(BOB).await.unwrap().unwrap();
    assert_eq!((bob.auth_token.0.as_str(), bob.secondary_token), ("bob3", None));
    let key = views.key_credentials(KEY).await.unwrap().unwrap();
    assert_eq!((key.account_sid, key.secret_hash.0.as_str()), (ALICE, "00ff"));
    let deleted = domain::sid::KeySid::from_bits(0xc2);
    assert_eq!(views.key_credentials(deleted).await.unwrap(), None);
}

#[tokio::test]
async fn a_notification_leads_to_its_exchange_and_not_to_a_status_callback_of_the_same_number() {
    let (_dir, views) = shown(story().told().await).await;
    let sid = domain::sid::NotificationSid::from_bits(0xd1);
    let notification = views.notification(ALICE, sid).await.unwrap().unwrap();
    let number = notification.exchange.unwrap();
    let found = views.exchange(ALICE, notification.call_sid, number).await.unwrap().unwrap();
    assert_eq!((found.version, found.exchange.number), (2, 1));
    let call = notification.call_sid;
    let all = views.exchanges(ALICE, call, &crate::Paging::default()).await.unwrap();
    assert_eq!(all.rows.iter().map(|row| row.version).collect::<Vec<_>>(), [2, 5, 12]);
}
