//! From an account's events to its row.

use domain::account::AccountEvent;

use super::row::{ACCOUNTS, AccountStatus, Column};
use crate::fact::Fact;
use crate::rows::{RowOp, Value};

/// What an event does to the row of its account.
pub(crate) fn project(fact: &Fact<'_, AccountEvent>, ops: &mut Vec<RowOp>) {
    let change = || RowOp::update(&ACCOUNTS, [fact.account.into()]).set(Column::UpdatedAt, fact.at);
    let stands = |status: AccountStatus| change().set(Column::Status, status.name());
    ops.push(match fact.event {
        AccountEvent::AccountCreated(created) => RowOp::upsert(&ACCOUNTS, [fact.account.into()])
            .set(Column::OwnerAccountSid, created.owner_account_sid.map(Value::sid))
            .set(Column::FriendlyName, created.friendly_name.as_str())
            .set(Column::Status, AccountStatus::Active.name())
            .set(Column::AuthToken, created.auth_token.0.as_str())
            .set(Column::SecondaryToken, Value::Null)
            .set(Column::CreatedAt, fact.at)
            .set(Column::UpdatedAt, fact.at),
        AccountEvent::AccountRenamed(renamed) => {
            change().set(Column::FriendlyName, renamed.friendly_name.as_str())
        }
        AccountEvent::AccountSuspended(_) => stands(AccountStatus::Suspended),
        AccountEvent::AccountActivated(_) => stands(AccountStatus::Active),
        AccountEvent::AccountClosed(_) => stands(AccountStatus::Closed),
        AccountEvent::AuthTokenRotated(rotated) => {
            change().set(Column::AuthToken, rotated.auth_token.0.as_str())
        }
        AccountEvent::SecondaryTokenCreated(created) => {
            change().set(Column::SecondaryToken, created.secondary_token.0.as_str())
        }
        AccountEvent::SecondaryTokenDeleted(_) => change().set(Column::SecondaryToken, Value::Null),
        AccountEvent::SecondaryTokenPromoted(promoted) => change()
            .set(Column::AuthToken, promoted.auth_token.0.as_str())
            .set(Column::SecondaryToken, Value::Null),
    });
}
