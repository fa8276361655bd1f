//! What can happen to an E.164 number on the whole platform.

use serde::{Deserialize, Serialize};

use crate::sid::{AccountSid, PhoneNumberSid};

crate::events! {
    /// What can happen to an E.164 number on the whole platform. The stream belongs to the platform's
    /// own account, its category is `number-registry` and its key is the number.
    pub enum RegistryEvent {
        NumberClaimed = 1,
        NumberFreed = 1,
    }
}

/// The number belongs to an account now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct NumberClaimed {
    /// The account.
    pub account_sid: AccountSid,
    /// The number's sid there.
    pub phone_number_sid: PhoneNumberSid,
}

/// The number belongs to nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct NumberFreed {}
