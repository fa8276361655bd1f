//! What an event makes of an account.

use super::*;

pub(super) fn evolve(state: Option<Account>, event: &AccountEvent) -> Option<Account> {
    if let AccountEvent::AccountCreated(created) = event {
        return Some(Account {
            owner_account_sid: created.owner_account_sid,
            friendly_name: created.friendly_name.clone(),
            status: AccountStatus::Active,
            auth_token: created.auth_token.clone(),
            secondary_token: None,
        });
    }
    let mut account = state?;
    match event {
        AccountEvent::AccountCreated(_) => {}
        AccountEvent::AccountRenamed(it) => account.friendly_name.clone_from(&it.friendly_name),
        AccountEvent::AccountSuspended(_) => account.status = AccountStatus::Suspended,
        AccountEvent::AccountActivated(_) => account.status = AccountStatus::Active,
        AccountEvent::AccountClosed(_) => account.status = AccountStatus::Closed,
        AccountEvent::AuthTokenRotated(it) => account.auth_token = it.auth_token.clone(),
        AccountEvent::SecondaryTokenCreated(it) => {
            account.secondary_token = Some(it.secondary_token.clone());
        }
        AccountEvent::SecondaryTokenDeleted(_) => account.secondary_token = None,
        AccountEvent::SecondaryTokenPromoted(it) => {
            account.auth_token = it.auth_token.clone();
            account.secondary_token = None;
        }
    }
    Some(account)
}
