//! The persistent address of a sound: a URL path whose parameters determine what is heard.
//!
//! ```text
//! /media/{partition}/say?engine=flite-2.2.1&voice=slt&language=en&format=pcmu&rate=8000&text=Hello&signature=…
//! /media/{partition}/play?url=https%3A%2F%2Fexample.com%2Fa.mp3&format=pcmu&rate=8000&signature=…
//! /media/builtin/{name}
//! /media/{partition}/{digest}.{format}-{rate}?signature=…
//! /media/{partition}/relay/{signature}/{scheme}/{authority}/…
//! ```
//!
//! Canonical: the parameters in that order, once each, `application/x-www-form-urlencoded`, `ssml=` in place
//! of `text=` for markup. Two sounds that differ to the ear have different addresses; the same wish has the
//! same address after a restart and on every node. The partition is whatever separates one owner's sounds
//! from another's: 1–64 of `A–Z a–z 0–9 _ -`, not `builtin`.

mod content;
mod form;
mod relay;
mod signature;
mod source;
#[cfg(test)]
mod tests;

pub use content::Content;
pub use form::{Address, AddressError, Partition, Rendering};
pub use relay::Relay;
pub use signature::SigningKey;
pub use source::{Builtin, MAX_TEXT_CHARS, Source, Speech, Spoken};
