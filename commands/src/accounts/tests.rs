use domain::account::{AccountRefusal, AccountStatus};
use domain::sid::AccountSid;

use super::*;
use crate::trial::{ACCOUNT, context, count, once, types, writer};
use crate::{CommandError, Writer};

async fn made(writer: &Writer) -> AccountMade {
    create(writer, &context(), Some(ACCOUNT), "Bakery".to_owned()).await.unwrap()
}

#[tokio::test]
async fn an_account_is_told_its_token_and_the_log_is_not() {
    let writer = writer();
    let made = made(&writer).await;
    let account = made.done.state.unwrap();
    assert_eq!(account.owner_account_sid, Some(ACCOUNT));
    assert_eq!(writer.vault.open(made.sid, &account.auth_token).unwrap(), made.auth_token);
    let stored = writer.store.read_all(store::position::Position::START, 9).await.unwrap();
    let text = String::from_utf8_lossy(&stored[0].event.data).into_owned();
    assert!(!text.contains(made.auth_token.expose()), "{text}");
    assert_eq!(stored[0].stream.account, made.sid.to_string());
}

#[tokio::test]
async fn an_account_asked_for_twice_under_one_key_is_made_once() {
    let writer = writer();
    let context = context().once(once("key", 1));
    let first = create(&writer, &context, None, "Bakery".to_owned()).await.unwrap();
    let again = create(&writer, &context, None, "Bakery".to_owned()).await.unwrap();
    assert_eq!((first.sid, first.auth_token), (again.sid, again.auth_token));
    assert_eq!(count(&writer).await, 1);
}

#[tokio::test]
async fn promoting_makes_the_secondary_token_the_one_that_signs() {
    let writer = writer();
    let made = made(&writer).await;
    let (second, _) = create_secondary_token(&writer, &context(), made.sid).await.unwrap();
    assert_ne!(second, made.auth_token);
    let (signing, done) = promote_secondary_token(&writer, &context(), made.sid).await.unwrap();
    assert_eq!(signing, second);
    assert_eq!(done.state.unwrap().secondary_token, None);
    let nothing_left = promote_secondary_token(&writer, &context(), made.sid).await;
    assert!(matches!(nothing_left, Err(CommandError::Refused(AccountRefusal::NoSecondary))));
    let (rotated, _) = rotate_token(&writer, &context(), made.sid).await.unwrap();
    assert_ne!(rotated, signing);
    let expected = ["SecondaryTokenPromoted", "AuthTokenRotated"];
    assert_eq!(types(&writer).await[2..], expected);
}

#[tokio::test]
async fn a_secondary_token_can_be_taken_back() {
    let writer = writer();
    let made = made(&writer).await;
    create_secondary_token(&writer, &context(), made.sid).await.unwrap();
    let done = delete_secondary_token(&writer, &context(), made.sid).await.unwrap();
    assert_eq!(done.state.unwrap().secondary_token, None);
}

#[tokio::test]
async fn name_and_status_change_together_or_not_at_all() {
    let writer = writer();
    let made = made(&writer).await;
    let both = |name: &str, status| AccountUpdate {
        friendly_name: Some(name.to_owned()),
        status: Some(status),
    };
    let change = both("North", AccountStatus::Suspended);
    let done = update(&writer, &context(), made.sid, change).await.unwrap();
    assert_eq!(done.events.len(), 2);
    let change = both("South", AccountStatus::Closed);
    update(&writer, &context(), made.sid, change).await.unwrap();
    let change = both("West", AccountStatus::Active);
    let refused = update(&writer, &context(), made.sid, change).await;
    assert!(matches!(refused, Err(CommandError::Refused(AccountRefusal::Closed))));
    assert_eq!(count(&writer).await, 5);
}

#[tokio::test]
async fn a_stranger_is_not_found() {
    let writer = writer();
    let nobody = AccountSid::from_bits(9);
    let refused = rotate_token(&writer, &context(), nobody).await;
    assert!(matches!(refused, Err(CommandError::Refused(AccountRefusal::NotFound))));
    assert_eq!(count(&writer).await, 0);
}
