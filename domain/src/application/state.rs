//! What an application has become.

use super::ApplicationSettings;
use crate::settings::Secondary;

/// An application.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Application {
    /// What the tenant set.
    pub settings: ApplicationSettings,
    /// Its secondaries, in the order in which they are tried.
    pub secondaries: Vec<Secondary>,
}
