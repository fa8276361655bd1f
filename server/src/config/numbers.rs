use serde::{Deserialize, Serialize};

/// A number of the operator's pool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PoolNumber {
    /// E.164, for example `+15005550006`.
    pub(crate) number: String,
    /// ISO 3166-1 alpha-2, for example `US`.
    pub(crate) country: String,
    /// `local`, `mobile` or `toll-free`.
    #[serde(default = "local")]
    pub(crate) kind: String,
    /// State or province, for example `CA`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) region: Option<String>,
    /// City.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) locality: Option<String>,
}

fn local() -> String {
    "local".to_owned()
}
