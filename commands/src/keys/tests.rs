use domain::api_key::ApiKeyRefusal;
use domain::sid::AccountSid;

use super::*;
use crate::trial::{Luck, Unlucky, context, count, once, writer, writer_on};

#[tokio::test]
async fn a_key_opens_with_the_secret_told_at_its_making() {
    let writer = writer();
    let made = create(&writer, &context(), "deploy".to_owned()).await.unwrap();
    let key = made.done.state.live().unwrap().clone();
    let secret = made.secret.unwrap();
    assert!(writer.vault.is_hashed(&key.secret_hash, secret.expose()));
    let renamed = rename(&writer, &context(), made.sid, "build".to_owned()).await.unwrap();
    assert_eq!(renamed.state.live().unwrap().secret_hash, key.secret_hash);
}

#[tokio::test]
async fn a_key_asked_for_twice_is_made_once_and_its_secret_told_once() {
    let writer = writer();
    let context = context().once(once("key", 1));
    let first = create(&writer, &context, "deploy".to_owned()).await.unwrap();
    let again = create(&writer, &context, "deploy".to_owned()).await.unwrap();
    assert_eq!(first.sid, again.sid);
    assert!(first.secret.is_some() && again.secret.is_none());
    assert_eq!(count(&writer).await, 2, "created, and its secret kept");
}

#[tokio::test]
async fn another_accounts_key_is_not_found() {
    let writer = writer();
    let made = create(&writer, &context(), "deploy".to_owned()).await.unwrap();
    let mut stranger = context();
    stranger.account = AccountSid::from_bits(99);
    let refused = delete(&writer, &stranger, made.sid).await;
    assert!(matches!(refused, Err(crate::CommandError::Refused(ApiKeyRefusal::NotFound))));
    assert!(delete(&writer, &context(), made.sid).await.is_ok());
    let again = delete(&writer, &context(), made.sid).await;
    assert!(matches!(again, Err(crate::CommandError::Refused(ApiKeyRefusal::NotFound))));
}

#[tokio::test]
async fn a_lost_answer_does_not_lose_the_secret() {
    let writer = writer_on(Unlucky::new(Luck::LostAnswer, 1));
    let context = context().once(once("key", 1));
    let made = create(&writer, &context, "deploy".to_owned()).await.unwrap();
    let hash = &made.done.state.live().unwrap().secret_hash;
    assert!(writer.vault.is_hashed(hash, made.secret.unwrap().expose()));
    assert_eq!(count(&writer).await, 2, "created, and its secret kept");
}

#[tokio::test]
async fn a_key_signs_for_its_account_until_it_is_deleted() {
    let writer = writer();
    let made = create(&writer, &context(), "sign".to_owned()).await.unwrap();
    let key = signing_key(&writer, made.sid).await.unwrap().unwrap();
    assert_eq!((key.account, Some(key.secret)), (context().account, made.secret));
    delete(&writer, &context(), made.sid).await.unwrap();
    assert_eq!(signing_key(&writer, made.sid).await.unwrap(), None);
}
