//! The registry of numbers: an E.164 number belongs to one account at a time.

use super::{NumberClaimed, NumberFreed, RegistryEvent};
use crate::decider::Decider;
use crate::sid::{AccountSid, PhoneNumberSid};

/// Who has a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// The account.
    pub account_sid: AccountSid,
    /// The number's sid there.
    pub phone_number_sid: PhoneNumberSid,
}

/// What may be asked of the registry's entry for a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegistryCommand {
    /// Give the number to an account.
    Take(Claim),
    /// Move the number from one account to another; it keeps its sid.
    Move {
        /// Who has it now.
        from: Claim,
        /// Who has it afterwards.
        to: AccountSid,
    },
    /// Let it belong to nobody.
    Free(Claim),
}

/// Why the registry says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegistryRefusal {
    /// An account has the number.
    #[error("the phone number is not available")]
    Taken,
    /// The account does not have the number.
    #[error("the account does not have the phone number")]
    NotOwner,
}

/// The rules of the registry's entry for one number.
#[derive(Debug, Clone, Copy)]
pub struct RegistryDecider;

impl Decider for RegistryDecider {
    type Command = RegistryCommand;
    type Event = RegistryEvent;
    type State = Option<Claim>;
    type Refusal = RegistryRefusal;

    const CATEGORY: &'static str = "number-registry";

    fn initial() -> Self::State {
        None
    }

    fn decide(
        state: &Self::State,
        command: RegistryCommand,
    ) -> Result<Vec<RegistryEvent>, RegistryRefusal> {
        match command {
            RegistryCommand::Take(claim) => match state {
                None => Ok(vec![claimed(claim)]),
                Some(there) if *there == claim => Ok(Vec::new()),
                Some(_) => Err(RegistryRefusal::Taken),
            },
            RegistryCommand::Move { from, to } if *state == Some(from) => {
                Ok(vec![claimed(Claim { account_sid: to, ..from })])
            }
            RegistryCommand::Free(claim) if *state == Some(claim) => {
                Ok(vec![NumberFreed {}.into()])
            }
            RegistryCommand::Move { .. } | RegistryCommand::Free(_) => {
                Err(RegistryRefusal::NotOwner)
            }
        }
    }

    fn evolve(_: Self::State, event: &RegistryEvent) -> Self::State {
        match event {
            RegistryEvent::NumberClaimed(it) => {
                Some(Claim { account_sid: it.account_sid, phone_number_sid: it.phone_number_sid })
            }
            RegistryEvent::NumberFreed(_) => None,
        }
    }
}

fn claimed(Claim { account_sid, phone_number_sid }: Claim) -> RegistryEvent {
    NumberClaimed { account_sid, phone_number_sid }.into()
}
