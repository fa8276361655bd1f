//! What a stream's events have made of it, for a person to read.

use commands::codec::payload;
use commands::port::RecordedEvent;
use domain::account::AccountDecider;
use domain::api_key::ApiKeyDecider;
use domain::application::ApplicationDecider;
use domain::call::{CallDecider, CallPhase};
use domain::decider::{Decider, Life};
use domain::fallback::FallbackDecider;
use domain::media_asset::MediaAssetDecider;
use domain::phone_number::PhoneNumberDecider;
use serde::Serialize;
use serde_json::{Value, json};

use super::redact::redact;
use crate::front::Problem;

/// The state after `events`, without secrets; `null` for what is gone.
pub(super) fn state(category: &str, events: &[RecordedEvent]) -> Result<Value, Problem> {
    let shown = match category {
        AccountDecider::CATEGORY => account(events)?,
        ApiKeyDecider::CATEGORY => api_key(events)?,
        ApplicationDecider::CATEGORY => application(events)?,
        PhoneNumberDecider::CATEGORY => phone_number(events)?,
        CallDecider::CATEGORY => call(events)?,
        FallbackDecider::CATEGORY => {
            json!({"failing": fold::<FallbackDecider>(events)?.failing})
        }
        MediaAssetDecider::CATEGORY => media_asset(events)?,
        _ => Value::Null,
    };
    Ok(redact(shown))
}

fn fold<D: Decider>(events: &[RecordedEvent]) -> Result<D::State, Problem> {
    let mut state = D::initial();
    for stored in events {
        let event = payload(stored).map_err(|error| error.at(stored.position))?;
        state = D::evolve(state, &event);
    }
    Ok(state)
}

fn account(events: &[RecordedEvent]) -> Result<Value, Problem> {
    let account = fold::<AccountDecider>(events)?;
    Ok(account.map_or(Value::Null, |account| {
        json!({
            "owner_account_sid": account.owner_account_sid.map(|sid| sid.to_string()),
            "friendly_name": account.friendly_name,
            "status": plain(&account.status),
            "has_secondary_token": account.secondary_token.is_some(),
        })
    }))
}

fn media_asset(events: &[RecordedEvent]) -> Result<Value, Problem> {
    let asset = fold::<MediaAssetDecider>(events)?;
    Ok(json!({
        "address": asset.address,
        "kept": asset.kept,
        "is_damaged": asset.is_damaged,
        "last_fault": plain(&asset.last_fault),
    }))
}

fn api_key(events: &[RecordedEvent]) -> Result<Value, Problem> {
    Ok(live(fold::<ApiKeyDecider>(events)?)
        .map_or(Value::Null, |key| json!({"friendly_name": key.friendly_name})))
}

fn application(events: &[RecordedEvent]) -> Result<Value, Problem> {
    Ok(live(fold::<ApplicationDecider>(events)?).map_or(Value::Null, |application| {
        json!({
            "settings": plain(&application.settings),
            "secondaries": plain(&application.secondaries),
        })
    }))
}

fn phone_number(events: &[RecordedEvent]) -> Result<Value, Problem> {
    Ok(fold::<PhoneNumberDecider>(events)?.map_or(Value::Null, |number| {
        json!({
            "phone_number": number.phone_number,
            "settings": plain(&number.settings),
            "secondaries": plain(&number.secondaries),
        })
    }))
}

fn call(events: &[RecordedEvent]) -> Result<Value, Problem> {
    Ok(fold::<CallDecider>(events)?.map_or(Value::Null, |call| {
        let status = match call.phase {
            CallPhase::Ringing => json!("ringing"),
            CallPhase::InProgress => json!("in-progress"),
            CallPhase::Ended(status) => plain(&status),
        };
        let pending: Vec<u64> = call.pending.iter().map(|update| update.version).collect();
        json!({
            "status": status,
            "documents": call.documents,
            "pending_updates": pending,
            "is_measured": call.is_measured,
            "is_deleted": call.is_deleted,
        })
    }))
}

fn live<T>(life: Life<T>) -> Option<T> {
    match life {
        Life::Live(it) => Some(it),
        Life::Absent | Life::Gone => None,
    }
}

/// Settings are shown in the words in which events record them.
fn plain<T: Serialize>(value: &T) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Null)
}
