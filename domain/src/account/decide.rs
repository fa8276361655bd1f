//! What an account says to a command.

use super::evolve::evolve;
use super::*;
use crate::decider::Decider;
use crate::settings::check_name;

/// The rules of an account.
#[derive(Debug, Clone, Copy)]
pub struct AccountDecider;

impl Decider for AccountDecider {
    type Command = AccountCommand;
    type Event = AccountEvent;
    type State = Option<Account>;
    type Refusal = AccountRefusal;

    const CATEGORY: &'static str = "account";

    fn initial() -> Self::State {
        None
    }

    fn decide(
        state: &Self::State,
        command: AccountCommand,
    ) -> Result<Vec<AccountEvent>, AccountRefusal> {
        match (state, command) {
            (None, AccountCommand::Create { owner_account_sid, friendly_name, auth_token }) => {
                check_name(&friendly_name)?;
                Ok(vec![AccountCreated { owner_account_sid, friendly_name, auth_token }.into()])
            }
            (Some(_), AccountCommand::Create { .. }) => Err(AccountRefusal::Exists),
            (None, _) => Err(AccountRefusal::NotFound),
            (Some(account), AccountCommand::Close) => {
                Ok(unless(account.status == AccountStatus::Closed, AccountClosed {}))
            }
            (Some(Account { status: AccountStatus::Closed, .. }), _) => Err(AccountRefusal::Closed),
            (Some(account), command) => decide_open(account, command),
        }
    }

    fn evolve(state: Self::State, event: &AccountEvent) -> Self::State {
        evolve(state, event)
    }
}

fn decide_open(
    account: &Account,
    command: AccountCommand,
) -> Result<Vec<AccountEvent>, AccountRefusal> {
    match command {
        AccountCommand::Create { .. } => Err(AccountRefusal::Exists),
        AccountCommand::Rename { friendly_name } => {
            check_name(&friendly_name)?;
            Ok(unless(account.friendly_name == friendly_name, AccountRenamed { friendly_name }))
        }
        AccountCommand::Suspend => {
            Ok(unless(account.status == AccountStatus::Suspended, AccountSuspended {}))
        }
        AccountCommand::Activate => {
            Ok(unless(account.status == AccountStatus::Active, AccountActivated {}))
        }
        AccountCommand::Close => Ok(vec![AccountClosed {}.into()]),
        AccountCommand::RotateToken { auth_token } => {
            let previous = account.auth_token.clone();
            Ok(unless(previous == auth_token, AuthTokenRotated { auth_token, previous }))
        }
        AccountCommand::CreateSecondaryToken { secondary_token } => {
            match &account.secondary_token {
                None => Ok(vec![SecondaryTokenCreated { secondary_token }.into()]),
                Some(there) if *there == secondary_token => Ok(Vec::new()),
                Some(_) => Err(AccountRefusal::SecondaryExists),
            }
        }
        AccountCommand::DeleteSecondaryToken => {
            account.secondary_token.as_ref().ok_or(AccountRefusal::NoSecondary)?;
            Ok(vec![SecondaryTokenDeleted {}.into()])
        }
        AccountCommand::PromoteSecondaryToken => {
            let auth_token = account.secondary_token.clone().ok_or(AccountRefusal::NoSecondary)?;
            let previous = account.auth_token.clone();
            Ok(vec![SecondaryTokenPromoted { auth_token, previous }.into()])
        }
    }
}

fn unless(done: bool, event: impl Into<AccountEvent>) -> Vec<AccountEvent> {
    if done { Vec::new() } else { vec![event.into()] }
}
