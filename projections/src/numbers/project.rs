//! From a phone number's events to its row.

use domain::phone_number::{NumberAssigned, PhoneNumberEvent, PhoneNumberSettings};
use domain::settings::Secondary;
use domain::timestamp::Timestamp;

use super::row::{Column, NUMBERS};
use crate::fact::Fact;
use crate::query::json;
use crate::rows::{RowOp, Value};

/// What an event does to the row of its number.
pub(crate) fn project(fact: &Fact<'_, PhoneNumberEvent>, ops: &mut Vec<RowOp>) {
    let change = || RowOp::update(&NUMBERS, fact.row()).set(Column::UpdatedAt, fact.at);
    ops.push(match fact.event {
        PhoneNumberEvent::NumberAssigned(assigned) => {
            let NumberAssigned { phone_number, settings, secondaries } = assigned;
            made(fact, phone_number, settings, secondaries, fact.at)
        }
        PhoneNumberEvent::NumberTransferredIn(came) => {
            made(fact, &came.phone_number, &came.settings, &came.secondaries, fact.at)
        }
        PhoneNumberEvent::NumberConfigured(configured) => configure(change(), &configured.settings),
        PhoneNumberEvent::NumberSecondariesChanged(changed) => {
            change().set(Column::Secondaries, json(&changed.secondaries))
        }
        PhoneNumberEvent::NumberTransferredOut(_) | PhoneNumberEvent::NumberReleased(_) => {
            RowOp::delete(&NUMBERS, fact.row())
        }
    });
}

fn made(
    fact: &Fact<'_, PhoneNumberEvent>,
    phone_number: &str,
    settings: &PhoneNumberSettings,
    secondaries: &[Secondary],
    created_at: Timestamp,
) -> RowOp {
    configure(RowOp::upsert(&NUMBERS, fact.row()), settings)
        .set(Column::PhoneNumber, phone_number)
        .set(Column::Secondaries, json(secondaries))
        .set(Column::CreatedAt, created_at)
        .set(Column::UpdatedAt, fact.at)
}

fn configure(change: RowOp, settings: &PhoneNumberSettings) -> RowOp {
    change
        .set(Column::FriendlyName, settings.friendly_name.as_str())
        .set(Column::VoiceApplicationSid, settings.voice_application_sid.map(Value::sid))
        .set(Column::Settings, json(settings))
}
