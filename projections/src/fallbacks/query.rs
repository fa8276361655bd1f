//! What can be asked about the health of URIs.

use domain::sid::AccountSid;

use super::row::{CHAINS, ChainColumn, ChainRow, URI_HEALTH, UriColumn, UriHealthRow};
use crate::query::{Scope, Select, ViewError};
use crate::views::Views;

impl Views {
    /// The URIs of one of the account's applications or numbers that ever failed, by their URL.
    pub async fn uri_health(
        &self,
        account: AccountSid,
        owner_sid: &str,
    ) -> Result<Vec<UriHealthRow>, ViewError> {
        let select = Select::new(Scope::Account(account), &URI_HEALTH)
            .equal(UriColumn::OwnerSid, owner_sid)
            .ordered(URI_HEALTH.key);
        self.many(select, UriHealthRow::read).await
    }

    /// How often every URI of one of the account's applications or numbers failed; none if never.
    pub async fn chain(
        &self,
        account: AccountSid,
        owner_sid: &str,
    ) -> Result<Option<ChainRow>, ViewError> {
        let select =
            Select::new(Scope::Account(account), &CHAINS).equal(ChainColumn::OwnerSid, owner_sid);
        self.one(select, ChainRow::read).await
    }
}
