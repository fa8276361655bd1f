//! What a phone number has become.

use super::PhoneNumberSettings;
use crate::settings::Secondary;

/// A phone number of an account.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PhoneNumber {
    /// E.164.
    pub phone_number: String,
    /// What the tenant set.
    pub settings: PhoneNumberSettings,
    /// Its secondaries, in the order in which they are tried.
    pub secondaries: Vec<Secondary>,
}
