use serde::{Deserialize, Serialize};

/// What tenants' URLs may reach.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Network {
    /// Whether tenants' URLs may name loopback and private addresses. Development mode sets it.
    pub(crate) allow_private: bool,
    /// PEM files of certificate authorities that are trusted beside the system's.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) extra_roots: Vec<std::path::PathBuf>,
}
