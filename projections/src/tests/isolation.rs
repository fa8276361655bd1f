//! What belongs to another account is as if it were not there.

use domain::sid::{CallSid, NotificationSid};

use super::story::{ALICE, ALICES_SUB, APPLICATION, BOB, KEY, NUMBER};
use super::{shown, story};
use crate::{
    AccountFilter, ApplicationFilter, CallFilter, NotificationFilter, NumberFilter, Paging,
};

#[tokio::test]
async fn another_accounts_sids_are_not_there() {
    let (_dir, views) = shown(story().told().await).await;
    let call = CallSid::from_bits(1);
    let notification = NotificationSid::from_bits(0xd1);
    for (account, is_owner) in [(ALICE, true), (BOB, false), (ALICES_SUB, false)] {
        let paging = Paging::default();
        assert_eq!(views.call(account, call).await.unwrap().is_some(), is_owner);
        assert_eq!(views.key(account, KEY).await.unwrap().is_some(), is_owner);
        assert_eq!(views.number(account, NUMBER).await.unwrap().is_some(), is_owner);
        assert_eq!(views.application(account, APPLICATION).await.unwrap().is_some(), is_owner);
        assert_eq!(views.notification(account, notification).await.unwrap().is_some(), is_owner);
        assert_eq!(views.exchange(account, call, 1).await.unwrap().is_some(), is_owner);
        let exchanges = views.exchanges(account, call, &paging).await.unwrap();
        assert_eq!(!exchanges.rows.is_empty(), is_owner);
        let owner = APPLICATION.to_string();
        assert_eq!(!views.uri_health(account, &owner).await.unwrap().is_empty(), is_owner);
        assert_eq!(views.chain(account, &owner).await.unwrap().is_some(), is_owner);
    }
}

#[tokio::test]
async fn lists_and_totals_show_only_the_accounts_own() {
    let (_dir, views) = shown(story().told().await).await;
    let paging = Paging::default();
    let calls = views.calls(BOB, &CallFilter::default(), &paging).await.unwrap();
    assert_eq!(calls.rows.iter().map(|row| row.account_sid).collect::<Vec<_>>(), [BOB]);
    let numbers = views.numbers(BOB, &NumberFilter::default(), &paging).await.unwrap();
    assert_eq!(numbers.rows.iter().map(|row| row.account_sid).collect::<Vec<_>>(), [BOB]);
    let notifications =
        views.notifications(BOB, &NotificationFilter::default(), &paging).await.unwrap();
    assert!(notifications.rows.is_empty());
    let applications =
        views.applications(BOB, &ApplicationFilter::default(), &paging).await.unwrap();
    assert!(applications.rows.is_empty());
    assert!(views.keys(BOB, &paging).await.unwrap().rows.is_empty());
    let totals = views.totals(BOB).await.unwrap();
    assert_eq!(totals.calls.iter().map(|total| total.calls).collect::<Vec<_>>(), [1]);
    assert!(totals.faults.is_empty());
}

#[tokio::test]
async fn an_owner_sees_its_sub_accounts_and_they_do_not_see_it() {
    let (_dir, views) = shown(story().told().await).await;
    assert!(views.account(ALICE, ALICES_SUB).await.unwrap().is_some());
    assert!(views.account(ALICES_SUB, ALICE).await.unwrap().is_none());
    assert!(views.account(BOB, ALICE).await.unwrap().is_none());
    let seen = views.accounts(ALICE, &AccountFilter::default(), &Paging::default()).await.unwrap();
    let seen: Vec<_> = seen.rows.iter().map(|row| row.sid).collect();
    assert_eq!(seen, [ALICES_SUB, ALICE]);
}
