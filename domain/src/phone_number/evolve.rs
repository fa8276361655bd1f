//! What an event makes of a phone number.

use super::*;

pub(super) fn evolve(state: Option<PhoneNumber>, event: &PhoneNumberEvent) -> Option<PhoneNumber> {
    match event {
        PhoneNumberEvent::NumberAssigned(it) => Some(PhoneNumber {
            phone_number: it.phone_number.clone(),
            settings: it.settings.clone(),
            secondaries: it.secondaries.clone(),
        }),
        PhoneNumberEvent::NumberTransferredIn(it) => Some(PhoneNumber {
            phone_number: it.phone_number.clone(),
            settings: it.settings.clone(),
            secondaries: it.secondaries.clone(),
        }),
        PhoneNumberEvent::NumberConfigured(it) => {
            state.map(|number| PhoneNumber { settings: it.settings.clone(), ..number })
        }
        PhoneNumberEvent::NumberSecondariesChanged(it) => {
            state.map(|number| PhoneNumber { secondaries: it.secondaries.clone(), ..number })
        }
        PhoneNumberEvent::NumberTransferredOut(_) | PhoneNumberEvent::NumberReleased(_) => None,
    }
}
