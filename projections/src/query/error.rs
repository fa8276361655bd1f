//! Why a read model did not answer.

/// Why a read model did not answer.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ViewError {
    /// The database is not there, or broke.
    #[error("the read models are unavailable: {0}")]
    Unavailable(String),
    /// A row cannot be understood. The read models have to be rebuilt.
    #[error("the read models are damaged ({0}); run `ringback rebuild`")]
    Damaged(String),
    /// The read models have not come as far as was asked, in the time that was given.
    #[error("the read models are at position {at}, not yet at {wanted}")]
    Behind {
        /// Where they are.
        at: u64,
        /// Where they should be.
        wanted: u64,
    },
}

impl ViewError {
    pub(crate) fn unavailable(error: impl std::fmt::Display) -> Self {
        Self::Unavailable(error.to_string())
    }

    pub(crate) fn damaged(error: impl std::fmt::Display) -> Self {
        Self::Damaged(error.to_string())
    }
}
