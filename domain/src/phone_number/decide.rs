//! What a phone number says to a command.

use super::evolve::evolve;
use super::*;
use crate::decider::Decider;
use crate::settings::{Secondary, SecondaryChange};
use crate::sid::SecondarySid;

/// The rules of a phone number.
#[derive(Debug, Clone, Copy)]
pub struct PhoneNumberDecider;

impl Decider for PhoneNumberDecider {
    type Command = PhoneNumberCommand;
    type Event = PhoneNumberEvent;
    /// Nothing while the account does not have the number.
    type State = Option<PhoneNumber>;
    type Refusal = PhoneNumberRefusal;

    const CATEGORY: &'static str = "phone_number";

    fn initial() -> Self::State {
        None
    }

    fn decide(
        state: &Self::State,
        command: PhoneNumberCommand,
    ) -> Result<Vec<PhoneNumberEvent>, PhoneNumberRefusal> {
        match (state, command) {
            (None, PhoneNumberCommand::Assign { phone_number, patch, new_sid }) => {
                assign(phone_number, &patch, new_sid)
            }
            (None, PhoneNumberCommand::TransferIn { from, number }) => {
                let PhoneNumber { phone_number, settings, secondaries } = number;
                let taken = NumberTransferredIn { from, phone_number, settings, secondaries };
                Ok(vec![taken.into()])
            }
            (None, _) => Err(PhoneNumberRefusal::NotFound),
            (Some(number), command) => decide_owned(number, command),
        }
    }

    fn evolve(state: Self::State, event: &PhoneNumberEvent) -> Self::State {
        evolve(state, event)
    }
}

fn assign(
    phone_number: String,
    patch: &PhoneNumberPatch,
    new_sid: SecondarySid,
) -> Result<Vec<PhoneNumberEvent>, PhoneNumberRefusal> {
    if !is_e164(&phone_number) {
        return Err(PhoneNumberRefusal::NotE164);
    }
    let plain = PhoneNumberSettings { friendly_name: phone_number.clone(), ..Default::default() };
    let settings = patch.apply(&plain)?;
    let listed = patch.voice.patch_secondaries(&settings.voice, &[], new_sid)?;
    let secondaries = listed.map(|(_, list)| list).unwrap_or_default();
    Ok(vec![NumberAssigned { phone_number, settings, secondaries }.into()])
}

fn decide_owned(
    number: &PhoneNumber,
    command: PhoneNumberCommand,
) -> Result<Vec<PhoneNumberEvent>, PhoneNumberRefusal> {
    match command {
        PhoneNumberCommand::Assign { .. } | PhoneNumberCommand::TransferIn { .. } => {
            Err(PhoneNumberRefusal::Exists)
        }
        PhoneNumberCommand::Configure { patch, new_sid } => {
            let settings = patch.apply(&number.settings)?;
            let list = &number.secondaries;
            let listed = patch.voice.patch_secondaries(&settings.voice, list, new_sid)?;
            let configured =
                (settings != number.settings).then(|| NumberConfigured { settings }.into());
            Ok(configured.into_iter().chain(listed.map(changed)).collect())
        }
        PhoneNumberCommand::EditSecondaries(edit) => {
            Ok(edit.apply(&number.secondaries)?.map(changed).into_iter().collect())
        }
        PhoneNumberCommand::TransferOut { to } => Ok(vec![NumberTransferredOut { to }.into()]),
        PhoneNumberCommand::Release => Ok(vec![NumberReleased {}.into()]),
    }
}

fn changed((change, secondaries): (SecondaryChange, Vec<Secondary>)) -> PhoneNumberEvent {
    NumberSecondariesChanged { change, secondaries }.into()
}
