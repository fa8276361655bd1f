//! The settings that an application and a phone number share: which URIs steer their calls.

mod check;
mod fields;
mod patch;
mod secondaries;
#[cfg(test)]
mod tests;

pub use check::{MAX_NAME_CHARS, MAX_URL_BYTES, SettingsRefusal, check_name, check_uri};
pub use fields::*;
pub use patch::*;
pub use secondaries::{MAX_SECONDARIES, SecondaryEdit};
