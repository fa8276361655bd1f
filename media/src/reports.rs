//! What the media layer tells of the sounds that it keeps, to whoever writes it down.

use std::fmt;

use crate::fault::MediaFault;

/// Takes reports in. Must not block: a sound may be waiting.
pub trait Reports: fmt::Debug + Send + Sync {
    /// Something happened.
    fn report(&self, report: Report);
}

/// Something that happened to what is kept at an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Whose it is: the name of a partition.
    pub partition: String,
    /// The URL of a file, user information included; the path in the layer of anything else.
    pub address: String,
    /// What happened.
    pub fact: Reported,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reported {
    /// An origin sent it.
    Fetched {
        /// The type without parameters.
        content_type: String,
        /// From the request to the head of the answer.
        answered_after_ms: u64,
    },
    /// An origin confirmed what is kept, or sent the same again.
    Revalidated,
    /// A form was made of it.
    Processed {
        /// The form, for example `pcmu-8000`.
        format: String,
        /// How long that took, fetching included.
        took_ms: u64,
    },
    /// A form is kept.
    Stored {
        /// The form.
        format: String,
        /// The SHA-256 of its bytes, hexadecimal.
        digest: String,
        /// How many bytes.
        bytes: u64,
    },
    /// The origin failed; what is kept stood in.
    ServedStale(MediaFault),
    /// What was kept is missing or damaged.
    Corrupted {
        /// The SHA-256 that it should have had.
        digest: String,
    },
    /// Its room was needed.
    Evicted,
    /// Its owner had it forgotten.
    Purged,
    /// It could not be had.
    Failed(MediaFault),
}

/// Nobody writes anything down.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unheard;

impl Reports for Unheard {
    fn report(&self, _: Report) {}
}

/// The address in a report, of what is kept at `name` for `partition`.
pub(crate) fn address_of(partition: &str, name: &str) -> String {
    let url = name
        .strip_prefix("/media/")
        .and_then(|rest| rest.strip_prefix(partition))
        .and_then(|rest| rest.strip_prefix("/play?url="));
    url.unwrap_or(name).to_owned()
}
