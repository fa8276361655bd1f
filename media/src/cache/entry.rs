//! What is known of something that is kept.

use std::collections::BTreeMap;

use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};

use crate::http_cache::Stored;

/// Bytes that are kept.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Object {
    /// Their SHA-256, hexadecimal.
    pub digest: String,
    /// How many.
    pub bytes: u64,
}

impl Object {
    /// That of some bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self { digest: sha256(bytes), bytes: bytes.len() as u64 }
    }
}

/// One answer of an origin, or one thing that was made, with everything made of it: they are kept and dropped
/// together.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Answer {
    /// What the origin said; none for what never changes.
    pub head: Option<Stored>,
    /// What it sent, which is not kept: to know it when it comes again. None for what was not fetched.
    pub source: Option<Object>,
    /// What was made of it and is kept, by format.
    pub renditions: BTreeMap<String, Object>,
}

impl Answer {
    /// The objects that are kept with it.
    pub fn objects(&self) -> impl Iterator<Item = &Object> {
        self.renditions.values()
    }
}

/// What is kept at an address.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Entry {
    /// The address, without format and signature.
    pub address: String,
    /// Whose it is.
    pub partition: String,
    /// The answers that its origin gave to different requests (`Vary`), the newest first.
    pub answers: Vec<Answer>,
}

impl Entry {
    /// An entry of a single answer.
    #[must_use]
    pub fn new(partition: &str, address: &str, answer: Answer) -> Self {
        let answers = vec![answer];
        Self { address: address.to_owned(), partition: partition.to_owned(), answers }
    }

    /// The objects that are kept with it.
    pub fn objects(&self) -> impl Iterator<Item = &Object> {
        self.answers.iter().flat_map(Answer::objects)
    }
}

/// SHA-256 in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    crate::hex::encode(digest(&SHA256, bytes).as_ref())
}
