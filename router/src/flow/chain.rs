//! The primary URI and the secondaries behind it.

use domain::uri::{ApplicationUri, FaultClass, SecondaryUri, Steering};

/// The URIs that steer a call, as they are now. Rank 0 is the primary, from 1 the secondaries.
#[derive(Debug, Default)]
pub(crate) struct Chain {
    primary: Option<ApplicationUri>,
    secondaries: Vec<SecondaryUri>,
}

impl Chain {
    pub(crate) fn new(steering: Steering) -> Self {
        Self { primary: steering.primary, secondaries: steering.secondaries }
    }

    pub(crate) const fn primary(&self) -> Option<&ApplicationUri> {
        self.primary.as_ref()
    }

    /// Puts another primary in front of the same secondaries; or of `fallback` alone, when there is one.
    pub(crate) fn redirect(&mut self, primary: ApplicationUri, fallback: Option<ApplicationUri>) {
        self.primary = Some(primary);
        if let Some(uri) = fallback {
            self.replace_secondaries(uri);
        }
    }

    /// Puts one fallback in the place of all secondaries.
    pub(crate) fn replace_secondaries(&mut self, uri: ApplicationUri) {
        self.secondaries = vec![SecondaryUri { uri, serves: Vec::new() }];
    }

    /// The first secondary behind `rank` that serves the class, with its rank.
    pub(crate) fn after(&self, rank: u32, class: FaultClass) -> Option<(u32, &ApplicationUri)> {
        (1..)
            .zip(&self.secondaries)
            .skip(usize::try_from(rank).unwrap_or(usize::MAX))
            .find(|(_, secondary)| secondary.serves.is_empty() || secondary.serves.contains(&class))
            .map(|(rank, secondary)| (rank, &secondary.uri))
    }

    /// The rank that stands for the built-in announcement: one more than the last.
    pub(crate) fn end(&self) -> u32 {
        u32::try_from(self.secondaries.len()).unwrap_or(u32::MAX).saturating_add(1)
    }
}
