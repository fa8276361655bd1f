use domain::phone_number::{PhoneNumberPatch, PhoneNumberRefusal, RegistryRefusal};
use domain::settings::Change;
use domain::sid::{AccountSid, ApplicationSid, PhoneNumberSid};

use super::*;
use crate::trial::{ACCOUNT, context, count, once, types, writer};
use crate::{CommandError, Context, Writer, accounts};

const E164: &str = "+15005550006";

fn in_account(account: AccountSid) -> Context {
    Context { account, ..context() }
}

async fn take(writer: &Writer, context: &Context) -> Result<PhoneNumberSid, NumberError> {
    let assigned = assign(writer, context, E164.to_owned(), PhoneNumberPatch::default()).await;
    assigned.map(|(sid, _)| sid)
}

fn refusal<T>(result: Result<T, NumberError>) -> Option<NumberRefusal> {
    if let Err(CommandError::Refused(refusal)) = result { Some(refusal) } else { None }
}

#[tokio::test]
async fn a_number_goes_to_one_account_only_until_it_is_released() {
    let writer = writer();
    let other = in_account(AccountSid::from_bits(9));
    let sid = take(&writer, &context()).await.unwrap();
    let taken = Some(NumberRefusal::Registry(RegistryRefusal::Taken));
    assert_eq!(refusal(take(&writer, &other).await), taken);
    assert_eq!(refusal(take(&writer, &context()).await), taken);
    release(&writer, &context(), sid).await.unwrap();
    take(&writer, &other).await.unwrap();
    let not_found = Some(NumberRefusal::Number(PhoneNumberRefusal::NotFound));
    assert_eq!(refusal(release(&writer, &context(), sid).await), not_found);
    let expected = [
        "NumberAssigned",
        "NumberClaimed",
        "NumberReleased",
        "NumberFreed",
        "NumberAssigned",
        "NumberClaimed",
    ];
    assert_eq!(types(&writer).await, expected);
}

#[tokio::test]
async fn of_many_who_want_a_number_at_once_one_gets_it() {
    let writer = writer();
    let contexts: Vec<_> = (1..9).map(|n| in_account(AccountSid::from_bits(n))).collect();
    let asked = contexts.iter().map(|context| take(&writer, context));
    let answers = futures_util::future::join_all(asked).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    assert_eq!(count(&writer).await, 2);
}

#[tokio::test]
async fn a_number_asked_for_twice_under_one_key_is_assigned_once() {
    let writer = writer();
    let context = context().once(once("key", 1));
    let first = take(&writer, &context).await.unwrap();
    assert_eq!(take(&writer, &context).await.unwrap(), first);
    assert_eq!(count(&writer).await, 2);
    let other = context.once(once("key", 2));
    let another = assign(&writer, &other, "+15005550007".into(), PhoneNumberPatch::default()).await;
    assert!(matches!(another, Err(CommandError::KeyReused)));
}

#[tokio::test]
async fn a_number_names_only_applications_of_its_account() {
    let writer = writer();
    let sid = take(&writer, &context()).await.unwrap();
    let stranger = ApplicationSid::from_bits(1);
    let name = |sid| PhoneNumberPatch {
        voice_application_sid: Change::Set(sid),
        ..PhoneNumberPatch::default()
    };
    let refused = refusal(update(&writer, &context(), sid, name(stranger)).await);
    assert_eq!(refused, Some(NumberRefusal::NoSuchApplication(stranger)));
    let elsewhere = in_account(AccountSid::from_bits(9));
    let made = crate::applications::create(&writer, &elsewhere, Default::default()).await;
    let theirs = made.unwrap().0;
    let refused = refusal(update(&writer, &context(), sid, name(theirs)).await);
    assert_eq!(refused, Some(NumberRefusal::NoSuchApplication(theirs)));
    let made = crate::applications::create(&writer, &context(), Default::default()).await;
    let mine = made.unwrap().0;
    let done = update(&writer, &context(), sid, name(mine)).await.unwrap();
    assert_eq!(done.state.unwrap().settings.voice_application_sid, Some(mine));
}

#[tokio::test]
async fn a_number_moves_within_the_family_with_all_that_is_set() {
    let writer = writer();
    let made = |owner| accounts::create(&writer, &PARENT, owner, "x".to_owned());
    static PARENT: std::sync::LazyLock<Context> = std::sync::LazyLock::new(context);
    let parent = made(None).await.unwrap().sid;
    let child = made(Some(parent)).await.unwrap().sid;
    let stranger = made(None).await.unwrap().sid;
    let (ours, theirs) = (in_account(parent), in_account(child));
    let sid = take(&writer, &ours).await.unwrap();
    for wrong in [stranger, ACCOUNT] {
        let refused = refusal(transfer(&writer, &ours, sid, wrong).await);
        assert_eq!(refused, Some(NumberRefusal::NoSuchRecipient(wrong)));
    }
    let moved = transfer(&writer, &ours, sid, child).await.unwrap();
    assert_eq!(moved.state.unwrap().phone_number, E164);
    let not_found = Some(NumberRefusal::Number(PhoneNumberRefusal::NotFound));
    let patch = PhoneNumberPatch::default;
    assert_eq!(refusal(update(&writer, &ours, sid, patch()).await), not_found);
    assert!(update(&writer, &theirs, sid, patch()).await.is_ok());
    let back = transfer(&writer, &theirs, sid, parent).await.unwrap();
    assert_eq!(back.state.unwrap().phone_number, E164);
    release(&writer, &ours, sid).await.unwrap();
    assert!(take(&writer, &in_account(stranger)).await.is_ok());
}

#[tokio::test]
async fn what_is_not_a_number_is_refused_and_nothing_is_written() {
    let writer = writer();
    let bad = assign(&writer, &context(), "5550006".into(), PhoneNumberPatch::default()).await;
    assert_eq!(refusal(bad), Some(NumberRefusal::Number(PhoneNumberRefusal::NotE164)));
    assert_eq!(count(&writer).await, 0);
}
