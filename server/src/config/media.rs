use serde::{Deserialize, Serialize};

/// Speech and sound files.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Media {
    /// How much sound may be kept on disk, in MiB.
    pub(crate) cache_mib: u64,
    /// How many syntheses and decodings run at once; one for each core when 0.
    pub(crate) workers: usize,
}

impl Default for Media {
    fn default() -> Self {
        Self { cache_mib: 2_048, workers: 0 }
    }
}
