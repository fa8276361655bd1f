use super::*;
use crate::decider::Decider;
use crate::secret::Sealed;
use crate::settings::SettingsRefusal;

fn sealed(text: &str) -> Sealed {
    Sealed(text.to_owned())
}

fn given(events: &[AccountEvent]) -> Option<Account> {
    events.iter().fold(AccountDecider::initial(), AccountDecider::evolve)
}

fn created() -> AccountEvent {
    AccountCreated {
        owner_account_sid: None,
        friendly_name: "Bakery".to_owned(),
        auth_token: sealed("one"),
    }
    .into()
}

fn when(
    events: &[AccountEvent],
    command: AccountCommand,
) -> Result<Vec<AccountEvent>, AccountRefusal> {
    AccountDecider::decide(&given(events), command)
}

fn second(token: &str) -> AccountEvent {
    SecondaryTokenCreated { secondary_token: sealed(token) }.into()
}

#[test]
fn promoting_the_secondary_token_records_both_tokens() {
    let promoted = when(&[created(), second("two")], AccountCommand::PromoteSecondaryToken);
    let expected = SecondaryTokenPromoted { auth_token: sealed("two"), previous: sealed("one") };
    assert_eq!(promoted.clone().unwrap(), vec![expected.into()]);
    let after =
        promoted.unwrap().iter().fold(given(&[created(), second("two")]), |state, event| {
            AccountDecider::evolve(state, event)
        });
    let account = after.unwrap();
    assert_eq!((account.auth_token, account.secondary_token), (sealed("two"), None));
}

#[test]
fn rotating_the_token_records_both_tokens_and_keeps_the_secondary() {
    let life = [created(), second("two")];
    let rotated = when(&life, AccountCommand::RotateToken { auth_token: sealed("new") }).unwrap();
    let expected = AuthTokenRotated { auth_token: sealed("new"), previous: sealed("one") };
    assert_eq!(rotated, vec![expected.into()]);
    let account = AccountDecider::evolve(given(&life), &rotated[0]).unwrap();
    assert_eq!(account.secondary_token, Some(sealed("two")));
}

#[test]
fn there_is_one_secondary_token_at_a_time() {
    let life = [created(), second("two")];
    let create = |token| AccountCommand::CreateSecondaryToken { secondary_token: sealed(token) };
    assert_eq!(when(&life, create("three")), Err(AccountRefusal::SecondaryExists));
    assert_eq!(when(&life, create("two")), Ok(vec![]));
    let none = [created()];
    assert_eq!(when(&none, AccountCommand::DeleteSecondaryToken), Err(AccountRefusal::NoSecondary));
    assert_eq!(
        when(&none, AccountCommand::PromoteSecondaryToken),
        Err(AccountRefusal::NoSecondary)
    );
}

#[test]
fn a_suspended_account_can_be_activated_and_a_closed_one_cannot() {
    let suspended = [created(), AccountSuspended {}.into()];
    let activated = when(&suspended, AccountCommand::Activate);
    assert_eq!(activated, Ok(vec![AccountActivated {}.into()]));
    let closed = [created(), AccountClosed {}.into()];
    for command in [
        AccountCommand::Activate,
        AccountCommand::Suspend,
        AccountCommand::Rename { friendly_name: "x".to_owned() },
        AccountCommand::RotateToken { auth_token: sealed("new") },
        AccountCommand::PromoteSecondaryToken,
    ] {
        assert_eq!(when(&closed, command), Err(AccountRefusal::Closed));
    }
    assert_eq!(when(&closed, AccountCommand::Close), Ok(vec![]));
}

#[test]
fn an_account_that_never_was_cannot_be_asked_anything() {
    assert_eq!(when(&[], AccountCommand::Suspend), Err(AccountRefusal::NotFound));
    assert_eq!(when(&[], AccountCommand::Close), Err(AccountRefusal::NotFound));
}

#[test]
fn a_name_has_at_most_64_characters_however_many_bytes() {
    let rename = |name: String| when(&[created()], AccountCommand::Rename { friendly_name: name });
    assert!(rename("é".repeat(64)).is_ok());
    let long = rename("e".repeat(65));
    assert_eq!(long, Err(AccountRefusal::Settings(SettingsRefusal::NameTooLong)));
}

#[test]
fn a_sealed_secret_does_not_show_in_a_log() {
    let shown = format!("{:?}", given(&[created(), second("c2VjcmV0")]));
    assert!(shown.contains("Bakery") && !shown.contains("c2VjcmV0"), "{shown}");
}
