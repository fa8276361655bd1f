//! From an API key's events to its row.

use domain::api_key::ApiKeyEvent;

use super::row::{Column, KEYS};
use crate::fact::Fact;
use crate::rows::RowOp;

/// What an event does to the row of its key.
pub(crate) fn project(fact: &Fact<'_, ApiKeyEvent>, ops: &mut Vec<RowOp>) {
    ops.push(match fact.event {
        ApiKeyEvent::ApiKeyCreated(created) => RowOp::upsert(&KEYS, fact.row())
            .set(Column::FriendlyName, created.friendly_name.as_str())
            .set(Column::SecretHash, created.secret_hash.0.as_str())
            .set(Column::CreatedAt, fact.at)
            .set(Column::UpdatedAt, fact.at),
        ApiKeyEvent::ApiKeyRenamed(renamed) => RowOp::update(&KEYS, fact.row())
            .set(Column::FriendlyName, renamed.friendly_name.as_str())
            .set(Column::UpdatedAt, fact.at),
        // The secret itself is no matter of the read side.
        ApiKeyEvent::ApiKeySecretKept(_) => {
            RowOp::update(&KEYS, fact.row()).set(Column::UpdatedAt, fact.at)
        }
        ApiKeyEvent::ApiKeyDeleted(_) => RowOp::delete(&KEYS, fact.row()),
    });
}
